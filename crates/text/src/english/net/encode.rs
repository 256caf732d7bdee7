//! Words to vectors: a mix of hashed features for each word alone, then four layers in each of which a word looks at its neighbours
//! (maxout with a window of one, normalised, added to what it was; Honnibal and Montani's `Tok2Vec`).
//!
//! Key decision: what depends on a word alone is worked out once a word and remembered: its mixed vector and what the first layer makes
//! of it for the word before, the word itself and the word after. Half of any text is a few hundred words. Sentences are encoded one by
//! one, so that a copied sentence is read the same wherever it stands.

use std::{cell::RefCell, rc::Rc};

use foldhash::HashMap;

use super::weights::{DEPTH, Row, WIDE, WIDTH, Weights};

/// What is remembered of a word.
#[derive(Debug)]
struct Alone {
    vector: [f32; WIDTH],
    /// What the first layer's three blocks make of it.
    first: [[f32; WIDE]; 3],
}

/// Words, and beginnings, endings and shapes of words, remembered at once: 20 MB of a thread at most.
const REMEMBERED: usize = 4096;

type Parts = HashMap<(usize, u64), Rc<[f32]>>;

thread_local! {
    /// Only saves time: what is remembered depends on the word and the shipped weights alone.
    static MET: RefCell<HashMap<u64, Rc<Alone>>> = RefCell::default();
    /// What the first mix makes of a feature that many words share, by table and key.
    static PARTS: RefCell<Parts> = RefCell::default();
}

/// Rooms for the numbers of one stretch of words, used again for the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    words: Vec<Rc<Alone>>,
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

/// A word by itself.
fn alone(w: &Weights, fixed: &Fixed, word: &str, blank_after: bool) -> Alone {
    let mut wide = fixed.spaced[usize::from(blank_after)].clone();
    for (k, key) in w.known.keys(word).into_iter().enumerate() {
        let (Some(t), Some(b)) = (w.tables.get(k), w.mix.blocks.get(k)) else { continue };
        if k == 0 {
            b.add(&[Row::of(&t.vector(key))], &mut wide);
            continue;
        }
        let part = PARTS.with_borrow_mut(|parts| {
            if parts.len() >= REMEMBERED {
                parts.clear();
            }
            let part = parts.entry((k, key)).or_insert_with(|| {
                let mut part = vec![0.0; b.outputs()];
                b.add(&[Row::of(&t.vector(key))], &mut part);
                part.into()
            });
            Rc::clone(part)
        });
        add(&mut wide, &part);
    }
    let mut vector = [0.0; WIDTH];
    w.mix.finish(&wide, &mut vector);
    let mut first = [[0.0; WIDE]; 3];
    if let Some(layer) = w.layers.first() {
        let row = [Row::of(&vector)];
        for (block, out) in layer.blocks.iter().zip(&mut first) {
            block.add(&row, out);
        }
    }
    Alone { vector, first }
}

fn remembered(w: &Weights, fixed: &Fixed, word: &str, blank_after: bool) -> Rc<Alone> {
    let id = super::lexeme::hash(word) ^ u64::from(blank_after);
    MET.with_borrow_mut(|met| {
        if let Some(a) = met.get(&id) {
            return Rc::clone(a);
        }
        if met.len() >= REMEMBERED {
            met.clear();
        }
        let a = Rc::new(alone(w, fixed, word, blank_after));
        met.insert(id, Rc::clone(&a));
        a
    })
}

fn add(to: &mut [f32], x: &[f32]) {
    for (a, b) in to.iter_mut().zip(x) {
        *a += b;
    }
}

/// The vectors of a stretch of words, each given with whether a blank follows; they stand in `s` afterwards.
pub(super) fn encode<'w, 's>(
    w: &Weights,
    fixed: &Fixed,
    words: impl Iterator<Item = (&'w str, bool)>,
    s: &'s mut Scratch,
) -> &'s [[f32; WIDTH]] {
    s.words.clear();
    s.words.extend(words.map(|(word, blank)| remembered(w, fixed, word, blank)));
    // Before the first word and after the last stand as many empty places as a word can see. They fill as the layers look at them, from
    // the words outwards, and only those that can still reach a word are worked out.
    s.x.clear();
    s.x.resize(DEPTH, [0.0; WIDTH]);
    s.x.extend(s.words.iter().map(|a| a.vector));
    s.x.resize(s.x.len() + DEPTH, [0.0; WIDTH]);
    let n = s.x.len();
    let mut y = [0.0; WIDTH];
    for (depth, layer) in w.layers.iter().enumerate() {
        // Rows `low..high` are wanted; they look at one more on each side.
        let (low, high) = (depth + 1, n - depth - 1);
        s.wide.clear();
        for _ in low..high {
            s.wide.extend_from_slice(&layer.bias);
        }
        if depth == 0 {
            for (k, a) in s.words.iter().enumerate() {
                // What block 0 says of word t belongs to word t + 1, block 2 to word t - 1.
                let at = DEPTH + k - low;
                for (block, row) in [(0, at + 1), (1, at), (2, at.wrapping_sub(1))] {
                    if let Some(to) = s.wide.get_mut(row.wrapping_mul(WIDE)..row.wrapping_add(1).wrapping_mul(WIDE)) {
                        add(to, &a.first[block]);
                    }
                }
            }
        } else {
            s.rows.clear();
            s.rows.extend(s.x[low - 1..high + 1].iter().map(Row::of));
            let wanted = high - low;
            for (block, from) in layer.blocks.iter().zip(0..) {
                block.add(&s.rows[from..from + wanted], &mut s.wide);
            }
        }
        for (x, wide) in s.x[low..high].iter_mut().zip(s.wide.chunks_exact(WIDE)) {
            layer.finish(wide, &mut y);
            add(x, &y);
        }
    }
    &s.x[DEPTH..n - DEPTH]
}
