//! A web server on this machine that misbehaves on demand.
//!
//! Key decision: an answer is a script of bytes and pauses, written to the connection as they stand, so that a test can do to a client
//! whatever a broken or hostile server would. One request a connection.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

/// A request that came.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// How many requests came before it to this path.
    pub before: usize,
    /// What was sent with it.
    pub body: Vec<u8>,
}

impl Asked {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }
}

/// A piece of an answer.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Write this.
    Bytes(Vec<u8>),
    /// Wait.
    Pause(Duration),
    /// Write this so many times, with a pause before each.
    Repeat(Vec<u8>, usize, Duration),
}

/// An answer: pieces one after the other, then the connection is closed.
#[derive(Clone, Debug, Default)]
pub struct Answer(pub Vec<Piece>);

impl Answer {
    /// Bytes as they stand, status line included.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self(vec![Piece::Bytes(bytes.into())])
    }

    /// A whole answer with headers of one's own.
    pub fn with(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        Self::head(status, headers, Some(body.len())).then(body)
    }

    /// A page or feed that is as it should be.
    pub fn ok(media: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with(200, &[("Content-Type", media)], body)
    }

    /// Nothing but a status.
    pub fn status(status: u16) -> Self {
        Self::with(status, &[], "")
    }

    /// A redirect.
    pub fn to(status: u16, location: &str) -> Self {
        Self::with(status, &[("Location", location)], "")
    }

    /// The beginning of an answer that claims this length.
    pub fn head(status: u16, headers: &[(&str, &str)], length: Option<usize>) -> Self {
        let mut head = format!("HTTP/1.1 {status} Because\r\nConnection: close\r\n");
        if let Some(n) = length {
            head.push_str(&format!("Content-Length: {n}\r\n"));
        }
        for (k, v) in headers {
            head.push_str(&format!("{k}: {v}\r\n"));
        }
        head.push_str("\r\n");
        Self::raw(head)
    }

    /// More bytes.
    pub fn then(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.0.push(Piece::Bytes(bytes.as_ref().to_vec()));
        self
    }

    /// A pause.
    pub fn wait(mut self, millis: u64) -> Self {
        self.0.push(Piece::Pause(Duration::from_millis(millis)));
        self
    }

    /// The same bytes again and again, with a pause before each time.
    pub fn repeat(mut self, bytes: impl AsRef<[u8]>, times: usize, millis: u64) -> Self {
        self.0.push(Piece::Repeat(bytes.as_ref().to_vec(), times, Duration::from_millis(millis)));
        self
    }
}

/// A server; ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    log: Arc<Mutex<Vec<Asked>>>,
    end: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Start a server on a free port of 127.0.0.1 that answers as the function says.
    pub fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::start_on(answer, |stream, serve| serve(&mut &*stream))
    }

    /// The same behind encryption, with this certificate.
    #[cfg(feature = "tls")]
    pub fn start_tls(
        config: Arc<rustls::ServerConfig>,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::start_on(answer, move |stream, serve| {
            let conn = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::StreamOwned::new(conn, stream);
            serve(&mut tls);
            tls.conn.send_close_notify();
            let _ = tls.flush();
        })
    }

    fn start_on(
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
        over: impl Fn(&TcpStream, &mut dyn FnMut(&mut dyn Stream)) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let log: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let end: Arc<AtomicBool> = Arc::default();
        let (answer, over) = (Arc::new(answer), Arc::new(over));
        let (kept, ended) = (Arc::clone(&log), Arc::clone(&end));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (log, end, answer, over) =
                    (Arc::clone(&kept), Arc::clone(&ended), Arc::clone(&answer), Arc::clone(&over));
                std::thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
                    over(&stream, &mut |s| serve(s, &log, &end, &*answer));
                    let _ = stream.shutdown(Shutdown::Write);
                });
            }
        });
        Self { address, log, end, thread: Some(thread) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Requests that came, in their order.
    pub fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    /// How many requests came for a path.
    pub fn count(&self, path: &str) -> usize {
        self.asked().iter().filter(|a| a.path == path).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(t) = self.thread.take() {
            let _ = t.join();
        }
    }
}

/// A connection, encrypted or not.
trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn read_head(stream: &mut dyn Stream) -> Option<Asked> {
    let mut head: Vec<u8> = Vec::new();
    let mut byte = [0; 1024];
    while !head.windows(4).any(|w| w == b"\r\n\r\n") {
        let n = stream.read(&mut byte).ok().filter(|n| *n > 0)?;
        head.extend(&byte[..n]);
        if head.len() > 1 << 20 {
            return None;
        }
        // What is no HTTP (encryption, that is) has no end of its own; it is answered all the same.
        if !head[0].is_ascii_uppercase() {
            return Some(Asked::default());
        }
    }
    let text = String::from_utf8_lossy(&head);
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers =
        lines.filter_map(|l| l.split_once(':')).map(|(k, v)| (k.trim().to_lowercase(), v.trim().to_owned())).collect();
    let mut asked = Asked { method, path, headers, before: 0, body: Vec::new() };
    let length = asked.header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0_usize).min(1 << 20);
    let at = head.windows(4).position(|w| w == b"\r\n\r\n").map_or(head.len(), |i| i + 4);
    asked.body = head.split_off(at);
    while asked.body.len() < length {
        let n = stream.read(&mut byte).ok().filter(|n| *n > 0)?;
        asked.body.extend(&byte[..n]);
    }
    Some(asked)
}

fn serve(stream: &mut dyn Stream, log: &Mutex<Vec<Asked>>, end: &AtomicBool, answer: &dyn Fn(&Asked) -> Answer) {
    let Some(mut asked) = read_head(stream) else { return };
    {
        let mut log = log.lock().unwrap();
        asked.before = log.iter().filter(|a| a.path == asked.path).count();
        log.push(asked.clone());
    }
    // A client that has heard enough closes; that is no fault of the test.
    let _ = write(stream, &answer(&asked), end);
}

fn write(stream: &mut dyn Stream, answer: &Answer, end: &AtomicBool) -> std::io::Result<()> {
    for piece in &answer.0 {
        match piece {
            Piece::Bytes(b) => stream.write_all(b)?,
            Piece::Pause(t) => pause(*t, end),
            Piece::Repeat(b, times, t) => {
                for _ in 0..*times {
                    if end.load(Ordering::Relaxed) {
                        return Ok(());
                    }
                    pause(*t, end);
                    stream.write_all(b)?;
                }
            }
        }
    }
    stream.flush()
}

fn pause(time: Duration, end: &AtomicBool) {
    let mut left = time;
    while !left.is_zero() && !end.load(Ordering::Relaxed) {
        let step = left.min(Duration::from_millis(20));
        std::thread::sleep(step);
        left -= step;
    }
}
