#!/usr/bin/env python3
"""Score how articles are read out of web pages (bench/pages/make.py).

    articles.py GOLD.jsonl NAME=PRED.jsonl ... [--by layout|lang] [--errors N] [--json]

`text` = F1 of the words of the article, as multisets, mean over pages; a word is a run of letters and digits of any script, a sign of
Chinese, Japanese or Thai is a word. Words of the headline, bylines, dates and captions (`either`) count neither way. `time` = share of
pages whose time of publication is right: to the minute where the page gives one (the moment, or the clock where the page gives no
offset), else the day; null where the page has none. `day` = the same, by days alone. `title`, `outlet`, `url`, `author`, `change`
(time of change) = share of the pages that state one whose value is right. `pages/s` = pages a second, from the seconds the programs give themselves, start-up left out.
"""
import argparse, collections, datetime as dt, json, re, sys, unicodedata

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")


def rows(path):
    with open(path, encoding="utf8") as f:
        return [json.loads(line) for line in f if line.strip()]


def words(text):
    text = unicodedata.normalize("NFC", text or "").replace("\u00ad", "").replace("\u200b", "").replace("\u200c", "").casefold()
    return collections.Counter(WORD.findall(text))


def f1(gold, text):
    need, may, got = words("\n".join(gold["text"])), words("\n".join(gold["either"])), words(text)
    hit = (need & got).total()
    wrong = ((got - need) - may).total()
    if not hit:
        return float(not need and not wrong)
    p, r = hit / (hit + wrong), hit / need.total()
    return 2 * p * r / (p + r)


def moment(s):
    """Wall clock and moment of a time; None for what is none."""
    if not s:
        return None
    try:
        t = dt.datetime.fromisoformat(str(s).strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return t.replace(second=0, microsecond=0)


def right_time(gold, got, days=False):
    want, got = moment(gold["published"]), moment(got)
    if want is None or got is None:
        return want is got
    if days or gold["precision"] == "day":
        near = {got.date()} | ({got.astimezone(want.tzinfo).date()} if got.tzinfo and want.tzinfo else set())
        return want.date() in near
    if gold["offset"]:
        return got.tzinfo is not None and got == want
    return got.replace(tzinfo=None) == want.replace(tzinfo=None)


def bare(s):
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", str(s or "")).casefold()))


def near(stated):
    """A time of change as it may be given: the moment as it was stated, or in UTC."""
    at = moment(stated)
    return {at.replace(tzinfo=None), at.astimezone(dt.timezone.utc).replace(tzinfo=None)}


def score_page(gold, got):
    """Each measure of one page; None where it does not apply."""
    same = lambda k: None if not gold.get(k) else bare(got.get(k)) == bare(gold[k])
    return {"text": f1(gold, got.get("text")), "time": right_time(gold, got.get("published")), "day": right_time(gold, got.get("published"), True),
            "title": same("title"), "outlet": same("outlet"), "url": same("url"), "author": None if not gold.get("author") else bare(gold["author"]) in bare(got.get("author")),
            "change": None if not gold.get("modified") else (moment(got.get("modified")) or moment("1970-01-01")).replace(tzinfo=None) in near(gold["modified"])}


MEASURES = ("text", "time", "day", "title", "outlet", "url", "author", "change")


def mean(values):
    values = [float(v) for v in values if v is not None]
    return sum(values) / len(values) if values else None


def score(golds, preds):
    """-> {group: {measure: mean}} with a group for all pages and one for each half, layout and language; the speed of all."""
    by, groups = {p["id"]: p for p in preds}, collections.defaultdict(list)
    for g in golds:
        one = score_page(g, by.get(g["id"], {}))
        for group in ("all", g["half"], "layout " + g["layout"], "lang " + g["lang"]):
            groups[group].append(one)
    out = {group: {m: mean(x[m] for x in ones) for m in MEASURES} for group, ones in groups.items()}
    seconds = sum(p.get("seconds") or 0 for p in preds)
    out["all"]["pages/s"] = len(preds) / seconds if seconds else None
    return out


def main():
    a = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    a.add_argument("gold")
    a.add_argument("pred", nargs="+")
    a.add_argument("--by", choices=("layout", "lang"))
    a.add_argument("--errors", type=int, default=0, help="the worst pages of the first program")
    a.add_argument("--half")
    a.add_argument("--json", action="store_true")
    a = a.parse_args()
    golds = [g for g in rows(a.gold) if not a.half or g.get("half") == a.half]
    systems = {}
    for x in a.pred:
        name, path = x.split("=", 1)
        systems[name] = rows(path)
    scores = {name: score(golds, preds) for name, preds in systems.items()}
    if a.json:
        return print(json.dumps(scores, ensure_ascii=False))
    shown = lambda v: "     -" if v is None else f"{v:6.3f}" if v < 100 else f"{v:6.0f}"
    groups = ["all"] + [g for g in ("tuned", "held") if any(g in s for s in scores.values())]
    groups += sorted(g for s in scores.values() for g in s if a.by and g.startswith(a.by + " ")) if a.by else []
    print(f"{'':30}{'':14}" + " ".join(f"{m:>6}" for m in MEASURES) + " pages/s")
    for g in dict.fromkeys(groups):
        for name, s in scores.items():
            if g in s:
                print(f"{g:30}{name:14}" + " ".join(shown(s[g][m]) for m in MEASURES) + ("  " + shown(s[g].get("pages/s")) if g == "all" else ""))
    if a.errors:
        name = next(iter(systems))
        by = {p["id"]: p for p in systems[name]}
        worst = sorted((s["text"], s["time"], g["id"]) for g in golds for s in [score_page(g, by.get(g["id"], {}))])
        for text, time, id_ in [w for w in worst if w[0] < 0.97 or not w[1]][: a.errors]:
            g = next(g for g in golds if g["id"] == id_)
            print(f"{text:.3f} {'' if time else 'TIME'} {id_}  want {g['published']} got {by.get(id_, {}).get('published')}")


if __name__ == "__main__":
    main()
