//! What the network sees of a word: hashes of its plain form, first letter, last three letters and shape.
//!
//! The hashes are those that its weights were learnt with: MurmurHash64A of the UTF-8 bytes for strings, then the finalisation of
//! MurmurHash3 (128 bits) to spread one key over four rows of a table (Appleby; Miranda et al. 2022, "Multi hash embeddings in spaCy").

/// MurmurHash64A with seed 1.
pub(super) fn hash(s: &str) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let bytes = s.as_bytes();
    let mut h = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let mut eights = bytes.chunks_exact(8);
    for c in &mut eights {
        let mut k = c.iter().rev().fold(0u64, |k, &b| k << 8 | u64::from(b)).wrapping_mul(M);
        k ^= k >> 47;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    let rest = eights.remainder();
    if !rest.is_empty() {
        h = (h ^ rest.iter().rev().fold(0u64, |k, &b| k << 8 | u64::from(b))).wrapping_mul(M);
    }
    h ^= h >> 47;
    h = h.wrapping_mul(M);
    h ^ h >> 47
}

/// Four numbers from one key.
pub(super) fn spread(key: u64, seed: u32) -> [u32; 4] {
    fn finish(mut h: u64) -> u64 {
        h = (h ^ h >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ h >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ h >> 33
    }
    let seed = u64::from(seed);
    let mut a = key.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f) ^ seed ^ 8;
    let mut b = seed ^ 8;
    a = a.wrapping_add(b);
    b = b.wrapping_add(a);
    a = finish(a);
    b = finish(b);
    a = a.wrapping_add(b);
    b = b.wrapping_add(a);
    [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32]
}

/// Letters as `x` and `X`, digits as `d`, runs cut after four.
fn shape(word: &str) -> String {
    let (mut out, mut last, mut run) = (String::new(), '\0', 0);
    for (n, c) in word.chars().enumerate() {
        if n >= 99 {
            return "LONG".to_owned();
        }
        let s = match c {
            c if c.is_alphabetic() && c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => 'd',
            c => c,
        };
        run = if s == last { run + 1 } else { 0 };
        last = s;
        if run < 4 {
            out.push(s);
        }
    }
    out
}

/// What is known of some words: their plain form, or a number of their own instead of a hash.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Plain forms by the hash of the form, sorted.
    pub(super) norms: Vec<(u64, String)>,
    /// Numbers by hash, sorted.
    pub(super) numbers: Vec<(u64, u64)>,
}

impl Known {
    fn key(&self, s: &str) -> u64 {
        let h = hash(s);
        self.numbers.binary_search_by_key(&h, |n| n.0).ok().and_then(|i| self.numbers.get(i)).map_or(h, |n| n.1)
    }

    /// Keys of a word for the first four tables.
    pub(super) fn keys(&self, word: &str) -> [u64; 4] {
        let form = hash(word);
        let norm = match self.norms.binary_search_by_key(&form, |n| n.0).ok().and_then(|i| self.norms.get(i)) {
            Some(n) => self.key(&n.1),
            None => self.key(&word.to_lowercase()),
        };
        let first = word.chars().next().map_or(0, char::len_utf8);
        let last = word.char_indices().rev().nth(2).map_or(0, |(i, _)| i);
        let part = |s: Option<&str>| self.key(s.unwrap_or(""));
        [norm, part(word.get(..first)), part(word.get(last..)), self.key(&shape(word))]
    }
}
