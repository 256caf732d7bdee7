//! Records, one after the other, from any stream that is not packed.

use std::io::{self, BufRead, Read};

/// Bytes of a record's header that are looked at.
const MAX_HEADER: usize = 64 << 10;

/// Why there is no record.
#[derive(Debug)]
pub enum Error {
    /// The stream failed.
    Io(io::Error),
    /// This is no record; what was wrong. Reading can go on.
    Record(String),
}

/// A record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// `1.0` or `1.1`.
    pub version: String,
    /// Fields of the header in order, names as written.
    pub fields: Vec<(String, String)>,
    /// The block, or its beginning where it is longer than the reader keeps.
    pub block: Vec<u8>,
    /// Bytes of the whole block.
    pub length: u64,
    /// The stream ended inside the block.
    pub torn: bool,
}

impl Record {
    /// A field of the header.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// `response`, `resource`, `request`, `revisit`, `warcinfo`, `metadata`, `conversion`, `continuation`, or another.
    pub fn kind(&self) -> &str {
        self.field("WARC-Type").unwrap_or("")
    }

    /// The address; some programs put it in angle brackets.
    pub fn target(&self) -> Option<&str> {
        self.field("WARC-Target-URI").map(|u| u.trim_start_matches('<').trim_end_matches('>'))
    }

    /// The whole block is held.
    pub fn is_whole(&self) -> bool {
        !self.torn && self.block.len() as u64 == self.length
    }
}

/// Reads records.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    /// Bytes of a block that are kept.
    max_block: usize,
    /// A version line that was found while looking for the next record.
    waiting: Option<String>,
}

impl<R: BufRead> Reader<R> {
    /// Read records of a stream, keeping at most so many bytes of each block.
    pub fn new(input: R, max_block: usize) -> Self {
        Self { input, max_block, waiting: None }
    }

    /// A line without its end; `None` at the end of the stream. Of a long line the beginning is kept.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        let mut any = false;
        loop {
            let buf = match self.input.fill_buf() {
                Ok(b) => b,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if buf.is_empty() {
                break;
            }
            any = true;
            let at = buf.iter().position(|b| *b == b'\n');
            let len = at.unwrap_or(buf.len());
            let room = MAX_HEADER.saturating_sub(bytes.len());
            bytes.extend_from_slice(buf.get(..len.min(room)).unwrap_or(buf));
            self.input.consume(len + usize::from(at.is_some()));
            if at.is_some() {
                break;
            }
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(any.then(|| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The next record; `None` at the end. After [`Error::Record`] reading goes on behind what made no sense.
    pub fn next_record(&mut self) -> Result<Option<Record>, Error> {
        let mut skipped = 0_u64;
        let version = loop {
            let line = match self.waiting.take() {
                Some(l) => Some(l),
                None => self.line().map_err(Error::Io)?,
            };
            match line {
                None if skipped > 0 => {
                    return Err(Error::Record(format!("{skipped} bytes at its end are no record")));
                }
                None => return Ok(None),
                Some(l) => match l.strip_prefix("WARC/") {
                    Some(v) if skipped == 0 => break v.trim().to_owned(),
                    Some(_) => {
                        self.waiting = Some(l);
                        return Err(Error::Record(format!("{skipped} bytes are no record and were passed over")));
                    }
                    None => skipped += l.trim().len() as u64,
                },
            }
        };
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut held = 0;
        loop {
            let Some(line) = self.line().map_err(Error::Io)? else {
                return Err(Error::Record("the file ends inside a record's header".to_owned()));
            };
            if line.trim().is_empty() {
                break;
            }
            held += line.len();
            if held > MAX_HEADER {
                return Err(Error::Record(format!("a record's header has more than {MAX_HEADER} bytes")));
            }
            // A line that begins with blanks goes on with the field before it.
            match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
                (true, Some((_, v)), _) => {
                    v.push(' ');
                    v.push_str(line.trim());
                }
                (_, _, Some((k, v))) => fields.push((k.trim().to_owned(), v.trim().to_owned())),
                _ => {}
            }
        }
        let mut record = Record { version, fields, ..Record::default() };
        let Some(length) = record.field("Content-Length").and_then(|v| v.parse::<u64>().ok()) else {
            return Err(Error::Record("a record does not say how long it is".to_owned()));
        };
        record.length = length;
        let keep = length.min(self.max_block as u64);
        self.input.by_ref().take(keep).read_to_end(&mut record.block).map_err(Error::Io)?;
        let rest = length - keep;
        let passed = io::copy(&mut self.input.by_ref().take(rest), &mut io::sink()).map_err(Error::Io)?;
        record.torn = (record.block.len() as u64) < keep || passed < rest;
        Ok(Some(record))
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Reader};

    #[test]
    fn records_are_read_around_what_makes_no_sense() {
        let file = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: <https://a.example/>\r\nX: a\r\n b\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n\
                     rubbish\r\nWARC/1.1\nwarc-type: request\nContent-Length: 0\n\n\n\nWARC/1.1\r\nWARC-Type: x\r\n\r\n\
                     WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 100\r\n\r\ntorn";
        let mut r = Reader::new(file.as_slice(), 3);
        let one = r.next_record().unwrap().unwrap();
        assert_eq!((one.kind(), one.target(), one.field("x")), ("resource", Some("https://a.example/"), Some("a b")));
        assert_eq!((one.block.as_slice(), one.length, one.is_whole()), (&b"hel"[..], 5, false));
        assert!(matches!(r.next_record(), Err(Error::Record(_))));
        assert_eq!(r.next_record().unwrap().unwrap().kind(), "request");
        assert!(matches!(r.next_record(), Err(Error::Record(_))), "no length");
        let torn = r.next_record().unwrap().unwrap();
        assert!(torn.torn && !torn.is_whole());
        assert!(r.next_record().unwrap().is_none());
    }
}
