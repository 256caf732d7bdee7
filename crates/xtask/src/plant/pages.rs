//! Pages of real length put together from texts under an open licence.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::Context;

use super::Chance;

/// A sentence of a page.
#[derive(Clone)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Its writing in the page it was taken from; its own where it was not.
    pub(crate) before: String,
    /// Taken from another page, changed or not.
    pub(crate) taken: bool,
}

impl Piece {
    pub(crate) fn own(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { before: text.clone(), text, taken: false }
    }
}

/// A page in the making: paragraphs of sentences.
#[derive(Clone)]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<Vec<Piece>>,
    /// Lines of the page's frame, before and after.
    pub(crate) head: Vec<String>,
    pub(crate) foot: Vec<String>,
}

/// A page with what it is about.
pub(crate) struct Source {
    pub(crate) page: Page,
    pub(crate) topic: String,
    /// Moment about which it was written.
    pub(crate) start: i64,
}

/// Words that a page is cut or filled to at least and at most.
const LEAST: usize = 280;
const MOST: usize = 800;

impl Page {
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.paragraphs.iter().flatten()
    }

    /// The story of a page as another takes it over: without the frame.
    pub(crate) fn taken(&self) -> Self {
        let take = |p: &Piece| Piece { text: p.text.clone(), before: p.text.clone(), taken: true };
        Self {
            title: self.title.clone(),
            paragraphs: self.paragraphs.iter().map(|p| p.iter().map(take).collect()).collect(),
            head: Vec::new(),
            foot: Vec::new(),
        }
    }

    /// Its text, and the bytes of what was taken.
    pub(crate) fn text(&self) -> (String, Vec<[usize; 2]>) {
        let mut out = String::new();
        let mut spans: Vec<[usize; 2]> = Vec::new();
        for line in &self.head {
            out.push_str(line);
            out.push_str("\n\n");
        }
        for (n, paragraph) in self.paragraphs.iter().filter(|p| !p.is_empty()).enumerate() {
            if n > 0 {
                out.push_str("\n\n");
            }
            for (m, piece) in paragraph.iter().enumerate() {
                if m > 0 {
                    out.push(' ');
                }
                let start = out.len();
                out.push_str(&piece.text);
                match spans.last_mut() {
                    Some(last) if piece.taken && last[1] + 1 == start => last[1] = out.len(),
                    _ if piece.taken => spans.push([start, out.len()]),
                    _ => {}
                }
            }
        }
        for line in &self.foot {
            out.push_str("\n\n");
            out.push_str(line);
        }
        (out, spans)
    }
}

fn count(paragraph: &str) -> usize {
    paragraph.split_whitespace().count()
}

/// Sentences of a paragraph, coarsely.
fn sentences(paragraph: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut from = 0;
    for (i, _) in paragraph.match_indices(". ") {
        let word = paragraph.get(from..i).and_then(|s| s.rsplit([' ', '.']).next()).unwrap_or("");
        let next = paragraph.get(i + 2..).and_then(|s| s.chars().next()).is_some_and(|c| c.is_uppercase() || c == '"');
        if word.chars().count() > 3 && next && i - from > 30 {
            out.push(Piece::own(paragraph.get(from..=i).unwrap_or("").trim()));
            from = i + 2;
        }
    }
    out.push(Piece::own(paragraph.get(from..).unwrap_or("").trim()));
    out.retain(|p| !p.text.is_empty());
    out
}

fn page(paragraphs: &[String]) -> Page {
    let paragraphs: Vec<Vec<Piece>> = paragraphs.iter().map(|p| sentences(p)).collect();
    let first = paragraphs.first().and_then(|p| p.first()).map_or("", |p| p.text.as_str());
    let title: Vec<&str> = first.split_whitespace().take(10).collect();
    Page {
        title: title.join(" ").trim_end_matches(['.', ',']).to_owned(),
        paragraphs,
        head: Vec::new(),
        foot: Vec::new(),
    }
}

/// Paragraphs to pages of between [`LEAST`] and [`MOST`] words; what is left over is dropped.
fn cut(paragraphs: Vec<String>, chance: &mut Chance) -> Vec<Page> {
    let mut out = Vec::new();
    let mut held: Vec<String> = Vec::new();
    let mut words = 0;
    let mut target = LEAST + chance.below(MOST - LEAST);
    for paragraph in paragraphs.into_iter().flat_map(|p| short(&p)) {
        let n = count(&paragraph);
        if n < 12 {
            continue;
        }
        words += n;
        held.push(paragraph);
        if words >= target {
            out.push(page(&held));
            held.clear();
            words = 0;
            target = LEAST + chance.below(MOST - LEAST);
        }
    }
    if words >= LEAST {
        out.push(page(&held));
    }
    out
}

/// A long paragraph as several of some four sentences.
fn short(paragraph: &str) -> Vec<String> {
    let pieces = sentences(paragraph.trim());
    pieces.chunks(4).map(|c| c.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")).collect()
}

/// The shipped crises: reports that are no copies of one another, several to a page, each used once.
pub(crate) fn crises(root: &Path, chance: &mut Chance) -> anyhow::Result<Vec<Source>> {
    let mut out = Vec::new();
    for name in ["crocus-2024", "kakhovka-2023", "shaddadi-2026"] {
        let folder = root.join("corpus").join(name);
        let loaded = intake::load(&[folder.join("reports")], &intake::Options::default());
        let picture: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("picture.json"))?)?;
        let copied: BTreeSet<&str> = picture["copies"]
            .as_array()
            .map(|c| c.iter().filter_map(|c| c["report"].as_str()).collect())
            .unwrap_or_default();
        let mut reports: Vec<_> = loaded
            .reports
            .iter()
            .filter(|r| !r.id.starts_with('X') && r.lang.as_deref() == Some("en") && !copied.contains(r.id.as_str()))
            .collect();
        chance.shuffle(&mut reports);
        let start =
            reports.iter().filter_map(|r| r.published.as_ref()).map(Moment::seconds).min().context("no date")?;
        // Credits and links of the crisis would point to pages that are not there.
        let usable = |p: &&str| !p.contains("://") && !p.starts_with("Source") && p.len() > 60;
        let paragraphs = reports.iter().flat_map(|r| r.text.split("\n\n").filter(usable).map(str::to_owned)).collect();
        out.extend(cut(paragraphs, chance).into_iter().map(|page| Source { page, topic: name.to_owned(), start }));
    }
    Ok(out)
}

use model::Moment;

/// Words in a row that two pages that have nothing from each other may not share.
const RUN: usize = 8;

/// Drops what stands in two pages already, sentence by sentence: what is not planted must not be there.
pub(crate) fn apart(sources: &mut Vec<Source>) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for source in sources.iter_mut() {
        let mut own: Vec<String> = Vec::new();
        for paragraph in &mut source.page.paragraphs {
            paragraph.retain(|p| {
                let lower = p.text.to_lowercase();
                let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
                let runs: Vec<String> = words.windows(RUN).map(|w| w.join(" ")).collect();
                let new = runs.iter().all(|r| !seen.contains(r));
                own.extend(runs);
                new
            });
        }
        source.page.paragraphs.retain(|p| !p.is_empty());
        seen.extend(own);
    }
    sources.retain(|s| s.page.pieces().map(|p| count(&p.text)).sum::<usize>() >= LEAST / 2);
}

/// JSON lines with `text`: long texts are cut into pages, each a topic of its own with its neighbours; short ones are joined.
pub(crate) fn texts(file: &Path, chance: &mut Chance) -> anyhow::Result<Vec<Source>> {
    let all = fs::read_to_string(file).with_context(|| format!("{} could not be read", file.display()))?;
    let mut out = Vec::new();
    let mut joined: Vec<String> = Vec::new();
    let name = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    for line in all.lines().filter(|l| !l.trim().is_empty()) {
        let v: serde_json::Value = serde_json::from_str(line)?;
        let text = v["text"].as_str().unwrap_or("");
        let published: Option<Moment> = v["published"].as_str().and_then(|p| p.parse().ok());
        let start = published.as_ref().map_or(1_200_000_000, Moment::seconds);
        // The end of an encyclopaedia's page is lists, not text.
        let body = text.split("\nReferences").next().unwrap_or("");
        let paragraphs: Vec<String> =
            body.split("\n\n").map(|p| p.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        if count(text) > MOST {
            let topic = format!("{name}/{}", v["id"].as_str().unwrap_or(""));
            out.extend(cut(paragraphs, chance).into_iter().map(|page| Source { page, topic: topic.clone(), start }));
        } else {
            joined.extend(paragraphs);
        }
    }
    out.extend(cut(joined, chance).into_iter().map(|page| Source { page, topic: name.clone(), start: 1_210_000_000 }));
    Ok(out)
}
