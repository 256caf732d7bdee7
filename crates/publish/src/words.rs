//! The words of the model as a desk reads them: slots as questions, values with their operators, states, kinds, moments.

use jiff::tz::TimeZone;
use model::{
    AnswerStatus, Basis, CopyKind, FindingKind, Moment, Op, Question, QuestionState, Slot, SpeakerKind, Stance, Value,
    ValueKind,
};

use crate::clean::{clean_line, shorten};

/// The four questions of the first minute, and all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    HowMany,
    Blame,
    Control,
    Closed,
    Other,
}

impl Group {
    pub(crate) fn of(slot: Slot) -> Self {
        match slot {
            Slot::Responsibility | Slot::ClaimOfResponsibility | Slot::Cause => Self::Blame,
            Slot::Control => Self::Control,
            Slot::MovementRestriction | Slot::AidAccess | Slot::InfrastructureDamage => Self::Closed,
            s if is_count(s) => Self::HowMany,
            _ => Self::Other,
        }
    }
}

/// True for slots that count people or things of the event itself.
pub(crate) fn is_count(slot: Slot) -> bool {
    matches!(
        slot,
        Slot::Escaped
            | Slot::Recaptured
            | Slot::Killed
            | Slot::Injured
            | Slot::Missing
            | Slot::Detained
            | Slot::Held
            | Slot::Displaced
            | Slot::Evacuated
            | Slot::Affected
            | Slot::SettlementsFlooded
            | Slot::HomesDamaged
            | Slot::Transferred
    )
}

/// How early a desk wants it: small comes first.
pub(crate) fn rank(slot: Slot) -> usize {
    const ORDER: &[Slot] = &[
        Slot::Escaped,
        Slot::Killed,
        Slot::Injured,
        Slot::Missing,
        Slot::Recaptured,
        Slot::Displaced,
        Slot::Evacuated,
        Slot::Affected,
        Slot::SettlementsFlooded,
        Slot::HomesDamaged,
        Slot::Detained,
        Slot::Held,
        Slot::Transferred,
        Slot::Responsibility,
        Slot::ClaimOfResponsibility,
        Slot::Cause,
        Slot::Control,
        Slot::MovementRestriction,
        Slot::AidAccess,
        Slot::InfrastructureDamage,
        Slot::Place,
        Slot::Date,
        Slot::Agreement,
        Slot::Denial,
        Slot::Demand,
        Slot::Warning,
        Slot::OtherCount,
    ];
    ORDER.iter().position(|s| *s == slot).unwrap_or(ORDER.len())
}

fn thing(q: &Question, default: &str) -> String {
    // "How many deaths were killed?"
    let deed = |c: &str| {
        matches!(
            c,
            "deaths" | "death" | "dead" | "killed" | "fatalities" | "casualties" | "wounded" | "injured" | "missing"
        )
    };
    let harm = matches!(q.slot, Slot::Killed | Slot::Injured | Slot::Missing);
    match q.counted.as_deref().map(clean_line).filter(|c| !c.is_empty() && !(harm && deed(c))) {
        Some(c) => shorten(&c, 60),
        None => default.to_owned(),
    }
}

/// The question as a desk would ask it.
pub(crate) fn ask(q: &Question) -> String {
    match q.slot {
        Slot::Escaped => format!("How many {} escaped?", thing(q, "people")),
        Slot::Recaptured => format!("How many {} were recaptured?", thing(q, "people")),
        Slot::Killed => format!("How many {} were killed?", thing(q, "people")),
        Slot::Injured => format!("How many {} were injured?", thing(q, "people")),
        Slot::Missing => format!("How many {} are missing?", thing(q, "people")),
        Slot::Detained => format!("How many {} were arrested?", thing(q, "people")),
        Slot::Held => format!("How many {} are held?", thing(q, "people")),
        Slot::Displaced => format!("How many {} were displaced?", thing(q, "people")),
        Slot::Evacuated => format!("How many {} were evacuated?", thing(q, "people")),
        Slot::Affected => format!("How many {} are affected?", thing(q, "people")),
        Slot::SettlementsFlooded => format!("How many {} are flooded?", thing(q, "settlements")),
        Slot::HomesDamaged => format!("How many {} are damaged?", thing(q, "homes")),
        Slot::Transferred => format!("How many {} were moved elsewhere?", thing(q, "people")),
        Slot::Responsibility => with_thing(q, "Who is blamed"),
        Slot::ClaimOfResponsibility => with_thing(q, "Who claims to have done it"),
        Slot::Cause => with_thing(q, "How did it come about"),
        Slot::Control => with_thing(q, "Who is in control"),
        Slot::Place => with_thing(q, "Where was it"),
        Slot::Date => with_thing(q, "When was it"),
        Slot::MovementRestriction => with_thing(q, "What is closed or restricted"),
        Slot::AidAccess => with_thing(q, "Does help get through"),
        Slot::InfrastructureDamage => with_thing(q, "What is damaged or out of service"),
        Slot::Agreement => with_thing(q, "What has been agreed"),
        Slot::Denial => with_thing(q, "What is denied"),
        Slot::Demand => with_thing(q, "What is demanded"),
        Slot::Warning => with_thing(q, "What is warned of"),
        Slot::OtherCount => format!("How many {}?", thing(q, "others")),
    }
}

fn with_thing(q: &Question, stem: &str) -> String {
    match q.counted.as_deref().map(clean_line).filter(|c| !c.is_empty() && c != "event" && c != q.slot.as_str()) {
        Some(c) => format!("{stem} ({})?", shorten(&c, 60)),
        None => format!("{stem}?"),
    }
}

/// The question as the head of a statement: "Detainees escaped".
pub(crate) fn label(q: &Question) -> String {
    let t = thing(q, "People");
    let s = match q.slot {
        Slot::Responsibility => "Blame".to_owned(),
        Slot::ClaimOfResponsibility => "Claim to have done it".to_owned(),
        Slot::Cause => "How it came about".to_owned(),
        Slot::Control => match q.counted.as_deref().map(clean_line).filter(|c| c != "control") {
            Some(c) => format!("Control of {}", shorten(&c, 60)),
            None => "Control".to_owned(),
        },
        Slot::MovementRestriction => "Restrictions".to_owned(),
        Slot::AidAccess => "Access for aid".to_owned(),
        Slot::InfrastructureDamage => "Damage".to_owned(),
        Slot::Place => "Place".to_owned(),
        Slot::Date => "Date".to_owned(),
        Slot::Agreement => "Agreement".to_owned(),
        Slot::Denial => "Denial".to_owned(),
        Slot::Demand => "Demands".to_owned(),
        Slot::Warning => "Warnings".to_owned(),
        Slot::OtherCount => t,
        Slot::SettlementsFlooded => format!("{} flooded", thing(q, "Settlements")),
        Slot::HomesDamaged => format!("{} damaged", thing(q, "Homes")),
        s => format!("{t} {s}"),
    };
    capital(&s)
}

/// First letter upper case.
pub(crate) fn capital(s: &str) -> String {
    let mut cs = s.chars();
    match cs.next() {
        Some(c) => c.to_uppercase().chain(cs).collect(),
        None => String::new(),
    }
}

/// A figure with thousands separators.
pub(crate) fn figure(n: f64) -> String {
    if !n.is_finite() {
        return "?".to_owned();
    }
    if n.fract() != 0.0 || n.abs() >= 9e15 {
        return format!("{n}");
    }
    let digits = format!("{:.0}", n.abs());
    let mut out = String::new();
    if n < 0.0 {
        out.push('-');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// The words for an operator, empty for none.
pub(crate) fn op_words(op: Op) -> &'static str {
    match op {
        Op::Exact | Op::None => "",
        Op::About => "about ",
        Op::AtLeast => "at least ",
        Op::MoreThan => "more than ",
        Op::UpTo => "up to ",
        Op::LessThan => "fewer than ",
    }
}

/// Bounds in figures: "120", "300-500", "20 or more".
pub(crate) fn bounds(v: &Value) -> Option<String> {
    match (v.lo, v.hi) {
        (Some(a), Some(b)) if a == b => Some(figure(a)),
        (Some(a), Some(b)) => Some(format!("{}–{}", figure(a), figure(b))),
        (Some(a), None) => Some(format!("{} or more", figure(a))),
        (None, Some(b)) => Some(format!("up to {}", figure(b))),
        (None, None) => None,
    }
}

/// A value as the reports put it, with a gloss in figures where the words are vague or the digits are not Latin.
pub(crate) fn value(v: &Value) -> String {
    let words = v.text.as_deref().map(clean_line).filter(|t| !t.is_empty());
    match v.kind {
        ValueKind::Number | ValueKind::Interval | ValueKind::Vague => {
            let Some(w) = words else {
                return match bounds(v) {
                    Some(b) if v.kind == ValueKind::Number && !b.contains(' ') => format!("{}{b}", op_words(v.op)),
                    Some(b) => b,
                    None => "no figure".to_owned(),
                };
            };
            let has_letters = w.chars().any(char::is_alphabetic);
            let latin_digits = w.chars().any(|c| c.is_ascii_digit());
            let mut s = if has_letters { w } else { format!("{}{w}", op_words(v.op)) };
            // "two (2)" tells nobody anything.
            let small = v.kind == ValueKind::Number && v.lo == v.hi && v.lo.is_some_and(|n| n <= 20.0) && s.is_ascii();
            if !latin_digits
                && !small
                && let Some(b) = bounds(v)
            {
                s.push_str(&format!(" ({b})"));
            }
            s
        }
        ValueKind::Date => words.map_or_else(|| "no date".to_owned(), |w| day(&w)),
        ValueKind::Bool => words.unwrap_or_else(|| "yes".to_owned()),
        _ => words.unwrap_or_else(|| "not stated".to_owned()),
    }
}

/// "2026-01-19" as "19 January 2026"; coarser or other forms as they stand.
pub(crate) fn day(iso: &str) -> String {
    match iso.parse::<jiff::civil::Date>() {
        Ok(d) if iso.len() == 10 => d.strftime("%-d %B %Y").to_string(),
        _ => match format!("{iso}-01").parse::<jiff::civil::Date>() {
            Ok(d) if iso.len() == 7 => d.strftime("%B %Y").to_string(),
            _ => clean_line(iso),
        },
    }
}

/// "19 Jan 22:12": UTC, so that pages from different zones can be compared.
pub(crate) fn short_time(m: &Moment) -> String {
    m.timestamp().to_zoned(TimeZone::UTC).datetime().strftime("%-d %b %H:%M").to_string()
}

/// "19 Jan 2026 22:12 UTC".
pub(crate) fn full_time(m: &Moment) -> String {
    m.timestamp().to_zoned(TimeZone::UTC).datetime().strftime("%-d %b %Y %H:%M UTC").to_string()
}

/// "Escape, Alvar, 2031-05-01" with the day at its end in words.
pub(crate) fn with_day(s: &str) -> String {
    match s.rsplit_once(", ") {
        Some((head, d)) if d.len() == 10 && d.parse::<jiff::civil::Date>().is_ok() => format!("{head}, {}", day(d)),
        _ => s.to_owned(),
    }
}

pub(crate) fn status(s: AnswerStatus) -> &'static str {
    match s {
        AnswerStatus::Current => "current",
        AnswerStatus::Superseded => "replaced by its own speaker",
        AnswerStatus::Withdrawn => "withdrawn",
        AnswerStatus::Outlier => "outlier",
        AnswerStatus::ForecastNotCount => "forecast, not a count",
    }
}

pub(crate) fn state(s: QuestionState) -> &'static str {
    match s {
        QuestionState::Agreed => "agreed",
        QuestionState::Disputed => "disputed",
        QuestionState::Open => "open",
        QuestionState::SupersededChain => "revised over time",
    }
}

pub(crate) fn stance(s: Stance) -> &'static str {
    match s {
        Stance::Asserted => "put as fact",
        Stance::Estimated => "an estimate",
        Stance::Reported => "hearsay",
        Stance::Unverified => "could not be verified",
        Stance::Denied => "denied",
        Stance::Forecast => "about what may come",
    }
}

pub(crate) fn speaker_kind(k: SpeakerKind) -> &'static str {
    match k {
        SpeakerKind::NamedOfficial => "named official",
        SpeakerKind::Institution => "institution",
        SpeakerKind::Anonymous => "anonymous source",
        SpeakerKind::Media => "media's own reporting",
        SpeakerKind::None => "no source named",
    }
}

pub(crate) fn copy_kind(k: CopyKind) -> &'static str {
    match k {
        CopyKind::Verbatim => "word for word",
        CopyKind::Rewrite => "reworded",
        CopyKind::Translation => "translated",
    }
}

pub(crate) fn basis(b: Basis) -> &'static str {
    match b {
        Basis::DocumentedFloor => "counted case by case",
        Basis::Official => "official figure",
        Basis::Estimate => "estimate",
        Basis::Stated => "stated",
    }
}

pub(crate) fn sector_state(s: &str) -> &'static str {
    match s {
        "out" => "out",
        "limited" => "damaged or limited",
        "restored" => "restored",
        "in_force" => "in force",
        "lifted" => "lifted",
        _ => "reported",
    }
}

/// "5 hours", "3 days".
pub(crate) fn age(hours: i64) -> String {
    let n = usize::try_from(hours).unwrap_or(0);
    if n < 48 { count(n, "hour", "hours") } else { count(n / 24, "day", "days") }
}

/// A day in words, an instant with its time.
pub(crate) fn until(iso: &str) -> String {
    match iso.parse::<Moment>() {
        Ok(m) if iso.len() > 10 => full_time(&m),
        _ => day(iso),
    }
}

/// Low, best and high of a death toll, or why there is none.
pub(crate) fn range(q: &Question) -> Option<String> {
    let why = clean_line(&q.range_why);
    match &q.range {
        Some(r) => Some(format!("Low {}, best {}, high {}. {why}", figure(r.low), figure(r.best), figure(r.high))),
        None if why.is_empty() => None,
        None => Some(format!("No low, best and high figure: {why}")),
    }
}

pub(crate) fn finding(k: FindingKind) -> &'static str {
    match k {
        FindingKind::OutlierPlace => "Place that the other reports exclude",
        FindingKind::OutlierNumber => "Figure that fits no known line",
        FindingKind::OfficeHolder => "Office-holder out of time",
        FindingKind::DateConflict => "Date that cannot be",
        FindingKind::Arithmetic => "Figures that do not add up",
        FindingKind::LostHedge => "Caution lost on the way",
        FindingKind::LostAttribution => "Source lost on the way",
        FindingKind::ChangedNumber => "Figure changed on the way",
        FindingKind::ChangedOperator => "Bound changed on the way",
        FindingKind::NoSource => "Figure that nobody stands behind",
        FindingKind::SelfContradiction => "Page against itself",
        FindingKind::Recycled => "Old story in new clothes",
    }
}

/// Name of a language in English; the code where it is not in the list.
pub(crate) fn language(code: &str) -> String {
    let primary = code.split('-').next().unwrap_or(code).to_lowercase();
    let n = match primary.as_str() {
        "en" => "English",
        "ar" => "Arabic",
        "tr" => "Turkish",
        "de" => "German",
        "fr" => "French",
        "es" => "Spanish",
        "pt" => "Portuguese",
        "it" => "Italian",
        "ru" => "Russian",
        "uk" => "Ukrainian",
        "fa" => "Persian",
        "he" => "Hebrew",
        "ku" => "Kurdish",
        "pl" => "Polish",
        "nl" => "Dutch",
        "zh" => "Chinese",
        "ja" => "Japanese",
        "hi" => "Hindi",
        _ => return clean_line(code),
    };
    n.to_owned()
}

/// "1 origin", "3 origins".
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", figure(n as f64)) }
}

/// "a, b and c".
pub(crate) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [a] => a.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use model::{Op, Value, ValueKind};

    #[test]
    fn values_read_as_the_reports_put_them() {
        let n = |op, n: f64, t: &str| super::value(&Value::number(op, n, t));
        assert_eq!(n(Op::About, 1500.0, "1,500"), "about 1,500");
        assert_eq!(n(Op::About, 1500.0, "around 1,500"), "around 1,500");
        assert_eq!(n(Op::Exact, 120.0, "١٢٠"), "١٢٠ (120)");
        let dozens =
            Value { kind: ValueKind::Vague, op: Op::None, lo: Some(24.0), hi: Some(99.0), text: Some("dozens".into()) };
        assert_eq!(super::value(&dozens), "dozens (24–99)");
        assert_eq!(super::figure(1234567.0), "1,234,567");
        assert_eq!(super::day("2026-01-19"), "19 January 2026");
        assert_eq!(super::day("2026-01"), "January 2026");
    }
}
