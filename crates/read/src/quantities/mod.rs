//! Quantities: figures with operator, bounds, unit and thing counted.
//!
//! What for: every number a text says, as an interval with the words that bound it; never collapsed, never guessed. Key decision:
//! one grammar driven by word lists (`data/quantities/`), the same for all languages; numbers that are names, dates, clock times,
//! scores or list marks are left out here, so that no later room must tell them from counts.

mod context;
pub(crate) mod lang;
pub(crate) mod lex;
pub(crate) mod numbers;
mod phrase;

use model::{Op, Quantity, Span, TimeExpr, TimeType};
use text::Doc;

use lang::{Lang, UnitKind, Units};
use lex::{Tok, scan};
use numbers::{Figure, Form, figure, numeral};

/// All quantities of a text, in order. `times` are the text's time expressions: what lies inside a date or clock time is no count.
pub fn find(doc: &Doc, times: &[TimeExpr]) -> Vec<Quantity> {
    let toks = scan(&doc.text);
    let lang = lang::lang(&doc.lang);
    let ctx = Ctx {
        doc,
        toks: &toks,
        lang,
        units: lang::units(),
        dated: dated(&toks, times),
        skipped: not_prose(&toks),
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

    /// All figures that may count something, in order.
    fn figures(&self) -> Vec<Figure> {
        let mut out = Vec::new();
        let mut i = 0;
        while i < self.toks.len() {
            if self.skipped[i] || self.dated[i] {
                i += 1;
                continue;
            }
            let t = &self.toks[i];
            // "14-18 May", of which only one end was read as a date.
            if t.digits()
                && t.norm.len() <= 2
                && i >= 2
                && self.toks[i - 1].is("-")
                && !t.spaced
                && self.toks[i - 2].digits()
                && self.dated[i - 2]
                && self.unit_after(i + 1).is_none()
            {
                i += 1;
                continue;
            }
            if t.digits() {
                let (v, to) = numeral(self.toks, i, self.lang);
                if v.is_none() {
                    i = to;
                    continue;
                }
            }
            match figure(self.toks, i, self.lang, &self.doc.text) {
                Some(f) if self.dated[f.from..f.to].iter().any(|d| *d) => i += 1,
                Some(f) => {
                    // "3 bin 500": digits, a scale, and digits that fill it up
                    let mut f = f;
                    if self.lang.code != "en" && f.form == Form::Digits && f.scale >= 1000.0 {
                        let rest = self.tok(f.to).filter(|t| t.digits() && t.breaks == 0);
                        if let (Some(_), Some(x)) = (rest, f.one())
                            && let (Some(r), to) = numeral(self.toks, f.to, self.lang)
                            && r > 0.0
                            && r < f.scale
                            && r.fract() == 0.0
                            && x.fract() == 0.0
                        {
                            f.value = Some((x + r, x + r));
                            f.to = to;
                            f.scale = 1.0;
                        }
                    }
                    let to = f.to.max(i + 1);
                    if self.counts(&f) {
                        out.push(f);
                    }
                    i = to;
                }
                None => {
                    // "au moins un mort", "um deles": there the article counts
                    let article = self.lang.article_is_one
                        && self.lang.numbers.at(self.toks, i).is_some_and(|(_, w)| *w == lang::NumberWord::Article);
                    let bound = self
                        .lang
                        .before
                        .before(self.toks, i)
                        .is_some_and(|(_, op)| matches!(op, Op::AtLeast | Op::UpTo));
                    // "ein Mensch": the article counts people
                    let german = self.lang.nouns_capital
                        && self.lang.articles.has(self.toks, i)
                        && self.lang.one.has(self.toks, i + 1)
                        && self.toks[i + 1].cap
                        && self.toks[i + 1].breaks == 0;
                    if german || article && !self.toks[i].cap && (bound || self.lang.of_them.has(self.toks, i + 1)) {
                        let value = Some((1.0, 1.0));
                        out.push(Figure { from: i, to: i + 1, value, form: Form::Words, scale: 1.0, about: false });
                    }
                    if let Some((n, ())) = self.lang.nouns_only.at(self.toks, i)
                        && self.pronoun_counts(i, i + n)
                    {
                        out.push(Figure {
                            from: i,
                            to: i + n,
                            value: None,
                            form: Form::Vague,
                            scale: 1.0,
                            about: false,
                        });
                    }
                    i += 1;
                }
            }
        }
        out
    }

    /// "some families", "all of the prisoners", not "some 70", "after all", "all day".
    fn pronoun_counts(&self, i: usize, to: usize) -> bool {
        let before = self.prev(i).filter(|_| self.toks[i].breaks == 0).map_or("", |p| p.norm.as_str());
        if matches!(before, "after" | "at" | "above" | "first" | "once" | "not" | "so" | "very" | "quite") {
            return false;
        }
        let Some(next) = self.tok(to).filter(|t| t.breaks == 0 && t.word()) else { return false };
        if self.lang.of.has(self.toks, to) {
            return next.is("of");
        }
        if figure(self.toks, to, self.lang, &self.doc.text).is_some() || self.unit_after(to).is_some() {
            return false;
        }
        let k = if next.is("the") || next.is("its") || next.is("their") || next.is("those") || next.is("these") {
            to + 1
        } else {
            to
        };
        let end = (k..k + 3)
            .find(|&j| self.tok(j).is_none_or(|t| !t.word() || t.breaks > 0 || self.lang.stop.has(self.toks, j)))
            .unwrap_or(k + 3);
        (k..end).any(|j| phrase::plural(self.norm(j)))
    }

    /// False for numbers that are names, marks, scores, years.
    fn counts(&self, f: &Figure) -> bool {
        let (from, to) = (f.from, f.to);
        let first = &self.toks[from];
        let prev = self.prev(from);
        let next = self.tok(to);
        match f.form {
            Form::Vague => self.vague_counts(f),
            Form::Fraction => {
                if first.is("half") {
                    let p = prev.map_or("", |p| p.norm.as_str());
                    let ordinal =
                        matches!(p, "first" | "second" | "latter" | "other" | "opening" | "this" | "that" | "better");
                    let joined = next.is_some_and(|n| n.is("-"));
                    return !ordinal && !joined;
                }
                if matches!(prev, Some(p) if p.is("-") && !first.spaced && !(p.spaced && first.digits())) {
                    return false;
                }
                if next.is_some_and(|n| n.is("-") && !n.spaced) {
                    return false;
                }
                let article = first.is("a") || first.is("an");
                !(article && next.is_some_and(|n| n.word() && n.breaks == 0 && !self.lang.stop.has(self.toks, to)))
            }
            Form::Words => {
                let elided =
                    self.lang.code == "fr" && from > 1 && matches!(self.norm(from - 2), "d" | "l" | "qu" | "n");
                // "two-three people" is a range
                let range = self.lang.code != "en"
                    && from >= 2
                    && self.toks[from - 1].is("-")
                    && figure(self.toks, from - 2, self.lang, &self.doc.text).is_some_and(|f| f.to == from - 1);
                if prev.is_some_and(|p| !first.spaced && (p.is("-") && !range || p.is("'") && !elided)) {
                    return false;
                }
                // an article, unless people are counted ("bir kişi")
                if self.lang.code == "tr" && first.is("bir") && to == from + 1 && !self.lang.one.has(self.toks, to) {
                    return false;
                }
                if first.is("one") && to == from + 1 && self.lang.code == "en" {
                    return self.one_counts(from, to);
                }
                if first.cap
                    && !self.title_case[from]
                    && prev.is_some_and(|p| p.word() && p.cap && p.breaks == first.breaks)
                    && !self.sentence_start(from)
                {
                    // "Channel Four", "Big Ten": a name.
                    let noun = next.is_some_and(|n| n.word() && !n.cap && !self.lang.stop.has(self.toks, to));
                    return noun;
                }
                if self.compound_adjective(to) {
                    return false;
                }
                // "Part Two", "the bottom three".
                let label = first.breaks == 0 && self.lang.labels.before(self.toks, from).is_some();
                !label || self.plural_ahead(to) || self.unit_after(to).is_some()
            }
            Form::Digits => !self.compound_adjective(to) && self.digits_count(f),
        }
    }

    /// "four-cylinder", "14-point": a number that only describes.
    fn compound_adjective(&self, to: usize) -> bool {
        self.norm(to) == "-"
            && !self.toks[to].spaced
            && self.tok(to + 1).is_some_and(|t| t.word() && !t.spaced)
            && self.unit_after(to).is_none()
            && self.lang.after.at(self.toks, to).is_none()
            && self.lang.to.at(self.toks, to + 1).is_none()
            && self.lang.or.at(self.toks, to + 1).is_none()
            && figure(self.toks, to + 1, self.lang, &self.doc.text).is_none()
    }

    fn sentence_start(&self, i: usize) -> bool {
        match self.prev(i) {
            None => true,
            Some(p) => {
                self.toks[i].breaks > 0
                    || matches!(p.norm.as_str(), "." | "!" | "?" | ":" | "\"" | "—" | "•" | "(" | "-")
            }
        }
    }

    fn one_counts(&self, from: usize, to: usize) -> bool {
        if self.unit_after(to).is_some_and(|(_, end)| self.norm(to) == "-" || end > to + 1 || !self.toks[to].is("day"))
            || self.lang.minus.before(self.toks, from).is_some()
        {
            return !matches!(self.prev(from), Some(p) if p.is("-") && !self.toks[from].spaced);
        }
        let p = self.prev(from).filter(|_| self.toks[from].breaks == 0).map_or("", |p| p.norm.as_str());
        if matches!(
            p,
            "the"
                | "this"
                | "that"
                | "which"
                | "any"
                | "every"
                | "each"
                | "no"
                | "-"
                | "'"
                | "another"
                | "some"
                | "these"
                | "those"
                | "square"
                | "day"
                | "little"
                | "loved"
                | "his"
                | "her"
                | "my"
                | "our"
                | "their"
                | "number"
                | "its"
        ) {
            return false;
        }
        // "a new one": an adjective before it makes it a pronoun.
        let n = self.norm(to);
        if matches!(
            n,
            "another"
                | "'"
                | "-"
                | "day"
                | "must"
                | "can"
                | "could"
                | "should"
                | "would"
                | "might"
                | "cannot"
                | "is"
                | "needs"
                | "has"
                | "by"
                | "thing"
        ) {
            return false;
        }
        match self.tok(to) {
            Some(n) if n.word() => {
                n.is("of")
                    || n.is("in")
                    || n.is("or")
                    || n.is("more")
                    || n.is("to")
                    || n.is("out")
                    || n.is("over") && figure(self.toks, to + 1, self.lang, &self.doc.text).is_some()
                    || n.is("and")
                    || !self.lang.stop.has(self.toks, to)
            }
            _ => self.prev(from).is_none_or(|p| {
                !p.word()
                    || matches!(
                        p.norm.as_str(),
                        "least"
                            | "only"
                            | "killed"
                            | "than"
                            | "just"
                            | "at"
                            | "about"
                            | "and"
                            | "to"
                            | "killing"
                            | "injured"
                            | "wounded"
                    )
            }),
        }
    }

    fn vague_counts(&self, f: &Figure) -> bool {
        let first = &self.toks[f.from];
        let prev = self.prev(f.from).filter(|_| first.breaks == 0).map_or("", |p| p.norm.as_str());
        let noun = self.noun_follows(f.to);
        match (first.norm.as_str(), f.value) {
            ("many", None) => !matches!(prev, "how" | "so" | "too" | "as" | "not") && noun,
            ("most", None) => {
                !matches!(prev, "the" | "at" | "a" | "'")
                    && (noun && self.plural_ahead(f.to) || self.lang.of.has(self.toks, f.to))
            }
            (_, None) => noun,
            ("score" | "scores", _) => {
                noun && !matches!(prev, "test" | "the" | "credit" | "its" | "their") || self.sentence_start(f.from)
            }
            _ => true,
        }
    }

    fn noun_follows(&self, i: usize) -> bool {
        self.tok(i).is_some_and(|t| {
            t.breaks == 0 && t.word() && (self.lang.of.has(self.toks, i) || !self.lang.stop.has(self.toks, i))
        }) || self.lang.of.before(self.toks, i).is_some()
    }

    fn plural_ahead(&self, i: usize) -> bool {
        (i..i + 3).any(|k| self.tok(k).is_some_and(|t| t.word() && t.breaks == 0 && phrase::plural(&t.norm)))
            && self.tok(i).is_some_and(|t| t.word())
    }

    fn digits_count(&self, f: &Figure) -> bool {
        let (from, to) = (f.from, f.to);
        let (first, last) = (&self.toks[from], &self.toks[to - 1]);
        let prev = self.prev(from);
        let next = self.tok(to);
        let bare = to == from + 1 && f.scale == 1.0;
        let Some(value) = f.one() else { return true };
        // Letters right before: "A-10", "MH17", "Covid-19"; money and clitics excepted.
        if let Some(p) = prev.filter(|_| !first.spaced) {
            let money = self.unit_before(from).is_some();
            if p.word() && !money && p.span.of(&self.doc.text).is_ascii() {
                return false;
            }
            if p.is("/")
                || (p.is(":") && self.toks.get(from.wrapping_sub(2)).is_some_and(|x| x.digits()))
                || p.is("#")
                || p.is("§")
            {
                return false;
            }
            if (p.is(".") || p.is(",")) && self.toks.get(from.wrapping_sub(2)).is_some_and(|x| x.digits()) && !p.spaced
            {
                return false;
            }
            if p.is("-") && !p.spaced {
                let q = self.toks.get(from.wrapping_sub(2));
                let figure_before = from >= 3 && self.toks[from - 3].digits() && !self.toks[from - 2].spaced;
                if q.is_some_and(|q| q.word())
                    && !figure_before
                    && self.lang.minus.before(self.toks, from - 1).is_none()
                    && self.lang.before.before(self.toks, from).is_none()
                    && self.units.after.before(self.toks, from - 1).is_none()
                    && q.is_some_and(|q| q.span.of(&self.doc.text).is_ascii())
                {
                    return false;
                }
            }
            if p.is("[") && next.is_some_and(|n| n.is("]")) {
                return false;
            }
            if p.is("+") && first.norm.len() > 6 {
                return false;
            }
        }
        // Letters right behind that are no unit: "22nd", "777F", "1990s".
        if let Some(n) = next.filter(|n| !n.spaced) {
            if n.word() && self.unit_after(to).is_none() && n.raw(&self.doc.text).is_ascii() {
                return false;
            }
            if (n.is("/") || n.is(":")) && self.tok(to + 1).is_some_and(|x| x.digits() && !x.spaced) {
                return false;
            }
        }
        // A dotted chain that goes on, three numbers in a row with hyphens.
        if self.hyphen_chain(from, to) {
            return false;
        }
        if last.digits() && first.norm.len() > 1 && first.norm.starts_with('0') && bare {
            return false;
        }
        if bare && first.norm.len() > 15 {
            return false;
        }
        // List marks.
        if bare
            && value < 100.0
            && (first.breaks > 0 || from == 0)
            && next.is_some_and(|n| !n.spaced && (n.is(".") || n.is(")")))
            && self.tok(to + 1).is_some_and(|n| n.breaks == 0 && n.spaced && n.word())
        {
            return false;
        }
        if bare && prev.is_some_and(|p| p.is("(")) && next.is_some_and(|n| n.is(")")) && value < 100.0 {
            return false;
        }
        // "12 sayılı karar"; a time of day: "um 4.17 Uhr", "saat 04.17"
        if self.lang.code != "en"
            && (self.lang.numbered_by.has(self.toks, to)
                || (value.fract() != 0.0 || to == from + 3 && self.norm(from + 1) == ".")
                    && first.breaks == 0
                    && self.lang.labels.before(self.toks, from).is_some())
        {
            return false;
        }
        let unit = self.unit_after(to).is_some()
            || self.unit_before(from).is_some()
            || first.spaced && prev.is_some_and(|p| self.money_code(p).is_some());
        if unit || !bare {
            return true;
        }
        let noun =
            next.is_some_and(|n| n.word() && !n.cap && n.breaks == 0 && n.spaced && !self.lang.stop.has(self.toks, to));
        let noun =
            noun || self.lang.nouns_capital && next.is_some_and(|n| n.word() && n.cap && n.breaks == 0 && n.spaced);
        // a telephone number: "030 1234567"
        if first.norm.len() > 4
            && prev.is_some_and(|p| p.digits() && p.norm.starts_with('0') && p.norm.len() > 2)
            && first.breaks == 0
        {
            return false;
        }
        let noun = noun && (self.lang.code != "en" || self.plural_ahead(to) || value == 1.0);
        // a plural noun looks like one; nothing shows an Arabic noun from the verb of the next clause
        let label_noun = noun
            && match self.lang.agreement {
                Some(lang::Agreement::Plural) => self.lang.plural.iter().any(|e| self.norm(to).ends_with(e.as_str())),
                Some(lang::Agreement::Arabic) => false,
                None => true,
            };
        if self.dialled(from, to) {
            return false;
        }
        // "14, rue des Lilas"
        let comma = usize::from(self.norm(to) == ",");
        if bare && self.lang.street.has(self.toks, to + comma) {
            return false;
        }
        if value < 10.0 && !noun && first.breaks == 0 && prev.is_some_and(|p| p.upper) && !self.title_case[from] {
            return false;
        }
        // "Route 5", "No. 3".
        let at = if prev.is_some_and(|p| p.is(".")) { from - 1 } else { from };
        // "vol AF 447": letters may stand between
        let coded =
            at > 1 && self.lang.agreement.is_some() && self.toks[at - 1].upper && self.toks[at - 1].norm.len() < 4;
        let at = if coded { at - 1 } else { at };
        if first.breaks == 0 && self.lang.labels.before(self.toks, at).is_some() {
            let label = &self.toks[at - 1];
            let read = self.lang.code == "en" || self.lang.agreement.is_some();
            if at < from || !label_noun || !read || (label.cap && !self.sentence_start(at - 1)) {
                return false;
            }
        }
        if self.house_number(to) {
            return false;
        }
        // A year standing alone.
        if first.norm.len() == 4 && (1700.0..2100.0).contains(&value) && !noun {
            // "the trial over the 2019 factory fire".
            let names =
                next.is_some_and(|n| n.word() && n.spaced && n.breaks == 0 && !self.lang.stop.has(self.toks, to));
            if names
                && self.lang.code == "en"
                && !self.lang.states.has(self.toks, to)
                && self.tag(to) == Some(text::Tag::Noun)
            {
                return false;
            }
            let p = prev.map_or("", |p| p.norm.as_str());
            let sum = p == "of"
                && from > 1
                && matches!(
                    self.norm(from - 2),
                    "average" | "total" | "sum" | "maximum" | "minimum" | "mean" | "median"
                );
            if !sum
                && matches!(
                    p,
                    "in" | "since"
                        | "by"
                        | "until"
                        | "of"
                        | "early"
                        | "late"
                        | "mid"
                        | "the"
                        | "en"
                        | "em"
                        | "desde"
                        | "depuis"
                        | "seit"
                        | "im"
                        | "в"
                        | "у"
                        | "с"
                        | "з"
                        | "عام"
                        | "سنه"
                        | "act"
                        | "("
                        | "-"
                        | "and"
                )
            {
                return false;
            }
        }
        // A number that belongs to a name: "Euro 2020", "Stoxx 600".
        if let Some(p) = prev.filter(|p| first.breaks == 0 && first.spaced && p.word() && p.cap) {
            let latin = matches!(self.lang.code.as_str(), "en" | "fr" | "es" | "pt" | "tr");
            let known = self.lang.before.before(self.toks, from).is_some()
                || self.lang.more_before.before(self.toks, from).is_some()
                || self.lang.between.before(self.toks, from).is_some();
            if latin
                && !known
                && !noun
                && !self.title_case[from]
                && !self.sentence_start(from - 1)
                && !self.lang.stop.has(self.toks, from - 1)
                && !p.is("i")
            {
                return false;
            }
        }
        true
    }

    /// A run of three figures or more that are no groups of thousands, as telephone numbers are written; only where the language's own
    /// list of word endings is known, English has rules of its own.
    fn dialled(&self, from: usize, to: usize) -> bool {
        if self.lang.agreement.is_none() {
            return false;
        }
        let sign =
            |i: usize| self.tok(i).is_some_and(|t| t.is("-") || t.is("(") || t.is(")") || t.is(".") && !t.spaced);
        let part = |i: usize| self.tok(i).is_some_and(|t| t.breaks == 0 && (t.digits() || sign(i)));
        let (mut a, mut b) = (from, to);
        while a > 0 && from - a < 10 && part(a - 1) && self.toks[a].breaks == 0 {
            a -= 1;
        }
        while b < to + 10 && part(b) {
            b += 1;
        }
        let figures = (a..b).filter(|&i| self.toks[i].digits());
        let (n, digits) = figures.fold((0, 0), |(n, d), i| (n + 1, d + self.toks[i].norm.len()));
        let own = (from..to).filter(|&i| self.toks[i].digits()).count();
        let zero = self.toks[from].norm.starts_with('0')
            || (a..b).any(|i| self.toks[i].norm.starts_with('0') && self.toks[i].norm.len() < 4);
        digits >= 7 && n > own && (n >= 3 || zero)
    }

    /// "14 Elm Grove Road", "9 E 41st St": the number of a house.
    fn house_number(&self, to: usize) -> bool {
        let mut k = to;
        while let Some(t) = self.tok(k).filter(|t| t.breaks == 0 && k < to + 5) {
            let name = t.word() && t.cap;
            let ordinal = t.digits() && self.tok(k + 1).is_some_and(|n| n.word() && !n.spaced);
            let suffix = k > to && t.word() && !t.spaced && self.toks[k - 1].digits();
            let dot = t.is(".") && k > to && self.toks[k - 1].norm.len() == 1;
            if name && self.lang.streets.has(self.toks, k) {
                // In a headline every word has a capital: "5 Road Deaths".
                return !self.title_case[k] || self.tok(k + 1).is_none_or(|n| !n.word() || n.breaks > 0);
            }
            if !(name || ordinal || suffix || dot) {
                return false;
            }
            k += 1;
        }
        false
    }

    /// "0800-555-123", "3-2": a chain of hyphens or a score, not a range.
    fn hyphen_chain(&self, from: usize, to: usize) -> bool {
        let joined = |i: usize| self.tok(i).is_some_and(|t| t.is("-") && !t.spaced);
        let after = joined(to) && self.tok(to + 1).is_some_and(|t| t.digits() && !t.spaced);
        let before = from >= 2 && joined(from - 1) && !self.toks[from].spaced && self.toks[from - 2].digits();
        if after && before {
            return true;
        }
        let value = |i: usize| self.tok(i).and_then(|t| t.norm.parse::<f64>().ok());
        if after {
            let (_, end) = numeral(self.toks, to + 1, self.lang);
            if joined(end) && self.tok(end + 1).is_some_and(|t| t.digits() && !t.spaced) {
                return true;
            }
            return to == from + 1
                && end == to + 2
                && matches!((value(from), value(to + 1)), (Some(a), Some(b)) if a >= b);
        }
        if before {
            if from >= 4 && joined(from - 3) && self.toks[from - 4].digits() {
                return true;
            }
            return to == from + 1 && matches!((value(from - 2), value(from)), (Some(a), Some(b)) if a >= b);
        }
        false
    }

    /// The unit whose words start at token `i` (a hyphen may stand before it): its number and the token after it.
    fn unit_after(&self, i: usize) -> Option<(usize, usize)> {
        let t = self.tok(i)?;
        if t.breaks > 0 {
            return None;
        }
        let opens = matches!(t.norm.as_str(), "(" | "[" | "{" | "<");
        let i = if (t.is("-") || opens)
            && self.tok(i + 1).is_some_and(|n| {
                t.is("-") && !n.spaced
                    || opens && self.tok(i + 2).is_some_and(|c| matches!(c.norm.as_str(), ")" | "]" | "}" | ">"))
            }) {
            i + 1
        } else {
            i
        };
        let words = self
            .units
            .after
            .at(self.toks, i)
            .map(|(n, u)| (*u, i + n))
            // "m 2" is a square metre only where the digit is joined to it.
            .filter(|(_, end)| *end < i + 2 || !self.toks[end - 1].digits() || !self.toks[end - 1].spaced);
        let raw = self.tok(i).map_or("", |t| t.raw(&self.doc.text));
        let mut best = words;
        // Symbols are matched as written; a lone letter must touch the figure or stand at the end of a clause.
        for n in [2, 1] {
            let Some(window) = self.toks.get(i..i + n) else { continue };
            if window.iter().skip(1).any(|t| t.spaced) {
                continue;
            }
            let joined: String = window.iter().map(|t| t.raw(&self.doc.text)).collect();
            if let Some(u) = self.units.symbols.get(joined.as_str()) {
                let lone = raw.chars().count() == 1 && n == 1 && raw.chars().all(char::is_alphanumeric);
                let next = self.tok(i + 1);
                let quote = raw == "'" || raw == "\"";
                let closed =
                    next.is_none_or(|x| !x.word() || x.breaks > 0 || x.is("x") || self.lang.stop.has(self.toks, i + 1));
                let attached = next.is_some_and(|x| !x.spaced && (x.word() || x.digits()));
                if quote && (window[0].spaced || attached || !self.feet(i)) {
                    continue;
                }
                // In "$30-$40" the second sign belongs to what follows.
                let sign = self.units.units[*u].kind == UnitKind::Money && !window[0].word();
                if sign && self.tok(i + n).is_some_and(|x| x.digits() && !x.spaced) {
                    continue;
                }
                // "a 5 W lamp", but "12 C students".
                let describes = raw.chars().all(char::is_uppercase)
                    && next.is_some_and(|x| x.word() && !x.cap || x.upper)
                    && !self.plural_ahead(i + 1);
                if lone && (attached || (window[0].spaced && !closed && !describes)) {
                    continue;
                }
                if best.is_none_or(|(_, e)| e < i + n) {
                    best = Some((*u, i + n));
                }
            }
        }
        best
    }

    /// The unit whose sign or words end right before token `at`: how many tokens and which.
    fn unit_before(&self, at: usize) -> Option<(usize, usize)> {
        let prev = self.toks.get(at.checked_sub(1)?)?;
        if let Some((n, u)) = self.units.before.before(self.toks, at) {
            let first = at - n;
            let t = &self.toks[first];
            if n > 1 && t.word() && t.norm.len() == 1 && self.toks[first + 1].spaced {
                // "a $5 fine", "the town's $5": an article, a clitic, no Australian and no Singapore money.
                let clitic = t.is("s") && !t.cap || !t.spaced && first > 0 && self.toks[first - 1].is(".");
                if t.is("a") && (!t.cap || self.sentence_start(first)) || clitic {
                    return self.units.before.before(&self.toks[first + 1..], n - 1).map(|(n, u)| (n, *u));
                }
            }
            return Some((n, *u));
        }
        // "PS40" for a pound sign, but "PS5" is a name.
        let fig = self.toks.get(at).filter(|f| f.digits() && !f.spaced)?;
        let u = *self.units.glued.get(prev.raw(&self.doc.text))?;
        let larger = fig.norm.len() > 1 || self.toks.get(at + 1).is_some_and(|n| !n.spaced && !n.is("-"));
        (larger && prev.spaced || larger && self.sentence_start(at - 1)).then_some((1, u))
    }

    /// A quote mark that may mean feet or inches: no quotation is open in the line (odd marks so far).
    fn feet(&self, i: usize) -> bool {
        let mut k = i;
        let mut steps = 0;
        while k > 0 && self.toks[k].breaks == 0 && steps < 200 {
            k -= 1;
            steps += 1;
            if self.toks[k].is(self.norm(i)) && self.toks[k].spaced {
                return false;
            }
        }
        true
    }

    /// "per litre", "a day", "/h" after a unit; of money also "a share", "per person".
    fn per(&self, i: usize, name: &str, money: bool) -> Option<(String, usize)> {
        let t = self.tok(i).filter(|t| t.breaks == 0)?;
        let article = matches!(t.norm.as_str(), "a" | "an" | "each" | "every") && t.spaced
            || t.is("-") && self.norm(i + 1) == "a" && !t.spaced;
        if !article && !t.is("per") && !t.is("/") {
            return None;
        }
        let mut k = i + 1;
        if t.is("-") {
            k += 1;
        }
        if self.norm(k) == "-" {
            k += 1;
        }
        let name = self.units.named(name).map_or(name, lang::Unit::compound);
        let Some((u, to)) = self.unit_after(k) else {
            let noun = self.tok(k).filter(|n| n.word() && n.breaks == 0 && !n.cap)?;
            let listed = self.lang.per.has(self.toks, k);
            let any = t.is("per") && self.tag(k) == Some(text::Tag::Noun) && !phrase::plural(&noun.norm);
            return (money && (listed || any)).then(|| (format!("{name} per {}", noun.norm), k + 1));
        };
        // "$3 million a year earlier" says when.
        if article && matches!(self.norm(to), "ago" | "earlier" | "before" | "later" | "previously" | "after") {
            return None;
        }
        let unit = &self.units.units[u];
        if unit.kind == UnitKind::Money || unit.kind == UnitKind::Share {
            return None;
        }
        let speed = matches!(name, "kilometre" | "mile" | "count");
        if article && unit.kind != UnitKind::Time && !speed && !money {
            return None;
        }
        Some((format!("{name} per {}", unit.name), to))
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

    /// Whether the figures `k` and `k + 1` are the ends of a range; also how many figures are used up.
    fn range(&self, figures: &[Figure], k: usize) -> (Option<Range>, usize) {
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
    fn moved_to(&self, at: usize) -> bool {
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

    /// "an hour" right before "and a half": its first token and the unit.
    fn unit_and_half(&self, half: &Figure) -> Option<(usize, usize)> {
        let joiner = half.from.checked_sub(1).filter(|j| self.lang.joiners.has(self.toks, *j))?;
        let (n, u) = self.units.after.before(self.toks, joiner)?;
        let article = joiner.checked_sub(n + 1)?;
        let whole = self.toks[article].is("a") || self.toks[article].is("an");
        let flat = self.toks[article + 1..half.to].iter().all(|t| t.breaks == 0);
        (half.one() == Some(0.5) && half.to == half.from + 2 && whole && flat).then_some((article, *u))
    }

    /// "50 previous years", "300 running metres": a unit behind one adjective.
    fn modified_unit(&self, i: usize) -> Option<(usize, usize)> {
        let t = self.tok(i).filter(|t| t.word() && t.breaks == 0 && t.spaced && !t.cap)?;
        if self.lang.states.has(self.toks, i) || figure(self.toks, i, self.lang, &self.doc.text).is_some() {
            return None;
        }
        let describes = match self.tag(i)? {
            text::Tag::Adj => true,
            text::Tag::Verb | text::Tag::Noun => t.norm.ends_with("ing"),
            _ => false,
        };
        let noun = self.tok(i + 1).filter(|n| n.spaced && n.norm.len() > 3)?;
        if !describes || !phrase::plural(&noun.norm) && !noun.is("feet") {
            return None;
        }
        let (u, end) = self.unit_after(i + 1)?;
        let plain = matches!(self.units.units[u].kind, UnitKind::Time | UnitKind::Measure);
        let when = matches!(self.norm(end), "ago" | "earlier" | "before" | "later" | "after");
        (plain && !when).then_some((u, end))
    }

    /// "MUSD", "KEUR": a currency code with the letter of a multiplier before it.
    fn money_code(&self, t: &Tok) -> Option<(usize, f64)> {
        let raw = t.raw(&self.doc.text);
        let factor = match raw.chars().next()? {
            'M' if t.upper && raw.len() == 4 => 1e6,
            'K' if t.upper && raw.len() == 4 => 1e3,
            _ => return None,
        };
        let u = *self.units.symbols.get(&raw[1..])?;
        (self.units.units[u].kind == UnitKind::Money).then_some((u, factor))
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

    /// "one in three", "nine out of ten": a share, not two counts.
    fn ratio(&self, figures: &[Figure], k: usize) -> Option<Quantity> {
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

    /// "one in three" where the words say so in one way only: its share, and how many figures it takes.
    fn one_in(&self, figures: &[Figure], k: usize) -> Option<(Quantity, usize)> {
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

    /// "five feet two inches", "three dollars and 50 cents", "three dollars fifty": the smaller unit joins the larger.
    fn smaller_unit(&self, q: &mut Quantity, figures: &[Figure], k: usize) {
        let parts = |unit: &str| match unit {
            "foot" => Some(("inch", 12.0)),
            "US dollar" | "euro" | "Australian dollar" | "Canadian dollar" | "New Zealand dollar" => {
                Some(("cent", 100.0))
            }
            "pound sterling" => Some(("pence", 100.0)),
            _ => None,
        };
        let (Some((small, n)), Some(b)) = (q.unit.as_deref().and_then(parts), figures.get(k + 1)) else { return };
        let (Some(v), Some(lo), Some(hi)) = (b.one(), q.lo, q.hi) else { return };
        let after = self.toks.partition_point(|t| t.span.start < q.end);
        let joiner = b.from == after + 1 && self.lang.joiners.has(self.toks, after);
        if b.from != after && !joiner || self.toks[b.from].breaks > 0 || v >= n || lo != hi || lo.fract() != 0.0 {
            return;
        }
        // "in" is inches only here, right behind feet.
        let inches = small == "inch" && self.norm(b.to) == "in";
        let unit = self.unit_after(b.to).filter(|(u, _)| self.units.units[*u].name == small).map(|(_, to)| to);
        // Two digits that end the clause need no name: "three dollars fifty".
        let next = self.tok(b.to).filter(|t| t.breaks == 0);
        let ends = next.is_none_or(|t| t.is(".") || !joiner && (matches!(t.norm.as_str(), "," | ";" | "more" | ")")));
        let bare = small != "inch" && ends && (10.0..100.0).contains(&v) && v.fract() == 0.0 && b.scale == 1.0;
        let Some(to) = unit.or(inches.then_some(b.to + 1)).or(bare.then_some(b.to)) else { return };
        let Some(text) = self.doc.text.get(q.start..self.toks[to - 1].span.end) else { return };
        q.text = text.to_owned();
        q.end = self.toks[to - 1].span.end;
        (q.lo, q.hi) = (Some(lo + v / n), Some(lo + v / n));
    }

    /// Ages: "aged 35", "35-year-old", "under the age of 5", "Name, 65,".
    fn age(&self, a: &Figure, head: &Head, unit: &mut Option<String>, to: &mut usize) {
        let old = self.lang.age_after.at(self.toks, *to);
        if let (Some("year" | "month" | "week" | "day"), Some((n, ()))) = (unit.as_deref(), old) {
            *unit = unit.as_ref().map(|u| format!("{u} of age"));
            *to += n;
            return;
        }
        if unit.as_deref() == Some("year") && (head.from..a.from).any(|k| self.lang.age_before.has(self.toks, k)) {
            *unit = Some("year of age".to_owned());
            return;
        }
        let small = a.one().is_some_and(|v| v <= 120.0 && v.fract() == 0.0);
        if !small {
            return;
        }
        if let (None, Some((n, ())), true) = (unit.as_deref(), old, self.lang.code != "en") {
            *unit = Some("year of age".to_owned());
            *to += n;
            return;
        }
        if (head.from..a.from).any(|k| self.lang.age_before.has(self.toks, k))
            || self.lang.age_before.before(self.toks, head.from).is_some()
            || self.lang.age_before.before(self.toks, a.from).is_some()
        {
            if unit.is_none() || unit.as_deref() == Some("year") {
                *unit = Some("year of age".to_owned());
            }
            return;
        }
        let p = self.prev(a.from);
        if unit.is_none()
            && a.form == Form::Digits
            && p.is_some_and(|p| p.is(","))
            && a.from >= 2
            && (self.toks[a.from - 2].cap || self.lang.age_named.has(self.toks, a.from - 2))
            && self.tok(*to).is_none_or(|n| n.is(",") || n.is(".") || n.is(")") || n.is(";"))
            && a.one().is_some_and(|v| v > 9.0)
        {
            *unit = Some("year of age".to_owned());
        }
    }

    /// "no casualties", "none", "not a single detainee".
    fn zeros(&self, out: &mut Vec<Quantity>) {
        // "ни один": the number word belongs to the negation
        let single: Vec<usize> = (0..self.toks.len())
            .filter_map(|i| self.lang.zero_single.at(self.toks, i).filter(|(n, ())| *n > 1).map(|(n, ())| i + n - 1))
            .map(|k| self.toks[k].span.start)
            .collect();
        if self.lang.code != "en" && !single.is_empty() {
            out.retain(|q| q.lo != Some(1.0) || single.binary_search(&q.figure.start).is_err());
        }
        let taken: Vec<(usize, usize)> = out.iter().map(|q| (q.start, q.end)).collect();
        let mut i = 0;
        while i < self.toks.len() {
            let (n, needs_thing) = if let Some((n, ())) = self.lang.zero_single.at(self.toks, i) {
                (n, false)
            } else if let Some((n, ())) = self.lang.zero_alone.at(self.toks, i) {
                (n, true)
            } else if let Some((n, ())) = self.lang.zero_no.at(self.toks, i) {
                (n, true)
            } else {
                i += 1;
                continue;
            };
            let alone = self.lang.zero_alone.at(self.toks, i).is_some();
            let thing = (i + n..i + n + 3)
                .find(|&k| self.tok(k).is_some_and(|t| t.breaks == 0) && self.lang.zero_things.has(self.toks, k));
            let clear =
                (i + n..thing.unwrap_or(i + n)).all(|k| self.toks[k].word() && !self.lang.stop.has(self.toks, k));
            let (start, end) = (self.toks[i].span.start, self.toks[i + n - 1].span.end);
            let plain = !self.skipped[i]
                && taken.get(taken.partition_point(|q| q.1 <= start)).is_none_or(|q| q.0 >= end)
                && (alone || !needs_thing || thing.is_some() && clear);
            if plain
                && (needs_thing && !alone
                    || !alone && (thing.is_some() && clear || self.noun_follows(i + n))
                    || alone && self.zero_pronoun(i, n))
            {
                let counted = self.counted_zero(i + n, alone);
                out.push(Quantity {
                    start,
                    end,
                    text: self.doc.text.get(start..end).unwrap_or("").to_owned(),
                    op: Op::Exact,
                    lo: Some(0.0),
                    hi: Some(0.0),
                    counted,
                    part: self.lang.of.has(self.toks, i + n),
                    figure: Span::new(start, end),
                    ..Quantity::default()
                });
            }
            i += n;
        }
    }

    /// "the 14th death", "its fifth victim": an ordinal that counts, since there were at least so many.
    fn ordinals(&self, out: &mut Vec<Quantity>) {
        if self.lang.ordinal_things.is_empty() {
            return;
        }
        for i in 1..self.toks.len() {
            let t = &self.toks[i];
            let definite =
                matches!(self.toks[i - 1].norm.as_str(), "the" | "its" | "their" | "his" | "her" | "our" | "s");
            if !definite || t.breaks > 0 || self.dated[i] || self.skipped[i] {
                continue;
            }
            let (n, to) = if t.digits() {
                let ending =
                    self.tok(i + 1).filter(|e| !e.spaced && matches!(e.norm.as_str(), "st" | "nd" | "rd" | "th"));
                let (Some(_), Ok(n)) = (ending, t.norm.parse::<f64>()) else { continue };
                (n, i + 2)
            } else if let Some((1, numbers::Word::Fraction(f))) = numbers::word(self.toks, i, self.lang)
                && f < 0.34
                && !t.norm.ends_with('s')
            {
                ((1.0 / f).round(), i + 1)
            } else {
                continue;
            };
            let thing = (to..to + 2)
                .take_while(|&k| self.tok(k).is_some_and(|t| t.word() && t.breaks == 0 && t.spaced))
                .find(|&k| self.lang.ordinal_things.has(self.toks, k));
            let span = Span::new(t.span.start, self.toks[to - 1].span.end);
            if let Some(k) = thing.filter(|_| n > 2.0 && n < 1e6) {
                out.push(Quantity {
                    start: span.start,
                    end: span.end,
                    text: span.of(&self.doc.text).to_owned(),
                    op: Op::AtLeast,
                    lo: Some(n),
                    counted: Some(
                        Span::new(self.toks[to].span.start, self.toks[k].span.end).of(&self.doc.text).to_owned(),
                    ),
                    figure: span,
                    ..Quantity::default()
                });
            }
        }
    }

    /// "none of the ..." and "no one was killed" count; "none" elsewhere and "no one knows" do not.
    fn zero_pronoun(&self, i: usize, n: usize) -> bool {
        if self.norm(i) == "none" {
            return self.norm(i + n) == "of" || self.lang.states.has(self.toks, i + n + 1);
        }
        let back = if self.lang.code == "en" { i + n } else { i.saturating_sub(3) };
        (back..i + n + 4).any(|k| self.tok(k).is_some_and(|t| t.breaks == 0) && self.lang.states.has(self.toks, k))
    }

    fn counted_zero(&self, at: usize, alone: bool) -> Option<String> {
        if alone && !self.lang.of.has(self.toks, at) {
            return None;
        }
        let f = Figure { from: at, to: at, value: Some((2.0, 2.0)), form: Form::Words, scale: 1.0, about: false };
        self.counted(at, &f, false).text
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
        case: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        lang: String,
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
        let examples: Examples = toml::from_str(include_str!("../../../../data/quantities/examples.toml")).unwrap();
        let wrong: Vec<String> = examples
            .case
            .iter()
            .filter_map(|c| {
                let (doc, _) = text::analyse(&c.text, Some(&c.lang));
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
