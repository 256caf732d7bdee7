//! Attributions in Arabic: verb, speaker, "that"; "according to what X said"; "X quoted Y as saying".
//!
//! Key decision: a speaker's noun phrase has no mark at its end, so it is ended by what cannot belong to it: words that open a content, times,
//! verbal nouns ("the killing of ..."), figures. These are data (`speakers.toml`).

use std::ops::Range;

use super::english::Raw;
use super::lexicon::lexicon;
use super::other::V;

/// Longest speaker, in tokens.
const LONGEST: usize = 14;

/// A word without the "and" or "so" that is written together with it.
fn plain(w: &str) -> &str {
    w.strip_prefix(['و', 'ف']).filter(|r| r.chars().count() > 2).unwrap_or(w)
}

/// The kind of a verb of saying, with a joined "and" and with an object pronoun ("ذكرته").
fn verb<'a>(v: &'a V<'_>, i: usize) -> Option<&'a str> {
    let w = v.norm(i);
    let object = |w: &'a str| w.strip_suffix("ه").or_else(|| w.strip_suffix("ها")).filter(|r| r.chars().count() > 2);
    let find = |w: &str| v.lang.verbs.get(w).map(String::as_str);
    find(w).or_else(|| find(plain(w))).or_else(|| object(plain(w)).and_then(find))
}

/// All attributions by verbs in one sentence.
pub(super) fn verbs(v: &V<'_>, si: usize, lo: usize, hi: usize, out: &mut Vec<Raw>) {
    let cues: Vec<usize> = (lo..hi).filter(|&i| verb(v, i).is_some() && !denied(v, i, lo)).collect();
    let mut inside = lo;
    for (k, &at) in cues.iter().enumerate() {
        let quoted = super::quotes::at(&v.quotes, v.doc.tokens[at].span.start).is_some_and(|q| {
            q.span.start < v.doc.tokens[at].span.start && q.span.len() + 4 < v.doc.sentences[si].span.len()
        });
        if at < inside || quoted {
            continue;
        }
        let next = cues.get(k + 1).copied().unwrap_or(hi);
        let kind = verb(v, at).unwrap_or("say").to_owned();
        let mut raw = Raw { sentence: si, cue: at..at + 1, kind, lemma: v.norm(at).to_owned(), ..Raw::default() };
        // "بحسب ما أفاد X": what X said stands before, or after
        let as_said = at > lo && matches!(v.norm(at - 1), "ما" | "لما" | "كما");
        // "وفق ما أفاد به X": the pronoun stands for the content
        let first = at + 1 + usize::from(matches!(v.norm(at + 1), "به" | "بها" | "بذلك" | "عنه" | "عنها"));
        let (from, mut listener) = skip(v, first, hi);
        let mut source = np(v, from, hi);
        // "كان الجيش قد أعلن": what follows is the object
        let was = had(v, at, lo);
        if let Some(s) = &was {
            source = s.clone();
        } else if raw.kind == "demand" {
            source.end = demanded(v, &source);
        }
        // "نقلت وكالة عن مسؤول قوله إن"
        let quotes = matches!(plain(v.norm(at)), "نقل" | "نقلت" | "تنقل" | "ينقل");
        if quotes && matches!(v.norm(source.end), "عن") && v.nominal(&source) {
            raw.quoted_by = Some(source.clone());
            source = np(v, source.end + 1, hi);
        } else if quotes
            && !(at..hi.min(at + 16)).any(|j| v.lang.that.contains(v.norm(j)) || v.quote(j) || v.norm(j) == ":")
        {
            // "نقلت السلطات المعتقلين": moved, not quoted
            continue;
        }
        let mut after = source.end.max(at + 1);
        if matches!(v.norm(after), "قوله" | "قولها" | "قولهم") {
            after += 1;
        }
        // "... لرويترز", "... في بيان"
        let (beyond, heard) = skip(v, after, hi);
        listener = listener.or(heard);
        let mut named = v.nominal(&source);
        if !named && !as_said {
            // "الجيش أعلن أن": the speaker stands before the verb; a verb alone goes on with the last speaker
            let left = before(v, at, lo);
            if v.nominal(&left) {
                source = left;
                named = true;
            }
            after = at + 1;
        }
        let that =
            (after..hi.min(after + 16)).find(|&j| v.lang.that.contains(v.norm(j)) || v.norm(j) == ":" || v.quote(j));
        let that = that.filter(|&t| t < next || next <= after);
        if named && v.sources.is_some_and(|s| source.clone().any(|j| s.not_a_source.contains(v.norm(j)))) {
            continue;
        }
        let mut end = end_of(v, after, hi, next);
        if matches!(plain(v.norm(at)), "تبنى" | "تبنت") && that.is_none() {
            // "claimed the attack that killed 12": the dead are the writer's
            end = (after + 1..end).find(|&j| matches!(v.norm(j), "الذي" | "التي" | "الذين")).unwrap_or(end);
        }
        let content = if as_said {
            let first = (lo..at).rev().take(3).find(|&j| v.lang.prep.at(v.doc, j).is_some()).unwrap_or(at - 1);
            let rest = v.content(beyond..hi).filter(|c| c.0.len() > 16);
            v.content(lo..first).filter(|c| c.0.len() > 16).or(rest)
        } else {
            match that {
                Some(t) => v.content(t + usize::from(v.norm(t) == ":")..end),
                None if named => v.content(beyond.max(after)..end),
                None => None,
            }
        };
        let Some((span, direct)) = content else { continue };
        raw.contents.push(span);
        raw.direct = direct;
        raw.listener = listener;
        raw.tail = after..that.unwrap_or(end.min(after + 10)).max(after);
        inside = if named { source.end.max(at + 1) } else { at + 1 };
        raw.source = named.then_some(source);
        out.push(raw);
    }
}

/// "كان الجيش قد أعلن": the speaker between "was" and the verb that "قد" opens.
fn had(v: &V<'_>, at: usize, lo: usize) -> Option<Range<usize>> {
    if at < lo + 3 || v.norm(at - 1) != "قد" {
        return None;
    }
    let was = (lo..at - 1).rev().take(LONGEST).find(|&j| matches!(plain(v.norm(j)), "كان" | "كانت" | "كانوا"))?;
    let source = was + 1..at - 1;
    (v.nominal(&source) && !source.clone().any(|j| v.hard(j) || verb(v, j).is_some())).then_some(source)
}

/// Where a speaker ends whose verb takes what is demanded with "ب" ("طالب المجلس بخروج ...").
fn demanded(v: &V<'_>, source: &Range<usize>) -> usize {
    let known = |w: &str| v.sources.is_some_and(|s| s.institution.contains(w) || s.media.contains(w));
    source
        .clone()
        .skip(1)
        .find(|&j| v.norm(j).starts_with('ب') && v.norm(j - 1).starts_with("ال") && !known(v.norm(j)))
        .unwrap_or(source.end)
}

/// A negated verb reports nothing.
fn denied(v: &V<'_>, i: usize, lo: usize) -> bool {
    i > lo && matches!(plain(v.norm(i - 1)), "لم" | "لن" | "لا" | "عدم" | "دون")
}

/// What may stand between a verb and its speaker, or between speaker and content: a time, a listener, "in a statement".
fn skip(v: &V<'_>, from: usize, hi: usize) -> (usize, Option<Range<usize>>) {
    let mut i = from;
    let mut listener = None;
    while i < hi && i < from + 8 {
        let w = v.norm(i);
        if v.lang.times.contains(w) {
            i += 1;
            continue;
        }
        if let Some(e) = heard(v, i, hi) {
            listener = Some(i..e);
            i = e;
            continue;
        }
        let n =
            if matches!(w, "في" | "عبر" | "خلال") && v.lang.occasion.contains(v.norm(i + 1)) { 2 } else { 0 };
        if n == 0 {
            break;
        }
        i += n;
    }
    (i, listener)
}

/// "لرويترز", "لوكالة فرانس برس": the end of a listener that begins at a token.
pub(super) fn heard(v: &V<'_>, i: usize, hi: usize) -> Option<usize> {
    let rest = v.norm(i).strip_prefix('ل')?;
    let media = |w: &str| v.sources.is_some_and(|s| s.media.contains(w));
    let agency = |a: usize, b: usize, cut: usize| {
        let text = v.doc.span_of(a..b).of(&v.doc.text);
        lexicon().agencies.contains(text.get(cut..).unwrap_or(""))
    };
    for n in [3, 2, 1] {
        if i + n <= hi && agency(i, i + n, 'ل'.len_utf8()) {
            return Some(i + n);
        }
    }
    if !(media(rest) || media(&format!("ا{rest}"))) {
        return None;
    }
    let name = (1..=3).rev().find(|n| i + 1 + n <= hi && agency(i + 1, i + 1 + n, 0));
    Some(i + 1 + name.unwrap_or(1))
}

/// The noun phrase that begins at `b`.
pub(super) fn np(v: &V<'_>, b: usize, hi: usize) -> Range<usize> {
    let mut e = b;
    let mut bare = 0;
    while e < hi && e - b < LONGEST {
        let w = v.norm(e);
        let figure = w.starts_with(|c: char| c.is_numeric());
        let prefixed = w.strip_prefix('ب').is_some_and(|r| v.lang.relative.contains(r));
        // "نقابة الصيادين", "لشؤون اللاجئين": theirs, not an object
        let theirs = |w: &str| w.starts_with('ل') || v.sources.is_some_and(|s| s.institution.contains(w));
        let object = bare > 0
            && w.starts_with("ال")
            && w.ends_with("ين")
            && w.chars().count() > 6
            && !(e > b && theirs(v.norm(e - 1)));
        // "قالت «X» إن": a name in quotation marks
        if e == b
            && v.quote(e)
            && let Some(c) = (e + 2..hi.min(e + 6)).find(|&k| v.quote(k))
            && v.lang.that.contains(v.norm(c + 1))
        {
            e = c + 1;
            continue;
        }
        // "طبيب في المستشفى": the place belongs to whoever has no name
        if w == "في"
            && e > b
            && v.sources.is_some_and(|s| s.anonymous.contains(v.norm(e - 1)))
            && v.norm(e + 1).starts_with("ال")
            && !v.lang.times.contains(v.norm(e + 1))
        {
            e += 2;
            continue;
        }
        if v.hard(e)
            || v.quote(e) && !inner_quote(v, b, e)
            || w == "." && e + 1 >= hi
            || v.stop(e)
            || v.lang.relative.contains(w)
            || v.lang.times.contains(w)
            || figure
            || prefixed
            || object
            || heard(v, e, hi).is_some() && e > b
            || verb(v, e).is_some() && e > b
        {
            break;
        }
        bare = if w.starts_with("ال") { 0 } else { bare + 1 };
        e += 1;
    }
    b..e
}

/// A name in quotation marks inside a speaker: `وكالة الأنباء "سانا"`.
fn inner_quote(v: &V<'_>, b: usize, e: usize) -> bool {
    if e == b {
        return false;
    }
    let opened = (b..e).filter(|&k| v.quote(k)).count() % 2 == 1;
    opened || (e + 1..e + 5).any(|k| v.quote(k)) && v.norm(e - 1) != ":"
}

fn before(v: &V<'_>, at: usize, lo: usize) -> Range<usize> {
    let mut b = at;
    while b > lo && at - b < LONGEST {
        let p = b - 1;
        if v.hard(p)
            || v.stop(p)
            || v.lang.relative.contains(v.norm(p))
            || verb(v, p).is_some()
            || v.lang.times.contains(v.norm(p))
        {
            break;
        }
        b = p;
    }
    // "أما الشرطة فقالت": "as for"
    if b + 1 < at && plain(v.norm(b)) == "أما" {
        b += 1;
    }
    b..at
}

/// A content ends where another speaker's clause begins: at the comma or "while" before the next verb of saying.
fn end_of(v: &V<'_>, from: usize, hi: usize, next: usize) -> usize {
    if next >= hi || next <= from {
        return hi;
    }
    let contrast = (from..next).find(|&j| v.lang.contrast.contains(plain(v.norm(j))));
    let comma = (from + 1..=next).rev().take(4).find(|&j| v.hard(j));
    contrast.or(comma).or((v.norm(next).starts_with('و')).then_some(next)).unwrap_or(hi)
}
