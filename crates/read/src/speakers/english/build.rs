//! Attributions from a reporting verb with its speaker: active, passive, and one who is quoted by another.

use model::Span;
use text::Tag;

use super::Raw;
use super::contents::{
    allowed_forward, beside_content, clause_start, closes, content_end, content_span, follows_content, forward_end,
    has_verb, names_content, quote_closes,
};
use super::cues::Hit;
use super::tree::Tree;
use super::view::View;
use super::words::one_of;
use crate::speakers::lexicon::Form;

#[allow(clippy::too_many_arguments)]
pub(super) fn build(
    view: &View<'_>,
    tree: &Tree<'_>,
    si: usize,
    lo: usize,
    hi: usize,
    k: usize,
    hits: &mut [Hit<'_>],
    zones: &[(usize, usize)],
    out: &mut Vec<Raw>,
) {
    let (verb, form, at, after, passive, inverted) = {
        let h = &hits[k];
        (h.verb, h.form, h.at, h.after, h.passive, h.inverted)
    };
    let mut raw = Raw {
        sentence: si,
        source: hits[k].source.clone(),
        cue: hits[k].cue.clone(),
        kind: verb.kind.clone(),
        lemma: verb.lemma.clone(),
        antecedent: hits[k].antecedent.clone(),
        tail: after..hi.min(after + 30),
        ..Raw::default()
    };
    let mut spans: Vec<(Span, bool)> = Vec::new();
    if passive {
        if !build_passive(view, tree, lo, hi, k, hits, zones, &mut raw, &mut spans) {
            return;
        }
    } else if (verb.kind == "quote" || (form.ing && verb.lemma == "refer"))
        && quoting(view, lo, hi, at, after, hits[k].zone, &mut raw, &mut spans, out, form)
    {
    } else {
        let mut from = after;
        if inverted {
            from = raw.source.as_ref().map_or(after, |s| s.end);
        }
        if verb.frames.listener && !inverted {
            let e = view.np_right(from, hi, false);
            let clause = matches!(view.tag(e), Tag::Verb | Tag::Aux) && verb.lemma != "tell";
            if e > from
                && view.norm(from) != "that"
                && !clause
                && (verb.lemma == "tell" || follows_content(view, e, hi))
            {
                raw.listener = Some(from..e);
                from = e;
            }
        }
        let rest = view.skip_adjuncts(from, hi);
        let that = (from..hi.min(from + 28)).take_while(|&j| !matches!(view.norm(j), ";" | "." | "and")).find(|&j| {
            matches!(view.norm(j), "that")
                && (view.tag(j) == Tag::Sconj
                    || j == from
                    || j == rest
                    || !matches!(view.tag(j + 1), Tag::Verb | Tag::Aux | Tag::Punct))
                || view.norm(j) == ":"
        });
        // "..., the ministry reported, adding that ...": a clause of the next verb
        let next_cue = |t: usize| hits.iter().any(|h| h.at > at && h.at < t);
        let names_only = !(verb.frames.clause || verb.frames.listener);
        let that = that.filter(|&t| {
            t <= rest
                || !(next_cue(t) || names_only && view.norm(t) == "that")
                    && (from..t).all(|j| {
                        !matches!(view.tag(j), Tag::Verb | Tag::Aux)
                            || view.norm(j).ends_with("ed")
                            || view.norm(j).ends_with("ing")
                    })
        });
        let stops =
            |j: usize| j >= hi || one_of(view.norm(j), ". , ; ) — – ? !") || view.is_close(j) && quote_closes(view, j);
        let start = raw.source.as_ref().map_or(at, |s| s.start).min(hits[k].cue.start);
        let before =
            start > lo && (matches!(view.norm(start - 1), "," | "—" | "–") || view.is_quote(start - 1) || inverted);
        let quote_opens = rest < hi && view.is_quote(rest) && !quote_closes(view, rest);
        // "..., the ministry said in a statement carried by the agency ANSA": how and where it was said, to the end
        let beside = closes(view, from, hi).filter(|_| before && that.is_none() && has_verb(view, lo, start));
        let rest = beside.map_or(rest, |b| b.max(rest));
        let backward = verb.frames.quote
            && !form.ing
            && (before || inverted)
            && that.is_none()
            && !quote_opens
            && (stops(rest) || inverted)
            && start > lo;
        if backward {
            let b = clause_start(view, lo, start, k, zones);
            let mut e = start;
            if inverted {
                e = hits[k].cue.start;
            }
            spans.extend(content_span(view, b..e));
            // ", he said, ...": the sentence goes on
            if rest < hi && matches!(view.norm(rest), "," | "—" | ":") {
                let end = content_end(view, rest + 1, hi, k, zones);
                let blocked = zones.iter().enumerate().any(|(j, &(z, _))| j != k && z >= rest && z <= rest + 1);
                let relative = one_of(
                    view.norm(rest + 1),
                    "who which adding according citing quoting referring after as in a while when the days weeks hours months where since before citing",
                ) && !view.is_quote(rest + 1)
                    || (view.tag(rest + 1) == Tag::Num
                        && one_of(view.norm(rest + 2), "days day weeks week hours months years"));
                if !blocked && !relative && end > rest + 2 {
                    spans.extend(content_span(view, rest + 1..end));
                }
            }
            raw.tail = from..rest.max(from);
        } else {
            let mut begin =
                that.unwrap_or(if verb.frames.clause || verb.frames.listener || quote_opens { rest } else { from });
            if begin < hi && view.norm(begin) == ":" {
                begin += 1;
            }
            let which = start > lo && view.norm(start - 1) == "which";
            if which
                && (begin >= hi || stops(begin))
                && matches!(verb.kind.as_str(), "deny" | "confirm" | "say" | "claim")
            {
                // "..., which the army denies": what stands before is the content
                let b = clause_start(view, lo, start - 1, k, zones);
                let earlier = out
                    .last()
                    .filter(|r| r.sentence == si)
                    .and_then(|r| r.contents.first())
                    .map(|c| view.doc.token_at(c.start));
                spans.extend(content_span(view, earlier.unwrap_or(b)..start - 1));
            } else if begin >= hi || stops(begin) {
                // nothing follows: "the ministry said." after a clause without a comma, "as the minister said"
                if verb.frames.quote && !form.ing && start > lo + 2 && before {
                    let b = clause_start(view, lo, start, k, zones);
                    spans.extend(content_span(view, b..start));
                } else if view.norm(begin) == "," && begin + 1 < hi && view.is_quote(begin + 1) {
                    spans.extend(content_span(view, begin + 1..hi));
                }
            } else {
                let allowed = allowed_forward(view, verb, begin) && !beside_content(view, tree, at, begin);
                if allowed {
                    let end = forward_end(view, tree, at, begin, hi, k, hits, zones);
                    // "warned of", "asked about": the preposition is part of what announces the content
                    if begin == raw.cue.end && names_content(view, begin) && begin + 1 < end {
                        raw.cue.end = begin + 1;
                        begin += 1;
                    }
                    spans.extend(content_span(view, begin..end));
                }
            }
            raw.tail = from..begin.max(from);
            // a colon at the end of a paragraph: the quotation that opens the next one
            if spans.is_empty() && hi > 0 && view.norm(hi - 1) == ":" {
                let byte = view.doc.tokens[hi - 1].span.end;
                let i = view.quotes.partition_point(|q| q.span.start < byte);
                if let Some(q) = view
                    .quotes
                    .get(i)
                    .filter(|q| view.doc.text.get(byte..q.span.start).is_some_and(|t| t.trim().is_empty()))
                {
                    spans.push((q.span, true));
                }
            }
        }
    }
    // "a plan which critics call ...", "what he said": the pronoun stands for a part of the content
    if !passive
        && let Some(s) = raw.source.as_ref().filter(|s| s.start > lo && s.end <= at)
        && one_of(view.norm(s.start - 1), "which what whom whatever")
        && (spans.is_empty() || view.norm(s.start - 1) != "what")
        && !spans.iter().any(|x| x.0.overlaps(view.doc.tokens[s.start - 1].span))
    {
        let word = s.start - 1;
        if !(spans.iter().any(|x| x.0.end <= view.doc.tokens[word].span.start)) {
            spans.push((view.doc.tokens[word].span, false));
        }
    }
    if spans.is_empty() {
        return;
    }
    raw.direct = spans[0].1;
    raw.contents = spans.into_iter().map(|s| s.0).collect();
    if raw.source.is_none() && !passive {
        return;
    }
    out.push(raw);
}

/// "is said to", "was quoted as saying", "was announced by".
#[allow(clippy::too_many_arguments)]
fn build_passive(
    view: &View<'_>,
    tree: &Tree<'_>,
    lo: usize,
    hi: usize,
    k: usize,
    hits: &[Hit<'_>],
    zones: &[(usize, usize)],
    raw: &mut Raw,
    spans: &mut Vec<(Span, bool)>,
) -> bool {
    let h = &hits[k];
    let next = view.norm(h.after);
    let subject = (h.cue.start > lo).then(|| view.np_left(h.cue.start - 1, lo).map(|s| s..h.cue.start)).flatten();
    if h.verb.kind == "quote" {
        // "was quoted (by X) as saying"
        let Some(s) = subject else { return false };
        raw.quoted_by = h.source.clone();
        raw.source = Some(s);
        let mut from = raw.quoted_by.as_ref().map_or(h.after, |q| q.end);
        if view.norm(from) == "as" && view.tag(from + 1) == Tag::Verb {
            from += 2;
        }
        if view.norm(from) == "by" {
            let e = view.np_right(from + 1, hi, false);
            raw.quoted_by = Some(from + 1..e);
            from = e;
            if view.norm(from) == "as" {
                from += 2;
            }
        }
        let end = content_end(view, from, hi, k, zones);
        spans.extend(content_span(view, from..end));
        return !spans.is_empty();
    }
    // "asked whether ...", "was accused of ...", "asked by reporters about ..."
    let mut from = h.source.as_ref().filter(|s| s.start > h.after).map_or(h.after, |s| s.end);
    if next != "to"
        && (names_content(view, from)
            || (h.verb.kind == "ask" && one_of(view.norm(from), "whether if how why what when who")))
    {
        let end = forward_end(view, tree, h.at, from, hi, k, hits, zones);
        if names_content(view, from) {
            if from == raw.cue.end {
                raw.cue.end += 1;
            }
            from += 1;
        }
        spans.extend(content_span(view, from..end));
        if h.verb.kind == "accuse"
            && let Some(s) = subject
        {
            spans.push((view.doc.span_of(s), false));
        }
        if raw.source.is_none() && h.verb.kind != "ask" {
            raw.kind = "hearsay".into();
        }
        return !spans.is_empty();
    }
    if next == "to" || (next == "as" && h.verb.frames.noun) {
        // hearsay: nobody is named
        raw.source = h.source.clone();
        let from = subject.as_ref().map_or(h.after, |s| s.start);
        let end = content_end(view, h.after, hi, k, zones);
        if let Some(s) = subject {
            if let Some(x) = content_span(view, h.after..end) {
                spans.push(x);
            }
            let _ = from;
            spans.push((view.doc.span_of(s), false));
        }
        if h.verb.kind != "order" {
            raw.kind = if h.verb.kind == "forecast" { "forecast".into() } else { "hearsay".into() };
        }
        return !spans.is_empty();
    }
    if next == "that" {
        let end = content_end(view, h.after, hi, k, zones);
        raw.source = None;
        raw.kind = "hearsay".into();
        spans.extend(content_span(view, h.after..end));
        return !spans.is_empty();
    }
    if h.source.is_some()
        && let Some(s) = subject
    {
        spans.push((view.doc.span_of(s), false));
        return true;
    }
    false
}

/// "Rudaw quoted Shami, spokesman for the force, as saying that ...": the quoted one is the source, the quoting one passes it on.
#[allow(clippy::too_many_arguments)]
fn quoting(
    view: &View<'_>,
    lo: usize,
    hi: usize,
    at: usize,
    after: usize,
    zone: usize,
    raw: &mut Raw,
    spans: &mut Vec<(Span, bool)>,
    out: &mut Vec<Raw>,
    form: Form,
) -> bool {
    let as_at = (after..hi.min(after + 50)).find(|&j| view.norm(j) == "as" && (view.norm(j + 1).ends_with("ing")));
    if let Some(a) = as_at {
        let mut e = a;
        while e > after && matches!(view.norm(e - 1), ",") {
            e -= 1;
        }
        if e > after {
            let mut from = a + 2;
            let cue_word = view.norm(a + 1).to_owned();
            if view.norm(from) == "," {
                from += 1;
            }
            let (kind, lemma) = match view
                .lex
                .forms
                .get(&cue_word)
                .and_then(|l| l.iter().find(|(i, _)| view.lex.verbs[*i].tail.is_empty()))
            {
                Some((i, _)) => (view.lex.verbs[*i].kind.clone(), view.lex.verbs[*i].lemma.clone()),
                None => ("say".to_owned(), "say".to_owned()),
            };
            if let Some(x) = content_span(view, from..hi) {
                let inner = Raw {
                    sentence: raw.sentence,
                    source: Some(after..e),
                    cue: a..a + 2,
                    contents: vec![x.0],
                    direct: x.1,
                    kind,
                    lemma,
                    quoted_by: raw.source.clone(),
                    tail: a..a,
                    ..Raw::default()
                };
                out.push(inner);
                spans.extend(content_span(view, after..hi));
                raw.cue = at..after;
                return true;
            }
        }
    }
    if form.ing {
        // ", citing the army": the cited one is the source of what the clause says
        let e = view.np_right(after, hi, true);
        if e > after && at > lo {
            let own = matches!(view.norm(after), "its" | "his" | "her" | "their");
            let source = raw.source.clone();
            if !own {
                let b = zone.min(at);
                let mut end = b;
                let mut begin = lo;
                if let Some(last) = out
                    .iter()
                    .rev()
                    .take_while(|r| r.sentence == raw.sentence)
                    .find(|r| r.source == source && r.cue.end <= at)
                {
                    if let Some(c) = last.contents.first() {
                        begin = view.doc.token_at(c.start);
                        end = view.doc.tokens_in(*c).end;
                    }
                } else if at == lo {
                    return false;
                }
                if let Some(x) = content_span(view, begin..end) {
                    spans.push(x);
                    raw.quoted_by = source;
                    raw.source = Some(after..e);
                    return true;
                }
            }
        }
        return false;
    }
    false
}
