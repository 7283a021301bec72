use crate::document::names::{Id, ProcessTypeName, ProviderName};
use crate::wire_time::WireTime;
use bonafide_domain::reports::{
    ConnectReport, FaceTecReport, OnfidoReport, PaperReport, ReadIdReport, VideoIdReport,
    WebIdReport,
};
use bonafide_domain::{
    Depiction, FailReason, FinalResult, PictureIdReport, Process, ProcessType, Provider,
    ProviderReport, Report, State, Status, StatusReason,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A process with what came of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Process)]
pub(crate) struct ProcessBody {
    #[schema(value_type = Id)]
    process_id: String,
    #[schema(value_type = ProviderName)]
    provider: String,
    /// Where the provider has types.
    #[schema(value_type = Option<ProcessTypeName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    process_type: Option<&'static str>,
    #[serde(flatten)]
    verdict: VerdictBody,
    /// Only of a provider that redacts: whether that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    redaction_requested: Option<bool>,
    /// Ours: that it is played and says nothing about anybody. On no process of a live account.
    #[serde(skip_serializing_if = "Option::is_none")]
    simulated: Option<bool>,
    /// Echo of the request, for older clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    notification_url: Option<String>,
    created_at: WireTime,
    updated_at: WireTime,
}

/// What a verification came to, as Get process tells it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Verdict)]
pub struct VerdictBody {
    #[schema(value_type = Status)]
    status: &'static str,
    /// Only `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    fail_reason: Option<FailReason>,
    /// Only final statuses: the images that exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    depictions: Option<Vec<Depiction>>,
    /// Only `accepted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    final_result: Option<Box<FinalResult>>,
    /// As soon as the provider told something.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_specific: Option<ProviderSpecific>,
    /// Only `rejected` and `inconclusive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    status_reasons: Option<Vec<StatusReason>>,
}

/// One shape per provider, without a tag: clients know which provider they asked.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum ProviderSpecific {
    PictureId(Box<PictureIdReport>),
    VideoId(Box<VideoIdReport>),
    Onfido(Box<OnfidoReport>),
    ReadId(Box<ReadIdReport>),
    Paper(Box<PaperReport>),
    FaceTec(Box<FaceTecReport>),
    WebId(Box<WebIdReport>),
    Connect(Box<ConnectReport>),
}

impl From<ProviderReport> for ProviderSpecific {
    fn from(report: ProviderReport) -> Self {
        match report {
            ProviderReport::PictureId(report) => Self::PictureId(report),
            ProviderReport::VideoId(report) => Self::VideoId(report),
            ProviderReport::Onfido(report) => Self::Onfido(report),
            ProviderReport::ReadId(report) => Self::ReadId(report),
            ProviderReport::Paper(report) => Self::Paper(report),
            ProviderReport::FaceTec(report) => Self::FaceTec(report),
            ProviderReport::WebId(report) => Self::WebId(report),
            ProviderReport::Connect(report) => Self::Connect(report),
        }
    }
}

impl VerdictBody {
    /// Of a state, what the provider told, and the depictions of the images that exist.
    #[must_use]
    pub fn new(
        state: State,
        report: Option<Report>,
        images: impl IntoIterator<Item = Depiction>,
    ) -> Self {
        let status = state.status();
        let (final_result, fail_reason) = match state {
            State::Accepted(result) => (Some(result), None),
            State::Failed(reason) => (None, Some(reason)),
            State::Pending
            | State::Processing
            | State::Rejected
            | State::Canceled
            | State::Inconclusive => (None, None),
        };
        // PictureID alone gives reasons in words; the others' are in what they tell.
        let reasoned = report
            .as_ref()
            .is_none_or(|report| matches!(report.provider_specific, ProviderReport::PictureId(_)));
        let (provider_specific, reasons) = match report {
            Some(Report {
                provider_specific,
                status_reasons,
                ..
            }) => (Some(provider_specific.into()), status_reasons),
            None => (None, Vec::new()),
        };
        let explained = reasoned && matches!(status, Status::Rejected | Status::Inconclusive);
        Self {
            status: status.as_str(),
            fail_reason,
            depictions: status.is_final().then(|| images.into_iter().collect()),
            final_result,
            provider_specific,
            status_reasons: explained.then_some(reasons),
        }
    }
}

impl From<Process> for ProcessBody {
    fn from(process: Process) -> Self {
        let provider = process.request.provider;
        Self {
            process_id: process.id.to_string(),
            provider: provider.to_string(),
            process_type: process.request.process_type.map(ProcessType::as_str),
            redaction_requested: (provider.canonical() == Provider::SignicatPaper)
                .then_some(process.request.redaction.is_some()),
            simulated: process.simulation.is_some().then_some(true),
            verdict: VerdictBody::new(process.state, process.report, process.images),
            notification_url: process
                .request
                .callback
                .map(|callback| callback.notification_url),
            created_at: WireTime(process.created_at),
            updated_at: WireTime(process.updated_at),
        }
    }
}
