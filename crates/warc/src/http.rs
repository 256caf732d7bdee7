//! What a server sent: status, headers, and the body as it was before it was packed and cut for the way.

use std::io::{BufRead, Cursor, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

/// A response.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The status; 0 where the line cannot be read.
    pub status: u16,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// Where the body begins in the block.
    pub body_at: usize,
    /// The body, put together from its chunks.
    pub joined: Vec<u8>,
    /// The body, unpacked as well: what a browser would see.
    pub body: Vec<u8>,
    /// What went wrong.
    pub problems: Vec<String>,
}

impl Response {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// The type of the content without its parameters, in small letters.
    pub fn media_type(&self) -> String {
        self.header("content-type").and_then(|t| t.split(';').next()).unwrap_or("").trim().to_ascii_lowercase()
    }

    /// The encoding of the text, as the server states it.
    pub fn charset(&self) -> Option<String> {
        let (_, rest) = self.header("content-type")?.split_once(';')?;
        let value = rest.split(';').find_map(|p| {
            let (k, v) = p.split_once('=')?;
            k.trim().eq_ignore_ascii_case("charset").then_some(v)
        })?;
        Some(value.trim().trim_matches(['"', '\'']).to_owned())
    }
}

/// Where a header block ends: behind its empty line.
fn header_end(block: &[u8]) -> usize {
    let at = |sep: &[u8]| block.windows(sep.len()).position(|w| w == sep).map(|i| i + sep.len());
    match (at(b"\r\n\r\n"), at(b"\n\n")) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(block.len()),
    }
}

/// Read the block of a response record; `None` where it is no response. At most `max` bytes come out.
pub fn response(block: &[u8], max: usize) -> Option<Response> {
    if !block.starts_with(b"HTTP/") {
        return None;
    }
    let body_at = header_end(block);
    // Header values are bytes; what is no UTF-8 is read as Latin-1 by old custom, and does not matter here.
    let head = String::from_utf8_lossy(block.get(..body_at).unwrap_or(block)).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split_ascii_whitespace().nth(1)?.parse().ok()).unwrap_or(0);
    let headers = lines
        .filter_map(|l| l.split_once(':'))
        .take(500)
        .map(|(k, v)| (k.trim().to_owned(), v.trim().to_owned()))
        .collect();
    let mut r = Response { status, headers, body_at, ..Response::default() };
    let raw = block.get(body_at..).unwrap_or(&[]);
    let chunked = r.header("transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked"));
    // Some crawlers keep the header and store the body already joined.
    r.joined = match chunked.then(|| unchunk(raw)).flatten() {
        Some((body, whole)) => {
            if !whole {
                r.problems.push("the response ends inside a chunk".to_owned());
            }
            body
        }
        None => raw.to_vec(),
    };
    let packings: Vec<String> = r
        .header("content-encoding")
        .map(|v| {
            v.split(',').map(|e| e.trim().to_ascii_lowercase()).filter(|e| !e.is_empty() && e != "identity").collect()
        })
        .unwrap_or_default();
    let mut body = r.joined.clone();
    for packing in packings.iter().rev().take(3) {
        match unpack(packing, &body, max) {
            Ok(plain) => body = plain,
            Err(Packed::Already) => {}
            Err(Packed::Unknown) => {
                r.problems.push(format!("the response is packed by {packing}, which is not read"));
                body.clear();
            }
            Err(Packed::Broken(plain, why)) => {
                r.problems.push(format!("the response is packed by {packing} and damaged ({why})"));
                body = plain;
            }
        }
    }
    r.body = body;
    Some(r)
}

/// Put chunks together; `None` where there are none. The second part is false where they break off.
fn unchunk(raw: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut out = Vec::new();
    let mut rest = raw;
    let mut first = true;
    loop {
        let Some(end) = rest.iter().take(1_024).position(|b| *b == b'\n') else {
            return (!first).then_some((out, false));
        };
        let line = std::str::from_utf8(rest.get(..end)?).ok().map(str::trim);
        let size = line.and_then(|l| usize::from_str_radix(l.split(';').next()?.trim(), 16).ok());
        let Some(size) = size else {
            return (!first).then_some((out, false));
        };
        rest = rest.get(end + 1..)?;
        first = false;
        if size == 0 {
            return Some((out, true));
        }
        let Some(chunk) = rest.get(..size) else {
            out.extend_from_slice(rest);
            return Some((out, false));
        };
        out.extend_from_slice(chunk);
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

enum Packed {
    /// It is not packed, whatever its header says.
    Already,
    Unknown,
    Broken(Vec<u8>, String),
}

fn unpack(packing: &str, body: &[u8], max: usize) -> Result<Vec<u8>, Packed> {
    let read = |r: &mut dyn Read| {
        let mut out = Vec::new();
        match r.take(max as u64).read_to_end(&mut out) {
            Ok(_) => Ok(out),
            Err(e) => Err(Packed::Broken(std::mem::take(&mut out), e.to_string())),
        }
    };
    match packing {
        "gzip" | "x-gzip" if !body.starts_with(b"\x1F\x8B") => Err(Packed::Already),
        "gzip" | "x-gzip" => read(&mut MultiGzDecoder::new(body)),
        // By the standard with a zlib header, by many servers without one.
        "deflate" => match read(&mut ZlibDecoder::new(body)) {
            Ok(out) => Ok(out),
            Err(_) => match read(&mut DeflateDecoder::new(body)) {
                Ok(out) => Ok(out),
                Err(Packed::Broken(out, _)) if out.is_empty() => Err(Packed::Already),
                Err(e) => Err(e),
            },
        },
        "zstd" => {
            let mut cursor = Cursor::new(body);
            if cursor.fill_buf().is_ok_and(<[u8]>::is_empty) {
                return Ok(Vec::new());
            }
            match StreamingDecoder::new(cursor) {
                Ok(mut d) => read(&mut d),
                Err(_) => Err(Packed::Already),
            }
        }
        _ => Err(Packed::Unknown),
    }
}

/// What is written when a response is put into a record.
pub(crate) fn head(status: u16, media_type: &str, length: usize) -> Vec<u8> {
    let reason = match status {
        200 => "OK",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        403 => "Forbidden",
        404 => "Not Found",
        410 => "Gone",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    };
    format!("HTTP/1.1 {status} {reason}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::response;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut w = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        w.write_all(bytes).unwrap();
        w.finish().unwrap()
    }

    #[test]
    fn bodies_are_joined_and_unpacked() {
        let packed = gz(b"<p>Nine people were hurt.");
        let mut block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; Charset=\"windows-1251\"\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        for part in packed.chunks(10) {
            block.extend(format!("{:X};x=y\r\n", part.len()).bytes());
            block.extend(part);
            block.extend(b"\r\n");
        }
        let whole = [&block[..], b"0\r\n\r\n"].concat();
        let r = response(&whole, 1 << 20).unwrap();
        assert_eq!(
            (r.status, r.media_type().as_str(), r.charset().as_deref()),
            (200, "text/html", Some("windows-1251"))
        );
        assert_eq!((r.joined.as_slice(), r.body.as_slice()), (packed.as_slice(), &b"<p>Nine people were hurt."[..]));
        assert!(r.problems.is_empty());
        let cut = response(&block[..block.len() - 14], 1 << 20).unwrap();
        assert_eq!(cut.problems.len(), 2);
    }

    #[test]
    fn headers_that_lie_do_no_harm() {
        for header in [
            "Transfer-Encoding: chunked",
            "Content-Encoding: gzip",
            "Content-Encoding: deflate",
            "Content-Encoding: zstd",
        ] {
            let r = response(format!("HTTP/1.0 200\n{header}\n\nplain words").as_bytes(), 1 << 20).unwrap();
            assert_eq!(r.body, b"plain words", "{header}");
        }
        let r = response(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n...", 9).unwrap();
        assert!(r.body.is_empty() && r.problems.len() == 1);
        assert!(response(b"GET / HTTP/1.1\r\n\r\n", 9).is_none());
        assert_eq!(response(b"HTTP/1.1 200 OK", 9).unwrap().body, b"");
    }
}
