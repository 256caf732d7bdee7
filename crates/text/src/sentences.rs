//! Sentences: the unit of evidence.
//!
//! Key decision: the breaks of Unicode's ICU are only candidates. Our abbreviation data joins what they part wrongly ("Gen. Ali"), a
//! line's end parts what they join, and a closing quotation mark stays with the sentence it closes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use icu_segmenter::{SentenceSegmenter, options::SentenceBreakInvariantOptions};
use model::Span;

#[derive(Debug, Default)]
struct Abbreviations {
    always: BTreeSet<String>,
    inside: BTreeSet<String>,
}

fn abbreviations(lang: &str) -> &'static Abbreviations {
    static ALL: OnceLock<BTreeMap<String, Abbreviations>> = OnceLock::new();
    static NONE: Abbreviations = Abbreviations { always: BTreeSet::new(), inside: BTreeSet::new() };
    let all = ALL.get_or_init(|| {
        let mut out = BTreeMap::new();
        let mut lang = String::new();
        // a tiny reader for a tiny file: `[lang]`, `always = [...]`, `inside = [...]`
        for line in include_str!("../../../data/text/abbreviations.toml").lines() {
            let line = line.trim();
            if let Some(l) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                lang = l.to_owned();
            } else if let Some((key, list)) = line.split_once('=') {
                let words: BTreeSet<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
                let entry: &mut Abbreviations = out.entry(lang.clone()).or_default();
                match key.trim() {
                    "always" => entry.always = words,
                    "inside" => entry.inside = words,
                    _ => {}
                }
            }
        }
        out
    });
    all.get(lang).unwrap_or(&NONE)
}

/// A sentence and the paragraph it stands in.
pub(crate) struct Piece {
    pub(crate) span: Span,
    pub(crate) paragraph: usize,
}

/// The sentences of a text, trimmed, in order.
pub(crate) fn split(text: &str, lang: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    for (paragraph, block) in blocks(text).into_iter().enumerate() {
        for s in sentences(block.of(text), lang) {
            let s = trim(text, s.shift(block.start));
            if !s.is_empty() {
                out.push(Piece { span: s, paragraph });
            }
        }
    }
    out
}

fn trim(text: &str, s: Span) -> Span {
    let t = s.of(text);
    let start = s.start + (t.len() - t.trim_start().len());
    Span::new(start.min(s.end), s.start + t.trim_end().len().max(start - s.start))
}

/// Paragraphs: lines, joined again where the text is hard-wrapped (long lines of like length that end without a stop).
fn blocks(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at += line.len();
        let words = line.trim();
        if words.is_empty() {
            open = false;
            continue;
        }
        let continues = open && words.chars().next().is_some_and(|c| c.is_lowercase() || c.is_numeric());
        match out.last_mut().filter(|_| continues) {
            Some(last) => last.end = span.end,
            None => out.push(span),
        }
        let length = words.chars().count();
        open = (55..=110).contains(&length) && words.chars().last().is_some_and(|c| c.is_alphanumeric() || c == ',');
    }
    out
}

fn sentences(block: &str, lang: &str) -> Vec<Span> {
    let seg = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let breaks: Vec<usize> = seg.segment_str(block).collect();
    let abbr = abbreviations(lang);
    let mut out: Vec<Span> = Vec::new();
    let mut start = 0;
    for b in breaks.into_iter().filter(|b| *b > 0) {
        if b < block.len() && !ends(block, start, b, abbr) {
            continue;
        }
        out.push(Span::new(start, b));
        start = b;
    }
    if start < block.len() {
        out.push(Span::new(start, block.len()));
    }
    out
}

/// True where a candidate break at `b` ends a sentence.
fn ends(block: &str, start: usize, b: usize, abbr: &Abbreviations) -> bool {
    let before = block[start..b].trim_end();
    let after = block[b..].trim_start();
    let Some(next) = after.chars().next() else { return true };
    // a quotation mark that closes belongs to what stands before it; the break then comes after it
    if matches!(next, '”' | '»' | '’' | ')' | ']') {
        return false;
    }
    if next == '"' && block[start..b].matches('"').count() % 2 == 1 && !block[b..].starts_with(char::is_whitespace) {
        return false;
    }
    if next.is_lowercase() && !before.ends_with(['!', '?', '؟']) {
        return false;
    }
    // "Who?" he said
    if next.is_lowercase() && before.ends_with(['"', '”', '»', '\'']) {
        return false;
    }
    if start == 0 && dateline(before) {
        return false;
    }
    let bare = before.trim_end_matches(['"', '”', '»', ')', '\'', '’']);
    let Some(stem) = bare.strip_suffix('.') else { return true };
    let word = stem.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '«')).next().unwrap_or("");
    let lower = word.to_lowercase();
    if abbr.always.contains(&lower) {
        return false;
    }
    // an initial: "J. Smith", but not "plan B. Then" at the end of a longer word
    if word.chars().count() == 1 && word.chars().all(char::is_uppercase) {
        return false;
    }
    if abbr.inside.contains(&lower) {
        // "the U.S. National Security Council" goes on; "left the U.S. The army" ends
        let first = after.split_whitespace().next().unwrap_or("");
        return FRESH.contains(&first.trim_matches(|c: char| !c.is_alphanumeric()));
    }
    // a day of the month in German: "am 18. Januar"; a list number: "12. "
    if word.chars().all(|c| c.is_ascii_digit()) && word.len() <= 2 && !word.is_empty() && stem.len() == word.len() {
        return false;
    }
    true
}

/// "KYIV. May 24." or "13:49." at the head of a paragraph: where and when it was written, part of the sentence it opens.
fn dateline(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().collect();
    let Some(first) = words.first() else { return false };
    let first = first.trim_end_matches(['.', ',', ':']);
    let clock = first.contains(':') && first.chars().all(|c| c.is_ascii_digit() || c == ':');
    let capitals = first.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && first.chars().all(|c| !c.is_alphabetic() || c.is_uppercase())
        && !first.ends_with(['!', '?']);
    words.len() == 1 && clock || words.len() <= 3 && capitals && before.ends_with('.') && first.chars().count() <= 20
}

/// Words with a capital that begin a sentence rather than continue a name after "U.S." or "p.m.".
const FRESH: &[&str] = &[
    "The",
    "A",
    "An",
    "It",
    "He",
    "She",
    "They",
    "We",
    "In",
    "On",
    "At",
    "But",
    "And",
    "That",
    "This",
    "These",
    "Those",
    "There",
    "Its",
    "His",
    "Her",
    "Their",
    "After",
    "As",
    "When",
    "While",
    "For",
    "If",
    "So",
    "By",
    "Officials",
];
