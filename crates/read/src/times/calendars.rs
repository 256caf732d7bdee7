//! Days of other calendars that texts in English name by month, as days of the Gregorian calendar.
//!
//! Key decision: a day is given only where the calendar's rule fixes it. The Solar Hijri years 1206 to 1498 follow the 33-year
//! cycle; the Hebrew and Ethiopian calendars are arithmetical. A Hijri month begins by sight of the moon or by decree, a day or two
//! around the tabular date: only as much of the Gregorian date is given as all those days share.

use jiff::civil::Date;

/// A date as far as it is certain: year, month, day.
pub(super) type Certain = (i32, Option<u8>, Option<u8>);

/// Converts a month named by its code (`H9` is Ramadan, `S1` Farvardin, `J1` Tishrei, `E1` Meskerem), with or without a day.
/// `None` outside the years in which the rule holds, and for a day that the month does not have.
pub(super) fn gregorian(code: &str, year: i32, day: Option<i32>) -> Option<Certain> {
    let (calendar, month) = code.split_at_checked(1)?;
    let month: i32 = month.parse().ok()?;
    let (first, length, doubt) = match calendar {
        "S" if (1206..=1498).contains(&year) => {
            let leap = (8 * (year + 1) + 21).div_euclid(33) - (8 * year + 21).div_euclid(33) == 1;
            let before = if month <= 7 { 31 * (month - 1) } else { 186 + 30 * (month - 7) };
            let length = match month {
                1..=6 => 31,
                7..=11 => 30,
                _ => 29 + i32::from(leap),
            };
            (226_895 + 365 * (year - 1) + (8 * year + 21).div_euclid(33) + before, length, 0)
        }
        "E" if (1600..=2200).contains(&year) => {
            let length = if month == 13 { 5 + i32::from(year % 4 == 3) } else { 30 };
            (2_796 + 365 * (year - 1) + year / 4 + 30 * (month - 1), length, 0)
        }
        "J" if (5400..=5999).contains(&year) => {
            let (first, length) = hebrew(year, month)?;
            (first, length, 0)
        }
        "H" if (1200..=1600).contains(&year) => {
            let before = (11 * year + 3) / 30 + 354 * (year - 1) + 30 * (month - 1) - (month - 1) / 2;
            (227_015 + before, 30, 2)
        }
        _ => return None,
    };
    let (from, to) = match day {
        Some(d) => {
            (1..=length).contains(&d).then_some(())?;
            (first + d - 1, first + d - 1)
        }
        None => (first, first + length - 1),
    };
    let (a, b) = (date(from - doubt)?, date(to + doubt)?);
    (a.year() == b.year()).then_some(())?;
    let month = (a.month() == b.month()).then(|| a.month() as u8);
    Some((a.year().into(), month, (a == b).then(|| a.day() as u8)))
}

/// The Gregorian day with this number; 1 January of the year 1 is day 1.
fn date(number: i32) -> Option<Date> {
    let days = jiff::Span::new().try_days(i64::from(number) - 1).ok()?;
    Date::constant(1, 1, 1).checked_add(days).ok()
}

/// First day and length of a Hebrew month, counted from Tishrei; 6 is Adar or the first Adar, 7 the second.
fn hebrew(year: i32, month: i32) -> Option<(i32, i32)> {
    let (start, end) = (new_year(year), new_year(year + 1));
    let leap = (7 * year + 1) % 19 < 7;
    let length = end - start;
    let adar = if leap { [30, 29] } else { [29, 0] };
    let long_heshvan = if length % 10 == 5 { 30 } else { 29 };
    let short_kislev = if length % 10 == 3 { 29 } else { 30 };
    let lengths = [30, long_heshvan, short_kislev, 29, 30, adar[0], adar[1], 30, 29, 30, 29, 30, 29];
    let at = usize::try_from(month - 1).ok()?;
    let this = *lengths.get(at)?;
    // Plain "Adar" of a year with two says neither.
    (this > 0 && !(leap && month == 6)).then_some(())?;
    Some((start + lengths.iter().take(at).sum::<i32>(), this))
}

/// The day number of 1 Tishrei: the mean new moon, with the postponements.
fn new_year(year: i32) -> i32 {
    let (before, this, next) = (elapsed(year - 1), elapsed(year), elapsed(year + 1));
    let late = if next - this == 356 { 2 } else { i32::from(this - before == 382) };
    this + late - 1_373_427
}

/// Days from the calendar's beginning to the new year, before the last two postponements. A month has 29 days and 13,753 of
/// 25,920 parts.
fn elapsed(year: i32) -> i32 {
    let months = (235 * i64::from(year) - 234) / 19;
    let parts = 12_084 + 13_753 * months;
    let day = 29 * months + parts / 25_920;
    let day = day + i64::from(3 * (day + 1) % 7 < 3);
    i32::try_from(day).unwrap_or(i32::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_of_other_calendars() {
        for (code, year, day, want) in [
            ("S1", 1400, Some(1), Some((2021, Some(3), Some(21)))),
            ("S1", 1403, Some(1), Some((2024, Some(3), Some(20)))),
            ("S12", 1403, Some(30), Some((2025, Some(3), Some(20)))),
            ("S12", 1404, Some(30), None),
            ("S3", 1402, Some(14), Some((2023, Some(6), Some(4)))),
            ("S7", 1401, None, Some((2022, None, None))),
            ("S1", 900, Some(1), None),
            ("E1", 2016, Some(1), Some((2023, Some(9), Some(12)))),
            ("E1", 2017, Some(1), Some((2024, Some(9), Some(11)))),
            ("J1", 5784, Some(22), Some((2023, Some(10), Some(7)))),
            ("J9", 5708, Some(5), Some((1948, Some(5), Some(14)))),
            ("J8", 5786, Some(15), Some((2026, Some(4), Some(2)))),
            ("J6", 5784, Some(14), None),
            ("J6", 5785, Some(14), Some((2025, Some(3), Some(14)))),
            ("H9", 1447, Some(10), Some((2026, None, None))),
            ("H9", 1446, Some(15), Some((2025, Some(3), None))),
            ("H7", 1446, None, None),
            ("H10", 1446, None, Some((2025, None, None))),
            ("H13", 1446, Some(40), None),
        ] {
            assert_eq!(gregorian(code, year, day), want, "{code} {year} {day:?}");
        }
    }
}
