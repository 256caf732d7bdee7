//! The house rules that a machine can check.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(dir: &Path, keep: &dyn Fn(&Path) -> bool, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for p in entries {
        let name = p.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') || matches!(name.as_str(), "target" | "node_modules" | "out") {
            continue;
        }
        if p.is_dir() {
            files(&p, keep, out);
        } else if keep(&p) {
            out.push(p);
        }
    }
}

fn with_extension(extensions: &[&str]) -> Vec<PathBuf> {
    let mut out = Vec::new();
    files(&root(), &|p| p.extension().is_some_and(|e| extensions.contains(&e.to_string_lossy().as_ref())), &mut out);
    out
}

#[test]
fn no_file_depends_on_a_place_outside_the_repository() {
    // Written in pieces, so that this file does not find itself.
    let outside = [format!("{}/{}", "..", "shared"), format!("/{}/", "work")];
    for p in with_extension(&["rs", "toml", "md", "py", "sh", "js", "yml", "json"]) {
        let s = fs::read_to_string(&p).unwrap();
        for o in &outside {
            assert!(!s.contains(o.as_str()), "{} names {o}", p.display());
        }
    }
}

#[test]
fn sources_have_no_trailing_blanks_and_end_with_a_newline() {
    for p in with_extension(&["rs", "toml", "md"]) {
        if p.components().any(|c| c.as_os_str() == "corpus") {
            continue; // texts as they stand
        }
        let s = fs::read_to_string(&p).unwrap();
        assert!(s.is_empty() || s.ends_with('\n'), "{} does not end with a newline", p.display());
        for (n, l) in s.lines().enumerate() {
            assert!(l == l.trim_end(), "{}:{} has trailing blanks", p.display(), n + 1);
        }
    }
}

#[test]
fn every_crate_opens_with_its_purpose_and_stands_in_the_architecture() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let dir = entry.unwrap().path();
        let name = dir.file_name().unwrap().to_string_lossy().into_owned();
        let lib = ["src/lib.rs", "src/main.rs"].iter().map(|f| dir.join(f)).find(|f| f.exists()).unwrap();
        let s = fs::read_to_string(&lib).unwrap();
        assert!(s.starts_with("//! "), "{} does not open with its purpose", lib.display());
        assert!(s.contains("Key decision"), "{} does not say its key decision", lib.display());
        assert!(architecture.contains(&format!("| `{name}` |")), "ARCHITECTURE.md does not list {name}");
    }
}

#[test]
fn what_is_promised_is_there() {
    for f in [
        "README.md",
        "ARCHITECTURE.md",
        "DESIGN.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "NOTICE",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "Makefile",
        ".ci/run",
        "docs/issues.md",
    ] {
        assert!(root().join(f).exists(), "{f} is missing");
    }
}

#[test]
fn no_library_unwraps_outside_its_tests() {
    let mut out = Vec::new();
    files(&root().join("crates"), &|p| p.extension().is_some_and(|e| e == "rs"), &mut out);
    for p in out {
        let path = p.to_string_lossy().into_owned();
        if path.contains("/tests/")
            || path.contains("/examples/")
            || path.contains("/benches/")
            || path.ends_with("tests.rs")
            || path.contains("testkit")
            || path.contains("xtask")
        {
            continue;
        }
        let s = fs::read_to_string(&p).unwrap();
        let code = s.split("#[cfg(test)]").next().unwrap();
        assert!(!code.contains(".unwrap()"), "{path} unwraps");
        assert!(!code.contains("todo!(") && !code.contains("unimplemented!("), "{path} is not finished");
    }
}
