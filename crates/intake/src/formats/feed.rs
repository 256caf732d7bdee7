//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom. Each entry is a report.
//!
//! Key decision: entries are found one by one and each is handed to the parser alone. So a fault in one entry costs that entry at
//! most, a document type with a bomb of entities is never looked at, a cut feed gives all that came before the cut, and the hash of a
//! report is that of its entry's own bytes.

use feed_rs::model::Entry;
use model::{Issue, Moment, Report};

use super::{Document, MAX_BAD, id_of_address, id_of_content, is_address, report, text_of, time};
use crate::{
    charset, dates, html, links,
    part::{Cx, Known, Part, Raw, XML, shielded},
    source::stem,
    xml,
};

/// An entry with less text than this, and no field for the whole text, is taken for a summary, in bytes.
const SUMMARY: usize = 1_000;
/// A feed that is being read.
pub(crate) struct Feed {
    name: String,
    text: String,
    /// Where the next entry may begin.
    at: usize,
    atom: bool,
    /// Name spaces that the root declares, for each entry alone.
    spaces: String,
    channel: Channel,
    known: Known,
    entries: usize,
    bad: usize,
}

/// What holds for all entries.
#[derive(Clone, Debug, Default)]
struct Channel {
    title: Option<String>,
    home: Option<String>,
    lang: Option<String>,
    /// When the feed says it was made.
    built: Option<Moment>,
}

/// Names of the elements that entries are.
const ENTRY: &[&str] = &["item", "entry"];

impl Feed {
    pub(crate) fn open(doc: Document, known: Known, cx: &mut Cx) -> Self {
        let (text, issues) = charset::decode_as(&doc.bytes, false, known.charset);
        let all = doc.issues.into_iter().chain(issues);
        cx.out.extend(all.map(|i| crate::Item::Issue(i.in_report(&doc.name))));
        let root = xml::root(&text);
        let atom = root.is_some_and(|r| matches!(r.local(), "feed" | "entry"));
        let spaces: String = root
            .iter()
            .flat_map(xml::Tag::each_attr)
            .filter(|(k, v)| {
                (k.starts_with("xmlns:") || *k == "xml:base" || *k == "xml:lang") && !v.contains(['<', '>'])
            })
            .map(|(k, v)| format!(" {k}=\"{}\"", v.replace('"', "&quot;")))
            .collect();
        let single = root.is_some_and(|r| r.local() == "entry");
        let at = if single { 0 } else { root.map_or(0, |r| r.end) };
        let first = xml::find(&text, at, ENTRY).map_or(text.len(), |e| e.tag.start);
        let mut channel = Channel::of(text.get(..first).unwrap_or(""), root);
        if channel.title.is_none() && !single {
            // A few feeds tell what they are after their entries.
            let last = ["</item>", "</entry>"].iter().filter_map(|t| text.rfind(t)).max().unwrap_or(0);
            channel = Channel::of(text.get(last..).unwrap_or(""), root);
        }
        Self { name: doc.name, at, atom, spaces, channel, known: known.for_many(), entries: 0, bad: 0, text }
    }

    /// One entry in a document of its own.
    fn alone(&self, e: &xml::Element) -> String {
        let end = if e.closed { String::new() } else { format!("</{}>", e.tag.name) };
        if self.atom {
            let space = if e.tag.name.contains(':') { "" } else { " xmlns=\"http://www.w3.org/2005/Atom\"" };
            format!("<feed{space}{}>{}{end}</feed>", self.spaces, e.outer)
        } else {
            // The item's own attributes go: they are an address in RSS 1.0, which is in its link as well.
            format!("<rss version=\"2.0\"{}><channel><item>{}</item></channel></rss>", self.spaces, e.inner)
        }
    }
}

impl Channel {
    fn of(head: &str, root: Option<xml::Tag>) -> Self {
        // The logo has a title and a link of its own.
        let image = xml::find(head, 0, &["image"]);
        let head: String = match image {
            Some(i) => [head.get(..i.tag.start), head.get(i.end..)].into_iter().flatten().collect(),
            None => head.to_owned(),
        };
        let links = || xml::all(&head, &["link"]);
        let href = links().find_map(|e| {
            let rel = e.tag.attr("rel");
            (rel.is_none() || rel.as_deref() == Some("alternate")).then(|| e.tag.attr("href"))?
        });
        let home = href.or_else(|| xml::first_text(&head, &["link"])).filter(|u| is_address(u));
        let built = xml::first_text(&head, &["lastBuildDate", "updated", "pubDate", "date", "modified"]);
        let lang = root.and_then(|r| r.attr("xml:lang")).or_else(|| xml::first_text(&head, &["language"]));
        Self {
            title: xml::first_text(&head, &["title"]).map(|t| html::one_line(&t)).filter(|t| !t.is_empty()),
            home,
            lang,
            built: built.and_then(|b| dates::lenient(&b)),
        }
    }
}

impl Part for Feed {
    fn step(&mut self, cx: &mut Cx) -> bool {
        let Some(e) = xml::find(&self.text, self.at, ENTRY) else {
            if self.entries == 0 {
                let note =
                    format!("{} is a feed without entries; look at its source: it may have failed there", self.name);
                cx.issue(Issue::new("no-entries", note), &self.name);
            }
            if self.bad > MAX_BAD {
                let note = format!("{}: {} more entries gave no report", self.name, self.bad - MAX_BAD);
                cx.issue(Issue::new("bad-entry", note), &self.name);
            }
            return false;
        };
        self.at = e.end.max(e.tag.end);
        self.entries += 1;
        let known = self.known.clone();
        match self.entry(&e) {
            Ok(r) => cx.report(r, &known, Raw::new(XML, e.outer.as_bytes())),
            Err(why) => {
                self.bad += 1;
                if self.bad <= MAX_BAD {
                    let note = format!("{}: entry {} {why}; the others were read", self.name, self.entries);
                    cx.issue(Issue::new("bad-entry", note), &self.name);
                }
            }
        }
        true
    }
}

impl Feed {
    fn entry(&self, e: &xml::Element) -> Result<Report, String> {
        let mut issues = Vec::new();
        if !e.closed {
            issues.push(Issue::new("mended-entry", "the feed breaks off, or runs on, inside this entry"));
        }
        let alone = self.alone(e);
        let parsed =
            shielded(|| feed_rs::parser::parse(alone.as_bytes()).ok().and_then(|f| f.entries.into_iter().next()));
        let mut fields = match parsed.flatten() {
            Some(entry) => Fields::of(entry, e.inner),
            None => {
                issues.push(Issue::new(
                    "mended-entry",
                    "the entry is not well-formed XML; its fields were read as they stand",
                ));
                Fields::lenient(e)
            }
        };
        if fields.url.is_none() {
            // A guid is an address unless it says that it is none.
            fields.url = fields.guid.clone().filter(|g| is_address(g) && !e.inner.contains("isPermaLink=\"false\""));
        }
        let base = fields.url.clone().or_else(|| self.channel.home.clone());
        let (mut text, mut found) = fields.body.as_deref().map(|b| text_of(b, base.as_deref())).unwrap_or_default();
        let mut summary = text.trim().is_empty();
        if summary {
            (text, found) = fields.summary.as_deref().map(|b| text_of(b, base.as_deref())).unwrap_or_default();
            summary = text.len() < SUMMARY && !text.trim().is_empty();
        }
        let title = fields.title.as_deref().map(html::one_line).filter(|t| !t.is_empty());
        if text.trim().is_empty() && title.is_none() {
            return Err("has neither title nor text".to_owned());
        }
        if summary {
            let note = "the feed gives only a summary of this; what the article says beyond it was not read";
            issues.push(Issue::new("summary-only", note));
        }
        // As written first, since that keeps the offset; the feed's parser reads more odd ways to write a time.
        let written = fields.published.as_deref().and_then(dates::lenient);
        let published = written.or(fields.parsed).or_else(|| time(fields.published, "the entry's time", &mut issues));
        let published = published.filter(|p| {
            let far = self.channel.built.as_ref().is_some_and(|b| p.seconds() > b.seconds() + 86_400 * 365);
            if far {
                let note = format!("published {p} is more than a year after the feed was made; the time is not used");
                issues.push(Issue::new("bad-date", note));
            }
            !far
        });
        let stem = stem(&self.name);
        let id = match (&fields.url, &fields.guid) {
            (Some(u), _) => id_of_address(u),
            (None, Some(g)) => format!("{stem}/{}", id_of_address(g)),
            (None, None) => id_of_content(&stem, &[title.as_deref().unwrap_or(""), &text]),
        };
        let mut r = report(id, e.outer.as_bytes());
        r.links = links::absolute(fields.credits.iter().map(String::as_str), base.as_deref());
        r.links.extend(found);
        let changed = fields.updated.as_deref().and_then(dates::lenient);
        r.modified = changed.filter(|c| published.as_ref().is_some_and(|p| c.seconds() > p.seconds()));
        r.author = fields.author;
        (r.url, r.title, r.published, r.text) = (fields.url, title, published, text);
        r.outlet.clone_from(&self.channel.title);
        r.lang = fields.lang.or_else(|| self.channel.lang.clone());
        r.issues = issues;
        Ok(r)
    }
}

/// What an entry says, whatever the format.
#[derive(Debug, Default)]
struct Fields {
    guid: Option<String>,
    url: Option<String>,
    title: Option<String>,
    body: Option<String>,
    summary: Option<String>,
    /// The time as written, with its offset.
    published: Option<String>,
    /// The time as the parser read it, where it reads more than we do.
    parsed: Option<Moment>,
    /// The time of its last change as written.
    updated: Option<String>,
    /// Who signs it.
    author: Option<String>,
    lang: Option<String>,
    /// Where the entry says it comes from.
    credits: Vec<String>,
}

/// Elements that hold the time of an entry, the best first.
const TIMES: &[&str] = &["pubDate", "published", "issued", "created", "date", "updated", "modified"];

/// Elements that hold the time of an entry's last change.
const CHANGES: &[&str] = &["updated", "modified"];

impl Fields {
    fn of(entry: Entry, inner: &str) -> Self {
        let link = |rel: &str| entry.links.iter().find(|l| l.rel.as_deref().unwrap_or("alternate") == rel);
        let url = link("alternate").map(|l| l.href.trim().to_owned()).filter(|u| is_address(u));
        let credits: Vec<String> = ["via", "related"]
            .iter()
            .filter_map(|r| link(r))
            .map(|l| l.href.clone())
            .chain(xml::all(inner, &["source"]).filter_map(|e| e.tag.attr("url")))
            .collect();
        // Text that is declared plain is escaped again, so that all bodies are marked up alike.
        let body = entry.content.and_then(|c| {
            let plain = c.content_type.to_string() == "text/plain";
            c.body.map(|b| if plain && xml::find(inner, 0, &["content"]).is_some() { escaped(&b) } else { b })
        });
        let summary = entry.summary.map(|s| s.content);
        let media = entry.media.into_iter().filter_map(|m| m.description).map(|d| d.content).next();
        let parsed = entry.published.or(entry.updated).and_then(|d| d.to_rfc3339().parse().ok());
        // The parser makes up an id where there is none.
        let guid = xml::first_text(inner, &["guid", "id"]);
        // An entry that is a part of another feed's has that feed's fields inside it.
        let own = xml::find(inner, 0, &["source"]).filter(|s| s.inner.contains('<'));
        let own: String = match own {
            Some(s) => [inner.get(..s.tag.start), inner.get(s.end..)].into_iter().flatten().collect(),
            None => inner.to_owned(),
        };
        Self {
            guid,
            url,
            title: entry.title.map(|t| t.content),
            body,
            summary: summary.or(media),
            published: xml::first_text(&own, TIMES),
            parsed,
            updated: xml::first_text(&own, CHANGES),
            author: html::author(entry.authors.iter().filter_map(|a| a.name.as_deref())),
            lang: entry.language,
            credits,
        }
    }

    /// Fields of an entry that no parser takes.
    fn lenient(e: &xml::Element) -> Self {
        let first = |names: &[&str]| xml::first_text(e.inner, names);
        let href = xml::all(e.inner, &["link"])
            .filter(|l| matches!(l.tag.attr("rel").as_deref(), None | Some("alternate")))
            .find_map(|l| l.tag.attr("href"));
        Self {
            guid: first(&["guid", "id"]),
            url: first(&["link"]).or(href).or_else(|| e.tag.attr("rdf:about")).filter(|u| is_address(u)),
            title: first(&["title"]),
            body: first(&["encoded", "content"]),
            summary: first(&["description", "summary"]),
            published: first(TIMES),
            ..Self::default()
        }
    }
}

fn escaped(plain: &str) -> String {
    plain.replace('&', "&amp;").replace('<', "&lt;").replace("\r\n", "\n").replace("\n\n", "<p>").replace('\n', "<br>")
}
