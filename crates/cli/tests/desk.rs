//! A desk's file through the program: taking in, finding again, handing on.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests touch files and wait.

mod common;

use std::{fmt::Write as _, fs, process::Stdio, time::Duration};

use common::Desk;
use serde_json::Value;

fn page(n: usize, said: &str) -> String {
    format!(
        "<html lang=en><head><title>Report {n}</title><meta property=\"article:published_time\" content=\"2026-01-{:02}T08:00:00Z\">\
         <link rel=canonical href=\"https://post.example/{n}\"><meta property=\"og:site_name\" content=\"The Post\"></head>\
         <body><article><p>{said}</p><p>The hospital of the town took in the wounded, the ministry of health said.</p></article></body></html>",
        n % 28 + 1
    )
}

fn few() -> Desk {
    let d = Desk::new();
    d.keep(
        "pages/a.html",
        &page(1, "At least 120 detainees escaped from the prison on Monday, the ministry of defence said."),
    );
    d.keep("pages/b.html", &page(2, "Nobody escaped from the prison, resident Olena Petrenko said."));
    d.keep("mail/m.eml", "From: Jane Roe <jane@post.example>\r\nDate: Tue, 20 Jan 2026 08:00:00 +0000\r\nSubject: Escape\r\n\r\nSome 200 detainees escaped, a guard told me.\r\n");
    d
}

#[test]
fn no_command_for_people_shows_a_name_that_is_withheld() {
    let d = Desk::new();
    let said = |n: usize| {
        format!(
            "About {n} detainees escaped from the prison in Shaddadi on Monday, the nurse Salma Khatib said. The nurse Salma Khatib said \
             the road to the town was closed for the whole day by the army."
        )
    };
    for (folder, n) in [("a", 40), ("b", 60)] {
        let headline = format!("Nurse Salma Khatib: {n} got away");
        d.keep(&format!("{folder}/a.html"), &page(1, &said(n)).replace("Report 1", &headline));
    }
    for folder in ["a", "b"] {
        d.get(&["import", folder, "--db", "d.sqlite", "-q"]);
    }
    let told = d.get(&["diff", "--db", "d.sqlite", "--revisions", "-q"]);
    assert!(told.contains("headline is:  Nurse [name withheld]: 60 got away"), "{told}");
    let picture = d.json(&["read", "--db", "d.sqlite", "--format", "json", "-q"]);
    let claims = picture["claims"].as_array().unwrap();
    assert!(claims.iter().any(|c| c["speaker"]["text"].as_str().is_some_and(|t| t.contains("Salma"))), "{claims:?}");
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["read", "--db", "d.sqlite", "-q"],
        vec!["read", "--db", "d.sqlite", "--format", "html", "-q"],
        vec!["read", "--db", "d.sqlite", "--format", "csv", "-q"],
        vec!["search", "--db", "d.sqlite", "closed"],
        vec!["diff", "--db", "d.sqlite", "--from", "2025-12-01", "-q"],
        vec!["diff", "--db", "d.sqlite", "--revisions", "-q"],
    ];
    commands.extend(claims.iter().map(|c| vec!["explain", c["id"].as_str().unwrap(), "--db", "d.sqlite", "-q"]));
    for c in commands {
        let shown = d.get(&c);
        assert!(!shown.contains("Salma") && !shown.contains("Khatib"), "{c:?}: {shown}");
    }
}

#[test]
fn importing_twice_doubles_nothing_and_a_changed_page_is_kept_beside_the_old() {
    let d = few();
    let told = d.json(&["import", "pages", "mail", "--db", "d.sqlite", "--dry-run", "--format", "json"]);
    assert_eq!((&told["new"], &told["dry_run"], &told["read"]), (&3.into(), &true.into(), &0.into()));
    assert!(!d.has("d.sqlite"), "looking makes no file");

    let first = d.json(&["import", "pages", "mail", "--db", "d.sqlite", "--format", "json"]);
    assert_eq!((&first["new"], &first["known"], &first["read"]), (&3.into(), &0.into(), &3.into()));
    let again = d.json(&["import", "pages", "mail", "--db", "d.sqlite", "--format", "json"]);
    assert_eq!((&again["new"], &again["known"], &again["read"]), (&0.into(), &3.into(), &0.into()));

    d.keep(
        "pages/a.html",
        &page(1, "At least 150 detainees escaped from the prison on Monday, the ministry of defence said."),
    );
    let told = d.json(&["import", "pages", "--db", "d.sqlite", "--dry-run", "--format", "json"]);
    assert_eq!((&told["revisions"][0]["of"], &told["known"]), (&"a".into(), &1.into()));
    let changed = d.json(&["import", "pages", "--db", "d.sqlite", "--format", "json"]);
    assert_eq!((&changed["revisions"][0]["of"], &changed["revisions"][0]["report"]), (&"a".into(), &"a~2".into()));
    let words = d.get(&["import", "pages", "--db", "d.sqlite"]);
    assert!(words.contains("0 reports taken in; 2 were known already"), "{words}");
    assert!(d.get(&["check", "--db", "d.sqlite"]).contains("4 reports"));
}

#[test]
fn a_changed_page_is_compared_claim_by_claim() {
    let d = few();
    d.get(&["import", "pages", "--db", "d.sqlite"]);
    let (code, said) = d.fails(&["diff", "--revisions", "--db", "d.sqlite"]);
    assert!(code == Some(1) && said.contains("[no-revisions]"), "{said}");
    d.keep(
        "pages/a.html",
        &page(1, "At least 150 detainees escaped from the prison on Monday, the ministry of defence said."),
    );
    d.get(&["import", "pages", "--db", "d.sqlite"]);
    let told = d.get(&["diff", "--revisions", "--db", "d.sqlite"]);
    assert!(
        told.starts_with("a~2, before: a (https://post.example/1)")
            && told.contains("+ At least 150")
            && told.contains("- At least 120"),
        "{told}"
    );
    let all = d.json(&["diff", "--revisions", "--db", "d.sqlite", "--format", "json"]);
    assert_eq!((&all[0]["of"], &all[0]["report"]), (&"a".into(), &"a~2".into()));
    assert!(all[0]["claims"]["added"].as_array().unwrap().iter().any(|c| c["slot"] == "escaped"), "{all}");
}

#[test]
fn an_import_gives_the_picture_that_reading_gives() {
    let d = few();
    d.get(&["import", "pages", "--db", "d.sqlite"]);
    assert_eq!(
        d.json(&["read", "--db", "d.sqlite", "--format", "json"]),
        d.json(&["read", "pages", "--format", "json"])
    );
}

#[test]
fn nothing_to_import_is_told() {
    let d = Desk::new();
    d.keep("empty.txt", "");
    let (code, said) = d.fails(&["import", "empty.txt", "--db", "d.sqlite"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("[nothing-read]") && said.contains("empty.txt is empty"), "{said}");
    let (code, said) = d.fails(&["import", "--db", "d.sqlite"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn an_import_that_is_killed_goes_on_where_it_was() {
    let d = Desk::new();
    for n in 0..400 {
        d.keep(
            &format!("pages/p{n:03}.html"),
            &page(n, &format!("At least {n} people were killed in the town on Monday, the governor said.")),
        );
    }
    let mut known = 0;
    for pause in [60, 250, 500] {
        let mut run = d.program(&["import", "pages", "--db", "d.sqlite", "-q"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        run.kill().unwrap();
        run.wait().unwrap();
        if d.has("d.sqlite") {
            let checked = d.json(&["check", "--db", "d.sqlite", "--format", "json"]);
            assert_eq!(checked["whole"], true, "{checked}");
            let now = checked["reports"].as_u64().unwrap();
            assert!(now >= known && now.is_multiple_of(100), "whole steps of what was there: {known}, {now}");
            known = now;
        }
    }
    let last = d.json(&["import", "pages", "--db", "d.sqlite", "--format", "json"]);
    assert_eq!(last["known"].as_u64().unwrap() + last["new"].as_u64().unwrap(), 400);
    assert_eq!(last["known"], known);
    let found = d.get(&["search", "--db", "d.sqlite", "slot:killed", "--limit", "1000", "--format", "json"]);
    assert_eq!(found.lines().count(), 400, "each was read and can be found");
}

#[test]
fn sentences_are_found_with_what_they_claim() {
    let d = few();
    d.get(&["import", "pages", "--db", "d.sqlite"]);
    let words = d.get(&["search", "--db", "d.sqlite", "\"detainees escaped\""]);
    assert!(words.contains("At least 120 [detainees escaped] from the prison"), "{words}");
    assert!(words.contains("The Post, 2026-01-02T08:00:00Z") && words.contains("escaped: "), "{words}");
    let private = d.get(&["search", "--db", "d.sqlite", "nobody"]);
    assert!(!private.contains("Petrenko"), "names of residents are withheld: {private}");
    let line: Value = serde_json::from_str(
        d.get(&["search", "--db", "d.sqlite", "by:defence", "slot:escaped", "--format", "json"]).trim(),
    )
    .unwrap();
    assert_eq!((&line["report"], &line["in"]), (&"a".into(), &"body".into()));
    assert_eq!(line["claims"][0]["slot"], "escaped");
    let (code, said) = d.fails(&["search", "--db", "d.sqlite", "earthquake"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("[nothing-found]"), "{said}");
    let (code, said) = d.fails(&["search", "--db", "d.sqlite", "--", "-escaped"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("[search-query]"), "{said}");
    let (_, said) = d.fails(&["search", "--db", "none.sqlite", "escaped"]);
    assert!(said.contains("[store-open]"), "{said}");
}

/// Texts by the hash of the bytes they were read from.
fn texts(picture: &Value) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = picture["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["sha256"].as_str().unwrap().to_owned(), r["title"].as_str().unwrap_or("").to_owned()))
        .collect();
    out.sort();
    out
}

#[test]
fn what_was_captured_can_be_handed_on_byte_for_byte() {
    let d = few();
    d.get(&["import", "pages", "mail", "--db", "d.sqlite"]);
    let before = texts(&d.json(&["read", "pages", "--format", "json"]));
    for name in ["out.wacz", "out.warc.gz"] {
        d.get(&["export", "--db", "d.sqlite", "-o", name]);
        let there = d.json(&["read", name, "--format", "json"]);
        assert_eq!(texts(&there), before, "{name}: the pages with the same bytes, the letter left out");
        let first = fs::read(d.0.path().join(name)).unwrap();
        d.get(&["export", "--db", "d.sqlite", "-o", name]);
        assert!(fs::read(d.0.path().join(name)).unwrap() == first, "{name}: the same bytes again");
    }
    d.get(&["export", "--db", "d.sqlite", "-o", "all.wacz", "--with-messages"]);
    d.get(&["export", "--db", "d.sqlite", "-o", "one.warc.gz", "b"]);
    assert_eq!(d.json(&["read", "one.warc.gz", "--format", "json"])["reports"].as_array().unwrap().len(), 1);
    let all = fs::metadata(d.0.path().join("all.wacz")).unwrap().len();
    assert!(all > fs::metadata(d.0.path().join("out.wacz")).unwrap().len());

    d.get(&["import", "mail", "--db", "letters.sqlite"]);
    for (args, code, said) in [
        (vec!["export", "--db", "d.sqlite", "-o", "out.zip"], 2, "[no-such-format]"),
        (vec!["export", "--db", "d.sqlite", "-o", "out.wacz", "nobody"], 2, "[no-such-report]"),
        (vec!["export", "--db", "letters.sqlite", "-o", "out.wacz"], 1, "[nothing-to-export]"),
    ] {
        let (got, words) = d.fails(&args);
        assert!(got == Some(code) && words.contains(said), "{args:?}: {words}");
    }
    d.get(&["import", "pages", "--db", "bare.sqlite", "--no-bytes"]);
    let (_, words) = d.fails(&["export", "--db", "bare.sqlite", "-o", "bare.wacz"]);
    assert!(words.contains("[nothing-to-export]") && !d.has("bare.wacz"), "{words}");
}

#[test]
fn bytes_that_were_changed_by_hand_are_found() {
    let d = few();
    d.get(&["import", "pages", "--db", "d.sqlite"]);
    let db = rusqlite::Connection::open(d.0.path().join("d.sqlite")).unwrap();
    db.execute_batch(
        "DROP TRIGGER body_fixed; UPDATE body SET packed = (SELECT packed FROM body ORDER BY seq LIMIT 1);",
    )
    .unwrap();
    drop(db);
    let o = d.run(&["check", "--db", "d.sqlite"]);
    assert_eq!(o.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&o.stdout).contains("[bytes-changed]"));
}

#[test]
fn a_large_table_is_taken_in_row_by_row() {
    let d = Desk::new();
    let mut rows = String::from("id,date,text\n");
    for n in 0..1_500 {
        writeln!(rows, "r{n},2026-01-20,\"{n} people were evacuated from the village, the mayor said.\"").unwrap();
    }
    d.keep("rows.csv", &rows);
    let told = d.json(&["import", "rows.csv", "--db", "d.sqlite", "--format", "json"]);
    assert_eq!((&told["new"], &told["read"]), (&1_500.into(), &1_500.into()));
}

/// Times of the captures in a web archive.
fn dates(d: &Desk, name: &str) -> Vec<String> {
    use std::io::Read as _;
    let mut text = Vec::new();
    let packed = fs::read(d.0.path().join(name)).unwrap();
    flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut text).unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    text.lines().filter_map(|l| l.strip_prefix("WARC-Date: ")).skip(1).map(|l| l.trim().to_owned()).collect()
}

/// The program at a fixed time, 2031-05-02T10:00:00Z and so many seconds.
fn at(d: &Desk, seconds: i64, args: &[&str]) -> String {
    let o = d.program(args).env("SOURCE_DATE_EPOCH", (1_935_482_400 + seconds).to_string()).output().unwrap();
    assert!(o.status.success(), "{args:?}: {}", String::from_utf8_lossy(&o.stderr));
    String::from_utf8(o.stdout).unwrap()
}

#[test]
fn when_a_report_was_taken_in_is_kept_logged_and_handed_on() {
    let d = few();
    at(&d, 0, &["import", "pages", "--db", "d.sqlite"]);
    at(&d, 5, &["import", "pages", "mail", "--db", "d.sqlite"]);
    at(&d, 0, &["import", "pages", "--db", "same.sqlite"]);
    at(&d, 5, &["import", "mail", "--db", "same.sqlite"]);
    at(&d, 0, &["read", "pages", "--db", "later.sqlite"]);
    at(&d, 6, &["import", "mail", "--db", "later.sqlite"]);
    let head = |name: &str| d.json(&["evidence", "head", "--db", name]);
    assert_eq!(head("d.sqlite"), head("same.sqlite"), "the same input at the same time: the same log");
    assert_ne!(head("d.sqlite"), head("later.sqlite"));
    let line = d.json(&["evidence", "prove", "a", "--db", "d.sqlite"])["line"].as_str().unwrap().to_owned();
    assert!(line.ends_with(",\"captured\":null,\"taken_in\":\"2031-05-02T10:00:00Z\"}"), "{line}");
    d.get(&["export", "--db", "d.sqlite", "-o", "out.warc.gz", "--with-messages"]);
    assert_eq!(dates(&d, "out.warc.gz"), ["2031-05-02T10:00:00Z", "2031-05-02T10:00:00Z", "2031-05-02T10:00:05Z"]);

    let db = rusqlite::Connection::open(d.0.path().join("d.sqlite")).unwrap();
    db.execute_batch("DROP TRIGGER report_fixed; UPDATE report SET taken_in = '2031-05-02T09:00:00Z' WHERE id = 'a'")
        .unwrap();
    drop(db);
    let o = d.run(&["check", "--db", "d.sqlite"]);
    assert!(o.status.code() == Some(1) && String::from_utf8_lossy(&o.stdout).contains("[report-changed]"));

    let o = d.program(&["import", "pages", "--db", "x.sqlite"]).env("SOURCE_DATE_EPOCH", "noon").output().unwrap();
    assert!(String::from_utf8_lossy(&o.stderr).contains("[no-clock]"));
}

#[test]
fn a_date_decades_after_all_others_is_not_believed_whenever_it_comes() {
    let d = Desk::new();
    for n in 0..7 {
        d.keep(&format!("pages/p{n}.html"), &page(n, "The road to the dam was open again on Friday, the mayor said."));
    }
    let slip = page(8, "The road to the dam was closed on Friday, the mayor said.").replace("2026-", "2062-");
    d.keep("late/q.html", &slip);
    let dry = |paths: &[&str]| at(&d, 0, &[&["import"], paths, &["--dry-run", "--format", "json"]].concat());
    let together_dry = dry(&["pages", "late", "--db", "one.sqlite"]);
    let together = at(&d, 0, &["import", "pages", "late", "--db", "one.sqlite", "--format", "json"]);
    at(&d, 0, &["import", "pages", "--db", "two.sqlite"]);
    let after_dry = dry(&["late", "--db", "two.sqlite"]);
    let after = at(&d, 0, &["import", "late", "--db", "two.sqlite", "--format", "json"]);
    let many = |n: usize| format!("{{\"id\":\"m{n}\",\"text\":\"Open.\",\"published\":\"2026-01-0{}\"}}\n", n % 9 + 1);
    d.keep("many.jsonl", &(0..150).map(many).collect::<String>());
    let far_dry = dry(&["many.jsonl", "late", "--db", "three.sqlite"]);
    for told in [together_dry, together, after_dry, after, far_dry] {
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["noted"]["bad-date"], 1, "{told}");
    }
    let of = |picture: Value| picture["reports"].as_array().unwrap().iter().find(|r| r["id"] == "q").unwrap().clone();
    let read = of(d.json(&["read", "pages", "late", "--format", "json"]));
    assert_eq!(read["published"], Value::Null);
    for db in ["one.sqlite", "two.sqlite"] {
        assert_eq!(of(d.json(&["read", "--db", db, "--format", "json"])), read, "as `read` has it");
        assert!(d.get(&["check", "--db", db]).contains("whole"));
    }
}
