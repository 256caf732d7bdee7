//! `export`: what was captured, as a web archive that others can open.
//!
//! Key decision: an answer that a server gave is written as it came, with all that the server said; of a page that came as a file the
//! bytes alone are known, and it is written as a file, so that nothing is said to have been sent that was not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::Path,
};

use model::{Moment, Report};
use store::{BodyInfo, SqliteStore, Store};
use warc::{Capture, wacz};

use crate::{
    args::{Export, Global},
    error::{Failure, Result},
    evidence,
    progress::Progress,
};

const SOFTWARE: &str = concat!("firsthand/", env!("CARGO_PKG_VERSION"));
/// Where no time is known at all: a record must have one.
const NO_TIME: &str = "1970-01-01T00:00:00Z";

/// What is written next: bytes by their hash, and what is known of them.
struct Planned {
    sha256: String,
    capture: Capture,
}

/// What was left out, and why.
#[derive(Default)]
struct Left {
    private: usize,
    without_bytes: usize,
    without_time: usize,
}

enum Archive<W: io::Write + io::Seek> {
    Wacz(Box<wacz::Writer<W>>),
    Warc(warc::Writer<W>),
}

/// Write the archive.
pub(crate) fn run(a: &Export, global: &Global) -> Result<()> {
    let name = a.output.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let packaged = name.ends_with(".wacz");
    if !packaged && !name.ends_with(".warc.gz") {
        let hint = "name a file that ends in .wacz or .warc.gz";
        return Err(Failure::new(
            "no-such-format",
            format!("{} is no name of a web archive", a.output.display()),
            hint,
        ));
    }
    let store = evidence::open(&a.db)?;
    let mut left = Left::default();
    let planned = plan(&store, &a.reports, a.with_messages, &mut left)?;
    if planned.is_empty() {
        let hint = if left.private > 0 {
            "what is there are letters and messages; --with-messages writes them too"
        } else {
            "captures are kept from this version on: import the reports again to keep their bytes"
        };
        let what = format!("{} holds no bytes to write", a.db.display());
        return Err(Failure { exit: 1, ..Failure::new("nothing-to-export", what, hint) });
    }
    let beside = a.output.with_extension(format!("part-{}", std::process::id()));
    let written = write(&store, &planned, &beside, packaged, global).and_then(|()| {
        fs::rename(&beside, &a.output).map_err(|e| Failure::output(&a.output.display().to_string(), &e))
    });
    if written.is_err() {
        // half an archive must not be taken for one
        let _ = fs::remove_file(&beside);
    }
    written?;
    if !global.quiet {
        let mut said = format!("{} captures in {}", planned.len(), a.output.display());
        for (n, what) in [
            (left.private, "letters and messages left out (--with-messages writes them)"),
            (left.without_bytes, "reports left out: their bytes were not kept"),
            (
                left.without_time,
                "captures without a time of capture: the time of publication stands in its place, or 1970",
            ),
        ] {
            if n > 0 {
                said.push_str(&format!("\n{n} {what}"));
            }
        }
        // nothing is left to be done when standard error itself is gone
        let _ = writeln!(io::stderr(), "{said}");
    }
    Ok(())
}

/// What to write, in the order of time.
fn plan(store: &SqliteStore, wanted: &[String], with_messages: bool, left: &mut Left) -> Result<Vec<Planned>> {
    let reports: Vec<Report> = if wanted.is_empty() {
        store.reports()?
    } else {
        let one = |id: &String| {
            store.report(id)?.ok_or_else(|| {
                let hint = "ids of reports stand in the picture; `firsthand search` finds them";
                Failure::new("no-such-report", format!("there is no report {id:?} in the file"), hint)
            })
        };
        wanted.iter().map(one).collect::<Result<_>>()?
    };
    let bodies: BTreeMap<String, BodyInfo> = store.bodies()?.into_iter().map(|b| (b.sha256.clone(), b)).collect();
    let mut out = Vec::new();
    // An answer tells more of its bytes than a report does.
    let mut written: BTreeSet<String> = BTreeSet::new();
    let hashes: BTreeSet<&str> = reports.iter().map(|r| r.sha256.as_str()).collect();
    let titles: BTreeMap<&str, &str> =
        reports.iter().filter_map(|r| Some((r.sha256.as_str(), r.title.as_deref()?))).collect();
    let fetches = store.fetches()?;
    let moments: BTreeSet<i64> = fetches.iter().map(|f| f.at.seconds()).collect();
    for f in fetches {
        if !wanted.is_empty() && !hashes.contains(f.sha256.as_str()) {
            continue;
        }
        let Some(body) = bodies.get(&f.sha256) else { continue };
        written.insert(f.sha256.clone());
        let capture = Capture {
            url: f.url,
            date: utc(&f.at),
            status: Some(f.status),
            head: Some(f.head).filter(|h| !h.is_empty()),
            media_type: body.media_type.clone(),
            body: Vec::new(),
            title: titles.get(f.sha256.as_str()).map(|t| (*t).to_owned()),
        };
        out.push(Planned { sha256: f.sha256, capture });
    }
    for r in reports {
        let Some(body) = bodies.get(&r.sha256) else {
            left.without_bytes += 1;
            continue;
        };
        if body.private && !with_messages {
            left.private += 1;
            continue;
        }
        if written.contains(&r.sha256) {
            continue;
        }
        // An entry of a feed, a row, a message is no page of the address it names.
        let page = matches!(body.media_type.as_str(), "text/html" | "application/pdf" | "text/plain");
        // What a fetched list holds is in the list already; it would come back twice.
        let listed = !page && r.captured.as_ref().is_some_and(|c| moments.contains(&c.seconds()));
        if listed && wanted.is_empty() {
            continue;
        }
        left.without_time += usize::from(r.captured.is_none());
        let capture = Capture {
            url: r.url.filter(|_| page).unwrap_or_else(|| format!("urn:sha256:{}", r.sha256)),
            date: r.captured.as_ref().or(r.published.as_ref()).map_or_else(|| NO_TIME.to_owned(), utc),
            status: None,
            head: None,
            media_type: body.media_type.clone(),
            body: Vec::new(),
            title: r.title,
        };
        written.insert(r.sha256.clone());
        out.push(Planned { sha256: r.sha256, capture });
    }
    out.sort_by(|a, b| (&a.capture.date, &a.capture.url, &a.sha256).cmp(&(&b.capture.date, &b.capture.url, &b.sha256)));
    Ok(out)
}

fn utc(m: &Moment) -> String {
    Moment::from_seconds(m.seconds()).map_or_else(|| NO_TIME.to_owned(), |m| m.to_string())
}

fn write(store: &SqliteStore, planned: &[Planned], to: &Path, packaged: bool, global: &Global) -> Result<()> {
    let failed = |e: io::Error| Failure::output(&to.display().to_string(), &e);
    let file = BufWriter::new(File::create_new(to).map_err(failed)?);
    let mut archive = if packaged {
        Archive::Wacz(Box::new(wacz::Writer::new(file, SOFTWARE).map_err(failed)?))
    } else {
        Archive::Warc(warc::Writer::new(file, SOFTWARE).map_err(failed)?)
    };
    let progress = Progress::new("writing", planned.len(), global.quiet);
    for p in planned {
        // One at a time: all of them may be more than the memory holds.
        let Some(body) = store.body(&p.sha256)? else { continue };
        let capture = Capture { body: body.bytes, ..p.capture.clone() };
        match &mut archive {
            Archive::Wacz(w) => w.add(&capture),
            Archive::Warc(w) => w.add(&capture),
        }
        .map_err(failed)?;
        progress.step();
    }
    let out = match archive {
        Archive::Wacz(w) => w.finish("Captures of a desk").map_err(failed)?,
        Archive::Warc(w) => w.finish().map_err(failed)?,
    };
    out.into_inner().map_err(|e| failed(e.into_error())).and_then(|f| f.sync_all().map_err(failed))
}
