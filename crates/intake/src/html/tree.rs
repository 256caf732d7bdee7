//! HTML source to a tree, in time and memory linear in the input.
//!
//! Key decision: a parser of our own instead of a standard one. Standard tree construction is quadratic on hostile pages (each
//! unclosed `<div>` walks the stack, each attribute is compared with all before it, unclosed formatting elements are rebuilt in
//! every paragraph) and builds trees of any depth. Evidence needs the words of a page in their order and the block each stands in,
//! and for that the few rules below are enough: void elements, raw text, omitted end tags, and end tags that do not cross blocks.

use super::entities::decode;

/// Deeper than this, elements are no longer nested; their text stays where it is. Browsers stop at the same depth.
const MAX_DEPTH: usize = 512;
/// More nodes than this, and more than twice as many tags, are not looked at.
const MAX_NODES: usize = 500_000;
/// More attributes than this on one element are not looked at.
const MAX_ATTRS: usize = 40;

/// What a node is.
#[derive(Debug)]
pub(crate) enum Kind {
    /// An element: name in lower case, attributes in order.
    Element { name: String, attrs: Attributes },
    /// Text with character references resolved.
    Text(String),
}

/// A node; parents come before their children in [`Tree::nodes`].
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) parent: usize,
    pub(crate) kind: Kind,
}

impl Node {
    /// Element name, or "" for text.
    pub(crate) fn name(&self) -> &str {
        match &self.kind {
            Kind::Element { name, .. } => name,
            Kind::Text(_) => "",
        }
    }

    /// An attribute's value.
    pub(crate) fn attr(&self, key: &str) -> Option<&str> {
        match &self.kind {
            Kind::Element { attrs, .. } => attrs.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str()),
            Kind::Text(_) => None,
        }
    }
}

/// A page. Node 0 is the root, which has no name.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    /// Nesting was cut at [`MAX_DEPTH`].
    pub(crate) too_deep: bool,
    /// Reading stopped at [`MAX_NODES`].
    pub(crate) too_many: bool,
}

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose content is not markup.
const RAW: &[&str] = &["iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"];

/// Elements that end the line before and after them.
pub(crate) const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// True for elements that end a line.
pub(crate) fn is_block(name: &str) -> bool {
    BLOCK.binary_search(&name).is_ok()
}

/// Which open elements a start tag closes, and what stops the search for them.
fn closes(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li"], &["ul", "ol", "menu", "dir", "table", "td", "th"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl", "table", "td", "th"]),
        "tr" => (&["tr"], &["table"]),
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
        "option" | "optgroup" => (&["option"], &["select", "datalist"]),
        n if is_block(n) => (&["p"], &["td", "th", "table", "caption", "button", "object", "template"]),
        _ => (&[], &[]),
    }
}

struct Builder {
    tree: Tree,
    /// Open elements, outermost first.
    open: Vec<usize>,
    /// Open elements that were not nested because of the depth limit.
    beyond: usize,
}

impl Builder {
    fn top(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    fn name_of(&self, i: usize) -> &str {
        self.tree.nodes.get(i).map_or("", Node::name)
    }

    fn push(&mut self, kind: Kind) -> usize {
        let parent = self.top();
        self.tree.nodes.push(Node { parent, kind });
        self.tree.nodes.len() - 1
    }

    fn text(&mut self, s: String) {
        if !s.is_empty() {
            self.push(Kind::Text(s));
        }
    }

    /// Close the innermost open element for which `is` holds, unless one for which `stop` holds is met first.
    fn close(&mut self, is: impl Fn(&str) -> bool, stop: impl Fn(&str) -> bool) {
        for depth in (0..self.open.len()).rev() {
            let name = self.name_of(self.open.get(depth).copied().unwrap_or(0));
            if is(name) {
                self.open.truncate(depth);
                return;
            }
            if stop(name) {
                return;
            }
        }
    }

    fn start(&mut self, name: String, attrs: Attributes, self_closing: bool) {
        let (what, stop) = closes(&name);
        if !what.is_empty() && self.beyond == 0 {
            self.close(|n| what.contains(&n), |n| stop.contains(&n));
        }
        let void = VOID.contains(&name.as_str())
            || (self_closing && matches!(name.as_str(), "path" | "use" | "circle" | "rect"));
        let node = self.push(Kind::Element { name, attrs });
        if void {
            return;
        }
        if self.open.len() >= MAX_DEPTH {
            self.beyond += 1;
            self.tree.too_deep = true;
        } else {
            self.open.push(node);
        }
    }

    fn end(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if is_block(name) {
            // A stray </div> inside a table cell must not close the table around it.
            let cell = !matches!(name, "table" | "tr" | "tbody" | "thead" | "tfoot" | "body" | "html");
            self.close(|n| n == name, |n| cell && matches!(n, "td" | "th"));
        } else {
            self.close(|n| n == name, is_block);
        }
    }
}

/// Names in lower case, and values.
type Attributes = Vec<(String, String)>;

/// What an attribute list holds, whether it closes its element, and where it ends. `at` is just after the tag name; `None` when the tag never ends.
fn attributes(s: &str, mut at: usize) -> Option<(Attributes, bool, usize)> {
    let b = s.as_bytes();
    let mut attrs = Attributes::new();
    loop {
        while b.get(at).is_some_and(|c| c.is_ascii_whitespace()) {
            at += 1;
        }
        match *b.get(at)? {
            b'>' => return Some((attrs, false, at + 1)),
            b'/' if b.get(at + 1) == Some(&b'>') => return Some((attrs, true, at + 2)),
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
                    let len = b.get(from..)?.iter().position(|c| *c == q)?;
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
        if attrs.len() < MAX_ATTRS && name.len() <= 64 && value.len() <= 1 << 16 {
            attrs.push((name.to_ascii_lowercase(), decode(value)));
        }
    }
}

/// The byte after the raw text that starts at `at`, up to its end tag or the end of the page.
fn raw_end(s: &str, at: usize, name: &str) -> usize {
    let b = s.as_bytes();
    let mut from = at;
    while let Some(i) = b.get(from..).and_then(|r| r.windows(2).position(|w| w == b"</")) {
        let here = from + i;
        let tag = b.get(here + 2..here + 2 + name.len());
        let after = b.get(here + 2 + name.len());
        if tag.is_some_and(|t| t.eq_ignore_ascii_case(name.as_bytes()))
            && after.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, b'/' | b'>'))
        {
            return here;
        }
        from = here + 2;
    }
    s.len()
}

/// Build the tree of a page.
pub(crate) fn parse(s: &str) -> Tree {
    let root = Node { parent: 0, kind: Kind::Element { name: String::new(), attrs: Vec::new() } };
    let mut build =
        Builder { tree: Tree { nodes: vec![root], too_deep: false, too_many: false }, open: Vec::new(), beyond: 0 };
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
        let Some((attrs, self_closing, end)) = attributes(s, name_at + name_len) else { break };
        at = end;
        let name: String = name.chars().take(64).collect::<String>().to_ascii_lowercase();
        if closing {
            build.end(&name);
            continue;
        }
        build.start(name.clone(), attrs, self_closing);
        if RAW.contains(&name.as_str()) {
            let to = raw_end(s, at, &name);
            let text = s.get(at..to).unwrap_or("");
            // Beyond the depth limit the text would land in an outer element, where a script would read as prose.
            if build.beyond == 0 {
                build.text(if matches!(name.as_str(), "title" | "textarea") { decode(text) } else { text.to_owned() });
            }
            at = to;
        }
    }
    build.tree
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Kind, parse};

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
                Kind::Text(s) => s.clone(),
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
    fn block_names_are_sorted_for_the_search() {
        assert!(BLOCK.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn bombs_stay_shallow() {
        let deep = parse(&"<div>".repeat(100_000));
        assert!(deep.too_deep);
        let wide = parse(&"<p><b id=1>".repeat(400_000));
        assert!(wide.too_many);
        let attrs = parse(&format!("<p {}>x", "a=1 ".repeat(500_000)));
        assert_eq!(attrs.nodes.len(), 3);
        let ends = format!("{}x{}y", "<div>".repeat(600), "</div>".repeat(600));
        let t = parse(&ends);
        assert_eq!(t.nodes.last().map(|n| n.parent), Some(0), "overflowing elements are closed by their own end tags");
    }
}
