//! Where a claim's sentence stands in the bytes that were captured.

use std::path::PathBuf;

use intake::{Item, Options};
use model::{Claim, EvidencePart, Report};
use publish::Captured;
use store::{SqliteStore, Store};

use crate::{args::Global, pipeline::options};

/// The bytes of a hash: out of the store, else out of the paths, read once more.
fn bytes(sha256: &str, paths: &[PathBuf], db: Option<&PathBuf>, global: &Global) -> Option<Vec<u8>> {
    let kept = db.and_then(|db| SqliteStore::open(db).ok()?.body(sha256).ok()?);
    if let Some(body) = kept {
        return Some(body.bytes);
    }
    let options = Options { keep_bytes: true, ..options(global) };
    // Standard input was read to its end before.
    let sources = paths.iter().filter(|p| p.as_os_str() != "-").map(|p| intake::Source::path(p)).collect();
    intake::stream(sources, &options).find_map(|item| match item {
        Item::Bytes(b) if b.sha256 == sha256 => Some(b.bytes.to_vec()),
        _ => None,
    })
}

/// Where the evidence of a claim stands in the bytes that its report was read from.
pub(crate) fn place(
    claim: &Claim,
    report: &Report,
    paths: &[PathBuf],
    db: Option<&PathBuf>,
    global: &Global,
) -> Captured {
    let Some(bytes) = bytes(&report.sha256, paths, db, global) else { return Captured::Unknown };
    let text = match claim.evidence.part {
        EvidencePart::Body => report.text.as_str(),
        EvidencePart::Title => report.title.as_deref().unwrap_or(""),
    };
    intake::locate(&bytes, text, claim.evidence.span()).map_or(Captured::InOtherForm, Captured::At)
}
