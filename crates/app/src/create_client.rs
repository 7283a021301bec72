use crate::{App, AppError, ClientSecret, audit, hexadecimal};
use bonafide_domain::{Client, ClientAccess, ClientId, ClientName, Environment};
use bonafide_storage::{Act, Actor, SecretHash, StorageError};

/// A client with its secret, which nobody can show again.
#[derive(Debug)]
pub struct NewClient {
    /// The client.
    pub client: Client,
    /// Its secret.
    pub secret: ClientSecret,
}

/// Makes an API client: `{live|sandbox}-{name}-{16 hex digits}` and a secret.
///
/// # Errors
/// [`AppError::Invalid`] when the name is taken, also by a revoked client; [`AppError::Unavailable`].
pub async fn create_client(
    app: &App,
    name: ClientName,
    environment: Environment,
) -> Result<NewClient, AppError> {
    let now = app.now();
    let secret = ClientSecret::draw(app.random());
    let client = Client {
        id: draw_id(app, &name, environment),
        name,
        environment,
        created_at: now,
        revoked_at: None,
        access: ClientAccess::default(),
    };
    let mut unit = app.storage().begin().await?;
    unit.insert_client(&client, &SecretHash(secret.hash().to_vec()))
        .await
        .map_err(|error| match error {
            StorageError::Conflict { .. } => AppError::invalid(
                "name",
                format!(
                    "There is a client named '{}' already.",
                    client.name.as_str()
                ),
            ),
            other => other.into(),
        })?;
    let entry = audit::entry(&client.id, Actor::Operator, Act::ClientCreated, now);
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    Ok(NewClient { client, secret })
}

fn draw_id(app: &App, name: &ClientName, environment: Environment) -> ClientId {
    let mut bytes = [0; 8];
    app.random().fill(&mut bytes);
    let digits = hexadecimal(&bytes);
    format!("{}-{}-{digits}", environment.prefix(), name.as_str())
        .parse()
        .expect("a prefix, a client name of at most 40 characters and hex digits make an id")
}
