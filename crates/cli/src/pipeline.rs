//! From paths and a store to readings: what all commands share.
//!
//! Key decision: readings are made in parallel and put together by report id, so that threads change the time and nothing else.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use intake::{Item, Options};
use know::Know;
use model::{Issue, Moment, Picture, Place, PlaceMention, Reading, Report};
use publish::PageOptions;
use read::Reader;
use store::{Batch, Body, SOME_REPORTS, SqliteStore, Store, each};

use crate::{
    args::Global,
    clock,
    error::{Failure, Result},
    import::Kept,
    progress::Progress,
};

/// Readings kept in the store at a time: a run that is broken off loses no more than this.
const BATCH: usize = 500;
/// Bytes kept in the store at a time.
const BYTES: usize = 16 << 20;

/// The first argument by which the program is asked to read documents for another of its kind. People have no use for it.
#[cfg(feature = "archives")]
pub(crate) const APART: &str = "__read-apart";

/// How files are read: documents that may do harm to their reader in a process of their own.
pub(crate) fn options(global: &Global) -> Options {
    Options {
        columns: global.columns.clone().unwrap_or_default(),
        #[cfg(feature = "archives")]
        child: child(),
        ..Options::default()
    }
}

/// The program itself. All that is read in one run shares its processes.
#[cfg(feature = "archives")]
fn child() -> Option<intake::Child> {
    static CHILD: std::sync::OnceLock<Option<intake::Child>> = std::sync::OnceLock::new();
    CHILD.get_or_init(|| Some(intake::Child::new(std::env::current_exe().ok()?, [APART]))).clone()
}

/// The reader that the options ask for.
pub(crate) fn reader(global: &Global) -> Result<Arc<Reader>> {
    let know = match &global.know {
        Some(path) => Know::open(path)?,
        None => Know::bundled()?,
    };
    Ok(Arc::new(Reader::new(know)?))
}

/// Threads that the options ask for.
pub(crate) fn threads(global: &Global) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    global.threads.map_or_else(all, usize::from)
}

/// Hash of all that decides what is read in a text: readings made with another are made anew.
pub(crate) fn rules(reader: &Reader) -> String {
    let parts = [env!("CARGO_PKG_VERSION"), reader.know().digest(), reader.packs().digest()];
    model::sha256_hex(parts.join("\0").as_bytes())
}

/// Read one report. A fault of the program costs this report and no other.
pub(crate) fn read_one(reader: &Reader, report: &Report) -> Reading {
    catch_unwind(AssertUnwindSafe(|| reader.read(report))).unwrap_or_else(|_| Reading {
        lang: report.lang.clone().unwrap_or_else(|| "und".to_owned()),
        issues: vec![
            Issue::new(
                "internal-error",
                "reading this report failed; this is a fault of the program, please report it with the text",
            )
            .in_report(&report.id),
        ],
        ..Reading::default()
    })
}

/// Read reports on several threads; the result is in their order.
pub(crate) fn read_all(reader: &Reader, reports: &[&Report], threads: usize, progress: &Progress) -> Vec<Reading> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Reading)>> = Mutex::new(Vec::with_capacity(reports.len()));
    let work = || {
        while let Some((i, report)) = {
            let i = next.fetch_add(1, Ordering::Relaxed);
            reports.get(i).map(|r| (i, *r))
        } {
            let reading = read_one(reader, report);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((i, reading));
            progress.step();
        }
    };
    std::thread::scope(|s| {
        for _ in 1..threads.min(reports.len()) {
            s.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, r)| r).collect()
}

/// What to say where no reason is known.
pub(crate) const NO_REPORT: &str = "there is no report in the paths that were given";

/// The error that nothing could be read: for the first of so many reasons, or for want of any.
pub(crate) fn nothing_read(issues: &[Issue], all: usize, none: &str) -> Failure {
    let why = match issues.first() {
        None => none.to_owned(),
        Some(one) if all == 1 => one.note.clone(),
        Some(first) => format!("{} (and {} more like it)", first.note, all - 1),
    };
    let hint = "give files or folders of reports: pages, feeds, archives, mail, tables, documents, text; `firsthand read --help` tells the formats";
    Failure { exit: 1, ..Failure::new("nothing-read", format!("nothing could be read: {why}"), hint) }
}

/// Reports from paths, whose bytes go into the store as they are met: of many pages they are more than the memory should hold.
fn load_and_keep(paths: &[PathBuf], options: &Options, store: &mut SqliteStore) -> Result<intake::Loaded> {
    let mut failed = None;
    let mut bodies: Vec<Body> = Vec::new();
    let mut put = |bodies: &mut Vec<Body>| {
        if failed.is_none() && !bodies.is_empty() {
            failed = store.keep(&Batch { bodies, ..Batch::default() }).err();
        }
        bodies.clear();
    };
    let sources = paths.iter().map(|p| intake::Source::path(p)).collect();
    let loaded = intake::gather(intake::stream(sources, options).filter_map(|item| match item {
        Item::Bytes(b) => {
            bodies.push(Kept::from(b).0);
            if bodies.iter().map(|b| b.bytes.len()).sum::<usize>() > BYTES || bodies.len() >= BATCH {
                put(&mut bodies);
            }
            None
        }
        other => Some(other),
    }));
    put(&mut bodies);
    match failed {
        Some(e) => Err(e.into()),
        None => Ok(loaded),
    }
}

/// Everything that is known, read.
pub(crate) struct Desk {
    pub(crate) reader: Arc<Reader>,
    engine: engine::Engine,
    /// Issues of files that gave no report.
    issues: Vec<Issue>,
    /// Reports that were given in this run.
    pub(crate) given: usize,
    /// Reports that are known.
    pub(crate) known: usize,
}

impl Desk {
    /// Read the paths, and what the store holds.
    pub(crate) fn open(paths: &[PathBuf], db: Option<&PathBuf>, global: &Global) -> Result<Self> {
        let reader = reader(global)?;
        let mut engine = engine::Engine::new(Arc::clone(&reader));
        let keep_bytes = db.is_some();
        let options = Options { keep_bytes, ..options(global) };
        let mut store = db.map(|db| SqliteStore::open(db)).transpose()?;
        let loaded = match &mut store {
            None => intake::load(paths, &options),
            Some(store) => load_and_keep(paths, &options, store)?,
        };
        let given = loaded.reports.len();
        let known = match &mut store {
            None => {
                let progress = Progress::new("reading", given, global.quiet);
                let readings =
                    read_all(&reader, &loaded.reports.iter().collect::<Vec<_>>(), threads(global), &progress);
                for (report, reading) in loaded.reports.into_iter().zip(readings) {
                    engine.add_read(report, reading);
                }
                given
            }
            Some(store) => {
                let now = clock::now()?;
                store.keep(&Batch { reports: &loaded.reports, taken_in: Some(&now), ..Batch::default() })?;
                drop(loaded.reports);
                let rules = rules(&reader);
                crate::import::read_what_is_left(store, &rules, &reader, global)?;
                engine.decide(crate::judge::pins(&store.judgements(None)?));
                // One by one: the picture holds them all, and nothing else has to.
                for held in each(SOME_REPORTS, |at, n| store.reports_from(at, n)) {
                    let report = held?.report;
                    let reading = store.reading(&rules, &report.id)?.unwrap_or_default();
                    engine.add_read(report, reading);
                }
                store.size()?
            }
        };
        Ok(Self { reader, engine, issues: loaded.issues, given, known })
    }

    /// An error, when paths were given and nothing in them could be read.
    pub(crate) fn nothing_read(&self, paths: &[PathBuf]) -> Option<Failure> {
        if self.given > 0 || (paths.is_empty() && self.known > 0) {
            return None;
        }
        let none = if paths.is_empty() { "the store holds no reports" } else { NO_REPORT };
        Some(nothing_read(&self.issues, self.issues.len(), none))
    }

    /// The picture, with the issues of this run.
    pub(crate) fn picture(&self, as_of: Option<&Moment>) -> Picture {
        let mut picture = self.engine.picture(as_of);
        if picture.schema.is_empty() {
            model::SCHEMA.clone_into(&mut picture.schema);
        }
        if picture.method.rules.is_empty() {
            picture.method.rules = rules(&self.reader);
            env!("CARGO_PKG_VERSION").clone_into(&mut picture.method.version);
        }
        picture.issues.extend(self.issues.iter().cloned());
        picture.issues.sort();
        picture.issues.dedup();
        picture
    }

    /// The reports themselves, for their texts.
    pub(crate) fn reports(&self) -> Vec<Report> {
        self.engine.known().map(|(r, _)| r.clone()).collect()
    }

    /// What a page shows beyond the picture: where named places are, as the reports' own mentions were resolved, and a notice when
    /// all outlets are invented ones.
    pub(crate) fn page_options(&self, picture: &Picture) -> PageOptions {
        let mut found: BTreeMap<&str, BTreeMap<u32, (usize, &PlaceMention)>> = BTreeMap::new();
        for p in self.engine.known().flat_map(|(_, reading)| &reading.places) {
            if p.lat.is_some() && p.lon.is_some() && p.feature.as_deref() != Some("country") {
                let by_id = found.entry(p.text.as_str()).or_default();
                by_id.entry(p.geonames_id.unwrap_or(0)).or_insert((0, p)).0 += 1;
            }
        }
        let mut places = BTreeMap::new();
        for name in publish::place_names(picture) {
            // "Shaddadi, a town in the northeast": the mention that comes first names the place, the others say where that is.
            let mentions = found.iter().filter_map(|(text, by_id)| {
                let at = name.find(text)?;
                let (_, best) = by_id.values().max_by_key(|(n, p)| (*n, std::cmp::Reverse(p.geonames_id)))?;
                Some((at, std::cmp::Reverse(text.len()), *best))
            });
            if let Some((_, _, p)) = mentions.min_by_key(|(at, len, _)| (*at, *len)) {
                let place = Place {
                    name: p.name.clone().unwrap_or_else(|| p.text.clone()),
                    lat: p.lat,
                    lon: p.lon,
                    admin1: p.admin1.clone(),
                    country: p.country.clone(),
                    precision_m: p.precision_m,
                    feature: p.feature.clone(),
                };
                places.insert(name, place);
            }
        }
        let mut hosts =
            picture.reports.iter().filter_map(|r| r.url.as_deref()?.split("://").nth(1)?.split('/').next()).peekable();
        // .example is reserved for this: no real outlet can have such an address.
        let invented = hosts.peek().is_some() && hosts.all(|h| h.ends_with(".example"));
        let notice = invented.then(|| {
            "An exercise: these reports were written for testing after what was publicly reported; their outlets are invented.".to_owned()
        });
        PageOptions { places, notice }
    }
}
