//! The words of quantity of each language, read from `data/languages/*/quantities.toml`.

use std::{collections::BTreeMap, sync::LazyLock};

use model::Op;
use serde::Deserialize;

use super::lex::Phrases;
use crate::by_language::{ByLanguage, Files};

const FILES: &Files = &text::language_files!("quantities.toml");
const UNITS: &str = include_str!("../../../../data/quantities/units.toml");

/// One language's file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    group: String,
    space_groups: bool,
    group_either: bool,
    units_first: bool,
    teens_after_tens: bool,
    compound: String,
    clitics: String,
    suffix_after_apostrophe: bool,
    decimal: String,
    joiners: String,
    articles: String,
    point: String,
    minus: String,
    between: String,
    between_and: String,
    or: String,
    and_then: String,
    change: String,
    trend: Trend,
    per: String,
    streets: String,
    ordinal_things: String,
    to: String,
    of: String,
    more_before: String,
    more_after: String,
    not_more: String,
    one_in: String,
    count_of: String,
    of_them: String,
    street: String,
    far: Bounds,
    cardinals: BTreeMap<String, String>,
    scales: BTreeMap<String, String>,
    suffixes: BTreeMap<String, String>,
    dozens: BTreeMap<String, String>,
    approximate: BTreeMap<String, String>,
    duals: BTreeMap<String, String>,
    fractions: BTreeMap<String, String>,
    ordinals: BTreeMap<String, String>,
    vague: BTreeMap<String, [f64; 2]>,
    unbounded: Unbounded,
    before: Bounds,
    after: Bounds,
    zero: Zero,
    labels: Words,
    noun: Noun,
    dual: Dual,
    states: Words,
    members: Words,
    stop: Words,
    ages: Ages,
    numbered_by: String,
    one: String,
    with_bound: BTreeMap<String, String>,
    phrase: PhraseEnds,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PhraseEnds {
    capital: bool,
    cut: String,
    last: String,
    keep: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Unbounded {
    words: String,
    nouns_only: String,
}
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Bounds {
    about: String,
    at_least: String,
    more_than: String,
    up_to: String,
    less_than: String,
    odd: String,
}
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Zero {
    alone: String,
    single: String,
    no: String,
    things: String,
}
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Words {
    words: String,
    cap_ok: String,
}
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Trend {
    up: String,
    down: String,
}
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Ages {
    before: String,
    after: String,
    named: String,
}

/// What shows where the phrase of the thing counted ends, in languages whose adjectives agree with their noun.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Noun {
    agreement: Option<Agreement>,
    plural: String,
    closing: String,
    closes: String,
    bound: String,
    before: String,
}
/// Endings of nouns that stand for two of a thing, and endings of words that only look so.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Dual {
    endings: String,
    not: String,
}

/// How the words of a noun phrase agree.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Agreement {
    /// A plural noun has plural adjectives behind it.
    Plural,
    /// As in Arabic: an adjective is definite where its noun is.
    Arabic,
}

/// What a number word does to the number being read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NumberWord {
    /// Adds.
    Cardinal(f64),
    /// Multiplies.
    Scale(f64),
    /// Multiplies; vague when bare and plural.
    Dozen(f64),
    /// A round number ("une centaine").
    Approximate(f64),
    /// A part.
    Fraction(f64),
    /// "a", "an" before a scale.
    Article,
}

/// A word list's vague interval, `None` where it counts without a bound.
pub(crate) type Interval = Option<(f64, f64)>;

/// The words of one language.
#[derive(Debug, Default)]
pub(crate) struct Lang {
    pub(crate) code: String,
    pub(crate) group: Vec<char>,
    pub(crate) decimal: Vec<char>,
    pub(crate) space_groups: bool,
    /// Both separators part groups where exactly three digits follow.
    pub(crate) group_either: bool,
    pub(crate) units_first: bool,
    pub(crate) teens_after_tens: bool,
    pub(crate) compound: Option<String>,
    pub(crate) clitics: Vec<String>,
    pub(crate) suffix_after_apostrophe: bool,
    pub(crate) joiners: Phrases<()>,
    pub(crate) point: Phrases<()>,
    pub(crate) minus: Phrases<()>,
    pub(crate) numbers: Phrases<NumberWord>,
    /// The article is the word for one as well.
    pub(crate) article_is_one: bool,
    /// "in" of "one in three".
    pub(crate) one_in: Phrases<()>,
    /// Nouns that announce what a figure without a noun counts ("the number of ...").
    pub(crate) count_of: Phrases<()>,
    /// What makes an article one of several ("um deles").
    pub(crate) of_them: Phrases<()>,
    /// Words that make a number an address.
    pub(crate) street: Phrases<()>,
    /// Verbs that bound a figure a few words behind them ("تجاوز عدد النازحين 1.2 مليون").
    pub(crate) far: Phrases<Op>,
    pub(crate) suffixes: BTreeMap<String, f64>,
    pub(crate) duals: Phrases<f64>,
    pub(crate) ordinals: Phrases<f64>,
    pub(crate) vague: Phrases<Interval>,
    pub(crate) nouns_only: Phrases<()>,
    pub(crate) before: Phrases<Op>,
    pub(crate) after: Phrases<Option<Op>>,
    pub(crate) between: Phrases<()>,
    pub(crate) between_and: Phrases<()>,
    pub(crate) or: Phrases<()>,
    pub(crate) and_then: Phrases<()>,
    pub(crate) change: Phrases<()>,
    pub(crate) trend: Phrases<model::Trend>,
    pub(crate) per: Phrases<()>,
    pub(crate) streets: Phrases<()>,
    pub(crate) ordinal_things: Phrases<()>,
    pub(crate) to: Phrases<()>,
    pub(crate) of: Phrases<()>,
    pub(crate) more_before: Phrases<()>,
    pub(crate) more_after: Phrases<()>,
    pub(crate) not_more: Phrases<()>,
    pub(crate) zero_alone: Phrases<()>,
    pub(crate) zero_single: Phrases<()>,
    pub(crate) zero_no: Phrases<()>,
    pub(crate) zero_things: Phrases<()>,
    pub(crate) labels: Phrases<()>,
    pub(crate) agreement: Option<Agreement>,
    /// Endings of plural adjectives.
    pub(crate) plural: Vec<String>,
    /// Endings of words that are no part of the phrase, and such words.
    pub(crate) closing: Vec<String>,
    pub(crate) closes: Phrases<()>,
    /// Second halves of set phrases of two nouns.
    pub(crate) bound: Phrases<()>,
    /// Adjectives that stand before the noun and say nothing of what it is.
    pub(crate) before_noun: Phrases<()>,
    pub(crate) dual_endings: Vec<String>,
    pub(crate) dual_not: Vec<String>,
    pub(crate) states: Phrases<()>,
    pub(crate) members: Phrases<()>,
    pub(crate) stop: Phrases<()>,
    pub(crate) age_before: Phrases<()>,
    pub(crate) age_after: Phrases<()>,
    pub(crate) age_named: Phrases<()>,
    /// What "one" counts where it is an article as well.
    pub(crate) one: Phrases<()>,
    pub(crate) articles: Phrases<()>,
    /// Plurals that stand for one of their kind behind a bound ("более тысячи").
    pub(crate) with_bound: Phrases<f64>,
    /// Words behind a number that make it a name ("12 sayılı karar").
    pub(crate) numbered_by: Phrases<()>,
    /// Nouns are written with a capital letter: a phrase counted ends with one.
    pub(crate) nouns_capital: bool,
    /// Endings of words that stand behind the phrase counted, not in it.
    pub(crate) cut: Vec<String>,
    /// Endings of words that close the phrase counted.
    pub(crate) last: Vec<String>,
    /// Words that end so by chance.
    pub(crate) keep: Phrases<()>,
}

fn alternatives(s: &str) -> impl Iterator<Item = &str> {
    s.split(" | ").map(str::trim).filter(|s| !s.is_empty())
}

fn list(s: &str) -> Phrases<()> {
    let mut p = Phrases::default();
    for a in alternatives(s) {
        p.add(a, ());
    }
    p
}

fn endings(s: &str) -> Vec<String> {
    s.split_whitespace().map(str::to_owned).collect()
}

fn fill_ops(b: &Bounds, mut add: impl FnMut(&str, Op)) {
    for (words, op) in [
        (&b.about, Op::About),
        (&b.at_least, Op::AtLeast),
        (&b.more_than, Op::MoreThan),
        (&b.up_to, Op::UpTo),
        (&b.less_than, Op::LessThan),
    ] {
        for a in alternatives(words) {
            add(a, op);
        }
    }
}

impl Lang {
    fn read(code: &str, file: File) -> Self {
        let mut lang = Lang {
            code: code.to_owned(),
            group: file.group.chars().filter(|c| !c.is_whitespace()).collect(),
            decimal: file.decimal.chars().filter(|c| !c.is_whitespace()).collect(),
            space_groups: file.space_groups,
            group_either: file.group_either,
            units_first: file.units_first,
            teens_after_tens: file.teens_after_tens,
            compound: (!file.compound.is_empty()).then_some(file.compound),
            clitics: alternatives(&file.clitics).map(str::to_owned).collect(),
            suffix_after_apostrophe: file.suffix_after_apostrophe,
            joiners: list(&file.joiners),
            point: list(&file.point),
            minus: list(&file.minus),
            between: list(&file.between),
            between_and: list(&file.between_and),
            or: list(&file.or),
            and_then: list(&file.and_then),
            change: list(&file.change),
            per: list(&file.per),
            streets: list(&file.streets),
            ordinal_things: list(&file.ordinal_things),
            to: list(&file.to),
            of: list(&file.of),
            more_before: list(&file.more_before),
            more_after: list(&file.more_after),
            not_more: list(&file.not_more),
            one_in: list(&file.one_in),
            count_of: list(&file.count_of),
            of_them: list(&file.of_them),
            street: list(&file.street),
            nouns_only: list(&file.unbounded.nouns_only),
            zero_alone: list(&file.zero.alone),
            zero_single: list(&file.zero.single),
            zero_no: list(&file.zero.no),
            zero_things: list(&file.zero.things),
            labels: list(&file.labels.words),
            agreement: file.noun.agreement,
            plural: endings(&file.noun.plural),
            closing: endings(&file.noun.closing),
            closes: list(&file.noun.closes),
            bound: list(&file.noun.bound),
            before_noun: list(&file.noun.before),
            dual_endings: endings(&file.dual.endings),
            dual_not: endings(&file.dual.not),
            states: list(&file.states.words),
            members: list(&file.members.words),
            stop: list(&file.stop.words),
            age_before: list(&file.ages.before),
            age_after: list(&file.ages.after),
            age_named: list(&file.ages.named),
            numbered_by: list(&file.numbered_by),
            one: list(&file.one),
            articles: list(&file.articles),
            nouns_capital: file.phrase.capital,
            cut: file.phrase.cut.split_whitespace().map(str::to_owned).collect(),
            last: file.phrase.last.split_whitespace().map(str::to_owned).collect(),
            keep: list(&file.phrase.keep),
            ..Lang::default()
        };
        let mut add = |table: &BTreeMap<String, String>, make: fn(f64) -> NumberWord| {
            for (value, words) in table {
                if let Ok(v) = value.parse::<f64>() {
                    for a in alternatives(words) {
                        lang.numbers.add(a, make(v));
                    }
                }
            }
        };
        add(&file.cardinals, NumberWord::Cardinal);
        add(&file.scales, NumberWord::Scale);
        add(&file.dozens, NumberWord::Dozen);
        add(&file.approximate, NumberWord::Approximate);
        add(&file.fractions, NumberWord::Fraction);
        let ones: Vec<&str> = file.cardinals.get("1").map(|w| alternatives(w).collect()).unwrap_or_default();
        for a in alternatives(&file.articles) {
            lang.numbers.add(a, NumberWord::Article);
            lang.article_is_one |= ones.contains(&a);
        }
        for (value, words) in &file.suffixes {
            if let Ok(v) = value.parse::<f64>() {
                lang.suffixes.extend(alternatives(words).map(|a| (a.to_owned(), v)));
            }
        }
        for (value, words) in &file.with_bound {
            if let Ok(v) = value.parse::<f64>() {
                for a in alternatives(words) {
                    lang.with_bound.add(a, v);
                }
            }
        }
        for (value, words) in &file.duals {
            if let Ok(v) = value.parse::<f64>() {
                for a in alternatives(words) {
                    lang.duals.add(a, v);
                }
            }
        }
        for (value, words) in &file.ordinals {
            if let Ok(v) = value.parse::<f64>() {
                for a in alternatives(words) {
                    lang.ordinals.add(a, v);
                }
            }
        }
        for (words, [lo, hi]) in &file.vague {
            for a in alternatives(words) {
                lang.vague.add(a, Some((*lo, *hi)));
            }
        }
        for a in alternatives(&file.unbounded.words) {
            lang.vague.add(a, None);
        }
        for (words, c) in [(&file.trend.up, model::Trend::Up), (&file.trend.down, model::Trend::Down)] {
            for a in alternatives(words) {
                lang.trend.add(a, c);
            }
        }
        fill_ops(&file.before, |a, op| lang.before.add(a, op));
        fill_ops(&file.far, |a, op| lang.far.add(a, op));
        fill_ops(&file.after, |a, op| lang.after.add(a, Some(op)));
        for a in alternatives(&file.after.odd) {
            lang.after.add(a, Some(Op::About));
        }
        lang
    }
}

/// A unit of measure or money.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) kind: UnitKind,
    #[serde(default)]
    words: String,
    #[serde(default)]
    symbols: String,
    #[serde(default)]
    before: String,
    /// Letters for a sign that the text has lost; only right before a larger figure.
    #[serde(default)]
    glued: String,
    /// Its name in a compound ("dollar per barrel") where that differs.
    #[serde(default)]
    compound: Option<String>,
}

impl Unit {
    /// What the unit is called in a compound unit.
    pub(crate) fn compound(&self) -> &str {
        self.compound.as_deref().unwrap_or(&self.name)
    }
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UnitKind {
    Share,
    Money,
    Time,
    Measure,
}

#[derive(Deserialize)]
struct UnitFile {
    unit: Vec<Unit>,
}

/// All units with their words.
#[derive(Debug, Default)]
pub(crate) struct Units {
    pub(crate) units: Vec<Unit>,
    /// Words after the figure, folded.
    pub(crate) after: Phrases<usize>,
    /// Symbols after the figure, as written.
    pub(crate) symbols: BTreeMap<String, usize>,
    /// Words and symbols before the figure, folded.
    pub(crate) before: Phrases<usize>,
    /// Letters that stand for a lost sign before the figure, as written.
    pub(crate) glued: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
}

impl Units {
    /// The unit of a name.
    pub(crate) fn named(&self, name: &str) -> Option<&Unit> {
        self.by_name.get(name).and_then(|n| self.units.get(*n))
    }

    fn read(file: UnitFile) -> Self {
        let mut u = Units::default();
        for (n, unit) in file.unit.iter().enumerate() {
            u.by_name.entry(unit.name.clone()).or_insert(n);
            for a in alternatives(&unit.words) {
                u.after.add(a, n);
            }
            for a in alternatives(&unit.symbols) {
                u.symbols.entry(a.to_owned()).or_insert(n);
            }
            for a in alternatives(&unit.before) {
                u.before.add(a, n);
            }
            for a in alternatives(&unit.glued) {
                u.glued.entry(a.to_owned()).or_insert(n);
            }
        }
        u.units = file.unit;
        u
    }
}

/// The words of a language; English where we have none of its own.
pub(crate) fn lang(code: &str) -> &'static Lang {
    static ALL: ByLanguage<Lang> = ByLanguage::new(FILES);
    static NONE: LazyLock<Lang> = LazyLock::new(Lang::default);
    ALL.get(code, |code, source| Lang::read(code, toml::from_str(source).unwrap_or_default())).unwrap_or(&NONE)
}

/// The units of all languages.
pub(crate) fn units() -> &'static Units {
    static ALL: LazyLock<Units> =
        LazyLock::new(|| Units::read(toml::from_str(UNITS).unwrap_or(UnitFile { unit: Vec::new() })));
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses() {
        for (code, source) in FILES {
            let file: Result<File, _> = toml::from_str(source);
            assert!(file.is_ok(), "{code}: {file:?}");
        }
        let units: Result<UnitFile, _> = toml::from_str(UNITS);
        assert!(units.is_ok(), "units: {:?}", units.err());
    }
}
