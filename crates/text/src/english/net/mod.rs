//! The network that tags and parses English.
//!
//! What for: Penn tags and dependency trees at the quality of a pipeline trained on a million and a half words of news, broadcast and
//! talk, at a few microseconds a word.
//!
//! Key decision: the weights are those of an openly licensed pipeline (`en_core_web_sm` 3.8.0, MIT; see `data/models/README.md`), the
//! inference is our own: hashed features and a window encoder ([`encode`]), a transition parser ([`arcs`]), all in whole numbers
//! ([`weights`]). It is held to the original by goldens (`tests/net.rs`). What comes out is turned into Universal Dependencies
//! ([`universal`]), over our own tokens ([`pieces`]).

mod arcs;
mod encode;
mod lexeme;
mod pieces;
mod products;
mod universal;
mod weights;

use std::sync::OnceLock;

use crate::{Rel, Tag};

/// The bytes of the shipped network.
pub static SHIPPED: &[u8] = include_bytes!("../../../../../data/models/en-reader.bin");

/// The network with all that is worked out of it once.
#[derive(Debug)]
pub struct Net {
    weights: weights::Weights,
    fixed: encode::Fixed,
    moves: arcs::Moves,
}

/// Rooms used again from sentence to sentence.
#[derive(Debug, Default)]
pub struct Scratch {
    words: encode::Scratch,
    state: arcs::State,
}

/// A word as the network knows it: Penn tag, head (`None`: the root) and ClearNLP relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'n> {
    /// Penn tag.
    pub tag: &'n str,
    /// Index of the head.
    pub head: Option<usize>,
    /// Relation to the head, `ROOT` for the root.
    pub relation: &'n str,
}

impl Net {
    /// From the bytes of a file; `None` where they are not one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let weights = weights::Weights::read(bytes)?;
        let fixed = encode::Fixed::of(&weights);
        let moves = arcs::Moves::of(&weights.moves)?;
        Some(Self { weights, fixed, moves })
    }

    /// Tags and parses one sentence: words with whether a blank follows each.
    pub fn read_sentence<'n>(&'n self, words: &[(&str, bool)], s: &mut Scratch) -> Vec<Word<'n>> {
        let vectors = encode::encode(&self.weights, &self.fixed, words.iter().copied(), &mut s.words);
        s.state.parse(&self.weights, &self.moves, vectors);
        s.state.lower(&self.moves);
        let mut scores = vec![0.0; self.weights.tag.outputs()];
        let tags = vectors.iter().map(|v| {
            scores.copy_from_slice(&self.weights.tag_bias);
            self.weights.tag.add(&[weights::Row::of(v)], &mut scores);
            let mut best = 0;
            for (k, x) in scores.iter().enumerate() {
                if *x > scores[best] {
                    best = k;
                }
            }
            self.weights.tags.get(best).map_or("XX", String::as_str)
        });
        let state = &s.state;
        tags.enumerate()
            .map(|(k, tag)| {
                let head = state.head(k);
                let relation = match head {
                    None => "ROOT",
                    Some(_) => self.moves.relations.get(usize::from(state.relation(k))).map_or("dep", |r| r.0.as_str()),
                };
                Word { tag, head, relation }
            })
            .collect()
    }
}

/// A token of ours as the rules know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read {
    pub(crate) tag: Tag,
    /// Penn tag.
    pub(crate) fine: &'static str,
    /// Index of the head in the sentence; `None` for the root.
    pub(crate) head: Option<usize>,
    pub(crate) rel: Rel,
}

impl Net {
    /// Tags and parses a sentence of ours: tokens with whether a blank follows each.
    pub(crate) fn read_tokens(&'static self, tokens: &[(&str, bool)], s: &mut Scratch) -> Vec<Read> {
        let mut words: Vec<(&str, bool)> = Vec::with_capacity(tokens.len() + 8);
        let mut owner = Vec::with_capacity(tokens.len() + 8);
        for (k, &(word, blank)) in tokens.iter().enumerate() {
            pieces::split(word, |a, b| {
                words.push((word.get(a..b).unwrap_or(word), blank && b == word.len()));
                owner.push(k);
            });
        }
        let read = self.read_sentence(&words, s);
        let turned = universal::turn(&read, words.iter().map(|w| w.0));
        let fine: Vec<&'static str> = read.iter().map(|w| w.tag).collect();
        let whole = pieces::join(&turned, &fine, &owner, tokens.len());
        whole.iter().map(|w| Read { tag: w.tag, fine: w.fine, head: w.head, rel: w.rel }).collect()
    }
}

/// The shipped network.
pub fn net() -> Option<&'static Net> {
    static N: OnceLock<Option<Net>> = OnceLock::new();
    N.get_or_init(|| Net::read(SHIPPED)).as_ref()
}
