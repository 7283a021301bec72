//! `POST /assure/dossiers/{dossierId}/capture`: a link to a hosted page.

use crate::bearer::Authorised;
use crate::document::names::{
    CaptureConfiguration, EventTag, ProcessTypeName, ProviderName, SdkName,
};
use crate::json::TolerantJson;
use crate::once;
use crate::path::dossier_id;
use crate::problem::Problem;
use crate::state::Api;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bonafide_app::{CaptureLink, CreateProcess, StartCapture};
use bonafide_domain::{ProcessParameters, RedactableField, RedactionLevel, WebIdParameters};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;

/// A hosted page for one process.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CaptureRequest {
    /// One element: who verifies.
    #[schema(required, nullable = false, value_type = Vec<CaptureProvider>, min_items = 1, max_items = 1)]
    providers: Option<Vec<CaptureProvider>>,
    /// Where the person goes in the end, with `dossierId`, `processId` and `status` behind its query; http or https.
    #[schema(required, nullable = false, value_type = String, max_length = 2048, pattern = "^[Hh][Tt][Tt][Pp][Ss]?://", example = "https://example.com/back")]
    redirect_url: Option<String>,
    #[schema(value_type = Option<SdkName>)]
    sdk: Option<String>,
    /// The domain of the link, one of those that the operator of the server has set up.
    request_domain: Option<String>,
    capture_parameters: Option<CaptureParameters>,
    #[schema(value_type = Option<Vec<EventTag>>, max_items = 20)]
    event_tags: Option<Vec<String>>,
    #[schema(max_length = 2048)]
    notification_url: Option<String>,
    #[schema(max_length = 4096, pattern = "^[ -~]*$")]
    authorization_header: Option<String>,
}

/// Who verifies, and what the process is to be.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct CaptureProvider {
    #[schema(required, nullable = false, value_type = ProviderName, example = "signicatpictureid")]
    provider: Option<String>,
    /// Left out: the provider's default.
    #[schema(value_type = Option<ProcessTypeName>)]
    process_type: Option<String>,
    /// Which document is to be verified; left out, the person chooses.
    #[schema(value_type = Option<i32>)]
    document_id: Option<i64>,
    /// Paper: what is to be blackened in the pictures.
    #[schema(value_type = Option<Vec<RedactableField>>)]
    redact: Option<Vec<String>>,
    #[schema(value_type = Option<RedactionLevel>)]
    redaction_level: Option<String>,
    request_extra_data_from_driving_license: Option<bool>,
    webid: Option<WebIdParameters>,
}

/// How the page looks and behaves.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct CaptureParameters {
    /// The id of a capture configuration.
    ui_profile: Option<String>,
    /// A capture configuration, or the text of one; goes before `uiProfile`.
    #[serde(rename = "uiProfileJSON")]
    #[schema(value_type = Option<CaptureConfiguration>)]
    ui_profile_json: Option<Value>,
    /// ISO 639-1; `en` when left out.
    #[schema(pattern = "^[a-z]{2}$")]
    ui_language: Option<String>,
    #[schema(pattern = "^([0-9]{1,15}|[A-Za-z0-9]{1,11})$")]
    sms_sender: Option<String>,
    #[schema(pattern = "^[A-Za-z0-9\\-.:, ]{1,200}$")]
    sms_message: Option<String>,
    /// ISO 3166 alpha-3; goes before that of the configuration.
    #[schema(pattern = "^[A-Z]{3}$", example = "NLD")]
    default_country: Option<String>,
}

/// A link to a hosted page.
#[derive(Serialize, ToSchema)]
#[schema(as = WebURL)]
pub(crate) struct WebUrl {
    #[schema(example = "https://id.example.com/capture/#/artifact=8t1w…")]
    url: String,
}

impl From<CaptureLink> for WebUrl {
    fn from(link: CaptureLink) -> Self {
        Self { url: link.url }
    }
}

/// Start a capture flow
///
/// Makes a process and a link to a page on which a person takes the pictures and is sent back. The link opens this one
/// process and nothing else, as often as it is needed, until it is too old.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/capture", operation_id = "createArtifact", tag = "Capture",
    request_body(content = CaptureRequest, example = json!({"providers": [{"provider": "signicatpictureid", "processType": "document"}], "redirectUrl": "https://example.com/back"})),
    responses(
    (status = 201, description = "The link.", body = WebUrl),
    (status = 404, description = "There is no such dossier."),
    ),
)]
pub(crate) async fn create(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(given): TolerantJson<CaptureRequest>,
) -> Result<(StatusCode, Json<WebUrl>), Problem> {
    let dossier = dossier_id(&path)?;
    let request = read(given)?;
    caller.answered_by(|made: &CaptureLink| once::created(&WebUrl::from(made.clone())));
    let link = bonafide_app::start_capture(&api.app, &caller, dossier, request).await?;
    Ok((StatusCode::CREATED, Json(link.into())))
}

fn read(given: CaptureRequest) -> Result<StartCapture, Problem> {
    let mut providers = given.providers.unwrap_or_default().into_iter();
    let provider = match (providers.next(), providers.next()) {
        (Some(provider), None) => provider,
        (None, _) => {
            return Err(Problem::bad_request(
                "providers is missing; it holds one object with provider.",
            ));
        }
        (Some(_), Some(_)) => {
            return Err(Problem::bad_request(
                "providers holds more than one provider; give one.",
            ));
        }
    };
    let parameters = given.capture_parameters.unwrap_or_default();
    Ok(StartCapture {
        process: CreateProcess {
            provider: provider.provider,
            process_type: provider.process_type,
            document_id: provider.document_id,
            redact: provider.redact.unwrap_or_default(),
            redaction_level: provider.redaction_level,
            parameters: ProcessParameters {
                request_extra_data_from_driving_license: provider
                    .request_extra_data_from_driving_license,
                webid: provider.webid.map(Box::new),
                ..ProcessParameters::default()
            },
            event_tags: given.event_tags.unwrap_or_default(),
            notification_url: given.notification_url,
            authorization_header: given.authorization_header,
            ..CreateProcess::default()
        },
        redirect_url: given.redirect_url,
        sdk: given.sdk,
        request_domain: given.request_domain,
        ui_profile: parameters.ui_profile,
        ui_profile_json: parameters.ui_profile_json,
        ui_language: parameters.ui_language,
        sms_sender: parameters.sms_sender,
        sms_message: parameters.sms_message,
        default_country: parameters.default_country,
    })
}
