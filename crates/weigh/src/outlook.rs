//! Warnings with what became of them, and restrictions.

use std::collections::{BTreeMap, BTreeSet};

use model::{Question, Restriction, Slot, Stance, Warning};

use crate::{board::Item, lexicon::LEXICON};

/// Warnings in order of report and byte; restrictions grouped by what is closed.
pub(crate) fn outlook(items: &[Item<'_>], questions: &[Question]) -> (Vec<Warning>, Vec<Restriction>) {
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
        warnings.push(Warning {
            claim: c.id.clone(),
            by: c.speaker.name.clone().or_else(|| c.speaker.text.clone()),
            text: c
                .value
                .text
                .clone()
                .filter(|t| !t.is_empty() && c.slot == Slot::Warning)
                .unwrap_or_else(|| c.evidence.text.clone()),
            horizon: None,
            outcome: outcome(it, questions, items).to_owned(),
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

/// Judged only where the picture says so: a forecast toll that the count passed came true.
fn outcome(it: &Item<'_>, _questions: &[Question], items: &[Item<'_>]) -> &'static str {
    let c = it.claim;
    let toll = LEXICON
        .content(c.value.text.as_deref().unwrap_or(""))
        .iter()
        .any(|w| w == "toll" || w == "number" || w == "victim");
    if c.slot == Slot::Warning && toll {
        let (mut before, mut after) = (0.0_f64, 0.0_f64);
        for o in
            items.iter().filter(|o| o.event == it.event && o.claim.slot == Slot::Killed && o.claim.value.is_numeric())
        {
            let Some(n) = o.claim.value.lo else { continue };
            if o.said <= it.said {
                before = before.max(n);
            } else {
                after = after.max(n);
            }
        }
        if before > 0.0 && after > before {
            return "came_true";
        }
    }
    "open"
}
