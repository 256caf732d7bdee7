//! A web page to a report's parts: title, outlet, time, address, language, links and the main text.
//!
//! What for: a desk saves pages from the browser; what stands around the article (menus, related stories, comments) must not
//! become claims.
//!
//! Key decision: main text is the deepest element that holds most of the page's paragraphs, after elements that are furniture by
//! name, role or shape are dropped (`layout`). Where that finds nothing the whole page's text is used, and an issue says so. Where
//! the page shows less of the article than it states for machines (`articleBody`), the latter is the text.

mod byline;
mod entities;
mod layout;
mod meta;
mod published;
mod tree;
mod write;

use std::borrow::Cow;

use model::{Issue, Moment};

use crate::links;
use layout::Layout;
use meta::Stated;
use tree::{Kind, Tree};
use write::Writer;

/// What a page gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Headline.
    pub title: Option<String>,
    /// Name of the site.
    pub outlet: Option<String>,
    /// Publication time as the page states it.
    pub published: Option<Moment>,
    /// When the page says it was last changed, if that is after its publication.
    pub modified: Option<Moment>,
    /// Who signs it: people, a desk, an agency; several parted by commas.
    pub author: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// Declared language.
    pub lang: Option<String>,
    /// Addresses that the page states as its source, then the absolute links in the main text, in order.
    pub links: Vec<String>,
    /// Main text; block elements end lines, paragraphs are set apart by an empty line.
    pub text: String,
    /// What could not be read.
    pub issues: Vec<Issue>,
}

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
    let stated = Stated::of(&tree, &layout, &mut page);
    let headline = meta::headline(&tree, &layout, page.title.as_deref());
    let main = layout.main(&tree, headline);
    published::find(&tree, &layout, &stated, headline, main, &mut page);
    let credits = byline::find(&tree, &layout, &stated, headline, &mut page);
    main_text(&tree, &layout, &stated, headline, main, &mut page);
    page.links.splice(0..0, credits);
    page
}

/// Names of those who sign a feed's entry as one line; addresses and machines' accounts are none.
pub(crate) fn author<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    byline::author(names)
}

/// Character references resolved, as browsers do.
pub(crate) fn unescape(s: &str) -> Cow<'_, str> {
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
    let layout = Layout::of_fragment(&tree);
    text_below(&tree, &layout, 0, 0, &mut page, false);
    page
}

/// White space collapsed, ends trimmed.
fn tidy(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for w in s.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(w);
    }
    out
}

fn some(s: &str) -> Option<String> {
    let t = tidy(s);
    (!t.is_empty()).then_some(t)
}

/// Of the text of an element that is to be one line no more is put together, in bytes.
const MAX_LINE: usize = 64 << 10;

/// Text below a node, whatever it is; of very large subtrees the beginning.
fn text_of(tree: &Tree<'_>, layout: &Layout, of: usize) -> String {
    let mut out = String::new();
    let end = layout.end.get(of).map_or(of, |e| *e as usize);
    for n in tree.nodes.iter().take(end + 1).skip(of + 1).take(1_000) {
        // Elements in one another would otherwise give the same long text again and again.
        if out.len() > MAX_LINE {
            break;
        }
        if let Kind::Text(t) = &n.kind {
            // A text that is all there is, as that of a script, is given whole.
            let end = if out.trim_ascii().is_empty() { t.len() } else { t.floor_char_boundary(MAX_LINE) };
            out.push_str(t.get(..end).unwrap_or(t));
        } else if n.tag.is_block() {
            out.push(' ');
        }
    }
    out
}

/// The beginning of the text that stands directly in a block, as one line.
fn line_of(tree: &Tree<'_>, layout: &Layout, block: usize) -> String {
    let mut out = String::new();
    let end = layout.end.get(block).map_or(block, |e| *e as usize);
    for (i, n) in tree.nodes.iter().enumerate().take(end + 1).skip(block + 1).take(200) {
        if let Kind::Text(t) = &n.kind
            && layout.block[i] as usize == block
        {
            out.push_str(t);
        }
        if out.len() > 4_000 {
            break;
        }
    }
    tidy(&out)
}

fn main_text(
    tree: &Tree<'_>,
    layout: &Layout,
    stated: &Stated,
    headline: Option<usize>,
    main: Option<usize>,
    page: &mut Page,
) {
    let root = main.unwrap_or(0);
    // What stands above the headline is of the page, not of the article, if nearly all prose comes after it.
    let mut after = root;
    if let (Some(h), Some(_)) = (headline, main)
        && h > root
        && h <= layout.end[root] as usize
    {
        let before: u32 = (root + 1..h).filter(|i| layout.block[*i] == *i as u32).map(|i| layout.paragraph(i)).sum();
        if before * 3 < layout.prose[root] {
            after = h - 1;
        }
    }
    text_below(tree, layout, root, after, page, true);
    let shown = page.text.chars().count();
    if let Some(body) = &stated.body
        && let body = body_text(body)
        && body.chars().count() * 2 > shown * 3
        && body.chars().count() > 80
    {
        page.text = body;
        return;
    }
    if main.is_none() && layout.text.first().is_some_and(|n| *n > 0) {
        page.issues
            .push(Issue::new("no-main-text", "no part of the page reads like an article; all its text was taken"));
    }
}

/// The text of an article as a page states it for machines: plain with line breaks, or HTML.
fn body_text(body: &str) -> String {
    let html = ["<p", "<br", "</", "&lt;p"].iter().any(|t| body.contains(t));
    let mut out = String::with_capacity(body.len());
    if html {
        let decoded = if body.contains("&lt;p") { unescape(body) } else { Cow::Borrowed(body) };
        return fragment(&decoded).text;
    }
    for line in unescape(body).lines().filter_map(some) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The text below an element, line by line, and the links in it. What stands before `after` is left out; of an `article`, headings
/// with nothing below them, too.
fn text_below(tree: &Tree<'_>, layout: &Layout, root: usize, after: usize, page: &mut Page, article: bool) {
    let mut w = Writer::new(article);
    let mut hrefs = Vec::new();
    let end = layout.end.get(root).map_or(root, |e| *e as usize);
    let mut current = root;
    let title = page.title.clone();
    let same_as_title = |i: usize| title.as_deref().is_some_and(|t| tidy(&text_of(tree, layout, i)) == t);
    let mut i = after + 1;
    while let Some(n) = tree.nodes.get(i).filter(|_| i <= end) {
        let of = (n.tag, i);
        if layout.dropped[i] || (n.tag == tree::Tag::H1 && same_as_title(i)) {
            w.left_out();
            i = layout.end[i] as usize + 1;
            continue;
        }
        // Blocks are counted from the root on: what is around it makes no lines.
        let block = (layout.block[i] as usize).max(root);
        if block != current {
            w.flush(tree.nodes[current].tag, tree.nodes[block].tag);
            current = block;
        }
        match &n.kind {
            Kind::Text(t) if tree.nodes[block].tag == tree::Tag::PRE => w.lines(t, layout.link[i]),
            Kind::Text(t) => w.text(t, layout.link[i]),
            Kind::Element { .. } => match of.0 {
                tree::Tag::BR => w.line_break(),
                tree::Tag::A => hrefs.extend(tree.attr(i, "href").map(str::to_owned)),
                _ => {}
            },
        }
        i += 1;
    }
    page.text = w.finish(tree.nodes[current].tag);
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
