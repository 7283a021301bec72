//! What operators settle for a client, and keys that change under clients which hold tokens.

use crate::house::{Backend, Dice, House};
use axum::http::{Method, StatusCode};
use bonafide_api::ApiLimits;
use bonafide_app::{
    Retirement, Settings, SigningKeys, find_client, list_keys, refresh_keys, retire_key,
    rotate_keys, set_client_access, tidy,
};
use bonafide_domain::{ClientAccess, Scope, TokenLifetime};
use bonafide_storage::{SigningAlgorithm, SigningKey, Storage};
use bonafide_testbed::{Place, Tables};
use serde_json::Value;
use std::collections::BTreeSet;

const TOKEN: &str = "/auth/open/connect/token";
const GRANT: &str = "grant_type=client_credentials";

async fn settle(house: &House, backend: &Backend, access: ClientAccess) {
    set_client_access(&house.app, &backend.id, access)
        .await
        .unwrap();
}

async fn works(house: &House, backend: &Backend) -> StatusCode {
    house.get(backend, "/assure/dossiers").await.status
}

async fn published(house: &House) -> Vec<String> {
    let jwks = house
        .call(&Method::GET, "/auth/open/connect/jwks", None, "")
        .await
        .json();
    let keys = jwks["keys"].as_array().unwrap();
    keys.iter()
        .map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

/// Keys that sign tokens; the one that signs the audit log lies beside them.
async fn token_keys(storage: &Storage) -> usize {
    let kept = storage.signing_keys().await.unwrap();
    let signs_tokens = |key: &&SigningKey| key.algorithm == SigningAlgorithm::Es256;
    kept.iter().filter(signs_tokens).count()
}

#[tokio::test]
async fn a_client_has_tokens_of_its_own_lifetime() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    settle(
        &house,
        &acme,
        ClientAccess {
            token_lifetime: Some(TokenLifetime::try_from(5).unwrap()),
            ..ClientAccess::default()
        },
    )
    .await;
    let answer = house.token(TOKEN, Some(&acme.basic()), GRANT).await;
    assert_eq!(answer.json()["expires_in"], 5);
    let short = Backend {
        token: answer.text("access_token"),
        ..acme.clone()
    };
    house.clock.forward(4);
    assert_eq!(works(&house, &short).await, StatusCode::OK);
    house.clock.forward(1);
    assert_eq!(works(&house, &short).await, StatusCode::UNAUTHORIZED);
    // The one that it got before lives as long as it was given.
    assert_eq!(works(&house, &acme).await, StatusCode::OK);
}

#[tokio::test]
async fn a_client_is_granted_the_scopes_that_it_may_have_and_no_others() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    settle(
        &house,
        &acme,
        ClientAccess {
            scopes: Some(BTreeSet::from([Scope::AssureApi])),
            ..ClientAccess::default()
        },
    )
    .await;
    let asked = format!("{GRANT}&scope=client.assure.api+client.capture.api");
    let answer = house.token(TOKEN, Some(&acme.basic()), &asked).await;
    assert_eq!(answer.text("scope"), "client.assure.api");
    for form in [GRANT, "grant_type=client_credentials&scope=signicat-api"] {
        let refused = house.token(TOKEN, Some(&acme.basic()), form).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_eq!(refused.text("error"), "invalid_scope");
    }
}

#[tokio::test]
async fn a_client_without_the_permission_gets_tokens_and_is_refused() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let none = ClientAccess {
        permissions: BTreeSet::new(),
        ..ClientAccess::default()
    };
    settle(&house, &acme, none).await;
    let fresh = house.renewed(&acme).await;
    for backend in [&acme, &fresh] {
        let refused = house.get(backend, "/assure/dossiers").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(
            refused.header("www-authenticate"),
            Some(r#"Bearer error="insufficient_scope""#)
        );
        assert!(refused.text("detail").contains("permission"));
    }
    settle(&house, &acme, ClientAccess::default()).await;
    assert_eq!(works(&house, &acme).await, StatusCode::OK);
}

#[tokio::test]
async fn a_new_key_logs_nobody_out_and_the_old_one_goes_when_its_last_token_has_ended() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let old = published(&house).await;
    let key = rotate_keys(&house.app).await.unwrap();
    assert_ne!(old, std::slice::from_ref(&key.kid));

    assert_eq!(
        published(&house).await,
        [std::slice::from_ref(&key.kid), &old[..]].concat()
    );
    assert_eq!(works(&house, &acme).await, StatusCode::OK);
    let fresh = house.renewed(&acme).await;
    assert_eq!(kid(&fresh.token), key.kid);
    assert_eq!(works(&house, &fresh).await, StatusCode::OK);

    house.clock.forward(3600 + 60);
    refresh_keys(&house.app).await.unwrap();
    assert_eq!(published(&house).await, std::slice::from_ref(&key.kid));
    house.clock.forward(1);
    bonafide_app::sweep(&house.app).await.unwrap();
    tidy(&house.app).await.unwrap();
    let kept = token_keys(&house.storage).await;
    assert_eq!(kept, 1, "the private half of the old key is gone");
}

#[tokio::test]
async fn a_key_that_was_stolen_is_retired_with_its_tokens() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let old = kid(&acme.token);
    assert_eq!(works(&house, &acme).await, StatusCode::OK);
    let refused = retire_key(&house.app, &old, Retirement::AtOnce).await;
    assert!(refused.unwrap_err().to_string().contains("keys rotate"));
    rotate_keys(&house.app).await.unwrap();
    retire_key(&house.app, &old, Retirement::WithItsTokens)
        .await
        .unwrap();
    assert_eq!(works(&house, &acme).await, StatusCode::OK);
    retire_key(&house.app, &old, Retirement::AtOnce)
        .await
        .unwrap();

    let refused = house.get(&acme, "/assure/dossiers").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.text("detail").contains(&old));
    assert_eq!(list_keys(&house.app).await.unwrap().len(), 1);
    let fresh = house.renewed(&acme).await;
    assert_eq!(works(&house, &fresh).await, StatusCode::OK);
    let nobody = retire_key(&house.app, &old, Retirement::AtOnce).await;
    assert_eq!(nobody.unwrap_err().to_string(), "Signing key not found.");
}

#[tokio::test]
async fn a_server_takes_up_a_key_that_another_drew() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let other = house.beside(7).await;
    assert_eq!(works(&other, &acme).await, StatusCode::OK);
    let key = rotate_keys(&other.app).await.unwrap();
    let fresh = other.renewed(&acme).await;
    assert_eq!(kid(&fresh.token), key.kid);
    // Between two looks for keys that it does not know there is a second.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert_eq!(works(&house, &fresh).await, StatusCode::OK);
    assert_eq!(works(&house, &acme).await, StatusCode::OK);
    let signed = house.renewed(&acme).await;
    assert_eq!(kid(&signed.token), key.kid);
}

async fn at_once_on_an_empty_database(place: Place) {
    let storage = Storage::open(place.settings()).await.unwrap();
    storage.migrate().await.unwrap();
    let nodes = (0..8).map(|seed| {
        let storage = storage.clone();
        tokio::spawn(async move {
            let clock = bonafide_app::SystemClock;
            SigningKeys::open(&storage, &clock, &Dice::of(seed))
                .await
                .unwrap()
        })
    });
    let mut keys = Vec::new();
    for node in nodes.collect::<Vec<_>>() {
        keys.push(format!("{:?}", node.await.unwrap()));
    }
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    assert_eq!(token_keys(&storage).await, 1);
    storage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_at_once_have_one_key_on_sqlite() {
    at_once_on_an_empty_database(Place::of_files()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_at_once_have_one_key_on_postgres() {
    if let Some(place) = Place::of_servers(Tables::None).await {
        at_once_on_an_empty_database(place).await;
    }
}

#[tokio::test]
async fn what_was_settled_is_found_by_name_and_by_id() {
    let house = House::with(ApiLimits::default(), Settings::default()).await;
    let acme = house.backend("acme").await;
    let by_name = find_client(&house.app, acme.name).await.unwrap();
    assert_eq!(by_name, find_client(&house.app, &acme.id).await.unwrap());
    assert!(find_client(&house.app, "nobody").await.is_err());
}

/// The key id in the head of a token.
fn kid(token: &str) -> String {
    use base64::Engine as _;
    let head = token.split('.').next().unwrap();
    let head = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(head)
        .unwrap();
    let head: Value = serde_json::from_slice(&head).unwrap();
    head["kid"].as_str().unwrap().to_owned()
}
