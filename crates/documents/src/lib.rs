//! What identity documents are: ICAO 9303 machine-readable zones, names, dates, countries, the catalogue of
//! types. Pure: no I/O, no clock.

pub mod aamva;
pub mod catalogue;
pub mod countries;
pub mod dates;
pub mod mrz;
pub mod names;
pub mod titles;
