//! Which figures count something: not those in names, dates, telephone numbers, house numbers, scores or list marks.

use model::Op;

use super::{
    Ctx, lang,
    numbers::{Figure, Form, figure, numeral},
    phrase,
};

impl Ctx<'_> {
    /// All figures that may count something, in order.
    pub(super) fn figures(&self) -> Vec<Figure> {
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

    pub(super) fn sentence_start(&self, i: usize) -> bool {
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

    pub(super) fn noun_follows(&self, i: usize) -> bool {
        self.tok(i).is_some_and(|t| {
            t.breaks == 0 && t.word() && (self.lang.of.has(self.toks, i) || !self.lang.stop.has(self.toks, i))
        }) || self.lang.of.before(self.toks, i).is_some()
    }

    pub(super) fn plural_ahead(&self, i: usize) -> bool {
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
}
