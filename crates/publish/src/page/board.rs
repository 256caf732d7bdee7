//! Numbers board: for each counted thing a table, then a strip plot of the same rows; and the matrix of who says what.
//!
//! Key decision: the plot is drawn in percentages of its width, so that it needs no script to fit a phone; every mark is a link in
//! the order of the table, and shape and label carry what colour would.

use maud::{Markup, html};
use model::{Answer, AnswerStatus, Claim, Op, Question, SpeakerKind, Stance};

use crate::{
    clean::{anchor, clean_line, columns, shorten},
    words,
};

use super::{Page, words_of};

/// Figures with one answer in the table; the others stand among the answers.
const SINGLES: usize = 30;

/// Rows and columns of the matrix: more cannot be read across.
const QUESTIONS: usize = 12;
const ORIGINS: usize = 12;

/// One mark of the plot: an answer in the mouth of its first voice.
struct Row<'a> {
    answer: &'a Answer,
    lo: Option<f64>,
    hi: Option<f64>,
    kind: SpeakerKind,
    who: String,
    lead: Option<&'a Claim>,
}

impl<'a> Page<'a, '_> {
    fn rows(&self, q: &'a Question) -> Vec<Row<'a>> {
        let mut v: Vec<Row> = q
            .answers
            .iter()
            .filter(|a| a.value.is_numeric())
            .map(|a| {
                let (voices, _) = self.desk.voices_split(a);
                let kind = voices.first().map_or(SpeakerKind::None, |v| v.kind);
                let mut who = voices.first().map(|v| v.who.clone()).unwrap_or_default();
                if voices.len() > 1 {
                    who = format!("{} and {} more", shorten(&who, 40), voices.len() - 1);
                }
                let finite = |n: Option<f64>| n.filter(|n| n.is_finite() && *n >= 0.0);
                Row { answer: a, lo: finite(a.value.lo), hi: finite(a.value.hi), kind, who, lead: self.desk.lead(a) }
            })
            .collect();
        let place = |r: &Row| r.lo.or(r.hi).unwrap_or(f64::INFINITY);
        v.sort_by(|a, b| {
            status_rank(a.answer.status).cmp(&status_rank(b.answer.status)).then(place(a).total_cmp(&place(b)))
        });
        v
    }

    pub(crate) fn board(&self) -> Markup {
        let (mut full, mut single): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
        let mut left_out = 0;
        for q in self.main_questions() {
            let rows = self.rows(q);
            match rows.len() {
                0 => {}
                1 if single.len() < SINGLES => single.push((q, rows)),
                1 => left_out += 1,
                _ => full.push((q, rows)),
            }
        }
        html! {
            section #numbers aria-labelledby="h-numbers" {
                h2 #h-numbers { "Numbers board" }
                @if full.is_empty() && single.is_empty() { p.empty { "No figure found in " (self.looked_at()) "." } }
                @if !full.is_empty() { (legend()) }
                @for (n, (q, rows)) in full.iter().enumerate() { (self.panel(n, q, rows)) }
                @if !single.is_empty() {
                    h3 #h-single { "Figures with one answer" }
                    div.scroll tabindex="0" role="region" aria-label="Table of figures with one answer" {
                        table.board {
                            thead { tr { th scope="col" { "What" } (heads()) } }
                            tbody { @for (q, rows) in &single { @for r in rows { tr class=(class(r.answer.status)) { th scope="row" { (words_of(&words::label(q))) @let c = self.context(q); @if !c.is_empty() { span.scope { (words_of(&c)) } } @if let Some(s) = words::range(q) { span.small { (words_of(&s)) } } } (self.cells(r)) } } } }
                        }
                    }
                    @if left_out > 0 { p.note { (words::count(left_out, "more figure", "more figures")) " of little weight: see the answers above." } }
                }
            }
        }
    }

    fn panel(&self, n: usize, q: &'a Question, rows: &[Row<'a>]) -> Markup {
        let id = format!("n{n}");
        let context = self.context(q);
        let current: Vec<&Row> = rows.iter().filter(|r| r.answer.status == AnswerStatus::Current).collect();
        let low = current.iter().filter_map(|r| r.lo.or(r.hi)).min_by(f64::total_cmp);
        let high = current.iter().filter_map(|r| r.hi.or(r.lo)).max_by(f64::total_cmp);
        let range = match (low, high) {
            (Some(a), Some(b)) if a == b => words::figure(a),
            (Some(a), Some(b)) => format!("{} – {}", words::figure(a), words::figure(b)),
            _ => String::new(),
        };
        html! {
            div.panel role="group" aria-labelledby=(format!("h-{id}")) {
                h3 id=(format!("h-{id}")) {
                    (words_of(&words::label(q)))
                    @if !context.is_empty() { " " span.scope { (words_of(&context)) } }
                    " " span class=(format!("state {}", q.state)) { (words::state(q.state)) }
                    @if !range.is_empty() { " " span.range { "now " bdi dir="ltr" { (range) } } }
                }
                @if let Some(s) = words::range(q) { p.note { (words_of(&s)) } }
                div.pair {
                    div.scroll tabindex="0" role="region" aria-label=(format!("Table {}: {}", n + 1, words::label(q))) {
                        table.board id=(format!("t-{id}")) {
                            thead { tr { (heads()) } }
                            tbody { @for r in rows { tr class=(class(r.answer.status)) { (self.cells(r)) } } }
                        }
                    }
                    (plot(&id, &words::label(q), rows))
                }
            }
        }
    }

    fn cells(&self, r: &Row<'a>) -> Markup {
        let a = r.answer;
        html! {
            td.fig { (self.value_link(&self.desk.value(a), r.lead)) @if let Some(b) = a.basis { span.small { (words::basis(b)) } } }
            td { (words_of(&r.who)) span.small { (words::speaker_kind(r.kind)) } }
            td.num { @if a.origins.is_empty() { "not known" } @else { b { (a.origins.len()) } } }
            td.num { (a.reports.len()) }
            td { @match (&a.first_seen, &a.last_seen) {
                (Some(f), Some(l)) if f != l => { (words::short_time(f)) " – " (words::short_time(l)) },
                (Some(f), _) => { (words::short_time(f)) },
                _ => { "undated" },
            } }
            td { (words::status(a.status)) }
            td { (self.evidence_links(a)) }
        }
    }

    pub(crate) fn matrix(&self) -> Markup {
        let qs: Vec<&Question> = self
            .main_questions()
            .into_iter()
            .filter(|q| self.desk.question_origins(q).len() > 1)
            .take(QUESTIONS)
            .collect();
        let mut weight: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for q in &qs {
            for o in q.answers.iter().flat_map(|a| &a.origins) {
                *weight.entry(o).or_default() += 1;
            }
        }
        let mut origins: Vec<&str> = weight.keys().copied().collect();
        origins.sort_by_key(|o| (std::cmp::Reverse(weight.get(o).copied().unwrap_or(0)), *o));
        origins.truncate(ORIGINS);
        // In the order in which the rows name them, so that the first question is read without scrolling.
        let said: Vec<&str> = qs.iter().flat_map(|q| &q.answers).flat_map(|a| &a.origins).map(String::as_str).collect();
        origins.sort_by_key(|o| said.iter().position(|s| s == o));
        html! {
            section #matrix aria-labelledby="h-matrix" {
                h2 #h-matrix { "Who says what" }
                @if qs.is_empty() || origins.is_empty() {
                    p.empty { "No question in " (self.looked_at()) " is answered by more than one origin." }
                } @else {
                    p.note { "Questions that more than one origin answers. ✓ says it, ✗ denies it, ≠ gives another answer, · is silent." }
                    div.scroll.tall tabindex="0" role="region" aria-label="Table of who says what" {
                        table.matrix {
                            thead { tr { th scope="col" { "Answer" } @for o in &origins { th scope="col" { @match self.desk.origin(o) {
                                Some(x) => { a href=(format!("#{}", anchor("o", o))) { (words_of(&shorten(&self.desk.origin_label(x), 48))) } },
                                None => { (clean_line(o)) },
                            } } } } }
                            @for q in &qs {
                                tbody {
                                    tr.qrow { th scope="rowgroup" colspan=(origins.len() + 1) { (words_of(&words::ask(q))) @let c = self.context(q); @if !c.is_empty() { " " span.scope { (words_of(&c)) } } } }
                                    @for a in q.answers.iter().filter(|a| !a.origins.is_empty()) {
                                        tr class=(class(a.status)) {
                                            th scope="row" { (self.value_link(&shorten(&self.desk.value(a), 90), self.desk.lead(a))) @if a.status != AnswerStatus::Current { span.small { (words::status(a.status)) } } }
                                            @for o in &origins { @let (said, style) = self.cell(q, a, o); td class=(style) { i { (said) } } }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What an origin does to an answer; the style adds the sign before the word, which is there for screen readers.
    fn cell(&self, q: &Question, a: &Answer, origin: &str) -> (&'static str, &'static str) {
        let text = a.value.text.as_deref().map(clean_line);
        let claims = self.desk.answer_claims(a);
        let answer_denies = !claims.is_empty() && claims.iter().all(|c| c.stance == Stance::Denied);
        if a.origins.iter().any(|o| o == origin) {
            let own: Vec<_> = claims.iter().filter(|c| c.origin.as_deref() == Some(origin)).collect();
            if !answer_denies && !own.is_empty() && own.iter().all(|c| c.stance == Stance::Denied) {
                return ("denies", "no");
            }
            return ("says", "yes");
        }
        let elsewhere: Vec<&Answer> = q.answers.iter().filter(|b| b.origins.iter().any(|o| o == origin)).collect();
        let denies = !answer_denies
            && elsewhere.iter().flat_map(|b| self.desk.answer_claims(b)).any(|c| {
                c.origin.as_deref() == Some(origin)
                    && c.stance == Stance::Denied
                    && text.is_some()
                    && c.value.text.as_deref().map(clean_line) == text
            });
        if denies {
            ("denies", "no")
        } else if elsewhere.is_empty() {
            ("silent", "silent")
        } else {
            ("gives another answer", "other")
        }
    }
}

fn status_rank(s: AnswerStatus) -> usize {
    match s {
        AnswerStatus::Current => 0,
        AnswerStatus::Superseded => 1,
        AnswerStatus::Withdrawn => 2,
        AnswerStatus::ForecastNotCount => 3,
        AnswerStatus::Outlier => 4,
    }
}

fn class(s: AnswerStatus) -> &'static str {
    if s == AnswerStatus::Current { "now" } else { "past" }
}

fn heads() -> Markup {
    html! { @for h in ["Figure", "Who stands behind it", "Origins", "Reports", "Seen (UTC)", "Status", "Evidence"] { th scope="col" { (h) } } }
}

fn legend() -> Markup {
    let kinds = [
        SpeakerKind::NamedOfficial,
        SpeakerKind::Institution,
        SpeakerKind::Anonymous,
        SpeakerKind::Media,
        SpeakerKind::None,
    ];
    html! {
        p.legend {
            @for k in kinds { span { svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" focusable="false" { (shape(k, true)) } " " (words::speaker_kind(k)) } }
            span { svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" focusable="false" { (shape(SpeakerKind::NamedOfficial, true)) } " filled: current" }
            span { svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" focusable="false" { (shape(SpeakerKind::NamedOfficial, false)) } " hollow: replaced, withdrawn, forecast or outlier" }
            span { svg width="26" height="14" viewBox="-13 -7 26 14" aria-hidden="true" focusable="false" { path.whisker d="M-11 0H11M-11 -4V4M11 -4V4" {} } " range" }
        }
    }
}

/// Shape by kind of speaker, about 10 units wide.
fn shape(kind: SpeakerKind, filled: bool) -> Markup {
    let class = if filled { "shape full" } else { "shape hollow" };
    let d = match kind {
        SpeakerKind::NamedOfficial => "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1 -5 0Z",
        SpeakerKind::Institution => "M-4.5 -4.5H4.5V4.5H-4.5Z",
        SpeakerKind::Anonymous => "M0 -6L6 0L0 6L-6 0Z",
        SpeakerKind::Media => "M0 -5.5L5.5 4.5H-5.5Z",
        SpeakerKind::None => "M-4.5 -4.5L4.5 4.5M-4.5 4.5L4.5 -4.5",
    };
    html! { path class=(class) d=(d) {} }
}

/// Where a figure lies on the axis, in per cent of the width.
struct Axis {
    log: bool,
    min: f64,
    max: f64,
}

const LEFT: f64 = 3.0;
const RIGHT: f64 = 97.0;

impl Axis {
    fn over(values: &[f64]) -> Option<Self> {
        let min = values.iter().copied().min_by(f64::total_cmp)?;
        let max = values.iter().copied().max_by(f64::total_cmp)?;
        let least = values.iter().copied().filter(|v| *v > 0.0).min_by(f64::total_cmp).unwrap_or(1.0);
        if max / least > 15.0 {
            // A zero sits at the left edge, a step below the least figure.
            let floor = if min <= 0.0 { least / 2.0 } else { least };
            return Some(Self { log: true, min: floor * 0.8, max: max * 1.25 });
        }
        let max = if max <= 0.0 { 1.0 } else { max };
        let min = if min > max * 0.6 && max - min < max * 0.3 { min - (max - min).max(max * 0.05) } else { 0.0 };
        Some(Self { log: false, min, max: max + (max - min) * 0.08 })
    }

    fn at(&self, v: f64) -> f64 {
        let t = if self.log {
            (v.max(self.min) / self.min).ln() / (self.max / self.min).ln()
        } else {
            (v - self.min) / (self.max - self.min)
        };
        LEFT + (RIGHT - LEFT) * t.clamp(0.0, 1.0)
    }

    fn ticks(&self) -> Vec<f64> {
        let mut out = Vec::new();
        if self.log {
            let wide = self.max / self.min > 2000.0;
            let mut p = 10f64.powf(self.min.log10().floor());
            while p <= self.max && out.len() < 12 {
                for m in if wide { [1.0, 0.0, 0.0] } else { [1.0, 3.0, 0.0] } {
                    if m > 0.0 && p * m >= self.min && p * m <= self.max {
                        out.push(p * m);
                    }
                }
                p *= 10.0;
            }
        } else {
            let raw = (self.max - self.min) / 4.0;
            let p = 10f64.powf(raw.log10().floor());
            let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * p).find(|s| *s >= raw).unwrap_or(p * 10.0);
            let mut v = (self.min / step).ceil() * step;
            while v <= self.max && out.len() < 12 {
                out.push(v);
                v += step;
            }
        }
        out
    }
}

fn pct(v: f64) -> String {
    format!("{v:.2}%")
}

fn plot(id: &str, label: &str, rows: &[Row<'_>]) -> Markup {
    let drawn: Vec<&Row> = rows.iter().filter(|r| r.lo.or(r.hi).is_some()).collect();
    let values: Vec<f64> = drawn.iter().flat_map(|r| [r.lo, r.hi]).flatten().collect();
    let Some(axis) = Axis::over(&values) else { return html! {} };
    let step = 34.0;
    let top = 8.0;
    let base = top + step * drawn.len() as f64 + 4.0;
    html! {
        figure.strip-plot {
            svg role="group" aria-label=(format!("{label}: the figures of the table on an axis")) aria-describedby=(format!("t-{id}")) width="100%" height=(format!("{:.0}", base + 34.0)) {
                @for t in axis.ticks() {
                    line.grid x1=(pct(axis.at(t))) x2=(pct(axis.at(t))) y1="0" y2=(format!("{base:.0}")) {}
                    text.tick x=(pct(axis.at(t))) y=(format!("{:.0}", base + 16.0)) text-anchor="middle" { (words::figure(t)) }
                }
                line.axis x1="0" x2="100%" y1=(format!("{base:.0}")) y2=(format!("{base:.0}")) {}
                text.tick x="100%" y=(format!("{:.0}", base + 31.0)) text-anchor="end" { (if axis.log { "each step multiplies (log scale)" } else { "linear scale" }) }
                @for (i, r) in drawn.iter().enumerate() { (mark(&axis, top + step * i as f64, r)) }
            }
        }
    }
}

fn mark(axis: &Axis, y: f64, r: &Row<'_>) -> Markup {
    let current = r.answer.status == AnswerStatus::Current;
    let line = y + 24.0;
    let (lo, hi) = (r.lo, r.hi);
    // The mark stands on the bound that the words give; a range has it in the middle of the drawn line.
    let x = match (lo, hi) {
        (Some(a), Some(b)) if a != b => (axis.at(a) + axis.at(b)) / 2.0,
        (Some(a), _) => axis.at(a),
        (None, Some(b)) => axis.at(b),
        (None, None) => LEFT,
    };
    let about = r.answer.value.op == Op::About;
    let (from, to) = match (lo, hi) {
        (Some(a), Some(b)) if a == b && about => (axis.at(a * 0.9), axis.at(a * 1.1)),
        (Some(a), Some(b)) => (axis.at(a), axis.at(b)),
        (Some(a), None) => (axis.at(a), (axis.at(a) + 9.0).min(RIGHT + 2.0)),
        (None, Some(b)) => ((axis.at(b) - 9.0).max(LEFT - 2.0), axis.at(b)),
        (None, None) => (x, x),
    };
    let value = words::value(&r.answer.value);
    // The label stands over its mark, on the side where there is room.
    let end = x > 50.0;
    let text = shorten(&format!("{} · {}", shorten(&value, 24), r.who), 46);
    let wide = columns(&text) > 30;
    // The name begins with what is seen, so that it can be spoken to the screen.
    let said = format!("{text}, {}", words::status(r.answer.status));
    let cls = if current { "pt now" } else { "pt past" };
    let body = html! {
        rect.hit x="0" y=(format!("{y:.0}")) width="100%" height="33" {}
        @if to - from > 0.2 {
            line.whisker x1=(pct(from)) x2=(pct(to)) y1=(format!("{line:.0}")) y2=(format!("{line:.0}")) {}
            @if lo.is_some() { line.whisker x1=(pct(from)) x2=(pct(from)) y1=(format!("{:.0}", line - 4.0)) y2=(format!("{:.0}", line + 4.0)) {} }
            @else { svg x=(pct(from)) y=(format!("{line:.0}")) width="1" height="1" overflow="visible" { path.whisker d="M5 -4L0 0L5 4" {} } }
            @if hi.is_some() { line.whisker x1=(pct(to)) x2=(pct(to)) y1=(format!("{:.0}", line - 4.0)) y2=(format!("{:.0}", line + 4.0)) {} }
            @else { svg x=(pct(to)) y=(format!("{line:.0}")) width="1" height="1" overflow="visible" { path.whisker d="M-5 -4L0 0L-5 4" {} } }
        }
        svg x=(pct(x)) y=(format!("{line:.0}")) width="1" height="1" overflow="visible" { (shape(r.kind, current)) }
        text.lab x=(if wide && !end { "0%".to_owned() } else if wide { "100%".to_owned() } else { pct(x) }) y=(format!("{:.0}", y + 13.0)) text-anchor=(if end { "end" } else { "start" }) dx=(if wide { "0" } else if end { "6" } else { "-6" }) { (text) }
    };
    match r.lead {
        Some(c) => html! { a class=(cls) href=(format!("#{}", anchor("c", &c.id))) aria-label=(said) { (body) } },
        None => html! { g class=(cls) { (body) } },
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn wide_ranges_get_a_log_axis_and_marks_stay_inside() {
        let a = Axis::over(&[24.0, 1500.0]).unwrap();
        assert!(a.log);
        let b = Axis::over(&[81.0, 130.0]).unwrap();
        assert!(!b.log);
        for ax in
            [a, b, Axis::over(&[0.0, 0.0]).unwrap(), Axis::over(&[0.0, 1e12]).unwrap(), Axis::over(&[7.0]).unwrap()]
        {
            for v in [0.0, 7.0, 81.0, 1e12, f64::MAX] {
                assert!((0.0..=100.0).contains(&ax.at(v)), "{v} at {}", ax.at(v));
            }
            let t = ax.ticks();
            assert!(!t.is_empty() && t.len() <= 14, "{t:?}");
        }
        assert!(Axis::over(&[]).is_none());
    }
}
