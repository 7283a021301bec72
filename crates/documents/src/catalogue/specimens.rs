//! Documents of Utopia, the State of ICAO 9303 that no one lives in: for sandboxes and tests.

use super::{
    DocumentKind::{IdentityCard, Passport},
    DocumentType, t,
};
use crate::mrz::MrzFormat::{Td1, Td2, Td3};

#[rustfmt::skip]
pub(super) const TYPES: [DocumentType; 3] = [
    t(9001, "UTO", Passport, "Specimen passport", "Passport", Some(Td3), 1),
    t(9002, "UTO", IdentityCard, "Specimen identity card", "Identity card TD1", Some(Td1), 2),
    t(9003, "UTO", IdentityCard, "Specimen identity card", "Identity card TD2", Some(Td2), 1),
];
