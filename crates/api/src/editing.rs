//! `/assure/watermark` and `/assure/redact`: pictures handed back changed.

use crate::document::names::RedactedDocument;
use crate::document::names::{DataUrl, EditedDepiction, Id, RedactedCountry, RedactedField};
use crate::json;
use crate::problem::Problem;
use crate::state::Api;
use crate::uploads::{Text, attachment, json_slowly, read_for_editing};
use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_app::{
    AppError, EditedPicture, Missing, PicturePlace, RedactPictures, RedactedFields,
    RedactedPictures, Redaction, WatermarkText, WatermarkedPicture,
};
use bonafide_domain::{Depiction, ImageFormat, RedactionLevel};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// What a watermark says.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct WatermarkTextBody {
    /// For whom the copy is. Latin, Greek and Cyrillic letters.
    #[schema(required, nullable = false, value_type = String, min_length = 1, max_length = 100, example = "Copy for Example Bank")]
    title: Option<String>,
    /// What it is for. Latin, Greek and Cyrillic letters.
    #[schema(required, nullable = false, value_type = String, min_length = 1, max_length = 200, example = "Only to open an account")]
    description: Option<String>,
    #[schema(required, nullable = false, value_type = String, format = Date, example = "2026-01-31")]
    date: Option<String>,
}

/// A text, and the picture to lay it over: one that comes along, or one that is stored.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the shape of the body, for the document; it is read as `Watermark`"
)]
pub(crate) struct WatermarkBody {
    watermark: WatermarkTextBody,
    /// At least 250 x 120 pixels, at most 5000 on an edge and 4 MiB.
    image: Option<DataUrl>,
    #[schema(value_type = Option<Id>)]
    dossier_id: Option<String>,
    /// In that dossier; left out, the dossier's own files are meant.
    #[schema(value_type = Option<Id>)]
    process_id: Option<String>,
    /// Which of the stored pictures; `front` when left out.
    image_depiction: Option<EditedDepiction>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Watermark<'a> {
    watermark: Option<WatermarkTextBody>,
    #[serde(borrow)]
    image: Option<Text<'a>>,
    dossier_id: Option<String>,
    process_id: Option<String>,
    image_depiction: Option<String>,
}

/// What to take away, and the pictures to take it from: some that come along, or stored ones.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the shape of the body, for the document; it is read as `Redact`"
)]
pub(crate) struct RedactBody {
    document_type: RedactedDocument,
    document_country: RedactedCountry,
    #[schema(min_items = 1)]
    fields_to_redact: Vec<RedactedField>,
    /// `standard` when left out.
    redaction_level: Option<RedactionLevel>,
    front: Option<DataUrl>,
    back: Option<DataUrl>,
    #[schema(value_type = Option<Id>)]
    dossier_id: Option<String>,
    /// In that dossier; left out, the dossier's own files are meant.
    #[schema(value_type = Option<Id>)]
    process_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Redact<'a> {
    document_type: Option<String>,
    document_country: Option<String>,
    fields_to_redact: Option<Vec<String>>,
    redaction_level: Option<String>,
    #[serde(borrow)]
    front: Option<Text<'a>>,
    #[serde(borrow)]
    back: Option<Text<'a>>,
    dossier_id: Option<String>,
    process_id: Option<String>,
}

/// What came of a redaction.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RedactResponse {
    /// Whether all that was asked for is gone; there are images only then.
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DataUrl>)]
    redacted_front_image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DataUrl>)]
    redacted_back_image: Option<String>,
    /// What was done, or why nothing was.
    detail: String,
}

/// Watermark
///
/// The picture with the text laid over it, again and again, aslant; in the format that it had, without metadata.
#[utoipa::path(
    post, path = "/assure/watermark", operation_id = "watermark", tag = "Pictures",
    request_body(content = WatermarkBody, example = json!({"watermark": {"title": "Copy for Example Bank", "description": "Only to open an account", "date": "2026-01-31"}, "image": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAQAAAACACAAAAADB3ujWAAAAqElEQVR42u3QMQEAAAwCIPuX1hg7BhFIn4sAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBBwb5rAh3KeAejSAAAAAElFTkSuQmCC"})),
    responses(
    (status = 200, description = "The picture.", content_type = "application/octet-stream", body = Vec<u8>),
    (status = 400, description = "A field is missing or wrong, the picture is none, is too small or too large, or the text has no room on it."),
    (status = 404, description = "There is no such dossier, process or picture."),
    ),
)]
pub(crate) async fn watermark(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<Response, Problem> {
    let most = 3 * api.app.settings().limits.image_bytes;
    let (caller, (picture, text), memory) =
        read_for_editing(&api, request, most, read_watermark).await?;
    let edited = bonafide_app::watermark_picture(&api.app, &caller, picture, text).await?;
    Ok(attachment(edited.bytes, "application/octet-stream", memory))
}

/// Redact
///
/// Finds the personal number and the photo on pictures of a Dutch document and blackens them. The images come without
/// metadata. Where it is not certain that all that was asked for is gone, no image is given.
#[utoipa::path(
    post, path = "/assure/redact", operation_id = "redact", tag = "Pictures",
    request_body(content = RedactBody, example = json!({"documentType": "passport", "documentCountry": "NLD", "fieldsToRedact": ["photo", "personalIdentificationNumber"], "front": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAQAAAACACAAAAADB3ujWAAAAqElEQVR42u3QMQEAAAwCIPuX1hg7BhFIn4sAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBBwb5rAh3KeAejSAAAAAElFTkSuQmCC"})),
    responses(
    (status = 200, description = "The images, or the reason why there are none.", body = RedactResponse),
    (status = 400, description = "A field is missing or wrong, or a picture is none, is damaged or too large."),
    (status = 404, description = "There is no such dossier, process or picture."),
    ),
)]
pub(crate) async fn redact(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<Response, Problem> {
    let most = 6 * api.app.settings().limits.image_bytes;
    let (caller, asked, memory) = read_for_editing(&api, request, most, read_redact).await?;
    let body = match bonafide_app::redact_pictures(&api.app, &caller, asked).await? {
        Redaction::Done {
            front,
            back,
            detail,
        } => RedactResponse {
            success: true,
            redacted_front_image: front.as_ref().map(data_url),
            redacted_back_image: back.as_ref().map(data_url),
            detail,
        },
        Redaction::NotDone { detail } => RedactResponse {
            success: false,
            redacted_front_image: None,
            redacted_back_image: None,
            detail,
        },
    };
    json_slowly(&body, memory)
}

fn data_url(picture: &EditedPicture) -> String {
    let kind = match picture.format {
        ImageFormat::Jpeg => "jpeg",
        ImageFormat::Png => "png",
    };
    format!(
        "data:image/{kind};base64,{}",
        STANDARD.encode(&picture.bytes)
    )
}

fn read_watermark(body: &[u8]) -> Result<(WatermarkedPicture, WatermarkText), Problem> {
    let given: Watermark<'_> = json::parse(body)?;
    let text = given.watermark.ok_or_else(|| {
        Problem::bad_request("watermark is missing; it has title, description and date.")
    })?;
    let day = words(text.date, "watermark.date", 10)?;
    if day.len() != 10 || day.parse::<Date>().is_err() {
        return Err(Problem::bad_request(
            "watermark.date must be a day, YYYY-MM-DD.",
        ));
    }
    let text = WatermarkText {
        title: words(text.title, "watermark.title", 100)?,
        description: words(text.description, "watermark.description", 200)?,
        date: day,
    };
    let depiction = match given.image_depiction.as_deref().map(str::to_lowercase) {
        None => Depiction::Front,
        Some(name) => match name.as_str() {
            "front" => Depiction::Front,
            "selfie" => Depiction::Selfie,
            _ => {
                return Err(Problem::bad_request(
                    "imageDepiction must be front or selfie.",
                ));
            }
        },
    };
    let place = place(given.dossier_id, given.process_id)?;
    let picture = match (given.image, place) {
        (Some(_), Some(_)) => {
            return Err(Problem::bad_request(
                "Give either image or dossierId, not both.",
            ));
        }
        (None, None) => {
            return Err(Problem::bad_request(
                "There is no image in the body; give image, or dossierId and imageDepiction.",
            ));
        }
        (Some(image), None) => {
            WatermarkedPicture::Given(image.picture("image").map_err(named_once)?)
        }
        (None, Some(place)) => WatermarkedPicture::Stored(place, depiction),
    };
    Ok((picture, text))
}

/// "The image image" is one image.
fn named_once(problem: Problem) -> Problem {
    Problem {
        detail: problem.detail.replacen("The image image", "The image", 1),
        ..problem
    }
}

/// A text of the watermark that can be drawn.
fn words(given: Option<String>, name: &str, most: usize) -> Result<String, Problem> {
    let wrong = |what: &str| Problem::bad_request(format!("{name} {what}"));
    let text = given
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .ok_or_else(|| wrong("is missing."))?;
    if text.chars().count() > most {
        return Err(wrong(&format!("has at most {most} characters.")));
    }
    if WatermarkText::unwritable(&text).is_some() {
        return Err(wrong(
            "has a character that cannot be drawn; Latin, Greek and Cyrillic letters, digits and punctuation can.",
        ));
    }
    Ok(text)
}

fn read_redact(body: &[u8]) -> Result<RedactPictures, Problem> {
    let given: Redact<'_> = json::parse(body)?;
    let missing = |name: &str| Problem::bad_request(format!("{name} is missing."));
    let wrong = |name: &'static str| move |error| Problem::bad_request(format!("{name}: {error}."));
    let document = given
        .document_type
        .ok_or_else(|| missing("documentType"))?
        .parse()
        .map_err(wrong("documentType"))?;
    let country = given
        .document_country
        .ok_or_else(|| missing("documentCountry"))?;
    if !matches!(country.to_ascii_uppercase().as_str(), "NLD" | "NL") {
        return Err(Problem::bad_request(
            "documentCountry must be NLD: only Dutch documents are redacted.",
        ));
    }
    let level = match given.redaction_level {
        Some(level) => level.parse().map_err(wrong("redactionLevel"))?,
        None => RedactionLevel::default(),
    };
    let fields = fields(given.fields_to_redact.as_deref().unwrap_or_default())?;
    let place = place(given.dossier_id, given.process_id)?;
    let pictures = match (given.front, given.back, place) {
        (None, None, None) => {
            return Err(Problem::bad_request(
                "There is no image in the body; give front, back or both, or dossierId.",
            ));
        }
        (None, None, Some(place)) => RedactedPictures::Stored(place),
        (_, _, Some(_)) => {
            return Err(Problem::bad_request(
                "Give either front and back or dossierId, not both.",
            ));
        }
        (front, back, None) => RedactedPictures::Given(
            front.map(|text| text.picture("front")).transpose()?,
            back.map(|text| text.picture("back")).transpose()?,
        ),
    };
    Ok(RedactPictures {
        document,
        level,
        fields,
        pictures,
    })
}

fn fields(names: &[String]) -> Result<RedactedFields, Problem> {
    let known = "personalIdentificationNumber and photo";
    if names.is_empty() {
        return Err(Problem::bad_request(format!(
            "fieldsToRedact is missing; it holds {known}, or one of them."
        )));
    }
    let mut fields = RedactedFields::default();
    for name in names {
        match name.as_str() {
            "personalIdentificationNumber" => fields.number = true,
            "photo" => fields.photo = true,
            _ => {
                return Err(Problem::bad_request(format!(
                    "fieldsToRedact can hold {known}, and nothing else."
                )));
            }
        }
    }
    Ok(fields)
}

/// Where stored pictures are; what is no id is the id of nothing.
fn place(
    dossier: Option<String>,
    process: Option<String>,
) -> Result<Option<PicturePlace>, Problem> {
    let Some(dossier) = dossier else {
        return match process {
            Some(_) => Err(Problem::bad_request(
                "dossierId is missing: processId needs it.",
            )),
            None => Ok(None),
        };
    };
    Ok(Some(PicturePlace {
        dossier: dossier
            .parse()
            .map_err(|_| AppError::NotFound(Missing::Dossier))?,
        process: process
            .map(|id| id.parse().map_err(|_| AppError::NotFound(Missing::Process)))
            .transpose()?,
    }))
}
