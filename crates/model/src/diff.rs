use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Evidence, Moment, claim::words};

words! {
    /// What happened to a claim between two pictures.
    ChangeKind {
        /// Newly said.
        Added = "added",
        /// The page now says it in another way: a new version of the page has another value for it.
        Revised = "revised",
        /// Taken back by who said it, or gone from a new version of its page.
        Withdrawn = "withdrawn",
        /// Its question was not disputed before, or not by this answer.
        Contradicted = "newly_contradicted",
        /// Its answer now has more origins than before.
        Independent = "newly_independent",
        /// Its own line has replaced it.
        Superseded = "newly_superseded",
    }
}

/// One change of one claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimChange {
    /// What happened.
    pub kind: ChangeKind,
    /// The claim, in the later picture where it stands there.
    pub claim: String,
    /// Report it stands in.
    pub report: String,
    /// Question it answers, where it answers one.
    pub question: Option<String>,
    /// What it says, in its own words.
    pub said: String,
    /// What it said before, where it was revised.
    pub before: Option<String>,
    /// One sentence: what changed and who is on the other side.
    pub why: String,
    /// The sentence.
    pub evidence: Evidence,
}

/// What changed between two pictures, claim by claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diff {
    /// Moment of the earlier picture; `None` = everything known then.
    pub from: Option<Moment>,
    /// Moment of the later picture.
    pub to: Option<Moment>,
    /// Reports that only the later picture has, sorted.
    pub new_reports: Vec<String>,
    /// Changes, by kind, report and byte.
    pub changes: Vec<ClaimChange>,
}
