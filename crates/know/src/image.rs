//! An image in memory: part of the binary, mapped from a file, or owned.

use std::ops::Range;
use std::sync::Arc;

use crate::layout::{HEADER, MAGIC, NONE, SECTIONS, Section};

#[derive(Clone)]
enum Bytes {
    Static(&'static [u8]),
    Owned(Arc<Vec<u8>>),
    Mapped(Arc<memmap2::Mmap>),
}

/// A stretch of an image; cheap to copy, keeps the image alive.
#[derive(Clone)]
pub(crate) struct Part {
    bytes: Bytes,
    range: Range<usize>,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        let all: &[u8] = match &self.bytes {
            Bytes::Static(b) => b,
            Bytes::Owned(b) => b,
            Bytes::Mapped(m) => m,
        };
        all.get(self.range.clone()).unwrap_or(&[])
    }
}

impl Part {
    pub(crate) fn fixed(bytes: &'static [u8]) -> Self {
        Self { range: 0..bytes.len(), bytes: Bytes::Static(bytes) }
    }

    pub(crate) fn owned(bytes: Vec<u8>) -> Self {
        Self { range: 0..bytes.len(), bytes: Bytes::Owned(Arc::new(bytes)) }
    }

    /// Maps a file.
    // Opening a knowledge image is the one door of this crate to a file.
    #[allow(clippy::disallowed_methods, unsafe_code)]
    pub(crate) fn map(path: &std::path::Path) -> std::io::Result<Self> {
        let file = std::fs::File::open(path)?;
        // SAFETY: the map is private and read-only, lives as long as the `Arc` that every `Part` of it holds, and is only ever read
        // as plain bytes behind checked ranges: no reference outlives it and no byte pattern is invalid. What remains is that another
        // process may shorten or rewrite the file meanwhile: a rewrite can change what is read but not reach past the map, a cut is
        // a SIGBUS, which is why the documentation of `Know::open` asks for a file that is replaced by renaming and never edited.
        // The test `an_image_on_disk_is_used_in_place` runs this line.
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(Self { range: 0..map.len(), bytes: Bytes::Mapped(Arc::new(map)) })
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        Self { bytes: self.bytes.clone(), range: self.range.start + range.start..self.range.start + range.end }
    }

    pub(crate) fn u16(&self, at: usize) -> u16 {
        self.as_ref().get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(u16::MAX, u16::from_le_bytes)
    }

    pub(crate) fn u32(&self, at: usize) -> u32 {
        self.as_ref().get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(NONE, u32::from_le_bytes)
    }

    fn u64(&self, at: usize) -> u64 {
        self.as_ref().get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(u64::MAX, u64::from_le_bytes)
    }
}

/// The sections of an image. Only the header and the directory are looked at.
pub(crate) fn sections(image: &Part) -> Result<Vec<Part>, String> {
    let all = image.as_ref();
    if all.get(..8) != Some(MAGIC.as_slice()) {
        return Err(
            "this is not a knowledge image of this version; make one with the `compile` command of this release"
                .to_owned(),
        );
    }
    let mut out = Vec::with_capacity(SECTIONS);
    for i in 0..SECTIONS {
        let (at, len) = (image.u64(HEADER + i * 16), image.u64(HEADER + i * 16 + 8));
        let end = at.checked_add(len).filter(|e| *e <= all.len() as u64);
        match end {
            Some(end) => out.push(image.slice(at as usize..end as usize)),
            None => return Err(format!("section {i} lies outside the image; the file is cut short, copy it again")),
        }
    }
    Ok(out)
}

/// A table of strings in the image.
#[derive(Clone)]
pub(crate) struct Cells {
    part: Part,
    columns: usize,
}

impl Cells {
    pub(crate) fn new(sections: &[Part], section: Section) -> Self {
        let part = sections[section as usize].clone();
        let columns = match part.u32(0) {
            NONE => 0,
            n => n as usize,
        };
        Self { part, columns }
    }

    pub(crate) fn len(&self) -> usize {
        (self.part.as_ref().len().saturating_sub(4) / 4).checked_div(self.columns).unwrap_or(0)
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn get<'a>(&self, strings: &'a Part, row: usize, column: usize) -> &'a str {
        if row >= self.len() || column >= self.columns {
            return "";
        }
        string(strings, self.part.u32(4 + (row * self.columns + column) * 4))
    }
}

/// The string at an offset of the string section; empty when there is none.
pub(crate) fn string(strings: &Part, at: u32) -> &str {
    let at = at as usize;
    let len = strings.u16(at);
    if len == u16::MAX {
        return "";
    }
    strings.as_ref().get(at + 2..at + 2 + usize::from(len)).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
}
