//! Two figures that make one quantity: ranges, bounds, "one in three", "3 out of 5".

use model::{Op, Quantity, Span};

use super::{
    Ctx, Head, Range, lang,
    numbers::{Figure, Form},
};

impl Ctx<'_> {
    /// Whether the figures `k` and `k + 1` are the ends of a range; also how many figures are used up.
    pub(super) fn range(&self, figures: &[Figure], k: usize) -> (Option<Range>, usize) {
        let (Some(a), Some(b)) = (figures.get(k), figures.get(k + 1)) else { return (None, 1) };
        let (Some(mut x), Some(y)) = (a.one(), b.one()) else { return (None, 1) };
        if b.from <= a.to
            || b.from > a.to + 8
            || self.toks[a.to..=b.from].iter().any(|t| t.breaks > 0)
            || a.form == Form::Fraction && b.form != Form::Fraction
        {
            return (None, 1);
        }
        let mut j = a.to;
        let unit_a = self.unit_after(j);
        if let Some((u, to)) = unit_a {
            // Both ends must measure the same thing.
            if self.unit_after(b.to).is_none_or(|(v, _)| self.units.units[u].name != self.units.units[v].name)
                && self.unit_before(b.from).is_none_or(|(_, v)| self.units.units[u].name != self.units.units[v].name)
            {
                return (None, 1);
            }
            j = to;
        } else if self.norm(j) == "-" && self.norm(j + 1) == "to" {
            j += 1;
        }
        let head_a = self.head(a.from);
        if head_a.minus {
            x = -x;
        }
        if let Some(r) = self.two_bounds(a, b, &head_a, j) {
            return (Some(r), 2);
        }
        let opened = self.lang.between.before(self.toks, head_a.from);
        let (link, soft) = if let Some((n, ())) = self.lang.to.at(self.toks, j) {
            (n, false)
        } else if self.norm(j) == "-" && j < b.from {
            (1, false)
        } else if let (Some(_), Some((n, ()))) = (opened, self.lang.between_and.at(self.toks, j)) {
            (n, false)
        } else if let Some((n, ())) = self.lang.or.at(self.toks, j) {
            (n, true)
        } else {
            return (None, 1);
        };
        j += link;
        if self.norm(j) == "-" && j < b.from {
            j += 1;
        }
        // A money sign may be said again.
        if j != b.from
            && self.units.before.at(self.toks, j).is_none_or(|(n, _)| j + n != b.from)
            && !self.toks[j..b.from].iter().all(|t| {
                matches!(t.norm.as_str(), "$" | "€" | "£" | "about" | "around" | "even" | "us" | "perhaps" | "maybe")
            })
        {
            return (None, 1);
        }
        if b.scale > 1.0 && a.scale == 1.0 && x * b.scale <= y {
            x *= b.scale;
        }
        if x >= y || (soft && y > 3.0 * x) {
            return (None, 1);
        }
        // "rose from 93 to 115": two figures, not one interval.
        let changed = opened.is_some_and(|(n, ())| {
            let start = head_a.from - n;
            self.norm(start) == "from" || self.lang.code != "en"
        }) && self.changes_before(head_a.from);
        let by = opened.is_none() && y > 3.0 * x && self.changes_before(head_a.from) && !soft;
        if changed || by {
            return (None, 1);
        }
        let from = opened.map_or(head_a.from, |(n, ())| head_a.from - n);
        (Some(Range { lo: x, hi: y, from }), 2)
    }

    /// "more than 20 but fewer than 50": two bounds that make a range.
    fn two_bounds(&self, a: &Figure, b: &Figure, head_a: &Head, j: usize) -> Option<Range> {
        let head_b = self.head(b.from);
        let (n, ()) = self.lang.and_then.at(self.toks, j)?;
        if j + n != head_b.from {
            return None;
        }
        let low = |op: Option<Op>| matches!(op, Some(Op::MoreThan | Op::AtLeast));
        let high = |op: Option<Op>| matches!(op, Some(Op::LessThan | Op::UpTo));
        let (x, y) = (a.one()?, b.one()?);
        let (lo, hi) = if low(head_a.op) && high(head_b.op) {
            (x, y)
        } else if high(head_a.op) && low(head_b.op) {
            (y, x)
        } else {
            return None;
        };
        (lo < hi).then_some(Range { lo, hi, from: head_a.from })
    }

    /// A verb of change in the same clause shortly before token `at`, which is a word for "to".
    pub(super) fn moved_to(&self, at: usize) -> bool {
        self.lang.to.has(self.toks, at)
            && (at.saturating_sub(4)..at)
                .rev()
                .take_while(|&k| self.toks[k].word())
                .any(|k| self.lang.change.has(self.toks, k))
    }

    fn changes_before(&self, at: usize) -> bool {
        let a = at.saturating_sub(9);
        (a..at).any(|k| self.lang.change.has(self.toks, k))
    }

    /// "one in three", "nine out of ten": a share, not two counts.
    pub(super) fn ratio(&self, figures: &[Figure], k: usize) -> Option<Quantity> {
        let (a, b) = (figures.get(k)?, figures.get(k + 1)?);
        if b.from == a.to + 1 && self.norm(a.to) == "over" {
            return self.over(a, b);
        }
        let (x, y) = (a.one()?, b.one()?);
        let n = b.from.checked_sub(a.to).filter(|n| *n == 1 || *n == 2)?;
        let link = self.toks[a.to..b.from].iter().map(|t| t.norm.as_str()).collect::<Vec<_>>();
        let fits = match link[..] {
            ["in"] => x == 1.0 && y <= 1000.0 || x < y && matches!(y as u32, 2..=10 | 20 | 100 | 1000),
            ["out", "of"] => x == 1.0 || x < y && y <= 10.0,
            _ => false,
        };
        let whole = x.fract() == 0.0 && y.fract() == 0.0 && x > 0.0 && y > 1.0 && n < 3;
        if !fits
            || !whole
            || self.unit_after(a.to).is_some()
            || self.unit_after(b.to).is_some()
            || self.toks[a.to..=b.from].iter().any(|t| t.breaks > 0)
        {
            return None;
        }
        let mut q = self.quantity(figures, k + 1, 1, None)?;
        let mut head = self.head(a.from);
        if q.op != Op::Exact && matches!(head.op, None | Some(Op::About)) && self.toks[b.to - 1].span.end < q.end {
            head.op = Some(q.op);
        }
        q.start = self.toks[head.from].span.start;
        q.figure = Span::new(self.toks[a.from].span.start, self.toks[b.to - 1].span.end);
        q.text = self.doc.text.get(q.start..q.end)?.to_owned();
        q.op = head.op.unwrap_or(Op::Exact);
        let v = Some(x / y);
        (q.lo, q.hi) = match q.op {
            Op::AtLeast | Op::MoreThan => (v, None),
            Op::UpTo | Op::LessThan => (None, v),
            _ => (v, v),
        };
        q.part = true;
        q.of = q.counted.clone();
        Some(q)
    }

    /// "one in three" where the words say so in one way only: its share, and how many figures it takes.
    pub(super) fn one_in(&self, figures: &[Figure], k: usize) -> Option<(Quantity, usize)> {
        let start = |f: &Figure| -> Option<(usize, Option<usize>)> {
            let (n, ()) = self.lang.one_in.before(self.toks, f.from)?;
            let y = f.one().filter(|y| matches!(*y as u32, 2..=10 | 20 | 100 | 1000) && y.fract() == 0.0)?;
            let link = f.from - n;
            let one = |i: usize| {
                let t = self.tok(i)?;
                let w = lang::NumberWord::Article;
                let article = self.lang.numbers.at(self.toks, i).is_some_and(|(_, x)| *x == w);
                let word =
                    self.lang.numbers.at(self.toks, i).is_some_and(|(_, x)| *x == lang::NumberWord::Cardinal(1.0));
                (article || word || t.is("1")).then_some(())
            };
            let _ = y;
            if link >= 1 && one(link - 1).is_some() {
                return Some((link - 1, None));
            }
            // the thing counted stands between: "un adulte sur trois"
            (link >= 2 && one(link - 2).is_some() && self.toks[link - 1].word()).then_some((link - 2, Some(link - 1)))
        };
        let a = figures.get(k)?;
        let (f, at, used) = match (start(a), figures.get(k + 1)) {
            (Some(at), _) => (a, at, 1),
            (None, Some(b)) => (b, start(b).filter(|at| at.0 == a.from)?, 2),
            (None, None) => return None,
        };
        let index = if used == 1 { k } else { k + 1 };
        let mut q = self.quantity(figures, index, 1, None)?;
        let head = self.head(at.0);
        q.start = self.toks[head.from].span.start;
        q.figure = Span::new(self.toks[at.0].span.start, self.toks[f.to - 1].span.end);
        if let Some(noun) = at.1 {
            q.end = q.figure.end;
            q.counted = Some(self.toks[noun].raw(&self.doc.text).to_owned());
        }
        q.text = self.doc.text.get(q.start..q.end)?.to_owned();
        let v = f.one().map(|y| 1.0 / y);
        (q.op, q.lo, q.hi) = match head.op {
            Some(op @ (Op::AtLeast | Op::MoreThan)) => (op, v, None),
            Some(op @ (Op::UpTo | Op::LessThan)) => (op, None, v),
            op => (op.unwrap_or(Op::Exact), v, v),
        };
        q.part = true;
        q.of.clone_from(&q.counted);
        Some((q, used))
    }

    /// "one over twenty": a fraction read out; both parts bare and nothing counted.
    fn over(&self, a: &Figure, b: &Figure) -> Option<Quantity> {
        let (x, y) = (a.one()?, b.one()?);
        let end = self.tok(b.to).is_none_or(|t| !t.word() && !t.is("-") && !t.is("%") || t.breaks > 0);
        let head = self.head(a.from);
        let bare = head.op.is_none() && head.unit.is_none() && a.scale < 1e3 && b.scale < 1e3;
        if y < 2.0 || x.fract() != 0.0 || y.fract() != 0.0 || !end || !bare || self.unit_after(b.to).is_some() {
            return None;
        }
        let v = if head.minus { -x / y } else { x / y };
        let span = Span::new(self.toks[head.from].span.start, self.toks[b.to - 1].span.end);
        Some(Quantity {
            start: span.start,
            end: span.end,
            text: span.of(&self.doc.text).to_owned(),
            op: Op::Exact,
            lo: Some(v),
            hi: Some(v),
            figure: Span::new(self.toks[a.from].span.start, span.end),
            ..Quantity::default()
        })
    }
}
