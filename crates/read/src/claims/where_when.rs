//! Where and when it happened: the sentence that says it best, once a report.

use model::{Claim, PlaceKind, PlaceMention, Slot, Span, TimeExpr, TimeType, Value, ValueKind};

use super::{About, Packs, Part, make};

/// Slots whose figures say that something happened, as good as an event word.
fn happened(slot: Slot) -> bool {
    matches!(slot, Slot::Escaped | Slot::Killed | Slot::Injured | Slot::Missing | Slot::Responsibility | Slot::Cause)
}

/// Adds the `place` and `date` claims of the body.
pub(crate) fn add(about: &About<'_>, packs: &Packs, part: &Part<'_>, agencies: &[String], claims: &mut Vec<Claim>) {
    let doc = part.doc;
    let mut place: Option<(i32, usize, Span, String)> = None;
    let mut date: Option<(i32, usize, Span, String)> = None;
    let of_today = doc.sentences.iter().any(|s| days_back(part, s.span, about).is_some_and(|d| d <= RECENT));
    for (n, s) in doc.sentences.iter().enumerate() {
        if part.furniture(n) {
            continue;
        }
        let hits = part.rules.events.find(doc, s.tokens.clone());
        let event = !hits.is_empty();
        let told = claims.iter().any(|c| c.evidence.start == s.span.start && happened(c.slot));
        if !event && !told {
            continue;
        }
        let near = |span: Span| {
            hits.iter()
                .map(|h| doc.span_of(h.first..h.end))
                .map(|h| if h.start >= span.end { h.start - span.end } else { span.start.saturating_sub(h.end) })
                .min()
                .unwrap_or(40)
        };
        let base = 2 * i32::from(event) + i32::from(told) - (n as i32).min(12) / 3;
        let past = days_back(part, s.span, about).is_some_and(|d| d > RECENT);
        let elsewhere = past && of_today;
        for p in part.places_in(s.span).filter(|_| !elsewhere) {
            let Some(grade) = grade(p) else { continue };
            let span = Span::new(p.start, p.end);
            // "a Tampa man", "the Syrian army": a modifier is a place only of the site it names
            if p.kind == PlaceKind::Modifier && doc.lang == "en" {
                let end = doc.tokens_in(span).end;
                let area = doc.tokens.get(end).is_some_and(|t| {
                    matches!(t.lemma.as_str(), "area" | "region" | "district" | "province" | "suburb" | "neighbourhood")
                });
                if !area && !part.has("site", end..end + 2) {
                    continue;
                }
            }
            let actor = part.actors.iter().any(|a| Span::new(a.start, a.end).overlaps(span));
            if in_dateline(doc, s.span, span) || actor && locative(part, span) < 2 || of_the_saying(part, s.span, span)
            {
                continue;
            }
            let score = base * 2 + grade + locative(part, span) - (near(span) as i32).min(90) / 15;
            if place.as_ref().is_none_or(|(b, ..)| score > *b) {
                place = Some((score, n, span, p.text.clone()));
            }
        }
        for t in part.times_in(s.span) {
            let span = Span::new(t.start, t.end);
            let Some(grade) = day(t, about) else { continue };
            if in_dateline(doc, s.span, span) {
                continue;
            }
            let mut score = base * 2 + grade - (near(span) as i32).min(90) / 9;
            if by_cue(part, s.span, span) {
                score -= 6;
            }
            if deadline(part, span) {
                score -= 6;
            }
            if is_clock_time(t) {
                score -= 4;
            }
            if near(span) <= 12 {
                score += 2;
            }
            if date.as_ref().is_none_or(|(b, ..)| score > *b) {
                date = Some((score, n, span, t.value.chars().take(10).collect()));
            }
        }
    }
    for (slot, kind, found) in [(Slot::Place, ValueKind::Place, place), (Slot::Date, ValueKind::Date, date)] {
        let Some((_, n, span, text)) = found else { continue };
        let op = if kind == ValueKind::Date { model::Op::Exact } else { model::Op::None };
        let value = Value { kind, op, text: Some(text), ..Value::default() };
        let mut c = make(about, part, n, slot, value, span, agencies, None, None);
        c.rule = format!("where-when/{slot}");
        c.counted = Some("event".to_owned());
        c.steps.insert(
            0,
            format!("the sentence that says best {} it happened", if slot == Slot::Place { "where" } else { "when" }),
        );
        claims.push(c);
    }
    let _ = packs;
}

/// How finely a place tells where; `None` = too coarse or not a place.
fn grade(p: &PlaceMention) -> Option<i32> {
    if matches!(p.kind, PlaceKind::Demonym | PlaceKind::Metonymic) || p.lat.is_none() {
        return None;
    }
    let modifier = if p.kind == PlaceKind::Modifier { 2 } else { 0 };
    Some(
        match p.feature.as_deref() {
            Some("country" | "continent") => return None,
            Some("admin1" | "region" | "water" | "river" | "sea") => 0,
            Some("capital") => 1,
            Some("prison" | "camp" | "dam" | "site" | "hospital" | "base" | "airport" | "crossing" | "venue") => 3,
            _ => 2,
        } - modifier,
    )
}

/// "in Krasnogorsk", "at the Kakhovka dam": a place stands after a preposition, or is the site itself. "to embarrass Damascus" is
/// no place.
pub(crate) fn locative(part: &Part<'_>, at: Span) -> i32 {
    let doc = part.doc;
    if doc.lang != "en" {
        return 0;
    }
    let first = doc.token_at(at.start);
    let before = |k: usize| first.checked_sub(k).map_or("", |i| doc.tokens[i].norm.as_str());
    let locates =
        |w: &str| matches!(w, "in" | "at" | "near" | "outside" | "from" | "inside" | "around" | "of" | "beside");
    let article =
        matches!(before(1), "the" | "a" | "nearby" | "northern" | "southern" | "eastern" | "western" | "central");
    if locates(before(1)) || article && (locates(before(2)) || locates(before(3))) {
        return 2;
    }
    let end = doc.tokens_in(at).end;
    if part.has("site", first..end + 1) || article {
        return 1;
    }
    -3
}

/// How exactly a time tells the day; `None` = it does not, or the day is after publication.
fn day(t: &TimeExpr, about: &About<'_>) -> Option<i32> {
    if !matches!(t.kind, TimeType::Date | TimeType::Time) || !t.value.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if t.value.len() < 10 || t.value.contains('W') {
        return (t.value.len() == 7 && !t.value.contains('W')).then_some(-4);
    }
    let date: jiff::civil::Date = t.value.get(..10)?.parse().ok()?;
    let Some(p) = about.published else { return Some(2) };
    let old = p.date().since(date).ok()?.get_days();
    match old {
        ..0 => None,
        // news is about what has just happened; the week before is where its event lies
        0..=10 => Some(4),
        11..=60 => Some(3),
        _ => Some(1),
    }
}

/// "DAMASCUS, Jan 20 (Reuters) -" is where and when it was written, not where and when it happened.
pub(super) fn in_dateline(doc: &text::Doc, sentence: Span, at: Span) -> bool {
    let head = sentence.of(&doc.text);
    let head = &head[..head.floor_char_boundary(90)];
    let agency = [" - ", " — ", " -- ", " – ", "): ", ") -", ".- "]
        .iter()
        .filter_map(|d| head.find(d))
        .max()
        .is_some_and(|cut| at.end <= sentence.start + cut && head[..cut].split_whitespace().count() <= 9);
    // "BISHKEK. March 27. The ..."
    let stops = head
        .split_inclusive(". ")
        .take(2)
        .scan(0, |n, w| {
            *n += w.len();
            Some((*n, w))
        })
        .take_while(|(_, w)| w.split_whitespace().count() <= 3 && w.ends_with(". "))
        .last()
        .is_some_and(|(cut, _)| at.end <= sentence.start + cut);
    agency || stops
}

/// Days by which a day must lie before the page for it to matter which of a sentence's days is meant.
const OLD: i32 = 2;

/// The day as of which something is said: the first day of the sentence, else that of the publication.
///
/// For a figure two kinds of days are passed over. The day of the happening ("the assault of 3 May has left 60 dead") dates what was
/// counted and not the count; it is the day that stands nearer to the word for the happening than to the figure and the one who gives
/// it. And in "60, against 42 on Sunday" Sunday is the other figure's.
pub(super) fn as_of(about: &About<'_>, part: &Part<'_>, sentence: usize, at: Span, figure: bool) -> Option<String> {
    let published = about.published.map(|p| p.date());
    let span = part.doc.sentences.get(sentence).map_or(at, |s| s.span);
    let mine = |t: &&TimeExpr| {
        let day = Span::new(t.start, t.end);
        let passed = || anothers(part, span, at, day) || old(t, published) && of_the_happening(part, sentence, at, day);
        t.value.len() >= 10 && t.value.starts_with(|c: char| c.is_ascii_digit()) && !(figure && passed())
    };
    part.times_in(span)
        .find(mine)
        .map(|t| t.value.chars().take(10).collect())
        .or_else(|| published.map(|p| p.to_string()))
}

fn old(t: &TimeExpr, published: Option<jiff::civil::Date>) -> bool {
    let date: Option<jiff::civil::Date> = t.value.get(..10).and_then(|d| d.parse().ok());
    let days = published.zip(date).and_then(|(p, d)| Some(p.since(d).ok()?.get_days()));
    days.is_some_and(|n| n > OLD)
}

/// Bytes between two spans.
fn gap(a: Span, b: Span) -> usize {
    if a.end <= b.start { b.start - a.end } else { a.start.saturating_sub(b.end) }
}

/// The day stands nearer to a word for the happening than to the figure, and is not the day of the saying.
fn of_the_happening(part: &Part<'_>, sentence: usize, at: Span, day: Span) -> bool {
    let Some(s) = part.doc.sentences.get(sentence) else { return false };
    let hits = part.rules.events.find(part.doc, s.tokens.clone());
    let near = hits.iter().map(|h| gap(part.doc.span_of(h.first..h.end), day)).min();
    near.is_some_and(|n| n < gap(at, day)) && !by_cue(part, s.span, day)
}

/// Another figure stands between this one and the day, and is set against this one.
fn anothers(part: &Part<'_>, sentence: Span, at: Span, day: Span) -> bool {
    day.start >= at.end
        && part.quantities_in(Span::new(at.end, day.start)).any(|q| {
            let tokens = part.doc.tokens_in(Span::new(at.end, q.start));
            sentence.contains(q.span()) && part.has("against", tokens)
        })
}

/// "told reporters in Kabul", "a nurse at the hospital in Kontagora": where it was said, or where the one who says it belongs.
fn of_the_saying(part: &Part<'_>, sentence: Span, at: Span) -> bool {
    let said = part.attributions.iter().any(|a| a.content.contains(at));
    part.attributions.iter().filter(|a| a.cue.is_some_and(|c| sentence.contains(c))).any(|a| {
        let in_source = !said && a.source.is_some_and(|s| s.contains(at));
        let after_cue = a.cue.is_some_and(|c| {
            let between = part.doc.text.get(c.end..at.start).unwrap_or("");
            let words: Vec<&str> = between.split_whitespace().collect();
            let hearers = ["reporters", "journalists", "parliament", "lawmakers", "conference", "briefing"];
            matches!(words.as_slice(), [.., to, "in" | "at" | "near" | "from"] if hearers.contains(to))
                && words.len() <= 6
        });
        in_source || after_cue
    })
}

/// "only six bodies had been recovered by Tuesday": the day up to which something is known.
fn deadline(part: &Part<'_>, at: Span) -> bool {
    let before = part.doc.token_at(at.start).checked_sub(1).map_or("", |i| part.doc.tokens[i].norm.as_str());
    part.doc.lang == "en" && matches!(before, "by" | "until" | "till" | "since")
}

/// "at 11:47 p.m.": a time of the clock alone, whose day is only supposed.
fn is_clock_time(t: &TimeExpr) -> bool {
    t.kind == TimeType::Time
        && t.text.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() > 2).all(|w| {
            matches!(
                w.to_lowercase().as_str(),
                "gmt" | "utc" | "local" | "time" | "around" | "about" | "shortly" | "after" | "before"
            )
        })
}

/// Days before the page up to which a sentence tells of what is new.
const RECENT: i32 = 60;

/// How many days before the page the latest day lies that a sentence names: "A similar accident killed 100 in June 2023" is of another
/// happening than a page of this year.
fn days_back(part: &Part<'_>, sentence: Span, about: &About<'_>) -> Option<i32> {
    let published = about.published?.date();
    let named = part.times_in(sentence).filter(|t| t.value.starts_with(|c: char| c.is_ascii_digit()));
    let days = named.filter_map(|t| {
        let date: jiff::civil::Date = match t.value.len() {
            4 => format!("{}-12-31", t.value).parse().ok()?,
            7 if !t.value.contains('W') => format!("{}-28", t.value).parse().ok()?,
            _ => t.value.get(..10)?.parse().ok()?,
        };
        Some(published.since(date).ok()?.get_days())
    });
    days.min()
}

/// "the ministry said on Monday", "On Monday the army said": the day of the saying, because it stands beside the cue or outside what
/// is said.
fn by_cue(part: &Part<'_>, sentence: Span, at: Span) -> bool {
    let between = |from: usize, to: usize| part.doc.text.get(from..to).unwrap_or("").split_whitespace().count();
    let said: Vec<_> = part.attributions.iter().filter(|a| a.cue.is_some_and(|c| sentence.contains(c))).collect();
    let beside = said.iter().any(|a| {
        let after_cue = a.cue.is_some_and(|c| c.end <= at.start && between(c.end, at.start) <= 1);
        let before_source = a.source.is_some_and(|s| at.end <= s.start && between(at.end, s.start) == 0);
        after_cue || before_source
    });
    beside || !said.is_empty() && !said.iter().any(|a| a.content.contains(at))
}
