//! Which of two like pages was first.
//!
//! What for: a copy link that points the wrong way makes the copier the source.
//!
//! Key decision: what a page says of itself (credit, link) goes before clocks, and clocks before the look of the text; a page's date
//! may be missing or wrong. Every reason that counted is kept as a sentence.

use crate::{
    onesided::OneSided,
    page::Page,
    pair::{credit, links_to, other_language},
    words::Sort,
};

/// The outcome, with its reasons.
#[derive(Clone, Debug)]
pub(crate) struct Direction {
    /// The first page given is the copy.
    pub(crate) first_is_copy: bool,
    /// How sure, as log-odds: the sum of the reasons; below 0 where other pages decided against it.
    pub(crate) strength: f64,
    /// How clearly the copy itself points to the original.
    pub(crate) pointed: f64,
    /// One sentence a reason, for the side that won.
    pub(crate) why: Vec<String>,
    /// The same for the other side: how clearly it points, and its reasons.
    pub(crate) other: (f64, Vec<String>),
}

impl Direction {
    /// The same evidence, told for the other side: where the pages around these two say that the weaker side is right.
    pub(crate) fn turned(&self) -> Self {
        Self {
            first_is_copy: !self.first_is_copy,
            strength: -self.strength,
            pointed: self.other.0,
            why: self.other.1.clone(),
            other: (self.pointed, self.why.clone()),
        }
    }
}

/// Decide which of two pages is the copy. `a` stands before `b` in the order of pages; a perfect tie makes `b` the copy.
pub(crate) fn direction(a: &Page<'_>, b: &Page<'_>, only: &OneSided) -> Direction {
    let mut reasons: Vec<(f64, String)> = Vec::new();
    let (x, y) = (a.doc.id, b.doc.id);
    // Positive: `a` is the copy.
    let mut add = |weight: f64, for_a: String, for_b: String| {
        if weight != 0.0 {
            reasons.push((weight, if weight > 0.0 { for_a } else { for_b }));
        }
    };
    let linked = f64::from(u8::from(links_to(a, b))) - f64::from(u8::from(links_to(b, a)));
    add(5.0 * linked, format!("{x} links to {y}."), format!("{y} links to {x}."));
    let credited = credit(a, b) - credit(b, a);
    add(4.0 * credited, format!("{x} credits what {y} carries."), format!("{y} credits what {x} carries."));
    let dateline = f64::from(u8::from(!b.dateline.is_empty())) - f64::from(u8::from(!a.dateline.is_empty()));
    // In a page that has but a passage of the other the agency's text may be the rest.
    let dateline = if only.mostly { dateline } else { 0.0 };
    add(0.7 * dateline, format!("{y} carries an agency dateline."), format!("{x} carries an agency dateline."));
    if other_language(&a.lang, &b.lang) {
        let foreign = foreign_figures(a, b) - foreign_figures(b, a);
        add(
            3.0 * foreign,
            format!("{x} writes figures as the language of {y} does."),
            format!("{y} writes figures as the language of {x} does."),
        );
    }
    match (a.doc.published, b.doc.published) {
        (Some(s), Some(t)) if s.datetime() == t.datetime() && s.seconds() != t.seconds() => {
            // One clock reading under two offsets: the page at offset zero took the reading over and lost its zone.
            let zero = |m: &model::Moment| m.to_string().ends_with('Z');
            let lost = f64::from(u8::from(zero(s))) - f64::from(u8::from(zero(t)));
            let note = |id: &str| format!("{id} has the other's clock reading without its time zone.");
            add(2.5 * lost, note(x), note(y));
        }
        (Some(s), Some(t)) => {
            let gap = s.seconds() - t.seconds();
            add(clock(gap), format!("{y} was published first."), format!("{x} was published first."));
        }
        (None, Some(_)) => add(1.0, format!("{x} has no date."), String::new()),
        (Some(_), None) => add(-1.0, String::new(), format!("{y} has no date.")),
        (None, None) => {}
    }
    let lost = (only.lost[0] as f64 - only.lost[1] as f64).clamp(-1.5, 1.5);
    add(lost, format!("{x} says flatly what {y} puts with care."), format!("{y} says flatly what {x} puts with care."));
    add(
        0.5 * only.raised,
        format!("{x} gives a higher figure than {y}."),
        format!("{y} gives a higher figure than {x}."),
    );
    add(1.3 * only.cut, format!("{x} breaks off where {y} goes on."), format!("{y} breaks off where {x} goes on."));
    add(
        (8.0 * only.belongs).clamp(-1.5, 1.5),
        format!("What both have belongs with the rest of {y}."),
        format!("What both have belongs with the rest of {x}."),
    );
    let size = (b.live as f64 - a.live as f64) / a.live.max(b.live).max(1) as f64;
    // Of two pages that have a passage in common, length says nothing.
    let size = if only.mostly { size } else { 0.0 };
    add(0.7 * size, format!("{x} is the shorter text."), format!("{y} is the shorter text."));
    let frame = |p: &Page<'_>| p.framed as f64 / p.words.len().max(1) as f64;
    let framed = (frame(a) - frame(b)).clamp(-0.3, 0.3);
    add(framed, format!("{x} carries more page furniture."), format!("{y} carries more page furniture."));
    let sum: f64 = reasons.iter().map(|r| r.0).sum();
    let first_is_copy = sum > 1e-9;
    reasons.retain(|r| r.0.abs() >= 0.2);
    reasons.sort_by(|r, s| s.0.abs().total_cmp(&r.0.abs()));
    let side = |first: bool| reasons.iter().filter(|r| (r.0 > 0.0) == first).map(|r| r.1.clone()).collect();
    let points = |first: bool| if first { credit(a, b).max(2.0 * linked) } else { credit(b, a).max(-2.0 * linked) };
    Direction {
        first_is_copy,
        strength: sum.abs(),
        pointed: points(first_is_copy),
        why: side(first_is_copy),
        other: (points(!first_is_copy), side(!first_is_copy)),
    }
}

/// What `gap` seconds between two pages say, positive where the first is later: minutes may be an error of the clock; pages on one
/// matter stand within days of each other, so that a date far off is more likely wrong.
fn clock(gap: i64) -> f64 {
    let size = gap.abs() as f64;
    if size < 60.0 {
        return 0.0;
    }
    let near = (1.0 + size / 600.0).min(2.0);
    let far = 1.8 * ((size / 86_400.0 - 2.5) / 2.5).clamp(0.0, 1.0);
    (near - far) * gap.signum() as f64
}

/// How languages part thousands.
fn separator(lang: &str) -> Option<char> {
    match lang {
        "en" => Some(','),
        "es" | "pt" | "it" | "de" | "tr" => Some('.'),
        "fr" | "ru" | "uk" => Some(' '),
        _ => None,
    }
}

/// 1 where page `p` writes a figure with the separator of `q`'s language and not of its own.
fn foreign_figures(p: &Page<'_>, q: &Page<'_>) -> f64 {
    let (Some(own), Some(other)) = (separator(&p.lang), separator(&q.lang)) else { return 0.0 };
    if own == other {
        return 0.0;
    }
    let hit = p.words.iter().filter(|w| w.sort == Sort::Figure && !w.furniture).any(|w| {
        let raw = p.doc.text.get(w.start as usize..w.end as usize).unwrap_or("");
        // Three digits after the mark: thousands, not decimals.
        raw.split(other).skip(1).any(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit())) && !raw.contains(own)
    });
    f64::from(u8::from(hit))
}
