use crate::client::Environment;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A text that is not a lower-case UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is not an id; ids look like 0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10")]
pub struct InvalidId {
    /// What was given, cut to 64 characters.
    pub given: String,
}

fn parse_uuid(text: &str) -> Result<Uuid, InvalidId> {
    // The hyphenated form only: one id has one spelling, so that it can be compared as text.
    let hyphenated = text.len() == 36;
    match Uuid::try_parse(text) {
        Ok(id) if hyphenated => Ok(id),
        _ => Err(InvalidId {
            given: text.chars().take(64).collect(),
        }),
    }
}

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// From a UUID that the caller drew (version 4).
            #[must_use]
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse_uuid(text).map(Self)
            }
        }
    };
}

typed_id! {
    /// A dossier: the folder of one person.
    DossierId
}
typed_id! {
    /// One verification in a dossier.
    ProcessId
}
typed_id! {
    /// A stored file.
    BlobId
}
typed_id! {
    /// A piece of work in the queue.
    JobId
}
typed_id! {
    /// An event: something that happened and that a client may want to hear of.
    EventId
}
typed_id! {
    /// A client's wish to hear of events at an address.
    SubscriptionId
}
typed_id! {
    /// One event on its way to one address.
    DeliveryId
}

/// The public name of an API client, e.g. `sandbox-acme-1f2e3d4c5b6a7988`. The prefix shows its environment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(String);

impl ClientId {
    /// The world that its prefix shows; what shows none is taken for live.
    #[must_use]
    pub fn environment(&self) -> Environment {
        let sandbox = Environment::Sandbox.prefix();
        match self.0.strip_prefix(sandbox) {
            Some(rest) if rest.starts_with('-') => Environment::Sandbox,
            _ => Environment::Live,
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ClientId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=100).contains(&text.len()) && text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidId {
                given: text.chars().take(64).collect(),
            })
        }
    }
}
