//! The bottom line: at most five sentences made from the answers, each value with the claim that shows it.
//!
//! Key decision: sentences are built from fixed parts and values; none is written that has no evidence to point at.

use model::{Answer, AnswerStatus, Claim, Question, QuestionState, Slot};

use crate::{
    clean::shorten,
    desk::Desk,
    words::{self, Group},
};

/// A part of a sentence.
pub(crate) enum Piece<'a> {
    /// Words of ours.
    Words(String),
    /// Words that may be of another language.
    Name(String),
    /// A value and the claim that shows it.
    Value(String, &'a Claim),
}

/// At most five sentences on the first event.
pub(crate) fn bottom_line<'a>(desk: &Desk<'a>) -> Vec<Vec<Piece<'a>>> {
    let (main, _) = desk.events();
    let id = match main.first() {
        Some(e) => e.id.as_str(),
        None => match desk.unlisted_events().first() {
            Some(id) => id,
            None => return Vec::new(),
        },
    };
    let questions = desk.questions(id);
    let best = |keep: &dyn Fn(&Question) -> bool| {
        questions
            .iter()
            .copied()
            .filter(|q| keep(q))
            .max_by_key(|q| (desk.is_key(q), desk.score(q), std::cmp::Reverse(words::rank(q.slot))))
    };
    let mut picked: Vec<&Question> = Vec::new();
    let first = questions
        .iter()
        .copied()
        .filter(|q| Group::of(q.slot) == Group::HowMany && q.answers.iter().any(|a| a.value.is_numeric()))
        .max_by_key(|q| (desk.score(q), std::cmp::Reverse(words::rank(q.slot))));
    let second = first.and_then(|f| {
        best(&|q| {
            Group::of(q.slot) == Group::HowMany && q.slot != f.slot && q.answers.iter().any(|a| a.value.is_numeric())
        })
    });
    picked.extend(first);
    picked.extend(second.filter(|q| desk.is_key(q)));
    picked.extend(best(&|q| q.slot == Slot::Responsibility));
    picked.extend(best(&|q| q.slot == Slot::Control).filter(|q| desk.score(q) >= 4));
    picked.extend(best(&|q| q.slot == Slot::MovementRestriction));
    let mut out: Vec<Vec<Piece>> = Vec::new();
    if picked.len() < 5
        && let Some(s) = where_when(desk, &questions)
    {
        out.push(s);
    }
    for q in picked {
        if out.len() < 5
            && let Some(s) = sentence(desk, q)
        {
            out.push(s);
        }
    }
    out
}

fn where_when<'a>(desk: &Desk<'a>, questions: &[&'a Question]) -> Option<Vec<Piece<'a>>> {
    let leading = |slot: Slot| {
        let q = questions.iter().filter(|q| q.slot == slot).max_by_key(|q| desk.score(q))?;
        let a = standing(q).into_iter().next()?;
        Some((a, desk.lead(a)?))
    };
    let (place, claim) = leading(Slot::Place)?;
    let mut s = vec![
        Piece::Words(format!(
            "{} of {} put it at ",
            words::count(place.reports.len(), "report", "reports"),
            desk.pic.reports.len()
        )),
        Piece::Value(shorten(&desk.value(place), 80), claim),
    ];
    if let Some((date, claim)) = leading(Slot::Date) {
        s.push(Piece::Words(format!(" and {} date it to ", date.reports.len())));
        s.push(Piece::Value(desk.value(date), claim));
    }
    s.push(Piece::Words(".".to_owned()));
    Some(s)
}

/// Standing answers, most origins first, then most reports.
fn standing(q: &Question) -> Vec<&Answer> {
    let mut v: Vec<&Answer> = q.answers.iter().filter(|a| a.status == AnswerStatus::Current).collect();
    // Of a count, a figure comes before "no figure was given".
    let blank = |a: &Answer| words::is_count(q.slot) && a.value.lo.or(a.value.hi).is_none();
    v.sort_by_key(|a| (blank(a), std::cmp::Reverse(a.origins.len()), std::cmp::Reverse(a.reports.len())));
    v
}

/// Who stands behind an answer, and how many origins and reports.
fn by<'a>(desk: &Desk<'a>, a: &Answer, out: &mut Vec<Piece<'a>>) {
    let (voices, _) = desk.voices_split(a);
    for v in voices.iter().take(2) {
        out.push(Piece::Name(shorten(&v.who, 60)));
        out.push(Piece::Words("; ".to_owned()));
    }
    if voices.len() > 2 {
        out.push(Piece::Words(format!("and {} more; ", voices.len() - 2)));
    }
    out.push(Piece::Words(desk.weight(a)));
}

fn sentence<'a>(desk: &Desk<'a>, q: &'a Question) -> Option<Vec<Piece<'a>>> {
    let all = standing(q);
    let shown: Vec<(&Answer, &Claim)> = all.iter().filter_map(|a| Some((*a, desk.lead(a)?))).take(3).collect();
    let mut s = vec![Piece::Name(words::label(q))];
    if let Some(scope) = q.scope.as_deref().map(|x| shorten(&crate::clean_line(x), 60)).filter(|x| !x.is_empty()) {
        s.push(Piece::Words(", ".to_owned()));
        s.push(Piece::Name(scope));
    }
    if shown.is_empty() {
        return None;
    }
    s.push(Piece::Words(
        match q.state {
            QuestionState::Disputed => ": disputed - ",
            QuestionState::Open => ": open - ",
            QuestionState::SupersededChain => ": by the latest word ",
            QuestionState::Agreed => ": ",
        }
        .to_owned(),
    ));
    let n = shown.len();
    for (i, (a, c)) in shown.into_iter().enumerate() {
        if i > 0 {
            s.push(Piece::Words(
                if q.state == QuestionState::Disputed && i + 1 == n { ", against " } else { ", " }.to_owned(),
            ));
        }
        s.push(Piece::Value(shorten(&desk.value(a), 90), c));
        s.push(Piece::Words(" (".to_owned()));
        by(desk, a, &mut s);
        s.push(Piece::Words(")".to_owned()));
    }
    if all.len() > n {
        s.push(Piece::Words(format!(" and {}", words::count(all.len() - n, "more answer", "more answers"))));
    }
    let replaced: Vec<(&Answer, &Claim)> = q
        .answers
        .iter()
        .filter(|a| {
            matches!(a.status, AnswerStatus::Superseded | AnswerStatus::Withdrawn)
                && a.value.is_numeric()
                && a.value.lo.or(a.value.hi).is_some()
        })
        .filter_map(|a| Some((a, desk.lead(a)?)))
        .collect();
    if let Some((a, c)) = replaced.into_iter().max_by_key(|(a, _)| a.reports.len()) {
        s.push(Piece::Words("; no longer ".to_owned()));
        s.push(Piece::Value(desk.value(a), c));
        s.push(Piece::Words(format!(
            ", which its own speaker has {}, though {} it",
            if a.status == AnswerStatus::Withdrawn { "taken back" } else { "replaced" },
            if a.reports.len() == 1 {
                "1 report still carries".to_owned()
            } else {
                format!("{} reports carry", a.reports.len())
            }
        )));
    }
    s.push(Piece::Words(".".to_owned()));
    Some(s)
}
