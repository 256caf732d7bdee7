//! Tables of a language, each made when a text first asks for it.
//!
//! Key decision: a desk reads in one or two languages at a time; making all nine before the first text would cost more than reading
//! the text does.

use std::sync::OnceLock;

/// A table for each of `N` languages.
#[derive(Debug)]
pub(crate) struct ByLanguage<T, const N: usize> {
    made: [OnceLock<T>; N],
}

impl<T, const N: usize> ByLanguage<T, N> {
    pub(crate) const fn new() -> Self {
        Self { made: [const { OnceLock::new() }; N] }
    }

    /// The table of a language; of English where the language has no file of its own.
    pub(crate) fn get(&self, files: &[(&str, &str); N], code: &str, make: impl FnOnce(&str, &str) -> T) -> Option<&T> {
        let of = |code: &str| files.iter().position(|f| f.0 == code);
        let k = of(code).or_else(|| of("en"))?;
        let (code, source) = files.get(k)?;
        Some(self.made.get(k)?.get_or_init(|| make(code, source)))
    }
}
