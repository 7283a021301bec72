//! What each provider tells of a session, in its own shape: one file per provider.

mod connect;
mod facetec;
mod onfido;
mod paper;
mod readid;
pub(super) mod videoid;
mod webid;

use super::holder::Holder;
use crate::{Recording, VerificationTask};
use bonafide_domain::{
    ExternalId, FinalResult, ProcessRequest, ProcessType, Provider, ProviderReport,
};

/// How a session ends that came to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Everything is as it should be.
    Accepted,
    /// Something must not be as it is.
    Rejected,
    /// A doubt is left.
    Inconclusive,
}

/// A session to be told of.
pub(super) struct Scene<'a> {
    pub(super) task: &'a VerificationTask,
    pub(super) holder: Holder,
    pub(super) verdict: Verdict,
}

impl Scene<'_> {
    fn accepted(&self) -> bool {
        self.verdict == Verdict::Accepted
    }

    fn not_rejected(&self) -> bool {
        self.verdict != Verdict::Rejected
    }

    /// Now, as the providers write it.
    fn now(&self) -> String {
        self.task.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// What a provider told.
pub(super) struct Told {
    pub(super) told: ProviderReport,
    /// The final result, should it be accepted.
    pub(super) result: FinalResult,
    pub(super) recordings: Vec<Recording>,
    /// The provider's id, where it is another now.
    pub(super) external_id: Option<ExternalId>,
}

impl Told {
    fn new(told: ProviderReport, result: FinalResult) -> Self {
        Self {
            told,
            result,
            recordings: Vec::new(),
            external_id: None,
        }
    }
}

/// How a session ends that is asked to leave a doubt. Some never do: they reject then.
pub(super) fn doubt(request: &ProcessRequest) -> Verdict {
    match (request.provider.canonical(), request.process_type) {
        (Provider::Connect(_), _)
        | (Provider::SignicatVideoId, Some(ProcessType::SubstantialFullyAuto)) => Verdict::Rejected,
        (Provider::SignicatVideoId, Some(process_type)) if process_type.is_reviewed() => {
            Verdict::Rejected
        }
        _ => Verdict::Inconclusive,
    }
}

/// What the provider of this session tells.
pub(super) fn play(scene: &Scene<'_>) -> Told {
    match scene.task.request.provider.canonical() {
        Provider::SignicatVideoId => videoid::play(scene),
        Provider::Onfido => onfido::play(scene),
        Provider::ReadId => readid::play(scene),
        Provider::SignicatPaper => paper::play(scene),
        Provider::FaceTec => facetec::play(scene),
        Provider::WebId => webid::play(scene),
        // Our own engine is never played; nothing else is left.
        _ => connect::play(scene),
    }
}
