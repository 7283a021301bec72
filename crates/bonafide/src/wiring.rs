use crate::configuration::Configuration;
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_app::{App, Clock, Parts, Random, SigningKeys, SystemClock, SystemRandom};
use bonafide_egress::{Egress, SystemResolver, TcpDial};
use bonafide_models::Manifest;
use bonafide_providers::{PictureEditor, PictureId, Provider, Simulator};
use bonafide_storage::{Database, Storage, StorageError};
use bonafide_vision::VisionError;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::{Model, ModelStore};
use std::io::ErrorKind;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

/// The use cases over the storage, with the machine's clock and randomness.
pub(crate) struct Wired {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) storage: Storage,
}

/// Whether something is kept where the configuration says. A server of databases says itself what it lacks.
///
/// # Errors
/// When there is no SQLite file.
pub(crate) fn is_there(configuration: &Configuration) -> Result<(), Failure> {
    let settings = configuration
        .storage()
        .map_err(|error| Failure::new(Code::Wrong, error))?;
    match settings.database {
        Database::Sqlite { path } if !path.exists() => Err(Failure::saying(
            Code::NotThere,
            format!(
                "nothing is kept in {}: there is no {}. --data, --config or BONAFIDE_DATA__DIR says where it is; \
                 `bonafide serve` or `bonafide client create` begins a new one",
                configuration.data.dir.display(),
                path.file_name().unwrap_or_default().display()
            ),
        )),
        Database::Sqlite { .. } | Database::Postgres { .. } => Ok(()),
    }
}

/// Opens the storage, brings it to this version's form and puts the use cases over it.
///
/// # Errors
/// When the storage cannot be opened or a setting cannot be worked with.
pub(crate) async fn wire(
    configuration: &Configuration,
    providers: Vec<Arc<dyn Provider>>,
    editor: Option<Arc<dyn PictureEditor>>,
) -> Result<Wired, Failure> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let settings = configuration
        .storage()
        .map_err(|error| Failure::new(Code::Wrong, error))?;
    let storage = Storage::open(&settings)
        .await
        .map_err(|error| no_storage(error, "the storage cannot be opened"))?;
    storage.migrate().await.map_err(|error| {
        let said = "the database cannot be brought to the form that this version needs";
        no_storage(error, said)
    })?;
    let keys = SigningKeys::open(&storage, &*clock, &*random)
        .await
        .context("the keys that sign tokens cannot be read")?;
    let parts = Parts {
        storage: storage.clone(),
        providers,
        clock: Arc::clone(&clock),
        random: Arc::clone(&random),
        keys,
        egress: Arc::new(egress(configuration)?),
        settings: configuration.use_cases(),
    };
    let mut app = App::new(parts).map_err(|error| Failure::new(Code::Wrong, error))?;
    if let Some(editor) = editor {
        app = app.with_editor(editor);
    }
    Ok(Wired {
        app: Arc::new(app),
        clock,
        random,
        storage,
    })
}

/// A master key that is not there is the operator's to bring, and another store the operator's to name.
pub(crate) fn no_storage(error: StorageError, said: &'static str) -> Failure {
    let code = match error {
        StorageError::MasterKey(_) => Code::NotThere,
        StorageError::OtherStore(_) => Code::Wrong,
        _ => Code::Failed,
    };
    Failure::new(code, anyhow::Error::new(error).context(said))
}

/// The way out to addresses that clients name.
///
/// # Errors
/// When the file of certificates cannot be read or has none.
fn egress(configuration: &Configuration) -> Result<Egress, Failure> {
    let section = &configuration.egress;
    let wrong = |error: anyhow::Error| Failure::new(Code::Wrong, error);
    let policy = section.policy().map_err(|error| wrong(error.into()))?;
    let roots = if section.roots.as_os_str().is_empty() {
        Vec::new()
    } else {
        let path = section.roots.display();
        let pem = std::fs::read(&section.roots)
            .with_context(|| format!("egress.roots: {path} cannot be read"))
            .map_err(wrong)?;
        bonafide_egress::roots(&pem)
            .with_context(|| format!("egress.roots: {path}"))
            .map_err(wrong)?
    };
    Egress::new(policy, Arc::new(SystemResolver), Arc::new(TcpDial), roots)
        .context("egress.roots")
        .map_err(wrong)
}

/// The engine that reads machine-readable zones, one at a time.
///
/// # Errors
/// When a model is missing or unusable.
pub(crate) fn reader(models: &Path) -> Result<Engine, Failure> {
    ModelStore::open(models)
        .and_then(|store| Engine::for_reading(&store, 1))
        .map_err(|error| no_engine(models, error))
}

/// Who works here.
pub(crate) struct Staff {
    /// Who verifies.
    pub(crate) providers: Vec<Arc<dyn Provider>>,
    /// Who edits pictures, with the same engine.
    pub(crate) editor: Arc<dyn PictureEditor>,
}

/// PictureID, by our own engine with as many lanes as verifications may run at once, the simulator, which plays the other
/// providers in sandbox accounts, and the editor of pictures. Loading the models takes a few seconds.
///
/// # Errors
/// When a model is missing or unusable.
pub(crate) fn staff(configuration: &Configuration) -> Result<Staff, Failure> {
    let pictureid = pictureid(configuration, configuration.parallel())?;
    let time_limit = configuration.use_cases().verification.time_limit;
    let simulator = Simulator::new(picture_limits(configuration));
    Ok(Staff {
        editor: Arc::new(pictureid.editor(time_limit)),
        providers: vec![Arc::new(pictureid), Arc::new(simulator)],
    })
}

/// PictureID with that many lanes.
///
/// # Errors
/// When a model is missing or unusable.
pub(crate) fn pictureid(
    configuration: &Configuration,
    lanes: NonZeroUsize,
) -> Result<PictureId, Failure> {
    let models = &configuration.models.dir;
    let engine = ModelStore::open(models)
        .and_then(|store| {
            Engine::with_face_models(&store, lanes.get(), &configuration.faces.models())
        })
        .map_err(|error| no_engine(models, error))?;
    are_of_this_version(configuration, &engine)?;
    let rules = configuration.rules();
    let pictureid = PictureId::new(Arc::new(engine), picture_limits(configuration), rules);
    Ok(match configuration.faces.similarity() {
        Some(bands) => pictureid.with_similarity(bands),
        None => pictureid,
    })
}

/// Refuses models whose bytes are not those that this version was measured with: damaged ones would misread, and say
/// nothing. The operator's own embedding stands in the place of ours.
fn are_of_this_version(configuration: &Configuration, engine: &Engine) -> Result<(), Failure> {
    let manifest = Manifest::shipped()?;
    let own_embedding = configuration.faces.models().embedding.is_some();
    for model in Model::ALL {
        if model == Model::FaceEmbedding && own_embedding {
            continue;
        }
        let Some(loaded) = engine.models().iter().find(|one| one.name == model.name()) else {
            continue;
        };
        let right = manifest
            .sha256_of(model.file())
            .is_some_and(|sha256| sha256.starts_with(&loaded.version));
        if !right {
            let file = configuration.models.dir.join(model.file());
            return Err(Failure::saying(
                Code::Failed,
                format!(
                    "{} is not the file that this version was measured with; `bonafide models verify` says which \
                     are amiss, and `bonafide models fetch` brings those that are fetched",
                    file.display()
                ),
            ));
        }
    }
    Ok(())
}

/// What a picture may cost.
pub(crate) fn picture_limits(configuration: &Configuration) -> Limits {
    Limits {
        bytes: configuration.image_bytes(),
        ..Limits::default()
    }
}

fn no_engine(models: &Path, error: VisionError) -> Failure {
    if error.is_of_the_operator() {
        return Failure::new(Code::Wrong, anyhow::Error::new(error));
    }
    let missing = match &error {
        VisionError::ModelUnreadable { source, .. } => source.kind() == ErrorKind::NotFound,
        _ => false,
    };
    let code = if missing {
        Code::NotThere
    } else {
        Code::Failed
    };
    let sentence = format!(
        "the models in {} cannot be used; `make models` or `bonafide models fetch` \
         fetches them, and models.dir (BONAFIDE_MODELS__DIR) says \
         where they are",
        models.display()
    );
    Failure::new(code, anyhow::Error::new(error).context(sentence))
}
