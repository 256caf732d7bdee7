//! Tags and lemmas without weights: what every language gets, and English where no trained tagger is at hand.
//!
//! Digits and marks are tagged in every language. English words are tagged by closed-class lists and endings, which is enough for
//! the rules to work, and lemmas come from a short list of irregular forms and the regular endings.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::{Doc, Tag};

const CLOSED: &[(Tag, &str)] = &[
    (Tag::Det, "the a an this these those every each no another any both either neither all some"),
    (
        Tag::Pron,
        "i you he she it we they him her us them who whom which what that one themselves itself himself herself someone nobody",
    ),
    (
        Tag::Adp,
        "of in on at by for with from to into near between among after before during under over against about around without within across behind beyond through towards toward outside inside amid despite since until along off per via upon",
    ),
    (Tag::Cconj, "and or but nor"),
    (Tag::Sconj, "that if because while although though whereas when as whether since unless once"),
    (
        Tag::Aux,
        "is are was were be been being am has have had do does did will would can could may might shall should must",
    ),
    (Tag::Part, "not n't 's"),
    (
        Tag::Adv,
        "not also still again already later earlier now then there here very only just even too so more most less least never ever soon almost nearly yet however nevertheless reportedly allegedly apparently",
    ),
    (
        Tag::Verb,
        "said says say told tells fled broke got left put took gave went came made found led held lost sent shot blew began fell ran rose stood kept felt meant brought fought caught sought struck hit cut set let",
    ),
];

fn irregular() -> &'static BTreeMap<&'static str, &'static str> {
    static MAP: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    MAP.get_or_init(|| {
        include_str!("../../../data/text/irregular.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once('\t'))
            .flat_map(|(lemma, forms)| forms.split(' ').map(move |f| (f, lemma)))
            .collect()
    })
}

fn closed() -> &'static BTreeMap<&'static str, Tag> {
    static MAP: OnceLock<BTreeMap<&'static str, Tag>> = OnceLock::new();
    MAP.get_or_init(|| {
        let mut m = BTreeMap::new();
        for (tag, words) in CLOSED {
            for w in words.split(' ') {
                m.entry(w).or_insert(*tag);
            }
        }
        m
    })
}

/// Fills tags and lemmas.
pub(crate) fn tag(doc: &mut Doc) {
    let english = doc.lang == "en";
    let starts: Vec<usize> = doc.sentences.iter().map(|s| s.tokens.start).collect();
    for i in 0..doc.tokens.len() {
        let word = doc.tokens[i].span.of(&doc.text).to_owned();
        let t = &mut doc.tokens[i];
        let first = word.chars().next().unwrap_or(' ');
        t.tag = if !word.chars().any(char::is_alphanumeric) {
            if matches!(first, '$' | '€' | '£' | '%' | '+' | '=') { Tag::Sym } else { Tag::Punct }
        } else if first.is_numeric()
            && word
                .chars()
                .all(|c| c.is_numeric() || matches!(c, ',' | '.' | ':' | '-' | '\u{2013}' | '\u{66B}' | '\u{66C}'))
        {
            Tag::Num
        } else if !english {
            Tag::X
        } else if let Some(tag) = closed().get(t.norm.as_str()) {
            *tag
        } else if NUMBERS.contains(&t.norm.as_str()) {
            Tag::Num
        } else if first.is_uppercase() && starts.binary_search(&i).is_err() {
            Tag::Propn
        } else if t.norm.ends_with("ly") {
            Tag::Adv
        } else if (t.norm.ends_with("ed") || t.norm.ends_with("ing")) && t.norm.len() > 4
            || irregular().get(t.norm.as_str()).is_some_and(|l| VERBS.contains(l))
        {
            Tag::Verb
        } else if ["al", "ous", "ive", "ful", "ish", "ern", "ian"].iter().any(|s| t.norm.ends_with(s))
            && t.norm.len() > 4
        {
            Tag::Adj
        } else {
            Tag::Noun
        };
        if english && t.tag != Tag::Punct && t.tag != Tag::Num {
            t.lemma = lemma(&t.norm, t.tag);
        }
    }
}

const NUMBERS: &[&str] = &[
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
];
const VERBS: &[&str] = &[
    "flee", "break", "get", "leave", "die", "lose", "shoot", "blow", "catch", "hold", "say", "tell", "take", "give",
    "go", "come",
];

/// The dictionary form of an English word from its lower-case form.
pub(crate) fn lemma(w: &str, tag: Tag) -> String {
    if let Some(l) = irregular().get(w) {
        return (*l).to_owned();
    }
    if !w.is_ascii() || w.len() < 4 || tag == Tag::Propn && w.contains('.') {
        return w.to_owned();
    }
    let n = w.len();
    if w.ends_with("ies") && n > 4 {
        return format!("{}y", &w[..n - 3]);
    }
    if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|s| w.ends_with(s)) {
        return w[..n - 2].to_owned();
    }
    if w.ends_with('s') && !["ss", "us", "is"].iter().any(|s| w.ends_with(s)) {
        return w[..n - 1].to_owned();
    }
    if tag == Tag::Noun || tag == Tag::Propn {
        return w.to_owned();
    }
    for suffix in ["ing", "ed"] {
        if let Some(stem) = w.strip_suffix(suffix).filter(|s| s.len() > 2 && s.bytes().any(|b| b"aeiouy".contains(&b)))
        {
            return stem_verb(stem, suffix);
        }
    }
    w.to_owned()
}

/// The verb from its stem: "stopp" stop, "releas" release, "carri" carry.
fn stem_verb(stem: &str, suffix: &str) -> String {
    let b = stem.as_bytes();
    let n = b.len();
    let (last, before) = (b[n - 1], b[n - 2]);
    let vowel = |c: u8| b"aeiou".contains(&c);
    if last == b'i' && suffix == "ed" {
        return format!("{}y", &stem[..n - 1]);
    }
    if last == before && !matches!(last, b'l' | b's' | b'f' | b'z' | b'e') {
        return stem[..n - 1].to_owned();
    }
    if last == before
        && last == b'l'
        && n > 4
        && vowel(b[n - 3])
        && !stem.ends_with("all")
        && !stem.ends_with("ill")
        && !stem.ends_with("ell")
        && !stem.ends_with("oll")
        && !stem.ends_with("ull")
    {
        return stem[..n - 1].to_owned();
    }
    let e = matches!(last, b'c' | b'v' | b'z' | b'u')
        || last == b's' && !matches!(before, b's')
        || last == b'g'
            && matches!(before, b'a' | b'e' | b'd' | b'n' | b'r')
            && !stem.ends_with("ng") | stem.ends_with("ang")
        || stem.ends_with("at") && n > 3
        || last == b'r' && matches!(before, b'i' | b'u' | b'a')
        || last == b'd' && matches!(before, b'i' | b'u' | b'o') && n > 3
        || stem.ends_with("iz")
        || last == b't' && matches!(before, b'u') && n > 4
        || last == b'n' && matches!(before, b'i') && n > 4 && !stem.ends_with("ain") && !stem.ends_with("oin")
        || last == b'l' && matches!(before, b'b' | b'd' | b'g' | b'k' | b'p' | b't' | b'c')
        || stem.ends_with("hos")
        || stem.ends_with("clos");
    if e && !stem.ends_with("air")
        && !stem.ends_with("our")
        && !stem.ends_with("ear")
        && !stem.ends_with("treat")
        && !stem.ends_with("eat")
    {
        format!("{stem}e")
    } else {
        stem.to_owned()
    }
}
