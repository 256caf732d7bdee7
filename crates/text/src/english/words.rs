//! What the models see of the words of one sentence.

use super::dictionary::Dictionary;

/// A word form as a number; 0 is "no word here".
pub fn hash(s: &str) -> u64 {
    // FNV-1a with a final mix: short strings, and the table needs all bits to be good.
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for &b in s.as_bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(h, 0x9E37)
}

/// Joins two numbers to a third that depends on both and on their order.
#[inline]
pub fn mix(a: u64, b: u64) -> u64 {
    let h = (a.rotate_left(23) ^ b).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h ^ (h >> 29)
}

/// The words of one sentence, as the feature functions want them.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The form in lower case, every digit as 0.
    pub form: Vec<u64>,
    /// The last one to four characters of the form.
    pub suffix: Vec<[u64; 4]>,
    /// The first one to three characters of the form.
    pub prefix: Vec<[u64; 3]>,
    /// Capitals, digits, hyphen, and whether the sentence is all capitals or a headline in capitals.
    pub shape: Vec<u64>,
    /// Inflections that the dictionary allows ([`super::dictionary`]).
    pub dictionary: Vec<u16>,
}

impl Words {
    /// From the words of a sentence as written and in lower case ([`crate::norm`]).
    pub fn new<'a>(words: impl Iterator<Item = (&'a str, &'a str)>, dictionary: &Dictionary<'_>) -> Self {
        let mut out = Self::default();
        let (mut long, mut capital, mut shouted) = (0usize, 0usize, 0usize);
        let mut zeroed = String::new();
        for (surface, norm) in words {
            let form = if norm.bytes().any(|b| b.is_ascii_digit()) {
                zeroed.clear();
                zeroed.extend(norm.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }));
                zeroed.as_str()
            } else {
                norm
            };
            out.form.push(hash(form));
            out.dictionary.push(dictionary.look_up(form));
            let mut suffix = [0; 4];
            for (k, (i, _)) in form.char_indices().rev().take(4).enumerate() {
                suffix[k] = hash(form.get(i..).unwrap_or(""));
            }
            out.suffix.push(suffix);
            let mut prefix = [0; 3];
            for (k, (i, c)) in form.char_indices().take(3).enumerate() {
                prefix[k] = hash(form.get(..i + c.len_utf8()).unwrap_or(""));
            }
            out.prefix.push(prefix);
            out.shape.push(shape(surface));
            if surface.len() > 3 && surface.starts_with(char::is_alphabetic) {
                long += 1;
                capital += usize::from(surface.starts_with(char::is_uppercase));
                shouted += usize::from(!surface.contains(char::is_lowercase));
            }
        }
        // In a headline in capitals a capital says nothing.
        let style = if long >= 3 && shouted * 10 >= long * 9 {
            2
        } else if long >= 3 && capital * 10 >= long * 8 {
            1
        } else {
            0
        };
        for s in &mut out.shape {
            *s = *s * 3 + style;
        }
        out
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.form.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.form.is_empty()
    }
}

/// Capitals, digits and marks of a word in a few bits.
fn shape(w: &str) -> u64 {
    let (mut upper, mut lower, mut digit, mut hyphen, mut dot, mut other) = (0u64, 0u64, 0u64, 0u64, 0u64, 0u64);
    for c in w.chars().take(40) {
        if c.is_lowercase() {
            lower = 1;
        } else if c.is_uppercase() {
            upper = (upper + 1).min(2);
        } else if c.is_numeric() {
            digit = 1;
        } else if c == '-' {
            hyphen = 1;
        } else if c == '.' {
            dot = 1;
        } else {
            other = 1;
        }
    }
    let first = u64::from(w.starts_with(char::is_uppercase));
    ((((((upper * 2 + lower) * 2 + digit) * 2 + hyphen) * 2 + dot) * 2 + other) * 2) + first
}
