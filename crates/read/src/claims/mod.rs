//! Claims: rule packs over what the finders found.
//!
//! What for: one [`Claim`] for each thing a report asserts, with its slot, value, speaker, stance and sentence.
//!
//! Key decision: the finders know nothing of slots and the packs know nothing of parsing. A pack is a TOML file of words and
//! roles with examples; binding a figure to a slot is a matter of price (`figures`), a statement is a pattern with an actor
//! (`statements`). Adding a slot's words, or a language, touches `data/rules/` only.

mod figures;
mod pack;
mod part;
mod pattern;
mod roles;
mod scopes;
mod singles;
mod statements;
mod voices;
mod where_when;

use model::{
    Attribution, Claim, Evidence, EvidencePart, Moment, Slot, Span, Speaker, SpeakerKind, Stance, Value, ValueKind,
    content_id,
};
use text::Doc;

pub(crate) use pack::LangRules;
pub use pack::{Example, Packs};
pub(crate) use part::Part;

use crate::{Finds, speakers, stance};

/// What claims need to know of the report beside its text.
pub(crate) struct About<'a> {
    pub(crate) report: &'a str,
    pub(crate) published: Option<&'a Moment>,
}

/// All claims of a report: body first, then what the title says otherwise.
pub(crate) fn find(
    about: &About<'_>,
    packs: &Packs,
    know: &know::Know,
    body: &Finds,
    title: Option<&Finds>,
) -> Vec<Claim> {
    let empty = pack::LangRules::default();
    let rules_of = |lang: &str| packs.langs.get(lang).unwrap_or(&empty);
    let agencies = speakers::dateline_agencies(&body.doc);
    let mut claims = Vec::new();
    let part = body.part(EvidencePart::Body, rules_of(&body.doc.lang), know);
    let quantities = singles::with(&part);
    let part = Part { quantities: &quantities, ..part };
    let mut made = read_part(about, packs, &part, &agencies);
    where_when::add(about, packs, &part, &agencies, &mut made);
    at_the_place_itself(&mut made, body);
    claims.append(&mut made);
    if let Some(t) = title {
        let part = t.part(EvidencePart::Title, rules_of(&t.doc.lang), know);
        let made = read_part(about, packs, &part, &agencies);
        for c in made {
            if headline_adds(&c, &claims) {
                let mut c = c;
                c.flags.push("headline".to_owned());
                claims.push(c);
            }
        }
    }
    let parts: Vec<&Finds> = std::iter::once(body).chain(title).collect();
    let voices = voices::Voices::of(&parts);
    for c in &mut claims {
        if c.speaker.kind == SpeakerKind::Anonymous && c.evidence.part == EvidencePart::Body {
            let words = c.speaker.text.as_deref().unwrap_or("");
            if let Some(name) = voices.unnamed(words, c.evidence.start) {
                c.steps.push(format!("the speaker is {name}, as spoken of before"));
                c.speaker.name = Some(without_article(name).to_owned());
            }
            continue;
        }
        if !matches!(c.speaker.kind, SpeakerKind::Institution | SpeakerKind::Media) {
            continue;
        }
        let words = c.speaker.name.as_deref().or(c.speaker.text.as_deref());
        if let Some(name) = words.and_then(|w| voices.name(w)).filter(|n| c.speaker.name.as_ref() != Some(n)) {
            c.steps.push(format!("the speaker is {name}, as named in this report"));
            c.speaker.name = Some(name.clone());
        }
    }
    once(claims)
}

/// "a US official" without what only says that he is new to the reader.
fn without_article(words: &str) -> &str {
    ["a ", "an ", "one ", "A ", "An ", "One "].iter().find_map(|a| words.strip_prefix(a)).unwrap_or(words)
}

/// A figure limited to where the event happened is not limited at all: "120 escaped from the prison in X" is the figure of the
/// event in X. Places within 25 km are taken for the place itself, and so are its districts.
fn at_the_place_itself(claims: &mut [Claim], body: &Finds) {
    const NEAR_M: f64 = 25_000.0;
    let mention = |at: Span| body.places.iter().find(|p| p.start == at.start && p.end == at.end);
    let Some(place) = claims.iter().find(|c| c.slot == Slot::Place).and_then(|c| mention(c.at?)) else { return };
    let (Some(lat), Some(lon)) = (place.lat, place.lon) else { return };
    for c in claims.iter_mut().filter(|c| c.value.is_numeric()) {
        let Some(limit) = c.scope.as_deref().and_then(|s| body.places.iter().find(|p| p.name.as_deref() == Some(s)))
        else {
            continue;
        };
        let around = place.admin1.is_some() && limit.name == place.admin1;
        let near = match (limit.lat, limit.lon) {
            (Some(a), Some(b)) => know::distance_m((lat, lon), (a, b)) <= NEAR_M,
            _ => false,
        };
        if near || around {
            c.steps.push(format!("{} is where it happened, no limit", limit.text));
            c.scope = None;
        }
    }
}

/// A headline's claim is kept only where it says something else than the body.
fn headline_adds(c: &Claim, body: &[Claim]) -> bool {
    if c.value.is_numeric() {
        let words = |c: &Claim| {
            let s = format!("{} {}", c.speaker.text.as_deref().unwrap_or(""), c.speaker.name.as_deref().unwrap_or(""));
            s.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        let mine = words(c);
        return !body.iter().any(|b| {
            let other_speaker = !mine.is_empty() && !words(b).iter().any(|w| mine.contains(w));
            !other_speaker
                && b.slot == c.slot
                && (b.value.lo, b.value.hi, b.value.op, b.value.kind)
                    == (c.value.lo, c.value.hi, c.value.op, c.value.kind)
        }) && c.slot != Slot::OtherCount;
    }
    match c.slot {
        Slot::Responsibility => {
            c.speaker.kind == SpeakerKind::None
                && !body
                    .iter()
                    .any(|b| b.slot == c.slot && b.value.text == c.value.text && b.speaker.kind == SpeakerKind::None)
        }
        Slot::Warning => !body.iter().any(|b| b.slot == c.slot),
        _ => false,
    }
}

fn read_part(about: &About<'_>, packs: &Packs, part: &Part<'_>, agencies: &[String]) -> Vec<Claim> {
    let doc = part.doc;
    let mut claims: Vec<Claim> = Vec::new();
    let mut context: Option<figures::Bound> = None;
    for (n, s) in doc.sentences.iter().enumerate() {
        if part.furniture(n) {
            continue;
        }
        let bound = figures::bind(part, packs, n, context.as_ref());
        for b in &bound {
            let Some(q) = part.quantities.get(b.quantity) else { continue };
            let mut c = make(about, part, n, b.slot, figures::value(doc, q), q.span(), agencies, None, None);
            c.counted = b.counted.clone();
            c.rule = b.rule.clone();
            c.steps.insert(0, format!("figure \"{}\" bound to {} by {}", q.text, b.slot, b.how));
            // "12 died, another 40 were hurt" adds to the harm, not to an earlier count of the hurt
            let beside = claims.iter().any(|o| o.slot != b.slot && harms(o.slot) && harms(b.slot))
                && !claims.iter().any(|o| o.slot == b.slot && o.value.is_numeric());
            let beside =
                beside || !doc.parsed && bound.iter().any(|o| o.tokens.end <= b.tokens.start && o.slot != b.slot);
            c.scope = if (q.increment && !beside) || b.step {
                Some("increase".to_owned())
            } else {
                scopes::held(part, b, n).or_else(|| scopes::place(part, b, n))
            };
            claims.push(c);
        }
        if let Some(last) = bound.last() {
            context = Some(last.clone());
        }
        for q in part.quantities_in(s.span) {
            let taken = bound.iter().any(|b| part.quantities.get(b.quantity).is_some_and(|x| x.span() == q.span()));
            if taken
                || (q.unit.is_some() && !stuff(doc, q))
                || q.vague
                || q.counted.is_none()
                || q.part
                || singles::is_one(q)
            {
                continue;
            }
            // "les deux camps": both of what is known, no count
            let first = doc.token_at(q.start);
            let article =
                first.checked_sub(1).filter(|p| *p >= s.tokens.start).map_or("", |p| doc.tokens[p].norm.as_str());
            let pair = q.lo == Some(2.0) && q.hi == Some(2.0);
            if pair && !doc.parsed && matches!(article, "les" | "los" | "las" | "os" | "as" | "ces" | "ambos") {
                continue;
            }
            let thing = figures::counted_tokens(doc, q, &s.tokens);
            if thing.is_empty() || part.has("measures", thing) {
                continue;
            }
            let mut c = make(about, part, n, Slot::OtherCount, figures::value(doc, q), q.span(), agencies, None, None);
            c.counted = q.counted.clone();
            // "cubic kilometres of water": an amount is nothing without its unit
            if q.unit.is_some() {
                let to = doc.tokens_in(q.span()).end;
                let to = figures::counted_tokens(doc, q, &s.tokens).end.max(to);
                let from = doc.token_at(q.figure.end.max(q.start));
                let words = doc.span_of(from..to).of(&doc.text).trim();
                c.counted = Some(words.to_owned()).filter(|w| !w.is_empty()).or(c.counted);
            }
            c.rule = "other/count".to_owned();
            claims.push(c);
        }
        for f in statements::find(part, packs, n) {
            if part.part == EvidencePart::Title && !f.headline {
                continue;
            }
            let mut c = make(about, part, n, f.slot, f.value, f.at, agencies, f.speaker.as_ref(), f.stance);
            // what may come is no cause of what has happened
            if c.slot == Slot::Cause && c.stance == Stance::Forecast && f.stance.is_none() && c.rule.is_empty() {
                let fixed = f.rule.starts_with("politics/") || f.rule.ends_with("cause-phrase");
                if !fixed {
                    continue;
                }
            }
            c.counted = f.counted;
            c.rule = f.rule;
            c.steps.insert(0, format!("{} by {}", f.slot, f.how));
            if c.value.text.as_deref() == Some("number not given") {
                c.flags.push("no_number".to_owned());
                // that no number was given is seen, whatever else could not be checked
                if c.stance == Stance::Unverified {
                    c.stance = Stance::Asserted;
                }
                for slot in open_slots(part, packs, n, context.as_ref(), &claims) {
                    claims.push(Claim { slot, id: content_id("c", &[&c.id, slot.as_str()]), ..c.clone() });
                }
                continue;
            }
            claims.push(c);
        }
    }
    claims
}

/// "18 cubic kilometres of water", "40 tonnes of flour": an amount of something, as much a count as a number of things. Lengths, money and
/// shares are none.
fn stuff(doc: &Doc, q: &model::Quantity) -> bool {
    const UNITS: [&str; 8] = ["cubic ", "litre", "tonne", "kilogram", "gallon", "barrel", "short ton", "pound"];
    let unit = q.unit.as_deref().unwrap_or("");
    let of = doc.text.get(q.end..).is_some_and(|t| t.trim_start().starts_with("of "));
    doc.parsed && of && UNITS.iter().any(|u| unit.starts_with(u)) && !unit.contains(" per ")
}

/// The slots whose figure a page says was not given: named in the same sentence, else that of the last figure before it.
fn open_slots(
    part: &Part<'_>,
    packs: &Packs,
    sentence: usize,
    context: Option<&figures::Bound>,
    claims: &[Claim],
) -> Vec<Slot> {
    let named = figures::slots_named(part, packs, sentence);
    if !named.is_empty() {
        return named;
    }
    let last = context.map(|b| b.slot).filter(|s| *s != Slot::OtherCount);
    let told = || claims.iter().rev().find(|c| c.value.is_numeric() && c.slot != Slot::OtherCount).map(|c| c.slot);
    // no figure so far: what the page is about decides
    let about = || (0..sentence).rev().find_map(|n| figures::slots_named(part, packs, n).first().copied());
    last.or_else(told).or_else(about).into_iter().collect()
}

/// What befell people: one page's sums of these stand side by side.
fn harms(slot: Slot) -> bool {
    matches!(slot, Slot::Killed | Slot::Injured | Slot::Missing)
}

#[allow(clippy::too_many_arguments)]
fn make(
    about: &About<'_>,
    part: &Part<'_>,
    sentence: usize,
    slot: Slot,
    value: Value,
    at: Span,
    agencies: &[String],
    speaker: Option<&part::Agent>,
    stance_given: Option<Stance>,
) -> Claim {
    let doc = part.doc;
    let span = doc.sentences.get(sentence).map_or(at, |s| s.span);
    // "analysts warn that ...": where the words of the rule are the cue itself, its source is the speaker
    let cued = part
        .attributions
        .iter()
        .find(|a| a.source.is_some() && a.cue_kind != "attitude" && a.cue.is_some_and(|c| at.overlaps(c)));
    // "the mayor said that the city suspends ...": an order that somebody tells of is told by him
    let told = |a: &&Attribution| a.cue_kind == "order" && part.attributions.iter().any(|o| tells_of(o, a));
    let cued = cued.filter(|a| !told(a));
    let attribution =
        cued.filter(|_| !value.is_numeric()).or_else(|| speakers::speaker_for(doc, part.attributions, at));
    let attribution = attribution.or_else(|| beside_what_was_said(part, at).filter(|_| value.is_numeric()));
    let (said, cue) = stance::of(doc, sentence, at, attribution);
    let mut steps = Vec::new();
    let who = speaker_of(doc, attribution, speaker, &mut steps);
    let mut relayed: Vec<String> = attribution.map(|a| a.relays.clone()).unwrap_or_default();
    for a in agencies {
        let itself = [&who.text, &who.name].into_iter().flatten().any(|t| t == a);
        if !relayed.contains(a) && !itself {
            relayed.push(a.clone());
        }
    }
    let stance = match stance_given {
        Some(Stance::Denied) => Stance::Denied,
        Some(s) if said == Stance::Asserted => s,
        _ => said,
    };
    let stance = stance::fitting(slot, stance);
    if let Some(c) = cue.filter(|_| stance != Stance::Asserted) {
        steps.push(format!("stance {stance} from \"{}\"", c.of(&doc.text)));
    }
    let as_of = where_when::as_of(about, part, sentence, at, value.is_numeric());
    let id = content_id(
        "c",
        &[
            about.report,
            if part.part == EvidencePart::Title { "title" } else { "body" },
            &at.start.to_string(),
            slot.as_str(),
            value.text.as_deref().unwrap_or(""),
            who.text.as_deref().unwrap_or(""),
        ],
    );
    Claim {
        id,
        report: about.report.to_owned(),
        event: None,
        slot,
        counted: None,
        scope: None,
        value,
        speaker: who,
        relayed_by: relayed,
        stance,
        as_of,
        evidence: Evidence { text: span.of(&doc.text).to_owned(), start: span.start, end: span.end, part: part.part },
        origin: None,
        at: Some(at),
        rule: String::new(),
        steps,
        flags: Vec::new(),
    }
}

/// Is what `a` orders told in the words of `o`?
fn tells_of(o: &Attribution, a: &Attribution) -> bool {
    matches!(o.cue_kind.as_str(), "say" | "claim" | "confirm")
        && o.source != a.source
        && a.cue.is_some_and(|c| o.content.contains(c))
}

/// "The navy counted nine dead and 20 wounded": a figure that the parse joins by "and" to what somebody said is his too.
fn beside_what_was_said<'a>(part: &Part<'a>, at: Span) -> Option<&'a Attribution> {
    let doc = part.doc;
    let tokens = doc.tokens_in(at);
    let joined = tokens.chain(doc.token_at(at.end).checked_add(1)?..doc.token_at(at.end) + 2).find_map(|i| {
        let t = doc.tokens.get(i).filter(|t| t.rel == text::Rel::Conj && doc.parsed)?;
        let head = doc.tokens.get(t.head?)?;
        matches!(head.tag, text::Tag::Noun | text::Tag::Num | text::Tag::Adj | text::Tag::Propn).then_some(head.span)
    })?;
    speakers::speaker_for(doc, part.attributions, joined)
}

fn speaker_of(
    doc: &Doc,
    attribution: Option<&Attribution>,
    given: Option<&part::Agent>,
    steps: &mut Vec<String>,
) -> Speaker {
    if let Some(a) = attribution {
        let text = a.source.map(|s| s.of(&doc.text).to_owned());
        // a rule knows the one who blames or denies; it wins over the sentence's outer source
        let differs = given
            .is_some_and(|g| text.as_deref().is_none_or(|t| !t.contains(&g.text) && a.name.as_ref() != Some(&g.name)));
        if !differs || given.is_none() {
            steps.push(format!(
                "speaker \"{}\" by cue \"{}\"",
                text.as_deref().unwrap_or("not named"),
                a.cue.map_or("", |c| c.of(&doc.text))
            ));
            // The speaker's last sign was cut off with what follows: "[name 2]" stands for a name that was taken out.
            let whole = |s: String| if s.matches('[').count() > s.matches(']').count() { s + "]" } else { s };
            return Speaker { text: text.map(whole), kind: a.speaker_kind, name: a.name.clone().map(whole) };
        }
    }
    match given {
        Some(g) => {
            steps.push(format!("speaker \"{}\" is the one who blames or denies", g.text));
            Speaker { text: Some(g.text.clone()), kind: SpeakerKind::Institution, name: Some(g.name.clone()) }
        }
        None => Speaker::none(),
    }
}

/// One claim for each speaker, slot, thing counted, scope and value in a report: the first that says it.
fn once(claims: Vec<Claim>) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    // a page of a million words must not cost a million comparisons a claim
    const LOOK_BACK: usize = 400;
    for c in claims {
        let who =
            |c: &Claim| c.speaker.name.clone().or_else(|| c.speaker.text.clone()).unwrap_or_default().to_lowercase();
        let same = out.iter().rev().take(LOOK_BACK).any(|o| {
            o.slot == c.slot
                && who(o) == who(&c)
                && match (o.value.is_numeric(), c.value.is_numeric()) {
                    (true, true) => {
                        (o.value.lo, o.value.hi, o.value.op, o.value.kind)
                            == (c.value.lo, c.value.hi, c.value.op, c.value.kind)
                            && (o.counted == c.counted || o.value.kind == ValueKind::Number)
                            && o.scope == c.scope
                    }
                    (false, false) => {
                        o.stance == c.stance
                            && (o.value.text == c.value.text
                                || o.rule == c.rule
                                    && matches!(c.slot, Slot::MovementRestriction | Slot::ClaimOfResponsibility))
                    }
                    _ => false,
                }
                && (o.evidence.part == c.evidence.part)
        });
        if !same {
            out.push(c);
        }
    }
    out
}
