use std::fmt;
use std::str::FromStr;

/// A client's own name for a configuration: 1 to 100 characters without control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConfigurationId(String);

/// A text that cannot name a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a configuration's id has 1 to 100 characters and no control characters")]
pub struct InvalidConfigurationId;

impl ConfigurationId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConfigurationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ConfigurationId {
    type Err = InvalidConfigurationId;

    fn from_str(text: &str) -> Result<Self, InvalidConfigurationId> {
        let length = text.chars().count();
        if (1..=100).contains(&length) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidConfigurationId)
        }
    }
}
