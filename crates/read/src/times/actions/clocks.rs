//! Hours and minutes.

use model::TimeType;

use super::{Match, made};
use crate::times::{
    Made, Reader,
    rules::{Class, Val},
};

impl Reader<'_> {
    pub(super) fn clocks(&self, action: &str, m: &Match) -> Option<Made> {
        let Match { args, caps, i, to, state, offset } = *m;
        let (num, code) = (|c| m.num(c), |c| m.code(c));
        let arg = args.first().map(String::as_str);
        match action {
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
            "clock_hour" => {
                let h = num(Class::Num)?;
                (h.fract() == 0.0 && (0.0..=24.0).contains(&h)).then_some(())?;
                let base = self.anchor_day(state).map_or_else(|| "XXXX-XX-XX".to_owned(), |d| d.to_string());
                made(TimeType::Time, format!("{base}T{:02}:00", h as u8), None)
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
}
