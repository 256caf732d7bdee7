//! Actors: organisations, groups, offices and people known to the actor and role tables, or plainly such.
//!
//! What for: speakers, blame and control need to know that "the SDF", "قسد" and "Syrian Democratic Forces" are one, that Syria's
//! Interior Ministry is not Iraq's, and that "Farhad Shami" is a person.
//!
//! Key decision: the longest name wins, in the case in which its owner writes it; among owners of one name the countries that the
//! text is about decide. What the tables do not know is recognised by a few plain patterns and gets a name but no id.

use std::collections::{BTreeMap, BTreeSet};

use know::{Actor, Know, PlaceType, Word as Meaning};
use model::{ActorMention, Span};
use text::Doc;

use crate::context::{self, Countries};
use crate::names::{Case, Gap, Names, lexicon};

pub(crate) use offices::out_of_time_in;
pub use offices::roles_out_of_time;

mod offices;

/// All actors of a text, in order.
pub fn find(doc: &Doc, know: &Know) -> Vec<ActorMention> {
    find_in(&Names::new(doc, know), know)
}

/// As [`find`], for a text already taken apart.
pub(crate) fn find_in(names: &Names<'_>, know: &Know) -> Vec<ActorMention> {
    let countries = context::countries(names, know, None);
    let mut f = Finder { names, know, countries, hits: Vec::new(), namesakes: BTreeMap::new() };
    f.table();
    f.patterns();
    f.people();
    f.finish()
}

/// A possible actor: words `a..b`.
#[derive(Clone, Debug)]
struct Hit {
    a: usize,
    b: usize,
    span: Span,
    kind: String,
    id: Option<String>,
    name: Option<String>,
    country: String,
    /// Among hits of the same length the lower one wins.
    order: u8,
}

struct Finder<'a> {
    names: &'a Names<'a>,
    know: &'a Know,
    countries: Countries,
    hits: Vec<Hit>,
    /// Surnames of known people that the text gives to someone else: folded surname, words of the full name.
    namesakes: BTreeMap<String, (usize, usize)>,
}

/// True for names written in capitals only: an acronym.
fn acronym(form: &str) -> bool {
    let letters: Vec<char> = form.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() >= 2
        && letters.iter().filter(|c| c.is_uppercase()).count() * 4 >= letters.len() * 3
        && !form.trim().contains(' ')
}

/// Titles that stand before places and bodies as well.
const PLAIN_TITLES: &[&str] = &[
    "foreign",
    "former",
    "interior",
    "defence",
    "defense",
    "late",
    "acting",
    "interim",
    "chief",
    "director",
    "officer",
    "deputy",
    "private",
    "coach",
    "king",
    "prince",
    "general",
    "major",
    "father",
    "secretary",
];

fn cased(s: &str) -> bool {
    s.chars().any(|c| c.is_lowercase() || c.is_uppercase())
}

impl<'a> Finder<'a> {
    fn weight(&self, country: &str) -> f64 {
        self.countries.get(country).copied().unwrap_or(0.0)
    }

    /// True when the text writes words `a..b` as the owner writes the name.
    fn written_as(&self, forms: &[&str], key: &str, a: usize, b: usize, source: &str) -> bool {
        let n = self.names;
        forms.iter().any(|form| {
            let folded = know::fold(form);
            if folded != key && folded.strip_prefix("ال") != Some(key) {
                return false;
            }
            if !cased(form) || n.shouted {
                return !acronym(form) || !n.shouted || key.len() > 3;
            }
            if acronym(form) {
                return acronym(source);
            }
            if !form.chars().any(char::is_uppercase) {
                return true;
            }
            if b == a + 1 {
                return n.capital(a) && !(n.words[a].first && n.words[a].common && !n.proper.contains(key));
            }
            // "syrian democratic forces" is not written like that, "Islamic state" is.
            (a..b).any(|i| n.capital(i) && !matches!(n.key(i), "the"))
        })
    }

    /// Names of the actor and role tables.
    fn table(&mut self) {
        let (n, know) = (self.names, self.know);
        for a in 0..n.words.len() {
            for (start, weak) in n.starts(a) {
                let found: Vec<(usize, Vec<Meaning>)> = know
                    .word_prefixes(n.rest(start))
                    .into_iter()
                    .map(|(len, h)| (start + len, know.words(h)))
                    .collect();
                for (end, meanings) in found {
                    let Some(b) = n.word_after(end) else { continue };
                    let key = &n.folded.text[start..end];
                    if weak && key.chars().count() < 4 {
                        continue;
                    }
                    self.meanings(&meanings, key, a, b, n.span_of(start, end), false);
                }
            }
            // Cyrillic names in another case than the table's.
            if n.key(a).starts_with(|c: char| ('\u{0400}'..='\u{04FF}').contains(&c)) && n.capital(a) {
                for b in a + 1..=(a + 4).min(n.words.len()) {
                    if !n.joined(a, b) {
                        break;
                    }
                    let key = n.keys(a, b);
                    if key.chars().count() >= 5 && know.words_folded(key).is_empty() {
                        let meanings = know.words_by_stem(key);
                        self.meanings(&meanings, key, a, b, n.span(a, b), true);
                    }
                }
            }
        }
    }

    fn meanings(&mut self, meanings: &[Meaning], key: &str, a: usize, b: usize, span: Span, inflected: bool) {
        let (n, know) = (self.names, self.know);
        let source = span.of(n.text);
        let mut owners: Vec<Hit> = Vec::new();
        for m in meanings {
            match *m {
                Meaning::Actor(id) => {
                    let Some(actor) = know.actor(id) else { continue };
                    let forms: Vec<&str> = std::iter::once(actor.name()).chain(actor.aliases()).collect();
                    // "Tass", "Sana" for outlets that write themselves in capitals.
                    let titled = actor.kind() == "media"
                        && key.len() >= 4
                        && b == a + 1
                        && n.words[a].case == Case::Title
                        && !n.words[a].common;
                    if !inflected && !titled && !self.written_as(&forms, key, a, b, source) {
                        continue;
                    }
                    if inflected && acronym(source) {
                        continue;
                    }
                    // A capital or country that is also a name of its government acts, or it is just a place.
                    if self.is_place(key) && actor.kind() != "media" && !n.acts(a, b) {
                        continue;
                    }
                    owners.push(self.hit_of(&actor, a, b, span));
                }
                Meaning::Person(id) => {
                    let Some(person) = know.person(id) else { continue };
                    let forms: Vec<&str> = std::iter::once(person.name()).chain(person.aliases()).collect();
                    if !inflected && !self.written_as(&forms, key, a, b, source) {
                        continue;
                    }
                    if b == a + 1 && cased(source) {
                        if !n.capital(a) {
                            continue;
                        }
                        if let Some(first) = self.another_person(a, person.name(), &forms) {
                            self.namesakes.entry(key.to_owned()).or_insert((first, b));
                            continue;
                        }
                    }
                    let country = person.roles().first().map(|r| r.country()).unwrap_or_default().to_owned();
                    owners.push(Hit {
                        a,
                        b,
                        span,
                        kind: "person".to_owned(),
                        id: Some(person.id().to_owned()),
                        name: Some(person.name().to_owned()),
                        country,
                        order: 1,
                    });
                }
                Meaning::Outlet(row) => {
                    let Some(p) = know.publisher(row).filter(|p| !matches!(p.kind(), "official" | "ngo")) else {
                        continue;
                    };
                    let plain = b == a + 1 && !p.outlet().contains(['.', ' ']) && !acronym(p.outlet());
                    if plain && (n.words[a].stop || n.words[a].common || n.words[a].given || self.is_place(key)) {
                        continue;
                    }
                    if self.written_as(&[p.outlet()], key, a, b, source) && n.capital(a) {
                        owners.push(Hit {
                            a,
                            b,
                            span,
                            kind: "media".to_owned(),
                            id: None,
                            name: Some(p.outlet().to_owned()),
                            country: p.country().to_owned(),
                            order: 2,
                        });
                    }
                }
                _ => {}
            }
        }
        // One name, several owners: the countries of the text decide; the tables' order where they do not.
        let best = owners.into_iter().min_by(|x, y| {
            self.weight(&y.country)
                .total_cmp(&self.weight(&x.country))
                .then(x.order.cmp(&y.order))
                .then(x.id.cmp(&y.id))
        });
        self.hits.extend(best);
    }

    fn hit_of(&self, actor: &Actor<'_>, a: usize, b: usize, span: Span) -> Hit {
        Hit {
            a,
            b,
            span,
            kind: actor.kind().to_owned(),
            id: Some(actor.id().to_owned()),
            name: Some(actor.name().to_owned()),
            country: actor.country().to_owned(),
            order: 0,
        }
    }

    fn is_place(&self, key: &str) -> bool {
        self.know
            .places_folded(key)
            .first()
            .and_then(|c| self.know.place(c.id))
            .is_some_and(|p| p.kind == PlaceType::Country || p.rank >= 3 || p.population > 300_000)
    }

    /// The first word of the full name where the word before makes a surname someone else's: "Rifaat al-Assad", "Maher Assad".
    fn another_person(&self, a: usize, name: &str, forms: &[&str]) -> Option<usize> {
        let n = self.names;
        let mut i = a;
        while i > 0 && n.follows(i) && lexicon().particles.contains(n.key(i - 1)) {
            i -= 1;
        }
        if i == 0 || !n.follows(i) || !n.capital(i - 1) {
            return None;
        }
        let before = n.key(i - 1);
        if lexicon().titles.contains(before) || n.words[i - 1].stop || self.gentilic(i - 1) {
            return None;
        }
        let own =
            std::iter::once(name).chain(forms.iter().copied()).any(|f| know::fold(f).split(' ').any(|w| w == before));
        (!own && (n.words[i - 1].given || !n.words[i - 1].first || !n.words[i - 1].common)).then_some(i - 1)
    }

    /// The country that the words just before `i` name: "Syrian", "Syria's", "the Islamic Republic's". Gives its first word.
    fn country_before(&self, i: usize) -> Option<(usize, String)> {
        let n = self.names;
        for k in 1..=3usize {
            let Some(a) = i.checked_sub(k) else { break };
            if !n.follows(a + k) || !n.joined(a, i) || !(n.capital(a) || n.caseless(a)) {
                continue;
            }
            let key = n.keys(a, i);
            let possessive = n.words[i - 1].at.end > n.words[i - 1].stem;
            for m in self.know.words_folded(key) {
                if let Meaning::Adjective(p) = m
                    && let Some(p) = self.know.place(p)
                    && !p.country.is_empty()
                {
                    return Some((a, p.country.to_owned()));
                }
            }
            let first = self.know.places_folded(key).first().and_then(|c| self.know.place(c.id));
            if let Some(p) = first
                && p.kind == PlaceType::Country
                && (possessive || key.len() <= 3)
            {
                return Some((a, p.country.to_owned()));
            }
        }
        None
    }

    /// "of Syria", "in Iraq" from word `i` on: the word after it and the country.
    fn country_after(&self, i: usize) -> Option<(usize, String)> {
        let n = self.names;
        if !n.follows(i) || !matches!(n.key(i), "of" | "in") {
            return None;
        }
        let mut j = i + 1;
        if n.key(j) == "the" {
            j += 1;
        }
        for b in (j + 1..=(j + 4).min(n.words.len())).rev() {
            if n.joined(j, b)
                && n.follows(j)
                && n.capital(j)
                && let Some(p) = self.know.places_folded(n.keys(j, b)).first().and_then(|c| self.know.place(c.id))
                && p.kind == PlaceType::Country
            {
                return Some((b, p.country.to_owned()));
            }
        }
        None
    }

    fn country_name(&self, iso: &str) -> String {
        self.know.country(iso).map_or(iso, |c| c.name()).to_owned()
    }

    /// The actor of a country that the table lists under one of these names, or of one kind where it has just one.
    fn of_country(&self, country: &str, phrases: &[String], kind: &str) -> Option<Actor<'a>> {
        let c = self.know.country(country)?;
        for phrase in phrases {
            for adjective in c.adjectives() {
                for name in [format!("{adjective} {phrase}"), format!("{}'s {phrase}", c.name())] {
                    if let Some(a) = self.know.actors_named(&name).into_iter().find(|a| a.country() == country) {
                        return Some(a);
                    }
                }
            }
            if let Some(a) = self.know.actors_named(&format!("{phrase} ({})", c.name())).into_iter().next() {
                return Some(a);
            }
            if let Some(a) = self.know.actors_named(phrase).into_iter().find(|a| a.country() == country) {
                return Some(a);
            }
        }
        if kind.is_empty() {
            return None;
        }
        // An agency of a government is not the government, although it may be the only one of it that is known.
        let calls_itself = |a: &Actor<'_>| {
            kind != "government" || a.name().contains("overnment") || a.aliases().any(|n| n.contains("overnment"))
        };
        let mut of_kind =
            self.know.actors().filter(|a| a.country() == country && a.kind() == kind).filter(calls_itself);
        let one = of_kind.next()?;
        of_kind.next().is_none().then_some(one)
    }

    /// Institutions by pattern: ministries, armies, governments, office-holders.
    fn patterns(&mut self) {
        let n = self.names;
        let lex = lexicon();
        for i in 0..n.words.len() {
            match n.key(i) {
                "ministry" => self.ministry(i),
                k if lex.offices.contains_key(k) => self.office(i),
                _ => {}
            }
            // "<Country> <body>".
            if let Some((len, kind)) = n.phrase(i, |p| lex.bodies.get(p).cloned()) {
                if let Some((a, country)) = self.country_before(i) {
                    let phrase = n.keys(i, i + len).to_owned();
                    let known = self.of_country(
                        &country,
                        std::slice::from_ref(&phrase),
                        if kind == "army" && phrase != "air force" { "army" } else { "" },
                    );
                    let span = n.span(a, i + len);
                    let hit = match known {
                        Some(actor) => Hit { order: 3, ..self.hit_of(&actor, a, i + len, span) },
                        // Officials without a name are people of a government, not the government.
                        None if phrase == "officials" => continue,
                        None => Hit {
                            a,
                            b: i + len,
                            span,
                            name: Some(match kind.as_str() {
                                "government" if matches!(phrase.as_str(), "government" | "authorities") => {
                                    format!("Government of {}", self.country_name(&country))
                                }
                                _ => span.of(n.text).trim_start_matches("the ").replace("’s", "").replace("'s", ""),
                            }),
                            id: None,
                            kind,
                            country,
                            order: 3,
                        },
                    };
                    self.hits.push(hit);
                } else if let Some((a, place)) = self.town_before(i)
                    && matches!(kind.as_str(), "police" | "agency")
                {
                    let span = n.span(a, i + len);
                    let name = format!("{place} {}", n.source(i, i + len));
                    self.hits.push(Hit {
                        a,
                        b: i + len,
                        span,
                        kind,
                        id: None,
                        name: Some(name),
                        country: String::new(),
                        order: 3,
                    });
                }
            }
        }
        self.acronyms();
        self.acting_countries();
        self.definite();
    }

    /// "Interior Ministry", "Ministry of the Interior of Syria", "Syria's Ministry of Defence", with the text's country where none is named.
    fn ministry(&mut self, i: usize) {
        let n = self.names;
        let lex = lexicon();
        let (mut a, mut b, field);
        let of = if n.key(i + 1) == "of" && n.follows(i + 1) {
            let j = if n.key(i + 2) == "the" { i + 3 } else { i + 2 };
            lex.ministries.get(n.key(j)).filter(|_| n.follows(j)).map(|f| (j, f.clone()))
        } else {
            None
        };
        if let Some((j, f)) = of {
            field = f;
            (a, b) = (i, j + 1);
            while b < n.words.len()
                && n.follows(b)
                && (n.capital(b) || (n.key(b) == "and" && n.capital(b + 1)))
                && b < j + 5
            {
                b += 1;
            }
        } else {
            let back = (1..=4usize)
                .filter(|k| *k <= i && n.joined(i - k, i) && n.follows(i))
                .find_map(|k| lex.ministries.get(n.key(i - k)).map(|f| (i - k, f.clone())));
            let Some((start, f)) = back else { return };
            field = f;
            (a, b) = (start, i + 1);
        }
        let mut country = None;
        if let Some((start, c)) = self.country_before(a) {
            a = start;
            country = Some(c);
        } else if let Some((end, c)) = self.country_after(b) {
            b = end;
            country = Some(c);
        }
        // A plain "health ministry" says which one only with a country; with a capital the text's country is meant.
        let named = country.is_some();
        let country = country.or_else(|| context::main_country(&self.countries).map(str::to_owned)).unwrap_or_default();
        if !named && !n.capital(i) && a.checked_sub(1).is_none_or(|p| !matches!(n.key(p), "the" | "country" | "s")) {
            return;
        }
        let spoken = match field.as_str() {
            "defence" => {
                vec!["Defense Ministry".to_owned(), "Ministry of Defence".to_owned(), "Ministry of Defense".to_owned()]
            }
            f => {
                let f = title(f);
                vec![format!("{f} Ministry"), format!("Ministry of {f}")]
            }
        };
        let span = n.span(a, b);
        let hit = match self.of_country(&country, &spoken, "") {
            Some(actor) => Hit { order: 3, ..self.hit_of(&actor, a, b, span) },
            None => Hit {
                a,
                b,
                span,
                kind: "ministry".to_owned(),
                id: None,
                name: Some(if country.is_empty() {
                    format!("Ministry of {}", title(&field))
                } else {
                    format!("Ministry of {} ({})", title(&field), self.country_name(&country))
                }),
                country,
                order: 3,
            },
        };
        self.hits.push(hit);
    }

    /// A town or division named by the words just before `i`.
    fn town_before(&self, i: usize) -> Option<(usize, String)> {
        let n = self.names;
        (1..=3usize).rev().find_map(|k| {
            let a = i.checked_sub(k)?;
            if !n.follows(i)
                || !n.joined(a, i)
                || !n.capital(a)
                || (k == 1 && (n.words[a].stop || n.words[a].given))
                || (n.words[a].first && n.words[a].common)
            {
                return None;
            }
            let c = self.know.places_folded(n.keys(a, i)).into_iter().find(|c| !c.qualifier)?;
            self.know.place(c.id).filter(|p| p.kind != PlaceType::Country).map(|p| (a, p.name.to_owned()))
        })
    }

    /// "the governor of Kherson", "Moscow's mayor", "the Syrian president".
    fn office(&mut self, i: usize) {
        let n = self.names;
        let lex = lexicon();
        let Some((len, office)) =
            n.phrase(i, |p| lex.offices.get(p).cloned()).or_else(|| lex.offices.get(n.key(i)).map(|o| (1, o.clone())))
        else {
            return;
        };
        let mut b = i + len;
        let (mut a, mut of) = (i, None);
        if n.key(b) == "of" && n.follows(b) {
            let j = if n.key(b + 1) == "the" { b + 2 } else { b + 1 };
            for e in (j + 1..=(j + 3).min(n.words.len())).rev() {
                if n.follows(j) && n.joined(j, e) && n.capital(j) && !self.know.places_folded(n.keys(j, e)).is_empty() {
                    of = Some(n.source(j, e).to_owned());
                    b = e;
                    break;
                }
            }
        }
        if of.is_none() {
            if let Some((start, country)) = self.country_before(i) {
                of = Some(self.country_name(&country));
                a = start;
            } else if let Some((start, place)) = self.town_before(i) {
                of = Some(place);
                a = start;
            }
        }
        let Some(of) = of else { return };
        let span = n.span(a, b);
        self.hits.push(Hit {
            a,
            b,
            span,
            kind: "role".to_owned(),
            id: None,
            name: Some(format!("{office} of {of}")),
            country: String::new(),
            order: 4,
        });
    }

    /// "Long Form (LF)": the acronym stands for the long form from there on, known or not.
    fn acronyms(&mut self) {
        let n = self.names;
        let mut introduced: BTreeMap<String, Hit> = BTreeMap::new();
        for i in 1..n.words.len() {
            if n.words[i].gap != Gap::Open
                || !matches!(n.words[i].case, Case::Upper | Case::Title)
                || !acronym(n.source(i, i + 1))
            {
                continue;
            }
            let close = n.folded.to[n.words[i].stem - 1] as usize;
            if !n.text[close..].starts_with(')') {
                continue;
            }
            let letters = n.key(i).to_owned();
            if letters.chars().count() < 2 || letters.chars().count() > 8 {
                continue;
            }
            let known = self.hits.iter().filter(|h| h.b == i && h.kind != "role").max_by_key(|h| h.b - h.a).cloned();
            let owner = self.hits.iter().find(|h| h.a == i && h.b == i + 1 && h.id.is_some()).cloned();
            let hit = known.filter(|k| k.id.is_some()).or_else(|| {
                let a = long_form(n, i, &letters)?;
                // Nearly the owner's own name: "Federal Security Agency (FSB)".
                if let Some(o) = owner {
                    let own = know::fold(o.name.as_deref().unwrap_or_default());
                    let own: Vec<&str> = own.split(' ').collect();
                    let shared = own.iter().filter(|w| (a..i).any(|j| n.key(j) == **w)).count();
                    if shared * 3 >= own.len() * 2 {
                        return Some(Hit { a, b: i, span: n.span(a, i), ..o });
                    }
                }
                Some(Hit {
                    a,
                    b: i,
                    span: n.span(a, i),
                    kind: "organisation".to_owned(),
                    id: None,
                    name: Some(n.source(a, i).to_owned()),
                    country: String::new(),
                    order: 2,
                })
            });
            if let Some(h) = hit {
                if !self.hits.iter().any(|o| (o.a, o.b) == (h.a, h.b) && o.id == h.id) {
                    self.hits.push(h.clone());
                }
                introduced.entry(letters).or_insert(h);
            }
        }
        if introduced.is_empty() {
            return;
        }
        for i in 0..n.words.len() {
            if let Some(long) = introduced.get(n.key(i))
                && acronym(n.source(i, i + 1))
            {
                self.hits.retain(|h| !(h.a == i && h.b == i + 1));
                self.hits.push(Hit { a: i, b: i + 1, span: n.span(i, i + 1), order: 0, ..long.clone() });
            }
        }
    }

    /// A country or capital that speaks or decides is its government: "Russia denied", "accused Kyiv of".
    fn acting_countries(&mut self) {
        let (n, know) = (self.names, self.know);
        for a in 0..n.words.len() {
            if !n.capital(a) || n.words[a].case == Case::None {
                continue;
            }
            for b in (a + 1..=(a + 4).min(n.words.len())).rev() {
                if !n.joined(a, b) {
                    continue;
                }
                let Some(p) = know.places_folded(n.keys(a, b)).first().and_then(|c| know.place(c.id)) else { continue };
                if p.kind == PlaceType::Country && n.acts(a, b) {
                    let span = n.span(a, b);
                    let iso = p.country.to_owned();
                    let phrases = ["government".to_owned(), "authorities".to_owned()];
                    let hit = match self.of_country(&iso, &phrases, "") {
                        Some(actor) => Hit { order: 5, ..self.hit_of(&actor, a, b, span) },
                        None => Hit {
                            a,
                            b,
                            span,
                            kind: "government".to_owned(),
                            id: None,
                            name: Some(format!("Government of {}", self.country_name(&iso))),
                            country: iso,
                            order: 5,
                        },
                    };
                    self.hits.push(hit);
                }
                break;
            }
        }
    }

    /// "the army", "the government": the last one named, or the one of the country that the text is about.
    fn definite(&mut self) {
        let n = self.names;
        let mut found: Vec<Hit> = Vec::new();
        for i in 1..n.words.len() {
            if n.key(i - 1) != "the" || !n.follows(i) {
                continue;
            }
            let kind = match n.key(i) {
                "army" | "military" => "army",
                "government" => "government",
                _ => continue,
            };
            // "the army chief", "the government building" are something else.
            if n.follows(i + 1) && n.capital(i + 1) {
                continue;
            }
            let before = self
                .hits
                .iter()
                .filter(|h| h.kind == kind && h.b <= i && !h.country.is_empty())
                .max_by_key(|h| (h.a, h.b))
                .cloned();
            let hit = before.or_else(|| {
                let country = context::main_country(&self.countries)?;
                let actor = self.of_country(country, &[n.key(i).to_owned()], kind)?;
                Some(self.hit_of(&actor, i, i + 1, n.span(i, i + 1)))
            });
            if let Some(h) = hit {
                found.push(Hit { a: i, b: i + 1, span: n.span(i, i + 1), order: 6, ..h });
            }
        }
        self.hits.extend(found);
    }

    /// People that the tables do not know: a title or a given name before capitals, or an apposition behind them.
    fn people(&mut self) {
        let n = self.names;
        let lex = lexicon();
        for (surname, &(a, b)) in &self.namesakes {
            // The surname alone is theirs too, unless the known one has been named in full or by title before.
            let named = self.hits.iter().filter(|h| h.kind == "person" && n.key(h.b - 1) == surname);
            let full = named
                .filter(|h| h.b - h.a > 1 || h.a > 0 && n.follows(h.a) && lex.titles.contains(n.key(h.a - 1)))
                .map(|h| h.a)
                .min();
            self.hits.retain(|h| {
                h.kind != "person"
                    || h.b - h.a > 1
                    || n.key(h.a) != surname
                    || h.a < a
                    || full.is_some_and(|f| f <= h.a)
            });
            let span = n.span(a, b);
            let name = Some(span.of(n.text).to_owned());
            self.hits.push(Hit {
                a,
                b,
                span,
                kind: "person".to_owned(),
                id: None,
                name,
                country: String::new(),
                order: 7,
            });
        }
        let taken: BTreeSet<usize> = self
            .hits
            .iter()
            .filter(|h| h.kind != "role" && (h.b - h.a > 1 || h.kind != "person"))
            .flat_map(|h| h.a..h.b)
            .collect();
        let mut i = 0;
        while i < n.words.len() {
            let w = &n.words[i];
            let titled = i > 0 && n.follows(i) && lex.titles.contains(n.key(i - 1)) && n.capital(i);
            let starts = n.capital(i) && w.case != Case::None && !w.stop && !taken.contains(&i);
            if !starts || lex.titles.contains(n.key(i)) {
                i += 1;
                continue;
            }
            let b = self.name_end(i, &taken);
            let words = b - i;
            let span = n.span(i, b);
            let place = self.gentilic(i)
                || self.is_place(n.keys(i, b))
                || (!titled && words > 1 && !self.know.places_folded(n.keys(i, b)).is_empty());
            let follows_name = || {
                // "Farhad Shami, an SDF spokesman" or "Farhad Shami said".
                let said = n.follows(b) && (n.before_say(b) || n.before_any(b, &lex.metonymy_verbs));
                let apposed = n.words.get(b).is_some_and(|w| w.gap == Gap::Comma)
                    && (b..(b + 7).min(n.words.len()))
                        .take_while(|j| *j == b || n.follows(*j))
                        .any(|j| lex.apposition.contains(n.key(j)));
                said || apposed
            };
            let person = match words {
                0 => false,
                // "Governor Jackson": behind a personal title in capitals even a place's name is a person's.
                1 => {
                    titled
                        && !w.common
                        && (!place
                            || !self.gentilic(i)
                                && n.capital(i - 1)
                                && !lex.bodies.contains_key(n.key(i - 1))
                                && !PLAIN_TITLES.contains(&n.key(i - 1)))
                }
                _ if titled => true,
                _ if w.given => !place && !(w.first && w.common),
                2..=4 => {
                    !place
                        && !(w.first && w.common)
                        && (i..b).all(|j| {
                            !n.words[j].stop && !n.words[j].common && self.know.places_folded(n.key(j)).is_empty()
                        })
                        && follows_name()
                }
                _ => false,
            };
            if person {
                let known = if words > 1 { self.know.person_by_skeleton(n.keys(i, b)) } else { None };
                self.hits.push(Hit {
                    a: i,
                    b,
                    span,
                    kind: "person".to_owned(),
                    id: known.map(|p| p.id().to_owned()),
                    name: Some(known.map_or(span.of(n.text), |p| p.name()).to_owned()),
                    country: String::new(),
                    order: 7,
                });
            }
            i = b.max(i + 1);
        }
        self.surnames();
    }

    /// True when a word is an adjective of a country: "Syrian Ahmed" is no name.
    fn gentilic(&self, i: usize) -> bool {
        self.know
            .words_folded(self.names.key(i))
            .iter()
            .any(|m| matches!(m, Meaning::Adjective(_) | Meaning::Demonym(_)))
    }

    /// The word after a run of capitals that can be a personal name.
    fn name_end(&self, a: usize, taken: &BTreeSet<usize>) -> usize {
        let n = self.names;
        let lex = lexicon();
        if self.gentilic(a) {
            return a + 1;
        }
        let mut b = a + 1;
        while b < n.words.len() && b < a + 5 && n.follows(b) && n.words[b - 1].at.end == n.words[b - 1].stem {
            if taken.contains(&b) {
                break;
            }
            let particle = lex.particles.contains(n.key(b)) && n.capital(b + 1) && n.follows(b + 1);
            if particle {
                b += 2;
                continue;
            }
            let initial = n.key(b).chars().count() == 1 && n.capital(b);
            if !n.capital(b)
                || (n.words[b].stop
                    && !initial
                    && !matches!(
                        n.key(b),
                        "jr" | "sr"
                            | "ii"
                            | "iii"
                            | "iv"
                            | "king"
                            | "young"
                            | "long"
                            | "hill"
                            | "green"
                            | "black"
                            | "white"
                            | "hall"
                            | "park"
                            | "field"
                            | "moon"
                            | "jones"
                    ))
                || self.gentilic(b)
            {
                break;
            }
            b += 1;
        }
        b.min(n.words.len())
    }

    /// A surname alone after the full name: "Shami" after "Farhad Shami".
    fn surnames(&mut self) {
        let n = self.names;
        let mut known: BTreeMap<String, (usize, Hit)> = BTreeMap::new();
        for h in self.hits.iter().filter(|h| h.kind == "person" && h.b - h.a >= 2) {
            let last = n.key(h.b - 1).to_owned();
            if last.chars().count() >= 3 && !matches!(last.as_str(), "jr" | "sr" | "iii") {
                known
                    .entry(last)
                    .and_modify(|e| {
                        if h.a < e.0 {
                            *e = (h.a, h.clone())
                        }
                    })
                    .or_insert((h.a, h.clone()));
            }
        }
        let taken: BTreeSet<usize> = self.hits.iter().filter(|h| h.kind != "role").flat_map(|h| h.a..h.b).collect();
        let mut found = Vec::new();
        for i in 0..n.words.len() {
            let Some((first, full)) = known.get(n.key(i)) else { continue };
            if i <= *first || taken.contains(&i) || !n.capital(i) {
                continue;
            }
            // "al-Shami": the article belongs to the name.
            let a = if i > 0 && n.words[i].gap == Gap::Hyphen && n.key(i - 1) == "al" { i - 1 } else { i };
            // Another given name before it is another person; a capital behind it makes it the beginning of something else.
            let other = a > 0
                && n.follows(a)
                && n.capital(a - 1)
                && !n.words[a - 1].first
                && !n.words[a - 1].stop
                && !lexicon().titles.contains(n.key(a - 1));
            if other || n.after_any(a, &lexicon().place_before) && self.is_place(n.key(i)) {
                continue;
            }
            found.push(Hit { a, b: i + 1, span: n.span(a, i + 1), order: 8, ..full.clone() });
        }
        self.hits.extend(found);
    }

    /// The longest hits, without overlap, in order.
    fn finish(mut self) -> Vec<ActorMention> {
        self.hits.sort_by(|x, y| {
            (y.b - y.a)
                .cmp(&(x.b - x.a))
                .then(y.span.len().cmp(&x.span.len()))
                .then(x.order.cmp(&y.order))
                .then(x.a.cmp(&y.a))
                .then(x.id.cmp(&y.id))
        });
        let mut used = vec![false; self.names.words.len() + 1];
        let mut out: Vec<ActorMention> = Vec::new();
        for h in self.hits {
            if h.span.is_empty() || (h.a..h.b).any(|i| used[i]) {
                continue;
            }
            // An office and the person in it may share words: "governor of Kherson Oleksandr Prokudin" does not, so plain exclusion.
            (h.a..h.b).for_each(|i| used[i] = true);
            out.push(ActorMention {
                start: h.span.start,
                end: h.span.end,
                text: h.span.of(self.names.text).to_owned(),
                kind: h.kind,
                id: h.id,
                name: h.name,
            });
        }
        out.sort_by_key(|m| (m.start, m.end));
        out
    }
}

fn title(s: &str) -> String {
    let mut c = s.chars();
    c.next().map_or_else(String::new, |f| f.to_uppercase().chain(c).collect())
}

/// The first of the words before an acronym whose initials it is.
fn long_form(n: &Names<'_>, i: usize, letters: &str) -> Option<usize> {
    let letters: Vec<char> = letters.chars().filter(|c| c.is_alphabetic()).collect();
    let mut k = letters.len();
    let mut a = i;
    while k > 0 && a > 0 && i - a < letters.len() * 2 {
        if a < i && !(matches!(n.words[a].gap, Gap::Space | Gap::Hyphen) && !n.words[a].first) {
            return None;
        }
        a -= 1;
        let key = n.key(a);
        if key.starts_with(letters[k - 1]) && n.capital(a) {
            k -= 1;
        } else if !matches!(key, "of" | "the" | "and" | "for" | "in" | "on" | "de" | "la" | "des" | "du" | "and the") {
            return None;
        }
    }
    (k == 0).then_some(a)
}

#[cfg(test)]
mod tests;
