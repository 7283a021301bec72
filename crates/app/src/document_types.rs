use crate::{App, AppError, Missing};
use bonafide_documents::catalogue::DocumentType;
use bonafide_domain::Provider;

/// The document types that a provider can verify. Empty when it has none.
///
/// # Errors
/// [`AppError::NotFound`] for a provider that nobody knows or that this server does not have.
pub fn document_types(app: &App, provider: &str) -> Result<Vec<&'static DocumentType>, AppError> {
    let provider: Provider = provider
        .parse()
        .map_err(|_| AppError::NotFound(Missing::Provider))?;
    app.provider(provider)
        .map(|provider| provider.document_types())
        .ok_or(AppError::NotFound(Missing::Provider))
}
