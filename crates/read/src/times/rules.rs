//! Words and rules of time of each language, read from `data/languages/*/times.toml`, and their matching.

use std::{collections::BTreeMap, sync::LazyLock};

use foldhash::HashMap;
use serde::Deserialize;

use crate::{
    by_language::{ByLanguage, Files},
    quantities::lex::{Index, Phrases, Tok, scan},
};

const FILES: &Files = &text::language_files!("times.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    order: String,
    future: String,
    past: String,
    year_before: String,
    not_year_before: String,
    needs_capital: String,
    clitics: String,
    months: BTreeMap<String, String>,
    weekdays: BTreeMap<String, String>,
    units: BTreeMap<String, String>,
    plural_units: BTreeMap<String, String>,
    parts: BTreeMap<String, String>,
    seasons: BTreeMap<String, String>,
    holidays: BTreeMap<String, String>,
    mods: BTreeMap<String, String>,
    few: BTreeMap<String, String>,
    approx: BTreeMap<String, String>,
    calendar_months: BTreeMap<String, String>,
    plural_weekdays: BTreeMap<String, String>,
    ordinals: BTreeMap<String, String>,
    ampm: BTreeMap<String, String>,
    zones: BTreeMap<String, String>,
    rules: RuleList,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RuleList {
    list: String,
}

/// A class of words in a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Month,
    Wd,
    Season,
    Part,
    Holiday,
    Year,
    Day,
    Ord,
    Num,
    Few,
    Approx,
    Cal,
    Wds,
    Unit,
    Units,
    Mod,
    Clock,
    Hour,
    Ampm,
    Zone,
}

impl Class {
    /// Its place in a set of classes.
    pub(crate) fn bit(self) -> u32 {
        1 << self as u32
    }

    fn named(s: &str) -> Option<Self> {
        Some(match s {
            "MONTH" => Self::Month,
            "WD" => Self::Wd,
            "SEASON" => Self::Season,
            "PART" => Self::Part,
            "HOLIDAY" => Self::Holiday,
            "YEAR" => Self::Year,
            "DAY" => Self::Day,
            "ORD" => Self::Ord,
            "NUM" => Self::Num,
            "FEW" => Self::Few,
            "APPROX" => Self::Approx,
            "CAL" => Self::Cal,
            "WDS" => Self::Wds,
            "UNIT" => Self::Unit,
            "UNITS" => Self::Units,
            "MOD" => Self::Mod,
            "CLOCK" => Self::Clock,
            "HOUR" => Self::Hour,
            "AMPM" => Self::Ampm,
            "ZONE" => Self::Zone,
            _ => return None,
        })
    }
}

#[derive(Debug)]
enum Alt {
    Class(Class),
    Words(Vec<String>),
}

#[derive(Debug)]
struct Elem {
    alts: Vec<Alt>,
    optional: bool,
}

/// A rule: pattern, action, and the action's arguments.
#[derive(Debug)]
pub(crate) struct Rule {
    elems: Vec<Elem>,
    pub(crate) action: String,
    pub(crate) args: Vec<String>,
}

/// What a class stood for in a match.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Val {
    Num(f64),
    Code(String),
    /// Hour, minute, second.
    Clock(u8, u8, Option<u8>),
}

/// One class of a match, with its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Cap {
    pub(crate) class: Class,
    pub(crate) val: Val,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// Order of numeric dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    #[default]
    DayFirst,
    MonthFirst,
}

/// The words and rules of one language.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) order: Order,
    pub(crate) future: Phrases<()>,
    pub(crate) past: Phrases<()>,
    pub(crate) year_before: Phrases<()>,
    pub(crate) not_year_before: Phrases<()>,
    pub(crate) needs_capital: Phrases<()>,
    pub(crate) clitics: Vec<String>,
    pub(crate) classes: BTreeMap<Class, Phrases<String>>,
    pub(crate) rules: Vec<Rule>,
    /// Which classes a word may begin: a bit for each.
    begins: Index<u32>,
    by_word: HashMap<String, Vec<usize>>,
    by_class: BTreeMap<Class, Vec<usize>>,
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

fn rule(line: &str) -> Option<Rule> {
    let (pattern, action) = line.split_once("=>")?;
    let elems = pattern
        .split_whitespace()
        .map(|e| {
            let (e, optional) = match e.strip_suffix('?') {
                Some(e) if !e.is_empty() => (e, true),
                _ => (e, false),
            };
            let alts = if e == "|" { vec![e] } else { e.split('|').collect() };
            let alts = alts
                .into_iter()
                .filter(|a| !a.is_empty())
                .map(|a| match Class::named(a) {
                    Some(c) => Alt::Class(c),
                    None => Alt::Words(scan(&a.replace('_', " ")).into_iter().map(|t| t.norm).collect()),
                })
                .collect();
            Elem { alts, optional }
        })
        .collect();
    let mut words = action.split_whitespace().map(str::to_owned);
    Some(Rule { elems, action: words.next()?, args: words.collect() })
}

impl Words {
    fn read(file: File) -> Self {
        let mut w = Words {
            order: if file.order == "mdy" { Order::MonthFirst } else { Order::DayFirst },
            future: list(&file.future),
            past: list(&file.past),
            year_before: list(&file.year_before),
            not_year_before: list(&file.not_year_before),
            needs_capital: list(&file.needs_capital),
            clitics: alternatives(&file.clitics).map(str::to_owned).collect(),
            ..Words::default()
        };
        for (class, table) in [
            (Class::Month, &file.months),
            (Class::Wd, &file.weekdays),
            (Class::Unit, &file.units),
            (Class::Units, &file.plural_units),
            (Class::Part, &file.parts),
            (Class::Season, &file.seasons),
            (Class::Holiday, &file.holidays),
            (Class::Mod, &file.mods),
            (Class::Few, &file.few),
            (Class::Approx, &file.approx),
            (Class::Cal, &file.calendar_months),
            (Class::Wds, &file.plural_weekdays),
            (Class::Ord, &file.ordinals),
            (Class::Ampm, &file.ampm),
            (Class::Zone, &file.zones),
        ] {
            let phrases = w.classes.entry(class).or_default();
            for (code, words) in table {
                for a in alternatives(words) {
                    phrases.add(a, code.clone());
                }
            }
            for first in phrases.firsts() {
                *w.begins.entry(first) |= class.bit();
            }
        }
        for line in file.rules.list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            w.rules.extend(rule(line));
        }
        for (n, r) in w.rules.iter().enumerate() {
            for e in &r.elems {
                for a in &e.alts {
                    match a {
                        Alt::Class(c) => w.by_class.entry(*c).or_default().push(n),
                        Alt::Words(words) => {
                            if let Some(first) = words.first() {
                                w.by_word.entry(first.clone()).or_default().push(n);
                            }
                        }
                    }
                }
                if !e.optional {
                    break;
                }
            }
        }
        w
    }

    /// The classes of which a phrase may begin with this word.
    pub(crate) fn begins(&self, norm: &str) -> u32 {
        let of = |norm: &str| self.begins.of(norm).fold(0, |all, bits| all | bits);
        // Prefixed particles: "وفي", "والاثنين".
        let bare = self.clitics.iter().filter_map(|c| norm.strip_prefix(c.as_str()));
        bare.fold(of(norm), |all, rest| all | of(rest))
    }

    /// Rules whose match may start with this word or one of these classes, in order.
    pub(crate) fn candidates(&self, norm: &str, classes: &[Class]) -> Vec<usize> {
        let mut out: Vec<usize> = self.by_word.get(norm).into_iter().flatten().copied().collect();
        for c in classes {
            out.extend(self.by_class.get(c).into_iter().flatten());
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Gives the class of tokens: implemented by the reader, which knows numbers and dates.
pub(crate) trait Classes {
    fn class_at(&self, class: Class, i: usize) -> Option<(usize, Val)>;
}

impl Rule {
    /// Matches at token `i`: the end of the longest match and what its classes stood for.
    pub(crate) fn at(&self, toks: &[Tok], i: usize, classes: &impl Classes) -> Option<(usize, Vec<Cap>)> {
        let mut caps = Vec::new();
        let mut best = None;
        self.step(toks, i, i, 0, classes, &mut caps, &mut best, &mut 0);
        best
    }

    #[allow(clippy::too_many_arguments)]
    fn step(
        &self,
        toks: &[Tok],
        start: usize,
        i: usize,
        e: usize,
        classes: &impl Classes,
        caps: &mut Vec<Cap>,
        best: &mut Option<(usize, Vec<Cap>)>,
        steps: &mut usize,
    ) {
        *steps += 1;
        if *steps > 200 {
            return;
        }
        let Some(elem) = self.elems.get(e) else {
            if i > start && best.as_ref().is_none_or(|(end, _)| *end < i) {
                *best = Some((i, caps.clone()));
            }
            return;
        };
        // A time expression does not run over a paragraph's end.
        let broken = i > start && toks.get(i).is_some_and(|t| t.breaks > 1);
        if !broken {
            for a in &elem.alts {
                match a {
                    Alt::Words(words) => {
                        let hit = toks
                            .get(i..i + words.len())
                            .is_some_and(|w| w.iter().zip(words).all(|(t, p)| t.norm == *p));
                        if hit {
                            self.step(toks, start, i + words.len(), e + 1, classes, caps, best, steps);
                        }
                    }
                    Alt::Class(c) => {
                        if let Some((n, val)) = classes.class_at(*c, i) {
                            caps.push(Cap { class: *c, val, from: i, to: i + n });
                            self.step(toks, start, i + n, e + 1, classes, caps, best, steps);
                            caps.pop();
                        }
                    }
                }
            }
        }
        if elem.optional {
            self.step(toks, start, i, e + 1, classes, caps, best, steps);
        }
    }
}

/// The words and rules of a language; English where we have none of its own.
pub(crate) fn words(code: &str) -> &'static Words {
    static ALL: ByLanguage<Words> = ByLanguage::new(FILES);
    static NONE: LazyLock<Words> = LazyLock::new(Words::default);
    ALL.get(code, |_, source| Words::read(toml::from_str(source).unwrap_or_default())).unwrap_or(&NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses_and_every_rule_is_one() {
        for (code, source) in FILES {
            let file: Result<File, _> = toml::from_str(source);
            assert!(file.is_ok(), "{code}: {file:?}");
            let file = file.unwrap();
            for line in file.rules.list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
                let r = rule(line).unwrap_or_else(|| panic!("{code}: {line}"));
                assert!(super::super::actions::known_action(&r.action), "{code}: no action {:?} in {line}", r.action);
                assert!(r.elems.iter().any(|e| !e.optional), "{code}: all optional: {line}");
            }
        }
    }
}
