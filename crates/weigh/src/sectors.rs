//! The access table: how power, water, roads, schools, help and movement stand, place by place.
//!
//! What for: a desk that sends people asks for this first: what is cut, where, since when, and how old that word is.
//!
//! Key decision: a line is made only from claims, and says what the latest of them says; older ones stay beside it as evidence. Which
//! words make a sector and a state is data (`data/weigh/classes.tsv`).

use std::collections::BTreeMap;

use model::{Claim, Moment, Sector, Slot, Stance};

use crate::{
    board::{Item, alike, say},
    lexicon::LEXICON,
};

/// Sectors that a claim of damage may speak of, most telling words first.
const SERVICES: &[&str] = &["power", "water", "telecoms", "health", "schools", "roads"];
/// What a restriction is, narrowest first.
const RULES: &[&str] = &["curfew", "checkpoint"];

/// Words of a place, and the claims about it.
type Line<'i, 'a> = (Vec<String>, Vec<&'i Item<'a>>);

/// Lines by event, sector and place. `now` is the moment of the picture, seconds since 1970.
pub(crate) fn sectors(items: &[Item<'_>], event_ids: &[String], now: Option<i64>) -> Vec<Sector> {
    // sector and place to its claims; places under two spellings are one
    let mut lines: BTreeMap<(usize, &'static str), Vec<Line<'_, '_>>> = BTreeMap::new();
    let mut sorted: Vec<&Item<'_>> = items.iter().filter(|it| it.claim.stance != Stance::Forecast).collect();
    sorted.sort_by_key(|it| (it.said.is_none(), std::cmp::Reverse(it.said), &it.claim.id));
    for it in sorted {
        for sector in sectors_of(it.claim) {
            let place = it.claim.scope.as_deref().map(|s| LEXICON.scope(s)).unwrap_or_default();
            let list = lines.entry((it.event, sector)).or_default();
            let same = |p: &Vec<String>| {
                p.is_empty() && place.is_empty() || p.iter().any(|a| place.iter().any(|b| alike(a, b)))
            };
            // a bound on the places of one line keeps a flood of scopes linear
            match list.iter().take(60).position(|(p, _)| same(p)) {
                Some(n) => list[n].1.push(it),
                None => list.push((place, vec![it])),
            }
        }
    }
    let mut out: Vec<Sector> = Vec::new();
    for ((event, sector), places) in lines {
        for (_, list) in places {
            let Some(head) = list.first() else { continue };
            let c = head.claim;
            out.push(Sector {
                event: event_ids.get(event).cloned().unwrap_or_default(),
                sector: sector.to_owned(),
                place: list.iter().find_map(|it| it.claim.scope.clone()),
                state: state(c, sector).to_owned(),
                text: words(c),
                as_of: head.said.and_then(Moment::from_seconds),
                age_hours: head.said.zip(now).map(|(t, n)| (n.saturating_sub(t)).max(0) / 3600),
                claims: list.iter().map(|it| it.claim.id.clone()).collect(),
            });
        }
    }
    out.sort_by(|a, b| {
        let rank = |s: &Sector| ORDER.iter().position(|o| *o == s.sector);
        (&a.event, rank(a), &a.place, &a.claims).cmp(&(&b.event, rank(b), &b.place, &b.claims))
    });
    out
}

/// The order of the table.
const ORDER: &[&str] = &[
    "power",
    "water",
    "roads",
    "telecoms",
    "schools",
    "health",
    "aid",
    "displacement",
    "curfew",
    "closure",
    "checkpoint",
];

/// The latest claim as a line shows it: its own words, the figure with the thing counted, or the sentence.
fn words(c: &Claim) -> String {
    let what = c.counted.as_deref().unwrap_or("");
    if c.value.is_numeric() {
        return format!("{} {what}", say(&c.value).trim_matches(['\u{201c}', '\u{201d}'])).trim_end().to_owned();
    }
    match c.value.text.as_deref().filter(|t| !t.is_empty()) {
        Some(t) => t.to_owned(),
        None => c.evidence.text.clone(),
    }
}

/// The sectors a claim speaks of.
fn sectors_of(c: &Claim) -> Vec<&'static str> {
    let own = format!("{} {}", c.counted.as_deref().unwrap_or(""), c.value.text.as_deref().unwrap_or(""));
    let classes = |text: &str, of: &'static [&'static str]| -> Vec<&'static str> {
        let found = LEXICON.classes("sector", text);
        of.iter().copied().filter(|s| found.contains(s)).collect()
    };
    match c.slot {
        Slot::InfrastructureDamage => {
            // the rest of a sentence may name a road or a hospital that nothing befell
            classes(&own, SERVICES)
        }
        Slot::AidAccess => {
            let mut found = classes(&own, SERVICES);
            found.push("aid");
            found
        }
        Slot::MovementRestriction => {
            let mut found = classes(&own, RULES);
            if found.is_empty() {
                found = classes(&c.evidence.text, RULES);
            }
            let mut services = classes(&own, &["roads", "schools", "health"]);
            if found.is_empty() && (services.is_empty() || !LEXICON.classes("sector", &own).contains(&"closure")) {
                found.push("closure");
            }
            found.append(&mut services);
            found
        }
        Slot::Displaced | Slot::Evacuated if c.value.is_numeric() => vec!["displacement"],
        _ => Vec::new(),
    }
}

fn state(c: &Claim, sector: &str) -> &'static str {
    let own = format!("{} {}", c.counted.as_deref().unwrap_or(""), c.value.text.as_deref().unwrap_or(""));
    let classes = |text: &str| -> Vec<&str> { LEXICON.classes("sectorstate", text) };
    let here = classes(&own);
    let whole = classes(&c.evidence.text);
    let has = |s: &str| here.contains(&s) || here.is_empty() && whole.contains(&s);
    match sector {
        "displacement" => "reported",
        "curfew" | "closure" | "checkpoint" => {
            if here.contains(&"lifted") || whole.contains(&"lifted") {
                "lifted"
            } else {
                "in_force"
            }
        }
        _ if c.stance == Stance::Denied => "reported",
        _ if has("restored") => "restored",
        _ if has("limited") && !has("out") => "limited",
        _ if has("out") => "out",
        _ if c.slot == Slot::InfrastructureDamage => "limited",
        _ => "reported",
    }
}

#[cfg(test)]
mod tests {
    use super::LEXICON;

    #[test]
    fn sectors_are_known_in_nine_languages() {
        let cases = [
            ("power", "The north of Marl is without power"),
            ("power", "Stromausfall in Marl"),
            ("water", "Marl est privée d'eau potable"),
            ("roads", "dos carreteras cortadas cerca de Marl"),
            ("telecoms", "sem internet em Marl"),
            ("schools", "школы Марла закрыты"),
            ("health", "лікарні Марла переповнені"),
            ("aid", "وصلت المساعدات إلى مارل"),
            ("curfew", "Marl'da sokağa çıkma yasağı"),
            ("checkpoint", "new checkpoints on the road to Marl"),
            ("curfew", "Ausgangssperre in Marl"),
            ("curfew", "فرض حظر تجول في مارل"),
            ("power", "в Марле нет электричества"),
            ("water", "Marl'da içme suyu yok"),
        ];
        for (sector, text) in cases {
            assert!(LEXICON.classes("sector", text).contains(&sector), "{sector}: {text}");
        }
        assert!(LEXICON.classes("sector", "The party came to power by water and by land").is_empty());
        for (state, text) in [
            ("out", "Strom ist in Marl ausgefallen"),
            ("restored", "electricity was restored in Marl"),
            ("limited", "дорога повреждена"),
            ("out", "انقطعت الكهرباء"),
            ("lifted", "the curfew was lifted"),
        ] {
            assert!(LEXICON.classes("sectorstate", text).contains(&state), "{state}: {text}");
        }
    }
}
