//! Calls that wait for a process, on real connections of a real server.

use crate::run::models;
use bonafide_testkit::assure::Assure;
use bonafide_testkit::server::{Server, ServerSettings};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_caller_who_goes_away_gives_its_place_back_and_a_stop_ends_those_who_wait() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut settings = ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models, folder.path());
    let one = (
        "BONAFIDE_SERVER__WAITS_PER_CLIENT".to_owned(),
        "1".to_owned(),
    );
    settings.environment.push(one);
    let server = Server::start(settings).await.unwrap();
    let credentials = server.create_client("acme").unwrap();
    let client = Assure::sign_in(&server.url(), &credentials).await.unwrap();
    let dossier = client.create_dossier("waiting").await.unwrap();
    let process = client.create_process(&dossier, None).await.unwrap();
    let path = format!("{process}?waitSeconds=30");

    let gone = tokio::time::timeout(Duration::from_millis(500), client.get(&path)).await;
    assert!(gone.is_err(), "nothing changed, so nothing was answered");
    // The connection was closed with the call; its place is free a moment later.
    let waiting = {
        let (client, path) = (client.clone(), path.clone());
        tokio::spawn(async move {
            let deadline = Instant::now() + Duration::from_secs(5);
            loop {
                match client.get(&path).await {
                    Ok(answer) => return answer,
                    Err(error) => assert!(Instant::now() < deadline, "{error}"),
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
    };
    tokio::time::sleep(Duration::from_secs(1)).await;
    let stopped = Instant::now();
    let kill = std::process::Command::new("kill")
        .args(["-TERM", &server.id().to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
    assert_eq!(waiting.await.unwrap()["status"], "pending");
    assert!(
        stopped.elapsed() < Duration::from_secs(5),
        "{:?}",
        stopped.elapsed()
    );
}
