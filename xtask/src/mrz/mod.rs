//! How well machine-readable zones are read: on pictures of a folder, on printed specimens, and beside other tools.

pub(crate) mod changed;
pub(crate) mod folder;
pub(crate) mod grid;
mod outcome;
pub(crate) mod peers;
pub(crate) mod printed;
mod reader;
