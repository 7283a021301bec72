//! The life of a client and of its tokens.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bonafide_app::domain::{ClientName, Environment};
use bonafide_app::{
    AppError, ClientSecret, Missing, Settings, SigningKeys, SystemClock, SystemRandom,
    TokenRefused, TokenRequest, authenticate, create_client, issue_token, list_clients,
    published_keys, revoke_client,
};
use bonafide_storage::Act;
use serde_json::Value;
use std::time::Duration;
use support::{House, credentials};

/// The title of the refusal.
async fn refused(house: &House, token: &str) -> String {
    match authenticate(&house.app, token).await {
        Err(AppError::Unauthorised { title, detail }) => {
            assert!(!detail.is_empty());
            title.to_owned()
        }
        other => panic!("not refused as a bad token: {other:?}"),
    }
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_client_is_made_with_an_id_that_shows_its_world_and_a_secret_of_256_bits() {
    let house = House::new().await;
    let name: ClientName = "acme".parse().unwrap();
    let made = create_client(&house.app, name, Environment::Live)
        .await
        .unwrap();
    let id = made.client.id.as_str();
    let digits = id.strip_prefix("live-acme-").expect("live-acme-…");
    assert_eq!(digits.len(), 16);
    assert!(digits.chars().all(|c| c.is_ascii_hexdigit()));
    assert_eq!(
        URL_SAFE_NO_PAD.decode(made.secret.reveal()).unwrap().len(),
        32
    );
    assert_eq!(list_clients(&house.app).await.unwrap(), [made.client]);
}

#[tokio::test]
async fn the_secret_is_neither_printed_nor_stored() {
    let house = House::new().await;
    let made = house.client("acme").await;
    assert!(!format!("{made:?}").contains(made.secret.reveal()));
    house.storage.checkpoint().await.unwrap();
    for file in ["bonafide.db", "bonafide.db-wal"] {
        let bytes = std::fs::read(house.folder.path().join(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(made.secret.reveal()), "{file}");
    }
}

#[tokio::test]
async fn two_clients_cannot_have_one_name() {
    let house = House::new().await;
    house.client("acme").await;
    let again = create_client(&house.app, "acme".parse().unwrap(), Environment::Live).await;
    match again {
        Err(AppError::Invalid { field, problem }) => {
            assert_eq!(field, Some("name"));
            assert!(problem.contains("'acme'"), "{problem}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_is_an_rfc_9068_access_token_for_its_client() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let issued = issue_token(&house.app, credentials(&client, None))
        .await
        .unwrap();
    assert_eq!(issued.expires_in, 600);
    assert_eq!(issued.scope, "signicat-api");
    let header = part(&issued.access_token, 0);
    assert_eq!(header["typ"], "at+jwt");
    assert_eq!(header["alg"], "ES256");
    let published = published_keys(&house.app).await.keys;
    assert_eq!(header["kid"], published[0].kid);
    let claims = part(&issued.access_token, 1);
    let id = client.client.id.as_str();
    assert_eq!(claims["sub"], id);
    assert_eq!(claims["client_id"], id);
    assert_eq!(claims["scope"], "signicat-api");
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        600
    );
    assert!(claims["jti"].is_string() && claims["aud"].is_string());
    let caller = authenticate(&house.app, &issued.access_token)
        .await
        .unwrap();
    assert_eq!(caller.client().as_str(), id);
    assert_eq!(caller.environment(), Environment::Sandbox);
}

#[tokio::test]
async fn the_published_keys_are_public_points_and_nothing_else() {
    let house = House::new().await;
    let keys = serde_json::to_value(published_keys(&house.app).await).unwrap();
    let key = keys["keys"][0].as_object().unwrap();
    assert_eq!(key["kty"], "EC");
    assert_eq!(key["crv"], "P-256");
    assert_eq!(key["use"], "sig");
    assert_eq!(key["alg"], "ES256");
    assert!(!key.contains_key("d"));
    for coordinate in ["x", "y"] {
        let bytes = URL_SAFE_NO_PAD
            .decode(key[coordinate].as_str().unwrap())
            .unwrap();
        assert_eq!(bytes.len(), 32);
    }
}

#[tokio::test]
async fn a_wrong_secret_an_unknown_client_and_no_id_at_all_get_the_same_answer() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let id = client.client.id.as_str();
    let secret = client.secret.reveal();
    for (id, secret) in [
        (id, "wrong"),
        (id, ""),
        ("sandbox-acme-0000000000000000", secret),
        ("no id / at all", secret),
        ("", ""),
    ] {
        let request = TokenRequest {
            client_id: id.to_owned(),
            client_secret: ClientSecret::from(secret.to_owned()),
            scope: None,
        };
        let answer = issue_token(&house.app, request).await;
        assert!(
            matches!(answer, Err(TokenRefused::InvalidClient)),
            "{id:?} got something else"
        );
    }
}

#[tokio::test]
async fn both_old_scopes_open_assure_and_unknown_ones_are_left_out() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let request = credentials(
        &client,
        Some("client.assure.api client.capture.api nonsense"),
    );
    let issued = issue_token(&house.app, request).await.unwrap();
    assert_eq!(issued.scope, "client.assure.api client.capture.api");
    assert!(authenticate(&house.app, &issued.access_token).await.is_ok());
}

#[tokio::test]
async fn a_scope_that_nobody_knows_gets_no_token() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let answer = issue_token(&house.app, credentials(&client, Some("openid profile"))).await;
    assert!(matches!(answer, Err(TokenRefused::InvalidScope)));
}

#[tokio::test]
async fn a_token_for_capture_alone_does_not_open_assure() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let issued = issue_token(&house.app, credentials(&client, Some("client.capture.api")))
        .await
        .unwrap();
    let answer = authenticate(&house.app, &issued.access_token).await;
    assert!(
        matches!(answer, Err(AppError::Forbidden { .. })),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_token_ends_with_its_last_second() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let token = house.token(&client).await;
    house.clock.forward(599);
    assert!(authenticate(&house.app, &token).await.is_ok());
    house.clock.forward(1);
    assert_eq!(refused(&house, &token).await, "The JWT has expired.");
}

#[tokio::test]
async fn a_revoked_client_is_refused_at_once_and_gets_no_new_token() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let token = house.token(&client).await;
    assert!(authenticate(&house.app, &token).await.is_ok());
    let revoked = revoke_client(&house.app, &client.client.name)
        .await
        .unwrap();
    assert!(revoked.revoked_at.is_some());
    assert_eq!(
        refused(&house, &token).await,
        "The client of the JWT was revoked."
    );
    let again = issue_token(&house.app, credentials(&client, None)).await;
    assert!(matches!(again, Err(TokenRefused::InvalidClient)));
}

#[tokio::test]
async fn revoking_a_client_that_never_was_is_not_found() {
    let house = House::new().await;
    let answer = revoke_client(&house.app, &"nobody".parse().unwrap()).await;
    assert!(matches!(answer, Err(AppError::NotFound(Missing::Client))));
}

#[tokio::test]
async fn a_token_of_another_server_names_the_key_that_is_not_found() {
    let house = House::new().await;
    let other = House::seeded(Settings::default(), 2).await;
    let client = other.client("acme").await;
    let token = other.token(&client).await;
    let kid = part(&token, 0)["kid"].as_str().unwrap().to_owned();
    match authenticate(&house.app, &token).await {
        Err(AppError::Unauthorised { title, detail }) => {
            assert_eq!(
                title,
                "The signature of the JWT could not be validated because the key was not found."
            );
            assert_eq!(
                detail,
                format!(
                    "The given JWT is signed by a key with key ID '{kid}', but no such key was found."
                )
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_whose_claims_were_changed_is_refused() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let token = house.token(&client).await;
    let mut claims = part(&token, 1);
    claims["exp"] = (claims["exp"].as_i64().unwrap() + 3600).into();
    let parts: Vec<&str> = token.split('.').collect();
    let forged = format!(
        "{}.{}.{}",
        parts[0],
        URL_SAFE_NO_PAD.encode(claims.to_string()),
        parts[2]
    );
    assert_eq!(
        refused(&house, &forged).await,
        "The signature of the JWT is not valid."
    );
}

#[tokio::test]
async fn a_token_without_a_signature_or_with_another_algorithm_is_refused() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let token = house.token(&client).await;
    let claims = token.split('.').nth(1).unwrap();
    for alg in ["none", "HS256", "RS256"] {
        let mut header = part(&token, 0);
        header["alg"] = alg.into();
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        for signature in ["", "AAAA"] {
            let forged = format!("{header}.{claims}.{signature}");
            let answer = authenticate(&house.app, &forged).await;
            assert!(
                matches!(answer, Err(AppError::Unauthorised { .. })),
                "{alg}: {answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused_whatever_its_length() {
    let house = House::new().await;
    for text in ["", ".", "..", "a.b.c", "ä.ö.ü", &"x".repeat(100_000)] {
        assert_eq!(refused(&house, text).await, "The JWT could not be read.");
    }
}

#[tokio::test]
async fn a_token_for_another_audience_is_refused() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let token = house.token(&client).await;
    let mut settings = Settings::default();
    settings.token.audience = "elsewhere".to_owned();
    // The same seed draws the same key.
    let elsewhere = House::seeded(settings, 1).await;
    assert_eq!(
        refused(&elsewhere, &token).await,
        "The JWT is not for this server."
    );
}

#[tokio::test]
async fn the_signing_key_stays_the_same_over_a_restart() {
    let house = House::new().await;
    let again = SigningKeys::open(&house.storage, &SystemClock, &SystemRandom)
        .await
        .unwrap();
    let kid = &published_keys(&house.app).await.keys[0].kid;
    assert_eq!(format!("{again:?}"), format!("[{kid:?}]"));
    let log = house.storage.audit(None, 0, 10).await.unwrap();
    let acts: Vec<Act> = log.iter().map(|record| record.entry.act).collect();
    // Each was made once.
    assert_eq!(acts, [Act::AuditKeyCreated, Act::SigningKeyCreated]);
}

#[tokio::test]
async fn a_lifetime_beyond_an_hour_is_refused_by_name() {
    let mut settings = Settings::default();
    settings.token.lifetime = Duration::from_secs(3601);
    let house = House::new().await;
    let keys = SigningKeys::open(&house.storage, &SystemClock, &SystemRandom)
        .await
        .unwrap();
    let parts = bonafide_app::Parts {
        storage: house.storage.clone(),
        providers: Vec::new(),
        clock: house.clock.clone(),
        random: std::sync::Arc::new(SystemRandom),
        keys,
        egress: std::sync::Arc::new(support::egress()),
        settings,
    };
    let error = bonafide_app::App::new(parts).err().expect("refused");
    assert_eq!(
        error.to_string(),
        "tokens.lifetime_seconds: a token is good for 1 to 3600 seconds"
    );
}
