//! The bytes of a report, where they are asked for: of every format, and exactly what its hash is of.

#![cfg(all(feature = "feeds", feature = "mail", feature = "web-archives", feature = "spreadsheets"))]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests read files.

use std::{fs, path::Path};

use intake::{Item, Options};
use model::{Report, sha256_hex};

fn files(dir: &Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

/// One of each format that is read without another program.
const SAMPLES: &[(&str, &str)] = &[
    ("page.html", "<html><body><article><p>The bridge was closed on Monday.</p></article></body></html>"),
    ("front.md", "+++\nurl = \"https://post.example/1\"\n+++\nThe bridge was closed.\n"),
    ("lines.jsonl", "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":\"b\",\"text\":\"Two.\"}\n"),
    ("list.json", "[{\"id\":\"a\",  \"text\":\"One.\"}, {\"id\":\"b\",\"text\":\"Two.\"}]"),
    (
        "rss.xml",
        "<rss version=\"2.0\"><channel><title>Post</title><item><title>One</title><link>https://post.example/1</link></item></channel></rss>",
    ),
    (
        "atom.xml",
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Post</title><entry><title>One</title><id>urn:1</id></entry></feed>",
    ),
    (
        "feed.json",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Post\",\"items\":[{\"id\":\"1\",\"content_text\":\"One.\"}]}",
    ),
    (
        "m.eml",
        "From: a@b.example\r\nSubject: Hello\r\nDate: Tue, 20 Jan 2026 08:00:00 +0000\r\n\r\nThe bridge was closed.\r\n",
    ),
    ("rows.csv", "id,date,text\n1,2026-01-20,The bridge was closed.\n2,2026-01-21,The bridge was opened.\n"),
    (
        "cap.xml",
        "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>x</identifier><sent>2026-01-20T08:00:00+00:00</sent><status>Actual</status><info><event>Flood</event><description>The river is rising.</description></info></alert>",
    ),
    (
        "ninjs.json",
        "{\"uri\":\"https://wire.example/1\",\"versioncreated\":\"2026-01-20T08:00:00Z\",\"headline\":\"Bridge closed\",\"body_text\":\"The bridge was closed.\"}",
    ),
    (
        "chat.json",
        "{\"name\":\"Channel\",\"type\":\"public_channel\",\"id\":1,\"messages\":[{\"id\":1,\"type\":\"message\",\"date\":\"2026-01-20T08:00:00\",\"text\":\"The bridge was closed.\"}]}",
    ),
    (
        "chat.txt",
        "[20/01/2026, 08:00:00] Anna: The bridge was closed.\n[21/01/2026, 08:05:00] Boris: Which one?\n[22/01/2026, 08:06:00] Anna: The old one.\n",
    ),
];

#[test]
fn every_report_comes_after_the_bytes_its_hash_is_of() {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds"), &mut all);
    let seeds = all.iter().map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(p).unwrap()));
    let samples = SAMPLES.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    let (mut kinds, mut given) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for (name, content) in samples.chain(seeds) {
        let options = Options { run_programs: false, ..Options::default() };
        let plain = intake::bytes(&name, &content, &options);
        let mut before = None;
        let mut reports: Vec<Report> = Vec::new();
        for item in intake::bytes(&name, &content, &Options { keep_bytes: true, ..options }) {
            match item {
                Item::Bytes(b) => {
                    assert!(before.is_none(), "{name}: bytes without a report");
                    assert_eq!(b.sha256, sha256_hex(&b.bytes), "{name}");
                    before = Some(b);
                }
                Item::Report(r) => {
                    match before.take() {
                        Some(b) => {
                            assert_eq!(b.sha256, r.sha256, "{name}: {}", r.id);
                            kinds.insert(b.media_type);
                            given.insert(name.clone());
                        }
                        None => assert!(r.issues.iter().any(|i| i.code == "bytes-not-kept"), "{name}: {}", r.id),
                    }
                    reports.push(*r);
                }
                Item::Issue(_) => {}
            }
        }
        let same: Vec<Report> =
            plain.into_iter().filter_map(|i| if let Item::Report(r) = i { Some(*r) } else { None }).collect();
        assert_eq!(reports, same, "{name}: what is read does not hang on it");
    }
    let missed: Vec<&str> = SAMPLES.iter().map(|(n, _)| *n).filter(|n| !given.contains(*n)).collect();
    assert!(missed.is_empty(), "no report came of {missed:?}");
    assert!(kinds.len() >= 6, "{kinds:?}");
}

#[test]
fn what_is_too_large_is_told_instead() {
    let options = Options { keep_bytes: true, max_bytes: 1_000, ..Options::default() };
    let items = intake::bytes("long.txt", "Many people came. ".repeat(200).as_bytes(), &options);
    let [Item::Report(r)] = items.as_slice() else { panic!("one report and no bytes: {items:?}") };
    assert!(r.issues.iter().any(|i| i.code == "bytes-not-kept"), "{:?}", r.issues);
}

#[test]
fn who_signs_and_when_it_was_changed_may_be_given() {
    let front = "+++\nauthor = \"Reuters\"\npublished = \"2026-01-20T08:00:00Z\"\nmodified = \"2026-01-21T08:00:00Z\"\n+++\nNine were hurt.\n";
    let line = r#"{"text":"Nine were hurt.","author":"Reuters","published":"2026-01-20T08:00:00Z","modified":"2026-01-21T08:00:00Z"}"#;
    for given in [front, line] {
        let items = intake::bytes("a", given.as_bytes(), &Options::default());
        let Some(Item::Report(r)) = items.first() else { panic!("{given}: {items:?}") };
        let modified = r.modified.as_ref().map(ToString::to_string);
        assert_eq!(
            (r.author.as_deref(), modified.as_deref()),
            (Some("Reuters"), Some("2026-01-21T08:00:00Z")),
            "{given}"
        );
    }
}

#[test]
fn letters_are_marked_as_private() {
    let options = Options { keep_bytes: true, ..Options::default() };
    let private = |name: &str, content: &str| match intake::bytes(name, content.as_bytes(), &options).first() {
        Some(Item::Bytes(b)) => b.private,
        other => panic!("{other:?}"),
    };
    assert!(private(
        "m.eml",
        "From: a@b.example\r\nSubject: Hello\r\nDate: Tue, 20 Jan 2026 08:00:00 +0000\r\n\r\nText.\r\n"
    ));
    assert!(!private("p.html", "<html><body><p>Text of the page.</p></body></html>"));
}

#[test]
fn what_was_fetched_knows_where_and_when() {
    let about = intake::Captured {
        url: "https://post.example/a?b=1".to_owned(),
        at: "2026-01-20T08:00:00Z".parse().ok(),
        content_type: Some("text/html; charset=windows-1251".to_owned()),
    };
    let page = b"<html><head><title>\xCF\xEE\xE1\xE5\xE3</title></head><body><p>\xC4\xE2\xE0\xE4\xF6\xE0\xF2\xFC</p></body></html>";
    let items: Vec<Item> =
        intake::stream(vec![intake::Source::captured(page.to_vec(), &about)], &Options::default()).collect();
    let [Item::Report(r)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!((r.id.as_str(), r.url.as_deref()), ("post.example/a?b=1", Some("https://post.example/a?b=1")));
    assert_eq!((r.title.as_deref(), r.text.trim()), (Some("Побег"), "Двадцать"));
    assert_eq!(r.captured, about.at);

    let feed = "<rss version=\"2.0\"><channel><title>Post</title><item><title>One</title><link>https://post.example/1</link></item></channel></rss>";
    let about = intake::Captured { content_type: Some("application/rss+xml".to_owned()), ..about };
    let items: Vec<Item> =
        intake::stream(vec![intake::Source::captured(feed.into(), &about)], &Options::default()).collect();
    let [Item::Report(r)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(
        (r.url.as_deref(), &r.captured),
        (Some("https://post.example/1"), &about.at),
        "an entry has its own address"
    );
}
