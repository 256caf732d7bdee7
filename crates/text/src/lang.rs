//! Which language a text is in: script first, then letters that only one language uses, then whatlang.

use whatlang::{Detector, Lang};

/// Languages that reading knows rules for, by BCP 47 primary subtag.
const KNOWN: &[(&str, Lang)] = &[
    ("en", Lang::Eng),
    ("ar", Lang::Ara),
    ("fr", Lang::Fra),
    ("es", Lang::Spa),
    ("ru", Lang::Rus),
    ("uk", Lang::Ukr),
    ("tr", Lang::Tur),
    ("de", Lang::Deu),
    ("pt", Lang::Por),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Arabic,
    Cyrillic,
    Other,
}

/// How many characters are looked at: enough to be sure, few enough to be quick.
const LOOK_AT: usize = 4000;

fn script(text: &str) -> Option<Script> {
    let mut n = [0usize; 4];
    for c in text.chars().take(LOOK_AT).filter(|c| c.is_alphabetic()) {
        n[match c {
            'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => 0,
            '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}' => 1,
            '\u{400}'..='\u{52F}' => 2,
            _ => 3,
        }] += 1;
    }
    let most = n.iter().copied().max().filter(|m| *m > 0)?;
    let at = n.iter().position(|x| *x == most)?;
    Some([Script::Latin, Script::Arabic, Script::Cyrillic, Script::Other][at])
}

fn fits(lang: &str, s: Script) -> bool {
    match lang {
        "ar" | "fa" | "ur" | "ckb" | "ps" => s == Script::Arabic,
        "ru" | "uk" | "bg" | "be" | "sr" | "mk" | "kk" => s == Script::Cyrillic,
        "he" | "zh" | "ja" | "ko" | "hi" | "am" | "my" | "el" | "ka" | "hy" | "th" => s == Script::Other,
        _ => s == Script::Latin,
    }
}

/// The language of a text: the declared one unless the script contradicts it, else what the text shows; `None` = cannot tell.
pub(crate) fn identify(text: &str, declared: Option<&str>) -> Option<String> {
    let script = script(text);
    let declared = declared
        .map(|d| d.trim().to_ascii_lowercase())
        .and_then(|d| d.split(['-', '_']).next().map(str::to_owned))
        .filter(|d| (2..=3).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_lowercase()) && d != "und");
    if let Some(d) = declared
        && script.is_none_or(|s| fits(&d, s))
    {
        return Some(d);
    }
    match script? {
        Script::Arabic => {
            // Persian, Urdu and Kurdish letters that Arabic has not
            let foreign = text
                .chars()
                .take(LOOK_AT)
                .filter(|c| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ۆ' | 'ێ'))
                .count();
            let all = text.chars().take(LOOK_AT).filter(|c| c.is_alphabetic()).count();
            Some(if foreign * 20 > all { "fa" } else { "ar" }.to_owned())
        }
        Script::Cyrillic => {
            let count = |set: &[char]| text.chars().take(LOOK_AT).filter(|c| set.contains(c)).count();
            let uk = count(&['і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є', 'Ґ']);
            let ru = count(&['ы', 'э', 'ё', 'ъ', 'Ы', 'Э', 'Ё', 'Ъ']);
            Some(if uk > ru { "uk" } else { "ru" }.to_owned())
        }
        Script::Latin => {
            let end = text.char_indices().nth(LOOK_AT).map_or(text.len(), |(i, _)| i);
            let latin: Vec<Lang> = KNOWN.iter().filter(|(c, _)| fits(c, Script::Latin)).map(|(_, l)| *l).collect();
            let words = text.split_whitespace().take(4).count();
            let free = Detector::new().detect(&text[..end])?;
            if let Some((code, _)) = KNOWN.iter().find(|(_, l)| *l == free.lang()).filter(|_| free.is_reliable()) {
                return Some((*code).to_owned());
            }
            if free.is_reliable() && words >= 4 && free.confidence() > 0.9 {
                return Some(free.lang().code().to_owned());
            }
            let best = Detector::with_allowlist(latin).detect(&text[..end])?;
            KNOWN.iter().find(|(_, l)| *l == best.lang()).map(|(c, _)| (*c).to_owned())
        }
        Script::Other => whatlang::detect(&text[..text.char_indices().nth(LOOK_AT).map_or(text.len(), |(i, _)| i)])
            .map(|i| i.lang().code().to_owned()),
    }
}
