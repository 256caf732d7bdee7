//! Captures to records.

use std::io::{self, Write};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::{digest, http};

/// One thing that was captured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capture {
    /// The address.
    pub url: String,
    /// When, in UTC: `2026-01-20T07:40:00Z`.
    pub date: String,
    /// What the server said before the body, byte for byte, with the empty line that ends it. `None`: a plain file, or a server's
    /// answer of which only the status is known.
    pub head: Option<Vec<u8>>,
    /// The status, where there is no head; `None` for a file that no server sent.
    pub status: Option<u16>,
    /// Type of the content.
    pub media_type: String,
    /// The body, as it was sent.
    pub body: Vec<u8>,
    /// Headline, for the list of pages in a WACZ; an address without one is no page there.
    pub title: Option<String>,
}

/// Where a record came to lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// First byte in the file.
    pub offset: u64,
    /// Bytes in the file.
    pub length: u64,
    /// Digest of the body.
    pub digest: String,
    /// The server's status, or 200 for a file.
    pub status: u16,
}

/// Writes records, each packed by itself, as `.warc.gz` files have it.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    at: u64,
}

/// A line end in a field would begin another field.
fn field(s: &str) -> String {
    s.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// An id that follows from what it names.
fn record_id(parts: &[&[u8]]) -> String {
    let mut sum = Sha256::new();
    for p in parts {
        sum.update((p.len() as u64).to_be_bytes());
        sum.update(p);
    }
    let mut b: [u8; 16] = std::array::from_fn(|_| 0);
    for (to, from) in b.iter_mut().zip(sum.finalize()) {
        *to = from;
    }
    // Version 8, "made by a rule of one's own", and the usual variant (RFC 9562).
    b[6] = (b[6] & 0x0F) | 0x80;
    b[8] = (b[8] & 0x3F) | 0x80;
    let h: String = b.iter().map(|x| format!("{x:02x}")).collect();
    let part = |from: usize, to: usize| h.get(from..to).unwrap_or("");
    format!("<urn:uuid:{}-{}-{}-{}-{}>", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

impl<W: Write> Writer<W> {
    /// Begin a file, with the record that says which program wrote it.
    pub fn new(out: W, software: &str) -> io::Result<Self> {
        let mut w = Self { out, at: 0 };
        let block = format!("software: {}\r\nformat: WARC File Format 1.1\r\n", field(software));
        let id = record_id(&[b"warcinfo", block.as_bytes()]);
        let head = [
            ("WARC-Type", "warcinfo".to_owned()),
            ("WARC-Record-ID", id),
            // The time of writing would make two files of one content differ.
            ("WARC-Date", "1970-01-01T00:00:00Z".to_owned()),
            ("Content-Type", "application/warc-fields".to_owned()),
        ];
        w.record(&head, &[block.as_bytes()])?;
        Ok(w)
    }

    /// Write a capture.
    pub fn add(&mut self, c: &Capture) -> io::Result<Placed> {
        let media_type = if c.media_type.is_empty() { "application/octet-stream" } else { &c.media_type };
        let made = c.status.map(|s| http::head(s, &field(media_type), c.body.len()));
        let http = c.head.as_ref().or(made.as_ref());
        let digest = digest::sha256(&c.body);
        let kind = if http.is_some() { "response" } else { "resource" };
        let content_type = if http.is_some() { "application/http; msgtype=response" } else { media_type };
        let block: Vec<u8> = http.iter().flat_map(|h| h.iter().copied()).chain(c.body.iter().copied()).collect();
        let head = [
            ("WARC-Type", kind.to_owned()),
            ("WARC-Record-ID", record_id(&[kind.as_bytes(), c.url.as_bytes(), c.date.as_bytes(), &block])),
            ("WARC-Target-URI", field(&c.url)),
            ("WARC-Date", field(&c.date)),
            ("WARC-Payload-Digest", digest.clone()),
            ("WARC-Block-Digest", digest::sha256(&block)),
            ("Content-Type", field(content_type)),
        ];
        let offset = self.at;
        self.record(&head, &[&block])?;
        let status = match (&c.head, c.status) {
            (Some(h), _) => http::response(h, 0).map_or(200, |r| r.status),
            (None, s) => s.unwrap_or(200),
        };
        Ok(Placed { offset, length: self.at - offset, digest, status })
    }

    fn record(&mut self, head: &[(&str, String)], block: &[&[u8]]) -> io::Result<()> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(b"WARC/1.1\r\n")?;
        for (k, v) in head {
            write!(packed, "{k}: {v}\r\n")?;
        }
        let length: usize = block.iter().map(|b| b.len()).sum();
        write!(packed, "Content-Length: {length}\r\n\r\n")?;
        for b in block {
            packed.write_all(b)?;
        }
        packed.write_all(b"\r\n\r\n")?;
        let packed = packed.finish()?;
        self.out.write_all(&packed)?;
        self.at += packed.len() as u64;
        Ok(())
    }

    /// End the file.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}
