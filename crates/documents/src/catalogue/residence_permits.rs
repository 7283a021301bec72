//! Residence permits: the uniform format of Council Regulation (EC) 1030/2002 and its like.

use super::{DocumentKind::ResidencePermit, DocumentType, t};
use crate::mrz::MrzFormat::Td1;

#[rustfmt::skip]
pub(super) const TYPES: [DocumentType; 33] = [
    t(3001, "AUT", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3002, "BEL", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3003, "BGR", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3004, "CHE", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3005, "CYP", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3006, "CZE", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3007, "DEU", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3008, "DNK", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3009, "ESP", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3010, "EST", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3011, "FIN", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3012, "FRA", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3013, "GBR", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3014, "GRC", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3015, "HRV", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3016, "HUN", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3017, "IRL", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3018, "ISL", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3019, "ITA", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3020, "LIE", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3021, "LTU", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3022, "LUX", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3023, "LVA", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3024, "MLT", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(271, "NLD", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3025, "NOR", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3026, "POL", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3027, "PRT", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3028, "ROU", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3029, "SVK", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3030, "SVN", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3031, "SWE", ResidencePermit, "Residence permit", "Residence permit", Some(Td1), 2),
    t(3032, "USA", ResidencePermit, "Permanent resident card", "Permanent resident card", Some(Td1), 2),
];
