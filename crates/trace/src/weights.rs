//! How much a shared word, figure or name says: rare ones much, common ones little.
//!
//! Key decision: counts are taken over the collection itself and softened by a constant, so that weights mean the same in a folder of
//! three pages and in an archive; grammar words weigh nothing in any collection.

use crate::{
    page::Page,
    words::{Sort, Word},
};

/// Number of pages that every collection is taken to have had before.
const PRIOR_PAGES: f64 = 40.0;

/// How many pages hold a key.
pub(crate) struct Counts {
    keys: Vec<(u64, u32)>,
    pages: usize,
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
        Self { keys, pages: per_page.len() }
    }

    /// Pages that hold the key.
    pub(crate) fn pages_with(&self, key: u64) -> u32 {
        self.keys.binary_search_by_key(&key, |(k, _)| *k).map_or(0, |i| self.keys[i].1)
    }

    /// Natural log of how surprising the key is; at least 0.
    pub(crate) fn weight(&self, key: u64) -> f64 {
        let n = f64::from(self.pages_with(key));
        ((self.pages as f64 + PRIOR_PAGES) / (n + 0.5)).ln().max(0.0)
    }
}

/// The words of a page that carry content and are not furniture.
pub(crate) fn content<'p>(page: &'p Page<'_>) -> impl Iterator<Item = (usize, &'p Word)> {
    page.words.iter().enumerate().filter(|(_, w)| !w.furniture && w.sort != Sort::Function)
}
