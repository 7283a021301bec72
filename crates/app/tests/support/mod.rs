//! A server without doors: real storage in a folder of its own, a clock to move, a provider that says what the
//! test wants.
#![expect(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its own part"
)]

use async_trait::async_trait;
use bonafide_app::domain::{
    Depiction, DossierId, Environment, Evidence, FinalResult, ImageFormat, Outcome,
    PictureIdDocument, PictureIdReport, ProcessId, ProcessRequest, Provider as ProviderName,
    ProviderReport, Report, RulesUsed,
};
use bonafide_app::{
    App, Caller, ClientSecret, Clock, CreateDossier, CreateProcess, DocumentType, NewClient, Parts,
    Random, Settings, SigningKeys, StartVerification, TokenRequest, authenticate, create_client,
    create_dossier, create_process, issue_token, set_images, start_verification,
};
use bonafide_providers::{
    ExaminedImage, ImageRefused, Plan, PlanRefused, Progress, Provider, ProviderUnavailable,
    VerificationTask,
};
use bonafide_storage::{Database, Storage, StorageSettings};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::Notify;

/// A clock that stands until it is moved.
pub struct TestClock(Mutex<Timestamp>);

impl TestClock {
    pub fn forward(&self, seconds: i64) {
        self.forward_millis(seconds * 1000);
    }

    pub fn forward_millis(&self, milliseconds: i64) {
        let mut now = self.0.lock().unwrap();
        *now += SignedDuration::from_millis(milliseconds);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct Seeded(Mutex<StdRng>);

impl Random for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(buffer);
    }
}

/// What the fake verifier says next.
pub enum Says {
    Outcome(Box<Outcome>),
    Unavailable,
    Panic,
}

/// A provider under the test's hand.
#[derive(Default)]
pub struct FakeVerifier {
    says: Mutex<Vec<Says>>,
    /// What it was handed, in order.
    pub tasks: Mutex<Vec<VerificationTask>>,
    /// Told when a verification has begun.
    pub begun: Notify,
    /// While set, a verification waits for this.
    hold: Mutex<Option<Arc<Notify>>>,
    /// What happens while the next picture is examined.
    meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl FakeVerifier {
    /// Says these in turn, and then `accepted` for ever.
    pub fn will_say(&self, says: impl IntoIterator<Item = Says>) {
        *self.says.lock().unwrap() = says.into_iter().collect();
    }

    /// Keeps verifications from ending until the answer is notified.
    pub fn hold(&self) -> Arc<Notify> {
        let release = Arc::new(Notify::new());
        *self.hold.lock().unwrap() = Some(Arc::clone(&release));
        release
    }

    /// Lets this happen while the next picture is examined.
    pub fn meanwhile(&self, happens: impl FnOnce() + Send + 'static) {
        *self.meanwhile.lock().unwrap() = Some(Box::new(happens));
    }

    /// Lets later verifications run through.
    pub fn let_go(&self) {
        *self.hold.lock().unwrap() = None;
    }
}

#[async_trait]
impl Provider for FakeVerifier {
    fn serves(&self, provider: ProviderName, _: Environment) -> bool {
        provider == ProviderName::SignicatPictureId
    }

    fn plan(&self, request: &ProcessRequest) -> Result<Plan, PlanRefused> {
        let pages = match request.document_id {
            None | Some(1) => 1,
            Some(2) => 2,
            Some(other) => {
                return Err(PlanRefused {
                    field: "documentId",
                    problem: format!("No document type has the id {other}; list them first."),
                });
            }
        };
        let sides = [Depiction::Front, Depiction::Back];
        Ok(Plan {
            required: sides[..usize::from(pages)].iter().copied().collect(),
            accepted: sides.into(),
            document_pages: Some(pages),
        })
    }

    fn document_types(&self) -> Vec<&'static DocumentType> {
        Vec::new()
    }

    fn examine(&self, bytes: &[u8]) -> Result<ExaminedImage, ImageRefused> {
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some(happens) = meanwhile {
            happens();
        }
        if bytes.starts_with(b"\x89PNG") {
            Ok(ExaminedImage {
                format: ImageFormat::Png,
                width: 1,
                height: 1,
            })
        } else {
            Err(ImageRefused {
                problem: "it is neither a PNG nor a JPEG".to_owned(),
            })
        }
    }

    async fn verify(&self, task: VerificationTask) -> Result<Progress, ProviderUnavailable> {
        self.tasks.lock().unwrap().push(task);
        self.begun.notify_one();
        let hold = self.hold.lock().unwrap().clone();
        if let Some(hold) = hold {
            hold.notified().await;
        }
        let said = {
            let mut says = self.says.lock().unwrap();
            if says.is_empty() {
                Says::Outcome(Box::new(accepted()))
            } else {
                says.remove(0)
            }
        };
        match said {
            Says::Outcome(outcome) => Ok((*outcome).into()),
            Says::Unavailable => Err(ProviderUnavailable("the engine is not loaded".to_owned())),
            Says::Panic => panic!("the verifier panics because the test says so"),
        }
    }
}

pub fn report() -> Report {
    Report {
        provider_specific: ProviderReport::PictureId(Box::new(PictureIdReport {
            document: PictureIdDocument::default(),
            selfie: None,
            evidence: Evidence {
                checks: Vec::new(),
                features: Vec::new(),
                marks: Vec::new(),
                models: Vec::new(),
                rules: RulesUsed {
                    version: "test".to_owned(),
                    ..RulesUsed::default()
                },
                fields: Vec::new(),
            },
        })),
        status_reasons: Vec::new(),
    }
}

pub fn accepted() -> Outcome {
    let result = FinalResult {
        last_name: Some("SPECIMEN".to_owned()),
        ..FinalResult::default()
    };
    Outcome::Accepted(Box::new(result), report())
}

/// A picture, as far as the fake verifier looks.
pub fn png(content: &str) -> Bytes {
    Bytes::from([b"\x89PNG", content.as_bytes()].concat())
}

/// Everything of one server.
pub struct House {
    pub app: Arc<App>,
    pub storage: Storage,
    pub clock: Arc<TestClock>,
    pub verifier: Arc<FakeVerifier>,
    pub folder: TempDir,
}

impl House {
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn with(settings: Settings) -> Self {
        Self::seeded(settings, 1).await
    }

    /// Another seed draws other keys.
    pub async fn seeded(settings: Settings, seed: u64) -> Self {
        let folder = TempDir::new().unwrap();
        let database = Database::Sqlite {
            path: folder.path().join("bonafide.db"),
        };
        let storage = Storage::open(&StorageSettings::new(database, folder.path().join("files")))
            .await
            .unwrap();
        storage.migrate().await.unwrap();
        Self::build(storage, folder, settings, seed).await
    }

    /// A server over a storage that has something already; its folder goes with it.
    pub async fn over(storage: Storage, folder: TempDir) -> Self {
        Self::build(storage, folder, Settings::default(), 3).await
    }

    async fn build(storage: Storage, folder: TempDir, settings: Settings, seed: u64) -> Self {
        let clock = Arc::new(TestClock(Mutex::new(
            "2026-03-01T12:00:00Z".parse().unwrap(),
        )));
        let random = Arc::new(Seeded(Mutex::new(StdRng::seed_from_u64(seed))));
        let verifier = Arc::new(FakeVerifier::default());
        let keys = SigningKeys::open(&storage, &*clock, &*random)
            .await
            .unwrap();
        let app = App::new(Parts {
            storage: storage.clone(),
            providers: vec![Arc::clone(&verifier) as Arc<dyn Provider>],
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random,
            keys,
            egress: Arc::new(egress()),
            settings,
        })
        .unwrap();
        Self {
            app: Arc::new(app),
            storage,
            clock,
            verifier,
            folder,
        }
    }

    pub async fn client(&self, name: &str) -> NewClient {
        create_client(&self.app, name.parse().unwrap(), Environment::Sandbox)
            .await
            .unwrap()
    }

    pub async fn token(&self, client: &NewClient) -> String {
        issue_token(&self.app, credentials(client, None))
            .await
            .unwrap()
            .access_token
    }

    pub async fn caller(&self, name: &str) -> Caller {
        let client = self.client(name).await;
        let token = self.token(&client).await;
        authenticate(&self.app, &token).await.unwrap()
    }

    pub async fn dossier(&self, caller: &Caller) -> DossierId {
        create_dossier(&self.app, caller, CreateDossier::default())
            .await
            .unwrap()
            .id
    }

    /// A pending process.
    pub async fn process(&self, caller: &Caller, dossier: DossierId) -> ProcessId {
        create_process(&self.app, caller, dossier, pictureid())
            .await
            .unwrap()
            .process
            .id
    }

    /// A process whose verification waits in the queue.
    pub async fn started(&self, caller: &Caller) -> (DossierId, ProcessId) {
        let dossier = self.dossier(caller).await;
        let process = self.process(caller, dossier).await;
        self.upload(caller, dossier, process).await;
        start_verification(
            &self.app,
            caller,
            dossier,
            process,
            StartVerification::default(),
        )
        .await
        .unwrap();
        (dossier, process)
    }

    pub async fn upload(&self, caller: &Caller, dossier: DossierId, process: ProcessId) {
        let images = vec![(Depiction::Front, png("front"))];
        set_images(&self.app, caller, dossier, process, images)
            .await
            .unwrap();
    }

    /// Every file under the folder of the files but the marker that says whose it is.
    pub fn files(&self) -> Vec<PathBuf> {
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
        files
    }
}

pub fn credentials(client: &NewClient, scope: Option<&str>) -> TokenRequest {
    TokenRequest {
        client_id: client.client.id.to_string(),
        client_secret: ClientSecret::from(client.secret.reveal().to_owned()),
        scope: scope.map(str::to_owned),
    }
}

pub fn pictureid() -> CreateProcess {
    CreateProcess {
        provider: Some("signicatpictureid".to_owned()),
        process_type: Some("document".to_owned()),
        ..CreateProcess::default()
    }
}

/// A way out that reaches this machine alone.
pub fn egress() -> bonafide_egress::Egress {
    use bonafide_egress::{Egress, Loopback, Policy, SystemResolver, TcpDial};
    let policy = Policy {
        loopback: Loopback::Development,
        ..Policy::default()
    };
    Egress::new(policy, Arc::new(SystemResolver), Arc::new(TcpDial), vec![]).unwrap()
}

/// A way out whose connections are made by somebody else.
pub fn egress_over<D: bonafide_egress::Dial + 'static>(
    dialer: Option<Arc<D>>,
) -> Arc<bonafide_egress::Egress> {
    use bonafide_egress::{Egress, Loopback, Policy, SystemResolver};
    let Some(dialer) = dialer else {
        return Arc::new(egress());
    };
    let policy = Policy {
        loopback: Loopback::Development,
        ..Policy::default()
    };
    Arc::new(Egress::new(policy, Arc::new(SystemResolver), dialer, vec![]).unwrap())
}
