//! For how long dossiers and processes are kept after their last change.

use crate::{ProcessType, Provider};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// For so long something is kept after its last change: whole days up to a hundred years, or for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Keep(Option<u32>);

/// A text or a number that is no such time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number of days from 1 to 36500, or 0 or 'forever'")]
pub struct InvalidKeep;

impl Keep {
    const LONGEST: u32 = 36_500;

    /// Never erased by time.
    pub const FOREVER: Self = Self(None);

    /// What was last changed before this moment is over. `None`: nothing ever is.
    #[must_use]
    pub fn over_before(self, now: Timestamp) -> Option<Timestamp> {
        let days = SignedDuration::from_hours(24 * i64::from(self.0?));
        now.checked_sub(days).ok()
    }

    /// Whether what was last changed at `changed` is over.
    #[must_use]
    pub fn is_over(self, changed: Timestamp, now: Timestamp) -> bool {
        self.over_before(now).is_some_and(|before| changed < before)
    }

    fn is_shorter_than(self, other: Self) -> bool {
        match (self.0, other.0) {
            (Some(days), Some(others)) => days < others,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

impl TryFrom<u32> for Keep {
    type Error = InvalidKeep;

    /// Days; 0 for ever.
    fn try_from(days: u32) -> Result<Self, InvalidKeep> {
        match days {
            0 => Ok(Self::FOREVER),
            1..=Self::LONGEST => Ok(Self(Some(days))),
            _ => Err(InvalidKeep),
        }
    }
}

impl From<Keep> for u32 {
    fn from(keep: Keep) -> Self {
        keep.0.unwrap_or(0)
    }
}

impl FromStr for Keep {
    type Err = InvalidKeep;

    fn from_str(text: &str) -> Result<Self, InvalidKeep> {
        match text {
            "forever" => Ok(Self::FOREVER),
            text => text
                .parse::<u32>()
                .map_err(|_| InvalidKeep)
                .and_then(Self::try_from),
        }
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("forever"),
            Some(1) => f.write_str("1 day"),
            Some(days) => write!(f, "{days} days"),
        }
    }
}

/// Which processes are meant: all of a provider, or those of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProcessKind {
    /// Who verifies.
    pub provider: Provider,
    /// Of what type; `None`: any.
    pub process_type: Option<ProcessType>,
}

/// A text that names no kind of process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a provider, such as signicatpictureid, or one with a type, such as signicatpictureid/document"
)]
pub struct InvalidProcessKind;

impl FromStr for ProcessKind {
    type Err = InvalidProcessKind;

    fn from_str(text: &str) -> Result<Self, InvalidProcessKind> {
        let (provider, process_type) = match text.split_once('/') {
            Some((provider, name)) => {
                let name = name.parse().map_err(|_| InvalidProcessKind)?;
                (provider, Some(name))
            }
            None => (text, None),
        };
        Ok(Self {
            provider: provider.parse().map_err(|_| InvalidProcessKind)?,
            process_type,
        })
    }
}

impl fmt::Display for ProcessKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.process_type {
            None => write!(f, "{}", self.provider),
            Some(name) => write!(f, "{}/{}", self.provider, name.as_str()),
        }
    }
}

/// The times that are set: of the server, or of one client over those of the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Of dossiers; `None`: as the server has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossiers: Option<Keep>,
    /// Of kinds of processes, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub processes: BTreeMap<String, Keep>,
}

impl Retention {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.dossiers.is_none() && self.processes.is_empty()
    }

    /// These over those of the server.
    #[must_use]
    pub fn over(&self, server: &Self) -> RetentionPlan {
        let mut processes = server.processes.clone();
        processes.extend(self.processes.clone());
        RetentionPlan {
            dossiers: self
                .dossiers
                .or(server.dossiers)
                .unwrap_or(RetentionPlan::DEFAULT),
            processes,
        }
    }
}

/// What holds for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionPlan {
    /// Of dossiers.
    pub dossiers: Keep,
    /// Of kinds of processes, by their names.
    pub processes: BTreeMap<String, Keep>,
}

impl RetentionPlan {
    /// Where nothing is set: thirty days.
    pub const DEFAULT: Keep = Keep(Some(30));

    /// How long a process is kept: as its type says, or else its provider, or else as its dossier.
    #[must_use]
    pub fn process(&self, provider: Provider, process_type: Option<ProcessType>) -> Keep {
        let provider = provider.canonical();
        let named = |process_type| {
            let kind = ProcessKind {
                provider,
                process_type,
            };
            self.processes.get(&kind.to_string()).copied()
        };
        process_type
            .and_then(|name| named(Some(name)))
            .or_else(|| named(None))
            .unwrap_or(self.dossiers)
    }

    /// The shortest time of a kind of process that is shorter than that of dossiers: what was changed since is not over.
    #[must_use]
    pub fn shortest_of_processes(&self) -> Option<Keep> {
        let shorter = self
            .processes
            .values()
            .copied()
            .filter(|keep| keep.is_shorter_than(self.dossiers));
        shorter.reduce(|one, other| {
            if other.is_shorter_than(one) {
                other
            } else {
                one
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Keep, ProcessKind, Retention, RetentionPlan};
    use crate::{ProcessType, Provider};

    fn days(days: u32) -> Keep {
        Keep::try_from(days).unwrap()
    }

    #[test]
    fn a_client_goes_over_the_server_and_a_type_over_its_provider() {
        let server = Retention {
            dossiers: Some(days(90)),
            processes: [("signicatpictureid".to_owned(), days(20))].into(),
        };
        let mut client = Retention::default();
        assert_eq!(client.over(&server).dossiers, days(90));
        assert_eq!(
            client.over(&Retention::default()).dossiers,
            RetentionPlan::DEFAULT
        );
        client.dossiers = Some(Keep::FOREVER);
        client
            .processes
            .insert("signicatpictureid/document".to_owned(), days(5));
        let plan = client.over(&server);
        let of = |name| plan.process(Provider::SignicatPictureId, name);
        assert_eq!(of(Some(ProcessType::Document)), days(5));
        assert_eq!(of(Some(ProcessType::DocumentSelfie)), days(20));
        assert_eq!(plan.process(Provider::SignicatPaper, None), Keep::FOREVER);
        assert_eq!(plan.shortest_of_processes(), Some(days(5)));
    }

    #[test]
    fn what_is_over_was_changed_before_the_time() {
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        let at = |text: &str| text.parse().unwrap();
        assert!(days(30).is_over(at("2026-01-30T11:59:59Z"), now));
        assert!(!days(30).is_over(at("2026-01-30T12:00:00Z"), now));
        assert!(!Keep::FOREVER.is_over(at("1990-01-30T12:00:00Z"), now));
    }

    #[test]
    fn times_and_kinds_are_read_and_refused() {
        assert_eq!("forever".parse(), Ok(Keep::FOREVER));
        assert_eq!("0".parse(), Ok(Keep::FOREVER));
        assert_eq!("36500".parse(), Ok(days(36_500)));
        for wrong in ["36501", "-1", "1.5", "", "ever"] {
            assert!(wrong.parse::<Keep>().is_err(), "{wrong}");
        }
        for right in ["signicatpictureid", "signicatpictureid/documentSelfie"] {
            assert_eq!(right.parse::<ProcessKind>().unwrap().to_string(), right);
        }
        for wrong in [
            "",
            "nobody",
            "signicatpictureid/",
            "signicatpictureid/selfie",
        ] {
            assert!(wrong.parse::<ProcessKind>().is_err(), "{wrong}");
        }
    }
}
