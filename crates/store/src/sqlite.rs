//! One SQLite file: opens in any SQLite browser, survives a power cut, is backed up by copying.

use std::{collections::BTreeMap, path::Path, time::Duration};

use evidence::Entry;
use model::{Moment, Reading, Report};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Error, Judgement, Put, Result, Store, base, judgement_entry,
    memory::{free, outcome, stored},
    unknown_report,
};

/// Marks a file as ours ("FHND"), so that no other program's database is ever added to.
const APPLICATION_ID: i32 = 0x4648_4E44;

/// Steps from an empty file to today's tables. Add-only: a step that was released is never edited.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE report (
        seq       INTEGER PRIMARY KEY,
        id        TEXT NOT NULL UNIQUE,
        base      TEXT NOT NULL,
        sha256    TEXT NOT NULL,
        url       TEXT,
        outlet    TEXT,
        published TEXT,
        captured  TEXT,
        title     TEXT,
        lang      TEXT,
        text      TEXT NOT NULL,
        links     TEXT NOT NULL,
        issues    TEXT NOT NULL,
        UNIQUE (base, sha256)
    ) STRICT;
    CREATE INDEX report_url ON report (url, seq) WHERE url IS NOT NULL;
    CREATE TABLE reading (
        rules  TEXT NOT NULL,
        report INTEGER NOT NULL REFERENCES report (seq),
        json   TEXT NOT NULL,
        PRIMARY KEY (rules, report)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE judgement (
        seq      INTEGER PRIMARY KEY AUTOINCREMENT,
        claim    TEXT NOT NULL,
        decision TEXT NOT NULL,
        why      TEXT NOT NULL,
        who      TEXT NOT NULL,
        at       TEXT NOT NULL
    ) STRICT;
    CREATE INDEX judgement_claim ON judgement (claim, seq);
    CREATE TRIGGER judgement_kept BEFORE DELETE ON judgement BEGIN SELECT RAISE(ABORT, 'judgements are never removed'); END;
    CREATE TRIGGER judgement_fixed BEFORE UPDATE ON judgement BEGIN SELECT RAISE(ABORT, 'judgements are never changed'); END;
    CREATE TRIGGER report_kept BEFORE DELETE ON report BEGIN SELECT RAISE(ABORT, 'reports are never removed'); END;
    CREATE TRIGGER report_fixed BEFORE UPDATE ON report BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END;
", "
    ALTER TABLE report ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
    CREATE TABLE log (
        seq  INTEGER PRIMARY KEY,
        line TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER log_kept BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is never shortened'); END;
    CREATE TRIGGER log_fixed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
"];

/// Files of this format or an older one have no log yet.
const BEFORE_LOG: usize = 1;

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    db: Connection,
}

fn explain(e: rusqlite::Error) -> Error {
    let (code, hint) = match e.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ("store-busy", "another firsthand is writing to the same file; wait for it or use another file")
        }
        Some(ErrorCode::DiskFull) => ("store-full", "make room on the disk; what was there is unharmed"),
        Some(ErrorCode::NotADatabase) => {
            ("store-not-a-store", "name a file that firsthand made, or one that does not exist yet")
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            ("store-damaged", "restore the file from a backup, or read the reports again into a new one")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            ("store-open", "check that the folder exists and that you may write to it and to the file")
        }
        _ => ("store-io", "run again; if it happens again, report it with this message"),
    };
    Error { code, note: format!("the store failed: {e}"), hint: hint.to_owned() }
}

fn damaged(what: &str, e: impl std::fmt::Display) -> Error {
    Error {
        code: "store-damaged",
        note: format!("{what} in the store cannot be read: {e}"),
        hint: "restore the file from a backup, or read the reports again into a new one".to_owned(),
    }
}

fn to_json<T: Serialize>(v: &T) -> Result<String> {
    serde_json::to_string(v).map_err(|e| damaged("a value to be kept", e))
}

fn from_json<T: DeserializeOwned>(what: &str, s: &str) -> Result<T> {
    serde_json::from_str(s).map_err(|e| damaged(what, e))
}

fn moment(what: &str, s: Option<String>) -> Result<Option<Moment>> {
    s.map(|s| s.parse().map_err(|e: String| damaged(what, e))).transpose()
}

impl SqliteStore {
    /// Open a file, making it where it does not exist.
    pub fn open(path: &Path) -> Result<Self> {
        let db = Connection::open(path).map_err(explain)?;
        // WAL: a reader never waits for the writer. FULL: what was acknowledged is on the disk, also when the power fails.
        db.pragma_update(None, "journal_mode", "WAL").map_err(explain)?;
        db.pragma_update(None, "synchronous", "FULL").map_err(explain)?;
        Self::prepare(db)
    }

    /// A store that is gone with the program.
    pub fn in_memory() -> Result<Self> {
        Self::prepare(Connection::open_in_memory().map_err(explain)?)
    }

    fn prepare(mut db: Connection) -> Result<Self> {
        db.busy_timeout(Duration::from_secs(5)).map_err(explain)?;
        db.pragma_update(None, "foreign_keys", true).map_err(explain)?;
        let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(explain)?;
        let number = |name: &str| tx.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(explain);
        let (application, version) = (number("application_id")?, number("user_version")?);
        let tables: i64 = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(explain)?;
        if application != i64::from(APPLICATION_ID) && (tables > 0 || application != 0) {
            return Err(Error {
                code: "store-not-a-store",
                note: "the file is a database of another program".to_owned(),
                hint: "name a file that firsthand made, or one that does not exist yet".to_owned(),
            });
        }
        let known = MIGRATIONS.len();
        let done = usize::try_from(version).unwrap_or(usize::MAX);
        if done > known {
            return Err(Error {
                code: "store-newer",
                note: format!("the file has format {version}, this program knows up to {known}"),
                hint: "use the newer firsthand that wrote it; nothing was changed".to_owned(),
            });
        }
        for step in MIGRATIONS.iter().skip(done) {
            tx.execute_batch(step).map_err(explain)?;
        }
        if (1..=BEFORE_LOG).contains(&done) {
            begin_log(&tx)?;
        }
        if done < known {
            tx.pragma_update(None, "application_id", APPLICATION_ID).map_err(explain)?;
            tx.pragma_update(None, "user_version", known as i64).map_err(explain)?;
        }
        tx.commit().map_err(explain)?;
        Ok(Self { db })
    }

    /// Copies the store into a new file, also while others read and write it; the copy is whole or not there.
    ///
    /// `progress` is told how many pages of the file are done, of how many.
    pub fn backup(&self, to: &Path, mut progress: impl FnMut(usize, usize)) -> Result<()> {
        if to.exists() {
            return Err(Error {
                code: "store-there-already",
                note: format!("{} is there already", to.display()),
                hint: "name a file that does not exist yet; nothing was changed".to_owned(),
            });
        }
        let part = to.with_extension(format!("part-{}", std::process::id()));
        let done = self.copy_to(&part, &mut progress).and_then(|()| {
            std::fs::rename(&part, to).map_err(|e| Error {
                code: "store-open",
                note: format!("{} could not be made: {e}", to.display()),
                hint: "check that the folder exists and that you may write to it".to_owned(),
            })
        });
        if done.is_err() {
            // what is half there must not be taken for a backup
            let _ = std::fs::remove_file(&part);
        }
        done
    }

    fn copy_to(&self, part: &Path, progress: &mut dyn FnMut(usize, usize)) -> Result<()> {
        /// Pages copied before others get their turn.
        const PAGES: i32 = 1024;
        let mut copy = Connection::open(part).map_err(explain)?;
        let backup = rusqlite::backup::Backup::new(&self.db, &mut copy).map_err(explain)?;
        loop {
            let step = backup.step(PAGES).map_err(explain)?;
            let p = backup.progress();
            let count = |n: i32| usize::try_from(n).unwrap_or(0);
            progress(count(p.pagecount - p.remaining), count(p.pagecount));
            match step {
                rusqlite::backup::StepResult::Done => break,
                rusqlite::backup::StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(50)),
            }
        }
        drop(backup);
        // one file without companions, so that it can be carried about
        copy.pragma_update(None, "journal_mode", "DELETE").map_err(explain)?;
        copy.close().map_err(|(_, e)| explain(e))
    }

    fn begin(&mut self) -> Result<Transaction<'_>> {
        self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(explain)
    }
}

fn append(tx: &Transaction<'_>, entry: &Entry) -> Result<()> {
    tx.prepare_cached("INSERT INTO log (line) VALUES (?1)")
        .and_then(|mut s| s.execute([entry.line()]))
        .map(|_| ())
        .map_err(explain)
}

/// A file from before the log: what is in it enters now, reports first, each in the order it was kept.
fn begin_log(tx: &Transaction<'_>) -> Result<()> {
    for r in read_reports(tx, "seq")? {
        append(tx, &Entry::capture(&r))?;
    }
    for j in read_judgements(tx, None)? {
        append(tx, &judgement_entry(&j))?;
    }
    Ok(())
}

fn put(tx: &Transaction<'_>, r: &Report) -> Result<Put> {
    let base = base(&r.id);
    let known: Option<String> = tx
        .prepare_cached("SELECT id FROM report WHERE base = ?1 AND sha256 = ?2")
        .and_then(|mut s| s.query_row(params![base, r.sha256], |row| row.get(0)).optional())
        .map_err(explain)?;
    if let Some(id) = known {
        return Ok(Put { id, outcome: crate::Outcome::Known });
    }
    let mut failed = None;
    let id = free(&r.id, |id| {
        let taken = tx.prepare_cached("SELECT 1 FROM report WHERE id = ?1").and_then(|mut s| s.exists([id]));
        taken.unwrap_or_else(|e| {
            failed = Some(e);
            false
        })
    });
    if let Some(e) = failed {
        return Err(explain(e));
    }
    let earlier: Option<String> = match &r.url {
        Some(url) => tx
            .prepare_cached("SELECT id FROM report WHERE url = ?1 ORDER BY seq DESC LIMIT 1")
            .and_then(|mut s| s.query_row([url], |row| row.get(0)).optional())
            .map_err(explain)?,
        None => None,
    };
    let kept = stored(r, &id);
    let (published, captured) =
        (r.published.as_ref().map(Moment::to_string), r.captured.as_ref().map(Moment::to_string));
    let (links, issues, pages) = (to_json(&kept.links)?, to_json(&kept.issues)?, to_json(&kept.pages)?);
    tx.prepare_cached(
        "INSERT INTO report (id, base, sha256, url, outlet, published, captured, title, lang, text, links, issues, pages)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )
    .and_then(|mut s| {
        s.execute(params![
            id, base, r.sha256, r.url, r.outlet, published, captured, r.title, r.lang, r.text, links, issues, pages
        ])
    })
    .map_err(explain)?;
    append(tx, &Entry::capture(&kept))?;
    let outcome = outcome(r, &id, earlier);
    Ok(Put { id, outcome })
}

impl Store for SqliteStore {
    fn put_reports(&mut self, reports: &[Report]) -> Result<Vec<Put>> {
        let tx = self.begin()?;
        let puts = reports.iter().map(|r| put(&tx, r)).collect::<Result<Vec<_>>>()?;
        tx.commit().map_err(explain)?;
        Ok(puts)
    }

    fn reports(&self) -> Result<Vec<Report>> {
        read_reports(&self.db, "id")
    }

    fn unread(&self, rules: &str) -> Result<Vec<String>> {
        self.db
            .prepare_cached(
                "SELECT id FROM report r WHERE NOT EXISTS (SELECT 1 FROM reading WHERE rules = ?1 AND report = r.seq) ORDER BY id",
            )
            .and_then(|mut s| s.query_map([rules], |row| row.get(0))?.collect())
            .map_err(explain)
    }

    fn put_readings(&mut self, rules: &str, readings: &[(String, Reading)]) -> Result<()> {
        let tx = self.begin()?;
        for (id, reading) in readings {
            let seq: Option<i64> = tx
                .prepare_cached("SELECT seq FROM report WHERE id = ?1")
                .and_then(|mut s| s.query_row([id], |row| row.get(0)).optional())
                .map_err(explain)?;
            let seq = seq.ok_or_else(|| unknown_report(id))?;
            let json = to_json(reading)?;
            tx.prepare_cached("INSERT INTO reading (rules, report, json) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
                .and_then(|mut s| s.execute(params![rules, seq, json]))
                .map_err(explain)?;
        }
        tx.commit().map_err(explain)
    }

    fn readings(&self, rules: &str) -> Result<BTreeMap<String, Reading>> {
        let mut s = self
            .db
            .prepare_cached("SELECT r.id, g.json FROM reading g JOIN report r ON r.seq = g.report WHERE g.rules = ?1")
            .map_err(explain)?;
        let mut rows = s.query([rules]).map_err(explain)?;
        let mut out = BTreeMap::new();
        while let Some(row) = rows.next().map_err(explain)? {
            let (id, json): (String, String) = (row.get(0).map_err(explain)?, row.get(1).map_err(explain)?);
            let reading = from_json("a reading", &json)?;
            out.insert(id, reading);
        }
        Ok(out)
    }

    fn judge(&mut self, j: &Judgement) -> Result<u64> {
        let tx = self.begin()?;
        tx.prepare_cached("INSERT INTO judgement (claim, decision, why, who, at) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut s| s.execute(params![j.claim, j.decision, j.why, j.who, j.when.to_string()]))
            .map_err(explain)?;
        let number = tx.last_insert_rowid().unsigned_abs();
        append(&tx, &judgement_entry(j))?;
        tx.commit().map_err(explain)?;
        Ok(number)
    }

    fn judgements(&self, claim: Option<&str>) -> Result<Vec<Judgement>> {
        read_judgements(&self.db, claim)
    }

    fn log(&self) -> Result<Vec<String>> {
        self.db
            .prepare_cached("SELECT line FROM log ORDER BY seq")
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .map_err(explain)
    }

    fn faults(&self) -> Result<Vec<String>> {
        let mut out: Vec<String> = self
            .db
            .prepare("PRAGMA integrity_check")
            .and_then(|mut s| s.query_map([], |row| row.get::<_, String>(0))?.collect())
            .map_err(explain)?;
        out.retain(|line| line != "ok");
        let torn: i64 =
            self.db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0)).map_err(explain)?;
        if torn > 0 {
            out.push(format!("{torn} rows belong to a report that is not there"));
        }
        let (lines, last): (i64, i64) = self
            .db
            .query_row("SELECT count(*), ifnull(max(seq), 0) FROM log", [], |r| Ok((r.get(0)?, r.get(1)?)))
            .map_err(explain)?;
        if lines != last {
            out.push(format!("the log counts to {last} and has {lines} lines"));
        }
        Ok(out)
    }
}

/// All reports; `order` is one of our own columns.
fn read_reports(db: &Connection, order: &str) -> Result<Vec<Report>> {
    let mut s = db
        .prepare_cached(&format!(
            "SELECT id, sha256, url, outlet, published, captured, title, lang, text, links, issues, pages FROM report ORDER BY {order}"
        ))
        .map_err(explain)?;
    let mut rows = s.query([]).map_err(explain)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(explain)? {
        let text = |i: usize| row.get::<_, Option<String>>(i).map_err(explain);
        out.push(Report {
            id: text(0)?.unwrap_or_default(),
            sha256: text(1)?.unwrap_or_default(),
            url: text(2)?,
            outlet: text(3)?,
            published: moment("a publication time", text(4)?)?,
            captured: moment("a capture time", text(5)?)?,
            title: text(6)?,
            lang: text(7)?,
            text: text(8)?.unwrap_or_default(),
            links: from_json("a list of links", &text(9)?.unwrap_or_default())?,
            issues: from_json("a list of issues", &text(10)?.unwrap_or_default())?,
            pages: from_json("the pages of a document", &text(11)?.unwrap_or_default())?,
        });
    }
    Ok(out)
}

fn read_judgements(db: &Connection, claim: Option<&str>) -> Result<Vec<Judgement>> {
    let mut s = db
        .prepare_cached(
            "SELECT claim, decision, why, who, at FROM judgement WHERE ?1 IS NULL OR claim = ?1 ORDER BY seq",
        )
        .map_err(explain)?;
    let mut rows = s.query([claim]).map_err(explain)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(explain)? {
        let text = |i: usize| row.get::<_, String>(i).map_err(explain);
        let when = text(4)?.parse().map_err(|e: String| damaged("a judgement's time", e))?;
        out.push(Judgement { claim: text(0)?, decision: text(1)?, why: text(2)?, who: text(3)?, when });
    }
    Ok(out)
}
