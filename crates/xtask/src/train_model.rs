//! The averaged perceptron, with sparse rows made only where a mistake touched them.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// Keys are hashes already.
#[derive(Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

#[derive(Clone, Copy)]
struct Cell {
    class: u8,
    weight: i32,
    total: i64,
    since: u32,
}

#[derive(Default)]
struct Row {
    /// How many mistakes touched it: rows that few did are noise and are left out (Goldberg and Elhadad 2011).
    hits: u32,
    cells: Vec<Cell>,
}

pub(crate) struct Perceptron {
    classes: usize,
    least: u32,
    now: u32,
    index: HashMap<u64, u32, BuildHasherDefault<AsIs>>,
    rows: Vec<Row>,
}

impl Perceptron {
    /// `least`: mistakes that must have touched a feature before it counts.
    pub(crate) fn new(classes: usize, least: u32) -> Self {
        Self { classes, least, now: 0, index: HashMap::default(), rows: Vec::new() }
    }

    /// Features made so far.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// One more decision was made.
    pub(crate) fn step(&mut self) {
        self.now += 1;
    }

    pub(crate) fn score(&self, keys: &[u64], scores: &mut [i32]) {
        scores[..self.classes].fill(0);
        for k in keys {
            if let Some(row) =
                self.index.get(k).and_then(|&i| self.rows.get(i as usize)).filter(|r| r.hits >= self.least)
            {
                for c in &row.cells {
                    scores[usize::from(c.class)] += c.weight;
                }
            }
        }
    }

    /// Towards `gold`, away from `guess`.
    pub(crate) fn update(&mut self, keys: &[u64], gold: u8, guess: u8) {
        for &k in keys {
            let rows = &mut self.rows;
            let i = *self.index.entry(k).or_insert_with(|| {
                rows.push(Row::default());
                rows.len() as u32 - 1
            });
            let row = &mut self.rows[i as usize];
            row.hits += 1;
            for (class, by) in [(gold, 1), (guess, -1)] {
                let cell = match row.cells.iter_mut().find(|c| c.class == class) {
                    Some(c) => c,
                    None => {
                        row.cells.push(Cell { class, weight: 0, total: 0, since: self.now });
                        row.cells.last_mut().expect("pushed on the line before")
                    }
                };
                cell.total += i64::from(cell.weight) * i64::from(self.now - cell.since);
                cell.since = self.now;
                cell.weight += by;
            }
        }
    }

    /// The averaged weights as whole numbers of eight bits, small ones left out until the file is about `bytes` long.
    pub(crate) fn rows(&self, bytes: usize) -> Vec<(u64, Vec<(u8, i8)>)> {
        let now = f64::from(self.now.max(1));
        let mut keys: Vec<(u64, u32)> = self.index.iter().map(|(&k, &i)| (k, i)).collect();
        keys.sort_unstable();
        let mut all = Vec::new();
        for (key, i) in keys {
            let row = &self.rows[i as usize];
            if row.hits < self.least {
                continue;
            }
            let cells: Vec<(u8, f64)> = row
                .cells
                .iter()
                .map(|c| (c.class, (c.total as f64 + f64::from(c.weight) * (now - f64::from(c.since))) / now))
                .collect();
            all.push((key, cells));
        }
        let mut sizes: Vec<f64> = all.iter().flat_map(|r| r.1.iter().map(|c| c.1.abs())).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        // A few very large weights are clipped rather than letting all others grow coarse.
        let top = sizes.get(sizes.len() / 2000).copied().unwrap_or(1.0).max(1e-9);
        let scale = 127.0 / top;
        // A row costs about five bytes (head and its part of the index), a weight two.
        let mut cut = 0.5 / scale;
        loop {
            let rows = all.iter().filter(|r| r.1.iter().any(|c| c.1.abs() >= cut)).count();
            let cells = sizes.partition_point(|&w| w >= cut);
            if rows * 5 + cells * 2 <= bytes {
                break;
            }
            cut *= 1.1;
        }
        eprintln!(
            "largest weight {:.1}, clipped at {top:.2}, smallest kept {cut:.4}",
            sizes.first().copied().unwrap_or(0.0)
        );
        all.into_iter()
            .filter_map(|(key, cells)| {
                let mut row: Vec<(u8, i8)> = cells
                    .into_iter()
                    .filter(|c| c.1.abs() >= cut)
                    .map(|(c, w)| (c, (w * scale).round().clamp(-127.0, 127.0) as i8))
                    .filter(|c| c.1 != 0)
                    .collect();
                row.sort_unstable();
                (!row.is_empty()).then_some((key, row))
            })
            .collect()
    }
}

/// Random numbers that are the same on every machine (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    pub(crate) fn shuffle<T>(&mut self, v: &mut [T]) {
        for i in (1..v.len()).rev() {
            v.swap(i, self.below(i + 1));
        }
    }
}
