//! What a document of its kind shows, each found or not found.

use crate::case::{Case, Page};
use crate::check::domain_area;
use bonafide_documents::catalogue::DocumentKind;
use bonafide_domain::{Feature, Side};
use bonafide_facts::PixelBox;

/// The features of every side that was seen: head, photo and signature on the front, the machine-readable zone on the
/// side that has it, and a licence's barcode.
pub(crate) fn of(case: &Case) -> Vec<Feature> {
    let mut features = Vec::new();
    let mut add = |name: &str, side: Side, area: Option<PixelBox>| {
        features.push(Feature {
            name: name.into(),
            found: area.is_some(),
            bbox: area.map(domain_area),
            side,
        });
    };
    for page in &case.pages {
        let facts = &page.facts;
        if page.side == Side::Front {
            add(
                "Header",
                page.side,
                facts.title.as_ref().map(|title| title.area),
            );
            add(
                "Photo",
                page.side,
                facts.faces.first().map(|face| face.portrait),
            );
            add("Signature", page.side, facts.signature);
        }
        if facts.mrz.is_some() || lacks_zone(case, page) {
            add("MRZ", page.side, facts.mrz.as_ref().map(|zone| zone.area));
        }
        for barcode in &facts.barcodes {
            add("Barcode", page.side, Some(barcode.area.bounds(facts.size)));
        }
    }
    features
}

/// Whether this side is the last that a zone could have stood on, of a document that should have one.
fn lacks_zone(case: &Case, page: &Page) -> bool {
    let licence = case.titled() == Some(DocumentKind::DriversLicense)
        || case.licence().is_some()
        || case
            .expected
            .is_some_and(|expected| expected.icao.is_none());
    let last = case.pages.last().is_some_and(|last| last.side == page.side);
    !licence && last && case.pages.iter().all(|page| page.facts.mrz.is_none())
}
