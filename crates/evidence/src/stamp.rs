//! Time stamps by others: that a head of the log was there at a time, said by somebody who is not the desk.
//!
//! What for: a log proves the order of what entered, and not when. An authority (RFC 3161) or a calendar (OpenTimestamps) that signs a
//! head at a time proves that all of the log up to there is older.
//!
//! Key decision: what is stamped is the SHA-256 of the file that `firsthand evidence head` writes, so that `openssl ts -verify` and
//! `ots verify` work on files that a person can look at. Here requests are made and answers compared with what was asked; whether an
//! authority is to be believed is for those tools and for people: no list of authorities is kept in the program.
//!
//! Why no library for ASN.1: a request is 59 bytes of which 32 vary, an answer is walked by five steps; the libraries for it are between
//! two versions and bring the signatures of a certificate store, which are not checked here.

use model::Moment;
use sha2::{Digest, Sha256};

use crate::{Error, HASH, malformed, wrong};

/// Bytes of an answer that are looked at: a token with a chain of certificates has some 8,000.
const LARGEST: usize = 256 << 10;
/// Steps inside one another that an OpenTimestamps answer may have: a path to a block has some 40.
const DEEPEST: usize = 512;
/// Steps of one OpenTimestamps answer.
const MOST: usize = 10_000;
/// Bytes of a value on the way to a block.
const LARGEST_VALUE: usize = 4_096;

/// SHA-256 and its absent parameters, as an algorithm's name.
const SHA256: [u8; 15] = [0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00];
/// 1.2.840.113549.1.7.2: signed data.
const SIGNED_DATA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.9.16.1.4: what a time stamp says.
const TST_INFO: [u8; 11] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04];

/// The question to a time-stamping authority (RFC 3161, 2.4.1), to be posted as `application/timestamp-query`: version 1, this SHA-256,
/// and its certificate wanted in the answer. Without a nonce, so that the same question has the same bytes; an old answer to it is no
/// forgery but an earlier time.
pub fn request(sha256: &[u8; HASH]) -> Vec<u8> {
    let mut out = vec![0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31];
    out.extend(SHA256);
    out.extend([0x04, 0x20]);
    out.extend(sha256);
    out.extend([0x01, 0x01, 0xFF]);
    out
}

/// What an authority says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// The time it vouches for, to the second.
    pub time: Moment,
    /// Its number, in hex.
    pub serial: String,
}

/// Reads an authority's answer (RFC 3161, 2.4.2), and whether it is to this question. The signature is not checked.
pub fn answer(response: &[u8], sha256: &[u8; HASH]) -> Result<Stamped, Error> {
    let odd = || malformed("the answer is no time stamp of RFC 3161");
    if response.len() > LARGEST {
        return Err(malformed(format!("the answer has {} bytes, more than any time stamp", response.len())));
    }
    let mut all = Der(response).inside(0x30).ok_or_else(odd)?;
    let mut status = all.inside(0x30).ok_or_else(odd)?;
    let code = status.value(0x02).ok_or_else(odd)?;
    if !matches!(code, [0 | 1]) {
        let code = code.iter().fold(0_u64, |n, b| (n << 8) | u64::from(*b));
        return Err(malformed(format!("the authority refused, with status {code}")));
    }
    let mut token = all.inside(0x30).ok_or_else(odd)?;
    token.value(0x06).filter(|oid| *oid == SIGNED_DATA).ok_or_else(odd)?;
    let mut signed = token.inside(0xA0).and_then(|mut d| d.inside(0x30)).ok_or_else(odd)?;
    signed.value(0x02).and_then(|_| signed.value(0x31)).ok_or_else(odd)?;
    let mut content = signed.inside(0x30).ok_or_else(odd)?;
    content.value(0x06).filter(|oid| *oid == TST_INFO).ok_or_else(odd)?;
    let info = content.inside(0xA0).and_then(|mut d| d.value(0x04)).ok_or_else(odd)?;
    let mut info = Der(info).inside(0x30).ok_or_else(odd)?;
    info.value(0x02).and_then(|_| info.value(0x06)).ok_or_else(odd)?;
    let mut imprint = info.inside(0x30).ok_or_else(odd)?;
    let algorithm = imprint.value(0x30).ok_or_else(odd)?;
    // The parameters may be absent or null.
    let is_sha256 = SHA256.get(2..13).is_some_and(|oid| algorithm.starts_with(oid));
    if !is_sha256 || imprint.value(0x04) != Some(sha256.as_slice()) {
        return Err(wrong("the time stamp is of something else"));
    }
    let serial: String = info.value(0x02).ok_or_else(odd)?.iter().map(|b| format!("{b:02x}")).collect();
    let time = info.value(0x18).and_then(generalized_time).ok_or_else(odd)?;
    Ok(Stamped { time, serial })
}

/// `20260120074000Z`, with or without a fraction of a second.
fn generalized_time(t: &[u8]) -> Option<Moment> {
    let t = std::str::from_utf8(t).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = t.split_once('.').unwrap_or((t, ""));
    if whole.len() != 14 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to).unwrap_or("");
    format!("{}-{}-{}T{}:{}:{}Z", part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14))
        .parse()
        .ok()
}

/// Values that follow each other, each with tag and length (X.690, definite lengths).
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The next value, where it has this tag.
    fn value(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (first, rest) = self.0.split_first()?;
        if *first != tag {
            return None;
        }
        let (length, rest) = rest.split_first()?;
        let (length, rest) = match length {
            0..=0x7F => (usize::from(*length), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7F))?;
                (bytes.iter().fold(0_usize, |n, b| (n << 8) | usize::from(*b)), rest)
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(value)
    }

    /// What is inside the next value.
    fn inside(&mut self, tag: u8) -> Option<Self> {
        self.value(tag).map(Der)
    }
}

/// Begins every file of OpenTimestamps, with its version.
const OTS: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01";
/// A calendar's promise: the address where it is to be asked later follows.
const PENDING: [u8; 8] = [0x83, 0xDF, 0xE3, 0x0D, 0x2E, 0xF9, 0x0C, 0x8E];
/// The number of a Bitcoin block follows.
const BITCOIN: [u8; 8] = [0x05, 0x88, 0x96, 0x0D, 0x73, 0xD7, 0x19, 0x01];

/// Who vouches for a time, in an OpenTimestamps proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// A calendar that will have it in a block: its address. `ots upgrade` asks there.
    Calendar(String),
    /// A block of Bitcoin, by its number.
    Bitcoin(u64),
    /// One that is not known here.
    Other,
}

/// The file `NAME.ots` for a file of this SHA-256, from the answer that a calendar gave when the 32 bytes were posted to `/digest`.
pub fn ots_file(sha256: &[u8; HASH], answer: &[u8]) -> Result<Vec<u8>, Error> {
    witnesses(answer)?;
    Ok([OTS, &[0x08], sha256, answer].concat())
}

/// Who vouches for the time in a calendar's answer.
pub fn witnesses(answer: &[u8]) -> Result<Vec<Witness>, Error> {
    Ok(Ots::walk(answer, None)?.found)
}

/// A calendar's promise that it has not kept yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The address of the calendar.
    pub calendar: String,
    /// The value that it has promised to put into a block. What it answers for `CALENDAR/timestamp/VALUE-IN-HEX` begins there.
    pub value: Vec<u8>,
    /// Where the promise stands in the proof, and whether it is the last branch of its fork.
    at: std::ops::Range<usize>,
    last: bool,
}

/// The promises in a calendar's answer for this SHA-256.
pub fn promises(answer: &[u8], sha256: &[u8; HASH]) -> Result<Vec<Promise>, Error> {
    Ok(Ots::walk(answer, Some(sha256.to_vec()))?.promises)
}

/// The proof in which this promise of it is kept: what the calendar answered stands in its place. An error where that leads to no block
/// of Bitcoin. Whether the block holds it is not looked at here, since the blocks are not; `ots verify` does.
pub fn kept(proof: &[u8], promise: &Promise, answer: &[u8]) -> Result<Vec<u8>, Error> {
    let later = Ots::walk(answer, Some(promise.value.clone()))?;
    if !later.found.iter().any(|w| matches!(w, Witness::Bitcoin(_))) {
        return Err(malformed("the answer leads to no block"));
    }
    let (Some(before), Some(after)) = (proof.get(..promise.at.start), proof.get(promise.at.end..)) else {
        return Err(malformed("the promise is of another proof"));
    };
    let (first, last) = answer.split_at_checked(later.last_branch).unwrap_or((answer, &[]));
    let whole = if promise.last || first.is_empty() {
        [before, answer, after].concat()
    } else {
        // A branch that others follow has a mark before it. The promise had one; of several branches only the last has none.
        [before.strip_suffix(&[0xFF]).unwrap_or(before), first, &[0xFF], last, after].concat()
    };
    witnesses(&whole)?;
    Ok(whole)
}

/// A proof that is being walked: operations and forks, at whose ends witnesses stand.
struct Ots<'a> {
    all: usize,
    rest: &'a [u8],
    steps: usize,
    found: Vec<Witness>,
    promises: Vec<Promise>,
    /// Where the last branch of the outermost fork begins.
    last_branch: usize,
}

impl<'a> Ots<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { all: bytes.len(), rest: bytes, steps: 0, found: Vec::new(), promises: Vec::new(), last_branch: 0 }
    }

    /// Walk a whole proof. Where the value is known at which it begins, the promises at its ends are told with theirs.
    fn walk(proof: &'a [u8], value: Option<Vec<u8>>) -> Result<Self, Error> {
        if proof.len() > LARGEST {
            return Err(malformed(format!("the answer has {} bytes, more than any proof", proof.len())));
        }
        let mut ots = Self::of(proof);
        let whole = ots.timestamp(0, value).is_some() && ots.rest.is_empty() && !ots.found.is_empty();
        if whole { Ok(ots) } else { Err(malformed("the answer is no proof of OpenTimestamps")) }
    }

    fn at(&self) -> usize {
        self.all - self.rest.len()
    }

    fn byte(&mut self) -> Option<u8> {
        let (b, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*b)
    }

    /// A number in groups of seven bits, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut n = 0_u64;
        for shift in (0..63).step_by(7) {
            let b = self.byte()?;
            n |= u64::from(b & 0x7F) << shift;
            if b & 0x80 == 0 {
                return Some(n);
            }
        }
        None
    }

    fn bytes(&mut self, most: u64) -> Option<&'a [u8]> {
        let n = self.number().filter(|n| *n <= most)?;
        let (b, rest) = self.rest.split_at_checked(usize::try_from(n).ok()?)?;
        self.rest = rest;
        Some(b)
    }

    fn timestamp(&mut self, depth: usize, value: Option<Vec<u8>>) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        // A fork goes on with one branch after another; the last has no mark before it.
        loop {
            self.steps += 1;
            if self.steps > MOST {
                return None;
            }
            match self.byte()? {
                0xFF => {
                    let tag = self.byte()?;
                    self.branch(tag, depth, value.clone(), false)?;
                }
                tag => {
                    if depth == 0 {
                        self.last_branch = self.at() - 1;
                    }
                    return self.branch(tag, depth, value, true);
                }
            }
        }
    }

    fn branch(&mut self, tag: u8, depth: usize, value: Option<Vec<u8>>, last: bool) -> Option<()> {
        match tag {
            0x00 => {
                let from = self.at() - 1;
                let (kind, rest) = self.rest.split_at_checked(8)?;
                self.rest = rest;
                let payload = self.bytes(8_192)?;
                let mut inner = Ots::of(payload);
                self.found.push(if kind == PENDING {
                    let calendar = String::from_utf8(inner.bytes(1_000)?.to_vec()).ok()?;
                    if let Some(value) = value {
                        self.promises.push(Promise { calendar: calendar.clone(), value, at: from..self.at(), last });
                    }
                    Witness::Calendar(calendar)
                } else if kind == BITCOIN {
                    Witness::Bitcoin(inner.number()?)
                } else {
                    Witness::Other
                });
                Some(())
            }
            // append, prepend
            0xF0 | 0xF1 => {
                let more = self.bytes(LARGEST_VALUE as u64)?;
                let joined = value.map(|v| if tag == 0xF0 { [&v, more].concat() } else { [more, &v].concat() });
                self.timestamp(depth + 1, joined.filter(|v| v.len() <= LARGEST_VALUE))
            }
            // SHA-256
            0x08 => self.timestamp(depth + 1, value.map(|v| Sha256::digest(v).to_vec())),
            // SHA-1, RIPEMD-160, Keccak-256, reverse, hexlify: calendars take no such step before their promise, so that the value is
            // not followed through it.
            0x02 | 0x03 | 0x67 | 0xF2 | 0xF3 => self.timestamp(depth + 1, None),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use sha2::{Digest, Sha256};

    use super::{Witness, answer, generalized_time, kept, ots_file, promises, request, witnesses};

    fn promise(url: &str) -> Vec<u8> {
        let mut payload = vec![u8::try_from(url.len()).expect("short")];
        payload.extend(url.as_bytes());
        let mut out =
            vec![0x00, 0x83, 0xDF, 0xE3, 0x0D, 0x2E, 0xF9, 0x0C, 0x8E, u8::try_from(payload.len()).expect("short")];
        out.extend(payload);
        out
    }

    #[test]
    fn a_calendars_promise_becomes_a_file() {
        let mut said = vec![0xF0, 3, 1, 2, 3, 0x08, 0xFF];
        said.extend(promise("https://a.example"));
        said.extend([0xF1, 1, 9, 0x08]);
        said.extend(promise("https://b.example"));
        let calendars = ["https://a.example", "https://b.example"].map(|u| Witness::Calendar(u.to_owned()));
        assert_eq!(witnesses(&said), Ok(calendars.to_vec()));
        let file = ots_file(&[7; 32], &said).expect("a file");
        assert!(file.starts_with(b"\x00OpenTimestamps\x00\x00Proof\x00") && file.ends_with(&said));
        for broken in [&said[..said.len() - 1], &[], &[0x08], &[0xFF; 20_000], &vec![0x08; 200_000], b"<html>"] {
            assert_eq!(ots_file(&[7; 32], broken).expect_err("no proof").code, "proof-malformed");
        }
    }

    /// A block of Bitcoin under a thousand thousand.
    fn block(number: u32) -> Vec<u8> {
        let groups = [number & 0x7F | 0x80, (number >> 7) & 0x7F | 0x80, number >> 14];
        let number = groups.map(|g| u8::try_from(g).expect("seven bits"));
        [&[0x00, 0x05, 0x88, 0x96, 0x0D, 0x73, 0xD7, 0x19, 0x01, 3], &number[..]].concat()
    }

    #[test]
    fn a_promise_that_is_kept_takes_its_place_in_the_proof() {
        let (a, b) = (promise("https://a.example"), promise("https://b.example"));
        // One step, then a promise beside another path to one.
        let said = [&[0xF0, 3, 1, 2, 3, 0x08, 0xFF][..], &a, &[0xF1, 1, 9, 0x08], &b].concat();
        let first = Sha256::digest([&[7; 32][..], &[1, 2, 3]].concat()).to_vec();
        let second = Sha256::digest([&[9][..], &first].concat()).to_vec();
        let open = promises(&said, &[7; 32]).expect("a proof");
        let told: Vec<(&str, &[u8])> = open.iter().map(|p| (p.calendar.as_str(), p.value.as_slice())).collect();
        assert_eq!(told, [("https://a.example", first.as_slice()), ("https://b.example", second.as_slice())]);
        let calendar = |url: &str| Witness::Calendar(url.to_owned());
        let one = [&[0xF1, 1, 5, 0x08, 0x08][..], &block(812_345)].concat();
        let fork = [&[0xFF][..], &block(7), &[0xFF, 0x08], &block(8), &[0x08], &block(9)].concat();
        let bitcoin = |n: u64| Witness::Bitcoin(n);
        for (promise, answer, want) in [
            (&open[0], &one, vec![bitcoin(812_345), calendar("https://b.example")]),
            (&open[1], &one, vec![calendar("https://a.example"), bitcoin(812_345)]),
            (&open[0], &fork, vec![bitcoin(7), bitcoin(8), bitcoin(9), calendar("https://b.example")]),
            (&open[1], &fork, vec![calendar("https://a.example"), bitcoin(7), bitcoin(8), bitcoin(9)]),
        ] {
            let whole = kept(&said, promise, answer).expect("a proof");
            assert_eq!(witnesses(&whole), Ok(want));
            // What is left open leads to where it did.
            let left = promises(&whole, &[7; 32]).expect("a proof");
            assert_eq!(left.iter().map(|p| &p.value).collect::<Vec<_>>().len(), 1);
            assert!(open.iter().any(|p| p.value == left[0].value && p.value != promise.value));
        }
        assert_eq!(kept(&said, &open[0], &b).expect_err("another promise").code, "proof-malformed");
        assert_eq!(kept(&said, &open[0], b"<html>").expect_err("no proof").code, "proof-malformed");
        assert!(kept(&said[..20], &open[1], &one).is_err());
        let odd = [&[0x02][..], &a].concat();
        assert_eq!(promises(&odd, &[7; 32]), Ok(Vec::new()), "through a step that is not followed");
    }

    #[test]
    fn times_of_authorities_are_read() {
        let shown = |t: &str| generalized_time(t.as_bytes()).map(|m| m.to_string());
        assert_eq!(shown("20260120074000Z").as_deref(), Some("2026-01-20T07:40:00Z"));
        assert_eq!(shown("20260120074000.123Z").as_deref(), Some("2026-01-20T07:40:00Z"));
        for odd in ["20260120074000", "2026012007Z", "20261320074000Z", "+0260120074000Z", ""] {
            assert_eq!(shown(odd), None, "{odd}");
        }
    }

    #[test]
    fn refusals_and_other_words_are_told() {
        let refused = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02];
        assert!(answer(&refused, &[0; 32]).expect_err("refused").note.contains("status 2"));
        for odd in [&b"<html>"[..], &[], &[0x30, 0x80], &[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], &request(&[0; 32])] {
            assert_eq!(answer(odd, &[0; 32]).expect_err("odd").code, "proof-malformed");
        }
    }

    proptest! {
        #[test]
        fn no_answer_is_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = (answer(&bytes, &[0; 32]), witnesses(&bytes), promises(&bytes, &[0; 32]));
        }
    }
}
