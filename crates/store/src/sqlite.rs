//! One SQLite file: opens in any SQLite browser, survives a power cut, is backed up by copying.

use std::{collections::BTreeMap, io::Read, path::Path, time::Duration};

use evidence::Entry;
use flate2::read::ZlibDecoder;
use model::{EvidencePart, Moment, Reading, Report, Span};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Batch, Body, BodyInfo, Error, Fetch, Held, Judgement, Outcome, Put, Receipt, Result, Stamp, Store, base,
    fetch_entry, judgement_entry,
    memory::{free, outcome, stored},
    packed::{self, Packer},
    search::{self, Field, Found, Hit, Query},
    unknown_bytes, unknown_report, unknown_stamp,
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
", "
    CREATE TABLE body (
        seq        INTEGER PRIMARY KEY,
        sha256     TEXT NOT NULL UNIQUE,
        media_type TEXT NOT NULL,
        private    INTEGER NOT NULL,
        size       INTEGER NOT NULL,
        packed     BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER body_kept BEFORE DELETE ON body BEGIN SELECT RAISE(ABORT, 'captures are never removed'); END;
    CREATE TRIGGER body_fixed BEFORE UPDATE ON body BEGIN SELECT RAISE(ABORT, 'captures are never changed'); END;
    CREATE TABLE fetch (
        seq       INTEGER PRIMARY KEY,
        asked     TEXT NOT NULL,
        url       TEXT NOT NULL,
        at        TEXT NOT NULL,
        status    INTEGER NOT NULL,
        head      BLOB NOT NULL,
        sha256    TEXT NOT NULL REFERENCES body (sha256),
        truncated INTEGER NOT NULL
    ) STRICT;
    CREATE TRIGGER fetch_kept BEFORE DELETE ON fetch BEGIN SELECT RAISE(ABORT, 'captures are never removed'); END;
    CREATE TRIGGER fetch_fixed BEFORE UPDATE ON fetch BEGIN SELECT RAISE(ABORT, 'captures are never changed'); END;
    CREATE TABLE stamp (
        seq     INTEGER PRIMARY KEY,
        size    INTEGER NOT NULL,
        root    TEXT NOT NULL,
        kind    TEXT NOT NULL,
        service TEXT NOT NULL,
        wanted  TEXT NOT NULL,
        UNIQUE (root, size, kind, service)
    ) STRICT;
    CREATE TABLE receipt (
        stamp INTEGER PRIMARY KEY REFERENCES stamp (seq),
        at    TEXT NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER stamp_kept BEFORE DELETE ON stamp BEGIN SELECT RAISE(ABORT, 'time stamps are never removed'); END;
    CREATE TRIGGER stamp_fixed BEFORE UPDATE ON stamp BEGIN SELECT RAISE(ABORT, 'time stamps are never changed'); END;
    CREATE TRIGGER receipt_kept BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'time stamps are never removed'); END;
    CREATE TRIGGER receipt_fixed BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'time stamps are never changed'); END;
    CREATE TABLE source_state (
        name TEXT PRIMARY KEY,
        json TEXT NOT NULL
    ) STRICT;
    CREATE TABLE sentence (
        seq    INTEGER PRIMARY KEY,
        report INTEGER NOT NULL REFERENCES report (seq),
        part   INTEGER NOT NULL,
        start  INTEGER NOT NULL,
        end    INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sentence_report ON sentence (report);
    CREATE VIRTUAL TABLE found USING fts5 (
        words, claims, speakers, content = '', contentless_delete = 1, tokenize = \"unicode61 remove_diacritics 0\"
    );
", "
    ALTER TABLE reading ADD COLUMN packed BLOB;
    ALTER TABLE report ADD COLUMN taken_in TEXT;
"];

/// Files of this format or an older one have no log yet.
const BEFORE_LOG: usize = 1;
/// Files of this format or an older one have no index of their sentences yet.
const BEFORE_INDEX: usize = 2;

/// A number that the file keeps of itself.
fn number(db: &Connection, name: &str) -> Result<i64> {
    db.pragma_query_value(None, name, |r| r.get(0)).map_err(explain)
}

fn another_programs() -> Error {
    Error {
        code: "store-not-a-store",
        note: "the file is a database of another program".to_owned(),
        hint: "name a file that firsthand made, or one that does not exist yet".to_owned(),
    }
}

/// Bring a file, which may be empty, to today's tables; gives the format that it had. A file of another program, or of a newer one, is
/// left as it is.
pub(crate) fn migrate(tx: &Transaction<'_>, application: i32, steps: &[&str]) -> Result<usize> {
    let (whose, version) = (number(tx, "application_id")?, number(tx, "user_version")?);
    let tables: i64 = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(explain)?;
    if whose != i64::from(application) && (tables > 0 || whose != 0) {
        return Err(another_programs());
    }
    let known = steps.len();
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    if done > known {
        return Err(Error {
            code: "store-newer",
            note: format!("the file has format {version}, this program knows up to {known}"),
            hint: "use the newer firsthand that wrote it; nothing was changed".to_owned(),
        });
    }
    for step in steps.iter().skip(done) {
        tx.execute_batch(step).map_err(explain)?;
    }
    if done < known {
        tx.pragma_update(None, "application_id", application).map_err(explain)?;
        tx.pragma_update(None, "user_version", known as i64).map_err(explain)?;
    }
    Ok(done)
}

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    db: Connection,
    packer: Packer,
}

pub(crate) fn explain(e: rusqlite::Error) -> Error {
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

    /// Open a file for looking alone: nothing in it is changed, also not to bring an older one up to date.
    pub fn open_to_look(path: &Path) -> Result<Self> {
        let db = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(explain)?;
        db.busy_timeout(Duration::from_secs(5)).map_err(explain)?;
        if number(&db, "application_id")? != i64::from(APPLICATION_ID) {
            return Err(another_programs());
        }
        Ok(Self { db, packer: Packer::new() })
    }

    /// A store that is gone with the program.
    pub fn in_memory() -> Result<Self> {
        Self::prepare(Connection::open_in_memory().map_err(explain)?)
    }

    fn prepare(mut db: Connection) -> Result<Self> {
        db.busy_timeout(Duration::from_secs(5)).map_err(explain)?;
        db.pragma_update(None, "foreign_keys", true).map_err(explain)?;
        let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(explain)?;
        let done = migrate(&tx, APPLICATION_ID, MIGRATIONS)?;
        if (1..=BEFORE_LOG).contains(&done) {
            begin_log(&tx)?;
        }
        if (1..=BEFORE_INDEX).contains(&done) {
            begin_index(&tx)?;
        }
        tx.commit().map_err(explain)?;
        Ok(Self { db, packer: Packer::new() })
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
        begin(&mut self.db)
    }
}

fn begin(db: &mut Connection) -> Result<Transaction<'_>> {
    db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(explain)
}

fn append(tx: &Transaction<'_>, entry: &Entry) -> Result<()> {
    tx.prepare_cached("INSERT INTO log (line) VALUES (?1)")
        .and_then(|mut s| s.execute([entry.line()]))
        .map(|_| ())
        .map_err(explain)
}

/// A file from before the log: what is in it enters now, reports first, each in the order it was kept.
fn begin_log(tx: &Transaction<'_>) -> Result<()> {
    for r in crate::each(crate::SOME_REPORTS, |at, n| reports_from(tx, at, n)) {
        append(tx, &Entry::capture(&r?.report))?;
    }
    for j in read_judgements(tx, None)? {
        append(tx, &judgement_entry(&j))?;
    }
    Ok(())
}

/// What a report would be: the id it would have, or has, and what would become of it.
fn look(db: &Connection, r: &Report) -> Result<Put> {
    let base = base(&r.id);
    let known: Option<String> = db
        .prepare_cached("SELECT id FROM report WHERE base = ?1 AND sha256 = ?2")
        .and_then(|mut s| s.query_row(params![base, r.sha256], |row| row.get(0)).optional())
        .map_err(explain)?;
    if let Some(id) = known {
        return Ok(Put { id, outcome: Outcome::Known });
    }
    let mut failed = None;
    let id = free(&r.id, |id| {
        let taken = db.prepare_cached("SELECT 1 FROM report WHERE id = ?1").and_then(|mut s| s.exists([id]));
        taken.unwrap_or_else(|e| {
            failed = Some(e);
            false
        })
    });
    if let Some(e) = failed {
        return Err(explain(e));
    }
    let earlier: Option<String> = match &r.url {
        Some(url) => db
            .prepare_cached("SELECT id FROM report WHERE url = ?1 ORDER BY seq DESC LIMIT 1")
            .and_then(|mut s| s.query_row([url], |row| row.get(0)).optional())
            .map_err(explain)?,
        None => None,
    };
    let outcome = outcome(r, &id, earlier);
    Ok(Put { id, outcome })
}

fn put(tx: &Transaction<'_>, r: &Report) -> Result<Put> {
    let put = look(tx, r)?;
    if put.outcome == Outcome::Known {
        return Ok(put);
    }
    let (base, id) = (base(&r.id), &put.id);
    let kept = stored(r, id);
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
    Ok(put)
}

fn put_body(tx: &Transaction<'_>, packer: &mut Packer, b: &Body) -> Result<()> {
    if held(tx, &b.sha256)? {
        return Ok(());
    }
    let packed = packer.page(&b.bytes).map_err(|e| damaged("bytes to be kept", e))?;
    tx.prepare_cached("INSERT INTO body (sha256, media_type, private, size, packed) VALUES (?1, ?2, ?3, ?4, ?5)")
        .and_then(|mut s| s.execute(params![b.sha256, b.media_type, b.private, b.bytes.len() as i64, packed]))
        .map(|_| ())
        .map_err(explain)
}

fn held(db: &Connection, sha256: &str) -> Result<bool> {
    db.prepare_cached("SELECT 1 FROM body WHERE sha256 = ?1").and_then(|mut s| s.exists([sha256])).map_err(explain)
}

fn put_fetch(tx: &Transaction<'_>, f: &Fetch) -> Result<()> {
    if !held(tx, &f.sha256)? {
        return Err(unknown_bytes(f));
    }
    tx.prepare_cached(
        "INSERT INTO fetch (asked, url, at, status, head, sha256, truncated) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .and_then(|mut s| s.execute(params![f.asked, f.url, f.at.to_string(), f.status, f.head, f.sha256, f.truncated]))
    .map_err(explain)?;
    append(tx, &fetch_entry(f))
}

/// Make a report's sentences findable; those of a reading with other rules are not any more.
fn index(tx: &Transaction<'_>, seq: i64, report: &Report, reading: &Reading) -> Result<()> {
    let run =
        |sql: &str, p: &[&dyn rusqlite::ToSql]| tx.prepare_cached(sql).and_then(|mut s| s.execute(p)).map_err(explain);
    run("DELETE FROM found WHERE rowid IN (SELECT seq FROM sentence WHERE report = ?1)", &[&seq])?;
    run("DELETE FROM sentence WHERE report = ?1", &[&seq])?;
    for e in search::entries(report, reading) {
        let part = i64::from(e.part == EvidencePart::Title);
        let (start, end) = (e.span.start as i64, e.span.end as i64);
        run("INSERT INTO sentence (report, part, start, end) VALUES (?1, ?2, ?3, ?4)", &[&seq, &part, &start, &end])?;
        let row = tx.last_insert_rowid();
        run(
            "INSERT INTO found (rowid, words, claims, speakers) VALUES (?1, ?2, ?3, ?4)",
            &[&row, &e.words, &e.claims, &e.speakers],
        )?;
    }
    Ok(())
}

/// A file from before the index: what was read in it can be found from now on.
fn begin_index(tx: &Transaction<'_>) -> Result<()> {
    let ids: Vec<(i64, String)> = tx
        .prepare("SELECT report, min(rules) FROM reading GROUP BY report ORDER BY report")
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .map_err(explain)?;
    for (seq, rules) in ids {
        // From before readings were packed.
        let json: String = tx
            .query_row("SELECT json FROM reading WHERE report = ?1 AND rules = ?2", params![seq, rules], |r| r.get(0))
            .map_err(explain)?;
        // A reading that cannot be read is told when it is asked for; it must not keep the file from opening.
        if let Ok(reading) = from_json("a reading", &json) {
            index(tx, seq, &text_of(tx, seq)?, &reading)?;
        }
    }
    Ok(())
}

/// The query in the words of the index.
fn fts(query: &Query) -> String {
    let phrase = |c: &search::Clause| {
        let column = match c.field {
            Field::Any => "",
            Field::Claims => "claims : ",
            Field::Speakers => "speakers : ",
        };
        // Words hold letters and digits alone, so that nothing in them is a sign of the query's language.
        format!("{column}\"{}\"{}", c.words.join(" "), if c.prefix { " *" } else { "" })
    };
    let of = |not: bool| query.clauses.iter().filter(move |c| c.not == not).map(phrase).collect::<Vec<_>>();
    let mut out = format!("({})", of(false).join(" AND "));
    for c in of(true) {
        out = format!("({out} NOT {c})");
    }
    out
}

impl Store for SqliteStore {
    fn keep(&mut self, batch: &Batch<'_>) -> Result<Vec<Put>> {
        let tx = begin(&mut self.db)?;
        batch.bodies.iter().try_for_each(|b| put_body(&tx, &mut self.packer, b))?;
        batch.fetches.iter().try_for_each(|f| put_fetch(&tx, f))?;
        for (name, json) in batch.states {
            tx.prepare_cached(
                "INSERT INTO source_state (name, json) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET json = ?2",
            )
            .and_then(|mut s| s.execute([name, json]))
            .map_err(explain)?;
        }
        let puts = batch.reports.iter().map(|r| put(&tx, r)).collect::<Result<Vec<_>>>()?;
        tx.commit().map_err(explain)?;
        Ok(puts)
    }

    fn look(&self, reports: &[Report]) -> Result<Vec<Outcome>> {
        reports.iter().map(|r| Ok(look(&self.db, r)?.outcome)).collect()
    }

    fn size(&self) -> Result<usize> {
        let n: i64 = self.db.query_row("SELECT count(*) FROM report", [], |r| r.get(0)).map_err(explain)?;
        Ok(usize::try_from(n).unwrap_or(usize::MAX))
    }

    fn reports_from(&self, place: u64, most: usize) -> Result<Vec<(u64, Held)>> {
        reports_from(&self.db, place, most)
    }

    fn held(&self, id: &str) -> Result<Option<Held>> {
        Ok(read_reports(&self.db, "WHERE id = ?1", &[&id])?.pop().map(|(_, h)| h))
    }

    fn revised(&self) -> Result<Vec<(String, Vec<String>)>> {
        let mut s = self
            .db
            .prepare_cached(
                "SELECT url, id, seq FROM report INDEXED BY report_url WHERE url IN
                 (SELECT url FROM report WHERE url IS NOT NULL GROUP BY url HAVING count(*) > 1) ORDER BY url, seq",
            )
            .map_err(explain)?;
        let mut rows = s.query([]).map_err(explain)?;
        let mut out: Vec<(i64, (String, Vec<String>))> = Vec::new();
        while let Some(row) = rows.next().map_err(explain)? {
            let (url, id): (String, String) = (row.get(0).map_err(explain)?, row.get(1).map_err(explain)?);
            match out.last_mut() {
                Some((_, (last, ids))) if *last == url => ids.push(id),
                _ => out.push((row.get(2).map_err(explain)?, (url, vec![id]))),
            }
        }
        out.sort_by_key(|(first, _)| *first);
        Ok(out.into_iter().map(|(_, one)| one).collect())
    }

    fn body(&self, sha256: &str) -> Result<Option<Body>> {
        let row: Option<(String, bool, u64, Vec<u8>)> = self
            .db
            .prepare_cached("SELECT media_type, private, size, packed FROM body WHERE sha256 = ?1")
            .and_then(|mut s| {
                s.query_row([sha256], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)?.unsigned_abs(), r.get(3)?)))
                    .optional()
            })
            .map_err(explain)?;
        let Some((media_type, private, size, packed)) = row else { return Ok(None) };
        let mut bytes = Vec::new();
        // No more than was put in may come out, whatever became of the file.
        ZlibDecoder::new(packed.as_slice())
            .take(size)
            .read_to_end(&mut bytes)
            .map_err(|e| damaged("the bytes of a capture", e))?;
        Ok(Some(Body { sha256: sha256.to_owned(), media_type, private, bytes }))
    }

    fn body_info(&self, sha256: &str) -> Result<Option<BodyInfo>> {
        self.db
            .prepare_cached("SELECT seq, sha256, media_type, private, size FROM body WHERE sha256 = ?1")
            .and_then(|mut s| s.query_row([sha256], body_info).optional())
            .map(|found| found.map(|(_, b)| b))
            .map_err(explain)
    }

    fn bodies_from(&self, place: u64, most: usize) -> Result<Vec<(u64, BodyInfo)>> {
        self.db
            .prepare_cached(
                "SELECT seq, sha256, media_type, private, size FROM body WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            )
            .and_then(|mut s| s.query_map(span(place, most), body_info)?.collect())
            .map_err(explain)
    }

    fn fetches_from(&self, place: u64, most: usize) -> Result<Vec<(u64, Fetch)>> {
        let mut s = self
            .db
            .prepare_cached(
                "SELECT seq, asked, url, at, status, head, sha256, truncated FROM fetch WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            )
            .map_err(explain)?;
        let mut rows = s.query(span(place, most)).map_err(explain)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(explain)? {
            let at: String = row.get(3).map_err(explain)?;
            let at = at.parse().map_err(|e: String| damaged("the time of a capture", e))?;
            let fetch = || -> rusqlite::Result<(u64, Fetch)> {
                let (asked, url, status) = (row.get(1)?, row.get(2)?, row.get(4)?);
                let (head, sha256, truncated) = (row.get(5)?, row.get(6)?, row.get(7)?);
                let seq = row.get::<_, i64>(0)?.unsigned_abs();
                Ok((seq, Fetch { asked, url, at, status, head, sha256, truncated }))
            };
            out.push(fetch().map_err(explain)?);
        }
        Ok(out)
    }

    fn want_stamp(&mut self, s: &Stamp) -> Result<u64> {
        let tx = self.begin()?;
        let size = i64::try_from(s.head.size).unwrap_or(i64::MAX);
        tx.prepare_cached(
            "INSERT INTO stamp (size, root, kind, service, wanted) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        )
        .and_then(|mut q| q.execute(params![size, s.head.root, s.kind, s.service, s.wanted.to_string()]))
        .map_err(explain)?;
        let number: i64 = tx
            .prepare_cached("SELECT seq FROM stamp WHERE size = ?1 AND root = ?2 AND kind = ?3 AND service = ?4")
            .and_then(|mut q| q.query_row(params![size, s.head.root, s.kind, s.service], |r| r.get(0)))
            .map_err(explain)?;
        tx.commit().map_err(explain)?;
        Ok(number.unsigned_abs())
    }

    fn put_receipt(&mut self, number: u64, receipt: &Receipt) -> Result<()> {
        let tx = self.begin()?;
        let number_here = i64::try_from(number).unwrap_or(0);
        let there = tx.prepare_cached("SELECT 1 FROM stamp WHERE seq = ?1").and_then(|mut q| q.exists([number_here]));
        if !there.map_err(explain)? {
            return Err(unknown_stamp(number));
        }
        tx.prepare_cached("INSERT INTO receipt (stamp, at, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
            .and_then(|mut q| q.execute(params![number_here, receipt.at.to_string(), receipt.bytes]))
            .map_err(explain)?;
        tx.commit().map_err(explain)
    }

    fn stamps(&self) -> Result<Vec<(Stamp, Option<Receipt>)>> {
        let mut s = self
            .db
            .prepare_cached(
                "SELECT size, root, kind, service, wanted, at, bytes FROM stamp LEFT JOIN receipt ON stamp = seq ORDER BY seq",
            )
            .map_err(explain)?;
        let mut rows = s.query([]).map_err(explain)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(explain)? {
            let size = row.get::<_, i64>(0).map_err(explain)?.unsigned_abs();
            let wanted = moment("the time of a time stamp", row.get(4).map_err(explain)?)?;
            let at = moment("the time of a time stamp", row.get(5).map_err(explain)?)?;
            let stamp = Stamp {
                head: evidence::Head { size, root: row.get(1).map_err(explain)? },
                kind: row.get(2).map_err(explain)?,
                service: row.get(3).map_err(explain)?,
                wanted: wanted.ok_or_else(|| damaged("the time of a time stamp", "it is missing"))?,
            };
            let bytes: Option<Vec<u8>> = row.get(6).map_err(explain)?;
            out.push((stamp, at.zip(bytes).map(|(at, bytes)| Receipt { at, bytes })));
        }
        Ok(out)
    }

    fn states(&self) -> Result<BTreeMap<String, String>> {
        self.db
            .prepare_cached("SELECT name, json FROM source_state")
            .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
            .map_err(explain)
    }

    fn reading(&self, rules: &str, report: &str) -> Result<Option<Reading>> {
        let kept = self
            .db
            .prepare_cached(
                "SELECT g.json, g.packed FROM reading g JOIN report r ON r.seq = g.report WHERE g.rules = ?1 AND r.id = ?2",
            )
            .and_then(|mut s| s.query_row([rules, report], |r| Ok((r.get(0)?, r.get(1)?))).optional())
            .map_err(explain)?;
        kept.map(|(json, packed)| unpack(json, packed)).transpose()
    }

    fn search(&self, query: &Query) -> Result<Found> {
        let mut found = Found::default();
        let mut s = self
            .db
            .prepare_cached(
                "SELECT r.id, s.part, s.start, s.end, r.outlet, r.published FROM found f
                 JOIN sentence s ON s.seq = f.rowid JOIN report r ON r.seq = s.report
                 WHERE found MATCH ?1 ORDER BY f.rank, r.id, s.part DESC, s.start",
            )
            .map_err(explain)?;
        let mut rows = s.query([fts(query)]).map_err(explain)?;
        while let Some(row) = rows.next().map_err(explain)? {
            let report = Report {
                id: row.get(0).map_err(explain)?,
                outlet: row.get(4).map_err(explain)?,
                published: moment("a publication time", row.get(5).map_err(explain)?)?,
                ..Report::default()
            };
            if !query.wants(&report) {
                continue;
            }
            found.total += 1;
            if found.hits.len() < query.limit {
                let number = |i: usize| row.get::<_, i64>(i).map(|n| usize::try_from(n).unwrap_or(0)).map_err(explain);
                let part = if number(1)? == 1 { EvidencePart::Title } else { EvidencePart::Body };
                found.hits.push(Hit { report: report.id, part, span: Span::new(number(2)?, number(3)?) });
            }
        }
        Ok(found)
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
        let tx = begin(&mut self.db)?;
        for (id, reading) in readings {
            let seq: Option<i64> = tx
                .prepare_cached("SELECT seq FROM report WHERE id = ?1")
                .and_then(|mut s| s.query_row([id], |row| row.get(0)).optional())
                .map_err(explain)?;
            let seq = seq.ok_or_else(|| unknown_report(id))?;
            let there = tx
                .prepare_cached("SELECT 1 FROM reading WHERE rules = ?1 AND report = ?2")
                .and_then(|mut s| s.exists(params![rules, seq]))
                .map_err(explain)?;
            if there {
                continue;
            }
            let json = to_json(reading)?;
            // A reading larger than what is unpacked stays as it is.
            let packed = if json.len() < packed::LARGEST { Some(self.packer.reading(json.as_bytes())) } else { None };
            let packed = packed.transpose().map_err(|e| damaged("a reading to be kept", e))?;
            let json = if packed.is_some() { "" } else { &json };
            tx.prepare_cached("INSERT INTO reading (rules, report, json, packed) VALUES (?1, ?2, ?3, ?4)")
                .and_then(|mut s| s.execute(params![rules, seq, json, packed]))
                .map_err(explain)?;
            index(&tx, seq, &text_of(&tx, seq)?, reading)?;
        }
        tx.commit().map_err(explain)
    }

    fn readings(&self, rules: &str) -> Result<BTreeMap<String, Reading>> {
        let mut s = self
            .db
            .prepare_cached(
                "SELECT r.id, g.json, g.packed FROM reading g JOIN report r ON r.seq = g.report WHERE g.rules = ?1",
            )
            .map_err(explain)?;
        let mut rows = s.query([rules]).map_err(explain)?;
        let mut out = BTreeMap::new();
        while let Some(row) = rows.next().map_err(explain)? {
            let kept = |i: usize| row.get(i).map_err(explain);
            let reading = unpack(kept(1)?, row.get(2).map_err(explain)?)?;
            out.insert(kept(0)?, reading);
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

    fn log_from(&self, place: u64, most: usize) -> Result<Vec<(u64, String)>> {
        self.db
            .prepare_cached("SELECT seq, line FROM log WHERE seq > ?1 ORDER BY seq LIMIT ?2")
            .and_then(|mut s| {
                s.query_map(span(place, most), |r| Ok((r.get::<_, i64>(0)?.unsigned_abs(), r.get(1)?)))?.collect()
            })
            .map_err(explain)
    }

    fn still(&self, look: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        let tx = self.db.unchecked_transaction().map_err(explain)?;
        look()?;
        tx.commit().map_err(explain)
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

/// A reading as it is kept: packed, or as older files have it.
fn unpack(json: String, packed: Option<Vec<u8>>) -> Result<Reading> {
    let json = match packed {
        Some(p) => packed::unpack_reading(&p).map_err(|e| damaged("a reading", e))?,
        None => json.into_bytes(),
    };
    serde_json::from_slice(&json).map_err(|e| damaged("a reading", e))
}

/// The headline and text of a report: what the index is made of.
fn text_of(db: &Connection, seq: i64) -> Result<Report> {
    db.prepare_cached("SELECT title, text FROM report WHERE seq = ?1")
        .and_then(|mut s| s.query_row([seq], |r| Ok(Report { title: r.get(0)?, text: r.get(1)?, ..Report::default() })))
        .map_err(explain)
}

/// Where to begin and how many at most, as the statements take them.
fn span(place: u64, most: usize) -> [i64; 2] {
    [i64::try_from(place).unwrap_or(i64::MAX), i64::try_from(most).unwrap_or(i64::MAX)]
}

fn body_info(r: &rusqlite::Row<'_>) -> rusqlite::Result<(u64, BodyInfo)> {
    let size = r.get::<_, i64>(4)?.unsigned_abs();
    let info = BodyInfo { sha256: r.get(1)?, media_type: r.get(2)?, private: r.get(3)?, size };
    Ok((r.get::<_, i64>(0)?.unsigned_abs(), info))
}

fn reports_from(db: &Connection, place: u64, most: usize) -> Result<Vec<(u64, Held)>> {
    let [place, most] = span(place, most);
    read_reports(db, "WHERE seq > ?1 ORDER BY seq LIMIT ?2", &[&place, &most])
}

/// Reports; `which` is one of our own clauses.
fn read_reports(db: &Connection, which: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<(u64, Held)>> {
    let mut s = db
        .prepare_cached(&format!(
            "SELECT id, sha256, url, outlet, published, captured, title, lang, text, links, issues, pages, taken_in, seq
             FROM report {which}"
        ))
        .map_err(explain)?;
    let mut rows = s.query(values).map_err(explain)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(explain)? {
        let text = |i: usize| row.get::<_, Option<String>>(i).map_err(explain);
        let report = Report {
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
            author: None,
            modified: None,
        };
        let taken_in = moment("the time a report was taken in", text(12)?)?;
        let seq = row.get::<_, i64>(13).map_err(explain)?.unsigned_abs();
        out.push((seq, Held { report, taken_in }));
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
