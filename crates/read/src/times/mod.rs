//! Times: TIMEX3 expressions anchored in the publication moment.
//!
//! What for: weekday-only dates and "two days later" are the normal case in news; each becomes a day that other rooms can compare.
//! Key decision: rules are data (`data/times/`): a pattern of word classes and an action; the actions, few and shared by all
//! languages, are here. What is left open ("19 January", "Monday") is settled by the publication day at its own offset, in a
//! narrative of long past events by the last date told, and stays open (`XXXX-01-19`) where neither is known.

mod calendars;
mod rules;

use jiff::civil::Date;
use model::{Moment, TimeExpr, TimeType};
use text::Doc;

use crate::quantities::{
    lang,
    lex::{Tok, scan},
    numbers::{figure, numeral},
};
use rules::{Cap, Class, Classes, Order, Val, Words, words};

/// All time expressions of a text, in order; `published` anchors "on Monday".
pub fn find(doc: &Doc, published: Option<&Moment>) -> Vec<TimeExpr> {
    let toks = scan(&doc.text);
    let reader = Reader::new(&doc.text, &toks, &doc.lang, published.map(Moment::datetime));
    reader.read()
}

/// A date known in part. Years before Christ are negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Partial {
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
}

impl Partial {
    fn of(d: Date) -> Self {
        Self { year: d.year().into(), month: Some(d.month() as u8), day: Some(d.day() as u8) }
    }

    fn date(self) -> Option<Date> {
        Date::new(i16::try_from(self.year).ok()?, self.month? as i8, self.day? as i8).ok()
    }

    /// The date, taken at its first day where it is open.
    fn first(self) -> Option<Date> {
        Date::new(i16::try_from(self.year).ok()?, self.month.unwrap_or(1) as i8, self.day.unwrap_or(1) as i8).ok()
    }

    fn value(self) -> String {
        let mut s = year_text(self.year);
        if let Some(m) = self.month {
            s.push_str(&format!("-{m:02}"));
            if let Some(d) = self.day {
                s.push_str(&format!("-{d:02}"));
            }
        }
        s
    }
}

fn year_text(y: i32) -> String {
    if y < 0 { format!("BC{:04}", -y) } else { format!("{y:04}") }
}

fn decade_text(d: i32) -> String {
    if d < 0 { format!("BC{:03}", -d) } else { format!("{d:03}") }
}

fn century_text(c: i32) -> String {
    if c < 0 { format!("BC{:02}", -c) } else { format!("{c:02}") }
}

fn week_text(d: Date) -> String {
    let w = d.iso_week_date();
    format!("{:04}-W{:02}", w.year(), w.week())
}

/// What an action makes.
#[derive(Clone, Debug)]
struct Made {
    kind: TimeType,
    value: String,
    /// The date it tells, for expressions that refer back.
    date: Option<Partial>,
}

/// One expression found, in tokens.
#[derive(Clone, Debug)]
struct Found {
    from: usize,
    to: usize,
    made: Made,
    /// A clock time or part of day without a day of its own.
    floating: bool,
}

struct Reader<'a> {
    text: &'a str,
    toks: &'a [Tok],
    words: &'static Words,
    published: Option<Date>,
    /// The publication hour and minute.
    moment: Option<jiff::civil::DateTime>,
    /// The text tells of long past events: what is left open goes by the last date told.
    narrative: bool,
    /// Numbers by their first token: length in tokens, value.
    numbers: Vec<Option<(usize, f64)>>,
    /// Digits that are part of a longer chain (1,500; 192.168.1.2).
    chained: Vec<bool>,
    /// Classes of which a phrase may begin at a token: most tokens begin none.
    begins: Vec<u32>,
}

/// True for the actions that rules may name.
#[cfg(test)]
fn known_action(name: &str) -> bool {
    ACTIONS.contains(&name)
}

#[cfg(test)]
const ACTIONS: &[&str] = &[
    "duration_half",
    "calendar",
    "clock_hour",
    "clock_in",
    "clock_past",
    "day_of_month",
    "weekend",
    "fiscal",
    "same_of_year",
    "short_year",
    "fixed_weekday",
    "the_year",
    "told_day",
    "unit_named",
    "bc_decade",
    "first_bc",
    "first_day",
    "first_pair",
    "in_hence",
    "short_decade",
    "week_of_year",
    "ad",
    "ago",
    "bc",
    "century",
    "clock",
    "date",
    "day",
    "decade",
    "duration",
    "earlier",
    "fixed",
    "hence",
    "holiday",
    "later",
    "month",
    "part",
    "part_day",
    "part_of_year",
    "part_ref",
    "season",
    "set",
    "set_part",
    "set_weekday",
    "skip",
    "the_unit",
    "unit",
    "unit_here",
    "unit_ref",
    "vague_ago",
    "vague_later",
    "weekday",
    "weekday_day",
    "year",
];

impl Classes for Reader<'_> {
    fn class_at(&self, class: Class, i: usize) -> Option<(usize, Val)> {
        let t = self.toks.get(i)?;
        match class {
            Class::Num => self.numbers.get(i).copied().flatten().map(|(n, v)| (n, Val::Num(v))),
            Class::Year if t.word() => self.worded_year(i),
            Class::Year => {
                let v: f64 = t.digits().then(|| t.norm.parse().ok()).flatten()?;
                let tail = self
                    .toks
                    .get(i + 1)
                    .is_some_and(|n| !n.spaced && n.word() && !n.is("s") && n.raw(self.text).is_ascii());
                let head = i > 0 && !t.spaced && self.toks[i - 1].word() && self.toks[i - 1].raw(self.text).is_ascii();
                (t.norm.len() == 4 && (1000.0..2200.0).contains(&v) && !self.chained[i] && !tail && !head)
                    .then_some((1, Val::Num(v)))
            }
            Class::Day => {
                if let Some((n, code)) = self.ordinal_word(i) {
                    let v: f64 = code.parse().ok()?;
                    if !t.is("last") && !t.is("final") {
                        return Some((n, Val::Num(v)));
                    }
                }
                if !t.digits() || t.norm.len() > 2 || self.chained[i] {
                    return None;
                }
                let v: f64 = t.norm.parse().ok()?;
                let mut n = 1;
                if let Some(s) = self.toks.get(i + 1).filter(|s| !s.spaced && s.word()) {
                    if matches!(s.norm.as_str(), "st" | "nd" | "rd" | "th" | "er" | "го" | "е" | "ое") {
                        n = 2;
                    } else if s.raw(self.text).is_ascii() && self.class_word(Class::Month, i + 1).is_none() {
                        return None;
                    }
                } else if self.toks.get(i + 1).is_some_and(|s| matches!(s.norm.as_str(), "º" | "°" | "ª") && !s.spaced)
                {
                    n = 2;
                }
                let clock = self.toks.get(i + 1).is_some_and(|c| c.is(":") && !c.spaced)
                    && self.toks.get(i + 2).is_some_and(|d| d.digits() && !d.spaced)
                    || i > 0 && self.toks[i - 1].is(":") && !t.spaced;
                let money = i > 0 && matches!(self.toks[i - 1].norm.as_str(), "$" | "€" | "£" | "#");
                ((1.0..=31.0).contains(&v) && !clock && !money).then_some((n, Val::Num(v)))
            }
            Class::Ord => {
                if let Some((n, code)) = self.ordinal_word(i) {
                    return Some((n, Val::Num(code.parse().ok()?)));
                }
                let s = self.toks.get(i + 1).filter(|s| !s.spaced)?;
                let v: f64 = t.digits().then(|| t.norm.parse().ok()).flatten()?;
                matches!(s.norm.as_str(), "st" | "nd" | "rd" | "th").then_some((2, Val::Num(v)))
            }
            Class::Clock => self.clock_at(i),
            Class::Hour => {
                if !t.digits() {
                    let (n, v) = self.numbers.get(i).copied().flatten()?;
                    return (n == 1 && (1.0..=12.0).contains(&v)).then_some((1, Val::Clock(v as u8, 0, None)));
                }
                let v: u16 = t.norm.parse().ok()?;
                if self.chained[i] {
                    return None;
                }
                if v <= 24 {
                    return Some((1, Val::Clock(v as u8, 0, None)));
                }
                (t.norm.len() == 4 && v / 100 < 24 && v % 100 < 60 || t.norm.len() == 3 && v % 100 < 60)
                    .then_some((1, Val::Clock((v / 100) as u8, (v % 100) as u8, None)))
            }
            _ => self.class_word(class, i),
        }
    }
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, toks: &'a [Tok], lang_code: &str, moment: Option<jiff::civil::DateTime>) -> Self {
        let words = words(lang_code);
        let mut r = Reader {
            text,
            toks,
            words,
            begins: toks.iter().map(|t| words.begins(&t.norm)).collect(),
            published: moment.map(|m| m.date()),
            moment,
            narrative: false,
            numbers: vec![None; toks.len()],
            chained: vec![false; toks.len()],
        };
        r.find_numbers(lang::lang(lang_code));
        r.narrative = r.is_narrative();
        r
    }

    /// One pass over all numbers, so that no rule has to read one twice.
    fn find_numbers(&mut self, lang: &lang::Lang) {
        let mut i = 0;
        while i < self.toks.len() {
            if self.toks[i].digits() {
                let (v, to) = numeral(self.toks, i, lang);
                let blanks = self.toks[i + 1..to].iter().all(|t| t.digits());
                if to > i + 1 && !blanks {
                    self.chained[i..to].fill(true);
                }
                // A numeral may end a sentence or stand in a dotted date: "19.01.2026".
                if v.is_none() {
                    i = to;
                    continue;
                }
            }
            match figure(self.toks, i, lang, self.text) {
                Some(f) => {
                    if let Some(v) = f.one() {
                        // "two quarters" of a year are no half.
                        let quarters = f.to > i + 1 && self.toks[f.to - 1].is("quarters");
                        self.numbers[i] = Some(if quarters { (f.to - i - 1, v * 4.0) } else { (f.to - i, v) });
                    }
                    i = f.to.max(i + 1);
                }
                None => i += 1,
            }
        }
    }

    fn class_word(&self, class: Class, i: usize) -> Option<(usize, Val)> {
        if self.begins.get(i)? & class.bit() == 0 {
            return None;
        }
        let phrases = self.words.classes.get(&class)?;
        let t = self.toks.get(i)?;
        let hit = phrases.at(self.toks, i).or_else(|| {
            // Prefixed particles: "وفي", "والاثنين".
            self.words.clitics.iter().find_map(|c| {
                let rest = t.norm.strip_prefix(c.as_str()).filter(|r| r.chars().count() >= 3)?;
                let probe = [Tok { norm: rest.to_owned(), ..t.clone() }];
                let (_, v) = phrases.at(&probe, 0)?;
                // The phrase must be one word; its value lives in the table.
                Some((1, v))
            })
        });
        let (n, code) = hit?;
        if matches!(class, Class::Month | Class::Wd | Class::Wds | Class::Season)
            && self.words.needs_capital.has(self.toks, i)
            && !t.cap
        {
            let day_beside = self.toks.get(i + n).is_some_and(|d| d.digits() && d.breaks == 0)
                || i > 0
                    && (self.toks[i - 1].digits()
                        || matches!(self.toks[i - 1].norm.as_str(), "in" | "of" | "last" | "next"));
            if class != Class::Month || !day_beside {
                return None;
            }
        }
        let val = match class {
            Class::Month | Class::Wd | Class::Wds => Val::Num(code.parse().ok()?),
            _ => Val::Code(code.clone()),
        };
        Some((n, val))
    }

    fn ordinal_word(&self, i: usize) -> Option<(usize, &String)> {
        if self.begins.get(i)? & Class::Ord.bit() == 0 {
            return None;
        }
        self.words.classes.get(&Class::Ord)?.at(self.toks, i)
    }

    /// "nineteen ninety-six", "two thousand and fifteen": a year in words, where a preposition or a month announces it.
    fn worded_year(&self, i: usize) -> Option<(usize, Val)> {
        let (n, v) = self.numbers.get(i).copied().flatten()?;
        let (len, year) = if (1500.0..2200.0).contains(&v) && v.fract() == 0.0 && n > 1 {
            (n, v)
        } else if n == 1
            && (17.0..=20.0).contains(&v)
            && self.toks.get(i + 1).is_some_and(|t| t.word() && t.breaks == 0)
        {
            let (m, w) = self.numbers.get(i + 1).copied().flatten()?;
            ((10.0..100.0).contains(&w) && w.fract() == 0.0).then_some((1 + m, v * 100.0 + w))?
        } else {
            return None;
        };
        let after_month = i > 0
            && self.toks[i].breaks == 0
            && (1..=2).any(|k| i >= k && self.class_word(Class::Month, i - k).is_some_and(|(n, _)| n <= k));
        let led =
            i > 0 && matches!(self.toks[i - 1].norm.as_str(), "in" | "since" | "until" | "year" | "before" | "after");
        let counted = self.toks.get(i + len).is_some_and(|n| {
            n.word() && n.breaks == 0 && (plural_noun(&n.norm) || self.class_word(Class::Unit, i + len).is_some())
        });
        let dated = (1..=5).any(|k| i >= k && self.class_word(Class::Month, i - k).is_some());
        ((after_month || led || dated) && !counted).then_some((len, Val::Num(year)))
    }

    /// "18:30", "6.15" before a.m. or p.m., "18h30".
    fn clock_at(&self, i: usize) -> Option<(usize, Val)> {
        let get = |k: usize| self.toks.get(k);
        let two = |t: &Tok| t.digits() && t.norm.len() <= 2;
        let h = get(i).filter(|t| two(t))?;
        let hour: u8 = h.norm.parse().ok()?;
        let s = get(i + 1).filter(|s| !s.spaced)?;
        let m = get(i + 2).filter(|m| m.digits() && m.norm.len() == 2 && !m.spaced)?;
        let minute: u8 = m.norm.parse().ok()?;
        if hour > 24
            || minute > 59
            || (i > 0
                && !h.spaced
                && matches!(self.toks[i - 1].norm.as_str(), ":" | "." | "," | "-" | "/")
                && self.toks.get(i.wrapping_sub(2)).is_some_and(|t| t.digits()))
        {
            return None;
        }
        if s.is(".") {
            let half = self.words.classes.get(&Class::Ampm).is_some_and(|p| p.at(self.toks, i + 3).is_some());
            return half.then_some((3, Val::Clock(hour, minute, None)));
        }
        if !(s.is(":") || s.is("h")) {
            return None;
        }
        if let (Some(c), Some(x)) = (get(i + 3), get(i + 4)) {
            if c.is(":") && !c.spaced && x.digits() && x.norm.len() == 2 && !x.spaced {
                let second: u8 = x.norm.parse().ok()?;
                return (second < 60).then_some((5, Val::Clock(hour, minute, Some(second))));
            }
            if (c.is(".") || c.is(":")) && !c.spaced && x.digits() && !x.spaced {
                return None;
            }
        }
        Some((3, Val::Clock(hour, minute, None)))
    }

    /// Whether the text tells of years other than that of its publication, and names no weekdays as news does.
    fn is_narrative(&self) -> bool {
        let Some(p) = self.published else { return false };
        let (mut near, mut far, mut days) = (0, 0, 0);
        for i in 0..self.toks.len() {
            if self.toks[i].digits()
                && self.toks[i].norm.len() == 4
                && self.plain_year(i, i + 1)
                && let Some((_, Val::Num(y))) = self.class_at(Class::Year, i)
            {
                if (y - f64::from(p.year())).abs() < 1.0 { near += 1 } else { far += 1 }
            }
            // "481 BC"
            far += usize::from(
                self.toks[i].digits()
                    && self.toks[i].norm.len() <= 3
                    && self.toks.get(i + 1).is_some_and(|t| t.is("bc") || t.is("bce")),
            );
            days += usize::from(self.toks[i].word() && self.class_word(Class::Wd, i).is_some());
        }
        far >= 8 && far > 3 * near && days * 6 <= far
    }

    fn read(&self) -> Vec<TimeExpr> {
        let mut found: Vec<Found> = Vec::new();
        let mut state = State::default();
        let mut i = 0;
        while i < self.toks.len() {
            // Inside a chain of digits ("1,500", "192.168.1.2") nothing begins.
            if self.chained[i] && i > 0 && self.chained[i - 1] && !self.toks[i].spaced {
                i += 1;
                continue;
            }
            match self.best(i, &state) {
                Some((to, Some(f))) => {
                    if let Some(d) = f.made.date
                        && !self.aside(i, d, &state)
                    {
                        state.last = Some(d);
                        state.at = to;
                        if d.day.is_some() {
                            state.full = Some(d);
                        }
                    }
                    if let Some(d) = f.made.date
                        && let Some(year) = self.heading(i, to, d)
                    {
                        state.heading = year;
                    }
                    let date = f.made.date;
                    found.push(f);
                    i = to;
                    if let Some(hour) = found.last().and_then(|f| self.hour_after(f)) {
                        i = hour.to;
                        found.push(hour);
                    }
                    if let Some((from, to, d)) = date.and_then(|d| self.second(i, d)) {
                        let made = Made { kind: TimeType::Date, value: d.value(), date: Some(d) };
                        state.last = Some(d);
                        found.push(Found { from, to, made, floating: false });
                        i = to;
                    }
                }
                Some((to, None)) => i = to,
                None => i += 1,
            }
        }
        let found = self.joined(found);
        found
            .into_iter()
            .filter_map(|f| {
                let (start, end) = (self.toks[f.from].span.start, self.toks[f.to - 1].span.end);
                Some(TimeExpr {
                    start,
                    end,
                    text: self.text.get(start..end)?.to_owned(),
                    kind: f.made.kind,
                    value: f.made.value,
                })
            })
            .collect()
    }

    /// The year of a chapter, where a line of a few words without a full stop names one: "1919", "2007: The surge". A line that
    /// names a longer time has none.
    fn heading(&self, i: usize, to: usize, d: Partial) -> Option<Option<i32>> {
        if !self.narrative {
            return None;
        }
        let start = (i.saturating_sub(10)..=i).rev().find(|k| *k == 0 || self.toks[*k].breaks > 0)?;
        let end = (to..to + 10).find(|k| self.toks.get(*k).is_none_or(|t| t.breaks > 0))?;
        let stop = matches!(self.toks[end - 1].norm.as_str(), "." | "!" | "?" | "," | ";" | ":");
        if stop || end - start > 12 {
            return None;
        }
        let years = (start..end).filter(|k| self.class_at(Class::Year, *k).is_some()).count();
        Some((years == 1 && d.year > 0).then_some(d.year))
    }

    /// In a narrative a bare year in mid-sentence ("..., declassified in 2005") does not move the story to that year.
    fn aside(&self, i: usize, d: Partial, state: &State) -> bool {
        if !self.narrative || d.month.is_some() || state.last.is_none_or(|l| l.month.is_none()) {
            return false;
        }
        let mut k = i;
        while k > 0 && i - k < 4 {
            if self.toks[k].breaks > 0 || matches!(self.toks[k - 1].norm.as_str(), "." | "!" | "?") {
                return false;
            }
            k -= 1;
        }
        k > 0
    }

    /// "tonight at 8", "in the morning at 7": a bare hour after a part of day.
    fn hour_after(&self, f: &Found) -> Option<Found> {
        let tonight = self.toks[f.to - 1].is("tonight") || self.toks[f.to - 1].is("tomorrow");
        (tonight || part_of(&f.made.value).is_some()).then_some(())?;
        let link = self.toks.get(f.to).filter(|t| t.breaks == 0)?;
        (link.is("at") || link.is("around")).then_some(())?;
        let from = f.to + 1;
        self.toks.get(from).filter(|t| t.breaks == 0)?;
        let (n, Val::Clock(h, 0, None)) = self.class_at(Class::Hour, from)? else { return None };
        let next = self.toks.get(from + n);
        let closed = next.is_none_or(|t| t.breaks > 0 || matches!(t.norm.as_str(), "." | "," | ";" | "?" | "!" | ")"))
            && !self.toks.get(from + n + 1).is_some_and(|t| t.digits() && !t.spaced);
        let value = format!("XXXX-XX-XXT{:02}:00", if tonight && h < 12 && h > 5 { h + 12 } else { h });
        let made = Made { kind: TimeType::Time, value, date: None };
        ((1..=12).contains(&h) && closed).then_some(Found { from, to: from + n, made, floating: true })
    }

    /// The second day of "6-7 April" written "April 6-7", the second year of "1995-96": an expression of its own.
    fn second(&self, i: usize, d: Partial) -> Option<(usize, usize, Partial)> {
        let link = self.toks.get(i).filter(|t| t.breaks == 0)?;
        let n = self.toks.get(i + 1).filter(|t| t.digits() && t.breaks == 0 && t.norm.len() <= 2)?;
        let first = self.toks.get(i.checked_sub(1)?).filter(|t| t.digits())?;
        let dash = link.is("-") && link.spaced == n.spaced;
        let worded = matches!(link.norm.as_str(), "and" | "or" | "to" | "through" | "until" | "till");
        if !dash && !worded {
            return None;
        }
        let next = self.toks.get(i + 2);
        let closed = next.is_none_or(|t| {
            t.breaks > 0
                || matches!(
                    t.norm.as_str(),
                    "." | ","
                        | ";"
                        | ")"
                        | "("
                        | "in"
                        | "at"
                        | "on"
                        | "by"
                        | "with"
                        | "for"
                        | "as"
                        | "the"
                        | "were"
                        | "was"
                        | "of"
                        | "during"
                        | "after"
                        | "before"
                        | "when"
                        | "while"
                        | "and"
                        | "to"
                        | "between"
                )
        });
        let fraction = next.is_some_and(|t| !t.spaced && matches!(t.norm.as_str(), "." | "," | ":" | "/" | "-" | "%"))
            && self.toks.get(i + 3).is_some_and(|t| t.digits() && !t.spaced);
        let v: u8 = n.norm.parse().ok()?;
        if fraction {
            return None;
        }
        match d.day {
            Some(day) if first.norm.len() <= 2 => {
                let p = Partial { day: Some(v), ..d };
                // "March 5-7, 2025"
                let year =
                    (i + 2..i + 4).find(|k| self.toks.get(*k).is_some_and(|t| t.norm.len() == 4 && t.breaks == 0));
                let year = year
                    .filter(|k| self.toks[*k].norm == d.year.to_string() && (*k == i + 2 || self.toks[i + 2].is(",")));
                let end = year.map_or(i + 2, |k| k + 1);
                (v > day && (dash || closed || year.is_some()) && p.date().is_some()).then_some((i + 1, end, p))
            }
            None if d.month.is_none() && dash && !link.spaced && first.norm.len() == 4 && n.norm.len() == 2 => {
                let p = Partial { year: d.year - d.year.rem_euclid(100) + i32::from(v), month: None, day: None };
                (p.year > d.year && p.year < d.year + 60).then_some((i + 1, i + 2, p))
            }
            _ => None,
        }
    }

    /// The best expression at token `i`: where it ends, and what it is (`None` to pass over it).
    fn best(&self, i: usize, state: &State) -> Option<(usize, Option<Found>)> {
        let t = &self.toks[i];
        if t.digits()
            && !(i > 0 && !t.spaced && self.toks[i - 1].digits())
            && let Some((to, made)) = self.numeric(i, state)
        {
            return Some((to, Some(Found { from: i, to, made, floating: false })));
        }
        if !t.digits() && !t.word() {
            return None;
        }
        // Digits and words belong to different classes; asking only for those keeps long lists of numbers cheap.
        let possible: &[Class] = if t.digits() {
            &[Class::Year, Class::Day, Class::Ord, Class::Num, Class::Clock, Class::Hour]
        } else {
            &[
                Class::Month,
                Class::Wd,
                Class::Season,
                Class::Part,
                Class::Holiday,
                Class::Day,
                Class::Ord,
                Class::Num,
                Class::Few,
                Class::Approx,
                Class::Cal,
                Class::Year,
                Class::Wds,
                Class::Unit,
                Class::Units,
                Class::Mod,
                Class::Hour,
            ]
        };
        let classes: Vec<Class> = possible.iter().copied().filter(|c| self.class_at(*c, i).is_some()).collect();
        let mut hits: Vec<(usize, usize, Vec<Cap>)> = Vec::new();
        for r in self.words.candidates(&t.norm, &classes) {
            if let Some((to, caps)) = self.words.rules[r].at(self.toks, i, self) {
                hits.push((to, r, caps));
            }
        }
        hits.sort_by_key(|(to, r, _)| (usize::MAX - to, *r));
        for (to, r, caps) in hits {
            let rule = &self.words.rules[r];
            if rule.action == "skip" {
                return Some((to, None));
            }
            if let Some(made) = self.act(&rule.action, &rule.args, &caps, i, to, state) {
                let floating = matches!(rule.action.as_str(), "clock" | "part");
                // "6-7 February": the first day is an expression of its own.
                let to = match rule.action.as_str() {
                    "first_pair" => caps.get(1).map_or(to, |c| c.to),
                    a if a.starts_with("first_") => caps.iter().find(|c| c.class != Class::Mod).map_or(to, |c| c.to),
                    _ => to,
                };
                return Some((to, Some(Found { from: i, to, made, floating })));
            }
        }
        None
    }

    /// Dates in figures: 2026-01-19, 19.01.2026, 01/19/2026.
    fn numeric(&self, i: usize, state: &State) -> Option<(usize, Made)> {
        let t = |k: usize| self.toks.get(k);
        let tight = |k: usize| t(k).is_some_and(|x| !x.spaced);
        let a = t(i)?;
        if i > 0
            && !a.spaced
            && matches!(self.toks[i - 1].norm.as_str(), "." | "/" | "-" | ",")
            && self.toks.get(i.wrapping_sub(2)).is_some_and(|d| d.digits())
        {
            return None;
        }
        // "20160119"
        if a.norm.len() == 8
            && (a.norm.starts_with("19") || a.norm.starts_with("20"))
            && t(i + 1).is_none_or(|n| n.spaced || n.is(".") || n.is(",") || n.is(")"))
            && (a.spaced || i == 0)
        {
            let part = |r: std::ops::Range<usize>| a.norm.get(r)?.parse::<i16>().ok();
            let d = Date::new(part(0..4)?, part(4..6)? as i8, part(6..8)? as i8).ok()?;
            return Some((i + 1, Made { kind: TimeType::Date, value: d.to_string(), date: Some(Partial::of(d)) }));
        }
        let s = t(i + 1).filter(|s| !s.spaced && matches!(s.norm.as_str(), "-" | "/" | "."))?;
        let b = t(i + 2).filter(|b| b.digits() && !b.spaced)?;
        let num = |x: &Tok| x.norm.parse::<i32>().ok();
        let date = |y: i32, m: i32, d: i32, to: usize| {
            let p = Partial { year: y, month: Some(u8::try_from(m).ok()?), day: Some(u8::try_from(d).ok()?) };
            p.date()?;
            Some((to, Made { kind: TimeType::Date, value: p.value(), date: Some(p) }))
        };
        let third = t(i + 3)
            .filter(|s2| s2.norm == s.norm && tight(i + 3))
            .and_then(|_| t(i + 4))
            .filter(|c| c.digits() && !c.spaced);
        let goes_on = |k: usize| {
            t(k).is_some_and(|x| !x.spaced && matches!(x.norm.as_str(), "-" | "/" | "."))
                && t(k + 1).is_some_and(|x| x.digits() && !x.spaced)
        };
        if let Some(c) = third {
            if goes_on(i + 5) {
                return None;
            }
            if a.norm.len() == 4 && b.norm.len() <= 2 && c.norm.len() <= 2 {
                let (to, made) = date(num(a)?, num(b)?, num(c)?, i + 5)?;
                // "2019-09-01T10:38:07Z"
                if t(to).is_some_and(|x| x.is("t") && !x.spaced)
                    && let Some((n, Val::Clock(h, m, sec))) = self.clock_at(to + 1)
                {
                    let mut end = to + 1 + n;
                    while t(end).is_some_and(|x| !x.spaced && (x.is(".") || x.digits() || x.is("z"))) {
                        end += 1;
                    }
                    let value =
                        format!("{}T{h:02}:{m:02}{}", made.value, sec.map_or(String::new(), |s| format!(":{s:02}")));
                    return Some((end, Made { kind: TimeType::Time, value, date: made.date }));
                }
                return Some((to, made));
            }
            if a.norm.len() <= 2 && b.norm.len() <= 2 && (c.norm.len() == 4 || c.norm.len() == 2) {
                let year = num(c)? + if c.norm.len() == 2 { if num(c)? < 50 { 2000 } else { 1900 } } else { 0 };
                let (x, y) = (num(a)?, num(b)?);
                let month_first = self.words.order == Order::MonthFirst && s.norm != ".";
                let (m, d) = if month_first { (x, y) } else { (y, x) };
                return date(year, m, d, i + 5).or_else(|| date(year, d, m, i + 5));
            }
            return None;
        }
        // "on 4/22": a day and month after a word that asks for one.
        if a.norm.len() <= 2 && b.norm.len() <= 2 && s.is("/") && !goes_on(i + 3) {
            let prev = i.checked_sub(1).and_then(t);
            let listed = i >= 4 && t(i - 3).is_some_and(|x| x.is("/")) && t(i - 4).is_some_and(|x| x.digits());
            let led = prev.is_some_and(|p| {
                matches!(
                    p.norm.as_str(),
                    "on" | "by" | "until" | "till" | "since" | "before" | "after" | "from" | "between"
                ) || listed && matches!(p.norm.as_str(), "," | "or" | "and" | "to" | "-")
            }) || i > 0 && self.class_word(Class::Wd, i - 1).is_some();
            let part =
                t(i + 3).is_some_and(|n| n.is("of") || n.is("%") || n.digits() || n.word() && plural_noun(&n.norm));
            if led && !part {
                let (x, y) = (num(a)?, num(b)?);
                let (m, d) = if self.words.order == Order::MonthFirst { (x, y) } else { (y, x) };
                let (m, d) = if m > 12 { (d, m) } else { (m, d) };
                if (1..=12).contains(&m) && (1..=31).contains(&d) {
                    let p = self.settle(None, m as u8, Some(d as u8), i, state)?;
                    p.date()?;
                    return Some((i + 3, Made { kind: TimeType::Date, value: p.value(), date: Some(p) }));
                }
            }
        }
        // "2015-03" is a month.
        if a.norm.len() == 4 && b.norm.len() == 2 && s.is("-") && !goes_on(i + 3) {
            let (y, m) = (num(a)?, num(b)?);
            // "2007-08" in prose are two years.
            if (1500..2200).contains(&y) && (1..=12).contains(&m) && m != y % 100 + 1 {
                let p = Partial { year: y, month: Some(m as u8), day: None };
                return Some((i + 3, Made { kind: TimeType::Date, value: p.value(), date: Some(p) }));
            }
        }
        None
    }

    /// The day that open expressions go by.
    fn anchor(&self, state: &State) -> Option<Partial> {
        let published = self.published.map(Partial::of);
        if self.narrative { state.last.or(published) } else { published.or(state.full).or(state.last) }
    }

    /// The day that "later" and "that day" refer to.
    fn told(&self, state: &State) -> Option<Partial> {
        state.last.or(self.published.map(Partial::of))
    }

    fn anchor_day(&self, state: &State) -> Option<Date> {
        self.anchor(state)?.first()
    }

    fn told_day(&self, state: &State) -> Option<Date> {
        self.told(state)?.first()
    }

    fn future(&self, i: usize) -> bool {
        let i = i.min(self.toks.len());
        let a = i.saturating_sub(10);
        let mut k = i;
        while k > a && self.toks.get(k).is_none_or(|t| t.breaks == 0) {
            k -= 1;
            if matches!(self.toks[k].norm.as_str(), "." | "!" | "?" | ";" | "\"") {
                return false;
            }
            if self.words.future.has(self.toks, k) {
                return true;
            }
            // "It will close, the ministry said on Monday": the nearer verb counts.
            if self.words.past.has(self.toks, k) && !(k > 0 && self.toks[k - 1].is("be")) {
                return false;
            }
        }
        false
    }

    /// A four-digit number that tells a year by its surroundings.
    fn plain_year(&self, i: usize, to: usize) -> bool {
        let Some(v) = self.toks.get(i).and_then(|t| t.norm.parse::<i32>().ok()) else { return false };
        let prev = i.checked_sub(1).and_then(|p| self.toks.get(p)).filter(|_| self.toks[i].breaks == 0);
        let next = self.toks.get(to).filter(|n| n.breaks == 0);
        if next.is_some_and(|n| {
            n.is("%")
                || n.is("°")
                || (n.is("/") || n.is("-"))
                    && !n.spaced
                    && self.toks.get(to + 1).is_some_and(|d| d.digits() && d.norm.len() > 4)
        }) {
            return false;
        }
        if self.words.not_year_before.before(self.toks, i).is_some() {
            return false;
        }
        if prev.is_some_and(|p| {
            !self.toks[i].spaced && !matches!(p.norm.as_str(), "(" | "-" | "/" | "[" | "\"" | "'" | "=")
        }) {
            return false;
        }
        // "+86 138-2010-2015"
        if prev.is_some_and(|p| p.is("-") && !self.toks[i].spaced)
            && i >= 2
            && self.toks[i - 2].digits()
            && self.toks[i - 2].norm.len() != 4
        {
            return false;
        }
        // "1861-1863", "1995-96"
        let ranged = next.is_some_and(|n| n.is("-") && !n.spaced)
            && self.toks.get(to + 1).is_some_and(|d| {
                let end: i32 = d.norm.parse().unwrap_or(0);
                d.digits() && !d.spaced && (d.norm.len() == 2 || d.norm.len() == 4 && (v..2200).contains(&end))
            });
        let led = ranged || self.words.year_before.before(self.toks, i).is_some();
        let plural = next.is_some_and(|n| {
            n.word() && !n.cap && n.spaced && (plural_noun(&n.norm) || self.class_word(Class::Unit, to).is_some())
        });
        // "; 2000 tents": before a plural only a word such as "in" makes it a year.
        let weak = prev.is_none_or(|p| {
            !p.word() || matches!(p.norm.as_str(), "and" | "or" | "to" | "with" | "for" | "a" | "like" | "than")
        });
        if plural && weak {
            return false;
        }
        let modern = (1900..=2040).contains(&v);
        if led {
            return modern || (1000..2100).contains(&v) && !plural;
        }
        modern && !plural && prev.is_none_or(|p| !p.digits())
    }

    fn act(&self, action: &str, args: &[String], caps: &[Cap], i: usize, to: usize, state: &State) -> Option<Made> {
        let num = |c: Class| {
            caps.iter().find(|x| x.class == c).and_then(|x| match x.val {
                Val::Num(v) => Some(v),
                _ => None,
            })
        };
        let code = |c: Class| {
            caps.iter().find(|x| x.class == c).and_then(|x| match &x.val {
                Val::Code(s) => Some(s.as_str()),
                _ => None,
            })
        };
        let arg: Option<&str> = args.first().map(String::as_str);
        let offset: i64 = arg.and_then(|a| a.parse().ok()).unwrap_or(0);
        let made = |kind: TimeType, value: String, date: Option<Partial>| Some(Made { kind, value, date });
        let day = |d: Date| made(TimeType::Date, d.to_string(), Some(Partial::of(d)));
        match action {
            "date" | "first_day" | "first_pair" => {
                let month = num(Class::Month).map(|m| m as u8);
                let d = num(Class::Day).map(|d| d as u8);
                self.day_stands_alone(caps, to).then_some(())?;
                let by_arg = arg.and_then(|_| self.anchor(state)).map(|a| a.year + offset as i32);
                let y = num(Class::Year).map(|y| y as i32).or(by_arg);
                let p = self.settle(y, month?, d, i, state);
                match p {
                    Some(p) => {
                        if p.day.is_some() && p.year > 0 {
                            p.date()?;
                        }
                        made(TimeType::Date, p.value(), Some(p))
                    }
                    None => made(
                        TimeType::Date,
                        format!("XXXX-{:02}{}", month?, d.map_or(String::new(), |d| format!("-{d:02}"))),
                        None,
                    ),
                }
            }
            "calendar" => {
                let y = num(Class::Num).filter(|y| y.fract() == 0.0 && (1000.0..6000.0).contains(y))?;
                let d = num(Class::Day).map(|d| d as i32);
                self.toks[caps.iter().find(|c| c.class == Class::Cal)?.from].cap.then_some(())?;
                match calendars::gregorian(code(Class::Cal)?, y as i32, d) {
                    Some((year, month, day)) => {
                        let p = Partial { year, month, day };
                        made(TimeType::Date, p.value(), Some(p))
                    }
                    None => made(TimeType::Date, if d.is_some() { "XXXX-XX-XX" } else { "XXXX" }.to_owned(), None),
                }
            }
            "short_year" => {
                // "since '82", "April of 87"
                let n = self.toks.get(to - 1).filter(|t| t.digits() && t.norm.len() == 2)?;
                let mark = to >= 3 && !n.spaced && self.toks[to - 2].is("'") && self.toks[to - 2].spaced;
                let led = i >= 2
                    && matches!(
                        self.toks[i - 2].norm.as_str(),
                        "since" | "in" | "of" | "until" | "from" | "before" | "after" | "by" | "class"
                    );
                let closed = self.toks.get(to).is_none_or(|t| !t.word() || t.breaks > 0);
                match caps.iter().any(|c| c.class == Class::Month) {
                    true => mark || self.toks[to - 2].is("of") && closed,
                    false => mark && led,
                }
                .then_some(())?;
                let v: i32 = n.norm.parse().ok()?;
                let century =
                    if v <= self.published.map_or(30, |p| i32::from(p.year()) % 100 + 5) { 2000 } else { 1900 };
                let year = Some(century + v);
                let p = match num(Class::Month) {
                    Some(m) => self.settle(year, m as u8, num(Class::Day).map(|d| d as u8), i, state)?,
                    None => Partial { year: century + v, month: None, day: None },
                };
                if p.day.is_some() {
                    p.date()?;
                }
                made(TimeType::Date, p.value(), Some(p))
            }
            "fiscal" => {
                let y = num(Class::Year)
                    .map(|y| y as i32)
                    .or_else(|| self.anchor(state).map(|a| a.year + offset as i32))?;
                made(TimeType::Date, format!("FY{y:04}"), Some(Partial { year: y, month: None, day: None }))
            }
            "same_of_year" => {
                let t = self.told(state).filter(|t| t.month.is_some()).or_else(|| self.anchor(state))?;
                let p = Partial { year: t.year + offset as i32, month: t.month, day: None };
                let quarter = t.month.filter(|_| (i..to).any(|k| self.toks[k].is("quarter")));
                let value =
                    quarter.map_or_else(|| p.value(), |m| format!("{}-Q{}", year_text(p.year), (m - 1) / 3 + 1));
                made(TimeType::Date, value, Some(p))
            }
            "day_of_month" => {
                // "on the 18th", not "the 18th attack".
                let d =
                    num(Class::Day).filter(|_| arg.is_some() || caps.iter().all(|c| self.toks[c.from].digits()))? as i8;
                let closed = self.toks.get(to).is_none_or(|t| {
                    t.breaks > 0
                        || matches!(
                            t.norm.as_str(),
                            "." | ","
                                | ";"
                                | ")"
                                | "?"
                                | "!"
                                | "and"
                                | "or"
                                | "at"
                                | "but"
                                | "he"
                                | "she"
                                | "it"
                                | "they"
                                | "we"
                                | "i"
                                | "the"
                                | "to"
                        )
                });
                (closed || arg.is_some()).then_some(())?;
                if arg.is_some() {
                    let a = self.anchor(state)?;
                    let total = a.year * 12 + i32::from(a.month?) - 1 + offset as i32;
                    let (y, m) = (total.div_euclid(12), total.rem_euclid(12) + 1);
                    return day(Date::new(i16::try_from(y).ok()?, m as i8, d).ok()?);
                }
                let a = self.told(state).filter(|t| t.month.is_some()).or_else(|| self.anchor(state))?;
                let base = self.anchor(state).filter(|a| a.day.is_some()).and_then(Partial::first);
                let near = (-1..=1i32).filter_map(|n| {
                    let total = a.year * 12 + i32::from(a.month?) - 1 + n;
                    let (y, m) = (total.div_euclid(12), total.rem_euclid(12) + 1);
                    Date::new(i16::try_from(y).ok()?, m as i8, d).ok()
                });
                let found = match base.filter(|_| !self.narrative && a.day.is_some()) {
                    Some(b) if self.future(i) => near.filter(|x| *x >= b).min(),
                    Some(b) => near.min_by_key(|x| x.duration_since(b).as_hours().abs()),
                    None => Partial { day: Some(d as u8), ..a }.date(),
                };
                day(found?)
            }
            "clock_in" | "clock_past" => {
                let prev = i.checked_sub(1).and_then(|p| self.toks.get(p));
                let asked = prev.is_none_or(|p| {
                    matches!(
                        p.norm.as_str(),
                        "at" | "around"
                            | "about"
                            | "by"
                            | "until"
                            | "till"
                            | "from"
                            | "before"
                            | "after"
                            | "since"
                            | "between"
                            | "to"
                            | "and"
                            | "circa"
                            | "near"
                            | "nearly"
                            | "past"
                            | "almost"
                            | "s"
                            | "is"
                            | "was"
                            | "meet"
                            | ":"
                    )
                });
                (asked || (i..to).any(|k| self.toks[k].is("clock") || self.toks[k].is("past"))).then_some(())?;
                let mut clocks = caps.iter().filter_map(|c| match c.val {
                    Val::Clock(h, m, _) => Some((h, m)),
                    _ => None,
                });
                let (mut h, mut m) = clocks.next()?;
                if action == "clock_past" {
                    let n = num(Class::Num).map_or(offset as i32, |n| n as i32);
                    let sign = if args.iter().any(|a| a == "to") { -1 } else { 1 };
                    ((1..60).contains(&n) && m == 0).then_some(())?;
                    let total = i32::from(h) * 60 + sign * n;
                    (h, m) = ((total.div_euclid(60).rem_euclid(24)) as u8, total.rem_euclid(60) as u8);
                }
                let part = code(Class::Part).unwrap_or("");
                let late = match part {
                    "AF" | "EV" => h < 12,
                    "NI" => (6..12).contains(&h),
                    _ => code(Class::Ampm) == Some("pm") && h < 12,
                };
                if late {
                    h += 12;
                } else if h == 12 && matches!(part, "MO" | "NI") {
                    h = 0;
                }
                let base = self.anchor_day(state).map_or_else(|| "XXXX-XX-XX".to_owned(), |d| d.to_string());
                made(TimeType::Time, format!("{base}T{h:02}:{m:02}"), None)
            }
            "short_decade" => {
                let s = self.toks.get(to - 1)?;
                let n = num(Class::Num)?;
                let two = caps.iter().any(|c| c.class == Class::Num && self.toks[c.from].norm.len() == 2);
                (!s.spaced && two && n % 10.0 == 0.0 && (20.0..100.0).contains(&n)).then_some(())?;
                made(TimeType::Date, format!("19{}", n as i32 / 10), None)
            }
            "bc_decade" => {
                let n = num(Class::Num)?;
                (n.fract() == 0.0 && n % 10.0 == 0.0 && (10.0..5000.0).contains(&n)).then_some(())?;
                made(TimeType::Date, format!("BC{:03}", n as i32 / 10), None)
            }
            "told_day" => {
                let Some(d) = self.told_day(state) else { return made(TimeType::Date, "XXXX-XX-XX".into(), None) };
                day(d.checked_add(jiff::Span::new().try_days(offset).ok()?).ok()?)
            }
            "the_year" => {
                let p = Partial { year: num(Class::Year)? as i32, month: None, day: None };
                made(TimeType::Date, p.value(), Some(p))
            }
            "unit_named" => self.unit_at(args.get(1)?, self.anchor(state), offset),
            "clock_hour" => {
                let h = num(Class::Num)?;
                (h.fract() == 0.0 && (0.0..=24.0).contains(&h)).then_some(())?;
                let base = self.anchor_day(state).map_or_else(|| "XXXX-XX-XX".to_owned(), |d| d.to_string());
                made(TimeType::Time, format!("{base}T{:02}:00", h as u8), None)
            }
            "week_of_year" => {
                let y = num(Class::Year).map(|y| y as i32).or_else(|| self.anchor(state).map(|a| a.year))?;
                let n = num(Class::Num).or(num(Class::Ord)).unwrap_or(52.0);
                let n = if (i..to).any(|k| self.toks[k].is("last")) { 52.0 } else { n };
                ((1.0..=53.0).contains(&n) && n.fract() == 0.0).then_some(())?;
                made(TimeType::Date, format!("{y:04}-W{:02}", n as i32), None)
            }
            "in_hence" => {
                let n = num(Class::Num).or_else(|| arg.and_then(|a| a.parse().ok()))?;
                self.future(i).then_some(())?;
                self.shifted(code(Class::Unit)?, n, self.anchor(state), 0)
            }
            "month" => {
                let month = num(Class::Month)? as u8;
                let word = caps.iter().find(|c| c.class == Class::Month)?;
                let t = &self.toks[word.from];
                // "Jan" and "Sun" are names too: a short form stands after a preposition and before no name.
                let led = t.cap
                    && i > 0
                    && matches!(
                        self.toks[i - 1].norm.as_str(),
                        "in" | "since" | "until" | "till" | "from" | "after" | "before" | "to" | "by" | "between"
                    )
                    && self.toks.get(to).is_none_or(|n| !n.cap);
                if t.norm.chars().count() <= 3
                    && !t.is("may")
                    && !self.toks[word.to - 1].is(".")
                    && caps.len() == 1
                    && arg.is_none()
                    && !led
                    && self.words.order == Order::MonthFirst
                {
                    return None;
                }
                // "May" the verb, "March" the verb or a name.
                if self.words.needs_capital.has(self.toks, word.from) {
                    let led = i > 0
                        && (self.words.year_before.before(self.toks, i).is_some()
                            || word.from > i
                            || matches!(self.toks[i - 1].norm.as_str(), "last" | "next" | "this"));
                    if !led || self.toks[i].breaks > 0 {
                        return None;
                    }
                }
                let moved = match (arg, self.anchor(state)) {
                    // "last March", said in March, was a year ago.
                    (Some("last"), Some(a)) => Some(a.year - i32::from(a.month.is_none_or(|m| m <= month))),
                    (Some("next"), Some(a)) => Some(a.year + i32::from(a.month.is_none_or(|m| m >= month))),
                    (Some("this"), Some(a)) => Some(a.year),
                    _ => None,
                };
                match self.settle(moved, month, None, i, state) {
                    Some(p) => made(TimeType::Date, p.value(), Some(p)),
                    None => made(TimeType::Date, format!("XXXX-{month:02}"), None),
                }
            }
            "year" => {
                let y = caps.iter().find(|c| c.class == Class::Year)?;
                let Val::Num(v) = y.val else { return None };
                let modified = caps.iter().any(|c| c.class == Class::Mod) || self.toks[i].is("the");
                if !modified && self.toks[y.from].digits() && !self.plain_year(y.from, y.to) {
                    return None;
                }
                let p = Partial { year: v as i32, month: None, day: None };
                made(TimeType::Date, p.value(), Some(p))
            }
            "bc" | "ad" | "first_bc" => {
                let n = num(Class::Num)?;
                if n.fract() != 0.0 || !(1.0..5000.0).contains(&n) {
                    return None;
                }
                let y = if action != "ad" { -(n as i32) } else { n as i32 };
                let month = num(Class::Month).map(|m| m as u8);
                if let Some(s) = code(Class::Season) {
                    return made(
                        TimeType::Date,
                        format!("{}-{s}", year_text(y)),
                        Some(Partial { year: y, month: None, day: None }),
                    );
                }
                let p = Partial { year: y, month, day: None };
                made(TimeType::Date, p.value(), Some(p))
            }
            "decade" => {
                let y = num(Class::Year)? as i32;
                (y % 10 == 0).then_some(())?;
                made(TimeType::Date, format!("{}", y / 10), Some(Partial { year: y, month: None, day: None }))
            }
            "century" => {
                let c = num(Class::Ord)? as i32;
                let bc = (i..to).any(|k| self.toks[k].is("bc"));
                if !(1..=40).contains(&c) {
                    return None;
                }
                made(TimeType::Date, if bc { format!("BC{:02}", c - 1) } else { format!("{:02}", c - 1) }, None)
            }
            "season" => {
                let s = code(Class::Season)?;
                let fall = (i..to).any(|k| self.toks[k].is("fall"));
                let y = match num(Class::Year) {
                    Some(y) => y as i32,
                    None => {
                        if fall && arg.is_none() {
                            return None;
                        }
                        let a = if arg.is_some() && !self.narrative { self.anchor(state) } else { self.told(state) };
                        match a {
                            Some(a) => a.year + offset as i32,
                            None => return made(TimeType::Date, format!("XXXX-{s}"), None),
                        }
                    }
                };
                made(TimeType::Date, format!("{}-{s}", year_text(y)), Some(Partial { year: y, month: None, day: None }))
            }
            "part_of_year" => {
                let half = (i..to).any(|k| self.toks[k].is("half"));
                let n = num(Class::Ord)
                    .map_or_else(|| if (i..to).any(|k| self.toks[k].is("first")) { 1 } else { 0 }, |n| n as i32);
                let n = if half {
                    if n == 1 { 1 } else { 2 }
                } else if n == 0 {
                    4
                } else {
                    n
                };
                let named =
                    (i..to).find(|k| self.toks[*k].is("q")).and_then(|k| self.toks.get(k + 1)?.norm.parse().ok());
                let n = named.unwrap_or(n);
                if !half && n > 4 {
                    return None;
                }
                let y = match num(Class::Year) {
                    Some(y) => y as i32,
                    None => {
                        let a = self.anchor(state)?;
                        // "in the fourth quarter", said in March, is that of the year before.
                        let ahead = !half
                            && arg == Some("near")
                            && !self.future(i)
                            && a.month.is_some_and(|m| n > (i32::from(m) - 1) / 3 + 2);
                        a.year + offset as i32 - i32::from(ahead)
                    }
                };
                made(
                    TimeType::Date,
                    format!("{}-{}{n}", year_text(y), if half { "H" } else { "Q" }),
                    Some(Partial { year: y, month: None, day: None }),
                )
            }
            "day" => match self
                .anchor_day(state)
                .filter(|_| self.published.is_some() && !self.narrative || self.narrative && offset != 0)
            {
                Some(d) => day(d.checked_add(jiff::Span::new().try_days(offset).ok()?).ok()?),
                None => {
                    made(TimeType::Date, if offset == 0 { "PRESENT_REF".into() } else { "XXXX-XX-XX".to_owned() }, None)
                }
            },
            "part_day" => {
                let part = code(Class::Part).or(args.get(1).map(String::as_str))?;
                match self.anchor_day(state) {
                    Some(d) => {
                        let d = d.checked_add(jiff::Span::new().try_days(offset).ok()?).ok()?;
                        made(TimeType::Time, format!("{d}T{part}"), Some(Partial::of(d)))
                    }
                    None => made(TimeType::Time, format!("XXXX-XX-XXT{part}"), None),
                }
            }
            "part_ref" => {
                let part = code(Class::Part)?;
                match self.told_day(state) {
                    Some(d) => {
                        let d = d.checked_add(jiff::Span::new().try_days(offset).ok()?).ok()?;
                        made(TimeType::Time, format!("{d}T{part}"), Some(Partial::of(d)))
                    }
                    None => made(TimeType::Time, format!("XXXX-XX-XXT{part}"), None),
                }
            }
            "part" => {
                let part = code(Class::Part)?;
                let d = self.published.filter(|_| !self.narrative);
                let d = d.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| d.to_string());
                made(TimeType::Time, format!("{d}T{part}"), None)
            }
            "weekday" | "weekday_day" | "fixed_weekday" => {
                self.day_stands_alone(caps, to).then_some(())?;
                let fixed = action == "fixed_weekday";
                let wd = if fixed { offset as i8 } else { num(Class::Wd)? as i8 };
                (1..=7).contains(&wd).then_some(())?;
                let named = args.iter().map(String::as_str).find(|a| matches!(*a, "MO" | "AF" | "EV" | "NI"));
                let part = code(Class::Part).or(named);
                let Some(base) = self.anchor_day(state) else {
                    return made(TimeType::Date, format!("XXXX-WXX-{wd}"), None);
                };
                let today = base.weekday().to_monday_one_offset();
                let back = i64::from((today - wd).rem_euclid(7));
                let forward = i64::from((wd - today).rem_euclid(7));
                let days = if action == "weekday_day" {
                    let d = num(Class::Day)? as i8;
                    (-200..200i64)
                        .filter(|&n: &i64| {
                            base.checked_add(jiff::Span::new().days(n))
                                .is_ok_and(|x| x.day() == d && x.weekday().to_monday_one_offset() == wd)
                        })
                        .min_by_key(|n| n.abs())?
                } else {
                    match arg {
                        Some("past") => {
                            if back == 0 {
                                -7
                            } else {
                                -back
                            }
                        }
                        // Nobody calls yesterday "last Monday" or tomorrow "next Friday".
                        Some("last") => {
                            if back <= 1 {
                                -back - 7
                            } else {
                                -back
                            }
                        }
                        Some("next") => {
                            if forward <= 1 {
                                forward + 7
                            } else {
                                forward
                            }
                        }
                        Some("this") => i64::from(wd - today),
                        Some("lastweek") => i64::from(wd - today) - 7,
                        Some("nextweek") => i64::from(wd - today) + 7,
                        _ if self.future(i) => {
                            if forward == 0 {
                                0
                            } else {
                                forward
                            }
                        }
                        _ => -back,
                    }
                };
                let d = base.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
                match part {
                    Some(p) => made(TimeType::Time, format!("{d}T{p}"), Some(Partial::of(d))),
                    None => day(d),
                }
            }
            "unit" | "unit_here" => {
                let unit = code(Class::Unit)?;
                let base = if action == "unit_here" && self.narrative { self.told(state) } else { self.anchor(state) };
                self.unit_at(unit, base, offset)
            }
            "weekend" => {
                // "over the weekend" is the one just gone, unless the sentence looks ahead.
                let base = self.anchor_day(state)?;
                let gone = base.weekday().to_monday_one_offset() <= 5 && !self.future(i) && !self.future(to + 2);
                self.unit_at("WE", Some(Partial::of(base)), -i64::from(gone))
            }
            "the_unit" => {
                let unit = code(Class::Unit)?;
                if !matches!(unit, "D" | "Y" | "M" | "W" | "WE")
                    || self.toks[to - 1].norm.ends_with('s')
                    || self.narrative && unit == "D"
                {
                    return None;
                }
                let next = self.toks.get(to);
                // "the year-earlier quarter"
                if next.is_some_and(|n| n.is("-") && !n.spaced) {
                    return None;
                }
                if next.is_some_and(|n| {
                    n.word()
                        && n.breaks == 0
                        && (n.is("of")
                            || n.is("when")
                            || n.is("that")
                            || n.is("before")
                            || n.is("after")
                            || n.is("to")
                            || !matches!(
                                n.norm.as_str(),
                                "and"
                                    | "on"
                                    | "at"
                                    | "with"
                                    | "as"
                                    | "but"
                                    | "in"
                                    | "up"
                                    | "down"
                                    | "higher"
                                    | "lower"
                                    | "off"
                            ))
                }) {
                    return None;
                }
                let prev = i.checked_sub(1).map_or("", |p| self.toks[p].norm.as_str());
                matches!(
                    prev,
                    "of" | "for"
                        | "in"
                        | "on"
                        | "during"
                        | "earlier"
                        | "later"
                        | "end"
                        | "ended"
                        | "ending"
                        | "finish"
                        | "finished"
                        | "finishing"
                        | "closed"
                        | "closing"
                )
                .then_some(())?;
                self.unit_at(unit, self.told(state), 0)
            }
            "unit_ref" => self.unit_at(code(Class::Unit)?, self.told(state), offset),
            "ago" | "hence" | "later" | "earlier" => {
                let n = num(Class::Num).or_else(|| {
                    arg.and_then(|a| a.parse().ok())
                        .filter(|_| matches!(action, "later" | "earlier") || num(Class::Num).is_none())
                })?;
                let unit = code(Class::Unit).or(args.get(1).map(String::as_str))?;
                // "two days before the launch" tells a length; the day is that of the launch.
                let next = self.toks.get(to).filter(|n| n.breaks == 0);
                if self.toks[to - 1].is("before") && next.is_some_and(|n| n.word() || n.digits()) {
                    return None;
                }
                let sign = if matches!(action, "ago" | "earlier") { -1.0 } else { 1.0 };
                let base = if matches!(action, "ago" | "hence") { self.anchor(state) } else { self.told(state) };
                let extra = if num(Class::Num).is_some() && matches!(action, "ago" | "hence") { offset } else { 0 };
                self.shifted(unit, n * sign, base, extra)
            }
            "vague_ago" => made(TimeType::Date, "PAST_REF".into(), None),
            "vague_later" => made(TimeType::Date, "FUTURE_REF".into(), None),
            "duration" => {
                let unit = code(Class::Unit).or(code(Class::Units)).or(args.get(1).map(String::as_str))?;
                let n = num(Class::Num).or_else(|| arg.and_then(|a| a.parse().ok()));
                let word = caps.iter().rfind(|c| matches!(c.class, Class::Unit | Class::Units | Class::Num))?;
                // "a month-long siege": the length is "month-long".
                if arg == Some("1")
                    && to > i + 1
                    && self.toks.get(to).is_some_and(|t| t.is("-") && !t.spaced)
                    && self.toks.get(to + 1).is_some_and(|t| t.is("long") || t.is("old"))
                {
                    return None;
                }
                // "a second attempt", "quarter" the part.
                if n == Some(1.0) && (self.toks[word.from].is("second") || unit == "Q") {
                    return None;
                }
                if n.is_none() && caps.iter().all(|c| c.class == Class::Unit) && arg.is_none() && to == i + 1 {
                    return None;
                }
                if unit == "Q" && n.is_none_or(|n| n < 2.0) {
                    return None;
                }
                made(TimeType::Duration, duration_text(n, unit)?, None)
            }
            "duration_half" => {
                made(TimeType::Duration, duration_text(Some(num(Class::Num)? + 0.5), code(Class::Unit)?)?, None)
            }
            "set" => {
                let unit = code(Class::Unit)?;
                let n = arg.and_then(|a| a.parse().ok()).or(num(Class::Num)).unwrap_or(1.0);
                made(TimeType::Set, duration_text(Some(n), unit)?, None)
            }
            "set_weekday" => {
                let wd = num(Class::Wd).or(num(Class::Wds))? as i32;
                let part = code(Class::Part).map_or(String::new(), |p| format!("T{p}"));
                made(TimeType::Set, format!("XXXX-WXX-{wd}{part}"), None)
            }
            "set_part" => made(TimeType::Set, format!("XXXX-XX-XXT{}", code(Class::Part)?), None),
            "fixed" => {
                // "in the past decade", "the future king": no time of its own.
                let next = [Class::Unit, Class::Num, Class::Few].iter().any(|c| self.class_at(*c, to).is_some());
                if next && self.toks[to - 1].norm.as_str() != "now" && self.toks.get(to).is_some_and(|t| t.breaks == 0)
                {
                    return None;
                }
                match args.get(2).map(String::as_str) {
                    // "it will soon grow", not "they soon left" or "soon after".
                    Some("ahead") if !self.future(i) && !self.future(to + 2) || self.narrative => return None,
                    Some("history") if !self.narrative => return None,
                    _ => {}
                }
                let kind = match args.get(1).map(String::as_str) {
                    Some("SET") => TimeType::Set,
                    Some("DURATION") => TimeType::Duration,
                    Some("TIME") => TimeType::Time,
                    _ => TimeType::Date,
                };
                made(kind, arg?.to_owned(), None)
            }
            "holiday" => {
                let h = code(Class::Holiday)?;
                let year = num(Class::Year).map(|y| y as i32);
                if let Some((m, d)) = h.split_once('-').filter(|(m, d)| m.len() == 2 && d.len() == 2) {
                    let (m, d) = (m.parse().ok()?, d.parse().ok()?);
                    let year = match (arg, self.anchor(state).filter(|_| year.is_none())) {
                        (Some("last"), Some(a)) => Some(a.year - i32::from((a.month, a.day) <= (Some(m), Some(d)))),
                        (Some("next"), Some(a)) => Some(a.year + i32::from((a.month, a.day) >= (Some(m), Some(d)))),
                        _ => year,
                    };
                    return match self.settle(year, m, Some(d), i, state) {
                        Some(p) => made(TimeType::Date, p.value(), Some(p)),
                        None => made(TimeType::Date, format!("XXXX-{h}"), None),
                    };
                }
                let Some(a) = year.or_else(|| self.anchor(state).map(|a| a.year)) else {
                    return made(TimeType::Date, "XXXX-XX-XX".to_owned(), None);
                };
                if year.is_some() || self.narrative {
                    return day(feast(h, a)?);
                }
                let base = self.anchor_day(state)?;
                let mut days = (a - 1..=a + 1).filter_map(|y| feast(h, y));
                let found = match arg {
                    Some("last") => days.filter(|d| *d < base).max(),
                    Some("next") => days.find(|d| *d > base),
                    _ => days.min_by_key(|d| d.duration_since(base).as_hours().abs()),
                };
                day(found?)
            }
            "clock" => {
                if self.toks.get(to).is_some_and(|t| !t.spaced && (t.digits() || t.word())) {
                    return None;
                }
                let clock = caps.iter().find_map(|c| match c.val {
                    Val::Clock(h, m, s) => Some((h, m, s)),
                    _ => None,
                });
                let (mut h, m, s) = match clock {
                    Some(c) => c,
                    None => (arg?.parse().ok()?, 0, None),
                };
                match code(Class::Ampm) {
                    Some("pm") if h < 12 => h += 12,
                    Some("am") if h == 12 => h = 0,
                    _ => {}
                }
                let zone = code(Class::Zone).unwrap_or("");
                let near = self.narrative || state.at + 25 > i && state.last.is_some_and(|d| d.day.is_some());
                let base = if near { self.told_day(state) } else { self.anchor_day(state) };
                let base = base.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| d.to_string());
                let s = s.map_or(String::new(), |s| format!(":{s:02}"));
                made(TimeType::Time, format!("{base}T{h:02}:{m:02}{s}{zone}"), None)
            }
            _ => None,
        }
    }

    /// "Tuesday the first", but not "on Tuesday the first shipment".
    fn day_stands_alone(&self, caps: &[Cap], to: usize) -> bool {
        let last = caps.iter().find(|c| c.class == Class::Day && c.to == to);
        last.is_none_or(|c| {
            self.toks[c.from].digits()
                || c.from == 0
                || !self.toks[c.from - 1].is("the")
                || self
                    .toks
                    .get(to)
                    .is_none_or(|t| t.breaks > 0 || !t.word() || self.class_word(Class::Month, to).is_some())
        })
    }

    /// Year for a month and day told without one.
    fn settle(&self, year: Option<i32>, month: u8, day: Option<u8>, i: usize, state: &State) -> Option<Partial> {
        if let Some(year) = year {
            return Some(Partial { year, month: Some(month), day });
        }
        let a = self.anchor(state)?;
        if self.narrative || self.published.is_none() {
            // From December on to "January": the story goes on into the next year.
            let next = a.month.is_some_and(|m| m >= month + 8) && self.narrative;
            // A new paragraph of a chapter headed by a year goes on in that year.
            let headed = state.heading.filter(|_| {
                self.narrative && self.toks[state.at.max(i.saturating_sub(200))..=i].iter().any(|t| t.breaks > 0)
            });
            let year = headed.unwrap_or(a.year + i32::from(next));
            return Some(Partial { year, month: Some(month), day });
        }
        if month == 2 && day == Some(29) {
            let leap =
                (a.year - 4..=a.year + 4).filter(|y| i16::try_from(*y).is_ok_and(|y| Date::new(y, 2, 29).is_ok()));
            let year = leap.min_by_key(|y| ((y - a.year).abs(), *y))?;
            return Some(Partial { year, month: Some(month), day });
        }
        // The year nearest to publication; a bare month the last one, unless the sentence looks ahead.
        let base = a.first()?;
        let future = self.future(i);
        let best = [a.year - 1, a.year, a.year + 1].into_iter().filter_map(|y| {
            let d = Date::new(i16::try_from(y).ok()?, month as i8, day.unwrap_or(15).min(28) as i8).ok()?;
            let days = (d.duration_since(base).as_hours() / 24).abs();
            let ahead = d > base;
            let cost = if day.is_some() {
                days
            } else if ahead != future && days > 31 {
                days * 2
            } else {
                days
            };
            Some((cost, y))
        });
        let (_, y) = best.min()?;
        Some(Partial { year: y, month: Some(month), day })
    }

    /// The unit that holds a day, moved by `n`.
    fn unit_at(&self, unit: &str, base: Option<Partial>, n: i64) -> Option<Made> {
        let make = |value: String, date: Option<Partial>| Some(Made { kind: TimeType::Date, value, date });
        let Some(base) = base else {
            let open = match unit {
                "D" => "XXXX-XX-XX",
                "W" => "XXXX-WXX",
                "M" => "XXXX-XX",
                _ => "XXXX",
            };
            return make(open.to_owned(), None);
        };
        let y = base.year;
        let year = |y: i32| Some(Partial { year: y, month: None, day: None });
        match unit {
            "Y" => make(year_text(y + n as i32), year(y + n as i32)),
            "DE" => make(decade_text(y / 10 + n as i32), None),
            "CE" => make(century_text(y / 100 + n as i32), None),
            "M" => {
                let Some(m) = base.month else { return make(format!("{}-XX", year_text(y)), None) };
                let total = i64::from(y) * 12 + i64::from(m) - 1 + n;
                let p = Partial {
                    year: total.div_euclid(12) as i32,
                    month: Some(total.rem_euclid(12) as u8 + 1),
                    day: None,
                };
                make(p.value(), Some(p))
            }
            "Q" => {
                let q = i64::from(y) * 4 + (i64::from(base.month?) - 1) / 3 + n;
                make(format!("{:04}-Q{}", q.div_euclid(4), q.rem_euclid(4) + 1), year(q.div_euclid(4) as i32))
            }
            "D" => {
                if base.day.is_none() {
                    return make(format!("{}-XX", base.value()), None);
                }
                if y < 0 {
                    return make(base.value(), Some(base));
                }
                let d = base.date()?.checked_add(jiff::Span::new().try_days(n).ok()?).ok()?;
                make(d.to_string(), Some(Partial::of(d)))
            }
            "W" | "WE" => {
                if base.month.is_none() {
                    return make(format!("{}-WXX", year_text(y)), None);
                }
                let d = base.first()?.checked_add(jiff::Span::new().try_days(n * 7).ok()?).ok()?;
                let w = week_text(d);
                make(if unit == "WE" { format!("{w}-WE") } else { w }, None)
            }
            _ => None,
        }
    }

    /// A date moved by a length of time, at the precision of the unit.
    fn shifted(&self, unit: &str, n: f64, base: Option<Partial>, extra_days: i64) -> Option<Made> {
        let make = |value: String, date: Option<Partial>| Some(Made { kind: TimeType::Date, value, date });
        let Some(base) = base else { return make(if n < 0.0 { "PAST_REF".into() } else { "FUTURE_REF".into() }, None) };
        if n.abs() > 5000.0 {
            return None;
        }
        match unit {
            "Y" if n.fract() == 0.0 => {
                let y = base.year + n as i32;
                make(year_text(y), Some(Partial { year: y, month: None, day: None }))
            }
            "DE" => make(decade_text(base.year / 10 + n as i32), None),
            "CE" => make(century_text(base.year / 100 + n as i32), None),
            "M" | "Y" | "Q" => {
                let months = match unit {
                    "Y" => n * 12.0,
                    "Q" => n * 3.0,
                    _ => n,
                };
                let Some(m) = base.month else { return make(format!("{}-XX", year_text(base.year)), None) };
                let total = i64::from(base.year) * 12 + i64::from(m) - 1 + months.round() as i64;
                let p = Partial {
                    year: total.div_euclid(12) as i32,
                    month: Some(total.rem_euclid(12) as u8 + 1),
                    day: None,
                };
                make(p.value(), Some(p))
            }
            "TH" | "TM" | "TS"
                if self.moment.is_some() && !self.narrative && self.published.map(Partial::of) == Some(base) =>
            {
                let seconds = n * match unit {
                    "TH" => 3600.0,
                    "TM" => 60.0,
                    _ => 1.0,
                };
                let at = self.moment?.checked_add(jiff::Span::new().try_seconds(seconds as i64).ok()?).ok()?;
                if unit == "TH" && n.abs() >= 24.0 {
                    return make(at.date().to_string(), Some(Partial::of(at.date())));
                }
                let value = format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute());
                Some(Made { kind: TimeType::Time, value, date: Some(Partial::of(at.date())) })
            }
            "W" | "FN" | "D" | "TH" => {
                let days = match unit {
                    "W" => n * 7.0,
                    "FN" => n * 14.0,
                    "TH" if n.abs() >= 24.0 => n / 24.0,
                    "TH" => 0.0,
                    _ => n,
                };
                if base.day.is_none() {
                    return make(
                        if base.month.is_some() {
                            format!("{}-XX", base.value())
                        } else {
                            format!("{}-XX-XX", base.value())
                        },
                        None,
                    );
                }
                let d = base
                    .date()?
                    .checked_add(jiff::Span::new().try_days(days.round() as i64 + extra_days).ok()?)
                    .ok()?;
                make(d.to_string(), Some(Partial::of(d)))
            }
            "TM" | "TS" => {
                let d = base.date()?;
                make(d.to_string(), Some(Partial::of(d)))
            }
            _ => None,
        }
    }

    /// Joins a day with the clock time or part of day beside it: "8 a.m. on Monday", "tomorrow night".
    fn joined(&self, found: Vec<Found>) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::with_capacity(found.len());
        for f in found {
            if let Some(p) = out.last() {
                let gap = &self.toks[p.to..f.from];
                let near = gap.len() <= 3
                    && gap.iter().all(|t| {
                        t.breaks == 0
                            && matches!(
                                t.norm.as_str(),
                                "," | "at"
                                    | "on"
                                    | "of"
                                    | "in"
                                    | "the"
                                    | "around"
                                    | "about"
                                    | "for"
                                    | "@"
                                    | "("
                                    | "в"
                                    | "о"
                                    | "à"
                                    | "a"
                                    | "um"
                                    | "às"
                                    | "las"
                                    | "gegen"
                                    | "am"
                                    | "le"
                                    | "vers"
                                    | "saat"
                            )
                    })
                    && self.toks[f.from].breaks == 0;
                let day = |m: &Made| m.date.filter(|d| d.day.is_some()).filter(|_| m.kind == TimeType::Date);
                // "two days after Monday": the day told, moved.
                let moved = match gap {
                    [link]
                        if p.made.kind == TimeType::Duration && link.breaks == 0 && self.toks[f.from].breaks == 0 =>
                    {
                        let sign = match link.norm.as_str() {
                            "after" => 1.0,
                            // "64 days from 3 May 1948 to ..." is a length.
                            "from" if !self.toks[f.to - 1].digits() => 1.0,
                            "before" => -1.0,
                            _ => 0.0,
                        };
                        day(&f.made).filter(|_| sign != 0.0).and_then(|d| {
                            let (n, unit) = p.made.value.strip_prefix('P')?.split_at_checked(p.made.value.len() - 2)?;
                            let n: f64 = n.parse().ok()?;
                            self.shifted(unit, n * sign, Some(d), 0)
                        })
                    }
                    _ => None,
                };
                // "two years, three months and ten days": one length.
                let linked = match gap {
                    [] => f.from == p.to,
                    [a] => a.is("and") || a.is(","),
                    [a, b] => a.is(",") && b.is("and"),
                    _ => false,
                } && gap.iter().all(|t| t.breaks == 0)
                    && self.toks[f.from].breaks == 0;
                let moved = moved.or_else(|| {
                    let both = p.made.kind == TimeType::Duration && f.made.kind == TimeType::Duration;
                    (linked && both && self.class_at(Class::Num, f.from).is_some()).then_some(())?;
                    let value = sum(&p.made.value, &f.made.value)?;
                    Some(Made { kind: TimeType::Duration, value, date: None })
                });
                if let Some(made) = moved {
                    let from = p.from;
                    out.pop();
                    out.push(Found { from, to: f.to, made, floating: false });
                    continue;
                }
                let is_clock = |m: &Made| m.value.contains(':');
                let joint = if near && f.floating && !p.floating {
                    match part_of(&p.made.value).filter(|_| is_clock(&f.made) && p.made.kind == TimeType::Time) {
                        // "Sunday night at 8:30"
                        Some(part) => p.made.date.map(|d| (d, in_part(&f.made.value, part))),
                        None => day(&p.made).map(|d| (d, f.made.value.clone())),
                    }
                } else if near && p.floating && !f.floating {
                    // "8 a.m. this morning" is told by the clock.
                    let date = f.made.date.filter(|d| d.day.is_some()).filter(|_| !is_clock(&f.made));
                    let part = part_of(&f.made.value).filter(|_| is_clock(&p.made)).unwrap_or("");
                    date.map(|d| (d, in_part(&p.made.value, part)))
                } else {
                    None
                };
                // "every Monday at 4 p.m."
                if near
                    && f.floating
                    && is_clock(&f.made)
                    && p.made.kind == TimeType::Set
                    && (p.made.value.starts_with("XXXX-WXX-") && !p.made.value.contains('T') || p.made.value == "P1D")
                    && let Some((_, clock)) = f.made.value.split_once('T')
                {
                    let base = if p.made.value == "P1D" { "XXXX-XX-XX" } else { p.made.value.as_str() };
                    let value = format!("{base}T{}", clock.strip_suffix(":00").unwrap_or(clock));
                    let from = p.from;
                    out.pop();
                    let made = Made { kind: TimeType::Set, value, date: None };
                    out.push(Found { from, to: f.to, made, floating: false });
                    continue;
                }
                // "at 8 in the evening" without a day, "this morning at 7".
                if near
                    && f.floating
                    && p.floating
                    && is_clock(&f.made)
                    && let Some(part) = part_of(&p.made.value)
                    && let (Some((base, _)), Some((_, clock))) =
                        (p.made.value.split_once('T'), in_part(&f.made.value, part).split_once('T'))
                {
                    let made = Made { kind: TimeType::Time, value: format!("{base}T{clock}"), date: None };
                    let from = p.from;
                    out.pop();
                    out.push(Found { from, to: f.to, made, floating: true });
                    continue;
                }
                if let Some((d, time)) = joint
                    && let Some((_, clock)) = time.split_once('T')
                {
                    let made = Made { kind: TimeType::Time, value: format!("{}T{clock}", d.value()), date: Some(d) };
                    let from = p.from;
                    out.pop();
                    out.push(Found { from, to: f.to, made, floating: false });
                    continue;
                }
            }
            out.push(f);
        }
        out
    }
}

/// What has been told so far.
#[derive(Default)]
struct State {
    last: Option<Partial>,
    /// The last full date.
    full: Option<Partial>,
    /// The token after it.
    at: usize,
    /// The year that the chapter's heading names.
    heading: Option<i32>,
}

/// The day of a movable feast in a year: `E-2` counts from Easter Sunday, `11/4/4` is the fourth Thursday of November,
/// `05/1/-1` the last Monday of May; `+1` at the end adds days.
fn feast(code: &str, year: i32) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    if let Some(days) = code.strip_prefix('E') {
        let d = easter(year)?;
        return d.checked_add(jiff::Span::new().try_days(days.parse::<i64>().ok()?).ok()?).ok();
    }
    let (code, extra) = code.split_once('+').unwrap_or((code, "0"));
    let mut parts = code.split('/').map(str::parse::<i8>);
    let (m, wd, nth) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let first = Date::new(year, m, 1).ok()?;
    let d = first.nth_weekday_of_month(nth, jiff::civil::Weekday::from_monday_one_offset(wd).ok()?).ok()?;
    d.checked_add(jiff::Span::new().try_days(extra.parse::<i64>().ok()?).ok()?).ok()
}

/// Easter Sunday of the Gregorian calendar, by Oudin's formula of 1940.
fn easter(year: i16) -> Option<Date> {
    if !(1583..4000).contains(&year) {
        return None;
    }
    let y = i32::from(year);
    let c = y / 100;
    let n = y % 19;
    let k = (c - 17) / 25;
    let mut i = (c - c / 4 - (c - k) / 3 + 19 * n + 15) % 30;
    i -= (i / 28) * (1 - (i / 28) * (29 / (i + 1)) * ((21 - n) / 11));
    let j = (y + y / 4 + i + 2 - c + c / 4) % 7;
    let l = i - j;
    let m = 3 + (l + 40) / 44;
    let d = l + 28 - 31 * (m / 4);
    Date::new(year, m as i8, d as i8).ok()
}

fn plural_noun(norm: &str) -> bool {
    norm == "people"
        || norm.len() > 4
            && norm.ends_with('s')
            && !norm.ends_with("ss")
            && !norm.ends_with("us")
            && !norm.ends_with("is")
            && norm != "was"
            && norm != "does"
}

/// The part of day that a value ends with: `2026-01-19TNI`.
fn part_of(value: &str) -> Option<&str> {
    let (_, part) = value.split_once('T')?;
    matches!(part, "MO" | "AF" | "EV" | "NI").then_some(part)
}

/// A clock time in a part of day: eight in the evening is 20:00.
fn in_part(value: &str, part: &str) -> String {
    let shifted = value.split_once('T').and_then(|(day, clock)| {
        let (h, rest) = clock.split_once(':')?;
        let h: u8 = h.parse().ok()?;
        let late = h < 12 && (matches!(part, "AF" | "EV") || part == "NI" && h > 5);
        late.then(|| format!("{day}T{:02}:{rest}", h + 12))
    });
    shifted.unwrap_or_else(|| value.to_owned())
}

/// "P2Y" and "P3M" as "P2Y3M", where the second unit is the smaller one.
fn sum(a: &str, b: &str) -> Option<String> {
    let rank = |v: &str| {
        let time = v.starts_with("PT");
        let body = v.strip_prefix("PT").or_else(|| v.strip_prefix('P'))?;
        let last = body.chars().next_back()?;
        let digits =
            body.chars().all(|c| c.is_ascii_digit() || c.is_ascii_alphabetic() && c != 'X') && !body.ends_with('E');
        let rank = match (time, last) {
            (false, 'Y') => 0,
            (false, 'M') => 1,
            (false, 'W') => 2,
            (false, 'D') => 3,
            (true, 'H') => 4,
            (true, 'M') => 5,
            (true, 'S') => 6,
            _ => return None,
        };
        digits.then_some((rank, time, body.to_owned()))
    };
    let ((ra, ta, _), (rb, tb, body)) = (rank(a)?, rank(b)?);
    (ra < rb).then_some(())?;
    Some(if tb && !ta { format!("{a}T{body}") } else { format!("{a}{body}") })
}

fn duration_text(n: Option<f64>, unit: &str) -> Option<String> {
    let n = match n {
        None => "X".to_owned(),
        Some(n) if (0.0..1e6).contains(&n) => {
            let s = format!("{:.4}", n);
            s.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Some(_) => return None,
    };
    Some(match unit {
        "Q" if n == "1" => "P3M".to_owned(),
        "TS" => format!("PT{n}S"),
        "TM" => format!("PT{n}M"),
        "TH" => format!("PT{n}H"),
        "WE" => format!("P{n}WE"),
        "FN" => format!("P{}W", n.parse::<f64>().map_or_else(|_| n.clone(), |v| (v * 2.0).to_string())),
        u => format!("P{n}{u}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Examples {
        case: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        lang: String,
        published: Option<String>,
        text: String,
        want: Vec<String>,
    }

    #[test]
    fn the_examples_of_the_rules_hold() {
        let examples: Examples = toml::from_str(include_str!("../../../../data/times/examples.toml")).unwrap();
        let wrong: Vec<String> = examples
            .case
            .iter()
            .filter_map(|c| {
                let published = c.published.as_deref().unwrap_or("2026-01-20T07:40:00+03:00").parse::<Moment>().ok();
                let (doc, _) = text::analyse(&c.text, Some(&c.lang));
                let got: Vec<String> =
                    find(&doc, published.as_ref()).iter().map(|t| format!("{} = {}", t.text, t.value)).collect();
                (got != c.want).then(|| format!("{}\n   want {:?}\n   got  {got:?}", c.text, c.want))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn open_days_go_by_the_publication_day() {
        let published: Moment = "2026-01-20T07:40:00+03:00".parse().unwrap();
        for (text, value) in [
            ("Fighters fled on Monday.", "2026-01-19"),
            ("The convoy will leave on Sunday.", "2026-01-25"),
            ("It began late Monday night.", "2026-01-19TNI"),
            ("Troops went in yesterday.", "2026-01-19"),
            ("It happened on 19 January.", "2026-01-19"),
            ("The camp was opened in 2016.", "2016"),
            ("They escaped last week.", "2026-W03"),
            ("He spoke three days ago.", "2026-01-17"),
            ("They held it for three days.", "P3D"),
        ] {
            let got = find(&text::analyse(text, Some("en")).0, Some(&published));
            assert_eq!(got.iter().map(|t| t.value.as_str()).collect::<Vec<_>>(), [value], "{text}: {got:?}");
        }
    }
}
