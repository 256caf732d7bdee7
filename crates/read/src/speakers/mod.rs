//! Speakers: who says what, with source, cue and content spans; chains of relays; pronouns followed back.
//!
//! Key decision: finding (where are source, cue, content) is separate from resolving (who is "it", what kind of source is that, who
//! passed it on). Finding reads one sentence at a time; resolving walks the text once, in order, and remembers who has spoken.

mod english;
pub(crate) mod lexicon;
mod other;
mod quotes;
mod resolve;

use know::Know;
use model::{ActorMention, Attribution, Span, SpeakerKind};
use text::Doc;

/// All attributions of a text, in order of their content. An attribution whose content stands in two pieces is given once a piece.
pub fn find(doc: &Doc, know: &Know, actors: &[ActorMention]) -> Vec<Attribution> {
    let raws = if doc.lang == "en" || !lexicon::lexicon().languages.contains_key(&doc.lang) {
        english::find(&english::View::new(doc))
    } else {
        other::find(doc)
    };
    resolve::resolve(doc, know, actors, raws)
}

/// The innermost attribution that speaks for the bytes at `at`; `None` is narration.
///
/// Of several contents that hold them the smallest wins: "Reuters quoted X as saying that ..." is X's.
pub fn speaker_for<'a>(doc: &Doc, attributions: &'a [Attribution], at: Span) -> Option<&'a Attribution> {
    let covering = attributions
        .iter()
        .filter(|a| a.content.contains(at) || (a.content.overlaps(at) && a.content.start <= at.start))
        .filter(|a| speaks(a));
    let best = covering.min_by_key(|a| (a.content.len(), a.speaker_kind == SpeakerKind::Media, a.content.start));
    best.or_else(|| continued(doc, attributions, at))
}

/// Attitudes ("wants", "supports", "sees") and sourceless hearsay are attributions, but what stands in them may still be somebody
/// else's: they speak for a claim only where a source is named.
fn speaks(a: &Attribution) -> bool {
    a.source.is_some() || a.name.is_some()
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
    let leans = match w.as_slice() {
        ["of" | "among", "these" | "those" | "them", ..] => true,
        [_, "of", "them" | "these" | "those", ..] => true,
        ["they", "include" | "included", ..] | ["the", "dead" | "wounded" | "injured", "include" | "included", ..] => {
            true
        }
        _ => false,
    };
    if !leans {
        return None;
    }
    attributions
        .iter()
        .rfind(|a| before.span.contains(a.content) && speaks(a) && a.content.len() * 2 > before.span.len())
}

/// News agencies credited for the whole report: "(Reuters)" in a dateline, "دمشق - رويترز", "Read the full article at ...".
pub fn dateline_agencies(doc: &Doc) -> Vec<String> {
    resolve::dateline_agencies(doc)
}
