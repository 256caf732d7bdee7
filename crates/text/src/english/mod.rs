//! English words: tags, dictionary forms and parse.
//!
//! Key decision: tags and parse come from a small network whose weights are openly licensed and whose inference is ours ([`net`]);
//! dictionary forms come from tables ([`lemma`], [`dictionary`]). Everything is in the binary, starts in milliseconds and gives the same
//! answer on every machine.

pub mod dictionary;
pub mod lemma;
pub mod net;

use std::sync::OnceLock;

use crate::{Doc, Tag};
use dictionary::Dictionary;

static WORDS: &[u8] = include_bytes!("../../../../data/models/en-words.bin");

/// The shipped dictionary.
pub fn dictionary() -> Option<&'static Dictionary<'static>> {
    static D: OnceLock<Option<Dictionary<'static>>> = OnceLock::new();
    D.get_or_init(|| Dictionary::read(WORDS)).as_ref()
}

/// Fills tags, dictionary forms and heads of an English document.
pub(crate) fn analyse(doc: &mut Doc) {
    let (Some(net), Some(dictionary)) = (net::net(), dictionary()) else { return };
    let lemmas = lemma::shipped();
    let mut scratch = net::Scratch::default();
    for s in &doc.sentences {
        let base = s.tokens.start;
        let Some(tokens) = doc.tokens.get(s.tokens.clone()) else { continue };
        let words: Vec<(&str, bool)> = tokens
            .iter()
            .enumerate()
            .map(|(k, t)| {
                let blank = doc.tokens.get(base + k + 1).is_some_and(|n| n.spaced);
                (t.span.of(&doc.text), blank)
            })
            .collect();
        let read = net.read_tokens(&words, &mut scratch);
        for (k, r) in read.iter().enumerate() {
            let Some(t) = doc.tokens.get_mut(base + k) else { continue };
            // What the characters alone say stands: a full stop is never a noun.
            let marks = matches!(t.tag, Tag::Punct | Tag::Sym);
            if !marks || matches!(r.tag, Tag::Punct | Tag::Sym | Tag::Num | Tag::Part | Tag::Adp) {
                t.tag = r.tag;
            }
            t.fine = r.fine;
            t.lemma = lemmas.lemma(&t.norm, t.tag, t.fine, dictionary);
            t.head = r.head.map(|h| base + h);
            t.rel = r.rel;
        }
    }
    doc.parsed = true;
}
