//! Redaction of Dutch documents: where the personal number (burgerservicenummer) and the photo stand, by what the engine
//! saw, and what each level takes away. No pixels here: places go to `vision`.
//!
//! Each level takes what those before it take. `standard`: the photo, and the number wherever it can be read. `medium`: also
//! what repeats them, the ghost image and other faces, and all optional data of the zone with their check digits. `high`:
//! also what may hold them, barcodes and whole lines of the zone; the result is looked at again. `veryHigh`: also every
//! long number and the whole zone; a doubt is a refusal.

mod number;
mod photo;
mod places;
mod task;

pub use task::{RedactedFields, Redaction, RedactionDocument, RedactionTask, RedactionUnknown};

use bonafide_documents::countries::issuing_state_to_alpha3;
use bonafide_documents::mrz::MrzFormat;
use bonafide_domain::{RedactionLevel, Side};
use bonafide_facts::{BarcodeFact, PageFacts, Quad};
use places::{around, grown};

/// A picture of one side, as it was seen.
pub(crate) struct Seen {
    pub(crate) side: Side,
    pub(crate) facts: PageFacts,
    /// Barcodes of the page, also where the engine does not look for them.
    pub(crate) barcodes: Vec<BarcodeFact>,
}

/// What is to become black.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Corners on each side, in pixels of its picture.
    pub(crate) places: Vec<(Side, Quad)>,
    /// How many of them hide the number, how many the photo.
    pub(crate) numbers: usize,
    pub(crate) photos: usize,
}

/// Where that which was asked for stands. `Err` says in one sentence why it cannot be hidden for certain.
pub(crate) fn plan(
    document: RedactionDocument,
    level: RedactionLevel,
    fields: RedactedFields,
    seen: &[Seen],
) -> Result<Plan, String> {
    is_the_document(document, seen)?;
    let mut plan = Plan::default();
    if fields.photo {
        let found = photo::places(seen, level);
        if found.is_empty() {
            return Err("No photo was found on the images; nothing was redacted.".to_owned());
        }
        plan.photos = found.len();
        plan.places.extend(found);
    }
    if fields.number {
        zone_was_read(document, seen)?;
        let found = number::places(seen, level)?;
        if found.is_empty() {
            return Err(
                "No personal number was found on the images; nothing was redacted. On cards it often stands on the back."
                    .to_owned(),
            );
        }
        plan.numbers = found.len();
        plan.places.extend(found);
    }
    if level >= RedactionLevel::High {
        // What a barcode holds cannot be told from outside: number, photo, or both.
        for page in seen {
            for code in &page.barcodes {
                plan.places.push((page.side, grown(&code.area, 0.35)));
            }
        }
    }
    if level == RedactionLevel::VeryHigh {
        nothing_is_doubtful(seen)?;
    }
    Ok(plan)
}

/// What is still to be seen on pictures that were redacted once.
pub(crate) fn left_over(
    level: RedactionLevel,
    fields: RedactedFields,
    seen: &[Seen],
) -> Vec<(Side, Quad)> {
    let mut left = Vec::new();
    if fields.photo {
        left.extend(photo::places(seen, level));
    }
    if fields.number {
        left.extend(number::visible(seen, level));
    }
    left
}

/// A zone that was read is that of a Dutch document of the kind that was named.
fn is_the_document(document: RedactionDocument, seen: &[Seen]) -> Result<(), String> {
    for page in seen {
        let Some(zone) = &page.facts.mrz else {
            continue;
        };
        let state: String = zone
            .lines
            .first()
            .map(|line| line.text.chars().skip(2).take(3).collect())
            .unwrap_or_default();
        if issuing_state_to_alpha3(&state) != Some("NLD") {
            return Err(format!(
                "The {} shows a machine-readable zone that is not of a Dutch document; only documents of NLD are redacted.",
                page.side
            ));
        }
        let passport = zone.format == MrzFormat::Td3;
        if passport != (document == RedactionDocument::Passport) {
            return Err(format!(
                "The {} shows no {}: its machine-readable zone is of format {}.",
                page.side,
                document.name(),
                zone.format
            ));
        }
    }
    Ok(())
}

/// The zone of a Dutch passport, identity card or residence permit can hold the number: where the side with the zone was
/// sent and the zone could not be read, nobody can tell.
fn zone_was_read(document: RedactionDocument, seen: &[Seen]) -> Result<(), String> {
    let with_zone = match document {
        RedactionDocument::Passport => Some(Side::Front),
        RedactionDocument::IdentityCard | RedactionDocument::ResidencePermit => Some(Side::Back),
        RedactionDocument::DriversLicense => None,
    };
    let sent = seen.iter().any(|page| Some(page.side) == with_zone);
    let read = seen.iter().any(|page| page.facts.mrz.is_some());
    match with_zone {
        Some(side) if sent && !read => Err(format!(
            "The machine-readable zone on the {side} could not be read, so that it cannot be told whether the personal number stands in it; nothing was redacted. Send a sharper image of the whole page."
        )),
        _ => Ok(()),
    }
}

/// At the highest level a doubt is a refusal.
fn nothing_is_doubtful(seen: &[Seen]) -> Result<(), String> {
    for page in seen {
        let side = page.side;
        if page.facts.document.is_none() {
            return Err(format!(
                "The outline of the document on the {side} was not found, so that it is not certain that all of it was seen; nothing was redacted."
            ));
        }
        if page
            .facts
            .mrz
            .as_ref()
            .is_some_and(|zone| !zone.check_digits_valid)
        {
            return Err(format!(
                "The machine-readable zone on the {side} was not read without doubt; nothing was redacted."
            ));
        }
    }
    Ok(())
}

/// An upright box as corners, larger by a share of its height on all sides.
fn boxed(area: bonafide_facts::PixelBox, more: f32) -> Quad {
    grown(&around(area), more)
}
