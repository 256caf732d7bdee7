//! Captures of one page at different moments.
//!
//! What for: an updated page replaces what it said; it is neither a copy nor a second source.
//!
//! Key decision: the address decides, and the text must agree: a site's front page holds other stories under one address each day.

use std::collections::BTreeMap;

use crate::{TraceDoc, candidates::fingerprints, page::Page, page::pages};

/// Two captures of one article address, by address alone.
pub(crate) fn one_address(a: &Page<'_>, b: &Page<'_>) -> bool {
    !a.address.is_empty() && a.address == b.address && names_an_article(&a.address)
}

/// An address with a path or a query; a bare host is a front page.
fn names_an_article(address: &str) -> bool {
    address.contains(['/', '?'])
}

/// `(later, earlier)` ids of revisions of the same page, in order of the later id. A chain of three gives two pairs, each to the one before.
pub fn revisions(docs: &[TraceDoc<'_>]) -> Vec<(String, String)> {
    let (pages, _) = pages(docs);
    let mut by_address: BTreeMap<&str, Vec<&Page<'_>>> = BTreeMap::new();
    for p in &pages {
        if names_an_article(&p.address) {
            by_address.entry(p.address.as_str()).or_default().push(p);
        }
    }
    let mut out = Vec::new();
    for captures in by_address.values().filter(|c| c.len() > 1) {
        let prints: Vec<Vec<u64>> = captures.iter().map(|p| fingerprints(&p.words)).collect();
        for i in 1..captures.len() {
            // The nearest before it that tells the same story; a long chain is searched no further than a few back.
            let before = (i.saturating_sub(4)..i).rev().find(|j| {
                let both = prints[i].iter().filter(|f| prints[*j].binary_search(f).is_ok()).count();
                let least = prints[i].len().min(prints[*j].len());
                let title = |p: &Page<'_>| p.title.iter().map(|w| w.hash).collect::<Vec<_>>();
                both * 4 >= least && least > 0
                    || !captures[i].title.is_empty() && title(captures[i]) == title(captures[*j])
            });
            if let Some(j) = before {
                out.push((captures[i].doc.id.to_owned(), captures[j].doc.id.to_owned()));
            }
        }
    }
    out.sort();
    out
}
