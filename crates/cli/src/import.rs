//! `import`: any number of reports into a desk's file, read and findable, without showing a picture.
//!
//! Key decisions: what is being taken in at any moment is bounded, so that memory does not grow with the archive. Whatever is kept is kept
//! in whole steps: a run that is broken off loses the reports that were under way and no others, and the next run passes over what is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use intake::{Bytes, Item, Options, Stream};
use model::{Issue, Moment, Reading, Report};
use read::Reader;
use serde::Serialize;
use store::{Batch, Body, Outcome, SqliteStore, Store};

use crate::{
    args::{Global, Import},
    clock,
    dates::Dates,
    error::Result,
    output,
    pipeline::{NO_REPORT, nothing_read, options, read_one, reader, rules, threads},
    progress::Progress,
};

/// Reports that are put in one step.
const STEP: usize = 100;
/// Bytes that are put in one step: pages of a few megabytes each must not fill the memory.
const STEP_BYTES: usize = 16 << 20;
/// Reports that are under way at a time.
const UNDER_WAY: usize = 6 * STEP;
/// Files and lines without a report that are kept to be told.
const TOLD: usize = 10_000;
/// Pages that were changed which are named one by one.
const NAMED: usize = 20;

/// What came of an import.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Summary {
    /// Nothing was kept: the run was to tell alone.
    dry_run: bool,
    /// Reports that were not there.
    new: usize,
    /// Reports that were there.
    known: usize,
    /// Pages that were there with other bytes, and what they are called now: both are kept.
    revisions: Vec<Revision>,
    /// Reports that have another id now, since another report had theirs.
    renamed: usize,
    /// Reports that were read in this run, those an earlier run left unread among them.
    read: usize,
    /// Files and lines that gave no report: the first of them.
    issues: Vec<Issue>,
    /// How many more there were.
    more_issues: usize,
    /// How often each issue stands in the reports.
    noted: BTreeMap<String, usize>,
}

/// A page that was changed.
#[derive(Debug, Serialize)]
pub(crate) struct Revision {
    report: String,
    of: String,
}

/// Reports with the bytes they were read from, to be put in one step.
#[derive(Default)]
struct Step {
    reports: Vec<Report>,
    bodies: Vec<Body>,
    issues: Vec<Issue>,
    bytes: usize,
}

impl Step {
    fn push(&mut self, report: Report) {
        self.bytes += report.text.len();
        self.reports.push(report);
    }

    fn is_full(&self) -> bool {
        self.reports.len() >= STEP || (self.bytes >= STEP_BYTES && !self.reports.is_empty())
    }
}

impl From<Bytes> for Kept {
    fn from(b: Bytes) -> Self {
        Self(Body { sha256: b.sha256, media_type: b.media_type, private: b.private, bytes: b.bytes })
    }
}

/// Bytes as the store has them.
pub(crate) struct Kept(pub(crate) Body);

/// What the threads tell the one that writes.
enum Event {
    Step(Step),
    Read(String, Box<Reading>),
    /// There is nothing more to take in.
    End,
}

/// How many reports are under way; whoever takes in waits while they are too many.
#[derive(Default)]
struct Gate {
    under_way: Mutex<usize>,
    fewer: Condvar,
}

impl Gate {
    fn enter(&self, n: usize) {
        let mut held = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        while *held > 0 && *held + n > UNDER_WAY {
            held = self.fewer.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        *held += n;
    }

    fn leave(&self, n: usize) {
        let mut held = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        *held = held.saturating_sub(n);
        self.fewer.notify_all();
    }

    /// Let everybody through: the one who writes has failed.
    fn open(&self) {
        *self.under_way.lock().unwrap_or_else(PoisonError::into_inner) = 0;
        self.fewer.notify_all();
    }
}

/// Take in.
pub(crate) fn run(a: &Import, global: &Global) -> Result<()> {
    let summary =
        if a.dry_run { tell(&a.paths, &a.db, global)? } else { take_in(&a.paths, &a.db, !a.no_bytes, global)? };
    let data = if a.format == "json" {
        let mut json = serde_json::to_string_pretty(&summary).expect("a summary has only string keys");
        json.push('\n');
        json
    } else {
        summary.text()
    };
    output::write(None, data.as_bytes())?;
    if summary.new + summary.known + summary.renamed + summary.revisions.len() == 0 {
        return Err(nothing_read(&summary.issues, summary.issues.len() + summary.more_issues, NO_REPORT));
    }
    Ok(())
}

fn stream(paths: &[PathBuf], options: &Options) -> Stream {
    intake::stream(paths.iter().map(|p| intake::Source::path(p)).collect(), options)
}

/// What an import would do.
fn tell(paths: &[PathBuf], db: &Path, global: &Global) -> Result<Summary> {
    let store = if db.exists() { Some(SqliteStore::open_to_look(db)?) } else { None };
    let mut summary = Summary { dry_run: true, ..Summary::default() };
    let progress = Progress::new("looking", 0, global.quiet);
    let mut items = stream(paths, &options(global));
    // The reports of this run do not see each other in the store.
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    // Dates are doubted in steps, as where they are kept.
    let (mut step, mut dates, mut before) = (Step::default(), Dates::default(), (0, None));
    loop {
        let item = items.next();
        let end = item.is_none();
        let (done, all) = items.bytes();
        progress.bytes("looking", summary.new + summary.known, done, all);
        match item {
            None | Some(Item::Bytes(_)) => {}
            Some(Item::Issue(i)) => summary.tell(i),
            Some(Item::Report(r)) => step.push(*r),
        }
        if !end && !step.is_full() {
            continue;
        }
        let mut reports = std::mem::take(&mut step).reports;
        dates.doubt(&mut reports, &clock::now()?, || {
            let (count, latest): (usize, Option<Moment>) = match &store {
                Some(s) => s.dated()?,
                None => (0, None),
            };
            Ok((count + before.0, latest.max(before.1.clone())))
        })?;
        for r in reports {
            summary.note(&r);
            let again = !seen.insert((r.id.clone(), r.sha256.clone()));
            let taken = !ids.insert(r.id.clone());
            let outcome = match &store {
                _ if again => Outcome::Known,
                Some(s) => s.look(std::slice::from_ref(&r))?.pop().unwrap_or(Outcome::New),
                None => Outcome::New,
            };
            let outcome = if taken && outcome == Outcome::New { Outcome::Renamed } else { outcome };
            if outcome != Outcome::Known && r.published.is_some() {
                before = (before.0 + 1, before.1.max(r.published.clone()));
            }
            summary.count(&r.id, outcome);
        }
        if end {
            break;
        }
    }
    Ok(summary)
}

/// Take reports in, read them, and make them findable.
pub(crate) fn take_in(paths: &[PathBuf], db: &Path, keep_bytes: bool, global: &Global) -> Result<Summary> {
    let reader = reader(global)?;
    let rules = rules(&reader);
    let mut store = SqliteStore::open(db)?;
    let mut unread: BTreeSet<String> = store.unread(&rules)?.into_iter().collect();
    let items = stream(paths, &Options { keep_bytes, ..options(global) });
    let progress = Progress::new("taking in", 0, global.quiet);
    let gate = Gate::default();
    let (events, told) = mpsc::channel();
    let (jobs, waiting) = mpsc::channel::<(String, Report)>();
    let waiting = Mutex::new(waiting);
    let mut summary = Summary::default();
    thread::scope(|s| {
        let to_writer = events.clone();
        let (gate, progress) = (&gate, &progress);
        s.spawn(move || gather(items, gate, progress, &to_writer));
        for _ in 0..threads(global) {
            let (reader, waiting, events) = (&reader, &waiting, events.clone());
            s.spawn(move || read_on(reader, waiting, &events));
        }
        drop(events);
        let done = write(&mut store, &rules, &mut unread, told, jobs, gate, &mut summary);
        if done.is_err() {
            // Nobody is to wait for a writer that is gone.
            gate.open();
        }
        done
    })?;
    left_over(&mut store, &rules, &reader, global, &mut summary)?;
    Ok(summary)
}

/// Read files on, in steps.
fn gather(mut items: Stream, gate: &Gate, progress: &Progress, to: &Sender<Event>) {
    let (mut step, mut count) = (Step::default(), 0);
    loop {
        let item = items.next();
        let end = item.is_none();
        match item {
            None => {}
            Some(Item::Issue(i)) => step.issues.push(i),
            Some(Item::Bytes(b)) => {
                step.bytes += b.bytes.len();
                step.bodies.push(Kept::from(b).0);
            }
            Some(Item::Report(r)) => {
                step.push(*r);
                count += 1;
            }
        }
        let (done, all) = items.bytes();
        progress.bytes("taking in", count, done, all);
        if end || step.is_full() {
            gate.enter(step.reports.len());
            if to.send(Event::Step(std::mem::take(&mut step))).is_err() {
                return;
            }
        }
        if end {
            // Gone only where the writer has failed, and says so itself.
            let _ = to.send(Event::End);
            return;
        }
    }
}

/// Read what is waiting.
fn read_on(reader: &Reader, waiting: &Mutex<Receiver<(String, Report)>>, to: &Sender<Event>) {
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((id, report)) = job else { return };
        let reading = Box::new(read_one(reader, &report));
        if to.send(Event::Read(id, reading)).is_err() {
            return;
        }
    }
}

/// The one that writes: a file has one writer.
fn write(
    store: &mut SqliteStore,
    rules: &str,
    unread: &mut BTreeSet<String>,
    told: Receiver<Event>,
    jobs: Sender<(String, Report)>,
    gate: &Gate,
    summary: &mut Summary,
) -> Result<()> {
    let mut jobs = Some(jobs);
    let mut dates = Dates::default();
    let mut readings: Vec<(String, Reading)> = Vec::new();
    let (mut reading, mut ended) = (0_usize, false);
    while !(ended && reading == 0) {
        let Ok(event) = told.recv() else { break };
        match event {
            Event::Step(mut step) => {
                let now = clock::now()?;
                dates.doubt(&mut step.reports, &now, || Ok(store.dated()?))?;
                let batch =
                    Batch { reports: &step.reports, bodies: &step.bodies, taken_in: Some(&now), ..Batch::default() };
                let puts = store.keep(&batch)?;
                step.issues.into_iter().for_each(|i| summary.tell(i));
                for (mut report, put) in step.reports.into_iter().zip(puts) {
                    summary.note(&report);
                    let new = put.outcome != Outcome::Known;
                    summary.count(&put.id, put.outcome);
                    if !new && !unread.remove(&put.id) {
                        gate.leave(1);
                        continue;
                    }
                    put.id.clone_into(&mut report.id);
                    reading += 1;
                    if let Some(jobs) = &jobs {
                        // The readers live as long as this end of their channel.
                        let _ = jobs.send((put.id, report));
                    }
                }
            }
            Event::Read(id, r) => {
                reading -= 1;
                readings.push((id, *r));
            }
            Event::End => {
                ended = true;
                jobs = None;
            }
        }
        if readings.len() >= STEP || (ended && reading == 0) {
            store.put_readings(rules, &readings)?;
            summary.read += readings.len();
            gate.leave(readings.len());
            readings.clear();
        }
    }
    Ok(())
}

/// Read what an earlier run kept and did not come to read.
pub(crate) fn read_what_is_left(
    store: &mut SqliteStore,
    rules: &str,
    reader: &Arc<Reader>,
    global: &Global,
) -> Result<()> {
    left_over(store, rules, reader, global, &mut Summary::default())
}

/// What an earlier run kept and did not come to read.
fn left_over(
    store: &mut SqliteStore,
    rules: &str,
    reader: &Arc<Reader>,
    global: &Global,
    summary: &mut Summary,
) -> Result<()> {
    let unread = store.unread(rules)?;
    let progress = Progress::new("reading", unread.len(), global.quiet);
    for ids in unread.chunks(STEP) {
        let reports: Vec<Report> =
            ids.iter().map(|id| store.report(id)).collect::<store::Result<Vec<_>>>()?.into_iter().flatten().collect();
        let all: Vec<&Report> = reports.iter().collect();
        let readings = crate::pipeline::read_all(reader, &all, threads(global), &progress);
        let readings: Vec<_> = reports.iter().map(|r| r.id.clone()).zip(readings).collect();
        store.put_readings(rules, &readings)?;
        summary.read += readings.len();
    }
    Ok(())
}

impl Summary {
    /// An archive of faults must not fill the memory either.
    fn tell(&mut self, issue: Issue) {
        if self.issues.len() < TOLD { self.issues.push(issue) } else { self.more_issues += 1 }
    }

    fn note(&mut self, r: &Report) {
        for i in &r.issues {
            *self.noted.entry(i.code.clone()).or_default() += 1;
        }
    }

    fn count(&mut self, id: &str, outcome: Outcome) {
        match outcome {
            Outcome::New => self.new += 1,
            Outcome::Known => self.known += 1,
            Outcome::Renamed => self.renamed += 1,
            Outcome::Revision(of) => self.revisions.push(Revision { report: id.to_owned(), of }),
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let would = if self.dry_run { "would be " } else { "" };
        let taken = self.new + self.renamed + self.revisions.len();
        let reports = |n: usize| if n == 1 { "1 report".to_owned() } else { format!("{n} reports") };
        let _ = write!(out, "{} {would}taken in", reports(taken));
        for (n, what) in [
            (self.renamed, "under another id, since another report has theirs"),
            (self.revisions.len(), "pages that were changed since, kept beside what they said"),
        ] {
            if n > 0 {
                let _ = write!(out, "; {n} of them {what}");
            }
        }
        let _ = writeln!(out, "; {} {}known already", self.known, if self.dry_run { "are " } else { "were " });
        for r in self.revisions.iter().take(NAMED) {
            let (new, old) = (publish::clean_line(&r.report), publish::clean_line(&r.of));
            let _ = if self.dry_run {
                writeln!(out, "  changed: {old}")
            } else {
                writeln!(out, "  changed: {new}, before: {old}")
            };
        }
        if self.revisions.len() > NAMED {
            let _ = writeln!(out, "  and {} more", self.revisions.len() - NAMED);
        }
        if !self.dry_run {
            let _ = writeln!(out, "{} read", reports(self.read));
        }
        if !self.noted.is_empty() {
            let list: Vec<String> = self.noted.iter().map(|(code, n)| format!("{n} {code}")).collect();
            let _ = writeln!(out, "noted in the reports: {}", list.join(", "));
        }
        for i in self.issues.iter().take(NAMED) {
            let _ = writeln!(out, "[{}] {}", i.code, publish::clean_line(&i.note));
        }
        let all = self.issues.len() + self.more_issues;
        if all > NAMED {
            let _ = writeln!(out, "and {} more; --format json names them", all - NAMED);
        }
        out
    }
}
