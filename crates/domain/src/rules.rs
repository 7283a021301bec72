//! The rules that an account has for itself, as they are kept and handed on.
//!
//! What a rule means and which values it can have is known where verdicts are made; here are names and values.

use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use utoipa::ToSchema;

/// What a rule is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum RuleValue {
    /// A threshold.
    Number(f64),
    /// A consequence, a level, a switch.
    Word(String),
}

impl fmt::Display for RuleValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl RuleValue {
    /// A number where the text is one, a word otherwise.
    #[must_use]
    pub fn parsed(text: &str) -> Self {
        text.trim().parse().map_or_else(
            |_| Self::Word(text.trim().trim_matches('"').to_owned()),
            Self::Number,
        )
    }
}

/// What an account, or a server for all of its accounts, has set: rule → value. Not yet held against the tables.
///
/// Read from a flat map or from one with sections: `{"nonExpired": {"failed": "none"}}` is `nonExpired.failed`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct AccountRules(BTreeMap<String, RuleValue>);

/// More rules than there are to set.
const MOST_RULES: usize = 200;

impl AccountRules {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets one; an earlier value of the same rule is forgotten.
    pub fn set(&mut self, rule: impl Into<String>, value: RuleValue) {
        self.0.insert(rule.into(), value);
    }

    /// Sets all of these; rules that they do not name stay as they are.
    pub fn set_all(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Every rule that is set, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RuleValue)> {
        self.0.iter().map(|(rule, value)| (rule.as_str(), value))
    }
}

impl<'de> Deserialize<'de> for AccountRules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Entry {
            Number(f64),
            Word(String),
            Section(BTreeMap<String, RuleValue>),
        }
        let mut rules = BTreeMap::new();
        for (name, entry) in BTreeMap::<String, Entry>::deserialize(deserializer)? {
            match entry {
                Entry::Number(number) => {
                    rules.insert(name, RuleValue::Number(number));
                }
                Entry::Word(word) => {
                    rules.insert(name, RuleValue::Word(word));
                }
                Entry::Section(section) => rules.extend(
                    section
                        .into_iter()
                        .map(|(rule, value)| (format!("{name}.{rule}"), value)),
                ),
            }
        }
        if rules.len() > MOST_RULES {
            return Err(serde::de::Error::custom(format_args!(
                "{} rules; there are fewer than {MOST_RULES} to set",
                rules.len()
            )));
        }
        Ok(Self(rules))
    }
}

/// The rules that judged, so that a verdict can be repeated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct RulesUsed {
    /// The version of the tables as they are shipped.
    pub version: String,
    /// Every rule that the server or the account has set to something else.
    pub adjusted: Vec<AdjustedRule>,
}

/// A rule that is not as shipped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AdjustedRule {
    /// Which: `minimum_age`, `nonExpired.failed`.
    pub rule: String,
    /// What it is.
    pub value: RuleValue,
    /// What it is as shipped.
    pub shipped: RuleValue,
    /// Who set it.
    pub by: RuleSetter,
}

/// Who set a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RuleSetter {
    /// The configuration of the server, for all accounts.
    Server,
    /// The account's own rules.
    Account,
}

impl<'de> Deserialize<'de> for RulesUsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            // Reports that were kept before rules could be set.
            Version(String),
            Whole {
                version: String,
                adjusted: Vec<AdjustedRule>,
            },
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::Version(version) => Self {
                version,
                adjusted: Vec::new(),
            },
            Form::Whole { version, adjusted } => Self { version, adjusted },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_flat_or_in_sections_and_kept_flat() {
        let flat = r#"{"minimum_age":21.0,"nonExpired.failed":"none"}"#;
        let sections = r#"{"minimum_age":21,"nonExpired":{"failed":"none"}}"#;
        let rules: AccountRules = serde_json::from_str(sections).unwrap();
        assert_eq!(rules, serde_json::from_str(flat).unwrap());
        assert_eq!(serde_json::to_string(&rules).unwrap(), flat);
    }

    #[test]
    fn evidence_from_before_rules_could_be_set_is_still_read() {
        let used: RulesUsed = serde_json::from_str(r#""pictureid-2026-11.2""#).unwrap();
        assert_eq!(used.version, "pictureid-2026-11.2");
        assert!(used.adjusted.is_empty());
    }
}
