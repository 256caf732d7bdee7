use serde::{Deserialize, Serialize, Serializer};

/// What the words around a figure say about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// A bare figure.
    Exact,
    /// around, some, nearly, roughly, approximately.
    About,
    /// at least, no fewer than, a minimum of.
    AtLeast,
    /// more than, over, exceeding.
    MoreThan,
    /// up to, as many as.
    UpTo,
    /// less than, under, fewer than.
    LessThan,
    /// Not a figure, a vague word, or a range.
    #[default]
    None,
}

/// The kind of thing a claim's value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// One figure with an operator.
    Number,
    /// A range: "300 to 500".
    Interval,
    /// A vague word: "dozens" is 24-99; "several" has no bounds.
    Vague,
    /// Words.
    #[default]
    Text,
    /// A place as named.
    Place,
    /// A day or time, ISO 8601 in `text`.
    Date,
    /// Yes or no.
    Bool,
}

/// What a claim asserts. Never collapsed to one number: operator and bounds are kept as the words give them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// Number, interval, vague word, place, date or text.
    pub kind: ValueKind,
    /// Operator.
    #[serde(default)]
    pub op: Op,
    /// Lower bound, inclusive; `None` = not bounded below by the words.
    #[serde(default, serialize_with = "plain_number")]
    pub lo: Option<f64>,
    /// Upper bound, inclusive; `None` = not bounded above by the words.
    #[serde(default, serialize_with = "plain_number")]
    pub hi: Option<f64>,
    /// The words (a number, vague word or place as written), an ISO date, or "actor: act".
    #[serde(default)]
    pub text: Option<String>,
}

impl Value {
    /// A bare text value.
    pub fn text(s: impl Into<String>) -> Self {
        Self { kind: ValueKind::Text, text: Some(s.into()), ..Self::default() }
    }

    /// A figure with the bounds that its operator leaves: `exact`/`about` both, `at_least`/`more_than` only the lower,
    /// `up_to`/`less_than` only the upper.
    pub fn number(op: Op, n: f64, text: impl Into<String>) -> Self {
        let (lo, hi) = match op {
            Op::AtLeast | Op::MoreThan => (Some(n), None),
            Op::UpTo | Op::LessThan => (None, Some(n)),
            _ => (Some(n), Some(n)),
        };
        Self { kind: ValueKind::Number, op, lo, hi, text: Some(text.into()) }
    }

    /// True for number, interval and vague word.
    pub fn is_numeric(&self) -> bool {
        matches!(self.kind, ValueKind::Number | ValueKind::Interval | ValueKind::Vague)
    }

    /// The interval of figures that the words admit, with open ends as infinities; `None` where they bound nothing.
    ///
    /// "about" admits a tenth either way, which is how desks read it: "about 120" and 118 do not contradict each other.
    pub fn admits(&self) -> Option<(f64, f64)> {
        if !self.is_numeric() || (self.lo.is_none() && self.hi.is_none()) {
            return None;
        }
        let lo = self.lo.unwrap_or(f64::NEG_INFINITY);
        let hi = self.hi.unwrap_or(f64::INFINITY);
        Some(if self.op == Op::About { (lo - lo.abs() * 0.1, hi + hi.abs() * 0.1) } else { (lo, hi) })
    }
}

/// Whole numbers are written without ".0", so that a reader sees the figure that the page printed.
pub(crate) fn plain_number<S: Serializer>(n: &Option<f64>, s: S) -> Result<S::Ok, S::Error> {
    match n {
        None => s.serialize_none(),
        Some(x) if x.fract() == 0.0 && x.abs() < 9e15 => s.serialize_i64(*x as i64),
        Some(x) => s.serialize_f64(*x),
    }
}

#[cfg(test)]
mod tests {
    use super::{Op, Value};

    #[test]
    fn operators_leave_the_bounds_they_name() {
        let v = Value::number(Op::AtLeast, 20.0, "at least 20");
        assert_eq!((v.lo, v.hi), (Some(20.0), None));
        assert_eq!(
            serde_json::to_string(&v).unwrap(),
            r#"{"kind":"number","op":"at_least","lo":20,"hi":null,"text":"at least 20"}"#
        );
        assert_eq!(Value::number(Op::About, 120.0, "about 120").admits(), Some((108.0, 132.0)));
        assert_eq!(Value::text("x").admits(), None);
    }
}
