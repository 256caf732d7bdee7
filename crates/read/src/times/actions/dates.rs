//! Days, months, years and longer times that a calendar names.

use jiff::civil::Date;
use model::TimeType;

use super::{Match, day, made};
use crate::times::{
    Made, Reader, State, calendars,
    classes::plural_noun,
    rules::{Cap, Class, Classes, Order, Val},
    values::{Partial, feast, year_text},
};

impl Reader<'_> {
    pub(super) fn dates(&self, action: &str, m: &Match) -> Option<Made> {
        let Match { args, caps, i, to, state, offset } = *m;
        let (num, code) = (|c| m.num(c), |c| m.code(c));
        let arg = args.first().map(String::as_str);
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
            "week_of_year" => {
                let y = num(Class::Year).map(|y| y as i32).or_else(|| self.anchor(state).map(|a| a.year))?;
                let n = num(Class::Num).or(num(Class::Ord)).unwrap_or(52.0);
                let n = if (i..to).any(|k| self.toks[k].is("last")) { 52.0 } else { n };
                ((1.0..=53.0).contains(&n) && n.fract() == 0.0).then_some(())?;
                made(TimeType::Date, format!("{y:04}-W{:02}", n as i32), None)
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
            _ => None,
        }
    }

    /// Year for a month and day told without one.
    pub(in crate::times) fn settle(
        &self,
        year: Option<i32>,
        month: u8,
        day: Option<u8>,
        i: usize,
        state: &State,
    ) -> Option<Partial> {
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

    /// "Tuesday the first", but not "on Tuesday the first shipment".
    pub(in crate::times) fn day_stands_alone(&self, caps: &[Cap], to: usize) -> bool {
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

    /// A four-digit number that tells a year by its surroundings.
    pub(in crate::times) fn plain_year(&self, i: usize, to: usize) -> bool {
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
}
