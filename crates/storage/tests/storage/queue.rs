use crate::bench::{Bench, LEASE, after, at, is_fenced, job};
use bonafide_domain::{ClientId, Process, State};
use bonafide_storage::{LeasedJob, QueueCounts};
use jiff::Timestamp;
use std::time::Duration;

async fn process_of(bench: &Bench, name: &str) -> Process {
    let owner = bench.client(name).await;
    let dossier = bench.dossier(&owner).await;
    bench.process(&dossier).await
}

async fn take(bench: &Bench, now: Timestamp) -> Option<LeasedJob> {
    bench.storage.reserve(now, "worker", LEASE).await.unwrap()
}

async fn finish(bench: &Bench, leased: &LeasedJob) {
    let mut unit = bench.unit().await;
    unit.complete_job(leased.job.id, leased.fence)
        .await
        .unwrap();
    unit.commit().await.unwrap();
}

/// Works until nothing is left; whose job went when.
async fn order(bench: &Bench, now: Timestamp) -> Vec<ClientId> {
    let mut order = Vec::new();
    while let Some(leased) = take(bench, now).await {
        finish(bench, &leased).await;
        order.push(leased.job.owner);
    }
    order
}

pub(crate) async fn turns_alternate_between_two_clients(bench: &Bench) {
    let (a, b) = (process_of(bench, "a").await, process_of(bench, "b").await);
    for process in [&a, &b] {
        for second in 0..10 {
            // All of A's jobs are older than all of B's.
            let shift = if process.id == b.id { 100 } else { 0 };
            bench.queue(process, at(shift + second)).await;
        }
    }
    let order = order(bench, at(1000)).await;
    assert_eq!(order.len(), 20);
    for pair in order.chunks(2) {
        assert_ne!(pair[0], pair[1], "{order:?}");
    }
}

pub(crate) async fn a_newcomer_goes_next_and_then_takes_turns(bench: &Bench) {
    let (a, b) = (process_of(bench, "a").await, process_of(bench, "b").await);
    for second in 0..8 {
        bench.queue(&a, at(second)).await;
    }
    for _ in 0..4 {
        let leased = take(bench, at(100)).await.unwrap();
        assert_eq!(leased.job.owner, a.owner);
        finish(bench, &leased).await;
    }
    for second in 0..3 {
        bench.queue(&b, at(50 + second)).await;
    }
    let order = order(bench, at(100)).await;
    let expected = [&b, &a, &b, &a, &b, &a, &a].map(|process| process.owner.clone());
    assert_eq!(order, expected);
}

pub(crate) async fn within_a_client_the_oldest_job_goes_first(bench: &Bench) {
    let process = process_of(bench, "a").await;
    let mut expected = Vec::new();
    for second in [5, 3, 9, 1, 7] {
        expected.push((second, bench.queue(&process, at(second)).await.id));
    }
    expected.sort_by_key(|(second, _)| *second);
    for (_, id) in expected {
        assert_eq!(take(bench, at(100)).await.unwrap().job.id, id);
    }
}

pub(crate) async fn a_job_waits_for_its_time(bench: &Bench) {
    let process = process_of(bench, "a").await;
    let queued = bench.queue(&process, at(60)).await;
    assert_eq!(take(bench, at(59)).await, None);
    let leased = take(bench, at(60)).await.unwrap();
    assert_eq!(leased.job.id, queued.id);
    assert_eq!(
        (leased.job.process, leased.job.dossier),
        (process.id, process.dossier)
    );
    assert_eq!((leased.job.attempts, leased.job.max_attempts), (1, 3));
    assert_eq!(leased.lease_until, at(120));
}

pub(crate) async fn a_lease_that_ended_is_taken_over_and_the_first_worker_is_fenced_off(
    bench: &Bench,
) {
    let mut process = process_of(bench, "a").await;
    bench.queue(&process, at(0)).await;
    let first = take(bench, at(1)).await.unwrap();
    assert_eq!(take(bench, after(first.lease_until, -1)).await, None);
    let second = take(bench, first.lease_until).await.unwrap();
    assert_eq!(second.job.id, first.job.id);
    assert_eq!(second.job.attempts, 2);
    assert!(second.fence > first.fence);

    // The first comes back late. What it wrote before it was found out goes with the unit.
    process.state = State::Canceled;
    let mut unit = bench.unit().await;
    unit.save_process(&process).await.unwrap();
    assert!(is_fenced(
        &unit.complete_job(first.job.id, first.fence).await
    ));
    drop(unit);
    assert_eq!(bench.read(&process).await.unwrap().state, State::Pending);
    let until = after(second.lease_until, 60);
    assert!(is_fenced(
        &bench
            .storage
            .extend_lease(first.job.id, first.fence, until)
            .await
    ));
    let mut unit = bench.unit().await;
    assert!(is_fenced(
        &unit
            .retry_job(first.job.id, first.fence, until, "late")
            .await
    ));
    drop(unit);

    finish(bench, &second).await;
    let mut unit = bench.unit().await;
    assert!(is_fenced(
        &unit.complete_job(second.job.id, second.fence).await
    ));
}

pub(crate) async fn a_lease_that_was_extended_is_not_taken_over(bench: &Bench) {
    let process = process_of(bench, "a").await;
    bench.queue(&process, at(0)).await;
    let leased = take(bench, at(0)).await.unwrap();
    bench
        .storage
        .extend_lease(leased.job.id, leased.fence, at(600))
        .await
        .unwrap();
    assert_eq!(take(bench, at(599)).await, None);
    assert!(take(bench, at(600)).await.is_some());
}

pub(crate) async fn a_retry_waits_for_its_time_and_the_old_fence_is_void(bench: &Bench) {
    let process = process_of(bench, "a").await;
    bench.queue(&process, at(0)).await;
    let first = take(bench, at(0)).await.unwrap();
    let mut unit = bench.unit().await;
    unit.retry_job(first.job.id, first.fence, at(30), "the engine\0 was busy")
        .await
        .unwrap();
    unit.commit().await.unwrap();

    let mut unit = bench.unit().await;
    assert!(is_fenced(
        &unit.complete_job(first.job.id, first.fence).await
    ));
    drop(unit);
    assert_eq!(take(bench, at(29)).await, None);
    let second = take(bench, at(30)).await.unwrap();
    assert_eq!((second.job.id, second.job.attempts), (first.job.id, 2));
}

pub(crate) async fn leases_of_a_worker_that_died_are_given_back_at_once(bench: &Bench) {
    let process = process_of(bench, "a").await;
    bench.queue(&process, at(0)).await;
    bench.queue(&process, at(1)).await;
    let mine = take(bench, at(2)).await.unwrap();
    let other = bench
        .storage
        .reserve(at(2), "other", LEASE)
        .await
        .unwrap()
        .unwrap();

    assert_eq!(bench.storage.release_leases("worker").await.unwrap(), 1);
    let again = take(bench, at(3)).await.unwrap();
    assert_eq!(again.job.id, mine.job.id);
    assert!(again.fence > mine.fence);
    assert_eq!(take(bench, at(3)).await, None);
    finish(bench, &other).await;
}

pub(crate) async fn a_job_whose_tries_are_used_up_says_so(bench: &Bench) {
    let process = process_of(bench, "a").await;
    bench.queue(&process, at(0)).await;
    let mut now = at(0);
    for attempt in 1..=4 {
        let leased = take(bench, now).await.unwrap();
        assert_eq!(leased.job.attempts, attempt);
        assert_eq!(leased.is_exhausted(), attempt == 4);
        now = leased.lease_until;
    }
}

pub(crate) async fn a_job_of_an_erased_process_is_fenced(bench: &Bench) {
    let process = process_of(bench, "a").await;
    bench.queue(&process, at(0)).await;
    let leased = take(bench, at(0)).await.unwrap();
    let mut unit = bench.unit().await;
    let erased = unit
        .delete_process(&process.owner, process.dossier, process.id, at(1))
        .await;
    assert!(erased.unwrap());
    unit.commit().await.unwrap();
    let mut unit = bench.unit().await;
    assert!(is_fenced(
        &unit.complete_job(leased.job.id, leased.fence).await
    ));
    drop(unit);
    assert_eq!(take(bench, at(1000)).await, None);
}

pub(crate) async fn a_commit_wakes_the_workers_and_a_drop_does_not(bench: &Bench) {
    let process = process_of(bench, "a").await;
    let long = Duration::from_secs(3600);
    let soon = Duration::from_millis(50);
    let (mut first, mut second) = (bench.storage.job_signal(), bench.storage.job_signal());

    let mut unit = bench.unit().await;
    unit.enqueue(&job(&process, at(0))).await.unwrap();
    drop(unit);
    assert!(tokio::time::timeout(soon, first.wait(long)).await.is_err());

    // Also when the commit came between the look into the queue and the wait.
    bench.queue(&process, at(0)).await;
    first.wait(long).await;
    second.wait(long).await;
    assert!(tokio::time::timeout(soon, first.wait(long)).await.is_err());
    first.wait(Duration::from_millis(1)).await;
}

pub(crate) async fn the_queue_is_counted(bench: &Bench) {
    let process = process_of(bench, "a").await;
    for second in [1, 2, 3, 500] {
        bench.queue(&process, at(second)).await;
    }
    take(bench, at(10)).await.unwrap();
    let expected = QueueCounts {
        waiting: 2,
        running: 1,
        delayed: 1,
        oldest_waiting: Some(at(2)),
    };
    assert_eq!(bench.storage.queue(at(11)).await.unwrap(), expected);
    let by_status = bench.storage.processes_by_status().await.unwrap();
    assert_eq!(by_status, [(bonafide_domain::Status::Pending, 1)]);
}
