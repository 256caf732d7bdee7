//! What a desk keeps between runs: reports, what was read in them, and what people decided.
//!
//! What for: `firsthand read --db desk.sqlite` adds to what is known and never reads a report twice.
//!
//! Key decisions: one trait and one conformance suite ([`conformance`]), so that a back end is right when the suite passes on it.
//! Nothing is destroyed: a report is never changed or removed, a changed page is another report, judgements are only added to.
//! Whatever enters is a line of an append-only log, written in the same step, so that the log's head stands for all there is.
//! A picture is never stored: it follows from reports and readings, byte for byte. The bytes that a report was read from are kept under
//! their SHA-256, so that nothing is kept twice and everybody can check them.

#![allow(clippy::disallowed_methods)] // This room may touch files; clippy.toml keeps the pure ones from it.

mod check;
pub mod conformance;
mod memory;
mod packed;
mod quarantine;
pub mod search;
mod sqlite;

use std::collections::BTreeMap;

use model::{Moment, Reading, Report};
use serde::{Deserialize, Serialize};

pub use check::{Checked, Problem, check, check_telling};
pub use memory::MemoryStore;
pub use quarantine::{NewTip, Quarantine, State, Step, Tip, TipContent};
pub use sqlite::SqliteStore;

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{note}")]
pub struct Error {
    /// Stable code: `store-open`, `store-not-a-store`, `store-newer`, `store-busy`, `store-full`, `store-damaged`,
    /// `store-unknown-report`, `store-unknown-bytes`, `store-unknown-stamp`, `store-unknown-tip`, `store-no-key`, `store-there-already`, `store-io`, `search-query`.
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

/// A report as the store has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The report.
    pub report: Report,
    /// When the desk took it in; `None` where the store was not told.
    pub taken_in: Option<Moment>,
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

/// Bytes as they were captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// SHA-256 in hex: their name.
    pub sha256: String,
    /// Type of the content, `text/html`.
    pub media_type: String,
    /// A letter or a message of a closed group: not to be given away with what was published.
    pub private: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What is known of bytes that are kept, without the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyInfo {
    /// SHA-256 in hex.
    pub sha256: String,
    /// Type of the content.
    pub media_type: String,
    /// Not to be given away with what was published.
    pub private: bool,
    /// How many bytes.
    pub size: u64,
}

/// An answer that a server gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// The address that was asked for first.
    pub asked: String,
    /// The address that the answer came from, after all redirects.
    pub url: String,
    /// When.
    pub at: Moment,
    /// The status: 200.
    pub status: u16,
    /// What the server said before the body, byte for byte.
    pub head: Vec<u8>,
    /// SHA-256 of the body, in hex.
    pub sha256: String,
    /// The body broke off, or was longer than what is taken.
    pub truncated: bool,
}

/// A head of the log that somebody else is to say the time of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The head.
    pub head: evidence::Head,
    /// `rfc3161` or `opentimestamps`.
    pub kind: String,
    /// The address of the authority or calendar.
    pub service: String,
    /// When it was wanted.
    pub wanted: Moment,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// When the answer came.
    pub at: Moment,
    /// The answer, byte for byte.
    pub bytes: Vec<u8>,
}

/// What enters in one step, all or none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Batch<'a> {
    /// Reports.
    pub reports: &'a [Report],
    /// Bytes, of reports and of answers.
    pub bodies: &'a [Body],
    /// Answers of servers; their bodies are kept already, or are among `bodies`.
    pub fetches: &'a [Fetch],
    /// How sources fare, by name, as whoever fetches writes it: what was there under a name is replaced.
    pub states: &'a [(String, String)],
}

/// All that a store holds of one kind, in the order it came, so many at a time: of a large desk it is more than the memory holds.
///
/// `next` gives what came after a place, at most so many, each with its place: [`Store::reports_from`] and its like. An error is the last
/// that is given.
pub fn each<'a, T: 'a>(
    most: usize,
    mut next: impl FnMut(u64, usize) -> Result<Vec<(u64, T)>> + 'a,
) -> impl Iterator<Item = Result<T>> + 'a {
    let (mut place, mut ended) = (0, false);
    let mut ready: std::vec::IntoIter<(u64, T)> = Vec::new().into_iter();
    std::iter::from_fn(move || {
        if ready.len() == 0 && !ended {
            match next(place, most) {
                Ok(more) => {
                    ended = more.len() < most;
                    ready = more.into_iter();
                }
                Err(e) => {
                    ended = true;
                    return Some(Err(e));
                }
            }
        }
        let (at, one) = ready.next()?;
        place = at;
        Some(Ok(one))
    })
}

/// Reports that are looked at together: each may have half a megabyte.
pub const SOME_REPORTS: usize = 32;
/// Lines, answers and the like that are looked at together.
pub const SOME_LINES: usize = 500;

/// A place to keep reports, readings and judgements.
pub trait Store {
    /// Put what came in one step, all or none. Putting the same again changes nothing, but that an answer is kept each time it is given.
    /// The answers are those of the reports, in their order.
    fn keep(&mut self, batch: &Batch<'_>) -> Result<Vec<Put>>;

    /// Put reports, all or none. Putting the same ones again changes nothing.
    fn put_reports(&mut self, reports: &[Report]) -> Result<Vec<Put>> {
        self.keep(&Batch { reports, ..Batch::default() })
    }

    /// What would become of reports, without putting them. They are looked at one by one: two of one batch do not see each other.
    fn look(&self, reports: &[Report]) -> Result<Vec<Outcome>>;

    /// How many reports there are.
    fn size(&self) -> Result<usize>;

    /// Reports in the order they came, at most so many, those after a place, which each comes with; before the first is 0.
    fn reports_from(&self, place: u64, most: usize) -> Result<Vec<(u64, Held)>>;

    /// All reports, by id. For stores that the memory holds; [`each`] for all others.
    fn reports(&self) -> Result<Vec<Report>> {
        let mut all: Vec<Report> =
            each(SOME_REPORTS, |at, n| self.reports_from(at, n)).map(|h| Ok(h?.report)).collect::<Result<_>>()?;
        all.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(all)
    }

    /// One report, with what the store knows of it.
    fn held(&self, id: &str) -> Result<Option<Held>>;

    /// One report.
    fn report(&self, id: &str) -> Result<Option<Report>> {
        Ok(self.held(id)?.map(|h| h.report))
    }

    /// Addresses that more than one report came from, each with its reports in the order they came; what came first is first.
    fn revised(&self) -> Result<Vec<(String, Vec<String>)>>;

    /// The bytes of this hash.
    fn body(&self, sha256: &str) -> Result<Option<Body>>;

    /// What is known of the bytes of this hash, without the bytes.
    fn body_info(&self, sha256: &str) -> Result<Option<BodyInfo>>;

    /// What is known of bytes that are kept, in the order they came, as [`Store::reports_from`] gives reports.
    fn bodies_from(&self, place: u64, most: usize) -> Result<Vec<(u64, BodyInfo)>>;

    /// All bytes that are kept, by hash, without the bytes themselves.
    fn bodies(&self) -> Result<Vec<BodyInfo>> {
        let mut all: Vec<BodyInfo> = each(SOME_LINES, |at, n| self.bodies_from(at, n)).collect::<Result<_>>()?;
        all.sort_by(|a, b| a.sha256.cmp(&b.sha256));
        Ok(all)
    }

    /// Answers of servers in the order they came, as [`Store::reports_from`] gives reports.
    fn fetches_from(&self, place: u64, most: usize) -> Result<Vec<(u64, Fetch)>>;

    /// The answers of servers, in the order they came.
    fn fetches(&self) -> Result<Vec<Fetch>> {
        each(SOME_LINES, |at, n| self.fetches_from(at, n)).collect()
    }

    /// Queue a head for a time stamp; gives the number it has in the queue, which counts up from 1. What waits already is not queued
    /// twice.
    fn want_stamp(&mut self, stamp: &Stamp) -> Result<u64>;

    /// Keep the answer to one of them. A second answer changes nothing.
    fn put_receipt(&mut self, number: u64, receipt: &Receipt) -> Result<()>;

    /// All that were ever wanted, in their order, with the answers that came.
    fn stamps(&self) -> Result<Vec<(Stamp, Option<Receipt>)>>;

    /// How sources fare, by name.
    fn states(&self) -> Result<BTreeMap<String, String>>;

    /// Ids of reports for which no reading made with these rules is kept, in order.
    fn unread(&self, rules: &str) -> Result<Vec<String>>;

    /// Keep readings made with the rules of this hash, all or none. A reading that is there already stays.
    fn put_readings(&mut self, rules: &str, readings: &[(String, Reading)]) -> Result<()>;

    /// One reading made with the rules of this hash.
    fn reading(&self, rules: &str, report: &str) -> Result<Option<Reading>>;

    /// Sentences that fit a query, of reports for which any reading is kept.
    fn search(&self, query: &search::Query) -> Result<search::Found>;

    /// Readings made with the rules of this hash, by report id.
    fn readings(&self, rules: &str) -> Result<BTreeMap<String, Reading>>;

    /// Add a judgement to the log; gives its number, which counts up from 1.
    fn judge(&mut self, judgement: &Judgement) -> Result<u64>;

    /// The log in the order it was written: of one claim, or all of it.
    fn judgements(&self, claim: Option<&str>) -> Result<Vec<Judgement>>;

    /// Lines of the log of all that entered, in its order, as [`Store::reports_from`] gives reports: a line for each new report, answer
    /// and judgement (see [`evidence::Entry`]).
    fn log_from(&self, place: u64, most: usize) -> Result<Vec<(u64, String)>>;

    /// The whole log.
    fn log(&self) -> Result<Vec<String>> {
        each(SOME_LINES, |at, n| self.log_from(at, n)).collect()
    }

    /// Look at the store as it is now, whatever others put into it meanwhile.
    fn still(&self, look: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        look()
    }

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

/// The log's line of a report.
fn capture_entry(h: &Held) -> evidence::Entry {
    evidence::Entry::capture(&h.report)
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

/// The log's line of an answer.
fn fetch_entry(f: &Fetch) -> evidence::Entry {
    evidence::Entry::Fetch {
        url: f.url.clone(),
        asked: f.asked.clone(),
        at: f.at.clone(),
        status: f.status,
        head_sha256: model::sha256_hex(&f.head),
        sha256: f.sha256.clone(),
        truncated: f.truncated,
    }
}

fn unknown_bytes(f: &Fetch) -> Error {
    Error {
        code: "store-unknown-bytes",
        note: format!("the store does not hold the bytes that {} sent", f.url),
        hint: "keep the body together with the answer".to_owned(),
    }
}

fn unknown_stamp(number: u64) -> Error {
    Error {
        code: "store-unknown-stamp",
        note: format!("the store holds no wanted time stamp {number}"),
        hint: "list them: `firsthand evidence receipts --db FILE`".to_owned(),
    }
}

fn unknown_report(id: &str) -> Error {
    Error {
        code: "store-unknown-report",
        note: format!("the store holds no report {id:?}"),
        hint: "put the report before its reading".to_owned(),
    }
}
