//! What was changed on the way from an original to its copy: figures, operators, hedges, sources, places; what was cut and added.
//!
//! What for: a lost "about" or a lost source is how an estimate becomes a fact; a desk circles it.
//!
//! Key decision: compared sentence by sentence over the alignment, with what was read in both; where nothing was read, only figures,
//! cuts and additions can be told, and nothing is guessed.

use std::collections::BTreeMap;

use model::{Change, CopyKind, Op, PlaceKind, Span, Stance};

use crate::{
    align::{Run, chain},
    page::Page,
    pair::{Ready, matches},
    words::Word,
};

/// Sentences listed as cut or added at most, each.
const LISTED: usize = 24;

/// Sentence of a page that holds a word.
pub(crate) fn sentence_at(page: &Page<'_>, word: u32) -> Option<usize> {
    let n = page.sentences.partition_point(|(_, end)| *end <= word);
    page.sentences.get(n).is_some_and(|(start, _)| *start <= word).then_some(n)
}

/// Bytes of a sentence.
pub(crate) fn sentence_span(page: &Page<'_>, n: usize) -> Span {
    match page.sentences.get(n) {
        Some((a, b)) => Span::new(page.words[*a as usize].start as usize, page.words[*b as usize - 1].end as usize),
        None => Span::default(),
    }
}

/// Which sentence of the original each sentence of the copy goes back to: the one that holds most of what they share in order.
pub(crate) fn partners(
    copy: &Ready<'_, '_>,
    origin: &Ready<'_, '_>,
    runs: &[Run],
    kind: CopyKind,
) -> BTreeMap<usize, usize> {
    let mut votes: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let translated = kind == CopyKind::Translation;
    let (own, other) = if translated { (&copy.anchors, &origin.anchors) } else { (&copy.stems, &origin.stems) };
    let (_, path) = chain(matches(own, other));
    for (a, b, w) in path {
        if let (Some(s), Some(t)) = (sentence_at(copy.page, a), sentence_at(origin.page, b)) {
            *votes.entry((s, t)).or_default() += w;
        }
    }
    for r in runs.iter().filter(|r| r.len >= 4 && !translated) {
        if let (Some(s), Some(t)) =
            (sentence_at(copy.page, r.at_copy as u32), sentence_at(origin.page, r.at_origin as u32))
        {
            *votes.entry((s, t)).or_default() += r.len as f64;
        }
    }
    let mut best: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
    for ((s, t), w) in votes {
        let slot = best.entry(s).or_insert((t, w));
        if w > slot.1 {
            *slot = (t, w);
        }
    }
    // One shared common word makes no partner; a translation has little more than single names to show.
    let least = if translated { 2.0 } else { 4.0 };
    let mut out: BTreeMap<usize, usize> =
        best.into_iter().filter(|(_, (_, w))| *w >= least).map(|(s, (t, _))| (s, t)).collect();
    if translated {
        // A sentence between two that follow each other in both texts is the one between.
        for s in 1..copy.page.sentences.len() {
            if let (None, Some(before), Some(after)) = (out.get(&s), out.get(&(s - 1)), out.get(&(s + 1)))
                && *after == before + 2
            {
                out.insert(s, before + 1);
            }
        }
    }
    out
}

/// Everything that changed, in order of the copy; cuts last.
pub(crate) fn changes(copy: &Ready<'_, '_>, origin: &Ready<'_, '_>, runs: &[Run], kind: CopyKind) -> Vec<Change> {
    let partners = partners(copy, origin, runs, kind);
    let mut out: Vec<Change> = Vec::new();
    for (s, t) in &partners {
        if kind != CopyKind::Translation {
            swapped(copy.page, origin.page, *s, *t, &mut out);
        }
        numbers(copy.page, origin.page, *s, *t, &mut out);
        if kind != CopyKind::Translation {
            // Two languages are not read equally well: what one reading misses is no loss on the way.
            read(copy.page, origin.page, *s, *t, &mut out);
            places(copy.page, origin.page, *s, *t, &mut out);
        }
    }
    if kind != CopyKind::Translation {
        let sentence = |p: &Page<'_>, n: usize| sentence_span(p, n).of(p.doc.text).to_owned();
        let told: Vec<usize> = partners.values().copied().collect();
        let added = (0..copy.page.sentences.len()).filter(|s| !partners.contains_key(s)).take(LISTED);
        out.extend(added.map(|s| Change { what: "added".to_owned(), from: String::new(), to: sentence(copy.page, s) }));
        let cut = (0..origin.page.sentences.len()).filter(|t| !told.contains(t)).take(LISTED);
        out.extend(cut.map(|t| Change { what: "cut".to_owned(), from: sentence(origin.page, t), to: String::new() }));
    }
    let mut seen: Vec<Change> = Vec::with_capacity(out.len());
    for c in out {
        if !seen.contains(&c) {
            seen.push(c);
        }
    }
    seen
}

fn change(what: &str, from: &str, to: &str) -> Change {
    Change { what: what.to_owned(), from: from.to_owned(), to: to.to_owned() }
}

/// Words that are one for the other at most where two sentences are the same before and after.
const SWAPPED: usize = 3;

/// Two sentences that are the same but for one place or figure: that was changed, whatever else the pages hold.
fn swapped(copy: &Page<'_>, origin: &Page<'_>, s: usize, t: usize, out: &mut Vec<Change>) {
    let words = |p: &Page<'_>, n: usize| p.sentences.get(n).map(|(a, b)| (*a as usize, *b as usize));
    let (Some((a, b)), Some((c, d))) = (words(copy, s), words(origin, t)) else { return };
    let (ours, theirs) = (&copy.words[a..b], &origin.words[c..d]);
    let head = ours.iter().zip(theirs).take_while(|(x, y)| x.hash == y.hash).count();
    let most = ours.len().min(theirs.len()) - head;
    let tail = ours.iter().rev().zip(theirs.iter().rev()).take(most).take_while(|(x, y)| x.hash == y.hash).count();
    let (new, gone) = (&ours[head..ours.len() - tail], &theirs[head..theirs.len() - tail]);
    let few = |w: &[Word]| (1..=SWAPPED).contains(&w.len());
    if !few(new) || !few(gone) || (head + tail) * 2 < theirs.len() {
        return;
    }
    let span = |w: &[Word]| Span::new(w[0].start as usize, w[w.len() - 1].end as usize);
    let (to, from) = (span(new), span(gone));
    let figure = |p: &Page<'_>, within: Span| {
        let first = p.anchors.partition_point(|x| (p.words[x.at as usize].start as usize) < within.start);
        p.anchors[first..]
            .iter()
            .take_while(|x| (p.words[x.at as usize].start as usize) < within.end)
            .find(|x| x.figure)
            .map(|x| (x.key, Span::new(p.words[x.at as usize].start as usize, p.words[x.at as usize].end as usize)))
    };
    if let (Some(n), Some(g)) = (figure(copy, to), figure(origin, from)) {
        if n.0 != g.0 {
            out.push(change("number", g.1.of(origin.doc.text), n.1.of(copy.doc.text)));
        }
        return;
    }
    let place = |p: &Page<'_>, within: Span| {
        let reading = p.doc.reading;
        reading
            .places
            .iter()
            .find(|m| m.kind == PlaceKind::Literal && within.contains(Span::new(m.start, m.end)))
            .map(|m| m.text.clone())
    };
    if let (Some(to), Some(from)) = (place(copy, to), place(origin, from)) {
        out.push(change("place", &from, &to));
    }
}

/// A figure that stands in one sentence only, against one that stands in the other only: changed.
fn numbers(copy: &Page<'_>, origin: &Page<'_>, s: usize, t: usize, out: &mut Vec<Change>) {
    let figures = |p: &Page<'_>, n: usize| -> Vec<(u64, Span)> {
        let (a, b) = p.sentences[n];
        let from = p.anchors.partition_point(|x| x.at < a);
        p.anchors[from..]
            .iter()
            .take_while(|x| x.at < b)
            .filter(|x| x.figure)
            .filter(|x| {
                // The day in a dateline or date is no count.
                let at = p.words[x.at as usize].start as usize;
                !p.doc.reading.times.iter().any(|t| t.start <= at && at < t.end) && !before_line_opening(p, at)
            })
            .map(|x| (x.key, Span::new(p.words[x.at as usize].start as usize, p.words[x.at as usize].end as usize)))
            .collect()
    };
    let (ours, theirs) = (figures(copy, s), figures(origin, t));
    let everywhere = |p: &Page<'_>, key: u64| p.anchors.iter().any(|a| a.figure && a.key == key);
    let new: Vec<&(u64, Span)> = ours.iter().filter(|f| !everywhere(origin, f.0)).collect();
    let gone: Vec<&(u64, Span)> = theirs.iter().filter(|f| !everywhere(copy, f.0)).collect();
    if let ([to], [from]) = (new.as_slice(), gone.as_slice()) {
        out.push(change("number", from.1.of(origin.doc.text), to.1.of(copy.doc.text)));
    }
}

/// What the readings say of one figure on both sides: its operator, how firmly it is put, who stands behind it.
fn read(copy: &Page<'_>, origin: &Page<'_>, s: usize, t: usize, out: &mut Vec<Change>) {
    let (ours, theirs) = (sentence_span(copy, s), sentence_span(origin, t));
    let op = |o: Op| !matches!(o, Op::None);
    for q in origin.doc.reading.quantities.iter().filter(|q| theirs.contains(q.span()) && op(q.op)) {
        let same = copy.doc.reading.quantities.iter().filter(|r| {
            ours.contains(r.span())
                && op(r.op)
                && figure_of(r) == figure_of(q)
                && figure_of(q).is_some()
                && r.unit == q.unit
        });
        let same: Vec<&model::Quantity> = same.collect();
        if let Some(r) = same.first()
            && same.iter().all(|r| r.op != q.op)
        {
            let what = if q.op == Op::About && r.op == Op::Exact { "hedge" } else { "operator" };
            out.push(change(what, q.span().of(origin.doc.text), r.span().of(copy.doc.text)));
        }
    }
    for c in origin.doc.reading.claims.iter().filter(|c| theirs.overlaps(c.evidence.span())) {
        let same = copy.doc.reading.claims.iter().find(|d| {
            ours.overlaps(d.evidence.span())
                && d.slot == c.slot
                && d.value.is_numeric() == c.value.is_numeric()
                && (!c.value.is_numeric()
                    || (d.value.lo.or(d.value.hi), d.evidence.part) == (c.value.lo.or(c.value.hi), c.evidence.part))
        });
        let Some(d) = same else { continue };
        if d.evidence.text == c.evidence.text {
            // Read differently for what stands around it; nothing was changed.
            continue;
        }
        let firm = |s: Stance| s == Stance::Asserted;
        if !firm(c.stance) && firm(d.stance) {
            out.push(change("hedge", &c.evidence.text, &d.evidence.text));
        }
        if let (Some(who), None) = (&c.speaker.text, &d.speaker.text)
            && !d.evidence.text.to_lowercase().contains(&who.to_lowercase())
        {
            out.push(change("attribution", who, ""));
        }
    }
}

fn figure_of(q: &model::Quantity) -> Option<i64> {
    q.lo.or(q.hi).map(|x| (x * 100.0) as i64)
}

/// One place for another in the same sentence. A country for its own town, or the other way round, is no change; a dateline is no place
/// of the story.
fn places(copy: &Page<'_>, origin: &Page<'_>, s: usize, t: usize, out: &mut Vec<Change>) {
    struct Named<'m> {
        key: String,
        mention: &'m model::PlaceMention,
    }
    fn named<'m>(p: &Page<'m>, within: Option<Span>) -> Vec<Named<'m>> {
        let reading: &'m model::Reading = p.doc.reading;
        reading
            .places
            .iter()
            .filter(|m| m.kind == PlaceKind::Literal && within.is_none_or(|w| w.contains(Span::new(m.start, m.end))))
            .filter(|m| m.start > 60 || m.text.chars().any(char::is_lowercase))
            .filter_map(|m| {
                let key = m.key.clone().or_else(|| m.geonames_id.map(|g| g.to_string()))?;
                Some(Named { key, mention: m })
            })
            .collect()
    }
    fn lost<'m>(within: Vec<Named<'m>>, all: &[Named<'_>]) -> Vec<&'m model::PlaceMention> {
        let mut out: Vec<&model::PlaceMention> =
            within.into_iter().filter(|n| all.iter().all(|o| o.key != n.key)).map(|n| n.mention).collect();
        out.dedup_by(|a, b| a.text == b.text);
        out
    }
    let new = lost(named(copy, Some(sentence_span(copy, s))), &named(origin, None));
    let gone = lost(named(origin, Some(sentence_span(origin, t))), &named(copy, None));
    let wide = |m: &model::PlaceMention| {
        m.feature.as_deref().is_some_and(|f| f == "country" || f == "region" || f.starts_with("admin"))
    };
    if let ([to], [from]) = (new.as_slice(), gone.as_slice())
        && to.text != from.text
        && !(to.country == from.country && (wide(to) || wide(from)))
    {
        out.push(change("place", &from.text, &to.text));
    }
}

/// Within the first words of the page, before the dash that ends a dateline.
fn before_line_opening(p: &Page<'_>, at: usize) -> bool {
    let head = p.doc.text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
    at < 60 && [" - ", " \u{2014} ", " \u{2013} ", "): "].iter().any(|d| head.find(d).is_some_and(|n| n < 40))
}
