use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Span, Value};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word used in JSON, rule files and on screens.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, String> {
                match s { $($word => Ok($name::$variant),)+ _ => Err(format!("{s:?} is not one of {:?}", [$($word),+])) }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What is asserted.
    Slot {
        /// People who got away.
        Escaped = "escaped",
        /// Escapees caught again.
        Recaptured = "recaptured",
        /// Dead.
        Killed = "killed",
        /// Wounded or injured.
        Injured = "injured",
        /// Missing.
        Missing = "missing",
        /// Newly arrested.
        Detained = "detained",
        /// In custody or captivity as a standing fact.
        Held = "held",
        /// Driven from home.
        Displaced = "displaced",
        /// Taken out of danger.
        Evacuated = "evacuated",
        /// Touched by the event in another way, or at risk.
        Affected = "affected",
        /// Settlements under water.
        SettlementsFlooded = "settlements_flooded",
        /// Homes damaged or under water.
        HomesDamaged = "homes_damaged",
        /// Prisoners or patients moved elsewhere.
        Transferred = "transferred",
        /// Who did it, in "actor: act" form; denied = who clears whom.
        Responsibility = "responsibility",
        /// How it came about, without who.
        Cause = "cause",
        /// Who holds what.
        Control = "control",
        /// Where it happened.
        Place = "place",
        /// When it happened.
        Date = "date",
        /// Curfew, closure, ban, checkpoint.
        MovementRestriction = "movement_restriction",
        /// Help that reaches people or does not.
        AidAccess = "aid_access",
        /// What is broken or out of service.
        InfrastructureDamage = "infrastructure_damage",
        /// Deal, truce, its terms, its breach.
        Agreement = "agreement",
        /// Denial of anything but blame or a figure.
        Denial = "denial",
        /// Call, appeal, ultimatum.
        Demand = "demand",
        /// What someone says may come.
        Warning = "warning",
        /// A group's own claim to have done it.
        ClaimOfResponsibility = "claim_of_responsibility",
        /// Any other count of people or things.
        OtherCount = "other_count",
    }
}

words! {
    /// How firmly the speaker puts it.
    Stance {
        /// Put as fact.
        Asserted = "asserted",
        /// Estimated, believed, reckoned.
        Estimated = "estimated",
        /// Hearsay: reportedly, is said to.
        Reported = "reported",
        /// Could not be confirmed; allegedly.
        Unverified = "unverified",
        /// Denied.
        Denied = "denied",
        /// About what is to come.
        Forecast = "forecast",
    }
}

words! {
    /// What kind of source a speaker is.
    SpeakerKind {
        /// A named person.
        NamedOfficial = "named_official",
        /// Ministry, army, agency, group, or an unnamed holder of one office.
        Institution = "institution",
        /// "a US official", "sources", "residents".
        Anonymous = "anonymous",
        /// The outlet or agency itself.
        Media = "media",
        /// Narration.
        None = "none",
    }
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Speaker {
    /// As it stands in the text ("it", "the ministry"); `None` for narration.
    pub text: Option<String>,
    /// Kind of source.
    pub kind: SpeakerKind,
    /// Resolved name ("Interior Ministry of Syria"); `None` where it cannot be resolved.
    pub name: Option<String>,
}

impl Speaker {
    /// Narration: nobody is named.
    pub fn none() -> Self {
        Self { text: None, kind: SpeakerKind::None, name: None }
    }
}

/// Which part of the report a span points into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidencePart {
    /// The report's text.
    #[default]
    Body,
    /// The report's title.
    Title,
}

/// The sentence a claim stands on: the exact substring and where it lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The whole sentence, exactly as it stands.
    pub text: String,
    /// First byte in the body or title.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Body or title.
    #[serde(rename = "in")]
    pub part: EvidencePart,
}

impl Evidence {
    /// The sentence's span.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// One assertion in one sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Stable id from report, sentence, slot and value.
    pub id: String,
    /// Report it stands in.
    pub report: String,
    /// Event it is about; filled by `weigh`.
    #[serde(default)]
    pub event: Option<String>,
    /// What is asserted.
    pub slot: Slot,
    /// The thing counted, blamed, held ("detainees", "SDF fighters", "prison").
    #[serde(default)]
    pub counted: Option<String>,
    /// Where or for which part it holds ("Shaddadi prison", "increase"); `None` = not stated.
    #[serde(default)]
    pub scope: Option<String>,
    /// The value.
    pub value: Value,
    /// Who said it.
    pub speaker: Speaker,
    /// Who passed it on, nearest to the speaker first.
    #[serde(default)]
    pub relayed_by: Vec<String>,
    /// How firmly.
    pub stance: Stance,
    /// Moment the claim speaks of, ISO 8601, where the sentence or the page says.
    #[serde(default)]
    pub as_of: Option<String>,
    /// The sentence.
    pub evidence: Evidence,
    /// Origin id; filled by `weigh`. `None` = independence unknown.
    #[serde(default)]
    pub origin: Option<String>,
    /// Bytes of the value itself, in the same part as the evidence.
    #[serde(default)]
    pub at: Option<Span>,
    /// Rule that made the claim, as `pack/rule`.
    #[serde(default)]
    pub rule: String,
    /// Decisions on the way, for `explain`: one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// Marks for later rooms, e.g. `no_number`, `headline`, `background`, `page_unverified`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}
