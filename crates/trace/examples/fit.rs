//! Shows what tracing measures, for whoever fits its weights anew: JSON lines of reports (contract 1) on standard input.
//!
//! ```text
//! fit features|copies|link [read|read=FILE] < reports.jsonl
//! fit stories GOLD.jsonl [read=FILE] [setting=value,...]... < reports.jsonl
//! ```
//! `read` reads the reports first, as the program does; without it names and figures are taken from the bare words. `read=FILE` takes
//! it from what `annotate` gave for the same reports.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]

use std::{collections::BTreeMap, io::Read};

use model::{Reading, Report};
use trace::{Params, TraceDoc};

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let reports: Vec<Report> = input
        .lines()
        .map(|line| {
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            let get = |k: &str| v[k].as_str().map(str::to_owned);
            let mut r = Report::from_text(&get("id").unwrap(), &get("text").unwrap());
            (r.title, r.url, r.outlet, r.lang) = (get("title"), get("url"), get("outlet"), get("lang"));
            r.published = get("published").and_then(|p| p.parse().ok());
            r.links =
                v["links"].as_array().into_iter().flatten().filter_map(|l| l.as_str().map(str::to_owned)).collect();
            r
        })
        .collect();
    let read = || -> Vec<Reading> {
        let reader = read::Reader::new(know::Know::bundled().unwrap()).unwrap();
        reports.iter().map(|r| reader.read(r)).collect()
    };
    let how = args.iter().position(|a| a == "read" || a.starts_with("read=")).map(|i| args.remove(i));
    let readings: Vec<Reading> = if let Some(file) = how.as_deref().and_then(|h| h.strip_prefix("read=")) {
        let lines = std::fs::read_to_string(file).unwrap();
        let known: BTreeMap<String, Reading> = lines
            .lines()
            .map(|l| serde_json::from_str::<model::Annotation>(l).unwrap())
            .map(|a| (a.id, a.reading))
            .collect();
        reports.iter().map(|r| known.get(&r.id).cloned().unwrap_or_default()).collect()
    } else if how.is_some() {
        read()
    } else {
        reports.iter().map(|_| Reading::default()).collect()
    };
    let docs: Vec<TraceDoc<'_>> = reports
        .iter()
        .zip(&readings)
        .map(|(r, reading)| TraceDoc {
            id: &r.id,
            title: r.title.as_deref(),
            text: &r.text,
            published: r.published.as_ref(),
            url: r.url.as_deref(),
            outlet: r.outlet.as_deref(),
            author: r.author.as_deref(),
            publisher: None,
            links: &r.links,
            reading,
        })
        .collect();
    match args.first().map(String::as_str) {
        Some("features") => {
            println!("a\tb\t{}", trace::feature_names().join("\t"));
            for (a, b, v) in trace::feature_rows(&docs) {
                println!("{a}\t{b}\t{}", v.iter().map(|x| format!("{x:.4}")).collect::<Vec<_>>().join("\t"));
            }
        }
        Some("copies") => {
            for c in trace::copies(&docs) {
                println!("{}", serde_json::to_string(&c).unwrap());
            }
        }
        Some("link") => {
            for line in trace::link(&docs) {
                println!("{}", serde_json::to_string(&line).unwrap());
            }
        }
        Some("stories") => stories(&docs, &args[1..]),
        _ => panic!("features, copies, link or stories"),
    }
}

/// Pair precision, recall and F1 for each set of settings.
fn stories(docs: &[TraceDoc<'_>], args: &[String]) {
    let gold: BTreeMap<String, String> = std::fs::read_to_string(&args[0])
        .unwrap()
        .lines()
        .map(|l| {
            let v: serde_json::Value = serde_json::from_str(l).unwrap();
            (v["id"].as_str().unwrap().to_owned(), v["story"].to_string())
        })
        .collect();
    for arg in &args[1..] {
        let mut p = Params::default();
        for (k, v) in arg.split(',').filter_map(|s| s.split_once('=')) {
            let v: f64 = v.parse().unwrap();
            match k {
                "least" => p.least = v,
                "days" => p.days = v,
                "floor" => p.floor = v,
                "title" => p.title = v,
                "name" => p.name = v,
                "full_name" => p.full_name = v,
                "figure" => p.figure = v,
                "lead" => p.lead = v,
                "power" => p.power = v,
                "recalled" => p.recalled = v,
                "other_ages" => p.other_ages = v,
                "same_age" => p.same_age = v,
                _ => panic!("no setting {k}"),
            }
        }
        let found = trace::stories_with(docs, &[], &p);
        let pairs = |n: &u64| (n * (n - 1) / 2) as f64;
        // All stories, then those of either half by their names: what is chosen on one half is to be looked at on the other.
        for half in [None, Some(0), Some(1)] {
            let (mut ours, mut theirs, mut both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            for (d, s) in docs.iter().zip(&found) {
                let Some(g) = gold.get(d.id) else { continue };
                let of = g.bytes().fold(7u32, |h, b| h.wrapping_mul(31).wrapping_add(u32::from(b))) / 64 % 2;
                if half.is_some_and(|h| h != of) {
                    continue;
                }
                *ours.entry(s).or_insert(0u64) += 1;
                *theirs.entry(g).or_insert(0u64) += 1;
                *both.entry((s, g)).or_insert(0u64) += 1;
            }
            let (o, t, b) = (
                ours.values().map(pairs).sum::<f64>(),
                theirs.values().map(pairs).sum::<f64>(),
                both.values().map(pairs).sum::<f64>(),
            );
            print!("p {:.4} r {:.4} f1 {:.4}  ", b / o, b / t, 2.0 * b / (o + t));
        }
        let questions = std::path::Path::new(&args[0]).with_file_name("questions.jsonl");
        if let Ok(lines) = std::fs::read_to_string(questions) {
            let of: BTreeMap<&str, &String> = docs.iter().map(|d| d.id).zip(&found).collect();
            let (mut asked, mut right) = (0, 0);
            for line in lines.lines() {
                let q: serde_json::Value = serde_json::from_str(line).unwrap();
                let told: std::collections::BTreeSet<_> = q["answer_docs"]
                    .as_object()
                    .unwrap()
                    .values()
                    .flat_map(|d| d.as_array().unwrap())
                    .filter_map(|d| of.get(d.as_str()?))
                    .collect();
                asked += 1;
                right += u32::from(told.len() as u64 == q["answer"].as_u64().unwrap());
            }
            print!("count {right}/{asked}  ");
        }
        println!("{arg}");
    }
}
