//! What is remembered of a source between two looks, and how it stands.

use std::{collections::BTreeMap, time::Duration};

use model::Moment;
use serde::{Deserialize, Serialize};

use crate::{Failure, Source, Validators};

/// Version of [`State`] as JSON.
const VERSION: u32 = 1;

/// Addresses that are remembered as seen; those that a source still lists are the last to go.
pub(crate) const MAX_SEEN: usize = 5_000;

/// What the last look gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// Something was read.
    Ok,
    /// It is as it was.
    Unchanged,
    /// It answered, and there is nothing in it.
    Empty,
    /// It did not answer, or with something else.
    Failed,
    /// Only a part of it came.
    Truncated,
}

/// What the last look gave, with reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// In a word.
    pub word: Word,
    /// Stable code of the reason; empty where all is well.
    #[serde(default)]
    pub code: String,
    /// What happened, for people.
    #[serde(default)]
    pub note: String,
    /// What to do.
    #[serde(default)]
    pub todo: String,
}

impl Outcome {
    pub(crate) fn new(word: Word, note: impl Into<String>) -> Self {
        Self { word, code: String::new(), note: note.into(), todo: String::new() }
    }

    pub(crate) fn of(word: Word, f: &Failure) -> Self {
        Self { word, code: f.code.clone(), note: f.note.clone(), todo: f.todo.clone() }
    }
}

/// Pages of one source that are asked for again; of more, those read last.
pub(crate) const MAX_PAGES: usize = 1_000;
/// Pages that were taken down, as far as they are remembered here. What was captured says it for good.
const MAX_GONE: usize = 100;

/// A page that a list led to, and that is asked for again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The address that answered.
    pub url: String,
    /// When it was first read.
    pub first: Moment,
    /// When it is to be asked for again.
    pub next: Moment,
    /// A hash of what it said.
    pub content: String,
    /// What tells whether it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validators: Option<Validators>,
    /// It was not there any more when it was last asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// A page that was read, and later was not there any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// Its address.
    pub url: String,
    /// When it was found gone.
    pub at: Moment,
    /// What came in its place.
    pub why: String,
}

/// What a place (host and port) said in its robots.txt, or why it could not be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// When it was asked for.
    pub at: Moment,
    /// Until when this is believed. After that it stands in for what cannot be had.
    pub until: Moment,
    /// The rules for us, as a file ([`crate::Robots::text`]).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rules: String,
    /// Why there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// What is remembered of a source. Kept by the desk, in the same step as what was captured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Version of this form.
    pub version: u32,
    /// When it was last looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_try: Option<Moment>,
    /// When it last answered as it should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_good: Option<Moment>,
    /// When it last had something new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_new: Option<Moment>,
    /// Failures in a row.
    #[serde(default)]
    pub failures: u32,
    /// When it is to be looked at next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Moment>,
    /// What the last look gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// From the last look that was good, and gone after one that was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validators: Option<Validators>,
    /// A hash of what it said at the last good look: of its entries, or of its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Items that it listed last.
    #[serde(default)]
    pub items: u64,
    /// Pages that were followed, in all.
    #[serde(default)]
    pub followed: u64,
    /// Hashes of addresses that were seen, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<String>,
    /// Hashes of addresses that could not be had yet, and how often they were tried.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tried: BTreeMap<String, u8>,
    /// What the places that were asked said in robots.txt.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub robots: BTreeMap<String, Asked>,
    /// Pages that are asked for again, in the order in which they were first read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// Pages that were taken down, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
    /// How often a page was found changed, in all.
    #[serde(default, skip_serializing_if = "is_none")]
    pub changed: u64,
}

fn is_none(n: &u64) -> bool {
    *n == 0
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            last_try: None,
            last_good: None,
            last_new: None,
            failures: 0,
            next_due: None,
            outcome: None,
            validators: None,
            content: None,
            items: 0,
            followed: 0,
            seen: Vec::new(),
            tried: BTreeMap::new(),
            robots: BTreeMap::new(),
            pages: Vec::new(),
            gone: Vec::new(),
            changed: 0,
        }
    }
}

/// Places whose robots.txt is remembered with one source, and bytes of their rules in all; what is beyond is asked for again.
const MAX_ROBOTS: usize = 200;
const MAX_RULES: usize = 256 << 10;
/// Seconds for which a robots.txt that is not believed any more is kept, to stand in for one that cannot be had.
const ROBOTS_KEPT: i64 = 86_400;

/// How a source stands, now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It was due and nobody looked.
    Missed,
    /// The last look failed.
    Failed,
    /// Only a part of it came.
    Truncated,
    /// It answers, and has had nothing new for too long.
    Stale,
    /// It answers, and there is nothing in it.
    Empty,
    /// Not looked at yet.
    New,
    /// As it was.
    Unchanged,
    /// Read.
    Ok,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Failed => "failed",
            Self::Truncated => "truncated",
            Self::Stale => "stale",
            Self::Empty => "empty",
            Self::New => "new",
            Self::Unchanged => "unchanged",
            Self::Ok => "ok",
        }
    }

    /// True where somebody has to look into it.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Missed | Self::Failed | Self::Stale)
    }
}

/// How a source stands, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// In a word.
    pub status: Status,
    /// Stable code of the reason; may be empty.
    pub code: String,
    /// Why.
    pub why: String,
    /// What to do; empty where there is nothing to do.
    pub todo: String,
}

/// A stretch of time for people.
pub(crate) fn spoken(seconds: i64) -> String {
    let n = seconds.max(0);
    let (n, unit) = match n {
        0..120 => (n, "second"),
        120..7_200 => (n / 60, "minute"),
        7_200..172_800 => (n / 3_600, "hour"),
        _ => (n / 86_400, "day"),
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

fn seconds(d: Duration) -> i64 {
    i64::try_from(d.as_secs()).unwrap_or(i64::MAX)
}

impl State {
    /// Read what was kept. What cannot be read, or was written by a later version, is `None`: the source is then looked at anew.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str::<Self>(json).ok().filter(|s| s.version <= VERSION)
    }

    /// As it is kept.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a state has only string keys")
    }

    /// Remember what places said in robots.txt, the source's own first, then what is believed longest.
    pub(crate) fn remember_robots(&mut self, own: &str, asked: BTreeMap<String, Asked>, now: &Moment) {
        self.robots.extend(asked);
        let mut all: Vec<(String, Asked)> = std::mem::take(&mut self.robots).into_iter().collect();
        all.retain(|(_, a)| a.until.seconds().saturating_add(ROBOTS_KEPT) > now.seconds());
        all.sort_by_key(|(place, a)| (place != own, std::cmp::Reverse(a.until.seconds())));
        let mut bytes = 0;
        for (place, a) in all {
            if bytes + a.rules.len() <= MAX_RULES && self.robots.len() < MAX_ROBOTS {
                bytes += a.rules.len();
                self.robots.insert(place, a);
            }
        }
    }

    /// Remember a page to be asked for again.
    pub(crate) fn remember_page(&mut self, page: Page) {
        if self.pages.iter().any(|p| p.url == page.url) {
            return;
        }
        self.pages.push(page);
        let over = self.pages.len().saturating_sub(MAX_PAGES);
        self.pages.drain(..over);
    }

    /// Remember a page that is gone.
    pub(crate) fn remember_gone(&mut self, gone: Gone) {
        self.gone.push(gone);
        let over = self.gone.len().saturating_sub(MAX_GONE);
        self.gone.drain(..over);
    }

    /// True where it is time to look.
    pub fn is_due(&self, now: &Moment) -> bool {
        self.next_due.as_ref().is_none_or(|d| d <= now)
    }

    /// Seconds after which a look that was due and did not happen counts as missed: as long as the source's own interval.
    fn grace(source: &Source) -> i64 {
        seconds(source.every).max(300)
    }

    /// How the source stands.
    pub fn standing(&self, source: &Source, now: &Moment) -> Standing {
        let standing = |status, code: &str, why: String, todo: &str| Standing {
            status,
            code: code.to_owned(),
            why,
            todo: todo.to_owned(),
        };
        let Some(outcome) = &self.outcome else {
            let todo = "run firsthand watch";
            return standing(Status::New, "", "it was not looked at yet".to_owned(), todo);
        };
        let last = || outcome.note.clone();
        if let Some(due) = &self.next_due
            && now.seconds() > due.seconds().saturating_add(Self::grace(source))
        {
            let late = spoken(now.seconds() - due.seconds());
            let before = if outcome.word == Word::Failed {
                format!("; before that it failed: {}", last())
            } else {
                String::new()
            };
            let why = format!("it was due {late} ago, and nobody looked{before}");
            return standing(Status::Missed, "missed", why, "start firsthand watch again, or look why it stands still");
        }
        match outcome.word {
            Word::Failed => {
                let times =
                    if self.failures > 1 { format!(" ({} times in a row)", self.failures) } else { String::new() };
                return standing(Status::Failed, &outcome.code, format!("{}{times}", last()), &outcome.todo);
            }
            Word::Truncated => return standing(Status::Truncated, &outcome.code, last(), &outcome.todo),
            Word::Ok | Word::Unchanged | Word::Empty => {}
        }
        // A source without anything new is counted from the first look, since nobody knows what was before.
        let since = self.last_new.as_ref().or(self.last_good.as_ref());
        if let (Some(limit), Some(since)) = (source.stale_after, since)
            && now.seconds() - since.seconds() > seconds(limit)
        {
            let why = format!("it answers, and has had nothing new for {}", spoken(now.seconds() - since.seconds()));
            let todo = "look at it in a browser: it may have moved, or have been given up";
            return standing(Status::Stale, "stale", why, todo);
        }
        match outcome.word {
            Word::Empty => standing(Status::Empty, &outcome.code, last(), &outcome.todo),
            Word::Unchanged => standing(Status::Unchanged, &outcome.code, last(), &outcome.todo),
            _ => standing(Status::Ok, &outcome.code, last(), &outcome.todo),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Moment;

    use super::{Asked, MAX_ROBOTS, MAX_RULES, Outcome, State, Status, Word, spoken};
    use crate::{Failure, Source};

    fn at(seconds: i64) -> Moment {
        Moment::from_seconds(1_768_900_000 + seconds).unwrap()
    }

    fn state(word: Word) -> State {
        State {
            outcome: Some(Outcome::of(word, &Failure::new("x", "because").todo("do"))),
            last_try: Some(at(0)),
            last_good: Some(at(0)),
            last_new: Some(at(0)),
            next_due: Some(at(900)),
            failures: u32::from(word == Word::Failed) * 3,
            ..State::default()
        }
    }

    #[test]
    fn five_states_and_three_more_are_told_apart() {
        let mut source = Source::new("a", "https://a.example/").unwrap();
        source.stale_after = Some(Duration::from_secs(3_600));
        let is = |s: &State, t: i64| s.standing(&source, &at(t)).status;
        assert_eq!(is(&State::default(), 0), Status::New);
        for (word, status) in [
            (Word::Ok, Status::Ok),
            (Word::Unchanged, Status::Unchanged),
            (Word::Empty, Status::Empty),
            (Word::Failed, Status::Failed),
            (Word::Truncated, Status::Truncated),
        ] {
            assert_eq!(is(&state(word), 1_000), status);
            assert_eq!(is(&state(word), 1_900), Status::Missed, "due at 900, late by more than its interval");
        }
        let mut old = state(Word::Unchanged);
        (old.next_due, old.last_try) = (Some(at(4_000)), Some(at(3_700)));
        let s = old.standing(&source, &at(3_700));
        assert_eq!((s.status, s.why.as_str()), (Status::Stale, "it answers, and has had nothing new for 61 minutes"));
        old.last_new = None;
        assert_eq!(is(&old, 3_700), Status::Stale, "never anything new: counted from the last good look");
        let failed = state(Word::Failed).standing(&source, &at(1_000));
        assert_eq!((failed.why.as_str(), failed.todo.as_str()), ("because (3 times in a row)", "do"));
    }

    #[test]
    fn what_is_remembered_of_robots_txt_has_bounds() {
        let asked =
            |until: i64, size: usize| Asked { at: at(0), until: at(until), rules: "x".repeat(size), failure: None };
        let mut s = State::default();
        let many = (0..1_000).map(|n| (format!("{n}.example:443"), asked(n, 10))).collect();
        s.remember_robots("3.example:443", many, &at(0));
        assert_eq!(s.robots.len(), MAX_ROBOTS);
        assert!(s.robots.contains_key("3.example:443") && s.robots.contains_key("999.example:443"));
        let large = (0..20).map(|n| (format!("{n}.example:80"), asked(2_000, MAX_RULES / 4))).collect();
        s.remember_robots("3.example:443", large, &at(0));
        assert!(s.robots.values().map(|a| a.rules.len()).sum::<usize>() <= MAX_RULES);
        s.remember_robots("3.example:443", [].into(), &at(2_001 + 86_400));
        assert!(s.robots.is_empty(), "what is long over is forgotten");
    }

    #[test]
    fn a_state_is_kept_as_json_and_a_later_one_is_not_misread() {
        let s = state(Word::Truncated);
        assert_eq!(State::from_json(&s.to_json()), Some(s));
        assert_eq!(State::from_json("{\"version\":1}"), Some(State::default()));
        assert_eq!(State::from_json("{\"version\":2}"), None);
        assert_eq!(State::from_json("{"), None);
        assert_eq!(spoken(1), "1 second");
        assert_eq!(spoken(90_000), "25 hours");
    }
}
