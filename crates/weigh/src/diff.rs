//! What changed between two pictures, claim by claim.
//!
//! Key decision: only what a desk must act on is a change. A claim that is told once more by another page without a new origin is
//! an addition and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use model::{Answer, AnswerStatus, ChangeKind, Claim, ClaimChange, Diff, Picture, Question, QuestionState};

use crate::board::say;

struct Board<'a> {
    claims: BTreeMap<&'a str, &'a Claim>,
    place: BTreeMap<&'a str, (&'a Question, &'a Answer)>,
}

fn board(p: &Picture) -> Board<'_> {
    let mut place = BTreeMap::new();
    for q in &p.questions {
        for a in &q.answers {
            for c in &a.claims {
                place.insert(c.as_str(), (q, a));
            }
        }
    }
    Board { claims: p.claims.iter().map(|c| (c.id.as_str(), c)).collect(), place }
}

/// What is new, revised, taken back, contradicted, confirmed by another origin or replaced in `after`, compared with `before`.
pub fn diff(before: &Picture, after: &Picture) -> Diff {
    let (old, new) = (board(before), board(after));
    let had: BTreeSet<&str> = before.reports.iter().map(|r| r.id.as_str()).collect();
    let has: BTreeSet<&str> = after.reports.iter().map(|r| r.id.as_str()).collect();
    let revision: BTreeMap<&str, &str> =
        after.reports.iter().filter_map(|r| Some((r.id.as_str(), r.revision_of.as_deref()?))).collect();
    let mut changes = Vec::new();
    for (id, c) in &new.claims {
        let here = new.place.get(id).copied();
        let Some(was) = old.claims.get(id) else {
            // a new version of a page that says the same is nothing new; one that says something else is a revision
            let earlier = revision.get(c.report.as_str()).and_then(|r| earlier_version(&old, r, c));
            let (kind, before, why) = match earlier {
                Some(e) if say(&e.value) == say(&c.value) && e.stance == c.stance => continue,
                Some(e) => {
                    (ChangeKind::Revised, Some(say(&e.value)), format!("The page said {} before.", say(&e.value)))
                }
                None => (ChangeKind::Added, None, "Newly said.".to_owned()),
            };
            changes.push(change(kind, c, here, before, why));
            continue;
        };
        let there = old.place.get(id).copied();
        let (Some((q, a)), Some((p, b))) = (here, there) else { continue };
        if a.status != b.status {
            match a.status {
                AnswerStatus::Superseded => changes.push(change(ChangeKind::Superseded, c, here, None, a.why.clone())),
                AnswerStatus::Withdrawn => changes.push(change(ChangeKind::Withdrawn, c, here, None, a.why.clone())),
                _ => {}
            }
        }
        if q.state == QuestionState::Disputed && p.state != QuestionState::Disputed && a.status == AnswerStatus::Current
        {
            changes.push(change(ChangeKind::Contradicted, c, here, None, q.why.clone()));
        }
        if a.origins.len() > b.origins.len() && !b.origins.is_empty() {
            let why = format!("{} origins stand behind it now, {} before.", a.origins.len(), b.origins.len());
            changes.push(change(ChangeKind::Independent, c, here, None, why));
        }
        let _ = was;
    }
    for (id, c) in &old.claims {
        if !new.claims.contains_key(id) && has.contains(c.report.as_str()) {
            changes.push(change(
                ChangeKind::Withdrawn,
                c,
                old.place.get(id).copied(),
                None,
                "The page no longer says it.".to_owned(),
            ));
        }
    }
    changes.sort_by(|a, b| {
        let key = |x: &ClaimChange| (x.kind, x.report.clone(), x.evidence.part, x.evidence.start, x.claim.clone());
        key(a).cmp(&key(b))
    });
    Diff {
        from: before.as_of.clone(),
        to: after.as_of.clone(),
        new_reports: has.difference(&had).map(|r| (*r).to_owned()).collect(),
        changes,
    }
}

/// The claim of an earlier version of a page that a new one stands in the place of.
fn earlier_version<'a>(old: &Board<'a>, report: &str, c: &Claim) -> Option<&'a Claim> {
    let same = old.claims.values().filter(|o| o.report == report && o.slot == c.slot);
    let mut ranked: Vec<(bool, bool, &&Claim)> = same
        .map(|o| (o.evidence.text == c.evidence.text, o.counted == c.counted && o.speaker == c.speaker, o))
        .collect();
    ranked.sort_by(|a, b| (b.0, b.1, &a.2.id).cmp(&(a.0, a.1, &b.2.id)));
    ranked.first().filter(|r| r.0 || r.1).map(|r| *r.2)
}

fn change(
    kind: ChangeKind,
    c: &Claim,
    at: Option<(&Question, &Answer)>,
    before: Option<String>,
    why: String,
) -> ClaimChange {
    ClaimChange {
        kind,
        claim: c.id.clone(),
        report: c.report.clone(),
        question: at.map(|(q, _)| q.id.clone()),
        said: say(&c.value),
        before,
        why,
        evidence: c.evidence.clone(),
    }
}
