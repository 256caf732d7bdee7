//! Compares reports with their texts.
//!
//! Key decision: pairs are taken in blocks that share reports, so that a text is asked back about once however many pairs it stands in,
//! and no more than some hundreds of pages are in memory on each thread.

use std::collections::BTreeMap;

use model::{Copy, Reading};

use super::{Lines, Outlets, Progress, Text, each, marked, sketch};
use crate::{
    TraceDoc,
    copies::{Edge, judge, report},
    page::{Page, finish},
    pair::Ready,
    weights::Counts,
};

/// How alike two reports are.
type Near<'n> = &'n dyn Fn(u32, u32) -> f32;

/// Reports of one block, about.
const BLOCK: usize = 256;
/// Blocks that are in work between two words on progress.
const BLOCKS: usize = 64;

pub(crate) struct Judge<'j> {
    pub(crate) fetch: sketch::Fetch<'j>,
    pub(crate) lines: &'j Lines,
    pub(crate) outlets: &'j Outlets,
    pub(crate) stems: &'j Counts,
    pub(crate) anchors: &'j Counts,
    pub(crate) threads: usize,
}

impl Judge<'_> {
    /// The edges among these pairs, in order of their two reports.
    pub(crate) fn edges(&self, pairs: Vec<(u32, u32)>, near: Near<'_>, progress: Progress<'_>) -> Vec<Edge> {
        let total = pairs.len();
        let blocks = blocks(pairs, near);
        progress("comparing", 0, total);
        let mut out: Vec<Edge> = Vec::new();
        let mut done = 0;
        for some in blocks.chunks(BLOCKS) {
            let found = each(some.len(), self.threads, &|| (), &|(), b| {
                let mut edges = Vec::new();
                self.with(&some[b], &mut |i, j, a, b| {
                    edges.extend(judge((i, a), (j, b)).map(|(edge, ..)| edge));
                });
                edges
            });
            done += some.iter().map(Vec::len).sum::<usize>();
            progress("comparing", done, total);
            out.extend(found.into_iter().flatten());
        }
        out.sort_unstable_by_key(|e| (e.copy.min(e.origin), e.copy.max(e.origin)));
        out
    }

    /// Copies in full, for pairs of which it is known that they are.
    pub(crate) fn reports(&self, wanted: &[&Edge]) -> Vec<Copy> {
        let pair = |e: &Edge| (e.copy.min(e.origin) as u32, e.copy.max(e.origin) as u32);
        let settled: BTreeMap<(u32, u32), &Edge> = wanted.iter().map(|e| (pair(e), *e)).collect();
        let blocks = blocks(wanted.iter().map(|e| pair(e)).collect(), &|_, _| 0.0);
        let found = each(blocks.len(), self.threads, &|| (), &|(), b| {
            let mut copies = Vec::new();
            self.with(&blocks[b], &mut |i, j, a, b| {
                let edge = settled.get(&(i as u32, j as u32));
                if let (Some(edge), Some((_, direction, pair))) = (edge, judge((i, a), (j, b))) {
                    let two = if edge.copy == i { (a, b) } else { (b, a) };
                    copies.push(report(edge, &(direction, pair), two));
                }
            });
            copies
        });
        found.into_iter().flatten().collect()
    }

    /// Makes the pages of a block and hands over each pair.
    fn with(&self, pairs: &[(u32, u32)], take: &mut dyn FnMut(usize, usize, &Ready<'_, '_>, &Ready<'_, '_>)) {
        let mut ranks: Vec<u32> = pairs.iter().flat_map(|p| [p.0, p.1]).collect();
        ranks.sort_unstable();
        ranks.dedup();
        let texts: Vec<Text> = ranks.iter().map(|r| (self.fetch)(*r as usize)).collect();
        let readings: Vec<Reading> = texts.iter().map(Text::reading).collect();
        let docs: Vec<TraceDoc<'_>> = texts.iter().zip(&readings).map(|(t, r)| t.doc(r)).collect();
        let pages: Vec<Page<'_>> = docs
            .iter()
            .map(|d| {
                let mut p = marked(d, self.lines);
                finish(&mut p);
                p.outlet = d.outlet.map_or(0, Outlets::key);
                p.names = self.outlets.named(&p);
                p
            })
            .collect();
        let ready: Vec<Ready<'_, '_>> = pages.iter().map(|p| Ready::new(p, self.stems, self.anchors)).collect();
        let at = |r: u32| ranks.partition_point(|x| *x < r);
        for (i, j) in pairs {
            take(*i as usize, *j as usize, &ready[at(*i)], &ready[at(*j)]);
        }
    }
}

/// Pairs in blocks of about so many reports: reports that are most alike stand together, so that few pairs run from one block into
/// another.
fn blocks(pairs: Vec<(u32, u32)>, near: Near<'_>) -> Vec<Vec<(u32, u32)>> {
    let reports = pairs.iter().map(|p| p.1 as usize + 1).max().unwrap_or(0);
    let mut into: Vec<u32> = (0..reports as u32).collect();
    let mut size: Vec<u32> = vec![1; reports];
    fn root(into: &mut [u32], mut i: u32) -> u32 {
        while into[i as usize] != i {
            into[i as usize] = into[into[i as usize] as usize];
            i = into[i as usize];
        }
        i
    }
    let mut order: Vec<(f32, (u32, u32))> = pairs.into_iter().map(|p| (near(p.0, p.1), p)).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, (a, b)) in &order {
        let (a, b) = (root(&mut into, *a), root(&mut into, *b));
        if a != b && size[a as usize] + size[b as usize] <= BLOCK as u32 {
            into[a.max(b) as usize] = a.min(b);
            size[a.min(b) as usize] += size[a.max(b) as usize];
        }
    }
    let mut sorted: Vec<(u32, (u32, u32))> = order.into_iter().map(|(_, p)| (root(&mut into, p.0), p)).collect();
    sorted.sort_unstable();
    let mut out: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut seen = vec![u32::MAX; reports];
    let mut full = BLOCK;
    let mut last_of = u32::MAX;
    for (of, (a, b)) in sorted {
        // What stands together is not torn apart, unless pairs that run out of it have brought in too many others.
        if full >= BLOCK && of != last_of || full >= 4 * BLOCK {
            out.push(Vec::new());
            full = 0;
        }
        last_of = of;
        let block = out.len() as u32;
        for r in [a, b] {
            if seen[r as usize] != block {
                seen[r as usize] = block;
                full += 1;
            }
        }
        if let Some(last) = out.last_mut() {
            last.push((a, b));
        }
    }
    out
}
