//! Somebody who can write the database, and has dropped the triggers that refuse it, changes the audit log at random: each
//! change is found, and the first bad entry named.
//!
//! `BONAFIDE_MUTATIONS` says how many (300), `BONAFIDE_SEED` which (1).

#![expect(
    clippy::unwrap_used,
    reason = "in a test a panic is the report, and the figures are worth reading"
)]

mod support;

use bonafide_app::Clock as _;
use bonafide_app::domain::{DossierId, ProcessId};
use bonafide_app::{
    ExportedHead, SignHeads, SignedAuditHead, VerifyAudit, audit_heads, sign_audit_heads,
    verify_audit,
};
use bonafide_chain::{Entry, hash};
use bonafide_storage::{Act, Actor, AuditEntry, AuditHead, RawAuditEntry};
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use std::collections::BTreeMap;
use support::House;

/// What the database holds of one log.
#[derive(Clone, PartialEq)]
struct Log {
    rows: Vec<RawAuditEntry>,
    head: Option<AuditHead>,
    signed: Vec<SignedAuditHead>,
}

/// Entries of the log that is changed.
const LENGTH: i64 = 120;
/// A head is signed at each of so many.
const SIGNED_EACH: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_of_the_log_is_found_and_the_first_bad_entry_named() {
    let number = |name: &str, otherwise: u64| {
        std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
    };
    let (rounds, seed) = (
        number("BONAFIDE_MUTATIONS", 300),
        number("BONAFIDE_SEED", 1),
    );
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let owner = caller.client().as_str().to_owned();
    while length(&house, &owner).await < LENGTH {
        let mut unit = house.storage.begin().await.unwrap();
        for at in 0..SIGNED_EACH {
            unit.append_audit(&AuditEntry {
                owner: Some(caller.client().clone()),
                at: house.clock.now(),
                actor: Actor::Client,
                act: Act::ALL[at % Act::ALL.len()],
                dossier: (at % 3 > 0).then(|| DossierId::new(uuid::Uuid::from_u128(at as u128))),
                process: (at % 3 > 1).then(|| ProcessId::new(uuid::Uuid::from_u128(at as u128))),
            })
            .await
            .unwrap();
            house.clock.forward(7);
        }
        unit.commit().await.unwrap();
        sign_audit_heads(&house.app, SignHeads::All).await.unwrap();
    }
    let whole = Log {
        rows: house.storage.raw_audit(&owner, 0, 1000).await.unwrap(),
        head: house.storage.audit_head(&owner).await.unwrap(),
        signed: house
            .storage
            .signed_audit_heads(&owner, 0, 1000)
            .await
            .unwrap(),
    };
    let witnessed: Vec<SignedAuditHead> = audit_heads(&house.app, &owner, 0, 1000)
        .await
        .unwrap()
        .iter()
        .map(|head| ExportedHead::read(&serde_json::to_string(head).unwrap()).unwrap())
        .collect();
    assert!(witnessed.len() > 2);

    let path = house.folder.path().join("bonafide.db");
    let mut shell = SqliteConnection::connect(&format!("sqlite://{}", path.display()))
        .await
        .unwrap();
    for sql in [
        "PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA busy_timeout = 9000",
        "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_removed; DROP TRIGGER audit_is_chained",
        "DROP TRIGGER audit_signed_heads_are_not_changed; DROP TRIGGER audit_signed_heads_are_not_removed",
    ] {
        shell.execute(sql).await.unwrap();
    }

    let mut written = whole.clone();
    let mut random = StdRng::seed_from_u64(seed);
    let mut counts: BTreeMap<&str, (u64, u64, u64)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for round in 0..rounds {
        let mut log = whole.clone();
        let mutation = mutate(&mut log, &mut random);
        assert!(log != whole, "{}: nothing was changed", mutation.kind);
        write(&mut shell, &owner, &written, &log).await;
        written = log;
        let against = VerifyAudit {
            witnessed: if mutation.needs_witness {
                witnessed.clone()
            } else {
                Vec::new()
            },
            trusted: Vec::new(),
        };
        let report = verify_audit(&house.app, &owner, &against).await.unwrap();
        let count = counts.entry(mutation.kind).or_default();
        count.0 += 1;
        let Some(fault) = report.fault else {
            wrong.push(format!("{round}: {}: not found", mutation.kind));
            continue;
        };
        count.1 += 1;
        if fault.sequence == mutation.first_bad {
            count.2 += 1;
        } else {
            let (kind, first) = (mutation.kind, mutation.first_bad);
            wrong.push(format!("{round}: {kind}: {fault}, and not {first}"));
        }
    }
    write(&mut shell, &owner, &written, &whole).await;
    let report = verify_audit(&house.app, &owner, &VerifyAudit::default()).await;
    let report = report.unwrap();
    assert_eq!((report.fault, report.signed), (None, report.entries as i64));

    for (kind, (made, found, named)) in &counts {
        println!("{kind:<58} {made:>6} made {found:>6} found {named:>6} rightly named");
    }
    let sum = |pick: fn(&(u64, u64, u64)) -> u64| counts.values().map(pick).sum::<u64>();
    println!(
        "{} mutations of a log of {} entries, seed {seed}: {} found, {} rightly named",
        sum(|count| count.0),
        whole.rows.len(),
        sum(|count| count.1),
        sum(|count| count.2)
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `BONAFIDE_ENTRIES` says how many (5000).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_log_is_verified_in_one_go() {
    let entries: u64 = std::env::var("BONAFIDE_ENTRIES").map_or(5000, |text| text.parse().unwrap());
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let owner = caller.client().as_str().to_owned();
    let began = std::time::Instant::now();
    let mut appended = length(&house, &owner).await as u64;
    while appended < entries {
        let mut unit = house.storage.begin().await.unwrap();
        for _ in 0..1000 {
            unit.append_audit(&AuditEntry {
                owner: Some(caller.client().clone()),
                at: house.clock.now(),
                actor: Actor::Client,
                act: Act::ProcessRead,
                dossier: Some(DossierId::new(uuid::Uuid::from_u128(appended.into()))),
                process: Some(ProcessId::new(uuid::Uuid::from_u128(appended.into()))),
            })
            .await
            .unwrap();
            appended += 1;
        }
        unit.commit().await.unwrap();
    }
    let appending = began.elapsed();
    let began = std::time::Instant::now();
    sign_audit_heads(&house.app, SignHeads::All).await.unwrap();
    let signing = began.elapsed();
    let began = std::time::Instant::now();
    let report = verify_audit(&house.app, &owner, &VerifyAudit::default())
        .await
        .unwrap();
    let verifying = began.elapsed();
    assert_eq!((report.fault, report.entries), (None, appended));
    let rate = |took: std::time::Duration| appended as f64 / took.as_secs_f64();
    println!(
        "{appended} entries: appended at {:.0}/s in units of 1000, checked and signed at {:.0}/s, verified at {:.0}/s",
        rate(appending),
        rate(signing),
        rate(verifying)
    );
}

async fn length(house: &House, owner: &str) -> i64 {
    let head = house.storage.audit_head(owner).await.unwrap();
    head.map_or(0, |head| head.sequence)
}

struct Mutation {
    kind: &'static str,
    first_bad: i64,
    needs_witness: bool,
}

fn found(kind: &'static str, first_bad: i64) -> Mutation {
    Mutation {
        kind,
        first_bad,
        needs_witness: false,
    }
}

fn mutate(log: &mut Log, random: &mut StdRng) -> Mutation {
    let last = log.rows.len() as i64;
    let at = random.random_range(0..log.rows.len());
    let sequence = log.rows[at].sequence;
    match random.random_range(0..22) {
        0..=7 => change_a_column(log, at, random),
        8 => {
            let many = random.random_range(1..=5.min(log.rows.len() - at));
            log.rows.drain(at..at + many);
            found("entries are removed", sequence)
        }
        9 => {
            log.rows.remove(at);
            renumber(log);
            found("an entry is removed and those after it moved up", sequence)
        }
        10 => {
            let other = (at + random.random_range(1..log.rows.len())) % log.rows.len();
            let (low, high) = (at.min(other), at.max(other));
            log.rows.swap(low, high);
            let first = low as i64 + 1;
            log.rows[low].sequence = first;
            log.rows[high].sequence = high as i64 + 1;
            found("two entries change places", first)
        }
        11 => {
            let forged = forged(log, at, random);
            log.rows.insert(at, forged);
            renumber(log);
            found("an entry is put in and those after it moved down", sequence)
        }
        12 => {
            let mut forged = forged(log, log.rows.len(), random);
            forged.sequence = last + 1;
            forged.hash = Some(chained(&forged));
            log.head = Some(AuditHead {
                sequence: last + 1,
                hash: forged.hash.clone(),
            });
            log.rows.push(forged);
            found("an entry is put at the end, rightly hashed", last + 1)
        }
        13 => {
            log.rows.truncate(at);
            found("the end is cut off", sequence)
        }
        14 => {
            log.rows.truncate(at);
            rewrite_head(log);
            found("the end is cut off, and the head's row set right", sequence)
        }
        15 => {
            log.rows.truncate(at);
            log.signed.retain(|head| head.sequence < sequence);
            rewrite_head(log);
            Mutation {
                needs_witness: true,
                ..found(
                    "the same, and signed heads removed; a witness has them",
                    sequence,
                )
            }
        }
        16 | 17 => {
            log.rows[at].act = another_act(&log.rows[at].act, random);
            rechain(log, at);
            found("an entry is changed and all after it hashed anew", sequence)
        }
        18 => {
            log.rows.remove(at);
            renumber(log);
            rechain(log, at);
            log.signed.retain(|head| head.sequence < sequence);
            // Of the last one nothing is left to be hashed anew: that is a cut.
            Mutation {
                needs_witness: sequence == last,
                ..found(
                    "an entry is removed, all after it hashed anew, heads removed",
                    sequence,
                )
            }
        }
        19 => change_a_signed_head(log, random),
        20 => {
            let head = log.head.as_mut().unwrap();
            if random.random() {
                head.sequence -= random.random_range(1..5);
            } else {
                head.hash = Some(bytes(random, 32));
            }
            found("the head's row is changed", last)
        }
        _ => {
            log.rows.clear();
            log.signed.clear();
            log.head = None;
            found("the whole log is removed", 1)
        }
    }
}

fn change_a_column(log: &mut Log, at: usize, random: &mut StdRng) -> Mutation {
    let last = log.rows.len() as i64;
    let row = &mut log.rows[at];
    let sequence = row.sequence;
    let other_id = |random: &mut StdRng, now: &Option<String>| {
        if now.is_some() && random.random() {
            return None;
        }
        let id: String = bytes(random, 16)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        Some(id)
    };
    let kind = match random.random_range(0..10) {
        0 => {
            row.sequence = if random.random() {
                -random.random_range(0..1000)
            } else {
                last + random.random_range(1..1000)
            };
            let first = row.sequence.min(sequence);
            return found("the number of an entry is changed", first);
        }
        1 => {
            row.owner = "sandbox-nobody".to_owned();
            "whose an entry is, is changed"
        }
        2 => {
            row.at += random.random_range(1..1_000_000_000) * if random.random() { 1 } else { -1 };
            "the time of an entry is changed"
        }
        3 => {
            row.actor = if row.actor == "system" {
                "client"
            } else {
                "system"
            }
            .to_owned();
            "the actor of an entry is changed"
        }
        4 => {
            row.act = another_act(&row.act, random);
            "the act of an entry is changed"
        }
        5 => {
            row.dossier = other_id(random, &row.dossier);
            "the dossier of an entry is changed"
        }
        6 => {
            row.process = other_id(random, &row.process);
            "the process of an entry is changed"
        }
        7 => {
            row.previous_hash = Some(bytes(random, 32));
            "the previous hash of an entry is changed"
        }
        8 => {
            row.hash = Some(bytes(random, 32)).filter(|_| random.random());
            "the hash of an entry is changed"
        }
        _ => {
            row.seal = Some(bytes(random, 32)).filter(|_| random.random());
            "the seal of an entry is changed"
        }
    };
    found(kind, sequence)
}

fn change_a_signed_head(log: &mut Log, random: &mut StdRng) -> Mutation {
    let at = random.random_range(0..log.signed.len());
    let head = &mut log.signed[at];
    let sequence = head.sequence;
    match random.random_range(0..5) {
        0 => {
            head.sequence += 1000;
            return found("a signed head is changed", sequence + 1000);
        }
        1 => head.hash = bytes(random, 32),
        2 => head.at += 1,
        // Also that of another key, which has signed something else.
        3 => head.public_key = bytes(random, 32),
        _ => head.signature = bytes(random, 64),
    }
    found("a signed head is changed", sequence)
}

fn another_act(act: &str, random: &mut StdRng) -> String {
    loop {
        let other = Act::ALL[random.random_range(0..Act::ALL.len())].as_str();
        if other != act {
            return other.to_owned();
        }
    }
}

/// An entry that follows the one before it, with the seal of another.
fn forged(log: &Log, at: usize, random: &mut StdRng) -> RawAuditEntry {
    let model = &log.rows[random.random_range(0..log.rows.len())];
    let before = at.checked_sub(1).map(|before| &log.rows[before]);
    let mut forged = RawAuditEntry {
        sequence: at as i64 + 1,
        previous_hash: before.map_or_else(|| Some(vec![0; 32]), |row| row.hash.clone()),
        // A true copy of the entry that stood here would be that entry, and what follows it the one put in.
        act: another_act(&model.act, random),
        ..model.clone()
    };
    forged.hash = Some(chained(&forged));
    forged
}

fn chained(row: &RawAuditEntry) -> Vec<u8> {
    let previous = row.previous_hash.as_deref().unwrap().try_into().unwrap();
    let entry = Entry {
        owner: &row.owner,
        sequence: row.sequence,
        at: row.at,
        actor: &row.actor,
        act: &row.act,
        dossier: row.dossier.as_deref(),
        process: row.process.as_deref(),
    };
    hash(&entry, &previous).to_vec()
}

/// As somebody does who knows the form and has not the key.
fn rechain(log: &mut Log, from: usize) {
    for at in from..log.rows.len() {
        let before = at
            .checked_sub(1)
            .map(|before| log.rows[before].hash.clone());
        log.rows[at].previous_hash = before.unwrap_or_else(|| Some(vec![0; 32]));
        log.rows[at].hash = Some(chained(&log.rows[at]));
    }
    rewrite_head(log);
}

fn renumber(log: &mut Log) {
    for (at, row) in log.rows.iter_mut().enumerate() {
        row.sequence = at as i64 + 1;
    }
    rewrite_head(log);
}

fn rewrite_head(log: &mut Log) {
    log.head = log.rows.last().map(|last| AuditHead {
        sequence: last.sequence,
        hash: last.hash.clone(),
    });
}

fn bytes(random: &mut StdRng, many: usize) -> Vec<u8> {
    let mut bytes = vec![0; many];
    random.fill_bytes(&mut bytes);
    bytes
}

/// Puts a log in the place of what the database has.
async fn write(shell: &mut SqliteConnection, owner: &str, written: &Log, log: &Log) {
    let mut unit = shell.begin().await.unwrap();
    for row in written.rows.iter().filter(|row| !log.rows.contains(row)) {
        sqlx::query("DELETE FROM audit WHERE owner_id = $1 AND sequence = $2")
            .bind(&row.owner)
            .bind(row.sequence)
            .execute(&mut *unit)
            .await
            .unwrap();
    }
    for row in log.rows.iter().filter(|row| !written.rows.contains(row)) {
        sqlx::query(
            "INSERT INTO audit (owner_id, sequence, at, actor, act, dossier_id, process_id,
                previous_hash, hash, seal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&row.owner)
        .bind(row.sequence)
        .bind(row.at)
        .bind(&row.actor)
        .bind(&row.act)
        .bind(&row.dossier)
        .bind(&row.process)
        .bind(&row.previous_hash)
        .bind(&row.hash)
        .bind(&row.seal)
        .execute(&mut *unit)
        .await
        .unwrap();
    }
    for sql in [
        "DELETE FROM audit_heads WHERE owner_id = $1",
        "DELETE FROM audit_signed_heads WHERE owner_id = $1",
    ] {
        sqlx::query(sql)
            .bind(owner)
            .execute(&mut *unit)
            .await
            .unwrap();
    }
    if let Some(head) = &log.head {
        sqlx::query("INSERT INTO audit_heads (owner_id, sequence, hash) VALUES ($1, $2, $3)")
            .bind(owner)
            .bind(head.sequence)
            .bind(&head.hash)
            .execute(&mut *unit)
            .await
            .unwrap();
    }
    for head in &log.signed {
        sqlx::query(
            "INSERT INTO audit_signed_heads (owner_id, sequence, hash, at, public_key, signature)
            VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&head.owner)
        .bind(head.sequence)
        .bind(&head.hash)
        .bind(head.at)
        .bind(&head.public_key)
        .bind(&head.signature)
        .execute(&mut *unit)
        .await
        .unwrap();
    }
    unit.commit().await.unwrap();
}
