//! The file format of a linear model, used in place.
//!
//! ```text
//! "FHW1"  u16 number of classes   each: u8 length, name   u8 bits   u32 length of lexicon   u32 length of rows
//! lexicon: u32 slots, then slots of (u32 check, u16 value); check 0 is an empty slot
//! index:   2^bits + 1 of u32: where the rows of a bucket begin
//! rows:    u16 check, u8 n, n of (u8 class, i8 weight)
//! ```
//! Whole numbers are little-endian. A feature is a 64-bit hash: its low `bits` name the bucket, its top 16 the row. Nothing is
//! decoded at start; a look-up reads two places of the file.

/// A model over bytes in the format above.
#[derive(Clone, Debug)]
pub struct Weights<'a> {
    names: Vec<&'a str>,
    bits: u32,
    slots: u32,
    lexicon: &'a [u8],
    index: &'a [u8],
    rows: &'a [u8],
}

fn u16_at(b: &[u8], i: usize) -> Option<u16> {
    Some(u16::from_le_bytes(b.get(i..i + 2)?.try_into().ok()?))
}

#[inline]
fn u32_at(b: &[u8], i: usize) -> Option<u32> {
    Some(u32::from_le_bytes(b.get(i..i + 4)?.try_into().ok()?))
}

impl<'a> Weights<'a> {
    /// Reads the head of the file; `None` where it is not one of ours.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut at = 4;
        if bytes.get(..4)? != b"FHW1" {
            return None;
        }
        let n = u16_at(bytes, at)?;
        at += 2;
        let mut names = Vec::with_capacity(usize::from(n));
        for _ in 0..n {
            let len = usize::from(*bytes.get(at)?);
            names.push(std::str::from_utf8(bytes.get(at + 1..at + 1 + len)?).ok()?);
            at += 1 + len;
        }
        let bits = u32::from(*bytes.get(at)?);
        let lexicon = u32_at(bytes, at + 1)? as usize;
        let rows = u32_at(bytes, at + 5)? as usize;
        at += 9;
        let slots = u32_at(bytes, at)?;
        let lex = bytes.get(at + 4..at + lexicon)?;
        at += lexicon;
        let index = bytes.get(at..at + ((1usize << bits.min(30)) + 1) * 4)?;
        at += index.len();
        let rows = bytes.get(at..at + rows)?;
        Some(Self { names, bits, slots, lexicon: lex, index, rows })
    }

    /// The classes, by number.
    pub fn names(&self) -> &[&'a str] {
        &self.names
    }

    /// Adds the weights of a feature to the scores of the classes.
    #[inline]
    pub fn add(&self, key: u64, scores: &mut [i32]) {
        let bucket = (key & ((1u64 << self.bits) - 1)) as usize;
        let check = (key >> 48) as u16;
        let (Some(from), Some(to)) = (u32_at(self.index, bucket * 4), u32_at(self.index, bucket * 4 + 4)) else {
            return;
        };
        let Some(mut rows) = self.rows.get(from as usize..to as usize) else { return };
        while let [a, b, n, rest @ ..] = rows {
            let pairs = usize::from(*n) * 2;
            let Some((row, next)) = rest.split_at_checked(pairs) else { return };
            if u16::from_le_bytes([*a, *b]) == check {
                for p in row.chunks_exact(2) {
                    if let Some(s) = scores.get_mut(usize::from(p[0])) {
                        *s += i32::from(p[1] as i8);
                    }
                }
                return;
            }
            rows = next;
        }
    }

    /// [`Self::add`] for many features. First all places are looked up, then all rows read: the waits for memory overlap.
    pub fn add_all(&self, keys: &[u64], scores: &mut [i32]) {
        let mask = (1u64 << self.bits) - 1;
        let mut found = [(0u64, 0u32, 0u32); 64];
        for keys in keys.chunks(found.len()) {
            let mut n = 0;
            for &key in keys {
                let i = (key & mask) as usize * 4;
                let Some(Ok(b)) = self.index.get(i..i + 8).map(<[u8; 8]>::try_from) else { continue };
                let b = u64::from_le_bytes(b);
                let (from, to) = (b as u32, (b >> 32) as u32);
                found[n] = (key, from, to);
                n += usize::from(to > from);
            }
            for &(key, from, to) in &found[..n] {
                let Some(mut rows) = self.rows.get(from as usize..to as usize) else { continue };
                let check = (key >> 48) as u16;
                while let [a, b, n, rest @ ..] = rows {
                    let Some((row, next)) = rest.split_at_checked(usize::from(*n) * 2) else { break };
                    if u16::from_le_bytes([*a, *b]) == check {
                        for p in row.chunks_exact(2) {
                            if let Some(s) = scores.get_mut(usize::from(p[0])) {
                                *s += i32::from(p[1] as i8);
                            }
                        }
                        break;
                    }
                    rows = next;
                }
            }
        }
    }

    /// What the lexicon says of a word form; 0 where it says nothing.
    #[inline]
    pub fn look_up(&self, form: u64) -> u16 {
        if self.slots == 0 {
            return 0;
        }
        let check = ((form >> 32) as u32).max(1);
        let mut i = (form as u32) & (self.slots - 1);
        for _ in 0..self.slots {
            let at = i as usize * 6;
            match u32_at(self.lexicon, at) {
                None | Some(0) => return 0,
                Some(c) if c == check => return u16_at(self.lexicon, at + 4).unwrap_or(0),
                _ => i = (i + 1) & (self.slots - 1),
            }
        }
        0
    }

    /// Writes a model. Rows are `(feature, [(class, weight)])`; of two features that fall together the later is left out.
    pub fn write(names: &[String], lexicon: &[(u64, u16)], mut rows: Vec<(u64, Vec<(u8, i8)>)>) -> Vec<u8> {
        let mut bits = 8;
        while rows.len() > (2usize << bits) {
            bits += 1;
        }
        let mask = (1u64 << bits) - 1;
        rows.sort_by_key(|r| (r.0 & mask, r.0 >> 48, r.0));
        rows.dedup_by_key(|r| (r.0 & mask, r.0 >> 48));
        let (mut index, mut body) = (Vec::new(), Vec::new());
        let mut next = rows.iter().peekable();
        for bucket in 0..=mask {
            index.extend_from_slice(&(body.len() as u32).to_le_bytes());
            while let Some(r) = next.next_if(|r| r.0 & mask == bucket) {
                body.extend_from_slice(&((r.0 >> 48) as u16).to_le_bytes());
                body.push(r.1.len() as u8);
                body.extend(r.1.iter().flat_map(|&(c, w)| [c, w as u8]));
            }
        }
        index.extend_from_slice(&(body.len() as u32).to_le_bytes());

        let slots = if lexicon.is_empty() { 0 } else { (lexicon.len() * 3 / 2).next_power_of_two() as u32 };
        let mut table = vec![(0u32, 0u16); slots as usize];
        for &(form, value) in lexicon {
            let mut i = (form as u32) & (slots - 1);
            while table[i as usize].0 != 0 {
                i = (i + 1) & (slots - 1);
            }
            table[i as usize] = (((form >> 32) as u32).max(1), value);
        }
        let mut lex = slots.to_le_bytes().to_vec();
        lex.extend(table.iter().flat_map(|(c, v)| c.to_le_bytes().into_iter().chain(v.to_le_bytes())));

        let mut out = b"FHW1".to_vec();
        out.extend_from_slice(&(names.len() as u16).to_le_bytes());
        for n in names {
            out.push(n.len() as u8);
            out.extend_from_slice(n.as_bytes());
        }
        out.push(bits as u8);
        out.extend_from_slice(&(lex.len() as u32).to_le_bytes());
        out.extend_from_slice(&(body.len() as u32).to_le_bytes());
        out.extend(lex);
        out.extend(index);
        out.extend(body);
        out
    }
}
