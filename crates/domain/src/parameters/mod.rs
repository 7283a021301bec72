//! What a provider has to be told besides the document: `processParameters` of Create process.
//!
//! The shapes are read as they come; [`ProcessParameters::check`] then names the first field that cannot be taken.

mod check;
mod webid;

pub use check::InvalidParameter;
pub use webid::{
    WebIdAddress, WebIdContact, WebIdFile, WebIdIdDocument, WebIdParameters, WebIdUser,
    WebIdUserActions,
};

use crate::provider::Provider;
use check::{Field, required, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `processParameters`, each part for the providers that know it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ProcessParameters {
    /// Onfido's JavaScript SDK: a pattern of the pages that it is used on, such as `https://*.example.com/*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// Onfido's mobile SDK: the bundle or application id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile_app_id: Option<String>,
    /// Onfido, for pictures that are uploaded: where the person is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Onfido: what the person agreed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consents: Option<Consents>,
    /// Onfido: whether all that stands in a driving licence is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_extra_data_from_driving_license: Option<bool>,
    /// WebID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webid: Option<Box<WebIdParameters>>,
}

/// Where a person is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Location {
    /// IPv4 or IPv6.
    #[schema(required, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// ISO 3166 alpha-3.
    #[schema(required, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_of_residence: Option<String>,
}

/// What a person agreed to.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Consents {
    /// To the provider's privacy notice. `false` keeps a verification from starting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy: Option<bool>,
}

macro_rules! redacted {
    ($($type:ident),*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($type), "([redacted])"))
            }
        }
    )*};
}
redacted!(ProcessParameters, Location, Consents);

const PATTERN: &str = "a pattern of URLs such as https://*.example.com/*";
const APP_ID: &str =
    "the bundle or application id of the app, of at most 256 characters without spaces";
const IP_ADDRESS: &str = "an IPv4 or IPv6 address";
const COUNTRY: &str = "a country as three capital letters (ISO 3166 alpha-3)";

impl ProcessParameters {
    /// Holds every part that is given against its rules, for this provider: what it does not know is let be.
    ///
    /// # Errors
    /// [`InvalidParameter`] names the first field that cannot be taken, by its path.
    pub fn check(&self, provider: Provider) -> Result<(), InvalidParameter> {
        match provider {
            Provider::Onfido => self.check_for_onfido(),
            Provider::WebId => match &self.webid {
                Some(webid) => webid.check(),
                None => Err(InvalidParameter::missing("processParameters.webid")),
            },
            _ => Ok(()),
        }
    }

    /// What this provider knows of it; the rest is forgotten.
    #[must_use]
    pub fn of(self, provider: Provider) -> Self {
        match provider {
            Provider::Onfido => Self {
                webid: None,
                ..self
            },
            Provider::WebId => Self {
                webid: self.webid,
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// Whether nothing is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn check_for_onfido(&self) -> Result<(), InvalidParameter> {
        if let Some(referrer) = &self.referrer {
            Field("processParameters.referrer", PATTERN).holds(is_pattern(referrer))?;
        }
        if let Some(id) = &self.mobile_app_id {
            let plain = !id.chars().any(|c| c.is_whitespace() || c.is_control());
            let fits = (1..=256).contains(&id.chars().count()) && plain;
            Field("processParameters.mobileAppId", APP_ID).holds(fits)?;
        }
        let Some(location) = &self.location else {
            return Ok(());
        };
        let address = Field("processParameters.location.ipAddress", IP_ADDRESS);
        let given = required(&address, location.ip_address.as_deref())?;
        address.holds(given.parse::<std::net::IpAddr>().is_ok())?;
        let country = Field("processParameters.location.countryOfResidence", COUNTRY);
        let given = required(&country, location.country_of_residence.as_deref())?;
        country.holds(given.len() == 3 && given.bytes().all(|c| c.is_ascii_uppercase()))
    }
}

/// `*://*/*`, `https://*.example.com/*`, `https://example.com/page`.
fn is_pattern(pattern: &str) -> bool {
    let host = ["https://", "http://", "*://"]
        .iter()
        .find_map(|scheme| pattern.strip_prefix(scheme))
        .map(|rest| rest.split('/').next().unwrap_or_default());
    text::<2048>(pattern)
        && !pattern.contains(char::is_whitespace)
        && host.is_some_and(|host| !host.is_empty())
}
