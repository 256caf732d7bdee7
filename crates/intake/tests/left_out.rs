//! A build without what reads a format knows the format all the same, and never reads such a file as something else.

#![allow(clippy::unwrap_used)]

mod common;

use common::{codes, gz, read_bytes, zip_of};

const RSS: &str = "<rss version=\"2.0\"><channel><item><title>Dam</title><description>Nine were hurt.</description></item></channel></rss>";
const MAIL: &str = "Received: by x\nFrom: a@b.example\nTo: c@d.example\nSubject: Dam\nDate: Tue, 20 Jan 2026 07:40:00 +0300\nMIME-Version: 1.0\n\nNine were hurt.\n";

#[test]
fn what_a_build_cannot_read_is_told_with_the_feature_that_reads_it() {
    let mbox = format!("From a@b.example Tue Jan 20 07:40:00 2026\n{MAIL}");
    let files: [(&str, Vec<u8>, &str, bool); 7] = [
        ("feed.xml", RSS.into(), "feeds", cfg!(feature = "feeds")),
        ("dam.eml", MAIL.into(), "mail", cfg!(feature = "mail")),
        ("all.mbox", mbox.into(), "mail", cfg!(feature = "mail")),
        ("dam.txt.gz", gz(b"Nine were hurt."), "archives", cfg!(feature = "archives")),
        ("all.zip", zip_of(&[("dam.txt", b"Nine were hurt.")]), "archives", cfg!(feature = "archives")),
        ("log.xlsx", zip_of(&[("xl/workbook.xml", b"<workbook")]), "spreadsheets", cfg!(feature = "spreadsheets")),
        ("crawl.warc", b"WARC/1.0\r\n\r\n".to_vec(), "web-archives", cfg!(feature = "web-archives")),
    ];
    for (name, bytes, feature, built_in) in files {
        let l = read_bytes(name, &bytes);
        let told = codes(&l).iter().any(|c| c == &format!("{name} not-built-in"));
        assert_eq!(told, !built_in, "{name}: {:?}", codes(&l));
        if !built_in {
            assert!(l.reports.is_empty(), "{name}");
            // Without archives nobody knows that a zip file is a workbook.
            let feature =
                if cfg!(feature = "archives") { feature } else { feature.replace("spreadsheets", "archives").leak() };
            assert!(l.issues[0].note.contains(&format!("--features {feature}")), "{}", l.issues[0].note);
        }
    }
    // What needs no parser of others is always read.
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"content_text\":\"Nine were hurt.\"}]}";
    assert_eq!(read_bytes("feed.json", feed.as_bytes()).reports.len(), 1);
    assert_eq!(read_bytes("t.csv", b"date,text\n2026-01-20,Nine were hurt.\n").reports.len(), 1);
}
