//! The sentences that stand beside the word lists.

#![allow(clippy::unwrap_used)] // A test may stop.

use tips::{examples, redact};

/// A sentence with brackets to the text and what must go.
fn parsed(marked: &str) -> (String, Vec<String>) {
    let (mut text, mut out, mut inside) = (String::new(), Vec::new(), None);
    for c in marked.chars() {
        match c {
            '[' => inside = Some(text.len()),
            ']' => out.extend(inside.take().map(|at| text[at..].to_owned())),
            c => text.push(c),
        }
    }
    (text, out)
}

#[test]
fn every_example_holds() {
    let know = know::Know::bundled().unwrap();
    let mut wrong = Vec::new();
    for (lang, e) in examples() {
        for marked in e.matches.iter().chain(&e.miss) {
            let (text, want) = parsed(marked);
            let got = redact(&text, Some(lang), &know);
            let cut: Vec<String> = got.cuts.iter().map(|c| text[c.span.start..c.span.end].to_owned()).collect();
            if cut != want {
                wrong.push(format!("{lang}: {marked}\n      {}", got.text));
            }
        }
        assert!(e.matches.len() >= 3 && e.miss.len() >= 2, "{lang} has examples of both kinds");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(examples().len(), 9, "all languages have examples");
}
