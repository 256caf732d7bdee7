//! Words to vectors: a mix of hashed features for each word alone, then four layers in each of which a word looks at its neighbours
//! (maxout with a window of one, normalised, added to what it was; Honnibal and Montani's `Tok2Vec`).
//!
//! Key decision: what depends on a word alone is worked out once a word and remembered: its mixed vector and what the first layer makes
//! of it for the word before, the word itself and the word after. Half of any text is a few hundred words. Sentences are encoded one by
//! one, so that a copied sentence is read the same wherever it stands.

use std::{cell::RefCell, rc::Rc};

use foldhash::{HashMap, HashSet};

use super::weights::{DEPTH, Row, WIDE, WIDTH, Weights};

/// What is remembered of a word.
#[derive(Debug)]
struct Alone {
    vector: [f32; WIDTH],
    /// What the first layer's three blocks make of it.
    first: [[f32; WIDE]; 3],
}

/// Words of each generation, and beginnings, endings and shapes of words, remembered at once: 32 MB of a thread at most.
const REMEMBERED: usize = 4096;

/// What is remembered of words, by hash: those met lately, and those met before them that were not met again. When the first are full
/// they take the place of the second, so that common words stay.
#[derive(Debug, Default)]
struct Met {
    lately: HashMap<u64, Rc<Alone>>,
    before: HashMap<u64, Rc<Alone>>,
}

impl Met {
    fn get(&mut self, id: u64) -> Option<Rc<Alone>> {
        if let Some(a) = self.lately.get(&id) {
            return Some(Rc::clone(a));
        }
        let a = self.before.remove(&id)?;
        self.keep(id, &a);
        Some(a)
    }

    fn keep(&mut self, id: u64, a: &Rc<Alone>) {
        if self.lately.len() >= REMEMBERED {
            self.before = std::mem::take(&mut self.lately);
        }
        self.lately.insert(id, Rc::clone(a));
    }
}

type Parts = HashMap<(usize, u64), Rc<[f32]>>;

thread_local! {
    /// Only saves time: what is remembered depends on the word and the shipped weights alone.
    static MET: RefCell<Met> = RefCell::default();
    /// What the first mix makes of a feature that many words share, by table and key.
    static PARTS: RefCell<Parts> = RefCell::default();
}

/// Rooms for the numbers of one stretch of words, used again for the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    words: Vec<Rc<Alone>>,
    /// Hashes of the words, and the words that are met for the first time.
    ids: Vec<u64>,
    new: Vec<(u64, String, bool)>,
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

/// Words by themselves, several at once: the products of each layer then share the reading of its weights.
fn alone<'w>(w: &Weights, fixed: &Fixed, words: impl Iterator<Item = (&'w str, bool)>) -> Vec<Alone> {
    let (mut wide, mut norms, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for (word, blank_after) in words {
        wide.extend_from_slice(&fixed.spaced[usize::from(blank_after)]);
        let k = w.known.keys(word);
        norms.extend(w.tables.first().map(|t| Row::of(&t.vector(k[0]))));
        keys.push(k);
    }
    if let Some(b) = w.mix.blocks.first() {
        b.add(&norms, &mut wide);
    }
    for (wide, keys) in wide.chunks_exact_mut(WIDE).zip(keys) {
        for (k, key) in keys.into_iter().enumerate().skip(1) {
            let (Some(t), Some(b)) = (w.tables.get(k), w.mix.blocks.get(k)) else { continue };
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
            add(wide, &part);
        }
    }
    let mut out = Vec::with_capacity(norms.len());
    for wide in wide.chunks_exact(WIDE) {
        let mut vector = [0.0; WIDTH];
        w.mix.finish(wide, &mut vector);
        out.push(Alone { vector, first: [[0.0; WIDE]; 3] });
    }
    if let Some(layer) = w.layers.first() {
        let rows: Vec<Row<WIDTH>> = out.iter().map(|a| Row::of(&a.vector)).collect();
        for (k, block) in layer.blocks.iter().take(3).enumerate() {
            wide.fill(0.0);
            block.add(&rows, &mut wide);
            for (a, wide) in out.iter_mut().zip(wide.chunks_exact(WIDE)) {
                a.first[k].copy_from_slice(wide);
            }
        }
    }
    out
}

/// Each word's numbers, from memory where it was met before.
fn remembered<'w>(w: &Weights, fixed: &Fixed, words: impl Iterator<Item = (&'w str, bool)>, s: &mut Scratch) {
    s.words.clear();
    s.ids.clear();
    s.new.clear();
    MET.with_borrow_mut(|met| {
        let mut known: Vec<Option<Rc<Alone>>> = Vec::new();
        let mut seen = HashSet::default();
        for (word, blank) in words {
            let id = super::lexeme::hash(word) ^ u64::from(blank);
            let a = met.get(id);
            if a.is_none() && seen.insert(id) {
                s.new.push((id, word.to_owned(), blank));
            }
            s.ids.push(id);
            known.push(a);
        }
        let made = alone(w, fixed, s.new.iter().map(|(_, word, blank)| (word.as_str(), *blank)));
        let made: HashMap<u64, Rc<Alone>> = s.new.iter().map(|n| n.0).zip(made.into_iter().map(Rc::new)).collect();
        for (id, _, _) in &s.new {
            if let Some(a) = made.get(id) {
                met.keep(*id, a);
            }
        }
        s.words.extend(s.ids.iter().zip(known).filter_map(|(id, a)| a.or_else(|| made.get(id).cloned())));
    });
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
    remembered(w, fixed, words, s);
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
