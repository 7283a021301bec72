use crate::{App, AppError, Missing};
use bonafide_documents::catalogue::DocumentType;
use bonafide_domain::{Environment, Provider};

/// The document types that a provider of this name can verify, the same for every caller. Empty when it has none.
///
/// # Errors
/// [`AppError::NotFound`] for a provider that the API does not have.
pub fn document_types(app: &App, provider: &str) -> Result<Vec<&'static DocumentType>, AppError> {
    let provider: Provider = provider
        .parse()
        .map_err(|_| AppError::NotFound(Missing::Provider))?;
    Ok(match app.provider(provider, Environment::Live) {
        Some(here) => here.document_types(),
        None => bonafide_providers::document_types(provider),
    })
}
