//! What a figure is limited to: a place, or the ground that one side holds.
//!
//! Key decision: only what stands in the figure's own clause limits it; whose ground it is is named by the side, so that "the bank
//! which Kyiv controls" and "territory held by Ukraine" are one limit.

use model::{PlaceKind, Span};

use super::{figures::Bound, part::Part, where_when};

/// Tokens on either side of a figure within which a limit is looked for.
const REACH: usize = 14;

/// Which place a figure is limited to: one named after "in", "at", "near" in its clause, not where somebody speaks.
pub(super) fn place(part: &Part<'_>, b: &Bound, sentence: usize) -> Option<String> {
    let doc = part.doc;
    let s = doc.sentences.get(sentence)?;
    let near =
        doc.span_of(b.tokens.start.saturating_sub(REACH).max(s.tokens.start)..(b.tokens.end + REACH).min(s.tokens.end));
    let mid = doc.span_of(b.tokens.clone());
    part.places_in(near)
        .filter(|p| p.kind == PlaceKind::Literal && !matches!(p.feature.as_deref(), Some("country" | "capital")))
        .filter(|p| {
            let at = Span::new(p.start, p.end);
            let spoken = part.attributions.iter().filter_map(|a| a.source).any(|x| x.overlaps(at));
            let spoken = spoken || where_when::in_dateline(doc, s.span, at);
            !spoken && (doc.lang != "en" || where_when::locative(part, at) > 1)
        })
        .min_by_key(|p| if p.start >= mid.end { p.start - mid.end } else { mid.start.saturating_sub(p.end) + 20 })
        .map(|p| p.name.clone().unwrap_or_else(|| p.text.clone()))
}

/// The side on whose ground a figure was counted: "in the area controlled by X", "the X-held bank", "the side that X holds".
pub(super) fn held(part: &Part<'_>, b: &Bound, sentence: usize) -> Option<String> {
    let doc = part.doc;
    let s = doc.sentences.get(sentence)?;
    let lo = b.tokens.start.saturating_sub(REACH).max(s.tokens.start);
    let hi = (b.tokens.end + REACH).min(s.tokens.end);
    if !part.has("holding", lo..hi) {
        return None;
    }
    let norm = |i: usize| if i < hi { doc.tokens[i].norm.as_str() } else { "" };
    let holds = |i: usize| part.has("holding", i..(i + 1).min(hi));
    let mut best: Option<(usize, String)> = None;
    for a in part.agents(sentence).into_iter().filter(|a| a.tokens.start >= lo && a.tokens.end <= hi) {
        let (from, to) = (a.tokens.start, a.tokens.end);
        let before = from.checked_sub(1).filter(|i| *i >= lo);
        let by = before.is_some_and(|i| matches!(norm(i), "by" | "por" | "par" | "von") && i > lo && holds(i - 1));
        let joined = norm(to).starts_with('-') && (holds(to) || holds(to + 1));
        // "which X controls", "X-controlled" as one word with its owner
        let relative = holds(to)
            && before
                .is_some_and(|i| matches!(norm(i), "that" | "which" | "where") || doc.tokens[i].tag == text::Tag::Noun)
            || (from..to).any(|i| norm(i).contains('-') && holds(i));
        // "under Ukrainian control", "bajo control ruso", "sob controle russo", "sous contrôle russe"
        let after = matches!(norm(from.wrapping_sub(2)), "bajo" | "sob" | "sous") && from >= 2 && holds(from - 1);
        let under = before.is_some_and(|i| norm(i) == "under") && norm(to) == "control" || after;
        // "Russia has counted 59 on the bank it holds"
        let pronoun = (to..hi).find(|&i| i > to && holds(i) && matches!(norm(i - 1), "it" | "they"));
        if !(by || joined || relative || under || pronoun.is_some()) {
            continue;
        }
        let gap = if from >= b.tokens.end { from - b.tokens.end } else { b.tokens.start.saturating_sub(to) };
        // another figure's ground is not this one's: the nearest after it, else the nearest
        let rank = if from >= b.tokens.end { gap } else { gap + REACH };
        if best.as_ref().is_none_or(|(r, _)| rank < *r) {
            best = Some((rank, format!("ground held by {}", a.name)));
        }
    }
    best.map(|(_, name)| name)
}
