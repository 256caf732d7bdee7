//! The client against servers that misbehave.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use std::{
    net::SocketAddr,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use common::{Names, bench, bench_with, gzip, settings};
use fetch::{Ask, Failure, Got, Settings, Target, Validators};
use testkit::server::{Answer, Asked, Server};

/// A server without a robots.txt, that else answers as the function says.
fn serve(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |a| if a.path == "/robots.txt" { Answer::status(404) } else { answer(a) })
}

fn get(server: &Server, path: &str) -> Result<Got, Failure> {
    bench(server).client.get(&Ask::new(&server.url(path)))
}

fn code(r: &Result<Got, Failure>) -> String {
    match r {
        Ok(g) => g.truncated.as_ref().map_or_else(|| g.status.to_string(), |t| t.code.clone()),
        Err(e) => e.code.clone(),
    }
}

#[test]
fn an_answer_comes_whole_with_its_headers_and_says_who_asks() {
    let server = serve(|a| {
        assert_eq!(
            a.header("user-agent").unwrap(),
            concat!("firsthand/", env!("CARGO_PKG_VERSION"), " (+mailto:desk@house.example)")
        );
        assert_eq!(a.header("accept-encoding"), Some("gzip"));
        assert!(a.header("cookie").is_none() && a.header("referer").is_none());
        Answer::with(
            200,
            &[("Content-Type", "text/html; charset=windows-1251"), ("X-One", "a"), ("x-one", "b")],
            "text",
        )
    });
    let got = get(&server, "/a?b=c").unwrap();
    assert_eq!((got.status, got.body.as_slice(), got.truncated.is_none()), (200, &b"text"[..], true));
    assert_eq!(got.header("content-type"), Some("text/html; charset=windows-1251"));
    assert_eq!(got.headers.iter().filter(|(k, _)| k == "x-one").count(), 2);
    assert_eq!((got.asked.as_str(), got.url.as_str()), (server.url("/a?b=c").as_str(), server.url("/a?b=c").as_str()));
    assert_eq!(got.at.seconds(), common::NOON);
}

#[test]
fn slow_servers_end_in_time() {
    for (what, answer) in [
        ("silence", Answer::default().wait(5_000)),
        ("slow headers", Answer::raw("HTTP/1.1 200 OK\r\n").repeat("X: y\r\n", 1_000, 100)),
    ] {
        let server = serve(move |_| answer.clone());
        let began = Instant::now();
        assert_eq!(code(&get(&server, "/")), "timeout", "{what}");
        assert!(began.elapsed() < Duration::from_secs(3), "{what}");
    }
    // A body that drips: what came is kept and called cut.
    let server = serve(|_| Answer::head(200, &[], Some(100_000)).repeat("drip ", 1_000, 50));
    let began = Instant::now();
    let got = get(&server, "/").unwrap();
    assert!(began.elapsed() < Duration::from_secs(3));
    assert_eq!(got.truncated.unwrap().code, "timeout");
    assert!(got.body.starts_with(b"drip drip"));
}

#[test]
fn a_server_from_which_next_to_nothing_comes_is_left_before_the_whole_time_is_over() {
    let s = || Settings { idle: Duration::from_millis(300), total: Duration::from_secs(20), ..settings() };
    let ask = |server: &Server, path: &str| {
        let began = Instant::now();
        let got = bench_with(&[server], Names::none(), s()).client.get(&Ask::new(&server.url(path)));
        (got, began.elapsed())
    };
    let server = serve(|a| match a.path.as_str() {
        "/drip" => Answer::head(200, &[], Some(100_000)).repeat("drip ", 1_000, 60),
        "/packed" => Answer::head(200, &[("Content-Encoding", "gzip")], None)
            .then(&gzip(&b"a line of text, and another one\n".repeat(9))[..40])
            .wait(19_000),
        "/silent" => Answer::head(200, &[], Some(100)).wait(19_000),
        "/headers" => Answer::raw("HTTP/1.1 200 OK\r\n").repeat("X: y\r\n", 1_000, 60),
        "/slow" => Answer::head(200, &[], Some(64 << 10)).repeat(vec![b'x'; 4 << 10], 16, 60),
        _ => Answer::default().wait(600).then(b"HTTP/1.1 200 OK\r\n\r\nshort").wait(100).then(b" answer"),
    });
    let (got, took) = ask(&server, "/drip");
    let got = got.unwrap();
    assert!(got.body.starts_with(b"drip drip") && took < Duration::from_secs(2), "{took:?}");
    let why = got.truncated.unwrap();
    assert_eq!(why.code, "idle");
    assert!(why.note.starts_with("127.0.0.1 sent less than 1024 bytes in 0.3 seconds"), "{}", why.note);
    for path in ["/silent", "/headers"] {
        let (got, took) = ask(&server, path);
        assert_eq!(got.unwrap_err().code, "idle", "{path}");
        assert!(took < Duration::from_secs(2), "{path}: {took:?}");
    }
    assert!(matches!(code(&ask(&server, "/packed").0).as_str(), "idle"));
    // Slow and steady is no fault, nor is to think before an answer.
    let (got, took) = ask(&server, "/slow");
    assert!(got.as_ref().unwrap().truncated.is_none() && took > Duration::from_millis(800), "{got:?}");
    assert_eq!(ask(&server, "/thinks").0.unwrap().body, b"short answer");
}

#[test]
fn lengths_that_lie_are_told_or_do_no_harm() {
    let long = serve(|_| Answer::head(200, &[], Some(1_000)).then("only this"));
    let got = get(&long, "/").unwrap();
    assert_eq!((got.body.as_slice(), got.truncated.unwrap().code), (&b"only this"[..], "short-body".to_owned()));
    let nothing = serve(|_| Answer::head(200, &[], Some(1_000)));
    assert_eq!(code(&get(&nothing, "/")), "short-body");
    let short = serve(|_| Answer::head(200, &[], Some(4)).then("only this"));
    assert_eq!(get(&short, "/").unwrap().body, b"only");
    let chunked =
        serve(|_| Answer::head(200, &[("Transfer-Encoding", "chunked")], None).then("4\r\nonly\r\n5\r\n thi"));
    let got = get(&chunked, "/").unwrap();
    assert_eq!((got.body.as_slice(), got.truncated.unwrap().code), (&b"only thi"[..], "short-body".to_owned()));
    let until_closed = serve(|_| Answer::head(200, &[], None).then("all of it"));
    assert_eq!(get(&until_closed, "/").unwrap().body, b"all of it");
    let packed = gzip(&b"one line of text\n".repeat(5_000));
    let half = packed.len() / 2;
    let cut = serve(move |_| Answer::with(200, &[("Content-Encoding", "gzip")], &packed[..half]));
    let got = get(&cut, "/").unwrap();
    assert_eq!(got.truncated.unwrap().code, "short-body");
    assert!(got.body.starts_with(b"one line of text\n"));
}

#[test]
fn bombs_and_endless_answers_are_cut_at_the_limit() {
    let bomb = gzip(&vec![0; 200 << 20]);
    assert!(bomb.len() < 1 << 20);
    let server = serve(move |_| Answer::with(200, &[("Content-Encoding", "gzip")], &bomb));
    let got = get(&server, "/").unwrap();
    assert_eq!((got.body.len(), got.truncated.unwrap().code), (1 << 20, "too-large".to_owned()));
    let endless = serve(|_| Answer::head(200, &[], None).repeat(vec![b'x'; 64 << 10], 100_000, 0));
    let got = get(&endless, "/").unwrap();
    assert_eq!((got.body.len(), got.truncated.unwrap().code), (1 << 20, "too-large".to_owned()));
    let exact = serve(|_| Answer::with(200, &[], vec![b'x'; 1 << 20]));
    assert!(get(&exact, "/").unwrap().truncated.is_none());
}

#[test]
fn encodings_are_unpacked_where_they_are_what_they_say() {
    let packed = gzip(b"packed text");
    let twice = [gzip(b"one, "), gzip(b"two")].concat();
    let (p, t) = (packed.clone(), twice);
    let server = serve(move |a| match a.path.as_str() {
        "/gzip" => Answer::with(200, &[("Content-Encoding", "gzip")], &p),
        "/members" => Answer::with(200, &[("Content-Encoding", "x-gzip")], &t),
        "/plain" => Answer::with(200, &[("Content-Encoding", "gzip")], "said to be packed"),
        "/br" => Answer::with(200, &[("Content-Encoding", "br")], "x"),
        "/file" => Answer::with(200, &[("Content-Type", "application/gzip")], &p),
        _ => Answer::with(
            200,
            &[("Content-Encoding", "gzip")],
            [&p[..12], &b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"[..]].concat(),
        ),
    });
    assert_eq!(get(&server, "/gzip").unwrap().body, b"packed text");
    assert_eq!(get(&server, "/members").unwrap().body, b"one, two");
    assert_eq!(get(&server, "/plain").unwrap().body, b"said to be packed");
    assert_eq!(get(&server, "/file").unwrap().body, packed, "a packed file stays as it is");
    assert_eq!(code(&get(&server, "/br")), "unknown-encoding");
    assert!(matches!(code(&get(&server, "/torn")).as_str(), "bad-encoding" | "short-body"));
}

#[test]
fn what_is_no_http_is_told() {
    for (answer, want) in [
        (Answer::raw("SSH-2.0-OpenSSH_9.9\r\n"), "protocol"),
        (Answer::raw("HTTP/1.1 banana\r\n\r\n"), "protocol"),
        (Answer::raw("<html>no head</html>"), "protocol"),
        (Answer::raw(""), "no-answer"),
        (Answer::raw("HTTP/1.1 200 OK\r\nContent-Le"), "no-answer"),
        (Answer::head(200, &[("X", &"y".repeat(100_000))], Some(0)), "headers-too-large"),
    ] {
        let server = serve(move |_| answer.clone());
        assert_eq!(code(&get(&server, "/")), want);
    }
    let server = serve(|_| Answer::status(200));
    let port = server.address().port();
    drop(server);
    let b = bench_with(&[], Names::none(), settings());
    assert_eq!(b.client.get(&Ask::new(&format!("http://127.0.0.1:{port}/"))).unwrap_err().code, "refused-port");
    // Nothing but a plain server behind https.
    let plain = serve(|_| Answer::ok("text/plain", "x"));
    assert_eq!(bench(&plain).client.get(&Ask::new(&format!("https://{}/", plain.address()))).unwrap_err().code, "tls");
}

#[test]
fn redirects_are_followed_within_bounds() {
    let server = serve(|a| match a.path.as_str() {
        "/old" => Answer::to(301, "/older"),
        "/older" => Answer::to(308, "new?x=1#part"),
        "/new?x=1" => Answer::ok("text/plain", "here"),
        "/for-now" => Answer::to(302, "/new?x=1"),
        "/loop" => Answer::to(302, "/pool"),
        "/pool" => Answer::to(302, "/loop"),
        "/self" => Answer::to(301, "/self"),
        "/nowhere" => Answer::with(302, &[("Content-Type", "text/plain")], "no address"),
        "/file" => Answer::to(302, "file:///etc/passwd"),
        "/secret" => Answer::to(302, "http://me:pw@news.example/"),
        "/port" => Answer::to(302, "http://127.0.0.1:22/"),
        "/broken" => Answer::to(302, "http://[::bad/"),
        p => Answer::to(302, &format!("/{}", p[1..].parse::<u32>().unwrap_or(0) + 1)),
    });
    let got = get(&server, "/old").unwrap();
    assert_eq!((got.body.as_slice(), got.url.as_str()), (&b"here"[..], server.url("/new?x=1").as_str()));
    assert_eq!(got.moved, Some(server.url("/new?x=1")));
    assert_eq!(get(&server, "/for-now").unwrap().moved, None, "a redirect for now moves nothing");
    assert_eq!(get(&server, "/nowhere").unwrap().status, 302);
    for (path, want) in [
        ("/loop", "redirect-loop"),
        ("/self", "redirect-loop"),
        ("/1", "too-many-redirects"),
        ("/file", "refused-scheme"),
        ("/secret", "refused-credentials"),
        ("/port", "refused-port"),
        ("/broken", "bad-redirect"),
    ] {
        assert_eq!(code(&get(&server, path)), want, "{path}");
    }
    assert_eq!(
        server.asked().iter().filter(|a| a.path[1..].parse::<u32>().is_ok()).count(),
        9,
        "one request and eight hops"
    );
}

#[test]
fn no_hop_leads_inside() {
    let inner = serve(|_| Answer::ok("text/plain", "secret"));
    let port = inner.address().port();
    for to in [
        format!("http://127.0.0.1:{port}/"),
        "http://127.0.0.1/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[::1]/".to_owned(),
        "http://[::ffff:127.0.0.1]/".to_owned(),
        "http://0x7f.1/".to_owned(),
        "//10.0.0.1/".to_owned(),
        "http://inside.example/".to_owned(),
    ] {
        let there = to.clone();
        let server = serve(move |_| Answer::to(302, &there));
        let inside: SocketAddr = "192.168.0.1:0".parse().unwrap();
        let b = bench_with(&[&server], Names::of(&[("inside.example", &[&[inside]])]), settings());
        let e = b.client.get(&Ask::new(&server.url("/"))).unwrap_err();
        assert!(e.code.starts_with("refused"), "{to}: {e:?}");
    }
    assert!(inner.asked().is_empty());
}

#[test]
fn a_name_that_changes_its_mind_reaches_nothing_inside() {
    let outer =
        serve(
            |a| {
                if a.path == "/hop" { Answer::to(302, "http://b.example/") } else { Answer::ok("text/plain", "public") }
            },
        );
    let inner = serve(|_| Answer::ok("text/plain", "secret"));
    let (out, inn) = (outer.address(), inner.address());
    let (first, second): (&[SocketAddr], &[SocketAddr]) = (&[out], &[inn]);
    // The name server says outside first, then inside: for robots.txt and the page, and for the next look.
    let b = bench_with(
        &[&outer],
        Names::of(&[("a.example", &[first, second]), ("b.example", &[second, first])]),
        settings(),
    );
    let named = Target::parse("http://a.example/").unwrap();
    let ask = Ask { named: Some(&named), ..Ask::new("http://a.example/") };
    assert_eq!(
        b.client.get(&ask).unwrap_err().code,
        "refused-address",
        "robots.txt came from outside, the page would from inside"
    );
    assert_eq!(b.client.get(&Ask::new("http://b.example/")).unwrap_err().code, "refused-address");
    // Both at once: only the one outside is connected to, in whatever order they come.
    for both in [[inn, out], [out, inn]] {
        let b = bench_with(&[&outer], Names::of(&[("c.example", &[&both])]), settings());
        assert_eq!(b.client.get(&Ask::new("http://c.example/")).unwrap().body, b"public");
    }
    assert!(inner.asked().is_empty());
}

#[test]
fn https_is_never_left_for_http() {
    // There is no certificate here; the rule is tested where redirects are joined.
    let server = serve(|_| Answer::status(200));
    let b = bench(&server);
    let from = Target::parse("https://news.example/a").unwrap();
    assert_eq!(b.client.follow(&from, "http://news.example/b").unwrap_err().code, "downgrade");
    assert_eq!(b.client.follow(&from, "//news.example/b").unwrap().url.as_str(), "https://news.example/b");
}

#[test]
fn the_environment_s_proxy_is_not_used() {
    // The variable is read when a client is made; this one points at a server that would notice.
    let proxy = Server::start(|_| Answer::ok("text/plain", "by the proxy"));
    let server = serve(|_| Answer::ok("text/plain", "direct"));
    let me = std::env::current_exe().unwrap();
    if std::env::var("FETCH_TEST_DIRECT").is_err() {
        let run = std::process::Command::new(me)
            .args(["--exact", "the_environment_s_proxy_is_not_used", "--nocapture"])
            .env("FETCH_TEST_DIRECT", "1")
            .env("http_proxy", proxy.url(""))
            .env("HTTP_PROXY", proxy.url(""))
            .env("ALL_PROXY", proxy.url(""))
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
        assert!(proxy.asked().is_empty());
    } else {
        assert_eq!(get(&server, "/").unwrap().body, b"direct");
    }
}

#[test]
fn only_what_changed_is_asked_for() {
    let server = serve(|a| match a.header("if-none-match") {
        Some("\"v1\"") => Answer::status(304),
        _ => Answer::with(200, &[("ETag", "\"v1\""), ("Last-Modified", "Tue, 20 Jan 2026 08:00:00 GMT")], "text"),
    });
    let b = bench(&server);
    let url = server.url("/");
    let v = b.client.get(&Ask::new(&url)).unwrap().validators().unwrap();
    assert_eq!(v.etag.as_deref(), Some("\"v1\""));
    assert_eq!(b.client.get(&Ask { validators: Some(&v), ..Ask::new(&url) }).unwrap().status, 304);
    assert_eq!(server.asked().last().unwrap().header("if-modified-since"), Some("Tue, 20 Jan 2026 08:00:00 GMT"));
    let of_another = Validators { url: server.url("/other"), ..v };
    assert_eq!(b.client.get(&Ask { validators: Some(&of_another), ..Ask::new(&url) }).unwrap().status, 200);
}

#[test]
fn a_place_is_asked_one_at_a_time_with_pauses() {
    let server = serve(|_| Answer::status(200).wait(50));
    let b = bench(&server);
    let began = b.clock.0.load(Ordering::SeqCst);
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| b.client.get(&Ask::new(&server.url("/"))).unwrap());
        }
    });
    let passed = b.clock.0.load(Ordering::SeqCst) - began;
    assert!((6_000..9_000).contains(&passed), "three pauses of two seconds on the clock, not {passed}");
    assert_eq!(server.count("/robots.txt"), 1, "robots.txt is asked for once");
}

#[test]
fn a_server_that_asks_to_be_left_alone_is() {
    let server = serve(|a| {
        if a.before == 0 { Answer::with(429, &[("Retry-After", "120")], "") } else { Answer::ok("text/plain", "x") }
    });
    let b = bench(&server);
    let url = server.url("/");
    let got = b.client.get(&Ask::new(&url)).unwrap();
    assert_eq!((got.status, got.retry_after), (429, Some(120)));
    let e = b.client.get(&Ask::new(&server.url("/other"))).unwrap_err();
    assert_eq!((e.code.as_str(), e.retry_after), ("asked-to-wait", Some(120)));
    assert_eq!(server.count("/other"), 0);
    b.clock.pass(121);
    assert_eq!(b.client.get(&Ask::new(&url)).unwrap().status, 200);
    let dated = serve(|_| Answer::with(503, &[("Retry-After", "Tue, 20 Jan 2026 12:10:00 GMT")], ""));
    assert_eq!(get(&dated, "/").unwrap().retry_after, Some(600));
    let odd = serve(|_| Answer::with(503, &[("Retry-After", "soon")], ""));
    assert_eq!(get(&odd, "/").unwrap().retry_after, None);
}

#[test]
fn robots_txt_is_heeded_on_every_hop_and_remembered_for_a_day() {
    let server = Server::start(|a| match a.path.as_str() {
        "/robots.txt" => Answer::ok(
            "text/plain",
            "User-agent: firsthand\nDisallow: /closed\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /\n",
        ),
        "/leads-there" => Answer::to(302, "/closed/page"),
        _ => Answer::ok("text/plain", "x"),
    });
    let b = bench(&server);
    let ask = |path: &str| b.client.get(&Ask::new(&server.url(path)));
    assert_eq!(ask("/open").unwrap().site_delay, Some(7_000));
    assert_eq!(ask("/closed/page").unwrap_err().code, "robots");
    assert_eq!(ask("/leads-there").unwrap_err().code, "robots");
    assert_eq!(server.count("/closed/page"), 0);
    assert_eq!(
        b.client.get(&Ask { robots: false, ..Ask::new(&server.url("/closed/page")) }).unwrap().status,
        200,
        "where the publisher gave leave"
    );
    assert_eq!(server.count("/robots.txt"), 1);
    b.clock.pass(86_401);
    assert!(ask("/open").is_ok());
    assert_eq!(server.count("/robots.txt"), 2);
}

#[test]
fn what_becomes_of_robots_txt_decides() {
    for (answer, want) in [
        (Answer::status(404), "200"),
        (Answer::status(403), "200"),
        (Answer::status(500), "robots-unreachable"),
        (Answer::status(503), "robots-unreachable"),
        (Answer::status(429), "robots-unreachable"),
        (Answer::default().wait(3_000), "timeout"),
        (Answer::raw("garbage"), "protocol"),
        (Answer::ok("text/html", "<html>not found</html>"), "200"),
        (Answer::to(302, "/robots.txt"), "200"),
        (Answer::to(302, "http://10.0.0.1/robots.txt"), "refused-address"),
        (Answer::to(302, "/moved.txt"), "robots"),
        (Answer::ok("text/plain", ["user-agent: *\n", &"# long\n".repeat(200_000), "disallow: /\n"].concat()), "200"),
        (Answer::ok("text/plain", "user-agent: *\r\ndisallow: /\r\n"), "robots"),
    ] {
        let server = Server::start(move |a| match a.path.as_str() {
            "/robots.txt" => answer.clone(),
            "/moved.txt" => Answer::ok("text/plain", "User-agent: *\nDisallow: /"),
            _ => Answer::ok("text/plain", "x"),
        });
        assert_eq!(code(&get(&server, "/page")), want);
    }
    // A file that cannot be had any more is as it was.
    let server = Server::start(|a| match (a.path.as_str(), a.before) {
        ("/robots.txt", 0) => Answer::ok("text/plain", "User-agent: *\nDisallow: /closed"),
        ("/robots.txt", _) => Answer::status(500),
        _ => Answer::ok("text/plain", "x"),
    });
    let b = bench(&server);
    assert!(b.client.get(&Ask::new(&server.url("/open"))).is_ok());
    b.clock.pass(90_000);
    assert!(b.client.get(&Ask::new(&server.url("/open"))).is_ok());
    assert_eq!(b.client.get(&Ask::new(&server.url("/closed"))).unwrap_err().code, "robots");
}

#[test]
fn a_robots_txt_that_cannot_be_had_is_left_alone_for_a_while() {
    let server = Server::start(|a| match (a.path.as_str(), a.before) {
        ("/robots.txt", 0) => Answer::status(503),
        ("/robots.txt", 1) => Answer::head(200, &[], Some(500)).then("User-agent: *\nDisallow: /a\n"),
        ("/robots.txt", _) => Answer::ok("text/plain", "User-agent: *\nDisallow: /closed"),
        _ => Answer::ok("text/plain", "x"),
    });
    let b = bench(&server);
    let ask = |path: &str| code(&b.client.get(&Ask::new(&server.url(path))));
    for (pass, want, asked) in [
        (0, "robots-unreachable", 1),
        (600, "robots-unreachable", 1),
        (400, "robots-unreachable", 2),
        (1_000, "200", 3),
        (80_000, "200", 3),
    ] {
        b.clock.pass(pass);
        assert_eq!((ask("/open").as_str(), server.count("/robots.txt")), (want, asked));
    }
}

#[test]
fn what_is_known_of_robots_txt_is_handed_over_and_taken_up_again() {
    let server = Server::start(|a| match (a.path.as_str(), a.before) {
        ("/robots.txt", 0) => Answer::ok("text/plain", "User-agent: *\nDisallow: /closed\nCrawl-delay: 3"),
        ("/robots.txt", _) => Answer::status(500),
        _ => Answer::ok("text/plain", "x"),
    });
    let trail = std::cell::RefCell::default();
    let url = server.url("/open");
    let first = bench(&server);
    first.client.get(&Ask { trail: Some(&trail), ..Ask::new(&url) }).unwrap();
    let known = first.client.said(&trail.borrow());
    assert_eq!(known.keys().collect::<Vec<_>>(), [&server.address().to_string()]);
    let second = bench(&server);
    second.client.recall(&known);
    assert_eq!(second.client.get(&Ask::new(&url)).unwrap().site_delay, Some(3_000));
    assert_eq!(second.client.get(&Ask::new(&server.url("/closed"))).unwrap_err().code, "robots");
    assert_eq!(server.count("/robots.txt"), 1, "asked for by the first alone");
    second.clock.pass(90_000);
    assert_eq!(second.client.get(&Ask::new(&server.url("/closed"))).unwrap_err().code, "robots");
    assert_eq!(server.count("/robots.txt"), 2, "a day is over; what cannot be had is as it was");
    // A date in the future, as of a clock that was wrong, is believed no longer than a day either.
    let mut odd = known.clone();
    for a in odd.values_mut() {
        (a.at, a.until) =
            (model::Moment::from_seconds(4_000_000_000).unwrap(), model::Moment::from_seconds(5_000_000_000).unwrap());
    }
    let third = bench(&server);
    third.client.recall(&odd);
    third.client.get(&Ask::new(&url)).unwrap();
    assert_eq!(server.count("/robots.txt"), 3);
}

#[test]
fn a_wait_that_is_too_long_is_left_for_another_day_and_a_stop_ends_all() {
    let server = serve(|_| Answer::ok("text/plain", "x"));
    let s = Settings { delay: Duration::from_secs(600), ..settings() };
    let b = bench_with(&[&server], Names::none(), s);
    let url = server.url("/");
    assert!(b.client.get(&Ask::new(&url)).is_ok());
    assert_eq!(b.client.get(&Ask::new(&url)).unwrap_err().code, "asked-to-wait");
    b.stop.store(true, Ordering::SeqCst);
    b.clock.pass(700);
    assert_eq!(b.client.get(&Ask::new(&url)).unwrap_err().code, "stopped");
}

#[test]
fn a_name_server_that_never_answers_is_left_behind() {
    struct Slow;
    impl fetch::Lookup for Slow {
        fn addresses(&self, _: &str, _: u16) -> std::io::Result<Vec<SocketAddr>> {
            std::thread::sleep(Duration::from_secs(20));
            Ok(Vec::new())
        }
    }
    let (clock, stop) = (common::TestClock::new(), std::sync::Arc::default());
    let client = fetch::Client::new(settings(), fetch::Guard::default(), std::sync::Arc::new(Slow), clock, stop);
    let began = Instant::now();
    let e = client.get(&Ask::new("http://news.example/")).unwrap_err();
    assert_eq!(e.code, "timeout");
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[test]
fn this_machine_s_own_name_leads_nowhere() {
    let (clock, stop) = (common::TestClock::new(), std::sync::Arc::default());
    let lookup = std::sync::Arc::new(fetch::SystemLookup);
    let client = fetch::Client::new(settings(), fetch::Guard::default(), lookup, clock, stop);
    for name in ["http://localhost/", "https://LOCALHOST./"] {
        assert_eq!(client.get(&Ask::new(name)).unwrap_err().code, "refused-address", "{name}");
    }
}
