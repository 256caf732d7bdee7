//! Contract 1 as a filter: JSON lines with `id` and `text` in, annotations out. For measuring; the product's door is
//! `firsthand annotate`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::{BufRead, Write};

use model::{Annotation, Report};
use read::Reader;

#[derive(serde::Deserialize)]
struct Line {
    id: String,
    text: String,
    title: Option<String>,
    published: Option<String>,
    lang: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reader = Reader::new(know::Know::bundled()?)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let mut report = Report::from_text(&line.id, &line.text);
        report.title = line.title;
        report.published = line.published.and_then(|p| p.parse().ok());
        report.lang = line.lang;
        report.outlet = line.outlet;
        report.url = line.url;
        let annotation = Annotation { id: line.id, reading: reader.read(&report) };
        serde_json::to_writer(&mut out, &annotation)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
