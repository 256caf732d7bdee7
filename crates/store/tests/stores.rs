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
    by_hand.execute("INSERT INTO reading (rules, report, json) VALUES ('r', 1, '{torn')", []).unwrap();
    by_hand.execute("INSERT INTO reading (rules, report, json, packed) VALUES ('s', 1, '', x'789c00')", []).unwrap();
    for rules in ["r", "s"] {
        assert_eq!(s.readings(rules).unwrap_err().code, "store-damaged");
        assert_eq!(s.reading(rules, "a").unwrap_err().code, "store-damaged");
    }
}

#[test]
fn a_file_of_the_first_format_opens_and_gets_its_log() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("old.sqlite");
    fs::copy("tests/data/format-1.sqlite", &path).unwrap();
    let s = SqliteStore::open(&path).unwrap();
    assert_eq!(s.reports().unwrap().iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(s.judgements(None).unwrap().len(), 1);
    let checked = store::check(&s, None).unwrap();
    assert_eq!((checked.problems, checked.head.size), (vec![], 3));
    drop(s);
    let again = store::check(&SqliteStore::open(&path).unwrap(), Some(&checked.head)).unwrap();
    assert_eq!((again.problems, again.head), (vec![], checked.head), "opened again it is the same");
}

#[test]
fn a_file_of_the_second_format_opens_and_what_was_read_in_it_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("old.sqlite");
    fs::copy("tests/data/format-2.sqlite", &path).unwrap();
    let looked = SqliteStore::open_to_look(&path).unwrap();
    assert_eq!(
        looked.look(&[Report::from_text("c", "C")]).unwrap(),
        [store::Outcome::New],
        "also before it is brought up to date"
    );
    drop(looked);
    let s = SqliteStore::open(&path).unwrap();
    let found = s.search(&store::search::Query::parse("slot:escaped prisoners").unwrap()).unwrap();
    assert_eq!(found.hits.iter().map(|h| h.report.as_str()).collect::<Vec<_>>(), ["a"]);
    let checked = store::check(&s, None).unwrap();
    assert_eq!((checked.problems, checked.reports, checked.bodies, checked.head.size), (vec![], 2, 0, 3));
}

#[test]
fn a_file_of_the_third_format_opens_and_its_plain_readings_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("old.sqlite");
    fs::copy("tests/data/format-3.sqlite", &path).unwrap();
    let looked = SqliteStore::open_to_look(&path).unwrap();
    assert_eq!(looked.look(&[Report::from_text("c", "C")]).unwrap(), [store::Outcome::New]);
    assert_eq!(looked.states().unwrap().len(), 1);
    drop(looked);
    let rules: String =
        rusqlite::Connection::open(&path).unwrap().query_row("SELECT rules FROM reading", [], |r| r.get(0)).unwrap();
    let mut s = SqliteStore::open(&path).unwrap();
    assert_eq!(s.unread(&rules).unwrap(), ["today"]);
    let old = s.readings(&rules).unwrap();
    assert_eq!(old.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert!(old["a"].claims.iter().any(|c| c.slot == model::Slot::Killed), "{:?}", old["a"]);
    assert_eq!(s.reading(&rules, "a").unwrap().as_ref(), Some(&old["a"]));
    // The same reading, packed now, beside the plain ones.
    s.put_readings("other rules", &[("a".to_owned(), old["a"].clone())]).unwrap();
    s.put_readings(&rules, &[("today".to_owned(), model::Reading::default())]).unwrap();
    assert_eq!(s.reading("other rules", "a").unwrap().as_ref(), Some(&old["a"]));
    assert_eq!(s.readings(&rules).unwrap().len(), 3);
    let found = s.search(&store::search::Query::parse("slot:killed villagers").unwrap()).unwrap();
    assert_eq!(found.hits.len(), 1);
    let checked = store::check(&s, None).unwrap();
    assert_eq!((checked.problems, checked.reports, checked.bodies, checked.judgements), (vec![], 3, 3, 1));
    assert_eq!(checked.head.size, 5);
    let (waiting, come): (Vec<_>, Vec<_>) = s.stamps().unwrap().into_iter().partition(|(_, r)| r.is_none());
    assert!(waiting.len() == 1 && come.len() == 1 && come[0].0.head == checked.head, "the log is what it was");
    drop(s);
    let by_hand = rusqlite::Connection::open(&path).unwrap();
    let kept: Vec<(u32, u32)> = by_hand
        .prepare("SELECT length(json), ifnull(length(packed), 0) FROM reading WHERE report = 1")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap()
        .map(std::result::Result::unwrap)
        .collect();
    let (plain, packed) = (kept.iter().map(|k| k.0).max().unwrap(), kept.iter().map(|k| k.1).max().unwrap());
    assert!(kept.len() == 2 && packed > 0 && packed * 3 < plain, "{kept:?}");
}

#[test]
fn a_file_opened_to_look_is_not_written_to() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.sqlite");
    drop(desk(&path));
    let before = fs::read(&path).unwrap();
    let mut s = SqliteStore::open_to_look(&path).unwrap();
    assert_eq!(s.look(&[Report::from_text("a", "Text of a.")]).unwrap(), [store::Outcome::Known]);
    assert_eq!(s.put_report(&Report::from_text("d", "D")).unwrap_err().code, "store-open");
    drop(s);
    assert!(fs::read(&path).unwrap() == before);
    assert_eq!(SqliteStore::open_to_look(&dir.path().join("none.sqlite")).unwrap_err().code, "store-open");
}

fn desk(path: &std::path::Path) -> SqliteStore {
    let mut s = SqliteStore::open(path).unwrap();
    s.put_reports(&["a", "b", "c"].map(|id| Report::from_text(id, &format!("Text of {id}.")))).unwrap();
    s
}

#[test]
fn whatever_is_changed_by_hand_is_found() {
    for (change, code) in [
        ("DROP TRIGGER report_fixed; UPDATE report SET text = 'Other.' WHERE id = 'b'", "report-changed"),
        ("DROP TRIGGER report_kept; DELETE FROM report WHERE id = 'b'", "report-missing"),
        ("DROP TRIGGER log_kept; DELETE FROM log WHERE seq = 2", "report-not-logged"),
        ("DROP TRIGGER log_fixed; UPDATE log SET line = 'x' WHERE seq = 2", "log-unreadable"),
        (
            "INSERT INTO judgement (claim, decision, why, who, at) VALUES ('c', 'accept', '', '', '2031-05-02T10:00:00Z')",
            "judgement-changed",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("desk.sqlite");
        let s = desk(&path);
        let head = store::check(&s, None).unwrap();
        assert_eq!(head.problems, []);
        drop(s);
        rusqlite::Connection::open(&path).unwrap().execute_batch(change).unwrap();
        let found = store::check(&SqliteStore::open(&path).unwrap(), Some(&head.head)).unwrap();
        assert!(found.problems.iter().any(|p| p.code == code), "{change}: {found:?}");
    }
}

#[test]
fn a_desk_that_grows_while_it_is_checked_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.sqlite");
    let s = desk(&path);
    let mut other = SqliteStore::open(&path).unwrap();
    let mut n = 0;
    let checked = store::check_telling(&s, None, &mut |_, _, _| {
        n += 1;
        other.put_report(&Report::from_text(&format!("more {n}"), "More.")).unwrap();
    })
    .unwrap();
    assert!(n > 0);
    assert_eq!((checked.problems, checked.reports, checked.head.size), (vec![], 3, 3));
    assert_eq!(store::check(&s, Some(&checked.head)).unwrap().reports, 3 + n);
}

#[test]
fn a_log_written_anew_is_told_by_an_earlier_head() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (dir.path().join("one.sqlite"), dir.path().join("other.sqlite"));
    let head = store::check(&desk(&one), None).unwrap().head;
    let mut s = SqliteStore::open(&other).unwrap();
    s.put_reports(&["a", "x", "c"].map(|id| Report::from_text(id, id))).unwrap();
    assert_eq!(store::check(&s, None).unwrap().problems, [], "whole in itself");
    let found = store::check(&s, Some(&head)).unwrap().problems;
    assert_eq!(found.iter().map(|p| p.code).collect::<Vec<_>>(), ["log-rewritten"]);
}

#[test]
fn a_backup_is_whole_and_never_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let (path, copy) = (dir.path().join("desk.sqlite"), dir.path().join("copy.sqlite"));
    let mut s = desk(&path);
    let mut told = Vec::new();
    s.backup(&copy, |done, all| told.push((done, all))).unwrap();
    assert!(told.last().is_some_and(|(done, all)| done == all && *all > 0), "{told:?}");
    s.put_report(&Report::from_text("d", "later")).unwrap();
    let copied = SqliteStore::open(&copy).unwrap();
    assert_eq!(copied.reports().unwrap().len(), 3);
    assert_eq!(store::check(&copied, None).unwrap().problems, []);
    assert_eq!(s.backup(&copy, |_, _| {}).unwrap_err().code, "store-there-already");
    assert_eq!(s.backup(&dir.path().join("no/such/copy.sqlite"), |_, _| {}).unwrap_err().code, "store-open");
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().contains("part")), "{left:?}");
}

#[test]
fn a_torn_write_ahead_log_costs_what_was_not_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.sqlite");
    let s = desk(&path);
    let beside = |p: &std::path::Path, end: &str| std::path::PathBuf::from(format!("{}{end}", p.display()));
    let wal = fs::read(beside(&path, "-wal")).unwrap();
    let file = fs::read(&path).unwrap();
    drop(s);
    for cut in (0..wal.len()).step_by(997).chain([wal.len()]) {
        let torn = dir.path().join("torn.sqlite");
        let _ = fs::remove_file(beside(&torn, "-shm"));
        fs::write(&torn, &file).unwrap();
        fs::write(beside(&torn, "-wal"), &wal[..cut]).unwrap();
        let s = SqliteStore::open(&torn).unwrap();
        let found = store::check(&s, None).unwrap();
        assert_eq!(found.problems, [], "cut at {cut}");
        assert!(matches!(found.reports, 0 | 3), "all or none: {} at {cut}", found.reports);
        drop(s);
    }
}
