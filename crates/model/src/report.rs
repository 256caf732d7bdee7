use serde::{Deserialize, Serialize};

use crate::{Issue, Moment, sha256_hex};

/// One captured page, message, feed item or file, as clean text. Immutable; a changed page is a new revision of the same report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The id users know it by: a file's stem, or the `id` of a JSONL line. Unique in a run.
    pub id: String,
    /// Address it was captured from.
    #[serde(default)]
    pub url: Option<String>,
    /// The name on the page.
    #[serde(default)]
    pub outlet: Option<String>,
    /// When the page says it was published; `None` when it does not, or says something absurd.
    #[serde(default)]
    pub published: Option<Moment>,
    /// When it says it was last changed, if that is after its publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Moment>,
    /// When we captured it.
    #[serde(default)]
    pub captured: Option<Moment>,
    /// Headline.
    #[serde(default)]
    pub title: Option<String>,
    /// Who signs it, as the page names them: people, a desk, an agency. Kept with the report and compared with the names of agencies;
    /// published nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Language as declared, BCP 47 (`en`, `ar`); `None` lets the text decide.
    #[serde(default)]
    pub lang: Option<String>,
    /// The text that evidence spans point into, in bytes.
    pub text: String,
    /// SHA-256 of the bytes as captured.
    pub sha256: String,
    /// Links found in the page (credits, "read the full article at"), in order.
    #[serde(default)]
    pub links: Vec<String>,
    /// What intake could not make sense of.
    #[serde(default)]
    pub issues: Vec<Issue>,
    /// Where each page of a paginated document begins in the text, in bytes; empty for what has no pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<usize>,
}

impl Report {
    /// A report of bare text: what a test or a pipe has.
    pub fn from_text(id: &str, text: &str) -> Self {
        Self { id: id.to_owned(), text: text.to_owned(), sha256: sha256_hex(text.as_bytes()), ..Self::default() }
    }

    /// The number of the page that a place in the text is on, the first being 1; `None` for what has no pages.
    pub fn page_of(&self, at: usize) -> Option<usize> {
        let page = self.pages.partition_point(|start| *start <= at);
        (page > 0).then_some(page)
    }
}
