#!/usr/bin/env python3
"""Make web pages and what is true of them, for measuring how articles are read.

    make.py --seed 1 --each 3 -o out/pages [--half tuned|held] [--only LAYOUT] [--large]

Writes OUT/ID.html and OUT/gold.jsonl; the same arguments give the same bytes. `--each`: pages of every layout, each in another
language where it has more than one. `--half held` are the layouts that rules are not made after (`held_out`). `--large`: articles
and furniture many times as long, for measuring speed. Standard library only. Texts: those of the shipped crises and of words.py.
"""
import argparse, hashlib, json, os, random, sys, tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import layouts, page


def held_out(name):
    """A third of the layouts, by name alone."""
    return hashlib.sha256(name.encode()).digest()[0] % 3 == 0


def paragraphs(corpus):
    """Paragraphs of the shipped reports by language; short ones and those that are furniture left out."""
    out = {}
    for crisis in sorted(os.listdir(corpus)):
        folder = os.path.join(corpus, crisis, "reports")
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, name), encoding="utf8") as f:
                _, head, body = f.read().split("+++", 2)
            body = [" ".join(x.split()) for x in body.split("\n\n")]
            out.setdefault(tomllib.loads(head).get("lang", "en"), []).extend(x for x in body[:-1] if len(x) > 140 and "|" not in x and "http" not in x and "[" not in x)
    return {lang: sorted(set(v)) for lang, v in out.items()}


def make(seed, each, half=None, only=None, large=False, corpus=None):
    """Yields (id, bytes of the page, gold)."""
    pool = paragraphs(corpus or os.path.join(HERE, "..", "..", "corpus"))
    for name, (build, langs, charset) in layouts.LAYOUTS.items():
        held = held_out(name)
        if (half and (half == "held") != held) or (only and name not in only):
            continue
        rng = random.Random(f"{seed} {name}")
        order = list(langs)
        rng.shuffle(order)
        for k in range(each):
            lang = order[k % len(order)]
            own = list(pool.get(lang, []))
            rng.shuffle(own)
            p = page.Page(name, lang, rng, own)
            p.charset = charset
            if large:
                p.stretch = 12
            text = build(p)
            data = text.encode(charset, "xmlcharrefreplace")
            id_ = f"{name}-{lang}-{k}"
            yield id_, data, {"id": id_, "layout": name, "half": "held" if held else "tuned", "lang": lang, **p.gold, "text": p.required, "either": p.either}


def main():
    a = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    a.add_argument("--seed", default="1")
    a.add_argument("--each", type=int, default=3)
    a.add_argument("--half", choices=("tuned", "held"))
    a.add_argument("--only", nargs="*")
    a.add_argument("--large", action="store_true")
    a.add_argument("--corpus")
    a.add_argument("-o", "--output", required=True)
    a = a.parse_args()
    os.makedirs(a.output, exist_ok=True)
    n = 0
    with open(os.path.join(a.output, "gold.jsonl"), "w", encoding="utf8") as gold:
        for id_, data, about in make(a.seed, a.each, a.half, a.only, a.large, a.corpus):
            with open(os.path.join(a.output, id_ + ".html"), "wb") as f:
                f.write(data)
            gold.write(json.dumps(about, ensure_ascii=False) + "\n")
            n += 1
    print(f"{n} pages of {len(layouts.LAYOUTS)} layouts", file=sys.stderr)


if __name__ == "__main__":
    main()
