//! Sentence to claims: quantities, times, places, actors, speakers, stance, slots.
//!
//! What for: turns one report into a [`model::Reading`]: everything it says, each item at an exact span.
//!
//! Key decision: finders are general and know nothing of slots; what is asserted is decided by rule packs, which are data files
//! under `data/rules/` that carry their own examples.

pub mod actors;
mod by_language;
pub mod claims;
mod context;
pub mod events;
pub mod hedges;
mod names;
pub mod places;
pub mod quantities;
pub mod speakers;
pub mod stance;
pub mod times;

use std::sync::Arc;

use claims::Packs;
use know::Know;
use model::{
    ActorMention, Attribution, EvidencePart, Issue, Moment, OfficeMention, PlaceMention, Quantity, Reading, Report,
    TimeExpr,
};
use text::Doc;

/// Why the reader could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {note}")]
pub struct Error {
    /// Stable code.
    pub code: &'static str,
    /// What happened and what to do next.
    pub note: String,
}

/// What the finders found in one text.
pub(crate) struct Finds {
    pub(crate) doc: Doc,
    pub(crate) quantities: Vec<Quantity>,
    pub(crate) times: Vec<TimeExpr>,
    pub(crate) places: Vec<PlaceMention>,
    pub(crate) actors: Vec<ActorMention>,
    pub(crate) attributions: Vec<Attribution>,
    pub(crate) office_issues: Vec<OfficeMention>,
    pub(crate) issues: Vec<Issue>,
}

impl Finds {
    fn part<'a>(&'a self, part: EvidencePart, rules: &'a claims::LangRules, know: &'a Know) -> claims::Part<'a> {
        claims::Part {
            doc: &self.doc,
            part,
            quantities: &self.quantities,
            times: &self.times,
            places: &self.places,
            actors: &self.actors,
            attributions: &self.attributions,
            rules,
            know,
            custody: rules.speaks_of_custody(&self.doc),
        }
    }
}

/// Reads reports. Make one and share it: it holds compiled rules and the knowledge base.
#[derive(Debug)]
pub struct Reader {
    know: Arc<Know>,
    packs: Packs,
}

impl Reader {
    /// A reader with the shipped rule packs.
    pub fn new(know: Arc<Know>) -> Result<Self, Error> {
        Ok(Self { know, packs: Packs::shipped()? })
    }

    /// The knowledge base it reads with.
    pub fn know(&self) -> &Arc<Know> {
        &self.know
    }

    /// The rule packs it reads with.
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    fn finds(
        &self,
        part: EvidencePart,
        (doc, issues): (text::Doc, Vec<Issue>),
        day: Option<&Moment>,
        hints: places::Hints<'_>,
    ) -> Finds {
        let times = times::find(&doc, day);
        let quantities = quantities::find(&doc, &times);
        let names = names::Names::new(&doc, &self.know);
        let actors = actors::find_in(&names, &self.know);
        let places = places::find_in(&names, &self.know, &actors, hints);
        let office_issues = actors::out_of_time_in(&names, &self.know, &actors, day, part);
        let attributions = speakers::find(&doc, &self.know, &actors);
        Finds { doc, quantities, times, places, actors, attributions, office_issues, issues }
    }

    /// Read one report. Never fails; what could not be read is in `issues`.
    pub fn read(&self, report: &Report) -> Reading {
        // a page without a date of its own often opens with one ("AYN ISSA, January 20, 2026 - ..."): good enough to say what
        // "yesterday" is, never shown as the time of publication
        let analysed = text::analyse(&report.text, report.lang.as_deref());
        let opened = if report.published.is_none() { opening_day(&report.text, &analysed.0.lang) } else { None };
        let published = report.published.as_ref().or(opened.as_ref());
        let publisher = report.url.as_deref().and_then(|u| self.know.publisher_by_domain(u));
        let publisher = publisher.or_else(|| report.outlet.as_deref().and_then(|o| self.know.publisher_by_outlet(o)));
        let hints = places::Hints { country: publisher.map(|p| p.country()).filter(|c| !c.is_empty()) };
        let body = self.finds(EvidencePart::Body, analysed, published, hints);
        // A headline has too few words to say where it is: the body says it.
        let about = places::main_country(&body.places);
        let above = places::Hints { country: about.as_deref().or(hints.country) };
        let title = report.title.as_deref().filter(|t| !t.trim().is_empty());
        let title = title.map(|t| text::analyse(t, Some(&body.doc.lang)));
        let title = title.map(|analysed| self.finds(EvidencePart::Title, analysed, published, above));
        let about = claims::About { report: &report.id, published };
        let claims = claims::find(&about, &self.packs, &self.know, &body, title.as_ref());
        let mut office_issues = body.office_issues;
        office_issues.extend(title.into_iter().flat_map(|t| t.office_issues));
        let events = events::find(&body.doc, &body.attributions);
        let (hedges, uncertain) = hedges::find(&body.doc);
        Reading {
            lang: body.doc.lang.clone(),
            sentences: body.doc.sentences.iter().map(|s| s.span).collect(),
            quantities: body.quantities,
            times: body.times,
            places: body.places,
            actors: body.actors,
            attributions: body.attributions,
            events,
            hedges,
            uncertain,
            office_issues,
            claims,
            issues: body.issues,
        }
    }
}

/// The first full day, or month, named in the opening of a text, as a moment at its beginning.
fn opening_day(text: &str, lang: &str) -> Option<Moment> {
    const OPENING: usize = 300;
    let head = &text[..text.floor_char_boundary(OPENING)];
    let times = times::find_in(head, lang, None);
    let day = times
        .iter()
        .find(|t| t.value.len() >= 10 && t.value.as_bytes()[..10].iter().all(|b| b.is_ascii_digit() || *b == b'-'));
    let month = || times.iter().find(|t| t.value.len() == 7 && !t.value.contains('X') && !t.value.contains('W'));
    match day {
        Some(t) => t.value.get(..10)?.parse().ok(),
        // the month's last day: whatever it tells of has happened by then
        None => {
            let first: jiff::civil::Date = format!("{}-01", month()?.value).parse().ok()?;
            first.last_of_month().to_string().parse().ok()
        }
    }
}
