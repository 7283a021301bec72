//! Printing PDF417 (ISO/IEC 15438) by the library `rxing`.

use super::canvas::{Area, Canvas, Ink};
use bonafide_facts::Quad;
use rxing::common::BitMatrix;
use rxing::pdf417::PDF417Writer;
use rxing::pdf417::encoder::Dimensions;
use rxing::{BarcodeFormat, EncodeHints, Writer};

/// Width of a module in millimetres: AAMVA (2020), D.3.2 allows 0.170 to 0.381.
const MODULE: f32 = 0.254;
/// Rows are three modules high at least (D.3.3).
const ROW: f32 = 3.0 * MODULE;
/// Columns of codewords: with its guards the symbol has 17 × 12 + 69 modules, 69 mm of a card's 85.6.
const COLUMNS: usize = 12;
/// D.3.5 asks for level 3 at least and advises 5.
const CORRECTION: u8 = 5;
/// Times that the library repeats each row of its matrix.
const REPEATED: f32 = 4.0;

/// The modules of a symbol.
///
/// # Panics
/// For more text than a symbol holds, which no specimen has.
pub(crate) fn pdf417(text: &str) -> BitMatrix {
    let hints = EncodeHints {
        Margin: Some("0".to_owned()),
        ErrorCorrection: Some(CORRECTION.to_string()),
        Pdf417Dimensions: Some(Dimensions::new(COLUMNS, COLUMNS, 3, 90)),
        ..EncodeHints::default()
    };
    PDF417Writer
        .encode_with_hints(text, &BarcodeFormat::PDF_417, 0, 0, &hints)
        .expect("a licence is shorter than a symbol")
}

/// Prints a symbol on white with its upper left corner at `(x, y)` millimetres; gives its corners in pixels.
pub(crate) fn print(canvas: &mut Canvas, symbol: &BitMatrix, (x, y): (f32, f32)) -> Quad {
    let (columns, rows) = (symbol.getWidth(), symbol.getHeight());
    let cell = (MODULE, ROW / REPEATED);
    let area = Area::new(x, y, columns as f32 * cell.0, rows as f32 * cell.1);
    let quiet = area.grown(2.0 * MODULE);
    let mut white = canvas.mask(quiet);
    white.fill(|_, _| 1.0);
    canvas.paint_with(&white, 1.0, |_, _| Ink::WHITE);
    let mut black = canvas.mask(area);
    black.fill(|px, py| {
        let (column, row) = ((px - x) / cell.0, (py - y) / cell.1);
        let inside = column >= 0.0 && row >= 0.0 && column < columns as f32 && row < rows as f32;
        if inside && symbol.get(column as u32, row as u32) {
            1.0
        } else {
            -1.0
        }
    });
    canvas.print(&black, Ink::BLACK, 0.98);
    canvas.quad(area)
}
