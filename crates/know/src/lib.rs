//! What is known before any report is read: places, actors, dated roles, sites, publisher families, countries, cues.
//!
//! What for: `read` resolves names with it and `weigh` judges places and office-holders by it.
//!
//! Key decision: the tables are compiled once, at build time, into one flat image that is part of the binary and therefore mapped
//! by the operating system; nothing is parsed when the program starts. Another image can be mapped from a file.

mod compile;
mod fold;
mod image;
mod layout;
mod people;
mod places;
mod publishers;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub use fold::{Folded, cyrillic_stem, cyrillic_stems, fold, fold_text, skeleton, without_article};
pub use people::{Actor, ActorId, Holder, Person, PersonId, Role, Word, role_word};
pub use places::{Candidate, Country, Offset, Place, PlaceId, PlaceType, bearing, distance_m, offset};
pub use publishers::{Cue, Publisher};

use image::{Cells, Part};
use layout::Section;

/// Why a knowledge image could not be used.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {note}")]
pub struct Error {
    /// Stable code: `know-image` (not an image, or damaged), `know-file` (cannot be opened), `know-table` (a table is wrong).
    pub code: &'static str,
    /// What happened and what to do next.
    pub note: String,
}

type Index = fst::raw::Fst<Part>;

/// The knowledge base. Cheap to share.
pub struct Know {
    digest: String,
    strings: Part,
    places: Part,
    names: Index,
    postings: Part,
    skeletons: Index,
    skeleton_postings: Part,
    words: Index,
    word_postings: Part,
    sites: Part,
    countries: Cells,
    actors: Cells,
    people: Cells,
    roles: Cells,
    publishers: Cells,
    cues: Cells,
    cue_columns: Cells,
}

impl std::fmt::Debug for Know {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Know({})", &self.digest)
    }
}

static BUNDLED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/know.bin"));

impl Know {
    /// The tables shipped in the binary.
    pub fn bundled() -> Result<Arc<Know>, Error> {
        Self::from_part(Part::fixed(BUNDLED))
    }

    /// Maps an image made by [`compile`]. The file is used in place: replace it by renaming another over it, never edit it.
    ///
    /// The whole file is read once to check its SHA-256; a damaged image is refused.
    pub fn open(path: &Path) -> Result<Arc<Know>, Error> {
        let part = Part::map(path).map_err(|e| Error {
            code: "know-file",
            note: format!("{} cannot be opened: {e}; check the path", path.display()),
        })?;
        Self::checked(part)
    }

    /// An image held in memory, checked like a file.
    pub fn from_bytes(image: Vec<u8>) -> Result<Arc<Know>, Error> {
        Self::checked(Part::owned(image))
    }

    fn checked(part: Part) -> Result<Arc<Know>, Error> {
        use sha2::Digest;
        let all = part.as_ref();
        let sound = match (all.get(40..72), all.get(72..)) {
            (Some(sum), Some(body)) => sha2::Sha256::digest(body).as_slice() == sum,
            _ => false,
        };
        if !sound {
            return Err(Error {
                code: "know-image",
                note: "the knowledge image is damaged or of another release; make it anew from its tables".to_owned(),
            });
        }
        Self::from_part(part)
    }

    fn from_part(image: Part) -> Result<Arc<Know>, Error> {
        let bad = |note: String| Error { code: "know-image", note };
        let s = image::sections(&image).map_err(bad)?;
        let part = |x: Section| s[x as usize].clone();
        let index = |x: Section| {
            fst::raw::Fst::new(part(x))
                .map_err(|e| bad(format!("an index of the image cannot be read ({e}); make the image anew")))
        };
        let digest = image.as_ref().get(8..40).unwrap_or_default().iter().map(|b| format!("{b:02x}")).collect();
        Ok(Arc::new(Know {
            digest,
            strings: part(Section::Strings),
            places: part(Section::Places),
            names: index(Section::Names)?,
            postings: part(Section::Postings),
            skeletons: index(Section::Skeletons)?,
            skeleton_postings: part(Section::SkeletonPostings),
            words: index(Section::Words)?,
            word_postings: part(Section::WordPostings),
            sites: part(Section::Sites),
            countries: Cells::new(&s, Section::Countries),
            actors: Cells::new(&s, Section::Actors),
            people: Cells::new(&s, Section::People),
            roles: Cells::new(&s, Section::Roles),
            publishers: Cells::new(&s, Section::Publishers),
            cues: Cells::new(&s, Section::Cues),
            cue_columns: Cells::new(&s, Section::CueColumns),
        }))
    }

    /// SHA-256 of the source tables, as hexadecimal: the same tables, the same digest, on every machine.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Follows `text` from its beginning through an index and gives every key that it begins with: length in bytes, value.
    fn walk(index: &Index, text: &[u8]) -> Vec<(usize, u64)> {
        let mut out = Vec::new();
        let mut node = index.root();
        let mut sum = 0u64;
        for (i, b) in text.iter().enumerate() {
            let Some(t) = node.find_input(*b) else { break };
            let t = node.transition(t);
            sum += t.out.value();
            node = index.node(t.addr);
            if node.is_final() {
                out.push((i + 1, sum + node.final_output().value()));
            }
        }
        out
    }

    /// The postings behind an index value.
    fn list(part: &Part, value: u64) -> Vec<u32> {
        if value & layout::INLINE != 0 {
            return vec![value as u32];
        }
        let at = value as usize;
        match part.u16(at) {
            u16::MAX => Vec::new(),
            n => (0..usize::from(n)).map(|i| part.u32(at + 2 + i * 4)).collect(),
        }
    }

    fn exact(index: &Index, part: &Part, key: &str) -> Vec<u32> {
        index.get(key).map(|v| Self::list(part, v.value())).unwrap_or_default()
    }
}

/// Compiles tables (file name to bytes: `places.tsv.zst`, `actors.tsv`, ...) into an image for [`Know::open`].
///
/// Every file of `data/know` that ends in `.tsv` or `.tsv.zst` may be replaced; further files named `*-places.tsv`, with the columns
/// of `supplement-places.tsv`, add places.
pub fn compile(tables: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Error> {
    compile::compile_tables(tables).map_err(|note| Error { code: "know-table", note })
}

/// [`compile`] for all tables of a folder.
// With `Know::open` the one door of this crate to files.
#[allow(clippy::disallowed_methods)]
pub fn compile_dir(dir: &Path) -> Result<Vec<u8>, Error> {
    let failed = |e: std::io::Error| Error { code: "know-file", note: format!("{}: {e}", dir.display()) };
    let mut tables = BTreeMap::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".tsv") || name.ends_with(".tsv.zst") {
            tables.insert(name, std::fs::read(&path).map_err(failed)?);
        }
    }
    compile(&tables)
}

/// The values of a field that holds several.
fn values(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').map(str::trim).filter(|v| !v.is_empty())
}
