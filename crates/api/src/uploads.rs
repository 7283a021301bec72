//! Pictures on their way in and out: who may bring how much before a byte of it is read, data URLs, and bytes that are sent
//! no faster than they are taken.

use crate::bearer::Authorised;
use crate::body;
use crate::data_url;
use crate::document::names::{DataUrl, Id};
use crate::json;
use crate::limits::ApiLimits;
use crate::once::Keyed;
use crate::problem::Problem;
use crate::state::Api;
use crate::upload_memory::Reserved;
use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequestParts as _, Path, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use bonafide_app::Caller;
use bonafide_domain::{ClientId, Depiction};
use bytes::Bytes;
use futures::stream;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use utoipa::ToSchema;

/// What came with an upload.
pub(crate) struct Upload<I> {
    pub(crate) caller: Caller,
    /// The ids in its path.
    pub(crate) ids: I,
    pub(crate) images: Vec<(Depiction, Bytes)>,
    /// The process to copy pictures from, where the call knows such a thing.
    pub(crate) process_id: Option<Value>,
    /// Held until the pictures are stored.
    _memory: Reserved,
}

/// Pictures to set, each as a data URL; one at least.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the shape of the body, for the document; it is read as `Pictures`"
)]
#[schema(as = ImagesRequest)]
pub(crate) struct ImagesBody {
    front: Option<DataUrl>,
    back: Option<DataUrl>,
    selfie: Option<DataUrl>,
}

/// Pictures to set, each as a data URL, or a process to copy them from; one at least.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", as = FilesRequest)]
#[expect(
    dead_code,
    reason = "the shape of the body, for the document; it is read as `Pictures`"
)]
pub(crate) struct FilesBody {
    front: Option<DataUrl>,
    back: Option<DataUrl>,
    selfie: Option<DataUrl>,
    /// Of the same dossier.
    #[schema(value_type = Option<Id>)]
    process_id: Option<String>,
}

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
    /// Files of a dossier may be copied from a process; elsewhere it is a field that nobody knows.
    #[serde(rename = "processId")]
    process_id: Option<Value>,
}

/// A text that stays in the body where it has no escapes: pictures are large.
pub(crate) struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    /// The picture that it brings; `name` is that of its field.
    pub(crate) fn picture(&self, name: &str) -> Result<Bytes, Problem> {
        data_url::decode(&self.0).map(Bytes::from).map_err(|fault| {
            Problem::bad_request(format!("The {name} image cannot be taken: {fault}."))
        })
    }
}

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

/// Reads an upload: its caller, the ids in its path, its pictures.
///
/// # Errors
/// In this order: the token, the ids (`nothing` is said where the path has other parts), memory, the body.
pub(crate) async fn read<P, I>(
    api: &Arc<Api>,
    request: Request,
    ids: fn(&Path<P>) -> Result<I, Problem>,
    nothing: &'static str,
) -> Result<Upload<I>, Problem>
where
    P: DeserializeOwned + Send,
{
    let (mut parts, body) = request.into_parts();
    let announced = body.size_hint().exact();
    let admitted = admit(&mut parts, announced, api, ids, nothing).await;
    let (caller, ids, memory) = match admitted {
        Ok(admitted) => admitted,
        Err(problem) => {
            body::swallow(body).await;
            return Err(problem);
        }
    };
    let limits = &api.limits;
    let bytes = body::read(body, limits.images_body_bytes, limits.body_time).await?;
    let keyed = Keyed::of(&parts.extensions);
    let decoded = tokio::task::spawn_blocking(move || {
        if let Some(keyed) = keyed {
            keyed.with_body(&bytes);
        }
        decode(&bytes)
    });
    let (images, process_id) = decoded
        .await
        .map_err(|_| Problem::internal("the decoding of images panicked"))??;
    Ok(Upload {
        caller,
        ids,
        images,
        process_id,
        _memory: memory,
    })
}

/// Who may upload how much, before a byte of it is read.
async fn admit<P, I>(
    parts: &mut Parts,
    announced: Option<u64>,
    api: &Arc<Api>,
    ids: fn(&Path<P>) -> Result<I, Problem>,
    nothing: &'static str,
) -> Result<(Caller, I, Reserved), Problem>
where
    P: DeserializeOwned + Send,
{
    let Authorised(caller) = Authorised::from_request_parts(parts, api).await?;
    let path = Path::from_request_parts(parts, api)
        .await
        .map_err(|_| Problem::not_found(nothing))?;
    let ids = ids(&path)?;
    let limit = api.limits.images_body_bytes;
    let cost = ApiLimits::upload_cost(announced.unwrap_or(limit).min(limit));
    let memory = api.upload_memory.reserve(caller.client(), cost).await?;
    Ok((caller, ids, memory))
}

/// Pictures, and the process to copy others from.
type Decoded = (Vec<(Depiction, Bytes)>, Option<Value>);

/// Reads the body and the pictures in it. Slow for large ones: not on a thread that serves others.
fn decode(body: &[u8]) -> Result<Decoded, Problem> {
    let pictures: Pictures<'_> = json::parse(body)?;
    let given = [
        (Depiction::Front, pictures.front),
        (Depiction::Back, pictures.back),
        (Depiction::Selfie, pictures.selfie),
        (Depiction::Portrait, pictures.portrait),
    ];
    let mut images = Vec::new();
    for (depiction, url) in given {
        if let Some(url) = url {
            images.push((depiction, url.picture(depiction.as_str())?));
        }
    }
    Ok((images, pictures.process_id))
}

/// Reads a body that may bring pictures to a path without ids. Memory is held for what is made of them as well: `most` bytes
/// where the pictures are stored ones and the body is small.
///
/// # Errors
/// In this order: the token, memory, the body.
pub(crate) async fn read_for_editing<T: Send + 'static>(
    api: &Arc<Api>,
    request: Request,
    most: u64,
    decode: fn(&[u8]) -> Result<T, Problem>,
) -> Result<(Caller, T, Reserved), Problem> {
    let (mut parts, body) = request.into_parts();
    let limits = &api.limits;
    let announced = body.size_hint().exact().unwrap_or(limits.images_body_bytes);
    let admitted = async {
        let Authorised(caller) = Authorised::from_request_parts(&mut parts, api).await?;
        let cost = ApiLimits::upload_cost(announced.min(limits.images_body_bytes));
        let memory = api
            .upload_memory
            .reserve(caller.client(), cost.saturating_mul(2).max(most))
            .await?;
        Ok((caller, memory))
    };
    let (caller, memory) = match admitted.await {
        Ok(admitted) => admitted,
        Err(problem) => {
            body::swallow(body).await;
            return Err(problem);
        }
    };
    let bytes = body::read(body, limits.images_body_bytes, limits.body_time).await?;
    let decoded = tokio::task::spawn_blocking(move || decode(&bytes))
        .await
        .map_err(|_| Problem::internal("the decoding of images panicked"))??;
    Ok((caller, decoded, memory))
}

/// Reads the pictures that a hosted page sends, in the memory of the client whose page it is.
///
/// # Errors
/// In this order: memory, the body.
pub(crate) async fn read_of_page(
    api: &Arc<Api>,
    owner: &ClientId,
    body: Body,
) -> Result<(Vec<(Depiction, Bytes)>, Reserved), Problem> {
    let limits = &api.limits;
    let announced = body.size_hint().exact().unwrap_or(limits.images_body_bytes);
    let cost = ApiLimits::upload_cost(announced.min(limits.images_body_bytes));
    let memory = match api.upload_memory.reserve(owner, cost).await {
        Ok(memory) => memory,
        Err(problem) => {
            body::swallow(body).await;
            return Err(problem);
        }
    };
    let bytes = body::read(body, limits.images_body_bytes, limits.body_time).await?;
    let (images, _) = tokio::task::spawn_blocking(move || decode(&bytes))
        .await
        .map_err(|_| Problem::internal("the decoding of images panicked"))??;
    Ok((images, memory))
}

/// A large answer in JSON, holding its memory until the last of it is on its way.
pub(crate) fn json_slowly<T: Serialize>(body: &T, memory: Reserved) -> Result<Response, Problem> {
    // The cause could quote the value.
    let bytes = serde_json::to_vec(body)
        .map_err(|_| Problem::internal("an answer cannot be written as JSON"))?;
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_LENGTH, bytes.len().to_string()),
    ];
    Ok((headers, Body::from_stream(slowly(bytes.into(), memory))).into_response())
}

/// Files are strangers' bytes: to be saved, never a page of ours.
pub(crate) fn attachment(bytes: Bytes, kind: &'static str, memory: Reserved) -> Response {
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_LENGTH, bytes.len().to_string()),
        (CONTENT_DISPOSITION, "attachment".to_owned()),
    ];
    (headers, Body::from_stream(slowly(bytes, memory))).into_response()
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
