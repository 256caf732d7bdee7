//! Web archives, plain, packed and packaged: each page with the address and time of its capture.

#![cfg(feature = "web-archives")]
#![allow(clippy::unwrap_used)]

mod common;

use common::{codes, get, gz, read_bytes};
use warc::{Capture, wacz};

const PAGE: &str = "<html lang=ru><head><link rel=canonical href=\"https://ledger.example/dam\"><title>Dam</title></head><body><article>\
                    <p>В результате прорыва плотины пропали двадцать человек, сообщили спасатели.</p></article></body></html>";

fn record(kind: &str, url: &str, extra: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-20T07:40:00Z\r\nWARC-Record-ID: <urn:x>\r\n{extra}Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn http(headers: &str, body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 200 OK\r\n", headers.as_bytes(), b"\r\n", body].concat()
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for c in body.chunks(50) {
        out.extend(format!("{:x}\r\n", c.len()).bytes());
        out.extend(c);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

fn archive() -> Vec<Vec<u8>> {
    let cyrillic = encoding_rs::WINDOWS_1251.encode(PAGE).0.into_owned();
    let feed = "<rss version=\"2.0\"><channel><title>T</title><item><link>https://l.example/1</link><description>Nine were hurt.</description></item>\
                <item><link>https://l.example/2</link><description>Ten were hurt.</description></item></channel></rss>";
    let html = "Content-Type: text/html; charset=windows-1251\r\n";
    vec![
        record("warcinfo", "", "", b"software: x\r\n"),
        record("request", "https://www.ledger.example/dam?x=1", "", b"GET /dam HTTP/1.1\r\n\r\n"),
        record("response", "https://www.ledger.example/dam?x=1", "", &http(html, &cyrillic)),
        record(
            "response",
            "<https://ledger.example/packed>",
            "",
            &http(&format!("{html}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), &chunked(&gz(&cyrillic))),
        ),
        record(
            "response",
            "https://ledger.example/feed",
            "",
            &http("Content-Type: application/rss+xml\r\n", feed.as_bytes()),
        ),
        record("response", "https://ledger.example/a.png", "", &http("Content-Type: image/png\r\n", b"\x89PNG")),
        record("response", "https://ledger.example/a.js", "", &http("Content-Type: text/javascript\r\n", b"let x = 1")),
        record("response", "https://ledger.example/moved", "", b"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\nmoved"),
        record("revisit", "https://ledger.example/dam", "", b"HTTP/1.1 200 OK\r\n\r\n"),
        record("resource", "urn:note.txt", "Content-Type: text/plain\r\n", b"Two people were hurt, the mayor said."),
        record("response", "dns:ledger.example", "", b"1.2.3.4"),
    ]
}

#[test]
fn pages_are_read_with_the_address_and_time_of_their_capture() {
    let plain = archive().concat();
    let packed: Vec<u8> = archive().iter().flat_map(|r| gz(r)).collect();
    for (name, bytes) in [("a.warc", plain), ("a.warc.gz", packed)] {
        let l = read_bytes(name, &bytes);
        assert_eq!(l.reports.len(), 5, "{:?}", l.reports.iter().map(|r| &r.id).collect::<Vec<_>>());
        let r = get(&l, "ledger.example/dam?x=1");
        assert_eq!(r.text, "В результате прорыва плотины пропали двадцать человек, сообщили спасатели.\n");
        assert_eq!(r.url.as_deref(), Some("https://www.ledger.example/dam?x=1"));
        assert_eq!(r.links, ["https://ledger.example/dam"], "the address it gives itself");
        assert_eq!(r.captured.as_ref().unwrap().to_string(), "2026-01-20T07:40:00Z");
        assert_eq!(get(&l, "ledger.example/packed").text, r.text);
        assert_eq!(get(&l, "l.example/2").url.as_deref(), Some("https://l.example/2"));
        assert_eq!(get(&l, "urn:note.txt").text, "Two people were hurt, the mayor said.");
        let told: Vec<_> = codes(&l).into_iter().filter(|c| !c.contains("summary-only")).collect();
        assert_eq!(told, ["a.warc passed-over"]);
        let note = &l.issues[0].note;
        for part in ["1 pictures", "1 scripts", "1 redirects", "1 captures of pages that had not changed"] {
            assert!(note.contains(part), "{part} in {note}");
        }
    }
}

#[test]
fn bytes_that_are_not_what_was_captured_are_told() {
    let page = http("Content-Type: text/html\r\n", PAGE.as_bytes());
    let good = "WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n";
    let l = read_bytes("a.warc", &record("response", "https://l.example/1", good, &page));
    assert_eq!(codes(&l), ["l.example/1 digest-mismatch"]);
    assert!(!l.reports[0].text.is_empty(), "it is read all the same");
}

#[test]
fn a_damaged_archive_gives_the_other_records() {
    let records = archive();
    let mut bytes = records[2].clone();
    bytes.extend(b"rubbish\r\n");
    bytes.extend(&records[9]);
    bytes.extend(&records[4][..records[4].len() - 60]);
    let l = read_bytes("a.warc", &bytes);
    assert!(l.reports.iter().any(|r| r.id == "urn:note.txt"));
    let told = codes(&l);
    assert!(told.contains(&"a.warc damaged-archive".to_owned()), "{told:?}");
    assert!(told.iter().any(|c| c.ends_with("l.example/1 damaged-archive")), "the torn feed: {told:?}");
}

#[test]
fn a_package_is_read_and_its_hashes_are_looked_at() {
    let mut w = wacz::Writer::new(std::io::Cursor::new(Vec::new()), "test").unwrap();
    for n in 1..=3 {
        w.add(&Capture {
            url: format!("https://ledger.example/{n}"),
            date: "2026-01-20T07:40:00Z".to_owned(),
            status: Some(200),
            media_type: "text/html".to_owned(),
            body: PAGE.as_bytes().to_vec(),
            title: Some("Dam".to_owned()),
            ..Capture::default()
        })
        .unwrap();
    }
    let bytes = w.finish("Three pages").unwrap().into_inner();
    let l = read_bytes("a.wacz", &bytes);
    assert_eq!((l.reports.len(), codes(&l).len()), (3, 0), "{:?}", codes(&l));
    // Another archive under the old list.
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut list = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name("datapackage.json").unwrap(), &mut list).unwrap();
    let forged = common::zip_of(&[("archive/data.warc.gz", &gz(&archive().concat())), ("datapackage.json", &list)]);
    let told = codes(&read_bytes("a.wacz", &forged));
    assert!(told.iter().any(|c| c.ends_with("digest-mismatch")), "{told:?}");
}
