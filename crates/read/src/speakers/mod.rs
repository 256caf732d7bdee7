//! Speakers: who says what, with source, cue and content spans; chains of relays; pronouns followed back.
//!
//! Key decision: finding (where are source, cue, content) is separate from resolving (who is "it", what kind of source is that, who
//! passed it on). Finding reads one sentence at a time; resolving walks the text once, in order, and remembers who has spoken.

mod arabic;
mod english;
pub(crate) mod lexicon;
mod other;
mod quotes;
mod resolve;
mod romance;

use know::Know;
use model::{ActorMention, Attribution, Span, SpeakerKind};
use text::Doc;

/// All attributions of a text, in order of their content. An attribution whose content stands in two pieces is given once a piece.
pub fn find(doc: &Doc, know: &Know, actors: &[ActorMention]) -> Vec<Attribution> {
    let raws =
        if lexicon::language(&doc.lang).is_none() { english::find(&english::View::new(doc)) } else { other::find(doc) };
    resolve::resolve(doc, know, actors, raws)
}

/// The innermost attribution that speaks for the bytes at `at`; `None` is narration.
///
/// Of several contents that hold them the smallest wins: "Reuters quoted X as saying that ..." is X's. What stands between cue and
/// content ("said on Monday that ...") is his as well, but nothing inside the source's own noun phrase is ("The force, which runs the
/// jail, said"), nor a clause that follows ("..., X said, days after ...").
pub fn speaker_for<'a>(doc: &Doc, attributions: &'a [Attribution], at: Span) -> Option<&'a Attribution> {
    // they come in order of their content: what holds `at` is not far before it, which keeps a hostile text linear
    let here = attributions.partition_point(|a| a.content.start <= at.start);
    let attributions = attributions.get(here.saturating_sub(256)..(here + 64).min(attributions.len())).unwrap_or(&[]);
    let covering = attributions
        .iter()
        .filter(|a| a.content.contains(at) || (a.content.overlaps(at) && a.content.start <= at.start));
    let best = covering
        .filter_map(|a| Some((rank(a)? + u8::from(uttered_by_another(attributions, a) || comes_after(a)), a)))
        .filter(|(_, a)| !a.source.is_some_and(|s| s.contains(at) && a.content.contains(s)))
        .min_by_key(|(r, a)| (*r, a.content.len(), a.speaker_kind == SpeakerKind::Media, a.content.start))
        .map(|(_, a)| a);
    best.or_else(|| beside(doc, attributions, at)).or_else(|| continued(doc, attributions, at))
}

/// How readily an attribution speaks for a claim; `None` where it does not: attitudes ("backs", "sees") and hearsay without a source
/// are attributions, but what stands in them is the writer's.
fn rank(a: &Attribution) -> Option<u8> {
    if a.source.is_none() && a.name.is_none() {
        return None;
    }
    match a.cue_kind.as_str() {
        "attitude" | "seem" | "know" | "hearsay" => None,
        "hear" => (a.speaker_kind != SpeakerKind::None && a.speaker_kind != SpeakerKind::Institution).then_some(1),
        "order" | "want" => Some(1),
        _ => Some(0),
    }
}

/// "The United States estimates that ..., an official said": the words are the official's, the estimate only what they are about.
fn uttered_by_another(attributions: &[Attribution], a: &Attribution) -> bool {
    let about = matches!(a.cue_kind.as_str(), "estimate" | "want" | "order" | "forecast" | "demand");
    attributions.iter().any(|o| {
        let follows = o.source.is_some_and(|s| s.start >= o.content.end);
        o.speaker_kind != SpeakerKind::Media
            && rank(o) == Some(0)
            && (follows || (about && o.cue_kind != a.cue_kind))
            && o.source != a.source
            && o.cue_kind != "deny"
            && a.source.is_some_and(|s| o.content.contains(s))
    })
}

/// "X blames Y, which Y denies": the words are X's; the denial after them is about them.
fn comes_after(a: &Attribution) -> bool {
    a.cue_kind == "deny" && a.source.is_some_and(|s| s.start >= a.content.end) && !a.direct
}

/// The one speaker of a sentence, for what stands between his cue and the content.
fn beside<'a>(doc: &Doc, attributions: &'a [Attribution], at: Span) -> Option<&'a Attribution> {
    let s = doc.sentences.get(doc.sentence_at(at.start)?)?.span;
    let mut here = attributions.iter().filter(|a| rank(a) == Some(0) && a.cue.is_some_and(|c| s.contains(c)));
    let first = here.next()?;
    if here.any(|a| a.source != first.source) || first.source.is_some_and(|x| x.overlaps(at)) {
        return None;
    }
    let cue = first.cue?;
    (cue.end <= at.start && at.end <= first.content.start).then_some(first)
}

/// "Of these, 40 are children." after a sentence that somebody said: the words lean on it and go on with its speaker.
fn continued<'a>(doc: &Doc, attributions: &'a [Attribution], at: Span) -> Option<&'a Attribution> {
    let si = doc.sentence_at(at.start)?;
    let s = doc.sentences.get(si)?;
    let before = doc.sentences.get(si.checked_sub(1)?)?;
    if before.paragraph + 1 < s.paragraph || attributions.iter().any(|a| s.span.contains(a.content)) {
        return None;
    }
    let w: Vec<&str> = s.tokens.clone().take(4).map(|i| doc.tokens[i].norm.as_str()).collect();
    let leans = matches!(
        w.as_slice(),
        ["of" | "among", "these" | "those" | "them", ..]
            | [_, "of", "them" | "these" | "those", ..]
            | ["they", "include" | "included", ..]
            | ["the", "dead" | "wounded" | "injured", "include" | "included", ..]
            | [_, "из" | "із" | "з", "них", ..]
            | [_, "de", "ellos" | "ellas" | "eles" | "elas", ..]
            | [_, "von", "ihnen", ..]
    );
    if !leans {
        return None;
    }
    attributions
        .iter()
        .rfind(|a| before.span.contains(a.content) && rank(a).is_some() && a.content.len() * 2 > before.span.len())
}

/// News agencies credited for the whole report: "(Reuters)" in a dateline, "دمشق - رويترز", "Read the full article at ...".
pub fn dateline_agencies(doc: &Doc) -> Vec<String> {
    resolve::dateline_agencies(doc)
}

#[cfg(test)]
mod tests;
