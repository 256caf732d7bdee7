//! Office-holders out of time: a report that gives an office to someone who did not hold it on its day.

use know::Know;
use model::Moment;
use text::Doc;

/// Placeholder until the rules stand.
pub fn roles_out_of_time(_doc: &Doc, _know: &Know, _published: Option<&Moment>) -> Vec<()> {
    Vec::new()
}
