//! `search`: sentences of a desk's file, and what is claimed in them.
//!
//! Key decision: what is shown is the sentence as it stands, with the claims read in it and who makes them; names of those who are quoted
//! without an office are withheld here as everywhere.

use std::fmt::Write as _;

use model::{Claim, EvidencePart, Report};
use serde::Serialize;
use store::{Store, search::Query};

use crate::{
    args::{Global, Search},
    changes,
    error::{Failure, Result},
    evidence, output,
    pipeline::{reader, rules},
};

/// A sentence that was found, for scripts.
#[derive(Serialize)]
struct Line<'a> {
    report: &'a str,
    url: Option<&'a str>,
    outlet: Option<&'a str>,
    published: Option<String>,
    #[serde(rename = "in")]
    part: &'static str,
    start: usize,
    end: usize,
    text: &'a str,
    /// Bytes of the text that were asked for.
    marks: Vec<(usize, usize)>,
    claims: Vec<&'a Claim>,
}

/// Find.
pub(crate) fn run(a: &Search, global: &Global) -> Result<()> {
    let store = evidence::open(&a.db)?;
    let mut query = Query::parse(&a.words.join(" "))?;
    (query.outlet, query.from, query.to) = (a.outlet.clone(), a.from.clone(), a.to.clone());
    query.limit = a.limit;
    let found = store.search(&query)?;
    let rules = rules(&*reader(global)?);
    let coloured = a.format == "text" && output::coloured(global.color);
    let (mut out, mut last) = (String::new(), String::new());
    for hit in &found.hits {
        let Some(report) = store.report(&hit.report)? else { continue };
        let reading = store.reading(&rules, &hit.report)?.unwrap_or_default();
        let whole = if hit.part == EvidencePart::Title { report.title.as_deref().unwrap_or("") } else { &report.text };
        let Some(sentence) = whole.get(hit.span.start..hit.span.end) else { continue };
        let claims: Vec<&Claim> = reading
            .claims
            .iter()
            .filter(|c| {
                c.evidence.part == hit.part && c.evidence.start >= hit.span.start && c.evidence.start < hit.span.end
            })
            .collect();
        if a.format == "json" {
            json(&mut out, &report, hit, sentence, &claims, &query);
            continue;
        }
        if last != report.id {
            head(&mut out, &report);
            last.clone_from(&report.id);
        }
        text(&mut out, sentence, &claims, &query, coloured, &|t| publish::withhold(t, &report, &reading));
    }
    output::write(None, out.as_bytes())?;
    match (found.total, a.format.as_str()) {
        (0, _) => {
            let (what, hint) = if store.size()? == 0 {
                ("the file holds no reports", "take some in: `firsthand import REPORTS --db FILE`")
            } else {
                ("no sentence fits", "ask for fewer words, or for how they begin: escap*")
            };
            Err(Failure { exit: 1, ..Failure::new("nothing-found", what, hint) })
        }
        (n, "text") if n > found.hits.len() => {
            output::write(None, format!("\n{} of {n} sentences; --limit shows more\n", found.hits.len()).as_bytes())
        }
        _ => Ok(()),
    }
}

fn json(out: &mut String, r: &Report, hit: &store::search::Hit, sentence: &str, claims: &[&Claim], query: &Query) {
    let line = Line {
        report: &r.id,
        url: r.url.as_deref(),
        outlet: r.outlet.as_deref(),
        published: r.published.as_ref().map(ToString::to_string),
        part: if hit.part == EvidencePart::Title { "title" } else { "body" },
        start: hit.span.start,
        end: hit.span.end,
        text: sentence,
        marks: query.marks(sentence).iter().map(|m| (m.start, m.end)).collect(),
        claims: claims.to_vec(),
    };
    out.push_str(&serde_json::to_string(&line).expect("a line has only string keys"));
    out.push('\n');
}

fn head(out: &mut String, r: &Report) {
    if !out.is_empty() {
        out.push('\n');
    }
    let outlet = publish::clean_line(r.outlet.as_deref().unwrap_or("no outlet named"));
    let when = r.published.as_ref().map_or_else(|| "not dated".to_owned(), ToString::to_string);
    let _ = writeln!(out, "{}  {outlet}, {when}", publish::clean_line(&r.id));
}

fn text(
    out: &mut String,
    sentence: &str,
    claims: &[&Claim],
    query: &Query,
    coloured: bool,
    withhold: &dyn Fn(&str) -> String,
) {
    let said = &publish::clean_line(&withhold(sentence));
    let (begin, end) = if coloured { ("\u{1b}[1m", "\u{1b}[0m") } else { ("[", "]") };
    let (mut marked, mut at) = (String::new(), 0);
    for m in query.marks(said) {
        marked.push_str(said.get(at..m.start).unwrap_or(""));
        let _ = write!(marked, "{begin}{}{end}", said.get(m.start..m.end).unwrap_or(""));
        at = m.end;
    }
    marked.push_str(said.get(at..).unwrap_or(""));
    let _ = writeln!(out, "  {marked}");
    for c in claims {
        let by = match (&c.speaker.name, &c.speaker.text) {
            (_, Some(said)) if publish::unnamed(&c.speaker) => Some(publish::mask(said).shown),
            (Some(name), _) | (None, Some(name)) => Some(name.clone()),
            (None, None) => None,
        };
        let by = by.map_or_else(|| "nobody named".to_owned(), |b| publish::clean_line(&b));
        let value = publish::clean_line(&withhold(&changes::value(&c.value)));
        let _ = writeln!(out, "    {}  {}: {value} ({}), by {by}", c.id, c.slot.as_str(), c.stance.as_str());
    }
}
