//! What comes out of a verification, in the terms of the Assure API's results.
//!
//! These types are stored (as JSON) and shown; every one that can hold a person prints `[redacted]`.

use crate::image::Side;
use crate::reports::{
    ConnectReport, FaceTecReport, OnfidoReport, PaperReport, ReadIdReport, VideoIdReport,
    WebIdReport,
};
use crate::rules::RulesUsed;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use utoipa::ToSchema;

/// Sex as printed in documents; `X` and blanks are left out of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Gender {
    /// Male.
    M,
    /// Female.
    F,
}

/// How alike two faces are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SimilarityLevel {
    /// Almost certainly different people.
    VeryLow,
    /// Probably different.
    Low,
    /// Possibly the same.
    Medium,
    /// The same, as far as the engine can tell.
    High,
}

/// An upright box in pixels of the picture as a viewer shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[expect(missing_docs, reason = "four numbers of a box")]
pub struct Area {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// The address in the shape the API has for it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// In one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
}

/// The normalised result of an accepted process (the API's `finalResult`).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the fields of the API by their own names")]
pub struct FinalResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name_second_line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// ISO 3166 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_of_birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// ISO 3166 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_issue: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_expiry: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_identification_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity_score: Option<SimilarityLevel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveness_detected: Option<bool>,
}

/// Why a process failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum FailReason {
    /// `{category, reason, message}`: somebody asked for it.
    Request {
        /// `User.Request`.
        category: String,
        /// `Process.Failed`.
        reason: String,
        /// For people.
        message: String,
    },
    /// `{id, type, message}`: the person's session with the provider broke off.
    Session {
        /// The provider's id for what happened.
        id: String,
        /// The provider's own word, e.g. `InactiveUser.Aborted`.
        #[serde(rename = "type")]
        kind: String,
        /// For people.
        message: String,
    },
    /// `{type, message}`: something broke.
    Error {
        /// From our closed list, e.g. `upload_failed`, `engine_unavailable`.
        #[serde(rename = "type")]
        kind: String,
        /// For people.
        message: String,
    },
}

impl FailReason {
    /// The reason that `POST …/fail` leaves behind.
    #[must_use]
    pub fn by_request() -> Self {
        Self::Request {
            category: "User.Request".into(),
            reason: "Process.Failed".into(),
            message: "Failed by request.".into(),
        }
    }
}

/// Why a process was rejected or left inconclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusReason {
    /// Always `Document`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `SecurityCheckFailed`, `Security`, `SimilarityLevel`.
    pub category: String,
    /// The check with a capital: `NonExpired`.
    pub sub_category: String,
    /// For people.
    pub message: String,
}

/// What a provider told of a process.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// In the provider's own shape.
    pub provider_specific: ProviderReport,
    /// Why not accepted; empty when it was.
    pub status_reasons: Vec<StatusReason>,
}

/// One shape per provider.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProviderReport {
    /// PictureID.
    PictureId(Box<PictureIdReport>),
    /// VideoID.
    VideoId(Box<VideoIdReport>),
    /// Onfido.
    Onfido(Box<OnfidoReport>),
    /// ReadID.
    ReadId(Box<ReadIdReport>),
    /// Paper.
    Paper(Box<PaperReport>),
    /// FaceTec.
    FaceTec(Box<FaceTecReport>),
    /// WebID.
    WebId(Box<WebIdReport>),
    /// An electronic identity.
    Connect(Box<ConnectReport>),
}

/// PictureID's report: what stands in the document, and how each check went.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PictureIdReport {
    /// The document.
    pub document: PictureIdDocument,
    /// The selfie, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selfie: Option<SelfieReport>,
    /// What the verdict stands on. Ours; the API's contract has no such field.
    pub evidence: Evidence,
}

/// What stands in the document.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the fields of the API by their own names")]
pub struct PictureIdDocument {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_issue: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_expiry: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub non_expiring: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    #[schema(required)]
    pub subject: PictureIdSubject,
    /// By name of the check, e.g. `nonExpired`. A check that could not be made is absent.
    #[schema(required)]
    pub security_checks: BTreeMap<String, SecurityCheck>,
}

/// Whose document it is.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the fields of the API by their own names")]
pub struct PictureIdSubject {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative_primary_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative_secondary_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_of_birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_identification_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<Area>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<Area>,
}

/// One check of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecurityCheck {
    /// For people: `Document not expired`.
    pub name: String,
    /// Whether it passed; absent for a check that answers with a level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// The level, for the check that compares faces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity_level: Option<SimilarityLevel>,
}

/// What was found in the selfie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SelfieReport {
    /// Whether there was exactly one face.
    pub status: SelfieStatus,
    /// Where.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
}

/// Whether a selfie shows exactly one face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum SelfieStatus {
    Undefined,
    Success,
    NoFaceDetected,
    MultipleFacesDetected,
}

/// What a verdict stands on, so that a person can follow it and a later run can repeat it.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// Every check of the process, also those that could not be made.
    pub checks: Vec<CheckEvidence>,
    /// What was found where.
    pub marks: Vec<Mark>,
    /// What a document of its kind shows, each found or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<Feature>,
    /// The models that looked.
    pub models: Vec<ModelVersion>,
    /// The fields that both zones carry, and whether they say the same.
    #[serde(default)]
    #[schema(required)]
    pub fields: Vec<FieldEvidence>,
    /// The rules that judged.
    pub rules: RulesUsed,
}

/// How one check went and why.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckEvidence {
    /// Its key in `securityChecks`.
    pub check: String,
    /// How it went.
    pub outcome: CheckOutcome,
    /// One sentence for the person who asks why.
    pub reason: String,
    /// What was measured, if something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// What it was held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// On which side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum CheckOutcome {
    /// Made, and passed.
    Passed,
    /// Made, and not passed.
    Failed,
    /// Could not be made; absent from `securityChecks`.
    NotMade,
}

/// A field of the visual zone held against the machine-readable zone. It names the field, not what stands in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldEvidence {
    /// For people: `date of birth`.
    pub field: String,
    /// What the comparison came to.
    pub agreement: Agreement,
    /// On which side the visual zone shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
}

/// What a comparison of a field in both zones came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Agreement {
    /// Both show the same value.
    Agrees,
    /// It differs a little, or was not read clearly in every character.
    Doubtful,
    /// A name differs in a letter or two of ten and was read unclearly: no confirmation, and no doubt.
    Nearly,
    /// They show different values, and both were read clearly.
    Contradicts,
    /// The visual zone could not be read, or not clearly enough.
    Unread,
    /// The machine-readable zone does not carry the field.
    NotCarried,
}

/// Something that was found in a picture.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// What: `document`, `mrz`, `face`, `portrait`, `signature`, `surname`, …
    pub label: String,
    /// On which side.
    pub side: Side,
    /// Where.
    pub area: Area,
    /// Of the document itself its corners, clockwise from the one that is top left for a reader. A corner that the
    /// picture cuts off lies beyond its edge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corners: Option<[Corner; 4]>,
}

/// A corner, in pixels of the picture as a viewer shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Corner {
    /// From the left edge.
    pub x: i32,
    /// From the top edge.
    pub y: i32,
}

/// Something that a document of its kind shows, in the API's words for VideoID (`features[]`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Feature {
    /// `Header`, `Photo`, `Signature`, `MRZ`, `Barcode`.
    pub name: String,
    /// Whether it was seen.
    pub found: bool,
    /// Where; absent when it was not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<Area>,
    /// On which side, or on which it was looked for.
    pub side: Side,
}

/// A model and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[expect(missing_docs, reason = "a name and a version")]
pub struct ModelVersion {
    pub name: String,
    pub version: String,
}

macro_rules! redacted {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )*};
}
redacted!(
    Address,
    FinalResult,
    Report,
    ProviderReport,
    PictureIdReport,
    PictureIdDocument,
    PictureIdSubject,
    Evidence,
    CheckEvidence,
    Mark
);
