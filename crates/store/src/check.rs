//! Is a store whole, and is it still what its log says?

use std::collections::BTreeMap;

use evidence::{Entry, Growth, Head, Log};

use crate::{Result, Store, fetch_entry, judgement_entry};

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
    let mut problems: Vec<Problem> = Vec::new();
    let mut say = |code, note| problems.push(Problem { code, note });
    for fault in store.faults()? {
        say("file-damaged", fault);
    }
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
    let reports = store.reports()?;
    for r in &reports {
        match captured.remove(&r.id) {
            None => say("report-not-logged", format!("report {} is not in the log", r.id)),
            Some(line) if *line != Entry::capture(r).line() => {
                say("report-changed", format!("report {} is not what the log says was captured", r.id));
            }
            Some(_) => {}
        }
    }
    for id in captured.keys() {
        say("report-missing", format!("the log has report {id}, and the store does not"));
    }
    let judgements = store.judgements(None)?;
    if !judgements.iter().map(|j| judgement_entry(j).line()).eq(decided.into_iter().cloned()) {
        say("judgement-changed", "the judgements are not those of the log".to_owned());
    }
    if !store.fetches()?.iter().map(|f| fetch_entry(f).line()).eq(fetched.into_iter().cloned()) {
        say("fetch-changed", "the answers of servers are not those of the log".to_owned());
    }
    let bodies = store.bodies()?;
    for b in &bodies {
        // One at a time: all of them may be more than the memory holds.
        let kept = store.body(&b.sha256);
        if !kept.is_ok_and(|k| k.is_some_and(|k| model::sha256_hex(&k.bytes) == b.sha256)) {
            say("bytes-changed", format!("the bytes kept as {} are others", b.sha256));
        }
    }
    if let Some(old) = earlier {
        match log.growth(old.size) {
            Ok(Growth { old: now, .. }) if now == *old => {}
            Ok(_) => {
                say("log-rewritten", format!("the first {} lines are not those of the head that was given", old.size))
            }
            Err(e) => say("log-rewritten", e.to_string()),
        }
    }
    let (reports, judgements, bodies) = (reports.len(), judgements.len(), bodies.len());
    Ok(Checked { reports, judgements, bodies, head: log.head(), problems })
}
