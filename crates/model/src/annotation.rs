use serde::{Deserialize, Serialize};

use crate::{Claim, Issue, Op, Span, SpeakerKind, value::plain_number};

/// A quantity in the text: figure, bounds, unit and thing counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// First byte of the figure with its operator and unit.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub text: String,
    /// Operator.
    pub op: Op,
    /// Lower bound.
    #[serde(serialize_with = "plain_number", default)]
    pub lo: Option<f64>,
    /// Upper bound.
    #[serde(serialize_with = "plain_number", default)]
    pub hi: Option<f64>,
    /// Normalised unit (`metre`, `US dollar`, `percentage`); `None` for plain counts.
    pub unit: Option<String>,
    /// Head noun phrase counted.
    pub counted: Option<String>,
    /// The whole in "81 of the 120".
    pub of: Option<String>,
    /// Vague word ("dozens", "several"): an interval or no bounds, never one number.
    #[serde(default)]
    pub vague: bool,
    /// An increment ("nine more", "another 12"), not a total.
    #[serde(default)]
    pub increment: bool,
    /// The quantity is the size of a rise or a fall ("fell 4 per cent"), not a level; `None` also where a bound was said ("rose by at
    /// least 4 per cent"), which `op` keeps.
    #[serde(default)]
    pub change: Option<Trend>,
    /// A fraction or part-whole figure ("81 of the 120", "half of").
    #[serde(default)]
    pub part: bool,
    /// Bytes of the bare figure, without operator and unit.
    #[serde(default)]
    pub figure: Span,
}

/// Direction of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// A rise.
    Up,
    /// A fall.
    Down,
}

impl Quantity {
    /// The quantity's span with operator and unit.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// TIMEX3 types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimeType {
    /// A day or longer calendar unit.
    #[default]
    Date,
    /// Within a day.
    Time,
    /// A length.
    Duration,
    /// Recurring.
    Set,
}

/// A time expression with its TIMEX3 value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeExpr {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub text: String,
    /// DATE, TIME, DURATION or SET.
    #[serde(rename = "type")]
    pub kind: TimeType,
    /// TIMEX3 value: `2026-01-19`, `2026-W04`, `P3D`, `PRESENT_REF`, ...
    pub value: String,
}

/// How a place name is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// The place itself.
    #[default]
    Literal,
    /// The people or government seated there ("Damascus says").
    Metonymic,
    /// People of the place ("Syrians").
    Demonym,
    /// Part of another name or an adjective ("the Syrian army", "Kherson region governor").
    Modifier,
}

/// A place named in the text, resolved where it can be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceMention {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub text: String,
    /// Use.
    pub kind: PlaceKind,
    /// Gazetteer name; `None` = unlocated, a legal answer.
    pub name: Option<String>,
    /// GeoNames id, where the place has one.
    pub geonames_id: Option<u32>,
    /// Latitude, degrees north, WGS 84.
    pub lat: Option<f64>,
    /// Longitude, degrees east, WGS 84.
    pub lon: Option<f64>,
    /// First-level division, by name.
    pub admin1: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// How far off the point may be, in metres.
    pub precision_m: Option<u32>,
    /// What it is: `town`, `prison`, `camp`, `dam`, `admin1`, `country`, `region`, `water`, `crossing` ...
    #[serde(default)]
    pub feature: Option<String>,
    /// Key in the gazetteer, for other rooms.
    #[serde(default)]
    pub key: Option<String>,
}

/// An organisation, group, office or person known to the actor table, or plainly one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorMention {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub text: String,
    /// `government`, `ministry`, `armed_group`, `media`, `person`, `role`, ... as in the actor table.
    pub kind: String,
    /// Actor id; `None` where the table does not know it.
    pub id: Option<String>,
    /// Resolved name.
    pub name: Option<String>,
}

/// An office given to someone who, by the role table, did not hold it on the day of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeMention {
    /// First byte of the words that give the office.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub text: String,
    /// Body or title.
    #[serde(rename = "in", default)]
    pub part: crate::EvidencePart,
    /// Who, as the table names them.
    pub person: String,
    /// The office: `president`, `interior minister`.
    pub role: String,
    /// ISO 3166-1 alpha-2; `None` for international offices.
    pub country: Option<String>,
    /// Since when they held it, ISO 8601 (a day, month or year).
    pub held_from: Option<String>,
    /// Until when.
    pub held_to: Option<String>,
    /// Who holds it on the day of the report.
    pub current_holder: Option<String>,
}

/// Who says what: source, cue and content spans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The source's words; `None` where only a cue stands ("reportedly").
    pub source: Option<Span>,
    /// The cue ("said", "according to").
    pub cue: Option<Span>,
    /// What is attributed.
    pub content: Span,
    /// Kind of source.
    pub speaker_kind: SpeakerKind,
    /// Quoted word for word.
    pub direct: bool,
    /// Resolved name of the source, pronouns and definite chains followed back.
    #[serde(default)]
    pub name: Option<String>,
    /// Who passed it on, nearest to the source first ("told Reuters", "state television reported").
    #[serde(default)]
    pub relays: Vec<String>,
    /// Lemma of the cue.
    #[serde(default)]
    pub cue_lemma: String,
    /// What kind of cue: `say`, `deny`, `accuse`, `estimate`, `warn`, `call`, `confirm`, `unable`, `hearsay` ... as in the cue table.
    #[serde(default)]
    pub cue_kind: String,
}

/// A happening named by one word, with its factuality.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EventMention {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The word.
    pub text: String,
    /// Event kind of the rule packs (`escape`, `attack`, `flood` ...) or `other`.
    pub kind: String,
    /// -3 certainly did not happen ... +3 certainly happened.
    pub factuality: f64,
    /// `positive` or `negative`.
    pub polarity: String,
}

/// Words that leave open whether, by whom or of how many something is true ("reportedly", "some people", "is considered").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hedge {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub text: String,
    /// `vague`, `possible`, `hearsay`, `belief`, `general` or `rating`.
    pub kind: String,
}

/// All that one text says, before events and origins are known: what `read` returns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Language, BCP 47 primary subtag.
    pub lang: String,
    /// Sentences of the body, in order.
    pub sentences: Vec<Span>,
    /// Quantities in the body.
    pub quantities: Vec<Quantity>,
    /// Times in the body.
    pub times: Vec<TimeExpr>,
    /// Places in the body.
    pub places: Vec<PlaceMention>,
    /// Actors in the body.
    pub actors: Vec<ActorMention>,
    /// Attributions in the body.
    pub attributions: Vec<Attribution>,
    /// Event words in the body.
    pub events: Vec<EventMention>,
    /// Hedges in the body.
    #[serde(default)]
    pub hedges: Vec<Hedge>,
    /// True where a sentence of the body is hedged or weaselling: what it says is not simply so.
    #[serde(default)]
    pub uncertain: bool,
    /// Offices given to people who do not hold them, in title and body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub office_issues: Vec<OfficeMention>,
    /// Claims from title and body.
    pub claims: Vec<Claim>,
    /// What could not be read.
    pub issues: Vec<Issue>,
}

/// A line of `firsthand annotate` (contract 1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// The input's id.
    pub id: String,
    /// All that was read.
    #[serde(flatten)]
    pub reading: Reading,
}

/// A line of `firsthand link` (contract 2).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkLine {
    /// The input's id.
    pub id: String,
    /// Story id, shared by all texts about the same happening.
    pub story: String,
    /// Text it was copied from.
    pub copy_of: Option<String>,
    /// How.
    pub copy_kind: Option<crate::CopyKind>,
    /// 0-1; `None` where nothing was copied.
    pub copy_score: Option<f64>,
    /// `[start, end, start in origin, end in origin]`, bytes.
    pub shared: Vec<[usize; 4]>,
    /// Whether it was taken from that text, or both are from a third; `None` where nothing was copied.
    #[serde(default)]
    pub relation: Option<crate::Relation>,
    /// Figures, operators, hedges, sources and places that were changed on the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<crate::Change>,
}
