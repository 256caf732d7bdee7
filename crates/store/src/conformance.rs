//! What every store must do. A back end is right when [`run`] passes on it.

use evidence::Entry;
use model::{
    Claim, Evidence, EvidencePart, Issue, Moment, Reading, Report, Slot, Span, Speaker, SpeakerKind, Stance, Value,
};

use crate::{
    Batch, Body, Fetch, Judgement, Outcome, Receipt, Stamp, Store, each,
    search::{Hit, Query},
};

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
    bytes_are_kept_once_under_their_hash(make().as_mut());
    answers_are_kept_each_time_and_logged(make().as_mut());
    a_step_is_kept_whole_or_not_at_all(make().as_mut());
    looking_changes_nothing(make().as_mut());
    sentences_are_found(make().as_mut());
    what_is_read_anew_is_found_by_the_new_reading(make().as_mut());
    time_stamps_wait_for_their_answers(make().as_mut());
    all_is_given_piece_by_piece_in_the_order_it_came(make().as_mut());
}

fn all_is_given_piece_by_piece_in_the_order_it_came(s: &mut dyn Store) {
    let ids = ["m", "c", "z", "a", "k"];
    let url = |id: &str| if id == "z" || id == "m" { "https://a.example/same" } else { "https://a.example/" };
    for id in ids {
        let (report, bytes) =
            (full(id, &format!("{}{}", url(id), if id == "c" { id } else { "" }), id), body(id.as_bytes()));
        let fetches = [fetch(&bytes)];
        let (reports, bodies) = (std::slice::from_ref(&report), std::slice::from_ref(&bytes));
        s.keep(&Batch { reports, bodies, fetches: &fetches, ..Batch::default() }).expect("kept");
        s.keep(&Batch { reports, bodies, ..Batch::default() }).expect("kept once");
    }
    for most in [1, 2, 5, 100] {
        let reports: Vec<_> = each(most, |at, n| s.reports_from(at, n)).map(|h| h.expect("read").report.id).collect();
        assert_eq!(reports, ids);
        let hash = |id: &str| model::sha256_hex(id.as_bytes());
        let bodies: Vec<_> = each(most, |at, n| s.bodies_from(at, n)).map(|b| b.expect("read").sha256).collect();
        assert_eq!(bodies, ids.map(hash));
        let fetches: Vec<_> = each(most, |at, n| s.fetches_from(at, n)).map(|f| f.expect("read").sha256).collect();
        assert_eq!(fetches, ids.map(hash));
        let lines: Vec<_> = each(most, |at, n| s.log_from(at, n)).map(|l| l.expect("read")).collect();
        assert_eq!(lines, s.log().expect("read"));
        assert_eq!(lines.len(), 10);
    }
    assert_eq!(s.reports_from(0, 0).expect("read"), []);
    assert_eq!(s.reports_from(99, 5).expect("read"), []);
    let held = s.held("k").expect("read").expect("there");
    assert_eq!((Some(held.report), held.taken_in), (s.report("k").expect("read"), None));
    assert_eq!(s.held("none").expect("read"), None);
    let info = s.body_info(&model::sha256_hex(b"z")).expect("read").expect("there");
    assert_eq!((info.media_type.as_str(), info.size, info.private), ("text/html", 1, false));
    assert_eq!(s.body_info("none").expect("read"), None);
    let pages = |url: &str, ids: [&str; 2]| (url.to_owned(), ids.map(str::to_owned).to_vec());
    assert_eq!(
        s.revised().expect("read"),
        [pages("https://a.example/same", ["m", "z"]), pages("https://a.example/", ["a", "k"])]
    );
    let mut sizes = Vec::new();
    s.still(&mut || {
        sizes.push(s.size()?);
        Ok(())
    })
    .expect("looked at");
    assert_eq!(sizes, [5]);
}

fn time_stamps_wait_for_their_answers(s: &mut dyn Store) {
    let of = |size: u64, service: &str| Stamp {
        head: evidence::Head { size, root: format!("{size:064x}") },
        kind: "rfc3161".to_owned(),
        service: service.to_owned(),
        wanted: at("2026-01-20T07:40:00Z").expect("a time"),
    };
    let (a, b) = (of(3, "https://tsa.example"), of(3, "https://other.example"));
    assert_eq!(s.want_stamp(&a).expect("queued"), 1);
    assert_eq!(s.want_stamp(&b).expect("queued"), 2);
    let later = Stamp { wanted: at("2026-01-21T07:40:00Z").expect("a time"), ..a.clone() };
    assert_eq!(s.want_stamp(&later).expect("queued already"), 1);
    let receipt = Receipt { at: at("2026-01-20T08:00:00Z").expect("a time"), bytes: vec![0, 255, 10] };
    s.put_receipt(2, &receipt).expect("an answer is kept");
    s.put_receipt(2, &Receipt { bytes: vec![1], ..receipt.clone() }).expect("a second one changes nothing");
    assert_eq!(s.put_receipt(3, &receipt).expect_err("nobody asked").code, "store-unknown-stamp");
    assert_eq!(s.stamps().expect("read"), [(a, None), (b, Some(receipt))]);
}

fn body(bytes: &[u8]) -> Body {
    Body { sha256: model::sha256_hex(bytes), media_type: "text/html".to_owned(), private: false, bytes: bytes.to_vec() }
}

fn fetch(of: &Body) -> Fetch {
    Fetch {
        asked: "https://a.example/x".to_owned(),
        url: "https://www.a.example/x".to_owned(),
        at: at("2026-01-20T07:40:00Z").expect("a time"),
        status: 200,
        head: b"HTTP/1.1 200 OK\r\nServer: \xFF\r\n\r\n".to_vec(),
        sha256: of.sha256.clone(),
        truncated: false,
    }
}

fn bytes_are_kept_once_under_their_hash(s: &mut dyn Store) {
    let (page, letter) = (body(&[0, 255, 13, 10, 0]), Body { private: true, ..body(b"Dear all") });
    let both = [page.clone(), letter.clone()];
    for _ in 0..2 {
        s.keep(&Batch { bodies: &both, ..Batch::default() }).expect("bytes are kept");
    }
    assert_eq!(s.body(&page.sha256).expect("asked").as_ref(), Some(&page), "exactly");
    assert_eq!(s.body(&letter.sha256).expect("asked"), Some(letter));
    assert_eq!(s.body("none").expect("asked"), None);
    let listed = s.bodies().expect("listed");
    let mut sizes: Vec<_> = listed.iter().map(|b| (b.size, b.private)).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [(5, false), (8, true)]);
    assert!(listed.windows(2).all(|w| w[0].sha256 < w[1].sha256), "by hash");
    assert_eq!(s.log().expect("the log is read"), Vec::<String>::new(), "bytes enter the log with what they belong to");
    let empty = body(b"");
    s.keep(&Batch { bodies: std::slice::from_ref(&empty), ..Batch::default() }).expect("kept");
    assert_eq!(s.body(&empty.sha256).expect("asked"), Some(empty));
}

fn answers_are_kept_each_time_and_logged(s: &mut dyn Store) {
    let page = body(b"<p>One.</p>");
    let (first, second) = (fetch(&page), Fetch { truncated: true, status: 203, ..fetch(&page) });
    s.keep(&Batch { bodies: std::slice::from_ref(&page), fetches: std::slice::from_ref(&first), ..Batch::default() })
        .expect("an answer is kept with its bytes");
    let states = [("feed".to_owned(), "{\"at\":1}".to_owned())];
    s.keep(&Batch { fetches: std::slice::from_ref(&second), states: &states, ..Batch::default() })
        .expect("an answer with the same bytes");
    assert_eq!(s.fetches().expect("read"), [first.clone(), second.clone()]);
    assert_eq!(s.log().expect("read"), [crate::fetch_entry(&first).line(), crate::fetch_entry(&second).line()]);
    let newer = [("feed".to_owned(), "{\"at\":2}".to_owned()), ("page".to_owned(), "{}".to_owned())];
    s.keep(&Batch { states: &newer, ..Batch::default() }).expect("a state is replaced");
    assert_eq!(s.states().expect("read").into_iter().collect::<Vec<_>>(), newer);
    let checked = crate::check(s, None).expect("the store is checked");
    assert_eq!((checked.problems, checked.bodies, checked.head.size), (Vec::new(), 1, 2));
}

fn a_step_is_kept_whole_or_not_at_all(s: &mut dyn Store) {
    let (page, other) = (body(b"<p>One.</p>"), body(b"<p>Two.</p>"));
    let reports = [Report::from_text("a", "One.")];
    let fetches = [fetch(&page), fetch(&other)];
    let states = [("feed".to_owned(), "{}".to_owned())];
    let step = Batch { reports: &reports, bodies: std::slice::from_ref(&page), fetches: &fetches, states: &states };
    assert_eq!(s.keep(&step).expect_err("the second answer has no bytes").code, "store-unknown-bytes");
    assert!(s.reports().expect("read").is_empty() && s.bodies().expect("read").is_empty());
    assert!(s.fetches().expect("read").is_empty() && s.states().expect("read").is_empty());
    assert!(s.log().expect("read").is_empty());
}

fn looking_changes_nothing(s: &mut dyn Store) {
    let (x, changed) = (full("x", "https://a.example/x", "One."), full("x", "https://a.example/x", "Two."));
    let other = Report::from_text("x", "Three.");
    assert_eq!(s.look(std::slice::from_ref(&x)).expect("looked"), [Outcome::New]);
    assert!(s.reports().expect("read").is_empty());
    s.put_report(&x).expect("a report is put");
    let outcomes = s.look(&[x.clone(), changed, other]).expect("looked");
    assert_eq!(outcomes, [Outcome::Known, Outcome::Revision("x".to_owned()), Outcome::Renamed]);
    assert_eq!(s.reports().expect("read"), std::slice::from_ref(&x));
    assert_eq!(s.report("x").expect("read"), Some(x));
    assert_eq!(s.report("y").expect("read"), None);
}

/// Three reports of which each sentence is one span; the first asserts something.
fn desk(s: &mut dyn Store) {
    let mut first = full("a", "https://a.example/a", "At least 120 detainees escaped. The guards fled at night.");
    first.title = Some("Évadés: 1,500".to_owned());
    first.outlet = Some("Morning Post".to_owned());
    let mut second = Report::from_text("b", "Nobody escaped, the ministry said. السُّجَناء هربوا إلى الشمال.");
    second.published = at("2026-01-22T00:00:00Z");
    let third = Report::from_text("c", "escaped escaped escaped");
    s.put_reports(&[first.clone(), second.clone(), third.clone()]).expect("reports are put");
    let spans = |r: &Report, at: usize| vec![Span::new(0, at), Span::new(at + 1, r.text.len())];
    let mut of_first = Reading { sentences: spans(&first, 31), ..Reading::default() };
    let mut claim = reading("a").claims.remove(0);
    claim.evidence =
        Evidence { text: "At least 120 detainees escaped.".to_owned(), start: 0, end: 31, part: EvidencePart::Body };
    claim.value = Value { lo: Some(120.0), ..Value::text("at least 120") };
    of_first.claims.push(claim);
    let of_second = Reading { sentences: spans(&second, 34), ..Reading::default() };
    s.put_readings("r1", &[("a".to_owned(), of_first), ("b".to_owned(), of_second)]).expect("readings are put");
    let of_third = Reading { sentences: vec![Span::new(0, third.text.len())], ..Reading::default() };
    s.put_readings("r1", &[("c".to_owned(), of_third)]).expect("readings are put");
}

/// What is found, as `report:start`, a headline as `report:title`, in the order of reports and places.
fn found(s: &dyn Store, q: &Query) -> Vec<String> {
    let mut hits = s.search(q).expect("searched").hits;
    hits.sort_by_key(|h| (h.report.clone(), h.part == EvidencePart::Body, h.span.start));
    let name = |h: Hit| match h.part {
        EvidencePart::Title => format!("{}:title", h.report),
        EvidencePart::Body => format!("{}:{}", h.report, h.span.start),
    };
    hits.into_iter().map(name).collect()
}

fn sentences_are_found(s: &mut dyn Store) {
    let query = |q: &str| Query::parse(q).expect("a query");
    assert_eq!(s.search(&query("anything")).expect("an empty store is searched"), crate::search::Found::default());
    desk(s);
    for (typed, wanted) in [
        ("escaped", &["a:0", "b:0", "c:0"][..]),
        ("ESCAPED detainees", &["a:0"]),
        ("escap*", &["a:0", "b:0", "c:0"]),
        ("escap", &[]),
        ("\"detainees escaped\"", &["a:0"]),
        ("\"escaped detainees\"", &[]),
        ("escaped -ministry", &["c:0"]),
        ("escaped -nobody -\"escaped escaped\"", &["a:0"]),
        ("evades", &["a:title"]),
        ("1500", &[]),
        ("1,500", &["a:title"]),
        ("السجناء", &["b:35"]),
        ("الى الشمال", &["b:35"]),
        ("slot:escaped", &["a:0"]),
        ("slot:killed", &[]),
        ("120 slot:escaped", &["a:0"]),
        ("by:ministry", &["a:0"]),
        ("by:reuters detainees", &["a:0"]),
        ("by:escaped", &[]),
        ("reuters", &["a:0"]),
        ("night", &["a:32"]),
        ("AND OR NOT NEAR", &[]),
        ("\"", &[]),
        ("'; DROP TABLE report; --x", &[]),
        ("words:escaped", &[]),
    ] {
        let got = match Query::parse(typed) {
            Ok(q) => found(s, &q),
            Err(_) => Vec::new(),
        };
        assert_eq!(got, wanted, "{typed}");
    }
    let narrowed = |change: &dyn Fn(&mut Query)| {
        let mut q = query("escaped");
        change(&mut q);
        found(s, &q)
    };
    assert_eq!(narrowed(&|q| q.outlet = Some("post".to_owned())), ["a:0"]);
    assert_eq!(narrowed(&|q| q.from = at("2026-01-21T00:00:00Z")), ["b:0"]);
    assert_eq!(narrowed(&|q| q.to = at("2026-01-21T00:00:00Z")), ["a:0"]);
    let few = s.search(&Query { limit: 1, ..query("escaped") }).expect("searched");
    assert_eq!((few.hits.len(), few.total), (1, 3), "how many there are is told");
}

fn what_is_read_anew_is_found_by_the_new_reading(s: &mut dyn Store) {
    desk(s);
    let whole = Reading { sentences: vec![Span::new(0, 57)], ..Reading::default() };
    s.put_readings("r2", &[("a".to_owned(), whole)]).expect("a reading with other rules");
    let q = |q: &str| Query::parse(q).expect("a query");
    assert_eq!(found(s, &q("night")), ["a:0"], "the old sentence is gone, the new one there");
    assert_eq!(found(s, &q("slot:escaped")), Vec::<String>::new());
    assert_eq!(s.reading("r1", "a").expect("read").map(|r| r.sentences.len()), Some(2));
    assert_eq!(s.reading("r2", "b").expect("read"), None);
}

fn reports_come_back_as_they_were_put(s: &mut dyn Store) {
    assert_eq!(s.reports().expect("an empty store is read"), []);
    let (b, a) = (full("b", "https://a.example/b", "Text\r\n\u{0}é"), Report::from_text("a", ""));
    let puts = s.put_reports(&[b.clone(), a.clone()]).expect("reports are put");
    assert_eq!(
        puts.iter().map(|p| (p.id.as_str(), &p.outcome)).collect::<Vec<_>>(),
        [("b", &Outcome::New), ("a", &Outcome::New)]
    );
    assert_eq!(s.size().expect("reports are counted"), 2);
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
