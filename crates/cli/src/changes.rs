//! What changed between two pictures, claim by claim.
//!
//! Key decision: things are told apart by their ids, which follow from what reports say and not from when they were read; answers of
//! one question, which have no id, by their value. What became of each claim is not judged here but where pictures are made, so that
//! the library and the program say the same.

use std::{collections::BTreeMap, fmt::Write as _};

use model::{Answer, ChangeKind, Claim, ClaimChange, Copy, Finding, Moment, Picture, Question, Value};
use serde::Serialize;

/// From one picture to another.
#[derive(Debug, Serialize)]
pub(crate) struct Changes {
    schema: &'static str,
    from: Option<Moment>,
    to: Option<Moment>,
    reports: Sides<String>,
    claims: Sides<Claim>,
    questions: Vec<QuestionChange>,
    copies: Sides<Copy>,
    findings: Sides<Finding>,
    /// Claim by claim: what was revised, taken back, replaced, contradicted or confirmed by another origin.
    changes: Vec<ClaimChange>,
}

/// What only one of the pictures has.
#[derive(Debug, Serialize)]
struct Sides<T> {
    added: Vec<T>,
    gone: Vec<T>,
}

impl<T: Clone> Sides<T> {
    fn of<K: Ord>(from: &[T], to: &[T], key: impl Fn(&T) -> K) -> Self {
        let missing = |here: &[T], there: &[T]| {
            let known: std::collections::BTreeSet<K> = there.iter().map(&key).collect();
            here.iter().filter(|x| !known.contains(&key(x))).cloned().collect()
        };
        Self { added: missing(to, from), gone: missing(from, to) }
    }
}

#[derive(Debug, Serialize)]
struct QuestionChange {
    id: String,
    event: String,
    event_title: String,
    slot: String,
    counted: Option<String>,
    scope: Option<String>,
    /// `new`, `gone` or `changed`.
    change: &'static str,
    state: FromTo,
    answers: Vec<AnswerChange>,
}

#[derive(Debug, Serialize)]
struct AnswerChange {
    value: String,
    /// `new`, `gone` or `changed`.
    change: &'static str,
    status: FromTo,
    origins: Counts,
    reports: Counts,
}

#[derive(Debug, PartialEq, Serialize)]
struct FromTo {
    from: Option<String>,
    to: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Counts {
    from: usize,
    to: usize,
}

/// Compare two pictures.
pub(crate) fn between(from: &Picture, to: &Picture) -> Changes {
    Changes {
        schema: "firsthand/diff/1",
        from: from.as_of.clone(),
        to: to.as_of.clone(),
        reports: Sides::of(&ids(from), &ids(to), String::clone),
        claims: Sides::of(&from.claims, &to.claims, |c| c.id.clone()),
        questions: questions(from, to),
        copies: Sides::of(&from.copies, &to.copies, |c| (c.report.clone(), c.of.clone())),
        findings: Sides::of(&from.findings, &to.findings, |f| {
            (f.report.clone(), f.kind, f.claim.clone(), f.said.clone())
        }),
        changes: engine::compare(from, to).changes,
    }
}

fn ids(p: &Picture) -> Vec<String> {
    p.reports.iter().map(|r| r.id.clone()).collect()
}

/// What a question asks; its id may hang on the event it is under, which can be another once more is known.
fn key(q: &Question) -> (String, String, Option<String>, Option<String>) {
    (q.event.clone(), q.slot.to_string(), q.counted.clone(), q.scope.clone())
}

/// A value in words.
pub(crate) fn value(v: &Value) -> String {
    v.text.clone().unwrap_or_else(|| match (v.lo, v.hi) {
        (Some(lo), Some(hi)) if lo == hi => lo.to_string(),
        (Some(lo), Some(hi)) => format!("{lo} to {hi}"),
        (Some(lo), None) => format!("{lo} or more"),
        (None, Some(hi)) => format!("up to {hi}"),
        (None, None) => "no figure".to_owned(),
    })
}

fn questions(from: &Picture, to: &Picture) -> Vec<QuestionChange> {
    let titles: BTreeMap<&str, &str> =
        from.events.iter().chain(&to.events).map(|e| (e.id.as_str(), e.title.as_str())).collect();
    let before: BTreeMap<_, _> = from.questions.iter().map(|q| (key(q), q)).collect();
    let after: BTreeMap<_, _> = to.questions.iter().map(|q| (key(q), q)).collect();
    // In the later picture's order, which is by weight; what is gone comes last.
    let gone = from.questions.iter().filter(|q| !after.contains_key(&key(q)));
    let mut out = Vec::new();
    for q in to.questions.iter().chain(gone) {
        let (old, new) = (before.get(&key(q)).copied(), after.get(&key(q)).copied());
        let answers = answers(old, new);
        let state = FromTo { from: old.map(|q| q.state.to_string()), to: new.map(|q| q.state.to_string()) };
        if answers.is_empty() && state.from == state.to {
            continue;
        }
        out.push(QuestionChange {
            id: q.id.clone(),
            event: q.event.clone(),
            event_title: titles.get(q.event.as_str()).map(|t| (*t).to_owned()).unwrap_or_default(),
            slot: q.slot.to_string(),
            counted: q.counted.clone(),
            scope: q.scope.clone(),
            change: change(old.is_some(), new.is_some()),
            state,
            answers,
        });
    }
    out
}

fn change(before: bool, after: bool) -> &'static str {
    match (before, after) {
        (false, _) => "new",
        (true, false) => "gone",
        (true, true) => "changed",
    }
}

fn answers(old: Option<&Question>, new: Option<&Question>) -> Vec<AnswerChange> {
    let list = |q: Option<&Question>| -> Vec<Answer> { q.map(|q| q.answers.clone()).unwrap_or_default() };
    let (old, new) = (list(old), list(new));
    // The words of an answer are those of its earliest claim, so a claim in common makes two answers the same, too.
    let same = |a: &Answer, b: &Answer| a.value == b.value || a.claims.iter().any(|c| b.claims.contains(c));
    let mut left: Vec<&Answer> = old.iter().collect();
    let mut out = Vec::new();
    for b in &new {
        let a = left.iter().position(|a| same(a, b)).map(|i| left.remove(i));
        out.extend(answer(a, Some(b)));
    }
    out.extend(left.into_iter().filter_map(|a| answer(Some(a), None)));
    out
}

fn answer(a: Option<&Answer>, b: Option<&Answer>) -> Option<AnswerChange> {
    let count = |f: fn(&Answer) -> usize| Counts { from: a.map_or(0, f), to: b.map_or(0, f) };
    let status = FromTo { from: a.map(|a| a.status.to_string()), to: b.map(|b| b.status.to_string()) };
    let (origins, reports) = (count(|a| a.origins.len()), count(|a| a.reports.len()));
    if status.from == status.to && origins.from == origins.to && reports.from == reports.to {
        return None;
    }
    Some(AnswerChange {
        value: value(&b.or(a)?.value),
        change: change(a.is_some(), b.is_some()),
        status,
        origins,
        reports,
    })
}

/// The changes for people.
pub(crate) fn text(c: &Changes) -> String {
    let mut out = String::new();
    let line = |out: &mut String, s: String| {
        let _ = writeln!(out, "{}", s.trim_end());
    };
    let moment = |m: &Option<Moment>| m.as_ref().map_or_else(|| "everything known".to_owned(), Moment::to_string);
    line(&mut out, format!("From {} to {}", moment(&c.from), moment(&c.to)));
    let sides = |what: &str, added: usize, gone: usize| match (added, gone) {
        (0, 0) => None,
        (a, 0) => Some(format!("{a} new {what}")),
        (0, g) => Some(format!("{g} {what} gone")),
        (a, g) => Some(format!("{a} new {what}, {g} gone")),
    };
    let counts: Vec<String> = [
        sides("reports", c.reports.added.len(), c.reports.gone.len()),
        sides("claims", c.claims.added.len(), c.claims.gone.len()),
        sides("copies", c.copies.added.len(), c.copies.gone.len()),
        sides("findings", c.findings.added.len(), c.findings.gone.len()),
    ]
    .into_iter()
    .flatten()
    .collect();
    line(
        &mut out,
        if counts.is_empty() && c.questions.is_empty() { "Nothing changed.".to_owned() } else { counts.join("; ") },
    );
    let mut event = "";
    for q in &c.questions {
        if q.event != event {
            event = &q.event;
            let title = if q.event_title.is_empty() { &q.event } else { &q.event_title };
            line(&mut out, format!("\n{}", publish::clean_line(title)));
        }
        let about = [q.counted.as_deref(), q.scope.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let state = match (&q.state.from, &q.state.to) {
            (Some(a), Some(b)) if a != b => format!("was {a}, is {b}"),
            (None, Some(b)) => format!("new: {b}"),
            (Some(a), None) => format!("gone; was {a}"),
            (_, b) => b.clone().unwrap_or_default(),
        };
        let about = if about.is_empty() { String::new() } else { format!(" ({})", publish::clean_line(&about)) };
        line(&mut out, format!("  {}{about}: {}", q.slot, state.replace('_', " ")));
        for a in &q.answers {
            let mark = match a.change {
                "new" => '+',
                "gone" => '-',
                _ => '~',
            };
            let status = match (&a.status.from, &a.status.to) {
                (Some(x), Some(y)) if x != y => format!("{x} -> {y}"),
                (x, y) => y.clone().or_else(|| x.clone()).unwrap_or_default(),
            };
            let step = |n: &Counts, one: &str| match (n.from, n.to) {
                (a, b) if a == b => format!("{b} {one}{}", if b == 1 { "" } else { "s" }),
                (a, b) => format!("{a} -> {b} {one}s"),
            };
            let (origins, reports) = (step(&a.origins, "origin"), step(&a.reports, "report"));
            line(
                &mut out,
                format!(
                    "    {mark} {}  [{}; {origins}; {reports}]",
                    publish::clean_line(&a.value),
                    status.replace('_', " ")
                ),
            );
        }
    }
    let told: Vec<&ClaimChange> = c.changes.iter().filter(|x| x.kind != ChangeKind::Added).collect();
    if !told.is_empty() {
        line(&mut out, "\nClaims".to_owned());
    }
    for x in told {
        let kind = x.kind.to_string().replace('_', " ");
        let (report, said) = (publish::clean_line(&x.report), publish::clean_line(&x.said));
        line(&mut out, format!("  {kind}, {report}: {said}: {}", publish::clean_line(&x.why)));
    }
    let findings = |out: &mut String, head: &str, list: &[Finding]| {
        if !list.is_empty() {
            line(out, format!("\n{head}"));
        }
        for f in list {
            let kind = f.kind.to_string().replace('_', " ");
            line(out, format!("  {kind}, {}: {}", publish::clean_line(&f.report), publish::clean_line(&f.why)));
        }
    };
    findings(&mut out, "Newly circled", &c.findings.added);
    findings(&mut out, "No longer circled", &c.findings.gone);
    out
}
