//! Expressions that tell one time together.

use model::TimeType;

use super::{
    Found, Made, Reader,
    rules::{Class, Classes},
    values::{in_part, part_of, sum},
};

impl Reader<'_> {
    /// Joins a day with the clock time or part of day beside it: "8 a.m. on Monday", "tomorrow night".
    pub(super) fn joined(&self, found: Vec<Found>) -> Vec<Found> {
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
