#!/usr/bin/env python3
"""Score how planted copies are traced (`cargo run -p xtask -- plant`).

    planted.py GOLD.jsonl PRED.jsonl [--json] [--by] [--errors N]

PRED: lines of contract 2. `edge` = P/R/F1 of unordered pairs {page, what it was taken from}; a pair with another page that the texts
cannot tell from the right one (`also`) is as right, once a page. `direction` = share of the right pairs that point the right way,
pages that run one unseen text of an agency left out. `root` = share of copies whose last ancestor is the right one. `spans` = mean
intersection over union of the bytes of the copy, over right pairs that point the right way. `edits` = P/R/F1 of what was changed
(number, operator, hedge, attribution, place), over the same pairs, where PRED has `changed`. `--by`: recall for each way of making a copy.
"""
import argparse, collections, json


def rows(path):
    with open(path, encoding="utf8") as f:
        return [json.loads(line) for line in f if line.strip()]


def prf(hit, pred, gold):
    p, r = hit / pred if pred else 0.0, hit / gold if gold else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0, "gold": gold, "pred": pred}


def covered(spans):
    return {i for s in spans or [] for i in range(s[0], s[1])}


def last(of, page):
    seen = set()
    while of.get(page) and page not in seen:
        seen.add(page)
        page = of[page]
    return page


def key(edit):
    """What was changed, and the longer of the two sides without words that only say how much."""
    return edit["what"], "".join(c for c in (edit["from"] or edit["to"]).lower() if c.isalnum())


def same(a, b):
    """One change: what is lost with an "about" may be called its operator or a hedge."""
    kind = lambda what: "operator" if what == "hedge" else what
    return kind(a[0]) == kind(b[0]) and (a[1] in b[1] or b[1] in a[1])


def score(gold_rows, pred_rows, errors=0):
    gold, pred = {g["id"]: g for g in gold_rows}, {p["id"]: p for p in pred_rows}
    of = {i: p.get("copy_of") for i, p in pred.items()}
    pairs = {frozenset((i, o)): i for i, o in of.items() if o}
    hit, found, right, directions, roots, iou = 0, {}, set(), [], [], []
    edits = collections.Counter()
    for i, g in gold.items():
        if not g["copy_of"]:
            continue
        options = [g["copy_of"], *g["also"]]
        match = next((o for o in options if frozenset((i, o)) in pairs), None)
        found[i] = match is not None
        roots.append(last(of, i) == g["root"])
        if match is None:
            continue
        hit += 1
        right.add(frozenset((i, match)))
        forward = of.get(i) == match
        if g["relation"] == "copied":
            directions.append(forward)
        if forward:
            a, b = covered(g["shared"]), covered(pred[i].get("shared"))
            iou.append(len(a & b) / len(a | b) if a | b else 1.0)
            if "changed" in pred[i]:
                ours = [key(e) for e in pred[i]["changed"] if e["what"] in ("number", "operator", "hedge", "attribution", "place")]
                theirs = [key(e) for e in g["edits"]]
                edits["hit"] += sum(any(same(t, o) for o in ours) for t in theirs)
                edits["exact"] += sum(any(same(t, o) for t in theirs) for o in ours)
                edits["pred"] += len(ours)
                edits["gold"] += len(theirs)
    share = lambda flags: {"acc": round(sum(flags) / len(flags), 4) if flags else 0.0, "n": len(flags)}
    out = {"edge": prf(hit, len(pairs), len(found)), "direction": share(directions), "root": share(roots),
           "spans": {"iou": round(sum(iou) / len(iou), 4) if iou else 0.0, "n": len(iou)}}
    if edits["pred"]:
        p, r = edits["exact"] / edits["pred"], edits["hit"] / max(edits["gold"], 1)
        out["edits"] = {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / max(p + r, 1e-9), 4), "gold": edits["gold"], "pred": edits["pred"]}
    for pair in sorted(set(pairs) - right, key=sorted)[:errors]:
        i = pairs[pair]
        print("wrong pair", i, of[i], gold[i]["relation"], gold[i]["copy_of"], gold[i]["ways"], pred[i].get("copy_kind"), pred[i].get("copy_score"))
    for i in [i for i, ok in found.items() if not ok][:errors]:
        print("not found", i, gold[i]["relation"], gold[i]["copy_of"], gold[i]["ways"], gold[i]["clock"], "->", of.get(i))
    return out, found


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("gold")
    args.add_argument("pred")
    args.add_argument("--json", action="store_true")
    args.add_argument("--by", action="store_true")
    args.add_argument("--errors", type=int, default=0)
    args = args.parse_args()
    gold_rows = rows(args.gold)
    out, found = score(gold_rows, rows(args.pred), args.errors)
    if args.by:
        by = collections.defaultdict(list)
        for g in gold_rows:
            if g["copy_of"]:
                for way in [*g["ways"], "clock " + g["clock"], g["relation"]]:
                    by[way].append(found[g["id"]])
        out["found"] = {way: f"{sum(flags)}/{len(flags)}" for way, flags in sorted(by.items())}
    if args.json:
        print(json.dumps(out))
        return
    for name, figures in out.items():
        print(f"{name:10}", "  ".join(f"{k} {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
