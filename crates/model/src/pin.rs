//! What people decided about links: the program's own links yield to it, and it can be taken back.
//!
//! Key decision: a pin names two reports or two claims and what holds between them, nothing else. It is an input of a picture like the
//! reports are, so that a picture with a pin taken back has the bytes it had before.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What a person decided holds between two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PinKind {
    /// Two reports tell of one event: their events are one.
    SameEvent,
    /// Two reports tell of different events: the second leaves the event of the first.
    OtherEvent,
    /// The first report was taken from the second.
    Copy,
    /// Neither report was taken from the other.
    NoCopy,
    /// Two claims go back to one utterance.
    SameOrigin,
    /// Two claims go back to different utterances.
    OtherOrigin,
}

impl PinKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::SameEvent, Self::OtherEvent, Self::Copy, Self::NoCopy, Self::SameOrigin, Self::OtherOrigin];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameEvent => "same-event",
            Self::OtherEvent => "other-event",
            Self::Copy => "copy",
            Self::NoCopy => "no-copy",
            Self::SameOrigin => "same-origin",
            Self::OtherOrigin => "other-origin",
        }
    }

    /// What it decides: `event`, `copy` or `origin`. Of two decisions on one pair and one matter the later holds.
    pub fn matter(self) -> &'static str {
        match self {
            Self::SameEvent | Self::OtherEvent => "event",
            Self::Copy | Self::NoCopy => "copy",
            Self::SameOrigin | Self::OtherOrigin => "origin",
        }
    }

    /// True for decisions about reports; the others are about claims.
    pub fn of_reports(self) -> bool {
        self.matter() != "origin"
    }
}

impl fmt::Display for PinKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PinKind {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|k| k.as_str() == s).ok_or_else(|| format!("{s:?} is no kind of decision on a link"))
    }
}

/// One decision on a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pin {
    /// What was decided.
    pub kind: PinKind,
    /// Id of the first report or claim; of a copy, the copy.
    pub a: String,
    /// Id of the second; of a copy, what it was taken from.
    pub b: String,
    /// The reason that was given; may be empty.
    pub why: String,
}

impl Pin {
    /// It is about these two, in either order.
    pub fn joins(&self, x: &str, y: &str) -> bool {
        (self.a == x && self.b == y) || (self.a == y && self.b == x)
    }

    /// A sentence for a `why`.
    pub fn sentence(&self) -> String {
        let reason = if self.why.trim().is_empty() { String::new() } else { format!(": {}", self.why.trim()) };
        let stop = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
        format!("Decided at the desk: {} {} {}{reason}{stop}", self.a, self.kind, self.b)
    }
}
