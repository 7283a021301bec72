//! PictureID: pictures of a document, read and judged by our own engine.

use crate::{
    ExaminedImage, ImageRefused, Plan, PlanRefused, Provider, ProviderUnavailable, VerificationTask,
};
use async_trait::async_trait;
use bonafide_documents::catalogue::{self, DocumentType};
use bonafide_domain::{
    Depiction, Environment, FailReason, ImageFormat, Outcome, ProcessType,
    Provider as ProviderName, Side,
};
use bonafide_facts::PageFacts;
use bonafide_verification::{Case, Page, Rules, Specimens, judge};
use bonafide_vision::decode::{Limits, PictureFormat, probe};
use bonafide_vision::engine::Engine;
use bonafide_vision::{Deadline, VisionError};
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Our own engine behind the provider trait.
pub struct PictureId {
    engine: Arc<Engine>,
    limits: Limits,
    minimum_age: i16,
}

impl PictureId {
    /// With an engine, the limits that uploads are held to, and the age (completed years) of majority.
    #[must_use]
    pub const fn new(engine: Arc<Engine>, limits: Limits, minimum_age: i16) -> Self {
        Self {
            engine,
            limits,
            minimum_age,
        }
    }
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
    fn name(&self) -> ProviderName {
        ProviderName::SignicatPictureId
    }

    fn plan(
        &self,
        process_type: Option<ProcessType>,
        document_id: Option<i32>,
    ) -> Result<Plan, PlanRefused> {
        // The contract's default is `documentSelfie`. Faces are not compared here yet, and a process that could
        // never be accepted must not be created, so the caller has to say what is possible.
        match process_type {
            Some(ProcessType::Document) => {}
            Some(ProcessType::DocumentSelfie) | None => {
                return Err(PlanRefused {
                    field: "processType",
                    problem: "This server compares no selfies yet (processType 'documentSelfie', the default); \
                              ask for processType 'document'."
                        .into(),
                });
            }
        }
        let sides = match document_id {
            Some(id) => known_type(id)?.sides,
            None => 1,
        };
        let mut required = BTreeSet::from([Depiction::Front]);
        let mut accepted = required.clone();
        // Without a named type nobody knows whether there is a back, so one may come.
        if sides == 2 {
            required.insert(Depiction::Back);
        }
        if sides == 2 || document_id.is_none() {
            accepted.insert(Depiction::Back);
        }
        Ok(Plan {
            process_type: ProcessType::Document,
            required,
            accepted,
            document_pages: Some(sides),
        })
    }

    fn document_types(&self) -> Vec<&'static DocumentType> {
        catalogue::for_pictureid().collect()
    }

    fn examine(&self, bytes: &[u8]) -> Result<ExaminedImage, ImageRefused> {
        let info = probe(bytes, &self.limits).map_err(|error| ImageRefused {
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

    async fn verify(&self, task: VerificationTask) -> Result<Outcome, ProviderUnavailable> {
        let deadline = Deadline::within(task.time_limit);
        let mut rules = Rules::shipped(task.today);
        rules.minimum_age = self.minimum_age;
        if task.environment == Environment::Live {
            rules.specimens = Specimens::Refused;
        }
        let expected = task.request.document_id.and_then(catalogue::by_id);
        let mut pages = Vec::new();
        for (depiction, bytes) in task.images {
            let side = match depiction {
                Depiction::Front => Side::Front,
                Depiction::Back => Side::Back,
                Depiction::Selfie | Depiction::Portrait => continue,
            };
            match look(&self.engine, bytes, self.limits, deadline).await? {
                Ok(facts) => pages.push(Page { side, facts }),
                Err(reason) => return Ok(Outcome::Failed(reason)),
            }
        }
        Ok(judge(&Case {
            pages,
            expected,
            rules,
        }))
    }
}

/// The facts of a picture; a picture's own fault is a fail reason, the engine's is [`ProviderUnavailable`].
async fn look(
    engine: &Arc<Engine>,
    bytes: Bytes,
    limits: Limits,
    deadline: Deadline,
) -> Result<Result<PageFacts, FailReason>, ProviderUnavailable> {
    let engine = Arc::clone(engine);
    // Models keep a core busy for a second; the threads that answer requests must stay free.
    let looked = tokio::task::spawn_blocking(move || engine.look(&bytes, &limits, deadline))
        .await
        .map_err(|_| ProviderUnavailable("the engine broke off".into()))?;
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
