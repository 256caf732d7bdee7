//! Lengths of time, times told by them, and what comes back.

use model::TimeType;

use super::{Match, made};
use crate::times::{
    Made, Reader,
    rules::Class,
    values::{Partial, century_text, decade_text, duration_text, week_text, year_text},
};

impl Reader<'_> {
    pub(super) fn lengths(&self, action: &str, m: &Match) -> Option<Made> {
        let Match { args, caps, i, to, state, offset } = *m;
        let (num, code) = (|c| m.num(c), |c| m.code(c));
        let arg = args.first().map(String::as_str);
        match action {
            "unit_named" => self.unit_at(args.get(1)?, self.anchor(state), offset),
            "in_hence" => {
                let n = num(Class::Num).or_else(|| arg.and_then(|a| a.parse().ok()))?;
                self.future(i).then_some(())?;
                self.shifted(code(Class::Unit)?, n, self.anchor(state), 0)
            }
            "unit" | "unit_here" => {
                let unit = code(Class::Unit)?;
                let base = if action == "unit_here" && self.narrative { self.told(state) } else { self.anchor(state) };
                self.unit_at(unit, base, offset)
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
            _ => None,
        }
    }

    /// The unit that holds a day, moved by `n`.
    pub(in crate::times) fn unit_at(&self, unit: &str, base: Option<Partial>, n: i64) -> Option<Made> {
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
    pub(in crate::times) fn shifted(&self, unit: &str, n: f64, base: Option<Partial>, extra_days: i64) -> Option<Made> {
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
}
