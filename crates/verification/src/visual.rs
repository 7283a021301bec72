//! The visual zone held against the machine-readable zone, field by field.

use crate::case::{Case, ReadZone};
use bonafide_documents::{dates, names};
use bonafide_domain::Side;
use bonafide_facts::{Field, PixelBox, VisualField};
use dates::PartialDate;

/// What a comparison of one field came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The visual zone shows the same value.
    Agrees,
    /// It shows another one, and was read clearly.
    Contradicts,
    /// It could not be read, or not clearly enough.
    Unread,
}

/// One field in both zones.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    /// The field, for people.
    pub(crate) name: &'static str,
    pub(crate) agreement: Agreement,
    /// Where the visual zone shows it.
    pub(crate) place: Option<(Side, PixelBox)>,
}

/// Compares the fields that both zones carry (ICAO 9303-3, section 4.1). Empty without a machine-readable zone.
pub(crate) fn compare(case: &Case) -> Vec<Comparison> {
    let Some(zone) = case.zone() else {
        return Vec::new();
    };
    let today = case.rules.today;
    let born = zone
        .mrz
        .date_of_birth
        .and_then(|date| dates::birth_date(date, today));
    let expires = zone
        .mrz
        .date_of_expiry
        .and_then(|date| dates::expiry_date(date, today));
    vec![
        number(case, &zone),
        name(
            case,
            "surname",
            Field::Surname,
            &zone.mrz.names.primary,
            zone.mrz.names.truncated,
        ),
        name(
            case,
            "given names",
            Field::GivenNames,
            &zone.mrz.names.secondary,
            zone.mrz.names.truncated,
        ),
        date(case, "date of birth", Field::DateOfBirth, born),
        date(case, "date of expiry", Field::DateOfExpiry, expires),
    ]
}

const fn unread(name: &'static str) -> Comparison {
    Comparison {
        name,
        agreement: Agreement::Unread,
        place: None,
    }
}

fn labelled(case: &Case, field: Field) -> impl Iterator<Item = (Side, &VisualField)> {
    case.pages.iter().flat_map(move |page| {
        page.facts
            .fields
            .iter()
            .filter(move |found| found.field == field)
            .map(move |found| (page.side, found))
    })
}

/// Every line of the visual zone.
fn lines(case: &Case) -> impl Iterator<Item = (Side, &str, PixelBox)> {
    case.pages.iter().flat_map(|page| {
        page.facts.text.iter().map(move |line| {
            (
                page.side,
                line.text.as_str(),
                line.quad.bounds(page.facts.size),
            )
        })
    })
}

/// Letters and digits alone, look-alikes taken together: printed letters O and zeros are often one glyph, and
/// the machine-readable zone is what decides between them.
fn folded(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'O' | 'D' | 'Q' => '0',
            'I' | 'L' => '1',
            'B' => '8',
            'S' => '5',
            'Z' => '2',
            'G' => '6',
            other => other,
        })
        .collect()
}

fn number(case: &Case, zone: &ReadZone<'_>) -> Comparison {
    let name = "document number";
    let wanted = folded(&zone.mrz.document_number);
    // A shorter number could stand in a line by chance.
    if wanted.len() < 5 {
        return unread(name);
    }
    if let Some((side, _, area)) = lines(case).find(|(_, text, _)| folded(text).contains(&wanted)) {
        return Comparison {
            name,
            agreement: Agreement::Agrees,
            place: Some((side, area)),
        };
    }
    for (side, field) in labelled(case, Field::DocumentNumber) {
        let seen = folded(&field.text);
        // Another length means that another number was taken for it, or that a part of it is covered.
        let comparable =
            seen.len() == wanted.len() && field.confidence >= case.rules.contradiction_confidence;
        let agreement = match (seen == wanted, comparable) {
            (true, _) => Agreement::Agrees,
            (false, true) => Agreement::Contradicts,
            (false, false) => continue,
        };
        return Comparison {
            name,
            agreement,
            place: Some((side, field.area)),
        };
    }
    unread(name)
}

fn date(case: &Case, name: &'static str, field: Field, wanted: Option<PartialDate>) -> Comparison {
    let Some(wanted) = wanted else {
        return unread(name);
    };
    let readings = |text: &str| {
        dates::find_printed_dates(text)
            .into_iter()
            .flat_map(|found| found.readings)
    };
    let says = |text: &str| readings(text).any(|day| wanted.agrees_with(day));
    if let Some((side, found)) = labelled(case, field).find(|(_, found)| says(&found.text)) {
        return Comparison {
            name,
            agreement: Agreement::Agrees,
            place: Some((side, found.area)),
        };
    }
    if let Some((side, _, area)) = lines(case).find(|(_, text, _)| says(text)) {
        return Comparison {
            name,
            agreement: Agreement::Agrees,
            place: Some((side, area)),
        };
    }
    let contradiction = labelled(case, field).find(|(_, found)| {
        found.confidence >= case.rules.contradiction_confidence
            && readings(&found.text).next().is_some()
    });
    contradiction.map_or(unread(name), |(side, found)| Comparison {
        name,
        agreement: Agreement::Contradicts,
        place: Some((side, found.area)),
    })
}

/// How alike two names must be, at least, for a difference to be a misreading rather than another name.
const MISREADING_FROM: f64 = 0.5;

fn name(
    case: &Case,
    name: &'static str,
    field: Field,
    wanted: &str,
    truncated: bool,
) -> Comparison {
    if wanted.is_empty() {
        return unread(name);
    }
    let same = |text: &str| {
        use names::NameMatch;
        match names::mrz_matches_visual(wanted, text) {
            NameMatch::Equal
            | NameMatch::EqualAfterTransliteration
            | NameMatch::EqualWithoutDiacritics => true,
            NameMatch::Truncated => truncated,
            NameMatch::Different => false,
        }
    };
    if let Some((side, found)) = labelled(case, field).find(|(_, found)| same(&found.text)) {
        return Comparison {
            name,
            agreement: Agreement::Agrees,
            place: Some((side, found.area)),
        };
    }
    if let Some((side, _, area)) = lines(case).find(|(_, text, _)| same(text)) {
        return Comparison {
            name,
            agreement: Agreement::Agrees,
            place: Some((side, area)),
        };
    }
    let squeezed = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphabetic())
            .flat_map(char::to_uppercase)
            .collect::<String>()
    };
    let other = labelled(case, field).find(|(_, found)| {
        let alike = strsim::normalized_levenshtein(&squeezed(&found.text), &squeezed(wanted));
        found.confidence >= case.rules.contradiction_confidence
            && !squeezed(&found.text).is_empty()
            && alike < MISREADING_FROM
    });
    other.map_or(unread(name), |(side, found)| Comparison {
        name,
        agreement: Agreement::Contradicts,
        place: Some((side, found.area)),
    })
}
