use crate::bench::{Bench, at};
use bonafide_domain::{ClientId, Depiction, Dossier, ImageRow, Process};
use bonafide_storage::{FileSettings, Storage};

/// A process with two pictures and a job.
struct Case {
    dossier: Dossier,
    process: Process,
    front: ImageRow,
    back: ImageRow,
}

impl Case {
    async fn of(bench: &Bench, owner: &ClientId) -> Self {
        Self::within(bench, bench.dossier(owner).await).await
    }

    async fn within(bench: &Bench, dossier: Dossier) -> Self {
        let process = bench.process(&dossier).await;
        let front = bench.picture(&process, Depiction::Front, b"front").await;
        let back = bench.picture(&process, Depiction::Back, b"back").await;
        bench.queue(&process, at(5)).await;
        Self {
            dossier,
            process,
            front,
            back,
        }
    }

    async fn assert_whole(&self, bench: &Bench) {
        let found = bench.read(&self.process).await.unwrap();
        assert_eq!(found.images, [Depiction::Front, Depiction::Back].into());
        for (image, bytes) in [(&self.front, &b"front"[..]), (&self.back, b"back")] {
            let read = bench
                .storage
                .read_blob(&self.process.owner, self.dossier.id, image)
                .await;
            assert_eq!(read.unwrap(), bytes);
        }
    }

    async fn assert_gone(&self, bench: &Bench) {
        assert_eq!(bench.read(&self.process).await, None);
        let images = bench
            .storage
            .images(&self.process.owner, self.dossier.id, self.process.id)
            .await
            .unwrap();
        assert!(images.is_empty());
        for image in [&self.front, &self.back] {
            assert!(!bench.file(&self.dossier, image.blob).exists());
        }
    }
}

async fn remove_files(storage: &Storage) {
    while storage.delete_pending_blobs(2).await.unwrap() > 0 {}
    assert_eq!(storage.pending_blobs().await.unwrap(), 0);
}

async fn erase(bench: &Bench, dossier: &Dossier) {
    let mut unit = bench.unit().await;
    let erased = unit
        .delete_dossier(&dossier.owner, dossier.id, at(9))
        .await
        .unwrap();
    assert!(erased.is_some_and(|erased| erased.key.is_some()));
    unit.commit().await.unwrap();
}

pub(crate) async fn a_replaced_picture_loses_its_file(bench: &Bench) {
    let owner = bench.client("acme").await;
    let dossier = bench.dossier(&owner).await;
    let process = bench.process(&dossier).await;
    let old = bench.picture(&process, Depiction::Front, b"old").await;
    let new = bench.upload(&process, Depiction::Front, b"new").await;
    let mut unit = bench.unit().await;
    let replaced = unit.put_image(&process, &new, at(4)).await.unwrap();
    assert_eq!(replaced, Some(old.blob));
    unit.commit().await.unwrap();

    assert_eq!(
        bench
            .storage
            .images(&owner, dossier.id, process.id)
            .await
            .unwrap(),
        std::slice::from_ref(&new)
    );
    remove_files(&bench.storage).await;
    assert_eq!(bench.files(), [bench.file(&dossier, new.blob)].into());
    let read = bench
        .storage
        .read_blob(&owner, dossier.id, &new)
        .await
        .unwrap();
    assert_eq!(&read[..], b"new");
}

pub(crate) async fn an_erased_process_takes_its_rows_and_files_and_nothing_else(bench: &Bench) {
    let (ours, theirs) = (bench.client("ours").await, bench.client("theirs").await);
    let erased = Case::of(bench, &ours).await;
    let beside = Case::within(bench, erased.dossier.clone()).await;
    let other = Case::of(bench, &theirs).await;

    let mut unit = bench.unit().await;
    let (dossier, process) = (erased.dossier.id, erased.process.id);
    assert!(
        unit.delete_process(&ours, dossier, process, at(9))
            .await
            .unwrap()
    );
    unit.commit().await.unwrap();
    remove_files(&bench.storage).await;

    erased.assert_gone(bench).await;
    beside.assert_whole(bench).await;
    other.assert_whole(bench).await;
    assert_eq!(bench.storage.queue(at(100)).await.unwrap().waiting, 2);
    let mut unit = bench.unit().await;
    assert!(
        !unit
            .delete_process(&ours, dossier, process, at(10))
            .await
            .unwrap()
    );
}

pub(crate) async fn an_erased_dossier_takes_its_rows_and_files_and_nothing_else(bench: &Bench) {
    let (ours, theirs) = (bench.client("ours").await, bench.client("theirs").await);
    let first = Case::of(bench, &ours).await;
    let second = Case::within(bench, first.dossier.clone()).await;
    let kept = Case::of(bench, &ours).await;
    let other = Case::of(bench, &theirs).await;

    erase(bench, &first.dossier).await;
    remove_files(&bench.storage).await;

    first.assert_gone(bench).await;
    second.assert_gone(bench).await;
    assert_eq!(
        bench
            .storage
            .dossier(&ours, first.dossier.id)
            .await
            .unwrap(),
        None
    );
    kept.assert_whole(bench).await;
    other.assert_whole(bench).await;
    assert_eq!(
        bench.storage.dossiers(&ours, 10).await.unwrap(),
        [kept.dossier]
    );
    assert_eq!(bench.storage.queue(at(100)).await.unwrap().waiting, 2);
    if matches!(bench.settings.files, FileSettings::Folder { .. }) {
        // Its folder went with its last file.
        let folder = bench.file(&first.dossier, first.front.blob);
        assert!(!folder.parent().unwrap().exists());
    }
}

pub(crate) async fn a_file_that_cannot_be_removed_holds_up_no_other_and_is_told_to_its_own_dossier_alone(
    bench: &Bench,
) {
    let (stuck, free) = (bench.client("stuck").await, bench.client("free").await);
    let (stuck, free) = (Case::of(bench, &stuck).await, Case::of(bench, &free).await);
    erase(bench, &stuck.dossier).await;
    erase(bench, &free.dossier).await;
    // A folder in the place of a file is refused by the file system, whoever asks.
    let file = bench.file(&stuck.dossier, stuck.front.blob);
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir_all(file.join("in the way")).unwrap();

    let storage = &bench.storage;
    let own = storage
        .delete_pending_blobs_of(&free.dossier.owner, free.dossier.id)
        .await;
    assert_eq!(own.unwrap(), 2);
    let refused = storage
        .delete_pending_blobs_of(&stuck.dossier.owner, stuck.dossier.id)
        .await;
    refused.unwrap_err();
    assert_eq!(storage.pending_blobs().await.unwrap(), 1);
    assert_eq!(storage.delete_pending_blobs(1).await.unwrap(), 0);

    std::fs::remove_dir_all(&file).unwrap();
    assert_eq!(storage.delete_pending_blobs(1).await.unwrap(), 1);
    assert_eq!(storage.pending_blobs().await.unwrap(), 0);
}

pub(crate) async fn an_erasure_that_was_interrupted_before_the_files_went_is_finished_later(
    bench: &Bench,
) {
    let owner = bench.client("acme").await;
    let case = Case::of(bench, &owner).await;
    erase(bench, &case.dossier).await;
    // The server dies here: the rows are gone, the files are not.
    assert_eq!(bench.files().len(), 2);
    let storage = bench.reopened().await;
    assert_eq!(storage.pending_blobs().await.unwrap(), 2);
    remove_files(&storage).await;
    case.assert_gone(bench).await;
    assert!(bench.files().is_empty());
}

pub(crate) async fn an_erasure_that_was_interrupted_after_the_files_went_is_finished_later(
    bench: &Bench,
) {
    let owner = bench.client("acme").await;
    let case = Case::of(bench, &owner).await;
    erase(bench, &case.dossier).await;
    // The server dies after it removed one file, and all empty folders, before it noted that.
    std::fs::remove_file(bench.file(&case.dossier, case.front.blob)).unwrap();
    remove_files(&bench.reopened().await).await;
    case.assert_gone(bench).await;

    let case = Case::of(bench, &owner).await;
    erase(bench, &case.dossier).await;
    std::fs::remove_dir_all(bench.files_folder().join(owner.as_str())).unwrap();
    remove_files(&bench.reopened().await).await;
    case.assert_gone(bench).await;
}

pub(crate) async fn an_erasure_that_was_not_committed_removes_no_file(bench: &Bench) {
    let owner = bench.client("acme").await;
    let case = Case::of(bench, &owner).await;
    let mut unit = bench.unit().await;
    assert!(
        unit.delete_dossier(&owner, case.dossier.id, at(9))
            .await
            .unwrap()
            .is_some()
    );
    drop(unit);
    remove_files(&bench.storage).await;
    case.assert_whole(bench).await;
}
