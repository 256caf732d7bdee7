//! Which classes of words a token begins: months, weekdays, years, clock times and the like, as the patterns name them.

use super::{
    Reader,
    rules::{Class, Classes, Val},
};
use crate::quantities::lex::Tok;

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

impl Reader<'_> {
    pub(super) fn class_word(&self, class: Class, i: usize) -> Option<(usize, Val)> {
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

    pub(super) fn ordinal_word(&self, i: usize) -> Option<(usize, &String)> {
        if self.begins.get(i)? & Class::Ord.bit() == 0 {
            return None;
        }
        self.words.classes.get(&Class::Ord)?.at(self.toks, i)
    }

    /// "nineteen ninety-six", "two thousand and fifteen": a year in words, where a preposition or a month announces it.
    pub(super) fn worded_year(&self, i: usize) -> Option<(usize, Val)> {
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
    pub(super) fn clock_at(&self, i: usize) -> Option<(usize, Val)> {
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
}

pub(super) fn plural_noun(norm: &str) -> bool {
    norm == "people"
        || norm.len() > 4
            && norm.ends_with('s')
            && !norm.ends_with("ss")
            && !norm.ends_with("us")
            && !norm.ends_with("is")
            && norm != "was"
            && norm != "does"
}
