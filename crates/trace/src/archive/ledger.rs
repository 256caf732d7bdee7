//! Which story is which over time, and what became of each.
//!
//! Key decision: a story keeps its id where more than half of its reports are after a repair; of several that come together the largest
//! gives the id, of equals the one with the earliest report. The bulk and not the earliest report decides, because the first flash of a
//! happening is its shortest report and the one whose place is least sure: an id that followed it would jump. Merges and splits are
//! written down and never altered.

use std::collections::{BTreeMap, BTreeSet};

use crate::words::hash_bytes;

/// What happened to a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryChangeKind {
    /// It took in reports of another.
    Merged,
    /// Some of its reports went into another.
    Split,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryChange {
    /// Number of the repair that made it, counted from 1.
    pub repair: u32,
    /// What happened.
    pub kind: StoryChangeKind,
    /// The story it happened to: for a merge the one that goes on, for a split the one that was split.
    pub story: String,
    /// For a merge the one that was taken in, for a split the one that reports went to.
    pub other: String,
    /// How many reports moved.
    pub reports: u32,
    /// Mean likeness of the two parts, 0-1.
    pub score: f64,
    /// Why, in a sentence.
    pub why: String,
}

/// Names of stories and the log.
#[derive(Clone, Default)]
pub(crate) struct Ledger {
    taken: BTreeSet<u64>,
    repairs: u32,
    log: Vec<StoryChange>,
}

/// How a story's key is written.
pub(crate) fn name(key: u64) -> String {
    format!("s{key:012x}")
}

/// The key of a story that is opened with a report; never 0.
fn key(id: &str) -> u64 {
    (hash_bytes(id.as_bytes()) >> 16).max(1)
}

impl Ledger {
    pub(crate) fn log(&self) -> &[StoryChange] {
        &self.log
    }

    /// A story opened by a report.
    pub(crate) fn open(&mut self, id: &str) -> u64 {
        // Where the report's own key is some other story's by now, the next free one.
        let mut k = key(id);
        while !self.taken.insert(k) {
            k = (k + 1) & 0xffff_ffff_ffff | 1;
        }
        k
    }

    /// Names the groups that a repair made. `groups` and `old` tell for each rank its group and the story it was in (0 for none). The
    /// story of each rank comes back.
    pub(crate) fn settle<'i>(
        mut self,
        groups: &[u32],
        old: &[u64],
        id: &dyn Fn(u32) -> &'i str,
        likeness: &dyn Fn(&[u32], &[u32]) -> f64,
    ) -> (Self, Vec<u64>) {
        self.repairs += 1;
        let mut members: Vec<(u32, u32)> = groups.iter().copied().zip(0u32..).collect();
        members.sort_unstable();
        let mut parts: BTreeMap<(u64, u32), Vec<u32>> = BTreeMap::new();
        let mut size: BTreeMap<u64, (usize, u32)> = BTreeMap::new();
        for (rank, (group, story)) in groups.iter().zip(old).enumerate().filter(|(_, (_, s))| **s != 0) {
            parts.entry((*story, *group)).or_default().push(rank as u32);
            let slot = size.entry(*story).or_insert((0, rank as u32));
            slot.0 += 1;
        }
        // Each story claims the group where most of its reports are; each group goes to the largest claim.
        let mut claims: BTreeMap<u32, (usize, std::cmp::Reverse<u32>, u64)> = BTreeMap::new();
        for ((story, group), ranks) in &parts {
            let (all, first) = size[story];
            if ranks.len() * 2 > all {
                let claim = (all, std::cmp::Reverse(first), *story);
                let slot = claims.entry(*group).or_insert(claim);
                *slot = (*slot).max(claim);
            }
        }
        let mut taken: BTreeSet<u64> = claims.values().map(|c| c.2).collect();
        let mut named: BTreeMap<u32, u64> = claims.iter().map(|(g, c)| (*g, c.2)).collect();
        for of in members.chunk_by(|a, b| a.0 == b.0).filter(|m| !claims.contains_key(&m[0].0)) {
            // The smallest id whose key is free: the same for the same reports however they came.
            let mut least: Option<(&str, u64)> = None;
            for (_, r) in of {
                let id = id(*r);
                if least.is_none_or(|l| id < l.0) && !taken.contains(&key(id)) {
                    least = Some((id, key(id)));
                }
            }
            let mut k = least.map_or_else(|| key(id(of[0].1)), |l| l.1);
            while !taken.insert(k) {
                k = (k + 1) & 0xffff_ffff_ffff | 1;
            }
            named.insert(of[0].0, k);
        }
        self.write_down(&parts, &named, &size, likeness);
        self.taken = taken;
        let stories = groups.iter().map(|g| named.get(g).copied().unwrap_or(0)).collect();
        (self, stories)
    }

    fn write_down(
        &mut self,
        parts: &BTreeMap<(u64, u32), Vec<u32>>,
        named: &BTreeMap<u32, u64>,
        size: &BTreeMap<u64, (usize, u32)>,
        likeness: &dyn Fn(&[u32], &[u32]) -> f64,
    ) {
        for ((story, group), ranks) in parts {
            let goes_on = named.get(group).copied().unwrap_or(0);
            if goes_on == *story {
                continue;
            }
            let own = parts.get(&(goes_on, *group));
            let whole = ranks.len() == size[story].0;
            let n = ranks.len() as u32;
            if let Some(own) = own {
                let score = likeness(own, ranks);
                let why = if whole {
                    format!("All {n} of its reports are, on the mean, that like the {} of the other.", own.len())
                } else {
                    format!("{n} of its {} reports are more like the {} of the other.", size[story].0, own.len())
                };
                self.push(StoryChangeKind::Merged, goes_on, *story, (n, score), why);
            }
            if !whole {
                // Compared with the part that kept the id, else with the largest other.
                let rest = parts
                    .range((*story, 0)..=(*story, u32::MAX))
                    .filter(|((_, g), _)| g != group)
                    .max_by_key(|((_, g), r)| (named.get(g) == Some(story), r.len(), std::cmp::Reverse(*g)));
                if let Some((_, rest)) = rest {
                    let score = likeness(rest, ranks);
                    let why = format!(
                        "{n} of its {} reports are, on the mean, no more than that like the others.",
                        size[story].0
                    );
                    self.push(StoryChangeKind::Split, *story, goes_on, (n, score), why);
                }
            } else if own.is_none() {
                // Two equal halves found a new story, or the claim went to a larger one that left nothing here.
                let score = 1.0;
                let why = format!("All {n} of its reports went on together.");
                self.push(StoryChangeKind::Merged, goes_on, *story, (n, score), why);
            }
        }
    }

    fn push(&mut self, kind: StoryChangeKind, story: u64, other: u64, (reports, score): (u32, f64), why: String) {
        let score = (score * 1000.0).round() / 1000.0;
        self.log.push(StoryChange {
            repair: self.repairs,
            kind,
            story: name(story),
            other: name(other),
            reports,
            score,
            why,
        });
    }
}
