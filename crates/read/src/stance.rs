//! Stance: how firmly a sentence puts one of the things it asserts.
//!
//! Key decision: hedges are data (`data/languages/*/stance.toml`); what is decided here is only how far a hedge reaches. It reaches over
//! its own clause, and over the whole content where it is the cue of the attribution ("estimates that ..."); what stands in another
//! speaker's words or in another clause does not count. "Could not be verified" reaches back over the sentence before.

use model::{Attribution, Slot, Span, SpeakerKind, Stance};
use text::{Doc, Tag};

use crate::by_language::{ByLanguage, Files};
use crate::speakers::lexicon::Phrases;

#[derive(Debug, Default)]
struct Hedges {
    clause: Phrases<Stance>,
    next: Phrases<()>,
}

const FILES: &Files = &text::language_files!("stance.toml");

fn build(source: &str) -> Result<Hedges, String> {
    let table: toml::Table = toml::from_str(source).map_err(|e| e.to_string())?;
    let (mut clause, mut next) = (Vec::new(), Vec::new());
    for (class, words) in &table {
        for w in words.as_array().into_iter().flatten().filter_map(|w| w.as_str()) {
            if class == "unverified_next" {
                next.push((w.to_owned(), ()));
            } else {
                clause.push((w.to_owned(), class.parse::<Stance>()?));
            }
        }
    }
    Ok(Hedges { clause: Phrases::new(clause), next: Phrases::new(next) })
}

fn hedges(lang: &str) -> Option<&'static Hedges> {
    static ALL: ByLanguage<Hedges> = ByLanguage::new(FILES);
    // the files are part of the binary and a test reads them; an unreadable one would only mean that nothing is hedged
    ALL.get(lang, |_, source| build(source).unwrap_or_default())
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

/// A verb of saying, warning or the like, by which a sentence goes on to something else that was said.
pub(crate) fn speaks(doc: &Doc, i: usize) -> bool {
    const SAY: &[&str] = &[
        "say", "add", "warn", "deny", "predict", "estimate", "urge", "call", "vow", "insist", "claim", "tell",
        "accuse", "blame", "maintain", "assert",
    ];
    doc.tokens.get(i).is_some_and(|t| t.tag == Tag::Verb && SAY.contains(&t.lemma.as_str()))
}

/// The tokens of the clause that holds a token: a window between clause boundaries of its sentence.
pub(crate) fn clause(doc: &Doc, sentence: usize, token: usize) -> std::ops::Range<usize> {
    let Some(s) = doc.sentences.get(sentence) else { return token..token };
    let boundary = |i: usize| -> bool {
        let t = &doc.tokens[i];
        if matches!(t.norm.as_str(), ";" | ":" | "—" | "–" | "(" | ")") || (t.norm == "-" && t.spaced) {
            return true;
        }
        // "120 flats had been damaged and warned that more would be": what is said next is another thing
        if doc.lang == "en" && matches!(t.norm.as_str(), "and" | "but") && speaks(doc, i + 1) {
            return true;
        }
        let comma = i > s.tokens.start && matches!(doc.tokens[i - 1].norm.as_str(), "," | "،");
        // French "but" is Portuguese "more"
        CLAUSE.contains(&t.norm.as_str()) && !(doc.lang == "pt" && t.norm == "mais")
            || (comma && (AFTER_COMMA.contains(&t.norm.as_str()) || t.norm.ends_with("ing")))
    };
    let token = token.clamp(s.tokens.start, s.tokens.end.saturating_sub(1).max(s.tokens.start));
    let mut lo = token;
    // no clause of prose is longer; the bound keeps a hostile sentence cheap
    while lo > s.tokens.start && token - lo < 60 && !boundary(lo) {
        lo -= 1;
    }
    let mut hi = token + 1;
    while hi < s.tokens.end && hi - token < 60 && !boundary(hi) {
        hi += 1;
    }
    lo..hi.min(doc.tokens.len())
}

/// Readings of a hedge word that are no hedge: the month, a noun, "could not".
pub(crate) fn is_real(doc: &Doc, at: usize, end: usize) -> bool {
    if doc.lang == "ar" && doc.tokens.get(at).is_some_and(|t| t.norm == "قد") {
        // before a past form the particle says "already", before a present one "perhaps"
        return doc.tokens.get(end).is_some_and(|t| {
            // three letters are a present form only where a past one cannot begin so
            let long = t.norm.chars().count() > 3;
            t.norm.starts_with(['ي', 'ت', 'ن'])
                && (long || t.norm.starts_with('ي') || matches!(t.norm.as_str(), "تصل" | "تقع" | "تكن"))
                && !t.norm.ends_with('ت')
                && !t.norm.ends_with("وا")
        });
    }
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
        "were" | "was" => next != "missing",
        "will" => {
            !matches!(prev, "the" | "a" | "his" | "her" | "their" | "free" | "good" | "political") && t.tag != Tag::Noun
        }
        "could" | "would" if end == at + 1 => !matches!(next, "not" | "n't"),
        "forecast" | "warning" | "fear" | "fears" | "risk" => !matches!(prev, "weather" | "without"),
        "expected" | "expect" => !matches!(prev, "than" | "as"),
        // "the most important": a degree, not a quantity
        "most" => doc.tokens.get(end).is_none_or(|n| !matches!(n.tag, Tag::Adj | Tag::Adv)),
        // "a few words" counts them, "few words" does not; "May 3" is a day
        "alleged" if next == "that" => true,
        "thinks" | "estimate" | "estimates" | "estimated" | "suspect" | "suspects" => true,
        "might" => !matches!(prev, "military" | "the" | "its"),
        _ => true,
    }
}

/// The hedge of the stance file that starts at a token, with the token after it.
pub(crate) fn hedge_at(doc: &Doc, at: usize) -> Option<(Stance, usize)> {
    hedges(&doc.lang)?.clause.at(doc, at).filter(|&(_, end)| is_real(doc, at, end))
}

/// What a hedge at a token leaves of certainty (of 3), for the languages whose hedges stand in the stance file only.
pub(crate) fn level(doc: &Doc, at: usize) -> Option<i8> {
    match hedge_at(doc, at)?.0 {
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

/// Words by which "could not be verified" speaks of all that was said before.
const ALL: &str = "either neither both claims claims' accounts figures versions reports allegations assertions numbers any these those";

/// Whether the words "could not be checked" (at byte `at`) in a later sentence speak of this speaker: they name him or who passed him
/// on, mean him by "his account", mean everybody by "either side", or stand in the very next sentence and name nobody.
fn speaks_of(doc: &Doc, sentence: usize, of: usize, at: usize, a: &Attribution) -> bool {
    let Some(s) = doc.sentences.get(sentence) else { return false };
    let words = |i: usize| -> Vec<&str> {
        doc.sentences
            .get(i)
            .map(|s| s.span.of(&doc.text))
            .unwrap_or("")
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect()
    };
    let own = words(sentence);
    let shares = |name: &str, own: &[&str]| {
        name.split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().count() > 2 && w.starts_with(char::is_uppercase))
            .any(|w| own.contains(&w))
    };
    let source = a.source.map(|x| x.of(&doc.text)).unwrap_or("");
    let named = |own: &[&str]| {
        a.name.as_deref().is_some_and(|n| shares(n, own))
            || shares(source, own)
            || a.relays.iter().any(|r| shares(r, own))
    };
    if named(&own) {
        return true;
    }
    let has = |list: &str| own.iter().any(|w| list.split(' ').any(|x| x == w.to_lowercase()));
    let someone_else = own
        .iter()
        .skip(1)
        .any(|w| w.chars().count() > 2 && w.starts_with(char::is_uppercase) && w.chars().any(char::is_lowercase));
    if has(ALL) && !someone_else {
        return true;
    }
    if has("his her") {
        return a.speaker_kind == SpeakerKind::NamedOfficial && of + 12 >= sentence;
    }
    if has("its their") && sentence > 0 && named(&words(sentence - 1)) {
        return true;
    }
    // "the rebels' account": somebody's, and not his
    let text = s.span.of(&doc.text).to_lowercase().replace('’', "'");
    let theirs =
        ["account", "version", "claim", "report", "statement", "assertion", "figures", "toll"].iter().any(|n| {
            text.match_indices(n).any(|(i, _)| {
                let before = text.get(..i).unwrap_or("").trim_end();
                before.ends_with("'s") || before.ends_with("s'")
            })
        });
    if theirs {
        let known = format!("{} {source}", a.name.as_deref().unwrap_or("")).to_lowercase();
        return own.iter().any(|w| w.chars().count() > 3 && known.contains(&w.to_lowercase()));
    }
    // a sentence that first says something of its own speaks of that
    sentence == of + 1 && at < s.span.start + 60
}

/// The stance that a claim of a slot can have. Where and when something happened is taken as given by whoever only reckons with, warns
/// of or cannot check the rest ("estimates that 200 fled the camp on Monday"); a demand is made and a warning is of what may come,
/// however they are hedged.
pub(crate) fn fitting(slot: Slot, stance: Stance) -> Stance {
    match (slot, stance) {
        (Slot::Place | Slot::Date, Stance::Reported) => stance,
        (Slot::Place | Slot::Date | Slot::Demand, _) => Stance::Asserted,
        (Slot::Warning, Stance::Denied) => stance,
        (Slot::Warning, _) => Stance::Forecast,
        _ => stance,
    }
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
            Stance::Denied => {
                before && (same_clause || (in_cue || attribution.is_some_and(|a| a.content.contains(span))))
            }
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
                && speaks_of(doc, later, sentence, span.start, a)
            {
                return (Stance::Unverified, Some(span));
            }
        }
    }
    found.map_or(asserted, |(_, stance, span)| (stance, Some(span)))
}

#[cfg(test)]
mod tests {
    use model::{Slot, Stance};

    #[test]
    fn places_and_days_are_given_and_warnings_are_of_what_may_come() {
        assert_eq!(super::fitting(Slot::Place, Stance::Estimated), Stance::Asserted);
        assert_eq!(super::fitting(Slot::Date, Stance::Reported), Stance::Reported);
        assert_eq!(super::fitting(Slot::Warning, Stance::Estimated), Stance::Forecast);
        assert_eq!(super::fitting(Slot::Demand, Stance::Forecast), Stance::Asserted);
        assert_eq!(super::fitting(Slot::Killed, Stance::Estimated), Stance::Estimated);
    }

    #[test]
    fn data_files_compile() {
        for (code, source) in super::FILES {
            let all = super::build(source);
            assert!(all.is_ok(), "data/languages/{code}/stance.toml: {all:?}");
        }
    }
}
