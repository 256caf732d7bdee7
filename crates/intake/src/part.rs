//! What reading of any format is made of.

use std::{
    collections::VecDeque,
    fs, io,
    io::{Cursor, Read, Seek},
    path::PathBuf,
    sync::Arc,
};

use encoding_rs::Encoding;
use model::{Issue, Moment, Report};

use crate::{Item, Options, finish, limits::Budget};

/// Something that is being read, a little at a time.
pub(crate) trait Part: Send {
    /// Read on: put out what was found, perhaps name something inside to be read next. False when it is at its end.
    fn step(&mut self, cx: &mut Cx) -> bool;
}

/// What a part works with.
pub(crate) struct Cx<'a> {
    pub(crate) options: &'a Options,
    pub(crate) out: &'a mut VecDeque<Item>,
    /// To be read before the part's next step.
    pub(crate) inside: Option<Input>,
}

impl Cx<'_> {
    /// Put out a report, completed by what was known of its bytes beforehand.
    pub(crate) fn report(&mut self, mut r: Report, known: &Known) {
        known.complete(&mut r);
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
    File(PathBuf),
    Bytes(Arc<[u8]>),
    Stream(Box<dyn Read + Send>),
}

/// Bytes that can be read from any place.
pub(crate) trait Places: Read + Seek + Send {}
impl<T: Read + Seek + Send> Places for T {}

impl Body {
    /// Read from the start.
    pub(crate) fn reader(self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::File(p) => Box::new(fs::File::open(p)?),
            Self::Bytes(b) => Box::new(Cursor::new(b)),
            Self::Stream(r) => r,
        })
    }

    /// Open once more, for reading at any place. A stream cannot be, and gives nothing.
    pub(crate) fn places(&self) -> io::Result<Box<dyn Places>> {
        Ok(match self {
            Self::File(p) => Box::new(fs::File::open(p)?),
            Self::Bytes(b) => Box::new(Cursor::new(Arc::clone(b))),
            Self::Stream(_) => Box::new(Cursor::new(Vec::new())),
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
