//! Where what is said begins and ends.

use std::ops::Range;

use model::Span;
use text::{Rel, Tag};

use super::cues::Hit;
use super::tree::Tree;
use super::view::View;
use super::words::one_of;
use crate::speakers::lexicon::Verb;
use crate::speakers::quotes;

/// Where the content that starts at `from` ends: at the zone of a later cue that stands outside it, or at the sentence's end.
pub(super) fn content_end(view: &View<'_>, from: usize, hi: usize, me: usize, zones: &[(usize, usize)]) -> usize {
    let mut end = hi;
    for (k, &(z, cue_end)) in zones.iter().enumerate() {
        if k == me || z <= from || z >= end {
            continue;
        }
        let w = view.norm(z);
        let outside = matches!(w, "," | ";" | "—" | "–")
            || (matches!(w, "and" | "but" | "while" | "whereas"))
            || view.is_quote(z);
        let _ = cue_end;
        if outside {
            end = end.min(z);
        }
    }
    for j in from..end {
        if matches!(view.norm(j), ";") {
            end = j;
            break;
        }
        if view.norm(j) == "," && view.lex.preps.at(view.doc, j + 1).is_some() {
            end = j;
            break;
        }
    }
    end
}

/// Cuts punctuation off a range of tokens: the final stop and commas, not closing quotation marks and brackets.
fn trim(view: &View<'_>, r: Range<usize>) -> Range<usize> {
    let (mut a, mut b) = (r.start, r.end);
    while b > a && one_of(view.norm(b - 1), ". , ; : … — – - ! ? and but while whereas") {
        b -= 1;
    }
    // the conjunction that opens a sentence is said with it
    let opens = view
        .doc
        .tokens
        .get(a)
        .and_then(|t| view.doc.sentence_at(t.span.start))
        .is_some_and(|s| view.doc.sentences[s].tokens.start == a);
    while a < b && one_of(view.norm(a), if opens { ", ; : — – - . )" } else { ", ; : — – - . ) and but" }) {
        a += 1;
    }
    a..b
}

/// The content of a range of tokens; where it opens with a quotation that runs on, the whole quotation.
pub(super) fn content_span(view: &View<'_>, r: Range<usize>) -> Option<(Span, bool)> {
    let r = trim(view, r);
    if r.is_empty() {
        return None;
    }
    let mut span = view.doc.span_of(r.clone());
    let mut direct = false;
    if let Some(q) = quotes::at(&view.quotes, span.start) {
        let starts = q.span.start == span.start || q.span.start + 4 > span.start;
        if starts {
            direct = true;
            span.start = q.span.start;
            if q.span.end > span.end || span.end <= q.span.end + 2 {
                span.end = q.span.end;
            }
        }
    }
    if let Some(q) = span.end.checked_sub(1).and_then(|b| quotes::at(&view.quotes, b)) {
        if q.span.end > span.end && q.span.end - span.end < 6 {
            span.end = q.span.end;
        }
        if q.span.start >= span.start && q.span.end > span.end {
            // a quotation that opens inside runs to its end, over as many sentences as it has
            span.end = q.span.end;
        }
        if q.span.start < span.start && q.span.end >= span.end {
            // backward: the quotation opened in a sentence before
            span.start = q.span.start;
            direct = true;
        }
    }
    Some((span, direct))
}

/// Where a phrase that opens with a preposition at `from` and tells only how, where or from what something was said ends, at a mark or
/// the sentence's end; `None` where something else, or a clause, stands there.
pub(super) fn closes(view: &View<'_>, from: usize, hi: usize) -> Option<usize> {
    if !one_of(view.norm(from), "in on at during by from after before via through with") {
        return None;
    }
    let end = (from..hi).find(|&j| one_of(view.norm(j), ", ; : . — –")).unwrap_or(hi);
    let finite = |j: usize| {
        let fine = view.doc.tokens[j].fine;
        let carried = (1..=2).any(|d| one_of(view.norm(j + d), "by in on to from"));
        view.tag(j) == Tag::Aux
            || matches!(fine, "VBZ" | "VBP" | "MD")
            || fine == "VBD" && !carried
            || view.tag(j) == Tag::Sconj && view.norm(j) == "that"
            || view.is_quote(j)
    };
    (end > from + 1 && !(from..end).any(finite)).then_some(end)
}

/// Does a clause stand between `lo` and `hi`?
pub(super) fn has_verb(view: &View<'_>, lo: usize, hi: usize) -> bool {
    (lo..hi).any(|j| view.tag(j) == Tag::Aux || view.tag(j) == Tag::Verb && view.doc.tokens[j].fine != "VBG")
}

/// Does a preposition at `j` open what a verb or noun is about?
pub(super) fn names_content(view: &View<'_>, j: usize) -> bool {
    let infinitive =
        matches!(view.tag(j + 1), Tag::Verb | Tag::Aux) && view.doc.tokens.get(j + 1).is_some_and(|t| t.fine == "VB");
    one_of(view.norm(j), "about of for against with on over to into toward towards")
        && matches!(view.tag(j), Tag::Adp | Tag::Sconj | Tag::Part)
        && !(view.norm(j) == "to" && infinitive)
}

/// Where a content that opens at `begin` after the verb at `at` ends.
#[allow(clippy::too_many_arguments)]
pub(super) fn forward_end(
    view: &View<'_>,
    tree: &Tree<'_>,
    at: usize,
    begin: usize,
    hi: usize,
    k: usize,
    hits: &[Hit<'_>],
    zones: &[(usize, usize)],
) -> usize {
    let Some(end) = tree.complement_end(at, begin, |j| view.is_time(j)) else {
        return content_end(view, begin, hi, k, zones);
    };
    // the parse may cut a clause in two; a content ends where something closes it or opens the next thing
    let closed = |j: usize| {
        j >= hi
            || matches!(view.tag(j), Tag::Punct | Tag::Cconj | Tag::Sconj)
            || view.is_time(j)
            || one_of(view.norm(j), "on in at during after before as since until amid when")
            || view.is_quote(j)
    };
    let end = if closed(end) { end } else { hi };
    let end = counted_too(view, end, hi).unwrap_or(end);
    // a later speaker ends it only with a subject of his own, and outside the clause that is the content
    let clause = tree.children(at).find(|&j| j > at && matches!(tree.rel(j), Rel::Ccomp | Rel::Xcomp));
    let strong: Vec<(usize, usize)> = hits
        .iter()
        .zip(zones)
        .map(|(h, &z)| {
            let own = h.source.as_ref().is_some_and(|s| s.start >= h.zone && s.end <= h.cue.start);
            let inside = clause.is_some_and(|c| tree.below(h.at, c) && tree.rel(h.at) != Rel::Parataxis);
            let adds = h.form.ing && h.at > at && view.norm(h.zone) == "," && h.source == hits[k].source;
            if (own && !inside) || adds { z } else { (0, 0) }
        })
        .collect();
    end.min(content_end(view, begin, hi, k, &strong))
}

/// "The navy counted nine dead and 20 wounded among its crews": a figure joined to what ends at `end` is said with it.
fn counted_too(view: &View<'_>, end: usize, hi: usize) -> Option<usize> {
    let joined = one_of(view.norm(end), "and or") && end + 2 < hi;
    let first = end + 1 + usize::from(one_of(view.norm(end + 1), "about around some nearly over"));
    if !joined || view.tag(first) != Tag::Num || end == 0 {
        return None;
    }
    let stop = (first..hi).find(|&j| matches!(view.tag(j), Tag::Punct)).unwrap_or(hi);
    let clause = (first + 2..stop)
        .any(|j| view.tag(j) == Tag::Aux || matches!(view.doc.tokens[j].fine, "VBZ" | "VBP" | "VBD" | "MD"));
    (!clause && view.tag(first + 1) != Tag::Aux).then_some(stop)
}

/// Is the quotation mark at token `j` a closing one?
pub(super) fn quote_closes(view: &View<'_>, j: usize) -> bool {
    let span = view.doc.tokens[j].span;
    quotes::at(&view.quotes, span.start).is_some_and(|q| q.span.end <= span.end + 1 && q.span.start != span.start)
}

/// Does what a listener is told stand at `e`?
pub(super) fn follows_content(view: &View<'_>, e: usize, hi: usize) -> bool {
    e < hi
        && (one_of(view.norm(e), "that : , to of about how not whether if what on in against")
            || view.is_quote(e)
            || view.is_time(e)
            || matches!(view.tag(e), Tag::Det | Tag::Pron))
}

pub(super) fn allowed_forward(view: &View<'_>, verb: &Verb, begin: usize) -> bool {
    let f = verb.frames;
    let w = view.norm(begin);
    let tag = view.tag(begin);
    if w == "to" && (tag == Tag::Part || tag == Tag::Adp) {
        let infinitive = view.doc.tokens.get(begin + 1).is_some_and(|t| t.fine.is_empty() || t.fine == "VB");
        return f.infinitive || f.listener || (!infinitive && (f.noun || f.clause));
    }
    if view.is_quote(begin) {
        return true;
    }
    f.clause || f.noun || f.quote || f.listener
}

/// Does what stands at `begin` tell when, where or how it was said, rather than what?
pub(super) fn beside_content(view: &View<'_>, tree: &Tree<'_>, at: usize, begin: usize) -> bool {
    let opener =
        one_of(view.norm(begin), "in by at during after before from through via since until while as when because");
    if !view.doc.parsed || !opener {
        return false;
    }
    let held = |j: usize| {
        let s = tree.span(j);
        let own = matches!(view.tag(begin), Tag::Adp) || tree.rel(j) != Rel::Advcl;
        j > at
            && own
            && s.contains(&begin)
            && (matches!(tree.rel(j), Rel::Ccomp | Rel::Xcomp | Rel::Obj) || view.norm(begin) == "as")
    };
    !tree.children(at).any(held)
}

/// Start of the clause that a following speaker closes ("..., he said").
pub(super) fn clause_start(view: &View<'_>, lo: usize, start: usize, me: usize, zones: &[(usize, usize)]) -> usize {
    let mut b = lo;
    for j in lo..start.saturating_sub(1) {
        let w = view.norm(j);
        let next = view.norm(j + 1);
        if w == ";" || (w == "," && matches!(next, "while" | "whereas" | "but")) {
            b = j + 1;
        }
    }
    // another speaker's cue that opened the sentence keeps its own clause: "Kyiv says A, and B, Moscow said"
    let _ = (me, zones);
    if matches!(view.norm(b), "while" | "but" | "whereas") {
        b += 1;
    }
    b
}
