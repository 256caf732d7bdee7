//! placeholder
use model::{Picture, Place, Report};
use std::collections::BTreeMap;
/// Options.
#[derive(Clone, Debug, Default)]
pub struct PageOptions {
    /** Places. */
    pub places: BTreeMap<String, Place>,
}
/// Html.
pub fn html(_p: &Picture, _s: &[Report]) -> String {
    String::new()
}
/// Html.
pub fn html_with(_p: &Picture, _s: &[Report], _o: &PageOptions) -> String {
    String::new()
}
/// Names.
pub fn place_names(_p: &Picture) -> Vec<String> {
    Vec::new()
}
