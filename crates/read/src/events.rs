//! Event words and their factuality.

use model::{Attribution, EventMention};
use text::Doc;

/// All event words of a text, in order, with their factuality from negation, modality, hedges and attribution.
pub fn find(_doc: &Doc, _attributions: &[Attribution]) -> Vec<EventMention> {
    Vec::new()
}
