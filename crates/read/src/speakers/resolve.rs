//! Who a source is: kind, resolved name, and who passed the words on.
//!
//! Key decision: one walk through the text in order, with a memory of who has spoken. "It", "the ministry", a bare surname or an acronym
//! is looked up in that memory, latest first; nothing is guessed from later text.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use know::Know;
use model::{ActorMention, Attribution, Span, SpeakerKind};
use text::{Doc, Tag};

use super::english::{Raw, after_dateline};
use super::lexicon::{Lexicon, Sources, among, lexicon, sources};

/// How many speakers are remembered: more than any report has, few enough to look through at every source.
const MEMORY: usize = 200;

/// Somebody who has spoken or was named.
#[derive(Clone, Debug)]
struct Known {
    name: String,
    /// Lower-case words of all that was used for him, titles and heads included.
    words: BTreeSet<String>,
    head: String,
    kind: SpeakerKind,
    person: bool,
    plural: bool,
    sentence: usize,
    relays: Vec<String>,
}

/// In which tables a name stands.
#[derive(Clone, Copy, Debug, Default)]
struct Tables {
    person: bool,
    place: bool,
    actor: bool,
    outlet: bool,
}

struct Resolver<'a> {
    doc: &'a Doc,
    know: &'a Know,
    lex: &'static Lexicon,
    src: &'a Sources,
    en: &'a Sources,
    acronyms: BTreeMap<String, String>,
    memory: Vec<Known>,
    /// What the tables said of a name, so that each is looked up once a text.
    looked_up: RefCell<BTreeMap<&'a str, Tables>>,
}

/// What a noun phrase says about itself.
#[derive(Clone, Debug)]
struct Described {
    kind: SpeakerKind,
    name: Option<String>,
    head: String,
    person: bool,
    plural: bool,
    words: BTreeSet<String>,
    /// Found in the memory rather than named here.
    chained: bool,
}

pub(crate) fn resolve(doc: &Doc, know: &Know, actors: &[ActorMention], mut raws: Vec<Raw>) -> Vec<Attribution> {
    let lex = lexicon();
    let empty = Sources::default();
    let en = sources("en").unwrap_or(&empty);
    let src = sources(&doc.lang).unwrap_or(en);
    let mut r = Resolver {
        doc,
        know,
        lex,
        src,
        en,
        acronyms: acronyms(doc),
        memory: Vec::new(),
        looked_up: RefCell::default(),
    };
    // a lead often names the office and the next sentence the person: people with a title are known from the start, as the last choice
    for s in 0..doc.sentences.len().min(400) {
        r.remember_people(s);
    }
    raws.sort_by_key(|x| (x.sentence, x.cue.start, x.cue.end));
    let mut out: Vec<(Attribution, usize)> = Vec::new();
    let mut named: usize = 0;
    for raw in &raws {
        // people and bodies named in the sentences before, although they did not speak there
        while named < actors.len() && actors[named].end <= doc.sentences.get(raw.sentence).map_or(0, |s| s.span.start) {
            r.remember_actor(&actors[named]);
            named += 1;
        }
        let d = match (&raw.antecedent, &raw.source) {
            (Some(a), _) => Some(r.describe(a.clone(), raw.sentence)),
            (None, Some(s)) => Some(r.describe(s.clone(), raw.sentence)),
            (None, None) => r.dropped_subject(raw),
        };
        let mut relays = r.relays(raw);
        if let Some(d) = d.as_ref().filter(|d| d.chained) {
            // "it added": what the agency carried before it carries still
            if relays.is_empty()
                && let Some(k) = r.memory.iter().rev().find(|k| Some(&k.name) == d.name.as_ref())
                && k.sentence + 1 >= raw.sentence
            {
                relays.clone_from(&k.relays);
            }
        }
        if let Some(d) = &d {
            if let Some(name) = &d.name {
                relays.retain(|x| x != name);
            }
            r.remember(d, raw.sentence, &relays);
        }
        for content in &raw.contents {
            out.push((
                Attribution {
                    source: raw.source.clone().map(|s| doc.span_of(s)),
                    cue: Some(doc.span_of(raw.cue.clone())),
                    content: *content,
                    speaker_kind: d.as_ref().map_or(SpeakerKind::None, |d| d.kind),
                    direct: raw.direct,
                    name: d.as_ref().and_then(|d| d.name.clone()),
                    relays: relays.clone(),
                    cue_lemma: raw.lemma.clone(),
                    cue_kind: raw.kind.clone(),
                },
                raw.sentence,
            ));
        }
    }
    // an outlet that reports what holds another's words passes those on
    let outer: Vec<(Span, String, usize)> = out
        .iter()
        .filter(|(a, _)| a.speaker_kind == SpeakerKind::Media)
        .filter_map(|(a, s)| a.name.clone().map(|n| (a.content, n, *s)))
        .collect();
    for (a, s) in &mut out {
        if a.speaker_kind == SpeakerKind::Media || a.source.is_none() {
            continue;
        }
        let first = outer.partition_point(|o| o.2 < *s);
        for (c, n, _) in outer.iter().skip(first).take_while(|o| o.2 == *s).take(16) {
            let inside = c.contains(a.content) || (c.overlaps(a.content) && a.source.is_some_and(|x| c.contains(x)));
            if inside && !a.relays.contains(n) {
                a.relays.push(n.clone());
            }
        }
    }
    let mut out: Vec<Attribution> = out.into_iter().map(|(a, _)| a).collect();
    out.sort_by_key(|a| (a.content.start, a.content.end, a.cue.map_or(0, |c| c.start)));
    out
}

impl<'a> Resolver<'a> {
    fn norm(&self, i: usize) -> &'a str {
        self.doc.tokens.get(i).map_or("", |t| t.norm.as_str())
    }

    fn word(&self, i: usize) -> &'a str {
        self.doc.word(i)
    }

    fn upper(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_uppercase)
    }

    fn text(&self, r: Range<usize>) -> &'a str {
        self.doc.span_of(r).of(&self.doc.text)
    }

    fn is(&self, pick: fn(&Sources) -> &BTreeSet<String>, w: &str) -> bool {
        among(pick(self.src), w, &self.doc.lang) || (self.doc.lang == "en" && pick(self.en).contains(w))
    }

    fn remember(&mut self, d: &Described, sentence: usize, relays: &[String]) {
        let Some(name) = d.name.clone() else { return };
        // the latest speakers are the ones that are referred to; a bound keeps a hostile text linear
        if self.memory.len() > 2 * MEMORY {
            self.memory.drain(..self.memory.len() - MEMORY);
        }
        if let Some(at) = self.memory.iter().rposition(|k| k.name == name) {
            // the latest to speak stands last
            let mut k = self.memory.remove(at);
            k.sentence = sentence;
            k.words.extend(d.words.iter().cloned());
            k.relays = relays.to_vec();
            self.memory.push(k);
            return;
        }
        self.memory.push(Known {
            name,
            words: d.words.clone(),
            head: d.head.clone(),
            kind: d.kind,
            person: d.person,
            plural: d.plural,
            sentence,
            relays: relays.to_vec(),
        });
    }

    fn remember_actor(&mut self, a: &ActorMention) {
        if self.memory.len() > MEMORY {
            return;
        }
        let Some(name) = a.name.clone() else { return };
        if self.memory.iter().any(|k| k.name == name) {
            return;
        }
        let person = a.kind == "person" || a.kind == "role";
        let kind = match a.kind.as_str() {
            "person" | "role" => SpeakerKind::NamedOfficial,
            "media" => SpeakerKind::Media,
            _ => SpeakerKind::Institution,
        };
        let words: BTreeSet<String> =
            a.text.split_whitespace().chain(name.split_whitespace()).map(str::to_lowercase).collect();
        let head = a.text.split_whitespace().last().unwrap_or("").to_lowercase();
        let sentence = self.doc.sentence_at(a.start).unwrap_or(0);
        // put at the front: those who spoke come first when something is looked up
        self.memory.insert(0, Known { name, words, head, kind, person, plural: false, sentence, relays: Vec::new() });
    }

    /// People named in a sentence with a title, so that "the minister" and a surname find them later.
    fn remember_people(&mut self, si: usize) {
        if self.memory.len() > MEMORY {
            return;
        }
        if self.doc.lang != "en" {
            return;
        }
        let Some(s) = self.doc.sentences.get(si) else { return };
        for i in s.tokens.clone() {
            if self.en.title.contains(self.norm(i)) && self.upper(i + 1) && i + 2 < s.tokens.end && self.upper(i + 2) {
                let mut e = i + 1;
                while e < s.tokens.end
                    && e < i + 6
                    && (self.upper(e) || matches!(self.norm(e), "al" | "-" | "bin" | "de" | "van" | "von" | "el"))
                {
                    e += 1;
                }
                while e > i + 1 && !self.upper(e - 1) {
                    e -= 1;
                }
                let name = self.text(i + 1..e).to_owned();
                if self.memory.iter().any(|k| k.name == name)
                    || (i + 1..e).any(|j| self.en.institution.contains(self.norm(j)))
                {
                    continue;
                }
                let words = (i..e).map(|j| self.norm(j).to_owned()).collect();
                self.memory.insert(
                    0,
                    Known {
                        name,
                        words,
                        head: self.norm(i).to_owned(),
                        kind: SpeakerKind::NamedOfficial,
                        person: true,
                        plural: false,
                        sentence: si,
                        relays: Vec::new(),
                    },
                );
            }
        }
    }

    /// A verb without a subject where the language allows that: the last speaker goes on.
    fn dropped_subject(&self, raw: &Raw) -> Option<Described> {
        if self.doc.lang == "en" {
            return None;
        }
        let k = self.memory.iter().rev().find(|k| k.sentence + 2 >= raw.sentence && k.kind != SpeakerKind::None)?;
        Some(self.again(k))
    }

    fn again(&self, k: &Known) -> Described {
        Described {
            kind: k.kind,
            name: Some(k.name.clone()),
            head: k.head.clone(),
            person: k.person,
            plural: k.plural,
            words: BTreeSet::new(),
            chained: true,
        }
    }

    fn tables(&self, name: &'a str) -> Tables {
        if let Some(t) = self.looked_up.borrow().get(name) {
            return *t;
        }
        let t = Tables {
            person: !self.know.people_named(name).is_empty(),
            place: !self.know.places_named(name).is_empty(),
            actor: !self.know.actors_named(name).is_empty(),
            outlet: self.know.publisher_by_outlet(name).is_some_and(|p| !matches!(p.kind(), "official" | "ngo")),
        };
        self.looked_up.borrow_mut().insert(name, t);
        t
    }

    fn media_name(&self, r: Range<usize>) -> Option<String> {
        let r = r.start..r.end.min(r.start + 24);
        // the longest agency name inside, then an outlet of the publisher table
        for len in (1..=4.min(r.len())).rev() {
            for s in r.start..=r.end.saturating_sub(len) {
                let t = self.text(s..s + len);
                let t = t.strip_prefix('ل').filter(|_| self.doc.lang == "ar").unwrap_or(t);
                if self.lex.agencies.contains(t) {
                    return Some(self.lex.agency_names.get(t).cloned().unwrap_or_else(|| t.to_owned()));
                }
            }
        }
        for len in (1..=5.min(r.len())).rev() {
            for s in r.start..=r.end.saturating_sub(len) {
                if !self.upper(s) || (len == 1 && self.word(s).chars().count() < 4) {
                    continue;
                }
                let t = self.text(s..s + len);
                if self.tables(t).outlet {
                    // a known outlet's name inside a longer one ("Daily X") is another outlet
                    let (mut a, mut b) = (s, s + len);
                    while a > r.start && self.upper(a - 1) && !matches!(self.norm(a - 1), "the" | "a" | "an") {
                        a -= 1;
                    }
                    while b < r.end && self.upper(b) {
                        b += 1;
                    }
                    return Some(self.text(a..b).to_owned());
                }
            }
        }
        None
    }

    fn describe(&self, r: Range<usize>, sentence: usize) -> Described {
        let mut words: BTreeSet<String> =
            r.clone().map(|i| self.norm(i).to_owned()).filter(|w| w.chars().any(char::is_alphanumeric)).collect();
        let text = self.text(r.clone());
        let mut d = Described {
            kind: SpeakerKind::Institution,
            name: None,
            head: String::new(),
            person: false,
            plural: false,
            words: BTreeSet::new(),
            chained: false,
        };
        // "no group has claimed it", "no one said": nobody spoke
        let first = self.norm(r.start);
        let before = r.start.checked_sub(1).map_or("", |i| self.norm(i));
        if self.doc.lang == "en"
            && (matches!(first, "no" | "nobody" | "none" | "neither") || first == "one" && before == "no")
        {
            d.kind = SpeakerKind::None;
            return d;
        }
        // references
        // "US" is a country, "us" is not
        if r.len() == 1 && self.word(r.start) != "US" {
            let w = self.norm(r.start);
            let pick: Option<&Known> = if self.is(|s| &s.person_reference, w) {
                // in languages without a neuter the pronoun may stand for a body as well
                let person = self.memory.iter().rev().find(|k| k.person && k.sentence <= sentence);
                if self.doc.lang == "en" {
                    person
                } else {
                    person.or_else(|| self.memory.iter().rev().find(|k| !k.plural && k.kind != SpeakerKind::Media))
                }
            } else if self.is(|s| &s.thing_reference, w) {
                self.memory
                    .iter()
                    .rev()
                    .find(|k| !k.person && k.kind != SpeakerKind::Anonymous && k.sentence <= sentence)
            } else if self.is(|s| &s.many_reference, w) {
                self.memory.iter().rev().find(|k| k.plural || (!k.person && k.kind == SpeakerKind::Institution))
            } else {
                None
            };
            let reference = self.is(|s| &s.person_reference, w)
                || self.is(|s| &s.thing_reference, w)
                || self.is(|s| &s.many_reference, w);
            if let Some(k) = pick {
                return self.again(k);
            }
            if reference || self.is(|s| &s.self_reference, w) || self.is(|s| &s.relative, w) {
                d.kind = if self.is(|s| &s.person_reference, w) {
                    SpeakerKind::NamedOfficial
                } else {
                    SpeakerKind::Anonymous
                };
                return d;
            }
        }
        // the phrase up to its first comma, then what explains it
        let comma = r.clone().find(|&i| self.norm(i) == ",").unwrap_or(r.end);
        let core = r.start..comma;
        // head: the last word before the first preposition or bracket
        let mut he = core.end;
        for i in core.clone().skip(1) {
            let prep = if self.doc.lang == "en" {
                matches!(
                    self.norm(i),
                    "of" | "for"
                        | "in"
                        | "at"
                        | "from"
                        | "with"
                        | "on"
                        | "near"
                        | "to"
                        | "under"
                        | "who"
                        | "behind"
                        | "("
                )
            } else {
                matches!(
                    self.norm(i),
                    "de" | "du"
                        | "des"
                        | "del"
                        | "da"
                        | "do"
                        | "("
                        | "für"
                        | "der"
                        | "in"
                        | "en"
                        | "à"
                        | "باسم"
                        | "в"
                        | "з"
                        | "у"
                        | "von"
                        | "vom"
                        | "don"
                )
            };
            if prep && i > core.start {
                he = i;
                break;
            }
        }
        let mut hi = he;
        while hi > core.start + 1 && self.doc.tokens[hi - 1].tag == Tag::Punct {
            hi -= 1;
        }
        let head = if self.doc.lang == "ar" || matches!(self.doc.lang.as_str(), "fr" | "es" | "pt") {
            // the head opens the phrase
            let mut k = core.start;
            while k + 1 < he
                && matches!(
                    self.norm(k),
                    "le" | "la"
                        | "nos"
                        | "les"
                        | "el"
                        | "los"
                        | "las"
                        | "o"
                        | "a"
                        | "os"
                        | "as"
                        | "un"
                        | "une"
                        | "una"
                        | "um"
                        | "uma"
                        | "l'"
                        | "«"
                )
            {
                k += 1;
            }
            self.norm(k)
        } else {
            self.norm(hi.saturating_sub(1).max(core.start))
        };
        d.head = head.to_owned();
        d.plural = head.ends_with('s') && !head.ends_with("ss");
        let first = self.norm(core.start);
        let definite =
            matches!(first, "the" | "this" | "that" | "its" | "their" | "his" | "her") || self.doc.lang != "en";
        let has = |pick: fn(&Sources) -> &BTreeSet<String>| core.clone().any(|i| self.is(pick, self.norm(i)));

        // "a guard who asked not to be named", "an officer of the coast guard": one of many, whoever he serves
        let indefinite =
            matches!(first, "a" | "an" | "one" | "another" | "two" | "three" | "several" | "some" | "many");
        if self.doc.lang == "en" && (self.nameless(&r) || indefinite && self.is(|s| &s.anonymous_head, head)) {
            d.kind = SpeakerKind::Anonymous;
            d.name = Some(self.plain_name(core.clone()));
            d.words = words;
            return d;
        }
        // a named person
        if let Some(p) = self.person(&r, &core) {
            d.person = true;
            d.kind = SpeakerKind::NamedOfficial;
            let mut name = self.text(p.clone()).to_owned();
            if p.len() == 1 {
                // a surname: the full name stands earlier
                let w = self.norm(p.start);
                if let Some(k) = self
                    .memory
                    .iter()
                    .rev()
                    .find(|k| k.person && k.name.split_whitespace().any(|x| self.same_word(x, w)))
                {
                    name.clone_from(&k.name);
                    d.chained = true;
                }
            }
            d.name = Some(name);
            d.words = words;
            return d;
        }
        // media
        let lower = text.to_lowercase();
        let media = self.media_name(core.clone());
        let phrase = self.src.media_phrases.iter().any(|p| lower.contains(p.as_str()));
        let possessed = core.clone().any(|i| self.norm(i) == "'s");
        // "the Russian agency X", "the X agency": an agency by name, although "agency" alone is an institution
        // "газета ...", "der Sender ...": the noun that opens the phrase, its name after it
        let opens = matches!(self.doc.lang.as_str(), "de" | "ru" | "uk")
            && core
                .clone()
                .find(|&i| !matches!(first, "der" | "die" | "das" | "dem" | "ein" | "eine") || i > core.start)
                .is_some_and(|i| self.is(|s| &s.media, self.norm(i)));
        // "собеседник агентства": the agency's, not the agency
        let told_to = matches!(self.doc.lang.as_str(), "ru" | "uk") && self.is(|s| &s.anonymous, first);
        let agency = core.clone().any(|i| {
            (1..=3).any(|n| {
                i + n <= core.end
                    && self.lex.agencies.contains(self.text(i..i + n))
                    && (i + n == core.end
                        || matches!(self.norm(i + n), "agency" | "report" | "correspondent" | "investigation"))
            })
        });
        if agency
            || opens
            || self.is(|s| &s.media, head) && !told_to
            || phrase
            || (media.is_some()
                && !has(|s| &s.institution)
                && !has(|s| &s.office)
                && (!has(|s| &s.anonymous) || possessed))
        {
            d.kind = SpeakerKind::Media;
            d.name = media
                .or_else(|| self.chain(head, &words, sentence).map(|k| k.name.clone()))
                .or_else(|| Some(self.plain_name(core.clone())));
            d.words = words;
            return d;
        }
        // an acronym or a long name
        let core_text = self.strip(core.clone());
        if let Some(long) = self.acronyms.get(core_text) {
            d.name = Some(long.clone());
            words.extend(long.split_whitespace().map(str::to_lowercase));
            d.words = words;
            return d;
        }
        // one word with a capital: a surname heard before, or a place that stands for its government
        let single: Vec<usize> =
            core.clone().filter(|&i| !matches!(self.norm(i), "the" | "mr" | "mrs" | "ms" | "dr" | ".")).collect();
        if let [one] = single.as_slice()
            && (self.upper(*one) || self.doc.lang != "en")
        {
            let w = self.norm(*one);
            if let Some(k) =
                self.memory.iter().rev().find(|k| k.person && k.name.split_whitespace().any(|x| self.same_word(x, w)))
            {
                return self.again(k);
            }
        }
        // chains of definite phrases
        if self.is(|s| &s.office, head)
            || self.is(|s| &s.anonymous_head, head)
            || (self.is(|s| &s.title, head) && self.doc.lang == "en")
        {
            let indefinite = matches!(first, "a" | "an" | "one" | "another" | "some");
            if definite && !indefinite {
                let person =
                    self.memory.iter().rev().find(|k| k.person && k.words.contains(head) && self.compatible(k, &words));
                if let Some(k) = person {
                    return self.again(k);
                }
                if let Some(k) = self.memory.iter().rev().find(|k| k.head == head || k.words.contains(head)) {
                    return self.again(k);
                }
            }
            d.kind =
                if self.is(|s| &s.anonymous_head, head) { SpeakerKind::Anonymous } else { SpeakerKind::Institution };
            d.name = Some(self.of_whom(&core).unwrap_or_else(|| self.plain_name(core.clone())));
            d.words = words;
            return d;
        }
        if self.is(|s| &s.report_nouns, head)
            && definite
            && let Some(k) = self.memory.iter().rev().find(|k| k.kind == SpeakerKind::Institution)
        {
            let own = (core.start..hi).any(|i| self.upper(i) && i > core.start) || possessed;
            if !own {
                return self.again(k);
            }
        }
        // "un portavoz de los bomberos": the body speaks by him
        if self.is(|s| &s.spokesman, head)
            && let Some(name) = self.of_whom(&core)
        {
            d.name = Some(name);
            d.words = words;
            return d;
        }
        let institution = self.is(|s| &s.institution, head) || self.institution_ending(head);
        if self.is(|s| &s.anonymous, head) && !institution {
            d.kind = SpeakerKind::Anonymous;
            d.plural = true;
            let body =
                matches!(head, "estimates" | "assessments" | "estimate").then(|| self.capital_part(&core)).flatten();
            if let Some(name) = body {
                d.kind = SpeakerKind::Institution;
                d.name = Some(name);
            } else if first == "the" && !possessed {
                match self.memory.iter().rev().find(|k| {
                    !k.person
                        && (k.head == head
                            || k.head.strip_suffix('s') == Some(head)
                            || head.strip_suffix('s') == Some(&k.head))
                }) {
                    Some(k) => return self.again(k),
                    None => d.name = Some(self.plain_name(core.clone())),
                }
            } else {
                d.name = Some(self.plain_name(core.clone()));
            }
            d.words = words;
            return d;
        }
        // a common noun that opens the sentence is no name for its capital letter
        let opens = self.doc.lang == "en"
            && self.doc.sentences.get(sentence).is_some_and(|s| s.tokens.start == core.start)
            && self.doc.tokens[core.start].tag != Tag::Propn;
        let named = core.clone().skip(1).any(|i| self.upper(i))
            || (!opens && self.upper(core.start) && !matches!(first, "the" | "its" | "their" | "his" | "a" | "an"));
        if definite
            && (!named || institution)
            && let Some(k) = self.chain(head, &words, sentence)
            && (k.name.len() >= core_text.len() || !named)
        {
            let k = k.clone();
            let mut x = self.again(&k);
            x.words = words;
            return x;
        }
        d.kind = if institution || named || (first == "the" && !d.plural) || has(|s| &s.institution) {
            SpeakerKind::Institution
        } else if self.doc.lang != "en" && has(|s| &s.anonymous) {
            SpeakerKind::Anonymous
        } else if self.doc.lang != "en" {
            SpeakerKind::Institution
        } else {
            SpeakerKind::Anonymous
        };
        if self.doc.lang != "en" && has(|s| &s.anonymous) && !has(|s| &s.institution) {
            d.kind = SpeakerKind::Anonymous;
        }
        d.name = Some(self.official_name(core.clone()).unwrap_or_else(|| self.plain_name(core.clone())));
        d.words = words;
        d
    }

    /// "who did not want to be named", "on condition of anonymity" inside the source.
    fn nameless(&self, r: &Range<usize>) -> bool {
        let lower = self.text(r.clone()).to_lowercase();
        let refuses =
            ["not to be", "declined to be", "refused to be", "not want to be", "not wish to be", "refusing to be"];
        lower.contains("anonymity")
            || lower.contains("anonymously")
            || refuses.iter().any(|w| {
                lower.split_once(w).is_some_and(|(_, rest)| {
                    ["named", "identified", "quoted", "cited"].iter().any(|v| rest.trim_start().starts_with(v))
                })
            })
    }

    /// A part of a name and a word of the text: equal, or the same but for its ending where names are inflected.
    fn same_word(&self, part: &str, w: &str) -> bool {
        let part = part.to_lowercase();
        if part == w {
            return true;
        }
        let inflected = matches!(self.doc.lang.as_str(), "ru" | "uk" | "tr");
        let common = part.chars().zip(w.chars()).take_while(|(a, b)| a == b).count();
        let longest = part.chars().count().max(w.chars().count());
        inflected && common >= 4 && longest - common <= 3
    }

    fn institution_ending(&self, head: &str) -> bool {
        match self.doc.lang.as_str() {
            "de" => [
                "ministerium",
                "behörde",
                "behörden",
                "dienst",
                "amt",
                "zentrum",
                "regierung",
                "armee",
                "ministeriums",
                "verwaltung",
            ]
            .iter()
            .any(|e| head.ends_with(e)),
            "ru" => {
                ["министерство", "министерства", "министерстве", "комитет", "комитете", "служба", "службе", "ведомства"]
                    .contains(&head)
            }
            _ => false,
        }
    }

    /// A title or office word of the phrase must not contradict what is known of the person ("the interior minister", "the governor").
    fn compatible(&self, k: &Known, words: &BTreeSet<String>) -> bool {
        words
            .iter()
            .filter(|w| !matches!(w.as_str(), "the" | "of" | "a" | "an" | "'s" | "s" | "its" | "in" | "for"))
            .filter(|w| self.en.office.contains(*w) || self.en.title.contains(*w))
            .all(|w| k.words.contains(w))
    }

    /// Looks "the ministry", "the force", "the group" up among those who have spoken.
    fn chain(&self, head: &str, words: &BTreeSet<String>, sentence: usize) -> Option<&Known> {
        let _ = sentence;
        let same = |k: &Known| k.head == head || k.words.contains(head);
        let own: Vec<&String> = words
            .iter()
            .filter(|w| {
                w.as_str() != head
                    && !matches!(
                        w.as_str(),
                        "the"
                            | "this"
                            | "that"
                            | "its"
                            | "their"
                            | "of"
                            | "in"
                            | "a"
                            | "s"
                            | "'s"
                            | "al"
                            | "for"
                            | "said"
                    )
            })
            .collect();
        let candidates = self.memory.iter().rev().filter(|k| !k.person);
        if own.is_empty() {
            if let Some(k) = candidates.clone().find(|k| same(k) && k.words.len() > 1) {
                return Some(k);
            }
        } else if let Some(k) = candidates.clone().find(|k| same(k) && own.iter().all(|w| k.words.contains(*w))) {
            return Some(k);
        } else {
            return None;
        }
        let like: &[&str] = match head {
            "force" | "forces" => &["forces", "force", "army", "militia"],
            "military" | "army" | "troops" => &["army", "military", "forces"],
            "group" | "militia" | "faction" | "movement" | "organisation" | "organization" | "militants" => &[
                "forces",
                "group",
                "state",
                "front",
                "army",
                "brigade",
                "movement",
                "organisation",
                "organization",
                "party",
            ],
            "agency" | "service" | "department" => &["agency", "service", "office", "department"],
            "committee" | "commission" | "body" | "panel" => &["committee", "commission", "council"],
            "monitor" | "watchdog" | "observatory" => &["observatory", "monitor", "network"],
            "ministry" => &["ministry", "министерство", "وزارة", "bakanlığı"],
            "الوزارة" => &["وزارة"],
            "البيان" | "açıklaması" | "bakanlığın" => &["وزارة", "bakanlığı"],
            "الجيش" => &["الجيش", "جيش"],
            "bakanlık" | "bakanlığının" => &["bakanlığı"],
            "ordu" => &["ordusu"],
            "المسؤول" => &["مسؤول"],
            "المصدر" => &["مصدر"],
            "المتحدث" => &["متحدث"],
            "ведомстве" | "ведомство" => &["комитет", "министерство", "служба", "мчс"],
            "комитет" | "комитете" => &["комитет"],
            "відомстві" | "відомство" => &["комітет", "міністерство", "служба"],
            _ => return None,
        };
        candidates.clone().find(|k| like.iter().any(|l| k.head == *l || k.words.contains(*l)))
    }

    /// "a spokesman for the Syrian Democratic Forces", "Syria's interior minister": the body behind the office.
    fn of_whom(&self, core: &Range<usize>) -> Option<String> {
        let i = core.clone().find(|&i| {
            matches!(
                self.norm(i),
                "for" | "of" | "de" | "del" | "du" | "des" | "d'" | "d’" | "do" | "da" | "dos" | "das" | "باسم"
            )
        })?;
        (i + 1 < core.end).then(|| {
            let r = i + 1..core.end;
            self.acronyms.get(self.strip(r.clone())).cloned().unwrap_or_else(|| self.plain_name(r))
        })
    }

    fn capital_part(&self, core: &Range<usize>) -> Option<String> {
        let s = core.clone().find(|&i| self.upper(i) && !self.en.anonymous.contains(self.norm(i)))?;
        let mut e = s;
        while e < core.end && self.upper(e) && !self.en.anonymous.contains(self.norm(e)) {
            e += 1;
        }
        let t = self.text(s..e);
        (e > s
            && e - s >= 1
            && !matches!(
                self.norm(s),
                "early" | "the" | "some" | "initial" | "preliminary" | "official" | "local" | "schätzungen"
            ))
        .then(|| t.to_owned())
    }

    /// The phrase without its article.
    fn strip(&self, r: Range<usize>) -> &'a str {
        let mut s = r.start;
        while s + 1 < r.end
            && matches!(
                self.norm(s),
                "the"
                    | "a"
                    | "an"
                    | "le"
                    | "la"
                    | "les"
                    | "l'"
                    | "el"
                    | "los"
                    | "las"
                    | "der"
                    | "die"
                    | "das"
                    | "o"
                    | "os"
                    | "«"
                    | "\""
                    | "“"
            )
        {
            s += 1;
        }
        let mut e = r.end;
        while e > s + 1 && matches!(self.norm(e - 1), "»" | "\"" | "”") {
            e -= 1;
        }
        self.text(s..e)
    }

    fn plain_name(&self, r: Range<usize>) -> String {
        let t = self.strip(r);
        // "Syrian Democratic Forces (SDF)": the bracket repeats the name
        let t = t.split(" (").next().unwrap_or(t);
        t.to_owned()
    }

    /// The name in the actor table, where the phrase is one actor's only name.
    fn official_name(&self, r: Range<usize>) -> Option<String> {
        let t = self.plain_name(r);
        let mut found = self.know.actors_named(&t);
        found.dedup_by(|a, b| a.id() == b.id());
        match found.as_slice() {
            [one] => {
                // both the page's words and the table's, where they share nothing, so that a reader finds either
                Some(one.name().to_owned())
            }
            _ => None,
        }
    }

    /// The tokens of a person's name in a source.
    fn person(&self, all: &Range<usize>, core: &Range<usize>) -> Option<Range<usize>> {
        if self.doc.lang == "ar" {
            return self.arabic_person(core);
        }
        let name_word = |i: usize| {
            self.upper(i)
                || ["al-", "el-", "ad-", "as-", "ash-", "ibn-", "bin-"].iter().any(|p| self.norm(i).starts_with(p))
        };
        let particle = |i: usize| {
            matches!(
                self.norm(i),
                "al" | "-" | "bin" | "ibn" | "de" | "van" | "von" | "der" | "el" | "da" | "dos" | "abu" | "." | "'"
            )
        };
        let blocked = |i: usize| {
            let w = self.norm(i);
            self.is(|s| &s.institution, w)
                || self.is(|s| &s.media, w)
                || self.is(|s| &s.anonymous, w)
                || self.institution_ending(w)
        };
        let title = |i: usize| self.is(|s| &s.title, self.norm(i)) || self.is(|s| &s.office, self.norm(i));
        let mut i = all.start;
        let mut best: Option<(u8, Range<usize>)> = None;
        while i < all.end {
            if !(self.upper(i) && self.word(i).chars().any(char::is_alphabetic))
                || blocked(i)
                || title(i)
                || matches!(self.norm(i), "the" | "a" | "an")
                || self.doc.lang == "de"
                    && matches!(self.norm(i), "der" | "die" | "das" | "dem" | "den" | "ein" | "eine")
            {
                i += 1;
                continue;
            }
            let s = i;
            let mut e = i;
            while e < all.end {
                let name = name_word(e) && !blocked(e) && !title(e) && self.word(e).chars().any(char::is_alphabetic);
                let joint = particle(e) && e + 1 < all.end && self.upper(e + 1) && !blocked(e + 1) && e > s;
                if !(name || joint) {
                    break;
                }
                e += 1;
            }
            // an acronym before the name belongs to the office ("director FSB A. B.")
            let mut s = s;
            while s + 2 < e && self.word(s).chars().count() < 5 && self.word(s).chars().all(|c| !c.is_lowercase()) {
                s += 1;
            }
            let run = s..e;
            i = e.max(i + 1);
            let full = run.clone().filter(|&j| self.upper(j)).count();
            let t = self.text(run.clone());
            let shouting = t.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && t.len() < 7;
            if shouting {
                continue;
            }
            let titled = s > all.start
                && (title(s - 1) || (self.norm(s - 1) == "." && s >= 2 && s - 2 >= all.start && title(s - 2)));
            let ends = e == core.end || e == all.end || matches!(self.norm(e), "," | "(");
            // "Orchid Lines Ltd": a firm
            let firm = |j: usize| {
                matches!(
                    self.norm(j),
                    "ltd"
                        | "limited"
                        | "inc"
                        | "plc"
                        | "llc"
                        | "corp"
                        | "gmbh"
                        | "co"
                        | "group"
                        | "holdings"
                        | "airlines"
                        | "airways"
                        | "railways"
                        | "lines"
                        | "shipping"
                        | "energy"
                        | "industries"
                        | "enterprises"
                        | "international"
                        | "foundation"
                        | "times"
                        | "post"
                        | "news"
                )
            };
            if self.doc.lang == "en" && (firm(e - 1) || e < all.end && self.upper(e) && firm(e)) {
                continue;
            }
            let known = full >= 1 && self.tables(t).person;
            let other =
                self.tables(t).place || self.tables(t).actor || self.tables(t).outlet || self.lex.agencies.contains(t);
            let score = match () {
                () if titled && ends => 0,
                // "Dr Lakshmi Rao of the city hospital"
                () if titled && full >= 2 && matches!(self.norm(e), "of" | "from" | "at") && !other => 0,
                () if known && full >= 2 && ends => 1,
                () if full >= 2 && ends && !other && (s == core.start || run.start > core.end) => 2,
                () if full >= 2
                    && ends
                    && !other
                    && s < core.end
                    && ((core.start..s).all(|j| !blocked(j)) || self.doc.lang != "en" && title(core.start))
                    && full <= 4 =>
                {
                    3
                }
                () if known && ends && full == 1 && core.len() == 1 => 4,
                () => continue,
            };
            // several capital words before an institution's noun are its name ("Nova Kakhovka administration")
            if best.as_ref().is_none_or(|(b, _)| score < *b) {
                best = Some((score, run));
            }
        }
        best.map(|(_, r)| r)
    }

    /// Arabic has no capitals: a name is what stands at the end of a phrase that a title opens, two words or more without the article
    /// (the last may have it), or one word right behind a title of address.
    fn arabic_person(&self, core: &Range<usize>) -> Option<Range<usize>> {
        let title = |i: usize| self.is(|s| &s.title, self.norm(i));
        let office = |i: usize| {
            let w = self.norm(i);
            self.is(|s| &s.institution, w) || self.is(|s| &s.media, w) || self.is(|s| &s.anonymous, w) || title(i)
        };
        let definite = |i: usize| self.norm(i).starts_with("ال");
        let address = |i: usize| self.is(|s| &s.office, self.norm(i));
        (core.clone().any(title) && core.len() > 1).then_some(())?;
        let mut s = core.end;
        while s > core.start + 1 && !office(s - 1) && (!definite(s - 1) || s == core.end) {
            s -= 1;
        }
        let run = s..core.end;
        let named = run.len() >= 2 && !definite(s) && self.norm(s) != "باسم" || run.len() == 1 && address(s - 1);
        named.then_some(run)
    }

    /// Who passed the words on, from the listener and the words beside the cue.
    fn relays(&self, raw: &Raw) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut push = |x: Option<String>| {
            if let Some(x) = x
                && !out.contains(&x)
            {
                out.push(x);
            }
        };
        if let Some(q) = &raw.quoted_by {
            let d = self.describe(q.clone(), raw.sentence);
            push(d.name.clone());
        }
        if let Some(l) = &raw.listener {
            push(self.media_listener(l.clone()));
        }
        if !raw.tail.is_empty() && raw.tail.end <= self.doc.tokens.len() {
            let t = raw.tail.clone();
            for i in t.clone() {
                let carries = matches!(
                    self.norm(i),
                    "carried"
                        | "published"
                        | "quoted"
                        | "cited"
                        | "reported"
                        | "broadcast"
                        | "aired"
                        | "released"
                        | "run"
                        | "distributed"
                        | "via"
                        | "to"
                        | "with"
                        | "by"
                        | "on"
                        | "a"
                        | "à"
                        | "für"
                        | "gegenüber"
                        | "агентству"
                        | "агентства"
                        | "ile"
                        | "au"
                        | "ao"
                );
                if carries && i + 1 < t.end {
                    let e = t.end.min(i + 8);
                    let stop =
                        (i + 1..e).find(|&j| matches!(self.norm(j), "," | "that" | "." | "and" | ":")).unwrap_or(e);
                    push(self.media_listener(i + 1..stop));
                } else if self.doc.lang == "ar" && self.norm(i).starts_with('ل') {
                    push(self.media_name(i..i + 1));
                }
            }
        }
        out
    }

    fn media_listener(&self, r: Range<usize>) -> Option<String> {
        if r.is_empty() {
            return None;
        }
        let name = self.media_name(r.clone());
        if name.is_some() {
            return name;
        }
        let lower = self.text(r.clone()).to_lowercase();
        let capital = r.clone().any(|i| self.upper(i));
        let phrase = self.en.media_phrases.iter().any(|p| lower.contains(p.as_str()));
        let word = r.clone().any(|i| {
            matches!(
                self.norm(i),
                "agency"
                    | "newspaper"
                    | "website"
                    | "broadcaster"
                    | "television"
                    | "tv"
                    | "radio"
                    | "channel"
                    | "daily"
                    | "magazine"
                    | "agencia"
                    | "agence"
                    | "agência"
            )
        });
        (phrase || (word && capital)).then(|| self.plain_name(r))
    }
}

/// "Syrian Democratic Forces (SDF)", "Syrian Democratic Forces, or SDF": the acronym to the long name.
fn acronyms(doc: &Doc) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let word = |i: usize| doc.word(i);
    for i in 1..doc.tokens.len() {
        let w = word(i);
        let letters: Vec<char> = w.chars().filter(|c| c.is_alphanumeric()).collect();
        if letters.len() < 2
            || letters.len() > 8
            || !letters.iter().all(|c| c.is_uppercase() || c.is_numeric())
            || letters.iter().all(|c| c.is_numeric())
        {
            continue;
        }
        let before = match word(i - 1) {
            "(" => i - 1,
            "or" if i >= 2 && word(i - 2) == "," => i - 2,
            _ => continue,
        };
        // go left over capitalised words until the first letter of the acronym is met, at most two words more than letters
        let mut s = before;
        let mut best = None;
        while s > 0 && before - s < letters.len() + 3 {
            s -= 1;
            let x = word(s);
            let capital = x.starts_with(char::is_uppercase);
            let joint = matches!(
                doc.tokens[s].norm.as_str(),
                "of" | "for" | "and" | "the" | "de" | "la" | "del" | "y" | "et" | "-" | "'s" | "in"
            );
            if !capital && !joint {
                break;
            }
            if capital && x.chars().next().is_some_and(|c| c == letters[0]) && before - s >= 2 {
                best = Some(s);
                if before - s >= letters.len() {
                    break;
                }
            }
        }
        if let Some(s) = best {
            let long = doc.span_of(s..before).of(&doc.text).to_owned();
            out.entry(w.to_owned()).or_insert(long);
        }
    }
    out
}

/// See [`super::dateline_agencies`].
pub(crate) fn dateline_agencies(doc: &Doc) -> Vec<String> {
    let lex = lexicon();
    let mut out: Vec<String> = Vec::new();
    let mut push = |s: &str| {
        let s = s.trim();
        let s = lex.agency_names.get(s).map_or(s, String::as_str);
        if !s.is_empty() && !out.iter().any(|o| o == s) {
            out.push(s.to_owned());
        }
    };
    for (n, s) in doc.sentences.iter().enumerate() {
        let text = s.span.of(&doc.text);
        if n < 4 {
            // the words before the dash that closes the dateline
            let end = after_dateline(doc, s);
            if end > s.tokens.start {
                let head = doc.span_of(s.tokens.start..end).of(&doc.text);
                let inside: Vec<&str> = match (head.find('('), head.find(')')) {
                    (Some(a), Some(b)) if a < b => {
                        head.get(a + 1..b).into_iter().flat_map(|x| x.split(['/', ','])).collect()
                    }
                    _ => head.split(['-', '—', '–', '/', ':']).collect(),
                };
                for x in inside {
                    let x = x.trim();
                    let name = head.contains('(')
                        && x.len() > 1
                        && x.len() < 24
                        && x.starts_with(char::is_uppercase)
                        && !x.chars().any(|c| c.is_ascii_digit());
                    if name || lex.agencies.contains(x) {
                        push(x);
                    }
                }
            }
        }
        // "(EFE).- Un total ...": the stop after the bracket may have ended a sentence
        if n == 0 {
            let rest = doc.text.get(s.span.start..).unwrap_or("");
            let close = rest.char_indices().take(110).find(|(_, c)| *c == ')').map(|(i, _)| i);
            if let Some((a, b)) = close.and_then(|b| Some((rest.get(..b)?.rfind('(')?, b))) {
                let after = rest.get(b + 1..).unwrap_or("").trim_start_matches(['.', ' ']);
                let name = rest.get(a + 1..b).unwrap_or("").trim();
                if after.starts_with(['-', '–', '—', ':']) && lex.agencies.contains(name) {
                    push(name);
                }
            }
        }
        let lower = text.to_lowercase();
        if (lower.contains("read the full")
            || lower.contains("full article")
            || lower.contains("full story")
            || lower.contains("read more at"))
            && let (Some(a), Some(b)) = (text.rfind('('), text.rfind(')'))
            && a < b
        {
            push(text.get(a + 1..b).unwrap_or(""));
        }
    }
    for line in doc.text.lines() {
        let line = line.trim();
        if line.is_empty() || line.chars().count() > 90 {
            continue;
        }
        // a line that is a name alone ("(Reuters)"), or place and name ("Paris - AFP")
        let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
        let after_dash =
            bare.rsplit_once(" - ").or_else(|| bare.rsplit_once(" – ")).or_else(|| bare.rsplit_once(" — "));
        if lex.agencies.contains(bare) {
            push(bare);
        } else if let Some((_, name)) =
            after_dash.filter(|(head, name)| head.chars().count() < 30 && lex.agencies.contains(name.trim()))
        {
            push(name);
        } else if CREDITS.iter().any(|c| line.to_lowercase().contains(c)) {
            let best = lex.agencies.iter().filter(|a| names_word(line, a)).max_by_key(|a| a.len());
            if let Some(a) = best {
                push(a);
            }
        }
    }
    out
}

/// Words of a line that says whose report it is.
const CREDITS: &[&str] = &[
    "contributed to this report",
    "source:",
    "credit:",
    "by staff of",
    "originally published",
    "reporting by",
    "with reporting from",
    "published by",
    "quelle:",
    "fuente:",
    "fonte:",
    "источник:",
    "джерело:",
    "kaynak:",
    "المصدر:",
    "with agencies",
    "inputs from",
];

/// Does the name stand in the line as whole words?
fn names_word(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(i, m)| {
        let before = line.get(..i).and_then(|s| s.chars().next_back());
        let after = line.get(i + m.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
