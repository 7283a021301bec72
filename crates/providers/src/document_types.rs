use bonafide_documents::catalogue::{self, DocumentType};
use bonafide_domain::Provider as ProviderName;

/// The document types of the catalogue that a provider of this name verifies, wherever it runs: none for those that
/// look at a chip, a face or an account and not at a page.
#[must_use]
pub fn document_types(name: ProviderName) -> Vec<&'static DocumentType> {
    match name {
        ProviderName::SignicatPictureId => catalogue::for_pictureid().collect(),
        ProviderName::SignicatVideoId
        | ProviderName::Eid
        | ProviderName::Onfido
        | ProviderName::SignicatPaper
        | ProviderName::Paper => catalogue::for_outside_providers().collect(),
        _ => Vec::new(),
    }
}
