//! "Why one origin?", "why this event?", "why superseded?", "why not a copy?": the reasons of a picture in sentences, each with its evidence.
//!
//! Key decision: nothing is worked out here; every reason was written down by the room that decided, and a link that can be undone
//! comes with the words that undo it.

use model::{Claim, Picture, Report};

use crate::{clean::clean_line, desk::Desk, words};

/// Claims shown of one origin or answer.
const SHOWN: usize = 40;

/// The story of an origin, an event or a question, by its id or the beginning of it; `None` where no one fits.
pub fn explain_id(picture: &Picture, id: &str, sources: &[Report]) -> Option<String> {
    let picture = &*crate::mask::masked(picture);
    let desk = Desk::new(picture, sources);
    let one = |ids: Vec<&str>| -> Option<String> {
        let whole = ids.iter().find(|x| **x == id).copied();
        let mut begins = ids.iter().filter(|x| x.starts_with(id));
        let only = match (begins.next(), begins.next()) {
            (Some(only), None) => Some(*only),
            _ => None,
        };
        whole.or(only).map(str::to_owned)
    };
    if id.is_empty() {
        return None;
    }
    if let Some(id) = one(picture.origins.iter().map(|o| o.id.as_str()).collect()) {
        return Some(origin(&desk, &id));
    }
    if let Some(id) = one(picture.events.iter().map(|e| e.id.as_str()).collect()) {
        return Some(event(&desk, &id));
    }
    one(picture.questions.iter().map(|q| q.id.as_str()).collect()).map(|id| question(&desk, &id))
}

fn push(out: &mut String, s: &str) {
    out.push_str(s);
    out.push('\n');
}

/// Report, who says it, the value, and the sentence.
fn line(desk: &Desk<'_>, c: &Claim) -> String {
    format!(
        "  {} ({}): {} = {}, said by {}\n    “{}”",
        clean_line(&c.report),
        desk.outlet(&c.report),
        c.slot,
        words::value(&c.value),
        desk.who(c),
        desk.show(&c.report, &c.evidence.text)
    )
}

fn origin(desk: &Desk<'_>, id: &str) -> String {
    let mut out = String::new();
    let Some(o) = desk.origin(id) else { return out };
    let mine: Vec<&Claim> = desk.pic.claims.iter().filter(|c| c.origin.as_deref() == Some(id)).collect();
    push(&mut out, &format!("Origin {}: {}", clean_line(id), desk.origin_label(o)));
    push(
        &mut out,
        &format!(
            "{} in {} from {} are counted as one voice.",
            words::count(mine.len(), "claim", "claims"),
            words::count(o.reports.len(), "report", "reports"),
            words::count(o.publishers.len(), "publisher", "publishers")
        ),
    );
    let seen = o.first_seen.as_ref().map(|m| format!(" on {}", words::full_time(m))).unwrap_or_default();
    if let Some(first) = &o.first_report {
        push(&mut out, &format!("First seen in {}{seen}.", clean_line(first)));
    }
    push(&mut out, "\nWhy one origin:");
    for w in &o.why {
        push(&mut out, &format!("  {}.", clean_line(w).trim_end_matches('.')));
    }
    if o.why.is_empty() {
        push(&mut out, "  Only one claim goes back to it.");
    }
    push(&mut out, "\nWhat goes back to it:");
    for c in mine.iter().take(SHOWN) {
        push(&mut out, &line(desk, c));
    }
    if mine.len() > SHOWN {
        push(&mut out, &format!("  and {} more", mine.len() - SHOWN));
    }
    let pair: Vec<&&Claim> = mine.iter().take(2).collect();
    if let [a, b] = pair.as_slice() {
        push(
            &mut out,
            &format!(
                "\nTo part two of them: firsthand judge --db FILE other-origin {} {}",
                clean_line(&a.id),
                clean_line(&b.id)
            ),
        );
    }
    out
}

fn event(desk: &Desk<'_>, id: &str) -> String {
    let mut out = String::new();
    let Some(e) = desk.pic.events.iter().find(|e| e.id == id) else { return out };
    push(&mut out, &format!("Event {}: {}", clean_line(id), desk.event_title(e)));
    let how = if e.background { "told as background in" } else { "told by" };
    push(
        &mut out,
        &format!("Kind: {}; {how} {}.", clean_line(&e.kind), words::count(e.reports.len(), "report", "reports")),
    );
    push(&mut out, "\nWhy one event:");
    for w in &e.why {
        push(&mut out, &format!("  {}", clean_line(w)));
    }
    if e.why.is_empty() {
        let place = e.place.as_ref().map_or_else(|| "no one place".to_owned(), |p| clean_line(&p.name));
        let day = e.date.as_deref().map_or_else(|| "no day".to_owned(), words::day);
        push(&mut out, &format!("  Its reports share words, names and figures; most give {place} and {day}."));
    }
    push(&mut out, "\nWhat each report says of where and when:");
    for r in &e.reports {
        let said: Vec<&Claim> = desk
            .pic
            .claims
            .iter()
            .filter(|c| c.report == *r && c.event.as_deref() == Some(id))
            .filter(|c| matches!(c.slot, model::Slot::Place | model::Slot::Date))
            .collect();
        let words: Vec<String> = said.iter().map(|c| format!("{} {}", c.slot, words::value(&c.value))).collect();
        let copied = desk.pic.copies.iter().find(|c| c.report == *r);
        let copied = copied.map(|c| format!(" (copied from {})", clean_line(&c.of))).unwrap_or_default();
        let words = if words.is_empty() { "neither".to_owned() } else { words.join(", ") };
        push(&mut out, &format!("  {}{copied}: {words}", clean_line(r)));
    }
    if let [a, .., b] = e.reports.as_slice() {
        push(
            &mut out,
            &format!(
                "\nTo move a report out: firsthand judge --db FILE other-event {} {}",
                clean_line(a),
                clean_line(b)
            ),
        );
    }
    out
}

fn question(desk: &Desk<'_>, id: &str) -> String {
    let mut out = String::new();
    let Some(q) = desk.pic.questions.iter().find(|q| q.id == id) else { return out };
    push(&mut out, &format!("Question {}: {}", clean_line(id), words::ask(q)));
    push(&mut out, &format!("It is {}. {}", words::state(q.state), clean_line(&q.why)));
    for a in &q.answers {
        push(&mut out, &format!("\n{} - {} ({})", desk.value(a), words::status(a.status), desk.weight(a)));
        if !a.why.is_empty() {
            push(&mut out, &format!("  Why: {}", clean_line(&a.why)));
        }
        for o in &a.origins {
            let label = desk.origin(o).map_or_else(|| clean_line(o), |o| desk.origin_label(o));
            push(&mut out, &format!("  Origin: {label} ({})", clean_line(o)));
        }
        if a.origins.is_empty() {
            push(&mut out, "  Origin: not known, so it is not counted as independent.");
        }
        for c in desk.answer_claims(a).into_iter().take(6) {
            push(&mut out, &line(desk, c));
        }
    }
    out
}

/// Why two reports are, or are not, one event and copy and original; `None` where the picture lacks one of them.
pub fn explain_pair(picture: &Picture, a: &str, b: &str, sources: &[Report]) -> Option<String> {
    let picture = &*crate::mask::masked(picture);
    let desk = Desk::new(picture, sources);
    desk.report(a)?;
    desk.report(b)?;
    let mut out = String::new();
    push(&mut out, &format!("{} ({}) and {} ({})", clean_line(a), desk.outlet(a), clean_line(b), desk.outlet(b)));
    let link = picture.copies.iter().find(|c| (c.report == a && c.of == b) || (c.report == b && c.of == a));
    match link {
        Some(c) => {
            push(
                &mut out,
                &format!(
                    "\n{} was taken from {} ({}, {:.0} %).",
                    clean_line(&c.report),
                    clean_line(&c.of),
                    words::copy_kind(c.kind),
                    c.score.clamp(0.0, 1.0) * 100.0
                ),
            );
            for w in &c.why {
                push(&mut out, &format!("  {}", clean_line(w)));
            }
            for x in c.changed.iter().take(12) {
                push(
                    &mut out,
                    &format!("  {}: “{}” became “{}”", clean_line(&x.what), clean_line(&x.from), clean_line(&x.to)),
                );
            }
            push(
                &mut out,
                &format!("  To undo it: firsthand judge --db FILE no-copy {} {}", clean_line(a), clean_line(b)),
            );
        }
        None => {
            let root = |id: &str| -> String {
                let mut at = id;
                for _ in 0..64 {
                    match picture.copies.iter().find(|c| c.report == at) {
                        Some(c) => at = &c.of,
                        None => break,
                    }
                }
                at.to_owned()
            };
            let (x, y) = (root(a), root(b));
            if x == y {
                push(&mut out, &format!("\nBoth go back to {}; neither was taken from the other.", clean_line(&x)));
            } else {
                push(
                    &mut out,
                    "\nToo little of their words is the same, in the same order, for one to be a copy of the other.",
                );
            }
            push(
                &mut out,
                &format!("  To link them: firsthand judge --db FILE copy {} {}", clean_line(a), clean_line(b)),
            );
        }
    }
    let events = |id: &str| -> Vec<&model::Event> {
        picture.events.iter().filter(|e| !e.background && e.reports.iter().any(|r| r == id)).collect()
    };
    let (mine, theirs) = (events(a), events(b));
    let shared: Vec<&&model::Event> = mine.iter().filter(|e| theirs.iter().any(|t| t.id == e.id)).collect();
    if shared.is_empty() {
        push(&mut out, "\nThey tell of different events:");
        for (id, list) in [(a, &mine), (b, &theirs)] {
            let titles: Vec<String> =
                list.iter().map(|e| format!("{} ({})", desk.event_title(e), clean_line(&e.id))).collect();
            let titles = if titles.is_empty() { "none that could be told".to_owned() } else { titles.join("; ") };
            push(&mut out, &format!("  {}: {titles}", clean_line(id)));
        }
        push(
            &mut out,
            &format!("  To join them: firsthand judge --db FILE same-event {} {}", clean_line(a), clean_line(b)),
        );
    }
    for e in shared {
        push(&mut out, &format!("\nBoth tell of {} ({}).", desk.event_title(e), clean_line(&e.id)));
        for w in &e.why {
            push(&mut out, &format!("  {}", clean_line(w)));
        }
        push(
            &mut out,
            &format!("  To part them: firsthand judge --db FILE other-event {} {}", clean_line(a), clean_line(b)),
        );
    }
    let of = |id: &str| -> std::collections::BTreeSet<&str> {
        picture.claims.iter().filter(|c| c.report == id).filter_map(|c| c.origin.as_deref()).collect()
    };
    let both: Vec<String> = of(a)
        .intersection(&of(b))
        .filter_map(|o| desk.origin(o))
        .map(|o| format!("{} ({})", desk.origin_label(o), clean_line(&o.id)))
        .collect();
    if !both.is_empty() {
        push(&mut out, &format!("\nOrigins that both carry: {}.", both.join("; ")));
    }
    Some(out)
}
