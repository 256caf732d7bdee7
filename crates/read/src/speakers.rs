//! Speakers: who says what, with source, cue and content spans; chains of relays; pronouns followed back.

use know::Know;
use model::{ActorMention, Attribution};
use text::Doc;

/// All attributions of a text, in order of their content.
pub fn find(_doc: &Doc, _know: &Know, _actors: &[ActorMention]) -> Vec<Attribution> {
    Vec::new()
}
