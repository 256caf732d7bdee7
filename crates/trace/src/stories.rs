//! Which texts tell the same happening.
//!
//! What for: a desk reads one story, not forty pages; `weigh` looks for events inside a story.
//!
//! Key decision: rare words decide, names most of all, and time loosens what they tie: two shootings in one town share their words but
//! not their names, nor the day they speak of or how old their people are (see `profile`). Clusters grow from the closest pairs by average likeness
//! (the mean over all pairs, kept as a sum of vectors), over a bounded list of neighbours, so that the cost stays near linear.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use model::{Copy, CopyKind};

use crate::{
    TraceDoc,
    candidates::{Key, fingerprints, nearest},
    copies::Collection,
    page::Page,
    profile::{Profile, Weights, agreement},
    words::{Sort, Word, hash_bytes, join},
};

/// What the clustering turns on. Fitted on public sets of news pages grouped by incident; see the tests for what it must do.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub struct Params {
    /// Least mean likeness of two groups that are one story, 0-1.
    pub least: f64,
    /// Days after which the likeness of two groups has fallen by 63 % of what time can take.
    pub days: f64,
    /// What time leaves of a likeness, 0-1.
    pub floor: f64,
    /// Weight of a title word over one of the body.
    pub title: f64,
    /// Weight of a capitalised word over another.
    pub name: f64,
    /// Weight of two capitalised words in a row.
    pub full_name: f64,
    /// Weight of a figure.
    pub figure: f64,
    /// Words after which a word counts half.
    pub lead: f64,
    /// Power of the inverse frequency.
    pub power: f64,
    /// What is left of a likeness where two groups stand months apart, though they speak of one day.
    pub recalled: f64,
    /// What is left of a likeness where the people in two groups have other ages.
    pub other_ages: f64,
    /// What an age in common makes of it.
    pub same_age: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            least: 0.1,
            days: 5.0,
            floor: 0.3,
            title: 1.0,
            name: 3.0,
            full_name: 1.0,
            figure: 1.5,
            lead: 200.0,
            power: 2.0,
            recalled: 0.8,
            other_ages: 0.6,
            same_age: 1.3,
        }
    }
}

/// Neighbours that each page is compared with.
const NEIGHBOURS: usize = 24;
/// Terms of one page: the heaviest. A group keeps the sum over its pages, cut likewise.
pub(crate) const TERMS: usize = 400;

/// Pages of a group whose days and ages stand for all: those that came together first.
pub(crate) const PROFILES: usize = 8;

impl Params {
    pub(crate) fn weights(&self) -> Weights {
        Weights {
            days: self.days,
            floor: self.floor,
            recalled: self.recalled,
            other_ages: self.other_ages,
            same_age: self.same_age,
        }
    }
}

/// A story key for each document, in their order: documents with one key tell the same happening.
///
/// Keys depend on the ids of the documents only: `s` and the hash of the smallest id in the story.
pub fn stories(docs: &[TraceDoc<'_>], copies: &[Copy]) -> Vec<String> {
    stories_with(docs, copies, &Params::default())
}

/// Terms of a page with their term frequency, damped; sorted by term.
pub(crate) fn terms(page: &Page<'_>, p: &Params) -> Vec<(u64, f64)> {
    let mut out: Vec<(u64, f64)> = Vec::new();
    let mut add = |words: &[Word], weight: f64, lead: bool| {
        let mut before: Option<&Word> = None;
        for (i, w) in words.iter().enumerate() {
            if w.furniture {
                before = None;
                continue;
            }
            let place = if lead { 0.5 + 0.5 / (1.0 + i as f64 / p.lead) } else { 1.0 };
            let sort = match w.sort {
                Sort::Function => 0.0,
                Sort::Capital => p.name,
                Sort::Figure => p.figure,
                Sort::Calendar => 0.3,
                Sort::Content => 1.0,
            };
            if sort > 0.0 {
                out.push((w.stem, weight * sort * place));
            }
            if let Some(b) = before
                && w.sort == Sort::Capital
                && b.sort == Sort::Capital
                && p.full_name > 0.0
            {
                out.push((join(b.hash, w.hash), weight * p.full_name * place));
            }
            before = Some(w);
        }
    };
    add(&page.words, 1.0, true);
    add(&page.title, p.title, false);
    out.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut sums: Vec<(u64, f64)> = Vec::new();
    for (t, w) in out {
        match sums.last_mut() {
            Some(last) if last.0 == t => last.1 += w,
            _ => sums.push((t, w)),
        }
    }
    for s in &mut sums {
        s.1 = (1.0 + s.1).ln();
    }
    sums
}

/// Pages that tell one story, as they grow.
pub(crate) struct Group {
    /// Sum of the unit vectors of its pages, sorted by term.
    pub(crate) sum: Vec<(u64, f32)>,
    pub(crate) pages: usize,
    /// Days and ages of its first pages.
    pub(crate) profiles: Vec<Profile>,
    /// Earliest and latest date of its pages, where only that is kept.
    pub(crate) time: Option<(i64, i64)>,
    /// Raised when it grows, so that old entries of the queue are known for old.
    pub(crate) version: u32,
}

/// Two groups with the likeness they had when it was last worked out.
#[derive(PartialEq)]
struct Entry {
    likeness: f64,
    a: usize,
    b: usize,
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

fn dot(a: &[(u64, f32)], b: &[(u64, f32)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0f64);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => {
                sum += f64::from(a[i].1) * f64::from(b[j].1);
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

pub(crate) fn add(a: &[(u64, f32)], b: &[(u64, f32)]) -> Vec<(u64, f32)> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let take_a = j >= b.len() || i < a.len() && a[i].0 <= b[j].0;
        let take_b = i >= a.len() || j < b.len() && b[j].0 <= a[i].0;
        out.push(match (take_a, take_b) {
            (true, true) => (a[i].0, a[i].1 + b[j].1),
            (true, false) => a[i],
            _ => b[j],
        });
        i += usize::from(take_a);
        j += usize::from(take_b);
    }
    out
}

/// The heaviest `keep` entries, sorted by term again.
pub(crate) fn cut(mut v: Vec<(u64, f32)>, keep: usize) -> Vec<(u64, f32)> {
    if v.len() > keep {
        v.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        v.truncate(keep);
        v.sort_unstable_by_key(|e| e.0);
    }
    v
}

pub(crate) fn likeness(a: &Group, b: &Group, p: &Params) -> f64 {
    dot(&a.sum, &b.sum) / (a.pages * b.pages) as f64 * agreement(&a.profiles, &b.profiles, p.weights())
}

/// [`stories`] with other settings: for fitting.
#[doc(hidden)]
pub fn stories_with(docs: &[TraceDoc<'_>], copies: &[Copy], p: &Params) -> Vec<String> {
    let set = Collection::new(docs);
    let vectors = vectors(&set, p);
    let pairs = neighbours(&set, &vectors, copies);
    let mut groups: Vec<Group> = vectors
        .into_iter()
        .zip(&set.pages)
        .map(|(sum, q)| Group { sum, pages: 1, profiles: vec![Profile::new(q)], time: None, version: 0 })
        .collect();
    let mut into: Vec<usize> = (0..groups.len()).collect();
    // Vectors of words cannot tell that a translation tells its original's story; the copy link can.
    let index: BTreeMap<&str, usize> = set.pages.iter().enumerate().map(|(i, q)| (q.doc.id, i)).collect();
    for c in copies.iter().filter(|c| c.kind == CopyKind::Translation) {
        if let (Some(a), Some(b)) = (index.get(c.report.as_str()), index.get(c.of.as_str())) {
            let (a, b) = (root(&mut into, *a), root(&mut into, *b));
            if a != b {
                merge(&mut groups, &mut into, a.min(b), a.max(b));
            }
        }
    }
    let mut queue = BinaryHeap::new();
    for (a, b) in pairs {
        let (x, y) = (root(&mut into, a), root(&mut into, b));
        let (a, b) = (x.min(y), x.max(y));
        let likeness = if a == b { 0.0 } else { likeness(&groups[a], &groups[b], p) };
        if likeness >= p.least {
            queue.push(Entry { likeness, a, b, versions: (groups[a].version, groups[b].version) });
        }
    }
    // A mean over pairs never rises when groups grow, so the value in the queue is a bound: it is worked out again only when it comes
    // up, and each pair of groups is asked once for each state that they are in.
    let mut asked: BTreeSet<(usize, usize, u32, u32)> = BTreeSet::new();
    while let Some(e) = queue.pop() {
        let (x, y) = (root(&mut into, e.a), root(&mut into, e.b));
        let (a, b) = (x.min(y), x.max(y));
        if a == b {
            continue;
        }
        let versions = (groups[a].version, groups[b].version);
        if (a, b, versions) != (e.a, e.b, e.versions) {
            let now = likeness(&groups[a], &groups[b], p);
            if now >= p.least && asked.insert((a, b, versions.0, versions.1)) {
                queue.push(Entry { likeness: now, a, b, versions });
            }
            continue;
        }
        // The larger takes in the smaller.
        let (keep, lose) = if groups[a].pages >= groups[b].pages { (a, b) } else { (b, a) };
        merge(&mut groups, &mut into, keep, lose);
    }
    let mut smallest: BTreeMap<usize, &str> = BTreeMap::new();
    for (i, q) in set.pages.iter().enumerate() {
        let slot = smallest.entry(root(&mut into, i)).or_insert(q.doc.id);
        *slot = (*slot).min(q.doc.id);
    }
    let mut out = vec![String::new(); docs.len()];
    for (i, d) in set.order.iter().enumerate() {
        let id = smallest.get(&root(&mut into, i)).copied().unwrap_or("");
        out[*d] = format!("s{:012x}", hash_bytes(id.as_bytes()) >> 16);
    }
    out
}

/// One group takes in another.
fn merge(groups: &mut [Group], into: &mut [usize], keep: usize, lose: usize) {
    let lost = std::mem::replace(
        &mut groups[lose],
        Group { sum: Vec::new(), pages: 0, profiles: Vec::new(), time: None, version: 0 },
    );
    let kept = &mut groups[keep];
    kept.sum = cut(add(&kept.sum, &lost.sum), 3 * TERMS);
    kept.pages += lost.pages;
    let room = PROFILES.saturating_sub(kept.profiles.len());
    kept.profiles.extend(lost.profiles.into_iter().take(room));
    kept.version += 1;
    into[lose] = keep;
}

/// The group that a page went into, with the way there made short.
fn root(into: &mut [usize], mut i: usize) -> usize {
    while into[i] != i {
        into[i] = into[into[i]];
        i = into[i];
    }
    i
}

/// Pairs of pages that may be one story: by rare terms, by shared passages where every term is common, by copy links.
fn neighbours(set: &Collection<'_>, vectors: &[Vec<(u64, f32)>], copies: &[Copy]) -> Vec<(usize, usize)> {
    let keys: Vec<Vec<Key>> = vectors
        .iter()
        .zip(&set.pages)
        .map(|(v, q)| {
            let terms = v.iter().map(|(t, w)| Key { key: *t, print: false, weight: w * w });
            let prints =
                fingerprints(&q.words).into_iter().map(|key| Key { key: key ^ 0xf1, print: true, weight: 0.001 });
            terms.chain(prints).collect()
        })
        .collect();
    let mut pairs = nearest(&keys, NEIGHBOURS, 0.0);
    let index: BTreeMap<&str, usize> = set.pages.iter().enumerate().map(|(i, q)| (q.doc.id, i)).collect();
    for c in copies {
        if let (Some(a), Some(b)) = (index.get(c.report.as_str()), index.get(c.of.as_str()))
            && a != b
        {
            pairs.push((*a.min(b), *a.max(b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Unit vectors of the pages, sorted by term.
fn vectors(set: &Collection<'_>, p: &Params) -> Vec<Vec<(u64, f32)>> {
    let raw: Vec<Vec<(u64, f64)>> = set.pages.iter().map(|q| terms(q, p)).collect();
    let counts =
        crate::weights::Counts::of(&raw.iter().map(|t| t.iter().map(|t| t.0).collect()).collect::<Vec<Vec<u64>>>());
    raw.into_iter().map(|list| vector(list, &counts, p)).collect()
}

/// The unit vector of a page's terms, sorted by term.
pub(crate) fn vector(terms: Vec<(u64, f64)>, counts: &crate::weights::Counts, p: &Params) -> Vec<(u64, f32)> {
    let mut v: Vec<(u64, f32)> =
        terms.into_iter().map(|(t, w)| (t, (w * counts.weight(t).powf(p.power)) as f32)).collect();
    v = cut(v, TERMS);
    let length = v.iter().map(|e| f64::from(e.1) * f64::from(e.1)).sum::<f64>().sqrt().max(1e-9);
    for e in &mut v {
        e.1 = (f64::from(e.1) / length) as f32;
    }
    v
}
