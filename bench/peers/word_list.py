"""A baseline of this project: a sentence is hedged if one of fifty words stands in it."""
import re
from lines import run

HEDGES = """may might could would should seem seems seemed appear appears appeared possible possibly probable probably likely unlikely
 perhaps maybe apparently allegedly alleged reportedly supposedly presumably considered regarded believed believe thought suggest
 suggests suggested claimed claim estimated assumed rumoured some many most several often usually generally widely arguably
 sometimes commonly various""".split()
FOUND = re.compile(rf"\b(?:{'|'.join(HEDGES)})\b", re.I)


def annotate(document, text, of):
    return {"uncertain": bool(FOUND.search(text))}


if __name__ == "__main__":
    run(annotate)
