//! The status machine of a process: one pure function, [`step`].
//!
//! Rule source: the call table of the Assure API (statuses `pending`, `processing`, and five final ones).
//! The caller stores the next state and performs the effects in one transaction.

use crate::image::Depiction;
use crate::process::Process;
use crate::provider::{ProcessType, Provider, UnknownName};
use crate::reports::RedactionResult;
use crate::result::{FailReason, FinalResult, ProviderReport, Report};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

/// The seven statuses on the wire.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Created; pictures or the user's session are awaited.
    Pending,
    /// Verification was asked for.
    Processing,
    /// Passed.
    Accepted,
    /// A check failed.
    Rejected,
    /// The end user cancelled.
    Canceled,
    /// An error stopped it.
    Failed,
    /// Could not decide.
    Inconclusive,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Processing,
        Self::Accepted,
        Self::Rejected,
        Self::Canceled,
        Self::Failed,
        Self::Inconclusive,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
        }
    }

    /// True for a status that never changes again.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Processing)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

/// Where a process stands, with what belongs to that: a final result exists exactly when it is accepted,
/// a fail reason exactly when it failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// See [`Status::Pending`].
    Pending,
    /// See [`Status::Processing`].
    Processing,
    /// See [`Status::Accepted`].
    Accepted(Box<FinalResult>),
    /// See [`Status::Rejected`].
    Rejected,
    /// See [`Status::Canceled`].
    Canceled,
    /// See [`Status::Failed`].
    Failed(FailReason),
    /// See [`Status::Inconclusive`].
    Inconclusive,
}

impl State {
    /// The bare status.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Pending => Status::Pending,
            Self::Processing => Status::Processing,
            Self::Accepted(_) => Status::Accepted,
            Self::Rejected => Status::Rejected,
            Self::Canceled => Status::Canceled,
            Self::Failed(_) => Status::Failed,
            Self::Inconclusive => Status::Inconclusive,
        }
    }
}

/// What a verification came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Everything that had to pass passed.
    Accepted(Box<FinalResult>, Report),
    /// Something that must not fail failed.
    Rejected(Report),
    /// A doubt is left.
    Inconclusive(Report),
    /// There was nothing to judge: the picture, the session or the engine broke.
    Failed(FailReason),
    /// The person broke off.
    Canceled,
}

/// What can happen to a process: the calls of the API, and what its verification reports.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// `POST …/images` with pictures of these depictions.
    SetImages(BTreeSet<Depiction>),
    /// `POST …/processes/{id}`.
    StartVerification,
    /// `POST …/fail`.
    Fail,
    /// `GET …/processes/{id}`.
    GetProcess,
    /// `GET …/images`.
    GetImage(Depiction),
    /// `GET …/video`.
    GetVideo,
    /// `GET …/download`.
    Download,
    /// `GET …/raw`.
    GetRaw,
    /// `POST …/match` with the final result of this process.
    MatchFinalResult,
    /// `DELETE …/processes/{id}`.
    Delete,
    /// The end user's session with the provider is over, and all is with the provider.
    SessionEnded,
    /// The end user broke off.
    Cancel,
    /// The end user's session broke.
    SessionFailed(FailReason),
    /// The provider is done.
    Finished(Outcome),
}

/// What has to be done, in the transaction that stores the next state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Put a verification of this process in the queue.
    EnqueueVerification,
    /// Remove the process with its pictures and jobs.
    Erase,
}

/// The state after an event, and what has to be done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// `None`: the state stays as it is.
    pub state: Option<State>,
    /// The report that came with it.
    pub report: Option<Report>,
    /// Effects, in order.
    pub effects: Vec<Effect>,
}

/// Why an event is not possible now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// 400: not in this status.
    #[error("The process is {status}; {needed}.")]
    WrongStatus {
        /// Where it stands.
        status: Status,
        /// What would have been possible, for people.
        needed: &'static str,
    },
    /// 409: not in this status.
    #[error("The process is {status}; only a pending process can be failed.")]
    Conflict {
        /// Where it stands.
        status: Status,
    },
    /// 400: the provider does not do this.
    #[error("This {provider} process offers no {what}.")]
    NotOffered {
        /// Who verifies.
        provider: Provider,
        /// What was asked for.
        what: &'static str,
    },
    /// 400: this depiction has no place in this process.
    #[error("This process takes no '{depiction}' image; it takes {accepted}.")]
    DepictionNotTaken {
        /// What was given.
        depiction: Depiction,
        /// What would be taken.
        accepted: String,
    },
    /// 400: pictures are missing.
    #[error(
        "The verification cannot start: the {missing} image is missing. Set it with POST …/images first."
    )]
    ImagesMissing {
        /// Which.
        missing: String,
    },
    /// 400: the person did not agree to what has to be agreed to.
    #[error(
        "The verification cannot start: processParameters.consents.privacy is false. Make a new process once the person agreed."
    )]
    NoConsent,
    /// 400: the provider has to be told something before it takes pictures.
    #[error("{provider} takes no images without {field}; make a new process with it.")]
    NotTold {
        /// Who verifies.
        provider: Provider,
        /// What it has to be told, as the API spells it.
        field: &'static str,
    },
    /// 403: the picture was to be blackened, and was not.
    #[error("The redaction of this image was asked for and did not succeed; it is not handed out.")]
    NotRedacted,
    /// 204: nothing there yet.
    #[error("The process is {status}; there is nothing to hand out yet.")]
    NotReady {
        /// Where it stands.
        status: Status,
    },
    /// 404: there is none.
    #[error("{what} not found.")]
    NotFound {
        /// What.
        what: &'static str,
    },
}

const STAY: Transition = Transition {
    state: None,
    report: None,
    effects: Vec::new(),
};

fn to(state: State) -> Transition {
    Transition {
        state: Some(state),
        ..STAY
    }
}

/// What an event does to a process.
///
/// # Errors
/// [`Refused`] when the event is not possible in the process's status, by the call table.
pub fn step(process: &Process, event: Event) -> Result<Transition, Refused> {
    let status = process.state.status();
    let provider = process.request.provider;
    match event {
        Event::GetProcess => Ok(STAY),
        Event::SetImages(depictions) => set_images(process, &depictions),
        Event::StartVerification => start(process),
        Event::Fail => match status {
            Status::Pending => Ok(to(State::Failed(FailReason::by_request()))),
            _ => Err(Refused::Conflict { status }),
        },
        Event::GetImage(depiction) => get_image(process, depiction),
        Event::GetVideo => match provider.canonical() {
            Provider::SignicatVideoId | Provider::Onfido if status.is_final() => Ok(STAY),
            Provider::SignicatVideoId | Provider::Onfido => {
                Err(Refused::NotFound { what: "Video" })
            }
            _ => Err(Refused::NotOffered {
                provider,
                what: "video",
            }),
        },
        Event::Download => match status {
            Status::Accepted | Status::Rejected | Status::Inconclusive => Ok(STAY),
            _ => Err(Refused::NotReady { status }),
        },
        Event::GetRaw => match provider {
            Provider::ReadId if status.is_final() => Ok(STAY),
            Provider::ReadId => Err(Refused::NotReady { status }),
            _ => Err(Refused::NotOffered {
                provider,
                what: "raw result",
            }),
        },
        Event::MatchFinalResult => match status {
            Status::Accepted => Ok(STAY),
            _ => Err(Refused::NotFound {
                what: "Final result",
            }),
        },
        Event::Delete => match (provider, status) {
            (Provider::Onfido, Status::Processing) => Err(Refused::WrongStatus {
                status,
                needed: "wait until Onfido is done with it, then delete it",
            }),
            _ => Ok(Transition {
                effects: vec![Effect::Erase],
                ..STAY
            }),
        },
        Event::SessionEnded => session_ended(process),
        Event::Cancel if !status.is_final() => Ok(to(State::Canceled)),
        Event::SessionFailed(reason) if !status.is_final() => Ok(to(State::Failed(reason))),
        Event::Cancel | Event::SessionFailed(_) => Err(Refused::WrongStatus {
            status,
            needed: "a final status does not change",
        }),
        Event::Finished(outcome) => finished(status, outcome),
    }
}

fn set_images(process: &Process, depictions: &BTreeSet<Depiction>) -> Result<Transition, Refused> {
    let status = process.state.status();
    if status != Status::Pending {
        return Err(Refused::WrongStatus {
            status,
            needed: "images can be set only while it is pending",
        });
    }
    let accepted = &process.request.accepted;
    if accepted.is_empty() {
        return Err(Refused::NotOffered {
            provider: process.request.provider,
            what: "direct upload of images",
        });
    }
    let (request, provider) = (&process.request, process.request.provider);
    if provider == Provider::Onfido {
        let not_told = |field| Err(Refused::NotTold { provider, field });
        if request.parameters.location.is_none() {
            return not_told("processParameters.location");
        }
        if request.document_type.is_none() {
            return not_told("documentType");
        }
    }
    match depictions
        .iter()
        .find(|depiction| !accepted.contains(depiction))
    {
        Some(depiction) => Err(Refused::DepictionNotTaken {
            depiction: *depiction,
            accepted: list(accepted),
        }),
        None => Ok(STAY),
    }
}

fn start(process: &Process) -> Result<Transition, Refused> {
    let status = process.state.status();
    if status != Status::Pending {
        return Err(Refused::WrongStatus {
            status,
            needed: "a verification can be started only once, while pending",
        });
    }
    let consents = &process.request.parameters.consents;
    if consents.as_ref().and_then(|given| given.privacy) == Some(false) {
        return Err(Refused::NoConsent);
    }
    // A face is compared with one picture, which the start names.
    let compared = process
        .start
        .as_ref()
        .and_then(|start| start.image_depiction);
    let missing: BTreeSet<Depiction> = process
        .request
        .required
        .iter()
        .chain(&compared)
        .filter(|depiction| !process.images.contains(depiction))
        .copied()
        .collect();
    if missing.is_empty() {
        Ok(started())
    } else {
        Err(Refused::ImagesMissing {
            missing: list(&missing),
        })
    }
}

/// A session brings its own pictures, so that none has to be there. Our own engine has no sessions: it looks at pictures.
fn session_ended(process: &Process) -> Result<Transition, Refused> {
    let (status, provider) = (process.state.status(), process.request.provider);
    match status {
        _ if provider == Provider::SignicatPictureId => Err(Refused::NotOffered {
            provider,
            what: "session with a provider",
        }),
        Status::Pending => Ok(started()),
        // The session told it and the client asked for it, in whichever order.
        Status::Processing => Ok(STAY),
        _ => Err(Refused::WrongStatus {
            status,
            needed: "a final status does not change",
        }),
    }
}

fn started() -> Transition {
    Transition {
        state: Some(State::Processing),
        report: None,
        effects: vec![Effect::EnqueueVerification],
    }
}

fn get_image(process: &Process, depiction: Depiction) -> Result<Transition, Refused> {
    if !gives(process, depiction) {
        let what = match depiction {
            Depiction::Front => "front image",
            Depiction::Back => "back image",
            Depiction::Selfie => "selfie image",
            Depiction::Portrait => "portrait image",
        };
        Err(Refused::NotOffered {
            provider: process.request.provider,
            what,
        })
    } else if !process.images.contains(&depiction) {
        Err(Refused::NotFound { what: "Image" })
    } else if is_unredacted(process) {
        Err(Refused::NotRedacted)
    } else {
        Ok(STAY)
    }
}

/// Whether processes of this kind can have this picture.
fn gives(process: &Process, depiction: Depiction) -> bool {
    use Depiction::{Back, Front, Portrait, Selfie};
    match process.request.provider {
        Provider::SignicatVideoId | Provider::Eid | Provider::ReadId => true,
        Provider::WebId => depiction != Portrait,
        Provider::FaceTec => matches!(depiction, Front | Selfie),
        Provider::Onfido => match process.request.process_type {
            Some(ProcessType::Document) => matches!(depiction, Front | Back),
            _ => depiction != Portrait,
        },
        Provider::SignicatPaper | Provider::Paper => matches!(depiction, Front | Back),
        Provider::Connect(_) => false,
        Provider::SignicatPictureId => process.request.accepted.contains(&depiction),
    }
}

/// Whether its pictures were to be blackened and were not. Before the end they are as the client gave them.
fn is_unredacted(process: &Process) -> bool {
    let redacted = match &process.report {
        Some(Report {
            provider_specific: ProviderReport::Paper(told),
            ..
        }) => told
            .redaction_result
            .is_some_and(RedactionResult::succeeded),
        _ => false,
    };
    process.request.redaction.is_some() && process.state.status().is_final() && !redacted
}

fn finished(status: Status, outcome: Outcome) -> Result<Transition, Refused> {
    if status != Status::Processing {
        return Err(Refused::WrongStatus {
            status,
            needed: "only a running verification can finish",
        });
    }
    let (state, report) = match outcome {
        Outcome::Accepted(result, report) => (State::Accepted(result), Some(report)),
        Outcome::Rejected(report) => (State::Rejected, Some(report)),
        Outcome::Inconclusive(report) => (State::Inconclusive, Some(report)),
        Outcome::Failed(reason) => (State::Failed(reason), None),
        Outcome::Canceled => (State::Canceled, None),
    };
    Ok(Transition {
        state: Some(state),
        report,
        effects: Vec::new(),
    })
}

fn list(depictions: &BTreeSet<Depiction>) -> String {
    depictions
        .iter()
        .map(|depiction| depiction.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
