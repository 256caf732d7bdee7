//! What a figure takes from its neighbours in the sentence: a unit said only once, the operator of a conversion, rise or fall.
//!
//! Key decision: looked at after all figures are read, at most four back and never over the end of a sentence, so that it stays
//! linear; only what is left open is filled in, nothing that the words gave is changed.

use model::{Op, Quantity, Trend};

use super::{Ctx, lang::UnitKind, lex::Tok, phrase};

/// How many figures back a unit may have been said.
const BACK: usize = 4;
/// How many words may stand between "grow" and "by 5 per cent".
const REACH: usize = 5;

impl Ctx<'_> {
    /// Fills in what the figures of a sentence say only once.
    pub(super) fn context(&self, out: &mut [Quantity]) {
        let (mut sentence, mut first) = (0, 0);
        for n in 0..out.len() {
            let s = self.doc.sentences.partition_point(|s| s.span.end <= out[n].start);
            if s != sentence {
                (sentence, first) = (s, n);
            }
            let (before, rest) = out.split_at_mut(n);
            let Some(q) = rest.first_mut() else { return };
            let before = &before[first..];
            let at = self.toks.partition_point(|t| t.span.start < q.start);
            q.change = self.change(q, before, at);
            if let Some(last) = before.last() {
                self.conversion(q, last, at);
            }
            self.unit_said_once(q, before, at);
        }
    }

    fn first_token(&self, q: &Quantity) -> usize {
        self.toks.partition_point(|t| t.span.start < q.start)
    }

    /// The word before a quantity.
    fn lead(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |k| self.norm(k))
    }

    /// "more than 100 kilometres (60 miles)": the bound holds for both.
    fn conversion(&self, q: &mut Quantity, last: &Quantity, at: usize) {
        let opened = self.lead(at) == "(" && at > 1 && self.toks[at - 2].span.end == last.end;
        if !opened || q.unit.is_none() || last.unit.is_none() || q.unit == last.unit || q.vague {
            return;
        }
        q.change = q.change.or(last.change);
        if q.op != Op::Exact {
            return;
        }
        q.op = last.op;
        match last.op {
            Op::AtLeast | Op::MoreThan => q.hi = None,
            Op::UpTo | Op::LessThan => q.lo = None,
            Op::None => q.op = Op::Exact,
            Op::Exact | Op::About => {}
        }
    }

    /// "rose 64 points to 4,577", "from 14 km to 18", "by 2 per cent, the other by 3".
    fn unit_said_once(&self, q: &mut Quantity, before: &[Quantity], at: usize) {
        if q.unit.is_some() || q.counted.is_some() || q.vague || q.part {
            return;
        }
        let lead = self.lead(at);
        // "aged 19, 24 and 31"
        if let Some(c) = before.last().filter(|c| c.unit.as_deref() == Some("year of age")) {
            let from = self.toks.partition_point(|t| t.span.start < c.end);
            let list = from < at
                && at - from <= 2
                && self.toks[from..at]
                    .iter()
                    .all(|t| t.is(",") || self.lang.joiners.has(self.toks, at - 1) && t.is(lead));
            let next = self.tok(self.toks.partition_point(|t| t.span.start < q.end));
            let ends = next.is_none_or(|t| !t.word() || t.breaks > 0 || self.lang.joiners.has(self.toks, at + 1));
            if list && ends && q.op == Op::Exact && q.lo.is_some_and(|v| v <= 120.0 && v.fract() == 0.0) {
                q.unit.clone_from(&c.unit);
            }
            return;
        }
        let bracket = |q: &Quantity| {
            let k = self.toks.partition_point(|t| t.span.start < q.end);
            self.norm(k) == "("
        };
        let own = bracket(q);
        let size = |q: &Quantity| q.hi.or(q.lo).map(f64::abs).filter(|v| *v > 0.0);
        let like = |c: &Quantity, times: f64| match (size(q), size(c)) {
            (Some(a), Some(b)) => a <= b * times && b <= a * times,
            _ => false,
        };
        let n = before.len();
        let found = before.iter().enumerate().rev().take(BACK).find(|(k, c)| {
            let points = matches!(c.counted.as_deref(), Some("points" | "point")) && c.unit.is_none();
            if c.unit.is_none() && !points || c.unit.as_deref() == Some("year of age") {
                return false;
            }
            let share = c.unit.as_deref() == Some("percentage");
            let theirs = self.lead(self.first_token(c));
            match lead {
                "by" => theirs == "by",
                "to" | "at" if share => theirs == lead && like(c, 3.0),
                "to" | "at" => {
                    like(c, 2.0)
                        || theirs == lead && like(c, 10.0)
                        || lead == "to" && k + 1 == n && (points || like(c, 10.0))
                }
                _ => own && !share && bracket(c) && like(c, 2.0),
            }
        });
        if let Some((_, c)) = found {
            q.unit.clone_from(&c.unit);
            if c.unit.is_none() {
                q.counted.clone_from(&c.counted);
            }
        }
    }

    /// Whether the quantity is the size of a rise or a fall.
    fn change(&self, q: &Quantity, before: &[Quantity], at: usize) -> Option<Trend> {
        if !matches!(q.op, Op::Exact | Op::About | Op::None) {
            return None;
        }
        let points = matches!(q.counted.as_deref(), Some("points" | "point"));
        // "lost 30 km of road", "gave up 40 yards": what may be said of things is a change of size only of shares and money.
        let of_size = points
            || q.unit
                .as_deref()
                .and_then(|u| self.units.named(u))
                .is_some_and(|u| matches!(u.kind, UnitKind::Share | UnitKind::Money))
            || q.unit.as_deref() == Some("basis point");
        let mut k = at;
        let mut by = false;
        let mut steps = 0;
        while let Some(t) = k.checked_sub(1).and_then(|p| self.tok(p)) {
            if steps > REACH || self.tok(k).is_some_and(|x| x.breaks > 0) || !t.word() {
                break;
            }
            k -= 1;
            steps += 1;
            if let Some((_, c)) = self.lang.trend.before(self.toks, k + 1) {
                let loose = matches!(
                    t.norm.as_str(),
                    "add"
                        | "adds"
                        | "added"
                        | "adding"
                        | "up"
                        | "down"
                        | "higher"
                        | "lower"
                        | "lost"
                        | "lose"
                        | "losing"
                        | "loses"
                        | "gain"
                        | "gained"
                        | "gains"
                );
                return (of_size || !loose && q.unit.is_some() || !loose && by).then_some(*c);
            }
            if t.is("by") && steps == 1 {
                by = true;
            } else if !by && !small(t) || by && matches!(t.norm.as_str(), "to" | "from" | "of" | "that" | "which") {
                break;
            }
        }
        let last = before.last()?;
        (by && q.unit.is_some() && last.unit == q.unit).then_some(last.change).flatten()
    }
}

/// Words that may stand between "rose" and its figure.
fn small(t: &Tok) -> bool {
    t.norm.ends_with("ly")
        || matches!(
            t.norm.as_str(),
            "a" | "an"
                | "another"
                | "as"
                | "much"
                | "further"
                | "extra"
                | "some"
                | "almost"
                | "around"
                | "about"
                | "just"
        ) && !phrase::plural(&t.norm)
}

#[cfg(test)]
mod tests {
    use model::Trend;

    #[test]
    fn a_change_is_told_from_a_level() {
        for (text, want) in [
            ("Prices fell 4 percent to 12 euros.", vec![Some(Trend::Down), None]),
            ("The mill wants to grow sales by 9 percent.", vec![Some(Trend::Up)]),
            ("Wheat was down 2 percent, maize by 3 percent.", vec![Some(Trend::Down), Some(Trend::Down)]),
            ("The river rose nearly 30 centimetres (12 inches).", vec![Some(Trend::Up), Some(Trend::Up)]),
            ("The army lost 30 tanks and gave up 12 kilometres of road.", vec![None, None]),
        ] {
            let (doc, _) = text::analyse(text, Some("en"));
            let got: Vec<_> = super::super::find(&doc, &[]).iter().map(|q| q.change).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
