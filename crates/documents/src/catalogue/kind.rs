use serde::{Deserialize, Serialize};

/// The kinds of documents of the Assure API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names say what they are")]
pub enum DocumentKind {
    DriversLicense,
    Passport,
    IdentityCard,
    ResidencePermit,
    WorkPermit,
    VoterId,
    PostalIdCard,
    ProfessionalQualificationCard,
    ProfessionalPermit,
    SocialSecurity,
    PanCard,
    PassportCard,
    StateId,
    Visa,
    AsylumRegistrationCard,
    NationalHealthInsuranceCard,
    AadharCard,
    ImmigrationStatusDocument,
    IndigenousCard,
    MunicipalityIdentityCard,
    PrivateOperatorsCard,
    CertificateOfSponsorship,
    ServiceIdCard,
    TaxId,
}

impl DocumentKind {
    /// All 24.
    pub const ALL: [Self; 24] = [
        Self::DriversLicense,
        Self::Passport,
        Self::IdentityCard,
        Self::ResidencePermit,
        Self::WorkPermit,
        Self::VoterId,
        Self::PostalIdCard,
        Self::ProfessionalQualificationCard,
        Self::ProfessionalPermit,
        Self::SocialSecurity,
        Self::PanCard,
        Self::PassportCard,
        Self::StateId,
        Self::Visa,
        Self::AsylumRegistrationCard,
        Self::NationalHealthInsuranceCard,
        Self::AadharCard,
        Self::ImmigrationStatusDocument,
        Self::IndigenousCard,
        Self::MunicipalityIdentityCard,
        Self::PrivateOperatorsCard,
        Self::CertificateOfSponsorship,
        Self::ServiceIdCard,
        Self::TaxId,
    ];

    /// Its name on the wire, as serde writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DriversLicense => "driversLicense",
            Self::Passport => "passport",
            Self::IdentityCard => "identityCard",
            Self::ResidencePermit => "residencePermit",
            Self::WorkPermit => "workPermit",
            Self::VoterId => "voterId",
            Self::PostalIdCard => "postalIdCard",
            Self::ProfessionalQualificationCard => "professionalQualificationCard",
            Self::ProfessionalPermit => "professionalPermit",
            Self::SocialSecurity => "socialSecurity",
            Self::PanCard => "panCard",
            Self::PassportCard => "passportCard",
            Self::StateId => "stateId",
            Self::Visa => "visa",
            Self::AsylumRegistrationCard => "asylumRegistrationCard",
            Self::NationalHealthInsuranceCard => "nationalHealthInsuranceCard",
            Self::AadharCard => "aadharCard",
            Self::ImmigrationStatusDocument => "immigrationStatusDocument",
            Self::IndigenousCard => "indigenousCard",
            Self::MunicipalityIdentityCard => "municipalityIdentityCard",
            Self::PrivateOperatorsCard => "privateOperatorsCard",
            Self::CertificateOfSponsorship => "certificateOfSponsorship",
            Self::ServiceIdCard => "serviceIdCard",
            Self::TaxId => "taxId",
        }
    }

    /// The kind of this name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl std::fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_and_the_name_agree_for_every_kind() {
        for kind in DocumentKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("a string"), kind.as_str());
            assert_eq!(DocumentKind::from_name(kind.as_str()), Some(kind));
        }
        assert_eq!(DocumentKind::from_name("Passport"), None);
    }
}
