#!/usr/bin/env python3
"""How words-common.tsv, words-given.tsv and words-surname.tsv were made (the hand-made parts are in the files themselves).

    build_words.py NAMES_DIR TREEBANK.conllu.gz...

NAMES_DIR holds dist.male.first, dist.female.first and dist.all.last of PyPI `names` 0.3.0 (US Census Bureau 1990, public domain).
Prints what the sources give; names that are first of all places were then left out, and Arabic, Slavic, Turkish and other given names added, by hand.
"""
import collections, gzip, pathlib, subprocess, sys, unicodedata

HERE = pathlib.Path(__file__).parent


def fold(s):
    s = unicodedata.normalize("NFD", s)
    return "".join(c for c in s if not unicodedata.combining(c)).lower().replace("'", "").replace("-", " ")


def first_fields(path, most):
    return [line.split()[0].title() for line in open(path)][:most]


def main(names_dir, *treebanks):
    names_dir = pathlib.Path(names_dir)
    gazetteer = set()
    rows = subprocess.run(["zstd", "-dc", HERE / "places.tsv.zst"], capture_output=True, text=True, check=True).stdout.splitlines()
    for row in rows[1:]:
        c = row.split("\t")
        gazetteer.update(fold(n) for n in [c[1], c[2], *c[3].split("|")])
    low, proper = collections.Counter(), collections.Counter()
    for path in treebanks:
        for line in gzip.open(path, "rt"):
            c = line.split("\t")
            if len(c) > 9 and c[0].isdigit():
                if c[3] == "PROPN":
                    proper[fold(c[1])] += 1
                elif c[1].islower() and c[1].isalpha():
                    low[fold(c[1])] += 1
    common = [w for w, n in low.items() if w in gazetteer and len(w) > 1 and n >= proper[w] and (n > 1 or not proper[w])]
    given = first_fields(names_dir / "dist.male.first", 1219) + first_fields(names_dir / "dist.female.first", 1800)
    surnames = [n for n in first_fields(names_dir / "dist.all.last", 4000) if fold(n) in gazetteer]
    for kind, words in (("common", common), ("given", given), ("surname", surnames)):
        for w in sorted(set(words)):
            print(kind, w, sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
