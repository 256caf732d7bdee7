//! Whose ground a figure is for where a front runs through the event: each side counts on its own.
//!
//! What for: Kyiv's toll and that of the administration on the other bank are two questions, not a dispute, and most sentences do
//! not say which bank they mean.
//!
//! Key decision: only where claims of the event name the ground of two sides is a side's unlimited figure taken for its own ground;
//! a figure that nobody is named for follows the one line that gives it.

use std::collections::{BTreeMap, BTreeSet};

use know::Know;

use crate::board::{Item, counts};

/// How a scope that names a side's ground begins; what follows is the side's name.
pub(crate) const HELD: &str = "ground held by ";

/// The key of what two figures share: event, slot, bounds.
type Figure = (usize, model::Slot, Option<u64>, Option<u64>);

fn figure(it: &Item<'_>) -> Option<Figure> {
    let v = &it.claim.value;
    let bits = |x: Option<f64>| x.map(f64::to_bits);
    (v.is_numeric() && counts(it.claim.slot)).then_some((it.event, it.claim.slot, bits(v.lo), bits(v.hi)))
}

/// For each item the ground it is for, where that is not in its own words.
pub(crate) fn of(items: &[Item<'_>], know: &Know) -> Vec<Option<String>> {
    let mut out: Vec<Option<String>> = vec![None; items.len()];
    let mut named: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for it in items.iter().filter(|it| counts(it.claim.slot)) {
        if let Some(s) = it.claim.scope.as_deref().filter(|s| s.starts_with(HELD)) {
            named.entry(it.event).or_default().insert(s);
        }
    }
    named.retain(|_, grounds| grounds.len() > 1);
    if named.is_empty() {
        return out;
    }
    let own = |it: &Item<'_>| -> Option<String> {
        let code = it.voice.side.strip_prefix("state:")?;
        let ground = format!("{HELD}{}", know.country(code)?.name());
        named.get(&it.event)?.contains(ground.as_str()).then_some(ground)
    };
    let mut lines: BTreeMap<Figure, BTreeSet<String>> = BTreeMap::new();
    for (i, it) in items.iter().enumerate() {
        let Some(key) = figure(it) else { continue };
        let ground = match it.claim.scope.as_deref() {
            Some(s) if s.starts_with(HELD) => Some(s.to_owned()),
            Some(_) => None,
            None => own(it),
        };
        if let Some(g) = ground {
            lines.entry(key).or_default().insert(g.clone());
            if it.claim.scope.is_none() {
                out[i] = Some(g);
            }
        }
    }
    for (i, it) in items.iter().enumerate() {
        if out[i].is_none()
            && it.claim.scope.is_none()
            && it.voice.side.is_empty()
            && let Some(one) = figure(it).and_then(|k| lines.get(&k)).filter(|g| g.len() == 1)
        {
            out[i] = one.first().cloned();
        }
    }
    out
}
