//! Which pages are worth comparing: those that share rare things.
//!
//! What for: of the pairs in a collection of any size nearly all share nothing but a topic; comparing them all would grow with the
//! square of the collection.
//!
//! Key decision: one inverted index over winnowed four-word fingerprints (lifted passages and whole pages alike), rare words and
//! anchors. A posting list longer than a cap is not walked in full: for fingerprints each page meets the first few pages of the list
//! (the earliest: one of them is the original) and its neighbours; a common word is dropped. So each page costs a bounded number of
//! steps whatever the collection holds.

use crate::words::{Word, join};

/// Longest list of a word or anchor that is walked.
pub(crate) const COMMON: usize = 48;
/// Longest list of fingerprints that is walked in full.
pub(crate) const FULL: usize = 24;
/// From a longer list of fingerprints: the first so many, and as many neighbours before.
pub(crate) const FIRST: usize = 6;
/// Positions in a winnowing window.
const WINDOW: usize = 4;
/// Words in a fingerprint.
const GRAM: usize = 4;

/// Winnowed fingerprints of a text: of every window of consecutive four-word hashes the smallest (Schleimer, Wilkerson and Aiken 2003:
/// any shared run of seven words gives at least one common fingerprint).
pub(crate) fn fingerprints(words: &[Word]) -> Vec<u64> {
    let live: Vec<u64> = words.iter().filter(|w| !w.furniture).map(|w| w.hash).collect();
    let grams: Vec<u64> = live.windows(GRAM).map(|g| g.iter().fold(0xf19e, |h, w| join(h, *w))).collect();
    let mut out: Vec<u64> = grams.windows(WINDOW).filter_map(|w| w.iter().min().copied()).collect();
    if grams.len() < WINDOW {
        out.extend(grams.iter().min());
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// A key of a page: what two pages may share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) key: u64,
    /// A fingerprint, which is never too common to follow.
    pub(crate) print: bool,
    /// What sharing it adds.
    pub(crate) weight: f32,
}

/// Pairs `(earlier index, later index)` worth comparing, sorted: for each page the `keep` others that share most with it.
pub(crate) fn nearest(keys: &[Vec<Key>], keep: usize, least: f32) -> Vec<(usize, usize)> {
    let mut postings: Vec<(u64, u32)> = Vec::with_capacity(keys.iter().map(Vec::len).sum());
    for (i, list) in keys.iter().enumerate() {
        postings.extend(list.iter().map(|k| (k.key, i as u32)));
    }
    postings.sort_unstable();
    postings.dedup();
    let mut sum = vec![0f32; keys.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (i, list) in keys.iter().enumerate() {
        for k in list {
            let from = postings.partition_point(|p| p.0 < k.key);
            let to = from + postings[from..].partition_point(|p| p.0 == k.key);
            let mut add = |range: std::ops::Range<usize>| {
                for (_, j) in postings.get(range).unwrap_or_default() {
                    if *j as usize == i {
                        continue;
                    }
                    if sum[*j as usize] == 0.0 {
                        touched.push(*j);
                    }
                    sum[*j as usize] += k.weight;
                }
            };
            if to - from <= if k.print { FULL } else { COMMON } {
                add(from..to);
            } else if k.print {
                let here = from + postings[from..to].partition_point(|p| (p.1 as usize) < i);
                let first = from + FIRST;
                add(from..first);
                add(first.max(here.saturating_sub(FIRST))..(here + 1 + FIRST).min(to));
            }
        }
        let mut found: Vec<(usize, f32)> =
            touched.iter().map(|j| (*j as usize, sum[*j as usize])).filter(|(_, w)| *w >= least).collect();
        for j in touched.drain(..) {
            sum[j as usize] = 0.0;
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out.extend(found.iter().take(keep).map(|(j, _)| (i.min(*j), i.max(*j))));
    }
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::{Key, fingerprints, nearest};
    use crate::words::words;

    #[test]
    fn a_shared_run_of_seven_words_is_always_found() {
        let a = fingerprints(&words("x y the guards had left their posts before dawn z").words);
        let b = fingerprints(&words("residents said the guards had left their posts before dawn on Monday").words);
        assert!(a.iter().any(|f| b.contains(f)));
    }

    #[test]
    fn lists_beyond_the_cap_lead_to_the_first_pages() {
        let keys: Vec<Vec<Key>> = (0..500)
            .map(|_| vec![Key { key: 7, print: true, weight: 1.0 }, Key { key: 8, print: false, weight: 1.0 }])
            .collect();
        let near = nearest(&keys, 100, 0.5);
        // Each page of five hundred meets the first six and six on either side; no pair rests on the common word.
        assert!(near.len() < 500 * 19, "{}", near.len());
        assert!(near.contains(&(0, 400)) && near.contains(&(399, 400)) && !near.contains(&(100, 400)));
    }
}
