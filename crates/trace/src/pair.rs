//! What speaks for and against one page having been taken from another: measured, then weighed.
//!
//! What for: rewritten copies share no more than an eighth of their word triples with their originals, so no single measure tells them
//! from two independent reports of one event; several weak ones together do.
//!
//! Key decision: features are plain numbers with a name each, added up as log-odds with published weights; in the band around zero the
//! tracer abstains. Quoted speech is left out of what counts: two reporters who quote one statement did not copy each other.

use crate::{
    align::{Run, chain, runs},
    page::{Anchor, Page},
    profile::Profile,
    weights::Counts,
    words::{Sort, Word},
};

/// Everything measured on a pair of pages; symmetric but for the credit features, which are taken in the better direction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pair {
    /// Same language, or one unknown.
    pub(crate) same_language: bool,
    /// Share of the shorter page's live words in shared runs of four words or more, speech left out.
    pub(crate) cover: f64,
    /// The same with speech.
    pub(crate) cover_all: f64,
    /// Longest shared run outside speech, in words.
    pub(crate) longest: f64,
    /// The same with speech.
    pub(crate) longest_all: f64,
    /// Weight of the chain of shared rare words in order, as a share of the lighter page's weight.
    pub(crate) chain: f64,
    /// Its weight.
    pub(crate) chain_weight: f64,
    /// Weight of the chain as a share of all shared weight: 1 = everything shared stands in the same order.
    pub(crate) order: f64,
    /// Words (stems) that stand in these two pages and in hardly another.
    pub(crate) rare: f64,
    /// Figures in common, in order, as a share of the smaller page's figures.
    pub(crate) figures: f64,
    /// Number of those.
    pub(crate) figure_count: f64,
    /// Weight of the chain of shared anchors over the lighter page's.
    pub(crate) anchors: f64,
    /// Its order share.
    pub(crate) anchor_order: f64,
    /// Its weight.
    pub(crate) anchor_weight: f64,
    /// Title likeness.
    pub(crate) title: f64,
    /// One names the other's outlet, or the agency whose text the other carries.
    pub(crate) credit: f64,
    /// One links to the other.
    pub(crate) link: f64,
    /// Days between them; 3 where a date is missing.
    pub(crate) days: f64,
    /// How clearly they tell of two happenings, 0-1.5.
    pub(crate) clash: f64,
    /// Words of the shorter page.
    pub(crate) words: f64,
    /// Share of the shorter page's sentences that have a partner.
    pub(crate) partnered: f64,
    /// Where what they share stands in the first and in the second page: from its first to its last word.
    pub(crate) hulls: [(u32, u32); 2],
    /// Words in shared runs, the pages' margins left out: what one has of the other, to be compared between pairs.
    pub(crate) taken: f64,
}

/// Order of the names in [`Pair::numbers`].
pub(crate) const NAMES: [&str; 20] = [
    "same_language",
    "cover",
    "cover_all",
    "longest",
    "chain",
    "order",
    "rare",
    "figures",
    "figure_count",
    "anchors",
    "anchor_order",
    "anchor_weight",
    "title",
    "credit",
    "link",
    "days",
    "partnered",
    "taken",
    "clash",
    "words",
];

impl Pair {
    pub(crate) fn numbers(&self) -> [f64; 20] {
        [
            f64::from(u8::from(self.same_language)),
            self.cover,
            self.cover_all,
            self.longest,
            self.chain,
            self.order,
            self.rare,
            self.figures,
            self.figure_count,
            self.anchors,
            self.anchor_order,
            self.anchor_weight,
            self.title,
            self.credit,
            self.link,
            self.days,
            self.partnered,
            self.taken,
            self.clash,
            self.words,
        ]
    }
}

/// A page with all that pairs need, worked out once.
pub(crate) struct Ready<'p, 'a> {
    pub(crate) page: &'p Page<'a>,
    pub(crate) seeds: Vec<(u64, u32)>,
    /// Content stems with position and weight, sorted by stem; no stem more than three times.
    pub(crate) stems: Vec<(u64, u32, f64)>,
    pub(crate) stem_weight: f64,
    /// Indexes of `stems` in order of position.
    places: Vec<u32>,
    /// Anchors sorted by key, likewise.
    pub(crate) anchors: Vec<(u64, u32, f64)>,
    pub(crate) anchor_weight: f64,
    /// Figures among the anchors, sorted likewise, each of weight 1.
    figure_list: Vec<(u64, u32, f64)>,
    pub(crate) figures: usize,
    /// Those of `stems` that stand on two pages or fewer.
    rare: Vec<u64>,
    /// Words of the title with their weight, sorted.
    title: Vec<(u64, f64)>,
    /// Days and ages that the page speaks of.
    pub(crate) profile: Profile,
}

/// Times that one word or anchor is taken at most.
const TIMES: usize = 3;

fn limited(mut list: Vec<(u64, u32, f64)>) -> (Vec<(u64, u32, f64)>, f64) {
    list.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut out: Vec<(u64, u32, f64)> = Vec::with_capacity(list.len());
    for x in list {
        let n = out.iter().rev().take(TIMES).take_while(|y| y.0 == x.0).count();
        if n < TIMES {
            out.push(x);
        }
    }
    let weight = out.iter().map(|x| x.2).sum();
    (out, weight)
}

/// Speech counts for a quarter: statements are public.
const SPEECH: f64 = 0.25;

impl<'p, 'a> Ready<'p, 'a> {
    pub(crate) fn new(page: &'p Page<'a>, stems: &Counts, anchors: &Counts) -> Self {
        let said = |w: &Word| if w.quoted { SPEECH } else { 1.0 };
        let mut list: Vec<(u64, u32, f64)> = page
            .words
            .iter()
            .enumerate()
            .filter(|(_, w)| !w.furniture && w.sort != Sort::Function)
            .map(|(i, w)| (w.stem, i as u32, said(w)))
            .collect();
        list.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut rare: Vec<u64> = Vec::new();
        // Asked once a stem: in an archive each question is a walk through memory.
        for same in list.chunk_by_mut(|a, b| a.0 == b.0) {
            let pages = stems.pages_with(same[0].0);
            let weight = stems.weight_of(pages);
            for s in same.iter_mut() {
                s.2 *= weight;
            }
            if pages <= 2 {
                rare.extend(same.iter().take(TIMES).map(|s| s.0));
            }
        }
        let (stem_list, stem_weight) = limited(list);
        let mut places: Vec<u32> = (0..stem_list.len() as u32).collect();
        places.sort_unstable_by_key(|n| stem_list[*n as usize].1);
        let (anchor_list, anchor_weight) =
            limited(page.anchors.iter().map(|a: &Anchor| (a.key, a.at, anchors.weight(a.key))).collect());
        let figures = page.anchors.iter().filter(|a| a.figure);
        let mut title: Vec<u64> = page.title.iter().filter(|w| w.sort != Sort::Function).map(|w| w.stem).collect();
        title.sort_unstable();
        title.dedup();
        Self {
            page,
            seeds: crate::align::seeds(&page.words),
            places,
            stems: stem_list,
            stem_weight,
            anchors: anchor_list,
            anchor_weight,
            figures: figures.clone().count(),
            figure_list: limited(figures.map(|a| (a.key, a.at, 1.0)).collect()).0,
            rare,
            title: title.into_iter().map(|t| (t, stems.weight(t))).collect(),
            profile: Profile::new(page),
        }
    }
}

/// Matches between two sorted lists: every position with every position of the same key.
pub(crate) fn matches(a: &[(u64, u32, f64)], b: &[(u64, u32, f64)]) -> Vec<(u32, u32, f64)> {
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                let key = a[i].0;
                let (ie, je) = (
                    i + a[i..].iter().take_while(|x| x.0 == key).count(),
                    j + b[j..].iter().take_while(|x| x.0 == key).count(),
                );
                for x in &a[i..ie] {
                    for y in &b[j..je] {
                        out.push((x.1, y.1, x.2.min(y.2)));
                    }
                }
                (i, j) = (ie, je);
            }
        }
    }
    out
}

/// Weight shared by two sorted lists, each key as often as the page that has it less.
fn shared_weight(a: &[(u64, u32, f64)], b: &[(u64, u32, f64)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].2.min(b[j].2);
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// Two languages that are known and differ.
pub(crate) fn other_language(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && a != b
}

/// Measure a pair.
pub(crate) fn measure(x: &Ready<'_, '_>, y: &Ready<'_, '_>) -> Pair {
    let (p, q) = (x.page, y.page);
    let mut out = Pair { same_language: !other_language(&p.lang, &q.lang), ..Pair::default() };
    let shared = shared_runs(x, y);
    let least = p.live.min(q.live).max(1) as f64;
    let mut unsaid = 0usize;
    let mut said = 0usize;
    for r in &shared {
        let words = &p.words[r.at_copy..r.at_copy + r.len];
        out.longest_all = out.longest_all.max(r.len as f64);
        let open = words.iter().filter(|w| !w.quoted).count();
        if r.len > 3 {
            unsaid += open;
            said += r.len;
        }
        let telling = words.iter().filter(|w| !w.quoted && w.sort != Sort::Function).count();
        if telling >= 2 {
            out.longest = out.longest.max(open as f64);
        }
    }
    (out.taken, out.hulls) = taken(p, q, &shared);
    out.cover = (unsaid as f64 / least).min(1.0);
    out.cover_all = (said as f64 / least).min(1.0);
    let (weight, _) = chain(matches(&x.stems, &y.stems));
    out.chain_weight = weight;
    out.chain = weight / x.stem_weight.min(y.stem_weight).max(1e-9);
    out.order = weight / shared_weight(&x.stems, &y.stems).max(1e-9);
    out.rare = x.rare.iter().filter(|r| y.rare.binary_search(r).is_ok()).count() as f64;
    let (count, _) = chain(matches(&x.figure_list, &y.figure_list));
    out.figure_count = count;
    out.figures = count / x.figures.min(y.figures).max(1) as f64;
    let (weight, _) = chain(matches(&x.anchors, &y.anchors));
    out.anchors = weight / x.anchor_weight.min(y.anchor_weight).max(1e-9);
    out.anchor_order = weight / shared_weight(&x.anchors, &y.anchors).max(1e-9);
    out.anchor_weight = weight;
    out.title = title_likeness(&x.title, &y.title);
    out.credit = credit(p, q).max(credit(q, p));
    out.link = f64::from(u8::from(links_to(p, q) || links_to(q, p)));
    out.days = match (p.time, q.time) {
        (Some(a), Some(b)) => (a.abs_diff(b) as f64 / 86_400.0).min(30.0),
        _ => 3.0,
    };
    out.clash = x.profile.clash(&y.profile);
    out.words = x.page.live.min(y.page.live) as f64;
    out.partnered = partnered(x, y);
    out
}

/// The runs of words that two pages share, `x` as the copy.
pub(crate) fn shared_runs(x: &Ready<'_, '_>, y: &Ready<'_, '_>) -> Vec<Run> {
    runs(&x.page.words, &x.seeds, &y.page.words, &y.seeds)
}

/// Shortest run whose words count as taken where pairs are compared: shorter ones are chance as often as not.
const TAKEN: usize = 5;

/// Words between two runs that are one passage with a change in it; further apart, something was moved or left out.
const NEAR: usize = 4;

/// Words that stand in shared runs within both stories, less half a word for each place where these break: a word that was put in or
/// left out breaks them without being missed. Of a passage that one of the pages has twice, one counts.
fn taken(p: &Page<'_>, q: &Page<'_>, shared: &[Run]) -> (f64, [(u32, u32); 2]) {
    let mut theirs = vec![false; q.words.len()];
    let (mut ours, mut broken) = (0u32, 0u32);
    let mut hulls = [(u32::MAX, 0u32); 2];
    let mut last: Option<(usize, usize)> = None;
    for r in shared.iter().filter(|r| r.len >= TAKEN) {
        let before = ours;
        let goes_on = last.is_some_and(|(i, j)| r.at_copy - i <= NEAR && (j..=j + NEAR).contains(&r.at_origin));
        last = Some((r.at_copy + r.len, r.at_origin + r.len));
        for k in 0..r.len {
            let (i, j) = ((r.at_copy + k) as u32, r.at_origin + k);
            if (p.body.0..p.body.1).contains(&i) && (q.body.0..q.body.1).contains(&(j as u32)) && !theirs[j] {
                theirs[j] = true;
                ours += 1;
                for (hull, at) in hulls.iter_mut().zip([i, j as u32]) {
                    *hull = (hull.0.min(at), hull.1.max(at + 1));
                }
            }
        }
        broken += u32::from(ours > before && goes_on);
    }
    (f64::from(ours) - 0.5 * f64::from(broken), hulls)
}

/// Weighted share of title words in common.
fn title_likeness(a: &[(u64, f64)], b: &[(u64, f64)]) -> f64 {
    let weight = |k: &[(u64, f64)]| k.iter().map(|k| k.1).sum::<f64>();
    let both: f64 = a.iter().filter(|k| b.binary_search_by_key(&k.0, |x| x.0).is_ok()).map(|k| k.1).sum();
    let least = weight(a).min(weight(b));
    if least > 0.0 { both / least } else { 0.0 }
}

/// How clearly `copy` says that it draws on `origin`: 0 not, 0.3 names an agency that the other carries, 0.6 credits one, 1 names the outlet itself.
pub(crate) fn credit(copy: &Page<'_>, origin: &Page<'_>) -> f64 {
    if origin.outlet != 0 && origin.outlet != copy.outlet && copy.names.contains(&origin.outlet) {
        return 1.0;
    }
    if copy.credits.iter().any(|c| origin.carries.contains(c)) {
        return 0.6;
    }
    if copy.mentions.iter().any(|c| origin.carries.contains(c)) {
        return 0.3;
    }
    0.0
}

/// `copy` links to the address of `origin`.
pub(crate) fn links_to(copy: &Page<'_>, origin: &Page<'_>) -> bool {
    !origin.address.is_empty() && copy.address != origin.address && copy.links.contains(&origin.address)
}

/// Share of sentences of the shorter page half of whose weight stands in one sentence of the other.
fn partnered(x: &Ready<'_, '_>, y: &Ready<'_, '_>) -> f64 {
    let (x, y) = if x.page.live <= y.page.live { (x, y) } else { (y, x) };
    let mut sentence_of = vec![u32::MAX; y.page.words.len()];
    for (n, (a, b)) in y.page.sentences.iter().enumerate() {
        for s in &mut sentence_of[*a as usize..*b as usize] {
            *s = n as u32;
        }
    }
    // Where the stem of each of the one's words begins among those of the other.
    let mut begins = vec![u32::MAX; x.stems.len()];
    let mut j = 0;
    for (begin, s) in begins.iter_mut().zip(&x.stems) {
        while y.stems.get(j).is_some_and(|t| t.0 < s.0) {
            j += 1;
        }
        if y.stems.get(j).is_some_and(|t| t.0 == s.0) {
            *begin = j as u32;
        }
    }
    let mut hits = 0usize;
    let mut asked = 0usize;
    let mut found: Vec<(u32, f64)> = Vec::new();
    for (a, b) in &x.page.sentences {
        let from = x.places.partition_point(|n| x.stems[*n as usize].1 < *a);
        let to = from + x.places[from..].partition_point(|n| x.stems[*n as usize].1 < *b);
        let own = &x.places[from..to];
        if own.len() < 3 {
            continue;
        }
        asked += 1;
        found.clear();
        let mut total = 0.0;
        for n in own {
            let (stem, _, w) = x.stems[*n as usize];
            total += w;
            let from = begins[*n as usize];
            if from == u32::MAX {
                continue;
            }
            let mut last = u32::MAX;
            for s in y.stems[from as usize..].iter().take_while(|s| s.0 == stem) {
                let n = sentence_of[s.1 as usize];
                if n != last {
                    found.push((n, w));
                }
                last = n;
            }
        }
        found.sort_by_key(|f| f.0);
        let best = found.chunk_by(|a, b| a.0 == b.0).map(|c| c.iter().map(|f| f.1).sum::<f64>()).fold(0.0, f64::max);
        hits += usize::from(best >= 0.5 * total);
    }
    hits as f64 / asked.max(1) as f64
}
