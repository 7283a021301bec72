use crate::{App, AppError, Missing, audit};
use bonafide_domain::{Client, ClientName};
use bonafide_storage::{Act, Actor};

/// Revokes the client of this name: from now on it gets no token, and those that it holds are refused.
/// Revoking twice changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such client; [`AppError::Unavailable`].
pub async fn revoke_client(app: &App, name: &ClientName) -> Result<Client, AppError> {
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    let client = unit
        .revoke_client(name, now)
        .await?
        .ok_or(AppError::NotFound(Missing::Client))?;
    let entry = audit::entry(&client.id, Actor::Operator, Act::ClientRevoked, now);
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    app.known_clients().forget(&client.id);
    Ok(client)
}
