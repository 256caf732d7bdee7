//! One self-contained page: no script, no network, no font, nothing but text, tables and inline drawings.
//!
//! What for: the page is opened from a mail or a memory stick in the worst hour, printed, read on a phone and by a screen reader.
//!
//! Key decision: tables and lists carry everything; drawings repeat them. Every value links to `#c-CLAIM`, the sentence it came from.
//! A strict content policy forbids scripts outright, so that even an escaping mistake could run nothing.

mod board;
mod columns;
mod evidence;
mod families;
mod lists;
pub(crate) mod map;
mod outlook;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use model::{Claim, Picture, Place, Report, Slot};

use crate::{
    brief::{Piece, bottom_line},
    clean::{anchor, clean_line, shorten},
    desk::Desk,
    words,
};

const CSS: &str = include_str!("style.css");

/// What a page may know beyond the picture.
#[derive(Clone, Debug, Default)]
pub struct PageOptions {
    /// Where the places are that the picture names without coordinates, by the names of [`place_names`]. Missing names are listed as
    /// unlocated.
    pub places: BTreeMap<String, Place>,
    /// Said at the top of the page where the texts are not what their outlets printed (reconstructions, exercises).
    pub notice: Option<String>,
}

/// The page. `sources` adds neighbouring sentences and side-by-side comparison; reports that are missing there are still quoted.
pub fn html(picture: &Picture, sources: &[Report]) -> String {
    html_with(picture, sources, &PageOptions::default())
}

/// The page with places located and a notice.
pub fn html_with(picture: &Picture, sources: &[Report], options: &PageOptions) -> String {
    let picture = &*crate::mask::masked(picture);
    let desk = Desk::new(picture, sources);
    Page { desk: &desk, options }.document().into_string()
}

/// Names of places that answers give without coordinates, sorted: what a caller may look up for [`PageOptions::places`].
pub fn place_names(picture: &Picture) -> Vec<String> {
    let mut v: Vec<String> = picture
        .questions
        .iter()
        .filter(|q| q.slot == Slot::Place)
        .flat_map(|q| &q.answers)
        .filter_map(|a| a.value.text.as_deref().map(clean_line))
        .filter(|t| !t.is_empty())
        .collect();
    v.sort();
    v.dedup();
    v
}

pub(crate) struct Page<'a, 'b> {
    pub(crate) desk: &'b Desk<'a>,
    pub(crate) options: &'b PageOptions,
}

/// A quotation in its own language and direction.
pub(crate) fn quote(lang: &str, text: &str) -> Markup {
    let lang = if lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') { lang } else { "" };
    html! { bdi dir="auto" lang=[(!lang.is_empty()).then_some(lang)] { (text) } }
}

/// Words from a report whose language may be any.
pub(crate) fn words_of(text: &str) -> Markup {
    // Latin text in a page that runs from left to right needs no isolation; a bdi without `dir` takes its direction from its text.
    let plain = |t: &str| t.chars().all(|c| u32::from(c) < 0x590);
    if plain(text) {
        return html! { (text) };
    }
    // A day behind a name in Arabic would be turned with it: "19 January 2026" would read "January 2026 19".
    match text.rsplit_once(", ") {
        Some((name, day)) if plain(day) => html! { bdi { (name) } ", " (day) },
        _ => html! { bdi { (text) } },
    }
}

impl<'a> Page<'a, '_> {
    /// A link to the sentence, named by its report.
    pub(crate) fn ev(&self, c: &Claim) -> Markup {
        html! { a.ev href=(format!("#{}", anchor("c", &c.id))) { (clean_line(&c.report)) } }
    }

    /// A value as a link to its sentence.
    pub(crate) fn value_link(&self, text: &str, c: Option<&Claim>) -> Markup {
        match c {
            Some(c) => html! { a.val href=(format!("#{}", anchor("c", &c.id))) { (words_of(text)) } },
            None => html! { span.val { (words_of(text)) } },
        }
    }

    pub(crate) fn looked_at(&self) -> String {
        words::count(self.desk.pic.reports.len(), "document", "documents")
    }

    fn document(&self) -> Markup {
        let pic = self.desk.pic;
        let (main, back) = self.desk.events();
        let title = main
            .first()
            .map(|e| self.desk.event_title(e))
            .or_else(|| self.desk.unlisted_events().first().map(|s| clean_line(s)))
            .unwrap_or_else(|| "No crisis found in these reports".to_owned());
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            base64_sha256(CSS)
        );
        let sections: &[(&str, &str)] = &[
            ("bottom", "Bottom line"),
            ("answers", "Answers"),
            ("numbers", "Numbers"),
            ("matrix", "Who says what"),
            ("families", "Sources"),
            ("timeline", "Timeline"),
            ("map", "Place"),
            ("access", "Access"),
            ("sectors", "Services"),
            ("warnings", "Warnings"),
            ("precedents", "Precedents"),
            ("findings", "Circled"),
            ("evidence", "Evidence"),
            ("method", "Method"),
        ];
        html! {
            (DOCTYPE)
            html lang="en" dir="ltr" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    meta name="color-scheme" content="light dark";
                    title { (title) " - Firsthand" }
                    style { (PreEscaped(CSS)) }
                }
                body {
                    a.skip href="#bottom" { "Skip to the bottom line" }
                    header {
                        @if let Some(n) = &self.options.notice { p.notice { (clean_line(n)) } }
                        div.strip {
                            span.brand { "Firsthand" }
                            @if let Some(e) = main.first() { span.id { bdi dir="ltr" { (clean_line(&e.id)) } } }
                            @if let Some(m) = &pic.as_of { span { "as of " time datetime=(m.to_string()) { (words::full_time(m)) } } }
                            @else { span { "everything read so far" } }
                            @if let Some((a, b)) = self.desk.period() {
                                span { "reports from " time datetime=(a.to_string()) { (words::full_time(a)) } " to " time datetime=(b.to_string()) { (words::full_time(b)) } }
                            }
                        }
                        h1 { (words_of(&title)) }
                        (self.facts())
                    }
                    nav aria-label="Sections" { ul { @for (id, name) in sections { li { a href=(format!("#{id}")) { (name) } } } } }
                    main {
                        (self.bottom())
                        (self.columns())
                        (self.board())
                        (self.matrix())
                        (self.source_families())
                        (self.timeline())
                        (self.place_map())
                        (self.access())
                        (self.sectors())
                        (self.warnings())
                        (self.precedents())
                        (self.findings())
                        (self.other_events(&back))
                        (self.evidence_section())
                    }
                    (self.method())
                }
            }
        }
    }

    /// Pages against origins: the one comparison that every reader must see.
    fn facts(&self) -> Markup {
        let pic = self.desk.pic;
        let fact = |n: usize, one: &str, many: &str, note: &str| html! { div { dt { (if n == 1 { one } else { many }) } dd { b { (words::figure(n as f64)) } @if !note.is_empty() { span { (note) } } } } };
        let langs: Vec<String> = self.desk.languages().into_iter().map(|(l, n)| format!("{l} {n}")).collect();
        let disputed = pic.questions.iter().filter(|q| q.state == model::QuestionState::Disputed).count();
        html! {
            dl.facts {
                (fact(pic.reports.len(), "report", "reports", &shorten(&langs.join(", "), 60)))
                (fact(pic.copies.len(), "is a copy of another", "are copies of another", ""))
                (fact(pic.origins.len(), "origin speaks", "origins speak", "the only ones counted"))
                (fact(pic.questions.len(), "question", "questions", &format!("{disputed} disputed")))
                (fact(pic.findings.len(), "passage circled", "passages circled", ""))
            }
        }
    }

    fn bottom(&self) -> Markup {
        let line = bottom_line(self.desk);
        html! {
            section #bottom aria-labelledby="h-bottom" {
                h2 #h-bottom { "Bottom line" }
                @if line.is_empty() {
                    p.empty { "No claim about a crisis was found in " (self.looked_at()) "." }
                } @else {
                    ol.bottom {
                        @for s in &line {
                            li { @for p in s { @match p {
                                Piece::Words(w) => { (w) },
                                Piece::Name(w) => { (words_of(w)) },
                                Piece::Value(v, c) => { (self.value_link(v, Some(c))) sup { (self.ev(c)) } },
                            } } }
                        }
                    }
                    p.note { "Made from the answers below; every value links to the sentence it came from, and so does every report's code in a frame. Firsthand counts origins, never pages, and does not say what is true." }
                }
            }
        }
    }
}

/// Base64 of the SHA-256, as a content policy wants it.
fn base64_sha256(s: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let hex = model::sha256_hex(s.as_bytes());
    let bytes: Vec<u32> = hex
        .as_bytes()
        .chunks(2)
        .map(|p| std::str::from_utf8(p).ok().and_then(|p| u32::from_str_radix(p, 16).ok()).unwrap_or(0))
        .collect();
    let mut out = String::new();
    for c in bytes.chunks(3) {
        let n = c.iter().fold(0, |n, b| n << 8 | b) << (8 * (3 - c.len()));
        for i in 0..4 {
            if i <= c.len() {
                out.push(char::from(ALPHABET[(n >> (18 - 6 * i) & 63) as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_policy_hash_is_base64() {
        assert_eq!(super::base64_sha256(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn a_day_is_not_turned_with_the_name_before_it() {
        for (text, want) in [
            ("Ministry of Interior (Syria), 19 January 2026", "Ministry of Interior (Syria), 19 January 2026"),
            ("أحد المصادر, 19 January 2026", "<bdi>أحد المصادر</bdi>, 19 January 2026"),
            ("أحد المصادر", "<bdi>أحد المصادر</bdi>"),
            ("הדובר אמר, ואחר כך חזר בו", "<bdi>הדובר אמר, ואחר כך חזר בו</bdi>"),
        ] {
            assert_eq!(super::words_of(text).into_string(), want);
        }
    }
}
