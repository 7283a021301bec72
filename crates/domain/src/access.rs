//! What a client may do, and for how long a token lets it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// `signicat-api`: everything that the client may do.
    SignicatApi,
    /// `client.assure.api`: the same for Assure, by its older name.
    AssureApi,
    /// `client.capture.api`: hosted pages, by its older name. Opens nothing by itself.
    CaptureApi,
}

/// What an operator lets a client do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// `assure`: call the Assure API.
    Assure,
}

/// A name that is no scope or no permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is not known; known are {known}")]
pub struct UnknownGrant {
    /// What was given, cut to 64 characters.
    pub given: String,
    /// The names that are known.
    pub known: String,
}

macro_rules! named {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownGrant;

            fn from_str(text: &str) -> Result<Self, UnknownGrant> {
                Self::ALL
                    .into_iter()
                    .find(|known| known.as_str() == text)
                    .ok_or_else(|| UnknownGrant {
                        given: text.chars().take(64).collect(),
                        known: Self::ALL.map(Self::as_str).join(", "),
                    })
            }
        }
    };
}
named!(Scope);
named!(Permission);

impl Scope {
    /// Every scope that can be granted.
    pub const ALL: [Self; 3] = [Self::SignicatApi, Self::AssureApi, Self::CaptureApi];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignicatApi => "signicat-api",
            Self::AssureApi => "client.assure.api",
            Self::CaptureApi => "client.capture.api",
        }
    }

    /// True for a scope that opens the Assure API.
    #[must_use]
    pub const fn opens_assure(self) -> bool {
        matches!(self, Self::SignicatApi | Self::AssureApi)
    }
}

impl Permission {
    /// Every permission there is.
    pub const ALL: [Self; 1] = [Self::Assure];

    /// The name on the command line and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assure => "assure",
        }
    }
}

/// For how many seconds an access token is good: 1 to 3600.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenLifetime(u32);

/// A lifetime that no token can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is good for 1 to 3600 seconds")]
pub struct InvalidTokenLifetime;

impl TokenLifetime {
    /// The number of seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl TryFrom<u64> for TokenLifetime {
    type Error = InvalidTokenLifetime;

    fn try_from(seconds: u64) -> Result<Self, InvalidTokenLifetime> {
        match u32::try_from(seconds) {
            Ok(seconds @ 1..=3600) => Ok(Self(seconds)),
            _ => Err(InvalidTokenLifetime),
        }
    }
}

/// What an operator has settled for one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAccess {
    /// For how long its tokens are good; `None`: as the server's setting says.
    pub token_lifetime: Option<TokenLifetime>,
    /// Which scopes it may be granted; `None`: all.
    pub scopes: Option<BTreeSet<Scope>>,
    /// What it may do at all, whatever its token says.
    pub permissions: BTreeSet<Permission>,
}

impl Default for ClientAccess {
    fn default() -> Self {
        Self {
            token_lifetime: None,
            scopes: None,
            permissions: Permission::ALL.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, TokenLifetime};

    #[test]
    fn a_token_is_good_for_a_second_to_an_hour() {
        for (seconds, good) in [
            (0, false),
            (1, true),
            (3600, true),
            (3601, false),
            (u64::MAX, false),
        ] {
            assert_eq!(TokenLifetime::try_from(seconds).is_ok(), good, "{seconds}");
        }
    }

    #[test]
    fn a_scope_that_is_not_known_is_told_what_is() {
        let unknown = "everything".parse::<Scope>().unwrap_err().to_string();
        assert!(unknown.ends_with("signicat-api, client.assure.api, client.capture.api"));
    }
}
