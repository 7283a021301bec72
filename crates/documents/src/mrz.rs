//! Machine-readable zones (ICAO Doc 9303, parts 3 to 7).

use serde::{Deserialize, Serialize};

/// The five formats of ICAO Doc 9303, parts 4 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MrzFormat {
    /// Three lines of 30: cards.
    #[serde(rename = "TD1")]
    Td1,
    /// Two lines of 36: larger cards.
    #[serde(rename = "TD2")]
    Td2,
    /// Two lines of 44: passports.
    #[serde(rename = "TD3")]
    Td3,
    /// Two lines of 44: full-page visas.
    #[serde(rename = "MRV-A")]
    MrvA,
    /// Two lines of 36: smaller visas.
    #[serde(rename = "MRV-B")]
    MrvB,
}
