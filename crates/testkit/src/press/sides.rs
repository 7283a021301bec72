//! Which layout prints which side.

use super::{
    Press,
    canvas::Canvas,
    card,
    dice::Dice,
    guilloche::Palette,
    holder::SpecimenData,
    kind::DocumentKind,
    large_card,
    layout::Sheet,
    licence::{european, north_american},
    passport,
};
use bonafide_facts::Quad;

/// What a layout put on its sheet beside fields and the MRZ.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) portrait: Option<Quad>,
    pub(crate) ghost: Option<Quad>,
    pub(crate) signature: Option<Quad>,
    pub(crate) barcode: Option<Quad>,
}

/// Prints everything but the MRZ.
pub(crate) fn print<'a>(
    press: &'a Press,
    kind: DocumentKind,
    data: &SpecimenData,
    seed: u64,
) -> (Sheet<'a>, Marks) {
    let mut dice = Dice::new(seed, "print");
    let (width, height) = kind.millimetres();
    let (hue, label_size, value_size) = type_of(kind);
    let mut sheet = Sheet {
        canvas: Canvas::new(width, height, press.scale),
        fonts: &press.fonts,
        palette: Palette::new(hue, &mut dice),
        fields: Vec::new(),
        label_size,
        value_size,
    };
    let marks = match kind {
        DocumentKind::Passport => passport::print(&mut sheet, data, &press.portrait, &mut dice),
        DocumentKind::CardFront => card::front(&mut sheet, data, &press.portrait, &mut dice),
        DocumentKind::CardBack => card::back(&mut sheet, data, &mut dice),
        DocumentKind::LargeCard => large_card::print(&mut sheet, data, &press.portrait, &mut dice),
        DocumentKind::LicenceFront => european::front(&mut sheet, data, &press.portrait, &mut dice),
        DocumentKind::LicenceBack => european::back(&mut sheet, data, &mut dice),
        DocumentKind::AmericanLicenceFront => {
            north_american::front(&mut sheet, data, &press.portrait, &mut dice)
        }
        DocumentKind::AmericanLicenceBack => north_american::back(&mut sheet, data, &mut dice),
    };
    (sheet, marks)
}

/// The hue of a kind of document, and the ems of its labels and values in millimetres.
pub(crate) fn type_of(kind: DocumentKind) -> (f32, f32, f32) {
    match kind {
        DocumentKind::Passport => (0.58, 1.75, 3.3),
        DocumentKind::CardFront | DocumentKind::CardBack => (0.42, 1.5, 2.75),
        DocumentKind::LargeCard => (0.02, 1.65, 3.0),
        DocumentKind::LicenceFront | DocumentKind::LicenceBack => (0.93, 1.7, 2.7),
        DocumentKind::AmericanLicenceFront | DocumentKind::AmericanLicenceBack => (0.60, 1.7, 2.7),
    }
}
