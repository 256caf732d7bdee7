//! English attributions from tokens and tags.
//!
//! Key decision: the shape of news prose decides, not a full parse: a reporting verb, the noun phrase that stands before it (or after
//! it where the content came first), and the clause on the other side. Everything that ends a content early (another speaker's
//! zone, "while", a semicolon) is found first, so that two speakers in one sentence keep their own words.

mod build;
mod contents;
mod cues;
mod headlines;
mod nouns;
mod phrases;
mod subjects;
mod tree;
mod verbless;
mod view;
mod words;

use std::ops::Range;

use model::Span;
use text::{Doc, Sentence, Tag};

use build::build;
use cues::find_cues;
use headlines::{colon, last_colon};
use tree::Tree;
use verbless::{counts, gapped, prepositions, reckonings, references};
use words::{MONTHS, one_of};

pub(crate) use view::View;

/// An attribution before names, kinds and relays are known. Ranges are token indexes in the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Raw {
    pub(crate) sentence: usize,
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Range<usize>,
    pub(crate) contents: Vec<Span>,
    pub(crate) kind: String,
    pub(crate) lemma: String,
    pub(crate) direct: bool,
    pub(crate) listener: Option<Range<usize>>,
    /// Tokens beside the cue where a relay may be named ("in a statement carried by ...").
    pub(crate) tail: Range<usize>,
    /// Who quotes this source ("Rudaw quoted ...").
    pub(crate) quoted_by: Option<Range<usize>>,
    /// A relative or inherited source: whom the name is to be taken from.
    pub(crate) antecedent: Option<Range<usize>>,
}

/// The token after a dateline or list mark that opens a sentence; the sentence's first token where there is none.
pub(crate) fn after_dateline(doc: &Doc, s: &Sentence) -> usize {
    let r = s.tokens.clone();
    let mut dash = None;
    for i in r.clone().take(26) {
        let Some(t) = doc.tokens.get(i) else { break };
        let w = t.norm.as_str();
        if one_of(w, "- — – -- .- ―")
            && (t.spaced || w == ".-" || doc.tokens.get(i + 1).is_some_and(|n| n.spaced))
            && i > r.start
        {
            dash = Some(i);
            break;
        }
        if w == ":" && i > r.start && doc.tokens[i - 1].norm == ")" {
            dash = Some(i);
            break;
        }
    }
    if let Some(d) = dash {
        let head: Vec<usize> = (r.start..d).collect();
        let word = |i: usize| doc.word(i);
        let lower = head
            .iter()
            .filter(|&&i| {
                word(i).starts_with(char::is_lowercase)
                    && !matches!(doc.tokens[i].norm.as_str(), "of" | "the" | "de" | "al" | "and")
            })
            .count();
        let caps = head.iter().any(|&i| {
            word(i).chars().count() > 2
                && word(i).chars().all(|c| !c.is_lowercase())
                && word(i).starts_with(char::is_alphabetic)
        });
        let paren = head.iter().any(|&i| word(i) == "(");
        let month = head.iter().any(|&i| one_of(&doc.tokens[i].norm, MONTHS));
        if lower == 0 && (caps || paren || month || head.len() <= 2) && d + 1 < r.end {
            return d + 1;
        }
    }
    let mut i = r.start;
    while i < r.end && one_of(doc.tokens[i].norm.as_str(), "- — – * • · …") {
        i += 1;
    }
    i.min(r.end)
}

/// All attributions of an English text.
pub(crate) fn find(view: &View<'_>) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::new();
    for si in 0..view.doc.sentences.len() {
        sentence(view, si, &mut out);
    }
    continue_quotes(view, &mut out);
    out
}

fn sentence(view: &View<'_>, si: usize, out: &mut Vec<Raw>) {
    let doc = view.doc;
    let s = &doc.sentences[si];
    let lo = after_dateline(doc, s);
    let hi = s.tokens.end;
    if lo >= hi || hi - lo > 400 {
        return;
    }
    let first_new = out.len();
    let tree = Tree::new(doc, s.tokens.clone());
    let mut hits = find_cues(view, &tree, lo, hi);
    prepositions(view, si, lo, hi, &hits, out);
    let zones: Vec<(usize, usize)> = hits.iter().map(|h| (h.zone, h.cue.end)).collect();
    for k in 0..hits.len() {
        build(view, &tree, si, lo, hi, k, &mut hits, &zones, out);
    }
    references(view, lo, hi, first_new, out);
    gapped(view, si, hi, first_new, out);
    counts(view, si, lo, hi, first_new, out);
    reckonings(view, si, lo, hi, first_new, out);
    colon(view, si, lo, hi, first_new, out);
    last_colon(view, si, lo, hi, first_new, out);
    nouns::find(view, &tree, si, lo, hi, first_new, out);
    edges(view, first_new, out);
    out[first_new..].sort_by_key(|r| (r.cue.start, r.cue.end));
    reported_attitudes(view, first_new, out);
}

/// What belongs to the words of a cue and a source at their edges: the colon and the statement in which it was said, and the comma that
/// closes an apposition ("Anna Berg, a spokeswoman for the port, said in a statement:").
fn edges(view: &View<'_>, first_new: usize, out: &mut [Raw]) {
    for r in out.iter_mut().skip(first_new) {
        let taken = |r: &Raw, j: usize| {
            view.doc.tokens.get(j).is_none_or(|t| r.contents.iter().any(|c| c.overlaps(t.span)))
                || r.source.as_ref().is_some_and(|s| s.contains(&j))
        };
        if view.norm(r.cue.end) == "in"
            && let Some(k) = (r.cue.end + 1..r.cue.end + 5).find(|&j| view.norm(j) == "statement")
            && !(r.cue.end..=k).any(|j| taken(r, j) || view.tag(j) == Tag::Punct)
        {
            r.cue.end = k + 1;
        }
        if view.norm(r.cue.end) == ":" && !taken(r, r.cue.end) {
            r.cue.end += 1;
        }
        if let Some(s) = r.source.clone()
            && s.end < r.cue.start
            && view.norm(s.end) == ","
            && s.clone().any(|j| view.norm(j) == ",")
            && !taken(r, s.end)
        {
            r.antecedent.get_or_insert(s.clone());
            r.source = Some(s.start..s.end + 1);
        }
    }
}

/// "She said that many believe ...": what somebody is said to think, want or feel is part of what is said, not a report of its own.
/// Words that somebody is said to have uttered stay.
fn reported_attitudes(view: &View<'_>, first_new: usize, out: &mut Vec<Raw>) {
    let new = out.split_off(first_new.min(out.len()));
    let inside: Vec<bool> = new
        .iter()
        .map(|r| {
            let cue = view.doc.span_of(r.cue.clone());
            let inner = matches!(
                r.kind.as_str(),
                "attitude"
                    | "want"
                    | "estimate"
                    | "know"
                    | "hear"
                    | "seem"
                    | "order"
                    | "pledge"
                    | "forecast"
                    | "hearsay"
                    | "demand"
            );
            inner && new.iter().any(|o| o.cue != r.cue && o.contents.iter().any(|c| c.contains(cue)))
        })
        .collect();
    out.extend(new.into_iter().zip(inside).filter(|(_, inside)| !inside).map(|(r, _)| r));
}

/// A quotation that follows an attributed one in the same paragraph without a cue of its own goes on with its speaker.
fn continue_quotes(view: &View<'_>, out: &mut Vec<Raw>) {
    // what is attributed already, as merged spans in order
    let mut taken: Vec<Span> = out.iter().flat_map(|r| r.contents.iter().copied()).collect();
    taken.sort();
    taken.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    let mut more: Vec<Raw> = Vec::new();
    for (qi, q) in view.quotes.iter().enumerate() {
        let i = taken.partition_point(|t| t.end <= q.span.start);
        if q.span.len() < 12 || taken.get(i).is_some_and(|t| t.overlaps(q.span)) {
            continue;
        }
        let Some(si) = view.doc.sentence_at(q.span.start) else { continue };
        let s = &view.doc.sentences[si];
        // it opens its sentence, and a sentence shortly before belongs to a quotation with a speaker
        if q.span.start > s.span.start + 3 || qi == 0 {
            continue;
        }
        let near = |r: &&Raw| {
            r.direct
                && r.sentence <= si
                && r.sentence + 3 >= si
                && view.doc.sentences[r.sentence].paragraph == s.paragraph
        };
        let (a, b) = (out.partition_point(|r| r.sentence + 3 < si), out.partition_point(|r| r.sentence <= si));
        let later = more.len().saturating_sub(8);
        let found = more
            .get(later..)
            .and_then(|l| l.iter().rfind(near))
            .or_else(|| out.get(a..b).and_then(|l| l.iter().rfind(near)));
        if let Some(r) = found {
            let mut r = r.clone();
            r.contents = vec![q.span];
            r.sentence = si;
            more.push(r);
        }
    }
    out.extend(more);
}
