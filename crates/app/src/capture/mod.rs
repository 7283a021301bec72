//! Hosted pages: a link that opens one process to the person who is to be verified, and what that person may do there.

mod artifact;
mod flow;
mod pace;
mod request;
mod session;
mod start;

pub use artifact::Artifact;
pub use flow::{CaptureFlow, CaptureLook};
pub(crate) use pace::Pace;
pub use request::StartCapture;
pub use session::{
    CaptureDone, CaptureKind, CaptureSession, cancel_capture, capture_owner, capture_session,
    play_capture, set_capture_images, submit_capture,
};
pub(crate) use start::NewCapture;
pub use start::{CaptureLink, start_capture};
