//! A desk's file as evidence: whole or not, copied and brought back, and its log's heads and proofs.
//!
//! Key decision: what is checked or proven is data, on standard output; a file that is not what its log says is exit code 1, so that a
//! script can tell.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
};

use ::evidence::{Entry, Growth, Head, Inclusion, Log, Passing};
use serde::{Serialize, de::DeserializeOwned};
use store::{Checked, SOME_LINES, SqliteStore, Store, each};

use crate::{
    args::{Backup, Check, EvidenceCommand, Global, Restore},
    error::{Failure, Result},
    output,
    progress::Progress,
};

/// Report, judgement or line of the log that is not what it was.
const NOT_WHOLE: u8 = 1;

impl From<::evidence::Error> for Failure {
    fn from(e: ::evidence::Error) -> Self {
        Self { exit: NOT_WHOLE, ..Self::new(e.code, e.note, e.hint) }
    }
}

/// The desk's file, which must be there.
pub(crate) fn open(db: &Path) -> Result<SqliteStore> {
    if !db.exists() {
        let hint = "make it with `firsthand read REPORTS --db FILE`";
        return Err(Failure::new("store-open", format!("there is no file {}", db.display()), hint));
    }
    Ok(SqliteStore::open(db)?)
}

/// Is the file whole, and what its log says?
pub(crate) fn check(a: &Check, global: &Global) -> Result<()> {
    let earlier: Option<Head> = a.head.as_deref().map(read_json).transpose()?;
    let checked = checked(&open(&a.db)?, earlier.as_ref(), global)?;
    let data = if a.format == "json" { as_json(&checked) } else { as_text(&checked, earlier.as_ref()) };
    output::write(None, data.as_bytes())?;
    match checked.problems.len() {
        0 => Ok(()),
        n => {
            let what = format!("{n} things in {} are not as they should be", a.db.display());
            let hint = "keep the file as it is, and go on with the last backup that passes `firsthand check`";
            Err(Failure { exit: NOT_WHOLE, ..Failure::new("store-not-whole", what, hint) })
        }
    }
}

/// Looks at all there is, and tells how far it is.
fn checked(store: &SqliteStore, earlier: Option<&Head>, global: &Global) -> Result<Checked> {
    let progress = Progress::new("checking", 0, global.quiet);
    Ok(store::check_telling(store, earlier, &mut |stage, done, all| progress.at(stage, done, all))?)
}

fn as_text(c: &Checked, earlier: Option<&Head>) -> String {
    let mut out = format!("{} reports, {} judgements, {} lines of the log\n", c.reports, c.judgements, c.head.size);
    let _ = writeln!(out, "head {}", c.head.root);
    for p in &c.problems {
        let _ = writeln!(out, "[{}] {}", p.code, publish::clean_line(&p.note));
    }
    if c.problems.is_empty() {
        out.push_str("whole: every report and judgement is what the log says\n");
        if let Some(head) = earlier {
            let _ = writeln!(out, "grown: the first {} lines are those of the head that was given", head.size);
        }
    }
    out
}

fn as_json(c: &Checked) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        code: &'a str,
        note: &'a str,
    }
    #[derive(Serialize)]
    struct Whole<'a> {
        whole: bool,
        reports: usize,
        judgements: usize,
        head: &'a Head,
        problems: Vec<Line<'a>>,
    }
    let problems: Vec<Line<'_>> = c.problems.iter().map(|p| Line { code: p.code, note: &p.note }).collect();
    pretty(&Whole { whole: problems.is_empty(), reports: c.reports, judgements: c.judgements, head: &c.head, problems })
}

/// Copy the file, whole, also while it is written to.
pub(crate) fn backup(a: &Backup, global: &Global) -> Result<()> {
    let store = open(&a.db)?;
    copy(&store, &a.to, "copying", global)?;
    let checked = checked(&SqliteStore::open(&a.to)?, None, global)?;
    if !checked.problems.is_empty() {
        return output::write(None, as_text(&checked, None).as_bytes()).and(Err(Failure {
            exit: NOT_WHOLE,
            ..Failure::new(
                "store-not-whole",
                format!("{} was copied with its faults", a.db.display()),
                "go on with the last backup that passes `firsthand check`",
            )
        }));
    }
    say(global, &format!("{} reports, head {}", checked.reports, checked.head.root));
    Ok(())
}

/// Put a backup in the place of the file. What was there is kept beside it.
pub(crate) fn restore(a: &Restore, global: &Global) -> Result<()> {
    let from = open(&a.from)?;
    let checked = checked(&from, None, global)?;
    if !checked.problems.is_empty() {
        output::write(None, as_text(&checked, None).as_bytes())?;
        let what = format!("{} is not whole; nothing was changed", a.from.display());
        let hint = "choose another backup";
        return Err(Failure { exit: NOT_WHOLE, ..Failure::new("store-not-whole", what, hint) });
    }
    // the copy is made first, so that a full disk leaves everything as it is
    let ready = beside(&a.db, "restored");
    copy(&from, &ready, "bringing back", global)?;
    let moved =
        |from: &Path, to: &Path| std::fs::rename(from, to).map_err(|e| Failure::output(&to.display().to_string(), &e));
    let mut kept = None;
    if a.db.exists() {
        // what stands in the companion of the old file goes into it before it is put away; a file that cannot be opened is what
        // backups are for, and is kept as it is
        drop(SqliteStore::open(&a.db));
        let old = beside(&a.db, "before-restore");
        for end in ["-wal", "-shm", ""] {
            let (was, now) = (with_end(&a.db, end), with_end(&old, end));
            if was.exists() {
                moved(&was, &now)?;
            }
        }
        kept = Some(old);
    }
    moved(&ready, &a.db)?;
    let kept = kept.map(|k| format!("; what was there is in {}", k.display())).unwrap_or_default();
    say(global, &format!("{} reports, head {}{kept}", checked.reports, checked.head.root));
    Ok(())
}

/// A name beside a file that nothing has yet.
fn beside(path: &Path, what: &str) -> PathBuf {
    (1u32..).map(|n| with_end(path, &format!(".{what}-{n}"))).find(|p| !p.exists()).expect("some number is free")
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn copy(store: &SqliteStore, to: &Path, what: &'static str, global: &Global) -> Result<()> {
    let progress = Progress::new(what, 0, global.quiet);
    Ok(store.backup(to, |done, all| progress.at(what, done, all))?)
}

/// Heads and proofs of the log.
pub(crate) fn evidence(a: &EvidenceCommand, global: &Global) -> Result<()> {
    let data = match a {
        EvidenceCommand::Stamp { db, tsa, calendar, allow, roots, contact } => {
            let wanted = crate::stamps::Wanted { authorities: tsa, calendars: calendar, allow, roots, contact };
            return crate::stamps::run(db, &wanted, global);
        }
        EvidenceCommand::Receipts { db, output } => return crate::stamps::receipts(db, output.as_deref()),
        EvidenceCommand::Head { db } => pretty(&head(&open(db)?)?),
        EvidenceCommand::Prove { db, id } => pretty(&prove(db, id)?),
        EvidenceCommand::Grown { db, head } => {
            let old: Head = read_json(head)?;
            let mut log = Log::default();
            for line in lines(&open(db)?) {
                log.push(&line?);
            }
            let growth = log.growth(old.size)?;
            if growth.old != old {
                let what = format!("the first {} lines are not those of the head that was given", old.size);
                let hint = "the log was written anew since, or the head is of another file; compare with a backup";
                return Err(Failure { exit: NOT_WHOLE, ..Failure::new("log-rewritten", what, hint) });
            }
            pretty(&growth)
        }
        EvidenceCommand::Verify { proof, head } => verify(proof, head.as_deref())?,
    };
    output::write(None, data.as_bytes())
}

/// The lines of the log, one after another.
fn lines(store: &SqliteStore) -> impl Iterator<Item = store::Result<String>> {
    each(SOME_LINES, |at, n| store.log_from(at, n))
}

/// The head of the log as it is now.
pub(crate) fn head(store: &SqliteStore) -> Result<Head> {
    let mut passing = Passing::default();
    for line in lines(store) {
        passing.push(&line?);
    }
    Ok(passing.head())
}

fn prove(db: &Path, id: &str) -> Result<Inclusion> {
    // "#3": the third judgement
    let number = id.strip_prefix('#').and_then(|n| n.parse::<usize>().ok());
    let mut judgements = 0;
    let mut log = Log::default();
    let mut found: Option<(u64, String)> = None;
    for line in lines(&open(db)?) {
        let line = line?;
        let wanted = found.is_none()
            && match (serde_json::from_str::<Entry>(&line), number) {
                (Ok(Entry::Capture { report, .. }), None) => report == id,
                (Ok(Entry::Judgement { .. }), Some(n)) => {
                    judgements += 1;
                    judgements == n
                }
                _ => false,
            };
        let at = log.size();
        log.push(&line);
        if wanted {
            found = Some((at, line));
        }
    }
    let (at, line) = found.ok_or_else(|| {
        let hint = "give the id of a report, as the picture shows it, or # and the number of a decision";
        Failure::new("no-such-entry", format!("the log has nothing on {id}"), hint)
    })?;
    Ok(log.inclusion(at, &line)?)
}

fn verify(proof: &Path, head: Option<&Path>) -> Result<String> {
    let known: Option<Head> = head.map(read_json).transpose()?;
    let value: serde_json::Value = read_json(proof)?;
    let of_one = value.get("line").is_some();
    let (found, says) = if of_one {
        let p: Inclusion = read_json(proof)?;
        p.verify()?;
        let says = format!(
            "line {} of {} stands in the log with this head\n{}\n",
            p.index,
            p.head.size,
            publish::clean_line(&p.line)
        );
        (p.head, says)
    } else {
        let p: Growth = read_json(proof)?;
        p.verify()?;
        (
            p.new.clone(),
            format!("the log grew from {} to {} lines, and nothing else was done to it\n", p.old.size, p.new.size),
        )
    };
    match known {
        Some(k) if k != found => {
            let what = "the proof holds, but for another head than the one that was given";
            let hint = "ask for a proof against that head, or for a proof that one grew out of the other";
            Err(Failure { exit: NOT_WHOLE, ..Failure::new("other-head", what, hint) })
        }
        Some(_) => Ok(says),
        None => Ok(format!("{says}head {}\ncompare the head with the one that was made known\n", found.root)),
    }
}

pub(crate) fn pretty<T: Serialize>(value: &T) -> String {
    let mut json = serde_json::to_string_pretty(value).expect("these have only string keys");
    json.push('\n');
    json
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    /// Bytes of a head or a proof at most.
    const LARGEST: u64 = 1 << 20;
    let hint = "give a file that `firsthand evidence` wrote";
    let bad = |code: &str, e: &dyn std::fmt::Display| Failure::new(code, format!("{}: {e}", path.display()), hint);
    let size = std::fs::metadata(path).map_err(|e| bad("unreadable", &e))?.len();
    if size > LARGEST {
        return Err(bad("not-a-proof", &format_args!("{size} bytes are too many for a proof")));
    }
    let bytes = std::fs::read(path).map_err(|e| bad("unreadable", &e))?;
    serde_json::from_slice(&bytes).map_err(|e| bad("not-a-proof", &e))
}

fn say(global: &Global, what: &str) {
    if !global.quiet {
        // nothing is left to be done when standard error itself is gone
        let _ = writeln!(std::io::stderr(), "{what}");
    }
}
