//! The engine: many sources, one desk, stops at any moment.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use std::{collections::BTreeMap, sync::atomic::Ordering, time::Duration};

use common::{Bench, Names, article, bench, bench_with, item, rss, settings, source};
use fetch::{Desk, Event, Fetched, Options, Source, State, Watch, Word};
use testkit::server::{Answer, Server};

#[derive(Default)]
struct Memory {
    states: BTreeMap<String, State>,
    captures: Vec<(String, String)>,
    keeps: usize,
    fail_at: Option<usize>,
}

impl Desk for Memory {
    fn state(&self, source: &str) -> Option<State> {
        self.states.get(source).cloned()
    }

    fn keep(&mut self, source: &Source, captures: &[Fetched], state: &State) -> Result<(), Box<dyn std::error::Error>> {
        self.keeps += 1;
        if self.fail_at == Some(self.keeps) {
            return Err("the disk is full".into());
        }
        self.captures.extend(captures.iter().map(|c| (source.name.clone(), c.url.clone())));
        self.states.insert(source.name.clone(), state.clone());
        Ok(())
    }
}

fn sources(servers: &[&Server]) -> Vec<Source> {
    servers.iter().enumerate().map(|(i, s)| Source { name: format!("S{i}"), ..source(s, "/feed") }).collect()
}

fn run(b: &Bench, list: &[Source], desk: &mut Memory, once: bool, tell: &mut dyn FnMut(Event)) -> Vec<Option<Word>> {
    let watch = Watch::new(&b.client, Options { once, parallel: 3 });
    watch.run(list, desk, tell).unwrap().into_iter().map(|o| o.map(|o| o.word)).collect()
}

fn feed() -> Server {
    Server::start(|a| match a.path.as_str() {
        "/robots.txt" => Answer::status(404),
        _ => Answer::ok("text/xml", rss(&item(a.before, &format!("https://wire.example/{}", a.before)))),
    })
}

#[test]
fn once_looks_at_all_that_is_due_and_ends() {
    let (good, also) = (feed(), feed());
    let bad = Server::start(|_| Answer::status(500));
    let b = bench_with(&[&good, &bad, &also], Names::none(), settings());
    let list = sources(&[&good, &bad, &also]);
    let mut desk = Memory::default();
    let words = run(&b, &list, &mut desk, true, &mut |_| {});
    assert_eq!(words, [Some(Word::Ok), Some(Word::Failed), Some(Word::Ok)]);
    assert_eq!((desk.keeps, desk.captures.len()), (3, 2));
    // A minute later nothing is due; what is known stays known.
    b.clock.pass(60);
    let words = run(&b, &list, &mut desk, true, &mut |_| {});
    assert_eq!((words[0], desk.keeps), (Some(Word::Ok), 3));
    // A timer comes a little early each quarter of an hour.
    b.clock.pass(800);
    run(&b, &list, &mut desk, true, &mut |_| {});
    assert!(desk.keeps >= 5, "{}", desk.keeps);
}

#[test]
fn sources_are_looked_at_again_when_they_are_due_until_told_to_stop() {
    let (one, two) = (feed(), feed());
    let b = bench_with(&[&one, &two], Names::none(), settings());
    let mut list = sources(&[&one, &two]);
    list[1].every = Duration::from_secs(3_600);
    let mut desk = Memory::default();
    let mut looks = 0;
    let stop = b.stop.clone();
    run(&b, &list, &mut desk, false, &mut |e| {
        if let Event::Kept(s, _) = e {
            looks += usize::from(s.name == "S0");
            if looks == 9 {
                stop.store(true, Ordering::SeqCst);
            }
        }
    });
    assert_eq!(one.count("/feed"), 9);
    assert!((2..=3).contains(&two.count("/feed")), "an hour is four quarters: {}", two.count("/feed"));
    let kept = desk.captures.iter().filter(|(s, _)| s == "S0").count();
    assert_eq!(kept, 9);
}

#[test]
fn a_slow_source_does_not_hold_the_others_up_and_a_host_is_asked_by_one() {
    let slow =
        Server::start(|a| if a.path == "/robots.txt" { Answer::status(404) } else { Answer::default().wait(1_200) });
    let quick = feed();
    let b = bench_with(&[&slow, &quick], Names::none(), settings());
    let mut list = sources(&[&slow, &quick]);
    list.push(Source { name: "same host".to_owned(), ..source(&quick, "/other") });
    let mut desk = Memory::default();
    let mut order = Vec::new();
    run(&b, &list, &mut desk, true, &mut |e| {
        if let Event::Kept(s, _) = e {
            order.push(s.name.clone());
        }
    });
    assert_eq!(order, ["S1", "same host", "S0"]);
}

#[test]
fn a_desk_that_cannot_keep_ends_the_watch_with_its_reason() {
    let (one, two) = (feed(), feed());
    let b = bench_with(&[&one, &two], Names::none(), settings());
    let mut desk = Memory { fail_at: Some(1), ..Memory::default() };
    let watch = Watch::new(&b.client, Options { once: false, parallel: 2 });
    let e = watch.run(&sources(&[&one, &two]), &mut desk, &mut |_| {}).unwrap_err();
    assert_eq!(e.to_string(), "the disk is full");
    assert!(desk.states.is_empty() && desk.captures.is_empty());
}

#[test]
fn a_stop_in_the_middle_keeps_what_came_and_loses_nothing() {
    let server = Server::start(|a| match a.path.as_str() {
        "/robots.txt" => Answer::status(404),
        "/feed" => {
            let base = format!("http://{}", a.header("host").unwrap());
            Answer::ok("text/xml", rss(&(1..=6).map(|n| item(n, &format!("{base}/{n}"))).collect::<String>()))
        }
        p => Answer::ok("text/html", article(p[1..].parse().unwrap())),
    });
    let b = bench(&server);
    let mut list = sources(&[&server]);
    list[0].follow = true;
    let mut desk = Memory::default();
    // The stop comes while pages are being fetched.
    let stop = b.stop.clone();
    std::thread::scope(|s| {
        s.spawn(|| {
            while server.count("/2") == 0 {
                std::thread::sleep(Duration::from_millis(1));
            }
            stop.store(true, Ordering::SeqCst);
        });
        run(&b, &list, &mut desk, true, &mut |_| {});
    });
    assert!(desk.captures.len() < 7, "{:?}", desk.captures);
    b.stop.store(false, Ordering::SeqCst);
    b.clock.pass(1_000);
    run(&b, &list, &mut desk, true, &mut |_| {});
    let mut pages: Vec<&String> = desk.captures.iter().map(|(_, u)| u).filter(|u| !u.ends_with("/feed")).collect();
    pages.sort();
    let before = pages.len();
    pages.dedup();
    assert_eq!((before, pages.len()), (6, 6), "each page once, none lost");
}
