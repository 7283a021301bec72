//! Who verifies: one trait, one file per provider.
//!
//! Architecture invariant: a provider knows nothing of HTTP routes, SQL or other clients' data. It is handed
//! pictures and answers an outcome in the words of the domain.

mod document_types;
mod pictureid;
mod sheet;

pub use document_types::document_types;
pub use pictureid::{PictureId, SimilarityBands, accept_rules};
pub use sheet::{Judged, Photograph};

/// A rule that cannot be set to what was asked for.
pub use bonafide_verification::RuleRefused;

use async_trait::async_trait;
use bonafide_domain::{
    AccountRules, Depiction, Environment, ImageFormat, Outcome, ProcessRequest, ProcessType,
    Provider as ProviderName,
};
use bytes::Bytes;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::time::Duration;

/// One verifier.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Its name in the API.
    fn name(&self) -> ProviderName;

    /// What a process of this kind needs before it can start.
    ///
    /// # Errors
    /// When the provider does not do this, with the field that is wrong.
    fn plan(
        &self,
        process_type: Option<ProcessType>,
        document_id: Option<i32>,
    ) -> Result<Plan, PlanRefused>;

    /// The document types that it can verify.
    fn document_types(&self) -> Vec<&'static bonafide_documents::catalogue::DocumentType>;

    /// Looks at an uploaded picture's structure without decoding its pixels. Cheap.
    ///
    /// # Errors
    /// When the picture can never be verified: not a picture, too large, cut short.
    fn examine(&self, bytes: &[u8]) -> Result<ExaminedImage, ImageRefused>;

    /// Verifies. Slow; bounded by `task.time_limit`. Never panics on what strangers sent.
    ///
    /// # Errors
    /// [`ProviderUnavailable`] when it could not be tried now; the job is tried again later.
    async fn verify(&self, task: VerificationTask) -> Result<Outcome, ProviderUnavailable>;
}

/// What a process needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The type, with the provider's default filled in.
    pub process_type: ProcessType,
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

/// One verification to be made.
#[derive(Clone)]
pub struct VerificationTask {
    /// Whether a real person is verified; a specimen is nobody.
    pub environment: Environment,
    /// What the client asked for.
    pub request: ProcessRequest,
    /// The pictures, as uploaded.
    pub images: Vec<(Depiction, Bytes)>,
    /// What the account has set for itself; the provider holds it against its tables.
    pub rules: AccountRules,
    /// The day on which to judge expiry and age.
    pub today: Date,
    /// The longest that it may take.
    pub time_limit: Duration,
}

/// The provider could not be asked now.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ProviderUnavailable(pub String);
