//! The catalogue of document types, with the numeric ids by which clients ask for them.
//!
//! Ids are forever: clients store them. One that is given is never given to anything else, and never changes. Those
//! below 1000 are known to clients of the Assure API (61, 62, 188: Spain; 136, 137, 222, 271: Netherlands; 147:
//! Portugal; 189: Mexico; 191: Germany; 58 is an example in its documentation and stays free). Our own: passports from
//! 1001, identity and passport cards from 2001, residence permits from 3001, driving licences from 4001, specimens
//! from 9001. New ones go to the end of their block, whatever their country.

mod driving_licences;
mod expects;
mod identity_cards;
mod kind;
mod passports;
mod residence_permits;
mod second_portraits;
mod specimens;

pub use expects::{Mismatch, expects};
pub use kind::DocumentKind;
pub use second_portraits::SecondPortrait;

use crate::countries;
use crate::mrz::MrzFormat;

/// A type of document: what a client can ask to be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentType {
    /// The id that clients know it by.
    pub id: i32,
    /// Issuing country, alpha-3 (ISO 3166-1; `XKX` Kosovo, `UTO` Utopia, organisations as in 9303-3).
    pub country: &'static str,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// Its name in English.
    pub name: &'static str,
    /// Which of the country's documents of this kind it is.
    pub sub_type: &'static str,
    /// Its machine-readable zone: TD1, TD2 or TD3; `None` for documents without one.
    pub icao: Option<MrzFormat>,
    /// How many of its sides have to be seen: 1 or 2.
    pub sides: u8,
}

impl DocumentType {
    /// The country's name in English.
    #[must_use]
    pub fn country_name(&self) -> &'static str {
        countries::name(self.country).unwrap_or(self.country)
    }
}

const fn t(
    id: i32,
    country: &'static str,
    kind: DocumentKind,
    name: &'static str,
    sub_type: &'static str,
    icao: Option<MrzFormat>,
    sides: u8,
) -> DocumentType {
    DocumentType {
        id,
        country,
        kind,
        name,
        sub_type,
        icao,
        sides,
    }
}

/// Every type: passports, then cards, permits, licences, specimens; within these by country, mostly.
pub fn all() -> impl Iterator<Item = &'static DocumentType> {
    [
        passports::TYPES.as_slice(),
        &identity_cards::TYPES,
        &residence_permits::TYPES,
        &driving_licences::TYPES,
        &specimens::TYPES,
    ]
    .into_iter()
    .flatten()
}

/// The type with this id.
#[must_use]
pub fn by_id(id: i32) -> Option<&'static DocumentType> {
    all().find(|document| document.id == id)
}

/// The types that PictureID takes: those whose zone it can read, and driving licences, which it sees without one.
pub fn for_pictureid() -> impl Iterator<Item = &'static DocumentType> {
    all()
}

/// The types that verifiers of outside take: all that people really have, no specimens.
pub fn for_outside_providers() -> impl Iterator<Item = &'static DocumentType> {
    all().filter(|document| document.country != UTOPIA)
}

/// The State of ICAO 9303 that no one lives in.
const UTOPIA: &str = "UTO";
