//! An archive of any size, written as it is made: for measuring what a million reports cost.
//!
//! Key decision: what decides the cost of looking for copies and stories is shaped as in life: words by Zipf's law, each happening
//! with its own people, places, terms, figures and statements, happenings whose size has a heavy tail and that overlap in time, and
//! a few reports in a hundred that take text from an agency's: word for word, cut, under a new lead, or a passage lifted. Words are
//! made of syllables, so no publisher's text is needed. Only integers and divisions are used: the same number gives the same bytes.
//!
//! Each line also tells what was planted: `event`, and for a copy `of` and `how`.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Context;
use model::Moment;
use serde_json::json;

/// Words that carry content, most frequent first.
const WORDS: usize = 80_000;
/// Family and place names.
const NAMES: usize = 120_000;
/// Newsrooms.
const OUTLETS: u64 = 4_000;
/// Reports of the largest happening.
const LARGEST: u64 = 3_000;
/// 1 January 2025, and a year.
const FROM: i64 = 1_735_689_600;
const YEAR: i64 = 365 * 86_400;

/// Words of a report at every twentieth part of all reports: a log-normal law with the middle at 350.
const LENGTHS: [u64; 21] =
    [80, 125, 160, 190, 216, 240, 264, 287, 308, 329, 350, 373, 398, 427, 464, 510, 567, 644, 765, 980, 1_800];

/// What a story is carried by: words of grammar, most frequent first.
const GRAMMAR: &[&str] = &[
    "the", "of", "and", "to", "in", "a", "that", "for", "on", "was", "with", "by", "at", "from", "were", "it", "is",
    "as", "had", "has", "after", "but", "its", "who", "been", "their", "are", "have", "which", "they", "would", "this",
    "not", "an", "be", "when", "into", "his", "her", "he", "she", "before", "than", "there", "more", "between",
    "through", "under", "over", "against",
];

const SYLLABLES: &[&str] = &[
    "ba", "ber", "bo", "ca", "cen", "cor", "da", "del", "dor", "e", "fa", "fen", "fir", "ga", "gel", "gor", "ha",
    "hel", "i", "ja", "ka", "kel", "kor", "la", "len", "lo", "ma", "mel", "mir", "na", "nel", "nor", "o", "pa", "pen",
    "por", "ra", "ren", "ro", "sa", "sel", "sor", "ta", "ten", "tor", "u", "va", "vel", "vor", "wa", "wen", "ya",
    "yel", "za", "zen", "zor", "sha", "che", "tri", "gra", "bro", "sti", "plo", "cra",
];

/// A sequence of numbers that look random (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n.max(1))) >> 64) as u64
    }

    fn percent(&mut self, p: u64) -> bool {
        self.below(100) < p
    }

    /// A number from 0 to `n`, small ones far more often: the rank of a thing whose frequency falls as one over its rank.
    fn rank(&mut self, law: &[u64]) -> usize {
        let total = law.last().copied().unwrap_or(1);
        let x = self.below(total);
        law.partition_point(|c| *c <= x)
    }
}

/// Summed frequencies of ranks under Zipf's law, in whole numbers.
fn zipf(n: usize) -> Vec<u64> {
    let mut sum = 0;
    (0..n as u64)
        .map(|r| {
            sum += (1 << 40) / (r + 3);
            sum
        })
        .collect()
}

/// Words of two to four syllables, all different.
fn vocabulary(n: usize, seed: u64, capital: bool) -> Vec<String> {
    let mut chance = Chance(seed);
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::with_capacity(n);
    while out.len() < n {
        let mut w = String::new();
        // Frequent words are short.
        for _ in 0..2 + chance.below(if out.len() < 500 { 1 } else { 3 }) {
            w.push_str(SYLLABLES[chance.below(SYLLABLES.len() as u64) as usize]);
        }
        if chance.percent(40) {
            w.push(char::from(b"nrstlmkd"[chance.below(8) as usize]));
        }
        if w.len() > 2 && !GRAMMAR.contains(&w.as_str()) && seen.insert(w.clone()) {
            if capital && let Some(head) = w.get(..1) {
                w = head.to_uppercase() + &w[1..];
            }
            out.push(w);
        }
    }
    out
}

struct World {
    words: Vec<String>,
    names: Vec<String>,
    by_rank: Vec<u64>,
    grammar: Vec<u64>,
}

/// One happening while it is told.
struct Event {
    number: u64,
    chance: Chance,
    left: u64,
    start: i64,
    lasts: i64,
    people: Vec<String>,
    places: Vec<String>,
    terms: Vec<usize>,
    figures: Vec<String>,
    quotes: Vec<String>,
    /// Reports whose text others take: id and paragraphs.
    sources: Vec<(String, Vec<String>)>,
    /// Moments still to come, soonest last.
    times: Vec<i64>,
}

impl Event {
    fn new(world: &World, number: u64, size: u64, start: i64) -> Self {
        let mut chance = Chance(0xa1c4_11fe ^ number.wrapping_mul(0x9e37_79b9));
        let scale = 1 + size / 40;
        // A third of the people and places are known from other news, the rest are this happening's own.
        let name = |c: &mut Chance| {
            let at = if c.percent(33) { c.below(1_500) } else { c.below(world.names.len() as u64) };
            world.names[at as usize].clone()
        };
        let people = (0..3 + scale.min(12)).map(|_| format!("{} {}", name(&mut chance), name(&mut chance))).collect();
        let places = (0..2 + scale.min(4)).map(|_| name(&mut chance)).collect();
        let terms = (0..25 + 5 * scale.min(12)).map(|_| 200 + chance.below(WORDS as u64 / 4) as usize).collect();
        let figures = (0..4 + scale.min(8))
            .map(|_| match chance.below(3) {
                0 => (2 + chance.below(40)).to_string(),
                1 => (40 + chance.below(900)).to_string(),
                _ => format!("{},{:03}", 1 + chance.below(60), chance.below(1000)),
            })
            .collect();
        // Hours for a small one, a month for the largest.
        let lasts = 43_200 + (size as i64 * 2_400).min(30 * 86_400);
        let mut times: Vec<i64> = (0..size)
            .map(|_| {
                let u = chance.below(1 << 20) as i64;
                start + ((u * u) >> 20) * lasts / (1 << 20)
            })
            .collect();
        times.sort_unstable_by_key(|t| Reverse(*t));
        let mut e = Self {
            number,
            chance,
            left: size,
            start,
            lasts,
            people,
            places,
            terms,
            figures,
            quotes: Vec::new(),
            sources: Vec::new(),
            times,
        };
        e.quotes = (0..2 + scale.min(6)).map(|_| e.quote(world)).collect();
        e
    }

    fn pick<'s>(chance: &mut Chance, list: &'s [String]) -> &'s str {
        // The first of the cast is named most.
        let n = list.len() as u64;
        let at = chance.below(n).min(chance.below(n));
        &list[at as usize]
    }

    /// `n` words, some of the happening's own.
    fn words(&mut self, world: &World, n: u64, out: &mut String) {
        for _ in 0..n {
            if !out.is_empty() && !out.ends_with([' ', '\u{201c}']) {
                out.push(' ');
            }
            let c = &mut self.chance;
            if c.percent(44) {
                out.push_str(GRAMMAR[c.rank(&world.grammar)]);
            } else if c.percent(22) {
                let n = self.terms.len() as u64;
                let at = c.below(n).min(c.below(n));
                out.push_str(&world.words[self.terms[at as usize]]);
            } else if c.percent(9) {
                let whole = Self::pick(c, &self.people);
                let family = whole.split(' ').nth(1).unwrap_or(whole);
                out.push_str(if c.percent(40) { whole } else { family });
            } else if c.percent(6) {
                out.push_str(Self::pick(c, &self.places));
            } else if c.percent(4) {
                out.push_str(Self::pick(c, &self.figures));
            } else if c.percent(4) {
                // Names and figures of the background.
                let at = c.rank(&world.by_rank);
                out.push_str(&world.names[at]);
            } else if c.percent(2) {
                out.push_str(&(2 + c.below(3_000)).to_string());
            } else {
                let at = c.rank(&world.by_rank);
                out.push_str(&world.words[at]);
            }
        }
    }

    fn quote(&mut self, world: &World) -> String {
        let mut s = String::from("\u{201c}");
        let n = 9 + self.chance.below(16);
        self.words(world, n, &mut s);
        let who = Self::pick(&mut self.chance, &self.people).to_owned();
        s.push_str(",\u{201d} said ");
        s.push_str(&who);
        s.push('.');
        s
    }

    fn sentence(&mut self, world: &World) -> (String, u64) {
        if self.chance.percent(4) {
            // Said to this reporter alone.
            let q = self.quote(world);
            let n = q.split(' ').count() as u64;
            return (q, n);
        }
        if self.chance.percent(3) {
            // A statement that everyone was given.
            let at = self.chance.below(self.quotes.len() as u64) as usize;
            let q = self.quotes[at].clone();
            let n = q.split(' ').count() as u64;
            return (q, n);
        }
        let n = 8 + self.chance.below(11) + self.chance.below(11);
        let mut s = String::new();
        self.words(world, n, &mut s);
        s.push('.');
        if let Some(head) = s.get(..1) {
            let head = head.to_uppercase();
            s.replace_range(..1, &head);
        }
        (s, n)
    }

    fn paragraphs(&mut self, world: &World, words: u64) -> Vec<String> {
        let mut out = Vec::new();
        let mut n = 0;
        while n < words {
            let mut p = String::new();
            for _ in 0..1 + self.chance.below(3) {
                let (s, k) = self.sentence(world);
                if !p.is_empty() {
                    p.push(' ');
                }
                p.push_str(&s);
                n += k;
                if n >= words {
                    break;
                }
            }
            out.push(p);
        }
        out
    }

    fn title(&mut self, world: &World) -> String {
        let mut t = Self::pick(&mut self.chance, &self.places).to_owned();
        let n = 4 + self.chance.below(4);
        self.words(world, n, &mut t);
        t
    }
}

/// Words of one report.
fn length(chance: &mut Chance) -> u64 {
    let at = chance.below(20) as usize;
    let (a, b) = (LENGTHS[at], LENGTHS[at + 1]);
    a + chance.below(b - a)
}

/// Write `n` reports as JSON lines, in order of time.
pub(crate) fn run(n: u64, to: &Path) -> anyhow::Result<()> {
    let file = File::create(to).with_context(|| format!("{} could not be written", to.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let world = World {
        words: vocabulary(WORDS, 1, false),
        names: vocabulary(NAMES, 2, true),
        by_rank: zipf(WORDS),
        grammar: zipf(GRAMMAR.len()),
    };
    // Sizes first: their sum is the number of reports.
    let mut chance = Chance(0x5eed);
    let mut starts: Vec<(i64, u64)> = Vec::new();
    let mut sum = 0;
    while sum < n {
        let size = ((1 << 32) / (1 + chance.below(1 << 32))).clamp(1, LARGEST.min(1 + n / 20)).min(n - sum);
        starts.push((FROM + chance.below(YEAR as u64) as i64, size));
        sum += size;
    }
    starts.sort_unstable();
    let mut running: BinaryHeap<(Reverse<i64>, Reverse<usize>)> = BinaryHeap::new();
    let mut events: Vec<Option<Event>> = Vec::with_capacity(starts.len());
    let mut next = starts.into_iter().peekable();
    let mut written = 0u64;
    while written < n {
        let soonest = running.peek().map_or(i64::MAX, |(t, _)| t.0);
        if let Some((start, size)) = next.next_if(|(start, _)| *start <= soonest) {
            let e = Event::new(&world, events.len() as u64, size, start);
            running.push((Reverse(e.times.last().copied().unwrap_or(start)), Reverse(events.len())));
            events.push(Some(e));
            continue;
        }
        let Some((Reverse(time), Reverse(at))) = running.pop() else { break };
        let Some(e) = events[at].as_mut() else { continue };
        e.times.pop();
        e.left -= 1;
        let line = report(&world, e, written, time)?;
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
        written += 1;
        match e.times.last() {
            Some(t) => running.push((Reverse(*t), Reverse(at))),
            None => events[at] = None,
        }
    }
    out.flush().with_context(|| format!("{} could not be written", to.display()))
}

fn report(world: &World, e: &mut Event, number: u64, time: i64) -> anyhow::Result<serde_json::Value> {
    let id = format!("r{number:07}");
    let outlet = { e.chance.below(OUTLETS).min(e.chance.below(OUTLETS)) };
    let words = length(&mut e.chance);
    let way = e.chance.below(100);
    let (mut paragraphs, how, of) = match e.sources.len() as u64 {
        0 => (e.paragraphs(world, words), "own", None),
        n => {
            let at = e.chance.below(n) as usize;
            let (source, text) = e.sources[at].clone();
            match way {
                0..5 => (text, "verbatim", Some(source)),
                5..9 => {
                    let keep = (text.len() * (4 + e.chance.below(4) as usize)).div_ceil(8).max(1);
                    (text.into_iter().take(keep).collect(), "cut", Some(source))
                }
                9..13 => {
                    let mut lead = e.paragraphs(world, 40);
                    lead.extend(text.into_iter().skip(1));
                    (lead, "lead", Some(source))
                }
                13..19 => {
                    let mut own = e.paragraphs(world, words);
                    let lifted = text[e.chance.below(text.len() as u64) as usize].clone();
                    let at = e.chance.below(own.len() as u64 + 1) as usize;
                    own.insert(at, lifted);
                    (own, "lifted", Some(source))
                }
                _ => (e.paragraphs(world, words), "own", None),
            }
        }
    };
    // The first report, and now and then a later one, is an agency's: others take from it.
    if how == "own" && (e.sources.is_empty() || e.sources.len() < 6 && e.chance.percent(3)) {
        e.sources.push((id.clone(), paragraphs.clone()));
    }
    // What an outlet puts under each of its pages.
    let mut foot = Chance(outlet.wrapping_mul(0x51ed_270b));
    if foot.percent(60) {
        let a = &world.words[foot.below(3_000) as usize];
        let b = &world.words[foot.below(3_000) as usize];
        paragraphs.push(format!("Read more {a} and {b} from our newsroom in the {a} section"));
    }
    let title = e.title(world);
    let published = Moment::from_seconds(time.clamp(e.start, e.start + e.lasts)).context("a time")?;
    let mut line = json!({
        "id": id,
        "text": paragraphs.join("\n\n"),
        "title": title,
        "published": published,
        "lang": "en",
        "url": format!("https://o{outlet}.example/{number}"),
        "outlet": format!("Outlet {outlet}"),
        "event": e.number,
    });
    if let Some(of) = of {
        line["of"] = json!(of);
        line["how"] = json!(how);
    }
    Ok(line)
}
