use crate::bench::{Bench, at};
use bonafide_chain::{Anchor, SealKey, Verifier};
use bonafide_domain::ClientId;
use bonafide_storage::{
    Act, Actor, AuditEntry, AuditHead, Database, SignedAuditHead, Storage, StorageError,
};
use std::sync::Arc;
use tokio::sync::Barrier;

pub(crate) fn key() -> SealKey {
    SealKey::new(&[5; 32])
}

fn entry(owner: Option<&ClientId>, second: i64) -> AuditEntry {
    AuditEntry {
        owner: owner.cloned(),
        at: at(second),
        actor: Actor::Operator,
        act: Act::ClientCreated,
        dossier: None,
        process: None,
    }
}

async fn append(storage: &Storage, entry: &AuditEntry) {
    let mut unit = storage.begin().await.unwrap();
    unit.append_audit(entry).await.unwrap();
    unit.commit().await.unwrap();
}

/// What the chain says of a whole log.
async fn verified(storage: &Storage, owner: &str) -> Result<i64, bonafide_chain::Fault> {
    let mut verifier = Verifier::new(Some(key()), std::iter::empty::<Anchor>());
    for entry in storage.raw_audit(owner, i64::MIN, 10_000).await.unwrap() {
        verifier.push(&entry.stored())?;
    }
    let head = storage.audit_head(owner).await.unwrap();
    verifier.finish(head.as_ref().map(AuditHead::head))?;
    Ok(verifier.verified())
}

pub(crate) async fn the_audit_log_refuses_changes(bench: &Bench) {
    let owner = bench.client("acme").await;
    let (theirs, ours) = (entry(Some(&owner), 1), entry(None, 1));
    append(&bench.storage, &theirs).await;
    append(&bench.storage, &ours).await;
    let mut unit = bench.unit().await;
    let head = SignedAuditHead {
        owner: owner.as_str().to_owned(),
        sequence: 1,
        hash: vec![1; 32],
        at: 1,
        public_key: vec![2; 32],
        signature: vec![3; 64],
    };
    unit.insert_signed_audit_head(&head).await.unwrap();
    unit.commit().await.unwrap();

    for refused in [
        "UPDATE audit SET act = 'dossier.erased'",
        "UPDATE audit SET hash = previous_hash",
        "DELETE FROM audit",
        "INSERT INTO audit (owner_id, sequence, at, actor, act) VALUES ('x', 1, 1, 'client', 'dossier.erased')",
        "UPDATE audit_signed_heads SET sequence = 2",
        "DELETE FROM audit_signed_heads",
    ] {
        assert!(bench.raw(refused).await.is_err(), "{refused}");
    }
    let records = bench.storage.audit(Some(&owner), 0, 10).await.unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!((records[0].sequence, &records[0].entry), (1, &theirs));
    let house = bench.storage.audit(None, 0, 10).await.unwrap();
    assert_eq!(house[0].entry, ours);
    let later = bench.storage.audit(Some(&owner), 1, 10).await.unwrap();
    assert!(later.is_empty());
    let kept = bench.storage.signed_audit_heads(owner.as_str(), 0, 10);
    assert_eq!(kept.await.unwrap(), [head]);
}

async fn append_some(storage: Storage, owner: ClientId, together: Arc<Barrier>) {
    together.wait().await;
    for second in 0..5 {
        let mut unit = storage.begin().await.unwrap();
        // Two in one unit follow each other too.
        for _ in 0..2 {
            let entry = entry(Some(&owner), second);
            unit.append_audit(&entry).await.unwrap();
        }
        // Every second one is given up, and must leave no gap.
        if second % 2 == 0 {
            unit.commit().await.unwrap();
        }
    }
}

pub(crate) async fn entries_of_many_units_side_by_side_have_no_gaps_and_follow_each_other(
    bench: &Bench,
) {
    bench.storage.seal_audit_with(key());
    let owner = bench.client("acme").await;
    let together = Arc::new(Barrier::new(64));
    let writers: Vec<_> = (0..64)
        .map(|_| {
            tokio::spawn(append_some(
                bench.storage.clone(),
                owner.clone(),
                together.clone(),
            ))
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let records = bench.storage.audit(Some(&owner), 0, 1000).await.unwrap();
    let numbers: Vec<u64> = records.iter().map(|record| record.sequence).collect();
    assert_eq!(numbers, (1..=64 * 3 * 2).collect::<Vec<u64>>());
    assert_eq!(
        verified(&bench.storage, owner.as_str()).await,
        Ok(64 * 3 * 2)
    );
}

/// As a version before the chain left it.
async fn older_log(bench: &Bench) {
    bench
        .raw(match bench.settings.database {
            Database::Sqlite { .. } => "DROP TRIGGER audit_is_chained",
            Database::Postgres { .. } => "DROP TRIGGER audit_is_chained ON audit",
        })
        .await
        .unwrap();
    for sql in [
        "INSERT INTO audit (owner_id, sequence, at, actor, act, dossier_id) VALUES
            ('sandbox-acme', 1, 1, 'operator', 'client.created', NULL),
            ('sandbox-acme', 2, 5, 'client', 'dossier.created', '0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10'),
            ('', 1, 1, 'system', 'signing_key.created', NULL)",
        "INSERT INTO audit_heads (owner_id, sequence) VALUES ('sandbox-acme', 2), ('', 1)",
    ] {
        bench.raw(sql).await.unwrap();
    }
}

pub(crate) async fn a_log_of_an_older_version_is_chained_once(bench: &Bench) {
    bench.storage.seal_audit_with(key());
    let owner = bench.client("acme").await;
    older_log(bench).await;
    assert!(verified(&bench.storage, owner.as_str()).await.is_err());
    let chain = async |second| {
        let mut unit = bench.unit().await;
        let chained = unit.chain_older_audit_logs(at(second)).await.unwrap();
        unit.commit().await.unwrap();
        chained
    };
    // Two nodes start at once.
    let (one, other) = tokio::join!(chain(9), chain(9));
    assert_eq!(one + other, 2);
    assert_eq!(chain(10).await, 0);
    append(&bench.storage, &entry(Some(&owner), 11)).await;
    assert_eq!(verified(&bench.storage, owner.as_str()).await, Ok(4));
    assert_eq!(verified(&bench.storage, "").await, Ok(2));
    let records = bench.storage.audit(Some(&owner), 2, 1).await.unwrap();
    assert_eq!(records[0].entry.act, Act::ChainBegun);
    assert_eq!(records[0].entry.at, at(9));
}

pub(crate) async fn a_log_that_is_not_chained_takes_no_entry(bench: &Bench) {
    bench.client("acme").await;
    older_log(bench).await;
    let mut unit = bench.unit().await;
    let refused = unit.append_audit(&entry(None, 1)).await;
    assert!(
        matches!(refused, Err(StorageError::Corrupt { .. })),
        "{refused:?}"
    );
}

pub(crate) async fn heads_to_sign_are_those_that_grew(bench: &Bench) {
    let owner = bench.client("acme").await;
    for second in 1..=3 {
        append(&bench.storage, &entry(Some(&owner), second)).await;
    }
    let due = async |entries, before| {
        let heads = bench.storage.audit_heads_to_sign(entries, at(before), 10);
        heads.await.unwrap()
    };
    let never = due(1000, 0).await;
    assert_eq!(never.len(), 1);
    assert_eq!((never[0].sequence, never[0].signed), (3, None));
    let mut unit = bench.unit().await;
    let signed = SignedAuditHead {
        owner: owner.as_str().to_owned(),
        sequence: 3,
        hash: never[0].hash.to_vec(),
        at: at(100).as_microsecond(),
        public_key: vec![2; 32],
        signature: vec![3; 64],
    };
    unit.insert_signed_audit_head(&signed).await.unwrap();
    // Another node was slower.
    unit.insert_signed_audit_head(&signed).await.unwrap();
    unit.commit().await.unwrap();
    assert!(due(1, 1000).await.is_empty());
    append(&bench.storage, &entry(Some(&owner), 4)).await;
    assert!(due(2, 99).await.is_empty());
    let grown = due(1, 99).await;
    assert_eq!(grown[0].signed, Some((3, never[0].hash)));
    assert_eq!(due(2, 100).await, grown);
}
