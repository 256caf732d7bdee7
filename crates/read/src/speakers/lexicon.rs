//! The words that attribute, compiled once from `speakers.toml` and `sources.toml` of each language and `data/speakers/agencies.toml`.
//!
//! Key decision: words and phrases are data; this file only inflects English verbs and indexes everything by first character, so that
//! a look-up at a token costs a handful of comparisons.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use foldhash::HashMap;
use serde::Deserialize;
use text::Doc;

use crate::by_language::{ByLanguage, Files};

/// Where the content of a verb may stand (see `data/languages/en/speakers.toml`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frames {
    pub(crate) clause: bool,
    pub(crate) quote: bool,
    pub(crate) noun: bool,
    pub(crate) infinitive: bool,
    pub(crate) listener: bool,
}

impl Frames {
    fn parse(s: &str) -> Self {
        Self {
            clause: s.contains('c'),
            quote: s.contains('q'),
            noun: s.contains('n'),
            infinitive: s.contains('t'),
            listener: s.contains('l'),
        }
    }

    fn join(self, o: Self) -> Self {
        Self {
            clause: self.clause || o.clause,
            quote: self.quote || o.quote,
            noun: self.noun || o.noun,
            infinitive: self.infinitive || o.infinitive,
            listener: self.listener || o.listener,
        }
    }
}

/// Forms a verb word can be; a word is often several at once ("said": past and participle).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) base: bool,
    pub(crate) present: bool,
    pub(crate) past: bool,
    pub(crate) participle: bool,
    pub(crate) ing: bool,
}

/// A verb that attributes.
#[derive(Clone, Debug)]
pub(crate) struct Verb {
    pub(crate) lemma: String,
    /// Words after the verb itself ("out" of "point out").
    pub(crate) tail: Vec<String>,
    pub(crate) kind: String,
    pub(crate) frames: Frames,
}

/// Phrases found at a token; matching runs over the text, so it does not depend on how apostrophes were cut.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    phrases: Vec<(Vec<char>, T)>,
    /// Places in `phrases`, longest first, by the first two characters; under 0 as the second those for any other second one.
    by_first: HashMap<[char; 2], Vec<usize>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { phrases: Vec::new(), by_first: HashMap::default() }
    }
}

impl<T: Clone> Phrases<T> {
    pub(crate) fn new(items: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut phrases: Vec<(Vec<char>, T)> =
            items.into_iter().map(|(p, t)| (p.chars().flat_map(plain).collect(), t)).collect();
        phrases.retain(|(p, _)| !p.is_empty());
        phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        let mut by_first: HashMap<[char; 2], Vec<usize>> = HashMap::default();
        let keys: BTreeSet<[char; 2]> = phrases.iter().flat_map(|(p, _)| [[p[0], '\0'], key(p)]).collect();
        for k in keys {
            let fits = |p: &[char]| p[0] == k[0] && (key(p)[1] == '\0' || key(p)[1] == k[1]);
            by_first.insert(k, (0..phrases.len()).filter(|&i| fits(&phrases[i].0)).collect());
        }
        Self { phrases, by_first }
    }

    /// The longest phrase that starts at token `i`, with the index of the token after it.
    pub(crate) fn at(&self, doc: &Doc, i: usize) -> Option<(T, usize)> {
        self.all_at(doc, i).next()
    }

    /// All phrases that start at token `i`, longest first.
    pub(crate) fn all_at<'a>(&'a self, doc: &'a Doc, i: usize) -> impl Iterator<Item = (T, usize)> + 'a {
        let start = doc.tokens.get(i).map(|t| t.span.start);
        let mut begin =
            start.and_then(|b| doc.text.get(b..)).into_iter().flat_map(|s| s.chars().flat_map(plain).take(2));
        let (first, second) = (begin.next(), begin.next().unwrap_or('\0'));
        let list = first.and_then(|c| self.by_first.get(&[c, second]).or_else(|| self.by_first.get(&[c, '\0'])));
        list.map_or(&[][..], Vec::as_slice).iter().filter_map(move |&k| {
            let (p, t) = self.phrases.get(k)?;
            matches(doc, start?, p).map(|end| (t.clone(), end))
        })
    }
}

/// What a phrase is filed under: its first two characters, if both stand for themselves alone.
fn key(phrase: &[char]) -> [char; 2] {
    let second = phrase.get(1).copied().filter(|c| c.is_alphanumeric()).unwrap_or('\0');
    [phrase.first().copied().unwrap_or('\0'), second]
}

/// Does the text from `start` read as the phrase, ending at a token's end? Gives the token after it.
fn matches(doc: &Doc, start: usize, phrase: &[char]) -> Option<usize> {
    let mut gaps = 0;
    let text = doc.text.get(start..)?;
    let mut it = text.char_indices().peekable();
    let mut k = 0;
    while k < phrase.len() {
        let want = phrase[k];
        if want == '*' {
            while it.peek().is_some_and(|(_, c)| c.is_alphanumeric()) {
                it.next();
            }
            k += 1;
            continue;
        }
        if want == '_' {
            // up to three words of any kind, then the rest of the phrase
            let rest = phrase.get(k + 2..)?;
            let from = start + it.peek()?.0;
            let first = doc.token_at(from);
            for t in first..(first + 4).min(doc.tokens.len()) {
                if let Some(end) = matches(doc, doc.tokens[t].span.start, rest) {
                    return Some(end);
                }
            }
            return None;
        }
        let &(_, c) = it.peek()?;
        if want == ' ' {
            if !c.is_whitespace() {
                return None;
            }
            while it.peek().is_some_and(|(_, c)| c.is_whitespace()) {
                it.next();
                gaps += 1;
                if gaps > 64 {
                    return None;
                }
            }
            k += 1;
            continue;
        }
        for l in plain(c) {
            if phrase.get(k) != Some(&l) {
                return None;
            }
            k += 1;
        }
        it.next();
    }
    let end = start + it.peek().map_or(text.len(), |(i, _)| *i);
    let tok = doc.token_at(end.checked_sub(1)?);
    (doc.tokens.get(tok)?.span.end == end).then_some(tok + 1)
}

fn plain(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        '’' | '‘' | 'ʼ' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        // Turkish capital: one letter, not an i and a dot
        'İ' => 'i',
        c => c,
    };
    c.to_lowercase()
}

/// Words that tell what kind of source a noun phrase is, for one language.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) media: BTreeSet<String>,
    pub(crate) media_phrases: Vec<String>,
    pub(crate) anonymous: BTreeSet<String>,
    pub(crate) anonymous_head: BTreeSet<String>,
    pub(crate) institution: BTreeSet<String>,
    pub(crate) office: BTreeSet<String>,
    pub(crate) title: BTreeSet<String>,
    /// Whoever speaks for a body.
    pub(crate) spokesman: BTreeSet<String>,
    pub(crate) person_reference: BTreeSet<String>,
    pub(crate) thing_reference: BTreeSet<String>,
    pub(crate) many_reference: BTreeSet<String>,
    pub(crate) relative: BTreeSet<String>,
    pub(crate) self_reference: BTreeSet<String>,
    pub(crate) not_a_source: BTreeSet<String>,
    pub(crate) report_nouns: BTreeSet<String>,
}

/// True where a list holds the word, in another case too where the language inflects its nouns.
pub(crate) fn among(set: &BTreeSet<String>, w: &str, lang: &str) -> bool {
    if set.contains(w) {
        return true;
    }
    let n = w.chars().count();
    match lang {
        // "речника", "речником" for "речник"; "газеты" for "газета"
        "ru" | "uk" if n >= 5 => set.iter().any(|e| {
            let len = e.chars().count();
            let common = e.chars().zip(w.chars()).take_while(|(a, b)| a == b).count();
            len >= 5 && common + 1 >= len && common >= 4 && n - common <= 3
        }),
        // "kaynaklarına" for "kaynakları", "bakanlığının" for "bakanlığı"
        "tr" if n >= 6 => (4..w.len())
            .filter(|&k| w.is_char_boundary(k))
            .any(|k| w.get(..k).is_some_and(|p| p.chars().count() >= 5 && set.contains(p)) && w.len() - k <= 5),
        // "ministeriums", "behörden"
        "de" if n >= 6 => ["n", "s", "es", "en", "e"]
            .iter()
            .any(|x| w.strip_suffix(x).is_some_and(|p| p.len() >= 5 && set.contains(p))),
        _ => false,
    }
}

/// Reporting words of a language without a parse.
#[derive(Debug, Default)]
pub(crate) struct Language {
    /// Where the speaker stands: `sv`, `vs` or `sov`.
    pub(crate) syntax: String,
    /// Form to kind.
    pub(crate) verbs: BTreeMap<String, String>,
    pub(crate) that: BTreeSet<String>,
    pub(crate) prep: Phrases<()>,
    pub(crate) postp: Phrases<()>,
    pub(crate) stop: BTreeSet<String>,
    /// Set phrases by which a group claims an act.
    pub(crate) responsible: Phrases<()>,
    /// Phrases that go on with the last speaker ("by his account").
    pub(crate) again: Phrases<()>,
    /// Phrases that stand between commas behind a subject ("for its part").
    pub(crate) aside: Phrases<()>,
    /// Reporting phrases of several words, with their kind.
    pub(crate) phrases: Phrases<String>,
    /// Forms of `verbs` that report only after an auxiliary.
    pub(crate) participles: BTreeSet<String>,
    /// Word classes that only the finder for Romance languages looks at; `det` is empty elsewhere.
    pub(crate) aux: BTreeSet<String>,
    pub(crate) passive: BTreeSet<String>,
    pub(crate) clitic: BTreeSet<String>,
    pub(crate) det: BTreeSet<String>,
    pub(crate) of: BTreeSet<String>,
    pub(crate) to: BTreeSet<String>,
    pub(crate) relative: BTreeSet<String>,
    pub(crate) conj: BTreeSet<String>,
    pub(crate) contrast: BTreeSet<String>,
    pub(crate) times: BTreeSet<String>,
    pub(crate) as_said: BTreeSet<String>,
    pub(crate) occasion: BTreeSet<String>,
    /// Listeners that have no name of their own ("the press").
    pub(crate) hearers: BTreeSet<String>,
    /// Prepositions that a body which speaks may stand behind ("desde").
    pub(crate) from: BTreeSet<String>,
    /// What joins the one who heard a source to it ("consultadas por").
    pub(crate) by: BTreeSet<String>,
}

impl Language {
    fn build(source: &str) -> Result<Self, toml::de::Error> {
        const KINDS: [&str; 10] =
            ["say", "claim", "accuse", "deny", "confirm", "warn", "estimate", "demand", "order", "forecast"];
        let v: toml::Table = toml::from_str(source)?;
        let phrases = |k: &str| Phrases::new(list(v.get(k)).into_iter().map(|p| (p, ())));
        let words = |k: &str| set(v.get(k));
        let mut l = Self {
            syntax: v.get("syntax").and_then(|o| o.as_str()).unwrap_or("sv").to_owned(),
            that: words("that"),
            stop: words("stop"),
            responsible: phrases("responsible"),
            aside: phrases("aside"),
            again: phrases("again"),
            prep: phrases("prep"),
            postp: phrases("postp"),
            ..Self::default()
        };
        (l.aux, l.passive, l.clitic, l.det) = (words("aux"), words("passive"), words("clitic"), words("det"));
        (l.of, l.to, l.relative, l.conj) = (words("of"), words("to"), words("relative"), words("conj"));
        (l.contrast, l.times, l.as_said) = (words("contrast"), words("times"), words("as_said"));
        (l.occasion, l.participles, l.hearers) = (words("occasion"), words("participles"), words("hearers"));
        (l.from, l.by) = (words("from"), words("by"));
        let phrases = v.get("phrases").and_then(|p| p.as_table()).into_iter().flatten();
        l.phrases = Phrases::new(phrases.flat_map(|(k, w)| list(Some(w)).into_iter().map(move |w| (w, k.clone()))));
        for k in KINDS {
            for w in set(v.get(k)) {
                l.verbs.insert(w, k.to_owned());
            }
            let regular = set(v.get("regular").and_then(|r| r.get(k)));
            l.conjugate(k, &regular, v.get("endings").and_then(|e| e.as_table()));
        }
        Ok(l)
    }

    /// Adds the regular verbs of a kind, given by their infinitives, in all forms that `endings` makes of them.
    fn conjugate(&mut self, kind: &str, infinitives: &BTreeSet<String>, endings: Option<&toml::Table>) {
        for verb in infinitives {
            for (infinitive, forms) in endings.into_iter().flatten() {
                let Some(stem) = verb.strip_suffix(infinitive.as_str()) else { continue };
                for (class, participle) in [("finite", false), ("participle", true)] {
                    for e in set(forms.get(class)) {
                        let form = format!("{stem}{e}");
                        if participle {
                            self.participles.insert(form.clone());
                        }
                        self.verbs.entry(form).or_insert_with(|| kind.to_owned());
                    }
                }
            }
        }
    }
}

/// The reporting words of English, and the news agencies.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    pub(crate) verbs: Vec<Verb>,
    /// Inflected first word to verbs and the forms that the word can be.
    pub(crate) forms: HashMap<String, Vec<(usize, Form)>>,
    pub(crate) nouns: HashMap<String, String>,
    pub(crate) preps: Phrases<String>,
    pub(crate) possessive: HashMap<String, String>,
    pub(crate) agencies: BTreeSet<String>,
    /// Spelling to the name that is shown.
    pub(crate) agency_names: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct VerbFile {
    verb: Vec<VerbGroup>,
    irregular: BTreeMap<String, String>,
    noun: Vec<WordGroup>,
    prep: Vec<PhraseGroup>,
    possessive: Vec<WordGroup>,
}

#[derive(Deserialize)]
struct AgencyFile {
    agencies: Agencies,
    agency_names: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Agencies {
    names: BTreeSet<String>,
}

#[derive(Deserialize)]
struct VerbGroup {
    kind: String,
    frames: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    phrases: Vec<String>,
}

#[derive(Deserialize)]
struct WordGroup {
    kind: String,
    words: String,
}

#[derive(Deserialize)]
struct PhraseGroup {
    kind: String,
    words: Vec<String>,
}

fn set(s: Option<&toml::Value>) -> BTreeSet<String> {
    match s {
        Some(toml::Value::String(s)) => s.split_whitespace().map(str::to_owned).collect(),
        Some(toml::Value::Array(a)) => a.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => BTreeSet::new(),
    }
}

fn list(s: Option<&toml::Value>) -> Vec<String> {
    s.and_then(|v| v.as_array())
        .map(|a| a.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}

fn inflect(base: &str) -> [String; 4] {
    let vowel = |c: char| "aeiou".contains(c);
    let mut rev = base.chars().rev();
    let (last, before) = (rev.next().unwrap_or(' '), rev.next().unwrap_or(' '));
    if last == 'e' {
        let stem = &base[..base.len() - 1];
        return [format!("{base}s"), format!("{base}d"), format!("{base}d"), format!("{stem}ing")];
    }
    if last == 'y' && !vowel(before) {
        let stem = &base[..base.len() - 1];
        return [format!("{stem}ies"), format!("{stem}ied"), format!("{stem}ied"), format!("{base}ing")];
    }
    let s = if matches!(last, 's' | 'x' | 'z') || base.ends_with("sh") || base.ends_with("ch") { "es" } else { "s" };
    [format!("{base}{s}"), format!("{base}ed"), format!("{base}ed"), format!("{base}ing")]
}

impl Lexicon {
    fn build() -> Result<Self, String> {
        let e = |what: &str, err: toml::de::Error| format!("{what}: {err}");
        let file: VerbFile = toml::from_str(include_str!("../../../../data/languages/en/speakers.toml"))
            .map_err(|x| e("data/languages/en/speakers.toml", x))?;
        let mut lex = Lexicon::default();
        let mut index: BTreeMap<(String, Vec<String>), usize> = BTreeMap::new();
        for g in &file.verb {
            let frames = Frames::parse(&g.frames);
            let all = g
                .words
                .split_whitespace()
                .map(|w| vec![w])
                .chain(g.phrases.iter().map(|p| p.split_whitespace().collect()));
            for words in all {
                let Some((lemma, tail)) = words.split_first() else { continue };
                let tail: Vec<String> = tail.iter().map(|&s| s.to_owned()).collect();
                match index.get(&((*lemma).to_owned(), tail.clone())) {
                    Some(&i) => lex.verbs[i].frames = lex.verbs[i].frames.join(frames),
                    None => {
                        index.insert(((*lemma).to_owned(), tail.clone()), lex.verbs.len());
                        lex.verbs.push(Verb { lemma: (*lemma).to_owned(), tail, kind: g.kind.clone(), frames });
                    }
                }
            }
        }
        for (i, v) in lex.verbs.iter().enumerate() {
            let forms: Vec<String> = match file.irregular.get(&v.lemma) {
                Some(s) => s.split_whitespace().map(str::to_owned).collect(),
                None => inflect(&v.lemma).to_vec(),
            };
            let mut add = |word: &str, set: fn(&mut Form)| {
                let list = lex.forms.entry(word.to_owned()).or_default();
                let at = list.iter().position(|(j, _)| *j == i).unwrap_or_else(|| {
                    list.push((i, Form::default()));
                    list.len() - 1
                });
                set(&mut list[at].1);
            };
            add(&v.lemma, |f| f.base = true);
            if let [s, past, part, ing] = forms.as_slice() {
                add(s, |f| f.present = true);
                add(past, |f| f.past = true);
                add(part, |f| f.participle = true);
                add(ing, |f| f.ing = true);
            }
        }
        // longest tail first, so that "point out" wins over "point"
        #[allow(clippy::iter_over_hash_type)] // each list is put in order by itself
        for l in lex.forms.values_mut() {
            l.sort_by_key(|(i, _)| (std::cmp::Reverse(lex.verbs[*i].tail.len()), *i));
        }
        for g in &file.noun {
            for w in g.words.split_whitespace() {
                lex.nouns.insert(w.to_owned(), g.kind.clone());
                lex.nouns.insert(format!("{w}s"), g.kind.clone());
            }
        }
        for g in &file.possessive {
            for w in g.words.split_whitespace() {
                lex.possessive.insert(w.to_owned(), g.kind.clone());
            }
        }
        lex.preps = Phrases::new(file.prep.iter().flat_map(|g| g.words.iter().map(|w| (w.clone(), g.kind.clone()))));

        let file: AgencyFile = toml::from_str(include_str!("../../../../data/speakers/agencies.toml"))
            .map_err(|x| e("data/speakers/agencies.toml", x))?;
        (lex.agencies, lex.agency_names) = (file.agencies.names, file.agency_names);
        Ok(lex)
    }
}

impl Sources {
    fn build(source: &str) -> Result<Self, toml::de::Error> {
        let table: toml::Table = toml::from_str(source)?;
        let g = |k: &str| set(table.get(k));
        Ok(Self {
            media: g("media"),
            media_phrases: list(table.get("media_phrases")),
            anonymous: g("anonymous"),
            anonymous_head: g("anonymous_head"),
            institution: g("institution"),
            office: g("office"),
            title: g("title"),
            spokesman: g("spokesman"),
            person_reference: g("person_reference"),
            thing_reference: g("thing_reference"),
            many_reference: g("many_reference"),
            relative: g("relative"),
            self_reference: g("self_reference"),
            not_a_source: g("not_a_source"),
            report_nouns: g("report_nouns"),
        })
    }
}

/// The compiled lexicon. The data files are part of the binary and a test reads them, so an unreadable one never ships; should it
/// happen all the same, there are no cue words and so no attributions.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEX: OnceLock<Lexicon> = OnceLock::new();
    LEX.get_or_init(|| Lexicon::build().unwrap_or_default())
}

const SOURCES: &Files = &text::language_files!("sources.toml");
const SPEAKERS: &Files = &text::language_files!("speakers.toml");

/// The words of a language for kinds of source; `None` where it has no folder.
pub(crate) fn sources(lang: &str) -> Option<&'static Sources> {
    static ALL: ByLanguage<Sources> = ByLanguage::new(SOURCES);
    ALL.own(lang, |_, source| Sources::build(source).unwrap_or_default())
}

/// The reporting words of a language that is read without a parse; `None` for English, which has a [`lexicon`] of its own, and where
/// there is no folder.
pub(crate) fn language(lang: &str) -> Option<&'static Language> {
    static ALL: ByLanguage<Language> = ByLanguage::new(SPEAKERS);
    (lang != "en").then(|| ALL.own(lang, |_, source| Language::build(source).unwrap_or_default()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_compile() {
        let lex = Lexicon::build().expect("the files of English and the agencies are readable");
        assert!(lex.verbs.len() > 300, "{} verbs", lex.verbs.len());
        for (code, source) in SOURCES {
            let sources = Sources::build(source);
            assert!(sources.is_ok_and(|s| !s.media.is_empty()), "{code}");
        }
        for (code, source) in SPEAKERS.iter().filter(|f| f.0 != "en") {
            let language = Language::build(source);
            assert!(language.is_ok_and(|l| !l.verbs.is_empty()), "{code}");
        }
    }

    #[test]
    fn verbs_are_inflected() {
        let lex = lexicon();
        for w in ["said", "denies", "denying", "told", "warned", "put", "announced"] {
            assert!(lex.forms.contains_key(w), "{w}");
        }
        assert!(!lex.forms.contains_key("sayed"));
    }
}
