//! Quantities: figures with operator, bounds, unit and thing counted.
//!
//! What for: every number a text says, as an interval with the words that bound it; never collapsed, never guessed. Key decision:
//! one grammar driven by word lists (`data/languages/*/quantities.toml`), the same for all languages; numbers that are names, dates, clock times,
//! scores or list marks are left out here, so that no later room must tell them from counts.

mod absent;
mod context;
mod counts;
pub(crate) mod lang;
pub(crate) mod lex;
pub(crate) mod numbers;
mod phrase;
mod ranges;
mod units;

use model::{Op, Quantity, Span, TimeExpr, TimeType};
use text::Doc;

use lang::{Lang, UnitKind, Units};
use lex::{Tok, scan};
use numbers::{Figure, Form, figure};

/// All quantities of a text, in order. `times` are the text's time expressions: what lies inside a date or clock time is no count.
pub fn find(doc: &Doc, times: &[TimeExpr]) -> Vec<Quantity> {
    let toks = scan(&doc.text);
    let lang = lang::lang(&doc.lang);
    let mut skipped = not_prose(&toks);
    for span in points_and_marks(&doc.text) {
        let first = toks.partition_point(|t| t.span.end <= span.start);
        let inside = toks.iter().skip(first).take_while(|t| t.span.start < span.end).count();
        skipped[first..first + inside].fill(true);
    }
    let ctx = Ctx {
        doc,
        toks: &toks,
        lang,
        units: lang::units(),
        dated: dated(&toks, times),
        skipped,
        title_case: title_case(&toks),
    };
    let figures = ctx.figures();
    let mut out: Vec<Quantity> = Vec::with_capacity(figures.len());
    let mut k = 0;
    while k < figures.len() {
        // "uno de cada tres niños", "un adulte sur trois"
        if let Some((q, used)) = ctx.one_in(&figures, k) {
            out.push(q);
            k += used;
            continue;
        }
        let (range, used) = ctx.range(&figures, k);
        if let Some(q) = ctx.ratio(&figures, k) {
            out.push(q);
            k += 2;
            continue;
        }
        k += used;
        if let Some(mut q) = ctx.quantity(&figures, k - used, used, range) {
            if range.is_none() {
                ctx.smaller_unit(&mut q, &figures, k - 1);
            }
            // What a quantity took in is no quantity of its own.
            while figures.get(k).is_some_and(|f| toks[f.from].span.start < q.end) {
                k += 1;
            }
            out.push(q);
        }
    }
    ctx.zeros(&mut out);
    ctx.ordinals(&mut out);
    out.sort_by_key(|q| (q.start, q.end));
    ctx.context(&mut out);
    out
}

/// Which tokens lie in a date or a clock time.
fn dated(toks: &[Tok], times: &[TimeExpr]) -> Vec<bool> {
    let mut out = vec![false; toks.len()];
    for t in times.iter().filter(|t| matches!(t.kind, TimeType::Date | TimeType::Time)) {
        let a = toks.partition_point(|k| k.span.end <= t.start);
        for (k, tok) in toks.iter().enumerate().skip(a) {
            if tok.span.start >= t.end {
                break;
            }
            out[k] = true;
        }
    }
    out
}

/// Tokens of addresses, mail names and tags: chunks without a blank that hold "://", "www." or "@".
fn not_prose(toks: &[Tok]) -> Vec<bool> {
    let mut out = vec![false; toks.len()];
    let mut a = 0;
    while a < toks.len() {
        let mut b = a + 1;
        while b < toks.len() && !toks[b].spaced {
            b += 1;
        }
        let chunk = &toks[a..b];
        let web = chunk.windows(3).any(|w| w[0].is(":") && w[1].is("/") && w[2].is("/"))
            || chunk.iter().any(|t| t.is("@") || t.is("www") || t.is("_"))
            || chunk.windows(2).any(|w| w[0].is("#") && w[1].digits());
        if web {
            out[a..b].fill(true);
        }
        a = b;
    }
    out
}

/// Points on the map ("35.8366, 38.5481") and the marks that stand where a tip lost something ("[near 35.8, 38.5]", "[name 2]"): their
/// numbers count nothing.
fn points_and_marks(text: &str) -> Vec<Span> {
    /// Digits after the point from which two numbers beside each other are a place: ten metres. Three are thousands in half the
    /// languages.
    const FINE: usize = 4;
    let number = |from: usize| -> Option<(usize, usize)> {
        let rest = text.get(from..)?;
        let signed = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        let whole = signed.bytes().take_while(u8::is_ascii_digit).count();
        let fraction = signed.get(whole..)?.strip_prefix('.')?.bytes().take_while(u8::is_ascii_digit).count();
        let end = from + rest.len() - signed.len() + whole + 1 + fraction;
        ((1..=3).contains(&whole) && fraction > 0).then_some((end, fraction))
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(i) = text.get(at..).and_then(|t| t.find(|c: char| c == '[' || c.is_ascii_digit())).map(|i| at + i) {
        let rest = text.get(i..).unwrap_or("");
        at = i + 1;
        if rest.starts_with('[') {
            let mark = rest.get(..rest.len().min(40)).and_then(|r| r.split_once(']')).map_or("", |(m, _)| m);
            let word = mark.get(1..).and_then(|m| m.split(' ').next()).unwrap_or("");
            if matches!(word, "near" | "name") {
                at = i + mark.len();
                out.push(Span::new(i, at));
            }
            continue;
        }
        let Some((end, fine)) = number(i) else {
            at = i + rest.bytes().take_while(u8::is_ascii_digit).count();
            continue;
        };
        at = end;
        let between = text.get(end..).map_or("", |t| {
            t.get(..t.len() - t.trim_start_matches([' ', ',', ';', '°', 'N', 'S', 'E', 'W']).len()).unwrap_or("")
        });
        if let Some((last, finer)) = number(end + between.len())
            && !between.is_empty()
            && between.len() <= 6
            && fine >= FINE
            && finer >= FINE
        {
            at = last;
            out.push(Span::new(i, last));
        }
    }
    out
}

/// Which tokens stand in a line where nearly every word has a capital: there a capital tells nothing.
fn title_case(toks: &[Tok]) -> Vec<bool> {
    let mut out = vec![false; toks.len()];
    let mut a = 0;
    while a < toks.len() {
        let mut b = a + 1;
        while b < toks.len() && toks[b].breaks == 0 {
            b += 1;
        }
        let long = toks[a..b].iter().filter(|t| t.word() && t.norm.len() > 3);
        let (n, caps) = long.fold((0, 0), |(n, c), t| (n + 1, c + usize::from(t.cap)));
        if n > 2 && caps * 5 >= n * 4 {
            out[a..b].fill(true);
        }
        a = b;
    }
    out
}

/// Two figures that are the ends of one range.
#[derive(Clone, Copy, Debug)]
struct Range {
    lo: f64,
    hi: f64,
    /// First token, an opening word included.
    from: usize,
}

pub(crate) struct Ctx<'a> {
    pub(crate) doc: &'a Doc,
    pub(crate) toks: &'a [Tok],
    pub(crate) lang: &'a Lang,
    units: &'a Units,
    dated: Vec<bool>,
    skipped: Vec<bool>,
    title_case: Vec<bool>,
}

/// What stands before a figure.
struct Head {
    /// First token that belongs to the quantity.
    from: usize,
    op: Option<Op>,
    unit: Option<usize>,
    increment: bool,
    minus: bool,
}

impl Ctx<'_> {
    pub(crate) fn tok(&self, i: usize) -> Option<&Tok> {
        self.toks.get(i)
    }

    fn prev(&self, i: usize) -> Option<&Tok> {
        self.toks.get(i.checked_sub(1)?)
    }

    pub(crate) fn norm(&self, i: usize) -> &str {
        self.toks.get(i).map_or("", |t| t.norm.as_str())
    }

    /// What stands before the figure at token `i`.
    fn head(&self, i: usize) -> Head {
        let mut h = Head { from: i, op: None, unit: None, increment: false, minus: false };
        for _ in 0..6 {
            let at = h.from;
            if at == 0 || self.toks[at].breaks > 0 {
                break;
            }
            if let (None, Some((n, u))) = (h.unit, self.unit_before(at)) {
                // A code in small letters may be a word ("try 5"), but for the commonest.
                let p = &self.toks[at - 1];
                let glued = !self.toks[at].spaced
                    || !p.word()
                    || p.upper
                    || p.norm.len() > 3
                    || matches!(p.norm.as_str(), "usd" | "eur" | "gbp" | "rmb");
                if glued {
                    h.unit = Some(u);
                    h.from = at - n;
                    continue;
                }
            }
            let asked = self.toks[at - 1].is("about") && at > 1 && matches!(self.norm(at - 2), "how" | "what");
            if let Some((n, op)) = self.lang.before.before(self.toks, at).filter(|_| !asked) {
                h.op = Some(match h.op {
                    Some(have) if have != Op::About => have,
                    _ => *op,
                });
                h.from = at - n;
                continue;
            }
            // "under the age of 5".
            if at == i
                && let Some((n, ())) = self.lang.age_before.before(self.toks, at)
                && let Some((m, op)) = self.lang.before.before(self.toks, at - n)
                && *op != Op::About
            {
                h.op = Some(*op);
                h.from = at - n - m;
                continue;
            }
            if let Some((n, ())) = self.lang.more_before.before(self.toks, at) {
                h.increment = true;
                h.from = at - n;
                continue;
            }
            if !h.minus && at == i {
                if let Some((n, ())) = self.lang.minus.before(self.toks, at) {
                    h.minus = true;
                    h.from = at - n;
                    continue;
                }
                let p = &self.toks[at - 1];
                if p.is("-")
                    && !self.toks[at].spaced
                    && at > 1
                    && let Some((n, ())) = self.lang.minus.before(self.toks, at - 1)
                {
                    h.minus = true;
                    h.from = at - 1 - n;
                    continue;
                }
                let open = at < 2
                    || p.spaced && !self.toks[at - 2].digits()
                    || matches!(self.norm(at - 2), "<" | ">" | "=" | "≤" | "≥" | "~" | "≈");
                if p.is("-") && !self.toks[at].spaced && open && self.toks[at].digits() {
                    h.minus = true;
                    h.from = at - 1;
                    continue;
                }
            }
            break;
        }
        h
    }

    fn quantity(&self, figures: &[Figure], k: usize, used: usize, range: Option<Range>) -> Option<Quantity> {
        let (a, b) = (figures.get(k)?, figures.get(k + used - 1)?);
        let mut head = self.head(a.from);
        // "10 rmb 20 usd": the word before belongs to the figure before.
        if head.unit.is_some()
            && self.prev(head.from).is_some_and(Tok::digits)
            && self.unit_after(b.to).is_some_and(|(u, _)| self.units.units[u].kind == UnitKind::Money)
        {
            head = Head { from: a.from, op: None, unit: None, increment: false, minus: false };
        }
        let mut q = Quantity {
            figure: Span::new(self.toks[a.from].span.start, self.toks[b.to - 1].span.end),
            ..Quantity::default()
        };
        let mut op = head.op;
        // "rose to 27": where the count went, not how far it may go
        let moved =
            op == Some(Op::UpTo) && self.lang.code != "en" && head.from + 1 == a.from && self.moved_to(head.from);
        if moved {
            op = None;
        }
        let mut from = head.from.min(range.map_or(usize::MAX, |r| r.from));
        let mut to = b.to;
        q.increment = head.increment;
        if a.about {
            op = Some(op.unwrap_or(Op::About));
        }
        // Unit.
        let mut unit = head.unit.map(|u| self.units.units[u].name.clone());
        let mut unit_kind = head.unit.map(|u| self.units.units[u].kind);
        let between = range.and_then(|_| self.unit_after(a.to)).map(|(u, _)| u);
        // Case endings of agglutinating languages: "1.500'den".
        if self.lang.suffix_after_apostrophe
            && self.norm(to) == "'"
            && !self.toks[to].spaced
            && self.tok(to + 1).is_some_and(|t| t.word() && !t.spaced)
        {
            to += 2;
        }
        // "+" or "-plus" may stand right behind the figure.
        self.after_op(&mut to, &mut op, true);
        // "deux millions d'euros": a scale may join its unit by "of".
        let joined = self.lang.of.at(self.toks, to).map_or(to, |(n, ())| if b.scale >= 1e6 { to + n } else { to });
        if unit.is_none() || unit_kind == Some(UnitKind::Money) {
            if let Some((u, end)) = self.unit_after(to).or_else(|| self.unit_after(joined)) {
                let (name, kind) = (&self.units.units[u].name, self.units.units[u].kind);
                if unit.is_none() || kind == UnitKind::Money && self.tok(to).is_some_and(|t| t.upper || t.is("us")) {
                    unit = Some(name.clone());
                    unit_kind = Some(kind);
                    to = end;
                    if matches!(
                        (self.norm(to.wrapping_sub(2)), self.norm(to)),
                        ("(", ")") | ("[", "]") | ("{", "}") | ("<", ">")
                    ) {
                        to += 1;
                    }
                } else if kind == UnitKind::Money && self.tok(end).is_none_or(|n| !n.digits()) {
                    to = end;
                }
            } else if unit.is_none() {
                unit = between.map(|u| self.units.units[u].name.clone());
                unit_kind = between.map(|u| self.units.units[u].kind);
            }
        }
        // "75 USD million", "30 MUSD", "MEUR 30".
        let (mut factor, mut plus) = (1.0, 0.0);
        if unit_kind == Some(UnitKind::Money)
            && a.scale == 1.0
            && let Some((n, numbers::Word::Scale(s))) = numbers::word(self.toks, to, self.lang)
            && s >= 1e6
            && to > b.to
            && self.toks[to].breaks == 0
        {
            factor = s;
            to += n;
        } else if unit.is_none() {
            let code = |i: usize| self.tok(i).filter(|t| t.breaks == 0 && t.spaced).and_then(|t| self.money_code(t));
            if let Some((u, s)) = code(to) {
                (unit, unit_kind, factor) = (Some(self.units.units[u].name.clone()), Some(UnitKind::Money), s);
                to += 1;
            } else if let Some(at) = head.from.checked_sub(1)
                && head.from == a.from
                && self.toks[a.from].spaced
                && let Some((u, s)) = code(at)
            {
                (unit, unit_kind, factor) = (Some(self.units.units[u].name.clone()), Some(UnitKind::Money), s);
                from = at;
            }
        }
        if let Some(u) = &unit
            && unit_kind != Some(UnitKind::Share)
            && let Some((name, end)) = self.per(to, u, unit_kind == Some(UnitKind::Money))
        {
            unit = Some(name);
            to = end;
        }
        if unit_kind == Some(UnitKind::Time) && self.spans_time(&head, a) {
            op = None;
            from = a.from;
        }
        self.age(a, &head, &mut unit, &mut to);
        self.after_op(&mut to, &mut op, false);
        if let Some((n, ())) = self.lang.more_after.at(self.toks, to) {
            let not = self.lang.not_more.has(self.toks, to + n) || self.toks[to].breaks > 0;
            if !not && a.value.is_some() {
                q.increment = true;
                to += n;
                if let (None, Some((u, end))) = (&unit, self.unit_after(to)) {
                    unit = Some(self.units.units[u].name.clone());
                    to = end;
                }
            }
        }
        if unit.is_none() {
            let next = figures.get(k + used);
            if let Some((u, end)) = self.modified_unit(to).filter(|_| a.one() != Some(1.0)) {
                unit = Some(self.units.units[u].name.clone());
                to = end;
            } else if let Some(n) = next.filter(|n| n.from == to + 2 && self.norm(to) == "-" && !self.toks[to].spaced)
                && matches!(self.norm(to + 1), "or" | "and" | "to")
                && let Some((u, _)) = self.unit_after(n.to)
            {
                // "a 7- or 8-inch gap".
                unit = Some(self.units.units[u].name.clone());
            }
        }
        // The thing counted, and the whole it is part of.
        if self.lang.before_noun.has(self.toks, to) && self.tok(to + 1).is_some_and(|t| t.word() && t.breaks == 0) {
            to += 1;
        }
        // "12 % des bâtiments": a share is of something
        let share = unit_kind == Some(UnitKind::Share) && self.lang.of.has(self.toks, to);
        let mut np = self.counted(to, a, unit.is_some() && !share);
        // "قتيلان": the word is the thing counted as well
        if a.form == Form::Words && numbers::dual(self.toks, a.from, self.lang).is_some_and(|(n, _)| a.from + n == a.to)
        {
            np = self.counted_dual(a);
        }
        if self.lang.agreement.is_some()
            && np.to > to
            && a.value.is_some()
            && let Some((n, ())) = self.lang.more_after.at(self.toks, np.to)
            && !self.lang.not_more.has(self.toks, np.to + n)
        {
            q.increment = true;
        }
        if np.text.is_none() && unit.is_none() {
            np.text = self.announced(from.min(a.from));
        }
        if op.is_none() {
            op = self.far(from.min(a.from));
        }
        q.counted = np.text;
        q.of = np.of;
        q.part = np.part || a.form == Form::Fraction;
        if a.form == Form::Fraction
            && range.is_none()
            && let Some((at, u)) = self.unit_and_half(a)
        {
            // "an hour and a half".
            from = at;
            unit = Some(self.units.units[u].name.clone());
            (q.counted, q.of, q.part, plus) = (None, None, false, 1.0);
        }
        // "15 kişi daha"
        if self.lang.code == "tr" && np.to > to && a.value.is_some() && self.lang.more_after.has(self.toks, np.to) {
            q.increment = true;
        }
        let mut late = np.to;
        let had = op;
        // In "81 of the 120 or so prisoners" the word is said of the 120.
        let another = figures.get(k + used).is_some_and(|f| f.from < np.to);
        if np.to > to && !another {
            self.after_op(&mut late, &mut op, false);
            if op != had {
                to = late;
            }
        }
        // Bounds.
        let (lo, hi) = match (range, a.value) {
            (Some(r), _) => (Some(r.lo), Some(r.hi)),
            (None, Some((l, h))) => (Some(l), Some(h)),
            (None, None) => (None, None),
        };
        // "более тысячи" is a bound of one thousand, "тысячи" alone a vague word
        let bounded = (op.is_some() && a.form == Form::Vague && b.to == a.from + 1)
            .then(|| self.lang.with_bound.at(self.toks, a.from).map(|(_, v)| *v))
            .flatten();
        let (lo, hi) = bounded.map_or((lo, hi), |v| (Some(v), Some(v)));
        let (lo, hi) = (lo.map(|v| v * factor + plus), hi.map(|v| v * factor + plus));
        let (lo, hi) = if head.minus && range.is_none() { (hi.map(|v| -v), lo.map(|v| -v)) } else { (lo, hi) };
        q.vague = a.form == Form::Vague && bounded.is_none();
        let op = op.unwrap_or(Op::Exact);
        (q.op, q.lo, q.hi) = if range.is_some() {
            (Op::None, lo, hi)
        } else if q.vague {
            match op {
                Op::AtLeast | Op::MoreThan if lo.is_some() => (op, lo, None),
                Op::UpTo | Op::LessThan if hi.is_some() => (op, None, hi),
                _ => (Op::None, lo, hi),
            }
        } else {
            match op {
                Op::AtLeast | Op::MoreThan => (op, lo, None),
                Op::UpTo | Op::LessThan => (op, None, hi),
                _ => (op, lo, hi),
            }
        };
        q.unit = unit;
        from = if moved { a.from } else { from.min(a.from) };
        q.start = self.toks[from].span.start;
        q.end = self.toks[to - 1].span.end;
        q.text = self.doc.text.get(q.start..q.end)?.to_owned();
        Some(q)
    }

    /// "spread over three days" says during, "for over three days" more than.
    fn spans_time(&self, head: &Head, a: &Figure) -> bool {
        head.from + 1 == a.from
            && self.norm(head.from) == "over"
            && self.prev(head.from).is_some_and(|p| p.word() && p.breaks == 0)
            && !self.lang.stop.has(self.toks, head.from - 1)
            && !matches!(
                self.norm(head.from - 1),
                "lasted" | "lasting" | "lasts" | "last" | "took" | "taken" | "taking"
            )
    }

    /// An operator behind the figure; `tight` allows only what is joined to it ("20+", "20-plus").
    fn after_op(&self, to: &mut usize, op: &mut Option<Op>, tight: bool) {
        let Some((n, o)) = self.lang.after.at(self.toks, *to) else { return };
        if self.toks[*to].breaks > 0 || (tight && self.toks[*to].spaced) {
            return;
        }
        // "137 morts et plus de 200 blessés": the bound of the next figure
        if n > 1 && self.lang.agreement.is_some() && self.lang.not_more.has(self.toks, *to + n) {
            return;
        }
        // "3 or more" is a bound; in "5 or more than 4", "3 plus 4", "in 20 years, at least 7" it belongs to the next figure.
        let two = self.norm(*to + n) == "than" || figure(self.toks, *to + n, self.lang, &self.doc.text).is_some();
        if two {
            return;
        }
        // "80 bine kadar" is a bound, "80 kadar" about
        if self.lang.code == "tr" && self.norm(*to) == "kadar" && self.norm(to.wrapping_sub(1)).ends_with(['e', 'a']) {
            *op = Some(Op::UpTo);
            *to += n;
            return;
        }
        if let Some(o) = o {
            *op = Some(match *op {
                Some(have) if have != Op::About => have,
                _ => *o,
            });
            *to += n;
        }
    }

    /// The thing counted by a figure that has no noun behind it, as a noun of counting announced it: "el número de casos pasó de 93".
    fn announced(&self, from: usize) -> Option<String> {
        for j in (from.saturating_sub(14)..from).rev() {
            let t = self.tok(j)?;
            if t.breaks > 0 && j + 1 < from || matches!(t.norm.as_str(), "." | ";" | ":" | ",") {
                return None;
            }
            if let Some((n, ())) = self.lang.count_of.at(self.toks, j) {
                let f = Figure { from: j, to: j + n, value: None, form: Form::Words, scale: 1.0, about: false };
                return self.counted(j + n, &f, false).text;
            }
        }
        None
    }

    /// A bound whose verb stands up to five words before the figure.
    fn far(&self, from: usize) -> Option<Op> {
        let near = (from.saturating_sub(5)..from).rev();
        let clear = near.take_while(|&j| self.toks[j + 1].breaks == 0 && (self.toks[j].word() || self.toks[j].is("'")));
        clear.filter_map(|j| self.lang.far.at(self.toks, j)).map(|(_, op)| *op).next()
    }

    /// The thing counted where one word is figure and thing: the word without what is joined to its front.
    fn counted_dual(&self, a: &Figure) -> phrase::Counted {
        let word = self.toks[a.from].raw(&self.doc.text);
        let folded = &self.toks[a.from].norm;
        let clitic = self.lang.clitics.iter().find(|c| {
            folded.strip_prefix(c.as_str()).is_some_and(|rest| {
                let probe = [Tok { norm: rest.to_owned(), ..self.toks[a.from].clone() }];
                self.lang.duals.at(&probe, 0).is_some()
            })
        });
        let skip = clitic.filter(|_| self.lang.duals.at(self.toks, a.from).is_none()).map_or(0, |c| c.chars().count());
        let mut to = a.to;
        let mut text: String = word.chars().skip(skip).collect();
        if let Some(n) = self.tok(to).filter(|t| t.breaks == 0 && self.lang.bound.has(self.toks, to) && t.word()) {
            text.push(' ');
            text.push_str(n.raw(&self.doc.text));
            to += 1;
        }
        // "اثنان", "اثنين" are numbers and name nothing
        let number = self.lang.numbers.at(self.toks, a.from).is_some();
        phrase::Counted { text: (!number).then_some(text), to, ..phrase::Counted::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, lang: &str) -> Vec<Quantity> {
        find(&text::analyse(text, Some(lang)).0, &[])
    }

    #[derive(serde::Deserialize)]
    struct Examples {
        #[serde(default)]
        quantity: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        text: String,
        want: Vec<String>,
    }

    fn shown(q: &Quantity) -> String {
        let op = serde_json::to_value(q.op).unwrap();
        let bound = |b: Option<f64>| b.map_or("-".to_owned(), |b| ((b * 1e6).round() / 1e6).to_string());
        let word = |w: &Option<String>| w.clone().unwrap_or_else(|| "-".to_owned());
        format!("{} {} {} | {} | {}", op.as_str().unwrap(), bound(q.lo), bound(q.hi), word(&q.unit), word(&q.counted))
    }

    #[test]
    fn the_examples_of_the_word_lists_hold() {
        let examples = text::language_files!("examples.toml").into_iter().flat_map(|(lang, file)| {
            let file: Examples = toml::from_str(file).unwrap();
            assert!(!file.quantity.is_empty(), "{lang}");
            file.quantity.into_iter().map(move |case| (lang, case))
        });
        let wrong: Vec<String> = examples
            .filter_map(|(lang, c)| {
                let (doc, _) = text::analyse(&c.text, Some(lang));
                let times = crate::times::find(&doc, None);
                let got: Vec<String> = find(&doc, &times).iter().map(shown).collect();
                (got != c.want).then(|| format!("{}\n   want {:?}\n   got  {got:?}", c.text, c.want))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn bounds_stay_as_the_words_give_them() {
        for (text, op, lo, hi) in [
            ("At least 20 people were killed.", Op::AtLeast, Some(20.0), None),
            ("No fewer than twenty-one soldiers died.", Op::AtLeast, Some(21.0), None),
            ("More than a hundred and five were hurt.", Op::MoreThan, Some(105.0), None),
            ("Up to 1,500 prisoners got out.", Op::UpTo, None, Some(1500.0)),
            ("Nearly half a million people fled.", Op::About, Some(5e5), Some(5e5)),
            ("Between 300 and 500 inmates escaped.", Op::None, Some(300.0), Some(500.0)),
            ("Dozens of prisoners escaped.", Op::None, Some(24.0), Some(99.0)),
            ("Several houses burnt.", Op::None, None, None),
            ("There were 20 or more gunmen.", Op::AtLeast, Some(20.0), None),
        ] {
            let got = read(text, "en");
            assert_eq!(got.len(), 1, "{text}: {got:?}");
            assert_eq!((got[0].op, got[0].lo, got[0].hi), (op, lo, hi), "{text}: {got:?}");
        }
    }
}
