//! Where the models lie, and which they are.

use crate::error::VisionError;
use crate::session::{Runtime, Session};
use bonafide_facts::ModelId;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The models that look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Model {
    /// Finds lines of text of any script.
    TextDetection,
    /// Tells whether a line stands on its head.
    TextDirection,
    /// Finds faces and six points in each.
    FaceDetection,
    /// Finds 468 points of a face.
    FaceMesh,
    /// Tells faces apart.
    FaceEmbedding,
    /// Reads one line of an MRZ; our own.
    MrzLine,
    /// Reads one line of the visual zone; our own.
    TextLine,
}

impl Model {
    /// All models.
    pub const ALL: [Self; 7] = [
        Self::TextDetection,
        Self::TextDirection,
        Self::FaceDetection,
        Self::FaceMesh,
        Self::FaceEmbedding,
        Self::MrzLine,
        Self::TextLine,
    ];

    /// Its name in facts and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TextDetection => "text-detection",
            Self::TextDirection => "text-direction",
            Self::FaceDetection => "face-detection",
            Self::FaceMesh => "face-mesh",
            Self::FaceEmbedding => "face-embedding",
            Self::MrzLine => "mrz-line",
            Self::TextLine => "text-line",
        }
    }

    /// Its file, relative to the models folder.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::TextDetection => "fetched/text-detection.onnx",
            Self::TextDirection => "fetched/text-direction.onnx",
            Self::FaceDetection => "fetched/face-detection.onnx",
            Self::FaceMesh => "fetched/face-mesh.onnx",
            Self::FaceEmbedding => "fetched/face-embedding.onnx",
            Self::MrzLine => "mrz/mrz_line.onnx",
            Self::TextLine => "text/text_line.onnx",
        }
    }
}

impl Model {
    /// Whether several lanes use one copy, one after the other: the detector of text for the memory it needs while it
    /// runs, those that describe a face for their size, since they run for few pictures.
    fn shared(self) -> bool {
        match self {
            Self::TextDetection | Self::FaceMesh | Self::FaceEmbedding => true,
            Self::TextDirection | Self::FaceDetection | Self::MrzLine | Self::TextLine => false,
        }
    }
}

/// The inference library, relative to the models folder.
pub const RUNTIME_FILE: &str = "fetched/libonnxruntime.so";

/// A folder of models with the inference library loaded from it.
#[derive(Clone)]
pub struct ModelStore {
    folder: PathBuf,
    runtime: Arc<Runtime>,
    /// What was loaded to be shared, by name and file; none where nothing is.
    shared: Option<Arc<Mutex<Loaded>>>,
}

type Loaded = BTreeMap<(&'static str, PathBuf), (Session, ModelId)>;

impl ModelStore {
    /// Opens the models folder (the one that holds `fetched/` and `mrz/`) and loads the inference library.
    /// A process keeps the first library it loads.
    ///
    /// # Errors
    /// When the library or a model's file is missing.
    pub fn open(folder: &Path) -> Result<Self, VisionError> {
        let library = folder.join(RUNTIME_FILE);
        std::fs::metadata(&library).map_err(|source| VisionError::ModelUnreadable {
            path: library.clone(),
            source,
        })?;
        let runtime = Runtime::load(&library)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            runtime,
            shared: None,
        })
    }

    /// The same folder; models that can be shared are loaded once by it and all its clones.
    pub(crate) fn sharing(&self) -> Self {
        Self {
            shared: Some(Arc::default()),
            ..self.clone()
        }
    }

    /// The folder that was opened.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A model's file.
    #[must_use]
    pub fn path(&self, model: Model) -> PathBuf {
        self.folder.join(model.file())
    }

    /// Reads a model and makes it ready to run. The id is that of the very bytes that run.
    ///
    /// # Errors
    /// When the file cannot be read or is no model.
    pub fn load(&self, model: Model) -> Result<(Session, ModelId), VisionError> {
        if model.shared() {
            self.load_file(model.name(), &self.path(model))
        } else {
            self.load_own(model.name(), &self.path(model))
        }
    }

    /// The same for a file of the operator's, in whatever folder; it is shared as our large ones are.
    pub(crate) fn load_file(
        &self,
        name: &'static str,
        file: &Path,
    ) -> Result<(Session, ModelId), VisionError> {
        let Some(shared) = &self.shared else {
            return self.load_own(name, file);
        };
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name, file.to_path_buf());
        if let Some((session, id)) = shared.get(&key) {
            return Ok((session.shared(), id.clone()));
        }
        let (session, id) = self.load_own(name, file)?;
        shared.insert(key, (session.shared(), id.clone()));
        Ok((session, id))
    }

    fn load_own(&self, name: &'static str, file: &Path) -> Result<(Session, ModelId), VisionError> {
        let bytes = std::fs::read(file).map_err(|source| VisionError::ModelUnreadable {
            path: file.to_path_buf(),
            source,
        })?;
        let id = ModelId {
            name: name.to_owned(),
            version: version(&bytes),
        };
        Ok((Session::new(&self.runtime, name, &bytes)?, id))
    }
}

/// The first 12 hex digits of the sha256.
fn version(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl std::fmt::Debug for ModelStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ModelStore")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
