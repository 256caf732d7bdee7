//! Findings: what a careful reader would circle, each with its sentence and the other side named.
//!
//! Key decision: precision before recall. A finding needs something to stand against: the majority of sourced pages, a line of
//! figures, the page itself or what it was copied from.

use std::collections::{BTreeMap, BTreeSet};

use know::Know;
use model::{
    AnswerStatus, Claim, Copy, Evidence, EvidencePart, Finding, FindingKind, Op, Question, Slot, Span, Stance,
};
use trace::voices::Weight;

use crate::{
    board::{Item, alike, counts, say},
    lexicon::LEXICON,
    page::{Dated, Page, days},
};

/// What is circled against other pages, in no order.
pub(crate) fn findings(
    items: &[Item<'_>],
    pages: &[Page<'_>],
    events: &crate::events::Events,
    questions: &[Question],
    copies: &[Copy],
    know: &Know,
) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    let by_id: BTreeMap<&str, &Item<'_>> = items.iter().map(|it| (it.claim.id.as_str(), it)).collect();
    for q in questions {
        if matches!(q.slot, Slot::Place | Slot::Date | Slot::OtherCount) {
            continue;
        }
        nobody_named(q, &by_id, pages, &mut out);
        for a in q.answers.iter().filter(|a| a.status == AnswerStatus::Outlier) {
            let mut done: BTreeSet<&str> = BTreeSet::new();
            for id in &a.claims {
                let Some(it) = by_id.get(id.as_str()) else { continue };
                if !done.insert(&it.claim.report) {
                    continue;
                }
                let kind = match q.slot {
                    s if counts(s) && it.voice.weight <= Weight::Nobody && q.answers.len() > 1 => FindingKind::NoSource,
                    s if counts(s) => FindingKind::OutlierNumber,
                    _ => continue,
                };
                out.push(finding(kind, it.claim, say(&a.value), a.why.clone()));
            }
        }
    }
    for (p, page) in pages.iter().enumerate() {
        stale_dateline(page, &events.list[events.of_page[p]], &mut out);
    }
    for (p, page) in pages.iter().enumerate() {
        let event = &events.list[events.of_page[p]];
        let Some((day, seen)) = event.day.filter(|d| d.is_day()).zip(page.day) else { continue };
        // a page cannot be older than what it tells; a day is left for time zones
        if event.pages.len() > 2 && days(day.first, seen) < 0 {
            out.push(Finding {
                kind: FindingKind::DateConflict,
                report: page.report.id.clone(),
                claim: None,
                said: format!("published {seen}"),
                why: format!("It tells of what happened on {}, which is later.", day.first),
                evidence: None,
            });
        }
    }
    for (n, event) in events.list.iter().enumerate() {
        misplaced(n, event, items, pages, know, &mut out);
    }
    for page in pages {
        for o in &page.reading.office_issues {
            let text = match o.part {
                EvidencePart::Title => page.report.title.as_deref().unwrap_or(""),
                EvidencePart::Body => page.report.text.as_str(),
            };
            let span = sentence(page, o.start, o.end, o.part, text.len());
            let held = match (&o.held_from, &o.held_to) {
                (_, Some(to)) => format!("held that office until {to}"),
                (Some(from), None) => format!("holds it only since {from}"),
                _ => "did not hold that office then".to_owned(),
            };
            let now = o.current_holder.as_ref().map_or(String::new(), |h| format!("; {h} holds it"));
            out.push(Finding {
                kind: FindingKind::OfficeHolder,
                report: page.report.id.clone(),
                claim: None,
                said: o.text.clone(),
                why: format!("{} ({}) {held}{now}.", o.person, o.role),
                evidence: Some(Evidence {
                    text: span.of(text).to_owned(),
                    start: span.start,
                    end: span.end,
                    part: o.part,
                }),
            });
        }
    }
    along_copies(items, copies, &mut out);
    out
}

/// By report and byte, each once.
pub(crate) fn settle(out: &mut Vec<Finding>) {
    out.sort_by(|a, b| key(a).cmp(&key(b)));
    out.dedup_by(|a, b| key(a) == key(b));
}

fn key(f: &Finding) -> (&str, FindingKind, usize, &str, &str) {
    (&f.report, f.kind, f.evidence.as_ref().map_or(0, |e| e.start), f.claim.as_deref().unwrap_or(""), &f.said)
}

/// The sentence that holds some words; the whole title, or the words alone where no sentence was read.
fn sentence(page: &Page<'_>, start: usize, end: usize, part: EvidencePart, len: usize) -> Span {
    if part == EvidencePart::Title {
        return Span::new(0, len);
    }
    let words = Span::new(start, end);
    page.reading.sentences.iter().copied().find(|s| s.contains(words)).unwrap_or(words)
}

fn finding(kind: FindingKind, c: &Claim, said: String, why: String) -> Finding {
    Finding { kind, report: c.report.clone(), claim: Some(c.id.clone()), said, why, evidence: Some(c.evidence.clone()) }
}

/// Pages that put the event where, or when, the others exclude it, and that nowhere name the place or day of the others.
fn misplaced(
    n: usize,
    event: &crate::events::Cluster,
    items: &[Item<'_>],
    pages: &[Page<'_>],
    know: &Know,
    out: &mut Vec<Finding>,
) {
    let mut first: BTreeMap<(usize, Slot), &Item<'_>> = BTreeMap::new();
    for it in items.iter().filter(|it| it.event == n && matches!(it.claim.slot, Slot::Place | Slot::Date)) {
        let step = !LEXICON.counted(it.claim.counted.as_deref().unwrap_or("")).is_empty();
        if step {
            continue;
        }
        let at = |x: &Item<'_>| (x.claim.evidence.part, x.claim.evidence.start, x.claim.id.clone());
        let slot = first.entry((it.page, it.claim.slot)).or_insert(it);
        if at(it) < at(slot) {
            *slot = it;
        }
    }
    let mut votes: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for ((page, slot), it) in &first {
        if *slot == Slot::Place {
            for w in LEXICON.scope(it.claim.value.text.as_deref().unwrap_or("")) {
                votes.entry(w).or_default().insert(*page);
            }
        }
    }
    let most = votes.values().map(BTreeSet::len).max().unwrap_or(0);
    if most >= 3 {
        let main: Vec<&String> = votes.iter().filter(|(_, p)| p.len() * 2 >= most).map(|(w, _)| w).collect();
        let home = event.home();
        for ((page, slot), it) in &first {
            if *slot != Slot::Place {
                continue;
            }
            let words = LEXICON.scope(it.claim.value.text.as_deref().unwrap_or(""));
            if words.is_empty() || words.iter().any(|w| main.iter().any(|m| alike(m, w))) {
                continue;
            }
            let p = &pages[*page];
            let title = p.report.title.as_deref().unwrap_or("");
            let named = crate::page::words(title)
                .chain(crate::page::words(&p.report.text))
                .any(|(w, _)| main.iter().any(|m| alike(m, &w)));
            let there = crate::page::point_of(p.reading, it.claim)
                .or_else(|| point_named(know, it.claim.value.text.as_deref().unwrap_or(""), home));
            let far = home.zip(there).map(|(a, b)| crate::page::km(a, b));
            if named || event.named_by(p) || far.is_none_or(|f| f < 25.0) {
                continue;
            }
            let text = main.iter().map(|m| m.as_str()).collect::<Vec<_>>().join(" ");
            let km = far.map_or(String::new(), |f| format!(", {f:.0} km away"));
            out.push(finding(
                FindingKind::OutlierPlace,
                it.claim,
                say(&it.claim.value),
                format!("{most} reports have {text}{km}."),
            ));
        }
    }
    if most < 3 {
        contrary_places(&first, pages, know, out);
    }
    let Some(main) = event.day.filter(|d| d.is_day()) else { return };
    let agree = pages_with_day(&first, main);
    if agree < 3 {
        return;
    }
    for ((page, slot), it) in &first {
        let Some(day) =
            it.claim.value.text.as_deref().and_then(Dated::parse).filter(|d| d.is_day() && *slot == Slot::Date)
        else {
            continue;
        };
        let p = &pages[*page];
        let near = |d: &Dated| d.gap(main) == 0 && d.is_day();
        let gap = day.gap(main);
        if gap == 0 || gap > 10 || p.days.iter().any(near) || p.mentioned.iter().any(near) {
            continue;
        }
        // "on Tuesday" may date who spoke; a date in figures is meant for what happened
        let words = it.claim.at.map_or("", |at| at.of(&p.report.text));
        if !words.is_empty() && !words.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        out.push(finding(
            FindingKind::DateConflict,
            it.claim,
            say(&it.claim.value),
            format!("{agree} reports have {}.", main.first),
        ));
    }
}

/// An undated page whose only line with nothing but a date carries one from long before the event: the date of a template, or of the
/// page that this one was made from.
fn stale_dateline(page: &Page<'_>, event: &crate::events::Cluster, out: &mut Vec<Finding>) {
    let Some(day) = event.day.filter(|d| d.is_day() && event.pages.len() > 2) else { return };
    if page.day.is_some() {
        return;
    }
    let text = page.report.text.as_str();
    for t in page.reading.times.iter().filter(|t| t.value.len() >= 10) {
        let Some(date) = Dated::parse(&t.value).filter(|d| d.is_day()) else { continue };
        let (Some(before), Some(after)) = (text.get(..t.start), text.get(t.end..)) else { continue };
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let end = t.end + after.find('\n').unwrap_or(after.len());
        let alone = (end - start) < (t.end - t.start) + 20;
        if alone && days(date.first, day.first) > 60 {
            out.push(Finding {
                kind: FindingKind::DateConflict,
                report: page.report.id.clone(),
                claim: None,
                said: t.text.clone(),
                why: format!("It tells of what happened on {}, which is later.", day.first),
                evidence: Some(Evidence {
                    text: text.get(start..end).unwrap_or("").to_owned(),
                    start,
                    end,
                    part: EvidencePart::Body,
                }),
            });
            return;
        }
    }
}

/// Few pages, and two of them put one happening in places far from each other: both are circled, since neither has others behind it.
fn contrary_places(
    first: &BTreeMap<(usize, Slot), &Item<'_>>,
    pages: &[Page<'_>],
    know: &Know,
    out: &mut Vec<Finding>,
) {
    let placed: Vec<(&Item<'_>, (f64, f64))> = first
        .iter()
        .filter(|((_, slot), _)| *slot == Slot::Place)
        .filter_map(|((page, _), it)| {
            let name = it.claim.value.text.as_deref().unwrap_or("");
            let known = crate::page::point_of(pages[*page].reading, it.claim);
            // a name alone is looked for near what the page itself speaks of
            let home = pages[*page].reading.places.iter().find_map(|p| Some((p.lat?, p.lon?)));
            Some((*it, known.or_else(|| point_named(know, name, home))?))
        })
        .collect();
    for &(mine, here) in &placed {
        // the page that names the other's place as well knows of both
        let other = placed.iter().find(|(o, there)| {
            o.page != mine.page && (25.0..1000.0).contains(&crate::page::km(here, *there)) && {
                let theirs = LEXICON.scope(o.claim.value.text.as_deref().unwrap_or(""));
                let named = |p: usize, words: &[String]| {
                    crate::page::words(&pages[p].report.text).any(|(w, _)| words.iter().any(|m| alike(m, &w)))
                };
                let own = LEXICON.scope(mine.claim.value.text.as_deref().unwrap_or(""));
                !theirs.is_empty() && !own.is_empty() && !named(mine.page, &theirs) && !named(o.page, &own)
            }
        });
        if let Some((o, there)) = other {
            let why = format!(
                "{} has {}, {:.0} km away.",
                o.claim.report,
                say(&o.claim.value),
                crate::page::km(here, *there)
            );
            out.push(finding(FindingKind::OutlierPlace, mine.claim, say(&mine.claim.value), why));
        }
    }
}

/// Figures for one count that exclude each other and that nobody who can be named stands behind.
fn nobody_named(q: &Question, by_id: &BTreeMap<&str, &Item<'_>>, pages: &[Page<'_>], out: &mut Vec<Finding>) {
    let of = |a: &model::Answer| -> Vec<&Item<'_>> {
        a.claims.iter().filter_map(|c| by_id.get(c.as_str())).copied().collect()
    };
    let live: Vec<(&model::Answer, Vec<&Item<'_>>)> = q
        .answers
        .iter()
        .filter(|a| a.status == AnswerStatus::Current && a.value.is_numeric())
        .map(|a| (a, of(a)))
        .collect();
    let named = |it: &&Item<'_>| matches!(it.voice.weight, Weight::Named | Weight::Anonymous);
    if !counts(q.slot) || live.iter().any(|(_, list)| list.iter().any(named)) {
        return;
    }
    for (a, mine) in &live {
        let rival = live.iter().find(|(b, theirs)| {
            crate::board::exclude(&a.value, &b.value) && mine.iter().any(|m| theirs.iter().all(|t| t.page != m.page))
        });
        let Some((b, theirs)) = rival else { continue };
        let undated = |list: &[&Item<'_>]| list.iter().any(|it| pages[it.page].day.is_none());
        if !undated(mine) || !undated(theirs) {
            continue;
        }
        let mut done: BTreeSet<usize> = BTreeSet::new();
        for it in mine.iter().filter(|it| theirs.iter().all(|t| t.page != it.page)) {
            if done.insert(it.page) {
                let why = format!("Nobody is named for it; {} has {}.", theirs[0].claim.report, say(&b.value));
                out.push(finding(FindingKind::NoSource, it.claim, say(&a.value), why));
            }
        }
    }
}

fn pages_with_day(first: &BTreeMap<(usize, Slot), &Item<'_>>, main: Dated) -> usize {
    first
        .iter()
        .filter(|((_, slot), it)| {
            *slot == Slot::Date
                && it.claim.value.text.as_deref().and_then(Dated::parse).is_some_and(|d| d.gap(main) == 0)
        })
        .count()
}

/// The nearest town or site of a name, where the page's own reading has no point for it.
fn point_named(know: &Know, name: &str, home: Option<(f64, f64)>) -> Option<(f64, f64)> {
    let home = home?;
    let mut best: Option<(f64, (f64, f64))> = None;
    for c in know.places_named(name).into_iter().take(40) {
        let Some(p) = know.place(c.id).filter(|p| !p.kind.is_area()) else { continue };
        let at = (p.lat, p.lon);
        let d = crate::page::km(home, at);
        if best.is_none_or(|(b, _)| d < b) {
            best = Some((d, at));
        }
    }
    best.map(|(_, at)| at)
}

/// What a copy changed: the hedge, the speaker, the figure or its operator.
fn along_copies(items: &[Item<'_>], copies: &[Copy], out: &mut Vec<Finding>) {
    let mut by_report: BTreeMap<&str, Vec<&Item<'_>>> = BTreeMap::new();
    for it in items {
        by_report.entry(&it.claim.report).or_default().push(it);
    }
    for c in copies {
        let (Some(mine), Some(theirs)) = (by_report.get(c.report.as_str()), by_report.get(c.of.as_str())) else {
            continue;
        };
        for it in mine.iter().filter(|it| it.claim.value.is_numeric() && counts(it.claim.slot)) {
            let (m, v) = (it.claim, &it.claim.value);
            let same: Vec<&&Item<'_>> = theirs
                .iter()
                .filter(|o| o.claim.slot == m.slot && o.claim.value.is_numeric() && core(&o.claim.value) == core(v))
                .collect();
            if same.is_empty() {
                let rivals: Vec<&&Item<'_>> =
                    theirs.iter().filter(|o| o.question == it.question && o.claim.value.is_numeric()).collect();
                // one figure on each page for one question: the copy has another
                let alone =
                    mine.iter().filter(|o| o.question == it.question && o.claim.value.is_numeric()).count() == 1;
                if let ([o], true) = (&rivals[..], alone) {
                    out.push(finding(
                        FindingKind::ChangedNumber,
                        m,
                        say(v),
                        format!("{}, from which it was taken, has {}.", c.of, say(&o.claim.value)),
                    ));
                }
                continue;
            }
            let hedge = |op: Op| matches!(op, Op::About | Op::AtLeast | Op::MoreThan | Op::UpTo | Op::LessThan);
            if same.iter().all(|o| o.claim.value.op != v.op)
                && (hedge(v.op) || same.iter().all(|o| hedge(o.claim.value.op)))
            {
                out.push(finding(
                    FindingKind::ChangedOperator,
                    m,
                    say(v),
                    format!("{}, from which it was taken, has {}.", c.of, say(&same[0].claim.value)),
                ));
            }
            let soft = |s: Stance| matches!(s, Stance::Reported | Stance::Unverified | Stance::Estimated);
            if m.stance == Stance::Asserted && same.iter().all(|o| soft(o.claim.stance)) {
                out.push(finding(
                    FindingKind::LostHedge,
                    m,
                    say(v),
                    format!("{}, from which it was taken, gives it as {}.", c.of, same[0].claim.stance),
                ));
            }
            if it.voice.weight == Weight::Narration
                && same.iter().all(|o| o.voice.weight >= Weight::Anonymous)
                && !mine
                    .iter()
                    .any(|o| o.question == it.question && o.answer == it.answer && o.voice.weight >= Weight::Anonymous)
            {
                out.push(finding(
                    FindingKind::LostAttribution,
                    m,
                    say(v),
                    format!("{}, from which it was taken, names {}.", c.of, same[0].voice.label),
                ));
            }
        }
    }
}

fn core(v: &model::Value) -> Option<u64> {
    v.lo.or(v.hi).map(f64::to_bits)
}
