//! Mail: one message, or a file of them. Each is a report.

use std::io::{BufRead, BufReader, Read};

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use model::{Issue, Report, sha256_hex};

use super::{
    id_of_content,
    mail::{mask, pseudonym},
};
use crate::{
    html,
    lines::{self, Line},
    part::{Cx, Known, Part, Raw, shielded},
    source::{HEAD, stem},
};

/// Providers at which private persons have their mail: as an outlet they would make one source of many people.
const PRIVATE: &[&str] = &[
    "aol.com",
    "bk.ru",
    "fastmail.com",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "inbox.ru",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "riseup.net",
    "t-online.de",
    "tutanota.com",
    "ukr.net",
    "web.de",
    "ya.ru",
    "yahoo.com",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "zoho.com",
    "163.com",
    "126.com",
];

/// A file of messages.
pub(crate) struct Mbox {
    name: String,
    input: Box<dyn BufRead + Send>,
    known: Known,
    number: usize,
    blank: bool,
    started: bool,
    message: Vec<u8>,
    cut: bool,
}

impl Mbox {
    pub(crate) fn open(name: String, input: Box<dyn Read + Send>, known: Known) -> Self {
        let input = Box::new(BufReader::with_capacity(HEAD, input));
        Self {
            name,
            input,
            known: known.for_many(),
            number: 0,
            blank: true,
            started: false,
            message: Vec::new(),
            cut: false,
        }
    }

    fn message(&mut self, cx: &mut Cx) {
        let message = std::mem::take(&mut self.message);
        self.number += 1;
        let name = format!("{}/{}", self.name, self.number);
        let mut issues = Vec::new();
        if std::mem::take(&mut self.cut) {
            let note = format!("the message is larger than {} bytes; only its beginning was read", message.len());
            issues.push(Issue::new("too-large", note));
        }
        if !message.trim_ascii().is_empty() {
            read(&name, &message, &sha256_hex(&message), issues, &self.known, cx);
        }
    }
}

impl Part for Mbox {
    fn step(&mut self, cx: &mut Cx) -> bool {
        loop {
            let Ok(Some(Line { bytes, .. })) = lines::read_line(&mut self.input, cx.options.max_bytes) else {
                self.message(cx);
                return false;
            };
            // A line of the text that begins so was marked when it was put here.
            if self.blank && bytes.starts_with(b"From ") {
                self.blank = false;
                if std::mem::replace(&mut self.started, true) {
                    self.message(cx);
                    return true;
                }
                continue;
            }
            self.blank = bytes.is_empty();
            let quoted = bytes.iter().position(|b| *b != b'>').filter(|i| *i > 0);
            let line = match quoted {
                Some(i) if bytes.get(i..).is_some_and(|r| r.starts_with(b"From ")) => bytes.get(1..).unwrap_or(&[]),
                _ => &bytes,
            };
            if self.message.len() + line.len() < cx.options.max_document {
                self.message.extend_from_slice(line);
                self.message.push(b'\n');
            } else {
                self.cut = true;
            }
        }
    }
}

/// Messages inside messages, and parts that hold parts, that one message may have. What the parser makes of them is taken apart level by
/// level, each on the stack of the level above: a message of millions would end the program.
const MAX_HOLDERS: usize = 2_000;

/// The beginning of a message that names no more than [`MAX_HOLDERS`] types that hold others.
fn within(bytes: &[u8]) -> &[u8] {
    let holds = |at: &usize| {
        [&b"message"[..], b"multipart"].iter().any(|w| {
            at.checked_sub(w.len()).and_then(|from| bytes.get(from..*at)).is_some_and(|b| b.eq_ignore_ascii_case(w))
        })
    };
    let slashes = bytes.iter().enumerate().filter(|(_, b)| **b == b'/').map(|(at, _)| at);
    slashes.filter(holds).nth(MAX_HOLDERS).and_then(|at| bytes.get(..at)).unwrap_or(bytes)
}

/// One message.
pub(crate) fn read(name: &str, bytes: &[u8], sha256: &str, mut issues: Vec<Issue>, known: &Known, cx: &mut Cx) {
    let whole = within(bytes);
    if whole.len() < bytes.len() {
        let note =
            format!("{name} holds more than {MAX_HOLDERS} messages and lists of parts; what comes after is not read");
        issues.push(Issue::new("archive-limit", note));
    }
    let parsed = shielded(|| MessageParser::default().parse(whole).map(|m| report(name, &m, &mut issues))).flatten();
    match parsed {
        Some(mut r) if !r.text.trim().is_empty() || r.title.is_some() => {
            sha256.clone_into(&mut r.sha256);
            issues.append(&mut r.issues);
            r.issues = issues;
            cx.report(r, known, Raw::new("message/rfc822", bytes).private());
        }
        _ => {
            let note = format!("{name} is a message without text");
            cx.issue(Issue::new("empty-file", note), name);
        }
    }
}

fn report(name: &str, m: &Message, issues: &mut Vec<Issue>) -> Report {
    let mut r = Report::default();
    let title = m.subject().map(html::one_line).filter(|t| !t.is_empty());
    r.title = title.map(|t| mask(&t).0);
    let sender = m.from().or_else(|| m.sender()).and_then(|a| a.first()).and_then(|a| a.address());
    r.outlet = sender.and_then(outlet);
    let written = m.date().map(mail_parser::DateTime::to_rfc3339);
    r.published = written.as_deref().and_then(|d| d.parse().ok());
    if r.published.is_none()
        && let Some(raw) = m.header_raw("Date")
    {
        let shown: String = raw.trim().chars().take(60).collect();
        issues.push(Issue::new("bad-date", format!("the date {shown:?} is no time that can be read; it was not used")));
    }
    let (text, links) = body(m);
    let (text, masked) = mask(&text);
    if masked > 0 {
        let note = format!("{masked} mail addresses in the text were masked");
        issues.push(Issue::new("masked", note));
    }
    (r.text, r.links) = (text, links);
    let attached: Vec<String> =
        m.attachments().filter_map(|a| Some(a.attachment_name()?.to_owned())).take(10).collect();
    let more = m.attachment_count();
    if more > 0 {
        let names = if attached.is_empty() { String::new() } else { format!(" ({})", attached.join(", ")) };
        issues.push(Issue::new(
            "passed-over",
            format!("the message has {more} attachments{names}; save them and read those"),
        ));
    }
    // An id of a message often holds its sender's address.
    r.id = match m.message_id() {
        Some(id) => format!("mail-{}", sha256_hex(id.trim().as_bytes()).get(..12).unwrap_or("")),
        None => id_of_content(&stem(name), &[r.title.as_deref().unwrap_or(""), &r.text]),
    };
    r
}

/// The text that a reader sees: the plain one where there is one, else that of the page.
fn body(m: &Message) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut links = Vec::new();
    let plain: Vec<_> = m.text_bodies().filter(|p| matches!(p.body, PartType::Text(_))).collect();
    let worth = plain.iter().any(|p| p.text_contents().is_some_and(|t| t.trim().len() > 40));
    let parts: Vec<_> = if worth { plain } else { m.html_bodies().collect() };
    for p in parts {
        match &p.body {
            PartType::Html(h) => {
                let page = html::fragment(h);
                out.push_str(&page.text);
                links.extend(page.links);
            }
            PartType::Text(t) => out.push_str(&unquoted(t)),
            _ => {}
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    }
    (out, links)
}

/// The text without what it answers to: a quoted report would be read as said again.
fn unquoted(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if line.starts_with('>') {
            continue;
        }
        // "-- " begins a signature by old custom: names, telephone numbers. The blank is often lost on the way.
        if line.trim_end() == "--" {
            break;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The house that a mail comes from; for private providers a number that stays with the sender and tells nothing of them.
fn outlet(address: &str) -> Option<String> {
    let (_, domain) = address.rsplit_once('@')?;
    let domain = domain.trim().trim_end_matches('.').to_ascii_lowercase();
    if domain.is_empty() || domain.contains(char::is_whitespace) {
        return None;
    }
    if PRIVATE.contains(&domain.as_str()) {
        return Some(pseudonym(address));
    }
    Some(domain)
}

#[cfg(test)]
mod tests {
    use super::outlet;

    #[test]
    fn a_private_sender_is_no_house() {
        assert_eq!(outlet("press@Ministry.example").as_deref(), Some("ministry.example"));
        let private = outlet("jane@gmail.com").unwrap();
        assert!(private.starts_with("private sender ") && !private.contains("jane") && !private.contains("gmail"));
    }
}
