//! What we write, warcio and pywb read, and the other way round: identical payloads.
//!
//! Needs a Python with warcio (and pywb for packages); FIRSTHAND_PYTHON names it, else `python3` is tried. Without it the test says
//! that it was skipped.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stderr)] // Tests run programs and talk.

use std::{
    io::{BufReader, Write},
    path::Path,
    process::Command,
};

use flate2::read::MultiGzDecoder;
use warc::{Capture, Checked, Reader, Writer, check, response, wacz};

fn python(needs: &str) -> Option<String> {
    let name = std::env::var("FIRSTHAND_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&name).args(["-c", &format!("import {needs}")]).output();
    if has.is_ok_and(|o| o.status.success()) {
        return Some(name);
    }
    eprintln!("SKIPPED: {name} has no {needs} (set FIRSTHAND_PYTHON to a Python that has it)");
    None
}

fn run(python: &str, script: &str, args: &[&Path]) -> String {
    let out = Command::new(python).arg("-c").arg(script).args(args).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn captures() -> Vec<Capture> {
    let page = |n: usize, body: Vec<u8>| Capture {
        url: format!("https://ledger.example/{n}?q=%C3%A9"),
        date: format!("2026-01-20T07:4{n}:00Z"),
        head: Some(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Odd: a:b\r\n\r\n".to_vec()),
        media_type: "text/html".to_owned(),
        title: Some(format!("Page {n}")),
        body,
        ..Capture::default()
    };
    let mut all = vec![
        page(1, "<p>Nine people were hurt, ‘said’ the mayor.".repeat(500).into_bytes()),
        page(2, (0..=255_u8).cycle().take(100_000).collect()),
        page(3, Vec::new()),
    ];
    all.push(Capture {
        url: "urn:file:note.txt".to_owned(),
        date: "2026-01-20T08:00:00Z".to_owned(),
        media_type: "text/plain".to_owned(),
        body: b"WARC/1.0\r\n\r\nTen people were hurt.".to_vec(),
        ..Capture::default()
    });
    all.push(Capture {
        url: "https://ledger.example/gone".to_owned(),
        date: "2026-01-20T08:01:00Z".to_owned(),
        status: Some(404),
        media_type: "text/html".to_owned(),
        body: b"gone".to_vec(),
        ..Capture::default()
    });
    all
}

/// `type target sha256` of every record with a payload, as warcio sees them; digests are checked on the way.
const LIST: &str = r#"
import sys, hashlib
from warcio.archiveiterator import ArchiveIterator
with open(sys.argv[1], 'rb') as f:
    for r in ArchiveIterator(f, check_digests='raise'):
        if r.rec_type in ('response', 'resource'):
            body = r.raw_stream.read()
            print(r.rec_type, hashlib.sha256(body).hexdigest(), r.rec_headers.get_header('WARC-Date'), r.rec_headers.get_header('WARC-Target-URI'))
"#;

fn ours(file: &Path) -> String {
    let mut reader = Reader::new(BufReader::new(MultiGzDecoder::new(std::fs::File::open(file).unwrap())), 1 << 24);
    let mut out = String::new();
    while let Some(r) = reader.next_record().unwrap() {
        if !matches!(r.kind(), "response" | "resource") {
            continue;
        }
        let body = match response(&r.block, 1 << 24) {
            Some(h) if r.kind() == "response" => r.block[h.body_at..].to_vec(),
            _ => r.block.clone(),
        };
        for (field, bytes) in [("WARC-Payload-Digest", &body), ("WARC-Block-Digest", &r.block)] {
            assert_ne!(r.field(field).map(|d| check(d, bytes)), Some(Checked::Wrong), "{field}");
        }
        let sum: String = <sha2::Sha256 as sha2::Digest>::digest(&body).iter().map(|b| format!("{b:02x}")).collect();
        out.push_str(&format!("{} {sum} {} {}\n", r.kind(), r.field("WARC-Date").unwrap(), r.target().unwrap()));
    }
    out
}

#[test]
fn warcio_reads_what_we_write() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ours.warc.gz");
    let mut w = Writer::new(std::fs::File::create(&file).unwrap(), "firsthand test").unwrap();
    for c in captures() {
        w.add(&c).unwrap();
    }
    w.finish().unwrap();
    assert_eq!(ours(&file).lines().count(), 5);
    if let Some(python) = python("warcio") {
        assert_eq!(run(&python, LIST, &[&file]), ours(&file));
    }
}

#[test]
fn we_read_what_warcio_writes() {
    let Some(python) = python("warcio") else { return };
    let dir = tempfile::tempdir().unwrap();
    for (version, packed) in [("1.0", true), ("1.1", true), ("1.1", false)] {
        let file = dir.path().join("theirs.warc");
        let script = format!(
            r#"
import sys, io
from warcio.warcwriter import WARCWriter
from warcio.statusandheaders import StatusAndHeaders
with open(sys.argv[1], 'wb') as f:
    w = WARCWriter(f, gzip={packed}, warc_version='{version}')
    w.write_record(w.create_warcinfo_record('x.warc.gz', {{'software': 'warcio'}}))
    for i, body in enumerate([b'<p>Nine people were hurt.' * 1000, bytes(range(256)) * 50, b'']):
        h = StatusAndHeaders('200 OK', [('Content-Type', 'text/html')], protocol='HTTP/1.1')
        uri = 'https://ledger.example/%d' % i
        w.write_record(w.create_warc_record(uri, 'response', payload=io.BytesIO(body), http_headers=h))
        q = StatusAndHeaders('GET / HTTP/1.1', [('Host', 'ledger.example')], is_http_request=True)
        w.write_record(w.create_warc_record(uri, 'request', http_headers=q))
        w.write_record(w.create_revisit_record(uri, 'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ', uri, '2026-01-20T07:40:00Z'))
"#,
            packed = if packed { "True" } else { "False" }
        );
        run(&python, &script, &[&file]);
        let plain = if packed {
            file.clone()
        } else {
            // The list below unpacks; a plain file is packed first.
            let packed = dir.path().join("packed.warc.gz");
            let mut w =
                flate2::write::GzEncoder::new(std::fs::File::create(&packed).unwrap(), flate2::Compression::fast());
            w.write_all(&std::fs::read(&file).unwrap()).unwrap();
            w.finish().unwrap();
            packed
        };
        let found = ours(&plain);
        assert_eq!(found.lines().count(), 3);
        assert_eq!(found, run(&python, LIST, &[&file]));
    }
}

#[test]
fn pywb_replays_a_package_of_ours() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ours.wacz");
    let mut w = wacz::Writer::new(std::fs::File::create(&file).unwrap(), "firsthand test").unwrap();
    for c in captures() {
        w.add(&c).unwrap();
    }
    w.finish("Five captures").unwrap();
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let mut get = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    let listed = wacz::resources(&get(wacz::PACKAGE)).unwrap();
    assert_eq!(listed.len(), 3);
    for r in listed {
        assert_eq!(check(&r.hash, &get(&r.path)), Checked::Right, "{}", r.path);
    }
    let Some(python) = python("pywb") else { return };
    // A collection made of the package; each page is then fetched through pywb's own replay.
    let script = r#"
import sys, os, hashlib, subprocess, json
os.chdir(os.path.dirname(sys.argv[1]))
from pywb.manager.manager import main as wb
wb(['init', 'desk'])
wb(['add', '--unpack-wacz', 'desk', sys.argv[1]])
from pywb.apps.frontendapp import FrontEndApp
from webtest import TestApp
app = TestApp(FrontEndApp())
for line in open('list.txt', encoding='utf-8'):
    stamp, url = line.split()
    r = app.get('/desk/%sid_/%s' % (stamp, url), status='*')
    print(r.status_int, hashlib.sha256(r.body).hexdigest())
"#;
    let mut want = String::new();
    let mut list = String::new();
    for c in captures().iter().filter(|c| c.url.starts_with("https") && !c.body.is_empty()) {
        let sum: String = <sha2::Sha256 as sha2::Digest>::digest(&c.body).iter().map(|b| format!("{b:02x}")).collect();
        want.push_str(&format!("{} {sum}\n", c.status.unwrap_or(200)));
        let stamp: String = c.date.chars().filter(char::is_ascii_digit).collect();
        list.push_str(&format!("{stamp} {}\n", c.url));
    }
    std::fs::write(dir.path().join("list.txt"), list).unwrap();
    if Command::new(&python).args(["-c", "import webtest"]).output().is_ok_and(|o| !o.status.success()) {
        eprintln!("SKIPPED: {python} has no webtest, with which pywb is asked for pages");
        return;
    }
    let out = run(&python, script, &[&file]);
    let pages: Vec<&str> = out.lines().filter(|l| l.split(' ').nth(1).is_some_and(|s| s.len() == 64)).collect();
    assert_eq!(format!("{}\n", pages.join("\n")), want);
}
