//! Two ways of making words comparable: [`norm`] keeps the spelling (rules match on it), [`fold`] throws spelling differences away
//! (names are looked up by it).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

/// Marks that Arabic writes only now and then: harakat, Quranic signs, dagger alef, tatweel.
fn is_arabic_extra(c: char) -> bool {
    matches!(c, '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}')
}

/// Characters that take no room on the page: joiners, direction marks, soft hyphen, byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Curly quotes, primes and dashes as the plain character of the keyboard.
fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '\u{02BC}' | '\u{02B9}' | '\u{02BB}'
        | '\u{0060}' | '\u{00B4}' | '\u{FF07}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{2033}' | '\u{00AB}' | '\u{00BB}' | '\u{FF02}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{00A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}' | '\u{2008}' => ' ',
        c => c,
    }
}

/// Lower case in one language: only Turkish and Azerbaijani differ (dotless i).
fn lower(c: char, turkic: bool, out: &mut String) {
    match c {
        'I' if turkic => out.push('ı'),
        'İ' => out.push('i'),
        _ => out.extend(c.to_lowercase()),
    }
}

/// The form that rules match on: lower case, quotes and dashes made plain, Arabic harakat and tatweel and invisible characters left
/// out, composed (NFC). Digits and diacritics stay.
pub fn norm(word: &str, lang: &str) -> String {
    let turkic = matches!(lang, "tr" | "az");
    if word.is_ascii() && !turkic {
        return word.to_ascii_lowercase().replace('`', "'");
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars().filter(|&c| !is_arabic_extra(c) && !is_invisible(c)) {
        lower(plain(c), turkic, &mut out);
    }
    if is_nfc(&out) { out } else { out.nfc().collect() }
}

/// The form that names are looked up by: lower case, diacritics stripped, quotes and dashes made plain, compatibility forms and
/// ligatures opened, digits of every script as ASCII. Arabic: one alef, `ة` as `ه`, `ى` and Persian `ی` as `ي`, `ک` as `ك`, no
/// hamza, harakat or tatweel. White space becomes single spaces and is trimmed.
///
/// `fold(fold(x)) == fold(x)`.
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut space = false;
    let mut push = |c: char| {
        if c.is_whitespace() {
            space = !out.is_empty();
        } else {
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            out.push(c);
        }
    };
    // Lower case can bring new marks (İ) and decomposing can bring new capitals, so marks go last.
    for c in name.chars().flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase) {
        if is_arabic_extra(c) || is_invisible(c) || (is_combining_mark(c) && is_letter_mark(c)) {
            continue;
        }
        match plain(c) {
            'ß' => "ss".chars().for_each(&mut push),
            'æ' => "ae".chars().for_each(&mut push),
            'œ' => "oe".chars().for_each(&mut push),
            'þ' => "th".chars().for_each(&mut push),
            'ø' => push('o'),
            'ı' => push('i'),
            'ł' => push('l'),
            'đ' | 'ð' => push('d'),
            'ħ' => push('h'),
            'ə' => push('e'),
            'ʾ' | 'ʿ' | 'ʽ' => push('\''),
            'ٱ' => push('ا'),
            'ة' => push('ه'),
            'ى' | 'ی' | 'ې' => push('ي'),
            'ک' => push('ك'),
            'ء' => {}
            c => match digit(c) {
                Some(d) => push(d),
                None => push(c),
            },
        }
    }
    out
}

/// Marks that sit on Latin, Greek, Cyrillic, Hebrew and Arabic letters. Vowel signs of Indic scripts and Thai are letters in their own right.
fn is_letter_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05C7}' | '\u{064B}'..='\u{065F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20F0}' | '\u{FE20}'..='\u{FE2F}')
}

/// Decimal digits of the scripts that news comes in, as ASCII.
pub(crate) fn digit(c: char) -> Option<char> {
    let zero = match c {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{0966}'..='\u{096F}' => 0x0966,
        '\u{09E6}'..='\u{09EF}' => 0x09E6,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        '0'..='9' => 0x30,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}
