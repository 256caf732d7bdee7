//! Precedents: past events of the same picture that resemble a main one, with what makes them similar and what does not.
//!
//! What for: "has this happened here before, and how did it go?" is the second question of every desk.
//!
//! Key decision: features that a reader can check (kind, place, actors, size, season), each said in a sentence, never a likeness of
//! texts. What is unknown counts neither way and is said.

use std::collections::{BTreeMap, BTreeSet};

use model::{Event, EvidencePart, Precedent, Slot};

use crate::{
    board::Item,
    events::Events,
    page::{Dated, Page, days, km, point_of},
};

/// Main events that are compared: a desk reads no more, and an archive stays linear.
const MAIN: usize = 50;
/// Precedents kept for one event.
const KEPT: usize = 5;
/// Claims kept for one precedent.
const CLAIMS: usize = 40;
/// Days that must lie between two events for one to be the past of the other.
const PAST: i32 = 30;
/// What the features of two events must add up to.
const ENOUGH: f64 = 3.0;

/// What an event is compared by.
#[derive(Debug, Default)]
struct Features {
    kind: &'static str,
    day: Option<Dated>,
    point: Option<(f64, f64)>,
    /// Actor id to name.
    actors: BTreeMap<String, String>,
    figures: BTreeMap<Slot, f64>,
    claims: BTreeSet<String>,
}

/// For each main event its most similar past ones. `lines` are the picture's events, largest first.
pub(crate) fn precedents(lines: &[Event], items: &[Item<'_>], pages: &[Page<'_>], events: &Events) -> Vec<Precedent> {
    let features = features(items, pages, events);
    let at: BTreeMap<&str, usize> = events.list.iter().enumerate().map(|(n, c)| (c.id.as_str(), n)).collect();
    let mut out = Vec::new();
    for e in lines.iter().filter(|e| !e.background).take(MAIN) {
        let Some(mine) = at.get(e.id.as_str()).map(|&n| &features[n]) else { continue };
        let mut found: Vec<(f64, Precedent)> = lines
            .iter()
            .filter(|o| o.id != e.id)
            .filter_map(|o| {
                let theirs = &features[*at.get(o.id.as_str())?];
                compare(mine, theirs).map(|(score, p)| {
                    (score, Precedent { event: e.id.clone(), precedent: o.id.clone(), title: o.title.clone(), ..p })
                })
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.precedent.cmp(&b.1.precedent)));
        out.extend(found.into_iter().take(KEPT).map(|(_, p)| p));
    }
    out
}

fn features(items: &[Item<'_>], pages: &[Page<'_>], events: &Events) -> Vec<Features> {
    let mut out: Vec<Features> = events.list.iter().map(|c| Features { day: c.day, ..Features::default() }).collect();
    let mut slots: Vec<BTreeMap<Slot, usize>> = vec![BTreeMap::new(); out.len()];
    // the figure of most claims is the size: the largest one may be a stray
    let mut sizes: Vec<BTreeMap<Slot, BTreeMap<u64, usize>>> = vec![BTreeMap::new(); out.len()];
    let mut points: Vec<BTreeMap<(u64, u64), usize>> = vec![BTreeMap::new(); out.len()];
    let actors: Vec<Vec<(usize, &model::ActorMention)>> = pages
        .iter()
        .map(|p| {
            let told = |kind: &str| !matches!(kind, "media" | "person" | "role" | "agency");
            let mut v: Vec<_> =
                p.reading.actors.iter().filter(|a| a.id.is_some() && told(&a.kind)).map(|a| (a.start, a)).collect();
            v.sort_by_key(|(s, a)| (*s, a.end));
            v
        })
        .collect();
    for it in items {
        let (c, f) = (it.claim, &mut out[it.event]);
        *slots[it.event].entry(c.slot).or_default() += 1;
        if f.claims.len() < CLAIMS {
            f.claims.insert(c.id.clone());
        }
        if matches!(c.slot, Slot::Killed | Slot::Injured | Slot::Escaped | Slot::Displaced | Slot::Evacuated)
            && !matches!(c.stance, model::Stance::Forecast | model::Stance::Denied)
            && let Some(n) = c.value.lo.filter(|_| c.value.kind == model::ValueKind::Number)
        {
            *sizes[it.event].entry(c.slot).or_default().entry(n.to_bits()).or_default() += 1;
        }
        let point = if c.slot == Slot::Place { point_of(pages[it.page].reading, c) } else { None };
        if let Some((lat, lon)) = point {
            *points[it.event].entry((lat.to_bits(), lon.to_bits())).or_default() += 1;
        }
        if c.evidence.part == EvidencePart::Body {
            let list = &actors[it.page];
            let from = list.partition_point(|(s, _)| *s < c.evidence.start);
            for (_, a) in list[from..].iter().take_while(|(s, _)| *s < c.evidence.end).take(12) {
                if let Some(id) = &a.id
                    && f.actors.len() < 60
                {
                    f.actors.entry(id.clone()).or_insert_with(|| a.name.clone().unwrap_or_else(|| a.text.clone()));
                }
            }
        }
    }
    for (n, f) in out.iter_mut().enumerate() {
        f.kind = crate::page::kind(&slots[n]);
        for (slot, votes) in &sizes[n] {
            if let Some((bits, _)) = votes.iter().max_by_key(|(bits, k)| (**k, **bits)) {
                f.figures.insert(*slot, f64::from_bits(*bits));
            }
        }
        if f.kind == "disaster" && slots[n].contains_key(&Slot::Responsibility) {
            f.kind = "attack";
        }
        f.point = events.list[n].home().or_else(|| {
            points[n]
                .iter()
                .max_by_key(|(p, k)| (**k, std::cmp::Reverse(**p)))
                .map(|((lat, lon), _)| (f64::from_bits(*lat), f64::from_bits(*lon)))
        });
        if f.point.is_none() {
            f.point = named(n, items, pages);
        }
    }
    out
}

/// The first town or site in the sentences of an event that no claim places.
fn named(event: usize, items: &[Item<'_>], pages: &[Page<'_>]) -> Option<(f64, f64)> {
    let mut found: Vec<(&str, usize, (f64, f64))> = items
        .iter()
        .filter(|it| it.event == event && it.claim.evidence.part == EvidencePart::Body)
        .take(60)
        .filter_map(|it| {
            let e = &it.claim.evidence;
            let broad = ["country", "admin1", "admin2", "region", "water", "continent"];
            let p = pages[it.page].reading.places.iter().find(|p| {
                p.start >= e.start && p.end <= e.end && !p.feature.as_deref().is_some_and(|f| broad.contains(&f))
            })?;
            Some((it.claim.report.as_str(), e.start, (p.lat?, p.lon?)))
        })
        .collect();
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    found.first().map(|f| f.2)
}

/// "an escape", "a flood".
fn a(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

fn counted(slot: Slot) -> &'static str {
    match slot {
        Slot::Killed => "killed",
        Slot::Injured => "injured",
        Slot::Escaped => "escaped",
        Slot::Displaced => "displaced",
        _ => "evacuated",
    }
}

/// How far two events resemble each other, and what to say of it; `None` where they do not, or where the second is not the past.
fn compare(mine: &Features, theirs: &Features) -> Option<(f64, Precedent)> {
    let (here, there) = mine.day.zip(theirs.day)?;
    let back = days(there.last, here.first);
    if back < PAST {
        return None;
    }
    let mut p = Precedent::default();
    let mut score = 0.0;
    let known = |k: &str| k != "event" && !k.is_empty();
    let same_kind = mine.kind == theirs.kind && known(mine.kind);
    if same_kind {
        // "disaster" only says that people came to harm
        score += if mine.kind == "disaster" { 1.0 } else { 2.0 };
        p.similar.push(format!("Each is {}.", a(mine.kind)));
    } else if known(mine.kind) && known(theirs.kind) {
        p.differs.push(format!("This is {}, that was {}.", a(mine.kind), a(theirs.kind)));
    }
    let mut near = false;
    match mine.point.zip(theirs.point).map(|(x, y)| km(x, y)) {
        Some(far) => {
            // a place is known to some kilometres only, and sites that hold people are never given finer
            let steps = (far / 5.0).round().clamp(0.0, 4100.0) as u32 * 5;
            p.km = Some(steps.max(if far <= 15.0 { 15 } else { 0 }));
            let said = if far <= 15.0 {
                "They lie within 15 km of each other.".to_owned()
            } else {
                format!("They lie about {steps} km apart.")
            };
            near = far <= 100.0;
            if near {
                score += if far <= 15.0 { 2.0 } else { 1.5 };
                p.similar.push(said);
            } else {
                p.differs.push(said);
            }
        }
        None => p.differs.push("How far apart they are is not known.".to_owned()),
    }
    let shared: Vec<&str> =
        mine.actors.iter().filter(|(id, _)| theirs.actors.contains_key(*id)).map(|(_, n)| n.as_str()).take(4).collect();
    if shared.is_empty() {
        if !mine.actors.is_empty() && !theirs.actors.is_empty() {
            p.differs.push("No actor is named in both.".to_owned());
        }
    } else {
        score += 1.0 + 0.5 * (shared.len() - 1).min(2) as f64;
        p.similar.push(format!("Named in both: {}.", shared.join(", ")));
    }
    for (slot, n) in &mine.figures {
        let Some(m) = theirs.figures.get(slot) else { continue };
        let ratio = n.max(*m) / n.min(*m).max(1.0);
        let said = format!("{} {} here, {} there.", n, counted(*slot), m);
        if ratio <= 3.0 {
            score += 0.75;
            p.similar.push(said);
        } else {
            p.differs.push(said);
        }
    }
    if let Some((x, y)) = month(here).zip(month(there)) {
        let apart = (x - y).rem_euclid(12).min((y - x).rem_euclid(12));
        if apart <= 1 {
            score += 0.25;
            let (x, y) = (MONTHS[x as usize - 1], MONTHS[y as usize - 1]);
            p.similar.push(if x == y {
                format!("The same season: {x}.")
            } else {
                format!("The same season: {x} and {y}.")
            });
        } else {
            p.differs.push(format!(
                "Another season: {} here, {} there.",
                MONTHS[x as usize - 1],
                MONTHS[y as usize - 1]
            ));
        }
    }
    p.differs.push(match back {
        0..=60 => format!("It lies {back} days back."),
        61..=730 => format!("It lies {} months back.", back / 30),
        _ => format!("It lies {} years back.", back / 365),
    });
    p.claims = theirs.claims.iter().cloned().collect();
    let enough = score >= ENOUGH && (same_kind || near && !shared.is_empty());
    enough.then_some((score, p))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month of a day or month; `None` for a year.
fn month(d: Dated) -> Option<i8> {
    (d.first.month() == d.last.month() && d.first.year() == d.last.year()).then(|| d.first.month())
}
