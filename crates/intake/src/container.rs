//! Archives: gzip, Zstandard, zip. What is inside is read as if it lay there.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take},
    sync::{Arc, Mutex, PoisonError},
};

use flate2::{
    Crc,
    read::{DeflateDecoder, MultiGzDecoder},
};
use model::Issue;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipArchive};

use crate::{
    Item, Options,
    apart::Whole,
    formats::office::{self, Office},
    limits::{Budget, Expanding, Trouble},
    part::{Body, Cx, Input, Known, Part, Places, issue_of, shielded},
    sniff::Kind,
    source::HEAD,
};

/// A packed stream: what is in it, and what is said when that was read.
pub(crate) fn stream(
    kind: Kind,
    name: String,
    packed: Box<dyn Read + Send>,
    known: Known,
    budget: Arc<Budget>,
    depth: usize,
) -> (Input, After) {
    let trouble = Arc::new(Trouble::default());
    let packed = BufReader::with_capacity(HEAD, packed);
    let plain: Box<dyn Read + Send> = match kind {
        Kind::Zstd => Box::new(Expanding::new(Zstd::new(packed), Arc::clone(&budget), Arc::clone(&trouble))),
        _ => Box::new(Expanding::new(MultiGzDecoder::new(packed), Arc::clone(&budget), Arc::clone(&trouble))),
    };
    let inner = [".gz", ".gzip", ".zst", ".zstd", ".GZ"].iter().find_map(|e| name.strip_suffix(e));
    let inner = inner.filter(|n| !n.is_empty()).unwrap_or(&name).to_owned();
    let after = After { name, budget: Arc::clone(&budget), trouble };
    (Input { name: inner, body: Body::Stream(plain), known, budget, depth: depth + 1 }, after)
}

/// Says what went wrong in something that was unpacked.
pub(crate) struct After {
    name: String,
    budget: Arc<Budget>,
    trouble: Arc<Trouble>,
}

impl Part for After {
    fn step(&mut self, cx: &mut Cx) -> bool {
        if let Some(what) = self.trouble.take() {
            let note = format!("{} is damaged ({what}); what comes before the damage was read", self.name);
            cx.issue(Issue::new("damaged-archive", note), &self.name);
        }
        if let Some(note) = self.budget.complaint(&self.name) {
            cx.issue(Issue::new("archive-limit", note), &self.name);
        }
        false
    }
}

/// All frames of a Zstandard stream, one after the other.
struct Zstd<R> {
    packed: R,
    frame: FrameDecoder,
    inside: bool,
}

impl<R: BufRead> Zstd<R> {
    fn new(packed: R) -> Self {
        Self { packed, frame: FrameDecoder::new(), inside: false }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
        let broken = |e: FrameDecoderError| io::Error::new(io::ErrorKind::InvalidData, e.to_string());
        loop {
            if self.inside {
                let n = self.frame.read(buf)?;
                if n > 0 || buf.is_empty() {
                    return Ok(n);
                }
                if !self.frame.is_finished() {
                    self.frame
                        .decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBytes(HEAD))
                        .map_err(broken)?;
                    continue;
                }
                if let (Some(stated), Some(found)) =
                    (self.frame.get_checksum_from_data(), self.frame.get_calculated_checksum())
                    && stated != found
                {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"));
                }
                self.inside = false;
            }
            if self.packed.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.frame.reset(&mut self.packed) {
                Ok(()) => self.inside = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut self.packed.by_ref().take(u64::from(length)), &mut io::sink())?;
                }
                Err(e) => return Err(broken(e)),
            }
        }
    }
}

/// All bytes of a stream that must be read at several places, as far as the limit goes.
pub(crate) fn buffered(
    name: &str,
    stream: Box<dyn Read + Send>,
    options: &Options,
    out: &mut VecDeque<Item>,
) -> io::Result<Arc<[u8]>> {
    let max = options.max_document as u64;
    let mut bytes = Vec::new();
    stream.take(max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        let note = format!("{name} is larger than {max} bytes, the most that is read of an archive inside another");
        out.push_back(issue_of(Issue::new("archive-limit", note), name));
        bytes.truncate(options.max_document);
    }
    Ok(bytes.into())
}

/// An open zip file.
pub(crate) type Archive = ZipArchive<BufReader<Box<dyn Places>>>;

/// A directory of a zip file may have so many members and bytes: it is held in memory before the first member is read.
const MAX_LISTED: u64 = 2_000_000;
const MAX_DIRECTORY: u64 = 256 << 20;

/// Members and bytes of its directory that a zip file states. Only a file of the large kind (zip64) can state more than 65,535 members,
/// in a record that a pointer before the last record leads to.
fn stated(places: &mut dyn Places) -> io::Result<(u64, u64)> {
    const LAST: usize = 22;
    const POINTER: usize = 20;
    let len = places.seek(SeekFrom::End(0))?;
    let from = len.saturating_sub((LAST + POINTER + usize::from(u16::MAX)) as u64);
    places.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    places.take(len - from).read_to_end(&mut tail)?;
    let number = |bytes: &[u8], at: usize, len: usize| {
        let b = bytes.get(at..at + len).unwrap_or(&[]);
        b.iter().rev().fold(0, |n, b| (n << 8) | u64::from(*b))
    };
    let mut most = (0, 0);
    // A comment behind the last record may hold what looks like one: the largest counts.
    let marks = places_of(&tail, b"PK\x05\x06");
    for at in marks.into_iter().rev().take(100) {
        let last = tail.get(at..).unwrap_or(&[]);
        let mut found = (number(last, 10, 2), number(last, 12, 4));
        let pointer = at.checked_sub(POINTER).and_then(|p| tail.get(p..at)).unwrap_or(&[]);
        if pointer.starts_with(b"PK\x06\x07") {
            places.seek(SeekFrom::Start(number(pointer, 8, 8)))?;
            let mut record = Vec::new();
            places.take(56).read_to_end(&mut record)?;
            if record.starts_with(b"PK\x06\x06") {
                found = (number(&record, 32, 8), number(&record, 40, 8));
            }
        }
        most = (most.0.max(found.0), most.1.max(found.1));
    }
    Ok(most)
}

/// Where some bytes stand.
fn places_of(bytes: &[u8], what: &[u8]) -> Vec<usize> {
    bytes.windows(what.len()).enumerate().filter(|(_, w)| *w == what).map(|(i, _)| i).collect()
}

/// The directory of a zip file, or the issue that it has none.
fn directory(input: &Input, cx: &mut Cx) -> Option<Archive> {
    let opened = shielded(|| {
        let mut places = input.body.places().map_err(|e| e.to_string())?;
        // A record that leads nowhere is told below.
        let (members, bytes) = stated(&mut *places).unwrap_or_default();
        if members > MAX_LISTED || (bytes > MAX_DIRECTORY && bytes != u64::from(u32::MAX)) {
            return Ok(None);
        }
        places.seek(SeekFrom::Start(0)).map_err(|e| e.to_string())?;
        ZipArchive::new(BufReader::new(places)).map(Some).map_err(|e| e.to_string())
    })
    .unwrap_or_else(|| Err("its directory makes no sense".to_owned()));
    match opened {
        Ok(Some(a)) => Some(a),
        Ok(None) => {
            let name = &input.name;
            let note = format!(
                "{name} states more than {MAX_LISTED} members, or a directory of more than {MAX_DIRECTORY} bytes; unpack it and read what you want of it"
            );
            cx.issue(Issue::new("archive-limit", note), name);
            None
        }
        Err(e) => {
            let name = &input.name;
            let note = format!("{name} is a zip archive that cannot be opened ({e}); fetch or pack it again");
            cx.issue(Issue::new("damaged-archive", note), name);
            None
        }
    }
}

/// Read a document of an office program here, whose kind is known.
pub(crate) fn open_document(kind: Office, input: &Input, doc: &Whole, cx: &mut Cx) -> Vec<Box<dyn Part>> {
    match directory(input, cx) {
        Some(mut archive) => office::read(kind, input, doc, &mut archive, cx),
        None => Vec::new(),
    }
}

/// Open a zip file: a part that gives its members.
pub(crate) fn open_zip(input: Input, options: &Options, out: &mut VecDeque<Item>) -> Vec<Box<dyn Part>> {
    let name = input.name.clone();
    let mut cx = Cx { options, out, inside: None };
    let Some(mut archive) = directory(&input, &mut cx) else { return Vec::new() };
    if let Some(kind) = office::kind(&mut archive, &input) {
        return office::open(kind, &input, &mut archive, &mut cx);
    }
    let hashes = package(&input, &mut archive);
    let mut members: Vec<(String, usize)> = (0..archive.len())
        .filter_map(|i| Some((archive.name_for_index(i)?.ok()?.into_owned(), i)))
        .filter(|(n, _)| !n.ends_with('/') && worth_reading(n))
        // Of a package of web archives the rest is lists of what is in them.
        .filter(|(n, _)| hashes.is_none() || n.starts_with("archive/"))
        .collect();
    members.sort();
    if members.is_empty() {
        let note = format!("{name} is an archive with nothing in it to read");
        cx.issue(Issue::new("empty-file", note), &name);
        return Vec::new();
    }
    let hashes = hashes.unwrap_or_default();
    let left = input.body.places().and_then(|mut p| p.seek(SeekFrom::End(0))).unwrap_or(0);
    vec![Box::new(Zip { input, archive, members: members.into_iter(), hashes, last: None, left })]
}

/// The hashes that a package of web archives (WACZ) lists; `None` for any other zip file.
#[cfg(not(feature = "web-archives"))]
fn package(_: &Input, _: &mut Archive) -> Option<BTreeMap<String, String>> {
    None
}

/// The hashes that a package of web archives (WACZ) lists; `None` for any other zip file.
#[cfg(feature = "web-archives")]
fn package(input: &Input, archive: &mut Archive) -> Option<BTreeMap<String, String>> {
    let index = archive.index_for_name(warc::wacz::PACKAGE)?;
    if !archive.file_names().filter_map(Result::ok).any(|n| n.starts_with("archive/")) {
        return None;
    }
    let mut json = Vec::new();
    member(&input.body, archive, index).ok()?.take(16 << 20).read_to_end(&mut json).ok()?;
    let listed = warc::wacz::resources(&json)?;
    Some(listed.into_iter().map(|r| (r.path, r.hash)).collect())
}

/// As in folders, hidden files are passed over, and what one system adds for itself.
fn worth_reading(name: &str) -> bool {
    !name.split('/').any(|p| p.starts_with('.') || p == "__MACOSX")
}

/// A zip file whose members are read one after the other.
struct Zip {
    input: Input,
    archive: Archive,
    members: std::vec::IntoIter<(String, usize)>,
    /// What members should have as their hash.
    hashes: BTreeMap<String, String>,
    /// The member that was read last.
    last: Option<Last>,
    /// Bytes of the file that no member has taken yet. Members that take more than there is share them: such an archive was made so.
    left: u64,
}

struct Last {
    name: String,
    trouble: Arc<Trouble>,
    /// The hash that is stated, and the one that was found.
    hash: Option<(String, Arc<Mutex<Sha256>>)>,
}

/// Passes bytes on and keeps their hash.
struct Hashing<R> {
    inner: R,
    sum: Arc<Mutex<Sha256>>,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.sum.lock().unwrap_or_else(PoisonError::into_inner).update(buf.get(..n).unwrap_or(&[]));
        Ok(n)
    }
}

impl Zip {
    /// What the last member came to.
    fn settle(&mut self, cx: &mut Cx) {
        if let Some(Last { name, trouble, hash }) = self.last.take() {
            if let Some(what) = trouble.take() {
                let note = format!("{name} is damaged ({what}); what comes before the damage was read");
                cx.issue(Issue::new("damaged-archive", note), &name);
            }
            if let Some((stated, sum)) = hash {
                let sum = sum.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize();
                let found: String = sum.iter().map(|b| format!("{b:02x}")).collect();
                if stated.strip_prefix("sha256:").is_some_and(|s| !s.eq_ignore_ascii_case(&found)) {
                    let note =
                        format!("{name} is not what its package lists: its hash is another; it may have been changed");
                    cx.issue(Issue::new("digest-mismatch", note), &name);
                }
            }
        }
        if let Some(note) = self.input.budget.complaint(&self.input.name) {
            cx.issue(Issue::new("archive-limit", note), &self.input.name);
        }
    }
}

impl Part for Zip {
    fn step(&mut self, cx: &mut Cx) -> bool {
        self.settle(cx);
        if self.input.budget.over() {
            return false;
        }
        let Some((member, index)) = self.members.next() else { return false };
        let name = format!("{}/{member}", self.input.name);
        if !self.input.budget.member() {
            return true;
        }
        let packed = shielded(|| self.archive.by_index_raw(index).map_or(0, |m| m.compressed_size())).unwrap_or(0);
        let Some(left) = self.left.checked_sub(packed) else {
            let note = format!(
                "{} has members that lie in one another: that is how archives are made to do harm; what comes after {name} was not read",
                self.input.name
            );
            cx.issue(Issue::new("archive-limit", note), &self.input.name);
            return false;
        };
        self.left = left;
        let trouble = Arc::new(Trouble::default());
        match self::member(&self.input.body, &mut self.archive, index) {
            Ok(plain) => {
                let plain = Expanding::new(plain, Arc::clone(&self.input.budget), Arc::clone(&trouble));
                let stated = self.hashes.get(&member).cloned();
                let (body, hash) = match stated {
                    Some(stated) => {
                        let sum = Arc::new(Mutex::new(Sha256::new()));
                        let hashing = Hashing { inner: plain, sum: Arc::clone(&sum) };
                        (Body::Stream(Box::new(hashing)), Some((stated, sum)))
                    }
                    None => (Body::Stream(Box::new(plain)), None),
                };
                self.last = Some(Last { name: name.clone(), trouble, hash });
                cx.inside = Some(Input {
                    name,
                    body,
                    known: self.input.known.clone().for_many(),
                    budget: Arc::clone(&self.input.budget),
                    depth: self.input.depth + 1,
                });
            }
            Err(Closed::Encrypted) => {
                let note = format!("{name} is encrypted; unpack it with its password and read what comes out");
                cx.issue(Issue::new("encrypted", note), &name);
            }
            Err(Closed::Broken(e)) => {
                let note = format!("{name} cannot be unpacked ({e}); the other members were read");
                cx.issue(Issue::new("damaged-archive", note), &name);
            }
        }
        true
    }
}

/// Why a member cannot be read.
pub(crate) enum Closed {
    Encrypted,
    Broken(String),
}

/// A member of a zip file, unpacked as it is read; its checksum is looked at when it ends.
pub(crate) fn member(body: &Body, archive: &mut Archive, index: usize) -> Result<Box<dyn Read + Send>, Closed> {
    let found = shielded(|| {
        let m = archive.by_index_raw(index).map_err(|e| Closed::Broken(e.to_string()))?;
        if m.encrypted() {
            return Err(Closed::Encrypted);
        }
        let start = m.data_start().ok_or_else(|| Closed::Broken("it does not say where it begins".to_owned()))?;
        Ok((start, m.compressed_size(), m.compression(), m.crc32(), m.size()))
    });
    let (start, packed, method, crc, size) =
        found.unwrap_or_else(|| Err(Closed::Broken("its header makes no sense".to_owned())))?;
    let io = |e: io::Error| Closed::Broken(e.to_string());
    let mut places = body.places().map_err(io)?;
    places.seek(SeekFrom::Start(start)).map_err(io)?;
    let packed: Take<Box<dyn Places>> = places.take(packed);
    let check = |plain| Checked { plain, sum: Crc::new(), left: size, crc };
    match method {
        CompressionMethod::Stored => Ok(Box::new(check(Box::new(packed)))),
        CompressionMethod::Deflated => {
            Ok(Box::new(check(Box::new(DeflateDecoder::new(BufReader::with_capacity(HEAD, packed))))))
        }
        m if m == CompressionMethod::ZSTD => {
            Ok(Box::new(check(Box::new(Zstd::new(BufReader::with_capacity(HEAD, packed))))))
        }
        other => Err(Closed::Broken(format!("it is packed by a method that is not read, {other}"))),
    }
}

/// Compares a member with its checksum at its end.
struct Checked {
    plain: Box<dyn Read + Send>,
    sum: Crc,
    left: u64,
    crc: u32,
}

impl Read for Checked {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let n = self.plain.read(buf)?;
        if n as u64 > self.left {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is longer than it says"));
        }
        self.left -= n as u64;
        self.sum.update(buf.get(..n).unwrap_or(&[]));
        if n == 0 && (self.left > 0 || self.sum.sum() != self.crc) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"));
        }
        Ok(n)
    }
}
