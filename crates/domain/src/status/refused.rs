use super::Status;
use crate::image::Depiction;
use crate::provider::Provider;

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
