use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Claim, Issue, Moment, Pin, Value, claim::words};

/// Name and version of the picture's JSON.
pub const SCHEMA: &str = "firsthand/picture/1";

words! {
    /// How a text was taken over.
    CopyKind {
        /// Word for word, cuts allowed.
        Verbatim = "verbatim",
        /// Reworded.
        Rewrite = "rewrite",
        /// In another language.
        Translation = "translation",
    }
}

words! {
    /// How two pages with one text stand to each other.
    Relation {
        /// One was taken from the other.
        Copied = "copied",
        /// Both run a text of somebody else, whose own page was not read; the earlier stands for it.
        SharedUpstream = "shared_upstream",
        /// One text, and too little to say which page had it first; the likelier stands for it.
        Unknown = "unknown",
    }
}

impl Relation {
    /// The plain case, which is not written out.
    pub fn is_copied(&self) -> bool {
        *self == Self::Copied
    }
}

#[expect(clippy::derivable_impls, reason = "the words of an enum are made by a macro")]
impl Default for Relation {
    fn default() -> Self {
        Self::Copied
    }
}

words! {
    /// Where a question stands.
    QuestionState {
        /// All current answers are compatible.
        Agreed = "agreed",
        /// Answers of different origins exclude each other.
        Disputed = "disputed",
        /// Too little to say.
        Open = "open",
        /// One line of origin, revised.
        SupersededChain = "superseded_chain",
    }
}

words! {
    /// Where an answer stands.
    AnswerStatus {
        /// Not withdrawn or replaced by who said it.
        Current = "current",
        /// Replaced by its own speaker.
        Superseded = "superseded",
        /// Taken back or denied by its own speaker.
        Withdrawn = "withdrawn",
        /// A plain error, or unsourced and fitting no known line.
        Outlier = "outlier",
        /// About what is to come; never counted.
        ForecastNotCount = "forecast_not_count",
    }
}

words! {
    /// What kind of answer it is: kinds that must not share a scale.
    Basis {
        /// Counted case by case, by name or document: a floor that only rises.
        DocumentedFloor = "documented_floor",
        /// The figure an authority gives.
        Official = "official",
        /// Reckoned, believed or rounded.
        Estimate = "estimate",
        /// Given by somebody else: a party, an organisation, a newsroom.
        Stated = "stated",
    }
}

words! {
    /// What a careful reader would circle.
    FindingKind {
        /// Event put in a place that others exclude.
        OutlierPlace = "outlier_place",
        /// A figure without source that fits no known line.
        OutlierNumber = "outlier_number",
        /// An office given to someone who did not hold it then.
        OfficeHolder = "office_holder",
        /// A date that others exclude, or that cannot be.
        DateConflict = "date_conflict",
        /// Figures that do not add up.
        Arithmetic = "arithmetic",
        /// "about", "reportedly" dropped on the way.
        LostHedge = "lost_hedge",
        /// The source dropped on the way.
        LostAttribution = "lost_attribution",
        /// A figure changed on the way.
        ChangedNumber = "changed_number",
        /// "at least", "up to" changed on the way.
        ChangedOperator = "changed_operator",
        /// A figure that nobody stands behind.
        NoSource = "no_source",
        /// A page against itself.
        SelfContradiction = "self_contradiction",
        /// An old story in new clothes.
        Recycled = "recycled",
    }
}

/// What made the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// Program version.
    pub version: String,
    /// SHA-256 over rule packs and knowledge data.
    pub rules: String,
}

/// A report as listed in a picture: everything but its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportLine {
    /// Id.
    pub id: String,
    /// Address.
    pub url: Option<String>,
    /// Name on the page.
    pub outlet: Option<String>,
    /// Newsroom or owner family behind it.
    pub publisher: Option<String>,
    /// When published.
    pub published: Option<Moment>,
    /// When it says it was last changed, if that is after its publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Moment>,
    /// When captured.
    pub captured: Option<Moment>,
    /// Headline.
    pub title: Option<String>,
    /// Language.
    pub lang: String,
    /// SHA-256 of the captured bytes.
    pub sha256: String,
    /// Earlier revision of the same page.
    pub revision_of: Option<String>,
}

/// The first utterance that a family of claims goes back to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Stable id.
    pub id: String,
    /// What a screen calls it: "Interior Ministry of Syria, 19-20 Jan".
    pub label: String,
    /// Resolved speaker.
    pub speaker: Option<String>,
    /// Earliest report that carries it.
    pub first_report: Option<String>,
    /// When that was published.
    pub first_seen: Option<Moment>,
    /// Reports that carry it, sorted.
    pub reports: Vec<String>,
    /// Their publishers, sorted, without repeats.
    pub publishers: Vec<String>,
    /// Why these claims have one origin: one sentence a reason.
    #[serde(default)]
    pub why: Vec<String>,
}

/// A place as a picture gives it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Name.
    pub name: String,
    /// Latitude, degrees.
    pub lat: Option<f64>,
    /// Longitude, degrees.
    pub lon: Option<f64>,
    /// First-level division.
    pub admin1: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// How far off the point may be, metres.
    pub precision_m: Option<u32>,
    /// What it is, as in the gazetteer (`town`, `prison`, `camp`, `hospital`, `dam` ...): sites that hold people are drawn coarsely.
    #[serde(default)]
    pub feature: Option<String>,
}

/// One happening.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Stable id.
    pub id: String,
    /// "Escape, Shaddadi, 19 January 2026".
    pub title: String,
    /// Kind (`escape`, `attack`, `flood` ...).
    pub kind: String,
    /// Where.
    pub place: Option<Place>,
    /// ISO day or coarser; `None` = not known.
    pub date: Option<String>,
    /// Reports with a claim about it, sorted.
    pub reports: Vec<String>,
    /// True where the event is only mentioned as background of another.
    #[serde(default)]
    pub background: bool,
    /// Why the reports belong together, why look-alikes do not: one sentence each.
    #[serde(default)]
    pub why: Vec<String>,
}

/// The claims of one question that agree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The value they share, in the words of the earliest.
    pub value: Value,
    /// Where it stands.
    pub status: AnswerStatus,
    /// Origins behind it, sorted; empty = independence unknown.
    pub origins: Vec<String>,
    /// Reports that carry it, sorted.
    pub reports: Vec<String>,
    /// Claims, in order of report and byte.
    pub claims: Vec<String>,
    /// Earliest publication.
    pub first_seen: Option<Moment>,
    /// Latest publication.
    pub last_seen: Option<Moment>,
    /// Why this status, in one sentence.
    #[serde(default)]
    pub why: String,
    /// For figures: what kind of answer it is; `None` where nobody is named for it, and for all that is no figure.
    #[serde(default)]
    pub basis: Option<Basis>,
}

/// Low, best and high figure of a death toll, in the manner of UCDP.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// The lowest figure that one of the origins stands behind.
    #[serde(serialize_with = "plain")]
    pub low: f64,
    /// The figure that most of them stand behind; the lower of equals.
    #[serde(serialize_with = "plain")]
    pub best: f64,
    /// The highest.
    #[serde(serialize_with = "plain")]
    pub high: f64,
    /// The origins, one a voice, sorted.
    pub origins: Vec<String>,
}

fn plain<S: serde::Serializer>(n: &f64, s: S) -> Result<S::Ok, S::Error> {
    crate::value::plain_number(&Some(*n), s)
}

/// One slot of one event, scope and thing counted included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Stable id.
    pub id: String,
    /// Event id.
    pub event: String,
    /// Slot.
    pub slot: crate::Slot,
    /// Thing counted.
    pub counted: Option<String>,
    /// Scope.
    pub scope: Option<String>,
    /// State.
    pub state: QuestionState,
    /// Competing answers: current first, then by figure and text.
    pub answers: Vec<Answer>,
    /// Why this state, in one sentence.
    #[serde(default)]
    pub why: String,
    /// Death tolls: low, best and high, only where at least three independent origins that are no party to the event give one.
    #[serde(default)]
    pub range: Option<Range>,
    /// Death tolls: what the range rests on, or why there is none; empty for other questions.
    #[serde(default)]
    pub range_why: String,
}

/// What was changed on the way from the original to the copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `number`, `operator`, `hedge`, `attribution`, `place`, `cut`, `added`.
    pub what: String,
    /// As in the original; empty when added.
    pub from: String,
    /// As in the copy; empty when cut.
    pub to: String,
}

/// One report's text taken from another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Copy {
    /// The copy.
    pub report: String,
    /// What it was taken from.
    pub of: String,
    /// How.
    pub kind: CopyKind,
    /// 0-1: share of the copy's words that stand in the original in runs, or the strength of the other evidence.
    pub score: f64,
    /// What was changed.
    pub changed: Vec<Change>,
    /// `[start, end, start in original, end in original]`, bytes of the two texts.
    #[serde(default)]
    pub shared: Vec<[usize; 4]>,
    /// Why this direction: one sentence a reason.
    #[serde(default)]
    pub why: Vec<String>,
    /// Whether it was taken from that page, or both are from a third; left out where it was taken.
    #[serde(default, skip_serializing_if = "Relation::is_copied")]
    pub relation: Relation,
}

/// Something a careful reader would circle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Kind.
    pub kind: FindingKind,
    /// Report it stands in.
    pub report: String,
    /// Claim concerned, where there is one.
    pub claim: Option<String>,
    /// What the report says.
    pub said: String,
    /// Why it is circled, with the other side named.
    pub why: String,
    /// The sentence.
    pub evidence: Option<crate::Evidence>,
}

/// What someone said may come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// The claim.
    pub claim: String,
    /// Who warns; `None` = nobody named.
    pub by: Option<String>,
    /// In the report's words.
    pub text: String,
    /// Until when, where the sentence says: an RFC 3339 instant, or a day that still counts as a whole.
    pub horizon: Option<String>,
    /// `came_true`; `did_not` by its horizon; `open`; `unknown` where its horizon has passed and no report says what came of it.
    pub outcome: String,
    /// Why this outcome, in one sentence.
    #[serde(default)]
    pub why: String,
    /// Claims that show the outcome, sorted.
    #[serde(default)]
    pub shown_by: Vec<String>,
}

/// Curfew, closure, ban, checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Restriction {
    /// What.
    pub what: String,
    /// Where.
    #[serde(rename = "where")]
    pub place: Option<String>,
    /// From, ISO 8601.
    pub from: Option<String>,
    /// To, ISO 8601.
    pub to: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// Claims behind it.
    pub claims: Vec<String>,
}

/// One line of the access table: how one service or way stands in one place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sector {
    /// Event id.
    pub event: String,
    /// `power`, `water`, `roads`, `telecoms`, `schools`, `health`, `aid`, `displacement`, `curfew`, `closure`, `checkpoint`.
    pub sector: String,
    /// Where.
    #[serde(rename = "where")]
    pub place: Option<String>,
    /// `out`, `limited`, `restored`, `in_force`, `lifted`, `reported`: as the latest claim has it.
    pub state: String,
    /// The latest claim in the report's words.
    pub text: String,
    /// The moment that claim speaks of.
    pub as_of: Option<Moment>,
    /// Whole hours from then to the moment of the picture, or to the latest report of a picture without one.
    pub age_hours: Option<i64>,
    /// Claims behind it, latest first.
    pub claims: Vec<String>,
}

/// A past event of the same picture that resembles one of its main events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Precedent {
    /// Event id.
    pub event: String,
    /// Id of the past event.
    pub precedent: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Kilometres between the two to the next five, 15 for all that is nearer; `None` where a place is not known.
    pub km: Option<u32>,
    /// What makes them similar: one sentence each.
    pub similar: Vec<String>,
    /// What sets them apart: one sentence each.
    pub differs: Vec<String>,
    /// Claims about the past event that this rests on, sorted.
    pub claims: Vec<String>,
}

/// All questions as of one moment (contract 3).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// [`SCHEMA`].
    pub schema: String,
    /// The moment; `None` = everything known.
    pub as_of: Option<Moment>,
    /// What made it.
    pub method: Method,
    /// Reports, by id.
    pub reports: Vec<ReportLine>,
    /// Claims, by report and byte.
    pub claims: Vec<Claim>,
    /// Origins, by id.
    pub origins: Vec<Origin>,
    /// Events, largest first.
    pub events: Vec<Event>,
    /// Questions, by event and weight.
    pub questions: Vec<Question>,
    /// Copies, by report.
    pub copies: Vec<Copy>,
    /// Findings, by report and byte.
    pub findings: Vec<Finding>,
    /// Warnings.
    pub warnings: Vec<Warning>,
    /// Restrictions.
    pub restrictions: Vec<Restriction>,
    /// Access table, by event, sector and place.
    #[serde(default)]
    pub sectors: Vec<Sector>,
    /// Past events that resemble the main ones, most similar first.
    #[serde(default)]
    pub precedents: Vec<Precedent>,
    /// What could not be read.
    pub issues: Vec<Issue>,
    /// Decisions of people on links that this picture follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Pin>,
}
