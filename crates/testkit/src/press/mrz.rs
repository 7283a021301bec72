//! Printing the machine-readable zone.

use super::{
    PressError,
    canvas::{Area, Canvas, Ink},
    fonts::Fonts,
    holder::{Sex, SpecimenData},
    kind::DocumentKind,
    truth::MrzTruth,
};
use ab_glyph::{Font, PxScale, ScaleFont};
use bonafide_documents::mrz::{self, MrzData, MrzDate, MrzFormat};
use jiff::civil::Date;

/// Ten characters to the inch: OCR-B size 1 (ICAO Doc 9303-3, section 4.4).
const PITCH: f32 = 2.54;

/// Height of the zone from the document's lower edge, in millimetres (ICAO Doc 9303, parts 4 to 6, figure of
/// the nominal zones).
pub(crate) const ZONE: f32 = 23.2;

/// Where the lines stand on a document of that format, in millimetres.
struct Setting {
    /// From the left edge of the document to the left edge of the first character's cell.
    left: f32,
    /// From the lower edge of the document to the centre of each line, top to bottom.
    centres: &'static [f32],
}

fn setting(format: MrzFormat) -> Setting {
    match format {
        MrzFormat::Td1 => Setting {
            left: 4.7,
            centres: &[15.9, 11.65, 7.4],
        },
        MrzFormat::Td2 | MrzFormat::MrvB => Setting {
            left: 5.2,
            centres: &[15.0, 8.65],
        },
        MrzFormat::Td3 | MrzFormat::MrvA => Setting {
            left: 6.6,
            centres: &[15.0, 8.65],
        },
    }
}

/// The lines that the data make.
pub(crate) fn lines(format: MrzFormat, data: &SpecimenData) -> Result<Vec<String>, PressError> {
    let date = |date: Date| {
        // A Gregorian date always has a month and a day that the MRZ knows.
        MrzDate::new(
            date.year().rem_euclid(100) as u8,
            date.month() as u8,
            date.day() as u8,
        )
        .unwrap_or_default()
    };
    let personal = data.personal_number.clone().unwrap_or_default();
    let room = if format == MrzFormat::Td2 { 7 } else { 14 };
    let data = MrzData {
        document_code: if format == MrzFormat::Td3 { "P" } else { "I" }.to_owned(),
        issuing_state: data.issuing_state.clone(),
        primary: data.surname.clone(),
        secondary: data.given_names.clone(),
        document_number: data.number.clone(),
        nationality: data.nationality.clone(),
        date_of_birth: date(data.birth),
        sex: match data.sex {
            Sex::Female => mrz::Sex::Female,
            Sex::Male => mrz::Sex::Male,
            Sex::Unspecified => mrz::Sex::Unspecified,
        },
        date_of_expiry: date(data.expiry),
        // Optional data are the issuer's own affair: Utopia leaves out a number that doesn't fit.
        optional_data: if personal.chars().count() <= room {
            personal
        } else {
            String::new()
        },
        optional_data_2: String::new(),
    };
    mrz::encode(&data, format).map_err(PressError::Mrz)
}

/// Prints the lines at their place at the foot of the document.
pub(crate) fn print(
    canvas: &mut Canvas,
    fonts: &Fonts,
    kind: DocumentKind,
    format: MrzFormat,
    lines: &[String],
) -> MrzTruth {
    let (_, height) = kind.millimetres();
    let setting = setting(format);
    let font = &fonts.ocr_b;
    let cell = font.h_advance_unscaled(font.glyph_id('0')).max(1.0);
    // The font is sized by its cell, so that the pitch is right whatever its em is.
    let scale = PxScale::from(PITCH * canvas.scale * font.height_unscaled() / cell);
    let scaled = font.as_scaled(scale);
    let capital = font.outline(font.glyph_id('H')).map_or(0.0, |outline| {
        outline.bounds.max.y.max(outline.bounds.min.y) * PITCH / cell
    });

    let columns = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0) as f32;
    let mut tops = Vec::new();
    for (line, centre) in lines.iter().zip(setting.centres) {
        let base = height - centre + capital / 2.0;
        let area = Area::new(setting.left, base - capital, columns * PITCH, capital);
        let mut mask = canvas.mask(area.grown(1.0));
        for (column, c) in line.chars().enumerate() {
            let x = (setting.left + column as f32 * PITCH) * canvas.scale;
            let glyph = font
                .glyph_id(c)
                .with_scale_and_position(scale, ab_glyph::point(x, base * canvas.scale));
            if let Some(outline) = scaled.outline_glyph(glyph) {
                let at = outline.px_bounds().min;
                outline.draw(|gx, gy, share| {
                    mask.cover_pixel(at.x as i32 + gx as i32, at.y as i32 + gy as i32, share);
                });
            }
        }
        canvas.print(&mask, Ink::BLACK, 0.97);
        tops.push(area);
    }
    let (first, last) = (tops[0], tops[tops.len() - 1]);
    let area = Area {
        height: last.y + last.height - first.y,
        ..first
    };
    MrzTruth {
        format,
        lines: lines.to_vec(),
        area: canvas.quad(area),
        line_areas: tops.into_iter().map(|area| canvas.quad(area)).collect(),
    }
}
