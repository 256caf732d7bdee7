//! The words of Firsthand as plain types: report, span, claim, value, speaker, origin, event, question, answer, picture.
//!
//! What for: every other room takes and returns these types, and the three JSON outputs (annotate, link, read) are these types
//! written by serde, so a field named in the contract is named once, here.
//!
//! Key decision: no logic but the words' own rules (what an operator bounds, what a vague word spans, how an id is made). A type
//! that needed a gazetteer, a clock or a file would belong to another room.

mod annotation;
mod claim;
mod diff;
mod id;
mod issue;
mod moment;
mod picture;
mod pin;
mod report;
mod span;
mod value;

pub use annotation::{
    ActorMention, Annotation, Attribution, EventMention, Hedge, LinkLine, OfficeMention, PlaceKind, PlaceMention,
    Quantity, Reading, TimeExpr, TimeType, Trend,
};
pub use claim::{Claim, Evidence, EvidencePart, Slot, Speaker, SpeakerKind, Stance};
pub use diff::{ChangeKind, ClaimChange, Diff};
pub use id::{content_id, sha256_hex};
pub use issue::Issue;
pub use moment::Moment;
pub use picture::{
    Answer, AnswerStatus, Basis, Change, Copy, CopyKind, Event, Finding, FindingKind, Method, Origin, Picture, Place,
    Precedent, Question, QuestionState, Range, Relation, ReportLine, Restriction, SCHEMA, Sector, Warning,
};
pub use pin::{Pin, PinKind};
pub use report::Report;
pub use span::Span;
pub use value::{Op, Value, ValueKind};
