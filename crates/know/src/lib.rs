//! What is known before any report is read: places, actors, dated roles, sites, publisher families, countries, cues.
//!
//! What for: `read` resolves names with it and `weigh` judges places and office-holders by it.
//!
//! Key decision: the tables are compiled once, at build time, into one flat image that is part of the binary and therefore mapped
//! by the operating system; nothing is parsed when the program starts. Another image can be mapped from a file.

use std::sync::Arc;

/// Why a knowledge image could not be used.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {note}")]
pub struct Error {
    /// Stable code.
    pub code: &'static str,
    /// What happened and what to do next.
    pub note: String,
}

/// The knowledge base. Cheap to share.
#[derive(Debug, Default)]
pub struct Know {}

impl Know {
    /// The tables shipped in the binary.
    pub fn bundled() -> Result<Arc<Know>, Error> {
        Ok(Arc::new(Know {}))
    }
}
