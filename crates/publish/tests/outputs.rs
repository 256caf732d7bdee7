//! One small invented crisis through every output: what a reader must find there, and what must never be there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use model::{Picture, Place, Report};
use publish::{PageOptions, Styles, TextOptions, explain, html, html_with, json, numbers_csv, text};

fn picture() -> Picture {
    serde_json::from_str(include_str!("data/picture.json")).unwrap()
}

fn reports() -> Vec<Report> {
    serde_json::from_str(include_str!("data/reports.json")).unwrap()
}

fn page() -> String {
    let mut options = PageOptions::default();
    let place = Place { name: "Otherton".into(), lat: Some(36.4), lon: Some(40.2), ..Place::default() };
    options.places.insert("Otherton".into(), place);
    html_with(&picture(), &reports(), &options)
}

/// The values of an attribute, in order.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let key = format!(" {name}=\"");
    html.match_indices(&key).filter_map(|(i, _)| html[i + key.len()..].split('"').next()).collect()
}

#[test]
fn json_is_the_picture_and_nothing_else() {
    let p = picture();
    assert_eq!(serde_json::from_str::<Picture>(&json(&p)).unwrap(), p);
    assert_eq!(serde_json::from_str::<Picture>(&publish::json_compact(&p)).unwrap(), p);
}

#[test]
fn the_terminal_shows_answers_origins_and_sentences() {
    insta::assert_snapshot!(text(&picture(), &TextOptions { width: 80, ..TextOptions::default() }));
}

#[test]
fn the_terminal_keeps_its_width_and_its_colours() {
    for width in [40, 80, 100] {
        let t = text(&picture(), &TextOptions { width, ..TextOptions::default() });
        for line in t.lines() {
            assert!(line.chars().count() <= width, "{} columns of {width}: {line}", line.chars().count());
        }
        assert!(!t.contains('\u{1b}'), "an escape sequence without styles");
    }
    let coloured = text(&picture(), &TextOptions { styles: Styles::colour(), ..TextOptions::default() });
    let plain = text(&picture(), &TextOptions::default());
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some(i) = rest.find('\u{1b}') {
        stripped.push_str(&rest[..i]);
        rest = &rest[i + rest[i..].find('m').unwrap() + 1..];
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain, "styles add nothing but styles");
}

#[test]
fn a_claim_tells_how_it_came_about() {
    insta::assert_snapshot!(explain(&picture(), "c3", &reports()));
    assert!(explain(&picture(), "nothing", &[]).contains("There is no claim nothing"));
    assert!(explain(&picture(), "R1", &[]).contains("c1"), "a report's id leads to its claims");
}

#[test]
fn explain_says_when_the_stored_text_differs() {
    let mut r = reports();
    r[0].text = r[0].text.replacen("Some", "Same", 1);
    assert!(explain(&picture(), "c1", &r).contains("does NOT hold"));
    assert!(explain(&picture(), "c1", &reports()).contains("holds exactly"));
}

#[test]
fn numbers_as_csv() {
    insta::assert_snapshot!(numbers_csv(&picture()));
}

#[test]
fn every_figure_on_the_page_links_to_its_sentence() {
    let page = page();
    let ids: BTreeSet<&str> = attributes(&page, "id").into_iter().collect();
    for c in &picture().claims {
        assert!(ids.contains(format!("c-{}", c.id).as_str()), "no evidence for {}", c.id);
    }
    for href in attributes(&page, "href") {
        match href.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "{href} leads nowhere"),
            None => assert!(href.starts_with("https://r"), "{href}"),
        }
    }
    assert_eq!(ids.len(), attributes(&page, "id").len(), "an id is given twice");
    // A value without a link would be a figure without evidence.
    assert!(!page.contains("<span class=\"val\""));
    assert!(page.matches("<a class=\"val\"").count() > 20);
    let evidence = page.find("id=\"evidence\"").unwrap();
    for sentence in ["Police had caught 40 of them by noon.", "وفرض الجيش حظر تجول في ألفار."] {
        assert!(page[evidence..].contains(&format!("<mark>{sentence}</mark>")), "{sentence}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let page = page();
    let terminal = text(&picture(), &TextOptions { all: true, ..TextOptions::default() });
    assert!(!page.contains("<script") && !page.contains("<b>Evil"), "markup from a report");
    assert!(page.contains("&lt;script&gt;alert(2)&lt;/script&gt;"));
    assert!(!attributes(&page, "href").iter().any(|h| h.contains("javascript")), "a script address became a link");
    for tag in page.split('<').filter_map(|t| t.split('>').next()) {
        let name = tag.split([' ', '/']).next().unwrap();
        assert!(
            !matches!(name, "script" | "iframe" | "object" | "embed" | "img" | "form" | "link" | "base"),
            "<{tag}>"
        );
        assert!(
            !tag.split(" on")
                .skip(1)
                .any(|a| a.chars().take_while(char::is_ascii_alphabetic).count() > 2 && a.contains("=\"")),
            "<{tag}>"
        );
        assert!(!tag.contains(" style="), "<{tag}> would need a weaker policy");
    }
    for out in [&page, &terminal, &explain(&picture(), "c5", &reports()), &numbers_csv(&picture())] {
        assert!(
            !out.chars().any(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{1b}' | '\u{7f}')),
            "a hidden character"
        );
    }
    assert!(page.contains("3 hidden characters that change how the text reads"));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
}

#[test]
fn private_persons_are_not_named() {
    let page = page();
    let terminal = text(&picture(), &TextOptions { all: true, ..TextOptions::default() });
    for out in [
        &page,
        &terminal,
        &explain(&picture(), "c7", &reports()),
        &explain(&picture(), "c14", &reports()),
        &numbers_csv(&picture()),
    ] {
        for name in ["Mara", "Quill", "Tomas", "Reed"] {
            assert!(!out.contains(name), "{name} is named");
        }
    }
    assert!(page.contains("a resident of Alvar") && page.contains("[name withheld]"));
}

#[test]
fn a_withheld_name_stands_in_no_value_list_or_reason() {
    let mut p = picture();
    let said = "The nurse Salma Khatib said the road was closed";
    let report = p.claims[0].report.clone();
    let c = &mut p.claims[0];
    (c.speaker.text, c.speaker.name) = (Some("The nurse Salma Khatib".into()), Some("nurse Salma Khatib".into()));
    c.speaker.kind = model::SpeakerKind::Institution;
    c.evidence.text = format!("{said}.");
    c.value.text = Some(said.into());
    c.steps.push("speaker \"The nurse Salma Khatib\" by cue \"said\"".into());
    let id = c.id.clone();
    let by = Some("nurse Salma Khatib".to_owned());
    for a in p.questions.iter_mut().flat_map(|q| &mut q.answers).filter(|a| a.claims.contains(&id)) {
        (a.value.text, a.why) = (Some(said.into()), format!("\"{said}\" stands alone."));
    }
    p.restrictions.push(model::Restriction {
        what: said.into(),
        by: by.clone(),
        claims: vec![id.clone()],
        ..Default::default()
    });
    p.warnings.push(model::Warning {
        claim: id.clone(),
        by,
        text: said.into(),
        horizon: None,
        outcome: "open".into(),
        why: format!("nothing is reported of \"{said}\""),
        shown_by: Vec::new(),
    });
    p.sectors.push(model::Sector {
        sector: "roads".into(),
        state: "out".into(),
        text: said.into(),
        claims: vec![id.clone()],
        ..Default::default()
    });
    let sources = [Report { text: format!("{said}."), ..Report::from_text(&report, "") }];
    let outputs = [
        html(&p, &sources),
        text(&p, &TextOptions::default()),
        numbers_csv(&p),
        explain(&p, &id, &sources),
        publish::explain_id(&p, &p.questions[0].id, &sources).unwrap(),
        serde_json::to_string(&publish::quoted(&p)).unwrap(),
    ];
    for (n, o) in outputs.iter().enumerate() {
        assert!(!o.contains("Salma") && !o.contains("Khatib"), "output {n}: {o}");
    }
    assert!(json(&p).contains("Salma Khatib"), "the data itself is whole");
}

#[test]
fn places_that_hold_people_are_never_exact() {
    let page = page();
    assert!(page.contains("within about 10 km, near") && page.contains("36.1°N 40.7°E"));
    for exact in ["36.05", "40.73", "36.0512", "40.7345"] {
        assert!(!page.contains(exact), "{exact} is finer than what may be shown");
    }
    assert!(page.contains("km north-west of Northgate prison"), "the rejected place has distance and bearing");
}

#[test]
fn services_precedents_and_terms_are_shown_with_their_sentences() {
    let page = page();
    let terminal = text(&picture(), &TextOptions { width: 160, all: true, ..TextOptions::default() });
    for out in [&page, &terminal] {
        for shown in [
            "Power",
            "28 hours",
            "no power where [name withheld] lives",
            "They lie within 15 km of each other.",
            "This is an escape, that was a flood.",
            "2 May 2031 16:30 UTC",
            "Low 10, best 12, high 14.",
            "No low, best and high figure: It takes 3",
            "official figure",
        ] {
            // the page has the death tolls of background events in short only
            assert!(out.contains(shown) || out == &page && shown.starts_with("No low"), "{shown}");
        }
    }
    let table = page.find("id=\"sectors\"").unwrap();
    assert!(page[table..].contains("<a class=\"ev\" href=\"#c-c7\">R1</a>"));
    assert!(page.contains("<th scope=\"row\">Power</th>"), "a row is named by its header cell");
    assert!(numbers_csv(&picture()).contains(",official,"));
}

#[test]
fn same_picture_same_bytes() {
    assert_eq!(page(), page());
    let mut turned = reports();
    turned.reverse();
    assert_eq!(html(&picture(), &reports()), html(&picture(), &turned));
}

#[test]
fn an_empty_picture_says_what_was_looked_at() {
    let mut p = Picture { reports: picture().reports, ..Picture::default() };
    let page = html(&p, &[]);
    assert!(page.contains("No claim about a crisis was found in 5 documents."));
    assert!(page.contains("No curfew, closure, ban or blocked road found in 5 documents."));
    let terminal = text(&p, &TextOptions::default());
    assert!(terminal.contains("No claim about a crisis was found in 5 reports."));
    for nothing in ["Nothing on power, water, roads", "No past event that resembles this one is told in 5"] {
        assert!(page.contains(nothing) && terminal.contains(nothing), "{nothing}");
    }
    p.reports.clear();
    assert!(html(&p, &[]).contains("0 documents"));
}

#[test]
fn a_picture_with_loose_ends_is_still_shown() {
    let mut p = picture();
    p.origins.clear();
    p.events.clear();
    p.reports.truncate(1);
    p.claims.truncate(4);
    let page = html(&p, &[]);
    let ids: BTreeSet<&str> = attributes(&page, "id").into_iter().collect();
    for href in attributes(&page, "href").into_iter().filter_map(|h| h.strip_prefix('#')) {
        assert!(ids.contains(href), "#{href} leads nowhere");
    }
    assert!(text(&p, &TextOptions::default()).contains("700"));
}

#[test]
fn a_crisis_of_35_reports_stays_light() {
    let (base, texts) = (picture(), reports());
    let mut p = base.clone();
    let mut sources = texts.clone();
    for n in 0..6 {
        for (line, r) in base.reports.iter().zip(&texts) {
            p.reports.push(model::ReportLine { id: format!("{}-{n}", line.id), ..line.clone() });
            sources.push(Report { id: format!("{}-{n}", r.id), ..r.clone() });
        }
        for m in 0..4 {
            for c in &base.claims {
                p.claims.push(model::Claim {
                    id: format!("{}-{n}-{m}", c.id),
                    report: format!("{}-{n}", c.report),
                    ..c.clone()
                });
            }
        }
    }
    assert_eq!((p.reports.len(), p.claims.len()), (35, 375));
    let bytes = html(&p, &sources).len();
    assert!(bytes < 600_000, "{bytes} bytes");
}
