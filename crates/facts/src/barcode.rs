use crate::geometry::Quad;
use serde::{Deserialize, Serialize};

/// A two-dimensional barcode that was read.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BarcodeFact {
    /// Which symbology.
    pub symbology: Symbology,
    /// Its text, control characters and all; at most [`BarcodeFact::LONGEST`] characters.
    pub text: String,
    /// Where it stands, as for a reader of the page.
    pub area: Quad,
}

impl BarcodeFact {
    /// Characters of text that are kept: more than a PDF417 symbol holds (ISO/IEC 15438).
    pub const LONGEST: usize = 4_096;
}

/// Kinds of barcodes that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Symbology {
    /// ISO/IEC 15438, on the back of North American licences (AAMVA DL/ID Card Design Standard, annex D).
    Pdf417,
    /// ISO/IEC 18004. No standard says what it holds on a card; it is shown, and nothing is taken from it.
    QrCode,
}

impl std::fmt::Debug for BarcodeFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BarcodeFact")
            .field("symbology", &self.symbology)
            .field("text", &"[redacted]")
            .field("area", &self.area)
            .finish()
    }
}
