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
use store::{SOME_LINES, SOME_REPORTS, SqliteStore, Store, each};
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

/// What is written: bytes by their hash, and where what is known of them stands.
struct Planned {
    date: String,
    url: String,
    sha256: String,
    of: Source,
    /// Its time is that of its capture.
    timed: bool,
}

/// Where what is known of bytes stands in the store.
enum Source {
    /// An answer, by its place, and the headline of what was read in it.
    Answer(u64, Option<String>),
    /// A report, by its id.
    Report(String),
}

/// What reports tell of the bytes of an answer.
#[derive(Default)]
struct Told {
    /// A report that is to be written was read from them.
    wanted: bool,
    /// Its id and headline; of several reports the last.
    title: Option<(String, String)>,
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
    let progress = Progress::new("looking", 0, global.quiet);
    let planned = plan(&store, &a.reports, a.with_messages, &mut left, &progress)?;
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
    let written = write(&store, &planned, &beside, packaged, &progress).and_then(|()| {
        fs::rename(&beside, &a.output).map_err(|e| Failure::output(&a.output.display().to_string(), &e))
    });
    if written.is_err() {
        // half an archive must not be taken for one
        let _ = fs::remove_file(&beside);
    }
    drop(progress);
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

/// What to write, in the order of time. Of each capture no more is held than orders it.
fn plan(
    store: &SqliteStore,
    wanted: &[String],
    with_messages: bool,
    left: &mut Left,
    progress: &Progress,
) -> Result<Vec<Planned>> {
    let all = wanted.is_empty();
    let mut answered: BTreeMap<String, Told> = BTreeMap::new();
    let mut moments: BTreeSet<i64> = BTreeSet::new();
    for f in each(SOME_LINES, |at, n| store.fetches_from(at, n)) {
        let f = f?;
        moments.insert(f.at.seconds());
        answered.entry(f.sha256).or_default();
    }
    let mut out: Vec<Planned> = Vec::new();
    // Where in it the bytes of this hash are.
    let mut reported: BTreeMap<String, usize> = BTreeMap::new();
    let (mut done, count) = (0, if all { store.size()? } else { wanted.len() });
    let mut one = |r: Report| -> Result<()> {
        done += 1;
        progress.at("looking", done, count);
        let answer = answered.get_mut(&r.sha256);
        let of_answer = answer.is_some();
        if let Some(told) = answer {
            told.wanted = true;
            if let Some(title) = &r.title
                && told.title.as_ref().is_none_or(|(id, _)| !all || *id < r.id)
            {
                told.title = Some((r.id.clone(), title.clone()));
            }
        }
        let Some(body) = store.body_info(&r.sha256)? else {
            left.without_bytes += 1;
            return Ok(());
        };
        if body.private && !with_messages {
            left.private += 1;
            return Ok(());
        }
        // An entry of a feed, a row, a message is no page of the address it names.
        let page = matches!(body.media_type.as_str(), "text/html" | "application/pdf" | "text/plain");
        // What a fetched list holds is in the list already; it would come back twice.
        let listed = !page && r.captured.as_ref().is_some_and(|c| moments.contains(&c.seconds()));
        // An answer tells more of its bytes than a report does.
        if of_answer || (listed && all) {
            return Ok(());
        }
        let planned = Planned {
            date: r.captured.as_ref().or(r.published.as_ref()).map_or_else(|| NO_TIME.to_owned(), utc),
            url: r.url.filter(|_| page).unwrap_or_else(|| format!("urn:sha256:{}", r.sha256)),
            sha256: r.sha256,
            of: Source::Report(r.id),
            timed: r.captured.is_some(),
        };
        match reported.get(&planned.sha256).and_then(|i| out.get_mut(*i)) {
            None => {
                reported.insert(planned.sha256.clone(), out.len());
                out.push(planned);
            }
            // Of several reports of the same bytes the first by its id stands for them, whenever it came.
            Some(other) => {
                if let (Source::Report(old), Source::Report(new)) = (&other.of, &planned.of)
                    && all
                    && new < old
                {
                    *other = planned;
                }
            }
        }
        Ok(())
    };
    if all {
        for held in each(SOME_REPORTS, |at, n| store.reports_from(at, n)) {
            one(held?.report)?;
        }
    }
    for id in wanted {
        one(store.report(id)?.ok_or_else(|| {
            let hint = "ids of reports stand in the picture; `firsthand search` finds them";
            Failure::new("no-such-report", format!("there is no report {id:?} in the file"), hint)
        })?)?;
    }
    left.without_time = out.iter().filter(|p| !p.timed).count();
    let with_place = |at, n| Ok(store.fetches_from(at, n)?.into_iter().map(|(p, f)| (p, (p, f))).collect());
    for f in each(SOME_LINES, with_place) {
        let (place, f) = f?;
        let told = answered.get(&f.sha256).filter(|t| all || t.wanted);
        if let Some(told) = told {
            let title = told.title.as_ref().map(|(_, title)| title.clone());
            let of = Source::Answer(place, title);
            out.push(Planned { date: utc(&f.at), url: f.url, sha256: f.sha256, of, timed: true });
        }
    }
    out.sort_by(|a, b| (&a.date, &a.url, &a.sha256).cmp(&(&b.date, &b.url, &b.sha256)));
    Ok(out)
}

fn utc(m: &Moment) -> String {
    Moment::from_seconds(m.seconds()).map_or_else(|| NO_TIME.to_owned(), |m| m.to_string())
}

/// A capture with all that is known of it; `None` where its bytes are gone.
fn capture(store: &SqliteStore, p: &Planned) -> Result<Option<Capture>> {
    let Some(body) = store.body(&p.sha256)? else { return Ok(None) };
    let plain = Capture {
        url: p.url.clone(),
        date: p.date.clone(),
        media_type: body.media_type,
        body: body.bytes,
        ..Capture::default()
    };
    Ok(match &p.of {
        Source::Report(id) => Some(Capture { title: store.report(id)?.and_then(|r| r.title), ..plain }),
        Source::Answer(place, title) => store.fetches_from(place.saturating_sub(1), 1)?.pop().map(|(_, f)| Capture {
            status: Some(f.status),
            head: Some(f.head).filter(|h| !h.is_empty()),
            title: title.clone(),
            ..plain
        }),
    })
}

fn write(store: &SqliteStore, planned: &[Planned], to: &Path, packaged: bool, progress: &Progress) -> Result<()> {
    let failed = |e: io::Error| Failure::output(&to.display().to_string(), &e);
    let file = BufWriter::new(File::create_new(to).map_err(failed)?);
    let mut archive = if packaged {
        Archive::Wacz(Box::new(wacz::Writer::new(file, SOFTWARE).map_err(failed)?))
    } else {
        Archive::Warc(warc::Writer::new(file, SOFTWARE).map_err(failed)?)
    };
    for (n, p) in planned.iter().enumerate() {
        // One at a time: all of them may be more than the memory holds.
        let Some(capture) = capture(store, p)? else { continue };
        match &mut archive {
            Archive::Wacz(w) => w.add(&capture),
            Archive::Warc(w) => w.add(&capture),
        }
        .map_err(failed)?;
        progress.at("writing", n + 1, planned.len());
    }
    let out = match archive {
        Archive::Wacz(w) => w.finish("Captures of a desk").map_err(failed)?,
        Archive::Warc(w) => w.finish().map_err(failed)?,
    };
    out.into_inner().map_err(|e| failed(e.into_error())).and_then(|f| f.sync_all().map_err(failed))
}
