//! What the rules make: each rule names an action, which turns what its classes stood for into a value, settled by the publication day
//! or by what was told last.

mod clocks;
mod dates;
mod days;
mod lengths;

use jiff::civil::Date;
use model::TimeType;

use super::{
    Made, Reader, State,
    rules::{Cap, Class, Val},
    values::Partial,
};

/// True for the actions that rules may name.
#[cfg(test)]
pub(super) fn known_action(name: &str) -> bool {
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

/// A rule matched: what its classes stood for, its tokens, and what was told before.
struct Match<'m> {
    args: &'m [String],
    caps: &'m [Cap],
    i: usize,
    to: usize,
    state: &'m State,
    /// The first argument, where it is a number.
    offset: i64,
}

impl<'m> Match<'m> {
    /// The number that a class stood for.
    fn num(&self, class: Class) -> Option<f64> {
        self.caps.iter().find(|x| x.class == class).and_then(|x| match x.val {
            Val::Num(v) => Some(v),
            _ => None,
        })
    }

    /// The code of the word that a class stood for.
    fn code(&self, class: Class) -> Option<&'m str> {
        self.caps.iter().find(|x| x.class == class).and_then(|x| match &x.val {
            Val::Code(s) => Some(s.as_str()),
            _ => None,
        })
    }
}

fn made(kind: TimeType, value: String, date: Option<Partial>) -> Option<Made> {
    Some(Made { kind, value, date })
}

fn day(d: Date) -> Option<Made> {
    made(TimeType::Date, d.to_string(), Some(Partial::of(d)))
}

impl Reader<'_> {
    /// The day that open expressions go by.
    pub(super) fn anchor(&self, state: &State) -> Option<Partial> {
        let published = self.published.map(Partial::of);
        if self.narrative { state.last.or(published) } else { published.or(state.full).or(state.last) }
    }

    /// The day that "later" and "that day" refer to.
    pub(super) fn told(&self, state: &State) -> Option<Partial> {
        state.last.or(self.published.map(Partial::of))
    }

    pub(super) fn anchor_day(&self, state: &State) -> Option<Date> {
        self.anchor(state)?.first()
    }

    pub(super) fn told_day(&self, state: &State) -> Option<Date> {
        self.told(state)?.first()
    }

    pub(super) fn future(&self, i: usize) -> bool {
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

    /// What a rule's action makes of a match; `None` where it makes nothing here.
    pub(super) fn act(
        &self,
        action: &str,
        args: &[String],
        caps: &[Cap],
        i: usize,
        to: usize,
        state: &State,
    ) -> Option<Made> {
        let offset = args.first().and_then(|a| a.parse().ok()).unwrap_or(0);
        let m = Match { args, caps, i, to, state, offset };
        match action {
            "date" | "first_day" | "first_pair" | "calendar" | "short_year" | "fiscal" | "same_of_year"
            | "day_of_month" | "short_decade" | "bc_decade" | "told_day" | "the_year" | "week_of_year" | "month"
            | "year" | "bc" | "ad" | "first_bc" | "decade" | "century" | "fixed" | "holiday" => self.dates(action, &m),
            "season" | "part_of_year" | "day" | "part_day" | "part_ref" | "part" | "weekday" | "weekday_day"
            | "fixed_weekday" | "weekend" => self.days(action, &m),
            "clock_in" | "clock_past" | "clock_hour" | "clock" => self.clocks(action, &m),
            "unit_named" | "in_hence" | "unit" | "unit_here" | "the_unit" | "unit_ref" | "ago" | "hence" | "later"
            | "earlier" | "vague_ago" | "vague_later" | "duration" | "duration_half" | "set" | "set_weekday"
            | "set_part" => self.lengths(action, &m),
            _ => None,
        }
    }
}
