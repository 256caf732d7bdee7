//! HTML source to a tree, in time and memory linear in the input.
//!
//! Key decision: a parser of our own instead of a standard one. Standard tree construction is quadratic on hostile pages (each
//! unclosed `<div>` walks the stack, each attribute is compared with all before it, unclosed formatting elements are rebuilt in
//! every paragraph) and builds trees of any depth. Evidence needs the words of a page in their order and the block each stands in,
//! and for that the few rules below are enough: void elements, raw text, omitted end tags, and end tags that do not cross blocks.

use std::borrow::Cow;

use super::entities::decode;

/// Deeper than this, elements are no longer nested; their text stays where it is. Browsers stop at the same depth.
const MAX_DEPTH: usize = 512;
/// More nodes than this, and more than twice as many tags, are not looked at.
const MAX_NODES: usize = 500_000;
/// More attributes than this on one element are not looked at.
const MAX_ATTRS: usize = 40;

/// What is known of an element by its name: its place in [`TAGS`] and one more, 0 for all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag(u8);

/// Ends the line before and after it.
const BLOCK: u8 = 1;
/// Has no content and no end tag.
const VOID: u8 = 2;
/// Its content is no markup.
const RAW: u8 = 4;
/// Its content is never article text.
const DROPPED: u8 = 8;

/// Elements of which something is known, sorted by name.
const TAGS: &[(&str, u8)] = &[
    ("a", 0),
    ("abbr", 0),
    ("address", BLOCK),
    ("applet", DROPPED),
    ("area", VOID),
    ("article", BLOCK),
    ("aside", BLOCK | DROPPED),
    ("audio", DROPPED),
    ("base", VOID),
    ("blockquote", BLOCK),
    ("body", BLOCK),
    ("br", VOID),
    ("button", DROPPED),
    ("canvas", DROPPED),
    ("caption", BLOCK),
    ("center", BLOCK),
    ("circle", 0),
    ("col", VOID),
    ("datalist", DROPPED),
    ("dd", BLOCK),
    ("details", BLOCK),
    ("dialog", BLOCK | DROPPED),
    ("dir", BLOCK),
    ("div", BLOCK),
    ("dl", BLOCK),
    ("dt", BLOCK),
    ("embed", VOID | DROPPED),
    ("fieldset", BLOCK),
    ("figcaption", BLOCK),
    ("figure", BLOCK),
    ("footer", BLOCK | DROPPED),
    ("form", BLOCK),
    ("frame", VOID),
    ("h1", BLOCK),
    ("h2", BLOCK),
    ("h3", BLOCK),
    ("h4", BLOCK),
    ("h5", BLOCK),
    ("h6", BLOCK),
    ("head", BLOCK | DROPPED),
    ("header", BLOCK),
    ("hgroup", BLOCK),
    ("hr", BLOCK | VOID),
    ("html", BLOCK),
    ("iframe", RAW | DROPPED),
    ("img", VOID),
    ("input", VOID | DROPPED),
    ("keygen", VOID),
    ("legend", BLOCK),
    ("li", BLOCK),
    ("link", VOID),
    ("listing", BLOCK),
    ("main", BLOCK),
    ("map", DROPPED),
    ("math", DROPPED),
    ("menu", BLOCK | DROPPED),
    ("meta", VOID),
    ("nav", BLOCK | DROPPED),
    ("noembed", RAW | DROPPED),
    ("noframes", RAW | DROPPED),
    ("noscript", DROPPED),
    ("object", DROPPED),
    ("ol", BLOCK),
    ("optgroup", BLOCK),
    ("option", BLOCK),
    ("p", BLOCK),
    ("param", VOID),
    ("path", 0),
    ("plaintext", RAW),
    ("pre", BLOCK),
    ("rect", 0),
    ("script", RAW | DROPPED),
    ("search", BLOCK | DROPPED),
    ("section", BLOCK),
    ("select", DROPPED),
    ("source", VOID),
    ("span", 0),
    ("style", RAW | DROPPED),
    ("summary", BLOCK),
    ("svg", DROPPED),
    ("table", BLOCK),
    ("tbody", BLOCK),
    ("td", BLOCK),
    ("template", DROPPED),
    ("textarea", RAW | DROPPED),
    ("tfoot", BLOCK),
    ("th", BLOCK),
    ("thead", BLOCK),
    ("time", 0),
    ("title", BLOCK | RAW | DROPPED),
    ("tr", BLOCK),
    ("track", VOID),
    ("ul", BLOCK),
    ("use", 0),
    ("video", DROPPED),
    ("wbr", VOID),
    ("xmp", RAW),
];

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

impl Tag {
    /// Text, or an element of which nothing is known.
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const A: Self = Self::named("a");
    pub(crate) const ABBR: Self = Self::named("abbr");
    pub(crate) const ARTICLE: Self = Self::named("article");
    pub(crate) const ASIDE: Self = Self::named("aside");
    pub(crate) const BLOCKQUOTE: Self = Self::named("blockquote");
    pub(crate) const BODY: Self = Self::named("body");
    pub(crate) const BR: Self = Self::named("br");
    pub(crate) const BUTTON: Self = Self::named("button");
    pub(crate) const CAPTION: Self = Self::named("caption");
    pub(crate) const DD: Self = Self::named("dd");
    pub(crate) const DT: Self = Self::named("dt");
    pub(crate) const FOOTER: Self = Self::named("footer");
    pub(crate) const H1: Self = Self::named("h1");
    pub(crate) const H6: Self = Self::named("h6");
    pub(crate) const HTML: Self = Self::named("html");
    pub(crate) const LI: Self = Self::named("li");
    pub(crate) const LINK: Self = Self::named("link");
    pub(crate) const MAIN: Self = Self::named("main");
    pub(crate) const META: Self = Self::named("meta");
    pub(crate) const OPTGROUP: Self = Self::named("optgroup");
    pub(crate) const OPTION: Self = Self::named("option");
    pub(crate) const P: Self = Self::named("p");
    pub(crate) const PRE: Self = Self::named("pre");
    pub(crate) const SCRIPT: Self = Self::named("script");
    pub(crate) const SVG: Self = Self::named("svg");
    pub(crate) const TABLE: Self = Self::named("table");
    pub(crate) const TBODY: Self = Self::named("tbody");
    pub(crate) const TD: Self = Self::named("td");
    pub(crate) const TEXTAREA: Self = Self::named("textarea");
    pub(crate) const TFOOT: Self = Self::named("tfoot");
    pub(crate) const TH: Self = Self::named("th");
    pub(crate) const THEAD: Self = Self::named("thead");
    pub(crate) const TIME: Self = Self::named("time");
    pub(crate) const TITLE: Self = Self::named("title");
    pub(crate) const TR: Self = Self::named("tr");

    /// The tag of a name that must be in the table; a name that is not would end the compilation.
    const fn named(name: &str) -> Self {
        let mut i = 0;
        while !same(TAGS[i].0, name) {
            i += 1;
        }
        Self(i as u8 + 1)
    }

    fn of(name: &str) -> Self {
        // The number of tags is far below 255; a test holds it there.
        TAGS.binary_search_by(|(n, _)| (*n).cmp(name)).map_or(Self::NONE, |i| Self(i as u8 + 1))
    }

    fn is(self, what: u8) -> bool {
        self.0 != 0 && TAGS[usize::from(self.0) - 1].1 & what != 0
    }

    /// True for elements that end a line.
    pub(crate) fn is_block(self) -> bool {
        self.is(BLOCK)
    }

    /// True for elements whose content is never article text.
    pub(crate) fn is_dropped(self) -> bool {
        self.is(DROPPED)
    }

    /// True for `h1` to `h6`.
    pub(crate) fn is_heading(self) -> bool {
        (Self::H1.0..=Self::H6.0).contains(&self.0)
    }
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Kind<'a> {
    /// An element: name in lower case, and where its attributes lie in [`Tree::attributes`].
    Element { name: Cow<'a, str>, from: u32, to: u32 },
    /// Text with character references resolved.
    Text(Cow<'a, str>),
}

/// A node; parents come before their children in [`Tree::nodes`].
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) parent: usize,
    pub(crate) tag: Tag,
    pub(crate) kind: Kind<'a>,
}

impl Node<'_> {
    /// Element name, or "" for text.
    pub(crate) fn name(&self) -> &str {
        match &self.kind {
            Kind::Element { name, .. } => name,
            Kind::Text(_) => "",
        }
    }
}

/// A name in lower case, and a value.
type Attribute<'a> = (Cow<'a, str>, Cow<'a, str>);

/// A page. Node 0 is the root, which has no name.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    /// Attributes of all elements, those of one side by side.
    attributes: Vec<Attribute<'a>>,
    /// Nesting was cut at [`MAX_DEPTH`].
    pub(crate) too_deep: bool,
    /// Reading stopped at [`MAX_NODES`].
    pub(crate) too_many: bool,
}

impl<'a> Tree<'a> {
    /// The attributes of an element, in order.
    pub(crate) fn attrs(&self, i: usize) -> &[Attribute<'a>] {
        match self.nodes.get(i).map(|n| &n.kind) {
            Some(Kind::Element { from, to, .. }) => self.attributes.get(*from as usize..*to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// An attribute's value.
    pub(crate) fn attr(&self, i: usize, key: &str) -> Option<&str> {
        self.attrs(i).iter().find(|(k, _)| k == key).map(|(_, v)| v.as_ref())
    }
}

/// In lower case, borrowed where it is already.
fn lower(s: &str) -> Cow<'_, str> {
    if s.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(s.to_ascii_lowercase()) } else { Cow::Borrowed(s) }
}

/// Which open elements a start tag closes, and what stops the search for them.
fn closes(tag: Tag) -> (&'static [Tag], &'static [&'static str]) {
    match tag {
        Tag::LI => (&[Tag::LI], &["ul", "ol", "menu", "dir", "table", "td", "th"]),
        Tag::DT | Tag::DD => (&[Tag::DT, Tag::DD], &["dl", "table", "td", "th"]),
        Tag::TR => (&[Tag::TR], &["table"]),
        Tag::TD | Tag::TH => (&[Tag::TD, Tag::TH], &["tr", "table"]),
        Tag::TBODY | Tag::THEAD | Tag::TFOOT => (&[Tag::TBODY, Tag::THEAD, Tag::TFOOT], &["table"]),
        Tag::OPTION | Tag::OPTGROUP => (&[Tag::OPTION], &["select", "datalist"]),
        t if t.is_block() => (&[Tag::P], &["td", "th", "table", "caption", "button", "object", "template"]),
        _ => (&[], &[]),
    }
}

/// An element that is open.
#[derive(Clone, Copy)]
struct Open {
    node: usize,
    tag: Tag,
}

struct Builder<'a> {
    tree: Tree<'a>,
    /// Open elements, outermost first.
    open: Vec<Open>,
    /// Open elements that were not nested because of the depth limit.
    beyond: usize,
    /// How many `p` are open: most start tags of blocks look for one to close, and mostly there is none.
    paragraphs: usize,
}

impl<'a> Builder<'a> {
    fn push(&mut self, tag: Tag, kind: Kind<'a>) -> usize {
        let parent = self.open.last().map_or(0, |o| o.node);
        self.tree.nodes.push(Node { parent, tag, kind });
        self.tree.nodes.len() - 1
    }

    fn text(&mut self, s: Cow<'a, str>) {
        if !s.is_empty() {
            self.push(Tag::NONE, Kind::Text(s));
        }
    }

    fn truncate(&mut self, depth: usize) {
        let closed = self.open.get(depth..).unwrap_or(&[]);
        self.paragraphs -= closed.iter().filter(|o| o.tag == Tag::P).count();
        self.open.truncate(depth);
    }

    /// Close the innermost open element for which `is` holds, unless one for which `stop` holds is met first.
    fn close(&mut self, is: impl Fn(Open, &Tree<'a>) -> bool, stop: impl Fn(Open, &Tree<'a>) -> bool) {
        for depth in (0..self.open.len()).rev() {
            let Some(o) = self.open.get(depth).copied() else { return };
            if is(o, &self.tree) {
                return self.truncate(depth);
            }
            if stop(o, &self.tree) {
                return;
            }
        }
    }

    fn start(&mut self, name: Cow<'a, str>, tag: Tag, from: usize, self_closing: bool) {
        let (what, stop) = closes(tag);
        if !what.is_empty() && self.beyond == 0 && (what != [Tag::P] || self.paragraphs > 0) {
            self.close(
                |o, _| what.contains(&o.tag),
                |o, t| t.nodes.get(o.node).is_some_and(|n| stop.contains(&n.name())),
            );
        }
        let void = tag.is(VOID) || (self_closing && matches!(&*name, "path" | "use" | "circle" | "rect"));
        // More than four thousand million attributes do not fit into a page that is cut at its limit.
        let (from, to) = (from as u32, self.tree.attributes.len() as u32);
        let node = self.push(tag, Kind::Element { name, from, to });
        if void {
            return;
        }
        if self.open.len() >= MAX_DEPTH {
            self.beyond += 1;
            self.tree.too_deep = true;
        } else {
            self.paragraphs += usize::from(tag == Tag::P);
            self.open.push(Open { node, tag });
        }
    }

    fn end(&mut self, name: &str, tag: Tag) {
        let same = |o: Open, t: &Tree<'a>| {
            o.tag == tag && (tag != Tag::NONE || t.nodes.get(o.node).is_some_and(|n| n.name() == name))
        };
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if tag.is_block() {
            // A stray </div> inside a table cell must not close the table around it.
            let cell =
                !matches!(tag, Tag::TABLE | Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT | Tag::BODY | Tag::HTML);
            self.close(same, |o, _| cell && matches!(o.tag, Tag::TD | Tag::TH));
        } else {
            self.close(same, |o, _| o.tag.is_block());
        }
    }
}

/// What follows a tag's name: its attributes are put at the end of `attrs`. Whether it closes its element, and where it ends; `at` is
/// just after the name; `None` when the tag never ends.
fn attributes<'a>(s: &'a str, mut at: usize, attrs: &mut Vec<Attribute<'a>>) -> Option<(bool, usize)> {
    let b = s.as_bytes();
    let before = attrs.len();
    loop {
        while b.get(at).is_some_and(|c| c.is_ascii_whitespace()) {
            at += 1;
        }
        match *b.get(at)? {
            b'>' => return Some((false, at + 1)),
            b'/' if b.get(at + 1) == Some(&b'>') => return Some((true, at + 2)),
            b'/' => {
                at += 1;
                continue;
            }
            _ => {}
        }
        let name_at = at;
        at += 1; // a name may begin with "="
        while b.get(at).is_some_and(|c| !c.is_ascii_whitespace() && !matches!(c, b'/' | b'>' | b'=')) {
            at += 1;
        }
        let name = s.get(name_at..at).unwrap_or("");
        let mut after = at;
        while b.get(after).is_some_and(|c| c.is_ascii_whitespace()) {
            after += 1;
        }
        let mut value = "";
        if b.get(after) == Some(&b'=') {
            at = after + 1;
            while b.get(at).is_some_and(|c| c.is_ascii_whitespace()) {
                at += 1;
            }
            match *b.get(at)? {
                q @ (b'"' | b'\'') => {
                    let from = at + 1;
                    let len = s.get(from..)?.find(q as char)?;
                    value = s.get(from..from + len).unwrap_or("");
                    at = from + len + 1;
                }
                _ => {
                    let from = at;
                    while b.get(at).is_some_and(|c| !c.is_ascii_whitespace() && *c != b'>') {
                        at += 1;
                    }
                    value = s.get(from..at).unwrap_or("");
                }
            }
        }
        // Pictures inlined as data: addresses can be megabytes; nothing here reads so long a value.
        if attrs.len() - before < MAX_ATTRS && name.len() <= 64 && value.len() <= 1 << 16 {
            attrs.push((lower(name), decode(value)));
        }
    }
}

/// The byte after the raw text that starts at `at`, up to its end tag or the end of the page.
fn raw_end(s: &str, at: usize, name: &str) -> usize {
    let b = s.as_bytes();
    let mut from = at;
    while let Some(i) = s.get(from..).and_then(|r| r.find('<')) {
        let here = from + i;
        let tag = b.get(here + 2..here + 2 + name.len());
        let after = b.get(here + 2 + name.len());
        if b.get(here + 1) == Some(&b'/')
            && tag.is_some_and(|t| t.eq_ignore_ascii_case(name.as_bytes()))
            && after.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, b'/' | b'>'))
        {
            return here;
        }
        from = here + 1;
    }
    s.len()
}

/// Build the tree of a page.
pub(crate) fn parse(s: &str) -> Tree<'_> {
    let root = Node { parent: 0, tag: Tag::NONE, kind: Kind::Element { name: Cow::Borrowed(""), from: 0, to: 0 } };
    let mut nodes = Vec::with_capacity(s.len() / 40 + 1);
    nodes.push(root);
    let tree = Tree { nodes, attributes: Vec::with_capacity(s.len() / 100), too_deep: false, too_many: false };
    let mut build = Builder { tree, open: Vec::new(), beyond: 0, paragraphs: 0 };
    let b = s.as_bytes();
    let mut at = 0;
    let mut tags = 0;
    while at < s.len() {
        tags += 1;
        if build.tree.nodes.len() >= MAX_NODES || tags > 2 * MAX_NODES {
            build.tree.too_many = true;
            break;
        }
        let lt = s.get(at..).and_then(|r| r.find('<')).map_or(s.len(), |i| at + i);
        // A "<" that opens no tag is text, together with what follows it.
        let opens = |i: usize| b.get(i + 1).is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, b'/' | b'!' | b'?'));
        if lt > at || (lt < s.len() && !opens(lt)) {
            let end = if lt > at { lt } else { lt + 1 };
            build.text(decode(s.get(at..end).unwrap_or("")));
            at = end;
            continue;
        }
        let rest = s.get(lt..).unwrap_or("");
        if rest.starts_with("<!--") {
            at = rest.get(4..).and_then(|r| r.find("-->")).map_or(s.len(), |i| lt + 4 + i + 3);
            continue;
        }
        let closing = rest.starts_with("</");
        let name_at = lt + 1 + usize::from(closing);
        let name_len = b.get(name_at..).map_or(0, |r| {
            r.iter().take_while(|c| !c.is_ascii_whitespace() && !matches!(c, b'/' | b'>' | b'<')).count()
        });
        let name = s.get(name_at..name_at + name_len).unwrap_or("");
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // <!doctype>, <?xml?>, </>: bogus comments.
            at = rest.find('>').map_or(s.len(), |i| lt + i + 1);
            continue;
        }
        let from = build.tree.attributes.len();
        let Some((self_closing, end)) = attributes(s, name_at + name_len, &mut build.tree.attributes) else {
            build.tree.attributes.truncate(from);
            break;
        };
        at = end;
        let name = lower(name.get(..name.floor_char_boundary(64)).unwrap_or(name));
        let tag = Tag::of(&name);
        if closing {
            build.tree.attributes.truncate(from);
            build.end(&name, tag);
            continue;
        }
        let raw = tag.is(RAW).then(|| raw_end(s, at, &name));
        build.start(name, tag, from, self_closing);
        if let Some(to) = raw {
            let text = s.get(at..to).unwrap_or("");
            // Beyond the depth limit the text would land in an outer element, where a script would read as prose.
            if build.beyond == 0 {
                let decoded = matches!(tag, Tag::TITLE | Tag::TEXTAREA);
                build.text(if decoded { decode(text) } else { Cow::Borrowed(text) });
            }
            at = to;
        }
    }
    build.tree
}

#[cfg(test)]
mod tests {
    use super::{Kind, TAGS, Tag, parse};

    fn outline(html: &str) -> String {
        let t = parse(html);
        let mut out = String::new();
        for (i, n) in t.nodes.iter().enumerate().skip(1) {
            let mut depth = 0;
            let mut p = n.parent;
            while p != 0 {
                depth += 1;
                p = t.nodes[p].parent;
            }
            assert!(n.parent < i);
            let what = match &n.kind {
                Kind::Element { name, .. } => format!("<{name}>"),
                Kind::Text(s) => s.to_string(),
            };
            out += &format!("{}{what} ", "-".repeat(depth));
        }
        out
    }

    #[test]
    fn pages_are_nested_as_their_writers_meant() {
        for (html, tree) in [
            ("<p>a<p>b", "<p> -a <p> -b "),
            ("<ul><li>a<li>b</ul>c", "<ul> -<li> --a -<li> --b c "),
            ("<b><p>x</b>y</p>z", "<b> -<p> --x --y -z "),
            ("<table><tr><td>1<td>2<tr><td>3</table>", "<table> -<tr> --<td> ---1 --<td> ---2 -<tr> --<td> ---3 "),
            ("<script>if (a<b) '</p>'</script>t", "<script> -if (a<b) '</p>' t "),
            ("<title>A &amp; B</title>", "<title> -A & B "),
            ("1 < 2 <!-- <p> --> <!doctype html> <? x ?></>", "1  <  2      "),
            ("<p title='a>b' x=y/>t", "<p> -t "),
            ("<br/>a</br>", "<br> a "),
        ] {
            assert_eq!(outline(html), tree, "{html}");
        }
    }

    #[test]
    fn a_tag_that_never_ends_takes_only_itself() {
        assert_eq!(outline("<p>a</p><img src=\"x"), "<p> -a ");
    }

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(TAGS.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(TAGS.len() < 255);
        assert_eq!(TAGS.iter().filter(|(n, _)| Tag::of(n).is_heading()).count(), 6);
    }

    #[test]
    fn bombs_stay_shallow() {
        let deep = "<div>".repeat(100_000);
        assert!(parse(&deep).too_deep);
        let wide = "<p><b id=1>".repeat(400_000);
        assert!(parse(&wide).too_many);
        let attrs = format!("<p {}>x", "a=1 ".repeat(500_000));
        let attrs = parse(&attrs);
        assert_eq!((attrs.nodes.len(), attrs.attrs(1).len()), (3, 40));
        let ends = format!("{}x{}y", "<div>".repeat(600), "</div>".repeat(600));
        let t = parse(&ends);
        assert_eq!(t.nodes.last().map(|n| n.parent), Some(0), "overflowing elements are closed by their own end tags");
    }
}
