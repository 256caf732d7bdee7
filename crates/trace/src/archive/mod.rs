//! Copies and stories of any number of reports, in bounded memory.
//!
//! What for: a folder's pages can all be held at once; an archive of a million cannot. Here a report leaves a sketch of about a
//! kilobyte, and its text is asked back, from wherever the caller keeps it, only when it is compared with another.
//!
//! Key decision: the same measures decide as in a folder ([`crate::copies()`], [`crate::stories()`]); only how pages meet is bounded.
//! A report that arrives joins the story that it is most like at once, from what is known then; [`Archive::repair`] works everything
//! out from the set of reports alone, so that neither the order of arrival nor the batches show. Stories keep their ids where they keep
//! most of their reports, and every merge and split is written down.

mod index;
mod ledger;
mod parallel;
mod sketch;
mod stories;
mod verify;

use std::{collections::BTreeMap, sync::OnceLock};

use model::{LinkLine, Moment, Reading};

pub use ledger::{StoryChange, StoryChangeKind};

use crate::{
    TraceDoc,
    copies::{Edge, parents, settle},
    page::{Outlets, Page, mark_page, measure_words, page, page_key},
    stories::Params,
    weights::Counts,
    words::{hash_bytes, join},
};
use index::{Index, Walk};
use ledger::Ledger;
use parallel::each;
use sketch::{Sketch, Sketches};

/// A report's fields, as the keeper of the texts hands them back.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Report id, unique in the archive.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Clean text.
    pub text: String,
    /// When published.
    pub published: Option<Moment>,
    /// Address.
    pub url: Option<String>,
    /// Name on the page.
    pub outlet: Option<String>,
    /// Publisher family, where known.
    pub publisher: Option<String>,
    /// Links on the page.
    pub links: Vec<String>,
    /// Language as declared; empty lets the words decide.
    pub lang: String,
}

impl Text {
    fn doc<'a>(&'a self, reading: &'a Reading) -> TraceDoc<'a> {
        TraceDoc {
            id: &self.id,
            title: self.title.as_deref(),
            text: &self.text,
            published: self.published.as_ref(),
            url: self.url.as_deref(),
            outlet: self.outlet.as_deref(),
            author: None,
            publisher: self.publisher.as_deref(),
            links: &self.links,
            reading,
        }
    }

    fn reading(&self) -> Reading {
        Reading { lang: self.lang.clone(), ..Reading::default() }
    }
}

/// Keeps the texts of an archive: a file, a store, or memory.
pub trait Texts: Sync {
    /// The report that was given as number `n`, counted from 0. What cannot be handed back is taken as an empty report.
    fn text(&self, n: u32) -> Option<Text>;
}

impl Texts for [Text] {
    fn text(&self, n: u32) -> Option<Text> {
        self.get(n as usize).cloned()
    }
}

/// What a repair is at, for whoever shows it: the stage, how much is done, of how much. Called from several threads.
pub type Progress<'a> = &'a (dyn Fn(&'static str, usize, usize) + Sync);

/// What is known of a report without its text.
struct Known {
    /// Where its id begins in the list of all ids; it ends where the next begins.
    id: u64,
    time: Option<i64>,
}

/// What is taken from a report when it is taken up.
struct Noted {
    id: String,
    time: Option<i64>,
    lines: Vec<u64>,
    outlet: Option<String>,
}

impl Noted {
    fn new(text: &Text) -> Self {
        let reading = Reading::default();
        let doc = TraceDoc { text: "", title: None, ..text.doc(&reading) };
        let p = page(&doc);
        let lines = if p.newsroom == 0 {
            Vec::new()
        } else {
            let key = if p.address.is_empty() { hash_bytes(text.text.as_bytes()) } else { page_key(&p) };
            Lines::of(p.newsroom, key, &text.text)
        };
        Self { id: text.id.clone(), time: p.time, lines, outlet: text.outlet.clone() }
    }
}

/// Reports that are noted at a time.
const NOTED: u32 = 4096;

/// Reports, their copies and their stories.
pub struct Archive {
    threads: usize,
    large: bool,
    params: Params,
    known: Vec<Known>,
    ids: String,
    lines: Lines,
    outlets: Outlets,
    /// Story of each report by number: 0 until it was assigned.
    story: Vec<u64>,
    ledger: Ledger,
    settled: Settled,
    tail: Tail,
}

/// What the last repair worked out. Reports are named by rank: their place in the order of time, then id.
struct Settled {
    number: Vec<u32>,
    /// Rank of each number below the number of settled reports.
    rank: Vec<u32>,
    counts: Counts,
    anchors: Counts,
    sketches: Sketches,
    /// Made when the first report arrives after a repair: a repair alone does without it once all have met.
    index: OnceLock<Index>,
    /// The edge to the parent of each rank.
    parent: Vec<u32>,
    edges: Vec<Edge>,
}

/// Reports that came since the last repair.
#[derive(Default)]
struct Tail {
    sketches: BTreeMap<u32, Sketch>,
    /// Term to reports, in order of arrival; the latest few.
    terms: BTreeMap<u32, Vec<u32>>,
}

/// Latest reports of one term that an arriving report meets.
const RECENT: usize = 48;
/// Reports that an arriving one is compared with.
const COMPARED: usize = 12;

/// Lines of all pages, to tell what stands on several pages of one newsroom: hash of line and newsroom, then of the page.
#[derive(Default)]
struct Lines {
    all: Vec<u64>,
    /// Hashes of lines that stand on two pages, and whether on three.
    often: Vec<(u64, bool)>,
}

/// Bits of an entry that tell the page.
const PAGE_BITS: u32 = 20;

impl Lines {
    fn key(newsroom: u64, line: &str) -> u64 {
        join(newsroom, hash_bytes(line.trim().as_bytes())) >> PAGE_BITS
    }

    /// The entries of one page.
    fn of(newsroom: u64, page: u64, text: &str) -> Vec<u64> {
        text.lines()
            .filter(|l| l.contains(char::is_alphanumeric))
            .map(|line| Self::key(newsroom, line) << PAGE_BITS | page >> (64 - PAGE_BITS))
            .collect()
    }

    fn take(&mut self, entries: &[u64]) {
        for entry in entries {
            if self.all.len() == self.all.capacity() {
                self.tidy();
                self.all.reserve_exact(self.all.len() / 3 + 4096);
            }
            self.all.push(*entry);
        }
    }

    fn tidy(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
    }

    fn count(&mut self) {
        self.tidy();
        self.often = self
            .all
            .chunk_by(|a, b| a >> PAGE_BITS == b >> PAGE_BITS)
            .filter(|c| c.len() > 1)
            .map(|c| (c[0] >> PAGE_BITS, c.len() > 2))
            .collect();
    }

    fn often(&self, newsroom: u64, line: &str, least: usize) -> bool {
        let key = Self::key(newsroom, line);
        self.often.binary_search_by_key(&key, |l| l.0).is_ok_and(|at| least <= 2 || self.often[at].1)
    }
}

/// A page with the furniture of an archive marked.
fn marked<'a>(doc: &'a TraceDoc<'a>, lines: &Lines) -> Page<'a> {
    let mut p = page(doc);
    let newsroom = p.newsroom;
    mark_page(&mut p, &|_, line, least| lines.often(newsroom, line, least));
    p
}

impl Archive {
    /// The same archive, with no more memory for each report than one of millions has: to see what that costs in links and stories.
    #[must_use]
    pub fn as_large(mut self) -> Self {
        self.large = true;
        self
    }

    /// An empty archive that works on so many threads; they change the time and nothing else.
    pub fn new(threads: usize) -> Self {
        Self {
            threads: threads.clamp(1, 64),
            large: false,
            params: Params::default(),
            known: Vec::new(),
            ids: String::new(),
            lines: Lines::default(),
            outlets: Outlets::default(),
            story: Vec::new(),
            ledger: Ledger::default(),
            settled: Settled {
                number: Vec::new(),
                rank: Vec::new(),
                counts: Counts::of(&[]),
                anchors: Counts::of(&[]),
                sketches: Sketches::new(0, sketch::kept(0)),
                index: OnceLock::new(),
                parent: Vec::new(),
                edges: Vec::new(),
            },
            tail: Tail::default(),
        }
    }

    /// How many reports it has.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// It has none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The id of report `n`.
    fn id(&self, n: u32) -> &str {
        let from = self.known[n as usize].id as usize;
        let to = self.known.get(n as usize + 1).map_or(self.ids.len(), |k| k.id as usize);
        self.ids.get(from..to).unwrap_or("")
    }

    /// Takes up a report without looking for its story: for many at once, before a repair. Its number is returned.
    pub fn note(&mut self, text: &Text) -> u32 {
        self.take(Noted::new(text))
    }

    /// Takes up so many reports as [`Archive::note`] does each, on all threads: those that follow the ones it has.
    pub fn note_all<T: Texts + ?Sized>(&mut self, texts: &T, reports: u32, progress: Progress<'_>) {
        let first = self.known.len() as u32;
        for from in (0..reports).step_by(NOTED as usize) {
            let n = NOTED.min(reports - from);
            let noted = each(n as usize, self.threads, &|| (), &|(), i| {
                Noted::new(&texts.text(first + from + i as u32).unwrap_or_default())
            });
            for some in noted {
                self.take(some);
            }
            progress("noting", (from + n) as usize, reports as usize);
        }
    }

    fn take(&mut self, noted: Noted) -> u32 {
        let n = self.known.len() as u32;
        self.lines.take(&noted.lines);
        if let Some(outlet) = &noted.outlet {
            self.outlets.take(outlet);
        }
        self.known.push(Known { id: self.ids.len() as u64, time: noted.time });
        self.ids.push_str(&noted.id);
        self.story.push(0);
        n
    }

    /// Takes up a report and puts it into the story it is most like, as far as can be told before the next repair; else it opens one.
    /// The story's key is returned.
    pub fn add(&mut self, text: &Text) -> String {
        let n = self.note(text);
        let reading = text.reading();
        let doc = text.doc(&reading);
        let mut p = marked(&doc, &self.lines);
        measure_words(&mut p);
        let s = &self.settled;
        let index = s.index.get_or_init(|| Index::new(&s.sketches, self.threads));
        let sketch = Sketch::new(&p, (&s.counts, &s.anchors), (&self.params, s.sketches.kept), None);
        let mut near = index.near(&sketch, self.settled.number.len());
        for (_, number) in near.iter_mut() {
            *number = self.settled.number[*number as usize];
        }
        let mut sum: BTreeMap<u32, f32> = BTreeMap::new();
        for (term, weight) in sketch.terms() {
            for other in self.tail.terms.get(&term).into_iter().flatten() {
                *sum.entry(*other).or_default() += weight * weight;
            }
        }
        near.extend(sum.into_iter().map(|(n, w)| (w, n)));
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| self.id(a.1).cmp(self.id(b.1))));
        near.truncate(COMPARED);
        let own = sketch.group(p.time);
        let mut stories: BTreeMap<u64, (f64, usize)> = BTreeMap::new();
        for (_, other) in near {
            let time = self.known[other as usize].time;
            let group = match self.settled.rank.get(other as usize) {
                Some(rank) => self.settled.sketches.group(*rank, time),
                None => match self.tail.sketches.get(&other) {
                    Some(s) => s.group(time),
                    None => continue,
                },
            };
            let slot = stories.entry(self.story[other as usize]).or_default();
            slot.0 += crate::stories::likeness(&own, &group, &self.params);
            slot.1 += 1;
        }
        let best = stories
            .into_iter()
            .map(|(story, (sum, n))| (sum / n as f64, story))
            .filter(|(mean, story)| *mean >= self.params.least && *story != 0)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let story = best.map_or_else(|| self.ledger.open(&text.id), |(_, story)| story);
        self.story[n as usize] = story;
        for (term, _) in sketch.terms() {
            let list = self.tail.terms.entry(term).or_default();
            if list.len() == RECENT {
                list.remove(0);
            }
            list.push(n);
        }
        self.tail.sketches.insert(n, sketch);
        ledger::name(story)
    }

    /// The story of report `n`; empty before it has one.
    pub fn story(&self, n: u32) -> String {
        self.story.get(n as usize).filter(|s| **s != 0).map(|s| ledger::name(*s)).unwrap_or_default()
    }

    /// All merges and splits so far, oldest first. Nothing in it ever changes.
    pub fn log(&self) -> &[StoryChange] {
        self.ledger.log()
    }

    /// Works copies and stories out anew from all reports.
    pub fn repair<T: Texts + ?Sized>(&mut self, texts: &T, progress: Progress<'_>) {
        self.tail = Tail::default();
        self.lines.count();
        let total = self.known.len();
        let mut number: Vec<u32> = (0..total as u32).collect();
        number.sort_by(|a, b| {
            let when = |n: &u32| self.known[*n as usize].time.unwrap_or(i64::MAX);
            when(a).cmp(&when(b)).then_with(|| self.id(*a).cmp(self.id(*b)))
        });
        let mut rank = vec![0u32; total];
        for (r, n) in number.iter().enumerate() {
            rank[*n as usize] = r as u32;
        }
        let times: Vec<Option<i64>> = number.iter().map(|n| self.known[*n as usize].time).collect();
        let fetch = |r: usize| texts.text(number[r]).unwrap_or_default();

        let surveyed = sketch::survey(total, &fetch, &self.lines, &self.params, self.threads, progress);
        let (counts, anchors, twice) = (surveyed.counts, surveyed.anchors, surveyed.twice);
        let sketches = sketch::sketches(
            total,
            &fetch,
            &self.lines,
            (&counts, &anchors, &twice),
            (&self.params, sketch::kept(if self.large { usize::MAX } else { total }), self.threads, progress),
        );
        drop(twice);
        let index = Index::new(&sketches, self.threads);
        let walk = Walk { index: &index, sketches: &sketches, params: &self.params };
        let (pairs, alike) = walk.all(self.threads, progress);
        drop(index);
        let judge = verify::Judge {
            fetch: &fetch,
            lines: &self.lines,
            outlets: &self.outlets,
            stems: &counts,
            anchors: &anchors,
            threads: self.threads,
        };
        let mut edges = judge.edges(pairs, &|a, b| sketches.likeness(a, b, &self.params), progress);
        let kept = settle(&mut edges, total);
        let parent: Vec<u32> = parents(&edges, &kept).into_iter().map(|e| e.map_or(u32::MAX, |e| e as u32)).collect();
        let copies: Vec<&Edge> = parent.iter().filter_map(|e| edges.get(*e as usize)).collect();
        let groups = stories::group(&sketches, &times, alike, &copies, &self.params, progress);
        let old: Vec<u64> = number.iter().map(|n| self.story[*n as usize]).collect();
        let id = |r: u32| self.id(number[r as usize]);
        let before = self.ledger.clone();
        let (ledger, stories) = before.settle(&groups, &old, &id, &|members, others| {
            stories::likeness_of(&sketches, &times, members, others, &self.params)
        });
        self.ledger = ledger;
        for (r, story) in stories.into_iter().enumerate() {
            self.story[number[r] as usize] = story;
        }
        self.settled = Settled { number, rank, counts, anchors, sketches, index: OnceLock::new(), parent, edges };
    }

    /// Contract 2: the lines of the settled reports with these numbers, in this order.
    pub fn lines<T: Texts + ?Sized>(&self, numbers: std::ops::Range<u32>, texts: &T) -> Vec<LinkLine> {
        let s = &self.settled;
        let fetch = |r: usize| texts.text(s.number[r]).unwrap_or_default();
        let judge = verify::Judge {
            fetch: &fetch,
            lines: &self.lines,
            outlets: &self.outlets,
            stems: &s.counts,
            anchors: &s.anchors,
            threads: self.threads,
        };
        let wanted: Vec<&Edge> = numbers
            .clone()
            .filter_map(|n| s.edges.get(*s.parent.get(*s.rank.get(n as usize)? as usize)? as usize))
            .collect();
        let mut copies: BTreeMap<String, model::Copy> =
            judge.reports(&wanted).into_iter().map(|c| (c.report.clone(), c)).collect();
        numbers
            .filter(|n| (*n as usize) < self.known.len())
            .map(|n| {
                let copy = copies.remove(self.id(n));
                LinkLine {
                    id: self.id(n).to_owned(),
                    story: self.story(n),
                    copy_of: copy.as_ref().map(|c| c.of.clone()),
                    copy_kind: copy.as_ref().map(|c| c.kind),
                    copy_score: copy.as_ref().map(|c| c.score),
                    shared: copy.as_ref().map(|c| c.shared.clone()).unwrap_or_default(),
                    ..LinkLine::default()
                }
            })
            .collect()
    }
}
