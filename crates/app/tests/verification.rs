//! A verification from the queue to its result, and everything that can come in between.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use bonafide_app::domain::{
    AccountRules, Depiction, DossierId, FailReason, Outcome, Process, ProcessId, RuleValue, State,
    Status,
};
use bonafide_app::{
    App, Caller, Ran, ReservedVerification, Settings, StartVerification, client_rules,
    delete_dossier, delete_process, extend_verification, get_process, health,
    put_back_verification, recover, reserve_verification, return_verification, run_verification,
    set_client_rules, start_verification,
};
use bonafide_storage::{Act, Actor, Database, Storage, StorageSettings};
use std::sync::Arc;
use std::time::Duration;
use support::{House, Says, report};
use tempfile::TempDir;

async fn reserve(app: &App) -> ReservedVerification {
    reserve_verification(app, "worker")
        .await
        .unwrap()
        .expect("something is in the queue")
}

async fn run_next(house: &House) -> Ran {
    let job = reserve(&house.app).await;
    run_verification(&house.app, &job).await.unwrap()
}

async fn read(house: &House, caller: &Caller, ids: (DossierId, ProcessId)) -> Process {
    get_process(&house.app, caller, ids.0, ids.1).await.unwrap()
}

fn fail_kind(process: &Process) -> &str {
    match &process.state {
        State::Failed(FailReason::Error { kind, .. }) => kind,
        other => panic!("not failed: {}", other.status()),
    }
}

#[tokio::test]
async fn an_accepted_verification_has_its_final_result_and_its_report() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    let before = read(&house, &caller, ids).await;
    assert_eq!(before.state, State::Processing);
    assert!(before.report.is_none());
    house.clock.forward(2);
    assert_eq!(run_next(&house).await, Ran::Finished(Status::Accepted));
    let after = read(&house, &caller, ids).await;
    match &after.state {
        State::Accepted(result) => assert_eq!(result.last_name.as_deref(), Some("SPECIMEN")),
        other => panic!("{}", other.status()),
    }
    assert_eq!(after.report, Some(report()));
    assert!(after.updated_at > before.updated_at);
    assert_eq!(health(&house.app).await.unwrap().queue_depth(), 0);
}

#[tokio::test]
async fn the_provider_is_handed_the_pictures_the_day_and_the_time() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    house.started(&caller).await;
    run_next(&house).await;
    let tasks = house.verifier.tasks.lock().unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].images, [(Depiction::Front, support::png("front"))]);
    assert_eq!(tasks[0].today.to_string(), "2026-03-01");
    assert_eq!(
        tasks[0].time_limit,
        house.app.settings().verification.time_limit
    );
}

#[tokio::test]
async fn each_verdict_becomes_its_status_and_only_accepted_has_a_result() {
    let broken = FailReason::Error {
        kind: "upload_failed".to_owned(),
        message: "cut short".to_owned(),
    };
    for (outcome, status) in [
        (Outcome::Rejected(report()), Status::Rejected),
        (Outcome::Inconclusive(report()), Status::Inconclusive),
        (Outcome::Failed(broken), Status::Failed),
    ] {
        let house = House::new().await;
        let caller = house.caller("acme").await;
        let ids = house.started(&caller).await;
        house.verifier.will_say([Says::Outcome(Box::new(outcome))]);
        assert_eq!(run_next(&house).await, Ran::Finished(status));
        let process = read(&house, &caller, ids).await;
        assert_eq!(process.state.status(), status);
        assert_eq!(process.report.is_some(), status != Status::Failed);
    }
}

#[tokio::test]
async fn the_log_tells_of_the_end_and_of_who_read_the_result() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    run_next(&house).await;
    read(&house, &caller, ids).await;
    let log = house
        .storage
        .audit(Some(caller.client()), 0, 100)
        .await
        .unwrap();
    let tail: Vec<(Actor, Act)> = log
        .iter()
        .skip(log.len() - 2)
        .map(|record| (record.entry.actor, record.entry.act))
        .collect();
    assert_eq!(
        tail,
        [
            (Actor::System, Act::ProcessAccepted),
            (Actor::Client, Act::ProcessRead)
        ]
    );
}

#[tokio::test]
async fn a_provider_that_cannot_be_asked_is_asked_again_after_pauses_that_double() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    house
        .verifier
        .will_say([Says::Unavailable, Says::Unavailable]);
    for pause in [5, 10] {
        assert_eq!(run_next(&house).await, Ran::Retried);
        assert_eq!(read(&house, &caller, ids).await.state, State::Processing);
        assert_eq!(health(&house.app).await.unwrap().delayed, 1);
        house.clock.forward(pause - 1);
        let early = reserve_verification(&house.app, "worker").await.unwrap();
        assert!(early.is_none(), "{pause} s were to pass");
        house.clock.forward(1);
    }
    assert_eq!(run_next(&house).await, Ran::Finished(Status::Accepted));
}

#[tokio::test]
async fn after_the_last_attempt_the_process_fails_for_want_of_an_engine() {
    let mut settings = Settings::default();
    settings.verification.max_attempts = 2;
    let house = House::with(settings).await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    house
        .verifier
        .will_say([Says::Unavailable, Says::Unavailable]);
    assert_eq!(run_next(&house).await, Ran::Retried);
    house.clock.forward(60);
    assert_eq!(run_next(&house).await, Ran::Finished(Status::Failed));
    assert_eq!(
        fail_kind(&read(&house, &caller, ids).await),
        "engine_unavailable"
    );
    assert_eq!(health(&house.app).await.unwrap().queue_depth(), 0);
}

#[tokio::test]
async fn a_verification_that_kills_every_worker_is_given_up_without_another_try() {
    let mut settings = Settings::default();
    settings.verification.max_attempts = 2;
    let house = House::with(settings).await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    for _ in 0..2 {
        drop(reserve(&house.app).await);
        house.clock.forward(31);
    }
    assert_eq!(run_next(&house).await, Ran::Finished(Status::Failed));
    assert!(house.verifier.tasks.lock().unwrap().is_empty());
    assert_eq!(
        fail_kind(&read(&house, &caller, ids).await),
        "engine_unavailable"
    );
}

#[tokio::test]
async fn a_broken_attempt_is_put_back_and_counts() {
    let mut settings = Settings::default();
    settings.verification.max_attempts = 2;
    let house = House::with(settings).await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    let job = reserve(&house.app).await;
    let ran = put_back_verification(&house.app, &job, "panicked").await;
    assert_eq!(ran.unwrap(), Ran::Retried);
    house.clock.forward(5);
    let job = reserve(&house.app).await;
    assert_eq!(job.attempt(), 2);
    let ran = put_back_verification(&house.app, &job, "panicked").await;
    assert_eq!(ran.unwrap(), Ran::Finished(Status::Failed));
    assert_eq!(
        fail_kind(&read(&house, &caller, ids).await),
        "engine_unavailable"
    );
}

#[tokio::test]
async fn an_attempt_that_the_storage_ended_is_not_counted_for_a_day() {
    let mut settings = Settings::default();
    settings.verification.max_attempts = 2;
    let house = House::with(settings).await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    for _ in 0..5 {
        let job = reserve(&house.app).await;
        assert_eq!(job.attempt(), 1);
        let ran = return_verification(&house.app, &job, "the storage was out").await;
        assert_eq!(ran.unwrap(), Ran::Retried);
        house.clock.forward(5);
    }
    house.clock.forward(25 * 3600);
    for last in [Ran::Retried, Ran::Finished(Status::Failed)] {
        let job = reserve(&house.app).await;
        let ran = return_verification(&house.app, &job, "the storage was out").await;
        assert_eq!(ran.unwrap(), last);
        house.clock.forward(60);
    }
    let process = read(&house, &caller, ids).await;
    assert_eq!(fail_kind(&process), "engine_unavailable");
}

#[tokio::test]
async fn what_a_client_sets_of_the_rules_goes_with_its_verifications_and_into_the_audit_log() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let mut rules = AccountRules::default();
    rules.set("minimum_age", RuleValue::Number(21.0));
    set_client_rules(&house.app, "acme", rules.clone())
        .await
        .unwrap();
    house.started(&caller).await;
    run_next(&house).await;
    assert_eq!(house.verifier.tasks.lock().unwrap()[0].rules, rules);
    let log = house.storage.audit(Some(caller.client()), 0, 100).await;
    let acts: Vec<Act> = log.unwrap().iter().map(|one| one.entry.act).collect();
    assert!(acts.contains(&Act::ClientRulesChanged));
}

#[tokio::test]
async fn a_rule_that_cannot_be_is_not_kept() {
    let house = House::new().await;
    house.caller("acme").await;
    let mut rules = AccountRules::default();
    rules.set("nonExpired.not_made", RuleValue::Word("none".to_owned()));
    let refused = set_client_rules(&house.app, "acme", rules).await;
    let problem = refused.unwrap_err().to_string();
    assert!(problem.starts_with("nonExpired.not_made: "), "{problem}");
    let kept = client_rules(&house.app, "acme").await.unwrap();
    assert!(kept.rules.is_empty());
}

/// Begins the next verification and stops it inside the provider.
async fn held(house: &House) -> (tokio::task::JoinHandle<Ran>, Arc<tokio::sync::Notify>) {
    let release = house.verifier.hold();
    let app = Arc::clone(&house.app);
    let job = reserve(&app).await;
    let running = tokio::spawn(async move { run_verification(&app, &job).await.unwrap() });
    house.verifier.begun.notified().await;
    (running, release)
}

#[tokio::test]
async fn a_process_deleted_while_it_is_verified_stays_deleted() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let (dossier, process) = house.started(&caller).await;
    let (running, release) = held(&house).await;
    delete_process(&house.app, &caller, dossier, process)
        .await
        .unwrap();
    assert!(house.files().is_empty());
    release.notify_one();
    assert_eq!(running.await.unwrap(), Ran::Dropped);
    assert!(
        get_process(&house.app, &caller, dossier, process)
            .await
            .is_err()
    );
    assert_eq!(health(&house.app).await.unwrap().queue_depth(), 0);
}

#[tokio::test]
async fn a_dossier_deleted_while_its_process_is_verified_stays_deleted() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let (dossier, _) = house.started(&caller).await;
    let (running, release) = held(&house).await;
    delete_dossier(&house.app, &caller, dossier).await.unwrap();
    release.notify_one();
    assert_eq!(running.await.unwrap(), Ran::Dropped);
    let log = house
        .storage
        .audit(Some(caller.client()), 0, 100)
        .await
        .unwrap();
    assert_eq!(log.last().unwrap().entry.act, Act::DossierErased);
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_cannot_write_over_the_one_that_took_over() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    let (slow, release) = held(&house).await;
    house.clock.forward(31);
    house
        .verifier
        .will_say([Says::Outcome(Box::new(Outcome::Rejected(report())))]);
    let app = Arc::clone(&house.app);
    let taken_over = reserve(&app).await;
    let fast = tokio::spawn(async move { run_verification(&app, &taken_over).await.unwrap() });
    house.verifier.begun.notified().await;
    // The slow one is let go first and says `rejected`, but its lease is another's by now.
    release.notify_one();
    assert_eq!(slow.await.unwrap(), Ran::Dropped);
    assert_eq!(read(&house, &caller, ids).await.state, State::Processing);
    release.notify_one();
    assert_eq!(fast.await.unwrap(), Ran::Finished(Status::Accepted));
    assert_eq!(
        read(&house, &caller, ids).await.state.status(),
        Status::Accepted
    );
}

#[tokio::test]
async fn a_lease_that_is_extended_is_not_taken_over() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    house.started(&caller).await;
    let job = reserve(&house.app).await;
    for _ in 0..3 {
        house.clock.forward(20);
        assert!(extend_verification(&house.app, &job).await.unwrap());
        let other = reserve_verification(&house.app, "other").await.unwrap();
        assert!(other.is_none());
    }
    house.clock.forward(31);
    let other = reserve_verification(&house.app, "other").await.unwrap();
    assert!(other.is_some());
    assert!(!extend_verification(&house.app, &job).await.unwrap());
}

#[tokio::test]
async fn a_restart_takes_up_at_once_what_its_previous_life_held() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    // A life that ends without a word.
    drop(reserve(&house.app).await);
    let none = reserve_verification(&house.app, "worker").await.unwrap();
    assert!(none.is_none());
    let recovered = recover(&house.app, "worker").await.unwrap();
    assert_eq!(recovered.leases_released, 1);
    assert_eq!(run_next(&house).await, Ran::Finished(Status::Accepted));
    assert_eq!(
        read(&house, &caller, ids).await.state.status(),
        Status::Accepted
    );
}

#[tokio::test]
async fn a_picture_that_was_damaged_on_disk_fails_the_process_instead_of_being_judged() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    let file = house.files().remove(0);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[5] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(run_next(&house).await, Ran::Finished(Status::Failed));
    assert_eq!(
        fail_kind(&read(&house, &caller, ids).await),
        "image_damaged"
    );
    assert!(house.verifier.tasks.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_provider_that_hangs_is_left_after_twice_the_time_limit() {
    let mut settings = Settings::default();
    settings.verification.time_limit = Duration::from_millis(50);
    let house = House::with(settings).await;
    let caller = house.caller("acme").await;
    let ids = house.started(&caller).await;
    house.verifier.hold();
    assert_eq!(run_next(&house).await, Ran::Finished(Status::Failed));
    assert_eq!(
        fail_kind(&read(&house, &caller, ids).await),
        "verification_timeout"
    );
}

#[tokio::test]
async fn two_clients_take_turns_however_much_one_of_them_queued() {
    let house = House::new().await;
    let flood = house.caller("flood").await;
    let quiet = house.caller("quiet").await;
    let mut floods = Vec::new();
    for _ in 0..5 {
        floods.push(house.started(&flood).await.1);
        house.clock.forward(1);
    }
    let (_, quiet) = house.started(&quiet).await;
    let mut order = Vec::new();
    for _ in 0..6 {
        order.push(reserve(&house.app).await.process());
    }
    let place = order.iter().position(|id| *id == quiet).unwrap();
    assert!(place <= 1, "the quiet client waited for {place} jobs");
    order.remove(place);
    assert_eq!(order, floods, "within a client, first come first served");
}

#[tokio::test]
async fn a_process_that_is_remembered_from_before_its_start_does_not_lose_its_verification() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let ids = (dossier, house.process(&caller, dossier).await);
    house.upload(&caller, ids.0, ids.1).await;
    // It is kept in memory now. The start comes by another way to the same file, of which that memory hears a second later.
    assert_eq!(read(&house, &caller, ids).await.state, State::Pending);
    let database = Database::Sqlite {
        path: house.folder.path().join("bonafide.db"),
    };
    let settings = StorageSettings::new(database, house.folder.path().join("files"));
    let other = Storage::open(&settings).await.unwrap();
    let other = House::over(other, TempDir::new().unwrap()).await;
    start_verification(
        &other.app,
        &caller,
        ids.0,
        ids.1,
        StartVerification::default(),
    )
    .await
    .unwrap();
    for _ in 0..100 {
        match run_next(&house).await {
            Ran::Finished(status) => return assert_eq!(status, Status::Accepted),
            ran => assert_eq!(ran, Ran::Retried),
        }
        house.clock.forward(1);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it does not end");
}
