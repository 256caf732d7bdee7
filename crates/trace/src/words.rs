//! Words of a text as the tracer compares them: folded, hashed, each with its bytes.
//!
//! What for: two pages are compared thousands of times faster over 64-bit hashes than over strings, and a hash that depends on the
//! word alone (no interning table) makes every result independent of the order in which pages came in.
//!
//! Key decision: figures are brought to one form ("24,000", "24 000", "٢٤٠٠٠" are 24000), and names to a consonant skeleton that is
//! common to Latin, Cyrillic and Arabic script ("Bortnikov", "Бортніков"), because figures and names are what a translation keeps.

use std::{collections::BTreeMap, sync::OnceLock};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest text that is looked at, in bytes: a page of more than two megabytes is no report, and its head tells whose it is.
pub(crate) const MAX_BYTES: usize = 2 << 20;

/// One word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// First byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
    /// Hash of the folded word.
    pub(crate) hash: u64,
    /// Hash of its stem: endings cut, so that "estimate" and "estimates" meet.
    pub(crate) stem: u64,
    /// Hash of its consonant skeleton where it may be a name; 0 otherwise.
    pub(crate) name: u64,
    /// What sort of word.
    pub(crate) sort: Sort,
    /// Stands between quotation marks.
    pub(crate) quoted: bool,
    /// Stands in page furniture.
    pub(crate) furniture: bool,
}

/// What sort of word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Carries grammar only.
    Function,
    /// Carries content, in lower case or in a script without case.
    Content,
    /// Begins with a capital.
    Capital,
    /// A figure.
    Figure,
    /// A figure that is likely a year, a day of a month or a clock time: weak evidence.
    Calendar,
}

/// FNV-1a with a final mix: fixed for all time, so that ids built on it never change.
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for b in bytes {
        h = (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(h)
}

/// Spreads the bits of a hash (the finaliser of SplitMix64).
pub(crate) fn mix(mut h: u64) -> u64 {
    h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

/// Order-dependent combination of two hashes.
pub(crate) fn join(a: u64, b: u64) -> u64 {
    mix(a.rotate_left(23) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Lower case, compatibility forms and marks gone, a few letters that have no decomposition brought to their base.
pub(crate) fn fold(word: &str, into: &mut String) {
    into.clear();
    if word.is_ascii() {
        into.push_str(word);
        into.make_ascii_lowercase();
        if word.contains('\'') {
            into.retain(|c| c != '\'');
        }
        return;
    }
    for c in word.nfkd().flat_map(char::to_lowercase) {
        match c {
            '\'' | '\u{2019}' | '\u{02bc}' | '\u{0640}' => {}
            c if is_combining_mark(c) => {}
            'ı' => into.push('i'),
            'ø' => into.push('o'),
            'đ' => into.push('d'),
            'ł' => into.push('l'),
            'æ' => into.push_str("ae"),
            'œ' => into.push_str("oe"),
            'ß' => into.push_str("ss"),
            'ё' => into.push('е'),
            'ة' => into.push('ه'),
            'ى' | 'ی' => into.push('ي'),
            'ک' => into.push('ك'),
            c => match digit(c) {
                Some(d) => into.push(char::from(b'0' + d)),
                None => into.push(c),
            },
        }
    }
}

/// A folded copy of some words, single spaces between them.
pub(crate) fn fold_phrase(phrase: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for piece in phrase.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !is_apostrophe(c)) {
        fold(piece, &mut word);
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&word);
        }
    }
    out
}

/// Digits of the scripts that our languages write.
fn digit(c: char) -> Option<u8> {
    let c = u32::from(c);
    [0x30, 0x660, 0x6f0, 0x966, 0x9e6]
        .into_iter()
        .find_map(|zero| (zero..zero + 10).contains(&c).then(|| (c - zero) as u8))
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02bc}')
}

/// Scripts written without spaces: each sign is a word.
fn is_sign(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x20000..=0x3ffff)
}

/// Words of grammar of all languages, by hash: asked once for every word of every text, so looked up in a table with free places.
struct Grammar {
    langs: Vec<&'static str>,
    /// Hash of a word, and a bit for each language that has it; 0 where the place is free. A power of two of places.
    table: Vec<(u64, u32)>,
    /// A bit for the first sixteen of a hash, set where a word of grammar begins so: most words end here.
    first: Vec<u64>,
}

impl Grammar {
    /// A bit for each language in which the word carries grammar only.
    fn langs_of(&self, hash: u64) -> u32 {
        let top = (hash >> 48) as usize;
        if self.first[top / 64] >> (top % 64) & 1 == 0 {
            return 0;
        }
        let last = self.table.len() - 1;
        let mut at = hash as usize & last;
        loop {
            match self.table[at] {
                (_, 0) => return 0,
                (h, bits) if h == hash => return bits,
                _ => at = (at + 1) & last,
            }
        }
    }
}

fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(|| {
        let mut by_lang: BTreeMap<&'static str, Vec<u64>> = BTreeMap::new();
        let others = text::languages::other_words(include_str!("../../../data/trace/function_words.tsv"));
        for (lang, words) in text::languages::words("grammar").chain(others) {
            by_lang
                .insert(lang, words.split(' ').filter(|w| !w.is_empty()).map(|w| hash_bytes(w.as_bytes())).collect());
        }
        assert!(by_lang.len() <= 32, "a bit for each language");
        let size = (4 * by_lang.values().map(Vec::len).sum::<usize>()).next_power_of_two().max(16);
        let mut table = vec![(0u64, 0u32); size];
        let mut first = vec![0u64; 1 << 16 >> 6];
        for (n, words) in by_lang.values().enumerate() {
            for hash in words {
                let mut at = *hash as usize & (size - 1);
                while table[at].1 != 0 && table[at].0 != *hash {
                    at = (at + 1) & (size - 1);
                }
                table[at] = (*hash, table[at].1 | 1 << n);
                let top = (*hash >> 48) as usize;
                first[top / 64] |= 1 << (top % 64);
            }
        }
        Grammar { langs: by_lang.into_keys().collect(), table, first }
    })
}

/// Words that are asked for the language of a text.
const ASKED: usize = 400;

/// The language whose function words stand most often among the words counted, where one clearly leads. `seen` holds for each
/// language how many there were.
fn guess_language(seen: &[u32; 32]) -> Option<&'static str> {
    let langs = &grammar().langs;
    let best = seen.iter().copied().max().unwrap_or(0);
    (best >= 3).then(|| langs.iter().zip(seen).find(|(_, n)| **n == best).map(|(l, _)| *l)).flatten()
}

/// English endings cut, so that forms of one word meet; other languages lose only what their own endings share with these.
fn stem(word: &str) -> &str {
    if !word.is_ascii() {
        // Long words of inflected languages meet by their first letters.
        return match word.char_indices().nth(6) {
            Some((at, _)) => &word[..at],
            None => word,
        };
    }
    // Most words end in none of these letters.
    if !matches!(word.as_bytes().last(), Some(b's' | b'g' | b'y' | b'd' | b'r' | b'e')) {
        return word;
    }
    for (end, least) in [
        ("ings", 8),
        ("ing", 7),
        ("edly", 9),
        ("ies", 6),
        ("ied", 6),
        ("ers", 7),
        ("ed", 6),
        ("es", 6),
        ("er", 7),
        ("ly", 7),
        ("s", 4),
        ("e", 5),
        ("y", 6),
    ] {
        // Asked of every word: most endings are out by their last letter.
        if word.len() >= least
            && word.as_bytes().last() == end.as_bytes().last()
            && let Some(head) = word.strip_suffix(end)
            && !head.ends_with('s')
        {
            return head;
        }
    }
    word
}

/// The consonants that a name keeps from script to script, as coarse classes; empty where fewer than three are left.
pub(crate) fn skeleton(folded: &str, into: &mut String) {
    into.clear();
    let word = folded.strip_prefix("ال").unwrap_or(folded);
    let mut prev = ' ';
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let class = match c {
            'b' | 'p' | 'б' | 'п' | 'ب' | 'پ' => 'b',
            'f' | 'v' | 'ф' | 'в' | 'ف' | 'ڤ' => 'f',
            'd' | 'д' | 'د' | 'ض' | 'ذ' => 'd',
            't' | 'т' | 'ت' | 'ط' | 'ث' => 't',
            'c' if matches!(chars.peek(), Some('h')) => 'x',
            's' if matches!(chars.peek(), Some('h')) => 'x',
            'c' if matches!(chars.peek(), Some('e' | 'i')) => 's',
            'ц' | 's' | 'z' | 'с' | 'з' | 'س' | 'ص' | 'ز' | 'ظ' => 's',
            'j' | 'ж' | 'ш' | 'щ' | 'ч' | 'ش' | 'ج' | 'چ' | 'ژ' => 'x',
            'k' | 'q' | 'g' | 'c' | 'к' | 'г' | 'х' | 'ґ' | 'ك' | 'ق' | 'غ' | 'خ' | 'گ' => 'k',
            'l' | 'л' | 'ل' => 'l',
            'm' | 'м' | 'م' => 'm',
            'n' | 'н' | 'ن' => 'n',
            'r' | 'р' | 'ر' => 'r',
            'x' => 'k',
            _ => continue,
        };
        if class != prev {
            into.push(class);
        }
        prev = class;
    }
    if into.len() < 3 {
        into.clear();
    }
}

/// All that the tracer needs of one text.
pub(crate) struct Words {
    /// In order of byte.
    pub(crate) words: Vec<Word>,
    /// Language by its function words, where they tell.
    pub(crate) lang: Option<&'static str>,
}

/// Cut a text into words.
pub(crate) fn words(text: &str) -> Words {
    let mut cut = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let text = &text[..cut];
    let grammar = grammar();
    let mut out: Vec<Word> = Vec::with_capacity(text.len() / 6 + 1);
    let mut heads = 0;
    let mut seen = [0u32; 32];
    let (mut folded, mut bones) = (String::new(), String::new());
    let mut quote: Option<(char, usize, usize)> = None;
    let bytes = text.as_bytes();
    let char_at = |at: usize| match bytes.get(at) {
        Some(b) if b.is_ascii() => Some(char::from(*b)),
        _ => text.get(at..).and_then(|rest| rest.chars().next()),
    };
    let mut at = 0;
    while let Some(c) = char_at(at) {
        let start = at;
        at += c.len_utf8();
        if quote.is_some() || c == '"' || !c.is_ascii() {
            quotation(text, start, c, &mut quote, &mut out);
        }
        if !c.is_alphanumeric() {
            continue;
        }
        if digit(c).is_some() {
            let (hash, value, end) = figure(text, start);
            at = at.max(end);
            // A glued unit ("150km", "30th") is a word of its own.
            let clock = bytes[start..end].contains(&b':');
            let calendar = clock || (1900.0..2100.0).contains(&value) && end - start == 4;
            out.push(Word {
                start: start as u32,
                end: end as u32,
                hash,
                stem: hash,
                name: 0,
                sort: if calendar { Sort::Calendar } else { Sort::Figure },
                quoted: false,
                furniture: false,
            });
            continue;
        }
        if !is_sign(c) {
            while let Some(c) = char_at(at) {
                let inside = if c.is_ascii() && c != '\'' {
                    c.is_ascii_alphanumeric()
                } else {
                    (c.is_alphanumeric() && !is_sign(c))
                        || is_combining_mark(c)
                        || c == '\u{0640}'
                        || is_apostrophe(c) && char_at(at + c.len_utf8()).is_some_and(char::is_alphabetic)
                };
                if !inside {
                    break;
                }
                at += c.len_utf8();
            }
        }
        // The English possessive is no part of the name.
        let raw = &text[start..at];
        let raw = match raw.strip_suffix('s') {
            Some(head) => head.strip_suffix(['\'', '\u{2019}']).unwrap_or(raw),
            None => raw,
        };
        fold(raw, &mut folded);
        if folded.is_empty() {
            continue;
        }
        let hash = hash_bytes(folded.as_bytes());
        let langs = grammar.langs_of(hash);
        if heads < ASKED {
            heads += 1;
            let mut left = langs;
            while left != 0 {
                seen[left.trailing_zeros() as usize] += 1;
                left &= left - 1;
            }
        }
        let capital = c.is_uppercase();
        let caseless = !c.is_lowercase() && !capital;
        let sort = if langs != 0 {
            Sort::Function
        } else if capital {
            Sort::Capital
        } else {
            Sort::Content
        };
        let mut name = 0;
        if sort == Sort::Capital || sort == Sort::Content && caseless {
            skeleton(&folded, &mut bones);
            if !bones.is_empty() {
                name = hash_bytes(bones.as_bytes());
            }
        }
        out.push(Word {
            start: start as u32,
            end: (start + raw.len()) as u32,
            hash,
            stem: match stem(&folded) {
                whole if whole.len() == folded.len() => hash,
                head => hash_bytes(head.as_bytes()),
            },
            name,
            sort,
            quoted: false,
            furniture: false,
        });
    }
    Words { words: out, lang: guess_language(&seen) }
}

/// Follows quotation marks; a quotation that does not close within 800 bytes or a paragraph was none.
fn quotation(text: &str, at: usize, c: char, open: &mut Option<(char, usize, usize)>, words: &mut [Word]) {
    if let Some((close, from, first)) = *open {
        let line = text.get(from..at).is_some_and(|s| s.ends_with('\n'));
        if c == close {
            for w in words.iter_mut().skip(first) {
                w.quoted = true;
            }
            *open = None;
            return;
        }
        if line || at - from > 800 {
            *open = None;
        } else {
            return;
        }
    }
    let close = match c {
        '"' => '"',
        '\u{201c}' => '\u{201d}',
        '\u{201e}' => '\u{201c}',
        '\u{ab}' => '\u{bb}',
        _ => return,
    };
    *open = Some((close, at, words.len()));
}

/// A figure from `start`: its hash by value, its value, and where it ends. Separators of thousands are taken off; "6.200" is 6200 and
/// "6.2" is 6.2; "13:49" stays a clock time.
fn figure(text: &str, start: usize) -> (u64, f64, usize) {
    let mut digits = String::new();
    let mut end = start;
    let rest: Vec<(usize, char)> = text[start..].char_indices().take(40).collect();
    let run = |from: usize| rest[from..].iter().take_while(|(_, c)| digit(*c).is_some()).count();
    let mut i = 0;
    let mut decimals = false;
    let after_name = text[..start]
        .strip_suffix(' ')
        .and_then(|head| head.rsplit(|c: char| !c.is_alphanumeric()).next())
        .is_some_and(|word| word.starts_with(char::is_uppercase));
    loop {
        let n = run(i);
        for (at, c) in &rest[i..i + n] {
            if let Some(d) = digit(*c) {
                digits.push(char::from(b'0' + d));
            }
            end = start + at + c.len_utf8();
        }
        i += n;
        let Some((_, sep)) = rest.get(i).copied() else { break };
        let next = run((i + 1).min(rest.len()));
        let grouped = next == 3 && !decimals && digits.len() <= 15;
        match sep {
            ',' | '.' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{66c}' | '\'' if grouped && (n == 3 || i <= 3) => {
                i += 1
            }
            // A plain space groups only where the last group is round and no month stands before: "24 000" is one figure, "June 6 200
            // people" holds two.
            ' ' if grouped
                && i <= 3
                && !after_name
                && rest.get(i + 2..i + 4).is_some_and(|g| g.iter().all(|(_, c)| digit(*c) == Some(0))) =>
            {
                i += 1
            }
            '.' | ',' | '\u{66b}' if (1..=2).contains(&next) && !decimals => {
                decimals = true;
                digits.push('.');
                i += 1;
            }
            ':' if next == 2 && !decimals && n <= 2 => {
                digits.push(':');
                i += 1;
            }
            _ => break,
        }
    }
    let value = digits.parse::<f64>().unwrap_or(-1.0);
    (figure_hash(&digits), value, end)
}

/// The hash under which a figure is known.
pub(crate) fn figure_hash(digits: &str) -> u64 {
    join(0x5f19, hash_bytes(digits.trim_start_matches('0').as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{Sort, fold_phrase, hash_bytes, skeleton, words};

    fn hashes(s: &str) -> Vec<u64> {
        words(s).words.iter().map(|w| w.hash).collect()
    }

    #[test]
    fn one_figure_however_it_is_written() {
        for (a, b) in [
            ("24,000", "24 000"),
            ("6.200", "6,200"),
            ("24\u{a0}000", "24000"),
            ("٢٤٠٠٠", "24000"),
            ("1,234,567", "1.234.567"),
        ] {
            assert_eq!(hashes(a), hashes(b), "{a} {b}");
        }
        assert_eq!(hashes("June 6 200 people").len(), 4);
        assert_eq!(
            hashes("200-300"),
            hashes("200 to 300").into_iter().filter(|h| *h != hash_bytes(b"to")).collect::<Vec<_>>()
        );
        assert_ne!(hashes("6.2"), hashes("62"));
        assert_eq!(hashes("13:49").len(), 1);
        assert_eq!(words("in 2024").words[1].sort, Sort::Calendar);
    }

    #[test]
    fn a_name_keeps_its_consonants_from_script_to_script() {
        let bones = |s: &str| {
            let mut out = String::new();
            skeleton(&fold_phrase(s), &mut out);
            out
        };
        for (a, b) in [
            ("Bortnikov", "Бортніков"),
            ("Kherson", "Херсон"),
            ("Sobyanin", "Sobianin"),
            ("Shaddadi", "الشدادي"),
            ("Kirby", "كيربي"),
        ] {
            assert_eq!(bones(a), bones(b), "{a} {b}");
        }
        assert_ne!(bones("Kherson"), bones("Kharkiv"));
    }

    #[test]
    fn words_fold_and_know_their_bytes() {
        let text = "Syria’s «Über» café said \"no\" twice";
        let w = words(text).words;
        assert_eq!(
            w.iter().map(|w| &text[w.start as usize..w.end as usize]).collect::<Vec<_>>(),
            ["Syria", "Über", "café", "said", "no", "twice"]
        );
        assert_eq!(w[2].hash, hash_bytes(b"cafe"));
        assert_eq!(w.iter().map(|w| w.quoted).collect::<Vec<_>>(), [false, true, false, false, true, false]);
    }

    #[test]
    fn function_words_tell_the_language() {
        assert_eq!(words("The army said that it was in control of the town and its prison.").lang, Some("en"));
        assert_eq!(words("El ejército dijo que la prisión y la ciudad están bajo su control.").lang, Some("es"));
        assert_eq!(
            words("Армія заявила, що місто і в'язниця під її контролем, але не назвала кількості тих, хто втік.").lang,
            Some("uk")
        );
        assert_eq!(words("xyz").lang, None);
    }
}
