//! Licences and sources of everything that is linked in, against the list in `deny.toml`.
//!
//! Key decision: the always-on gate is these hundred lines over `cargo metadata` and not `cargo deny`, which takes minutes to build
//! where it is not installed. Both read the same list, and `make test` runs `cargo deny` too where it is there.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use anyhow::{Context, bail};
use serde_json::Value;

/// True when an SPDX expression allows a choice that is on the list all through. `/` is the old way to write OR.
fn allowed(expression: &str, list: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let ok = any_of(&words, &mut at, list);
    ok && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> bool {
    let mut ok = all_of(words, at, list);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        ok |= all_of(words, at, list);
    }
    ok
}

fn all_of(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> bool {
    let mut ok = one(words, at, list);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        ok &= one(words, at, list);
    }
    ok
}

fn one(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let ok = any_of(words, at, list);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return ok && closed;
    }
    let mut licence = (*word).to_owned();
    if let (Some(&"WITH"), Some(exception)) = (words.get(*at), words.get(*at + 1)) {
        licence = format!("{licence} WITH {exception}");
        *at += 2;
    }
    list.contains(&licence)
}

/// Check the whole graph of the lock file.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let deny: toml::Table = fs::read_to_string(root.join("deny.toml"))?.parse()?;
    let list = deny
        .get("licenses")
        .and_then(|l| l.get("allow"))
        .and_then(toml::Value::as_array)
        .context("deny.toml has no list")?;
    let list: BTreeSet<String> = list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
    let out = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(root)
        .output()?;
    if !out.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&out.stderr));
    }
    let metadata: Value = serde_json::from_slice(&out.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let mut wrong = Vec::new();
    for p in packages {
        let name = format!("{} {}", p["name"].as_str().unwrap_or("?"), p["version"].as_str().unwrap_or("?"));
        match p["license"].as_str() {
            Some(l) if allowed(l, &list) => {}
            Some(l) => wrong.push(format!("{name}: {l} is not on the list in deny.toml")),
            None => wrong.push(format!("{name}: states no licence")),
        }
        match p["source"].as_str() {
            None | Some("registry+https://github.com/rust-lang/crates.io-index") => {}
            Some(s) => wrong.push(format!("{name}: comes from {s}, not from crates.io")),
        }
    }
    if !wrong.is_empty() {
        bail!("{}\nask for the licence to be added in the commit that needs it, with the reason", wrong.join("\n"));
    }
    println!("licences: {} packages, all on the list, all from crates.io or this workspace", packages.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn expressions_are_read_as_spdx_means_them() {
        let list = ["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
        for yes in [
            "MIT",
            "MIT OR GPL-3.0",
            "Unlicense/MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
            "GPL-3.0 OR (MIT AND Apache-2.0)",
        ] {
            assert!(allowed(yes, &list), "{yes}");
        }
        for no in ["GPL-3.0", "MIT AND GPL-3.0", "", "MIT WITH x", "(MIT", "MIT MIT", "(GPL-3.0 OR LGPL-3.0) AND MIT"] {
            assert!(!allowed(no, &list), "{no}");
        }
    }
}
