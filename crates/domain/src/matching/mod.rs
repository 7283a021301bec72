mod compare;

pub use compare::{Comparison, compare};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Fields of one that a client may compare at once.
const MOST_FIELDS: usize = 50;

/// How a value is made alike before it is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Normalization {
    /// As it is.
    None,
    /// In capitals.
    Upper,
    /// Without marks on letters, and nothing but letters, digits and single spaces.
    Clean,
    /// Both.
    #[default]
    CleanUpper,
    /// The first letter of each word, in capitals.
    InitialsUpper,
    /// The digits alone.
    Numeric,
}

/// How alike two values are is measured by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Algorithm {
    /// By the letters that have to be changed.
    #[default]
    Levenshtein,
    /// The same, whatever the order of the words.
    Fuzzy,
}

/// Two fields that are to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchingField {
    /// The client's name for the comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$"
    )]
    pub id: Option<String>,
    /// The field of the source.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
        example = "firstName"
    )]
    pub source_field: String,
    /// The field of the target.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
        example = "firstName"
    )]
    pub target_field: String,
    /// How both are made alike.
    #[serde(default, deserialize_with = "null_is_default")]
    #[schema(value_type = Option<Normalization>)]
    pub normalization: Normalization,
    /// What measures how alike they are.
    #[serde(default, deserialize_with = "null_is_default")]
    #[schema(value_type = Option<Algorithm>)]
    pub algorithm: Algorithm,
}

/// Clients write whole objects, with `null` for what they leave to us.
fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Which fields are compared, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MatchingConfiguration {
    /// In the order in which they are compared.
    #[schema(min_items = 1, max_items = 50)]
    pub fields: Vec<MatchingField>,
}

/// A configuration that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct InvalidMatching {
    /// A sentence for the caller, with the field in it.
    pub problem: String,
}

impl MatchingConfiguration {
    /// Checks it.
    ///
    /// # Errors
    /// [`InvalidMatching`] names what cannot be used.
    pub fn checked(self) -> Result<Self, InvalidMatching> {
        let invalid = |problem: String| Err(InvalidMatching { problem });
        if self.fields.is_empty() || self.fields.len() > MOST_FIELDS {
            return invalid(format!("fields: give 1 to {MOST_FIELDS} of them."));
        }
        let mut names = BTreeSet::new();
        for (place, field) in self.fields.iter().enumerate() {
            // The answer holds them by these names.
            if !names.insert(field.id.as_deref().unwrap_or(&field.source_field)) {
                return invalid(format!(
                    "fields[{place}]: another field has the same name; give each an id of its own."
                ));
            }
            let named = |text: &str| {
                (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control)
            };
            for (name, text) in [
                ("sourceField", field.source_field.as_str()),
                ("targetField", field.target_field.as_str()),
                ("id", field.id.as_deref().unwrap_or("-")),
            ] {
                if !named(text) {
                    return invalid(format!(
                        "fields[{place}].{name} has 1 to 100 characters and no control characters."
                    ));
                }
            }
        }
        Ok(self)
    }
}
