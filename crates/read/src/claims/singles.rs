//! One person told of with an article: "killed two soldiers and an interpreter", "a student died".
//!
//! The finder of quantities leaves articles alone; here, where it matters whether somebody was killed, hurt, caught or lost, an article
//! before a person is the figure one. Such a figure is used only where the parse joins it to the deed.

use model::{Op, Quantity, Span};

use super::part::Part;

/// How many words may stand between an article and its noun.
const REACH: usize = 5;

/// The quantities of a text and those said by an article alone, in order.
pub(crate) fn with(part: &Part<'_>) -> Vec<Quantity> {
    let doc = part.doc;
    let mut all = part.quantities.to_vec();
    if doc.lang != "en" || !doc.parsed {
        return all;
    }
    let mut found: Vec<Quantity> = Vec::new();
    for (i, t) in doc.tokens.iter().enumerate() {
        if !matches!(t.norm.as_str(), "a" | "an") {
            continue;
        }
        // "not a person", "without a guard"
        let before = i.checked_sub(1).map_or("", |k| doc.tokens[k].norm.as_str());
        if matches!(before, "not" | "without" | "n't" | "as" | "like" | "such" | "of" | "many") {
            continue;
        }
        let Some(h) = t.head.filter(|h| *h > i && *h <= i + REACH) else { continue };
        let noun = &doc.tokens[h];
        if noun.fine != "NN" || !part.has("persons", h..h + 1) {
            continue;
        }
        let span = Span::new(t.span.start, noun.span.end);
        let whole = Span::new(t.span.start, t.span.end);
        if all
            .iter()
            .skip(all.partition_point(|q| q.start < span.start))
            .take(1)
            .any(|q| span.contains(q.figure) && !aged(q))
        {
            continue;
        }
        found.push(Quantity {
            start: whole.start,
            end: whole.end,
            text: span.of(&doc.text).to_owned(),
            op: Op::Exact,
            lo: Some(1.0),
            hi: Some(1.0),
            counted: Some(doc.span_of(i + 1..h + 1).of(&doc.text).to_owned()),
            figure: whole,
            ..Quantity::default()
        });
    }
    // "a guard and a teacher": two
    let mut merged: Vec<Quantity> = Vec::new();
    for q in found {
        let joined = merged.last().is_some_and(|p| {
            let end = p.start + p.text.len();
            q.start > end && matches!(doc.text.get(end..q.start).map(str::trim), Some("and" | ","))
        });
        match merged.last_mut().filter(|_| joined) {
            Some(p) => {
                p.text = doc.text.get(p.start..q.start + q.text.len()).unwrap_or(&p.text).to_owned();
                let n = p.lo.map(|x| x + 1.0);
                (p.lo, p.hi) = (n, n);
                p.counted = None;
            }
            None => merged.push(q),
        }
    }
    if !merged.is_empty() {
        all.extend(merged);
        all.sort_by_key(|q| (q.start, q.end));
    }
    all
}

/// "17-year-old": an age, which counts nobody.
fn aged(q: &Quantity) -> bool {
    q.text.contains("-old") || q.counted.is_none()
}

/// True for a figure that [`with`] made.
pub(crate) fn is_one(q: &Quantity) -> bool {
    let figure = q.text.split_whitespace().next().unwrap_or("");
    q.lo >= Some(1.0) && !q.vague && matches!(figure.to_lowercase().as_str(), "a" | "an") && q.figure.len() <= 2
}
