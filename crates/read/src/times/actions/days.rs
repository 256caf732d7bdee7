//! Days of the week and what hangs on them; parts of days and of years.

use model::TimeType;

use super::{Match, day, made};
use crate::times::{
    Made, Reader,
    rules::Class,
    values::{Partial, year_text},
};

impl Reader<'_> {
    pub(super) fn days(&self, action: &str, m: &Match) -> Option<Made> {
        let Match { args, caps, i, to, state, offset } = *m;
        let (num, code) = (|c| m.num(c), |c| m.code(c));
        let arg = args.first().map(String::as_str);
        match action {
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
            "weekend" => {
                // "over the weekend" is the one just gone, unless the sentence looks ahead.
                let base = self.anchor_day(state)?;
                let gone = base.weekday().to_monday_one_offset() <= 5 && !self.future(i) && !self.future(to + 2);
                self.unit_at("WE", Some(Partial::of(base)), -i64::from(gone))
            }
            _ => None,
        }
    }
}
