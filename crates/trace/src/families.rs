//! Pages that share text, ordered as one family: who is next to whom, and who was first.
//!
//! What for: of ten pages with one text each is like nine others, and the clock of one of them may be wrong. Pair by pair, one missing
//! date makes the original a copy of its own copies.
//!
//! Key decision: next of kin first, direction second. Pages are joined to those that they share most text with (a change that was made
//! on the way is kept by the copies of the changed page, so nobody shares more with a page than what it was taken from); then the whole
//! tree is given the one root that speaks least against what pages say of themselves. A link that still goes hard against it is cut.

use std::collections::BTreeMap;

use crate::arborescence::{Link, arborescence};

/// Two pages that share text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kin {
    /// The two pages, by their place in the order of pages; the first is the smaller.
    pub(crate) pages: (usize, usize),
    /// How much they share.
    pub(crate) shared: f64,
    /// How clearly one points to the other.
    pub(crate) pointed: f64,
    /// Log-odds that the first is the copy.
    pub(crate) first_is_copy: f64,
    /// Days between them.
    pub(crate) days: f64,
    /// Where what they share stands in either page.
    pub(crate) hulls: [(u32, u32); 2],
}

/// A page that many others stand next to is more likely the one they are from.
const HUB: f64 = 0.15;
/// Neighbours that count for that.
const HUBS: usize = 6;
/// Days from which a date that stands before all others is as likely wrong.
pub(crate) const FAR: f64 = 3.0;
/// Log-odds at which a link that the family would turn is no link.
const AGAINST: f64 = -3.5;

/// A link weaker than this share of what both pages share with others joins no families: a page may be made of two.
const SECOND: f64 = 0.8;
/// Nor does one whose text stands elsewhere in a page than what that shares with its nearest: of the shorter stretch, so much meets.
const MEET: f64 = 0.3;

/// For each page the index of the link to its parent; and its family, by one of its pages.
pub(crate) fn families(kin: &[Kin], pages: usize) -> (Vec<Option<usize>>, Vec<usize>) {
    // Heaviest first; of equals the one that is pointed to, then the earliest page, unless its date stands far off.
    let mut order: Vec<usize> = (0..kin.len()).collect();
    let weight = |k: &Kin| k.shared * (1.0 + 0.02 * k.pointed.min(1.0));
    order.sort_by(|a, b| {
        let (x, y) = (&kin[*a], &kin[*b]);
        weight(y)
            .total_cmp(&weight(x))
            .then(y.pointed.total_cmp(&x.pointed))
            .then((x.days > FAR).cmp(&(y.days > FAR)))
            .then(x.pages.cmp(&y.pages))
    });
    let mut into: Vec<usize> = (0..pages).collect();
    let mut near: Vec<Vec<(usize, usize)>> = vec![Vec::new(); pages];
    let mut most: Vec<(f64, (u32, u32))> = vec![(0.0, (0, 0)); pages];
    for n in order {
        let (a, b) = kin[n].pages;
        let (x, y) = (root(&mut into, a), root(&mut into, b));
        let weak = kin[n].shared < SECOND * most[a].0.min(most[b].0);
        let away = |page: usize, hull| most[page].0 > 0.0 && !meet(most[page].1, hull);
        if x != y && !weak && !away(a, kin[n].hulls[0]) && !away(b, kin[n].hulls[1]) {
            for (page, hull) in [(a, kin[n].hulls[0]), (b, kin[n].hulls[1])] {
                if most[page].0 == 0.0 {
                    most[page] = (kin[n].shared, hull);
                }
            }
            into[x.max(y)] = x.min(y);
            near[a].push((b, n));
            near[b].push((a, n));
        }
    }
    let family_of: Vec<usize> = (0..pages).map(|p| root(&mut into, p)).collect();
    let mut out = vec![None; pages];
    let mut seen = vec![false; pages];
    for start in 0..pages {
        if seen[start] || near[start].is_empty() {
            continue;
        }
        // The family from this page outward, each with the page and link it was reached by.
        let mut family: Vec<(usize, usize, usize)> = vec![(start, usize::MAX, usize::MAX)];
        seen[start] = true;
        let mut at = 0;
        while at < family.len() {
            for (next, n) in &near[family[at].0] {
                if !seen[*next] {
                    seen[*next] = true;
                    family.push((*next, family[at].0, *n));
                }
            }
            at += 1;
        }
        let first = first_of(kin, &family, &near);
        // Outward again, from the root.
        let mut open = vec![(first, usize::MAX)];
        while let Some((page, from)) = open.pop() {
            for (next, n) in &near[page] {
                if *next != from {
                    out[*next] = Some(*n);
                    open.push((*next, page));
                }
            }
        }
    }
    hang(kin, &family_of, &mut out);
    for (page, link) in out.iter_mut().enumerate() {
        *link = link.filter(|n| odds(&kin[*n], page) > AGAINST);
    }
    (out, family_of)
}

/// Pages of a family up to which the best of all trees is sought.
const SMALL: usize = 256;
/// What each word fewer than a page shares with its nearest speaks against a link, and what they speak together at most, but for a
/// little for each more.
const WORD: f64 = 0.5;
const WORDS: f64 = 4.0;
const MORE: f64 = 0.02;
/// How much direction counts beside nearness.
const DIRECTED: f64 = 1.5;

/// Hangs the pages of each family on one root so that nearness and direction, link by link, agree best.
fn hang(kin: &[Kin], family_of: &[usize], links: &mut [Option<usize>]) {
    let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, k) in kin.iter().enumerate() {
        if family_of[k.pages.0] == family_of[k.pages.1] {
            of.entry(family_of[k.pages.0]).or_default().push(n);
        }
    }
    for list in of.into_values().filter(|l| l.len() > 1) {
        let mut members: Vec<usize> = list.iter().flat_map(|n| [kin[*n].pages.0, kin[*n].pages.1]).collect();
        members.sort_unstable();
        members.dedup();
        if members.len() > SMALL {
            continue;
        }
        let place = |page: usize| members.binary_search(&page).unwrap_or(0);
        let mut most = vec![0.0f64; members.len()];
        for n in &list {
            for page in [kin[*n].pages.0, kin[*n].pages.1] {
                most[place(page)] = most[place(page)].max(kin[*n].shared);
            }
        }
        // What speaks for each link, either way round; `nearest` gives what the two share at most, with whom it may be.
        let ways = |nearest: &dyn Fn(usize, usize) -> f64| -> Vec<Link> {
            let way = |k: &Kin, parent: usize, child: usize| {
                let (p, c) = (place(parent), place(child));
                let fewer = (nearest(p, c) - k.shared).max(0.0);
                let near = (WORD * fewer).min(WORDS) + MORE * fewer;
                // How sure a direction is makes no page nearer: the log of its probability.
                Link { parent: p, child: c, value: -DIRECTED * (-odds(k, child)).exp().ln_1p() - near }
            };
            let two = |n: &usize| {
                [way(&kin[*n], kin[*n].pages.0, kin[*n].pages.1), way(&kin[*n], kin[*n].pages.1, kin[*n].pages.0)]
            };
            list.iter().flat_map(two).collect()
        };
        // First the root. What a link loses counts the same both ways, since to be the centre of many makes no page a copy.
        let mut both = ways(&|p, c| most[p].max(most[c]));
        let mut hub = vec![0usize; members.len()];
        for n in &list {
            for (parent, child) in [kin[*n].pages, (kin[*n].pages.1, kin[*n].pages.0)] {
                hub[place(parent)] += usize::from(most[place(child)] - kin[*n].shared <= 0.5);
            }
        }
        // One root only: each costs more than all else together.
        let cost: f64 = both.iter().map(|w| w.value.abs()).sum::<f64>() + 100.0;
        let above = members.len();
        for (p, n) in hub.iter().enumerate() {
            both.push(Link { parent: above, child: p, value: HUB * (*n).min(HUBS) as f64 - cost });
        }
        let found = arborescence(above + 1, above, &both);
        let Some(root) = found.iter().position(|n| n.is_some_and(|n| both[n].parent == above)) else { continue };
        // Then each page under the one that it has most from, those left out that have it from the page itself.
        let up = |page: usize| found[page].map(|n| both[n].parent).filter(|p| *p != above);
        let mut from = vec![0.0f64; members.len()];
        for n in &list {
            for (parent, child) in [kin[*n].pages, (kin[*n].pages.1, kin[*n].pages.0)] {
                let (p, c) = (place(parent), place(child));
                if std::iter::successors(Some(p), |at| up(*at)).all(|at| at != c) {
                    from[c] = from[c].max(kin[*n].shared);
                }
            }
        }
        let found = arborescence(members.len(), root, &ways(&|_, c| from[c]));
        for (page, found) in members.iter().zip(found) {
            links[*page] = found.map(|n| list[n / 2]);
        }
    }
}

/// Two stretches of one page that have enough in common to be one text.
fn meet(a: (u32, u32), b: (u32, u32)) -> bool {
    let both = f64::from(a.1.min(b.1).saturating_sub(a.0.max(b.0)));
    let least = f64::from((a.1.saturating_sub(a.0)).min(b.1.saturating_sub(b.0)));
    both >= MEET * least
}

/// Log-odds that `copy`, one of the two, is the copy.
fn odds(k: &Kin, copy: usize) -> f64 {
    if k.pages.0 == copy { k.first_is_copy } else { -k.first_is_copy }
}

/// The root that agrees best with all links of a family: worked out for one page, then from each page for its neighbours, since only
/// the link between two neighbours turns.
fn first_of(kin: &[Kin], family: &[(usize, usize, usize)], near: &[Vec<(usize, usize)>]) -> usize {
    let hub = |page: usize| HUB * near[page].len().min(HUBS) as f64;
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    let start: f64 = family.iter().skip(1).map(|(page, _, n)| odds(&kin[*n], *page)).sum();
    let mut best = (family[0].0, start + hub(family[0].0));
    sums.insert(family[0].0, start);
    for (page, from, n) in family.iter().skip(1) {
        let sum = sums.get(from).copied().unwrap_or(0.0) - 2.0 * odds(&kin[*n], *page);
        sums.insert(*page, sum);
        let value = sum + hub(*page);
        if value > best.1 + 1e-9 || (value - best.1).abs() <= 1e-9 && *page < best.0 {
            best = (*page, value);
        }
    }
    best.0
}

fn root(into: &mut [usize], mut i: usize) -> usize {
    while into[i] != i {
        into[i] = into[into[i]];
        i = into[i];
    }
    i
}

#[cfg(test)]
mod tests {
    use super::{Kin, families};

    fn kin(a: usize, b: usize, shared: f64, first_is_copy: f64) -> Kin {
        Kin { pages: (a, b), shared, pointed: 0.0, first_is_copy, days: 1.0, hulls: [(0, 300); 2] }
    }

    /// Parents as page numbers.
    fn parents(kin: &[Kin], pages: usize) -> Vec<Option<usize>> {
        let (links, _) = families(kin, pages);
        links
            .iter()
            .enumerate()
            .map(|(p, n)| n.map(|n| if kin[n].pages.0 == p { kin[n].pages.1 } else { kin[n].pages.0 }))
            .collect()
    }

    #[test]
    fn a_change_on_the_way_tells_the_chain() {
        // 1 changed the text of 0, and 2 has the change.
        let k = [kin(0, 1, 300.0, -2.0), kin(0, 2, 295.0, -2.0), kin(1, 2, 300.5, -2.0)];
        assert_eq!(parents(&k, 3), [None, Some(0), Some(1)]);
    }

    #[test]
    fn copies_hang_on_their_original_though_it_has_no_date() {
        // Page 3 has no date, so that it stands last; all share most with it.
        let k = [
            kin(0, 3, 300.0, 0.4),
            kin(1, 3, 300.0, 0.4),
            kin(2, 3, 300.0, 0.4),
            kin(0, 1, 290.0, -2.0),
            kin(0, 2, 290.0, -2.0),
            kin(1, 2, 290.0, -2.0),
        ];
        assert_eq!(parents(&k, 4), [Some(3), Some(3), Some(3), None]);
    }

    #[test]
    fn one_paragraph_on_many_pages_joins_no_families() {
        // 2 is from 0 and 3 from 1; both have a paragraph in common beside.
        let k = [kin(0, 2, 100.0, -2.0), kin(1, 3, 100.0, -2.0), kin(2, 3, 40.0, -2.0)];
        assert_eq!(parents(&k, 4), [None, None, Some(0), Some(1)]);
    }

    #[test]
    fn a_page_that_has_other_words_from_either_joins_no_families() {
        let k = [
            Kin { hulls: [(0, 60), (40, 100)], ..kin(0, 2, 50.0, -2.0) },
            Kin { hulls: [(0, 60), (40, 100)], ..kin(1, 3, 50.0, -2.0) },
            Kin { hulls: [(0, 40), (0, 40)], ..kin(2, 3, 49.0, -2.0) },
        ];
        assert_eq!(parents(&k, 4), [None, None, Some(0), Some(1)]);
    }

    #[test]
    fn a_page_made_of_two_is_the_root_of_neither() {
        let k = [kin(0, 2, 100.0, -6.0), kin(1, 2, 90.0, -6.0)];
        let found = parents(&k, 3);
        assert_eq!((found[0], found[1]), (None, None));
        assert!(found[2].is_some());
    }
}
