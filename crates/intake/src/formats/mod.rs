//! One module for each family of formats: bytes to reports and issues.

pub(crate) mod chat;
#[cfg(feature = "feeds")]
pub(crate) mod feed;
pub(crate) mod json_feed;
pub(crate) mod mail;
#[cfg(feature = "mail")]
pub(crate) mod message;
pub(crate) mod news;
#[cfg(feature = "archives")]
pub(crate) mod office;
pub(crate) mod pdf;
pub mod sitemap;
pub(crate) mod table;
#[cfg(feature = "web-archives")]
pub(crate) mod web_archive;

use std::io::{self, Read};

use model::{Issue, Moment, Report, content_id, sha256_hex};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    dates, html, lines,
    part::{Cx, Known},
    source::HEAD,
};

/// Bad entries of one feed that are told one by one.
const MAX_BAD: usize = 20;

/// A document that is held as a whole.
pub(crate) struct Document {
    /// What issues call it.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Of the document as it lies there, also where only its beginning is held.
    pub(crate) sha256: String,
    /// What was wrong with it so far.
    pub(crate) issues: Vec<Issue>,
}

impl Document {
    /// Read a document, keeping no more than a limit. What is beyond is hashed and forgotten: the hash is that of the file as it lies
    /// there.
    pub(crate) fn read(name: String, mut reader: Box<dyn Read + Send>, max: usize) -> io::Result<Self> {
        let mut bytes = Vec::new();
        reader.by_ref().take(max as u64).read_to_end(&mut bytes)?;
        let mut hash = Sha256::new();
        hash.update(&bytes);
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
        let sha256 = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        Ok(Self { name, bytes, sha256, issues })
    }
}

/// Read a JSON document of a known kind; false for any other.
pub(crate) fn json(name: &str, v: &Value, known: &Known, cx: &mut Cx) -> bool {
    if json_feed::is_json_feed(v) {
        json_feed::json_feed(name, v, known, cx);
    } else if chat::is_telegram(v) {
        chat::telegram(name, v, known, cx);
    } else if news::is_reliefweb(v) {
        news::reliefweb(name, v, known, cx);
    } else {
        return false;
    }
    true
}

/// A line or an element of JSON that is no report of our own form: an item of news, perhaps. With the JSON that its hash is of.
pub(crate) fn json_item(name: &str, bytes: &[u8]) -> Option<(Report, String)> {
    if lines::values(bytes) > lines::MAX_VALUES {
        return None;
    }
    let v: Value = serde_json::from_slice(bytes).ok()?;
    if news::is_ninjs(&v) { news::ninjs(name, &v).map(|r| (r, v.to_string())) } else { None }
}

/// A name for something that has an address: without the scheme, so that people can read it.
pub(crate) fn id_of_address(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

/// A name for something that has none, by what it says.
pub(crate) fn id_of_content(stem: &str, parts: &[&str]) -> String {
    format!("{stem}/{}", content_id("r", parts))
}

/// True for an address of the web.
pub(crate) fn is_address(s: &str) -> bool {
    (s.starts_with("https://") || s.starts_with("http://")) && !s.contains(char::is_whitespace)
}

/// A time as the source gives it, or the issue that it is none.
pub(crate) fn time(given: Option<String>, what: &str, issues: &mut Vec<Issue>) -> Option<Moment> {
    let given = given?;
    let moment = dates::lenient(&given);
    if moment.is_none() {
        let shown: String = given.chars().take(60).collect();
        issues.push(Issue::new("bad-date", format!("{what} {shown:?} is no time that can be read; it was not used")));
    }
    moment
}

/// True for text that has tags or character references in it.
pub(crate) fn is_marked_up(s: &str) -> bool {
    let tag = |i: usize| {
        s.get(i + 1..).is_some_and(|r| {
            r.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) && r.contains('>')
        })
    };
    s.match_indices('<').take(50).any(|(i, _)| tag(i))
        || s.match_indices('&').take(200).any(|(i, _)| {
            s.get(i..)
                .and_then(|r| r.get(..r.find(';').filter(|n| *n <= 10)?))
                .is_some_and(|r| r.len() > 1 && r.bytes().skip(1).all(|b| b.is_ascii_alphanumeric() || b == b'#'))
        })
}

/// Text of a field that may be marked up, and the links in it.
pub(crate) fn text_of(field: &str, base: Option<&str>) -> (String, Vec<String>) {
    if !is_marked_up(field) {
        return (field.to_owned(), Vec::new());
    }
    let page = html::fragment_at(field, base);
    (page.text, page.links)
}

/// A report with the hash of its bytes.
pub(crate) fn report(id: String, bytes: &[u8]) -> Report {
    Report { id, sha256: sha256_hex(bytes), ..Report::default() }
}

/// The author of a document, where it is a body and not a person.
pub(crate) fn author(written: Option<String>) -> Option<String> {
    const BODIES: &str = include_str!("../../data/bodies.txt");
    let bodies = || BODIES.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
    written.filter(|name| {
        let lower = name.to_lowercase();
        lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .any(|w| bodies().any(|b| b.strip_suffix('*').map_or(b == w, |begin| w.starts_with(begin))))
    })
}

#[cfg(test)]
mod tests {
    use super::author;

    #[test]
    fn a_person_at_the_keyboard_is_no_outlet() {
        for name in ["Jane Roe", "J. Doe", "user", "Анна Иванова", "Officer"] {
            assert_eq!(author(Some(name.to_owned())), None, "{name}");
        }
        for name in
            ["Relief Agency", "UN Office in Orlo", "Министерство здравоохранения", "وزارة الصحة", "Landesamt, Amt 3"]
        {
            assert_eq!(author(Some(name.to_owned())).as_deref(), Some(name));
        }
    }
}
