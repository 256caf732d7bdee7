//! Event words and how certainly what they name happened.
//!
//! Key decision: an event is a verb, a noun that names a happening, or what somebody or something is said to be. Where there is a parse,
//! certainty is composed down it ([`certainty`]); elsewhere it is read from the clause (negation, hedges) and from the attribution the
//! word stands in. The number is -3 (certainly did not happen) to +3.

mod certainty;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashMap;
use model::{Attribution, EventMention, Span};
use text::{Doc, Rel, Tag, Token};

use crate::by_language::{ByLanguage, Files};
use crate::stance;

/// The event words of a language.
#[derive(Debug, Default)]
struct Words {
    /// Lower-case word to kind.
    kinds: HashMap<String, String>,
    /// Nouns that name a happening of no particular kind; English only.
    nouns: BTreeSet<String>,
    /// Nouns that end like one and are none; English only.
    never: BTreeSet<String>,
}

const FILES: &Files = &text::language_files!("events.toml");

fn build(source: &str) -> Result<Words, String> {
    let table: toml::Table = toml::from_str(source).map_err(|e| e.to_string())?;
    let mut t = Words::default();
    for (kind, words) in &table {
        for w in words.as_str().unwrap_or("").split_whitespace() {
            match kind.as_str() {
                "other" => t.nouns.insert(w.to_owned()),
                "never" => t.never.insert(w.to_owned()),
                _ => {
                    t.kinds.entry(w.to_owned()).or_insert_with(|| kind.clone());
                    true
                }
            };
        }
    }
    Ok(t)
}

/// The event words of a language; none where it has no folder.
fn words(lang: &str) -> &'static Words {
    static ALL: ByLanguage<Words> = ByLanguage::new(FILES);
    static NONE: LazyLock<Words> = LazyLock::new(Words::default);
    // part of the binary and read by a test; an unreadable file would only mean that there are no event words
    ALL.own(lang, |_, source| build(source).unwrap_or_default()).unwrap_or(&NONE)
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

fn kind_of(t: &Words, lang: &str, norm: &str, lemma: &str) -> Option<String> {
    let get = |w: &str| t.kinds.get(w).cloned();
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

/// Endings of English nouns made of verbs.
const NOMINAL: &str = "tion sion xion ment ance ence ancy osure arture eizure ailure ysis oval ival awal ewal usal osal issal aisal ersal arsal nial urial ayal erral";

/// Does a noun name a happening?
fn is_happening(t: &Words, tok: &Token) -> bool {
    let lemma = tok.lemma.as_str();
    if t.nouns.contains(lemma) || t.nouns.contains(&tok.norm) {
        return true;
    }
    !t.never.contains(lemma)
        && lemma.len() > 5
        && (lemma.ends_with("ing") || NOMINAL.split(' ').any(|e| lemma.ends_with(e)))
}

/// All event words of a text, in order, with their factuality.
pub fn find(doc: &Doc, attributions: &[Attribution]) -> Vec<EventMention> {
    let t = words(&doc.lang);
    let mut out = Vec::new();
    let mut first = 0;
    for (si, s) in doc.sentences.iter().enumerate() {
        if s.tokens.len() > 600 {
            continue;
        }
        if doc.parsed && doc.lang == "en" {
            in_parse(doc, t, s.tokens.clone(), &mut out);
        } else {
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
            in_clauses(doc, t, si, &here, &mut out);
        }
    }
    out
}

/// A verb taken for another word: what stands bare after "to" or a modal, and is no plural.
fn to_do(doc: &Doc, start: usize, i: usize) -> bool {
    let before = (i > start).then(|| &doc.tokens[i - 1]);
    before.is_some_and(|b| b.fine == "TO" || b.fine == "MD" || (b.norm == "to" && b.rel == Rel::Mark))
        && matches!(doc.tokens[i].fine, "NN" | "JJ")
}

/// The event words of a parsed English sentence.
fn in_parse(doc: &Doc, t: &Words, tokens: std::ops::Range<usize>, out: &mut Vec<EventMention>) {
    let values = certainty::of_sentence(doc, tokens.clone());
    let predicates: BTreeSet<usize> =
        tokens.clone().filter(|&i| doc.tokens[i].rel == Rel::Cop).filter_map(|i| doc.tokens[i].head).collect();
    let start = tokens.start;
    for i in tokens {
        let tok = &doc.tokens[i];
        let function = matches!(tok.rel, Rel::Case | Rel::Mark | Rel::Fixed | Rel::Cc | Rel::Aux | Rel::AuxPass);
        let kind = kind_of(t, &doc.lang, &tok.norm, &tok.lemma);
        let is = match tok.tag {
            Tag::Verb => !function,
            Tag::Adv | Tag::Adp | Tag::Punct => false,
            Tag::Adj if (tok.norm.len() > 5 && tok.norm.ends_with("ed")) || to_do(doc, start, i) => true,
            Tag::Adj => predicates.contains(&i) || matches!(tok.rel, Rel::Root | Rel::Xcomp | Rel::Ccomp),
            Tag::Aux => !function,
            Tag::Noun => kind.is_some() || predicates.contains(&i) || is_happening(t, tok) || to_do(doc, start, i),
            _ => kind.is_some(),
        };
        if is {
            // being so is as certain as what is said to be
            let of = if tok.rel == Rel::Cop { tok.head.unwrap_or(i) } else { i };
            let value = of.checked_sub(start).and_then(|k| values.get(k)).copied().unwrap_or(0.0);
            out.push(mention(doc, tok.span, kind.as_deref().unwrap_or("other"), value, value < 0.0));
        }
    }
}

/// The event words of a sentence without a parse.
fn in_clauses(doc: &Doc, t: &Words, si: usize, here: &[&Attribution], out: &mut Vec<EventMention>) {
    let Some(s) = doc.sentences.get(si) else { return };
    let hedges = hedges(doc, si);
    let mut found: Vec<(usize, String)> = Vec::new();
    for i in s.tokens.clone() {
        let Some(tok) = doc.tokens.get(i) else { continue };
        let kind = kind_of(t, &doc.lang, &tok.norm, &tok.lemma);
        if tok.tag == Tag::Verb || (kind.is_some() && !matches!(tok.tag, Tag::Adj | Tag::Adv | Tag::Adp | Tag::Punct)) {
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

fn mention(doc: &Doc, span: Span, kind: &str, factuality: f64, negative: bool) -> EventMention {
    EventMention {
        start: span.start,
        end: span.end,
        text: span.of(&doc.text).to_owned(),
        kind: kind.to_owned(),
        factuality: (factuality * 10.0).round() / 10.0 + 0.0,
        polarity: if negative { "negative" } else { "positive" }.to_owned(),
    }
}

/// Hedges of a sentence: first token and what is left of certainty.
fn hedges(doc: &Doc, si: usize) -> Vec<(usize, i8)> {
    let tokens = doc.sentences.get(si).map_or(0..0, |s| s.tokens.clone());
    tokens.filter_map(|i| stance::level(doc, i).map(|l| (i, l))).collect()
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
        for (code, source) in FILES {
            let words = build(source);
            assert!(words.is_ok_and(|w| !w.kinds.is_empty()), "data/languages/{code}/events.toml");
        }
        let file: toml::Table =
            toml::from_str(include_str!("../../../../data/languages/en/events.toml")).expect("readable");
        let know = know::Know::bundled().expect("the bundled image opens");
        for e in file["example"].as_array().expect("examples") {
            let e: Example = e.clone().try_into().expect("an example");
            let (doc, _) = text::analyse(&e.text, Some("en"));
            let attributions = crate::speakers::find(&doc, &know, &[]);
            let events = find(&doc, &attributions);
            let got = events.iter().find(|x| x.text == e.word).map(|x| (x.kind.as_str(), x.factuality));
            let (kind, value) = got.unwrap_or_default();
            assert_eq!(kind, e.kind, "{}", e.text);
            assert!((value - e.factuality).abs() <= 0.5, "{}: {value}", e.text);
        }
    }

    /// A line of the sentences with values: the text, and for each event word its bytes and value.
    fn marked(line: &str) -> (String, Vec<(usize, usize, f64)>) {
        let (mut text, mut words) = (String::new(), Vec::new());
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (value, after) = after.split_once('}').expect("a closing brace");
            let start = text.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |i| i + 1);
            words.push((start, text.len(), value.parse().expect("a number")));
            rest = after;
        }
        text.push_str(rest);
        (text, words)
    }

    #[test]
    fn graded_sentences_are_read_as_graded() {
        let (mut gold, mut read, mut far, mut unfound) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let lines = include_str!("../../../../data/languages/en/certainty-examples.txt").lines();
        for line in lines.filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let (text, words) = marked(line);
            let (doc, _) = text::analyse(&text, Some("en"));
            let events = find(&doc, &[]);
            for (start, end, value) in words {
                let got = events.iter().find(|e| e.start <= start && e.end >= end).map(|e| e.factuality);
                if got.is_none() {
                    unfound.push(format!("{} in {text}", &text[start..end]));
                }
                let got = got.unwrap_or(0.0);
                if (got - value).abs() > 1.0 {
                    far.push(format!("{} {value} read as {got}: {text}", &text[start..end]));
                }
                gold.push(value);
                read.push(got);
            }
        }
        let n = gold.len() as f64;
        let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
        let (mg, mr) = (mean(&gold), mean(&read));
        let pairs = || gold.iter().zip(&read);
        let both: f64 = pairs().map(|(g, r)| (g - mg) * (r - mr)).sum();
        let (vg, vr): (f64, f64) =
            (gold.iter().map(|g| (g - mg).powi(2)).sum(), read.iter().map(|r| (r - mr).powi(2)).sum());
        let r = both / (vg * vr).sqrt();
        let error = pairs().map(|(g, r)| (g - r).abs()).sum::<f64>() / n;
        let note = format!("r {r:.3}, mean error {error:.3} of {n}, {far:#?}, {unfound:#?}");
        println!("{note}");
        assert!(n >= 250.0 && r >= 0.9 && error <= 0.4, "{note}");
        assert!(unfound.len() as f64 <= 0.03 * n, "{note}");
    }
}
