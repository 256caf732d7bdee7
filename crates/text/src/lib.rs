//! Bytes-exact text analysis: language, sentences, tokens, tags, lemmas and parse, each with its span in the given text.
//!
//! What for: every later room works on [`Doc`] and never on raw strings, so that whatever it finds has an exact span.
//!
//! Key decision: the text is never changed. Folding and lemmas stand beside the token; offsets are always those of the input.

mod doc;
mod lang;
mod rough;
mod sentences;
mod tokens;

pub use doc::{Doc, Rel, Sentence, Tag, Token};

use model::{Issue, Span};

/// Bytes of a text that are analysed; what is beyond gives the issue `text-truncated`.
pub const MAX_TEXT: usize = 2 << 20;
/// Tokens of one sentence; a longer one is broken by force, so that nothing later meets a sentence of any length.
pub const MAX_SENTENCE: usize = 400;

/// Analyse a text. `lang` is a declared language (BCP 47) or `None` to let the text decide. Never fails; what could not be done is
/// an issue.
pub fn analyse(text: &str, lang: Option<&str>) -> (Doc, Vec<Issue>) {
    let mut issues = Vec::new();
    let mut seen = text;
    if text.len() > MAX_TEXT {
        seen = &text[..text.floor_char_boundary(MAX_TEXT)];
        issues.push(
            Issue::new("text-truncated", format!("only the first {} bytes of the text were read", seen.len()))
                .at(seen.len()),
        );
    }
    let lang = lang::identify(seen, lang).unwrap_or_else(|| {
        if !seen.trim().is_empty() {
            issues.push(Issue::new(
                "unknown-language",
                "the language could not be told; only figures and names were read",
            ));
        }
        "und".to_owned()
    });
    let mut doc = Doc { text: text.to_owned(), lang, ..Doc::default() };
    let spans = tokens::split(seen);
    let mut at = 0;
    let mut last_end = 0;
    let mut pieces = sentences::split(seen, &doc.lang);
    // a break inside a word is none: "a.b" may be a break to ICU and one word to us
    pieces.dedup_by(|next, kept| {
        let i = spans.partition_point(|t| t.end <= next.span.start);
        let straddles = spans.get(i).is_some_and(|t| t.start < next.span.start);
        if straddles {
            kept.span = kept.span.join(next.span);
        }
        straddles
    });
    for p in pieces {
        let first = doc.tokens.len();
        while let Some(s) = spans.get(at).filter(|s| s.start < p.span.end) {
            doc.tokens.push(token(seen, *s, last_end));
            last_end = s.end;
            at += 1;
        }
        let mut from = first;
        while from < doc.tokens.len() {
            let to = (from + MAX_SENTENCE).min(doc.tokens.len());
            let whole = from == first && to == doc.tokens.len();
            let span = if whole { p.span } else { Span::new(doc.tokens[from].span.start, doc.tokens[to - 1].span.end) };
            doc.sentences.push(Sentence { span, tokens: from..to, paragraph: p.paragraph });
            from = to;
        }
    }
    rough::tag(&mut doc);
    (doc, issues)
}

fn token(text: &str, span: Span, last_end: usize) -> Token {
    let w = span.of(text);
    let norm: String = w
        .chars()
        .filter(|c| !matches!(c, '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{02BC}' => '\'',
            '\u{201C}' | '\u{201D}' | '\u{201E}' => '"',
            '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2014}' => '-',
            c => c,
        })
        .collect();
    let lemma = norm.clone();
    Token { span, norm, lemma, spaced: span.start > last_end, ..Token::default() }
}
