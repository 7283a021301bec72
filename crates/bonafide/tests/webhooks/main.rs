//! A storm of events to receivers that fail three times in ten, while the server is killed again and again: every process
//! that ended is heard of at every address, under one id and with one body, signed, and nobody is led elsewhere.
//!
//! `BONAFIDE_EVENTS` says how many events (100), `BONAFIDE_RECEIVERS` how many receivers (8), `BONAFIDE_KILLS` how many
//! kills (2), `BONAFIDE_SEED` which (1).

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "../common/models.rs"]
mod models;
#[path = "../common/number.rs"]
mod number;
mod receivers;
#[path = "../common/report.rs"]
mod report;
#[path = "../common/times.rs"]
mod times;

use bonafide_testkit::assure::{Assure, CallError};
use bonafide_testkit::server::{Server, ServerSettings};
use number::number;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use receivers::{Counts, FAILURES, Manner, Receiver, trap};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use times::Times;
use tokio::sync::watch;

/// Receivers of one client.
const EACH: usize = 2;
/// Processes in a dossier, a few less than it may hold.
const IN_A_DOSSIER: usize = 90;
/// The pauses between tries, in seconds: those of a server in use, compressed. Sixteen tries: three failures in ten, and a
/// kill now and then, use up so many once in a thousand million times.
const PAUSES: &str = "[1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 5, 5, 5]";

struct Storm {
    server: Mutex<Option<Server>>,
    /// Where it listens now.
    base: watch::Sender<String>,
    clients: Vec<Assure>,
    /// By client.
    receivers: Vec<Vec<Receiver>>,
    /// By client: processes whose end was acknowledged.
    acknowledged: Vec<Mutex<BTreeSet<String>>>,
    /// By client, with the path: processes of which nobody knows whether they ended.
    doubtful: Vec<Mutex<BTreeSet<String>>>,
    done: AtomicUsize,
}

async fn started(folder: &std::path::Path) -> Server {
    let mut settings =
        ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), folder);
    let set = [
        ("EGRESS__LOOPBACK", "development"),
        ("WEBHOOKS__RETRY_SECONDS", PAUSES),
        ("WEBHOOKS__TIMEOUT_SECONDS", "2"),
        ("RATE_LIMITS__WRITES_PER_MINUTE", "0"),
        ("RATE_LIMITS__READS_PER_MINUTE", "0"),
        ("TOKENS__LIFETIME_SECONDS", "3600"),
        ("LOG__LEVEL", "warn"),
    ];
    settings.environment = set
        .map(|(name, value)| (format!("BONAFIDE_{name}"), value.to_owned()))
        .to_vec();
    Server::start(settings).await.unwrap()
}

impl Storm {
    /// One client's share of the events, each a process that ends, come what may.
    async fn produce(&self, client: usize, share: usize) {
        let mut dossier: Option<(String, usize)> = None;
        let mut made = 0;
        while made < share {
            let assure = self.here(client);
            let one = self.one(client, &assure, &mut dossier).await;
            match one {
                Ok(()) => {
                    made += 1;
                    self.done.fetch_add(1, Ordering::Relaxed);
                }
                // It was killed: the next life is a moment away.
                Err(CallError::Transport(_)) => {
                    let _ = tokio::time::timeout(
                        Duration::from_millis(200),
                        self.base.subscribe().changed(),
                    )
                    .await;
                }
                Err(CallError::Refused { status: 503, .. }) => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }

    fn here(&self, client: usize) -> Assure {
        self.clients[client].at(&self.base.borrow())
    }

    async fn one(
        &self,
        client: usize,
        assure: &Assure,
        dossier: &mut Option<(String, usize)>,
    ) -> Result<(), CallError> {
        let id = match dossier.take() {
            Some((id, held)) if held < IN_A_DOSSIER => {
                *dossier = Some((id.clone(), held + 1));
                id
            }
            _ => {
                let id = assure.create_dossier("storm").await?;
                *dossier = Some((id.clone(), 1));
                id
            }
        };
        let path = assure.create_process(&id, None).await?;
        let ended = assure.post(&format!("{path}/fail"), None).await;
        let known = match &ended {
            Ok(_) => &self.acknowledged[client],
            Err(_) => &self.doubtful[client],
        };
        let text = if ended.is_ok() {
            path.process.clone()
        } else {
            path.to_string()
        };
        known.lock().unwrap().insert(text);
        ended.map(drop)
    }

    async fn kill(&self) {
        let killed = self.server.lock().unwrap().take().unwrap();
        let server = killed.restart().await.unwrap();
        self.base.send_replace(server.url());
        *self.server.lock().unwrap() = Some(server);
    }

    /// What was in doubt is looked up, once the killing is over.
    async fn settle_doubts(&self) {
        for client in 0..self.clients.len() {
            let doubtful = std::mem::take(&mut *self.doubtful[client].lock().unwrap());
            for path in doubtful {
                let found = self.here(client).get(&path).await.unwrap();
                if found["status"] == "failed" {
                    let process = path.rsplit('/').next().unwrap().to_owned();
                    self.acknowledged[client].lock().unwrap().insert(process);
                }
            }
        }
    }

    /// Waits until every receiver has taken everything of its client. Gives how many deliveries are missing.
    async fn drain(&self, patience: Duration) -> usize {
        let deadline = Instant::now() + patience;
        loop {
            let missing: usize = (0..self.clients.len())
                .map(|client| {
                    let expected = self.acknowledged[client].lock().unwrap().len();
                    let listening = self.receivers[client].iter();
                    listening
                        .filter(|receiver| receiver.manner != Manner::Hanging)
                        .map(|receiver| expected.saturating_sub(receiver.taken()))
                        .sum::<usize>()
                })
                .sum();
            if missing == 0 || Instant::now() > deadline {
                return missing;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Events of acknowledged ends that somebody has not taken.
    fn lost(&self) -> usize {
        let mut lost = 0;
        for (client, receivers) in self.receivers.iter().enumerate() {
            let acknowledged = self.acknowledged[client].lock().unwrap();
            for receiver in receivers.iter().filter(|one| one.manner != Manner::Hanging) {
                let told = receiver.told();
                let taken: BTreeSet<&String> = told
                    .values()
                    .filter(|one| one.taken > 0)
                    .map(|one| &one.process)
                    .collect();
                lost += acknowledged.iter().filter(|id| !taken.contains(id)).count();
            }
        }
        lost
    }

    /// Processes that were told of under more than one id.
    fn unstable(&self) -> usize {
        let receivers = self.receivers.iter().flatten();
        receivers
            .map(|receiver| {
                let told = receiver.told();
                let processes: BTreeSet<_> = told.values().map(|one| &one.process).collect();
                told.len() - processes.len()
            })
            .sum()
    }

    /// Deliveries that were taken, and how often one of them came once more.
    fn taken(&self) -> (u64, u64) {
        let mut sum = (0, 0);
        for receiver in self.receivers.iter().flatten() {
            for told in receiver.told().values().filter(|one| one.taken > 0) {
                sum.0 += 1;
                sum.1 += u64::from(told.taken - 1);
            }
        }
        sum
    }

    /// The latencies at the healthy, sorted, of events that are not in `before`.
    fn latencies(&self, before: &BTreeSet<String>) -> Times {
        let healthy = self.receivers.iter().flatten();
        let all = healthy
            .filter(|receiver| receiver.manner == Manner::Healthy)
            .flat_map(Receiver::told)
            .filter(|(id, _)| !before.contains(id))
            .filter_map(|(_, told)| told.latency);
        Times::new(all)
    }

    fn ids(&self) -> BTreeSet<String> {
        let receivers = self.receivers.iter().flatten();
        receivers
            .flat_map(|receiver| receiver.told().into_keys())
            .collect()
    }
}

async fn storm(
    folder: &std::path::Path,
    receivers: usize,
    seed: u64,
    counts: &Arc<Counts>,
) -> Storm {
    let server = started(folder).await;
    let trap = trap(Arc::clone(counts)).await;
    let (mut clients, mut all) = (Vec::new(), Vec::new());
    for client in 0..receivers / EACH {
        let credentials = server.create_client(&format!("storm-{client}")).unwrap();
        let assure = Assure::sign_in(&server.url(), &credentials).await.unwrap();
        let mut its = Vec::new();
        for place in 0..EACH {
            // One hangs, one in ten is always well, the others are as they please.
            let manner = match client * EACH + place {
                1 => Manner::Hanging,
                number if number % 10 == 0 => Manner::Healthy,
                _ => Manner::Moody,
            };
            let seed = seed * 1000 + (client * EACH + place) as u64;
            let receiver = Receiver::open(manner, seed, Arc::clone(counts), trap.clone()).await;
            let body = json!({"url": receiver.url, "events": ["process.complete"]});
            let made = assure
                .post("/events/subscriptions", Some(&body))
                .await
                .unwrap();
            receiver.knows(made["secret"].as_str().unwrap());
            its.push(receiver);
        }
        clients.push(assure);
        all.push(its);
    }
    let each = || clients.iter().map(|_| Mutex::default()).collect();
    Storm {
        base: watch::Sender::new(server.url()),
        server: Mutex::new(Some(server)),
        acknowledged: each(),
        doubtful: each(),
        clients,
        receivers: all,
        done: AtomicUsize::new(0),
    }
}

async fn produce(storm: &Arc<Storm>, events: usize) {
    let clients = storm.clients.len();
    let producers: Vec<_> = (0..clients)
        .map(|client| {
            let share = events / clients + usize::from(client < events % clients);
            let storm = Arc::clone(storm);
            tokio::spawn(async move { storm.produce(client, share).await })
        })
        .collect();
    for producer in producers {
        producer.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_storm_of_events_nothing_is_lost_though_receivers_fail_and_the_server_is_killed() {
    let count = |variable, default| usize::try_from(number(variable, default)).unwrap();
    let events = count("BONAFIDE_EVENTS", 100);
    let receivers = count("BONAFIDE_RECEIVERS", 8);
    let kills = count("BONAFIDE_KILLS", 2);
    let seed = number("BONAFIDE_SEED", 1);
    let mut dice = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let counts = Arc::new(Counts::default());
    let storm = Arc::new(storm(folder.path(), receivers, seed, &counts).await);
    let began = Instant::now();

    let producing = tokio::spawn({
        let storm = Arc::clone(&storm);
        async move { produce(&storm, events).await }
    });
    for kill in 1..=kills {
        // Spread over the storm; the last ones come while it is worked off.
        let after = events * kill / (kills + 1);
        while storm.done.load(Ordering::Relaxed) < after {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..400))).await;
        storm.kill().await;
    }
    producing.await.unwrap();
    storm.settle_doubts().await;
    let missing = storm.drain(Duration::from_secs(180)).await;
    let storm_seconds = began.elapsed().as_secs_f64();
    let (lost, unstable) = (storm.lost(), storm.unstable());
    let (taken, twice) = storm.taken();
    let stormy = storm.latencies(&BTreeSet::new());

    // In quiet, but for the receiver that hangs and those that are moody.
    let before = storm.ids();
    let calm_events = (events / 4).min(1000);
    let share = calm_events / storm.clients.len();
    let calm = (0..storm.clients.len()).map(|client| {
        let storm = Arc::clone(&storm);
        tokio::spawn(async move {
            for _ in 0..share {
                storm.produce(client, 1).await;
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        })
    });
    for client in calm.collect::<Vec<_>>() {
        client.await.unwrap();
    }
    let missing_in_calm = storm.drain(Duration::from_secs(90)).await;
    let calm = storm.latencies(&before);

    let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let failed: serde_json::Map<String, serde_json::Value> = FAILURES
        .iter()
        .zip(&counts.failures)
        .map(|(name, count)| ((*name).to_owned(), load(count).into()))
        .collect();
    report::write(
        "webhooks",
        seed,
        &json!({
            "events": storm.acknowledged.iter().map(|one| one.lock().unwrap().len()).sum::<usize>(),
            "receivers": receivers,
            "kills": kills,
            "tries": load(&counts.tries),
            "failures": failed,
            "deliveries_taken": taken,
            "lost": lost,
            "missing_at_the_end": missing + missing_in_calm,
            "taken_more_than_once": twice,
            "ids_not_stable": unstable,
            "bodies_changed": load(&counts.changed_bodies),
            "bad_signatures": load(&counts.bad_signatures),
            "redirects_followed": load(&counts.trapped),
            "storm_seconds": storm_seconds.round(),
            "healthy_p50_ms_with_kills": stormy.percentile(50),
            "healthy_p99_ms_with_kills": stormy.percentile(99),
            "healthy_p50_ms": calm.percentile(50),
            "healthy_p99_ms": calm.percentile(99),
            "healthy_samples": calm.count(),
            "healthy_after_more_than_2_s": calm.over(Duration::from_secs(2)),
        }),
    );
    assert_eq!(
        (lost, missing, missing_in_calm),
        (0, 0, 0),
        "events are lost"
    );
    assert_eq!(unstable, 0, "an event came under two ids");
    assert_eq!(
        load(&counts.changed_bodies),
        0,
        "an event came with two bodies"
    );
    assert_eq!(load(&counts.bad_signatures), 0, "a signature is not good");
    assert_eq!(load(&counts.trapped), 0, "a redirect was followed");
    assert!(
        calm.count() > 0 && calm.percentile(99) < 2000,
        "the healthy wait for {} ms",
        calm.percentile(99)
    );
    assert!(
        load(&counts.tries) > taken,
        "nobody failed: nothing was tested"
    );
}
