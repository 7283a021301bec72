use crate::{App, AppError, Missing, audit};
use bonafide_domain::{Client, ClientAccess};
use bonafide_storage::{Act, Actor};

/// The client of this id or name.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such client; [`AppError::Unavailable`].
pub async fn find_client(app: &App, id_or_name: &str) -> Result<Client, AppError> {
    app.storage()
        .clients()
        .await?
        .into_iter()
        .find(|client| client.id.as_str() == id_or_name || client.name.as_str() == id_or_name)
        .ok_or(AppError::NotFound(Missing::Client))
}

/// Settles what a client may do and for how long its tokens are good, in place of what was settled before. Permissions
/// hold from now on, also for tokens that it holds; scopes and the lifetime for those that it is given from now on.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such client; [`AppError::Unavailable`].
pub async fn set_client_access(
    app: &App,
    id_or_name: &str,
    access: ClientAccess,
) -> Result<Client, AppError> {
    let client = find_client(app, id_or_name).await?;
    let mut unit = app.storage().begin().await?;
    unit.set_client_access(&client.id, &access).await?;
    let act = Act::ClientAccessChanged;
    unit.append_audit(&audit::entry(&client.id, Actor::Operator, act, app.now()))
        .await?;
    unit.commit().await?;
    app.known_clients().forget(&client.id);
    Ok(Client { access, ..client })
}
