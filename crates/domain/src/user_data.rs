use crate::result::Gender;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// What a client knows about the person of a dossier, to be compared with what a verification finds.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the fields of the API by their own names")]
pub struct UserData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// ISO 3166 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_identification_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_of_birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<PostalAddress>,
}

/// Where somebody lives.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the fields of the API by their own names")]
pub struct PostalAddress {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 512)]
    pub formatted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 512, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub street_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 512, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub house_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 512, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub locality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 512, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 512, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub postal_code: Option<String>,
    /// ISO 3166 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^([A-Z]{3})?$")]
    pub country: Option<String>,
}

/// What is to become of user data, as the client spelled it: an absent field stays as it is, an empty one goes.
#[derive(Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of the API by their own names")]
pub struct UserDataChange {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub gender: Option<String>,
    pub nationality: Option<String>,
    pub date_of_birth: Option<String>,
    pub personal_identification_number: Option<String>,
    pub place_of_birth: Option<String>,
    pub mobile: Option<String>,
    pub email: Option<String>,
    pub address: Option<PostalAddress>,
}

/// A field that cannot be what it was given as. Its value is in no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct InvalidUserData {
    /// The field as the API spells it.
    pub field: &'static str,
    /// What it has to be.
    pub problem: &'static str,
}

macro_rules! redacted {
    ($($type:ty),*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("[redacted]")
            }
        }
    )*};
}
redacted!(UserData, PostalAddress, UserDataChange);

const NAME: &str = "it must be at most 64 characters without control characters";
const TEXT: &str = "it must be at most 256 characters without control characters";
const COUNTRY: &str = "it must be a country as three capital letters (ISO 3166 alpha-3)";

impl UserData {
    /// These data after a change.
    ///
    /// # Errors
    /// [`InvalidUserData`] names the first field that cannot be taken.
    pub fn changed_by(self, change: UserDataChange) -> Result<Self, InvalidUserData> {
        let gender = |text: String| match text.as_str() {
            "F" => Some(Gender::F),
            "M" => Some(Gender::M),
            _ => None,
        };
        // `2026-1-2` and times of day are other formats than the one that is promised.
        let date = |text: String| text.parse().ok().filter(|_| text.len() == 10);
        Ok(Self {
            first_name: becomes(
                "firstName",
                NAME,
                self.first_name,
                change.first_name,
                at_most::<64>,
            )?,
            last_name: becomes(
                "lastName",
                NAME,
                self.last_name,
                change.last_name,
                at_most::<64>,
            )?,
            gender: becomes(
                "gender",
                "it must be M or F",
                self.gender,
                change.gender,
                gender,
            )?,
            nationality: becomes(
                "nationality",
                COUNTRY,
                self.nationality,
                change.nationality,
                country,
            )?,
            date_of_birth: becomes(
                "dateOfBirth",
                "it must be a day of the calendar as YYYY-MM-DD",
                self.date_of_birth,
                change.date_of_birth,
                date,
            )?,
            personal_identification_number: becomes(
                "personalIdentificationNumber",
                TEXT,
                self.personal_identification_number,
                change.personal_identification_number,
                at_most::<256>,
            )?,
            place_of_birth: becomes(
                "placeOfBirth",
                TEXT,
                self.place_of_birth,
                change.place_of_birth,
                at_most::<256>,
            )?,
            mobile: becomes("mobile", TEXT, self.mobile, change.mobile, at_most::<256>)?,
            email: becomes("email", TEXT, self.email, change.email, at_most::<256>)?,
            address: match change.address {
                Some(change) => self.address.unwrap_or_default().changed_by(change)?,
                None => self.address,
            },
        })
    }
}

impl PostalAddress {
    /// `None` when nothing is left of it.
    fn changed_by(self, change: Self) -> Result<Option<Self>, InvalidUserData> {
        const LINE: &str = "it must be at most 512 characters without control characters";
        let line = |field, old, new| becomes(field, LINE, old, new, at_most::<512>);
        let address = Self {
            formatted: becomes(
                "address.formatted",
                LINE,
                self.formatted,
                change.formatted,
                |text: String| (text.chars().count() <= 512).then_some(text),
            )?,
            street_address: line(
                "address.streetAddress",
                self.street_address,
                change.street_address,
            )?,
            house_number: line(
                "address.houseNumber",
                self.house_number,
                change.house_number,
            )?,
            locality: line("address.locality", self.locality, change.locality)?,
            region: line("address.region", self.region, change.region)?,
            postal_code: line("address.postalCode", self.postal_code, change.postal_code)?,
            country: becomes(
                "address.country",
                COUNTRY,
                self.country,
                change.country,
                country,
            )?,
        };
        Ok((address != Self::default()).then_some(address))
    }
}

/// A field after a change: as it was where nothing is said, gone where an empty text is.
fn becomes<T>(
    field: &'static str,
    problem: &'static str,
    old: Option<T>,
    new: Option<String>,
    read: impl Fn(String) -> Option<T>,
) -> Result<Option<T>, InvalidUserData> {
    match new {
        None => Ok(old),
        Some(text) if text.is_empty() => Ok(None),
        Some(text) => read(text)
            .map(Some)
            .ok_or(InvalidUserData { field, problem }),
    }
}

fn at_most<const N: usize>(text: String) -> Option<String> {
    (text.chars().count() <= N && !text.chars().any(char::is_control)).then_some(text)
}

fn country(text: String) -> Option<String> {
    (text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(text: &str) -> UserDataChange {
        UserDataChange {
            first_name: Some(text.to_owned()),
            ..UserDataChange::default()
        }
    }

    #[test]
    fn a_field_is_added_changed_left_and_taken_away() {
        let data = UserData::default()
            .changed_by(change("Anna"))
            .expect("a name");
        assert_eq!(data.first_name.as_deref(), Some("Anna"));
        let other = UserDataChange {
            gender: Some("F".to_owned()),
            ..UserDataChange::default()
        };
        let data = data.changed_by(other).expect("a gender");
        assert_eq!(
            (data.first_name.as_deref(), data.gender),
            (Some("Anna"), Some(Gender::F))
        );
        let data = data.changed_by(change("")).expect("nothing");
        assert_eq!((data.first_name, data.gender), (None, Some(Gender::F)));
    }

    #[test]
    fn what_cannot_be_taken_is_named_and_not_repeated() {
        let day = |text: &str| UserDataChange {
            date_of_birth: Some(text.to_owned()),
            ..UserDataChange::default()
        };
        let living = |country: &str| UserDataChange {
            address: Some(PostalAddress {
                country: Some(country.to_owned()),
                ..PostalAddress::default()
            }),
            ..UserDataChange::default()
        };
        for (given, field) in [
            (change(&"x".repeat(65)), "firstName"),
            (change("a\nb"), "firstName"),
            (day("1990-02-30"), "dateOfBirth"),
            (day("1990-01-31T00:00"), "dateOfBirth"),
            (living("nl"), "address.country"),
        ] {
            let refused = UserData::default().changed_by(given).expect_err(field);
            assert_eq!(refused.field, field);
        }
        assert!(
            UserData::default()
                .changed_by(change(&"é".repeat(64)))
                .is_ok()
        );
    }

    #[test]
    fn an_address_of_which_nothing_is_left_is_no_address() {
        let place = |text: &str| UserDataChange {
            address: Some(PostalAddress {
                locality: Some(text.to_owned()),
                ..PostalAddress::default()
            }),
            ..UserDataChange::default()
        };
        let data = UserData::default()
            .changed_by(place("Utopia"))
            .expect("a place");
        assert!(data.address.is_some());
        assert_eq!(data.changed_by(place("")).expect("none").address, None);
    }
}
