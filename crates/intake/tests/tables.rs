//! Tables: a row is a report.

#![cfg(feature = "spreadsheets")]
#![allow(clippy::unwrap_used)]

mod common;

use common::{codes, get, read_bytes, zip_of};
use intake::{Columns, Options};

#[test]
fn rows_are_reports_by_the_names_of_the_columns() {
    let csv = "\u{FEFF}ID,Date,Source,Headline,Body,URL,Lang\r\n\
               7,2026-01-20 07:40,The Ledger,Dam,\"At least \"\"20\"\" missing,\r\nthe mayor said.\",https://l.example/7,EN\r\n\
               ,21/01/2026,The Post,Second,Nine were hurt.,https://p.example/x,en\r\n\
               \r\n,,,,,https://p.example/y,en\r\n,22/01/2026,,,<p>Ten <b>were</b> hurt.</p>,,\r\n";
    let l = read_bytes("reports.csv", csv.as_bytes());
    let r = get(&l, "7");
    assert_eq!(r.text, "At least \"20\" missing,\r\nthe mayor said.");
    assert_eq!(
        (r.outlet.as_deref(), r.title.as_deref(), r.lang.as_deref()),
        (Some("The Ledger"), Some("Dam"), Some("en"))
    );
    assert_eq!(r.url.as_deref(), Some("https://l.example/7"));
    assert!(r.published.as_ref().unwrap().to_string().starts_with("2026-01-20T07:40"));
    assert_eq!(get(&l, "p.example/x").published.as_ref().unwrap().to_string(), "2026-01-21T00:00:00Z");
    assert_eq!(l.reports.iter().find(|r| r.text.starts_with("Ten were")).unwrap().text, "Ten were hurt.\n");
    assert_eq!(codes(&l), ["reports.csv bad-row"]);
    assert_eq!(intake::format(csv.as_bytes()), "table");
}

#[test]
fn columns_in_other_languages_and_by_name() {
    let ru = "Дата;Источник;Текст\n20.01.2026;Газета;Погибли девять человек.\n";
    for bytes in [ru.as_bytes().to_vec(), encoding_rs::WINDOWS_1251.encode(ru).0.into_owned()] {
        let l = read_bytes("ru.csv", &bytes);
        let r = get(&l, "ru:2");
        assert_eq!((r.text.as_str(), r.outlet.as_deref()), ("Погибли девять человек.", Some("Газета")));
        assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T00:00:00Z");
    }
    let odd = "wann\twas\n2026-01-20\tNine were hurt.\n";
    assert_eq!(read_bytes("odd.tsv", odd.as_bytes()).reports[0].text, odd, "a table of nobody knows what is a text");
    let options = Options { columns: Columns::parse("text=Was,date=wann").unwrap(), ..Options::default() };
    let l = intake::gather(intake::bytes("odd.tsv", odd.as_bytes(), &options));
    assert_eq!(get(&l, "odd:2").text, "Nine were hurt.");
}

#[test]
fn days_that_can_be_read_in_two_ways_are_not_guessed() {
    let l = read_bytes("d.csv", b"date,text\n01/02/2026,Nine were hurt.\n03/04/2026,Ten were hurt.\n");
    assert_eq!(codes(&l), ["d:2 bad-date", "d:3 bad-date"]);
}

#[test]
fn an_open_quote_does_not_swallow_the_memory() {
    let mut csv = b"date,text\n2026-01-20,Nine were hurt.\n2026-01-20,\"open\n".to_vec();
    csv.extend(b"2026-01-20,x\n".repeat(2_000_000));
    let l = read_bytes("q.csv", &csv);
    assert_eq!(get(&l, "q:2").text, "Nine were hurt.");
    assert_eq!(codes(&l), ["q.csv bad-row"]);
}

/// A workbook with this sheet.
fn xlsx(sheet: &str) -> Vec<u8> {
    zip_of(&[
        ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#),
        ("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#),
        ("xl/styles.xml", br#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>"#),
        ("xl/sharedStrings.xml", "<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"2\"><si><t>Text</t></si><si><r><t xml:space=\"preserve\">Девять </t></r><r><t>ранены.</t></r></si></sst>".as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheet}</sheetData></worksheet>").as_bytes()),
    ])
}

const SHEET: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Weekly log</t></is></c></row>
<row r="3"><c r="A3" t="inlineStr"><is><t>Date</t></is></c><c r="B3" t="s"><v>0</v></c><c r="C3" t="inlineStr"><is><t>Link</t></is></c></row>
<row r="4"><c r="A4" s="1"><v>46042.3194444444</v></c><c r="B4" t="s"><v>1</v></c><c r="C4" t="inlineStr"><is><t>https://l.example/4</t></is></c></row>"#;

#[test]
fn a_workbook_is_read_with_its_days_and_shared_words() {
    let l = read_bytes("log.xlsx", &xlsx(SHEET));
    let r = get(&l, "l.example/4");
    assert_eq!(r.text, "Девять ранены.");
    assert!(r.published.as_ref().unwrap().to_string().starts_with("2026-01-20T07:40"), "{:?}", r.published);
    assert_eq!(codes(&l), Vec::<String>::new());
    let l = read_bytes("none.xlsx", &xlsx(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Colour</t></is></c></row>"#));
    assert_eq!(codes(&l), ["none.xlsx no-text-column"]);
    assert!(l.issues[0].note.contains("Colour") && l.issues[0].note.contains("--columns"));
}

#[test]
fn cells_far_apart_do_not_fill_the_memory() {
    let far = SHEET.to_owned() + r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>"#;
    assert_eq!(read_bytes("far.xlsx", &xlsx(&far)).reports.len(), 1);
}

#[test]
fn an_open_document_spreadsheet_is_read() {
    let content = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"S\">\
                   <table:table-row><table:table-cell><text:p>Fecha</text:p></table:table-cell><table:table-cell><text:p>Texto</text:p></table:table-cell></table:table-row>\
                   <table:table-row table:number-rows-repeated=\"9\"><table:table-cell table:number-columns-repeated=\"1000\"/></table:table-row>\
                   <table:table-row><table:table-cell office:value-type=\"date\" office:date-value=\"2026-01-20T07:40:00\"><text:p>20 ene</text:p></table:table-cell>\
                   <table:table-cell><text:p>Nueve <text:span>heridos</text:span> &amp; m\u{e1}s.</text:p><text:p>Fin.</text:p></table:table-cell>\
                   <table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let bytes =
        zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())]);
    let l = read_bytes("hoja.ods", &bytes);
    let r = get(&l, "hoja:11");
    assert_eq!(r.text, "Nueve heridos & m\u{e1}s.\nFin.");
    assert!(r.published.as_ref().unwrap().to_string().starts_with("2026-01-20T07:40"));
}
