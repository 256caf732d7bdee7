//! One index over the picture for all outputs: who stands behind an answer, which sentence shows it, what comes first.
//!
//! Key decision: every output asks this index, so that the terminal and the page cannot tell different stories, and whatever is
//! missing or dangling in a picture (an origin that is not listed, a claim that is gone) is met in one place and never panics.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Answer, AnswerStatus, Claim, Event, EvidencePart, Moment, Origin, Picture, Question, QuestionState, Report,
    ReportLine, SpeakerKind, Stance,
};

use crate::{
    clean::{clean_line, shorten},
    mask::{blot, mask, names, unnamed},
    words::{self, Group},
};

/// One voice behind an answer: an origin, or those who name none.
pub(crate) struct Voice<'a> {
    /// As shown.
    pub(crate) who: String,
    /// Kind of its speaker.
    pub(crate) kind: SpeakerKind,
    /// The origin; `None` = independence unknown.
    pub(crate) origin: Option<&'a Origin>,
    /// Reports that carry it, in order.
    pub(crate) reports: Vec<&'a str>,
    /// The earliest claim, which serves as evidence.
    pub(crate) lead: Option<&'a Claim>,
}

pub(crate) struct Desk<'a> {
    pub(crate) pic: &'a Picture,
    claims: BTreeMap<&'a str, &'a Claim>,
    reports: BTreeMap<&'a str, &'a ReportLine>,
    origins: BTreeMap<&'a str, &'a Origin>,
    sources: BTreeMap<&'a str, &'a Report>,
    withheld: BTreeMap<&'a str, Vec<String>>,
    labels: BTreeMap<&'a str, String>,
    by_event: BTreeMap<&'a str, Vec<(usize, &'a Question)>>,
    titles: BTreeMap<&'a str, usize>,
    copies_of: BTreeMap<&'a str, Vec<&'a model::Copy>>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(pic: &'a Picture, sources: &'a [Report]) -> Self {
        let withheld = names(pic);
        // An origin is anonymous when everything that it says is said without a name.
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for c in &pic.claims {
            if let Some(o) = c.origin.as_deref()
                && !unnamed(&c.speaker)
            {
                named.insert(o);
            }
        }
        let labels = pic.origins.iter().map(|o| (o.id.as_str(), label(o, !named.contains(o.id.as_str())))).collect();
        let mut by_event: BTreeMap<&str, Vec<(usize, &Question)>> = BTreeMap::new();
        for (i, q) in pic.questions.iter().enumerate() {
            by_event.entry(&q.event).or_default().push((i, q));
        }
        let mut titles: BTreeMap<&str, usize> = BTreeMap::new();
        for e in &pic.events {
            *titles.entry(&e.title).or_default() += 1;
        }
        let mut copies_of: BTreeMap<&str, Vec<&model::Copy>> = BTreeMap::new();
        for c in &pic.copies {
            copies_of.entry(&c.report).or_default().push(c);
        }
        Self {
            labels,
            by_event,
            titles,
            copies_of,
            pic,
            claims: pic.claims.iter().map(|c| (c.id.as_str(), c)).collect(),
            reports: pic.reports.iter().map(|r| (r.id.as_str(), r)).collect(),
            origins: pic.origins.iter().map(|o| (o.id.as_str(), o)).collect(),
            sources: sources.iter().map(|r| (r.id.as_str(), r)).collect(),
            withheld,
        }
    }

    pub(crate) fn claim(&self, id: &str) -> Option<&'a Claim> {
        self.claims.get(id).copied()
    }

    pub(crate) fn report(&self, id: &str) -> Option<&'a ReportLine> {
        self.reports.get(id).copied()
    }

    pub(crate) fn origin(&self, id: &str) -> Option<&'a Origin> {
        self.origins.get(id).copied()
    }

    pub(crate) fn source(&self, id: &str) -> Option<&'a Report> {
        self.sources.get(id).copied()
    }

    pub(crate) fn published(&self, report: &str) -> Option<&'a Moment> {
        self.report(report).and_then(|r| r.published.as_ref())
    }

    pub(crate) fn outlet(&self, report: &str) -> String {
        self.report(report)
            .and_then(|r| r.outlet.as_deref().or(r.publisher.as_deref()))
            .map(clean_line)
            .unwrap_or_default()
    }

    pub(crate) fn lang(&self, report: &str) -> &'a str {
        self.report(report).map_or("", |r| r.lang.as_str())
    }

    /// Text of a report as it may be shown: clean, in one line, names withheld.
    pub(crate) fn show(&self, report: &str, raw: &str) -> String {
        let line = clean_line(raw);
        match self.withheld.get(report) {
            Some(names) => blot(&line, names),
            None => line,
        }
    }

    /// Who said it, as it may be shown.
    pub(crate) fn who(&self, c: &Claim) -> String {
        let text = c.speaker.text.as_deref().map(clean_line).filter(|t| !t.is_empty());
        let name = c.speaker.name.as_deref().map(clean_line).filter(|t| !t.is_empty());
        match c.speaker.kind {
            _ if unnamed(&c.speaker) => {
                let shown = [name, text].into_iter().flatten().map(|t| mask(&t).shown).collect::<Vec<_>>();
                shown
                    .iter()
                    .find(|s| *s != "an unnamed source")
                    .or(shown.first())
                    .cloned()
                    .unwrap_or_else(|| "an unnamed source".to_owned())
            }
            SpeakerKind::None => "no source named".to_owned(),
            SpeakerKind::Media => name.or(text).unwrap_or_else(|| self.outlet(&c.report)),
            _ => name.or(text).unwrap_or_else(|| words::speaker_kind(c.speaker.kind).to_owned()),
        }
    }

    /// "via Reuters, SANA"; empty where nobody passed it on.
    pub(crate) fn relays(&self, c: &Claim) -> String {
        let r: Vec<String> = c.relayed_by.iter().take(4).map(|r| clean_line(r)).filter(|r| !r.is_empty()).collect();
        if r.is_empty() { String::new() } else { format!("via {}", r.join(", ")) }
    }

    /// The name of an origin as it may be shown.
    pub(crate) fn origin_label(&self, o: &Origin) -> String {
        self.labels.get(o.id.as_str()).cloned().unwrap_or_else(|| label(o, true))
    }

    /// What a report was copied from.
    pub(crate) fn copied_from(&self, report: &str) -> &[&'a model::Copy] {
        self.copies_of.get(report).map_or(&[], Vec::as_slice)
    }

    fn claim_order(&self, c: &Claim) -> (bool, i64, bool, usize) {
        let at = self.published(&c.report).map(Moment::seconds);
        (at.is_none(), at.unwrap_or(0), c.evidence.part == EvidencePart::Title, c.evidence.start)
    }

    /// The claims of an answer, earliest publication first.
    pub(crate) fn answer_claims(&self, a: &Answer) -> Vec<&'a Claim> {
        let mut cs: Vec<&Claim> = a.claims.iter().filter_map(|id| self.claim(id)).collect();
        cs.sort_by(|x, y| {
            self.claim_order(x).cmp(&self.claim_order(y)).then(x.report.cmp(&y.report)).then(x.id.cmp(&y.id))
        });
        cs
    }

    /// Who stands behind an answer: its origins by first publication, then those whose origin is unknown.
    pub(crate) fn voices(&self, a: &Answer) -> Vec<Voice<'a>> {
        let claims = self.answer_claims(a);
        let mut out = Vec::new();
        for id in &a.origins {
            let own: Vec<&Claim> = claims.iter().copied().filter(|c| c.origin.as_deref() == Some(id)).collect();
            let origin = self.origin(id);
            let lead =
                own.first().copied().or_else(|| if a.origins.len() == 1 { claims.first().copied() } else { None });
            let who = match (origin, lead) {
                (Some(o), _) => self.origin_label(o),
                (None, Some(c)) => self.who(c),
                (None, None) => clean_line(id),
            };
            out.push(Voice {
                who,
                kind: lead.map_or(SpeakerKind::None, |c| c.speaker.kind),
                origin,
                reports: reports_of(&own),
                lead,
            });
        }
        out.sort_by_key(|v| v.lead.map_or((true, 0, false, 0), |c| self.claim_order(c)));
        let rest: Vec<&Claim> =
            claims.iter().copied().filter(|c| c.origin.as_ref().is_none_or(|o| !a.origins.contains(o))).collect();
        if let Some(lead) = rest.first().copied() {
            let mut names: Vec<String> = Vec::new();
            for c in &rest {
                let n = if c.speaker.kind == SpeakerKind::None { "no source named".to_owned() } else { self.who(c) };
                if !names.contains(&n) {
                    names.push(n);
                }
            }
            names.truncate(3);
            out.push(Voice {
                who: words::list(&names),
                kind: lead.speaker.kind,
                origin: None,
                reports: reports_of(&rest),
                lead: Some(lead),
            });
        }
        out
    }

    /// The voices to name, and apart from them those of unknown origin where known ones stand beside them.
    pub(crate) fn voices_split(&self, a: &Answer) -> (Vec<Voice<'a>>, Option<Voice<'a>>) {
        let mut vs = self.voices(a);
        let loose = if vs.len() > 1 && vs.last().is_some_and(|v| v.origin.is_none() && !a.origins.is_empty()) {
            vs.pop()
        } else {
            None
        };
        (vs, loose)
    }

    /// The sentence that shows an answer: the earliest of its first origin.
    pub(crate) fn lead(&self, a: &Answer) -> Option<&'a Claim> {
        self.voices(a).into_iter().find_map(|v| v.lead)
    }

    /// "2 origins in 13 reports" or "independence unknown, 1 report".
    pub(crate) fn weight(&self, a: &Answer) -> String {
        let reports = words::count(a.reports.len(), "report", "reports");
        if a.origins.is_empty() {
            format!("independence unknown, {reports}")
        } else {
            format!("{}, {reports}", words::count(a.origins.len(), "origin", "origins"))
        }
    }

    /// Distinct origins that answer a question.
    pub(crate) fn question_origins(&self, q: &'a Question) -> BTreeSet<&'a str> {
        q.answers.iter().flat_map(|a| a.origins.iter().map(String::as_str)).collect()
    }

    fn question_reports(q: &Question) -> usize {
        q.answers.iter().flat_map(|a| &a.reports).collect::<BTreeSet<_>>().len()
    }

    /// How much a question weighs: reports, and more for origins and for dispute.
    pub(crate) fn score(&self, q: &'a Question) -> usize {
        let dispute = if q.state == QuestionState::Disputed { 6 } else { 0 };
        Self::question_reports(q) + 3 * self.question_origins(q).len() + dispute
    }

    /// True where a question belongs into the first minute.
    pub(crate) fn is_key(&self, q: &'a Question) -> bool {
        Group::of(q.slot) != Group::Other && (q.state == QuestionState::Disputed || Self::question_reports(q) >= 2)
    }

    /// Questions of an event: the four of the first minute first, each by weight.
    pub(crate) fn questions(&self, event: &str) -> Vec<&'a Question> {
        let mut qs: Vec<(usize, &Question)> = self.by_event.get(event).cloned().unwrap_or_default();
        qs.sort_by_key(|(i, q)| {
            (Group::of(q.slot), !self.is_key(q), words::rank(q.slot).min(13), std::cmp::Reverse(self.score(q)), *i)
        });
        qs.into_iter().map(|(_, q)| q).collect()
    }

    /// Events that the reports are about, and after them those only named on the way: background, or in one report alone beside a
    /// larger one.
    pub(crate) fn events(&self) -> (Vec<&'a Event>, Vec<&'a Event>) {
        let first = self.pic.events.iter().position(|e| !e.background).unwrap_or(0);
        let mut main: Vec<&Event> = Vec::new();
        let mut back: Vec<&Event> = Vec::new();
        for (i, e) in self.pic.events.iter().enumerate() {
            let large = e.reports.len() > 1 || self.pic.events.get(first).is_some_and(|f| f.reports.len() <= 1);
            if i == first || (!e.background && large) { main.push(e) } else { back.push(e) }
        }
        (main, back)
    }

    /// What an event is called; two of one name are told apart by their reports.
    pub(crate) fn event_title(&self, e: &Event) -> String {
        let title = words::with_day(&clean_line(if e.title.trim().is_empty() { &e.id } else { &e.title }));
        if self.titles.get(e.title.as_str()).is_some_and(|n| *n > 1) {
            let mut ids: Vec<String> = e.reports.iter().take(3).map(|r| clean_line(r)).collect();
            if e.reports.len() > 3 {
                ids.push("…".to_owned());
            }
            return format!("{title} ({})", ids.join(", "));
        }
        title
    }

    /// Event ids that questions name and the list of events does not.
    pub(crate) fn unlisted_events(&self) -> Vec<&'a str> {
        let listed: BTreeSet<&str> = self.pic.events.iter().map(|e| e.id.as_str()).collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        self.pic.questions.iter().map(|q| q.event.as_str()).filter(|e| !listed.contains(e) && seen.insert(e)).collect()
    }

    /// First and last publication.
    pub(crate) fn period(&self) -> Option<(&'a Moment, &'a Moment)> {
        let mut m: Vec<&Moment> = self.pic.reports.iter().filter_map(|r| r.published.as_ref()).collect();
        m.sort();
        Some((*m.first()?, *m.last()?))
    }

    /// Languages with the number of reports in each, the most frequent first.
    pub(crate) fn languages(&self) -> Vec<(String, usize)> {
        let mut by: BTreeMap<String, usize> = BTreeMap::new();
        for r in &self.pic.reports {
            *by.entry(words::language(&r.lang)).or_default() += 1;
        }
        let mut v: Vec<(String, usize)> = by.into_iter().filter(|(l, _)| !l.is_empty()).collect();
        v.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        v
    }

    /// Answers that stand, then those that do not, in the picture's order.
    pub(crate) fn standing(&self, q: &'a Question) -> (Vec<&'a Answer>, Vec<&'a Answer>) {
        q.answers.iter().partition(|a| matches!(a.status, AnswerStatus::Current | AnswerStatus::ForecastNotCount))
    }

    /// The value of an answer with "denied:" where all its claims deny.
    pub(crate) fn value(&self, a: &Answer) -> String {
        let v = words::value(&a.value);
        let claims = self.answer_claims(a);
        let denied = !claims.is_empty() && claims.iter().all(|c| c.stance == Stance::Denied);
        let v = shorten(&v, 160);
        if denied && !v.to_lowercase().starts_with("denied") { format!("denied: {v}") } else { v }
    }

    /// Copies grouped by what they were taken from, in order of report.
    pub(crate) fn families(&self) -> BTreeMap<&'a str, Vec<&'a model::Copy>> {
        let mut by: BTreeMap<&str, Vec<&model::Copy>> = BTreeMap::new();
        for c in &self.pic.copies {
            by.entry(&c.of).or_default().push(c);
        }
        by
    }
}

/// The label of an origin, through the mask where it is anonymous.
fn label(o: &Origin, anonymous: bool) -> String {
    let raw = if o.label.trim().is_empty() { o.speaker.as_deref().unwrap_or(&o.id) } else { &o.label };
    let shown = words::with_day(&clean_line(raw));
    if anonymous {
        return shorten(&blot(&shown, &mask(&shown).withheld), 90);
    }
    shorten(&shown, 90)
}

fn reports_of<'a>(claims: &[&'a Claim]) -> Vec<&'a str> {
    claims.iter().map(|c| c.report.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
}
