//! The real server is killed, as a power cut would, at random moments of its flow. After each restart
//! everything that it had acknowledged must be there, and what was started must end.
//!
//! `BONAFIDE_KILLS` says how often (5), `BONAFIDE_SEED` which moments (1).

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod common;

use bonafide_storage::{Database, Storage, StorageSettings};
use bonafide_testkit::assure::{Assure, CallError, ProcessPath};
use bonafide_testkit::server::Server;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Visitors that go through the flow at once, in turns on behalf of two clients.
const VISITORS: usize = 3;
/// A kill comes at most this long after the visitors set off; one flow takes about as long.
const LONGEST: Duration = Duration::from_millis(5000);
/// What is left of a verification after a restart, and those before it in the queue.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the server said yes to.
#[derive(Default)]
struct Ledger {
    /// By id: whose, and under which reference.
    dossiers: BTreeMap<String, (usize, String)>,
    /// An erasure was sent; nothing came back.
    maybe_erased: BTreeSet<String>,
    /// An erasure was acknowledged.
    erased: BTreeMap<String, usize>,
    processes: Vec<Known>,
    /// Answers that should never have come.
    faults: Vec<String>,
}

impl Ledger {
    fn of(&mut self, path: &ProcessPath) -> &mut Known {
        let known = self.processes.iter_mut().find(|known| known.path == *path);
        known.expect("noted when it was made")
    }

    fn forget(&mut self, dossier: &str) {
        self.maybe_erased.remove(dossier);
        self.dossiers.remove(dossier);
        self.processes.retain(|known| known.path.dossier != dossier);
    }
}

#[derive(Clone)]
struct Known {
    client: usize,
    path: ProcessPath,
    /// The picture that was acknowledged.
    front: Option<Arc<Vec<u8>>>,
    /// The start was acknowledged.
    started: bool,
    /// The answer in which the process was final.
    result: Option<Value>,
}

/// The server went away under the visitor, or said something that it must not say.
enum Broken {
    Off,
    Fault(String),
}

impl From<CallError> for Broken {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Transport(_) => Self::Off,
            other => Self::Fault(other.to_string()),
        }
    }
}

/// When a visitor has everything erased again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Erases {
    AfterTheUpload,
    AfterTheResult,
    Never,
}

struct Visitor {
    client: usize,
    assure: Assure,
    ledger: Arc<Mutex<Ledger>>,
    picture: Arc<Vec<u8>>,
    name: String,
    erases: Erases,
}

impl Visitor {
    fn note(&self, write: impl FnOnce(&mut Ledger)) {
        write(&mut self.ledger.lock().unwrap());
    }

    async fn go_through(&self) -> Result<(), Broken> {
        let dossier = self.assure.create_dossier(&self.name).await?;
        self.note(|ledger| {
            let about = (self.client, self.name.clone());
            ledger.dossiers.insert(dossier.clone(), about);
        });

        let path = self.assure.create_process(&dossier, None).await?;
        self.note(|ledger| {
            ledger.processes.push(Known {
                client: self.client,
                path: path.clone(),
                front: None,
                started: false,
                result: None,
            });
        });

        self.assure
            .set_images(&path, &[("front", &self.picture[..])])
            .await?;
        self.note(|ledger| ledger.of(&path).front = Some(self.picture.clone()));
        if self.erases == Erases::AfterTheUpload {
            return self.erase(&dossier).await;
        }
        self.assure.start(&path).await?;
        self.note(|ledger| ledger.of(&path).started = true);
        let result = self.assure.wait(&path, PATIENCE).await?;
        self.note(|ledger| ledger.of(&path).result = Some(result));

        if self.erases == Erases::AfterTheResult {
            self.erase(&dossier).await?;
        }
        Ok(())
    }

    async fn erase(&self, dossier: &str) -> Result<(), Broken> {
        self.note(|ledger| {
            ledger.maybe_erased.insert(dossier.to_owned());
        });
        self.assure
            .delete(&format!("/assure/dossiers/{dossier}"))
            .await?;
        self.note(|ledger| {
            ledger.forget(dossier);
            ledger.erased.insert(dossier.to_owned(), self.client);
        });
        Ok(())
    }
}

fn is_missing<T>(answer: &Result<T, CallError>) -> bool {
    matches!(answer, Err(CallError::Refused { status: 404, .. }))
}

/// Everything acknowledged is there, and what was started ends. Gives how many things were looked at.
async fn look(clients: &[Assure], ledger: &Mutex<Ledger>) -> usize {
    let (dossiers, erased, processes) = {
        let mut ledger = ledger.lock().unwrap();
        assert!(ledger.faults.is_empty(), "{:#?}", ledger.faults);
        // Either is right.
        let doubtful = std::mem::take(&mut ledger.maybe_erased);
        ledger.dossiers.retain(|id, _| !doubtful.contains(id));
        ledger
            .processes
            .retain(|known| !doubtful.contains(&known.path.dossier));
        (
            ledger.dossiers.clone(),
            ledger.erased.clone(),
            ledger.processes.clone(),
        )
    };
    for (id, (client, reference)) in &dossiers {
        let found = clients[*client]
            .get(&format!("/assure/dossiers/{id}"))
            .await;
        let found = found.unwrap_or_else(|error| panic!("dossier {id} is lost: {error}"));
        assert_eq!(found["externalReference"], Value::from(reference.as_str()));
        let other = clients[1 - client]
            .get(&format!("/assure/dossiers/{id}"))
            .await;
        assert!(
            is_missing(&other),
            "dossier {id} is shown to another client"
        );
    }
    for (id, client) in &erased {
        let found = clients[*client]
            .get(&format!("/assure/dossiers/{id}"))
            .await;
        assert!(is_missing(&found), "dossier {id} came back: {found:?}");
    }
    for known in &processes {
        check(&clients[known.client], known).await;
    }
    dossiers.len() + erased.len() + processes.len()
}

async fn check(client: &Assure, known: &Known) {
    let path = &known.path;
    let found = client.get(&path.to_string()).await;
    let found = found.unwrap_or_else(|error| panic!("process {path} is lost: {error}"));
    if let Some(result) = &known.result {
        assert_eq!(&found, result, "the result of {path} has changed");
    }
    let pending = found["status"] == "pending";
    assert!(!(pending && known.started), "the start of {path} is lost");
    if !pending {
        // Also where the start was not acknowledged but had happened.
        let end = client.wait(path, PATIENCE).await;
        let end = end.unwrap_or_else(|error| panic!("process {path} does not end: {error}"));
        assert_ne!(end["status"], "failed", "the kill broke {path}: {end}");
    }
    if let Some(picture) = &known.front {
        let image = client.image(path, "front").await;
        let image = image.unwrap_or_else(|error| panic!("the picture of {path} is lost: {error}"));
        assert!(image == **picture, "the picture of {path} is another");
    }
}

/// Files lie in `blobs/{client}/{dossier}`.
fn no_file_of_an_erased_dossier(data: &Path, ledger: &Ledger) {
    for client in std::fs::read_dir(data.join("blobs")).unwrap() {
        for dossier in std::fs::read_dir(client.unwrap().path()).unwrap() {
            let name = dossier.unwrap().file_name().into_string().unwrap();
            assert!(
                !ledger.erased.contains_key(&name),
                "files of the erased dossier {name} are left"
            );
        }
    }
}

/// The file that the last kill left behind has no broken page and no row without its owner.
async fn whole_database(data: &Path) {
    let path = data.join("bonafide.sqlite");
    assert!(path.exists());
    let settings = StorageSettings::new(Database::Sqlite { path }, data.join("blobs"));
    Storage::open(&settings)
        .await
        .unwrap()
        .check_integrity()
        .await
        .unwrap();
}

/// Lets visitors go through the flow, again and again, and kills the server under them.
async fn kill_under_load(
    server: &mut Server,
    clients: &[Assure],
    ledger: &Arc<Mutex<Ledger>>,
    pictures: &[Arc<Vec<u8>>],
    dice: &mut StdRng,
) -> Duration {
    let visitors: Vec<_> = (0..VISITORS)
        .map(|number| {
            let seed = dice.random::<u64>();
            let (assure, ledger) = (clients[number % 2].clone(), ledger.clone());
            let pictures = pictures.to_vec();
            tokio::spawn(async move {
                let mut dice = StdRng::seed_from_u64(seed);
                loop {
                    let visitor = Visitor {
                        client: number % 2,
                        assure: assure.clone(),
                        ledger: ledger.clone(),
                        picture: pictures[dice.random_range(0..pictures.len())].clone(),
                        name: format!("visitor-{:016x}", dice.random::<u64>()),
                        erases: match dice.random_range(0..6) {
                            0 => Erases::AfterTheUpload,
                            1 | 2 => Erases::AfterTheResult,
                            _ => Erases::Never,
                        },
                    };
                    match visitor.go_through().await {
                        Ok(()) => {}
                        Err(Broken::Off) => return,
                        Err(Broken::Fault(fault)) => {
                            visitor.note(|ledger| ledger.faults.push(fault));
                            return;
                        }
                    }
                }
            })
        })
        .collect();
    let moment = LONGEST.mul_f64(dice.random::<f64>());
    tokio::time::sleep(moment).await;
    server.kill();
    for visitor in visitors {
        visitor.await.unwrap();
    }
    moment
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_at_random_moments_loses_nothing_it_acknowledged() {
    let kills = common::number("BONAFIDE_KILLS", 5);
    let seed = common::number("BONAFIDE_SEED", 1);
    let mut dice = StdRng::seed_from_u64(seed);
    let pictures: Vec<_> = common::passports(3, seed)
        .into_iter()
        .map(Arc::new)
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let mut server = common::server(folder.path()).await;
    // Their tokens have to outlive the server too.
    let mut clients = Vec::new();
    for name in ["first", "second"] {
        let credentials = server.create_client(name).unwrap();
        clients.push(Assure::sign_in(&server.url(), &credentials).await.unwrap());
    }
    let ledger = Arc::new(Mutex::new(Ledger::default()));

    for kill in 1..=kills {
        let moment = kill_under_load(&mut server, &clients, &ledger, &pictures, &mut dice).await;
        let began = Instant::now();
        server = server.restart().await.unwrap();
        if dice.random_ratio(1, 4) {
            // Once more, while it takes up what was left.
            tokio::time::sleep(Duration::from_millis(dice.random_range(0..1000))).await;
            server = server.restart().await.unwrap();
        }
        let ready = began.elapsed();
        clients = clients
            .iter()
            .map(|client| client.at(&server.url()))
            .collect();
        let there = look(&clients, &ledger).await;
        println!(
            "kill {kill} of {kills} after {:>4} ms: ready after {:>4} ms, {there} acknowledged things there, every process ended after {} ms",
            moment.as_millis(),
            ready.as_millis(),
            began.elapsed().as_millis()
        );
    }
    server.kill();
    whole_database(folder.path()).await;
    let ledger = ledger.lock().unwrap();
    no_file_of_an_erased_dossier(folder.path(), &ledger);
    let started = ledger
        .processes
        .iter()
        .filter(|known| known.started)
        .count();
    assert!(
        kills < 5 || started > 0,
        "no kill came after a start: nothing was tested"
    );
    println!(
        "lost: 0 (seed {seed}, {started} started processes, {} erased dossiers)",
        ledger.erased.len()
    );
}
