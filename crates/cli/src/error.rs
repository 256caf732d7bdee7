//! What went wrong: said once, on standard error, with a stable code and what to do next.

use std::io::{self, Write};

/// An error that ends the program.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Stable, for scripts.
    pub(crate) code: String,
    /// What happened.
    pub(crate) what: String,
    /// What to do next.
    pub(crate) hint: String,
    /// Exit code: 1 nothing could be read, or what was checked is not whole; 2 the rest.
    pub(crate) exit: u8,
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub(crate) fn new(code: &str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: code.to_owned(), what: what.into(), hint: hint.into(), exit: 2 }
    }

    /// An output that cannot be written.
    pub(crate) fn output(to: &str, e: &io::Error) -> Self {
        if e.kind() == io::ErrorKind::BrokenPipe {
            // Whoever read us has seen enough: `firsthand read x | head` is no error.
            return Self { code: "broken-pipe".to_owned(), what: String::new(), hint: String::new(), exit: 0 };
        }
        Self::new(
            "output",
            format!("{to} could not be written: {e}"),
            "check that the folder exists, is writable and has room",
        )
    }

    /// Say it.
    pub(crate) fn report(&self, mut to: impl Write) {
        if self.exit != 0 {
            // Nothing is left to be done when standard error itself is gone.
            let _ = writeln!(to, "firsthand: {} [{}]\nhint: {}", self.what, self.code, self.hint);
        }
    }
}

impl From<store::Error> for Failure {
    fn from(e: store::Error) -> Self {
        Self::new(e.code, e.note, e.hint)
    }
}

impl From<know::Error> for Failure {
    fn from(e: know::Error) -> Self {
        Self::new(e.code, e.note, "leave --know out to use the tables in the program")
    }
}

impl From<read::Error> for Failure {
    fn from(e: read::Error) -> Self {
        Self::new(e.code, e.note, "this is a fault of the program; please report it")
    }
}
