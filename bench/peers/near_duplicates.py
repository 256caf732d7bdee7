#!/usr/bin/env python3
"""Copies as near-duplicate search gives them: rensa, datasketch or gaoya over three-word shingles; contract 2 in and out.

    near_duplicates.py PEER [--threshold T] < docs.jsonl > pred.jsonl
    near_duplicates.py PEER --tune GOLD.jsonl < docs.jsonl              the threshold with the best edge F1 of ../planted.py

A page is a copy of the most like of the earlier pages whose estimated Jaccard likeness reaches the threshold; undated pages come
last. Every pair is compared (128 permutations), so that no peer loses a pair to its index; gaoya keeps its signatures to itself and
is asked through its index, at its lowest setting. None of them tells spans or changes.
"""
import argparse, json, os, re, sys

WORDS = 3
PERMUTATIONS = 128


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)} or {" ".join(words)}


def of_rensa(docs):
    from rensa import RMinHash

    signatures = []
    for d in docs:
        m = RMinHash(num_perm=PERMUTATIONS, seed=42)
        m.update(sorted(shingles(d["text"])))
        signatures.append(m)
    for i, a in enumerate(signatures):
        for j in range(i):
            yield j, i, a.jaccard(signatures[j])


def of_datasketch(docs):
    from datasketch import MinHash

    signatures = []
    for d in docs:
        m = MinHash(num_perm=PERMUTATIONS, seed=42)
        m.update_batch([s.encode() for s in sorted(shingles(d["text"]))])
        signatures.append(m)
    for i, a in enumerate(signatures):
        for j in range(i):
            yield j, i, a.jaccard(signatures[j])


def of_gaoya(docs):
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(hash_size=32, jaccard_threshold=0.02, num_bands=PERMUTATIONS, band_size=1, analyzer="word", lowercase=True, ngram_range=(WORDS, WORDS))
    for i, d in enumerate(docs):
        for j, likeness in index.query(d["text"], return_similarity=True):
            yield j, i, likeness
        index.insert_document(i, d["text"])


def links(docs, pairs, threshold):
    best = {}
    for j, i, likeness in pairs:
        if likeness >= threshold and likeness > best.get(i, (0, None))[0]:
            best[i] = (likeness, j)
    out = []
    for i, d in enumerate(docs):
        likeness, j = best.get(i, (None, None))
        of = None if j is None else docs[j]["id"]
        out.append({"id": d["id"], "story": d["id"], "copy_of": of, "copy_kind": of and "rewrite", "copy_score": likeness, "shared": []})
    return out


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("peer", choices=["rensa", "datasketch", "gaoya"])
    args.add_argument("--threshold", type=float, default=0.1)
    args.add_argument("--tune", metavar="GOLD")
    args = args.parse_args()
    docs = [json.loads(line) for line in sys.stdin if line.strip()]
    docs.sort(key=lambda d: (d.get("published") is None, d.get("published") or "", d["id"]))
    pairs = [p for p in globals()["of_" + args.peer](docs) if p[2] >= 0.02]
    if args.tune:
        sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
        sys.dont_write_bytecode = True
        import planted

        gold = planted.rows(args.tune)
        scores = {t / 100: planted.score(gold, links(docs, pairs, t / 100))[0] for t in range(2, 60)}
        best = max(scores, key=lambda t: scores[t]["edge"]["f1"])
        print(json.dumps({"threshold": best, **scores[best]}))
        return
    for line in links(docs, pairs, args.threshold):
        print(json.dumps(line))


if __name__ == "__main__":
    main()
