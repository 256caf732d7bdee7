//! Times: TIMEX3 expressions anchored in the publication moment.

use model::{Moment, TimeExpr};
use text::Doc;

/// All time expressions of a text, in order; `published` anchors "on Monday".
pub fn find(_doc: &Doc, _published: Option<&Moment>) -> Vec<TimeExpr> {
    Vec::new()
}
