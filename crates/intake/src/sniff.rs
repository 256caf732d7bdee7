//! What a file is, told from its first bytes and never from its name.

use crate::{
    charset,
    formats::{chat, mail, news, table, table::Columns},
    part::Known,
    xml,
};

/// What some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Gzip,
    Zstd,
    Zip,
    /// Nothing that is read; what it is.
    Binary(&'static str),
    Warc,
    Mail,
    Mbox,
    Pdf,
    News,
    Gdelt,
    /// A chat as text.
    Chat,
    /// Its delimiter.
    Table(u8),
    JsonLines,
    Json,
    Feed,
    Sitemap,
    /// One report: a page, a text, a file with front matter.
    Document,
}

impl Kind {
    /// A name for it.
    pub(crate) fn name(self, head: &[u8]) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
            Self::Binary(_) => "binary",
            Self::Warc => "warc",
            Self::Mail => "mail",
            Self::Mbox => "mbox",
            Self::Table(_) => "table",
            Self::Pdf => "pdf",
            Self::News => "news",
            Self::Gdelt => "gdelt",
            Self::Chat => "chat",
            Self::JsonLines => "json-lines",
            Self::Json => "json",
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::Document if is_html(&charset::decode_head(head)) => "html",
            Self::Document => "text",
        }
    }
}

/// Tell what bytes are.
pub(crate) fn kind(head: &[u8], known: &Known, columns: &Columns) -> Kind {
    if head.starts_with(b"\x1F\x8B\x08") {
        return Kind::Gzip;
    }
    // Also a frame to be skipped, which some programs put first.
    if head.starts_with(b"\x28\xB5\x2F\xFD") || matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]) {
        return Kind::Zstd;
    }
    if head.starts_with(b"PK\x03\x04") {
        return Kind::Zip;
    }
    if head.starts_with(b"%PDF-") {
        return Kind::Pdf;
    }
    if head.starts_with(b"WARC/") {
        return Kind::Warc;
    }
    if let Some(what) = charset::binary(head) {
        return Kind::Binary(what);
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if start.starts_with(b"{") && is_one_document(start) {
        return Kind::Json;
    }
    if start.starts_with(b"{") && is_first_of_many(start) {
        return Kind::JsonLines;
    }
    if start.first() == Some(&b'{') {
        return Kind::Json;
    }
    let text = charset::decode_head(head);
    if chat::is_text_export(&text) {
        return Kind::Chat;
    }
    if start.first() == Some(&b'[') {
        return Kind::Json;
    }
    if let Some(kind) = xml_kind(&text) {
        return kind;
    }
    if known.html || start.starts_with(b"<") || start.starts_with(b"+++") {
        return Kind::Document;
    }
    if mail::is_mbox(&text) {
        return Kind::Mbox;
    }
    if mail::is_mail(&text) {
        return Kind::Mail;
    }
    if news::is_gdelt(&text) {
        return Kind::Gdelt;
    }
    table::delimiter(&text, columns).map_or(Kind::Document, Kind::Table)
}

/// JSON that is one document though it may stand on one line.
fn is_one_document(start: &[u8]) -> bool {
    // A whole line with more behind it is the first of many, whatever is in it.
    if let Some(end) = start.iter().position(|b| *b == b'\n') {
        let (line, rest) = start.split_at(end);
        if !rest.trim_ascii().is_empty() && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok() {
            return false;
        }
    }
    let head = String::from_utf8_lossy(start.get(..start.len().min(4_096)).unwrap_or(start));
    ["jsonfeed.org/version", "jsonfeed.org\\/version", "\"messages\":", "\"chats\":", "\"fields\":"]
        .iter()
        .any(|m| head.contains(m))
}

/// What an XML document is, by its first element.
fn xml_kind(text: &str) -> Option<Kind> {
    let root = xml::root(text)?;
    let local = root.local();
    // "channel" alone is what is left of some feeds; elsewhere these names are used for other things, under a name space of theirs.
    let kind = match local {
        "rss" | "RDF" | "channel" => Kind::Feed,
        "feed" | "entry" if root.attributes.contains("Atom") || root.attributes.contains("atom") => Kind::Feed,
        "urlset" | "sitemapindex" => Kind::Sitemap,
        "alert" if !root.attributes.contains("cap:") => return None,
        l if news::ROOTS.contains(&l) => Kind::News,
        _ => return None,
    };
    Some(kind)
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
pub(crate) fn is_html(text: &str) -> bool {
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
