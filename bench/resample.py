"""95 % intervals of scores by bootstrap over documents (Efron 1979, percentile interval), cheap for scores that are sums.

A scorer reads gold and prediction through its own `join` and ends in a few ratios of sums over documents. So each document is scored
once, alone, with the scorer's ratio functions replaced by ones that keep their counts; a draw then adds the counts of the documents
it drew and takes the ratios of the sums. That equals scoring the drawn documents, at a thousandth of the cost. It holds only where
the counts do add up, so the sum over all documents must give the scorer's own figure, or there is no interval for that metric.
"""
import collections, functools, random, sys

DRAWS = 1000


class Part(float):
    """A score that remembers the counts it was made of: `kind` says how, `counts` is a tuple of numbers or a Counter of pairs."""

    def __new__(cls, kind, counts):
        part = float.__new__(cls, RATIO[kind](counts))
        part.kind, part.counts = kind, counts
        return part

    def __round__(self, digits=None):
        return self


def rate(c):
    return c[0] / c[1] if c[1] else 0.0


def f1(c):
    """Hits and number predicted, hits and number in gold."""
    p, r = rate(c[:2]), rate(c[2:])
    return 2 * p * r / (p + r) if p + r else 0.0


def by_class(pairs, classes):
    """Mean over classes of the F1 of a class, from a Counter of (gold, predicted) pairs."""
    gold, pred = collections.Counter(), collections.Counter()
    for (g, p), n in pairs.items():
        gold[g] += n
        pred[p] += n
    scores = [2 * pairs[k, k] / (gold[k] + pred[k]) for k in classes(gold, pred) if gold[k] + pred[k]]
    return sum(scores) / len(scores) if scores else 0.0


RATIO = {"rate": rate, "f1": f1, "macro": lambda c: by_class(c, lambda g, p: sorted(g)),
         "weighted": lambda c: sum(n * by_class(c, lambda g, p: [k]) for k, n in sizes(c).items()) / max(1, sum(c.values()))}


def sizes(pairs):
    gold = collections.Counter()
    for (g, _), n in pairs.items():
        gold[g] += n
    return dict(sorted(gold.items()))


def prf(tp, n_pred, n_gold, tp_gold=None):
    hits = tp if tp_gold is None else tp_gold
    return {"p": Part("rate", (tp, n_pred)), "r": Part("rate", (hits, n_gold)), "f1": Part("f1", (tp, n_pred, hits, n_gold)), "gold": n_gold, "pred": n_pred}


def share(flags):
    flags = list(flags)
    return {"acc": Part("rate", (sum(map(bool, flags)), len(flags))), "n": len(flags)}


def classes(pairs):
    pairs = list(pairs)
    c = collections.Counter(pairs)
    return {"macro_f1": Part("macro", c), "weighted_f1": Part("weighted", c), "acc": Part("rate", (sum(g == p for g, p in pairs), len(pairs))), "n": len(pairs)}


def macro_f1(pairs):
    return Part("macro", collections.Counter(pairs))


def dig(result, metric):
    """`result["a"]["b"]` for "a.b", None where there is none."""
    for key in metric.split("."):
        result = result.get(key) if isinstance(result, dict) else None
    return result


class Counting:
    """The scorer `module` with counting ratio functions, reading rows from memory."""

    def __init__(self, module):
        self.module, self.saved = module, {}

    def __enter__(self):
        for name, new in (("prf", prf), ("share", share), ("classes", classes), ("macro_f1", macro_f1)):
            if hasattr(self.module, name):
                self.saved[name] = getattr(self.module, name)
                setattr(self.module, name, new)
        self.saved["join"] = self.module.join
        return self

    def __exit__(self, *_):
        for name, old in self.saved.items():
            setattr(self.module, name, old)

    def score(self, rows):
        self.module.join = lambda *_: (rows, 0)
        return self.module.score("gold", "predicted")

    def parts(self, rows, metrics):
        """-> {metric: Part}, for the metrics that these rows say anything about."""
        result, found = self.score(rows), {}
        for metric in metrics:
            value = dig(result, metric)
            if not isinstance(value, Part):     # a bare recall: {"r": share, "n": number}; exact for one document
                whole = dig(result, metric.rpartition(".")[0])
                if isinstance(whole, dict) and set(whole) == {"r", "n"} and metric.endswith(".r"):
                    value = Part("rate", (round(whole["r"] * whole["n"]), whole["n"]))
            if isinstance(value, Part):
                found[metric] = value
        return found


def minus(a, b):
    return a - b if isinstance(a, collections.Counter) else tuple(x - y for x, y in zip(a, b))


def count(module, rows, metrics):
    """-> {metric: (kind, [counts of each document])}: what a draw adds up. A metric that cannot be counted is left out."""
    if hasattr(module, "quad_of"):              # a table that the scorer reads off all gold rows
        original = module.quad_of
        table = functools.cache(lambda: original(rows))
        module.quad_of = lambda _: table()
    try:
        with Counting(module) as counting:
            alone = [counting.parts([row], metrics) for row in rows]
            # A scorer may print a figure only where gold has something of it, and the document's false alarms would be lost. Then it
            # is scored beside a document that has, without output, whose own counts are taken off again.
            for metric in metrics:
                lacking = [i for i, parts in enumerate(alone) if metric not in parts]
                if not lacking or len(lacking) == len(rows):
                    continue
                anchor = next((g for (g, _), parts in zip(rows, alone) if metric in parts and metric in counting.parts([(g, {})], [metric])), None)
                if anchor is None:
                    continue
                base = counting.parts([(anchor, {})], [metric])[metric].counts
                for i in lacking:
                    both = counting.parts([rows[i], (anchor, {})], [metric])
                    if metric in both:
                        alone[i][metric] = Part(both[metric].kind, minus(both[metric].counts, base))
    finally:
        if hasattr(module, "quad_of"):
            module.quad_of = original
    out = {}
    for metric in metrics:
        first = next((p[metric] for p in alone if metric in p), None)
        if first is not None:
            nothing = collections.Counter() if isinstance(first.counts, collections.Counter) else (0,) * len(first.counts)
            out[metric] = first.kind, [p[metric].counts if metric in p else nothing for p in alone]
    return out


def add(columns, drawn):
    """Counts of the drawn documents, added up. `columns`: per-document counts, a list a position, or a list of Counters."""
    if columns and isinstance(columns[0], collections.Counter):
        total = collections.Counter()
        for i in drawn:
            total.update(columns[i])
        return total
    return tuple(sum(map(column.__getitem__, drawn)) for column in columns)


def draws(kind, counts, seed, n_draws=DRAWS):
    """The score of each of `n_draws` resamples. One seed draws the same documents for every system."""
    rng, n = random.Random(seed), len(counts)
    columns = counts if counts and isinstance(counts[0], collections.Counter) else [list(c) for c in zip(*counts)]
    return [RATIO[kind](add(columns, rng.choices(range(n), k=n))) for _ in range(n_draws)]


def total(kind, counts):
    columns = counts if counts and isinstance(counts[0], collections.Counter) else [list(c) for c in zip(*counts)]
    return RATIO[kind](add(columns, range(len(counts))))


def interval(values):
    """The middle 95 % of a list of scores."""
    values = sorted(values)
    at = lambda q: values[min(len(values) - 1, max(0, round(q * (len(values) - 1))))]
    return at(0.025), at(0.975)


class Score:
    """One metric of one system on one set: the scorer's own figure, its interval, and the draws the interval came from."""

    def __init__(self, value, drawn=None):
        self.value, self.drawn = value, drawn

    def interval(self):
        return interval(self.drawn) if self.drawn else None


def score_set(module, whole, gold, predicted, metrics, seed, n_draws):
    """-> {metric: Score} of one system; `whole`: no intervals."""
    full = module.score(gold, predicted)
    values = {m: dig(full, m) for m in metrics}
    values = {m: float(v) for m, v in values.items() if isinstance(v, (int, float))}
    counted = {} if whole else count(module, module.join(gold, predicted)[0], list(values))
    out = {}
    for metric, value in values.items():
        drawn = None
        if metric in counted:
            kind, counts = counted[metric]
            if abs(total(kind, counts) - value) < 2e-4:      # scorers round to four digits
                drawn = draws(kind, counts, seed, n_draws)
            else:
                print(f"  {seed} {metric}: does not add up over documents, so no interval", file=sys.stderr)
        out[metric] = Score(value, drawn)
    return out
