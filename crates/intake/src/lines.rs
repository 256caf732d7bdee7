//! JSON lines: bounded reading of lines from any source, and one line to one report.

use std::io::{self, BufRead};

use model::{Issue, Moment, Report, content_id, sha256_hex};
use serde::Deserialize;
use serde_json::Value;

use crate::dates;

/// A line of input, cut at a limit.
#[derive(Debug, PartialEq)]
pub(crate) struct Line {
    /// Bytes without the line end.
    pub(crate) bytes: Vec<u8>,
    /// The line was longer; the rest was read and thrown away.
    pub(crate) cut: bool,
}

/// Read a line, keeping at most `limit` bytes in memory. `None` at the end of input.
pub(crate) fn read_line(input: &mut dyn BufRead, limit: usize) -> io::Result<Option<Line>> {
    let mut line = Line { bytes: Vec::new(), cut: false };
    let mut any = false;
    loop {
        let buf = match input.fill_buf() {
            Ok(b) => b,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if buf.is_empty() {
            return Ok(any.then_some(line));
        }
        any = true;
        let (len, ends) = match buf.iter().position(|b| *b == b'\n') {
            Some(i) => (i, true),
            None => (buf.len(), false),
        };
        let room = limit.saturating_sub(line.bytes.len());
        line.bytes.extend_from_slice(buf.get(..len.min(room)).unwrap_or(buf));
        line.cut |= len > room;
        input.consume(len + usize::from(ends));
        if ends {
            if line.bytes.last() == Some(&b'\r') {
                line.bytes.pop();
            }
            return Ok(Some(line));
        }
    }
}

/// The fields of a line that are used. Anything but a string where a string belongs is taken as missing.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    id: Value,
    text: Option<String>,
    #[serde(default)]
    title: Value,
    #[serde(default)]
    published: Value,
    #[serde(default)]
    captured: Value,
    #[serde(default)]
    lang: Value,
    #[serde(default)]
    url: Value,
    #[serde(default)]
    outlet: Value,
    #[serde(default)]
    author: Value,
    #[serde(default)]
    modified: Value,
}

fn string(v: Value) -> Option<String> {
    match v {
        Value::String(s) if !s.trim().is_empty() => Some(s),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// A line cut in the middle of its text, closed where it was cut.
fn mended(cut: &str) -> Option<Fields> {
    // An escape may be cut in two: at most the six bytes of \uXXXX, twice for a pair.
    (0..=12).find_map(|back| {
        let head = cut.get(..cut.len().checked_sub(back)?)?;
        serde_json::from_str(&format!("{head}\"}}")).ok()
    })
}

/// Why a line gave no report.
#[derive(Debug, PartialEq)]
pub(crate) struct BadLine {
    /// The line's id, where it could be made out.
    pub(crate) id: Option<String>,
    pub(crate) issue: Issue,
}

/// One line to one report.
pub(crate) fn parse(line: &Line) -> Result<Report, BadLine> {
    let mut issues = Vec::new();
    let text = match std::str::from_utf8(&line.bytes) {
        Ok(s) => std::borrow::Cow::Borrowed(s),
        Err(e) if line.cut && e.error_len().is_none() => {
            String::from_utf8_lossy(line.bytes.get(..e.valid_up_to()).unwrap_or(&[]))
        }
        Err(_) => {
            let (s, found) = crate::charset::decode(&line.bytes, false);
            issues = found;
            s.into()
        }
    };
    let json = text.trim_start_matches('\u{FEFF}').trim();
    let fields: Result<Fields, _> = serde_json::from_str(json);
    let fields = match fields {
        Ok(f) => f,
        Err(e) => match mended(json).filter(|f| line.cut && f.text.is_some()) {
            Some(f) => {
                let note = format!("the line is longer than {} bytes; its text was cut there", line.bytes.len());
                issues.push(Issue::new("too-large", note));
                f
            }
            None if line.cut => {
                let note =
                    format!("the line is longer than {} bytes and cannot be cut; it was skipped", line.bytes.len());
                return Err(BadLine { id: None, issue: Issue::new("too-large", note) });
            }
            None => {
                // Only the position: the parser's message may repeat the input.
                let note =
                    format!("not a JSON object with a string \"text\" (at byte {}); the line was skipped", e.column());
                let id = serde_json::from_str::<Value>(json).ok().and_then(|mut v| string(v.get_mut("id")?.take()));
                return Err(BadLine { id, issue: Issue::new("bad-line", note) });
            }
        },
    };
    let id = string(fields.id);
    let Some(body) = fields.text else {
        let note = "the line has no \"text\"; it was skipped";
        return Err(BadLine { id, issue: Issue::new("bad-line", note) });
    };
    let mut time = |key: &str, v: Value| -> Option<Moment> {
        let given = string(v)?;
        let moment = dates::lenient(&given);
        if moment.is_none() {
            let shown: String = given.chars().take(60).collect();
            let note = format!("{key} {shown:?} is no time such as 2026-01-20T07:40:00+03:00; it was not used");
            issues.push(Issue::new("bad-date", note));
        }
        moment
    };
    let published = time("published", fields.published);
    let captured = time("captured", fields.captured);
    let modified = time("modified", fields.modified);
    Ok(Report {
        // Lines without an id are named by what they say, so that their order does not matter.
        id: id.unwrap_or_else(|| content_id("r", &[&body])),
        url: string(fields.url),
        outlet: string(fields.outlet),
        published,
        modified,
        captured,
        author: string(fields.author),
        title: string(fields.title),
        lang: string(fields.lang),
        text: body,
        sha256: sha256_hex(&line.bytes),
        links: Vec::new(),
        issues,
        pages: Vec::new(),
    })
}

/// Values of one JSON document that are held at once: each takes some eighty bytes, however short it is written.
pub(crate) const MAX_VALUES: usize = 6_000_000;

/// Not fewer values than a JSON document has: before each stands one of these marks, but for the first.
pub(crate) fn values(json: &[u8]) -> usize {
    let (mut n, mut quoted, mut escaped) = (1, false, false);
    for b in json {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b':' | b'[' | b'{' if !quoted => n += 1,
            _ => {}
        }
    }
    n
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Line, parse, read_line};

    fn line(s: &str) -> Line {
        Line { bytes: s.as_bytes().to_vec(), cut: false }
    }

    #[test]
    fn lines_are_read_in_bounded_memory() {
        let mut input = Cursor::new(format!("ab\r\n{}\n\nend", "x".repeat(1_000_000)));
        let mut next = || read_line(&mut input, 10).unwrap();
        assert_eq!(next(), Some(line("ab")));
        assert_eq!(next(), Some(Line { bytes: vec![b'x'; 10], cut: true }));
        assert_eq!(next(), Some(line("")));
        assert_eq!(next(), Some(line("end")));
        assert_eq!(next(), None);
    }

    #[test]
    fn a_line_is_a_report_and_its_text_stays_exact() {
        let r =
            parse(&line(r#"{"id":7,"text":" a\u00e9\n","title":null,"published":"2026-01-20","url":"u","extra":[1]}"#))
                .unwrap();
        assert_eq!((r.id.as_str(), r.text.as_str(), r.url.as_deref()), ("7", " aé\n", Some("u")));
        assert!(r.published.is_some() && r.issues.is_empty());
        let unnamed = parse(&line(r#"{"text":"x"}"#)).unwrap();
        assert_eq!(unnamed.id, parse(&line(r#"{"text":"x","lang":"en"}"#)).unwrap().id);
    }

    #[test]
    fn a_bad_line_says_which_and_why() {
        for (s, id) in
            [("nonsense", None), (r#"{"id":"d1"}"#, Some("d1")), (r#"{"id":"d2","text":5}"#, Some("d2")), ("[]", None)]
        {
            let bad = parse(&line(s)).unwrap_err();
            assert_eq!((bad.id.as_deref(), bad.issue.code.as_str()), (id, "bad-line"), "{s}");
        }
    }

    #[test]
    fn a_line_cut_in_its_text_gives_the_beginning() {
        for cut in [r#"{"id":"d","text":"abc"#, r#"{"id":"d","text":"abc\"#, r#"{"id":"d","text":"abc\u00"#] {
            let r = parse(&Line { bytes: cut.as_bytes().to_vec(), cut: true }).unwrap();
            assert_eq!((r.id.as_str(), r.text.as_str()), ("d", "abc"), "{cut}");
            assert_eq!(r.issues[0].code, "too-large");
        }
        let bad = parse(&Line { bytes: b"{\"id\":\"d\",\"tex".to_vec(), cut: true }).unwrap_err();
        assert_eq!(bad.issue.code, "too-large");
    }
}
