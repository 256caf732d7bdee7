//! Figures that cannot be: a part larger than its whole, parts that come to more than their total, shares over the whole; and a page
//! whose one voice gives two figures for one thing.
//!
//! Key decision: only what one sentence, or one page, says of itself. Figures of two pages that do not add up are a question with
//! several answers; figures of one sentence that do not are a mistake, whoever is right.

use std::collections::{BTreeMap, BTreeSet};

use model::{Claim, Evidence, EvidencePart, Finding, FindingKind, Op, Quantity, Slot, Span, Stance, ValueKind};
use trace::voices::{Weight, fold};

use crate::{
    board::{Item, counts, exclude, say},
    lexicon::LEXICON,
    page::Page,
};

/// All findings of this room.
pub(crate) fn findings(items: &[Item<'_>], pages: &[Page<'_>], out: &mut Vec<Finding>) {
    for page in pages {
        shares(page, out);
    }
    let mut by_page: BTreeMap<usize, Vec<&Item<'_>>> = BTreeMap::new();
    for it in items.iter().filter(|it| counts(it.claim.slot) && it.claim.value.is_numeric()) {
        by_page.entry(it.page).or_default().push(it);
    }
    for (p, list) in by_page {
        let mut sentences: BTreeMap<(EvidencePart, usize), Vec<&Item<'_>>> = BTreeMap::new();
        for it in &list {
            sentences.entry((it.claim.evidence.part, it.claim.evidence.start)).or_default().push(it);
        }
        for list in sentences.values().filter(|l| l.len() > 1 && l.len() < 40) {
            parts(list, out);
            sums(list, out);
        }
        contradictions(&list, &pages[p], out);
    }
}

fn circled(kind: FindingKind, c: &Claim, said: String, why: String) -> Finding {
    Finding { kind, report: c.report.clone(), claim: Some(c.id.clone()), said, why, evidence: Some(c.evidence.clone()) }
}

/// One plain figure: no range, no "more than".
fn firm(c: &Claim) -> Option<f64> {
    let plain = c.value.kind == ValueKind::Number && matches!(c.value.op, Op::Exact | Op::None);
    c.value.lo.filter(|_| plain && !matches!(c.stance, Stance::Forecast | Stance::Denied))
}

/// "134 per cent of the homes", "130 of the 120 prisoners".
fn shares(page: &Page<'_>, out: &mut Vec<Finding>) {
    for q in page.reading.quantities.iter().filter(|q| q.part && q.change.is_none() && !q.increment) {
        let Some(n) = q.lo else { continue };
        let why = match q.unit.as_deref() {
            Some("percentage") if n > 100.0 && q.of.is_some() => "A share cannot be more than the whole.".to_owned(),
            None => match q.of.as_deref().and_then(whole) {
                Some(w) if n > w && w > 1.0 && n < 10_000_000.0 => format!("The part is larger than the whole, {w}."),
                _ => continue,
            },
            _ => continue,
        };
        let evidence = sentence(page, q);
        out.push(Finding {
            kind: FindingKind::Arithmetic,
            report: page.report.id.clone(),
            claim: None,
            said: q.text.clone(),
            why,
            evidence: Some(evidence),
        });
    }
}

/// The figure of the words for a whole ("the 120 prisoners"), where they hold exactly one and no word that scales it.
fn whole(of: &str) -> Option<f64> {
    let mut figures = of.split_whitespace().filter(|w| w.bytes().any(|b| b.is_ascii_digit()));
    let (one, none) = (figures.next()?, figures.next().is_none());
    let words = of.split_whitespace().skip_while(|w| *w != one).nth(1).map(fold);
    let scaled = words.is_some_and(|w| {
        [
            "thousand",
            "million",
            "billion",
            "per",
            "percent",
            "tausend",
            "mille",
            "mil",
            "тысяч",
            "тыс",
            "тисяч",
            "الف",
            "bin",
        ]
        .contains(&w.as_str())
    });
    let plain: String = one.trim_matches(|c: char| !c.is_ascii_digit()).chars().filter(|c| *c != ',').collect();
    (none && !scaled && plain.bytes().all(|b| b.is_ascii_digit())).then(|| plain.parse().ok()).flatten()
}

fn sentence(page: &Page<'_>, q: &Quantity) -> Evidence {
    let words = Span::new(q.start, q.end);
    let span = page.reading.sentences.iter().copied().find(|s| s.contains(words)).unwrap_or(words);
    Evidence { text: span.of(&page.report.text).to_owned(), start: span.start, end: span.end, part: EvidencePart::Body }
}

/// Words between a whole and its part.
const INCLUDING: &[&str] = &[
    "including",
    "among",
    "incl",
    "darunter",
    "davon",
    "einschliesslich",
    "dont",
    "incluidos",
    "incluidas",
    "incluyendo",
    "entre",
    "incluindo",
    "dentre",
    "включая",
    "среди",
    "числе",
    "включно",
    "серед",
    "числі",
    "بينهم",
    "بينها",
    "منهم",
    "arasinda",
];

/// "12 killed, including 15 children": a class of people that outnumbers all of them.
fn parts(list: &[&Item<'_>], out: &mut Vec<Finding>) {
    for part in list {
        let class = LEXICON.known_class(part.claim.counted.as_deref().unwrap_or(""));
        if !matches!(class.as_str(), "child" | "woman") {
            continue;
        }
        let Some((n, at)) = firm(part.claim).zip(part.claim.at) else { continue };
        let whole = list.iter().find_map(|w| {
            let (m, before) = firm(w.claim).zip(w.claim.at)?;
            let same = w.claim.slot == part.claim.slot
                && w.voice.inst == part.voice.inst
                && w.claim.scope == part.claim.scope
                && LEXICON.known_class(w.claim.counted.as_deref().unwrap_or("")).is_empty();
            if !same || before.end > at.start || n <= m {
                return None;
            }
            let e = &part.claim.evidence;
            let (from, to) = (before.end.checked_sub(e.start)?, at.start.checked_sub(e.start)?);
            let between = fold(e.text.get(from..to)?);
            between.split(' ').any(|w| INCLUDING.contains(&w)).then_some(m)
        });
        if let Some(m) = whole {
            let why = format!("The part is larger than the whole, {m}.");
            out.push(circled(FindingKind::Arithmetic, part.claim, say(&part.claim.value), why));
        }
    }
}

/// "12 in one town and 15 in another, 20 in all": parts of a sentence that come to more than the total it gives.
fn sums(list: &[&Item<'_>], out: &mut Vec<Finding>) {
    let mut slots: BTreeMap<(Slot, &str), Vec<&&Item<'_>>> = BTreeMap::new();
    for it in list {
        slots.entry((it.claim.slot, it.voice.inst.as_str())).or_default().push(it);
    }
    for same in slots.values().filter(|s| s.len() >= 3) {
        let plain = |it: &&&Item<'_>| {
            LEXICON.known_class(it.claim.counted.as_deref().unwrap_or("")).is_empty()
                && firm(it.claim).is_some()
                && !it.question.ends_with('+')
        };
        let totals: Vec<&&&Item<'_>> =
            same.iter().filter(|it| plain(it) && it.claim.scope.is_none() && total_words(it.claim)).collect();
        let [total] = totals[..] else { continue };
        // each place once: a place that is named twice, or within another, would count double
        let mut places: BTreeSet<Vec<String>> = BTreeSet::new();
        let named: Vec<&&&Item<'_>> = same.iter().filter(|it| plain(it) && it.claim.scope.is_some()).collect();
        let apart = named.iter().all(|it| places.insert(LEXICON.scope(it.claim.scope.as_deref().unwrap_or(""))));
        let sum: f64 = named.iter().filter_map(|it| firm(it.claim)).sum();
        let Some(t) = firm(total.claim) else { continue };
        if apart && named.len() >= 2 && named.len() + 1 == same.len() && sum > t {
            let list: Vec<String> = named.iter().filter_map(|it| firm(it.claim)).map(|n| n.to_string()).collect();
            let why = format!("{} come to {sum}.", list.join(" and "));
            out.push(circled(FindingKind::Arithmetic, total.claim, say(&total.claim.value), why));
        }
    }
}

/// True where a word beside the figure makes it a sum.
fn total_words(c: &Claim) -> bool {
    let Some(at) = c.at else { return false };
    let e = &c.evidence;
    let (Some(from), Some(to)) = (at.start.checked_sub(e.start), at.end.checked_sub(e.start)) else { return false };
    let (before, after) = (e.text.get(..from).unwrap_or(""), e.text.get(to..).unwrap_or(""));
    let mut near: Vec<&str> = before.split_whitespace().rev().take(5).collect();
    near.reverse();
    near.extend(after.split_whitespace().take(4));
    LEXICON.classes("sum", &near.join(" ")).contains(&"total")
}

/// One page, one voice, one thing counted, one time, two figures that exclude each other.
fn contradictions(list: &[&Item<'_>], page: &Page<'_>, out: &mut Vec<Finding>) {
    let mut same: BTreeMap<(usize, &str, &str), Vec<&Item<'_>>> = BTreeMap::new();
    for it in list {
        same.entry((it.event, it.question.as_str(), it.voice.inst.as_str())).or_default().push(it);
    }
    for group in same.values().filter(|g| g.len() > 1 && g.len() < 30) {
        let usable: Vec<&&Item<'_>> = group.iter().filter(|it| single(it)).collect();
        let (title, body): (Vec<&&Item<'_>>, Vec<&&Item<'_>>) =
            usable.iter().copied().partition(|it| it.claim.evidence.part == EvidencePart::Title);
        // a headline with a figure that its text excludes and never has
        for t in &title {
            let text: BTreeSet<u64> = body.iter().filter_map(|b| firm(b.claim)).map(f64::to_bits).collect();
            let Some((other, n)) = body.first().zip(firm(t.claim)) else { continue };
            let elsewhere = page.reading.quantities.iter().any(|q| q.lo == Some(n) || q.hi == Some(n));
            if text.len() == 1
                && group.len() == usable.len()
                && !elsewhere
                && exclude(&t.claim.value, &other.claim.value)
                && distant(&t.claim.value, &other.claim.value)
            {
                let why = format!("The text below the headline has {}.", say(&other.claim.value));
                out.push(circled(FindingKind::SelfContradiction, t.claim, say(&t.claim.value), why));
            }
        }
        // two sentences of one text: only where the page gives each figure once and no line of updates can explain it
        let [a, b] = body[..] else { continue };
        let alone = group.iter().filter(|it| it.claim.evidence.part == EvidencePart::Body).count() == 2;
        let (first, second) = if a.claim.evidence.start <= b.claim.evidence.start { (a, b) } else { (b, a) };
        if alone
            && first.claim.evidence.start != second.claim.evidence.start
            && a.said == b.said
            && a.claim.as_of == b.claim.as_of
            && a.voice.weight == Weight::Named
            // a pronoun may have been followed back to the wrong one of two officials
            && [a, b].iter().all(|it| by_name(it.claim))
            && a.claim.counted.as_deref().map(fold) == b.claim.counted.as_deref().map(fold)
            && a.claim.scope == b.claim.scope
            && a.claim.slot != Slot::OtherCount
            && exclude(&a.claim.value, &b.claim.value)
            && distant(&a.claim.value, &b.claim.value)
            && !LEXICON.any("revised", "later", second.claim.evidence.text.split_whitespace())
            && !LEXICON.any("revised", "later", first.claim.evidence.text.split_whitespace())
        {
            let why = format!("The same voice has {} further up.", say(&first.claim.value));
            out.push(circled(FindingKind::SelfContradiction, second.claim, say(&second.claim.value), why));
        }
    }
}

/// True where the sentence itself names its speaker, or repeats a word of the name.
fn by_name(c: &Claim) -> bool {
    let Some((text, name)) = c.speaker.text.as_deref().zip(c.speaker.name.as_deref()) else { return false };
    let (text, name) = (fold(text), fold(name));
    text.split(' ').any(|w| w.chars().count() > 2 && w != "the" && name.split(' ').any(|n| n == w))
}

/// A figure for the whole, said outright.
fn single(it: &Item<'_>) -> bool {
    firm(it.claim).is_some()
        && !it.question.ends_with('+')
        && !it.question.ends_with("part")
        && !LEXICON.is_increase(it.claim.scope.as_deref().unwrap_or(""))
        && it.claim.stance != Stance::Unverified
}

/// A tenth apart at least: less is rounding.
fn distant(a: &model::Value, b: &model::Value) -> bool {
    match (a.lo, b.lo) {
        (Some(x), Some(y)) => (x - y).abs() > 0.1 * x.max(y),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_whole_is_one_plain_figure() {
        assert_eq!(whole("the 120 prisoners"), Some(120.0));
        assert_eq!(whole("1,500 homes"), Some(1500.0));
        assert_eq!(whole("the prisoners"), None);
        assert_eq!(whole("the 3 million people"), None);
        assert_eq!(whole("12 of 30"), None);
        assert_eq!(whole("1.5"), None);
    }
}
