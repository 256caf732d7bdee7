//! Attributions in French, Spanish and Portuguese: compound cues ("a fait savoir"), inverted clauses ("..., a annoncé le ministère"),
//! appositions ("le maire, X, a dit"), relative clauses and listeners.
//!
//! Key decision: first every cue gets its source, then its content: what a cue covers ends where the next speaker's clause begins. Words
//! are data (`speakers.toml`); here stands only what may stand where.

use std::ops::Range;

use super::english::Raw;
use super::lexicon::lexicon;
use super::other::V;

/// A reporting verb or phrase with its auxiliaries.
struct Cue {
    /// First token, auxiliaries and clitics included.
    start: usize,
    end: usize,
    kind: String,
    /// Follows a word such as "comme", "según": its content is the rest of the sentence.
    as_said: bool,
}

/// A cue's speaker.
#[derive(Clone, Debug, Default)]
struct Speaker {
    source: Option<Range<usize>>,
    listener: Option<Range<usize>>,
    inverted: bool,
}

/// Longest source, in tokens.
const LONGEST: usize = 24;

/// All attributions by verbs in one sentence.
pub(super) fn verbs(v: &V<'_>, si: usize, lo: usize, hi: usize, out: &mut Vec<Raw>) {
    let cues = cues(v, si, lo, hi);
    let speakers: Vec<Speaker> = cues.iter().map(|c| speaker(v, c, lo, hi)).collect();
    let mut last: Option<Range<usize>> = None;
    for (k, (cue, s)) in cues.iter().zip(&speakers).enumerate() {
        let mut raw = Raw {
            sentence: si,
            cue: cue.start..cue.end,
            kind: cue.kind.clone(),
            lemma: v.norm(cue.end - 1).to_owned(),
            listener: s.listener.clone(),
            ..Raw::default()
        };
        let after = if s.inverted { s.source.as_ref().map_or(cue.end, |r| r.end).max(cue.end) } else { cue.end };
        let end = end_of(v, &cues, &speakers, k, after, hi);
        let that = that(v, after, end);
        let before = || v.content(super::other::clause_start(v, lo, cue.start)..cue.start);
        let again = s.source.is_none() && that.is_none() && goes_on(v, cue, after, lo, hi);
        let content = if again && !cue.as_said {
            before()
        } else if cue.as_said {
            // "comme l'a dit X, ..." and "..., según informó X"
            let first = cue.start.saturating_sub(1);
            v.content(after..end).filter(|c| c.0.len() > 12).or_else(|| v.content(lo..first))
        } else if s.inverted && cue.start > lo + 3 && before().is_some_and(|c| c.0.len() > 24 || c.1) {
            before()
        } else if let Some(t) = that {
            v.content(t..end)
        } else if s.inverted && cue.start > lo + 1 {
            before()
        } else {
            v.content(after..end).filter(|c| c.0.len() > 2).or_else(|| (cue.start > lo + 3).then(before).flatten())
        };
        let Some((span, direct)) = content else {
            if let Some(s) = &s.source {
                last = Some(s.clone());
            }
            continue;
        };
        raw.contents.push(span);
        raw.direct = direct;
        // "X denies it and blames Y": the speaker of the cue before
        let joined = cue.start > lo && v.lang.conj.contains(v.norm(cue.start - 1));
        raw.source = s.source.clone().or_else(|| (joined || that.is_some()).then(|| last.clone()).flatten());
        let narrow =
            raw.kind == "claim" && that.is_none() && !direct && v.lang.responsible.at(v.doc, cue.start).is_some();
        if raw.source.is_none() && (that.is_none() || narrow) && !again {
            continue;
        }
        raw.tail = after..that.unwrap_or(end.min(after + 12)).max(after);
        if raw.source.is_some() {
            last.clone_from(&raw.source);
        }
        out.push(raw);
    }
}

/// "..., añadió.", "..., a-t-il précisé": a clause without a subject that only says that the last speaker goes on.
fn goes_on(v: &V<'_>, cue: &Cue, after: usize, lo: usize, hi: usize) -> bool {
    let utters = matches!(cue.kind.as_str(), "say" | "claim" | "confirm" | "warn" | "estimate");
    if !utters || cue.start <= lo + 2 {
        return false;
    }
    let pronoun = (cue.start..cue.end).find_map(|j| with_pronoun(v.norm(j)));
    let nobody = pronoun.is_some_and(|(_, p)| p == "on") || matches!(v.norm(cue.start), "se" | "s'" | "s’");
    let p = v.norm(cue.start - 1);
    let apart = p == "," || v.quote(cue.start - 1) || matches!(p, "—" | "–" | "-") || cue.as_said;
    let (end, _) = skip(v, after, hi);
    let ends = end >= hi || matches!(v.norm(end), "." | "," | ";" | "!" | "?" | "—" | "–") || v.quote(end);
    // French names the subject: a bare verb there stands in a list
    let subject = pronoun.is_some() || v.doc.lang != "fr";
    apart && ends && subject && !nobody
}

/// The reporting verbs and phrases of a sentence.
fn cues(v: &V<'_>, si: usize, lo: usize, hi: usize) -> Vec<Cue> {
    let s = &v.doc.sentences[si];
    let mut out: Vec<Cue> = Vec::new();
    let mut i = lo;
    while i < hi {
        let at = i;
        i += 1;
        // a group's claim is found as a set phrase
        if v.lang.responsible.at(v.doc, at).is_some() {
            continue;
        }
        let b = v.doc.tokens[at].span.start;
        let quoted =
            super::quotes::at(&v.quotes, b).is_some_and(|q| q.span.start < b && q.span.len() + 4 < s.span.len());
        if quoted {
            continue;
        }
        let (kind, end) = match v.lang.phrases.at(v.doc, at) {
            Some((kind, end)) => (kind, end),
            None => match v.verb(at).or_else(|| v.lang.verbs.get(with_pronoun(v.norm(at))?.0).map(String::as_str)) {
                Some(kind) => (kind.to_owned(), at + 1),
                None => continue,
            },
        };
        let mut start = at;
        let mut helped = false;
        while start > lo && at - start < 5 {
            let w = v.norm(start - 1);
            let aux = v.lang.aux.contains(with_pronoun(w).map_or(w, |(verb, _)| verb));
            if !(aux || v.lang.clitic.contains(w)) {
                break;
            }
            helped |= aux;
            start -= 1;
        }
        let before = if start > lo { v.norm(start - 1) } else { "" };
        let participle = end == at + 1 && v.lang.participles.contains(v.norm(at));
        let passive = (start..at).any(|j| v.lang.passive.contains(v.norm(j))) || v.lang.passive.contains(before);
        // a noun of the same form ("la note", "su cifra"), a participle that describes ("un bilan publié lundi"), a passive
        if (participle && !helped) || passive && participle || v.lang.det.contains(before) && start == at {
            continue;
        }
        let as_said = v.lang.as_said.contains(before);
        if v.lang.relative.contains(before) || (v.lang.that.contains(before) && relative(v, start - 1, lo)) {
            continue;
        }
        // the first word of a headline is a noun as often as a verb, unless somebody's words follow
        let opens =
            start == lo && that(v, end, hi.min(end + 8)).is_none() && end < hi && !known(v, end, hi.min(end + 4));
        if opens && !as_said {
            continue;
        }
        out.push(Cue { start, end, kind, as_said });
        i = end.max(i);
    }
    out
}

/// "que" after a noun is a relative pronoun, after a cue it opens the content.
fn relative(v: &V<'_>, at: usize, lo: usize) -> bool {
    at > lo && (lo..at).rev().take(3).all(|j| v.verb(j).is_none()) && !v.punct(at - 1)
}

/// The token after the word, colon or opening quotation mark that opens a content between two tokens.
fn that(v: &V<'_>, from: usize, end: usize) -> Option<usize> {
    for j in from..end.min(from + 26) {
        let w = v.norm(j);
        if v.lang.that.contains(w) {
            return Some(j + 1);
        }
        if w == ":" || (v.quote(j) && j < from + 8) {
            return Some(if w == ":" { j + 1 } else { j });
        }
        if matches!(w, ";" | ".") || w.starts_with(|c: char| c.is_ascii_digit()) || v.lang.relative.contains(w) {
            return None;
        }
    }
    None
}

/// A word that only sources have stands between two tokens.
fn known(v: &V<'_>, from: usize, to: usize) -> bool {
    v.sources.is_some_and(|s| {
        (from..to).any(|j| {
            let w = v.norm(j);
            s.institution.contains(w) || s.media.contains(w) || s.anonymous.contains(w) || s.title.contains(w)
        })
    })
}

fn upper(v: &V<'_>, i: usize) -> bool {
    v.doc.word(i).starts_with(char::is_uppercase)
}

fn speaker(v: &V<'_>, cue: &Cue, lo: usize, hi: usize) -> Speaker {
    let (from, listener) = skip(v, cue.end, hi);
    let right = || {
        let source = np(v, opening(v, from, cue, hi)?, hi);
        (v.nominal(&source) && !only_figures(v, &source)).then_some(Speaker {
            source: Some(source),
            listener: listener.clone(),
            inverted: true,
        })
    };
    let left = |source| {
        let (source, heard) = heard_by(v, source);
        Speaker { source: Some(source), listener: listener.clone().or(heard), inverted: false }
    };
    // "a-t-il ajouté", "affirme-t-elle": the pronoun is the subject
    if (cue.start..cue.end).any(|j| with_pronoun(v.norm(j)).is_some()) {
        return Speaker { listener, ..Speaker::default() };
    }
    if cue.as_said {
        return right().unwrap_or_default();
    }
    let before = cue.start.checked_sub(1).filter(|b| *b >= lo);
    let Some(p) = before else {
        return right().unwrap_or_default();
    };
    let broken = v.norm(p) == "," || v.quote(p) || matches!(v.norm(p), "—" | "–" | "-");
    if broken {
        let told = v.lang.that.contains(v.norm(from));
        if let Some(source) = apposed(v, p, lo, told, 3) {
            return left(source);
        }
        let other = right();
        if other.is_some() || told {
            return other.unwrap_or_default();
        }
        return apposed(v, p, lo, true, 3).map(left).unwrap_or_default();
    }
    subject(v, cue.start, lo).map(left).unwrap_or_default()
}

/// "fuentes consultadas por la agencia": the sources, and who heard them.
fn heard_by(v: &V<'_>, source: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let at = (source.start + 1..source.end.saturating_sub(2)).find(|&j| {
        v.lang.by.contains(v.norm(j + 1)) && v.lang.stop.contains(v.norm(j)) && !v.lang.aux.contains(v.norm(j))
    });
    match at {
        Some(j) => (source.start..j, Some(j + 2..source.end)),
        None => (source, None),
    }
}

/// Where the speaker after a cue begins: he is no object or phrase of place ("habla de ...", "acusa a ..."), but may follow one
/// ("dijo en la capital el alcalde").
fn opening(v: &V<'_>, from: usize, cue: &Cue, hi: usize) -> Option<usize> {
    let w = v.norm(from);
    let joins = (v.lang.of.contains(w) || v.lang.to.contains(w)) && !v.lang.det.contains(w);
    if joins {
        return None;
    }
    if !v.lang.stop.contains(w) || v.lang.det.contains(w) || v.lang.that.contains(w) {
        return Some(from);
    }
    let utters = matches!(cue.kind.as_str(), "say" | "claim" | "confirm" | "warn" | "estimate");
    (from + 2..hi.min(from + 8)).take_while(|&j| !v.hard(j) && v.norm(j) != "." && utters).find(|&j| {
        let before = v.norm(j - 1);
        v.lang.det.contains(v.norm(j)) && known(v, j, j + 2) && !v.stop(j - 1) && !v.lang.of.contains(before)
    })
}

/// A French verb and the pronoun that is written together with it: "affirme-t-il", "a-t-elle".
fn with_pronoun(w: &str) -> Option<(&str, &str)> {
    let (verb, pronoun) = w.rsplit_once('-')?;
    matches!(pronoun, "il" | "elle" | "ils" | "elles" | "on")
        .then(|| (verb.strip_suffix("-t").unwrap_or(verb), pronoun))
}

/// "Le maire de X, Y Z, a dit", "Le gouverneur, qui parlait à la radio, a dit", "Le ministère, pour sa part, affirme": the subject before
/// a comma that closes an insertion. A time or place is one only where nobody else can be the subject (`free`).
fn apposed(v: &V<'_>, comma: usize, lo: usize, free: bool, depth: usize) -> Option<Range<usize>> {
    if v.norm(comma) != "," || depth == 0 {
        return None;
    }
    let c1 = (lo..comma).rev().take(20).find(|&j| v.norm(j) == ",").filter(|&c| c > lo && c + 1 < comma)?;
    let inner = c1 + 1;
    let clause = v.lang.relative.contains(v.norm(inner)) || v.lang.that.contains(v.norm(inner));
    let verbless = !(inner..comma).any(|j| v.verb(j).is_some());
    let named = upper(v, inner)
        || known(v, inner, inner + 1)
        || v.lang.det.contains(v.norm(inner)) && known(v, inner + 1, inner + 2);
    let name = named && verbless && !set_apart(v, inner, comma, false);
    if !clause && !name {
        return set_apart(v, inner, comma, free)
            .then(|| apposed(v, c1, lo, true, depth - 1).or_else(|| subject(v, c1, lo)))
            .flatten()
            .filter(|r| r.len() < 14 && !r.clone().any(|j| v.norm(j).starts_with(|c: char| c.is_ascii_digit())));
    }
    let head = subject(v, c1, lo)?;
    Some(if name { head.start..comma } else { head })
}

/// Are the words between two commas a phrase such as "for its part", or (`free`) a time, a place, an occasion?
fn set_apart(v: &V<'_>, from: usize, to: usize, free: bool) -> bool {
    if v.lang.aside.at(v.doc, from).is_some_and(|((), e)| e == to) {
        return true;
    }
    let w = v.norm(from);
    let phrase = v.lang.stop.contains(w) && !v.lang.det.contains(w) && !v.lang.conj.contains(w);
    let time = v.lang.times.contains(w) || v.lang.det.contains(w) && v.lang.times.contains(v.norm(from + 1));
    // "em comunicado" is a noun of the form of a participle
    let verb = |j: usize| v.verb(j).is_some() && !v.lang.occasion.contains(v.norm(j));
    free && (phrase || time) && !v.lang.contrast.contains(w) && !(from..to).any(|j| verb(j) || v.hard(j))
}

/// The noun phrase that ends before `e`: from the start of its clause, without what introduces it.
fn subject(v: &V<'_>, e: usize, lo: usize) -> Option<Range<usize>> {
    let mut b = e;
    while b > lo && e - b < LONGEST {
        let p = b - 1;
        if v.norm(p) == ")"
            && let Some(k) = (lo..p).rev().take(9).find(|&k| v.norm(k) == "(")
        {
            b = k;
            continue;
        }
        let that = v.lang.that.contains(v.norm(p)) && !relative(v, p, lo);
        if v.hard(p) || that || (v.norm(p) == "." && b < e && v.doc.tokens[b].spaced) {
            break;
        }
        b = p;
    }
    while b < e && (v.lang.contrast.contains(v.norm(b)) || v.lang.that.contains(v.norm(b))) {
        b += 1;
    }
    // "que" after a noun: the clause belongs to the noun before it
    let rel = (b + 1..e)
        .find(|&j| v.lang.relative.contains(v.norm(j)) || (v.lang.that.contains(v.norm(j)) && relative(v, j, b)));
    let end = rel.unwrap_or(e);
    // an earlier verb: only what follows the last of them, and the word that joins them, is the subject
    let verb = (b..end).rev().find(|&j| {
        v.lang.aux.contains(v.norm(j))
            || v.lang.passive.contains(v.norm(j))
            || (v.verb(j).is_some() && !v.lang.det.contains(v.norm(j.saturating_sub(1))))
    });
    if let Some(j) = verb {
        b = (j..end)
            .rev()
            .find(|&k| v.lang.conj.contains(v.norm(k)) || v.lang.contrast.contains(v.norm(k)))
            .map(|k| k + 1)?;
    }
    while b < end
        && (v.lang.times.contains(v.norm(b))
            || v.lang.conj.contains(v.norm(b))
            || v.lang.contrast.contains(v.norm(b))
            || v.quote(b)
            // "Já a polícia", "También el alcalde"
            || (v.lang.clitic.contains(v.norm(b)) && !v.lang.det.contains(v.norm(b)) && v.lang.det.contains(v.norm(b + 1))))
    {
        b += 1;
    }
    // "Según X, dijo": X belongs to the preposition
    if v.lang.prep.at(v.doc, b).is_some() {
        return None;
    }
    // "Desde la alcaldía señalaron": a body behind a preposition that says whence its words come
    if b + 1 < end && v.lang.from.contains(v.norm(b)) && known(v, b + 1, end) {
        b += 1;
    }
    // "Dans la capitale le maire": a preposition cannot open a subject
    if b < end && v.lang.stop.contains(v.norm(b)) && !v.lang.det.contains(v.norm(b)) {
        b = (b + 2..end).find(|&j| v.lang.det.contains(v.norm(j)) && known(v, j, end)).unwrap_or(b);
        if v.lang.stop.contains(v.norm(b)) && !v.lang.det.contains(v.norm(b)) {
            return None;
        }
    }
    let mut end = end;
    while end > b
        && (v.lang.times.contains(v.norm(end - 1))
            || v.lang.clitic.contains(v.norm(end - 1))
            || v.punct(end - 1) && !matches!(v.norm(end - 1), ")" | "»" | "\"" | "”"))
    {
        end -= 1;
    }
    let r = b..end;
    (v.nominal(&r) && !only_figures(v, &r) && r.len() < LONGEST).then_some(r)
}

fn only_figures(v: &V<'_>, r: &Range<usize>) -> bool {
    r.clone().next().is_some_and(|j| v.norm(j).starts_with(|c: char| c.is_ascii_digit()))
}

/// What may stand between a cue and the speaker after it: a time, the listener, "in a statement". Gives where the speaker may begin.
fn skip(v: &V<'_>, from: usize, hi: usize) -> (usize, Option<Range<usize>>) {
    let mut i = from;
    let mut listener = None;
    for _ in 0..4 {
        if i >= hi {
            break;
        }
        if v.norm(i) == "," && i > from && i + 1 < hi {
            i += 1;
            continue;
        }
        // "à l'AFP", "a Efe", "à agência Lusa"
        if v.lang.to.contains(v.norm(i)) {
            let media = |k: usize| v.sources.is_some_and(|s| s.media.contains(v.norm(k)));
            let mut k = i + 1;
            while k < hi && k < i + 4 && (media(k) || v.lang.det.contains(v.norm(k)) && !media(k - 1)) {
                k += 1;
            }
            let known = |w: &str| lexicon().agencies.contains(w) || lexicon().agencies.contains(&w.to_uppercase());
            let agency =
                (1..=3).rev().find(|n| k + n <= hi && upper(v, k) && known(v.doc.span_of(k..k + n).of(&v.doc.text)));
            let named = v.sources.is_some_and(|s| (i + 1..k).any(|j| s.media.contains(v.norm(j))));
            let end = match agency {
                Some(n) => k + n,
                None if named => {
                    // "a la prensa": what follows is not its name
                    let mut e = k;
                    while e < hi && upper(v, e) && !v.lang.hearers.contains(v.norm(k - 1)) {
                        e += 1;
                    }
                    e
                }
                None => break,
            };
            listener = Some(i + 1..end);
            i = end;
            continue;
        }
        // a time: "este jueves", "mardi matin", "na terça-feira"
        let article = v.lang.stop.contains(v.norm(i)) || v.lang.det.contains(v.norm(i));
        if v.lang.times.contains(v.norm(i)) {
            i += 1;
            continue;
        }
        if article && v.lang.times.contains(v.norm(i + 1)) {
            i += 2;
            continue;
        }
        // "dans un communiqué", "en conférence de presse"
        if v.lang.stop.contains(v.norm(i)) && !v.lang.det.contains(v.norm(i)) && !v.lang.that.contains(v.norm(i)) {
            let n = (i + 1..hi.min(i + 4)).find(|&k| v.lang.occasion.contains(v.norm(k)));
            if let Some(n) = n {
                i = n + 1;
                if v.lang.of.contains(v.norm(i)) && v.lang.occasion.contains(v.norm(i + 1)) {
                    i += 2;
                }
                continue;
            }
        }
        break;
    }
    (i, listener)
}

/// The noun phrase that begins at `b`: up to a clause boundary, a verb or a word that ends phrases; a name or office after a comma
/// belongs to it.
pub(super) fn np(v: &V<'_>, b: usize, hi: usize) -> Range<usize> {
    let mut e = b;
    while e < hi && e - b < LONGEST {
        if v.norm(e) == "("
            && let Some(k) = (e..hi.min(e + 9)).find(|&k| v.norm(k) == ")")
        {
            e = k + 1;
            continue;
        }
        if v.norm(e) == "," && e > b {
            let until = (e + 1..hi).find(|&k| v.hard(k) || v.norm(k) == ".").unwrap_or(hi);
            let opens = upper(v, e + 1)
                || v.sources.is_some_and(|s| {
                    s.title.contains(v.norm(e + 1))
                        || (v.lang.det.contains(v.norm(e + 1)) && s.title.contains(v.norm(e + 2)))
                });
            let plain = (e + 1..until).all(|k| {
                v.verb(k).is_none()
                    && !v.lang.that.contains(v.norm(k))
                    && !v.lang.aux.contains(v.norm(k))
                    && !v.lang.relative.contains(v.norm(k))
            });
            let figures = (e + 1..until).any(|k| v.norm(k).starts_with(|c: char| c.is_ascii_digit()));
            if until > e + 1 && until - e < 12 && opens && plain && !figures && b > 0 {
                e = until;
            }
            break;
        }
        let last_dot = v.norm(e) == "." && e + 1 >= hi;
        let w = v.norm(e);
        // a preposition between capitals is part of a long name
        let inside = e > b
            && upper(v, e - 1)
            && (upper(v, e + 1) || v.lang.det.contains(v.norm(e + 1)) && upper(v, e + 2))
            && !v.lang.times.contains(w)
            && !v.lang.aux.contains(w);
        let stops = (v.stop(e) || v.lang.times.contains(w) || v.lang.relative.contains(w) || v.lang.aux.contains(w))
            && !v.lang.of.contains(w)
            && !(v.lang.det.contains(w) && e > b && v.lang.of.contains(v.norm(e - 1)));
        if v.hard(e)
            || last_dot
            || v.verb(e).is_some() && e > b && !v.lang.det.contains(v.norm(e - 1)) && !v.lang.of.contains(v.norm(e - 1))
            || (v.quote(e) && e > b && !(b..e).any(|k| v.quote(k)) && !upper(v, e + 1))
            || stops && e > b && !inside
            || v.lang.that.contains(w)
        {
            break;
        }
        e += 1;
    }
    while e > b
        && (matches!(v.norm(e - 1), "." | "(")
            || v.lang.of.contains(v.norm(e - 1))
            || v.lang.clitic.contains(v.norm(e - 1))
            || (v.quote(e - 1) && (b..e).filter(|&k| v.quote(k)).count() % 2 == 1))
    {
        e -= 1;
    }
    b..e
}

/// Where the content of cue `k` ends: where the clause of the next speaker begins, or at the sentence's end.
fn end_of(v: &V<'_>, cues: &[Cue], speakers: &[Speaker], k: usize, from: usize, hi: usize) -> usize {
    let contrast =
        (from + 1..hi).find(|&j| v.lang.contrast.contains(v.norm(j)) && cues.get(k + 1).is_some_and(|c| c.start > j));
    let Some((next, s)) = cues.get(k + 1).zip(speakers.get(k + 1)) else { return hi };
    if let Some(c) = contrast {
        return c;
    }
    // an inverted clause speaks of what stands before it
    if s.inverted || next.as_said {
        return if next.start > from { next.start } else { hi };
    }
    match &s.source {
        // "X dit que Y affirme ...": Y's words are inside those of X
        Some(r)
            if r.start > from && !v.lang.that.contains(v.norm(r.start - 1)) && !(from..r.start).all(|j| v.stop(j)) =>
        {
            let cut = (from..r.start).rev().take(6).find(|&j| v.hard(j) || v.lang.conj.contains(v.norm(j)));
            cut.unwrap_or(hi)
        }
        Some(_) => hi,
        None if next.start > from
            && v.lang.conj.contains(v.norm(next.start - 1))
            && that(v, next.end, hi).is_some() =>
        {
            next.start - 1
        }
        None => hi,
    }
}
