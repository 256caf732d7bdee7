//! A store that lives as long as the program: the plainest thing that passes the suite.

use std::collections::{BTreeMap, BTreeSet};

use model::{Moment, Reading, Report};

use crate::{
    Batch, Body, BodyInfo, Fetch, Held, Judgement, Outcome, Put, Receipt, Result, Stamp, Store, base, capture_entry,
    fetch_entry, judgement_entry,
    search::{self, Found, Hit, Query},
    unknown_bytes, unknown_report, unknown_stamp,
};

/// A store in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    reports: BTreeMap<String, Held>,
    /// Ids in the order they came.
    order: Vec<String>,
    /// (id without number, hash) to id.
    known: BTreeMap<(String, String), String>,
    /// Address to the id of the report put last.
    latest: BTreeMap<String, String>,
    /// (rules, report) to reading.
    readings: BTreeMap<(String, String), Reading>,
    judgements: Vec<Judgement>,
    log: Vec<String>,
    bodies: BTreeMap<String, Body>,
    /// Hashes in the order they came.
    body_order: Vec<String>,
    fetches: Vec<Fetch>,
    states: BTreeMap<String, String>,
    stamps: Vec<(Stamp, Option<Receipt>)>,
    /// Report to what is found of it.
    index: BTreeMap<String, Vec<search::Entry>>,
}

impl Store for MemoryStore {
    fn keep(&mut self, batch: &Batch<'_>) -> Result<Vec<Put>> {
        let held = |f: &Fetch| self.bodies.contains_key(&f.sha256) || batch.bodies.iter().any(|b| b.sha256 == f.sha256);
        if let Some(f) = batch.fetches.iter().find(|f| !held(f)) {
            return Err(unknown_bytes(f));
        }
        for b in batch.bodies {
            // What is kept stays as it came first, as in the other stores.
            self.bodies.entry(b.sha256.clone()).or_insert_with(|| {
                self.body_order.push(b.sha256.clone());
                b.clone()
            });
        }
        for f in batch.fetches {
            self.log.push(fetch_entry(f).line());
            self.fetches.push(f.clone());
        }
        self.states.extend(batch.states.iter().cloned());
        Ok(batch.reports.iter().map(|r| self.put(r, batch.taken_in)).collect())
    }

    fn look(&self, reports: &[Report]) -> Result<Vec<Outcome>> {
        Ok(reports
            .iter()
            .map(|r| {
                if self.known.contains_key(&(base(&r.id).to_owned(), r.sha256.clone())) {
                    return Outcome::Known;
                }
                let id = free(&r.id, |id| self.reports.contains_key(id));
                outcome(r, &id, r.url.as_ref().and_then(|u| self.latest.get(u).cloned()))
            })
            .collect())
    }

    fn held(&self, id: &str) -> Result<Option<Held>> {
        Ok(self.reports.get(id).cloned())
    }

    fn dated(&self) -> Result<(usize, Option<Moment>)> {
        let dates = || self.reports.values().filter_map(|h| h.report.published.as_ref());
        Ok((dates().count(), dates().max().cloned()))
    }

    fn revised(&self) -> Result<Vec<(String, Vec<String>)>> {
        let mut out: Vec<(String, Vec<String>)> = Vec::new();
        let mut at: BTreeMap<&str, usize> = BTreeMap::new();
        for r in self.order.iter().filter_map(|id| self.reports.get(id)).map(|h| &h.report) {
            let Some(url) = &r.url else { continue };
            let i = *at.entry(url).or_insert(out.len());
            match out.get_mut(i) {
                Some((_, ids)) => ids.push(r.id.clone()),
                None => out.push((url.clone(), vec![r.id.clone()])),
            }
        }
        out.retain(|(_, ids)| ids.len() > 1);
        Ok(out)
    }

    fn body(&self, sha256: &str) -> Result<Option<Body>> {
        Ok(self.bodies.get(sha256).cloned())
    }

    fn body_info(&self, sha256: &str) -> Result<Option<BodyInfo>> {
        Ok(self.bodies.get(sha256).map(info))
    }

    fn bodies_from(&self, place: u64, most: usize) -> Result<Vec<(u64, BodyInfo)>> {
        Ok(from(&self.body_order, place, most, |sha256| self.bodies.get(sha256).map(info)))
    }

    fn fetches_from(&self, place: u64, most: usize) -> Result<Vec<(u64, Fetch)>> {
        Ok(from(&self.fetches, place, most, |f| Some(f.clone())))
    }

    fn want_stamp(&mut self, stamp: &Stamp) -> Result<u64> {
        let same = |s: &Stamp| (&s.head, &s.kind, &s.service) == (&stamp.head, &stamp.kind, &stamp.service);
        if let Some(i) = self.stamps.iter().position(|(s, _)| same(s)) {
            return Ok(i as u64 + 1);
        }
        self.stamps.push((stamp.clone(), None));
        Ok(self.stamps.len() as u64)
    }

    fn put_receipt(&mut self, number: u64, receipt: &Receipt) -> Result<()> {
        let at = usize::try_from(number).ok().and_then(|n| n.checked_sub(1));
        let (_, kept) = at.and_then(|i| self.stamps.get_mut(i)).ok_or_else(|| unknown_stamp(number))?;
        kept.get_or_insert_with(|| receipt.clone());
        Ok(())
    }

    fn stamps(&self) -> Result<Vec<(Stamp, Option<Receipt>)>> {
        Ok(self.stamps.clone())
    }

    fn states(&self) -> Result<BTreeMap<String, String>> {
        Ok(self.states.clone())
    }

    fn reading(&self, rules: &str, report: &str) -> Result<Option<Reading>> {
        Ok(self.readings.get(&(rules.to_owned(), report.to_owned())).cloned())
    }

    fn search(&self, query: &Query) -> Result<Found> {
        let mut found = Found::default();
        for (id, entries) in &self.index {
            if !self.reports.get(id).is_some_and(|h| query.wants(&h.report)) {
                continue;
            }
            for e in entries.iter().filter(|e| query.fits(e)) {
                found.total += 1;
                if found.hits.len() < query.limit {
                    found.hits.push(Hit { report: id.clone(), part: e.part, span: e.span });
                }
            }
        }
        Ok(found)
    }

    fn size(&self) -> Result<usize> {
        Ok(self.reports.len())
    }

    fn reports_from(&self, place: u64, most: usize) -> Result<Vec<(u64, Held)>> {
        Ok(from(&self.order, place, most, |id| self.reports.get(id).cloned()))
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
            let key = (rules.to_owned(), id.clone());
            if let (std::collections::btree_map::Entry::Vacant(free), Some(held)) =
                (self.readings.entry(key), self.reports.get(id))
            {
                free.insert(reading.clone());
                self.index.insert(id.clone(), search::entries(&held.report, reading));
            }
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

    fn log_from(&self, place: u64, most: usize) -> Result<Vec<(u64, String)>> {
        Ok(from(&self.log, place, most, |line| Some(line.clone())))
    }
}

/// What stands after a place in a list, each with its place.
fn from<T, U>(all: &[T], place: u64, most: usize, give: impl Fn(&T) -> Option<U>) -> Vec<(u64, U)> {
    let skip = usize::try_from(place).unwrap_or(usize::MAX);
    let rest = (1_u64..).zip(all).skip(skip).take(most);
    rest.filter_map(|(n, one)| Some((n, give(one)?))).collect()
}

fn info(b: &Body) -> BodyInfo {
    BodyInfo {
        sha256: b.sha256.clone(),
        media_type: b.media_type.clone(),
        private: b.private,
        size: b.bytes.len() as u64,
    }
}

impl MemoryStore {
    fn put(&mut self, r: &Report, taken_in: Option<&Moment>) -> Put {
        let key = (base(&r.id).to_owned(), r.sha256.clone());
        if let Some(id) = self.known.get(&key) {
            return Put { id: id.clone(), outcome: Outcome::Known };
        }
        let id = free(&r.id, |id| self.reports.contains_key(id));
        let earlier = r.url.as_ref().and_then(|u| self.latest.insert(u.clone(), id.clone()));
        let outcome = outcome(r, &id, earlier);
        self.known.insert(key, id.clone());
        let kept = Held { report: stored(r, &id), taken_in: taken_in.cloned() };
        self.log.push(capture_entry(&kept).line());
        self.reports.insert(id.clone(), kept);
        self.order.push(id.clone());
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
