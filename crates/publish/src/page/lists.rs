//! Timeline, access, warnings, circled passages, method and limits.

use maud::{Markup, html};
use model::{AnswerStatus, Claim};

use crate::{
    clean::{clean_line, shorten, web_address},
    text::outcome,
    words::{self, Group},
};

use super::{Page, quote, words_of};

/// Lines of the timeline before the rest is folded.
const LINES: usize = 60;

struct Line<'a> {
    event: Option<String>,
    published: Option<&'a model::Moment>,
    what: String,
    value: String,
    claim: &'a Claim,
    past: bool,
    key: bool,
}

impl<'a> Page<'a, '_> {
    pub(crate) fn timeline(&self) -> Markup {
        let mut lines: Vec<Line> = Vec::new();
        for q in self.main_questions() {
            if !(self.desk.is_key(q) || Group::of(q.slot) != Group::Other) {
                continue;
            }
            for a in &q.answers {
                let Some(c) = self.desk.lead(a) else { continue };
                let published = self.desk.published(&c.report);
                let event = c.as_of.as_deref().map(clean_line);
                if published.is_none() && event.is_none() {
                    continue;
                }
                lines.push(Line {
                    event,
                    published,
                    what: words::label(q),
                    value: self.desk.value(a),
                    claim: c,
                    past: a.status != AnswerStatus::Current,
                    key: self.desk.is_key(q),
                });
            }
        }
        if lines.len() > LINES {
            lines.retain(|l| l.key);
        }
        lines.sort_by(|a, b| {
            let key = |l: &Line| {
                (
                    l.published.map_or_else(|| l.event.clone().unwrap_or_default(), |m| m.timestamp().to_string()),
                    l.what.clone(),
                    l.value.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        let row = |l: &Line| {
            html! {
                li class=[l.past.then_some("past")] {
                    span.when { @match l.published { Some(m) => { time datetime=(m.to_string()) { (words::short_time(m)) } }, None => { "undated" } } }
                    span.of { @match &l.event { Some(e) => { (words_of(&event_time(e))) @if let Some(d) = delay(e, l.published) { " " span.tag.late { (d) } } }, None => { span.note { "not stated" } } } }
                    span.what { (words_of(&l.what)) ": " (self.value_link(&shorten(&l.value, 110), Some(l.claim))) " " span.who { (words_of(&self.desk.who(l.claim))) " " (self.ev(l.claim)) } }
                }
            }
        };
        html! {
            section #timeline aria-labelledby="h-timeline" {
                h2 #h-timeline { "Timeline" }
                @if lines.is_empty() { p.empty { "Nothing with a date found in " (self.looked_at()) "." } } @else {
                    p.note { "When each answer was first published (left, UTC) and the time it speaks of (second column). What no longer stands is set lighter." }
                    div.lanes aria-hidden="true" { span { "Published" } span { "Speaks of" } span { "What was said" } }
                    ol.time { @for l in lines.iter().take(LINES) { (row(l)) } }
                    @if lines.len() > LINES { details { summary { (lines.len() - LINES) " later entries" } ol.time start=(LINES + 1) { @for l in lines.iter().skip(LINES) { (row(l)) } } } }
                }
            }
        }
    }

    pub(crate) fn access(&self) -> Markup {
        let pic = self.desk.pic;
        html! {
            section #access aria-labelledby="h-access" {
                h2 #h-access { "Restrictions and access" }
                @if pic.restrictions.is_empty() { p.empty { "No curfew, closure, ban or blocked road found in " (self.looked_at()) "." } } @else {
                    div.scroll tabindex="0" role="region" aria-label="Table of restrictions" {
                        table {
                            thead { tr { @for h in ["What", "Where", "From", "To", "By", "Evidence"] { th scope="col" { (h) } } } }
                            tbody { @for r in &pic.restrictions { tr {
                                th scope="row" { (words_of(&shorten(&clean_line(&r.what), 160))) }
                                td { @match &r.place { Some(p) => { (words_of(&clean_line(p))) }, None => { span.note { "not stated" } } } }
                                td { @match &r.from { Some(d) => { (words_of(&words::day(d))) }, None => { span.note { "not stated" } } } }
                                td { @match &r.to { Some(d) => { (words_of(&words::day(d))) }, None => { span.note { "no end reported in " (self.looked_at()) } } } }
                                td { @match &r.by { Some(b) => { (words_of(&clean_line(b))) }, None => { span.note { "not stated" } } } }
                                td.evs { @let cs: Vec<&Claim> = r.claims.iter().filter_map(|c| self.desk.claim(c)).collect(); @for c in cs.iter().take(6) { (self.ev(c)) " " } @if cs.len() > 6 { "and " (cs.len() - 6) " more" } }
                            } } }
                        }
                    }
                }
            }
        }
    }

    pub(crate) fn warnings(&self) -> Markup {
        let pic = self.desk.pic;
        html! {
            section #warnings aria-labelledby="h-warnings" {
                h2 #h-warnings { "Warnings and what became of them" }
                @if pic.warnings.is_empty() { p.empty { "No warning found in " (self.looked_at()) "." } } @else {
                    div.scroll tabindex="0" role="region" aria-label="Table of warnings" {
                        table {
                            thead { tr { @for h in ["Outcome", "Warning", "By", "Until", "Why", "Evidence"] { th scope="col" { (h) } } } }
                            tbody { @for w in &pic.warnings { @let c = self.desk.claim(&w.claim); tr {
                                td { span class=(format!("state {}", if w.outcome == "came_true" { "disputed" } else { "open" })) { (outcome(&w.outcome)) } }
                                th scope="row" { @match c { Some(c) => { (quote(self.desk.lang(&c.report), &shorten(&self.desk.show(&c.report, &w.text), 240))) }, None => { (words_of(&shorten(&clean_line(&w.text), 240))) } } }
                                td { @match (c, &w.by) { (Some(c), _) if crate::mask::unnamed(&c.speaker) => { (words_of(&self.desk.who(c))) }, (_, Some(b)) => { (words_of(&clean_line(b))) }, (Some(c), None) => { (words_of(&self.desk.who(c))) }, _ => { span.note { "nobody named" } } } }
                                td { @match &w.horizon { Some(h) => { (words_of(&words::until(h))) }, None => { span.note { "not stated" } } } }
                                td { (words_of(&c.map_or_else(|| clean_line(&w.why), |c| self.desk.show(&c.report, &w.why)))) }
                                td.evs { @if let Some(c) = c { (self.ev(c)) } @for s in w.shown_by.iter().filter_map(|s| self.desk.claim(s)).take(3) { " " (self.ev(s)) } }
                            } } }
                        }
                    }
                }
            }
        }
    }

    pub(crate) fn findings(&self) -> Markup {
        let pic = self.desk.pic;
        html! {
            section #findings aria-labelledby="h-findings" {
                h2 #h-findings { "What a careful reader would circle" }
                @if pic.findings.is_empty() { p.empty { "Nothing to circle found in " (self.looked_at()) "." } }
                ol.findings {
                    @for f in &pic.findings {
                        li {
                            h3 { (words::finding(f.kind)) " " span.n { (self.report_name(&f.report)) } }
                            p { "Says: " q { (quote(self.desk.lang(&f.report), &shorten(&self.desk.show(&f.report, &f.said), 240))) } }
                            p.why { (words_of(&clean_line(&f.why))) }
                            @if let Some(e) = &f.evidence {
                                blockquote { (quote(self.desk.lang(&f.report), &shorten(&self.desk.show(&f.report, &e.text), 700))) }
                            }
                            @if let Some(c) = f.claim.as_deref().and_then(|c| self.desk.claim(c)) { p.evs { "Evidence: " (self.ev(c)) } }
                        }
                    }
                }
            }
        }
    }

    pub(crate) fn method(&self) -> Markup {
        let pic = self.desk.pic;
        let langs: Vec<String> = self.desk.languages().into_iter().map(|(l, n)| format!("{l} {n}")).collect();
        let undated = pic.reports.iter().filter(|r| r.published.is_none()).count();
        let unknown = pic.claims.iter().filter(|c| c.origin.is_none()).count();
        html! {
            footer {
                section #method aria-labelledby="h-method" {
                    h2 #h-method { "Method and limits" }
                    dl.method {
                        div { dt { "Read" } dd { (self.looked_at()) " in " (words::count(langs.len(), "language", "languages")) " (" (langs.join(", ")) "); " (undated) " without a date; " (words::count(pic.claims.len(), "claim", "claims")) " found, " (unknown) " of them with no known origin." } }
                        div { dt { "Counted" } dd { "Origins, never pages. Where no origin could be told, independence is unknown and nothing is added." } }
                        div { dt { "Not claimed" } dd { "Firsthand does not say what is true. It says who stands behind what, who only repeated it, and where they exclude each other. Rules read the texts; they miss things and misread others: follow the link to the sentence before you print." } }
                        div { dt { "People" } dd { "Names of people quoted without an office are withheld. Places that hold people are drawn coarsely." } }
                        div { dt { "Made by" } dd { "firsthand " bdi dir="ltr" { (clean_line(&pic.method.version)) } ", rules and data " code { (shorten(&clean_line(&pic.method.rules), 64)) } ", picture format " code { (clean_line(&pic.schema)) } "." } }
                        div { dt { "Place data" } dd { "GeoNames (geonames.org), CC BY 4.0, modified. Boundaries: made with Natural Earth. Boundaries and names imply no endorsement. Country names: i18n-iso-countries (c) widdix GmbH and contributors, rigour (c) OpenSanctions, MIT licence." } }
                    }
                    h3 { "What could not be read " span.n { (pic.issues.len()) } }
                    @if pic.issues.is_empty() { p.empty { "All of " (self.looked_at()) " were read without trouble." } } @else {
                        details open[pic.issues.len() <= 12] { summary { (words::count(pic.issues.len(), "issue", "issues")) }
                            ul.issues { @for i in pic.issues.iter().take(400) { li { @if let Some(r) = &i.report { b { bdi dir="ltr" { (clean_line(r)) } } " " } code { (clean_line(&i.code)) } " " (words_of(&shorten(&clean_line(&i.note), 300))) } } }
                        }
                    }
                    h3 { "Reports read " span.n { (pic.reports.len()) } }
                    details { summary { "List with addresses and checksums" }
                        ul.reports { @for r in &pic.reports { li {
                            (self.report_name(&r.id)) @if let Some(t) = &r.title { ": " (quote(&r.lang, &shorten(&clean_line(t), 160))) }
                            @if let Some(o) = &r.revision_of { " " span.tag { "revision of " (clean_line(o)) } }
                            @if let Some(u) = &r.url { " " @match web_address(u) { Some(a) => { a href=(a) rel="noreferrer noopener external" { bdi dir="ltr" { (shorten(a, 90)) } } }, None => { bdi dir="ltr" { (shorten(&clean_line(u), 90)) } } } }
                        } } }
                    }
                }
            }
        }
    }
}

/// "2026-01-19T11:20:00+03:00" as "19 Jan 08:20", a day as a day.
fn event_time(iso: &str) -> String {
    if iso.len() > 10
        && let Ok(m) = iso.parse::<model::Moment>()
    {
        return words::short_time(&m);
    }
    words::day(iso)
}

/// How long after the time it speaks of a claim was published, where that is a day or more.
fn delay(event: &str, published: Option<&model::Moment>) -> Option<String> {
    let e: model::Moment = event.parse().ok()?;
    let days = (published?.seconds() - e.seconds()) / 86_400;
    (days >= 2).then(|| format!("{} later", words::count(usize::try_from(days).unwrap_or(0), "day", "days")))
}
