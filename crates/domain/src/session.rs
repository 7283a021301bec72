use crate::image::Depiction;
use crate::simulation::Play;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a client needs to let a person into a session with a provider. Told once, when the process is made; parts of it are
/// secrets, and none is stored.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SessionAccess {
    /// The token of the provider's SDK.
    pub authorization: Option<String>,
    /// Where that SDK finds its server.
    pub provider_api_url: Option<String>,
    /// A link to the session as a QR code: a PNG file in base64.
    pub base64_qr_code: Option<String>,
    /// The same link.
    pub universal_link: Option<String>,
    /// What FaceTec's SDK is set up with.
    pub facetec: Option<FaceTecKeys>,
    /// Where to send the person's browser.
    pub redirect_url: Option<String>,
}

/// What FaceTec's SDK is set up with.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the API say it")]
pub struct FaceTecKeys {
    pub device_key_identifier: String,
    pub encryption_public_key: String,
    pub mobile_sdk_production_key: String,
}

impl fmt::Debug for SessionAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionAccess([redacted])")
    }
}

impl fmt::Debug for FaceTecKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FaceTecKeys([redacted])")
    }
}

/// What a verification was started with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Start {
    /// VideoID: which registration authority reviews.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_authority: Option<String>,
    /// FaceTec: the picture with which the scanned face is compared, `selfie` or `front`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_depiction: Option<Depiction>,
    /// What the person did in a session that is played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub played: Option<Play>,
}
