//! `annotate` and `link`: JSON lines in, JSON lines out.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::PathBuf,
    sync::mpsc,
};

use intake::{Item, Options};
use model::{Annotation, Issue, LinkLine, Reading, Report};
use serde::Serialize;
use trace::TraceDoc;

use crate::{
    args::{Filter, Global, Link},
    error::{Failure, Result},
    pipeline::{read_all, read_one, reader, threads},
    progress::Progress,
};

/// The input as one stream of bytes.
pub(crate) fn input(files: &[PathBuf]) -> Result<Box<dyn BufRead + Send>> {
    if files.is_empty() {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let mut all: Box<dyn Read + Send> = Box::new(io::empty());
    for f in files {
        let one: Box<dyn Read + Send> = if f.as_os_str() == "-" {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(f).map_err(|e| Failure {
                exit: 1,
                ..Failure::new(
                    "unreadable",
                    format!("{} could not be read: {e}", f.display()),
                    "check the path and its permissions",
                )
            })?)
        };
        // A file without a last line end must not run into the next.
        all = Box::new(all.chain(one).chain(&b"\n"[..]));
    }
    Ok(Box::new(BufReader::new(all)))
}

pub(crate) fn options() -> Options {
    // A filter gets bare texts; that they have no date is no news to who sends them.
    Options { note_missing_dates: false, ..Options::default() }
}

pub(crate) fn broken_input(e: &io::Error) -> Failure {
    Failure::new("input", format!("the input broke off: {e}"), "run again; lines written so far are whole")
}

/// The line for one item: what was read, and everything that went wrong.
fn annotation(reader: &read::Reader, item: Item) -> Annotation {
    let (id, mut reading, mut issues) = match item {
        Item::Report(r) => {
            let reading = read_one(reader, &r);
            (r.id, reading, r.issues)
        }
        Item::Issue(i) => {
            (i.report.clone().unwrap_or_default(), Reading { lang: "und".to_owned(), ..Reading::default() }, vec![i])
        }
        Item::Bytes(_) => unreachable!("lines are read without being asked for their bytes"),
    };
    issues.append(&mut reading.issues);
    // The line names the text already.
    reading.issues = issues.into_iter().map(|i| Issue { report: None, ..i }).collect();
    Annotation { id, reading }
}

/// Annotate line by line. Lines that wait together are read on several threads; a line that comes alone is answered at once.
pub(crate) fn annotate(args: &Filter, global: &Global) -> Result<()> {
    let reader = reader(global)?;
    let input = input(&args.files)?;
    let threads = threads(global);
    // The channel is short: memory stays bounded however fast lines come.
    let (send, receive) = mpsc::sync_channel(4 * threads);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for item in intake::json_lines(input, &options()) {
                let stop = item.is_err();
                if send.send(item).is_err() || stop {
                    break;
                }
            }
        });
        // By value, so that the channel closes, and the thread above stops, when writing fails.
        let receive = receive;
        let mut out = BufWriter::new(io::stdout().lock());
        while let Ok(first) = receive.recv() {
            let mut batch = vec![first];
            batch.extend(receive.try_iter().take(4 * threads - 1));
            let mut ends = None;
            let items: Vec<Item> = batch.into_iter().map_while(|i| i.map_err(|e| ends = Some(e)).ok()).collect();
            let per = items.len().div_ceil(threads).max(1);
            let mut queue = items.into_iter().peekable();
            let mut chunks: Vec<Vec<Item>> = Vec::new();
            while queue.peek().is_some() {
                chunks.push(queue.by_ref().take(per).collect());
            }
            let reader = &reader;
            let lines: Vec<Annotation> = std::thread::scope(|s| {
                let mut chunks = chunks.into_iter();
                let mine = chunks.next().unwrap_or_default();
                let others: Vec<_> = chunks
                    .map(|c| s.spawn(move || c.into_iter().map(|i| annotation(reader, i)).collect::<Vec<_>>()))
                    .collect();
                let mut all: Vec<_> = mine.into_iter().map(|i| annotation(reader, i)).collect();
                all.extend(others.into_iter().flat_map(|o| o.join().expect("faults are caught report by report")));
                all
            });
            for line in &lines {
                write_line(&mut out, line)?;
            }
            out.flush().map_err(|e| Failure::output("standard output", &e))?;
            if let Some(e) = ends {
                return Err(broken_input(&e));
            }
        }
        Ok(())
    })
}

pub(crate) fn write_line<T: Serialize>(out: &mut impl Write, line: &T) -> Result<()> {
    let mut json = serde_json::to_vec(line).expect("lines have only string keys");
    json.push(b'\n');
    out.write_all(&json).map_err(|e| Failure::output("standard output", &e))
}

/// A line of `link`; issues only where there are any.
#[derive(Serialize)]
pub(crate) struct Linked {
    #[serde(flatten)]
    pub(crate) line: LinkLine,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) issues: Vec<Issue>,
}

/// Link all texts. Lines come out in the order they came in, bad ones at the end.
pub(crate) fn link(args: &Link, global: &Global) -> Result<()> {
    if args.no_reading {
        return crate::archive::link(args, global);
    }
    let reader = reader(global)?;
    let mut items = Vec::new();
    let mut order: BTreeMap<String, usize> = BTreeMap::new();
    for item in intake::json_lines(input(&args.files)?, &options()) {
        let item = item.map_err(|e| broken_input(&e))?;
        if let Item::Report(r) = &item {
            let next = order.len();
            order.entry(r.sha256.clone()).or_insert(next);
        }
        items.push(item);
    }
    let mut loaded = intake::gather(items);
    loaded.reports.sort_by_key(|r| order.get(&r.sha256).copied());
    let reports: Vec<&Report> = loaded.reports.iter().collect();
    let progress = Progress::new("reading", reports.len(), global.quiet);
    let readings = read_all(&reader, &reports, threads(global), &progress);
    drop(progress);
    // By id, so that the order of the input changes nothing but the order of the output.
    let families: Vec<Option<String>> = reports.iter().map(|r| family(r, reader.know())).collect();
    let mut docs: Vec<TraceDoc<'_>> =
        reports.iter().zip(&readings).zip(&families).map(|((r, reading), f)| doc(r, reading, f.as_deref())).collect();
    docs.sort_by_key(|d| d.id);
    let mut lines: BTreeMap<String, LinkLine> = trace::link(&docs).into_iter().map(|l| (l.id.clone(), l)).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for r in reports {
        let Some(line) = lines.remove(&r.id) else { continue };
        let issues = r.issues.iter().map(|i| Issue { report: None, ..i.clone() }).collect();
        write_line(&mut out, &Linked { line, issues })?;
    }
    for i in loaded.issues {
        if i.code != "duplicate-report" {
            write_line(&mut out, &unread(i))?;
        }
    }
    out.flush().map_err(|e| Failure::output("standard output", &e))
}

/// The line for what could not be read.
pub(crate) fn unread(i: Issue) -> Linked {
    let id = i.report.clone().unwrap_or_default();
    let line = LinkLine { id, ..LinkLine::default() };
    Linked { line, issues: vec![Issue { report: None, ..i }] }
}

/// The newsroom or owner family behind a text, where the tables know it.
pub(crate) fn family(r: &Report, know: &know::Know) -> Option<String> {
    let by_address = r.url.as_deref().and_then(|u| know.publisher_by_domain(u));
    let known = by_address.or_else(|| r.outlet.as_deref().and_then(|o| know.publisher_by_outlet(o)));
    known.map(|p| p.family().to_owned()).or_else(|| r.outlet.clone())
}

/// What tracing needs of a report.
fn doc<'a>(r: &'a Report, reading: &'a Reading, publisher: Option<&'a str>) -> TraceDoc<'a> {
    TraceDoc {
        id: &r.id,
        title: r.title.as_deref(),
        text: &r.text,
        published: r.published.as_ref(),
        url: r.url.as_deref(),
        outlet: r.outlet.as_deref(),
        author: r.author.as_deref(),
        publisher,
        links: &r.links,
        reading,
    }
}
