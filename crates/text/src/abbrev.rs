//! Abbreviations with their full stops, month names and other words that tell whether a stop ends a sentence. Kept as data in
//! `data/languages/` and, for all languages and those without a folder, in `data/text/`.

use std::{collections::BTreeMap, sync::LazyLock};

use foldhash::{HashMap, HashMapExt};

use crate::languages;

/// What a full stop after this form means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A title: never an end.
    Before,
    /// No end before a figure.
    Number,
    /// An end only before a small word with a capital.
    Inside,
    /// An end before a capital, unless a weekday, month or time zone follows.
    Time,
}

type Entry = (&'static str, bool, Kind);

/// By lower-case form; the language and whether the table's form begins with a capital beside it.
static TABLE: LazyLock<HashMap<String, Vec<Entry>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<_>> = HashMap::new();
    let own = crate::language_files!("abbreviations.tsv");
    let own = own.iter().flat_map(|&(lang, file)| file.lines().map(move |l| (lang, l)));
    let others = languages::other_words(include_str!("../../../data/text/abbreviations.tsv"));
    for (lang, line) in own.chain(others) {
        let Some((form, kind)) = line.split_once('\t') else { continue };
        let kind = match kind {
            "before" => Kind::Before,
            "number" => Kind::Number,
            "time" => Kind::Time,
            _ => Kind::Inside,
        };
        let capital = form.chars().next().is_some_and(char::is_uppercase);
        map.entry(form.to_lowercase()).or_default().push((lang, capital, kind));
    }
    map
});

static MONTHS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let others = languages::other_words(include_str!("../../../data/text/months.tsv"));
    languages::words("calendar").chain(others).map(|(lang, words)| (lang, words.split(' ').collect())).collect()
});

/// What the table says of a form that ends in a full stop; the language's own entry before the general one.
pub(crate) fn kind(lang: &str, form: &str) -> Option<Kind> {
    if form.len() > 24 {
        return None;
    }
    let capital = form.chars().next().is_some_and(char::is_uppercase);
    let entries = TABLE.get(&form.to_lowercase())?;
    let fits = |l: &str| entries.iter().find(|e| e.0 == l && (!e.1 || capital)).map(|e| e.2);
    fits(lang).or_else(|| fits("*")).or_else(|| if lang == "und" { fits("en") } else { None })
}

/// True where the table has the form for the language.
pub(crate) fn known(lang: &str, form: &str) -> bool {
    kind(lang, form).is_some()
}

/// True for month and weekday names and time zones of a language, in any case.
pub(crate) fn is_month(lang: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    MONTHS.get(if lang == "und" { "en" } else { lang }).is_some_and(|m| m.contains(&word.as_str()))
}

/// True where the language writes ordinals with a full stop ("19. Januar").
pub(crate) fn dotted_ordinals(lang: &str) -> bool {
    matches!(lang, "de" | "tr" | "pl" | "cs" | "sk" | "da" | "nb" | "no" | "fi" | "hu" | "sr" | "hr" | "sl" | "et")
}
