//! What agencies, authorities and chats hand over.

#![allow(clippy::unwrap_used)]

mod common;

use common::{codes, get, read_bytes};
use serde_json::json;

#[test]
fn news_of_agencies_is_read_in_each_of_its_forms() {
    let g2 = "<?xml version=\"1.0\"?><newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"tag:wire.example,2026:1\" version=\"2\" xml:lang=\"en\">\
              <itemMeta><provider literal=\"Wire\"/><versionCreated>2026-01-20T09:00:00Z</versionCreated><firstCreated>2026-01-20T07:40:00+03:00</firstCreated>\
              <embargoed>2026-01-21T00:00:00Z</embargoed><pubStatus qcode=\"stat:canceled\"/></itemMeta>\
              <contentMeta><headline>Dam &amp; town</headline><language tag=\"fr\"/></contentMeta>\
              <contentSet><inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>no</title></head>\
              <body><p>Nine people were hurt.</p><p>Ten fled.</p></body></html></inlineXML></contentSet></newsItem>";
    let l = read_bytes("item.xml", g2.as_bytes());
    let r = get(&l, "tag:wire.example,2026:1");
    assert_eq!(r.text, "Nine people were hurt.\n\nTen fled.\n");
    assert_eq!(
        (r.title.as_deref(), r.outlet.as_deref(), r.lang.as_deref()),
        (Some("Dam & town"), Some("Wire"), Some("fr"))
    );
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00+03:00");
    assert_eq!(codes(&l), [format!("{} embargoed", r.id), format!("{} withdrawn-by-source", r.id)]);
    let message = format!("<newsMessage><itemSet>{}</itemSet></newsMessage>", g2.split_once("?>").unwrap().1);
    assert_eq!(read_bytes("m.xml", message.as_bytes()).reports.len(), 1);
    let nitf = "<nitf><head><docdata><doc-id id-string=\"n1\"/><date.issue norm=\"20260120T074000Z\"/></docdata></head><body><body.head><hedline><hl1>Dam</hl1></hedline>\
                <distributor>Wire</distributor></body.head><body.content><block><p>Nine people were hurt.</p></block></body.content></body></nitf>";
    let l = read_bytes("n.xml", nitf.as_bytes());
    assert_eq!(
        (get(&l, "n1").text.as_str(), get(&l, "n1").outlet.as_deref()),
        ("Nine people were hurt.\n", Some("Wire"))
    );
    let ninjs = json!({"uri": "https://wire.example/n/1", "versioncreated": "2026-01-20T07:40:00Z", "headline": "Dam", "body_xhtml": "<p>Nine were hurt.</p>",
                       "language": "en", "provider": "Wire", "pubstatus": "usable"});
    for text in [ninjs.to_string(), format!("{ninjs:#}"), format!("{ninjs}\n{}\n", json!({"text": "Ten.", "id": "x"}))]
    {
        let l = read_bytes("n.json", text.as_bytes());
        let r = get(&l, "wire.example/n/1");
        assert_eq!((r.text.as_str(), r.url.as_deref()), ("Nine were hurt.\n", Some("https://wire.example/n/1")));
        assert_eq!(codes(&l), Vec::<String>::new());
    }
}

#[test]
fn an_alert_is_a_report_in_each_of_its_languages() {
    let cap = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>W-1</identifier><sender>alerts@weather.example</sender>\
               <sent>2026-01-20T07:40:00+03:00</sent><status>Exercise</status><msgType>Cancel</msgType>\
               <info><language>en-GB</language><event>Flood</event><headline>Flood warning</headline><description>Water is rising.\n\nMove now.</description>\
               <instruction>Leave the lower town.</instruction><area><areaDesc>Lower town</areaDesc></area><area><areaDesc>Port</areaDesc></area></info>\
               <info><language>es</language><event>Inundaci\u{f3}n</event><senderName>Servicio (a@b.example)</senderName><description>Sube el agua.</description></info></alert>";
    let l = read_bytes("cap.xml", cap.as_bytes());
    let r = get(&l, "W-1/en-GB");
    assert_eq!(r.text, "Water is rising.\n\nMove now.\n\nLeave the lower town.\n\nLower town; Port");
    assert_eq!((r.title.as_deref(), r.outlet.as_deref()), (Some("Flood warning"), Some("weather.example")));
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00+03:00");
    assert_eq!(get(&l, "W-1/es").outlet.as_deref(), Some("Servicio (***@b.example)"));
    assert_eq!(codes(&l).iter().filter(|c| c.ends_with("not-actual") || c.ends_with("withdrawn-by-source")).count(), 4);
}

#[test]
fn exports_of_services_are_read_or_told() {
    let rw = json!({"href": "https://api.reliefweb.int/v1/reports", "data": [
        {"id": "41", "fields": {"title": "Update 4", "body": "Nine people were hurt.", "date": {"original": "2026-01-20T00:00:00+00:00"},
         "source": [{"name": "Relief Agency"}], "language": [{"code": "en"}], "url_alias": "https://reliefweb.example/r/41", "origin": "https://agency.example/4"}},
        {"id": "42", "fields": {}}]});
    for text in [rw.to_string(), format!("{rw:#}")] {
        let l = read_bytes("rw.json", text.as_bytes());
        let r = get(&l, "reliefweb/41");
        assert_eq!(
            (r.outlet.as_deref(), r.lang.as_deref(), r.text.as_str()),
            (Some("Relief Agency"), Some("en"), "Nine people were hurt.")
        );
        assert_eq!(r.links, ["https://agency.example/4"]);
        assert_eq!(codes(&l), ["rw.json bad-entry"]);
    }
    let row = |n: usize| {
        let mut cells = vec![String::new(); 61];
        (cells[0], cells[1], cells[60]) =
            (n.to_string(), "20260120".to_owned(), format!("https://l.example/{}", n % 2));
        cells.join("\t")
    };
    let l = read_bytes("g.CSV", [row(1), row(2), row(3)].join("\n").as_bytes());
    assert_eq!(codes(&l), ["g.CSV address-list"]);
    assert!(l.issues[0].note.contains("3 events from 2 pages"), "{}", l.issues[0].note);
}

#[test]
fn a_channel_speaks_in_its_name_and_people_do_not() {
    let channel = json!({"name": "City Watch", "type": "public_channel", "id": 7, "messages": [
        {"id": 1, "type": "service", "text": ""},
        {"id": 2, "type": "message", "date": "2026-01-20T10:40:00", "date_unixtime": "1768894800", "from": "City Watch", "from_id": "channel7",
         "forwarded_from": "Port News", "text": ["Nine hurt, call ", {"type": "phone", "text": "+1 555 0100"}, " or ", {"type": "text_link", "text": "here", "href": "https://l.example/1"}, "."]},
        {"id": 3, "type": "message", "date_unixtime": "1768894900", "from_id": "channel7", "text": "", "photo": "x.jpg"},
        {"id": 4, "type": "message", "date_unixtime": "1768894900", "edited_unixtime": "1768895000", "from_id": "channel7", "text": "Ten hurt."}]});
    let group = json!({"name": "Our street", "type": "private_group", "id": 9, "messages": [
        {"id": 1, "type": "message", "date_unixtime": "1768894800", "from": "Anna Smith", "from_id": "user11", "text": "Nine hurt at the market."}]});
    for text in [channel.to_string(), format!("{channel:#}")] {
        let l = read_bytes("result.json", text.as_bytes());
        let r = get(&l, "City Watch/2");
        assert_eq!((r.text.as_str(), r.outlet.as_deref()), ("Nine hurt, call *** or here.", Some("City Watch")));
        assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00Z");
        assert_eq!(r.links, ["https://l.example/1"]);
        assert_eq!(codes(&l), ["City Watch/2 forwarded", "City Watch/4 edited", "result.json passed-over"]);
    }
    let all = json!({"about": "x", "chats": {"list": [channel, group]}});
    let l = read_bytes("result.json", format!("{all:#}").as_bytes());
    assert_eq!(l.reports.len(), 3);
    let shown = format!("{l:?}");
    assert!(!shown.contains("Anna") && !shown.contains("Our street") && !shown.contains("0100"));
}

#[test]
fn text_exports_are_read_message_by_message() {
    let chat = "[20/01/2026, 07:40:12] Anna Smith: Nine hurt\nat the market, write anna@home.example\n\u{200E}[20/01/2026, 07:40:30] Anna Smith: \u{200E}image omitted\n\
                [20/01/2026, 07:41:00] Boris: where?\n[20/01/2026, 07:42:00] Cara was added\n1/2\n[21/01/2026, 07:43:00] Anna Smith: Ten now\n";
    let l = read_bytes("_chat.txt", chat.as_bytes());
    let r = get(&l, "_chat:1");
    assert_eq!(r.text, "Nine hurt\nat the market, write ***@home.example");
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:12Z");
    assert_eq!(r.outlet, get(&l, "_chat:3").outlet);
    assert_ne!(r.outlet, get(&l, "_chat:2").outlet);
    assert_eq!((l.reports.len(), codes(&l)), (3, vec!["_chat.txt passed-over".to_owned()]));
    assert!(!format!("{l:?}").contains("Anna"));
    let us = "1/20/26, 7:40\u{202F}PM - Anna: Nine hurt\n1/20/26, 7:41\u{202F}PM - Boris: where?\n";
    assert_eq!(
        get(&read_bytes("c.txt", us.as_bytes()), "c:1").published.as_ref().unwrap().to_string(),
        "2026-01-20T19:40:00Z"
    );
}

/// A document of these pages.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut starts = Vec::new();
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "<< /Title (Situation report) /Author (Relief Agency) /ModDate (D:20260120074000+03'00') >>".to_owned(),
    ];
    for (i, page) in pages.iter().enumerate() {
        let lines: String = page.lines().map(|l| format!("({l}) Tj 0 -14 Td ")).collect();
        let content = format!("BT /F1 12 Tf 72 700 Td {lines}ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            6 + 2 * i
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    for (i, o) in objects.iter().enumerate() {
        starts.push(out.len());
        out.extend(format!("{} 0 obj\n{o}\nendobj\n", i + 1).bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for s in starts {
        out.extend(format!("{s:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer << /Size {} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1)
            .bytes(),
    );
    out
}

#[test]
#[allow(clippy::print_stderr)]
fn a_pdf_is_read_page_by_page() {
    let bytes = pdf(&[
        "At least 20 people are missing after the dam gave\nway in the north.",
        "Nine people were hurt in the lower town.",
    ]);
    let l = read_bytes("sitrep.pdf", &bytes);
    if codes(&l) == ["sitrep.pdf no-pdf-reader"] {
        eprintln!("SKIPPED: pdftotext is not installed (poppler-utils)");
        return;
    }
    let r = get(&l, "sitrep");
    assert_eq!(
        r.text,
        "At least 20 people are missing after the dam gave way in the north.\n\nNine people were hurt in the lower town.\n"
    );
    assert_eq!(r.page_of(r.text.find("Nine").unwrap()), Some(2));
    assert_eq!(r.page_of(0), Some(1));
    assert_eq!((r.title.as_deref(), r.outlet.as_deref()), (Some("Situation report"), Some("Relief Agency")));
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00+03:00");
    assert_eq!(r.sha256, model::sha256_hex(&bytes));
    assert_eq!(codes(&l), ["sitrep date-of-change"]);
    assert_eq!(codes(&read_bytes("cut.pdf", b"%PDF-1.4\nnothing")), ["cut.pdf damaged-document"]);
    assert_eq!(codes(&read_bytes("scan.pdf", &pdf(&[""]))), ["scan.pdf no-text-layer"]);
}
