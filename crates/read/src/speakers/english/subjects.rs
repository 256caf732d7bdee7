//! Who a reporting verb belongs to: the noun phrase before it, after it, or that of an earlier verb.

use std::ops::Range;

use text::{Rel, Tag};

use super::cues::Hit;
use super::tree::Tree;
use super::view::View;
use super::words::{DET, MONTHS, SCONJ, WEEKDAYS, one_of};
use crate::speakers::lexicon::sources;

/// The words of the noun phrase with head `n`, which stands between `lo` and `before`: without the conjunction or mark that opens it
/// and the comma or time that closes it.
pub(super) fn phrase(view: &View<'_>, tree: &Tree<'_>, n: usize, lo: usize, before: usize) -> Option<Range<usize>> {
    let y = tree.span(n);
    let (mut a, mut b) = (y.start.max(lo), y.end.min(before));
    while a < n && matches!(view.tag(a), Tag::Cconj | Tag::Punct | Tag::Sconj) {
        a += 1;
    }
    // "Lima on Friday", "the army on Feb 25", and closing marks: when it was said is no part of who said it
    while b > n + 1 && !view.is_quote(b - 1) {
        let w = view.norm(b - 1);
        let dated = view.tag(b - 1) == Tag::Num && b > n + 2 && one_of(view.norm(b - 2), MONTHS);
        if dated {
            b -= 2;
        } else if view.is_time(b - 1) || one_of(w, WEEKDAYS) || (view.tag(b - 1) == Tag::Punct && w != ")") {
            b -= 1;
        } else {
            break;
        }
        if b > n + 1 && one_of(view.norm(b - 1), "on in late early last this") {
            b -= 1;
        }
    }
    (a <= n && n < b && b - a < 60).then_some(a..b)
}

/// Who does a verb without a subject of its own, as the parse has it.
pub(super) fn shared_subject(
    view: &View<'_>,
    tree: &Tree<'_>,
    hits: &[Hit<'_>],
    at: usize,
    before: usize,
    lo: usize,
) -> Option<Range<usize>> {
    let n = tree.subject(at).filter(|&n| n >= lo && n < before)?;
    if let Some(h) = hits.iter().find(|h| h.source.as_ref().is_some_and(|s| s.contains(&n))) {
        return h.source.clone();
    }
    // a clause of its own may stand between the subject and the verb: the phrase ends before the verb they share
    let stop = tree.head(n).filter(|&h| h > n && h < before).unwrap_or(before);
    let mut s = phrase(view, tree, n, lo, stop)?;
    while s.end > n + 1 && matches!(view.tag(s.end - 1), Tag::Aux | Tag::Adv) {
        s.end -= 1;
    }
    (!not_a_source(view, s.start, s.end)).then_some(s)
}

/// Finds who a finite verb belongs to.
pub(super) fn subject(view: &View<'_>, tree: &Tree<'_>, hits: &[Hit<'_>], lo: usize, hi: usize, hit: &mut Hit<'_>) {
    let vg = hit.cue.start;
    // "the party keeps blaming ..."
    let goes_on = hit.form.ing && vg < hit.at;
    let own = tree.own_subject(hit.at).or_else(|| tree.subject(hit.at).filter(|_| goes_on));
    if let Some(n) = own.filter(|&n| n >= lo && n < vg)
        && !one_of(view.norm(n), "who which that what whose")
        && let Some(mut s) = phrase(view, tree, n, lo, vg)
        && !not_a_source(view, s.start, s.end)
    {
        // "..., the state agency ANSA wrote": taken for a clause on the agency, or for two subjects
        let two = tree.children(hit.at).any(|j| j < n && j >= lo && tree.rel(j) == Rel::Nsubj);
        if s.start > lo + 1 && (two || tree.rel(hit.at) == Rel::AclRelcl) && view.norm(s.start - 1) != "," {
            let from = view.np_left(s.end - 1, lo).filter(|&f| f < s.start && f > lo && view.norm(f - 1) == ",");
            s.start = from.unwrap_or(s.start);
        }
        hit.zone = zone_before(view, s.start, lo);
        if view.norm(s.start) == "whose" && s.start > lo + 1 {
            let q = if view.norm(s.start - 1) == "," { s.start - 2 } else { s.start - 1 };
            hit.antecedent = view.np_left(q, lo).map(|a| a..q + 1);
        }
        hit.source = Some(s);
        return;
    }
    // strip times between subject and verb: "the army on Tuesday said"
    let mut e = vg;
    while e > lo {
        let w = view.norm(e - 1);
        // "on Feb 25"
        if view.tag(e - 1) == Tag::Num && e > lo + 1 && one_of(view.norm(e - 2), MONTHS) {
            e -= 2;
            if e > lo && view.norm(e - 1) == "on" {
                e -= 1;
            }
            continue;
        }
        if one_of(w, WEEKDAYS) || (view.is_time(e - 1) && view.tag(e - 1) != Tag::Propn && !matches!(w, "once")) {
            e -= 1;
            if e > lo && one_of(view.norm(e - 1), "on in late early at last this") {
                e -= 1;
            }
        } else {
            break;
        }
    }
    if e <= lo {
        invert(view, hits, lo, hi, hit);
        return;
    }
    let p = e - 1;
    let w = view.norm(p);
    if matches!(w, "who" | "which" | "that") && view.tag(p) != Tag::Det {
        // relative: named by what stands before it
        hit.source = Some(p..p + 1);
        let q = if p > lo && view.norm(p - 1) == "," { p.saturating_sub(2) } else { p.saturating_sub(1) };
        if p > lo
            && q >= lo
            && let Some(s) = view.np_left(q, lo)
        {
            hit.antecedent = Some(s..q + 1);
        }
        if w == "that" && hit.antecedent.is_none() {
            hit.source = None;
            return;
        }
        hit.zone = p.saturating_sub(usize::from(p > lo && view.norm(p - 1) == ",")).max(lo);
        return;
    }
    if view.is_close(p) && view.doc.tokens.get(p).is_none_or(|t| t.norm != "'") {
        // a quotation ends right before the verb: the speaker follows
        invert(view, hits, lo, hi, hit);
        return;
    }
    if w == "," {
        if let Some(start) = apposition(view, p, lo) {
            hit.source = Some(start..p);
            hit.zone = zone_before(view, start, lo);
            return;
        }
        invert(view, hits, lo, hi, hit);
        if hit.source.is_none() {
            inherit(view, hits, lo, hit);
            hit.zone = p;
        }
        return;
    }
    if matches!(w, "and" | "but" | "then" | "or" | "yet") {
        inherit(view, hits, lo, hit);
        hit.zone = if p > lo && view.norm(p - 1) == "," { p - 1 } else { p };
        return;
    }
    // "officials first spoke", "both sides themselves said": not part of the name
    let mut p = p;
    while p > lo + 1
        && one_of(view.norm(p), "first himself herself itself themselves alone too each both all repeatedly initially")
    {
        p -= 1;
    }
    let start = view.np_left(p, lo).map(|s| modified(view, s, lo));
    match start {
        Some(s) if !one_of(view.norm(s), SCONJ) && !not_a_source(view, s, p + 1) => {
            hit.source = Some(s..p + 1);
            hit.zone = zone_before(view, s, lo);
            if view.norm(s) == "whose" && s > lo + 1 {
                let q = if view.norm(s - 1) == "," { s - 2 } else { s - 1 };
                hit.antecedent = view.np_left(q, lo).map(|a| a..q + 1);
            }
        }
        Some(_) => {}
        None => invert(view, hits, lo, hi, hit),
    }
}

/// "A team of experts helping the prosecutors said": a participle that hangs on the noun before it.
fn modified(view: &View<'_>, s: usize, lo: usize) -> usize {
    if s < lo + 2 {
        return s;
    }
    let v = s - 1;
    let w = view.norm(v);
    let participle = view.tag(v) == Tag::Verb && w.ends_with("ing")
        || (one_of(w, "by in for with from at")
            && v > lo + 1
            && view.norm(v - 1).ends_with("ed")
            && view.tag(v - 1) == Tag::Verb);
    if !participle {
        return s;
    }
    let n = if w.ends_with("ing") { v - 1 } else { v.saturating_sub(2) };
    if n <= lo || !view.nominal(n) {
        return s;
    }
    match view.np_left(n, lo) {
        Some(t) if t == lo || view.opens_clause(t - 1) => t,
        _ => s,
    }
}

fn not_a_source(view: &View<'_>, s: usize, e: usize) -> bool {
    let Some(words) = sources("en") else { return false };
    // "the deal, announced Sunday, ...": when, not who
    e == s + 1 && (words.not_a_source.contains(view.norm(s)) || one_of(view.norm(s), WEEKDAYS))
}

/// The comma or conjunction before a source belongs to its zone.
fn zone_before(view: &View<'_>, start: usize, lo: usize) -> usize {
    let mut z = start;
    while z > lo && one_of(view.norm(z - 1), ", while but and whereas although though ; as — –") {
        z -= 1;
    }
    // "while on Monday the army said"
    z
}

/// "Anna Berg, a spokeswoman for the port, said": the start of the noun phrase before the apposition that ends at comma `c2`.
fn apposition(view: &View<'_>, c2: usize, lo: usize) -> Option<usize> {
    let mut best = None;
    let mut k = c2;
    let mut commas = 0;
    while k > lo + 1 {
        k -= 1;
        if matches!(view.norm(k), ";" | ":" | "—") {
            break;
        }
        if view.norm(k) != "," {
            continue;
        }
        commas += 1;
        if commas > 4 || c2 - k > 45 {
            break;
        }
        let first = k + 1;
        let w = view.norm(first);
        let opens = matches!(view.tag(first), Tag::Det | Tag::Noun | Tag::Propn | Tag::Adj | Tag::Num)
            || w.ends_with("ed")
            || one_of(
                w,
                "who which whose where speaking known based led citing quoting himself herself his her its in or also now once formerly",
            );
        if !opens || !view.nominal(k - 1) {
            continue;
        }
        let relative = matches!(w, "who" | "which" | "whose" | "where");
        let verb = (first..c2).any(|j| {
            let compound = view.norm(j).contains('-') || (j > first && view.norm(j - 1) == "-");
            view.tag(j) == Tag::Verb && !compound || view.tag(j) == Tag::Aux
        });
        if verb && !relative {
            // "X, a man who ran the port, said"
            let inner = (first..c2).find(|&j| matches!(view.norm(j), "who" | "which" | "that" | "whose"));
            let early = (first..inner.unwrap_or(c2))
                .any(|j| matches!(view.tag(j), Tag::Verb | Tag::Aux) && !(j > first && view.norm(j - 1) == "-"));
            if inner.is_none() || early {
                let participle = one_of(w, "speaking citing quoting known based seen led")
                    || (w.ends_with("ed") && view.norm(first + 1) != ",");
                if !participle {
                    continue;
                }
            }
        }
        let Some(s) = view.np_left(k - 1, lo) else { continue };
        if s == lo || view.opens_clause(s - 1) || view.is_time(s - 1) || matches!(view.tag(s - 1), Tag::Adv) {
            best = Some(s);
            // an earlier comma may open a longer chain only when this phrase is itself an apposition
            if s == lo || view.norm(s - 1) != "," {
                break;
            }
            let capital = view.upper(s);
            if capital || one_of(view.norm(s), DET) && relative {
                break;
            }
        }
    }
    best
}

/// The speaker after the verb: "said the ministry".
fn invert(view: &View<'_>, hits: &[Hit<'_>], lo: usize, hi: usize, hit: &mut Hit<'_>) {
    let _ = hits;
    if !hit.verb.frames.quote || hit.form.ing || hit.cue.start <= lo {
        return;
    }
    let b = hit.after;
    let prev = view.norm(hit.cue.start - 1);
    if !(prev == "," || view.is_close(hit.cue.start - 1) || matches!(prev, "—" | "–" | "?" | "!")) {
        return;
    }
    let e = view.np_right(b, hi, true);
    if e <= b || view.norm(b) == "that" || one_of(view.norm(b), WEEKDAYS) {
        return;
    }
    // a clause follows, not a speaker: "..., said the town had fallen"
    if matches!(view.tag(e), Tag::Verb | Tag::Aux) {
        return;
    }
    hit.source = Some(b..e);
    hit.inverted = true;
    hit.zone = hit.cue.start.saturating_sub(1).max(lo);
}

/// A verb without its own subject takes the one of the clause before.
pub(super) fn inherit(view: &View<'_>, hits: &[Hit<'_>], lo: usize, hit: &mut Hit<'_>) {
    let earlier = hits
        .iter()
        .rev()
        .find(|h| !h.passive && h.source.as_ref().is_some_and(|s| s.end <= hit.at) && !is_relative(view, h));
    if let Some(h) = earlier {
        hit.source = h.source.clone();
        hit.antecedent = h.antecedent.clone();
        return;
    }
    // the subject of the sentence: the noun phrase before its first finite verb
    let mut v = lo;
    while v < hit.at && !matches!(view.tag(v), Tag::Verb | Tag::Aux) {
        v += 1;
    }
    let mut e = v;
    while e > lo && (view.tag(e - 1) == Tag::Adv || one_of(view.norm(e - 1), WEEKDAYS) || view.norm(e - 1) == "on") {
        e -= 1;
    }
    if e == lo || v >= hit.at {
        return;
    }
    let s = if view.norm(e - 1) == "," {
        apposition(view, e - 1, lo).map(|s| s..e - 1)
    } else {
        view.np_left(e - 1, lo).map(|s| s..e)
    };
    if let Some(s) = s
        && !not_a_source(view, s.start, s.end)
    {
        hit.source = Some(s);
    }
}

fn is_relative(view: &View<'_>, h: &Hit<'_>) -> bool {
    h.source.as_ref().is_some_and(|s| s.len() == 1 && matches!(view.norm(s.start), "who" | "which" | "that"))
}
