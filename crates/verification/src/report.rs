//! What stands in the document, in the words of the API, and the evidence for the verdict.

use crate::case::{Case, Page, ReadZone};
use crate::check::{Finding, domain_area};
use crate::features;
use crate::quality;
use crate::visual::{self, Comparison};
use bonafide_documents::aamva::Licence;
use bonafide_documents::dates::PartialDate;
use bonafide_documents::mrz::{MrzFormat, Sex};
use bonafide_documents::{countries, dates};
use bonafide_domain::{
    Agreement, Corner, Evidence, FieldEvidence, FinalResult, Gender, Mark, ModelVersion,
    PictureIdDocument, PictureIdReport, PictureIdSubject, ProviderReport, Report, SelfieReport,
    SelfieStatus, Side, StatusReason,
};
use bonafide_facts::{Field, SelfieFaces, SelfieFacts};
use jiff::civil::Date;

/// What was read of holder and document: the machine-readable zone's word, and the visual zone's where the
/// other has none.
struct Reading {
    surname: Option<String>,
    given_names: Option<String>,
    number: Option<String>,
    born: Option<Date>,
    expires: Option<Date>,
    issued: Option<Date>,
    gender: Option<Gender>,
    nationality: Option<String>,
    issuing_country: Option<String>,
    place_of_birth: Option<String>,
    personal_number: Option<String>,
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn read(case: &Case) -> Reading {
    let zone = case.zone();
    let licence = case.licence().map(|read| read.licence);
    let licence = licence.as_ref();
    let told = case.dated();
    // What is printed says it where nothing machine-readable does.
    let machine_readable = zone.is_some() || licence.is_some();
    let of = |zoned: for<'a> fn(&'a ReadZone<'_>) -> &'a str,
              coded: fn(&Licence) -> &str,
              field: Field| {
        let said = zone
            .as_ref()
            .map(zoned)
            .or_else(|| licence.map(coded))
            .and_then(filled);
        said.or_else(|| (!machine_readable).then(|| printed(case, field)).flatten())
    };
    let country = |code: Option<String>| {
        code.map(|code| countries::issuing_state_to_alpha3(&code).map_or(code.clone(), Into::into))
    };
    let from_zone = |pick: for<'a> fn(&'a ReadZone<'_>) -> &'a str| {
        zone.as_ref().and_then(|zone| filled(pick(zone)))
    };
    let day = |told: Option<PartialDate>, field: Field| {
        told.and_then(PartialDate::full).or_else(|| {
            (!machine_readable)
                .then(|| only_date(case, field))
                .flatten()
        })
    };
    Reading {
        surname: of(|z| &z.mrz.names.primary, |l| &l.surname, Field::Surname),
        given_names: of(
            |z| &z.mrz.names.secondary,
            |l| &l.given_names,
            Field::GivenNames,
        ),
        number: of(
            |z| &z.mrz.document_number,
            |l| &l.number,
            Field::DocumentNumber,
        ),
        born: day(told.as_ref().and_then(|told| told.born), Field::DateOfBirth),
        expires: day(
            told.as_ref().and_then(|told| told.expires),
            Field::DateOfExpiry,
        ),
        issued: licence
            .and_then(|licence| licence.date_of_issue)
            .or_else(|| printed_date(case, Field::DateOfIssue)),
        gender: match zone.as_ref().map_or_else(
            || licence.and_then(|licence| licence.sex),
            |zone| zone.mrz.sex,
        ) {
            Some(Sex::Female) => Some(Gender::F),
            Some(Sex::Male) => Some(Gender::M),
            Some(Sex::Unspecified) | None => None,
        },
        nationality: country(from_zone(|zone| &zone.mrz.nationality)),
        issuing_country: country(from_zone(|zone| &zone.mrz.issuing_state))
            .or_else(|| licence.and_then(|licence| licence.country.clone()))
            .or_else(|| titled_state(case)),
        place_of_birth: printed(case, Field::PlaceOfBirth),
        personal_number: zone
            .as_ref()
            .and_then(personal_number)
            .or_else(|| printed(case, Field::PersonalNumber)),
    }
}

/// The State that the head of the document names.
fn titled_state(case: &Case) -> Option<String> {
    case.pages
        .iter()
        .find_map(|page| page.facts.title.as_ref()?.state.clone())
}

/// Passports carry the personal number, if any, in their optional data (ICAO 9303-4, section 4.2.2.2).
fn personal_number(zone: &ReadZone<'_>) -> Option<String> {
    let number = zone.mrz.optional_data.replace('<', "");
    (zone.fact.format == MrzFormat::Td3 && zone.mrz.check_digits_valid())
        .then_some(number)
        .filter(|n| !n.is_empty())
}

/// A field that only the visual zone has, if it was read clearly.
fn printed(case: &Case, field: Field) -> Option<String> {
    case.pages
        .iter()
        .flat_map(|page| &page.facts.fields)
        .filter(|found| {
            found.field == field && found.confidence >= case.rules.contradiction_confidence
        })
        .map(|found| found.text.clone())
        .next()
}

/// A date that only the visual zone has and that lies behind; an ambiguous one is left out.
fn printed_date(case: &Case, field: Field) -> Option<Date> {
    only_date(case, field).filter(|date| *date <= case.rules.today)
}

/// A date of the visual zone that can be read in one way.
fn only_date(case: &Case, field: Field) -> Option<Date> {
    let readings = printed(case, field)
        .map(|text| dates::printed_dates(&text))
        .unwrap_or_default();
    match readings.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// The normalised result; `None` when the document did not even give a name.
pub(crate) fn final_result(case: &Case, findings: &[Finding]) -> Option<FinalResult> {
    let reading = read(case);
    reading.surname.as_ref().or(reading.given_names.as_ref())?;
    Some(FinalResult {
        first_name: reading.given_names,
        last_name: reading.surname,
        date_of_birth: reading.born,
        gender: reading.gender,
        nationality: reading.nationality,
        place_of_birth: reading.place_of_birth,
        document_number: reading.number,
        issuing_country: reading.issuing_country,
        date_of_issue: reading.issued,
        date_of_expiry: reading.expires,
        personal_identification_number: reading.personal_number,
        similarity_score: findings.iter().find_map(|finding| finding.level),
        ..FinalResult::default()
    })
}

/// The report of a case, whatever its verdict.
pub(crate) fn write(
    case: &Case,
    findings: &[Finding],
    comparisons: &[Comparison],
    status_reasons: Vec<StatusReason>,
) -> Report {
    let reading = read(case);
    let front = case.page(Side::Front);
    let signature = front.and_then(|page| page.signature);
    let document = PictureIdDocument {
        issuing_country: reading.issuing_country,
        issuing_place: printed(case, Field::Authority),
        date_of_issue: reading.issued,
        date_of_expiry: reading.expires,
        non_expiring: None,
        document_number: reading.number,
        subject: PictureIdSubject {
            first_name: reading.given_names,
            last_name: reading.surname,
            date_of_birth: reading.born,
            place_of_birth: reading.place_of_birth,
            gender: reading.gender,
            nationality: reading.nationality,
            personal_identification_number: reading.personal_number,
            photo: front
                .and_then(|page| page.faces.first())
                .map(|face| domain_area(face.portrait)),
            signature: signature.map(domain_area),
            ..PictureIdSubject::default()
        },
        security_checks: findings
            .iter()
            .filter_map(|finding| Some((finding.check.key().to_owned(), finding.security_check()?)))
            .collect(),
    };
    let evidence = Evidence {
        checks: findings
            .iter()
            .map(Finding::evidence)
            .chain(quality::evidence(case))
            .collect(),
        marks: marks(case),
        features: features::of(case),
        models: models(case),
        fields: fields(comparisons),
        rules: case.rules.used(),
    };
    Report {
        provider_specific: ProviderReport::PictureId(Box::new(PictureIdReport {
            document,
            selfie: case.selfie.as_ref().map(selfie),
            evidence,
        })),
        status_reasons,
    }
}

/// Where the face of the selfie is, in the words of the API.
fn selfie(facts: &SelfieFacts) -> SelfieReport {
    match &facts.faces {
        SelfieFaces::One(face) => SelfieReport {
            status: SelfieStatus::Success,
            area: Some(domain_area(face.area)),
        },
        SelfieFaces::Nobody => SelfieReport {
            status: SelfieStatus::NoFaceDetected,
            area: None,
        },
        SelfieFaces::Several(_) => SelfieReport {
            status: SelfieStatus::MultipleFacesDetected,
            area: None,
        },
    }
}

fn fields(comparisons: &[Comparison]) -> Vec<FieldEvidence> {
    let evidence = |comparison: &Comparison| FieldEvidence {
        field: comparison.name.into(),
        agreement: match comparison.agreement {
            visual::Agreement::Agrees => Agreement::Agrees,
            visual::Agreement::Doubtful => Agreement::Doubtful,
            visual::Agreement::Contradicts => Agreement::Contradicts,
            visual::Agreement::Nearly => Agreement::Nearly,
            visual::Agreement::Unread => Agreement::Unread,
            visual::Agreement::NotCarried => Agreement::NotCarried,
        },
        side: comparison.place.map(|(side, _)| side),
        area: comparison.place.map(|(_, area)| domain_area(area)),
    };
    comparisons.iter().map(evidence).collect()
}

fn marks(case: &Case) -> Vec<Mark> {
    let mut marks = Vec::new();
    for page in &case.pages {
        let mut mark = |label: &str, area| {
            marks.push(Mark {
                label: label.into(),
                side: page.side,
                area: domain_area(area),
                corners: None,
            });
        };
        if let Some(mrz) = &page.facts.mrz {
            mark("mrz", mrz.area);
        }
        if let Some(face) = page.facts.faces.first() {
            mark("portrait", face.portrait);
            mark("face", face.area);
        }
        if let Some(area) = page.facts.signature {
            mark("signature", area);
        }
        if let Some(title) = &page.facts.title {
            mark("header", title.area);
        }
        for barcode in &page.facts.barcodes {
            mark("barcode", barcode.area.bounds(page.facts.size));
        }
        for field in &page.facts.fields {
            mark(label(field.field), field.area);
        }
        marks.extend(outline(page));
    }
    marks
}

/// The document itself, by its corners.
fn outline(page: &Page) -> Option<Mark> {
    let corners = page.facts.document.as_ref()?.corners;
    Some(Mark {
        label: "document".into(),
        side: page.side,
        area: domain_area(corners.bounds(page.facts.size)),
        corners: Some(corners.0.map(|corner| Corner {
            x: corner.x.round() as i32,
            y: corner.y.round() as i32,
        })),
    })
}

const fn label(field: Field) -> &'static str {
    match field {
        Field::Surname => "surname",
        Field::GivenNames => "givenNames",
        Field::DocumentNumber => "documentNumber",
        Field::DateOfBirth => "dateOfBirth",
        Field::DateOfIssue => "dateOfIssue",
        Field::DateOfExpiry => "dateOfExpiry",
        Field::PlaceOfBirth => "placeOfBirth",
        Field::Nationality => "nationality",
        Field::Sex => "sex",
        Field::PersonalNumber => "personalNumber",
        Field::Authority => "authority",
        Field::Address => "address",
    }
}

fn models(case: &Case) -> Vec<ModelVersion> {
    let mut models: Vec<ModelVersion> = Vec::new();
    let looked = case.pages.iter().map(|page| &page.facts.models);
    let at_selfie = case.selfie.iter().map(|selfie| &selfie.models);
    for model in looked.chain(at_selfie).flatten() {
        if !models
            .iter()
            .any(|known| known.name == model.name && known.version == model.version)
        {
            models.push(ModelVersion {
                name: model.name.clone(),
                version: model.version.clone(),
            });
        }
    }
    models
}
