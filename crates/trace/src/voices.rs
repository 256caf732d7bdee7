//! Who speaks: from a speaker's words to an institution and the side it stands on.
//!
//! What for: "the ministry", "the SDF spokesman" and "Damascus" are one voice or they are not; origins and supersession hang on it.
//!
//! Key decision: two levels. The institution says who spoke; the side says whose line it is, so that a ministry's new figure
//! replaces the one its government gave an hour before, while another state's figure never does.

use std::collections::{BTreeMap, BTreeSet};

use know::Know;
use model::{Speaker, SpeakerKind};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How much a speaker can be held to: narration cannot, a named institution can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nobody is named.
    Narration,
    /// "officials", "analysts", "rumours": nobody in particular.
    Nobody,
    /// An unnamed person of a known body or place ("a US official").
    Anonymous,
    /// A newsroom's own reporting.
    Media,
    /// A named person, or an institution.
    Named,
}

/// A resolved speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Institution or person key.
    pub inst: String,
    /// Side key: the state, group or newsroom whose line this is.
    pub side: String,
    /// What a screen calls it.
    pub label: String,
    /// How much it can be held to.
    pub weight: Weight,
    /// Speaks for an office or authority.
    pub official: bool,
    /// The tables know the institution: whose side it is on is not to be guessed.
    pub known: bool,
}

/// Lower case, no marks, words apart by one space; letters of every script are kept.
pub fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut gap = false;
    // "Russia's" names Russia
    let plain = s.replace("'s ", " ").replace("’s ", " ");
    let plain = plain.strip_suffix("'s").or_else(|| plain.strip_suffix("’s")).unwrap_or(&plain);
    for c in plain.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else if !matches!(c, '\'' | '’' | '`' | '.') {
            gap = true;
        }
    }
    out
}

#[derive(Clone, Debug)]
struct Actor {
    id: String,
    kind: String,
    country: String,
    parent: String,
}

/// The actor, office and country tables as this room needs them.
#[derive(Clone, Debug, Default)]
pub struct Voices {
    actors: Vec<Actor>,
    by_alias: BTreeMap<String, usize>,
    by_id: BTreeMap<String, usize>,
    by_bag: BTreeMap<String, usize>,
    people: BTreeMap<String, (String, String)>,
    /// Consonants of a surname to those who bear it: first class of the given name, organisation, country; for names in another script.
    bearers: BTreeMap<String, Vec<(char, String, String)>>,
    countries: BTreeMap<String, String>,
    /// Names of countries in Cyrillic without their last vowel.
    inflected: BTreeMap<String, String>,
    /// Words for those whom a state has put in power elsewhere ("pro-Russian" in one word), folded, to its code.
    partisans: BTreeMap<String, String>,
    /// Words for those who speak, folded, by the English words of the tables; and how many words the longest has.
    english: BTreeMap<String, String>,
    most: usize,
    longest: usize,
}

const FILLER: &[&str] = &[
    "the", "of", "and", "for", "s", "a", "an", "in", "to", "group", "state", "news", "agency",
    // articles and "of" of other languages
    "der", "die", "das", "dem", "den", "des", "von", "le", "la", "les", "du", "el", "los", "las", "de", "del", "do",
    "da", "dos",
];
const STATE_KINDS: &[&str] = &["government", "ministry", "army", "police"];
const OFFICIAL: &[&str] = &[
    "official",
    "officials",
    "government",
    "ministry",
    "minister",
    "army",
    "military",
    "police",
    "authorities",
    "authority",
    "troops",
    "forces",
    "president",
    "presidency",
    "embassy",
    "governor",
    "mayor",
    "committee",
    "department",
    "service",
    "services",
    "command",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "intelligence",
    "security",
    "council",
    "parliament",
    "court",
    "prosecutor",
    "prosecutors",
    "emergency",
    "toll",
    "figures",
    "administration",
    "region",
    "regional",
    "health",
    "defence",
    "defense",
    "interior",
    "leaders",
    "officer",
    "kremlin",
    // the same in other languages, folded
    "formal",
    "regierung",
    "behorden",
    "offiziell",
    "beamter",
    "gobierno",
    "autoridades",
    "funcionario",
    "oficial",
    "governo",
    "gouvernement",
    "officiel",
    "autorites",
    "влада",
    "власти",
    "чиновник",
    "مسوول",
    "المسوول",
    "الحكومة",
    "yetkili",
];
/// People who tell what they saw, in the service of whomever.
const PRIVATE: &[&str] = &[
    "worker",
    "workers",
    "medic",
    "medics",
    "doctor",
    "doctors",
    "nurse",
    "nurses",
    "volunteer",
    "volunteers",
    "rescuer",
    "rescuers",
    "resident",
    "residents",
    "witness",
    "witnesses",
    "relative",
    "relatives",
    "neighbour",
    "neighbours",
];
/// Words that make an unnamed person one who speaks for an office.
const STAFF: &[&str] =
    &["official", "officials", "spokesman", "spokeswoman", "spokesperson", "minister", "officer", "commander"];
/// Words that name nobody in particular: alone they make no source at all.
const NOBODY: &[&str] = &[
    "officials",
    "official",
    "analysts",
    "analyst",
    "observers",
    "experts",
    "expert",
    "estimates",
    "estimate",
    "sources",
    "source",
    "assessments",
    "authorities",
    "some",
    "early",
    "certain",
    "unnamed",
    "several",
    "many",
    "local",
    "security",
    "anonymous",
    "unconfirmed",
    "people",
    "others",
    "insiders",
    "commentators",
    "and",
    "or",
    "the",
    "of",
    "other",
    "initial",
    "various",
    "critics",
];

/// Last words of a newsroom's name.
const NEWSROOM: &[&str] = &["news", "tv", "television", "radio", "newspaper", "magazine"];

/// Words that name a crowd: it can be told apart as a source, but nobody in it can be held to anything.
const CROWD: &[&str] = &[
    "reports",
    "report",
    "rumours",
    "rumors",
    "rumour",
    "residents",
    "witnesses",
    "eyewitnesses",
    "media",
    "press",
    "channels",
    "channel",
    "telegram",
    "social",
    "clips",
    "videos",
    "posts",
    "users",
    "locals",
    "activists",
    "news",
];

fn bag(folded: &str, countries: &BTreeMap<String, String>) -> String {
    let mut words: Vec<String> = folded
        .split(' ')
        .filter(|w| !FILLER.contains(w))
        .map(|w| countries.get(w).cloned().unwrap_or_else(|| same_word(w).to_owned()))
        .collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// First consonant class of the given name and the consonants of the surname, which a name keeps from script to script; `None` for
/// names too short to tell.
fn bones(folded: &str) -> Option<(char, String)> {
    let mut out = String::new();
    let given = folded.split(' ').next()?;
    let surname = folded.split(' ').next_back().filter(|s| *s != given)?;
    crate::words::skeleton(surname, &mut out);
    if out.chars().count() < 4 {
        return None;
    }
    let surname = out.clone();
    crate::words::skeleton(given, &mut out);
    Some((out.chars().next()?, surname))
}

/// A Cyrillic name of one word without the vowel that its case changes; `None` for others and for short ones.
fn uninflected(name: &str) -> Option<&str> {
    let (at, last) = name.char_indices().next_back()?;
    let cyrillic = |c: char| ('а'..='ґ').contains(&c);
    let ends = "аяоеиіыуюь".contains(last) && name.chars().all(cyrillic) && name.chars().count() > 4;
    ends.then(|| &name[..at])
}

fn same_word(w: &str) -> &str {
    match w {
        "defense" => "defence",
        "internal" | "affairs" => "interior",
        "minister" => "ministry",
        _ => w,
    }
}

impl Voices {
    /// From the knowledge base.
    pub fn new(know: &Know) -> Self {
        let mut v = Self::default();
        for c in know.countries() {
            let names = [c.name()];
            for name in names.into_iter().chain(c.aliases()).chain(c.adjectives()).chain(c.demonyms()) {
                let name = fold(name);
                if let Some(stem) = uninflected(&name) {
                    v.inflected.entry(stem.to_owned()).or_insert_with(|| c.iso2().to_owned());
                }
                if name.chars().count() > 1 {
                    v.countries.entry(name).or_insert_with(|| c.iso2().to_owned());
                }
            }
        }
        for a in know.actors() {
            let n = v.actors.len();
            v.actors.push(Actor {
                id: a.id().to_owned(),
                kind: a.kind().to_owned(),
                country: a.country().to_owned(),
                parent: a.parent().unwrap_or("").to_owned(),
            });
            v.by_id.entry(a.id().to_owned()).or_insert(n);
            for name in a.aliases().chain([a.name()]) {
                let f = fold(name);
                v.longest = v.longest.max(f.split(' ').count());
                let b = bag(&f, &v.countries);
                v.by_alias.entry(f).or_insert(n);
                if b.contains(' ') {
                    v.by_bag.entry(b).or_insert(n);
                }
            }
        }
        for r in know.all_roles() {
            let person = r.person();
            for name in person.aliases().chain([person.name()]) {
                let folded = fold(name);
                if let Some((given, surname)) = bones(&folded) {
                    let list = v.bearers.entry(surname).or_default();
                    let bearer = (given, r.organisation().to_owned(), r.country().to_owned());
                    if !list.contains(&bearer) {
                        list.push(bearer);
                    }
                }
                v.people.entry(folded).or_insert_with(|| (r.organisation().to_owned(), r.country().to_owned()));
            }
        }
        for line in include_str!("../../../data/trace/partisans.tsv").lines().filter(|l| !l.starts_with('#')) {
            if let Some((code, words)) = line.split_once('\t') {
                v.partisans.extend(words.split(' ').map(|w| (w.to_owned(), code.to_owned())));
            }
        }
        for line in include_str!("../../../data/trace/speakers.tsv").lines().filter(|l| !l.starts_with('#')) {
            let mut columns = line.split('\t');
            let Some(english) = columns.next() else { continue };
            for form in columns.flat_map(|c| c.split('|')).map(fold).filter(|f| !f.is_empty()) {
                v.most = v.most.max(form.split(' ').count());
                v.english.entry(form).or_insert_with(|| english.to_owned());
            }
        }
        v
    }

    /// Takes in the adjectives of countries, in any language, that stand in some names ("syrische", "الروسية"), so that a body which
    /// such a name calls is known by its English name.
    pub fn learn<'n>(&mut self, names: impl Iterator<Item = &'n str>, know: &Know) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for word in names.flat_map(|n| n.split(|c: char| !c.is_alphanumeric())).filter(|w| seen.insert(w)) {
            let word = fold(word);
            if word.chars().count() < 4 || self.countries.contains_key(&word) {
                continue;
            }
            if let Some(code) = uninflected(&word).and_then(|stem| self.inflected.get(stem)).cloned() {
                self.countries.insert(word, code);
                continue;
            }
            let key = know::fold(&word);
            let whole = know.word_prefixes(&key).into_iter().filter(|(len, _)| *len == key.len());
            let country = whole.flat_map(|(_, handle)| know.words(handle)).find_map(|m| match m {
                know::Word::Adjective(p) | know::Word::Demonym(p) => {
                    know.place(p).filter(|p| p.kind == know::PlaceType::Country).map(|p| p.country.to_owned())
                }
                _ => None,
            });
            if let Some(code) = country {
                self.countries.insert(word, code);
            }
        }
    }

    /// The name in the English words of the tables, as far as its words are known: "syrische Armee" is "syrische army".
    fn in_english(&self, folded: &str) -> String {
        let words: Vec<&str> = folded.split(' ').collect();
        let mut out: Vec<&str> = Vec::new();
        let mut i = 0;
        while i < words.len() {
            let found = (1..=self.most.min(words.len() - i))
                .rev()
                .find_map(|n| self.english.get(&words[i..i + n].join(" ")).map(|e| (n, e.as_str())));
            let (n, word) = found.unwrap_or((1, words[i]));
            out.push(word);
            i += n;
        }
        out.join(" ")
    }

    /// The office of a person whose name is written in another script, or another way, than in the table; `None` where two share it.
    fn same_name(&self, head: &str) -> Option<&(char, String, String)> {
        let (given, surname) = bones(head)?;
        let mut found = self.bearers.get(&surname)?.iter().filter(|b| b.0 == given);
        let first = found.next()?;
        found.all(|b| (&b.1, &b.2) == (&first.1, &first.2)).then_some(first)
    }

    /// The state that put somebody in power: "Moscow-installed", "imposed by Moscow", "pro-Russian".
    fn installed_by(&self, folded: &str) -> Option<&str> {
        let words: Vec<&str> = folded.split(' ').collect();
        let state = |w: Option<&&str>| -> Option<&str> {
            let w = w?;
            if let Some(code) = self.countries.get(*w) {
                return Some(code);
            }
            self.by_alias
                .get(*w)
                .map(|&n| &self.actors[n])
                .filter(|a| a.kind == "government")
                .map(|a| a.country.as_str())
        };
        words.iter().enumerate().find_map(|(i, w)| match *w {
            "installed" | "appointed" | "backed" if i > 0 => state(words.get(i - 1)),
            "imposed" | "installed" | "appointed" | "put" if words.get(i + 1) == Some(&"by") => state(words.get(i + 2)),
            "pro" => state(words.get(i + 1)),
            w => self.partisans.get(w).map(String::as_str),
        })
    }

    fn side_of(&self, n: usize) -> String {
        let mut a = &self.actors[n];
        if STATE_KINDS.contains(&a.kind.as_str()) && !a.country.is_empty() {
            // an administration that another state installed speaks for that state
            for _ in 0..4 {
                let Some(&p) = self.by_id.get(&a.parent) else { break };
                let p = &self.actors[p];
                a = p;
            }
            if STATE_KINDS.contains(&a.kind.as_str()) { format!("state:{}", a.country) } else { a.id.clone() }
        } else {
            for _ in 0..4 {
                let Some(&p) = self.by_id.get(&a.parent) else { break };
                let p = &self.actors[p];
                if p.kind == "government" && a.kind == "media" {
                    break;
                }
                a = p;
            }
            a.id.clone()
        }
    }

    /// The actor that some folded words name. A capital inside a longer name ("Moscow region health ministry") is no government.
    /// A short name written as a common word is read as that word ("who", "us"), unless it stands in capitals.
    fn actor_in(&self, folded: &str, written: &str) -> Option<usize> {
        if let Some(&n) = self.by_alias.get(folded) {
            return Some(n);
        }
        if let Some(&n) = self.by_bag.get(&bag(folded, &self.countries)) {
            return Some(n);
        }
        let words: Vec<&str> = folded.split(' ').collect();
        for len in (1..=self.longest.min(words.len())).rev() {
            for window in words.windows(len) {
                let phrase = window.join(" ");
                if phrase.chars().count() < 3 {
                    continue;
                }
                if let Some(&n) = self.by_alias.get(&phrase)
                    && (len > 1 || phrase.chars().count() > 3 || written.contains(&phrase.to_uppercase()))
                    && (len > 1 || words.len() == 1 || self.actors[n].kind != "government")
                {
                    return Some(n);
                }
            }
        }
        None
    }

    /// The state whose capital or government stands for it inside a longer name.
    fn capital_in(&self, folded: &str) -> Option<&str> {
        folded
            .split(' ')
            .filter_map(|w| self.by_alias.get(w))
            .map(|&n| &self.actors[n])
            .find(|a| a.kind == "government")
            .map(|a| a.country.as_str())
    }

    /// Country codes named in some words, in order, without repeats.
    pub fn countries_in(&self, text: &str) -> Vec<&str> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').collect();
        let mut out: Vec<&str> = Vec::new();
        let mut i = 0;
        'words: while i < words.len() {
            for len in (1..=3.min(words.len() - i)).rev() {
                let name = words[i..i + len].join(" ");
                let inflected = || uninflected(&name).and_then(|n| self.inflected.get(n));
                if let Some(code) = self.countries.get(&name).or_else(inflected) {
                    if !out.contains(&code.as_str()) {
                        out.push(code);
                    }
                    i += len;
                    continue 'words;
                }
            }
            i += 1;
        }
        out
    }

    /// The key of an actor named in some words (the side where the words name only that), for comparing who is blamed.
    pub fn actor_key(&self, text: &str) -> Option<(String, String)> {
        let folded = fold(text);
        let folded = folded.strip_prefix("the ").unwrap_or(&folded);
        if let Some(n) = self.actor_in(folded, text) {
            return Some((self.actors[n].id.clone(), self.side_of(n)));
        }
        match self.countries_in(text)[..] {
            [] => None,
            [code, ..] => Some((format!("state:{code}"), format!("state:{code}"))),
        }
    }

    /// The body of a state that an office or a department without its country names: "interior minister" and UA.
    fn body(&self, words: &str, country: &str) -> Option<usize> {
        if country.is_empty() {
            return None;
        }
        let mut key = bag(&fold(words), &self.countries);
        if !key.split(' ').any(|w| w == country) {
            key = bag(&format!("{key} {country}"), &self.countries);
        }
        let mut parts: Vec<&str> = key.split(' ').collect();
        parts.sort_unstable();
        self.by_bag.get(&parts.join(" ")).copied()
    }

    /// The key of the body that an official speaks for, once it is known of which state.
    pub fn body_of(&self, words: &str, state: &str) -> Option<&str> {
        self.body(words, state).map(|n| self.actors[n].id.as_str())
    }

    /// The state whose own agency passes something on.
    fn state_of(&self, relays: &[String]) -> Option<&str> {
        relays.iter().find_map(|r| {
            let a = &self.actors[self.actor_in(&fold(r), r)?];
            let state = self.by_id.get(&a.parent).is_some_and(|&p| self.actors[p].kind == "government");
            (a.kind == "media" && state && !a.country.is_empty()).then_some(a.country.as_str())
        })
    }

    /// The key of a newsroom that the tables know, by what it is called.
    pub fn agency(&self, words: &str) -> Option<String> {
        let a = &self.actors[self.actor_in(&fold(words), words)?];
        (a.kind == "media").then(|| format!("media:{}", a.id))
    }

    /// Who a speaker is. `relays` matter for unnamed people whom only a newsroom met.
    pub fn voice(&self, speaker: &Speaker, relays: &[String]) -> Voice {
        let mut v = self.find(speaker, relays);
        v.known = self.by_id.contains_key(&v.inst);
        v
    }

    fn find(&self, speaker: &Speaker, relays: &[String]) -> Voice {
        let words = speaker.name.as_deref().or(speaker.text.as_deref()).unwrap_or("");
        let folded = fold(words);
        let folded = folded.strip_prefix("the ").unwrap_or(&folded).to_owned();
        // a name that the tables know in its own language stays as it is
        let folded = match self.actor_in(&folded, words) {
            Some(_) => folded,
            None => self.in_english(&folded),
        };
        let label = words.to_owned();
        let has = |list: &[&str]| folded.split(' ').any(|w| list.contains(&w));
        // "health workers who stayed" speak for no office, whoever pays them
        let official = has(OFFICIAL) && !(speaker.kind == SpeakerKind::Anonymous && has(PRIVATE) && !has(STAFF));
        let own = |key: String, weight| Voice {
            side: key.clone(),
            inst: key,
            label: label.clone(),
            weight,
            official,
            known: false,
        };
        if speaker.kind == SpeakerKind::None || folded.is_empty() {
            let weight = if speaker.kind == SpeakerKind::None { Weight::Narration } else { Weight::Nobody };
            return Voice { inst: String::new(), side: String::new(), label, weight, official, known: false };
        }
        let known = self.actor_in(&folded, words);
        // the name may leave out the office that the words beside it give
        let told = speaker.text.as_deref().filter(|t| speaker.kind == SpeakerKind::NamedOfficial && *t != words);
        let told = told.map(fold).unwrap_or_default();
        // "X News" that no table knows is no body whose word it is: it passes on what nobody in particular said
        let unknown = speaker.kind == SpeakerKind::Institution
            && known.is_none_or(|n| self.actors[n].kind != "media" && !self.by_alias.contains_key(&folded))
            && folded.split(' ').next_back().is_some_and(|w| NEWSROOM.contains(&w))
            && folded.contains(' ');
        if unknown {
            return own(folded, Weight::Nobody);
        }
        let named = match speaker.kind {
            SpeakerKind::Anonymous => Weight::Anonymous,
            SpeakerKind::Media => Weight::Media,
            _ => Weight::Named,
        };
        let installed = self.installed_by(&folded).or_else(|| self.installed_by(&told));
        if let Some(code) = installed.filter(|_| speaker.kind != SpeakerKind::Media) {
            return Voice {
                inst: format!("installed:{code}"),
                side: format!("state:{code}"),
                label,
                weight: named,
                official: true,
                known: false,
            };
        }
        if speaker.kind == SpeakerKind::NamedOfficial {
            let head = words.split([',', '(']).next().map(fold).unwrap_or_default();
            let by_office = known
                .filter(|_| head != folded)
                .or_else(|| self.actor_in(&told, speaker.text.as_deref().unwrap_or("")));
            let bearer = || self.same_name(&head).map(|b| (&b.1, &b.2));
            let table = self.people.get(&head).or_else(|| self.people.get(&folded)).map(|p| (&p.0, &p.1));
            if let Some((org, country)) = table.or_else(bearer) {
                let org_known =
                    by_office.or_else(|| self.body(org, country)).or_else(|| self.actor_in(&fold(org), org));
                let side = match org_known {
                    Some(n) => self.side_of(n),
                    None if !country.is_empty() => format!("state:{country}"),
                    None => fold(org),
                };
                return Voice {
                    inst: org_known.map_or_else(|| fold(org), |n| self.actors[n].id.clone()),
                    side,
                    label,
                    weight: named,
                    official,
                    known: false,
                };
            }
            if let Some(n) = by_office {
                return Voice {
                    inst: self.actors[n].id.clone(),
                    side: self.side_of(n),
                    label,
                    weight: named,
                    official,
                    known: false,
                };
            }
            if let Some(n) = known {
                return Voice {
                    inst: self.actors[n].id.clone(),
                    side: self.side_of(n),
                    label,
                    weight: named,
                    official,
                    known: false,
                };
            }
        }
        if let Some(n) = known {
            let a = &self.actors[n];
            if speaker.kind == SpeakerKind::Anonymous {
                let countries = self.countries_in(words);
                if countries.len() > 1 {
                    return own(folded, Weight::Anonymous);
                }
                return Voice {
                    inst: format!("anon:{}", a.id),
                    side: self.side_of(n),
                    label,
                    weight: named,
                    official,
                    known: false,
                };
            }
            if a.kind == "media" || speaker.kind == SpeakerKind::Media {
                let id = if a.kind == "media" { format!("media:{}", a.id) } else { format!("media:{folded}") };
                let state = self.by_id.get(&a.parent).is_some_and(|&p| self.actors[p].kind == "government");
                let side = if state && !a.country.is_empty() { format!("state:{}", a.country) } else { id.clone() };
                return Voice { inst: id, side, label, weight: Weight::Media, official, known: false };
            }
            return Voice { inst: a.id.clone(), side: self.side_of(n), label, weight: named, official, known: false };
        }
        if speaker.kind == SpeakerKind::Media {
            return own(format!("media:{folded}"), Weight::Media);
        }
        let mut countries = self.countries_in(words);
        // "the Britain-based monitor" is no voice of Britain
        if folded.split(' ').any(|w| w == "based") {
            countries.clear();
        }
        let crowd = |w: &str| NOBODY.contains(&w) || CROWD.contains(&w);
        if speaker.kind == SpeakerKind::Institution && folded.split(' ').all(crowd) {
            return Voice {
                inst: folded.clone(),
                side: String::new(),
                label,
                weight: Weight::Nobody,
                official,
                known: false,
            };
        }
        if speaker.kind == SpeakerKind::Anonymous {
            if folded.split(' ').all(|w| NOBODY.contains(&w)) {
                return Voice {
                    inst: String::new(),
                    side: String::new(),
                    label,
                    weight: Weight::Nobody,
                    official,
                    known: false,
                };
            }
            if folded.split(' ').all(|w| NOBODY.contains(&w) || CROWD.contains(&w)) {
                return Voice {
                    inst: folded.clone(),
                    side: folded,
                    label,
                    weight: Weight::Nobody,
                    official,
                    known: false,
                };
            }
            if let ([code], true) = (&countries[..], official) {
                return Voice {
                    inst: format!("anon:{code} {folded}"),
                    side: format!("state:{code}"),
                    label,
                    weight: named,
                    official,
                    known: false,
                };
            }
            if official
                && countries.is_empty()
                && let Some(code) = self.capital_in(&folded).or_else(|| self.state_of(relays))
            {
                return Voice {
                    inst: format!("anon:{code} {folded}"),
                    side: format!("state:{code}"),
                    label,
                    weight: named,
                    official,
                    known: false,
                };
            }
            if !official && let Some(relay) = relays.last() {
                // people whom only one newsroom met: what they say cannot be told apart from its own reporting
                let key = match self.actor_in(&fold(relay), relay) {
                    Some(n) => format!("media:{}", self.actors[n].id),
                    None => format!("media:{}", fold(relay)),
                };
                return own(key, Weight::Anonymous);
            }
            return own(folded, named);
        }
        if let [code, ..] = countries[..]
            && (official || countries.len() == 1 && speaker.kind == SpeakerKind::Institution)
        {
            let bare = folded
                .split(' ')
                .all(|w| self.countries.contains_key(w) || FILLER.contains(&w) || w == "government" || w == "official");
            let inst = if bare { format!("state:{code}") } else { bag(&folded, &self.countries) };
            return Voice { inst, side: format!("state:{code}"), label, weight: named, official, known: false };
        }
        if official && let Some(code) = self.capital_in(&folded) {
            return Voice {
                side: format!("state:{code}"),
                inst: bag(&folded, &self.countries),
                label,
                weight: named,
                official,
                known: false,
            };
        }
        own(folded, named)
    }
}
