//! Quantities and times on any text: spans that hold, no panic, time that grows with the text and no faster.

use model::Moment;
use proptest::prelude::*;

const LANGS: [&str; 9] = ["en", "ar", "ru", "uk", "fr", "es", "pt", "de", "tr"];

fn check(text: &str, lang: &str) {
    let doc = text::Doc { text: text.to_owned(), lang: lang.to_owned(), ..text::Doc::default() };
    let published: Moment = "2026-01-20T07:40:00+03:00".parse().expect("a whole RFC 3339 time");
    for published in [None, Some(&published)] {
        let times = read::times::find(&doc, published);
        for t in &times {
            assert_eq!(text.get(t.start..t.end), Some(t.text.as_str()), "{t:?}");
            assert!(t.start < t.end && !t.value.is_empty(), "{t:?}");
        }
        assert!(times.windows(2).all(|w| w[0].end <= w[1].start), "{times:?}");
        for q in read::quantities::find(&doc, &times) {
            assert_eq!(text.get(q.start..q.end), Some(q.text.as_str()), "{q:?}");
            assert!(q.span().contains(q.figure) && !q.figure.is_empty(), "{q:?}");
            assert!([q.lo, q.hi].iter().flatten().all(|v| v.is_finite()), "{q:?}");
            assert!(q.lo.zip(q.hi).is_none_or(|(lo, hi)| lo <= hi), "{q:?}");
            assert!(!q.vague || q.lo != q.hi || q.lo.is_none(), "a vague word is never one number: {q:?}");
        }
    }
}

/// Words and signs that quantities and times are made of.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,6}",
        "[0-9]{1,3}[,. '’][0-9]{3}",
        "[٠-٩]{1,4}",
        prop::sample::select(vec![
            "one",
            "twenty",
            "-",
            "hundred",
            "and a half",
            "million",
            "dozens",
            "of",
            "the",
            "at least",
            "more than",
            "to",
            "between",
            "and",
            "from",
            "$",
            "%",
            "km",
            "people",
            "killed",
            "more",
            "or",
            "half",
            "third",
            "a",
            "minus",
            "January",
            "may",
            "Monday",
            "night",
            "last",
            "ago",
            "days",
            "BC",
            "week",
            "year",
            "p.m.",
            "late",
            "in",
            "no one",
            "1990s",
            "خمسة",
            "وعشرون",
            "آلاف",
            "من",
            "тысяч",
            "двадцать",
            "понедельник",
            "марта",
            "п'ять",
            "quatre",
            "vingt",
            "une",
            "trentaine",
            "hundertzwanzig",
            "fünfundzwanzig",
            "yüz",
            "bin",
            "'den",
            "fazla",
            ",",
            ".",
            ":",
            "/",
            "(",
            ")",
            "\n",
            "\n\n",
            "½",
            "²",
            "x10^",
            "+",
            "#",
            "№",
            "\u{200f}",
            "\u{a0}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec((piece, prop::bool::ANY), 0..40)
        .prop_map(|v| v.into_iter().map(|(p, blank)| if blank { p + " " } else { p }).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_spans_that_hold(text in "\\PC{0,200}", lang in prop::sample::select(LANGS.to_vec())) {
        check(&text, lang);
    }

    #[test]
    fn any_mix_of_their_words_gives_spans_that_hold(text in pieces(), lang in prop::sample::select(LANGS.to_vec())) {
        check(&text, lang);
    }
}

/// The longest time any of these long lines may take, in seconds; a debug build on a busy machine, so wide of the real cost.
const LIMIT: u64 = 15;

#[test]
#[allow(clippy::disallowed_methods)]
fn long_lines_take_time_in_proportion() {
    for unit in ["1,", "7 ", "1-", "\"", "May 1 ", "dozens of ", "hundert", "и5"] {
        let text = unit.repeat(20_000 / unit.len());
        for lang in ["en", "de"] {
            let doc = text::Doc { text: text.clone(), lang: lang.to_owned(), ..text::Doc::default() };
            let start = std::time::Instant::now();
            let times = read::times::find(&doc, None);
            let quantities = read::quantities::find(&doc, &times);
            let seconds = start.elapsed().as_secs();
            assert!(
                seconds < LIMIT,
                "{unit:?} {lang}: {seconds} s, {} times, {} quantities",
                times.len(),
                quantities.len()
            );
        }
    }
}

#[test]
fn points_on_the_map_and_marks_of_what_was_taken_out_count_nothing() {
    let counted = |said: &str| -> Vec<String> {
        let lang = if said.starts_with("Se ") { "es" } else { "en" };
        let doc = text::Doc { text: said.to_owned(), lang: lang.to_owned(), ..text::Doc::default() };
        read::quantities::find(&doc, &[]).into_iter().map(|q| q.text).collect()
    };
    for (said, figures) in [
        ("12 people were killed at [near 35.8, 38.5], the driver [name 2] said.", &["12"][..]),
        ("12 people were killed at 35.8366, 38.5481 near the bridge.", &["12"]),
        ("12 people were killed at 35.8366°N 38.5481°E near the bridge.", &["12"]),
        ("The shells fell at -3.4521, 29.3612.", &[]),
        ("Rates of 35.8, 38.5 and 40.1 were measured.", &["35.8", "38.5", "40.1"]),
        ("Se enviaron 1.500, 2.300 y 4.000 camiones.", &["1.500", "2.300", "4.000"]),
        ("The aid [12 trucks] came.", &["12"]),
    ] {
        assert_eq!(counted(said), figures, "{said}");
    }
}
