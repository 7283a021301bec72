//! `/assure/dossiers/{dossierId}/processes/{processId}/images`: set and get pictures.

use crate::bearer::Authorised;
use crate::body;
use crate::data_url;
use crate::json;
use crate::limits::ApiLimits;
use crate::path::process_ids;
use crate::problem::Problem;
use crate::state::Api;
use crate::upload_memory::Reserved;
use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequestParts as _, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use bonafide_app::Caller;
use bonafide_domain::{Depiction, DossierId, ProcessId};
use bytes::Bytes;
use futures::stream;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

/// Pictures as data URLs. `portrait` is read so that its refusal can be a sentence.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Pictures<'a> {
    #[serde(borrow)]
    front: Option<Text<'a>>,
    #[serde(borrow)]
    back: Option<Text<'a>>,
    #[serde(borrow)]
    selfie: Option<Text<'a>>,
    #[serde(borrow)]
    portrait: Option<Text<'a>>,
}

/// A text that stays in the body where it has no escapes: pictures are large.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a data URL in a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// `POST …/images`: 201 without a body when all pictures are stored; 400 names the depiction that is wrong.
pub(crate) async fn set(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let (mut parts, body) = request.into_parts();
    let announced = body.size_hint().exact();
    let admitted = admit(&mut parts, announced, &api).await;
    let (caller, dossier, process, _memory) = match admitted {
        Ok(admitted) => admitted,
        Err(problem) => {
            body::swallow(body).await;
            return Err(problem);
        }
    };
    let limits = &api.limits;
    let bytes = body::read(body, limits.images_body_bytes, limits.body_time).await?;
    let images = tokio::task::spawn_blocking(move || decode(&bytes))
        .await
        .map_err(|_| Problem::internal("the decoding of images panicked"))??;
    bonafide_app::set_images(&api.app, &caller, dossier, process, images).await?;
    Ok(StatusCode::CREATED)
}

/// Who may upload how much, before a byte of it is read.
async fn admit(
    parts: &mut Parts,
    announced: Option<u64>,
    api: &Arc<Api>,
) -> Result<(Caller, DossierId, ProcessId, Reserved), Problem> {
    let Authorised(caller) = Authorised::from_request_parts(parts, api).await?;
    let path = Path::from_request_parts(parts, api)
        .await
        .map_err(|_| Problem::not_found("Process not found."))?;
    let (dossier, process) = process_ids(&path)?;
    let limit = api.limits.images_body_bytes;
    let cost = ApiLimits::upload_cost(announced.unwrap_or(limit).min(limit));
    let memory = api.upload_memory.reserve(caller.client(), cost).await?;
    Ok((caller, dossier, process, memory))
}

/// Reads the body and the pictures in it. Slow for large ones: not on a thread that serves others.
fn decode(body: &[u8]) -> Result<Vec<(Depiction, Bytes)>, Problem> {
    let pictures: Pictures<'_> = json::parse(body)?;
    let given = [
        (Depiction::Front, pictures.front),
        (Depiction::Back, pictures.back),
        (Depiction::Selfie, pictures.selfie),
        (Depiction::Portrait, pictures.portrait),
    ];
    let mut images = Vec::new();
    for (depiction, url) in given {
        if let Some(Text(url)) = url {
            let bytes = data_url::decode(&url).map_err(|fault| {
                Problem::bad_request(format!("The {depiction} image cannot be taken: {fault}."))
            })?;
            images.push((depiction, Bytes::from(bytes)));
        }
    }
    if images.is_empty() {
        return Err(Problem::bad_request(
            "There is no image in the body; give at least one of front, back and selfie.",
        ));
    }
    Ok(images)
}

/// `GET …/images?depiction=`: the bytes as they were uploaded; 400 where this process can have no such
/// picture; 404.
pub(crate) async fn get(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let depiction = depiction(query.as_deref().unwrap_or_default())?;
    let most = api.app.settings().limits.image_bytes;
    let memory = api.upload_memory.reserve(caller.client(), most).await?;
    let image = bonafide_app::get_image(&api.app, &caller, dossier, process, depiction).await?;
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_LENGTH, image.bytes.len().to_string()),
        // Strangers' bytes are a file to be saved, never a page of ours.
        (CONTENT_DISPOSITION, "attachment".to_owned()),
    ];
    Ok((headers, Body::from_stream(slowly(image.bytes, memory))).into_response())
}

/// The bytes in pieces, holding their memory until the last one is on its way.
fn slowly(
    bytes: Bytes,
    memory: Reserved,
) -> impl futures::Stream<Item = Result<Bytes, Infallible>> {
    const PIECE: usize = 64 << 10;
    stream::iter((0..bytes.len().div_ceil(PIECE)).map(move |piece| {
        let _held = &memory;
        let start = piece * PIECE;
        Ok(bytes.slice(start..bytes.len().min(start + PIECE)))
    }))
}

fn depiction(query: &str) -> Result<Depiction, Problem> {
    let mut given =
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "depiction");
    match (given.next(), given.next()) {
        (Some((_, value)), None) => value
            .parse()
            .map_err(|error| Problem::bad_request(format!("depiction: {error}."))),
        (None, _) => Err(Problem::bad_request(
            "depiction is missing; say which image: ?depiction=front, back, selfie or portrait.",
        )),
        (Some(_), Some(_)) => Err(Problem::bad_request("depiction is given twice.")),
    }
}
