//! Documents without a machine-readable zone: what a licence's barcode says, held against what is printed.
//!
//! The barcode of AAMVA carries no check digit and no signature: whoever forges the print can forge it too. It proves
//! only that print and barcode are of one making, as the comparison of the two zones does for other documents.

use crate::case::Case;
use crate::check::{Check, Finding};
use crate::visual::{Agreement, Comparison};
use bonafide_documents::aamva::{self, Licence};
use bonafide_documents::catalogue::DocumentKind;
use bonafide_documents::dates::{self, PartialDate};
use bonafide_domain::Side;
use bonafide_facts::{Field, PixelBox, Symbology};
use jiff::civil::Date;

/// A licence's barcode, and where it stands.
pub(crate) struct ReadLicence {
    pub(crate) side: Side,
    pub(crate) area: PixelBox,
    pub(crate) licence: Licence,
}

/// The dates that the checks go by: the zone's, those of a licence's barcode, or those that a licence prints.
pub(crate) struct Dated {
    pub(crate) side: Side,
    pub(crate) area: PixelBox,
    /// Where they stand, for a sentence.
    pub(crate) source: &'static str,
    pub(crate) born: Option<PartialDate>,
    pub(crate) expires: Option<PartialDate>,
}

impl Case {
    /// The first barcode that is a licence's.
    pub(crate) fn licence(&self) -> Option<ReadLicence> {
        self.pages.iter().find_map(|page| {
            let barcodes = page.facts.barcodes.iter();
            barcodes
                .filter(|barcode| barcode.symbology == Symbology::Pdf417)
                .find_map(|barcode| {
                    Some(ReadLicence {
                        side: page.side,
                        area: barcode.area.bounds(page.facts.size),
                        licence: aamva::parse(&barcode.text).ok()?,
                    })
                })
        })
    }

    /// The dates of birth and expiry that the checks go by.
    pub(crate) fn dated(&self) -> Option<Dated> {
        let today = self.rules.today;
        if let Some(zone) = self.zone() {
            return Some(Dated {
                side: zone.side,
                area: zone.fact.area,
                source: "machine-readable zone",
                born: zone
                    .mrz
                    .date_of_birth
                    .and_then(|date| dates::birth_date(date, today)),
                expires: zone
                    .mrz
                    .date_of_expiry
                    .and_then(|date| dates::expiry_date(date, today)),
            });
        }
        let Some(read) = self.licence() else {
            return self.printed_dates();
        };
        Some(Dated {
            side: read.side,
            area: read.area,
            source: "barcode",
            born: whole(read.licence.date_of_birth),
            expires: whole(read.licence.date_of_expiry),
        })
    }

    /// The dates that a driving licence without anything machine-readable prints at its numbers or labels, where they were read
    /// surely and mean one day. That nothing confirms them is for the check of data integrity to say.
    fn printed_dates(&self) -> Option<Dated> {
        if self.titled() != Some(DocumentKind::DriversLicense) {
            return None;
        }
        let printed = |field: Field| {
            self.pages.iter().find_map(|page| {
                let sure = self.rules.contradiction_confidence;
                let mut fields = page.facts.fields.iter();
                let found = fields.find(|f| f.field == field && f.confidence >= sure)?;
                match dates::printed_dates(&found.text)[..] {
                    [day] => Some((page.side, found.area, whole(Some(day)))),
                    _ => None,
                }
            })
        };
        let (born, expires) = (printed(Field::DateOfBirth), printed(Field::DateOfExpiry));
        let (side, area, _) = expires.or(born)?;
        Some(Dated {
            side,
            area,
            source: "print",
            born: born.and_then(|(_, _, day)| day),
            expires: expires.and_then(|(_, _, day)| day),
        })
    }

    /// The side on which the machine-readable zone or the licence's barcode stands that was read.
    pub(crate) fn machine_readable_side(&self) -> Option<Side> {
        let zone = self.zone().map(|zone| zone.side);
        zone.or_else(|| Some(self.licence()?.side))
    }

    /// Whether the head of a side or a licence's barcode names this State.
    pub(crate) fn issued_by(&self, state: &str) -> bool {
        let titled = self.pages.iter().any(|page| {
            let title = page.facts.title.as_ref();
            title.and_then(|title| title.state.as_deref()) == Some(state)
        });
        let coded = self
            .licence()
            .is_some_and(|read| read.licence.country.as_deref() == Some(state));
        titled || coded
    }

    /// The kind of document that the head of a side names.
    pub(crate) fn titled(&self) -> Option<DocumentKind> {
        self.pages
            .iter()
            .find_map(|page| page.facts.title.as_ref()?.kind)
    }
}

/// A whole date as one whose parts may be unknown.
pub(crate) fn whole(date: Option<Date>) -> Option<PartialDate> {
    date.map(|date| PartialDate {
        year: Some(date.year()),
        month: Some(date.month()),
        day: Some(date.day()),
    })
}

/// The check of data integrity for a document without a machine-readable zone.
pub(crate) fn integrity(case: &Case, comparisons: &[Comparison]) -> Finding {
    let check = Check::DataIntegrity;
    let Some(read) = case.licence() else {
        let reason = match case.titled() {
            Some(DocumentKind::DriversLicense) => {
                "The document is a driving licence without a machine-readable zone or a barcode that could be read: nothing confirms what is printed on it."
            }
            _ => "No machine-readable zone was read.",
        };
        return Finding::not_made(check, reason);
    };
    let with = |wanted: Agreement| -> Vec<&Comparison> {
        comparisons
            .iter()
            .filter(|comparison| comparison.agreement == wanted)
            .collect()
    };
    let names = |comparisons: &[&Comparison], between: &str| {
        let names: Vec<&str> = comparisons.iter().map(|c| c.name).collect();
        names.join(between)
    };
    let placed = |finding: Finding, first: &Comparison| match first.place {
        Some((side, area)) => finding.at(side, area),
        None => finding,
    };
    let contradicting = with(Agreement::Contradicts);
    if let Some(first) = contradicting.first() {
        let reason = format!(
            "The {} printed on the document differs from its barcode.",
            names(&contradicting, " and the ")
        );
        return placed(Finding::failed(check, reason), first);
    }
    let doubtful = with(Agreement::Doubtful);
    if let Some(first) = doubtful.first() {
        let reason = format!(
            "The document may show something else than its barcode for the {}; it was not read clearly enough to say so.",
            names(&doubtful, " and the ")
        );
        return placed(Finding::not_made(check, reason), first);
    }
    // The portrait stands on the front: what confirms the barcode must stand there as well.
    let agreeing: Vec<&Comparison> = with(Agreement::Agrees)
        .into_iter()
        .filter(|comparison| {
            comparison
                .place
                .is_some_and(|(side, _)| side == Side::Front)
        })
        .collect();
    let (found, needed) = (agreeing.len(), case.rules.agreements_needed);
    let finding = if found >= needed {
        let reason = format!(
            "The front of the document shows what its barcode says: the {}.",
            names(&agreeing, " and the ")
        );
        Finding::passed(check, reason)
    } else {
        let reason = format!(
            "A barcode was read, but only {found} of its fields could be compared with the front of the document; {needed} are needed."
        );
        Finding::not_made(check, reason)
    };
    finding
        .measured(found as f64, needed as f64)
        .at(read.side, read.area)
}
