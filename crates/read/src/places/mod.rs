//! Places: recognition and resolution.
//!
//! What for: where something happened, who is called after where, and which of thirty Alexandrias is meant.
//!
//! Key decision: recognition takes the longest name of the gazetteer and asks the words around it whether it is one; resolution
//! scores every place of that name by what the text says of where it lies ("X, Ohio", "X in northern Syria"), by the countries and
//! divisions the text is about, by its nearness to the other places, and last by its people. Two rounds, because each answer helps
//! the others. What stays open has no coordinates.

mod recognise;
mod resolve;

use know::{Know, PlaceType};
use model::{ActorMention, PlaceKind, PlaceMention, Span};
use text::Doc;

use crate::names::Names;

/// What is known of a text beside its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// Country (ISO 3166-1 alpha-2) of the outlet, or of the body for a headline.
    pub country: Option<&'a str>,
}

/// All places of a text, in order. `actors` are those of the same text: a person's name is no place.
pub fn find(doc: &Doc, know: &Know, actors: &[ActorMention], hints: Hints<'_>) -> Vec<PlaceMention> {
    find_in(&Names::new(doc, know), know, actors, hints)
}

/// As [`find`], for a text already taken apart.
pub(crate) fn find_in(names: &Names<'_>, know: &Know, actors: &[ActorMention], hints: Hints<'_>) -> Vec<PlaceMention> {
    let mut mentions = recognise::recognise(names, know, actors, hints.country);
    resolve::resolve(&mut mentions, know, hints.country);
    let mut out: Vec<PlaceMention> =
        mentions.iter().filter(|m| !m.dropped).map(|m| annotation(m, names, know)).collect();
    out.extend(recognise::offsets(names, &out));
    out.sort_by_key(|p| (p.start, p.end));
    out
}

/// The country that most of the places of a text lie in.
pub fn main_country(places: &[PlaceMention]) -> Option<String> {
    let mut count: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for p in places {
        if let Some(c) = &p.country {
            *count.entry(c).or_default() += 1;
        }
    }
    count.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(c, _)| c.to_owned())
}

/// A name in the text and the places that it may stand for.
#[derive(Clone, Debug, Default)]
struct Mention {
    a: usize,
    b: usize,
    span: Span,
    key: String,
    kind: PlaceKind,
    candidates: Vec<Reading>,
    /// The place chosen.
    chosen: Option<know::PlaceId>,
    /// Index of a mention that holds this one ("Ohio" in "Toledo, Ohio"), and how sure that is.
    inside: Option<usize>,
    /// Countries named in front of it: "the Syrian town of".
    country: Option<String>,
    /// "the Atlantic", "the Gulf": with the article it is no town.
    the: bool,
    /// "X province", "X region": a division is meant.
    division: bool,
    /// Not a known place, but plainly in the place that qualifies it.
    unknown: bool,
    /// What an unknown name says of itself: a road, a river.
    feature: Option<&'static str>,
    /// The evidence that it is a place at all is thin; kept only where the resolution agrees.
    weak: bool,
    dropped: bool,
}

/// One reading of a name.
#[derive(Clone, Copy, Debug)]
struct Reading {
    id: know::PlaceId,
    /// Deduction for the way in which the name belongs to the place.
    cost: f64,
}

fn annotation(m: &Mention, names: &Names<'_>, know: &Know) -> PlaceMention {
    let mut out = PlaceMention {
        start: m.span.start,
        end: m.span.end,
        text: m.span.of(names.text).to_owned(),
        kind: m.kind,
        ..PlaceMention::default()
    };
    if m.unknown {
        out.feature = Some(m.feature.unwrap_or("unknown").to_owned());
    }
    let Some(p) = m.chosen.and_then(|id| know.place(id)) else { return out };
    out.lat = Some(p.lat);
    out.lon = Some(p.lon);
    out.precision_m = Some(p.precision_m);
    out.country = Some(p.country.to_owned()).filter(|c| !c.is_empty());
    out.admin1 = know.admin1_name(p.id).map(str::to_owned);
    if m.unknown {
        // Only what holds it is known: its point, its width.
        return out;
    }
    out.name = Some(p.name.to_owned());
    out.geonames_id = p.geonames_id;
    out.feature = Some(p.kind.as_str().to_owned());
    out.key = Some(p.key(know));
    if p.kind == PlaceType::Country {
        out.admin1 = None;
    }
    out
}

#[cfg(test)]
mod tests;
