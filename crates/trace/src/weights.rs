//! How much a shared word, figure or name says: rare ones much, common ones little.
//!
//! Key decision: counts are taken over the collection itself and softened by a constant, so that weights mean the same in a folder of
//! three pages and in an archive; grammar words weigh nothing in any collection.

use crate::{
    page::Page,
    words::{Sort, Word},
};

/// Number of pages that every collection is taken to have had before.
pub(crate) const PRIOR_PAGES: f64 = 40.0;

/// How many pages hold a key.
pub(crate) struct Counts {
    keys: Keys,
    pages: usize,
}

enum Keys {
    /// All keys of a small collection, sorted.
    Sorted(Vec<(u64, u32)>),
    /// Those of an archive.
    Tally(Tally),
}

/// Parts of a [`Tally`]: several threads count at once, each in parts of its own.
const PARTS: usize = 256;

/// Counts of an archive's keys, in ten bytes a key. A key is known by forty of its bits: of ten million keys a pair or so is taken for
/// one, which makes one rare word a little less rare.
pub(crate) struct Tally {
    parts: Vec<Part>,
}

#[derive(Clone, Default)]
struct Part {
    /// Key and count; a count of 0 is a free place.
    places: Vec<(u32, u32)>,
    used: usize,
}

impl Part {
    fn start(&self, key: u32) -> usize {
        ((u64::from(key) * self.places.len() as u64) >> 32) as usize
    }

    fn add(&mut self, key: u32, n: u32) {
        if self.used * 5 >= self.places.len() * 4 {
            let more = self.places.len() * 4 / 3 + 64;
            let old = std::mem::replace(&mut self.places, vec![(0, 0); more]);
            self.used = 0;
            for (k, n) in old.into_iter().filter(|(_, n)| *n > 0) {
                self.add(k, n);
            }
        }
        let mut at = self.start(key);
        while self.places[at].1 > 0 && self.places[at].0 != key {
            at = (at + 1) % self.places.len();
        }
        self.used += usize::from(self.places[at].1 == 0);
        self.places[at] = (key, self.places[at].1.saturating_add(n));
    }

    fn get(&self, key: u32) -> u32 {
        if self.places.is_empty() {
            return 0;
        }
        let mut at = self.start(key);
        while self.places[at].1 > 0 && self.places[at].0 != key {
            at = (at + 1) % self.places.len();
        }
        self.places[at].1
    }
}

fn place(key: u64) -> (usize, u32) {
    ((key >> 56) as usize, (key >> 24) as u32)
}

impl Tally {
    pub(crate) fn new() -> Self {
        Self { parts: vec![Part::default(); PARTS] }
    }

    fn get(&self, key: u64) -> u32 {
        let (part, key) = place(key);
        self.parts[part].get(key)
    }

    /// Counts the keys of some pages, each key once a page, on so many threads.
    pub(crate) fn add(&mut self, keys: &[Vec<u64>], threads: usize) {
        let per = PARTS.div_ceil(threads.max(1));
        std::thread::scope(|s| {
            for (n, parts) in self.parts.chunks_mut(per).enumerate() {
                s.spawn(move || {
                    let first = n * per;
                    for key in keys.iter().flatten() {
                        let (part, key) = place(*key);
                        if let Some(p) = part.checked_sub(first).and_then(|at| parts.get_mut(at)) {
                            p.add(key, 1);
                        }
                    }
                });
            }
        });
    }
}

impl Counts {
    /// Counts keys page by page; repeats within a page count once.
    pub(crate) fn of(per_page: &[Vec<u64>]) -> Self {
        let mut all: Vec<u64> = Vec::with_capacity(per_page.iter().map(Vec::len).sum());
        for keys in per_page {
            let mut keys = keys.clone();
            keys.sort_unstable();
            keys.dedup();
            all.append(&mut keys);
        }
        all.sort_unstable();
        let mut keys: Vec<(u64, u32)> = Vec::new();
        for k in all {
            match keys.last_mut() {
                Some((last, n)) if *last == k => *n += 1,
                _ => keys.push((k, 1)),
            }
        }
        Self { keys: Keys::Sorted(keys), pages: per_page.len() }
    }

    /// Of an archive.
    pub(crate) fn tallied(tally: Tally, pages: usize) -> Self {
        Self { keys: Keys::Tally(tally), pages }
    }

    /// Pages that hold the key.
    pub(crate) fn pages_with(&self, key: u64) -> u32 {
        match &self.keys {
            Keys::Sorted(keys) => keys.binary_search_by_key(&key, |(k, _)| *k).map_or(0, |i| keys[i].1),
            Keys::Tally(tally) => tally.get(key),
        }
    }

    /// Natural log of how surprising the key is; at least 0.
    pub(crate) fn weight(&self, key: u64) -> f64 {
        self.weight_of(self.pages_with(key))
    }

    /// [`Counts::weight`] of a key that stands on so many pages.
    pub(crate) fn weight_of(&self, pages: u32) -> f64 {
        let n = f64::from(pages);
        ((self.pages as f64 + PRIOR_PAGES) / (n + 0.5)).ln().max(0.0)
    }
}

/// The words of a page that carry content and are not furniture.
pub(crate) fn content<'p>(page: &'p Page<'_>) -> impl Iterator<Item = (usize, &'p Word)> {
    page.words.iter().enumerate().filter(|(_, w)| !w.furniture && w.sort != Sort::Function)
}

#[cfg(test)]
mod tests {
    use super::{Counts, Tally};
    use crate::words::mix;

    #[test]
    fn an_archive_counts_as_a_small_collection_does() {
        let pages: Vec<Vec<u64>> = (0..200u64)
            .map(|p| {
                (0..50u64).map(|k| mix(p * k % 700)).collect::<std::collections::BTreeSet<_>>().into_iter().collect()
            })
            .collect();
        let sorted = Counts::of(&pages);
        let mut tally = Tally::new();
        for some in pages.chunks(7) {
            tally.add(some, 2);
        }
        let tallied = Counts::tallied(tally, pages.len());
        for k in 0..800 {
            assert_eq!(sorted.pages_with(mix(k)), tallied.pages_with(mix(k)), "{k}");
        }
    }
}
