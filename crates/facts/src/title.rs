use crate::geometry::PixelBox;
use bonafide_documents::catalogue::DocumentKind;
use serde::{Deserialize, Serialize};

/// The head of a document: the lines that name the issuing State or the kind of document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TitleFact {
    /// The kind of document that it names.
    pub kind: Option<DocumentKind>,
    /// The State that it names, alpha-3.
    pub state: Option<String>,
    /// The box around its lines.
    pub area: PixelBox,
}
