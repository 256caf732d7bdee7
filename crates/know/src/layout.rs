//! The layout of a knowledge image: a header, a directory of sections, the sections. All numbers are little-endian, nothing is
//! aligned, every offset is checked on reading.

/// First bytes of every image; the last two are the version of the layout.
pub(crate) const MAGIC: &[u8; 8] = b"FHKNOW01";
/// Bytes before the directory: magic, SHA-256 of the source tables, SHA-256 of everything after the header.
pub(crate) const HEADER: usize = 8 + 32 + 32;
/// Bytes of one place record.
pub(crate) const PLACE: usize = 44;
/// No value in a 32-bit field.
pub(crate) const NONE: u32 = u32::MAX;
/// No value in a 16-bit field.
pub(crate) const NONE16: u16 = u16::MAX;
/// Set in a posting when the name is not the main name of the place.
pub(crate) const ALIAS: u32 = 1 << 31;
/// Set in a posting when the name was made by a rule (article or "County" left off).
pub(crate) const DERIVED: u32 = 1 << 30;
/// Set in a posting when the name stands for the place only where it qualifies another ("Ohio" may stand alone, "Pa." may not).
pub(crate) const QUALIFIER: u32 = 1 << 29;
/// The place number in a posting.
pub(crate) const ID: u32 = QUALIFIER - 1;
/// Set in an index value that is a posting itself rather than an offset into the postings.
pub(crate) const INLINE: u64 = 1 << 40;

/// Sections, in the order of the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    Strings,
    Places,
    Names,
    Postings,
    Skeletons,
    SkeletonPostings,
    Words,
    WordPostings,
    Sites,
    Countries,
    Actors,
    People,
    Roles,
    Publishers,
    Cues,
    CueColumns,
}

/// Number of sections.
pub(crate) const SECTIONS: usize = 16;

/// What a word index entry points at (upper four bits).
pub(crate) const TAG_SHIFT: u32 = 28;
pub(crate) const TAG_ACTOR: u32 = 0;
pub(crate) const TAG_PERSON: u32 = 1;
pub(crate) const TAG_ADJECTIVE: u32 = 2;
pub(crate) const TAG_DEMONYM: u32 = 3;
pub(crate) const TAG_DOMAIN: u32 = 4;
pub(crate) const TAG_OUTLET: u32 = 5;
pub(crate) const TAG_GIVEN: u32 = 6;
pub(crate) const TAG_COMMON: u32 = 7;
pub(crate) const TAG_STOP: u32 = 8;
pub(crate) const TAG_SURNAME: u32 = 9;
pub(crate) const TAG_SAY: u32 = 10;
