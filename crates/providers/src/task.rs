use bonafide_domain::{
    AccountRules, Depiction, Environment, ExternalId, ExternalReference, ProcessId, ProcessRequest,
    Start, UserData,
};
use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use std::fmt;
use std::time::Duration;

/// What the client told of the person of a dossier: what a provider may be told to find the person again.
#[derive(Clone, Default)]
pub struct Person {
    /// The user data of the dossier.
    pub user_data: Option<UserData>,
    /// The client's own reference for the dossier.
    pub external_reference: Option<ExternalReference>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person([redacted])")
    }
}

/// A session to be made.
#[derive(Debug, Clone)]
pub struct OpeningTask {
    /// Whether a real person is verified.
    pub environment: Environment,
    /// Our id for the process.
    pub process: ProcessId,
    /// What the client asked for.
    pub request: ProcessRequest,
    /// What the client told of the person.
    pub person: Person,
    /// Unguessable bytes, drawn for this session.
    pub random: [u8; 32],
}

/// One verification to be made.
#[derive(Debug, Clone)]
pub struct VerificationTask {
    /// Whether a real person is verified; a specimen is nobody.
    pub environment: Environment,
    /// Our id for the process.
    pub process: ProcessId,
    /// The provider's id for it, if it has one.
    pub external_id: Option<ExternalId>,
    /// What the client asked for.
    pub request: ProcessRequest,
    /// What it was started with.
    pub start: Start,
    /// What the client told of the person.
    pub person: Person,
    /// The pictures, as uploaded.
    pub images: Vec<(Depiction, Bytes)>,
    /// What the account has set for itself; the provider holds it against its tables.
    pub rules: AccountRules,
    /// Now.
    pub now: Timestamp,
    /// The day on which to judge expiry and age.
    pub today: Date,
    /// For how long the verification has been waited for.
    pub waited: Duration,
    /// The longest that it may take.
    pub time_limit: Duration,
}

impl VerificationTask {
    /// A task for pictures and nothing else, in no process.
    #[must_use]
    pub fn of_pictures(
        request: ProcessRequest,
        images: Vec<(Depiction, Bytes)>,
        today: Date,
        time_limit: Duration,
    ) -> Self {
        Self {
            environment: Environment::Live,
            process: ProcessId::new(uuid::Uuid::nil()),
            external_id: None,
            request,
            start: Start::default(),
            person: Person::default(),
            images,
            rules: AccountRules::default(),
            now: Timestamp::UNIX_EPOCH,
            today,
            waited: Duration::ZERO,
            time_limit,
        }
    }
}
