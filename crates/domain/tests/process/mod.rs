//! Processes and outcomes for the tests of the status machine.
#![allow(
    dead_code,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "each test file uses its own part"
)]

use bonafide_domain::{
    ClientId, Depiction, DossierId, Evidence, FailReason, Outcome, PictureIdDocument,
    PictureIdReport, Process, ProcessId, ProcessRequest, ProcessType, Provider, ProviderReport,
    Report, RulesUsed, State, Status,
};
use jiff::Timestamp;

pub struct Given {
    pub provider: Provider,
    pub status: Status,
    pub required: &'static [Depiction],
    pub stored: &'static [Depiction],
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

pub fn process(given: &Given) -> Process {
    let uploads = matches!(
        given.provider,
        Provider::SignicatPictureId | Provider::Onfido | Provider::SignicatPaper
    );
    let accepted: &[Depiction] = if uploads {
        &[Depiction::Front, Depiction::Back]
    } else {
        &[]
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

pub fn accepted() -> Outcome {
    Outcome::Accepted(Box::default(), report())
}

pub fn rejected() -> Outcome {
    Outcome::Rejected(report())
}

pub fn inconclusive() -> Outcome {
    Outcome::Inconclusive(report())
}

pub fn broken() -> Outcome {
    Outcome::Failed(FailReason::Error {
        kind: "engine_unavailable".into(),
        message: "The engine could not be reached.".into(),
    })
}
