//! Facts in, checks and a verdict out: the rules of PictureID.
//!
//! Architecture invariant: pure. The day is handed in, nothing is read from a disk or a model, and the same
//! facts give the same verdict for the same [`Rules`].
//!
//! The engine never guesses in favour: a check that could not be made is absent from `securityChecks`, and
//! what is absent never counts as passed.

mod case;
mod check;
mod checks;
mod clarity;
mod features;
mod ghost;
mod licence;
mod likeness;
mod quality;
mod repairs;
mod report;
mod rules;
mod verdict;
mod visual;

pub use case::{Case, Page};
pub use check::{Check, Finding};
pub use rules::{
    Choice, Choices, Consequence, Grain, Row, RuleRefused, Rules, SIGNALS, Signal, Specimens,
    Switch, TABLE, THRESHOLDS, Threshold,
};
pub use verdict::judge;
