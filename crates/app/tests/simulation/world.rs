//! Nodes, clients, receivers and one database, all under one seed.

use crate::network::Network;
use crate::provider::Dice;
use crate::schedule::Scheduler;
use crate::snapshot::Reader;
use crate::support::{credentials, egress_over};
use bonafide_app::domain::Environment;
use bonafide_app::{
    App, Caller, Clock, NewClient, Parts, Random, Settings, SigningKeys, VerificationSettings,
    authenticate, create_client, issue_token, recover,
};
use bonafide_providers::Provider;
use bonafide_storage::{Database, Faults, Storage, StorageSettings};
use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const SECOND: i64 = 1_000_000;
const BEGINNING: &str = "2026-03-01T12:00:00Z";
pub(crate) const CLIENTS: usize = 2;
pub(crate) const RECEIVERS: usize = 4;

/// The time of one node: that of the world, and how far its clock is off.
pub(crate) struct NodeClock {
    world: Arc<AtomicI64>,
    pub(crate) off: AtomicI64,
}

impl Clock for NodeClock {
    fn now(&self) -> Timestamp {
        let now = self.world.load(Ordering::Relaxed) + self.off.load(Ordering::Relaxed);
        Timestamp::from_microsecond(now).unwrap()
    }
}

struct Seeded(Mutex<StdRng>);

impl Seeded {
    fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(StdRng::seed_from_u64(seed))))
    }
}

impl Random for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(buffer);
    }
}

/// A server of the deployment.
pub(crate) struct Node {
    pub(crate) name: &'static str,
    pub(crate) clock: Arc<NodeClock>,
    pub(crate) app: Arc<App>,
}

/// The database with its tables and two clients, made once and copied for each seed.
pub(crate) struct Template {
    folder: TempDir,
    clients: Vec<NewClient>,
}

/// Where syncing costs nothing: what is on the disk after a power cut is another run's business.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    match TempDir::new_in(memory) {
        Ok(folder) => folder,
        Err(_) => TempDir::new().unwrap(),
    }
}

impl Template {
    pub(crate) async fn make() -> Self {
        let folder = folder();
        let storage = open(folder.path()).await;
        storage.migrate().await.unwrap();
        let world = Arc::new(AtomicI64::new(beginning()));
        let node = node(
            "n0",
            &storage,
            &world,
            &Seeded::new(0),
            &Arc::new(Scheduler::new(0)),
            None,
        )
        .await;
        let mut clients = Vec::new();
        for name in ["first", "second"] {
            let made = create_client(&node.app, name.parse().unwrap(), Environment::Sandbox);
            clients.push(made.await.unwrap());
        }
        drop(node);
        storage.close().await;
        Self { folder, clients }
    }
}

fn beginning() -> i64 {
    BEGINNING.parse::<Timestamp>().unwrap().as_microsecond()
}

async fn open(folder: &Path) -> Storage {
    let database = Database::Sqlite {
        path: folder.join("bonafide.db"),
    };
    let settings = StorageSettings {
        connections: 1,
        ..StorageSettings::new(database, folder.join("files"))
    };
    Storage::open(&settings).await.unwrap()
}

async fn node(
    name: &'static str,
    storage: &Storage,
    world: &Arc<AtomicI64>,
    random: &Arc<Seeded>,
    scheduler: &Arc<Scheduler>,
    network: Option<&Arc<Network>>,
) -> Node {
    let clock = Arc::new(NodeClock {
        world: Arc::clone(world),
        off: AtomicI64::new(0),
    });
    let keys = SigningKeys::open(storage, &*clock, &**random)
        .await
        .unwrap();
    let parts = Parts {
        storage: storage.clone(),
        providers: vec![Arc::new(Dice(Arc::clone(scheduler))) as Arc<dyn Provider>],
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        random: Arc::clone(random) as Arc<dyn Random>,
        keys,
        egress: egress_over(network.cloned()),
        settings: Settings {
            verification: VerificationSettings {
                max_attempts: 3,
                lease: Duration::from_secs(30),
                ..VerificationSettings::default()
            },
            ..Settings::default()
        },
    };
    Node {
        name,
        clock,
        app: Arc::new(App::new(parts).unwrap()),
    }
}

pub(crate) struct World {
    pub(crate) dice: StdRng,
    pub(crate) scheduler: Arc<Scheduler>,
    pub(crate) network: Arc<Network>,
    pub(crate) storage: Storage,
    pub(crate) reader: Reader,
    pub(crate) nodes: Vec<Node>,
    pub(crate) callers: Vec<Caller>,
    pub(crate) folder: TempDir,
    time: Arc<AtomicI64>,
    random: Arc<Seeded>,
    dated: BTreeSet<PathBuf>,
}

impl World {
    pub(crate) async fn new(seed: u64, template: &Template) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        let folder = folder();
        for name in ["bonafide.db", "master.key"] {
            let made = template.folder.path().join(name);
            std::fs::copy(made, folder.path().join(name)).unwrap();
        }
        let scheduler = Arc::new(Scheduler::new(seed));
        let dead = match dice.random_range(0..6) {
            0 => vec![RECEIVERS - 1],
            _ => Vec::new(),
        };
        let network = Arc::new(Network::new(Arc::clone(&scheduler), dead).await);
        let storage = open(folder.path())
            .await
            .with_faults(Arc::clone(&scheduler) as Arc<dyn Faults>);
        let time = Arc::new(AtomicI64::new(beginning()));
        let random = Seeded::new(seed ^ 0x1d5);
        let mut nodes = Vec::new();
        for name in ["n1", "n2", "n3"]
            .into_iter()
            .take(dice.random_range(1..=3))
        {
            nodes.push(node(name, &storage, &time, &random, &scheduler, Some(&network)).await);
        }
        let mut callers = Vec::new();
        for client in &template.clients {
            let token = issue_token(&nodes[0].app, credentials(client, None))
                .await
                .unwrap();
            let caller = authenticate(&nodes[0].app, &token.access_token).await;
            callers.push(caller.unwrap());
        }
        Self {
            dice,
            scheduler,
            network,
            reader: Reader::open(&folder.path().join("bonafide.db")).await,
            storage,
            nodes,
            callers,
            folder,
            time,
            random,
            dated: BTreeSet::new(),
        }
    }

    pub(crate) fn now(&self) -> i64 {
        self.time.load(Ordering::Relaxed)
    }

    pub(crate) fn forward(&self, micros: i64) {
        self.time.fetch_add(micros, Ordering::Relaxed);
        self.scheduler.note(format!("{} s pass", micros / SECOND));
    }

    /// The node's process ends and another begins under its name, with nothing of its memory.
    pub(crate) async fn reborn(&mut self, index: usize) {
        let name = self.nodes[index].name;
        self.nodes[index] = node(
            name,
            &self.storage,
            &self.time,
            &self.random,
            &self.scheduler,
            Some(&self.network),
        )
        .await;
        recover(&self.nodes[index].app, name).await.unwrap();
    }

    /// Every file under the folder of the files but the marker that says whose it is.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().join("files")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("instance/bonafide/owner") {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }

    /// Files know the time of the machine alone; those that are new get that of the world, for the sweep.
    pub(crate) fn date_files(&mut self) {
        let world = Timestamp::from_microsecond(self.now()).unwrap();
        for path in self.files() {
            if self.dated.insert(path.clone()) {
                let file = std::fs::File::options().write(true).open(&path).unwrap();
                file.set_modified(world.into()).unwrap();
            }
        }
    }
}
