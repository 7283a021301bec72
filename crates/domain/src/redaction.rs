use crate::provider::UnknownName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$attribute:meta])* $name:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[expect(missing_docs, reason = "the names of the API say it")]
        pub enum $type { $($(#[$attribute])* $name,)* }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|name| name.as_str() == text)
                    .ok_or_else(|| UnknownName::new(text, Self::ALL.iter().map(|name| name.as_str())))
            }
        }
    };
}

names! {
    /// What can be blackened in a document.
    RedactableField {
        FirstName = "firstName",
        LastName = "lastName",
        FullName = "fullName",
        Gender = "gender",
        Address = "address",
        PersonalIdentificationNumber = "personalIdentificationNumber",
        DocumentNumber = "documentNumber",
        Date = "date",
        DateOfBirth = "dateOfBirth",
        DateOfIssue = "dateOfIssue",
        DateOfExpiry = "dateOfExpiry",
        Photo = "photo",
        Signature = "signature",
        AccessNumber = "accessNumber",
        DrivingPermits = "drivingPermits",
        IssuingAuthority = "issuingAuthority",
        Mrz = "mrz",
        Barcode = "barcode",
    }
}

names! {
    /// How much around a field is blackened, from the field alone to all that could repeat it.
    #[derive(Default)]
    RedactionLevel {
        #[default]
        Standard = "standard",
        Medium = "medium",
        High = "high",
        VeryHigh = "veryHigh",
    }
}

/// What is to be blackened in the pictures of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Redaction {
    /// Which fields; at least one.
    pub fields: BTreeSet<RedactableField>,
    /// How much around them.
    pub level: RedactionLevel,
}
