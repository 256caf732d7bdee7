//! The program reads documents of office programs in a process of its own, and the same comes out of them as without.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests write files.

use std::{
    io::{Cursor, Write},
    time::{Duration, Instant},
};

use intake::{Child, ChildLimits, Item, Options, Source};

const FIRSTHAND: &str = env!("CARGO_BIN_EXE_firsthand");
const APART: &str = "__read-apart";

fn zip_of(members: &[(&str, &str)]) -> Vec<u8> {
    let mut w = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        w.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        w.write_all(text.as_bytes()).unwrap();
    }
    w.finish().unwrap().into_inner()
}

fn docx(text: &str) -> Vec<u8> {
    let core = "<x><dc:title>Log</dc:title><dc:language>en</dc:language><dcterms:modified>2026-01-20T07:40:00+03:00</dcterms:modified></x>";
    let body = format!("<w:document><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>");
    zip_of(&[("word/document.xml", &body), ("docProps/core.xml", core)])
}

fn xlsx(rows: &str) -> Vec<u8> {
    let parts = "http://schemas.openxmlformats.org";
    zip_of(&[
        ("[Content_Types].xml", &format!("<Types xmlns=\"{parts}/package/2006/content-types\"/>")),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{parts}/package/2006/relationships\"><Relationship Id=\"r\" Type=\"{parts}/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{parts}/spreadsheetml/2006/main\" xmlns:r=\"{parts}/officeDocument/2006/relationships\"><sheets><sheet name=\"Log\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{parts}/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{parts}/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet xmlns=\"{parts}/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ])
}

fn open_document(kind: &str, body: &str) -> Vec<u8> {
    zip_of(&[
        ("mimetype", &format!("application/vnd.oasis.opendocument.{kind}")),
        (
            "content.xml",
            &format!("<office:document-content><office:body>{body}</office:body></office:document-content>"),
        ),
    ])
}

/// Documents of all kinds, good and bad, and an archive with some of them in it.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |n: u32, day: &str, text: &str| {
        format!("<row r=\"{n}\">{}{}</row>", cell(&format!("A{n}"), day), cell(&format!("B{n}"), text))
    };
    let rows: String = (2..400).map(|n| row(n, "2026-01-20", &format!("Nine were hurt in place {n}."))).collect();
    let sheet = row(1, "Date", "Text") + &rows + &row(400, "soon", "Ten &lt;b&gt;were&lt;/b&gt; hurt.");
    let table = "<table:table><table:table-row><table:table-cell><text:p>Date</text:p></table:table-cell><table:table-cell><text:p>Text</text:p></table:table-cell></table:table-row>\
                 <table:table-row><table:table-cell><text:p>2026-01-20</text:p></table:table-cell><table:table-cell><text:p>Nueve heridos.</text:p></table:table-cell></table:table-row></table:table>";
    let mut torn = xlsx(&sheet);
    torn.truncate(torn.len() / 2);
    let mut wrong = docx("Nine were hurt.");
    let at = wrong.windows(4).position(|w| w == b"hurt").unwrap_or(60);
    wrong[at] ^= 1;
    let mut held = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("a.docx", docx("In an archive.")), ("b.xlsx", xlsx(&sheet)), ("c.docx", docx("Last."))] {
        held.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        held.write_all(&bytes).unwrap();
    }
    vec![
        ("one.docx", docx("Nine &amp; ten \u{202E}were hurt.")),
        ("two.docx", docx(&"Many were hurt. ".repeat(100_000))),
        ("empty.docx", zip_of(&[("word/document.xml", "<w:document/>")])),
        ("swells.docx", docx(&" ".repeat(60 << 20))),
        ("wrong.docx", wrong),
        ("log.xlsx", xlsx(&sheet)),
        ("none.xlsx", xlsx(&row(1, "Colour", "Size"))),
        ("bad.xlsx", zip_of(&[("xl/workbook.xml", "<workbook")])),
        ("torn.xlsx", torn),
        ("text.odt", open_document("text", "<text:p>Neun <text:s/> Menschen</text:p>")),
        ("table.ods", open_document("spreadsheet", table)),
        ("none.ods", open_document("spreadsheet", "<table:table/>")),
        ("all.zip", held.finish().unwrap().into_inner()),
    ]
}

fn read(documents: &[(&str, Vec<u8>)], options: &Options) -> Vec<Item> {
    let dir = tempfile::tempdir().unwrap();
    let mut sources = Vec::new();
    for (i, (name, bytes)) in documents.iter().enumerate() {
        // Half of them from files, half from streams.
        if i % 2 == 0 {
            std::fs::write(dir.path().join(name), bytes).unwrap();
            sources.push(Source::path(&dir.path().join(name)));
        } else {
            sources.push(Source::reader(name, Cursor::new(bytes.clone())));
        }
    }
    intake::stream(sources, options).collect()
}

#[test]
fn the_same_comes_out_of_documents_with_and_without_a_process_of_their_own() {
    let documents = documents();
    for keep_bytes in [false, true] {
        let here = Options { keep_bytes, max_document: 8 << 20, ..Options::default() };
        let apart = Options { child: Some(Child::new(FIRSTHAND, [APART])), ..here.clone() };
        let (here, apart) = (read(&documents, &here), read(&documents, &apart));
        assert!(here.iter().any(|i| matches!(i, Item::Report(r) if r.id == "log:17")));
        assert_eq!(here.len(), apart.len());
        for (a, b) in here.iter().zip(&apart) {
            assert!(a == b, "{a:?}\n{b:?}");
        }
    }
}

#[test]
fn a_process_that_may_not_take_what_it_needs_costs_its_document() {
    let small = ChildLimits { memory: 1 << 20, ..ChildLimits::default() };
    let options = Options { child: Some(Child::with_limits(FIRSTHAND, [APART], small)), ..Options::default() };
    let items = read(&[("one.docx", docx("One.")), ("two.docx", docx("Two."))], &options);
    // What cannot start at all is read here.
    let texts = |items: &[Item]| items.iter().filter(|i| matches!(i, Item::Report(_) | Item::Issue(_))).count();
    assert_eq!(texts(&items), 2, "{items:?}");
}

#[test]
fn many_small_documents_are_read_by_one_process() {
    let documents: Vec<(String, Vec<u8>)> =
        (0..500).map(|i| (format!("{i}.docx"), docx(&format!("Place {i}: nine were hurt.")))).collect();
    let documents: Vec<(&str, Vec<u8>)> = documents.iter().map(|(n, b)| (n.as_str(), b.clone())).collect();
    let time = |options: &Options| {
        let began = Instant::now();
        let items = read(&documents, options);
        assert_eq!(items.iter().filter(|i| matches!(i, Item::Report(_))).count(), documents.len());
        began.elapsed()
    };
    let here = time(&Options::default());
    let apart = time(&Options { child: Some(Child::new(FIRSTHAND, [APART])), ..Options::default() });
    println!("500 documents: {here:?} here, {apart:?} apart");
    // Far below what a process for each would take.
    assert!(apart < here + Duration::from_secs(20), "{here:?} {apart:?}");
}
