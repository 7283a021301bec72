//! Units of SQLite that share a commit: each is kept or undone by itself, and none is told of success before the disk has it.

use crate::bench::{Bench, at, dossier};
use bonafide_domain::DossierId;
use std::time::Duration;

async fn is_there(bench: &Bench, owner: &bonafide_domain::ClientId, id: DossierId) -> bool {
    bench.storage.dossier(owner, id).await.unwrap().is_some()
}

pub(crate) async fn units_side_by_side_are_all_kept(bench: &Bench) {
    let owner = bench.client("acme").await;
    let mut running = Vec::new();
    for second in 0..40 {
        let (storage, one) = (bench.storage.clone(), dossier(&owner, at(second)));
        running.push(tokio::spawn(async move {
            let mut unit = storage.begin().await.unwrap();
            unit.insert_dossier(&one).await.unwrap();
            unit.commit().await.unwrap();
            // What is answered is there for everybody, also for readers.
            assert!(storage.dossier(&one.owner, one.id).await.unwrap().is_some());
            one.id
        }));
    }
    for one in running {
        assert!(is_there(bench, &owner, one.await.unwrap()).await);
    }
}

pub(crate) async fn a_unit_that_is_dropped_takes_nothing_of_its_neighbours_along(bench: &Bench) {
    let owner = bench.client("acme").await;
    let mut running = Vec::new();
    for second in 0..40_i64 {
        let (storage, one) = (bench.storage.clone(), dossier(&owner, at(second)));
        running.push(tokio::spawn(async move {
            let mut unit = storage.begin().await.unwrap();
            unit.insert_dossier(&one).await.unwrap();
            let kept = second % 3 != 0;
            if second % 5 == 0 {
                // A refused statement of a unit undoes no other.
                assert!(unit.insert_dossier(&one).await.is_err());
            }
            if kept && second % 5 != 0 {
                unit.commit().await.unwrap();
            } else {
                drop(unit);
            }
            (one.id, kept && second % 5 != 0)
        }));
    }
    for one in running {
        let (id, kept) = one.await.unwrap();
        assert_eq!(is_there(bench, &owner, id).await, kept);
    }
}

pub(crate) async fn a_commit_that_nobody_waits_for_any_more_holds_and_holds_up_nobody(
    bench: &Bench,
) {
    let owner = bench.client("acme").await;
    let (first, second) = (dossier(&owner, at(1)), dossier(&owner, at(2)));
    let mut unit = bench.unit().await;
    unit.insert_dossier(&first).await.unwrap();
    let gone = tokio::time::timeout(Duration::ZERO, unit.commit()).await;
    let mut unit = bench.unit().await;
    unit.insert_dossier(&second).await.unwrap();
    unit.commit().await.unwrap();
    assert!(is_there(bench, &owner, second.id).await);
    if gone.is_ok() {
        assert!(is_there(bench, &owner, first.id).await);
    }
    // Another process is let in: nothing holds the lock of the file.
    bench
        .raw("UPDATE clients SET revoked_at = NULL")
        .await
        .unwrap();
}
