//! Every store against the suite, and what only a file can get wrong.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests touch files.

use std::fs;

use model::Report;
use store::{MemoryStore, SqliteStore, Store, conformance};

#[test]
fn memory_conforms() {
    conformance::run(&mut || Box::new(MemoryStore::default()));
}

#[test]
fn sqlite_in_memory_conforms() {
    conformance::run(&mut || Box::new(SqliteStore::in_memory().unwrap()));
}

#[test]
fn sqlite_file_conforms() {
    let dir = tempfile::tempdir().unwrap();
    let mut n = 0;
    conformance::run(&mut || {
        n += 1;
        Box::new(SqliteStore::open(&dir.path().join(format!("{n}.sqlite"))).unwrap())
    });
}

#[test]
fn a_file_keeps_what_was_put_and_takes_more() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.sqlite");
    SqliteStore::open(&path).unwrap().put_report(&Report::from_text("a", "A")).unwrap();
    let mut again = SqliteStore::open(&path).unwrap();
    again.put_report(&Report::from_text("b", "B")).unwrap();
    assert_eq!(again.reports().unwrap().len(), 2);
}

#[test]
fn files_that_are_no_store_are_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let code = |name: &str| SqliteStore::open(&dir.path().join(name)).unwrap_err().code;

    fs::write(dir.path().join("notes.txt"), "These are the desk's notes and no database at all.".repeat(30)).unwrap();
    assert_eq!(code("notes.txt"), "store-not-a-store");
    assert!(fs::read_to_string(dir.path().join("notes.txt")).unwrap().starts_with("These are"));

    let other = rusqlite::Connection::open(dir.path().join("other.sqlite")).unwrap();
    other.execute_batch("CREATE TABLE theirs (x)").unwrap();
    assert_eq!(code("other.sqlite"), "store-not-a-store");

    drop(SqliteStore::open(&dir.path().join("newer.sqlite")).unwrap());
    let newer = rusqlite::Connection::open(dir.path().join("newer.sqlite")).unwrap();
    newer.pragma_update(None, "user_version", 999).unwrap();
    assert_eq!(code("newer.sqlite"), "store-newer");

    assert_eq!(code("no/such/folder.sqlite"), "store-open");
}

#[test]
fn nothing_is_destroyed_even_by_hand() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.sqlite");
    SqliteStore::open(&path).unwrap().put_report(&Report::from_text("a", "A")).unwrap();
    let by_hand = rusqlite::Connection::open(&path).unwrap();
    assert!(by_hand.execute("DELETE FROM report", []).is_err());
    assert!(by_hand.execute("UPDATE report SET text = 'B'", []).is_err());
}

#[test]
fn a_damaged_reading_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.sqlite");
    let mut s = SqliteStore::open(&path).unwrap();
    s.put_report(&Report::from_text("a", "A")).unwrap();
    let by_hand = rusqlite::Connection::open(&path).unwrap();
    by_hand.execute("INSERT INTO reading VALUES ('r', 1, '{torn')", []).unwrap();
    assert_eq!(s.readings("r").unwrap_err().code, "store-damaged");
}
