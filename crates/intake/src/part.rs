//! What reading of any format is made of.

use std::{
    collections::VecDeque,
    fs, io,
    io::Read,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use encoding_rs::Encoding;
use model::{Issue, Moment, Report, sha256_hex};

use crate::{Bytes, Item, Options, finish, limits::Budget};

/// Something that is being read, a little at a time.
pub(crate) trait Part: Send {
    /// Read on: put out what was found, perhaps name something inside to be read next. False when it is at its end.
    fn step(&mut self, cx: &mut Cx) -> bool;
}

/// A parser of others is called: a fault in it costs the file and not the program.
#[cfg(any(feature = "archives", feature = "feeds", feature = "mail"))]
pub(crate) fn shielded<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

/// Types of content.
pub(crate) const HTML: &str = "text/html";
pub(crate) const TEXT: &str = "text/plain";
pub(crate) const JSON: &str = "application/json";
pub(crate) const XML: &str = "application/xml";

/// The bytes that a report was read from.
pub(crate) struct Raw<'a> {
    pub(crate) media_type: &'static str,
    pub(crate) bytes: &'a [u8],
    /// Written to somebody and not to everybody.
    pub(crate) private: bool,
}

impl<'a> Raw<'a> {
    pub(crate) fn new(media_type: &'static str, bytes: &'a [u8]) -> Self {
        Self { media_type, bytes, private: false }
    }

    /// They name people who did not mean to be published.
    pub(crate) fn private(mut self) -> Self {
        self.private = true;
        self
    }
}

/// What a part works with.
pub(crate) struct Cx<'a> {
    pub(crate) options: &'a Options,
    pub(crate) out: &'a mut VecDeque<Item>,
    /// To be read before the part's next step.
    pub(crate) inside: Option<Input>,
}

impl Cx<'_> {
    /// Put out a report, completed by what was known of its bytes beforehand, and the bytes where they are asked for.
    pub(crate) fn report(&mut self, mut r: Report, known: &Known, raw: Raw<'_>) {
        known.complete(&mut r);
        if self.options.keep_bytes {
            // Of what is too large only the beginning is held: it is not what the hash names, and is not given out as if it were.
            if sha256_hex(raw.bytes) == r.sha256 {
                let (sha256, media_type) = (r.sha256.clone(), raw.media_type.to_owned());
                self.out.push_back(Item::Bytes(Bytes {
                    sha256,
                    media_type,
                    private: raw.private,
                    bytes: raw.bytes.into(),
                }));
            } else {
                let note = "the bytes as captured are too large to be kept; their hash is";
                r.issues.push(Issue::new("bytes-not-kept", note));
            }
        }
        self.out.push_back(Item::Report(Box::new(finish(r, self.options))));
    }

    /// Put out an issue of a file.
    pub(crate) fn issue(&mut self, issue: Issue, name: &str) {
        self.out.push_back(issue_of(issue, name));
    }
}

/// An issue of a file that gave no report.
pub(crate) fn issue_of(issue: Issue, name: &str) -> Item {
    Item::Issue(issue.in_report(name))
}

/// Something to read.
pub(crate) struct Input {
    /// What issues call it.
    pub(crate) name: String,
    pub(crate) body: Body,
    pub(crate) known: Known,
    pub(crate) budget: Arc<Budget>,
    /// Archives around it.
    pub(crate) depth: usize,
}

/// Where the bytes are.
pub(crate) enum Body {
    File(PathBuf, Tally),
    #[cfg(feature = "archives")]
    Bytes(Arc<[u8]>),
    Stream(Box<dyn Read + Send>),
}

/// Bytes of files that were read so far: how far a long run is.
pub(crate) type Tally = Arc<AtomicU64>;

/// A file whose bytes are counted as they are read.
struct Tallied {
    file: fs::File,
    tally: Tally,
}

impl Read for Tallied {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buf)?;
        self.tally.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(feature = "archives")]
impl io::Seek for Tallied {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Bytes that can be read from any place.
#[cfg(feature = "archives")]
pub(crate) trait Places: Read + io::Seek + Send {}
#[cfg(feature = "archives")]
impl<T: Read + io::Seek + Send> Places for T {}

impl Body {
    /// Read from the start.
    pub(crate) fn reader(self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::File(p, tally) => Box::new(Tallied { file: fs::File::open(p)?, tally }),
            #[cfg(feature = "archives")]
            Self::Bytes(b) => Box::new(io::Cursor::new(b)),
            Self::Stream(r) => r,
        })
    }

    /// Open once more, for reading at any place. A stream cannot be, and gives nothing.
    #[cfg(feature = "archives")]
    pub(crate) fn places(&self) -> io::Result<Box<dyn Places>> {
        Ok(match self {
            Self::File(p, tally) => Box::new(Tallied { file: fs::File::open(p)?, tally: Arc::clone(tally) }),
            Self::Bytes(b) => Box::new(io::Cursor::new(Arc::clone(b))),
            Self::Stream(_) => Box::new(io::Cursor::new(Vec::new())),
        })
    }
}

/// What is known of bytes before they are looked at, because of how they came here: an archive's record, a message's header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) id: Option<String>,
    /// The address that they were captured from.
    pub(crate) url: Option<String>,
    pub(crate) captured: Option<Moment>,
    pub(crate) charset: Option<&'static Encoding>,
    /// They were sent as a page.
    pub(crate) html: bool,
    /// To be told in the report.
    pub(crate) issues: Vec<Issue>,
}

impl Known {
    /// What holds for each of many reports that come of the bytes: not the address, and no name.
    pub(crate) fn for_many(mut self) -> Self {
        (self.id, self.url) = (None, None);
        self
    }

    fn complete(&self, r: &mut Report) {
        if let Some(id) = &self.id {
            r.id.clone_from(id);
        }
        if let Some(url) = &self.url {
            // The page may name another address as its own; what it was captured from is the fact, the other a link.
            if let Some(own) = r.url.replace(url.clone()).filter(|own| own != url) {
                r.links.insert(0, own);
            }
        }
        if r.captured.is_none() {
            r.captured.clone_from(&self.captured);
        }
        r.issues.extend(self.issues.iter().cloned());
    }
}
