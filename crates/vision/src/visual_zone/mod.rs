//! The visual zone: reading its lines, and telling its fields apart.

mod fields;
mod labels;
mod layout;
mod lexicon;
mod licence;
mod native_labels;
mod reader;
mod recogniser;
mod script;
mod shapes;

pub use fields::find_fields;
pub(crate) use labels::is_field_label;
pub use licence::licence_fields;
pub use reader::{LineReader, ReadLine};

/// Lines that are read at most: a page of a passport has about forty.
pub const MOST_LINES: usize = 70;

#[cfg(test)]
mod tests;
