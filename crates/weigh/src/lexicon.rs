//! The word classes of `data/weigh/classes.tsv`: which words a question treats as the same thing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use trace::voices::fold;

/// Word classes by field.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    counted: BTreeMap<String, String>,
    stop: BTreeSet<String>,
    broad: BTreeSet<String>,
    increase: BTreeSet<String>,
    group: BTreeMap<String, String>,
    vague: BTreeMap<String, String>,
    /// Classes of the other fields: `field class` to its words.
    other: BTreeMap<String, BTreeSet<String>>,
}

/// The shipped classes.
pub(crate) static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("../../../data/weigh/classes.tsv")));

impl Lexicon {
    fn parse(table: &str) -> Self {
        let mut l = Self::default();
        for line in table.lines().skip(1) {
            let mut c = line.split('\t');
            let (Some(field), Some(class), Some(words)) = (c.next(), c.next(), c.next()) else { continue };
            for w in words.split('|').filter(|w| !w.is_empty()) {
                let (w, class) = (w.to_owned(), class.to_owned());
                match field {
                    "counted" => {
                        l.counted.entry(w).or_insert(class);
                    }
                    "stop" => {
                        l.stop.insert(w);
                    }
                    "broad" => {
                        l.broad.insert(w);
                    }
                    "increase" => {
                        l.increase.insert(w);
                    }
                    "group" => {
                        l.group.entry(w).or_insert(class);
                    }
                    "vague" => {
                        l.vague.entry(w).or_insert(class);
                    }
                    _ => {
                        l.other.entry(format!("{field} {class}")).or_default().insert(w);
                    }
                }
            }
        }
        l
    }

    /// What is counted, as sorted classes; empty for what the slot counts by itself.
    pub(crate) fn counted(&self, words: &str) -> String {
        let folded = fold(words);
        let mut out: BTreeSet<&str> = BTreeSet::new();
        for w in folded.split(' ').filter(|w| !w.is_empty() && !self.stop.contains(*w)) {
            match self.counted.get(w).map(String::as_str) {
                Some("-") => {}
                Some(class) => {
                    out.insert(class);
                }
                None if w.chars().all(|c| c.is_ascii_digit()) => {}
                None => {
                    out.insert(w);
                }
            }
        }
        out.into_iter().collect::<Vec<_>>().join(" ")
    }

    /// What is counted, by known classes only: for slots that say by themselves what they count, an unknown noun adds nothing.
    pub(crate) fn known_class(&self, words: &str) -> String {
        let folded = fold(words);
        let out: BTreeSet<&str> =
            folded.split(' ').filter_map(|w| self.counted.get(w)).map(String::as_str).filter(|c| *c != "-").collect();
        out.into_iter().collect::<Vec<_>>().join(" ")
    }

    /// The words of a scope that say which place or part is meant.
    pub(crate) fn scope(&self, words: &str) -> Vec<String> {
        let folded = fold(words);
        let mut out: BTreeSet<String> = BTreeSet::new();
        for w in folded.split(' ').filter(|w| !w.is_empty() && !self.stop.contains(*w) && !self.broad.contains(*w)) {
            let w = w.strip_prefix("al").filter(|r| r.chars().count() > 3 && folded.contains("al ")).unwrap_or(w);
            if w != "al" {
                out.insert(w.to_owned());
            }
        }
        out.into_iter().collect()
    }

    /// True for a scope that marks a rise.
    pub(crate) fn is_increase(&self, words: &str) -> bool {
        fold(words).split(' ').any(|w| self.increase.contains(w))
    }

    /// The classes that a statement's words belong to.
    pub(crate) fn groups(&self, words: &str) -> BTreeSet<&str> {
        fold(words).split(' ').filter_map(|w| self.group.get(w)).map(String::as_str).collect()
    }

    /// The class of a vague quantity.
    pub(crate) fn vague(&self, words: &str) -> &str {
        fold(words).split(' ').find_map(|w| self.vague.get(w)).map_or("some", String::as_str)
    }

    /// True where one of some words belongs to a class: as a whole, or with what stands in the class before a `*`.
    pub(crate) fn any<'w>(&self, field: &str, class: &str, words: impl IntoIterator<Item = &'w str>) -> bool {
        let Some(list) = self.other.get(&format!("{field} {class}")) else { return false };
        words.into_iter().any(|w| fold(w).split(' ').any(|w| held(list, w)))
    }

    /// The classes of a field that some words belong to, in order of the class's name. An entry of several words is a phrase.
    pub(crate) fn classes(&self, field: &str, words: &str) -> Vec<&str> {
        let padded = format!(" {} ", fold(words));
        let said: BTreeSet<&str> = padded.split(' ').filter(|w| !w.is_empty()).collect();
        self.other
            .iter()
            .filter_map(|(key, list)| Some((key.strip_prefix(field)?.strip_prefix(' ')?, list)))
            .filter(|(_, list)| {
                said.iter().any(|w| held(list, w))
                    || list.iter().filter(|e| e.contains(' ')).any(|e| match e.strip_suffix('*') {
                        Some(start) => padded.contains(&format!(" {start}")),
                        None => padded.contains(&format!(" {e} ")),
                    })
            })
            .map(|(class, _)| class)
            .collect()
    }

    /// Words that carry meaning.
    pub(crate) fn content(&self, words: &str) -> BTreeSet<String> {
        fold(words).split(' ').filter(|w| w.chars().count() > 2 && !self.stop.contains(*w)).map(stem).collect()
    }
}

/// True where a list holds a word, or a beginning of it of at least four letters that the list marks with `*`.
fn held(list: &BTreeSet<String>, word: &str) -> bool {
    list.contains(word)
        || word
            .char_indices()
            .skip(3)
            .any(|(i, c)| word.get(..i + c.len_utf8()).is_some_and(|start| list.contains(&format!("{start}*"))))
}

/// The first letters of a word: enough to set inflected forms side by side.
pub(crate) fn stem(w: &str) -> String {
    let n = w.chars().count();
    w.chars()
        .take(if n > 6 {
            6
        } else if n > 4 {
            n - 1
        } else {
            n
        })
        .collect()
}
