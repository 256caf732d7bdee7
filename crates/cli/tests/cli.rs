//! The program as its users run it: real arguments, real files, real pipes.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests touch files.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

fn firsthand() -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_firsthand"));
    for v in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        c.env_remove(v);
    }
    c
}

fn run(args: &[&str]) -> Output {
    firsthand().args(args).stdin(Stdio::null()).output().unwrap()
}

fn pipe(args: &[&str], input: &[u8]) -> Output {
    let mut child =
        firsthand().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may stop reading before all is written.
        let _ = stdin.write_all(&input);
    });
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap();
    out
}

fn stdout(o: &Output) -> String {
    String::from_utf8(o.stdout.clone()).unwrap()
}

fn stderr(o: &Output) -> String {
    String::from_utf8(o.stderr.clone()).unwrap()
}

fn json(o: &Output) -> Value {
    serde_json::from_slice(&o.stdout).unwrap_or_else(|e| panic!("{e}: {}{}", stdout(o), stderr(o)))
}

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(name).join("reports")
}

const GOOD: &str = "+++\nurl = \"https://post.example/1\"\noutlet = \"The Post\"\npublished = \"2026-01-20T07:40:00+03:00\"\n\
                    title = \"Prisoners escape\"\nlang = \"en\"\n+++\nAbout 120 prisoners escaped from the jail in Shaddadi on \
                    Monday, the Interior Ministry of Syria said.\n";

struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let d = Self { dir: tempfile::tempdir().unwrap() };
        for (name, bytes) in files {
            d.put(name, bytes);
        }
        d
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.dir.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn picture(&self) -> Value {
        let out = run(&["read", &self.path("in"), "--format", "json"]);
        assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
        json(&out)
    }
}

/// The name that is a report's own: `key` where two files have one stem, else the stem.
fn name<'a>(of: &'a Value, field: &str) -> Option<&'a str> {
    of["key"].as_str().or(of[field].as_str())
}

fn names(picture: &Value) -> Vec<&str> {
    picture["reports"].as_array().unwrap().iter().map(|r| name(r, "id").unwrap()).collect()
}

/// `report code` of every issue.
fn issues(picture: &Value) -> Vec<String> {
    let all = picture["issues"].as_array().unwrap().iter();
    let mut all: Vec<_> =
        all.map(|i| format!("{} {}", name(i, "report").unwrap_or("-"), i["code"].as_str().unwrap())).collect();
    all.sort();
    all
}

/// Everything the picture says about the good report alone.
fn of_good(picture: &Value) -> Value {
    let line: Vec<_> =
        picture["reports"].as_array().unwrap().iter().filter(|r| name(r, "id") == Some("good")).cloned().collect();
    assert_eq!(line.len(), 1);
    let claims: Vec<_> =
        picture["claims"].as_array().unwrap().iter().filter(|c| name(c, "report") == Some("good")).cloned().collect();
    let claims: Vec<_> = claims
        .into_iter()
        .map(|mut c| {
            // Event and origin are decided in the light of the other reports.
            c["event"] = Value::Null;
            c["origin"] = Value::Null;
            c
        })
        .collect();
    serde_json::json!([line, claims])
}

#[test]
fn each_bad_input_gives_an_issue_and_leaves_the_rest_as_it_was() {
    let alone = of_good(&Desk::new(&[("good.md", GOOD.as_bytes())]).picture());
    let ru = "<html><p>В результате взрыва на рынке погибли десять человек, сообщили в министерстве обороны в понедельник.</p></html>";
    let ar = "قالت وزارة الداخلية السورية إن نحو مئة وعشرين سجينا فروا من سجن الشدادي يوم الاثنين.";
    let deep =
        format!("{}<p>Four people were hurt in the blast, the hospital said on Monday.", "<div>".repeat(100_000));
    let soup = format!("<html><p>{}", "&amp;lt;&#x41;&nosuch;&".repeat(20_000));
    let long = "Ten people were killed, the ministry said. ".repeat(13_000);
    let cases: Vec<(&str, Vec<u8>, Vec<&str>)> = vec![
        ("empty.txt", vec![], vec!["empty.txt empty-file"]),
        ("photo.md", b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(), vec!["photo.md binary-file"]),
        ("long.txt", long.into_bytes(), vec!["long no-date", "long too-large"]),
        (
            "torn.txt",
            b"The governor\xE2\x80\x99s office \xE2\x80 said so.".to_vec(),
            vec!["torn broken-utf8", "torn no-date"],
        ),
        ("ar.txt", encoding_rs::WINDOWS_1256.encode(ar).0.into_owned(), vec!["ar charset-guessed", "ar no-date"]),
        ("ru.html", encoding_rs::WINDOWS_1251.encode(ru).0.into_owned(), vec!["ru charset-guessed", "ru no-date"]),
        ("deep.html", deep.into_bytes(), vec!["deep html-too-deep", "deep no-date"]),
        ("soup.html", soup.into_bytes(), vec!["soup no-date"]),
        ("undated.txt", b"Nine people died on Monday, police said.".to_vec(), vec!["undated no-date"]),
        ("year0.md", b"+++\npublished = \"0000-00-00\"\n+++\nNine people died.".to_vec(), vec!["year0 bad-date"]),
        (
            "year9999.md",
            b"+++\npublished = \"9999-12-01T00:00:00Z\"\n+++\nNine people died.".to_vec(),
            vec!["year9999 bad-date"],
        ),
        ("x/good.md", GOOD.replace("120", "90").replace("-20T", "-21T").into_bytes(), vec!["good~2 duplicate-id"]),
        (
            "tongue.txt",
            "Wakanyeja kin lena owasin waste, oyate kin hena wicasa wakan unpi na tuweni sni.".as_bytes().to_vec(),
            vec!["tongue no-date"],
        ),
    ];
    for (name, bytes, want) in &cases {
        let d = Desk::new(&[("good.md", GOOD.as_bytes()), (name, bytes)]);
        let picture = d.picture();
        let found = issues(&picture);
        for w in want {
            assert!(found.contains(&(*w).to_owned()), "{name}: {w} is not in {found:?}");
        }
        assert_eq!(of_good(&picture), alone, "{name} changed what the good report says");
    }
    let all: Vec<(&str, &[u8])> =
        cases.iter().map(|(n, b, _)| (*n, b.as_slice())).chain([("good.md", GOOD.as_bytes())]).collect();
    let d = Desk::new(&all);
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", d.dir.path().join("in/gone.txt")).unwrap();
    let picture = d.picture();
    #[cfg(unix)]
    assert!(issues(&picture).contains(&"gone.txt unreadable".to_owned()));
    assert_eq!(of_good(&picture), alone);
}

#[test]
fn nothing_readable_is_exit_code_1_with_the_issues() {
    let d = Desk::new(&[("empty.txt", b""), ("photo.txt", b"\x89PNG\r\n\x1a\n")]);
    let out = run(&["read", &d.path("in"), "--format", "json"]);
    assert_eq!(out.status.code(), Some(1));
    assert_eq!(issues(&json(&out)), ["empty.txt empty-file", "photo.txt binary-file"]);
    let said = stderr(&out);
    assert!(
        said.starts_with("firsthand: nothing could be read: ") && said.contains("[nothing-read]\nhint: "),
        "{said}"
    );
    let text = run(&["read", &d.path("missing")]);
    assert_eq!((text.status.code(), stdout(&text).as_str()), (Some(1), ""));
    assert!(stderr(&text).contains("missing could not be read"));
}

#[test]
fn two_runs_and_any_order_of_input_give_the_same_bytes() {
    let dir = corpus("shaddadi-2026");
    let mut files: Vec<String> =
        fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path().to_str().unwrap().to_owned()).collect();
    files.sort();
    let read = |files: &[String], threads: &str| {
        let mut args = vec!["read", "--format", "json", "--threads", threads];
        args.extend(files.iter().map(String::as_str));
        let out = run(&args);
        assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
        out.stdout
    };
    let first = read(&files, "1");
    assert!(first == read(&files, "4"), "a second run, on more threads");
    files.reverse();
    assert!(first == read(&files, "2"), "in reverse");
    let half = files.len() / 2;
    files.rotate_left(half);
    assert!(first == read(&files, "2"), "rotated");
    let folder = run(&["read", "--format", "json", dir.to_str().unwrap()]);
    assert!(first == folder.stdout, "as a folder");
}

#[test]
fn a_store_adds_up_and_doubles_nothing() {
    let d = Desk::new(&[("good.md", GOOD.as_bytes())]);
    let db = d.path("desk.sqlite");
    let read = |paths: &[&str]| {
        let mut args = vec!["read", "--db", &db, "--format", "json"];
        args.extend(paths);
        let out = run(&args);
        assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
        out.stdout
    };
    let input = d.path("in");
    let first = read(&[&input]);
    assert!(first == read(&[&input]), "the same again adds nothing");
    assert!(first == read(&[]), "what is known is shown without reading anything");
    let alone = run(&["read", "--format", "json", &input]);
    assert!(first == alone.stdout, "and is what would be read without a store");
    d.put("later.md", GOOD.replace("120", "200").replace("/1\"", "/2\"").replace("-20T", "-21T").as_bytes());
    let grown: Value = serde_json::from_slice(&read(&[&d.path("in/later.md")])).unwrap();
    assert_eq!(names(&grown), ["good", "later"]);
    let together = run(&["read", "--format", "json", &input]);
    assert!(together.stdout == read(&[]), "read in two goes or in one, the picture is the same");
}

#[test]
fn a_changed_page_is_another_report() {
    let d = Desk::new(&[("good.md", GOOD.as_bytes())]);
    let db = d.path("desk.sqlite");
    assert_eq!(run(&["read", "--db", &db, &d.path("in"), "--quiet"]).status.code(), Some(0));
    d.put("good.md", GOOD.replace("120", "200").as_bytes());
    let out = json(&run(&["read", "--db", &db, &d.path("in"), "--format", "json"]));
    assert_eq!(names(&out), ["good", "good~2"]);
}

#[test]
fn a_file_that_is_no_store_is_refused() {
    let d = Desk::new(&[("good.md", GOOD.as_bytes()), ("notes.txt", b"these are notes and they stay as they are")]);
    let notes = d.path("in/notes.txt");
    let out = run(&["read", "--db", &notes, &d.path("in/good.md")]);
    assert_eq!(out.status.code(), Some(2));
    assert!(stderr(&out).contains("[store-not-a-store]\nhint: name a file that firsthand made"), "{}", stderr(&out));
    assert!(fs::read_to_string(notes).unwrap().starts_with("these are notes"));
}

#[test]
fn annotate_answers_each_line_as_it_comes() {
    let mut child = firsthand().arg("annotate").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    for i in 0..3 {
        writeln!(stdin, "{{\"id\":\"d{i}\",\"text\":\"At least 20 people were killed in Aleppo.\",\"lang\":\"en\"}}")
            .unwrap();
        stdin.flush().unwrap();
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let v: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(v["id"], format!("d{i}"), "the answer is there before the input ends");
        for key in [
            "lang",
            "sentences",
            "quantities",
            "times",
            "places",
            "actors",
            "attributions",
            "events",
            "claims",
            "issues",
        ] {
            assert!(!v[key].is_null(), "{key} is missing");
        }
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn annotate_goes_on_after_a_bad_line_and_keeps_the_order() {
    let mut input = String::new();
    for i in 0..200 {
        input += &match i {
            50 => "not json\n\n".to_owned(),
            60 => "{\"id\":\"no-text\"}\n".to_owned(),
            _ => format!("{{\"id\":\"d{i}\",\"text\":\"Nine people died on {i} March.\"}}\n"),
        };
    }
    let out = pipe(&["annotate", "--threads", "3"], input.as_bytes());
    assert_eq!(out.status.code(), Some(0));
    let lines: Vec<Value> = stdout(&out).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 200);
    for (i, l) in lines.iter().enumerate() {
        let (id, code) = match i {
            50 => ("line 51".to_owned(), "bad-line"),
            60 => ("no-text".to_owned(), "bad-line"),
            _ => (format!("d{i}"), ""),
        };
        assert_eq!(l["id"], id);
        if !code.is_empty() {
            assert_eq!(l["issues"][0]["code"], code);
        }
    }
}

#[test]
fn a_long_line_is_cut_and_told() {
    let long = format!(
        "{{\"id\":\"long\",\"text\":\"{}\"}}\n{{\"id\":\"next\",\"text\":\"Ok.\"}}\n",
        "A b. ".repeat(4_000_000)
    );
    let out = pipe(&["link"], long.as_bytes());
    assert_eq!(out.status.code(), Some(0));
    let lines: Vec<Value> = stdout(&out).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[0]["id"], "long");
    assert_eq!(lines[0]["issues"][0]["code"], "too-large");
    assert_eq!((lines[1]["id"].as_str(), lines[1].get("issues")), (Some("next"), None));
}

#[test]
fn link_gives_a_line_for_each_text() {
    let text = "The dam on the river gave way before dawn on Tuesday and water reached the town within three hours, the governor of \
                the region told reporters. At least 20 people are missing and boats are on their way from the capital, he added.";
    let line = |id: &str, text: &str, hour: u8| {
        format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"published\":\"2023-06-06T{hour:02}:00:00Z\"}}\n")
    };
    let input = line("b", text, 9) + "oops\n" + &line("a", &format!("{text} Read more on our site."), 12);
    let out = pipe(&["link"], input.as_bytes());
    assert_eq!(out.status.code(), Some(0));
    let lines: Vec<Value> = stdout(&out).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let ids: Vec<_> = lines.iter().map(|l| l["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["b", "a", "line 2"]);
    for key in ["story", "copy_of", "copy_kind", "copy_score", "shared"] {
        assert!(lines[0].get(key).is_some(), "{key}");
    }
    assert_eq!((lines[1]["copy_of"].as_str(), lines[1]["copy_kind"].as_str()), (Some("b"), Some("verbatim")));
    assert_eq!(lines[0]["story"], lines[1]["story"]);
    assert_eq!(lines[2]["issues"][0]["code"], "bad-line");
    let turned: String = input.lines().rev().map(|l| format!("{l}\n")).collect();
    let mut again: Vec<Value> =
        stdout(&pipe(&["link"], turned.as_bytes())).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    again[..2].reverse();
    assert_eq!(again[..2], lines[..2], "the order of the input changes only the order of the lines");
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let mut child = firsthand()
        .arg("annotate")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    for _ in 0..2_000 {
        if stdin.write_all(b"{\"text\":\"Nine people died.\"}\n").is_err() {
            break;
        }
    }
    drop(stdin);
    let out = child.wait_with_output().unwrap();
    assert_eq!((out.status.code(), stderr(&out).as_str()), (Some(0), ""));
}

#[test]
fn output_files_are_written_whole_or_not_at_all() {
    let d = Desk::new(&[("good.md", GOOD.as_bytes())]);
    let page = d.path("page.json");
    let out = run(&["read", &d.path("in"), "-o", &page]);
    assert_eq!((out.status.code(), stdout(&out).as_str()), (Some(0), ""));
    let written: Value = serde_json::from_slice(&fs::read(&page).unwrap()).unwrap();
    assert_eq!(written["schema"], "firsthand/picture/1", "the name tells the format");
    let left: Vec<_> = fs::read_dir(d.dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing is left beside it: {left:?}");
    let nowhere = run(&["read", &d.path("in"), "-o", &d.path("no/such/page.json")]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(stderr(&nowhere).contains("[output]\nhint: "));
    let nothing = run(&["read", &d.path("missing"), "-o", &page]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(fs::metadata(&page).unwrap().len() > 0, "a run that reads nothing does not empty the page of the last one");
}

#[test]
fn colour_goes_only_where_it_is_wanted() {
    let d = Desk::new(&[("good.md", GOOD.as_bytes())]);
    let read = |color: &str, env: Option<(&str, &str)>| {
        let mut c = firsthand();
        c.args(["read", &d.path("in"), "--color", color]).envs(env);
        stdout(&c.output().unwrap())
    };
    assert!(!read("auto", None).contains('\x1b'), "a pipe gets none");
    assert!(!read("auto", Some(("NO_COLOR", "1"))).contains('\x1b'));
    assert!(!read("never", None).contains('\x1b'));
    assert_eq!(read("auto", None), read("never", None));
}

#[test]
fn wrong_usage_is_exit_code_2_with_a_way_out() {
    for args in [
        &["read"][..],
        &["read", "x", "--as-of", "yesterday"],
        &["read", "x", "--format", "docx"],
        &["nonsense"],
        &["read", "x", "--threads", "0"],
    ] {
        let out = run(args);
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        assert!(stderr(&out).contains("--help"), "{args:?}: {}", stderr(&out));
    }
    let d = Desk::new(&[("good.md", GOOD.as_bytes())]);
    let out = run(&["read", &d.path("in"), "--event", "no such thing"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(stderr(&out).contains("[no-such-event]\nhint: "));
    let out = run(&["explain", "zzz", &d.path("in")]);
    assert_eq!(out.status.code(), Some(2));
    assert!(stderr(&out).contains("[no-such-claim]\nhint: "), "{}", stderr(&out));
    let out = run(&["read", &d.path("in"), "--know", &d.path("in/good.md")]);
    assert_eq!(out.status.code(), Some(2));
    assert!(stderr(&out).contains("hint: "), "{}", stderr(&out));
}

#[test]
fn help_tells_exit_codes_and_examples() {
    let help = stdout(&run(&["--help"]));
    for part in ["Exit codes:", "nothing could be read", "Examples:", "firsthand read reports/", "NO_COLOR"] {
        assert!(help.contains(part), "{part}");
    }
    let read = stdout(&run(&["read", "--help"]));
    for part in ["--as-of", "--db", "--event", "--threads", "Examples:"] {
        assert!(read.contains(part), "{part}");
    }
}

#[test]
fn completions_and_manual_are_written() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(stdout(&run(&["completions", shell])).contains("firsthand"), "{shell}");
    }
    let page = stdout(&run(&["man"]));
    assert!(page.contains(".TH firsthand 1") && page.contains("Exit codes"));
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(run(&["man", "--dir", dir.path().to_str().unwrap()]).status.code(), Some(0));
    assert!(dir.path().join("firsthand-read.1").exists());
}

#[test]
fn diff_tells_what_a_day_changed() {
    let reports = corpus("shaddadi-2026");
    let reports = reports.to_str().unwrap();
    let (early, late) = ("2026-01-19T16:00:00Z", "2026-01-21T00:00:00Z");
    let out = run(&["diff", "--from", early, "--to", late, reports, "--format", "json"]);
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    let changes = json(&out);
    let d = Desk::new(&[]);
    for (time, name) in [(early, "a.json"), (late, "b.json")] {
        assert_eq!(run(&["read", reports, "--as-of", time, "-o", &d.path(name)]).status.code(), Some(0));
    }
    let from_files = run(&["diff", &d.path("a.json"), &d.path("b.json"), "--format", "json"]);
    assert!(json(&from_files) == changes, "two pictures and two moments give the same");
    let (a, b): (Value, Value) = (
        serde_json::from_slice(&fs::read(d.path("a.json")).unwrap()).unwrap(),
        serde_json::from_slice(&fs::read(d.path("b.json")).unwrap()).unwrap(),
    );
    let count = |p: &Value, what: &str| p[what].as_array().unwrap().len();
    for what in ["reports", "claims"] {
        let (added, gone) = (count(&changes[what], "added"), count(&changes[what], "gone"));
        assert_eq!(count(&a, what) + added - gone, count(&b, what), "{what} add up");
    }
    assert!(count(&changes["reports"], "added") > 0);
    let nothing = run(&["diff", &d.path("a.json"), &d.path("a.json")]);
    assert!(stdout(&nothing).contains("Nothing changed."), "{}", stdout(&nothing));
    let text = stdout(&run(&["diff", &d.path("a.json"), &d.path("b.json")]));
    assert!(text.starts_with("From 2026-01-19T16:00:00Z to 2026-01-21T00:00:00Z\n"), "{text}");
    let no = run(&["diff", reports]);
    assert_eq!((no.status.code(), stderr(&no).contains("[no-moment]")), (Some(2), true));
    let no = run(&["diff", &d.path("a.json"), &format!("{reports}/A01.md")]);
    assert_eq!((no.status.code(), stderr(&no).contains("[not-a-picture]")), (Some(2), true));
}

#[test]
fn a_page_is_one_file_that_runs_nothing_and_says_when_outlets_are_invented() {
    let d = Desk::new(&[]);
    let page = d.path("page.html");
    assert_eq!(run(&["read", corpus("shaddadi-2026").to_str().unwrap(), "-o", &page]).status.code(), Some(0));
    let html = fs::read_to_string(page).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>"));
    assert!(!html.to_lowercase().contains("<script") && !html.contains("src=\"http"));
    assert!(html.contains("their outlets are invented"));
}

#[test]
fn standard_input_is_a_source_too() {
    let out = pipe(&["read", "-", "--format", "json"], GOOD.as_bytes());
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(json(&out)["reports"][0]["id"], "stdin");
}

#[test]
fn a_decision_is_followed_listed_and_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("desk.sqlite");
    let db = db.to_str().unwrap();
    let reports = corpus("shaddadi-2026");
    let first = run(&["read", reports.to_str().unwrap(), "--db", db, "--format", "json", "-q"]);
    let decided =
        run(&["judge", "--db", db, "no-copy", "A14", "A09", "--why", "both had it from the agency", "--who", "K."]);
    assert!(decided.status.success(), "{}", stderr(&decided));
    assert!(stderr(&decided).contains("decision 1"), "{}", stderr(&decided));
    let after = json(&run(&["read", "--db", db, "--format", "json", "-q"]));
    let copies = |p: &Value| p["copies"].as_array().unwrap().iter().filter(|c| c["report"] == "A14").count();
    assert_eq!((copies(&json(&first)), copies(&after)), (1, 0));
    assert_eq!(after["pins"][0]["kind"], "no-copy");
    let list = stdout(&run(&["judge", "--db", db]));
    assert!(list.contains("K.") && list.contains("no-copy A14 A09: both had it from the agency"), "{list}");
    assert!(run(&["judge", "--db", db, "undo", "1", "-q"]).status.success());
    assert_eq!(run(&["read", "--db", db, "--format", "json", "-q"]).stdout, first.stdout, "the bytes from before");
    assert!(stdout(&run(&["judge", "--db", db])).contains("no longer holds"));
    for (wrong, code) in [
        (vec!["same-event", "A14"], "two-ids"),
        (vec!["same-event", "A14", "A14"], "two-ids"),
        (vec!["copy", "A14", "nowhere"], "no-such-id"),
        (vec!["undo", "1"], "no-such-decision"),
    ] {
        let said = run(&[&["judge", "--db", db], wrong.as_slice()].concat());
        assert_eq!(said.status.code(), Some(2));
        assert!(stderr(&said).contains(code), "{}", stderr(&said));
    }
    let missing = dir.path().join("none.sqlite");
    assert!(stderr(&run(&["judge", "--db", missing.to_str().unwrap()])).contains("store-open"));
}

#[test]
fn explain_points_at_the_captured_bytes() {
    let page = "<html lang=en><meta property='article:published_time' content='2026-01-20T08:00:00Z'><article><h1>Prison break</h1><p>The \
        interior ministry said on Monday that <b>120</b> detainees had escaped &amp; 81 were recaptured.</p></article>";
    let d = Desk::new(&[("a.html", page.as_bytes())]);
    let (file, db) = (d.path("in/a.html"), d.path("d.sqlite"));
    let picture = json(&run(&["read", &file, "--db", &db, "--format", "json", "-q"]));
    let id = picture["claims"][0]["id"].as_str().unwrap();
    let (from, to) = (page.find("The").unwrap(), page.find("recaptured.").unwrap() + "recaptured.".len());
    let line = format!("In the captured bytes it stands from byte {from} to byte {to}.");
    // The same from the file itself and from what the desk has kept of it.
    for from in [&[&file[..]][..], &["--db", &db]] {
        let said = stdout(&run(&[&["explain", id, "-q"], from].concat()));
        assert!(said.contains(&line), "{said}");
    }
}

#[test]
fn explain_says_why_of_origins_events_questions_and_pairs() {
    let reports = corpus("shaddadi-2026");
    let reports = reports.to_str().unwrap();
    let picture = json(&run(&["read", reports, "--format", "json", "-q"]));
    let escaped = picture["questions"].as_array().unwrap().iter().find(|q| q["slot"] == "escaped").unwrap();
    let why = |args: &[&str]| {
        let o = run(&[&["explain"], args, &[reports, "-q"]].concat());
        assert!(o.status.success(), "{}", stderr(&o));
        stdout(&o)
    };
    let question = why(&[escaped["id"].as_str().unwrap()]);
    assert!(question.contains("How many") && question.contains("Origin:"), "{question}");
    let origin = why(&[escaped["answers"][0]["origins"][0].as_str().unwrap()]);
    assert!(origin.contains("Why one origin:") && origin.contains("A04"), "{origin}");
    let event = why(&[escaped["event"].as_str().unwrap()]);
    assert!(event.contains("Why one event:") && event.contains("other-event"), "{event}");
    let pair = why(&["A14", "--and", "A09"]);
    assert!(pair.contains("A14 was taken from A09") && pair.contains("no-copy"), "{pair}");
    let apart = why(&["A14", "--and", "X3"]);
    assert!(apart.contains("different events") && apart.contains("same-event"), "{apart}");
    let none = run(&["explain", "A14", "--and", "Z9", reports, "-q"]);
    assert!(stderr(&none).contains("no-such-report"), "{}", stderr(&none));
}
