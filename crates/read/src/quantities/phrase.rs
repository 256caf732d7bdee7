//! The noun phrase that a figure counts.

use text::Tag;

use super::{
    Ctx,
    lang::Agreement,
    lex::Tok,
    numbers::{Figure, figure},
};

/// What was found behind a figure.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    /// The phrase counted.
    pub(crate) text: Option<String>,
    /// The whole, in "81 of the 120 detainees".
    pub(crate) of: Option<String>,
    /// The figure is part of a whole.
    pub(crate) part: bool,
    /// One past the last token.
    pub(crate) to: usize,
}

/// A plural by its look (English): "fighters", "people".
pub(crate) fn plural(norm: &str) -> bool {
    matches!(
        norm,
        "people"
            | "children"
            | "men"
            | "women"
            | "police"
            | "personnel"
            | "troops"
            | "gunmen"
            | "policemen"
            | "servicemen"
            | "dead"
            | "cattle"
            | "firemen"
            | "fishermen"
            | "families"
            | "crew"
            | "staff"
            | "aircraft"
            | "livestock"
            | "sheep"
            | "clergy"
            | "infantry"
    ) || (norm.len() > 3
        && norm.ends_with('s')
        && !norm.ends_with("ss")
        && !norm.ends_with("us")
        && !norm.ends_with("is"))
}

const MAX_WORDS: usize = 7;

/// True where a word has one of the endings, with a stem of two letters or more before it.
fn ends(word: &str, endings: &[String]) -> bool {
    endings.iter().any(|e| word.strip_suffix(e.as_str()).is_some_and(|stem| stem.chars().count() > 1))
}

impl Ctx<'_> {
    /// The tag of a scanned token, where the document has tags.
    pub(super) fn tag(&self, i: usize) -> Option<Tag> {
        let t = self.tok(i)?;
        let k = self.doc.token_at(t.span.start);
        let d = self.doc.tokens.get(k)?;
        (d.span.start <= t.span.start && d.tag != Tag::X).then_some(d.tag)
    }

    /// A verb in the third person of the present, by its tag.
    fn is_third_person(&self, i: usize) -> bool {
        self.tok(i).and_then(|t| self.doc.tokens.get(self.doc.token_at(t.span.start))).is_some_and(|t| t.fine == "VBZ")
    }

    /// The phrase counted by the figure that ends before token `at`.
    pub(crate) fn counted(&self, at: usize, figure_: &Figure, has_unit: bool) -> Counted {
        let mut out = Counted { to: at, ..Counted::default() };
        let Some(t) = self.tok(at).filter(|t| t.breaks == 0) else { return out };
        // "of the 120 detainees", "out of 300", "of them".
        let ended_of = self.lang.of.before(self.toks, at).is_some();
        let opens = self.lang.of.at(self.toks, at).map(|(n, ())| n);
        if let Some(n) = opens.or(ended_of.then_some(0)) {
            if has_unit && figure_.value.is_some() && self.tok(at).is_some_and(|t| !t.is("of")) {
                return out;
            }
            let mut k = at + n;
            let mut definite = false;
            while self.tok(k).is_some_and(|t| t.breaks == 0 && determiner(&t.norm)) {
                definite = true;
                k += 1;
            }
            let start = k;
            let whole = figure(self.toks, k, self.lang, &self.doc.text);
            let figures_in = whole.is_some();
            if let Some(w) = whole {
                k = w.to;
                // "of the 30 or so crates"
                k += self.lang.after.at(self.toks, k).filter(|_| self.toks[k].breaks == 0).map_or(0, |(n, _)| n);
            }
            let (mut head_end, _) = self.noun_phrase(k, 2.0);
            // "two-thirds of the town's 36 schools"
            if !figures_in
                && head_end > k
                && self.norm(head_end) == "'"
                && self.norm(head_end + 1) == "s"
                && let Some(w) = figure(self.toks, head_end + 2, self.lang, &self.doc.text)
            {
                let (end, _) = self.noun_phrase(w.to, 2.0);
                if end > w.to {
                    (k, head_end, definite) = (w.to, end, true);
                }
            }
            if head_end > k || figures_in {
                let np = self.slice(k, head_end);
                let partitive = figure_.form == super::Form::Vague || figure_.about || figure_.scale >= 1e6;
                let vague = partitive && !definite && !figures_in;
                out.text = np.clone();
                // "dozens of prisoners" counts prisoners; "dozens of the prisoners" is a part of them.
                if !vague {
                    out.of = self.slice(start, head_end.max(k));
                    out.part = definite || figures_in || figure_.form == super::Form::Fraction;
                }
                out.to = head_end.max(k);
            } else if let Some(p) =
                self.tok(k).filter(|t| matches!(t.norm.as_str(), "them" | "whom" | "those" | "these" | "us"))
            {
                out.part = true;
                out.of = Some(p.raw(&self.doc.text).to_owned());
                out.to = k + 1;
            }
            return out;
        }
        if has_unit {
            return out;
        }
        if t.is("-") && !t.spaced {
            return out;
        }
        // "suman 92 los presos", "à six le nombre de morts"
        let article = self.lang.agreement == Some(Agreement::Plural)
            && figure_.form != super::Form::Vague
            && matches!(t.norm.as_str(), "le" | "les" | "el" | "los" | "las" | "o" | "os" | "as");
        let at = match self.lang.count_of.at(self.toks, at + 1) {
            Some((n, ())) if article => at + 1 + n,
            _ if article && !matches!(t.norm.as_str(), "le" | "el" | "o") => at + 1,
            _ => at,
        };
        let (mut end, _) = self.noun_phrase(at, figure_.value.map_or(2.0, |v| v.1));
        if figure_.one().is_some_and(|v| v > 1.0) && self.attributive(at, end) {
            end = at + 1;
        }
        if end > at {
            out.text = self.slice(at, end);
            out.to = end;
            return out;
        }
        if let Some((n, ())) = self.lang.states.at(self.toks, at) {
            out.text = self.slice(at, at + n);
            out.to = at + n;
        }
        out
    }

    fn slice(&self, from: usize, to: usize) -> Option<String> {
        let (a, b) = (self.toks.get(from)?, self.toks.get(to.checked_sub(1)?)?);
        (from < to).then(|| {
            self.doc.text.get(a.span.start..b.span.end).map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "))
        })?
    }

    /// The end of the noun phrase that starts at token `at` (`at` itself where none does), and its head.
    fn noun_phrase(&self, at: usize, n: f64) -> (usize, usize) {
        let tagged = self.tag(at).is_some();
        let (end, head) = match self.lang.agreement {
            _ if tagged => self.by_tags(at, n > 1.0),
            Some(Agreement::Plural) => self.by_number(at, n),
            Some(Agreement::Arabic) => self.by_definiteness(at),
            None => self.by_looks(at, n),
        };
        if end > at && self.lang.members.has(self.toks, head) && self.norm(end) == "of" {
            let mut k = end + 1;
            while self.tok(k).is_some_and(|t| determiner(&t.norm)) {
                k += 1;
            }
            let (e, _) = if tagged { self.by_tags(k, true) } else { self.by_looks(k, 2.0) };
            if e > k {
                return (e, head);
            }
        }
        (end, head)
    }

    fn stops(&self, i: usize, t: &Tok) -> bool {
        t.breaks > 0 || self.lang.stop.has(self.toks, i)
    }

    /// "and" at token `i` joins two words before one plural noun, not two things counted.
    fn one_phrase(&self, i: usize, at: usize) -> bool {
        let noun = |k: usize| matches!(self.tag(k), Some(Tag::Noun | Tag::Propn));
        let plain = |k: usize| self.tok(k).is_some_and(|t| t.word() && t.breaks == 0) && !self.hard_stop(k);
        let before = self.lang.code == "en"
            && (at..i).all(|k| plain(k) && !plural(self.norm(k)) && !self.lang.states.has(self.toks, k));
        let mut k = i + 1;
        let mut last = None;
        while k < i + 4 && plain(k) && (noun(k) || self.tag(k) == Some(Tag::Adj)) {
            last = Some(k);
            k += 1;
        }
        before
            && !self.lang.states.has(self.toks, i + 1)
            && last.is_some_and(|k| k > i + 1 && noun(k) && plural(self.norm(k)))
    }

    /// An apostrophe at token `i` with "s" behind it and more of the phrase.
    fn possessive(&self, i: usize) -> bool {
        self.tok(i + 1).is_some_and(|t| t.is("s") && !t.spaced)
            && matches!(self.tag(i + 2), Some(Tag::Noun | Tag::Adj | Tag::Propn))
    }

    /// "a 12 page report", "3 cylinder engine": a measure before a noun stands in the singular, so it is what was counted.
    fn attributive(&self, at: usize, end: usize) -> bool {
        let first = &self.toks[at];
        self.lang.code == "en"
            && end > at + 1
            && self.tag(at) == Some(Tag::Noun)
            && !first.cap
            && first.norm.len() > 2
            && self.toks[at + 1].spaced
            && !(at..end).any(|k| plural(self.norm(k)))
            && (at..end).all(|k| self.toks[k].word() && !self.toks[k].cap)
    }

    fn by_tags(&self, at: usize, many: bool) -> (usize, usize) {
        let (mut end, mut head) = (at, at);
        let mut i = at;
        while let Some(t) = self.tok(i) {
            if t.breaks > 0 && i > at || i - at > 2 * MAX_WORDS {
                break;
            }
            if t.is("-") && !t.spaced && i > at {
                i += 1;
                continue;
            }
            if t.is(".") && !t.spaced && self.toks[i - 1].norm.len() == 1 && i > at && self.toks[i - 1].cap {
                i += 1;
                continue;
            }
            let joined = i > at && self.toks[i - 1].is("-") && !t.spaced;
            match self.tag(i) {
                Some(Tag::Noun | Tag::Propn) if t.word() && (i == at || !self.hard_stop(i)) => {
                    if end > at && end < i && self.lang.code == "en" && plural(self.norm(head)) && !joined {
                        break;
                    }
                    // A plural closes the phrase unless another one follows ("women detainees").
                    let after_plural = self.lang.code == "en"
                        && end == i
                        && i > at
                        && plural(self.norm(head))
                        && !plural(&t.norm)
                        && !t.cap;
                    if after_plural && !joined {
                        break;
                    }
                    end = i + 1;
                    head = i;
                }
                Some(Tag::Adj) if t.word() && !self.hard_stop(i) => {}
                // A verb in the singular cannot follow a count: "eight more picks".
                Some(Tag::Verb) if many && i == at && t.word() && self.is_third_person(i) => {
                    end = i + 1;
                    head = i;
                }
                Some(Tag::Verb)
                    if t.word()
                        && (t.norm.ends_with("ed") || t.norm.ends_with("ing") || t.norm.ends_with("en"))
                        && end == at
                        && (i == at || self.toks[i - 1].norm.ends_with("ly")) => {}
                // "Kurdish and Arab fighters", "army and police vehicles".
                _ if (t.is("and") || t.is("or")) && many && i > at && self.one_phrase(i, at) => {}
                // "one of the town's oldest bridges".
                _ if t.is("'") && !t.spaced && end == i && end > at && self.possessive(i) => {
                    i += 2;
                    continue;
                }
                Some(Tag::Adv) if t.norm.ends_with("ly") && end == at => {}
                // "F-16 jets"
                _ if joined && (t.word() || t.digits()) => {}
                _ => break,
            }
            i += 1;
        }
        (end, head)
    }

    fn hard_stop(&self, i: usize) -> bool {
        matches!(
            self.norm(i),
            "of" | "in"
                | "on"
                | "at"
                | "and"
                | "or"
                | "the"
                | "more"
                | "ago"
                | "later"
                | "earlier"
                | "who"
                | "that"
                | "which"
        ) || matches!(self.norm(i), "last" | "next") && self.units.after.has(self.toks, i + 1)
    }

    /// Where nouns have a capital letter: adjectives and the noun, "zwölf Frankfurter Polizisten".
    fn by_capitals(&self, at: usize) -> (usize, usize) {
        let mut i = at;
        while let Some(t) = self.tok(i).filter(|t| t.word() && i < at + 5) {
            if i > at && (t.breaks > 0 || !t.spaced && !self.toks[i - 1].is("-")) {
                break;
            }
            if t.cap {
                // a place's adjective, or the first half of a compound
                let more = self.tok(i + 1).is_some_and(|x| x.cap && x.word() && x.breaks == 0);
                if t.norm.ends_with("er") && more && t.norm.chars().count() > 5 {
                    i += 1;
                    continue;
                }
                let mut end = i + 1;
                while self.tok(end).is_some_and(|x| x.is("-") && !x.spaced)
                    && self.tok(end + 1).is_some_and(|x| x.word() && !x.spaced)
                {
                    end += 2;
                }
                return (end, end - 1);
            }
            let adjective = ["e", "er", "en", "es", "em"].iter().any(|x| t.norm.ends_with(x));
            if !adjective || self.stops(i, t) {
                break;
            }
            i += 1;
        }
        (at, at)
    }

    /// The word cannot belong to the phrase counted, by its ending.
    fn cut(&self, i: usize, t: &Tok) -> bool {
        self.lang.cut.iter().any(|e| t.norm.ends_with(e.as_str())) && !self.lang.keep.has(self.toks, i)
    }

    /// The word closes the phrase counted, by its ending.
    fn closes(&self, i: usize, t: &Tok) -> bool {
        self.lang.last.iter().any(|e| t.norm.ends_with(e.as_str())) && !self.lang.keep.has(self.toks, i)
    }

    /// A noun and the adjectives that agree with it in number: "soldats français", not "villages détruits" (a participle says what was
    /// done to them) nor "habitants attendent". One thing is named by one word.
    fn by_number(&self, at: usize, n: f64) -> (usize, usize) {
        let mut end = at;
        while let Some(t) = self.tok(end).filter(|t| t.word() && end < at + 3) {
            let joined = end > at && self.toks[end - 1].is("-") && !t.spaced;
            if t.breaks > 0 || self.lang.stop.has(self.toks, end) && !joined || end > at && !t.spaced {
                break;
            }
            let more = self.lang.more_after.has(self.toks, end);
            let closed = self.lang.closes.has(self.toks, end) || ends(&t.norm, &self.lang.closing);
            let agrees = ends(&t.norm, &self.lang.plural) && !t.cap;
            if end > at && (n <= 1.0 || closed || more || !agrees) {
                break;
            }
            end += 1;
            while self.tok(end).is_some_and(|x| x.is("-") && !x.spaced)
                && self.tok(end + 1).is_some_and(|x| x.word() && !x.spaced)
            {
                end += 2;
            }
        }
        (end, at)
    }

    /// An Arabic noun, with the noun it is bound to where that is a set phrase ("رجال إطفاء") and a relative adjective that agrees.
    fn by_definiteness(&self, at: usize) -> (usize, usize) {
        let Some(head) = self.tok(at).filter(|t| t.word() && t.breaks == 0 && !self.lang.stop.has(self.toks, at))
        else {
            return (at, at);
        };
        let Some(next) = self.tok(at + 1).filter(|t| t.word() && t.breaks == 0) else { return (at + 1, at) };
        if self.lang.bound.has(self.toks, at + 1) {
            return (at + 2, at);
        }
        let definite = |w: &str| w.starts_with("ال");
        let relative = |w: &str| w.ends_with('ي') || w.ends_with("يا") || w.ends_with("يه");
        let agrees = definite(&head.norm) == definite(&next.norm)
            && relative(&next.norm)
            && !next.norm.starts_with('و')
            && next.norm.chars().count() > 3
            && !self.lang.stop.has(self.toks, at + 1)
            && !self.lang.closes.has(self.toks, at + 1);
        (if agrees { at + 2 } else { at + 1 }, at)
    }

    fn by_looks(&self, at: usize, n: f64) -> (usize, usize) {
        if self.lang.nouns_capital {
            return self.by_capitals(at);
        }
        let english = self.lang.code == "en";
        let (mut end, mut head, mut words) = (at, at, 0);
        let mut i = at;
        while let Some(t) = self.tok(i) {
            if t.is("-") && !t.spaced && i > at && self.tok(i + 1).is_some_and(|x| x.word() && !x.spaced) {
                i += 1;
                continue;
            }
            let joined = i > at && self.toks[i - 1].is("-") && !t.spaced;
            if !t.word() || (self.stops(i, t) && !joined) || words == MAX_WORDS {
                break;
            }
            if i > at && !t.spaced && !joined {
                break;
            }
            // a Turkish verb may follow the figure itself ("81'i yakalandı")
            if (i > at || self.lang.code == "tr" && !self.closes(i, t)) && self.cut(i, t) {
                break;
            }
            // Elsewhere a phrase is a noun and at most two more words; in Arabic a joined "و" begins something else.
            if !english
                && (words == 3
                    || words > 0 && self.lang.code == "ar" && t.norm.starts_with('و') && t.norm.chars().count() > 2)
            {
                break;
            }
            if english
                && words > 0
                && !joined
                && t.norm.ends_with("ed")
                && !self.tok(i + 1).is_some_and(|x| x.word() && plural(&x.norm))
            {
                break;
            }
            if self.lang.states.has(self.toks, i)
                && english
                && !self.tok(i + 1).is_some_and(|x| x.word() && x.breaks == 0 && !self.lang.stop.has(self.toks, i + 1))
            {
                break;
            }
            end = i + 1;
            head = i;
            words += 1;
            i += 1;
            if self.closes(i - 1, t) {
                break;
            }
            if english && plural(&t.norm) && !self.tok(i).is_some_and(|x| x.is("-") && !x.spaced) {
                break;
            }
            if english && n <= 1.0 && words >= 3 {
                break;
            }
        }
        (end, head)
    }
}

fn determiner(norm: &str) -> bool {
    matches!(
        norm,
        "the"
            | "all"
            | "its"
            | "his"
            | "her"
            | "their"
            | "our"
            | "my"
            | "your"
            | "these"
            | "those"
            | "this"
            | "that"
            | "some"
            | "about"
            | "around"
            | "roughly"
            | "nearly"
            | "almost"
            | "les"
            | "los"
            | "las"
            | "die"
            | "der"
            | "os"
            | "as"
            | "ces"
            | "ses"
            | "leurs"
            | "sus"
            | "den"
    )
}
