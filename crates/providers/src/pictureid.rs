//! PictureID: pictures of a document, read and judged by our own engine.

use crate::{
    ExaminedImage, ImageRefused, Plan, PlanRefused, Progress, Provider, ProviderUnavailable,
    VerificationTask,
};
use async_trait::async_trait;
use bonafide_documents::catalogue::{self, DocumentType};
use bonafide_domain::{
    AccountRules, Depiction, Environment, FailReason, ImageFormat, Outcome, ProcessRequest,
    ProcessType, Provider as ProviderName, RuleSetter, Side,
};
use bonafide_facts::SelfieFacts;
use bonafide_verification::{Case, Page, RuleRefused, Rules, Specimens, judge};
use bonafide_vision::decode::{Limits, PictureFormat, probe};
use bonafide_vision::engine::Engine;
use bonafide_vision::{Deadline, VisionError};
use bytes::Bytes;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Our own engine behind the provider trait.
pub struct PictureId {
    engine: Arc<Engine>,
    limits: Limits,
    rules: AccountRules,
    similarity: Option<SimilarityBands>,
}

/// Distances up to which two faces are alike at each level, for an embedding of the operator's: ours hold for ours alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimilarityBands {
    /// Up to this, `high`.
    pub high: f64,
    /// Up to this, `medium`.
    pub medium: f64,
    /// Up to this, `low`; beyond it, `veryLow`.
    pub low: f64,
}

impl PictureId {
    /// With an engine, the limits that uploads are held to, and the server's own rules for all accounts, which
    /// [`accept_rules`] has taken.
    #[must_use]
    pub const fn new(engine: Arc<Engine>, limits: Limits, rules: AccountRules) -> Self {
        Self {
            engine,
            limits,
            rules,
            similarity: None,
        }
    }

    /// The same, with the bands of the operator's embedding.
    #[must_use]
    pub fn with_similarity(self, bands: SimilarityBands) -> Self {
        Self {
            similarity: Some(bands),
            ..self
        }
    }

    /// An editor of pictures that looks with the same engine, within the same limits; one redaction takes so long at most.
    #[must_use]
    pub fn editor(&self, time_limit: std::time::Duration) -> crate::EngineEditor {
        crate::EngineEditor::new(Arc::clone(&self.engine), self.limits, time_limit)
    }

    fn rules(&self, task: &VerificationTask) -> Result<Rules, RuleRefused> {
        let mut rules = Rules::shipped(task.today);
        rules.adjust(RuleSetter::Server, &self.rules)?;
        rules.adjust(RuleSetter::Account, &task.rules)?;
        if task.environment == Environment::Live {
            rules.specimens = Specimens::Refused;
        }
        if let Some(bands) = self.similarity {
            rules.similarity_high = bands.high;
            rules.similarity_medium = bands.medium;
            rules.similarity_low = bands.low;
            // Measured for our own embedding; of another, that the very same picture is sent is all that can be told.
            rules.one_picture_below = rules.one_picture_below.min(SAME_BYTES);
        }
        Ok(rules)
    }
}

/// Above what rounding makes of nothing, and far below what two pictures come to in any metric in use.
const SAME_BYTES: f64 = 1e-4;

/// Holds rules against the tables, as a verification would.
///
/// # Errors
/// [`RuleRefused`] names the first rule that is not known or cannot be this.
pub fn accept_rules(rules: &AccountRules) -> Result<(), RuleRefused> {
    // Which day it is makes no difference to what a rule can be.
    Rules::shipped(Date::MIN).adjust(RuleSetter::Account, rules)
}

fn known_type(document_id: i32) -> Result<&'static DocumentType, PlanRefused> {
    catalogue::by_id(document_id).ok_or_else(|| PlanRefused {
        field: "documentId",
        problem: format!(
            "No document type has the id {document_id}; GET /assure/signicatpictureid/document-types lists them."
        ),
    })
}

#[async_trait]
impl Provider for PictureId {
    fn serves(&self, provider: ProviderName, _: Environment) -> bool {
        provider == ProviderName::SignicatPictureId
    }

    fn plan(&self, request: &ProcessRequest) -> Result<Plan, PlanRefused> {
        let sides = match request.document_id {
            Some(id) => known_type(id)?.sides,
            None => 1,
        };
        let mut required = BTreeSet::from([Depiction::Front]);
        if request.process_type == Some(ProcessType::DocumentSelfie) {
            required.insert(Depiction::Selfie);
        }
        let mut accepted = required.clone();
        // Without a named type nobody knows whether there is a back, so one may come.
        if sides == 2 {
            required.insert(Depiction::Back);
        }
        if sides == 2 || request.document_id.is_none() {
            accepted.insert(Depiction::Back);
        }
        Ok(Plan {
            required,
            accepted,
            document_pages: Some(sides),
        })
    }

    fn document_types(&self) -> Vec<&'static DocumentType> {
        catalogue::for_pictureid().collect()
    }

    fn examine(&self, bytes: &[u8]) -> Result<ExaminedImage, ImageRefused> {
        examine(bytes, &self.limits)
    }

    async fn verify(&self, task: VerificationTask) -> Result<Progress, ProviderUnavailable> {
        Ok(self.judge_pictures(task).await?.into())
    }
}

/// Looks at a picture's structure, for every provider that takes uploads.
pub(crate) fn examine(bytes: &[u8], limits: &Limits) -> Result<ExaminedImage, ImageRefused> {
    let info = probe(bytes, limits).map_err(|error| ImageRefused {
        problem: error.to_string(),
    })?;
    let format = match info.format {
        PictureFormat::Png => ImageFormat::Png,
        PictureFormat::Jpeg => ImageFormat::Jpeg,
    };
    Ok(ExaminedImage {
        format,
        width: info.size.width,
        height: info.size.height,
    })
}

impl PictureId {
    /// Looks at the pictures and judges them.
    ///
    /// # Errors
    /// [`ProviderUnavailable`] when the engine could not be used now.
    pub async fn judge_pictures(
        &self,
        task: VerificationTask,
    ) -> Result<Outcome, ProviderUnavailable> {
        let deadline = Deadline::within(task.time_limit);
        let rules = match self.rules(&task) {
            Ok(rules) => rules,
            // They were kept by a version whose tables allowed them. Nothing is judged by rules that nobody chose.
            Err(refused) => {
                return Ok(Outcome::Failed(FailReason::Error {
                    kind: "rules_refused".into(),
                    message: format!("The rules of this account cannot be used: {refused}"),
                }));
            }
        };
        let expected = task.request.document_id.and_then(catalogue::by_id);
        let compared = task.request.process_type == Some(ProcessType::DocumentSelfie);
        let (mut pages, mut selfie) = (Vec::new(), None);
        for (depiction, bytes) in task.images {
            let look = Look {
                engine: Arc::clone(&self.engine),
                bytes,
                limits: self.limits,
                deadline,
            };
            let seen = match depiction {
                // Templates of faces are biometric data, made only where they are compared.
                Depiction::Front if compared => look.at_portrait(Side::Front).await?,
                Depiction::Front => look.at_page(Side::Front).await?,
                Depiction::Back => look.at_page(Side::Back).await?,
                Depiction::Selfie if compared => look.at_selfie().await?,
                Depiction::Selfie | Depiction::Portrait => continue,
            };
            match seen {
                Ok(Seen::Page(page)) => pages.push(*page),
                Ok(Seen::Selfie(facts)) => selfie = Some(facts),
                Err(reason) => return Ok(Outcome::Failed(reason)),
            }
        }
        Ok(judge(&Case {
            pages,
            selfie,
            expected,
            rules,
        }))
    }
}

/// A picture to be looked at.
struct Look {
    engine: Arc<Engine>,
    bytes: Bytes,
    limits: Limits,
    deadline: Deadline,
}

/// What was seen in a picture.
enum Seen {
    Page(Box<Page>),
    Selfie(SelfieFacts),
}

impl Look {
    async fn at_page(self, side: Side) -> Result<Result<Seen, FailReason>, ProviderUnavailable> {
        self.run(move |look| {
            let facts = look.engine.look(&look.bytes, &look.limits, look.deadline)?;
            Ok(Seen::Page(Box::new(Page { side, facts })))
        })
        .await
    }

    async fn at_portrait(
        self,
        side: Side,
    ) -> Result<Result<Seen, FailReason>, ProviderUnavailable> {
        self.run(move |look| {
            let facts =
                look.engine
                    .look_for_comparison(&look.bytes, &look.limits, look.deadline)?;
            Ok(Seen::Page(Box::new(Page { side, facts })))
        })
        .await
    }

    async fn at_selfie(self) -> Result<Result<Seen, FailReason>, ProviderUnavailable> {
        self.run(|look| {
            let facts = look
                .engine
                .look_at_selfie(&look.bytes, &look.limits, look.deadline)?;
            Ok(Seen::Selfie(facts))
        })
        .await
    }

    /// Looks on a thread of its own: models keep a core busy for a second; the threads that answer requests must stay free.
    async fn run(
        self,
        look: impl FnOnce(&Self) -> Result<Seen, VisionError> + Send + 'static,
    ) -> Result<Result<Seen, FailReason>, ProviderUnavailable> {
        let looked = tokio::task::spawn_blocking(move || look(&self))
            .await
            .map_err(|_| ProviderUnavailable("the engine broke off".into()))?;
        told(looked)
    }
}

/// A picture's own fault is a fail reason, the engine's is [`ProviderUnavailable`].
fn told<T>(looked: Result<T, VisionError>) -> Result<Result<T, FailReason>, ProviderUnavailable> {
    match looked {
        Ok(facts) => Ok(Ok(facts)),
        Err(VisionError::Decode(error)) => Ok(Err(FailReason::Error {
            kind: "upload_failed".into(),
            message: error.to_string(),
        })),
        Err(VisionError::OutOfTime { .. }) => Ok(Err(FailReason::Error {
            kind: "verification_timeout".into(),
            message:
                "The picture could not be read within the time that one verification may take."
                    .into(),
        })),
        Err(error) => Err(ProviderUnavailable(error.to_string())),
    }
}
