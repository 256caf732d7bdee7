//! Who took it from whom: fingerprints, copies with aligned spans, direction, revisions, stories, origins.
//!
//! What for: `weigh` counts origins, never pages; this room tells which pages are one voice.
//!
//! Key decision: copies and same-event are different questions with different evidence; a copy is proved by aligned spans.

pub mod origins;
pub mod voices;

use model::{Copy, Moment, Reading};

mod align;
mod arborescence;
pub mod archive;
mod candidates;
mod changes;
mod copies;
mod direction;
mod families;
mod onesided;
mod page;
mod pair;
mod profile;
mod revisions;
pub mod similarity;
mod stories;
mod weights;
mod words;

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
    /// Who signs it: an agency here means that the text is the agency's.
    pub author: Option<&'a str>,
    /// Publisher family, where known.
    pub publisher: Option<&'a str>,
    /// Links on the page.
    pub links: &'a [String],
    /// What was read in it.
    pub reading: &'a Reading,
}

pub use copies::copies;
#[doc(hidden)]
pub use copies::{FeatureRow, feature_names, feature_rows};
pub use revisions::revisions;
pub use stories::stories;
#[doc(hidden)]
pub use stories::{Params, stories_with};

/// Contract 2: one line a document, in their order.
pub fn link(docs: &[TraceDoc<'_>]) -> Vec<model::LinkLine> {
    let copies = copies(docs);
    let stories = stories(docs, &copies);
    let by_id: std::collections::BTreeMap<&str, &Copy> = copies.iter().map(|c| (c.report.as_str(), c)).collect();
    docs.iter()
        .zip(stories)
        .map(|(d, story)| {
            let copy = by_id.get(d.id);
            model::LinkLine {
                id: d.id.to_owned(),
                story,
                copy_of: copy.map(|c| c.of.clone()),
                copy_kind: copy.map(|c| c.kind),
                copy_score: copy.map(|c| c.score),
                shared: copy.map(|c| c.shared.clone()).unwrap_or_default(),
                relation: copy.map(|c| c.relation),
                // What was cut and added is told by the spans.
                changed: copy
                    .map(|c| c.changed.iter().filter(|c| c.what != "cut" && c.what != "added").cloned().collect())
                    .unwrap_or_default(),
            }
        })
        .collect()
}
