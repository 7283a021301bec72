//! What was read, field by field: the machine-readable zone's word beside what stands in print.

use super::picture::turn;
use super::{Photograph, capital};
use bonafide_domain::{Agreement, Area, Evidence, PictureIdDocument, Side};
use bonafide_facts::{PixelBox, QuarterTurn};
use bonafide_vision::annotate::{Line, State};
use bonafide_vision::raster::RgbRaster;
use jiff::civil::Date;

const fn says(agreement: Agreement) -> (State, &'static str) {
    match agreement {
        Agreement::Agrees => (State::Good, "agrees"),
        Agreement::Doubtful => (State::Open, "doubtful"),
        Agreement::Contradicts => (State::Bad, "differs"),
        Agreement::Nearly => (State::Open, "nearly the same"),
        Agreement::Unread => (State::Open, "not read in print"),
        Agreement::NotCarried => (State::None, "print alone"),
    }
}

/// One field: its name for people, its name among the marks, and its value.
type Read = (&'static str, &'static str, Option<String>);

/// Each field that was read or compared.
pub(super) fn lines(
    document: &PictureIdDocument,
    evidence: &Evidence,
    photographs: &[Photograph],
) -> Vec<Line> {
    let subject = &document.subject;
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    let read: [Read; 11] = [
        (
            "document number",
            "documentNumber",
            document.document_number.clone(),
        ),
        ("surname", "surname", subject.last_name.clone()),
        ("given names", "givenNames", subject.first_name.clone()),
        ("date of birth", "dateOfBirth", day(subject.date_of_birth)),
        (
            "date of expiry",
            "dateOfExpiry",
            day(document.date_of_expiry),
        ),
        ("date of issue", "dateOfIssue", day(document.date_of_issue)),
        ("nationality", "nationality", subject.nationality.clone()),
        ("issuing country", "", document.issuing_country.clone()),
        (
            "personal number",
            "personalNumber",
            subject.personal_identification_number.clone(),
        ),
        (
            "place of birth",
            "placeOfBirth",
            subject.place_of_birth.clone(),
        ),
        ("authority", "authority", document.issuing_place.clone()),
    ];
    read.into_iter()
        .filter_map(|(name, label, value)| {
            let compared = evidence.fields.iter().find(|field| field.field == name);
            if compared.is_none() && value.is_none() {
                return None;
            }
            let (state, word) = compared.map_or((State::None, ""), |field| says(field.agreement));
            let compared_at = compared.and_then(|field| field.side.zip(field.area));
            let marked_at = evidence
                .marks
                .iter()
                .find(|mark| mark.label == label)
                .map(|mark| (mark.side, mark.area));
            let print = compared_at
                .or(marked_at)
                .and_then(|place| cut_out(place, evidence, photographs));
            Some(Line {
                name: capital(name),
                value: value.unwrap_or_else(|| "–".to_owned()),
                state,
                word: word.to_owned(),
                print,
            })
        })
        .collect()
}

/// A field as it stands in print, upright.
fn cut_out(
    (side, area): (Side, Area),
    evidence: &Evidence,
    photographs: &[Photograph],
) -> Option<RgbRaster> {
    let photograph = photographs
        .iter()
        .find(|photograph| photograph.side() == Some(side))?;
    // Boxes have some room around the letters, in which the lines above and below begin.
    let room = |length: u32| (length as f32 * 0.1) as u32;
    let turn = turn(evidence, Some(side));
    let here = photograph.here(area);
    let (across, down) = match turn {
        QuarterTurn::None | QuarterTurn::Half => (0, room(here.height)),
        QuarterTurn::Left | QuarterTurn::Right => (room(here.width), 0),
    };
    let cut = photograph.raster.crop(PixelBox {
        x: here.x + across,
        y: here.y + down,
        width: here.width - 2 * across,
        height: here.height - 2 * down,
    })?;
    Some(cut.turned(turn))
}
