//! Event words and how certainly what they name happened.
//!
//! Key decision: an event is a verb, or a noun that the data names as a happening; certainty is read from its clause (negation,
//! modality, hedges, vague quantifiers) and from the attribution it stands in. The number is -3 (certainly did not happen) to +3.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use model::{Attribution, EventMention, Span};
use text::{Doc, Tag};

use crate::speakers::lexicon::Phrases;
use crate::stance;

#[derive(Debug, Default)]
struct Tables {
    /// Language and lower-case word to kind.
    kinds: BTreeMap<(String, String), String>,
    hedges: Phrases<i8>,
}

#[derive(serde::Deserialize)]
struct HedgeGroup {
    level: i8,
    words: Vec<String>,
}

fn build() -> Result<Tables, String> {
    let table: toml::Table =
        toml::from_str(include_str!("../../../data/speakers/events.toml")).map_err(|e| e.to_string())?;
    let mut t = Tables::default();
    for (kind, langs) in table.iter().filter(|(k, _)| *k != "example") {
        for (lang, words) in langs.as_table().into_iter().flatten() {
            for w in words.as_str().unwrap_or("").split_whitespace() {
                t.kinds.entry((lang.clone(), w.to_owned())).or_insert_with(|| kind.clone());
            }
        }
    }
    #[derive(serde::Deserialize)]
    struct File {
        hedge: Vec<HedgeGroup>,
    }
    let file: File =
        toml::from_str(include_str!("../../../data/speakers/certainty.toml")).map_err(|e| e.to_string())?;
    t.hedges = Phrases::new(file.hedge.into_iter().flat_map(|g| g.words.into_iter().map(move |w| (w, g.level))));
    Ok(t)
}

fn tables() -> &'static Tables {
    static T: OnceLock<Tables> = OnceLock::new();
    // part of the binary and read by a test; an unreadable file would only mean that there are no event words
    T.get_or_init(|| build().unwrap_or_default())
}

/// Words that turn what follows in their clause into its opposite.
const NEGATION: &str = "not n't never no nobody none neither nor without cannot failed fails denied denies deny لم لا ليس لن pas jamais aucun aucune ni no nunca ningún ninguna não nunca nenhum nicht kein keine niemand не нет никто ні ніхто değil yok";

fn negates(w: &str) -> bool {
    NEGATION.split(' ').any(|x| x == w)
}

/// The base forms that a word can be of, without a dictionary.
fn stems(w: &str) -> Vec<String> {
    let mut out = vec![w.to_owned()];
    let mut cut = |end: &str, add: &[&str]| {
        if let Some(s) = w.strip_suffix(end).filter(|s| s.len() > 2) {
            out.extend(add.iter().map(|a| format!("{s}{a}")));
            let mut c = s.chars().rev();
            if let (Some(a), Some(b)) = (c.next(), c.next())
                && a == b
            {
                out.push(s[..s.len() - a.len_utf8()].to_owned());
            }
        }
    };
    cut("s", &[""]);
    cut("es", &[""]);
    cut("ed", &["", "e"]);
    cut("ing", &["", "e"]);
    cut("ied", &["y"]);
    cut("ies", &["y"]);
    out
}

fn irregular(w: &str) -> &str {
    match w {
        "fled" => "flee",
        "shot" => "shoot",
        "struck" => "strike",
        "caught" => "catch",
        "fought" => "fight",
        "slain" | "slew" => "slay",
        "withdrew" | "withdrawn" => "withdraw",
        "retook" | "retaken" => "retake",
        "burnt" => "burn",
        "died" | "dying" | "dead" => "die",
        "drowned" => "drown",
        w => w,
    }
}

fn kind_of(t: &Tables, lang: &str, norm: &str, lemma: &str) -> Option<String> {
    let get = |w: &str| t.kinds.get(&(lang.to_owned(), w.to_owned())).cloned();
    if lang != "en" {
        let bare = if lang == "ar" {
            norm.strip_prefix("ال").or_else(|| norm.strip_prefix('و')).unwrap_or(norm)
        } else {
            norm
        };
        return get(norm).or_else(|| get(bare));
    }
    get(lemma).or_else(|| get(irregular(norm))).or_else(|| stems(norm).iter().find_map(|s| get(s)))
}

/// All event words of a text, in order, with their factuality from negation, modality, hedges and attribution.
pub fn find(doc: &Doc, attributions: &[Attribution]) -> Vec<EventMention> {
    let t = tables();
    let mut out = Vec::new();
    let mut first = 0;
    for (si, s) in doc.sentences.iter().enumerate() {
        if s.tokens.len() > 600 {
            continue;
        }
        let hedges = hedges(doc, t, si);
        let mut found: Vec<(usize, String)> = Vec::new();
        for i in s.tokens.clone() {
            let Some(tok) = doc.tokens.get(i) else { continue };
            let kind = kind_of(t, &doc.lang, &tok.norm, &tok.lemma);
            if tok.tag == Tag::Verb
                || (kind.is_some() && !matches!(tok.tag, Tag::Adj | Tag::Adv | Tag::Adp | Tag::Punct))
            {
                found.push((i, kind.unwrap_or_else(|| "other".to_owned())));
            }
        }
        // a sentence without a verb of its own: what "is" or is hedged stands for it
        if found.is_empty() {
            let state = s.tokens.clone().find(|&i| doc.tokens.get(i).is_some_and(|t| t.tag == Tag::Aux));
            if let Some(i) = state {
                found.push((i, "other".to_owned()));
            }
        }
        // attributions come in order of their content, so those of earlier sentences are left behind once and for all
        while attributions.get(first).is_some_and(|a| a.content.end <= s.span.start) {
            first += 1;
        }
        let here: Vec<&Attribution> = attributions
            .iter()
            .skip(first)
            .take_while(|a| a.content.start < s.span.end)
            .filter(|a| a.content.overlaps(s.span))
            .take(64)
            .collect();
        let negations: Vec<usize> =
            s.tokens.clone().filter(|&j| doc.tokens.get(j).is_some_and(|t| negates(&t.norm))).collect();
        let mut taken = vec![false; hedges.len()];
        let from = out.len();
        for (i, kind) in &found {
            let clause = stance::clause(doc, si, *i);
            let span = doc.tokens[*i].span;
            let mut level: i8 = 3;
            for (h, (at, l)) in hedges.iter().enumerate() {
                if clause.contains(at) {
                    level = level.min(*l);
                    taken[h] = true;
                }
            }
            let mut negative = negations.iter().filter(|&&j| clause.contains(&j) && j < *i).count() % 2 == 1;
            for a in here.iter().filter(|a| a.content.contains(span)) {
                match a.cue_kind.as_str() {
                    "deny" => {
                        negative = true;
                        level = level.min(2);
                    }
                    "claim" | "estimate" | "hearsay" | "know" => level = level.min(2),
                    "want" | "demand" | "order" | "forecast" | "warn" | "pledge" | "ask" => level = level.min(1),
                    _ => {}
                }
            }
            let question = s.tokens.end.checked_sub(1).and_then(|e| doc.tokens.get(e)).is_some_and(|t| t.norm == "?");
            let mut factuality = f64::from(level);
            if question {
                factuality = 0.0;
            } else if negative {
                factuality = -factuality;
            }
            out.push(mention(doc, span, kind, factuality, negative));
        }
        // a hedge in a clause without an event of its own tells on the nearest one
        for (h, (at, l)) in hedges.iter().enumerate().filter(|(h, _)| !taken[*h]) {
            let _ = h;
            let at = doc.tokens.get(*at).map_or(0, |t| t.span.start);
            if let Some(e) = out.get_mut(from..).and_then(|v| v.iter_mut().min_by_key(|e| e.start.abs_diff(at))) {
                let level = f64::from(*l);
                e.factuality = e.factuality.clamp(-level, level);
            }
        }
    }
    out
}

fn mention(doc: &Doc, span: Span, kind: &str, factuality: f64, negative: bool) -> EventMention {
    EventMention {
        start: span.start,
        end: span.end,
        text: span.of(&doc.text).to_owned(),
        kind: kind.to_owned(),
        factuality,
        polarity: if negative { "negative" } else { "positive" }.to_owned(),
    }
}

/// Hedges of a sentence: first token and what is left of certainty.
fn hedges(doc: &Doc, t: &Tables, si: usize) -> Vec<(usize, i8)> {
    let Some(s) = doc.sentences.get(si) else { return Vec::new() };
    let mut out = Vec::new();
    let mut i = s.tokens.start;
    while i < s.tokens.end {
        if doc.lang == "en" {
            if let Some((level, end)) = t.hedges.at(doc, i) {
                if stance::is_real(doc, i, end) {
                    out.push((i, level));
                }
                i = end.max(i + 1);
                continue;
            }
        } else if let Some(level) = stance::level(doc, i) {
            out.push((i, level));
        }
        i += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Example {
        text: String,
        word: String,
        kind: String,
        factuality: f64,
    }

    #[test]
    fn examples_of_the_data_file_read_as_stated() {
        build().expect("data files are readable");
        let file: toml::Table = toml::from_str(include_str!("../../../data/speakers/events.toml")).expect("readable");
        let know = know::Know::bundled().expect("the bundled image opens");
        for e in file["example"].as_array().expect("examples") {
            let e: Example = e.clone().try_into().expect("an example");
            let (doc, _) = text::analyse(&e.text, Some("en"));
            let attributions = crate::speakers::find(&doc, &know, &[]);
            let events = find(&doc, &attributions);
            let got = events.iter().find(|x| x.text == e.word).map(|x| (x.kind.as_str(), x.factuality));
            assert_eq!(got, Some((e.kind.as_str(), e.factuality)), "{}", e.text);
        }
    }
}
