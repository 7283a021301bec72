//! Twenty verifications at once from two clients: all end, by turns, and the server stays awake meanwhile.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod common;

use bonafide_testkit::assure::{Assure, ProcessPath};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const EACH: usize = 10;
/// How far one client may be ahead of the other at any moment while both wait. The first has its jobs in the
/// queue a moment earlier, and as many run at once as there are cores; without turns it would be ten.
const LEAD: i64 = 5;

async fn prepare(client: &Assure, picture: &[u8]) -> Vec<ProcessPath> {
    let mut processes = Vec::new();
    for number in 0..EACH {
        let dossier = client
            .create_dossier(&format!("load-{number}"))
            .await
            .unwrap();
        let process = client.create_process(&dossier, None).await.unwrap();
        client
            .set_images(&process, &[("front", picture)])
            .await
            .unwrap();
        processes.push(process);
    }
    processes
}

/// Asks for the health of the server a hundred times a second, on a connection of its own.
async fn listen_to_the_heart(url: String, done: Arc<AtomicBool>) -> Vec<Duration> {
    let http = reqwest::Client::new();
    let mut beats = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(10));
    while !done.load(Ordering::Relaxed) {
        tick.tick().await;
        let began = Instant::now();
        let answer = http.get(format!("{url}/health")).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.bytes().await.unwrap();
        beats.push(began.elapsed());
    }
    beats.sort();
    beats
}

fn percentile(sorted: &[Duration], part: f64) -> f64 {
    let index = ((sorted.len() as f64 * part).ceil() as usize).clamp(1, sorted.len()) - 1;
    sorted[index].as_secs_f64() * 1000.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_verifications_at_once_end_by_turns_of_their_clients() {
    let picture = common::passports(1, common::number("BONAFIDE_SEED", 1)).remove(0);
    let folder = tempfile::tempdir().unwrap();
    let server = common::server(folder.path()).await;
    let mut clients = Vec::new();
    for name in ["first", "second"] {
        let credentials = server.create_client(name).unwrap();
        clients.push(Assure::sign_in(&server.url(), &credentials).await.unwrap());
    }
    let mut prepared = Vec::new();
    for client in &clients {
        prepared.push(prepare(client, &picture).await);
    }

    let done = Arc::new(AtomicBool::new(false));
    let heart = tokio::spawn(listen_to_the_heart(server.url(), done.clone()));
    let began = Instant::now();
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut waiting = Vec::new();
    for (number, client) in clients.iter().enumerate() {
        // All of the first client's before any of the second's.
        for process in &prepared[number] {
            client.start(process).await.unwrap();
            let (client, process, order) = (client.clone(), process.clone(), order.clone());
            waiting.push(tokio::spawn(async move {
                let end = client
                    .wait(&process, Duration::from_secs(300))
                    .await
                    .unwrap();
                order.lock().unwrap().push(number);
                end["status"].as_str().unwrap_or_default().to_owned()
            }));
        }
    }
    let mut ends = Vec::new();
    for one in waiting {
        ends.push(one.await.unwrap());
    }
    let took = began.elapsed();
    done.store(true, Ordering::Relaxed);
    let beats = heart.await.unwrap();

    let order = order.lock().unwrap().clone();
    println!("order of the ends, by client: {order:?}");
    println!("ends: {ends:?}");
    println!(
        "{} verifications in {:.1} s; health check over {} calls: median {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        ends.len(),
        took.as_secs_f64(),
        beats.len(),
        percentile(&beats, 0.5),
        percentile(&beats, 0.99),
        percentile(&beats, 1.0),
    );
    assert_eq!(ends.len(), 2 * EACH);
    assert!(ends.iter().all(|status| status != "failed"), "{ends:?}");
    let mut ahead = 0_i64;
    for (ended, client) in order.iter().enumerate() {
        ahead += if *client == 0 { 1 } else { -1 };
        let left = order[ended + 1..].contains(&0) && order[ended + 1..].contains(&1);
        assert!(
            !left || ahead.abs() <= LEAD,
            "one client waits for the other: {order:?}"
        );
    }
}
