//! `diff --revisions`: what became of each page that was changed after it was captured, claim by claim.
//!
//! Key decision: a changed page is compared with what it said before by the same comparison as two pictures are, so that "revised" and
//! "withdrawn" mean one thing everywhere.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _, path::Path, sync::Arc};

use engine::Engine;
use model::{Picture, Report};
use read::Reader;
use serde::Serialize;
use store::{SqliteStore, Store};

use crate::{
    args::Global,
    changes::{self, Changes},
    error::{Failure, Result},
    evidence,
    pipeline::{read_one, reader, rules},
};

/// A page before and after it was changed.
#[derive(Serialize)]
struct Revision {
    url: String,
    /// What the page is called as it was before.
    of: String,
    /// What it is called as it is since.
    report: String,
    title: Option<TitleChange>,
    #[serde(flatten)]
    changes: Changes,
}

/// A headline that was changed.
#[derive(Serialize)]
struct TitleChange {
    from: Option<String>,
    to: Option<String>,
}

/// All changed pages of a desk's file, in the order they were captured.
pub(crate) fn of(db: &Path, format: &str, global: &Global) -> Result<String> {
    let store = evidence::open(db)?;
    let reader = reader(global)?;
    let mut out = Vec::new();
    for (url, ids) in store.revised()? {
        for pair in ids.windows(2) {
            if let [of, report] = pair {
                out.extend(revision(&store, &reader, &url, [of, report], format == "json")?);
            }
        }
    }
    if out.is_empty() {
        let hint = "pages are compared when they are captured again: import or fetch them anew";
        return Err(Failure {
            exit: 1,
            ..Failure::new("no-revisions", "no page was changed since it was captured", hint)
        });
    }
    Ok(if format == "json" {
        let mut json = serde_json::to_string_pretty(&out).expect("changes have only string keys");
        json.push('\n');
        json
    } else {
        out.iter().map(text).collect::<Vec<_>>().join("\n")
    })
}

/// What became of a page. `whole`: for scripts, with the names that people are not shown.
fn revision(
    store: &SqliteStore,
    reader: &Arc<Reader>,
    url: &str,
    [of, report]: [&str; 2],
    whole: bool,
) -> Result<Option<Revision>> {
    let (Some(old), Some(new)) = (store.report(of)?, store.report(report)?) else { return Ok(None) };
    let (before, mut after) = (alone(store, reader, old)?, alone(store, reader, new)?);
    align(&before, &mut after);
    let (url, of, report) = (url.to_owned(), of.to_owned(), report.to_owned());
    let (before, after) = if whole {
        (Cow::Borrowed(&before), Cow::Borrowed(&after))
    } else {
        (publish::quoted(&before), publish::quoted(&after))
    };
    let headline = |p: &Picture| p.reports.first().and_then(|r| r.title.clone());
    let (from, to) = (headline(&before), headline(&after));
    let title = (from != to).then_some(TitleChange { from, to });
    let changes = changes::between(&before, &after);
    Ok(Some(Revision { url, of, report, title, changes }))
}

/// An event's id follows from what is told of it, so that a page that says more of it has another: where the title is the same, it is
/// the same event here.
fn align(before: &Picture, after: &mut Picture) {
    let renamed: BTreeMap<String, String> = after
        .events
        .iter()
        .filter_map(|new| {
            let old = before.events.iter().find(|old| old.title == new.title && old.kind == new.kind)?;
            Some((new.id.clone(), old.id.clone()))
        })
        .collect();
    let events = after.events.iter_mut().map(|e| &mut e.id);
    let questions = after.questions.iter_mut().map(|q| &mut q.event);
    let claims = after.claims.iter_mut().filter_map(|c| c.event.as_mut());
    for id in events.chain(questions).chain(claims) {
        if let Some(old) = renamed.get(id) {
            id.clone_from(old);
        }
    }
}

/// The picture that a report gives by itself.
fn alone(store: &SqliteStore, reader: &Arc<Reader>, report: Report) -> Result<Picture> {
    let reading = match store.reading(&rules(reader), &report.id)? {
        Some(r) => r,
        None => read_one(reader, &report),
    };
    let mut engine = Engine::new(Arc::clone(reader));
    engine.add_read(report, reading);
    Ok(engine.picture(None))
}

fn text(r: &Revision) -> String {
    let (report, of, url) = (publish::clean_line(&r.report), publish::clean_line(&r.of), publish::clean_line(&r.url));
    let mut out = format!("{report}, before: {of} ({url})\n");
    if let Some(t) = &r.title {
        let said = |t: &Option<String>| t.as_deref().map_or_else(|| "none".to_owned(), publish::clean_line);
        let _ = writeln!(out, "  headline was: {}\n  headline is:  {}", said(&t.from), said(&t.to));
    }
    let told = changes::text(&r.changes);
    // The first lines are of moments, and of how many reports there are.
    let body: Vec<&str> = told.lines().skip(2).filter(|l| !l.is_empty()).collect();
    if body.is_empty() {
        out.push_str("  no claim was changed\n");
    }
    for line in body {
        let _ = writeln!(out, "  {line}");
    }
    out
}
