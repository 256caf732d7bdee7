//! Weigh labelled claims instead of read ones: how good would the picture be if reading were perfect?
//!
//! `cargo run -p weigh --example oracle -- [--gold-copies] [--reader] FOLDER... > picture.json`, each folder being a labelled crisis
//! (`reports/*.md`, `claims.jsonl`, `picture.json`). Events and origins of the labels are dropped; flags are kept only where the page
//! alone shows them. `--reader` adds sentences, times and places from the reader; `--gold-copies` takes copies from the labels; `--real` weighs
//! what the reader read, as a user's run does, for comparison.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

use std::{fs, path::Path, sync::Arc};

use model::{
    Claim, Copy, CopyKind, Evidence, EvidencePart, Reading, Report, Slot, Speaker, SpeakerKind, Stance, Value,
    content_id, sha256_hex,
};
use serde_json::Value as Json;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let know = know::Know::bundled().unwrap();
    let real = args.iter().any(|a| a == "--real");
    let reader =
        args.iter().any(|a| a == "--reader" || a == "--real").then(|| read::Reader::new(Arc::clone(&know)).unwrap());
    let mut known: Vec<(Report, Reading)> = Vec::new();
    let mut copies: Vec<Copy> = Vec::new();
    for dir in args.iter().filter(|a| !a.starts_with("--")) {
        let rename = |id: &str| id.to_owned();
        let mut files: Vec<_> =
            fs::read_dir(Path::new(dir).join("reports")).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        let first = known.len();
        for f in files {
            let text = fs::read_to_string(&f).unwrap();
            let report = report(&rename(&f.file_stem().unwrap().to_string_lossy()), &text);
            let mut reading = reader.as_ref().map_or_else(Reading::default, |r| r.read(&report));
            if !real {
                reading.claims.clear();
            }
            if reading.lang.is_empty() {
                reading.lang = report.lang.clone().unwrap_or_default();
            }
            known.push((report, reading));
        }
        if real {
            continue;
        }
        for line in
            fs::read_to_string(Path::new(dir).join("claims.jsonl")).unwrap().lines().filter(|l| !l.trim().is_empty())
        {
            let g: Json = serde_json::from_str(line).unwrap();
            let id = rename(g["report"].as_str().unwrap());
            // two crises may have reports of one name: the last folder's are at the end
            let Some((report, reading)) = known[first..].iter_mut().find(|(r, _)| r.id == id) else { continue };
            let n = reading.claims.len();
            reading.claims.push(claim(&g, report, n));
        }
        let pic: Json =
            serde_json::from_str(&fs::read_to_string(Path::new(dir).join("picture.json")).unwrap()).unwrap();
        for c in pic["copies"].as_array().unwrap() {
            copies.push(Copy {
                report: rename(c["report"].as_str().unwrap()),
                of: rename(c["of"].as_str().unwrap()),
                kind: match c["kind"].as_str().unwrap() {
                    "verbatim" => CopyKind::Verbatim,
                    "translation" => CopyKind::Translation,
                    _ => CopyKind::Rewrite,
                },
                score: 1.0,
                changed: Vec::new(),
                shared: Vec::new(),
                why: Vec::new(),
                relation: model::Relation::default(),
            });
        }
    }
    // reports of several crises may share an id (each has an X1): keep them apart the way the scorer cannot, by order
    let mut seen = std::collections::BTreeMap::new();
    for (r, reading) in &mut known {
        let n = seen.entry(r.id.clone()).or_insert(0);
        *n += 1;
        if *n > 1 {
            let id = format!("{}~{n}", r.id);
            r.id.clone_from(&id);
            for c in &mut reading.claims {
                c.id = content_id("c", &[&id, &c.id]);
            }
        }
    }
    let refs: Vec<(&Report, &Reading)> = known.iter().map(|(a, b)| (a, b)).collect();
    let mut picture = if args.iter().any(|a| a == "--gold-copies") {
        let mut refs = refs.clone();
        refs.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        weigh::with_links(&refs, &know, None, copies, &[])
    } else {
        weigh::picture(&refs, &know, None)
    };
    // the scorer knows reports by the name of their file
    for c in &mut picture.claims {
        if let Some((id, _)) = c.report.split_once('~') {
            c.report = id.to_owned();
        }
    }
    for f in &mut picture.findings {
        if let Some((id, _)) = f.report.split_once('~') {
            f.report = id.to_owned();
        }
    }
    println!("{}", serde_json::to_string(&picture).unwrap());
}

fn report(id: &str, text: &str) -> Report {
    let mut parts = text.splitn(3, "+++");
    let (_, head, body) = (parts.next(), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let head: toml::Table = head.parse().unwrap();
    let get = |k: &str| head.get(k).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
    Report {
        id: id.to_owned(),
        url: get("url"),
        outlet: get("outlet"),
        published: get("published").and_then(|p| p.parse().ok()),
        title: get("title"),
        lang: get("lang"),
        text: body.trim_start_matches('\n').to_owned(),
        sha256: sha256_hex(text.as_bytes()),
        ..Report::default()
    }
}

fn claim(g: &Json, report: &Report, n: usize) -> Claim {
    let s = |v: &Json| v.as_str().map(str::to_owned);
    let evidence = g["evidence"].as_str().unwrap();
    let (start, part) = match (report.text.find(evidence), report.title.as_deref().and_then(|t| t.find(evidence))) {
        (Some(at), _) => (at, EvidencePart::Body),
        (None, Some(at)) => (at, EvidencePart::Title),
        _ => (0, EvidencePart::Body),
    };
    let mut value = g["value"].clone();
    if value.get("op").is_none() {
        value["op"] = "none".into();
    }
    let flags: Vec<String> = g["flags"]
        .as_array()
        .map(|f| {
            f.iter()
                .filter_map(Json::as_str)
                .filter(|f| *f == "explicit_no_number" || *f == "headline")
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default();
    Claim {
        id: content_id("c", &[&report.id, evidence, &n.to_string()]),
        report: report.id.clone(),
        event: None,
        slot: g["slot"].as_str().unwrap().parse::<Slot>().unwrap(),
        counted: s(&g["counted"]),
        scope: s(&g["scope"]),
        value: serde_json::from_value::<Value>(value).unwrap(),
        speaker: Speaker {
            text: s(&g["speaker"]["text"]),
            kind: serde_json::from_value::<SpeakerKind>(g["speaker"]["type"].clone()).unwrap(),
            name: s(&g["speaker"]["name"]),
        },
        relayed_by: g["relayed_by"].as_array().map(|r| r.iter().filter_map(s).collect()).unwrap_or_default(),
        stance: g["stance"].as_str().unwrap().parse::<Stance>().unwrap(),
        as_of: s(&g["as_of"]),
        evidence: Evidence { text: evidence.to_owned(), start, end: start + evidence.len(), part },
        origin: None,
        at: None,
        rule: String::new(),
        steps: Vec::new(),
        flags,
    }
}
