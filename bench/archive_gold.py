#!/usr/bin/env python3
"""Score how an invented archive is linked (`cargo run -p xtask -- archive N -o GOLD.jsonl`).

    archive_gold.py GOLD.jsonl PRED.jsonl [--json]

GOLD: the archive itself; each of its lines tells what was planted. PRED: lines of contract 2. `edge` = P/R/F1 of the pairs {copy, what
it was taken from}, whichever way they point; `family` = the same where another copy of the right text is as right; `story` = P/R/F1 of
pairs of reports of one happening. `how`: recall of `family` for each way of making a copy.
"""
import argparse, collections, json


def prf(hit, pred, gold):
    p, r = hit / pred if pred else 0.0, hit / gold if gold else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0, "gold": gold, "pred": pred}


def pairs(sizes):
    return sum(n * (n - 1) // 2 for n in sizes)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("gold")
    args.add_argument("pred")
    args.add_argument("--json", action="store_true")
    args = args.parse_args()
    event, of, how = {}, {}, {}
    with open(args.gold, encoding="utf8") as f:
        for line in f:
            g = json.loads(line)
            event[g["id"]] = g["event"]
            if "of" in g:
                of[g["id"]], how[g["id"]] = g["of"], g["how"]
    story, found = {}, {}
    with open(args.pred, encoding="utf8") as f:
        for line in f:
            p = json.loads(line)
            story[p["id"]] = p.get("story")
            if p.get("copy_of"):
                found[p["id"]] = p["copy_of"]
    source = lambda page: of.get(page, page)
    gold_pairs = {frozenset(e) for e in of.items()}
    found_pairs = {frozenset(e) for e in found.items()}
    related = [e for e in found.items() if source(e[0]) == source(e[1])]
    # A copy whose link runs from its own source, where the clock is wrong, counts for the copy.
    reached = {page for e in related for page in e if page in of}
    ways = collections.defaultdict(lambda: [0, 0])
    for page, way in how.items():
        ways[way][0] += page in reached
        ways[way][1] += 1
    p, r = len(related) / max(len(found), 1), len(reached) / max(len(of), 1)
    both = collections.Counter((event[i], story.get(i)) for i in event)
    out = {
        "edge": prf(len(gold_pairs & found_pairs), len(found_pairs), len(gold_pairs)),
        "family": {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / max(p + r, 1e-9), 4), "gold": len(of), "pred": len(found)},
        "story": prf(pairs(both.values()), pairs(collections.Counter(story.values()).values()), pairs(collections.Counter(event.values()).values())),
        "how": {way: f"{hit}/{n}" for way, (hit, n) in sorted(ways.items())},
    }
    if args.json:
        print(json.dumps(out))
        return
    for name, figures in out.items():
        print(f"{name:8}", "  ".join(f"{k} {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
