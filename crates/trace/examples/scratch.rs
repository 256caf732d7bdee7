#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]
use model::{Moment, Reading};
use std::io::Read;
use trace::TraceDoc;

struct R {
    id: String,
    title: Option<String>,
    text: String,
    published: Option<Moment>,
    url: Option<String>,
    outlet: Option<String>,
    lang: String,
    reading: Reading,
}

fn main() {
    let mode = std::env::args().nth(1).unwrap();
    let mut s = String::new();
    std::io::stdin().read_to_string(&mut s).unwrap();
    let mut rs: Vec<R> = Vec::new();
    for line in s.lines() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let g = |k: &str| v[k].as_str().map(str::to_owned);
        let mut reading = Reading::default();
        if mode.ends_with("+lang") {
            reading.lang = g("lang").unwrap_or_default();
        }
        rs.push(R {
            id: g("id").unwrap(),
            title: g("title"),
            text: g("text").unwrap(),
            published: g("published").and_then(|p| p.parse().ok()),
            url: g("url"),
            outlet: g("outlet"),
            lang: g("lang").unwrap_or_default(),
            reading,
        });
    }
    let docs: Vec<TraceDoc> = rs
        .iter()
        .map(|r| {
            let _ = &r.lang;
            TraceDoc {
                id: &r.id,
                title: r.title.as_deref(),
                text: &r.text,
                published: r.published.as_ref(),
                url: r.url.as_deref(),
                outlet: r.outlet.as_deref(),
                publisher: None,
                links: &[],
                reading: &r.reading,
            }
        })
        .collect();
    if mode.starts_with("copies") {
        for c in trace::copies(&docs) {
            println!("{}", serde_json::to_string(&c).unwrap());
        }
    }
    if mode.starts_with("link") {
        for c in trace::link(&docs) {
            println!("{}", serde_json::to_string(&c).unwrap());
        }
    }
    if mode.starts_with("features") {
        let (names, rows) = (trace::feature_names(), trace::feature_rows(&docs));
        println!("a\tb\t{}", names.join("\t"));
        for (a, b, v) in rows {
            println!("{a}\t{b}\t{}", v.iter().map(|x| format!("{x:.4}")).collect::<Vec<_>>().join("\t"));
        }
    }
}
