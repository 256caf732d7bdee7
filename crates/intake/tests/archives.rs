//! Archives read as what is in them, and never swell beyond the limits.

#![cfg(feature = "archives")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests write files.

mod common;

use std::{fs, io::Write};

use common::{codes, gz, read_bytes, zip_of};
use intake::{Options, Source};

const PAGE: &str = "<html lang=en><title>Dam gives way</title><article><p>At least 20 people are missing after the dam gave way, \
                    the rescue service said on Tuesday.</p></article></html>";
const NOTE: &str =
    "+++\npublished = \"2026-01-20T07:40:00+03:00\"\n+++\nAbout 120 prisoners escaped, the ministry said.\n";

#[test]
fn an_archive_of_a_folder_reads_as_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("in")).unwrap();
    let files =
        [("in/b.html", PAGE), ("in/a.md", NOTE), ("lines.jsonl", "{\"id\":\"j\",\"text\":\"Ten were hurt.\"}\n")];
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let folder = intake::load(&[dir.path().to_owned()], &Options::default());
    let packed = tempfile::tempdir().unwrap();
    let members: Vec<_> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let extra = [("__MACOSX/in/b.html", &b"x"[..]), (".DS_Store", b"\0\0\0\x01"), ("in/", b"")];
    let all: Vec<_> = members.iter().copied().chain(extra).collect();
    fs::write(packed.path().join("all.zip"), zip_of(&all)).unwrap();
    let unpacked = intake::load(&[packed.path().to_owned()], &Options::default());
    assert_eq!(unpacked, folder);
    assert_eq!(folder.reports.len(), 3);
    // The same from a pipe, and inside another archive.
    for bytes in [zip_of(&all), gz(&zip_of(&all)), zip_of(&[("x.zip", &zip_of(&all))])] {
        let piped = intake::stream(vec![Source::reader("all.zip", std::io::Cursor::new(bytes))], &Options::default());
        assert_eq!(intake::gather(piped), folder);
    }
}

#[test]
fn packed_streams_are_read_whatever_their_name() {
    let zst = {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        let mut all = compress_to_vec(NOTE.as_bytes(), CompressionLevel::Fastest);
        let tail = b"The ministry later put the number at 81.\n".as_slice();
        // A frame to be skipped, then a second frame.
        all.extend(b"\x50\x2A\x4D\x18\x03\0\0\0abc");
        all.extend(compress_to_vec(tail, CompressionLevel::Fastest));
        all
    };
    let two = [gz(NOTE.as_bytes()), gz(b"The ministry later put the number at 81.\n")].concat();
    for bytes in [zst, two, gz(&gz(format!("{NOTE}The ministry later put the number at 81.\n").as_bytes()))] {
        let l = read_bytes("note.md.gz", &bytes);
        assert_eq!(codes(&l), Vec::<String>::new());
        assert_eq!(l.reports[0].id, "note");
        assert_eq!(
            l.reports[0].text,
            "About 120 prisoners escaped, the ministry said.\nThe ministry later put the number at 81.\n"
        );
    }
}

#[test]
fn a_damaged_archive_gives_what_comes_before_the_damage() {
    let mut lines = String::new();
    for i in 0..2_000 {
        lines.push_str(&format!(
            "{{\"id\":\"l{i}\",\"text\":\"In town {i} the mayor counted {} people.\"}}\n",
            i * 7919 % 1000
        ));
    }
    let mut bytes = gz(lines.as_bytes());
    bytes.truncate(bytes.len() / 2);
    let l = read_bytes("lines.jsonl.gz", &bytes);
    assert!(l.reports.len() > 500, "{}", l.reports.len());
    assert!(codes(&l).contains(&"lines.jsonl.gz damaged-archive".to_owned()), "{:?}", codes(&l)[0]);

    let mut bytes = zip_of(&[("a.txt", b"Ten people were hurt."), ("b.txt", b"Nine people were hurt.")]);
    let at = bytes.windows(3).position(|w| w == b"Ten").unwrap_or(60);
    bytes[at] ^= 1;
    let l = read_bytes("two.zip", &bytes);
    assert!(codes(&l).iter().any(|c| c.ends_with("damaged-archive")), "{:?}", codes(&l));
    assert!(l.reports.iter().any(|r| r.id == "b"));
    let l = read_bytes("cut.zip", &bytes[..40]);
    assert_eq!(codes(&l), ["cut.zip damaged-archive"]);
}

#[test]
fn bombs_are_stopped_by_what_swells_however_it_is_packed() {
    let zeros = vec![b' '; 60 << 20];
    let bomb = gz(&zeros);
    assert!(bomb.len() < 80_000);
    let l = read_bytes("bomb.gz", &bomb);
    assert!(codes(&l).contains(&"bomb.gz archive-limit".to_owned()), "{:?}", codes(&l));
    // Spread over members, no one of which is large.
    let part = vec![b' '; 1 << 20];
    let names: Vec<String> = (0..60).map(|i| format!("{i}.txt")).collect();
    let members: Vec<_> = names.iter().map(|n| (n.as_str(), part.as_slice())).collect();
    let l = read_bytes("parts.zip", &zip_of(&members));
    let limits = codes(&l).iter().filter(|c| c.ends_with("archive-limit")).count();
    assert_eq!(limits, 1, "told once");
    // Layers.
    let mut layers = gz(b"Ten people were hurt.");
    for _ in 0..6 {
        layers = gz(&layers);
    }
    assert_eq!(codes(&read_bytes("onion.gz", &layers)), ["onion archive-limit"]);
}

#[test]
fn too_many_members_and_too_many_bytes_are_told() {
    let options = Options { max_members: 3, ..Options::default() };
    let names: Vec<String> = (0..6).map(|i| format!("{i}.txt")).collect();
    let members: Vec<_> = names.iter().map(|n| (n.as_str(), &b"Ten people were hurt in the blast."[..])).collect();
    let bytes = zip_of(&members);
    let l = intake::gather(intake::bytes("many.zip", &bytes, &options));
    assert_eq!(l.reports.len(), 3);
    assert!(codes(&l).contains(&"many.zip archive-limit".to_owned()));
    let options = Options { max_expanded: 70, ..Options::default() };
    let l = intake::gather(intake::bytes("big.zip", &bytes, &options));
    assert_eq!(l.reports.len(), 3, "the third is cut");
    assert!(codes(&l).contains(&"big.zip archive-limit".to_owned()));
}

#[test]
fn an_encrypted_member_is_told_and_the_rest_is_read() {
    let mut bytes = zip_of(&[("a.txt", b"Ten people were hurt."), ("b.txt", b"Nine people were hurt.")]);
    // The flag of encryption, in the first local header and in the first entry of the directory.
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[6] |= 1;
    bytes[directory + 8] |= 1;
    let l = read_bytes("locked.zip", &bytes);
    assert!(codes(&l).contains(&"locked.zip/a.txt encrypted".to_owned()), "{:?}", codes(&l));
    assert_eq!(l.reports.len(), 1);
    let _ = std::io::sink().write(&[]);
}
