//! The best way to hang a family of pages on one root.
//!
//! Key decision: Chu, Liu and Edmonds: each page takes its best link, rings are drawn together into one page and solved again. Exact,
//! with a cost of links times pages, so that callers limit both.

/// A link that `child` may hang on `parent` by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) parent: usize,
    pub(crate) child: usize,
    /// What speaks for it.
    pub(crate) value: f64,
}

/// For each page the link it hangs on, with the greatest sum of values; `None` for the root and for a page that no link leads to.
pub(crate) fn arborescence(pages: usize, root: usize, links: &[Link]) -> Vec<Option<usize>> {
    // Of equals the first wins.
    let mut best: Vec<Option<usize>> = vec![None; pages];
    for (n, l) in links.iter().enumerate() {
        if l.child != root && l.child != l.parent && best[l.child].is_none_or(|b| l.value > links[b].value) {
            best[l.child] = Some(n);
        }
    }
    // Rings: each page walks up until it meets a page seen before.
    let mut walk = vec![usize::MAX; pages];
    let mut ring = vec![usize::MAX; pages];
    let mut rings = 0;
    for start in 0..pages {
        let mut at = start;
        while walk[at] == usize::MAX {
            walk[at] = start;
            let Some(n) = best[at] else { break };
            at = links[n].parent;
        }
        let open = walk[at] == start && ring[at] == usize::MAX && best[at].is_some();
        if open {
            let first = at;
            loop {
                ring[at] = rings;
                let Some(n) = best[at] else { break };
                at = links[n].parent;
                if at == first {
                    break;
                }
            }
            rings += 1;
        }
    }
    if rings == 0 {
        return best;
    }
    // Rings come first, then the pages in none.
    let mut name = vec![0; pages];
    let mut next = rings;
    for page in 0..pages {
        name[page] = ring[page];
        if ring[page] == usize::MAX {
            name[page] = next;
            next += 1;
        }
    }
    let mut of: Vec<usize> = Vec::new();
    let mut outer: Vec<Link> = Vec::new();
    for (n, l) in links.iter().enumerate() {
        let (parent, child) = (name[l.parent], name[l.child]);
        if parent != child {
            let given_up =
                if ring[l.child] == usize::MAX { 0.0 } else { best[l.child].map_or(0.0, |b| links[b].value) };
            outer.push(Link { parent, child, value: l.value - given_up });
            of.push(n);
        }
    }
    for n in arborescence(next, name[root], &outer).into_iter().flatten() {
        let n = of[n];
        best[links[n].child] = Some(n);
    }
    // Pages in no ring have what the outer solution gave them; those that it left have none.
    best
}

#[cfg(test)]
mod tests {
    use super::{Link, arborescence};

    fn parents(pages: usize, root: usize, links: &[(usize, usize, f64)]) -> Vec<Option<usize>> {
        let links: Vec<Link> =
            links.iter().map(|(parent, child, value)| Link { parent: *parent, child: *child, value: *value }).collect();
        arborescence(pages, root, &links).into_iter().map(|n| n.map(|n| links[n].parent)).collect()
    }

    #[test]
    fn a_ring_is_broken_where_it_costs_least() {
        let links = [(1, 2, 5.0), (2, 1, 5.0), (0, 1, 1.0), (0, 2, 2.0)];
        assert_eq!(parents(3, 0, &links), [None, Some(2), Some(0)]);
        // Two rings that hang together.
        let links =
            [(1, 2, 9.0), (2, 1, 9.0), (3, 4, 9.0), (4, 3, 9.0), (2, 3, 4.0), (4, 1, 5.0), (0, 3, 1.0), (0, 2, 1.5)];
        assert_eq!(parents(5, 0, &links), [None, Some(4), Some(1), Some(0), Some(3)]);
    }

    #[test]
    fn it_is_the_best_of_all() {
        // All ways to hang four pages on a fifth, tried one by one.
        let pages = 5;
        for seed in 0..200u64 {
            let mut links = Vec::new();
            for parent in 0..pages {
                for child in 1..pages {
                    if parent != child {
                        let h = crate::words::mix(seed * 100 + (parent * pages + child) as u64);
                        links.push((parent, child, (h % 1000) as f64));
                    }
                }
            }
            let value = |p: usize, c: usize| links.iter().find(|l| (l.0, l.1) == (p, c)).map_or(f64::MIN, |l| l.2);
            let mut most = f64::MIN;
            for code in 0..pages.pow(4) {
                let up: Vec<usize> = (0..4).map(|i| code / pages.pow(i) % pages).collect();
                let rooted = (1..pages).all(|mut at| {
                    (0..pages).any(|_| {
                        at = if at == 0 { 0 } else { up[at - 1] };
                        at == 0
                    })
                });
                if rooted && (1..pages).all(|c| up[c - 1] != c) {
                    most = most.max((1..pages).map(|c| value(up[c - 1], c)).sum());
                }
            }
            let found = parents(pages, 0, &links);
            let sum: f64 = (1..pages).map(|c| value(found[c].expect("all hang somewhere"), c)).sum();
            assert_eq!(sum, most, "{seed}");
        }
    }
}
