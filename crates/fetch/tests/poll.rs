//! One look at one source, against servers that misbehave.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use std::time::Duration;

use common::{Bench, NOON, article, bench, gzip, item, rss, source};
use fetch::{Fetched, Kind, Poll, Source, State, Status, Word, poll};
use intake::Item;
use model::Report;
use testkit::server::{Answer, Asked, Server};

fn serve(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |a| if a.path == "/robots.txt" { Answer::status(404) } else { answer(a) })
}

fn look(b: &Bench, s: &Source, state: &State) -> Poll {
    let p = poll(&b.client, s, state, &b.client.clock().now()).unwrap();
    assert_eq!(p.state.outcome.as_ref(), Some(&p.outcome));
    assert_eq!(State::from_json(&p.state.to_json()).as_ref(), Some(&p.state));
    p
}

fn once(server: &Server, kind: Kind) -> Poll {
    let mut s = source(server, "/feed");
    s.kind = kind;
    look(&bench(server), &s, &State::default())
}

fn said(p: &Poll) -> (Word, &str) {
    (p.outcome.word, p.outcome.code.as_str())
}

fn reports(f: &Fetched, s: &Source) -> Vec<Report> {
    let items = f.reports(s, &intake::Options::default());
    items.into_iter().filter_map(|i| if let Item::Report(r) = i { Some(*r) } else { None }).collect()
}

#[test]
fn a_feed_is_read_then_unchanged_then_read_again() {
    let server = serve(|a| match (a.before, a.header("if-none-match")) {
        (0, None) => Answer::with(
            200,
            &[("Content-Type", "application/rss+xml"), ("ETag", "\"1\"")],
            rss(&item(1, "https://wire.example/1")),
        ),
        (1, Some("\"1\"")) => Answer::status(304),
        (2, Some("\"1\"")) => Answer::with(200, &[("ETag", "\"2\"")], rss(&item(1, "https://wire.example/1"))),
        _ => Answer::ok(
            "text/html",
            rss(&[item(2, "https://wire.example/2"), item(1, "https://wire.example/1")].concat()),
        ),
    });
    let b = bench(&server);
    let mut s = source(&server, "/feed");
    (s.kind, s.outlet) = (Kind::Feed, Some("Our Wire".to_owned()));
    let first = look(&b, &s, &State::default());
    assert_eq!((said(&first), first.outcome.note.as_str()), ((Word::Ok, ""), "1 item listed, 1 new"));
    let r = &reports(&first.captures[0], &s)[0];
    assert_eq!((r.id.as_str(), r.outlet.as_deref()), ("wire.example/1", Some("Our Wire")));
    assert_eq!(r.captured.as_ref().unwrap().seconds(), NOON);
    let due = first.state.next_due.as_ref().unwrap().seconds() - NOON;
    assert!((900..=945).contains(&due), "{due}");
    b.clock.pass(900);
    let second = look(&b, &s, &first.state);
    assert_eq!((said(&second), second.captures.len()), ((Word::Unchanged, ""), 0));
    assert_eq!(second.state.last_new, first.state.last_new);
    b.clock.pass(900);
    let third = look(&b, &s, &second.state);
    assert_eq!((said(&third), third.captures.len()), ((Word::Unchanged, ""), 0), "the same bytes with another tag");
    b.clock.pass(900);
    let fourth = look(&b, &s, &third.state);
    assert_eq!((said(&fourth), fourth.outcome.note.as_str()), ((Word::Ok, ""), "2 items listed, 1 new"));
    assert_eq!(fourth.state.standing(&s, &b.client.clock().now()).status, Status::Ok);
}

#[test]
fn a_riddle_or_a_page_in_place_of_a_feed_is_a_failure_and_an_empty_feed_is_empty() {
    for (answer, word, code) in [
        (
            Answer::ok(
                "application/rss+xml",
                "<html><head><title>Just a moment...</title></head><body>x</body></html>",
            ),
            Word::Failed,
            "challenge",
        ),
        (
            Answer::ok("text/html", "<html><body><form><input type=\"password\"></form></body></html>"),
            Word::Failed,
            "login",
        ),
        (Answer::ok("text/html", article(3)), Word::Failed, "not-a-feed"),
        (Answer::ok("application/rss+xml", "Bad gateway"), Word::Failed, "not-a-feed"),
        (Answer::ok("application/json", "{\"error\":\"quota\"}"), Word::Failed, "not-a-feed"),
        (Answer::ok("application/rss+xml", ""), Word::Failed, "empty-answer"),
        (Answer::status(204), Word::Failed, "http-status"),
        (
            Answer::ok("application/rss+xml", "<urlset><url><loc>https://a.example/</loc></url></urlset>"),
            Word::Failed,
            "not-a-feed",
        ),
        (Answer::ok("image/png", b"\x89PNG\r\n\x1a\n0000"), Word::Failed, "not-a-feed"),
        (Answer::ok("application/rss+xml", rss("")), Word::Empty, "no-entries"),
        (
            Answer::ok("text/xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>x</title></feed>"),
            Word::Empty,
            "no-entries",
        ),
        (Answer::ok("text/xml", "<rss version=\"2.0\"/>"), Word::Empty, "no-entries"),
        (
            Answer::ok(
                "application/feed+json",
                "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"x\",\"items\":[]}",
            ),
            Word::Empty,
            "no-entries",
        ),
        (Answer::ok("text/xml", rss("<item></item>")), Word::Empty, "no-entries"),
        (
            Answer::ok(
                "application/json",
                "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"x\",\"items\":[{\"id\":\"1\",\"content_text\":\"Nine were hurt.\"}]}",
            ),
            Word::Ok,
            "",
        ),
    ] {
        let shown = format!("{answer:?}");
        let server = serve(move |_| answer.clone());
        let p = once(&server, Kind::Feed);
        assert_eq!(said(&p), (word, code), "{shown}");
        assert_eq!(p.captures.is_empty(), word == Word::Failed, "{shown}");
        if word == Word::Failed {
            assert!(p.state.last_good.is_none() && p.state.validators.is_none() && p.state.failures == 1);
            assert!(!p.outcome.note.is_empty());
        }
    }
}

#[test]
fn statuses_are_told_with_what_to_do() {
    for status in [400, 401, 403, 404, 410, 429, 451, 500, 502, 503] {
        let server =
            serve(move |_| Answer::with(status, &[("Content-Type", "text/html")], "<html><body>no</body></html>"));
        let p = once(&server, Kind::Feed);
        assert_eq!(said(&p), (Word::Failed, "http-status"), "{status}");
        assert!(p.outcome.note.contains(&status.to_string()));
        assert_eq!(p.outcome.todo.is_empty(), status >= 500);
    }
    let server = serve(|_| Answer::with(403, &[("cf-mitigated", "challenge")], "<title>x</title>"));
    assert_eq!(said(&once(&server, Kind::Feed)), (Word::Failed, "challenge"));
}

#[test]
fn a_304_after_a_failure_stays_a_failure() {
    let server = serve(|a| match a.before {
        0 => Answer::with(200, &[("ETag", "\"1\"")], rss(&item(1, "https://wire.example/1"))),
        1 => Answer::with(200, &[("ETag", "\"riddle\"")], "<html><title>Captcha</title></html>"),
        2 => {
            assert!(a.header("if-none-match").is_none() && a.header("if-modified-since").is_none());
            Answer::status(304)
        }
        _ => Answer::with(200, &[("ETag", "\"1\"")], rss(&item(1, "https://wire.example/1"))),
    });
    let b = bench(&server);
    let s = source(&server, "/feed");
    let mut state = State::default();
    for (word, code, failures) in
        [(Word::Ok, "", 0), (Word::Failed, "challenge", 1), (Word::Failed, "unasked-304", 2), (Word::Unchanged, "", 0)]
    {
        let p = look(&b, &s, &state);
        assert_eq!((said(&p), p.state.failures), ((word, code), failures));
        state = p.state;
        b.clock.pass(3_600);
    }
}

#[test]
fn an_empty_feed_that_has_not_changed_is_still_empty() {
    let server = serve(|a| match a.header("if-none-match") {
        None => Answer::with(200, &[("ETag", "\"1\"")], rss("")),
        Some(_) => Answer::status(304),
    });
    let b = bench(&server);
    let s = source(&server, "/feed");
    let first = look(&b, &s, &State::default());
    assert_eq!(said(&look(&b, &s, &first.state)), (Word::Empty, "no-entries"));
}

#[test]
fn what_is_cut_is_kept_and_called_truncated() {
    let whole = rss(&(1..=9).map(|n| item(n, &format!("https://wire.example/{n}"))).collect::<String>());
    let half = whole[..whole.len() / 2].to_owned();
    let large = rss(&(1..=9_000).map(|n| item(n, &format!("https://wire.example/{n}"))).collect::<String>());
    assert!(large.len() > 1 << 20);
    let n = whole.len();
    for (answer, code) in [
        (Answer::head(200, &[], Some(n)).then(&half), "short-body"),
        (Answer::ok("text/xml", &half), "cut"),
        (Answer::head(200, &[], Some(n / 2)).then(&whole), "cut"),
        (Answer::ok("text/xml", &large), "too-large"),
    ] {
        let server = serve(move |_| answer.clone());
        let p = once(&server, Kind::Feed);
        assert_eq!(said(&p), (Word::Truncated, code));
        assert!(p.captures[0].truncated && p.state.items >= 3 && p.state.validators.is_none());
        let s = source(&server, "/feed");
        let r = reports(&p.captures[0], &s);
        assert!(r.len() >= 3 && r[0].issues.iter().any(|i| i.code == "truncated-answer"));
        assert_eq!(p.state.standing(&s, &bench(&server).client.clock().now()).status, Status::Truncated);
    }
    let fine = serve(move |_| Answer::ok("text/xml", format!("{whole}\n<!-- made in 0.1 s -->\n")));
    assert_eq!(said(&once(&fine, Kind::Feed)), (Word::Ok, ""));
}

#[test]
fn of_a_feed_that_drips_what_came_is_kept() {
    let whole = rss(&(1..=9).map(|n| item(n, &format!("https://wire.example/{n}"))).collect::<String>());
    let half = whole[..whole.len() / 2].to_owned();
    let server = serve(move |_| Answer::head(200, &[], Some(whole.len())).then(&half).repeat(" ", 1_000, 60));
    let settings = fetch::Settings { idle: Duration::from_millis(300), ..common::settings() };
    let b = common::bench_with(&[&server], common::Names::none(), settings);
    let p = look(&b, &source(&server, "/feed"), &State::default());
    assert_eq!((said(&p), p.state.items >= 3, p.captures[0].truncated), ((Word::Truncated, "idle"), true, true));
}

#[test]
fn a_server_s_charset_is_believed_where_the_feed_states_none() {
    let text = "<rss version=\"2.0\"><channel><title>Дорога</title><item><title>Мост закрыт</title><link>https://wire.example/1</link>\
                <description>Девять человек пострадали.</description></item></channel></rss>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let bytes = bytes.into_owned();
    let server = serve(move |_| Answer::with(200, &[("Content-Type", "text/xml; charset=windows-1251")], &bytes));
    let p = once(&server, Kind::Feed);
    assert_eq!(reports(&p.captures[0], &source(&server, "/feed"))[0].title.as_deref(), Some("Мост закрыт"));
}

#[test]
fn waits_grow_with_failures_and_heed_retry_after() {
    let server =
        serve(|a| if a.before < 12 { Answer::status(500) } else { Answer::with(429, &[("Retry-After", "90000")], "") });
    let b = bench(&server);
    let s = source(&server, "/feed");
    let mut state = State::default();
    let mut waits = Vec::new();
    for _ in 0..13 {
        let p = look(&b, &s, &state);
        let wait = p.state.next_due.as_ref().unwrap().seconds() - p.state.last_try.as_ref().unwrap().seconds();
        b.clock.pass(wait);
        waits.push(wait);
        state = p.state;
    }
    assert!((900..1_130).contains(&waits[0]), "{waits:?}");
    assert!((1_800..2_260).contains(&waits[1]), "{waits:?}");
    assert!(waits[..12].iter().all(|w| *w <= 12 * 3_600 * 5 / 4), "{waits:?}");
    assert!(waits[12] >= 90_000);
    assert_eq!(state.failures, 13);
}

#[test]
fn pages_that_a_feed_links_to_are_fetched_once_each() {
    let server = serve(|a| match a.path.as_str() {
        "/feed" => {
            let base = format!("http://{}", a.header("host").unwrap());
            let old = "<item><title>Old</title><link>https://wire.example/old</link><pubDate>Tue, 06 Jan 2026 09:00:00 GMT</pubDate>\
                       <description>Old news.</description></item>";
            let more = if a.before > 2 { item(9, &format!("{base}/9")) } else { String::new() };
            let list: String = (1..=5).map(|n| item(n, &format!("{base}/{n}"))).collect();
            Answer::with(200, &[("ETag", "\"x\"")], rss(&format!("{more}{list}{old}")))
        }
        "/2" => Answer::status(404),
        "/3" => Answer::ok("text/html", "<html><title>Just a moment...</title></html>"),
        "/4" => Answer::ok("image/png", b"\x89PNG\r\n\x1a\n0000"),
        p => Answer::ok("text/html; charset=utf-8", article(p[1..].parse().unwrap())),
    });
    let b = bench(&server);
    let mut s = source(&server, "/feed");
    (s.kind, s.follow, s.follow_limit) = (Kind::Feed, true, 3);
    let first = look(&b, &s, &State::default());
    assert_eq!(said(&first), (Word::Ok, "pages-failed"));
    // The list, and page 1; page 2 is gone, 3 is a riddle, the rest waits.
    let urls: Vec<&str> = first.captures.iter().map(|c| c.url.as_str()).collect();
    assert_eq!(urls, [server.url("/feed"), server.url("/1")]);
    assert!(first.state.validators.is_none(), "what is left stands in the list");
    // Read from the list: what has no page.
    let listed: Vec<String> = reports(&first.captures[0], &s).into_iter().filter_map(|r| r.title).collect();
    assert_eq!(listed, ["Report 2", "Old"]);
    assert!(reports(&first.captures[1], &s)[0].text.contains("the mayor said"));
    let mut state = first.state;
    let mut pages = 1;
    for _ in 0..5 {
        b.clock.pass(900);
        let p = look(&b, &s, &state);
        pages += p.captures.iter().filter(|c| c.url != server.url("/feed")).count();
        state = p.state;
    }
    assert_eq!((pages, state.followed), (3, 3), "1, 5 and 9");
    assert_eq!(
        ["/1", "/2", "/3", "/4", "/5", "/9"].map(|p| server.count(p)),
        [1, 1, 3, 1, 1, 1],
        "the riddle was tried three times"
    );
    assert!(state.validators.is_some() && state.tried.is_empty());
    assert_eq!(said(&look(&b, &s, &state)), (Word::Unchanged, ""));
}

/// A feed of so many pages, at their numbers.
fn list(a: &Asked, pages: std::ops::RangeInclusive<usize>) -> Answer {
    let base = format!("http://{}", a.header("host").unwrap());
    Answer::ok("text/xml", rss(&pages.map(|n| item(n, &format!("{base}/{n}"))).collect::<String>()))
}

fn followed(server: &Server) -> Source {
    let mut s = source(server, "/feed");
    (s.follow, s.revisit, s.revisit_for) = (true, Some(Duration::from_secs(3_600)), Duration::from_secs(86_400));
    s
}

/// As after a new start: another client, and the state as it was kept.
fn anew(server: &Server, state: &State, seconds: i64) -> (Bench, State) {
    let b = bench(server);
    b.clock.pass(seconds);
    (b, State::from_json(&state.to_json()).unwrap())
}

#[test]
fn pages_that_were_followed_are_asked_for_again_and_an_edit_or_an_end_is_news() {
    let server = serve(|a| match (a.path.as_str(), a.before) {
        ("/feed", 0) => {
            let base = format!("http://{}", a.header("host").unwrap());
            let items: String = (1..=4).map(|n| item(n, &format!("{base}/{n}"))).collect();
            Answer::with(200, &[("ETag", "\"f\"")], rss(&items))
        }
        ("/feed", _) => Answer::status(304),
        ("/1", 0) => Answer::with(200, &[("ETag", "\"1\""), ("Content-Type", "text/html")], article(1)),
        ("/1", _) if a.header("if-none-match") == Some("\"1\"") => Answer::status(304),
        ("/2", 0) => Answer::ok("text/html", article(2)),
        ("/2", _) => Answer::ok("text/html", article(22)),
        ("/3", 1 | 2) => {
            Answer::with(404, &[("Content-Type", "text/html")], "<html><body>It is not here.</body></html>")
        }
        ("/4", n) => Answer::ok("text/html", format!("{}<!-- {n} -->", article(4))),
        (p, _) => Answer::ok("text/html", article(p[1..].parse().unwrap())),
    });
    let s = followed(&server);
    let b = bench(&server);
    let first = look(&b, &s, &State::default());
    assert_eq!((first.captures.len(), first.state.pages.len()), (5, 4));
    let counts = || ["/1", "/2", "/3", "/4"].map(|p| server.count(p));
    // Not yet, also by a program that was started anew.
    let (b, state) = anew(&server, &first.state, 1_800);
    let early = look(&b, &s, &state);
    assert_eq!((said(&early), counts()), ((Word::Unchanged, ""), [1; 4]));
    let (b, state) = anew(&server, &early.state, 4_000);
    let second = look(&b, &s, &state);
    assert_eq!((said(&second), counts()), ((Word::Ok, "pages-gone"), [2; 4]), "{:?}", second.outcome);
    let told = format!("4 pages asked for again, 1 changed, gone: {}", server.url("/3"));
    assert!(second.outcome.note.contains(&told) && !second.outcome.todo.is_empty(), "{:?}", second.outcome);
    let kept: Vec<(u16, &str)> = second.captures.iter().map(|c| (c.status, c.url.as_str())).collect();
    let (two, three) = (server.url("/2"), server.url("/3"));
    assert_eq!(kept.len(), 2);
    assert!(kept.contains(&(200, two.as_str())) && kept.contains(&(404, three.as_str())), "{kept:?}");
    let edited = second.captures.iter().find(|c| c.status == 200).unwrap();
    assert!(reports(edited, &s)[0].text.contains("22 people"));
    let gone = second.captures.iter().find(|c| c.status == 404).unwrap();
    assert!(reports(gone, &s).is_empty(), "what says that a page is gone is no report");
    assert_eq!(
        (second.state.gone.len(), second.state.gone[0].why.as_str(), second.state.changed),
        (1, "status 404", 1)
    );
    assert_eq!(second.state.last_new.as_ref().unwrap().seconds(), NOON + 4_000);
    let (b, state) = anew(&server, &second.state, 8_100);
    let third = look(&b, &s, &state);
    assert_eq!((said(&third), third.captures.len(), counts()), ((Word::Unchanged, ""), 0, [3; 4]), "told once");
    let (b, state) = anew(&server, &third.state, 12_200);
    let fourth = look(&b, &s, &state);
    assert_eq!((said(&fourth), fourth.captures.len()), ((Word::Ok, ""), 0));
    assert!(fourth.outcome.note.contains(&format!("there again: {three}")), "{:?}", fourth.outcome);
    assert_eq!((fourth.state.gone.len(), fourth.state.changed), (1, 1), "what happened stays told");
    let (b, state) = anew(&server, &fourth.state, 90_000);
    let last = look(&b, &s, &state);
    assert!(last.state.pages.is_empty(), "a day is over");
    assert_eq!(counts(), [4; 4]);
    let never = Source { revisit: None, ..s };
    assert!(look(&b, &never, &fourth.state).state.pages.is_empty());
}

#[test]
fn new_pages_come_first_and_pages_that_wait_longest_next() {
    let server = serve(|a| match a.path.as_str() {
        "/feed" => list(a, 1..=(if a.before < 4 { 5 } else { 6 })),
        p => Answer::ok("text/html", article(p[1..].parse().unwrap())),
    });
    let mut s = followed(&server);
    s.follow_limit = 2;
    let b = bench(&server);
    let mut state = State::default();
    let mut asked = Vec::new();
    for pass in [0, 900, 900, 7_200, 900, 900] {
        b.clock.pass(pass);
        let before = server.asked().len();
        state = look(&b, &s, &state).state;
        let paths: Vec<String> = server.asked()[before..].iter().map(|a| a.path.clone()).collect();
        let mut pages: Vec<String> = paths.into_iter().filter(|p| p != "/feed" && p != "/robots.txt").collect();
        pages.sort();
        asked.push(pages.concat());
    }
    assert_eq!(asked[..3], ["/1/2", "/3/4", "/5"]);
    assert_eq!(asked[3], "/1/2", "those that wait longest");
    assert!(asked[4].ends_with("/6") && asked[4].len() == 4, "the new one, and one again: {asked:?}");
    assert_eq!(asked[5].len(), 4, "{asked:?}");
    assert_eq!((1..=5).map(|n| server.count(&format!("/{n}"))).sum::<usize>(), 10, "each twice: {asked:?}");
}

#[test]
fn a_list_that_never_runs_out_of_new_pages_starves_no_page_that_waits() {
    let server = serve(|a| match a.path.as_str() {
        "/feed" => list(a, 1..=8 * (a.before + 1)),
        p => Answer::ok("text/html", article(p[1..].parse().unwrap())),
    });
    let mut s = followed(&server);
    s.follow_limit = 8;
    let b = bench(&server);
    let mut state = State::default();
    for n in 1..=4 {
        let before = server.asked().len();
        state = look(&b, &s, &state).state;
        let pages = server.asked()[before..].iter().filter(|a| a.path != "/feed" && a.path != "/robots.txt").count();
        assert_eq!(pages, if n == 1 { 8 } else { 10 }, "look {n}: eight new ones, and two again");
        b.clock.pass(4_000);
    }
    assert_eq!((1..=8).map(|n| server.count(&format!("/{n}"))).sum::<usize>(), 14, "those first that wait longest");
}

#[test]
fn what_is_no_page_is_no_edit() {
    let cut = article(7);
    for answer in [
        Answer::ok("text/html", "<html><head><title>Just a moment...</title></head><body></body></html>"),
        Answer::status(500),
        Answer::with(403, &[], "no"),
        Answer::status(304),
        Answer::ok("text/html", ""),
        Answer::ok("text/html", "<html><body><div id=root></div></body></html>"),
        Answer::ok("image/png", b"\x89PNG\r\n\x1a\n0000"),
        Answer::ok("text/xml", rss("")),
        Answer::head(200, &[("Content-Type", "text/html")], Some(cut.len())).then(&cut[..cut.len() / 2]),
        Answer::raw("garbage"),
    ] {
        let shown = format!("{answer:?}");
        let server = serve(move |a| match (a.path.as_str(), a.before) {
            ("/feed", _) => list(a, 7..=7),
            (_, 1) => answer.clone(),
            _ => Answer::ok("text/html", article(7)),
        });
        let (b, s) = (bench(&server), followed(&server));
        let first = look(&b, &s, &State::default());
        b.clock.pass(4_000);
        let p = look(&b, &s, &first.state);
        assert_eq!((said(&p), p.captures.len()), ((Word::Unchanged, "pages-failed"), 0), "{shown}: {:?}", p.outcome);
        assert!(p.outcome.note.contains("1 not: "), "{shown}: {:?}", p.outcome);
        b.clock.pass(4_000);
        let p = look(&b, &s, &p.state);
        assert_eq!((said(&p), server.count("/7"), p.state.gone.len()), ((Word::Unchanged, ""), 3, 0), "{shown}");
    }
}

#[test]
fn a_page_that_leads_elsewhere_is_gone_where_that_is_the_front_page_and_else_has_moved() {
    for (to, then, want) in [
        ("/", article(1), "gone"),
        ("/news", article(1), "gone"),
        ("/news/2026/moved", article(7), "same"),
        ("/news/2026/moved", article(8), "changed"),
        ("/newsroom", article(8), "changed"),
    ] {
        let server = serve(move |a| match (a.path.as_str(), a.before) {
            ("/feed", _) => {
                Answer::ok("text/xml", rss(&item(7, &format!("http://{}/news/2026/7", a.header("host").unwrap()))))
            }
            ("/news/2026/7", 0) => Answer::ok("text/html", article(7)),
            ("/news/2026/7", _) => Answer::to(301, to),
            _ => Answer::ok("text/html", &then),
        });
        let (b, s) = (bench(&server), followed(&server));
        let first = look(&b, &s, &State::default());
        b.clock.pass(4_000);
        let p = look(&b, &s, &first.state);
        let is = match (p.state.gone.len(), p.state.changed) {
            (0, 0) => "same",
            (0, _) => "changed",
            _ => "gone",
        };
        assert_eq!(is, want, "{to}: {:?}", p.outcome);
        let made: usize = p.captures.iter().map(|c| reports(c, &s).len()).sum();
        assert_eq!((made, p.captures.len()), (usize::from(is == "changed"), usize::from(is != "same")), "{to}");
        assert!(is != "gone" || p.state.gone[0].why.starts_with("it leads to "));
    }
}

#[test]
fn a_place_that_asks_to_be_left_alone_is_by_all_its_pages() {
    let server = serve(|a| match (a.path.as_str(), a.before) {
        ("/feed", _) => list(a, 1..=3),
        ("/1", 1) => Answer::with(429, &[("Retry-After", "10000")], ""),
        (p, _) => Answer::ok("text/html", article(p[1..].parse().unwrap())),
    });
    let s = followed(&server);
    let first = look(&bench(&server), &s, &State::default());
    let mut state = first.state;
    for p in &mut state.pages {
        // The page that answers so is asked for first.
        p.next = model::Moment::from_seconds(NOON + if p.url.ends_with("/1") { 3_000 } else { 3_500 }).unwrap();
    }
    let counts = || ["/1", "/2", "/3"].map(|p| server.count(p));
    for (after, want) in [(4_000, [2, 1, 1]), (8_000, [2, 1, 1]), (15_000, [3, 2, 2])] {
        let (b, kept) = anew(&server, &state, after);
        state = look(&b, &s, &kept).state;
        assert_eq!(counts(), want, "after {after}");
    }
}

#[test]
fn a_source_none_of_whose_pages_can_be_read_has_failed() {
    let server = serve(|a| match a.path.as_str() {
        "/feed" => Answer::ok("text/xml", rss(&item(1, &format!("http://{}/1", a.header("host").unwrap())))),
        _ => Answer::with(403, &[], "no"),
    });
    let mut s = source(&server, "/feed");
    s.follow = true;
    let p = look(&bench(&server), &s, &State::default());
    assert_eq!(said(&p), (Word::Failed, "http-status"));
    assert!(p.outcome.note.starts_with("the list was read"), "{}", p.outcome.note);
    assert_eq!(p.captures.len(), 1, "the list is kept");
}

#[test]
fn links_into_the_house_are_not_followed() {
    let inner = serve(|_| Answer::ok("text/html", article(1)));
    let port = inner.address().port();
    let server = serve(move |_| {
        let links = [
            format!("http://127.0.0.1:{port}/"),
            "http://169.254.169.254/latest".into(),
            "http://[::1]/".into(),
            "file:///etc/passwd".into(),
        ];
        Answer::ok("text/xml", rss(&links.iter().enumerate().map(|(n, l)| item(n, l)).collect::<String>()))
    });
    let mut s = source(&server, "/feed");
    s.follow = true;
    let p = look(&bench(&server), &s, &State::default());
    assert_eq!(p.outcome.word, Word::Failed);
    assert!(p.outcome.code.starts_with("refused"), "{:?}", p.outcome);
    assert!(inner.asked().is_empty());
    assert!(p.state.tried.is_empty(), "what is refused is not tried again");
}

#[test]
fn sitemaps_lead_to_pages_also_packed_and_by_way_of_lists() {
    let server = serve(|a| {
        let base = format!("http://{}", a.header("host").unwrap());
        match a.path.as_str() {
            "/feed" => Answer::ok(
                "text/xml",
                format!(
                    "<sitemapindex><sitemap><loc>{base}/new.xml.gz</loc><lastmod>2026-01-20</lastmod></sitemap>\
                     <sitemap><loc>{base}/old.xml</loc><lastmod>2025-01-20</lastmod></sitemap></sitemapindex>"
                ),
            ),
            "/new.xml.gz" => Answer::ok(
                "application/gzip",
                gzip(format!("<urlset><url><loc>{base}/7</loc><lastmod>2026-01-20</lastmod></url><url><loc>{base}/8</loc><lastmod>2024-01-01</lastmod></url></urlset>").as_bytes()),
            ),
            p => Answer::ok("text/html", article(p[1..].parse().unwrap())),
        }
    });
    let mut s = source(&server, "/feed");
    (s.kind, s.follow) = (Kind::Sitemap, true);
    let p = look(&bench(&server), &s, &State::default());
    assert_eq!((said(&p), p.state.followed), ((Word::Ok, ""), 1), "{:?}", p.outcome);
    assert_eq!([server.count("/7"), server.count("/8"), server.count("/old.xml")], [1, 0, 0]);
    let empty = serve(|_| Answer::ok("text/xml", "<urlset></urlset>"));
    assert_eq!(said(&once(&empty, Kind::Sitemap)), (Word::Empty, "no-entries"));
    assert_eq!(
        said(&once(&serve(|_| Answer::ok("text/html", article(1))), Kind::Sitemap)),
        (Word::Failed, "not-a-sitemap")
    );
}

#[test]
fn a_page_is_kept_each_time_it_changes() {
    let server = serve(|a| match a.before {
        0 | 1 => Answer::ok("text/html", article(3)),
        2 => Answer::ok("text/html", article(5)),
        3 => Answer::ok("text/html", "<html><body><div id=root></div><script src=x></script></body></html>"),
        _ => Answer::ok("text/xml", rss("")),
    });
    let b = bench(&server);
    let mut s = source(&server, "/page");
    s.kind = Kind::Page;
    let mut state = State::default();
    for (word, code, captures) in [
        (Word::Ok, "", 1),
        (Word::Unchanged, "", 0),
        (Word::Ok, "", 1),
        (Word::Empty, "no-text", 1),
        (Word::Failed, "not-a-page", 0),
    ] {
        let p = look(&b, &s, &state);
        assert_eq!((said(&p), p.captures.len()), ((word, code), captures));
        state = p.state;
        b.clock.pass(900);
    }
}

#[test]
fn a_time_of_day_in_the_bytes_is_no_change() {
    let server = serve(|a| match a.path.as_str() {
        "/feed" => {
            let built = format!("<lastBuildDate>Tue, 20 Jan 2026 12:{:02}:00 GMT</lastBuildDate>", a.before);
            let edited = item(1 + a.before / 2, "https://wire.example/1");
            Answer::ok("text/xml", rss(&format!("{built}{edited}")))
        }
        _ => Answer::ok("text/html", format!("{}<!-- {} --><script>var t={}</script>", article(3), a.before, a.before)),
    });
    let b = bench(&server);
    let feed = source(&server, "/feed");
    let mut state = State::default();
    for (word, captures) in [(Word::Ok, 1), (Word::Unchanged, 0), (Word::Ok, 1), (Word::Unchanged, 0)] {
        let p = look(&b, &feed, &state);
        assert_eq!((p.outcome.word, p.captures.len()), (word, captures), "the entry was edited once");
        state = p.state;
        b.clock.pass(900);
    }
    let page = Source { kind: Kind::Page, ..source(&server, "/page") };
    let first = look(&b, &page, &State::default());
    assert_eq!(look(&b, &page, &first.state).outcome.word, Word::Unchanged);
}

#[test]
fn what_moved_for_good_is_told() {
    let server = serve(|a| {
        if a.path == "/feed" {
            Answer::to(301, "/rss")
        } else {
            Answer::ok("text/xml", rss(&item(1, "https://wire.example/1")))
        }
    });
    let p = once(&server, Kind::Auto);
    assert_eq!(said(&p), (Word::Ok, "moved"));
    assert!(p.outcome.todo.contains(&server.url("/rss")));
}

#[test]
fn a_slow_site_sets_the_pace() {
    let server = Server::start(|a| match a.path.as_str() {
        "/robots.txt" => Answer::ok("text/plain", "User-agent: *\nCrawl-delay: 3600\n"),
        _ => Answer::ok("text/xml", rss(&item(1, "https://wire.example/1"))),
    });
    let p = once(&server, Kind::Feed);
    assert!(p.state.next_due.unwrap().seconds() - NOON >= 3_600);
}
