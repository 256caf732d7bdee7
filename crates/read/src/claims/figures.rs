//! Figures to slots: which of the triggers in a sentence a quantity belongs to.
//!
//! Every trigger has a price for every quantity: how far it stands away, what stands between, on which side it should stand for
//! its role, and whether the parse joins the two. The cheapest wins, if it is cheap enough. Where there is no parse, or a wrong
//! one, distance and sides still give the answer; where the parse is right it breaks ties.

use std::ops::Range;

use model::{Op, Quantity, Slot, Value, ValueKind};
use text::{Doc, Rel, Tag};

use super::{
    pack::{Packs, Role},
    part::{Part, is_verb, passive},
    roles::{Fit, fit},
    singles,
};

/// Above this price a trigger and a quantity have nothing to do with each other.
const TOO_DEAR: f32 = 9.0;
/// Vague words without bounds ("some", "many") are everywhere; they must stand close.
const TOO_DEAR_VAGUE: f32 = 3.5;

/// How far, in bytes and in attributions, a source is looked for.
const NEAR: usize = 400;
/// The most that a trigger costs which the parse joins to the figure in the role expected.
const AS_PARSED: f32 = 0.6;
/// What a trigger costs more when the parse gives its deed somebody else.
const OTHERWISE_PARSED: f32 = 4.0;

/// What a rule that counts only some of those harmed costs less than one that counts them all.
const NARROWER: f32 = 1.0;

/// A quantity that was given a slot.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    pub(crate) quantity: usize,
    pub(crate) rule: String,
    pub(crate) slot: Slot,
    pub(crate) counted: Option<String>,
    /// Tokens of figure and thing counted.
    pub(crate) tokens: Range<usize>,
    pub(crate) how: String,
    /// A step from the figure before ("two above the 137"), not a total.
    pub(crate) step: bool,
}

#[derive(Clone, Copy)]
struct Trigger {
    first: usize,
    end: usize,
    figure: usize,
    role: Role,
}

fn role(n: usize) -> Role {
    match n {
        0 => Role::Own,
        1 => Role::Subject,
        2 => Role::Object,
        3 => Role::Frame,
        _ => Role::Near,
    }
}

/// The tokens of the thing counted, after (or, rarely, before) the figure.
pub(crate) fn counted_tokens(doc: &Doc, q: &Quantity, sentence: &Range<usize>) -> Range<usize> {
    let fig = doc.tokens_in(q.span());
    if let Some(c) = &q.counted {
        let end = sentence.end.min(doc.tokens.len());
        let to = if end > 0 { doc.tokens[end - 1].span.end } else { 0 };
        if let Some(i) = doc.text.get(q.figure.end..to).and_then(|rest| rest.find(c.as_str())) {
            if i <= 80 {
                return doc.tokens_in(model::Span::new(q.figure.end + i, q.figure.end + i + c.len()));
            }
        }
        let from = sentence.start.min(doc.tokens.len().saturating_sub(1));
        let from = doc.tokens.get(from).map_or(0, |t| t.span.start);
        if let Some(i) = doc.text.get(from..q.start).and_then(|before| before.rfind(c.as_str())) {
            return doc.tokens_in(model::Span::new(from + i, from + i + c.len()));
        }
    }
    fig.end..fig.end
}

/// Binds the quantities of one sentence. `context` is the slot of the last figure before the sentence.
pub(crate) fn bind(part: &Part<'_>, packs: &Packs, sentence: usize, context: Option<&Bound>) -> Vec<Bound> {
    let doc = part.doc;
    let Some(s) = doc.sentences.get(sentence) else { return Vec::new() };
    let from = part.quantities.partition_point(|q| q.start < s.span.start);
    let quantities: Vec<(usize, &Quantity)> = part
        .quantities
        .iter()
        .enumerate()
        .skip(from)
        .take_while(|(_, q)| q.start < s.span.end)
        .filter(|(_, q)| s.span.contains(q.span()))
        .collect();
    if quantities.is_empty() {
        return Vec::new();
    }
    let triggers: Vec<Trigger> = part
        .rules
        .figures
        .find(doc, s.tokens.clone())
        .into_iter()
        .map(|h| Trigger { first: h.first, end: h.end, figure: h.rule / 8, role: role(h.rule % 8) })
        .filter(|t| part.rules.figure_unless.get(&t.figure).is_none_or(|p| !p.any(doc, s.tokens.clone())))
        .collect();
    let triggers = if doc.parsed { triggers } else { longest(triggers, &s.tokens) };
    let spans: Vec<Range<usize>> = quantities.iter().map(|(_, q)| doc.tokens_in(q.span())).collect();
    // without a parse: the price of the figure that stands with a trigger, no comma between; it has no need of another
    let own: Vec<Option<f32>> = triggers
        .iter()
        .map(|t| {
            let prices = quantities
                .iter()
                .zip(&spans)
                .filter(|((_, o), r)| !doc.parsed && o.unit.is_none() && !comma_between(doc, r, t));
            prices.filter_map(|((_, o), r)| price(doc, o, r, r, t, &spans)).min_by(f32::total_cmp)
        })
        .collect();
    let mut out: Vec<Bound> = Vec::new();
    for (k, (n, q)) in quantities.iter().enumerate() {
        if q.unit.is_some() || not_a_count(part, s.span, q) || speaks(part, q) || whole_of_none(doc, &quantities, k) {
            continue;
        }
        let thing = counted_tokens(doc, q, &s.tokens);
        let group =
            spans[k].start.min(if thing.is_empty() { usize::MAX } else { thing.start })..spans[k].end.max(thing.end);
        let mut best: Option<(f32, Trigger)> = None;
        let single = singles::is_one(q);
        let unbounded = q.vague && q.lo.is_none() && q.hi.is_none();
        // "the 4300 block of Main Street", "two counts of murder": numbered, not counted
        if !thing.is_empty() && part.has("numbered", thing.clone()) {
            continue;
        }
        for (t, own) in triggers.iter().zip(&own) {
            let f = &packs.figures[t.figure];
            if f.custody && !part.custody || f.free && part.custody {
                continue;
            }
            if matches!(f.slot, Slot::Killed | Slot::Injured | Slot::Missing) && survived(doc, &group) {
                continue;
            }
            if !thing.is_empty() {
                let named = |c: &String| {
                    fits(part, c, &thing) || t.role == Role::Own || who_undergoes(part, c, &group, &thing, t)
                };
                if f.things.as_ref().is_some_and(|c| !named(c)) {
                    continue;
                }
                if f.never.as_ref().is_some_and(|c| part.has(c, thing.clone())) {
                    continue;
                }
            }
            let Some(mut price) = price(doc, q, &group, &spans[k], t, &spans) else { continue };
            if own.is_some_and(|x| x + 0.5 < price) && comma_between(doc, &group, t) {
                continue;
            }
            if f.context
                && (q.lo.is_none() && q.hi.is_none()
                    || q.lo == Some(1.0)
                    || !doc.parsed && out.is_empty() && context.is_none())
            {
                continue;
            }
            let fit = fit(doc, &group, &(t.first..t.end), t.role);
            match fit {
                Fit::Fits => price = price.min(AS_PARSED),
                Fit::Against => price += OTHERWISE_PARSED,
                Fit::Doer | Fit::Another => continue,
                Fit::Unsaid => {}
            }
            if (single || unbounded) && t.role == Role::Frame
                || (single || doc.parsed && nobody(q)) && fit != Fit::Fits
                || unbounded && t.role == Role::Own && t.end > t.first + 1
            {
                continue;
            }
            if f.weak {
                price += if fit == Fit::Fits { 1.0 } else { 2.5 };
            }
            // a longer trigger says more: "move ... out of" before "move"
            let least = if t.role == Role::Own { 0.0 } else { 0.2 };
            price = (price - 0.3 * (t.end - t.first).min(4) as f32 + 0.3).max(least);
            if thing.is_empty()
                && f.things.as_ref().is_some_and(|c| fit != Fit::Fits || c != "people")
                && !matches!(t.role, Role::Own | Role::Frame)
            {
                price += 1.0;
            }
            // what became of them says more than what they are ("84 bodies have been identified")
            if f.group.is_some() && fit != Fit::Against {
                price -= NARROWER;
            }
            if best.as_ref().is_none_or(|(b, _)| price < *b) {
                best = Some((price, *t));
            }
        }
        let limit = if unbounded { TOO_DEAR_VAGUE } else { TOO_DEAR };
        let best = best.filter(|(p, _)| *p <= limit);
        if (single || doc.parsed && nobody(q))
            && best.is_none_or(|(_, t)| !ONE_OF.contains(&packs.figures[t.figure].slot))
        {
            continue;
        }
        let words_at = |from: usize| -> String {
            (from..s.tokens.end.min(from + 3)).map(|i| doc.tokens[i].norm.as_str()).collect::<Vec<_>>().join(" ")
        };
        let tail = [words_at(spans[k].end), words_at(group.end)];
        let of_them = tail.iter().any(|t| {
            [
                "of them",
                "of whom",
                "of these",
                "of those",
                "among them",
                "such case",
                "above the",
                "higher than",
                "more than the",
            ]
            .iter()
            .any(|w| t.starts_with(w))
        }) || [
            "of these",
            "of those",
            "of them",
            "of the dead",
            "among them",
            "among these",
            "they include",
            "these include",
        ]
        .iter()
        .any(|w| words_at(s.tokens.start).starts_with(w));
        // "has grown by four, to 137"
        let by =
            q.change.is_some() && quantities.get(k + 1).is_some_and(|(_, n)| n.start < q.end + 8 && n.change.is_none());
        let step =
            by || tail.iter().any(|t| ["above the", "higher than", "more than the"].iter().any(|w| t.starts_with(w)));
        let prev = out.last().cloned();
        // "up to 20,000 marched; the police spoke of 4,500": what another count stands between is not continued
        let other = quantities[..k].iter().rev().take(4).any(|(m, x)| {
            x.unit.is_none() && x.counted.is_some() && !x.vague && out.last().is_none_or(|b| b.quantity < *m)
        });
        let before = if other && !of_them { None } else { prev.as_ref().or(context) };
        let joined = prev.as_ref().filter(|p| {
            // houses do not join the villages before them where the rule counts villages only
            let fits = packs
                .figures
                .iter()
                .find(|f| f.name == p.rule)
                .and_then(|f| f.things.as_ref())
                .is_none_or(|c| doc.parsed || thing.is_empty() || fits(part, c, &thing));
            let own = !doc.parsed && best.is_some_and(|(_, t)| !comma_between(doc, &group, &t));
            fits && !own
                && (joined(doc, p.tokens.end.min(group.start)..group.start)
                    || thing.is_empty() && listed(doc, &p.tokens, &spans[k], s.tokens.end))
        });
        // "81 of the 120": the whole is what the part was taken from
        let whole = prev.as_ref().filter(|p| {
            let words: Vec<&str> =
                (spans[k].start.saturating_sub(2)..spans[k].start).map(|i| doc.tokens[i].norm.as_str()).collect();
            words == ["of", "the"] && p.tokens.end + 2 >= spans[k].start
        });
        // "27 de los 31 pasajeros": who was there, not what befell them
        let before_it = quantities.get(k.wrapping_sub(1)).map(|(_, p)| *p);
        let figure = q.figure.of(&doc.text);
        let of_it =
            !doc.parsed && before_it.is_some_and(|p| p.part && p.of.as_deref().is_some_and(|o| o.starts_with(figure)));
        if of_it && prev.as_ref().is_some_and(|p| p.slot != Slot::Recaptured) {
            continue;
        }
        let bound = if whole.is_some_and(|p| p.slot == Slot::Recaptured) {
            Some((
                Slot::Escaped,
                "detention/whole-of-recaptured".to_owned(),
                Some("detainees".to_owned()),
                "the whole that the recaptured were part of".to_owned(),
            ))
        } else if let (true, Some(p)) = (of_them && best.as_ref().is_none_or(|(b, _)| *b > 3.0), before) {
            Some((p.slot, p.rule.clone(), None, format!("continuing the figure before it ({})", p.slot)))
        } else if let (Some(p), true) = (joined, best.as_ref().is_none_or(|(b, t)| *b > 2.5 && t.role != Role::Own)) {
            Some((p.slot, p.rule.clone(), None, format!("joined to the figure before it ({})", p.slot)))
        } else {
            best.and_then(|(price, t)| {
                let f = &packs.figures[t.figure];
                let words = doc.span_of(t.first..t.end).of(&doc.text);
                let how = format!("\"{words}\" at price {price:.1}");
                if f.context {
                    let p = before?;
                    return Some((p.slot, f.name.clone(), p.counted.clone(), format!("{how}, continuing {}", p.slot)));
                }
                Some((f.slot, f.name.clone(), f.counted.clone(), how))
            })
        };
        if let Some((slot, rule, counted, how)) = bound {
            // "wounded" right beside the figure says no less than "in hospital" after it
            let made_of_them = packs.figures.iter().find(|f| f.name == rule).and_then(|f| f.group.clone());
            let counted = made_of_them.or_else(|| name_of(part, q, &thing, slot)).or(counted);
            let twin = best.and_then(|(_, t)| twin(doc, packs, &triggers, &t, slot));
            let this = Bound { quantity: *n, rule, slot, counted, tokens: group, how, step };
            if let Some((figure, words)) = twin {
                let f = &packs.figures[figure];
                out.push(Bound {
                    rule: f.name.clone(),
                    slot: f.slot,
                    how: format!("\"{words}\" beside {slot}"),
                    ..this.clone()
                });
            }
            out.push(this);
        }
    }
    // second pass: figures that only a right-hand neighbour explains
    for k in (0..quantities.len().saturating_sub(1)).rev() {
        let (n, q) = quantities[k];
        if q.unit.is_some() || q.counted.is_some() || out.iter().any(|b| b.quantity == n) {
            continue;
        }
        let right = quantities[k + 1].0;
        let Some(r) = out.iter().find(|b| b.quantity == right).cloned() else { continue };
        let between = spans[k].end..spans[k + 1].start;
        if between.len() == 1
            && matches!(
                doc.tokens[between.start].norm.as_str(),
                "and" | "or" | "," | "и" | "та" | "و" | "y" | "et" | "und" | "e"
            )
        {
            out.push(Bound {
                quantity: n,
                tokens: spans[k].clone(),
                how: format!("joined to the figure after it ({})", r.slot),
                ..r
            });
        }
    }
    // "two of the four dead": the part is what the whole is
    for k in 0..quantities.len().saturating_sub(1) {
        let (n, q) = quantities[k];
        if q.unit.is_some() || !q.part || out.iter().any(|b| b.quantity == n) {
            continue;
        }
        let (right, _) = quantities[k + 1];
        let words: Vec<&str> =
            (spans[k].end..spans[k + 1].start).take(3).map(|i| doc.tokens[i].norm.as_str()).collect();
        let Some(r) = out.iter().find(|b| b.quantity == right).cloned() else { continue };
        if matches!(words.as_slice(), ["of", "the"] | ["of", "these"] | ["of", "those"]) {
            let how = format!("part of the figure after it ({})", r.slot);
            out.push(Bound { quantity: n, tokens: spans[k].clone(), how, ..r });
        }
    }
    out.sort_by_key(|b| b.quantity);
    out
}

/// The thing counted may be what a rule counts. Without a parse the words for people are too many to list: there, what is not plainly a
/// thing may be people.
fn fits(part: &Part<'_>, class: &str, thing: &Range<usize>) -> bool {
    if part.has(class, thing.clone()) {
        return true;
    }
    let people = ["people", "evacuated-things", "held-things", "escape-things", "recapture-things", "detainees"]
        .contains(&class);
    people
        && matches!(part.doc.lang.as_str(), "ru" | "uk" | "tr" | "de" | "fr" | "es" | "pt" | "ar")
        && !["killed-never", "homes", "settlements", "measures"].iter().any(|c| part.has(c, thing.clone()))
}

/// A comma or the like stands between a figure and a trigger.
fn comma_between(doc: &Doc, group: &Range<usize>, t: &Trigger) -> bool {
    let between = if t.first >= group.end { group.end..t.first } else { t.end..group.start.max(t.end) };
    between.into_iter().any(|i| matches!(doc.tokens[i].norm.as_str(), "," | "،" | ";" | "؛" | ":" | "—" | "–" | "."))
}

/// Dates and shares are quantities, but nothing that was counted.
fn not_a_count(part: &Part<'_>, sentence: model::Span, q: &Quantity) -> bool {
    let share = q.lo.is_some_and(|x| x > 0.0 && x < 1.0);
    let dated =
        q.counted.is_none() && part.times_in(sentence).any(|t| model::Span::new(t.start, t.end).contains(q.figure));
    let nothing = nobody(q) && !matches!(q.text.to_lowercase().as_str(), "no one" | "nobody" | "none" | "no-one");
    // numbers one dials
    let dialled = matches!(q.text.as_str(), "911" | "311" | "112" | "999");
    let dialled = dialled && q.counted.is_none();
    share || dated || (nothing && part.doc.parsed) || dialled
}

/// A bare "nobody": it is a count only of a deed that the parse joins it to.
fn nobody(q: &Quantity) -> bool {
    q.lo == Some(0.0) && q.hi == Some(0.0) && q.counted.is_none()
}

/// "Two witnesses said": who speaks is not counted.
fn speaks(part: &Part<'_>, q: &Quantity) -> bool {
    let from = part.attributions.partition_point(|a| a.content.start.max(a.content.end) + NEAR < q.start);
    part.attributions
        .iter()
        .skip(from)
        .take(NEAR)
        .filter(|a| a.cue_kind == "say")
        .any(|a| a.source.is_some_and(|s| s.start <= q.figure.start && q.figure.end <= s.end && s.start + 24 > q.start))
}

/// "Thirteen survived and 14 were missing": the first are none of the second.
fn survived(doc: &Doc, group: &Range<usize>) -> bool {
    doc.tokens.get(group.end).is_some_and(|t| t.lemma == "survive" && t.tag == Tag::Verb)
}

/// "none of its 420 employees was hurt": the whole of which it was none.
fn whole_of_none(doc: &Doc, quantities: &[(usize, &Quantity)], k: usize) -> bool {
    let Some((_, before)) = k.checked_sub(1).and_then(|b| quantities.get(b)) else { return false };
    let Some((_, q)) = quantities.get(k) else { return false };
    let between = doc.text.get(before.end.min(q.start)..q.start).unwrap_or("");
    before.lo == Some(0.0) && before.hi == Some(0.0) && between.trim_start().starts_with("of ") && between.len() < 24
}

/// The slots (at most two) whose triggers stand in a sentence, in order, with or without a figure.
pub(crate) fn slots_named(part: &Part<'_>, packs: &Packs, sentence: usize) -> Vec<Slot> {
    let Some(s) = part.doc.sentences.get(sentence) else { return Vec::new() };
    let mut out: Vec<Slot> = Vec::new();
    for h in part.rules.figures.find(part.doc, s.tokens.clone()) {
        let f = &packs.figures[h.rule / 8];
        let elsewhere = f.custody && !part.custody || f.free && part.custody;
        if !f.weak && !f.context && !elsewhere && !out.contains(&f.slot) && out.len() < 2 {
            out.push(f.slot);
        }
    }
    out
}

/// "died or were hurt": a second harm of the same people, right after the first.
fn twin(doc: &Doc, packs: &Packs, triggers: &[Trigger], t: &Trigger, slot: Slot) -> Option<(usize, String)> {
    let harm = |s: Slot| matches!(s, Slot::Killed | Slot::Injured | Slot::Missing);
    if !harm(slot) {
        return None;
    }
    triggers
        .iter()
        .find(|u| {
            let f = &packs.figures[u.figure];
            harm(f.slot)
                && f.slot != slot
                && u.first >= t.end
                && u.first <= t.end + 2
                && doc.tokens[t.end..u.first].iter().any(|x| matches!(x.norm.as_str(), "or"))
        })
        .map(|u| (u.figure, doc.span_of(u.first..u.end).of(&doc.text).to_owned()))
}

/// Nothing but names and an "and" or a comma between two figures: they share what is said of them.
fn joined(doc: &Doc, between: Range<usize>) -> bool {
    if between.is_empty() || between.len() > 6 {
        return false;
    }
    let mut link = false;
    for i in between {
        let t = &doc.tokens[i];
        match t.norm.as_str() {
            "," | "and" | "or" | "&" | "including" | "plus" | "with" | "и" | "та" | "و" | "y" | "et" | "und" | "e"
            | "ve" => link = true,
            ";" | ":" | "." | "-" | "--" => return false,
            _ if matches!(t.tag, Tag::Verb | Tag::Aux | Tag::Sconj) => return false,
            _ if t.tag == Tag::Punct => {}
            _ => {}
        }
    }
    link
}

/// "12 were killed in Upper Town, 19 in Lower Town", "followed by Upper Town with 17": a bare figure that goes on with a list.
fn listed(doc: &Doc, before: &Range<usize>, figure: &Range<usize>, end: usize) -> bool {
    const LONGEST: usize = 12;
    let between = before.end..figure.start;
    if figure.start <= before.end || between.len() > LONGEST {
        return false;
    }
    let norm = |i: usize| doc.tokens.get(i).map_or("", |t| t.norm.as_str());
    let breaks = |i: usize| matches!(norm(i), ";" | ":" | "while" | "but" | "whereas" | "because" | "when" | "\"");
    if between.clone().any(breaks) {
        return false;
    }
    let link = |w: &str| matches!(w, "," | "and" | "or");
    let last = norm(figure.start - 1);
    let place = figure.end >= end
        || link(norm(figure.end))
        || matches!(
            norm(figure.end),
            "in" | "at" | "on" | "from" | "near" | "inside" | "outside" | "aboard" | "." | ";"
        );
    let with = last == "with"
        && (norm(before.start.saturating_sub(1)) == "with" || between.clone().any(|i| norm(i) == "followed"));
    (link(last) || with)
        && place
        && (with
            || between.clone().any(|i| doc.tokens[i].tag == Tag::Adp)
            || matches!(norm(figure.end), "in" | "at" | "on" | "from" | "near"))
}

/// Slots for which one person told of with an article is a count.
const ONE_OF: &[Slot] = &[Slot::Killed, Slot::Injured, Slot::Missing, Slot::Detained];

/// Whoever is arrested, driven out or brought to safety is somebody, although no word list knows him: the parse makes the thing
/// counted the one it is done to, and it is no thing.
fn who_undergoes(part: &Part<'_>, class: &str, group: &Range<usize>, thing: &Range<usize>, t: &Trigger) -> bool {
    class == "people"
        && t.role == Role::Object
        && !part.has("not-people", thing.clone())
        && fit(part.doc, group, &(t.first..t.end), t.role) == Fit::Fits
}

/// What it costs to take a quantity for what a trigger announces; `None` = impossible.
fn price(
    doc: &Doc,
    q: &Quantity,
    group: &Range<usize>,
    figure: &Range<usize>,
    t: &Trigger,
    all: &[Range<usize>],
) -> Option<f32> {
    let inside = t.first >= group.start && t.end <= group.end;
    if t.role == Role::Own {
        if inside {
            // "81 of the fugitives": what was done to the 81 says more
            return Some(if q.part { 0.5 } else { 0.0 });
        }
        // "nine more dead", "137 were dead", "the dead at 40"
        if t.first >= figure.end {
            let gap = figure.end..t.first;
            if gap.len() <= 4
                && !gap.clone().any(|i| all.iter().any(|r| r.contains(&i)))
                && !gap.clone().any(|i| matches!(doc.tokens[i].norm.as_str(), "," | ";" | "and" | "while"))
            {
                return Some(0.5 + gap.len() as f32 * 0.4);
            }
            return None;
        }
        let gap = t.end..figure.start;
        let at = gap.clone().any(|i| {
            matches!(doc.tokens[i].norm.as_str(), "at" | "to" | ":" | "reach" | "reached" | "stands" | "stood")
        });
        return (gap.len() <= 5 && at).then_some(1.0 + gap.len() as f32 * 0.2);
    }
    if inside && t.role == Role::Frame {
        return None;
    }
    if inside && t.role != Role::Near {
        // "escaped prisoners", "the 120 freed detainees"
        return Some(0.5);
    }
    let right = t.first >= group.end;
    let left = t.end <= group.start;
    // "took 800 people hostage": the trigger holds the figure
    if t.first < group.start && t.end > group.end {
        return Some(0.2);
    }
    if !right && !left {
        return (t.role == Role::Near).then_some(0.5);
    }
    let between = if right { group.end..t.first } else { t.end..group.start };
    let mut price = 0.0_f32;
    let west = matches!(doc.lang.as_str(), "fr" | "es" | "pt" | "ar");
    for i in between.clone() {
        let tok = &doc.tokens[i];
        price += match tok.norm.as_str() {
            ";" => 6.0,
            "while" | "whereas" | "but" | "although" | "though" | "а" | "но" | "але" | "тогда" | "тоді" | "aber"
            | "während" | "ancak" => 3.5,
            "," => 0.8,
            "and" | "or" | "и" | "і" | "й" | "та" | "und" | "sowie" | "ve" => 0.9,
            "tandis" | "mais" | "mientras" | "pero" | "enquanto" | "mas" | "بينما" | "لكن" if west => 3.5,
            "،" => 0.8,
            "et" | "y" | "e" | "ou" | "o" if west => 0.9,
            _ if all.iter().any(|r| r.contains(&i)) => 1.0,
            _ if is_verb(doc, i) => 1.6,
            _ if left && and_with(doc, i, group.start) => 0.9,
            _ => 0.25,
        };
    }
    if left && and_with(doc, group.start, group.start) {
        price += 0.9;
    }
    price += verb_final(doc, t, right, &between);
    let head = t.first;
    // "the transfers come after ...": a noun is no deed done to the figure
    if t.end == t.first + 1
        && matches!(t.role, Role::Subject | Role::Object)
        && doc.tokens[head].tag == Tag::Noun
        && head > 0
        && matches!(doc.tokens[head - 1].tag, Tag::Det | Tag::Adj)
    {
        price += 2.0;
    }
    match t.role {
        Role::Subject => {
            if left {
                price += 4.5;
            }
        }
        Role::Object => {
            let is_passive = (t.first..t.end).any(|i| passive(doc, i));
            let bare_participle =
                between.is_empty() && (doc.tokens[head].norm.ends_with("ed") || doc.tokens[head].norm.ends_with('n'));
            if right && !is_passive && !bare_participle {
                price += 5.0;
            }
            if left && is_passive {
                price += 4.0;
            }
        }
        Role::Frame => {
            price *= 0.6;
            if right {
                price += 4.0;
            }
        }
        Role::Near | Role::Own => {}
    }
    if doc.parsed {
        let fig = figure.start..figure.end.max(group.end);
        let tied = fig.clone().any(|i| ancestors(doc, i).any(|a| a >= t.first && a < t.end));
        let below = (t.first..t.end).any(|i| ancestors(doc, i).any(|a| group.contains(&a)));
        if tied {
            price -= 1.5;
        }
        if below {
            price -= 2.0;
        }
    }
    if q.vague {
        price += 0.3;
    }
    Some(price.max(0.0))
}

/// "and" that Arabic writes together with the figure or the word that bounds it ("وأكثر من 40", "وخمسة").
fn and_with(doc: &Doc, i: usize, first: usize) -> bool {
    let rest = doc.tokens[i].norm.strip_prefix('و').filter(|_| doc.lang == "ar");
    rest.is_some_and(|r| {
        let bound = matches!(r, "أكثر" | "أقل" | "نحو" | "حوالي" | "قرابة" | "زهاء" | "عشرات" | "مئات" | "آلاف");
        bound || r.starts_with(char::is_numeric) || i == first && !r.starts_with("احد")
    })
}

/// Without those that a longer one overlaps: "lost their homes" is not "lost". One with a gap says nothing of what stands in it.
fn longest(triggers: Vec<Trigger>, sentence: &Range<usize>) -> Vec<Trigger> {
    let mut best: Vec<(usize, usize)> = vec![(0, 0); sentence.len()];
    let near = |t: &Trigger| t.role == Role::Near && t.end - t.first <= 4;
    for t in triggers.iter().filter(|t| near(t)) {
        for i in t.first..t.end.min(sentence.end) {
            let at = &mut best[i - sentence.start];
            *at = (*at).max((t.end - t.first, t.figure));
        }
    }
    let beaten = |t: &Trigger| {
        (t.first..t.end.min(sentence.end)).any(|i| {
            let (len, figure) = best[i - sentence.start];
            len > t.end - t.first && figure != t.figure
        })
    };
    triggers.into_iter().filter(|t| !near(t) || !beaten(t)).collect()
}

/// Where the verb closes the clause, a figure waits for what follows it: "12 Menschen getötet und 40 verletzt", "12 kişi öldü". Nouns that
/// announce a count may stand before it ("Zahl der Toten stieg auf 12", "ölü sayısı 12'ye çıktı").
fn verb_final(doc: &Doc, t: &Trigger, right: bool, between: &Range<usize>) -> f32 {
    if right || t.role != Role::Near {
        return 0.0;
    }
    match doc.lang.as_str() {
        "tr" => {
            let counts = |i: usize| doc.tokens[i].norm.starts_with("sayı") || doc.tokens[i].norm == ":";
            let announced = (t.first..t.end).any(counts) || between.clone().any(counts);
            if announced || doc.tokens[t.end - 1].norm.starts_with("kayb") { 0.0 } else { 3.0 }
        }
        "de" => {
            let participle = |i: usize| {
                let w = doc.word(i);
                w.starts_with(char::is_lowercase)
                    && (w.ends_with('t') || w.ends_with("en"))
                    && (w.contains("ge") || w.starts_with("ver") || w.ends_with("iert") || w.starts_with("er"))
            };
            if (t.first..t.end).any(participle) { 2.5 } else { 0.0 }
        }
        _ => 0.0,
    }
}

/// The heads above a token, at most five.
pub(crate) fn ancestors(doc: &Doc, i: usize) -> impl Iterator<Item = usize> + '_ {
    let mut at = Some(i);
    std::iter::from_fn(move || {
        let t = doc.tokens.get(at?)?;
        at = match t.rel {
            Rel::Root | Rel::Parataxis => None,
            _ => t.head,
        };
        at
    })
    .take(5)
}

/// What a screen calls the thing counted: the class word for people in general, else the words themselves.
fn name_of(part: &Part<'_>, q: &Quantity, thing: &Range<usize>, slot: Slot) -> Option<String> {
    if thing.is_empty() {
        return None;
    }
    // who escapes or is caught again is a detainee, whatever the report calls him; women and children are counted apart
    if matches!(slot, Slot::Escaped | Slot::Recaptured) && !part.has("subgroups", thing.clone()) {
        return None;
    }
    for class in ["people", "detainees"] {
        if class == "people" && part.has("groups", thing.clone()) {
            break;
        }
        if part.has(class, thing.clone()) && thing.len() <= 4 {
            // "SDF fighters", "seven children" name a group; "people", "prisoners" do not
            let only = thing.clone().all(|i| {
                part.has(class, i..i + 1) || !matches!(part.doc.tokens[i].tag, Tag::Propn | Tag::Adj | Tag::Noun)
            });
            if only || class == "detainees" {
                return Some(class.to_owned());
            }
        }
    }
    q.counted.clone().map(|c| c.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The value of a claim from a quantity.
pub(crate) fn value(doc: &Doc, q: &Quantity) -> Value {
    let kind = if q.vague {
        ValueKind::Vague
    } else if q.lo.is_some() && q.hi.is_some() && q.lo != q.hi {
        ValueKind::Interval
    } else {
        ValueKind::Number
    };
    let mut v = Value { kind, op: q.op, lo: q.lo, hi: q.hi, text: Some(q.text.clone()) };
    if kind != ValueKind::Number {
        v.op = Op::None;
    }
    // "the toll went up to 139" is where it went, not how far it may go
    if v.op == Op::UpTo {
        let first = doc.token_at(q.start);
        let moved = (first.saturating_sub(2)..first).any(|i| {
            matches!(
                doc.tokens[i].lemma.as_str(),
                "go" | "rise" | "climb" | "jump" | "move" | "shoot" | "creep" | "toll" | "count" | "tally" | "number"
            )
        });
        if moved {
            v.op = Op::Exact;
            v.lo = v.hi;
            v.text = Some(q.figure.of(&doc.text).to_owned());
        }
    }
    v
}
