//! Agreed, disputed, unknown, set aside: every question in the column of its state.

use maud::{Markup, html};
use model::{Answer, AnswerStatus, Event, Question, QuestionState, Slot};

use crate::{
    clean::{anchor, clean_line, shorten},
    words::{self, Group},
};

use super::{Page, words_of};

impl<'a> Page<'a, '_> {
    /// Questions of the events that the reports are about.
    pub(crate) fn main_questions(&self) -> Vec<&'a Question> {
        let (main, _) = self.desk.events();
        let mut ids: Vec<&str> = main.iter().map(|e| e.id.as_str()).collect();
        ids.extend(self.desk.unlisted_events());
        ids.into_iter().flat_map(|id| self.desk.questions(id)).collect()
    }

    /// Where a question belongs beyond its event: scope, and the event where there are several.
    pub(crate) fn context(&self, q: &Question) -> String {
        let (main, _) = self.desk.events();
        let mut parts: Vec<String> = Vec::new();
        parts.extend(q.scope.as_deref().map(|s| shorten(&clean_line(s), 60)).filter(|s| !s.is_empty()));
        if main.first().is_some_and(|e| e.id != q.event) {
            let title = self
                .desk
                .pic
                .events
                .iter()
                .find(|e| e.id == q.event)
                .map_or_else(|| clean_line(&q.event), |e| self.desk.event_title(e));
            parts.push(shorten(&title, 60));
        }
        parts.join("; ")
    }

    pub(crate) fn columns(&self) -> Markup {
        let all = self.main_questions();
        let of = |states: &[QuestionState]| -> Vec<&'a Question> {
            all.iter()
                .copied()
                .filter(|q| states.contains(&q.state) && q.answers.iter().any(|a| a.status != AnswerStatus::Outlier))
                .collect()
        };
        let agreed = of(&[QuestionState::Agreed, QuestionState::SupersededChain]);
        let disputed = of(&[QuestionState::Disputed]);
        let open = of(&[QuestionState::Open]);
        let aside: Vec<(&Question, &Answer)> = all
            .iter()
            .flat_map(|q| q.answers.iter().map(move |a| (*q, a)))
            .filter(|(_, a)| matches!(a.status, AnswerStatus::Outlier | AnswerStatus::Withdrawn))
            .collect();
        let gaps = self.gaps(&all);
        let empty = format!("None among {}.", self.looked_at());
        let list = |qs: &[&'a Question]| {
            let (key, rest): (Vec<&Question>, Vec<&Question>) = qs.iter().copied().partition(|q| self.desk.is_key(q));
            html! {
                @for q in &key { (self.card(q)) }
                @if !rest.is_empty() {
                    details open[key.is_empty()] { summary { (if key.is_empty() { "" } else { "and " }) (words::count(rest.len(), "question", "questions")) " of less weight" } @for q in &rest { (self.card(q)) } }
                }
            }
        };
        html! {
            section #answers aria-labelledby="h-answers" {
                h2 #h-answers { "What is agreed, disputed, unknown, set aside" }
                div.cols {
                    section.col.agreed aria-labelledby="h-agreed" {
                        h3 #h-agreed { span.mark aria-hidden="true" { "✓" } " Agreed " span.n { (agreed.len()) } }
                        p.note { "Nobody contradicts it. One origin alone is marked: that is not confirmation." }
                        @if agreed.is_empty() { p.empty { (empty) } }
                        (list(&agreed))
                    }
                    section.col.disputed aria-labelledby="h-disputed" {
                        h3 #h-disputed { span.mark aria-hidden="true" { "≠" } " Disputed " span.n { (disputed.len()) } }
                        p.note { "Origins exclude each other." }
                        @if disputed.is_empty() { p.empty { (empty) } }
                        (list(&disputed))
                    }
                    section.col.open aria-labelledby="h-open" {
                        h3 #h-open { span.mark aria-hidden="true" { "?" } " Unknown " span.n { (open.len() + gaps.len()) } }
                        p.note { "Too little to say, or not reported at all." }
                        @if open.is_empty() && gaps.is_empty() { p.empty { (empty) } }
                        @if !gaps.is_empty() {
                            ul.gaps { @for (what, settle) in &gaps { li { b { (what) } " No report found in " (self.looked_at()) ". " span.note { "Would settle it: " (settle) "." } } } }
                        }
                        (list(&open))
                    }
                    section.col.aside aria-labelledby="h-aside" {
                        h3 #h-aside { span.mark aria-hidden="true" { "✗" } " Wrong or unsupported " span.n { (aside.len()) } }
                        p.note { "Fits no known line, or was taken back. The reason stands with each; people judge." }
                        @if aside.is_empty() { p.empty { (empty) } }
                        ul.aside-list {
                            @for (q, a) in &aside {
                                li {
                                    (self.value_link(&self.desk.value(a), self.desk.lead(a)))
                                    span.who { (words::label(q)) @if a.status == AnswerStatus::Withdrawn { ", withdrawn" } }
                                    @if !a.why.is_empty() { span.why { (words_of(&clean_line(&a.why))) } }
                                    (self.evidence_links(a))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Questions that every desk asks and that no report answers, with what would settle each.
    fn gaps(&self, all: &[&'a Question]) -> Vec<(&'static str, &'static str)> {
        if all.is_empty() {
            return Vec::new();
        }
        let has = |f: &dyn Fn(Slot) -> bool| {
            all.iter().any(|q| f(q.slot) && q.answers.iter().any(|a| !matches!(a.status, AnswerStatus::Outlier)))
        };
        let mut out = Vec::new();
        if !has(&|s| Group::of(s) == Group::HowMany) {
            out.push(("How many people are affected?", "a count by a named body, with its date"));
        }
        if !has(&|s| matches!(s, Slot::Responsibility | Slot::ClaimOfResponsibility | Slot::Cause)) {
            out.push(("Who or what caused it?", "a statement by someone who was there, or an investigation"));
        }
        if !has(&|s| s == Slot::MovementRestriction) {
            out.push(("What is closed or restricted?", "an order, a map or a report from the road"));
        }
        if !has(&|s| s == Slot::AidAccess) {
            out.push(("Does help get through?", "a report by an aid agency with a date"));
        }
        out
    }

    fn card(&self, q: &'a Question) -> Markup {
        let context = self.context(q);
        let (standing, gone) = self.desk.standing(q);
        let replaced: Vec<&Answer> = gone.into_iter().filter(|a| a.status == AnswerStatus::Superseded).collect();
        html! {
            article.q id=(anchor("q", &q.id)) {
                h4 { (words_of(&words::ask(q))) @if !context.is_empty() { " " span.scope { (words_of(&context)) } } }
                @if q.state == QuestionState::SupersededChain { span.tag { "revised over time" } }
                @if self.desk.question_origins(q).len() == 1 && q.state == QuestionState::Agreed { span.tag { "one origin only" } }
                ul.answers { @for a in &standing { (self.answer(a)) } }
                @if !replaced.is_empty() {
                    p.replaced { "No longer: " @for (i, a) in replaced.iter().enumerate() { @if i > 0 { "; " } (self.value_link(&shorten(&self.desk.value(a), 80), self.desk.lead(a))) } }
                }
                @if !q.why.is_empty() { p.why { (words_of(&clean_line(&q.why))) } }
            }
        }
    }

    fn answer(&self, a: &'a Answer) -> Markup {
        let (voices, loose) = self.desk.voices_split(a);
        html! {
            li class=(if a.status == AnswerStatus::ForecastNotCount { "forecast" } else { "current" }) {
                (self.value_link(&self.desk.value(a), self.desk.lead(a)))
                @if a.status == AnswerStatus::ForecastNotCount { " " span.tag { "forecast, not a count" } }
                (self.weight(a))
                @for v in voices.iter().take(3) {
                    span.who { (words_of(&v.who)) @if let Some(c) = v.lead { @let r = self.desk.relays(c); @if !r.is_empty() { ", " (words_of(&r)) } " " (self.ev(c)) } }
                }
                @if voices.len() > 3 { span.who { "and " (words::count(voices.len() - 3, "more voice", "more voices")) } }
                @if let Some(l) = loose { span.who.loose { "also where no origin could be told: " @if let Some(c) = l.lead { (self.ev(c)) } @if l.reports.len() > 1 { " and " (l.reports.len() - 1) " more" } } }
            }
        }
    }

    /// Origins as blocks, pages as small print.
    pub(crate) fn weight(&self, a: &Answer) -> Markup {
        html! {
            span.weight {
                span.blocks aria-hidden="true" { @if a.origins.is_empty() { "◇" } @else { @for _ in 0..a.origins.len().min(9) { "◆" } } }
                " " (self.desk.weight(a))
            }
        }
    }

    /// The evidence of an answer: one link for each voice, at most four.
    pub(crate) fn evidence_links(&self, a: &'a Answer) -> Markup {
        let claims = self.desk.answer_claims(a);
        let mut seen: Vec<&str> = Vec::new();
        let firsts: Vec<_> = claims
            .into_iter()
            .filter(|c| {
                if seen.contains(&c.report.as_str()) {
                    false
                } else {
                    seen.push(&c.report);
                    true
                }
            })
            .collect();
        html! {
            span.evs { @for c in firsts.iter().take(4) { (self.ev(c)) " " } @if firsts.len() > 4 { "and " (firsts.len() - 4) " more" } }
        }
    }

    /// Events that are only named on the way.
    pub(crate) fn other_events(&self, back: &[&'a Event]) -> Markup {
        html! {
            @if !back.is_empty() {
                section #others aria-labelledby="h-others" {
                    h2 #h-others { "Other events named in these reports" }
                    p.note { "Kept apart: look-alikes of another year or place, and what one report alone tells beside the rest, are never merged." }
                    @for e in back {
                        h3 { (words_of(&self.desk.event_title(e))) " " span.n { (words::count(e.reports.len(), "report", "reports")) } }
                        @let qs = self.desk.questions(&e.id);
                        @if qs.is_empty() { p.empty { "Named, but nothing to weigh in " (self.looked_at()) "." } }
                        ul.brief {
                            @for q in qs.iter().take(20) {
                                li { (words_of(&words::ask(q))) " " @for (i, a) in q.answers.iter().take(4).enumerate() { @if i > 0 { "; " } (self.value_link(&shorten(&self.desk.value(a), 80), self.desk.lead(a))) " " (self.evidence_links(a)) } }
                            }
                        }
                        @for w in e.why.iter().take(3) { p.why { (words_of(&clean_line(w))) } }
                    }
                }
            }
        }
    }
}
