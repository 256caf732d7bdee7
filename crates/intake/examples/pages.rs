//! Saved pages read one after the other, with the time that each took, as JSON lines: what `bench/articles.py` scores.
//!
//! `pages FOLDER [ROUNDS]`: files ending in .html are read; of several rounds (3) the shortest time counts. Reading alone is timed, on
//! one core, without the program's start and without what comes after reading, so that the figure stands beside libraries that do
//! nothing else. `lines_found_in_bytes` tells how many of a text's `lines` `intake::locate` finds in the page's bytes.

#![allow(clippy::disallowed_methods, clippy::print_stdout)] // A measure: reads files, takes the time, prints.

use std::{io, path::PathBuf, time::Instant};

use intake::Item;
use model::Span;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    let rounds = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(3_usize).max(1);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<io::Result<_>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "html"));
    paths.sort();
    let options = intake::Options::default();
    for path in paths {
        let bytes = std::fs::read(&path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut best = f64::MAX;
        let mut items = Vec::new();
        for _ in 0..rounds {
            let start = Instant::now();
            items = intake::bytes(&name, &bytes, &options);
            best = best.min(start.elapsed().as_secs_f64());
        }
        let report = items.into_iter().find_map(|i| match i {
            Item::Report(r) => Some(*r),
            Item::Issue(_) | Item::Bytes(_) => None,
        });
        let r = report.unwrap_or_default();
        let (found, lines) = found(&bytes, &r.text);
        let line = serde_json::json!({
            "id": path.file_stem().unwrap_or_default().to_string_lossy(),
            "text": r.text, "title": r.title, "outlet": r.outlet, "url": r.url, "published": r.published,
            "author": r.author, "modified": r.modified,
            "issues": r.issues.iter().map(|i| &i.code).collect::<Vec<_>>(), "seconds": best,
            "lines": lines, "lines_found_in_bytes": found,
        });
        println!("{line}");
    }
    Ok(())
}

/// How many lines of a text are found in the bytes it was read from, of how many.
fn found(bytes: &[u8], text: &str) -> (usize, usize) {
    let (mut start, mut found, mut lines) = (0, 0, 0);
    for line in text.split_inclusive('\n') {
        let span = Span { start, end: start + line.trim_end().len() };
        start += line.len();
        if !line.trim().is_empty() {
            lines += 1;
            found += usize::from(intake::locate(bytes, text, span).is_some());
        }
    }
    (found, lines)
}
