//! Places: recognition and resolution.

use know::Know;
use model::PlaceMention;
use text::Doc;

/// All places of a text, in order.
pub fn find(_doc: &Doc, _know: &Know) -> Vec<PlaceMention> {
    Vec::new()
}
