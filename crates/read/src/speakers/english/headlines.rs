//! Attributions by a colon: "Ministry: 12 dead" and a source that a headline names last.

use text::Tag;

use super::Raw;
use super::contents::{content_span, has_verb};
use super::view::View;
use super::words::one_of;
use crate::speakers::lexicon::sources;

/// "Ministry: 12 dead" in a headline, and a title of the form "X: ...".
pub(super) fn colon(view: &View<'_>, si: usize, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    let Some(c) = (lo..hi.min(lo + 9)).find(|&j| view.norm(j) == ":") else { return };
    if c == lo || c + 2 >= hi || out[first_new..].iter().any(|r| r.cue.start <= c) {
        return;
    }
    let words = lo..c;
    if words.clone().any(|j| {
        matches!(view.tag(j), Tag::Verb | Tag::Aux | Tag::Sconj | Tag::Punct)
            && view.norm(j) != "'s"
            && view.norm(j) != "-"
    }) {
        return;
    }
    let Some(src) = sources("en") else { return };
    let last = view.norm(c - 1);
    let known = src.media.contains(last)
        || src.anonymous.contains(last)
        || src.anonymous_head.contains(last)
        || src.institution.contains(last)
        || src.office.contains(last)
        || words.clone().any(|j| src.media.contains(view.norm(j)) || src.title.contains(view.norm(j)))
        || view.lex.agencies.contains(view.doc.span_of(words.clone()).of(&view.doc.text));
    // "Q: ...", "MODERATOR: ...", a name before a quotation: the speaker of a transcript or a headline
    let capitals = words.clone().all(|j| {
        view.doc.word(j).chars().all(|c| !c.is_lowercase()) && view.doc.word(j).starts_with(char::is_alphabetic)
    }) && words.len() <= 3;
    let name = words.len() <= 4 && words.clone().all(|j| view.tag(j) == Tag::Propn || view.norm(j) == "'s");
    let opens = view.is_quote(c + 1) || view.doc.word(c + 1).starts_with(['\'', '‘', '`']);
    let speaker = (capitals && (view.norm(c + 1) != "." && s_len(view, c, hi) > 3)) || (name && opens);
    let single = words.len() == 1 && view.upper(lo) && !is_label(view.norm(lo)) && si == 0;
    if !(known || single || speaker) || is_label(last) {
        return;
    }
    if let Some((span, direct)) = content_span(view, c + 1..hi) {
        out.push(Raw {
            sentence: si,
            source: Some(words),
            cue: c..c + 1,
            contents: vec![span],
            kind: "say".into(),
            lemma: ":".into(),
            direct,
            tail: c..c,
            ..Raw::default()
        });
    }
}

/// "Hundreds drowned in the flood: report": a headline may name its source last.
pub(super) fn last_colon(view: &View<'_>, si: usize, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    let Some(c) = (hi.saturating_sub(5).max(lo + 3)..hi.saturating_sub(1)).rev().find(|&j| view.norm(j) == ":") else {
        return;
    };
    let words = c + 1..hi;
    let Some(src) = sources("en") else { return };
    let last = view.norm(hi - 1);
    let known = src.media.contains(last)
        || src.anonymous.contains(last)
        || src.anonymous_head.contains(last)
        || src.institution.contains(last)
        || src.office.contains(last)
        || view.lex.agencies.contains(view.doc.span_of(words.clone()).of(&view.doc.text));
    let plain = !words.clone().any(|j| matches!(view.tag(j), Tag::Punct | Tag::Num | Tag::Aux | Tag::Adp));
    if si != 0 || hi != view.doc.tokens.len() || !known || !plain || !has_verb(view, lo, c) {
        return;
    }
    if let Some((span, direct)) = content_span(view, lo..c) {
        let kept = out.len().min(first_new);
        let mut i = 0;
        out.retain(|r| {
            i += 1;
            i <= kept || !r.contents.iter().any(|x| x.overlaps(view.doc.span_of(words.clone())))
        });
        out.push(Raw {
            sentence: si,
            source: Some(words),
            cue: c..c + 1,
            contents: vec![span],
            kind: "say".into(),
            lemma: ":".into(),
            direct,
            tail: c..c,
            ..Raw::default()
        });
    }
}

/// Words between the colon at `c` and the end.
fn s_len(view: &View<'_>, c: usize, hi: usize) -> usize {
    (c + 1..hi).filter(|&j| view.tag(j) != Tag::Punct).count()
}

fn is_label(w: &str) -> bool {
    one_of(
        w,
        "breaking update updates updated live watch video photos photo explainer analysis opinion exclusive factbox timeline correction note background related read source warning url http https editor editorial profile interview",
    )
}
