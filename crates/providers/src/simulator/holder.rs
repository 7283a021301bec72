//! The specimen person, and her document.

use crate::VerificationTask;
use bonafide_domain::{FinalResult, Gender, Provider};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// The person in a simulated session: what the client told of a person, and a specimen where it told nothing.
pub(super) struct Holder {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) date_of_birth: Date,
    pub(super) gender: Gender,
    pub(super) nationality: String,
    pub(super) place_of_birth: String,
    pub(super) address: String,
    pub(super) personal_number: String,
    pub(super) document_type: String,
    pub(super) document_number: String,
    pub(super) issuing_country: String,
    pub(super) issuing_authority: String,
    pub(super) date_of_issue: Date,
    pub(super) date_of_expiry: Date,
}

impl Holder {
    pub(super) fn of(task: &VerificationTask) -> Self {
        let told = task.person.user_data.clone().unwrap_or_default();
        let webid = task.request.parameters.webid.as_ref();
        let user = webid.and_then(|webid| webid.user.clone());
        let user = user.unwrap_or_default();
        let shown = webid.and_then(|webid| webid.id_document.clone());
        let country = task.request.document_country.clone();
        // Any passport: there is no country to take over.
        let country = country.filter(|code| code != "UNIV");
        let nationality = told.nationality.or(country.clone());
        Self {
            first_name: text(user.first_name.or(told.first_name), "ANNA"),
            last_name: text(user.last_name.or(told.last_name), "SPECIMEN"),
            date_of_birth: user
                .date_of_birth
                .and_then(|day| day.parse().ok())
                .or(told.date_of_birth)
                .unwrap_or(date(1990, 1, 31)),
            gender: told.gender.unwrap_or(Gender::F),
            nationality: text(nationality, "NLD"),
            place_of_birth: text(told.place_of_birth, "UTRECHT"),
            address: text(
                told.address.and_then(|address| address.formatted),
                "SPECIMENSTRAAT 1, 1234 AB UTRECHT",
            ),
            personal_number: text(told.personal_identification_number, "999999990"),
            document_type: text(task.request.document_type.clone(), usual_document(task)),
            document_number: text(shown.and_then(|shown| shown.id_number), "SPECI2014"),
            issuing_country: text(country, "NLD"),
            issuing_authority: "BURGEMEESTER VAN SPECIMENDAM".to_owned(),
            // Never expired, whenever it is looked at.
            date_of_issue: task.today.saturating_sub(5.years()),
            date_of_expiry: task.today.saturating_add(5.years()),
        }
    }

    /// What every provider's final result can hold.
    pub(super) fn result(&self) -> FinalResult {
        FinalResult {
            first_name: Some(self.first_name.clone()),
            last_name: Some(self.last_name.clone()),
            date_of_birth: Some(self.date_of_birth),
            gender: Some(self.gender),
            nationality: Some(self.nationality.clone()),
            place_of_birth: Some(self.place_of_birth.clone()),
            document_type: Some(self.document_type.clone()),
            document_number: Some(self.document_number.clone()),
            issuing_country: Some(self.issuing_country.clone()),
            date_of_issue: Some(self.date_of_issue),
            date_of_expiry: Some(self.date_of_expiry),
            personal_identification_number: Some(self.personal_number.clone()),
            ..FinalResult::default()
        }
    }
}

/// Two-sided, so that there is a back to show; a chip is read in a passport.
fn usual_document(task: &VerificationTask) -> &'static str {
    match task.request.provider {
        Provider::ReadId => "passport",
        _ => "identityCard",
    }
}

fn text(told: Option<String>, otherwise: &str) -> String {
    told.filter(|text| !text.is_empty())
        .unwrap_or_else(|| otherwise.to_owned())
}
