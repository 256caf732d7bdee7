//! What is taken out of a tip before anybody but the desk may see it: names, numbers, addresses, exact places.
//!
//! What for: a person who sends a tip, and the people it speaks of, can be harmed by one name or one number too many. [`redact`] takes
//! out what leads to a private person and leaves what tells of the happening.
//!
//! Key decisions: in doubt it is withheld. Nothing is looked up about anybody: the only people known are holders of dated public
//! offices, and those are the ones whose names stay. All rules hold in all languages at once, so that a wrong guess of the language
//! costs little. What cannot be found reliably (names in a script without capitals) is said in an issue, since a person must read it.

mod flat;
mod names;
mod numbers;
mod places;
mod redact;
mod sender;
mod words;

pub use places::coarse_place;
pub use redact::{Cut, Kind, Redacted, Removed, redact, withhold};
pub use sender::plain_sender;
pub use words::examples;
