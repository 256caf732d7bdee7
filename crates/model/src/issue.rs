use serde::{Deserialize, Serialize};

/// Why a stage gave less than it might have: a stable code for scripts, a place, and a note for people.
///
/// Reading never fails; it returns what it could and a list of these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Issue {
    /// Id of the report concerned, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// Stable code in kebab-case, e.g. `bad-date`; listed in `docs/issues.md`.
    pub code: String,
    /// Byte offset in the report's text, where the trouble has a place.
    #[serde(default)]
    pub at: Option<usize>,
    /// What happened and what to do, in one sentence.
    pub note: String,
}

impl Issue {
    /// An issue that concerns no particular byte.
    pub fn new(code: &str, note: impl Into<String>) -> Self {
        Self { report: None, code: code.to_owned(), at: None, note: note.into() }
    }

    /// The same issue at a byte offset.
    pub fn at(mut self, at: usize) -> Self {
        self.at = Some(at);
        self
    }

    /// The same issue, tied to a report.
    pub fn in_report(mut self, id: &str) -> Self {
        self.report = Some(id.to_owned());
        self
    }
}
