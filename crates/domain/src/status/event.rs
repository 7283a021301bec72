//! What can happen to a process, and what follows from it.

use super::State;
use crate::image::Depiction;
use crate::result::{FailReason, FinalResult, Report};
use std::collections::BTreeSet;

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
