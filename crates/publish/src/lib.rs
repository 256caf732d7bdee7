//! A picture to what people and scripts read: JSON, terminal text, one self-contained page, CSV, and the story of one claim.
//!
//! What for: a desk must see in its first minute how many origins stand behind each answer, and reach the exact sentence behind every
//! figure. All outputs say the same things because all are made from one index over the picture (`desk`).
//!
//! Key decision: this room decides nothing. States, statuses and origins come from `weigh`; here they are only put into words, with
//! the evidence beside them. Text from reports is hostile: it is cleaned of control characters and hidden direction marks, escaped,
//! and names of people quoted without an office are withheld ([`mask`]). The JSON is the contract and is left as it is.

mod brief;
mod clean;
mod csv;
mod desk;
mod explain;
mod mask;
mod names;
mod page;
mod text;
mod why;
mod words;

pub use clean::{Cleaned, clean, clean_line};
pub use csv::numbers_csv;
pub use explain::{Captured, explain, explain_captured};
pub use mask::{Masked, mask, masked, quoted, unnamed, withhold};
pub use page::{PageOptions, html, html_with, place_names};
pub use text::{Styles, TextOptions, text};
pub use why::{explain_id, explain_pair};

use model::Picture;

/// The picture as contract 3: one JSON object, indented so that two of them can be compared line by line.
pub fn json(picture: &Picture) -> String {
    serde_json::to_string_pretty(&value(picture)).expect("a picture has only string keys and finite numbers")
}

/// The same on one line, for pipes.
pub fn json_compact(picture: &Picture) -> String {
    serde_json::to_string(&value(picture)).expect("a picture has only string keys and finite numbers")
}

fn value(picture: &Picture) -> serde_json::Value {
    let mut v = serde_json::to_value(picture).expect("a picture has only string keys and finite numbers");
    names::by_stem(&mut v);
    v
}
