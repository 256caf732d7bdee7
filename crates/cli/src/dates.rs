//! Dates decades after all others, as reports are taken in one step after another.
//!
//! Key decisions: a report is never changed once it is kept, so that a date is doubted before that or never, by what the desk has then:
//! the reports in its file and those of the same step. `firsthand read`, which has all its reports before it, needs no clock for this; here
//! the first page of this year would stand decades after an archive that came before it, and so only times that the desk's clock has not
//! reached are doubted. With that, what comes first makes a difference only while a file holds less than six dated reports.

use model::{Issue, Moment, Report};

use crate::error::Result;

const DAY: i64 = 86_400;
const YEAR: i64 = 31_556_952;
/// A gap that no desk's reports have.
const GAP: i64 = 20 * YEAR;
/// There must be so many dated reports, and no more than one in so many may be doubted: many that agree are no slips.
const ONE_IN: usize = 6;

/// The dates that are believed.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    /// How many there are, and the latest; not known until a date is met that the clock has not reached.
    known: Option<(usize, Option<i64>)>,
}

impl Dates {
    /// Take dates away that are slips of the pen (2062 for 2026). `stored` gives how many dates the store holds and the latest of them; it
    /// is asked once, if at all.
    pub(crate) fn doubt(
        &mut self,
        reports: &mut [Report],
        now: &Moment,
        stored: impl FnOnce() -> Result<(usize, Option<Moment>)>,
    ) -> Result<()> {
        let mut dated: Vec<(i64, usize)> =
            reports.iter().enumerate().filter_map(|(i, r)| Some((r.published.as_ref()?.seconds(), i))).collect();
        dated.sort_unstable();
        let reached = now.seconds().saturating_add(DAY);
        let ahead = dated.last().is_some_and(|(last, _)| *last > reached);
        if self.known.is_none() && !ahead {
            return Ok(());
        }
        let (count, mut latest) = match self.known {
            Some(known) => known,
            None => {
                let (count, latest) = stored()?;
                (count, latest.map(|m| m.seconds()))
            }
        };
        let all = count + dated.len();
        let mut believed = dated.len();
        for (n, (at, _)) in dated.iter().enumerate() {
            let far = latest.is_some_and(|l| at.saturating_sub(l) > GAP);
            if *at > reached && far && all >= ONE_IN && (dated.len() - n) * ONE_IN <= all {
                believed = n;
                break;
            }
            latest = latest.max(Some(*at));
        }
        for (_, i) in dated.iter().skip(believed) {
            if let Some(r) = reports.get_mut(*i)
                && let Some(p) = r.published.take()
            {
                let note =
                    format!("published {p} is more than 20 years after every other report; the time is not used");
                r.issues.push(Issue::new("bad-date", note).in_report(&r.id));
            }
        }
        self.known = Some((count + believed, latest));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Dates;
    use model::{Moment, Report};

    fn at(s: &str) -> Moment {
        s.parse().expect("a time")
    }

    fn of(days: &[&str]) -> Vec<Report> {
        let one =
            |(n, day): (usize, &&str)| Report { published: Some(at(day)), ..Report::from_text(&n.to_string(), day) };
        days.iter().enumerate().map(one).collect()
    }

    /// Which reports of a step lose their date, by number.
    fn doubted(dates: &mut Dates, days: &[&str], stored: (usize, Option<&str>)) -> Vec<String> {
        let mut step = of(days);
        dates.doubt(&mut step, &at("2031-05-02"), || Ok((stored.0, stored.1.map(at)))).expect("the store answers");
        step.into_iter()
            .filter(|r| r.published.is_none())
            .map(|r| {
                assert_eq!(r.issues[0].code, "bad-date");
                r.id
            })
            .collect()
    }

    #[test]
    fn a_slip_is_found_by_what_the_file_holds_and_by_what_comes_with_it() {
        let once = |days: &[&str], stored| doubted(&mut Dates::default(), days, stored);
        assert_eq!(once(&["2062-05-01"], (5, Some("2031-05-01"))), ["0"]);
        assert_eq!(once(&["2062-05-01"], (4, Some("2031-05-01"))), [""; 0], "five reports are too few to tell");
        let five = ["2031-05-01", "2031-04-30", "2062-05-01", "2031-05-01", "2030-01-01", "2031-05-02"];
        assert_eq!(once(&five, (0, None)), ["2"]);
        assert_eq!(
            once(&["2062-05-01", "2089-05-01"], (20, Some("2031-05-01"))),
            ["0", "1"],
            "one does not vouch for another"
        );
        assert_eq!(once(&["2040-05-01"], (20, Some("2031-05-01"))), [""; 0], "a timetable may say so");
    }

    #[test]
    fn what_the_clock_has_reached_is_believed_after_any_archive() {
        let mut dates = Dates::default();
        let archive = (500, Some("1995-03-01"));
        assert_eq!(doubted(&mut dates, &["2031-05-01"], archive), [""; 0]);
        assert_eq!(doubted(&mut dates, &["2031-05-02T20:00:00Z", "2062-01-01"], archive), ["1"]);
    }

    #[test]
    fn many_that_agree_are_no_slips() {
        let mut dates = Dates::default();
        let exercise =
            ["2060-01-01", "2060-01-02", "2060-01-03", "2060-01-03", "2060-01-04", "2060-01-05", "2060-01-06"];
        assert_eq!(doubted(&mut dates, &exercise, (10, Some("2031-05-01"))), [""; 0]);
        assert_eq!(doubted(&mut dates, &["2060-01-07", "2081-01-07"], (0, None)), ["1"], "the store is asked once");
    }
}
