//! Documents of office programs: DOCX, XLSX, ODT, ODS. All are zip files of XML.

use std::{io::Read, sync::Arc};

use model::{Issue, Report};
use serde::{Deserialize, Serialize};

use super::{Document, author, is_address, report, table, time};
use crate::{
    apart::Whole,
    container::{self, Archive, Closed},
    html,
    limits::{Expanding, Trouble},
    part::{Body, Cx, Input, Part, Raw},
    source::stem,
    xml,
};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const ODT: &str = "application/vnd.oasis.opendocument.text";

/// What a zip file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Office {
    Docx,
    Xlsx,
    Odt,
    Ods,
}

/// Tell an office program's document by what is in it.
pub(crate) fn kind(archive: &mut Archive, input: &Input) -> Option<Office> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("word/document.xml") {
        return Some(Office::Docx);
    }
    if has("xl/workbook.xml") {
        return Some(Office::Xlsx);
    }
    if !has("mimetype") || !has("content.xml") {
        return None;
    }
    let mimetype = Parts::new(input, archive).text("mimetype", 200)?;
    match mimetype.trim().strip_prefix("application/vnd.oasis.opendocument.")? {
        "text" | "text-template" | "text-master" => Some(Office::Odt),
        "spreadsheet" | "spreadsheet-template" => Some(Office::Ods),
        _ => None,
    }
}

/// The parts of a document, within the limits.
struct Parts<'a> {
    input: &'a Input,
    archive: &'a mut Archive,
    trouble: Arc<Trouble>,
    encrypted: bool,
}

impl<'a> Parts<'a> {
    fn new(input: &'a Input, archive: &'a mut Archive) -> Self {
        Self { input, archive, trouble: Arc::default(), encrypted: false }
    }

    fn open(&mut self, index: usize) -> Option<Expanding<Box<dyn Read + Send>>> {
        match container::member(&self.input.body, self.archive, index) {
            Ok(plain) => Some(Expanding::new(plain, Arc::clone(&self.input.budget), Arc::clone(&self.trouble))),
            Err(Closed::Encrypted) => {
                self.encrypted = true;
                None
            }
            Err(Closed::Broken(why)) => {
                self.trouble.put(why);
                None
            }
        }
    }

    /// A part as text.
    fn text(&mut self, name: &str, max: usize) -> Option<String> {
        let index = self.archive.index_for_name(name)?;
        let mut bytes = Vec::new();
        self.open(index)?.take(max as u64).read_to_end(&mut bytes).ok()?;
        Some(crate::charset::decode(&bytes, false).0)
    }

    /// Look through all parts: false where they swell beyond the limits or cannot be unpacked.
    #[cfg(feature = "spreadsheets")]
    fn sound(&mut self) -> bool {
        for i in 0..self.archive.len() {
            let Some(mut plain) = self.open(i) else { return false };
            if std::io::copy(&mut plain, &mut std::io::sink()).is_err() {
                return false;
            }
        }
        !self.input.budget.over()
    }

    /// What went wrong.
    fn complaints(&self, name: &str) -> Vec<Issue> {
        let mut out = Vec::new();
        if self.encrypted {
            out.push(Issue::new("encrypted", format!("{name} needs a password; save it without one")));
        }
        if let Some(why) = self.trouble.take() {
            out.push(Issue::new("damaged-document", format!("{name} is damaged ({why}); what could be read was")));
        }
        if let Some(note) = self.input.budget.complaint(name) {
            out.push(Issue::new("archive-limit", note));
        }
        out
    }
}

/// Read a document, in a process of its own where there is one: a report is put out, or what is to be read on is given.
pub(crate) fn open(kind: Office, input: &Input, archive: &mut Archive, cx: &mut Cx) -> Vec<Box<dyn Part>> {
    let doc = match whole(input, cx.options.max_document) {
        Ok(d) => d,
        Err(e) => {
            cx.out.push_back(crate::source::unreadable(&input.name, e));
            return Vec::new();
        }
    };
    let remote = cx.options.child.as_ref().and_then(|c| c.begin(kind, input, &doc, cx.options));
    match remote {
        Some(remote) => vec![Box::new(remote)],
        None => read(kind, input, &doc, archive, cx),
    }
}

/// Read a document here.
pub(crate) fn read(kind: Office, input: &Input, doc: &Whole, archive: &mut Archive, cx: &mut Cx) -> Vec<Box<dyn Part>> {
    let name = &input.name;
    let max = cx.options.max_document;
    let mut parts = Parts::new(input, archive);
    let mut tables = Vec::new();
    match kind {
        #[cfg(not(feature = "spreadsheets"))]
        Office::Xlsx => cx.issue(crate::source::left_out(name, "an XLSX workbook", "spreadsheets"), name),
        #[cfg(feature = "spreadsheets")]
        Office::Xlsx if doc.bytes.is_empty() => {
            let note = format!("{name} is a workbook of more than {max} bytes, the most that is read of one; split it");
            cx.issue(Issue::new("too-large", note), name);
        }
        #[cfg(feature = "spreadsheets")]
        Office::Xlsx => {
            if parts.sound() {
                tables = table::open_xlsx(name, &doc.bytes, &input.known, cx);
            }
        }
        Office::Ods => {
            if let Some(content) = parts.text("content.xml", max) {
                tables = table::open_ods(name, &content, &input.known, cx);
            }
        }
        Office::Docx | Office::Odt => {
            let read = if kind == Office::Docx { docx(name, &mut parts, max) } else { odt(name, &mut parts, max) };
            let complaints = parts.complaints(name);
            match read.filter(|r| !r.text.trim().is_empty() || r.title.is_some()) {
                Some(mut r) => {
                    r.sha256.clone_from(&doc.sha256);
                    r.issues.extend(complaints);
                    let media_type = if kind == Office::Docx { DOCX } else { ODT };
                    cx.report(r, &input.known, Raw::new(media_type, &doc.bytes));
                }
                None if complaints.is_empty() => {
                    cx.issue(Issue::new("empty-file", format!("{name} is a document without text")), name);
                }
                None => complaints.into_iter().for_each(|i| cx.issue(i, name)),
            }
            return Vec::new();
        }
    }
    for i in parts.complaints(name) {
        cx.issue(i, name);
    }
    tables
}

/// The document as it lies there.
fn whole(input: &Input, max: usize) -> std::io::Result<Whole> {
    if let Body::Bytes(bytes) = &input.body {
        return Ok(Whole { sha256: model::sha256_hex(bytes), bytes: Arc::clone(bytes) });
    }
    let doc = Document::read(input.name.clone(), Box::new(input.body.places()?), max)?;
    let bytes = if doc.issues.is_empty() { doc.bytes } else { Vec::new() };
    Ok(Whole { bytes: bytes.into(), sha256: doc.sha256 })
}

/// Paragraphs as lines, set apart by an empty line; cells of tables as lines.
#[derive(Default)]
struct Lines {
    out: String,
    line: String,
}

impl Lines {
    fn end(&mut self, gap: bool) {
        let line = self.line.trim();
        if !line.is_empty() {
            self.out.push_str(line);
            self.out.push_str(if gap { "\n\n" } else { "\n" });
        }
        self.line.clear();
    }

    fn finish(mut self) -> String {
        self.end(false);
        let mut text = self.out.trim_end().to_owned();
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }
}

fn docx(name: &str, parts: &mut Parts, max: usize) -> Option<Report> {
    let body = parts.text("word/document.xml", max)?;
    let mut lines = Lines::default();
    // Words that a reader does not see: struck out under revision, moved away, hidden, codes of fields.
    let (mut hidden, mut unseen, mut cell) = (0_usize, false, 0_usize);
    let mut in_text = false;
    xml::walk(&body, |node| match node {
        xml::Node::Start(t) => match t.local() {
            "del" | "moveFrom" if !t.empty => hidden += 1,
            "tc" if !t.empty => cell += 1,
            "r" => unseen = false,
            "vanish" => unseen = !matches!(t.attr("w:val").as_deref(), Some("0" | "false")),
            "t" => in_text = !t.empty,
            "tab" if hidden == 0 => lines.line.push(' '),
            "br" | "cr" if hidden == 0 => lines.end(false),
            _ => {}
        },
        xml::Node::End(name) => match name {
            "del" | "moveFrom" => hidden = hidden.saturating_sub(1),
            "tc" => cell = cell.saturating_sub(1),
            "t" => in_text = false,
            "p" => lines.end(cell == 0),
            "tbl" => lines.end(true),
            _ => {}
        },
        xml::Node::Text(raw) if in_text && hidden == 0 && !unseen => lines.line.push_str(&xml::content(raw)),
        xml::Node::Text(_) => {}
    });
    let mut r = report(stem(name), &[]);
    r.text = lines.finish();
    let core = parts.text("docProps/core.xml", 1 << 20).unwrap_or_default();
    let app = parts.text("docProps/app.xml", 1 << 20).unwrap_or_default();
    properties(&core, &["modified", "created"], &mut r);
    r.outlet = xml::first_text(&app, &["Company"]).or_else(|| author(xml::first_text(&core, &["creator"])));
    let links = parts.text("word/_rels/document.xml.rels", 4 << 20).unwrap_or_default();
    let external =
        xml::all(&links, &["Relationship"]).filter(|e| e.tag.attr("TargetMode").as_deref() == Some("External"));
    r.links = external.filter_map(|e| e.tag.attr("Target")).filter(|u| is_address(u)).take(2_000).collect();
    Some(r)
}

fn odt(name: &str, parts: &mut Parts, max: usize) -> Option<Report> {
    let body = parts.text("content.xml", max)?;
    // Styles come first and have no text; deleted words are kept in a list of changes.
    let body = xml::find(&body, 0, &["body"]).map_or(body.as_str(), |b| b.inner);
    let mut lines = Lines::default();
    let (mut hidden, mut paragraph, mut cell) = (0_usize, 0_usize, 0_usize);
    let mut links = Vec::new();
    xml::walk(body, |node| match node {
        xml::Node::Start(t) => match t.local() {
            "tracked-changes" | "annotation" | "hidden-text" if !t.empty => hidden += 1,
            "table-cell" if !t.empty => cell += 1,
            "p" | "h" if !t.empty => paragraph += 1,
            "s" if hidden == 0 => lines.line.push(' '),
            "tab" if hidden == 0 => lines.line.push(' '),
            "line-break" if hidden == 0 => lines.end(false),
            "a" if hidden == 0 && links.len() < 2_000 => links.extend(t.attr("xlink:href").filter(|u| is_address(u))),
            _ => {}
        },
        xml::Node::End(name) => match name {
            "tracked-changes" | "annotation" | "hidden-text" => hidden = hidden.saturating_sub(1),
            "table-cell" => cell = cell.saturating_sub(1),
            "p" | "h" => {
                paragraph = paragraph.saturating_sub(1);
                if hidden == 0 {
                    lines.end(cell == 0);
                }
            }
            "table" => lines.end(true),
            _ => {}
        },
        xml::Node::Text(raw) if paragraph > 0 && hidden == 0 => {
            // White space is collapsed, as the format says.
            for c in xml::content(raw).chars() {
                match c.is_ascii_whitespace() {
                    true if lines.line.ends_with(' ') => {}
                    true => lines.line.push(' '),
                    false => lines.line.push(c),
                }
            }
        }
        xml::Node::Text(_) => {}
    });
    let mut r = report(stem(name), &[]);
    r.text = lines.finish();
    let meta = parts.text("meta.xml", 1 << 20).unwrap_or_default();
    properties(&meta, &["date", "creation-date"], &mut r);
    r.outlet = author(xml::first_text(&meta, &["initial-creator", "creator"]));
    r.links = links;
    Some(r)
}

/// What the document says of itself.
fn properties(meta: &str, times: &[&str], r: &mut Report) {
    let title = xml::first_text(meta, &["title"]).map(|t| html::one_line(&t));
    // What programs put there by themselves.
    r.title = title.filter(|t| !t.is_empty() && !t.starts_with("Microsoft Word"));
    r.lang = xml::first_text(meta, &["language"]).map(|l| l.to_lowercase());
    r.published = time(xml::first_text(meta, times), "the document's time", &mut r.issues);
    if r.published.is_some() {
        let note =
            "the time is that of the document's last change, by its own account; when it was published is not stated";
        r.issues.push(Issue::new("date-of-change", note));
    }
}
