//! Which countries a text is about, before any single name is decided.

use std::collections::BTreeMap;

use know::{Know, PlaceType, Word as Meaning};

use crate::names::Names;

/// Country code to weight; weights of one text add up to 1 (empty where nothing points anywhere).
pub(crate) type Countries = BTreeMap<String, f64>;

/// Country names and adjectives count most, well-known towns and actors half.
pub(crate) fn countries(names: &Names<'_>, know: &Know, hint: Option<&str>) -> Countries {
    let mut out = Countries::new();
    if let Some(h) = hint {
        out.insert(h.to_owned(), 0.5);
    }
    let mut until = 0;
    for i in 0..names.words.len() {
        if i < until || !(names.capital(i) || names.caseless(i)) {
            continue;
        }
        let mut best: Option<(usize, &str, f64)> = None;
        for (start, _) in names.starts(i) {
            let rest = names.rest(start);
            for (len, handle) in know.word_prefixes(rest) {
                let Some(b) = names.word_after(start + len) else { continue };
                for m in know.words(handle) {
                    let (country, weight) = match m {
                        Meaning::Adjective(p) | Meaning::Demonym(p) => (know.place(p).map_or("", |p| p.country), 1.0),
                        Meaning::Actor(a) => (know.actor(a).map_or("", |a| a.country()), 0.5),
                        _ => continue,
                    };
                    if !country.is_empty() && best.is_none_or(|x| b > x.0) {
                        best = Some((b, country, weight));
                    }
                }
            }
            for (len, handle) in know.place_prefixes(rest) {
                let Some(b) = names.word_after(start + len) else { continue };
                if names.words[i].stop || (names.words[i].common && b == i + 1) {
                    continue;
                }
                let Some(first) = know.candidates(handle).first().and_then(|c| know.place(c.id)) else { continue };
                let weight = match first.kind {
                    PlaceType::Country => 1.0,
                    _ if first.population > 200_000 || first.kind.is_site() => 0.5,
                    _ => continue,
                };
                if !first.country.is_empty() && best.is_none_or(|x| b > x.0) {
                    best = Some((b, first.country, weight));
                }
            }
        }
        if let Some((b, country, weight)) = best {
            *out.entry(country.to_owned()).or_default() += weight;
            until = b;
        }
    }
    let sum: f64 = out.values().sum();
    out.values_mut().for_each(|w| *w /= sum);
    out
}

/// The country that a text is mostly about: at least twice the weight of the next.
pub(crate) fn main_country(countries: &Countries) -> Option<&str> {
    let mut sorted: Vec<(&str, f64)> = countries.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    match sorted[..] {
        [] => None,
        [one] => Some(one.0),
        [a, b, ..] => (a.1 >= 1.5 * b.1).then_some(a.0),
    }
}
