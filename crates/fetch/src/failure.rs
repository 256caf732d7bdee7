use serde::{Deserialize, Serialize};

/// Why something could not be fetched: a stable code for scripts, what happened, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{note}")]
pub struct Failure {
    /// Stable code in kebab-case; listed in `docs/watching.md`.
    pub code: String,
    /// What happened, in one sentence.
    pub note: String,
    /// What to do next; empty where there is nothing to do but wait.
    pub todo: String,
    /// Seconds that the server asked us to stay away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Failure {
    /// A failure with nothing to do but wait.
    pub(crate) fn new(code: &str, note: impl Into<String>) -> Self {
        Self { code: code.to_owned(), note: note.into(), todo: String::new(), retry_after: None }
    }

    /// The same with what to do.
    pub(crate) fn todo(mut self, todo: impl Into<String>) -> Self {
        self.todo = todo.into();
        self
    }

    /// The same with a time to stay away.
    pub(crate) fn after(mut self, seconds: Option<u64>) -> Self {
        self.retry_after = seconds;
        self
    }

    /// True where a person ended the work, and nothing went wrong.
    pub(crate) fn is_stop(&self) -> bool {
        self.code == "stopped"
    }
}
