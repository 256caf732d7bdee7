//! Reports of the shipped crises, as the tests of this crate read them.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, dead_code, unreachable_pub)]

use std::{collections::BTreeMap, path::Path};

use model::{Moment, Reading};
use trace::TraceDoc;

/// A report that owns what a [`TraceDoc`] borrows.
#[derive(Clone, Debug, Default)]
pub struct Owned {
    pub id: String,
    pub title: Option<String>,
    pub text: String,
    pub published: Option<Moment>,
    pub url: Option<String>,
    pub outlet: Option<String>,
    pub author: Option<String>,
    pub links: Vec<String>,
    pub reading: Reading,
}

impl Owned {
    pub fn new(id: &str, text: &str) -> Self {
        Self { id: id.to_owned(), text: text.to_owned(), ..Self::default() }
    }

    pub fn doc(&self) -> TraceDoc<'_> {
        TraceDoc {
            id: &self.id,
            title: self.title.as_deref(),
            text: &self.text,
            published: self.published.as_ref(),
            url: self.url.as_deref(),
            outlet: self.outlet.as_deref(),
            author: self.author.as_deref(),
            publisher: None,
            links: &self.links,
            reading: &self.reading,
        }
    }
}

pub fn docs(reports: &[Owned]) -> Vec<TraceDoc<'_>> {
    reports.iter().map(Owned::doc).collect()
}

/// The reports of one crisis, in order of id.
pub fn crisis(name: &str) -> Vec<Owned> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(name).join("reports");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .map(|path| {
            let raw = std::fs::read_to_string(path).unwrap();
            let mut parts = raw.splitn(3, "+++\n");
            let front: BTreeMap<&str, String> = parts
                .nth(1)
                .unwrap()
                .lines()
                .filter_map(|l| l.split_once(" = "))
                .map(|(k, v)| (k, v.trim_matches('"').replace("\\\"", "\"")))
                .collect();
            let get = |k: &str| front.get(k).cloned();
            Owned {
                id: path.file_stem().unwrap().to_str().unwrap().to_owned(),
                title: get("title"),
                text: parts.next().unwrap().to_owned(),
                published: get("published").and_then(|p| p.parse().ok()),
                url: get("url"),
                outlet: get("outlet"),
                ..Owned::default()
            }
        })
        .collect()
}

/// The same with what the reader reads in them.
pub fn crisis_read(name: &str) -> Vec<Owned> {
    let reader = read::Reader::new(know::Know::bundled().unwrap()).unwrap();
    let read = |r: &Owned| {
        let report = model::Report {
            title: r.title.clone(),
            url: r.url.clone(),
            outlet: r.outlet.clone(),
            published: r.published.clone(),
            ..model::Report::from_text(&r.id, &r.text)
        };
        reader.read(&report)
    };
    crisis(name).into_iter().map(|r| Owned { reading: read(&r), ..r }).collect()
}

pub const CRISES: [&str; 3] = ["crocus-2024", "kakhovka-2023", "shaddadi-2026"];

/// Labelled copies of a crisis: `(copy, original) -> kind`.
pub fn labelled(name: &str) -> BTreeMap<(String, String), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(name).join("picture.json");
    let picture: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let s = |v: &serde_json::Value| v.as_str().unwrap().to_owned();
    picture["copies"].as_array().unwrap().iter().map(|c| ((s(&c["report"]), s(&c["of"])), s(&c["kind"]))).collect()
}
