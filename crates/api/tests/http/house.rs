use crate::editor::ScriptedEditor;
use crate::provider::Scripted;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_api::{ApiLimits, Parts, Stopping, router};
use bonafide_app::{
    App, Clock, Ran, Random, Settings, SigningKeys, create_client, reserve_verification,
    run_verification,
};
use bonafide_domain::{Environment, Outcome};
use bonafide_providers::{Limits, Provider, Simulator};
use bonafide_storage::Storage;
use bonafide_testbed::Place;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

/// A clock that stands until it is moved.
pub(crate) struct Clockwork(Mutex<Timestamp>);

impl Clock for Clockwork {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

impl Clockwork {
    pub(crate) fn forward(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

/// Bytes that never come twice and are the same in each run (SplitMix64).
#[derive(Default)]
pub(crate) struct Dice(AtomicU64);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Random for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        for part in buffer.chunks_mut(8) {
            let step = 0x9e37_79b9_7f4a_7c15_u64;
            let mut z = self.0.fetch_add(step, Ordering::Relaxed).wrapping_add(step);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
            part.copy_from_slice(&z.to_le_bytes()[..part.len()]);
        }
    }
}

/// A server without a socket.
pub(crate) struct House {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<Clockwork>,
    pub(crate) provider: Arc<Scripted>,
    pub(crate) storage: Storage,
    pub(crate) router: Router,
    place: Arc<Place>,
}

/// A client of the API.
#[derive(Clone)]
pub(crate) struct Backend {
    pub(crate) name: &'static str,
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: String,
}

/// An answer as a test reads it.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(crate) fn json_or_null(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    pub(crate) fn text(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The status, the headers that matter and the body, with ids and signatures taken out.
    pub(crate) fn shown(&self) -> String {
        let mut text = self.status.to_string();
        for name in [
            "content-type",
            "cache-control",
            "allow",
            "retry-after",
            "www-authenticate",
        ] {
            if let Some(value) = self.header(name) {
                write!(text, "\n{name}: {value}").unwrap();
            }
        }
        if !self.bytes.is_empty() {
            let mut body = self.json();
            blur("", &mut body);
            write!(text, "\n\n{}", serde_json::to_string_pretty(&body).unwrap()).unwrap();
        }
        text
    }
}

fn blur(name: &str, value: &mut Value) {
    match value {
        Value::Object(fields) => fields
            .iter_mut()
            .for_each(|(name, value)| blur(name, value)),
        Value::Array(items) => items.iter_mut().for_each(|item| blur(name, item)),
        Value::String(text) => {
            let secret = matches!(
                name,
                "traceId" | "access_token" | "x" | "y" | "kid" | "authorization" | "base64QRCode"
            );
            if secret && !text.is_empty() {
                *text = format!("[{name}]");
            } else {
                *text = text
                    .split('/')
                    .map(|part| {
                        if uuid::Uuid::try_parse(part).is_ok() {
                            "[id]"
                        } else if part.starts_with("simulated-") && part.len() > 60 {
                            "[token]"
                        } else if name == "actionId" {
                            "[digits]"
                        } else {
                            part
                        }
                    })
                    .collect::<Vec<_>>()
                    .join("/");
            }
        }
        _ => {}
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(ApiLimits::default(), Settings::default()).await
    }

    pub(crate) async fn with(limits: ApiLimits, settings: Settings) -> Self {
        Self::drawn_by(Dice::default(), limits, settings).await
    }

    /// Another server: the same in everything but what is drawn.
    pub(crate) async fn elsewhere() -> Self {
        let dice = Dice(AtomicU64::new(7));
        Self::drawn_by(dice, ApiLimits::default(), Settings::default()).await
    }

    async fn drawn_by(dice: Dice, limits: ApiLimits, settings: Settings) -> Self {
        let place = Arc::new(Place::fresh().await);
        Self::built(dice, limits, settings, place, Vec::new()).await
    }

    /// A server on this database and these files.
    pub(crate) async fn on(place: Place) -> Self {
        let (limits, settings) = (ApiLimits::default(), Settings::default());
        let place = Arc::new(place);
        Self::built(Dice::default(), limits, settings, place, Vec::new()).await
    }

    /// A server with the simulator, which plays every other provider in sandbox accounts.
    pub(crate) async fn sandbox() -> Self {
        let place = Arc::new(Place::fresh().await);
        let (limits, settings) = (ApiLimits::default(), Settings::default());
        let others = vec![Arc::new(Simulator::new(Limits::default())) as Arc<dyn Provider>];
        Self::built(Dice::default(), limits, settings, place, others).await
    }

    async fn built(
        dice: Dice,
        limits: ApiLimits,
        settings: Settings,
        place: Arc<Place>,
        others: Vec<Arc<dyn Provider>>,
    ) -> Self {
        let storage = Storage::open(place.settings()).await.unwrap();
        storage.migrate().await.unwrap();
        let clock = Arc::new(Clockwork(Mutex::new(
            "2026-01-02T09:00:00.5Z".parse().unwrap(),
        )));
        Self::over(storage, clock, dice, limits, settings, place, others).await
    }

    /// Another server on the same database, under the same clock.
    pub(crate) async fn beside(&self, seed: u64) -> Self {
        let (limits, settings) = (ApiLimits::default(), Settings::default());
        let (storage, clock) = (self.storage.clone(), Arc::clone(&self.clock));
        let place = Arc::clone(&self.place);
        Self::over(
            storage,
            clock,
            Dice::of(seed),
            limits,
            settings,
            place,
            Vec::new(),
        )
        .await
    }

    /// The same with connections of its own: it hears nothing of what the first does.
    pub(crate) async fn apart(&self) -> Self {
        let storage = Storage::open(self.place.settings()).await.unwrap();
        let (limits, settings) = (ApiLimits::default(), Settings::default());
        let (clock, place) = (Arc::clone(&self.clock), Arc::clone(&self.place));
        Self::over(
            storage,
            clock,
            Dice::of(3),
            limits,
            settings,
            place,
            Vec::new(),
        )
        .await
    }

    async fn over(
        storage: Storage,
        clock: Arc<Clockwork>,
        dice: Dice,
        limits: ApiLimits,
        settings: Settings,
        place: Arc<Place>,
        others: Vec<Arc<dyn Provider>>,
    ) -> Self {
        let random = Arc::new(dice);
        let provider = Arc::new(Scripted::default());
        let app = App::new(bonafide_app::Parts {
            keys: SigningKeys::open(&storage, &*clock, &*random)
                .await
                .unwrap(),
            storage: storage.clone(),
            providers: [Arc::clone(&provider) as Arc<dyn Provider>]
                .into_iter()
                .chain(others)
                .collect(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::clone(&random) as Arc<dyn Random>,
            egress: Arc::new(egress()),
            settings,
        })
        .unwrap()
        .with_editor(Arc::new(ScriptedEditor));
        let app = Arc::new(app);
        let router = router(Parts {
            app: Arc::clone(&app),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random,
            limits,
            origins: vec!["https://app.example.com".parse().unwrap()],
            stopping: Stopping::never(),
        });
        Self {
            app,
            clock,
            provider,
            storage,
            router,
            place,
        }
    }

    /// Makes a client and fetches its token.
    pub(crate) async fn backend(&self, name: &'static str) -> Backend {
        self.backend_in(Environment::Sandbox, name).await
    }

    /// The same of a live client.
    pub(crate) async fn live_backend(&self, name: &'static str) -> Backend {
        self.backend_in(Environment::Live, name).await
    }

    async fn backend_in(&self, environment: Environment, name: &'static str) -> Backend {
        let made = create_client(&self.app, name.parse().unwrap(), environment)
            .await
            .unwrap();
        let mut backend = Backend {
            name,
            id: made.client.id.to_string(),
            secret: made.secret.reveal().to_owned(),
            token: String::new(),
        };
        let answer = self
            .token(
                "/auth/open/connect/token",
                Some(&backend.basic()),
                "grant_type=client_credentials",
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        backend.token = answer.text("access_token");
        backend
    }

    /// The same client with a fresh token.
    pub(crate) async fn renewed(&self, backend: &Backend) -> Backend {
        let answer = self
            .token(
                "/oidc/token",
                Some(&backend.basic()),
                "grant_type=client_credentials",
            )
            .await;
        Backend {
            token: answer.text("access_token"),
            ..backend.clone()
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            bytes: to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap()
                .to_vec(),
        }
    }

    pub(crate) async fn token(
        &self,
        path: &str,
        authorization: Option<&str>,
        form: &str,
    ) -> Answer {
        let mut request =
            Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        self.send(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    /// A call with an `Authorization` of any kind.
    pub(crate) async fn call(
        &self,
        method: &Method,
        path: &str,
        authorization: Option<&str>,
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    pub(crate) async fn get(&self, backend: &Backend, path: &str) -> Answer {
        self.call(&Method::GET, path, Some(&backend.bearer()), "")
            .await
    }

    pub(crate) async fn post(&self, backend: &Backend, path: &str, body: &str) -> Answer {
        self.call(&Method::POST, path, Some(&backend.bearer()), body)
            .await
    }

    pub(crate) async fn delete(&self, backend: &Backend, path: &str) -> Answer {
        self.call(&Method::DELETE, path, Some(&backend.bearer()), "")
            .await
    }

    /// The path of a new dossier.
    pub(crate) async fn dossier(&self, backend: &Backend) -> String {
        let made = self.post(backend, "/assure/dossiers", "").await;
        assert_eq!(made.status, StatusCode::CREATED);
        format!("/assure/dossiers/{}", made.text("dossierId"))
    }

    /// The path of a new process for a passport, in a new dossier.
    pub(crate) async fn process(&self, backend: &Backend) -> String {
        let processes = format!("{}/processes", self.dossier(backend).await);
        let body =
            json!({"provider": "signicatpictureid", "processType": "document", "documentId": 137});
        let made = self.post(backend, &processes, &body.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED);
        format!("{processes}/{}", made.text("processId"))
    }

    /// The same with a picture of its front, started.
    pub(crate) async fn started(&self, backend: &Backend) -> String {
        let process = self.process(backend).await;
        let images = format!("{process}/images");
        let answer = self
            .post(
                backend,
                &images,
                &json!({ "front": png(b"front") }).to_string(),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED);
        assert_eq!(
            self.post(backend, &process, "").await.status,
            StatusCode::OK
        );
        process
    }

    /// The same, ended by the provider.
    pub(crate) async fn ended(&self, backend: &Backend, outcome: Outcome) -> String {
        let process = self.started(backend).await;
        *self.provider.answer.lock().unwrap() = Some(outcome);
        self.clock.forward(30);
        let job = reserve_verification(&self.app, "test")
            .await
            .unwrap()
            .unwrap();
        let ran = run_verification(&self.app, &job).await.unwrap();
        assert!(matches!(ran, Ran::Finished(_)), "{ran:?}");
        process
    }
}

impl Backend {
    pub(crate) fn basic(&self) -> String {
        format!(
            "Basic {}",
            STANDARD.encode(format!("{}:{}", self.id, self.secret))
        )
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

/// A data URL of something that begins as a PNG does.
pub(crate) fn png(rest: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png_bytes(rest)))
}

/// A data URL of a PNG file.
pub(crate) fn data_url(file: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(file))
}

/// A whole PNG file: a grey square.
pub(crate) fn bare_png() -> Vec<u8> {
    STANDARD
        .decode("iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAKUlEQVR42u3MQREAAAwCIKMb3RD77SAA6VEEAoFAIBAIBAKBQCAQfA8G320AeXC6efoAAAAASUVORK5CYII=")
        .unwrap()
}

pub(crate) fn png_bytes(rest: &[u8]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n", rest].concat()
}

/// A way out that reaches this machine alone.
fn egress() -> bonafide_egress::Egress {
    use bonafide_egress::{Egress, Loopback, Policy, SystemResolver, TcpDial};
    let policy = Policy {
        loopback: Loopback::Development,
        ..Policy::default()
    };
    Egress::new(policy, Arc::new(SystemResolver), Arc::new(TcpDial), vec![]).expect("no roots")
}
