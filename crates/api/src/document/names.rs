//! Names and forms of texts on the wire, where the code has them in tables or as texts.

use super::capture_configuration;
use bonafide_app::{DataNode, RedactionDocument};
use bonafide_domain::{ProcessType, Provider, Status};
use serde_json::{Value, json};
use std::borrow::Cow;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Types that exist in the document alone. They stand in it under their name until `schemas` writes them out:
/// utoipa's own types cannot hold every schema.
macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident => $schema:expr;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                Schema::default().into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )*

        /// Each by its name.
        pub(super) fn written_out() -> Vec<(&'static str, Value)> {
            vec![$((stringify!($name), $schema)),*]
        }
    };
}

fn one_of(description: &str, words: &[&str]) -> Value {
    json!({"type": "string", "description": description, "enum": words})
}

shapes! {
    /// The id of a dossier or a process.
    Id => json!({"type": "string", "format": "uuid"});
    /// Where something is.
    Link => json!({"type": "string", "format": "uri"});
    /// A provider.
    ProviderName => json!({
        "type": "string",
        "description": "A provider. `signicatpictureid` is this server's own engine.",
        "pattern": format!("^({}|connect:[a-z0-9_-]{{1,32}})$", Provider::NAMES.join("|")),
    });
    /// A kind of process.
    ProcessTypeName => one_of(
        "What a process looks at. `unattended`, `attended` and `hybrid` are older names that clients of `eid` still send.",
        &ProcessType::ALL.map(ProcessType::as_str),
    );
    /// A set of data that can be matched.
    DataNodeName => one_of("A set of data.", &DataNode::ALL.map(DataNode::as_str));
    /// A kind of document: those of the 24 that document types can have.
    DocumentKindName => one_of("A kind of document.", &DOCUMENT_KINDS);
    /// A kind of document that a list of document types can have.
    ListedKindName => one_of("A kind of document.", &LISTED_KINDS);
    /// The format of a machine-readable zone.
    IcaoFormat => one_of("The format of a machine-readable zone (ICAO 9303).", &["TD1", "TD2", "TD3"]);
    /// The order of a list.
    OrderName => one_of("An order.", &["createdAtDescending", "createdAtAscending"]);
    /// Whose fault an error is.
    ProblemType => one_of("Whose fault it is.", &["base:client-problem", "base:server-problem"]);
    /// A code of RFC 6749, 5.2; the last two are those of its 4.1.2.1.
    TokenErrorCode => one_of(
        "A code of RFC 6749.",
        &[
            "invalid_request",
            "invalid_client",
            "unsupported_grant_type",
            "invalid_scope",
            "temporarily_unavailable",
            "server_error",
        ],
    );
    /// What a token is asked for by.
    GrantType => json!({"type": "string", "enum": ["client_credentials"]});
    /// Statuses, each once.
    StatusSet => json!({
        "type": "array",
        "uniqueItems": true,
        "items": {"type": "string", "enum": Status::ALL.map(Status::as_str)},
    });
    /// A day; an empty text takes it away.
    DayOrNothing => json!({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "maxLength": 0}]});
    /// A tag of the events of a process.
    EventTag => json!({"type": "string", "maxLength": 200, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"});
    /// How hosted pages look and behave.
    CaptureConfiguration => capture_configuration::schema();
    /// Whose pages a person sees.
    SdkName => one_of("Whose pages a person sees.", &["native", "capture"]);
    /// A document whose pictures can be redacted.
    RedactedDocument => one_of(
        "A document whose pictures can be redacted.",
        &RedactionDocument::ALL.map(RedactionDocument::name),
    );
    /// A country whose documents can be redacted.
    RedactedCountry => one_of("A country whose documents can be redacted.", &["NLD"]);
    /// What can be taken away.
    RedactedField => one_of("What can be taken away.", &["personalIdentificationNumber", "photo"]);
    /// A stored picture that can have a watermark.
    EditedDepiction => one_of("A stored picture.", &["front", "selfie"]);
    /// A picture in a text (RFC 2397).
    DataUrl => json!({
        "type": "string",
        "description": "A JPEG or PNG picture: `data:image/jpeg;base64,…`",
        "pattern": "^data:image/(jpeg|png);base64,([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?$",
        "minLength": 26,
    });
}

const DOCUMENT_KINDS: [&str; 24] = [
    "driversLicense",
    "passport",
    "identityCard",
    "residencePermit",
    "workPermit",
    "voterId",
    "postalIdCard",
    "professionalQualificationCard",
    "professionalPermit",
    "socialSecurity",
    "panCard",
    "passportCard",
    "stateId",
    "visa",
    "asylumRegistrationCard",
    "nationalHealthInsuranceCard",
    "aadharCard",
    "immigrationStatusDocument",
    "indigenousCard",
    "municipalityIdentityCard",
    "privateOperatorsCard",
    "certificateOfSponsorship",
    "serviceIdCard",
    "taxId",
];

/// Those that the contract has in lists of document types.
const LISTED_KINDS: [&str; 16] = [
    "driversLicense",
    "passport",
    "identityCard",
    "residencePermit",
    "workPermit",
    "voterId",
    "postalIdCard",
    "professionalQualificationCard",
    "socialSecurity",
    "panCard",
    "passportCard",
    "stateId",
    "visa",
    "asylumRegistrationCard",
    "nationalHealthInsuranceCard",
    "aadharCard",
];
