//! Times: TIMEX3 expressions anchored in the publication moment.
//!
//! What for: weekday-only dates and "two days later" are the normal case in news; each becomes a day that other rooms can compare.
//! Key decision: rules are data (`data/languages/*/times.toml`): a pattern of word classes and an action; the actions, few and shared by all
//! languages, are in `actions`. What is left open ("19 January", "Monday") is settled by the publication day at its own offset, in a
//! narrative of long past events by the last date told, and stays open (`XXXX-01-19`) where neither is known.

mod actions;
mod calendars;
mod classes;
mod join;
mod rules;
mod values;

use jiff::civil::Date;
use model::{Moment, TimeExpr, TimeType};
use text::Doc;

use crate::quantities::{
    lang,
    lex::{Tok, scan},
    numbers::{figure, numeral},
};
use classes::plural_noun;
use rules::{Cap, Class, Classes, Order, Val, Words, words};
use values::{Partial, part_of};

/// All time expressions of a text, in order; `published` anchors "on Monday".
pub fn find(doc: &Doc, published: Option<&Moment>) -> Vec<TimeExpr> {
    find_in(&doc.text, &doc.lang, published)
}

/// [`find`] in a text that was not analysed, given its language.
pub fn find_in(text: &str, lang: &str, published: Option<&Moment>) -> Vec<TimeExpr> {
    let toks = scan(text);
    Reader::new(text, &toks, lang, published.map(Moment::datetime)).read()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Examples {
        #[serde(default)]
        time: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        published: Option<String>,
        text: String,
        want: Vec<String>,
    }

    #[test]
    fn the_examples_of_the_rules_hold() {
        let examples = text::language_files!("examples.toml").into_iter().flat_map(|(lang, file)| {
            let file: Examples = toml::from_str(file).unwrap();
            assert!(!file.time.is_empty(), "{lang}");
            file.time.into_iter().map(move |case| (lang, case))
        });
        let wrong: Vec<String> = examples
            .filter_map(|(lang, c)| {
                let published = c.published.as_deref().unwrap_or("2026-01-20T07:40:00+03:00").parse::<Moment>().ok();
                let (doc, _) = text::analyse(&c.text, Some(lang));
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
