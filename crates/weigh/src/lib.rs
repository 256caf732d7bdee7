//! Events, questions, answers, their states and statuses, findings, and what changed between two moments.

use know::Know;
use model::{Moment, Picture, Reading, Report};

/// The picture of everything published up to `as_of` (everything, when `None`). Input order does not matter.
pub fn picture(_known: &[(&Report, &Reading)], _know: &Know, _as_of: Option<&Moment>) -> Picture {
    Picture::default()
}
