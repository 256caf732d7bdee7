//! Documents that are read in a process of their own: whatever that process does, the run goes on.

#![cfg(all(unix, feature = "archives"))]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests write files.

mod common;

use std::time::{Duration, Instant};

use common::{codes, zip_of};
use intake::{Child, ChildLimits, Item, Loaded, Options, Source};

fn docx() -> Vec<u8> {
    zip_of(&[("word/document.xml", b"<w:document><w:p><w:r><w:t>Nine were hurt.</w:t></w:r></w:p></w:document>")])
}

/// A child that runs this script, within limits that a test can wait for.
fn child(script: &str) -> Child {
    let limits = ChildLimits { processor: 1, memory: 256 << 20, wait: Duration::from_millis(1_500), output: 4 << 20 };
    Child::with_limits("sh", ["-c", script], limits)
}

/// Read a document with this child, between two others that need none.
fn read(child: Child) -> Loaded {
    let options = Options { child: Some(child), ..Options::default() };
    let sources = [("a.txt", b"One.".to_vec()), ("b.docx", docx()), ("c.txt", b"Two.".to_vec())];
    let sources = sources.into_iter().map(|(n, b)| Source::reader(n, std::io::Cursor::new(b))).collect();
    intake::gather(intake::stream(sources, &options))
}

/// The run went on, and says of the document that it was not read.
fn stopped(l: &Loaded, why: &str) {
    let texts: Vec<_> = l.reports.iter().map(|r| (r.id.as_str(), r.text.as_str())).collect();
    assert_eq!(texts, [("a", "One."), ("c", "Two.")]);
    assert_eq!(codes(l), ["b.docx reader-stopped"]);
    let note = &l.issues[0].note;
    assert!(note.contains(why) && note.contains("b.docx") && note.contains("save it as text"), "{note}");
}

/// Takes the question, so that what comes is about the answer.
const ASKED: &str = "head -c 200 >/dev/null; ";

#[test]
fn a_child_that_hangs_is_stopped() {
    let began = Instant::now();
    stopped(&read(child(&format!("{ASKED} exec sleep 600"))), "not done within 1.5 seconds");
    stopped(&read(child("exec sleep 600")), "not done within");
    assert!(began.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_child_that_runs_without_end_is_stopped() {
    let limits = ChildLimits { processor: 1, wait: Duration::from_secs(120), ..ChildLimits::default() };
    stopped(&read(Child::with_limits("sh", ["-c", "while :; do :; done"], limits)), "1 seconds of processor time");
}

#[test]
fn a_child_that_takes_memory_without_end_is_stopped() {
    let limits = ChildLimits { memory: 64 << 20, wait: Duration::from_secs(120), ..ChildLimits::default() };
    let eat = "x=0123456789abcdef; while :; do x=$x$x; done";
    let l = read(Child::with_limits("sh", ["-c", eat], limits));
    assert_eq!(codes(&l), ["b.docx reader-stopped"]);
    assert!(l.issues[0].note.contains("memory"), "{}", l.issues[0].note);
}

#[test]
fn a_child_that_dies_or_talks_nonsense_costs_its_document() {
    stopped(&read(child(&format!("{ASKED} exit 3"))), "its reader failed");
    stopped(&read(child(&format!("{ASKED} kill -9 $$"))), "of processor time or");
    stopped(&read(child(&format!("{ASKED} echo I am not what you take me for"))), "makes no sense");
    // A piece that breaks off, one that is no JSON, bytes that nobody announced, one longer than any.
    for piece in [r"R\377\0\0\0{}", r"R\2\0\0\0{}", r"D\1\0\0\0x", r"R\377\377\377\377"] {
        let l = read(child(&format!("{ASKED} printf '{piece}'")));
        assert_eq!(codes(&l), ["b.docx reader-stopped"], "{piece}");
    }
}

#[test]
fn a_child_that_floods_is_stopped() {
    let issue = r#"{"code":"x","at":null,"note":"y"}"#;
    let flood = format!("while :; do printf 'I\\{:o}\\0\\0\\0{issue}'; done", issue.len());
    let limits = ChildLimits { output: 100_000, wait: Duration::from_secs(120), ..ChildLimits::default() };
    let l = read(Child::with_limits("sh", ["-c", &flood], limits));
    let mut told = codes(&l);
    told.dedup();
    assert_eq!(told, ["- x", "b.docx reader-stopped"]);
    assert!(l.issues.len() < 100_000 / issue.len());
}

#[test]
fn without_a_child_that_starts_the_document_is_read_here() {
    for child in [Child::new("no-such-program", ["x"]), child("exit 127"), child("exit 126")] {
        let l = read(child.clone());
        assert_eq!(codes(&l), Vec::<String>::new(), "{child:?}");
        assert_eq!(l.reports.iter().find(|r| r.id == "b").unwrap().text, "Nine were hurt.\n");
    }
}

#[test]
fn what_came_before_the_end_is_kept() {
    let report = r#"{"id":"b:2","text":"Nine were hurt.","sha256":"00"}"#;
    let script = format!("{ASKED} printf 'R\\{:o}\\0\\0\\0{report}'; exit 1", report.len());
    let l = read(child(&script));
    assert!(l.reports.iter().any(|r| r.id == "b:2"));
    assert_eq!(codes(&l), ["b.docx reader-stopped"]);
    assert!(l.issues[0].note.contains("the 1 reports before that were read"));
}

#[test]
fn no_process_is_left_behind() {
    let dir = tempfile::tempdir().unwrap();
    let pids = dir.path().join("pids");
    let script = format!("echo $$ >> {}; {ASKED} exec sleep 600", pids.display());
    let child = child(&script);
    let docs = (0..3).map(|i| Source::reader(&format!("{i}.docx"), std::io::Cursor::new(docx()))).collect();
    let options = Options { child: Some(child), ..Options::default() };
    let items: Vec<Item> = intake::stream(docs, &options).collect();
    assert_eq!(items.len(), 3);
    let pids = std::fs::read_to_string(pids).unwrap();
    assert_eq!(pids.lines().count(), 3, "each is given one of its own");
    for pid in pids.lines() {
        assert!(!std::path::Path::new("/proc").join(pid).exists(), "{pid} still runs");
    }
}
