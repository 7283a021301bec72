//! What providers tell, each in its own shape (`providerSpecific` of Get process). Our own engine's is in `result`.
//!
//! Rule source: the schemas of the Assure API. Everything is optional there: a provider tells what it found.

mod connect;
mod facetec;
mod onfido;
mod paper;
mod readid;
mod videoid;
mod webid;

pub use connect::ConnectReport;
pub use facetec::{
    FaceScanChecks, FaceTecAttempt, FaceTecLiveness, FaceTecMatching, FaceTecReport,
};
pub use onfido::{OnfidoDocument, OnfidoFace, OnfidoReport, PassengerVehicle, VehicleClassDetail};
pub use paper::{PaperFields, PaperReport, PaperVerification, RedactionResult};
pub use readid::{ConsolidatedIdentityData, DocumentContent, IproovSession, ReadIdReport};
pub use videoid::{ManualApproval, Ocr, RejectionReason, Valid, VideoIdFeature, VideoIdReport};
pub use webid::{
    BankAccount, ProductInfos, WebIdIdentResponse, WebIdIdentifiedDocument, WebIdIdentifiedUser,
    WebIdReport,
};

/// Shapes with nothing but optional fields, which print nothing of what they hold.
macro_rules! told {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase", default)]
        #[expect(missing_docs, reason = "the fields of the API by their own names")]
        pub struct $name {
            $($(#[$attribute])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )*};
}
pub(crate) use told;
