//! What a page says of itself for machines: its title, its outlet, its address, its language.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    Page, entities,
    layout::Layout,
    some, text_of, tidy,
    tree::{Kind, Tag, Tree},
};

/// What a page states.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// Names in lower case, and contents.
    pub(super) metas: Vec<(String, String)>,
    /// Structured data, articles first.
    pub(super) ld: Vec<Value>,
    /// The declared language with its region.
    pub(super) lang: Option<String>,
    /// The text of the article.
    pub(super) body: Option<String>,
}

/// The parts of a JSON-LD block that matter, article objects first.
fn json_ld(blocks: &[String]) -> Vec<Value> {
    let mut found = Vec::new();
    for b in blocks {
        let b = b
            .trim()
            .trim_start_matches("<!--")
            .trim_start_matches("//<![CDATA[")
            .trim_end_matches("//]]>")
            .trim_end_matches("-->");
        let read = serde_json::from_str::<Value>(b).or_else(|_| {
            // Line breaks inside strings, which no JSON has and many pages do.
            let flat: String = b.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            serde_json::from_str::<Value>(flat.trim().trim_end_matches(';'))
        });
        let Ok(v) = read else { continue };
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
    found.sort_by_key(|v| !is_article(v));
    found.truncate(20);
    found
}

pub(super) fn is_article(v: &Value) -> bool {
    let t = &v["@type"];
    let is = |t: &Value| t.as_str().is_some_and(|t| t.ends_with("Article") || t.ends_with("Posting") || t == "Report");
    is(t) || t.as_array().is_some_and(|a| a.iter().any(is))
}

impl Stated {
    /// The content of the first of these names that the page has.
    pub(super) fn meta(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|k| self.metas.iter().find(|(m, _)| m == k).map(|(_, v)| v.as_str()))
    }

    fn ld_text(&self, key: &str) -> Option<String> {
        self.ld.iter().find_map(|v| {
            v[key].as_str().or_else(|| v[key]["name"].as_str()).or_else(|| v[key]["@id"].as_str()).and_then(some)
        })
    }

    /// Collect it, and fill in all of the page but its time and text.
    pub(super) fn of(tree: &Tree<'_>, layout: &Layout, page: &mut Page) -> Self {
        let mut stated = Self::default();
        let mut blocks = Vec::new();
        let (mut title, mut h1, mut canonical, mut headline) = (None, None, None, None);
        for (i, n) in tree.nodes.iter().enumerate() {
            match n.tag {
                Tag::META if stated.metas.len() < 500 => {
                    let key = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|k| tree.attr(i, k));
                    if let (Some(k), Some(v)) = (key, tree.attr(i, "content").and_then(some)) {
                        stated.metas.push((k.to_ascii_lowercase(), v));
                    }
                }
                Tag::LINK if tree.attr(i, "rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                    canonical = canonical.or_else(|| tree.attr(i, "href").and_then(some));
                }
                Tag::HTML => {
                    stated.lang = stated
                        .lang
                        .take()
                        .or_else(|| tree.attr(i, "lang").or_else(|| tree.attr(i, "xml:lang")).and_then(some));
                }
                Tag::TITLE if title.is_none() && !in_picture(tree, i) => title = some(&text_of(tree, layout, i)),
                Tag::H1 if !layout.dropped[i] => h1 = h1.or_else(|| some(&text_of(tree, layout, i))),
                Tag::SCRIPT
                    if blocks.len() < 20
                        && tree
                            .attr(i, "type")
                            .is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json")) =>
                {
                    blocks.push(text_of(tree, layout, i));
                }
                _ => {}
            }
            if headline.is_none() && tree.attr(i, "itemprop") == Some("headline") {
                headline =
                    some(tree.attr(i, "content").map_or_else(|| text_of(tree, layout, i), str::to_owned).as_str());
            }
        }
        stated.ld = json_ld(&blocks);
        let decoded = |s: String| entities::decode(&s).into_owned();

        page.outlet = stated
            .meta(&["og:site_name"])
            .map(str::to_owned)
            .or_else(|| stated.ld_text("publisher").map(decoded))
            .or_else(|| stated.meta(&["application-name", "dc.publisher", "publisher"]).map(str::to_owned));
        // The name of the page tells which of its headings is that of the article; a site's name is one as often.
        let heading = title.as_deref().and_then(|t| named_by(tree, layout, t).or_else(|| part_shown(tree, layout, t)));
        page.title = stated
            .meta(&["og:title"])
            .map(str::to_owned)
            .or(headline)
            .or_else(|| stated.ld_text("headline").map(decoded))
            .or(heading)
            .or(h1)
            .or_else(|| stated.meta(&["twitter:title", "dc.title"]).map(str::to_owned))
            .or(title)
            .map(|t| without_site_name(&t, page.outlet.as_deref()));
        let is_address = |u: &String| u.starts_with("https://") || u.starts_with("http://");
        page.url = canonical
            .filter(is_address)
            .or_else(|| stated.meta(&["og:url"]).map(str::to_owned).filter(is_address))
            .or_else(|| stated.ld_text("url").filter(is_address))
            .or_else(|| stated.ld_text("mainEntityOfPage").filter(is_address));
        stated.lang = stated
            .lang
            .take()
            .or_else(|| stated.meta(&["og:locale", "content-language", "dc.language"]).map(str::to_owned))
            .or_else(|| stated.ld_text("inLanguage"));
        page.lang = stated.lang.as_deref().and_then(primary_subtag);
        stated.body =
            stated.ld.iter().filter(|v| is_article(v)).find_map(|v| v["articleBody"].as_str()).map(str::to_owned);
        stated
    }
}

/// The heading that the page's name begins or ends with.
fn named_by(tree: &Tree<'_>, layout: &Layout, name: &str) -> Option<String> {
    let headings = tree.nodes.iter().enumerate().filter(|(i, n)| n.tag.is_heading() && !layout.dropped[*i]).take(40);
    let texts: Vec<String> = headings.filter_map(|(i, _)| some(&text_of(tree, layout, i))).collect();
    let long = |t: &&String| t.chars().count() >= 10 || t.as_str() == name;
    let begins = texts.iter().filter(long).find(|t| name.starts_with(t.as_str()));
    begins
        .or_else(|| texts.iter().filter(long).find(|t| name.ends_with(t.as_str()) && t.len() * 2 > name.len()))
        .cloned()
}

/// The part of the page's name, parted by bars and dashes, that the page shows as a line: the other part is the site.
fn part_shown(tree: &Tree<'_>, layout: &Layout, name: &str) -> Option<String> {
    if name.len() > 1_000 {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for sep in [" | ", " - ", " – ", " — ", " :: ", " // ", " » ", " · "] {
        if name.contains(sep) {
            parts.extend(name.split(sep).map(str::trim));
            parts.extend(name.rsplit_once(sep).map(|(head, _)| head.trim()));
            parts.extend(name.split_once(sep).map(|(_, tail)| tail.trim()));
        }
    }
    parts.retain(|p| p.chars().count() >= 10);
    parts.sort_by_key(|p| std::cmp::Reverse(p.len()));
    parts.dedup();
    parts.truncate(8);
    let shown = |part: &str| {
        tree.nodes.iter().enumerate().any(|(i, n)| match &n.kind {
            Kind::Text(t) => !layout.dropped[i] && !layout.link[i] && t.len() < part.len() + 200 && t.trim() == part,
            Kind::Element { .. } => false,
        })
    };
    parts.into_iter().find(|p| shown(p)).map(str::to_owned)
}

/// The element that shows the headline: of those whose text is the title the first heading, else the first of all; else the first `h1`.
pub(super) fn headline(tree: &Tree<'_>, layout: &Layout, title: Option<&str>) -> Option<usize> {
    let mut first = None;
    let mut any = None;
    for (i, n) in tree.nodes.iter().enumerate() {
        if layout.dropped[i] {
            continue;
        }
        if n.tag.is_heading() {
            let text = text_of(tree, layout, i);
            if title.is_some_and(|t| tidy(&text) == t) {
                return Some(i);
            }
            if n.tag == Tag::H1 && first.is_none() && !text.trim().is_empty() {
                first = Some(i);
            }
        } else if any.is_none()
            && let (Kind::Text(t), Some(title)) = (&n.kind, title)
            && t.len() >= title.len()
            && t.len() <= title.len() + 200
            && tidy(t) == title
        {
            any = Some(n.parent);
        }
    }
    any.filter(|_| title.is_some_and(|t| t.chars().count() >= 10)).or(first)
}

/// A `<title>` inside a drawing names the drawing.
fn in_picture(tree: &Tree<'_>, i: usize) -> bool {
    let mut p = tree.nodes[i].parent;
    for _ in 0..600 {
        if p == 0 {
            return false;
        }
        if tree.nodes[p].tag == Tag::SVG {
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

/// Values of structured data under a key, articles first.
pub(super) fn ld_values<'a>(stated: &'a Stated, key: &str) -> impl Iterator<Item = Cow<'a, str>> {
    let values: Vec<Cow<'a, str>> = stated
        .ld
        .iter()
        .filter_map(|v| match &v[key] {
            Value::String(s) => Some(Cow::Borrowed(s.as_str())),
            Value::Number(n) => Some(Cow::Owned(n.to_string())),
            _ => None,
        })
        .collect();
    values.into_iter()
}
