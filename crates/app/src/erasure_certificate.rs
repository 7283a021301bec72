//! That a dossier is gone, signed: what `dossier.erased` brings.

use crate::{App, AppError};
use bonafide_domain::{ClientId, DossierId, EventId};
use bonafide_storage::{ErasedDossier, KeyFingerprint};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header};
use serde_json::{Map, Value, json};

/// The type of the certificate (RFC 8725, 3.11): nobody takes it for an access token, nor that for it.
const TYPE: &str = "erasure+jwt";

/// Why a dossier went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErasureReason {
    /// The client asked for it.
    Request,
    /// The time for which it was to be kept is over.
    Retention,
}

impl ErasureReason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Retention => "retention",
        }
    }
}

/// An erasure, as its unit sees it.
#[derive(Debug)]
pub(crate) struct Erasure<'a> {
    pub(crate) owner: &'a ClientId,
    pub(crate) dossier: DossierId,
    pub(crate) erased: &'a ErasedDossier,
    pub(crate) reason: ErasureReason,
    pub(crate) at: Timestamp,
}

impl Erasure<'_> {
    /// What was destroyed, without a word on whom it told of.
    fn facts(&self) -> Map<String, Value> {
        let erased = self.erased;
        let mut facts = Map::new();
        facts.insert("erasedAt".to_owned(), json!(self.at.to_string()));
        facts.insert("reason".to_owned(), json!(self.reason.as_str()));
        let key = erased.key.as_ref().map(|KeyFingerprint(text)| text);
        facts.insert("keyFingerprint".to_owned(), json!(key));
        let destroyed = json!({
            "processes": erased.processes,
            "images": erased.images,
            "files": erased.files,
            "recordings": erased.recordings,
            "userData": erased.user_data,
            "answers": erased.answers,
        });
        facts.insert("destroyed".to_owned(), destroyed);
        facts
    }

    /// The `eventData` of `dossier.erased`: the facts, and the same as a JWS (RFC 7515) in its compact form, signed with
    /// the key that signs access tokens.
    ///
    /// # Errors
    /// [`AppError::Internal`] when there is no key.
    pub(crate) fn event_data(
        &self,
        app: &App,
        event: EventId,
    ) -> Result<Map<String, Value>, AppError> {
        let mut data = self.facts();
        let mut claims = data.clone();
        let issuer = app.settings().token.issuer.as_str();
        for (name, claim) in [
            ("iss", json!(issuer)),
            ("aud", json!(self.owner.as_str())),
            ("sub", json!(self.dossier.to_string())),
            ("iat", json!(self.at.as_second())),
            ("jti", json!(event.uuid().simple().to_string())),
        ] {
            claims.insert(name.to_owned(), claim);
        }
        let ring = app.keys().ring();
        let key = ring.current()?;
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(key.kid().to_owned()),
            ..Header::new(Algorithm::ES256)
        };
        let signed = jsonwebtoken::encode(&header, &claims, key.signing())
            .map_err(|_| AppError::Internal("a certificate cannot be signed".to_owned()))?;
        data.insert("certificate".to_owned(), json!(signed));
        Ok(data)
    }
}
