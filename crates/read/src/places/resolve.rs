//! Which of the places of a name is meant.

use std::collections::BTreeMap;

use know::{Know, Place, PlaceId, PlaceType};
use model::PlaceKind;

use super::Mention;

/// Candidates looked at for one name, most populous first (those of the countries at hand besides).
const MOST: usize = 120;
/// Names that serve as anchors for nearness.
const ANCHORS: usize = 60;

/// One name of the text with what is said of it anywhere.
struct Group {
    mentions: Vec<usize>,
    candidates: Vec<(PlaceId, f64)>,
    /// Mentions that hold it, by "X, Ohio" and the like.
    inside: Vec<usize>,
    country: Option<String>,
    division: bool,
    /// Speaks or decides somewhere: a capital or country.
    acts: bool,
    /// Mentions with "the" before them.
    the: usize,
    chosen: Option<PlaceId>,
    sure: f64,
}

/// How much each kind of evidence weighs. Found on the development crises and the two open place sets, then left alone.
mod weight {
    /// For each factor of e in population.
    pub(super) const POPULATION: f64 = 0.55;
    pub(super) const INSIDE: f64 = 12.0;
    pub(super) const COUNTRY_BEFORE: f64 = 8.0;
    pub(super) const COUNTRY: f64 = 5.0;
    pub(super) const ADMIN1: f64 = 3.5;
    pub(super) const NEAR: f64 = 5.0;
    /// Kilometres over which nearness falls to a third.
    pub(super) const REACH: f64 = 180.0;
    pub(super) const OUTLET: f64 = 1.2;
}

pub(super) fn resolve(mentions: &mut [Mention], know: &Know, hint: Option<&str>) {
    let mut groups: BTreeMap<(String, bool), Group> = BTreeMap::new();
    for (i, m) in mentions.iter().enumerate() {
        // A name with its division's word is another name than the bare one: "Kherson region" is not the town.
        let key = (m.key.clone(), m.division || m.unknown);
        let g = groups.entry(key).or_insert_with(|| Group {
            mentions: Vec::new(),
            candidates: Vec::new(),
            inside: Vec::new(),
            country: None,
            division: false,
            acts: false,
            the: 0,
            chosen: None,
            sure: 0.0,
        });
        g.mentions.push(i);
        g.inside.extend(m.inside);
        g.division |= m.division;
        g.the += usize::from(m.the && m.kind != PlaceKind::Modifier);
        g.acts |= m.kind == PlaceKind::Metonymic;
        if g.country.is_none() {
            g.country.clone_from(&m.country);
        }
        if g.candidates.is_empty() {
            g.candidates = m.candidates.iter().map(|c| (c.id, c.cost)).collect();
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();

    // Countries and divisions named outright vote from the start.
    let mut countries: BTreeMap<String, f64> = BTreeMap::new();
    for g in &groups {
        if let Some(p) = g.candidates.first().and_then(|c| know.place(c.0))
            && (p.kind == PlaceType::Country || g.candidates.len() == 1)
            && !p.country.is_empty()
        {
            *countries.entry(p.country.to_owned()).or_default() += (g.mentions.len() as f64).sqrt();
        }
    }
    if let Some(h) = hint {
        *countries.entry(h.to_owned()).or_default() += 0.5;
    }
    for g in &mut groups {
        if g.candidates.len() > MOST {
            let keep: Vec<(PlaceId, f64)> = g.candidates[MOST..]
                .iter()
                .filter(|c| know.place(c.0).is_some_and(|p| countries.contains_key(p.country)))
                .copied()
                .take(MOST)
                .collect();
            g.candidates.truncate(MOST);
            g.candidates.extend(keep);
        }
    }

    let mut admin1: BTreeMap<PlaceId, f64> = BTreeMap::new();
    for round in 0..4 {
        let country_sum: f64 = countries.values().sum::<f64>().max(1.0);
        let admin1_sum: f64 = admin1.values().sum::<f64>().max(1.0);
        let anchors: Vec<(usize, Place<'_>, f64)> = {
            let mut a: Vec<(usize, Place<'_>, f64)> = groups
                .iter()
                .enumerate()
                .filter_map(|(i, g)| {
                    let p = know.place(g.chosen?)?;
                    (p.kind != PlaceType::Country && p.kind != PlaceType::Continent && p.precision_m < 400_000)
                        .then_some((i, p, g.sure * (g.mentions.len() as f64).sqrt()))
                })
                .collect();
            a.sort_by(|x, y| y.2.total_cmp(&x.2).then(x.0.cmp(&y.0)));
            a.truncate(ANCHORS);
            a
        };
        let mut chosen: Vec<(Option<PlaceId>, f64)> = Vec::with_capacity(groups.len());
        for (i, g) in groups.iter().enumerate() {
            let holders: Vec<PlaceId> = g
                .inside
                .iter()
                .flat_map(|m| {
                    let holder = &mentions[*m];
                    match holder.chosen {
                        Some(p) if round > 0 => vec![p],
                        _ => holder.candidates.iter().take(40).map(|c| c.id).collect(),
                    }
                })
                .collect();
            let mut best: Option<(f64, PlaceId)> = None;
            let mut second = f64::NEG_INFINITY;
            for &(id, cost) in &g.candidates {
                let Some(p) = know.place(id) else { continue };
                let mut s = prior(&p) - cost;
                if g.division {
                    s += match p.kind {
                        PlaceType::Admin1 | PlaceType::Region => 6.0,
                        PlaceType::Admin2 => 5.0,
                        _ => 0.0,
                    };
                }
                let seat = |o: &(PlaceId, f64)| {
                    know.place(o.0).is_some_and(|t| t.kind == PlaceType::Town && t.rank >= 3 && t.admin1 == Some(id))
                };
                if p.kind == PlaceType::Admin1 && !g.division && g.candidates.iter().any(seat) {
                    // Without "region" behind it the name means the town.
                    s -= 1.5;
                }
                if g.the > 0
                    && matches!(p.kind, PlaceType::Region | PlaceType::Water | PlaceType::Mountain | PlaceType::Island)
                {
                    s += 4.0;
                }
                if g.acts && p.rank >= 4 && p.kind != PlaceType::Admin1 {
                    s += 3.0;
                }
                if p.kind == PlaceType::Admin2 && !g.division && cost > 0.0 {
                    // "Washington" alone is hardly Washington County.
                    s -= 2.5;
                }
                if !holders.is_empty() {
                    let up = know.ancestors(id);
                    if holders.iter().any(|h| up.contains(h)) {
                        s += weight::INSIDE;
                    } else if holders.iter().any(|h| *h != id && know.contains(*h, id)) {
                        s += weight::INSIDE * 0.6;
                    }
                }
                if g.country.as_deref() == Some(p.country) {
                    s += weight::COUNTRY_BEFORE;
                }
                if round > 0 || p.kind != PlaceType::Country {
                    let share = countries.get(p.country).copied().unwrap_or(0.0) / country_sum;
                    s += weight::COUNTRY * share.powf(0.7);
                }
                if let Some(a) = p.admin1 {
                    // A division's own vote must not choose it again.
                    let own = if g.chosen.and_then(|c| know.place(c)).and_then(|c| c.admin1) == Some(a) {
                        g.sure
                    } else {
                        0.0
                    };
                    let share = (admin1.get(&a).copied().unwrap_or(0.0) - own).max(0.0) / admin1_sum;
                    s += weight::ADMIN1 * share.powf(0.7);
                }
                if hint == Some(p.country) && !p.country.is_empty() {
                    s += weight::OUTLET;
                }
                // Nearness to the others: the nearest counts most.
                let mut near = 0.0f64;
                let mut sum = 0.0f64;
                for (j, a, w) in &anchors {
                    if *j == i {
                        continue;
                    }
                    // Beside an area nothing is nearer than its half-width.
                    let km = quick_km(&p, a).max(f64::from(a.precision_m) / 1000.0);
                    let x = w.min(2.0) / 2.0 * (-km / weight::REACH).exp();
                    near = near.max(x);
                    sum += x;
                }
                s += weight::NEAR * (0.6 * near + 0.4 * (sum / 3.0).min(1.0));
                match best {
                    Some((b, _)) if s <= b => second = second.max(s),
                    Some((b, _)) => {
                        second = b;
                        best = Some((s, id));
                    }
                    None => best = Some((s, id)),
                }
            }
            // How sure: the margin over the next best.
            chosen.push(match best {
                Some((s, id)) => (Some(id), if second.is_finite() { 1.0 - (-(s - second) / 2.0).exp() } else { 1.0 }),
                None => (None, 0.0),
            });
        }
        countries.clear();
        admin1.clear();
        if let Some(h) = hint {
            *countries.entry(h.to_owned()).or_default() += 0.5;
        }
        for (g, (id, sure)) in groups.iter_mut().zip(chosen) {
            g.chosen = id;
            g.sure = sure.max(0.1);
            let weight = g.sure * (g.mentions.len() as f64).sqrt();
            if let Some(p) = id.and_then(|id| know.place(id)) {
                if !p.country.is_empty() {
                    *countries.entry(p.country.to_owned()).or_default() += weight;
                }
                if let Some(a) = p.admin1 {
                    *admin1.entry(a).or_default() += weight;
                }
            }
            for m in &g.mentions {
                mentions[*m].chosen = id;
            }
        }
    }

    // Thin evidence needs a resolution that fits the rest.
    for g in &groups {
        let Some(p) = g.chosen.and_then(|id| know.place(id)) else { continue };
        let near = groups.iter().any(|o| {
            !std::ptr::eq(o, g)
                && o.chosen.and_then(|id| know.place(id)).is_some_and(|q| match (p.admin1, q.admin1) {
                    (Some(a), Some(b)) if a == b => true,
                    _ => q.kind != PlaceType::Country && quick_km(&p, &q) < 200.0,
                })
        });
        for m in &g.mentions {
            let m = &mut mentions[*m];
            if m.weak && !near && (p.population <= 100_000) && m.inside.is_none() {
                m.dropped = true;
            }
        }
    }
    let holders: Vec<(usize, Option<PlaceId>)> = mentions
        .iter()
        .enumerate()
        .filter(|(_, m)| m.unknown)
        .map(|(i, m)| (i, m.inside.and_then(|h| mentions[h].chosen)))
        .collect();
    for (i, chosen) in holders {
        mentions[i].chosen = chosen;
    }
}

/// What a seat of government adds, by rank: a capital is named far more often than its people alone would have it.
const RANK: [f64; 6] = [0.0, 0.35, 0.7, 1.05, 2.2, 1.75];

/// What speaks for a place before anything is known of the text: its people, its rank.
fn prior(p: &Place<'_>) -> f64 {
    let people = match p.kind {
        PlaceType::Country => 18.5,
        PlaceType::Continent => 16.0,
        PlaceType::Region | PlaceType::Water | PlaceType::Mountain | PlaceType::Island => 13.5,
        // The town of a division's name is meant more often than the division, except for the largest.
        PlaceType::Admin1 => f64::from(p.population.max(20_000)).ln() - 3.5,
        PlaceType::Admin2 => f64::from(p.population.max(1_000)).ln() - 1.5,
        PlaceType::Neighbourhood => f64::from(p.population.max(500)).ln() - 1.0,
        k if k.is_site() => 11.0,
        _ => f64::from(p.population.max(300)).ln(),
    };
    weight::POPULATION * people + RANK[usize::from(p.rank.min(5))]
}

/// Distance on a flat map: enough to compare.
fn quick_km(a: &Place<'_>, b: &Place<'_>) -> f64 {
    let dy = (a.lat - b.lat) * 111.2;
    let mut dlon = (a.lon - b.lon).abs();
    if dlon > 180.0 {
        dlon = 360.0 - dlon;
    }
    let dx = dlon * 111.2 * ((a.lat + b.lat) / 2.0).to_radians().cos();
    dx.hypot(dy)
}
