use async_trait::async_trait;
use bonafide_app::DocumentType;
use bonafide_documents::catalogue;
use bonafide_domain::{
    Area, CheckEvidence, CheckOutcome, Depiction, Environment, Evidence, FinalResult, Gender,
    ImageFormat, Mark, ModelVersion, Outcome, PictureIdDocument, PictureIdReport, PictureIdSubject,
    ProcessRequest, ProcessType, Provider as ProviderName, ProviderReport, Report, RulesUsed,
    SecurityCheck, Side, StatusReason,
};
use bonafide_providers::{
    ExaminedImage, ImageRefused, Plan, PlanRefused, Progress, Provider, ProviderUnavailable,
    VerificationTask,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// A document id at which the provider panics.
pub(crate) const PANICS: i32 = 666;

/// Takes a document with one side, or two for Spanish cards, and answers what it was told.
#[derive(Default)]
pub(crate) struct Scripted {
    pub(crate) answer: Mutex<Option<Outcome>>,
}

#[async_trait]
impl Provider for Scripted {
    fn serves(&self, provider: ProviderName, _: Environment) -> bool {
        provider == ProviderName::SignicatPictureId
    }

    fn plan(&self, request: &ProcessRequest) -> Result<Plan, PlanRefused> {
        let pages = match request.document_id {
            Some(PANICS) => panic!("a fault of the provider"),
            Some(62) => 2,
            Some(137) | None => 1,
            Some(id) => {
                return Err(PlanRefused {
                    field: "documentId",
                    problem: format!("No document type has the id {id}."),
                });
            }
        };
        let mut required = BTreeSet::from([Depiction::Front]);
        if pages == 2 {
            required.insert(Depiction::Back);
        }
        if request.process_type == Some(ProcessType::DocumentSelfie) {
            required.insert(Depiction::Selfie);
        }
        Ok(Plan {
            accepted: required.clone(),
            required,
            document_pages: Some(pages),
        })
    }

    fn document_types(&self) -> Vec<&'static DocumentType> {
        [137, 62].into_iter().filter_map(catalogue::by_id).collect()
    }

    fn examine(&self, bytes: &[u8]) -> Result<ExaminedImage, ImageRefused> {
        let format = match bytes {
            [0x89, b'P', b'N', b'G', ..] => ImageFormat::Png,
            [0xff, 0xd8, 0xff, ..] => ImageFormat::Jpeg,
            _ => {
                return Err(ImageRefused {
                    problem: "It is neither a PNG nor a JPEG.".to_owned(),
                });
            }
        };
        Ok(ExaminedImage {
            format,
            width: 600,
            height: 400,
        })
    }

    async fn verify(&self, _: VerificationTask) -> Result<Progress, ProviderUnavailable> {
        let answer = self.answer.lock().unwrap().clone();
        answer
            .map(Into::into)
            .ok_or_else(|| ProviderUnavailable("nobody told what to answer".to_owned()))
    }
}

/// A result with something in every part of it.
pub(crate) fn accepted() -> Outcome {
    let result = FinalResult {
        first_name: Some("ANNA".to_owned()),
        last_name: Some("SPECIMEN".to_owned()),
        date_of_birth: Some("1990-01-31".parse().unwrap()),
        gender: Some(Gender::F),
        nationality: Some("NLD".to_owned()),
        document_number: Some("SPECI2014".to_owned()),
        issuing_country: Some("NLD".to_owned()),
        date_of_expiry: Some("2033-05-01".parse().unwrap()),
        ..FinalResult::default()
    };
    Outcome::Accepted(Box::new(result), report(true, Vec::new()))
}

/// A report with one check.
pub(crate) fn report(passed: bool, status_reasons: Vec<StatusReason>) -> Report {
    let area = Area {
        x: 10,
        y: 20,
        width: 30,
        height: 40,
    };
    let document = PictureIdDocument {
        issuing_country: Some("NLD".to_owned()),
        document_number: Some("SPECI2014".to_owned()),
        subject: PictureIdSubject {
            first_name: Some("ANNA".to_owned()),
            last_name: Some("SPECIMEN".to_owned()),
            photo: Some(area),
            ..PictureIdSubject::default()
        },
        security_checks: BTreeMap::from([(
            "nonExpired".to_owned(),
            SecurityCheck {
                name: "Document not expired".to_owned(),
                passed: Some(passed),
                similarity_level: None,
            },
        )]),
        ..PictureIdDocument::default()
    };
    let check = CheckEvidence {
        check: "nonExpired".to_owned(),
        outcome: if passed {
            CheckOutcome::Passed
        } else {
            CheckOutcome::Failed
        },
        reason: "The date of expiry was compared with today.".to_owned(),
        score: None,
        threshold: None,
        side: Some(Side::Front),
        area: Some(area),
    };
    Report {
        provider_specific: ProviderReport::PictureId(Box::new(PictureIdReport {
            document,
            selfie: None,
            evidence: Evidence {
                checks: vec![check],
                features: Vec::new(),
                marks: vec![Mark {
                    label: "portrait".to_owned(),
                    side: Side::Front,
                    area,
                    corners: None,
                }],
                models: vec![ModelVersion {
                    name: "mrz-line".to_owned(),
                    version: "0123456789ab".to_owned(),
                }],
                rules: RulesUsed {
                    version: "1".to_owned(),
                    ..RulesUsed::default()
                },
                fields: Vec::new(),
            },
        })),
        status_reasons,
    }
}

/// Why an expired document is not accepted.
pub(crate) fn expired() -> Vec<StatusReason> {
    vec![StatusReason {
        kind: "Document".to_owned(),
        category: "SecurityCheckFailed".to_owned(),
        sub_category: "NonExpired".to_owned(),
        message: "Security check 'nonExpired' failed.".to_owned(),
    }]
}
