//! Mail: one message, or a file of them. Each is a report.
//!
//! Key decision: whoever writes a mail did not publish it. The sender is named by the house that the mail comes from, a private
//! sender by a number, and addresses in the text are masked before anything else sees it.

use std::io::{BufRead, BufReader, Read};

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use model::{Issue, Report, sha256_hex};

use super::id_of_content;
use crate::{
    container::shielded,
    html,
    lines::{self, Line},
    part::{Cx, Known, Part, Raw},
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

/// Headers that a mail begins with.
const HEADERS: &[&str] = &[
    "arc-",
    "authentication-results",
    "bcc",
    "cc",
    "content-type",
    "date",
    "delivered-to",
    "dkim-signature",
    "from",
    "in-reply-to",
    "list-",
    "message-id",
    "mime-version",
    "received",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "thread-",
    "to",
    "user-agent",
    "x-",
];

/// True for the beginning of a message: several headers of mail and nothing else before the first empty line.
pub(crate) fn is_mail(head: &str) -> bool {
    let (mut known, mut others, mut from, mut other_sure) = (0, 0, false, false);
    for line in head.lines().take(80) {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((key, _)) = line.split_once(':') else { return false };
        if key.is_empty() || key.contains(char::is_whitespace) || !key.is_ascii() {
            return false;
        }
        let key = key.to_ascii_lowercase();
        if HEADERS.iter().any(|h| key == *h || (h.ends_with('-') && key.starts_with(h))) {
            known += 1;
        } else {
            others += 1;
        }
        from |= key == "from";
        other_sure |= matches!(key.as_str(), "message-id" | "mime-version" | "received" | "date" | "return-path");
    }
    from && other_sure && known >= 3 && known > others
}

/// True for the beginning of a file of messages.
pub(crate) fn is_mbox(head: &str) -> bool {
    let Some((first, rest)) = head.split_once('\n') else { return false };
    // "From sender Tue Jan 20 07:40:00 2026": a sender, and a time of day.
    first.starts_with("From ") && first.split_ascii_whitespace().count() >= 5 && first.contains(':') && is_mail(rest)
}

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

/// One message.
pub(crate) fn read(name: &str, bytes: &[u8], sha256: &str, mut issues: Vec<Issue>, known: &Known, cx: &mut Cx) {
    let parsed = shielded(|| MessageParser::default().parse(bytes).map(|m| report(name, &m, &mut issues))).flatten();
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

/// A name for a person who is not to be named. Sixteen bits: enough to tell the people of one conversation apart, too few to find out
/// by trying who is meant.
pub(crate) fn pseudonym(who: &str) -> String {
    let sum = sha256_hex(who.trim().to_lowercase().as_bytes());
    format!("private sender {}", sum.get(..4).unwrap_or(""))
}

/// A text with the names in mail addresses masked, and how many there were. The house stays: it may be what matters.
pub(crate) fn mask(text: &str) -> (String, usize) {
    let local = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    let house = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut masked = 0;
    for (at, _) in text.match_indices('@') {
        let (Some(before), Some(after)) = (text.get(done..at), text.get(at + 1..)) else { continue };
        let kept = before.trim_end_matches(local).len();
        let domain = after.get(..after.find(|c| !house(c)).unwrap_or(after.len())).unwrap_or("");
        let plausible =
            kept < before.len() && domain.trim_end_matches('.').split('.').filter(|p| !p.is_empty()).count() >= 2;
        if plausible {
            out.push_str(before.get(..kept).unwrap_or(""));
            out.push_str("***");
            masked += 1;
        } else {
            out.push_str(before);
        }
        out.push('@');
        done = at + 1;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    (out, masked)
}

#[cfg(test)]
mod tests {
    use super::{is_mail, is_mbox, mask, outlet};

    #[test]
    fn addresses_lose_the_person_and_keep_the_house() {
        assert_eq!(
            mask("Write to jane.o'neil+x@ministry.example, or @desk; a@b is none. <é@x.example>."),
            ("Write to ***@ministry.example, or @desk; a@b is none. <***@x.example>.".to_owned(), 2)
        );
        assert_eq!(outlet("press@Ministry.example").as_deref(), Some("ministry.example"));
        let private = outlet("jane@gmail.com").unwrap();
        assert!(private.starts_with("private sender ") && !private.contains("jane") && !private.contains("gmail"));
    }

    #[test]
    fn mail_is_told_by_its_headers() {
        let mail = "Received: by x\r\n\tfor y\r\nFrom: a@b.example\r\nTo: c\r\nSubject: s\r\nDate: d\r\n\r\nText";
        assert!(is_mail(mail) && is_mbox(&format!("From a@b.example Tue Jan 20 07:40:00 2026\n{mail}")));
        for text in [
            "From: Paris\nTo: Rome\n\nA letter.",
            "From Monday on, they said at 10:30, roads are shut.\n",
            "Date: x\nno header\n",
            "",
        ] {
            assert!(!is_mail(text) && !is_mbox(text), "{text}");
        }
    }
}
