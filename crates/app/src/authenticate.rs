use crate::{App, AppError, Caller, token};

/// Who holds this access token (the part of `Authorization` behind `Bearer `).
///
/// Checks signature, algorithm, type (`at+jwt`, RFC 9068, 4), issuer, audience and time, that the scope opens
/// the Assure API, and that the client is still there: a revoked one is refused at once.
///
/// # Errors
/// [`AppError::Unauthorised`] with the reason; [`AppError::Forbidden`] when the scope does not open Assure;
/// [`AppError::Unavailable`].
pub async fn authenticate(app: &App, token: &str) -> Result<Caller, AppError> {
    let claims = token::check(app.keys(), &app.settings().token, app.now(), token)?;
    let id = token::client(&claims)?;
    let stored = app
        .storage()
        .client(&id)
        .await?
        .filter(|stored| stored.client.revoked_at.is_none());
    let Some(stored) = stored else {
        return Err(token::refused(
            "The client of the JWT was revoked.",
            "The API client that this JWT was given to may not call this server any more.",
        ));
    };
    let opens = token::scopes(&claims.scope)
        .iter()
        .any(|scope| scope.opens_assure());
    if !opens {
        return Err(AppError::Forbidden {
            detail:
                "The scope of the JWT does not open the Assure API; ask the token endpoint for \
                     'signicat-api'."
                    .to_owned(),
        });
    }
    Ok(Caller {
        client: stored.client.id,
        environment: stored.client.environment,
    })
}
