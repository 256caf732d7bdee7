//! How certainly an event happened, composed down the parse.
//!
//! Key decision: the value of a word is a product of shares from -1 to 1. What governs it decides in what context it stands ("refused
//! to", "denied that", "if", "without"), its own auxiliaries, negation and adverbs decide what is said of it there. All numbers are data
//! (`data/languages/en/certainty.toml`); here is only which of them applies.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use foldhash::HashMap;
use serde::Deserialize;
use text::{Doc, Rel, Tag};

#[derive(Clone, Copy, Debug)]
struct Governor {
    yes: f64,
    no: f64,
    factive: bool,
}

#[derive(Clone, Copy, Debug)]
struct Modal {
    yes: f64,
    no: f64,
    past: f64,
}

#[derive(Debug, Default)]
struct Table {
    /// How the thing hangs on it, and the governing word.
    /// By what they take, then word.
    governors: BTreeMap<String, HashMap<String, Governor>>,
    modals: BTreeMap<String, Modal>,
    adverbs: BTreeMap<String, f64>,
    marks: BTreeMap<String, f64>,
    prepositions: BTreeMap<String, f64>,
    adjectives: BTreeMap<String, f64>,
    defaults: BTreeMap<String, f64>,
}

mod file {
    use super::{BTreeMap, Deserialize};

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct File {
        pub(super) governor: Vec<Governor>,
        pub(super) modal: Vec<Modal>,
        pub(super) adverb: Vec<Share>,
        pub(super) mark: Vec<Value>,
        pub(super) preposition: Vec<Value>,
        pub(super) adjective: Vec<Share>,
        pub(super) default: BTreeMap<String, f64>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Governor {
        pub(super) takes: String,
        pub(super) words: String,
        pub(super) yes: f64,
        pub(super) no: f64,
        #[serde(default)]
        pub(super) factive: bool,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Modal {
        pub(super) words: String,
        pub(super) yes: f64,
        pub(super) no: f64,
        pub(super) past: f64,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Share {
        pub(super) words: String,
        pub(super) share: f64,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Value {
        pub(super) words: String,
        pub(super) value: f64,
    }
}

/// Certainty is stated from -3 to 3 and reckoned in shares of that.
const FULL: f64 = 3.0;

fn build() -> Result<Table, String> {
    let f: file::File =
        toml::from_str(include_str!("../../../../data/languages/en/certainty.toml")).map_err(|e| e.to_string())?;
    let mut t = Table::default();
    for g in f.governor {
        let governor = Governor { yes: g.yes / FULL, no: g.no / FULL, factive: g.factive };
        for w in g.words.split_whitespace() {
            t.governors.entry(g.takes.clone()).or_default().entry(w.to_owned()).or_insert(governor);
        }
    }
    for m in f.modal {
        for w in m.words.split_whitespace() {
            t.modals.insert(w.to_owned(), Modal { yes: m.yes / FULL, no: m.no / FULL, past: m.past / FULL });
        }
    }
    let each = |list: Vec<(String, f64)>, to: &mut BTreeMap<String, f64>| {
        for (words, v) in list {
            to.extend(words.split_whitespace().map(|w| (w.to_owned(), v / FULL)));
        }
    };
    each(f.adverb.into_iter().map(|x| (x.words, x.share)).collect(), &mut t.adverbs);
    each(f.adjective.into_iter().map(|x| (x.words, x.share)).collect(), &mut t.adjectives);
    each(f.mark.into_iter().map(|x| (x.words, x.value)).collect(), &mut t.marks);
    each(f.preposition.into_iter().map(|x| (x.words, x.value)).collect(), &mut t.prepositions);
    t.defaults = f.default.into_iter().map(|(k, v)| (k, v / FULL)).collect();
    Ok(t)
}

fn table() -> &'static Table {
    static T: OnceLock<Table> = OnceLock::new();
    // part of the binary and read by a test; an unreadable file would only mean that everything counts as said
    T.get_or_init(|| build().unwrap_or_default())
}

/// The values (-3 to 3) of all tokens of one parsed sentence, in order. Only those of event words mean something by themselves.
pub(super) fn of_sentence(doc: &Doc, tokens: Range<usize>) -> Vec<f64> {
    let mut s = Sentence::new(doc, tokens.clone());
    for i in s.by_depth() {
        let context = s.context(i);
        let own = s.own(i);
        let at = i - tokens.start;
        s.contexts[at] = context;
        s.owns[at] = own;
        s.values[at] = (context * own).clamp(-1.0, 1.0);
    }
    s.values.iter().map(|v| v * FULL).collect()
}

struct Sentence<'a> {
    doc: &'a Doc,
    tokens: Range<usize>,
    children: Vec<Vec<usize>>,
    /// What the place under its governor leaves of a token.
    contexts: Vec<f64>,
    /// What its own auxiliaries, negation and adverbs leave.
    owns: Vec<f64>,
    values: Vec<f64>,
    /// The sentence asks.
    question: bool,
    table: &'static Table,
}

impl<'a> Sentence<'a> {
    fn new(doc: &'a Doc, tokens: Range<usize>) -> Self {
        let n = tokens.len();
        let mut children = vec![Vec::new(); n];
        for i in tokens.clone() {
            if let Some(h) = doc.tokens[i].head.filter(|h| tokens.contains(h)) {
                children[h - tokens.start].push(i);
            }
        }
        let one = || vec![1.0; n];
        let last = tokens.end.checked_sub(1).and_then(|e| doc.tokens.get(e));
        let question = last.is_some_and(|t| t.norm == "?");
        Self { doc, tokens, children, contexts: one(), owns: one(), values: one(), question, table: table() }
    }

    /// Governors before what they govern. A token that no root reaches (there is none in a sound tree) keeps the value 1.
    fn by_depth(&self) -> Vec<usize> {
        let root = |i: &usize| self.doc.tokens[*i].head.is_none_or(|h| !self.tokens.contains(&h));
        let mut out: Vec<usize> = self.tokens.clone().filter(root).collect();
        let mut seen: BTreeSet<usize> = out.iter().copied().collect();
        let mut next = 0;
        while let Some(&i) = out.get(next) {
            next += 1;
            for &c in self.kids(i) {
                if seen.insert(c) {
                    out.push(c);
                }
            }
        }
        out
    }

    fn kids(&self, i: usize) -> &[usize] {
        i.checked_sub(self.tokens.start).and_then(|k| self.children.get(k)).map_or(&[], Vec::as_slice)
    }

    fn rel(&self, i: usize) -> Rel {
        self.doc.tokens[i].rel
    }

    fn norm(&self, i: usize) -> &str {
        &self.doc.tokens[i].norm
    }

    fn fine(&self, i: usize) -> &str {
        self.doc.tokens[i].fine
    }

    fn value(&self, i: usize) -> f64 {
        i.checked_sub(self.tokens.start).and_then(|k| self.values.get(k)).copied().unwrap_or(1.0)
    }

    fn default(&self, key: &str) -> f64 {
        self.table.defaults.get(key).copied().unwrap_or(1.0)
    }

    fn child(&self, i: usize, is: impl Fn(usize) -> bool) -> Option<usize> {
        self.kids(i).iter().copied().find(|&c| is(c))
    }

    fn infinitive(&self, i: usize) -> bool {
        self.fine(i) == "VB" && self.child(i, |c| self.fine(c) == "TO" || self.norm(c) == "to").is_some()
            || self.is_predicate(i) && self.child(i, |c| self.fine(c) == "TO").is_some()
    }

    fn after_to(&self, i: usize) -> bool {
        matches!(self.doc.tokens[i].tag, Tag::Noun | Tag::Adj)
            && i > self.tokens.start
            && self.norm(i - 1) == "to"
            && !matches!(self.fine(i), "NNS" | "JJR" | "JJS")
    }

    fn is_predicate(&self, i: usize) -> bool {
        self.child(i, |c| self.rel(c) == Rel::Cop).is_some()
    }

    fn is_clause(&self, i: usize) -> bool {
        matches!(self.doc.tokens[i].tag, Tag::Verb | Tag::Aux) || self.is_predicate(i)
    }

    fn gerund(&self, i: usize) -> bool {
        self.fine(i) == "VBG" && self.child(i, |c| self.rel(c) == Rel::Aux).is_none()
    }

    /// What a governing word makes of what hangs on it so.
    fn governor(&self, takes: &str, g: usize) -> Option<Governor> {
        let t = &self.doc.tokens[g];
        let governors = self.table.governors.get(takes)?;
        let find = |w: &str| governors.get(w).copied();
        if let Some(p) = self.child(g, |c| self.rel(c) == Rel::CompoundPrt)
            && let Some(found) = find(&format!("{}-{}", t.lemma, self.norm(p)))
        {
            return Some(found);
        }
        // "called off the meeting", "called for talks": what stands right behind the verb belongs to it, whatever the parse calls it
        if matches!(t.tag, Tag::Verb)
            && self.tokens.contains(&(g + 1))
            && let Some(found) = find(&format!("{}-{}", t.lemma, self.norm(g + 1)))
        {
            return Some(found);
        }
        find(&t.lemma).or_else(|| find(&t.norm))
    }

    fn under(&self, takes: &str, g: usize) -> Option<f64> {
        self.governor(takes, g).map(|rule| self.apply(rule, g))
    }

    /// "called for an inquiry" where the parse has "for" with the inquiry.
    fn phrasal(&self, takes: &str, g: usize, particle: &str) -> Option<f64> {
        let verb = format!("{}-{particle}", self.doc.tokens[g].lemma);
        self.table.governors.get(takes)?.get(&verb).map(|&rule| self.apply(rule, g))
    }

    fn apply(&self, rule: Governor, g: usize) -> f64 {
        let v = self.value(g);
        match (rule.factive, v >= 0.0) {
            (true, true) => rule.yes,
            (true, false) => rule.no,
            (false, true) => rule.yes * v,
            (false, false) => rule.no * -v,
        }
    }

    /// A thing about whose governor nothing in particular is known: as certain as that is, and open where that did not happen.
    fn along(&self, g: usize, share: f64) -> f64 {
        let v = self.value(g);
        if v >= 0.0 { v * share } else { 0.1 * share }
    }

    fn context(&self, i: usize) -> f64 {
        let t = &self.doc.tokens[i];
        let Some(h) = t.head.filter(|h| self.tokens.contains(h)) else { return self.root(i) };
        match t.rel {
            Rel::Conj => match h.checked_sub(self.tokens.start).and_then(|k| self.contexts.get(k)) {
                Some(&c) => c,
                None => 1.0,
            },
            Rel::Ccomp | Rel::Csubj | Rel::Xcomp | Rel::Acl | Rel::Advcl if self.infinitive(i) => {
                self.infinitive_of(i, h)
            }
            Rel::Ccomp | Rel::Csubj | Rel::Xcomp => self.complement(i, h),
            Rel::Advcl => self.adverbial(i, h),
            Rel::AclRelcl => self.default("relative") * (0.6 + 0.4 * self.value(h).max(0.0)),
            Rel::Acl => self.of_noun(i, h),
            Rel::Parataxis => self.default("present"),
            // a verb taken for a noun: "is due to rule"
            _ if self.after_to(i) && self.governor("inf", h).is_some() => self.infinitive_of(i, h),
            _ if self.is_clause(i) && t.rel != Rel::Amod && t.rel != Rel::Compound => self.complement(i, h),
            _ => self.nominal(i, h),
        }
    }

    fn root(&self, i: usize) -> f64 {
        let subject = self.child(i, |c| matches!(self.rel(c), Rel::Nsubj | Rel::NsubjPass | Rel::Expl | Rel::Csubj));
        if self.question && self.is_clause(i) {
            return self.default("question");
        }
        if self.infinitive(i) {
            return self.default("headline_infinitive");
        }
        if self.fine(i) == "VB" && subject.is_none() && self.child(i, |c| self.rel(c) == Rel::Aux).is_none() {
            return self.default("imperative");
        }
        // "..., he said": whoever says it stands below
        let said = self.child(i, |c| self.rel(c) == Rel::Parataxis && self.governor("clause", c).is_some());
        let said = said.and_then(|c| self.governor("clause", c)).map_or(1.0, |g| g.yes);
        if self.is_clause(i) || subject.is_some() { said } else { said * self.default("definite") }
    }

    fn infinitive_of(&self, i: usize, h: usize) -> f64 {
        // "too poor to help"
        if self.child(h, |c| self.norm(c) == "too" && self.rel(c) == Rel::Advmod).is_some() {
            return -0.5 * self.value(h);
        }
        if let Some(v) = self.under("inf", h) {
            return v;
        }
        let key = if self.rel(i) == Rel::Advcl { "purpose" } else { "inf" };
        let share = self.default(key);
        let v = self.value(h);
        if v >= 0.0 { share * (0.3 + 0.7 * v) } else { -0.3 * share }
    }

    /// The word that opens a clause: "if", "that", "without", "when".
    fn mark(&self, i: usize) -> Option<usize> {
        self.child(i, |c| c < i && matches!(self.rel(c), Rel::Mark | Rel::Case))
            .or_else(|| self.child(i, |c| c < i && self.fine(c) == "WRB"))
    }

    fn complement(&self, i: usize, h: usize) -> f64 {
        let mark = self.mark(i).map(|m| self.norm(m));
        if matches!(mark, Some("if" | "whether")) {
            return self.table.marks.get("if").copied().unwrap_or(0.0);
        }
        if self.gerund(i) {
            if let Some(v) = mark.and_then(|m| self.under(m, h)) {
                return v;
            }
            return self.under("ing", h).unwrap_or_else(|| self.along(h, self.default("ing")));
        }
        if self.fine(i) == "VB" && self.child(i, |c| self.rel(c) == Rel::Aux).is_none() && mark.is_none() {
            if let Some(v) = self.under("inf", h) {
                return v;
            }
        }
        if self.rel(i) == Rel::Xcomp && mark.is_none() {
            return self.along(h, 1.0);
        }
        if let Some(v) = self.under("clause", h) {
            return v;
        }
        let v = self.value(h);
        self.default("clause") * (0.3 + 0.7 * v.max(0.0))
    }

    fn adverbial(&self, i: usize, h: usize) -> f64 {
        let v = self.value(h);
        let Some(m) = self.mark(i) else {
            // "..., killing two"
            return if v >= 0.0 {
                self.default("participle") * (0.15 + 0.85 * v)
            } else {
                0.5 * self.default("participle")
            };
        };
        let word = self.norm(m);
        if self.gerund(i)
            && let Some(v) = self.under(word, h)
        {
            return v;
        }
        let Some(&share) = self.table.marks.get(word) else { return self.along(h, self.default("clause")) };
        // what is to come when something else has come is no more certain than that
        if share > 0.5 && (0.0..0.75).contains(&v) { share * (0.4 + 0.8 * v) } else { share }
    }

    fn of_noun(&self, i: usize, h: usize) -> f64 {
        let v = self.value(h).max(0.0);
        match self.mark(i).map(|m| self.norm(m)) {
            Some("that") => self.under("clause", h).unwrap_or(self.default("clause")),
            Some(m) if self.gerund(i) => self
                .under(m, h)
                .or_else(|| self.table.marks.get(m).copied())
                .unwrap_or_else(|| self.along(h, self.default("ing"))),
            Some("if" | "whether") => self.table.marks.get("if").copied().unwrap_or(0.0),
            _ => self.default("participle") * (0.4 + 0.6 * v),
        }
    }

    fn definite(&self, i: usize) -> bool {
        self.child(i, |c| {
            self.rel(c) == Rel::NmodPoss
                || self.rel(c) == Rel::Det && matches!(self.norm(c), "the" | "this" | "that" | "these" | "those")
        })
        .is_some()
    }

    fn nominal(&self, i: usize, h: usize) -> f64 {
        let v = self.value(h);
        if v < 0.0 && self.nothing(i) {
            // "there was no warning": one negation, told of both
            return -v;
        }
        let definite = self.definite(i);
        let plain = self.default(if definite { "definite" } else { "bare" });
        // a thing spoken of as known is mostly there, whatever becomes of it
        let known = |x: f64| match (definite, x >= 0.0, v >= 0.0) {
            (true, true, _) => (x + plain) / 2.0,
            (true, false, false) => 0.75 * plain,
            _ => x,
        };
        match self.rel(i) {
            Rel::Nsubj if self.is_clause(h) => {
                self.under("subject", h).map_or(plain * (0.75 + 0.25 * v.max(0.0)), known)
            }
            Rel::Obj | Rel::Iobj | Rel::NsubjPass => match self.under("noun", h) {
                Some(x) => known(x),
                None if v < 0.0 && !definite => 0.3 * v,
                None => plain * (0.6 + 0.4 * v.max(0.0)),
            },
            Rel::Obl | Rel::Nmod | Rel::Advcl | Rel::Acl => {
                let case = self.child(i, |c| matches!(self.rel(c), Rel::Case | Rel::Mark)).map(|c| self.norm(c));
                // "did not die in the blast": the blast was there all the same
                let there = if v < 0.0 { 0.95 } else { 0.65 + 0.35 * v };
                if let Some(x) =
                    case.and_then(|p| self.phrasal("noun", h, p)).or_else(|| case.and_then(|p| self.under(p, h)))
                {
                    return known(x);
                }
                match case.and_then(|p| self.table.prepositions.get(p)) {
                    Some(&p) if p < 0.0 => p,
                    Some(&p) => p * there,
                    None => plain * there,
                }
            }
            Rel::Compound => self.default("compound") * (0.5 + 0.5 * v.max(0.0)),
            Rel::Amod | Rel::NmodPoss => self.default("attribute"),
            Rel::Appos => v,
            _ => plain * (0.6 + 0.4 * v.max(0.0)),
        }
    }

    /// What a word's own auxiliaries, negation and adverbs leave of it.
    fn own(&self, i: usize) -> f64 {
        if !self.is_clause(i) {
            return self.own_of_noun(i);
        }
        let shared = self.shared(i);
        let from = shared.unwrap_or(i);
        let negative = self.negated(i) || (from != i && self.negated(from));
        let mut value = None;
        let perfect = self.child(from, |c| self.rel(c) == Rel::Aux && self.doc.tokens[c].lemma == "have").is_some();
        for &c in self.kids(from) {
            if !matches!(self.rel(c), Rel::Aux | Rel::AuxPass | Rel::Cop) {
                continue;
            }
            if let Some(m) = self.table.modals.get(self.norm(c)) {
                value = Some(match (perfect, negative) {
                    (true, false) => m.past,
                    // "should not have sold": they did
                    (true, true) => {
                        if m.past < 0.0 {
                            -m.past
                        } else {
                            m.no.min(-m.past)
                        }
                    }
                    (false, true) => m.no,
                    (false, false) => m.yes,
                });
            }
        }
        let present = matches!(self.fine(i), "VBZ" | "VBP")
            || self.child(i, |c| self.rel(c) == Rel::Cop && matches!(self.fine(c), "VBZ" | "VBP")).is_some();
        let mut value = value.unwrap_or_else(|| {
            if negative {
                self.default("negated")
            } else if present {
                self.default("present")
            } else {
                self.default("past")
            }
        });
        for &c in self.kids(i) {
            if !matches!(self.rel(c), Rel::Advmod | Rel::Discourse) {
                continue;
            }
            if self.norm(c) == "longer" && self.child(c, |d| self.norm(d) == "no").is_some() {
                value = self.default("no_longer");
            } else if let Some(&share) = self.table.adverbs.get(self.norm(c)).filter(|&&s| s > -1.0) {
                value *= share;
            }
        }
        value
    }

    /// A verb joined to another shares its auxiliaries and negation where it has no subject and none of its own: "will not meet or talk".
    fn shared(&self, i: usize) -> Option<usize> {
        let h = self.doc.tokens[i].head.filter(|h| self.tokens.contains(h))?;
        if self.rel(i) != Rel::Conj || !self.is_clause(h) || self.fine(h) != self.fine(i) {
            return None;
        }
        let own = self.child(i, |c| {
            matches!(self.rel(c), Rel::Aux | Rel::AuxPass | Rel::Nsubj | Rel::NsubjPass | Rel::Cop)
                || self.norm(c) == "but"
        });
        own.is_none().then_some(h)
    }

    fn negated(&self, i: usize) -> bool {
        self.kids(i).iter().any(|&c| match self.rel(c) {
            Rel::Advmod | Rel::Aux | Rel::Discourse | Rel::Det | Rel::Cc => {
                let negator = self.table.adverbs.get(self.norm(c)).is_some_and(|&s| s <= -1.0);
                // "not only", "not just", "not necessarily" deny something else
                let next = self.tokens.contains(&(c + 1)).then(|| self.norm(c + 1));
                negator && !matches!(next, Some("only" | "just" | "merely" | "simply" | "necessarily" | "until"))
            }
            Rel::Nsubj | Rel::NsubjPass | Rel::Obj => self.nothing(c),
            _ => false,
        })
    }

    /// "nobody", "none of them", "no ship".
    fn nothing(&self, i: usize) -> bool {
        matches!(self.norm(i), "nobody" | "none" | "nothing" | "neither" | "no-one" | "nowhere")
            || self.child(i, |c| self.rel(c) == Rel::Det && matches!(self.norm(c), "no" | "neither")).is_some()
    }

    fn own_of_noun(&self, i: usize) -> f64 {
        let mut value = 1.0;
        for &c in self.kids(i) {
            if matches!(self.rel(c), Rel::Amod | Rel::Det | Rel::Compound | Rel::Advmod)
                && let Some(&share) = self.table.adjectives.get(self.norm(c))
            {
                value *= share;
            }
        }
        value
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn data_file_compiles() {
        let t = super::build().expect("data/languages/en/certainty.toml is readable");
        assert!(t.governors.values().map(|of| of.len()).sum::<usize>() > 500);
    }
}
