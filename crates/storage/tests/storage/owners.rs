use crate::bench::{Bench, at, dossier, fresh, is_conflict, job, process};
use bonafide_domain::{BlobId, Depiction, State};

pub(crate) async fn ids_of_another_client_find_nothing(bench: &Bench) {
    let (ours, theirs) = (bench.client("ours").await, bench.client("theirs").await);
    let folder = bench.dossier(&ours).await;
    let verification = bench.process(&folder).await;
    bench
        .picture(&verification, Depiction::Front, b"front")
        .await;

    let storage = &bench.storage;
    assert_eq!(storage.dossier(&theirs, folder.id).await.unwrap(), None);
    assert!(storage.dossiers(&theirs, 100).await.unwrap().is_empty());
    assert!(
        storage
            .processes(&theirs, folder.id)
            .await
            .unwrap()
            .is_empty()
    );
    let found = storage
        .process(&theirs, folder.id, verification.id)
        .await
        .unwrap();
    assert_eq!(found, None);
    let images = storage
        .images(&theirs, folder.id, verification.id)
        .await
        .unwrap();
    assert!(images.is_empty());

    // A process is found in its own dossier alone.
    let elsewhere = bench.dossier(&ours).await;
    let found = storage
        .process(&ours, elsewhere.id, verification.id)
        .await
        .unwrap();
    assert_eq!(found, None);
}

pub(crate) async fn nothing_is_written_under_ids_of_another_client(bench: &Bench) {
    let (ours, theirs) = (bench.client("ours").await, bench.client("theirs").await);
    let folder = bench.dossier(&ours).await;
    let verification = bench.process(&folder).await;
    let image = bench
        .picture(&verification, Depiction::Front, b"front")
        .await;

    let mut unit = bench.unit().await;
    assert_eq!(
        unit.dossier_for_update(&theirs, folder.id).await.unwrap(),
        None
    );
    assert!(
        !unit
            .touch_dossier(&theirs, folder.id, at(50))
            .await
            .unwrap()
    );
    let locked = unit
        .process_for_update(&theirs, folder.id, verification.id)
        .await
        .unwrap();
    assert_eq!(locked, None);
    assert!(
        !unit
            .delete_process(&theirs, folder.id, verification.id, at(50))
            .await
            .unwrap()
    );
    let erased = unit
        .delete_dossier(&theirs, folder.id, at(50))
        .await
        .unwrap();
    assert_eq!(erased, None);
    unit.commit().await.unwrap();

    let mut stolen = verification.clone();
    stolen.owner = theirs.clone();
    stolen.state = State::Canceled;
    let mut unit = bench.unit().await;
    assert!(is_conflict(&unit.save_process(&stolen).await));
    drop(unit);
    let mut unit = bench.unit().await;
    assert!(is_conflict(&unit.enqueue(&job(&stolen, at(5))).await));
    drop(unit);
    let kept = bench
        .storage
        .put_blob(
            &theirs,
            folder.id,
            BlobId::new(fresh()),
            b"back".as_slice().into(),
        )
        .await;
    assert!(is_conflict(&kept));
    let upload = bench.upload(&verification, Depiction::Back, b"back").await;
    let mut unit = bench.unit().await;
    assert!(is_conflict(&unit.put_image(&stolen, &upload, at(5)).await));
    drop(unit);

    let mut expected = verification.clone();
    expected.images = [Depiction::Front].into();
    assert_eq!(bench.read(&verification).await, Some(expected));
    let bytes = bench
        .storage
        .read_blob(&ours, folder.id, &image)
        .await
        .unwrap();
    assert_eq!(&bytes[..], b"front");
    assert_eq!(bench.storage.pending_blobs().await.unwrap(), 0);
}

pub(crate) async fn nothing_is_kept_in_a_dossier_that_is_not_there(bench: &Bench) {
    let owner = bench.client("acme").await;
    let absent = dossier(&owner, at(1));
    let mut unit = bench.unit().await;
    assert!(is_conflict(
        &unit.insert_process(&process(&absent, at(2))).await
    ));
    drop(unit);
    let nobody = "sandbox-nobody".parse().unwrap();
    let mut unit = bench.unit().await;
    assert!(is_conflict(
        &unit.insert_dossier(&dossier(&nobody, at(1))).await
    ));
}
