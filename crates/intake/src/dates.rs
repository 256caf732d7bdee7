//! Publication times as pages write them, for machines and for readers.
//!
//! What for: many pages tell the time of publication in words alone, and whoever was first cannot be told without it.
//!
//! Key decision: one reader for all languages over one table of words (`data/dates.tsv`). A day and a month in figures that could be
//! either way round is no date in English, where both ways are usual.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil;
use model::Moment;

/// Read a publication time: RFC 3339 and its usual shortenings, or the mail form "Tue, 20 Jan 2026 07:40:00 +0300".
///
/// A time without an offset is taken as UTC, as [`Moment`] does.
pub(crate) fn lenient(s: &str) -> Option<Moment> {
    let s = s.trim();
    if s.len() > 64 {
        return None;
    }
    if let Ok(m) = s.parse() {
        return Some(m);
    }
    let z = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(s).ok()?;
    z.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().parse().ok()
}

/// Why a publication time cannot be right; `None` when it can.
///
/// There was no web to publish on before 1990; a stated time long after the capture, or in another century, is a slip or a
/// placeholder. The program reads no clock, so "in the future" can only be judged against the capture time.
pub(crate) fn absurd(published: &Moment, captured: Option<&Moment>) -> Option<String> {
    const DAY: i64 = 86_400;
    let year = published.date().year();
    if year < 1990 {
        return Some(format!("published {published} is before there was a web; the time is not used"));
    }
    if year >= 2100 {
        return Some(format!("published {published} is in another century; the time is not used"));
    }
    match captured {
        Some(c) if published.seconds() > c.seconds() + DAY => {
            Some(format!("published {published} is after the page was captured, {c}; the time is not used"))
        }
        _ => None,
    }
}

/// What a word of `data/dates.tsv` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Month(i8),
    PersianMonth(i8),
    /// May stand between the parts of a date.
    Between,
}

struct Words {
    meanings: BTreeMap<&'static str, Meaning>,
    updated: Vec<&'static str>,
    published: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut w = Words { meanings: BTreeMap::new(), updated: Vec::new(), published: Vec::new() };
    for line in include_str!("../data/dates.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(kind), Some(number), Some(words)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let number: i8 = number.parse().unwrap_or(0);
        for word in words.split('|') {
            let meaning = match kind {
                "month" => Meaning::Month(number),
                "persian" => Meaning::PersianMonth(number),
                "updated" => {
                    w.updated.push(word);
                    continue;
                }
                "published" => {
                    w.published.push(word);
                    continue;
                }
                _ => Meaning::Between,
            };
            w.meanings.entry(word).or_insert(meaning);
        }
    }
    w
});

/// A date in a line that readers see.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    /// Day, and time of day where `clock` holds.
    pub(crate) at: civil::DateTime,
    pub(crate) clock: bool,
    /// Seconds east of Greenwich, where it is said.
    pub(crate) offset: Option<i32>,
    /// Stands after a word for a change.
    pub(crate) updated: bool,
    /// Stands after a word for publication.
    pub(crate) published: bool,
    /// Bytes of the line that hold it.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Seen {
    /// The moment; without an offset in UTC, as everywhere.
    pub(crate) fn moment(&self) -> Option<Moment> {
        let o = self.offset.unwrap_or(0);
        let sign = if o < 0 { '-' } else { '+' };
        format!("{}{sign}{:02}:{:02}", self.at.strftime("%Y-%m-%dT%H:%M:%S"), o.abs() / 3600, o.abs() / 60 % 60)
            .parse()
            .ok()
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// Value and number of figures.
    Number(u32, usize),
    Word(String),
    Sign(char),
}

/// A token and its bytes.
type Placed = (Token, usize, usize);

/// The figure that a character is, in the scripts that pages use.
fn figure(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '\u{660}'..='\u{669}' => Some(c as u32 - 0x660),
        '\u{6F0}'..='\u{6F9}' => Some(c as u32 - 0x6F0),
        '\u{FF10}'..='\u{FF19}' => Some(c as u32 - 0xFF10),
        _ => None,
    }
}

fn tokens(line: &str) -> Vec<Placed> {
    let mut out: Vec<Placed> = Vec::new();
    for (at, c) in line.char_indices() {
        let end = at + c.len_utf8();
        // Marks of direction and joiners are no parts of words.
        if matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
            continue;
        }
        let touches = out.last().is_some_and(|(_, _, e)| *e == at);
        if let Some(d) = figure(c) {
            match out.last_mut() {
                Some((Token::Number(n, len), _, e)) if touches => {
                    *n = n.saturating_mul(10).saturating_add(d);
                    *len += 1;
                    *e = end;
                }
                _ => out.push((Token::Number(d, 1), at, end)),
            }
        } else if matches!(c, '年' | '月' | '日' | '时' | '時' | '分') {
            out.push((Token::Sign(c), at, end));
        } else if c.is_alphabetic() || matches!(c, '\u{200C}' | '’' | '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{652}') {
            match out.last_mut() {
                Some((Token::Word(w), _, e)) if touches => {
                    w.extend(c.to_lowercase());
                    *e = end;
                }
                _ => out.push((Token::Word(c.to_lowercase().collect()), at, end)),
            }
        } else if !c.is_whitespace() {
            out.push((Token::Sign(c), at, end));
        }
        if out.len() > 120 {
            break;
        }
    }
    out
}

struct Line {
    tokens: Vec<Placed>,
    /// In figures the month may stand first.
    either_order: bool,
}

impl Line {
    fn number(&self, i: usize) -> Option<(i32, usize)> {
        match self.tokens.get(i) {
            Some((Token::Number(n, len), ..)) => Some((i32::try_from(*n).ok()?, *len)),
            _ => None,
        }
    }

    fn sign(&self, i: usize) -> Option<char> {
        match self.tokens.get(i) {
            Some((Token::Sign(c), ..)) => Some(*c),
            _ => None,
        }
    }

    fn word(&self, i: usize) -> Option<&str> {
        match self.tokens.get(i) {
            Some((Token::Word(w), ..)) => Some(w),
            _ => None,
        }
    }

    /// No white space between a token and the next.
    fn tight(&self, i: usize) -> bool {
        match (self.tokens.get(i), self.tokens.get(i + 1)) {
            (Some(a), Some(b)) => a.2 == b.1,
            _ => false,
        }
    }

    /// A month's name at `i`, of one word or two; what it is and the token after it.
    fn month(&self, i: usize) -> Option<(Meaning, usize)> {
        let first = self.word(i)?;
        if let Some(second) = self.word(i + 1)
            && let Some(m @ Meaning::Month(_)) = WORDS.meanings.get(format!("{first} {second}").as_str())
        {
            return Some((*m, i + 2));
        }
        match WORDS.meanings.get(first) {
            Some(m @ (Meaning::Month(_) | Meaning::PersianMonth(_))) => {
                // "Jan." and "janv."
                let dot = self.sign(i + 1) == Some('.') && self.tight(i);
                Some((*m, i + 1 + usize::from(dot)))
            }
            _ => None,
        }
    }

    fn between(&self, i: usize) -> bool {
        match self.tokens.get(i) {
            Some((Token::Word(w), ..)) => WORDS.meanings.get(w.as_str()) == Some(&Meaning::Between),
            Some((Token::Sign(c), ..)) => {
                matches!(c, ',' | '،' | '-' | '–' | '—' | '|' | '/' | '·' | '•' | '.' | '(' | ')' | '@')
            }
            _ => false,
        }
    }

    /// A day at `i`: the day itself and the token after it.
    fn date(&self, i: usize) -> Option<(civil::Date, usize)> {
        let (first, len) = self.number(i)?;
        let year = |n: i32, len: usize| (len == 4 && (1990..2100).contains(&n)).then_some(n);
        // 2026-01-20, 2026/1/20, 1404/10/30, 2026年1月20日
        if len == 4 {
            let sep = self.sign(i + 1)?;
            let (month, l2) = self.number(i + 2)?;
            let (day, l3) = self.number(i + 4)?;
            if l2 > 2 || l3 > 2 {
                return None;
            }
            if sep == '年' && self.sign(i + 3) == Some('月') {
                return Some((
                    day_of(year(first, len)?, month, day)?,
                    i + 5 + usize::from(self.sign(i + 5) == Some('日')),
                ));
            }
            if !matches!(sep, '-' | '/' | '.') || self.sign(i + 3) != Some(sep) || !(i..i + 4).all(|k| self.tight(k)) {
                return None;
            }
            if (1300..1500).contains(&first) {
                return Some((persian(first, month, day)?, i + 5));
            }
            return Some((day_of(year(first, len)?, month, day)?, i + 5));
        }
        if len > 2 {
            return None;
        }
        // 20.01.2026, 20/01/2026
        if let Some(sep @ ('.' | '/' | '-')) = self.sign(i + 1)
            && let (Some((second, l2)), Some((y, l3))) = (self.number(i + 2), self.number(i + 4))
            && self.sign(i + 3) == Some(sep)
            && (i..i + 4).all(|k| self.tight(k))
            && l2 <= 2
        {
            let y = if sep == '.' && l3 == 2 { 2_000 + y } else { year(y, l3)? };
            let turned = first <= 12 && second > 12;
            if self.either_order && sep != '.' && first <= 12 && second <= 12 && first != second {
                return None;
            }
            let (day, month) = if turned { (second, first) } else { (first, second) };
            return Some((day_of(y, month, day)?, i + 5));
        }
        // 20 January 2026, 20. Januar 2026, 20 de enero de 2026, 1er mars 2026, 20 كانون الثاني / يناير 2026
        let mut k = i + 1;
        if let Some("st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "го") = self.word(k) {
            k += 1;
        }
        while self.between(k) && k < i + 4 {
            k += 1;
        }
        let (meaning, mut k) = self.month(k)?;
        if self.sign(k) == Some('/')
            && let Some((_, after)) = self.month(k + 1)
        {
            k = after;
        }
        let stop = k + 2;
        while self.between(k) && k < stop {
            k += 1;
        }
        let (y, l) = self.number(k)?;
        match meaning {
            Meaning::PersianMonth(m) if (1300..1500).contains(&y) => Some((persian(y, i32::from(m), first)?, k + 1)),
            Meaning::Month(m) => Some((day_of(year(y, l)?, i32::from(m), first)?, k + 1)),
            _ => None,
        }
    }

    /// "January 20, 2026" at `i`.
    fn american(&self, i: usize) -> Option<(civil::Date, usize)> {
        let (Meaning::Month(m), mut k) = self.month(i)? else { return None };
        let (day, l) = self.number(k)?;
        if l > 2 {
            return None;
        }
        k += 1;
        if let Some("st" | "nd" | "rd" | "th") = self.word(k) {
            k += 1;
        }
        k += usize::from(self.sign(k) == Some(','));
        let (y, l) = self.number(k)?;
        (l == 4 && (1990..2100).contains(&y)).then(|| day_of(y, i32::from(m), day)).flatten().map(|d| (d, k + 1))
    }

    /// A time of day at `i`, and the token after it: 07:40, 7.40 Uhr, 07 h 40, 7:40 p.m., 7点
    fn clock(&self, i: usize) -> Option<(civil::Time, usize)> {
        let (hour, l) = self.number(i)?;
        if l > 2 {
            return None;
        }
        let parted = self.sign(i + 1) == Some(':') || matches!(self.word(i + 1), Some("h"));
        let dotted = self.sign(i + 1) == Some('.') && self.word(i + 3) == Some("uhr");
        let (minute, l) = self.number(i + 2)?;
        if !(parted || dotted) || l != 2 {
            return None;
        }
        let mut k = i + 3;
        let mut second = 0;
        if self.sign(k) == Some(':')
            && let Some((s, 2)) = self.number(k + 1)
        {
            second = s;
            k += 2;
        }
        k += usize::from(self.word(k) == Some("uhr"));
        let mut hour = hour;
        let half = match (self.word(k), self.sign(k + 1), self.word(k + 2)) {
            (Some(w @ ("am" | "pm")), ..) => Some((w == "pm", k + 1)),
            (Some(w @ ("a" | "p")), Some('.'), Some("m")) => {
                Some((w == "p", k + 3 + usize::from(self.sign(k + 3) == Some('.'))))
            }
            _ => None,
        };
        if let Some((afternoon, after)) = half {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            k = after;
        }
        let of = |n: i32| i8::try_from(n).ok();
        Some((civil::Time::new(of(hour)?, of(minute)?, of(second)?, 0).ok()?, k))
    }

    /// The offset said after a time: GMT, UTC+3, +03:00; and the token after it.
    fn offset(&self, mut i: usize) -> Option<(i32, usize)> {
        i += usize::from(self.sign(i) == Some('('));
        let named = matches!(self.word(i), Some("gmt" | "utc" | "z"));
        i += usize::from(named);
        if let Some(sign @ ('+' | '-')) = self.sign(i)
            && let Some((n, l)) = self.number(i + 1)
            && (named || l == 4 || self.sign(i + 2) == Some(':'))
        {
            let (hours, minutes, after) = match (l, self.sign(i + 2), self.number(i + 3)) {
                (4, ..) => (n / 100, n % 100, i + 2),
                (1 | 2, Some(':'), Some((m, 2))) => (n, m, i + 4),
                (1 | 2, ..) => (n, 0, i + 2),
                _ => return named.then_some((0, i)),
            };
            let seconds = (hours * 60 + minutes) * 60;
            return (seconds <= 15 * 3600).then_some((if sign == '-' { -seconds } else { seconds }, after));
        }
        named.then_some((0, i))
    }
}

fn day_of(year: i32, month: i32, day: i32) -> Option<civil::Date> {
    civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A day of the Persian calendar. Its leap years follow a rule of 33 years from 1343 to 1472 at least.
fn persian(year: i32, month: i32, day: i32) -> Option<civil::Date> {
    let leap = |y: i32| matches!(y.rem_euclid(33), 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30);
    let days = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + i32::from(leap(year)),
        _ => return None,
    };
    if !(1..=days).contains(&day) || !(1343..1473).contains(&year) {
        return None;
    }
    let whole: i32 = (1400.min(year)..1400.max(year)).map(|y| 365 + i32::from(leap(y))).sum();
    let before = (month - 1) * 30 + (month - 1).min(6);
    let from_1400 = if year >= 1400 { whole } else { -whole } + before + day - 1;
    civil::Date::constant(2021, 3, 21).checked_add(jiff::Span::new().try_days(from_1400).ok()?).ok()
}

/// The dates in a line, in order. `lang` is the page's language: in English 5/3/2026 is two different days.
pub(crate) fn in_line(line: &str, lang: Option<&str>) -> Vec<Seen> {
    // Most lines have no figure at all, and nothing else is dear here.
    if !line.chars().any(|c| figure(c).is_some()) {
        return Vec::new();
    }
    let l = Line { tokens: tokens(line), either_order: lang.is_none_or(|l| l.starts_with("en")) };
    let mut out: Vec<Seen> = Vec::new();
    let mut i = 0;
    while i < l.tokens.len() {
        let Some((day, after)) = l.date(i).or_else(|| l.american(i)) else {
            i += 1;
            continue;
        };
        let place = |k: usize| l.tokens.get(k);
        let mut start = place(i).map_or(0, |t| t.1);
        let mut end = place(after - 1).map_or(start, |t| t.2);
        let mut seen =
            Seen { at: day.at(0, 0, 0, 0), clock: false, offset: None, updated: false, published: false, start, end };
        // The time of day follows, with no more than a weekday and small words between; or it stands before.
        let mut k = after;
        let stop = after + 4;
        while k < stop && l.clock(k).is_none() && (l.between(k) || l.word(k) == Some("t")) {
            k += 1;
        }
        let mut next = after;
        if let Some((time, after)) = l.clock(k) {
            seen.at = day.to_datetime(time);
            seen.clock = true;
            next = after;
            end = place(after - 1).map_or(end, |t| t.2);
            if let Some((offset, after)) = l.offset(after) {
                seen.offset = Some(offset);
                next = after;
                end = place(after.max(1) - 1).map_or(end, |t| t.2);
            }
        } else {
            let floor = out.last().map_or(0, |s: &Seen| s.end);
            for back in (i.saturating_sub(7)..i).rev() {
                if place(back).is_none_or(|t| t.1 < floor) {
                    break;
                }
                if let Some((time, after)) = l.clock(back)
                    && (after..i).all(|k| l.between(k))
                {
                    seen.at = day.to_datetime(time);
                    seen.clock = true;
                    start = place(back).map_or(start, |t| t.1);
                    break;
                }
            }
        }
        let from = out.last().map_or(0, |s| s.end);
        let before = line.get(from..start).unwrap_or("").to_lowercase();
        let last_of = |words: &[&str]| words.iter().filter_map(|w| before.rfind(w)).max();
        let (u, p) = (last_of(&WORDS.updated), last_of(&WORDS.published));
        seen.updated = u.is_some() && u > p;
        seen.published = p.is_some() && p > u;
        (seen.start, seen.end) = (start, end);
        out.push(seen);
        i = next.max(i + 1);
    }
    out
}

/// The words say that what follows is the time of a change.
pub(crate) fn says_updated(words: &str) -> bool {
    let words = words.to_lowercase();
    WORDS.updated.iter().any(|w| words.contains(w)) && !WORDS.published.iter().any(|w| words.contains(w))
}

/// A time of publication as a page states it for machines: what [`lenient`] reads, seconds or milliseconds since 1970, or a date as
/// readers would write it, with little around it.
pub(crate) fn stated(s: &str, lang: Option<&str>) -> Option<Moment> {
    let s = s.trim();
    if let Some(m) = lenient(s) {
        return Some(m);
    }
    if s.bytes().all(|b| b.is_ascii_digit()) {
        return match s.len() {
            8 => format!("{}-{}-{}", s.get(..4)?, s.get(4..6)?, s.get(6..)?).parse().ok(),
            10 => Moment::from_seconds(s.parse().ok()?),
            13 => Moment::from_seconds(s.parse::<i64>().ok()? / 1_000),
            _ => None,
        };
    }
    // 20260120T074000+0300
    if let Some((day, time)) = s.split_once('T')
        && day.len() == 8
        && s.is_ascii()
        && time.bytes().take_while(u8::is_ascii_digit).count() >= 4
    {
        let seconds = if time.bytes().take_while(u8::is_ascii_digit).count() >= 6 { time.get(4..6)? } else { "00" };
        let zone = time.trim_start_matches(|c: char| c.is_ascii_digit());
        let spelled = format!(
            "{}-{}-{}T{}:{}:{seconds}{zone}",
            day.get(..4)?,
            day.get(4..6)?,
            day.get(6..)?,
            time.get(..2)?,
            time.get(2..4)?
        );
        return spelled.parse().ok();
    }
    if s.len() > 100 {
        return None;
    }
    let seen = in_line(s, lang).into_iter().next()?;
    ((seen.end - seen.start) * 2 >= s.len()).then(|| seen.moment()).flatten()
}

/// The day that an address names: /2026/01/20/, /2026-01-20-, /20260120/.
pub(crate) fn in_address(url: &str) -> Option<Moment> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.get(path.find('/')?..)?;
    let path = path.split(['?', '#']).next()?;
    let b = path.as_bytes();
    let digits = |at: usize| b.get(at..).map_or(0, |r| r.iter().take_while(|c| c.is_ascii_digit()).count());
    let mut at = 0;
    while at < b.len() {
        let n = digits(at);
        if n == 0 {
            at += 1;
            continue;
        }
        let text = |from: usize, to: usize| path.get(from..to);
        let day = if n == 4
            && let Some(sep @ (b'/' | b'-' | b'_')) = b.get(at + 4).copied()
        {
            let m = digits(at + 5);
            let d = digits(at + 6 + m);
            ((1..=2).contains(&m) && (1..=2).contains(&d) && b.get(at + 5 + m) == Some(&sep))
                .then(|| Some((text(at, at + 4)?, text(at + 5, at + 5 + m)?, text(at + 6 + m, at + 6 + m + d)?)))
                .flatten()
        } else if n == 8 {
            Some((text(at, at + 4)?, text(at + 4, at + 6)?, text(at + 6, at + 8)?))
        } else {
            None
        };
        if let Some((y, m, d)) = day
            && let (Ok(y), Ok(m), Ok(d)) = (y.parse::<i32>(), m.parse(), d.parse())
            && (1995..2100).contains(&y)
            && let Some(day) = day_of(y, m, d)
        {
            return day.to_string().parse().ok();
        }
        at += n;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{absurd, in_address, in_line, lenient, stated};

    #[test]
    fn times_are_read_as_pages_write_them() {
        for (s, want) in [
            ("2026-01-20T07:40:00+03:00", "2026-01-20T07:40:00+03:00"),
            ("Tue, 20 Jan 2026 07:40:00 +0300", "2026-01-20T07:40:00+03:00"),
            ("20 Jan 2026 07:40 GMT", "2026-01-20T07:40:00Z"),
            ("2026-01-20", "2026-01-20T00:00:00Z"),
        ] {
            assert_eq!(lenient(s).map(|m| m.to_string()).as_deref(), Some(want), "{s}");
        }
        assert_eq!(lenient("yesterday"), None);
    }

    #[test]
    fn times_that_cannot_be_are_told() {
        let m = |s: &str| s.parse::<model::Moment>().unwrap();
        assert!(absurd(&m("1970-01-01"), None).is_some());
        assert!(absurd(&m("9998-12-31"), None).is_some());
        assert!(absurd(&m("2026-01-20"), None).is_none());
        assert!(absurd(&m("2026-01-20"), Some(&m("2026-01-18"))).is_some());
        assert!(absurd(&m("2026-01-20T09:00+03:00"), Some(&m("2026-01-20"))).is_none());
    }

    #[test]
    fn dates_are_read_as_readers_see_them() {
        for (line, lang, want) in [
            ("20 janvier 2026 à 07 h 40", "fr", "2026-01-20T07:40:00Z"),
            ("Publié le 1er mars 2026", "fr", "2026-03-01T00:00:00Z"),
            ("20 يناير 2026", "ar", "2026-01-20T00:00:00Z"),
            ("الثلاثاء، ٢٠ كانون الثاني / يناير ٢٠٢٦ الساعة 07:40", "ar", "2026-01-20T07:40:00Z"),
            ("20 تشرين الأول 2025", "ar", "2025-10-20T00:00:00Z"),
            ("20 Ocak 2026 Salı 07:40", "tr", "2026-01-20T07:40:00Z"),
            ("20. Januar 2026, 7.40 Uhr", "de", "2026-01-20T07:40:00Z"),
            ("Stand: 20.01.2026 07:40 Uhr", "de", "2026-01-20T07:40:00Z"),
            ("20. Januar 2026, 7.40 Uhr (GMT+1)", "de", "2026-01-20T07:40:00+01:00"),
            ("20 de enero de 2026 - 19:40", "es", "2026-01-20T19:40:00Z"),
            ("20 de janeiro de 2026 às 07h40", "pt", "2026-01-20T07:40:00Z"),
            ("07:40, 20 января 2026", "ru", "2026-01-20T07:40:00Z"),
            ("20 січня 2026 року о 07:40", "uk", "2026-01-20T07:40:00Z"),
            ("2026年1月20日 07:40", "zh", "2026-01-20T07:40:00Z"),
            ("۳۰ دی ۱۴۰۴ - ۰۷:۴۰", "fa", "2026-01-20T07:40:00Z"),
            ("1403/12/30", "fa", "2025-03-20T00:00:00Z"),
            ("20 בינואר 2026, 07:40", "he", "2026-01-20T07:40:00Z"),
            ("Jan. 20, 2026 at 7:40 p.m.", "en", "2026-01-20T19:40:00Z"),
            ("Tuesday 20th January 2026 07:40 GMT", "en", "2026-01-20T07:40:00Z"),
            ("January 20, 2026 12:05 AM (UTC-5)", "en", "2026-01-20T00:05:00-05:00"),
            ("20/01/2026", "en", "2026-01-20T00:00:00Z"),
            ("01/20/2026", "en", "2026-01-20T00:00:00Z"),
            ("05/03/2026", "it", "2026-03-05T00:00:00Z"),
            ("2026-01-20T07:40:00+0300 and more", "en", "2026-01-20T07:40:00+03:00"),
        ] {
            let got = in_line(line, Some(lang)).first().and_then(|s| s.moment());
            assert_eq!(got.map(|m| m.to_string()).as_deref(), Some(want), "{line}");
        }
        for line in ["05/03/2026", "20 people", "2026", "chapter 3.1.4", "31 February 2026", "1404/10/31", "20:20 2020"]
        {
            assert_eq!(in_line(line, Some("en")), [], "{line}");
        }
        let both = in_line("Updated 21 January 2026 09:00 | Published 20 January 2026 07:40", Some("en"));
        assert_eq!(both.iter().map(|s| (s.updated, s.published)).collect::<Vec<_>>(), [(true, false), (false, true)]);
    }

    #[test]
    fn addresses_and_numbers_tell_days() {
        for (url, want) in [
            ("https://a.example/2026/01/20/x", Some("2026-01-20T00:00:00Z")),
            ("https://a.example/x-2026-1-20-77.html", Some("2026-01-20T00:00:00Z")),
            ("https://a.example/news/20260120/x", Some("2026-01-20T00:00:00Z")),
            ("https://a.example/2026/13/20/x", None),
            ("https://a.example/id/20261399", None),
            ("https://2026-01-20.example/x?d=2026-01-20", None),
        ] {
            assert_eq!(in_address(url).map(|m| m.to_string()).as_deref(), want, "{url}");
        }
        for (s, want) in [
            ("1768894800", Some("2026-01-20T07:40:00Z")),
            ("1768894800000", Some("2026-01-20T07:40:00Z")),
            ("20260120", Some("2026-01-20T00:00:00Z")),
            ("20260120T074000+0300", Some("2026-01-20T07:40:00+03:00")),
            ("January 20, 2026 7:40 am", Some("2026-01-20T07:40:00Z")),
            ("the great flood of 20 January 2026 and all that came after it", None),
        ] {
            assert_eq!(stated(s, Some("en")).map(|m| m.to_string()).as_deref(), want, "{s}");
        }
    }
}
