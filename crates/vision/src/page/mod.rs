//! The page as an object: where its corners are, what format it has, and how to lay it flat.
//!
//! Edges of a reduced picture ([`edges`]) → straight lines along the page's directions ([`lines`]) → the four that
//! together look most like the outline of a document around what was read on it ([`outline`]).

mod closer;
mod edges;
mod evidence;
mod flat;
mod format;
mod homography;
mod lines;
mod outline;
mod signature;
mod title;

pub(crate) use closer::{SeenText, Unread, look_closer};
pub(crate) use evidence::evidence;
pub(crate) use flat::Flat;
pub(crate) use outline::find_document;
pub(crate) use signature::signature;
pub(crate) use title::title;
