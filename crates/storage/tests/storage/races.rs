use crate::bench::{Bench, LEASE, at, job};
use bonafide_domain::{Depiction, Process, State};
use bonafide_storage::{Storage, StorageError};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::Barrier;

async fn start(storage: Storage, process: Process, together: Arc<Barrier>) -> bool {
    together.wait().await;
    let mut unit = storage.begin().await.unwrap();
    let mut process = unit
        .process_for_update(&process.owner, process.dossier, process.id)
        .await
        .unwrap()
        .unwrap();
    if process.state != State::Pending {
        return false;
    }
    process.state = State::Processing;
    process.updated_at = at(10);
    unit.save_process(&process).await.unwrap();
    unit.enqueue(&job(&process, at(10))).await.unwrap();
    unit.commit().await.unwrap();
    true
}

pub(crate) async fn of_many_units_that_start_one_process_exactly_one_wins(bench: &Bench) {
    let owner = bench.client("acme").await;
    let dossier = bench.dossier(&owner).await;
    for _ in 0..5 {
        let process = bench.process(&dossier).await;
        let before = bench.storage.queue(at(100)).await.unwrap().waiting;
        let together = Arc::new(Barrier::new(8));
        let racers: Vec<_> = (0..8)
            .map(|_| {
                tokio::spawn(start(
                    bench.storage.clone(),
                    process.clone(),
                    together.clone(),
                ))
            })
            .collect();
        let mut winners = 0;
        for racer in racers {
            winners += u32::from(racer.await.unwrap());
        }
        assert_eq!(winners, 1);
        let queued = bench.storage.queue(at(100)).await.unwrap().waiting - before;
        assert_eq!(queued, 1);
    }
}

async fn work(storage: Storage, name: String) -> Vec<bonafide_domain::JobId> {
    let mut done = Vec::new();
    loop {
        match storage.reserve(at(100), &name, LEASE).await {
            Ok(Some(leased)) => {
                let mut unit = storage.begin().await.unwrap();
                unit.complete_job(leased.job.id, leased.fence)
                    .await
                    .unwrap();
                unit.commit().await.unwrap();
                done.push(leased.job.id);
            }
            Ok(None) => return done,
            Err(error) => panic!("{error}"),
        }
    }
}

pub(crate) async fn workers_side_by_side_never_lease_the_same_job(bench: &Bench) {
    let mut queued = HashSet::new();
    for name in ["a", "b", "c"] {
        let owner = bench.client(name).await;
        let dossier = bench.dossier(&owner).await;
        let process = bench.process(&dossier).await;
        for second in 0..8 {
            queued.insert(bench.queue(&process, at(second)).await.id);
        }
    }
    let workers: Vec<_> = (0..4)
        .map(|number| tokio::spawn(work(bench.storage.clone(), format!("worker-{number}"))))
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    // One that found only locked rows went home early; what it left is found by the next look.
    done.extend(work(bench.storage.clone(), "last".into()).await);
    assert_eq!(done.len(), queued.len());
    assert_eq!(done.into_iter().collect::<HashSet<_>>(), queued);
}

pub(crate) async fn an_upload_and_an_erasure_at_once_leave_nothing_half(bench: &Bench) {
    let owner = bench.client("acme").await;
    for round in 0..6 {
        let dossier = bench.dossier(&owner).await;
        let process = bench.process(&dossier).await;
        bench.picture(&process, Depiction::Front, b"before").await;
        let image = bench.upload(&process, Depiction::Front, b"after").await;
        let together = Arc::new(Barrier::new(2));

        let upload = {
            let (storage, process, together) =
                (bench.storage.clone(), process.clone(), together.clone());
            tokio::spawn(async move {
                together.wait().await;
                let mut unit = storage.begin().await?;
                let found = unit
                    .process_for_update(&process.owner, process.dossier, process.id)
                    .await?;
                if let Some(process) = found {
                    unit.put_image(&process, &image, at(20)).await?;
                    unit.touch_dossier(&process.owner, process.dossier, at(20))
                        .await?;
                    unit.commit().await?;
                }
                Ok::<_, StorageError>(())
            })
        };
        let erase = {
            let (storage, dossier, together) = (bench.storage.clone(), dossier.clone(), together);
            tokio::spawn(async move {
                together.wait().await;
                if round % 2 == 0 {
                    tokio::task::yield_now().await;
                }
                let mut unit = storage.begin().await?;
                let erased = unit
                    .delete_dossier(&dossier.owner, dossier.id, at(21))
                    .await?;
                unit.commit().await?;
                Ok::<_, StorageError>(erased)
            })
        };
        // A conflict is an allowed answer of either; anything else is not.
        for outcome in [upload.await.unwrap(), erase.await.unwrap().map(|_| ())] {
            assert!(
                matches!(outcome, Ok(()) | Err(StorageError::Conflict { .. })),
                "{outcome:?}"
            );
        }
        let mut unit = bench.unit().await;
        unit.delete_dossier(&dossier.owner, dossier.id, at(22))
            .await
            .unwrap();
        unit.commit().await.unwrap();
        while bench.storage.delete_pending_blobs(10).await.unwrap() > 0 {}
        bench
            .storage
            .sweep_orphans(jiff::Timestamp::MAX)
            .await
            .unwrap();
        assert!(bench.files().is_empty(), "{:?}", bench.files());
    }
}

pub(crate) async fn readers_see_the_last_commit_while_a_unit_is_open(bench: &Bench) {
    let owner = bench.client("acme").await;
    let dossier = bench.dossier(&owner).await;
    let mut process = bench.process(&dossier).await;
    let before = process.clone();
    process.state = State::Canceled;
    let mut unit = bench.unit().await;
    unit.save_process(&process).await.unwrap();
    assert_eq!(bench.read(&process).await, Some(before));
    unit.commit().await.unwrap();
    assert_eq!(bench.read(&process).await, Some(process));
}
