//! Publication times as pages write them.

use model::Moment;

/// Read a publication time: RFC 3339 and its usual shortenings, or the mail form "Tue, 20 Jan 2026 07:40:00 +0300".
///
/// A time without an offset is taken as UTC, as [`Moment`] does.
pub(crate) fn lenient(s: &str) -> Option<Moment> {
    let s = s.trim();
    if s.len() > 64 {
        return None;
    }
    if let Ok(m) = s.parse() {
        return Some(m);
    }
    let z = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(s).ok()?;
    z.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().parse().ok()
}

/// Why a publication time cannot be right; `None` when it can.
///
/// There was no web to publish on before 1990; a stated time long after the capture, or in another century, is a slip or a
/// placeholder. The program reads no clock, so "in the future" can only be judged against the capture time.
pub(crate) fn absurd(published: &Moment, captured: Option<&Moment>) -> Option<String> {
    const DAY: i64 = 86_400;
    let year = published.date().year();
    if year < 1990 {
        return Some(format!("published {published} is before there was a web; the time is not used"));
    }
    if year >= 2100 {
        return Some(format!("published {published} is in another century; the time is not used"));
    }
    match captured {
        Some(c) if published.seconds() > c.seconds() + DAY => {
            Some(format!("published {published} is after the page was captured, {c}; the time is not used"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{absurd, lenient};

    #[test]
    fn times_are_read_as_pages_write_them() {
        for (s, want) in [
            ("2026-01-20T07:40:00+03:00", "2026-01-20T07:40:00+03:00"),
            ("Tue, 20 Jan 2026 07:40:00 +0300", "2026-01-20T07:40:00+03:00"),
            ("20 Jan 2026 07:40 GMT", "2026-01-20T07:40:00Z"),
            ("2026-01-20", "2026-01-20T00:00:00Z"),
        ] {
            assert_eq!(lenient(s).map(|m| m.to_string()).as_deref(), Some(want), "{s}");
        }
        assert_eq!(lenient("yesterday"), None);
    }

    #[test]
    fn times_that_cannot_be_are_told() {
        let m = |s: &str| s.parse::<model::Moment>().unwrap();
        assert!(absurd(&m("1970-01-01"), None).is_some());
        assert!(absurd(&m("9998-12-31"), None).is_some());
        assert!(absurd(&m("2026-01-20"), None).is_none());
        assert!(absurd(&m("2026-01-20"), Some(&m("2026-01-18"))).is_some());
        assert!(absurd(&m("2026-01-20T09:00+03:00"), Some(&m("2026-01-20"))).is_none());
    }
}
