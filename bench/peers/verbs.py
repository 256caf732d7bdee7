"""The forty verbs of saying that both simple attribution baselines know, with their forms."""
REGULAR = """add announce answer argue assert claim comment complain concede conclude confirm declare deny estimate explain insist mention
 note observe predict promise remark repeat reply report respond reveal state stress suggest suspect urge warn""".split()
IRREGULAR = {"say": "say says said saying", "tell": "tell tells told telling", "think": "think thinks thought thinking", "write": "write writes wrote written writing",
             "acknowledge": "acknowledge acknowledges acknowledged acknowledging", "admit": "admit admits admitted admitting", "believe": "believe believes believed believing"}


def forms(verb):
    """The four forms of a regular verb, as it is spelt."""
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    return [verb, verb + ("es" if verb.endswith(("ss", "sh", "ch")) else "s"), verb + "ed", verb + "ing"]


LEMMAS = {*REGULAR, *IRREGULAR}
FORMS = sorted({f for v in REGULAR for f in forms(v)} | {f for fs in IRREGULAR.values() for f in fs.split()})
