//! Evidence: for each report the sentences that claims stand on, marked between their neighbours, and under each what was read from it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use model::{Claim, EvidencePart, ReportLine};

use crate::{
    clean::{anchor, clean, clean_line, shorten, web_address},
    words,
};

use super::{Page, quote, words_of};

/// Part of the report, first byte, one past the last.
type Span = (EvidencePart, usize, usize);

/// Sentences of a report with the claims that stand on each.
type Sentences<'a> = BTreeMap<(EvidencePart, usize, usize, &'a str), Vec<&'a Claim>>;

/// Longest neighbour shown, in bytes.
const NEIGHBOUR: usize = 220;

impl<'a> Page<'a, '_> {
    pub(crate) fn evidence_section(&self) -> Markup {
        let pic = self.desk.pic;
        // report -> (part, start, end) -> claims
        let mut by: BTreeMap<&str, Sentences> = BTreeMap::new();
        for c in &pic.claims {
            by.entry(&c.report)
                .or_default()
                .entry((c.evidence.part, c.evidence.start, c.evidence.end, &c.evidence.text))
                .or_default()
                .push(c);
        }
        // Only questions that have a card can be linked to.
        let mut used: BTreeMap<&str, &str> = BTreeMap::new();
        for q in self
            .main_questions()
            .into_iter()
            .filter(|q| q.answers.iter().any(|a| a.status != model::AnswerStatus::Outlier))
        {
            for c in q.answers.iter().flat_map(|a| &a.claims) {
                used.entry(c).or_insert(&q.id);
            }
        }
        let empty: Vec<&ReportLine> = pic.reports.iter().filter(|r| !by.contains_key(r.id.as_str())).collect();
        html! {
            section #evidence aria-labelledby="h-evidence" {
                h2 #h-evidence { "Evidence" }
                p.note { "Every sentence that something above stands on, as captured, with its neighbours, and what was read from it." }
                @if by.is_empty() { p.empty { "No claim found in " (self.looked_at()) "." } }
                @for (report, sentences) in &by {
                    article.rep id=(anchor("r", report)) {
                        (self.report_head(report))
                        @let spans: Vec<Span> = sentences.keys().map(|(p, s, e, _)| (*p, *s, *e)).collect();
                        @for (i, ((part, start, end, text), claims)) in sentences.iter().enumerate() {
                            div.sent {
                                (self.sentence(report, (*part, *start, *end), text, i.checked_sub(1).and_then(|i| spans.get(i)), spans.get(i + 1)))
                                ul.claims { @for c in claims { (self.claim_line(c, used.get(c.id.as_str()).copied())) } }
                            }
                        }
                    }
                }
                @if !empty.is_empty() {
                    h3 { "Read without finding a claim " span.n { (empty.len()) } }
                    ul { @for r in &empty { li id=(anchor("r", &r.id)) { bdi dir="ltr" { (clean_line(&r.id)) } " " (words_of(&self.desk.outlet(&r.id))) } } }
                }
            }
        }
    }

    fn report_head(&self, id: &str) -> Markup {
        let r = self.desk.report(id);
        html! {
            h3 {
                bdi dir="ltr" { (clean_line(id)) } " " (words_of(&self.desk.outlet(id)))
                @if let Some(t) = r.and_then(|r| r.title.as_deref()) { span.headline { (quote(self.desk.lang(id), &shorten(&self.desk.show(id, t), 220))) } }
            }
            @if let Some(r) = r {
                p.meta {
                    @match &r.published { Some(m) => { time datetime=(m.to_string()) { (words::full_time(m)) } }, None => { "undated" } }
                    @if let Some(m) = &r.modified { ", changed " time datetime=(m.to_string()) { (words::full_time(m)) } }
                    ", " (words::language(&r.lang))
                    @if let Some(p) = &r.publisher { @if r.outlet.as_deref() != Some(p) { ", " (words_of(&clean_line(p))) } }
                    @if let Some(u) = &r.url { ", " @match web_address(u) { Some(a) => { a href=(a) rel="noreferrer noopener external" { bdi dir="ltr" { (shorten(a, 70)) } } }, None => { bdi dir="ltr" { (shorten(&clean_line(u), 70)) } " (not a web address)" } } }
                    @if let Some(o) = &r.revision_of { ", revision of " a href=(format!("#{}", anchor("r", o))) { (clean_line(o)) } }
                    @for c in self.desk.copied_from(id) { ", " span.tag { "copy of " (clean_line(&c.of)) ", " (words::copy_kind(c.kind)) } }
                    br; "SHA-256 " code { (clean_line(&r.sha256)) }
                }
            }
        }
    }

    /// A sentence with its neighbours; a neighbour that is itself shown as evidence right before or after is not repeated.
    fn sentence(
        &self,
        report: &str,
        (part, start, end): Span,
        text: &str,
        prev: Option<&Span>,
        next: Option<&Span>,
    ) -> Markup {
        let lang = self.desk.lang(report);
        let shown = self.desk.show(report, text);
        let hidden = clean(text).hidden;
        let (mut before, mut after, mut lost) = (String::new(), String::new(), false);
        if let Some(s) = self.desk.source(report) {
            let held = if part == EvidencePart::Title { s.title.as_deref().unwrap_or("") } else { &s.text };
            if held.get(start..end) == Some(text) {
                let blank = |from: usize, to: usize| held.get(from..to).is_some_and(|t| t.trim().is_empty());
                if !prev.is_some_and(|p| p.0 == part && blank(p.2, start)) {
                    before = self.desk.show(report, last_sentence(held.get(..start).unwrap_or("")));
                }
                if !next.is_some_and(|n| n.0 == part && blank(end, n.1)) {
                    after = self.desk.show(report, first_sentence(held.get(end..).unwrap_or("")));
                }
            } else {
                lost = true;
            }
        }
        html! {
            @if part == EvidencePart::Title { span.tag { "headline" } }
            blockquote.ctx lang=[lang_of(lang)] dir=(direction(lang)) {
                @if !before.is_empty() { span.near { (before) } " " }
                mark { (shown) }
                @if !after.is_empty() { " " span.near { (after) } }
            }
            @if hidden > 0 { p.alert { (words::count(hidden, "hidden character that changes", "hidden characters that change")) " how the text reads was taken out of this sentence." } }
            @if lost { p.alert { "The stored report does not hold this sentence at these bytes." } }
        }
    }

    /// What was read from the sentence, in one line of parts.
    fn claim_line(&self, c: &'a Claim, question: Option<&str>) -> Markup {
        let mut parts: Vec<String> = Vec::new();
        let mut what = clean_line(c.counted.as_deref().unwrap_or(""));
        if let Some(s) = &c.scope {
            what = if what.is_empty() { clean_line(s) } else { format!("{what}, {}", clean_line(s)) };
        }
        if !what.is_empty() {
            parts.push(shorten(&what, 90));
        }
        let mut who = self.desk.who(c);
        if c.speaker.kind != model::SpeakerKind::None {
            who.push_str(&format!(" ({})", words::speaker_kind(c.speaker.kind)));
        }
        let relays = self.desk.relays(c);
        if !relays.is_empty() {
            who.push_str(&format!(" {relays}"));
        }
        parts.push(who);
        parts.push(words::stance(c.stance).to_owned());
        let op = words::op_words(c.value.op).trim();
        if c.value.is_numeric() && !op.is_empty() {
            parts.push(format!("operator: {op}"));
        }
        if let Some(d) = &c.as_of {
            parts.push(format!("as of {}", words::day(d)));
        }
        html! {
            li id=(anchor("c", &c.id)) {
                b { (c.slot) " = " (words_of(&shorten(&words::value(&c.value), 120))) }
                @for p in &parts { " · " (words_of(p)) }
                " · "
                @match c.origin.as_deref().map(|o| (o, self.desk.origin(o))) {
                    Some((o, Some(x))) => { "origin " a href=(format!("#{}", anchor("o", o))) { (words_of(&shorten(&self.desk.origin_label(x), 50))) } },
                    Some((o, None)) => { "origin " (clean_line(o)) },
                    None => { "origin not known" },
                }
                @if let Some(q) = question { " · " a href=(format!("#{}", anchor("q", q))) { "answer" } }
                " " small { (clean_line(&c.id)) " " (clean_line(&c.rule)) }
            }
        }
    }
}

pub(crate) fn lang_of(code: &str) -> Option<&str> {
    (!code.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then_some(code)
}

/// A quotation that begins with a Latin name still runs as its language does; where the language does not tell, the text decides.
pub(crate) fn direction(lang: &str) -> &'static str {
    match lang.split('-').next().unwrap_or("") {
        "ar" | "fa" | "he" | "ur" | "ps" | "ckb" | "sd" | "ug" | "yi" | "dv" => "rtl",
        _ => "auto",
    }
}

fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '؟' | '۔' | '。' | '\n')
}

/// The last sentence of a text, at most [`NEIGHBOUR`] bytes.
fn last_sentence(t: &str) -> &str {
    let t = t.trim_end();
    let mut from = t.len().saturating_sub(NEIGHBOUR);
    while !t.is_char_boundary(from) {
        from += 1;
    }
    let window = t.get(from..).unwrap_or("");
    let body = window.trim_end_matches(ends);
    let mut at = 0;
    let mut cs = body.char_indices().peekable();
    while let Some((i, c)) = cs.next() {
        if ends(c) && (c == '\n' || cs.peek().is_none_or(|(_, n)| n.is_whitespace())) {
            at = i + c.len_utf8();
        }
    }
    if at == 0 && from > 0 {
        // No sentence starts in the window: begin at a word.
        at = window.find(' ').unwrap_or(0);
    }
    window.get(at..).unwrap_or("").trim()
}

/// The first sentence of a text, at most [`NEIGHBOUR`] bytes.
fn first_sentence(t: &str) -> &str {
    let t = t.trim_start();
    let mut to = t.len().min(NEIGHBOUR);
    while !t.is_char_boundary(to) {
        to -= 1;
    }
    let window = t.get(..to).unwrap_or("");
    let mut cs = window.char_indices().peekable();
    while let Some((i, c)) = cs.next() {
        if ends(c) && (c == '\n' || cs.peek().is_none_or(|(_, n)| n.is_whitespace())) {
            return window.get(..i + c.len_utf8()).unwrap_or("").trim();
        }
    }
    if to < t.len() { window.rfind(' ').and_then(|i| window.get(..i)).unwrap_or(window).trim() } else { window.trim() }
}

#[cfg(test)]
mod tests {
    use super::{first_sentence, last_sentence};

    #[test]
    fn neighbours_are_whole_sentences_where_they_fit() {
        assert_eq!(last_sentence("One. Two 3.5 went.\n\n"), "Two 3.5 went.");
        assert_eq!(first_sentence(" Three came. Four."), "Three came.");
        assert_eq!(first_sentence(""), "");
        assert_eq!(last_sentence(""), "");
        let long = "слово ".repeat(100);
        assert!(last_sentence(&long).len() <= 220 && first_sentence(&long).len() <= 220);
    }
}
