use std::time::{Duration, SystemTime, UNIX_EPOCH};

use model::Moment;

/// Where time comes from, so that a test decides what time it is.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn millis(&self) -> i64;

    /// Let time pass. May come back early; the caller looks again.
    fn wait(&self, time: Duration);

    /// Now, to the second.
    fn now(&self) -> Moment {
        let seconds = self.millis().div_euclid(1_000);
        Moment::from_seconds(seconds).unwrap_or_else(|| Moment::from_seconds(0).expect("1970 is a year"))
    }
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn millis(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
