//! The time: read in this one place.
//!
//! Key decision: `SOURCE_DATE_EPOCH` (seconds since 1970, as builds that can be repeated have it) stands in for the clock, so that the
//! same input gives the same bytes of a desk's log, in tests and wherever a desk is to be made again. Who may write the file may set the
//! machine's clock as well: the word of somebody else on the time is `firsthand evidence stamp`.

use std::time::SystemTime;

use model::Moment;

use crate::error::{Failure, Result};

const FIXED: &str = "SOURCE_DATE_EPOCH";

/// The time, by the clock of this machine or as it was fixed.
pub(crate) fn now() -> Result<Moment> {
    if let Some(fixed) = std::env::var_os(FIXED) {
        let seconds = fixed.to_str().and_then(|s| s.trim().parse().ok());
        return seconds.and_then(Moment::from_seconds).ok_or_else(|| {
            let what = format!("{FIXED} is {fixed:?}, which is no number of seconds since 1970");
            Failure::new("no-clock", what, "correct it, or unset it to have the clock of this machine")
        });
    }
    let now =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok().and_then(|d| i64::try_from(d.as_secs()).ok());
    now.and_then(Moment::from_seconds)
        .ok_or_else(|| Failure::new("no-clock", "the clock of this machine cannot be read", "set its date and time"))
}
