//! The tagger: one pass from left to right, the best class at each word.
//!
//! A class is a universal tag with the treebank's finer one (`VERB/VBD`): the finer one tells past from participle, which the parser
//! and the dictionary forms need.
//!
//! Features of the word at `i` (all hashed, [`features`]): forms at i-2..i+2 and pairs of neighbours; prefixes to 3 and suffixes to 4
//! characters of the word, suffixes of its neighbours; its capitals, digits and marks; the two classes before it, alone, together and
//! with the word; and for the word and the two after it the *ambiguity class*: the set of classes that the form had in training
//! where it was seen often, else the set of inflections that the dictionary ([`super::dictionary`]) allows, so that a verb that the
//! treebanks lack ("fled") is met as the verb form that it is. A form that had only one class, often, takes it without scoring.

use super::{
    weights::Weights,
    words::{Words, mix},
};
use crate::Tag;

/// In a lexicon value: the rest is the class itself, not an ambiguity class.
pub const SURE: u16 = 0x8000;

/// A tagger over its weights.
#[derive(Clone, Debug)]
pub struct Tagger<'a> {
    weights: Weights<'a>,
    classes: Vec<(Tag, &'a str)>,
}

/// What is known of a word: from training where it was common there, else from the dictionary.
pub fn ambiguity(trained: u16, dictionary: u16) -> u32 {
    if trained != 0 { u32::from(trained) } else { 0x1_0000 | u32::from(dictionary) }
}

/// Hands every feature of word `i` to `f`. `amb` holds the [`ambiguity`] of all words; `p1` and `p2` are the classes of the word
/// before and the one before that, plus one (0: none).
pub fn features(w: &Words, amb: &[u32], i: usize, p1: u64, p2: u64, mut f: impl FnMut(u64)) {
    let form = |d: isize| i.checked_add_signed(d).and_then(|k| w.form.get(k)).copied().unwrap_or(0);
    let suffix = |d: isize, n: usize| i.checked_add_signed(d).and_then(|k| w.suffix.get(k)).map_or(0, |s| s[n]);
    let shape = |d: isize| i.checked_add_signed(d).and_then(|k| w.shape.get(k)).copied().unwrap_or(999);
    let known = |d: isize| i.checked_add_signed(d).and_then(|k| amb.get(k)).map_or(1, |&a| u64::from(a) + 2);
    let mut t = 0;
    let mut put = |a: u64, b: u64| {
        t += 1;
        f(mix(mix(t, a), b));
    };
    let (w0, w1, w2, n1, n2) = (form(0), form(-1), form(-2), form(1), form(2));
    let first = u64::from(i == 0);
    let dict = |d: isize| i.checked_add_signed(d).and_then(|k| w.dictionary.get(k)).map_or(0x2_0000, |&a| u64::from(a));
    let pre = w.prefix.get(i).copied().unwrap_or_default();
    put(1, 0);
    put(w0, 0);
    put(w1, 0);
    put(w2, 0);
    put(n1, 0);
    put(n2, 0);
    put(w1, w0);
    put(w0, n1);
    put(suffix(0, 0), 0);
    put(suffix(0, 1), 0);
    put(suffix(0, 2), 0);
    put(suffix(0, 3), 0);
    put(pre[0], 0);
    put(pre[1], 0);
    put(pre[2], 0);
    put(shape(0), first);
    put(suffix(0, 2), mix(shape(0), first));
    put(suffix(-1, 2), 0);
    put(suffix(1, 2), 0);
    put(suffix(1, 1), 0);
    put(p1, 0);
    put(p1, p2);
    put(p1, w0);
    put(p1, suffix(0, 2));
    put(p1, suffix(0, 1));
    put(mix(p1, p2), w0);
    put(p1, n1);
    put(known(0), 0);
    put(known(0), p1);
    put(known(0), mix(p1, p2));
    put(known(0), known(1));
    put(known(0), mix(known(1), p1));
    put(known(1), 0);
    put(known(1), p1);
    put(known(2), 0);
    put(known(1), known(2));
    put(known(0), mix(known(1), known(2)));
    put(shape(0), shape(1));
    put(shape(0), mix(shape(-1), p1));
    put(shape(1), p1);
    put(suffix(1, 2), p1);
    put(suffix(0, 2), known(1));
    put(suffix(0, 2), suffix(1, 2));
    put(w2, w1);
    put(n1, n2);
    put(shape(0), mix(p1, known(1)));
    put(dict(0), 0);
    put(dict(0), p1);
    put(dict(0), suffix(0, 2));
    put(dict(0), mix(shape(0), first));
    put(dict(0), dict(1));
    put(dict(0), mix(p1, dict(1)));
    put(dict(1), p1);
    put(dict(-1), mix(dict(0), dict(1)));
}

impl<'a> Tagger<'a> {
    /// From a model whose classes are named `UPOS/XPOS`.
    pub fn new(weights: Weights<'a>) -> Option<Self> {
        let classes = weights
            .names()
            .iter()
            .map(|n| n.split_once('/').and_then(|(t, x)| Some((Tag::parse(t)?, x))))
            .collect::<Option<Vec<_>>>()?;
        (!classes.is_empty() && classes.len() < 256).then_some(Self { weights, classes })
    }

    /// Universal and fine tag of a class.
    pub fn class(&self, c: u8) -> (Tag, &'a str) {
        self.classes.get(usize::from(c)).copied().unwrap_or((Tag::X, ""))
    }

    /// All classes.
    pub fn classes(&self) -> &[(Tag, &'a str)] {
        &self.classes
    }

    /// True where the form was common enough in training to stand in the lexicon.
    pub fn knows(&self, form: u64) -> bool {
        self.weights.look_up(form) != 0
    }

    /// The class of every word.
    pub fn tag(&self, words: &Words) -> Vec<u8> {
        let trained: Vec<u16> = words.form.iter().map(|&f| self.weights.look_up(f)).collect();
        let amb: Vec<u32> = trained.iter().zip(&words.dictionary).map(|(&t, &d)| ambiguity(t, d)).collect();
        let mut out = Vec::with_capacity(words.len());
        let (mut p1, mut p2) = (0u64, 0u64);
        let mut scores = vec![0i32; self.classes.len()];
        let mut keys = Vec::with_capacity(64);
        for (i, &a) in trained.iter().enumerate() {
            let class = if a & SURE != 0 {
                (a & 0xff) as u8
            } else {
                scores.fill(0);
                keys.clear();
                features(words, &amb, i, p1, p2, |k| keys.push(k));
                self.weights.add_all(&keys, &mut scores);
                best(&scores)
            };
            out.push(class);
            (p2, p1) = (p1, u64::from(class) + 1);
        }
        out
    }
}

/// The class with the highest score, the first of equals.
pub fn best(scores: &[i32]) -> u8 {
    let mut b = 0;
    for (k, &s) in scores.iter().enumerate() {
        if s > scores[b] {
            b = k;
        }
    }
    b as u8
}
