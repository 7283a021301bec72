//! What Bonafide speaks about: dossiers, processes, their status machine, results.
//!
//! Architecture invariant: nothing here reads a clock, draws a random number or touches a disk, a network or
//! a wire format of the API. Ids and times are handed in.

mod access;
mod capture_configuration;
mod client;
mod configuration_id;
mod dossier;
mod ids;
mod image;
mod matching;
mod notification;
mod parameters;
mod process;
mod provider;
mod recording;
mod redaction;
pub mod reports;
mod result;
mod retention;
mod rules;
mod session;
mod simulation;
pub mod status;
mod user_data;

pub use access::{
    ClientAccess, InvalidTokenLifetime, Permission, Scope, TokenLifetime, UnknownGrant,
};
pub use capture_configuration::{
    COLOUR_NAMES, CaptureConfiguration, FIELDS as CAPTURE_CONFIGURATION_FIELDS,
    InvalidCaptureConfiguration, Shape,
};
pub use client::{Client, ClientName, Environment, InvalidClientName};
pub use configuration_id::{ConfigurationId, InvalidConfigurationId};
pub use dossier::{Dossier, ExternalReference, InvalidExternalReference};
pub use ids::{
    BlobId, ClientId, DeliveryId, DossierId, EventId, InvalidId, JobId, ProcessId, SubscriptionId,
};
pub use image::{Depiction, ImageFormat, ImageRow, Side};
pub use matching::{
    Algorithm, Comparison, InvalidMatching, MatchingConfiguration, MatchingField, Normalization,
    compare,
};
pub use notification::{
    Attempt, AttemptResult, Delivery, DeliveryState, EndpointHealth, EventKind, ExtraSignature,
    Happening, Schedule, SignatureAlgorithm, Standing, Subscription, SubscriptionState, Target,
    after_attempt,
};
pub use parameters::{
    Consents, InvalidParameter, Location, ProcessParameters, WebIdAddress, WebIdContact, WebIdFile,
    WebIdIdDocument, WebIdParameters, WebIdUser, WebIdUserActions,
};
pub use process::{Callback, EventTags, ExternalId, Process, ProcessRequest};
pub use provider::{IdMethod, ProcessType, Provider, UnknownName};
pub use recording::{RecordingKind, RecordingRow};
pub use redaction::{RedactableField, Redaction, RedactionLevel};
pub use result::{
    Address, Agreement, Area, CheckEvidence, CheckOutcome, Corner, Evidence, FailReason, Feature,
    FieldEvidence, FinalResult, Gender, Mark, ModelVersion, PictureIdDocument, PictureIdReport,
    PictureIdSubject, ProviderReport, Report, SecurityCheck, SelfieReport, SelfieStatus,
    SimilarityLevel, StatusReason,
};
pub use retention::{InvalidKeep, InvalidProcessKind, Keep, ProcessKind, Retention, RetentionPlan};
pub use rules::{AccountRules, AdjustedRule, RuleSetter, RuleValue, RulesUsed};
pub use session::{FaceTecKeys, SessionAccess, Start};
pub use simulation::{Play, Simulation};
pub use status::{Effect, Event, Outcome, Refused, State, Status, Transition, step};
pub use user_data::{InvalidUserData, PostalAddress, UserData, UserDataChange};
