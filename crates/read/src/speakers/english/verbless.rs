//! Attributions without a reporting verb of their own: "according to", counts that somebody keeps, reckonings, references, verbs said once.

use std::ops::Range;

use text::Tag;

use super::Raw;
use super::contents::{clause_start, content_end, content_span, has_verb};
use super::cues::Hit;
use super::view::View;
use super::words::{AUX, BE, FIGURE, POSS, one_of};
use crate::speakers::lexicon::sources;
use crate::speakers::quotes;

/// "According to X", "in the view of X", "citing X" without a subject, "in Ukraine's reckoning".
pub(super) fn prepositions(view: &View<'_>, si: usize, lo: usize, hi: usize, hits: &[Hit<'_>], out: &mut Vec<Raw>) {
    let mut i = lo;
    while i < hi {
        let Some((kind, after)) = view.lex.preps.at(view.doc, i) else {
            i += 1;
            continue;
        };
        let at = i;
        i = after;
        let byte = view.doc.tokens[at].span.start;
        if kind == "quote" {
            // handled with the verb where there is one; at the start of a sentence it speaks for the main speaker
            if at != lo {
                continue;
            }
        }
        if quotes::at(&view.quotes, byte).is_some_and(|q| q.span.start < byte) {
            continue;
        }
        let mut from = after;
        // at the start of a sentence the comma ends the source, elsewhere an apposition may follow it
        let mut e = view.np_right(from, hi, at > lo + 1);
        if view.norm(from) == "whom" {
            // "a spokesman, according to whom ...": the speaker stands before the comma
            let c = at.saturating_sub(1);
            if c > lo
                && view.norm(c) == ","
                && let (Some(n), Some((span, direct))) = (view.np_left(c - 1, lo), content_span(view, from + 1..hi))
            {
                out.push(Raw {
                    sentence: si,
                    source: Some(n..c),
                    cue: at..after + 1,
                    contents: vec![span],
                    kind: "say".into(),
                    lemma: "according to".into(),
                    direct,
                    tail: c..c,
                    ..Raw::default()
                });
            }
            continue;
        }
        // "according to preliminary findings by legal experts"
        if view.norm(e) == "by" || view.norm(e) == "from" {
            let e2 = view.np_right(e + 1, hi, true);
            if e2 > e + 1 && kind != "quote" {
                from = e + 1;
                e = e2;
            }
        }
        if e <= from {
            continue;
        }
        let mut spans = Vec::new();
        let mut raw = Raw {
            sentence: si,
            source: Some(from..e),
            cue: at..after,
            lemma: view.doc.span_of(at..after).of(&view.doc.text).to_lowercase(),
            kind: if kind == "quote" { "say".into() } else { kind.clone() },
            tail: e..e,
            ..Raw::default()
        };
        if at == lo || (at == lo + 1 && !view.nominal(lo)) {
            let begin = if view.norm(e) == "," { e + 1 } else { e };
            if kind == "quote" {
                // "Quoting the army, SANA said ...": the main speaker passes it on
                if let Some(h) = hits.iter().find(|h| h.at >= begin && h.source.is_some()) {
                    raw.quoted_by = h.source.clone();
                    spans.extend(content_span(view, view.skip_adjuncts(h.after, hi)..hi));
                }
            } else {
                let zones: Vec<(usize, usize)> = hits.iter().map(|h| (h.zone, h.cue.end)).collect();
                let end = content_end(view, begin, hi, usize::MAX, &zones);
                spans.extend(content_span(view, begin..end));
            }
        } else {
            let b = clause_start(view, lo, at, usize::MAX, &[]);
            spans.extend(content_span(view, b..at));
            // "Nine drowned, according to the mayor, and the shelling killed four": both are his where nobody else speaks
            let alone = view.norm(e + 1) == "and" && has_verb(view, e + 2, hi) && !hits.iter().any(|h| h.at > e);
            if view.norm(e) == ","
                && e + 3 < hi
                && (alone || !one_of(view.norm(e + 1), "who which and but while a the"))
            {
                let x = content_span(view, e + 1..hi);
                spans.extend(x);
            }
        }
        if spans.is_empty() {
            continue;
        }
        raw.contents = spans.iter().map(|s| s.0).collect();
        raw.direct = spans[0].1;
        out.push(raw);
    }
}

/// "The official toll stands at 140", "his tally gave 12": a count that somebody keeps speaks for him.
pub(super) fn counts(view: &View<'_>, si: usize, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    for i in lo + 1..hi.saturating_sub(2) {
        if !one_of(view.norm(i), "toll tally count figure figures number balance reckoning") {
            continue;
        }
        let Some(s) = view.np_left(i, lo) else { continue };
        // "his 6 a.m. tally"
        let s = (lo.max(i.saturating_sub(5))..s).find(|&j| one_of(view.norm(j), POSS)).unwrap_or(s);
        let of = if view.norm(i + 1) == "of" { view.np_right(i + 2, hi, false) } else { 0 };
        let owned = (s..i).any(|j| {
            one_of(view.norm(j), "official officials formal 's ministry government") || one_of(view.norm(j), POSS)
        }) || of > i + 2 && body(view, i + 2..of);
        // a date in commas may stand between ("its count, on Saturday, had been 133")
        let mut v = if of > i + 2 { of } else { i + 1 };
        // "its latest figures for the bank it holds are ..."
        if matches!(view.norm(v), "for" | "on" | "in")
            && let Some(be) = (v + 1..hi.min(v + 9)).find(|&j| one_of(view.norm(j), BE) || view.tag(j) == Tag::Punct)
            && view.tag(be) != Tag::Punct
        {
            v = be;
        }
        if view.norm(v) == "," {
            v = (v + 1..hi.min(v + 6)).find(|&j| view.norm(j) == ",").map_or(v, |j| j + 1);
        }
        let at = v;
        while v < hi
            && (one_of(view.norm(v), AUX) || view.tag(v) == Tag::Adv)
            && !(v > at && one_of(view.norm(v), FIGURE))
        {
            v += 1;
        }
        let says =
            one_of(view.norm(v), "stands stood reached reaches gave gives put puts shows showed rose climbed went");
        let v = if v > at && view.norm(v) == "of" { v + 1 } else { v };
        let is = v > at && (view.tag(v) == Tag::Num || one_of(view.norm(v), FIGURE));
        let free = out.get(first_new..).is_none_or(|l| {
            !l.iter().any(|r| r.cue.start <= v && r.contents.iter().any(|c| c.contains(view.doc.tokens[i].span)))
        });
        if !owned
            || !(says || is)
            || !free
            || out.get(first_new..).is_some_and(|l| l.iter().any(|r| r.source.as_ref().is_some_and(|x| x.contains(&i))))
        {
            continue;
        }
        let cue = if says { at..v + 1 } else { at..v };
        if let Some((span, direct)) = content_span(view, cue.end..hi) {
            let keeper = if of > i + 2 { i + 2..of } else { s..i + 1 };
            let one = s..s + 1;
            let whose = one_of(view.norm(s), "his her its their");
            out.push(Raw {
                sentence: si,
                source: Some(keeper),
                antecedent: whose.then_some(one),
                tail: cue.end..cue.end,
                cue,
                contents: vec![span],
                direct,
                kind: "say".into(),
                lemma: view.norm(i).to_owned(),
                ..Raw::default()
            });
        }
        return;
    }
}

/// Do the words name a body that keeps count ("of the regional authorities")?
fn body(view: &View<'_>, r: Range<usize>) -> bool {
    let Some(src) = sources("en") else { return false };
    r.into_iter().any(|j| src.institution.contains(view.norm(j)) && view.tag(j) != Tag::Num)
}

/// "In Norland's reckoning", "in their view": the owner of a word for what is thought speaks for the clause.
pub(super) fn reckonings(view: &View<'_>, si: usize, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    for at in lo..hi.saturating_sub(2) {
        if !one_of(view.norm(at), "in by") {
            continue;
        }
        let Some(n) = (at + 2..hi.min(at + 8)).find(|&j| view.lex.possessive.contains_key(view.norm(j))) else {
            continue;
        };
        let owner = if one_of(view.norm(at + 1), "his her its their") && n <= at + 3 {
            at + 1..at + 2
        } else {
            match (at + 2..n).rev().find(|&j| matches!(view.norm(j), "'s" | "'" | "’s" | "’")) {
                Some(p) if n <= p + 2 => at + 1..p,
                _ => continue,
            }
        };
        let clash = (at + 1..n).any(|j| matches!(view.tag(j), Tag::Verb | Tag::Aux | Tag::Punct) && j > owner.end);
        let byte = view.doc.tokens[at].span.start;
        let quoted = quotes::at(&view.quotes, byte).is_some_and(|q| q.span.start < byte);
        // "in its account of the war", "in its opinion that ...": the noun has words of its own
        let follows = one_of(view.norm(n + 1), "of that for on about");
        let taken = out.get(first_new..).is_some_and(|l| l.iter().any(|r| (at..=n).any(|j| r.cue.contains(&j))));
        if clash || quoted || follows || taken {
            continue;
        }
        let mut spans = Vec::new();
        if at > lo {
            let b = clause_start(view, lo, at, usize::MAX, &[]);
            spans.extend(content_span(view, b..at));
        }
        let rest = if view.norm(n + 1) == "," { n + 2 } else { n + 1 };
        let end = (rest..hi).find(|&j| view.norm(j) == ";").unwrap_or(hi);
        if rest < end {
            spans.extend(content_span(view, rest..end));
        }
        let Some(first) = spans.first() else { continue };
        out.push(Raw {
            sentence: si,
            source: Some(owner),
            cue: at..n + 1,
            direct: first.1,
            contents: spans.iter().map(|s| s.0).collect(),
            kind: "say".into(),
            lemma: view.norm(n).to_owned(),
            tail: n..n,
            ..Raw::default()
        });
        return;
    }
}

/// "SANA reports with reference to the army": the army is the source, SANA passes it on.
pub(super) fn references(view: &View<'_>, lo: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    for at in lo + 1..hi {
        let Some((kind, after)) = view.lex.preps.at(view.doc, at) else { continue };
        if kind != "quote" || view.is_verb(at, lo, hi) {
            continue;
        }
        let e = view.np_right(after, hi, true);
        let Some(main) =
            out.get(first_new..).and_then(|l| l.iter().rev().find(|r| r.cue.end <= at && r.source.is_some()))
        else {
            continue;
        };
        if e <= after || matches!(view.norm(after), "its" | "his" | "her" | "their") {
            continue;
        }
        let raw = Raw {
            source: Some(after..e),
            cue: at..after,
            quoted_by: main.source.clone(),
            listener: None,
            tail: e..e,
            kind: "say".into(),
            lemma: "reference".into(),
            ..main.clone()
        };
        out.push(raw);
        return;
    }
}

/// "The ministry spoke of 12 dead, a spokesman of around 30": the verb is said once.
pub(super) fn gapped(view: &View<'_>, si: usize, hi: usize, first_new: usize, out: &mut Vec<Raw>) {
    let Some(main) = out.get(first_new..).and_then(|l| l.iter().find(|r| r.lemma == "speak")).cloned() else { return };
    let Some(c) = (main.cue.end..hi).find(|&j| view.norm(j) == ",") else { return };
    let Some(of) = (c + 2..hi.min(c + 12))
        .find(|&j| view.norm(j) == "of" && (view.tag(j + 1) == Tag::Num || one_of(view.norm(j + 1), FIGURE)))
    else {
        return;
    };
    if (c + 1..of).any(|j| matches!(view.tag(j), Tag::Verb | Tag::Aux | Tag::Punct)) {
        return;
    }
    let (Some((a, _)), Some((b, direct))) = (content_span(view, main.cue.end..c), content_span(view, of + 1..hi))
    else {
        return;
    };
    if let Some(m) = out.get_mut(first_new..).and_then(|l| l.iter_mut().find(|r| r.lemma == "speak")) {
        m.contents = vec![a];
    }
    out.push(Raw {
        sentence: si,
        source: Some(c + 1..of),
        cue: of..of + 1,
        contents: vec![b],
        direct,
        kind: main.kind,
        lemma: main.lemma,
        tail: of..of,
        ..Raw::default()
    });
}
