//! The real server on SQLite and files is killed, as a power cut would, at random moments of a mixed load. After each
//! restart it is ready at once; everything that it had acknowledged is there, and what was started ends once.
//!
//! `BONAFIDE_KILLS` says how often (10), `BONAFIDE_SEED` at which moments (1).

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

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

use bonafide_storage::{Database, StorageSettings};
use bonafide_testkit::server::{Server, ServerSettings};
use load::{Load, Nodes, look_from_outside, look_inside};
use number::number;
use passports::passports;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use times::Times;

const VISITORS: usize = 9;
/// A kill comes at most this long after the server was ready.
const LONGEST: Duration = Duration::from_millis(1500);
/// The lease of a verification, and a minute.
const PATIENCE: Duration = Duration::from_secs(30 + 60);
/// A server that was killed is to be ready again within this.
const SOON: Duration = Duration::from_secs(2);

/// By the command that an operator has.
fn verify_the_log(data: &Path) {
    let verified = Command::new(env!("CARGO_BIN_EXE_bonafide"))
        .args(["audit", "verify", "--data"])
        .arg(data)
        .output()
        .unwrap();
    let said = [verified.stdout, verified.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(verified.status.success(), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_at_random_moments_loses_nothing_it_acknowledged() {
    let kills = number("BONAFIDE_KILLS", 10);
    let seed = number("BONAFIDE_SEED", 1);
    let mut dice = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let mut settings = ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), data);
    settings.environment = load::environment();
    let mut server = Server::start(settings).await.unwrap();
    let accounts = ["first", "second"].map(|name| server.create_client(name).unwrap());
    let nodes = Nodes::new(vec![server.url()]);
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
        server.kill();
        let began = Instant::now();
        server = server.restart().await.unwrap();
        ready.push(began.elapsed());
        nodes.moved(0, server.url());
        if kill % 20 == 0 {
            println!(
                "{kill} of {kills} kills, {} writes acknowledged",
                load.acknowledged()
            );
        }
    }
    let done = load.end().await;
    let outside = look_from_outside(&done, PATIENCE).await;
    server.kill();
    let database = Database::Sqlite {
        path: data.join("bonafide.sqlite"),
    };
    let files = data.join("blobs");
    let storage = StorageSettings::new(database, files.clone());
    let inside = look_inside(&done, &storage, &files).await;
    let ready = Times::new(ready);
    report::write(
        "kill",
        seed,
        &json!({
            "kills": kills,
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
    inside.assert_no_more_broke_off_than((ready.count() * VISITORS) as u64);
    verify_the_log(data);
    assert!(
        ready.percentile(50) < 2000,
        "half of the starts took longer than 2 s"
    );
    assert!(
        outside.started > 0,
        "nothing was started: nothing was tested"
    );
}
