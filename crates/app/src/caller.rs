use bonafide_domain::{ClientId, Environment};
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

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or(())
    }
}

/// The client behind a call, as its token proved. Only [`crate::authenticate`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub(crate) client: ClientId,
    pub(crate) environment: Environment,
}

impl Caller {
    /// Its id: the owner of what it makes.
    #[must_use]
    pub const fn client(&self) -> &ClientId {
        &self.client
    }

    /// The world it lives in.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }
}
