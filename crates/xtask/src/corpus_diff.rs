//! `corpus-diff`: reads every shipped crisis and compares the picture with the committed one, item by item.
//!
//! A snapshot is the whole picture with one item a line, sorted, so that version control shows a change of a claim as one line.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use anyhow::{Context, Result, bail};
use model::Picture;
use serde_json::Value;

pub(crate) fn run(write: bool, check: bool) -> Result<()> {
    let reader = Arc::new(read::Reader::new(know::Know::bundled()?)?);
    let mut differs = false;
    for crisis in testkit::crises() {
        let mut engine = engine::Engine::new(Arc::clone(&reader));
        for r in crisis.reports {
            engine.add(r);
        }
        let now = lines(&engine.picture(None))?;
        let path = crisis.folder.join("snapshot.jsonl");
        let before = match fs::read_to_string(&path) {
            Ok(s) => s.lines().map(str::to_owned).collect(),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
        };
        differs |= report(&crisis.name, &before, &now);
        if write {
            write_lines(&path, &now)?;
        }
    }
    if check && differs && !write {
        bail!(
            "the pictures differ from the snapshots; look at the lines above, then run `cargo run -p xtask -- corpus-diff --write`"
        );
    }
    Ok(())
}

fn write_lines(path: &Path, lines: &[String]) -> Result<()> {
    let mut s = lines.join("\n");
    s.push('\n');
    fs::write(path, s).with_context(|| format!("cannot write {}", path.display()))
}

/// One line an item: `kind key {json}`. The program's version and rule hash are left out: they change with every change.
fn lines(picture: &Picture) -> Result<Vec<String>> {
    let Value::Object(all) = serde_json::to_value(picture)? else { bail!("a picture is an object") };
    let mut out = Vec::new();
    for (kind, value) in all {
        if kind == "method" {
            continue;
        }
        match value {
            Value::Array(items) => {
                for i in items {
                    out.push(format!("{kind}\t{}", serde_json::to_string(&i)?));
                }
            }
            v => out.push(format!("{kind}\t{}", serde_json::to_string(&v)?)),
        }
    }
    out.sort();
    Ok(out)
}

/// Prints what was added, lost and altered; true where anything was.
fn report(name: &str, before: &[String], now: &[String]) -> bool {
    let gone: Vec<&String> = before.iter().filter(|l| now.binary_search(l).is_err()).collect();
    let new: Vec<&String> = now.iter().filter(|l| before.binary_search(l).is_err()).collect();
    println!("{name}: {} items, {} lost, {} added", now.len(), gone.len(), new.len());
    let mut lost: BTreeMap<String, &String> = gone.iter().map(|l| (identity(l), *l)).collect();
    for l in &new {
        match lost.remove(&identity(l)) {
            Some(was) => println!("  ~ {}\n    was {}", short(l), short(was)),
            None => println!("  + {}", short(l)),
        }
    }
    for l in lost.values() {
        println!("  - {}", short(l));
    }
    !gone.is_empty() || !new.is_empty()
}

/// What an item is about, so that a changed item is shown as altered: kind, report, sentence, slot.
fn identity(line: &str) -> String {
    let Some((kind, json)) = line.split_once('\t') else { return line.to_owned() };
    let Ok(v) = serde_json::from_str::<Value>(json) else { return line.to_owned() };
    let field = |k: &str| v.get(k).map(ToString::to_string).unwrap_or_default();
    let start = v.get("evidence").and_then(|e| e.get("start")).map(ToString::to_string).unwrap_or_default();
    match kind {
        "claims" => format!("{kind} {} {} {start} {}", field("report"), field("slot"), field("at")),
        "copies" => format!("{kind} {} {}", field("report"), field("of")),
        "findings" => format!("{kind} {} {} {start}", field("report"), field("kind")),
        _ => format!("{kind} {}", field("id")),
    }
}

fn short(line: &str) -> String {
    let Some((kind, json)) = line.split_once('\t') else { return line.to_owned() };
    let v: Value = serde_json::from_str(json).unwrap_or_default();
    let text = |path: &[&str]| {
        path.iter().try_fold(&v, |v, k| v.get(k)).filter(|v| !v.is_null()).map(|v| match v {
            Value::String(s) => s.clone(),
            v => v.to_string(),
        })
    };
    let mut out = kind.to_owned();
    for path in [
        &["report"][..],
        &["id"],
        &["slot"],
        &["counted"],
        &["scope"],
        &["value", "text"],
        &["speaker", "text"],
        &["stance"],
        &["state"],
        &["kind"],
        &["of"],
        &["said"],
        &["event"],
        &["origin"],
        &["evidence", "text"],
    ] {
        if let Some(t) = text(path) {
            out.push_str(" | ");
            out.push_str(&t.chars().take(90).collect::<String>());
        }
    }
    out
}
