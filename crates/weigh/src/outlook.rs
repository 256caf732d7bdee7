//! Warnings with what became of them, and restrictions.
//!
//! Key decision: an outcome needs claims that show it. A warning whose time is over without any is not one that failed: nobody says.

use std::collections::{BTreeMap, BTreeSet};

use model::{Claim, Op, Restriction, Slot, Stance, Warning};
use trace::voices::Weight;

use crate::{
    board::{Item, say},
    events::Events,
    horizon::{self, Horizon},
    lexicon::LEXICON,
    page::Page,
};

/// Warnings in order of report and byte; restrictions grouped by what is closed.
///
/// `now` is the moment of the picture, seconds since 1970.
pub(crate) fn outlook(
    items: &[Item<'_>],
    pages: &[Page<'_>],
    events: &Events,
    now: Option<i64>,
) -> (Vec<Warning>, Vec<Restriction>) {
    let mut sorted: Vec<&Item<'_>> = items.iter().collect();
    sorted.sort_by_key(|it| (&it.claim.report, it.claim.evidence.part, it.claim.evidence.start, &it.claim.id));
    let mut warnings = Vec::new();
    let warned: BTreeSet<(&str, usize)> = sorted
        .iter()
        .filter(|it| it.claim.slot == Slot::Warning)
        .map(|it| (it.claim.report.as_str(), it.claim.evidence.start))
        .collect();
    for it in sorted.iter().filter(|it| {
        it.claim.slot == Slot::Warning
            || harm_to_come(it) && !warned.contains(&(it.claim.report.as_str(), it.claim.evidence.start))
    }) {
        let c = it.claim;
        let page = &pages[it.page];
        let horizon = horizon::of(it, page.reading, &page.report.text);
        let outcome = outcome(it, horizon.as_ref(), items, events, now);
        warnings.push(Warning {
            claim: c.id.clone(),
            by: c.speaker.name.clone().or_else(|| c.speaker.text.clone()),
            text: c
                .value
                .text
                .clone()
                .filter(|t| !t.is_empty() && c.slot == Slot::Warning)
                .unwrap_or_else(|| c.evidence.text.clone()),
            horizon: horizon.map(|h| h.text),
            outcome: outcome.word.to_owned(),
            why: outcome.why,
            shown_by: outcome.shown_by,
        });
    }
    let mut groups: BTreeMap<(usize, &str), Vec<&Item<'_>>> = BTreeMap::new();
    for it in &sorted {
        if it.claim.slot == Slot::MovementRestriction {
            groups.entry((it.event, &it.question)).or_default().push(it);
        }
    }
    let restrictions = groups
        .into_values()
        .map(|list| {
            let head = list[0].claim;
            let by = list.iter().find_map(|it| it.claim.speaker.name.clone());
            Restriction {
                what: head.value.text.clone().or_else(|| head.counted.clone()).unwrap_or_default(),
                place: list.iter().find_map(|it| it.claim.scope.clone()),
                from: list.iter().find_map(|it| it.claim.as_of.clone()),
                to: None,
                by,
                claims: list.iter().map(|it| it.claim.id.clone()).collect(),
            }
        })
        .collect();
    (warnings, restrictions)
}

/// A figure of harm that is only expected. Other forecasts (a handover, a planned transfer) warn of nothing.
fn harm_to_come(it: &Item<'_>) -> bool {
    let c = it.claim;
    let harm = matches!(
        c.slot,
        Slot::Escaped
            | Slot::Killed
            | Slot::Injured
            | Slot::Missing
            | Slot::Displaced
            | Slot::Affected
            | Slot::SettlementsFlooded
            | Slot::HomesDamaged
    );
    harm && c.stance == Stance::Forecast && c.value.is_numeric()
}

/// What became of a warning, why, and the claims that show it.
struct Outcome {
    word: &'static str,
    why: String,
    shown_by: Vec<String>,
}

fn shown(word: &'static str, why: String, by: &Claim) -> Outcome {
    Outcome { word, why, shown_by: vec![by.id.clone()] }
}

/// Judged only where the picture says so: what was warned of happened, a count passed the figure, or stayed below it when time was up.
fn outcome(it: &Item<'_>, horizon: Option<&Horizon>, items: &[Item<'_>], events: &Events, now: Option<i64>) -> Outcome {
    let found = if it.claim.slot == Slot::Warning {
        rising_toll(it, items).or_else(|| happened(it, horizon, items, events))
    } else {
        counted(it, horizon, items)
    };
    if let Some(o) = found {
        return o;
    }
    let (word, why) = match horizon {
        None => ("open", "It names no time, and no later report says what came of it.".to_owned()),
        Some(h) if now.is_none_or(|n| n < h.ends) => ("open", format!("Its time runs until {}.", h.text)),
        Some(h) => ("unknown", format!("Its time ran until {}, and no later report says what came of it.", h.text)),
    };
    Outcome { word, why, shown_by: Vec::new() }
}

/// A forecast toll that the count passed.
fn rising_toll(it: &Item<'_>, items: &[Item<'_>]) -> Option<Outcome> {
    let c = it.claim;
    let said = |class: &str, text: &str| LEXICON.any("toll", class, text.split_whitespace());
    // "higher than in the siege" needs more than a rise
    if !said("dead", &c.evidence.text)
        || !said("rise", &c.evidence.text)
        || said("than", c.value.text.as_deref().unwrap_or(""))
    {
        return None;
    }
    let toll = |o: &&Item<'_>| {
        o.event == it.event
            && o.claim.slot == Slot::Killed
            && o.claim.scope.is_none()
            && LEXICON.known_class(o.claim.counted.as_deref().unwrap_or("")).is_empty()
            && !matches!(o.claim.stance, Stance::Forecast | Stance::Denied)
    };
    // the count that the warning's own page gives is the one it expects to rise
    let before = items
        .iter()
        .filter(|o| o.page == it.page)
        .filter(toll)
        .filter_map(|o| o.claim.value.lo)
        .fold(0.0_f64, f64::max);
    let (n, by) = items
        .iter()
        .filter(|o| o.voice.weight == Weight::Named && o.said > it.said)
        .filter(toll)
        .filter_map(|o| Some((o.claim.value.lo?, o)))
        .filter(|(n, _)| before > 0.0 && *n > before)
        .min_by_key(|(_, o)| (o.said, &o.claim.id))?;
    Some(shown("came_true", format!("The count rose from {before} to {n}."), by.claim))
}

/// True where a warning's words name what happened.
fn speaks_of(slots: &BTreeMap<Slot, usize>, groups: &BTreeSet<&str>) -> bool {
    let of: &[&str] = match crate::page::kind(slots) {
        "attack" | "disaster" if slots.contains_key(&Slot::Responsibility) => {
            &["attack", "explosion", "shooting", "shelling"]
        }
        "flood" => &["weather"],
        _ => &[],
    };
    of.iter().any(|g| groups.contains(g))
}

/// A warning that was given before the day of its event, and whose words name that kind of happening.
fn happened(it: &Item<'_>, horizon: Option<&Horizon>, items: &[Item<'_>], events: &Events) -> Option<Outcome> {
    let c = it.claim;
    let day = events.list[it.event].day.filter(|d| d.is_day())?;
    let start = day.first.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
    // a warning of the day itself may have come after
    if it.said.is_none_or(|t| t >= start) {
        return None;
    }
    let words = format!("{} {}", c.value.text.as_deref().unwrap_or(""), c.evidence.text);
    let mut slots: BTreeMap<Slot, usize> = BTreeMap::new();
    for o in items.iter().filter(|o| o.event == it.event) {
        *slots.entry(o.claim.slot).or_default() += 1;
    }
    if !speaks_of(&slots, &LEXICON.groups(&words)) {
        return None;
    }
    let by = items
        .iter()
        .filter(|o| o.event == it.event && o.published.is_some_and(|t| t >= start))
        .filter(|o| {
            matches!(o.claim.slot, Slot::Date | Slot::Place | Slot::Killed) && o.claim.stance != Stance::Forecast
        })
        .min_by_key(|o| (o.claim.slot != Slot::Date, o.published, &o.claim.id))?;
    let late = horizon.is_some_and(|h| h.ends <= start);
    let why = if late {
        format!("It happened on {}, after the time that it named.", day.first)
    } else {
        format!("It happened on {}.", day.first)
    };
    Some(shown("came_true", why, by.claim))
}

/// A figure that was expected, against what was counted later for the same question.
fn counted(it: &Item<'_>, horizon: Option<&Horizon>, items: &[Item<'_>]) -> Option<Outcome> {
    let v = &it.claim.value;
    let expected = v.lo.or(v.hi).filter(|n| *n > 0.0)?;
    let later = || {
        items.iter().filter(|o| {
            o.event == it.event
                && o.question == it.question
                && o.claim.value.is_numeric()
                && !matches!(o.claim.stance, Stance::Forecast | Stance::Denied)
                && o.said > it.said
                && o.voice.weight >= Weight::Anonymous
        })
    };
    // a round expectation is met by a count that comes near it
    let reached = later()
        .filter(|o| o.claim.value.lo.is_some_and(|n| n >= expected * 0.95))
        .min_by_key(|o| (o.said, &o.claim.id));
    if let Some(o) = reached {
        return Some(shown("came_true", format!("Later {} were counted.", say(&o.claim.value)), o.claim));
    }
    // "up to" is not broken by less
    if matches!(v.op, Op::UpTo | Op::LessThan) {
        return None;
    }
    let h = horizon?;
    let last = later()
        .filter(|o| o.said.is_some_and(|t| t >= h.ends) && o.claim.value.hi.is_some_and(|n| n < expected * 0.95))
        .max_by_key(|o| (o.said, std::cmp::Reverse(&o.claim.id)))?;
    let why = format!("After {} there were {}.", h.text, say(&last.claim.value));
    Some(shown("did_not", why, last.claim))
}
