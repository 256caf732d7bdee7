//! What a source's noun phrase says about itself: its kind, its head, and whom it names.

use std::collections::BTreeSet;
use std::ops::Range;

use model::SpeakerKind;
use text::Tag;

use super::Resolver;
use super::memory::Known;
use crate::speakers::lexicon::Sources;

/// In which tables a name stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tables {
    pub(super) person: bool,
    pub(super) place: bool,
    pub(super) actor: bool,
    pub(super) outlet: bool,
}

/// What a noun phrase says about itself.
#[derive(Clone, Debug)]
pub(super) struct Described {
    pub(super) kind: SpeakerKind,
    pub(super) name: Option<String>,
    pub(super) head: String,
    pub(super) person: bool,
    pub(super) plural: bool,
    pub(super) words: BTreeSet<String>,
    /// Found in the memory rather than named here.
    pub(super) chained: bool,
}

impl<'a> Resolver<'a> {
    pub(super) fn tables(&self, name: &'a str) -> Tables {
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

    pub(super) fn media_name(&self, r: Range<usize>) -> Option<String> {
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

    pub(super) fn describe(&self, r: Range<usize>, sentence: usize) -> Described {
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
        // "the Vienna-based agency": where it sits is no part of what it is called
        let own: BTreeSet<String> = words.iter().filter(|w| !w.ends_with("-based")).cloned().collect();
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
            && let Some(k) = self.chain(head, &own, sentence)
            && (k.name.len() >= core_text.len() || !named || own.len() < words.len())
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

    pub(super) fn institution_ending(&self, head: &str) -> bool {
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
}
