//! Tables of a language, each made when a text first asks for it.
//!
//! Key decision: a desk reads in one or two languages at a time; making all of them before the first text would cost more than reading
//! the text does. Which languages there are stands in one place, [`text::language_files`].

use std::sync::OnceLock;

use text::languages::COUNT;

/// One file of every language's folder: code and content, as [`text::language_files`] gives them.
pub(crate) type Files = [(&'static str, &'static str); COUNT];

/// A table for each language.
#[derive(Debug)]
pub(crate) struct ByLanguage<T> {
    files: &'static Files,
    made: [OnceLock<T>; COUNT],
}

impl<T> ByLanguage<T> {
    pub(crate) const fn new(files: &'static Files) -> Self {
        Self { files, made: [const { OnceLock::new() }; COUNT] }
    }

    /// The table of a language; of English where the language has no folder of its own.
    pub(crate) fn get(&self, code: &str, make: impl Fn(&str, &str) -> T) -> Option<&T> {
        self.own(code, &make).or_else(|| self.own("en", &make))
    }

    /// The table of a language that has a folder.
    pub(crate) fn own(&self, code: &str, make: impl FnOnce(&str, &str) -> T) -> Option<&T> {
        let k = self.files.iter().position(|f| f.0 == code)?;
        let (code, source) = self.files.get(k)?;
        Some(self.made.get(k)?.get_or_init(|| make(code, source)))
    }
}
