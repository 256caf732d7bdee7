//! Quantities: figures with operator, bounds, unit and thing counted.

use model::Quantity;
use text::Doc;

/// All quantities of a text, in order.
pub fn find(_doc: &Doc) -> Vec<Quantity> {
    Vec::new()
}
