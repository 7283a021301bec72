//! Dates: the century of a machine-readable zone's two-digit years, dates of which only parts are known, and dates as
//! visual zones print them.

mod century;
mod months;
mod partial;
mod printed;
mod tokens;

pub use century::{birth_date, expiry_date, expiry_date_after};
pub use partial::PartialDate;
pub use printed::{FoundDate, find_printed_dates, printed_dates};
