//! What the tests of the network share: a clock that they set, a client that may reach one server.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::disallowed_methods)]

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use fetch::{Client, Clock, Guard, Lookup, Settings, Source};
use testkit::server::Server;

/// 2026-01-20T12:00:00Z.
pub const NOON: i64 = 1_768_910_400;

/// A clock that stands still until somebody waits.
#[derive(Debug)]
pub struct TestClock(pub AtomicI64);

impl TestClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(NOON * 1_000)))
    }

    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    fn wait(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
        std::thread::yield_now();
    }
}

/// A name server that says what it is told, another thing each time: the last answer stays.
pub struct Names(pub Mutex<Vec<(String, Vec<Vec<SocketAddr>>)>>);

impl Names {
    pub fn none() -> Arc<Self> {
        Arc::new(Self(Mutex::default()))
    }

    pub fn of(list: &[(&str, &[&[SocketAddr]])]) -> Arc<Self> {
        let list = list.iter().map(|(n, a)| ((*n).to_owned(), a.iter().map(|a| a.to_vec()).collect())).collect();
        Arc::new(Self(Mutex::new(list)))
    }
}

impl Lookup for Names {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let mut list = self.0.lock().unwrap();
        let Some((_, answers)) = list.iter_mut().find(|(n, _)| n == host) else {
            return Err(io::Error::other("no such name here"));
        };
        let mut now = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
        for a in &mut now {
            if a.port() == 0 {
                a.set_port(port);
            }
        }
        Ok(now)
    }
}

pub fn settings() -> Settings {
    Settings {
        connect: Duration::from_secs(2),
        headers: Duration::from_millis(800),
        total: Duration::from_millis(1_500),
        max_bytes: 1 << 20,
        ..Settings::new("mailto:desk@house.example")
    }
}

pub struct Bench {
    pub client: Client,
    pub clock: Arc<TestClock>,
    pub stop: Arc<AtomicBool>,
}

pub fn bench_with(servers: &[&Server], names: Arc<Names>, settings: Settings) -> Bench {
    let guard = Guard::new(servers.iter().map(|s| s.address())).unwrap();
    let (clock, stop) = (TestClock::new(), Arc::new(AtomicBool::new(false)));
    let client = Client::new(settings, guard, names, clock.clone(), stop.clone());
    Bench { client, clock, stop }
}

pub fn bench(server: &Server) -> Bench {
    bench_with(&[server], Names::none(), settings())
}

pub fn source(server: &Server, path: &str) -> Source {
    let mut s = Source::new("Wire", &server.url(path)).unwrap();
    (s.timeout, s.max_bytes) = (Duration::from_millis(1_500), 1 << 20);
    s
}

pub fn item(n: usize, link: &str) -> String {
    format!(
        "<item><title>Report {n}</title><link>{link}</link><pubDate>Tue, 20 Jan 2026 09:0{}:00 GMT</pubDate>\
         <description>At least {n} people were hurt when the wall fell.</description></item>",
        n % 10
    )
}

pub fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Wire</title><link>https://wire.example/</link>{items}</channel></rss>"
    )
}

pub fn article(n: usize) -> String {
    format!(
        "<html><head><title>Report {n}</title></head><body><article><h1>Report {n}</h1><p>At least {n} people were hurt when a wall fell in the \
         old town on Tuesday, the mayor said.</p><p>Work on the street had begun on Monday, and a part of the wall had been held by beams.</p>\
         </article></body></html>"
    )
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut z = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    z.write_all(bytes).unwrap();
    z.finish().unwrap()
}
