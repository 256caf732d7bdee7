//! Hedges: the words that leave open whether, by whom or of how many something is true.
//!
//! Key decision: this is about the text, not about one happening in it ("some say", "is considered", "several"); how certain a single
//! event is stands in [`events`](crate::events). Words, kinds, conditions and examples are data (`data/languages/en/hedges.toml`); what is
//! here only tests the conditions on the parse. Languages without a table of their own use the hedges of the stance file.

use std::sync::OnceLock;

use model::{Hedge, Stance};
use text::{Doc, Rel, Tag};

use crate::speakers::lexicon::Phrases;
use crate::stance;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    kind: String,
    words: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    #[serde(default)]
    not_before: String,
    #[serde(default)]
    not_after: String,
    #[serde(default)]
    passive: bool,
    #[serde(default)]
    doubt: bool,
    #[serde(default = "one")]
    weight: f32,
}

fn one() -> f32 {
    1.0
}

#[derive(Debug, Default)]
struct Table {
    groups: Vec<Group>,
    phrases: Phrases<usize>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    hedge: Vec<Group>,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code))]
    example: Vec<Example>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code))]
struct Example {
    text: String,
    uncertain: bool,
    cue: Option<String>,
}

fn file() -> Result<File, String> {
    toml::from_str(include_str!("../../../data/languages/en/hedges.toml")).map_err(|e| e.to_string())
}

fn table() -> &'static Table {
    static T: OnceLock<Table> = OnceLock::new();
    T.get_or_init(|| {
        // part of the binary and read by a test; an unreadable file would only mean that there are no hedges
        let groups = file().map(|f| f.hedge).unwrap_or_default();
        let words = groups.iter().enumerate().flat_map(|(g, x)| x.words.iter().map(move |w| (w.clone(), g)));
        Table { phrases: Phrases::new(words), groups }
    })
}

/// All hedges of a text, in order, and whether one of its sentences is uncertain by them.
pub fn find(doc: &Doc) -> (Vec<Hedge>, bool) {
    let (mut out, mut uncertain) = (Vec::new(), false);
    for s in &doc.sentences {
        let mut sum = 0.0;
        let mut i = s.tokens.start;
        while i < s.tokens.end {
            let Some((kind, weight, end)) = at(doc, i) else {
                i += 1;
                continue;
            };
            let end = end.clamp(i + 1, s.tokens.end);
            let span = doc.span_of(i..end);
            out.push(Hedge {
                start: span.start,
                end: span.end,
                text: span.of(&doc.text).to_owned(),
                kind: kind.to_owned(),
            });
            sum += weight;
            i = end;
        }
        uncertain |= sum >= 1.0;
    }
    (out, uncertain)
}

/// The hedge that starts at a token: kind, weight, token after it.
fn at(doc: &Doc, i: usize) -> Option<(&'static str, f32, usize)> {
    if doc.lang != "en" {
        let (stance, end) = stance::hedge_at(doc, i)?;
        let kind = match stance {
            Stance::Forecast => "possible",
            Stance::Estimated => "belief",
            Stance::Reported | Stance::Unverified => "hearsay",
            _ => return None,
        };
        return Some((kind, 1.0, end));
    }
    let t = table();
    t.phrases.all_at(doc, i).find_map(|(g, end)| {
        let group = t.groups.get(g)?;
        holds(doc, group, i, end).then_some((group.kind.as_str(), group.weight, end))
    })
}

fn listed(words: &str, doc: &Doc, i: Option<usize>) -> bool {
    i.and_then(|i| doc.tokens.get(i)).is_some_and(|t| words.split(' ').any(|w| w == t.norm))
}

fn tagged(tags: &[String], doc: &Doc, i: usize) -> bool {
    tags.is_empty() || doc.tokens.get(i).is_some_and(|t| tags.iter().any(|x| x == t.tag.as_str()))
}

fn holds(doc: &Doc, g: &Group, i: usize, end: usize) -> bool {
    tagged(&g.tags, doc, i)
        && tagged(&g.before, doc, end)
        && !listed(&g.not_before, doc, Some(end))
        && !listed(&g.not_after, doc, i.checked_sub(1))
        && (!g.passive || (i..end).any(|k| passive(doc, k)))
        && (!g.doubt || doubt(doc, i))
        && stance::is_real(doc, i, end)
}

/// A passive participle, and nobody named by whom.
fn passive(doc: &Doc, i: usize) -> bool {
    let Some(t) = doc.tokens.get(i).filter(|t| t.fine == "VBN") else { return false };
    if doc.children(i).any(|j| doc.tokens[j].rel == Rel::OblAgent || by_somebody(doc, j)) {
        return false;
    }
    let has = |k: usize| doc.children(k).any(|j| doc.tokens[j].rel == Rel::AuxPass);
    has(i) || matches!(t.rel, Rel::Acl | Rel::Amod) || (t.rel == Rel::Conj && t.head.is_some_and(has))
}

fn by_somebody(doc: &Doc, i: usize) -> bool {
    doc.tokens[i].rel == Rel::Obl && doc.children(i).any(|j| doc.tokens[j].norm == "by")
}

/// Does a modal speak of what is or will be? Not of what things of a kind do, and "could" not of what somebody was able to do.
fn doubt(doc: &Doc, i: usize) -> bool {
    let Some(h) = doc.tokens[i].head else { return false };
    let head = &doc.tokens[h];
    if doc.tokens[i].norm == "could" {
        let sentence = doc.sentence_at(head.span.start).and_then(|s| doc.sentences.get(s));
        let past = sentence.is_some_and(|s| s.tokens.clone().any(|k| doc.tokens[k].fine == "VBD"));
        return head.rel == Rel::Ccomp || !past;
    }
    let Some(subject) = doc.children(h).find(|&j| matches!(doc.tokens[j].rel, Rel::Nsubj | Rel::NsubjPass)) else {
        return false;
    };
    let s = &doc.tokens[subject];
    if matches!(s.tag, Tag::Pron | Tag::Propn | Tag::Det | Tag::Num) {
        return true;
    }
    match doc.children(subject).find(|&j| matches!(doc.tokens[j].rel, Rel::Det | Rel::NmodPoss)) {
        Some(d) => !matches!(doc.tokens[d].norm.as_str(), "a" | "an" | "any"),
        None => s.fine != "NNS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_data_file_read_as_stated() {
        let file = file().expect("data/languages/en/hedges.toml is readable");
        let mut wrong = Vec::new();
        for e in &file.example {
            let (doc, _) = text::analyse(&e.text, Some("en"));
            let (hedges, uncertain) = find(&doc);
            let cue = e.cue.as_ref().is_none_or(|c| hedges.iter().any(|h| h.text.to_lowercase() == *c));
            if uncertain != e.uncertain || !cue {
                let found: Vec<_> = hedges.iter().map(|h| (h.text.as_str(), h.kind.as_str())).collect();
                wrong.push(format!("{} {found:?}", e.text));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(file.example.len() >= 40);
    }

    #[test]
    fn other_languages_use_the_stance_file() {
        let (doc, _) = text::analyse("Le bilan pourrait augmenter.", Some("fr"));
        let (hedges, uncertain) = find(&doc);
        assert!(uncertain && hedges[0].kind == "possible", "{hedges:?}");
    }
}
