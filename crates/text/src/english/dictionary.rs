//! Which inflections a form can be: the treebanks are small, and a crisis has its own words.
//!
//! `data/models/en-words.bin` holds the hash of each form with a set of [`BASE`], [`PAST`] and so on, made by the trainer from the
//! inflection table of LemmInflect (from the SPECIALIST Lexicon; see `data/models/README.md`).

/// Verb, base form (also present tense).
pub const BASE: u16 = 1;
/// Verb, third person singular.
pub const THIRD: u16 = 2;
/// Verb, past tense.
pub const PAST: u16 = 4;
/// Verb, past participle.
pub const PARTICIPLE: u16 = 8;
/// Verb, -ing form.
pub const ING: u16 = 16;
/// Noun, singular.
pub const NOUN: u16 = 32;
/// Noun, plural.
pub const PLURAL: u16 = 64;
/// Adjective.
pub const ADJECTIVE: u16 = 128;
/// Adjective or adverb, comparative or superlative.
pub const COMPARED: u16 = 256;
/// Adverb.
pub const ADVERB: u16 = 512;
/// The table writes it with a capital.
pub const NAME: u16 = 1024;

/// The set of inflections of each form, looked up in the file's own bytes: nothing is decoded at start.
///
/// The file: the eight bytes `FHDICT1\0`, the number of slots (`u32`, a power of two), then slots of a check (`u32`, 0 is empty) and a
/// set (`u16`), little-endian. A form's hash names the slot to begin with by its low half and the check by its high half.
#[derive(Clone, Copy, Debug)]
pub struct Dictionary<'a> {
    slots: u32,
    table: &'a [u8],
}

const MAGIC: &[u8] = b"FHDICT1\0";
const SLOT: usize = 6;

/// A form as a number: FNV-1a with a final mix, for strings are short and all bits must be good.
fn hash(s: &str) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for &b in s.as_bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    h = (h.rotate_left(23) ^ 0x9E37).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h ^ (h >> 29)
}

fn check(hash: u64) -> u32 {
    ((hash >> 32) as u32).max(1)
}

impl<'a> Dictionary<'a> {
    /// From the file's bytes; `None` where they are not one.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (slots, table) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
        let slots = u32::from_le_bytes(*slots);
        (slots.is_power_of_two() && table.len() == slots as usize * SLOT).then_some(Self { slots, table })
    }

    /// The file's bytes for `(form, set)`.
    pub fn write(forms: &[(String, u16)]) -> Vec<u8> {
        let slots = (forms.len() * 3 / 2).next_power_of_two();
        let mut table = vec![(0u32, 0u16); slots];
        for (form, set) in forms {
            let h = hash(form);
            let mut i = h as usize & (slots - 1);
            while table[i].0 != 0 {
                i = (i + 1) & (slots - 1);
            }
            table[i] = (check(h), *set);
        }
        let mut out = MAGIC.to_vec();
        out.extend((slots as u32).to_le_bytes());
        out.extend(table.iter().flat_map(|(c, v)| c.to_le_bytes().into_iter().chain(v.to_le_bytes())));
        out
    }

    /// The set for a lower-case form; for `Kurdish-led` that of its last part where the whole is not known; 0 where nothing is.
    pub fn look_up(&self, form: &str) -> u16 {
        match self.exact(form) {
            0 => form.rsplit_once('-').map_or(0, |(_, last)| self.exact(last)),
            set => set,
        }
    }

    /// The set of exactly this form.
    pub fn exact(&self, form: &str) -> u16 {
        let h = hash(form);
        let mut i = h as u32 & (self.slots - 1);
        for _ in 0..self.slots {
            let Some([a, b, c, d, x, y]) = self.table.get(i as usize * SLOT..).and_then(|t| t.first_chunk::<SLOT>())
            else {
                return 0;
            };
            match u32::from_le_bytes([*a, *b, *c, *d]) {
                0 => return 0,
                found if found == check(h) => return u16::from_le_bytes([*x, *y]),
                _ => i = (i + 1) & (self.slots - 1),
            }
        }
        0
    }
}
