//! Actors, people and the offices they held from when to when.

use crate::layout::*;
use crate::{Know, PlaceId, values};

/// The number of an actor in its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub(crate) u32);

/// The number of a person in its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub(crate) u32);

/// What a name in the word index stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// An organisation or group.
    Actor(ActorId),
    /// A holder of a public office.
    Person(PersonId),
    /// "Syrian", of a country, division, region or town.
    Adjective(PlaceId),
    /// "Syrians".
    Demonym(PlaceId),
    /// The name of a media outlet.
    Outlet(u32),
    /// A given name: what follows is probably a person.
    Given,
    /// A common word that is also a name: at the beginning of a sentence it is just the word.
    Common,
    /// A word that alone is never a place, however it is written.
    Stop,
    /// A usual surname that is also a place.
    Surname,
}

/// An organisation, armed group, ministry or outlet.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    know: &'a Know,
    row: usize,
}

impl<'a> Actor<'a> {
    fn get(&self, column: usize) -> &'a str {
        self.know.actors.get(&self.know.strings, self.row, column)
    }
    /// Its number.
    pub fn number(&self) -> ActorId {
        ActorId(self.row as u32)
    }
    /// Stable id: `sy-moi`.
    pub fn id(&self) -> &'a str {
        self.get(0)
    }
    /// Name as shown.
    pub fn name(&self) -> &'a str {
        self.get(1)
    }
    /// Other names and spellings.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> {
        values(self.get(2))
    }
    /// `government`, `ministry`, `army`, `armed_group`, `media`, `un`, `ngo`, ...
    pub fn kind(&self) -> &'a str {
        self.get(3)
    }
    /// ISO 3166-1 alpha-2; empty for international ones.
    pub fn country(&self) -> &'a str {
        self.get(4)
    }
    /// Id of the actor it belongs to.
    pub fn parent(&self) -> Option<&'a str> {
        Some(self.get(5)).filter(|p| !p.is_empty())
    }
    /// A remark for people: which side uses a name, since when it holds.
    pub fn note(&self) -> &'a str {
        self.get(6)
    }
}

/// A holder of public offices.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    know: &'a Know,
    row: usize,
}

impl<'a> Person<'a> {
    /// Its number.
    pub fn number(&self) -> PersonId {
        PersonId(self.row as u32)
    }
    /// Stable id: `bashar-al-assad`.
    pub fn id(&self) -> &'a str {
        self.know.people.get(&self.know.strings, self.row, 0)
    }
    /// Name as shown.
    pub fn name(&self) -> &'a str {
        self.know.people.get(&self.know.strings, self.row, 1)
    }
    /// Other names and spellings.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> {
        values(self.know.people.get(&self.know.strings, self.row, 2))
    }
    /// The offices, earliest first.
    pub fn roles(&self) -> Vec<Role<'a>> {
        let key = format!("{:06}", self.row);
        let know = self.know;
        let n = know.roles.len();
        let (mut lo, mut hi) = (0, n);
        while lo < hi {
            let mid = (lo + hi) / 2;
            if know.roles.get(&know.strings, mid, 0) < key.as_str() { lo = mid + 1 } else { hi = mid }
        }
        (lo..n).take_while(|&r| know.roles.get(&know.strings, r, 0) == key).map(|row| Role { know, row }).collect()
    }
}

/// One office of one person. Dates are ISO 8601 and may be a year or a month.
#[derive(Clone, Copy, Debug)]
pub struct Role<'a> {
    know: &'a Know,
    row: usize,
}

impl<'a> Role<'a> {
    fn get(&self, column: usize) -> &'a str {
        self.know.roles.get(&self.know.strings, self.row, column)
    }
    /// Who.
    pub fn person(&self) -> Person<'a> {
        Person { know: self.know, row: self.get(0).parse().unwrap_or(0) }
    }
    /// Stable id of the row.
    pub fn id(&self) -> &'a str {
        self.get(1)
    }
    /// `president`, `interior minister`, ...
    pub fn role(&self) -> &'a str {
        self.get(3)
    }
    /// Of what.
    pub fn organisation(&self) -> &'a str {
        self.get(4)
    }
    /// ISO 3166-1 alpha-2; empty for international offices.
    pub fn country(&self) -> &'a str {
        self.get(5)
    }
    /// First day; empty = not known.
    pub fn from(&self) -> &'a str {
        self.get(6)
    }
    /// Last day; `None` = no end known as of [`Role::known_through`].
    pub fn to(&self) -> Option<&'a str> {
        Some(self.get(7)).filter(|t| !t.is_empty())
    }
    /// The last moment for which the row is known to hold.
    pub fn known_through(&self) -> &'a str {
        self.get(8)
    }
    /// The public page to check the row against.
    pub fn source(&self) -> &'a str {
        self.get(9)
    }
    /// True where only one person at a time holds the office.
    pub fn single(&self) -> bool {
        self.know.roles.columns() > 10 && self.get(10).ends_with("single")
    }

    /// Whether the person held the office on a day (`2026-01-20`): `None` = not known.
    pub fn held_on(&self, date: &str) -> Option<bool> {
        // A date given as a month or year covers all of it: compare as many characters as both have.
        let before = |a: &str, b: &str| {
            let n = a.len().min(b.len());
            a.get(..n) < b.get(..n)
        };
        if !self.from().is_empty() && before(date, self.from()) {
            return Some(false);
        }
        match self.to() {
            Some(to) => Some(!before(to, date)),
            None if self.known_through().is_empty() || before(self.known_through(), date) => None,
            None => Some(true),
        }
    }
}

/// Who holds an office on a day.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// This role row.
    Known(Role<'a>),
    /// The table ends before that day.
    Unknown,
    /// The table has no such office.
    None,
}

/// The table's word for an office: British spelling, "minister of defense" turned round, "PM" written out.
pub fn role_word(s: &str) -> String {
    let s = crate::fold(s).replace("defense", "defence");
    let s = match s.split_once(" of ") {
        Some((head @ ("minister" | "ministry"), of)) => {
            let of = of.trim_start_matches("the ");
            format!("{} {head}", of.replace("foreign affairs", "foreign").replace("the interior", "interior"))
        }
        _ => s,
    };
    match s.as_str() {
        "pm" | "premier" => "prime minister".to_owned(),
        "foreign affairs minister" => "foreign minister".to_owned(),
        _ => s,
    }
}

impl Know {
    /// What a name may stand for, besides places. The name is folded here.
    pub fn words_named(&self, name: &str) -> Vec<Word> {
        self.words_folded(&crate::fold(name))
    }

    /// As [`Know::words_named`], for a name already folded.
    pub fn words_folded(&self, folded: &str) -> Vec<Word> {
        Self::exact(&self.words, &self.word_postings, folded).into_iter().filter_map(Self::word).collect()
    }

    /// Actors and people whose Cyrillic name has the same stem.
    pub fn words_by_stem(&self, folded: &str) -> Vec<Word> {
        crate::cyrillic_stems(folded)
            .iter()
            .map(|s| self.words_folded(&format!("~{s}")))
            .find(|l| !l.is_empty())
            .unwrap_or_default()
    }

    /// All names of the word index with which a folded text begins: length in bytes and a handle for [`Know::words`].
    pub fn word_prefixes(&self, folded: &str) -> Vec<(usize, u64)> {
        Self::walk(&self.words, folded.as_bytes())
    }

    /// What a handle stands for.
    pub fn words(&self, handle: u64) -> Vec<Word> {
        Self::list(&self.word_postings, handle).into_iter().filter_map(Self::word).collect()
    }

    fn word(entry: u32) -> Option<Word> {
        let row = entry & ((1 << TAG_SHIFT) - 1);
        Some(match entry >> TAG_SHIFT {
            TAG_ACTOR => Word::Actor(ActorId(row)),
            TAG_PERSON => Word::Person(PersonId(row)),
            TAG_ADJECTIVE => Word::Adjective(PlaceId(row)),
            TAG_DEMONYM => Word::Demonym(PlaceId(row)),
            TAG_OUTLET => Word::Outlet(row),
            TAG_GIVEN => Word::Given,
            TAG_COMMON => Word::Common,
            TAG_STOP => Word::Stop,
            TAG_SURNAME => Word::Surname,
            _ => return None,
        })
    }

    /// An actor by number.
    pub fn actor(&self, id: ActorId) -> Option<Actor<'_>> {
        ((id.0 as usize) < self.actors.len()).then_some(Actor { know: self, row: id.0 as usize })
    }

    /// An actor by its stable id.
    pub fn actor_by_id(&self, id: &str) -> Option<Actor<'_>> {
        let (mut lo, mut hi) = (0, self.actors.len());
        while lo < hi {
            let mid = (lo + hi) / 2;
            match self.actors.get(&self.strings, mid, 0).cmp(id) {
                std::cmp::Ordering::Less => lo = mid + 1,
                std::cmp::Ordering::Greater => hi = mid,
                std::cmp::Ordering::Equal => return Some(Actor { know: self, row: mid }),
            }
        }
        None
    }

    /// All actors, by id.
    pub fn actors(&self) -> impl Iterator<Item = Actor<'_>> {
        (0..self.actors.len()).map(|row| Actor { know: self, row })
    }

    /// The actors a name may stand for.
    pub fn actors_named(&self, name: &str) -> Vec<Actor<'_>> {
        self.words_named(name)
            .into_iter()
            .filter_map(|w| if let Word::Actor(a) = w { self.actor(a) } else { None })
            .collect()
    }

    /// A person by number.
    pub fn person(&self, id: PersonId) -> Option<Person<'_>> {
        ((id.0 as usize) < self.people.len()).then_some(Person { know: self, row: id.0 as usize })
    }

    /// The one person whose name is another romanisation of a folded full name; `None` where several are.
    pub fn person_by_skeleton(&self, folded: &str) -> Option<Person<'_>> {
        let mut found = self.words_folded(&crate::fold::person_skeleton(folded)?).into_iter();
        match (found.next(), found.next()) {
            (Some(Word::Person(p)), None) => self.person(p),
            _ => None,
        }
    }

    /// A person by its stable id.
    pub fn person_by_id(&self, id: &str) -> Option<Person<'_>> {
        let (mut lo, mut hi) = (0, self.people.len());
        while lo < hi {
            let mid = (lo + hi) / 2;
            match self.people.get(&self.strings, mid, 0).cmp(id) {
                std::cmp::Ordering::Less => lo = mid + 1,
                std::cmp::Ordering::Greater => hi = mid,
                std::cmp::Ordering::Equal => return Some(Person { know: self, row: mid }),
            }
        }
        None
    }

    /// All people, by id.
    pub fn people(&self) -> impl Iterator<Item = Person<'_>> {
        (0..self.people.len()).map(|row| Person { know: self, row })
    }

    /// The people a name may stand for.
    pub fn people_named(&self, name: &str) -> Vec<Person<'_>> {
        self.words_named(name)
            .into_iter()
            .filter_map(|w| if let Word::Person(p) = w { self.person(p) } else { None })
            .collect()
    }

    /// All roles of the people with a name.
    pub fn roles(&self, alias: &str) -> Vec<Role<'_>> {
        self.people_named(alias).into_iter().flat_map(|p| p.roles()).collect()
    }

    /// All role rows.
    pub fn all_roles(&self) -> impl Iterator<Item = Role<'_>> {
        (0..self.roles.len()).map(|row| Role { know: self, row })
    }

    /// Who held an office (`president`, `interior minister`; see [`role_word`]) of a country on a day.
    pub fn holder(&self, role: &str, country: &str, date: &str) -> Holder<'_> {
        let wanted = role_word(role);
        let mut any = false;
        for r in self.all_roles() {
            if r.country() == country && r.role() == wanted && r.single() {
                any = true;
                if r.held_on(date) == Some(true) {
                    return Holder::Known(r);
                }
            }
        }
        if any { Holder::Unknown } else { Holder::None }
    }
}
