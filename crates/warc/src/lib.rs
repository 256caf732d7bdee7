//! Web archives: WARC files (ISO 28500, versions 1.0 and 1.1) and WACZ packages, read and written.
//!
//! What for: what a crawler captured can be read as evidence, and what a desk captured can be handed on in the form that archives and
//! courts know.
//!
//! Key decisions: a record is read in bounded memory, and one that makes no sense costs no other: reading goes on at the next line
//! that begins a record. Nothing is believed without looking: digests are compared. Writing has no clock and no chance in it: the same
//! captures give the same bytes, ids of records included.

mod digest;
mod http;
mod reader;
pub mod wacz;
mod writer;

pub use digest::{Checked, check};
pub use http::{Response, response};
pub use reader::{Error, Reader, Record};
pub use writer::{Capture, Placed, Writer};
