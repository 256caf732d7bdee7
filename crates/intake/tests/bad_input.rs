//! Whatever is in a folder, the good files are read whole and the bad ones say what is wrong with them.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests write files.

use std::{fs, path::PathBuf};

use intake::{Item, Loaded, Options, Source};
use proptest::prelude::*;

const GOOD: &str = "+++\nurl = \"https://a.example/1\"\npublished = \"2026-01-20T07:40:00+03:00\"\ntitle = \"Escape\"\nlang = \"en\"\n+++\n\
                    About 120 prisoners escaped, the ministry said.\n\n[ https://b.example/full ]\n";

/// Read a folder with these files in it, beside one good report.
fn read(files: &[(&str, &[u8])]) -> Loaded {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files.iter().chain([&("good.md", GOOD.as_bytes())]) {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let loaded = intake::load(&[dir.path().to_owned()], &Options::default());
    let good = loaded.reports.iter().find(|r| r.id == "good").expect("the good report is there");
    assert_eq!(good.text, "About 120 prisoners escaped, the ministry said.\n\n[ https://b.example/full ]\n");
    assert_eq!(good.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00+03:00");
    assert_eq!(good.links, ["https://b.example/full"]);
    assert_eq!(good.sha256, model::sha256_hex(GOOD.as_bytes()));
    assert_eq!(good.issues, []);
    loaded
}

/// `file code` of every issue, those of reports included.
fn issues(l: &Loaded) -> Vec<String> {
    let all = l.issues.iter().chain(l.reports.iter().flat_map(|r| &r.issues));
    let mut codes: Vec<_> = all.map(|i| format!("{} {}", i.report.as_deref().unwrap_or("-"), i.code)).collect();
    codes.sort();
    codes
}

#[test]
fn each_bad_file_is_told_and_the_rest_is_read() {
    let l = read(&[
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n0000"),
        ("broken.txt", b"The governor\xE2\x80\x99s office \xE2\x80 said so."),
        ("torn.md", b"+++\ntitle = \"x\npublished = \"2026-01-19\"\n+++\nBody of the report.\n"),
        ("zero.txt", b"Ten people\0 were killed in the attack on the market.\n"),
        ("old.md", b"+++\npublished = \"1970-01-01T00:00:00Z\"\n+++\nBody.\n"),
        ("never.md", b"+++\npublished = \"9999-12-31\"\n+++\nBody.\n"),
        (".hidden.txt", b"not read"),
        ("data.json", b"[{\"a\":1},{\"a\":2}]"),
        ("sub/claims.jsonl", b"{\"slot\":\"killed\"}\n{\"slot\":\"injured\"}\n"),
    ]);
    let mut want = vec![
        "blank.txt empty-file",
        "broken broken-utf8",
        "broken no-date",
        "data.json unknown-format",
        "empty.txt empty-file",
        "never bad-date",
        "old bad-date",
        "photo.txt binary-file",
        "sub/claims.jsonl unknown-format",
        "torn bad-front-matter",
        "zero control-characters",
        "zero no-date",
    ];
    want.sort();
    assert_eq!(issues(&l), want);
    let broken = l.reports.iter().find(|r| r.id == "broken").unwrap();
    assert_eq!(broken.text, "The governor\u{2019}s office \u{FFFD} said so.");
    let torn = l.reports.iter().find(|r| r.id == "torn").unwrap();
    assert_eq!((torn.text.as_str(), torn.published.is_some()), ("Body of the report.\n", true));
}

#[test]
fn text_in_another_encoding_is_read_in_it() {
    let ru = "<html><body><p>В результате взрыва на рынке погибли десять человек, сообщили в министерстве обороны.</p></body></html>";
    let ar = "قالت وزارة الداخلية السورية إن نحو مئة وعشرين سجينا فروا من سجن الشدادي يوم الاثنين.";
    let l = read(&[
        ("ru.html", &encoding_rs::WINDOWS_1251.encode(ru).0),
        ("ar.txt", &encoding_rs::WINDOWS_1256.encode(ar).0),
    ]);
    assert_eq!(issues(&l), ["ar charset-guessed", "ar no-date", "ru charset-guessed", "ru no-date"]);
    let text = |id: &str| l.reports.iter().find(|r| r.id == id).unwrap().text.clone();
    assert_eq!(text("ar"), ar);
    assert_eq!(text("ru"), "В результате взрыва на рынке погибли десять человек, сообщили в министерстве обороны.\n");
}

#[test]
fn html_bombs_give_less_and_say_so() {
    let deep =
        format!("{}<p>Four people were hurt in the blast, the hospital said on Monday.", "<div>".repeat(100_000));
    let soup = format!("<html><p>{}", "&amp;lt;&#x41;&nosuch;&".repeat(20_000));
    let wide = format!("<html>{}", "<b id=1><p>".repeat(600_000));
    let l = read(&[("deep.html", deep.as_bytes()), ("soup.html", soup.as_bytes()), ("wide.html", wide.as_bytes())]);
    assert_eq!(
        issues(&l),
        ["deep html-too-deep", "deep no-date", "soup no-date", "wide.html empty-file", "wide.html html-too-large"],
        "what is left of a page is read, and what was left out is told"
    );
    let text = |id: &str| l.reports.iter().find(|r| r.id == id).unwrap().text.clone();
    assert_eq!(text("deep"), "Four people were hurt in the blast, the hospital said on Monday.\n");
    assert!(text("soup").starts_with("&lt;A&nosuch;&&lt;A"));
}

#[test]
fn pages_made_to_be_read_again_and_again_are_read_in_time() {
    let article = "<p>Four people were hurt in the blast, the hospital said on Monday.";
    let dated =
        format!("<h1>Blast</h1>{}{article}", "<p>20 January 2026, one of many short lines with a date".repeat(50_000));
    let nested = format!(
        "{}{}",
        "<div itemprop=datePublished>20 January 2026 or some forty characters more, ".repeat(510),
        "word ".repeat(1_000_000)
    );
    let named = format!("<title>{}</title>{article}", "part of the name of this page | ".repeat(30_000));
    let headed = format!("{}{}{article}", "<h1>".repeat(500), "<h2>A heading of some length</h2>".repeat(50_000));
    for (name, page) in [("dated", dated), ("nested", nested), ("named", named), ("headed", headed)] {
        let start = std::time::Instant::now();
        let page = intake::html::extract(&page);
        // Far more than it takes, far less than reading everything once for every element.
        assert!(start.elapsed() < std::time::Duration::from_secs(20), "{name} took {:?}", start.elapsed());
        assert!(!page.text.is_empty(), "{name}");
    }
}

#[test]
fn a_huge_line_is_cut_at_the_limit() {
    let long = "Ten people were killed, the ministry said. ".repeat(800_000);
    assert!(long.len() > 34_000_000);
    let json = format!("{{\"id\":\"j\",\"text\":\"{long}\"}}\n{{\"id\":\"k\",\"text\":\"Next line.\"}}\n");
    let l = read(&[("long.txt", long.as_bytes()), ("long.jsonl", json.as_bytes())]);
    assert_eq!(
        issues(&l),
        ["j no-date", "j too-large", "j too-large", "k no-date", "long no-date", "long too-large", "long too-large"]
    );
    let get = |id: &str| l.reports.iter().find(|r| r.id == id).unwrap();
    for id in ["j", "long"] {
        let text = &get(id).text;
        assert!(
            text.len() <= 512 << 10 && text.len() > 500_000 && text.ends_with([' ', '.', 'e', 'd', 's', 'n', 'y', ','])
        );
    }
    assert_eq!(get("long").sha256, model::sha256_hex(long.as_bytes()), "the hash is that of the whole file");
    assert_eq!(get("k").text, "Next line.");
}

#[test]
fn of_two_reports_with_one_id_the_earlier_keeps_it() {
    let of = |day: u8, text: &str| format!("+++\npublished = \"2026-01-{day}\"\n+++\n{text}");
    let (early, late) = (of(18, "First."), of(20, "Second."));
    let l = read(&[
        ("a/x.md", late.as_bytes()),
        ("b/x.md", early.as_bytes()),
        ("c/x.md", late.as_bytes()),
        ("d/x~2.txt", b"Another."),
    ]);
    let texts: Vec<_> =
        l.reports.iter().map(|r| (r.id.as_str(), r.text.trim())).filter(|(id, _)| id.starts_with('x')).collect();
    assert_eq!(texts, [("x", "First."), ("x~2", "Another."), ("x~3", "Second.")]);
    assert_eq!(issues(&l), ["x duplicate-report", "x~2 no-date", "x~3 duplicate-id"]);
}

#[cfg(unix)]
#[test]
fn links_that_go_nowhere_or_round_in_circles_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("good.md"), GOOD).unwrap();
    std::os::unix::fs::symlink("nowhere", dir.path().join("gone.txt")).unwrap();
    std::os::unix::fs::symlink(".", dir.path().join("again")).unwrap();
    let root = dir.path().to_owned();
    let l = intake::load(&[root.clone(), root.join("good.md"), root.join("missing.txt")], &Options::default());
    assert_eq!(l.reports.len(), 1);
    assert_eq!(issues(&l), ["gone.txt unreadable", "missing.txt unreadable"]);
}

#[test]
fn content_decides_and_not_the_name() {
    let l = read(&[
        ("page.txt", b"<!doctype html><title>T</title><p>The bridge over the river is closed to all traffic, he said.</p>"),
        ("feed.txt", b"{\"id\":\"j1\",\"text\":\"One.\",\"outlet\":\"The Post\"}\n\nrubbish\n{\"id\":\"j2\",\"text\":\"Two.\"}\n"),
        ("list.html", b"[\n {\"id\":\"l1\",\n  \"text\":\"Three.\"}\n]"),
        ("bracket.json", b"[Update 3] The army denied it."),
        ("front.html", b"+++\ntitle = \"F\"\n+++\n<p> is kept as it stands"),
        ("mark.txt", b"\xEF\xBB\xBFAfter the mark."),
    ]);
    let texts: Vec<_> =
        l.reports.iter().map(|r| (r.id.as_str(), r.text.as_str())).filter(|(id, _)| *id != "good").collect();
    assert_eq!(
        texts,
        [
            ("bracket", "[Update 3] The army denied it."),
            ("front", "<p> is kept as it stands"),
            ("j1", "One."),
            ("j2", "Two."),
            ("l1", "Three."),
            ("mark", "After the mark."),
            ("page", "The bridge over the river is closed to all traffic, he said.\n"),
        ]
    );
    assert!(issues(&l).contains(&"feed.txt bad-line".to_owned()));
}

#[test]
fn a_date_decades_after_all_others_is_a_slip() {
    let files: Vec<(String, String)> = (1..=8)
        .map(|d| {
            (format!("r{d}.md"), format!("+++\npublished = \"20{}-01-0{d}\"\n+++\nB.", if d == 8 { 62 } else { 26 }))
        })
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    assert_eq!(issues(&read(&files)), ["r8 bad-date"]);
}

#[test]
fn a_stream_of_lines_goes_on_after_a_bad_one() {
    let input = "{\"id\":\"a\",\"text\":\"x\"}\n{bad\n\n{\"id\":\"b\"}\n{\"id\":\"c\",\"text\":\"y\"}";
    let options = Options { note_missing_dates: false, ..Options::default() };
    let got: Vec<String> = intake::json_lines(input.as_bytes(), &options)
        .map(|i| match i.unwrap() {
            Item::Report(r) => r.id,
            Item::Issue(i) => format!("{}:{}", i.report.unwrap_or_default(), i.code),
            Item::Bytes(b) => format!("{b:?}"),
        })
        .collect();
    assert_eq!(got, ["a", "line 2:bad-line", "b:bad-line", "c"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_give_reports_or_issues(
        start in prop::sample::select(vec!["", "+++\n", "<html>", "{\"text\":\"", "<!doctype html><p>", "[", "+++\nid = 1\n+++\n"]),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut all = start.as_bytes().to_vec();
        all.extend(bytes);
        prop_assert!(!intake::bytes("x.txt", &all, &Options::default()).is_empty());
    }

    #[test]
    fn any_markup_gives_text_without_tags(parts in prop::collection::vec(prop::sample::select(vec![
        "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<li>", "<table>", "<td>", "</table>", "<script>", "</script>", "<!--", "-->",
        "<a href='/x'>", "</a>", "&amp;", "&#1;", "word ", "Ten people were killed in the attack. ", "<br>", "<h1>", "\"", "=", "<title>",
        "<article>", "</article>", "<", ">", "é",
    ]), 0..60)) {
        let page = intake::html::extract(&parts.concat());
        prop_assert!(!page.text.contains("<div>") && !page.text.contains("<td>"));
    }

    #[test]
    fn the_order_of_input_does_not_matter(order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let texts = ["One.", "Two.", "One.", "Three.", "Four.", "Five."];
        let ids = ["a", "a", "a", "b", "a", "c"];
        let line = |i: &usize| format!("{{\"id\":\"{}\",\"text\":\"{}\"}}\n", ids[*i], texts[*i]);
        let read = |order: &[usize]| {
            let sources = order.iter().map(|i| Source::reader(&format!("{i}"), std::io::Cursor::new(line(i)))).collect();
            let one_file: String = order.iter().map(line).collect();
            let a = intake::gather(intake::stream(sources, &Options::default()));
            let b = intake::gather(intake::bytes("f", one_file.as_bytes(), &Options::default()));
            (a, b)
        };
        let (a, b) = read(&order);
        prop_assert_eq!(&a, &b);
        prop_assert_eq!(&a, &read(&[0, 1, 2, 3, 4, 5]).0);
    }
}

#[test]
fn a_missing_path_is_an_issue() {
    let l = intake::load(&[PathBuf::from("no/such/file.txt")], &Options::default());
    assert_eq!(issues(&l), ["file.txt unreadable"]);
}
