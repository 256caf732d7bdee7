//! Which language a text is in.
//!
//! Key decision: the script decides first, then letters that only one language uses, then small words (they work on one line of
//! text), and only then letter statistics (`whatlang`). A declared language is believed unless the script or many small words of
//! another language speak against it: pages often carry the template's language, not the text's.

use std::{collections::BTreeMap, sync::LazyLock};

use foldhash::{HashMap, HashMapExt};
use model::Issue;

use crate::{fold::norm, languages};

/// How much of the text is looked at, in bytes. More changes nothing.
const SAMPLE: usize = 4096;

type Words = BTreeMap<&'static str, Vec<&'static str>>;

fn load(lines: impl Iterator<Item = (&'static str, &'static str)>) -> Words {
    lines
        .map(|(lang, words)| {
            let mut words: Vec<_> = words.split(' ').collect();
            words.sort_unstable();
            (lang, words)
        })
        .collect()
}

static SMALL: LazyLock<Words> = LazyLock::new(|| {
    let others = languages::other_words(include_str!("../../../data/text/function-words.tsv"));
    load(languages::words("small").chain(others))
});

/// Words that are no small words but tell the language of a headline.
static TELLING: LazyLock<Words> = LazyLock::new(|| load(languages::words("telling")));

/// The languages that a word of either list speaks for.
static SPEAKS_FOR: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut out: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for (lang, words) in SMALL.iter().chain(TELLING.iter()) {
        for word in words {
            out.entry(word).or_default().push(lang);
        }
    }
    out
});

/// True for the small words of a language ("the", "dans"), given in lower case.
pub(crate) fn is_small_word(lang: &str, word: &str) -> bool {
    SMALL.get(lang).is_some_and(|w| w.binary_search(&word).is_ok())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Hebrew,
    Greek,
    Han,
    Kana,
    Hangul,
    Devanagari,
    Bengali,
    Thai,
    Georgian,
    Armenian,
    Ethiopic,
    Myanmar,
}

fn script(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{0400}'..='\u{052F}' => Script::Cyrillic,
        '\u{0620}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
            Script::Arabic
        }
        '\u{0590}'..='\u{05FF}' => Script::Hebrew,
        '\u{0370}'..='\u{03FF}' => Script::Greek,
        '\u{4E00}'..='\u{9FFF}' => Script::Han,
        '\u{3040}'..='\u{30FF}' => Script::Kana,
        '\u{AC00}'..='\u{D7AF}' => Script::Hangul,
        '\u{0900}'..='\u{097F}' => Script::Devanagari,
        '\u{0980}'..='\u{09FF}' => Script::Bengali,
        '\u{0E00}'..='\u{0E7F}' => Script::Thai,
        '\u{10A0}'..='\u{10FF}' => Script::Georgian,
        '\u{0530}'..='\u{058F}' => Script::Armenian,
        '\u{1200}'..='\u{137F}' => Script::Ethiopic,
        '\u{1000}'..='\u{109F}' => Script::Myanmar,
        _ => return None,
    })
}

/// The scripts that a declared language may stand in; empty where we do not know the language.
fn scripts_of(lang: &str) -> &'static [Script] {
    use Script::*;
    match lang {
        "ar" | "fa" | "ur" | "ps" | "ckb" | "sd" | "ug" | "prs" => &[Arabic],
        "ru" | "uk" | "be" | "bg" | "mk" | "ky" | "tg" | "mn" => &[Cyrillic],
        "kk" | "uz" | "sr" | "bs" | "tt" => &[Cyrillic, Latin],
        "ku" | "az" => &[Latin, Arabic, Cyrillic],
        "he" | "yi" => &[Hebrew],
        "el" => &[Greek],
        "zh" => &[Han],
        "ja" => &[Han, Kana],
        "ko" => &[Hangul, Han],
        "hi" | "mr" | "ne" => &[Devanagari],
        "bn" => &[Bengali],
        "th" => &[Thai],
        "ka" => &[Georgian],
        "hy" => &[Armenian],
        "am" | "ti" => &[Ethiopic],
        "my" => &[Myanmar],
        "en" | "fr" | "es" | "pt" | "de" | "it" | "nl" | "tr" | "pl" | "cs" | "sk" | "ro" | "hu" | "sv" | "da"
        | "nb" | "no" | "fi" | "et" | "lv" | "lt" | "hr" | "sl" | "sq" | "id" | "ms" | "vi" | "tl" | "so" | "sw"
        | "ha" | "ca" | "gl" | "eu" | "af" | "ht" => &[Latin],
        _ => &[],
    }
}

/// The language of a text as a BCP 47 primary subtag, `und` where it cannot be told, with what to say about it.
pub(crate) fn identify(text: &str, declared: Option<&str>) -> (String, Vec<Issue>) {
    let declared = declared.and_then(primary);
    let sample = sample(text);
    let Some(script) = main_script(sample) else {
        // Digits and marks only: nothing contradicts what was declared.
        return match declared {
            Some(d) => (d, Vec::new()),
            None if text.trim().is_empty() => ("und".into(), Vec::new()),
            None => ("und".into(), vec![unknown("it holds no letters of a known script")]),
        };
    };
    if let Some(d) = &declared {
        let fits = scripts_of(d).is_empty() || scripts_of(d).contains(&script);
        if fits && script == Script::Latin {
            if let Some((other, hits, own)) = outvoted(sample, d)
                && hits >= 15
                && hits > own * 4
            {
                let note = format!("declared as `{d}`, but its small words are those of `{other}`; read as `{other}`");
                return (other.to_owned(), vec![Issue::new("language-contradicted", note)]);
            }
            return (d.clone(), Vec::new());
        }
        if fits {
            return (d.clone(), Vec::new());
        }
    }
    let found = match script {
        Script::Latin => latin(sample),
        Script::Cyrillic => cyrillic(sample),
        Script::Arabic => Some(arabic(sample)),
        Script::Hebrew => Some("he"),
        Script::Greek => Some("el"),
        Script::Han => Some("zh"),
        Script::Kana => Some("ja"),
        Script::Hangul => Some("ko"),
        Script::Devanagari => whatlang_code(sample).filter(|l| matches!(*l, "hi" | "mr" | "ne")).or(Some("hi")),
        Script::Bengali => Some("bn"),
        Script::Thai => Some("th"),
        Script::Georgian => Some("ka"),
        Script::Armenian => Some("hy"),
        Script::Ethiopic => Some("am"),
        Script::Myanmar => Some("my"),
    };
    match (found, declared) {
        (Some(l), None) => (l.to_owned(), Vec::new()),
        (Some(l), Some(d)) => {
            let note = format!("declared as `{d}`, but its letters are not; read as `{l}`");
            (l.to_owned(), vec![Issue::new("language-contradicted", note)])
        }
        (None, _) => ("und".into(), vec![unknown("too few known words; give its language with `lang`")]),
    }
}

fn unknown(why: &str) -> Issue {
    Issue::new("unknown-language", format!("the language of this text could not be told: {why}"))
}

/// `en-GB` to `en`; old and three-letter codes to those in use; `None` for what is no language tag.
fn primary(tag: &str) -> Option<String> {
    let p = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let p = match p.as_str() {
        "und" | "mul" | "zxx" | "" => return None,
        "eng" => "en",
        "ara" | "arb" => "ar",
        "rus" => "ru",
        "ukr" => "uk",
        "fra" | "fre" => "fr",
        "spa" => "es",
        "por" => "pt",
        "deu" | "ger" => "de",
        "tur" => "tr",
        "iw" => "he",
        "in" => "id",
        "kmr" => "ku",
        other => other,
    };
    (matches!(p.len(), 2 | 3) && p.bytes().all(|b| b.is_ascii_lowercase())).then(|| p.to_owned())
}

fn sample(text: &str) -> &str {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

fn main_script(text: &str) -> Option<Script> {
    let mut n: BTreeMap<Script, usize> = BTreeMap::new();
    for s in text.chars().filter_map(script) {
        *n.entry(s).or_default() += 1;
    }
    // Japanese mixes Han and kana: any kana to speak of means Japanese.
    let (han, kana) = (n.get(&Script::Han).copied().unwrap_or(0), n.get(&Script::Kana).copied().unwrap_or(0));
    if kana > 0
        && kana * 10 >= han
        && let Some(k) = n.get_mut(&Script::Kana)
    {
        *k += han;
    }
    n.into_iter().max_by_key(|&(s, k)| (k, std::cmp::Reverse(s))).map(|(s, _)| s)
}

/// How many words of a text are small words of each language, most first.
fn vote(text: &str) -> Vec<(&'static str, usize)> {
    let mut n: BTreeMap<&'static str, usize> = BTreeMap::new();
    for w in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        for lang in SPEAKS_FOR.get(norm(w, "").as_str()).into_iter().flatten() {
            *n.entry(lang).or_default() += 1;
        }
    }
    let mut n: Vec<_> = n.into_iter().collect();
    n.sort_by_key(|&(l, k)| (std::cmp::Reverse(k), l));
    n
}

fn outvoted(text: &str, declared: &str) -> Option<(&'static str, usize, usize)> {
    SMALL.get(declared)?; // A language whose small words we do not know cannot be outvoted.
    let votes = vote(text);
    let own = votes.iter().find(|v| v.0 == declared).map_or(0, |v| v.1);
    votes.first().filter(|v| v.0 != declared).map(|v| (v.0, v.1, own))
}

fn latin(text: &str) -> Option<&'static str> {
    let votes = vote(text);
    let first = votes.first().copied().unwrap_or(("", 0));
    let second = votes.get(1).copied().unwrap_or(("", 0));
    if first.1 >= 2 && first.1 * 2 >= second.1 * 3 {
        return Some(first.0);
    }
    let by_letters = whatlang::detect(text);
    if let Some(info) = by_letters.as_ref().filter(|i| i.is_reliable())
        && let Some(code) = short_code(info.lang())
        && votes.first().is_none_or(|v| v.1 < 5 || votes.iter().any(|w| w.0 == code && w.1 * 2 >= v.1))
    {
        return Some(code);
    }
    // Too short to tell by small words alone: what speaks for French, Spanish or Portuguese.
    let other =
        first.1 > second.1 && !matches!(first.0, "fr" | "es" | "pt") || text.chars().any(|c| "ğĞıİşŞß".contains(c));
    let english = || crate::english::lemma::english_share(text) > 0.5;
    if !other
        && !(text.is_ascii() && english())
        && let Some(code) = weigh(text, &votes).filter(|l| matches!(*l, "fr" | "es" | "pt"))
    {
        return Some(code);
    }
    if first.1 > second.1 {
        return Some(first.0);
    }
    // Letters that hardly another language has.
    if apostrophe_endings(text, TURKISH_ENDINGS) {
        return Some("tr");
    }
    let letters = |list: &str| text.chars().filter(|c| list.contains(*c)).count();
    if letters("ğĞıİ") > 0 && letters("əƏ") == 0 {
        return Some("tr");
    }
    if letters("ß") > 0 {
        return Some("de");
    }
    // A headline of a few words: English if its words are.
    if english() {
        return Some("en");
    }
    // better than nothing: the statistics, where they see one of the languages that reports come in
    by_letters
        .and_then(|i| short_code(i.lang()))
        .filter(|l| matches!(*l, "de" | "tr" | "fr" | "es" | "pt") && text.split_whitespace().count() > 3)
}

/// A line too short to decide by its small words: these, the letters and endings that few languages have, and letter statistics among
/// the languages we know, added up. `None` where two come out the same.
fn weigh(text: &str, votes: &[(&'static str, usize)]) -> Option<&'static str> {
    // letters and endings, and the languages that have them; what all have says nothing
    const LETTERS: [(&str, &[&str], i32); 13] = [
        ("ñ¿¡", &["es"], 3),
        ("ãõ", &["pt"], 3),
        ("ß", &["de"], 3),
        ("äö", &["de", "sv"], 2),
        ("ü", &["de", "tr"], 2),
        ("ğış", &["tr"], 3),
        ("œùûîïë", &["fr"], 2),
        ("è", &["fr", "it", "ca"], 2),
        ("àêâô", &["fr", "pt"], 1),
        ("ç", &["fr", "pt", "tr", "ca"], 1),
        ("é", &["fr", "es", "pt"], 1),
        ("íóúá", &["es", "pt"], 2),
        ("ăâșț", &["ro"], 2),
    ];
    const ENDINGS: [(&str, &[&str], i32); 14] = [
        ("ción", &["es"], 2),
        ("ciones", &["es"], 2),
        ("ó", &["es"], 1),
        ("aron", &["es"], 2),
        ("ieron", &["es"], 2),
        ("ção", &["pt"], 2),
        ("ções", &["pt"], 2),
        ("aram", &["pt"], 2),
        ("eram", &["pt"], 1),
        ("iram", &["pt"], 2),
        ("ou", &["pt"], 1),
        ("aient", &["fr"], 2),
        ("ées", &["fr"], 2),
        ("és", &["fr"], 1),
    ];
    const KNOWN: [whatlang::Lang; 9] = [
        whatlang::Lang::Eng,
        whatlang::Lang::Fra,
        whatlang::Lang::Spa,
        whatlang::Lang::Por,
        whatlang::Lang::Ita,
        whatlang::Lang::Deu,
        whatlang::Lang::Nld,
        whatlang::Lang::Tur,
        whatlang::Lang::Cat,
    ];
    let mut n: BTreeMap<&'static str, i32> = BTreeMap::new();
    for (lang, k) in votes {
        *n.entry(lang).or_default() += 2 * i32::try_from(*k).unwrap_or(i32::MAX / 4);
    }
    let lower = text.to_lowercase();
    for (letters, langs, weight) in LETTERS {
        let k = lower.chars().filter(|c| letters.contains(*c)).take(2).count();
        for l in langs {
            *n.entry(l).or_default() += weight * i32::from(k > 0) + i32::from(k > 1);
        }
    }
    for w in lower.split(|c: char| !c.is_alphabetic()) {
        for (end, langs, weight) in ENDINGS {
            if w.len() > end.len() + 2 && w.ends_with(end) {
                langs.iter().for_each(|l| *n.entry(l).or_default() += weight);
            }
        }
    }
    // "l'armée", "d'une": elided articles
    let elided = lower.split_whitespace().filter(|w| {
        let mut c = w.trim_start_matches(|c: char| !c.is_alphabetic()).chars();
        matches!((c.next(), c.next(), c.next()), (Some('l' | 'd' | 'n' | 's' | 'j' | 'c'), Some('\'' | '’'), Some(x)) if x.is_alphabetic())
    });
    *n.entry("fr").or_default() += 2 * i32::try_from(elided.take(3).count()).unwrap_or(0);
    // letter statistics find a language in anything: alone they say nothing
    if n.values().all(|k| *k == 0) {
        return None;
    }
    if let Some(info) = whatlang::Detector::with_allowlist(KNOWN.to_vec()).detect(text)
        && let Some(code) = short_code(info.lang())
    {
        *n.entry(code).or_default() += if info.confidence() > 0.3 { 4 } else { 3 };
    }
    // of two that fit, the one that we can read
    for (lang, k) in &mut n {
        *k += i32::from(*k > 0 && matches!(*lang, "en" | "fr" | "es" | "pt" | "de" | "tr"));
    }
    let mut n: Vec<(&'static str, i32)> = n.into_iter().collect();
    n.sort_by_key(|&(l, k)| (std::cmp::Reverse(k), l));
    let (first, second) = (n.first()?, n.get(1).map_or(0, |x| x.1));
    (first.1 >= 3 && first.1 > second).then_some(first.0)
}

/// Endings that Turkish sets apart from names and figures.
const TURKISH_ENDINGS: &[&str] = &[
    "da", "de", "ta", "te", "dan", "den", "tan", "ten", "daki", "deki", "nin", "nın", "nun", "nün", "ın", "ün", "ya",
    "ye", "yi", "yı", "ü", "ı",
];

/// A word or figure is followed by an apostrophe and one of these endings.
fn apostrophe_endings(text: &str, endings: &[&str]) -> bool {
    text.split_whitespace().any(|w| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        w.split_once(['\'', '’']).is_some_and(|(a, b)| a.chars().count() > 1 && endings.contains(&b))
    })
}

/// An apostrophe between two letters: Ukrainian writes so, Russian does not.
fn inner_apostrophe(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(3).any(|w| {
        matches!(w[1], '\'' | '’' | 'ʼ')
            && script(w[0]) == Some(Script::Cyrillic)
            && script(w[2]) == Some(Script::Cyrillic)
    })
}

fn cyrillic(text: &str) -> Option<&'static str> {
    let (mut uk, mut ru, mut be, mut sr, mut mk, mut kk, mut all) = (0, 0, 0, 0, 0, 0, 0usize);
    for c in text.chars().filter(|&c| script(c) == Some(Script::Cyrillic)) {
        all += 1;
        match c {
            'і' | 'І' | 'ї' | 'Ї' | 'є' | 'Є' | 'ґ' | 'Ґ' => uk += 1,
            'ы' | 'Ы' | 'э' | 'Э' | 'ё' | 'Ё' | 'ъ' | 'Ъ' => ru += 1,
            'ў' | 'Ў' => be += 1,
            'ђ' | 'Ђ' | 'ћ' | 'Ћ' | 'љ' | 'Љ' | 'њ' | 'Њ' | 'џ' | 'Џ' | 'ј' | 'Ј' => sr += 1,
            'ѓ' | 'Ѓ' | 'ќ' | 'Ќ' | 'ѕ' | 'Ѕ' => mk += 1,
            'қ' | 'Қ' | 'ғ' | 'Ғ' | 'ұ' | 'Ұ' | 'ң' | 'ә' | 'ө' | 'ү' => kk += 1,
            _ => {}
        }
    }
    if kk * 50 > all {
        return whatlang_code(text).or(Some("kk"));
    }
    if be > 0 && be * 200 > all && ru > 0 {
        return Some("be");
    }
    if mk > 0 && mk >= sr / 4 && sr > 0 {
        return Some("mk");
    }
    if sr * 100 > all && uk == 0 && ru == 0 {
        return Some("sr");
    }
    uk += usize::from(inner_apostrophe(text));
    if uk > 0 && uk >= ru {
        return Some("uk");
    }
    if ru > 0 {
        // ъ alone is Bulgarian; ы and э never are.
        let ery = text.chars().any(|c| matches!(c, 'ы' | 'Ы' | 'э' | 'Э' | 'ё' | 'Ё'));
        return if ery { Some("ru") } else { whatlang_code(text).filter(|&l| l == "bg").or(Some("ru")) };
    }
    match vote(text).first() {
        Some(&(l @ ("ru" | "uk"), _)) => Some(l),
        // a line without a letter of its own: other languages of the script only where the statistics are sure
        _ => whatlang::detect(text)
            .filter(|i| i.is_reliable() && text.len() > 300 || matches!(short_code(i.lang()), Some("ru" | "uk")))
            .and_then(|i| short_code(i.lang()))
            .or(Some("ru")),
    }
}

fn arabic(text: &str) -> &'static str {
    let (mut fa, mut ur, mut ckb, mut ps, mut ar) = (0, 0, 0, 0, 0);
    for c in text.chars() {
        match c {
            'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' => fa += 1,
            'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ' | 'ھ' => ur += 1,
            'ێ' | 'ۆ' | 'ڕ' | 'ڵ' | 'ە' | 'ڤ' => ckb += 1,
            'ښ' | 'ګ' | 'ځ' | 'څ' | 'ډ' | 'ړ' | 'ټ' | 'ې' | 'ۍ' => ps += 1,
            'ة' | 'ى' | 'ي' | 'ك' | 'إ' | 'أ' => ar += 1,
            _ => {}
        }
    }
    // Sorani, Pashto and Urdu use the Persian letters too, so their own letters decide first.
    let rest = fa + ar;
    if ckb * 4 > rest.max(1) {
        "ckb"
    } else if ps * 8 > rest.max(1) {
        "ps"
    } else if ur * 4 > rest.max(1) {
        "ur"
    } else if fa > ar {
        "fa"
    } else {
        "ar"
    }
}

fn whatlang_code(text: &str) -> Option<&'static str> {
    whatlang::detect_lang(text).and_then(short_code)
}

/// ISO 639-3 as `whatlang` gives it to the BCP 47 primary subtag.
fn short_code(lang: whatlang::Lang) -> Option<&'static str> {
    Some(match lang.code() {
        "eng" => "en",
        "fra" => "fr",
        "spa" => "es",
        "por" => "pt",
        "deu" => "de",
        "ita" => "it",
        "nld" => "nl",
        "tur" => "tr",
        "aze" => "az",
        "pol" => "pl",
        "ces" => "cs",
        "slk" => "sk",
        "ron" => "ro",
        "hun" => "hu",
        "swe" => "sv",
        "dan" => "da",
        "nob" => "nb",
        "fin" => "fi",
        "est" => "et",
        "lav" => "lv",
        "lit" => "lt",
        "hrv" => "hr",
        "slv" => "sl",
        "srp" => "sr",
        "mkd" => "mk",
        "bul" => "bg",
        "bel" => "be",
        "rus" => "ru",
        "ukr" => "uk",
        "ind" => "id",
        "jav" => "jv",
        "tgl" => "tl",
        "vie" => "vi",
        "cat" => "ca",
        "afr" => "af",
        "epo" => "eo",
        "lat" => "la",
        "sna" => "sn",
        "zul" => "zu",
        "aka" => "ak",
        "uzb" => "uz",
        "tuk" => "tk",
        "cym" => "cy",
        "hin" => "hi",
        "mar" => "mr",
        "nep" => "ne",
        _ => return None,
    })
}
