use crate::{App, AppError};
use bonafide_domain::{ClientId, DossierId};
use bonafide_providers::Person;

/// What the client told of the person of a dossier. Nothing, where the dossier is gone.
pub(crate) async fn known(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
) -> Result<Person, AppError> {
    let storage = app.storage();
    let found = storage.dossier(owner, dossier).await?;
    let user_data = storage.user_data(owner, dossier).await?;
    Ok(Person {
        user_data: user_data.map(|stored| stored.data),
        external_reference: found.and_then(|dossier| dossier.external_reference),
    })
}
