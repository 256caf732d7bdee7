//! The facade: reports in, picture out. Takes and returns values; knows no file, database, clock or network.
//!
//! What for: the one door that the command line, a server or a notebook needs: add reports, ask for the picture of any moment.
//!
//! Key decision: reading is the only costly step and needs nothing but its report, so batches are read on all cores; everything that
//! is decided between reports is decided in one place, in the order of ids, so that neither the order of input nor the number of
//! cores can be seen in what comes out.

use std::{collections::BTreeMap, num::NonZeroUsize, sync::Arc, thread};

use model::{Issue, Moment, Picture, Reading, Report};
use read::Reader;

/// All that is known so far.
#[derive(Debug)]
pub struct Engine {
    reader: Arc<Reader>,
    known: BTreeMap<String, (Report, Reading)>,
    pins: Vec<model::Pin>,
}

impl Engine {
    /// An engine that knows nothing yet.
    pub fn new(reader: Arc<Reader>) -> Self {
        Self { reader, known: BTreeMap::new(), pins: Vec::new() }
    }

    /// Read a report and keep it.
    ///
    /// An id that is known with other bytes is a clash of names, not a new version (versions share an address): both are kept, the
    /// later as `id~2`, `id~3` ..., with a `duplicate-id` issue on it. The same bytes again change nothing.
    pub fn add(&mut self, report: Report) {
        let report = self.named(report);
        let reading = self.reader.read(&report);
        self.known.insert(report.id.clone(), (report, reading));
    }

    /// Read many reports on all cores and keep them, as [`Engine::add`] would one by one.
    pub fn add_all(&mut self, reports: Vec<Report>) {
        let mut named: BTreeMap<String, Report> = BTreeMap::new();
        for report in reports {
            // a clash inside the batch counts like one with what is known already
            let report = self.named_among(report, &named);
            named.insert(report.id.clone(), report);
        }
        let reports: Vec<Report> = named.into_values().collect();
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(16);
        let share = reports.len().div_ceil(cores).max(1);
        let reader = &self.reader;
        let readings: Vec<Reading> = if cores == 1 || reports.len() < 4 {
            reports.iter().map(|r| reader.read(r)).collect()
        } else {
            thread::scope(|scope| {
                let workers: Vec<_> = reports
                    .chunks(share)
                    .map(|chunk| scope.spawn(move || chunk.iter().map(|r| reader.read(r)).collect::<Vec<_>>()))
                    .collect();
                workers
                    .into_iter()
                    .zip(reports.chunks(share))
                    // a worker that died takes nobody else's reports with it: its share is read again here, on this thread
                    .flat_map(|(w, chunk)| w.join().unwrap_or_else(|_| chunk.iter().map(|r| reader.read(r)).collect()))
                    .collect()
            })
        };
        for (report, reading) in reports.into_iter().zip(readings) {
            self.known.insert(report.id.clone(), (report, reading));
        }
    }

    /// Keep a report that was read before, with what was read in it. Clashing ids are told apart as in [`Engine::add`].
    pub fn add_read(&mut self, report: Report, mut reading: Reading) {
        let report = self.named(report);
        for c in &mut reading.claims {
            c.report.clone_from(&report.id);
        }
        self.known.insert(report.id.clone(), (report, reading));
    }

    fn named(&self, report: Report) -> Report {
        self.named_among(report, &BTreeMap::new())
    }

    fn named_among(&self, mut report: Report, batch: &BTreeMap<String, Report>) -> Report {
        let sha_of = |id: &str| batch.get(id).or_else(|| self.known.get(id).map(|(r, _)| r)).map(|r| r.sha256.as_str());
        let first = report.id.clone();
        let mut n = 1;
        while sha_of(&report.id).is_some_and(|sha| sha != report.sha256) {
            n += 1;
            report.id = format!("{first}~{n}");
        }
        if n > 1 {
            let note = format!("another report has the id {first}; this one is kept as {}", report.id);
            report.issues.push(Issue::new("duplicate-id", note).in_report(&report.id));
        }
        report
    }

    /// What people decided on links, in place of what was decided before. Every later picture follows it; an empty list undoes all.
    pub fn decide(&mut self, pins: Vec<model::Pin>) {
        self.pins = pins;
    }

    /// The reports it knows, by id, with what was read in them.
    pub fn known(&self) -> impl Iterator<Item = (&Report, &Reading)> {
        self.known.values().map(|(a, b)| (a, b))
    }

    /// The picture as of a moment, or of everything.
    pub fn picture(&self, as_of: Option<&Moment>) -> Picture {
        let known: Vec<_> = self.known.values().map(|(a, b)| (a, b)).collect();
        weigh::picture_with(&known, self.reader.know(), as_of, &self.pins)
    }

    /// What changed in the picture from one moment to another.
    pub fn changes(&self, from: Option<&Moment>, to: Option<&Moment>) -> model::Diff {
        weigh::diff(&self.picture(from), &self.picture(to))
    }
}

/// What changed from one picture to another, for pictures that were kept; [`Engine::changes`] makes both itself.
pub fn compare(before: &model::Picture, after: &model::Picture) -> model::Diff {
    weigh::diff(before, after)
}
