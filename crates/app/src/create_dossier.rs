use crate::{App, AppError, Caller, audit, once, random};
use bonafide_domain::{Dossier, DossierId, ExternalReference};
use bonafide_storage::{Act, Actor, AuditEntry};

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
    once::answered_before(app, caller).await?;
    let external_reference = request
        .external_reference
        .map(ExternalReference::try_from)
        .transpose()
        .map_err(|error| AppError::invalid("externalReference", error.to_string()))?;
    let now = app.now();
    let dossier = Dossier {
        id: DossierId::new(random::uuid(app.random())),
        owner: caller.client().clone(),
        external_reference,
        created_at: now,
        updated_at: now,
    };
    let mut unit = app.storage().begin().await?;
    unit.insert_dossier(&dossier).await?;
    once::keep_answer(app, &mut unit, caller, Some(dossier.id), &dossier).await?;
    unit.append_audit(&AuditEntry {
        dossier: Some(dossier.id),
        ..audit::entry(&dossier.owner, Actor::Client, Act::DossierCreated, now)
    })
    .await?;
    unit.commit().await?;
    Ok(dossier)
}
