//! Bytes-exact text analysis: language, sentences, tokens, tags, lemmas and parse, each with its span in the given text.
//!
//! What for: every later room works on [`Doc`] and never on raw strings, so that whatever it finds has an exact span.
//!
//! Key decision: the text is never changed. Folding and lemmas stand beside the token; offsets are always those of the input.

mod abbrev;
mod doc;
pub mod english;
mod fold;
mod lang;
pub mod languages;
mod sentence;
mod token;

pub use doc::{Doc, Rel, Sentence, Tag, Token};
pub use fold::{fold, norm};

use model::{Issue, Span};

/// How much of one report is analysed, in bytes; the rest is left out and said so (`text-truncated`). A long book is about 1 MB.
pub const MAX_TEXT: usize = 2 << 20;
pub use sentence::MAX_TOKENS as MAX_SENTENCE;

/// Analyse a text. `lang` is a declared language (BCP 47) or `None` to let the text decide. Never fails; what could not be done is
/// an issue: `text-truncated`, `unknown-language`, `language-contradicted`, `no-parse`.
pub fn analyse(text: &str, lang: Option<&str>) -> (Doc, Vec<Issue>) {
    let mut issues = Vec::new();
    let whole = text;
    let text = truncate(text, &mut issues);
    let (lang, said) = lang::identify(text, lang);
    issues.extend(said);
    let mut doc = Doc { text: whole.to_owned(), lang, ..Doc::default() };
    let mut numbered = 0;
    for (start, end) in sentence::paragraphs(text) {
        let par = text.get(start..end).unwrap_or("");
        let spans = token::split(par, &doc.lang);
        if spans.is_empty() {
            continue;
        }
        let starts = sentence::starts(par, &spans, &doc.lang);
        let base = doc.tokens.len();
        let mut before = 0;
        for (k, &(a, b)) in spans.iter().enumerate() {
            let word = par.get(a..b).unwrap_or("");
            let norm = norm(word, &doc.lang);
            let tag = surface_tag(word);
            doc.tokens.push(Token {
                span: Span::new(start + a, start + b),
                lemma: norm.clone(),
                norm,
                tag,
                spaced: k == 0 || a > before,
                ..Token::default()
            });
            before = b;
        }
        for (k, &s) in starts.iter().enumerate() {
            let e = starts.get(k + 1).copied().unwrap_or(spans.len());
            let (Some(first), Some(last)) = (spans.get(s), spans.get(e - 1)) else { continue };
            doc.sentences.push(Sentence {
                span: Span::new(start + first.0, start + last.1),
                tokens: base + s..base + e,
                paragraph: numbered,
            });
        }
        numbered += 1;
    }
    if doc.lang == "en" {
        english::analyse(&mut doc);
        if !doc.parsed {
            issues.push(Issue::new(
                "no-parse",
                "the English network could not be used; sentences were read by their words alone",
            ));
        }
    }
    (doc, issues)
}

fn truncate<'a>(text: &'a str, issues: &mut Vec<Issue>) -> &'a str {
    if text.len() <= MAX_TEXT {
        return text;
    }
    let mut end = MAX_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let note = format!("only the first {end} of {} bytes were read; split the file to read the rest", text.len());
    issues.push(Issue::new("text-truncated", note).at(end));
    text.get(..end).unwrap_or("")
}

/// What the characters alone say, in every language.
fn surface_tag(word: &str) -> Tag {
    let first = word.chars().next().unwrap_or(' ');
    if first.is_numeric() && word.chars().all(|c| c.is_numeric() || !c.is_alphabetic()) {
        Tag::Num
    } else if word.chars().any(char::is_alphanumeric) {
        Tag::X
    } else if matches!(
        first,
        '$' | '€'
            | '£'
            | '¥'
            | '₽'
            | '₴'
            | '₺'
            | '%'
            | '+'
            | '='
            | '<'
            | '>'
            | '°'
            | '§'
            | '№'
            | '©'
            | '®'
            | '™'
            | '~'
            | '^'
            | '|'
    ) {
        Tag::Sym
    } else {
        Tag::Punct
    }
}
