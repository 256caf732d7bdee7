//! Small pictures, one a file in `tests/pictures`: what is claimed by whom, and what the board must say of it.

#![allow(clippy::unwrap_used)] // Test support: a broken case must stop the test.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use know::Know;
use model::{
    Claim, Evidence, EvidencePart, Op, Picture, Reading, Report, Slot, Span, Speaker, SpeakerKind, Stance, Value,
    ValueKind, content_id,
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    why: String,
    report: Vec<CaseReport>,
    #[serde(default)]
    expect: Expect,
}

#[derive(Deserialize, Clone, Debug)]
struct CaseReport {
    id: String,
    published: Option<String>,
    outlet: Option<String>,
    title: Option<String>,
    text: String,
    claims: Vec<CaseClaim>,
    #[serde(default)]
    times: Vec<CaseTime>,
}

/// A time read in the text, by the words it stands on.
#[derive(Deserialize, Clone, Debug)]
struct CaseTime {
    words: String,
    kind: String,
    value: String,
}

#[derive(Deserialize, Clone, Debug)]
struct CaseClaim {
    slot: String,
    counted: Option<String>,
    scope: Option<String>,
    n: Option<f64>,
    op: Option<String>,
    text: Option<String>,
    by: Option<String>,
    kind: Option<String>,
    stance: Option<String>,
    says: Option<String>,
    #[serde(rename = "in")]
    part: Option<String>,
    /// The words of the value, where a case needs their place.
    at: Option<String>,
}

#[derive(Deserialize, Default)]
struct Expect {
    events: Option<usize>,
    /// All origins of the picture.
    origins: Option<usize>,
    warnings: Option<usize>,
    #[serde(default)]
    apart: Vec<[String; 2]>,
    #[serde(default)]
    together: Vec<[String; 2]>,
    #[serde(default)]
    question: Vec<ExpectQuestion>,
    #[serde(default)]
    finding: Vec<ExpectFinding>,
    /// Kinds of findings that must not be made at all.
    #[serde(default)]
    no_finding: Vec<String>,
    #[serde(default)]
    warning: Vec<ExpectWarning>,
    #[serde(default)]
    sector: Vec<ExpectSector>,
    #[serde(default)]
    precedent: Vec<ExpectPrecedent>,
    #[serde(default)]
    range: Vec<ExpectRange>,
}

#[derive(Deserialize)]
struct ExpectWarning {
    report: String,
    horizon: Option<String>,
    outcome: String,
    /// Reports of the claims that show it.
    #[serde(default)]
    shown_by: Vec<String>,
}

#[derive(Deserialize)]
struct ExpectSector {
    sector: String,
    place: Option<String>,
    state: String,
    age_hours: i64,
    claims: usize,
}

#[derive(Deserialize)]
struct ExpectPrecedent {
    /// Words of the title.
    of: String,
    similar: Vec<String>,
    differs: Vec<String>,
}

#[derive(Deserialize)]
struct ExpectRange {
    /// Low, best, high; empty for none.
    figures: Vec<f64>,
    why: String,
}

#[derive(Deserialize)]
struct ExpectQuestion {
    slot: String,
    event_of: Option<String>,
    state: String,
    answers: Vec<ExpectAnswer>,
}

#[derive(Deserialize)]
struct ExpectAnswer {
    n: f64,
    status: String,
    origins: usize,
    reports: Vec<String>,
}

#[derive(Deserialize)]
struct ExpectFinding {
    kind: String,
    report: String,
}

fn word<T: serde::de::DeserializeOwned>(s: &str) -> T {
    serde_json::from_value(s.into()).unwrap_or_else(|e| panic!("{s}: {e}"))
}

fn known(case: &[CaseReport]) -> Vec<(Report, Reading)> {
    case.iter()
        .map(|r| {
            let mut report = Report::from_text(&r.id, &r.text);
            report.outlet.clone_from(&r.outlet);
            report.title.clone_from(&r.title);
            report.published = r.published.as_deref().map(|p| p.parse().unwrap());
            let claims = r.claims.iter().enumerate().map(|(n, c)| claim(&report, n, c)).collect();
            let reading = Reading {
                lang: "en".into(),
                sentences: vec![Span::new(0, r.text.len())],
                times: r
                    .times
                    .iter()
                    .map(|t| {
                        let start = r.text.find(&t.words).expect("the time stands in the report");
                        model::TimeExpr {
                            start,
                            end: start + t.words.len(),
                            text: t.words.clone(),
                            kind: word(&t.kind),
                            value: t.value.clone(),
                        }
                    })
                    .collect(),
                claims,
                ..Reading::default()
            };
            (report, reading)
        })
        .collect()
}

fn claim(report: &Report, n: usize, c: &CaseClaim) -> Claim {
    let part = if c.part.as_deref() == Some("title") { EvidencePart::Title } else { EvidencePart::Body };
    let whole = if part == EvidencePart::Title { report.title.clone().unwrap() } else { report.text.clone() };
    let says = c.says.clone().unwrap_or_else(|| whole.clone());
    let start = whole.find(&says).expect("the sentence stands in the report");
    let slot: Slot = c.slot.parse().unwrap();
    let value = match (c.n, slot) {
        (Some(x), _) => Value::number(c.op.as_deref().map_or(Op::Exact, word), x, format!("{x}")),
        (None, Slot::Place) => Value { kind: ValueKind::Place, text: c.text.clone(), ..Value::default() },
        (None, Slot::Date) => Value { kind: ValueKind::Date, text: c.text.clone(), ..Value::default() },
        _ => Value::text(c.text.clone().unwrap_or_default()),
    };
    let speaker = match &c.by {
        None => Speaker::none(),
        Some(by) => Speaker {
            text: Some(by.clone()),
            kind: c.kind.as_deref().map_or(SpeakerKind::Institution, word),
            name: Some(by.clone()),
        },
    };
    Claim {
        id: content_id("c", &[&report.id, &n.to_string()]),
        report: report.id.clone(),
        event: None,
        slot,
        counted: c.counted.clone(),
        scope: c.scope.clone(),
        value,
        speaker,
        relayed_by: Vec::new(),
        stance: c.stance.as_deref().map_or(Stance::Asserted, word),
        as_of: None,
        origin: None,
        at: c.at.as_deref().map(|w| {
            let at = start + says.find(w).expect("the value stands in the sentence");
            Span::new(at, at + w.len())
        }),
        evidence: Evidence { end: start + says.len(), text: says, start, part },
        rule: String::new(),
        steps: Vec::new(),
        flags: Vec::new(),
    }
}

fn cases() -> Vec<(String, Case)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    #[allow(clippy::disallowed_methods)]
    let mut all: Vec<(String, Case)> = fs::read_dir(dir)
        .unwrap()
        .map(|f| f.unwrap().path())
        .map(|p| {
            (
                p.file_stem().unwrap().to_string_lossy().into_owned(),
                toml::from_str(&fs::read_to_string(&p).unwrap()).unwrap(),
            )
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn weigh_all(known: &[(Report, Reading)], know: &Know, as_of: Option<&model::Moment>) -> Picture {
    let refs: Vec<(&Report, &Reading)> = known.iter().map(|(a, b)| (a, b)).collect();
    weigh::picture(&refs, know, as_of)
}

fn know() -> Arc<Know> {
    Know::bundled().unwrap()
}

#[test]
fn boards_say_what_the_cases_expect() {
    let know = know();
    for (name, case) in cases() {
        let p = weigh_all(&known(&case.report), &know, None);
        let ctx = format!("{name}: {}", case.why);
        let event_of: BTreeMap<&str, &str> = p
            .claims
            .iter()
            .filter(|c| c.value.is_numeric())
            .rev()
            .map(|c| (c.report.as_str(), c.event.as_deref().unwrap()))
            .collect();
        if let Some(n) = case.expect.events {
            assert_eq!(p.events.len(), n, "{ctx}: {:?}", p.events);
        }
        if let Some(n) = case.expect.origins {
            assert_eq!(p.origins.len(), n, "{ctx}: {:#?}", p.origins);
        }
        if let Some(n) = case.expect.warnings {
            assert_eq!(p.warnings.len(), n, "{ctx}");
        }
        for [a, b] in &case.expect.apart {
            assert_ne!(event_of[a.as_str()], event_of[b.as_str()], "{ctx}");
        }
        for [a, b] in &case.expect.together {
            assert_eq!(event_of[a.as_str()], event_of[b.as_str()], "{ctx}");
        }
        for want in &case.expect.question {
            let event = want.event_of.as_ref().map(|r| event_of[r.as_str()]);
            let q = p
                .questions
                .iter()
                .find(|q| q.slot.as_str() == want.slot && event.is_none_or(|e| e == q.event))
                .unwrap_or_else(|| panic!("{ctx}: no question {}", want.slot));
            assert_eq!(q.state.as_str(), want.state, "{ctx}: {q:#?}");
            assert_eq!(q.answers.len(), want.answers.len(), "{ctx}: {q:#?}");
            for a in &want.answers {
                let got = q
                    .answers
                    .iter()
                    .find(|x| x.value.lo.or(x.value.hi) == Some(a.n))
                    .unwrap_or_else(|| panic!("{ctx}: no answer {}", a.n));
                assert_eq!(got.status.as_str(), a.status, "{ctx}: {got:#?}");
                assert_eq!(got.origins.len(), a.origins, "{ctx}: {got:#?}");
                assert_eq!(got.reports, a.reports, "{ctx}");
                assert!(!got.why.is_empty(), "{ctx}: every status says why");
            }
        }
        for kind in &case.expect.no_finding {
            assert!(p.findings.iter().all(|f| f.kind.as_str() != kind), "{ctx}: {:#?}", p.findings);
        }
        let report_of: BTreeMap<&str, &str> = p.claims.iter().map(|c| (c.id.as_str(), c.report.as_str())).collect();
        for want in &case.expect.warning {
            let all: Vec<_> = p.warnings.iter().filter(|w| report_of[w.claim.as_str()] == want.report).collect();
            let got = all.iter().find(|w| w.horizon == want.horizon && w.outcome == want.outcome);
            let got = got.unwrap_or_else(|| panic!("{ctx}: {all:#?}"));
            let by: Vec<&str> = got.shown_by.iter().map(|c| report_of[c.as_str()]).collect();
            assert_eq!(by, want.shown_by, "{ctx}: {got:?}");
            assert!(!got.why.is_empty(), "{ctx}: every outcome says why");
        }
        for want in &case.expect.sector {
            let got = p.sectors.iter().find(|s| s.sector == want.sector && s.place == want.place);
            let got = got.unwrap_or_else(|| panic!("{ctx}: no {} in {:#?}", want.sector, p.sectors));
            assert_eq!(
                (got.state.as_str(), got.age_hours, got.claims.len()),
                (want.state.as_str(), Some(want.age_hours), want.claims),
                "{ctx}: {got:?}"
            );
        }
        for want in &case.expect.precedent {
            let got = p.precedents.iter().find(|x| x.title.contains(&want.of));
            let got = got.unwrap_or_else(|| panic!("{ctx}: {:#?} {:#?}", p.precedents, p.events));
            for s in &want.similar {
                assert!(got.similar.contains(s), "{ctx}: {got:#?}");
            }
            for s in &want.differs {
                assert!(got.differs.contains(s), "{ctx}: {got:#?}");
            }
        }
        for want in &case.expect.range {
            let q = p.questions.iter().find(|q| q.slot == Slot::Killed).expect("a death toll");
            let got = q.range.as_ref().map_or(Vec::new(), |r| vec![r.low, r.best, r.high]);
            assert_eq!(got, want.figures, "{ctx}: {q:#?}");
            assert!(q.range_why.contains(&want.why), "{ctx}: {}", q.range_why);
        }
        for f in &case.expect.finding {
            assert!(
                p.findings.iter().any(|x| x.kind.as_str() == f.kind && x.report == f.report),
                "{ctx}: {:?}",
                p.findings
            );
        }
    }
}

#[test]
fn what_changed_is_told_claim_by_claim() {
    let know = know();
    let (_, case) = cases().into_iter().find(|(n, _)| n == "growing-count").unwrap();
    let all = known(&case.report);
    let before = weigh_all(&all, &know, Some(&"2031-05-02T12:00:00Z".parse().unwrap()));
    let after = weigh_all(&all, &know, None);
    let d = weigh::diff(&before, &after);
    assert_eq!(d.new_reports, ["b", "c"]);
    let kinds: Vec<(&str, &str)> = d.changes.iter().map(|c| (c.kind.as_str(), c.report.as_str())).collect();
    assert!(kinds.contains(&("newly_superseded", "a")), "{kinds:?}");
    assert!(kinds.contains(&("added", "b")), "{kinds:?}");
    assert!(weigh::diff(&after, &after).changes.is_empty());
}

fn shuffled() -> impl Strategy<Value = (Vec<CaseReport>, Vec<CaseReport>)> {
    let all: Vec<CaseReport> = cases()
        .into_iter()
        .flat_map(|(name, c)| c.report.into_iter().map(move |r| CaseReport { id: format!("{name}-{}", r.id), ..r }))
        .collect();
    let n = all.len();
    (Just(all.clone()), Just((0..n).collect::<Vec<_>>()).prop_shuffle())
        .prop_map(|(all, order)| (all.clone(), order.into_iter().map(|i| all[i].clone()).collect()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_reports_changes_no_byte((one, other) in shuffled()) {
        let know = know();
        let a = serde_json::to_string(&weigh_all(&known(&one), &know, None)).unwrap();
        let b = serde_json::to_string(&weigh_all(&known(&other), &know, None)).unwrap();
        prop_assert_eq!(a, b);
    }

    #[test]
    fn a_later_moment_knows_all_that_an_earlier_one_knew(early in 0_i64..2000, more in 0_i64..2000) {
        let know = know();
        let all: Vec<CaseReport> = cases().into_iter().filter(|(n, _)| n != "forecast").flat_map(|(name, c)| {
            c.report.into_iter().map(move |r| CaseReport { id: format!("{name}-{}", r.id), ..r })
        }).collect();
        let at = |days: i64| model::Moment::from_seconds(1_820_000_000 + days * 86_400).unwrap();
        let known = known(&all);
        let a = weigh_all(&known, &know, Some(&at(early)));
        let b = weigh_all(&known, &know, Some(&at(early + more)));
        let ids = |p: &Picture| p.reports.iter().map(|r| r.id.clone()).collect::<std::collections::BTreeSet<_>>();
        prop_assert!(ids(&a).is_subset(&ids(&b)));
        let claims = |p: &Picture| p.claims.iter().map(|c| c.id.clone()).collect::<std::collections::BTreeSet<_>>();
        prop_assert!(claims(&a).is_subset(&claims(&b)));
    }
}
