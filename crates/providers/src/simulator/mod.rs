//! The one who plays every outside provider in a sandbox account.
//!
//! It stands behind the same trait as the real ones and is handed nothing that they are not: what the client asked for and
//! told of the person, the pictures, and the time. How it ends is chosen by magic words in these ([`script`]), or by a
//! tester in the session itself. What it tells has each provider's own shape ([`parts`]); its pictures and its video are
//! specimens ([`props`]).
//!
//! Architecture invariant: it serves no live account, and everything it tells is told as played.

mod holder;
mod parts;
mod props;
mod script;
mod stage;

use crate::{
    ExaminedImage, ImageRefused, Opened, OpeningTask, Plan, PlanRefused, Progress, Provider,
    ProviderUnavailable, VerificationTask, Verified, contract, pictureid,
};
use async_trait::async_trait;
use bonafide_documents::catalogue::DocumentType;
use bonafide_domain::{
    Environment, Outcome, Play, ProcessRequest, Provider as ProviderName, Report, Simulation,
};
use bonafide_vision::decode::Limits;
use holder::Holder;
use parts::{Scene, Verdict};
use std::time::Duration;

/// How long [`Play::Slow30s`] lets wait.
const SLOW: Duration = Duration::from_secs(30);

/// Plays every provider but our own engine.
pub struct Simulator {
    limits: Limits,
}

impl Simulator {
    /// With the limits that uploads are held to.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { limits }
    }
}

#[async_trait]
impl Provider for Simulator {
    fn serves(&self, provider: ProviderName, environment: Environment) -> bool {
        environment == Environment::Sandbox && provider != ProviderName::SignicatPictureId
    }

    fn plan(&self, request: &ProcessRequest) -> Result<Plan, PlanRefused> {
        contract::plan(request)
    }

    async fn open(&self, task: OpeningTask) -> Result<Opened, ProviderUnavailable> {
        Ok(Opened {
            external_id: stage::external_id(task.request.provider, task.process),
            access: stage::access(&task)?,
            simulation: Some(Simulation::default()),
        })
    }

    fn document_types(&self) -> Vec<&'static DocumentType> {
        Vec::new()
    }

    fn examine(&self, bytes: &[u8]) -> Result<ExaminedImage, ImageRefused> {
        pictureid::examine(bytes, &self.limits)
    }

    async fn verify(&self, task: VerificationTask) -> Result<Progress, ProviderUnavailable> {
        let play = script::play(&task);
        match play {
            Play::Slow30s if task.waited < SLOW => Ok(Progress::Later {
                after: SLOW.saturating_sub(task.waited),
                told: told_before_the_end(&task),
            }),
            _ => Ok(Progress::Done(Box::new(played(&task, play)))),
        }
    }
}

/// VideoID tells what it read before an agent decides.
fn told_before_the_end(task: &VerificationTask) -> Option<Report> {
    let reviewed = task
        .request
        .process_type
        .is_some_and(bonafide_domain::ProcessType::is_reviewed);
    reviewed.then(|| Report {
        provider_specific: parts::videoid::before_review(&Scene {
            task,
            holder: Holder::of(task),
            verdict: Verdict::Accepted,
        }),
        status_reasons: Vec::new(),
    })
}

fn played(task: &VerificationTask, play: Play) -> Verified {
    let told = |outcome: Outcome| Verified {
        played: Some(play),
        ..outcome.into()
    };
    let verdict = match play {
        Play::Accepted | Play::Slow30s | Play::WebhookTwice => Verdict::Accepted,
        Play::Rejected => Verdict::Rejected,
        Play::Inconclusive => parts::doubt(&task.request),
        Play::Failed => return told(Outcome::Failed(stage::fail_reason(task))),
        Play::Canceled => return told(Outcome::Canceled),
    };
    let scene = Scene {
        task,
        holder: Holder::of(task),
        verdict,
    };
    let played = parts::play(&scene);
    let report = Report {
        provider_specific: played.told,
        status_reasons: Vec::new(),
    };
    let outcome = match verdict {
        Verdict::Accepted => Outcome::Accepted(Box::new(played.result), report),
        Verdict::Rejected => Outcome::Rejected(report),
        Verdict::Inconclusive => Outcome::Inconclusive(report),
    };
    Verified {
        external_id: played.external_id,
        pictures: props::pictures(&scene),
        recordings: played.recordings,
        ..told(outcome)
    }
}
