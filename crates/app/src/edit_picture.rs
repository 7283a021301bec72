//! Pictures handed back changed: with a watermark, or without the personal number and the photo. Nothing of them is kept.

use crate::{App, AppError, Caller, StoredImage, get_file, get_image};
use bonafide_domain::{Depiction, DossierId, ProcessId, RedactionLevel, Side};
use bonafide_providers::{
    EditFault, EditedPicture, PictureEditor, RedactedFields, Redaction, RedactionDocument,
    RedactionTask, WatermarkText,
};
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::SemaphorePermit;

/// Where stored pictures lie: in a process, or in the dossier itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PicturePlace {
    /// The dossier.
    pub dossier: DossierId,
    /// The process; the dossier's own files where there is none.
    pub process: Option<ProcessId>,
}

/// The picture that a watermark is laid over.
#[derive(Clone)]
pub enum WatermarkedPicture {
    /// It came with the call.
    Given(Bytes),
    /// It is stored.
    Stored(PicturePlace, Depiction),
}

/// The pictures that are redacted.
#[derive(Clone)]
pub enum RedactedPictures {
    /// They came with the call: front and back, one at least.
    Given(Option<Bytes>, Option<Bytes>),
    /// They are stored: the front, and the back where there is one.
    Stored(PicturePlace),
}

/// What is to be redacted.
#[derive(Clone)]
pub struct RedactPictures {
    /// What the pictures are of.
    pub document: RedactionDocument,
    /// How much is to be taken away.
    pub level: RedactionLevel,
    /// What.
    pub fields: RedactedFields,
    /// From which pictures.
    pub pictures: RedactedPictures,
}

/// A call waits for its turn for at most so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A picture with a text laid over it. A stored picture's reading leaves a mark in the audit log.
///
/// # Errors
/// [`AppError::Invalid`] names what is wrong with the picture or the text; [`AppError::NotFound`]; [`AppError::Refused`]
/// where the process has no such picture; [`AppError::Busy`]; [`AppError::Unavailable`].
pub async fn watermark_picture(
    app: &App,
    caller: &Caller,
    picture: WatermarkedPicture,
    text: WatermarkText,
) -> Result<EditedPicture, AppError> {
    let editor = editor(app)?;
    let bytes = match picture {
        WatermarkedPicture::Given(bytes) => bytes,
        WatermarkedPicture::Stored(place, depiction) => {
            stored(app, caller, place, depiction).await?.bytes
        }
    };
    let _turn = turn(app).await?;
    let edited = editor.watermark(bytes, text).await;
    edited.map_err(|fault| told(fault, "image", "watermark"))
}

/// Pictures without the personal number or the photo, or the reason why it is not certain that they are gone. The reading
/// of stored pictures leaves marks in the audit log.
///
/// # Errors
/// As [`watermark_picture`].
pub async fn redact_pictures(
    app: &App,
    caller: &Caller,
    request: RedactPictures,
) -> Result<Redaction, AppError> {
    let editor = editor(app)?;
    let (front, back) = match request.pictures {
        RedactedPictures::Given(front, back) => (front, back),
        RedactedPictures::Stored(place) => {
            let front = stored(app, caller, place, Depiction::Front).await?.bytes;
            let back = match stored(app, caller, place, Depiction::Back).await {
                Ok(back) => Some(back.bytes),
                // A process of a document with one side refuses the other.
                Err(AppError::NotFound(_) | AppError::Refused(_)) => None,
                Err(error) => return Err(error),
            };
            (Some(front), back)
        }
    };
    let limit = app.settings().limits.image_bytes;
    for (name, picture) in [("front", &front), ("back", &back)] {
        if let Some(bytes) = picture {
            crate::pictures::within(name, bytes.len() as u64, limit)?;
        }
    }
    let _turn = turn(app).await?;
    let redacted = editor
        .redact(RedactionTask {
            document: request.document,
            level: request.level,
            fields: request.fields,
            front,
            back,
        })
        .await;
    redacted.map_err(|fault| told(fault, "front", "redactionLevel"))
}

fn editor(app: &App) -> Result<&Arc<dyn PictureEditor>, AppError> {
    app.editor().ok_or_else(|| AppError::Invalid {
        field: None,
        problem: "This server does not edit pictures.".to_owned(),
    })
}

async fn stored(
    app: &App,
    caller: &Caller,
    place: PicturePlace,
    depiction: Depiction,
) -> Result<StoredImage, AppError> {
    match place.process {
        Some(process) => get_image(app, caller, place.dossier, process, depiction).await,
        None => get_file(app, caller, place.dossier, depiction).await,
    }
}

/// Pictures are edited a few at once: each keeps a core busy and holds its pixels.
async fn turn(app: &App) -> Result<SemaphorePermit<'_>, AppError> {
    let turn = tokio::time::timeout(PATIENCE, app.editing()).await;
    turn.ok().flatten().ok_or_else(|| AppError::Busy {
        retry_after: 5,
        detail: "Too many pictures are being edited. Try again in a few seconds.".to_owned(),
    })
}

fn told(fault: EditFault, picture: &'static str, text: &'static str) -> AppError {
    match fault {
        EditFault::Picture { side, problem } => {
            let field = match side {
                Some(Side::Front) => "front",
                Some(Side::Back) => "back",
                None => picture,
            };
            AppError::invalid(field, problem)
        }
        EditFault::Text { problem } => AppError::invalid(text, problem),
        EditFault::Broken(cause) => AppError::Internal(cause),
    }
}
