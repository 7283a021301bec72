use crate::barcode::BarcodeFact;
use crate::document::DocumentFact;
use crate::face::{FacePosition, FaceTemplate};
use crate::geometry::{PixelBox, Quad, QuarterTurn, Size};
use crate::ghost::GhostFact;
use crate::quality::QualityFacts;
use crate::title::TitleFact;
use bonafide_documents::mrz::MrzFormat;
use serde::{Deserialize, Serialize};

/// Everything that was seen in one picture of one side of a document.
///
/// A thing that was not found, or not looked for, is `None` or an empty list: there are no defaults that
/// look like a finding. `Debug` shows shapes and counts, never what was read.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageFacts {
    /// Size of the picture as a viewer shows it.
    pub size: Size,
    /// The turn under which the text was read.
    pub turn: QuarterTurn,
    /// The document's outline, where one was found.
    pub document: Option<DocumentFact>,
    /// The head of the document, where a line names its State or its kind.
    pub title: Option<TitleFact>,
    /// Barcodes; looked for on pages without a machine-readable zone alone.
    pub barcodes: Vec<BarcodeFact>,
    /// The machine-readable zone, if one was read.
    pub mrz: Option<MrzFact>,
    /// Faces, the largest first.
    pub faces: Vec<FaceFact>,
    /// Where the first face is repeated, small, on the same page; `None` where that could not be looked for.
    #[serde(default)]
    pub ghost: Option<GhostFact>,
    /// Where the holder's signature stands.
    pub signature: Option<PixelBox>,
    /// Lines of the visual zone, top to bottom; without the MRZ.
    pub text: Vec<LineFact>,
    /// What could be told apart in those lines.
    pub fields: Vec<VisualField>,
    /// How colourful the picture is.
    pub colour: ColourFacts,
    /// How sharp it is.
    pub sharpness: SharpnessFacts,
    /// How good it is as a picture of a document.
    pub quality: QualityFacts,
    /// Traces of editing.
    pub tamper: Vec<TamperSignal>,
    /// The models that looked, with their versions.
    pub models: Vec<ModelId>,
}

/// A machine-readable zone as it was read.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MrzFact {
    /// Which of the formats of ICAO 9303 parts 4 to 7 it has.
    pub format: MrzFormat,
    /// Its lines, top to bottom, each of the format's exact length, after repair.
    pub lines: Vec<LineFact>,
    /// True when every check digit of the format is right.
    pub check_digits_valid: bool,
    /// Characters that were changed because exactly one change made a check digit right.
    pub repairs: Vec<RepairFact>,
    /// The box around all lines.
    pub area: PixelBox,
}

/// One repaired character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairFact {
    /// Line, from 0.
    pub line: usize,
    /// Column, from 0.
    pub column: usize,
    /// What the recogniser read.
    pub read: char,
    /// What stands there now.
    pub repaired: char,
}

/// One line of text and where it stands.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineFact {
    /// The text.
    pub text: String,
    /// Its corners.
    pub quad: Quad,
    /// Confidence per character, 0 to 1, as many as the text has characters (or empty: not known).
    pub confidence: Vec<f32>,
}

/// A field of the visual zone, found by its label or by its value's shape.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VisualField {
    /// Which field.
    pub field: Field,
    /// Its value as printed.
    pub text: String,
    /// Where.
    pub area: PixelBox,
    /// 0 to 1.
    pub confidence: f32,
}

/// Fields that can be told apart in a visual zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "the names of ICAO 9303 part 3, section 3.4 say what they are"
)]
pub enum Field {
    Surname,
    GivenNames,
    DocumentNumber,
    DateOfBirth,
    DateOfIssue,
    DateOfExpiry,
    PlaceOfBirth,
    Nationality,
    Sex,
    PersonalNumber,
    Authority,
    Address,
}

/// A face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FaceFact {
    /// The box of the face itself: forehead to chin.
    pub area: PixelBox,
    /// The printed portrait around it (photo frame as far as it can be seen), for documents.
    pub portrait: PixelBox,
    /// The detector's score, 0 to 1.
    pub score: f32,
    /// How it stands in the picture; `None` where its points were not looked for or not found.
    #[serde(default)]
    pub position: Option<FacePosition>,
    /// What tells it from other faces; never written anywhere.
    #[serde(skip)]
    pub template: Option<FaceTemplate>,
}

/// How colourful a picture is. Source of the measure: CIE 1976 L*a*b*.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ColourFacts {
    /// The 90th percentile of Lab chroma after the picture's median tint is taken away.
    pub chroma_p90: f32,
    /// The chroma that neither lightness nor place explains, within the document: what a picture of a grey copy has
    /// none of, however it is tinted.
    pub own_chroma: f32,
}

/// How sharp a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SharpnessFacts {
    /// Variance of the Laplacian of the grey picture at a long side of 1000 pixels.
    pub laplacian_variance: f32,
}

/// One trace of editing. A score is comparable with others of its kind only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TamperSignal {
    /// What was looked for.
    pub kind: TamperSignalKind,
    /// How strongly it was seen, from 0 (not at all) to 1.
    pub score: f32,
    /// Where, if it has a place.
    pub area: Option<PixelBox>,
}

/// What tampering can show itself by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TamperSignalKind {
    /// The file's own metadata name an image editor.
    EditorMetadata,
    /// The picture is one of a display: a grid of pixels, or the moiré of it, runs through the document.
    ScreenRecapture,
    /// The picture is one of a print: the dots of a printer's halftone, or the moiré of them.
    PrintRecapture,
    /// A place of a JPEG picture was compressed less often than the rest.
    CompressionInconsistency,
}

/// A model that took part, so that a verdict can be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelId {
    /// What it does, e.g. `mrz-line`.
    pub name: String,
    /// The first 12 hex digits of the sha256 of its file.
    pub version: String,
}

impl std::fmt::Debug for PageFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageFacts")
            .field("size", &self.size)
            .field("turn", &self.turn)
            .field("mrz", &self.mrz)
            .field("faces", &self.faces.len())
            .field("lines", &self.text.len())
            .field("fields", &self.fields.len())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for MrzFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MrzFact")
            .field("format", &self.format)
            .field("check_digits_valid", &self.check_digits_valid)
            .field("lines", &"[redacted]")
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for LineFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LineFact")
            .field("text", &"[redacted]")
            .field("quad", &self.quad)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for VisualField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VisualField")
            .field("field", &self.field)
            .field("text", &"[redacted]")
            .finish_non_exhaustive()
    }
}
