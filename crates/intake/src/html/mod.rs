//! A web page to a report's parts: title, outlet, time, address, language, links and the main text.
//!
//! What for: a desk saves pages from the browser; what stands around the article (menus, related stories, comments) must not
//! become claims.
//!
//! Key decision: main text is the deepest element that holds most of the page's paragraphs, after elements that are furniture by
//! name or role are dropped. Where that finds nothing the whole page's text is used, and an issue says so.

mod entities;
mod tree;

use model::{Issue, Moment};
use serde_json::Value;

use crate::{dates, links};
use tree::{Kind, Tree, is_block};

/// What a page gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Headline.
    pub title: Option<String>,
    /// Name of the site.
    pub outlet: Option<String>,
    /// Publication time as the page states it.
    pub published: Option<Moment>,
    /// Canonical address.
    pub url: Option<String>,
    /// Declared language.
    pub lang: Option<String>,
    /// Absolute links in the main text, in order.
    pub links: Vec<String>,
    /// Main text; block elements end lines, paragraphs are set apart by an empty line.
    pub text: String,
    /// What could not be read.
    pub issues: Vec<Issue>,
}

/// Elements whose content is never article text.
const DROPPED: &[&str] = &[
    "applet", "aside", "audio", "button", "canvas", "datalist", "dialog", "embed", "footer", "head", "iframe", "input",
    "map", "math", "menu", "nav", "noembed", "noframes", "noscript", "object", "script", "search", "select", "style",
    "svg", "template", "textarea", "title", "video",
];

/// Words of a class or id that mark furniture. Compared with whole words of the attribute, so that `commentary` is no `comment`.
const FURNITURE: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "author-bio",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "cookie",
    "cookies",
    "disqus",
    "footer",
    "hidden",
    "masthead",
    "menu",
    "modal",
    "most-read",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "outbrain",
    "pagination",
    "popup",
    "promo",
    "promoted",
    "recirc",
    "recommended",
    "related",
    "share",
    "sharing",
    "sidebar",
    "skip-link",
    "social",
    "sponsored",
    "sr-only",
    "subscribe",
    "taboola",
    "toolbar",
    "trending",
    "visually-hidden",
    "widget",
];

/// Paragraphs shorter than this say nothing about where the article is, in characters.
const PARAGRAPH: usize = 40;

/// Read a page. Never fails; what could not be read is in `issues`.
pub fn extract(source: &str) -> Page {
    let tree = tree::parse(source);
    let mut page = Page::default();
    if tree.too_deep {
        page.issues.push(Issue::new(
            "html-too-deep",
            "elements are nested more than 512 deep; the page was read as if flatter",
        ));
    }
    if tree.too_many {
        page.issues.push(Issue::new(
            "html-too-large",
            "the page has more than 500,000 elements; what comes after is not read",
        ));
    }
    let layout = Layout::of(&tree);
    metadata(&tree, &layout, &mut page);
    main_text(&tree, &layout, &mut page);
    page
}

/// Character references resolved, as browsers do.
pub(crate) fn unescape(s: &str) -> String {
    entities::decode(s)
}

/// Text that may have tags and references in it, as one line without them.
pub(crate) fn one_line(s: &str) -> String {
    if !s.contains(['<', '&']) {
        return tidy(s);
    }
    tidy(&fragment(s).text)
}

/// Read a piece of HTML that is all text, as a feed's entry or a message has it: nothing is taken for a page's surroundings but what
/// is hidden or furniture by name.
pub fn fragment(source: &str) -> Page {
    fragment_at(source, None)
}

/// The same of a piece whose links are seen from an address.
pub(crate) fn fragment_at(source: &str, base: Option<&str>) -> Page {
    let tree = tree::parse(source);
    let mut page = Page { url: base.map(str::to_owned), ..Page::default() };
    let layout = Layout::of(&tree);
    text_below(&tree, &layout, 0, &mut page);
    page
}

/// Per node: whether it is furniture, and how much text it holds.
struct Layout {
    dropped: Vec<bool>,
    /// Characters of text in the node, furniture left out.
    text: Vec<usize>,
    /// Of these, characters inside links.
    linked: Vec<usize>,
    /// Characters in paragraphs below the node that read like prose.
    prose: Vec<usize>,
    /// Last node of the subtree: descendants follow their ancestor without a gap.
    end: Vec<usize>,
}

fn furniture(tree: &Tree, i: usize) -> bool {
    let Some(n) = tree.nodes.get(i) else { return false };
    let name = n.name();
    if DROPPED.contains(&name) || n.attr("hidden").is_some() || n.attr("aria-hidden") == Some("true") {
        return true;
    }
    if matches!(name, "html" | "body" | "article" | "main") {
        return false;
    }
    if matches!(
        n.attr("role"),
        Some("navigation" | "banner" | "contentinfo" | "complementary" | "search" | "dialog" | "menu")
    ) {
        return true;
    }
    if let Some(style) = n.attr("style") {
        let style: String =
            style.chars().filter(|c| !c.is_whitespace()).take(500).collect::<String>().to_ascii_lowercase();
        if style.contains("display:none") || style.contains("visibility:hidden") {
            return true;
        }
    }
    let words = [n.attr("class"), n.attr("id")].into_iter().flatten();
    words.flat_map(|v| v.split_ascii_whitespace().take(30)).any(|w| {
        let w = w.to_ascii_lowercase().replace('_', "-");
        FURNITURE.contains(&w.as_str())
            || w.split_once('-').is_some_and(|(first, _)| {
                matches!(
                    first,
                    "related" | "share" | "social" | "comments" | "newsletter" | "sidebar" | "cookie" | "breadcrumb"
                )
            })
    })
}

impl Layout {
    fn of(tree: &Tree) -> Self {
        let len = tree.nodes.len();
        let mut l = Self {
            dropped: vec![false; len],
            text: vec![0; len],
            linked: vec![0; len],
            prose: vec![0; len],
            end: (0..len).collect(),
        };
        // Text that stands directly in a block, whatever inline elements are around it: what a reader sees as one paragraph.
        let mut own = vec![0_usize; len];
        let mut own_linked = vec![0_usize; len];
        let mut block = vec![0_usize; len];
        let mut link = vec![false; len];
        for (i, n) in tree.nodes.iter().enumerate() {
            l.dropped[i] = l.dropped[n.parent] || furniture(tree, i);
            link[i] = link[n.parent] || n.name() == "a";
            block[i] = if is_block(n.name()) { i } else { block[n.parent] };
            if let (Kind::Text(t), false) = (&n.kind, l.dropped[i]) {
                let chars = t.split_whitespace().map(|w| w.chars().count() + 1).sum();
                l.text[i] = chars;
                own[block[i]] += chars;
                if link[i] {
                    l.linked[i] = chars;
                    own_linked[block[i]] += chars;
                }
            }
        }
        for i in 0..len {
            if own[i] >= PARAGRAPH && own_linked[i] * 2 < own[i] {
                l.prose[i] = own[i];
            }
        }
        for i in (1..len).rev() {
            let p = tree.nodes[i].parent;
            l.text[p] += l.text[i];
            l.linked[p] += l.linked[i];
            l.prose[p] += l.prose[i];
            l.end[p] = l.end[p].max(l.end[i]);
        }
        l
    }

    /// The element that the article stands in; `None` when no paragraph reads like prose.
    fn main(&self, tree: &Tree) -> Option<usize> {
        let all = self.prose.first().copied().filter(|n| *n > 0)?;
        // Marked as the article by the page itself, if that holds a fair part of the prose.
        let marked = |i: usize| {
            let n = &tree.nodes[i];
            n.attr("itemprop") == Some("articleBody")
                || matches!(n.name(), "article" | "main")
                || n.attr("role") == Some("main")
        };
        let best = (1..tree.nodes.len()).filter(|i| marked(*i) && self.prose[*i] * 5 >= all * 2);
        // The innermost of the largest: an article inside main, its body inside the article.
        let from = best.max_by_key(|i| (self.prose[*i], *i)).unwrap_or(0);
        // Down from there, as long as one child holds nearly all of it.
        let mut at = from;
        for i in from + 1..tree.nodes.len() {
            let n = &tree.nodes[i];
            if n.parent == at && self.prose[i] * 10 >= self.prose[at] * 8 && matches!(n.kind, Kind::Element { .. }) {
                let whole = self.prose[i] == self.prose[at];
                let paragraph = matches!(n.name(), "p" | "blockquote" | "li" | "td" | "pre");
                if !paragraph && (whole || from == 0) {
                    at = i;
                }
            }
        }
        Some(at)
    }
}

/// White space collapsed, ends trimmed.
fn tidy(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn some(s: &str) -> Option<String> {
    let t = tidy(s);
    (!t.is_empty()).then_some(t)
}

/// Text below a node, whatever it is; of very large subtrees the beginning.
fn text_of(tree: &Tree, layout: &Layout, of: usize) -> String {
    let mut out = String::new();
    let end = layout.end.get(of).copied().unwrap_or(of);
    for n in tree.nodes.iter().take(end + 1).skip(of + 1).take(1_000) {
        if let Kind::Text(t) = &n.kind {
            out.push_str(t);
        } else if is_block(n.name()) {
            out.push(' ');
        }
    }
    out
}

/// The parts of a JSON-LD block that matter, article objects first.
fn json_ld(blocks: &[String]) -> Vec<Value> {
    let mut found = Vec::new();
    for b in blocks {
        let Ok(v) = serde_json::from_str::<Value>(b.trim()) else { continue };
        let mut queue = vec![v];
        while let Some(v) = queue.pop() {
            match v {
                Value::Array(items) => queue.extend(items.into_iter().rev()),
                Value::Object(mut o) => {
                    if let Some(g) = o.remove("@graph") {
                        queue.push(g);
                    }
                    found.push(Value::Object(o));
                }
                _ => {}
            }
            if found.len() > 200 {
                break;
            }
        }
    }
    let article = |v: &Value| {
        let t = &v["@type"];
        let is =
            |t: &Value| t.as_str().is_some_and(|t| t.ends_with("Article") || t.ends_with("Posting") || t == "Report");
        is(t) || t.as_array().is_some_and(|a| a.iter().any(is))
    };
    found.sort_by_key(|v| !article(v));
    found.truncate(20);
    found
}

fn metadata(tree: &Tree, layout: &Layout, page: &mut Page) {
    let mut metas: Vec<(String, String)> = Vec::new();
    let mut blocks = Vec::new();
    let (mut title, mut h1, mut canonical, mut lang, mut time, mut headline) = (None, None, None, None, None, None);
    for (i, n) in tree.nodes.iter().enumerate() {
        match n.name() {
            "meta" if metas.len() < 500 => {
                let key = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|k| n.attr(k));
                if let (Some(k), Some(v)) = (key, n.attr("content").and_then(some)) {
                    metas.push((k.to_ascii_lowercase(), v));
                }
            }
            "link" if n.attr("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                canonical = canonical.or_else(|| n.attr("href").and_then(some));
            }
            "html" => lang = lang.or_else(|| n.attr("lang").or_else(|| n.attr("xml:lang")).and_then(some)),
            "title" if title.is_none() && !in_picture(tree, i) => title = some(&text_of(tree, layout, i)),
            "h1" if !layout.dropped[i] => h1 = h1.or_else(|| some(&text_of(tree, layout, i))),
            "time" if !layout.dropped[i] => {
                time = time.or_else(|| n.attr("datetime").and_then(dates::lenient));
            }
            "script"
                if blocks.len() < 20
                    && n.attr("type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                blocks.push(text_of(tree, layout, i));
            }
            _ => {}
        }
        if n.attr("itemprop") == Some("headline") {
            headline = headline.or_else(|| some(&text_of(tree, layout, i)));
        }
    }
    let meta = |keys: &[&str]| keys.iter().find_map(|k| metas.iter().find(|(m, _)| m == k).map(|(_, v)| v.clone()));
    let ld = json_ld(&blocks);
    let ld_text = |key: &str| {
        ld.iter().find_map(|v| {
            v[key].as_str().or_else(|| v[key]["name"].as_str()).or_else(|| v[key]["@id"].as_str()).and_then(some)
        })
    };

    page.outlet = meta(&["og:site_name"])
        .or_else(|| ld_text("publisher").map(|s| entities::decode(&s)))
        .or_else(|| meta(&["application-name", "dc.publisher", "publisher"]));
    page.title = meta(&["og:title"])
        .or(headline)
        .or_else(|| ld_text("headline").map(|s| entities::decode(&s)))
        .or(h1)
        .or_else(|| meta(&["twitter:title", "dc.title"]))
        .or(title)
        .map(|t| without_site_name(&t, page.outlet.as_deref()));
    let is_address = |u: &String| u.starts_with("https://") || u.starts_with("http://");
    page.url = canonical
        .filter(is_address)
        .or_else(|| meta(&["og:url"]).filter(is_address))
        .or_else(|| ld_text("url").filter(is_address))
        .or_else(|| ld_text("mainEntityOfPage").filter(is_address));
    page.lang = lang
        .or_else(|| meta(&["og:locale", "content-language", "dc.language"]))
        .or_else(|| ld_text("inLanguage"))
        .and_then(|l| primary_subtag(&l));
    let stated = meta(&[
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "datepublished",
        "date.published",
        "parsely-pub-date",
        "sailthru.date",
        "publish-date",
        "publishdate",
        "pubdate",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "date",
    ]);
    page.published = stated
        .as_deref()
        .and_then(dates::lenient)
        .or_else(|| ld.iter().find_map(|v| v["datePublished"].as_str().and_then(dates::lenient)))
        .or(time);
    if page.published.is_none()
        && let Some(s) = stated
    {
        let shown: String = s.chars().take(60).collect();
        page.issues.push(Issue::new(
            "bad-date",
            format!("the page gives {shown:?} as its time of publication, which is no date"),
        ));
    }
}

/// A `<title>` inside a drawing names the drawing.
fn in_picture(tree: &Tree, i: usize) -> bool {
    let mut p = tree.nodes[i].parent;
    for _ in 0..600 {
        if p == 0 {
            return false;
        }
        if tree.nodes[p].name() == "svg" {
            return true;
        }
        p = tree.nodes[p].parent;
    }
    false
}

/// `en` of `en-GB` and `en_GB`; `None` where the value is no language tag.
fn primary_subtag(tag: &str) -> Option<String> {
    let first = tag.split(['-', '_', ',', ' ']).next()?.to_ascii_lowercase();
    ((2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase())).then_some(first)
}

/// "Headline | Site" without the site.
fn without_site_name(title: &str, site: Option<&str>) -> String {
    let Some(site) = site else { return title.to_owned() };
    for sep in [" | ", " - ", " – ", " — ", " :: "] {
        if let Some((head, tail)) = title.rsplit_once(sep)
            && tail.trim().eq_ignore_ascii_case(site.trim())
            && !head.trim().is_empty()
        {
            return head.trim().to_owned();
        }
    }
    title.to_owned()
}

/// Writes the text of a subtree line by line.
#[derive(Default)]
struct Writer {
    out: String,
    line: String,
    /// Characters in the line, and those in links.
    chars: (usize, usize),
    space: bool,
}

impl Writer {
    fn text(&mut self, t: &str, linked: bool) {
        for c in t.chars() {
            if c.is_ascii_whitespace() {
                self.space = true;
                continue;
            }
            // Soft hyphens and zero-width spaces are layout; they would cut words in two for every later stage.
            if matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}') {
                continue;
            }
            if self.space && !self.line.is_empty() {
                self.line.push(' ');
            }
            self.space = false;
            self.line.push(c);
            self.chars.0 += 1;
            self.chars.1 += usize::from(linked);
        }
    }

    /// End the line. `gap`: leave an empty line after it. Lines that are mostly links are lists of other pages, unless they are
    /// long enough to be a sentence with a linked clause.
    fn flush(&mut self, gap: bool) {
        let line = self.line.trim();
        let (all, linked) = self.chars;
        let list_of_links = linked * 3 > all * 2 && !(line.ends_with(['.', '!', '?', '۔', '؟', '”', '"']) && all > 80);
        if !line.is_empty() && !list_of_links {
            self.out.push_str(line);
            self.out.push('\n');
        }
        if gap && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.line.clear();
        self.chars = (0, 0);
        self.space = false;
    }
}

fn main_text(tree: &Tree, layout: &Layout, page: &mut Page) {
    let main = layout.main(tree);
    let root = main.unwrap_or(0);
    if main.is_none() && layout.text.first().is_some_and(|n| *n > 0) {
        page.issues
            .push(Issue::new("no-main-text", "no part of the page reads like an article; all its text was taken"));
    }
    text_below(tree, layout, root, page);
}

/// The text below an element, line by line, and the links in it.
fn text_below(tree: &Tree, layout: &Layout, root: usize, page: &mut Page) {
    let mut w = Writer::default();
    let mut hrefs = Vec::new();
    // Where each node sits relative to the root, filled top down: parents come before children.
    let len = tree.nodes.len();
    let mut inside = vec![false; len];
    let mut link = vec![false; len];
    let mut block = vec![0_usize; len];
    if let Some(r) = inside.get_mut(root) {
        *r = true;
    }
    let mut current = root;
    let roomy =
        |i: usize| !matches!(tree.nodes[i].name(), "li" | "tr" | "td" | "th" | "dt" | "dd" | "caption" | "option");
    let same_as_title = |i: usize| page.title.as_deref().is_some_and(|t| tidy(&text_of(tree, layout, i)) == t);
    let mut skip = vec![false; len];
    for (i, n) in tree.nodes.iter().enumerate().skip(root + 1) {
        inside[i] = inside[n.parent];
        if !inside[i] {
            continue;
        }
        skip[i] = skip[n.parent] || layout.dropped[i] || (n.name() == "h1" && same_as_title(i));
        link[i] = link[n.parent] || n.name() == "a";
        block[i] = if is_block(n.name()) {
            i
        } else if n.parent == root {
            root
        } else {
            block[n.parent]
        };
        if skip[i] {
            continue;
        }
        if block[i] != current {
            w.flush(roomy(current) || roomy(block[i]));
            current = block[i];
        }
        match &n.kind {
            Kind::Text(t) => w.text(t, link[i]),
            Kind::Element { name, .. } if name == "br" => w.flush(false),
            Kind::Element { name, .. } if name == "a" => {
                if let Some(h) = n.attr("href") {
                    hrefs.push(h.to_owned());
                }
            }
            Kind::Element { .. } => {}
        }
    }
    w.flush(false);
    page.text = w.out.trim_end().to_owned();
    if !page.text.is_empty() {
        page.text.push('\n');
    }
    let base = page.url.clone();
    page.links = links::absolute(hrefs.iter().map(String::as_str), base.as_deref());
}

#[cfg(test)]
mod tests {
    use super::extract;

    const PAGE: &str = r#"<!doctype html><html lang="en-GB"><head><title>Dam gives way &amp; town floods | The Ledger</title>
<meta property="og:site_name" content="The Ledger"><link rel=canonical href="https://ledger.example/dam">
<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2023-06-06T09:00:00+03:00"}]}</script>
<style>p{color:red}</style></head><body><nav><a href=/>Home</a> <a href=/w>World news from everywhere</a></nav>
<header><h1>Dam gives way &amp; town floods</h1></header>
<div class=story><p>The dam gave way before dawn on Tuesday, the governor said, and water reached <a href="/town">the town</a> within three hours.
<p>At least 20 people are missing, according to<br>the rescue service, which asked for boats.<ul><li>Roads closed</li><li>Schools closed</li></ul>
<p>With reporting by <a href="https://agency.example/x">the agency</a></p></div>
<div class="related-stories"><p>Read more: forty other stories that have nothing whatever to do with this dam, said a robot.</p></div>
<footer><p>All rights reserved, and a long sentence about cookies which nobody has ever read to the end.</p></footer>
<script>document.write("<p>no</p>")</script></body></html>"#;

    #[test]
    fn a_page_gives_its_article_and_nothing_around_it() {
        let p = extract(PAGE);
        assert_eq!(p.title.as_deref(), Some("Dam gives way & town floods"));
        assert_eq!(p.outlet.as_deref(), Some("The Ledger"));
        assert_eq!(p.url.as_deref(), Some("https://ledger.example/dam"));
        assert_eq!(p.lang.as_deref(), Some("en"));
        assert_eq!(p.published.unwrap().to_string(), "2023-06-06T09:00:00+03:00");
        assert_eq!(p.links, ["https://ledger.example/town", "https://agency.example/x"]);
        assert_eq!(p.issues, []);
        assert_eq!(
            p.text,
            "The dam gave way before dawn on Tuesday, the governor said, and water reached the town within three hours.\n\n\
             At least 20 people are missing, according to\nthe rescue service, which asked for boats.\n\n\
             Roads closed\nSchools closed\n\nWith reporting by the agency\n"
        );
    }

    #[test]
    fn hidden_words_are_not_read() {
        let p = extract(
            "<article><p>Four people were injured in the blast, the hospital said on Monday.</p>\
             <p style='DISPLAY : none'>Nine hundred people were killed, said nobody at all.</p><p hidden>x</p>\
             <p aria-hidden=true>y</p></article>",
        );
        assert_eq!(p.text, "Four people were injured in the blast, the hospital said on Monday.\n");
    }

    #[test]
    fn a_page_without_paragraphs_gives_all_its_words_and_says_so() {
        let p = extract("<h2>Flood</h2><div>Road shut</div>");
        assert_eq!(p.text, "Flood\n\nRoad shut\n");
        assert_eq!(p.issues.iter().map(|i| i.code.as_str()).collect::<Vec<_>>(), ["no-main-text"]);
    }

    #[test]
    fn a_date_that_is_none_is_an_issue() {
        let p =
            extract("<meta name=date content='next spring'><p>The bridge is closed to all traffic, the mayor said.");
        assert_eq!((p.published, p.issues.len()), (None, 1));
        assert_eq!(p.issues[0].code, "bad-date");
    }
}
