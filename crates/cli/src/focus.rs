//! One event of a picture.

use std::collections::BTreeSet;

use model::Picture;

use crate::error::{Failure, Result};

/// The picture with only the event of this id, or the one whose title holds these words.
pub(crate) fn on(mut p: Picture, event: &str) -> Result<Picture> {
    let wanted = event.to_lowercase();
    let exact: Vec<_> = p.events.iter().filter(|e| e.id == event).collect();
    let fitting = if exact.is_empty() {
        p.events.iter().filter(|e| e.id.starts_with(event) || e.title.to_lowercase().contains(&wanted)).collect()
    } else {
        exact
    };
    let list = |of: &[&model::Event]| {
        of.iter().take(12).map(|e| format!("{} ({})", e.id, e.title)).collect::<Vec<_>>().join("; ")
    };
    let [one] = fitting.as_slice() else {
        let all: Vec<_> = p.events.iter().collect();
        let (what, known) = if fitting.is_empty() {
            (format!("no event is called {event:?}"), list(&all))
        } else {
            (format!("{} events fit {event:?}", fitting.len()), list(&fitting))
        };
        let hint =
            if known.is_empty() { "the picture has no events".to_owned() } else { format!("take one of: {known}") };
        return Err(Failure::new("no-such-event", what, hint));
    };
    let id = one.id.clone();
    let reports: BTreeSet<String> = one.reports.iter().cloned().collect();
    p.events.retain(|e| e.id == id);
    p.claims.retain(|c| c.event.as_ref() == Some(&id));
    p.questions.retain(|q| q.event == id);
    let claims: BTreeSet<&str> = p.claims.iter().map(|c| c.id.as_str()).collect();
    let origins: BTreeSet<&str> = p.claims.iter().filter_map(|c| c.origin.as_deref()).collect();
    let reports: BTreeSet<&str> =
        reports.iter().map(String::as_str).chain(p.claims.iter().map(|c| c.report.as_str())).collect();
    p.reports.retain(|r| reports.contains(r.id.as_str()));
    p.origins.retain(|o| origins.contains(o.id.as_str()));
    p.copies.retain(|c| reports.contains(c.report.as_str()) && reports.contains(c.of.as_str()));
    p.findings.retain(|f| match &f.claim {
        Some(c) => claims.contains(c.as_str()),
        None => reports.contains(f.report.as_str()),
    });
    p.warnings.retain(|w| claims.contains(w.claim.as_str()));
    p.restrictions.retain(|r| r.claims.iter().any(|c| claims.contains(c.as_str())));
    p.sectors.retain(|s| s.event == id);
    p.precedents.retain(|x| x.event == id);
    p.issues.retain(|i| i.report.as_deref().is_none_or(|r| reports.contains(r)));
    Ok(p)
}
