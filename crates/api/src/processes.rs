//! `/assure/dossiers/{dossierId}/processes`: create, start, delete.

use crate::bearer::Authorised;
use crate::document::names::{
    DocumentKindName, EditedDepiction, EventTag, Id, ProcessTypeName, ProviderName,
};
use crate::json::TolerantJson;
use crate::once;
use crate::path::{dossier_id, process_ids};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bonafide_app::{CreateProcess, CreatedProcess, Door};
use bonafide_domain::{
    ProcessParameters, ProcessType, Provider, RedactableField, RedactionLevel, Status,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// What a new process is asked to be. Fields of other providers are ignored.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
#[schema(as = ProcessRequest)]
pub(crate) struct NewProcess {
    #[schema(required, nullable = false, value_type = ProviderName, example = "signicatpictureid")]
    provider: Option<String>,
    /// Left out: the provider's default.
    #[schema(value_type = Option<ProcessTypeName>, example = "document")]
    process_type: Option<String>,
    /// Which document is to be verified, of the document types.
    #[schema(value_type = Option<i32>, example = 137)]
    document_id: Option<i64>,
    /// Onfido and Paper need it for pictures that are uploaded.
    #[schema(value_type = Option<DocumentKindName>)]
    document_type: Option<String>,
    /// Two or three letters of ISO 3166, or `UNIV` for the passports of all countries. Paper needs it.
    #[schema(pattern = "^([A-Za-z]{2,3}|[Uu][Nn][Ii][Vv])$", example = "NLD")]
    document_country: Option<String>,
    /// Paper: what is to be blackened in the pictures.
    #[schema(value_type = Option<Vec<RedactableField>>)]
    redact: Option<Vec<String>>,
    /// Left out: `standard`.
    #[schema(value_type = Option<RedactionLevel>)]
    redaction_level: Option<String>,
    process_parameters: Option<ProcessParameters>,
    /// Where the browser goes after a session that is not on our pages.
    #[schema(max_length = 2048)]
    redirect_url: Option<String>,
    #[schema(value_type = Option<Vec<EventTag>>, max_items = 20)]
    event_tags: Option<Vec<String>>,
    #[schema(max_length = 2048)]
    notification_url: Option<String>,
    #[schema(max_length = 4096, pattern = "^[ -~]*$")]
    authorization_header: Option<String>,
}

/// What a verification is started with; most providers need nothing.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
#[schema(as = VerifyRequest)]
pub(crate) struct StartVerification {
    /// VideoID: which registration authority reviews.
    #[schema(max_length = 256, pattern = "^[ -~]*$")]
    r_authority_id: Option<String>,
    /// The same by its other spelling.
    #[schema(max_length = 256, pattern = "^[ -~]*$")]
    #[serde(rename = "rauthorityId")]
    rauthority_id: Option<String>,
    /// FaceTec: the picture with which the face is compared, `selfie` or `front`.
    #[schema(value_type = Option<EditedDepiction>)]
    image_depiction: Option<String>,
    facetec_enrollment: Option<FaceTecEnrollment>,
}

/// A face as FaceTec's SDK scanned it.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FaceTecEnrollment {
    #[schema(required, nullable = false)]
    face_scan: Option<String>,
    #[schema(required, nullable = false)]
    audit_trail_image: Option<String>,
    #[schema(required, nullable = false)]
    low_quality_audit_trail_image: Option<String>,
    #[schema(required, nullable = false, max_length = 1024)]
    user_agent: Option<String>,
}

/// A new process.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProcessResponse {
    #[schema(value_type = Id)]
    process_id: String,
    #[schema(value_type = ProviderName)]
    provider: String,
    /// Where the provider has types.
    #[schema(value_type = Option<ProcessTypeName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    process_type: Option<&'static str>,
    #[schema(value_type = Status)]
    status: &'static str,
    /// How many sides of the document are to be uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    document_pages: Option<u8>,
    /// The token of the provider's SDK.
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_api_url: Option<String>,
    #[serde(rename = "base64QRCode", skip_serializing_if = "Option::is_none")]
    base64_qr_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    universal_link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facetec_device_key_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facetec_encryption_public_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facetec_mobile_sdk_production_key: Option<String>,
    /// Where to send the person's browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<String>,
    /// Ours: that it is played and says nothing about anybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    simulated: Option<bool>,
    created_at: WireTime,
    updated_at: WireTime,
}

/// A verification that was started.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerifyResponse {
    #[schema(value_type = Id)]
    process_id: String,
    #[schema(value_type = Status)]
    status: &'static str,
}

impl From<CreatedProcess> for ProcessResponse {
    fn from(created: CreatedProcess) -> Self {
        let (process, access) = (created.process, created.access);
        let (device, encryption, production) = match access.facetec {
            Some(keys) => (
                Some(keys.device_key_identifier),
                Some(keys.encryption_public_key),
                Some(keys.mobile_sdk_production_key),
            ),
            None => (None, None, None),
        };
        Self {
            process_id: process.id.to_string(),
            provider: process.request.provider.to_string(),
            process_type: process.request.process_type.map(ProcessType::as_str),
            status: process.state.status().as_str(),
            document_pages: created.document_pages,
            authorization: access.authorization,
            provider_api_url: access.provider_api_url,
            base64_qr_code: access.base64_qr_code,
            universal_link: access.universal_link,
            facetec_device_key_identifier: device,
            facetec_encryption_public_key: encryption,
            facetec_mobile_sdk_production_key: production,
            redirect_url: access.redirect_url,
            simulated: process.simulation.is_some().then_some(true),
            created_at: WireTime(process.created_at),
            updated_at: WireTime(process.updated_at),
        }
    }
}

/// Create a process
///
/// A process cannot be changed afterwards.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/processes", operation_id = "createProcess", tag = "Processes",
    request_body(content = NewProcess, example = json!({"provider": "signicatpictureid", "processType": "document", "documentId": 137})),
    responses((status = 201, description = "The process, `pending`.", body = ProcessResponse)),
)]
pub(crate) async fn create(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(new): TolerantJson<NewProcess>,
) -> Result<(StatusCode, Json<ProcessResponse>), Problem> {
    let request = CreateProcess {
        provider: new.provider,
        process_type: new.process_type,
        document_id: new.document_id,
        document_type: new.document_type,
        document_country: new.document_country,
        redact: new.redact.unwrap_or_default(),
        redaction_level: new.redaction_level,
        parameters: new.process_parameters.unwrap_or_default(),
        redirect_url: new.redirect_url,
        door: Door::Api,
        event_tags: new.event_tags.unwrap_or_default(),
        notification_url: new.notification_url,
        authorization_header: new.authorization_header,
    };
    let dossier = dossier_id(&path)?;
    caller.answered_by(|made: &CreatedProcess| once::created(&ProcessResponse::from(made.clone())));
    let created = bonafide_app::create_process(&api.app, &caller, dossier, request).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}

/// Start the verification
///
/// The images that the process needs are set before.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/processes/{processId}", operation_id = "startVerification", tag = "Processes",
    request_body(content = Option<StartVerification>, example = json!({})),
    responses(
    (status = 200, description = "It is `processing`.", body = VerifyResponse),
    (status = 204, description = "It is `processing`: ReadID, WebID."),
    (status = 400, description = "Images are missing, or it was started before."),
    ),
)]
pub(crate) async fn start(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
    TolerantJson(given): TolerantJson<StartVerification>,
) -> Result<Response, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let authority = match (given.r_authority_id, given.rauthority_id) {
        (Some(one), Some(other)) if one != other => {
            return Err(Problem::bad_request(
                "rAuthorityId is given in two spellings that differ; give it once.",
            ));
        }
        (one, other) => one.or(other),
    };
    let request = bonafide_app::StartVerification {
        registration_authority: authority,
        image_depiction: given.image_depiction,
        facetec_enrollment: given
            .facetec_enrollment
            .map(|scan| bonafide_app::FaceTecEnrollment {
                face_scan: scan.face_scan,
                audit_trail_image: scan.audit_trail_image,
                low_quality_audit_trail_image: scan.low_quality_audit_trail_image,
                user_agent: scan.user_agent,
            }),
    };
    let started =
        bonafide_app::start_verification(&api.app, &caller, dossier, process, request).await?;
    Ok(match started.provider {
        Provider::ReadId | Provider::WebId => StatusCode::NO_CONTENT.into_response(),
        _ => Json(VerifyResponse {
            process_id: process.to_string(),
            status: started.status.as_str(),
        })
        .into_response(),
    })
}

/// Delete a process
///
/// With its pictures. Cannot be undone.
#[utoipa::path(
    delete, path = "/assure/dossiers/{dossierId}/processes/{processId}", operation_id = "deleteProcess", tag = "Processes",
    responses(
    (status = 204, description = "It is gone."),
    (status = 400, description = "Its provider still works on it."),
    (status = 409, description = "The operator of the server holds its dossier."),
    ),
)]
pub(crate) async fn delete(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (dossier, process) = process_ids(&path)?;
    bonafide_app::delete_process(&api.app, &caller, dossier, process).await?;
    Ok(StatusCode::NO_CONTENT)
}
