//! Runs of words that two texts share, and the heaviest chain of shared facts that stands in the same order in both.
//!
//! Key decision: both are found in near-linear time (hashed three-word seeds with few positions each; a chain over sparse matches by a
//! prefix-maximum tree), so that a text of one repeated word costs no more than any other.

use crate::words::{Word, join};

/// Equal runs of words: `at_copy..at_copy + len` and `at_origin..at_origin + len`, as indexes of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) at_copy: usize,
    pub(crate) at_origin: usize,
    pub(crate) len: usize,
}

/// Words in a seed: shorter runs are chance.
pub(crate) const SEED: usize = 3;
/// Positions of one seed that are tried.
const POSITIONS: usize = 8;

/// Hash of each three-word seed of a text with its position, sorted; seeds that touch furniture are left out.
pub(crate) fn seeds(words: &[Word]) -> Vec<(u64, u32)> {
    let mut out: Vec<(u64, u32)> = words
        .windows(SEED)
        .enumerate()
        .filter(|(_, w)| w.iter().all(|w| !w.furniture))
        .map(|(i, w)| (w.iter().fold(0x5eed, |h, w| join(h, w.hash)), i as u32))
        .collect();
    out.sort_unstable();
    out
}

/// Longest runs from left to right: at each word of the copy the longest run that begins there, then on after its end.
pub(crate) fn runs(copy: &[Word], copy_seeds: &[(u64, u32)], origin: &[Word], origin_seeds: &[(u64, u32)]) -> Vec<Run> {
    // Where the copy has a seed of the origin, and where that seed begins among the origin's: most pairs share hardly any.
    let mut met: Vec<(u32, u32)> = Vec::new();
    let mut from = 0;
    for (key, at) in copy_seeds {
        while origin_seeds.get(from).is_some_and(|s| s.0 < *key) {
            from += 1;
        }
        if origin_seeds.get(from).is_some_and(|s| s.0 == *key) {
            met.push((*at, from as u32));
        }
    }
    met.sort_unstable();
    let mut out: Vec<Run> = Vec::new();
    let mut past = 0;
    for (i, from) in met {
        let (i, from) = (i as usize, from as usize);
        // Within the run before.
        if i < past {
            continue;
        }
        let key = origin_seeds[from].0;
        let mut best: Option<Run> = None;
        // Of equal runs the one that goes on after the run before wins, so that spans stay in order.
        let expect = out.last().map_or(0, |r| r.at_origin + r.len);
        for (_, at) in origin_seeds[from..].iter().take_while(|s| s.0 == key).take(POSITIONS) {
            let at = *at as usize;
            let len = copy[i..]
                .iter()
                .zip(&origin[at..])
                .take_while(|(a, b)| a.hash == b.hash && !a.furniture && !b.furniture)
                .count();
            let run = Run { at_copy: i, at_origin: at, len };
            let better =
                best.is_none_or(|b| len > b.len || len == b.len && at.abs_diff(expect) < b.at_origin.abs_diff(expect));
            if len >= SEED && better {
                best = Some(run);
            }
        }
        if let Some(run) = best {
            past = i + run.len;
            out.push(run);
        }
    }
    out
}

/// Heaviest chain of matches `(position in copy, position in origin, weight)` that rises in both; its weight and its matches.
pub(crate) fn chain(mut matches: Vec<(u32, u32, f64)>) -> (f64, Vec<(u32, u32, f64)>) {
    // Rising in the copy, falling in the origin among equals: no two matches of one word chain.
    matches.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    let size = matches.iter().map(|m| m.1 as usize + 1).max().unwrap_or(0);
    // A tree of prefix maxima: heaviest chain that ends before a position of the origin, with its last match.
    let mut tree: Vec<(f64, usize)> = vec![(0.0, usize::MAX); size + 1];
    let mut back = vec![usize::MAX; matches.len()];
    let mut best = (0.0, usize::MAX);
    for (n, (_, b, w)) in matches.iter().enumerate() {
        let mut at = *b as usize;
        let mut found = (0.0, usize::MAX);
        while at > 0 {
            if tree[at].0 > found.0 {
                found = tree[at];
            }
            at &= at - 1;
        }
        back[n] = found.1;
        let here = (found.0 + w, n);
        if here.0 > best.0 {
            best = here;
        }
        let mut at = *b as usize + 1;
        while at <= size {
            if here.0 > tree[at].0 {
                tree[at] = here;
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut path = Vec::new();
    let mut at = best.1;
    while at != usize::MAX {
        path.push(matches[at]);
        at = back[at];
    }
    path.reverse();
    (best.0, path)
}

#[cfg(test)]
mod tests {
    use super::{chain, runs, seeds};
    use crate::words::words;

    #[test]
    fn runs_are_the_longest_in_order() {
        let origin = words("one two three four five six seven eight nine ten").words;
        let copy = words("zero two three four five new seven eight nine ten").words;
        let r = runs(&copy, &seeds(&copy), &origin, &seeds(&origin));
        assert_eq!(r.iter().map(|r| (r.at_copy, r.at_origin, r.len)).collect::<Vec<_>>(), [(1, 1, 4), (6, 6, 4)]);
    }

    #[test]
    fn the_heaviest_chain_rises_in_both() {
        let (w, path) = chain(vec![(0, 5, 1.0), (1, 1, 1.0), (2, 2, 1.0), (3, 0, 1.5), (4, 4, 1.0)]);
        assert_eq!(w, 3.0);
        assert_eq!(path.iter().map(|m| m.0).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!(chain(Vec::new()).0, 0.0);
    }
}
