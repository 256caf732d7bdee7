//! PDF: text page by page, from `pdftotext` of poppler in a process of its own.
//!
//! Key decision: programs that read PDF are large and hostile files are common, so none is linked in: the reader runs as a child with
//! limits on time, processor and memory, and dies alone.

use std::sync::Arc;

use model::Issue;

use super::{Document, author, report, time};
use crate::{
    child::{self, ChildLimits, Stopped},
    html,
    part::{Cx, Known, Raw},
    source::stem,
};

/// Run a program of poppler over a document.
fn run(program: &str, arguments: &[&str], bytes: &Arc<[u8]>, max: usize) -> Result<Vec<u8>, Stopped> {
    child::filter(program, arguments, bytes, &ChildLimits { output: max as u64, ..ChildLimits::default() })
}

/// Read a document.
pub(crate) fn read(doc: Document, known: &Known, cx: &mut Cx) {
    let name = doc.name.clone();
    let bytes: Arc<[u8]> = doc.bytes.into();
    let ran = if cx.options.run_programs {
        run("pdftotext", &["-q", "-enc", "UTF-8", "-eol", "unix", "-", "-"], &bytes, cx.options.max_bytes)
    } else {
        Err(Stopped::Missing)
    };
    let out = match ran {
        Ok(out) => out,
        Err(Stopped::Missing) => {
            let note = format!(
                "{name} is a PDF document, which is read with pdftotext; install poppler-utils and read it again"
            );
            return cx.issue(Issue::new("no-pdf-reader", note), &name);
        }
        Err(stopped) => {
            let seconds = ChildLimits::default().wait.as_secs();
            let why = match stopped {
                Stopped::Late => format!("it was not done within {seconds} seconds"),
                Stopped::Ended(Some(3)) => "its permissions forbid it".to_owned(),
                Stopped::Ended(None) => "the reader was stopped: too much time or memory".to_owned(),
                _ => "it is damaged, or needs a password".to_owned(),
            };
            let note = format!("{name} is a PDF document that cannot be read: {why}");
            return cx.issue(Issue::new("damaged-document", note), &name);
        }
    };
    let mut r = report(stem(&name), &[]);
    r.sha256.clone_from(&doc.sha256);
    r.issues = doc.issues;
    (r.text, r.pages) = pages(&String::from_utf8_lossy(&out));
    if let Ok(info) = run("pdfinfo", &["-enc", "UTF-8", "-isodates", "-"], &bytes, 64 << 10) {
        properties(&String::from_utf8_lossy(&info), &mut r);
    }
    if r.text.trim().is_empty() {
        let note = format!(
            "{name} is a PDF document of pictures: no text is in it; have its text recognised (OCR) and read that"
        );
        return cx.issue(Issue::new("no-text-layer", note), &name);
    }
    cx.report(r, known, Raw::new("application/pdf", &bytes));
}

/// The text, and where each page begins in it. Lines that go on are joined, words cut at a line's end made whole: sentences are
/// what is read, and a column's width is not in them.
fn pages(out: &str) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut starts = Vec::new();
    // The mark ends each page, the last one too.
    for page in out.strip_suffix('\u{C}').unwrap_or(out).split('\u{C}') {
        if !text.is_empty() {
            let gap = if text.ends_with('\n') { "\n" } else { "\n\n" };
            text.push_str(gap);
        }
        starts.push(text.len());
        let mut paragraph = String::new();
        let end = |paragraph: &mut String, text: &mut String| {
            if !paragraph.is_empty() {
                text.push_str(paragraph);
                text.push_str("\n\n");
                paragraph.clear();
            }
        };
        let mut widest = 0;
        for l in page.lines() {
            widest = widest.max(l.trim().chars().count());
        }
        for line in page.lines() {
            let line = line.trim();
            if line.is_empty() {
                end(&mut paragraph, &mut text);
                continue;
            }
            let word = |c: char| c.is_lowercase();
            if let Some(cut) = paragraph.strip_suffix('-').filter(|p| p.ends_with(word) && line.starts_with(word)) {
                paragraph.truncate(cut.len());
            } else if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
            // A short line that ends a sentence ends a paragraph; a heading is short too, and is set apart by an empty line.
            if line.ends_with(['.', '!', '?', ':', '؟', '۔', '”', '"', '»']) && line.chars().count() * 4 < widest * 3
            {
                end(&mut paragraph, &mut text);
            }
        }
        end(&mut paragraph, &mut text);
        let trimmed = text.trim_end_matches('\n').len();
        text.truncate(trimmed.max(starts.last().copied().unwrap_or(0)));
        if text.len() > starts.last().copied().unwrap_or(0) {
            text.push('\n');
        }
    }
    (text, starts)
}

/// What the document says of itself.
fn properties(info: &str, r: &mut model::Report) {
    let field = |key: &str| {
        let v = info.lines().find_map(|l| l.strip_prefix(key)?.strip_prefix(':'))?.trim();
        (!v.is_empty()).then(|| v.to_owned())
    };
    r.title = field("Title").map(|t| html::one_line(&t)).filter(|t| {
        let t = t.to_lowercase();
        !t.starts_with("microsoft word")
            && !t.ends_with(".doc")
            && !t.ends_with(".docx")
            && t != "untitled"
            && t.len() > 3
    });
    r.outlet = author(field("Author").map(|t| html::one_line(&t)));
    // pdfinfo writes an offset of whole hours as +03.
    let written = field("ModDate").or_else(|| field("CreationDate")).map(|d| match d.rfind(['+', '-']) {
        Some(i) if d.len() - i == 3 && i > 10 => format!("{d}:00"),
        _ => d,
    });
    r.published = time(written, "the document's time", &mut r.issues);
    if r.published.is_some() {
        let note =
            "the time is that of the document's last change, by its own account; when it was published is not stated";
        r.issues.push(Issue::new("date-of-change", note));
    }
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn lines_are_joined_and_pages_kept() {
        let (text, starts) = pages(
            "Situation report\n\nAt least 20 people are miss-\ning after the dam gave way in the north-\nWest of the country and the town was flooded.\nShort.\nNext one begins here and goes on for long\n\u{C}Second page.\n\u{C}\u{C}Fourth page.\n\u{C}",
        );
        assert_eq!(
            text,
            "Situation report\n\nAt least 20 people are missing after the dam gave way in the north- West of the country and the town was flooded. \
             Short.\n\nNext one begins here and goes on for long\n\nSecond page.\n\n\nFourth page.\n"
        );
        let page = |i: usize| text[starts[i]..].lines().next().unwrap();
        assert_eq!(starts.len(), 4);
        assert_eq!((page(0), page(1), page(3)), ("Situation report", "Second page.", "Fourth page."));
        assert_eq!(pages(""), (String::new(), vec![0]));
    }
}
