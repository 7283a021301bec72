//! Machine-readable zones (ICAO Doc 9303, parts 3 to 7): shapes, layouts, check digits, parsing, repair, encoding.

mod alphabet;
mod check_digit;
mod date;
mod departures;
mod encode;
mod fields;
mod format;
mod layout;
mod parse;
pub mod repair;
mod tables;
mod zone;

pub use alphabet::Alphabet;
pub use check_digit::{CheckDigit, CheckDigitName, CheckDigitState, check_digit};
pub use date::MrzDate;
pub use departures::Departure;
pub use encode::{EncodeError, MrzData, encode};
pub use fields::{Mrz, Names, Sex};
pub use format::MrzFormat;
pub use layout::{CheckSpec, FieldSpec, Filler, Layout, MrzField, Span};
pub use parse::{parse, parse_as};
pub use zone::MrzError;
