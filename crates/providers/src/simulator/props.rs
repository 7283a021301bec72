//! Specimens of pictures and of a video. They were drawn for this purpose and show nobody.

use super::parts::{Scene, Verdict};
use crate::{Picture, Recording};
use bonafide_domain::{Depiction, ImageFormat, ProcessType, Provider, RecordingKind};
use bytes::Bytes;

const FRONT: &[u8] = include_bytes!("assets/front.jpeg");
const BACK: &[u8] = include_bytes!("assets/back.jpeg");
const FRONT_REDACTED: &[u8] = include_bytes!("assets/front-redacted.jpeg");
const BACK_REDACTED: &[u8] = include_bytes!("assets/back-redacted.jpeg");
const SELFIE: &[u8] = include_bytes!("assets/selfie.jpeg");
const PORTRAIT: &[u8] = include_bytes!("assets/portrait.jpeg");
const VIDEO: &[u8] = include_bytes!("assets/session.mp4");

/// The pictures of a session. What the client uploaded stays as it is, unless it was to be blackened.
pub(super) fn pictures(scene: &Scene<'_>) -> Vec<Picture> {
    use Depiction::{Back, Front, Portrait, Selfie};
    let request = &scene.task.request;
    let uploaded = |depiction: Depiction| {
        let mut images = scene.task.images.iter();
        images.any(|(given, _)| *given == depiction)
    };
    if request.redaction.is_some() {
        return match scene.verdict {
            // It was not blackened, so that there is nothing to show.
            Verdict::Rejected => Vec::new(),
            _ if uploaded(Back) => {
                vec![picture(Front, FRONT_REDACTED), picture(Back, BACK_REDACTED)]
            }
            _ => vec![picture(Front, FRONT_REDACTED)],
        };
    }
    if !scene.task.images.is_empty() {
        return Vec::new();
    }
    let shown: &[Depiction] = match request.provider.canonical() {
        Provider::SignicatVideoId => &[Front, Back, Selfie, Portrait],
        Provider::ReadId => &[Front, Selfie, Portrait],
        Provider::Onfido => match request.process_type {
            Some(ProcessType::Document) => &[Front, Back],
            _ => &[Front, Back, Selfie],
        },
        Provider::WebId => &[Front, Back, Selfie],
        Provider::SignicatPaper => &[Front, Back],
        Provider::FaceTec => &[Selfie],
        _ => &[],
    };
    shown
        .iter()
        .map(|depiction| {
            picture(
                *depiction,
                match depiction {
                    Front => FRONT,
                    Back => BACK,
                    Selfie => SELFIE,
                    Portrait => PORTRAIT,
                },
            )
        })
        .collect()
}

/// The video of a session.
pub(super) fn video() -> Recording {
    Recording {
        kind: RecordingKind::Video,
        bytes: Bytes::from_static(VIDEO),
    }
}

/// The front as a raw result holds it.
pub(super) const fn front() -> &'static [u8] {
    FRONT
}

/// The selfie as a raw result holds it.
pub(super) const fn selfie() -> &'static [u8] {
    SELFIE
}

const fn picture(depiction: Depiction, file: &'static [u8]) -> Picture {
    Picture {
        depiction,
        format: ImageFormat::Jpeg,
        bytes: Bytes::from_static(file),
    }
}
