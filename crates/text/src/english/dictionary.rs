//! Which inflections a form can be: the treebanks are small, and a crisis has its own words.
//!
//! `data/models/en-words.bin` holds the hash of each form with a set of [`BASE`], [`PAST`] and so on, made by the trainer from the
//! inflection table of LemmInflect (from the SPECIALIST Lexicon; see `data/models/README.md`).

use super::{weights::Weights, words::hash};

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

/// The set of inflections of each form.
#[derive(Clone, Debug)]
pub struct Dictionary<'a>(Weights<'a>);

impl<'a> Dictionary<'a> {
    /// From the file's bytes.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        Weights::read(bytes).map(Self)
    }

    /// The file's bytes for `(form, set)`.
    pub fn write(forms: &[(String, u16)]) -> Vec<u8> {
        let lexicon: Vec<(u64, u16)> = forms.iter().map(|(f, s)| (hash(f), *s)).collect();
        Weights::write(&[], &lexicon, Vec::new())
    }

    /// The set for a lower-case form; for `Kurdish-led` that of its last part where the whole is not known; 0 where nothing is.
    pub fn look_up(&self, form: &str) -> u16 {
        match self.0.look_up(hash(form)) {
            0 => form.rsplit_once('-').map_or(0, |(_, last)| self.0.look_up(hash(last))),
            set => set,
        }
    }

    /// The set of exactly this form.
    pub fn exact(&self, form: &str) -> u16 {
        self.0.look_up(hash(form))
    }
}
