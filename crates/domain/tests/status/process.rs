//! Processes and outcomes for the tests of the status machine.

use bonafide_domain::{
    ClientId, Depiction, DossierId, Evidence, FailReason, Outcome, PictureIdDocument,
    PictureIdReport, Process, ProcessId, ProcessRequest, ProcessType, Provider, ProviderReport,
    Report, RulesUsed, State, Status,
};
use jiff::Timestamp;

pub(crate) struct Given {
    pub(crate) provider: Provider,
    pub(crate) status: Status,
    pub(crate) required: &'static [Depiction],
    pub(crate) stored: &'static [Depiction],
}

impl Default for Given {
    fn default() -> Self {
        Self {
            provider: Provider::SignicatPictureId,
            status: Status::Pending,
            required: &[Depiction::Front],
            stored: &[Depiction::Front],
        }
    }
}

pub(crate) fn process(given: &Given) -> Process {
    let accepted: &[Depiction] = match given.provider.canonical() {
        Provider::SignicatPictureId | Provider::Onfido | Provider::SignicatPaper => {
            &[Depiction::Front, Depiction::Back]
        }
        Provider::FaceTec => &[Depiction::Front, Depiction::Selfie],
        _ => &[],
    };
    let state = match given.status {
        Status::Pending => State::Pending,
        Status::Processing => State::Processing,
        Status::Accepted => State::Accepted(Box::default()),
        Status::Rejected => State::Rejected,
        Status::Canceled => State::Canceled,
        Status::Failed => State::Failed(FailReason::by_request()),
        Status::Inconclusive => State::Inconclusive,
    };
    Process {
        id: ProcessId::new(uuid::Uuid::from_u128(1)),
        dossier: DossierId::new(uuid::Uuid::from_u128(2)),
        owner: "sandbox-acme-0123456789abcdef"
            .parse::<ClientId>()
            .expect("a client id"),
        request: ProcessRequest {
            required: given.required.iter().copied().collect(),
            accepted: accepted.iter().copied().collect(),
            ..ProcessRequest::new(given.provider, Some(ProcessType::Document))
        },
        external_id: None,
        simulation: None,
        start: None,
        state,
        images: given.stored.iter().copied().collect(),
        report: None,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

fn report() -> Report {
    Report {
        provider_specific: ProviderReport::PictureId(Box::new(PictureIdReport {
            document: PictureIdDocument::default(),
            selfie: None,
            evidence: Evidence {
                checks: Vec::new(),
                features: Vec::new(),
                marks: Vec::new(),
                models: Vec::new(),
                rules: RulesUsed {
                    version: "1".into(),
                    ..RulesUsed::default()
                },
                fields: Vec::new(),
            },
        })),
        status_reasons: Vec::new(),
    }
}

pub(crate) fn accepted() -> Outcome {
    Outcome::Accepted(Box::default(), report())
}

pub(crate) fn rejected() -> Outcome {
    Outcome::Rejected(report())
}

pub(crate) fn inconclusive() -> Outcome {
    Outcome::Inconclusive(report())
}

pub(crate) fn broken() -> Outcome {
    Outcome::Failed(FailReason::Error {
        kind: "engine_unavailable".into(),
        message: "The engine could not be reached.".into(),
    })
}
