//! Files with `+++` TOML front matter: `url, outlet, author, published, modified, captured, title, lang, id`, then the text.

use model::{Issue, Moment};

use crate::dates;

/// What the front matter and what follows it gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// `id`, where the file names one.
    pub id: Option<String>,
    /// `url`.
    pub url: Option<String>,
    /// `outlet`.
    pub outlet: Option<String>,
    /// `published`.
    pub published: Option<Moment>,
    /// `modified`.
    pub modified: Option<Moment>,
    /// `author`.
    pub author: Option<String>,
    /// `captured`.
    pub captured: Option<Moment>,
    /// `title`.
    pub title: Option<String>,
    /// `lang`.
    pub lang: Option<String>,
    /// Everything after the closing line, exactly.
    pub body: String,
    /// What could not be read.
    pub issues: Vec<Issue>,
}

/// True when the text begins with an opening `+++` line.
pub(crate) fn opens(text: &str) -> bool {
    text.strip_prefix("+++").is_some_and(|r| r.trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
}

/// The front matter and the body; `None` when no line closes it.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut at = text.find('\n')? + 1;
    let from = at;
    while let Some(line) = text.get(at..).filter(|r| !r.is_empty()) {
        let len = line.find('\n').map_or(line.len(), |i| i + 1);
        let (this, rest) = line.split_at(len);
        if this.trim_end() == "+++" {
            return Some((text.get(from..at)?, rest));
        }
        at += len;
    }
    None
}

/// Values of a damaged header, line by line: a stray quote in a headline must not cost the time of publication.
fn salvage(header: &str) -> toml::Table {
    header.lines().filter_map(|l| toml::from_str::<toml::Table>(l).ok()).flatten().collect()
}

/// Read a file with front matter. Never fails: a header that is never closed makes the whole file text, a broken one gives the
/// lines that can be read.
pub fn parse(text: &str) -> FrontMatter {
    let mut out = FrontMatter::default();
    let Some((header, body)) = split(text) else {
        out.body = text.to_owned();
        out.issues
            .push(Issue::new("bad-front-matter", "no line of +++ closes the header; the whole file was read as text"));
        return out;
    };
    out.body = body.to_owned();
    let table = header.parse::<toml::Table>().unwrap_or_else(|e| {
        let why = e.message().lines().next().unwrap_or_default().to_owned();
        let note = format!("the header is not TOML ({why}); only the lines that can be read alone were used");
        out.issues.push(Issue::new("bad-front-matter", note));
        salvage(header)
    });
    let mut text_of = |key: &str| match table.get(key)? {
        toml::Value::String(s) if s.trim().is_empty() => None,
        toml::Value::String(s) => Some(s.clone()),
        toml::Value::Datetime(d) => Some(d.to_string()),
        other => {
            let note = format!("{key} is a {} and not a string; it was not used", other.type_str());
            out.issues.push(Issue::new("bad-front-matter", note));
            None
        }
    };
    out.id = text_of("id");
    out.url = text_of("url");
    out.outlet = text_of("outlet");
    out.author = text_of("author");
    out.title = text_of("title");
    out.lang = text_of("lang");
    let [published, modified, captured] = ["published", "modified", "captured"].map(&mut text_of);
    let mut time = |key: &str, value: Option<String>| {
        let value = value?;
        let moment = dates::lenient(&value);
        if moment.is_none() {
            let shown: String = value.chars().take(60).collect();
            let note = format!("{key} {shown:?} is no time such as 2026-01-20T07:40:00+03:00; it was not used");
            out.issues.push(Issue::new("bad-date", note));
        }
        moment
    };
    out.published = time("published", published);
    out.modified = time("modified", modified);
    out.captured = time("captured", captured);
    out
}

#[cfg(test)]
mod tests {
    use super::{opens, parse};

    #[test]
    fn the_body_is_everything_after_the_closing_line_exactly() {
        let f = parse(
            "+++\nurl = \"https://a.example/1\"\npublished = 2026-01-20T07:40:00+03:00\n+++\n\n  Text é\r\n+++\nmore",
        );
        assert_eq!(f.body, "\n  Text é\r\n+++\nmore");
        assert_eq!(f.url.as_deref(), Some("https://a.example/1"));
        assert_eq!(f.published.unwrap().to_string(), "2026-01-20T07:40:00+03:00");
        assert_eq!(f.issues, []);
        assert_eq!(parse("+++\r\ntitle = \"x\"\r\n+++\r\nBody\r\n").body, "Body\r\n");
        assert_eq!(parse("+++\n+++").body, "");
    }

    #[test]
    fn a_broken_header_gives_what_can_be_read() {
        let f =
            parse("+++\ntitle = \"The \"big\" one\"\noutlet = \"The Post\"\npublished = \"soon\"\nlang = 5\n+++\nBody");
        assert_eq!((f.title, f.outlet.as_deref(), f.published, f.lang), (None, Some("The Post"), None, None));
        assert_eq!(
            f.issues.iter().map(|i| i.code.as_str()).collect::<Vec<_>>(),
            ["bad-front-matter", "bad-front-matter", "bad-date"]
        );
        assert_eq!(f.body, "Body");
        let open = parse("+++\ntitle = \"x\"\nBody");
        assert_eq!((open.body.as_str(), open.issues.len()), ("+++\ntitle = \"x\"\nBody", 1));
    }

    #[test]
    fn only_a_line_of_its_own_opens_a_header() {
        assert!(opens("+++\nx") && opens("+++ \r\nx"));
        assert!(!opens("++++\n") && !opens("+++") && !opens(" +++\n") && !opens("+++ x\n"));
    }
}
