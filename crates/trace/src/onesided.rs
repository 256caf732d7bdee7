//! What only one of two like pages has, and what it says on which of them was first.
//!
//! What for: a page with no date or a wrong one, and without a credit, still shows that it was taken: it ends where the other goes
//! on, it says flatly what the other puts with care, or what it shares stands among words on something else.
//!
//! Key decision: only changes that go one way count. A word exchanged for another may have been exchanged either way.

use std::collections::BTreeSet;

use model::Span;

use crate::{
    align::{Run, SEED},
    page::Page,
    pair::Ready,
    words::Sort,
};

/// Measured on two pages; positive values speak for the first being the copy, but for the counts, which stand for each page.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OneSided {
    /// Operators, hedges and sources that the first page lacks and the second has, and the other way round.
    pub(crate) lost: [usize; 2],
    /// A figure of the first page is higher, all else in its place being the same: counts rise. 1, -1, or 0.
    pub(crate) raised: f64,
    /// One of the two is mostly what they share.
    pub(crate) mostly: bool,
    /// The first breaks off where the second goes on, -1 to 1.
    pub(crate) cut: f64,
    /// What both have belongs with the rest of the second page more than with the rest of the first, -1 to 1.
    pub(crate) belongs: f64,
}

/// Words between two shared runs that may be one change.
const SITE: usize = 8;
/// Words after the last shared one from which a text goes on, and up to which it ends.
const GOES_ON: usize = 40;
const ENDS: usize = 12;
/// Words in a row that a page has alone to be a passage of its own.
const OWN_PASSAGE: usize = 12;
/// Words that carry content, of a page's own and of what is shared, each, below which nothing is said on what belongs where.
const ENOUGH: usize = 10;

/// Measures `x` and `y` by the runs that they share, `x` as the copy in them.
pub(crate) fn one_sided(x: &Ready<'_, '_>, y: &Ready<'_, '_>, runs: &[Run]) -> OneSided {
    let (p, q) = (x.page, y.page);
    let mut out = OneSided::default();
    let mut raised = 0.0;
    for two in runs.windows(2) {
        let (r, s) = (two[0], two[1]);
        let ends = (r.at_copy + r.len, r.at_origin + r.len);
        if s.at_copy < ends.0 || s.at_origin < ends.1 {
            continue;
        }
        let (ours, theirs) = (s.at_copy - ends.0, s.at_origin - ends.1);
        if ours == 1 && theirs == 1 {
            if let (Some(a), Some(b)) = (figure(p, ends.0), figure(q, ends.1)) {
                raised += f64::from(u8::from(a > b)) - f64::from(u8::from(a < b));
            }
            continue;
        }
        if ours.max(theirs) > SITE || ours == theirs {
            continue;
        }
        let (short, long) = if ours < theirs { (0, 1) } else { (1, 0) };
        let site = |k: usize| {
            let (page, from, n) = if k == 0 { (p, ends.0, ours) } else { (q, ends.1, theirs) };
            careful(page, from, n)
        };
        if site(long) && !site(short) {
            out.lost[short] += 1;
        }
    }
    let long: Vec<&Run> = runs.iter().filter(|r| r.len > SEED + 1).collect();
    let mut shared = [vec![false; p.words.len()], vec![false; q.words.len()]];
    for r in &long {
        shared[0][r.at_copy..r.at_copy + r.len].fill(true);
        shared[1][r.at_origin..r.at_origin + r.len].fill(true);
    }
    let tail = |page: &Page<'_>, shared: &[bool]| {
        let last = shared.iter().rposition(|s| *s).map_or(0, |n| n + 1);
        let to = (page.body.1 as usize).min(page.words.len());
        page.words.get(last..to).map_or(0, |w| w.iter().filter(|w| !w.furniture).count())
    };
    let (ours, theirs) = (tail(p, &shared[0]), tail(q, &shared[1]));
    // Of a page that has little from the other the end says nothing.
    let mostly = |page: &Page<'_>, shared: &[bool]| 2 * shared.iter().filter(|s| **s).count() >= page.live;
    let most = [mostly(p, &shared[0]), mostly(q, &shared[1])];
    out.raised = raised.clamp(-1.0, 1.0);
    out.mostly = most[0] || most[1];
    let goes_on = |k: usize, ends: usize, on: usize, whole: usize| {
        if most[k] && ends <= ENDS && on >= GOES_ON { (4.0 * on as f64 / whole.max(1) as f64).min(1.0) } else { 0.0 }
    };
    out.cut = goes_on(0, ours, theirs, q.live) - goes_on(1, theirs, ours, p.live);
    if let (Some(a), Some(b)) = (belonging(x, &shared[0]), belonging(y, &shared[1])) {
        out.belongs = (b - a).clamp(-1.0, 1.0);
    }
    out
}

/// The value of a word that is a figure and no date.
fn figure(page: &Page<'_>, at: usize) -> Option<u64> {
    let word = page.words.get(at).filter(|w| w.sort == Sort::Figure)?;
    let raw = page.doc.text.get(word.start as usize..word.end as usize)?;
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Something that puts a statement with care stands in `n` words from `from`: how exact a figure is, that a thing is not sure, who
/// said it.
fn careful(page: &Page<'_>, from: usize, n: usize) -> bool {
    let Some(words) = page.words.get(from..from + n).filter(|w| !w.is_empty()) else { return false };
    // A sentence of its own was put in, as a credit is.
    let before = from
        .checked_sub(1)
        .map_or("", |b| page.doc.text.get(page.words[b].end as usize..words[0].start as usize).unwrap_or(""));
    if before.contains(['.', '\n', '!', '?']) {
        return false;
    }
    let site = Span::new(words[0].start as usize, words[n - 1].end as usize);
    let r = page.doc.reading;
    r.hedges.iter().any(|h| site.contains(Span::new(h.start, h.end)))
        || r.quantities.iter().any(|q| {
            site.start <= q.start && q.start < site.end && site.end <= q.figure.start && q.figure.start < q.end
        })
        || r.attributions
            .iter()
            .any(|a| a.cue.is_some_and(|c| site.contains(c)) && a.source.is_none_or(|s| site.contains(s)))
}

/// How much what is shared has in common with what the page has alone, 0-1; `None` where either is too little.
fn belonging(page: &Ready<'_, '_>, shared: &[bool]) -> Option<f64> {
    let words = &page.page.words;
    let mut own = vec![false; words.len()];
    let mut at = page.page.body.0 as usize;
    let end = (page.page.body.1 as usize).min(words.len());
    while at < end {
        let n = shared[at..end].iter().take_while(|s| !**s).count();
        if n >= OWN_PASSAGE {
            own[at..at + n].fill(true);
        }
        at += n.max(1);
    }
    let weigh = |of: &dyn Fn(usize) -> bool| {
        let mut keys: BTreeSet<u64> = BTreeSet::new();
        for (stem, at, _) in &page.stems {
            if of(*at as usize) && words[*at as usize].sort != Sort::Calendar {
                keys.insert(*stem);
            }
        }
        keys
    };
    let (both, alone) = (weigh(&|i| shared[i]), weigh(&|i| own[i]));
    if both.len() < ENOUGH || alone.len() < ENOUGH {
        return None;
    }
    let (few, many) = if both.len() < alone.len() { (&both, &alone) } else { (&alone, &both) };
    let weight = |keys: &mut dyn Iterator<Item = &u64>| -> f64 {
        keys.map(|k| {
            let n = page.stems.partition_point(|s| s.0 < *k);
            page.stems.get(n).map_or(0.0, |s| s.2)
        })
        .sum()
    };
    Some(weight(&mut few.iter().filter(|k| many.contains(*k))) / weight(&mut few.iter()).max(1e-9))
}

#[cfg(test)]
mod tests {
    use model::{Hedge, Reading};

    use super::{OneSided, one_sided};
    use crate::{
        TraceDoc,
        copies::Collection,
        pair::{Ready, shared_runs},
    };

    const FLOOD: &str = "The river Ebel rose over its banks at Lindau and flooded forty houses in the lower town.\n\n\
        Engineers of the Ebel water board reportedly opened the sluices of the Lindau dam before dawn to lower the river.\n\n\
        Families from the flooded houses were taken to the school of the lower town, where 120 people spent the night.\n\n\
        The water board wants to raise the dam at Lindau, and the town has asked for help to mend the flooded houses.";
    const CONCERT: &str = "The symphony orchestra opened its autumn season with a cello concerto that few listeners knew.\n\n\
        Critics praised the soloist, whose cello sang over the orchestra, and wished for a longer programme next season.\n\n\
        The conductor promised two more concertos by forgotten composers before the winter programme ends in the old hall.";

    /// What is measured on two texts, the first hedges given by their words.
    fn measured(a: &str, b: &str) -> OneSided {
        let reading = |text: &str| Reading {
            hedges: text
                .match_indices("reportedly")
                .map(|(at, w)| Hedge { start: at, end: at + w.len(), text: w.to_owned(), kind: "hearsay".to_owned() })
                .collect(),
            ..Reading::default()
        };
        let (x, y) = (reading(a), reading(b));
        let doc = |id, text, reading| TraceDoc {
            id,
            title: None,
            text,
            published: None,
            url: None,
            outlet: None,
            author: None,
            publisher: None,
            links: &[],
            reading,
        };
        let docs = [doc("a", a, &x), doc("b", b, &y)];
        let set = Collection::new(&docs);
        let ready: Vec<Ready<'_, '_>> = set.pages.iter().map(|p| Ready::new(p, &set.stems, &set.anchors)).collect();
        let shared = shared_runs(&ready[0], &ready[1]);
        one_sided(&ready[0], &ready[1], &shared)
    }

    #[test]
    fn a_text_that_breaks_off_was_cut() {
        let cut = FLOOD.rsplit_once("\n\n").expect("paragraphs").0.rsplit_once("\n\n").expect("paragraphs").0;
        assert!(measured(cut, FLOOD).cut > 0.5);
        assert!(measured(FLOOD, cut).cut < -0.5);
        assert_eq!(measured(FLOOD, FLOOD).cut, 0.0);
    }

    #[test]
    fn a_passage_belongs_where_its_words_are_at_home() {
        let passage = FLOOD.split("\n\n").nth(2).expect("paragraphs");
        let host = format!("{CONCERT}\n\n{passage}");
        assert!(measured(&host, FLOOD).belongs > 0.1, "{:?}", measured(&host, FLOOD));
        assert!(measured(FLOOD, &host).belongs < -0.1);
        assert!(!measured(&host, FLOOD).mostly);
    }

    #[test]
    fn care_is_lost_and_counts_rise_on_the_way() {
        let flat = FLOOD.replace("reportedly ", "");
        assert_eq!(measured(&flat, FLOOD).lost, [1, 0]);
        assert_eq!(measured(FLOOD, &flat).lost, [0, 1]);
        assert_eq!(measured(FLOOD, &FLOOD.replace("120", "140")).raised, -1.0);
        // A sentence that was put in is none that was lost.
        let credited = FLOOD.replace("before dawn", "before dawn. It reportedly was Radio Lindau. Before dawn");
        assert_eq!(measured(&credited, FLOOD).lost, [0, 0]);
    }
}
