//! Walking folders, telling formats apart, and reading each file within the limits.

use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::{Path, PathBuf},
};

use model::{Issue, Report};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{Item, Options, charset, finish, front, html, lines};

/// Folders nested deeper than this are not entered.
const MAX_FOLDER_DEPTH: usize = 64;
/// Bytes by which a format is told.
const HEAD: usize = 64 << 10;
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
            return Self { name: "stdin".to_owned(), from: From::Stdin };
        }
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        Self { name, from: From::Path(path.to_owned()) }
    }

    /// An open input with a name of your choice.
    pub fn reader(name: &str, reader: impl Read + Send + 'static) -> Self {
        Self { name: name.to_owned(), from: From::Reader(Box::new(reader)) }
    }
}

/// Reports and issues, one at a time.
pub struct Stream {
    options: Options,
    waiting: VecDeque<Source>,
    ready: VecDeque<Item>,
    lines: Option<OpenLines>,
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
    number: usize,
    good: usize,
    bad: usize,
    /// Kept until the first good line shows that this is a file of reports at all.
    held: Vec<Issue>,
}

fn unreadable(name: &str, why: impl std::fmt::Display) -> Item {
    let note = format!("{name} could not be read: {why}; check that it exists and that you may read it");
    Item::Issue(Issue::new("unreadable", note).in_report(name))
}

/// Files below a folder, hidden ones left out, each once, whatever links lead to it.
struct Walk {
    files: Vec<Source>,
    seen: BTreeSet<PathBuf>,
    issues: Vec<Item>,
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
            return self.files.push(Source { name, from: From::Path(path.to_owned()) });
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
        let mut walk = Walk { files: Vec::new(), seen: BTreeSet::new(), issues: Vec::new() };
        for s in sources {
            match s.from {
                From::Path(p) => walk.enter(&p, s.name, 0),
                _ => walk.files.push(s),
            }
        }
        walk.files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { options, waiting: walk.files.into(), ready: walk.issues.into(), lines: None }
    }

    /// Files that have not been opened yet: what a progress bar shows.
    pub fn files_left(&self) -> usize {
        self.waiting.len()
    }

    fn open(&mut self, source: Source) {
        let Source { name, from } = source;
        let reader: Box<dyn Read + Send> = match from {
            From::Path(p) => match fs::File::open(&p) {
                Ok(f) => Box::new(f),
                Err(e) => return self.ready.push_back(unreadable(&name, e)),
            },
            From::Stdin => Box::new(io::stdin()),
            From::Reader(r) => r,
        };
        if let Err(e) = self.sniff(&name, reader) {
            self.ready.push_back(unreadable(&name, e));
        }
    }

    /// Tell the format by the first bytes, and read on accordingly.
    fn sniff(&mut self, name: &str, mut reader: Box<dyn Read + Send>) -> io::Result<()> {
        let mut head = Vec::new();
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        if head.is_empty() {
            let note = format!("{name} is empty");
            self.ready.push_back(Item::Issue(Issue::new("empty-file", note).in_report(name)));
            return Ok(());
        }
        if charset::is_binary(&head) {
            let note = format!(
                "{name} is no text (a picture, document or program?); save the page as HTML or text and read that"
            );
            self.ready.push_back(Item::Issue(Issue::new("binary-file", note).in_report(name)));
            return Ok(());
        }
        let whole: Box<dyn Read + Send> = Box::new(Cursor::new(head.clone()).chain(reader));
        let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
        if start.starts_with(b"{") && is_first_of_many(start) {
            self.lines = Some(OpenLines {
                name: name.to_owned(),
                input: Box::new(BufReader::with_capacity(HEAD, whole)),
                number: 0,
                good: 0,
                bad: 0,
                held: Vec::new(),
            });
            return Ok(());
        }
        self.whole(name, whole, start.first() == Some(&b'{') || start.first() == Some(&b'['))
    }

    /// A file that is one report, or JSON that is not one a line.
    fn whole(&mut self, name: &str, mut reader: Box<dyn Read + Send>, maybe_json: bool) -> io::Result<()> {
        let max = self.options.max_bytes;
        let mut bytes = Vec::new();
        reader.by_ref().take(max as u64).read_to_end(&mut bytes)?;
        let mut hash = Sha256::new();
        hash.update(&bytes);
        // What is beyond the limit is hashed and forgotten: the hash is that of the file as it lies there.
        let mut rest = 0_u64;
        let mut block = vec![0; HEAD];
        loop {
            match reader.read(&mut block) {
                Ok(0) => break,
                Ok(n) => {
                    hash.update(block.get(..n).unwrap_or(&[]));
                    rest += n as u64;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        let mut issues = Vec::new();
        if rest > 0 {
            let note = format!("the file has {} bytes; only the first {max} were read", max as u64 + rest);
            issues.push(Issue::new("too-large", note));
        }
        if maybe_json && let Ok(v) = serde_json::from_slice::<Value>(&bytes) {
            self.json(name, v);
            return Ok(());
        }
        let sha256 = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        let report = match report(name, &bytes, sha256, issues) {
            Ok(r) => r,
            Err(mut issues) => {
                issues.push(Issue::new("empty-file", format!("{name} holds no text")));
                self.ready.extend(issues.into_iter().map(|i| Item::Issue(i.in_report(name))));
                return Ok(());
            }
        };
        self.ready.push_back(Item::Report(Box::new(finish(report, &self.options))));
        Ok(())
    }

    /// A JSON document: one object, or a list of them.
    fn json(&mut self, name: &str, v: Value) {
        let items = match v {
            Value::Array(items) => items,
            one => vec![one],
        };
        let mut open = OpenLines {
            name: name.to_owned(),
            input: Box::new(io::empty()),
            number: 0,
            good: 0,
            bad: 0,
            held: Vec::new(),
        };
        for item in items {
            let bytes = serde_json::to_vec(&item).unwrap_or_default();
            self.line(&mut open, &lines::Line { bytes, cut: false });
        }
        self.close(open);
    }

    fn line(&mut self, open: &mut OpenLines, line: &lines::Line) {
        open.number += 1;
        if line.bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        match lines::parse(line) {
            Ok(r) => {
                if open.good == 0 {
                    self.ready.extend(open.held.drain(..).map(Item::Issue));
                }
                open.good += 1;
                self.ready.push_back(Item::Report(Box::new(finish(r, &self.options))));
            }
            Err(bad) => {
                open.bad += 1;
                if open.bad <= MAX_BAD_LINES {
                    let mut issue = bad.issue.in_report(&open.name);
                    issue.note = format!("{} line {}: {}", open.name, open.number, issue.note);
                    if open.good > 0 {
                        self.ready.push_back(Item::Issue(issue));
                    } else {
                        open.held.push(issue);
                    }
                }
            }
        }
    }

    fn close(&mut self, open: OpenLines) {
        let name = &open.name;
        if open.good == 0 && open.held.iter().all(|i| i.code == "bad-line") {
            let note =
                format!("{name} is JSON, but none of its {} objects has a \"text\"; it holds no reports", open.bad);
            self.ready.push_back(Item::Issue(Issue::new("unknown-format", note).in_report(name)));
            return;
        }
        self.ready.extend(open.held.into_iter().map(Item::Issue));
        if open.bad > MAX_BAD_LINES {
            let note = format!("{name}: {} more lines were skipped in the same way", open.bad - MAX_BAD_LINES);
            self.ready.push_back(Item::Issue(Issue::new("bad-line", note).in_report(name)));
        }
    }
}

impl Iterator for Stream {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if let Some(mut open) = self.lines.take() {
                match lines::read_line(&mut open.input, self.options.max_bytes) {
                    Ok(Some(line)) => {
                        self.line(&mut open, &line);
                        self.lines = Some(open);
                    }
                    Ok(None) => self.close(open),
                    Err(e) => {
                        self.ready.push_back(unreadable(&open.name, e));
                        self.close(open);
                    }
                }
                continue;
            }
            let source = self.waiting.pop_front()?;
            self.open(source);
        }
    }
}

/// True when the first line is a JSON object of its own, or too long to see its end, or plainly meant as one.
fn is_first_of_many(start: &[u8]) -> bool {
    let Some(end) = start.iter().position(|b| *b == b'\n') else { return start.contains(&b'"') };
    let first = start.get(..end).unwrap_or(start);
    match serde_json::from_slice::<serde::de::IgnoredAny>(first) {
        Ok(_) => true,
        // A pretty-printed object breaks off at the end of its first line; a damaged line has something wrong in it.
        Err(e) => !e.is_eof() && first.contains(&b'"'),
    }
}

/// True for a page: by its first element, or by several elements in its first bytes.
fn is_html(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(4_096)).unwrap_or(text).trim_start().to_ascii_lowercase();
    if ["<!doctype html", "<html", "<head", "<body"].iter().any(|t| head.starts_with(t)) {
        return true;
    }
    let telling = [
        "<html", "<head", "<body", "<meta ", "<div", "<p>", "<p ", "<br", "<article", "<span", "<a href", "<h1", "<h2",
        "<table", "<!--",
    ];
    let kinds = telling.iter().filter(|t| head.contains(**t)).count();
    kinds >= 3 || (head.starts_with('<') && kinds >= 1)
}

/// One report of a whole file; only what was wrong with it, when there is no text in it.
fn report(name: &str, bytes: &[u8], sha256: String, mut issues: Vec<Issue>) -> Result<Report, Vec<Issue>> {
    let stem = Path::new(name).file_stem().map_or_else(|| name.to_owned(), |s| s.to_string_lossy().into_owned());
    // The meta element of a page must be found before its letters are known: ASCII is the same in all that matter.
    let ascii = String::from_utf8_lossy(bytes.get(..bytes.len().min(4_096)).unwrap_or(bytes));
    let (text, found) = charset::decode(bytes, is_html(&ascii));
    issues.extend(found);
    let mut r = Report { id: stem, sha256, ..Report::default() };
    if front::opens(&text) {
        let f = front::parse(&text);
        r.id = f.id.unwrap_or(r.id);
        (r.url, r.outlet, r.published, r.captured) = (f.url, f.outlet, f.published, f.captured);
        (r.title, r.lang, r.text) = (f.title, f.lang, f.body);
        issues.extend(f.issues);
    } else if is_html(&text) {
        let p = html::extract(&text);
        (r.url, r.outlet, r.published, r.title) = (p.url, p.outlet, p.published, p.title);
        (r.lang, r.text, r.links) = (p.lang, p.text, p.links);
        issues.extend(p.issues);
    } else {
        r.text = text;
    }
    if r.text.trim().is_empty() && r.title.is_none() {
        return Err(issues);
    }
    r.issues = issues;
    Ok(r)
}
