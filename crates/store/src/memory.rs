//! A store that lives as long as the program: the plainest thing that passes the suite.

use std::collections::{BTreeMap, BTreeSet};

use evidence::Entry;
use model::{Reading, Report};

use crate::{Judgement, Outcome, Put, Result, Store, base, judgement_entry, unknown_report};

/// A store in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    reports: BTreeMap<String, Report>,
    /// (id without number, hash) to id.
    known: BTreeMap<(String, String), String>,
    /// Address to the id of the report put last.
    latest: BTreeMap<String, String>,
    /// (rules, report) to reading.
    readings: BTreeMap<(String, String), Reading>,
    judgements: Vec<Judgement>,
    log: Vec<String>,
}

impl Store for MemoryStore {
    fn put_reports(&mut self, reports: &[Report]) -> Result<Vec<Put>> {
        Ok(reports.iter().map(|r| self.put(r)).collect())
    }

    fn reports(&self) -> Result<Vec<Report>> {
        Ok(self.reports.values().cloned().collect())
    }

    fn unread(&self, rules: &str) -> Result<Vec<String>> {
        let read: BTreeSet<&String> = self.readings.keys().filter(|(r, _)| r == rules).map(|(_, id)| id).collect();
        Ok(self.reports.keys().filter(|id| !read.contains(id)).cloned().collect())
    }

    fn put_readings(&mut self, rules: &str, readings: &[(String, Reading)]) -> Result<()> {
        if let Some((id, _)) = readings.iter().find(|(id, _)| !self.reports.contains_key(id)) {
            return Err(unknown_report(id));
        }
        for (id, reading) in readings {
            self.readings.entry((rules.to_owned(), id.clone())).or_insert_with(|| reading.clone());
        }
        Ok(())
    }

    fn readings(&self, rules: &str) -> Result<BTreeMap<String, Reading>> {
        let of_rules = self.readings.iter().filter(|((r, _), _)| r == rules);
        Ok(of_rules.map(|((_, id), reading)| (id.clone(), reading.clone())).collect())
    }

    fn judge(&mut self, judgement: &Judgement) -> Result<u64> {
        self.judgements.push(judgement.clone());
        self.log.push(judgement_entry(judgement).line());
        Ok(self.judgements.len() as u64)
    }

    fn judgements(&self, claim: Option<&str>) -> Result<Vec<Judgement>> {
        Ok(self.judgements.iter().filter(|j| claim.is_none_or(|c| j.claim == c)).cloned().collect())
    }

    fn log(&self) -> Result<Vec<String>> {
        Ok(self.log.clone())
    }
}

impl MemoryStore {
    fn put(&mut self, r: &Report) -> Put {
        let key = (base(&r.id).to_owned(), r.sha256.clone());
        if let Some(id) = self.known.get(&key) {
            return Put { id: id.clone(), outcome: Outcome::Known };
        }
        let id = free(&r.id, |id| self.reports.contains_key(id));
        let earlier = r.url.as_ref().and_then(|u| self.latest.insert(u.clone(), id.clone()));
        let outcome = outcome(r, &id, earlier);
        self.known.insert(key, id.clone());
        let kept = stored(r, &id);
        self.log.push(Entry::capture(&kept).line());
        self.reports.insert(id.clone(), kept);
        Put { id, outcome }
    }
}

/// The id itself, or the first of `ID~2`, `ID~3` ... that is not taken.
pub(crate) fn free(id: &str, mut taken: impl FnMut(&str) -> bool) -> String {
    if !taken(id) {
        return id.to_owned();
    }
    let base = base(id);
    (2_u64..).map(|n| format!("{base}~{n}")).find(|c| !taken(c)).expect("some number is free")
}

/// What a new report is to what was there before.
pub(crate) fn outcome(r: &Report, id: &str, earlier: Option<String>) -> Outcome {
    match earlier {
        Some(of) => Outcome::Revision(of),
        None if id != r.id => Outcome::Renamed,
        None => Outcome::New,
    }
}

/// The report under its id in the store.
pub(crate) fn stored(r: &Report, id: &str) -> Report {
    let mut r = r.clone();
    if r.id != id {
        id.clone_into(&mut r.id);
        for i in &mut r.issues {
            i.report = Some(id.to_owned());
        }
    }
    r
}
