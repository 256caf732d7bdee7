//! Questions and answers: which claims can be set against each other, which of them agree, and where each answer stands.
//!
//! What for: the board of a picture: for each question its competing answers.
//!
//! Key decision: a figure is never collapsed. "about 120" and 120 are one answer, "dozens" is not; what a speaker's own line replaced
//! is superseded, what another line says is a rival, and what nobody stands behind is an outlier only where it fits no known line.

use std::collections::{BTreeMap, BTreeSet};

use model::{Answer, AnswerStatus, Claim, Op, Question, QuestionState, Slot, Stance, Value, ValueKind, content_id};
use trace::voices::{Voice, Voices, Weight, fold};

use crate::lexicon::LEXICON;

/// A claim on its way to the board.
#[derive(Debug)]
pub(crate) struct Item<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) page: usize,
    pub(crate) event: usize,
    pub(crate) voice: Voice,
    /// Seconds since 1970: the claim's own as-of, else publication.
    pub(crate) said: Option<i64>,
    pub(crate) published: Option<i64>,
    /// Key of the agency that the page has it from.
    pub(crate) agency: Option<String>,
    /// Whose ground the figure is for, where its own words do not say.
    pub(crate) ground: Option<String>,
    pub(crate) question: String,
    pub(crate) answer: usize,
    pub(crate) origin: Option<usize>,
}

/// Slots whose values are counts.
pub(crate) fn counts(slot: Slot) -> bool {
    use Slot::*;
    matches!(
        slot,
        Escaped
            | Recaptured
            | Killed
            | Injured
            | Missing
            | Detained
            | Held
            | Displaced
            | Evacuated
            | Affected
            | SettlementsFlooded
            | HomesDamaged
            | Transferred
            | OtherCount
    )
}

/// Words for places that an event's own place claims agree on.
pub(crate) fn own_place_words(items: &[Item<'_>], event: usize) -> BTreeSet<String> {
    let mut votes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut reports: BTreeSet<&str> = BTreeSet::new();
    for it in items.iter().filter(|it| it.event == event && it.claim.slot == Slot::Place) {
        reports.insert(&it.claim.report);
        for w in LEXICON.scope(it.claim.value.text.as_deref().unwrap_or("")) {
            votes.entry(w).or_default().insert(&it.claim.report);
        }
    }
    let need = (reports.len() / 5).max(1);
    votes.into_iter().filter(|(_, r)| r.len() >= need).map(|(w, _)| w).collect()
}

/// The comparable question of a claim: slot, thing counted, scope.
///
/// `ground` is whose ground the figure is for, where the claim itself has no scope.
pub(crate) fn question_key(c: &Claim, ground: Option<&str>, own_place: &BTreeSet<String>, part: bool) -> String {
    let counted = LEXICON.counted(c.counted.as_deref().unwrap_or(""));
    let scope_words = c.scope.as_deref().or(ground).unwrap_or("");
    let scope: String = if LEXICON.is_increase(scope_words) {
        "+".to_owned()
    } else {
        let words = LEXICON.scope(scope_words);
        // a scope that only names the event's own place says no more than no scope
        if words.iter().all(|w| own_place.iter().any(|p| alike(p, w))) { String::new() } else { words.join(" ") }
    };
    // "five of them" is no rival of "21", whatever the words around it leave out
    let harm = matches!(c.slot, Slot::Killed | Slot::Injured | Slot::Missing);
    // a group of the counted is a part of them in any case
    let group = !LEXICON.known_class(c.counted.as_deref().unwrap_or("")).is_empty();
    let scope =
        if part && harm && !group && scope != "+" { format!("{scope} part").trim_start().to_owned() } else { scope };
    let (counted, scope) = match c.slot {
        Slot::OtherCount => (counted, scope),
        s if counts(s) => (LEXICON.known_class(c.counted.as_deref().unwrap_or("")), scope),
        _ if c.value.is_numeric() => (counted, scope),
        Slot::Control => (without_slot_words(&counted, c.slot), scope),
        Slot::MovementRestriction => (restriction_class(c), String::new()),
        Slot::Date if c.value.text.as_deref().is_some_and(|t| t.contains('T')) => ("time".to_owned(), String::new()),
        Slot::Agreement | Slot::ClaimOfResponsibility | Slot::Place | Slot::Date => (String::new(), String::new()),
        _ => (without_slot_words(&counted, c.slot), String::new()),
    };
    format!("{}\u{1}{counted}\u{1}{scope}", c.slot)
}

/// "control" says nothing of what is controlled.
fn without_slot_words(counted: &str, slot: Slot) -> String {
    let own = slot.as_str();
    counted.split(' ').filter(|w| !w.is_empty() && !own.contains(*w)).collect::<Vec<_>>().join(" ")
}

pub(crate) fn restriction_class(c: &Claim) -> String {
    let words = format!("{} {}", c.counted.as_deref().unwrap_or(""), c.value.text.as_deref().unwrap_or(""));
    let groups = LEXICON.groups(&words);
    ["curfew", "border", "emergency", "ban", "closure"]
        .into_iter()
        .find(|g| groups.contains(g))
        .unwrap_or("other")
        .to_owned()
}

/// Two spellings of one name: the same start, or one inside the other.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.chars().count() < 5 {
        return false;
    }
    if long.contains(short) {
        return true;
    }
    let (x, y) = (skeleton(a), skeleton(b));
    let enough = if short.chars().count() > 6 { 2 } else { 3 };
    x == y && x.chars().count() >= enough
}

fn skeleton(s: &str) -> String {
    let s = s.replace("sch", "sh");
    let mut out = String::new();
    for ch in s.chars().filter(|c| !"aeiouyhäöü".contains(*c)) {
        if !out.ends_with(ch) {
            out.push(ch);
        }
    }
    out
}

/// Group the agreeing claims of each question: numbers the answers in `items`.
pub(crate) fn group_answers(items: &mut [Item<'_>], voices: &Voices) {
    let mut by_question: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for (i, it) in items.iter().enumerate() {
        by_question.entry((it.event, it.question.clone())).or_default().push(i);
    }
    for members in by_question.values_mut() {
        members.sort_by(|&a, &b| order(&items[a]).cmp(&order(&items[b])));
        let slot = items[members[0]].claim.slot;
        let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for &i in members.iter() {
            let c = items[i].claim;
            let mut key = if c.value.is_numeric() { figure_key(c) } else { text_key(c, slot, voices, &mut words) };
            match c.stance {
                Stance::Forecast => key.push_str("|forecast"),
                Stance::Denied => key.push_str("|denied"),
                _ => {}
            }
            keys.entry(key).or_default().push(i);
        }
        join_roundings(items, &mut keys);
        for (n, list) in keys.values().enumerate() {
            for &i in list {
                items[i].answer = n;
            }
        }
    }
}

pub(crate) fn order<'a>(it: &'a Item<'_>) -> (i64, &'a str, usize, &'a str) {
    (it.said.unwrap_or(i64::MAX), &it.claim.report, it.claim.evidence.start, &it.claim.id)
}

fn figure_key(c: &Claim) -> String {
    let v = &c.value;
    match v.kind {
        ValueKind::Number => {
            let n = v.lo.or(v.hi).unwrap_or(0.0);
            let class = match v.op {
                Op::MoreThan => "over",
                Op::UpTo | Op::LessThan => "under",
                _ => "at",
            };
            format!("n{n:020.4}|{class}")
        }
        ValueKind::Vague if v.lo.is_none() && v.hi.is_none() => {
            format!("v|{}", LEXICON.vague(v.text.as_deref().unwrap_or("")))
        }
        _ => format!("i{:020.4}-{:020.4}", v.lo.unwrap_or(-1.0), v.hi.unwrap_or(-1.0)),
    }
}

fn bounds(v: &Value) -> Option<f64> {
    if v.kind == ValueKind::Number { v.lo.or(v.hi) } else { None }
}

/// "more than 180" said of a line's 182, "some 80" of its 81, and "over 900" beside the same line's 900 are one answer.
fn join_roundings(items: &[Item<'_>], keys: &mut BTreeMap<String, Vec<usize>>) {
    let names: Vec<String> = keys.keys().filter(|k| k.starts_with('n')).cloned().collect();
    let sides = |list: &[usize]| -> BTreeSet<String> {
        list.iter()
            .filter(|&&i| items[i].voice.weight >= Weight::Anonymous)
            .map(|&i| items[i].voice.side.clone())
            .collect()
    };
    let reports = |list: &[usize]| -> BTreeSet<&str> { list.iter().map(|&i| items[i].claim.report.as_str()).collect() };
    for k in &names {
        let Some(list) = keys.get(k).cloned() else { continue };
        let Some(&head) = list.first() else { continue };
        let v = &items[head].claim.value;
        let soft =
            k.contains("|over") || k.contains("|under") || list.iter().all(|&i| items[i].claim.value.op == Op::About);
        if !soft || k.contains("|forecast") || k.contains("|denied") {
            continue;
        }
        let Some(n) = bounds(v) else { continue };
        let mine = sides(&list);
        let target = names.iter().filter(|t| *t != k && t.ends_with("|at")).find(|t| {
            let Some(other) = keys.get(*t) else { return false };
            let Some(m) = other.first().and_then(|&i| bounds(&items[i].claim.value)) else { return false };
            let near = if m == n { true } else { (m - n).abs() <= m * 0.02 };
            let directed = match v.op {
                Op::MoreThan | Op::AtLeast => m >= n,
                Op::UpTo | Op::LessThan => m <= n,
                _ => true,
            };
            if !near || !directed {
                return false;
            }
            let theirs = sides(other);
            let shared_page = reports(&list).intersection(&reports(other)).next().is_some();
            !mine.is_disjoint(&theirs) || (mine.is_empty() && (shared_page || m != n))
        });
        if let Some(t) = target.cloned() {
            let moved = keys.remove(k).unwrap_or_default();
            if let Some(into) = keys.get_mut(&t) {
                into.extend(moved);
                into.sort_by(|&a, &b| order(&items[a]).cmp(&order(&items[b])));
            }
        }
    }
}

const NOT: &[&str] =
    &["not", "no", "never", "nobody", "none", "lost", "withdrew", "left", "nicht", "no", "pas", "не", "لم", "ليس"];

fn text_key(c: &Claim, slot: Slot, voices: &Voices, words: &mut BTreeMap<String, BTreeSet<String>>) -> String {
    let text = c.value.text.as_deref().unwrap_or("");
    if counts(slot) {
        if c.flags.iter().any(|f| f.contains("no_number")) || text.contains("not given") {
            return "t|no number".to_owned();
        }
        return similar(text, words, 0.5);
    }
    let negated = fold(text).split(' ').any(|w| NOT.contains(&w));
    match slot {
        Slot::Responsibility | Slot::ClaimOfResponsibility => {
            let actor = text.split_once(':').map_or(text, |(a, _)| a);
            let folded = fold(actor);
            if folded.starts_with("nobody")
                || folded.starts_with("no one")
                || folded.starts_with("not determined")
                || folded.starts_with("unknown")
            {
                return "a|nobody".to_owned();
            }
            if folded.split(' ').any(|w| w.starts_with("unnamed") || w == "armed") && voices.actor_key(actor).is_none()
            {
                return "a|unnamed".to_owned();
            }
            match voices.actor_key(actor) {
                Some((_, side)) => format!("a|{side}"),
                None => similar(actor, words, 0.5),
            }
        }
        Slot::Control => match voices.actor_key(text) {
            Some((_, side)) => format!("a|{side}{}", if negated { "|not" } else { "" }),
            None => similar(text, words, 0.5),
        },
        Slot::Cause | Slot::Agreement => {
            let order: &[&str] = if slot == Slot::Cause {
                &[
                    "explosion",
                    "sabotage",
                    "shelling",
                    "fire",
                    "failure",
                    "guards",
                    "riot",
                    "shooting",
                    "crash",
                    "weather",
                    "attack",
                ]
            } else {
                &["extended", "broken", "truce", "deal"]
            };
            let groups = LEXICON.groups(text);
            match order.iter().find(|g| groups.contains(**g)) {
                Some(g) => format!("g|{g}"),
                None => similar(text, words, 0.5),
            }
        }
        Slot::Date => format!("d|{}", text.get(..10).unwrap_or(text)),
        Slot::MovementRestriction => "r".to_owned(),
        Slot::Place => similar_place(text, words),
        _ => similar(text, words, 0.4),
    }
}

/// The group of the most similar words so far, or a new one. Compares with at most 200 groups, so that a flood of texts stays linear.
fn similar(text: &str, words: &mut BTreeMap<String, BTreeSet<String>>, least: f64) -> String {
    let mine = LEXICON.content(text);
    let mut top: Option<(f64, String)> = None;
    for (key, theirs) in words.iter().take(200) {
        let both = mine.intersection(theirs).count() as f64;
        let share = both / mine.len().min(theirs.len()).max(1) as f64;
        if share >= least && top.as_ref().is_none_or(|(s, _)| share > *s) {
            top = Some((share, key.clone()));
        }
    }
    let key = top.map_or_else(|| format!("s|{}", mine.iter().cloned().collect::<Vec<_>>().join(" ")), |(_, k)| k);
    words.entry(key.clone()).or_default().extend(mine.into_iter().take(24));
    key
}

fn similar_place(text: &str, words: &mut BTreeMap<String, BTreeSet<String>>) -> String {
    let mine = LEXICON.scope(text);
    for (key, theirs) in words.iter().take(200) {
        if mine.iter().any(|w| theirs.iter().any(|t| alike(w, t))) {
            let key = key.clone();
            words.entry(key.clone()).or_default().extend(mine);
            return key;
        }
    }
    let key = format!("p|{}", mine.join(" "));
    words.entry(key.clone()).or_default().extend(mine);
    key
}

/// Everything the statuses are decided from.
#[derive(Debug)]
struct Draft {
    members: Vec<usize>,
    value: Value,
    status: AnswerStatus,
    why: String,
    sides: BTreeMap<String, Option<i64>>,
    forecast: bool,
    denied: bool,
    first: Option<i64>,
}

/// What a question about "five of them" is limited to.
const PART: &str = "part of the total";

const RISK: &[&str] = &["risk", "danger", "expected", "threatened", "feared", "could", "may", "might"];

/// Questions of one event with their answers, statuses and states.
pub(crate) fn questions(items: &[Item<'_>], event: usize, event_id: &str, origin_ids: &[String]) -> Vec<Question> {
    let mut by_question: BTreeMap<&str, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (i, it) in items.iter().enumerate().filter(|(_, it)| it.event == event) {
        by_question.entry(&it.question).or_default().entry(it.answer).or_default().push(i);
    }
    let mut out: Vec<(usize, Question)> = Vec::new();
    for (key, answers) in by_question {
        let mut drafts: Vec<Draft> = answers
            .into_values()
            .map(|mut members| {
                members.sort_by(|&a, &b| order(&items[a]).cmp(&order(&items[b])));
                let head = items[members[0]].claim;
                let mut sides: BTreeMap<String, Option<i64>> = BTreeMap::new();
                for &m in members.iter().filter(|&&m| items[m].voice.weight >= Weight::Anonymous) {
                    let slot = sides.entry(items[m].voice.side.clone()).or_insert(items[m].said);
                    *slot = match (*slot, items[m].said) {
                        (Some(a), Some(b)) => Some(a.min(b)),
                        (a, b) => a.or(b),
                    };
                }
                let risk = members.iter().all(|&m| {
                    items[m].claim.counted.as_deref().is_some_and(|c| fold(c).split(' ').any(|w| RISK.contains(&w)))
                });
                Draft {
                    value: head.value.clone(),
                    status: AnswerStatus::Current,
                    why: String::new(),
                    forecast: head.stance == Stance::Forecast || risk,
                    denied: head.stance == Stance::Denied,
                    first: members.iter().filter_map(|&m| items[m].said).min(),
                    sides,
                    members,
                }
            })
            .collect();
        let slot = items[drafts[0].members[0]].claim.slot;
        let steps = key.ends_with("\u{1}+");
        if steps {
            judge_steps(slot, &mut drafts, items, event);
        } else {
            judge(slot, &mut drafts, items);
        }
        let (state, why) = if steps {
            (
                QuestionState::Agreed,
                "Each is a step of its own; steps of different times do not exclude each other.".to_owned(),
            )
        } else {
            state_of(slot, &drafts, items)
        };
        let weight: usize = drafts.iter().map(|d| d.members.len()).sum();
        let all: Vec<usize> = drafts.iter().flat_map(|d| d.members.iter().copied()).collect();
        let counted = most(all.iter().filter_map(|&m| items[m].claim.counted.as_deref()));
        let scope = most_or_none(all.iter().map(|&m| items[m].claim.scope.as_deref().or(items[m].ground.as_deref())));
        // two questions that differ only in this would look the same
        let part = key.ends_with("part") && counts(slot);
        let scope = if part { Some(scope.map_or_else(|| PART.to_owned(), |s| format!("{s}, {PART}"))) } else { scope };
        let mut answers: Vec<Answer> = drafts.into_iter().map(|d| finish(d, items, origin_ids)).collect();
        answers.sort_by(|a, b| {
            let rank = |x: &Answer| {
                (
                    status_rank(x.status),
                    x.value.lo.or(x.value.hi).map_or(u64::MAX, sortable),
                    x.value.text.clone(),
                    x.claims.first().cloned(),
                )
            };
            rank(a).cmp(&rank(b))
        });
        out.push((
            weight,
            Question {
                id: content_id("q", &[event_id, key]),
                event: event_id.to_owned(),
                slot,
                counted,
                scope,
                state,
                answers,
                why,
                range: None,
                range_why: String::new(),
            },
        ));
    }
    out.sort_by(|a, b| (std::cmp::Reverse(a.0), a.1.slot, &a.1.id).cmp(&(std::cmp::Reverse(b.0), b.1.slot, &b.1.id)));
    out.into_iter().map(|(_, q)| q).collect()
}

fn sortable(n: f64) -> u64 {
    (n.clamp(0.0, 1e15) * 100.0) as u64
}

fn status_rank(s: AnswerStatus) -> u8 {
    match s {
        AnswerStatus::Current => 0,
        AnswerStatus::Superseded => 1,
        AnswerStatus::Withdrawn => 2,
        AnswerStatus::ForecastNotCount => 3,
        AnswerStatus::Outlier => 4,
    }
}

fn most<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for w in words {
        *votes.entry(w).or_default() += 1;
    }
    votes.into_iter().max_by_key(|(w, n)| (*n, std::cmp::Reverse(*w))).map(|(w, _)| w.to_owned())
}

fn most_or_none<'a>(words: impl Iterator<Item = Option<&'a str>>) -> Option<String> {
    let mut votes: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for w in words {
        *votes.entry(w).or_default() += 1;
    }
    votes.into_iter().max_by_key(|(w, n)| (*n, std::cmp::Reverse(*w))).and_then(|(w, _)| w.map(str::to_owned))
}

fn finish(d: Draft, items: &[Item<'_>], origin_ids: &[String]) -> Answer {
    let origins: BTreeSet<String> =
        d.members.iter().filter_map(|&m| items[m].origin.and_then(|o| origin_ids.get(o))).cloned().collect();
    let reports: BTreeSet<String> = d.members.iter().map(|&m| items[m].claim.report.clone()).collect();
    let mut claims = d.members.clone();
    claims.sort_by(|&a, &b| {
        let key = |i: usize| {
            (&items[i].claim.report, items[i].claim.evidence.part, items[i].claim.evidence.start, &items[i].claim.id)
        };
        key(a).cmp(&key(b))
    });
    let seen = |pick: fn(i64, i64) -> i64| d.members.iter().filter_map(|&m| items[m].published).reduce(pick);
    Answer {
        value: d.value,
        status: d.status,
        origins: origins.into_iter().collect(),
        reports: reports.into_iter().collect(),
        claims: claims.into_iter().map(|i| items[i].claim.id.clone()).collect(),
        first_seen: seen(i64::min).and_then(model::Moment::from_seconds),
        last_seen: seen(i64::max).and_then(model::Moment::from_seconds),
        why: d.why,
        basis: None,
    }
}

/// What a screen calls a value.
pub(crate) fn say(v: &Value) -> String {
    match (&v.text, v.lo.or(v.hi)) {
        (Some(t), _) if !t.is_empty() => format!("\u{201c}{t}\u{201d}"),
        (_, Some(n)) => format!("{n}"),
        _ => "no figure".to_owned(),
    }
}

fn judge(slot: Slot, drafts: &mut [Draft], items: &[Item<'_>]) {
    for d in drafts.iter_mut() {
        if d.forecast || slot == Slot::Warning {
            d.status = AnswerStatus::ForecastNotCount;
            d.why = "It speaks of what may come, so it is not counted.".to_owned();
        }
    }
    match slot {
        s if counts(s) => judge_counts(s, drafts, items),
        Slot::Control | Slot::Agreement => judge_sequence(slot, drafts, items),
        Slot::Place | Slot::Date => judge_majority(slot, drafts, items),
        Slot::Cause | Slot::Responsibility => judge_unsourced(drafts, items),
        _ => {}
    }
    for d in drafts.iter_mut().filter(|d| d.why.is_empty()) {
        d.why = if d.sides.is_empty() {
            "Nobody is named for it.".to_owned()
        } else {
            "Whoever said it has not replaced it.".to_owned()
        };
    }
}

fn figure(d: &Draft) -> Option<f64> {
    bounds(&d.value).or(match d.value.kind {
        ValueKind::Interval | ValueKind::Vague => d.value.lo.or(d.value.hi),
        _ => None,
    })
}

/// Counts that only grow while an event is told.
fn grows(slot: Slot) -> bool {
    matches!(
        slot,
        Slot::Killed
            | Slot::Injured
            | Slot::Evacuated
            | Slot::Displaced
            | Slot::HomesDamaged
            | Slot::SettlementsFlooded
            | Slot::Transferred
    )
}

/// Within a day and a half a smaller figure of a growing count is an older one told late, not a correction.
const TOLD_LATE: i64 = 36 * 3600;

/// "20 more" is part of every later total: it stands until a later total of the count is told.
fn judge_steps(slot: Slot, drafts: &mut [Draft], items: &[Item<'_>], event: usize) {
    let later = items
        .iter()
        .filter(|it| it.event == event && it.claim.slot == slot && it.claim.value.is_numeric())
        .filter(|it| !it.question.ends_with("\u{1}+") && it.voice.weight >= Weight::Anonymous)
        .filter_map(|it| it.said)
        .max();
    for d in drafts.iter_mut() {
        if d.forecast {
            d.status = AnswerStatus::ForecastNotCount;
            d.why = "It speaks of what may come, so it is not counted.".to_owned();
        } else if d.first.zip(later).is_some_and(|(first, later)| later > first) {
            d.status = AnswerStatus::Superseded;
            d.why = "A later total holds it.".to_owned();
        }
    }
}

fn judge_counts(slot: Slot, drafts: &mut [Draft], items: &[Item<'_>]) {
    // each side's figures in the order in which it first gave them
    let mut lines: BTreeMap<String, Vec<(i64, usize, bool)>> = BTreeMap::new();
    for (n, d) in drafts.iter().enumerate().filter(|(_, d)| !d.forecast && !d.denied) {
        for (side, first) in &d.sides {
            let named =
                d.members.iter().any(|&m| items[m].voice.side == *side && items[m].voice.weight == Weight::Named);
            lines.entry(side.clone()).or_default().push((first.or(d.first).unwrap_or(i64::MIN), n, named));
        }
    }
    for list in lines.values_mut() {
        list.sort_by(|a, b| {
            let value = |x: &(i64, usize, bool)| figure(&drafts[x.1]).unwrap_or(-1.0);
            a.0.cmp(&b.0).then_with(|| value(a).total_cmp(&value(b))).then(a.1.cmp(&b.1))
        });
        if grows(slot) {
            // bubble a late-told smaller figure before the larger one it follows too soon
            for _ in 0..list.len() {
                for k in 1..list.len() {
                    let (a, b) = (list[k - 1], list[k]);
                    if let (Some(x), Some(y)) = (bounds(&drafts[a.1].value), bounds(&drafts[b.1].value))
                        && y < x
                        && b.0.saturating_sub(a.0) < TOLD_LATE
                    {
                        list.swap(k - 1, k);
                    }
                }
            }
        }
    }
    let mut verdicts: Vec<(usize, String)> = Vec::new();
    for (n, d) in drafts.iter().enumerate() {
        if d.status != AnswerStatus::Current || d.sides.is_empty() || d.denied {
            continue;
        }
        // every side that gave it must have replaced it, and an unnamed voice replaces nothing a named one said
        let by: Vec<usize> = d
            .sides
            .keys()
            .filter_map(|s| {
                let list = lines.get(s)?;
                let at = list.iter().position(|x| x.1 == n)?;
                let named = list[at].2;
                list[at + 1..]
                    .iter()
                    .rev()
                    .find(|x| bounds(&drafts[x.1].value).is_some() && (x.2 || !named))
                    .map(|x| x.1)
            })
            .collect();
        if by.len() == d.sides.len()
            && let Some(&l) = by.first()
        {
            verdicts.push((n, format!("The same side later gave {}.", say(&drafts[l].value))));
        }
    }
    for (n, why) in verdicts {
        drafts[n].status = AnswerStatus::Superseded;
        drafts[n].why = why;
    }
    // a figure that its own side denies is withdrawn
    let denied: Vec<(String, String)> =
        drafts.iter().filter(|d| d.denied).flat_map(|d| d.sides.keys().map(|s| (s.clone(), say(&d.value)))).collect();
    for d in drafts.iter_mut().filter(|d| !d.denied) {
        if denied.iter().any(|(s, v)| d.sides.len() == 1 && d.sides.contains_key(s) && *v == say(&d.value)) {
            d.status = AnswerStatus::Withdrawn;
            d.why = "Its own speaker has taken it back.".to_owned();
        }
    }
    // figures nobody stands behind: measured against the line that most pages follow
    let firm = |side: &str| {
        drafts
            .iter()
            .any(|d| d.members.iter().any(|&m| items[m].voice.side == side && items[m].voice.weight == Weight::Named))
    };
    let Some(line) = lines
        .iter()
        .filter(|(side, _)| firm(side))
        .map(|(_, l)| l)
        .max_by_key(|l| (l.len(), l.iter().map(|(_, n, _)| drafts[*n].members.len()).sum::<usize>()))
        .cloned()
    else {
        return;
    };
    let chain: Vec<(i64, f64)> =
        line.iter().filter_map(|&(t, n, _)| bounds(&drafts[n].value).map(|v| (t, v))).collect();
    let spans: Vec<(f64, f64)> =
        drafts.iter().filter(|d| !d.sides.is_empty() && !d.forecast).filter_map(|d| d.value.admits()).collect();
    let contested = drafts.iter().any(|a| {
        drafts.iter().any(|b| {
            a.status == AnswerStatus::Current
                && b.status == AnswerStatus::Current
                && exclude(&a.value, &b.value)
                && !a.sides.is_empty()
                && !b.sides.is_empty()
                && a.sides.keys().all(|s| !b.sides.contains_key(s))
        })
    });
    for d in drafts.iter_mut().filter(|d| d.status == AnswerStatus::Current && !d.forecast && !d.denied) {
        let newsroom = !d.sides.is_empty() && d.members.iter().all(|&m| items[m].voice.weight == Weight::Media);
        let hearsay = d.sides.is_empty()
            && d.members
                .iter()
                .any(|&m| items[m].voice.weight == Weight::Nobody && items[m].claim.stance == Stance::Unverified);
        let rise = d.members.iter().any(|&m| items[m].question.ends_with("\u{1}+"));
        if (d.sides.is_empty() || newsroom) && !rise {
            let verdict = unsourced(slot, d, &chain, &spans, contested, hearsay);
            // what several pages have may have a source that none of them names
            let several = bounds(&d.value).is_some()
                && d.members.iter().map(|&m| items[m].page).collect::<BTreeSet<_>>().len() > 1;
            if let Some((status, why)) = verdict
                && !((newsroom || several && !hearsay) && status == AnswerStatus::Outlier)
            {
                d.status = status;
                d.why = why;
            }
        }
    }
}

/// Where a figure without a source stands against the line of figures that has one.
fn unsourced(
    slot: Slot,
    d: &Draft,
    chain: &[(i64, f64)],
    spans: &[(f64, f64)],
    contested: bool,
    hearsay: bool,
) -> Option<(AnswerStatus, String)> {
    let outlier = |why: &str| Some((AnswerStatus::Outlier, why.to_owned()));
    let bound = matches!(d.value.op, Op::AtLeast | Op::MoreThan);
    if let Some(n) = bounds(&d.value)
        && bound
        && !grows(slot)
        && chain.iter().any(|c| n <= c.1)
    {
        return None;
    }
    if hearsay {
        return outlier("It is hearsay that the page itself could not confirm, and others give figures with a source.");
    }
    let Some(n) = bounds(&d.value) else {
        return match d.value.admits() {
            Some((lo, hi)) if !contested && spans.iter().any(|(a, b)| lo <= *b && *a <= hi) => None,
            _ if spans.is_empty() => None,
            Some(_) if contested => {
                outlier("Nobody is named for it, and the figures that have a source exclude each other.")
            }
            Some(_) => outlier("Nobody is named for it, and no sourced figure lies in its range."),
            None => None,
        };
    };
    if chain.is_empty() {
        return None;
    }
    let now = d.first.unwrap_or(i64::MAX);
    let last = chain.iter().map(|c| c.1).fold(f64::MIN, f64::max);
    let first = chain.iter().map(|c| c.1).fold(f64::MAX, f64::min);
    let reached = chain.iter().filter(|c| c.0 <= now).map(|c| c.1).fold(f64::MIN, f64::max);
    let bare = matches!(d.value.op, Op::Exact | Op::None);
    let near = |c: f64| !bare && (c - n).abs() <= c.abs() * 0.06;
    let next = chain.iter().filter(|c| c.0 > now).map(|c| c.1).fold(f64::MAX, f64::min);
    let rounds = near(reached) || near(next);
    if grows(slot) && n > 0.0 && n < reached.max(first) {
        // an earlier figure, or one for a part: nothing to circle
        return Some((AnswerStatus::Superseded, "The count has since passed it.".to_owned()));
    }
    if d.first.is_none() && grows(slot) && n <= last * 1.1 && n > 0.0 {
        return None;
    }
    let within = n <= last && if d.first.is_some() { n >= reached } else { n >= first || bound };
    if n > 0.0 && (within || rounds) {
        return (grows(slot) && n < last)
            .then(|| (AnswerStatus::Superseded, "The count has since passed it.".to_owned()));
    }
    outlier("Nobody is named for it, and it fits no figure that has a source.")
}

/// Who holds a place, and what became of a deal, follow each other in time.
fn judge_sequence(slot: Slot, drafts: &mut [Draft], items: &[Item<'_>]) {
    let last = drafts
        .iter()
        .enumerate()
        .filter(|(_, d)| d.status == AnswerStatus::Current && d.first.is_some())
        .filter(|(_, d)| !d.sides.is_empty() || slot == Slot::Agreement)
        .max_by_key(|(n, d)| (d.first, std::cmp::Reverse(*n)))
        .map(|(n, d)| (n, d.first, say(&d.value)));
    let Some((last, when, words)) = last else { return };
    for (n, d) in drafts.iter_mut().enumerate() {
        if n == last || d.status != AnswerStatus::Current {
            continue;
        }
        if d.first < when || d.first.is_none() {
            d.status = AnswerStatus::Superseded;
            d.why = format!("Later: {words}.");
        }
    }
    let _ = items;
}

/// Where and when: what most origins and pages say stands; what excludes it without a source of its own is circled.
fn judge_majority(slot: Slot, drafts: &mut [Draft], items: &[Item<'_>]) {
    let weight = |d: &Draft| d.members.iter().map(|&m| items[m].claim.report.as_str()).collect::<BTreeSet<_>>().len();
    let Some(top) = drafts.iter().enumerate().max_by_key(|(n, d)| (weight(d), std::cmp::Reverse(*n))).map(|(n, _)| n)
    else {
        return;
    };
    let (most, main) = (weight(&drafts[top]), drafts[top].value.clone());
    for (n, d) in drafts.iter_mut().enumerate() {
        if n == top || weight(d) * 3 > most {
            continue;
        }
        let coarse = slot == Slot::Date
            && main
                .text
                .as_deref()
                .zip(d.value.text.as_deref())
                .is_some_and(|(a, b)| a.starts_with(b) || b.starts_with(a));
        if coarse || !d.sides.is_empty() {
            continue;
        }
        d.status = AnswerStatus::Outlier;
        d.why = format!("{most} reports have {}.", say(&main));
    }
}

/// Accounts of how and who: an account that nobody in particular gives and nobody else shares is circled.
fn judge_unsourced(drafts: &mut [Draft], items: &[Item<'_>]) {
    let sourced = drafts.iter().filter(|d| !d.sides.is_empty()).count();
    if sourced == 0 {
        return;
    }
    for d in drafts.iter_mut().filter(|d| d.sides.is_empty() && d.status == AnswerStatus::Current) {
        let nobody = d.members.iter().any(|&m| items[m].voice.weight == Weight::Nobody);
        let one_page = d.members.iter().map(|&m| items[m].page).collect::<BTreeSet<_>>().len() == 1;
        if nobody && one_page {
            d.status = AnswerStatus::Outlier;
            d.why = "Nobody is named for it, and no other page has it.".to_owned();
        }
    }
}

/// True where no number satisfies both.
pub(crate) fn exclude(a: &Value, b: &Value) -> bool {
    match (a.admits(), b.admits()) {
        (Some((al, ah)), Some((bl, bh))) => ah < bl || bh < al,
        _ => false,
    }
}

fn state_of(slot: Slot, drafts: &[Draft], items: &[Item<'_>]) -> (QuestionState, String) {
    let live: Vec<&Draft> = drafts.iter().filter(|d| d.status == AnswerStatus::Current).collect();
    let replaced =
        drafts.iter().filter(|d| matches!(d.status, AnswerStatus::Superseded | AnswerStatus::Withdrawn)).count();
    if live.is_empty() {
        return if replaced > 0 {
            (QuestionState::SupersededChain, "Every figure given has been replaced.".to_owned())
        } else {
            (QuestionState::Open, "There is no count yet, only expectations or figures without a source.".to_owned())
        };
    }
    let rivals = |a: &Draft, b: &Draft| {
        a.sides.keys().any(|s| !b.sides.contains_key(s)) && b.sides.keys().any(|s| !a.sides.contains_key(s))
    };
    let pages = |d: &Draft| d.members.iter().map(|&m| items[m].page).collect::<BTreeSet<_>>().len();
    let all: usize =
        drafts.iter().flat_map(|d| d.members.iter().map(|&m| items[m].page)).collect::<BTreeSet<_>>().len();
    let firm = |d: &Draft| match slot {
        Slot::Place | Slot::Date => pages(d) * 4 >= all,
        s if counts(s) => {
            // an unnamed official of a state speaks for a side as much as a named one
            let sided = |m: &usize| {
                let v = &items[*m].voice;
                v.weight == Weight::Named || v.weight == Weight::Anonymous && v.official && v.side.starts_with("state:")
            };
            pages(d) > 1
                || d.value.kind != ValueKind::Vague && d.members.iter().any(sided)
                || d.members.iter().any(|&m| items[m].voice.weight == Weight::Named) && all < 8
        }
        _ => true,
    };
    let mut dispute = None;
    for (i, a) in live.iter().enumerate() {
        for b in live.iter().skip(i + 1) {
            let clash = match slot {
                s if counts(s) => exclude(&a.value, &b.value),
                Slot::Responsibility | Slot::Cause | Slot::Control | Slot::Place => true,
                _ => false,
            };
            // one page against a long line is a stray, not a party
            let stray = counts(slot) && replaced >= 3 && pages(a).min(pages(b)) == 1;
            if clash && rivals(a, b) && firm(a) && firm(b) && !stray && dispute.is_none() {
                dispute = Some((say(&a.value), say(&b.value)));
            }
        }
    }
    if let Some((a, b)) = dispute {
        return (QuestionState::Disputed, format!("Different sides stand behind {a} and {b}."));
    }
    if replaced > 0 {
        return (QuestionState::SupersededChain, "One line of statements, each replacing the one before.".to_owned());
    }
    if live.len() == 1 {
        let d = live[0];
        let firm = match d.value.kind {
            ValueKind::Vague => false,
            _ if d.members.iter().all(|&m| items[m].claim.stance == Stance::Unverified) => false,
            _ if !d.sides.is_empty() && d.members.iter().all(|&m| items[m].voice.weight == Weight::Anonymous) => false,
            ValueKind::Text => !matches!(slot, Slot::AidAccess | Slot::Demand) || d.members.len() > 1,
            _ => true,
        };
        return if firm {
            (QuestionState::Agreed, "All who speak of it say the same.".to_owned())
        } else {
            (QuestionState::Open, "Too little is said to settle it.".to_owned())
        };
    }
    match slot {
        Slot::Place if live.iter().all(|d| pages(d) == 1) => {
            (QuestionState::Open, "Each page that gives a place gives another.".to_owned())
        }
        Slot::Place | Slot::Date | Slot::ClaimOfResponsibility | Slot::InfrastructureDamage => {
            (QuestionState::Agreed, "The answers do not exclude each other.".to_owned())
        }
        s if counts(s)
            && live.iter().all(|d| d.sides.is_empty())
            && live.iter().any(|a| live.iter().any(|b| exclude(&a.value, &b.value))) =>
        {
            (QuestionState::Open, "The figures exclude each other, and nobody is named for any of them.".to_owned())
        }
        s if counts(s) && live.iter().filter(|d| !d.sides.is_empty()).count() <= 1 => {
            (QuestionState::Agreed, "The answers do not exclude each other.".to_owned())
        }
        _ => (QuestionState::Open, "Several accounts stand side by side without excluding each other.".to_owned()),
    }
}
