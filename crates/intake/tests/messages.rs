//! Mail: messages and files of them.

#![cfg(feature = "mail")]
#![allow(clippy::unwrap_used)]

mod common;

use common::{codes, get, read_bytes};

const MAIL: &str = "Received: from mx.example\r\nFrom: =?utf-8?q?Press_Office?= <press@ministry.example>\r\nTo: Jane Doe <jane@desk.example>\r\n\
                    Subject: =?utf-8?B?RGFtIGdpdmVzIHdheSDigJMgdXBkYXRl?=\r\nDate: Tue, 20 Jan 2026 07:40:00 +0300\r\nMessage-ID: <1@ministry.example>\r\n\
                    MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\
                    Content-Transfer-Encoding: quoted-printable\r\n\r\nAt least 20 people are missing =E2=80=93 the rescue service said.\r\n\
                    Questions to john.smith@ministry.example.\r\n> Nine hundred are missing, you wrote.\r\n-- \r\nJohn, +1 555 0100\r\n\
                    --b\r\nContent-Type: text/html\r\n\r\n<p>At least 20 people are missing.</p>\r\n--b--\r\n";

#[test]
fn a_message_is_a_report_that_names_no_person() {
    let l = read_bytes("update.eml", MAIL.as_bytes());
    assert_eq!(l.reports.len(), 1, "{:?}", l.issues);
    let r = &l.reports[0];
    assert_eq!(r.title.as_deref(), Some("Dam gives way – update"));
    assert_eq!(r.outlet.as_deref(), Some("ministry.example"));
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00+03:00");
    assert_eq!(
        r.text, "At least 20 people are missing – the rescue service said.\nQuestions to ***@ministry.example.\n",
        "what it answers to and the signature are left out"
    );
    assert!(r.id.starts_with("mail-") && !r.id.contains('@'));
    assert_eq!(codes(&l), [format!("{} masked", r.id)]);
    assert_eq!(r.sha256, model::sha256_hex(MAIL.as_bytes()));
    assert!(!format!("{r:?}").contains("john.smith") && !format!("{r:?}").contains("jane@"));
}

#[test]
fn a_page_in_a_message_is_read_as_text() {
    let mail = "From: a@b.example\nTo: c@d.example\nSubject: s\nMIME-Version: 1.0\nDate: soon\nContent-Type: multipart/mixed; boundary=x\n\n\
                --x\nContent-Type: text/html; charset=windows-1251\nContent-Transfer-Encoding: base64\n\n";
    let body = encoding_rs::WINDOWS_1251
        .encode("<html><p>Погибли девять человек.</p><p>Ранены <a href='https://x.example/'>десять</a>.</p></html>")
        .0
        .into_owned();
    let packed = data_encoding(&body);
    let l = read_bytes("m.eml", format!("{mail}{packed}\n--x\nContent-Type: application/pdf; name=list.pdf\nContent-Disposition: attachment; filename=list.pdf\n\nJVBERi0=\n--x--\n").as_bytes());
    let r = &l.reports[0];
    assert_eq!(r.text, "Погибли девять человек.\n\nРанены десять.\n");
    assert_eq!(r.links, ["https://x.example/"]);
    let mut told: Vec<_> = r.issues.iter().map(|i| i.code.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["bad-date", "passed-over"]);
    assert!(r.issues.iter().any(|i| i.note.contains("list.pdf")));
}

/// Base64, for the samples.
fn data_encoding(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .map(|c| {
            let n =
                u32::from(c[0]) << 16 | u32::from(*c.get(1).unwrap_or(&0)) << 8 | u32::from(*c.get(2).unwrap_or(&0));
            (0..4)
                .map(|i| if i <= c.len() { LETTERS[(n >> (18 - 6 * i)) as usize & 63] as char } else { '=' })
                .collect::<String>()
        })
        .collect()
}

#[test]
fn a_file_of_messages_gives_each_of_them() {
    let one = |n: usize, from: &str| {
        format!(
            "From {from} Tue Jan 20 07:4{n}:00 2026\nFrom: <{from}>\nTo: list@desk.example\nSubject: Report {n}\nDate: Tue, 20 Jan 2026 07:4{n}:00 +0000\n\
             Message-ID: <{n}@x>\n\nIn district {n} nine people were hurt, the mayor of the place said.\n>From there ten more were brought.\n\n"
        )
    };
    let mbox =
        [one(1, "anna@gmail.com"), one(2, "anna@gmail.com"), one(3, "boris@yandex.ru"), one(4, "press@ngo.example")]
            .concat();
    let l = read_bytes("list.mbox", mbox.as_bytes());
    assert_eq!(l.reports.len(), 4, "{:?}", l.issues);
    let outlet =
        |n: usize| l.reports.iter().find(|r| r.title == Some(format!("Report {n}"))).unwrap().outlet.clone().unwrap();
    assert_eq!(outlet(1), outlet(2));
    assert!(outlet(1).starts_with("private sender ") && outlet(1) != outlet(3));
    assert_eq!(outlet(4), "ngo.example");
    let first = l.reports.iter().find(|r| r.title.as_deref() == Some("Report 1")).unwrap();
    assert_eq!(
        first.text,
        "In district 1 nine people were hurt, the mayor of the place said.\nFrom there ten more were brought.\n\n"
    );
    let _ = get(&l, &first.id);
}

#[test]
fn a_letter_that_begins_like_mail_is_a_text() {
    let l = read_bytes("letter.txt", b"From: the governor\nTo: the people\n\nNine people were hurt.\n");
    assert_eq!(l.reports[0].id, "letter");
    assert!(l.reports[0].text.starts_with("From: the governor"));
}
