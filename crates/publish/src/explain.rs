//! How one claim came about, in sentences, with what each step rests on.

use std::ops::Range;

use model::{EvidencePart, Picture, Report};

use crate::{clean::clean_line, desk::Desk, words};

/// The story of a claim: sentence, rule, steps, speaker, stance, event, origin, and where its answer stands. An unknown id gives a
/// sentence that says so and names ids that look alike. `sources` adds the report's neighbouring sentences where it holds the report.
pub fn explain(picture: &Picture, claim_id: &str, sources: &[Report]) -> String {
    explain_captured(picture, claim_id, sources, &Captured::Unknown)
}

/// Where the sentence of a claim stands in the bytes that were captured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Captured {
    /// The bytes are not at hand.
    #[default]
    Unknown,
    /// In this range of them.
    At(Range<usize>),
    /// They hold it in a form that cannot be pointed at: packed, encoded for mail, masked.
    InOtherForm,
}

/// The same, with the place of the sentence in the bytes that were captured.
pub fn explain_captured(picture: &Picture, claim_id: &str, sources: &[Report], captured: &Captured) -> String {
    let picture = &*crate::mask::masked(picture);
    let desk = Desk::new(picture, sources);
    let Some(c) = desk.claim(claim_id) else {
        let near: Vec<String> = picture
            .claims
            .iter()
            .filter(|c| c.id.starts_with(claim_id) || c.report == claim_id)
            .take(12)
            .map(|c| clean_line(&c.id))
            .collect();
        let hint = if near.is_empty() {
            "Take an id from the picture (JSON, or in brackets after a shortened sentence).".to_owned()
        } else {
            format!("Ids that fit: {}.", near.join(", "))
        };
        return format!("There is no claim {} in this picture. {hint}\n", clean_line(claim_id));
    };
    let mut out = String::new();
    let mut say = |s: String| {
        out.push_str(&s);
        out.push('\n');
    };
    let v = words::value(&c.value);
    say(format!("Claim {}: {} = {v}", clean_line(&c.id), c.slot));
    say(String::new());
    let part = if c.evidence.part == EvidencePart::Title { "the headline" } else { "the text" };
    say(format!(
        "Evidence: bytes {} to {} of {part} of {} ({}).",
        c.evidence.start,
        c.evidence.end,
        clean_line(&c.report),
        desk.outlet(&c.report)
    ));
    say(format!("  “{}”", desk.show(&c.report, &c.evidence.text)));
    if let Some(r) = desk.report(&c.report) {
        let when =
            r.published.as_ref().map_or_else(|| "on a day that the page does not state".to_owned(), words::full_time);
        say(format!(
            "  Published {when}, in {}; SHA-256 of the captured bytes {}.",
            words::language(&r.lang),
            clean_line(&r.sha256)
        ));
        if let Some(m) = &r.modified {
            say(format!("  It says that it was changed {}; what it said before is not known.", words::full_time(m)));
        }
        if let Some(u) = &r.url {
            say(format!("  Captured from {}.", clean_line(u)));
        }
    }
    if let Some(s) = desk.source(&c.report) {
        let held = match c.evidence.part {
            EvidencePart::Body => Some(s.text.as_str()),
            EvidencePart::Title => s.title.as_deref(),
        };
        let fits = held.is_some_and(|t| c.evidence.span().of(t) == c.evidence.text);
        say(format!(
            "  The stored report {} at these bytes.",
            if fits { "holds exactly this sentence" } else { "does NOT hold this sentence" }
        ));
    }
    match captured {
        Captured::Unknown => {}
        Captured::At(at) => {
            say(format!("  In the captured bytes it stands from byte {} to byte {}.", at.start, at.end));
        }
        Captured::InOtherForm => {
            say("  The captured bytes hold it packed, encoded or unmasked, so that no place in them can be pointed at."
                .to_owned())
        }
    }
    say(String::new());
    say(format!("Rule: {}.", if c.rule.is_empty() { "not recorded".to_owned() } else { clean_line(&c.rule) }));
    for (i, s) in c.steps.iter().enumerate() {
        say(format!("  {}. {}", i + 1, clean_line(s)));
    }
    let mut what = format!("It asserts {} = {v}", c.slot);
    if let Some(x) = &c.counted {
        what.push_str(&format!(", counted: {}", clean_line(x)));
    }
    if let Some(x) = &c.scope {
        what.push_str(&format!(", scope: {}", clean_line(x)));
    }
    if let Some(b) = words::bounds(&c.value) {
        what.push_str(&format!(", bounds: {b}"));
    }
    say(format!("{what}."));
    if let Some(x) = &c.as_of {
        say(format!("It speaks of {}.", words::day(x)));
    }
    say(String::new());
    let who = desk.who(c);
    let shown = match &c.speaker.text {
        Some(_) if crate::mask::unnamed(&c.speaker) => String::new(),
        None => String::new(),
        Some(t) if clean_line(t) == who => String::new(),
        Some(t) => format!(", written as “{}”", clean_line(t)),
    };
    say(format!("Speaker: {who} ({}){shown}.", words::speaker_kind(c.speaker.kind)));
    if !c.relayed_by.is_empty() {
        say(format!("Passed on {}.", desk.relays(c)));
    }
    say(format!("Stance: {} ({}).", c.stance, words::stance(c.stance)));
    if !c.flags.is_empty() {
        say(format!("Marks: {}.", c.flags.iter().map(|f| clean_line(f)).collect::<Vec<_>>().join(", ")));
    }
    say(String::new());
    match c.event.as_deref() {
        Some(id) => {
            let e = picture.events.iter().find(|e| e.id == id);
            say(format!("Event: {}.", clean_line(e.map_or(id, |e| if e.title.is_empty() { id } else { &e.title }))));
            for w in e.map(|e| e.why.as_slice()).unwrap_or_default() {
                say(format!("  {}", clean_line(w)));
            }
        }
        None => say("Event: none could be told.".to_owned()),
    }
    match c.origin.as_deref().map(|id| (id, desk.origin(id))) {
        Some((_, Some(o))) => {
            let seen =
                o.first_seen.as_ref().map(|m| format!(", first seen {}", words::full_time(m))).unwrap_or_default();
            let first = o.first_report.as_deref().map(|r| format!(" in {}", clean_line(r))).unwrap_or_default();
            say(format!(
                "Origin: {} ({}{seen}{first}; {} from {}).",
                desk.origin_label(o),
                clean_line(&o.id),
                words::count(o.reports.len(), "report", "reports"),
                words::count(o.publishers.len(), "publisher", "publishers")
            ));
            for w in &o.why {
                say(format!("  {}", clean_line(w)));
            }
        }
        Some((id, None)) => say(format!("Origin: {}, which this picture does not list.", clean_line(id))),
        None => say("Origin: not known, so it is not counted as independent.".to_owned()),
    }
    for cp in picture.copies.iter().filter(|x| x.report == c.report) {
        say(format!(
            "The report is a copy of {} ({}, {:.0} %).",
            clean_line(&cp.of),
            words::copy_kind(cp.kind),
            cp.score.clamp(0.0, 1.0) * 100.0
        ));
        for w in &cp.why {
            say(format!("  {}", clean_line(w)));
        }
    }
    say(String::new());
    let mut used = false;
    for q in &picture.questions {
        for a in q.answers.iter().filter(|a| a.claims.contains(&c.id)) {
            used = true;
            say(format!(
                "Answers “{}” with {} - {} ({}); the question is {}.",
                words::ask(q),
                desk.value(a),
                words::status(a.status),
                desk.weight(a),
                words::state(q.state)
            ));
            for w in [&a.why, &q.why] {
                if !w.is_empty() {
                    say(format!("  {}", clean_line(w)));
                }
            }
            let others: Vec<String> = q
                .answers
                .iter()
                .filter(|b| !std::ptr::eq(*b, a))
                .take(8)
                .map(|b| format!("{} [{}]", desk.value(b), words::status(b.status)))
                .collect();
            if !others.is_empty() {
                say(format!("  Other answers: {}.", others.join("; ")));
            }
        }
    }
    if !used {
        say("It answers none of the picture's questions.".to_owned());
    }
    for f in picture.findings.iter().filter(|f| f.claim.as_deref() == Some(&c.id)) {
        say(format!("Circled: {} - {}", words::finding(f.kind).to_lowercase(), clean_line(&f.why)));
    }
    out
}
