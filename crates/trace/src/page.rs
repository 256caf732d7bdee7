//! One page made ready to be compared: its words with furniture marked, its anchors, and whom it carries, credits and links to.
//!
//! What for: copies, revisions and stories all ask the same things of a page; they are worked out once.
//!
//! Key decision: furniture is found by repetition over the pages of one outlet first and by its set phrases second, and it is marked,
//! not cut: spans stay those of the text.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use model::{PlaceKind, Span};

use crate::{
    TraceDoc,
    words::{Sort, Word, Words, figure_hash, fold_phrase, hash_bytes, join, mix, words},
};

/// A line that says no more than this many words may be furniture by its phrase or by standing on two pages.
const SHORT_LINE: usize = 24;

/// A line of no more words that stands before or after all longer ones may belong to the frame of the page.
const MARGIN_LINE: usize = 20;

/// A figure, name, place or actor: what stays the same when a text is reworded or translated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    /// What it is, by value.
    pub(crate) key: u64,
    /// Index of the word it begins at.
    pub(crate) at: u32,
    /// A figure (not a calendar one).
    pub(crate) figure: bool,
}

/// A page made ready.
pub(crate) struct Page<'a> {
    pub(crate) doc: &'a TraceDoc<'a>,
    pub(crate) words: Vec<Word>,
    pub(crate) title: Vec<Word>,
    /// Sentences as ranges of words, furniture left out.
    pub(crate) sentences: Vec<(u32, u32)>,
    pub(crate) anchors: Vec<Anchor>,
    /// Language by declaration of the reading, else by function words; empty where unknown.
    pub(crate) lang: String,
    /// Newsroom, by publisher family or else name or host; 0 where unknown.
    pub(crate) newsroom: u64,
    /// Address without scheme, `www.`, query marks of trackers, trailing slash; empty where none.
    pub(crate) address: String,
    /// Seconds since 1970.
    pub(crate) time: Option<i64>,
    /// Agencies whose text it carries as its own, by dateline or credit line, and its own name.
    pub(crate) carries: BTreeSet<u64>,
    /// Agencies that stand in its dateline or as a credit line of their own: it is their text.
    pub(crate) dateline: BTreeSet<u64>,
    /// Agencies it names anywhere.
    pub(crate) mentions: BTreeSet<u64>,
    /// Agencies it names as where its text comes from.
    pub(crate) credits: BTreeSet<u64>,
    /// Outlets of the set that it names.
    pub(crate) names: BTreeSet<u64>,
    /// Addresses it links to, as in `address`.
    pub(crate) links: BTreeSet<String>,
    /// Key of its own outlet; 0 where it has none that could be told in a text.
    pub(crate) outlet: u64,
    /// Words that are not furniture.
    pub(crate) live: usize,
    /// Words that are furniture.
    pub(crate) framed: usize,
    /// Its story as a range of words: from its first to its last line of some length. What stands before and after may be the frame.
    pub(crate) body: (u32, u32),
    /// Agency that it is the page of; 0 where none.
    pub(crate) agency: u64,
    /// Hash of all its live words in order.
    pub(crate) fingerprint: u64,
}

/// Pages in the order of time, then id, then text; the order in which they came in never matters. The second value gives, for each
/// page, its index in `docs`.
pub(crate) fn pages<'a>(docs: &'a [TraceDoc<'a>]) -> (Vec<Page<'a>>, Vec<usize>) {
    let mut order: Vec<usize> = (0..docs.len()).collect();
    let when = |d: &TraceDoc<'_>| d.published.map_or(i64::MAX, |m| m.seconds());
    order.sort_by(|a, b| {
        let (x, y) = (&docs[*a], &docs[*b]);
        when(x)
            .cmp(&when(y))
            .then_with(|| x.id.cmp(y.id))
            .then_with(|| x.text.cmp(y.text))
            .then_with(|| x.url.cmp(&y.url))
    });
    let mut pages: Vec<Page<'a>> = order.iter().map(|i| page(&docs[*i])).collect();
    mark_furniture(&mut pages);
    for p in &mut pages {
        finish(p);
    }
    name_outlets(&mut pages);
    (pages, order)
}

pub(crate) fn page<'a>(doc: &'a TraceDoc<'a>) -> Page<'a> {
    let Words { words, lang } = words(doc.text);
    let title = doc.title.map(|t| crate::words::words(t).words).unwrap_or_default();
    let declared = doc.reading.lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    let lang = if declared.is_empty() || declared == "und" { lang.unwrap_or("").to_owned() } else { declared };
    let address = doc.url.map(address).unwrap_or_default();
    let host = address.split('/').next().unwrap_or("");
    let newsroom = match (doc.publisher, doc.outlet) {
        (Some(p), _) if !p.trim().is_empty() => hash_bytes(fold_phrase(p).as_bytes()),
        (_, Some(o)) if !o.trim().is_empty() => hash_bytes(fold_phrase(o).as_bytes()),
        _ if !host.is_empty() => hash_bytes(host.as_bytes()),
        _ => 0,
    };
    Page {
        doc,
        words,
        title,
        sentences: Vec::new(),
        anchors: Vec::new(),
        lang,
        newsroom,
        address,
        time: doc.published.map(model::Moment::seconds),
        carries: BTreeSet::new(),
        dateline: BTreeSet::new(),
        mentions: BTreeSet::new(),
        credits: BTreeSet::new(),
        names: BTreeSet::new(),
        links: BTreeSet::new(),
        outlet: 0,
        live: 0,
        framed: 0,
        body: (0, u32::MAX),
        agency: 0,
        fingerprint: 0,
    }
}

/// An address as it is compared.
pub(crate) fn address(url: &str) -> String {
    let s = url.trim().trim_end_matches([')', ']', '>', ',', '.', '"', '\'']);
    let s = s.split_once("://").map_or(s, |(_, rest)| rest);
    let s = s.strip_prefix("www.").unwrap_or(s);
    let s = s.split('#').next().unwrap_or(s);
    let (path, query) = s.split_once('?').unwrap_or((s, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|p| !p.is_empty() && !["utm_", "fbclid", "gclid", "ref=", "amp"].iter().any(|t| p.starts_with(t)))
        .collect();
    let path = path.trim_end_matches('/');
    let mut out = path.to_lowercase();
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    out
}

/// Lines of a text: their bytes and their range of words.
fn lines(text: &str, words: &[Word]) -> Vec<(Span, usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut w = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let from = w;
        while words.get(w).is_some_and(|x| (x.start as usize) < end) {
            w += 1;
        }
        if w > from {
            out.push((Span::new(at, end), from, w));
        }
        at = end;
    }
    out
}

fn hash_range(words: &[Word]) -> u64 {
    words.iter().fold(0x11e5, |h, w| join(h, w.hash))
}

/// Marks what stands on several pages of one newsroom, and what begins or ends like page furniture.
fn mark_furniture(pages: &mut [Page<'_>]) {
    let mut seen: Vec<(u64, u64, u32)> = Vec::new();
    for p in pages.iter() {
        if p.newsroom == 0 {
            continue;
        }
        for (_, from, to) in lines(p.doc.text, &p.words) {
            seen.push((p.newsroom, hash_range(&p.words[from..to]), page_key(p) as u32));
        }
    }
    // Addresses, not captures: two revisions of one page repeat their whole story.
    seen.sort_unstable();
    seen.dedup();
    for p in pages {
        let newsroom = p.newsroom;
        mark_page(p, &|line, _, least| {
            let line = hash_range(line);
            let from = seen.partition_point(|s| (s.0, s.1) < (newsroom, line));
            seen[from..].iter().take(3).take_while(|s| (s.0, s.1) == (newsroom, line)).count() >= least
        });
    }
}

/// What tells one page from another: its address, else its text.
pub(crate) fn page_key(p: &Page<'_>) -> u64 {
    hash_bytes(if p.address.is_empty() { p.doc.text.as_bytes() } else { p.address.as_bytes() })
}

/// Marks the furniture of one page. `often` tells whether a line, given as words and as bytes, stands on so many pages of its newsroom.
pub(crate) fn mark_page(p: &mut Page<'_>, often: &dyn Fn(&[Word], &str, usize) -> bool) {
    let phrases = furniture();
    let total = p.words.len();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for (span, from, to) in lines(p.doc.text, &p.words) {
        let line = &p.words[from..to];
        let short = line.len() <= SHORT_LINE;
        let again = p.newsroom != 0 && often(line, span.of(p.doc.text), if short { 2 } else { 3 });
        if again || short && phrases.is_furniture(line) {
            marks.push((from, to));
        }
    }
    // A page that would be nothing but furniture is a short page, or one outlet's re-run of its own story.
    if marks.iter().map(|(a, b)| b - a).sum::<usize>() * 2 > total {
        return;
    }
    for (from, to) in marks {
        for w in &mut p.words[from..to] {
            w.furniture = true;
        }
    }
}

/// The set phrases of page furniture.
struct Furniture {
    start: Vec<Vec<u64>>,
    any: Vec<Vec<u64>>,
    whole: Vec<Vec<u64>>,
}

impl Furniture {
    fn is_furniture(&self, line: &[Word]) -> bool {
        let has = |at: usize, phrase: &[u64]| {
            line.len() >= at + phrase.len() && phrase.iter().zip(&line[at..]).all(|(a, w)| *a == w.hash)
        };
        self.whole.iter().any(|p| p.len() == line.len() && has(0, p))
            || self.start.iter().any(|p| has(0, p))
            || self.any.iter().any(|p| (0..line.len()).any(|at| has(at, p)))
    }
}

/// Lines of the tables of furniture, without the language.
fn furniture_lines() -> impl Iterator<Item = &'static str> {
    let own = text::language_files!("furniture.tsv").into_iter().flat_map(|(_, file)| file.lines());
    let others = text::languages::other_words(include_str!("../../../data/trace/furniture.tsv"));
    own.chain(others.map(|(_, line)| line))
}

fn furniture() -> &'static Furniture {
    static FURNITURE: OnceLock<Furniture> = OnceLock::new();
    FURNITURE.get_or_init(|| {
        let mut out = Furniture { start: Vec::new(), any: Vec::new(), whole: Vec::new() };
        for line in furniture_lines() {
            let mut cells = line.split('\t');
            let (Some(place), Some(phrase)) = (cells.next(), cells.next()) else { continue };
            let phrase: Vec<u64> = words(phrase).words.iter().map(|w| w.hash).collect();
            match place {
                "start" => out.start.push(phrase),
                "any" => out.any.push(phrase),
                _ => out.whole.push(phrase),
            }
        }
        out
    })
}

/// Sentences, anchors, credits and links, once furniture is known.
pub(crate) fn finish(p: &mut Page<'_>) {
    measure_words(p);
    p.sentences = sentences(p);
    let long: Vec<(usize, usize)> = lines(p.doc.text, &p.words)
        .into_iter()
        .filter(|(_, from, to)| to - from > MARGIN_LINE && !p.words[*from].furniture)
        .map(|(_, from, to)| (from, to))
        .collect();
    if let (Some(first), Some(last)) = (long.first(), long.last()) {
        p.body = (first.0 as u32, last.1 as u32);
    }
    credits(p);
    p.links = p.doc.links.iter().map(|l| address(l)).filter(|l| !l.is_empty()).collect();
    for (at, _) in p.doc.text.match_indices("://").take(64) {
        let rest = &p.doc.text[at + 3..];
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, ']' | ')' | '"' | '>' | '<')).unwrap_or(rest.len());
        p.links.insert(address(&rest[..end]));
    }
    let own = p.address.clone();
    p.links.remove(&own);
}

/// What its words alone tell, once furniture is known.
pub(crate) fn measure_words(p: &mut Page<'_>) {
    p.live = p.words.iter().filter(|w| !w.furniture).count();
    p.framed = p.words.len() - p.live;
    p.fingerprint = p.words.iter().filter(|w| !w.furniture).fold(0x9a6e, |h, w| join(h, w.hash));
    p.anchors = anchors(p);
}

/// Sentence ranges over words: those of the reading where it has them, else lines cut at full stops.
fn sentences(p: &Page<'_>) -> Vec<(u32, u32)> {
    let mut out = Vec::new();
    let mut push = |from: usize, to: usize| {
        if to > from && p.words[from..to].iter().any(|w| !w.furniture) {
            out.push((from as u32, to as u32));
        }
    };
    if !p.doc.reading.sentences.is_empty() {
        for s in &p.doc.reading.sentences {
            let from = p.words.partition_point(|w| (w.start as usize) < s.start);
            let to = p.words.partition_point(|w| (w.start as usize) < s.end);
            push(from, to);
        }
        return out;
    }
    for (_, from, to) in lines(p.doc.text, &p.words) {
        let mut first = from;
        for i in from..to {
            let gap = match p.words.get(i + 1) {
                Some(next) if i + 1 < to => p.doc.text.get(p.words[i].end as usize..next.start as usize).unwrap_or(""),
                _ => continue,
            };
            if gap == " " {
                continue;
            }
            let ends = gap.contains(['!', '?', '؟', '。', '।'])
                || gap.contains(". ")
                || gap.contains(".\u{201d} ")
                || gap.contains(".\" ")
                || gap.contains(".» ");
            // "U.S. forces", "Jan. 20", "Gen. Smith": a very short word before the stop does not end a sentence.
            let short =
                gap.starts_with('.') && (p.words[i].end - p.words[i].start) < 4 && p.words[i].sort == Sort::Capital;
            if ends && !short {
                push(first, i + 1);
                first = i + 1;
            }
        }
        push(first, to);
    }
    out
}

/// Figures, names, places and actors in order. Places and actors are known by what they resolve to, so that a translation has them too.
fn anchors(p: &Page<'_>) -> Vec<Anchor> {
    let mut out: Vec<Anchor> = Vec::new();
    let word_at = |byte: usize| p.words.partition_point(|w| (w.end as usize) <= byte);
    let live = |at: usize| p.words.get(at).is_some_and(|w| !w.furniture);
    let mut covered = vec![false; p.words.len()];
    for q in &p.doc.reading.quantities {
        let at = word_at(q.figure.start.max(q.start));
        if let (Some(lo), Some(hi), false) = (q.lo.or(q.hi), q.hi.or(q.lo), q.vague)
            && live(at)
            && p.words[at].sort != Sort::Calendar
            && (lo - hi).abs() < 1e-9
            && lo >= 2.0
        {
            let digits = if lo.fract() == 0.0 && lo < 1e15 { format!("{}", lo as i64) } else { format!("{lo}") };
            if !covered[at] {
                covered[at] = true;
                out.push(Anchor { key: figure_hash(&digits), at: at as u32, figure: true });
            }
        }
    }
    for (i, w) in p.words.iter().enumerate() {
        if w.sort == Sort::Figure && !w.furniture && !covered[i] {
            covered[i] = true;
            out.push(Anchor { key: w.hash, at: i as u32, figure: true });
        }
    }
    let mut resolved = |key: u64, start: usize| {
        let at = word_at(start);
        if live(at) && !covered[at] {
            covered[at] = true;
            out.push(Anchor { key, at: at as u32, figure: false });
        }
    };
    for m in &p.doc.reading.places {
        if m.kind == PlaceKind::Demonym {
            continue;
        }
        let key = match (&m.key, m.geonames_id) {
            (Some(k), _) => join(0x91ace, hash_bytes(k.as_bytes())),
            (None, Some(g)) => join(0x91acf, mix(u64::from(g))),
            _ => continue,
        };
        resolved(key, m.start);
    }
    for m in &p.doc.reading.actors {
        if let Some(id) = &m.id {
            resolved(join(0xac70, hash_bytes(id.as_bytes())), m.start);
        }
    }
    for (i, w) in p.words.iter().enumerate() {
        if w.name != 0 && !w.furniture && !covered[i] {
            out.push(Anchor { key: join(0x4a3e, w.name), at: i as u32, figure: false });
        }
    }
    out.sort_by_key(|a| (a.at, a.key));
    out
}

struct Agencies {
    /// Joined hash of a spelling's words -> agency key; with the number of words, and the exact writing that a short one must have.
    by_words: BTreeMap<u64, (u64, Option<&'static str>)>,
    /// Hashes of the first words of all spellings: asked at every word.
    firsts: Hashes,
    longest: usize,
    cues: Vec<Vec<u64>>,
}

fn phrase_key(hashes: impl Iterator<Item = u64>) -> u64 {
    hashes.fold(0xa6e7, join)
}

fn agencies() -> &'static Agencies {
    static AGENCIES: OnceLock<Agencies> = OnceLock::new();
    AGENCIES.get_or_init(|| {
        let mut by_words = BTreeMap::new();
        let mut firsts = Hashes::default();
        let mut longest = 1;
        for line in include_str!("../../../data/trace/agencies.tsv").lines().filter(|l| !l.starts_with('#')) {
            let Some((id, names)) = line.split_once('\t') else { continue };
            for name in names.split('|') {
                let hashes: Vec<u64> = words(name).words.iter().map(|w| w.hash).collect();
                longest = longest.max(hashes.len());
                hashes.first().into_iter().for_each(|h| firsts.insert(*h));
                // "AP", "AA", "SPA", "Fars": a short spelling counts only exactly as written.
                let exact = (hashes.len() == 1 && name.chars().count() <= 5).then_some(name);
                by_words.insert(phrase_key(hashes.into_iter()), (hash_bytes(id.as_bytes()), exact));
            }
        }
        let cues = CREDIT_CUES.iter().map(|c| words(c).words.iter().map(|w| w.hash).collect()).collect();
        Agencies { by_words, firsts, longest, cues }
    })
}

/// Words that make the naming of an agency or outlet a credit of the text rather than of one statement.
const CREDIT_CUES: &[&str] = &[
    "contributed to this",
    "read the full",
    "read the original",
    "full story at",
    "original article",
    "this is from",
    "source",
    "credit",
    "reports",
    "first published",
    "originally published",
    "republished from",
    "with reporting by",
    "an investigation by",
    "investigation",
    "referring to",
    "citing",
    "with files from",
    "agency feed",
    "джерело",
    "із посиланням на",
    "з посиланням на",
    "розслідування",
    "пише",
    "источник",
    "со ссылкой на",
    "пишет",
    "сообщает",
    "fuente",
    "con informacion de",
    "segun",
    "selon",
    "avec",
    "quelle",
    "fonte",
    "kaynak",
    "المصدر",
    "نقلا عن",
    "وكالة",
    "لرويترز",
];

/// Who is carried, credited, named.
fn credits(p: &mut Page<'_>) {
    let table = agencies();
    let text = p.doc.text;
    let cut = lines(text, &p.words);
    if let Some(name) = p.doc.outlet
        && let Some((id, _)) = table.by_words.get(&phrase_key(words(name).words.iter().map(|w| w.hash)))
    {
        p.carries.insert(*id);
        p.agency = *id;
    }
    // "Agence France-Presse", "Reuters and staff": whoever signs as an agency brings its text.
    for name in p.doc.author.into_iter().flat_map(|a| a.split([',', ';', '/', '&'])).flat_map(|a| a.split(" and ")) {
        let spelled = words(name);
        let key = phrase_key(spelled.words.iter().map(|w| w.hash));
        if let Some((id, _)) = table.by_words.get(&key).filter(|(_, exact)| exact.is_none_or(|e| e == name.trim())) {
            p.mentions.insert(*id);
            p.credits.insert(*id);
            p.dateline.insert(*id);
            p.carries.insert(*id);
        }
    }
    for (n, (_, from, to)) in cut.iter().enumerate() {
        let line = &p.words[*from..*to];
        let mut found: Vec<(usize, usize, u64)> = Vec::new();
        let mut i = 0;
        while i < line.len() {
            let mut taken = 1;
            if !table.firsts.contains(line[i].hash) {
                i += 1;
                continue;
            }
            for len in (1..=table.longest.min(line.len() - i)).rev() {
                let raw = || text.get(line[i].start as usize..line[i + len - 1].end as usize).unwrap_or("");
                let key = phrase_key(line[i..i + len].iter().map(|w| w.hash));
                if let Some((id, exact)) = table.by_words.get(&key)
                    && exact.is_none_or(|e| e == raw())
                {
                    found.push((i, len, *id));
                    taken = len;
                    break;
                }
                // The Arabic preposition is glued to the name: "لرويترز".
            }
            i += taken;
        }
        if found.is_empty() {
            continue;
        }
        let cue = table.cues.iter().any(|c| {
            (0..line.len()).any(|at| line.len() >= at + c.len() && c.iter().zip(&line[at..]).all(|(h, w)| *h == w.hash))
        });
        let only_names = line.len() <= found.iter().map(|f| f.1).sum::<usize>() + 2;
        for (at, len, id) in found {
            p.mentions.insert(id);
            let after = text.get(line[at + len - 1].end as usize..).unwrap_or("");
            let before = text.get(..line[at].start as usize).unwrap_or("");
            let tail: String = after.chars().take(4).filter(|c| !c.is_whitespace()).collect();
            let dateline = n < 3
                && at < 12
                && before.ends_with('(')
                && [")-", ")—", ")–", "):"].iter().any(|t| tail.starts_with(t));
            let credit_line = line.len() <= 8 && at <= 2 && cue;
            if dateline || only_names {
                p.dateline.insert(id);
                p.carries.insert(id);
            }
            if dateline || credit_line || only_names || cue {
                p.credits.insert(id);
            }
            if credit_line {
                p.carries.insert(id);
            }
        }
    }
}

/// A set of hashes that nearly always answers no: most questions end at one bit.
#[derive(Default)]
struct Hashes {
    all: BTreeSet<u64>,
    bits: Vec<u64>,
}

impl Hashes {
    /// Bits of a hash that choose its bit.
    const BITS: u32 = 16;

    fn place(hash: u64) -> (usize, u64) {
        let at = hash & ((1 << Self::BITS) - 1);
        ((at / 64) as usize, 1 << (at % 64))
    }

    fn insert(&mut self, hash: u64) {
        self.bits.resize(1 << Self::BITS >> 6, 0);
        let (at, bit) = Self::place(hash);
        self.bits[at] |= bit;
        self.all.insert(hash);
    }

    fn contains(&self, hash: u64) -> bool {
        let (at, bit) = Self::place(hash);
        self.bits.get(at).is_some_and(|b| b & bit != 0) && self.all.contains(&hash)
    }
}

/// Outlets that a page may name.
#[derive(Default)]
pub(crate) struct Outlets {
    keys: BTreeSet<u64>,
    /// Hashes of the first words of the names: asked at every word.
    firsts: Hashes,
    longest: usize,
}

/// Words of an outlet's name by which it is known in a text; none where it cannot be told from the words of a text.
fn outlet_words(name: &str) -> Vec<Word> {
    let parts = words(name).words;
    // One common word ("Today") cannot be told from the word itself.
    if parts.len() > 6 || parts.len() == 1 && parts[0].end - parts[0].start < 5 { Vec::new() } else { parts }
}

impl Outlets {
    /// Takes up an outlet; its key, or 0 for a name that cannot be told from the words of a text.
    pub(crate) fn take(&mut self, name: &str) -> u64 {
        let parts = outlet_words(name);
        let Some(first) = parts.first() else { return 0 };
        self.longest = self.longest.max(parts.len());
        self.firsts.insert(first.hash);
        let key = phrase_key(parts.iter().map(|w| w.hash));
        self.keys.insert(key);
        key
    }

    /// The key of an outlet, as [`Outlets::take`] gives it.
    pub(crate) fn key(name: &str) -> u64 {
        let parts = outlet_words(name);
        if parts.is_empty() { 0 } else { phrase_key(parts.iter().map(|w| w.hash)) }
    }

    /// The outlets that a page names, its own left out.
    pub(crate) fn named(&self, p: &Page<'_>) -> BTreeSet<u64> {
        let mut named = BTreeSet::new();
        for i in 0..p.words.len() {
            if matches!(p.words[i].sort, Sort::Content) && p.words[i].name == 0
                || !self.firsts.contains(p.words[i].hash)
            {
                continue;
            }
            let mut key = 0xa6e7;
            for w in p.words[i..].iter().take(self.longest) {
                key = join(key, w.hash);
                if key != p.outlet && self.keys.contains(&key) {
                    named.insert(key);
                }
            }
        }
        named
    }
}

/// Which pages name the outlet of another: outlet names are looked up in all texts at once.
fn name_outlets(pages: &mut [Page<'_>]) {
    let mut outlets = Outlets::default();
    for p in pages.iter_mut() {
        p.outlet = p.doc.outlet.map_or(0, |name| outlets.take(name));
    }
    for p in pages.iter_mut() {
        p.names = outlets.named(p);
    }
}

#[cfg(test)]
mod tests {
    use super::{address, furniture, furniture_lines};
    use crate::words::words;

    #[test]
    fn furniture_phrases_fit_their_examples_and_not_their_near_misses() {
        let table = furniture();
        for line in furniture_lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "{line}");
            assert!(table.is_furniture(&words(cells[2]).words), "{line}");
            assert!(!table.is_furniture(&words(cells[3]).words), "{line}");
        }
    }

    #[test]
    fn an_address_is_one_however_it_was_shared() {
        for a in [
            "https://www.example.org/a/b/",
            "http://example.org/a/b?utm_source=x",
            "example.org/A/b#top",
            "https://example.org/a/b?fbclid=1)",
        ] {
            assert_eq!(address(a), "example.org/a/b", "{a}");
        }
        assert_eq!(address("https://example.org/?p=12"), "example.org?p=12");
    }
}
