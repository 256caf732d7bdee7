//! Recall and precision by kind on the labelled tips of `tests/set`, by halves.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests read files.

use std::{collections::BTreeMap, fs, path::Path};

use model::Span;
use tips::redact;

struct Tip {
    name: String,
    lang: String,
    text: String,
    gold: Vec<(String, Span)>,
}

fn parsed(marked: &str) -> (String, Vec<(String, Span)>) {
    let (mut text, mut gold) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (label, after) = after.split_once('}').unwrap();
        let (kind, inside) = label.split_once('|').unwrap();
        gold.push((kind.to_owned(), Span::new(text.len(), text.len() + inside.len())));
        text.push_str(inside);
        rest = after;
    }
    text.push_str(rest);
    (text, gold)
}

fn set() -> Vec<Tip> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/set");
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut out = Vec::new();
    for f in files.iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
        let t: toml::Table = fs::read_to_string(f).unwrap().parse().unwrap();
        for tip in t["tip"].as_array().unwrap() {
            let (text, gold) = parsed(tip["text"].as_str().unwrap());
            let lang = f.file_stem().unwrap().to_str().unwrap().to_owned();
            out.push(Tip { name: tip["name"].as_str().unwrap().to_owned(), lang, text, gold });
        }
    }
    out
}

/// By the name alone.
fn half(name: &str) -> char {
    let sum = model::sha256_hex(name.as_bytes());
    if sum.as_bytes()[0].is_multiple_of(2) { 'a' } else { 'b' }
}

#[derive(Default, Clone, Copy)]
struct Score {
    gold: usize,
    gone: usize,
    cut: usize,
    right: usize,
}

#[test]
fn what_must_go_goes_and_little_else() {
    let know = know::Know::bundled().unwrap();
    let tips = set();
    assert!(tips.len() >= 60, "{}", tips.len());
    let mut scores: BTreeMap<(char, String), Score> = BTreeMap::new();
    // the language as declared, and as the text tells it: a file-drop declares none
    for tip in &tips {
        let h = half(&tip.name);
        let got = redact(&tip.text, None, &know);
        for (kind, span) in &tip.gold {
            // points and blanks may stay, no letter and no digit of it
            let left: String = tip.text[span.start..span.end]
                .char_indices()
                .filter(|(i, _)| {
                    !got.cuts.iter().any(|c| c.span.start <= span.start + i && span.start + i < c.span.end)
                })
                .map(|(_, c)| c)
                .collect();
            let gone = !left.chars().any(char::is_alphanumeric);
            for key in [kind.clone(), "all".to_owned()] {
                let s = scores.entry((h, key)).or_default();
                s.gold += 1;
                s.gone += usize::from(gone);
            }
            if !gone && (h == 'a' || std::env::var("BOTH").is_ok()) {
                println!("LEFT {} {kind}: {}\n     {}", tip.name, &tip.text[span.start..span.end], got.text);
            }
        }
        for c in &got.cuts {
            let right = tip.gold.iter().any(|(_, s)| s.overlaps(c.span));
            for key in [c.kind.to_string(), "all".to_owned()] {
                let s = scores.entry((h, key)).or_default();
                s.cut += 1;
                s.right += usize::from(right);
            }
            if !right && (h == 'a' || std::env::var("BOTH").is_ok()) {
                println!(
                    "TOO MUCH {} {}: {}\n     {}",
                    tip.name,
                    c.kind,
                    &tip.text[c.span.start..c.span.end],
                    got.text
                );
            }
        }
        let again = redact(&got.text, Some(&tip.lang), &know);
        let twice = redact(&again.text, Some(&tip.lang), &know);
        assert_eq!(again.text, twice.text, "{}", tip.name);
    }
    println!("half kind           recall        precision");
    for ((h, kind), s) in &scores {
        let part = |n: usize, of: usize| {
            if of == 0 { "-".to_owned() } else { format!("{n}/{of} {:.3}", n as f64 / of as f64) }
        };
        println!("{h}    {kind:<14} {:<13} {}", part(s.gone, s.gold), part(s.right, s.cut));
    }
    for h in ['a', 'b'] {
        let s = scores[&(h, "all".to_owned())];
        assert!(s.gone * 100 >= s.gold * 90, "recall on half {h}: {}/{}", s.gone, s.gold);
        assert!(s.right * 100 >= s.cut * 85, "precision on half {h}: {}/{}", s.right, s.cut);
    }
}
