//! How much may come out of an archive.
//!
//! Key decision: one account for a file and everything inside it, however deep: a bomb that is spread over layers or members is
//! stopped where a single one would be.

// Without archives a budget only counts what comes in.
#![cfg_attr(not(feature = "archives"), allow(dead_code))]

use std::{
    io::{self, Read},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
};

use serde::{Deserialize, Serialize};

use crate::Options;

/// This much may come out of any archive, whatever its size: repetitive text packs well.
const FREE: u64 = 32 << 20;

/// What a file has cost so far.
#[derive(Debug)]
pub(crate) struct Budget {
    packed: AtomicU64,
    expanded: AtomicU64,
    members: AtomicU64,
    max_expanded: u64,
    max_ratio: u64,
    max_members: u64,
    over: AtomicBool,
    told: AtomicBool,
}

/// What was spent of a [`Budget`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spent {
    packed: u64,
    expanded: u64,
    members: u64,
    over: bool,
    told: bool,
}

impl Budget {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            packed: AtomicU64::new(0),
            expanded: AtomicU64::new(0),
            members: AtomicU64::new(0),
            max_expanded: options.max_expanded,
            max_ratio: options.max_ratio,
            max_members: options.max_members,
            over: AtomicBool::new(false),
            told: AtomicBool::new(false),
        }
    }

    /// How far it is spent: another process goes on from there.
    pub(crate) fn spent(&self) -> Spent {
        Spent {
            packed: self.packed.load(Relaxed),
            expanded: self.expanded.load(Relaxed),
            members: self.members.load(Relaxed),
            over: self.over.load(Relaxed),
            told: self.told.load(Relaxed),
        }
    }

    /// Go on from where another process came to.
    pub(crate) fn settle(&self, spent: &Spent) {
        self.packed.store(spent.packed, Relaxed);
        self.expanded.store(spent.expanded, Relaxed);
        self.members.store(spent.members, Relaxed);
        self.over.store(spent.over, Relaxed);
        self.told.store(spent.told, Relaxed);
    }

    /// Bytes of the file as it lies there.
    pub(crate) fn packed(&self, n: u64) {
        self.packed.fetch_add(n, Relaxed);
    }

    fn limit(&self) -> u64 {
        self.max_expanded.min(FREE.saturating_add(self.packed.load(Relaxed).saturating_mul(self.max_ratio)))
    }

    /// One member more; false when there are too many.
    pub(crate) fn member(&self) -> bool {
        let fits = self.members.fetch_add(1, Relaxed) < self.max_members;
        if !fits {
            self.over.store(true, Relaxed);
        }
        fits
    }

    /// Nothing more may be read.
    pub(crate) fn over(&self) -> bool {
        self.over.load(Relaxed)
    }

    /// What to say of a limit that was reached, the first time it is asked.
    pub(crate) fn complaint(&self, name: &str) -> Option<String> {
        if !self.over() || self.told.swap(true, Relaxed) {
            return None;
        }
        let (packed, out) = (self.packed.load(Relaxed), self.expanded.load(Relaxed));
        Some(if self.members.load(Relaxed) > self.max_members {
            format!("{name} has more than {} members; what comes after was not read", self.max_members)
        } else if out >= self.max_expanded {
            format!("{name} holds more than {} bytes; what comes after was not read", self.max_expanded)
        } else {
            format!(
                "{name} has {packed} bytes and swells beyond {out}: that is how archives are made to do harm; what comes after was not read"
            )
        })
    }
}

/// Counts the bytes of the file itself.
pub(crate) struct Counting<R> {
    inner: R,
    budget: Arc<Budget>,
}

impl<R> Counting<R> {
    pub(crate) fn new(inner: R, budget: Arc<Budget>) -> Self {
        Self { inner, budget }
    }
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.budget.packed(n as u64);
        Ok(n)
    }
}

/// What went wrong while something was unpacked: what came before it is read all the same.
#[derive(Debug, Default)]
pub(crate) struct Trouble(Mutex<Option<String>>);

impl Trouble {
    pub(crate) fn put(&self, what: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(what);
    }

    pub(crate) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What comes out of an archive, as far as the budget goes; an error ends it and is kept.
pub(crate) struct Expanding<R> {
    inner: R,
    budget: Arc<Budget>,
    trouble: Arc<Trouble>,
    done: bool,
}

impl<R> Expanding<R> {
    pub(crate) fn new(inner: R, budget: Arc<Budget>, trouble: Arc<Trouble>) -> Self {
        Self { inner, budget, trouble, done: false }
    }
}

impl<R: Read> Read for Expanding<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.done || buf.is_empty() {
            return Ok(0);
        }
        let room = self.budget.limit().saturating_sub(self.budget.expanded.load(Relaxed));
        if room == 0 || self.budget.over() {
            self.budget.over.store(true, Relaxed);
            self.done = true;
            return Ok(0);
        }
        let len = buf.len().min(usize::try_from(room).unwrap_or(usize::MAX));
        match self.inner.read(buf.get_mut(..len).unwrap_or(&mut [])) {
            Ok(0) => {
                self.done = true;
                Ok(0)
            }
            Ok(n) => {
                self.budget.expanded.fetch_add(n as u64, Relaxed);
                Ok(n)
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => Err(e),
            Err(e) => {
                self.done = true;
                self.trouble.put(e.to_string());
                Ok(0)
            }
        }
    }
}
