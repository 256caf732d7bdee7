//! The program `firsthand`.
//!
//! What for: everything a desk does from a terminal or a script. Standard output is data, standard error is talk.
//!
//! Key decision: this crate only connects rooms. What is read, weighed or written is decided in `read`, `weigh`, `publish`; here are
//! arguments, files, threads and exit codes.

#![allow(clippy::disallowed_methods)] // The program's outside: files, environment, the clock for a progress bar.

mod archive;
mod args;
mod captured;
mod changes;
mod clock;
mod dates;
mod error;
mod evidence;
mod export;
mod filters;
mod find;
mod focus;
mod import;
mod judge;
mod output;
mod pipeline;
mod progress;
mod revisions;
mod stamps;
mod tip;
#[cfg(feature = "watch")]
mod watch;

use std::{io, path::Path, process::ExitCode};

use clap::{CommandFactory, Parser};

use crate::{
    args::{Cli, Command, Format, Global},
    error::{Failure, Result},
    pipeline::Desk,
};

/// Reading makes many small strings and lists; handing them out and taking them back costs half as much here as in the system's own
/// allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    #[cfg(feature = "archives")]
    // Before anything else: a process for one document is to be small, and needs neither arguments nor knowledge.
    if std::env::args_os().nth(1).is_some_and(|a| a == pipeline::APART) {
        return match intake::serve(io::stdin().lock(), io::stdout().lock()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(127),
        };
    }
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(io::stderr().lock());
            ExitCode::from(failure.exit)
        }
    }
}

fn run(cli: &Cli) -> Result<()> {
    match &cli.command {
        Command::Read(a) => read(a, &cli.global),
        Command::Annotate(a) => filters::annotate(a, &cli.global),
        Command::Link(a) => filters::link(a, &cli.global),
        Command::Explain(a) => explain(a, &cli.global),
        Command::Judge(a) => judge::run(a, &cli.global),
        Command::Check(a) => evidence::check(a, &cli.global),
        #[cfg(feature = "watch")]
        Command::Watch(a) => watch::watch(a, &cli.global),
        #[cfg(feature = "watch")]
        Command::Sources(a) => watch::sources(a),
        Command::Backup(a) => evidence::backup(a, &cli.global),
        Command::Restore(a) => evidence::restore(a, &cli.global),
        Command::Evidence(a) => evidence::evidence(a, &cli.global),
        Command::Import(a) => import::run(a, &cli.global),
        Command::Search(a) => find::run(a, &cli.global),
        Command::Export(a) => export::run(a, &cli.global),
        Command::Tip(a) => tip::run(a, &cli.global),
        Command::Diff(a) => diff(a, &cli.global),
        Command::Know(args::Know::Compile { dir, output }) => {
            let image = know::compile_dir(dir).map_err(|e| {
                Failure::new(e.code, e.note, "data/know/README.md tells which tables there are and what they hold")
            })?;
            output::write(Some(output), &image)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "firsthand", &mut script);
            output::write(None, &script)
        }
        Command::Man { dir } => man(dir.as_deref()),
    }
}

/// The format asked for: by name, else by the name of the output file.
fn format(a: &args::Read) -> Format {
    let by_name = || match a.output.as_ref()?.extension()?.to_str()? {
        "html" | "htm" => Some(Format::Html),
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        _ => None,
    };
    a.format.or_else(by_name).unwrap_or(Format::Text)
}

fn read(a: &args::Read, global: &Global) -> Result<()> {
    let desk = Desk::open(&a.from.paths, a.from.db.as_ref(), global)?;
    let mut picture = desk.picture(a.as_of.as_ref());
    if let Some(event) = &a.event {
        picture = focus::on(picture, event)?;
    }
    let nothing = desk.nothing_read(&a.from.paths);
    let mut data = match format(a) {
        // Where nothing was read there is nothing to look at; a script still gets its issues.
        Format::Text | Format::Html | Format::Csv if nothing.is_some() && desk.known == 0 => String::new(),
        Format::Text => {
            let coloured = a.output.is_none() && output::coloured(global.color);
            let styles = if coloured { publish::Styles::colour() } else { publish::Styles::plain() };
            publish::text(&picture, &publish::TextOptions { width: output::width(), styles, all: a.all })
        }
        Format::Json => publish::json(&picture),
        Format::Html => publish::html_with(&picture, &desk.reports(), &desk.page_options(&picture)),
        Format::Csv => publish::numbers_csv(&picture),
    };
    if !data.is_empty() && !data.ends_with('\n') {
        data.push('\n');
    }
    if !data.is_empty() || nothing.is_none() {
        output::write(a.output.as_deref(), data.as_bytes())?;
    }
    nothing.map_or(Ok(()), Err)
}

fn explain(a: &args::Explain, global: &Global) -> Result<()> {
    let desk = Desk::open(&a.from.paths, a.from.db.as_ref(), global)?;
    if let Some(nothing) = desk.nothing_read(&a.from.paths) {
        return Err(nothing);
    }
    let picture = desk.picture(a.as_of.as_ref());
    if let Some(second) = &a.and {
        return match publish::explain_pair(&picture, &a.claim, second, &desk.reports()) {
            Some(said) => output::write(None, said.as_bytes()),
            None => {
                let held = |id: &String| picture.reports.iter().any(|r| r.id == *id);
                let missing = if held(&a.claim) { second } else { &a.claim };
                let hint = "ids of reports stand in the picture; a file's id is its name without the ending";
                Err(Failure::new("no-such-report", format!("there is no report {missing:?} in this picture"), hint))
            }
        };
    }
    let fitting: Vec<&str> =
        picture.claims.iter().map(|c| c.id.as_str()).filter(|id| id.starts_with(&a.claim)).collect();
    let id = match fitting.as_slice() {
        [one] => one,
        _ if fitting.contains(&a.claim.as_str()) => a.claim.as_str(),
        _ if publish::explain_id(&picture, &a.claim, &[]).is_some() => {
            let said = publish::explain_id(&picture, &a.claim, &desk.reports()).unwrap_or_default();
            return output::write(None, said.as_bytes());
        }
        _ => {
            let said = publish::explain(&picture, &a.claim, &[]);
            let (what, hint) = said.trim().split_once(". ").unwrap_or((said.trim(), "take an id from the picture"));
            return Err(Failure::new("no-such-claim", what.trim_end_matches('.'), hint));
        }
    };
    let reports = desk.reports();
    let place = picture.claims.iter().find(|c| c.id == *id).and_then(|c| {
        let report = reports.iter().find(|r| r.id == c.report)?;
        Some(captured::place(c, report, &a.from.paths, a.from.db.as_ref(), global))
    });
    let said = publish::explain_captured(&picture, id, &reports, &place.unwrap_or_default());
    output::write(None, said.as_bytes())
}

fn diff(a: &args::Diff, global: &Global) -> Result<()> {
    if let (true, Some(db)) = (a.revisions, &a.db) {
        let data = revisions::of(db, &a.format, global)?;
        return output::write(a.output.as_deref(), data.as_bytes());
    }
    let pictures = match a.paths.as_slice() {
        [x, y] if a.from.is_none() && a.to.is_none() && a.db.is_none() => (stored(x)?, stored(y)?),
        _ if a.from.is_none() => {
            let hint = "give --from TIME, or two JSON pictures; `firsthand diff --help` has examples";
            return Err(Failure::new("no-moment", "there is nothing to compare with", hint));
        }
        paths => {
            let desk = Desk::open(paths, a.db.as_ref(), global)?;
            if let Some(nothing) = desk.nothing_read(paths) {
                return Err(nothing);
            }
            (desk.picture(a.from.as_ref()), desk.picture(a.to.as_ref()))
        }
    };
    let data = if a.format == "json" {
        let changes = changes::between(&pictures.0, &pictures.1);
        let mut json = serde_json::to_string_pretty(&changes).expect("changes have only string keys");
        json.push('\n');
        json
    } else {
        changes::text(&changes::between(&publish::quoted(&pictures.0), &publish::quoted(&pictures.1)))
    };
    output::write(a.output.as_deref(), data.as_bytes())
}

/// A picture from a file that `read --format json` wrote.
fn stored(path: &Path) -> Result<model::Picture> {
    let hint = "give two files that `firsthand read --format json` wrote, or reports with --from";
    let bytes = std::fs::read(path)
        .map_err(|e| Failure::new("unreadable", format!("{} could not be read: {e}", path.display()), hint))?;
    let picture: model::Picture = serde_json::from_slice(&bytes)
        .map(own_names)
        .and_then(serde_json::from_value)
        .map_err(|e| Failure::new("not-a-picture", format!("{} is no picture: {e}", path.display()), hint))?;
    if picture.schema != model::SCHEMA {
        let what = format!("{} has the format {:?}, not {:?}", path.display(), picture.schema, model::SCHEMA);
        return Err(Failure::new("not-a-picture", what, hint));
    }
    Ok(picture)
}

/// In JSON two files with one stem both keep it, and the second has its own name as `key`; comparing needs the own name.
fn own_names(mut picture: serde_json::Value) -> serde_json::Value {
    for item in picture.as_object_mut().into_iter().flatten().filter_map(|(_, v)| v.as_array_mut()).flatten() {
        if let Some(key) = item.get("key").cloned() {
            let field = if item.get("report").is_some() { "report" } else { "id" };
            item[field] = key;
        }
    }
    picture
}

fn man(dir: Option<&Path>) -> Result<()> {
    let command = Cli::command();
    match dir {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page).map_err(|e| Failure::output("the manual page", &e))?;
            output::write(None, &page)
        }
        Some(dir) => {
            clap_mangen::generate_to(command, dir).map_err(|e| Failure::output(&dir.display().to_string(), &e))
        }
    }
}
