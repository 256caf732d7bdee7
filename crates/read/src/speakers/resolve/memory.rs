//! Who has spoken or was named so far, and whom "the ministry", a surname or a verb without a subject points back to.

use std::collections::BTreeSet;

use model::{ActorMention, SpeakerKind};
use text::{Rel, Tag};

use super::Resolver;
use super::describe::Described;
use crate::speakers::english::Raw;

/// How many speakers are remembered: more than any report has, few enough to look through at every source.
const MEMORY: usize = 200;

/// Somebody who has spoken or was named.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) name: String,
    /// Lower-case words of all that was used for him, titles and heads included.
    pub(super) words: BTreeSet<String>,
    pub(super) head: String,
    pub(super) kind: SpeakerKind,
    pub(super) person: bool,
    pub(super) plural: bool,
    pub(super) sentence: usize,
    pub(super) relays: Vec<String>,
}

impl<'a> Resolver<'a> {
    pub(super) fn remember(&mut self, d: &Described, sentence: usize, relays: &[String]) {
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

    pub(super) fn remember_actor(&mut self, a: &ActorMention) {
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
    pub(super) fn remember_people(&mut self, si: usize) {
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

    /// The person whom a sentence is about, so that a pronoun in the next one finds him before all who spoke earlier.
    pub(super) fn remember_subject(&mut self, si: usize) {
        let doc = self.doc;
        if doc.lang != "en" || !doc.parsed {
            return;
        }
        let Some(s) = doc.sentences.get(si) else { return };
        let root = s.tokens.clone().find(|&i| doc.tokens[i].rel == Rel::Root);
        let subject = s.tokens.clone().find(|&i| {
            doc.tokens[i].rel == Rel::Nsubj && doc.tokens[i].tag == Tag::Propn && doc.tokens[i].head == root
        });
        let Some(subject) = subject else { return };
        let mut first = subject;
        while first > s.tokens.start && (self.upper(first - 1) || matches!(self.norm(first - 1), "al" | "-" | "bin")) {
            first -= 1;
        }
        let mut end = subject + 1;
        while end < s.tokens.end && self.upper(end) {
            end += 1;
        }
        // what explains him stands between commas
        if self.norm(end) == "," && end < s.tokens.end {
            let close = (end + 1..s.tokens.end.min(end + 24)).find(|&i| self.norm(i) == ",");
            end = close.unwrap_or(end);
        }
        let d = self.describe(first..end, si);
        if d.person && !d.plural {
            self.remember(&d, si, &[]);
        }
    }

    /// A verb without a subject where the language allows that: the last speaker goes on.
    pub(super) fn dropped_subject(&self, raw: &Raw) -> Option<Described> {
        if self.doc.lang == "en" {
            return None;
        }
        let k = self.memory.iter().rev().find(|k| k.sentence + 2 >= raw.sentence && k.kind != SpeakerKind::None)?;
        Some(self.again(k))
    }

    pub(super) fn again(&self, k: &Known) -> Described {
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

    /// A part of a name and a word of the text: equal, or the same but for its ending where names are inflected.
    pub(super) fn same_word(&self, part: &str, w: &str) -> bool {
        let part = part.to_lowercase();
        if part == w {
            return true;
        }
        let inflected = matches!(self.doc.lang.as_str(), "ru" | "uk" | "tr");
        let common = part.chars().zip(w.chars()).take_while(|(a, b)| a == b).count();
        let longest = part.chars().count().max(w.chars().count());
        inflected && common >= 4 && longest - common <= 3
    }

    /// A title or office word of the phrase must not contradict what is known of the person ("the interior minister", "the governor").
    pub(super) fn compatible(&self, k: &Known, words: &BTreeSet<String>) -> bool {
        words
            .iter()
            .filter(|w| !matches!(w.as_str(), "the" | "of" | "a" | "an" | "'s" | "s" | "its" | "in" | "for"))
            .filter(|w| self.en.office.contains(*w) || self.en.title.contains(*w))
            .all(|w| k.words.contains(w))
    }

    /// Looks "the ministry", "the force", "the group" up among those who have spoken.
    pub(super) fn chain(&self, head: &str, words: &BTreeSet<String>, sentence: usize) -> Option<&Known> {
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
            // an army is no other side's force: where none was named, the country's own is meant
            "military" | "army" => &["army", "military"],
            "troops" => &["army", "military", "forces"],
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
}
