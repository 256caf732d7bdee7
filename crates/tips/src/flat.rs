//! A text as a reader sees it: digits of all scripts as ASCII, marks without width left out, with the way back to its bytes.
//!
//! Key decision: whoever writes a number with a zero-width space in it, or in Arabic digits, writes the same number. All rules work on
//! this form, so none has to know of it.

use model::Span;

/// The flattened text.
pub(crate) struct Flat {
    pub(crate) text: String,
    /// For each byte of the text, where its character begins and ends in the source.
    from: Vec<usize>,
    to: Vec<usize>,
}

impl Flat {
    pub(crate) fn new(source: &str) -> Self {
        let mut flat = Self {
            text: String::with_capacity(source.len()),
            from: Vec::with_capacity(source.len()),
            to: Vec::with_capacity(source.len()),
        };
        for (at, c) in source.char_indices() {
            if dropped(c) {
                continue;
            }
            let plain = plain(c);
            flat.text.push(plain);
            for _ in 0..plain.len_utf8() {
                flat.from.push(at);
                flat.to.push(at + c.len_utf8());
            }
        }
        flat
    }

    /// The bytes of the source behind a part of the flat text that is not empty.
    pub(crate) fn source(&self, a: usize, b: usize) -> Span {
        let start = self.from.get(a).copied().unwrap_or_default();
        let end = b.checked_sub(1).and_then(|last| self.to.get(last)).copied().unwrap_or(start);
        Span::new(start, end.max(start))
    }

    pub(crate) fn get(&self, a: usize, b: usize) -> &str {
        self.text.get(a..b).unwrap_or("")
    }
}

/// Characters that take no room, and those that Arabic writes or leaves out as it likes.
fn dropped(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
        | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}')
}

/// The first digit of each run of ten decimal digits that is met in writing.
const ZEROS: &[u32] = &[
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
    0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1FBF0,
];

fn plain(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let n = u32::from(c);
    if let Some(zero) = ZEROS.iter().find(|z| (**z..**z + 10).contains(&n)) {
        return char::from_digit(n - zero, 10).unwrap_or(c);
    }
    match c {
        // superscripts and circled digits dial as well as others
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '\u{2074}'..='\u{2079}' => char::from_digit(n - 0x2070, 10).unwrap_or(c),
        '①'..='⑨' => char::from_digit(n - 0x2460 + 1, 10).unwrap_or(c),
        '⓪' => '0',
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        '\u{00A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        '‘' | '’' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '´' | 'ˈ' => '\'',
        '“' | '”' | '″' | 'ʺ' | '„' => '"',
        '٫' | '。' | '․' => '.',
        '٬' | '،' | '、' => ',',
        '؛' => ';',
        '؟' => '?',
        '﹫' => '@',
        'º' | '˚' => '°',
        // the full-width forms stand in the order of ASCII
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(n - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Which bytes of a flat text are spoken for.
pub(crate) struct Taken(Vec<bool>);

impl Taken {
    pub(crate) fn new(len: usize) -> Self {
        Self(vec![false; len])
    }

    pub(crate) fn any(&self, a: usize, b: usize) -> bool {
        self.0.get(a..b).is_none_or(|part| part.iter().any(|t| *t))
    }

    pub(crate) fn at(&self, i: usize) -> bool {
        self.0.get(i).copied().unwrap_or(false)
    }

    pub(crate) fn take(&mut self, a: usize, b: usize) {
        if let Some(part) = self.0.get_mut(a..b) {
            part.fill(true);
        }
    }
}
