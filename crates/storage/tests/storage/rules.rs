use crate::bench::{Bench, at, dossier, is_conflict, process};
use bonafide_domain::{
    AccountRules, Client, ClientAccess, ClientId, ClientName, Environment, ExternalId, FailReason,
    Play, ProcessId, RuleValue, Simulation, Start, State,
};
use bonafide_storage::{SecretHash, SigningAlgorithm, SigningKey, StorageError};

pub(crate) async fn every_statement_is_understood_by_the_engine(bench: &Bench) {
    let prepared = bench.storage.prepare_statements().await.unwrap();
    assert!(
        prepared > 40,
        "only {prepared} statements are in the registry"
    );
}

pub(crate) async fn migrating_again_changes_nothing(bench: &Bench) {
    let owner = bench.client("acme").await;
    bench.storage.migrate().await.unwrap();
    assert!(bench.storage.client(&owner).await.unwrap().is_some());
}

pub(crate) async fn a_database_of_a_newer_version_is_refused(bench: &Bench) {
    bench
        .raw(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from the future', TRUE, '', 0)",
        )
        .await
        .unwrap();
    let refused = bench.storage.migrate().await;
    assert!(
        matches!(refused, Err(StorageError::Migration(_))),
        "{refused:?}"
    );
}

pub(crate) async fn a_unit_that_is_dropped_leaves_no_trace(bench: &Bench) {
    let owner = bench.client("acme").await;
    let lost = dossier(&owner, at(1));
    let mut unit = bench.unit().await;
    unit.insert_dossier(&lost).await.unwrap();
    assert!(
        unit.dossier_for_update(&owner, lost.id)
            .await
            .unwrap()
            .is_some()
    );
    drop(unit);
    assert_eq!(bench.storage.dossier(&owner, lost.id).await.unwrap(), None);
    // The connection is free again, and clean.
    let kept = bench.dossier(&owner).await;
    assert_eq!(bench.storage.dossiers(&owner, 10).await.unwrap(), [kept]);
}

pub(crate) async fn a_final_process_is_never_written_again(bench: &Bench) {
    let owner = bench.client("acme").await;
    let dossier = bench.dossier(&owner).await;
    let mut process = bench.process(&dossier).await;
    process.state = State::Failed(FailReason::by_request());
    process.updated_at = at(9);
    let mut unit = bench.unit().await;
    unit.save_process(&process).await.unwrap();
    unit.commit().await.unwrap();

    let mut changed = process.clone();
    changed.state = State::Rejected;
    let mut unit = bench.unit().await;
    assert!(is_conflict(&unit.save_process(&changed).await));
    drop(unit);
    assert_eq!(bench.read(&process).await, Some(process));
}

pub(crate) async fn no_process_of_a_live_client_is_played(bench: &Bench) {
    let id: ClientId = "live-acme".parse().unwrap();
    let live = Client {
        id: id.clone(),
        name: "acme".parse().unwrap(),
        environment: Environment::Live,
        created_at: at(0),
        revoked_at: None,
        access: ClientAccess::default(),
    };
    let mut unit = bench.unit().await;
    unit.insert_client(&live, &SecretHash(vec![7; 32]))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let real = bench.process(&bench.dossier(&id).await).await;
    let mut played = real.clone();
    played.simulation = Some(Simulation::default());
    let mut unit = bench.unit().await;
    assert!(unit.save_process(&played).await.is_err());
    drop(unit);
    played.id = ProcessId::new(uuid::Uuid::from_u128(7));
    let mut unit = bench.unit().await;
    assert!(unit.insert_process(&played).await.is_err());
    drop(unit);
    assert_eq!(bench.read(&real).await, Some(real));

    let sandbox = bench.client("sand").await;
    let mut played = bench.process(&bench.dossier(&sandbox).await).await;
    played.simulation = Some(Simulation {
        play: Some(Play::WebhookTwice),
    });
    played.external_id = ExternalId::new("simulated-1");
    played.start = Some(Start {
        registration_authority: Some("ra".to_owned()),
        ..Start::default()
    });
    let mut unit = bench.unit().await;
    unit.save_process(&played).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(bench.read(&played).await, Some(played));
}

pub(crate) async fn the_name_of_a_client_is_taken_once(bench: &Bench) {
    bench.client("acme").await;
    let second = Client {
        id: "live-other".parse().unwrap(),
        name: "acme".parse().unwrap(),
        environment: Environment::Live,
        created_at: at(5),
        revoked_at: None,
        access: ClientAccess::default(),
    };
    let mut unit = bench.unit().await;
    assert!(is_conflict(
        &unit.insert_client(&second, &SecretHash(vec![1])).await
    ));
    drop(unit);
    assert_eq!(bench.storage.clients().await.unwrap().len(), 1);
}

pub(crate) async fn a_client_that_was_revoked_keeps_its_first_time(bench: &Bench) {
    let owner = bench.client("acme").await;
    let name: ClientName = "acme".parse().unwrap();
    for time in [at(10), at(20)] {
        let mut unit = bench.unit().await;
        let revoked = unit.revoke_client(&name, time).await.unwrap().unwrap();
        assert_eq!(revoked.revoked_at, Some(at(10)));
        unit.commit().await.unwrap();
    }
    let stored = bench.storage.client(&owner).await.unwrap().unwrap();
    assert_eq!(stored.client.revoked_at, Some(at(10)));
    assert_eq!(stored.secret_hash, SecretHash(vec![7; 32]));

    let mut unit = bench.unit().await;
    let nobody: ClientName = "nobody".parse().unwrap();
    assert_eq!(unit.revoke_client(&nobody, at(30)).await.unwrap(), None);
}

pub(crate) async fn signing_keys_come_newest_first_and_retire_once(bench: &Bench) {
    let key = |kid: &str, created_at| SigningKey {
        kid: kid.into(),
        algorithm: SigningAlgorithm::Es256,
        private_key_pkcs8: vec![0, 159, 146, 150],
        created_at,
        retired_at: None,
    };
    let (old, new) = (key("old", at(1)), key("new", at(2)));
    let mut unit = bench.unit().await;
    unit.insert_signing_key(&old).await.unwrap();
    unit.insert_signing_key(&new).await.unwrap();
    assert!(unit.retire_signing_key("old", at(3)).await.unwrap());
    assert!(!unit.retire_signing_key("old", at(4)).await.unwrap());
    unit.commit().await.unwrap();

    let retired = SigningKey {
        retired_at: Some(at(3)),
        ..old
    };
    assert_eq!(
        bench.storage.signing_keys().await.unwrap(),
        [new.clone(), retired]
    );
    assert!(
        !format!("{new:?}").contains("159"),
        "a private key was printed"
    );

    let mut unit = bench.unit().await;
    assert!(is_conflict(&unit.insert_signing_key(&new).await));
}

pub(crate) async fn dossiers_come_newest_first_and_no_more_than_asked_for(bench: &Bench) {
    let owner = bench.client("acme").await;
    let mut made = Vec::new();
    let mut unit = bench.unit().await;
    for second in 0..12 {
        let one = dossier(&owner, at(second));
        unit.insert_dossier(&one).await.unwrap();
        made.push(one);
    }
    unit.commit().await.unwrap();
    made.reverse();
    assert_eq!(
        bench.storage.dossiers(&owner, 10).await.unwrap(),
        made[..10]
    );

    let processes = [process(&made[0], at(20)), process(&made[0], at(21))];
    let mut unit = bench.unit().await;
    for process in &processes {
        unit.insert_process(process).await.unwrap();
    }
    assert!(
        unit.touch_dossier(&owner, made[0].id, at(99))
            .await
            .unwrap()
    );
    unit.commit().await.unwrap();
    let listed = bench.storage.processes(&owner, made[0].id).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|summary| summary.id).collect();
    assert_eq!(ids, [processes[0].id, processes[1].id]);
    let touched = bench
        .storage
        .dossier(&owner, made[0].id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((touched.created_at, touched.updated_at), (at(11), at(99)));
}

pub(crate) async fn what_a_client_sets_of_the_rules_is_kept_until_it_is_reset(bench: &Bench) {
    let owner = bench.client("acme").await;
    let other = bench.client("bank").await;
    let none = AccountRules::default();
    assert_eq!(bench.storage.client_rules(&owner).await.unwrap(), none);
    let mut rules = AccountRules::default();
    rules.set("minimum_age", RuleValue::Number(21.0));
    rules.set("nonExpired.failed", RuleValue::Word("rejected".to_owned()));
    let mut unit = bench.unit().await;
    unit.set_client_rules(&owner, &rules).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(bench.storage.client_rules(&owner).await.unwrap(), rules);
    assert_eq!(bench.storage.client_rules(&other).await.unwrap(), none);
    let mut unit = bench.unit().await;
    unit.set_client_rules(&owner, &none).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(bench.storage.client_rules(&owner).await.unwrap(), none);
}
