//! Quantities without a figure: none, and ordinals that count ("the third victim").

use model::{Op, Quantity, Span};

use super::{
    Ctx,
    numbers::{self, Figure, Form},
};

impl Ctx<'_> {
    /// "no casualties", "none", "not a single detainee".
    pub(super) fn zeros(&self, out: &mut Vec<Quantity>) {
        // "ни один": the number word belongs to the negation
        let single: Vec<usize> = (0..self.toks.len())
            .filter_map(|i| self.lang.zero_single.at(self.toks, i).filter(|(n, ())| *n > 1).map(|(n, ())| i + n - 1))
            .map(|k| self.toks[k].span.start)
            .collect();
        if self.lang.code != "en" && !single.is_empty() {
            out.retain(|q| q.lo != Some(1.0) || single.binary_search(&q.figure.start).is_err());
        }
        let taken: Vec<(usize, usize)> = out.iter().map(|q| (q.start, q.end)).collect();
        let mut i = 0;
        while i < self.toks.len() {
            let (n, needs_thing) = if let Some((n, ())) = self.lang.zero_single.at(self.toks, i) {
                (n, false)
            } else if let Some((n, ())) = self.lang.zero_alone.at(self.toks, i) {
                (n, true)
            } else if let Some((n, ())) = self.lang.zero_no.at(self.toks, i) {
                (n, true)
            } else {
                i += 1;
                continue;
            };
            let alone = self.lang.zero_alone.at(self.toks, i).is_some();
            let thing = (i + n..i + n + 3)
                .find(|&k| self.tok(k).is_some_and(|t| t.breaks == 0) && self.lang.zero_things.has(self.toks, k));
            let clear =
                (i + n..thing.unwrap_or(i + n)).all(|k| self.toks[k].word() && !self.lang.stop.has(self.toks, k));
            let (start, end) = (self.toks[i].span.start, self.toks[i + n - 1].span.end);
            let plain = !self.skipped[i]
                && taken.get(taken.partition_point(|q| q.1 <= start)).is_none_or(|q| q.0 >= end)
                && (alone || !needs_thing || thing.is_some() && clear);
            if plain
                && (needs_thing && !alone
                    || !alone && (thing.is_some() && clear || self.noun_follows(i + n))
                    || alone && self.zero_pronoun(i, n))
            {
                let counted = self.counted_zero(i + n, alone);
                out.push(Quantity {
                    start,
                    end,
                    text: self.doc.text.get(start..end).unwrap_or("").to_owned(),
                    op: Op::Exact,
                    lo: Some(0.0),
                    hi: Some(0.0),
                    counted,
                    part: self.lang.of.has(self.toks, i + n),
                    figure: Span::new(start, end),
                    ..Quantity::default()
                });
            }
            i += n;
        }
    }

    /// "the 14th death", "its fifth victim": an ordinal that counts, since there were at least so many.
    pub(super) fn ordinals(&self, out: &mut Vec<Quantity>) {
        if self.lang.ordinal_things.is_empty() {
            return;
        }
        for i in 1..self.toks.len() {
            let t = &self.toks[i];
            let definite =
                matches!(self.toks[i - 1].norm.as_str(), "the" | "its" | "their" | "his" | "her" | "our" | "s");
            if !definite || t.breaks > 0 || self.dated[i] || self.skipped[i] {
                continue;
            }
            let (n, to) = if t.digits() {
                let ending =
                    self.tok(i + 1).filter(|e| !e.spaced && matches!(e.norm.as_str(), "st" | "nd" | "rd" | "th"));
                let (Some(_), Ok(n)) = (ending, t.norm.parse::<f64>()) else { continue };
                (n, i + 2)
            } else if let Some((1, numbers::Word::Fraction(f))) = numbers::word(self.toks, i, self.lang)
                && f < 0.34
                && !t.norm.ends_with('s')
            {
                ((1.0 / f).round(), i + 1)
            } else {
                continue;
            };
            let thing = (to..to + 2)
                .take_while(|&k| self.tok(k).is_some_and(|t| t.word() && t.breaks == 0 && t.spaced))
                .find(|&k| self.lang.ordinal_things.has(self.toks, k));
            let span = Span::new(t.span.start, self.toks[to - 1].span.end);
            if let Some(k) = thing.filter(|_| n > 2.0 && n < 1e6) {
                out.push(Quantity {
                    start: span.start,
                    end: span.end,
                    text: span.of(&self.doc.text).to_owned(),
                    op: Op::AtLeast,
                    lo: Some(n),
                    counted: Some(
                        Span::new(self.toks[to].span.start, self.toks[k].span.end).of(&self.doc.text).to_owned(),
                    ),
                    figure: span,
                    ..Quantity::default()
                });
            }
        }
    }

    /// "none of the ..." and "no one was killed" count; "none" elsewhere and "no one knows" do not.
    fn zero_pronoun(&self, i: usize, n: usize) -> bool {
        if self.norm(i) == "none" {
            return self.norm(i + n) == "of" || self.lang.states.has(self.toks, i + n + 1);
        }
        let back = if self.lang.code == "en" { i + n } else { i.saturating_sub(3) };
        (back..i + n + 4).any(|k| self.tok(k).is_some_and(|t| t.breaks == 0) && self.lang.states.has(self.toks, k))
    }

    fn counted_zero(&self, at: usize, alone: bool) -> Option<String> {
        if alone && !self.lang.of.has(self.toks, at) {
            return None;
        }
        let f = Figure { from: at, to: at, value: Some((2.0, 2.0)), form: Form::Words, scale: 1.0, about: false };
        self.counted(at, &f, false).text
    }
}
