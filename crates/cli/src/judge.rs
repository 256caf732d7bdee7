//! What people decide on links: a log in the desk's file, and the decisions of it that hold.
//!
//! Key decision: the log is only added to. What holds follows from it: of two decisions on one pair and one matter the later, less what
//! was taken back.

use std::{fmt::Write as _, io::Write as _, time::SystemTime};

use model::{Moment, Pin, PinKind};
use store::{Judgement, SqliteStore, Store};

use crate::{
    args::{Global, Judge},
    error::{Failure, Result},
    evidence, output,
    pipeline::Desk,
};

/// Between the two ids of a pair: no id holds it.
const BETWEEN: char = '\t';
/// What takes a line of the log back.
const UNDO: &str = "undo";

/// The decisions on links that hold, with their number in the log.
fn holding(log: &[Judgement]) -> Vec<(u64, Pin)> {
    let mut out: Vec<(u64, Pin)> = Vec::new();
    for (n, j) in (1u64..).zip(log) {
        if j.decision == UNDO {
            out.retain(|(m, _)| j.claim.strip_prefix('#').and_then(|s| s.parse().ok()) != Some(*m));
            continue;
        }
        let (Ok(kind), Some((a, b))) = (j.decision.parse::<PinKind>(), j.claim.split_once(BETWEEN)) else { continue };
        out.retain(|(_, p)| p.kind.matter() != kind.matter() || !p.joins(a, b));
        out.push((n, Pin { kind, a: a.to_owned(), b: b.to_owned(), why: j.why.clone() }));
    }
    out
}

/// The decisions on links that hold.
pub(crate) fn pins(log: &[Judgement]) -> Vec<Pin> {
    holding(log).into_iter().map(|(_, p)| p).collect()
}

/// Decide, take back, or list.
pub(crate) fn run(a: &Judge, global: &Global) -> Result<()> {
    let mut store = evidence::open(&a.db)?;
    let Some(what) = a.what.as_deref() else {
        return output::write(None, list(&store.judgements(None)?).as_bytes());
    };
    let subject = if what == UNDO {
        taken_back(&a.ids, &store.judgements(None)?)?
    } else {
        let kind: PinKind = what.parse().map_err(|e: String| Failure::new("no-such-decision", e, USAGE))?;
        pair(kind, a, global, &store)?
    };
    let when = now()?;
    let who = a.who.clone().or_else(|| std::env::var("USER").ok()).unwrap_or_default();
    let judgement = Judgement { claim: subject, decision: what.to_owned(), why: a.why.clone(), who, when };
    let number = store.judge(&judgement)?;
    let shown = judgement.claim.replace(BETWEEN, " ");
    if !global.quiet {
        let back = format!(" (take it back with `firsthand judge --db {} undo {number}`)", a.db.display());
        let end = if what == UNDO { "" } else { &back };
        // nothing is left to be done when standard error itself is gone
        let _ = writeln!(std::io::stderr(), "decision {number}: {what} {shown}{end}");
    }
    Ok(())
}

/// The time, by the clock of this machine.
pub(crate) fn now() -> Result<Moment> {
    let now =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok().and_then(|d| i64::try_from(d.as_secs()).ok());
    now.and_then(Moment::from_seconds)
        .ok_or_else(|| Failure::new("no-clock", "the clock of this machine cannot be read", "set its date and time"))
}

const USAGE: &str = "`firsthand judge --help` has examples";

fn taken_back(ids: &[String], log: &[Judgement]) -> Result<String> {
    let number = match ids {
        [one] => one.trim_start_matches('#').parse::<u64>().ok(),
        _ => None,
    };
    let held = holding(log);
    match number.filter(|n| held.iter().any(|(m, _)| m == n)) {
        Some(n) => Ok(format!("#{n}")),
        None => {
            let open: Vec<String> = held.iter().map(|(n, _)| n.to_string()).collect();
            let hint = if open.is_empty() {
                "no decision on a link holds".to_owned()
            } else {
                format!("decisions that hold: {}; `firsthand judge --db FILE` lists them", open.join(", "))
            };
            Err(Failure::new("no-such-decision", format!("{} is no decision that holds", ids.join(" ")), hint))
        }
    }
}

/// The two things that a decision is about, as the log keeps them.
fn pair(kind: PinKind, a: &Judge, global: &Global, store: &SqliteStore) -> Result<String> {
    let [x, y] = a.ids.as_slice() else {
        let things = if kind.of_reports() { "reports" } else { "claims" };
        return Err(Failure::new("two-ids", format!("{kind} is about two {things}"), USAGE));
    };
    let known: Vec<String> = if kind.of_reports() {
        let mut known = Vec::new();
        for id in &a.ids {
            known.extend(store.report(id)?.map(|r| r.id));
        }
        known
    } else {
        let desk = Desk::open(&[], Some(&a.db), global)?;
        desk.picture(None).claims.into_iter().map(|c| c.id).collect()
    };
    let find = |id: &String| -> Result<String> {
        let whole = known.iter().find(|k| *k == id);
        let mut begins = known.iter().filter(|k| !kind.of_reports() && k.starts_with(id.as_str()));
        let one = match (begins.next(), begins.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        };
        whole.or(one).cloned().ok_or_else(|| {
            let (what, hint) = if kind.of_reports() {
                ("report", "ids of reports stand in the picture; a file's id is its name without the ending")
            } else {
                ("claim", "ids of claims stand in the JSON picture and in brackets in the text")
            };
            Failure::new("no-such-id", format!("{} holds no one {what} {id:?}", a.db.display()), hint)
        })
    };
    let (x, y) = (find(x)?, find(y)?);
    if x == y {
        return Err(Failure::new("two-ids", format!("{x} cannot be decided against itself"), USAGE));
    }
    Ok(format!("{x}{BETWEEN}{y}"))
}

/// The log for people: number, when, who, what, about what, why, and whether it holds.
fn list(log: &[Judgement]) -> String {
    if log.is_empty() {
        return "Nothing has been decided in this file yet.\n".to_owned();
    }
    let held: Vec<u64> = holding(log).into_iter().map(|(n, _)| n).collect();
    let mut out = String::new();
    for (n, j) in (1u64..).zip(log) {
        let link = j.decision.parse::<PinKind>().is_ok();
        let state = if link && !held.contains(&n) { "  [no longer holds]" } else { "" };
        let why = if j.why.is_empty() { String::new() } else { format!(": {}", publish::clean_line(&j.why)) };
        let who = if j.who.is_empty() { String::new() } else { format!(" {}", publish::clean_line(&j.who)) };
        let about = publish::clean_line(&j.claim.replace(BETWEEN, " "));
        let _ = writeln!(out, "{n:>4}  {}{who}  {} {about}{why}{state}", j.when, publish::clean_line(&j.decision));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{BETWEEN, list, pins};
    use model::PinKind;
    use store::Judgement;

    fn line(decision: &str, about: &str) -> Judgement {
        Judgement {
            claim: about.replace(' ', &BETWEEN.to_string()),
            decision: decision.to_owned(),
            why: String::new(),
            who: String::new(),
            when: "2026-01-20T12:00:00Z".parse().expect("a moment"),
        }
    }

    #[test]
    fn the_later_decision_on_a_pair_holds() {
        let log = [line("same-event", "a b"), line("other-event", "b a"), line("copy", "a b")];
        let kinds: Vec<PinKind> = pins(&log).into_iter().map(|p| p.kind).collect();
        assert_eq!(kinds, [PinKind::OtherEvent, PinKind::Copy]);
    }

    #[test]
    fn what_is_taken_back_holds_no_more_and_stays_in_the_log() {
        let log = [line("same-event", "a b"), line("undo", "#1")];
        assert_eq!(pins(&log), []);
        assert!(list(&log).contains("no longer holds"), "{}", list(&log));
    }
}
