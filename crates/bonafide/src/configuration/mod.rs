//! The configuration: defaults, then a file, then the environment. `bonafide.default.toml` is its manual.

mod egress;
mod faces;
mod files;
mod listen;
mod load;
mod sealing;
mod settings;
mod webhooks;

pub(crate) use listen::address;
pub(crate) use load::{ConfigurationError, DEFAULTS, load};
pub(crate) use settings::{Configuration, LogFormat};
