"""A baseline of this project: forty verbs of saying and three regular expressions, no parse.

"NAME said (that) ...", "...," said NAME or NAME said, and "according to NAME": the name is a pronoun or a run of capitalised words
with its article; what was said is the quotation, or else the rest of the sentence."""
import re
from lines import run
from verbs import FORMS

WORD = r"[A-Z][\w'’.-]*"
NAME = rf"(?:\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e)\b|\b(?:(?:[Tt]he|[Aa]n?)\s+)?(?:(?:[a-z]+\s+){{0,2}})?{WORD}(?:\s+(?:of\s+(?:the\s+)?|and\s+)?{WORD})*|\b[Tt]he\s+(?:[a-z]+\s+){{0,2}}[a-z]+)"
VERB = rf"(?:(?:has|have|had|also|would|will)\s+)*\b(?:{'|'.join(FORMS)})\b"
SENTENCE = re.compile(r"[^.!?\n](?:[^.!?\n]|[.!?](?![\s\"”’)]|$))*[.!?]*[\"”’)]*", re.M)
BEFORE = re.compile(rf"({NAME})(?:,[^,\n]{{1,60}},)?\s+({VERB})\s*(?::|,)?\s*((?:that\s+)?[^\s].*)", re.S)
AFTER = re.compile(rf"(.+?)[,?!]?[\"”]?,?\s+(?:({VERB})\s+({NAME})|({NAME})\s+({VERB}))\s*[.,]?$", re.S)
ACCORDING = re.compile(rf"\b([Aa]ccording to)\s+({NAME})")
QUOTE = re.compile(r"[\"“][^\"”\n]+[\"”]")


def part(of, base, m, group):
    return {"start": of(base + m.start(group)), "end": of(base + m.end(group))}


def annotate(document, text, of):
    found = []
    for sentence in SENTENCE.finditer(text):
        base, s = sentence.start(), sentence.group().rstrip()
        quote = QUOTE.search(s)
        quoted = {"start": of(base + quote.start()), "end": of(base + quote.end())} if quote else None
        rest = lambda m, g: quoted or {"start": of(base + m.start(g)), "end": of(base + m.start(g) + len(m[g].rstrip(" .!?")))}
        if m := ACCORDING.search(s):
            whole = {"start": of(base + m.end() + len(re.match(r"[\s,]*", s[m.end():])[0])), "end": of(base + len(s.rstrip(" .!?")))}
            if m.start() > 0:
                whole = {"start": of(base), "end": of(base + len(s[:m.start()].rstrip(" ,")))}
            found.append({"source": part(of, base, m, 2), "cue": part(of, base, m, 1), "content": quoted or whole, "direct": bool(quote)})
        elif m := AFTER.match(s):
            source, cue = (3, 2) if m[2] else (4, 5)
            found.append({"source": part(of, base, m, source), "cue": part(of, base, m, cue), "content": rest(m, 1), "direct": bool(quote)})
        elif m := BEFORE.search(s):
            found.append({"source": part(of, base, m, 1), "cue": part(of, base, m, 2), "content": rest(m, 3), "direct": bool(quote)})
    return {"attributions": [a for a in found if a["content"]["end"] > a["content"]["start"]]}


if __name__ == "__main__":
    run(annotate)
