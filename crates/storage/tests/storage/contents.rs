//! What lies in a dossier beside its processes, and what a client configures.

use crate::bench::{Bench, at, fresh};
use bonafide_domain::{
    BlobId, ConfigurationId, Depiction, Dossier, ImageFormat, ImageRow, MatchingConfiguration,
    Status, UserData,
};
use bonafide_storage::{ConfigurationKind, ProcessFilter, ProcessOrder, StoredUserData};
use bytes::Bytes;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A picture of a dossier: its file, and its row.
async fn file(bench: &Bench, folder: &Dossier, bytes: &'static [u8], time: i64) -> ImageRow {
    let blob = BlobId::new(fresh());
    let sha256 = bench
        .storage
        .put_blob(&folder.owner, folder.id, blob, Bytes::from_static(bytes))
        .await
        .unwrap();
    let row = ImageRow {
        depiction: Depiction::Front,
        blob,
        format: ImageFormat::Png,
        bytes: bytes.len() as u64,
        sha256,
    };
    let mut unit = bench.unit().await;
    unit.put_file(&folder.owner, folder.id, &row, at(time))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    row
}

pub(crate) async fn files_of_a_dossier_are_kept_replaced_and_gone_with_all_they_were(
    bench: &Bench,
) {
    let (ours, theirs) = (bench.client("ours").await, bench.client("theirs").await);
    let folder = bench.dossier(&ours).await;
    let storage = &bench.storage;
    let first = file(bench, &folder, b"first", 10).await;
    let second = file(bench, &folder, b"second", 11).await;

    // The first has to go, the second may not, whoever thinks that nobody names it.
    assert_eq!(storage.pending_blobs().await.unwrap(), 1);
    assert_eq!(storage.delete_pending_blobs(10).await.unwrap(), 1);
    assert!(storage.read_blob(&ours, folder.id, &first).await.is_err());
    storage
        .discard_blob(&ours, folder.id, second.blob)
        .await
        .unwrap();
    storage.sweep_orphans(Timestamp::MAX).await.unwrap();
    let found = storage
        .file(&ours, folder.id, Depiction::Front)
        .await
        .unwrap();
    assert_eq!(found.as_ref(), Some(&second));
    let bytes = storage.read_blob(&ours, folder.id, &second).await.unwrap();
    assert_eq!(bytes, "second");

    // Nobody else sees or removes it.
    assert!(storage.files(&theirs, folder.id).await.unwrap().is_empty());
    let mut unit = bench.unit().await;
    let removed = unit.delete_files(&theirs, folder.id, at(20)).await.unwrap();
    assert_eq!(removed, 0);
    unit.commit().await.unwrap();
    assert_eq!(storage.pending_blobs().await.unwrap(), 0);

    let mut unit = bench.unit().await;
    assert_eq!(
        unit.delete_files(&ours, folder.id, at(21)).await.unwrap(),
        1
    );
    unit.commit().await.unwrap();
    assert!(storage.files(&ours, folder.id).await.unwrap().is_empty());
    assert_eq!(
        storage
            .delete_pending_blobs_of(&ours, folder.id)
            .await
            .unwrap(),
        1
    );

    file(bench, &folder, b"third", 30).await;
    let mut unit = bench.unit().await;
    assert!(
        unit.delete_dossier(&ours, folder.id, at(31))
            .await
            .unwrap()
            .is_some()
    );
    unit.commit().await.unwrap();
    assert_eq!(storage.delete_pending_blobs(10).await.unwrap(), 1);
}

pub(crate) async fn files_that_no_row_names_go_with_the_folder_of_their_dossier(bench: &Bench) {
    let owner = bench.client("ours").await;
    let (folder, other) = (bench.dossier(&owner).await, bench.dossier(&owner).await);
    let kept = file(bench, &other, b"kept", 1).await;
    let storage = &bench.storage;
    let unnamed = BlobId::new(fresh());
    let bytes = Bytes::from_static(b"unnamed");
    storage
        .put_blob(&owner, folder.id, unnamed, bytes)
        .await
        .unwrap();
    storage.delete_folder_of(&owner, folder.id).await.unwrap();
    storage.delete_folder_of(&owner, folder.id).await.unwrap();
    assert_eq!(storage.sweep_orphans(Timestamp::MAX).await.unwrap(), 0);
    let bytes = storage.read_blob(&owner, other.id, &kept).await.unwrap();
    assert_eq!(bytes, "kept");
}

pub(crate) async fn user_data_are_one_for_each_dossier_and_their_owners_alone(bench: &Bench) {
    let (ours, theirs) = (bench.client("ours").await, bench.client("theirs").await);
    let folder = bench.dossier(&ours).await;
    let told = |name: &str| UserData {
        first_name: Some(name.to_owned()),
        ..UserData::default()
    };
    let stored = StoredUserData {
        data: told("Anna"),
        created_at: at(5),
        updated_at: at(5),
    };
    let mut unit = bench.unit().await;
    unit.insert_user_data(&ours, folder.id, &stored)
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let storage = &bench.storage;
    assert_eq!(
        storage.user_data(&ours, folder.id).await.unwrap().as_ref(),
        Some(&stored)
    );
    assert_eq!(storage.user_data(&theirs, folder.id).await.unwrap(), None);

    let mut unit = bench.unit().await;
    let other = told("Berta");
    assert!(
        !unit
            .save_user_data(&theirs, folder.id, &other, at(6))
            .await
            .unwrap()
    );
    assert!(!unit.delete_user_data(&theirs, folder.id).await.unwrap());
    assert!(
        unit.save_user_data(&ours, folder.id, &other, at(6))
            .await
            .unwrap()
    );
    unit.commit().await.unwrap();
    let kept = storage.user_data(&ours, folder.id).await.unwrap().unwrap();
    assert_eq!(
        (kept.data, kept.created_at, kept.updated_at),
        (other, at(5), at(6))
    );

    let mut unit = bench.unit().await;
    assert!(
        unit.delete_dossier(&ours, folder.id, at(7))
            .await
            .unwrap()
            .is_some()
    );
    unit.commit().await.unwrap();
    assert_eq!(storage.user_data(&ours, folder.id).await.unwrap(), None);
}

pub(crate) async fn configurations_are_made_once_and_replaced_by_their_owner(bench: &Bench) {
    let (ours, theirs) = (bench.client("ours").await, bench.client("theirs").await);
    let kind = ConfigurationKind::Matching;
    let id: ConfigurationId = "dark mode".parse().unwrap();
    let body = MatchingConfiguration::default();
    let mut unit = bench.unit().await;
    assert!(
        unit.insert_configuration(&ours, kind, &id, &body, at(1))
            .await
            .unwrap()
    );
    assert!(
        !unit
            .insert_configuration(&ours, kind, &id, &body, at(2))
            .await
            .unwrap()
    );
    assert_eq!(unit.count_configurations(&ours, kind).await.unwrap(), 1);
    assert_eq!(
        unit.save_configuration(&theirs, kind, &id, &body, at(3))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        unit.save_configuration(&ours, kind, &id, &body, at(3))
            .await
            .unwrap(),
        Some(at(1))
    );
    unit.commit().await.unwrap();

    let storage = &bench.storage;
    let found = storage
        .configuration::<MatchingConfiguration>(&ours, kind, &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.body, found.updated_at), (body, at(3)));
    let listed = storage.configuration_times(&ours, kind).await.unwrap();
    assert_eq!(listed.len(), 1);
    // A name belongs to one kind.
    let other = ConfigurationKind::Capture;
    assert!(
        storage
            .configuration_times(&ours, other)
            .await
            .unwrap()
            .is_empty()
    );
    let all = storage.configurations::<MatchingConfiguration>(&theirs, kind);
    assert!(all.await.unwrap().is_empty());

    let mut unit = bench.unit().await;
    assert!(!unit.delete_configuration(&theirs, kind, &id).await.unwrap());
    assert!(unit.delete_configuration(&ours, kind, &id).await.unwrap());
    unit.commit().await.unwrap();
}

pub(crate) async fn processes_are_listed_by_time_status_and_page(bench: &Bench) {
    let (ours, theirs) = (bench.client("ours").await, bench.client("theirs").await);
    let folder = bench.dossier(&ours).await;
    let process = bench.process(&folder).await;
    let other = bench.process(&bench.dossier(&theirs).await).await;
    let storage = &bench.storage;
    let filter = |from: Timestamp, before: Timestamp, statuses: &[Status]| ProcessFilter {
        from,
        before,
        statuses: statuses.iter().copied().collect::<BTreeSet<_>>(),
    };
    let made = process.created_at;
    let second = jiff::SignedDuration::from_secs(1);
    for (filter, expected) in [
        (filter(made, made + second, &[]), 1),
        (filter(made, made, &[]), 0),
        (filter(made + second, Timestamp::MAX, &[]), 0),
        (filter(made, Timestamp::MAX, &[Status::Pending]), 1),
        (filter(made, Timestamp::MAX, &[Status::Failed]), 0),
        (
            filter(made, Timestamp::MAX, &[Status::Failed, Status::Pending]),
            1,
        ),
    ] {
        for order in [ProcessOrder::NewestFirst, ProcessOrder::OldestFirst] {
            let page = storage
                .listed_processes(&ours, &filter, order, 10, 0)
                .await
                .unwrap();
            assert_eq!(page.len(), expected, "{filter:?}");
            assert!(page.iter().all(|listed| listed.process.id == process.id));
            assert!(page.iter().all(|listed| listed.dossier.id == folder.id));
        }
        let total = storage
            .count_listed_processes(&ours, &filter)
            .await
            .unwrap();
        assert_eq!(total, expected as u64);
    }
    let all = filter(Timestamp::MIN, Timestamp::MAX, &[]);
    let beyond = storage
        .listed_processes(&ours, &all, ProcessOrder::NewestFirst, 10, 1)
        .await
        .unwrap();
    assert!(beyond.is_empty());
    let foreign = storage
        .listed_processes(&theirs, &all, ProcessOrder::NewestFirst, 10, 0)
        .await
        .unwrap();
    assert_eq!(foreign.len(), 1);
    assert_eq!(foreign[0].process.id, other.id);

    let more = bench.dossier(&ours).await;
    let first = storage.dossier_ids(&ours, None, 1).await.unwrap();
    let rest = storage.dossier_ids(&ours, Some(first[0]), 5).await.unwrap();
    let mut ids = [first, rest].concat();
    ids.sort();
    let mut expected = vec![folder.id, more.id];
    expected.sort();
    assert_eq!(ids, expected);
}
