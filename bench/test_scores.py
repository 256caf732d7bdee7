#!/usr/bin/env python3
"""Tests of scores.py on small invented sets: no network, no labelled set, no program needed. python3 bench/test_scores.py"""
import collections, contextlib, io, json, os, random, shutil, stat, sys, tempfile, types, unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import articles, resample, scores, speed

COMMON = '''
import json


def join(gold, pred):
    def read(path):
        with open(path, encoding="utf8") as f:
            return {r["id"]: r for r in map(json.loads, f)}
    g, p = read(gold), read(pred)
    return [(x, p.get(i) or {}) for i, x in g.items()], sum(i not in p for i in g)


def prf(tp, n_pred, n_gold, tp_gold=None):
    p, r = (tp / n_pred if n_pred else 0.0), ((tp if tp_gold is None else tp_gold) / n_gold if n_gold else 0.0)
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0, "gold": n_gold, "pred": n_pred}


def share(flags):
    flags = list(flags)
    return {"acc": round(sum(flags) / len(flags), 4) if flags else 0.0, "n": len(flags)}
'''
# `seen` is only printed where gold has one, as some scorers do; `odd` is no sum over documents.
SCORER = COMMON + '''

def score(gold, pred):
    rows, missing = join(gold, pred)
    tp = sum(len(set(g["quantities"]) & set(p.get("quantities") or [])) for g, p in rows)
    out = {"value": prf(tp, sum(len(p.get("quantities") or []) for _, p in rows), sum(len(g["quantities"]) for g, _ in rows)),
           "right": share(bool(g["quantities"]) == bool(p.get("quantities")) for g, p in rows),
           "part": {"r": round(sum(bool(p) for _, p in rows) / len(rows), 4), "n": len(rows)},
           "odd": {"f1": round(max(len(g["quantities"]) for g, _ in rows) / 10, 4)}}
    seen = sum(len(g.get("seen") or []) for g, _ in rows)
    if seen:
        hits = sum(len(set(g.get("seen") or []) & set(p.get("seen") or [])) for g, p in rows)
        out["seen"] = prf(hits, sum(len(p.get("seen") or []) for _, p in rows), seen)
    return out
'''
METRICS = ["value.f1", "right.acc", "part.r", "seen.f1", "odd.f1"]


def scorer():
    module = types.ModuleType("invented")
    exec(SCORER, module.__dict__)
    return module


def invented(n=40, seed=1):
    """Gold and prediction of `n` documents, right more often than not."""
    rng, gold, pred = random.Random(seed), [], []
    for i in range(n):
        quantities = rng.sample(range(20), rng.randint(0, 4))
        gold.append({"id": f"d{i}", "quantities": quantities, **({"seen": [1, 2]} if i % 7 == 3 else {})})
        pred.append({"id": f"d{i}", "quantities": [q for q in quantities if rng.random() < 0.8] + [99] * (rng.random() < 0.3), "seen": [1] if i % 3 == 0 else []})
    return gold, pred


def write(path, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf8") as f:
        f.writelines((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows)
    return path


class Resampling(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        gold, pred = invented()
        self.paths = [write(os.path.join(self.folder.name, n), rows) for n, rows in (("g", gold), ("p", pred))]
        self.rows = list(zip(gold, pred))

    def tearDown(self):
        self.folder.cleanup()

    def test_counts_of_single_documents_add_up_to_the_scorers_own_figure(self):
        module = scorer()
        full = module.score(*self.paths)
        counted = resample.count(module, self.rows, METRICS)
        for metric in ("value.f1", "right.acc", "part.r", "seen.f1"):
            self.assertAlmostEqual(resample.total(*counted[metric]), resample.dig(full, metric), delta=1e-4, msg=metric)

    def test_false_alarms_count_where_gold_has_none_of_the_kind(self):
        counted = resample.count(scorer(), self.rows, ["seen.f1"])
        self.assertEqual(sum(c[1] for c in counted["seen.f1"][1]), sum(len(p["seen"]) for _, p in self.rows))

    def test_a_draw_equals_scoring_the_drawn_documents(self):
        module = scorer()
        kind, counts = resample.count(module, self.rows, ["value.f1"])["value.f1"]
        drawn = random.Random("x").choices(range(len(self.rows)), k=len(self.rows))
        module.join = lambda *_: ([self.rows[i] for i in drawn], 0)
        self.assertAlmostEqual(resample.draws(kind, counts, "x", 1)[0], module.score("", "")["value"]["f1"], delta=1e-4)

    def test_the_scorer_is_left_as_it_was(self):
        module = scorer()
        before = module.score(*self.paths)
        resample.count(module, self.rows, METRICS)
        self.assertEqual(module.score(*self.paths), before)

    def test_intervals_hold_the_figure_and_are_the_same_every_time(self):
        runs = [scores.score_set(scorer(), False, *self.paths, ["value.f1", "right.acc"], "invented", 300) for _ in range(2)]
        for metric, s in runs[0].items():
            lo, hi = s.interval()
            self.assertTrue(lo < s.value < hi, metric)
            self.assertLess(hi - lo, 0.4)
            self.assertEqual(s.drawn, runs[1][metric].drawn)

    def test_what_does_not_add_up_has_a_figure_and_no_interval(self):
        with contextlib.redirect_stderr(io.StringIO()):
            got = scores.score_set(scorer(), False, *self.paths, ["value.f1", "odd.f1"], "invented", 50)
            whole = scores.score_set(scorer(), True, *self.paths, ["value.f1"], "invented", 50)
        self.assertIsNone(got["odd.f1"].interval())
        self.assertEqual(scores.with_interval(got["odd.f1"]), "0.400")
        self.assertIsNone(whole["value.f1"].interval())

    def test_more_documents_give_a_narrower_interval(self):
        width = []
        for n in (20, 320):
            gold, pred = invented(n)
            kind, counts = resample.count(scorer(), list(zip(gold, pred)), ["value.f1"])["value.f1"]
            lo, hi = resample.interval(resample.draws(kind, counts, 0, 300))
            width.append(hi - lo)
        self.assertLess(width[1], width[0] / 2)

    def test_macro_figures_are_made_of_pair_counts(self):
        pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("c", "a")]
        part = resample.macro_f1(pairs)
        self.assertAlmostEqual(part, (2 / 4 + 2 / 3 + 0) / 3)
        self.assertAlmostEqual(resample.total("macro", [collections.Counter([p]) for p in pairs]), part)
        self.assertAlmostEqual(resample.classes(pairs)["acc"], 0.5)


class Page(unittest.TestCase):
    def score(self, value, drawn=None):
        return scores.Score(value, drawn)

    def test_rows_hold_ours_the_best_peer_and_where_it_stands(self):
        goals = [("invented", "value.f1", "0.80", "0.90", "0.95 SOMEBODY"), ("invented", "right.acc", "-", "-", "-"), ("lacking", "value.f1", "0.5", "0.6", "-")]
        results = {"invented": {"firsthand": {"value.f1": self.score(0.85, [0.8, 0.85, 0.9]), "right.acc": self.score(0.5)},
                                "one 1.0": {"value.f1": self.score(0.6)}, "two 2.0": {"value.f1": self.score(0.7, [0.6, 0.7, 0.8])}}}
        rows = scores.accuracy_rows(goals, results, {("invented", "right.acc"): "0.4 someone"})
        self.assertEqual(rows[0], ("invented", "value.f1", "0.850 [0.800, 0.900]", "0.700 [0.600, 0.800] two 2.0", "0.95 SOMEBODY", "0.80", "0.90", "at least"))
        self.assertEqual(rows[1][:4], ("", "right.acc", "0.500", "0.4 someone (recorded, not run)"))
        self.assertEqual(len(rows), 2)
        self.assertEqual([(r[2], r[4]) for r in scores.difference_rows(goals, results)], [("one 1.0", "+0.250"), ("two 2.0", "+0.150 [+0.100, +0.200]")])

    def test_where_a_figure_stands(self):
        self.assertEqual([scores.stand(v, 0.8, 0.9) for v in (0.95, 0.9, 0.85, 0.7996, 0.75)], ["aim", "aim", "at least", "at least", "below by 0.050"])
        self.assertEqual(scores.stand(0.5, None, None), "-")
        self.assertEqual([scores.lower_stand(v, 400, 200) for v in (150, 300, 450)], ["aim", "at least", "above by 50"])

    def test_goals_are_complete_and_numbers(self):
        goals = scores.table_of(os.path.join(HERE, "goals.tsv"))
        self.assertTrue(all(len(g) == 5 for g in goals))
        for _, _, at_least, aim, _ in goals:
            scores.goal(at_least), scores.goal(aim)
        self.assertEqual(len({(g[0], g[1]) for g in goals}), len(goals))
        self.assertTrue(all(g[0] in ("corpora", "planted", "speed") or scores.scorer_of(g[0]) for g in goals))

    def test_every_peer_has_its_adapter_and_its_pinned_packages(self):
        with open(os.path.join(HERE, "peers", "requirements.txt"), encoding="utf8") as f:
            pinned = [line for line in f if not line.startswith("#")]
        self.assertTrue(all("==" in p and "--hash=sha256:" in p for p in pinned))
        for peer in scores.PEERS:
            self.assertTrue(os.path.exists(os.path.join(HERE, "peers", peer.adapter)), peer.name)
        self.assertEqual(scores.PEERS[2].arguments("timex-wikiwars"), ["narratives"])
        self.assertEqual(scores.PEERS[2].arguments("timex-meantime"), ["news"])
        self.assertIsNone(scores.PEERS[2].arguments("newsquant"))


class Run(unittest.TestCase):
    """From end to end, with an invented program, set and crisis."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        at = lambda *p: os.path.join(self.folder.name, *p)
        gold, pred = invented()
        write(at("bench", "score", "quantities.py"), [SCORER])
        write(at("bench", "score", "corpus.py"), [COMMON + CORPUS])
        write(at("bench", "newsquant", "gold.jsonl"), gold)
        write(at("bench", "newsquant", "docs.jsonl"), pred)     # the invented program gives back what it is given
        write(at("bench", "bars.tsv"), ["newsquant\tvalue.f1\t-\t0.5 SOMEBODY"])
        write(at("corpus", "crisis", "reports", "a.md"), ['+++\nlang = "en"\npublished = "2026-01-20T09:15:00+02:00"\n+++\n' + "Five people left. " * 100])
        write(at("corpus", "crisis", "reports", "d.md"), ['+++\nlang = "en"\n+++\n' + "Eight people left. " * 150])
        write(at("corpus", "crisis", "reports", "b.md"), ['+++\nlang = "en"\n+++\n' + "Six people left. " * 300])
        write(at("corpus", "crisis", "reports", "c.md"), ['+++\nlang = "fr"\n+++\n' + "Six personnes. " * 300])
        write(at("corpus", "crisis", "claims.jsonl"), [claim("a", 1), claim("b", 2)])
        picture = {"method": {"version": "0", "rules": "0" * 64}, "claims": [claim("a", 1), claim("b", 3)]}
        program = write(at("program"), ["#!/bin/sh", f'if [ "$1" = read ]; then echo \'{json.dumps(picture)}\'; else cat; fi'])
        os.chmod(program, os.stat(program).st_mode | stat.S_IXUSR)
        self.at = at

    def tearDown(self):
        self.folder.cleanup()
        for name in ("quantities", "corpus"):
            sys.modules.pop(name, None)
        sys.path[:] = [p for p in sys.path if self.folder.name not in p]

    def run_it(self, *more):
        with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
            scores.main(["--bin", self.at("program"), "--corpus", self.at("corpus"), "--out-dir", self.at("out"), "--xtask", self.at("no tool"), "-o", self.at("scores.md"), *more])
        with open(self.at("scores.md"), encoding="utf8") as f:
            return f.read(), said.getvalue()

    def test_a_page_without_speed_is_the_same_every_time_and_names_no_path(self):
        pages = [self.run_it("--bench", self.at("bench"), "--no-speed", "--pages", "none")[0] for _ in range(2)]
        self.assertEqual(pages[0], pages[1])
        self.assertIn("| newsquant | value.f1 | 0.", pages[0])
        self.assertIn("0.5 SOMEBODY (recorded, not run)", pages[0])
        self.assertIn("| corpora | figures.f1 | 0.500 [", pages[0])
        self.assertIn("timex-wikiwars: the set is not there.", pages[0])
        self.assertNotIn(self.folder.name, pages[0])
        self.assertNotIn("## Speed", pages[0])

    def test_without_the_sets_it_says_so_and_measures_speed(self):
        page, said = self.run_it("--bench", self.at("nowhere"), "--runs", "1")
        self.assertIn("The labelled sets are not there", said)
        self.assertIn("The labelled sets are not there", page)
        self.assertIn("## Speed", page)
        self.assertNotIn("## Accuracy", page)
        self.assertNotIn(self.folder.name, page)

    def test_articles_are_scored_by_their_words_and_times(self):
        gold = {"id": "a", "half": "held", "layout": "x", "lang": "en", "text": ["Ten people fled.", "Two boats sank."], "either": ["By Ann"], "title": "Flight",
                "published": "2026-01-20T07:40+03:00", "precision": "minute", "offset": True, "outlet": None, "url": None, "author": None}
        got = lambda text, at: articles.score_page(gold, {"text": text, "published": at, "title": "Flight"})
        self.assertEqual(got("Ten people fled. By Ann. Two boats sank.", "2026-01-20T04:40:00Z")["text"], 1.0)
        self.assertEqual(articles.f1(gold, "Ten people fled."), 2 * 0.5 / 1.5)
        self.assertEqual(articles.f1(gold, ""), 0.0)
        for at, time, day in (("2026-01-20T04:40:00Z", True, True), ("2026-01-20T07:40:00", False, True), ("2026-01-20", False, True), (None, False, False), ("2026-01-21", False, False)):
            s = got("", at)
            self.assertEqual((s["time"], s["day"]), (time, day), at)
        none = {**gold, "published": None}
        self.assertEqual([articles.right_time(none, at) for at in (None, "2026-01-20")], [True, False])
        text = scores.article_text([gold], [("firsthand", [{"id": "a", "text": "Ten people fled. Two boats sank.", "seconds": 0.5}])])
        self.assertIn("| firsthand | - | 1.000", text)

    def test_made_pages_are_the_same_for_the_same_seed(self):
        sys.path.insert(0, os.path.join(HERE, "pages"))
        import make
        one, two = (list(make.make("5", 1, only=["blogger", "wire_pre", "arabic_legacy"])) for _ in range(2))
        self.assertEqual(one, two)
        self.assertEqual({g["half"] for *_, g in make.make("1", 1)}, {"tuned", "held"})
        for _, data, gold in make.make("2", 1):
            self.assertTrue(data and gold["text"] and gold["title"])

    def test_planted_copies_are_the_mean_of_their_collections(self):
        row = lambda i, of=None: {"id": i, "copy_of": of, "also": [], "root": of or i, "relation": "copied" if of else "independent", "ways": [], "clock": "right", "shared": [], "edits": []}
        gold = write(self.at("gold.jsonl"), [json.dumps(row("a")), json.dumps(row("b", "a"))])
        right, nothing = (write(self.at(n), [json.dumps({"id": "a"}), json.dumps({"id": "b", "copy_of": of})]) for n, of in (("right.jsonl", "a"), ("nothing.jsonl", None)))
        found = scores.score_planted([(gold, right), (gold, nothing)], ["edge.f1", "root.acc"])
        self.assertEqual({m: s.value for m, s in found.items()}, {"edge.f1": 0.5, "root.acc": 0.5})
        self.assertEqual(found["edge.f1"].interval(), (0.0, 1.0))
        self.assertEqual(scores.plant(shutil.which("false"), self.at("out")), [])

    def test_a_peers_output_is_kept_until_adapter_input_or_arguments_change(self):
        adapter = write(self.at("peers", "echo.py"), ["import sys", "import beside", "sys.stdout.write(sys.stdin.read())"])
        write(self.at("peers", "beside.py"), ["pass"])
        docs = self.at("bench", "newsquant", "docs.jsonl")
        peer = scores.Peer("echo", "1", "echo.py", (), {"newsquant": []})
        with contextlib.redirect_stderr(io.StringIO()) as said:
            first = scores.run_peer(peer, sys.executable, self.at("peers"), "newsquant", docs, self.at("out"))
            again = scores.run_peer(peer, sys.executable, self.at("peers"), "newsquant", docs, self.at("out"))
        self.assertEqual(first, again)
        self.assertEqual(said.getvalue().count("kept for the next time"), 1)
        self.assertEqual(scores.rows_of(first), scores.rows_of(docs))
        before = scores.fingerprint(adapter, docs, [])
        self.assertNotEqual(before, scores.fingerprint(adapter, docs, ["news"]))
        write(self.at("peers", "beside.py"), ["pass  # changed"])
        self.assertNotEqual(before, scores.fingerprint(adapter, docs, []))

    def test_documents_for_speed_are_of_the_length_asked_for(self):
        docs = speed.documents(self.at("corpus"))
        self.assertEqual(len(docs), 2)      # a and b together, d alone, c is not English
        self.assertEqual(docs[0]["published"], "2026-01-20T09:15:00+02:00")
        self.assertGreaterEqual(len(docs[0]["text"].split()), 400)


def claim(report, n):
    return {"id": f"{report}{n}", "report": report, "slot": "killed", "value": {"kind": "number", "op": "exact", "lo": n, "hi": n}, "stance": "asserted", "speaker": {}}


CORPUS = '''
import os
NUMERIC = ("number",)


def match(gold, pred):
    return [(g, p) for g in gold for p in pred if g["report"] == p["report"] and g["value"]["lo"] == p["value"]["lo"]]


def same_speaker(g, p):
    return True


def score(picture, folders):
    gold = []
    for folder in folders:
        with open(os.path.join(folder, "claims.jsonl"), encoding="utf8") as f:
            gold += [json.loads(line) for line in f if line.strip()]
    pairs = match(gold, picture["claims"])
    return {"figures": prf(len(pairs), len(picture["claims"]), len(gold)), "operator": share(True for _ in pairs), "speaker": share(True for _ in pairs), "stance": share(True for _ in pairs)}
'''

if __name__ == "__main__":
    unittest.main()
