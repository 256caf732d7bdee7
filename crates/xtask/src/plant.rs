//! Pages of real length with copies planted among them, and what was planted: for measuring how well copies are traced.
//!
//! Key decision: what counts as taken is kept sentence by sentence while a page is made, so that the gold spans are exact whatever was
//! done to the page; and a page whose text stands just so in its parent's own original may name either, since nothing in the texts
//! could tell. The same seed and texts give the same bytes on every machine.

mod pages;
mod ways;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::Context;
use model::Moment;
use pages::{Page, Piece, Source};
use serde_json::json;
use ways::Way;

/// Where from, how many, where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Another seed, other copies
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// More texts under an open licence, as JSON lines with `text`; long ones are cut into pages, short ones joined
    #[arg(long, value_name = "FILE")]
    texts: Vec<std::path::PathBuf>,
    /// Copies for each ten originals
    #[arg(long, default_value_t = 10)]
    copies: usize,
    /// Folder for docs.jsonl and gold.jsonl
    #[arg(long, short, value_name = "DIR", default_value = "out/planted")]
    output: std::path::PathBuf,
}

/// Draws that depend on the seed alone (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5DEE_CE66_D1CE_4E5B)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

/// How a page's date stands to when it was made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock {
    Right,
    Jittered,
    Missing,
    Wrong,
}

impl Clock {
    fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Jittered => "jittered",
            Self::Missing => "missing",
            Self::Wrong => "wrong",
        }
    }
}

/// A page as planted.
struct Planted {
    page: Page,
    outlet: usize,
    /// When it was made, in truth.
    made: i64,
    clock: Clock,
    published: Option<i64>,
    /// Index of the page it was taken from.
    of: Option<usize>,
    /// Others that would be as right.
    also: Vec<usize>,
    root: usize,
    ways: Vec<Way>,
    /// Runs one agency's text that no page of the set is the first of.
    shared: bool,
    edits: Vec<(&'static str, String, String)>,
    links: Vec<String>,
}

struct Maker {
    chance: Chance,
    planted: Vec<Planted>,
    /// Leads that each family has used: two outlets don't write the same.
    leads: BTreeMap<usize, BTreeSet<usize>>,
}

impl Maker {
    fn clock(&mut self, made: i64, copy: bool) -> (Clock, Option<i64>) {
        let draw = self.chance.below(100);
        match (copy, draw) {
            (true, 0..12) | (false, 0..4) => (Clock::Missing, None),
            (true, 12..24) => {
                let shift = self.chance.below(4 * 3600) as i64 - 2 * 3600;
                (Clock::Jittered, Some(made + shift))
            }
            (true, 24..30) => (Clock::Wrong, Some(made - (1 + self.chance.below(20) as i64) * 86_400)),
            _ => (Clock::Right, Some(made)),
        }
    }

    /// An outlet that none of these pages is of.
    fn outlet(&mut self, not: &[usize]) -> usize {
        loop {
            let o = self.chance.below(words::outlets());
            if !not.contains(&o) {
                return o;
            }
        }
    }

    fn original(&mut self, page: Page, start: i64) -> usize {
        let made = start + self.chance.below(5 * 86_400) as i64;
        let (clock, published) = self.clock(made, false);
        let root = self.planted.len();
        let outlet = self.outlet(&[]);
        let mut page = page;
        if self.chance.percent(30) {
            ways::wrap(&mut page, outlet, &mut self.chance);
        }
        self.planted.push(Planted {
            page,
            outlet,
            made,
            clock,
            published,
            of: None,
            also: Vec::new(),
            root,
            ways: Vec::new(),
            shared: false,
            edits: Vec::new(),
            links: Vec::new(),
        });
        root
    }

    /// Everyone a page goes back to, itself first.
    fn line(&self, mut at: usize) -> Vec<usize> {
        let mut out = vec![at];
        while let Some(up) = self.planted.get(at).and_then(|p| p.of) {
            out.push(up);
            at = up;
        }
        out
    }

    fn copy(&mut self, of: usize, ways: &[Way], host: Option<Page>, delay: i64) -> Option<usize> {
        let line = self.line(of);
        let outlets: Vec<usize> = line.iter().filter_map(|i| self.planted.get(*i)).map(|p| p.outlet).collect();
        let outlet = self.outlet(&outlets);
        let parent = self.planted.get(of)?;
        let (root, made, before) = (parent.root, parent.made + delay, parent.outlet);
        let mut page = parent.page.taken();
        let mut edits = Vec::new();
        let mut links = Vec::new();
        for way in ways {
            match way {
                Way::Lift => {
                    if let Some(host) = &host {
                        page = ways::lift(&page, host, &mut self.chance);
                    }
                }
                Way::Credit => links.extend(ways::credit(&mut page, before, of, &mut self.chance)),
                Way::Wrap => ways::wrap(&mut page, outlet, &mut self.chance),
                Way::Lead => {
                    let used = self.leads.entry(root).or_default();
                    ways::lead(&mut page, used, &mut self.chance);
                }
                way => ways::alter(*way, &mut page, &mut edits, &mut self.chance),
            }
        }
        // Where all that was taken stands word for word in an earlier page of the line, nothing tells which of them it was.
        let taken: Vec<&Piece> = page.pieces().filter(|p| p.taken).collect();
        let also = line
            .iter()
            .skip(1)
            .copied()
            .take_while(|up| {
                self.planted
                    .get(*up)
                    .is_some_and(|up| taken.iter().all(|p| up.page.pieces().any(|q| q.text == p.before)))
            })
            .collect();
        let (clock, published) = self.clock(made, true);
        let at = self.planted.len();
        self.planted.push(Planted {
            page,
            outlet,
            made,
            clock,
            published,
            of: Some(of),
            also,
            root,
            ways: ways.to_vec(),
            shared: false,
            edits,
            links,
        });
        Some(at)
    }

    /// One agency's text as several outlets run it; the agency's own page is not in the set.
    fn agency(&mut self, text: Page, start: i64, runs: usize) {
        let agency = self.chance.below(words::AGENCIES.len());
        let made = start + self.chance.below(5 * 86_400) as i64;
        let mut first: Option<usize> = None;
        let mut outlets = Vec::new();
        for n in 0..runs {
            let outlet = self.outlet(&outlets);
            outlets.push(outlet);
            let mut page = if n == 0 { text.clone() } else { text.taken() };
            let mut edits = Vec::new();
            if n > 0 && self.chance.percent(60) {
                ways::alter(Way::Truncate, &mut page, &mut edits, &mut self.chance);
            }
            ways::dateline(&mut page, agency, &mut self.chance);
            if self.chance.percent(50) {
                ways::wrap(&mut page, outlet, &mut self.chance);
            }
            let made = made + n as i64 * (600 + self.chance.below(6 * 3600) as i64);
            let at = self.planted.len();
            self.planted.push(Planted {
                page,
                outlet,
                made,
                clock: Clock::Right,
                published: Some(made),
                of: first,
                also: if n > 1 { (at + 1 - n..at).collect() } else { Vec::new() },
                root: first.unwrap_or(at),
                ways: Vec::new(),
                shared: true,
                edits,
                links: Vec::new(),
            });
            first = first.or(Some(at));
        }
    }
}

/// Write docs.jsonl and gold.jsonl.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<()> {
    let mut chance = Chance::new(options.seed);
    let mut sources: Vec<Source> = pages::crises(root, &mut chance)?;
    for file in &options.texts {
        sources.extend(pages::texts(file, &mut chance)?);
    }
    pages::apart(&mut sources);
    chance.shuffle(&mut sources);
    // A fifth of the pages give hosts for lifted passages, a tenth agency texts, the others stand as originals.
    let hosts_n = sources.len() / 5;
    let mut hosts = sources.split_off(sources.len() - hosts_n);
    let agency = sources.split_off(sources.len() - sources.len() / 8);
    let mut maker = Maker { chance, planted: Vec::new(), leads: BTreeMap::new() };
    let mut topics = Vec::new();
    for s in sources {
        maker.original(s.page, s.start);
        topics.push(s.topic);
    }
    for s in agency {
        let runs = 2 + maker.chance.below(2);
        maker.agency(s.page, s.start, runs);
    }
    let originals = topics.len();
    let mut copies: Vec<usize> = Vec::new();
    for _ in 0..originals * options.copies / 10 {
        // A third are copies of copies.
        let chained = !copies.is_empty() && maker.chance.percent(33);
        let of = if chained { maker.chance.pick(&copies).copied().unwrap_or(0) } else { maker.chance.below(originals) };
        let topic = topics.get(maker.planted.get(of).map_or(0, |p| p.root)).cloned().unwrap_or_default();
        let mut ways = ways::draw(&mut maker.chance);
        // One table of words of like meaning: two pages of a family that are reworded apart would come out alike.
        let family = maker.planted.get(of).map_or(of, |p| p.root);
        if maker.planted.iter().any(|p| p.root == family && p.ways.contains(&Way::Reword)) {
            ways.retain(|w| *w != Way::Reword);
        }
        let host = match ways.first() {
            Some(Way::Lift) => hosts.iter().position(|h| h.topic != topic).map(|i| hosts.swap_remove(i).page),
            _ => None,
        };
        if host.is_none() && ways.first() == Some(&Way::Lift) {
            ways = vec![Way::Truncate, Way::Wrap];
        }
        let lifted = host.is_some();
        let delay = 1200 + maker.chance.below(2 * 86_400) as i64;
        if let Some(at) = maker.copy(of, &ways, host, delay)
            && !lifted
        {
            copies.push(at);
        }
    }
    for h in hosts {
        maker.original(h.page, h.start);
    }
    write(&maker.planted, &options.output)
}

fn write(planted: &[Planted], to: &Path) -> anyhow::Result<()> {
    // Ids say nothing of what is what.
    let id = |i: usize| {
        let hash =
            model::sha256_hex(format!("{i} {}", planted.get(i).map_or("", |p| p.page.title.as_str())).as_bytes());
        format!("p{}", hash.get(..10).unwrap_or(""))
    };
    let (mut docs, mut gold) = (String::new(), String::new());
    let mut order: Vec<usize> = (0..planted.len()).collect();
    order.sort_by_key(|i| id(*i));
    for i in order {
        let Some(p) = planted.get(i) else { continue };
        let (text, spans) = p.page.text();
        let outlet = words::outlet(p.outlet);
        let links: Vec<String> = p.links.clone();
        let published = p.published.and_then(Moment::from_seconds);
        let url = words::address(p.outlet, i);
        writeln!(
            docs,
            "{}",
            json!({"id": id(i), "text": text, "title": p.page.title, "published": published, "lang": "en", "url": url, "outlet": outlet, "links": links})
        )?;
        let edits: Vec<_> =
            p.edits.iter().map(|(what, from, to)| json!({"what": what, "from": from, "to": to})).collect();
        let relation = if p.shared {
            "shared_upstream"
        } else if p.of.is_some() {
            "copied"
        } else {
            "independent"
        };
        writeln!(
            gold,
            "{}",
            json!({"id": id(i), "copy_of": p.of.map(id), "also": p.also.iter().map(|a| id(*a)).collect::<Vec<_>>(), "root": id(p.root),
                "relation": relation, "ways": p.ways.iter().map(|w| w.name()).collect::<Vec<_>>(), "clock": p.clock.name(),
                "shared": if p.of.is_some() { spans } else { Vec::new() }, "edits": edits})
        )?;
    }
    fs::create_dir_all(to)?;
    fs::write(to.join("docs.jsonl"), docs).with_context(|| format!("{} could not be written", to.display()))?;
    fs::write(to.join("gold.jsonl"), gold).with_context(|| format!("{} could not be written", to.display()))
}
