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
    if mode == "stories" {
        // sets of "key=value,..." one an argument; prints pair F1 against gold on the fly
        let gold: std::collections::BTreeMap<String, String> =
            std::fs::read_to_string(std::env::args().nth(2).unwrap())
                .unwrap()
                .lines()
                .map(|l| {
                    let v: serde_json::Value = serde_json::from_str(l).unwrap();
                    (
                        v["id"].as_str().unwrap().to_owned(),
                        v["story"].as_str().map(str::to_owned).unwrap_or(v["story"].to_string()),
                    )
                })
                .collect();
        for arg in std::env::args().skip(3) {
            let mut p = trace::Params::default();
            for kv in arg.split(',').filter(|s| s.contains('=')) {
                let (k, v) = kv.split_once('=').unwrap();
                let v: f64 = v.parse().unwrap();
                match k {
                    "least" => p.least = v,
                    "days" => p.days = v,
                    "floor" => p.floor = v,
                    "title" => p.title = v,
                    "name" => p.name = v,
                    "full" => p.full_name = v,
                    "fig" => p.figure = v,
                    "lead" => p.lead = v,
                    "power" => p.power = v,
                    _ => panic!("{k}"),
                }
            }
            let s = trace::stories_with(&docs, &[], &p);
            let (mut c, mut g, mut b) = (
                std::collections::BTreeMap::new(),
                std::collections::BTreeMap::new(),
                std::collections::BTreeMap::new(),
            );
            for (d, s) in docs.iter().zip(&s) {
                let Some(t) = gold.get(d.id) else { continue };
                *c.entry(s.clone()).or_insert(0u64) += 1;
                *g.entry(t.clone()).or_insert(0u64) += 1;
                *b.entry((s.clone(), t.clone())).or_insert(0u64) += 1;
            }
            let two = |n: &u64| n * (n - 1) / 2;
            let (c, g, b) = (
                c.values().map(two).sum::<u64>() as f64,
                g.values().map(two).sum::<u64>() as f64,
                b.values().map(two).sum::<u64>() as f64,
            );
            println!("{arg}: p {:.4} r {:.4} f1 {:.4}", b / c, b / g, 2.0 * b / (c + g));
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
