//! Old stories in new clothes: a page that repeats, as news, what another had at least a month earlier.
//!
//! What for: pictures and texts of an old attack come back after every new one.
//!
//! Key decision: only with the older page in hand, since a page that merely looks back names its dates. A page that gives the older
//! day, or a year other than its own, tells the reader how old the story is and is not circled.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::{Copy, CopyKind, Evidence, EvidencePart, Finding, FindingKind};

use crate::page::{Dated, Page, days};

/// Days after which a repeated page is no late copy any more.
const OLD: i32 = 30;
/// Share of a page's words that must stand in the older one.
const MOST: f64 = 0.5;

/// Pages that copy one at least [`OLD`] days older without saying so. `revisions` are pairs of later and earlier state of one page.
pub(crate) fn findings(pages: &[Page<'_>], copies: &[Copy], revisions: &[(String, String)], out: &mut Vec<Finding>) {
    let by_id: BTreeMap<&str, &Page<'_>> = pages.iter().map(|p| (p.report.id.as_str(), p)).collect();
    for c in copies.iter().filter(|c| c.kind != CopyKind::Translation || c.score >= MOST) {
        let (Some(&a), Some(&b)) = (by_id.get(c.report.as_str()), by_id.get(c.of.as_str())) else { continue };
        let same_page = |x: &Page<'_>, y: &Page<'_>| {
            revisions.iter().any(|(l, e)| *l == x.report.id && *e == y.report.id)
                || x.report.url.is_some() && x.report.url == y.report.url
        };
        if c.score < MOST || same_page(a, b) || same_page(b, a) {
            continue;
        }
        // which was copied from which is a guess where a date is missing: the older day decides here
        for (new, old) in [(a, b), (b, a)] {
            let (Some((day, evidence)), Some(before)) = (shown_day(new), old.day) else { continue };
            if days(before, day) < OLD || told(new, before, day) {
                continue;
            }
            out.push(Finding {
                kind: FindingKind::Recycled,
                report: new.report.id.clone(),
                claim: None,
                said: format!("dated {day}"),
                why: format!("{} had the same words on {before}, {} days earlier.", old.report.id, days(before, day)),
                evidence,
            });
            break;
        }
    }
}

/// The day a page gives itself: that of its publication, else a line with nothing but a date.
fn shown_day(page: &Page<'_>) -> Option<(Date, Option<Evidence>)> {
    if let Some(d) = page.day {
        return Some((d, None));
    }
    let text = page.report.text.as_str();
    page.reading.times.iter().filter(|t| t.value.len() >= 10).find_map(|t| {
        let date = Dated::parse(&t.value).filter(|d| d.is_day())?;
        let (before, after) = (text.get(..t.start)?, text.get(t.end..)?);
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let end = t.end + after.find('\n').unwrap_or(after.len());
        (end - start < t.end - t.start + 20).then(|| {
            let line = text.get(start..end).unwrap_or("").to_owned();
            (date.first, Some(Evidence { text: line, start, end, part: EvidencePart::Body }))
        })
    })
}

/// True where the page itself says how old its story is.
fn told(page: &Page<'_>, before: Date, day: Date) -> bool {
    page.mentioned.iter().any(|d| {
        let dated = d.first <= before && before <= d.last || d.is_day() && days(d.first, before).abs() <= 3;
        // a bare year that is also the page's own says nothing
        dated && (d.is_day() || d.last < day)
    })
}
