//! Walking folders, telling formats apart, and reading each file within the limits.
//!
//! Key decision: a file is opened as a stack of [`Part`]s, each of which gives a little at a time and may open something inside it
//! (a page in an archive in a file). So one loop reads everything, in bounded memory, and an archive of a folder reads as the folder.

use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use model::{Issue, Report};
use serde_json::Value;

use crate::{
    Captured, Item, Options, charset, dates, formats, front, html,
    limits::{Budget, Counting},
    lines,
    part::{Body, Cx, HTML, Input, JSON, Known, Part, Raw, TEXT, Tally, issue_of},
    sniff::{self, Kind},
};
#[cfg(feature = "archives")]
use crate::{apart::Whole, container, formats::office::Office};

/// Folders nested deeper than this are not entered.
const MAX_FOLDER_DEPTH: usize = 64;
/// Bytes by which a format is told.
pub(crate) const HEAD: usize = 64 << 10;
/// Bad lines of one file that are named one by one.
const MAX_BAD_LINES: usize = 20;

enum From {
    Path(PathBuf),
    Stdin,
    Reader(Box<dyn Read + Send>),
}

/// Somewhere reports come from.
pub struct Source {
    /// What issues call it: the path below the folder that was given, or the file's name.
    name: String,
    from: From,
    known: Known,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({:?})", self.name)
    }
}

impl Source {
    /// A file or folder; `-` is standard input.
    pub fn path(path: &Path) -> Self {
        if path.as_os_str() == "-" {
            return Self { name: "stdin".to_owned(), from: From::Stdin, known: Known::default() };
        }
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        Self { name, from: From::Path(path.to_owned()), known: Known::default() }
    }

    /// An open input with a name of your choice.
    pub fn reader(name: &str, reader: impl Read + Send + 'static) -> Self {
        Self { name: name.to_owned(), from: From::Reader(Box::new(reader)), known: Known::default() }
    }

    /// Bytes that were fetched. A page gets the address and the time of its capture; what comes out of a feed has its own address.
    pub fn captured(bytes: Vec<u8>, about: &Captured) -> Self {
        let sent = about.content_type.as_deref().unwrap_or("").to_ascii_lowercase();
        let (media_type, rest) = sent.split_once(';').unwrap_or((&sent, ""));
        let charset = rest.split(';').find_map(|p| p.trim().strip_prefix("charset="));
        let known = Known {
            id: Some(formats::id_of_address(&about.url)),
            url: Some(about.url.clone()),
            captured: about.at.clone(),
            charset: charset
                .and_then(|c| encoding_rs::Encoding::for_label(c.trim_matches(['"', '\'', ' ']).as_bytes())),
            html: matches!(media_type.trim(), "text/html" | "application/xhtml+xml"),
            issues: Vec::new(),
        };
        Self { name: formats::id_of_address(&about.url), from: From::Reader(Box::new(Cursor::new(bytes))), known }
    }
}

/// Reports and issues, one at a time.
pub struct Stream {
    options: Options,
    waiting: VecDeque<Source>,
    ready: VecDeque<Item>,
    /// What is being read, the innermost last.
    open: Vec<Box<dyn Part>>,
    tally: Tally,
    /// Of all files that were given.
    bytes: u64,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

/// A file of JSON lines that is being read.
struct OpenLines {
    name: String,
    input: Box<dyn BufRead + Send>,
    known: Known,
    number: usize,
    good: usize,
    bad: usize,
    /// Kept until the first good line shows that this is a file of reports at all.
    held: Vec<Issue>,
}

pub(crate) fn unreadable(name: &str, why: impl std::fmt::Display) -> Item {
    let note = format!("{name} could not be read: {why}; check that it exists and that you may read it");
    Item::Issue(Issue::new("unreadable", note).in_report(name))
}

/// What this build was made without: what it is, and the feature that reads it.
fn not_built_in(kind: Kind) -> Option<(&'static str, &'static str)> {
    match kind {
        #[cfg(not(feature = "archives"))]
        Kind::Gzip | Kind::Zstd | Kind::Zip => Some(("an archive or a document of an office program", "archives")),
        #[cfg(not(feature = "web-archives"))]
        Kind::Warc => Some(("a web archive", "web-archives")),
        #[cfg(not(feature = "mail"))]
        Kind::Mail | Kind::Mbox => Some(("mail", "mail")),
        #[cfg(not(feature = "feeds"))]
        Kind::Feed => Some(("a feed", "feeds")),
        _ => None,
    }
}

/// What is said of such a file: it is known for what it is, and is not read as something else.
pub(crate) fn left_out(name: &str, what: &str, feature: &str) -> Issue {
    let note =
        format!("{name} is {what}, which this build of the program cannot read; build it with --features {feature}");
    Issue::new("not-built-in", note)
}

/// Files below a folder, hidden ones left out, each once, whatever links lead to it.
struct Walk {
    files: Vec<Source>,
    seen: BTreeSet<PathBuf>,
    issues: Vec<Item>,
    /// Of the files.
    bytes: u64,
}

impl Walk {
    fn enter(&mut self, path: &Path, name: String, depth: usize) {
        // The real path tells a loop, and a file that is given twice.
        let real = match fs::canonicalize(path) {
            Ok(p) => p,
            Err(e) => return self.issues.push(unreadable(&name, e)),
        };
        let meta = match fs::metadata(&real) {
            Ok(m) => m,
            Err(e) => return self.issues.push(unreadable(&name, e)),
        };
        if !self.seen.insert(real) {
            return;
        }
        if meta.is_file() || (depth == 0 && !meta.is_dir()) {
            // A pipe or device is read only if it was named: inside a folder it might never end.
            self.bytes += meta.len();
            return self.files.push(Source { name, from: From::Path(path.to_owned()), known: Known::default() });
        }
        if !meta.is_dir() {
            return self.issues.push(unreadable(&name, "it is not a regular file"));
        }
        if depth >= MAX_FOLDER_DEPTH {
            return self.issues.push(unreadable(&name, "folders are nested too deep"));
        }
        let entries = match fs::read_dir(path) {
            Ok(e) => e,
            Err(e) => return self.issues.push(unreadable(&name, e)),
        };
        let mut inside = Vec::new();
        for entry in entries {
            match entry {
                Ok(e) => inside.push(e.file_name()),
                Err(e) => self.issues.push(unreadable(&name, e)),
            }
        }
        inside.sort();
        for file in inside {
            let shown = file.to_string_lossy().into_owned();
            if !shown.starts_with('.') {
                // Names start below the folder that was given, so that they are the same wherever it lies.
                let below = if depth == 0 { shown } else { format!("{name}/{shown}") };
                self.enter(&path.join(&file), below, depth + 1);
            }
        }
    }
}

impl Stream {
    pub(crate) fn new(sources: Vec<Source>, options: Options) -> Self {
        let mut walk = Walk { files: Vec::new(), seen: BTreeSet::new(), issues: Vec::new(), bytes: 0 };
        for s in sources {
            match s.from {
                From::Path(p) => walk.enter(&p, s.name, 0),
                _ => walk.files.push(s),
            }
        }
        walk.files.sort_by(|a, b| a.name.cmp(&b.name));
        let (waiting, ready) = (walk.files.into(), walk.issues.into());
        Self { options, waiting, ready, open: Vec::new(), tally: Tally::default(), bytes: walk.bytes }
    }

    /// What one document of an office program gives, read here.
    #[cfg(feature = "archives")]
    pub(crate) fn of_document(kind: Office, input: &Input, doc: &Whole, options: Options) -> Self {
        let mut stream = Self::new(Vec::new(), options);
        let mut cx = Cx { options: &stream.options, out: &mut stream.ready, inside: None };
        let parts = container::open_document(kind, input, doc, &mut cx);
        stream.open.extend(parts.into_iter().rev());
        stream
    }

    /// Files that have not been opened yet: what a progress bar shows.
    pub fn files_left(&self) -> usize {
        self.waiting.len()
    }

    /// Bytes of files that were read so far, of how many: what tells the time that is left. A pipe's bytes are in neither.
    pub fn bytes(&self) -> (u64, u64) {
        // What is read at its end first, as an archive of the zip kind, is read twice in part.
        (self.tally.load(std::sync::atomic::Ordering::Relaxed).min(self.bytes), self.bytes)
    }

    fn open(&mut self, source: Source) {
        let Source { name, from, known } = source;
        let budget = Arc::new(Budget::new(&self.options));
        let body = match from {
            From::Path(p) => match fs::metadata(&p) {
                // Only a regular file can be opened again at another place, as archives need it.
                Ok(m) if m.is_file() => {
                    budget.packed(m.len());
                    Body::File(p, Arc::clone(&self.tally))
                }
                _ => match fs::File::open(&p) {
                    Ok(f) => Body::Stream(Box::new(Counting::new(f, Arc::clone(&budget)))),
                    Err(e) => return self.ready.push_back(unreadable(&name, e)),
                },
            },
            From::Stdin => Body::Stream(Box::new(Counting::new(io::stdin(), Arc::clone(&budget)))),
            From::Reader(r) => Body::Stream(Box::new(Counting::new(r, Arc::clone(&budget)))),
        };
        self.begin(Input { name, body, known, budget, depth: 0 });
    }

    /// Begin to read something: a file, or what lies in one.
    fn begin(&mut self, input: Input) {
        let name = input.name.clone();
        if let Err(e) = self.tell(input) {
            self.ready.push_back(unreadable(&name, e));
        }
    }

    /// Tell the format by the first bytes, and read on accordingly.
    #[cfg_attr(not(feature = "web-archives"), allow(unused_variables))]
    fn tell(&mut self, input: Input) -> io::Result<()> {
        let Input { name, body, known, budget, depth } = input;
        let source = match &body {
            Body::File(p, _) => Some(p.clone()),
            _ => None,
        };
        let mut reader = body.reader()?;
        let mut head = Vec::new();
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        if head.is_empty() {
            let note = format!("{name} is empty");
            self.ready.push_back(issue_of(Issue::new("empty-file", note), &name));
            return Ok(());
        }
        let kind = sniff::kind(&head, &known, &self.options.columns);
        if let Some((what, feature)) = not_built_in(kind) {
            self.ready.push_back(issue_of(left_out(&name, what, feature), &name));
            return Ok(());
        }
        let whole: Box<dyn Read + Send> = Box::new(Cursor::new(head.clone()).chain(reader));
        match kind {
            #[cfg(feature = "archives")]
            Kind::Gzip | Kind::Zstd | Kind::Zip if depth >= self.options.max_depth => {
                let note = format!(
                    "{name} is an archive inside {depth} others; archives nested deeper are not read, take it out first"
                );
                self.ready.push_back(issue_of(Issue::new("archive-limit", note), &name));
            }
            #[cfg(feature = "archives")]
            Kind::Gzip | Kind::Zstd => {
                let (inner, after) = container::stream(kind, name, whole, known, budget, depth);
                self.open.push(Box::new(after));
                self.begin(inner);
            }
            #[cfg(feature = "archives")]
            Kind::Zip => {
                let body = match source {
                    Some(p) => Body::File(p, Arc::clone(&self.tally)),
                    None => Body::Bytes(container::buffered(&name, whole, &self.options, &mut self.ready)?),
                };
                let input = Input { name, body, known, budget, depth };
                self.open.extend(container::open_zip(input, &self.options, &mut self.ready).into_iter().rev());
            }
            Kind::Binary(what) => {
                let note = format!("{name} is {what}; save the page as HTML or text and read that");
                self.ready.push_back(issue_of(Issue::new("binary-file", note), &name));
            }
            #[cfg(feature = "web-archives")]
            Kind::Warc => {
                let input = Input { name, body: Body::Bytes([].into()), known, budget, depth };
                let archive = formats::web_archive::WebArchive::open(&input, whole, self.options.max_document);
                self.open.push(Box::new(archive));
            }
            #[cfg(feature = "mail")]
            Kind::Mbox => self.open.push(Box::new(formats::message::Mbox::open(name, whole, known))),
            #[cfg(feature = "mail")]
            Kind::Mail => {
                let doc = formats::Document::read(name, whole, self.options.max_document)?;
                let mut cx = Cx { options: &self.options, out: &mut self.ready, inside: None };
                formats::message::read(&doc.name, &doc.bytes, &doc.sha256, doc.issues, &known, &mut cx);
            }
            Kind::News | Kind::Gdelt | Kind::Chat | Kind::Pdf => {
                let doc = formats::Document::read(name, whole, self.options.max_document)?;
                let mut cx = Cx { options: &self.options, out: &mut self.ready, inside: None };
                match kind {
                    Kind::News => formats::news::read(&doc, &known, &mut cx),
                    Kind::Gdelt => formats::news::gdelt(&doc, &mut cx),
                    Kind::Chat => formats::chat::text_export(&doc, &known, &mut cx),
                    _ => formats::pdf::read(doc, &known, &mut cx),
                }
            }
            Kind::Table(delimiter) => {
                let mut cx = Cx { options: &self.options, out: &mut self.ready, inside: None };
                let table = formats::table::Table::open_csv(name, &head, whole, delimiter, known, &mut cx)?;
                self.open.push(Box::new(table));
            }
            Kind::JsonLines => self.open.push(Box::new(OpenLines::new(name, whole, known))),
            Kind::Json => self.whole(&name, whole, &known, true)?,
            #[cfg(feature = "feeds")]
            Kind::Feed => {
                let doc = formats::Document::read(name, whole, self.options.max_document)?;
                let mut cx = Cx { options: &self.options, out: &mut self.ready, inside: None };
                let feed = formats::feed::Feed::open(doc, known, &mut cx);
                self.open.push(Box::new(feed));
            }
            Kind::Sitemap => {
                let doc = formats::Document::read(name, whole, self.options.max_document)?;
                let mut cx = Cx { options: &self.options, out: &mut self.ready, inside: None };
                formats::sitemap::tell(&doc, &mut cx);
            }
            Kind::Document => self.whole(&name, whole, &known, false)?,
            #[cfg(not(all(feature = "web-archives", feature = "feeds", feature = "mail")))]
            _ => {}
        }
        Ok(())
    }

    /// A file that is one report, or JSON that is not one a line.
    fn whole(&mut self, name: &str, reader: Box<dyn Read + Send>, known: &Known, maybe_json: bool) -> io::Result<()> {
        let max = if maybe_json { self.options.max_document } else { self.options.max_bytes };
        let formats::Document { bytes, sha256, issues, .. } = formats::Document::read(name.to_owned(), reader, max)?;
        if maybe_json && lines::values(&bytes) > lines::MAX_VALUES {
            let max = lines::MAX_VALUES;
            let note = format!(
                "{name} is JSON of more than {max} values, the most that is held at once; give one object a line (JSON lines)"
            );
            self.ready.push_back(issue_of(Issue::new("too-large", note), name));
            return Ok(());
        }
        if maybe_json && let Ok(v) = serde_json::from_slice::<Value>(&bytes) {
            let mut cx = Cx { options: &self.options, out: &mut self.ready, inside: None };
            if !formats::json(name, &v, known, &mut cx) {
                self.open.push(Box::new(Objects::new(name, v, known.clone())));
            }
            return Ok(());
        }
        let first = bytes.split(|b| *b == b'\n').next().unwrap_or(&[]);
        if maybe_json && serde_json::from_slice::<serde_json::Map<String, Value>>(first).is_ok() {
            self.open.push(Box::new(OpenLines::new(name.to_owned(), Box::new(Cursor::new(bytes)), known.clone())));
            return Ok(());
        }
        let mut cx = Cx { options: &self.options, out: &mut self.ready, inside: None };
        match report(name, &bytes, sha256, issues, known) {
            Ok((r, media_type)) => cx.report(r, known, Raw::new(media_type, &bytes)),
            Err(mut issues) => {
                issues.push(Issue::new("empty-file", format!("{name} holds no text")));
                cx.out.extend(issues.into_iter().map(|i| Item::Issue(i.in_report(name))));
            }
        }
        Ok(())
    }
}

impl OpenLines {
    fn new(name: String, input: Box<dyn Read + Send>, known: Known) -> Self {
        let input = Box::new(BufReader::with_capacity(HEAD, input));
        Self { name, input, known: known.for_many(), number: 0, good: 0, bad: 0, held: Vec::new() }
    }

    fn line(&mut self, line: &lines::Line, cx: &mut Cx) {
        self.number += 1;
        if line.bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        match lines::parse(line) {
            Ok(r) => {
                if self.good == 0 {
                    cx.out.extend(self.held.drain(..).map(Item::Issue));
                }
                self.good += 1;
                cx.report(r, &self.known, Raw::new(JSON, &line.bytes));
            }
            Err(bad) => {
                if let Some((r, item)) = formats::json_item(&self.name, &line.bytes) {
                    self.good += 1;
                    return cx.report(r, &self.known, Raw::new(JSON, item.as_bytes()));
                }
                self.bad += 1;
                if self.bad <= MAX_BAD_LINES {
                    let mut issue = bad.issue.in_report(&self.name);
                    issue.note = format!("{} line {}: {}", self.name, self.number, issue.note);
                    if self.good > 0 {
                        cx.out.push_back(Item::Issue(issue));
                    } else {
                        self.held.push(issue);
                    }
                }
            }
        }
    }

    fn close(&mut self, cx: &mut Cx) {
        let name = &self.name;
        if self.good == 0 && self.held.iter().all(|i| i.code == "bad-line") {
            let note =
                format!("{name} is JSON, but none of its {} objects has a \"text\"; it holds no reports", self.bad);
            cx.out.push_back(issue_of(Issue::new("unknown-format", note), name));
            return;
        }
        cx.out.extend(self.held.drain(..).map(Item::Issue));
        if self.bad > MAX_BAD_LINES {
            let note = format!("{name}: {} more lines were skipped in the same way", self.bad - MAX_BAD_LINES);
            cx.out.push_back(issue_of(Issue::new("bad-line", note), name));
        }
    }
}

impl Part for OpenLines {
    fn step(&mut self, cx: &mut Cx) -> bool {
        match lines::read_line(&mut self.input, cx.options.max_bytes) {
            Ok(Some(line)) => {
                self.line(&line, cx);
                true
            }
            Ok(None) => {
                self.close(cx);
                false
            }
            Err(e) => {
                cx.out.push_back(unreadable(&self.name, e));
                self.close(cx);
                false
            }
        }
    }
}

/// A JSON document: one object, or a list of them.
struct Objects {
    items: std::vec::IntoIter<Value>,
    lines: OpenLines,
}

impl Objects {
    fn new(name: &str, v: Value, known: Known) -> Self {
        let items = match v {
            Value::Array(items) => items,
            one => vec![one],
        };
        Self { items: items.into_iter(), lines: OpenLines::new(name.to_owned(), Box::new(io::empty()), known) }
    }
}

impl Part for Objects {
    fn step(&mut self, cx: &mut Cx) -> bool {
        let Some(item) = self.items.next() else {
            self.lines.close(cx);
            return false;
        };
        let bytes = serde_json::to_vec(&item).unwrap_or_default();
        self.lines.line(&lines::Line { bytes, cut: false }, cx);
        true
    }
}

impl Iterator for Stream {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if let Some(mut part) = self.open.pop() {
                let mut cx = Cx { options: &self.options, out: &mut self.ready, inside: None };
                let more = part.step(&mut cx);
                let inside = cx.inside.take();
                if more {
                    self.open.push(part);
                }
                if let Some(input) = inside {
                    self.begin(input);
                }
                continue;
            }
            let source = self.waiting.pop_front()?;
            self.open(source);
        }
    }
}

/// One report of a whole file, and the type of its content; only what was wrong with it, when there is no text in it.
fn report(
    name: &str,
    bytes: &[u8],
    sha256: String,
    mut issues: Vec<Issue>,
    known: &Known,
) -> Result<(Report, &'static str), Vec<Issue>> {
    // The meta element of a page must be found before its letters are known: ASCII is the same in all that matter.
    let ascii = String::from_utf8_lossy(bytes.get(..bytes.len().min(4_096)).unwrap_or(bytes));
    let (text, found) = charset::decode_as(bytes, sniff::is_html(&ascii), known.charset);
    issues.extend(found);
    let mut r = Report { id: stem(name), sha256, ..Report::default() };
    let mut media_type = TEXT;
    if front::opens(&text) {
        let f = front::parse(&text);
        r.id = f.id.unwrap_or(r.id);
        (r.url, r.outlet, r.published, r.captured) = (f.url, f.outlet, f.published, f.captured);
        (r.title, r.lang, r.text) = (f.title, f.lang, f.body);
        (r.author, r.modified) = (f.author, f.modified);
        issues.extend(f.issues);
    } else if known.html || sniff::is_html(&text) {
        media_type = HTML;
        let p = html::extract(&text);
        (r.url, r.outlet, r.published, r.title) = (p.url, p.outlet, p.published, p.title);
        (r.lang, r.text, r.links) = (p.lang, p.text, p.links);
        (r.author, r.modified) = (p.author, p.modified);
        if r.published.is_none() && r.url.is_none() {
            r.published = known.url.as_deref().and_then(dates::in_address);
        }
        issues.extend(p.issues);
    } else {
        r.text = text;
    }
    if r.text.trim().is_empty() && r.title.is_none() {
        return Err(issues);
    }
    r.issues = issues;
    Ok((r, media_type))
}

/// A file's name without its folder and its ending.
pub(crate) fn stem(name: &str) -> String {
    Path::new(name).file_stem().map_or_else(|| name.to_owned(), |s| s.to_string_lossy().into_owned())
}
