//! Files made to do harm: each costs little, says what is wrong, and takes nothing else with it. Read here, without a child: what holds
//! without one holds with one.

#![cfg(all(feature = "feeds", feature = "mail", feature = "spreadsheets"))]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests measure time.

mod common;

use std::{
    io::{Cursor, Write},
    time::{Duration, Instant},
};

use common::{codes, read_bytes, zip_of};
use intake::{Loaded, Options};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Time that this thread has had a processor, where the system tells it.
fn processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Read within a time that no machine under load misses, and that reading all again for every part of it would miss.
fn read(name: &str, bytes: &[u8]) -> Loaded {
    let (began, processor_began) = (Instant::now(), processor());
    let l = read_bytes(name, bytes);
    let took = match (processor(), processor_began) {
        (Some(now), Some(then)) => now - then,
        _ => began.elapsed(),
    };
    assert!(took.as_secs() < 20, "{name} of {} bytes took {took:?}: {:?}", bytes.len(), codes(&l));
    l
}

const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of so many sheets, each with these rows, and these shared strings.
fn xlsx(sheets: usize, rows: &str, strings: &str) -> Vec<u8> {
    let list: String =
        (0..sheets).map(|i| format!("<sheet name=\"S{i}\" sheetId=\"{}\" r:id=\"r{i}\"/>", i + 1)).collect();
    let rels: String = (0..sheets)
        .map(|i| format!("<Relationship Id=\"r{i}\" Type=\"{RELATED}/worksheet\" Target=\"worksheets/s{i}.xml\"/>"))
        .collect();
    let rels = format!("{rels}<Relationship Id=\"s\" Type=\"{RELATED}/sharedStrings\" Target=\"sharedStrings.xml\"/>");
    let sheet = format!("<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>");
    let mut w = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        w.start_file(name, SimpleFileOptions::default()).unwrap();
        w.write_all(text.as_bytes()).unwrap();
    };
    put("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    put(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"{RELATED}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    put("xl/workbook.xml", &format!("<workbook {MAIN} xmlns:r=\"{RELATED}\"><sheets>{list}</sheets></workbook>"));
    put(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{rels}</Relationships>"
        ),
    );
    put("xl/sharedStrings.xml", &format!("<sst {MAIN}>{strings}</sst>"));
    for i in 0..sheets {
        put(&format!("xl/worksheets/s{i}.xml"), &sheet);
    }
    w.finish().unwrap().into_inner()
}

fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

const HEADER: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Date</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Text</t></is></c></row>";

fn open_document(kind: &str, body: &str) -> Vec<u8> {
    let content = format!("<office:document-content><office:body>{body}</office:body></office:document-content>");
    let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
    zip_of(&[("mimetype", mimetype.as_bytes()), ("content.xml", content.as_bytes())])
}

#[test]
fn a_workbook_of_thousands_of_sheets() {
    let row = format!("{HEADER}<row r=\"2\">{}{}</row>", cell("A2", "2026-01-20"), cell("B2", "Nine were hurt."));
    let l = read("sheets.xlsx", &xlsx(2_000, &row, ""));
    assert_eq!(l.reports.len(), 2_000, "{:?}", codes(&l));
}

#[test]
fn a_workbook_of_very_many_shared_strings() {
    let strings = "<si><t>A string that is never used, and yet is kept by whoever reads it.</t></si>".repeat(700_000);
    let row = format!("{HEADER}<row r=\"2\">{}<c r=\"B2\" t=\"s\"><v>699999</v></c></row>", cell("A2", "2026-01-20"));
    let l = read("strings.xlsx", &xlsx(1, &row, &strings));
    assert!(!l.reports.is_empty() || !l.issues.is_empty());
    // A number of strings that is stated and not true.
    let lies = xlsx(1, &row, "").len();
    assert!(lies > 0);
}

#[test]
fn cells_and_rows_that_are_said_to_repeat() {
    let cell = "<table:table-cell table:number-columns-repeated=\"4294967295\"><text:p>x</text:p></table:table-cell>";
    let row = format!(
        "<table:table-row table:number-rows-repeated=\"18446744073709551615\">{}</table:table-row>",
        cell.repeat(50)
    );
    let body = format!("<table:table>{}</table:table>", row.repeat(2_000));
    let l = read("repeats.ods", &open_document("spreadsheet", &body));
    assert_eq!(codes(&l), ["repeats.ods no-text-column"]);
}

#[test]
fn elements_inside_one_another_without_end() {
    let deep = format!("{}Nine were hurt.", "<text:p>".repeat(500_000));
    let l = read("deep.odt", &open_document("text", &deep));
    assert_eq!(l.reports.len() + l.issues.len(), 1);
    let deep = format!("<w:document>{}<w:t>Nine were hurt.</w:t>", "<w:tbl><w:tc><w:p>".repeat(200_000));
    let l = read("deep.docx", &zip_of(&[("word/document.xml", deep.as_bytes())]));
    assert_eq!(l.reports[0].text, "Nine were hurt.\n");
    let tables = format!("{}Nine were hurt.", "<table:table><table:table-row><table:table-cell>".repeat(100_000));
    read("deep.ods", &open_document("spreadsheet", &tables));
    let rows = format!("{HEADER}{}", "<row r=\"2\"><c r=\"A2\"><is>".repeat(200_000));
    let l = read("deep.xlsx", &xlsx(1, &rows, ""));
    assert!(!l.issues.is_empty() || !l.reports.is_empty());
}

#[test]
fn tags_and_values_that_are_never_closed() {
    for (name, body) in [
        ("open.docx", format!("<w:document><w:t>{}", "<w:p a=\"".repeat(300_000))),
        ("quote.docx", format!("<w:document>{}", "<w:r w:x='".repeat(300_000))),
        ("brackets.docx", "<".repeat(5_000_000)),
        ("declared.docx", format!("<w:document>{}", "<!D [".repeat(200_000))),
        ("comments.docx", format!("<w:document>{}", "<!--".repeat(500_000))),
        ("cdata.docx", format!("<w:document><w:t>{}", "<![CDATA[".repeat(300_000))),
        ("amp.docx", format!("<w:document><w:t>{}</w:t>", "&#".repeat(1_000_000))),
    ] {
        let l = read(name, &zip_of(&[("word/document.xml", body.as_bytes())]));
        assert_eq!(l.reports.len() + l.issues.len(), 1, "{name}");
    }
}

#[test]
fn entities_are_not_expanded() {
    let mut bomb = "<!DOCTYPE w [<!ENTITY a0 \"Nine were hurt.\">".to_owned();
    for i in 1..12 {
        bomb += &format!("<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10));
    }
    bomb += "]><w:document><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:document>";
    let l = read("laughs.docx", &zip_of(&[("word/document.xml", bomb.as_bytes())]));
    assert!(l.reports.iter().all(|r| r.text.len() < 100));
    let strings =
        bomb.replace("w:document", "sst").replace("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", "<si><t>&a11;</t></si>");
    let row = format!("{HEADER}<row r=\"2\">{}<c r=\"B2\" t=\"s\"><v>0</v></c></row>", cell("A2", "2026-01-20"));
    let l = read("laughs.xlsx", &xlsx(1, &row, &strings));
    assert!(l.reports.iter().all(|r| r.text.len() < 1_000) && l.reports.len() + l.issues.len() > 0);
}

/// A zip file whose directory names one member many times, as `zip` would not write it.
fn forged(member: &[u8], names: &[&str]) -> Vec<u8> {
    let head = |signature: &[u8], central: bool, name: &str| {
        let mut h = signature.to_vec();
        if central {
            h.extend([20, 0]);
        }
        h.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x54]);
        let mut crc = flate2::Crc::new();
        crc.update(member);
        h.extend(crc.sum().to_le_bytes());
        h.extend((member.len() as u32).to_le_bytes());
        h.extend((member.len() as u32).to_le_bytes());
        h.extend((name.len() as u16).to_le_bytes());
        h.extend([0, 0]);
        h
    };
    let mut out = head(b"PK\x03\x04", false, names[0]);
    out.extend(names[0].as_bytes());
    out.extend(member);
    let start = out.len() as u32;
    for name in names {
        out.extend(head(b"PK\x01\x02", true, name));
        out.extend([0; 14]);
        out.extend(name.as_bytes());
    }
    let size = out.len() as u32 - start;
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((names.len() as u16).to_le_bytes());
    out.extend((names.len() as u16).to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

#[test]
fn directories_that_lie() {
    let body = b"<w:document><w:p><w:r><w:t>Nine were hurt.</w:t></w:r></w:p></w:document>";
    // The same member twice.
    let l = read("twice.docx", &forged(body, &["word/document.xml", "word/document.xml"]));
    assert!(l.reports.len() + l.issues.len() > 0);
    // Very many names for one member, as a bomb is packed whose members overlap.
    let names: Vec<String> = (0..60_000).map(|i| format!("m{i}.txt")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let l = read("overlap.zip", &forged(&vec![b'x'; 100_000], &names));
    assert!(codes(&l).iter().any(|c| c == "overlap.zip archive-limit"), "{:?}", codes(&l).last());
    // Cut at every place.
    let whole = zip_of(&[("word/document.xml", body), ("docProps/core.xml", b"<x><dc:title>T</dc:title></x>")]);
    for end in 1..whole.len() {
        let l = read_bytes("cut.docx", &whole[..end]);
        assert!(l.reports.len() + l.issues.len() > 0, "cut at {end}");
        assert!(l.reports.iter().all(|r| !r.issues.is_empty()), "cut at {end}: nothing was said");
    }
    // More members than may be.
    let mut huge = b"PK\x03\x04".to_vec();
    huge.extend([0; 26]);
    let record = huge.len() as u64;
    huge.extend(b"PK\x06\x06");
    huge.extend(44_u64.to_le_bytes());
    huge.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    huge.extend(4_000_000_000_u64.to_le_bytes());
    huge.extend(4_000_000_000_u64.to_le_bytes());
    huge.extend((46 * 4_000_000_000_u64).to_le_bytes());
    huge.extend(0_u64.to_le_bytes());
    huge.extend(b"PK\x06\x07\0\0\0\0");
    huge.extend(record.to_le_bytes());
    huge.extend([1, 0, 0, 0]);
    huge.extend(b"PK\x05\x06\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0");
    let l = read("members.zip", &huge);
    assert_eq!(codes(&l), ["members.zip archive-limit"]);
}

#[test]
fn json_of_very_many_very_short_values() {
    let l = read("zeros.json", format!("[{}0]", "0,".repeat(30_000_000)).as_bytes());
    assert_eq!(codes(&l), ["zeros.json too-large"]);
    let l = read("objects.json", format!("[{}{{}}]", "{},".repeat(20_000_000)).as_bytes());
    assert_eq!(codes(&l), ["objects.json too-large"]);
    let text = "Nine were hurt, [so, it: says]. ".repeat(400_000);
    let l = read("text.json", format!("[{{\"id\":\"a\",\"text\":\"{text}\"}}]").as_bytes());
    assert_eq!(codes(&l), ["a too-large"], "marks in a text are no values");
}

#[test]
fn a_part_that_swells_is_not_read_to_its_end() {
    let mut w = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for name in ["[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/s0.xml"] {
        w.start_file(name, options).unwrap();
        w.write_all(&vec![b' '; 30 << 20]).unwrap();
    }
    let l = read("swells.xlsx", &w.finish().unwrap().into_inner());
    assert_eq!(codes(&l), ["swells.xlsx archive-limit"]);
}

#[test]
fn mail_of_very_many_parts() {
    const HEAD: &str = "Received: by x\nFrom: a@b.example\nTo: c@d.example\nSubject: s\nDate: Tue, 20 Jan 2026 07:40:00 +0300\nMIME-Version: 1.0\n";
    let flat = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
        "--b\nContent-Type: text/plain\n\nNine were hurt.\n".repeat(100_000)
    );
    let mut nested = format!("{HEAD}Content-Type: multipart/mixed; boundary=b0\n\n");
    for i in 0..20_000 {
        nested += &format!("--b{i}\nContent-Type: multipart/mixed; boundary=b{}\n\n", i + 1);
    }
    let held = format!("{HEAD}Content-Type: message/rfc822\n\n").repeat(20_000) + HEAD + "\nNine were hurt.\n";
    let long = format!("{HEAD}X-Long: {}\n\nNine were hurt.\n", "=?utf-8?q?a?= ".repeat(500_000));
    // Each level is taken apart on the stack of the one above it, in the parser.
    let digest = format!("{HEAD}Content-Type: multipart/digest; boundary=b\n\n--b\n\n").repeat(200_000);
    for (name, mail, cut) in [
        ("flat.eml", flat, false),
        ("nested.eml", nested, true),
        ("held.eml", held, true),
        ("digest.eml", digest, true),
        ("long.eml", long, false),
    ] {
        let l = read(name, mail.as_bytes());
        assert!(l.reports.len() + l.issues.len() > 0, "{name}");
        assert_eq!(codes(&l).iter().any(|c| c.ends_with("archive-limit")), cut, "{name}: {:?}", codes(&l));
    }
}

#[test]
fn a_feed_whose_entry_is_made_to_do_harm() {
    for (name, inner) in [
        ("deep.xml", "<a>".repeat(500_000)),
        ("attributes.xml", format!("<title {}>x</title>", "a=\"1\" ".repeat(300_000))),
        ("media.xml", "<media:group xmlns:media=\"http://search.yahoo.com/mrss/\"><media:content url=\"https://a.example/1\"/></media:group>".repeat(30_000)),
        ("links.xml", "<link>https://a.example/1</link><category>x</category>".repeat(100_000)),
    ] {
        let feed = format!("<rss version=\"2.0\"><channel><item><title>Dam</title><description>Nine were hurt.</description>{inner}</item></channel></rss>");
        let l = read(name, feed.as_bytes());
        assert!(l.reports.len() + l.issues.len() > 0, "{name}");
    }
}

#[test]
fn limits_hold_for_a_document_inside_an_archive_too() {
    let inner = zip_of(&[("word/document.xml", &vec![b' '; 40 << 20])]);
    let outer = zip_of(&[("a.docx", &inner), ("b.txt", b"Nine were hurt.")]);
    let options = Options { max_expanded: 8 << 20, ..Options::default() };
    let l = intake::gather(intake::bytes("all.zip", &outer, &options));
    assert!(codes(&l).iter().any(|c| c.ends_with("archive-limit")), "{:?}", codes(&l));
}
