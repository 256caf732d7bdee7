//! The word lists of `data/tips`, folded once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::Deserialize;

/// A pattern compiled once.
macro_rules! regex {
    ($p:expr) => {{
        static R: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
            regex::Regex::new($p).expect("a pattern in the program is valid; the tests compile each")
        });
        &*R
    }};
}
pub(crate) use regex;

const WORDS: &str = include_str!("../../../data/tips/words.toml");
const GIVEN: &str = include_str!("../../../data/tips/given.tsv");

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    words: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    examples: BTreeMap<String, Examples>,
}

/// Sentences of one language with what must be taken out of them.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Examples {
    /// What stands in square brackets must go, and nothing else.
    #[serde(default, rename = "match")]
    pub matches: Vec<String>,
    /// Nothing may go.
    #[serde(default)]
    pub miss: Vec<String>,
}

fn file() -> &'static File {
    static FILE: LazyLock<File> =
        LazyLock::new(|| toml::from_str(WORDS).expect("the shipped word lists are valid TOML; a test reads them"));
    &FILE
}

/// The examples that stand beside the word lists, by language.
pub fn examples() -> &'static BTreeMap<String, Examples> {
    &file().examples
}

/// The lists, all languages in one.
pub(crate) struct Words {
    lists: BTreeMap<String, BTreeSet<String>>,
    pub(crate) given: BTreeSet<String>,
}

pub(crate) fn words() -> &'static Words {
    static W: LazyLock<Words> = LazyLock::new(|| {
        let mut lists: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, by_lang) in &file().words {
            let set = lists.entry(name.clone()).or_default();
            for list in by_lang.values() {
                set.extend(list.split_whitespace().map(|w| know::fold(&w.replace('_', " "))));
            }
        }
        let given = GIVEN
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once('\t'))
            .flat_map(|(_, names)| names.split_whitespace())
            .map(know::fold)
            .collect();
        Words { lists, given }
    });
    &W
}

impl Words {
    /// True when a folded word or phrase stands in a list.
    pub(crate) fn is(&self, list: &str, folded: &str) -> bool {
        self.lists.get(list).is_some_and(|l| l.contains(folded))
    }

    pub(crate) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.lists.get(name).into_iter().flatten().map(String::as_str)
    }
}

/// True when a word of a list stands in the `width` bytes before a place, on the same line. Words that end in `*` are beginnings.
pub(crate) fn cue_before(text: &str, at: usize, width: usize, list: &str) -> bool {
    let start = text.floor_char_boundary(at.saturating_sub(width));
    let before = text.get(start..at).unwrap_or("");
    // nor does a mark that stands there already say anything of what follows
    let before = before.rsplit(['\n', ']']).next().unwrap_or("");
    // the first word may be cut
    let whole = start == 0 || text.get(..start).unwrap_or("").ends_with(|c: char| !c.is_alphanumeric());
    has_cue(before, list, !whole)
}

/// True when the words right behind a place begin with one of a list.
pub(crate) fn cue_after(text: &str, at: usize, list: &str) -> bool {
    let end = text.floor_char_boundary((at + 48).min(text.len()));
    let after = text.get(at..end).unwrap_or("").trim_start_matches([' ', '\t', '\u{a0}']);
    if after.starts_with(['$', '€', '£', '₽', '₴', '₺', '%']) {
        return true;
    }
    let first: Vec<&str> =
        after.split(|c: char| !c.is_alphanumeric() && c != '.').filter(|w| !w.is_empty()).take(2).collect();
    first.iter().any(|w| hit(&know::fold(w), list)) && after.starts_with(char::is_alphabetic)
}

fn has_cue(part: &str, list: &str, skip_first: bool) -> bool {
    let folded = know::fold(part);
    let tokens: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let from = usize::from(skip_first);
    tokens.iter().skip(from).any(|w| hit(w, list))
        || words().list(list).any(|p| p.contains(' ') && format!(" {} ", tokens.join(" ")).contains(&format!(" {p} ")))
}

fn hit(word: &str, list: &str) -> bool {
    let w = words();
    w.is(list, word)
        || w.list(list).any(|p| p.strip_suffix('*').is_some_and(|p| word.starts_with(p)))
        // Arabic joins "and", "the", "with" to the word
        || ["ال", "و", "ب", "ل", "وال", "بال", "لل"].iter().any(|p| word.strip_prefix(p).is_some_and(|rest| w.is(list, rest)))
}
