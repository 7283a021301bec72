//! The loop: how many at once, what a panic does, how it stops.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../app/tests/support/mod.rs"]
mod support;

use bonafide_app::domain::{DossierId, ProcessId, Status};
use bonafide_app::{
    Caller, Settings, delete_process, get_process, health, recover, reserve_verification,
};
use bonafide_worker::WorkerSettings;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;
use support::{House, Says};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Running {
    stop: oneshot::Sender<()>,
    worker: JoinHandle<()>,
}

impl Running {
    fn start(house: &House, settings: WorkerSettings) -> Self {
        let (stop, stopped) = oneshot::channel();
        let app = Arc::clone(&house.app);
        let worker = tokio::spawn(bonafide_worker::run(app, settings, async {
            stopped.await.ok();
        }));
        Self { stop, worker }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(20), self.worker)
            .await
            .expect("the worker stops")
            .expect("the worker does not panic");
    }
}

fn settings(parallel: usize) -> WorkerSettings {
    WorkerSettings {
        parallel: NonZeroUsize::new(parallel).unwrap(),
        poll: Duration::from_millis(20),
        grace: Duration::from_secs(10),
        name: "worker".to_owned(),
    }
}

/// Waits until it is so, at most 20 s.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..1000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never came: {what}");
}

async fn status(house: &House, caller: &Caller, ids: (DossierId, ProcessId)) -> Status {
    let process = get_process(&house.app, caller, ids.0, ids.1).await.unwrap();
    process.state.status()
}

async fn until_status(house: &House, caller: &Caller, ids: (DossierId, ProcessId), want: Status) {
    until(want.as_str(), async || {
        status(house, caller, ids).await == want
    })
    .await;
}

fn begun(house: &House) -> usize {
    house.verifier.tasks.lock().unwrap().len()
}

#[tokio::test]
async fn a_start_wakes_the_worker_without_waiting_for_the_next_look() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let seldom = WorkerSettings {
        poll: Duration::from_secs(3600),
        ..settings(1)
    };
    let running = Running::start(&house, seldom);
    tokio::time::sleep(Duration::from_millis(100)).await;
    for _ in 0..3 {
        let ids = house.started(&caller).await;
        until_status(&house, &caller, ids, Status::Accepted).await;
    }
    running.stop().await;
}

#[tokio::test]
async fn what_was_queued_before_the_start_is_done_too() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let mut queued = Vec::new();
    for _ in 0..5 {
        queued.push(house.started(&caller).await);
    }
    let running = Running::start(&house, settings(2));
    for ids in queued {
        until_status(&house, &caller, ids, Status::Accepted).await;
    }
    assert_eq!(begun(&house), 5, "each once");
    running.stop().await;
}

#[tokio::test]
async fn no_more_run_at_once_than_there_are_places() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let release = house.verifier.hold();
    for _ in 0..5 {
        house.started(&caller).await;
    }
    let running = Running::start(&house, settings(2));
    until("two begin", async || begun(&house) == 2).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(begun(&house), 2);
    let health = health(&house.app).await.unwrap();
    assert_eq!((health.running, health.waiting), (2, 3));
    release.notify_one();
    until("a third begins", async || begun(&house) == 3).await;
    drop(running);
}

#[tokio::test]
async fn a_panic_counts_as_an_attempt_and_the_worker_lives_on() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    house.verifier.will_say([Says::Panic]);
    let panics = house.started(&caller).await;
    let running = Running::start(&house, settings(1));
    until("it is put back", async || {
        health(&house.app).await.unwrap().delayed == 1
    })
    .await;
    let other = house.started(&caller).await;
    until_status(&house, &caller, other, Status::Accepted).await;
    assert_eq!(status(&house, &caller, panics).await, Status::Processing);
    house.clock.forward(5);
    until_status(&house, &caller, panics, Status::Accepted).await;
    running.stop().await;
}

#[tokio::test]
async fn a_verification_that_always_panics_fails_in_the_end() {
    let mut slow = Settings::default();
    slow.verification.max_attempts = 3;
    let house = House::with(slow).await;
    let caller = house.caller("acme").await;
    house
        .verifier
        .will_say([Says::Panic, Says::Panic, Says::Panic]);
    let ids = house.started(&caller).await;
    let running = Running::start(&house, settings(1));
    until("it fails", async || {
        house.clock.forward(60);
        status(&house, &caller, ids).await == Status::Failed
    })
    .await;
    assert_eq!(begun(&house), 3);
    running.stop().await;
}

#[tokio::test]
async fn a_lease_lasts_as_long_as_the_verification_runs() {
    let mut short = Settings::default();
    short.verification.lease = Duration::from_secs(1);
    let house = House::with(short).await;
    let caller = house.caller("acme").await;
    let release = house.verifier.hold();
    let ids = house.started(&caller).await;
    let running = Running::start(&house, settings(1));
    until("it begins", async || begun(&house) == 1).await;
    // The lease would have ended after the second of these; each pause has room for some beats.
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(1200)).await;
        house.clock.forward_millis(700);
        let other = reserve_verification(&house.app, "other").await.unwrap();
        assert!(other.is_none(), "the lease was let go");
    }
    release.notify_one();
    until_status(&house, &caller, ids, Status::Accepted).await;
    running.stop().await;
}

#[tokio::test]
async fn a_stop_lets_what_runs_come_to_its_end_and_begins_nothing_new() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let release = house.verifier.hold();
    let first = house.started(&caller).await;
    // What was queued in the same moment goes in any order.
    house.clock.forward(1);
    let second = house.started(&caller).await;
    let running = Running::start(&house, settings(1));
    until("the first begins", async || begun(&house) == 1).await;
    let release_later = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        release.notify_one();
    });
    running.stop().await;
    release_later.await.unwrap();
    assert_eq!(status(&house, &caller, first).await, Status::Accepted);
    assert_eq!(status(&house, &caller, second).await, Status::Processing);
    assert_eq!(begun(&house), 1);
}

#[tokio::test]
async fn what_does_not_end_within_the_grace_is_taken_up_by_the_next_life() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let _never = house.verifier.hold();
    let ids = house.started(&caller).await;
    let hasty = WorkerSettings {
        grace: Duration::from_millis(50),
        ..settings(1)
    };
    let running = Running::start(&house, hasty);
    until("it begins", async || begun(&house) == 1).await;
    running.stop().await;
    assert_eq!(status(&house, &caller, ids).await, Status::Processing);
    house.verifier.let_go();
    recover(&house.app, "worker").await.unwrap();
    let next_life = Running::start(&house, settings(1));
    until_status(&house, &caller, ids, Status::Accepted).await;
    next_life.stop().await;
}

#[tokio::test]
async fn a_process_that_is_deleted_while_it_runs_troubles_nobody() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let release = house.verifier.hold();
    let (dossier, process) = house.started(&caller).await;
    let running = Running::start(&house, settings(1));
    until("it begins", async || begun(&house) == 1).await;
    delete_process(&house.app, &caller, dossier, process)
        .await
        .unwrap();
    release.notify_one();
    house.verifier.let_go();
    let next = house.started(&caller).await;
    until_status(&house, &caller, next, Status::Accepted).await;
    running.stop().await;
}
