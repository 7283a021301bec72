//! Who verifies: one trait, one file per provider.
//!
//! Two kinds of providers stand behind the trait. Some are handed pictures and judge them ([`Provider::verify`] alone). With
//! others a person is in a session: [`Provider::open`] makes it and tells what lets the person in; the pictures and the video
//! of it come back with the verdict. Either may need time: a verdict that is not there yet is asked for again later.
//!
//! Architecture invariant: a provider knows nothing of HTTP routes, SQL or other clients' data. It is handed
//! pictures and answers an outcome in the words of the domain.

mod contract;
mod document_types;
mod editing;
mod pictureid;
mod redaction;
mod sheet;
mod simulator;
mod task;
mod verified;

pub use document_types::document_types;
pub use editing::{
    EditFault, EditedPicture, EngineEditor, PictureEditor, WatermarkText, watermarked,
};
pub use pictureid::{PictureId, SimilarityBands, accept_rules};
pub use redaction::{
    RedactedFields, Redaction, RedactionDocument, RedactionTask, RedactionUnknown,
};
pub use sheet::{Judged, Photograph};
pub use simulator::Simulator;
pub use task::{OpeningTask, Person, VerificationTask};
pub use verified::{Opened, Picture, Progress, Recording, Verified};

/// What a picture may cost.
pub use bonafide_vision::decode::Limits;

/// A rule that cannot be set to what was asked for.
pub use bonafide_verification::RuleRefused;

use async_trait::async_trait;
use bonafide_domain::{
    Depiction, Environment, ImageFormat, ProcessRequest, Provider as ProviderName,
};
use std::collections::BTreeSet;

/// One verifier.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Whether it is the one that is meant by this name in this environment.
    fn serves(&self, provider: ProviderName, environment: Environment) -> bool;

    /// What a process that is asked for like this needs before it can start. The type is one that the provider has.
    ///
    /// # Errors
    /// When the provider does not do this, with the field that is wrong.
    fn plan(&self, request: &ProcessRequest) -> Result<Plan, PlanRefused>;

    /// Makes a session for a process that is about to be kept. A provider that is handed pictures has nothing to make.
    ///
    /// # Errors
    /// [`ProviderUnavailable`] when it could not be asked now; the process is not made then.
    async fn open(&self, task: OpeningTask) -> Result<Opened, ProviderUnavailable> {
        drop(task);
        Ok(Opened::default())
    }

    /// The document types that it can verify.
    fn document_types(&self) -> Vec<&'static bonafide_documents::catalogue::DocumentType>;

    /// Looks at an uploaded picture's structure without decoding its pixels. Cheap.
    ///
    /// # Errors
    /// When the picture can never be verified: not a picture, too large, cut short.
    fn examine(&self, bytes: &[u8]) -> Result<ExaminedImage, ImageRefused>;

    /// Verifies, or fetches the verdict of a session. Slow; bounded by `task.time_limit`. Never panics on what strangers
    /// sent. A worker's place is held while this runs: who has to wait for somebody answers [`Progress::Later`].
    ///
    /// # Errors
    /// [`ProviderUnavailable`] when it could not be tried now; the job is tried again later.
    async fn verify(&self, task: VerificationTask) -> Result<Progress, ProviderUnavailable>;
}

/// What a process needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Depictions without which it cannot start.
    pub required: BTreeSet<Depiction>,
    /// Depictions that may be uploaded.
    pub accepted: BTreeSet<Depiction>,
    /// How many sides of the document must be uploaded; 1 or 2.
    pub document_pages: Option<u8>,
}

/// A field of the request that the provider cannot work with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct PlanRefused {
    /// The field, as the API spells it.
    pub field: &'static str,
    /// One sentence for the caller.
    pub problem: String,
}

/// What a picture is, by its structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExaminedImage {
    /// By its first bytes.
    pub format: ImageFormat,
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
}

/// A picture that can never be verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ImageRefused {
    /// One sentence for the caller.
    pub problem: String,
}

/// The provider could not be asked now.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ProviderUnavailable(pub String);
