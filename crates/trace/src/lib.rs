//! Who took it from whom: fingerprints, copies with aligned spans, direction, revisions, stories, origins.
//!
//! What for: `weigh` counts origins, never pages; this room tells which pages are one voice.
//!
//! Key decision: copies and same-event are different questions with different evidence; a copy is proved by aligned spans.

pub mod origins;
pub mod voices;

use model::{Copy, Moment, Reading};

/// What tracing needs of one report.
#[derive(Clone, Copy, Debug)]
pub struct TraceDoc<'a> {
    /// Report id.
    pub id: &'a str,
    /// Headline.
    pub title: Option<&'a str>,
    /// Clean text.
    pub text: &'a str,
    /// When published.
    pub published: Option<&'a Moment>,
    /// Address.
    pub url: Option<&'a str>,
    /// Name on the page.
    pub outlet: Option<&'a str>,
    /// Publisher family, where known.
    pub publisher: Option<&'a str>,
    /// Links on the page.
    pub links: &'a [String],
    /// What was read in it.
    pub reading: &'a Reading,
}

/// Pairs of reports of which one was taken from the other, in order of report id.
pub fn copies(_docs: &[TraceDoc<'_>]) -> Vec<Copy> {
    Vec::new()
}

/// `(later, earlier)` ids of revisions of the same page.
pub fn revisions(_docs: &[TraceDoc<'_>]) -> Vec<(String, String)> {
    Vec::new()
}

/// A story key for each document, in their order: documents with one key tell the same happening.
pub fn stories(docs: &[TraceDoc<'_>], _copies: &[Copy]) -> Vec<String> {
    docs.iter().map(|d| d.id.to_owned()).collect()
}
