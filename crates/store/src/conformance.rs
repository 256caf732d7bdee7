//! What every store must do. A back end is right when [`run`] passes on it.

use evidence::Entry;
use model::{
    Claim, Evidence, EvidencePart, Issue, Moment, Reading, Report, Slot, Span, Speaker, SpeakerKind, Stance, Value,
};

use crate::{Judgement, Outcome, Store};

fn at(s: &str) -> Option<Moment> {
    s.parse().ok()
}

/// A report with every field filled.
fn full(id: &str, url: &str, text: &str) -> Report {
    Report {
        id: id.to_owned(),
        url: Some(url.to_owned()),
        outlet: Some("The “Post” \u{0}'; DROP TABLE report".to_owned()),
        published: at("2026-01-20T07:40:00+03:00"),
        captured: at("2026-01-21T00:00:00Z"),
        title: Some("عنوان".to_owned()),
        lang: Some("ar".to_owned()),
        links: vec!["https://b.example/".to_owned()],
        pages: vec![0, 2],
        issues: vec![Issue::new("broken-utf8", "x").at(3).in_report(id)],
        ..Report::from_text(id, text)
    }
}

/// A reading with every kind of value that JSON could bend.
fn reading(report: &str) -> Reading {
    Reading {
        lang: "en".to_owned(),
        sentences: vec![Span::new(0, 5)],
        claims: vec![Claim {
            id: "c0123456789".to_owned(),
            report: report.to_owned(),
            event: None,
            slot: Slot::Escaped,
            counted: Some("detainees".to_owned()),
            scope: None,
            value: Value { lo: Some(0.1 + 0.2), hi: Some(1e15), ..Value::text("half") },
            speaker: Speaker { text: None, kind: SpeakerKind::Institution, name: Some("Ministry".to_owned()) },
            relayed_by: vec!["Reuters".to_owned()],
            stance: Stance::Estimated,
            as_of: Some("2026-01-19".to_owned()),
            evidence: Evidence { text: "Half.".to_owned(), start: 0, end: 5, part: EvidencePart::Title },
            origin: None,
            at: Some(Span::new(0, 4)),
            rule: "conflict/escaped".to_owned(),
            steps: vec!["step".to_owned()],
            flags: vec!["headline".to_owned()],
        }],
        issues: vec![Issue::new("x", "y")],
        ..Reading::default()
    }
}

/// Run the suite. `make` gives an empty store each time it is called. Panics where the store is wrong.
pub fn run(make: &mut dyn FnMut() -> Box<dyn Store>) {
    reports_come_back_as_they_were_put(make().as_mut());
    putting_again_changes_nothing(make().as_mut());
    changed_pages_are_kept_beside_the_old(make().as_mut());
    ids_stay_unique(make().as_mut());
    readings_are_kept_by_rules(make().as_mut());
    judgements_are_a_log(make().as_mut());
    all_that_enters_is_logged_once(make().as_mut());
}

fn reports_come_back_as_they_were_put(s: &mut dyn Store) {
    assert_eq!(s.reports().expect("an empty store is read"), []);
    let (b, a) = (full("b", "https://a.example/b", "Text\r\n\u{0}é"), Report::from_text("a", ""));
    let puts = s.put_reports(&[b.clone(), a.clone()]).expect("reports are put");
    assert_eq!(
        puts.iter().map(|p| (p.id.as_str(), &p.outcome)).collect::<Vec<_>>(),
        [("b", &Outcome::New), ("a", &Outcome::New)]
    );
    assert_eq!(s.reports().expect("reports are read"), [a, b], "exactly, and by id");
    let written = s.reports().expect("reports are read").pop().and_then(|r| r.published).map(|p| p.to_string());
    assert_eq!(written.as_deref(), Some("2026-01-20T07:40:00+03:00"), "with the offset they were written in");
}

fn putting_again_changes_nothing(s: &mut dyn Store) {
    let r = full("x", "https://a.example/x", "One.");
    s.put_report(&r).expect("a report is put");
    for _ in 0..2 {
        let put = s.put_report(&r).expect("a report is put again");
        assert_eq!((put.id.as_str(), put.outcome), ("x", Outcome::Known));
    }
    assert_eq!(s.reports().expect("reports are read"), [r]);
}

fn changed_pages_are_kept_beside_the_old(s: &mut dyn Store) {
    let url = "https://a.example/x";
    let (first, second, third) = (full("x", url, "One."), full("x", url, "Two."), full("y", url, "Three."));
    let puts = s.put_reports(&[first.clone(), second.clone(), third]).expect("reports are put");
    let outcomes: Vec<_> = puts.into_iter().map(|p| (p.id, p.outcome)).collect();
    let revision = |id: &str, of: &str| (id.to_owned(), Outcome::Revision(of.to_owned()));
    assert_eq!(outcomes, [("x".to_owned(), Outcome::New), revision("x~2", "x"), revision("y", "x~2")]);
    let kept = s.reports().expect("reports are read");
    assert_eq!(
        kept.iter().map(|r| (r.id.as_str(), r.text.as_str())).collect::<Vec<_>>(),
        [("x", "One."), ("x~2", "Two."), ("y", "Three.")]
    );
    assert_eq!(
        kept.get(1).and_then(|r| r.issues.first()).and_then(|i| i.report.as_deref()),
        Some("x~2"),
        "issues go with their report"
    );
    // Read again beside another file of the same name, intake calls it x~2 itself: it is still the same report.
    let again = Report { id: "x~2".to_owned(), ..second };
    let put = s.put_report(&again).expect("a report is put again");
    assert_eq!((put.id.as_str(), put.outcome), ("x~2", Outcome::Known));
    let put = s.put_report(&Report { id: "x~5".to_owned(), ..first }).expect("a report is put again");
    assert_eq!((put.id.as_str(), put.outcome), ("x", Outcome::Known));
}

fn ids_stay_unique(s: &mut dyn Store) {
    let of = |id: &str, text: &str| Report::from_text(id, text);
    let puts = s
        .put_reports(&[of("x", "1"), of("x~2", "2"), of("x", "3"), of("~2", "4"), of("x~y", "5")])
        .expect("reports are put");
    assert_eq!(puts.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["x", "x~2", "x~3", "~2", "x~y"]);
    assert_eq!(puts.get(2).map(|p| p.outcome.clone()), Some(Outcome::Renamed));
    assert_eq!(s.reports().expect("reports are read").len(), 5);
}

fn readings_are_kept_by_rules(s: &mut dyn Store) {
    s.put_reports(&[Report::from_text("a", "A"), Report::from_text("b", "B")]).expect("reports are put");
    assert_eq!(s.unread("r1").expect("asked"), ["a", "b"]);
    let r = reading("a");
    s.put_readings("r1", &[("a".to_owned(), r.clone())]).expect("a reading is put");
    assert_eq!(s.unread("r1").expect("asked"), ["b"]);
    assert_eq!(s.unread("r2").expect("asked"), ["a", "b"], "other rules have read nothing yet");
    assert_eq!(
        s.readings("r1").expect("read").into_iter().collect::<Vec<_>>(),
        [("a".to_owned(), r.clone())],
        "exactly"
    );
    s.put_readings("r1", &[("a".to_owned(), Reading::default())]).expect("a second reading is passed over");
    assert_eq!(s.readings("r1").expect("read").get("a"), Some(&r));
    assert!(s.readings("r2").expect("read").is_empty());
    let both = [("b".to_owned(), Reading::default()), ("nobody".to_owned(), Reading::default())];
    let e = s.put_readings("r1", &both).expect_err("a reading of no report is refused");
    assert_eq!(e.code, "store-unknown-report");
    assert_eq!(s.unread("r1").expect("asked"), ["b"], "all or none");
}

fn judgements_are_a_log(s: &mut dyn Store) {
    let of = |claim: &str, decision: &str| Judgement {
        claim: claim.to_owned(),
        decision: decision.to_owned(),
        why: "seen the video".to_owned(),
        who: "desk".to_owned(),
        when: at("2026-01-20T07:40:00+03:00").expect("a time"),
    };
    let log = [of("c1", "accept"), of("c2", "reject"), of("c1", "reject")];
    let numbers: Vec<u64> = log.iter().map(|j| s.judge(j).expect("a judgement is added")).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(s.judgements(None).expect("the log is read"), log);
    assert_eq!(s.judgements(Some("c1")).expect("the log is read"), [of("c1", "accept"), of("c1", "reject")]);
}

fn all_that_enters_is_logged_once(s: &mut dyn Store) {
    assert_eq!(s.log().expect("an empty log is read"), Vec::<String>::new());
    let (b, a) = (full("b", "https://a.example/b", "Text"), Report::from_text("a", "A"));
    s.put_reports(&[b.clone(), a.clone()]).expect("reports are put");
    s.put_reports(&[a.clone(), Report::from_text("a", "other")]).expect("reports are put");
    let j = Judgement {
        claim: "c1".to_owned(),
        decision: "accept".to_owned(),
        why: "seen".to_owned(),
        who: "desk".to_owned(),
        when: at("2026-01-20T07:40:00+03:00").expect("a time"),
    };
    s.judge(&j).expect("a judgement is added");
    let renamed = Report { id: "a~2".to_owned(), ..Report::from_text("a", "other") };
    let wanted = [Entry::capture(&b), Entry::capture(&a), Entry::capture(&renamed), crate::judgement_entry(&j)];
    assert_eq!(s.log().expect("the log is read"), wanted.map(|e| e.line()));
    let checked = crate::check(s, None).expect("the store is checked");
    assert_eq!((checked.problems, checked.reports, checked.judgements, checked.head.size), (Vec::new(), 3, 1, 4));
}
