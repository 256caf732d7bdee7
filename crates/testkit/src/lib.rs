//! Test data for every room: the shipped crises as reports and labelled claims.
//!
//! What for: tests speak of real (reconstructed) crises instead of toy strings, and load them in one way.
//!
//! Key decision: this crate is for tests and developers' tools only; it may panic, and no product crate depends on it.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // Test support: a broken corpus must stop the test.

pub mod server;
#[cfg(feature = "tls")]
pub mod tls;

use std::{
    fs,
    path::{Path, PathBuf},
};

use model::Report;
use serde::Deserialize;

/// One labelled crisis.
#[derive(Clone, Debug)]
pub struct Crisis {
    /// Name of its folder.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Its reports, by id.
    pub reports: Vec<Report>,
    /// Its labelled claims, as they stand.
    pub labels: Vec<Label>,
}

/// A labelled claim: the fields that tests compare.
#[derive(Clone, Debug, Deserialize)]
pub struct Label {
    /// Report id.
    pub report: String,
    /// Slot.
    pub slot: model::Slot,
    /// The sentence, an exact substring of body or title.
    pub evidence: String,
    /// Stance.
    pub stance: model::Stance,
    /// Event.
    pub event: String,
}

/// The folder of the shipped crises.
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

/// Every shipped crisis, by name.
pub fn crises() -> Vec<Crisis> {
    let mut dirs: Vec<PathBuf> = fs::read_dir(corpus()).unwrap().map(|e| e.unwrap().path()).collect();
    dirs.sort();
    dirs.into_iter().filter(|d| d.join("reports").is_dir()).map(load).collect()
}

/// One shipped crisis.
pub fn crisis(name: &str) -> Crisis {
    load(corpus().join(name))
}

fn load(folder: PathBuf) -> Crisis {
    let loaded = intake::load(&[folder.join("reports")], &intake::Options::default());
    let labels = fs::read_to_string(folder.join("claims.jsonl")).unwrap();
    Crisis {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        reports: loaded.reports,
        labels: labels.lines().filter(|l| !l.trim().is_empty()).map(|l| serde_json::from_str(l).unwrap()).collect(),
        folder,
    }
}
