//! The file of the network and its arithmetic.
//!
//! Key decision: whole numbers. A row of inputs and a row of weights are each scaled to 16-bit numbers, multiplied and summed exactly,
//! and only the sum is scaled back. Sums of whole numbers do not depend on their order, so every processor, with whatever vector
//! instructions it has, computes the same bits; and the same instructions do four times as many of them as of 32-bit fractions.
//!
//! Layout of `en-reader.bin` (little endian; made by `data/models/export.py`): the eight bytes `FHREAD1\0`; six tables (seed `u32`,
//! rows `u32`, one unit `f32`, rows of 96 `i16`); five maxout layers, the first with a block for each table, the others with three for
//! the word before, the word and the word after (a block: 288 units `f32`, 288 rows of 96 `i16`), each followed by 288 biases and the 96
//! gains and 96 offsets of its normalisation; the tag labels (a list: length in bytes `u32`, lines) with 96 weights each and biases; the
//! layer to the parser's 64; its state layer (8 places of 2 x 64 rows, 128 biases, 8 x 128 values for an empty place); the names of the
//! moves, 64 weights each, biases; a list of hashes of forms with their plain form; a list of numbers with the word they stand for.

use super::{
    lexeme::{Known, hash},
    products,
};

/// Width of a word's vector.
pub(super) const WIDTH: usize = 96;
/// Candidates of which the largest is taken.
pub(super) const PIECES: usize = 3;
/// Outputs of a maxout layer before the largest are taken.
pub(super) const WIDE: usize = WIDTH * PIECES;
/// Width of the parser's vectors.
pub(super) const HIDDEN: usize = 64;
/// Places of a parser's state that it looks at.
pub(super) const PLACES: usize = 8;
/// Values of a place: two candidates for each hidden unit.
pub(super) const PLACE: usize = 2 * HIDDEN;
/// Layers that look at the neighbours, and so how far a word can see to each side.
pub(super) const DEPTH: usize = 4;

/// Largest input and largest weight. With at most 96 products to a sum, 96 x 8191 x 2047 = 1,609,629,792 is below 2^31: no sum can
/// overflow.
const INPUT: f32 = 8191.0;
const WEIGHT: i16 = 2047;
const _: () = assert!(WIDTH as i64 * 8191 * 2047 < i32::MAX as i64);

/// A row of numbers as whole numbers and their unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<const K: usize> {
    pub(super) unit: f32,
    pub(super) whole: [i16; K],
}

impl<const K: usize> Row<K> {
    /// The nearest whole numbers, the largest becoming 8191.
    pub(super) fn of(x: &[f32; K]) -> Self {
        // Lanes keep the comparison independent of how it is compiled.
        let mut lanes = [0.0f32; 8];
        for chunk in x.chunks_exact(8) {
            for (l, v) in lanes.iter_mut().zip(chunk) {
                let v = v.abs();
                *l = if v > *l { v } else { *l };
            }
        }
        let most = lanes.iter().fold(0.0f32, |a, &b| if b > a { b } else { a });
        let mut whole = [0i16; K];
        if !(most > 0.0 && most.is_finite()) {
            return Self { unit: 0.0, whole };
        }
        let by = INPUT / most;
        // 1.5 x 2^23: a fraction added to it is rounded to a whole number, which then stands in its lowest bits.
        const ROUND: f32 = 12_582_912.0;
        for (w, v) in whole.iter_mut().zip(x) {
            *w = (v * by + ROUND).to_bits() as i16;
        }
        Self { unit: most / INPUT, whole }
    }
}

/// A layer: for each output a row of `K` weights and its unit.
#[derive(Debug)]
pub(super) struct Layer<const K: usize>(products::Weights);

impl<const K: usize> Layer<K> {
    /// Number of outputs.
    pub(super) fn outputs(&self) -> usize {
        self.0.outputs()
    }

    /// Adds the layer's answer for each input to its row of `out` (`outputs()` numbers each).
    pub(super) fn add(&self, inputs: &[Row<K>], out: &mut [f32]) {
        products::add(&self.0, inputs, out);
    }
}

/// A layer whose outputs compete, three for each place, with the normalisation after it.
#[derive(Debug)]
pub(super) struct Maxout {
    pub(super) blocks: Vec<Layer<WIDTH>>,
    pub(super) bias: Vec<f32>,
    pub(super) gain: Vec<f32>,
    pub(super) offset: Vec<f32>,
}

impl Maxout {
    /// The largest of each three, normalised.
    pub(super) fn finish(&self, wide: &[f32], out: &mut [f32; WIDTH]) {
        let (a, rest) = wide.split_at(WIDTH);
        let (b, c) = rest.split_at(WIDTH);
        for (o, ((a, b), c)) in out.iter_mut().zip(a.iter().zip(b).zip(c)) {
            let m = if a > b { a } else { b };
            *o = if m > c { *m } else { *c };
        }
        let mean = sum(out) / WIDTH as f32;
        for o in out.iter_mut() {
            *o -= mean;
        }
        let mut squares = *out;
        for s in &mut squares {
            *s *= *s;
        }
        let by = 1.0 / (sum(&squares) / WIDTH as f32 + 1e-8).sqrt();
        for ((o, g), b) in out.iter_mut().zip(&self.gain).zip(&self.offset) {
            *o = *o * by * g + b;
        }
    }
}

/// A sum in a fixed order that eight lanes can share.
fn sum(x: &[f32; WIDTH]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for chunk in x.chunks_exact(8) {
        for (l, v) in lanes.iter_mut().zip(chunk) {
            *l += v;
        }
    }
    ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]))
}

/// Vectors of a hashed feature: four rows of the table are added up.
#[derive(Debug)]
pub(super) struct Table {
    seed: u32,
    unit: f32,
    rows: Vec<[i16; WIDTH]>,
}

impl Table {
    /// The vector of a key.
    pub(super) fn vector(&self, key: u64) -> [f32; WIDTH] {
        let mut total = [0i32; WIDTH];
        for h in super::lexeme::spread(key, self.seed) {
            if let Some(row) = self.rows.get(h as usize % self.rows.len().max(1)) {
                for (t, r) in total.iter_mut().zip(row) {
                    *t += i32::from(*r);
                }
            }
        }
        total.map(|t| t as f32 * self.unit)
    }
}

/// The network.
#[derive(Debug)]
pub(super) struct Weights {
    pub(super) tables: Vec<Table>,
    pub(super) mix: Maxout,
    pub(super) layers: Vec<Maxout>,
    pub(super) tags: Vec<String>,
    pub(super) tag: Layer<WIDTH>,
    pub(super) tag_bias: Vec<f32>,
    pub(super) narrow: Layer<WIDTH>,
    pub(super) narrow_bias: Vec<f32>,
    pub(super) places: Layer<HIDDEN>,
    pub(super) place_bias: Vec<f32>,
    pub(super) empty: Vec<f32>,
    pub(super) moves: Vec<String>,
    pub(super) score: Layer<HIDDEN>,
    pub(super) score_bias: Vec<f32>,
    pub(super) known: Known,
}

/// Reads a file from its front; `None` as soon as something is missing.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n)?;
        self.0 = tail;
        Some(head)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn floats(&mut self, n: usize) -> Option<Vec<f32>> {
        let bytes = self.take(n.checked_mul(4)?)?;
        let out: Vec<f32> = bytes.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect();
        out.iter().all(|x| x.is_finite()).then_some(out)
    }

    fn rows<const K: usize>(&mut self, n: usize, most: i16) -> Option<Vec<[i16; K]>> {
        let bytes = self.take(n.checked_mul(2 * K)?)?;
        bytes
            .chunks_exact(2 * K)
            .map(|row| {
                let mut out = [0i16; K];
                for (o, c) in out.iter_mut().zip(row.chunks_exact(2)) {
                    *o = i16::from_le_bytes([c[0], c[1]]);
                }
                // A weight beyond the limit could overflow a sum.
                out.iter().all(|w| w.unsigned_abs() <= most.unsigned_abs()).then_some(out)
            })
            .collect()
    }

    fn layer<const K: usize>(&mut self, n: usize) -> Option<Layer<K>> {
        let units = self.floats(n)?;
        Some(Layer(products::Weights::of::<K>(&units, &self.rows(n, WEIGHT)?)))
    }

    fn maxout(&mut self, blocks: usize) -> Option<Maxout> {
        Some(Maxout {
            blocks: (0..blocks).map(|_| self.layer(WIDE)).collect::<Option<_>>()?,
            bias: self.floats(WIDE)?,
            gain: self.floats(WIDTH)?,
            offset: self.floats(WIDTH)?,
        })
    }

    fn list(&mut self) -> Option<Vec<String>> {
        let n = self.u32()? as usize;
        Some(std::str::from_utf8(self.take(n)?).ok()?.split('\n').map(str::to_owned).collect())
    }
}

impl Weights {
    /// From the bytes of the file; `None` where they are not one.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor(bytes.strip_prefix(b"FHREAD1\0")?);
        let tables = (0..6)
            .map(|_| {
                let (seed, n) = (c.u32()?, c.u32()? as usize);
                let unit = c.floats(1)?.pop()?;
                (n > 0).then_some(())?;
                Some(Table { seed, unit, rows: c.rows(n, i16::MAX)? })
            })
            .collect::<Option<Vec<_>>>()?;
        let mix = c.maxout(tables.len())?;
        let layers = (0..DEPTH).map(|_| c.maxout(3)).collect::<Option<_>>()?;
        let tags = c.list()?;
        let (tag, tag_bias) = (c.layer(tags.len())?, c.floats(tags.len())?);
        let (narrow, narrow_bias) = (c.layer(HIDDEN)?, c.floats(HIDDEN)?);
        let (places, place_bias) = (c.layer(PLACES * PLACE)?, c.floats(PLACE)?);
        let empty = c.floats(PLACES * PLACE)?;
        let moves = c.list()?;
        let (score, score_bias) = (c.layer(moves.len())?, c.floats(moves.len())?);
        let mut norms = c
            .list()?
            .iter()
            .map(|l| {
                let (hash, form) = l.split_once('\t')?;
                Some((u64::from_str_radix(hash, 16).ok()?, form.to_owned()))
            })
            .collect::<Option<Vec<_>>>()?;
        norms.sort();
        let mut numbers = c
            .list()?
            .iter()
            .map(|l| {
                let (number, word) = l.split_once('\t')?;
                Some((hash(word), number.parse().ok()?))
            })
            .collect::<Option<Vec<_>>>()?;
        numbers.sort();
        Some(Self {
            tables,
            mix,
            layers,
            tags,
            tag,
            tag_bias,
            narrow,
            narrow_bias,
            places,
            place_bias,
            empty,
            moves,
            score,
            score_bias,
            known: Known { norms, numbers },
        })
    }
}
