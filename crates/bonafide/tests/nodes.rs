//! Three real servers over one PostgreSQL and one bucket. One of them is killed, as a power cut would, at random moments
//! of a mixed load. Whatever any of them had acknowledged must be there, and what was started must end once.
//!
//! Runs where `scripts/postgres.sh` and `scripts/s3.sh` have started servers. `BONAFIDE_NODE_KILLS` says how often a node
//! is killed (10), `BONAFIDE_SEED` at which moments (1).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "in a test a panic is the report, and the figures are worth reading"
)]

#[path = "common/load/mod.rs"]
mod load;
#[path = "common/models.rs"]
mod models;
#[path = "common/number.rs"]
mod number;
#[path = "common/passports.rs"]
mod passports;
#[path = "common/report.rs"]
mod report;
#[path = "common/times.rs"]
mod times;

use bonafide_storage::Database;
use bonafide_testbed::{Place, Tables};
use bonafide_testkit::assure::Assure;
use bonafide_testkit::server::{Server, ServerSettings};
use load::{Load, Nodes, look_from_outside, look_inside};
use number::number;
use passports::passports;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use sqlx::{Connection as _, PgConnection};
use std::process::Command;
use std::time::{Duration, Instant};
use times::Times;

const NODES: usize = 3;
const VISITORS: usize = 9;
/// A kill comes at most this long after the one before it was mended.
const LONGEST: Duration = Duration::from_millis(1500);
/// So long a node stays away at most.
const AWAY: Duration = Duration::from_millis(500);
/// The lease of a verification, and a minute.
const PATIENCE: Duration = Duration::from_secs(30 + 60);
/// A node that was killed is to be ready again within this.
const SOON: Duration = Duration::from_secs(2);

/// Servers that share a place. Each has a data folder of its own, where nothing but its name lies.
struct Cluster {
    place: Place,
    servers: Vec<Option<Server>>,
}

impl Cluster {
    async fn start(place: Place, nodes: usize, environment: &[(&str, &str)]) -> Self {
        let mut servers = Vec::new();
        for node in 0..nodes {
            let data = place.folder().join(format!("node-{node}"));
            let mut settings =
                ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), data);
            settings.environment = place.environment();
            settings.environment.extend(load::environment());
            let more = environment.iter();
            settings
                .environment
                .extend(more.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            servers.push(Some(Server::start(settings).await.unwrap()));
        }
        Self { place, servers }
    }

    fn urls(&self) -> Vec<String> {
        let servers = self.servers.iter().flatten();
        servers.map(Server::url).collect()
    }

    /// By the command that an operator has.
    fn verify_the_log(&self) {
        let verified = Command::new(env!("CARGO_BIN_EXE_bonafide"))
            .args(["audit", "verify", "--data"])
            .arg(self.place.folder().join("node-0"))
            .envs(self.place.environment())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&verified.stdout).into_owned();
        print!("{said}");
        let why = String::from_utf8_lossy(&verified.stderr).into_owned();
        assert!(verified.status.success(), "{said}{why}");
    }

    fn kill(&mut self, node: usize) {
        self.servers[node].as_mut().unwrap().kill();
    }

    /// Gives its new address, and how long it took to be ready.
    async fn restart(&mut self, node: usize) -> (String, Duration) {
        let server = self.servers[node].take().unwrap();
        let began = Instant::now();
        let server = server.restart().await.unwrap();
        let ready = began.elapsed();
        let url = server.url();
        self.servers[node] = Some(server);
        (url, ready)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_three_nodes_one_is_killed_at_random_moments_and_nothing_acknowledged_is_lost() {
    let Some(place) = Place::of_servers(Tables::None).await else {
        return;
    };
    let kills = number("BONAFIDE_NODE_KILLS", 10);
    let seed = number("BONAFIDE_SEED", 1);
    let mut dice = StdRng::seed_from_u64(seed);
    let mut cluster = Cluster::start(place, NODES, &[]).await;
    let first = cluster.servers[0].as_ref().unwrap();
    let accounts = ["first", "second"].map(|name| first.create_client(name).unwrap());
    let nodes = Nodes::new(cluster.urls());
    let load = Load::begin(
        &nodes,
        &accounts,
        VISITORS,
        dice.random(),
        passports(3, seed),
    )
    .await;

    let mut ready = Vec::new();
    for kill in 1..=kills {
        tokio::time::sleep(LONGEST.mul_f64(dice.random())).await;
        let node = dice.random_range(0..NODES);
        cluster.kill(node);
        tokio::time::sleep(AWAY.mul_f64(dice.random())).await;
        let (url, took) = cluster.restart(node).await;
        nodes.moved(node, url);
        ready.push(took);
        println!(
            "kill {kill} of {kills}: node {node}, ready after {} ms; {} writes acknowledged so far",
            took.as_millis(),
            load.acknowledged()
        );
    }
    let done = load.end().await;
    let outside = look_from_outside(&done, PATIENCE).await;
    for node in 0..NODES {
        cluster.kill(node);
    }
    let inside = look_inside(&done, cluster.place.settings(), cluster.place.files()).await;
    let (told, times) = done.receivers.iter().fold((0, 0), |(told, times), one| {
        (told + one.counts().0, times + one.counts().1)
    });
    let ready = Times::new(ready);
    report::write(
        "kill-nodes",
        seed,
        &json!({
            "kills": kills,
            "nodes": NODES,
            "clients": VISITORS,
            "writes_acknowledged": done.ledger.acknowledged,
            "sent_again_under_their_key": done.ledger.repeated,
            "dossiers": outside.people,
            "erased": outside.erased,
            "processes": outside.processes,
            "started": outside.started,
            "lost": outside.lost.len(),
            "back_after_erasure": outside.back.len(),
            "stuck": outside.stuck.len(),
            "made_twice": outside.twice.len(),
            "wrong_answers": outside.faults.len(),
            "events_told": told,
            "times_told": times,
            "ends_not_told": outside.untold.len(),
            "ended_exactly_once": inside.ended_once,
            "ended_otherwise": inside.ended_otherwise.len(),
            "rows_with_files": inside.rows,
            "rows_without_file": inside.rows_without_file.len(),
            "files_without_row": inside.files_without_row.len(),
            "files_of_broken_calls_before_the_sweep": inside.broken_off,
            "files_of_broken_uploads_swept": inside.swept,
            "gaps_in_the_audit_log": inside.gaps.len(),
            "starts": ready.count(),
            "ready_ms": {
                "quickest": ready.percentile(0),
                "middle": ready.percentile(50),
                "of_100_the_90th": ready.percentile(90),
                "slowest": ready.percentile(100),
            },
            "ready_after_more_than_2_s": ready.over(SOON),
        }),
    );
    assert!(
        outside.stuck.is_empty(),
        "stuck: {:#?}",
        (&outside.stuck, &inside.queued)
    );
    outside.assert_nothing_is_wrong();
    inside.assert_nothing_is_wrong();
    inside.assert_no_more_broke_off_than(kills * VISITORS as u64);
    cluster.verify_the_log();
    assert!(
        outside.started > 0,
        "nothing was started: nothing was tested"
    );
}

/// Which node holds a verification.
async fn holder(place: &Place) -> Option<String> {
    let Database::Postgres { url } = &place.settings().database else {
        unreachable!("a cluster is on PostgreSQL")
    };
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar("SELECT lease_owner FROM jobs WHERE lease_owner IS NOT NULL")
        .fetch_optional(&mut connection)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_node_was_at_when_it_was_killed_another_finishes() {
    let Some(place) = Place::of_servers(Tables::None).await else {
        return;
    };
    let lease = [("BONAFIDE_VERIFICATION__LEASE_SECONDS", "3")];
    let mut cluster = Cluster::start(place, 2, &lease).await;
    let urls = cluster.urls();
    let first = cluster.servers[0].as_ref().unwrap();
    let account = first.create_client("acme").unwrap();
    let assure = Assure::sign_in(&urls[0], &account).await.unwrap();
    let picture = passports(1, 1).remove(0);
    let dossier = assure.create_dossier("mid-verification").await.unwrap();
    let process = assure.create_process(&dossier, None).await.unwrap();
    assure
        .set_images(&process, &[("front", &picture)])
        .await
        .unwrap();
    assure.start(&process).await.unwrap();
    let holder = loop {
        if let Some(holder) = holder(&cluster.place).await {
            break holder;
        }
    };
    let node = (0..2)
        .find(|node| {
            let name = cluster
                .place
                .folder()
                .join(format!("node-{node}/worker-name"));
            std::fs::read_to_string(name).unwrap().trim() == holder
        })
        .expect("the name of a node");
    cluster.kill(node);
    let other = assure.at(&urls[1 - node]);
    let found = other.get(&process.to_string()).await.unwrap();
    assert_eq!(found["status"], "processing", "it ended before the kill");
    let end = other.wait(&process, Duration::from_secs(60)).await.unwrap();
    assert_eq!(end["status"], "accepted", "{end}");
    assert_eq!(ends_of(&cluster.place).await, 1);
}

/// How often processes ended, by the log.
async fn ends_of(place: &Place) -> i64 {
    let Database::Postgres { url } = &place.settings().database else {
        unreachable!("a cluster is on PostgreSQL")
    };
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM audit WHERE act = 'process.accepted'")
        .fetch_one(&mut connection)
        .await
        .unwrap()
}
