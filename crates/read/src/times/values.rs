//! What is written down of a time: dates known in part, values after TIMEX3, movable feasts.

use jiff::civil::Date;

/// A date known in part. Years before Christ are negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Partial {
    pub(super) year: i32,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
}

impl Partial {
    pub(super) fn of(d: Date) -> Self {
        Self { year: d.year().into(), month: Some(d.month() as u8), day: Some(d.day() as u8) }
    }

    pub(super) fn date(self) -> Option<Date> {
        Date::new(i16::try_from(self.year).ok()?, self.month? as i8, self.day? as i8).ok()
    }

    /// The date, taken at its first day where it is open.
    pub(super) fn first(self) -> Option<Date> {
        Date::new(i16::try_from(self.year).ok()?, self.month.unwrap_or(1) as i8, self.day.unwrap_or(1) as i8).ok()
    }

    pub(super) fn value(self) -> String {
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

pub(super) fn year_text(y: i32) -> String {
    if y < 0 { format!("BC{:04}", -y) } else { format!("{y:04}") }
}

pub(super) fn decade_text(d: i32) -> String {
    if d < 0 { format!("BC{:03}", -d) } else { format!("{d:03}") }
}

pub(super) fn century_text(c: i32) -> String {
    if c < 0 { format!("BC{:02}", -c) } else { format!("{c:02}") }
}

pub(super) fn week_text(d: Date) -> String {
    let w = d.iso_week_date();
    format!("{:04}-W{:02}", w.year(), w.week())
}

/// The day of a movable feast in a year: `E-2` counts from Easter Sunday, `11/4/4` is the fourth Thursday of November,
/// `05/1/-1` the last Monday of May; `+1` at the end adds days.
pub(super) fn feast(code: &str, year: i32) -> Option<Date> {
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
pub(super) fn easter(year: i16) -> Option<Date> {
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

/// The part of day that a value ends with: `2026-01-19TNI`.
pub(super) fn part_of(value: &str) -> Option<&str> {
    let (_, part) = value.split_once('T')?;
    matches!(part, "MO" | "AF" | "EV" | "NI").then_some(part)
}

/// A clock time in a part of day: eight in the evening is 20:00.
pub(super) fn in_part(value: &str, part: &str) -> String {
    let shifted = value.split_once('T').and_then(|(day, clock)| {
        let (h, rest) = clock.split_once(':')?;
        let h: u8 = h.parse().ok()?;
        let late = h < 12 && (matches!(part, "AF" | "EV") || part == "NI" && h > 5);
        late.then(|| format!("{day}T{:02}:{rest}", h + 12))
    });
    shifted.unwrap_or_else(|| value.to_owned())
}

/// "P2Y" and "P3M" as "P2Y3M", where the second unit is the smaller one.
pub(super) fn sum(a: &str, b: &str) -> Option<String> {
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

pub(super) fn duration_text(n: Option<f64>, unit: &str) -> Option<String> {
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
