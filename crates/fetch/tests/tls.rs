//! Encryption against real servers with certificates good and bad.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use std::{net::SocketAddr, time::Duration};

use common::{NOON, Names, bench_with, settings};
use fetch::{Ask, Config, Failure, Got, Settings, Target, Word, poll};
use rustls::ServerConfig;
use testkit::{
    server::{Answer, Server},
    tls::{Authority, FOR_YEARS, self_signed},
};

const HOST: &str = "news.example";

fn trusting(roots: &[&Authority]) -> Settings {
    let mut s = settings();
    for r in roots {
        s.roots.add(r.pem().as_bytes()).unwrap();
    }
    s
}

fn serve(config: std::sync::Arc<ServerConfig>) -> Server {
    Server::start_tls(config, |a| match a.path.as_str() {
        "/robots.txt" => Answer::status(404),
        "/plain" => Answer::to(302, &format!("http://{}/", a.header("host").unwrap())),
        "/long" => Answer::head(200, &[], Some(300_000)).repeat("x".repeat(1_000), 300, 0),
        "/drip" => Answer::head(200, &[], Some(100_000)).repeat("drip ", 1_000, 60),
        "/cut" => Answer::head(200, &[], Some(300_000)).then("only this"),
        _ => Answer::with(200, &[("Content-Type", "text/plain")], "nobody on the way has read this"),
    })
}

fn ask(server: &Server, settings: Settings, path: &str) -> Result<Got, Failure> {
    let address = server.address();
    let here: &[SocketAddr] = &[address];
    let b = bench_with(&[server], Names::of(&[(HOST, &[here]), ("other.example", &[here])]), settings);
    let url = format!("https://{HOST}:{}{path}", address.port());
    let named = Target::parse(&url).unwrap();
    b.client.get(&Ask { named: Some(&named), ..Ask::new(&url) })
}

#[test]
fn a_good_certificate_of_an_added_root_is_believed() {
    let house = Authority::new("The house's own root");
    for (what, config) in [
        ("by the root", house.server(&[HOST], FOR_YEARS)),
        ("by one that it vouches for", house.beneath("Proxy").server(&[HOST, "x.example"], FOR_YEARS)),
    ] {
        let server = serve(config);
        let got = ask(&server, trusting(&[&house]), "/").unwrap();
        assert_eq!(got.body, b"nobody on the way has read this", "{what}");
        assert_eq!(
            server.asked().last().unwrap().header("host").unwrap(),
            format!("{HOST}:{}", server.address().port())
        );
        assert_eq!(ask(&server, trusting(&[&house]), "/long").unwrap().body.len(), 300_000);
        let cut = ask(&server, trusting(&[&house]), "/cut").unwrap();
        assert_eq!((cut.body.as_slice(), cut.truncated.unwrap().code), (&b"only this"[..], "short-body".to_owned()));
        let hasty = Settings { idle: Duration::from_millis(300), ..trusting(&[&house]) };
        assert_eq!(ask(&server, hasty, "/drip").unwrap().truncated.unwrap().code, "idle");
        assert_eq!(ask(&server, trusting(&[&house]), "/plain").unwrap_err().code, "downgrade");
    }
}

#[test]
fn a_certificate_that_is_not_in_order_is_refused_with_what_to_do() {
    let (house, nobody) = (Authority::new("House"), Authority::new("Nobody"));
    // The clock of these tests stands at 2026-01-20.
    for (config, roots, said, todo) in [
        (house.server(&[HOST], ((2020, 1, 1), (2026, 1, 19))), true, "ended on 2026-01-19", "clock"),
        (house.server(&[HOST], ((2026, 1, 21), (2100, 1, 1))), true, "begins on 2026-01-21", "clock"),
        (house.server(&["other.example"], FOR_YEARS), true, "is for other.example", "slip in the address"),
        (house.server(&["127.0.0.1"], FOR_YEARS), true, "is for 127.0.0.1", "slip in the address"),
        (self_signed(&[HOST]), true, "signed by itself", "[tls] roots"),
        (nobody.server(&[HOST], FOR_YEARS), true, "not known here", "[tls] roots"),
        (Authority::new("House").server(&[HOST], FOR_YEARS), true, "not in order", "browser"),
        (house.server(&[HOST], FOR_YEARS), false, "not known here", "[tls] roots"),
    ] {
        let server = serve(config);
        let e = ask(&server, if roots { trusting(&[&house]) } else { settings() }, "/").unwrap_err();
        assert_eq!(e.code, "tls");
        assert!(e.note.contains(said) && e.note.contains(HOST), "{e:?}");
        assert!(e.todo.contains(todo), "{e:?}");
        assert!(server.asked().is_empty(), "nothing is told to a server that is not believed");
    }
}

#[test]
fn what_does_not_speak_encryption_is_told_and_what_is_silent_ends_in_time() {
    let plain = Server::start(|_| Answer::ok("text/plain", "x"));
    let e = ask(&plain, settings(), "/").unwrap_err();
    assert_eq!(e.code, "tls");
    assert!(e.note.contains("not encrypted") && e.todo.contains("http"), "{e:?}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let guard = fetch::Guard::new([address]).unwrap();
    let clock = common::TestClock::new();
    let s = Settings { connect: Duration::from_millis(400), ..settings() };
    let names = Names::of(&[(HOST, &[&[address]])]);
    let client = fetch::Client::new(s, guard, names, clock, std::sync::Arc::default());
    let url = format!("https://{HOST}:{}/", address.port());
    let named = Target::parse(&url).unwrap();
    let began = std::time::Instant::now();
    let e = client.get(&Ask { named: Some(&named), ..Ask::new(&url) }).unwrap_err();
    assert_eq!((e.code.as_str(), began.elapsed() < Duration::from_millis(1_400)), ("timeout", true), "{e:?}");
}

#[test]
fn roots_stand_in_the_file_of_sources() {
    let (house, second) = (Authority::new("House"), Authority::new("Second"));
    let server = serve(house.server(&["127.0.0.1"], FOR_YEARS));
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, what: &[u8]| std::fs::write(folder.path().join(name), what).unwrap();
    let both = format!("A note of the house.\n{}\n{}", second.pem(), house.pem());
    put("desk-ca.pem", both.as_bytes());
    let text = |file: &str| {
        format!(
            "[defaults]\ncontact = \"mailto:desk@house.example\"\n[guard]\nallow = [\"{}\"]\n[tls]\nroots = [\"{file}\"]\n[[source]]\n\
             name = \"a\"\nurl = \"https://{}/page\"\n",
            server.address(),
            server.address()
        )
    };
    let c = Config::read(&text("desk-ca.pem"), folder.path()).unwrap();
    let clock = common::TestClock::new();
    let client = fetch::Client::new(c.settings, c.guard, Names::none(), clock, std::sync::Arc::default());
    let now = model::Moment::from_seconds(NOON).unwrap();
    let p = poll(&client, &c.sources[0], &fetch::State::default(), &now).unwrap();
    assert_eq!((p.outcome.word, p.captures.len()), (Word::Ok, 1), "{:?}", p.outcome);
    put("empty.pem", b"");
    put("words.pem", b"our certificate\n");
    put("key.pem", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    put("damaged.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    put("cut.pem", &house.pem().as_bytes()[..200]);
    put("large.pem", &vec![b'\n'; (4 << 20) + 1]);
    for (file, said) in [
        ("no-such.pem", "could not be read"),
        (".", "could not be read"),
        ("empty.pem", "is empty"),
        ("words.pem", "no certificate"),
        ("key.pem", "no certificate"),
        ("damaged.pem", "damaged"),
        ("cut.pem", "damaged"),
        ("large.pem", "larger than 4 MiB"),
    ] {
        let e = Config::read(&text(file), folder.path()).unwrap_err();
        assert_eq!(e.code, "sources");
        assert!(e.note.starts_with("line 6: ") && e.note.contains(file) && e.note.contains(said), "{}", e.note);
        assert!(!e.todo.is_empty());
    }
}
