use std::{cmp::Ordering, fmt, str::FromStr};

use jiff::{Timestamp, Zoned, civil, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant with the UTC offset it was written in, as RFC 3339 (`2026-01-20T07:40:00+03:00`).
///
/// The offset matters: "on Monday" in a text is a civil day at the place of publication. Ordering and equality go by the instant.
#[derive(Clone, Debug)]
pub struct Moment(Zoned);

impl Moment {
    /// The instant.
    pub fn timestamp(&self) -> Timestamp {
        self.0.timestamp()
    }

    /// The civil date at the written offset.
    pub fn date(&self) -> civil::Date {
        self.0.date()
    }

    /// The civil date and time at the written offset.
    pub fn datetime(&self) -> civil::DateTime {
        self.0.datetime()
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(&self) -> i64 {
        self.timestamp().as_second()
    }

    /// The moment at which an instant given in seconds since 1970 lies, written in UTC.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        Timestamp::from_second(seconds).ok().map(|t| Self(t.to_zoned(TimeZone::UTC)))
    }
}

impl FromStr for Moment {
    type Err = String;

    /// Reads RFC 3339; also `2026-01-20T07:40Z`, `2026-01-20 07:40+03:00` and a bare day, which is taken as midnight UTC.
    fn from_str(s: &str) -> Result<Self, String> {
        let s = s.trim();
        let bad = |_| format!("{s:?} is not an RFC 3339 time such as 2026-01-20T07:40:00+03:00");
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(s).map_err(bad)?;
        let time = pieces.time().unwrap_or(civil::Time::midnight());
        let offset = match pieces.offset() {
            Some(jiff::fmt::temporal::PiecesOffset::Numeric(n)) => n.offset(),
            _ => jiff::tz::Offset::UTC,
        };
        let dt = pieces.date().to_datetime(time);
        let ts = offset.to_timestamp(dt).map_err(bad)?;
        Ok(Self(ts.to_zoned(TimeZone::fixed(offset))))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.0.offset();
        let dt = self.0.datetime();
        let secs = offset.seconds();
        write!(f, "{}T{:02}:{:02}:{:02}", dt.date(), dt.hour(), dt.minute(), dt.second())?;
        if secs == 0 {
            return write!(f, "Z");
        }
        let sign = if secs < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", secs.abs() / 3600, secs.abs() / 60 % 60)
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.timestamp() == other.timestamp()
    }
}
impl Eq for Moment {}
impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.timestamp().cmp(&other.timestamp())
    }
}
impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn offsets_are_kept_and_ordering_goes_by_instant() {
        let a: Moment = "2026-01-19T23:12:00+01:00".parse().unwrap();
        let b: Moment = "2026-01-20T01:22:00+03:00".parse().unwrap();
        assert!(a < b);
        assert_eq!(a.to_string(), "2026-01-19T23:12:00+01:00");
        assert_eq!(a.date().to_string(), "2026-01-19");
        assert_eq!("2026-01-20".parse::<Moment>().unwrap().to_string(), "2026-01-20T00:00:00Z");
        assert_eq!("2026-01-20 07:40-03:30".parse::<Moment>().unwrap().to_string(), "2026-01-20T07:40:00-03:30");
        assert!("next week".parse::<Moment>().is_err());
        assert!("9999999-01-01".parse::<Moment>().is_err());
    }
}
