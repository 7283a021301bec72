use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Who verifies. The names are those of the Assure API; an older name is answered as it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// Documents, and a selfie against the document, by our own engine.
    SignicatPictureId,
    /// A video of the person and the document.
    SignicatVideoId,
    /// The older name of `signicatvideoid`.
    Eid,
    /// Onfido.
    Onfido,
    /// ReadID: the chip of the document.
    ReadId,
    /// Signicat Paper.
    SignicatPaper,
    /// The older name of `signicatpaper`.
    Paper,
    /// FaceTec.
    FaceTec,
    /// WebID.
    WebId,
    /// An electronic identity: `connect:idin`.
    Connect(IdMethod),
}

/// The method of an electronic identity with the provider's name before it: `connect:` and 1 to 32 of `a-z`, `0-9`, `-`
/// and `_`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct IdMethod {
    name: [u8; IdMethod::PREFIX.len() + IdMethod::LONGEST],
    length: u8,
}

impl IdMethod {
    /// What a provider's name begins with that is one of these.
    pub const PREFIX: &'static str = "connect:";
    const LONGEST: usize = 32;

    /// The whole name: `connect:idin`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let name = &self.name[..usize::from(self.length)];
        // It was made of ASCII.
        std::str::from_utf8(name).unwrap_or(Self::PREFIX)
    }

    /// The method alone: `idin`.
    #[must_use]
    pub fn method(&self) -> &str {
        self.as_str().strip_prefix(Self::PREFIX).unwrap_or_default()
    }

    fn of_name(text: &str) -> Option<Self> {
        let method = text.strip_prefix(Self::PREFIX)?;
        let plain = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        if !(1..=Self::LONGEST).contains(&method.len()) || !method.bytes().all(plain) {
            return None;
        }
        let mut name = [0; Self::PREFIX.len() + Self::LONGEST];
        name[..text.len()].copy_from_slice(text.as_bytes());
        Some(Self {
            name,
            length: u8::try_from(text.len()).ok()?,
        })
    }
}

impl fmt::Debug for IdMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.method())
    }
}

/// A name that is none of those known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is not one of {known}")]
pub struct UnknownName {
    /// What was given, cut to 64 characters.
    pub given: String,
    /// What would have been understood.
    pub known: String,
}

impl UnknownName {
    /// Of what was given, and of what would have been understood.
    #[must_use]
    pub fn new(given: &str, known: impl IntoIterator<Item = &'static str>) -> Self {
        Self {
            given: given.chars().take(64).collect(),
            known: known.into_iter().collect::<Vec<_>>().join(", "),
        }
    }
}

impl Provider {
    /// Every provider of the contract that is not an electronic identity.
    pub const ALL: [Self; 9] = [
        Self::SignicatPictureId,
        Self::SignicatVideoId,
        Self::Eid,
        Self::Onfido,
        Self::ReadId,
        Self::SignicatPaper,
        Self::Paper,
        Self::FaceTec,
        Self::WebId,
    ];

    /// Their names.
    pub const NAMES: [&'static str; 9] = {
        let mut names = [""; 9];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].fixed_name();
            at += 1;
        }
        names
    };

    const fn fixed_name(self) -> &'static str {
        match self {
            Self::SignicatPictureId => "signicatpictureid",
            Self::SignicatVideoId => "signicatvideoid",
            Self::Eid => "eid",
            Self::Onfido => "onfido",
            Self::ReadId => "readid",
            Self::SignicatPaper => "signicatpaper",
            Self::Paper => "paper",
            Self::FaceTec => "facetec",
            Self::WebId => "webid",
            Self::Connect(_) => IdMethod::PREFIX,
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Connect(method) => method.as_str(),
            fixed => fixed.fixed_name(),
        }
    }

    /// The same provider by its newer name.
    #[must_use]
    pub const fn canonical(self) -> Self {
        match self {
            Self::Eid => Self::SignicatVideoId,
            Self::Paper => Self::SignicatPaper,
            newer => newer,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Provider {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        if let Some(method) = IdMethod::of_name(text) {
            return Ok(Self::Connect(method));
        }
        Self::ALL
            .into_iter()
            .find(|provider| provider.as_str() == text)
            .ok_or_else(|| {
                UnknownName::new(text, Self::NAMES.into_iter().chain(["connect:<idmethod>"]))
            })
    }
}

impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Provider {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

/// What a process of a provider looks at, or how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProcessType {
    /// A document.
    Document,
    /// A document and a selfie.
    DocumentSelfie,
    /// A document and a video of the person.
    DocumentVideo,
    /// A video, judged by itself, with a doubt where one is left.
    Substantial,
    /// A video, judged by itself, without a doubt.
    SubstantialFullyAuto,
    /// A video that an agent reviews.
    High,
    /// The older name of `high`.
    Unattended,
    /// A live talk with an agent; older.
    Attended,
    /// A video for which an agent is called in; older.
    Hybrid,
    /// ReadID in the client's own app.
    Sdk,
    /// ReadID in the app of ReadID.
    Ready,
    /// WebID by an account.
    #[serde(rename = "accountid")]
    AccountId,
    /// WebID by a live video call.
    #[serde(rename = "videoid")]
    VideoId,
}

impl ProcessType {
    /// Every type that can be asked for.
    pub const ALL: [Self; 13] = [
        Self::Document,
        Self::DocumentSelfie,
        Self::DocumentVideo,
        Self::Substantial,
        Self::SubstantialFullyAuto,
        Self::High,
        Self::Unattended,
        Self::Attended,
        Self::Hybrid,
        Self::Sdk,
        Self::Ready,
        Self::AccountId,
        Self::VideoId,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::DocumentSelfie => "documentSelfie",
            Self::DocumentVideo => "documentVideo",
            Self::Substantial => "substantial",
            Self::SubstantialFullyAuto => "substantialFullyAuto",
            Self::High => "high",
            Self::Unattended => "unattended",
            Self::Attended => "attended",
            Self::Hybrid => "hybrid",
            Self::Sdk => "sdk",
            Self::Ready => "ready",
            Self::AccountId => "accountid",
            Self::VideoId => "videoid",
        }
    }

    /// The types that a provider has, its default first; none for a provider that has no types.
    ///
    /// Rule source: section "process types per provider" of the Assure API. WebID has no default: its live call is taken.
    #[must_use]
    pub const fn of(provider: Provider) -> &'static [Self] {
        match provider {
            Provider::SignicatPictureId => &[Self::DocumentSelfie, Self::Document],
            Provider::SignicatVideoId => &[
                Self::High,
                Self::Substantial,
                Self::SubstantialFullyAuto,
                Self::Unattended,
                Self::Attended,
                Self::Hybrid,
            ],
            Provider::Eid => &[
                Self::Unattended,
                Self::Attended,
                Self::Substantial,
                Self::SubstantialFullyAuto,
                Self::High,
                Self::Hybrid,
            ],
            Provider::Onfido => &[Self::DocumentSelfie, Self::Document, Self::DocumentVideo],
            Provider::ReadId => &[Self::Sdk, Self::Ready],
            Provider::WebId => &[Self::VideoId, Self::AccountId],
            Provider::SignicatPaper
            | Provider::Paper
            | Provider::FaceTec
            | Provider::Connect(_) => &[],
        }
    }

    /// Whether an agent decides.
    #[must_use]
    pub const fn is_reviewed(self) -> bool {
        matches!(
            self,
            Self::High | Self::Unattended | Self::Attended | Self::Hybrid
        )
    }
}

impl fmt::Display for ProcessType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProcessType {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for provider in Provider::ALL {
            assert_eq!(provider.as_str().parse(), Ok(provider));
            let json = serde_json::to_string(&provider).unwrap();
            assert_eq!(json, format!("\"{provider}\""));
            assert_eq!(serde_json::from_str::<Provider>(&json).unwrap(), provider);
        }
        for kind in ProcessType::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(
                serde_json::to_string(&kind).unwrap(),
                format!("\"{kind}\""),
                "serde and the name agree"
            );
        }
    }

    #[test]
    fn a_method_of_an_electronic_identity_is_kept_as_it_was_asked_for() {
        let idin: Provider = "connect:idin".parse().unwrap();
        assert_eq!(idin.as_str(), "connect:idin");
        let longest = format!("connect:{}", "a".repeat(32));
        assert_eq!(longest.parse::<Provider>().unwrap().as_str(), longest);
        for wrong in [
            "connect",
            "connect:",
            "connect:Idin",
            "connect:i din",
            "connect:é",
            "Connect:idin",
            "connect:idin:two",
            &format!("{longest}a"),
        ] {
            assert!(wrong.parse::<Provider>().is_err(), "{wrong}");
        }
    }
}
