//! `link --no-reading`: copies and stories of any number of reports, by their words alone.
//!
//! Key decision: the input may be a pipe and larger than memory, and texts are asked back in another order than they came. So each report
//! goes into a temporary file as it is read, which has no name as soon as it is open, and is read back from its place there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use intake::Item;
use know::Know;
use model::{Issue, Report};
use trace::archive::{Archive, Text, Texts};

use crate::{
    args::{Global, Link},
    error::{Failure, Result},
    filters::{Linked, broken_input, family, input, options, unread, write_line},
    pipeline::threads,
    progress::Progress,
};

/// Reports whose lines are made at a time.
const BATCH: u32 = 2048;

/// Reports in a file.
struct Spool {
    file: File,
    /// Where each report lies.
    places: Vec<(u64, u32)>,
    /// What only the whole of the input tells of some reports: another id, no date, issues.
    corrected: BTreeMap<u32, (String, bool, Vec<Issue>)>,
    /// Reports with issues: most have none, and need not be read again to say so.
    troubled: BTreeSet<u32>,
    know: std::sync::Arc<Know>,
}

fn spool_failed(e: &io::Error) -> Failure {
    Failure::new(
        "no-space",
        format!("the texts could not be kept in a temporary file: {e}"),
        "make room, or name a folder with room in the environment variable TMPDIR",
    )
}

/// A new file without a name that others could open.
fn temporary() -> io::Result<File> {
    let dir = std::env::temp_dir();
    for n in 0..1_000 {
        let path: PathBuf = dir.join(format!("firsthand-{}-{n}", std::process::id()));
        let mut how = OpenOptions::new();
        how.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
        match how.open(&path) {
            Ok(file) => {
                // Where a file in use cannot be removed, it stays for the system to clear.
                let _ = std::fs::remove_file(&path);
                return Ok(file);
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(not(unix))]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _held = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut file = file;
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

impl Spool {
    fn report(&self, n: u32) -> Option<Report> {
        let (at, len) = *self.places.get(n as usize)?;
        let mut bytes = vec![0; len as usize];
        read_at(&self.file, &mut bytes, at).ok()?;
        let mut r: Report = serde_json::from_slice(&bytes).ok()?;
        if let Some((id, undated, issues)) = self.corrected.get(&n) {
            r.id.clone_from(id);
            r.issues.extend(issues.iter().cloned());
            if *undated {
                r.published = None;
            }
        }
        Some(r)
    }
}

impl Texts for Spool {
    fn text(&self, n: u32) -> Option<Text> {
        let r = self.report(n)?;
        let publisher = family(&r, &self.know);
        Some(Text {
            publisher,
            id: r.id,
            title: r.title,
            text: r.text,
            published: r.published,
            url: r.url,
            outlet: r.outlet,
            links: r.links,
            lang: r.lang.unwrap_or_default(),
        })
    }
}

/// What is kept of each report while the input is read.
struct Seen {
    id: u64,
    bytes: u64,
    seconds: Option<i64>,
}

/// A number for an id or for bytes; two that differ have one number by the worst of luck only.
fn number(hash: &str) -> u64 {
    u64::from_str_radix(hash.get(..16).unwrap_or("0"), 16).unwrap_or(0)
}

/// Link all texts by their words. Lines come out in the order they came in, bad ones at the end.
pub(crate) fn link(args: &Link, global: &Global) -> Result<()> {
    let know = match &global.know {
        Some(path) => Know::open(path)?,
        None => Know::bundled()?,
    };
    let progress = Progress::new("taking in", 0, global.quiet);
    let file = temporary().map_err(|e| spool_failed(&e))?;
    let mut spool = Spool { file, places: Vec::new(), corrected: BTreeMap::new(), troubled: BTreeSet::new(), know };
    let mut seen: Vec<Seen> = Vec::new();
    let mut bad: Vec<Issue> = Vec::new();
    {
        let mut out = BufWriter::with_capacity(1 << 20, &spool.file);
        let mut at = 0u64;
        for item in intake::json_lines(input(&args.files)?, &options()) {
            match item.map_err(|e| broken_input(&e))? {
                Item::Issue(i) => bad.push(i),
                Item::Bytes(_) => {}
                Item::Report(r) => {
                    let bytes = serde_json::to_vec(&*r).expect("reports have only string keys");
                    out.write_all(&bytes).map_err(|e| spool_failed(&e))?;
                    if !r.issues.is_empty() {
                        spool.troubled.insert(seen.len() as u32);
                    }
                    spool.places.push((at, bytes.len() as u32));
                    at += bytes.len() as u64;
                    seen.push(Seen {
                        id: number(&model::sha256_hex(r.id.as_bytes())),
                        bytes: number(&r.sha256),
                        seconds: r.published.as_ref().map(model::Moment::seconds),
                    });
                    progress.at("taking in", seen.len(), seen.len());
                }
            }
        }
        out.flush().map_err(|e| spool_failed(&e))?;
    }
    one_id_each(&mut spool, &seen);
    drop(seen);

    let mut archive = Archive::new(threads(global));
    let total = spool.places.len();
    let show = |stage, done, of| progress.at(stage, done, of);
    archive.note_all(&spool, total as u32, &show);
    archive.repair(&spool, &show);

    let mut out = BufWriter::new(io::stdout().lock());
    for from in (0..total as u32).step_by(BATCH as usize) {
        let to = (from + BATCH).min(total as u32);
        for (line, n) in archive.lines(from..to, &spool).into_iter().zip(from..) {
            let issues = if spool.troubled.contains(&n) { spool.report(n).map(|r| r.issues) } else { None };
            let issues = issues.unwrap_or_default();
            let issues = issues.into_iter().map(|i| Issue { report: None, ..i }).collect();
            write_line(&mut out, &Linked { line, issues })?;
        }
        progress.at("writing", to as usize, total);
    }
    bad.sort();
    for i in bad {
        write_line(&mut out, &unread(i))?;
    }
    out.flush().map_err(|e| Failure::output("standard output", &e))
}

/// What a folder's reports undergo when they are gathered: each has an id of its own, the very same bytes are taken once, and a date
/// decades after all others is not believed.
fn one_id_each(spool: &mut Spool, seen: &[Seen]) {
    let mut by_id: Vec<(u64, u32)> = seen.iter().map(|s| s.id).zip(0u32..).collect();
    by_id.sort_unstable();
    let mut again: BTreeSet<u32> = BTreeSet::new();
    let taken = |id: &str| {
        let n = number(&model::sha256_hex(id.as_bytes()));
        by_id.binary_search_by_key(&n, |x| x.0).is_ok()
    };
    let mut given: BTreeSet<String> = BTreeSet::new();
    for same in by_id.chunk_by(|a, b| a.0 == b.0).filter(|s| s.len() > 1) {
        let mut order: Vec<(bool, i64, u64, u32)> = same
            .iter()
            .map(|(_, n)| {
                let s = &seen[*n as usize];
                (s.seconds.is_none(), s.seconds.unwrap_or(0), s.bytes, *n)
            })
            .collect();
        order.sort_unstable();
        let mut kept: Vec<u32> = Vec::new();
        let mut bytes: BTreeSet<u64> = BTreeSet::new();
        for (.., b, n) in order {
            if bytes.insert(b) {
                kept.push(n);
            } else {
                again.insert(n);
            }
        }
        let Some(id) = kept.first().and_then(|n| spool.report(*n)).map(|r| r.id) else { continue };
        let mut k = 2;
        for n in kept.into_iter().skip(1) {
            let new = loop {
                let candidate = format!("{id}~{k}");
                k += 1;
                if !taken(&candidate) && given.insert(candidate.clone()) {
                    break candidate;
                }
            };
            let note = format!(
                "another report is called {id:?} as well; this one, published later or not dated, is {new:?} here"
            );
            spool.corrected.insert(n, (new, false, vec![Issue::new("duplicate-id", note)]));
            spool.troubled.insert(n);
        }
    }
    let mut dated: Vec<(i64, u32)> = seen.iter().zip(0u32..).filter_map(|(s, n)| Some((s.seconds?, n))).collect();
    dated.sort_unstable();
    if let [.., (second, _), (last, n)] = dated.as_slice()
        && dated.len() >= 6
        && last - second > 20 * 31_556_952
        && let Some(r) = spool.report(*n)
        && let Some(p) = &r.published
    {
        let note = format!("published {p} is more than 20 years after every other report; the time is not used");
        let slot = spool.corrected.entry(*n).or_insert_with(|| (r.id.clone(), false, Vec::new()));
        slot.1 = true;
        slot.2.push(Issue::new("bad-date", note));
        spool.troubled.insert(*n);
    }
    if !again.is_empty() {
        let old = std::mem::take(&mut spool.places);
        let corrected = std::mem::take(&mut spool.corrected);
        let troubled = std::mem::take(&mut spool.troubled);
        for (place, n) in old.into_iter().zip(0u32..).filter(|(_, n)| !again.contains(n)) {
            if let Some(c) = corrected.get(&n) {
                spool.corrected.insert(spool.places.len() as u32, c.clone());
            }
            if troubled.contains(&n) {
                spool.troubled.insert(spool.places.len() as u32);
            }
            spool.places.push(place);
        }
    }
}
