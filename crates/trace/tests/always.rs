//! What holds for any input: order does not matter, spans fit, nothing blows up.

mod common;

use std::collections::BTreeMap;

use common::{CRISES, Owned, crisis, docs};
use model::Copy;
use proptest::prelude::*;
use trace::{copies, link, revisions, stories};

fn mixed() -> Vec<Owned> {
    CRISES.iter().flat_map(|c| crisis(c).into_iter().take(14)).collect()
}

fn by_id(reports: &[Owned]) -> BTreeMap<String, String> {
    let docs = docs(reports);
    reports.iter().map(|r| r.id.clone()).zip(stories(&docs, &copies(&docs))).collect()
}

fn spans_fit(found: &[Copy], reports: &[Owned]) {
    let text = |id: &str| reports.iter().find(|r| r.id == id).map(|r| r.text.as_str()).unwrap_or("");
    for c in found {
        assert_ne!(c.report, c.of);
        for [a, b, x, y] in &c.shared {
            assert!(a < b && x < y, "{:?}", c.shared);
            assert!(text(&c.report).get(*a..*b).is_some() && text(&c.of).get(*x..*y).is_some(), "{:?}", c.shared);
        }
    }
    let reports: Vec<&str> = found.iter().map(|c| c.report.as_str()).collect();
    let mut once = reports.clone();
    once.dedup();
    assert_eq!(reports, once, "one original a report, in order of report");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_reports_does_not_matter(shuffled in Just(mixed()).prop_shuffle()) {
        let straight = mixed();
        prop_assert_eq!(copies(&docs(&straight)), copies(&docs(&shuffled)));
        prop_assert_eq!(revisions(&docs(&straight)), revisions(&docs(&shuffled)));
        prop_assert_eq!(by_id(&straight), by_id(&shuffled));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_texts_give_fitting_spans(texts in proptest::collection::vec("([a-d]{1,3}[ .,\n\"“”«»]{1,2}|é|İ|ß|ﬁ|٢٤|\u{301}|24 000|1,5|سجن |中文){0,60}", 1..7)) {
        let reports: Vec<Owned> = texts.iter().enumerate().map(|(i, t)| Owned::new(&format!("r{i}"), t)).collect();
        let found = copies(&docs(&reports));
        spans_fit(&found, &reports);
        prop_assert_eq!(link(&docs(&reports)).len(), reports.len());
    }

    #[test]
    fn copies_of_one_text_have_equal_runs(words in proptest::collection::vec("[a-z]{3,9}", 40..120), cut in 20usize..40) {
        let whole = words.join(" ");
        let reports = [Owned::new("a", &whole), Owned::new("b", &words[..cut.min(words.len())].join(" "))];
        let found = copies(&docs(&reports));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((found[0].report.as_str(), found[0].of.as_str()), ("b", "a"));
        for [a, b, x, y] in &found[0].shared {
            prop_assert_eq!(&reports[1].text[*a..*b], &whole[*x..*y]);
        }
    }
}

#[test]
fn a_megabyte_of_one_word_is_read_like_any_other() {
    let reports = vec![
        Owned::new("a", &"flood ".repeat(180_000)),
        Owned::new("b", &"flood ".repeat(170_000)),
        Owned::new("c", &"x".repeat(1 << 20)),
    ];
    spans_fit(&copies(&docs(&reports)), &reports);
    assert_eq!(link(&docs(&reports)).len(), 3);
}

#[test]
fn empty_reports_are_nobody_s_copy() {
    let reports = vec![Owned::new("a", ""), Owned::new("b", ""), Owned::new("c", "\n \n"), Owned::new("d", "!")];
    assert_eq!(copies(&docs(&reports)), []);
    assert_eq!(stories(&docs(&reports), &[]).len(), 4);
    assert_eq!(copies(&[]), []);
}

#[test]
fn a_thousand_identical_reports_have_one_original() {
    let text = crisis("shaddadi-2026").remove(1).text;
    let reports: Vec<Owned> = (0..1000).map(|i| Owned::new(&format!("r{i:04}"), &text)).collect();
    let found = copies(&docs(&reports));
    assert_eq!(found.len(), 999);
    assert!(found.iter().all(|c| c.of == "r0000"), "{:?}", found.iter().find(|c| c.of != "r0000"));
    let stories = stories(&docs(&reports), &found);
    assert!(stories.iter().all(|s| *s == stories[0]));
}
