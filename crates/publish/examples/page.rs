//! `cargo run -p publish --example page -- PICTURE.json REPORTS_DIR html|text|csv|explain:ID`: one picture rendered without the pipeline.

#![allow(clippy::disallowed_methods, reason = "a program of its own, which reads the files that it is given")]

use std::{error::Error, fs, io::Write, path::Path};

use model::{Picture, Report, sha256_hex};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, picture, dir, kind] = args.as_slice() else {
        return Err("usage: page PICTURE.json REPORTS_DIR html|text|csv|explain:ID".into());
    };
    let picture: Picture = serde_json::from_str(&fs::read_to_string(picture)?)?;
    let sources = reports(Path::new(dir))?;
    let out = match kind.as_str() {
        "html" => publish::html(&picture, &sources),
        "text" => publish::text(&picture, &publish::TextOptions::default()),
        "colour" => {
            publish::text(&picture, &publish::TextOptions { styles: publish::Styles::colour(), ..Default::default() })
        }
        "csv" => publish::numbers_csv(&picture),
        "json" => publish::json(&picture),
        k => publish::explain(&picture, k.strip_prefix("explain:").ok_or("html, text, csv or explain:ID")?, &sources),
    };
    std::io::stdout().write_all(out.as_bytes())?;
    Ok(())
}

fn reports(dir: &Path) -> Result<Vec<Report>, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(dir)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    let mut out = Vec::new();
    for p in paths {
        let raw = fs::read_to_string(&p)?;
        let Some((head, body)) = raw.strip_prefix("+++\n").and_then(|r| r.split_once("+++\n")) else { continue };
        let title = head
            .lines()
            .find_map(|l| l.strip_prefix("title = \""))
            .and_then(|l| l.strip_suffix('"'))
            .map(|t| t.replace("\\\"", "\""));
        let id = p.file_stem().and_then(|s| s.to_str()).unwrap_or("?");
        out.push(Report {
            title,
            sha256: sha256_hex(raw.as_bytes()),
            ..Report::from_text(id, body.trim_start_matches('\n'))
        });
    }
    Ok(out)
}
