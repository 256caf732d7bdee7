//! Rows of whole numbers multiplied and summed: nearly all the time of the analysis goes here.
//!
//! Key decision: two forms of one sum. Where the processor has AVX2, sixteen products are made at once, four rows of weights to two
//! inputs at a time; elsewhere a plain loop does the same. Sums of whole numbers have no order, so both give the same bits, and a test
//! holds them against each other.

use super::weights::Row;

/// Adds to row `t` of `out` the products of input `t` with every row of weights, scaled by both units.
pub(super) fn add<const K: usize>(units: &[f32], rows: &[[i16; K]], inputs: &[Row<K>], out: &mut [f32]) {
    let n = rows.len();
    if n == 0 {
        return;
    }
    #[cfg(target_arch = "x86_64")]
    if K.is_multiple_of(16) && std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the callee needs nothing but a processor with AVX2, and this one has just said that it has it.
        #[allow(unsafe_code)]
        unsafe {
            avx2::add(units, rows, inputs, out);
        }
        return;
    }
    for (x, out) in inputs.iter().zip(out.chunks_exact_mut(n)) {
        plain(units, rows, x, out);
    }
}

#[inline]
fn plain<const K: usize>(units: &[f32], rows: &[[i16; K]], x: &Row<K>, out: &mut [f32]) {
    for ((unit, row), o) in units.iter().zip(rows).zip(out) {
        *o += dot(row, &x.whole) as f32 * (unit * x.unit);
    }
}

#[inline]
fn dot<const K: usize>(a: &[i16; K], b: &[i16; K]) -> i32 {
    let mut sum = 0;
    for (x, y) in a.iter().zip(b) {
        sum += i32::from(*x) * i32::from(*y);
    }
    sum
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m128, __m256i, _mm_add_epi32, _mm_add_ps, _mm_cvtepi32_ps, _mm_mul_ps, _mm_set_ps, _mm_set1_ps,
        _mm_storeu_ps, _mm256_add_epi32, _mm256_castsi256_si128, _mm256_extracti128_si256, _mm256_hadd_epi32,
        _mm256_loadu_si256, _mm256_madd_epi16, _mm256_setzero_si256,
    };

    use super::{Row, plain};

    /// Rows of weights that are multiplied together with two inputs: their eight sums fit the registers.
    const ROWS: usize = 4;

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(x: &[i16; 16]) -> __m256i {
        // SAFETY: sixteen numbers of 16 bits are the 32 bytes that are read, and no alignment is asked for.
        #[allow(unsafe_code)]
        unsafe {
            _mm256_loadu_si256(x.as_ptr().cast())
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn four(x: &[f32; 4]) -> __m128 {
        _mm_set_ps(x[3], x[2], x[1], x[0])
    }

    /// Adds four sums, each in the eight parts of a register, to four outputs.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn store(s: &[__m256i; ROWS], unit: __m128, x: f32, out: &mut [f32]) {
        let Some(out) = out.first_chunk_mut::<ROWS>() else { return };
        let pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(s[0], s[1]), _mm256_hadd_epi32(s[2], s[3]));
        let sums = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256::<1>(pairs));
        let sum = _mm_add_ps(four(out), _mm_mul_ps(_mm_cvtepi32_ps(sums), _mm_mul_ps(unit, _mm_set1_ps(x))));
        // SAFETY: four numbers of 32 bits are the 16 bytes that are written, and no alignment is asked for.
        #[allow(unsafe_code)]
        unsafe {
            _mm_storeu_ps(out.as_mut_ptr(), sum);
        }
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn add<const K: usize>(units: &[f32], rows: &[[i16; K]], inputs: &[Row<K>], out: &mut [f32]) {
        let n = rows.len();
        let (quads, rest) = rows.as_chunks::<ROWS>();
        let (quad_units, rest_units) = units.as_chunks::<ROWS>();
        let mut at = 0;
        // Plain counting: this is compiled well with and without optimisation across functions.
        while at < inputs.len() {
            let both = at + 1 < inputs.len();
            let x = &inputs[at];
            let y = &inputs[if both { at + 1 } else { at }];
            let (a, b) = out[at * n..].split_at_mut(n);
            let (x16, y16) = (x.whole.as_chunks::<16>().0, y.whole.as_chunks::<16>().0);
            let mut q = 0;
            while q < quads.len() {
                let [r0, r1, r2, r3] = &quads[q];
                let (r0, r1) = (r0.as_chunks::<16>().0, r1.as_chunks::<16>().0);
                let (r2, r3) = (r2.as_chunks::<16>().0, r3.as_chunks::<16>().0);
                let zero = _mm256_setzero_si256();
                let (mut x0, mut x1, mut x2, mut x3) = (zero, zero, zero, zero);
                let (mut y0, mut y1, mut y2, mut y3) = (zero, zero, zero, zero);
                let mut k = 0;
                while k < K / 16 {
                    let (vx, vy) = (load(&x16[k]), load(&y16[k]));
                    let w = load(&r0[k]);
                    x0 = _mm256_add_epi32(x0, _mm256_madd_epi16(w, vx));
                    y0 = _mm256_add_epi32(y0, _mm256_madd_epi16(w, vy));
                    let w = load(&r1[k]);
                    x1 = _mm256_add_epi32(x1, _mm256_madd_epi16(w, vx));
                    y1 = _mm256_add_epi32(y1, _mm256_madd_epi16(w, vy));
                    let w = load(&r2[k]);
                    x2 = _mm256_add_epi32(x2, _mm256_madd_epi16(w, vx));
                    y2 = _mm256_add_epi32(y2, _mm256_madd_epi16(w, vy));
                    let w = load(&r3[k]);
                    x3 = _mm256_add_epi32(x3, _mm256_madd_epi16(w, vx));
                    y3 = _mm256_add_epi32(y3, _mm256_madd_epi16(w, vy));
                    k += 1;
                }
                let unit = four(&quad_units[q]);
                store(&[x0, x1, x2, x3], unit, x.unit, &mut a[q * ROWS..]);
                if both {
                    store(&[y0, y1, y2, y3], unit, y.unit, &mut b[q * ROWS..]);
                }
                q += 1;
            }
            let done = quads.len() * ROWS;
            plain(rest_units, rest, x, &mut a[done..]);
            if both {
                plain(rest_units, rest, y, &mut b[done..n]);
            }
            at += 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_build_of_the_loop_gives_the_same_bits() {
        let mut seed = 7u64;
        let mut next = |most: i64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33) as i64 % (2 * most + 1) - most) as i16
        };
        let mut row = |most| std::array::from_fn::<i16, 96, _>(|_| next(most));
        let rows: Vec<[i16; 96]> = (0..41).map(|_| row(2047)).collect();
        let units: Vec<f32> = (0..41).map(|i| 0.001 + i as f32 * 0.0007).collect();
        let mut inputs: Vec<Row<96>> = (0..18).map(|i| Row { unit: 0.01 * (i + 1) as f32, whole: row(8191) }).collect();
        inputs.extend([8191, -8191].map(|x| Row { unit: 1.0, whole: [x; 96] }));
        inputs.pop();
        let (mut a, mut b) = (vec![0.5; 19 * 41], vec![0.5; 19 * 41]);
        add(&units, &rows, &inputs, &mut a);
        for (x, b) in inputs.iter().zip(b.chunks_exact_mut(41)) {
            plain(&units, &rows, x, b);
        }
        assert_eq!(a, b);
    }

    #[test]
    fn the_largest_sum_does_not_overflow() {
        assert_eq!(dot(&[2047; 96], &[8191; 96]), 1_609_629_792);
        assert_eq!(dot(&[2047; 96], &[-8191; 96]), -1_609_629_792);
    }
}
