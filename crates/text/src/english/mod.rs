//! English words: tags, dictionary forms and parse, by models that `cargo xtask train` learns from openly licensed treebanks.
//!
//! Key decision: linear models over hashed features, trained by the averaged perceptron. They are small (a few megabytes in the
//! binary), used straight from the bytes (no decoding at start), run at some thousand sentences a second on one core, give the same
//! answer on every machine (whole-number arithmetic only), and can be retrained in minutes by anyone with the treebank.
//!
//! The trainer (`crates/xtask/src/train*.rs`) uses the same feature functions as the analysis: that is why this module is public.

pub mod dictionary;
pub mod lemma;
pub mod parser;
pub mod tagger;
pub mod weights;
pub mod words;

use std::sync::OnceLock;

use crate::{Doc, Tag};
use dictionary::Dictionary;
use tagger::Tagger;
use weights::Weights;
use words::Words;

static TAGS: &[u8] = include_bytes!("../../../../data/models/en-tags.bin");
static WORDS: &[u8] = include_bytes!("../../../../data/models/en-words.bin");
static PARSE: &[u8] = include_bytes!("../../../../data/models/en-parse.bin");

/// The shipped tagger; `None` only where the file in the binary is not one (a broken build, which a test would show).
pub fn tagger() -> Option<&'static Tagger<'static>> {
    static T: OnceLock<Option<Tagger<'static>>> = OnceLock::new();
    T.get_or_init(|| Weights::read(TAGS).and_then(Tagger::new)).as_ref()
}

/// The shipped dictionary.
pub fn dictionary() -> Option<&'static Dictionary<'static>> {
    static D: OnceLock<Option<Dictionary<'static>>> = OnceLock::new();
    D.get_or_init(|| Dictionary::read(WORDS)).as_ref()
}

/// The shipped parser's weights.
pub fn parser() -> Option<&'static Weights<'static>> {
    static P: OnceLock<Option<Weights<'static>>> = OnceLock::new();
    P.get_or_init(|| Weights::read(PARSE).filter(|w| w.names().len() == parser::CLASSES)).as_ref()
}

/// Fills tags, dictionary forms and heads of an English document.
pub(crate) fn analyse(doc: &mut Doc) {
    let (Some(tagger), Some(weights), Some(dictionary)) = (tagger(), parser(), dictionary()) else { return };
    let lemmas = lemma::shipped();
    let mut scratch = parser::Scratch::default();
    for s in &doc.sentences {
        let Some(tokens) = doc.tokens.get(s.tokens.clone()) else { continue };
        let words = Words::new(tokens.iter().map(|t| (t.span.of(&doc.text), t.norm.as_str())), dictionary);
        let classes = tagger.tag(&words);
        let base = s.tokens.start;
        let mut input = parser::Input::default();
        for (k, &c) in classes.iter().enumerate() {
            let Some(t) = doc.tokens.get_mut(base + k) else { continue };
            let (tag, fine) = tagger.class(c);
            // What the characters alone say stands: a full stop is never a noun.
            let marks = matches!(t.tag, Tag::Punct | Tag::Sym);
            if !marks || matches!(tag, Tag::Punct | Tag::Sym | Tag::Num | Tag::Part | Tag::Adp) {
                t.tag = tag;
            }
            t.fine = if fine == "NN" && plural(&t.norm) && !tagger.knows(words.form.get(k).copied().unwrap_or(0)) {
                "NNS"
            } else {
                fine
            };
            t.lemma = lemmas.lemma(&t.norm, t.tag, t.fine, dictionary);
            input.push(&words, k, c, tag, &t.lemma);
        }
        parser::parse(weights, &input, &mut scratch);
        for k in 0..classes.len() {
            let (head, rel) = scratch.arc(k);
            let Some(t) = doc.tokens.get_mut(base + k) else { continue };
            t.head = head.map(|h| base + h);
            t.rel = rel;
        }
    }
    doc.parsed = true;
}

/// The ending of a plural, for words that the tagger has not seen ("detainees").
fn plural(norm: &str) -> bool {
    norm.len() > 4 && norm.ends_with('s') && !["ss", "us", "is", "as", "'s"].iter().any(|e| norm.ends_with(e))
}
