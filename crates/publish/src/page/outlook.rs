//! How services and ways stand, and past events that resemble this one.

use maud::{Markup, html};
use model::Claim;

use crate::{
    clean::{clean_line, shorten},
    words,
};

use super::{Page, quote, words_of};

/// Rows of the table of services before the rest is left to the JSON.
const ROWS: usize = 120;

impl<'a> Page<'a, '_> {
    fn some_evidence(&self, ids: &[String]) -> Markup {
        let cs: Vec<&Claim> = ids.iter().filter_map(|c| self.desk.claim(c)).collect();
        html! { @for c in cs.iter().take(6) { (self.ev(c)) " " } @if cs.len() > 6 { "and " (cs.len() - 6) " more" } }
    }

    pub(crate) fn sectors(&self) -> Markup {
        let rows = &self.desk.pic.sectors;
        html! {
            section #sectors aria-labelledby="h-sectors" {
                h2 #h-sectors { "Services and ways" }
                @if rows.is_empty() { p.empty { "Nothing on power, water, roads, telephones, schools, hospitals, aid or displacement found in " (self.looked_at()) "." } } @else {
                    p.note { "The latest word on each, with its age at the moment of this picture. What nobody reports is not said to work." }
                    div.scroll tabindex="0" role="region" aria-label="Table of services and ways" {
                        table {
                            thead { tr { @for h in ["What", "Where", "State", "In the report's words", "As of", "Age", "Evidence"] { th scope="col" { (h) } } } }
                            tbody { @for s in rows.iter().take(ROWS) { @let head = s.claims.iter().find_map(|c| self.desk.claim(c)); tr {
                                th scope="row" { (words_of(&words::capital(&clean_line(&s.sector)))) }
                                td { @match &s.place { Some(p) => { (words_of(&head.map_or_else(|| clean_line(p), |c| self.desk.show(&c.report, p)))) }, None => { span.note { "not stated" } } } }
                                td { (words::sector_state(&s.state)) }
                                td { @match head { Some(c) => { (quote(self.desk.lang(&c.report), &shorten(&self.desk.show(&c.report, &s.text), 160))) }, None => { (words_of(&shorten(&clean_line(&s.text), 160))) } } }
                                td { @match &s.as_of { Some(m) => { time datetime=(m.to_string()) { (words::short_time(m)) } }, None => { span.note { "undated" } } } }
                                td { @match s.age_hours { Some(h) => { (words::age(h)) }, None => { span.note { "not known" } } } }
                                td.evs { (self.some_evidence(&s.claims)) }
                            } } }
                        }
                    }
                    @if rows.len() > ROWS { p.note { (rows.len() - ROWS) " more lines are in the JSON." } }
                }
            }
        }
    }

    pub(crate) fn precedents(&self) -> Markup {
        let pic = self.desk.pic;
        let title = |id: &str, else_: &str| {
            let known = pic.events.iter().find(|e| e.id == id).map(|e| self.desk.event_title(e));
            known.unwrap_or_else(|| words::with_day(&clean_line(else_)))
        };
        let several = pic.precedents.windows(2).any(|w| w[0].event != w[1].event);
        html! {
            section #precedents aria-labelledby="h-precedents" {
                h2 #h-precedents { "Precedents" }
                @if pic.precedents.is_empty() { p.empty { "No past event that resembles this one is told in " (self.looked_at()) "." } } @else {
                    p.note { "Past events told in these reports that resemble a main one, most similar first, and what sets them apart." }
                    ol.findings { @for p in &pic.precedents { li {
                        h3 { (words_of(&title(&p.precedent, &p.title))) @if several { " " span.n { "for " (words_of(&title(&p.event, &p.event))) } } }
                        p { b { "Similar: " } (words_of(&said(&p.similar))) }
                        p { b { "Different: " } (words_of(&said(&p.differs))) }
                        p.evs { "Evidence: " (self.some_evidence(&p.claims)) }
                    } } }
                }
            }
        }
    }
}

/// Sentences one after the other.
fn said(list: &[String]) -> String {
    shorten(&list.iter().map(|s| clean_line(s)).collect::<Vec<_>>().join(" "), 600)
}
