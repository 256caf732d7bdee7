//! A flat text as words, with what stands between them.

use crate::{flat::Flat, words::Words};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gap {
    /// Blanks alone.
    Space,
    Hyphen,
    /// A point behind an initial or a short title.
    Point,
    Other,
}

pub(super) struct Word {
    pub(super) a: usize,
    pub(super) b: usize,
    /// Folded.
    pub(super) low: String,
    /// Begins with a capital, or has a part that does ("al-Assad").
    pub(super) cap: bool,
    /// All capitals, two at least.
    pub(super) upper: bool,
    /// Of a script with capitals.
    pub(super) cased: bool,
    /// The first of its sentence, line or speech.
    pub(super) first: bool,
    /// What stands before it.
    pub(super) gap: Gap,
    /// Part of something taken.
    pub(super) taken: bool,
    pub(super) digits: bool,
}

/// Endings behind an apostrophe that are no part of a name.
const ENDINGS: &[&str] = &["s", "t", "re", "ve", "ll", "d", "m"];
/// Words before an apostrophe that are no part of a name.
const ELIDED: &[&str] = &[
    "l", "d", "qu", "j", "n", "s", "c", "m", "t", "jusqu", "lorsqu", "puisqu", "quoiqu", "dell", "all", "sull", "nell",
];

pub(super) fn split(flat: &Flat, taken: &dyn Fn(usize) -> bool, turkish: bool, w: &Words) -> Vec<Word> {
    let text = flat.text.as_str();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' | '_');
    let mut i = 0;
    while let Some(&(a, c)) = chars.get(i) {
        if !letter(c) {
            i += 1;
            continue;
        }
        let mut j = i;
        let mut start = a;
        while let Some(&(at, c)) = chars.get(j) {
            if letter(c) && taken(at) == taken(start) {
                j += 1;
                continue;
            }
            let next = chars.get(j + 1).map(|n| n.1);
            let joins = taken(at) == taken(start) && next.is_some_and(char::is_alphabetic);
            // "T-72" is one word, and no name
            let model = taken(at) == taken(start) && at - start <= 4 && next.is_some_and(|n| n.is_ascii_digit());
            if c == '-' && (joins || model) {
                j += 1;
                continue;
            }
            if c == '\'' && joins {
                let left = text.get(start..at).unwrap_or("").to_lowercase();
                let mut k = j + 1;
                while chars.get(k).is_some_and(|n| letter(n.1)) {
                    k += 1;
                }
                let right: String = chars.get(j + 1..k).unwrap_or(&[]).iter().map(|n| n.1).collect();
                if ELIDED.contains(&left.as_str()) {
                    start = chars.get(j + 1).map_or(at, |n| n.0);
                    j += 1;
                    continue;
                }
                if turkish || ENDINGS.contains(&right.as_str()) {
                    break;
                }
                j += 1;
                continue;
            }
            break;
        }
        let end = chars.get(j).map_or(text.len(), |n| n.0);
        spans.push((start, end));
        i = j.max(i + 1);
    }
    let mut out: Vec<Word> = Vec::with_capacity(spans.len());
    for (n, &(a, b)) in spans.iter().enumerate() {
        let word = text.get(a..b).unwrap_or("");
        let between = n.checked_sub(1).and_then(|p| spans.get(p)).map_or("\n", |p| text.get(p.1..a).unwrap_or(""));
        let before = out.last();
        let short = before.is_some_and(|p: &Word| {
            p.cap && (p.b - p.a <= 2 || text.get(p.a..p.b).is_some_and(|s| s.chars().count() == 1))
        }) || before.is_some_and(|p| w.is("civil", &p.low) || w.is("role", &p.low) || w.is("kin", &p.low));
        let gap = if taken(a) || before.is_some_and(|p| p.taken) {
            Gap::Other
        } else if !between.is_empty() && between.bytes().all(|c| c == b' ' || c == b'\t') {
            Gap::Space
        } else if between == "-" {
            Gap::Hyphen
        } else if between.trim_end_matches([' ', '\t']) == "." && short {
            Gap::Point
        } else {
            Gap::Other
        };
        let first = match gap {
            Gap::Space | Gap::Hyphen | Gap::Point => false,
            Gap::Other => {
                let skip = |c: char| {
                    matches!(
                        c,
                        ' ' | '\t'
                            | '"'
                            | '\''
                            | '('
                            | '['
                            | '«'
                            | '»'
                            | '-'
                            | '—'
                            | '*'
                            | '•'
                            | '_'
                            | '>'
                            | '<'
                            | '¿'
                            | '¡'
                    )
                };
                let last = text.get(..a).unwrap_or("").trim_end_matches(skip).chars().next_back();
                let mut colon = false;
                let opens = match last {
                    None | Some('\n' | '\r' | '.' | '!' | '?' | '…' | '۔' | '।') => true,
                    Some(':') => {
                        colon = true;
                        true
                    }
                    _ => false,
                };
                // "Witness: Karim": a label's short answer is no sentence
                opens && !(colon && short_rest(text, b))
            }
        };
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let cased = letters.clone().any(|c| c.is_uppercase() || c.is_lowercase());
        let cap = word.split('-').any(|p| p.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase));
        let upper = word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && letters.all(char::is_uppercase);
        out.push(Word {
            a,
            b,
            low: know::fold(word),
            cap,
            upper,
            cased,
            first,
            gap,
            taken: taken(a),
            digits: word.bytes().any(|c| c.is_ascii_digit()),
        });
    }
    out
}

/// Fewer than three words are left on the line.
fn short_rest(text: &str, from: usize) -> bool {
    let rest = text.get(from..).unwrap_or("");
    let line = rest.split('\n').next().unwrap_or("");
    line.split_whitespace().take(3).count() < 3
}
