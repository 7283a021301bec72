use crate::bench::{Bench, at, dossier, fresh, job, process};
use bonafide_domain::{
    BlobId, ClientId, Depiction, Dossier, FailReason, ImageFormat, ImageRow, Process, State,
};
use bonafide_storage::{Act, Actor, AuditEntry, Storage};
use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;

/// What a client does. Numbers choose among what is there.
#[derive(Debug, Clone)]
enum Step {
    Dossier {
        second: i64,
        reference: Option<String>,
    },
    Process {
        dossier: usize,
    },
    Picture {
        process: usize,
        depiction: Depiction,
        bytes: Vec<u8>,
    },
    Start {
        process: usize,
    },
    Fail {
        process: usize,
    },
    DeleteProcess {
        process: usize,
    },
    DeleteDossier {
        dossier: usize,
    },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let reference = proptest::option::of("[^\\p{C}]{0,40}");
    let depiction = prop_oneof![Just(Depiction::Front), Just(Depiction::Back)];
    prop_oneof![
        3 => (0..1000_i64, reference).prop_map(|(second, reference)| Step::Dossier { second, reference }),
        4 => any::<usize>().prop_map(|dossier| Step::Process { dossier }),
        4 => (any::<usize>(), depiction, vec(any::<u8>(), 0..300))
            .prop_map(|(process, depiction, bytes)| Step::Picture { process, depiction, bytes }),
        2 => any::<usize>().prop_map(|process| Step::Start { process }),
        1 => any::<usize>().prop_map(|process| Step::Fail { process }),
        1 => any::<usize>().prop_map(|process| Step::DeleteProcess { process }),
        1 => any::<usize>().prop_map(|dossier| Step::DeleteDossier { dossier }),
        1 => Just(Step::Reopen),
    ]
}

/// What must be there.
#[derive(Default)]
struct Model {
    dossiers: Vec<Dossier>,
    processes: Vec<Process>,
    pictures: BTreeMap<(usize, Depiction), (ImageRow, Vec<u8>)>,
    jobs: u64,
    audit: u64,
}

impl Model {
    /// The one that a number chooses, by its place in the list.
    fn choose<T>(list: &[T], number: usize, alive: impl Fn(&T) -> bool) -> Option<usize> {
        let alive: Vec<usize> = (0..list.len())
            .filter(|index| alive(&list[*index]))
            .collect();
        alive.get(number.checked_rem(alive.len())?).copied()
    }
}

/// Marks what was erased, so that places in the lists stay.
fn erased(process: &Process) -> bool {
    process.updated_at == jiff::Timestamp::MIN
}

async fn apply(
    bench: &Bench,
    storage: &mut Storage,
    owner: &ClientId,
    model: &mut Model,
    step: Step,
) {
    let now = at(2000);
    match step {
        Step::Reopen => *storage = bench.reopened().await,
        Step::Dossier { second, reference } => {
            let mut new = dossier(owner, at(second));
            new.external_reference = reference.map(|text| text.try_into().unwrap());
            let mut unit = storage.begin().await.unwrap();
            unit.insert_dossier(&new).await.unwrap();
            unit.append_audit(&AuditEntry {
                owner: Some(owner.clone()),
                at: now,
                actor: Actor::Client,
                act: Act::DossierCreated,
                dossier: Some(new.id),
                process: None,
            })
            .await
            .unwrap();
            unit.commit().await.unwrap();
            model.dossiers.push(new);
            model.audit += 1;
        }
        Step::Process { dossier } => {
            if let Some(index) = Model::choose(&model.dossiers, dossier, |_| true) {
                let new = process(&model.dossiers[index], now);
                let mut unit = storage.begin().await.unwrap();
                unit.insert_process(&new).await.unwrap();
                unit.commit().await.unwrap();
                model.processes.push(new);
            }
        }
        Step::Picture {
            process,
            depiction,
            bytes,
        } => {
            if let Some(index) = Model::choose(&model.processes, process, |one| !erased(one)) {
                let owned = &mut model.processes[index];
                let blob = BlobId::new(fresh());
                let given = Bytes::from(bytes.clone());
                let sha256 = storage
                    .put_blob(owner, owned.dossier, blob, given)
                    .await
                    .unwrap();
                let image = ImageRow {
                    depiction,
                    blob,
                    format: ImageFormat::Jpeg,
                    bytes: bytes.len() as u64,
                    sha256,
                };
                let mut unit = storage.begin().await.unwrap();
                let replaced = unit.put_image(owned, &image, now).await.unwrap();
                unit.commit().await.unwrap();
                owned.images.insert(depiction);
                let before = model.pictures.insert((index, depiction), (image, bytes));
                assert_eq!(replaced, before.map(|(image, _)| image.blob));
            }
        }
        Step::Start { process } => {
            let pending = |one: &Process| !erased(one) && one.state == State::Pending;
            if let Some(index) = Model::choose(&model.processes, process, pending) {
                let owned = &mut model.processes[index];
                owned.state = State::Processing;
                let mut unit = storage.begin().await.unwrap();
                unit.save_process(owned).await.unwrap();
                unit.enqueue(&job(owned, now)).await.unwrap();
                unit.commit().await.unwrap();
                model.jobs += 1;
            }
        }
        Step::Fail { process } => {
            let pending = |one: &Process| !erased(one) && one.state == State::Pending;
            if let Some(index) = Model::choose(&model.processes, process, pending) {
                let owned = &mut model.processes[index];
                owned.state = State::Failed(FailReason::by_request());
                let mut unit = storage.begin().await.unwrap();
                unit.save_process(owned).await.unwrap();
                unit.commit().await.unwrap();
            }
        }
        Step::DeleteProcess { process } => {
            if let Some(index) = Model::choose(&model.processes, process, |one| !erased(one)) {
                let owned = model.processes[index].clone();
                let mut unit = storage.begin().await.unwrap();
                assert!(
                    unit.delete_process(owner, owned.dossier, owned.id, now)
                        .await
                        .unwrap()
                );
                unit.commit().await.unwrap();
                forget(model, |one| one.id == owned.id);
            }
        }
        Step::DeleteDossier { dossier } => {
            if let Some(index) = Model::choose(&model.dossiers, dossier, |_| true) {
                let gone = model.dossiers.remove(index);
                let mut unit = storage.begin().await.unwrap();
                assert!(
                    unit.delete_dossier(owner, gone.id, now)
                        .await
                        .unwrap()
                        .is_some()
                );
                unit.commit().await.unwrap();
                forget(model, |one| one.dossier == gone.id);
            }
        }
    }
}

fn forget(model: &mut Model, which: impl Fn(&Process) -> bool) {
    for index in 0..model.processes.len() {
        let one = &mut model.processes[index];
        if which(one) && !erased(one) {
            one.updated_at = jiff::Timestamp::MIN;
            model.jobs -= u64::from(one.state == State::Processing);
            model.pictures.retain(|(owned, _), _| *owned != index);
        }
    }
}

async fn compare(bench: &Bench, owner: &ClientId, model: &Model) {
    let storage = bench.reopened().await;
    let mut dossiers = model.dossiers.clone();
    dossiers.sort_by_key(|one| std::cmp::Reverse((one.created_at, one.id.to_string())));
    assert_eq!(storage.dossiers(owner, 1000).await.unwrap(), dossiers);
    for (index, one) in model.processes.iter().enumerate() {
        let found = storage.process(owner, one.dossier, one.id).await.unwrap();
        assert_eq!(found.as_ref(), (!erased(one)).then_some(one));
        for depiction in [Depiction::Front, Depiction::Back] {
            let image = storage
                .image(owner, one.dossier, one.id, depiction)
                .await
                .unwrap();
            let expected = model.pictures.get(&(index, depiction));
            assert_eq!(image.as_ref(), expected.map(|(image, _)| image));
            if let Some((image, bytes)) = expected {
                assert_eq!(
                    storage.read_blob(owner, one.dossier, image).await.unwrap(),
                    bytes
                );
            }
        }
    }
    assert_eq!(storage.queue(at(5000)).await.unwrap().waiting, model.jobs);
    assert_eq!(
        storage.audit(Some(owner), 0, 1000).await.unwrap().len() as u64,
        model.audit
    );
    // Nothing is left over either, once the files that must go are gone.
    while storage.delete_pending_blobs(100).await.unwrap() > 0 {}
    assert_eq!(bench.files().len(), model.pictures.len());
    assert_eq!(
        storage.sweep_orphans(jiff::Timestamp::MAX).await.unwrap(),
        0
    );
    storage.close().await;
}

pub(crate) async fn everything_committed_is_there_after_reopening(bench: &Bench) {
    let mut runner = TestRunner::new(Config::default());
    for case in 0..8 {
        let owner = bench.client(&format!("case-{case}")).await;
        let steps = vec(step(), 1..40).new_tree(&mut runner).unwrap().current();
        println!("case {case}: {steps:?}");
        let mut storage = bench.reopened().await;
        let mut model = Model::default();
        for step in steps {
            apply(bench, &mut storage, &owner, &mut model, step).await;
        }
        storage.close().await;
        compare(bench, &owner, &model).await;
        // The next case counts from nothing.
        let mut unit = bench.unit().await;
        for dossier in &model.dossiers {
            unit.delete_dossier(&owner, dossier.id, at(3000))
                .await
                .unwrap();
        }
        unit.commit().await.unwrap();
        while bench.storage.delete_pending_blobs(100).await.unwrap() > 0 {}
    }
}
