//! Low, best and high figure of a death toll, and what kind of answer each figure is.
//!
//! What for: one number for a table is asked for every day. It may be given only where enough voices that have no side in the event
//! stand behind figures of their own.
//!
//! Key decision: after UCDP's low, best and high, with its caution: a figure from whoever is blamed, claims the deed or holds the
//! ground is no independent one, and two offices of one government are one voice.

use std::collections::{BTreeMap, BTreeSet};

use model::{AnswerStatus, Basis, Claim, Op, Question, Range, Slot, Stance, ValueKind};
use trace::voices::{Voices, Weight};

use crate::{board::Item, ground::HELD, lexicon::LEXICON};

/// Independent voices without a side that a range needs.
const VOICES: usize = 3;

/// Fills `basis` of answers, `range` and `range_why` of death tolls.
pub(crate) fn fill(questions: &mut [Question], items: &[Item<'_>], voices: &Voices, origin_ids: &[String]) {
    let by_id: BTreeMap<&str, &Item<'_>> = items.iter().map(|it| (it.claim.id.as_str(), it)).collect();
    let parties = parties(items, voices);
    let none = BTreeSet::new();
    for q in questions {
        for a in q.answers.iter_mut().filter(|a| a.value.is_numeric()) {
            let members: Vec<&Item<'_>> = a.claims.iter().filter_map(|c| by_id.get(c.as_str()).copied()).collect();
            a.basis = basis(&members);
        }
        if q.slot != Slot::Killed {
            continue;
        }
        let members: Vec<&Item<'_>> = q
            .answers
            .iter()
            .filter(|a| a.status == AnswerStatus::Current && a.value.is_numeric())
            .flat_map(|a| a.claims.iter().filter_map(|c| by_id.get(c.as_str()).copied()))
            .collect();
        let Some(event) = members.first().map(|it| it.event) else {
            q.range_why = "No figure stands.".to_owned();
            continue;
        };
        if members.iter().any(|it| it.question.ends_with('+') || it.question.ends_with("part")) {
            q.range_why = "It counts a rise or a part, not all.".to_owned();
            continue;
        }
        (q.range, q.range_why) = range(&members, parties.get(&event).unwrap_or(&none), origin_ids);
    }
}

/// The sides that an event has: blamed, claiming it, or holding ground in it.
fn parties(items: &[Item<'_>], voices: &Voices) -> BTreeMap<usize, BTreeSet<String>> {
    let mut out: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for it in items {
        let c = it.claim;
        let text = c.value.text.as_deref().unwrap_or("");
        let mut sides: Vec<String> = Vec::new();
        match c.slot {
            Slot::Responsibility | Slot::ClaimOfResponsibility => {
                let actor = text.split_once(':').map_or(text, |(a, _)| a);
                sides.extend(voices.actor_key(actor).map(|(_, side)| side));
                if c.slot == Slot::ClaimOfResponsibility && !it.voice.side.is_empty() {
                    sides.push(it.voice.side.clone());
                }
            }
            Slot::Control => sides.extend(voices.actor_key(text).map(|(_, side)| side)),
            _ => {}
        }
        if let Some(holder) = c.scope.as_deref().and_then(|s| s.strip_prefix(HELD)) {
            sides.extend(voices.actor_key(holder).map(|(_, side)| side));
        }
        if !sides.is_empty() {
            out.entry(it.event).or_default().extend(sides);
        }
    }
    out
}

/// The range of the standing figures of those who are no party, or why there is none.
fn range(members: &[&Item<'_>], parties: &BTreeSet<String>, origin_ids: &[String]) -> (Option<Range>, String) {
    // a voice's latest figure is the one it stands behind
    let mut by_side: BTreeMap<&str, &Item<'_>> = BTreeMap::new();
    let mut sided: BTreeSet<&str> = BTreeSet::new();
    for it in members {
        let side = it.voice.side.as_str();
        if it.voice.weight < Weight::Media || side.is_empty() || it.origin.is_none() || figure(it.claim).is_none() {
            continue;
        }
        if parties.contains(side) {
            sided.insert(&it.voice.label);
            continue;
        }
        let slot = by_side.entry(side).or_insert(it);
        if (it.said, &it.claim.id) > (slot.said, &slot.claim.id) {
            *slot = it;
        }
    }
    // one origin counts once, whoever passes it on
    let mut origins: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for it in by_side.values() {
        if let Some((o, f)) = it.origin.zip(figure(it.claim)) {
            origins.entry(o).or_insert(f);
        }
    }
    if origins.len() < VOICES {
        let out = match sided.len() {
            0 => String::new(),
            _ => format!("; a side in the event: {}", sided.into_iter().take(4).collect::<Vec<_>>().join(", ")),
        };
        return (
            None,
            format!(
                "It takes {VOICES} independent origins that are no party to the event; {} give a standing figure{out}.",
                origins.len()
            ),
        );
    }
    let low = origins.values().map(|f| f.0).fold(f64::MAX, f64::min);
    let high = origins.values().map(|f| f.1).fold(f64::MIN, f64::max);
    let mut votes: BTreeMap<u64, usize> = BTreeMap::new();
    for (lo, _) in origins.values() {
        *votes.entry(lo.to_bits()).or_default() += 1;
    }
    // figures are not negative, so their bits sort as they do
    let best = votes.iter().max_by_key(|(n, k)| (**k, std::cmp::Reverse(**n))).map_or(low, |(n, _)| f64::from_bits(*n));
    let mut ids: Vec<String> = origins.keys().filter_map(|o| origin_ids.get(*o)).cloned().collect();
    ids.sort();
    let why = format!("From {} independent origins that are no party to the event.", ids.len());
    (Some(Range { low, best, high, origins: ids }), why)
}

fn figure(c: &Claim) -> Option<(f64, f64)> {
    let (lo, hi) = (c.value.lo.or(c.value.hi)?, c.value.hi.or(c.value.lo)?);
    let counted = matches!(c.value.kind, ValueKind::Number | ValueKind::Interval)
        && !matches!(c.stance, Stance::Forecast | Stance::Denied);
    (counted && lo >= 0.0 && hi.is_finite()).then_some((lo, hi))
}

/// What kind of answer the claims of one figure make it.
fn basis(members: &[&Item<'_>]) -> Option<Basis> {
    let voiced: Vec<&&Item<'_>> = members.iter().filter(|it| it.voice.weight >= Weight::Anonymous).collect();
    if voiced.is_empty() {
        return None;
    }
    let reckoned = |it: &Item<'_>| {
        let c = it.claim;
        c.stance == Stance::Estimated
            || matches!(c.value.op, Op::About | Op::UpTo)
            || matches!(c.value.kind, ValueKind::Vague | ValueKind::Interval)
            || near(c, "estimate")
    };
    if voiced.iter().any(|it| !reckoned(it) && near(it.claim, "documented")) {
        return Some(Basis::DocumentedFloor);
    }
    if voiced.iter().all(|it| reckoned(it)) {
        return Some(Basis::Estimate);
    }
    let office = |it: &&&Item<'_>| it.voice.official || it.voice.side.starts_with("state:");
    if voiced.iter().any(|it| office(it) && !reckoned(it)) {
        return Some(Basis::Official);
    }
    Some(Basis::Stated)
}

/// True where words within six of the figure belong to a class of kinds of answer.
fn near(c: &Claim, class: &str) -> bool {
    let e = &c.evidence;
    let (from, to) = match c.at {
        Some(at) => (at.start.saturating_sub(e.start), at.end.saturating_sub(e.start)),
        None => return LEXICON.any("basis", class, c.counted.as_deref()),
    };
    let (before, after) = (e.text.get(..from).unwrap_or(""), e.text.get(to..).unwrap_or(""));
    LEXICON.any("basis", class, before.split_whitespace().rev().take(6).chain(after.split_whitespace().take(6)))
}
