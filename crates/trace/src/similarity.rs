//! Whether two sentences say the same thing, cheaply.
//!
//! What for: rooms that group statements need a first answer before they look at values and speakers.
//!
//! Key decision: words and figures only, no collection: the answer for two sentences never depends on which others were read.

use crate::words::{Sort, words};

/// A sentence made ready to be compared with many others.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    stems: Vec<u64>,
    figures: Vec<u64>,
}

impl Statement {
    /// From its words, in any language and script.
    pub fn new(sentence: &str) -> Self {
        let words = words(sentence).words;
        let sorted = |keep: fn(Sort) -> bool| {
            let mut out: Vec<u64> = words.iter().filter(|w| keep(w.sort)).map(|w| w.stem).collect();
            out.sort_unstable();
            out.dedup();
            out
        };
        Self { stems: sorted(|s| s != Sort::Function), figures: sorted(|s| s == Sort::Figure) }
    }

    /// 0 (nothing in common) to 1 (the same content words and figures, whatever their order, forms or grammar words).
    ///
    /// The mean of two shares: of the shorter sentence's words, and of all words of both. Where both hold figures and share none, a
    /// third of that: "81 were caught" and "120 were caught" are two statements.
    pub fn likeness(&self, other: &Self) -> f64 {
        let both = shared(&self.stems, &other.stems) as f64;
        let (a, b) = (self.stems.len() as f64, other.stems.len() as f64);
        if both == 0.0 {
            return 0.0;
        }
        let likeness = 0.5 * (both / a.min(b) + both / (a + b - both));
        let figures = self.figures.is_empty() || other.figures.is_empty() || shared(&self.figures, &other.figures) > 0;
        if figures { likeness } else { likeness / 3.0 }
    }
}

/// [`Statement::likeness`] of two sentences.
pub fn likeness(a: &str, b: &str) -> f64 {
    Statement::new(a).likeness(&Statement::new(b))
}

fn shared(a: &[u64], b: &[u64]) -> usize {
    a.iter().filter(|x| b.binary_search(x).is_ok()).count()
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn the_same_statement_in_other_words_is_closer_than_another_on_the_same_thing() {
        let said = "Security forces had caught 81 of the fugitives, the ministry said.";
        let again = "The ministry said that 81 fugitives had been caught by security forces.";
        let other = "Security forces had caught 120 of the fugitives, the ministry said.";
        let else_ = "The dam gave way early on Tuesday.";
        assert!(likeness(said, again) > 0.8, "{}", likeness(said, again));
        assert!(likeness(said, other) < 0.4, "{}", likeness(said, other));
        assert!(likeness(said, else_) < 0.1);
        assert_eq!(likeness("", said), 0.0);
        assert_eq!(likeness(said, said), 1.0);
    }
}
