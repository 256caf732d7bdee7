//! Groups the reports of an archive into stories.
//!
//! Key decision: the clustering of [`crate::stories()`], step by step, over sketches. A report alone in its group is read from its sketch
//! when it is asked for; only groups of several keep a sum, and of that the heaviest terms.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use super::{Progress, index::Alike, sketch::Sketches};
use crate::{
    copies::Edge,
    profile::Profile,
    stories::{Group, PROFILES, Params, add, cut, likeness},
};

/// Terms that the sum of a group keeps, the heaviest. Groups with so many are few, however few terms are kept of a report.
const SUM: usize = 720;
/// States of two groups that are remembered as asked, until those that are gone are forgotten.
const ASKED: usize = 1 << 21;

/// Two groups and their likeness; the greatest first, then the earliest.
#[derive(Clone, Copy, PartialEq)]
struct Entry {
    likeness: f32,
    a: u32,
    b: u32,
    versions: (u32, u32),
}

impl Eq for Entry {}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.likeness.total_cmp(&other.likeness).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A group of several reports, packed.
struct Sum {
    terms: Vec<(u32, f32)>,
    pages: u32,
    time: Option<(i64, i64)>,
    profiles: Vec<Profile>,
}

struct Groups<'g> {
    sketches: &'g Sketches,
    times: &'g [Option<i64>],
    into: Vec<u32>,
    sums: BTreeMap<u32, Sum>,
    versions: Vec<u32>,
}

impl Groups<'_> {
    fn root(&mut self, mut i: u32) -> u32 {
        while self.into[i as usize] != i {
            let up = self.into[self.into[i as usize] as usize];
            self.into[i as usize] = up;
            i = up;
        }
        i
    }

    fn group(&self, at: u32) -> Group {
        match self.sums.get(&at) {
            Some(s) => Group {
                sum: s.terms.iter().map(|(t, w)| (u64::from(*t), *w)).collect(),
                pages: s.pages as usize,
                profiles: s.profiles.clone(),
                time: s.time,
                version: 0,
            },
            None => self.sketches.group(at, self.times[at as usize]),
        }
    }

    fn pages(&self, at: u32) -> u32 {
        self.sums.get(&at).map_or(1, |s| s.pages)
    }

    fn merge(&mut self, keep: u32, lose: u32) {
        let (a, b) = (self.group(keep), self.group(lose));
        let sum = joined(a, b);
        self.sums.remove(&lose);
        self.sums.insert(
            keep,
            Sum {
                terms: sum.sum.iter().map(|(t, w)| (*t as u32, *w)).collect(),
                pages: sum.pages as u32,
                time: sum.time,
                profiles: sum.profiles,
            },
        );
        self.versions[keep as usize] += 1;
        self.into[lose as usize] = keep;
    }
}

/// One group of two.
fn joined(a: Group, b: Group) -> Group {
    let mut profiles = a.profiles;
    let room = PROFILES.saturating_sub(profiles.len());
    profiles.extend(b.profiles.into_iter().take(room));
    let time = match (a.time, b.time) {
        (Some(s), Some(t)) => Some((s.0.min(t.0), s.1.max(t.1))),
        (s, t) => s.or(t),
    };
    Group { sum: cut(add(&a.sum, &b.sum), SUM), pages: a.pages + b.pages, profiles, time, version: 0 }
}

/// The group of each rank: the rank of its first report.
pub(crate) fn group(
    sketches: &Sketches,
    times: &[Option<i64>],
    alike: Vec<Alike>,
    copies: &[&Edge],
    params: &Params,
    progress: Progress<'_>,
) -> Vec<u32> {
    let n = sketches.len();
    let mut groups =
        Groups { sketches, times, into: (0..n as u32).collect(), sums: BTreeMap::new(), versions: vec![0; n] };
    for e in copies.iter().filter(|e| e.translated) {
        let (a, b) = (groups.root(e.copy as u32), groups.root(e.origin as u32));
        if a != b {
            groups.merge(a.min(b), a.max(b));
        }
    }
    let mut first = alike;
    let linked: Vec<Alike> = copies
        .iter()
        .map(|e| (e.copy.min(e.origin) as u32, e.copy.max(e.origin) as u32))
        .filter(|two| first.binary_search_by_key(two, |a| (a.1, a.2)).is_err())
        .map(|(a, b)| (likeness(&groups.group(a), &groups.group(b), params) as f32, a, b))
        .filter(|a| f64::from(a.0) >= params.least)
        .collect();
    first.extend(linked);
    // Soonest last. What was worked out between single reports holds until one of them grows.
    first.sort_unstable_by(|x, y| x.0.total_cmp(&y.0).then_with(|| (y.1, y.2).cmp(&(x.1, x.2))));
    let total = first.len();
    let mut again: BinaryHeap<Entry> = BinaryHeap::new();
    let mut asked: BTreeSet<(u32, u32, u32, u32)> = BTreeSet::new();
    loop {
        let fresh = first.last().map(|(likeness, a, b)| Entry { likeness: *likeness, a: *a, b: *b, versions: (0, 0) });
        let e = match (fresh, again.peek()) {
            (Some(f), Some(e)) if f >= *e => f,
            (Some(f), None) => f,
            (_, Some(e)) => *e,
            (None, None) => break,
        };
        if fresh == Some(e) {
            first.pop();
            if first.len().is_multiple_of(65_536) {
                progress("stories", total - first.len(), total);
            }
        } else {
            again.pop();
        }
        let (x, y) = (groups.root(e.a), groups.root(e.b));
        let (a, b) = (x.min(y), x.max(y));
        if a == b {
            continue;
        }
        let versions = (groups.versions[a as usize], groups.versions[b as usize]);
        if (a, b, versions) != (e.a, e.b, e.versions) {
            if asked.len() >= ASKED {
                asked.retain(|(a, b, v, w)| {
                    groups.into[*a as usize] == *a
                        && groups.into[*b as usize] == *b
                        && (groups.versions[*a as usize], groups.versions[*b as usize]) == (*v, *w)
                });
            }
            if asked.insert((a, b, versions.0, versions.1)) {
                let now = likeness(&groups.group(a), &groups.group(b), params);
                if now >= params.least {
                    again.push(Entry { likeness: now as f32, a, b, versions });
                }
            }
            continue;
        }
        let (keep, lose) = if groups.pages(a) >= groups.pages(b) { (a, b) } else { (b, a) };
        groups.merge(keep, lose);
    }
    let mut first_of = vec![u32::MAX; n];
    (0..n as u32)
        .map(|r| {
            let root = groups.root(r) as usize;
            first_of[root] = first_of[root].min(r);
            first_of[root]
        })
        .collect()
}

/// Likeness of two sets of reports as stories; of large sets the first few hundred tell.
pub(crate) fn likeness_of(sketches: &Sketches, times: &[Option<i64>], a: &[u32], b: &[u32], params: &Params) -> f64 {
    let sum = |ranks: &[u32]| ranks.iter().take(200).map(|r| sketches.group(*r, times[*r as usize])).reduce(joined);
    match (sum(a), sum(b)) {
        (Some(a), Some(b)) => likeness(&a, &b, params),
        _ => 0.0,
    }
}
