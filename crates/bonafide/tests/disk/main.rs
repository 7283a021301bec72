//! The real server on a disk that fails: at each call that changes a file, for want of room, with a bad block, at each
//! read and at each sync. A call is answered yes or 503 with `Retry-After` (500 with a trace id where SQLite takes a read
//! that failed for damage); what was refused has changed nothing, what was said yes to is there after a kill, and the
//! server goes on by itself once the disk is mended.
//!
//! `BONAFIDE_FAULTS` says how many faults (10), spread evenly over the calls of the flow and the kinds of faults.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod flow;
#[path = "../common/models.rs"]
mod models;
#[path = "../common/number.rs"]
mod number;
#[path = "../common/report.rs"]
mod report;
mod shim;

use bonafide_storage::{Database, Storage, StorageSettings};
use bonafide_testkit::assure::{Credentials, data_url};
use bonafide_testkit::press::{DocumentKind, Press, Scene, SpecimenData, photograph};
use bonafide_testkit::server::{Server, ServerSettings};
use flow::{Caller, Flow};
use number::number;
use serde_json::json;
use shim::{Disk, Fault};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A small photograph: it is uploaded, not verified.
fn picture() -> String {
    let day = jiff::civil::date(2026, 1, 1);
    let holder = SpecimenData::random(1, day);
    let specimen = Press::open()
        .unwrap()
        .print(DocumentKind::Passport, &holder, 1)
        .unwrap();
    data_url(&photograph(&specimen, &Scene::careful(1), 1).jpeg)
}

async fn caller(server: &Server, credentials: &Credentials) -> Caller {
    let http = reqwest::Client::new();
    let answer: serde_json::Value = http
        .post(format!("{}/auth/open/connect/token", server.url()))
        .basic_auth(&credentials.client_id, Some(&credentials.client_secret))
        .form(&[
            ("grant_type", "client_credentials"),
            ("scope", "signicat-api"),
        ])
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    Caller {
        http,
        base: server.url(),
        token: answer["access_token"].as_str().unwrap().to_owned(),
        damage: AtomicBool::default(),
        damaged: AtomicU64::default(),
    }
}

async fn whole(data: &Path) {
    let path = data.join("bonafide.sqlite");
    let settings = StorageSettings::new(Database::Sqlite { path }, data.join("blobs"));
    let storage = Storage::open(&settings).await.unwrap();
    storage.check_integrity().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_makes_nothing_lost_and_nothing_half_done() {
    let faults = number("BONAFIDE_FAULTS", 10);
    let (tools, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let disk = Disk::build(tools.path());
    let data = data.path().canonicalize().unwrap();
    let mut settings = ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), &data);
    settings.environment = disk.environment(&data);
    settings.environment.extend(
        [
            ("TOKENS__LIFETIME_SECONDS", "3600"),
            ("RATE_LIMITS__WRITES_PER_MINUTE", "0"),
            ("RATE_LIMITS__READS_PER_MINUTE", "0"),
            ("VERIFICATION__RETRY_PAUSE_SECONDS", "1"),
            ("LOG__LEVEL", "warn"),
        ]
        .map(|(name, value)| (format!("BONAFIDE_{name}"), value.to_owned())),
    );
    let mut server = Server::start(settings).await.unwrap();
    let credentials = server.create_client("disk").unwrap();
    let mut caller = caller(&server, &credentials).await;
    let picture = picture();

    // How many calls of each kind the flow makes, when all is well.
    let mut calls = BTreeMap::new();
    for fault in Fault::ALL {
        disk.count(fault);
        let mend = || false;
        let flow = Flow {
            caller: &caller,
            picture: &picture,
            mend: &mend,
        };
        let went = flow.go("in good order").await.unwrap();
        flow.erase(&went.dossier, &mut 0).await.unwrap();
        calls.insert(fault.name(), disk.calls());
        assert!(
            disk.calls() > 20,
            "the shim does not see the disk: {calls:?}"
        );
    }

    let (mut hits, mut refused, mut restarts) = (BTreeMap::new(), 0, 0);
    let mut kept: Vec<String> = Vec::new();
    let mut wrong = Vec::new();
    let each = (faults / Fault::ALL.len() as u64).max(1);
    for fault in Fault::ALL {
        let span = calls[fault.name()];
        for step in 0..each {
            let n = 1 + span * step / each;
            let name = format!("{} at call {n}", fault.name());
            let struck = AtomicU64::new(0);
            let mend = || {
                struck.store(disk.hits(), Ordering::Relaxed);
                disk.mend();
                disk.hits() > 0
            };
            caller
                .damage
                .store(fault == Fault::BadRead, Ordering::Relaxed);
            disk.break_at(n, fault);
            let flow = Flow {
                caller: &caller,
                picture: &picture,
                mend: &mend,
            };
            match flow.go(&name).await {
                Ok(mut went) => {
                    let keeps = step % 8 == 0 && kept.len() < 60;
                    if keeps {
                        kept.push(went.dossier.clone());
                    } else if let Err(fault) = flow.erase(&went.dossier, &mut went.refused).await {
                        wrong.push(format!("{name}: {fault}"));
                    }
                    refused += went.refused;
                }
                Err(fault) => wrong.push(format!("{name}: {fault}")),
            }
            *hits.entry(fault.name()).or_insert(0) += disk.hits().min(1);
            disk.mend();
            if !wrong.is_empty() && number("BONAFIDE_GO_ON", 0) == 0 {
                panic!("{wrong:#?}\n{}", server.log_tail());
            }
            if step % 25 == 24 || step + 1 == each {
                // A power cut after it: what was said yes to is there.
                server = server.restart().await.unwrap();
                restarts += 1;
                caller.base = server.url();
                for dossier in &kept {
                    let seen = caller.see(Some(dossier), &|| false).await.unwrap();
                    let processes = seen["processes"].as_array().unwrap();
                    let there = processes.len() == 2
                        && processes[0][0]["status"] == "failed"
                        && processes[0][1] == true
                        && processes[1][0]["status"] == "accepted"
                        && seen["userData"]["userData"]["lastName"] == "Specimen";
                    assert!(there, "{name}: of dossier {dossier} is left {seen}");
                }
            }
        }
    }
    caller.see(None, &|| false).await.unwrap();
    server.kill();
    whole(&data).await;
    report::write(
        "disk-faults",
        0,
        &json!({
            "calls_in_the_flow": calls,
            "faults": each * Fault::ALL.len() as u64,
            "met": hits,
            "calls_refused": refused,
            "told_as_damage": caller.damaged.load(Ordering::Relaxed),
            "kills": restarts,
            "dossiers_kept_and_found": kept.len(),
            "wrong": wrong,
        }),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(refused > 0, "no call was refused: nothing was tested");
}
