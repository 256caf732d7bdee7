//! Tips that nobody has released: a file of its own beside the desk's file.
//!
//! What for: a desk's file is copied, exported and shown; a tip must never be in it before a person has read and released it. So the file
//! next to it holds tips and nothing else does, and no copy of a desk carries one.
//!
//! Key decisions: the file may be read by its owner alone from its first byte. A sender is kept as a keyed hash; the key is drawn
//! when the file is made and stands nowhere else, so that two desks cannot compare their senders. What was done with a tip is only added to. One
//! thing can be destroyed: what a tip says ([`Quarantine::forget`]), since a life may hang on it. "Nothing is destroyed" holds for
//! evidence, that is for what a picture may rest on; no picture rests on what was never released. That there was a tip, and who had it
//! forgotten and why, stays; tables refuse to lose the words of a tip in any other way.

use std::{
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use model::Moment;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use crate::{
    Error, Result,
    sqlite::{explain, migrate},
};

/// Marks the file as a quarantine of ours ("FHTP").
const APPLICATION_ID: i32 = 0x4648_5450;

/// Steps from an empty file to today's tables. Add-only: a step that was released is never edited.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE desk (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT;
    CREATE TABLE tip (
        seq  INTEGER PRIMARY KEY,
        id   TEXT NOT NULL UNIQUE,
        day  TEXT NOT NULL CHECK (length(day) = 10),
        seal BLOB NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE content (
        tip      INTEGER PRIMARY KEY REFERENCES tip (seq),
        sender   TEXT,
        place    TEXT,
        lang     TEXT,
        sha256   TEXT NOT NULL,
        original TEXT NOT NULL,
        redacted TEXT NOT NULL,
        removed  TEXT NOT NULL,
        issues   TEXT NOT NULL
    ) STRICT;
    CREATE TABLE step (
        seq   INTEGER PRIMARY KEY AUTOINCREMENT,
        tip   INTEGER NOT NULL REFERENCES tip (seq),
        state TEXT NOT NULL CHECK (state IN ('received', 'released', 'rejected', 'forgotten')),
        who   TEXT NOT NULL,
        why   TEXT NOT NULL,
        at    TEXT NOT NULL
    ) STRICT;
    CREATE INDEX step_tip ON step (tip, seq);
    CREATE TRIGGER desk_kept BEFORE DELETE ON desk BEGIN SELECT RAISE(ABORT, 'the key is never removed'); END;
    CREATE TRIGGER desk_fixed BEFORE UPDATE ON desk BEGIN SELECT RAISE(ABORT, 'the key is never changed'); END;
    CREATE TRIGGER tip_kept BEFORE DELETE ON tip BEGIN SELECT RAISE(ABORT, 'that there was a tip is never removed'); END;
    CREATE TRIGGER tip_fixed BEFORE UPDATE ON tip BEGIN SELECT RAISE(ABORT, 'tips are never changed'); END;
    CREATE TRIGGER content_fixed BEFORE UPDATE ON content BEGIN SELECT RAISE(ABORT, 'tips are never changed'); END;
    CREATE TRIGGER content_kept BEFORE DELETE ON content
        WHEN NOT EXISTS (SELECT 1 FROM step WHERE tip = OLD.tip AND state = 'forgotten')
        BEGIN SELECT RAISE(ABORT, 'a tip is only forgotten by a logged decision'); END;
    CREATE TRIGGER step_kept BEFORE DELETE ON step BEGIN SELECT RAISE(ABORT, 'the log is never shortened'); END;
    CREATE TRIGGER step_fixed BEFORE UPDATE ON step BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
"];

/// What was done with a tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It came in.
    Received,
    /// A person made it a report.
    Released,
    /// A person decided not to use it.
    Rejected,
    /// A person had what it says wiped.
    Forgotten,
}

impl State {
    /// The word of the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Released => "released",
            Self::Rejected => "rejected",
            Self::Forgotten => "forgotten",
        }
    }

    fn parse(s: &str) -> Self {
        match s {
            "released" => Self::Released,
            "rejected" => Self::Rejected,
            "forgotten" => Self::Forgotten,
            _ => Self::Received,
        }
    }
}

/// A line of a tip's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub state: State,
    /// Who did it; empty for receiving.
    pub who: String,
    /// The reason.
    pub why: String,
    /// When; of receiving, the day alone.
    pub at: String,
}

/// A tip to be kept.
#[derive(Clone, Debug, Default)]
pub struct NewTip<'a> {
    /// The day it came, `2026-01-20`.
    pub day: &'a str,
    /// Who sent it, in one writing; only its keyed hash is kept.
    pub sender: Option<&'a str>,
    /// Where, made coarse.
    pub place: Option<&'a str>,
    /// Its language, where it was told.
    pub lang: Option<&'a str>,
    /// SHA-256 of the bytes as they came.
    pub sha256: &'a str,
    /// Its words.
    pub original: &'a str,
    /// Its words without what leads to a person.
    pub redacted: &'a str,
    /// What was taken out, as JSON.
    pub removed: &'a str,
    /// What a person must know, as JSON.
    pub issues: &'a str,
}

/// What a tip says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TipContent {
    /// Keyed hash of the sender, 16 hexadecimal digits.
    pub sender: Option<String>,
    /// Where, made coarse.
    pub place: Option<String>,
    /// Language.
    pub lang: Option<String>,
    /// SHA-256 of the bytes as they came.
    pub sha256: String,
    /// Its words.
    pub original: String,
    /// Its words without what leads to a person.
    pub redacted: String,
    /// What was taken out, as JSON.
    pub removed: String,
    /// What a person must know, as JSON.
    pub issues: String,
}

/// A tip in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// `tip-` and letters that tell nothing.
    pub id: String,
    /// The day it came.
    pub day: String,
    /// What it says; `None` once it is forgotten.
    pub content: Option<TipContent>,
    /// What was done with it, in order.
    pub steps: Vec<Step>,
}

impl Tip {
    /// What was done last.
    pub fn state(&self) -> State {
        self.steps.last().map_or(State::Received, |s| s.state)
    }

    /// True when it was released at any time.
    pub fn was_released(&self) -> bool {
        self.steps.iter().any(|s| s.state == State::Released)
    }
}

/// The file of tips.
pub struct Quarantine {
    db: Connection,
    key: [u8; 32],
}

impl std::fmt::Debug for Quarantine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // the key is in no message
        f.write_str("Quarantine")
    }
}

/// HMAC-SHA-256 (RFC 2104) over parts joined by a zero byte.
fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let pad = |with: u8| {
        let mut block = [with; BLOCK];
        block.iter_mut().zip(key).for_each(|(b, k)| *b ^= k);
        block
    };
    let mut inner = Sha256::new();
    inner.update(pad(0x36));
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            inner.update([0]);
        }
        inner.update(part);
    }
    let mut outer = Sha256::new();
    outer.update(pad(0x5c));
    outer.update(inner.finalize());
    outer.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Letters and digits that are not taken for one another and make no words.
const ALPHABET: &[u8] = b"bcdfghjkmnpqrstvwxz23456789";

impl Quarantine {
    /// The file of tips beside a desk's file: `desk.sqlite` has `desk.tips.sqlite`.
    pub fn beside(desk: &Path) -> PathBuf {
        let mut name = desk.file_stem().unwrap_or_default().to_owned();
        name.push(".tips");
        if let Some(end) = desk.extension() {
            name.push(".");
            name.push(end);
        }
        desk.with_file_name(name)
    }

    /// Open the file, making it where it does not exist.
    pub fn open(path: &Path) -> Result<Self> {
        private(path).map_err(|e| Error {
            code: "store-open",
            note: format!("{} could not be made readable for its owner alone: {e}", path.display()),
            hint: "check that the folder exists, that you may write to it, and that the file is yours".to_owned(),
        })?;
        let mut db = Connection::open(path).map_err(explain)?;
        db.busy_timeout(Duration::from_secs(5)).map_err(explain)?;
        db.pragma_update(None, "journal_mode", "WAL").map_err(explain)?;
        db.pragma_update(None, "synchronous", "FULL").map_err(explain)?;
        db.pragma_update(None, "foreign_keys", true).map_err(explain)?;
        // what is forgotten is written over, and nothing is spilled into a temporary file
        db.pragma_update(None, "secure_delete", true).map_err(explain)?;
        db.pragma_update(None, "temp_store", "MEMORY").map_err(explain)?;
        let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(explain)?;
        let done = migrate(&tx, APPLICATION_ID, MIGRATIONS)?;
        if done == 0 {
            tx.execute("INSERT INTO desk (one, key) VALUES (1, ?1)", [fresh_key()?.as_slice()]).map_err(explain)?;
        }
        let key = tx.query_row("SELECT key FROM desk", [], |r| r.get::<_, [u8; 32]>(0)).map_err(explain)?;
        tx.commit().map_err(explain)?;
        Ok(Self { db, key })
    }

    /// Keep a tip. The same bytes again change nothing, also once they were forgotten. Gives the id, and whether it is new.
    pub fn put(&mut self, new: &NewTip<'_>) -> Result<(String, bool)> {
        let key = self.key;
        let seal = keyed(&key, &[b"tip", new.sha256.as_bytes()]);
        let tx = self.begin()?;
        let known: Option<String> = tx
            .query_row("SELECT id FROM tip WHERE seal = ?1", [seal.as_slice()], |r| r.get(0))
            .optional()
            .map_err(explain)?;
        if let Some(id) = known {
            return Ok((id, false));
        }
        let id = free_id(&tx, &key, new.sha256)?;
        tx.execute("INSERT INTO tip (id, day, seal) VALUES (?1, ?2, ?3)", params![id, new.day, seal.as_slice()])
            .map_err(explain)?;
        let seq = tx.last_insert_rowid();
        let sender = new.sender.map(|s| hex(&keyed(&key, &[b"sender", s.as_bytes()])[..8]));
        tx.execute(
            "INSERT INTO content (tip, sender, place, lang, sha256, original, redacted, removed, issues)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![seq, sender, new.place, new.lang, new.sha256, new.original, new.redacted, new.removed, new.issues],
        )
        .map_err(explain)?;
        add(&tx, seq, State::Received, "", "", new.day)?;
        tx.commit().map_err(explain)?;
        Ok((id, true))
    }

    /// All tips, in the order they came.
    pub fn tips(&self) -> Result<Vec<Tip>> {
        let ids: Vec<String> = self
            .db
            .prepare_cached("SELECT id FROM tip ORDER BY seq")
            .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
            .map_err(explain)?;
        ids.iter().map(|id| self.tip(id)).collect()
    }

    /// One tip.
    pub fn tip(&self, id: &str) -> Result<Tip> {
        let (seq, day): (i64, String) = self
            .db
            .query_row("SELECT seq, day FROM tip WHERE id = ?1", [id], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()
            .map_err(explain)?
            .ok_or_else(|| unknown(id))?;
        let content = self
            .db
            .query_row(
                "SELECT sender, place, lang, sha256, original, redacted, removed, issues FROM content WHERE tip = ?1",
                [seq],
                content,
            )
            .optional()
            .map_err(explain)?;
        let steps = self
            .db
            .prepare_cached("SELECT state, who, why, at FROM step WHERE tip = ?1 ORDER BY seq")
            .and_then(|mut s| {
                s.query_map([seq], |r| {
                    let state: String = r.get(0)?;
                    Ok(Step { state: State::parse(&state), who: r.get(1)?, why: r.get(2)?, at: r.get(3)? })
                })?
                .collect()
            })
            .map_err(explain)?;
        Ok(Tip { id: id.to_owned(), day, content, steps })
    }

    /// Add what a person did with a tip.
    pub fn step(&mut self, id: &str, state: State, who: &str, why: &str, when: &Moment) -> Result<()> {
        let tx = self.begin()?;
        let seq = number(&tx, id)?;
        add(&tx, seq, state, who, why, &when.to_string())?;
        if state == State::Forgotten {
            tx.execute("DELETE FROM content WHERE tip = ?1", [seq]).map_err(explain)?;
        }
        tx.commit().map_err(explain)
    }

    /// Wipe what a tip says: words, sender, place and hash are written over. That there was one, and who did this and why, stays.
    pub fn forget(&mut self, id: &str, who: &str, why: &str, when: &Moment) -> Result<()> {
        self.step(id, State::Forgotten, who, why, when)?;
        // the companion file still holds the pages as they were
        let busy: i64 = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0)).map_err(explain)?;
        if busy != 0 {
            return Err(Error {
                code: "store-busy",
                note: format!(
                    "{id} is forgotten, but another firsthand still reads the file, and a trace is left beside it"
                ),
                hint: "wait for the other one and run the same command again".to_owned(),
            });
        }
        Ok(())
    }

    /// Write into the file what stands beside it, so that nothing is left in companions.
    pub fn settle(&self) -> Result<()> {
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(explain)
    }

    fn begin(&mut self) -> Result<Transaction<'_>> {
        self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(explain)
    }
}

fn content(r: &Row<'_>) -> rusqlite::Result<TipContent> {
    Ok(TipContent {
        sender: r.get(0)?,
        place: r.get(1)?,
        lang: r.get(2)?,
        sha256: r.get(3)?,
        original: r.get(4)?,
        redacted: r.get(5)?,
        removed: r.get(6)?,
        issues: r.get(7)?,
    })
}

fn number(tx: &Transaction<'_>, id: &str) -> Result<i64> {
    tx.query_row("SELECT seq FROM tip WHERE id = ?1", [id], |r| r.get(0))
        .optional()
        .map_err(explain)?
        .ok_or_else(|| unknown(id))
}

fn add(tx: &Transaction<'_>, tip: i64, state: State, who: &str, why: &str, at: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO step (tip, state, who, why, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![tip, state.as_str(), who, why, at],
    )
    .map(|_| ())
    .map_err(explain)
}

fn unknown(id: &str) -> Error {
    Error {
        code: "store-unknown-tip",
        note: format!("there is no tip {id:?}"),
        hint: "`firsthand tip list --db FILE` shows those that are there".to_owned(),
    }
}

/// An id that says nothing of the tip to whoever has not the key, and that no other tip has.
fn free_id(tx: &Transaction<'_>, key: &[u8; 32], sha256: &str) -> Result<String> {
    for round in 0u32.. {
        let hash = keyed(key, &[b"id", sha256.as_bytes(), &round.to_be_bytes()]);
        let letters: String = hash
            .iter()
            .take(8)
            .map(|b| char::from(ALPHABET.get(usize::from(*b) % ALPHABET.len()).copied().unwrap_or(b'x')))
            .collect();
        let id = format!("tip-{letters}");
        let taken =
            tx.prepare_cached("SELECT 1 FROM tip WHERE id = ?1").and_then(|mut s| s.exists([&id])).map_err(explain)?;
        if !taken {
            return Ok(id);
        }
    }
    unreachable!("some round gives an id that no tip has")
}

fn fresh_key() -> Result<[u8; 32]> {
    let mut key = [0u8; 32];
    getrandom::fill(&mut key).map_err(|e| Error {
        code: "store-no-key",
        note: format!("the system gave no random key: {e}"),
        hint: "run again; nothing was kept".to_owned(),
    })?;
    Ok(key)
}

/// Makes the file, empty and for its owner alone, or takes others' rights from one that is there.
fn private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = std::fs::metadata(path)?.permissions().mode();
                if mode & 0o077 != 0 {
                    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
                }
            }
            Ok(())
        }
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::{NewTip, Quarantine, State, hex, keyed};

    fn tip<'a>(sha256: &'a str, sender: &'a str) -> NewTip<'a> {
        NewTip {
            day: "2031-05-02",
            sender: Some(sender),
            sha256,
            original: "who where",
            redacted: "[name 1]",
            ..NewTip::default()
        }
    }

    fn now() -> model::Moment {
        "2031-05-03T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_keyed_hash_is_hmac() {
        // the first test case of RFC 4231, whose key of 20 bytes is filled up with zeros
        let mut key = [0u8; 32];
        key[..20].fill(0x0b);
        assert_eq!(
            hex(&keyed(&key, &[b"Hi There"])),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
    }

    #[test]
    fn one_sender_is_one_pseudonym_here_and_another_elsewhere() {
        let dir = tempfile::tempdir().unwrap();
        let open = |name: &str| Quarantine::open(&dir.path().join(name)).unwrap();
        let (mut here, mut there) = (open("a.tips.sqlite"), open("b.tips.sqlite"));
        let sender = |q: &mut Quarantine, sha: &str| {
            let (id, new) = q.put(&tip(sha, "rana@post.example")).unwrap();
            assert!(new);
            (id.clone(), q.tip(&id).unwrap().content.unwrap().sender.unwrap())
        };
        let (x, a) = sender(&mut here, "aa");
        let (y, b) = sender(&mut here, "bb");
        let (z, c) = sender(&mut there, "aa");
        assert_eq!(a, b);
        assert_ne!(a, c);
        assert!(x != y && x != z, "{x} {y} {z}");
        assert_eq!(here.put(&tip("aa", "another")).unwrap(), (x, false), "the same bytes are one tip");
    }

    #[test]
    fn what_is_kept_is_neither_changed_nor_lost() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("desk.tips.sqlite");
        let mut q = Quarantine::open(&path).unwrap();
        let (id, _) = q.put(&tip("aa", "x")).unwrap();
        q.step(&id, State::Rejected, "mo", "not ours", &now()).unwrap();
        for sql in [
            "DELETE FROM tip",
            "DELETE FROM step",
            "DELETE FROM content",
            "UPDATE content SET redacted = original",
            "UPDATE step SET who = ''",
            "UPDATE tip SET day = '2031-05-01'",
            "DELETE FROM desk",
            "UPDATE desk SET key = zeroblob(32)",
        ] {
            assert!(q.db.execute_batch(sql).is_err(), "{sql}");
        }
        assert_eq!(q.tip(&id).unwrap().state(), State::Rejected);
        assert_eq!(q.tip("tip-none").unwrap_err().code, "store-unknown-tip");
        q.forget(&id, "mo", "asked to", &now()).unwrap();
        let left = q.tip(&id).unwrap();
        assert!(left.content.is_none() && left.steps.len() == 3, "{left:?}");
        assert_eq!(q.put(&tip("aa", "x")).unwrap(), (id, false), "what was forgotten does not come back");
        drop(q);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(9).any(|w| w == b"who where"), "the words are written over");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("desk.tips.sqlite");
        let mut q = Quarantine::open(&path).unwrap();
        q.put(&tip("aa", "x")).unwrap();
        for entry in std::fs::read_dir(dir.path()).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
        }
        drop(q);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        drop(Quarantine::open(&path).unwrap());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn another_programs_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.sqlite");
        drop(crate::SqliteStore::open(&path).unwrap());
        assert_eq!(Quarantine::open(&path).unwrap_err().code, "store-not-a-store");
        assert!(Quarantine::beside(&path).ends_with("x.tips.sqlite"));
    }
}
