//! Web archives: each page that a crawler captured is read as if it lay there by itself, with the address and time of its record.

use std::{
    collections::BTreeMap,
    io::{BufReader, Cursor, Read},
    sync::Arc,
};

use encoding_rs::Encoding;
use model::Issue;
use warc::{Checked, Error, Reader, Record, Response};

use super::id_of_address;
use crate::{
    dates,
    limits::Budget,
    part::{Body, Cx, Input, Known, Part},
    source::HEAD,
};

/// Damaged places of one archive that are told one by one.
const MAX_TOLD: usize = 20;

/// A web archive that is being read.
pub(crate) struct WebArchive {
    name: String,
    reader: Reader<BufReader<Box<dyn Read + Send>>>,
    budget: Arc<Budget>,
    depth: usize,
    /// What was passed over, by what it is.
    passed: BTreeMap<&'static str, usize>,
    damaged: usize,
    /// Pages that were given to be read.
    read: usize,
}

impl WebArchive {
    pub(crate) fn open(input: &Input, stream: Box<dyn Read + Send>, max: usize) -> Self {
        Self {
            name: input.name.clone(),
            reader: Reader::new(BufReader::with_capacity(HEAD, stream), max),
            budget: Arc::clone(&input.budget),
            depth: input.depth,
            passed: BTreeMap::new(),
            damaged: 0,
            read: 0,
        }
    }

    fn pass(&mut self, what: &'static str) {
        *self.passed.entry(what).or_default() += 1;
    }

    fn close(&mut self, cx: &mut Cx) {
        if self.damaged > MAX_TOLD {
            let note = format!("{} is damaged in {} more places", self.name, self.damaged - MAX_TOLD);
            cx.issue(Issue::new("damaged-archive", note), &self.name);
        }
        // Requests and descriptions are what every archive has; only what might have been read is told.
        if !self.passed.is_empty() {
            let list: Vec<String> = self.passed.iter().map(|(what, n)| format!("{n} {what}")).collect();
            let note = format!("{}: {} pages were read; passed over: {}", self.name, self.read, list.join(", "));
            cx.issue(Issue::new("passed-over", note), &self.name);
        } else if self.read == 0 {
            let note = format!("{} is a web archive without a page in it", self.name);
            cx.issue(Issue::new("empty-file", note), &self.name);
        }
    }
}

/// What is not text, by the type that the server states. What has no type, or one that says nothing, is looked at.
fn unreadable(media_type: &str) -> Option<&'static str> {
    let (family, rest) = media_type.split_once('/').unwrap_or((media_type, ""));
    match family {
        "image" => Some("pictures"),
        "video" | "audio" => Some("recordings"),
        "font" => Some("scripts, styles and fonts"),
        _ if rest.contains("javascript") || rest.contains("ecmascript") || rest == "css" || rest.contains("font") => {
            Some("scripts, styles and fonts")
        }
        _ if rest == "json" || rest.ends_with("+json") && rest != "feed+json" => Some("data for scripts"),
        _ if rest == "wasm" || rest == "vnd.apple.mpegurl" || rest == "dash+xml" => Some("recordings"),
        _ => None,
    }
}

/// What digests say; a page whose bytes are not those that were captured must not pass for evidence.
fn digests(record: &Record, http: Option<&Response>, issues: &mut Vec<Issue>) {
    if !record.is_whole() {
        return;
    }
    let mut wrong = |what: &str| {
        let note = format!(
            "the {what} of this record is not what was captured: its digest is another; it may have been changed"
        );
        issues.push(Issue::new("digest-mismatch", note));
    };
    if record.field("WARC-Block-Digest").is_some_and(|d| warc::check(d, &record.block) == Checked::Wrong) {
        wrong("block");
    }
    if let Some(d) = record.field("WARC-Payload-Digest") {
        // Crawlers differ in whether the chunks are put together before the digest is taken.
        let raw = record.block.get(http.map_or(0, |h| h.body_at)..).unwrap_or(&[]);
        let bodies = [Some(raw), http.map(|h| h.joined.as_slice()), http.map(|h| h.body.as_slice())];
        let checked: Vec<Checked> = bodies.into_iter().flatten().map(|b| warc::check(d, b)).collect();
        if checked.iter().all(|c| *c == Checked::Wrong) {
            wrong("content");
        }
    }
}

impl Part for WebArchive {
    fn step(&mut self, cx: &mut Cx) -> bool {
        if self.budget.over() {
            if let Some(note) = self.budget.complaint(&self.name) {
                cx.issue(Issue::new("archive-limit", note), &self.name);
            }
            return false;
        }
        let record = match self.reader.next_record() {
            Ok(Some(r)) => r,
            Ok(None) => {
                self.close(cx);
                return false;
            }
            Err(Error::Record(why)) => {
                self.damaged += 1;
                if self.damaged <= MAX_TOLD {
                    let note = format!("{} is damaged: {why}; the other records were read", self.name);
                    cx.issue(Issue::new("damaged-archive", note), &self.name);
                }
                return true;
            }
            Err(Error::Io(e)) => {
                let note = format!("{} cannot be read on: {e}", self.name);
                cx.issue(Issue::new("damaged-archive", note), &self.name);
                self.close(cx);
                return false;
            }
        };
        if !self.budget.member() {
            return true;
        }
        self.record(&record, cx);
        true
    }
}

impl WebArchive {
    fn record(&mut self, record: &Record, cx: &mut Cx) {
        match record.kind() {
            "response" | "resource" | "conversion" => {}
            // The page was captured before, with the same bytes: the other record is the report.
            "revisit" => return self.pass("captures of pages that had not changed (revisits)"),
            "continuation" => return self.pass("records that go on with another"),
            _ => return,
        }
        let Some(url) = record.target() else { return self.pass("records without an address") };
        if url.starts_with("dns:") || url.starts_with("whois:") {
            return;
        }
        let http = warc::response(&record.block, cx.options.max_document);
        if let Some(h) = &http
            && !(200..300).contains(&h.status)
        {
            return self.pass("redirects and errors");
        }
        let media_type = match &http {
            Some(h) => h.media_type(),
            None => record.field("Content-Type").and_then(|t| t.split(';').next()).unwrap_or("").trim().to_lowercase(),
        };
        if let Some(what) = unreadable(&media_type) {
            return self.pass(what);
        }
        let mut issues = Vec::new();
        digests(record, http.as_ref(), &mut issues);
        if record.torn {
            issues.push(Issue::new("damaged-archive", "the archive ends inside this page"));
            let note = format!("{} ends inside a record; its last page, {url}, is not whole", self.name);
            cx.issue(Issue::new("damaged-archive", note), &self.name);
        } else if !record.is_whole() {
            let note =
                format!("the record has {} bytes; only the first {} were read", record.length, record.block.len());
            issues.push(Issue::new("too-large", note));
        }
        if let Some(h) = &http {
            let broken =
                h.problems.iter().map(|p| Issue::new("damaged-archive", format!("{p}; what could be read was")));
            issues.extend(broken);
        }
        let charset = http.as_ref().and_then(Response::charset).and_then(|c| Encoding::for_label(c.as_bytes()));
        let body: Arc<[u8]> = match http {
            Some(h) => h.body.into(),
            None => record.block.as_slice().into(),
        };
        if body.trim_ascii().is_empty() {
            return self.pass("empty answers");
        }
        self.read += 1;
        let known = Known {
            id: Some(id_of_address(url)),
            url: Some(url.to_owned()),
            captured: record.field("WARC-Date").and_then(dates::lenient),
            charset,
            html: matches!(media_type.as_str(), "text/html" | "application/xhtml+xml"),
            issues,
        };
        let name = format!("{}/{}", self.name, id_of_address(url));
        let body = Body::Stream(Box::new(Cursor::new(body)));
        cx.inside = Some(Input { name, body, known, budget: Arc::clone(&self.budget), depth: self.depth + 1 });
    }
}
