"""quantulum3: quantities with units by regular expressions and word lists. Its classifier of ambiguous units stays off (it needs
training data of its own). "between 20 and 30" comes from it as 25 with an uncertainty of 5, which is put back into bounds here; it
knows no other operators."""
from lines import run, span
from quantulum3 import parser


def annotate(document, text, of):
    found = []
    for q in parser.parse(text):
        either_way = q.uncertainty or 0.0
        unit = q.unit.name if q.unit and q.unit.name != "dimensionless" else None
        found.append({**span(of, text, *q.span), "op": "exact", "lo": float(q.value - either_way), "hi": float(q.value + either_way),
                      "unit": unit or None, "counted": None, "of": None})
    return {"quantities": found}


if __name__ == "__main__":
    run(annotate)
