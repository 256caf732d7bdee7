//! Findings: what a careful reader would circle, each with its sentence and the other side named.
//!
//! Key decision: precision before recall. A finding needs something to stand against: the majority of sourced pages, a line of
//! figures, the page itself or what it was copied from.

use std::collections::{BTreeMap, BTreeSet};

use model::{AnswerStatus, Claim, Copy, Finding, FindingKind, Op, Question, Slot, Stance};
use trace::voices::Weight;

use crate::{
    board::{Item, counts, say},
    page::{Page, days},
};

/// Everything that is circled, by report and byte.
pub(crate) fn findings(
    items: &[Item<'_>],
    pages: &[Page<'_>],
    events: &crate::events::Events,
    questions: &[Question],
    copies: &[Copy],
) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    let by_id: BTreeMap<&str, &Item<'_>> = items.iter().map(|it| (it.claim.id.as_str(), it)).collect();
    for q in questions {
        for a in q.answers.iter().filter(|a| a.status == AnswerStatus::Outlier) {
            let mut done: BTreeSet<&str> = BTreeSet::new();
            for id in &a.claims {
                let Some(it) = by_id.get(id.as_str()) else { continue };
                if !done.insert(&it.claim.report) {
                    continue;
                }
                let kind = match q.slot {
                    Slot::Place => FindingKind::OutlierPlace,
                    Slot::Date => FindingKind::DateConflict,
                    s if counts(s) && it.voice.weight <= Weight::Nobody && q.answers.len() > 1 => FindingKind::NoSource,
                    s if counts(s) => FindingKind::OutlierNumber,
                    _ => continue,
                };
                out.push(finding(kind, it.claim, say(&a.value), a.why.clone()));
            }
        }
    }
    for (p, page) in pages.iter().enumerate() {
        let event = &events.list[events.of_page[p]];
        let Some((day, seen)) = event.day.filter(|d| d.is_day()).zip(page.day) else { continue };
        // a page cannot be older than what it tells; a day is left for time zones
        if event.pages.len() > 2 && days(day.first, seen) < 0 {
            out.push(Finding {
                kind: FindingKind::DateConflict,
                report: page.report.id.clone(),
                claim: None,
                said: format!("published {seen}"),
                why: format!("It tells of what happened on {}, which is later.", day.first),
                evidence: None,
            });
        }
    }
    along_copies(items, copies, &mut out);
    out.sort_by(|a, b| key(a).cmp(&key(b)));
    out.dedup_by(|a, b| key(a) == key(b));
    out
}

fn key(f: &Finding) -> (&str, FindingKind, usize, &str, &str) {
    (&f.report, f.kind, f.evidence.as_ref().map_or(0, |e| e.start), f.claim.as_deref().unwrap_or(""), &f.said)
}

fn finding(kind: FindingKind, c: &Claim, said: String, why: String) -> Finding {
    Finding { kind, report: c.report.clone(), claim: Some(c.id.clone()), said, why, evidence: Some(c.evidence.clone()) }
}

/// What a copy changed: the hedge, the speaker, the figure or its operator.
fn along_copies(items: &[Item<'_>], copies: &[Copy], out: &mut Vec<Finding>) {
    let mut by_report: BTreeMap<&str, Vec<&Item<'_>>> = BTreeMap::new();
    for it in items {
        by_report.entry(&it.claim.report).or_default().push(it);
    }
    for c in copies {
        let (Some(mine), Some(theirs)) = (by_report.get(c.report.as_str()), by_report.get(c.of.as_str())) else {
            continue;
        };
        for it in mine.iter().filter(|it| it.claim.value.is_numeric() && counts(it.claim.slot)) {
            let (m, v) = (it.claim, &it.claim.value);
            let same: Vec<&&Item<'_>> = theirs
                .iter()
                .filter(|o| o.claim.slot == m.slot && o.claim.value.is_numeric() && core(&o.claim.value) == core(v))
                .collect();
            if same.is_empty() {
                let rivals: Vec<&&Item<'_>> =
                    theirs.iter().filter(|o| o.question == it.question && o.claim.value.is_numeric()).collect();
                // one figure on each page for one question: the copy has another
                let alone =
                    mine.iter().filter(|o| o.question == it.question && o.claim.value.is_numeric()).count() == 1;
                if let ([o], true) = (&rivals[..], alone) {
                    out.push(finding(
                        FindingKind::ChangedNumber,
                        m,
                        say(v),
                        format!("{}, from which it was taken, has {}.", c.of, say(&o.claim.value)),
                    ));
                }
                continue;
            }
            let hedge = |op: Op| matches!(op, Op::About | Op::AtLeast | Op::MoreThan | Op::UpTo | Op::LessThan);
            if same.iter().all(|o| o.claim.value.op != v.op)
                && (hedge(v.op) || same.iter().all(|o| hedge(o.claim.value.op)))
            {
                out.push(finding(
                    FindingKind::ChangedOperator,
                    m,
                    say(v),
                    format!("{}, from which it was taken, has {}.", c.of, say(&same[0].claim.value)),
                ));
            }
            let soft = |s: Stance| matches!(s, Stance::Reported | Stance::Unverified | Stance::Estimated);
            if m.stance == Stance::Asserted && same.iter().all(|o| soft(o.claim.stance)) {
                out.push(finding(
                    FindingKind::LostHedge,
                    m,
                    say(v),
                    format!("{}, from which it was taken, gives it as {}.", c.of, same[0].claim.stance),
                ));
            }
            if it.voice.weight == Weight::Narration
                && same.iter().all(|o| o.voice.weight >= Weight::Anonymous)
                && !mine
                    .iter()
                    .any(|o| o.question == it.question && o.answer == it.answer && o.voice.weight >= Weight::Anonymous)
            {
                out.push(finding(
                    FindingKind::LostAttribution,
                    m,
                    say(v),
                    format!("{}, from which it was taken, names {}.", c.of, same[0].voice.label),
                ));
            }
        }
    }
}

fn core(v: &model::Value) -> Option<u64> {
    v.lo.or(v.hi).map(f64::to_bits)
}
