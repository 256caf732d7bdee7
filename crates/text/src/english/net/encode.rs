//! Words to vectors: a mix of hashed features for each word alone, then four layers in each of which a word looks at its neighbours
//! (maxout with a window of one, normalised, added to what it was; Honnibal and Montani's `Tok2Vec`).

use std::{cell::RefCell, collections::HashMap};

use super::{
    lexeme,
    weights::{DEPTH, Row, WIDE, WIDTH, Weights},
};

/// Vectors of words met before, so that "the" is mixed once. It only saves time: a word's vector depends on nothing else.
#[derive(Debug, Default)]
struct Met(HashMap<u64, [f32; WIDTH]>);

/// Words remembered at once: 16 MB of a thread at most.
const REMEMBERED: usize = 40_000;

thread_local! {
    static MET: RefCell<Met> = RefCell::default();
}

/// Rooms for the numbers of one stretch of words, used again for the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    rows: Vec<Row<WIDTH>>,
    wide: Vec<f32>,
    x: Vec<[f32; WIDTH]>,
}

/// What is the same for all words of a network: the answer of the two tables that know only yes and no.
#[derive(Debug)]
pub(super) struct Fixed {
    /// For a word without, and with, a blank after it.
    spaced: [Vec<f32>; 2],
}

impl Fixed {
    pub(super) fn of(w: &Weights) -> Self {
        let answer = |blank: u64| {
            let mut out = w.mix.bias.clone();
            for (k, key) in [(4, blank), (5, 0)] {
                if let (Some(t), Some(b)) = (w.tables.get(k), w.mix.blocks.get(k)) {
                    b.add(&[Row::of(&t.vector(key))], &mut out);
                }
            }
            out
        };
        Self { spaced: [answer(0), answer(1)] }
    }
}

/// The vector of a word by itself.
fn alone(w: &Weights, fixed: &Fixed, word: &str, blank_after: bool, out: &mut [f32; WIDTH]) {
    let id = lexeme::hash(word) ^ u64::from(blank_after);
    MET.with_borrow_mut(|met| {
        if let Some(v) = met.0.get(&id) {
            *out = *v;
            return;
        }
        let mut wide = fixed.spaced[usize::from(blank_after)].clone();
        for ((t, b), key) in w.tables.iter().zip(&w.mix.blocks).zip(w.known.keys(word)) {
            b.add(&[Row::of(&t.vector(key))], &mut wide);
        }
        w.mix.finish(&wide, out);
        if met.0.len() >= REMEMBERED {
            met.0.clear();
        }
        met.0.insert(id, *out);
    });
}

/// The vectors of a stretch of words, each given with whether a blank follows; they stand in `s` afterwards.
pub(super) fn encode<'w, 's>(
    w: &Weights,
    fixed: &Fixed,
    words: impl Iterator<Item = (&'w str, bool)>,
    s: &'s mut Scratch,
) -> &'s [[f32; WIDTH]] {
    // Before the first word and after the last stand as many empty places as a word can see.
    s.x.clear();
    s.x.resize(DEPTH, [0.0; WIDTH]);
    for (word, blank) in words {
        let mut v = [0.0; WIDTH];
        alone(w, fixed, word, blank, &mut v);
        s.x.push(v);
    }
    s.x.resize(s.x.len() + DEPTH, [0.0; WIDTH]);
    let n = s.x.len();
    for layer in &w.layers {
        s.rows.clear();
        s.rows.extend(s.x.iter().map(Row::of));
        s.wide.clear();
        for _ in 0..n {
            s.wide.extend_from_slice(&layer.bias);
        }
        // Block 0 is for the word before: what it says of word t belongs to word t + 1.
        for (block, shift) in layer.blocks.iter().zip([1i32, 0, -1]) {
            let (from, to) = match shift {
                1 => (&s.rows[..n - 1], WIDE..n * WIDE),
                0 => (&s.rows[..], 0..n * WIDE),
                _ => (&s.rows[1..], 0..(n - 1) * WIDE),
            };
            block.add(from, &mut s.wide[to]);
        }
        let mut y = [0.0; WIDTH];
        for (x, wide) in s.x.iter_mut().zip(s.wide.chunks_exact(WIDE)) {
            layer.finish(wide, &mut y);
            for (a, b) in x.iter_mut().zip(&y) {
                *a += b;
            }
        }
    }
    &s.x[DEPTH..n - DEPTH]
}
