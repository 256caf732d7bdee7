//! The languages that are read, and the words of a language as such.
//!
//! Key decision: a language is a folder of data (`data/languages/<code>`) and one code in the list below. Each crate includes the
//! files of the folders that it needs, so that an edit rebuilds no more than it must.

/// One file of every language's folder, as an array of `(code, content)`: `language_files!("times.toml")`. The folders are listed here
/// and nowhere else. For crates of this workspace: paths are from the using crate's folder.
#[macro_export]
macro_rules! language_files {
    ($file:literal) => {
        $crate::language_files!(@ $file "ar" "de" "en" "es" "fr" "pt" "ru" "tr" "uk")
    };
    (@ $file:literal $($code:literal)*) => {
        [$(($code, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/languages/", $code, "/", $file)))),*]
    };
}

const FILES: &[(&str, &str)] = &crate::language_files!("words.tsv");

/// How many languages have a folder.
pub const COUNT: usize = FILES.len();

/// The words of a class (`small`, `telling`, `calendar`, `grammar`; see `data/languages/README.md`) of each language that has any.
pub fn words(class: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter_map(move |&(code, file)| {
        let words = file.lines().filter_map(|l| l.split_once('\t')).find(|l| l.0 == class)?.1;
        Some((code, words))
    })
}

/// Lines of a table for languages without a folder: the language, then its words.
pub fn other_words(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::{COUNT, FILES, words};

    #[test]
    fn every_language_has_words_of_each_class_that_needs_them() {
        assert_eq!(words("small").count(), COUNT);
        assert_eq!(words("calendar").count(), COUNT);
        assert_eq!(words("grammar").count(), COUNT);
        for (code, file) in FILES {
            for line in file.lines() {
                let class = line.split('\t').next().unwrap_or("");
                assert!(matches!(class, "small" | "telling" | "calendar" | "grammar"), "{code}: {class}");
                assert_eq!(line.split('\t').count(), 2, "{code}: {class}");
            }
        }
    }
}
