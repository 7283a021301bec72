use crate::document::names::{Id, ProcessTypeName, ProviderName};
use crate::wire_time::WireTime;
use bonafide_domain::{
    Depiction, FailReason, FinalResult, PictureIdReport, Process, ProviderReport, Report, State,
    Status, StatusReason,
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
    provider: &'static str,
    #[schema(value_type = ProcessTypeName)]
    process_type: &'static str,
    #[serde(flatten)]
    verdict: VerdictBody,
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
}

impl From<ProviderReport> for ProviderSpecific {
    fn from(report: ProviderReport) -> Self {
        match report {
            ProviderReport::PictureId(report) => Self::PictureId(report),
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
        let (provider_specific, reasons) = match report {
            Some(Report {
                provider_specific,
                status_reasons,
                ..
            }) => (Some(provider_specific.into()), status_reasons),
            None => (None, Vec::new()),
        };
        let explained = matches!(status, Status::Rejected | Status::Inconclusive);
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
        Self {
            process_id: process.id.to_string(),
            provider: process.request.provider.as_str(),
            process_type: process.request.process_type.as_str(),
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
