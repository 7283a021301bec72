//! The transitions themselves.

use super::{Effect, Event, Outcome, Refused, State, Status, Transition};
use crate::image::Depiction;
use crate::process::Process;
use crate::provider::{ProcessType, Provider};
use crate::reports::RedactionResult;
use crate::result::{FailReason, ProviderReport, Report};
use std::collections::BTreeSet;

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
