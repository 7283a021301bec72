//! What only PostgreSQL can get wrong: it is elsewhere, and the network to it may fall silent without a word.

use crate::bench::fresh;
use bonafide_domain::{ClientId, DossierId};
use bonafide_storage::{Database, Storage, StorageError, StorageSettings};
use bonafide_testbed::{Place, Tables};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What is between the storage and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Network {
    /// Bytes go through.
    Open,
    /// Connections are taken, and nothing goes through.
    Silent,
}

/// Passes bytes on. Connections that met the silence stay silent for ever.
async fn network(server: String, state: watch::Receiver<Network>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (near, _) = listener.accept().await.unwrap();
            let far = TcpStream::connect(&server).await.unwrap();
            let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
            tokio::spawn(pass(near_in, far_out, state.clone()));
            tokio::spawn(pass(far_in, near_out, state.clone()));
        }
    });
    port
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, state: watch::Receiver<Network>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if *state.borrow() == Network::Silent {
            std::future::pending::<()>().await;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_falls_silent_hangs_nobody_and_is_worked_with_again_as_soon_as_it_answers() {
    let Some(place) = Place::of_servers(Tables::Made).await else {
        return;
    };
    let Database::Postgres { url } = &place.settings().database else {
        panic!("it is PostgreSQL");
    };
    let (_, rest) = url.split_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let (switch, state) = watch::channel(Network::Open);
    let port = network(server.to_owned(), state).await;
    let settings = StorageSettings {
        database: Database::Postgres {
            url: format!("postgres://bonafide@127.0.0.1:{port}/{name}"),
        },
        patience: Duration::from_secs(1),
        ..place.settings().clone()
    };
    let storage = Storage::open(&settings).await.unwrap();
    storage.migrate().await.unwrap();
    let client: ClientId = "sandbox-acme".parse().unwrap();
    let mut open = storage.begin().await.unwrap();
    assert!(
        !open
            .release_dossier(&client, DossierId::new(fresh()))
            .await
            .unwrap()
    );

    switch.send(Network::Silent).unwrap();
    let began = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let (reader, writer) = (storage.clone(), storage.clone());
        let client = client.clone();
        calls.spawn(async move { reader.client(&client).await.map(drop) });
        calls.spawn(async move { writer.begin().await.map(drop) });
    }
    calls.spawn(async move { open.commit().await });
    while let Some(answer) = calls.join_next().await {
        let answer = answer.unwrap();
        assert!(
            matches!(answer, Err(StorageError::Unavailable(_))),
            "{answer:?}"
        );
    }
    let took = began.elapsed();
    assert!(took < Duration::from_secs(8), "{took:?}");

    switch.send(Network::Open).unwrap();
    let began = Instant::now();
    while storage.client(&client).await.is_err() {}
    storage.begin().await.unwrap().commit().await.unwrap();
    let took = began.elapsed();
    assert!(took < Duration::from_secs(4), "{took:?}");
    storage.close().await;
}
