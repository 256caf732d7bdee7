//! Nouns that attribute: "his claim that ...", "the ministry's plan to ...", "voiced concern about ...".
//!
//! Key decision: a noun speaks only where both its owner (or the verb that utters it) and its content stand in words; "the claim" alone
//! attributes nothing.

use std::ops::Range;

use text::{Rel, Tag};

use super::Raw;
use super::contents::{content_span, names_content};
use super::subjects::phrase;
use super::tree::Tree;
use super::view::View;
use super::words::{AUX, one_of};
use crate::speakers::quotes;

/// Verbs that only utter the noun after them.
const LIGHT: &str = "express voice make issue give raise offer lay put deliver share repeat reiterate air state level have hold pose send announce";

pub(super) fn find(
    view: &View<'_>,
    tree: &Tree<'_>,
    si: usize,
    lo: usize,
    hi: usize,
    first_new: usize,
    out: &mut Vec<Raw>,
) {
    for n in lo..hi {
        let Some(kind) = view.lex.nouns.get(view.norm(n)).filter(|_| view.tag(n) == Tag::Noun) else { continue };
        let byte = view.doc.tokens[n].span.start;
        if quotes::at(&view.quotes, byte).is_some_and(|q| q.span.start < byte) {
            continue;
        }
        let Some(new) = out.get(first_new..) else { return };
        if new.iter().any(|r| r.source.as_ref().is_some_and(|s| s.contains(&n)) || r.cue.contains(&n)) {
            continue;
        }
        let Some((cue_end, begin)) = opens(view, n, hi) else { continue };
        let y = tree.span(n);
        let end = if y.end > begin { y.end.min(hi) } else { view.np_right(begin, hi, false) };
        if end <= begin {
            continue;
        }
        let Some((start, source, verb)) = owner(view, tree, n, lo) else { continue };
        let Some((content, direct)) = content_span(view, begin..end) else { continue };
        let cue = start..cue_end;
        if let Some(v) = verb {
            let mut i = 0;
            out.retain(|r| {
                i += 1;
                i <= first_new || !r.cue.contains(&v)
            });
        }
        out.push(Raw {
            sentence: si,
            source: Some(source),
            tail: cue.end..cue.end,
            cue,
            contents: vec![content],
            direct,
            kind: kind.clone(),
            lemma: view.norm(n).to_owned(),
            ..Raw::default()
        });
    }
}

/// The end of the cue and the start of the content after the noun `n`.
fn opens(view: &View<'_>, n: usize, hi: usize) -> Option<(usize, usize)> {
    let j = n + 1;
    if j + 1 >= hi {
        return None;
    }
    if view.norm(j) == "that" && view.tag(j) == Tag::Sconj {
        return Some((j, j));
    }
    if names_content(view, j) {
        return Some((j + 1, j + 1));
    }
    (view.norm(j) == "to" && matches!(view.tag(j + 1), Tag::Verb | Tag::Aux)).then_some((j, j))
}

/// Start of the cue, whose noun it is, and the verb that utters it.
fn owner(view: &View<'_>, tree: &Tree<'_>, n: usize, lo: usize) -> Option<(usize, Range<usize>, Option<usize>)> {
    if let Some(p) = tree.children(n).find(|&j| j < n && j >= lo && tree.rel(j) == Rel::NmodPoss) {
        let s = tree.span(p);
        let s = s.start.max(lo)..s.end.min(n);
        return (!s.is_empty()).then_some((s.end, s, None));
    }
    let v = tree.head(n).filter(|&v| v < n && v >= lo && tree.rel(n) == Rel::Obj)?;
    if !one_of(&view.doc.tokens[v].lemma, LIGHT) || view.tag(v) != Tag::Verb {
        return None;
    }
    let mut start = v;
    while start > lo
        && ((one_of(view.norm(start - 1), AUX) && view.tag(start - 1) != Tag::Noun) || view.tag(start - 1) == Tag::Adv)
    {
        start -= 1;
    }
    let s = tree.subject(v).filter(|&s| s < start)?;
    let stop = tree.head(s).filter(|&h| h > s && h < start).unwrap_or(start);
    Some((start, phrase(view, tree, s, lo, stop)?, Some(v)))
}
