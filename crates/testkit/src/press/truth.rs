//! What stands on a specimen and where: the measure of everything that reads it.

use super::kind::DocumentKind;
use bonafide_documents::mrz::MrzFormat;
use bonafide_facts::{Field, Point, Quad, QuarterTurn, Size};
use serde::{Deserialize, Serialize};

/// What stands on a picture of a specimen, and where.
///
/// Places are in pixels of the picture as a viewer shows it (after its EXIF orientation is applied), origin
/// top left. Corners run clockwise from the one that is top left for a reader of the document's text. A part
/// that a scene cuts off has corners outside the picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Truth {
    /// Which side of which document it is.
    pub kind: DocumentKind,
    /// Size of the picture.
    pub size: Size,
    /// The quarter turn under which the text stands upright, but for at most 45 degrees.
    pub turn: QuarterTurn,
    /// The corners of the page or card.
    pub document: Quad,
    /// The machine-readable zone, on sides that have one.
    pub mrz: Option<MrzTruth>,
    /// The values of the visual zone, in the order of reading.
    pub fields: Vec<FieldTruth>,
    /// The holder's portrait, on sides that have one.
    pub portrait: Option<Quad>,
    /// The small, pale second portrait.
    pub ghost: Option<Quad>,
    /// The holder's signature: the smallest box around its ink.
    pub signature: Option<Quad>,
    /// A barcode, on sides that have one.
    #[serde(default)]
    pub barcode: Option<Quad>,
    /// What lies on the document and hides what is under it, such as a thumb.
    pub hidden: Vec<Quad>,
}

/// A machine-readable zone as printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MrzTruth {
    /// Which format of ICAO Doc 9303 it has.
    pub format: MrzFormat,
    /// Its lines, top to bottom.
    pub lines: Vec<String>,
    /// From the first character's cell to the last's, from the top of the first line's capitals to the foot of
    /// the last line's.
    pub area: Quad,
    /// The same for each line.
    pub line_areas: Vec<Quad>,
}

/// A value of the visual zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldTruth {
    /// Which field.
    pub field: Field,
    /// The value as printed.
    pub text: String,
    /// The smallest box around its ink.
    pub area: Quad,
}

impl Truth {
    /// The value printed for a field.
    #[must_use]
    pub fn field(&self, field: Field) -> Option<&str> {
        self.fields
            .iter()
            .find(|f| f.field == field)
            .map(|f| f.text.as_str())
    }

    /// Every quad with a name, for drawing and for checks.
    pub fn quads(&self) -> impl Iterator<Item = (String, Quad)> + '_ {
        let mrz = self.mrz.iter().flat_map(|mrz| {
            let lines = mrz.line_areas.iter().enumerate();
            std::iter::once(("mrz".to_owned(), mrz.area))
                .chain(lines.map(|(line, area)| (format!("mrz line {}", line + 1), *area)))
        });
        let fields = self
            .fields
            .iter()
            .map(|f| (format!("{:?}", f.field), f.area));
        let parts = [
            ("portrait", self.portrait),
            ("ghost", self.ghost),
            ("signature", self.signature),
            ("barcode", self.barcode),
        ];
        std::iter::once(("document".to_owned(), self.document))
            .chain(
                parts
                    .into_iter()
                    .filter_map(|(name, quad)| quad.map(|quad| (name.to_owned(), quad))),
            )
            .chain(mrz)
            .chain(fields)
            .chain(self.hidden.iter().map(|quad| ("hidden".to_owned(), *quad)))
    }

    /// The same truth on another picture; `place` says where each point goes.
    pub(crate) fn moved(
        &self,
        size: Size,
        turn: QuarterTurn,
        place: impl Fn(Point) -> Point,
    ) -> Self {
        let quad = |quad: Quad| Quad(quad.0.map(&place));
        Self {
            kind: self.kind,
            size,
            turn,
            document: quad(self.document),
            mrz: self.mrz.as_ref().map(|mrz| MrzTruth {
                area: quad(mrz.area),
                line_areas: mrz.line_areas.iter().copied().map(quad).collect(),
                ..mrz.clone()
            }),
            fields: self
                .fields
                .iter()
                .map(|f| FieldTruth {
                    area: quad(f.area),
                    ..f.clone()
                })
                .collect(),
            portrait: self.portrait.map(quad),
            ghost: self.ghost.map(quad),
            signature: self.signature.map(quad),
            barcode: self.barcode.map(quad),
            hidden: self.hidden.iter().copied().map(quad).collect(),
        }
    }
}

/// An upright box as a quad.
pub(crate) fn upright(x: f32, y: f32, width: f32, height: f32) -> Quad {
    let at = |x: f32, y: f32| Point { x, y };
    Quad([
        at(x, y),
        at(x + width, y),
        at(x + width, y + height),
        at(x, y + height),
    ])
}
