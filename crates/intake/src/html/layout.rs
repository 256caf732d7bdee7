//! Where on a page the article is: what is furniture, and the element that the article stands in.
//!
//! Key decision: names of classes are hearsay. A name that marks furniture drops an element only if the element holds neither the
//! headline nor, for the weaker names, most of what reads like prose; what no name tells is told by shape: cards that lead to other
//! stories, and answers that can be answered.

use super::tree::{Kind, Tag, Tree};

/// Paragraphs shorter than this say nothing about where the article is, in characters.
const PARAGRAPH: u32 = 40;

/// Words of a class or id that mark furniture, sorted.
const FURNITURE: &[&str] = &[
    "ads",
    "advert",
    "advertisement",
    "breadcrumb",
    "breadcrumbs",
    "comentarios",
    "comment",
    "commentaires",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "crumbs",
    "disqus",
    "gdpr",
    "ilgili",
    "kommentare",
    "masthead",
    "mostread",
    "navbox",
    "newsletter",
    "newsletters",
    "outbrain",
    "pagination",
    "paywall",
    "promo",
    "promoted",
    "publicidad",
    "publicidade",
    "publicite",
    "recirc",
    "recommendation",
    "recommendations",
    "recommended",
    "reklam",
    "relacionadas",
    "relacionados",
    "related",
    "responses",
    "share",
    "sharedaddy",
    "sharing",
    "sidebar",
    "signup",
    "social",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "tagcloud",
    "ticker",
    "toolbar",
    "trending",
    "werbung",
    "yorumlar",
];

/// Words that mark it unless the element holds most of the page's prose, sorted.
const SUSPECT: &[&str] = &[
    "ad",
    "aside",
    "banner",
    "bio",
    "copyright",
    "foot",
    "footer",
    "hidden",
    "menu",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "popup",
    "rail",
    "signature",
    "tags",
    "teaser",
    "teasers",
    "topbar",
    "widget",
];

/// Words beside which the others say what a page has, not what the element is: `has-sidebar`, `comments-open`; sorted.
const OF_THE_PAGE: &[&str] = &[
    "category", "closed", "count", "enabled", "format", "has", "hide", "is", "no", "number", "open", "show", "status",
    "tag", "type", "with", "without",
];

/// What stands on the link or button by which a reader answers another.
const REPLY: &[&str] = &[
    "reply",
    "répondre",
    "responder",
    "antworten",
    "ответить",
    "відповісти",
    "رد",
    "الرد",
    "yanıtla",
    "cevapla",
    "پاسخ",
    "回复",
    "回覆",
    "השב",
    "הגב",
    "rispondi",
    "odpowiedz",
];

/// How sure it is that an element is furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Furniture {
    No,
    /// A name that articles stand in too.
    Perhaps,
    /// A name that hardly any article stands in.
    Likely,
    /// An element, role or style that no reader sees as text.
    Sure,
}

/// Per node: whether it is furniture, and how much text it holds.
pub(super) struct Layout {
    pub(super) dropped: Vec<bool>,
    /// No reader sees it as part of this page's article, not even as a note on it. A note on the article may stand in what is dropped:
    /// in a `footer` below the headline, in a bar of small links.
    pub(super) unseen: Vec<bool>,
    /// The innermost element around the node that ends lines, itself included.
    pub(super) block: Vec<u32>,
    /// The node is inside a link.
    pub(super) link: Vec<bool>,
    /// Characters of text in the node, furniture left out.
    pub(super) text: Vec<u32>,
    /// Of these, characters inside links.
    linked: Vec<u32>,
    /// Characters that stand directly in the block, whatever inline elements are around them: what a reader sees as one paragraph.
    own: Vec<u32>,
    own_linked: Vec<u32>,
    /// Characters in paragraphs below the node that read like prose.
    pub(super) prose: Vec<u32>,
    /// Last node of the subtree: descendants follow their ancestor without a gap.
    pub(super) end: Vec<u32>,
}

/// Characters, white space collapsed; signs of East Asia count twice, since they say as much as two letters.
fn weight(t: &str) -> u32 {
    let (mut n, mut space) = (0, true);
    for b in t.bytes() {
        let white = b.is_ascii_whitespace();
        n += u32::from(!(white && space) && b & 0xC0 != 0x80) + u32::from((0xE3..=0xED).contains(&b));
        space = white;
    }
    // The break at the end of a text counts once.
    n + u32::from(!space)
}

/// The words of one class or id, parted at hyphens and humps, in lower case. Humps part no short words, which names made by chance
/// (`xAdf3`) are full of.
fn words_of(name: &str, mut each: impl FnMut(&str)) {
    let mut word = [0_u8; 16];
    let mut len = 0;
    let mut emit = |word: &[u8], len: usize, least: usize| {
        if let Some(w) = word.get(..len).and_then(|w| std::str::from_utf8(w).ok()).filter(|w| w.len() >= least) {
            each(w);
        }
    };
    let (mut small, mut least) = (false, 1);
    for b in name.bytes() {
        let hump = b.is_ascii_uppercase() && small;
        if matches!(b, b'-' | b'_') || hump {
            emit(&word, len, least.max(if hump { 4 } else { 1 }));
            len = 0;
            least = if hump { 4 } else { 1 };
        }
        small = b.is_ascii_lowercase();
        if !matches!(b, b'-' | b'_') {
            if let Some(place) = word.get_mut(len) {
                *place = b.to_ascii_lowercase();
                len += 1;
            } else {
                // Longer than any word that is looked for.
                len = word.len();
                word = [b'.'; 16];
            }
        }
    }
    emit(&word, len, least);
}

fn named(value: &str) -> Furniture {
    let mut most = Furniture::No;
    for name in value.split_ascii_whitespace().take(30) {
        let mut is = Furniture::No;
        let mut page = false;
        let (mut words, mut author) = (0, 0);
        words_of(name, |w| {
            words += 1;
            match w {
                "author" => author |= 1,
                "about" | "box" | "card" | "description" | "info" | "profile" => author |= 2,
                _ => {}
            }
            page |= OF_THE_PAGE.binary_search(&w).is_ok();
            if FURNITURE.binary_search(&w).is_ok() {
                is = Furniture::Likely;
            } else if is == Furniture::No && SUSPECT.binary_search(&w).is_ok() {
                is = Furniture::Perhaps;
            }
        });
        // `hidden-xs` is hidden on small screens alone.
        let small = name.starts_with("hidden-");
        if !(page && words > 1) && !small {
            most = most.max(is);
        }
        if author == 3 || matches!(name, "sr-only" | "skip-link" | "most-read") {
            most = Furniture::Likely;
        }
    }
    most
}

fn furniture(tree: &Tree<'_>, i: usize, tag: Tag) -> Furniture {
    if tag.is_dropped() {
        return Furniture::Sure;
    }
    let unnamed = matches!(tag, Tag::HTML | Tag::BODY | Tag::ARTICLE | Tag::MAIN);
    let mut most = Furniture::No;
    for (key, value) in tree.attrs(i) {
        match key.as_ref() {
            "hidden" => return Furniture::Sure,
            "aria-hidden" if value == "true" => return Furniture::Sure,
            "class" | "id" if !unnamed => most = most.max(named(value)),
            "role"
                if !unnamed
                    && matches!(
                        value.as_ref(),
                        "navigation" | "banner" | "contentinfo" | "complementary" | "search" | "dialog" | "menu"
                    ) =>
            {
                return Furniture::Sure;
            }
            "style" if !unnamed && hides(value) => return Furniture::Sure,
            _ => {}
        }
    }
    most
}

/// The style hides its element.
fn hides(style: &str) -> bool {
    if style.len() < 11 {
        return false;
    }
    let style: String = style.chars().filter(|c| !c.is_whitespace()).take(500).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// Elements in which a whole article would not stand.
fn is_paragraph(tag: Tag) -> bool {
    matches!(tag, Tag::P | Tag::BLOCKQUOTE | Tag::LI | Tag::TD | Tag::PRE)
}

impl Layout {
    /// Lay out a page: furniture and what leads to other stories is dropped.
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let mut l = Self::bare(tree);
        let len = tree.nodes.len();
        let mut is = vec![Furniture::No; len];
        let mut any = false;
        for (i, n) in tree.nodes.iter().enumerate() {
            if matches!(n.kind, Kind::Element { .. }) {
                is[i] = furniture(tree, i, n.tag);
            }
            l.dropped[i] = l.dropped[n.parent] || is[i] == Furniture::Sure;
            let note =
                is[i] == Furniture::Perhaps || (is[i] == Furniture::Sure && matches!(n.tag, Tag::FOOTER | Tag::ASIDE));
            l.unseen[i] = l.unseen[n.parent] || (is[i] != Furniture::No && !note);
            any |= matches!(is[i], Furniture::Likely | Furniture::Perhaps);
        }
        l.measure(tree);
        if any {
            l.drop_named(tree, &is);
            l.measure(tree);
        }
        if l.drop_answers(tree) {
            l.measure(tree);
        }
        if l.drop_cards(tree) {
            l.measure(tree);
        }
        l
    }

    /// The same of a piece that is all text: nothing is dropped but what is hidden, or furniture by name.
    pub(super) fn of_fragment(tree: &Tree<'_>) -> Self {
        let mut l = Self::bare(tree);
        for (i, n) in tree.nodes.iter().enumerate() {
            let is = if matches!(n.kind, Kind::Element { .. }) { furniture(tree, i, n.tag) } else { Furniture::No };
            l.dropped[i] = l.dropped[n.parent] || is >= Furniture::Likely;
        }
        l.measure(tree);
        l
    }

    fn bare(tree: &Tree<'_>) -> Self {
        let len = tree.nodes.len();
        let mut l = Self {
            dropped: vec![false; len],
            unseen: vec![false; len],
            block: vec![0; len],
            link: vec![false; len],
            text: vec![0; len],
            linked: vec![0; len],
            own: vec![0; len],
            own_linked: vec![0; len],
            prose: vec![0; len],
            // A page has far fewer nodes than fit.
            end: (0..len as u32).collect(),
        };
        for (i, n) in tree.nodes.iter().enumerate() {
            l.link[i] = l.link[n.parent] || n.tag == Tag::A;
            let around = tree.nodes[l.block[n.parent] as usize].tag;
            // Elements of a page's own making hold parts of it, unless they stand in a line.
            let own = n.tag == Tag::NONE && n.name().contains('-') && !is_paragraph(around) && !around.is_heading();
            l.block[i] = if n.tag.is_block() || own { i as u32 } else { l.block[n.parent] };
        }
        for i in (1..len).rev() {
            let p = tree.nodes[i].parent;
            l.end[p] = l.end[p].max(l.end[i]);
        }
        l
    }

    /// Count what is not dropped.
    fn measure(&mut self, tree: &Tree<'_>) {
        let len = tree.nodes.len();
        for counts in [&mut self.linked, &mut self.own, &mut self.own_linked, &mut self.prose] {
            counts.fill(0);
        }
        for (i, n) in tree.nodes.iter().enumerate() {
            let Kind::Text(t) = &n.kind else {
                self.text[i] = 0;
                continue;
            };
            if self.dropped[i] {
                self.text[i] = 0;
                continue;
            }
            // A text's length does not change from one count to the next.
            if self.text[i] == 0 {
                self.text[i] = weight(t);
            }
            let chars = self.text[i];
            let b = self.block[i] as usize;
            self.own[b] += chars;
            if self.link[i] {
                self.linked[i] = chars;
                self.own_linked[b] += chars;
            }
        }
        for i in 0..len {
            if self.own[i] >= PARAGRAPH && self.own_linked[i] * 2 < self.own[i] {
                self.prose[i] = self.own[i];
            }
        }
        for i in (1..len).rev() {
            let p = tree.nodes[i].parent;
            self.text[p] += self.text[i];
            self.linked[p] += self.linked[i];
            self.prose[p] += self.prose[i];
        }
    }

    /// Characters of the paragraph that the node is, 0 where it is none that reads like prose.
    pub(super) fn paragraph(&self, i: usize) -> u32 {
        let (own, linked) = (self.own[i], self.own_linked[i]);
        if own >= PARAGRAPH && linked * 2 < own { own } else { 0 }
    }

    /// Drop a subtree.
    fn drop_below(&mut self, i: usize) {
        let end = self.end[i] as usize;
        self.dropped[i..=end].fill(true);
    }

    /// Drop what is furniture by name, unless it holds the headline or, where the name says little, most of the prose.
    fn drop_named(&mut self, tree: &Tree<'_>, is: &[Furniture]) {
        let len = tree.nodes.len();
        // Elements with the headline or the body of the article in them, as the page itself has it.
        let mut holds = vec![false; len];
        for i in (1..len).rev() {
            let n = &tree.nodes[i];
            if n.tag == Tag::H1
                || (holds.get(i) == Some(&false) && tree.attr(i, "itemprop").is_some_and(|v| v.contains("articleBody")))
            {
                holds[i] = true;
            }
            if holds[i] {
                holds[n.parent] = true;
            }
        }
        let mut sure = 0;
        let mut i = 1;
        while i < len {
            if is[i] == Furniture::Likely && !holds[i] && !self.dropped[i] {
                sure += self.prose[i];
                i = self.end[i] as usize;
            }
            i += 1;
        }
        let all = self.prose.first().copied().unwrap_or(0);
        // Where such names hold everything, they mean nothing.
        let believed = sure < all || all == 0;
        let rest = all - if believed { sure } else { 0 };
        // Where everything stands in such, their name says nothing.
        let mut perhaps = 0;
        let mut i = 1;
        while i < len {
            if is[i] > Furniture::No && !self.dropped[i] && !holds[i] {
                perhaps += if is[i] == Furniture::Perhaps { self.prose[i] } else { 0 };
                i = self.end[i] as usize;
            }
            i += 1;
        }
        let doubted = perhaps * 10 >= rest * 9;
        let mut i = 1;
        while i < len {
            let drop = match is[i] {
                Furniture::Likely => believed && !holds[i],
                Furniture::Perhaps => {
                    !holds[i] && (self.prose[i] * 2 < rest || rest == 0) && !(doubted && self.prose[i] > 0)
                }
                _ => false,
            };
            if drop {
                self.drop_below(i);
                i = self.end[i] as usize;
            }
            i += 1;
        }
    }

    /// Elements side by side that look alike, as (first, all of them), for those of which `what` holds.
    fn alike(&self, tree: &Tree<'_>, what: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut keyed: Vec<(usize, &str, &str, usize)> = Vec::new();
        for (i, n) in tree.nodes.iter().enumerate().skip(1) {
            if !self.dropped[i] && matches!(n.kind, Kind::Element { .. }) && what(i) {
                let class = tree.attr(i, "class").and_then(|c| c.split_ascii_whitespace().next()).unwrap_or("");
                keyed.push((n.parent, n.name(), class, i));
            }
        }
        keyed.sort_unstable();
        let groups = keyed.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2));
        groups.filter(|g| g.len() > 1).map(|g| g.iter().map(|k| k.3).collect()).collect()
    }

    /// Answers of readers that stand beside an article under names that nobody knows: three and more alike elements, each with a link
    /// to answer it. Where they are nearly all there is, they are the text: a thread.
    fn drop_answers(&mut self, tree: &Tree<'_>) -> bool {
        let len = tree.nodes.len();
        let mut answers = vec![false; len];
        let mut any = false;
        for n in &tree.nodes {
            let Kind::Text(t) = &n.kind else { continue };
            if t.len() > 40
                || t.len() < 2
                || !matches!(tree.nodes[n.parent].tag, Tag::A | Tag::BUTTON | Tag::LI | Tag::NONE)
            {
                continue;
            }
            let t = t.trim().to_lowercase();
            if REPLY.contains(&t.as_str()) {
                any = true;
                let mut p = n.parent;
                for _ in 0..6 {
                    answers[p] = true;
                    p = tree.nodes[p].parent;
                }
            }
        }
        if !any {
            return false;
        }
        let all = self.prose.first().copied().unwrap_or(0);
        let mut dropped = false;
        for group in self.alike(tree, |i| answers[i] && self.prose[i] > 0) {
            let prose: u32 = group.iter().map(|i| self.prose[*i]).sum();
            if group.len() >= 3 && prose * 10 < all * 9 {
                group.iter().for_each(|i| self.drop_below(*i));
                dropped = true;
            }
        }
        dropped
    }

    /// Cards that lead to other stories: alike elements, each with a link that is a line of its own and at most a few sentences.
    fn drop_cards(&mut self, tree: &Tree<'_>) -> bool {
        let len = tree.nodes.len();
        // Lines that are a link, paragraphs, and headlines of the first order below each node.
        let mut lines = vec![0_u16; len];
        let mut paragraphs = vec![0_u16; len];
        let mut headline = vec![false; len];
        let mut any = false;
        for i in (1..len).rev() {
            let n = &tree.nodes[i];
            if !self.dropped[i] {
                let line = self.own[i] >= 8 && self.own_linked[i] * 2 > self.own[i];
                any |= line;
                lines[i] = lines[i].saturating_add(u16::from(line));
                paragraphs[i] = paragraphs[i].saturating_add(u16::from(self.own[i] >= PARAGRAPH && !line));
                headline[i] |= n.tag == Tag::H1;
            }
            let p = n.parent;
            lines[p] = lines[p].saturating_add(lines[i]);
            paragraphs[p] = paragraphs[p].saturating_add(paragraphs[i]);
            headline[p] |= headline[i];
        }
        if !any {
            return false;
        }
        let all = self.prose.first().copied().unwrap_or(0);
        let card = |i: usize| {
            lines[i] > 0
                && paragraphs[i] > 0
                && paragraphs[i] <= 2
                && !headline[i]
                && self.text[i] <= 900
                && self.linked[i] * 10 >= self.text[i]
        };
        let mut dropped = false;
        for group in self.alike(tree, card) {
            let prose: u32 = group.iter().map(|i| self.prose[*i]).sum();
            if prose * 10 < all * 7 {
                group.iter().for_each(|i| self.drop_below(*i));
                dropped = true;
            }
        }
        dropped
    }

    /// The element that the article stands in; `None` when no paragraph reads like prose. `headline` is the node of the headline.
    pub(super) fn main(&self, tree: &Tree<'_>, headline: Option<usize>) -> Option<usize> {
        let all = self.prose.first().copied().filter(|n| *n > 0)?;
        // The article that holds the headline, where a page shows several one after the other.
        let mut around = headline.unwrap_or(0);
        while around != 0 {
            let n = &tree.nodes[around];
            if n.tag == Tag::ARTICLE && self.prose[around] * 5 >= all && self.prose[around] >= 3 * PARAGRAPH {
                break;
            }
            around = n.parent;
        }
        // Marked as the article by the page itself, if that holds a fair part of the prose.
        let marked = |i: usize| {
            matches!(tree.nodes[i].tag, Tag::ARTICLE | Tag::MAIN)
                || tree.attr(i, "itemprop").is_some_and(|v| v.contains("articleBody"))
                || tree.attr(i, "role") == Some("main")
        };
        let from = if around != 0 {
            around
        } else {
            let best = (1..tree.nodes.len()).filter(|i| self.prose[*i] * 5 >= all * 2 && marked(*i));
            // The innermost of the largest: an article inside main, its body inside the article.
            best.max_by_key(|i| (self.prose[*i], *i)).unwrap_or(0)
        };
        // Down from there, as long as one child holds nearly all of it.
        let mut at = from;
        for i in from + 1..tree.nodes.len() {
            let n = &tree.nodes[i];
            if n.parent == at && self.prose[i] * 10 >= self.prose[at] * 8 && matches!(n.kind, Kind::Element { .. }) {
                let whole = self.prose[i] == self.prose[at];
                // The sentences that stand between the headline and the rest belong to it.
                let lead = headline.is_some_and(|h| h > at && h < i && (h..i).any(|k| self.paragraph(k) > 0));
                if !is_paragraph(n.tag) && (whole || (from == 0 && !lead)) {
                    at = i;
                }
            }
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::{FURNITURE, Furniture, OF_THE_PAGE, SUSPECT, named, weight, words_of};

    #[test]
    fn words_are_sorted_for_the_search() {
        for list in [FURNITURE, SUSPECT, OF_THE_PAGE] {
            assert!(list.windows(2).all(|w| w[0] < w[1]), "{list:?}");
        }
    }

    #[test]
    fn names_are_parted_at_hyphens_and_humps() {
        let mut all = Vec::new();
        words_of("site-footer_mainNavURL averyveryverylongwordindeed", |w| all.push(w.to_owned()));
        assert_eq!(all, ["site", "footer", "main", "................"]);
        for (class, want) in [
            ("article-body", Furniture::No),
            ("commentary", Furniture::No),
            ("post type-post has-sidebar comments-open", Furniture::No),
            ("td_block_related_posts", Furniture::Likely),
            ("relatedPosts", Furniture::Likely),
            ("elementor-widget", Furniture::Perhaps),
            ("hidden-xs", Furniture::No),
            ("xAdf3 qNav", Furniture::No),
            ("about-the-author", Furniture::Likely),
        ] {
            assert_eq!(named(class), want, "{class}");
        }
    }

    #[test]
    fn white_space_counts_once_and_signs_of_east_asia_twice() {
        assert_eq!(weight("ab  c\n"), 5);
        assert_eq!(weight("  "), 0);
        assert_eq!(weight("河水上涨"), 9);
    }
}
