//! English attributions from tokens and tags.
//!
//! Key decision: the shape of news prose decides, not a full parse: a reporting verb, the noun phrase that stands before it (or after
//! it where the content came first), and the clause on the other side. Everything that ends a content early (another speaker's
//! zone, "while", a semicolon) is found first, so that two speakers in one sentence keep their own words.

mod nouns;
mod tree;

use std::ops::Range;

use model::Span;
use text::{Doc, Rel, Sentence, Tag};

use super::lexicon::{Form, Lexicon, Verb, lexicon, sources};
use super::quotes::{self, Quote};
use tree::Tree;

/// An attribution before names, kinds and relays are known. Ranges are token indexes in the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Raw {
    pub(crate) sentence: usize,
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Range<usize>,
    pub(crate) contents: Vec<Span>,
    pub(crate) kind: String,
    pub(crate) lemma: String,
    pub(crate) direct: bool,
    pub(crate) listener: Option<Range<usize>>,
    /// Tokens beside the cue where a relay may be named ("in a statement carried by ...").
    pub(crate) tail: Range<usize>,
    /// Who quotes this source ("Rudaw quoted ...").
    pub(crate) quoted_by: Option<Range<usize>>,
    /// A relative or inherited source: whom the name is to be taken from.
    pub(crate) antecedent: Option<Range<usize>>,
}

const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday";
const MONTHS: &str = "january february march april may june july august september october november december jan jan. feb feb. mar. apr apr. jun jul aug aug. sep sep. sept sept. oct oct. nov nov. dec dec.";
const TIMES: &str = "yesterday today tonight tomorrow earlier later recently meanwhile morning afternoon evening night week month year weekend noon midnight separately again also overnight early late last ago afterwards afterward initially previously once now then already still";
const AUX: &str = "has have had is are was were be been being do does did will would could should may might can must shall not n't 's 've 'd 'll 're never cannot ca wo";
const MODAL: &str = "would could should may might can must shall will 'd 'll wo ca";
const BE: &str = "is are was were be been being 's 're";
/// What somebody withdraws who takes back words.
const TAKEN_BACK: &str = "statement remark remarks claim claims allegation allegations accusation accusations comment comments charge charges support offer threat endorsement complaint objection objections confession testimony report objection";
/// Verbs that only say that another deed goes on or begins ("keeps blaming").
const GOES_ON: &str =
    "keep keeps kept continue continues continued begin begins began start starts started stop stops stopped resumed";
const DET: &str = "the a an this that these those some any every each no another both all many several few most other";
/// Words that open a figure after "at" ("put the toll at about 40").
const FIGURE: &str = "about around more over up nearly some between least at roughly just close dozens hundreds thousands the a anywhere as fewer less";
const POSS: &str = "his her its their our my your whose";
const PRON: &str = "he she it they we i you him them us me who which what someone everyone nobody others one";
const ADP: &str = "of in on at by for from with to after before during since until under over near via through against about between into without within following behind along across around amid per outside inside despite among";
const SCONJ: &str = "that while whereas although though because if as when whether unless how why where";

/// Is the word one of a list of words parted by blanks?
fn one_of(w: &str, list: &str) -> bool {
    !w.is_empty() && list.split(' ').any(|x| x == w)
}

/// A document with what is looked up often.
pub(crate) struct View<'a> {
    pub(crate) doc: &'a Doc,
    pub(crate) lex: &'static Lexicon,
    pub(crate) quotes: Vec<Quote>,
    tagged: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(doc: &'a Doc) -> Self {
        let tagged = doc.tokens.iter().any(|t| t.tag == Tag::Verb || t.tag == Tag::Noun);
        Self { doc, lex: lexicon(), quotes: quotes::find(&doc.text), tagged }
    }

    pub(crate) fn norm(&self, i: usize) -> &str {
        self.doc.tokens.get(i).map_or("", |t| t.norm.as_str())
    }

    fn upper(&self, i: usize) -> bool {
        self.doc.word(i).starts_with(char::is_uppercase)
    }

    /// The tag; where the text carries none, a guess from closed classes and endings.
    pub(crate) fn tag(&self, i: usize) -> Tag {
        let Some(t) = self.doc.tokens.get(i) else { return Tag::X };
        if self.tagged || matches!(t.tag, Tag::Punct | Tag::Num | Tag::Sym) {
            return t.tag;
        }
        let w = t.norm.as_str();
        let prev = i.checked_sub(1).map_or("", |p| self.norm(p));
        if !w.chars().any(char::is_alphanumeric) {
            return Tag::Punct;
        }
        if w.starts_with(|c: char| c.is_ascii_digit()) {
            return Tag::Num;
        }
        match w {
            "'s" | "'" => return Tag::Part,
            "and" | "or" | "but" => return Tag::Cconj,
            "to" => return Tag::Adp,
            "not" | "n't" => return Tag::Part,
            _ => {}
        }
        if one_of(w, AUX) {
            return Tag::Aux;
        }
        if one_of(w, POSS) || one_of(w, PRON) {
            return Tag::Pron;
        }
        if one_of(w, SCONJ) {
            return Tag::Sconj;
        }
        if one_of(w, DET) {
            return Tag::Det;
        }
        if one_of(w, ADP) {
            return Tag::Adp;
        }
        if let Some(forms) = self.lex.forms.get(w) {
            let f = forms.iter().fold(Form::default(), |a, (_, f)| Form {
                base: a.base || f.base,
                present: a.present || f.present,
                past: a.past || f.past,
                participle: a.participle || f.participle,
                ing: a.ing || f.ing,
            });
            let after_det = one_of(prev, DET) || one_of(prev, POSS) || prev == "'s";
            let nounish = self.lex.nouns.contains_key(w) || self.lex.possessive.contains_key(w);
            if !after_det
                && (f.past
                    || f.ing
                    || (f.present && !nounish)
                    || (f.base && matches!(prev, "to" | "they" | "we" | "i" | "you")))
            {
                return Tag::Verb;
            }
            if !after_det && (f.present || (f.base && prev.ends_with('s'))) {
                return Tag::Verb;
            }
        }
        if w.ends_with("ly") {
            return Tag::Adv;
        }
        if one_of(w, TIMES) && !one_of(w, "morning afternoon evening night week month year weekend last early late") {
            return Tag::Adv;
        }
        if self.upper(i) && i > 0 {
            return Tag::Propn;
        }
        if (w.ends_with("ed") || w.ends_with("ing")) && w.len() > 5 {
            return Tag::Verb;
        }
        Tag::Noun
    }

    /// Is the reporting word at `i` used as a finite verb? Headlines and present forms ("accuses", "claims") mislead taggers, so a
    /// word that stands between a noun phrase and what may open a content counts as well.
    fn is_verb(&self, i: usize, lo: usize, hi: usize) -> bool {
        let w = self.norm(i);
        let Some(forms) = self.lex.forms.get(w) else { return false };
        let prev = if i > lo { self.norm(i - 1) } else { "" };
        let next = i + 1;
        let past = forms.iter().any(|(_, f)| f.past || f.participle);
        if past && next < hi && i > lo && (w.ends_with("ed") || self.tag(i) != Tag::Verb) {
            // "the confirmed number", "9,000 suspected members": a participle before its noun
            let opens = matches!(self.tag(i - 1), Tag::Det | Tag::Num | Tag::Adj) || one_of(prev, POSS) || prev == "'s";
            let noun =
                matches!(self.tag(next), Tag::Noun | Tag::Propn | Tag::Adj) && !one_of(self.norm(next), "that to");
            if opens && noun && !self.nominal(i - 1) && !one_of(prev, "all some many both others") {
                return false;
            }
        }
        if w.starts_with("claim") && self.tag(next) == Tag::Num && self.norm(next + 1) == "lives" {
            return false;
        }
        if self.tag(i) == Tag::Verb || i <= lo {
            return self.tag(i) == Tag::Verb;
        }
        // a noun in the place of a noun is one, but for "..., local doctors estimate, ..."
        let rel = self.doc.tokens[i].rel;
        let closed = next >= hi || matches!(self.norm(next), "," | ".");
        let plural = self.doc.tokens[i - 1].fine == "NNS" && forms.iter().any(|(_, f)| f.base);
        let framed =
            closed && plural && self.np_left_depth(i - 1, lo, 0).is_some_and(|s| s > lo + 2 && self.norm(s - 1) == ",");
        if framed {
            return true;
        }
        if matches!(
            rel,
            Rel::Obl
                | Rel::Obj
                | Rel::Nmod
                | Rel::Compound
                | Rel::NmodPoss
                | Rel::OblAgent
                | Rel::Amod
                | Rel::Nsubj
                | Rel::NsubjPass
        ) {
            return false;
        }
        if past && one_of(prev, "has have had 've been also 's") {
            return true;
        }
        if matches!(self.tag(i), Tag::Punct | Tag::Num | Tag::Det | Tag::Pron) {
            return false;
        }
        let present = forms.iter().any(|(_, f)| f.present);
        let base = forms.iter().any(|(_, f)| f.base);
        let mut b = i - 1;
        while b > lo && self.tag(b) == Tag::Adv {
            b -= 1;
        }
        let subject = self.nominal(b) || self.tag(b) == Tag::Pron || matches!(self.norm(b), "," | ")");
        let tail = next >= hi || matches!(self.norm(next), "." | "," | ":");
        let opener = tail
            || matches!(self.tag(next), Tag::Det | Tag::Pron | Tag::Propn | Tag::Num | Tag::Sconj)
            || one_of(self.norm(next), "that it of about around some all more at on in with to as")
            || self.is_quote(next)
            || self.norm(next).ends_with("ing")
            || forms.iter().any(|(v, _)| self.lex.verbs[*v].tail.first().is_some_and(|t| t == self.norm(next)));
        let nounish = self.lex.nouns.contains_key(w) || self.lex.possessive.contains_key(w);
        let speech = past && !nounish && forms.iter().any(|(v, _)| self.lex.verbs[*v].frames.quote);
        let named = self.tag(b) == Tag::Propn || self.tag(b) == Tag::Pron;
        subject
            && (speech
                || (present && opener && (!nounish || named || !tail))
                || (past && opener)
                || (base
                    && !nounish
                    && self.norm(b).ends_with('s')
                    && !self.norm(b).ends_with("ss")
                    && opener
                    && !tail))
    }

    fn nominal(&self, i: usize) -> bool {
        let w = self.norm(i);
        // "official", "wounded": nouns that taggers take for adjectives
        let known = || {
            sources("en").is_some_and(|s| {
                [&s.anonymous_head, &s.office, &s.institution, &s.anonymous].iter().any(|l| l.contains(w))
            })
        };
        matches!(self.tag(i), Tag::Noun | Tag::Propn | Tag::Num | Tag::Sym)
            || w == ")"
            || (self.tag(i) == Tag::Adj && known())
    }

    fn is_time(&self, i: usize) -> bool {
        let w = self.norm(i);
        one_of(w, WEEKDAYS)
            || one_of(w, TIMES)
            || (one_of(w, MONTHS) && self.upper(i))
            || one_of(w, "gmt a.m. p.m. am pm p.m")
    }

    fn is_close(&self, i: usize) -> bool {
        matches!(self.norm(i), "\"" | "”" | "''" | "»" | "'")
    }

    fn is_quote(&self, i: usize) -> bool {
        matches!(self.norm(i), "\"" | "”" | "“" | "''" | "»" | "«" | "„" | "``")
    }

    /// Start of the noun phrase that ends with token `e`, not before `lo`; `None` where there is none.
    pub(crate) fn np_left(&self, e: usize, lo: usize) -> Option<usize> {
        self.np_left_depth(e, lo, 0)
    }

    fn np_left_depth(&self, e: usize, lo: usize, depth: u8) -> Option<usize> {
        let mut start: Option<usize> = None;
        let mut closed = false; // a determiner was taken: only "of" or a conjunction may lead further left
        let mut i = e;
        let mut steps = 0;
        loop {
            steps += 1;
            if steps > 40 {
                break;
            }
            let w = self.norm(i);
            let prev_ok = i > lo;
            let tag = self.tag(i);
            if closed
                && !(tag == Tag::Adp
                    || tag == Tag::Cconj
                    || tag == Tag::Part
                    || matches!(w, "all" | "both" | "of" | "one"))
            {
                break;
            }
            match tag {
                Tag::Pron if one_of(w, POSS) && start.is_some() => {
                    start = Some(i);
                    closed = true;
                }
                Tag::Pron | Tag::Sconj if one_of(w, PRON) || one_of(w, POSS) || w == "that" || tag == Tag::Pron => {
                    if start.is_none() && i == e {
                        return Some(i);
                    }
                    break;
                }
                Tag::Det => {
                    if start.is_none() && i != e {
                        break;
                    }
                    start = Some(i);
                    closed = true;
                }
                Tag::Noun | Tag::Propn | Tag::Num | Tag::Sym => {
                    if self.is_time(i) && start.is_some() && !matches!(self.norm(i + 1), "'s" | "'") {
                        break;
                    }
                    start = Some(i);
                }
                Tag::Adj | Tag::X => start = Some(i),
                Tag::Part if matches!(w, "'s" | "'") && prev_ok => {
                    closed = false;
                    if start.is_none() {
                        break;
                    }
                }
                Tag::Adv if start.is_some() && prev_ok && !self.is_time(i) && one_of(self.norm(i - 1), DET) => {}
                Tag::Verb
                    if start.is_some()
                        && (w.ends_with("ed") || w.ends_with("ing") || w.ends_with("en") || w.contains('-')) =>
                {
                    // a participle inside the phrase ("the elected mayor"), not the verb of a clause
                    let p = if prev_ok { self.norm(i - 1) } else { "" };
                    if w.contains('-') || one_of(p, DET) || one_of(p, POSS) || matches!(p, "-" | "'s") || (i == lo) {
                        start = Some(i);
                    } else {
                        break;
                    }
                }
                Tag::Adp if start.is_some() && prev_ok && self.nominal(i - 1) => {
                    let inner = match w {
                        "of" | "for" => true,
                        "in" | "at" | "from" | "with" | "on" | "near" | "to" | "behind" | "under" | "across"
                        | "inside" | "outside" => !self.is_time(i - 1) && !one_of(self.norm(i + 1), WEEKDAYS),
                        _ => false,
                    };
                    if !inner {
                        break;
                    }
                    closed = false;
                    i -= 1;
                    continue;
                }
                Tag::Cconj
                    if matches!(w, "and" | "or" | "&")
                        && start.is_some()
                        && prev_ok
                        && depth == 0
                        && self.nominal(i - 1) =>
                {
                    match self.np_left_depth(i - 1, lo, 1) {
                        Some(s) if s == lo || self.opens_clause(s - 1) => start = Some(s),
                        Some(_) if w == "&" => {
                            i -= 1;
                            continue;
                        }
                        _ => {}
                    }
                    break;
                }
                Tag::Punct => match w {
                    ")" if i > lo + 1 => match (lo..i).rev().take(9).find(|&k| self.norm(k) == "(") {
                        Some(k) if k > lo => {
                            if start.is_none() {
                                start = Some(k);
                            }
                            i = k - 1;
                            continue;
                        }
                        _ => break,
                    },
                    "-" | "/" | "'" | "." if start.is_some() && prev_ok && !self.doc.tokens[i].spaced => {}
                    _ => break,
                },
                _ => break,
            }
            if i <= lo {
                break;
            }
            i -= 1;
        }
        let s = start?;
        let alone = s == e && !matches!(self.norm(s), "the" | "a" | "an" | "every" | "no");
        (s..=e)
            .any(|k| {
                self.nominal(k)
                    || matches!(self.tag(k), Tag::Pron | Tag::Adj | Tag::X)
                    || (alone && self.tag(k) == Tag::Det)
            })
            .then_some(s)
    }

    /// Does the token close what stands before a clause (comma, conjunction, "that")?
    fn opens_clause(&self, i: usize) -> bool {
        one_of(
            self.norm(i),
            ", ; : — – - ( that while but and as when because after what where if which whereas although",
        ) || self.is_quote(i)
    }

    /// End (exclusive) of the noun phrase that starts at `b`; `b` itself where there is none. With `appos`, an apposition after a
    /// comma belongs to it.
    pub(crate) fn np_right(&self, b: usize, hi: usize, appos: bool) -> usize {
        let mut i = b;
        let mut end = b;
        let mut head = false;
        while i < hi && i < b + 45 {
            let w = self.norm(i);
            match self.tag(i) {
                Tag::Det
                    if !head
                        && (i == b || !one_of(self.norm(i - 1), DET) || matches!(self.norm(i - 1), "all" | "both")) => {
                }
                Tag::Det if i == b => {}
                Tag::Pron if one_of(w, POSS) && !head => {}
                Tag::Pron if i == b && w != "who" && w != "which" => return i + 1,
                Tag::Noun | Tag::Propn | Tag::Sym | Tag::X => {
                    if head && self.is_time(i) {
                        break;
                    }
                    head = true;
                    end = i + 1;
                }
                Tag::Num => {
                    if head && i > b && !self.nominal(i - 1) {
                        break;
                    }
                    end = i + 1;
                    head = true;
                }
                Tag::Adj => {
                    if head
                        && !matches!(self.norm(i - 1), "-" | "/" | "'s" | "'" | "and")
                        && self.tag(i + 1) != Tag::Noun
                        && self.tag(i + 1) != Tag::Propn
                    {
                        break;
                    }
                    if !head {
                        end = i + 1;
                    }
                }
                Tag::Adv if !head && !self.is_time(i) => {}
                Tag::Verb if !head && i > b || w.contains('-') => {}
                Tag::Part if matches!(w, "'s" | "'") && head => {}
                Tag::Adp if head && one_of(w, "of for in at from with near on to under behind") => {
                    if self.is_time(i + 1) || matches!(self.norm(i + 1), "a" | "an") && w != "of" && w != "for" {
                        break;
                    }
                    let e = self.np_right(i + 1, hi, false);
                    if e <= i + 1 {
                        break;
                    }
                    end = e;
                    i = e;
                    continue;
                }
                Tag::Cconj if head && matches!(w, "and" | "&") => {
                    let e = self.np_right(i + 1, hi, false);
                    // "X and Y", not "X and did Z"
                    if e <= i + 1 || matches!(self.tag(e), Tag::Verb | Tag::Aux) {
                        break;
                    }
                    end = e;
                    i = e;
                    continue;
                }
                Tag::Punct => match w {
                    "(" if head => match (i..hi.min(i + 9)).find(|&k| self.norm(k) == ")") {
                        Some(k) => {
                            end = k + 1;
                            i = k + 1;
                            continue;
                        }
                        None => break,
                    },
                    "-" | "/" | "'" if head && !self.doc.tokens[i].spaced => {}
                    "\"" | "“" | "«" if !head => {}
                    "," if appos && head => {
                        let next = self.tag(i + 1);
                        let opens = matches!(next, Tag::Det | Tag::Noun | Tag::Propn | Tag::Adj | Tag::Num)
                            || matches!(self.norm(i + 1), "who" | "whose");
                        let stop = (i + 1..hi)
                            .find(|&k| matches!(self.norm(k), "," | ";" | "." | "—" | "–") || self.is_quote(k))
                            .unwrap_or(hi);
                        let verb = (i + 1..stop).any(|k| matches!(self.tag(k), Tag::Verb | Tag::Aux))
                            && !matches!(self.norm(i + 1), "who" | "whose");
                        if opens && !verb && stop > i + 1 && stop - i < 25 {
                            end = stop;
                        }
                        break;
                    }
                    _ => break,
                },
                _ => break,
            }
            i += 1;
        }
        end.max(b)
    }

    /// Skips times and prepositional phrases that belong to the cue ("on Monday", "in a statement").
    fn skip_adjuncts(&self, from: usize, hi: usize) -> usize {
        let mut i = from;
        for _ in 0..12 {
            if i >= hi {
                break;
            }
            let w = self.norm(i);
            if self.is_time(i)
                || (self.tag(i) == Tag::Adv
                    && !one_of(w, "there how why when about around nearly almost only at more not"))
            {
                i += 1;
                continue;
            }
            if matches!(w, "this" | "next" | "that") && self.is_time(i + 1) {
                i += 2;
                continue;
            }
            if self.tag(i) == Tag::Num && i > from && (self.is_time(i - 1) || self.is_time(i + 1)) {
                i += 1;
                continue;
            }
            if one_of(w, "in on at during by from after before via through with without following for over to of under")
            {
                if self.norm(i + 1) == "least" || self.norm(i + 1) == "all" {
                    break;
                }
                let e = self.np_right(i + 1, hi, false);
                if e > i + 1 {
                    // "in Kobani power was out": the phrase would swallow the subject of the content
                    if matches!(self.tag(e), Tag::Verb | Tag::Aux) && !self.norm(e).ends_with("ed") && !self.is_time(e)
                    {
                        break;
                    }
                    i = e;
                    continue;
                }
            }
            // "in a statement carried by ..."
            if i > from
                && (w.ends_with("ed") || matches!(w, "broadcast" | "seen" | "run"))
                && matches!(self.norm(i + 1), "by" | "on" | "in" | "to")
            {
                i += 1;
                continue;
            }
            break;
        }
        i
    }
}

/// Reporting verbs looked at in one sentence: a bound for hostile text.
const MOST_CUES: usize = 32;

/// A cue found in a sentence, with its speaker.
struct Hit<'l> {
    verb: &'l Verb,
    form: Form,
    /// The verb itself.
    at: usize,
    cue: Range<usize>,
    /// First token after verb and particle.
    after: usize,
    source: Option<Range<usize>>,
    antecedent: Option<Range<usize>>,
    /// Speaker after the verb.
    inverted: bool,
    /// First token of speaker or cue, with the comma or conjunction before it: where another content must end.
    zone: usize,
    passive: bool,
}

/// The token after a dateline or list mark that opens a sentence; the sentence's first token where there is none.
pub(crate) fn after_dateline(doc: &Doc, s: &Sentence) -> usize {
    let r = s.tokens.clone();
    let mut dash = None;
    for i in r.clone().take(26) {
        let Some(t) = doc.tokens.get(i) else { break };
        let w = t.norm.as_str();
        if one_of(w, "- — – -- .- ―")
            && (t.spaced || w == ".-" || doc.tokens.get(i + 1).is_some_and(|n| n.spaced))
            && i > r.start
        {
            dash = Some(i);
            break;
        }
        if w == ":" && i > r.start && doc.tokens[i - 1].norm == ")" {
            dash = Some(i);
            break;
        }
    }
    if let Some(d) = dash {
        let head: Vec<usize> = (r.start..d).collect();
        let word = |i: usize| doc.word(i);
        let lower = head
            .iter()
            .filter(|&&i| {
                word(i).starts_with(char::is_lowercase)
                    && !matches!(doc.tokens[i].norm.as_str(), "of" | "the" | "de" | "al" | "and")
            })
            .count();
        let caps = head.iter().any(|&i| {
            word(i).chars().count() > 2
                && word(i).chars().all(|c| !c.is_lowercase())
                && word(i).starts_with(char::is_alphabetic)
        });
        let paren = head.iter().any(|&i| word(i) == "(");
        let month = head.iter().any(|&i| one_of(&doc.tokens[i].norm, MONTHS));
        if lower == 0 && (caps || paren || month || head.len() <= 2) && d + 1 < r.end {
            return d + 1;
        }
    }
    let mut i = r.start;
    while i < r.end && one_of(doc.tokens[i].norm.as_str(), "- — – * • · …") {
        i += 1;
    }
    i.min(r.end)
}

/// All attributions of an English text.
pub(crate) fn find(view: &View<'_>) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::new();
    for si in 0..view.doc.sentences.len() {
        sentence(view, si, &mut out);
    }
    continue_quotes(view, &mut out);
    out
}

fn best_verb<'l>(view: &View<'_>, i: usize, hi: usize) -> Option<(&'l Verb, Form, usize)> {
    let forms = view.lex.forms.get(view.norm(i))?;
    for (vi, form) in forms {
        let v = &view.lex.verbs[*vi];
        if v.tail.is_empty() {
            return Some((v, *form, i + 1));
        }
        if v.tail.iter().enumerate().all(|(k, w)| i + 1 + k < hi && view.norm(i + 1 + k) == w) {
            return Some((v, *form, i + 1 + v.tail.len()));
        }
        // "put the toll at 12", "placed the town under a curfew"
        let gap = one_of(
            &v.lemma,
            "put place raise revise lower cut increase reduce let hold make pin lay give attribute ascribe",
        );
        if gap {
            let last = v.tail.first()?;
            let limit = hi.min(i + 30);
            // "lowered the number of dead in the two towns, this time to 84": an aside that leads to the figure
            let goes_on =
                |k: usize| matches!((view.norm(k + 1), view.norm(k + 2)), ("this", "time") | ("once", "again"));
            let found = (i + 2..limit)
                .take_while(|&k| !(matches!(view.norm(k), ";" | ".") || view.norm(k) == "," && !goes_on(k)))
                .find(|&k| view.norm(k) == last && (last != "to" || k < i + 16 || view.tag(k + 1) == Tag::Num));
            if let Some(k) = found {
                let rest = v.tail.iter().enumerate().all(|(d, w)| view.norm(k + d) == w);
                let figure = v.tail.len() > 1
                    || !(last == "at" || last == "to")
                    || one_of(&v.lemma, "attribute ascribe")
                    || matches!(view.tag(k + 1), Tag::Num)
                    || one_of(view.norm(k + 1), FIGURE);
                // "raised the toll to 35", not "raised hopes to ..."
                let counted = last != "to"
                    || one_of(&v.lemma, "attribute ascribe")
                    || (i + 1..k)
                        .any(|j| one_of(view.norm(j), "number toll count figure tally estimate total balance"));
                if rest && figure && counted {
                    return Some((v, *form, i + 1));
                }
            }
        }
    }
    None
}

fn sentence(view: &View<'_>, si: usize, out: &mut Vec<Raw>) {
    let doc = view.doc;
    let s = &doc.sentences[si];
    let lo = after_dateline(doc, s);
    let hi = s.tokens.end;
    if lo >= hi || hi - lo > 400 {
        return;
    }
    let first_new = out.len();
    let tree = Tree::new(doc, s.tokens.clone());
    let mut hits = find_cues(view, &tree, lo, hi);
    prepositions(view, si, lo, hi, &hits, out);
    let zones: Vec<(usize, usize)> = hits.iter().map(|h| (h.zone, h.cue.end)).collect();
    for k in 0..hits.len() {
        build(view, &tree, si, lo, hi, k, &mut hits, &zones, out);
    }
    references(view, lo, hi, first_new, out);
    gapped(view, si, hi, first_new, out);
    counts(view, si, lo, hi, first_new, out);
    reckonings(view, si, lo, hi, first_new, out);
    colon(view, si, lo, hi, first_new, out);
    last_colon(view, si, lo, hi, first_new, out);
    nouns::find(view, &tree, si, lo, hi, first_new, out);
    edges(view, first_new, out);
    out[first_new..].sort_by_key(|r| (r.cue.start, r.cue.end));
    reported_attitudes(view, first_new, out);
}

/// What belongs to the words of a cue and a source at their edges: the colon and the statement in which it was said, and the comma that
/// closes an apposition ("Anna Berg, a spokeswoman for the port, said in a statement:").
fn edges(view: &View<'_>, first_new: usize, out: &mut [Raw]) {
    for r in out.iter_mut().skip(first_new) {
        let taken = |r: &Raw, j: usize| {
            view.doc.tokens.get(j).is_none_or(|t| r.contents.iter().any(|c| c.overlaps(t.span)))
                || r.source.as_ref().is_some_and(|s| s.contains(&j))
        };
        if view.norm(r.cue.end) == "in"
            && let Some(k) = (r.cue.end + 1..r.cue.end + 5).find(|&j| view.norm(j) == "statement")
            && !(r.cue.end..=k).any(|j| taken(r, j) || view.tag(j) == Tag::Punct)
        {
            r.cue.end = k + 1;
        }
        if view.norm(r.cue.end) == ":" && !taken(r, r.cue.end) {
            r.cue.end += 1;
        }
        if let Some(s) = r.source.clone()
            && s.end < r.cue.start
            && view.norm(s.end) == ","
            && s.clone().any(|j| view.norm(j) == ",")
            && !taken(r, s.end)
        {
            r.antecedent.get_or_insert(s.clone());
            r.source = Some(s.start..s.end + 1);
        }
    }
}

/// "She said that many believe ...": what somebody is said to think, want or feel is part of what is said, not a report of its own.
/// Words that somebody is said to have uttered stay.
fn reported_attitudes(view: &View<'_>, first_new: usize, out: &mut Vec<Raw>) {
    let new = out.split_off(first_new.min(out.len()));
    let inside: Vec<bool> = new
        .iter()
        .map(|r| {
            let cue = view.doc.span_of(r.cue.clone());
            let inner = matches!(
                r.kind.as_str(),
                "attitude"
                    | "want"
                    | "estimate"
                    | "know"
                    | "hear"
                    | "seem"
                    | "order"
                    | "pledge"
                    | "forecast"
                    | "hearsay"
                    | "demand"
            );
            inner && new.iter().any(|o| o.cue != r.cue && o.contents.iter().any(|c| c.contains(cue)))
        })
        .collect();
    out.extend(new.into_iter().zip(inside).filter(|(_, inside)| !inside).map(|(r, _)| r));
}

/// Reporting verbs of a sentence with their speakers.
fn find_cues<'l>(view: &View<'_>, tree: &Tree<'_>, lo: usize, hi: usize) -> Vec<Hit<'l>> {
    let doc = view.doc;
    let mut hits: Vec<Hit<'l>> = Vec::new();
    let mut i = lo;
    while i < hi {
        let at = i;
        i += 1;
        if !view.is_verb(at, lo, hi) {
            continue;
        }
        let Some((verb, form, after)) = best_verb(view, at, hi) else { continue };
        let byte = doc.tokens[at].span.start;
        if quotes::at(&view.quotes, byte).is_some_and(|q| q.span.start < byte) {
            continue;
        }
        // "withdrew its guards": only words can be taken back
        if verb.lemma == "withdraw" && !(after..hi.min(after + 6)).any(|j| one_of(view.norm(j), TAKEN_BACK)) {
            continue;
        }
        // the verb group: auxiliaries and adverbs before the verb
        let mut vg = at;
        let mut passive = false;
        let mut infinitive = false;
        while vg > lo {
            let w = view.norm(vg - 1);
            if w == "far" && vg > lo + 1 && view.norm(vg - 2) == "so" {
                vg -= 2;
                continue;
            }
            let adverb = view.tag(vg - 1) == Tag::Adv
                && !one_of(w, "here there when where how why however meanwhile so then instead overall even");
            if one_of(w, AUX) && view.tag(vg - 1) != Tag::Noun {
                passive |= one_of(w, BE) && (form.participle && !form.ing);
            } else if w == "to" && vg == at {
                infinitive = true;
            } else if form.ing && vg == at && one_of(w, GOES_ON) && view.tag(vg - 1) == Tag::Verb {
                // "keeps blaming", "began saying"
            } else if !adverb {
                break;
            }
            vg -= 1;
        }
        // "would say", "could ask": nothing has been said yet; "would not say" tells of a refusal
        let modal = (vg..at).any(|j| one_of(view.norm(j), MODAL) && view.tag(j) == Tag::Aux);
        if modal && !(vg..at).any(|j| one_of(view.norm(j), "not n't never")) {
            continue;
        }
        // 's may be a possessive: "the ministry's claims"
        if view.norm(vg) == "'s" && vg + 1 == at && !form.participle && !form.ing {
            continue;
        }
        // "took the floor to say that ...": a purpose is carried out, a wish is not
        let purpose = infinitive && tree.rel(at) == Rel::Advcl && (verb.frames.quote || verb.frames.listener);
        if (infinitive && !purpose) || (form.ing && at > lo && view.norm(at - 1) == "as") {
            continue;
        }
        let reduced = vg == at
            && verb.tail.is_empty()
            && form.participle
            && !form.ing
            && tree.reduced(at, verb.kind == "ask" && !view.nominal(at.wrapping_sub(1)))
            && (verb.kind == "ask" || one_of(&verb.lemma, "know call dub"));
        passive |= reduced;
        if form.base && !form.past && vg == at && !purpose && !plural_subject(view, at, lo) {
            // a bare base form needs an auxiliary or a plural subject
            continue;
        }
        let bare_participle = form.participle && !form.past && vg == at;
        if bare_participle && !reduced {
            continue;
        }
        let mut hit = Hit {
            verb,
            form,
            at,
            cue: vg..after,
            after,
            source: None,
            antecedent: None,
            inverted: false,
            zone: vg,
            passive,
        };
        if purpose {
            hit.source = shared_subject(view, tree, &hits, at, vg, lo);
            hit.zone = vg;
            if hit.source.is_none() {
                continue;
            }
        } else if form.ing && vg == at {
            // "adding that": the speaker of the clause before
            let prev = if at > lo { view.norm(at - 1) } else { "" };
            if view.nominal(at.wrapping_sub(1)) && at > lo && !matches!(prev, "while" | "by") {
                let s = view.np_left(at - 1, lo);
                // "a statement saying that", "officials citing"
                match s {
                    Some(s) if verb.frames.clause => {
                        hit.source = Some(s..at);
                        hit.zone = at;
                    }
                    _ => continue,
                }
            } else {
                let spoken = hits.iter().any(|h| !h.passive && h.source.as_ref().is_some_and(|s| s.end <= at));
                match shared_subject(view, tree, &hits, at, vg, lo) {
                    Some(s) if !spoken && matches!(tree.rel(at), Rel::Advcl | Rel::Conj) => hit.source = Some(s),
                    _ => inherit(view, &hits, lo, &mut hit),
                }
                if let Some(h) = hits.iter().find(|h| h.source == hit.source) {
                    hit.antecedent = h.antecedent.clone();
                }
                hit.zone = at.saturating_sub(usize::from(matches!(prev, "," | "while" | "and")));
            }
        } else if passive {
            hit.source = passive_source(view, at, after, hi);
        } else {
            subject(view, tree, &hits, lo, hi, &mut hit);
            if hit.source.is_none() && hit.antecedent.is_none() {
                continue;
            }
        }
        i = after.max(at + 1);
        hits.push(hit);
        // no sentence of prose reports so often
        if hits.len() >= MOST_CUES {
            break;
        }
    }
    hits
}

fn plural_subject(view: &View<'_>, at: usize, lo: usize) -> bool {
    if at <= lo {
        return false;
    }
    let w = view.norm(at - 1);
    one_of(w, "they we i you who that people police some many others most")
        || (w.ends_with('s') && !w.ends_with("ss"))
        || w == ")"
        || w == ","
        || view.tag(at - 1) == Tag::Propn
        || view.tagged
}

/// "was announced by the ministry".
fn passive_source(view: &View<'_>, at: usize, after: usize, hi: usize) -> Option<Range<usize>> {
    let _ = at;
    let by = (after..hi.min(after + 10))
        .take_while(|&k| !matches!(view.norm(k), "," | ";" | "that"))
        .find(|&k| view.norm(k) == "by")?;
    let e = view.np_right(by + 1, hi, false);
    (e > by + 1 && !view.is_time(by + 1)).then_some(by + 1..e)
}

/// The words of the noun phrase with head `n`, which stands between `lo` and `before`: without the conjunction or mark that opens it
/// and the comma or time that closes it.
fn phrase(view: &View<'_>, tree: &Tree<'_>, n: usize, lo: usize, before: usize) -> Option<Range<usize>> {
    let y = tree.span(n);
    let (mut a, mut b) = (y.start.max(lo), y.end.min(before));
    while a < n && matches!(view.tag(a), Tag::Cconj | Tag::Punct | Tag::Sconj) {
        a += 1;
    }
    // "Lima on Friday", "the army on Feb 25", and closing marks: when it was said is no part of who said it
    while b > n + 1 && !view.is_quote(b - 1) {
        let w = view.norm(b - 1);
        let dated = view.tag(b - 1) == Tag::Num && b > n + 2 && one_of(view.norm(b - 2), MONTHS);
        if dated {
            b -= 2;
        } else if view.is_time(b - 1) || one_of(w, WEEKDAYS) || (view.tag(b - 1) == Tag::Punct && w != ")") {
            b -= 1;
        } else {
            break;
        }
        if b > n + 1 && one_of(view.norm(b - 1), "on in late early last this") {
            b -= 1;
        }
    }
    (a <= n && n < b && b - a < 60).then_some(a..b)
}

/// Who does a verb without a subject of its own, as the parse has it.
fn shared_subject(
    view: &View<'_>,
    tree: &Tree<'_>,
    hits: &[Hit<'_>],
    at: usize,
    before: usize,
    lo: usize,
) -> Option<Range<usize>> {
    let n = tree.subject(at).filter(|&n| n >= lo && n < before)?;
    if let Some(h) = hits.iter().find(|h| h.source.as_ref().is_some_and(|s| s.contains(&n))) {
        return h.source.clone();
    }
    // a clause of its own may stand between the subject and the verb: the phrase ends before the verb they share
    let stop = tree.head(n).filter(|&h| h > n && h < before).unwrap_or(before);
    let mut s = phrase(view, tree, n, lo, stop)?;
    while s.end > n + 1 && matches!(view.tag(s.end - 1), Tag::Aux | Tag::Adv) {
        s.end -= 1;
    }
    (!not_a_source(view, s.start, s.end)).then_some(s)
}

/// Finds who a finite verb belongs to.
fn subject(view: &View<'_>, tree: &Tree<'_>, hits: &[Hit<'_>], lo: usize, hi: usize, hit: &mut Hit<'_>) {
    let vg = hit.cue.start;
    // "the party keeps blaming ..."
    let goes_on = hit.form.ing && vg < hit.at;
    let own = tree.own_subject(hit.at).or_else(|| tree.subject(hit.at).filter(|_| goes_on));
    if let Some(n) = own.filter(|&n| n >= lo && n < vg)
        && !one_of(view.norm(n), "who which that what whose")
        && let Some(mut s) = phrase(view, tree, n, lo, vg)
        && !not_a_source(view, s.start, s.end)
    {
        // "..., the state agency ANSA wrote": taken for a clause on the agency, or for two subjects
        let two = tree.children(hit.at).any(|j| j < n && j >= lo && tree.rel(j) == Rel::Nsubj);
        if s.start > lo + 1 && (two || tree.rel(hit.at) == Rel::AclRelcl) && view.norm(s.start - 1) != "," {
            let from = view.np_left(s.end - 1, lo).filter(|&f| f < s.start && f > lo && view.norm(f - 1) == ",");
            s.start = from.unwrap_or(s.start);
        }
        hit.zone = zone_before(view, s.start, lo);
        if view.norm(s.start) == "whose" && s.start > lo + 1 {
            let q = if view.norm(s.start - 1) == "," { s.start - 2 } else { s.start - 1 };
            hit.antecedent = view.np_left(q, lo).map(|a| a..q + 1);
        }
        hit.source = Some(s);
        return;
    }
    // strip times between subject and verb: "the army on Tuesday said"
    let mut e = vg;
    while e > lo {
        let w = view.norm(e - 1);
        // "on Feb 25"
        if view.tag(e - 1) == Tag::Num && e > lo + 1 && one_of(view.norm(e - 2), MONTHS) {
            e -= 2;
            if e > lo && view.norm(e - 1) == "on" {
                e -= 1;
            }
            continue;
        }
        if one_of(w, WEEKDAYS) || (view.is_time(e - 1) && view.tag(e - 1) != Tag::Propn && !matches!(w, "once")) {
            e -= 1;
            if e > lo && one_of(view.norm(e - 1), "on in late early at last this") {
                e -= 1;
            }
        } else {
            break;
        }
    }
    if e <= lo {
        invert(view, hits, lo, hi, hit);
        return;
    }
    let p = e - 1;
    let w = view.norm(p);
    if matches!(w, "who" | "which" | "that") && view.tag(p) != Tag::Det {
        // relative: named by what stands before it
        hit.source = Some(p..p + 1);
        let q = if p > lo && view.norm(p - 1) == "," { p.saturating_sub(2) } else { p.saturating_sub(1) };
        if p > lo
            && q >= lo
            && let Some(s) = view.np_left(q, lo)
        {
            hit.antecedent = Some(s..q + 1);
        }
        if w == "that" && hit.antecedent.is_none() {
            hit.source = None;
            return;
        }
        hit.zone = p.saturating_sub(usize::from(p > lo && view.norm(p - 1) == ",")).max(lo);
        return;
    }
    if view.is_close(p) && view.doc.tokens.get(p).is_none_or(|t| t.norm != "'") {
        // a quotation ends right before the verb: the speaker follows
        invert(view, hits, lo, hi, hit);
        return;
    }
    if w == "," {
        if let Some(start) = apposition(view, p, lo) {
            hit.source = Some(start..p);
            hit.zone = zone_before(view, start, lo);
            return;
        }
        invert(view, hits, lo, hi, hit);
        if hit.source.is_none() {
            inherit(view, hits, lo, hit);
            hit.zone = p;
        }
        return;
    }
    if matches!(w, "and" | "but" | "then" | "or" | "yet") {
        inherit(view, hits, lo, hit);
        hit.zone = if p > lo && view.norm(p - 1) == "," { p - 1 } else { p };
        return;
    }
    // "officials first spoke", "both sides themselves said": not part of the name
    let mut p = p;
    while p > lo + 1
        && one_of(view.norm(p), "first himself herself itself themselves alone too each both all repeatedly initially")
    {
        p -= 1;
    }
    let start = view.np_left(p, lo).map(|s| modified(view, s, lo));
    match start {
        Some(s) if !one_of(view.norm(s), SCONJ) && !not_a_source(view, s, p + 1) => {
            hit.source = Some(s..p + 1);
            hit.zone = zone_before(view, s, lo);
            if view.norm(s) == "whose" && s > lo + 1 {
                let q = if view.norm(s - 1) == "," { s - 2 } else { s - 1 };
                hit.antecedent = view.np_left(q, lo).map(|a| a..q + 1);
            }
        }
        Some(_) => {}
        None => invert(view, hits, lo, hi, hit),
    }
}

/// "A team of experts helping the prosecutors said": a participle that hangs on the noun before it.
fn modified(view: &View<'_>, s: usize, lo: usize) -> usize {
    if s < lo + 2 {
        return s;
    }
    let v = s - 1;
    let w = view.norm(v);
    let participle = view.tag(v) == Tag::Verb && w.ends_with("ing")
        || (one_of(w, "by in for with from at")
            && v > lo + 1
            && view.norm(v - 1).ends_with("ed")
            && view.tag(v - 1) == Tag::Verb);
    if !participle {
        return s;
    }
    let n = if w.ends_with("ing") { v - 1 } else { v.saturating_sub(2) };
    if n <= lo || !view.nominal(n) {
        return s;
    }
    match view.np_left(n, lo) {
        Some(t) if t == lo || view.opens_clause(t - 1) => t,
        _ => s,
    }
}

fn not_a_source(view: &View<'_>, s: usize, e: usize) -> bool {
    let Some(words) = sources("en") else { return false };
    // "the deal, announced Sunday, ...": when, not who
    e == s + 1 && (words.not_a_source.contains(view.norm(s)) || one_of(view.norm(s), WEEKDAYS))
}

/// The comma or conjunction before a source belongs to its zone.
fn zone_before(view: &View<'_>, start: usize, lo: usize) -> usize {
    let mut z = start;
    while z > lo && one_of(view.norm(z - 1), ", while but and whereas although though ; as — –") {
        z -= 1;
    }
    // "while on Monday the army said"
    z
}

/// "Anna Berg, a spokeswoman for the port, said": the start of the noun phrase before the apposition that ends at comma `c2`.
fn apposition(view: &View<'_>, c2: usize, lo: usize) -> Option<usize> {
    let mut best = None;
    let mut k = c2;
    let mut commas = 0;
    while k > lo + 1 {
        k -= 1;
        if matches!(view.norm(k), ";" | ":" | "—") {
            break;
        }
        if view.norm(k) != "," {
            continue;
        }
        commas += 1;
        if commas > 4 || c2 - k > 45 {
            break;
        }
        let first = k + 1;
        let w = view.norm(first);
        let opens = matches!(view.tag(first), Tag::Det | Tag::Noun | Tag::Propn | Tag::Adj | Tag::Num)
            || w.ends_with("ed")
            || one_of(
                w,
                "who which whose where speaking known based led citing quoting himself herself his her its in or also now once formerly",
            );
        if !opens || !view.nominal(k - 1) {
            continue;
        }
        let relative = matches!(w, "who" | "which" | "whose" | "where");
        let verb = (first..c2).any(|j| {
            let compound = view.norm(j).contains('-') || (j > first && view.norm(j - 1) == "-");
            view.tag(j) == Tag::Verb && !compound || view.tag(j) == Tag::Aux
        });
        if verb && !relative {
            // "X, a man who ran the port, said"
            let inner = (first..c2).find(|&j| matches!(view.norm(j), "who" | "which" | "that" | "whose"));
            let early = (first..inner.unwrap_or(c2))
                .any(|j| matches!(view.tag(j), Tag::Verb | Tag::Aux) && !(j > first && view.norm(j - 1) == "-"));
            if inner.is_none() || early {
                let participle = one_of(w, "speaking citing quoting known based seen led")
                    || (w.ends_with("ed") && view.norm(first + 1) != ",");
                if !participle {
                    continue;
                }
            }
        }
        let Some(s) = view.np_left(k - 1, lo) else { continue };
        if s == lo || view.opens_clause(s - 1) || view.is_time(s - 1) || matches!(view.tag(s - 1), Tag::Adv) {
            best = Some(s);
            // an earlier comma may open a longer chain only when this phrase is itself an apposition
            if s == lo || view.norm(s - 1) != "," {
                break;
            }
            let capital = view.upper(s);
            if capital || one_of(view.norm(s), DET) && relative {
                break;
            }
        }
    }
    best
}

/// The speaker after the verb: "said the ministry".
fn invert(view: &View<'_>, hits: &[Hit<'_>], lo: usize, hi: usize, hit: &mut Hit<'_>) {
    let _ = hits;
    if !hit.verb.frames.quote || hit.form.ing || hit.cue.start <= lo {
        return;
    }
    let b = hit.after;
    let prev = view.norm(hit.cue.start - 1);
    if !(prev == "," || view.is_close(hit.cue.start - 1) || matches!(prev, "—" | "–" | "?" | "!")) {
        return;
    }
    let e = view.np_right(b, hi, true);
    if e <= b || view.norm(b) == "that" || one_of(view.norm(b), WEEKDAYS) {
        return;
    }
    // a clause follows, not a speaker: "..., said the town had fallen"
    if matches!(view.tag(e), Tag::Verb | Tag::Aux) {
        return;
    }
    hit.source = Some(b..e);
    hit.inverted = true;
    hit.zone = hit.cue.start.saturating_sub(1).max(lo);
}

/// A verb without its own subject takes the one of the clause before.
fn inherit(view: &View<'_>, hits: &[Hit<'_>], lo: usize, hit: &mut Hit<'_>) {
    let earlier = hits
        .iter()
        .rev()
        .find(|h| !h.passive && h.source.as_ref().is_some_and(|s| s.end <= hit.at) && !is_relative(view, h));
    if let Some(h) = earlier {
        hit.source = h.source.clone();
        hit.antecedent = h.antecedent.clone();
        return;
    }
    // the subject of the sentence: the noun phrase before its first finite verb
    let mut v = lo;
    while v < hit.at && !matches!(view.tag(v), Tag::Verb | Tag::Aux) {
        v += 1;
    }
    let mut e = v;
    while e > lo && (view.tag(e - 1) == Tag::Adv || one_of(view.norm(e - 1), WEEKDAYS) || view.norm(e - 1) == "on") {
        e -= 1;
    }
    if e == lo || v >= hit.at {
        return;
    }
    let s = if view.norm(e - 1) == "," {
        apposition(view, e - 1, lo).map(|s| s..e - 1)
    } else {
        view.np_left(e - 1, lo).map(|s| s..e)
    };
    if let Some(s) = s
        && !not_a_source(view, s.start, s.end)
    {
        hit.source = Some(s);
    }
}

fn is_relative(view: &View<'_>, h: &Hit<'_>) -> bool {
    h.source.as_ref().is_some_and(|s| s.len() == 1 && matches!(view.norm(s.start), "who" | "which" | "that"))
}

/// Where the content that starts at `from` ends: at the zone of a later cue that stands outside it, or at the sentence's end.
fn content_end(view: &View<'_>, from: usize, hi: usize, me: usize, zones: &[(usize, usize)]) -> usize {
    let mut end = hi;
    for (k, &(z, cue_end)) in zones.iter().enumerate() {
        if k == me || z <= from || z >= end {
            continue;
        }
        let w = view.norm(z);
        let outside = matches!(w, "," | ";" | "—" | "–")
            || (matches!(w, "and" | "but" | "while" | "whereas"))
            || view.is_quote(z);
        let _ = cue_end;
        if outside {
            end = end.min(z);
        }
    }
    for j in from..end {
        if matches!(view.norm(j), ";") {
            end = j;
            break;
        }
        if view.norm(j) == "," && view.lex.preps.at(view.doc, j + 1).is_some() {
            end = j;
            break;
        }
    }
    end
}

/// Cuts punctuation off a range of tokens: the final stop and commas, not closing quotation marks and brackets.
fn trim(view: &View<'_>, r: Range<usize>) -> Range<usize> {
    let (mut a, mut b) = (r.start, r.end);
    while b > a && one_of(view.norm(b - 1), ". , ; : … — – - ! ? and but while whereas") {
        b -= 1;
    }
    // the conjunction that opens a sentence is said with it
    let opens = view
        .doc
        .tokens
        .get(a)
        .and_then(|t| view.doc.sentence_at(t.span.start))
        .is_some_and(|s| view.doc.sentences[s].tokens.start == a);
    while a < b && one_of(view.norm(a), if opens { ", ; : — – - . )" } else { ", ; : — – - . ) and but" }) {
        a += 1;
    }
    a..b
}

/// The content of a range of tokens; where it opens with a quotation that runs on, the whole quotation.
fn content_span(view: &View<'_>, r: Range<usize>) -> Option<(Span, bool)> {
    let r = trim(view, r);
    if r.is_empty() {
        return None;
    }
    let mut span = view.doc.span_of(r.clone());
    let mut direct = false;
    if let Some(q) = quotes::at(&view.quotes, span.start) {
        let starts = q.span.start == span.start || q.span.start + 4 > span.start;
        if starts {
            direct = true;
            span.start = q.span.start;
            if q.span.end > span.end || span.end <= q.span.end + 2 {
                span.end = q.span.end;
            }
        }
    }
    if let Some(q) = span.end.checked_sub(1).and_then(|b| quotes::at(&view.quotes, b)) {
        if q.span.end > span.end && q.span.end - span.end < 6 {
            span.end = q.span.end;
        }
        if q.span.start >= span.start && q.span.end > span.end {
            // a quotation that opens inside runs to its end, over as many sentences as it has
            span.end = q.span.end;
        }
        if q.span.start < span.start && q.span.end >= span.end {
            // backward: the quotation opened in a sentence before
            span.start = q.span.start;
            direct = true;
        }
    }
    Some((span, direct))
}

#[allow(clippy::too_many_arguments)]
fn build(
    view: &View<'_>,
    tree: &Tree<'_>,
    si: usize,
    lo: usize,
    hi: usize,
    k: usize,
    hits: &mut [Hit<'_>],
    zones: &[(usize, usize)],
    out: &mut Vec<Raw>,
) {
    let (verb, form, at, after, passive, inverted) = {
        let h = &hits[k];
        (h.verb, h.form, h.at, h.after, h.passive, h.inverted)
    };
    let mut raw = Raw {
        sentence: si,
        source: hits[k].source.clone(),
        cue: hits[k].cue.clone(),
        kind: verb.kind.clone(),
        lemma: verb.lemma.clone(),
        antecedent: hits[k].antecedent.clone(),
        tail: after..hi.min(after + 30),
        ..Raw::default()
    };
    let mut spans: Vec<(Span, bool)> = Vec::new();
    if passive {
        if !build_passive(view, tree, lo, hi, k, hits, zones, &mut raw, &mut spans) {
            return;
        }
    } else if (verb.kind == "quote" || (form.ing && verb.lemma == "refer"))
        && quoting(view, lo, hi, at, after, hits[k].zone, &mut raw, &mut spans, out, form)
    {
    } else {
        let mut from = after;
        if inverted {
            from = raw.source.as_ref().map_or(after, |s| s.end);
        }
        if verb.frames.listener && !inverted {
            let e = view.np_right(from, hi, false);
            let clause = matches!(view.tag(e), Tag::Verb | Tag::Aux) && verb.lemma != "tell";
            if e > from
                && view.norm(from) != "that"
                && !clause
                && (verb.lemma == "tell" || follows_content(view, e, hi))
            {
                raw.listener = Some(from..e);
                from = e;
            }
        }
        let rest = view.skip_adjuncts(from, hi);
        let that = (from..hi.min(from + 28)).take_while(|&j| !matches!(view.norm(j), ";" | "." | "and")).find(|&j| {
            matches!(view.norm(j), "that")
                && (view.tag(j) == Tag::Sconj
                    || j == from
                    || j == rest
                    || !matches!(view.tag(j + 1), Tag::Verb | Tag::Aux | Tag::Punct))
                || view.norm(j) == ":"
        });
        // "..., the ministry reported, adding that ...": a clause of the next verb
        let next_cue = |t: usize| hits.iter().any(|h| h.at > at && h.at < t);
        let names_only = !(verb.frames.clause || verb.frames.listener);
        let that = that.filter(|&t| {
            t <= rest
                || !(next_cue(t) || names_only && view.norm(t) == "that")
                    && (from..t).all(|j| {
                        !matches!(view.tag(j), Tag::Verb | Tag::Aux)
                            || view.norm(j).ends_with("ed")
                            || view.norm(j).ends_with("ing")
                    })
        });
        let stops =
            |j: usize| j >= hi || one_of(view.norm(j), ". , ; ) — – ? !") || view.is_close(j) && quote_closes(view, j);
        let start = raw.source.as_ref().map_or(at, |s| s.start).min(hits[k].cue.start);
        let before =
            start > lo && (matches!(view.norm(start - 1), "," | "—" | "–") || view.is_quote(start - 1) || inverted);
        let quote_opens = rest < hi && view.is_quote(rest) && !quote_closes(view, rest);
        // "..., the ministry said in a statement carried by the agency ANSA": how and where it was said, to the end
        let beside = closes(view, from, hi).filter(|_| before && that.is_none() && has_verb(view, lo, start));
        let rest = beside.map_or(rest, |b| b.max(rest));
        let backward = verb.frames.quote
            && !form.ing
            && (before || inverted)
            && that.is_none()
            && !quote_opens
            && (stops(rest) || inverted)
            && start > lo;
        if backward {
            let b = clause_start(view, lo, start, k, zones);
            let mut e = start;
            if inverted {
                e = hits[k].cue.start;
            }
            spans.extend(content_span(view, b..e));
            // ", he said, ...": the sentence goes on
            if rest < hi && matches!(view.norm(rest), "," | "—" | ":") {
                let end = content_end(view, rest + 1, hi, k, zones);
                let blocked = zones.iter().enumerate().any(|(j, &(z, _))| j != k && z >= rest && z <= rest + 1);
                let relative = one_of(
                    view.norm(rest + 1),
                    "who which adding according citing quoting referring after as in a while when the days weeks hours months where since before citing",
                ) && !view.is_quote(rest + 1)
                    || (view.tag(rest + 1) == Tag::Num
                        && one_of(view.norm(rest + 2), "days day weeks week hours months years"));
                if !blocked && !relative && end > rest + 2 {
                    spans.extend(content_span(view, rest + 1..end));
                }
            }
            raw.tail = from..rest.max(from);
        } else {
            let mut begin =
                that.unwrap_or(if verb.frames.clause || verb.frames.listener || quote_opens { rest } else { from });
            if begin < hi && view.norm(begin) == ":" {
                begin += 1;
            }
            let which = start > lo && view.norm(start - 1) == "which";
            if which
                && (begin >= hi || stops(begin))
                && matches!(verb.kind.as_str(), "deny" | "confirm" | "say" | "claim")
            {
                // "..., which the army denies": what stands before is the content
                let b = clause_start(view, lo, start - 1, k, zones);
                let earlier = out
                    .last()
                    .filter(|r| r.sentence == si)
                    .and_then(|r| r.contents.first())
                    .map(|c| view.doc.token_at(c.start));
                spans.extend(content_span(view, earlier.unwrap_or(b)..start - 1));
            } else if begin >= hi || stops(begin) {
                // nothing follows: "the ministry said." after a clause without a comma, "as the minister said"
                if verb.frames.quote && !form.ing && start > lo + 2 && before {
                    let b = clause_start(view, lo, start, k, zones);
                    spans.extend(content_span(view, b..start));
                } else if view.norm(begin) == "," && begin + 1 < hi && view.is_quote(begin + 1) {
                    spans.extend(content_span(view, begin + 1..hi));
                }
            } else {
                let allowed = allowed_forward(view, verb, begin) && !beside_content(view, tree, at, begin);
                if allowed {
                    let end = forward_end(view, tree, at, begin, hi, k, hits, zones);
                    // "warned of", "asked about": the preposition is part of what announces the content
                    if begin == raw.cue.end && names_content(view, begin) && begin + 1 < end {
                        raw.cue.end = begin + 1;
                        begin += 1;
                    }
                    spans.extend(content_span(view, begin..end));
                }
            }
            raw.tail = from..begin.max(from);
            // a colon at the end of a paragraph: the quotation that opens the next one
            if spans.is_empty() && hi > 0 && view.norm(hi - 1) == ":" {
                let byte = view.doc.tokens[hi - 1].span.end;
                let i = view.quotes.partition_point(|q| q.span.start < byte);
                if let Some(q) = view
                    .quotes
                    .get(i)
                    .filter(|q| view.doc.text.get(byte..q.span.start).is_some_and(|t| t.trim().is_empty()))
                {
                    spans.push((q.span, true));
                }
            }
        }
    }
    // "a plan which critics call ...", "what he said": the pronoun stands for a part of the content
    if !passive
        && let Some(s) = raw.source.as_ref().filter(|s| s.start > lo && s.end <= at)
        && one_of(view.norm(s.start - 1), "which what whom whatever")
        && (spans.is_empty() || view.norm(s.start - 1) != "what")
        && !spans.iter().any(|x| x.0.overlaps(view.doc.tokens[s.start - 1].span))
    {
        let word = s.start - 1;
        if !(spans.iter().any(|x| x.0.end <= view.doc.tokens[word].span.start)) {
            spans.push((view.doc.tokens[word].span, false));
        }
    }
    if spans.is_empty() {
        return;
    }
    raw.direct = spans[0].1;
    raw.contents = spans.into_iter().map(|s| s.0).collect();
    if raw.source.is_none() && !passive {
        return;
    }
    out.push(raw);
}

/// Where a phrase that opens with a preposition at `from` and tells only how, where or from what something was said ends, at a mark or
/// the sentence's end; `None` where something else, or a clause, stands there.
fn closes(view: &View<'_>, from: usize, hi: usize) -> Option<usize> {
    if !one_of(view.norm(from), "in on at during by from after before via through with") {
        return None;
    }
    let end = (from..hi).find(|&j| one_of(view.norm(j), ", ; : . — –")).unwrap_or(hi);
    let finite = |j: usize| {
        let fine = view.doc.tokens[j].fine;
        let carried = (1..=2).any(|d| one_of(view.norm(j + d), "by in on to from"));
        view.tag(j) == Tag::Aux
            || matches!(fine, "VBZ" | "VBP" | "MD")
            || fine == "VBD" && !carried
            || view.tag(j) == Tag::Sconj && view.norm(j) == "that"
            || view.is_quote(j)
    };
    (end > from + 1 && !(from..end).any(finite)).then_some(end)
}

/// Does a clause stand between `lo` and `hi`?
fn has_verb(view: &View<'_>, lo: usize, hi: usize) -> bool {
    (lo..hi).any(|j| view.tag(j) == Tag::Aux || view.tag(j) == Tag::Verb && view.doc.tokens[j].fine != "VBG")
}

/// Does a preposition at `j` open what a verb or noun is about?
fn names_content(view: &View<'_>, j: usize) -> bool {
    let infinitive =
        matches!(view.tag(j + 1), Tag::Verb | Tag::Aux) && view.doc.tokens.get(j + 1).is_some_and(|t| t.fine == "VB");
    one_of(view.norm(j), "about of for against with on over to into toward towards")
        && matches!(view.tag(j), Tag::Adp | Tag::Sconj | Tag::Part)
        && !(view.norm(j) == "to" && infinitive)
}

/// Where a content that opens at `begin` after the verb at `at` ends.
#[allow(clippy::too_many_arguments)]
fn forward_end(
    view: &View<'_>,
    tree: &Tree<'_>,
    at: usize,
    begin: usize,
    hi: usize,
    k: usize,
    hits: &[Hit<'_>],
    zones: &[(usize, usize)],
) -> usize {
    let Some(end) = tree.complement_end(at, begin, |j| view.is_time(j)) else {
        return content_end(view, begin, hi, k, zones);
    };
    // the parse may cut a clause in two; a content ends where something closes it or opens the next thing
    let closed = |j: usize| {
        j >= hi
            || matches!(view.tag(j), Tag::Punct | Tag::Cconj | Tag::Sconj)
            || view.is_time(j)
            || one_of(view.norm(j), "on in at during after before as since until amid when")
            || view.is_quote(j)
    };
    let end = if closed(end) { end } else { hi };
    let end = counted_too(view, end, hi).unwrap_or(end);
    // a later speaker ends it only with a subject of his own, and outside the clause that is the content
    let clause = tree.children(at).find(|&j| j > at && matches!(tree.rel(j), Rel::Ccomp | Rel::Xcomp));
    let strong: Vec<(usize, usize)> = hits
        .iter()
        .zip(zones)
        .map(|(h, &z)| {
            let own = h.source.as_ref().is_some_and(|s| s.start >= h.zone && s.end <= h.cue.start);
            let inside = clause.is_some_and(|c| tree.below(h.at, c) && tree.rel(h.at) != Rel::Parataxis);
            let adds = h.form.ing && h.at > at && view.norm(h.zone) == "," && h.source == hits[k].source;
            if (own && !inside) || adds { z } else { (0, 0) }
        })
        .collect();
    end.min(content_end(view, begin, hi, k, &strong))
}

/// "The navy counted nine dead and 20 wounded among its crews": a figure joined to what ends at `end` is said with it.
fn counted_too(view: &View<'_>, end: usize, hi: usize) -> Option<usize> {
    let joined = one_of(view.norm(end), "and or") && end + 2 < hi;
    let first = end + 1 + usize::from(one_of(view.norm(end + 1), "about around some nearly over"));
    if !joined || view.tag(first) != Tag::Num || end == 0 {
        return None;
    }
    let stop = (first..hi).find(|&j| matches!(view.tag(j), Tag::Punct)).unwrap_or(hi);
    let clause = (first + 2..stop)
        .any(|j| view.tag(j) == Tag::Aux || matches!(view.doc.tokens[j].fine, "VBZ" | "VBP" | "VBD" | "MD"));
    (!clause && view.tag(first + 1) != Tag::Aux).then_some(stop)
}

/// Is the quotation mark at token `j` a closing one?
fn quote_closes(view: &View<'_>, j: usize) -> bool {
    let span = view.doc.tokens[j].span;
    quotes::at(&view.quotes, span.start).is_some_and(|q| q.span.end <= span.end + 1 && q.span.start != span.start)
}

/// Does what a listener is told stand at `e`?
fn follows_content(view: &View<'_>, e: usize, hi: usize) -> bool {
    e < hi
        && (one_of(view.norm(e), "that : , to of about how not whether if what on in against")
            || view.is_quote(e)
            || view.is_time(e)
            || matches!(view.tag(e), Tag::Det | Tag::Pron))
}

fn allowed_forward(view: &View<'_>, verb: &Verb, begin: usize) -> bool {
    let f = verb.frames;
    let w = view.norm(begin);
    let tag = view.tag(begin);
    if w == "to" && (tag == Tag::Part || tag == Tag::Adp) {
        let infinitive = view.doc.tokens.get(begin + 1).is_some_and(|t| t.fine.is_empty() || t.fine == "VB");
        return f.infinitive || f.listener || (!infinitive && (f.noun || f.clause));
    }
    if view.is_quote(begin) {
        return true;
    }
    f.clause || f.noun || f.quote || f.listener
}

/// Does what stands at `begin` tell when, where or how it was said, rather than what?
fn beside_content(view: &View<'_>, tree: &Tree<'_>, at: usize, begin: usize) -> bool {
    let opener =
        one_of(view.norm(begin), "in by at during after before from through via since until while as when because");
    if !view.doc.parsed || !opener {
        return false;
    }
    let held = |j: usize| {
        let s = tree.span(j);
        let own = matches!(view.tag(begin), Tag::Adp) || tree.rel(j) != Rel::Advcl;
        j > at
            && own
            && s.contains(&begin)
            && (matches!(tree.rel(j), Rel::Ccomp | Rel::Xcomp | Rel::Obj) || view.norm(begin) == "as")
    };
    !tree.children(at).any(held)
}

/// Start of the clause that a following speaker closes ("..., he said").
fn clause_start(view: &View<'_>, lo: usize, start: usize, me: usize, zones: &[(usize, usize)]) -> usize {
    let mut b = lo;
    for j in lo..start.saturating_sub(1) {
        let w = view.norm(j);
        let next = view.norm(j + 1);
        if w == ";" || (w == "," && matches!(next, "while" | "whereas" | "but")) {
            b = j + 1;
        }
    }
    // another speaker's cue that opened the sentence keeps its own clause: "Kyiv says A, and B, Moscow said"
    let _ = (me, zones);
    if matches!(view.norm(b), "while" | "but" | "whereas") {
        b += 1;
    }
    b
}

/// "is said to", "was quoted as saying", "was announced by".
#[allow(clippy::too_many_arguments)]
fn build_passive(
    view: &View<'_>,
    tree: &Tree<'_>,
    lo: usize,
    hi: usize,
    k: usize,
    hits: &[Hit<'_>],
    zones: &[(usize, usize)],
    raw: &mut Raw,
    spans: &mut Vec<(Span, bool)>,
) -> bool {
    let h = &hits[k];
    let next = view.norm(h.after);
    let subject = (h.cue.start > lo).then(|| view.np_left(h.cue.start - 1, lo).map(|s| s..h.cue.start)).flatten();
    if h.verb.kind == "quote" {
        // "was quoted (by X) as saying"
        let Some(s) = subject else { return false };
        raw.quoted_by = h.source.clone();
        raw.source = Some(s);
        let mut from = raw.quoted_by.as_ref().map_or(h.after, |q| q.end);
        if view.norm(from) == "as" && view.tag(from + 1) == Tag::Verb {
            from += 2;
        }
        if view.norm(from) == "by" {
            let e = view.np_right(from + 1, hi, false);
            raw.quoted_by = Some(from + 1..e);
            from = e;
            if view.norm(from) == "as" {
                from += 2;
            }
        }
        let end = content_end(view, from, hi, k, zones);
        spans.extend(content_span(view, from..end));
        return !spans.is_empty();
    }
    // "asked whether ...", "was accused of ...", "asked by reporters about ..."
    let mut from = h.source.as_ref().filter(|s| s.start > h.after).map_or(h.after, |s| s.end);
    if next != "to"
        && (names_content(view, from)
            || (h.verb.kind == "ask" && one_of(view.norm(from), "whether if how why what when who")))
    {
        let end = forward_end(view, tree, h.at, from, hi, k, hits, zones);
        if names_content(view, from) {
            if from == raw.cue.end {
                raw.cue.end += 1;
            }
            from += 1;
        }
        spans.extend(content_span(view, from..end));
        if h.verb.kind == "accuse"
            && let Some(s) = subject
        {
            spans.push((view.doc.span_of(s), false));
        }
        if raw.source.is_none() && h.verb.kind != "ask" {
            raw.kind = "hearsay".into();
        }
        return !spans.is_empty();
    }
    if next == "to" || (next == "as" && h.verb.frames.noun) {
        // hearsay: nobody is named
        raw.source = h.source.clone();
        let from = subject.as_ref().map_or(h.after, |s| s.start);
        let end = content_end(view, h.after, hi, k, zones);
        if let Some(s) = subject {
            if let Some(x) = content_span(view, h.after..end) {
                spans.push(x);
            }
            let _ = from;
            spans.push((view.doc.span_of(s), false));
        }
        if h.verb.kind != "order" {
            raw.kind = if h.verb.kind == "forecast" { "forecast".into() } else { "hearsay".into() };
        }
        return !spans.is_empty();
    }
    if next == "that" {
        let end = content_end(view, h.after, hi, k, zones);
        raw.source = None;
        raw.kind = "hearsay".into();
        spans.extend(content_span(view, h.after..end));
        return !spans.is_empty();
    }
    if h.source.is_some()
        && let Some(s) = subject
    {
        spans.push((view.doc.span_of(s), false));
        return true;
    }
    false
}

/// "Rudaw quoted Shami, spokesman for the force, as saying that ...": the quoted one is the source, the quoting one passes it on.
#[allow(clippy::too_many_arguments)]
fn quoting(
    view: &View<'_>,
    lo: usize,
    hi: usize,
    at: usize,
    after: usize,
    zone: usize,
    raw: &mut Raw,
    spans: &mut Vec<(Span, bool)>,
    out: &mut Vec<Raw>,
    form: Form,
) -> bool {
    let as_at = (after..hi.min(after + 50)).find(|&j| view.norm(j) == "as" && (view.norm(j + 1).ends_with("ing")));
    if let Some(a) = as_at {
        let mut e = a;
        while e > after && matches!(view.norm(e - 1), ",") {
            e -= 1;
        }
        if e > after {
            let mut from = a + 2;
            let cue_word = view.norm(a + 1).to_owned();
            if view.norm(from) == "," {
                from += 1;
            }
            let (kind, lemma) = match view
                .lex
                .forms
                .get(&cue_word)
                .and_then(|l| l.iter().find(|(i, _)| view.lex.verbs[*i].tail.is_empty()))
            {
                Some((i, _)) => (view.lex.verbs[*i].kind.clone(), view.lex.verbs[*i].lemma.clone()),
                None => ("say".to_owned(), "say".to_owned()),
            };
            if let Some(x) = content_span(view, from..hi) {
                let inner = Raw {
                    sentence: raw.sentence,
                    source: Some(after..e),
                    cue: a..a + 2,
                    contents: vec![x.0],
                    direct: x.1,
                    kind,
                    lemma,
                    quoted_by: raw.source.clone(),
                    tail: a..a,
                    ..Raw::default()
                };
                out.push(inner);
                spans.extend(content_span(view, after..hi));
                raw.cue = at..after;
                return true;
            }
        }
    }
    if form.ing {
        // ", citing the army": the cited one is the source of what the clause says
        let e = view.np_right(after, hi, true);
        if e > after && at > lo {
            let own = matches!(view.norm(after), "its" | "his" | "her" | "their");
            let source = raw.source.clone();
            if !own {
                let b = zone.min(at);
                let mut end = b;
                let mut begin = lo;
                if let Some(last) = out
                    .iter()
                    .rev()
                    .take_while(|r| r.sentence == raw.sentence)
                    .find(|r| r.source == source && r.cue.end <= at)
                {
                    if let Some(c) = last.contents.first() {
                        begin = view.doc.token_at(c.start);
                        end = view.doc.tokens_in(*c).end;
                    }
                } else if at == lo {
                    return false;
                }
                if let Some(x) = content_span(view, begin..end) {
                    spans.push(x);
                    raw.quoted_by = source;
                    raw.source = Some(after..e);
                    return true;
                }
            }
        }
        return false;
    }
    false
}

/// "According to X", "in the view of X", "citing X" without a subject, "in Ukraine's reckoning".
fn prepositions(view: &View<'_>, si: usize, lo: usize, hi: usize, hits: &[Hit<'_>], out: &mut Vec<Raw>) {
    let mut i = lo;
    while i < hi {
        let Some((kind, after)) = view.lex.preps.at(view.doc, i) else {
            i += 1;
            continue;
        };
        let at = i;
        i = after;
        let byte = view.doc.tokens[at].span.start;
        if kind == "quote" {
            // handled with the verb where there is one; at the start of a sentence it speaks for the main speaker
            if at != lo {
                continue;
            }
        }
        if quotes::at(&view.quotes, byte).is_some_and(|q| q.span.start < byte) {
            continue;
        }
        let mut from = after;
        // at the start of a sentence the comma ends the source, elsewhere an apposition may follow it
        let mut e = view.np_right(from, hi, at > lo + 1);
        if view.norm(from) == "whom" {
            // "a spokesman, according to whom ...": the speaker stands before the comma
            let c = at.saturating_sub(1);
            if c > lo
                && view.norm(c) == ","
                && let (Some(n), Some((span, direct))) = (view.np_left(c - 1, lo), content_span(view, from + 1..hi))
            {
                out.push(Raw {
                    sentence: si,
                    source: Some(n..c),
                    cue: at..after + 1,
                    contents: vec![span],
                    kind: "say".into(),
                    lemma: "according to".into(),
                    direct,
                    tail: c..c,
                    ..Raw::default()
                });
            }
            continue;
        }
        // "according to preliminary findings by legal experts"
        if view.norm(e) == "by" || view.norm(e) == "from" {
            let e2 = view.np_right(e + 1, hi, true);
            if e2 > e + 1 && kind != "quote" {
                from = e + 1;
                e = e2;
            }
        }
        if e <= from {
            continue;
        }
        let mut spans = Vec::new();
        let mut raw = Raw {
            sentence: si,
            source: Some(from..e),
            cue: at..after,
            lemma: view.doc.span_of(at..after).of(&view.doc.text).to_lowercase(),
            kind: if kind == "quote" { "say".into() } else { kind.clone() },
            tail: e..e,
            ..Raw::default()
        };
        if at == lo || (at == lo + 1 && !view.nominal(lo)) {
            let begin = if view.norm(e) == "," { e + 1 } else { e };
            if kind == "quote" {
                // "Quoting the army, SANA said ...": the main speaker passes it on
                if let Some(h) = hits.iter().find(|h| h.at >= begin && h.source.is_some()) {
                    raw.quoted_by = h.source.clone();
                    spans.extend(content_span(view, view.skip_adjuncts(h.after, hi)..hi));
                }
            } else {
                let zones: Vec<(usize, usize)> = hits.iter().map(|h| (h.zone, h.cue.end)).collect();
                let end = content_end(view, begin, hi, usize::MAX, &zones);
                spans.extend(content_span(view, begin..end));
            }
        } else {
            let b = clause_start(view, lo, at, usize::MAX, &[]);
            spans.extend(content_span(view, b..at));
            // "Nine drowned, according to the mayor, and the shelling killed four": both are his where nobody else speaks
            let alone = view.norm(e + 1) == "and" && has_verb(view, e + 2, hi) && !hits.iter().any(|h| h.at > e);
            if view.norm(e) == ","
                && e + 3 < hi
                && (alone || !one_of(view.norm(e + 1), "who which and but while a the"))
            {
                let x = content_span(view, e + 1..hi);
                spans.extend(x);
            }
        }
        if spans.is_empty() {
            continue;
        }
        raw.contents = spans.iter().map(|s| s.0).collect();
        raw.direct = spans[0].1;
        out.push(raw);
    }
}

/// "The official toll stands at 140", "his tally gave 12": a count that somebody keeps speaks for him.
fn counts(view: &View<'_>, si: usize, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    for i in lo + 1..hi.saturating_sub(2) {
        if !one_of(view.norm(i), "toll tally count figure figures number balance reckoning") {
            continue;
        }
        let Some(s) = view.np_left(i, lo) else { continue };
        // "his 6 a.m. tally"
        let s = (lo.max(i.saturating_sub(5))..s).find(|&j| one_of(view.norm(j), POSS)).unwrap_or(s);
        let of = if view.norm(i + 1) == "of" { view.np_right(i + 2, hi, false) } else { 0 };
        let owned = (s..i).any(|j| {
            one_of(view.norm(j), "official officials formal 's ministry government") || one_of(view.norm(j), POSS)
        }) || of > i + 2 && body(view, i + 2..of);
        // a date in commas may stand between ("its count, on Saturday, had been 133")
        let mut v = if of > i + 2 { of } else { i + 1 };
        // "its latest figures for the bank it holds are ..."
        if matches!(view.norm(v), "for" | "on" | "in")
            && let Some(be) = (v + 1..hi.min(v + 9)).find(|&j| one_of(view.norm(j), BE) || view.tag(j) == Tag::Punct)
            && view.tag(be) != Tag::Punct
        {
            v = be;
        }
        if view.norm(v) == "," {
            v = (v + 1..hi.min(v + 6)).find(|&j| view.norm(j) == ",").map_or(v, |j| j + 1);
        }
        let at = v;
        while v < hi
            && (one_of(view.norm(v), AUX) || view.tag(v) == Tag::Adv)
            && !(v > at && one_of(view.norm(v), FIGURE))
        {
            v += 1;
        }
        let says =
            one_of(view.norm(v), "stands stood reached reaches gave gives put puts shows showed rose climbed went");
        let v = if v > at && view.norm(v) == "of" { v + 1 } else { v };
        let is = v > at && (view.tag(v) == Tag::Num || one_of(view.norm(v), FIGURE));
        let free = out.get(first_new..).is_none_or(|l| {
            !l.iter().any(|r| r.cue.start <= v && r.contents.iter().any(|c| c.contains(view.doc.tokens[i].span)))
        });
        if !owned
            || !(says || is)
            || !free
            || out.get(first_new..).is_some_and(|l| l.iter().any(|r| r.source.as_ref().is_some_and(|x| x.contains(&i))))
        {
            continue;
        }
        let cue = if says { at..v + 1 } else { at..v };
        if let Some((span, direct)) = content_span(view, cue.end..hi) {
            let keeper = if of > i + 2 { i + 2..of } else { s..i + 1 };
            let one = s..s + 1;
            let whose = one_of(view.norm(s), "his her its their");
            out.push(Raw {
                sentence: si,
                source: Some(keeper),
                antecedent: whose.then_some(one),
                tail: cue.end..cue.end,
                cue,
                contents: vec![span],
                direct,
                kind: "say".into(),
                lemma: view.norm(i).to_owned(),
                ..Raw::default()
            });
        }
        return;
    }
}

/// Do the words name a body that keeps count ("of the regional authorities")?
fn body(view: &View<'_>, r: Range<usize>) -> bool {
    let Some(src) = sources("en") else { return false };
    r.into_iter().any(|j| src.institution.contains(view.norm(j)) && view.tag(j) != Tag::Num)
}

/// "In Norland's reckoning", "in their view": the owner of a word for what is thought speaks for the clause.
fn reckonings(view: &View<'_>, si: usize, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    for at in lo..hi.saturating_sub(2) {
        if !one_of(view.norm(at), "in by") {
            continue;
        }
        let Some(n) = (at + 2..hi.min(at + 8)).find(|&j| view.lex.possessive.contains_key(view.norm(j))) else {
            continue;
        };
        let owner = if one_of(view.norm(at + 1), "his her its their") && n <= at + 3 {
            at + 1..at + 2
        } else {
            match (at + 2..n).rev().find(|&j| matches!(view.norm(j), "'s" | "'" | "’s" | "’")) {
                Some(p) if n <= p + 2 => at + 1..p,
                _ => continue,
            }
        };
        let clash = (at + 1..n).any(|j| matches!(view.tag(j), Tag::Verb | Tag::Aux | Tag::Punct) && j > owner.end);
        let byte = view.doc.tokens[at].span.start;
        let quoted = quotes::at(&view.quotes, byte).is_some_and(|q| q.span.start < byte);
        // "in its account of the war", "in its opinion that ...": the noun has words of its own
        let follows = one_of(view.norm(n + 1), "of that for on about");
        let taken = out.get(first_new..).is_some_and(|l| l.iter().any(|r| (at..=n).any(|j| r.cue.contains(&j))));
        if clash || quoted || follows || taken {
            continue;
        }
        let mut spans = Vec::new();
        if at > lo {
            let b = clause_start(view, lo, at, usize::MAX, &[]);
            spans.extend(content_span(view, b..at));
        }
        let rest = if view.norm(n + 1) == "," { n + 2 } else { n + 1 };
        let end = (rest..hi).find(|&j| view.norm(j) == ";").unwrap_or(hi);
        if rest < end {
            spans.extend(content_span(view, rest..end));
        }
        let Some(first) = spans.first() else { continue };
        out.push(Raw {
            sentence: si,
            source: Some(owner),
            cue: at..n + 1,
            direct: first.1,
            contents: spans.iter().map(|s| s.0).collect(),
            kind: "say".into(),
            lemma: view.norm(n).to_owned(),
            tail: n..n,
            ..Raw::default()
        });
        return;
    }
}

/// "SANA reports with reference to the army": the army is the source, SANA passes it on.
fn references(view: &View<'_>, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    for at in lo + 1..hi {
        let Some((kind, after)) = view.lex.preps.at(view.doc, at) else { continue };
        if kind != "quote" || view.is_verb(at, lo, hi) {
            continue;
        }
        let e = view.np_right(after, hi, true);
        let Some(main) =
            out.get(first_new..).and_then(|l| l.iter().rev().find(|r| r.cue.end <= at && r.source.is_some()))
        else {
            continue;
        };
        if e <= after || matches!(view.norm(after), "its" | "his" | "her" | "their") {
            continue;
        }
        let raw = Raw {
            source: Some(after..e),
            cue: at..after,
            quoted_by: main.source.clone(),
            listener: None,
            tail: e..e,
            kind: "say".into(),
            lemma: "reference".into(),
            ..main.clone()
        };
        out.push(raw);
        return;
    }
}

/// "The ministry spoke of 12 dead, a spokesman of around 30": the verb is said once.
fn gapped(view: &View<'_>, si: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    let Some(main) = out.get(first_new..).and_then(|l| l.iter().find(|r| r.lemma == "speak")).cloned() else { return };
    let Some(c) = (main.cue.end..hi).find(|&j| view.norm(j) == ",") else { return };
    let Some(of) = (c + 2..hi.min(c + 12))
        .find(|&j| view.norm(j) == "of" && (view.tag(j + 1) == Tag::Num || one_of(view.norm(j + 1), FIGURE)))
    else {
        return;
    };
    if (c + 1..of).any(|j| matches!(view.tag(j), Tag::Verb | Tag::Aux | Tag::Punct)) {
        return;
    }
    let (Some((a, _)), Some((b, direct))) = (content_span(view, main.cue.end..c), content_span(view, of + 1..hi))
    else {
        return;
    };
    if let Some(m) = out.get_mut(first_new..).and_then(|l| l.iter_mut().find(|r| r.lemma == "speak")) {
        m.contents = vec![a];
    }
    out.push(Raw {
        sentence: si,
        source: Some(c + 1..of),
        cue: of..of + 1,
        contents: vec![b],
        direct,
        kind: main.kind,
        lemma: main.lemma,
        tail: of..of,
        ..Raw::default()
    });
}

/// "Ministry: 12 dead" in a headline, and a title of the form "X: ...".
fn colon(view: &View<'_>, si: usize, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    let Some(c) = (lo..hi.min(lo + 9)).find(|&j| view.norm(j) == ":") else { return };
    if c == lo || c + 2 >= hi || out[first_new..].iter().any(|r| r.cue.start <= c) {
        return;
    }
    let words = lo..c;
    if words.clone().any(|j| {
        matches!(view.tag(j), Tag::Verb | Tag::Aux | Tag::Sconj | Tag::Punct)
            && view.norm(j) != "'s"
            && view.norm(j) != "-"
    }) {
        return;
    }
    let Some(src) = sources("en") else { return };
    let last = view.norm(c - 1);
    let known = src.media.contains(last)
        || src.anonymous.contains(last)
        || src.anonymous_head.contains(last)
        || src.institution.contains(last)
        || src.office.contains(last)
        || words.clone().any(|j| src.media.contains(view.norm(j)) || src.title.contains(view.norm(j)))
        || view.lex.agencies.contains(view.doc.span_of(words.clone()).of(&view.doc.text));
    // "Q: ...", "MODERATOR: ...", a name before a quotation: the speaker of a transcript or a headline
    let capitals = words.clone().all(|j| {
        view.doc.word(j).chars().all(|c| !c.is_lowercase()) && view.doc.word(j).starts_with(char::is_alphabetic)
    }) && words.len() <= 3;
    let name = words.len() <= 4 && words.clone().all(|j| view.tag(j) == Tag::Propn || view.norm(j) == "'s");
    let opens = view.is_quote(c + 1) || view.doc.word(c + 1).starts_with(['\'', '‘', '`']);
    let speaker = (capitals && (view.norm(c + 1) != "." && s_len(view, c, hi) > 3)) || (name && opens);
    let single = words.len() == 1 && view.upper(lo) && !is_label(view.norm(lo)) && si == 0;
    if !(known || single || speaker) || is_label(last) {
        return;
    }
    if let Some((span, direct)) = content_span(view, c + 1..hi) {
        out.push(Raw {
            sentence: si,
            source: Some(words),
            cue: c..c + 1,
            contents: vec![span],
            kind: "say".into(),
            lemma: ":".into(),
            direct,
            tail: c..c,
            ..Raw::default()
        });
    }
}

/// "Hundreds drowned in the flood: report": a headline may name its source last.
fn last_colon(view: &View<'_>, si: usize, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    let Some(c) = (hi.saturating_sub(5).max(lo + 3)..hi.saturating_sub(1)).rev().find(|&j| view.norm(j) == ":") else {
        return;
    };
    let words = c + 1..hi;
    let Some(src) = sources("en") else { return };
    let last = view.norm(hi - 1);
    let known = src.media.contains(last)
        || src.anonymous.contains(last)
        || src.anonymous_head.contains(last)
        || src.institution.contains(last)
        || src.office.contains(last)
        || view.lex.agencies.contains(view.doc.span_of(words.clone()).of(&view.doc.text));
    let plain = !words.clone().any(|j| matches!(view.tag(j), Tag::Punct | Tag::Num | Tag::Aux | Tag::Adp));
    if si != 0 || hi != view.doc.tokens.len() || !known || !plain || !has_verb(view, lo, c) {
        return;
    }
    if let Some((span, direct)) = content_span(view, lo..c) {
        let kept = out.len().min(first_new);
        let mut i = 0;
        out.retain(|r| {
            i += 1;
            i <= kept || !r.contents.iter().any(|x| x.overlaps(view.doc.span_of(words.clone())))
        });
        out.push(Raw {
            sentence: si,
            source: Some(words),
            cue: c..c + 1,
            contents: vec![span],
            kind: "say".into(),
            lemma: ":".into(),
            direct,
            tail: c..c,
            ..Raw::default()
        });
    }
}

/// Words between the colon at `c` and the end.
fn s_len(view: &View<'_>, c: usize, hi: usize) -> usize {
    (c + 1..hi).filter(|&j| view.tag(j) != Tag::Punct).count()
}

fn is_label(w: &str) -> bool {
    one_of(
        w,
        "breaking update updates updated live watch video photos photo explainer analysis opinion exclusive factbox timeline correction note background related read source warning url http https editor editorial profile interview",
    )
}

/// A quotation that follows an attributed one in the same paragraph without a cue of its own goes on with its speaker.
fn continue_quotes(view: &View<'_>, out: &mut Vec<Raw>) {
    // what is attributed already, as merged spans in order
    let mut taken: Vec<Span> = out.iter().flat_map(|r| r.contents.iter().copied()).collect();
    taken.sort();
    taken.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    let mut more: Vec<Raw> = Vec::new();
    for (qi, q) in view.quotes.iter().enumerate() {
        let i = taken.partition_point(|t| t.end <= q.span.start);
        if q.span.len() < 12 || taken.get(i).is_some_and(|t| t.overlaps(q.span)) {
            continue;
        }
        let Some(si) = view.doc.sentence_at(q.span.start) else { continue };
        let s = &view.doc.sentences[si];
        // it opens its sentence, and a sentence shortly before belongs to a quotation with a speaker
        if q.span.start > s.span.start + 3 || qi == 0 {
            continue;
        }
        let near = |r: &&Raw| {
            r.direct
                && r.sentence <= si
                && r.sentence + 3 >= si
                && view.doc.sentences[r.sentence].paragraph == s.paragraph
        };
        let (a, b) = (out.partition_point(|r| r.sentence + 3 < si), out.partition_point(|r| r.sentence <= si));
        let later = more.len().saturating_sub(8);
        let found = more
            .get(later..)
            .and_then(|l| l.iter().rfind(near))
            .or_else(|| out.get(a..b).and_then(|l| l.iter().rfind(near)));
        if let Some(r) = found {
            let mut r = r.clone();
            r.contents = vec![q.span];
            r.sentence = si;
            more.push(r);
        }
    }
    out.extend(more);
}
