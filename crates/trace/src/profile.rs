//! What ties a page to one happening beside its words: the days it speaks of, and how old the people in it are.
//!
//! What for: two happenings of one sort in one town share nearly all their words; a report of a trial shares few with the first
//! report of the deed, and yet speaks of the same day.
//!
//! Key decision: sets, compared by whether they meet. Which of its days a page is about need not be known: a page on another happening
//! speaks of none of them. What is missing says nothing.

use model::TimeExpr;

use crate::{
    page::Page,
    words::{Sort, Word},
};

/// Days and ages kept of one page, each: the first.
const KEPT: usize = 12;
/// Days before its publication that a page may speak of as its own story; older ones are history.
const BACK: i64 = 800;
/// While a story is news, each page speaks of its own day: so many days between two pages, ...
const NEWS: i64 = 3;
/// ... and no more than so many between their stories.
const NEWS_APART: i64 = 2;
/// Days after which a page that names a day rather recalls it.
const LONG: f64 = 30.0;

/// What one page says on when, and on who.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    /// Days since 1970 that it speaks of, sorted; its own where it names none.
    days: Vec<i64>,
    /// It names a day itself.
    named: bool,
    /// Day of publication.
    published: Option<i64>,
    /// Ages of people, sorted.
    ages: Vec<u8>,
}

/// How much days and ages weigh.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights {
    /// Days after which likeness has fallen by 63 % of what time can take.
    pub(crate) days: f64,
    /// What time leaves of a likeness, 0-1.
    pub(crate) floor: f64,
    /// What is left of a likeness where two pages stand months apart, though they speak of one day: one of them may only recall it.
    pub(crate) recalled: f64,
    /// What is left of a likeness where the ages in two pages are others.
    pub(crate) other_ages: f64,
    /// What one age in common makes of it.
    pub(crate) same_age: f64,
}

impl Profile {
    pub(crate) fn new(page: &Page<'_>) -> Self {
        let published = page.time.map(|t| t.div_euclid(86_400));
        let mut days: Vec<i64> = Vec::new();
        for day in page.doc.reading.times.iter().filter_map(day) {
            let told = published.is_none_or(|p| (p - BACK..=p + 1).contains(&day));
            if told && !days.contains(&day) && days.len() < KEPT {
                days.push(day);
            }
        }
        let named = !days.is_empty();
        if !named {
            days.extend(published);
        }
        days.sort_unstable();
        let mut ages = ages(page.doc.text, &page.words);
        ages.sort_unstable();
        Self { days, named, published, ages }
    }

    /// Days between what two pages speak of; `None` where one speaks of none.
    fn apart(&self, other: &Self) -> Option<i64> {
        let nearest = self.days.iter().flat_map(|a| other.days.iter().map(move |b| (a - b).abs())).min()?;
        match (self.published, other.published) {
            (Some(a), Some(b)) if (a - b).abs() <= NEWS => Some(nearest.min(NEWS_APART)),
            _ => Some(nearest),
        }
    }

    /// How clearly two pages tell of two happenings, 0-1.5: the people in them are of other ages; the days that they speak of lie
    /// apart, which says less, since a page names few of its days.
    pub(crate) fn clash(&self, other: &Self) -> f64 {
        let ages = !self.ages.is_empty()
            && !other.ages.is_empty()
            && self.ages.iter().all(|a| other.ages.binary_search(a).is_err());
        let named = self.named && other.named;
        let days = named && self.apart(other).is_some_and(|gap| gap > NEWS_APART);
        f64::from(u8::from(ages)) + 0.5 * f64::from(u8::from(days))
    }

    /// What days and ages leave of the likeness of two pages' words.
    pub(crate) fn agreement(&self, other: &Self, w: Weights) -> f64 {
        let time = self.apart(other).map_or(1.0, |gap| w.floor + (1.0 - w.floor) * (-(gap as f64) / w.days).exp());
        let people = if self.ages.is_empty() || other.ages.is_empty() {
            1.0
        } else if self.ages.iter().any(|a| other.ages.binary_search(a).is_ok()) {
            w.same_age
        } else {
            w.other_ages
        };
        let between = match (self.published, other.published) {
            (Some(a), Some(b)) => ((a - b).abs() - NEWS).max(0) as f64 / LONG,
            _ => 0.0,
        };
        time * people * (w.recalled + (1.0 - w.recalled) * (-between).exp())
    }
}

/// Mean agreement of the pages of one group with those of another.
pub(crate) fn agreement(a: &[Profile], b: &[Profile], w: Weights) -> f64 {
    let sum: f64 = a.iter().flat_map(|x| b.iter().map(move |y| x.agreement(y, w))).sum();
    sum / (a.len() * b.len()).max(1) as f64
}

/// The day that an expression names: a date or the day of a clock time, written out.
fn day(t: &TimeExpr) -> Option<i64> {
    let mut parts = t.value.get(..10)?.split('-');
    let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
    let (y, m, d): (i64, i64, i64) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    if !(1..=12).contains(&m) || !(1..=31).contains(&d) || !(1..=9999).contains(&y) {
        return None;
    }
    // Days from a March year: the leap day comes last.
    let (y, m) = if m > 2 { (y, m - 3) } else { (y - 1, m + 9) };
    let (era, of_era) = (y.div_euclid(400), y.rem_euclid(400));
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5 + d - 1 - 719_468)
}

/// What follows or goes before a number that is an age; in a language it is what its papers write.
const AFTER: &[&str] = &["-year-old", " year old", " years old", "-years-old", "-jährig", "-летн", "-річн", " yaşında"];
const BEFORE_AND_AFTER: &[(&str, &str)] =
    &[("aged ", ""), ("âgé de ", " an"), ("âgée de ", " an"), (", de ", " años,"), (", de ", " anos,")];

/// Ages that a text gives: "a 15-year-old", "Maria Moser, 34, ...".
fn ages(text: &str, words: &[Word]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    for (i, w) in words.iter().enumerate().filter(|(_, w)| !w.furniture) {
        let (start, end) = (w.start as usize, w.end as usize);
        let rest = text.get(start..).unwrap_or("");
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Some(age) = rest.get(..digits).and_then(|d| d.parse::<u8>().ok()).filter(|a| (1..=110).contains(a)) else {
            continue;
        };
        let after = text.get(start + digits..).unwrap_or("");
        let before = text.get(..start).unwrap_or("");
        let named = i > 0
            && words[i - 1].sort == Sort::Capital
            && before.ends_with(", ")
            && end == start + digits
            && (after.starts_with(", ")
                && !after.get(2..).is_some_and(|a| a.starts_with(|c: char| c.is_ascii_digit()))
                || after.starts_with('.'))
            && i.checked_sub(2).is_none_or(|b| words[b].sort == Sort::Capital);
        let told = AFTER.iter().any(|a| after.starts_with(a))
            || BEFORE_AND_AFTER.iter().any(|(b, a)| before.ends_with(b) && after.starts_with(a));
        if (named || told) && !out.contains(&age) && out.len() < KEPT {
            out.push(age);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use model::{TimeExpr, TimeType};

    use super::{Profile, Weights, ages, day};
    use crate::words::words;

    const W: Weights = Weights { days: 5.0, floor: 0.3, recalled: 0.8, other_ages: 0.6, same_age: 1.2 };

    fn date(value: &str) -> Option<i64> {
        day(&TimeExpr { start: 0, end: 0, text: String::new(), kind: TimeType::Date, value: value.to_owned() })
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(date("1970-01-01"), Some(0));
        assert_eq!(date("2024-02-29T07:40"), Some(19_782));
        assert_eq!(date("2024-03-01"), Some(19_783));
        for none in ["2024-02", "2024-W09", "P3D", "PRESENT_REF", "XXXX-03-01", "2024-13-01", "é024-13-0é"] {
            assert_eq!(date(none), None, "{none}");
        }
    }

    #[test]
    fn ages_are_told_from_other_numbers() {
        let of = |t: &str| ages(t, &words(t).words);
        assert_eq!(of("Maria Moser, 34, left with a 7-year-old boy."), [34, 7]);
        assert_eq!(of("The man, aged 51, was taken away."), [51]);
        assert_eq!(of("Ein 19-jähriger Mann fiel."), [19]);
        assert_eq!(of("On Tuesday, March 12, 2024, 30 people left in 4 cars."), [] as [u8; 0]);
        assert_eq!(of("Sentenced to 15 years, the 250 year old house."), [] as [u8; 0]);
    }

    #[test]
    fn a_day_or_an_age_in_common_outweighs_the_time_between_two_pages() {
        let page = |days: &[i64], published, ages: &[u8]| Profile {
            days: days.to_vec(),
            named: true,
            published: Some(published),
            ages: ages.to_vec(),
        };
        let first = page(&[100], 101, &[34]);
        let trial = page(&[100, 400], 401, &[34]);
        let other = page(&[110], 110, &[19]);
        assert!(first.agreement(&trial, W) > 0.9);
        assert!(first.agreement(&other, W) < 0.3);
        assert_eq!(first.agreement(&Profile::default(), W), 1.0);
        assert_eq!((first.clash(&other), first.clash(&trial), first.clash(&Profile::default())), (1.5, 0.0, 0.0));
        // The day after, each page speaks of its own day.
        assert!(first.agreement(&page(&[103], 103, &[]), W) > 0.7);
    }
}
