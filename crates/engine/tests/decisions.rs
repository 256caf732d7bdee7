//! What people decide on links is followed, changes nothing else that matters, and leaves no trace once it is taken back; and reports may
//! come in any order and any batches.

use std::sync::{Arc, OnceLock};

use engine::Engine;
use model::{Picture, Pin, PinKind, Report};
use proptest::prelude::*;
use read::Reader;

fn reader() -> Arc<Reader> {
    static READER: OnceLock<Arc<Reader>> = OnceLock::new();
    Arc::clone(READER.get_or_init(|| {
        Arc::new(Reader::new(know::Know::bundled().expect("the tables are whole")).expect("the rules are whole"))
    }))
}

fn reports() -> Vec<Report> {
    testkit::crisis("shaddadi-2026").reports
}

fn desk() -> Engine {
    let mut e = Engine::new(reader());
    e.add_all(reports());
    e
}

fn pin(kind: PinKind, a: &str, b: &str) -> Pin {
    Pin { kind, a: a.to_owned(), b: b.to_owned(), why: "seen by a person".to_owned() }
}

fn bytes(p: &Picture) -> String {
    serde_json::to_string(p).expect("a picture is JSON")
}

fn event_of<'p>(p: &'p Picture, report: &str) -> &'p str {
    let own = |e: &&model::Event| !e.background && e.reports.iter().any(|r| r == report);
    p.events.iter().find(own).map_or("", |e| e.id.as_str())
}

fn copied<'p>(p: &'p Picture, report: &str) -> Option<&'p str> {
    p.copies.iter().find(|c| c.report == report).map(|c| c.of.as_str())
}

#[test]
fn decisions_are_followed_and_taken_back_without_a_trace() {
    let mut desk = desk();
    let before = desk.picture(None);
    assert_ne!(event_of(&before, "A25"), event_of(&before, "X3"), "the battle of 2022 is another event");
    assert_eq!(copied(&before, "A14"), Some("A09"));
    assert_eq!(copied(&before, "A21"), None);

    desk.decide(vec![pin(PinKind::SameEvent, "A25", "X3")]);
    let after = desk.picture(None);
    assert_eq!(event_of(&after, "A25"), event_of(&after, "X3"));
    assert!(after.events.iter().any(|e| e.why.iter().any(|w| w.contains("seen by a person"))));
    assert_eq!(after.pins.len(), 1);

    desk.decide(vec![pin(PinKind::OtherEvent, "A09", "A28")]);
    let after = desk.picture(None);
    assert_ne!(event_of(&after, "A09"), event_of(&after, "A28"));
    assert_eq!(event_of(&after, "A09"), event_of(&after, "A14"), "its copy stays with it");

    desk.decide(vec![pin(PinKind::NoCopy, "A09", "A14")]);
    assert_eq!(copied(&desk.picture(None), "A14"), None);

    desk.decide(vec![pin(PinKind::Copy, "A21", "A17")]);
    assert_eq!(copied(&desk.picture(None), "A21"), Some("A17"));

    // of decisions that exclude each other the parting holds; those about what is not there change nothing
    desk.decide(vec![pin(PinKind::SameEvent, "A25", "A28"), pin(PinKind::OtherEvent, "A25", "A28")]);
    let after = desk.picture(None);
    assert_ne!(event_of(&after, "A25"), event_of(&after, "A28"));
    desk.decide(vec![pin(PinKind::SameEvent, "A25", "nowhere"), pin(PinKind::SameOrigin, "c0", "c1")]);
    assert_eq!(bytes(&desk.picture(None)), bytes(&before));

    desk.decide(Vec::new());
    assert_eq!(bytes(&desk.picture(None)), bytes(&before));
}

#[test]
fn claims_are_given_one_origin_or_two() {
    let mut desk = desk();
    let before = desk.picture(None);
    let origin = |p: &Picture, id: &str| p.claims.iter().find(|c| c.id == id).and_then(|c| c.origin.clone());
    let sourced: Vec<_> = before.claims.iter().filter(|c| c.origin.is_some() && c.value.is_numeric()).collect();
    let (x, y) = sourced
        .iter()
        .flat_map(|a| sourced.iter().map(move |b| (*a, *b)))
        .find(|(a, b)| a.report != b.report && a.origin == b.origin)
        .expect("two pages carry one origin");
    desk.decide(vec![pin(PinKind::OtherOrigin, &x.id, &y.id)]);
    let after = desk.picture(None);
    assert_ne!(origin(&after, &x.id), origin(&after, &y.id));
    assert!(origin(&after, &y.id).is_some());

    let (x, y) = sourced
        .iter()
        .flat_map(|a| sourced.iter().map(move |b| (*a, *b)))
        .find(|(a, b)| a.origin != b.origin)
        .expect("there are two origins");
    desk.decide(vec![pin(PinKind::SameOrigin, &x.id, &y.id)]);
    let after = desk.picture(None);
    assert_eq!(origin(&after, &x.id), origin(&after, &y.id));
    desk.decide(Vec::new());
    assert_eq!(bytes(&desk.picture(None)), bytes(&before));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_batches_end_in_one_picture(
        order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle(),
        cut in 0..12usize,
    ) {
        let reports: Vec<Report> = reports().into_iter().take(12).collect();
        let mut straight = Engine::new(reader());
        straight.add_all(reports.clone());
        let mut mixed = Engine::new(reader());
        mixed.add_all(order[..cut].iter().map(|&i| reports[i].clone()).collect());
        let _ = mixed.picture(None);
        for &i in &order[cut..] {
            mixed.add(reports[i].clone());
        }
        prop_assert_eq!(bytes(&mixed.picture(None)), bytes(&straight.picture(None)));
    }
}
