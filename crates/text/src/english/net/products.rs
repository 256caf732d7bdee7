//! Rows of whole numbers multiplied and summed: a good part of the time of the analysis goes here.
//!
//! Key decision: two forms of one sum. Where the processor has AVX2, sixteen outputs are worked out for four inputs at a time; elsewhere
//! a plain loop does the same. Sums of whole numbers have no order, so both give the same bits, and a test holds them against each other.
//! The weights lie as both forms read them, outputs beside one another, so that no sum has to be gathered from the parts of a register.

use super::weights::Row;

/// Outputs that lie beside one another.
pub(super) const GROUP: usize = 16;

/// Weights of sixteen outputs for two neighbouring inputs: those of output 0, of output 1, and so on.
type Pair = [i16; 2 * GROUP];

/// Weights by groups of outputs, the last filled up with zeros; each output has a unit.
#[derive(Debug)]
pub(super) struct Weights {
    outputs: usize,
    units: Vec<[f32; GROUP]>,
    /// For each group, one entry for each two inputs.
    pairs: Vec<Pair>,
}

impl Weights {
    /// From rows of weights, one an output, and their units. The number of inputs is even.
    pub(super) fn of<const K: usize>(units: &[f32], rows: &[[i16; K]]) -> Self {
        let mut out = Self { outputs: rows.len(), units: Vec::new(), pairs: Vec::new() };
        for (rows, units) in rows.chunks(GROUP).zip(units.chunks(GROUP)) {
            let mut u = [0.0; GROUP];
            for (u, unit) in u.iter_mut().zip(units) {
                *u = *unit;
            }
            out.units.push(u);
            for p in 0..K / 2 {
                let mut pair = [0; 2 * GROUP];
                for (to, row) in pair.chunks_exact_mut(2).zip(rows) {
                    to.copy_from_slice(&row[2 * p..2 * p + 2]);
                }
                out.pairs.push(pair);
            }
        }
        out
    }

    /// Number of outputs.
    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }
}

/// Adds to row `t` of `out` the products of input `t` with the weights of every output, scaled by both units.
pub(super) fn add<const K: usize>(w: &Weights, inputs: &[Row<K>], out: &mut [f32]) {
    if w.outputs == 0 {
        return;
    }
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the callee needs nothing but a processor with AVX2, and this one has just said that it has it.
        #[allow(unsafe_code)]
        unsafe {
            avx2::add(w, inputs, out);
        }
        return;
    }
    plain(w, inputs, out);
}

fn plain<const K: usize>(w: &Weights, inputs: &[Row<K>], out: &mut [f32]) {
    for (x, out) in inputs.iter().zip(out.chunks_exact_mut(w.outputs)) {
        for ((pairs, units), out) in w.pairs.chunks_exact(K / 2).zip(&w.units).zip(out.chunks_mut(GROUP)) {
            let mut sums = [0i32; GROUP];
            for (pair, x) in pairs.iter().zip(x.whole.as_chunks::<2>().0) {
                for (s, w) in sums.iter_mut().zip(pair.as_chunks::<2>().0) {
                    *s += i32::from(w[0]) * i32::from(x[0]) + i32::from(w[1]) * i32::from(x[1]);
                }
            }
            for ((o, s), unit) in out.iter_mut().zip(sums).zip(units) {
                *o += s as f32 * (unit * x.unit);
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256, __m256i, _mm256_add_epi32, _mm256_add_ps, _mm256_cvtepi32_ps, _mm256_loadu_ps, _mm256_loadu_si256,
        _mm256_madd_epi16, _mm256_mul_ps, _mm256_set1_epi32, _mm256_set1_ps, _mm256_setzero_si256, _mm256_storeu_ps,
    };

    use super::{GROUP, Pair, Row, Weights};

    /// Inputs that are multiplied together: their eight sums fit the registers.
    const INPUTS: usize = 4;

    #[inline]
    #[target_feature(enable = "avx2")]
    fn whole(x: &[i16; GROUP]) -> __m256i {
        // SAFETY: sixteen numbers of 16 bits are the 32 bytes that are read, and no alignment is asked for.
        #[allow(unsafe_code)]
        unsafe {
            _mm256_loadu_si256(x.as_ptr().cast())
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn eight(x: &[f32; 8]) -> __m256 {
        // SAFETY: eight numbers of 32 bits are the 32 bytes that are read, and no alignment is asked for.
        #[allow(unsafe_code)]
        unsafe {
            _mm256_loadu_ps(x.as_ptr())
        }
    }

    /// Two inputs, in all eight places.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn twice(x: [i16; 2]) -> __m256i {
        _mm256_set1_epi32(i32::from(x[0] as u16) | i32::from(x[1]) << 16)
    }

    /// Adds sixteen sums, scaled, to the outputs of one input.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn store(sums: [__m256i; 2], units: &[f32; GROUP], x: f32, out: &mut [f32]) {
        let (halves, x) = (units.as_chunks::<8>().0, _mm256_set1_ps(x));
        let a = _mm256_mul_ps(_mm256_cvtepi32_ps(sums[0]), _mm256_mul_ps(eight(&halves[0]), x));
        let b = _mm256_mul_ps(_mm256_cvtepi32_ps(sums[1]), _mm256_mul_ps(eight(&halves[1]), x));
        if let Some(out) = out.first_chunk_mut::<GROUP>() {
            let (low, high) = out.split_at_mut(8);
            if let (Some(low), Some(high)) = (low.first_chunk_mut::<8>(), high.first_chunk_mut::<8>()) {
                put(_mm256_add_ps(eight(low), a), low);
                put(_mm256_add_ps(eight(high), b), high);
            }
        } else {
            let mut rest = [[0.0; 8]; 2];
            put(a, &mut rest[0]);
            put(b, &mut rest[1]);
            for (o, r) in out.iter_mut().zip(rest.as_flattened()) {
                *o += r;
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn put(x: __m256, out: &mut [f32; 8]) {
        // SAFETY: eight numbers of 32 bits are the 32 bytes that are written, and no alignment is asked for.
        #[allow(unsafe_code)]
        unsafe {
            _mm256_storeu_ps(out.as_mut_ptr(), x);
        }
    }

    /// The sixteen sums of each of `N` inputs.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn sums<const N: usize, const K: usize>(pairs: &[Pair], inputs: &[Row<K>; N]) -> [[__m256i; 2]; N] {
        let mut sums = [[_mm256_setzero_si256(); 2]; N];
        // Plain counting: this is compiled well with and without optimisation across functions.
        let (mut p, most) = (0, pairs.len().min(K / 2));
        while p < most {
            let halves = pairs[p].as_chunks::<GROUP>().0;
            let (a, b) = (whole(&halves[0]), whole(&halves[1]));
            let mut i = 0;
            while i < N {
                let x = twice([inputs[i].whole[2 * p], inputs[i].whole[2 * p + 1]]);
                sums[i][0] = _mm256_add_epi32(sums[i][0], _mm256_madd_epi16(a, x));
                sums[i][1] = _mm256_add_epi32(sums[i][1], _mm256_madd_epi16(b, x));
                i += 1;
            }
            p += 1;
        }
        sums
    }

    /// All outputs of `N` inputs.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn groups<const N: usize, const K: usize>(w: &Weights, inputs: &[Row<K>; N], out: &mut [f32]) {
        let n = w.outputs;
        for (g, (pairs, units)) in w.pairs.chunks_exact(K / 2).zip(&w.units).enumerate() {
            let sums = sums(pairs, inputs);
            let from = g * GROUP;
            for ((x, sums), out) in inputs.iter().zip(sums).zip(out.chunks_exact_mut(n)) {
                store(sums, units, x.unit, &mut out[from..(from + GROUP).min(n)]);
            }
        }
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn add<const K: usize>(w: &Weights, inputs: &[Row<K>], out: &mut [f32]) {
        let n = w.outputs;
        let (fours, rest) = inputs.as_chunks::<INPUTS>();
        let (outs, rest_out) = out.split_at_mut(fours.len() * INPUTS * n);
        for (xs, out) in fours.iter().zip(outs.chunks_exact_mut(INPUTS * n)) {
            groups(w, xs, out);
        }
        if let Some(xs) = rest.as_array::<3>() {
            groups(w, xs, rest_out);
        } else if let Some(xs) = rest.as_array::<2>() {
            groups(w, xs, rest_out);
        } else if let Some(xs) = rest.as_array::<1>() {
            groups(w, xs, rest_out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_give_the_same_bits() {
        let mut seed = 7u64;
        let mut next = |most: i64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33) as i64 % (2 * most + 1) - most) as i16
        };
        let mut row = |most| std::array::from_fn::<i16, 96, _>(|_| next(most));
        // With and without a group that is not full, a last input that stands alone, and the largest numbers there are.
        for outputs in [1, 15, 16, 41, 288] {
            let rows: Vec<[i16; 96]> = (0..outputs).map(|_| row(2047)).collect();
            let units: Vec<f32> = (0..outputs).map(|i| 0.001 + i as f32 * 0.0007).collect();
            let w = Weights::of(&units, &rows);
            for inputs in 0..10 {
                let mut x: Vec<Row<96>> =
                    (0..inputs).map(|i| Row { unit: 0.01 * (i + 1) as f32, whole: row(8191) }).collect();
                x.extend([8191, -8191].map(|n| Row { unit: 1.0, whole: [n; 96] }));
                let (mut a, mut b) = (vec![0.5; x.len() * outputs], vec![0.5; x.len() * outputs]);
                add(&w, &x, &mut a);
                plain(&w, &x, &mut b);
                assert_eq!(a, b);
                // and that is what multiplying and adding one by one gives
                for (t, x) in x.iter().enumerate() {
                    for (j, r) in rows.iter().enumerate() {
                        let sum: i64 = r.iter().zip(&x.whole).map(|(a, b)| i64::from(*a) * i64::from(*b)).sum();
                        let sum = i32::try_from(sum).expect("the limits keep sums below 2^31");
                        assert_eq!(a[t * outputs + j], 0.5 + sum as f32 * (units[j] * x.unit));
                    }
                }
            }
        }
    }

    #[test]
    fn the_largest_sum_does_not_overflow() {
        for x in [8191, -8191] {
            let w = Weights::of(&[1.0], &[[2047; 96]]);
            let mut out = [0.0];
            plain(&w, &[Row { unit: 1.0, whole: [x; 96] }], &mut out);
            assert_eq!(out[0], (i32::from(x) * 2047 * 96) as f32);
        }
    }
}
