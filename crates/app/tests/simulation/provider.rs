//! A provider that is as good as the seed lets it be.

use crate::schedule::{Scheduler, Stop};
use crate::support::{png, report};
use async_trait::async_trait;
use bonafide_app::DocumentType;
use bonafide_app::domain::{
    Depiction, Environment, FailReason, FinalResult, ImageFormat, Outcome, ProcessRequest,
    Provider as ProviderName,
};
use bonafide_providers::{
    ExaminedImage, ImageRefused, Plan, PlanRefused, Progress, Provider, ProviderUnavailable,
    VerificationTask,
};
use std::sync::Arc;
use std::time::Duration;

pub(crate) struct Dice(pub(crate) Arc<Scheduler>);

/// What a panic of the provider says, so that the report of real ones is not drowned.
pub(crate) const PANIC: &str = "a panic of the simulation";

#[async_trait]
impl Provider for Dice {
    fn serves(&self, provider: ProviderName, _: Environment) -> bool {
        provider == ProviderName::SignicatPictureId
    }

    fn plan(&self, _: &ProcessRequest) -> Result<Plan, PlanRefused> {
        Ok(Plan {
            required: [Depiction::Front].into(),
            accepted: [Depiction::Front, Depiction::Back].into(),
            document_pages: Some(1),
        })
    }

    fn document_types(&self) -> Vec<&'static DocumentType> {
        Vec::new()
    }

    fn examine(&self, _: &[u8]) -> Result<ExaminedImage, ImageRefused> {
        Ok(ExaminedImage {
            format: ImageFormat::Png,
            width: 1,
            height: 1,
        })
    }

    async fn verify(&self, task: VerificationTask) -> Result<Progress, ProviderUnavailable> {
        let by = self.0.active();
        for (depiction, bytes) in &task.images {
            assert!(
                bytes.starts_with(&png("")),
                "{depiction} is not what was uploaded"
            );
        }
        self.0.stop(Stop::Provider).await;
        if self.0.draw(8) == 0 {
            // A slow one: others come between twice.
            self.0.stop(Stop::Provider).await;
        }
        // Who made a result is in the result: a judge can see whose was kept.
        let result = FinalResult {
            last_name: Some(format!("task-{}", by.unwrap_or_default())),
            ..FinalResult::default()
        };
        let outcome = match self.0.draw(16) {
            0..=6 => Outcome::Accepted(Box::new(result), report()),
            7 | 8 => Outcome::Rejected(report()),
            9 => Outcome::Inconclusive(report()),
            10 => Outcome::Failed(FailReason::Error {
                kind: "unreadable".to_owned(),
                message: "Nothing could be read.".to_owned(),
            }),
            11 => Outcome::Canceled,
            12 => panic!("{PANIC}"),
            13 => {
                return Ok(Progress::Later {
                    after: Duration::from_secs(20),
                    told: None,
                });
            }
            _ => return Err(ProviderUnavailable("it is out".to_owned())),
        };
        Ok(outcome.into())
    }
}
