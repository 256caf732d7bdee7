//! Events: which reports tell of one happening, and which claims of a report belong to another one.
//!
//! What for: questions are asked of one event; the prison break of 2022 must not answer for the one of 2026.
//!
//! Key decision: reports are joined by what they share (names, places, figures), and parted by what cannot be: a day or a year that
//! excludes the other's, a page older than the happening. A place elsewhere weakens a link but does not veto it, because placing an
//! event wrongly is one of the errors to be found. A copy belongs where its original does.

use std::collections::{BTreeMap, BTreeSet};

use model::{Claim, Copy, EvidencePart, Pin, PinKind, Slot, content_id};
use trace::voices::fold;

use crate::{
    board::alike,
    page::{Dated, Page, days, km},
};

/// Where each claim belongs.
#[derive(Debug, Default)]
pub(crate) struct Events {
    /// For each page: the number of its own event.
    pub(crate) of_page: Vec<usize>,
    /// For each page, for each of its claims: event number.
    pub(crate) of_claim: Vec<Vec<usize>>,
    /// Events by number.
    pub(crate) list: Vec<Cluster>,
}

/// One event while it is being made.
#[derive(Debug, Default)]
pub(crate) struct Cluster {
    pub(crate) pages: Vec<usize>,
    pub(crate) background: bool,
    pub(crate) day: Option<Dated>,
    pub(crate) id: String,
    pub(crate) why: Vec<String>,
    sum: BTreeMap<String, f64>,
    places: BTreeMap<String, usize>,
    points: Vec<(f64, f64)>,
    home: Option<(f64, f64)>,
    day_votes: BTreeMap<Dated, usize>,
    kinds: BTreeMap<&'static str, usize>,
    /// How many pages name each country, and each actor.
    countries: BTreeMap<String, usize>,
    actors: BTreeMap<String, usize>,
    /// True where no page has a date of publication.
    undated: bool,
    /// How many pages name each place.
    keys: BTreeMap<String, usize>,
    /// Year and names, for events that are only mentioned.
    pub(crate) year: Option<i16>,
}

/// Affinity at which a page joins an event, where both have a day and a place; what adds up to it is in [`Cluster::affinity`].
const JOIN: f64 = 1.45;
/// What a place elsewhere counts where everything else is the same.
const STRAYED: f64 = 0.6;
/// Kilometres within which the place of one happening may be mistaken.
const A_DAYS_DRIVE: f64 = 300.0;
/// What is asked less where there is no day, or no place, to compare.
const UNKNOWN: f64 = 0.42;

/// `pins` are decisions of people on two reports, which go before all else.
pub(crate) fn cluster(pages: &[Page<'_>], copies: &[Copy], pins: &[Pin]) -> Events {
    let index: BTreeMap<&str, usize> = pages.iter().enumerate().map(|(i, p)| (p.report.id.as_str(), i)).collect();
    let mut linked: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for c in copies {
        if let (Some(&a), Some(&b)) = (index.get(c.report.as_str()), index.get(c.of.as_str())) {
            linked.entry(a).or_default().push(b);
            linked.entry(b).or_default().push(a);
        }
    }
    let vectors = weighted(pages);
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by_key(|&i| {
        (
            pages[i].day.is_none(),
            pages[i].report.published.as_ref().map(model::Moment::seconds),
            pages[i].report.id.clone(),
        )
    });
    let mut list: Vec<Cluster> = Vec::new();
    let mut of_page: Vec<Option<usize>> = vec![None; pages.len()];
    let mut postings: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let put = |list: &mut Vec<Cluster>,
               postings: &mut BTreeMap<String, BTreeSet<usize>>,
               of: &mut Vec<Option<usize>>,
               i: usize,
               e: usize| {
        list[e].take(i, &pages[i], &vectors[i]);
        for (term, w) in &vectors[i] {
            if *w > 0.08 {
                postings.entry(term.clone()).or_default().insert(e);
            }
        }
        of[i] = Some(e);
    };
    for &i in &order {
        if of_page[i].is_some() {
            continue;
        }
        // the same words about another year are no copy of the happening
        let by_copy = linked.get(&i).and_then(|l| {
            let near = |j: usize| match (pages[i].day, pages[j].day) {
                (Some(a), Some(b)) => days(a, b).abs() < 300,
                _ => true,
            };
            l.iter()
                .filter_map(|&j| of_page[j].map(|e| (j, e)))
                .find(|&(j, e)| near(j) || !list[e].vetoes(&pages[i]))
                .map(|(_, e)| e)
        });
        let target = by_copy.or_else(|| best(&list, &postings, pages, &vectors, i, None));
        let e = target.unwrap_or_else(|| {
            list.push(Cluster::default());
            list.len() - 1
        });
        put(&mut list, &mut postings, &mut of_page, i, e);
    }
    // second look: with whole events to compare with, a page that came early may sit better elsewhere
    let first: Vec<Option<usize>> = of_page.clone();
    for &i in &order {
        if linked.contains_key(&i) {
            continue;
        }
        let now = first[i];
        if let Some(better) = best(&list, &postings, pages, &vectors, i, now)
            && Some(better) != of_page[i]
        {
            of_page[i] = Some(better);
        }
    }
    let mut fresh: BTreeMap<usize, Cluster> = BTreeMap::new();
    for &i in &order {
        fresh.entry(of_page[i].unwrap_or(0)).or_default().take(i, &pages[i], &vectors[i]);
    }
    let mut list: Vec<Cluster> = fresh.into_values().collect();
    merge(&mut list, pages, &vectors);
    let decided: Vec<(PinKind, usize, usize, &Pin)> = pins
        .iter()
        .filter(|p| p.kind.matter() == "event")
        .filter_map(|p| Some((p.kind, *index.get(p.a.as_str())?, *index.get(p.b.as_str())?, p)))
        .collect();
    if !decided.is_empty() {
        list = pinned(&list, &decided, &linked, pages, &vectors);
    }
    for c in &mut list {
        c.settle();
    }
    list.sort_by(|a, b| {
        (std::cmp::Reverse(a.pages.len()), &pages[a.pages[0]].report.id)
            .cmp(&(std::cmp::Reverse(b.pages.len()), &pages[b.pages[0]].report.id))
    });
    let mut of: Vec<usize> = vec![0; pages.len()];
    for (e, c) in list.iter().enumerate() {
        for &i in &c.pages {
            of[i] = e;
        }
    }
    let mut events = Events { of_page: of, of_claim: Vec::new(), list };
    events.split_background(pages);
    for (n, c) in events.list.iter_mut().enumerate() {
        let first = c
            .pages
            .iter()
            .map(|&i| {
                (pages[i].report.published.as_ref().map_or(i64::MAX, model::Moment::seconds), &pages[i].report.id)
            })
            .min();
        let head = first.map_or(String::new(), |(_, id)| id.clone());
        let extra = if c.background { format!("{}#{}", c.year.unwrap_or(0), n) } else { String::new() };
        c.id = content_id("e", &[&head, &extra]);
    }
    events
}

/// Events as people decided: those of two reports made one, or a report moved out of another's event with what was copied from it.
/// Parting goes last, so that of two decisions that exclude each other the parting holds.
fn pinned(
    list: &[Cluster],
    decided: &[(PinKind, usize, usize, &Pin)],
    linked: &BTreeMap<usize, Vec<usize>>,
    pages: &[Page<'_>],
    vectors: &[BTreeMap<String, f64>],
) -> Vec<Cluster> {
    let mut of: Vec<usize> = vec![0; pages.len()];
    for (e, c) in list.iter().enumerate() {
        for &i in &c.pages {
            of[i] = e;
        }
    }
    let mut fresh = list.len();
    let mut why: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for &(_, a, b, pin) in decided.iter().filter(|d| d.0 == PinKind::SameEvent) {
        let (into, from) = (of[a], of[b]);
        of.iter_mut().filter(|e| **e == from).for_each(|e| *e = into);
        why.entry(a).or_default().push(pin.sentence());
    }
    for &(_, a, b, pin) in decided.iter().filter(|d| d.0 == PinKind::OtherEvent) {
        if of[a] == of[b] {
            // whoever was decided to be with b, and its copies, go with it; a stays
            let mut leave: BTreeSet<usize> = BTreeSet::from([b]);
            let mut next = vec![b];
            while let Some(i) = next.pop() {
                let with = decided
                    .iter()
                    .filter(|d| d.0 == PinKind::SameEvent)
                    .flat_map(|d| [(d.1 == i).then_some(d.2), (d.2 == i).then_some(d.1)].into_iter().flatten());
                let copied = linked.get(&i).into_iter().flatten().copied();
                for j in with.chain(copied) {
                    if j != a && of[j] == of[a] && leave.insert(j) {
                        next.push(j);
                    }
                }
            }
            for i in leave {
                of[i] = fresh;
            }
            fresh += 1;
        }
        why.entry(b).or_default().push(pin.sentence());
    }
    let mut out: BTreeMap<usize, Cluster> = BTreeMap::new();
    for i in 0..pages.len() {
        let c = out.entry(of[i]).or_default();
        c.take(i, &pages[i], &vectors[i]);
        c.why.extend(why.remove(&i).unwrap_or_default());
    }
    out.into_values().collect()
}

/// Terms weighted by how rare they are, unit length. The prior keeps a small set from calling its own subject common.
fn weighted(pages: &[Page<'_>]) -> Vec<BTreeMap<String, f64>> {
    let mut df: BTreeMap<&str, f64> = BTreeMap::new();
    for p in pages {
        for t in p.terms.keys() {
            *df.entry(t).or_default() += 1.0;
        }
    }
    let n = pages.len() as f64 + 60.0;
    pages
        .iter()
        .map(|p| {
            let mut v: BTreeMap<String, f64> = p
                .terms
                .iter()
                .map(|(t, w)| (t.clone(), w.sqrt() * (n / (df[t.as_str()] + 1.0)).ln().max(0.05)))
                .collect();
            // keep what tells most: bounds the cost of very long pages
            if v.len() > 400 {
                let mut by: Vec<(f64, String)> = v.iter().map(|(t, w)| (*w, t.clone())).collect();
                by.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
                v = by.into_iter().take(400).map(|(w, t)| (t, w)).collect();
            }
            let norm = v.values().map(|w| w * w).sum::<f64>().sqrt().max(1e-9);
            v.values_mut().for_each(|w| *w /= norm);
            v
        })
        .collect()
}

fn best(
    list: &[Cluster],
    postings: &BTreeMap<String, BTreeSet<usize>>,
    pages: &[Page<'_>],
    vectors: &[BTreeMap<String, f64>],
    i: usize,
    own: Option<usize>,
) -> Option<usize> {
    let mut candidates: BTreeMap<usize, usize> = BTreeMap::new();
    for (term, w) in &vectors[i] {
        if *w > 0.08
            && let Some(found) = postings.get(term)
        {
            for &e in found {
                *candidates.entry(e).or_default() += 1;
            }
        }
    }
    let mut top: Option<(f64, usize)> = None;
    if let Some(d) = pages[i].own_day() {
        for (e, c) in list.iter().enumerate() {
            if c.day.is_some_and(|o| o.gap(d) <= 1) {
                *candidates.entry(e).or_default() += 2;
            }
        }
    }
    for (&e, _) in candidates.iter().filter(|(_, n)| **n >= 2) {
        let c = &list[e];
        if own == Some(e) && c.pages.len() == 1 {
            continue;
        }
        let Some(score) = c.affinity(&pages[i], &vectors[i], own == Some(e)) else { continue };
        if score >= 0.0 && top.is_none_or(|(s, _)| score > s) {
            top = Some((score, e));
        }
    }
    top.map(|(_, e)| e)
}

fn dot(a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>) -> f64 {
    let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
    small.iter().filter_map(|(t, w)| large.get(t).map(|v| v * w)).sum()
}

impl Cluster {
    fn take(&mut self, i: usize, page: &Page<'_>, vector: &BTreeMap<String, f64>) {
        self.pages.push(i);
        for (t, w) in vector {
            *self.sum.entry(t.clone()).or_default() += w;
        }
        for p in &page.places {
            *self.places.entry(p.clone()).or_default() += 1;
        }
        *self.kinds.entry(page.kind).or_default() += 1;
        self.undated = page.day.is_none() && (self.undated || self.pages.len() == 1);
        for c in &page.countries {
            *self.countries.entry(c.clone()).or_default() += 1;
        }
        for a in page.terms.keys().filter(|k| k.starts_with("a:")) {
            *self.actors.entry(a.clone()).or_default() += 1;
        }
        for k in page.terms.keys().filter(|k| k.starts_with("g:")) {
            *self.keys.entry(k.clone()).or_default() += 1;
        }
        self.points.extend(page.points.first());
        if let Some(d) = page.own_day() {
            *self.day_votes.entry(d).or_default() += 1;
        }
        self.settle();
    }

    fn swallow(&mut self, other: Cluster) {
        self.pages.extend(other.pages);
        for (t, w) in other.sum {
            *self.sum.entry(t).or_default() += w;
        }
        for (p, n) in other.places {
            *self.places.entry(p).or_default() += n;
        }
        self.points.extend(other.points);
        self.undated &= other.undated;
        for (c, n) in other.countries {
            *self.countries.entry(c).or_default() += n;
        }
        for (a, n) in other.actors {
            *self.actors.entry(a).or_default() += n;
        }
        for (d, n) in other.day_votes {
            *self.day_votes.entry(d).or_default() += n;
        }
        for (k, n) in other.keys {
            *self.keys.entry(k).or_default() += n;
        }
        for (k, n) in other.kinds {
            *self.kinds.entry(k).or_default() += n;
        }
        self.settle();
    }

    /// The day most pages give, full days before months; the earliest of equals.
    fn settle(&mut self) {
        self.day = self
            .day_votes
            .iter()
            .max_by_key(|(d, n)| (if d.is_day() { **n * 2 } else { **n }, std::cmp::Reverse(**d)))
            .map(|(d, _)| *d);
        self.home = self.centre();
    }

    /// True where the page names a place that most of the event's pages name.
    pub(crate) fn named_by(&self, page: &Page<'_>) -> bool {
        let keys = self.keys.values().copied().max().unwrap_or(0);
        self.keys.iter().any(|(k, n)| *n * 3 >= keys * 2 && *n > 1 && page.terms.contains_key(k))
    }

    /// The point that lies nearest to all points its pages give: where most of them put it.
    pub(crate) fn home(&self) -> Option<(f64, f64)> {
        self.home
    }

    fn centre(&self) -> Option<(f64, f64)> {
        let few: Vec<(f64, f64)> = self.points.iter().copied().take(60).collect();
        let cost = |p: &(f64, f64)| few.iter().map(|q| km(*p, *q).min(300.0)).sum::<f64>();
        few.iter().copied().min_by(|a, b| cost(a).total_cmp(&cost(b)))
    }

    /// How far a page's fit exceeds what is asked: shared words, day, place, figures and kind; `None` where something excludes it.
    fn affinity(&self, page: &Page<'_>, vector: &BTreeMap<String, f64>, inside: bool) -> Option<f64> {
        if self.vetoes(page) {
            return None;
        }
        let own = if inside { 1.0 } else { 0.0 };
        let norm = self.sum.values().map(|w| w * w).sum::<f64>().sqrt().max(1e-9);
        let unknown_place = page.main_place.is_empty() || self.places.is_empty();
        let mut s = -JOIN + 2.2 * ((dot(vector, &self.sum) - own) / norm).max(0.0);
        let place = self.place_fit(page, inside);
        let place = if place < 0.2 && self.strayed(page) { STRAYED } else { place };
        s += place + self.day_fit(page, place >= 0.9);
        let shared = vector
            .iter()
            .filter(|(t, w)| t.starts_with("n:") && self.sum.get(*t).is_some_and(|v| !inside || *v > **w + 1e-6))
            .count();
        s += 0.35 * shared.min(3) as f64;
        if self.kinds.get(page.kind).is_some_and(|n| *n * 4 >= self.pages.len()) {
            s += 0.3;
        }
        if unknown_place {
            s += UNKNOWN;
        }
        if self.day.is_none() {
            s += UNKNOWN;
        }
        Some(s)
    }

    /// The same kind of happening in the same country at the same time, with the same actors, put a day's drive away by a page that
    /// nobody dates: one of them is mistaken about the place, rather than that it happened twice.
    fn strayed(&self, page: &Page<'_>) -> bool {
        let most = self.pages.len().div_ceil(2);
        let shared = |mine: &BTreeMap<String, usize>, has: &dyn Fn(&str) -> bool| {
            mine.iter().filter(|(k, n)| **n >= most && has(k)).count()
        };
        let same_time = self.day.zip(page.own_day()).is_some_and(|(a, b)| a.gap(b) <= 1);
        (page.day.is_none() || self.undated)
            && page.kind == "escape"
            && self.kinds.get(page.kind).is_some_and(|n| *n >= most)
            && same_time
            && shared(&self.countries, &|c| page.countries.contains(c)) > 0
            && shared(&self.actors, &|a| page.terms.contains_key(a)) > 0
            && self.far(page).is_none_or(|km| km < A_DAYS_DRIVE)
    }

    /// The same day said of the happening, the day only named, a page printed soon after, or another time.
    fn day_fit(&self, page: &Page<'_>, here: bool) -> f64 {
        let Some(mine) = self.day else { return 0.0 };
        let said = page.days.iter().map(|d| (d.gap(mine), !d.is_day())).min();
        let named = page.mentioned.iter().map(|d| (d.gap(mine), !d.is_day())).min();
        let after = page.day.map(|d| days(mine.first, d));
        let fresh = match after {
            Some(-1..=3) => 0.5,
            Some(4..=30) => 0.25,
            _ => 0.0,
        };
        match (said, named) {
            (Some((0..=1, false)), _) if mine.is_day() => 0.9,
            // its own happening is elsewhere and at another time; ours is only named
            (Some((11.., _)), _) if !here => fresh - 0.5,
            (_, Some((0..=1, false))) if mine.is_day() => 0.6_f64.max(fresh),
            (Some((0..=1, _)), _) => 0.45_f64.max(fresh),
            (_, Some((0, true))) => 0.3_f64.max(fresh),
            (Some((2..=4, _)), _) => fresh.min(0.25),
            (Some(_), _) => fresh - 0.5,
            (None, Some((gap, _))) if gap > 45 && fresh == 0.0 && !(here && page.day.is_none()) => -0.5,
            (None, _) if after.is_some() => fresh,
            // neither a time nor the place: likeness alone is what look-alikes of other years have too
            (None, _) if !here && page.day.is_none() => -0.6,
            (None, _) if page.day.is_none() => 0.0,
            (None, _) => -0.3,
        }
    }

    /// The same place, a place named beside it, or one elsewhere.
    fn place_fit(&self, page: &Page<'_>, inside: bool) -> f64 {
        // what most of the event's pages name, this page names too
        let keys = self.keys.values().copied().max().unwrap_or(0);
        let own_key = usize::from(inside);
        let named = keys > 1 + own_key
            && self.keys.iter().any(|(k, n)| *n * 3 >= keys * 2 && *n > own_key && page.terms.contains_key(k));
        if page.main_place.is_empty() || self.places.is_empty() {
            return if named { 0.4 } else { 0.0 };
        }
        let most = self.places.values().copied().max().unwrap_or(1);
        let own = usize::from(inside);
        let hit = |word: &String, least: usize| self.places.iter().any(|(p, n)| *n >= least + own && alike(p, word));
        if page.main_place.iter().any(|w| hit(w, most.div_ceil(2))) || self.far(page).is_some_and(|f| f < 15.0) {
            0.9
        } else if named {
            0.5
        } else if page.main_place.iter().any(|w| hit(w, 1)) {
            0.45
        } else {
            -0.6
        }
    }

    fn far(&self, page: &Page<'_>) -> Option<f64> {
        let p = page.points.first()?;
        // a point that one page of many gives is no place of the event
        let need = self.points.len().div_ceil(10);
        if need > 1 && self.points.iter().filter(|q| km(*p, **q) < 15.0).count() < need {
            return self.home.map(|q| km(*p, q));
        }
        self.points.iter().map(|q| km(*p, *q)).min_by(f64::total_cmp)
    }

    /// What cannot be one happening: days or years that exclude each other, a page older than the happening. A page printed within
    /// days of the happening may well tell of older things beside it, so its dates alone do not exclude it.
    fn vetoes(&self, page: &Page<'_>) -> bool {
        let Some(mine) = self.day else { return false };
        let near = |d: &Dated| d.gap(mine) <= 1;
        if page.days.iter().any(near) || page.mentioned.iter().any(near) {
            return false;
        }
        if page.day.is_some_and(|d| days(d, mine.first) > 1) {
            return true;
        }
        let fresh = page.day.is_some_and(|d| (-1..=14).contains(&days(mine.first, d)));
        !fresh && !page.days.is_empty() && page.days.iter().all(|d| d.gap(mine) > 45)
    }
}

/// Join what the first two passes left apart: small events whose pages fit a larger one.
fn merge(list: &mut Vec<Cluster>, pages: &[Page<'_>], vectors: &[BTreeMap<String, f64>]) {
    for _ in 0..4 {
        let mut postings: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (e, c) in list.iter().enumerate() {
            let mut strong: Vec<(&String, &f64)> = c.sum.iter().collect();
            strong.sort_by(|a, b| b.1.total_cmp(a.1).then_with(|| a.0.cmp(b.0)));
            for (t, _) in strong.into_iter().take(16) {
                postings.entry(t).or_default().push(e);
            }
        }
        let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for found in postings.values().filter(|f| f.len() <= 40) {
            for (k, &a) in found.iter().enumerate() {
                for &b in &found[k + 1..] {
                    *pairs.entry((a, b)).or_default() += 1;
                }
            }
        }
        let mut by_day: BTreeMap<Dated, Vec<usize>> = BTreeMap::new();
        for (e, c) in list.iter().enumerate() {
            if let Some(d) = c.day {
                by_day.entry(d).or_default().push(e);
            }
        }
        for found in by_day.values() {
            // the largest event of a day is the likeliest home for the rest
            let Some(&top) = found.iter().max_by_key(|&&e| (list[e].pages.len(), std::cmp::Reverse(e))) else {
                continue;
            };
            for &e in found.iter().filter(|&&e| e != top) {
                *pairs.entry((top.min(e), top.max(e))).or_default() += 2;
            }
        }
        let mut ranked: Vec<(f64, usize, usize)> = Vec::new();
        for (&(a, b), n) in &pairs {
            if *n < 2 {
                continue;
            }
            let (large, small) = if list[a].pages.len() >= list[b].pages.len() { (a, b) } else { (b, a) };
            let sample: Vec<usize> = list[small].pages.iter().copied().take(8).collect();
            let fits: Vec<Option<f64>> =
                sample.iter().map(|&i| list[large].affinity(&pages[i], &vectors[i], false)).collect();
            // one page with an odd date does not keep its whole family out
            if fits.iter().filter(|f| f.is_none()).count() * 2 >= fits.len().max(1) {
                continue;
            }
            let mean = fits.iter().map(|f| f.unwrap_or(-0.6)).sum::<f64>() / fits.len().max(1) as f64;
            if mean >= 0.0 {
                ranked.push((mean, large, small));
            }
        }
        ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| (x.1, x.2).cmp(&(y.1, y.2))));
        let mut moved: BTreeSet<usize> = BTreeSet::new();
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        for (_, large, small) in ranked {
            if moved.contains(&large) || moved.contains(&small) || kept.contains(&small) {
                continue;
            }
            let other = std::mem::take(&mut list[small]);
            list[large].swallow(other);
            moved.insert(small);
            kept.insert(large);
        }
        list.retain(|c| !c.pages.is_empty());
        if moved.is_empty() {
            break;
        }
    }
    for c in list.iter_mut() {
        c.pages.sort_unstable();
    }
}

/// Words after which an old year dates a state of things, not a happening.
const SINCE: &[&str] = &["since", "until", "from", "after", "seit", "desde", "depuis", "с", "з", "منذ"];

/// A past moment that a sentence speaks of.
fn past_of(page: &Page<'_>, c: &Claim, own: Option<Dated>) -> Option<Dated> {
    let anchor = own.map(|d| d.first).or(page.day)?;
    let text = &c.evidence.text;
    let far = |d: Dated| days(d.last, anchor) > 60;
    if c.evidence.part == EvidencePart::Body {
        let mut here: Vec<Dated> = Vec::new();
        for t in &page.reading.times {
            if t.start >= c.evidence.start && t.end <= c.evidence.end && t.value.len() >= 4 {
                let before = text.get(..t.start - c.evidence.start).unwrap_or("");
                if standing(before) {
                    continue;
                }
                here.extend(Dated::parse(&t.value));
            }
        }
        if !here.is_empty() {
            let old = here.iter().copied().find(|d| far(*d))?;
            return here.iter().all(|d| far(*d)).then_some(old);
        }
    }
    let mut found = None;
    let bytes = text.as_bytes();
    for start in 0..bytes.len().saturating_sub(3) {
        let Some(word) = text.get(start..start + 4) else { continue };
        let alone = !start.checked_sub(1).is_some_and(|b| bytes[b].is_ascii_digit())
            && !bytes.get(start + 4).is_some_and(u8::is_ascii_digit);
        if alone && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit()) {
            let d = Dated::parse(word)?;
            if text.get(..start).is_some_and(standing) {
                continue;
            }
            if !far(d) {
                return None;
            }
            found = Some(d);
        }
    }
    found
}

/// True where the words before a date make it the start or end of a state of things ("since February").
fn standing(before: &str) -> bool {
    before.split_whitespace().rev().take(3).any(|w| SINCE.contains(&fold(w).as_str()))
}

/// Slots that a background sentence may fill for another event; the rest describe standing facts too often.
fn movable(c: &Claim) -> bool {
    c.value.is_numeric()
        || matches!(
            c.slot,
            Slot::Responsibility
                | Slot::Cause
                | Slot::Place
                | Slot::Date
                | Slot::ClaimOfResponsibility
                | Slot::InfrastructureDamage
        )
}

impl Events {
    /// Claims that a sentence dates long before the page's own event go to the event they speak of.
    fn split_background(&mut self, pages: &[Page<'_>]) {
        let mut loose: Vec<(usize, usize, Dated)> = Vec::new();
        self.of_claim = pages.iter().enumerate().map(|(i, p)| vec![self.of_page[i]; p.reading.claims.len()]).collect();
        for (i, page) in pages.iter().enumerate() {
            let own = self.list[self.of_page[i]].day;
            let names = &self.list[self.of_page[i]].places;
            let mut last: Option<(usize, Dated)> = None;
            let mut sorted: Vec<usize> = (0..page.reading.claims.len()).collect();
            sorted.sort_by_key(|&k| {
                (page.reading.claims[k].evidence.part == EvidencePart::Body, page.reading.claims[k].evidence.start)
            });
            for k in sorted {
                let c = &page.reading.claims[k];
                if !movable(c) {
                    continue;
                }
                let mut past = past_of(page, c, own);
                if c.slot == Slot::Date {
                    past = c
                        .value
                        .text
                        .as_deref()
                        .and_then(Dated::parse)
                        .filter(|d| own.is_some_and(|o| days(d.last, o.first) > 45));
                }
                if past.is_none()
                    && let Some((end, d)) = last
                    && c.evidence.part == EvidencePart::Body
                    && c.evidence.start >= end
                    && page
                        .report
                        .text
                        .get(end..c.evidence.start)
                        .is_some_and(|gap| !gap.contains('\n') && gap.len() < 120)
                    && c.value.is_numeric()
                    && !names.keys().any(|n| n.split(' ').any(|w| w.len() > 4 && fold(&c.evidence.text).contains(w)))
                {
                    past = Some(d);
                }
                if let Some(d) = past {
                    if c.evidence.part == EvidencePart::Body {
                        last = Some((c.evidence.end, d));
                    }
                    loose.push((i, k, d));
                }
            }
        }
        for (i, k, d) in loose {
            let e = self.background(pages, i, k, d);
            self.of_claim[i][k] = e;
        }
    }

    /// The event a background claim speaks of: one that other reports tell, one already mentioned, or a new one.
    fn background(&mut self, pages: &[Page<'_>], i: usize, k: usize, d: Dated) -> usize {
        let c = &pages[i].reading.claims[k];
        let text = pages[i].report.text.as_str();
        let from = c.evidence.start.saturating_sub(300);
        let around = match c.evidence.part {
            EvidencePart::Body => {
                (from..=c.evidence.start).find_map(|s| text.get(s..c.evidence.end)).unwrap_or(&c.evidence.text)
            }
            EvidencePart::Title => &c.evidence.text,
        };
        let around = around.rsplit("\n\n").next().unwrap_or(around);
        let names: BTreeSet<String> = crate::page::words(around)
            .filter(|(w, name)| *name && w.chars().count() > 3)
            .map(|(w, _)| format!("w:{w}"))
            .collect();
        let figure = c.value.lo.or(c.value.hi).map(|n| format!("n:{}:{n}", c.slot));
        let own = self.of_page[i];
        let mut top: Option<(usize, usize)> = None;
        for (e, cl) in self.list.iter().enumerate() {
            if e == own {
                continue;
            }
            let fits = match (cl.day, cl.year) {
                (Some(day), _) => day.gap(d) <= 3,
                (None, Some(y)) => y == d.first.year(),
                _ => false,
            };
            if !fits {
                continue;
            }
            let shared = names.iter().filter(|n| cl.sum.contains_key(*n)).count()
                + figure.as_ref().map_or(0, |f| usize::from(cl.sum.contains_key(f)) * 2);
            let need = if cl.background { 1 } else { 2 };
            if shared >= need && top.is_none_or(|(s, _)| shared > s) {
                top = Some((shared, e));
            }
        }
        let e = top.map_or_else(
            || {
                self.list.push(Cluster {
                    background: true,
                    day: Some(d),
                    year: Some(d.first.year()),
                    ..Cluster::default()
                });
                self.list.len() - 1
            },
            |(_, e)| e,
        );
        let cl = &mut self.list[e];
        if cl.background {
            for n in names {
                *cl.sum.entry(n).or_default() += 0.1;
            }
            if let Some(f) = figure {
                *cl.sum.entry(f).or_default() += 0.1;
            }
            if !cl.pages.contains(&i) {
                cl.pages.push(i);
            }
        }
        e
    }
}
