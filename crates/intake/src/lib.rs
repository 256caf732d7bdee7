//! Files, folders, pages and streams to reports.
//!
//! What for: everything later works on [`Report`]s; this room decides what a file is, in which encoding, where its text starts and
//! ends, and says in an [`Issue`] whatever it could not make sense of.
//!
//! Key decisions: content decides, never the file's name. One bad file never stops the others. Nothing is read beyond stated limits,
//! so memory is bounded whatever the input. The result does not depend on the order of the input: files are sorted, and of two
//! reports with one id the earlier published one keeps it.

#![allow(clippy::disallowed_methods)] // This room may touch files; clippy.toml keeps the pure ones from it.

#[cfg(feature = "archives")]
mod apart;
mod charset;
mod child;
#[cfg(feature = "archives")]
mod container;
mod dates;
mod formats;
pub mod front;
pub mod html;
mod limits;
mod lines;
mod links;
mod locate;
mod part;
mod sniff;
mod source;
mod xml;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufRead,
    path::PathBuf,
};

use model::{Issue, Report, sha256_hex};

#[cfg(feature = "archives")]
pub use apart::{Child, serve};
pub use child::ChildLimits;
pub use formats::{
    sitemap::{self, Address},
    table::{Columns, FIELDS},
};
pub use locate::locate;
pub use source::{Source, Stream};

/// Limits and habits of reading.
#[derive(Clone, Debug)]
pub struct Options {
    /// Bytes of one file or one JSON line that are looked at; what is beyond is cut. Default 16 MiB.
    pub max_bytes: usize,
    /// Bytes of text that one report may have; what is beyond is cut at the last line or word. Default 512 KiB, some 85,000 words.
    pub max_text: usize,
    /// Bytes of one document that must be held as a whole: a feed, a message, a table of an office program, an archive inside
    /// another. Default 64 MiB.
    pub max_document: usize,
    /// Bytes that may come out of one archive, with all that is inside it. Default 16 GiB.
    pub max_expanded: u64,
    /// Times its own size that an archive may swell to, when more than 32 MiB come out of it. Default 250: text that people write
    /// packs to a tenth or a twentieth.
    pub max_ratio: u64,
    /// Members of one archive, with those of archives inside it. Default 1,000,000.
    pub max_members: u64,
    /// Archives inside one another. Default 4.
    pub max_depth: usize,
    /// Let programs of this machine read what is not read here: `pdftotext`. Default true.
    pub run_programs: bool,
    /// The program that reads documents which may do harm to their reader, in a process of its own and within limits. Default none: they
    /// are read here. The same comes out of them.
    #[cfg(feature = "archives")]
    pub child: Option<Child>,
    /// Which column of a table holds what; what is not named is guessed.
    pub columns: Columns,
    /// Give out the bytes of each report before it, as [`Item::Bytes`]. Default false.
    pub keep_bytes: bool,
    /// Give a report without a time of publication the issue `no-date`. Default true.
    pub note_missing_dates: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_bytes: 16 << 20,
            max_text: 512 << 10,
            max_document: 64 << 20,
            max_expanded: 16 << 30,
            max_ratio: 250,
            max_members: 1_000_000,
            max_depth: 4,
            run_programs: true,
            #[cfg(feature = "archives")]
            child: None,
            columns: Columns::default(),
            keep_bytes: false,
            note_missing_dates: true,
        }
    }
}

/// Everything that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// Reports by id; ids are unique.
    pub reports: Vec<Report>,
    /// What concerns files that gave no report. Issues of a report are in the report.
    pub issues: Vec<Issue>,
}

/// One thing read from a stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// The bytes of the report that comes next; only where [`Options::keep_bytes`] asks for them.
    Bytes(Bytes),
    /// A report. Ids may repeat in a stream; [`load`] makes them unique.
    Report(Box<Report>),
    /// What concerns a file or line that gave no report. `report` holds the file's name, or the line's id.
    Issue(Issue),
}

/// The bytes that a report was read from: what [`Report::sha256`] is the hash of.
#[derive(Clone, PartialEq, Eq)]
pub struct Bytes {
    /// SHA-256 in hex.
    pub sha256: String,
    /// Type of the content, `text/html`.
    pub media_type: String,
    /// A letter or a message of a closed group: not to be given away with what was published.
    pub private: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({} of {}, {})", self.bytes.len(), self.media_type, self.sha256)
    }
}

/// What is known of bytes that were fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// The address that they came from in the end.
    pub url: String,
    /// When.
    pub at: Option<model::Moment>,
    /// The `Content-Type` that they were sent with.
    pub content_type: Option<String>,
}

/// Read files and folders; `-` is standard input.
pub fn load(paths: &[PathBuf], options: &Options) -> Loaded {
    gather(stream(paths.iter().map(|p| Source::path(p)).collect(), options))
}

/// Read sources one report at a time, in order of file name, with no more than one file in memory.
pub fn stream(sources: Vec<Source>, options: &Options) -> Stream {
    Stream::new(sources, options.clone())
}

/// Read JSON lines (contract 1) one at a time, in their order, also those of an endless input. Blank lines are passed over. A line
/// that gives no report gives an issue whose `report` is the line's id, or `line 17` where it has none.
pub fn json_lines<R: BufRead>(mut input: R, options: &Options) -> impl Iterator<Item = std::io::Result<Item>> {
    let options = options.clone();
    let mut number = 0_u64;
    std::iter::from_fn(move || {
        loop {
            number += 1;
            let line = match lines::read_line(&mut input, options.max_bytes) {
                Ok(l) => l?,
                Err(e) => return Some(Err(e)),
            };
            if line.bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return Some(Ok(match lines::parse(&line) {
                Ok(r) => Item::Report(Box::new(finish(r, &options))),
                Err(bad) => Item::Issue(bad.issue.in_report(&bad.id.unwrap_or_else(|| format!("line {number}")))),
            }));
        }
    })
}

/// Read one file's bytes, as [`stream`] would: what a fuzzer or another program calls. `name` is the file's name.
pub fn bytes(name: &str, bytes: &[u8], options: &Options) -> Vec<Item> {
    let source = Source::reader(name, std::io::Cursor::new(bytes.to_vec()));
    stream(vec![source], options).collect()
}

/// What bytes are, told from their beginning: `feed`, `sitemap`, `html`, `text`, `table`, `mail`, `mbox`, `pdf`, `news`, `gdelt`, `chat`, `warc`, `json`,
/// `json-lines`, `gzip`, `zstd`, `zip` or `binary`. So a feed's reader knows when a page was served in its place.
pub fn format(head: &[u8]) -> &'static str {
    sniff::kind(head.get(..head.len().min(64 << 10)).unwrap_or(head), &part::Known::default(), &Columns::default())
        .name(head)
}

/// Collect a stream: ids made unique, reports and issues sorted.
pub fn gather(items: impl IntoIterator<Item = Item>) -> Loaded {
    let mut loaded = Loaded::default();
    let mut by_id: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for item in items {
        match item {
            Item::Report(r) => by_id.entry(r.id.clone()).or_default().push(*r),
            Item::Issue(i) => loaded.issues.push(i),
            Item::Bytes(_) => {}
        }
    }
    let mut taken: BTreeSet<String> = by_id.keys().cloned().collect();
    for (id, mut same) in by_id {
        same.sort_by(|a, b| {
            let key = |r: &Report| (r.published.is_none(), r.published.clone());
            key(a).cmp(&key(b)).then_with(|| a.sha256.cmp(&b.sha256)).then_with(|| a.text.cmp(&b.text))
        });
        let before = same.len();
        same.dedup_by(|a, b| a.sha256 == b.sha256 && a.text == b.text);
        if same.len() < before {
            let note = format!("{} more copies of the very same bytes were given and passed over", before - same.len());
            loaded.issues.push(Issue::new("duplicate-report", note).in_report(&id));
        }
        let mut n = 2;
        for (i, mut r) in same.into_iter().enumerate() {
            if i > 0 {
                let new = loop {
                    let candidate = format!("{id}~{n}");
                    n += 1;
                    if taken.insert(candidate.clone()) {
                        break candidate;
                    }
                };
                let note = format!(
                    "another report is called {id:?} as well; this one, published later or not dated, is {new:?} here"
                );
                r.issues.push(Issue::new("duplicate-id", note));
                r.id = new;
                for issue in &mut r.issues {
                    issue.report = Some(r.id.clone());
                }
            }
            loaded.reports.push(r);
        }
    }
    far_from_the_rest(&mut loaded.reports);
    loaded.reports.sort_by(|a, b| a.id.cmp(&b.id));
    loaded.issues.sort();
    loaded
}

/// A date decades after all others is a slip of the pen (2062 for 2026). Without a clock only the other reports can tell, so this
/// asks for several of them and a gap that no archive has.
fn far_from_the_rest(reports: &mut [Report]) {
    const YEAR: i64 = 31_556_952;
    let mut dated: Vec<(i64, usize)> =
        reports.iter().enumerate().filter_map(|(i, r)| Some((r.published.as_ref()?.seconds(), i))).collect();
    dated.sort_unstable();
    let [.., (second, _), (last, i)] = dated.as_slice() else { return };
    if dated.len() >= 6
        && last - second > 20 * YEAR
        && let Some(r) = reports.get_mut(*i)
        && let Some(p) = r.published.take()
    {
        let note = format!("published {p} is more than 20 years after every other report; the time is not used");
        r.issues.push(Issue::new("bad-date", note).in_report(&r.id));
    }
}

/// The last rules that hold for a report of any format.
fn finish(mut r: Report, options: &Options) -> Report {
    r.id = clean_id(&r.id);
    if r.text.len() > options.max_text {
        let all = r.text.len();
        r.text.truncate(cut(&r.text, options.max_text));
        let note = format!("the text has {all} bytes; only the first {} were read", r.text.len());
        r.issues.push(Issue::new("too-large", note).at(r.text.len()));
    }
    r.pages.retain(|p| *p <= r.text.len());
    r.issues.extend(charset::neutralise(&mut r.text));
    for field in [&mut r.title, &mut r.outlet, &mut r.url].into_iter().flatten() {
        charset::neutralise(field);
        let at = cut(field, 2_000);
        field.truncate(at);
    }
    r.lang = r.lang.filter(|l| l.len() <= 35 && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    if r.text.trim().is_empty() && r.title.is_some() {
        r.issues.push(Issue::new("no-text", "the report has a headline and no text"));
    }
    if let Some(p) = &r.published
        && let Some(note) = dates::absurd(p, r.captured.as_ref())
    {
        r.published = None;
        r.issues.push(Issue::new("bad-date", note));
    }
    if r.published.is_none() && options.note_missing_dates && !r.issues.iter().any(|i| i.code == "bad-date") {
        let note = "no time of publication is stated; \"on Monday\" cannot be dated and who came first cannot be told";
        r.issues.push(Issue::new("no-date", note));
    }
    let in_text = links::in_text(&r.text);
    r.links.extend(in_text);
    let mut seen = BTreeSet::new();
    r.links.retain(|l| seen.insert(l.clone()));
    for issue in &mut r.issues {
        issue.report = Some(r.id.clone());
    }
    r
}

/// An id that is safe on a screen and in a file: no control characters, not longer than a person can read.
fn clean_id(id: &str) -> String {
    let id: String = id.trim().chars().map(|c| if c.is_control() { '_' } else { c }).collect();
    if id.is_empty() {
        return "report".to_owned();
    }
    if id.chars().count() <= 120 {
        return id;
    }
    let head: String = id.chars().take(100).collect();
    format!("{head}-{}", sha256_hex(id.as_bytes()).get(..8).unwrap_or(""))
}

/// Where to cut a text so that at most `max` bytes stay: after a line, else after a word, else between characters.
fn cut(text: &str, max: usize) -> usize {
    if text.len() <= max {
        return text.len();
    }
    let end = text.floor_char_boundary(max);
    let near = text.floor_char_boundary(end.saturating_sub(4_096));
    let tail = text.get(near..end).unwrap_or("");
    match tail.rfind('\n').or_else(|| tail.rfind(char::is_whitespace)) {
        Some(i) if near + i > 0 => near + i,
        _ => end,
    }
}
