//! A report prepared for weighing: its tokens, names, days and places, each worked out once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use model::{Claim, EvidencePart, Reading, Report, Slot};
use trace::voices::fold;

use crate::lexicon::LEXICON;

/// How many bytes a dateline may take.
const OPENING: usize = 160;

/// A report with what events are made of.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) report: &'a Report,
    pub(crate) reading: &'a Reading,
    /// Day of publication.
    pub(crate) day: Option<Date>,
    /// Words and names with their weight in this page.
    pub(crate) terms: BTreeMap<String, f64>,
    /// Days that the page gives its own happening, most likely first.
    pub(crate) days: Vec<Dated>,
    /// Towns and sites that the page gives its own happening, as folded words.
    pub(crate) places: Vec<String>,
    /// Points of those places, where the gazetteer knows them.
    pub(crate) points: Vec<(f64, f64)>,
    /// Words of the place that the page gives first for its own happening.
    pub(crate) main_place: Vec<String>,
    /// What kind of happening its claims speak of.
    pub(crate) kind: &'static str,
    /// Days and months named anywhere in the text.
    pub(crate) mentioned: BTreeSet<Dated>,
    /// Country codes of the towns and sites named, and of the countries.
    pub(crate) countries: BTreeSet<String>,
}

/// A day, month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dated {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Dated {
    /// From `2026-01-19`, `2026-01` or `2026`, with or without a time.
    pub(crate) fn parse(s: &str) -> Option<Self> {
        let day = s.get(..10).unwrap_or(s);
        let mut parts = day.split('-');
        let year: i16 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let Some(month) = parts.next() else {
            return Some(Self { first: Date::new(year, 1, 1).ok()?, last: Date::new(year, 12, 31).ok()? });
        };
        let month: i8 = month.parse().ok()?;
        match parts.next() {
            None => {
                let first = Date::new(year, month, 1).ok()?;
                Some(Self { first, last: first.last_of_month() })
            }
            Some(d) => {
                let first = Date::new(year, month, d.get(..2).unwrap_or(d).parse().ok()?).ok()?;
                Some(Self { first, last: first })
            }
        }
    }

    pub(crate) fn is_day(self) -> bool {
        self.first == self.last
    }

    /// Days between the two nearest days of both; 0 where they overlap.
    pub(crate) fn gap(self, other: Dated) -> i32 {
        if self.last < other.first {
            days(self.last, other.first)
        } else if other.last < self.first {
            days(other.last, self.first)
        } else {
            0
        }
    }
}

/// Days from `a` to `b`.
pub(crate) fn days(a: Date, b: Date) -> i32 {
    a.until(b).map_or(0, |s| s.get_days())
}

const COMMON: &[&str] = &[
    "the",
    "and",
    "for",
    "that",
    "with",
    "was",
    "were",
    "from",
    "have",
    "has",
    "had",
    "its",
    "their",
    "his",
    "her",
    "which",
    "who",
    "this",
    "they",
    "said",
    "says",
    "are",
    "been",
    "not",
    "but",
    "also",
    "after",
    "before",
    "when",
    "where",
    "than",
    "more",
    "into",
    "about",
    "over",
    "all",
    "one",
    "two",
    "three",
    "four",
    "out",
    "him",
    "she",
    "will",
    "would",
    "could",
    "may",
    "there",
    "what",
    "read",
    "news",
    "page",
    "our",
    "you",
    "your",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "reuters",
    "afp",
    "tass",
    "according",
    "reported",
    "told",
    "year",
    "years",
    "day",
    "days",
    "people",
    "share",
    "subscribe",
    "updated",
];

impl<'a> Page<'a> {
    pub(crate) fn new(report: &'a Report, reading: &'a Reading) -> Self {
        let day = report.published.as_ref().map(|m| m.date());
        let mut terms: BTreeMap<String, f64> = BTreeMap::new();
        let mut add = |term: String, weight: f64| {
            let w = terms.entry(term).or_default();
            *w = (*w + weight).min(3.0 * weight.max(1.0));
        };
        // words: a capitalised word that is not the first of its sentence is likely a name
        for (text, boost) in [(report.title.as_deref().unwrap_or(""), 1.0), (report.text.as_str(), 1.0)] {
            for (word, name) in words(text).take(4000) {
                if word.chars().count() < 3
                    || COMMON.contains(&word.as_str())
                    || word.chars().all(|c| c.is_ascii_digit())
                {
                    continue;
                }
                add(format!("w:{word}"), if name { boost } else { boost * 0.25 });
            }
        }
        for p in &reading.places {
            if let Some(key) = p.geonames_id.map(|g| g.to_string()).or_else(|| p.key.clone()).or_else(|| p.name.clone())
            {
                let broad = matches!(p.feature.as_deref(), Some("country" | "admin1" | "region"));
                add(format!("{}:{key}", if broad { "G" } else { "g" }), if broad { 0.4 } else { 1.5 });
            }
        }
        for a in &reading.actors {
            if let Some(id) = &a.id {
                add(format!("a:{id}"), 0.5);
            }
        }
        let mut seen = BTreeSet::new();
        for c in &reading.claims {
            if c.value.is_numeric()
                && let Some(n) = c.value.lo.or(c.value.hi)
                && n > 2.0
                && seen.insert((c.slot, n.to_bits()))
            {
                add(format!("n:{}:{n}", c.slot), 1.0);
            }
        }
        let mut days: Vec<Dated> = Vec::new();
        let mut points = Vec::new();
        let mut placed: Vec<(bool, bool, usize, Vec<String>)> = Vec::new();
        let mut slots: BTreeMap<Slot, usize> = BTreeMap::new();
        for c in &reading.claims {
            *slots.entry(c.slot).or_default() += 1;
            let text = c.value.text.as_deref().unwrap_or("");
            let step = !LEXICON.counted(c.counted.as_deref().unwrap_or("")).is_empty();
            match c.slot {
                Slot::Date => days.extend(Dated::parse(text)),
                Slot::Place => {
                    placed.push((step, c.evidence.part == EvidencePart::Body, c.evidence.start, LEXICON.scope(text)));
                    points.extend(point_of(reading, c));
                }
                _ => {}
            }
        }
        placed.sort();
        let main_place = placed.first().map(|p| p.3.clone()).unwrap_or_default();
        let places = placed.into_iter().flat_map(|p| p.3).collect();
        let mentioned: BTreeSet<Dated> = reading
            .times
            .iter()
            .filter(|t| t.value.len() >= 7)
            .filter_map(|t| Dated::parse(&t.value))
            .take(200)
            .collect();
        // a page without a date of publication that opens with a day or a month tells of that time
        if day.is_none() && days.is_empty() {
            let opening = reading.times.iter().filter(|t| t.start < OPENING && t.value.len() >= 7);
            days.extend(opening.filter_map(|t| Dated::parse(&t.value)).next());
        }
        // a date years before everything else on the page belongs to its background
        let latest = day.or_else(|| days.iter().chain(&mentioned).map(|d: &Dated| d.last).max());
        if let Some(latest) = latest {
            let near = |d: &Dated| crate::page::days(d.last, latest) < 1100;
            if days.iter().any(near) || day.is_none() {
                days.retain(near);
            }
        }
        let countries = reading.places.iter().filter_map(|p| p.country.clone()).collect();
        let kind = kind(&slots);
        Self { report, reading, day, terms, days, places, points, main_place, kind, mentioned, countries }
    }

    /// The day of the page's own happening: the first full day it gives in the weeks before it was published, else the first full
    /// day, else the first date of any kind.
    pub(crate) fn own_day(&self) -> Option<Dated> {
        let fresh = |d: &Dated| self.day.is_some_and(|seen| (0..=40).contains(&days(d.first, seen)));
        let full = |d: &&Dated| d.is_day();
        self.days
            .iter()
            .filter(full)
            .find(|d| fresh(d))
            .or_else(|| self.days.iter().find(|d| fresh(d)))
            .or_else(|| self.days.iter().find(full))
            .or_else(|| self.days.first())
            .copied()
    }
}

/// The point of a place claim, from the places read in its words.
pub(crate) fn point_of(reading: &Reading, c: &Claim) -> Option<(f64, f64)> {
    let span = c.at.unwrap_or_else(|| c.evidence.span());
    let text = fold(c.value.text.as_deref().unwrap_or(""));
    reading
        .places
        .iter()
        .filter(|p| span.overlaps(model::Span::new(p.start, p.end)) || text.contains(&fold(&p.text)))
        .filter(|p| {
            let broad = ["country", "admin1", "admin2", "region", "water", "continent"];
            !p.feature.as_deref().is_some_and(|f| broad.contains(&f))
        })
        .find_map(|p| Some((p.lat?, p.lon?)))
}

/// Folded words with a mark for likely names.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (String, bool)> + '_ {
    let mut start = true;
    text.split_whitespace().flat_map(move |raw| {
        let name = raw.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase) && !start;
        start = raw.ends_with(['.', '!', '?', ':']);
        let parts: Vec<(String, bool)> =
            fold(raw).split(' ').filter(|w| !w.is_empty()).map(|w| (w.to_owned(), name)).collect();
        parts
    })
}

/// Great-circle distance in kilometres.
pub(crate) fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (la, lb) = (a.0.to_radians(), b.0.to_radians());
    let (dla, dlo) = (lb - la, (b.1 - a.1).to_radians());
    let h = (dla / 2.0).sin().powi(2) + la.cos() * lb.cos() * (dlo / 2.0).sin().powi(2);
    6371.0 * 2.0 * h.sqrt().min(1.0).asin()
}

/// What kind of happening some slots speak of.
pub(crate) fn kind(slots: &BTreeMap<Slot, usize>) -> &'static str {
    let n = |s: Slot| slots.get(&s).copied().unwrap_or(0);
    let options = [
        ("escape", n(Slot::Escaped) * 2 + n(Slot::Recaptured)),
        ("flood", n(Slot::SettlementsFlooded) * 3 + n(Slot::HomesDamaged)),
        ("attack", n(Slot::ClaimOfResponsibility) * 3 + n(Slot::Responsibility)),
        ("disaster", n(Slot::Killed) + n(Slot::Injured) + n(Slot::Missing)),
        ("displacement", n(Slot::Displaced) + n(Slot::Evacuated)),
        ("detention", n(Slot::Detained)),
    ];
    options.into_iter().filter(|(_, k)| *k > 0).max_by_key(|(_, k)| *k).map_or("event", |(name, _)| name)
}
