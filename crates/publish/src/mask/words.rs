//! The words of `people.toml` of all languages, folded once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::Deserialize;

const FILES: &[(&str, &str)] = &text::language_files!("people.toml");

/// What is known of the people of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code))] // The examples are there for the tests.
pub(super) struct File {
    private: String,
    public: String,
    role: String,
    before: String,
    #[serde(default)]
    named: String,
    #[serde(default)]
    named_after: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    places: String,
    /// Speakers whose names are withheld.
    #[serde(default)]
    pub(super) hides: Vec<String>,
    /// Speakers who keep theirs.
    #[serde(default)]
    pub(super) keeps: Vec<String>,
    #[serde(default)]
    pub(super) examples: Vec<Example>,
}

/// An anonymous speaker as read, as shown, and what is withheld.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code))] // As above.
pub(super) struct Example {
    pub(super) said: String,
    pub(super) shown: String,
    pub(super) withheld: String,
}

/// The files, by language.
pub(super) fn files() -> &'static [(&'static str, File)] {
    static READ: LazyLock<Vec<(&'static str, File)>> = LazyLock::new(|| {
        let read = |file: &str| toml::from_str(file).expect("the shipped lists are valid TOML; a test reads them");
        FILES.iter().map(|(lang, file)| (*lang, read(file))).collect()
    });
    &READ
}

/// Words of one kind, all languages in one.
#[derive(Debug, Default)]
pub(super) struct List {
    /// Folded word: whether a capital on it says nothing.
    whole: BTreeMap<String, bool>,
    /// Beginnings of words, likewise.
    begins: BTreeSet<(String, bool)>,
}

impl List {
    fn of(pick: impl Fn(&File) -> &String) -> Self {
        Self::of_some(pick, |_| true)
    }

    fn of_some(pick: impl Fn(&File) -> &String, wanted: impl Fn(&str) -> bool) -> Self {
        let mut out = Self::default();
        for (lang, file) in files().iter().filter(|(lang, _)| wanted(lang)) {
            let capital = *lang == "de";
            for w in pick(file).split_whitespace() {
                match w.strip_suffix('*') {
                    Some(begin) => {
                        out.begins.insert((know::fold(begin), capital));
                    }
                    None => *out.whole.entry(know::fold(w)).or_default() |= capital,
                }
            }
        }
        out
    }

    /// Whether a word is in the list: `Some(true)` where a capital says nothing, as on German nouns.
    pub(super) fn find(&self, word: &str) -> Option<bool> {
        let w = know::fold(word);
        let exact = |w: &str| self.whole.get(w).copied();
        exact(&w)
            .or_else(|| exact(w.strip_suffix('s')?))
            .or_else(|| exact(w.strip_suffix("es")?))
            .or_else(|| self.begins.iter().find(|(b, _)| w.starts_with(b.as_str())).map(|(_, capital)| *capital))
            // Arabic joins "and", "the", "with" to the word.
            .or_else(|| ["وال", "بال", "لل", "ال", "و"].iter().find_map(|p| exact(w.strip_prefix(p)?)))
    }
}

pub(super) struct Words {
    /// Roles that nobody holds for the public: whoever has a name beside one of these did not mean to be a public figure.
    pub(super) private: List,
    /// What makes a body or an office of words that hold a private role too.
    pub(super) public: List,
    /// Other roles that make a description.
    pub(super) role: List,
    /// Roles in English, which want an article.
    pub(super) english: [List; 2],
    /// What may stand before a role with a capital and is no name.
    pub(super) before: List,
    /// A name follows.
    pub(super) named: List,
    /// A name went before.
    pub(super) named_after: List,
    /// Where a name ends, in scripts without capitals.
    pub(super) after: List,
    /// Kinds of places that have the place's name right behind them, without a preposition.
    pub(super) places: List,
}

pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words {
        private: List::of(|f| &f.private),
        public: List::of(|f| &f.public),
        role: List::of(|f| &f.role),
        english: [List::of_some(|f| &f.private, |l| l == "en"), List::of_some(|f| &f.role, |l| l == "en")],
        before: List::of(|f| &f.before),
        named: List::of(|f| &f.named),
        named_after: List::of(|f| &f.named_after),
        after: List::of(|f| &f.after),
        places: List::of(|f| &f.places),
    });
    &WORDS
}
