//! Statements: who did it, how it came about, who holds what, what is closed, agreed, demanded, feared.
//!
//! Two kinds of rule. A *statement* rule is a word pattern with conditions and, where it needs one, the actor before or after it.
//! An *act* is a deed with a doer: with a named doer it is `responsibility`, with none it is a `cause`.

use std::ops::Range;

use model::{Slot, Span, Stance, Value};
use text::{Doc, Rel, Tag};

use super::{
    figures::ancestors,
    pack::{Agent as Where, Packs},
    part::{Agent, Part, is_verb, passive},
};

/// A statement found in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) rule: String,
    pub(crate) slot: Slot,
    pub(crate) counted: Option<String>,
    pub(crate) value: Value,
    /// Bytes of the words that say it.
    pub(crate) at: Span,
    /// Stance the rule brings.
    pub(crate) stance: Option<Stance>,
    /// Speaker the rule brings: the one who blames or denies, as tokens.
    pub(crate) speaker: Option<Agent>,
    pub(crate) headline: bool,
    pub(crate) how: String,
    /// Two claims are the same when these are equal (and the speaker is).
    pub(crate) key: String,
}

/// All statements of a sentence.
pub(crate) fn find(part: &Part<'_>, packs: &Packs, sentence: usize) -> Vec<Found> {
    let Some(s) = part.doc.sentences.get(sentence) else { return Vec::new() };
    let agents = part.agents(sentence);
    let mut out = acts(part, packs, &s.tokens, &agents);
    let blamed = out.iter().any(|f| f.slot == Slot::Responsibility);
    // the coarse rule of languages without a parse stands back where a deed with a doer was found
    out.extend(
        plain(part, packs, &s.tokens, &agents)
            .into_iter()
            .filter(|f| !(blamed && f.slot == Slot::Responsibility && f.rule.ends_with("/blame-other"))),
    );
    // one rule may hit twice in a sentence; the first says it
    let mut seen: Vec<(Slot, String, Option<String>)> = Vec::new();
    out.retain(|f| {
        let key = (f.slot, f.key.clone(), f.speaker.as_ref().map(|a| a.name.clone()));
        let new = !seen.contains(&key);
        if new {
            seen.push(key);
        }
        new
    });
    out
}

fn plain(part: &Part<'_>, packs: &Packs, s: &Range<usize>, agents: &[Agent]) -> Vec<Found> {
    let doc = part.doc;
    let mut out = Vec::new();
    for h in part.rules.statements.find(doc, s.clone()) {
        let rule = &packs.statements[h.rule];
        if part.rules.statement_with.get(&h.rule).is_some_and(|p| !p.any(doc, s.clone())) {
            continue;
        }
        if part.rules.statement_unless.get(&h.rule).is_some_and(|p| p.any(doc, s.clone())) {
            continue;
        }
        let agent = match rule.agent {
            Where::None => None,
            Where::Subject => {
                match subject_of(doc, h.first, agents, s).or_else(|| speaker_as_subject(part, h.first, h.end, s)) {
                    Some(a) => Some(a),
                    None => continue,
                }
            }
            Where::Object => match object_of(doc, h.end, agents, s) {
                Some(a) => Some(a),
                None => continue,
            },
            Where::Either => {
                let inside = agents.iter().find(|a| a.tokens.start >= h.first && a.tokens.end <= h.end).cloned();
                match inside
                    .or_else(|| object_of(doc, h.end, agents, s))
                    .or_else(|| subject_of(doc, h.first, agents, s))
                {
                    Some(a) => Some(a),
                    None => continue,
                }
            }
        };
        let at = doc.span_of(h.first..h.end);
        let clause = clause_text(doc, h.first..h.end, s);
        let name = agent.as_ref().map(|a| a.name.clone()).unwrap_or_default();
        let text = match &rule.value {
            Some(v) => v.replace("{agent}", &name).replace("{words}", at.of(&doc.text)),
            None => clause,
        };
        let key = match &rule.value {
            Some(_) => text.to_lowercase(),
            None => rule.name.clone(),
        };
        out.push(Found {
            rule: rule.name.clone(),
            slot: rule.slot,
            counted: rule.counted.clone(),
            value: Value::text(text),
            at,
            stance: rule.stance,
            speaker: None,
            headline: rule.headline,
            how: format!("\"{}\"", at.of(&doc.text)),
            key,
        });
    }
    out
}

/// Deeds: verbs and nouns of doing harm, with their doers.
fn acts(part: &Part<'_>, packs: &Packs, s: &Range<usize>, agents: &[Agent]) -> Vec<Found> {
    let doc = part.doc;
    let mut out: Vec<Found> = Vec::new();
    let blame = blame_frames(part, s, agents);
    let mut used_blame = vec![false; blame.len()];
    let push =
        |act: usize, noun: bool, agent: Option<&Agent>, at: Span, blame: Option<&Blame>, out: &mut Vec<Found>| {
            let a = &packs.acts[act];
            let how = format!(
                "\"{}\" {}",
                at.of(&doc.text),
                agent.map_or("without a doer".to_owned(), |g| format!("done by \"{}\"", g.text))
            );
            // whoever is blamed outright is a doer, even an "unnamed armed group"
            if let Some(g) = agent.filter(|g| g.named || blame.is_some()) {
                out.push(Found {
                    rule: a.rule.clone(),
                    slot: Slot::Responsibility,
                    counted: None,
                    value: Value::text(format!("{}: {}", g.name, a.name)),
                    at,
                    stance: blame.and_then(|b| b.denies.then_some(Stance::Denied)),
                    speaker: blame.and_then(|b| b.speaker.clone()),
                    headline: true,
                    how: how.clone(),
                    key: format!("{}: {}", g.name, a.name).to_lowercase(),
                });
            }
            if let Some(cause) = a.cause.as_ref().filter(|_| !blame.is_some_and(|b| b.denies)) {
                let named = agent.is_some_and(|g| g.named);
                // "X attacked" names a doer and no means; "X blew it up" names both
                // an attack by nobody is the event, not its cause
                let event_itself = cause == "attack" && (named || agent.is_none());
                if !(noun && !a.noun_cause) && !event_itself {
                    out.push(Found {
                        rule: a.rule.clone(),
                        slot: Slot::Cause,
                        counted: None,
                        value: Value::text(cause.clone()),
                        at,
                        stance: None,
                        speaker: blame.and_then(|b| b.speaker.clone()),
                        headline: false,
                        how,
                        key: cause.clone(),
                    });
                }
            }
        };
    for h in part.rules.act_verbs.find(doc, s.clone()) {
        let act = &packs.acts[h.rule];
        // "the attack" is a noun; only the verb is a deed with a subject
        if matches!(doc.tokens[h.first].tag, Tag::Noun | Tag::Propn | Tag::Adj) && doc.lang == "en" {
            continue;
        }
        // "the shooting", "the destroyed dam": a participle after an article names or describes
        let before = h.first.checked_sub(1).map(|i| &doc.tokens[i]);
        if doc.lang == "en"
            && before.is_some_and(|t| matches!(t.tag, Tag::Det | Tag::Adj) || t.norm == "'s" || t.norm == "last")
            && ["ing", "ed", "en"].iter().any(|e| doc.tokens[h.first].norm.ends_with(e))
        {
            continue;
        }
        if part.rules.act_unless.get(&h.rule).is_some_and(|p| p.any(doc, s.clone())) {
            continue;
        }
        if let Some(class) = &act.upon {
            let to = clause_end(doc, h.end, s.end, 9);
            let from = h.first.saturating_sub(12).max(s.start);
            if !part.has(class, h.first..to) && !(passive(doc, h.first) && part.has(class, from..h.first)) {
                continue;
            }
        }
        let at = doc.span_of(h.first..h.end);
        // "accused X of attacking": the doer is whom the frame blames
        let mut framed = false;
        let within = |b: &Blame| h.first >= b.end && h.first <= b.end + 22 && !says_more(doc, b.end, h.first);
        for (n, b) in blame.iter().enumerate().filter(|(_, b)| within(b)) {
            used_blame[n] = true;
            framed = true;
            push(h.rule, false, b.doer.as_ref(), at, Some(b), &mut out);
        }
        if framed {
            continue;
        }
        let by = doc.tokens.get(h.end).is_some_and(|t| t.norm == "by");
        let doer = if by || passive(doc, h.first) {
            by_phrase(doc, h.end, agents, s)
        } else {
            subject_of(doc, h.first, agents, s)
                .or_else(|| speaker_as_subject(part, h.first, h.end, s))
                .or_else(|| attackers(part, h.first))
        };
        push(h.rule, false, doer.as_ref(), at, None, &mut out);
    }
    for h in part.rules.act_nouns.find(doc, s.clone()) {
        if part.rules.act_unless.get(&h.rule).is_some_and(|p| p.any(doc, s.clone())) {
            continue;
        }
        let at = doc.span_of(h.first..h.end);
        let before = agents.iter().rev().find(|a| {
            a.tokens.end <= h.first
                && !a.place
                && !at_place(part, &a.tokens)
                && a.tokens.end + 2 > h.first
                && !matches!(doc.tokens[h.first - 1].norm.as_str(), "," | "and" | "said" | "says" | "the" | "a" | "an")
        });
        let by = by_phrase(doc, h.end, agents, s);
        let doer = before.cloned().or(by);
        // "denied that soldiers had left before the attack": when it was, not what is denied
        let framed = |b: &Blame| {
            h.first >= b.end && h.first <= b.end + 14 && !tells_when(doc, h.first) && !says_more(doc, b.end, h.first)
        };
        if let Some((n, b)) = blame.iter().enumerate().find(|(_, b)| framed(b)) {
            used_blame[n] = true;
            let who = doer.as_ref().or(b.doer.as_ref());
            push(h.rule, true, who, at, Some(b), &mut out);
        } else {
            push(h.rule, true, doer.as_ref(), at, None, &mut out);
        }
    }
    // blame without a deed: "Moscow blames Kyiv", "denied any role"
    for (n, b) in blame.iter().enumerate() {
        if used_blame[n] {
            continue;
        }
        // "denied reports that ...": what was reported is denied, and no deed was found in it
        if b.denies && rest_reports(doc, b.end, s.end) {
            continue;
        }
        let doer = match (&b.doer, b.denies) {
            (Some(d), _) => d.name.clone(),
            (None, true) => b.speaker.as_ref().map_or_else(|| "itself".to_owned(), |x| x.name.clone()),
            (None, false) => continue,
        };
        let act = if b.denies { "involved" } else { "to blame" };
        out.push(Found {
            rule: format!("blame/{}", if b.denies { "denial" } else { "accusation" }),
            slot: Slot::Responsibility,
            counted: None,
            value: Value::text(format!("{doer}: {act}")),
            at: b.at,
            stance: b.denies.then_some(Stance::Denied),
            speaker: b.speaker.clone(),
            headline: true,
            how: format!("\"{}\"", b.at.of(&doc.text)),
            key: format!("{doer}: {act}").to_lowercase(),
        });
    }
    out
}

/// "denied it and said the rebels had shelled the town": what is said next is said, and not denied.
fn says_more(doc: &Doc, from: usize, to: usize) -> bool {
    (from + 1..to)
        .any(|i| crate::stance::speaks(doc, i) && matches!(doc.tokens[i - 1].norm.as_str(), "and" | "but" | ","))
}

/// "before the attack", "an hour after last week's raid": the noun dates something else.
fn tells_when(doc: &Doc, noun: usize) -> bool {
    let mut i = noun;
    while let Some(before) = i.checked_sub(1).filter(|b| noun - b <= 5) {
        let t = &doc.tokens[before];
        if matches!(t.norm.as_str(), "before" | "after" | "during" | "since" | "until" | "following" | "amid") {
            return true;
        }
        if !matches!(t.tag, Tag::Det | Tag::Adj | Tag::Num | Tag::Noun | Tag::Propn) && t.norm != "'s" {
            return false;
        }
        i = before;
    }
    false
}

/// "reports that", "media claims that" right after a word of denying.
fn rest_reports(doc: &Doc, from: usize, end: usize) -> bool {
    let nouns = ["report", "claim", "allegation", "rumour", "rumor", "suggestion", "account"];
    let to = end.min(from + 5);
    (from..to).any(|i| {
        nouns.contains(&doc.tokens[i].lemma.as_str())
            && doc.tokens.get(i + 1).is_some_and(|t| i + 1 < end && t.norm == "that")
    })
}

/// "X blames Y", "X denies", "the two blame each other".
struct Blame {
    speaker: Option<Agent>,
    doer: Option<Agent>,
    denies: bool,
    at: Span,
    end: usize,
}

fn blame_frames(part: &Part<'_>, s: &Range<usize>, agents: &[Agent]) -> Vec<Blame> {
    let doc = part.doc;
    let mut out = Vec::new();
    let mut add = |class: &str, denies: bool| {
        let Some(p) = part.rules.classes.get(class) else { return };
        for h in p.find(doc, s.clone()) {
            let at = doc.span_of(h.first..h.end);
            // "is accused of" is a charge, and a charge is no blame
            if !denies && passive(doc, h.first) {
                continue;
            }
            let speaker = subject_of(doc, h.first, agents, s);
            let rest: Vec<&str> = (h.end..s.end.min(h.end + 4)).map(|i| doc.tokens[i].norm.as_str()).collect();
            let each_other = rest.windows(2).any(|w| w == ["each", "other"] || w == ["one", "another"]);
            if each_other {
                // both sides blame the other: two claims
                let before: Vec<&Agent> = agents.iter().filter(|a| a.tokens.end <= h.first && a.named).collect();
                if let [.., a, b] = before.as_slice() {
                    for (who, whom) in [(a, b), (b, a)] {
                        out.push(Blame {
                            speaker: Some((*who).clone()),
                            doer: Some((*whom).clone()),
                            denies,
                            at,
                            end: h.end,
                        });
                    }
                }
                continue;
            }
            let speaker = speaker.or_else(|| if denies { said_by(part, h.first..h.end) } else { None });
            let doer = if denies {
                // "nothing points to X", "X has no connection": whom the words clear
                subject_of(doc, h.first, agents, s)
                    .or_else(|| object_of(doc, h.end, agents, s))
                    .or_else(|| speaker.clone())
            } else {
                let inside = agents.iter().find(|a| a.tokens.start > h.first && a.tokens.end <= h.end).cloned();
                inside.or_else(|| object_of(doc, h.end, agents, s)).or_else(|| object_phrase(doc, h.first))
            };
            if !denies && doer.is_none() {
                continue;
            }
            out.push(Blame { speaker, doer, denies, at, end: h.end });
        }
    };
    add("blame", false);
    add("deny", true);
    out.sort_by_key(|b| b.end);
    out
}

/// The doer before a verb: by the parse where there is one, else the nearest agent before it in its clause.
pub(crate) fn subject_of(doc: &Doc, verb: usize, agents: &[Agent], s: &Range<usize>) -> Option<Agent> {
    if doc.parsed {
        let mut at = Some(verb);
        for _ in 0..4 {
            let Some(v) = at else { break };
            for c in doc.children(v) {
                if matches!(doc.tokens[c].rel, Rel::Nsubj | Rel::NsubjPass) {
                    if let Some(a) = agent_at(doc, c, agents) {
                        return Some(a);
                    }
                    if let Some(t) = doc.tokens.get(c) {
                        // a subject that is nobody we know ends the search: "the blast destroyed"
                        if !matches!(t.tag, Tag::Pron) {
                            return None;
                        }
                    }
                }
            }
            let t = &doc.tokens[v];
            at = match t.rel {
                Rel::Conj | Rel::Xcomp | Rel::Advcl | Rel::Cop | Rel::Aux => t.head,
                // "the quake that struck X": what hangs from the head by way of the verb itself is no doer of it
                Rel::AclRelcl | Rel::Acl => {
                    let before: Vec<Agent> = agents.iter().filter(|a| a.tokens.end <= v).cloned().collect();
                    return t.head.and_then(|h| agent_at(doc, h, &before));
                }
                _ => None,
            };
        }
    }
    let before = agents.iter().rev().find(|a| a.tokens.end <= verb && a.tokens.start >= s.start)?;
    let gap = before.tokens.end..verb;
    // "it was Kyiv that sabotaged the plant"
    if gap.len() == 1 && matches!(doc.tokens[gap.start].norm.as_str(), "that" | "who" | "which") {
        return Some(before.clone());
    }
    let blocked = gap.clone().any(|i| {
        matches!(doc.tokens[i].norm.as_str(), ";" | ":" | "but" | "while" | "that" | "by" | "when" | "after")
            || is_verb(doc, i) && doc.parsed
    });
    (gap.len() <= 9 && !blocked).then(|| before.clone())
}

/// "the Moscow concert attack": a town or building before the deed is where, not who.
fn at_place(part: &Part<'_>, tokens: &Range<usize>) -> bool {
    let span = part.doc.span_of(tokens.clone());
    part.places_in(span)
        .any(|p| p.kind != model::PlaceKind::Demonym && !matches!(p.feature.as_deref(), Some("country" | "continent")))
}

/// "the gunmen who opened fire": somebody did it, although nobody says who they were.
fn attackers(part: &Part<'_>, verb: usize) -> Option<Agent> {
    let doc = part.doc;
    let t = doc.tokens.get(verb).filter(|t| matches!(t.rel, Rel::AclRelcl | Rel::Acl))?;
    let head = t.head?;
    let name = doc.word(head).to_owned();
    part.has("attackers", head..head + 1).then(|| Agent {
        tokens: head..head + 1,
        text: name.clone(),
        name,
        named: false,
        place: false,
    })
}

/// The resolved speaker of a hit, as an agent.
fn said_by(part: &Part<'_>, hit: Range<usize>) -> Option<Agent> {
    let doc = part.doc;
    let a = crate::speakers::speaker_for(doc, part.attributions, doc.span_of(hit.clone()))?;
    let text = a.source?.of(&doc.text).to_owned();
    Some(Agent { tokens: hit, name: a.name.clone().unwrap_or_else(|| text.clone()), text, named: true, place: false })
}

/// "The SDF says it lost the jail": a pronoun before the verb stands for the speaker.
fn speaker_as_subject(part: &Part<'_>, first: usize, end: usize, s: &Range<usize>) -> Option<Agent> {
    let doc = part.doc;
    let from = first.saturating_sub(5).max(s.start);
    let pronoun = (from..end).rev().find(|&i| {
        matches!(doc.tokens[i].norm.as_str(), "it" | "they" | "its" | "their" | "he" | "she" | "we" | "our")
    })?;
    let a = crate::speakers::speaker_for(doc, part.attributions, doc.span_of(first..end))?;
    let name = a.name.clone().or_else(|| a.source.map(|x| x.of(&doc.text).to_owned()))?;
    Some(Agent { tokens: pronoun..pronoun + 1, text: doc.word(pronoun).to_owned(), name, named: true, place: false })
}

/// The agent whose tokens, or whose noun phrase, hold token `i`.
fn agent_at(doc: &Doc, i: usize, agents: &[Agent]) -> Option<Agent> {
    if let Some(a) = agents.iter().find(|a| a.tokens.contains(&i)) {
        return Some(a.clone());
    }
    // "the Russian president": the head is outside the mention, but the mention hangs from it
    agents
        .iter()
        .filter(|a| a.tokens.clone().any(|t| ancestors(doc, t).take(2).any(|h| h == i)))
        .min_by_key(|a| a.tokens.start.abs_diff(i))
        .cloned()
}

/// Whom a verb of blaming is done to, as the parse has it, although no table knows him: "blamed the owner for the fire".
fn object_phrase(doc: &Doc, verb: usize) -> Option<Agent> {
    let t = doc.tokens.get(verb)?;
    if !doc.parsed || !matches!(t.lemma.as_str(), "blame" | "accuse" | "fault") {
        return None;
    }
    let person = |c: &usize| {
        let o = &doc.tokens[*c];
        *c > verb && matches!(o.rel, Rel::Obj | Rel::Iobj) && matches!(o.tag, Tag::Noun | Tag::Propn)
    };
    let head = doc.children(verb).find(person)?;
    let mut from = head;
    while from > verb + 1
        && head - from < 4
        && matches!(doc.tokens[from - 1].tag, Tag::Adj | Tag::Noun | Tag::Propn)
        && doc.tokens[from - 1].head == Some(head)
    {
        from -= 1;
    }
    let text = doc.span_of(from..head + 1).of(&doc.text).to_owned();
    Some(Agent { tokens: from..head + 1, name: text.clone(), text, named: true, place: false })
}

/// The first agent after a hit, in the same clause.
fn object_of(doc: &Doc, end: usize, agents: &[Agent], s: &Range<usize>) -> Option<Agent> {
    let a = agents.iter().find(|a| a.tokens.start >= end && a.tokens.end <= s.end)?;
    let gap = end..a.tokens.start;
    let blocked = gap.clone().any(|i| matches!(doc.tokens[i].norm.as_str(), ";" | ":" | "but" | "while"));
    (gap.len() <= 9 && !blocked).then(|| a.clone())
}

/// The agent in a "by ..." phrase right after a hit.
fn by_phrase(doc: &Doc, end: usize, agents: &[Agent], s: &Range<usize>) -> Option<Agent> {
    let by = (end..s.end.min(end + 5))
        .take_while(|&i| !matches!(doc.tokens[i].norm.as_str(), "," | ";" | ":" | "and"))
        .find(|&i| matches!(doc.tokens[i].norm.as_str(), "by" | "from" | "durch" | "von" | "par" | "por"))?;
    let a = agents.iter().find(|a| a.tokens.start > by)?;
    let gap = by + 1..a.tokens.start;
    let clear = gap.clone().all(|i| doc.tokens[i].tag != Tag::Num && doc.tokens[i].tag != Tag::Punct);
    (gap.len() <= 4 && clear).then(|| a.clone())
}

fn clause_end(doc: &Doc, from: usize, end: usize, most: usize) -> usize {
    (from..end.min(from + most))
        .find(|&i| matches!(doc.tokens[i].norm.as_str(), ";" | ":"))
        .unwrap_or(end.min(from + most))
}

/// The clause around a hit, for a value in words: at most 24 tokens, cut at clause ends.
fn clause_text(doc: &Doc, hit: Range<usize>, s: &Range<usize>) -> String {
    let stop = |i: usize| matches!(doc.tokens[i].norm.as_str(), ";" | "," | ":" | "\"" | "." | "(" | ")");
    let mut from = hit.start;
    while from > s.start && hit.start - from < 10 && !stop(from - 1) {
        from -= 1;
    }
    let mut to = hit.end;
    while to < s.end && to - hit.end < 14 && !stop(to) {
        to += 1;
    }
    doc.span_of(from..to).of(&doc.text).split_whitespace().collect::<Vec<_>>().join(" ")
}
