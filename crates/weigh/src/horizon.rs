//! Until when a warning holds, from the times read in its own sentence.
//!
//! What for: a warning without a horizon can never turn out wrong, so a ledger of warnings needs the day on which each falls due.
//!
//! Key decision: only what the sentence itself says after the warning was given. A length counts only where a word makes it a stretch
//! ahead ("within 20 hours", "in the coming days"); "after 20 years of war" is none. Lengths without a number get a round one, as
//! desks read them: coming hours a day, coming days a week, coming weeks a month.

use jiff::{
    SignedDuration, Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};
use model::{EvidencePart, Reading, TimeExpr, TimeType};

use crate::{
    board::Item,
    lexicon::LEXICON,
    page::{Dated, days},
};

/// No warning of a report is about a time further off than this.
const FARTHEST_DAYS: i32 = 400;
/// Lengths beyond this are history ("the worst in 30 years").
const LONGEST_HOURS: i64 = 24 * 100;

/// When a warning falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Horizon {
    /// As written: an instant or a day.
    pub(crate) text: String,
    /// Seconds since 1970 at which it is over; a day is over at its end, UTC.
    pub(crate) ends: i64,
}

/// The latest time ahead that the warning's sentence names.
pub(crate) fn of(it: &Item<'_>, reading: &Reading, body: &str) -> Option<Horizon> {
    let c = it.claim;
    if c.evidence.part != EvidencePart::Body {
        return None;
    }
    // where the only day of the sentence is the one expected ("to crest on Wednesday"), the claim's own as-of is that day read into the
    // past, and the page is the clock
    let expected = |t: &TimeExpr| {
        let before = body.get(c.evidence.start..t.start).unwrap_or("");
        weekday(t) && modal(before) && c.as_of.as_deref().is_some_and(|d| d.starts_with(&t.value))
    };
    let own = |t: &&TimeExpr| t.start >= c.evidence.start && t.end <= c.evidence.end;
    let misread = reading.times.iter().filter(own).any(expected);
    let said = if misread { it.published.or(it.said)? } else { it.said? };
    let offset = Offset::UTC;
    let base = Timestamp::from_second(said).ok()?;
    let day = base.to_zoned(TimeZone::fixed(offset)).date();
    reading
        .times
        .iter()
        .filter(own)
        .take(12)
        .filter_map(|t| {
            let before = body.get(c.evidence.start..t.start).unwrap_or("");
            match t.kind {
                TimeType::Duration => ahead(t, before, base),
                _ if t.value == "FUTURE_REF" => ahead(t, before, base),
                TimeType::Date | TimeType::Time => named(t, before, day, said),
                TimeType::Set => None,
            }
        })
        .max_by(|a, b| a.ends.cmp(&b.ends).then_with(|| b.text.cmp(&a.text)))
}

/// A day, a longer calendar unit or an instant after the warning was given.
fn named(t: &TimeExpr, before: &str, given: Date, said: i64) -> Option<Horizon> {
    if t.value.len() > 10
        && let Ok(m) = t.value.parse::<model::Moment>()
        && t.value.get(10..13).is_some_and(|h| h.starts_with('T') && h[1..].bytes().all(|b| b.is_ascii_digit()))
    {
        let ends = m.seconds();
        return (ends > said && ends - said < i64::from(FARTHEST_DAYS) * 86_400)
            .then(|| Horizon { text: m.to_string(), ends });
    }
    let last = match week(&t.value) {
        Some(d) => d,
        None if t.value.starts_with(|c: char| c.is_ascii_digit()) => Dated::parse(&t.value)?.last,
        None => return None,
    };
    let gap = days(given, last);
    // "by Friday" and "will come on Friday" never mean a Friday that is over, however the weekday was read
    let last = if (-6..=0).contains(&gap) && weekday(t) && (due(before) || modal(before)) {
        last.checked_add(jiff::Span::new().days(7)).ok()?
    } else {
        last
    };
    let gap = days(given, last);
    // the day of the warning itself sets no term, nor does the month it falls in, unless a word says so ("by tonight")
    let running = t.value.len() < 10 && Dated::parse(&t.value).is_some_and(|d| d.first <= given);
    let by = LEXICON.any("horizon", "by", last_words(before, if running { 4 } else { 2 }));
    let ahead = gap > 0 && !running || gap >= 0 && by;
    (ahead && gap <= FARTHEST_DAYS).then(|| whole_day(last)).flatten()
}

/// True where a day is named by its name alone.
fn weekday(t: &TimeExpr) -> bool {
    t.text.split_whitespace().count() == 1 && !t.text.bytes().any(|b| b.is_ascii_digit()) && t.value.len() == 10
}

/// True where the last words before a time make it a term ("by", "until").
fn due(before: &str) -> bool {
    LEXICON.any("horizon", "by", last_words(before, 2))
}

/// True where the last words before a time speak of what is to come ("expected to crest on").
fn modal(before: &str) -> bool {
    LEXICON.any("horizon", "modal", last_words(before, 5))
}

fn last_words(s: &str, n: usize) -> impl Iterator<Item = &str> {
    s.split_whitespace().rev().take(n)
}

/// The last day of an ISO week (`2031-W18`).
fn week(value: &str) -> Option<Date> {
    let (year, week) = value.split_once("-W")?;
    let (year, week): (i16, i8) = (year.parse().ok()?, week.get(..2)?.parse().ok()?);
    jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Sunday).ok().map(|w| w.date())
}

fn whole_day(d: Date) -> Option<Horizon> {
    let end = d.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
    Some(Horizon { text: d.to_string(), ends: end })
}

/// A stretch of time that begins when the warning is given.
fn ahead(t: &TimeExpr, before: &str, base: Timestamp) -> Option<Horizon> {
    let inside = LEXICON.any("horizon", "ahead", t.text.split_whitespace());
    if !inside && !LEXICON.any("horizon", "ahead", last_words(before, 3)) {
        return None;
    }
    let (hours, exact) = length(&t.value).or_else(|| {
        let unit = ["hour", "day", "week", "month"].into_iter().find(|u| LEXICON.any("unit", u, t.text.split(' ')))?;
        Some((open_length(unit), false))
    })?;
    if hours <= 0 || hours > LONGEST_HOURS {
        return None;
    }
    let end = base.checked_add(SignedDuration::from_hours(hours)).ok()?;
    if exact && hours < 24 * 3 {
        let text = model::Moment::from_seconds(end.as_second())?.to_string();
        return Some(Horizon { text, ends: end.as_second() });
    }
    whole_day(end.to_zoned(TimeZone::UTC).date())
}

/// Hours of a length without a number.
fn open_length(unit: &str) -> i64 {
    match unit {
        "hour" => 24,
        "day" => 24 * 7,
        "week" => 24 * 31,
        _ => 24 * 92,
    }
}

/// Hours of an ISO 8601 duration, and whether it has a number.
fn length(value: &str) -> Option<(i64, bool)> {
    let body = value.strip_prefix('P')?;
    let (time, body) = match body.strip_prefix('T') {
        Some(b) => (true, b),
        None => (false, body),
    };
    let unit = body.chars().last()?;
    let number = body.get(..body.len() - unit.len_utf8())?;
    let open = number == "X";
    let n: f64 = if open { 1.0 } else { number.parse().ok().filter(|n: &f64| (0.0..1e5).contains(n))? };
    let (each, word) = match (unit, time) {
        ('H', true) => (1.0, "hour"),
        ('D', false) => (24.0, "day"),
        ('W', false) => (24.0 * 7.0, "week"),
        ('M', false) => (24.0 * 30.0, "month"),
        _ => return None,
    };
    Some(if open { (open_length(word), false) } else { ((n * each).ceil() as i64, true) })
}

#[cfg(test)]
mod tests {
    use super::{Horizon, ahead, length, named, week};
    use jiff::{Timestamp, civil::date};
    use model::{TimeExpr, TimeType};

    fn time(kind: TimeType, text: &str, value: &str) -> TimeExpr {
        TimeExpr { kind, text: text.into(), value: value.into(), ..TimeExpr::default() }
    }

    #[test]
    fn lengths_need_a_word_that_looks_ahead() {
        let base: Timestamp = "2031-05-02T10:00:00Z".parse().unwrap();
        let text = |t: TimeExpr, before: &str| ahead(&t, before, base).map(|h: Horizon| h.text);
        let twenty = time(TimeType::Duration, "20 hours", "PT20H");
        assert_eq!(text(twenty.clone(), "the river will rise within"), Some("2031-05-03T06:00:00Z".into()));
        assert_eq!(text(twenty.clone(), "they had waited for more than"), None);
        let coming = time(TimeType::Date, "the coming days", "FUTURE_REF");
        assert_eq!(text(coming, "in"), Some("2031-05-09".into()));
        assert_eq!(text(time(TimeType::Duration, "30 years", "P30Y"), "the worst in"), None);
        for (before, words) in [
            ("innerhalb von", "20 Stunden"),
            ("dans les prochaines", "20 heures"),
            ("en las próximas", "20 horas"),
            ("nas próximas", "20 horas"),
            ("в течение", "20 часов"),
            ("протягом", "20 годин"),
            ("خلال", "20 ساعة"),
            ("önümüzdeki", "20 saat"),
        ] {
            assert!(text(time(TimeType::Duration, words, "PT20H"), before).is_some(), "{before} {words}");
        }
    }

    #[test]
    fn days_count_only_where_they_are_ahead() {
        let (given, said) = (date(2031, 5, 2), 1_935_489_600);
        let text = |t: TimeExpr, before: &str| named(&t, before, given, said).map(|h: Horizon| h.text);
        let day = |v: &str| time(TimeType::Date, "Wednesday", v);
        assert_eq!(text(day("2031-05-07"), "peak on"), Some("2031-05-07".into()));
        assert_eq!(text(day("2031-04-30"), "it said on"), None);
        assert_eq!(text(day("2031-04-30"), "leave by"), Some("2031-05-07".into()));
        assert_eq!(text(day("2031-04-30"), "they expect it to crest on"), Some("2031-05-07".into()));
        let month = time(TimeType::Date, "this month", "2031-05");
        assert_eq!(text(month.clone(), "it warned earlier"), None);
        assert_eq!(text(month, "it will be over by the end of"), Some("2031-05-31".into()));
        assert_eq!(text(time(TimeType::Date, "2040", "2040"), "until"), None);
        assert_eq!(week("2031-W18"), Some(date(2031, 5, 4)));
        assert_eq!(length("P2W"), Some((336, true)));
        assert_eq!(length("PXD"), Some((168, false)));
        assert_eq!(length("P"), None);
    }
}
