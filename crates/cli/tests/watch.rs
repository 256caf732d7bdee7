//! Watching sources through the program: what is kept, what is shown, what a kill at any moment leaves.

#![cfg(feature = "watch")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests touch files and wait.

use std::{
    fs,
    process::{Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use testkit::server::{Answer, Server};

struct Desk(tempfile::TempDir);

impl Desk {
    fn new(servers: &[&Server], sources: &str) -> Self {
        let allow: Vec<String> = servers.iter().map(|s| format!("\"{}\"", s.address())).collect();
        let head = format!(
            "[defaults]\ncontact = \"mailto:desk@house.example\"\ntimeout = \"5s\"\ndelay = \"1s\"\nparallel = 8\n[guard]\nallow = [{}]\n",
            allow.join(", ")
        );
        let d = Self(tempfile::tempdir().unwrap());
        fs::write(d.0.path().join("sources.toml"), head + sources).unwrap();
        d
    }

    fn program(&self, args: &[&str]) -> Command {
        let mut c = Command::new(env!("CARGO_BIN_EXE_firsthand"));
        c.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        c
    }

    fn run(&self, args: &[&str]) -> Output {
        self.program(args).output().unwrap()
    }

    fn get(&self, args: &[&str]) -> String {
        let o = self.run(args);
        assert!(o.status.success(), "{args:?}: {}", String::from_utf8_lossy(&o.stderr));
        String::from_utf8(o.stdout).unwrap()
    }

    fn watch(&self, db: &str) {
        self.get(&["watch", "sources.toml", "--db", db, "--once", "-q"]);
    }

    /// How sources fare, whatever the exit code.
    fn sources(&self, db: &str) -> Vec<Value> {
        let o = self.run(&["sources", "sources.toml", "--db", db, "--format", "json"]);
        serde_json::from_slice(&o.stdout).unwrap()
    }

    fn reports(&self, db: &str) -> u64 {
        let checked: Value = serde_json::from_str(&self.get(&["check", "--db", db, "--format", "json"])).unwrap();
        checked["reports"].as_u64().unwrap()
    }
}

fn rss(host: &str, items: &[&str]) -> String {
    let items: String = items
        .iter()
        .map(|n| {
            format!(
                "<item><title>Wall falls ({n})</title><link>http://{host}/{n}</link><description>At least {} people were hurt when a wall fell.</description></item>",
                n.len() + 20
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>")
}

fn feed(items: &'static [&'static str]) -> Server {
    Server::start(move |a| match a.path.as_str() {
        "/robots.txt" => Answer::status(404),
        _ => Answer::ok("application/rss+xml", rss(a.header("host").unwrap(), items)),
    })
}

fn source(name: &str, url: &str, more: &str) -> String {
    format!("[[source]]\nname = \"{name}\"\nurl = \"{url}\"\n{more}\n")
}

#[test]
fn a_desk_watches_and_sees_how_its_sources_fare() {
    let good = feed(&["a", "b"]);
    let bad = Server::start(|a| match a.path.as_str() {
        "/robots.txt" => Answer::status(404),
        _ => Answer::ok("text/html", "<html><head><title>Just a moment...</title></head><body></body></html>"),
    });
    let list = [
        source("Wire", &good.url("/feed"), "kind = \"feed\"\noutlet = \"The Wire\""),
        source("Riddle", &bad.url("/feed"), "kind = \"feed\""),
    ]
    .concat();
    let d = Desk::new(&[&good, &bad], &list);
    let dry = d.get(&["watch", "sources.toml", "--db", "desk.sqlite", "--dry-run"]);
    assert!(dry.contains("Wire: ok, 2 items listed, 2 new") && dry.contains("Wall falls (a)"), "{dry}");
    assert!(dry.ends_with("nothing was kept\n") && !d.0.path().join("desk.sqlite").exists());
    d.watch("desk.sqlite");
    assert_eq!(d.reports("desk.sqlite"), 2);
    let o = d.run(&["sources", "sources.toml", "--db", "desk.sqlite"]);
    let text = String::from_utf8(o.stdout).unwrap();
    assert_eq!(o.status.code(), Some(1), "one of them failed");
    assert!(
        text.contains("Riddle  failed")
            && text.contains("a riddle for people")
            && text.contains("-> ask the publisher"),
        "{text}"
    );
    assert!(text.contains("Wire    ok") && text.contains("2 items listed, 2 new"), "{text}");
    let json = d.sources("desk.sqlite");
    assert_eq!(
        (json[1]["status"].as_str(), json[1]["code"].as_str(), json[1]["failures"].as_u64()),
        (Some("failed"), Some("challenge"), Some(1))
    );
    assert_eq!((json[0]["status"].as_str(), json[0]["items"].as_u64()), (Some("ok"), Some(2)));
    // Not due yet: nobody is asked again, and nothing doubles.
    d.watch("desk.sqlite");
    assert_eq!((good.count("/feed"), d.reports("desk.sqlite")), (2, 2), "once dry, once kept");
    let picture: Value =
        serde_json::from_str(&d.get(&["read", "--db", "desk.sqlite", "--format", "json", "-q"])).unwrap();
    assert_eq!(picture["reports"][0]["outlet"], "The Wire");
    // What was sent is there to be handed on, byte for byte.
    d.get(&["export", "--db", "desk.sqlite", "-o", "out.warc.gz", "-q"]);
    let archive = d.get(&["read", "out.warc.gz", "--format", "json", "-q"]);
    assert!(archive.contains(&format!("\"{}/a\"", good.address())), "{archive}");
    let again: Value = serde_json::from_str(&archive).unwrap();
    assert_eq!(again["reports"].as_array().unwrap().len(), 2, "the entries of the list, once: {archive}");
}

#[test]
fn pages_behind_a_feed_are_kept_and_an_edit_is_a_revision() {
    let server = Server::start(|a| match a.path.as_str() {
        "/robots.txt" => Answer::status(404),
        "/feed" => Answer::ok("text/xml", rss(a.header("host").unwrap(), &["one"])),
        "/page" => {
            let n = if a.before == 0 { 21 } else { 25 };
            Answer::ok(
                "text/html",
                format!(
                    "<html><body><article><p>At least {n} people were hurt when a wall fell, the mayor said.</p></article></body></html>"
                ),
            )
        }
        _ => Answer::ok(
            "text/html",
            "<html><body><article><p>The whole story of the wall, with 21 hurt, as the mayor told it.</p></article></body></html>",
        ),
    });
    let list = [
        source("Feed", &server.url("/feed"), "follow = true"),
        source("Page", &server.url("/page"), "kind = \"page\"\nevery = \"60s\""),
    ]
    .concat();
    let d = Desk::new(&[&server], &list);
    d.watch("desk.sqlite");
    assert_eq!(d.reports("desk.sqlite"), 2, "the page behind the feed, and the page; no summary beside it");
    // The page again, a minute later: by a state that says so.
    let db = rusqlite::Connection::open(d.0.path().join("desk.sqlite")).unwrap();
    let n = db
        .execute(
            "UPDATE source_state SET json = json_set(json, '$.next_due', '2020-01-01T00:00:00Z') WHERE name = 'Page'",
            [],
        )
        .unwrap();
    drop(db);
    assert_eq!(n, 1);
    assert_eq!(d.sources("desk.sqlite")[1]["status"], "missed");
    d.watch("desk.sqlite");
    assert_eq!(d.reports("desk.sqlite"), 3, "both wordings");
    assert_eq!(d.sources("desk.sqlite")[1]["status"], "ok");
}

/// Changes what is remembered of a source, as if time had passed.
fn edit(d: &Desk, source: &str, change: &str) {
    let db = rusqlite::Connection::open(d.0.path().join("desk.sqlite")).unwrap();
    let n = db
        .execute(&format!("UPDATE source_state SET json = json_set(json, {change}) WHERE name = ?1"), [source])
        .unwrap();
    assert_eq!(n, 1);
}

const DUE: &str = "'$.next_due', '2020-01-01T00:00:00Z'";

#[test]
fn robots_txt_is_asked_for_once_a_day_also_by_a_timer() {
    let server = Server::start(|a| match a.path.as_str() {
        "/robots.txt" => Answer::ok("text/plain", "User-agent: *\nDisallow: /two\n"),
        "/feed" => Answer::ok("text/xml", rss(a.header("host").unwrap(), &["one", "two"])),
        _ => Answer::ok(
            "text/html",
            "<html><body><article><p>The story of the wall, with 21 hurt.</p></article></body></html>",
        ),
    });
    let d = Desk::new(&[&server], &source("Feed", &server.url("/feed"), "follow = true"));
    for _ in 0..3 {
        d.watch("desk.sqlite");
        edit(&d, "Feed", DUE);
    }
    assert_eq!((server.count("/feed"), server.count("/robots.txt")), (3, 1));
    assert_eq!((server.count("/one"), server.count("/two")), (1, 0), "what it asks is heeded at each run");
    let place = server.address();
    edit(
        &d,
        "Feed",
        &format!(
            "'$.robots.\"{place}\".until', '2020-01-01T00:00:00Z', '$.robots.\"{place}\".at', '2020-01-01T00:00:00Z'"
        ),
    );
    d.watch("desk.sqlite");
    assert_eq!((server.count("/feed"), server.count("/robots.txt")), (4, 2), "a day later it is asked for again");
}

#[test]
fn an_article_that_is_edited_in_silence_is_a_revision_and_one_taken_down_is_told() {
    let page = |n: usize| {
        format!(
            "<html><head><title>Wall falls</title></head><body><article><p>At least {n} people were hurt when a wall fell in the old town, the \
             mayor said.</p></article></body></html>"
        )
    };
    let server = Server::start(move |a| match (a.path.as_str(), a.before) {
        ("/robots.txt", _) => Answer::status(404),
        ("/feed", _) => Answer::ok("text/xml", rss(a.header("host").unwrap(), &["one", "two"])),
        ("/one", 0) => Answer::ok("text/html", page(21)),
        ("/one", _) => Answer::ok("text/html", page(12)),
        ("/two", 0) => Answer::ok("text/html", page(21)),
        _ => Answer::with(410, &[("Content-Type", "text/html")], page(3)),
    });
    let d = Desk::new(&[&server], &source("Feed", &server.url("/feed"), "follow = true\nrevisit = \"6h\""));
    d.watch("desk.sqlite");
    edit(&d, "Feed", DUE);
    d.watch("desk.sqlite");
    assert_eq!((server.count("/one"), server.count("/two")), (1, 1), "six hours are not over");
    let past = "'2020-01-01T00:00:00Z'";
    edit(&d, "Feed", &format!("{DUE}, '$.pages[0].next', {past}, '$.pages[1].next', {past}"));
    d.watch("desk.sqlite");
    edit(&d, "Feed", DUE);
    d.watch("desk.sqlite");
    assert_eq!((server.count("/one"), server.count("/two")), (2, 2), "once, and not again for six hours");
    assert_eq!(
        d.reports("desk.sqlite"),
        3,
        "both wordings of the one, and the other; nothing is made of the error's page"
    );
    let revisions: Value =
        serde_json::from_str(&d.get(&["diff", "--revisions", "--db", "desk.sqlite", "--format", "json"])).unwrap();
    assert_eq!(revisions.as_array().unwrap().len(), 1, "{revisions}");
    assert_eq!(revisions[0]["url"], server.url("/one"));
    let said = d.get(&["diff", "--revisions", "--db", "desk.sqlite"]);
    assert!(said.contains("21") && said.contains("12"), "{said}");
    let json = d.sources("desk.sqlite");
    assert_eq!((json[0]["changed"].as_u64(), json[0]["revisited"].as_u64()), (Some(1), Some(2)));
    assert_eq!(
        (json[0]["gone"][0]["url"].as_str(), json[0]["gone"][0]["why"].as_str()),
        (Some(server.url("/two").as_str()), Some("status 410"))
    );
    let text = d.get(&["sources", "sources.toml", "--db", "desk.sqlite"]);
    assert!(text.contains(&format!(": {} (status 410)", server.url("/two"))), "{text}");
    // What shows that it was gone is kept with all else, and handed on.
    d.get(&["check", "--db", "desk.sqlite"]);
    d.get(&["export", "--db", "desk.sqlite", "-o", "out.warc.gz", "-q"]);
    let archive = d.get(&["read", "out.warc.gz", "--format", "json", "-q"]);
    assert!(archive.contains("passed over: 1 redirects and errors"), "{archive}");
}

#[test]
fn a_house_s_own_root_is_believed() {
    let house = testkit::tls::Authority::new("House");
    let server = Server::start_tls(house.server(&["127.0.0.1"], testkit::tls::FOR_YEARS), |a| match a.path.as_str() {
        "/robots.txt" => Answer::status(404),
        _ => Answer::ok("application/rss+xml", rss(a.header("host").unwrap(), &["a"])),
    });
    let url = format!("https://{}/feed", server.address());
    let d = Desk::new(&[&server], &source("Wire", &url, ""));
    d.watch("desk.sqlite");
    let json = d.sources("desk.sqlite");
    assert_eq!((json[0]["status"].as_str(), json[0]["code"].as_str()), (Some("failed"), Some("tls")));
    assert!(json[0]["todo"].as_str().unwrap().contains("[tls] roots"), "{json:?}");
    let with = source("Wire", &url, "[tls]\nroots = [\"desk-ca.pem\"]");
    let d = Desk::new(&[&server], &with);
    let o = d.run(&["watch", "sources.toml", "--db", "desk.sqlite", "--once"]);
    let said = String::from_utf8(o.stderr).unwrap();
    assert!(said.contains("line 12") && said.contains("desk-ca.pem") && said.contains("could not be read"), "{said}");
    fs::write(d.0.path().join("desk-ca.pem"), house.pem()).unwrap();
    // Beside the file of sources, wherever the program is started.
    let o = Command::new(env!("CARGO_BIN_EXE_firsthand"))
        .args(["watch", d.0.path().join("sources.toml").to_str().unwrap(), "--once", "-q", "--db"])
        .arg(d.0.path().join("desk.sqlite"))
        .current_dir("/")
        .output()
        .unwrap();
    assert!(o.status.success(), "{}", String::from_utf8_lossy(&o.stderr));
    assert_eq!(d.reports("desk.sqlite"), 1);
}

#[test]
fn a_file_of_sources_with_a_slip_is_told_by_line() {
    let d = Desk::new(&[], &source("Inside", "http://192.168.1.1/feed", ""));
    let o = d.run(&["watch", "sources.toml", "--db", "desk.sqlite", "--once"]);
    let said = String::from_utf8(o.stderr).unwrap();
    assert_eq!(o.status.code(), Some(2));
    assert!(said.contains("line 10") && said.contains("private") && said.contains("allow = ["), "{said}");
    assert!(!d.0.path().join("desk.sqlite").exists());
}

/// `KILLS=200 cargo test -p cli --test watch` takes the time to do it two hundred times.
#[test]
fn a_killed_watch_has_kept_looks_as_a_whole_or_not_at_all() {
    let kills: u64 = std::env::var("KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let servers: Vec<Server> = (0..8).map(|_| feed(&["a", "b", "c"])).collect();
    let list: String = servers.iter().enumerate().map(|(i, s)| source(&format!("S{i}"), &s.url("/feed"), "")).collect();
    let d = Desk::new(&servers.iter().collect::<Vec<_>>(), &list);
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut partly = 0;
    for n in 0..kills {
        let db = format!("desk-{n}.sqlite");
        // The file is there, as on a desk that has been at work.
        fs::write(d.0.path().join("empty.jsonl"), "{\"id\":\"r\",\"text\":\"A wall fell.\"}\n").unwrap();
        d.get(&["read", "empty.jsonl", "--db", &db, "-q", "--format", "json"]);
        let mut child = d
            .program(&["watch", "sources.toml", "--db", &db, "--once", "-q"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        std::thread::sleep(Duration::from_millis(seed % 1_500));
        child.kill().unwrap();
        child.wait().unwrap();
        let looked = d.sources(&db).iter().filter(|s| s["status"] != "new").count() as u64;
        assert_eq!(d.reports(&db), 1 + 3 * looked, "reports of a look and its state, both or neither, at kill {n}");
        partly += u64::from((1..8).contains(&looked));
        d.watch(&db);
        assert_eq!(d.reports(&db), 1 + 3 * 8, "the next run goes on where it was");
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(d.0.path().join(format!("{db}{end}")));
        }
    }
    eprintln!("{partly} of {kills} runs were cut off between two looks");
}
