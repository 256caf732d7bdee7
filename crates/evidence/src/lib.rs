//! The log of what was captured and decided, in a form that others can check.
//!
//! What for: a desk that shows a figure must be able to show later that it had the page then, and that nothing was slipped in or taken
//! out since. Everything that enters a store is a line of an append-only log; the log is a Merkle tree as in RFC 6962, so that one hash,
//! its head, stands for all of it.
//!
//! Key decision: a line is plain JSON, and the leaf of the tree is the SHA-256 of that line, so that `sha256sum` and a page of code in any
//! language are enough to check a proof. This room is pure; the store keeps the lines.

pub mod stamp;

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use model::{Moment, Report, sha256_hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Bytes of a hash.
const HASH: usize = 32;
/// Hashes that a proof may have: a tree of 2^64 leaves needs no more.
const LONGEST: usize = 2 * 64;

/// Why something cannot be proven, or a proof does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{note}")]
pub struct Error {
    /// Stable code: `proof-wrong`, `proof-malformed`, `log-too-short`.
    pub code: &'static str,
    /// What is wrong.
    pub note: String,
    /// What to do next.
    pub hint: &'static str,
}

fn wrong(note: impl Into<String>) -> Error {
    Error {
        code: "proof-wrong",
        note: note.into(),
        hint: "the line, the head or the proof was changed; ask for a new proof and compare the heads",
    }
}

fn malformed(note: impl Into<String>) -> Error {
    Error { code: "proof-malformed", note: note.into(), hint: "give the file as `firsthand evidence` wrote it" }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Entry {
    /// A report entered the store.
    Capture {
        /// Its id in the store.
        report: String,
        /// SHA-256 of the bytes as captured, in hex.
        sha256: String,
        /// SHA-256 of the text that evidence points into, in hex.
        text_sha256: String,
        /// Address it was captured from.
        url: Option<String>,
        /// When the page says it was published.
        published: Option<Moment>,
        /// When it was captured.
        captured: Option<Moment>,
    },
    /// A server answered.
    Fetch {
        /// The address that the answer came from, after all redirects.
        url: String,
        /// The address that was asked for first.
        asked: String,
        /// When.
        at: Moment,
        /// The status.
        status: u16,
        /// SHA-256 of what the server said before the body, in hex.
        head_sha256: String,
        /// SHA-256 of the body, in hex.
        sha256: String,
        /// The body broke off, or was longer than what is taken.
        truncated: bool,
    },
    /// Somebody decided something.
    Judgement {
        /// What it is about.
        claim: String,
        /// What was decided.
        decision: String,
        /// The reason.
        why: String,
        /// Who decided.
        who: String,
        /// When.
        when: Moment,
    },
}

impl Entry {
    /// The line of a report.
    pub fn capture(report: &Report) -> Self {
        Self::Capture {
            report: report.id.clone(),
            sha256: report.sha256.clone(),
            text_sha256: sha256_hex(report.text.as_bytes()),
            url: report.url.clone(),
            published: report.published.clone(),
            captured: report.captured.clone(),
        }
    }

    /// The line as it is kept and hashed: JSON, fields in the order of their declaration, without a line break.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("an entry has only string keys")
    }
}

/// What stands for a whole log: how many lines it has, and the hash of the tree over them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Lines.
    pub size: u64,
    /// Root of the tree, in hex; of no lines at all it is the SHA-256 of nothing.
    pub root: String,
}

/// A log's tree.
pub struct Log(MemoryBackedTree<Sha256, [u8; HASH]>);

impl Default for Log {
    fn default() -> Self {
        Self(MemoryBackedTree::new())
    }
}

impl<S: AsRef<str>> FromIterator<S> for Log {
    fn from_iter<I: IntoIterator<Item = S>>(lines: I) -> Self {
        let mut log = Self::default();
        for line in lines {
            log.push(line.as_ref());
        }
        log
    }
}

impl Log {
    /// Adds a line.
    pub fn push(&mut self, line: &str) {
        self.0.push(leaf(line));
    }

    /// Lines.
    pub fn size(&self) -> u64 {
        self.0.len()
    }

    /// The head.
    pub fn head(&self) -> Head {
        let root = self.0.root();
        Head { size: root.num_leaves(), root: hex(root.as_bytes()) }
    }

    /// Proves that a line stands in the log at this place, counted from 0.
    pub fn inclusion(&self, index: u64, line: &str) -> Result<Inclusion, Error> {
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        match self.0.get(at) {
            None => Err(too_short(index + 1, self.size())),
            Some(kept) if *kept != leaf(line) => Err(wrong(format!("line {index} of the log is another"))),
            Some(_) => Ok(Inclusion {
                line: line.to_owned(),
                index,
                path: hashes(self.0.prove_inclusion(at).as_bytes()),
                head: self.head(),
            }),
        }
    }

    /// Proves that this log is an earlier one of `size` lines with lines added, and nothing else.
    pub fn growth(&self, size: u64) -> Result<Growth, Error> {
        let new = self.head();
        if size > new.size {
            return Err(too_short(size, new.size));
        }
        let lines = self.0.items().iter().take(usize::try_from(size).unwrap_or(usize::MAX));
        let mut old = Self::default();
        lines.for_each(|l| old.0.push(*l));
        let path = match new.size - size {
            // every log grew out of the empty one
            _ if size == 0 => Vec::new(),
            added => hashes(self.0.prove_consistency(usize::try_from(added).unwrap_or(usize::MAX)).as_bytes()),
        };
        Ok(Growth { old: old.head(), new, path })
    }
}

/// The head of a log whose lines go by: what it holds grows with the height of the tree alone.
#[derive(Clone, Debug, Default)]
pub struct Passing {
    size: u64,
    /// Roots of the whole trees that the lines so far fall into, the highest first.
    whole: Vec<[u8; HASH]>,
}

impl Passing {
    /// One more line.
    pub fn push(&mut self, line: &str) {
        let mut node: [u8; HASH] = Sha256::new().chain_update([0]).chain_update(leaf(line)).finalize().into();
        // As many ones as the number ends with: so many trees are as high as what is added, one after the other.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.whole.pop() {
                node = inner(&left, &node);
            }
        }
        self.whole.push(node);
        self.size += 1;
    }

    /// Lines.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The head of the lines so far, which is that of a [`Log`] of them.
    pub fn head(&self) -> Head {
        let root = self.whole.iter().rev().copied().reduce(|right, left| inner(&left, &right));
        Head { size: self.size, root: hex(&root.unwrap_or_else(|| Sha256::digest(b"").into())) }
    }
}

fn inner(left: &[u8; HASH], right: &[u8; HASH]) -> [u8; HASH] {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

fn too_short(wanted: u64, has: u64) -> Error {
    Error {
        code: "log-too-short",
        note: format!("the log has {has} lines, not {wanted}"),
        hint: "this is an older copy of the log, or lines were taken out of it; compare with a backup",
    }
}

/// Proof that a line stands in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// The line.
    pub line: String,
    /// Its place, counted from 0.
    pub index: u64,
    /// Hashes beside the way from the leaf to the root, in hex.
    pub path: Vec<String>,
    /// The head of the log.
    pub head: Head,
}

impl Inclusion {
    /// Holds the proof? Needs nothing but itself; that the head is the one that was made known is for the reader to compare.
    pub fn verify(&self) -> Result<(), Error> {
        let root = self.head.hash()?;
        let proof = InclusionProof::<Sha256>::try_from_bytes(bytes(&self.path)?)
            .map_err(|_| malformed("the path is no list of hashes"))?;
        root.verify_inclusion(&leaf(&self.line), self.index, &proof)
            .map_err(|_| wrong(format!("line {} does not stand in this log", self.index)))
    }
}

/// Proof that a log grew by adding alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Growth {
    /// The earlier head.
    pub old: Head,
    /// The later head.
    pub new: Head,
    /// Hashes that lead from one to the other, in hex.
    pub path: Vec<String>,
}

impl Growth {
    /// Holds the proof?
    pub fn verify(&self) -> Result<(), Error> {
        let (old, new) = (self.old.hash()?, self.new.hash()?);
        if self.old.size == 0 {
            let empty = Log::default().head();
            let holds = self.path.is_empty() && self.old == empty;
            return if holds { Ok(()) } else { Err(wrong("the earlier log is called empty and is not")) };
        }
        let proof = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&self.path)?)
            .map_err(|_| malformed("the path is no list of hashes"))?;
        new.verify_consistency(&old, &proof).map_err(|_| wrong("the later log is not the earlier one with lines added"))
    }
}

impl Head {
    fn hash(&self) -> Result<RootHash<Sha256>, Error> {
        // larger than any log, and the library's sums would not hold it
        if self.size > u64::MAX / 4 {
            return Err(malformed("a log has no such size"));
        }
        let root: [u8; HASH] = unhex(&self.root).ok_or_else(|| malformed("the root is no SHA-256 in hex"))?;
        Ok(RootHash::new(root.into(), self.size))
    }
}

fn leaf(line: &str) -> [u8; HASH] {
    Sha256::digest(line.as_bytes()).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        for n in [b >> 4, b & 15] {
            out.push(char::from_digit(u32::from(n), 16).expect("four bits are a hex digit"));
        }
        out
    })
}

fn unhex(s: &str) -> Option<[u8; HASH]> {
    let digits: Vec<u32> = s.chars().take(2 * HASH + 1).map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|d| u8::try_from(d[0] << 4 | d[1]).expect("two hex digits are a byte")).collect();
    if digits.len() == 2 * HASH { bytes.try_into().ok() } else { None }
}

fn hashes(bytes: &[u8]) -> Vec<String> {
    bytes.chunks(HASH).map(hex).collect()
}

fn bytes(path: &[String]) -> Result<Vec<u8>, Error> {
    if path.len() > LONGEST {
        return Err(malformed("the path is longer than any tree is high"));
    }
    let all: Option<Vec<[u8; HASH]>> = path.iter().map(|h| unhex(h)).collect();
    Ok(all.ok_or_else(|| malformed("the path is no list of hashes"))?.concat())
}
