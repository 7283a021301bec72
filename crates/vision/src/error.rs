//! What can go wrong while a picture is looked at.

use crate::decode::DecodeError;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use thiserror::Error;

/// Why a picture could not be looked at.
#[derive(Debug, Error)]
pub enum VisionError {
    /// The file is refused; the message is for the one who sent it.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A file of the models folder is not there or cannot be read.
    #[error("{} cannot be read ({source}); `cargo xtask models` fetches the models", path.display())]
    ModelUnreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A model of the operator's is not there or cannot be read.
    #[error("{setting}: {} cannot be read ({source})", path.display())]
    OperatorModelUnreadable {
        /// The setting that names it.
        setting: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A model of the operator's does not take or give what it has to.
    #[error("{setting}: the model is not usable: {detail}")]
    OperatorModelUnusable {
        /// The setting that names it.
        setting: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// The inference library cannot be loaded.
    #[error("{} cannot be loaded as the inference library ({detail}); `cargo xtask models` fetches it", path.display())]
    RuntimeUnloadable {
        /// Which file.
        path: PathBuf,
        /// What the loader says.
        detail: String,
    },
    /// A model file is not a model, or not one with the inputs and outputs that are expected.
    #[error("the model {model} is not usable: {detail}")]
    ModelUnusable {
        /// Which model.
        model: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// Inference failed.
    #[error("the model {model} failed: {detail}")]
    Inference {
        /// Which model.
        model: &'static str,
        /// What the inference library says.
        detail: String,
    },
    /// A picture cannot be written.
    #[error("the annotated picture cannot be written: {detail}")]
    PictureUnwritable {
        /// What the encoder says.
        detail: String,
    },
    /// The time given was used up.
    #[error("looking at the picture took longer than it was given; it had got to {stage}")]
    OutOfTime {
        /// The work that was about to begin.
        stage: &'static str,
    },
}

impl VisionError {
    /// Whether a model of the operator's is at fault.
    #[must_use]
    pub const fn is_of_the_operator(&self) -> bool {
        matches!(
            self,
            Self::OperatorModelUnreadable { .. } | Self::OperatorModelUnusable { .. }
        )
    }
}

/// By when looking has to be done. Checked between steps, each of which is short.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// No limit.
    pub const NONE: Self = Self(None);

    /// At an instant.
    #[must_use]
    pub fn at(instant: Instant) -> Self {
        Self(Some(instant))
    }

    /// A while from now.
    #[must_use]
    pub fn within(span: Duration) -> Self {
        Self(Instant::now().checked_add(span))
    }

    /// The time left; `None` without a limit.
    #[must_use]
    pub fn left(self) -> Option<Duration> {
        self.0
            .map(|instant| instant.saturating_duration_since(Instant::now()))
    }

    /// Whether time is left to begin `stage`.
    ///
    /// # Errors
    /// [`VisionError::OutOfTime`] when it is not.
    pub fn check(self, stage: &'static str) -> Result<(), VisionError> {
        match self.0 {
            Some(instant) if Instant::now() >= instant => Err(VisionError::OutOfTime { stage }),
            _ => Ok(()),
        }
    }
}
