//! Documents of office programs read in a process of their own: what is asked, what is answered, and who waits for whom.
//!
//! Key decision: one process reads one document after the other, since starting one for each would cost small ones more than reading
//! them. One that has read something large is replaced, so that what a document may take does not depend on those before it.

use std::{
    ffi::OsString,
    io::{self, Read, Write},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use model::Issue;
use serde::{Deserialize, Serialize};

use crate::{
    Bytes, Item, Options,
    child::{BLOCK, ChildLimits, Process, Stopped},
    formats::office::Office,
    limits::{Budget, Spent},
    part::{Body, Cx, Input, Known, Part, Tally},
    source::Stream,
};

/// The program that reads documents in a process of its own, and processes of it that wait for work. Copies share them; they end with
/// the last copy.
#[derive(Clone)]
pub struct Child(Arc<Pool>);

struct Pool {
    program: PathBuf,
    arguments: Vec<OsString>,
    limits: ChildLimits,
    idle: Mutex<Vec<Running>>,
    /// It could not be started: documents are read here instead.
    unusable: AtomicBool,
}

/// A process, and how much it has done.
struct Running {
    process: Process,
    served: usize,
    since: Instant,
}

/// Processes that are kept for the next document.
const IDLE: usize = 4;
/// Documents that one process reads.
const SERVED: usize = 1_000;
/// A process that has read something larger, or longer, or put out more, is not kept: the next document is to find it as if new.
const SMALL: u64 = 4 << 20;
const SHORT: Duration = Duration::from_secs(1);
/// The longest piece that a child may put out.
const LONGEST: usize = 256 << 20;

impl std::fmt::Debug for Child {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Child({:?} {:?})", self.0.program, self.0.arguments)
    }
}

impl Child {
    /// A program that calls [`serve`] when it is given these arguments.
    pub fn new(program: impl Into<PathBuf>, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self::with_limits(program, arguments, ChildLimits::default())
    }

    /// The same, with other limits.
    pub fn with_limits(
        program: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
        limits: ChildLimits,
    ) -> Self {
        Self(Arc::new(Pool {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
            limits,
            idle: Mutex::default(),
            unusable: AtomicBool::new(false),
        }))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Running>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begin to read a document: what it gives, as far as it gives anything. `None` where no child can be started.
    pub(crate) fn begin(&self, kind: Office, input: &Input, doc: &Whole, options: &Options) -> Option<Remote> {
        if self.0.unusable.load(Relaxed) {
            return None;
        }
        let request = Request::new(kind, input, doc, options);
        let remote = |running, first| Remote {
            child: self.clone(),
            name: input.name.clone(),
            running: Some(running),
            next: Some(first),
            bytes: None,
            document: Arc::clone(&doc.bytes),
            budget: Arc::clone(&input.budget),
            given: 0,
        };
        loop {
            let idle = self.idle().pop();
            let used = idle.is_some();
            let running = match idle {
                Some(r) => Ok(r),
                None => Process::start(self.0.program.as_os_str(), &self.0.arguments, &self.0.limits)
                    .map(|process| Running { process, served: 0, since: Instant::now() }),
            };
            let Ok(mut running) = running else {
                self.0.unusable.store(true, Relaxed);
                return None;
            };
            (running.since, running.process.wait) = (Instant::now(), self.0.limits.wait);
            running.process.output = self.0.limits.output;
            request.send(&running.process, &doc.bytes);
            let first = running.frame();
            match &first {
                // The program is gone, or is another: neither is the document's fault.
                Err(Stopped::Ended(Some(126 | 127))) if !used => {
                    self.0.unusable.store(true, Relaxed);
                    return None;
                }
                // One that waited may have been ended by anybody; a new one tells whether it is the document.
                Err(Stopped::Ended(_)) if used => continue,
                _ => return Some(remote(running, first)),
            }
        }
    }
}

/// What is told of one step. The first byte of a piece says which it is; its length comes next.
enum Frame {
    Item(Item),
    /// The bytes of the next report: these, or those of the document.
    Bytes(BytesHead),
    Data(Vec<u8>),
    End(Spent),
}

#[derive(Serialize, Deserialize)]
struct BytesHead {
    sha256: String,
    media_type: String,
    private: bool,
    /// They are those of the document, and do not come again.
    document: bool,
}

impl Running {
    fn frame(&mut self) -> Result<Frame, Stopped> {
        let head = self.process.exactly(5)?;
        let &[kind, a, b, c, d] = head.as_slice() else { return Err(Stopped::Nonsense) };
        let len = u32::from_le_bytes([a, b, c, d]) as usize;
        if len > LONGEST || !b"RIBDE".contains(&kind) {
            return Err(Stopped::Nonsense);
        }
        let body = self.process.exactly(len)?;
        fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Stopped> {
            serde_json::from_slice(body).map_err(|_| Stopped::Nonsense)
        }
        Ok(match kind {
            b'R' => Frame::Item(Item::Report(read(&body)?)),
            b'I' => Frame::Item(Item::Issue(read(&body)?)),
            b'B' => Frame::Bytes(read(&body)?),
            b'D' => Frame::Data(body),
            _ => Frame::End(read(&body)?),
        })
    }
}

/// A document that a child is reading.
pub(crate) struct Remote {
    child: Child,
    name: String,
    running: Option<Running>,
    next: Option<Result<Frame, Stopped>>,
    bytes: Option<BytesHead>,
    document: Arc<[u8]>,
    budget: Arc<Budget>,
    /// Reports so far.
    given: usize,
}

impl Remote {
    fn complain(&self, why: &Stopped) -> Issue {
        let l = &self.child.0.limits;
        let gib = |n: u64| if n >= 1 << 30 { format!("{} GiB", n >> 30) } else { format!("{} MiB", n >> 20) };
        let why = match why {
            Stopped::Late | Stopped::Missing => format!("it was not done within {} seconds", l.wait.as_secs_f64()),
            Stopped::Flood => format!("more than {} came out of it", gib(l.output)),
            Stopped::Ended(None) => {
                format!("it needs more than {} seconds of processor time or {} of memory", l.processor, gib(l.memory))
            }
            Stopped::Ended(Some(_)) => "its reader failed, perhaps for want of memory".to_owned(),
            Stopped::Nonsense => "what its reader told makes no sense".to_owned(),
        };
        let so_far = match self.given {
            0 => "nothing of it was read".to_owned(),
            n => format!("the {n} reports before that were read"),
        };
        Issue::new(
            "reader-stopped",
            format!(
                "reading {} was stopped: {why}; {so_far}; open it in its own program and save it as text or CSV",
                self.name
            ),
        )
    }

    /// Done: the process may wait for the next document.
    fn settle(&mut self, spent: &Spent) {
        self.budget.settle(spent);
        let Some(mut running) = self.running.take() else { return };
        running.served += 1;
        let out = self.child.0.limits.output - running.process.output;
        let fit = running.served < SERVED
            && running.since.elapsed() < SHORT
            && (self.document.len() as u64).max(out) < SMALL
            && running.process.quiet();
        let mut idle = self.child.idle();
        if fit && idle.len() < IDLE {
            idle.push(running);
        }
    }
}

impl Part for Remote {
    fn step(&mut self, cx: &mut Cx) -> bool {
        let Some(running) = &mut self.running else { return false };
        let frame = self.next.take().unwrap_or_else(|| running.frame());
        let stopped = match frame {
            Ok(Frame::Item(item)) => {
                self.given += usize::from(matches!(item, Item::Report(_)));
                cx.out.push_back(item);
                return true;
            }
            Ok(Frame::Bytes(head)) if head.document => {
                let bytes = self.document.to_vec();
                cx.out.push_back(head.with(bytes));
                return true;
            }
            Ok(Frame::Bytes(head)) => {
                self.bytes = Some(head);
                return true;
            }
            Ok(Frame::Data(bytes)) => match self.bytes.take() {
                Some(head) => {
                    cx.out.push_back(head.with(bytes));
                    return true;
                }
                None => Stopped::Nonsense,
            },
            Ok(Frame::End(spent)) => {
                self.settle(&spent);
                return false;
            }
            Err(stopped) => stopped,
        };
        let issue = self.complain(&stopped);
        self.running = None;
        cx.issue(issue, &self.name);
        false
    }
}

impl BytesHead {
    fn with(self, bytes: Vec<u8>) -> Item {
        Item::Bytes(Bytes { sha256: self.sha256, media_type: self.media_type, private: self.private, bytes })
    }
}

/// A document as it lies there.
pub(crate) struct Whole {
    /// All of it; or nothing, where it is more than is held as a whole and is read from its file.
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) sha256: String,
}

/// What a child is asked.
#[derive(Serialize, Deserialize)]
struct Request {
    /// Child and caller must be of one making.
    version: String,
    kind: Office,
    name: String,
    sha256: String,
    /// Where the document lies, if it does not come along.
    file: Option<PathBuf>,
    spent: Spent,
    id: Option<String>,
    url: Option<String>,
    captured: Option<model::Moment>,
    issues: Vec<Issue>,
    columns: crate::Columns,
    max_text: usize,
    max_document: usize,
    max_expanded: u64,
    max_ratio: u64,
    max_members: u64,
    keep_bytes: bool,
    note_missing_dates: bool,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Request {
    fn new(kind: Office, input: &Input, doc: &Whole, options: &Options) -> Self {
        let file = match &input.body {
            Body::File(path, _) if doc.bytes.is_empty() => Some(path.clone()),
            _ => None,
        };
        let known = input.known.clone();
        Self {
            version: VERSION.to_owned(),
            kind,
            name: input.name.clone(),
            sha256: doc.sha256.clone(),
            file,
            spent: input.budget.spent(),
            id: known.id,
            url: known.url,
            captured: known.captured,
            issues: known.issues,
            columns: options.columns.clone(),
            max_text: options.max_text,
            max_document: options.max_document,
            max_expanded: options.max_expanded,
            max_ratio: options.max_ratio,
            max_members: options.max_members,
            keep_bytes: options.keep_bytes,
            note_missing_dates: options.note_missing_dates,
        }
    }

    fn send(&self, to: &Process, bytes: &Arc<[u8]>) {
        let mut head = Vec::new();
        // A list of bytes cannot fail to be written to.
        let _ = put(&mut head, b'Q', &serde_json::to_vec(self).unwrap_or_default());
        let _ = head.write_all(&frame_head(b'D', bytes.len()));
        to.write(head.into());
        to.write(Arc::clone(bytes));
    }
}

fn frame_head(kind: u8, len: usize) -> [u8; 5] {
    let [a, b, c, d] = u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes();
    [kind, a, b, c, d]
}

fn put(to: &mut impl Write, kind: u8, body: &[u8]) -> io::Result<()> {
    to.write_all(&frame_head(kind, body.len()))?;
    to.write_all(body)
}

/// The next piece; nothing at the end of the input.
fn take(from: &mut impl Read, kind: u8) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 5];
    if from.read(&mut head[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut head[1..])?;
    let [is, a, b, c, d] = head;
    if is != kind {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "this is no request"));
    }
    let len = u32::from_le_bytes([a, b, c, d]);
    let mut body = Vec::new();
    from.take(u64::from(len)).read_to_end(&mut body)?;
    if body.len() != len as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(body))
}

/// Be the child that [`Options::child`] names: read documents from the input, one after the other, and write what they give, until the
/// input is at its end. An error says that the caller is of another making, or gone; exit with 127 then, and it reads by itself.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    while let Some(head) = take(&mut input, b'Q')? {
        let bad = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let request: Request = serde_json::from_slice(&head).map_err(|e| bad(e.to_string()))?;
        if request.version != VERSION {
            return Err(bad(format!("the caller is of version {}", request.version)));
        }
        let bytes: Arc<[u8]> = take(&mut input, b'D')?.ok_or(io::ErrorKind::UnexpectedEof)?.into();
        answer(request, bytes, &mut io::BufWriter::with_capacity(BLOCK, &mut output))?;
        output.flush()?;
    }
    Ok(())
}

fn answer(request: Request, bytes: Arc<[u8]>, to: &mut impl Write) -> io::Result<()> {
    let options = Options {
        columns: request.columns,
        max_text: request.max_text,
        max_document: request.max_document,
        max_expanded: request.max_expanded,
        max_ratio: request.max_ratio,
        max_members: request.max_members,
        keep_bytes: request.keep_bytes,
        note_missing_dates: request.note_missing_dates,
        ..Options::default()
    };
    let budget = Arc::new(Budget::new(&options));
    budget.settle(&request.spent);
    let known = Known {
        id: request.id,
        url: request.url,
        captured: request.captured,
        issues: request.issues,
        ..Known::default()
    };
    let body = match request.file {
        Some(path) => Body::File(path, Tally::default()),
        None => Body::Bytes(Arc::clone(&bytes)),
    };
    let doc = Whole { bytes, sha256: request.sha256 };
    let input = Input { name: request.name, body, known, budget: Arc::clone(&budget), depth: 0 };
    for item in Stream::of_document(request.kind, &input, &doc, options) {
        match item {
            Item::Report(r) => put(to, b'R', &serde_json::to_vec(&r)?)?,
            Item::Issue(i) => put(to, b'I', &serde_json::to_vec(&i)?)?,
            Item::Bytes(b) => {
                let document = b.sha256 == doc.sha256 && b.bytes.len() == doc.bytes.len();
                let head = BytesHead { sha256: b.sha256, media_type: b.media_type, private: b.private, document };
                put(to, b'B', &serde_json::to_vec(&head)?)?;
                if !document {
                    put(to, b'D', &b.bytes)?;
                }
            }
        }
    }
    put(to, b'E', &serde_json::to_vec(&budget.spent())?)?;
    to.flush()
}
