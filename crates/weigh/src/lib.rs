//! Events, questions, answers, their states and statuses, findings, and what changed between two moments.
//!
//! What for: turns what each report says into one picture: what is asked, who answers what, how many origins stand behind it.
//!
//! Key decision: everything is decided from typed claims (slot, value, speaker, place, day), never from likeness of whole texts
//! alone, and everything decided carries a sentence that says why.

mod arithmetic;
mod board;
mod diff;
mod events;
mod findings;
mod ground;
mod horizon;
mod lexicon;
mod outlook;
mod page;
mod pins;
mod precedents;
mod recycled;
mod sectors;
mod toll;

use std::collections::{BTreeMap, BTreeSet};

use know::Know;
use model::{Claim, Copy, Event, Moment, Picture, Place, Reading, Report, ReportLine, SCHEMA, Slot};
use trace::{TraceDoc, origins::Utterance, voices::Voices};

pub use diff::diff;

use board::Item;
use page::{Dated, Page};

/// The picture of everything published up to `as_of` (everything, when `None`). Input order does not matter.
pub fn picture(known: &[(&Report, &Reading)], know: &Know, as_of: Option<&Moment>) -> Picture {
    picture_with(known, know, as_of, &[])
}

/// As [`picture`], following what people decided on links. Decisions about reports or claims that are not in the picture change
/// nothing; with no decisions the bytes are those of [`picture`].
pub fn picture_with(
    known: &[(&Report, &Reading)],
    know: &Know,
    as_of: Option<&Moment>,
    pins: &[model::Pin],
) -> Picture {
    // a report whose time nobody knows cannot be said to have been known at a moment
    let when = |r: &Report| r.published.clone().or_else(|| r.captured.clone());
    let mut seen: Vec<(&Report, &Reading)> =
        known.iter().filter(|(r, _)| as_of.is_none_or(|t| when(r).is_some_and(|p| p <= *t))).copied().collect();
    seen.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    seen.dedup_by(|a, b| a.0.id == b.0.id);
    let families: BTreeMap<&str, Option<String>> = seen.iter().map(|(r, _)| (r.id.as_str(), family(r, know))).collect();
    let docs: Vec<TraceDoc<'_>> = seen
        .iter()
        .map(|(r, reading)| TraceDoc {
            id: &r.id,
            title: r.title.as_deref(),
            text: &r.text,
            published: r.published.as_ref(),
            url: r.url.as_deref(),
            outlet: r.outlet.as_deref(),
            author: r.author.as_deref(),
            publisher: families[r.id.as_str()].as_deref(),
            links: &r.links,
            reading,
        })
        .collect();
    let copies = pins::copies(trace::copies(&docs), pins, &seen);
    let revisions = trace::revisions(&docs);
    let mut picture = with_pins(&seen, know, as_of, copies, &revisions, pins);
    if as_of.is_some() {
        let undated = known.iter().filter(|(r, _)| when(r).is_none()).map(|(r, _)| {
            let note = "no time of publication or capture is known, so the picture of a moment leaves this report out";
            model::Issue::new("undated-left-out", note).in_report(&r.id)
        });
        picture.issues.extend(undated);
        picture.issues.sort();
        picture.issues.dedup();
    }
    picture
}

/// The picture from given copies and revisions: what [`picture`] calls after tracing, and what a tool calls that knows them already.
pub fn with_links(
    seen: &[(&Report, &Reading)],
    know: &Know,
    as_of: Option<&Moment>,
    copies: Vec<Copy>,
    revisions: &[(String, String)],
) -> Picture {
    with_pins(seen, know, as_of, copies, revisions, &[])
}

fn with_pins(
    seen: &[(&Report, &Reading)],
    know: &Know,
    as_of: Option<&Moment>,
    copies: Vec<Copy>,
    revisions: &[(String, String)],
    pins: &[model::Pin],
) -> Picture {
    let pages: Vec<Page<'_>> = seen.iter().map(|(r, reading)| Page::new(r, reading)).collect();
    // an undated page gives no clock of its own: what it dates years before anything known was published is background
    let mut pages = pages;
    if let Some(first) = pages.iter().filter_map(|p| p.day).min() {
        for p in pages.iter_mut().filter(|p| p.day.is_none()) {
            p.days.retain(|d| page::days(d.last, first) < 1100);
        }
    }
    let events = events::cluster(&pages, &copies, pins);
    let mut voices = Voices::new(know);
    let speakers = pages.iter().flat_map(|p| &p.reading.claims).map(|c| &c.speaker);
    voices.learn(speakers.flat_map(|s| s.name.iter().chain(&s.text)).map(String::as_str), know);
    let voices = voices;
    let mut items = items(&pages, &events, &voices, know);
    ask(&mut items, &pages, know, &voices);
    board::group_answers(&mut items, &voices);
    let publishers: Vec<Option<String>> = pages.iter().map(|p| family(p.report, know)).collect();
    // origins know a claim by its event, so claims are made whole first
    let mut claims: Vec<Claim> =
        items.iter().map(|it| Claim { event: Some(events.list[it.event].id.clone()), ..it.claim.clone() }).collect();
    let found = {
        let said: Vec<Utterance<'_>> = items
            .iter()
            .zip(&claims)
            .map(|(it, claim)| Utterance {
                claim,
                question: &it.question,
                answer: it.answer,
                voice: &it.voice,
                said: it.said,
                published: pages[it.page].report.published.as_ref(),
                publisher: publishers[it.page].as_deref(),
                agency: it.agency.as_deref(),
            })
            .collect();
        trace::origins::origins(&said, &copies, pins)
    };
    for (i, o) in found.of.iter().enumerate() {
        items[i].origin = *o;
        claims[i].origin = o.map(|o| found.list[o].id.clone());
    }
    let origin_ids: Vec<String> = found.list.iter().map(|o| o.id.clone()).collect();
    let mut questions = Vec::new();
    for (n, e) in events.list.iter().enumerate() {
        questions.extend(board::questions(&items, n, &e.id, &origin_ids));
    }
    toll::fill(&mut questions, &items, &voices, &origin_ids);
    let mut found_out = findings::findings(&items, &pages, &events, &questions, &copies, know);
    arithmetic::findings(&items, &pages, &mut found_out);
    recycled::findings(&pages, &copies, revisions, &mut found_out);
    findings::settle(&mut found_out);
    let now = as_of
        .map(Moment::seconds)
        .or_else(|| pages.iter().filter_map(|p| p.report.published.as_ref().map(Moment::seconds)).max());
    let (warnings, restrictions) = outlook::outlook(&items, &pages, &events, now);
    let event_ids: Vec<String> = events.list.iter().map(|e| e.id.clone()).collect();
    let sectors = sectors::sectors(&items, &event_ids, now);
    let mut issues: Vec<model::Issue> = pages
        .iter()
        .flat_map(|p| p.report.issues.iter().chain(&p.reading.issues).map(|i| i.clone().in_report(&p.report.id)))
        .collect();
    issues.sort();
    issues.dedup();
    let pins = pins::followed(pins, &pages, &claims);
    let event_lines = event_lines(&events, &items, &pages);
    let precedents = precedents::precedents(&event_lines, &items, &pages, &events);
    claims.sort_by(|a, b| {
        (&a.report, a.evidence.part == model::EvidencePart::Body, a.evidence.start, a.slot, &a.id).cmp(&(
            &b.report,
            b.evidence.part == model::EvidencePart::Body,
            b.evidence.start,
            b.slot,
            &b.id,
        ))
    });
    Picture {
        schema: SCHEMA.to_owned(),
        as_of: as_of.cloned(),
        method: model::Method { version: env!("CARGO_PKG_VERSION").to_owned(), rules: String::new() },
        reports: pages.iter().zip(&publishers).map(|(p, publisher)| line(p, publisher.clone(), revisions)).collect(),
        claims,
        origins: found.list,
        events: event_lines,
        questions,
        copies,
        findings: found_out,
        warnings,
        restrictions,
        sectors,
        precedents,
        issues,
        pins,
    }
}

/// The newsroom or owner family behind a report, as far as the tables know; else the name on the page.
fn family(r: &Report, know: &Know) -> Option<String> {
    let known = r
        .url
        .as_deref()
        .and_then(|u| know.publisher_by_domain(u))
        .or_else(|| r.outlet.as_deref().and_then(|o| know.publisher_by_outlet(o)));
    known.map(|p| p.family().to_owned()).or_else(|| r.outlet.clone())
}

fn line(p: &Page<'_>, publisher: Option<String>, revisions: &[(String, String)]) -> ReportLine {
    let r = p.report;
    ReportLine {
        id: r.id.clone(),
        url: r.url.clone(),
        outlet: r.outlet.clone(),
        publisher,
        published: r.published.clone(),
        modified: r.modified.clone(),
        captured: r.captured.clone(),
        title: r.title.clone(),
        lang: if p.reading.lang.is_empty() { r.lang.clone().unwrap_or_default() } else { p.reading.lang.clone() },
        sha256: r.sha256.clone(),
        revision_of: revisions.iter().find(|(later, _)| *later == r.id).map(|(_, earlier)| earlier.clone()),
    }
}

fn items<'a>(pages: &[Page<'a>], events: &events::Events, voices: &Voices, know: &Know) -> Vec<Item<'a>> {
    let mut out = Vec::new();
    let mut met: BTreeMap<(&model::Speaker, &[String]), trace::voices::Voice> = BTreeMap::new();
    for (p, page) in pages.iter().enumerate() {
        let published = page.report.published.as_ref().map(Moment::seconds);
        let reading: &'a Reading = page.reading;
        for (k, claim) in reading.claims.iter().enumerate() {
            let mut voice = met
                .entry((&claim.speaker, &claim.relayed_by))
                .or_insert_with(|| voices.voice(&claim.speaker, &claim.relayed_by))
                .clone();
            // "Damaskus", "Moskau": a capital in another language speaks for its state
            if voice.weight == trace::voices::Weight::Named && !voice.known && voice.side == voice.inst {
                let name = claim.speaker.name.as_deref().or(claim.speaker.text.as_deref()).unwrap_or("");
                if let Some(code) = Some(name).filter(|n| !n.contains(' ')).and_then(|n| capital_of(n, know)) {
                    voice.side = format!("state:{code}");
                    voice.inst.clone_from(&voice.side);
                }
            }
            // an outlet that no table knows, naming itself, is narration with a flourish
            if voice.weight == trace::voices::Weight::Media
                && page
                    .report
                    .outlet
                    .as_deref()
                    .is_some_and(|o| voice.inst == format!("media:{}", trace::voices::fold(o)))
            {
                voice.weight = trace::voices::Weight::Nobody;
                voice.side.clear();
                voice.inst.clear();
            }
            out.push(Item {
                claim,
                page: p,
                event: events.of_claim[p][k],
                voice,
                said: said(claim, published),
                published,
                ground: None,
                agency: claim.relayed_by.last().and_then(|r| voices.agency(r)),
                question: String::new(),
                answer: 0,
                origin: None,
            });
        }
    }
    out
}

/// The state whose capital a name in any language is; the most populous place of the name decides.
fn capital_of<'k>(name: &str, know: &'k Know) -> Option<&'k str> {
    /// Rank of a seat of a country's government.
    const OF_A_COUNTRY: u8 = 4;
    let first = know.places_named(name).into_iter().next()?;
    know.place(first.id).filter(|p| p.rank == OF_A_COUNTRY).map(|p| p.country)
}

/// The moment a claim speaks of: its as-of where that is not later than the page, else the publication.
fn said(c: &Claim, published: Option<i64>) -> Option<i64> {
    let own = c.as_of.as_deref().and_then(|s| s.parse::<Moment>().ok().map(|m| (m.seconds(), s.len() <= 10)));
    match (own, published) {
        (Some((t, _)), Some(p)) if t > p => Some(p),
        // a bare day says nothing about the hour: the page of that day is the better clock
        (Some((t, true)), Some(p)) if p - t < 2 * 86_400 => Some(p),
        (Some((t, _)), _) => Some(t),
        (None, p) => p,
    }
}

fn ask(items: &mut [Item<'_>], pages: &[Page<'_>], know: &Know, voices: &Voices) {
    let mut places: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let events: BTreeSet<usize> = items.iter().map(|it| it.event).collect();
    for e in events {
        places.insert(e, board::own_place_words(items, e));
    }
    // the step of an event that most place and date claims speak of is the event itself; others are questions of their own
    let mut steps: BTreeMap<(usize, Slot), BTreeMap<String, usize>> = BTreeMap::new();
    let once = |s: Slot| matches!(s, Slot::Place | Slot::Date);
    for it in items.iter().filter(|it| once(it.claim.slot)) {
        let step = lexicon::LEXICON.counted(it.claim.counted.as_deref().unwrap_or(""));
        *steps.entry((it.event, it.claim.slot)).or_default().entry(step).or_default() += 1;
    }
    adopt_sides(items);
    home_sides(items, voices);
    let grounds = ground::of(items, know);
    for (it, ground) in items.iter_mut().zip(grounds) {
        let part = is_part(it.claim, pages[it.page].reading);
        it.question = board::question_key(it.claim, ground.as_deref(), &places[&it.event], part);
        it.ground = ground;
        if once(it.claim.slot) {
            let step = lexicon::LEXICON.counted(it.claim.counted.as_deref().unwrap_or(""));
            let votes = &steps[&(it.event, it.claim.slot)];
            let main = votes.iter().max_by_key(|(s, n)| (**n, std::cmp::Reverse(*s))).map_or("", |(s, _)| s);
            if !step.is_empty() && step != main {
                it.question = format!("{}\u{1}{step}\u{1}", it.claim.slot);
            }
        }
    }
}

/// True where the figure was read as a part of another ("81 of the 120", "five of them").
fn is_part(c: &Claim, reading: &Reading) -> bool {
    let Some(at) = c.at.filter(|_| c.evidence.part == model::EvidencePart::Body) else { return false };
    // "Of the dead, 40 had ..."
    let lead = c.evidence.text.get(..at.start.saturating_sub(c.evidence.start)).unwrap_or("").trim_end();
    if lead.len() < 40
        && lead.ends_with(',')
        && ["Of the ", "Of them", "Of those", "Of these"].iter().any(|w| lead.starts_with(w))
    {
        return true;
    }
    reading.quantities.iter().any(|q| q.part && q.span().overlaps(at))
}

/// A person whom no table knows stands on the side of the institution that the same page credits with the same figure.
fn adopt_sides(items: &mut [Item<'_>]) {
    use trace::voices::Weight;
    let mut sides: BTreeMap<String, BTreeMap<(String, String), usize>> = BTreeMap::new();
    let mut by_page: BTreeMap<(usize, Slot, u64), Vec<usize>> = BTreeMap::new();
    for (i, it) in items.iter().enumerate().filter(|(_, it)| it.claim.value.is_numeric()) {
        if let Some(n) = it.claim.value.lo.or(it.claim.value.hi) {
            by_page.entry((it.page, it.claim.slot, n.to_bits())).or_default().push(i);
        }
    }
    for list in by_page.values() {
        for &a in list {
            let person = &items[a].voice;
            if person.weight < Weight::Anonymous
                || person.known
                || person.side != person.inst
                || person.side.starts_with("media:")
            {
                continue;
            }
            for &b in list {
                let body = &items[b].voice;
                if body.weight == Weight::Named && body.side != body.inst {
                    *sides
                        .entry(person.inst.clone())
                        .or_default()
                        .entry((body.side.clone(), body.inst.clone()))
                        .or_default() += 1;
                }
            }
        }
    }
    for it in items.iter_mut() {
        if let Some(votes) = sides.get(&it.voice.inst)
            && let Some(((side, inst), _)) = votes.iter().max_by_key(|(s, n)| (**n, std::cmp::Reverse(*s)))
        {
            it.voice.side = side.clone();
            it.voice.inst = inst.clone();
        }
    }
}

/// Officials whom no table can place speak for the state that most of the event's officials speak for.
fn home_sides(items: &mut [Item<'_>], voices: &Voices) {
    let mut votes: BTreeMap<usize, BTreeMap<String, usize>> = BTreeMap::new();
    for it in items.iter().filter(|it| it.voice.side.starts_with("state:") && it.claim.value.is_numeric()) {
        *votes.entry(it.event).or_default().entry(it.voice.side.clone()).or_default() += 1;
    }
    for it in items.iter_mut() {
        let v = &it.voice;
        let lost = v.official
            && !v.known
            && v.weight == trace::voices::Weight::Named
            && v.side == v.inst
            && !v.side.contains(':');
        if lost && let Some(states) = votes.get(&it.event) {
            let all: usize = states.values().sum();
            if let Some((side, n)) = states.iter().max_by_key(|(s, n)| (**n, std::cmp::Reverse(*s)))
                && n * 10 >= all * 7
            {
                let words = it.claim.speaker.name.as_deref().or(it.claim.speaker.text.as_deref()).unwrap_or("");
                if let Some(body) = side.strip_prefix("state:").and_then(|code| voices.body_of(words, code)) {
                    it.voice.inst = body.to_owned();
                }
                it.voice.side = side.clone();
            }
        }
    }
}

fn event_lines(events: &events::Events, items: &[Item<'_>], pages: &[Page<'_>]) -> Vec<Event> {
    let mut reports: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut slots: BTreeMap<usize, BTreeMap<Slot, usize>> = BTreeMap::new();
    let mut names: BTreeMap<usize, BTreeMap<String, usize>> = BTreeMap::new();
    for it in items {
        reports.entry(it.event).or_default().insert(it.claim.report.clone());
        *slots.entry(it.event).or_default().entry(it.claim.slot).or_default() += 1;
        if it.claim.slot == Slot::Place
            && let Some(t) = &it.claim.value.text
        {
            *names.entry(it.event).or_default().entry(t.clone()).or_default() += 1;
        }
    }
    let mut out: Vec<Event> = Vec::new();
    for (n, c) in events.list.iter().enumerate() {
        let mut who: BTreeSet<String> = reports.remove(&n).unwrap_or_default();
        if !c.background {
            who.extend(c.pages.iter().map(|&i| pages[i].report.id.clone()));
        }
        if who.is_empty() {
            continue;
        }
        let kind = slots.get(&n).map_or("event", page::kind);
        let name = names
            .get(&n)
            .and_then(|v| v.iter().max_by_key(|(s, k)| (**k, std::cmp::Reverse(s.len()), std::cmp::Reverse(*s))))
            .map(|(s, _)| s.clone());
        let date = c.day.map(|d| if d.is_day() { d.first.to_string() } else { iso(d) });
        let place = name.map(|name| Place { name, ..Place::default() });
        let mut title = kind.to_owned();
        if let Some(f) = title.get(..1).map(str::to_uppercase) {
            title.replace_range(..1, &f);
        }
        if let Some(p) = &place {
            title.push_str(&format!(", {}", p.name));
        }
        if let Some(d) = &date {
            title.push_str(&format!(", {d}"));
        }
        out.push(Event {
            id: c.id.clone(),
            title,
            kind: kind.to_owned(),
            place,
            date,
            reports: who.into_iter().collect(),
            background: c.background,
            why: c.why.clone(),
        });
    }
    out.sort_by(|a, b| {
        (a.background, std::cmp::Reverse(a.reports.len()), &a.id).cmp(&(
            b.background,
            std::cmp::Reverse(b.reports.len()),
            &b.id,
        ))
    });
    out
}

fn iso(d: Dated) -> String {
    if d.first.month() == d.last.month() {
        format!("{:04}-{:02}", d.first.year(), d.first.month())
    } else {
        format!("{:04}", d.first.year())
    }
}
