use bonafide_domain::{
    Depiction, ExternalId, ImageFormat, Outcome, Play, RecordingKind, Report, SessionAccess,
    Simulation,
};
use bytes::Bytes;
use std::time::Duration;

/// A session that was made.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// The provider's id for it, if it has one already.
    pub external_id: Option<ExternalId>,
    /// What lets the person in.
    pub access: SessionAccess,
    /// That it is played: nobody is verified in it.
    pub simulation: Option<Simulation>,
}

/// How far a verification is.
#[derive(Debug, Clone)]
pub enum Progress {
    /// It is over.
    Done(Box<Verified>),
    /// It is not over: to be asked for again.
    Later {
        /// After this time.
        after: Duration,
        /// What the provider told so far.
        told: Option<Report>,
    },
}

/// What came of a verification.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The verdict.
    pub outcome: Outcome,
    /// The provider's id, where it is another than before.
    pub external_id: Option<ExternalId>,
    /// Pictures of the session. One takes the place of an uploaded one of its depiction.
    pub pictures: Vec<Picture>,
    /// What else was recorded, one of a kind.
    pub recordings: Vec<Recording>,
    /// What was played, where it was.
    pub played: Option<Play>,
}

/// A picture of a session.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What it shows.
    pub depiction: Depiction,
    /// Its format.
    pub format: ImageFormat,
    /// Its file.
    pub bytes: Bytes,
}

/// A file of a session that is no picture.
#[derive(Debug, Clone)]
pub struct Recording {
    /// What it is.
    pub kind: RecordingKind,
    /// Its file.
    pub bytes: Bytes,
}

impl From<Outcome> for Verified {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            external_id: None,
            pictures: Vec::new(),
            recordings: Vec::new(),
            played: None,
        }
    }
}

impl From<Outcome> for Progress {
    fn from(outcome: Outcome) -> Self {
        Self::Done(Box::new(outcome.into()))
    }
}
