//! The text of an element, line by line.

use std::collections::BTreeMap;

use super::tree::Tag;

/// A short line that stands so often in a text is none of it.
const REPEATS: usize = 4;

/// Writes lines as readers see them.
pub(super) struct Writer {
    out: String,
    line: String,
    /// Characters in the line, and those in links.
    chars: (usize, usize),
    space: bool,
    /// The line before this one was ended by a line break, and this one is empty: two breaks part paragraphs.
    broken: bool,
    /// Of an article: headings with nothing below them are left out.
    article: bool,
    /// Where headings begin that nothing stands below yet, if something was left out after them.
    heading: Option<usize>,
    removed: bool,
}

/// Elements whose lines stand closely together.
fn close(tag: Tag) -> bool {
    matches!(tag, Tag::LI | Tag::TR | Tag::TD | Tag::TH | Tag::DT | Tag::DD | Tag::CAPTION | Tag::OPTION)
}

/// Soft hyphens and zero-width spaces are layout; they would cut words in two for every later stage.
fn layout(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

impl Writer {
    pub(super) fn new(article: bool) -> Self {
        Self {
            out: String::new(),
            line: String::new(),
            chars: (0, 0),
            space: false,
            broken: false,
            article,
            heading: None,
            removed: false,
        }
    }

    /// Add text to the line, white space collapsed.
    pub(super) fn text(&mut self, t: &str, linked: bool) {
        let mut rest = t;
        while !rest.is_empty() {
            let word = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
            let (word, after) = rest.split_at(word);
            if !word.is_empty() {
                if self.space && !self.line.is_empty() {
                    self.line.push(' ');
                }
                self.space = false;
                let before = self.line.len();
                if word.is_ascii() || !word.contains(layout) {
                    self.line.push_str(word);
                } else {
                    self.line.extend(word.chars().filter(|c| !layout(*c)));
                }
                let added = self.line.get(before..).unwrap_or("");
                let n = if word.is_ascii() { added.len() } else { added.chars().count() };
                self.chars.0 += n;
                self.chars.1 += if linked { n } else { 0 };
            }
            rest = after.trim_ascii_start();
            self.space |= rest.len() < after.len();
        }
    }

    /// Add text whose line breaks mean something: lines that are empty or set in begin paragraphs.
    pub(super) fn lines(&mut self, t: &str, linked: bool) {
        for (i, line) in t.split('\n').enumerate() {
            if i > 0 {
                self.space = true;
                if line.trim_ascii().is_empty() || line.starts_with(['\t', '\u{3000}']) || line.starts_with("  ") {
                    self.end(true);
                }
            }
            self.text(line, linked);
        }
    }

    /// `<br>`: one ends a line, two a paragraph.
    pub(super) fn line_break(&mut self) {
        let empty = self.line.trim().is_empty();
        self.end(empty && self.broken);
        self.broken = true;
    }

    /// Something was left out here.
    pub(super) fn left_out(&mut self) {
        self.removed = true;
    }

    /// The block `from` ends, or a block `to` begins in it.
    pub(super) fn flush(&mut self, from: Tag, to: Tag) {
        let heading = self.article && from.is_heading() && !self.line.trim().is_empty();
        if heading {
            if self.removed
                && let Some(at) = self.heading.take()
            {
                self.out.truncate(at);
            }
            self.heading = self.heading.or(Some(self.out.len()));
            self.removed = false;
        }
        self.end_line(!close(from) || !close(to), !heading);
    }

    fn end(&mut self, gap: bool) {
        self.end_line(gap, true);
    }

    /// End the line. `gap`: leave an empty line after it. Lines that are mostly links are lists of other pages, unless they are
    /// long enough to be a sentence with a linked clause.
    fn end_line(&mut self, gap: bool, body: bool) {
        let line = self.line.trim();
        let (all, linked) = self.chars;
        let list_of_links = linked * 3 > all * 2 && !(line.ends_with(['.', '!', '?', '۔', '؟', '”', '"']) && all > 80);
        if !line.is_empty() {
            self.broken = false;
            if list_of_links {
                self.removed = true;
            } else {
                if body {
                    (self.heading, self.removed) = (None, false);
                }
                self.out.push_str(line);
                self.out.push('\n');
            }
        }
        if gap && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.line.clear();
        self.chars = (0, 0);
        self.space = false;
    }

    /// The whole text; `last` is the block that was open.
    pub(super) fn finish(mut self, last: Tag) -> String {
        self.flush(last, last);
        if self.article {
            // Nothing comes after the end.
            if let Some(at) = self.heading.filter(|at| *at > 0) {
                self.out.truncate(at);
            }
            self.without_rights();
            self.without_repeats();
        }
        let len = self.out.trim_end().len();
        self.out.truncate(len);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    /// Short lines that stand again and again are those of a gallery or a player, not of the article.
    fn without_repeats(&mut self) {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for line in self.out.lines().filter(|l| !l.is_empty() && l.len() < 200) {
            *times.entry(line).or_default() += 1;
        }
        if times.values().all(|n| *n < REPEATS) {
            return;
        }
        let mut out = String::with_capacity(self.out.len());
        for line in self.out.split_inclusive('\n') {
            let often = times.get(line.trim_end_matches('\n')).is_some_and(|n| *n >= REPEATS);
            if !often && !(line == "\n" && (out.is_empty() || out.ends_with("\n\n"))) {
                out.push_str(line);
            }
        }
        self.out = out;
    }

    /// A last line that only says whose the page is.
    fn without_rights(&mut self) {
        let text = self.out.trim_end();
        let at = text.rfind('\n').map_or(0, |i| i + 1);
        if at > 0
            && text.get(at..).is_some_and(|l| {
                l.starts_with(['©', '\u{24B8}']) || l.starts_with("(c) ") || l.starts_with("Copyright ")
            })
        {
            self.out.truncate(at);
        }
    }
}
