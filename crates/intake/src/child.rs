//! Processes of their own for what may go wrong inside somebody else's parser: limits on processor time, memory, time and output.
//!
//! Key decisions: a document that makes a parser run or allocate without end costs itself and not the run, so such documents are read by a
//! child process that may be stopped at any time. There is one door for all children: programs of this machine that turn one document
//! into text ([`filter`]), and this program itself ([`crate::apart`]). Limits are set by the shell; where there is none, time and output
//! are limited all the same.
//!
//! What is read so, and what is not:
//!
//! * Office files: in a child. Four formats of compressed XML, one of them by a parser of others that builds tables in memory.
//! * PDF: by a program of others, which always is a child.
//! * Feeds: here. The parser sees one entry at a time and never a document type; what it holds is a few times the entry's size.
//! * Mail: here. One pass over a message of limited size; `tests/hostile.rs` has messages of a hundred thousand parts.
//! * Directories of zip files: here. They are needed to tell what the file is; how many entries one may have is looked at before it
//!   is read.
//! * gzip, Zstandard: here. Streams with a window of limited size.
//! * CSV, JSON, HTML, plain text: here, in Rust without unsafe code, each within its own limits.

use std::{
    ffi::{OsStr, OsString},
    io::{self, Cursor, Read, Write},
    process::{Command, ExitStatus, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

/// What one child may take for one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChildLimits {
    /// Seconds of processor time. Default 30.
    pub processor: u64,
    /// Bytes of address space. Default 1 GiB.
    pub memory: u64,
    /// Time that is waited for the child; what the caller does meanwhile does not count. Default 60 seconds.
    pub wait: Duration,
    /// Bytes that the child may put out. Default 1 GiB.
    pub output: u64,
}

impl Default for ChildLimits {
    fn default() -> Self {
        Self { processor: 30, memory: 1 << 30, wait: Duration::from_secs(60), output: 1 << 30 }
    }
}

/// Why a child gave less than a document.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// It cannot be started here.
    Missing,
    /// It was not done in time.
    Late,
    /// It put out more than it may.
    Flood,
    /// It ended, by itself or not; the exit code, `None` where it was stopped by force.
    Ended(Option<i32>),
    /// What it put out makes no sense.
    #[cfg(feature = "archives")]
    Nonsense,
}

/// Bytes of output that wait to be taken, in blocks.
const WAITING: usize = 16;
pub(crate) const BLOCK: usize = 64 << 10;

/// A process with limits, fed and listened to by threads of its own, so that one that neither reads nor writes stops nobody.
pub(crate) struct Process {
    child: std::process::Child,
    /// What is still to be written to it; dropped, its input is at an end.
    to: Option<Sender<Arc<[u8]>>>,
    from: Receiver<Vec<u8>>,
    /// The block that is being read.
    block: Cursor<Vec<u8>>,
    /// What may still be waited for, and taken.
    pub(crate) wait: Duration,
    pub(crate) output: u64,
}

impl Process {
    pub(crate) fn start(program: &OsStr, arguments: &[OsString], limits: &ChildLimits) -> Result<Self, Stopped> {
        // The words are ours; nothing of a document comes near the shell. No image of the memory is to be left on the disk: the
        // document may be confidential.
        let script = format!(
            "ulimit -c 0; ulimit -t {}; ulimit -v {}; exec \"$0\" \"$@\"",
            limits.processor.max(1),
            (limits.memory >> 10).max(1)
        );
        let start =
            |mut command: Command| command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut limited = Command::new("sh");
        limited.arg("-c").arg(script).arg(program).args(arguments);
        let child = start(limited).or_else(|_| {
            let mut bare = Command::new(program);
            bare.args(arguments);
            start(bare)
        });
        let mut child = child.map_err(|_| Stopped::Missing)?;
        let (Some(mut stdin), Some(mut stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Stopped::Missing);
        };
        let (to, to_write) = channel::<Arc<[u8]>>();
        thread::spawn(move || {
            while let Ok(bytes) = to_write.recv() {
                if stdin.write_all(&bytes).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        });
        let (read, from): (SyncSender<Vec<u8>>, _) = sync_channel(WAITING);
        thread::spawn(move || {
            loop {
                let mut block = vec![0; BLOCK];
                match stdout.read(&mut block) {
                    Ok(n) if n > 0 => block.truncate(n),
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    _ => return,
                }
                if read.send(block).is_err() {
                    return;
                }
            }
        });
        let block = Cursor::new(Vec::new());
        Ok(Self { child, to: Some(to), from, block, wait: limits.wait, output: limits.output })
    }

    pub(crate) fn write(&self, bytes: Arc<[u8]>) {
        // A child that takes nothing more says so by what it puts out, or does not.
        if let Some(to) = &self.to {
            let _ = to.send(bytes);
        }
    }

    /// More of its output; nothing at its end.
    fn more(&mut self, buf: &mut [u8]) -> Result<usize, Stopped> {
        loop {
            let n = self.block.read(buf).unwrap_or(0);
            if n > 0 || buf.is_empty() {
                return Ok(n);
            }
            let began = Instant::now();
            let got = self.from.recv_timeout(self.wait);
            self.wait = self.wait.saturating_sub(began.elapsed());
            match got {
                Ok(block) => {
                    self.output = self.output.checked_sub(block.len() as u64).ok_or(Stopped::Flood)?;
                    self.block = Cursor::new(block);
                }
                Err(RecvTimeoutError::Timeout) => return Err(Stopped::Late),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
    }

    /// As many bytes as asked for.
    #[cfg(feature = "archives")]
    pub(crate) fn exactly(&mut self, len: usize) -> Result<Vec<u8>, Stopped> {
        let mut out = Vec::with_capacity(len.min(BLOCK));
        while out.len() < len {
            let at = out.len();
            out.resize(len.min(at + BLOCK), 0);
            let n = self.more(out.get_mut(at..).unwrap_or(&mut []))?;
            out.truncate(at + n);
            if n == 0 {
                return Err(Stopped::Ended(self.end().and_then(|s| s.code())));
            }
        }
        Ok(out)
    }

    /// Nothing that it put out waits to be taken.
    #[cfg(feature = "archives")]
    pub(crate) fn quiet(&self) -> bool {
        self.block.position() == self.block.get_ref().len() as u64
    }

    /// How it ended. One that has closed its output and does not end is ended.
    fn end(&mut self) -> Option<ExitStatus> {
        self.to = None;
        for wait in [0, 1, 2, 5, 10, 20, 50, 100, 200, 500] {
            thread::sleep(Duration::from_millis(wait));
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
        }
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

impl Drop for Process {
    /// Nothing is left behind: neither the process nor, as its pipes close, the threads.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Let a program of this machine turn a document into text. What is beyond the limit of its output is left out.
pub(crate) fn filter(
    program: &str,
    arguments: &[&str],
    bytes: &Arc<[u8]>,
    limits: &ChildLimits,
) -> Result<Vec<u8>, Stopped> {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let mut process = Process::start(OsStr::new(program), &arguments, limits)?;
    process.write(Arc::clone(bytes));
    process.to = None;
    let mut out = Vec::new();
    let mut block = vec![0; BLOCK];
    loop {
        match process.more(&mut block) {
            Ok(0) => break,
            Ok(n) => out.extend_from_slice(block.get(..n).unwrap_or(&[])),
            Err(Stopped::Flood) => return Ok(out),
            Err(e) => return Err(e),
        }
    }
    match process.end() {
        Some(s) if s.code() == Some(127) => Err(Stopped::Missing),
        Some(s) if s.success() || !out.is_empty() => Ok(out),
        s => Err(Stopped::Ended(s.and_then(|s| s.code()))),
    }
}
