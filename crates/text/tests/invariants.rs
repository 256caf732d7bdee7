//! What holds for any input whatever.

use proptest::prelude::*;
use text::{Doc, analyse, fold};

/// Spans in bounds, on character boundaries and ordered; every visible character in one token, every token in one sentence.
fn sound(doc: &Doc) {
    let text = &doc.text;
    let mut at = 0;
    for (i, t) in doc.tokens.iter().enumerate() {
        assert!(t.span.start >= at && t.span.end > t.span.start && t.span.end <= text.len(), "{t:?}");
        assert!(text.is_char_boundary(t.span.start) && text.is_char_boundary(t.span.end), "{t:?}");
        assert!(text[at..t.span.start].chars().all(char::is_whitespace), "left out {:?}", &text[at..t.span.start]);
        assert_eq!(t.spaced, i == 0 || t.span.start > at, "{t:?}");
        at = t.span.end;
    }
    let rest = &text[at..text.len().min(text.floor_char_boundary(text::MAX_TEXT)).max(at)];
    assert!(rest.chars().all(char::is_whitespace), "left out {rest:?}");
    let mut next = 0;
    for s in &doc.sentences {
        assert_eq!(s.tokens.start, next);
        assert!(s.tokens.end > s.tokens.start && s.tokens.len() <= 400);
        assert_eq!(
            (s.span.start, s.span.end),
            (doc.tokens[s.tokens.start].span.start, doc.tokens[s.tokens.end - 1].span.end)
        );
        next = s.tokens.end;
        if doc.parsed {
            let heads: Vec<_> = doc.tokens[s.tokens.clone()].iter().map(|t| t.head).collect();
            assert_eq!(heads.iter().filter(|h| h.is_none()).count(), 1, "one root");
            assert!(heads.iter().flatten().all(|h| s.tokens.contains(h)), "heads stay inside the sentence");
            for i in s.tokens.clone() {
                let (mut k, mut steps) = (i, 0);
                while let Some(h) = doc.tokens[k].head {
                    k = h;
                    steps += 1;
                    assert!(steps <= s.tokens.len(), "no cycles");
                }
            }
        }
    }
    assert_eq!(next, doc.tokens.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_analysed_soundly(text in "\\PC{0,200}", lang in proptest::option::of("[a-z]{2}")) {
        sound(&analyse(&text, lang.as_deref()).0);
    }

    #[test]
    fn texts_full_of_traps_are_analysed_soundly(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            " ", "\n", "\n\n", "\t", ".", ". ", "...", "\"", "”", "’", "'", "'s ", "n't", "-", "–", "1", "1,5", "500", "km", "$", "U.S.", "Gen.", "Jan.",
            "The", "he", "said", "fled", "120 people", "@", "#", "http://a.b/", "a@b.c", "\u{200f}", "\u{301}", "\u{a0}", "ف", "ّ", "د.", "。", "漢", "İ", "[1]", "(", ")", "\r\n", "?", "!",
        ]), 0..60),
        lang in proptest::sample::select(vec![None, Some("en"), Some("fr"), Some("tr"), Some("de"), Some("ar"), Some("uk")]),
    ) {
        sound(&analyse(&parts.concat(), lang).0);
    }

    #[test]
    fn the_same_text_gives_the_same_document(text in "[a-zA-Z0-9 .,'\"\n-]{0,120}") {
        prop_assert_eq!(analyse(&text, Some("en")), analyse(&text, Some("en")));
    }

    #[test]
    fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }
}

#[test]
fn long_lines_are_cut_and_said_to_be() {
    for unit in ["a", "a ", "120 people fled. ", "\"", "-a", "1,", "e.g.", "@", "é’", "\n", "( ", "word\n", ". "] {
        let text = unit.repeat(2_500_000 / unit.len());
        let (doc, issues) = analyse(&text, Some("xx"));
        sound(&doc);
        assert!(issues.iter().any(|i| i.code == "text-truncated"), "{unit:?}");
    }
}

#[test]
fn a_hostile_english_line_is_parsed_within_the_same_bounds() {
    for unit in ["a", "the man who saw ", "and ", "(", "said \"", "-a"] {
        let (doc, _) = analyse(&unit.repeat(60_000 / unit.len()), Some("en"));
        sound(&doc);
    }
}

#[test]
fn nothing_in_nothing_out() {
    for text in ["", " ", "\n\n", "\u{a0}"] {
        let (doc, issues) = analyse(text, None);
        assert!(doc.tokens.is_empty() && doc.sentences.is_empty() && issues.is_empty());
    }
}
