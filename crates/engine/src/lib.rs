//! The facade: reports in, picture out. Takes and returns values; knows no file, database, clock or network.

use std::{collections::BTreeMap, sync::Arc};

use model::{Moment, Picture, Reading, Report};
use read::Reader;

/// All that is known so far.
#[derive(Debug)]
pub struct Engine {
    reader: Arc<Reader>,
    known: BTreeMap<String, (Report, Reading)>,
}

impl Engine {
    /// An engine that knows nothing yet.
    pub fn new(reader: Arc<Reader>) -> Self {
        Self { reader, known: BTreeMap::new() }
    }

    /// Read a report and keep it.
    pub fn add(&mut self, report: Report) {
        let reading = self.reader.read(&report);
        self.known.insert(report.id.clone(), (report, reading));
    }

    /// Keep a report that was read before, with what was read in it.
    pub fn add_read(&mut self, report: Report, reading: Reading) {
        self.known.insert(report.id.clone(), (report, reading));
    }

    /// The reports it knows, by id, with what was read in them.
    pub fn known(&self) -> impl Iterator<Item = (&Report, &Reading)> {
        self.known.values().map(|(a, b)| (a, b))
    }

    /// The picture as of a moment, or of everything.
    pub fn picture(&self, as_of: Option<&Moment>) -> Picture {
        let known: Vec<_> = self.known.values().map(|(a, b)| (a, b)).collect();
        weigh::picture(&known, self.reader.know(), as_of)
    }
}
