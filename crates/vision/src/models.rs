//! Where the models lie, and which they are.

use crate::error::VisionError;
use crate::session::{Runtime, Session};
use bonafide_facts::ModelId;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// The inference library, relative to the models folder.
pub const RUNTIME_FILE: &str = "fetched/libonnxruntime.so";

/// A folder of models with the inference library loaded from it.
#[derive(Clone)]
pub struct ModelStore {
    folder: PathBuf,
    runtime: Arc<Runtime>,
}

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
        })
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
        self.load_file(model.name(), &self.path(model))
    }

    /// The same for a file of the operator's, in whatever folder.
    pub(crate) fn load_file(
        &self,
        name: &'static str,
        file: &Path,
    ) -> Result<(Session, ModelId), VisionError> {
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
