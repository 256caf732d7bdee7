//! `docs/issues.md` lists exactly the issue codes that the source can give.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests read files.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Codes that stand in `Issue::new("...")`, tests left out.
fn in_source() -> BTreeSet<String> {
    let mut files = Vec::new();
    for c in fs::read_dir(root().join("crates")).unwrap() {
        let src = c.unwrap().path().join("src");
        if src.is_dir() && !src.ends_with("store/src") && !src.ends_with("testkit/src") {
            sources(&src, &mut files);
        }
    }
    let mut codes = BTreeSet::new();
    for f in files {
        let all = fs::read_to_string(&f).unwrap();
        let code = all.split("#[cfg(test)]").next().unwrap();
        for (i, _) in code.match_indices("Issue::new(") {
            let rest = code[i + "Issue::new(".len()..].trim_start();
            let Some(word) = rest.strip_prefix('"') else { continue };
            codes.insert(word.split('"').next().unwrap().to_owned());
        }
    }
    codes
}

#[test]
fn every_code_is_documented_and_every_documented_code_exists() {
    let doc = fs::read_to_string(root().join("docs/issues.md")).unwrap();
    let documented: BTreeSet<String> =
        doc.lines().filter_map(|l| l.strip_prefix("| `")?.split('`').next().map(str::to_owned)).collect();
    let source = in_source();
    assert!(source.contains("broken-utf8"), "the search finds codes at all");
    let missing: Vec<_> = source.difference(&documented).collect();
    let stale: Vec<_> = documented.difference(&source).collect();
    assert!(missing.is_empty(), "add to docs/issues.md: {missing:?}");
    assert!(stale.is_empty(), "remove from docs/issues.md: {stale:?}");
}

#[test]
fn codes_are_kebab_case() {
    for c in in_source() {
        assert!(c.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{c}");
    }
}
