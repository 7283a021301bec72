use crate::rules::Rules;
use bonafide_documents::catalogue::DocumentType;
use bonafide_documents::mrz::{self, Mrz};
use bonafide_domain::Side;
use bonafide_facts::{MrzFact, PageFacts, SelfieFacts};

/// What was seen on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Which side.
    pub side: Side,
    /// What was seen.
    pub facts: PageFacts,
}

/// Everything that a verdict is made from.
#[derive(Debug, Clone)]
pub struct Case {
    /// One or two sides.
    pub pages: Vec<Page>,
    /// What was seen in the selfie, where one is to be compared with the portrait.
    pub selfie: Option<SelfieFacts>,
    /// The type that the client said it would be, if it said so.
    pub expected: Option<&'static DocumentType>,
    /// The rules to judge by.
    pub rules: Rules,
}

/// The machine-readable zone of a case, and where it stands.
pub(crate) struct ReadZone<'a> {
    pub(crate) side: Side,
    pub(crate) fact: &'a MrzFact,
    pub(crate) mrz: Mrz,
}

impl Case {
    /// The machine-readable zone, from whichever side carries one; the one with right check digits first.
    pub(crate) fn zone(&self) -> Option<ReadZone<'_>> {
        self.zones().into_iter().next()
    }

    /// Every zone that was read, those with right check digits first.
    fn zones(&self) -> Vec<ReadZone<'_>> {
        let mut zones: Vec<ReadZone<'_>> = self.pages.iter().filter_map(read_zone).collect();
        zones.sort_by_key(|zone| !zone.mrz.check_digits_valid());
        zones
    }

    /// The fields in which the zones of two sides differ; `None` without two zones.
    pub(crate) fn zones_differ_in(&self) -> Option<Vec<&'static str>> {
        let zones = self.zones();
        let [one, other, ..] = &zones[..] else {
            return None;
        };
        let (one, other) = (&one.mrz, &other.mrz);
        let differs = [
            (
                "document number",
                one.document_number != other.document_number,
            ),
            ("date of birth", one.date_of_birth != other.date_of_birth),
            ("date of expiry", one.date_of_expiry != other.date_of_expiry),
        ];
        let differing = differs.into_iter().filter(|(_, differs)| *differs);
        Some(differing.map(|(name, _)| name).collect())
    }

    /// Whether the check digits of every zone that was read are right.
    pub(crate) fn every_zone_checks(&self) -> bool {
        self.zones()
            .iter()
            .all(|zone| zone.mrz.check_digits_valid())
    }

    pub(crate) fn page(&self, side: Side) -> Option<&PageFacts> {
        self.pages
            .iter()
            .find(|page| page.side == side)
            .map(|page| &page.facts)
    }
}

fn read_zone(page: &Page) -> Option<ReadZone<'_>> {
    let fact = page.facts.mrz.as_ref()?;
    let lines: Vec<&str> = fact.lines.iter().map(|line| line.text.as_str()).collect();
    let mrz = mrz::parse_as(fact.format, &lines).ok()?;
    Some(ReadZone {
        side: page.side,
        fact,
        mrz,
    })
}
