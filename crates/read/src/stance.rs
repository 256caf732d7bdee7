//! Stance: how firmly a sentence puts one of the things it asserts.
//!
//! Key decision: hedges are data (`data/speakers/stance.toml`); what is decided here is only how far a hedge reaches. It reaches over
//! its own clause, and over the whole content where it is the cue of the attribution ("estimates that ..."); what stands in another
//! speaker's words or in another clause does not count. "Could not be verified" reaches back over the sentence before.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use model::{Attribution, Span, SpeakerKind, Stance};
use text::{Doc, Tag};

use crate::speakers::lexicon::Phrases;

#[derive(Debug, Default)]
struct Hedges {
    clause: Phrases<Stance>,
    next: Phrases<()>,
}

fn build() -> Result<BTreeMap<String, Hedges>, String> {
    let table: toml::Table =
        toml::from_str(include_str!("../../../data/speakers/stance.toml")).map_err(|e| e.to_string())?;
    let mut out = BTreeMap::new();
    for (lang, v) in &table {
        let (mut clause, mut next) = (Vec::new(), Vec::new());
        for (class, words) in v.as_table().into_iter().flatten() {
            for w in words.as_array().into_iter().flatten().filter_map(|w| w.as_str()) {
                if class == "unverified_next" {
                    next.push((w.to_owned(), ()));
                } else {
                    clause.push((w.to_owned(), class.parse::<Stance>()?));
                }
            }
        }
        out.insert(lang.clone(), Hedges { clause: Phrases::new(clause), next: Phrases::new(next) });
    }
    Ok(out)
}

fn hedges(lang: &str) -> Option<&'static Hedges> {
    static ALL: OnceLock<BTreeMap<String, Hedges>> = OnceLock::new();
    // the file is part of the binary and a test reads it; an unreadable one would only mean that nothing is hedged
    let all = ALL.get_or_init(|| build().unwrap_or_default());
    all.get(lang).or_else(|| all.get("en"))
}

/// Words that open another clause, with or without a comma before them.
const CLAUSE: &[&str] = &[
    "while",
    "whereas",
    "although",
    "though",
    "because",
    "but",
    "after",
    "before",
    "when",
    "who",
    "which",
    "where",
    "unless",
    "until",
    "mais",
    "tandis",
    "après",
    "pero",
    "mientras",
    "tras",
    "mas",
    "enquanto",
    "após",
    "aber",
    "während",
    "nachdem",
    "но",
    "тогда",
    "после",
    "але",
    "тоді",
    "після",
    "ancak",
    "fakat",
    "لكن",
    "بينما",
    "بعدما",
];
/// Words that open another clause only after a comma.
const AFTER_COMMA: &[&str] =
    &["and", "as", "if", "so", "since", "with", "or", "et", "y", "e", "und", "и", "а", "і", "й", "та", "ve"];

/// The tokens of the clause that holds a token: a window between clause boundaries of its sentence.
pub(crate) fn clause(doc: &Doc, sentence: usize, token: usize) -> std::ops::Range<usize> {
    let Some(s) = doc.sentences.get(sentence) else { return token..token };
    let boundary = |i: usize| -> bool {
        let t = &doc.tokens[i];
        if matches!(t.norm.as_str(), ";" | ":" | "—" | "–" | "(" | ")") || (t.norm == "-" && t.spaced) {
            return true;
        }
        let comma = i > s.tokens.start && matches!(doc.tokens[i - 1].norm.as_str(), "," | "،");
        CLAUSE.contains(&t.norm.as_str())
            || (comma && (AFTER_COMMA.contains(&t.norm.as_str()) || t.norm.ends_with("ing")))
    };
    let token = token.clamp(s.tokens.start, s.tokens.end.saturating_sub(1).max(s.tokens.start));
    let mut lo = token;
    while lo > s.tokens.start && !boundary(lo) {
        lo -= 1;
    }
    let mut hi = token + 1;
    while hi < s.tokens.end && !boundary(hi) {
        hi += 1;
    }
    lo..hi.min(doc.tokens.len())
}

/// Readings of a hedge word that are no hedge: the month, a noun, "could not".
pub(crate) fn is_real(doc: &Doc, at: usize, end: usize) -> bool {
    if doc.lang != "en" {
        return true;
    }
    let t = &doc.tokens[at];
    let next = doc.tokens.get(end).map_or("", |t| t.norm.as_str());
    let prev = at.checked_sub(1).map_or("", |p| doc.tokens[p].norm.as_str());
    match t.norm.as_str() {
        "may" => {
            let upper = doc.word(at).starts_with('M');
            let number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
            !(upper
                && (number(next)
                    || number(prev)
                    || matches!(prev, "in" | "on" | "since" | "until" | "by" | "last" | "of" | "this")))
        }
        "will" => {
            !matches!(prev, "the" | "a" | "his" | "her" | "their" | "free" | "good" | "political") && t.tag != Tag::Noun
        }
        "could" | "would" if end == at + 1 => !matches!(next, "not" | "n't"),
        "forecast" | "warning" | "fear" | "fears" | "risk" => !matches!(prev, "weather" | "without"),
        "expected" | "expect" => !matches!(prev, "than" | "as"),
        "alleged" if next == "that" => true,
        "thinks" | "estimate" | "estimates" | "estimated" | "suspect" | "suspects" => true,
        "might" => !matches!(prev, "military" | "the" | "its"),
        _ => true,
    }
}

/// What a hedge at a token leaves of certainty (of 3), for the languages whose hedges stand in the stance file only.
pub(crate) fn level(doc: &Doc, at: usize) -> Option<i8> {
    let h = hedges(&doc.lang)?;
    match h.clause.at(doc, at)?.0 {
        Stance::Forecast | Stance::Unverified => Some(1),
        Stance::Estimated | Stance::Reported => Some(2),
        _ => None,
    }
}

fn covers(attribution: Option<&Attribution>, hedge: Span) -> bool {
    attribution.is_none_or(|a| {
        a.content.overlaps(hedge)
            || a.cue.is_some_and(|c| c.overlaps(hedge))
            || a.source.is_some_and(|s| s.overlaps(hedge))
    })
}

/// Does a sentence say that something could not be checked? Gives the words.
fn unchecked(doc: &Doc, h: &Hedges, sentence: usize) -> Option<Span> {
    let s = doc.sentences.get(sentence)?;
    s.tokens.clone().find_map(|i| h.next.at(doc, i).map(|(_, end)| doc.span_of(i..end)))
}

/// Whether the words "could not be checked" in another sentence speak of this speaker: they name him, or name nobody and stand next.
fn speaks_of(doc: &Doc, sentence: usize, of: usize, attribution: &Attribution) -> bool {
    let Some(s) = doc.sentences.get(sentence) else { return false };
    let text = s.span.of(&doc.text);
    let named = |name: &str| {
        name.split(|c: char| !c.is_alphanumeric()).any(|w| {
            w.chars().count() > 2
                && w.starts_with(char::is_uppercase)
                && text
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|x| x == w || (w.chars().count() > 4 && x.starts_with(w)))
        })
    };
    let near = sentence == of + 1;
    near || attribution.name.as_deref().is_some_and(named) || attribution.source.is_some_and(|x| named(x.of(&doc.text)))
}

/// How firmly the thing at `at` is put, with the words that say so. `attribution` is the speaker's, as found by
/// [`speaker_for`](crate::speakers::speaker_for); `None` is narration.
pub fn of(doc: &Doc, sentence: usize, at: Span, attribution: Option<&Attribution>) -> (Stance, Option<Span>) {
    let asserted = (Stance::Asserted, None);
    let (Some(s), Some(h)) = (doc.sentences.get(sentence), hedges(&doc.lang)) else { return asserted };
    if let Some(a) = attribution.filter(|a| a.cue_kind == "deny") {
        return (Stance::Denied, a.cue);
    }
    // in the sentence itself
    if let Some(found) = unchecked(doc, h, sentence) {
        return (Stance::Unverified, Some(found));
    }
    let window = clause(doc, sentence, doc.token_at(at.start));
    let mut found: Option<(u8, Stance, Span)> = None;
    let mut i = s.tokens.start;
    while i < s.tokens.end {
        let Some((stance, end)) = h.clause.at(doc, i) else {
            i += 1;
            continue;
        };
        let span = doc.span_of(i..end);
        let in_cue = attribution
            .is_some_and(|a| a.cue.is_some_and(|c| c.overlaps(span)) || a.source.is_some_and(|c| c.overlaps(span)));
        let same_clause = window.contains(&i) && covers(attribution, span);
        let before = span.start <= at.start;
        let reaches = match stance {
            // a denial reaches forward only, and a cue of saying reaches its content
            Stance::Denied => same_clause && before,
            _ => in_cue || same_clause,
        };
        if reaches && is_real(doc, i, end) {
            let rank = match stance {
                Stance::Denied => 0,
                Stance::Unverified => 1,
                Stance::Estimated => 2,
                Stance::Reported => 3,
                _ => 4,
            };
            if found.is_none_or(|(r, ..)| rank < r) {
                found = Some((rank, stance, span));
            }
        }
        i = end.max(i + 1);
    }
    if let Some((rank, stance, span)) = found
        && (rank <= 1 || stance == Stance::Forecast)
    {
        return (stance, Some(span));
    }
    // in a later sentence that speaks of this one: only what somebody said can be checked
    if let Some(a) = attribution.filter(|a| a.speaker_kind != SpeakerKind::None) {
        let last = (sentence + 40).min(doc.sentences.len());
        for later in sentence + 1..last {
            if let Some(span) = unchecked(doc, h, later)
                && speaks_of(doc, later, sentence, a)
            {
                return (Stance::Unverified, Some(span));
            }
        }
    }
    found.map_or(asserted, |(_, stance, span)| (stance, Some(span)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn data_file_compiles() {
        let all = super::build().expect("data/speakers/stance.toml is readable");
        assert_eq!(all.len(), 9);
    }
}
