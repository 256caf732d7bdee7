//! Documents of office programs.

#![cfg(feature = "archives")]
#![allow(clippy::unwrap_used)]

mod common;

use common::{codes, get, read_bytes, zip_of};

const CORE: &str = "<cp:coreProperties><dc:title>Situation report 4</dc:title><dc:creator>J. Doe</dc:creator><dc:language>en-GB</dc:language>\
                    <dcterms:created>2020-01-01T00:00:00Z</dcterms:created><dcterms:modified>2026-01-20T07:40:00Z</dcterms:modified></cp:coreProperties>";

#[test]
fn a_word_document_gives_what_a_reader_sees() {
    let body = "<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body>\
                <w:p><w:r><w:t>At least </w:t></w:r><w:del><w:r><w:delText>50</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space=\"preserve\">20 </w:t></w:r></w:ins><w:r><w:t>people &amp; more</w:t></w:r></w:p>\
                <w:p/><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>Second.</w:t><w:br/><w:t>Third.</w:t></w:r><w:r><w:instrText>HYPERLINK x</w:instrText></w:r></w:p>\
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Town</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>9</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
                <w:p><w:r><w:t>Last.</w:t></w:r></w:p></w:body></w:document>";
    let rels = "<Relationships><Relationship Target=\"https://l.example/1\" TargetMode=\"External\"/><Relationship Target=\"styles.xml\"/></Relationships>";
    let app = "<Properties><Company>Relief Agency</Company></Properties>";
    let bytes = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", body.as_bytes()),
        ("word/_rels/document.xml.rels", rels.as_bytes()),
        ("docProps/core.xml", CORE.as_bytes()),
        ("docProps/app.xml", app.as_bytes()),
    ]);
    let l = read_bytes("sitrep.docx", &bytes);
    let r = get(&l, "sitrep");
    assert_eq!(r.text, "At least 20 people & more\n\nSecond.\nThird.\n\nTown\n9\nLast.\n");
    assert_eq!(
        (r.title.as_deref(), r.outlet.as_deref(), r.lang.as_deref()),
        (Some("Situation report 4"), Some("Relief Agency"), Some("en-gb"))
    );
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00Z");
    assert_eq!(r.links, ["https://l.example/1"]);
    assert_eq!(r.sha256, model::sha256_hex(&bytes));
    assert_eq!(codes(&l), ["sitrep date-of-change"]);
}

#[test]
fn an_open_document_text_gives_what_a_reader_sees() {
    let content = "<office:document-content><office:automatic-styles>x</office:automatic-styles><office:body><office:text>\
                   <text:tracked-changes><text:changed-region><text:deletion><text:p>Fifty died.</text:p></text:deletion></text:changed-region></text:tracked-changes>\
                   <text:h>Lage</text:h><text:p>Neun <text:span>Menschen</text:span><text:s/>verletzt.<office:annotation><text:p>really?</text:p></office:annotation><text:line-break/>Ende.</text:p>\
                   <text:p><text:a xlink:href=\"https://l.example/1\">Quelle</text:a></text:p></office:text></office:body></office:document-content>";
    let meta = "<office:meta><dc:title>Lagebericht</dc:title><dc:creator>Amt</dc:creator><dc:date>2026-01-20T07:40:00</dc:date></office:meta>";
    let bytes = zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("meta.xml", meta.as_bytes()),
    ]);
    let l = read_bytes("lage.odt", &bytes);
    let r = get(&l, "lage");
    assert_eq!(r.text, "Lage\n\nNeun Menschen verletzt.\nEnde.\n\nQuelle\n");
    assert_eq!((r.title.as_deref(), r.outlet.as_deref()), (Some("Lagebericht"), Some("Amt")));
    assert_eq!(r.links, ["https://l.example/1"]);
}

#[test]
fn a_document_that_swells_or_is_broken_is_told() {
    let huge = format!("<w:document><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:document>", " ".repeat(60 << 20));
    let l = read_bytes("bomb.docx", &zip_of(&[("word/document.xml", huge.as_bytes())]));
    assert!(codes(&l).contains(&"bomb.docx archive-limit".to_owned()), "{:?}", codes(&l));
    let l = read_bytes("none.docx", &zip_of(&[("word/document.xml", b"<w:document>")]));
    assert_eq!(codes(&l), ["none.docx empty-file"]);
    let l = read_bytes("bad.xlsx", &zip_of(&[("xl/workbook.xml", b"<workbook")]));
    assert!(!l.issues.is_empty(), "something is said");
}
