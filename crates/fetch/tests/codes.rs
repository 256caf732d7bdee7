//! `docs/watching.md` lists exactly the codes that the source can give.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests read files.

use std::{collections::BTreeSet, fs, path::Path};

#[test]
fn every_code_is_documented_and_every_documented_code_exists() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let doc = fs::read_to_string(here.join("../../docs/watching.md")).unwrap();
    let table = doc.split_once("## Codes").unwrap().1;
    let documented: BTreeSet<&str> = table
        .lines()
        .filter_map(|l| l.strip_prefix("| `"))
        .flat_map(|l| l.split(" | ").next().unwrap().split(", ").map(|c| c.trim_matches('`')))
        .collect();
    let mut source = String::new();
    for f in fs::read_dir(here.join("src")).unwrap() {
        let text = fs::read_to_string(f.unwrap().path()).unwrap();
        source.push_str(text.split("#[cfg(test)]").next().unwrap());
    }
    let mut given: BTreeSet<&str> = ["challenge", "login", "blocked"].into();
    for before in ["Failure::new(", "bad(", "wrong(", "empty(", "standing(Status::Missed, ", "standing(Status::Stale, "]
    {
        for (i, _) in source.match_indices(before) {
            let rest = source[i + before.len()..].trim_start();
            let Some(code) = rest.strip_prefix('"').and_then(|r| r.split('"').next()) else { continue };
            if !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                given.insert(code);
            }
        }
    }
    for other in ["moved", "pages-failed", "pages-gone"] {
        assert!(source.contains(&format!("\"{other}\"")));
        given.insert(other);
    }
    assert!(given.len() > 30, "the search finds codes at all");
    assert_eq!(given.difference(&documented).collect::<Vec<_>>(), Vec::<&&str>::new(), "add to docs/watching.md");
    assert_eq!(documented.difference(&given).collect::<Vec<_>>(), Vec::<&&str>::new(), "remove from docs/watching.md");
}
