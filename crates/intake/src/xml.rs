//! Finding one's way in XML that may be broken: where elements begin and end, without building anything.
//!
//! What for: a feed with one bad entry must give the others, and an entry's hash must be that of its bytes. A parser that stops at
//! the first fault gives neither. What is found here is handed to a parser piece by piece.

// What reads feeds and documents uses all of it; a build without them does not.
#![cfg_attr(not(all(feature = "archives", feature = "feeds")), allow(dead_code))]

use crate::html::unescape;

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// As written, with its prefix.
    pub(crate) name: &'a str,
    /// What stands between the name and the end of the tag.
    pub(crate) attributes: &'a str,
    /// Where the tag begins and ends.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// `<x/>`.
    pub(crate) empty: bool,
}

impl<'a> Tag<'a> {
    /// The name without its prefix.
    pub(crate) fn local(&self) -> &'a str {
        self.name.rsplit_once(':').map_or(self.name, |(_, l)| l)
    }

    /// An attribute's value, unescaped.
    pub(crate) fn attr(&self, name: &str) -> Option<String> {
        self.each_attr().find(|(k, _)| *k == name).map(|(_, v)| unescape(v).into_owned())
    }

    /// All attributes as written.
    pub(crate) fn each_attr(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let (key, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, after) = after.get(1..)?.split_once(quote)?;
            rest = after;
            Some((key.trim(), value))
        })
    }
}

/// Something in angle brackets.
enum Mark<'a> {
    Start(Tag<'a>),
    /// Name, where it begins, where it ends.
    End(&'a str, usize, usize),
}

/// The next tag at or after a place; character data, comments, instructions and declarations are passed over.
fn next<'a>(text: &'a str, mut at: usize) -> Option<Mark<'a>> {
    loop {
        let start = at + text.get(at..)?.find('<')?;
        let rest = text.get(start..)?;
        let past = |end: &str| rest.find(end).map_or(text.len(), |i| start + i + end.len());
        if rest.starts_with("<![CDATA[") {
            at = past("]]>");
        } else if rest.starts_with("<!--") {
            at = past("-->");
        } else if rest.starts_with("<?") {
            at = past("?>");
        } else if rest.starts_with("<!") {
            at = declaration_end(text, start);
        } else if let Some(name) = rest.strip_prefix("</") {
            let len = name.find('>')?;
            return Some(Mark::End(name.get(..len)?.trim(), start, start + 2 + len + 1));
        } else if rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_alphabetic() || c == '_')) {
            let end = tag_end(text, start)?;
            let inner = text.get(start + 1..end - 1)?;
            let empty = inner.ends_with('/');
            let inner = inner.trim_end_matches('/');
            let len = inner.find(char::is_whitespace).unwrap_or(inner.len());
            let (name, attributes) = inner.split_at(len);
            return Some(Mark::Start(Tag { name, attributes, start, end, empty }));
        } else {
            at = start + 1;
        }
    }
}

/// Behind the `>` of a tag, which may stand in a quoted value too.
fn tag_end(text: &str, start: usize) -> Option<usize> {
    let mut quote = None;
    for (i, b) in text.bytes().enumerate().skip(start).take(64 << 10) {
        match (quote, b) {
            (None, b'>') => return Some(i + 1),
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed: the next bracket ends the tag.
    text.get(start..)?.find('>').map(|i| start + i + 1)
}

/// Behind a document type declaration with its entities.
fn declaration_end(text: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for (i, b) in text.bytes().enumerate().skip(start) {
        match b {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'>' if depth == 0 => return i + 1,
            _ => {}
        }
    }
    text.len()
}

/// The first element of a document.
pub(crate) fn root(text: &str) -> Option<Tag<'_>> {
    let from = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').len();
    if !text.get(from..)?.starts_with('<') {
        return None;
    }
    match next(text, from)? {
        Mark::Start(t) => Some(t),
        Mark::End(..) => None,
    }
}

/// An element found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag<'a>,
    /// What stands in it.
    pub(crate) inner: &'a str,
    /// All of it, tags included.
    pub(crate) outer: &'a str,
    /// Where it ends.
    pub(crate) end: usize,
    /// Its end tag is there.
    pub(crate) closed: bool,
}

/// The next element of one of these local names that begins at or after a place. One that is not closed ends where the next of its
/// name begins, or with the text.
pub(crate) fn find<'a>(text: &'a str, mut at: usize, names: &[&str]) -> Option<Element<'a>> {
    let tag = loop {
        match next(text, at)? {
            Mark::Start(t) if names.contains(&t.local()) => break t,
            Mark::Start(t) => at = t.end,
            Mark::End(_, _, end) => at = end,
        }
    };
    let element = |inner_end: usize, end: usize, closed: bool| Element {
        tag,
        inner: text.get(tag.end..inner_end).unwrap_or(""),
        outer: text.get(tag.start..end).unwrap_or(""),
        end,
        closed,
    };
    if tag.empty {
        return Some(element(tag.end, tag.end, true));
    }
    let mut at = tag.end;
    loop {
        match next(text, at) {
            None => return Some(element(text.len(), text.len(), false)),
            Some(Mark::End(name, start, end)) if name == tag.name => return Some(element(start, end, true)),
            Some(Mark::Start(t)) if t.name == tag.name => return Some(element(t.start, t.start, false)),
            Some(Mark::Start(t)) => at = t.end,
            Some(Mark::End(_, _, end)) => at = end,
        }
    }
}

/// All elements of these local names, in order.
pub(crate) fn all<'a>(text: &'a str, names: &'a [&'a str]) -> impl Iterator<Item = Element<'a>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let e = find(text, at, names)?;
        at = e.end.max(e.tag.end);
        Some(e)
    })
}

/// The content of the first element of these names that has any, most wanted first: character data as it stands, the rest
/// unescaped once.
pub(crate) fn first_text(text: &str, names: &[&str]) -> Option<String> {
    names.iter().find_map(|n| {
        all(text, &[*n]).map(|e| content(e.inner)).find(|t| !t.trim().is_empty()).map(|t| t.trim().to_owned())
    })
}

/// What a walk meets.
pub(crate) enum Node<'a> {
    Start(Tag<'a>),
    /// The name without its prefix. An empty element has no end.
    End(&'a str),
    /// As written: see [`content`].
    Text(&'a str),
}

/// Go through a document in order.
pub(crate) fn walk<'a>(text: &'a str, mut visit: impl FnMut(Node<'a>)) {
    let (mut at, mut from) = (0, 0);
    loop {
        let mark = next(text, at);
        let start = match &mark {
            Some(Mark::Start(t)) => t.start,
            Some(Mark::End(_, s, _)) => *s,
            None => text.len(),
        };
        if let Some(t) = text.get(from..start).filter(|t| !t.is_empty()) {
            visit(Node::Text(t));
        }
        let end = match mark {
            None => return,
            Some(Mark::Start(t)) => {
                let end = t.end;
                visit(Node::Start(t));
                end
            }
            Some(Mark::End(name, _, end)) => {
                visit(Node::End(name.rsplit_once(':').map_or(name, |(_, l)| l)));
                end
            }
        };
        (at, from) = (end, end);
    }
}

/// A text without comments and instructions.
fn without_comments(raw: &str) -> std::borrow::Cow<'_, str> {
    if !raw.contains("<!--") && !raw.contains("<?") {
        return raw.into();
    }
    let mut out = String::new();
    let mut rest = raw;
    while let Some(i) = [rest.find("<!--"), rest.find("<?")].into_iter().flatten().min() {
        let (before, from) = rest.split_at(i);
        out.push_str(before);
        let end = if from.starts_with("<!--") { "-->" } else { "?>" };
        rest = from.split_once(end).map_or("", |(_, r)| r);
    }
    out.push_str(rest);
    out.into()
}

/// Character data as it stands, the rest unescaped once; tags stay.
pub(crate) fn content(inner: &str) -> String {
    let mut out = String::new();
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once("<![CDATA[") {
        out.push_str(&unescape(&without_comments(before)));
        let (data, after) = after.split_once("]]>").unwrap_or((after, ""));
        out.push_str(data);
        rest = after;
    }
    out.push_str(&unescape(&without_comments(rest)));
    out
}

/// The text of an element without any tags, white space collapsed.
pub(crate) fn plain(inner: &str) -> String {
    let mut out = String::new();
    let (mut at, mut from) = (0, 0);
    while let Some(mark) = next(inner, at) {
        let (start, end) = match mark {
            Mark::Start(t) => (t.start, t.end),
            Mark::End(_, s, e) => (s, e),
        };
        out.push_str(&content(inner.get(from..start).unwrap_or("")));
        out.push(' ');
        (at, from) = (end, end);
    }
    out.push_str(&content(inner.get(from..).unwrap_or("")));
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{all, content, find, first_text, plain, root};

    #[test]
    fn the_first_element_is_found_behind_all_that_may_come_before_it() {
        let t = root("\u{FEFF}\n<?xml version='1.0'?><!-- <html> --><!DOCTYPE r [<!ENTITY a \"<b>\">]>\n<x:feed a='1>0' b=\"2\">").unwrap();
        assert_eq!((t.name, t.local()), ("x:feed", "feed"));
        assert_eq!(t.attr("a").as_deref(), Some("1>0"));
        assert_eq!(t.attr("b").as_deref(), Some("2"));
        assert!(root("text <x>").is_none() && root("").is_none() && root("<").is_none());
    }

    #[test]
    fn elements_end_where_they_should_even_when_torn() {
        let text = "<c><item>a<![CDATA[</item>]]></item><item>b<item>c</item><item/><item>d";
        let found: Vec<_> = all(text, &["item"]).map(|e| (e.inner, e.closed)).collect();
        assert_eq!(found, [("a<![CDATA[</item>]]>", true), ("b", false), ("c", true), ("", true), ("d", false)]);
        assert!(find("<a>", 0, &["b"]).is_none());
    }

    #[test]
    fn content_is_unescaped_once() {
        assert_eq!(content("a &amp;lt;b&gt; <![CDATA[<i>&amp;]]>"), "a &lt;b> <i>&amp;");
        assert_eq!(first_text("<t> </t><u>x</u><t>y</t>", &["t", "u"]).as_deref(), Some("y"));
        assert_eq!(plain("One<br/>two <b>th&amp;ree</b>\n four"), "One two th&ree four");
    }
}
