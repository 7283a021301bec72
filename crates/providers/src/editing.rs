//! Pictures handed back changed: with a watermark, or with places blackened.

use crate::redaction::{self, Redaction, RedactionTask, Seen};
use async_trait::async_trait;
use bonafide_domain::{ImageFormat, RedactionLevel, Side};
use bonafide_facts::Quad;
use bonafide_vision::decode::{Limits, PictureFormat, probe};
use bonafide_vision::edit::{self, WatermarkRefused};
use bonafide_vision::engine::Engine;
use bonafide_vision::{Deadline, VisionError};
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;

pub use bonafide_vision::edit::WatermarkText;

/// A picture that was made here.
#[derive(Clone)]
pub struct EditedPicture {
    /// Its format: that of the picture that it was made of.
    pub format: ImageFormat,
    /// Its bytes; pixels alone, no metadata.
    pub bytes: Bytes,
}

/// Why a picture was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditFault {
    /// The picture's own fault.
    #[error("{problem}")]
    Picture {
        /// The side whose picture it is, where there are two.
        side: Option<Side>,
        /// One sentence for the caller.
        problem: String,
    },
    /// What is to be written on it cannot be.
    #[error("{problem}")]
    Text {
        /// One sentence for the caller.
        problem: String,
    },
    /// Our own fault, for the log.
    #[error("{0}")]
    Broken(String),
}

/// Changes pictures.
#[async_trait]
pub trait PictureEditor: Send + Sync {
    /// The picture with the text laid over it.
    ///
    /// # Errors
    /// [`EditFault`].
    async fn watermark(
        &self,
        picture: Bytes,
        text: WatermarkText,
    ) -> Result<EditedPicture, EditFault>;

    /// The pictures without what was asked to be taken away, or the reason why that is not certain.
    ///
    /// # Errors
    /// [`EditFault`].
    async fn redact(&self, task: RedactionTask) -> Result<Redaction, EditFault>;
}

/// The editor that looks with our own engine.
pub struct EngineEditor {
    engine: Arc<Engine>,
    limits: Limits,
    time_limit: Duration,
}

/// Pixels on the longer side of a picture that comes back redacted; larger ones are reduced.
const KEPT_EDGE: u32 = 4_000;
/// How often a picture that was redacted at a high level is looked at again.
const LOOKS: usize = 2;

impl EngineEditor {
    /// With an engine, the limits of pictures, and the longest that one redaction may take.
    #[must_use]
    pub const fn new(engine: Arc<Engine>, limits: Limits, time_limit: Duration) -> Self {
        Self {
            engine,
            limits,
            time_limit,
        }
    }
}

#[async_trait]
impl PictureEditor for EngineEditor {
    async fn watermark(
        &self,
        picture: Bytes,
        text: WatermarkText,
    ) -> Result<EditedPicture, EditFault> {
        apart(move || watermarked(&picture, &text)).await
    }

    async fn redact(&self, task: RedactionTask) -> Result<Redaction, EditFault> {
        let (engine, limits) = (Arc::clone(&self.engine), self.limits);
        let deadline = Deadline::within(self.time_limit);
        apart(move || {
            let desk = Desk {
                engine: &engine,
                limits,
                deadline,
            };
            match desk.redact(&task) {
                Err(Stop::OutOfTime) => Ok(Redaction::NotDone {
                    detail: "The images could not be read within the time that a redaction may take; nothing was redacted."
                        .to_owned(),
                }),
                Err(Stop::Fault(fault)) => Err(fault),
                Ok(redaction) => Ok(redaction),
            }
        })
        .await
    }
}

/// The picture with a watermark. Slow: not on a thread that serves others.
///
/// # Errors
/// [`EditFault`].
pub fn watermarked(picture: &[u8], text: &WatermarkText) -> Result<EditedPicture, EditFault> {
    let bytes = edit::watermark(picture, text).map_err(|refused| match refused {
        WatermarkRefused::Decode(_) | WatermarkRefused::TooSmall { .. } => EditFault::Picture {
            side: None,
            problem: refused.to_string(),
        },
        WatermarkRefused::TooLong => EditFault::Text {
            problem: refused.to_string(),
        },
        WatermarkRefused::Vision(error) => EditFault::Broken(error.to_string()),
    })?;
    Ok(EditedPicture {
        format: format_of(&bytes),
        bytes: bytes.into(),
    })
}

/// Of a file that was written here.
fn format_of(bytes: &[u8]) -> ImageFormat {
    match probe(bytes, &Limits::default()).map(|info| info.format) {
        Ok(PictureFormat::Png) => ImageFormat::Png,
        _ => ImageFormat::Jpeg,
    }
}

/// Works on a thread of its own: the threads that answer requests must stay free.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EditFault> + Send + 'static,
) -> Result<T, EditFault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| EditFault::Broken("the editing of a picture broke off".to_owned()))?
}

/// Why work on a redaction ends early.
enum Stop {
    OutOfTime,
    Fault(EditFault),
}

struct Desk<'a> {
    engine: &'a Engine,
    limits: Limits,
    deadline: Deadline,
}

impl Desk<'_> {
    fn redact(&self, task: &RedactionTask) -> Result<Redaction, Stop> {
        let mut pictures: Vec<(Side, Bytes)> =
            [(Side::Front, &task.front), (Side::Back, &task.back)]
                .into_iter()
                .filter_map(|(side, picture)| Some((side, picture.clone()?)))
                .collect();
        let seen = self.look(&pictures, task.level)?;
        let plan = match redaction::plan(task.document, task.level, task.fields, &seen) {
            Ok(plan) => plan,
            Err(detail) => return Ok(Redaction::NotDone { detail }),
        };
        let mut places = plan.places;
        for look in 0.. {
            for (side, picture) in &mut pictures {
                let here: Vec<Quad> = places
                    .iter()
                    .filter(|(of, _)| of == side)
                    .map(|(_, place)| *place)
                    .collect();
                *picture = self.blackened(*side, picture, &here)?;
            }
            if task.level < RedactionLevel::High {
                break;
            }
            let again = self.look(&pictures, RedactionLevel::Standard)?;
            places = redaction::left_over(task.level, task.fields, &again);
            if places.is_empty() {
                break;
            }
            if look == LOOKS {
                return Ok(Redaction::NotDone {
                    detail: "Something of what was asked to be redacted could still be seen afterwards; no image is given."
                        .to_owned(),
                });
            }
        }
        let mut edited = pictures.into_iter().map(|(side, bytes)| {
            let format = format_of(&bytes);
            (side, EditedPicture { format, bytes })
        });
        let (mut front, mut back) = (None, None);
        for (side, picture) in &mut edited {
            match side {
                Side::Front => front = Some(picture),
                Side::Back => back = Some(picture),
            }
        }
        Ok(Redaction::Done {
            front,
            back,
            detail: told(task, plan.numbers, plan.photos),
        })
    }

    fn look(&self, pictures: &[(Side, Bytes)], level: RedactionLevel) -> Result<Vec<Seen>, Stop> {
        pictures
            .iter()
            .map(|(side, bytes)| {
                let side = *side;
                let facts = self
                    .engine
                    .look(bytes, &self.limits, self.deadline)
                    .map_err(|error| stop(side, error))?;
                let mut barcodes = facts.barcodes.clone();
                if level >= RedactionLevel::High {
                    let within = facts
                        .document
                        .as_ref()
                        .map(|document| document.corners.bounds(facts.size));
                    for area in [within, None] {
                        let found = edit::barcodes(bytes, area, &self.limits)
                            .map_err(|error| stop(side, error))?;
                        barcodes.extend(found);
                    }
                }
                Ok(Seen {
                    side,
                    facts,
                    barcodes,
                })
            })
            .collect()
    }

    fn blackened(&self, side: Side, picture: &[u8], places: &[Quad]) -> Result<Bytes, Stop> {
        let limits = Limits {
            kept_edge: KEPT_EDGE,
            ..self.limits
        };
        edit::blacken(picture, places, &limits)
            .map(Bytes::from)
            .map_err(|error| stop(side, error))
    }
}

fn stop(side: Side, error: VisionError) -> Stop {
    match error {
        VisionError::OutOfTime { .. } => Stop::OutOfTime,
        VisionError::Decode(error) => Stop::Fault(EditFault::Picture {
            side: Some(side),
            problem: error.to_string(),
        }),
        other => Stop::Fault(EditFault::Broken(other.to_string())),
    }
}

fn told(task: &RedactionTask, numbers: usize, photos: usize) -> String {
    let places = |count: usize| match count {
        1 => "one place".to_owned(),
        count => format!("{count} places"),
    };
    let mut hidden = Vec::new();
    if task.fields.number {
        hidden.push(format!(
            "personalIdentificationNumber at {}",
            places(numbers)
        ));
    }
    if task.fields.photo {
        hidden.push(format!("photo at {}", places(photos)));
    }
    format!("Redacted at level {}: {}.", task.level, hidden.join(", "))
}
