//! Word patterns of the rule packs, and where they stand in a text.
//!
//! A pattern is a run of words: `break out`, `hold ... responsible`, `put|lay the blame on`, `погиб*`, `@site`. A word matches a
//! token's lemma or its plain form; `x*` matches a beginning (for languages without lemmas); `a|b` either; `@name` a word class of
//! the packs; `...` up to six tokens that hold no clause end. Capital letters never matter.
//!
//! Patterns are indexed by their first word, so that a text costs a look-up a token however many rules there are.

use std::collections::BTreeMap;

use foldhash::HashMap;
use text::{Doc, Tag};

/// One word of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// Equal to the lemma or the plain form.
    Is(String),
    /// As a verb: equal to the lemma or the plain form, where the language is tagged.
    Verb(String),
    /// The plain form begins so.
    Begins(String),
    /// Any of these.
    Any(Vec<Word>),
    /// Up to six tokens.
    Gap,
}

/// Longest run that `...` stands for, in tokens.
const GAP: usize = 6;

/// Word classes by name: `site`, `people` ... each a list of words (with `*` allowed).
pub(crate) type Classes = BTreeMap<String, Vec<String>>;

fn word(s: &str, classes: &Classes) -> Result<Word, String> {
    if s == "..." {
        return Ok(Word::Gap);
    }
    if let Some(name) = s.strip_prefix('@') {
        let list = classes.get(name).ok_or_else(|| format!("no word class @{name}"))?;
        return Ok(Word::Any(list.iter().map(|w| word(w, classes)).collect::<Result<_, _>>()?));
    }
    if s.contains('|') {
        return Ok(Word::Any(s.split('|').map(|w| word(w, classes)).collect::<Result<_, _>>()?));
    }
    let s = s.to_lowercase();
    if let Some(verb) = s.strip_suffix("/v") {
        return Ok(Word::Verb(verb.to_owned()));
    }
    Ok(match s.strip_suffix('*') {
        Some(stem) => Word::Begins(stem.to_owned()),
        None => Word::Is(s),
    })
}

/// An Arabic word without the particles written together with it ("and", "so", the article, "by the", "to the"): all readings that leave
/// three letters or more.
fn bare(doc: &Doc, i: usize) -> impl Iterator<Item = &str> {
    let word = doc.tokens.get(i).filter(|_| doc.lang == "ar").map(|t| t.norm.as_str());
    let long = |w: &&str| w.chars().count() > 2;
    let joined = word.and_then(|w| w.strip_prefix(['و', 'ف'])).filter(long);
    let noun = |w: &'static str| move |x: &str| -> Option<usize> { x.starts_with(w).then_some(w.len()) };
    let articles = [noun("بال"), noun("كال"), noun("لل"), noun("ال"), noun("ب")];
    let cut = move |w: &str| articles.iter().find_map(|a| a(w));
    let plain = word.and_then(|w| w.get(cut(w)?..)).filter(long);
    let both = joined.and_then(|w| w.get(cut(w)?..)).filter(long);
    joined.into_iter().chain(plain).chain(both)
}

impl Word {
    fn matches(&self, doc: &Doc, i: usize) -> bool {
        let Some(t) = doc.tokens.get(i) else { return false };
        match self {
            Word::Is(w) if doc.lang == "ar" => t.norm == *w || bare(doc, i).any(|b| b == w),
            Word::Begins(w) if doc.lang == "ar" => {
                t.norm.starts_with(w.as_str()) || bare(doc, i).any(|b| b.starts_with(w.as_str()))
            }
            Word::Is(w) => t.lemma == *w || t.norm == *w,
            Word::Verb(w) => {
                (t.lemma == *w || t.norm == *w) && (doc.lang != "en" || matches!(t.tag, Tag::Verb | Tag::Aux))
            }
            Word::Begins(w) => t.norm.starts_with(w.as_str()),
            Word::Any(list) => list.iter().any(|w| w.matches(doc, i)),
            Word::Gap => false,
        }
    }
}

/// Where a pattern stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// First token.
    pub(crate) first: usize,
    /// One past the last token.
    pub(crate) end: usize,
    /// The caller's number for the pattern.
    pub(crate) rule: usize,
}

/// The first two characters of a word, the second 0 where only the first is meant.
type Beginning = [char; 2];

/// The longer and the shorter beginning of a word; of a word of one character, twice the same.
fn beginnings(word: &str) -> Option<[Beginning; 2]> {
    let mut c = word.chars();
    let first = c.next()?;
    Some([[first, c.next().unwrap_or('\0')], [first, '\0']])
}

/// Many patterns of one language, ready to be found together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    list: Vec<(Vec<Word>, usize)>,
    /// Patterns whose first word is one exact word.
    exact: HashMap<String, Vec<usize>>,
    /// Patterns whose first word is a beginning, by its first two characters, or one where it has no more.
    begins: HashMap<Beginning, Vec<usize>>,
}

impl Patterns {
    /// Adds a pattern under the caller's number.
    pub(crate) fn add(&mut self, pattern: &str, rule: usize, classes: &Classes) -> Result<(), String> {
        let words: Vec<Word> = pattern.split_whitespace().map(|w| word(w, classes)).collect::<Result<_, _>>()?;
        let Some(first) = words.first().cloned() else { return Err("an empty pattern".to_owned()) };
        let at = self.list.len();
        self.list.push((words, rule));
        self.index(&first, at, pattern)
    }

    fn index(&mut self, first: &Word, at: usize, pattern: &str) -> Result<(), String> {
        match first {
            Word::Is(w) | Word::Verb(w) => self.exact.entry(w.clone()).or_default().push(at),
            Word::Begins(w) => {
                let [c, ..] = beginnings(w).ok_or_else(|| format!("{pattern:?} begins with a bare *"))?;
                self.begins.entry(c).or_default().push(at);
            }
            Word::Any(list) => {
                for w in list {
                    self.index(w, at, pattern)?;
                }
            }
            Word::Gap => return Err(format!("{pattern:?} begins with a gap")),
        }
        Ok(())
    }

    /// The patterns that the beginning of a word calls up.
    fn begin(&self, word: &str, at: &mut Vec<usize>) {
        if self.begins.is_empty() {
            return;
        }
        for key in beginnings(word).into_iter().flatten() {
            at.extend(self.begins.get(&key).into_iter().flatten());
        }
    }

    /// True when there is nothing to find.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All hits in a range of tokens, in order; of one rule only the longest at a place.
    pub(crate) fn find(&self, doc: &Doc, range: std::ops::Range<usize>) -> Vec<Hit> {
        let mut hits = Vec::new();
        // callers look a little beyond a mention; the text may end there
        let range = range.start..range.end.min(doc.tokens.len());
        for i in range.clone() {
            let t = &doc.tokens[i];
            if t.tag == Tag::Punct {
                continue;
            }
            let mut at: Vec<usize> = Vec::new();
            at.extend(self.exact.get(&t.lemma).into_iter().flatten());
            if t.norm != t.lemma {
                at.extend(self.exact.get(&t.norm).into_iter().flatten());
            }
            self.begin(&t.norm, &mut at);
            for b in bare(doc, i) {
                at.extend(self.exact.get(b).into_iter().flatten());
                self.begin(b, &mut at);
            }
            at.sort_unstable();
            at.dedup();
            for p in at {
                let (words, rule) = &self.list[p];
                if let Some(end) = matches(doc, words, i, range.end) {
                    hits.push(Hit { first: i, end, rule: *rule });
                }
            }
        }
        hits.sort_by_key(|h| (h.rule, h.first, std::cmp::Reverse(h.end)));
        hits.dedup_by_key(|h| (h.rule, h.first));
        hits.sort_unstable();
        hits
    }

    /// True when any pattern stands in the range.
    pub(crate) fn any(&self, doc: &Doc, range: std::ops::Range<usize>) -> bool {
        !self.is_empty() && !self.find(doc, range).is_empty()
    }
}

fn matches(doc: &Doc, words: &[Word], mut i: usize, end: usize) -> Option<usize> {
    let mut k = 0;
    while k < words.len() {
        if words[k] == Word::Gap {
            let rest = &words[k + 1..];
            let mut j = i;
            while j <= i + GAP && j < end {
                if let Some(e) = matches(doc, rest, j, end) {
                    return Some(e);
                }
                if matches!(doc.tokens[j].norm.as_str(), "." | ";" | ":" | "?" | "!") {
                    return None;
                }
                j += 1;
            }
            return None;
        }
        if i >= end {
            return None;
        }
        if words[k].matches(doc, i) {
            i += 1;
            k += 1;
        } else if k > 0 && doc.tokens[i].tag == Tag::Adv && words.get(k).is_some() {
            // "broke quickly out": one adverb may stand inside a phrase
            if !words[k].matches(doc, i + 1) || i + 1 >= end {
                return None;
            }
            i += 1;
        } else {
            return None;
        }
    }
    Some(i)
}
