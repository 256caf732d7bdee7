//! Which reports of an archive are worth comparing: lists of the reports that hold a term, an anchor, a fingerprint.
//!
//! Key decision: lists stand in the order of time. Of a long one a report meets the first few (one of them is the original) and those
//! next to it, which tell what is told at the same time; so each report costs a bounded number of steps, and a happening of thousands
//! of reports holds together although none of its words is rare.

use std::ops::Range;

use super::{
    Progress, each,
    sketch::{Sketch, Sketches},
};
use crate::{
    candidates::{COMMON, FIRST, FULL},
    stories::Params,
    weights::PRIOR_PAGES,
};

/// Hands over the keys of a report, one by one.
type KeysOf<'k> = dyn Fn(usize, &mut dyn FnMut(u32)) + Sync + 'k;

/// Reports on either side that a report meets in the list of a common term.
const BESIDE: usize = 20;
/// A term on more reports than this leads nowhere.
const WIDE: usize = 20_000;
/// Reports that one is compared with as its possible copy or original.
const COPIES: usize = 4;
/// Least likeness as stories of a copy in the same language that shares no fingerprint: a rewrite tells the same in other words.
const RETOLD: f32 = 0.2;
/// Fingerprints kept, so few of which two reports may share by chance: a set phrase. A passage of some length leaves more.
const FEW: usize = 2;
/// Least likeness as stories of a copy that shares so few: what was taken stands in a report on the same matter.
const LOOSE: f32 = 0.05;
/// Reports that one is compared with as of its story.
const NEIGHBOURS: usize = 24;
/// Least weight of shared keys that makes a pair worth comparing for copies.
const LEAST: f32 = 6.0;
/// What a shared fingerprint adds: one in two is kept.
const PRINT: f32 = 6.0;
/// What a shared fingerprint adds to the likeness of two stories, where every term is common.
const PASSAGE: f32 = 1e-3;
/// Reports with the very same words that are compared with everything.
const SAME: usize = 4;
/// Reports that are met at a time.
const BATCH: usize = 1 << 16;
/// Parts of the keys that are sorted at a time: bounds the memory of making an index.
const PARTS: u32 = 16;

/// Lists of reports by key.
#[derive(Default)]
struct Lists {
    keys: Vec<u32>,
    ends: Vec<u32>,
    ranks: Vec<u32>,
    /// Where the keys with these upper 16 bits begin.
    starts: Vec<u32>,
}

impl Lists {
    /// From the keys of each report. A key of one report leads nowhere and is left out.
    fn new(reports: usize, threads: usize, keys: &KeysOf<'_>) -> Self {
        let parts = each(PARTS as usize, threads, &|| (), &|(), part| {
            let mut all: Vec<u64> = Vec::new();
            for r in 0..reports {
                keys(r, &mut |key| {
                    if key >> 28 == part as u32 {
                        all.push(u64::from(key) << 32 | r as u64);
                    }
                });
            }
            all.sort_unstable();
            all.dedup();
            let mut out = Self::default();
            for list in all.chunk_by(|a, b| a >> 32 == b >> 32).filter(|l| l.len() > 1) {
                out.keys.push((list[0] >> 32) as u32);
                out.ranks.extend(list.iter().map(|e| *e as u32));
                out.ends.push(out.ranks.len() as u32);
            }
            out
        });
        let mut out = Self::default();
        out.keys.reserve_exact(parts.iter().map(|p| p.keys.len()).sum());
        out.ends.reserve_exact(out.keys.capacity());
        out.ranks.reserve_exact(parts.iter().map(|p| p.ranks.len()).sum());
        for p in parts {
            let base = out.ranks.len() as u32;
            out.keys.extend(p.keys);
            out.ends.extend(p.ends.into_iter().map(|e| base + e));
            out.ranks.extend(p.ranks);
        }
        out.starts = (0..=1u32 << 16).map(|top| out.keys.partition_point(|k| k >> 16 < top) as u32).collect();
        out
    }

    /// Reports that hold a key, in order of rank.
    fn of(&self, key: u32) -> &[u32] {
        let top = (key >> 16) as usize;
        let (Some(from), Some(to)) = (self.starts.get(top), self.starts.get(top + 1)) else { return &[] };
        let keys = self.keys.get(*from as usize..*to as usize).unwrap_or_default();
        let Ok(at) = keys.binary_search(&key) else { return &[] };
        let at = *from as usize + at;
        let begin = at.checked_sub(1).map_or(0, |b| self.ends[b] as usize);
        self.ranks.get(begin..self.ends[at] as usize).unwrap_or_default()
    }
}

/// The part of a list that lies beside a rank.
fn beside(list: &[u32], rank: u32, n: usize) -> Range<usize> {
    let here = list.partition_point(|r| *r < rank);
    here.saturating_sub(n)..(here + 1 + n).min(list.len())
}

/// Natural log of how surprising it is that a key stands on so many of all reports.
fn surprise(reports: usize, n: usize) -> f32 {
    ((reports as f64 + PRIOR_PAGES) / (n as f64 + 0.5)).ln().max(0.0) as f32
}

/// All lists of an archive.
#[derive(Default)]
pub(crate) struct Index {
    terms: Lists,
    anchors: Lists,
    prints: Lists,
}

impl Index {
    pub(crate) fn new(s: &Sketches, threads: usize) -> Self {
        Self {
            terms: Lists::new(s.len(), threads, &|r, push| s.leading(r as u32).for_each(|(t, _)| push(t))),
            anchors: Lists::new(s.len(), threads, &|r, push| s.anchors.of(r).iter().for_each(|k| push(*k))),
            prints: Lists::new(s.len(), threads, &|r, push| s.prints.of(r).iter().for_each(|k| push(*k))),
        }
    }

    /// Reports that share most with one that is not among them, with what they share; the latest of a long list.
    pub(crate) fn near(&self, sketch: &Sketch, reports: usize) -> Vec<(f32, u32)> {
        let mut sum = std::collections::BTreeMap::new();
        for (term, weight) in sketch.terms() {
            let list = self.terms.of(term);
            for r in &list[list.len().saturating_sub(COMMON)..] {
                *sum.entry(*r).or_insert(0.0) += weight * weight;
            }
        }
        let mut out: Vec<(f32, u32)> =
            sum.into_iter().filter(|(r, _)| (*r as usize) < reports).map(|(r, w)| (w, r)).collect();
        out.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        out.truncate(COMMON);
        out
    }
}

/// A pair of reports, the earlier first.
pub(crate) type Two = (u32, u32);

/// Two reports with their likeness as stories.
pub(crate) type Alike = (f32, u32, u32);

/// Meets all reports of an archive with one another.
pub(crate) struct Walk<'w> {
    pub(crate) index: &'w Index,
    pub(crate) sketches: &'w Sketches,
    pub(crate) params: &'w Params,
}

/// What one report shares with another that it meets.
#[derive(Clone, Copy, Default)]
struct Shared {
    copy: f32,
    story: f32,
    /// Fingerprints.
    prints: u32,
}

/// Sums over the reports that one report meets. What is known of a report stands in one place: in a large archive each place is a walk
/// through memory.
struct Sums {
    of: Vec<Shared>,
    met: Vec<u32>,
}

impl Sums {
    fn add(&mut self, ranks: &[u32], own: u32, copy: f32, story: f32) {
        for r in ranks.iter().filter(|r| **r != own) {
            let shared = &mut self.of[*r as usize];
            if shared.copy == 0.0 && shared.story == 0.0 {
                self.met.push(*r);
            }
            shared.copy += copy;
            shared.story += story;
            shared.prints += u32::from(copy == PRINT && story == PASSAGE);
        }
    }
}

fn best(list: &mut Vec<(f32, u32)>, keep: usize) {
    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if list.len() > keep {
        list.select_nth_unstable_by(keep, order);
        list.truncate(keep);
    }
}

impl Walk<'_> {
    /// Pairs worth comparing for copies, and pairs that are alike as stories; both sorted, each pair once.
    pub(crate) fn all(&self, threads: usize, progress: Progress<'_>) -> (Vec<Two>, Vec<Alike>) {
        let n = self.sketches.len();
        let behind = self.stands_behind();
        let state = || Sums { of: vec![Shared::default(); n], met: Vec::new() };
        let done = std::sync::atomic::AtomicUsize::new(0);
        let mut pairs: Vec<Two> = Vec::new();
        let mut alike: Vec<Alike> = Vec::new();
        for from in (0..n).step_by(BATCH) {
            let met = each(BATCH.min(n - from), threads, &state, &|sums, i| {
                let at = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
                if at.is_multiple_of(4096) {
                    progress("meeting", at, n);
                }
                self.meet((from + i) as u32, behind[from + i], sums)
            });
            for (p, a) in met {
                pairs.extend(p);
                alike.extend(a);
            }
            // Most pairs were met from both sides.
            pairs.sort_unstable();
            pairs.dedup();
            alike.sort_unstable_by_key(|a| (a.1, a.2));
            alike.dedup_by_key(|a| (a.1, a.2));
        }
        (pairs, alike)
    }

    /// For each of many reports with the very same words, but the first few, the first of them.
    fn stands_behind(&self) -> Vec<Option<u32>> {
        let mut same: Vec<(u64, u32)> =
            self.sketches.fingerprints.iter().copied().zip(0u32..).filter(|(f, _)| *f != 0).collect();
        same.sort_unstable();
        let mut out = vec![None; self.sketches.len()];
        for group in same.chunk_by(|a, b| a.0 == b.0) {
            for (_, i) in group.iter().skip(SAME) {
                out[*i as usize] = Some(group[0].1);
            }
        }
        out
    }

    fn meet(&self, i: u32, behind: Option<u32>, sums: &mut Sums) -> (Vec<Two>, Vec<Alike>) {
        let n = self.sketches.len();
        for key in self.sketches.prints.of(i as usize) {
            let list = self.index.prints.of(*key);
            if list.len() <= FULL {
                sums.add(list, i, PRINT, PASSAGE);
            } else {
                sums.add(&list[..FIRST], i, PRINT, PASSAGE);
                let near = beside(list, i, FIRST);
                sums.add(&list[near.start.max(FIRST).min(near.end)..near.end], i, PRINT, PASSAGE);
            }
        }
        for (key, weight) in self.sketches.leading(i) {
            let list = self.index.terms.of(key);
            let near = if list.len() <= COMMON { list } else { &list[beside(list, i, BESIDE)] };
            if list.len() <= WIDE {
                sums.add(near, i, surprise(n, list.len()), weight * weight);
            }
        }
        for key in self.sketches.anchors.of(i as usize) {
            let list = self.index.anchors.of(*key);
            if list.len() <= COMMON {
                sums.add(list, i, surprise(n, list.len()), 0.0);
            }
        }
        let mut copies: Vec<(f32, u32)> = Vec::new();
        let mut stories: Vec<(f32, u32)> = Vec::new();
        let mut retold: Vec<(f32, u32)> = Vec::new();
        let mut translated: Vec<(f32, u32)> = Vec::new();
        let lang = |r: u32| self.sketches.langs[r as usize];
        for r in sums.met.drain(..) {
            let Shared { copy, story, prints } = std::mem::take(&mut sums.of[r as usize]);
            if copy >= LEAST {
                let same = lang(i) == lang(r) || lang(i) == 0 || lang(r) == 0;
                match (same, prints) {
                    (false, _) => translated.push((copy, r)),
                    (true, 0) => retold.push((copy, r)),
                    (true, _) => copies.push((copy, r)),
                }
            }
            if story > 0.0 {
                stories.push((story, r));
            }
        }
        let pair = |r: u32| (i.min(r), i.max(r));
        let pairs = match behind {
            Some(first) => vec![pair(first)],
            None => {
                best(&mut copies, COPIES);
                best(&mut translated, COPIES);
                best(&mut retold, COPIES);
                copies.retain(|(_, r)| self.sketches.prints_shared(i, *r) > FEW || self.likeness(i, *r) >= LOOSE);
                retold.retain(|(_, r)| self.likeness(i, *r) >= RETOLD);
                copies.append(&mut translated);
                copies.append(&mut retold);
                copies.iter().map(|c| pair(c.1)).collect()
            }
        };
        best(&mut stories, NEIGHBOURS);
        let mut alike: Vec<Alike> = stories
            .iter()
            .map(|(_, r)| (self.likeness(i, *r), i.min(*r), i.max(*r)))
            .filter(|a| f64::from(a.0) >= self.params.least)
            .collect();
        alike.shrink_to_fit();
        (pairs, alike)
    }

    fn likeness(&self, i: u32, other: u32) -> f32 {
        self.sketches.likeness(i, other, self.params)
    }
}
