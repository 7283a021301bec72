//! What measurements are told in: rates with exact intervals, scores with their curves, tables, failures.

mod interval;
mod ledger;
mod plot;
mod provenance;
mod scores;
mod section;
mod setting;
mod stopwatch;

pub(crate) use interval::Rate;
pub(crate) use ledger::Ledger;
pub(crate) use plot::{Axis, Line, Plot, Scale};
pub(crate) use provenance::Provenance;
pub(crate) use scores::{Direction, OperatingPoint, Scores};
pub(crate) use section::{Cell, Failure, Section, Table};
pub(crate) use setting::{Setting, progress};
pub(crate) use stopwatch::Stopwatch;
