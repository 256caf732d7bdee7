//! Which pages were taken from which.
//!
//! What for: a copy adds a page, never a source.
//!
//! Key decision: every page gets at most one parent, its best one. What a likeness comes from is explained first: where a page is like
//! a copy no more than it is like that copy's own original, the original is its relation, and an agency's later story that re-uses its
//! earlier one is no copy at all.

use model::{Copy, CopyKind, Relation};

use crate::{
    TraceDoc,
    align::Run,
    candidates::{Key, fingerprints, nearest},
    changes::{changes, partners, sentence_span},
    direction::{Direction, direction},
    families::{FAR, Kin, families},
    onesided::{OneSided, one_sided},
    page::{Page, pages},
    pair::{Pair, Ready, measure, shared_runs},
    revisions::one_address,
    weights::{Counts, content},
    words::Sort,
};

/// Pages that each page is compared with at most, by what they share.
const KEEP: usize = 16;
/// Least weight of shared keys that makes a pair worth comparing: two rare words or so.
const LEAST: f32 = 6.0;

/// Pages with the very same words that are compared with everything.
const SAME: usize = 4;

/// Pages with their weights, ready for comparison.
pub(crate) struct Collection<'a> {
    pub(crate) pages: Vec<Page<'a>>,
    /// Index of each page in the documents given.
    pub(crate) order: Vec<usize>,
    pub(crate) stems: Counts,
    pub(crate) anchors: Counts,
}

impl<'a> Collection<'a> {
    pub(crate) fn new(docs: &'a [TraceDoc<'a>]) -> Self {
        let (pages, order) = pages(docs);
        let stems: Vec<Vec<u64>> = pages
            .iter()
            .map(|p| content(p).map(|(_, w)| w.stem).chain(p.title.iter().map(|w| w.stem)).collect())
            .collect();
        let anchors: Vec<Vec<u64>> = pages.iter().map(|p| p.anchors.iter().map(|a| a.key).collect()).collect();
        Self { stems: Counts::of(&stems), anchors: Counts::of(&anchors), pages, order }
    }

    /// What a page may share with another.
    fn keys(&self, page: &Page<'_>) -> Vec<Key> {
        let mut out: Vec<Key> =
            fingerprints(&page.words).into_iter().map(|key| Key { key, print: true, weight: 3.0 }).collect();
        let mut add = |mut keys: Vec<u64>, salt: u64, counts: &Counts| {
            keys.sort_unstable();
            keys.dedup();
            out.extend(keys.into_iter().map(|key| Key {
                key: key ^ salt,
                print: false,
                weight: counts.weight(key) as f32,
            }));
        };
        add(content(page).map(|(_, w)| w.stem).collect(), 0, &self.stems);
        add(page.anchors.iter().map(|a| a.key).collect(), 0xa0c4, &self.anchors);
        out
    }

    /// Pairs worth comparing. Of many pages with the very same words the first few stand for all: each of the others is compared with
    /// the first alone.
    pub(crate) fn candidates(&self) -> Vec<(usize, usize)> {
        let mut same: Vec<(u64, usize)> =
            self.pages.iter().enumerate().filter(|(_, p)| p.live > 0).map(|(i, p)| (p.fingerprint, i)).collect();
        same.sort_unstable();
        let mut stands_behind = vec![None; self.pages.len()];
        for group in same.chunk_by(|a, b| a.0 == b.0) {
            for (_, i) in group.iter().skip(SAME) {
                stands_behind[*i] = Some(group[0].1);
            }
        }
        let keys: Vec<Vec<Key>> = self
            .pages
            .iter()
            .zip(&stands_behind)
            .map(|(p, behind)| if behind.is_none() { self.keys(p) } else { Vec::new() })
            .collect();
        let mut out = nearest(&keys, KEEP, LEAST);
        out.extend(stands_behind.iter().enumerate().filter_map(|(i, behind)| behind.map(|first| (first, i))));
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// One measured pair that is, or would be, a copy. Small: an archive holds millions.
pub(crate) struct Edge {
    pub(crate) log_odds: f64,
    /// Weight of what they share in order, absolute: tells what a likeness goes back to.
    pub(crate) weight: f64,
    pub(crate) copy: usize,
    pub(crate) origin: usize,
    /// How sure the direction is.
    pub(crate) strength: f64,
    /// How clearly the copy itself points to the original.
    pub(crate) pointed: f64,
    /// Two languages.
    pub(crate) translated: bool,
    /// Likeness that is no copying: one newsroom's own later story.
    pub(crate) own: bool,
    /// The family turned it: the other page is the copy than these two alone would say.
    pub(crate) turned: bool,
    /// How clearly the other page points to this copy.
    other_pointed: f64,
    /// As in [`Pair`].
    taken: f64,
    longest_all: f64,
    cover_all: f64,
    days: f64,
    hulls: [(u32, u32); 2],
}

/// Judges two pages, of which the first stands before the second in the order of pages: the edge, where one may be a copy of the
/// other, with what it rests on.
pub(crate) fn judge(
    (i, a): (usize, &Ready<'_, '_>),
    (j, b): (usize, &Ready<'_, '_>),
) -> Option<(Edge, Direction, Pair)> {
    if one_address(a.page, b.page) {
        return None;
    }
    let pair = measure(a, b);
    let log_odds = log_odds(&pair);
    if log_odds <= 0.0 {
        return None;
    }
    let one_sided = if pair.same_language { one_sided(a, b, &shared_runs(a, b)) } else { OneSided::default() };
    let own = own_words(a.page, b.page, &pair);
    let direction = direction(a.page, b.page, &one_sided);
    let (copy, origin) = if direction.first_is_copy { (i, j) } else { (j, i) };
    let edge = Edge {
        log_odds,
        weight: if pair.same_language { pair.chain_weight } else { pair.anchor_weight },
        copy,
        origin,
        strength: direction.strength,
        pointed: direction.pointed,
        translated: !pair.same_language,
        own,
        turned: false,
        other_pointed: direction.turned().pointed,
        taken: pair.taken,
        longest_all: pair.longest_all,
        cover_all: pair.cover_all,
        days: pair.days,
        hulls: pair.hulls,
    };
    Some((edge, direction, pair))
}

impl Edge {
    /// Shares enough to be ordered as a family.
    fn family(&self) -> bool {
        !self.translated && self.taken >= FAMILY && (self.longest_all >= IN_ONE_RUN || self.cover_all >= NEARLY_ALL)
    }
}

/// Words below which a page is one sentence or two.
const FLASH: f64 = 30.0;

/// Log-odds that a pair is copy and original. Weights for one language: fitted by logistic regression on the labelled crises of the
/// repository and on a public set of re-used answers, then rounded; zero is where as many are copies as are not.
/// Those for two languages are set by hand on the few translations there are, for texts whose names are resolved.
fn log_odds(p: &Pair) -> f64 {
    // A page is rewritten while it is news; later likeness is background that everyone has.
    let apart = (p.days - 3.0).clamp(0.0, 7.0) / 7.0;
    if p.same_language {
        let evidence = 5.0 * p.cover
            + 7.0 * p.chain
            + 1.5 * p.order
            + 5.0 * (p.longest.min(25.0) / 25.0)
            // A whole passage word for word was taken, however little of the page it is.
            + 3.0 * ((p.longest - 25.0).clamp(0.0, 25.0) / 25.0)
            + 6.5 * p.partnered
            + 3.0 * p.figures * (p.figure_count.min(4.0) / 4.0)
            + 0.5 * (p.rare.min(6.0) / 6.0)
            + 1.5 * p.credit
            + 3.0 * p.link
            - 2.5 * apart
            // Two happenings of one sort are told in the same words.
            - 1.3 * p.clash;
        // A handful of shared words is chance, however short the pages; and in a flash of one sentence, what happened and who says it
        // are most of the words, which any two flashes of one happening share without a run of them.
        let enough = p.longest >= 8.0 || p.chain_weight >= 14.0 && p.words >= FLASH;
        return if enough { evidence - 8.2 } else { -1.0 };
    }
    0.1 * p.anchor_weight.min(40.0)
        + 3.0 * p.anchors
        + 4.0 * p.figures * (p.figure_count.min(5.0) / 5.0)
        + 2.0 * (p.credit / 0.6).min(1.0)
        + 3.0 * p.link
        - 3.0 * apart
        - 7.2
}

/// Two stories of one newsroom: its own text used again is no copy unless nearly all of it was.
fn own_words(a: &Page<'_>, b: &Page<'_>, pair: &Pair) -> bool {
    let agency = a.dateline.intersection(&b.dateline).next().is_some();
    let outlet = a.newsroom != 0 && a.newsroom == b.newsroom;
    (agency || outlet) && pair.cover_all < 0.6 && pair.same_language
}

/// Pairs of reports of which one was taken from the other, in order of report id.
pub fn copies(docs: &[TraceDoc<'_>]) -> Vec<Copy> {
    let set = Collection::new(docs);
    let ready: Vec<Ready<'_, '_>> = set.pages.iter().map(|p| Ready::new(p, &set.stems, &set.anchors)).collect();
    let mut edges: Vec<Edge> = Vec::new();
    let mut grounds: Vec<(Direction, Pair)> = Vec::new();
    for (i, j) in set.candidates() {
        if let Some((edge, direction, pair)) = judge((i, &ready[i]), (j, &ready[j])) {
            edges.push(edge);
            grounds.push((direction, pair));
        }
    }
    let kept = settle(&mut edges, set.pages.len());
    let mut out: Vec<Copy> = parents(&edges, &kept)
        .into_iter()
        .flatten()
        .map(|e| report(&edges[e], &grounds[e], (&ready[edges[e].copy], &ready[edges[e].origin])))
        .collect();
    out.sort_by(|a, b| a.report.cmp(&b.report).then_with(|| a.of.cmp(&b.of)));
    out
}

/// Words that two pages share to be ordered as a family: with fewer, what they share says too little of which is nearer.
const FAMILY: f64 = 30.0;
/// And in one run at least so many, ...
const IN_ONE_RUN: f64 = 25.0;
/// ... or nearly all of the shorter page. Less is retold: which page it was retold from is not told by counting words.
const NEARLY_ALL: f64 = 0.65;
/// Share of the shorter page from which it is taken word for word.
const EXACT: f64 = 0.9;

/// What families settle: what is known of each page's parent, and which family it is in.
pub(crate) struct Kept(Vec<Settled>, Vec<usize>);

/// What is known of each page's parent from its family.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settled {
    /// Still to be found: the first of its family, or in none.
    Open,
    /// Its link.
    From(usize),
    /// What it has of the family is its own newsroom's.
    Own,
}

/// The edge between two pages; edges stand in order of their two pages, the earlier first.
fn known(edges: &[Edge], a: usize, b: usize) -> Option<usize> {
    let key = (a.min(b), a.max(b));
    edges.binary_search_by_key(&key, |e| (e.copy.min(e.origin), e.copy.max(e.origin))).ok()
}

/// Orders pages that share whole passages, and turns their links accordingly. Edges stand in order of their two pages.
pub(crate) fn settle(edges: &mut [Edge], pages: usize) -> Kept {
    let mut kept = vec![Settled::Open; pages];
    let strong: Vec<usize> = (0..edges.len()).filter(|n| edges[*n].family()).collect();
    let kin: Vec<Kin> = strong
        .iter()
        .map(|n| {
            let e = &edges[*n];
            let first = e.copy.min(e.origin);
            let odds = if e.copy == first { e.strength } else { -e.strength };
            Kin {
                pages: (first, e.copy.max(e.origin)),
                shared: e.taken,
                pointed: e.pointed,
                first_is_copy: odds,
                days: e.days,
                // Measured with the earlier page first.
                hulls: e.hulls,
            }
        })
        .collect();
    let (links, family) = families(&kin, pages);
    for (page, link) in links.iter().enumerate() {
        let Some(n) = link.map(|n| strong[n]) else { continue };
        turn(&mut edges[n], page);
        kept[page] = if edges[n].own { Settled::Own } else { Settled::From(n) };
    }
    // A page that is as like its parent's own original is from there.
    for page in 0..pages {
        for _ in 0..8 {
            let Settled::From(n) = kept[page] else { break };
            let Settled::From(up) = kept[edges[n].origin] else { break };
            let first = edges[up].origin;
            let Some(direct) = known(edges, page, first) else { break };
            let (near, far) = (&edges[n], &edges[direct]);
            // Where a page is taken word for word, one word more is a change that came along; elsewhere it is chance.
            let slack = if near.cover_all >= EXACT { 1.0 } else { 0.985 };
            let far_off = far.days > FAR && near.days <= FAR;
            if first == page || far_off || far.taken < slack * near.taken || edges[n].pointed >= 1.0 {
                break;
            }
            turn(&mut edges[direct], page);
            kept[page] = if edges[direct].own { Settled::Own } else { Settled::From(direct) };
        }
    }
    let mut kept = Kept(kept, family);
    explained(edges, &mut kept);
    kept
}

/// How sure a direction must be to stand although the copy has its text from elsewhere.
const SURE: f64 = 2.0;

/// Of two like pages the one that is from a third page is not from the other: what both have is the third's. Where nothing clear speaks
/// against it, a page that would be the first of both is from it.
fn explained(edges: &mut [Edge], kept: &mut Kept) {
    let found = parents(edges, kept);
    // Where a page could be from, beside its family.
    let mut beside: Vec<Option<usize>> = vec![None; found.len()];
    for e in edges.iter().filter(|e| !e.own && e.strength >= SURE && kept.1[e.copy] != kept.1[e.origin]) {
        beside[e.copy] = Some(e.origin);
    }
    for n in 0..edges.len() {
        let e = &edges[n];
        let open = found[e.origin].is_none() && kept.0[e.origin] == Settled::Open && !e.own && e.strength < SURE;
        let from_third = match found[e.copy] {
            Some(m) if m != n => edges[m].origin != e.origin,
            Some(_) => beside[e.copy].is_some_and(|third| third != e.origin) && beside[e.origin].is_none(),
            None => false,
        };
        if open && from_third {
            let (page, child) = (e.origin, e.copy);
            turn(&mut edges[n], page);
            if kept.0[child] == Settled::From(n) {
                kept.0[child] = Settled::Open;
                kept.0[page] = Settled::From(n);
            }
        }
    }
}

/// Makes `page` the copy of the two.
fn turn(edge: &mut Edge, page: usize) {
    if edge.copy != page {
        std::mem::swap(&mut edge.copy, &mut edge.origin);
        std::mem::swap(&mut edge.pointed, &mut edge.other_pointed);
        edge.strength = -edge.strength;
        edge.turned = !edge.turned;
    }
}

/// The edge to the parent of each page. Edges stand in order of their two pages, the earlier first.
pub(crate) fn parents(edges: &[Edge], Kept(kept, family): &Kept) -> Vec<Option<usize>> {
    let pages = kept.len();
    let mut best: Vec<Option<usize>> = vec![None; pages];
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); pages];
    for (n, e) in edges.iter().enumerate() {
        // Within a family all is said.
        if !e.own && family[e.copy] != family[e.origin] {
            of[e.copy].push(n);
        }
    }
    for (page, list) in of.iter().enumerate() {
        if let Settled::From(n) = kept[page] {
            best[page] = Some(n);
            continue;
        }
        if kept[page] == Settled::Own {
            continue;
        }
        let top = list.iter().map(|n| edges[*n].log_odds).fold(0.0, f64::max);
        let weight =
            list.iter().filter(|n| edges[**n].log_odds >= top - 1.0).map(|n| edges[*n].weight).fold(0.0, f64::max);
        best[page] = list
            .iter()
            .copied()
            .filter(|n| edges[*n].log_odds >= top - 1.0 && edges[*n].weight >= 0.9 * weight)
            // Of near equals the one it points to, then the earliest: pages stand in order of time.
            .min_by(|a, b| {
                edges[*b].pointed.total_cmp(&edges[*a].pointed).then(edges[*a].origin.cmp(&edges[*b].origin))
            });
    }
    // What a likeness to a copy goes back to: the copy's own original, where the page is as like that. Chains are short; a bound keeps
    // a knot of wrong clocks from turning for ever.
    for page in (0..pages).filter(|p| kept[*p] == Settled::Open) {
        for _ in 0..8 {
            let Some(n) = best[page] else { break };
            let Some(up) = best[edges[n].origin] else { break };
            let root = edges[up].origin;
            if root == page {
                break;
            }
            let Some(direct) = known(edges, page, root) else { break };
            // Two copies of one text share what both kept; a page that names the copy itself knows better.
            let names_the_copy = edges[n].pointed > edges[direct].pointed && edges[n].pointed >= 1.0;
            if edges[direct].weight < 0.75 * edges[n].weight || names_the_copy {
                break;
            }
            best[page] = (!edges[direct].own && edges[direct].copy == page).then_some(direct);
        }
    }
    // No page descends from itself: the weakest link of a ring goes.
    for page in 0..pages {
        let mut seen = vec![page];
        let mut at = page;
        while let Some(n) = best[at] {
            at = edges[n].origin;
            if at == page {
                let weakest = seen.iter().copied().min_by(|a, b| {
                    let strength = |p: usize| best[p].map_or(f64::INFINITY, |n| edges[n].strength);
                    strength(*a).total_cmp(&strength(*b)).then(a.cmp(b))
                });
                if let Some(w) = weakest {
                    best[w] = None;
                }
                break;
            }
            if seen.contains(&at) || seen.len() > 64 {
                break;
            }
            seen.push(at);
        }
    }
    best
}

/// How much of what the copy has in common with the original is word for word, 0-1: words in sentences that the original has whole.
fn exactness(copy: &Page<'_>, runs: &[Run]) -> f64 {
    let mut covered = vec![0u32; copy.words.len()];
    for r in runs {
        for c in &mut covered[r.at_copy..r.at_copy + r.len] {
            *c = r.len as u32;
        }
    }
    let (mut whole, mut touched) = (0usize, 0usize);
    for (a, b) in &copy.sentences {
        let (a, b) = (*a as usize, *b as usize);
        let n = b - a;
        let in_runs = covered[a..b].iter().filter(|c| **c >= 4 || **c as usize == n).count();
        if in_runs * 4 < n {
            continue;
        }
        touched += n;
        if in_runs * 10 >= n * 9 {
            whole += n;
        }
    }
    if touched == 0 { 0.0 } else { whole as f64 / touched as f64 }
}

pub(crate) fn report(
    edge: &Edge,
    (direction, pair): &(Direction, Pair),
    (copy, origin): (&Ready<'_, '_>, &Ready<'_, '_>),
) -> Copy {
    // In the right direction, for spans.
    let runs = shared_runs(copy, origin);
    let live = copy.page.live.max(1) as f64;
    let in_runs = runs.iter().filter(|r| r.len >= 4).map(|r| r.len).sum::<usize>() as f64 / live;
    let (kind, shared) = if !pair.same_language {
        (CopyKind::Translation, sentence_spans(copy, origin))
    } else if exactness(copy.page, &runs) >= 0.5 && in_runs >= 0.25 {
        // What is shared is word for word, be it the page or a passage.
        (CopyKind::Verbatim, run_spans(copy.page, origin.page, &runs, 0))
    } else {
        (CopyKind::Rewrite, run_spans(copy.page, origin.page, &runs, 6))
    };
    let odds = 1.0 / (1.0 + (-edge.log_odds).exp());
    let score = if kind == CopyKind::Verbatim { in_runs.min(1.0) } else { odds.min(0.999) };
    let turned;
    let direction = if edge.turned {
        turned = direction.turned();
        &turned
    } else {
        direction
    };
    let mut why = direction.why.clone();
    let relation = relation(edge, copy.page, origin.page);
    match relation {
        Relation::SharedUpstream => {
            why.push("Both pages carry the text of one agency; the earlier stands for it.".to_owned());
        }
        Relation::Unknown => why.push("Which of the two was first is not certain.".to_owned()),
        Relation::Copied => {}
    }
    Copy {
        report: copy.page.doc.id.to_owned(),
        of: origin.page.doc.id.to_owned(),
        kind,
        score: (score * 1000.0).round() / 1000.0,
        changed: changes(copy, origin, &runs, kind),
        shared,
        why,
        relation,
    }
}

/// Log-odds of the direction below which it is not known.
const UNSURE: f64 = 0.5;

/// Whether one page was taken from the other: both may run the text of an agency whose own page is not there, and what the pages say
/// of themselves may leave it open.
fn relation(edge: &Edge, copy: &Page<'_>, origin: &Page<'_>) -> Relation {
    let one_agency = copy.carries.intersection(&origin.carries).any(|a| origin.agency != *a && copy.agency != *a);
    if one_agency && edge.pointed < 1.0 && !edge.translated {
        Relation::SharedUpstream
    } else if edge.strength < UNSURE {
        Relation::Unknown
    } else {
        Relation::Copied
    }
}

/// Runs as byte spans; those no more than `gap` words apart on both sides, in order, are one passage.
fn run_spans(copy: &Page<'_>, origin: &Page<'_>, runs: &[Run], gap: usize) -> Vec<[usize; 4]> {
    let mut passages: Vec<(usize, usize, usize, usize)> = Vec::new();
    for r in runs {
        let telling = copy.words[r.at_copy..r.at_copy + r.len].iter().any(|w| w.sort != Sort::Function);
        if !telling || r.len < 4 && gap == 0 {
            continue;
        }
        if let Some(last) = passages.last_mut()
            && r.at_copy - last.1 <= gap
            && r.at_origin >= last.3
            && r.at_origin - last.3 <= gap
            && gap > 0
        {
            last.1 = r.at_copy + r.len;
            last.3 = r.at_origin + r.len;
            continue;
        }
        passages.push((r.at_copy, r.at_copy + r.len, r.at_origin, r.at_origin + r.len));
    }
    passages
        .into_iter()
        .filter(|(a, b, ..)| b - a >= 4)
        .map(|(a, b, c, d)| {
            [
                copy.words[a].start as usize,
                copy.words[b - 1].end as usize,
                origin.words[c].start as usize,
                origin.words[d - 1].end as usize,
            ]
        })
        .collect()
}

/// Sentences of a translation with the sentence of the original that holds most of their figures and names.
fn sentence_spans(copy: &Ready<'_, '_>, origin: &Ready<'_, '_>) -> Vec<[usize; 4]> {
    partners(copy, origin, &[], CopyKind::Translation)
        .into_iter()
        .map(|(s, t)| {
            let (a, b) = (sentence_span(copy.page, s), sentence_span(origin.page, t));
            [a.start, a.end, b.start, b.end]
        })
        .collect()
}

/// What was measured on one candidate pair: ids, then the figures named by [`feature_names`]. For fitting weights.
#[doc(hidden)]
pub type FeatureRow = (String, String, Vec<f64>);

/// Names of the figures in a [`FeatureRow`].
#[doc(hidden)]
pub fn feature_names() -> Vec<&'static str> {
    crate::pair::NAMES.iter().copied().chain(["log_odds"]).collect()
}

/// Features of all candidate pairs, for fitting.
#[doc(hidden)]
pub fn feature_rows(docs: &[TraceDoc<'_>]) -> Vec<FeatureRow> {
    let set = Collection::new(docs);
    let ready: Vec<Ready<'_, '_>> = set.pages.iter().map(|p| Ready::new(p, &set.stems, &set.anchors)).collect();
    let mut rows = Vec::new();
    for (i, j) in set.candidates() {
        let pair = measure(&ready[i], &ready[j]);
        let mut v = pair.numbers().to_vec();
        v.push(log_odds(&pair));
        rows.push((set.pages[i].doc.id.to_owned(), set.pages[j].doc.id.to_owned(), v));
    }
    rows
}
