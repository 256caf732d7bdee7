//! What is kept of a report: its heaviest terms, figures and names, and some of its fingerprints.
//!
//! Key decision: two passes over the texts. The first counts on how many pages each term stands; only then is it known which terms of a
//! page weigh most. Of the fingerprints those are kept that some other page may have: nearly all stand on one page alone.

use super::{Lines, Progress, Text, each, marked};
use crate::{
    candidates::fingerprints,
    page::{Page, measure_words},
    profile::Profile,
    stories::{Group, Params, terms, vector},
    weights::{Counts, Tally},
    words::hash_bytes,
};

/// Terms that are kept of all pages together: six bytes each, they are most of the memory of a large archive.
const KEPT: usize = 96_000_000;
/// Terms that are kept of a page, the heaviest: at least, and at most.
const OF_A_PAGE: (usize, usize) = (96, 240);

/// Terms that are kept of a page in an archive of so many reports.
pub(crate) fn kept(reports: usize) -> usize {
    (KEPT / reports.max(1)).clamp(OF_A_PAGE.0, OF_A_PAGE.1)
}

/// Of these, how many lead to other pages.
pub(crate) const LEADING: usize = 28;
/// Figures and names that lead to other pages, the rarest.
pub(crate) const ANCHORS: usize = 16;
/// Reports that are in work at a time.
const BATCH: usize = 2048;
/// One of so many fingerprints is kept; which, is told by the fingerprint.
const SAMPLED: u64 = 2;

/// The sketch of one page.
#[derive(Default)]
pub(crate) struct Sketch {
    /// Terms with their weight in the unit vector (as parts of 65535), sorted by term.
    terms: Vec<(u32, u16)>,
    /// Terms that lead to other pages.
    pub(crate) leading: Vec<u32>,
    pub(crate) anchors: Vec<u32>,
    pub(crate) prints: Vec<u32>,
    /// Hash of all live words in order; 0 for a page without any.
    fingerprint: u64,
    /// Hash of the language; 0 where unknown.
    lang: u16,
    /// Days and ages.
    profile: Profile,
}

fn short(key: u64) -> u32 {
    (key >> 32) as u32
}

fn prints(p: &Page<'_>) -> impl Iterator<Item = u64> {
    fingerprints(&p.words).into_iter().filter(|f| f % SAMPLED == 0)
}

fn unpacked(w: u16) -> f32 {
    f32::from(w) / 65535.0
}

fn group_of(terms: impl Iterator<Item = (u32, u16)>, profile: &Profile, time: Option<i64>) -> Group {
    Group {
        sum: terms.map(|(t, w)| (u64::from(t), unpacked(w))).collect(),
        pages: 1,
        profiles: vec![profile.clone()],
        time: time.map(|t| (t, t)),
        version: 0,
    }
}

impl Sketch {
    pub(crate) fn new(
        p: &Page<'_>,
        (counts, anchors): (&Counts, &Counts),
        (params, keep): (&Params, usize),
        twice: Option<&Twice>,
    ) -> Self {
        let mut v = vector(terms(p, params), counts, params);
        // A term that no other page has leads nowhere: it counts in the length alone. A report that has just come is asked of those
        // that come after it.
        let mut alone = 0.0f32;
        if twice.is_some() {
            v.retain(|(t, w)| {
                let met = counts.pages_with(*t) > 1;
                alone += if met { 0.0 } else { w * w };
                met
            });
        }
        // Kept whole in length: what is cut away is the light end.
        v = crate::stories::cut(v, keep);
        let length = (alone + v.iter().map(|e| e.1 * e.1).sum::<f32>()).sqrt().max(1e-9);
        let mut kept: Vec<(u32, u16)> =
            v.iter().map(|(t, w)| (short(*t), (w / length * 65535.0).round().clamp(1.0, 65535.0) as u16)).collect();
        kept.sort_unstable();
        kept.dedup_by_key(|t| t.0);
        let mut heavy: Vec<(u16, u32)> = kept.iter().map(|t| (t.1, t.0)).collect();
        heavy.sort_unstable_by(|a, b| b.cmp(a));
        heavy.truncate(LEADING);
        let mut leading: Vec<u32> = heavy.into_iter().map(|h| h.1).collect();
        leading.sort_unstable();
        let mut rare: Vec<(u32, u32)> =
            p.anchors.iter().map(|a| (anchors.pages_with(a.key), short(a.key))).filter(|a| a.0 > 1).collect();
        rare.sort_unstable();
        rare.dedup();
        rare.truncate(ANCHORS);
        let mut rare: Vec<u32> = rare.into_iter().map(|a| a.1).collect();
        rare.sort_unstable();
        let mut prints: Vec<u32> =
            twice.map(|twice| prints(p).filter(|f| twice.has(*f)).map(short).collect()).unwrap_or_default();
        prints.sort_unstable();
        Self {
            terms: kept,
            leading,
            anchors: rare,
            prints,
            profile: Profile::new(p),
            lang: if p.lang.is_empty() { 0 } else { hash_bytes(p.lang.as_bytes()) as u16 | 1 },
            fingerprint: if p.live == 0 { 0 } else { p.fingerprint.max(1) },
        }
    }

    /// Terms that lead to other pages, with their weight.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (u32, f32)> {
        self.leading
            .iter()
            .map(|t| (*t, self.terms.binary_search_by_key(t, |x| x.0).map_or(0.0, |at| unpacked(self.terms[at].1))))
    }

    pub(crate) fn group(&self, time: Option<i64>) -> Group {
        group_of(self.terms.iter().copied(), &self.profile, time)
    }
}

/// Lists of small items, one list a report, without an allocation each.
pub(crate) struct ListsOf<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> ListsOf<T> {
    fn new(reports: usize) -> Self {
        Self { ends: Vec::with_capacity(reports), items: Vec::new() }
    }

    fn push(&mut self, list: &[T]) {
        if self.items.len() + list.len() > self.items.capacity() {
            // A quarter more, not twice as much: this is most of the memory.
            self.items.reserve_exact(self.items.len() / 4 + list.len() + 1024);
        }
        self.items.extend_from_slice(list);
        self.ends.push(self.items.len() as u32);
    }

    pub(crate) fn of(&self, n: usize) -> &[T] {
        let from = n.checked_sub(1).map_or(0, |m| self.ends[m] as usize);
        self.ends.get(n).and_then(|to| self.items.get(from..*to as usize)).unwrap_or_default()
    }
}

/// Sketches of all reports, by rank.
pub(crate) struct Sketches {
    /// Terms that are kept of a report at most.
    pub(crate) kept: usize,
    terms: ListsOf<u32>,
    weights: Vec<u16>,
    /// Index within the terms of a report.
    leading: ListsOf<u8>,
    pub(crate) anchors: ListsOf<u32>,
    pub(crate) prints: ListsOf<u32>,
    pub(crate) fingerprints: Vec<u64>,
    pub(crate) langs: Vec<u16>,
    profiles: Vec<Profile>,
}

impl Sketches {
    pub(crate) fn new(reports: usize, kept: usize) -> Self {
        Self {
            kept,
            terms: ListsOf::new(reports),
            weights: Vec::new(),
            leading: ListsOf::new(reports),
            anchors: ListsOf::new(reports),
            prints: ListsOf::new(reports),
            fingerprints: Vec::with_capacity(reports),
            langs: Vec::with_capacity(reports),
            profiles: Vec::with_capacity(reports),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.fingerprints.len()
    }

    fn push(&mut self, s: &Sketch) {
        let terms: Vec<u32> = s.terms.iter().map(|t| t.0).collect();
        let leading: Vec<u8> =
            s.leading.iter().filter_map(|t| terms.binary_search(t).ok()).map(|at| at as u8).collect();
        self.leading.push(&leading);
        self.terms.push(&terms);
        if self.weights.len() + terms.len() > self.weights.capacity() {
            self.weights.reserve_exact(self.weights.len() / 4 + terms.len() + 1024);
        }
        self.weights.extend(s.terms.iter().map(|t| t.1));
        self.anchors.push(&s.anchors);
        self.prints.push(&s.prints);
        self.fingerprints.push(s.fingerprint);
        self.langs.push(s.lang);
        self.profiles.push(s.profile.clone());
    }

    fn weighted(&self, rank: u32) -> impl Iterator<Item = (u32, u16)> {
        let n = rank as usize;
        let from = n.checked_sub(1).map_or(0, |m| self.terms.ends[m] as usize);
        self.terms.of(n).iter().zip(&self.weights[from..]).map(|(t, w)| (*t, *w))
    }

    /// Terms that lead from a report to others, with their weight.
    pub(crate) fn leading(&self, rank: u32) -> impl Iterator<Item = (u32, f32)> {
        let terms = self.terms.of(rank as usize);
        let from = self.terms.ends[rank as usize] as usize - terms.len();
        self.leading.of(rank as usize).iter().map(move |at| {
            let at = usize::from(*at);
            (terms[at], unpacked(self.weights[from + at]))
        })
    }

    /// The likeness of two reports as stories: that of their groups, without making these. The same from either side.
    pub(crate) fn likeness(&self, a: u32, b: u32, params: &Params) -> f32 {
        let (a, b) = (a.min(b) as usize, a.max(b) as usize);
        let (x, y) = (self.terms.of(a), self.terms.of(b));
        let begin = |n: usize, terms: &[u32]| self.terms.ends[n] as usize - terms.len();
        let (u, v) = (&self.weights[begin(a, x)..], &self.weights[begin(b, y)..]);
        let (mut i, mut j, mut sum) = (0, 0, 0.0f64);
        while i < x.len() && j < y.len() {
            if x[i] == y[j] {
                sum += f64::from(unpacked(u[i])) * f64::from(unpacked(v[j]));
            }
            // Which of two lists goes on is chance: told without a branch.
            let (left, right) = (x[i] <= y[j], y[j] <= x[i]);
            i += usize::from(left);
            j += usize::from(right);
        }
        (sum * self.profiles[a].agreement(&self.profiles[b], params.weights())) as f32
    }

    /// Fingerprints that two reports share.
    pub(crate) fn prints_shared(&self, a: u32, b: u32) -> usize {
        let theirs = self.prints.of(b as usize);
        self.prints.of(a as usize).iter().filter(|p| theirs.binary_search(p).is_ok()).count()
    }

    /// A story of this report alone.
    pub(crate) fn group(&self, rank: u32, time: Option<i64>) -> Group {
        group_of(self.weighted(rank), &self.profiles[rank as usize], time)
    }
}

/// Which fingerprints stand on two pages or may: two bits for each of many places, of which a fingerprint has one.
pub(crate) struct Twice {
    places: Vec<u8>,
}

impl Twice {
    fn new(reports: usize) -> Self {
        // A report has some eighty; four to eight places for each, and no more than 128 MB in all.
        let places = (reports * 80 * 4).next_power_of_two().clamp(1 << 12, 1 << 29);
        Self { places: vec![0; places / 4] }
    }

    fn place(&self, key: u64) -> (usize, u8) {
        let at = key as usize >> 3 & (self.places.len() * 4 - 1);
        (at / 4, (at % 4) as u8 * 2)
    }

    fn add(&mut self, key: u64) {
        let (at, bit) = self.place(key);
        let seen = self.places[at] >> bit & 3;
        if seen < 2 {
            self.places[at] += 1 << bit;
        }
    }

    fn has(&self, key: u64) -> bool {
        let (at, bit) = self.place(key);
        self.places[at] >> bit & 3 > 1
    }
}

/// What the first pass learns.
pub(crate) struct Survey {
    pub(crate) counts: Counts,
    pub(crate) anchors: Counts,
    pub(crate) twice: Twice,
}

/// Hands back the report of a rank.
pub(crate) type Fetch<'f> = &'f (dyn Fn(usize) -> Text + Sync);

/// Runs a pass over all reports, some at a time.
fn pass<R: Send>(
    total: usize,
    threads: usize,
    stage: (&'static str, Progress<'_>),
    work: &(dyn Fn(usize) -> R + Sync),
    mut take: impl FnMut(Vec<R>),
) {
    for from in (0..total).step_by(BATCH) {
        let n = BATCH.min(total - from);
        take(each(n, threads, &|| (), &|(), i| work(from + i)));
        stage.1(stage.0, from + n, total);
    }
}

/// Counts on how many pages each term and anchor stands.
pub(crate) fn survey(
    total: usize,
    fetch: Fetch<'_>,
    lines: &Lines,
    params: &Params,
    threads: usize,
    progress: Progress<'_>,
) -> Survey {
    let (mut counts, mut anchors, mut twice) = (Tally::new(), Tally::new(), Twice::new(total));
    let work = |r: usize| {
        let text = fetch(r);
        let reading = text.reading();
        let doc = text.doc(&reading);
        let mut p = marked(&doc, lines);
        measure_words(&mut p);
        let words: Vec<u64> = terms(&p, params).into_iter().map(|t| t.0).collect();
        let mut names: Vec<u64> = p.anchors.iter().map(|a| a.key).collect();
        names.sort_unstable();
        names.dedup();
        (words, names, prints(&p).collect::<Vec<u64>>())
    };
    pass(total, threads, ("counting", progress), &work, |batch| {
        let (mut words, mut names) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
        for (w, n, f) in batch {
            words.push(w);
            names.push(n);
            for f in f {
                twice.add(f);
            }
        }
        counts.add(&words, threads);
        anchors.add(&names, threads);
    });
    Survey { counts: Counts::tallied(counts, total), anchors: Counts::tallied(anchors, total), twice }
}

/// Makes the sketches of all reports.
pub(crate) fn sketches(
    total: usize,
    fetch: Fetch<'_>,
    lines: &Lines,
    (counts, anchors, twice): (&Counts, &Counts, &Twice),
    (params, keep, threads, progress): (&Params, usize, usize, Progress<'_>),
) -> Sketches {
    let mut out = Sketches::new(total, keep);
    let work = |r: usize| {
        let text = fetch(r);
        let reading = text.reading();
        let doc = text.doc(&reading);
        let mut p = marked(&doc, lines);
        measure_words(&mut p);
        Sketch::new(&p, (counts, anchors), (params, keep), Some(twice))
    };
    pass(total, threads, ("sketching", progress), &work, |batch| {
        for s in &batch {
            out.push(s);
        }
    });
    out
}
