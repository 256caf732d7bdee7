//! `watch` and `sources`: looking at sources on the network, and showing how they fare.
//!
//! Key decision: what came and what is remembered of its source are put into the desk's file in one step, so that a run that is broken
//! off at any moment (there is no other way to end it) has either taken a look in or not made it.

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use fetch::{
    Client, Clock as _, Config, Event, Fetched, Gone, Options, Outcome, Source, Standing, State, Status, SystemClock,
    SystemLookup, Watch,
};
use intake::Item;
use model::{Moment, Report};
use publish::clean_line;
use read::Reader;
use serde::Serialize;
use store::{Batch, Body, Fetch, Outcome as Put, SqliteStore, Store};

use crate::{
    args::{Global, Sources, Watch as Args},
    error::{Failure, Result},
    import::{self, Kept},
    output,
    pipeline::{read_all, reader, rules, threads},
    progress::Progress,
};

impl From<fetch::Failure> for Failure {
    fn from(f: fetch::Failure) -> Self {
        Self::new(&f.code, f.note, f.todo)
    }
}

fn config(path: &Path) -> Result<Config> {
    let text = std::fs::read_to_string(path).map_err(|e| {
        let hint = "docs/watching.md has an example of a file of sources";
        Failure::new("unreadable", format!("{} could not be read: {e}", path.display()), hint)
    })?;
    Config::read(&text, path.parent().unwrap_or(Path::new(""))).map_err(|f| {
        let f = Failure::from(f);
        Failure { what: format!("{}: {}", path.display(), f.what), ..f }
    })
}

/// What is remembered, by source.
fn states(store: &SqliteStore) -> Result<BTreeMap<String, State>> {
    let kept = store.states()?;
    Ok(kept.into_iter().filter_map(|(name, json)| Some((name, State::from_json(&json)?))).collect())
}

/// Keeps what comes in the desk's file.
struct Desk<'a> {
    store: SqliteStore,
    states: BTreeMap<String, State>,
    reader: Arc<Reader>,
    rules: String,
    global: &'a Global,
    /// Reports that were not there, at the last look.
    new: usize,
}

fn options(global: &Global) -> intake::Options {
    intake::Options { keep_bytes: true, ..crate::pipeline::options(global) }
}

/// Reports of captures, each id once, and the bytes they were read from.
fn read_captures(source: &Source, captures: &[Fetched], global: &Global) -> (Vec<Report>, Vec<Body>) {
    let mut bodies = Vec::new();
    let options = options(global);
    let items = captures.iter().flat_map(|c| c.reports(source, &options));
    let loaded = intake::gather(items.filter_map(|i| match i {
        Item::Bytes(b) => {
            bodies.push(Kept::from(b).0);
            None
        }
        other => Some(other),
    }));
    (loaded.reports, bodies)
}

impl fetch::Desk for Desk<'_> {
    fn state(&self, source: &str) -> Option<State> {
        self.states.get(source).cloned()
    }

    fn keep(
        &mut self,
        source: &Source,
        captures: &[Fetched],
        state: &State,
    ) -> std::result::Result<(), Box<dyn std::error::Error>> {
        let (mut reports, mut bodies) = read_captures(source, captures, self.global);
        let mut fetches = Vec::new();
        for c in captures {
            let sha256 = model::sha256_hex(&c.body);
            fetches.push(Fetch {
                asked: c.asked.clone(),
                url: c.url.clone(),
                at: c.at.clone(),
                status: c.status,
                head: c.head(),
                sha256: sha256.clone(),
                truncated: c.truncated,
            });
            if !bodies.iter().any(|b| b.sha256 == sha256) {
                bodies.push(Body { sha256, media_type: c.media_type(), private: false, bytes: c.body.clone() });
            }
        }
        let states = [(source.name.clone(), state.to_json())];
        let put = self.store.keep(&Batch { reports: &reports, bodies: &bodies, fetches: &fetches, states: &states })?;
        self.states.insert(source.name.clone(), state.clone());
        // Read at once, so that they are found; what a broken run leaves unread the next one reads.
        for (r, p) in reports.iter_mut().zip(&put) {
            r.id.clone_from(&p.id);
        }
        let fresh: Vec<&Report> =
            reports.iter().zip(&put).filter(|(_, p)| p.outcome != Put::Known).map(|(r, _)| r).collect();
        self.new = fresh.len();
        let readings = read_all(&self.reader, &fresh, threads(self.global), &Progress::new("reading", 0, true));
        let readings: Vec<_> = fresh.iter().map(|r| r.id.clone()).zip(readings).collect();
        self.store.put_readings(&self.rules, &readings)?;
        Ok(())
    }
}

/// Keeps nothing.
struct Dry<'a> {
    states: BTreeMap<String, State>,
    global: &'a Global,
    /// What would have been kept.
    told: Vec<String>,
}

impl fetch::Desk for Dry<'_> {
    fn state(&self, source: &str) -> Option<State> {
        self.states.get(source).cloned()
    }

    fn keep(
        &mut self,
        source: &Source,
        captures: &[Fetched],
        _: &State,
    ) -> std::result::Result<(), Box<dyn std::error::Error>> {
        let (reports, _) = read_captures(source, captures, self.global);
        for r in reports {
            let title = r.title.unwrap_or_default();
            self.told.push(format!("  {}  {}", clean_line(&r.id), clean_line(&title)).trim_end().to_owned());
        }
        Ok(())
    }
}

/// One line for people: `Wire: ok, 12 items listed, 3 new`.
fn line(source: &Source, outcome: &Outcome) -> String {
    let word = serde_json::to_value(outcome.word).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let mut out = format!("{}: {word}", clean_line(&source.name));
    if !outcome.note.is_empty() {
        out.push_str(&format!(", {}", clean_line(&outcome.note)));
    }
    if !outcome.code.is_empty() {
        out.push_str(&format!(" [{}]", outcome.code));
    }
    out
}

/// Look at sources again and again, or once.
pub(crate) fn watch(a: &Args, global: &Global) -> Result<()> {
    let config = config(&a.sources)?;
    let client = Client::new(
        config.settings.clone(),
        config.guard.clone(),
        Arc::new(SystemLookup),
        Arc::new(SystemClock),
        Arc::new(AtomicBool::new(false)),
    );
    let engine = Watch::new(&client, Options { once: a.once || a.dry_run, parallel: config.parallel });
    let say = |text: &str| {
        if !global.quiet {
            // Nothing is left to be done when standard error itself is gone.
            let _ = writeln!(io::stderr(), "{text}");
        }
    };
    if a.dry_run {
        let states = if a.db.exists() { states(&SqliteStore::open_to_look(&a.db)?)? } else { BTreeMap::new() };
        let mut desk = Dry { states, global, told: Vec::new() };
        let mut lines = Vec::new();
        engine
            .run(&config.sources, &mut desk, &mut |e| {
                if let Event::Kept(s, p) = e {
                    lines.push(line(s, &p.outcome));
                }
            })
            .map_err(|e| Failure::new("watch", e.to_string(), "run it again"))?;
        lines.append(&mut desk.told);
        lines.push("nothing was kept".to_owned());
        return output::write(None, format!("{}\n", lines.join("\n")).as_bytes());
    }
    let reader = reader(global)?;
    let rules = rules(&reader);
    let mut store = SqliteStore::open(&a.db)?;
    import::read_what_is_left(&mut store, &rules, &reader, global)?;
    let states = states(&store)?;
    let mut desk = Desk { store, states, reader, rules, global, new: 0 };
    let run = engine.run(&config.sources, &mut desk, &mut |e| match e {
        Event::Kept(s, p) => say(&format!("{} {}", SystemClock.now(), line(s, &p.outcome))),
        Event::Idle(seconds) if seconds > 0 => say(&format!("{} nothing is due for {seconds} s", SystemClock.now())),
        Event::Looking(_) | Event::Idle(_) => {}
    });
    match run {
        Ok(_) => Ok(()),
        Err(e) => match e.downcast::<store::Error>() {
            Ok(e) => Err((*e).into()),
            Err(e) => Err(Failure::new("watch", e.to_string(), "run it again; what was kept is whole")),
        },
    }
}

/// A source in the table.
#[derive(Serialize)]
struct Row {
    name: String,
    url: String,
    kind: &'static str,
    #[serde(flatten)]
    standing: Standing,
    last_try: Option<Moment>,
    last_good: Option<Moment>,
    last_new: Option<Moment>,
    next_due: Option<Moment>,
    failures: u32,
    items: u64,
    followed: u64,
    /// Pages that are asked for again.
    revisited: usize,
    /// How often one was found changed.
    changed: u64,
    gone: Vec<Gone>,
}

/// Show how sources fare.
pub(crate) fn sources(a: &Sources) -> Result<()> {
    let config = config(&a.sources)?;
    let mut states = if a.db.exists() { states(&SqliteStore::open_to_look(&a.db)?)? } else { BTreeMap::new() };
    let now = SystemClock.now();
    let rows: Vec<Row> = config
        .sources
        .iter()
        .map(|s| {
            let state = states.remove(&s.name).unwrap_or_default();
            Row {
                name: s.name.clone(),
                url: s.target.url.to_string(),
                kind: s.kind.name(),
                standing: state.standing(s, &now),
                last_try: state.last_try,
                last_good: state.last_good,
                last_new: state.last_new,
                next_due: state.next_due,
                failures: state.failures,
                items: state.items,
                followed: state.followed,
                revisited: state.pages.len(),
                changed: state.changed,
                gone: state.gone,
            }
        })
        .collect();
    let data = if a.format == "json" {
        let mut json = serde_json::to_string_pretty(&rows).expect("rows have only string keys");
        json.push('\n');
        json
    } else {
        table(&rows, &now)
    };
    output::write(None, data.as_bytes())?;
    let trouble: Vec<&Row> = rows.iter().filter(|r| r.standing.status.is_trouble()).collect();
    let Some(first) = trouble.first() else { return Ok(()) };
    let what = format!("{} of {} sources need a look, {:?} first", trouble.len(), rows.len(), first.name);
    let hint = "the table says why and what to do";
    Err(Failure { exit: 1, ..Failure::new("sources-in-trouble", what, hint) })
}

fn table(rows: &[Row], now: &Moment) -> String {
    let short = |m: &Option<Moment>| {
        // To the minute, in UTC, is what a person compares.
        let utc = m.as_ref().and_then(|m| Moment::from_seconds(m.seconds())).map(|m| m.to_string());
        utc.and_then(|t| t.get(..16).map(|t| format!("{}Z", t.replace('T', " ")))).unwrap_or_else(|| "-".to_owned())
    };
    let mut cells = vec![["source", "state", "last good", "next due", "failures"].map(str::to_owned)];
    for r in rows {
        let word = r.standing.status.word().to_owned();
        cells.push([clean_line(&r.name), word, short(&r.last_good), short(&r.next_due), r.failures.to_string()]);
    }
    let widths: Vec<usize> =
        (0..5).map(|i| cells.iter().filter_map(|c| c.get(i)).map(|c| c.chars().count()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for (i, row) in cells.iter().enumerate() {
        let padded: Vec<String> = row.iter().zip(&widths).map(|(c, w)| format!("{c:<w$}")).collect();
        out.push_str(padded.join("  ").trim_end());
        out.push('\n');
        let Some(r) = i.checked_sub(1).and_then(|i| rows.get(i)) else { continue };
        let plain = matches!(r.standing.status, Status::Ok | Status::Unchanged) && r.standing.code.is_empty();
        if !plain || r.standing.status == Status::Ok {
            out.push_str(&format!("    {}\n", clean_line(&r.standing.why)));
        }
        let seven_days_ago = now.seconds() - 7 * 86_400;
        for g in r.gone.iter().filter(|g| g.at.seconds() >= seven_days_ago) {
            let since = short(&Some(g.at.clone()));
            out.push_str(&format!("    gone, found {since}: {} ({})\n", clean_line(&g.url), clean_line(&g.why)));
        }
        if !r.standing.todo.is_empty() {
            out.push_str(&format!("    -> {}\n", clean_line(&r.standing.todo)));
        }
    }
    out
}
