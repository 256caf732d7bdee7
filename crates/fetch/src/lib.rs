//! Feeds and pages from the network, politely and behind a guard.
//!
//! What for: `firsthand watch sources.toml` looks at sources again and again, keeps what they say as it came, and shows where it could
//! not. This is the only room that talks to the network.
//!
//! Key decisions: every connection goes through one [`Guard`], which judges the very address that is connected to, on every hop.
//! Missed, empty, failed, truncated and stale are five things and shown as five ([`Status`]); a page with a riddle where a feed should
//! be is a failure. What was captured and what is to be remembered are handed over together ([`Desk::keep`]), so that a stop at any
//! moment loses nothing and doubles nothing. Time comes from a [`Clock`] and chance from a hash of names, so that tests need no
//! sleep and two runs do the same.

#![allow(clippy::disallowed_methods)] // This room may touch the network and reads the clock for it; clippy.toml keeps the pure ones from it.

mod challenge;
mod client;
mod clock;
mod config;
mod failure;
pub mod guard;
mod pace;
mod poll;
pub mod robots;
mod state;
mod tls;
mod watch;

pub use challenge::{Barrier, barrier};
pub use client::{Ask, Client, Got, Lookup, Settings, SystemLookup, Validators};
pub use clock::{Clock, SystemClock};
pub use config::{Config, Kind, Source};
pub use failure::Failure;
pub use guard::{Guard, Target};
pub use poll::{Fetched, Poll, poll};
pub use robots::Robots;
pub use state::{Asked, Gone, Outcome, Page, Standing, State, Status, Word};
pub use tls::Roots;
pub use watch::{Desk, Event, Options, Watch};

/// The name by which sites may address us in robots.txt.
pub const TOKEN: &str = "firsthand";
