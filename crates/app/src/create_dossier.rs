use crate::{App, AppError, Caller};
use bonafide_domain::Dossier;

/// What a new dossier is made of.
#[derive(Default)]
pub struct CreateDossier {
    /// The customer's own reference.
    pub external_reference: Option<String>,
}

/// Makes a dossier.
///
/// # Errors
/// [`AppError::Invalid`] for an `externalReference` that is too long or has control characters;
/// [`AppError::Unavailable`].
pub async fn create_dossier(
    app: &App,
    caller: &Caller,
    request: CreateDossier,
) -> Result<Dossier, AppError> {
    todo!()
}
