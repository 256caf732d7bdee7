//! Who signs a page, and when the page says it was changed.
//!
//! What for: a byline that is an agency tells whose text it is, whatever the outlet; a page changed a day after it was published may say
//! what nobody knew on the day it bears.
//!
//! Key decision: what the page states for machines goes first; of what readers see only what is marked as the byline, in the article or
//! beside its headline. No name is guessed from running text.

use std::{collections::BTreeMap, sync::LazyLock};

use model::Moment;
use serde_json::Value;

use crate::dates;

use super::{
    Page, entities,
    layout::Layout,
    meta::{Stated, is_article, ld_values},
    some, text_of, tidy,
    tree::{Kind, Tree},
};

/// Names under which pages state who wrote them, the plainest first.
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "dc.creator",
    "dcterms.creator",
    "dcsext.author",
    "citation_author",
    "authors",
    "byl",
];

/// Names under which pages state when they were changed.
const CHANGES: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "dc.date.modified",
    "dc.modified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
    "modified_time",
    "updated_time",
];

/// The words of a kind in `data/bylines.tsv`.
fn words(kind: &str) -> impl Iterator<Item = &'static str> {
    static LISTS: LazyLock<BTreeMap<&str, Vec<String>>> = LazyLock::new(|| {
        let lines = include_str!("../../data/bylines.tsv").lines().filter(|l| !l.starts_with('#'));
        let split = |words: &str| words.split_whitespace().map(|w| w.replace('_', " ")).collect();
        lines.filter_map(|l| l.split_once('\t')).map(|(kind, words)| (kind, split(words))).collect()
    });
    LISTS.get(kind).into_iter().flatten().map(String::as_str)
}

/// Bytes of a name, or of several, that are kept at most.
const MAX: usize = 200;

/// A name without what is around it; `None` for what is none. `seen`: readers see it as a byline, which may begin with "von" or "de"
/// where a stated name that does is called so.
fn name(raw: &str, outlet: Option<&str>, seen: bool) -> Option<String> {
    let raw = entities::decode(raw);
    // "By Jane Roe | 20 January", "Jane Roe · 4 min read".
    let mut t = raw.split(['|', '·', '•', '\n']).map(str::trim).find(|p| !p.is_empty())?;
    let before = words("before").chain(words("particle").filter(|_| seen));
    let begins = |by: &&str| t.get(..by.len()).is_some_and(|h| h.to_lowercase() == **by);
    if let Some(by) = { before }.find(begins) {
        t = t.get(by.len()..).unwrap_or("").trim();
    }
    // "desk@buoy.example (Lena Orvik)" in feeds: the address is nobody's business.
    if t.contains('@') {
        t = t.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside)?;
    }
    // The editor in charge has not written it.
    if words("editor").any(|e| t.starts_with(e)) {
        return None;
    }
    let t = tidy(t.trim_matches([',', ';', ':', '-', '–', '—', ' ']));
    let low = t.to_lowercase();
    let address = low.starts_with("http") || low.starts_with("www.") || t.contains('@') || t.starts_with('/');
    let sentence = t.split_whitespace().count() > 12 || t.len() > MAX;
    let dated = t.bytes().filter(u8::is_ascii_digit).count() >= 4;
    let is_outlet = outlet.is_some_and(|o| o.trim().to_lowercase() == low);
    let letters = t.chars().any(char::is_alphabetic);
    (letters && !address && !sentence && !dated && !is_outlet && !words("account").any(|a| a == low)).then_some(t)
}

/// Several names as one line, each once, in order.
fn joined(names: impl Iterator<Item = String>) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for n in names.take(20) {
        if !all.contains(&n) && all.iter().map(String::len).sum::<usize>() + n.len() <= MAX {
            all.push(n);
        }
    }
    (!all.is_empty()).then(|| all.join(", "))
}

/// Names that somebody states as those of the authors.
pub(super) fn author<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    joined(names.filter_map(|n| name(n, None, false)))
}

/// The names in the value of an `author` in structured data: a name, an object with one, a list of them.
fn ld_names(v: &Value) -> Vec<String> {
    match v {
        Value::String(s) => vec![s.clone()],
        Value::Array(items) => {
            items.iter().take(20).flat_map(|i| if i.is_array() { Vec::new() } else { ld_names(i) }).collect()
        }
        Value::Object(o) => match o.get("name") {
            Some(Value::String(s)) => vec![s.clone()],
            Some(Value::Array(all)) => all.iter().take(20).filter_map(|s| s.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Whether one of the words of a class is one of these.
fn has(class: &str, words: &[&str]) -> bool {
    class.split_ascii_whitespace().any(|w| {
        let w = w.to_ascii_lowercase();
        words.iter().any(|n| w == *n || w.strip_suffix(n).is_some_and(|head| head.ends_with(['-', '_'])))
    })
}

/// The byline that readers see, where elements are marked as one.
fn marked(tree: &Tree<'_>, layout: &Layout, headline: Option<usize>, outlet: Option<&str>) -> Option<String> {
    let mut firm: Vec<String> = Vec::new();
    let mut loose = None;
    let mut i = 0;
    while let Some(n) = tree.nodes.get(i) {
        i += 1;
        let at = i - 1;
        let Kind::Element { .. } = n.kind else { continue };
        let (item, rel, class) = (
            tree.attr(at, "itemprop").unwrap_or(""),
            tree.attr(at, "rel").unwrap_or(""),
            tree.attr(at, "class").unwrap_or(""),
        );
        let hook = ["data-testid", "data-hook", "data-component", "data-test"]
            .iter()
            .find_map(|k| tree.attr(at, k))
            .unwrap_or("");
        if item.is_empty() && rel.is_empty() && class.is_empty() && hook.is_empty() {
            continue;
        }
        let stated = item.eq_ignore_ascii_case("author")
            || rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("author"));
        let classed = has(
            class,
            &[
                "byline",
                "author",
                "author-name",
                "author_name",
                "authors",
                "byline-name",
                "post-author",
                "p-author",
                "vcard",
            ],
        ) || has(hook, &["byline", "byline-block", "author", "author-name", "user-name"]);
        // What is dropped may be the box about the author below the article, or another story's card.
        if !(stated || classed) || layout.unseen[at] || (layout.dropped[at] && headline.is_none_or(|h| at > h + 60)) {
            continue;
        }
        let end = layout.end[at] as usize;
        // A part that is marked as the name is better than the whole, which may hold a role and a date too.
        let part = (at + 1..=end.min(at + 60)).find(|k| {
            tree.attr(*k, "itemprop").is_some_and(|p| p.eq_ignore_ascii_case("name"))
                || tree.attr(*k, "class").is_some_and(|c| has(c, &["fn", "author-name", "name"]))
        });
        let written = tree
            .attr(part.unwrap_or(at), "content")
            .map_or_else(|| text_of(tree, layout, part.unwrap_or(at)), str::to_owned);
        let found = if written.len() > 400 { None } else { name(&written, outlet, true) };
        if let Some(found) = found {
            if stated {
                firm.push(found);
                i = end + 1;
            } else if loose.is_none() {
                loose = Some(found);
            }
        }
    }
    joined(firm.into_iter()).or(loose)
}

/// Find who signs the page, and when it was changed, and put them into it; after its time and outlet are known. Gives the addresses that
/// the page states as its source.
pub(super) fn find(
    tree: &Tree<'_>,
    layout: &Layout,
    stated: &Stated,
    headline: Option<usize>,
    page: &mut Page,
) -> Vec<String> {
    let outlet = page.outlet.as_deref();
    let names = |raw: Vec<String>| joined(raw.iter().filter_map(|n| name(n, outlet, false)));
    let ld = stated.ld.iter().filter(|v| is_article(v)).flat_map(|v| ld_names(&v["author"])).collect();
    page.author = names(ld)
        .or_else(|| {
            AUTHORS
                .iter()
                .find_map(|k| names(stated.metas.iter().filter(|(m, _)| m == k).map(|(_, v)| v.clone()).collect()))
        })
        .or_else(|| marked(tree, layout, headline, outlet));
    let lang = stated.lang.as_deref().or(page.lang.as_deref()).map(str::to_ascii_lowercase);
    let lang = lang.as_deref();
    let of_metas =
        CHANGES.iter().flat_map(|k| stated.metas.iter().filter(move |(m, _)| m == k).map(|(_, v)| v.as_str()));
    let changed = of_metas
        .filter_map(|v| dates::stated(v, lang))
        .next()
        .or_else(|| ld_values(stated, "dateModified").find_map(|v| dates::stated(&v, lang)))
        .or_else(|| marked_change(tree, layout, lang));
    page.modified = changed.filter(|m| page.published.as_ref().is_none_or(|p| m.seconds() > p.seconds()));
    let sources = ["original-source", "syndication-source", "dc.source", "dcterms.source"];
    stated
        .metas
        .iter()
        .filter(|(m, _)| sources.contains(&m.as_str()))
        .filter_map(|(_, v)| some(v))
        .filter(|v| v.starts_with("https://") || v.starts_with("http://"))
        .take(8)
        .collect()
}

/// The time of change that an element states by its attributes.
fn marked_change(tree: &Tree<'_>, layout: &Layout, lang: Option<&str>) -> Option<Moment> {
    tree.nodes.iter().enumerate().find_map(|(i, n)| {
        let Kind::Element { .. } = n.kind else { return None };
        let item = tree.attr(i, "itemprop").or_else(|| tree.attr(i, "property")).unwrap_or("");
        let class = tree.attr(i, "class").unwrap_or("");
        let named = item.eq_ignore_ascii_case("datemodified");
        let marked =
            named || (!layout.dropped[i] && has(class, &["updated", "modified", "dt-updated", "timestamp-updated"]));
        if !marked || layout.unseen[i] {
            return None;
        }
        let end = layout.end[i] as usize;
        let value = |k: usize| {
            ["datetime", "content", "title"].iter().find_map(|a| tree.attr(k, a)).and_then(|v| dates::stated(v, lang))
        };
        (i..=end.min(i + 8)).find_map(value)
    })
}

#[cfg(test)]
mod tests {
    use crate::html::extract;

    fn author(head: &str, body: &str) -> Option<String> {
        let text = "<p>The ferry ran aground at dawn near the lighthouse, the coast guard said on Monday.</p>\
            <p>Forty passengers were brought ashore in two boats, and nobody was hurt, the harbour office said.</p>";
        let page = format!(
            "<html><head>{head}<meta property='og:site_name' content='The Buoy'></head><body><article><h1>Ferry runs aground</h1>{body}{text}</article></body></html>"
        );
        extract(&page).author
    }

    #[test]
    fn who_signs_is_read_where_it_is_stated() {
        let ld = |v: &str| {
            format!("<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"author\":{v}}}</script>")
        };
        for (head, body, want) in [
            (ld(r#"{"@type":"Person","name":"Lena Orvik"}"#), "", Some("Lena Orvik")),
            (ld(r#"[{"name":"Lena Orvik"},{"name":"Tom Arden"}]"#), "", Some("Lena Orvik, Tom Arden")),
            (ld(r#""The Buoy""#), "<p class=byline>By Tom Arden</p>", Some("Tom Arden")),
            ("<meta name=author content='By Lena Orvik'>".to_owned(), "", Some("Lena Orvik")),
            ("<meta property='article:author' content='https://buoy.example/lena'>".to_owned(), "", None),
            ("<meta name=author content='desk@buoy.example (Lena Orvik)'>".to_owned(), "", Some("Lena Orvik")),
            ("<meta name=author content='desk@buoy.example'>".to_owned(), "", None),
            ("<meta name=author content='Von Arden, Lena'>".to_owned(), "", Some("Von Arden, Lena")),
            (String::new(), "<p class=byline>Von Lena Orvik</p>", Some("Lena Orvik")),
            ("<meta name=author content=admin>".to_owned(), "<a rel=author href=/t>Tom Arden</a>", Some("Tom Arden")),
            (
                String::new(),
                "<div itemprop=author><span itemprop=name>Lena Orvik</span>, harbour correspondent</div>",
                Some("Lena Orvik"),
            ),
            (
                String::new(),
                "<div class='article__byline'>By <b>Lena Orvik</b> | 20 January 2026</div>",
                Some("Lena Orvik"),
            ),
            (String::new(), "<div class='post-author'>Posted on 20 January 2026</div>", None),
            (String::new(), "<p>By Monday the ferry was afloat again, wrote Tom Arden.</p>", None),
        ] {
            assert_eq!(author(&head, body).as_deref(), want, "{head} {body}");
        }
    }

    #[test]
    fn a_change_is_one_only_after_publication() {
        let modified = |at: &str| {
            let page = format!(
                "<meta property='article:published_time' content='2026-01-20T08:00:00Z'><meta property='article:modified_time' content='{at}'><p>x</p>"
            );
            extract(&page).modified.map(|m| m.to_string())
        };
        assert_eq!(modified("2026-01-21T21:00:00Z").as_deref(), Some("2026-01-21T21:00:00Z"));
        assert_eq!(modified("2026-01-20T08:00:00Z"), None);
        assert_eq!(modified("2025-01-20T08:00:00Z"), None);
        assert_eq!(modified("soon"), None);
        let seen = "<h1>A</h1><p class=byline>B C</p><time class=updated datetime='2026-01-22T10:00:00Z'>22 Jan</time><p>The ferry ran aground.</p>";
        assert_eq!(extract(seen).modified.map(|m| m.to_string()).as_deref(), Some("2026-01-22T10:00:00Z"));
    }

    #[test]
    fn a_stated_source_is_a_link() {
        let page =
            "<meta name='original-source' content='https://agency.example/a'><p>The ferry ran aground at dawn.</p>";
        assert_eq!(extract(page).links, ["https://agency.example/a"]);
    }
}
