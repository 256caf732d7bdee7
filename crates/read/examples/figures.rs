//! Quantities and times of each text: contract-1 input lines on stdin, `{id, lang, quantities, times}` lines on stdout.
//!
//! For measuring these two finders alone, without the knowledge base: `cargo run -p read --example figures < docs.jsonl`.
#![allow(clippy::print_stdout)]

use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| row.get(name).and_then(|v| v.as_str());
        let published = field("published").and_then(|p| p.parse().ok());
        let (doc, _) = text::analyse(field("text").unwrap_or(""), field("lang"));
        let times = read::times::find(&doc, published.as_ref());
        let quantities = read::quantities::find(&doc, &times);
        let made = serde_json::json!({"id": field("id"), "lang": doc.lang, "quantities": quantities, "times": times});
        writeln!(out, "{made}")?;
    }
    Ok(())
}
