//! A light scanner that quantities and times share.
//!
//! What for: figures need the bare order of digits, signs and words, whatever language the text is in and however its words were
//! split elsewhere. Key decision: it scans the text itself (one pass, no backtracking) and keeps byte spans, so that its result
//! can be laid over the document's tokens wherever those know more (tags, heads).

use foldhash::HashMap;
use model::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with their marks.
    Word,
    /// Decimal digits of any of the scripts we read.
    Digits,
    /// A fraction sign such as ½.
    Fraction,
    /// Any other single character.
    Sign,
}

/// One token.
#[derive(Clone, Debug)]
pub(crate) struct Tok {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    /// Folded form: lower case, ASCII digits, plain dashes and quotes, Arabic letters without marks and variants.
    pub(crate) norm: String,
    /// White space stands before it.
    pub(crate) spaced: bool,
    /// Number of line breaks before it.
    pub(crate) breaks: usize,
    /// Starts with a capital letter.
    pub(crate) cap: bool,
    /// All capitals, two letters or more.
    pub(crate) upper: bool,
    /// White space before it is a no-break or thin space.
    pub(crate) tight: bool,
}

impl Tok {
    pub(crate) fn is(&self, s: &str) -> bool {
        self.norm == s
    }
    pub(crate) fn digits(&self) -> bool {
        self.kind == Kind::Digits
    }
    pub(crate) fn word(&self) -> bool {
        self.kind == Kind::Word
    }
    /// The characters as written.
    pub(crate) fn raw<'a>(&self, text: &'a str) -> &'a str {
        self.span.of(text)
    }
}

/// The digit a character stands for, in ASCII, Arabic-Indic, Persian, Devanagari or full-width form.
fn digit(c: char) -> Option<char> {
    let base = match c {
        '0'..='9' => return Some(c),
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{0966}'..='\u{096F}' => 0x0966,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        _ => return None,
    };
    char::from_digit(c as u32 - base, 10)
}

/// The value of a fraction sign.
pub(crate) fn fraction_sign(c: char) -> Option<f64> {
    Some(match c {
        '½' => 0.5,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅕' => 0.2,
        '⅖' => 0.4,
        '⅗' => 0.6,
        '⅘' => 0.8,
        '⅙' => 1.0 / 6.0,
        '⅚' => 5.0 / 6.0,
        '⅛' => 0.125,
        '⅜' => 0.375,
        '⅝' => 0.625,
        '⅞' => 0.875,
        _ => return None,
    })
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{200C}' | '\u{200D}')
}

/// Characters that leave no trace: direction marks, soft hyphen, zero-width space.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '´')
}

/// The apostrophe at byte `at` stands between Cyrillic letters: one word ("п'ять", "ув'язнених").
fn inside_cyrillic(text: &str, at: usize, sign: char) -> bool {
    let cyrillic = |c: Option<char>| c.is_some_and(|c| ('\u{0400}'..='\u{04FF}').contains(&c));
    let before = text.get(..at).and_then(|s| s.chars().next_back());
    let after = text.get(at + sign.len_utf8()..).and_then(|s| s.chars().next());
    cyrillic(before) && cyrillic(after)
}

fn fold_letter(c: char, out: &mut String) {
    match c {
        '\u{0640}' | '\u{200C}' | '\u{200D}' => {}
        c if is_mark(c) => {}
        'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
        'ى' | 'ی' => out.push('ي'),
        'ک' => out.push('ك'),
        'ة' => out.push('ه'),
        'ё' | 'Ё' => out.push('е'),
        'İ' | 'I' => out.push('i'),
        c => out.extend(c.to_lowercase().filter(|&l| l != '\u{0307}')),
    }
}

fn fold_sign(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '−' => '-',
        '’' | '‘' | 'ʼ' | '`' | '´' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' | '″' => '"',
        '٪' => '%',
        '٬' | '،' => ',',
        '٫' => '.',
        '⁄' | '∕' => '/',
        c => c,
    }
}

/// Scan a text into tokens, in order.
pub(crate) fn scan(text: &str) -> Vec<Tok> {
    let mut toks: Vec<Tok> = Vec::with_capacity(text.len() / 5);
    let (mut spaced, mut breaks, mut tight) = (false, 0usize, false);
    let mut it = text.char_indices().peekable();
    while let Some((start, c)) = it.next() {
        if is_invisible(c) {
            continue;
        }
        if c.is_whitespace() {
            tight = !spaced && matches!(c, '\u{00A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}' | '\u{2008}');
            spaced = true;
            breaks += usize::from(c == '\n');
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut norm = String::new();
        let (mut cap, mut upper) = (false, false);
        let kind = if let Some(d) = digit(c) {
            norm.push(d);
            while let Some(&(at, n)) = it.peek() {
                match digit(n) {
                    Some(d) => norm.push(d),
                    None if is_invisible(n) => {}
                    None => break,
                }
                end = at + n.len_utf8();
                it.next();
            }
            Kind::Digits
        } else if c.is_alphabetic() || is_mark(c) {
            cap = c.is_uppercase();
            let mut letters = 1;
            let mut capitals = usize::from(cap);
            fold_letter(c, &mut norm);
            while let Some(&(at, n)) = it.peek() {
                if n == '²' || n == '³' {
                    norm.push(if n == '²' { '2' } else { '3' });
                } else if is_invisible(n) {
                } else if is_apostrophe(n) && inside_cyrillic(text, at, n) {
                    norm.push('\'');
                } else if n.is_alphabetic() || is_mark(n) {
                    letters += 1;
                    capitals += usize::from(n.is_uppercase());
                    fold_letter(n, &mut norm);
                } else {
                    break;
                }
                end = at + n.len_utf8();
                it.next();
            }
            upper = letters > 1 && capitals == letters;
            Kind::Word
        } else if fraction_sign(c).is_some() {
            norm.push(c);
            Kind::Fraction
        } else {
            norm.push(fold_sign(c));
            Kind::Sign
        };
        toks.push(Tok {
            span: Span::new(start, end),
            kind,
            norm,
            spaced: spaced || start == 0,
            breaks,
            cap,
            upper,
            tight,
        });
        (spaced, breaks, tight) = (false, 0, false);
    }
    toks
}

/// Phrases of a word list with what each stands for; found by first or by last word. A word that ends in `*` stands for all words
/// that start so.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    entries: Vec<(Vec<String>, T)>,
    by_first: Index<Vec<usize>>,
    by_last: Index<Vec<usize>>,
}

/// What is filed under words and stems.
#[derive(Debug, Default)]
pub(crate) struct Index<T> {
    whole: HashMap<String, T>,
    /// Stems are filed under their first two letters, so that a look-up touches few of them.
    stems: HashMap<String, T>,
}

impl<T: Default> Index<T> {
    /// What is filed under a word of a phrase.
    pub(crate) fn entry(&mut self, word: &str) -> &mut T {
        let (map, key) = match word.strip_suffix('*') {
            Some(stem) if !stem.is_empty() => (&mut self.stems, beginning(stem)),
            _ => (&mut self.whole, word),
        };
        map.entry(key.to_owned()).or_default()
    }

    /// What is filed under a word of a text: under itself, and under stems that it may have.
    pub(crate) fn of(&self, word: &str) -> impl Iterator<Item = &T> {
        let stems = if self.stems.is_empty() { None } else { self.stems.get(beginning(word)) };
        self.whole.get(word).into_iter().chain(stems)
    }
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), by_first: Index::default(), by_last: Index::default() }
    }
}

/// The first two letters.
fn beginning(s: &str) -> &str {
    let end = s.char_indices().nth(2).map_or(s.len(), |(at, _)| at);
    s.get(..end).unwrap_or(s)
}

fn fits(pattern: &str, word: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(p) if !p.is_empty() => word.starts_with(p),
        _ => pattern == word,
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase, scanned as text is.
    pub(crate) fn add(&mut self, phrase: &str, value: T) {
        let mut words: Vec<String> = Vec::new();
        for t in scan(phrase) {
            if t.is("*") && !t.spaced && !words.is_empty() {
                if let Some(w) = words.last_mut() {
                    w.push('*');
                }
            } else {
                words.push(t.norm);
            }
        }
        let Some(first) = words.first() else { return };
        let last = words.last().unwrap_or(first);
        let n = self.entries.len();
        self.by_first.entry(first).push(n);
        self.by_last.entry(last).push(n);
        self.entries.push((words, value));
    }

    /// The first word of each phrase.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|(words, _)| words.first()).map(String::as_str)
    }

    /// True where nothing is listed.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The longest phrase that starts at token `i`: how many tokens it has and what it stands for.
    pub(crate) fn at(&self, toks: &[Tok], i: usize) -> Option<(usize, &T)> {
        let word = &toks.get(i)?.norm;
        self.by_first
            .of(word)
            .flatten()
            .filter_map(|e| {
                let (words, value) = &self.entries[*e];
                let window = toks.get(i..i + words.len())?;
                let ok = words
                    .iter()
                    .zip(window)
                    .enumerate()
                    .all(|(k, (p, t))| (k == 0 || t.breaks < 2) && fits(p, &t.norm));
                ok.then_some((words.len(), value))
            })
            .max_by_key(|(n, _)| *n)
    }

    /// The longest phrase that ends just before token `i`.
    pub(crate) fn before(&self, toks: &[Tok], i: usize) -> Option<(usize, &T)> {
        let word = &toks.get(i.checked_sub(1)?)?.norm;
        self.by_last
            .of(word)
            .flatten()
            .filter_map(|e| {
                let (words, value) = &self.entries[*e];
                let window = toks.get(i.checked_sub(words.len())?..i)?;
                let ok = words
                    .iter()
                    .zip(window)
                    .enumerate()
                    .all(|(k, (p, t))| (k == 0 || t.breaks < 2) && fits(p, &t.norm));
                ok.then_some((words.len(), value))
            })
            .max_by_key(|(n, _)| *n)
    }

    /// True where the one word is listed.
    pub(crate) fn has(&self, toks: &[Tok], i: usize) -> bool {
        self.at(toks, i).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, scan};

    #[test]
    fn digits_of_other_scripts_and_signs_become_plain() {
        let text = "قُتل ١٬٥٠٠ – İki’nin 2½ km²";
        let got: Vec<_> = scan(text).into_iter().map(|t| t.norm).collect();
        assert_eq!(got, ["قتل", "1", ",", "500", "-", "iki", "'", "nin", "2", "½", "km2"]);
        assert!(scan(text).iter().all(|t| text.get(t.span.start..t.span.end).is_some()));
        assert_eq!(scan("½")[0].kind, Kind::Fraction);
    }
}
