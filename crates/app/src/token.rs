//! The access token: a JWT by RFC 9068, signed with ES256.

use crate::key_pair::SigningKey;
use crate::keys::KeyRing;
use crate::settings::TokenSettings;
use crate::{AppError, Scope};
use bonafide_domain::ClientId;
use jiff::Timestamp;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// RFC 9068, 2.1.
const TYPE: &str = "at+jwt";
/// Our own tokens have some 700 bytes.
const MAX_BYTES: usize = 4096;

/// RFC 9068, 2.2. Times are seconds since 1970.
#[derive(Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) client_id: String,
    pub(crate) aud: String,
    pub(crate) scope: String,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    pub(crate) jti: String,
}

/// Why a token is not taken.
pub(crate) enum Rejected {
    /// Its key is not among those that were looked at; the key's name, cut.
    UnknownKey(String),
    /// For another reason.
    Bad(AppError),
}

impl From<Rejected> for AppError {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::UnknownKey(kid) => refused(
                "The signature of the JWT could not be validated because the key was not found.",
                format!(
                    "The given JWT is signed by a key with key ID '{kid}', but no such key was found."
                ),
            ),
            Rejected::Bad(error) => error,
        }
    }
}

impl From<AppError> for Rejected {
    fn from(error: AppError) -> Self {
        Self::Bad(error)
    }
}

/// Names with spaces between them, in the order of [`Scope::ALL`].
pub(crate) fn scope_text(scopes: &BTreeSet<Scope>) -> String {
    scopes
        .iter()
        .map(|scope| scope.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The scopes of a text; names that are not known are left out.
pub(crate) fn scopes(text: &str) -> BTreeSet<Scope> {
    text.split(' ')
        .filter_map(|name| name.parse().ok())
        .collect()
}

pub(crate) fn sign(key: &SigningKey, claims: &Claims) -> Result<String, AppError> {
    let mut header = Header::new(Algorithm::ES256);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(key.kid().to_owned());
    jsonwebtoken::encode(&header, claims, key.signing())
        .map_err(|error| AppError::Internal(format!("a token could not be signed: {error}")))
}

/// The claims of a token that is ours, unchanged and still good.
pub(crate) fn check(
    keys: &KeyRing,
    settings: &TokenSettings,
    now: Timestamp,
    token: &str,
) -> Result<Claims, Rejected> {
    if token.len() > MAX_BYTES {
        return Err(unreadable().into());
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| unreadable())?;
    // RFC 7515, 4.1.11: who does not understand an extension that must be understood refuses.
    if header.alg != Algorithm::ES256 || header.crit.is_some() {
        return Err(refused(
            "The JWT is signed in a way that is not taken here.",
            "This server takes JWTs with the algorithm ES256 and without critical extensions.",
        )
        .into());
    }
    let kid = header.kid.unwrap_or_default();
    let key = keys.find(&kid).ok_or_else(|| unknown_key(&kid))?;
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    validation.set_issuer(&[&settings.issuer]);
    validation.set_audience(&[&settings.audience]);
    // Held against our own clock, below.
    validation.validate_exp = false;
    let claims = jsonwebtoken::decode::<Claims>(token, key.checking(), &validation)
        .map_err(|error| wrong(error.kind()))?
        .claims;
    let of_our_type = header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE));
    if !of_our_type {
        return Err(refused(
            "The JWT is no access token.",
            "The type of an access token is 'at+jwt' (RFC 9068).",
        )
        .into());
    }
    lasts(claims.exp, now)?;
    Ok(claims)
}

/// Refuses a token that has ended.
pub(crate) fn lasts(ends_at: i64, now: Timestamp) -> Result<(), AppError> {
    if now.as_second() >= ends_at {
        return Err(expired(ends_at));
    }
    Ok(())
}

/// The client that a token speaks for.
pub(crate) fn client(claims: &Claims) -> Result<ClientId, AppError> {
    claims.client_id.parse().map_err(|_| unreadable())
}

pub(crate) fn refused(title: &'static str, detail: impl Into<String>) -> AppError {
    AppError::Unauthorised {
        title,
        detail: detail.into(),
    }
}

fn unreadable() -> AppError {
    refused(
        "The JWT could not be read.",
        "Please provide an access token of this server's token endpoint.",
    )
}

fn unknown_key(kid: &str) -> Rejected {
    // What strangers sent goes back to them, but not at any length.
    let plain = kid.chars().filter(|character| !character.is_control());
    Rejected::UnknownKey(plain.take(64).collect())
}

fn wrong(kind: &ErrorKind) -> AppError {
    match kind {
        ErrorKind::InvalidSignature => refused(
            "The signature of the JWT is not valid.",
            "The given JWT was changed after it was signed, or was signed by another key.",
        ),
        ErrorKind::InvalidIssuer | ErrorKind::InvalidAudience => refused(
            "The JWT is not for this server.",
            "The issuer or the audience of the given JWT is another.",
        ),
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::Json(_) => refused(
            "The JWT is no access token.",
            "The given JWT lacks claims that every access token has (RFC 9068).",
        ),
        _ => unreadable(),
    }
}

fn expired(exp: i64) -> AppError {
    let when =
        Timestamp::from_second(exp).map_or_else(|_| "long ago".to_owned(), |at| at.to_string());
    refused(
        "The JWT has expired.",
        format!("The given JWT was good until {when}; ask the token endpoint for a new one."),
    )
}
