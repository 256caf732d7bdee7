//! One name for one speaker in a report: "the Interior Ministry", "the country's Interior Ministry" and "the ministry" are the
//! Ministry of Interior (Syria).
//!
//! The actor finder knows bodies wherever they are named; attributions know who speaks. Here the two meet, so that origins are not
//! counted once for each way of writing a name.

use std::collections::{BTreeMap, BTreeSet};

use model::{ActorMention, Attribution, Span, SpeakerKind};

use crate::Finds;

/// Words that name a body only in its report: "the army" is the army that the report names elsewhere.
const BARE: &[&str] = &[
    "army",
    "military",
    "government",
    "ministry",
    "police",
    "navy",
    "observatory",
    "parliament",
    "presidency",
    "authority",
    "monitor",
    "group",
    "force",
    "embassy",
    "committee",
];

/// Canonical names by the words that stand in the report.
#[derive(Debug, Default)]
pub(crate) struct Voices(BTreeMap<String, String>, Vec<Unnamed>);

/// Somebody whom a report describes but does not name, where it first does.
#[derive(Debug)]
struct Unnamed {
    at: usize,
    head: String,
    words: String,
}

/// What unnamed people are called, and whether the words point back to one already spoken of ("the official", "المسؤول").
fn head_of(words: &str) -> Option<(String, bool)> {
    const PEOPLE: &[&str] = &[
        "official",
        "source",
        "diplomat",
        "spokesman",
        "spokesperson",
        "spokeswoman",
        "officer",
        "aide",
        "witness",
        "resident",
        "volunteer",
        "worker",
        "guard",
        "commander",
        "adviser",
        "doctor",
        "medic",
        "مسؤول",
        "مصدر",
    ];
    let lower = words.to_lowercase();
    let phrase = lower.split([',', '(']).next().unwrap_or("");
    let bare: Vec<&str> = phrase.split_whitespace().collect();
    let plain = |w: &str| w.strip_prefix("ال").unwrap_or(w).to_owned();
    let back = match bare.as_slice() {
        ["the" | "this" | "that" | "same", _] | ["the", "same" | "unnamed", _] => true,
        [one] => one.starts_with("ال"),
        _ => false,
    };
    let head = bare.iter().map(|w| plain(w)).find(|w| PEOPLE.contains(&w.as_str()))?;
    Some((head, back))
}

impl Voices {
    pub(crate) fn of(parts: &[&Finds]) -> Self {
        let mut bodies: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for a in parts.iter().flat_map(|p| &p.actors).filter(|a| a.id.is_some() && a.kind != "person") {
            let lower = a.text.to_lowercase();
            let name = a.name.as_deref().unwrap_or(&a.text).to_lowercase();
            for w in BARE.iter().filter(|w| lower.contains(*w) || name.contains(*w)) {
                bodies.entry(w).or_default().extend(a.name.as_deref());
            }
        }
        // a name that is a body's own is never another's, whatever one misread sentence says
        let own: BTreeSet<&str> =
            parts.iter().flat_map(|p| &p.actors).filter(|a| a.id.is_some()).filter_map(|a| a.name.as_deref()).collect();
        let mut names = BTreeMap::new();
        for part in parts {
            for a in &part.attributions {
                if let Some(canonical) = canonical(&part.doc.text, a, &part.actors, &bodies) {
                    for key in a.name.iter().cloned().chain(a.source.map(|s| s.of(&part.doc.text).to_owned())) {
                        if key == canonical || !own.contains(key.as_str()) {
                            names.entry(key).or_insert_with(|| canonical.clone());
                        }
                    }
                }
            }
        }
        let mut unnamed: Vec<Unnamed> = Vec::new();
        // a headline says it in other words, and after the body was written
        if let Some(body) = parts.first() {
            for a in body.attributions.iter().filter(|a| a.speaker_kind == SpeakerKind::Anonymous) {
                let Some(source) = a.source else { continue };
                let words = source.of(&body.doc.text);
                if let Some((head, false)) = head_of(words)
                    && words.split_whitespace().count() > 1
                {
                    unnamed.push(Unnamed { at: source.start, head, words: words.to_owned() });
                }
            }
            unnamed.sort_by_key(|u| u.at);
        }
        Self(names, unnamed)
    }

    /// "the official" is the "US official" that the report has named before; `at` is the byte where he is spoken of.
    pub(crate) fn unnamed(&self, words: &str, at: usize) -> Option<&str> {
        let (head, definite) = head_of(words)?;
        if !definite {
            return None;
        }
        self.1.iter().rev().find(|p| p.at < at && p.head == head).map(|p| p.words.as_str())
    }

    /// The canonical name of a speaker, where the report tells it.
    pub(crate) fn name(&self, words: &str) -> Option<&String> {
        self.0.get(words)
    }
}

fn canonical(
    text: &str,
    a: &Attribution,
    actors: &[ActorMention],
    bodies: &BTreeMap<&str, BTreeSet<&str>>,
) -> Option<String> {
    if !matches!(a.speaker_kind, SpeakerKind::Institution | SpeakerKind::Media) {
        return None;
    }
    let source = a.source?;
    let inside = actors.iter().find(|x| {
        let media = x.kind.contains("media") || x.kind == "outlet";
        x.id.is_some()
            && x.kind != "person"
            && media == (a.speaker_kind == SpeakerKind::Media)
            && source.contains(Span::new(x.start, x.end))
    });
    if let Some(x) = inside {
        return x.name.clone();
    }
    if a.speaker_kind == SpeakerKind::Media {
        return None;
    }
    // "the army": the one army that the report names; "the state government" is a part's, not the whole's
    let words = source.of(text).to_lowercase();
    let of_a_part = |w: &str| {
        matches!(
            w,
            "state" | "provincial" | "regional" | "local" | "municipal" | "county" | "district" | "city" | "village"
        )
    };
    if words.split_whitespace().any(of_a_part) {
        return None;
    }
    let word = BARE.iter().find(|w| words.split(|c: char| !c.is_alphanumeric()).any(|x| x == **w))?;
    match bodies.get(word)?.iter().collect::<Vec<_>>().as_slice() {
        [only] => Some((**only).to_owned()),
        _ => None,
    }
}
