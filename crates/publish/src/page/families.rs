//! Source families: origin, the reports that carry it, the copies of each with what was changed, and the texts side by side.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use model::{Copy, CopyKind, Origin};
use similar::{Algorithm, ChangeTag, TextDiff};

use crate::{
    clean::{anchor, clean_line},
    text::change,
    words,
};

use super::{
    Page,
    evidence::{direction, lang_of},
    words_of,
};

/// Bytes of one text shown side by side.
const SIDE: usize = 6_000;
/// Copies shown side by side; the others are listed.
const SIDES: usize = 60;

impl<'a> Page<'a, '_> {
    pub(crate) fn source_families(&self) -> Markup {
        let pic = self.desk.pic;
        let mut origins: Vec<&Origin> = pic.origins.iter().collect();
        origins.sort_by_key(|o| (std::cmp::Reverse(o.reports.len()), &o.id));
        let (big, small): (Vec<&Origin>, Vec<&Origin>) = origins.into_iter().partition(|o| o.reports.len() > 1);
        html! {
            section #families aria-labelledby="h-families" {
                h2 #h-families { "Source families" }
                p.note { "The first utterance, the reports that carry it, and beneath a report those that were copied from it." }
                @if pic.origins.is_empty() { p.empty { "No origin could be told in " (self.looked_at()) ": independence is unknown throughout." } }
                ul.tree { @for o in &big { (self.family(o)) } }
                @if !small.is_empty() { details { summary { (words::count(small.len(), "origin", "origins")) " in one report each" } ul.singles { @for o in &small { (self.single(o)) } } } }
                (self.copies_side_by_side())
            }
        }
    }

    /// An origin that one report carries, in a line.
    fn single(&self, o: &'a Origin) -> Markup {
        html! {
            li id=(anchor("o", &o.id)) {
                b { (words_of(&self.desk.origin_label(o))) }
                @for r in &o.reports { " " span.who { (self.report_name(r)) } }
            }
        }
    }

    fn family(&self, o: &'a Origin) -> Markup {
        let inside: BTreeSet<&str> = o.reports.iter().map(String::as_str).collect();
        let mut children: BTreeMap<&str, Vec<&Copy>> = BTreeMap::new();
        let mut has_parent: BTreeSet<&str> = BTreeSet::new();
        for c in inside.iter().flat_map(|r| self.desk.copied_from(r)).copied() {
            if inside.contains(c.of.as_str()) && c.report != c.of && has_parent.insert(&c.report) {
                children.entry(&c.of).or_default().push(c);
            }
        }
        let mut roots: Vec<&str> = inside.iter().copied().filter(|r| !has_parent.contains(r)).collect();
        if roots.is_empty() {
            // Copies that point at each other in a ring have no first: all are listed.
            roots = inside.iter().copied().collect();
        }
        roots.sort_by_key(|r| (self.desk.published(r).map_or(i64::MAX, model::Moment::seconds), *r));
        html! {
            li id=(anchor("o", &o.id)) {
                b { (words_of(&self.desk.origin_label(o))) }
                span.who {
                    (words::count(o.reports.len(), "report", "reports")) " from " (words::count(o.publishers.len(), "publisher", "publishers"))
                    @if let Some(m) = &o.first_seen { ", first seen " time datetime=(m.to_string()) { (words::full_time(m)) } }
                    @if let Some(r) = &o.first_report { " in " (clean_line(r)) }
                }
                @for w in o.why.iter().take(3) { span.why { (words_of(&clean_line(w))) } }
                ul { @for r in &roots { (self.branch(r, &children, 0)) } }
            }
        }
    }

    fn branch(&self, report: &str, children: &BTreeMap<&str, Vec<&'a Copy>>, depth: usize) -> Markup {
        let below = children.get(report).map_or(&[] as &[&Copy], Vec::as_slice);
        html! {
            li {
                (self.report_name(report))
                @if !below.is_empty() && depth < 12 {
                    ul { @for c in below {
                        li.copy {
                            span.tag { "copy, " (words::copy_kind(c.kind)) " " (format!("{:.0}", c.score.clamp(0.0, 1.0) * 100.0)) " %" }
                            " " a href=(format!("#{}", pair_anchor(c))) { "compare" }
                            ul { (self.branch(&c.report, children, depth + 1)) }
                        }
                    } }
                }
            }
        }
    }

    /// "A12 Gulf Meridian, 20 Jan 01:05".
    pub(crate) fn report_name(&self, report: &str) -> Markup {
        html! {
            @if self.desk.report(report).is_some() { a href=(format!("#{}", anchor("r", report))) { bdi dir="ltr" { (clean_line(report)) } } } @else { bdi dir="ltr" { (clean_line(report)) } }
            " " (words_of(&self.desk.outlet(report)))
            @match self.desk.published(report) { Some(m) => { ", " time datetime=(m.to_string()) { (words::short_time(m)) } }, None => { ", undated" } }
        }
    }

    fn copies_side_by_side(&self) -> Markup {
        let pic = self.desk.pic;
        html! {
            h3 { "Copies side by side " span.n { (pic.copies.len()) } }
            @if pic.copies.is_empty() { p.empty { "No report was found to be a copy of another in " (self.looked_at()) "." } }
            @for (i, c) in pic.copies.iter().enumerate() {
                details.pair-of id=(pair_anchor(c)) {
                    summary {
                        (clean_line(&c.report)) " " (words_of(&self.desk.outlet(&c.report))) ", from " (clean_line(&c.of)) " " (words_of(&self.desk.outlet(&c.of)))
                        " " span.tag { (words::copy_kind(c.kind)) " " (format!("{:.0}", c.score.clamp(0.0, 1.0) * 100.0)) " %" }
                        @if !c.changed.is_empty() { " " span.tag.warn { (words::count(c.changed.len(), "change", "changes")) } }
                    }
                    @if !c.changed.is_empty() { ul.changes { @for ch in c.changed.iter().take(12) { li { (words_of(&change(ch))) } } } }
                    @for w in c.why.iter().take(4) { p.why { (words_of(&clean_line(w))) } }
                    @if i < SIDES { (self.sides(c)) }
                }
            }
        }
    }

    fn sides(&self, c: &Copy) -> Markup {
        let (Some(copy), Some(of)) = (self.desk.source(&c.report), self.desk.source(&c.of)) else {
            return html! { p.empty { "The texts of the two reports are not in this store." } };
        };
        let (a, b) = (head(&of.text), head(&copy.text));
        let (left, right) = if c.kind == CopyKind::Translation {
            (vec![(false, a)], vec![(false, b)])
        } else {
            compare(a, b, &c.shared)
        };
        let part = |parts: &[(bool, &str)], report: &str, ins: bool| {
            html! { @for (shared, t) in parts {
                @let shown = self.blotted(report, t);
                @if c.kind == CopyKind::Translation { (shown) } @else if *shared { mark { (shown) } } @else if ins { ins { (shown) } } @else { del { (shown) } }
            } }
        };
        html! {
            p.note { @if c.kind == CopyKind::Translation { "A translation: nothing to align word by word." } @else { "Marked: in both. Struck through: only in the original. Underlined: only in the copy." } }
            div.sides {
                div { h4 { "Original: " (clean_line(&c.of)) } blockquote dir=(direction(self.desk.lang(&c.of))) lang=[lang_of(self.desk.lang(&c.of))] { (part(&left, &c.of, false)) @if of.text.len() > a.len() { " …" } } }
                div { h4 { "Copy: " (clean_line(&c.report)) } blockquote dir=(direction(self.desk.lang(&c.report))) lang=[lang_of(self.desk.lang(&c.report))] { (part(&right, &c.report, true)) @if copy.text.len() > b.len() { " …" } } }
            }
        }
    }

    /// A piece of a report with its white space at the ends kept.
    pub(crate) fn blotted(&self, report: &str, raw: &str) -> String {
        let core = self.desk.show(report, raw);
        let lead = if raw.starts_with(char::is_whitespace) { " " } else { "" };
        let tail = if raw.len() > 1 && raw.ends_with(char::is_whitespace) && !core.is_empty() { " " } else { "" };
        format!("{lead}{core}{tail}")
    }
}

fn pair_anchor(c: &Copy) -> String {
    anchor("p", &format!("{} {}", c.report, c.of))
}

fn head(t: &str) -> &str {
    let mut n = t.len().min(SIDE);
    while !t.is_char_boundary(n) {
        n -= 1;
    }
    t.get(..n).unwrap_or("")
}

type Parts<'t> = Vec<(bool, &'t str)>;

/// Both texts cut into shared and other pieces: by the spans of the copy where it has some, else by comparing words.
fn compare<'t>(of: &'t str, copy: &'t str, shared: &[[usize; 4]]) -> (Parts<'t>, Parts<'t>) {
    if shared.is_empty() {
        let (a, b): (Vec<&str>, Vec<&str>) = (words_with_space(of), words_with_space(copy));
        let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_slices(&a, &b);
        let (mut left, mut right) = (Parts::new(), Parts::new());
        let (mut i, mut j) = (0, 0);
        for c in diff.iter_all_changes() {
            let n = c.value().len();
            if c.tag() != ChangeTag::Insert {
                push(&mut left, c.tag() == ChangeTag::Equal, of, i, i + n);
                i += n;
            }
            if c.tag() != ChangeTag::Delete {
                push(&mut right, c.tag() == ChangeTag::Equal, copy, j, j + n);
                j += n;
            }
        }
        return (left, right);
    }
    let cut = |t: &'t str, mut spans: Vec<(usize, usize)>| {
        spans.sort_unstable();
        let mut parts = Parts::new();
        let mut at = 0;
        for (s, e) in spans {
            let (s, e) = (s.max(at).min(t.len()), e.min(t.len()));
            if s < e && t.is_char_boundary(s) && t.is_char_boundary(e) {
                push(&mut parts, false, t, at, s);
                push(&mut parts, true, t, s, e);
                at = e;
            }
        }
        push(&mut parts, false, t, at, t.len());
        parts
    };
    (cut(of, shared.iter().map(|s| (s[2], s[3])).collect()), cut(copy, shared.iter().map(|s| (s[0], s[1])).collect()))
}

/// Adds a piece, joining it with the one before where both are alike.
fn push<'t>(parts: &mut Parts<'t>, shared: bool, t: &'t str, s: usize, e: usize) {
    let piece = t.get(s..e).unwrap_or("");
    if piece.is_empty() {
        return;
    }
    if let Some(last) = parts.last_mut()
        && last.0 == shared
        && let Some(joined) = t.get(s - last.1.len()..e)
    {
        last.1 = joined;
        return;
    }
    parts.push((shared, piece));
}

fn words_with_space(t: &str) -> Vec<&str> {
    t.split_inclusive(char::is_whitespace).collect()
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn both_sides_keep_every_byte() {
        let (a, b) = ("About 120 men escaped, the ministry said.", "120 men escaped.");
        for shared in [vec![], vec![[0, 15, 6, 21]], vec![[0, 900, 3, 2], [5, 7, 0, 40]]] {
            let (l, r) = compare(a, b, &shared);
            assert_eq!(l.iter().map(|p| p.1).collect::<String>(), a);
            assert_eq!(r.iter().map(|p| p.1).collect::<String>(), b);
        }
        let (l, _) = compare(a, b, &[[0, 15, 6, 21]]);
        assert_eq!(l, vec![(false, "About "), (true, "120 men escaped"), (false, ", the ministry said.")]);
    }
}
