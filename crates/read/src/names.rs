//! The words of a text, folded for the look-up of names, with case, sentence and punctuation kept beside them.
//!
//! What for: actors and places are found in one and the same stream, so that "l'Ukraine", "Aleppo's", "al-Hasakah" and "والرقة"
//! are taken apart once.
//!
//! Key decision: names are matched over folded text, not over tokens, because tokenisers part hyphens, apostrophes and clitics
//! differently in every language, and a name table cannot follow all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use know::{Folded, Know, Word as Meaning};
use model::Span;
use text::{Doc, Rel, Tag};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Title,
    Upper,
    /// A script without case, or digits.
    None,
}

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing or white space.
    Space,
    Hyphen,
    Comma,
    /// Opening bracket.
    Open,
    /// Anything else.
    Break,
}

/// One word.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Bytes in the folded text.
    pub(crate) at: Range<usize>,
    /// Folded byte before an "'s" or another short ending behind an apostrophe.
    pub(crate) stem: usize,
    pub(crate) case: Case,
    pub(crate) gap: Gap,
    /// First of its sentence.
    pub(crate) first: bool,
    pub(crate) common: bool,
    pub(crate) given: bool,
    pub(crate) stop: bool,
    pub(crate) surname: bool,
}

/// A folded text, word by word.
#[derive(Clone)]
pub(crate) struct Names<'a> {
    pub(crate) text: &'a str,
    pub(crate) lang: &'a str,
    pub(crate) folded: Folded,
    pub(crate) words: Vec<Word>,
    /// For each word: its relation and the part of speech of its head, where the text is parsed.
    pub(crate) parse: Vec<Option<(Rel, Tag, bool)>>,
    /// For each folded byte offset, one more than the number of the word that may end there; 0 = none.
    ends: Vec<u32>,
    /// Words that stand capitalised in the middle of a sentence somewhere in the text.
    pub(crate) proper: BTreeSet<String>,
    know: &'a Know,
    /// Nearly all words are capitals, or the text has no lower-case word to compare with: capitals say nothing.
    pub(crate) shouted: bool,
}

/// The lists of `data/names/lexicon.toml`.
pub(crate) struct Lexicon {
    pub(crate) titles: BTreeSet<String>,
    pub(crate) apposition: BTreeSet<String>,
    pub(crate) particles: BTreeSet<String>,
    /// Word in the text to the table's word.
    pub(crate) ministries: BTreeMap<String, String>,
    /// Folded phrase to kind.
    pub(crate) bodies: BTreeMap<String, String>,
    pub(crate) offices: BTreeMap<String, String>,
    pub(crate) metonymy_verbs: BTreeSet<String>,
    pub(crate) metonymy_before: BTreeSet<String>,
    pub(crate) place_before: BTreeSet<String>,
    pub(crate) not_nouns: BTreeSet<String>,
    pub(crate) divisions: BTreeSet<String>,
    pub(crate) divisions_before: BTreeSet<String>,
    pub(crate) things: BTreeSet<String>,
    pub(crate) roads: BTreeSet<String>,
    pub(crate) features_before: BTreeSet<String>,
    pub(crate) features_after: BTreeSet<String>,
    pub(crate) past_before: BTreeSet<String>,
    pub(crate) past: BTreeSet<String>,
    pub(crate) past_sentence: BTreeSet<String>,
    pub(crate) headed: BTreeSet<String>,
    pub(crate) headed_by: BTreeSet<String>,
    pub(crate) head_roles: BTreeSet<String>,
    pub(crate) roles: BTreeMap<String, String>,
}

/// The shipped lists; parsed once.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let source = include_str!("../../../data/names/lexicon.toml");
        let t: toml::Table = source.parse().expect("the shipped word lists are valid TOML; a test reads them");
        let phrase = |w: &str| know::fold(&w.replace('_', " "));
        let list = |v: Option<&toml::Value>| -> BTreeSet<String> {
            v.and_then(toml::Value::as_str).unwrap_or_default().split_whitespace().map(phrase).collect()
        };
        let group = |name: &str| t.get(name).and_then(toml::Value::as_table).cloned().unwrap_or_default();
        let turned = |name: &str| -> BTreeMap<String, String> {
            let mut out = BTreeMap::new();
            for (k, v) in &group(name) {
                for w in v.as_str().unwrap_or_default().split_whitespace() {
                    out.insert(phrase(w), k.clone());
                }
            }
            out
        };
        let (metonymy, places, time) = (group("metonymy"), group("places"), group("offices_out_of_time"));
        Lexicon {
            titles: list(t.get("titles")),
            apposition: list(t.get("apposition")),
            particles: list(t.get("particles")),
            ministries: turned("ministries"),
            bodies: turned("bodies"),
            offices: turned("offices"),
            metonymy_verbs: list(metonymy.get("verbs")),
            metonymy_before: list(metonymy.get("before")),
            place_before: list(places.get("before")),
            not_nouns: list(places.get("not_nouns")),
            divisions: list(places.get("divisions")),
            divisions_before: list(places.get("divisions_before")),
            things: list(places.get("things")),
            roads: list(places.get("roads")),
            features_before: list(places.get("features_before")),
            features_after: list(places.get("features_after")),
            past_before: list(time.get("past_before")),
            past: list(time.get("past")),
            past_sentence: list(time.get("past_sentence")),
            headed: list(time.get("headed")),
            headed_by: list(time.get("headed_by")),
            head_roles: list(time.get("head_roles")),
            roles: turned("roles"),
        }
    })
}

/// Longest name looked for, in folded bytes.
const LONGEST: usize = 90;

impl<'a> Names<'a> {
    pub(crate) fn new(doc: &'a Doc, know: &'a Know) -> Self {
        let folded = know::fold_text(&doc.text);
        let t = folded.text.as_str();
        let mut words: Vec<Word> = Vec::new();
        let mut start: Option<usize> = None;
        let mut last_end = 0;
        for (i, c) in t.char_indices().chain(std::iter::once((t.len(), ' '))) {
            if c.is_alphanumeric() && i < t.len() {
                start.get_or_insert(i);
                continue;
            }
            let Some(s) = start.take() else { continue };
            let mut stem = i;
            // "'s", "'da": a short ending behind an apostrophe is no part of a name.
            if let Some(b) = (s + 2..i).rev().find(|b| folded.apostrophe[*b])
                && (t[b..i].chars().count() <= 4 && doc.lang != "en" || &t[b..i] == "s")
            {
                stem = b;
            }
            let source = &doc.text[folded.from[s] as usize..folded.to[i - 1] as usize];
            let between = doc.text.get(last_end..folded.from[s] as usize).unwrap_or("");
            let (mut common, mut given, mut stop, mut surname) = (false, false, false, false);
            for m in know.words_folded(&t[s..stem]) {
                match m {
                    Meaning::Common => common = true,
                    // "Şam" is Damascus, not Sam.
                    Meaning::Given => given = source.is_ascii(),
                    Meaning::Stop => stop = true,
                    Meaning::Surname => surname = true,
                    _ => {}
                }
            }
            stop |= doc.lang != "en" && know.is_stop(&doc.lang, &t[s..stem]);
            words.push(Word {
                at: s..i,
                stem,
                case: case(source),
                gap: gap(between, words.is_empty()),
                first: false,
                common,
                given,
                stop,
                surname,
            });
            last_end = folded.to[i - 1] as usize;
        }
        let mut ends = vec![0u32; t.len() + 1];
        for (n, w) in words.iter().enumerate() {
            ends[w.at.end] = n as u32 + 1;
            ends[w.stem] = n as u32 + 1;
            // German genitives: "Syriens", "Russlands".
            if doc.lang == "de" && w.at.len() >= 5 && t[w.at.clone()].ends_with('s') {
                ends[w.at.end - 1] = n as u32 + 1;
            }
        }
        let parse = words
            .iter()
            .map(|w| {
                let t = doc.tokens.get(doc.token_at(folded.from[w.stem.max(1) - 1] as usize)).filter(|_| doc.parsed)?;
                let head = t.head.and_then(|h| doc.tokens.get(h));
                Some((t.rel, head.map_or(Tag::X, |h| h.tag), head.is_some_and(|h| h.span.start > t.span.start)))
            })
            .collect();
        let mut n = Self {
            text: &doc.text,
            lang: &doc.lang,
            folded,
            words,
            parse,
            ends,
            proper: BTreeSet::new(),
            know,
            shouted: false,
        };
        n.mark_sentences(doc);
        n
    }

    fn mark_sentences(&mut self, doc: &Doc) {
        let starts: Vec<usize> = doc.sentences.iter().map(|s| s.span.start).collect();
        let mut previous = 0;
        for i in 0..self.words.len() {
            let from = self.folded.from[self.words[i].at.start] as usize;
            let first = if starts.is_empty() {
                i == 0 || self.ends_sentence(i)
            } else {
                let k = starts.partition_point(|s| *s <= from);
                let new = k != previous;
                previous = k;
                new || self.opens_quote(i)
            };
            self.words[i].first = first;
        }
        let (mut lower, mut capital) = (0usize, 0usize);
        for i in 0..self.words.len() {
            let w = &self.words[i];
            match w.case {
                Case::Lower => lower += 1,
                Case::Title | Case::Upper => {
                    capital += 1;
                    if !w.first && w.case == Case::Title {
                        let key = self.folded.text[w.at.start..w.stem].to_owned();
                        self.proper.insert(key);
                    }
                }
                Case::None => {}
            }
        }
        self.shouted = capital > 4 && lower * 4 < capital;
    }

    /// True when the gap before word `i` ends a sentence (used where the text has no sentences yet).
    fn ends_sentence(&self, i: usize) -> bool {
        let Some(prev) = i.checked_sub(1).and_then(|p| self.words.get(p)) else { return true };
        let a = self.folded.to[prev.at.end - 1] as usize;
        let b = self.folded.from[self.words[i].at.start] as usize;
        let gap = self.text.get(a..b).unwrap_or("");
        let short = prev.at.len() <= 2
            || (prev.at.len() <= 4 && prev.case == Case::Title && lexicon().titles.contains(self.key(i - 1)));
        gap.contains(['\n', '!', '?', '؟', '。']) || (gap.contains('.') && gap.contains(char::is_whitespace) && !short)
    }

    /// True when word `i` opens a quotation that is a sentence of its own ("... said: "Reading is ...").
    fn opens_quote(&self, i: usize) -> bool {
        let Some(prev) = i.checked_sub(1).and_then(|p| self.words.get(p)) else { return true };
        let a = self.folded.to[prev.at.end - 1] as usize;
        let b = self.folded.from[self.words[i].at.start] as usize;
        let gap = self.text.get(a..b).unwrap_or("");
        gap.contains([':', ',']) && gap.contains(['"', '“', '«', '„'])
    }

    /// The folded letters of a word, without an ending behind an apostrophe.
    pub(crate) fn key(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |w| &self.folded.text[w.at.start..w.stem])
    }

    /// The folded text of words `a..b`.
    pub(crate) fn keys(&self, a: usize, b: usize) -> &str {
        match (self.words.get(a), b.checked_sub(1).and_then(|b| self.words.get(b))) {
            (Some(x), Some(y)) if a < b => &self.folded.text[x.at.start..y.stem],
            _ => "",
        }
    }

    /// Source bytes of words `a..b`, without an ending behind an apostrophe.
    pub(crate) fn span(&self, a: usize, b: usize) -> Span {
        match (self.words.get(a), b.checked_sub(1).and_then(|b| self.words.get(b))) {
            (Some(x), Some(y)) if a < b => self.span_of(x.at.start, y.stem),
            _ => Span::default(),
        }
    }

    /// Source bytes of a folded range. The dot of an abbreviation ("U.S.") belongs to it.
    pub(crate) fn span_of(&self, from: usize, to: usize) -> Span {
        let (a, b) = (self.folded.from[from] as usize, self.folded.to[to - 1] as usize);
        let last = self.text[a..b].rsplit(char::is_whitespace).next().unwrap_or("");
        let dotted = last.contains('.') && last.split('.').all(|p| p.chars().count() <= 2);
        let end = if dotted && self.text[b..].starts_with('.') { b + 1 } else { b };
        Span::new(a, end)
    }

    /// The source under words `a..b`.
    pub(crate) fn source(&self, a: usize, b: usize) -> &'a str {
        let s = self.span(a, b);
        self.text.get(s.start..s.end).unwrap_or("")
    }

    /// Folded offsets at which a name may begin in word `i`; the flag marks a reading that takes a clitic off.
    pub(crate) fn starts(&self, i: usize) -> Vec<(usize, bool)> {
        let Some(w) = self.words.get(i) else { return Vec::new() };
        let mut out = vec![(w.at.start, false)];
        let word = &self.folded.text[w.at.clone()];
        // "l'Ukraine", "d'Alep", "dell'Ucraina".
        if let Some(b) = (w.at.start + 1..w.at.end).find(|b| self.folded.apostrophe[*b])
            && self.folded.text[w.at.start..b].chars().count() <= 5
            && self.folded.text[b..w.at.end].chars().count() >= 3
        {
            out.push((b, false));
        }
        // Arabic: and, then, in, to, like; with or without the article.
        if word.starts_with(|c: char| ('\u{0600}'..='\u{06FF}').contains(&c)) {
            let mut rest = word;
            for _ in 0..2 {
                let Some(r) = rest.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']) else { break };
                if r.chars().count() < 3 {
                    break;
                }
                rest = r;
                out.push((w.at.end - rest.len(), true));
                if let Some(r) = rest.strip_prefix("ال").or_else(|| rest.strip_prefix('ل'))
                    && r.chars().count() >= 3
                {
                    out.push((w.at.end - r.len(), true));
                }
            }
            if let Some(r) = word.strip_prefix("ال").filter(|r| r.chars().count() >= 3) {
                out.push((w.at.end - r.len(), true));
            }
        }
        out
    }

    /// The folded text from an offset, as far as a name can reach.
    pub(crate) fn rest(&self, at: usize) -> &str {
        let mut end = (at + LONGEST).min(self.folded.text.len());
        while !self.folded.text.is_char_boundary(end) {
            end -= 1;
        }
        self.folded.text.get(at..end).unwrap_or("")
    }

    /// The number of the word after the one that ends at a folded offset, if one ends there.
    pub(crate) fn word_after(&self, end: usize) -> Option<usize> {
        self.ends.get(end).and_then(|n| (*n > 0).then_some(*n as usize))
    }

    /// True when words `a..b` hold no break but spaces, hyphens and (where `commas`) commas.
    pub(crate) fn joined(&self, a: usize, b: usize) -> bool {
        (a + 1..b).all(|i| matches!(self.words[i].gap, Gap::Space | Gap::Hyphen))
    }

    /// True when a word is written as a name would be.
    pub(crate) fn capital(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|w| matches!(w.case, Case::Title | Case::Upper))
    }

    /// True when the script of a word has no case.
    pub(crate) fn caseless(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|w| w.case == Case::None)
    }

    /// True when word `i` follows the one before it without a break.
    pub(crate) fn follows(&self, i: usize) -> bool {
        i > 0 && self.words.get(i).is_some_and(|w| matches!(w.gap, Gap::Space | Gap::Hyphen) && !w.first)
    }

    /// True when one to three words before `i` are in a list ("according to" too).
    pub(crate) fn after_any(&self, i: usize, list: &BTreeSet<String>) -> bool {
        let mut i = i;
        // "the", "a" between the word and the name do not matter.
        if i > 0 && self.follows(i) && matches!(self.key(i - 1), "the" | "a" | "an") {
            i -= 1;
        }
        (1..=3).any(|n| n <= i && self.follows(i) && self.joined(i - n, i) && list.contains(self.keys(i - n, i)))
    }

    /// True when one to three words from `i` on are in a list.
    pub(crate) fn before_any(&self, i: usize, list: &BTreeSet<String>) -> bool {
        self.phrase(i, |p| list.contains(p).then_some(())).is_some()
    }

    /// True when a phrase is a form of a speech verb, in the text's language or in English.
    pub(crate) fn says(&self, phrase: &str) -> bool {
        self.know.says("en", phrase) || self.lang != "en" && self.know.says(self.lang, phrase)
    }

    /// True when one to three words from `i` on are a speech verb.
    pub(crate) fn before_say(&self, i: usize) -> bool {
        self.phrase(i, |p| self.says(p).then_some(())).is_some()
    }

    /// The longest of one to three words from `i` on for which `f` gives something, with the number of words.
    pub(crate) fn phrase<T>(&self, i: usize, f: impl Fn(&str) -> Option<T>) -> Option<(usize, T)> {
        if !self.follows(i) {
            return None;
        }
        (1..=3usize)
            .rev()
            .filter(|n| i + n <= self.words.len() && self.joined(i, i + n))
            .find_map(|n| f(self.keys(i, i + n)).map(|t| (n, t)))
    }

    /// True when the words before or after `a..b` treat it as someone who acts: "Damascus said", "accused Kyiv of".
    pub(crate) fn acts(&self, a: usize, b: usize) -> bool {
        let lex = lexicon();
        // "the Vienna-based agency", "Ankara-backed fighters": a name that only describes another.
        if self.words.get(b).is_some_and(|w| w.gap == Gap::Hyphen && w.case == Case::Lower) {
            return false;
        }
        // "on Monday", "'s" and adverbs between subject and verb.
        for i in b..b + 3 {
            if !self.follows(i) {
                break;
            }
            if self.before_any(i, &lex.metonymy_verbs) || self.before_say(i) {
                // "in Damascus said": a place after a preposition is no subject.
                return !self.after_any(a, &lex.place_before);
            }
            let k = self.key(i);
            let skip = matches!(
                k,
                "has"
                    | "had"
                    | "have"
                    | "also"
                    | "on"
                    | "later"
                    | "earlier"
                    | "itself"
                    | "already"
                    | "repeatedly"
                    | "then"
                    | "would"
                    | "will"
                    | "could"
                    | "must"
            ) || k.ends_with("ly")
                || k.ends_with("day") && self.capital(i);
            if !skip {
                break;
            }
        }
        if self.words.get(b).is_some_and(|w| w.at.end > w.stem) {
            return false;
        }
        // Arabic puts the verb first.
        if self.lang == "ar" && a > 0 && self.follows(a) && self.says(self.key(a - 1)) {
            return true;
        }
        self.after_any(a, &lex.metonymy_before) && !self.before_any(b, &lex.divisions)
    }
}

fn case(source: &str) -> Case {
    let mut letters = source.chars().filter(|c| c.is_alphabetic() && (c.is_uppercase() || c.is_lowercase()));
    let Some(first) = letters.next() else { return Case::None };
    let rest: Vec<char> = letters.collect();
    if !first.is_uppercase() {
        // "al-", "l'Ukraine", "iPhone": a capital inside counts.
        return if rest.iter().any(|c| c.is_uppercase()) && source.contains(['\'', '’']) {
            Case::Title
        } else {
            Case::Lower
        };
    }
    if !rest.is_empty() && rest.iter().all(|c| c.is_uppercase()) { Case::Upper } else { Case::Title }
}

fn gap(between: &str, first: bool) -> Gap {
    if first {
        return Gap::Break;
    }
    let t = between.trim();
    match t {
        "" if between.contains("\n\n") => Gap::Break,
        "" | "." | "'" | "’" => Gap::Space,
        "-" | "‐" | "‑" if between.len() == t.len() => Gap::Hyphen,
        "," | ".," | "،" => Gap::Comma,
        "(" => Gap::Open,
        _ => Gap::Break,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(text: &str) -> Doc {
        Doc { text: text.to_owned(), lang: "en".to_owned(), ..Doc::default() }
    }

    #[test]
    fn a_name_that_describes_another_does_not_act() {
        let d = doc("The toll came from the Vienna-based agency. It came from Vienna.");
        let know = know::Know::bundled().expect("the shipped tables are whole");
        let n = Names::new(&d, &know);
        let at: Vec<usize> = (0..n.words.len()).filter(|&i| n.key(i) == "vienna").collect();
        assert!(!n.acts(at[0], at[0] + 1));
    }

    #[test]
    fn the_shipped_lists_are_read() {
        let l = lexicon();
        assert!(l.titles.contains("president") && l.divisions.contains("oblast") && l.things.contains("high school"));
        assert_eq!(l.ministries.get("defense").map(String::as_str), Some("defence"));
        assert_eq!(l.bodies.get("security forces").map(String::as_str), Some("police"));
    }

    #[test]
    fn words_keep_case_gap_and_sentence() {
        let know = Know::bundled().unwrap();
        let d = doc("In Aleppo's east, the U.S. said. Reading is fun. l'Ukraine (SDF)");
        let n = Names::new(&d, &know);
        let keys: Vec<&str> = (0..n.words.len()).map(|i| n.key(i)).collect();
        assert_eq!(keys, ["in", "aleppo", "east", "the", "us", "said", "reading", "is", "fun", "lukraine", "sdf"]);
        assert!(n.words[6].first && n.words[6].common && n.words[0].first && !n.words[1].first);
        assert_eq!((n.words[4].case, n.words[3].gap, n.words[10].gap), (Case::Upper, Gap::Comma, Gap::Open));
        assert_eq!(n.source(1, 2), "Aleppo");
        assert_eq!(n.source(4, 5), "U.S.");
        assert!(n.starts(9).iter().any(|s| n.rest(s.0).starts_with("ukraine")));
    }
}
