//! Is a store whole, and is it still what its log says?

use std::collections::BTreeMap;

use evidence::{Entry, Growth, Head, Log, Passing};

use crate::{Result, SOME_LINES, SOME_REPORTS, Store, capture_entry, each, fetch_entry, judgement_entry};

/// What a check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Reports.
    pub reports: usize,
    /// Judgements.
    pub judgements: usize,
    /// Captures whose bytes are kept.
    pub bodies: usize,
    /// The head of the log.
    pub head: Head,
    /// What is wrong, in order; empty for a store that is whole.
    pub problems: Vec<Problem>,
}

/// Something that is wrong with a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code: `file-damaged`, `report-changed`, `report-not-logged`, `report-missing`, `judgement-changed`, `fetch-changed`,
    /// `bytes-changed`, `log-unreadable`, `log-rewritten`.
    pub code: &'static str,
    /// What it is about, in a sentence.
    pub note: String,
}

/// Look at every report, judgement and line of the log. With a head from earlier the log must have grown out of that one.
pub fn check(store: &dyn Store, earlier: Option<&Head>) -> Result<Checked> {
    check_telling(store, earlier, &mut |_, _, _| {})
}

/// As [`check`]; `told` is given what is looked at, how many of it are done, and how many there are.
pub fn check_telling(
    store: &dyn Store,
    earlier: Option<&Head>,
    told: &mut dyn FnMut(&'static str, usize, usize),
) -> Result<Checked> {
    let mut out = None;
    // A desk is watched and read while it is checked: what comes meanwhile is not looked at by half.
    store.still(&mut || {
        out = Some(look(store, earlier, told)?);
        Ok(())
    })?;
    Ok(out.expect("what was looked at without an error was told"))
}

fn look(
    store: &dyn Store,
    earlier: Option<&Head>,
    told: &mut dyn FnMut(&'static str, usize, usize),
) -> Result<Checked> {
    let mut problems: Vec<Problem> = Vec::new();
    for fault in store.faults()? {
        problems.push(Problem { code: "file-damaged", note: fault });
    }
    let reports = store.size()?;
    let head = match in_order(store, earlier, reports, told)? {
        Some(head) => head,
        None => compare(store, earlier, &mut problems)?,
    };
    let mut changed = Vec::new();
    let mut bodies = 0;
    for b in each(SOME_LINES, |at, n| store.bodies_from(at, n)) {
        let b = b?;
        // One at a time: all of them may be more than the memory holds.
        let kept = store.body(&b.sha256);
        if !kept.is_ok_and(|k| k.is_some_and(|k| model::sha256_hex(&k.bytes) == b.sha256)) {
            changed.push(b.sha256);
        }
        bodies += 1;
        told("checking captures", bodies, bodies.max(reports));
    }
    changed.sort();
    let say = |sha256| Problem { code: "bytes-changed", note: format!("the bytes kept as {sha256} are others") };
    // What was said of the log's growth comes last.
    let growth = problems.iter().position(|p| p.code == GROWTH).unwrap_or(problems.len());
    problems.splice(growth..growth, changed.into_iter().map(say));
    problems.iter_mut().filter(|p| p.code == GROWTH).for_each(|p| p.code = "log-rewritten");
    let judgements = store.judgements(None)?.len();
    Ok(Checked { reports, judgements, bodies, head, problems })
}

/// Stands for `log-rewritten` where an earlier head says so, until all problems are in their order.
const GROWTH: &str = "growth";

/// The head of the log of a store that is whole, in one pass that holds next to nothing: what each line says is what came next. `None`
/// where anything at all is otherwise.
fn in_order(
    store: &dyn Store,
    earlier: Option<&Head>,
    all: usize,
    told: &mut dyn FnMut(&'static str, usize, usize),
) -> Result<Option<Head>> {
    let mut reports = each(SOME_REPORTS, |at, n| store.reports_from(at, n));
    let mut fetches = each(SOME_LINES, |at, n| store.fetches_from(at, n));
    let mut judgements = store.judgements(None)?.into_iter();
    let mut passing = Passing::default();
    let mut grown = earlier.is_none();
    let mut done = 0;
    for line in each(SOME_LINES, |at, n| store.log_from(at, n)) {
        let line = line?;
        grown |= earlier.is_some_and(|e| e.size == passing.size() && passing.head() == *e);
        let next = match serde_json::from_str::<Entry>(&line) {
            Ok(Entry::Capture { .. }) => {
                done += 1;
                told("checking reports", done, all.max(done));
                reports.next().transpose()?.map(|h| capture_entry(&h).line())
            }
            Ok(Entry::Fetch { .. }) => fetches.next().transpose()?.map(|f| fetch_entry(&f).line()),
            Ok(Entry::Judgement { .. }) => judgements.next().map(|j| judgement_entry(&j).line()),
            Err(_) => None,
        };
        if next.as_ref() != Some(&line) {
            return Ok(None);
        }
        passing.push(&line);
    }
    grown |= earlier.is_some_and(|e| e.size == passing.size() && passing.head() == *e);
    let more = reports.next().is_some() || fetches.next().is_some() || judgements.next().is_some();
    Ok((grown && !more).then(|| passing.head()))
}

/// What is wrong with the log and what it stands for, line by line. Holds the whole log.
fn compare(store: &dyn Store, earlier: Option<&Head>, problems: &mut Vec<Problem>) -> Result<Head> {
    let mut say = |code, note| problems.push(Problem { code, note });
    let lines = store.log()?;
    let log: Log = lines.iter().collect();
    let mut captured: BTreeMap<String, &String> = BTreeMap::new();
    let mut decided: Vec<&String> = Vec::new();
    let mut fetched: Vec<&String> = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        match serde_json::from_str::<Entry>(line) {
            Ok(Entry::Capture { report, .. }) => {
                if captured.insert(report.clone(), line).is_some() {
                    say("log-rewritten", format!("line {n} of the log takes {report} in a second time"));
                }
            }
            Ok(Entry::Judgement { .. }) => decided.push(line),
            Ok(Entry::Fetch { .. }) => fetched.push(line),
            Err(e) => say("log-unreadable", format!("line {n} of the log cannot be read: {e}")),
        }
    }
    let mut wrong: Vec<(String, &'static str)> = Vec::new();
    for held in each(SOME_REPORTS, |at, n| store.reports_from(at, n)) {
        let held = held?;
        let line = captured.remove(&held.report.id);
        if line.is_none_or(|l| *l != capture_entry(&held).line()) {
            wrong.push((held.report.id, if line.is_none() { "report-not-logged" } else { "report-changed" }));
        }
    }
    wrong.sort();
    for (id, code) in wrong {
        match code {
            "report-changed" => say(code, format!("report {id} is not what the log says was captured")),
            _ => say(code, format!("report {id} is not in the log")),
        }
    }
    for id in captured.keys() {
        say("report-missing", format!("the log has report {id}, and the store does not"));
    }
    if !store.judgements(None)?.iter().map(|j| judgement_entry(j).line()).eq(decided.into_iter().cloned()) {
        say("judgement-changed", "the judgements are not those of the log".to_owned());
    }
    if !store.fetches()?.iter().map(|f| fetch_entry(f).line()).eq(fetched.into_iter().cloned()) {
        say("fetch-changed", "the answers of servers are not those of the log".to_owned());
    }
    if let Some(old) = earlier {
        match log.growth(old.size) {
            Ok(Growth { old: now, .. }) if now == *old => {}
            Ok(_) => say(GROWTH, format!("the first {} lines are not those of the head that was given", old.size)),
            Err(e) => say(GROWTH, e.to_string()),
        }
    }
    Ok(log.head())
}
