//! What a desk keeps between runs: reports, what was read in them, and what people decided.
//!
//! What for: `firsthand read --db desk.sqlite` adds to what is known and never reads a report twice.
//!
//! Key decisions: one trait and one conformance suite ([`conformance`]), so that a back end is right when the suite passes on it.
//! Nothing is destroyed: a report is never changed or removed, a changed page is another report, judgements are only added to.
//! Whatever enters is a line of an append-only log, written in the same step, so that the log's head stands for all there is.
//! A picture is never stored: it follows from reports and readings, byte for byte.

#![allow(clippy::disallowed_methods)] // This room may touch files; clippy.toml keeps the pure ones from it.

mod check;
pub mod conformance;
mod memory;
mod sqlite;

use std::collections::BTreeMap;

use model::{Moment, Reading, Report};
use serde::{Deserialize, Serialize};

pub use check::{Checked, Problem, check};
pub use memory::MemoryStore;
pub use sqlite::SqliteStore;

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{note}")]
pub struct Error {
    /// Stable code: `store-open`, `store-not-a-store`, `store-newer`, `store-busy`, `store-full`, `store-damaged`,
    /// `store-unknown-report`, `store-there-already`, `store-io`.
    pub code: &'static str,
    /// What happened.
    pub note: String,
    /// What to do next.
    pub hint: String,
}

/// The result of anything a store does.
pub type Result<T> = std::result::Result<T, Error>;

/// What became of a report that was put into a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The id it has in the store: its own, or `ID~2` where another report has that.
    pub id: String,
    /// New or known.
    pub outcome: Outcome,
}

/// New or known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there.
    New,
    /// The same bytes are there under the same id; nothing was changed.
    Known,
    /// The page at the same address was there with other bytes; both are kept. Holds the id of the latest of them.
    Revision(String),
    /// Another report, not of the same address, has the id; both are kept.
    Renamed,
}

/// What a person decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The claim it is about.
    pub claim: String,
    /// `accept`, `reject`, or a word of the desk's own.
    pub decision: String,
    /// The reason.
    pub why: String,
    /// Who decided.
    pub who: String,
    /// When.
    pub when: Moment,
}

/// A place to keep reports, readings and judgements.
pub trait Store {
    /// Put reports, all or none. Putting the same ones again changes nothing.
    fn put_reports(&mut self, reports: &[Report]) -> Result<Vec<Put>>;

    /// All reports, by id.
    fn reports(&self) -> Result<Vec<Report>>;

    /// Ids of reports for which no reading made with these rules is kept, in order.
    fn unread(&self, rules: &str) -> Result<Vec<String>>;

    /// Keep readings made with the rules of this hash, all or none. A reading that is there already stays.
    fn put_readings(&mut self, rules: &str, readings: &[(String, Reading)]) -> Result<()>;

    /// Readings made with the rules of this hash, by report id.
    fn readings(&self, rules: &str) -> Result<BTreeMap<String, Reading>>;

    /// Add a judgement to the log; gives its number, which counts up from 1.
    fn judge(&mut self, judgement: &Judgement) -> Result<u64>;

    /// The log in the order it was written: of one claim, or all of it.
    fn judgements(&self, claim: Option<&str>) -> Result<Vec<Judgement>>;

    /// The log of all that entered, in its order: a line for each new report and each judgement (see [`evidence::Entry`]).
    fn log(&self) -> Result<Vec<String>>;

    /// Faults of the store's own files that the back end can see; none for one that has no files.
    fn faults(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Put one report.
    fn put_report(&mut self, report: &Report) -> Result<Put> {
        let put = self.put_reports(std::slice::from_ref(report))?;
        Ok(put.into_iter().next().expect("one report in, one answer out"))
    }
}

/// An id without the `~2` that intake or a store gave it, so that a report is known again whatever else was read beside it.
fn base(id: &str) -> &str {
    match id.rsplit_once('~') {
        Some((head, n)) if !head.is_empty() && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => head,
        _ => id,
    }
}

/// The log's line of a judgement.
fn judgement_entry(j: &Judgement) -> evidence::Entry {
    evidence::Entry::Judgement {
        claim: j.claim.clone(),
        decision: j.decision.clone(),
        why: j.why.clone(),
        who: j.who.clone(),
        when: j.when.clone(),
    }
}

fn unknown_report(id: &str) -> Error {
    Error {
        code: "store-unknown-report",
        note: format!("the store holds no report {id:?}"),
        hint: "put the report before its reading".to_owned(),
    }
}
