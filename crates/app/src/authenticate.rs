use crate::known_clients::GoodToken;
use crate::{App, AppError, Caller, token};
use bonafide_domain::{Client, ClientId, Permission};
use bonafide_storage::Actor;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tokio::time::Instant;

/// Who holds this access token (the part of `Authorization` behind `Bearer `).
///
/// Checks signature, algorithm, type (`at+jwt`, RFC 9068, 4), issuer, audience and time, that the scope and the client's
/// permissions open the Assure API, and that the client is still there: one that was revoked is refused at once, and
/// within a second where another process revoked it.
///
/// # Errors
/// [`AppError::Unauthorised`] with the reason; [`AppError::Forbidden`] when scope or permissions do not open Assure;
/// [`AppError::Unavailable`].
pub async fn authenticate(app: &App, token: &str) -> Result<Caller, AppError> {
    let good = good(app, token).await?;
    let client = current(app, &good.client)
        .await?
        .filter(|client| client.revoked_at.is_none());
    let Some(client) = client else {
        return Err(token::refused(
            "The client of the JWT was revoked.",
            "The API client that this JWT was given to may not call this server any more.",
        ));
    };
    if !good.opens_assure {
        return Err(AppError::Forbidden {
            detail:
                "The scope of the JWT does not open the Assure API; ask the token endpoint for \
                     'signicat-api'."
                    .to_owned(),
        });
    }
    if !client.access.permissions.contains(&Permission::Assure) {
        return Err(AppError::Forbidden {
            detail: "This API client has no permission to call the Assure API; the operator of the server gives it."
                .to_owned(),
        });
    }
    Ok(Caller {
        client: client.id.clone(),
        environment: client.environment,
        actor: Actor::Client,
        once: None,
    })
}

/// What a good token says. One that was found good before costs a hash and a look-up.
async fn good(app: &App, token: &str) -> Result<Arc<GoodToken>, AppError> {
    let now = app.now();
    let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    let ring = app.keys().ring();
    if let Some(known) = app.known_tokens().get(&ring, &hash) {
        token::lasts(known.ends_at, now)?;
        return Ok(known);
    }
    let settings = &app.settings().token;
    let (ring, claims) = match token::check(&ring, settings, now, token) {
        Err(token::Rejected::UnknownKey(_)) => {
            // Another server, or the command line, may have drawn it a moment ago.
            app.keys().look_again(app.storage(), now).await?;
            let ring = app.keys().ring();
            let claims = token::check(&ring, settings, now, token)?;
            (ring, claims)
        }
        checked => (ring, checked?),
    };
    let scopes = token::scopes(&claims.scope);
    let good = Arc::new(GoodToken {
        client: token::client(&claims)?,
        opens_assure: scopes.iter().any(|scope| scope.opens_assure()),
        ends_at: claims.exp,
    });
    app.known_tokens().put(&ring, hash, Arc::clone(&good));
    Ok(good)
}

/// The client as it is, or was within the last second.
async fn current(app: &App, id: &ClientId) -> Result<Option<Arc<Client>>, AppError> {
    if let Some(known) = app.known_clients().get(id) {
        return Ok(known);
    }
    let asked = Instant::now();
    let stored = app.storage().client(id).await?;
    let client = stored.map(|stored| Arc::new(stored.client));
    app.known_clients().put(id.clone(), asked, client.clone());
    Ok(client)
}
