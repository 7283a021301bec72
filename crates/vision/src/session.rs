//! Running a model: numbers in, numbers out.
//!
//! The one file that knows the inference library. Everything runs on the caller's thread: parallel work is
//! several engines' lanes, never threads inside a model.

use crate::error::VisionError;
use ort::environment::Environment;
use ort::ep::CPU;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};
use ort::value::TensorRef;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The loaded inference library.
pub(crate) struct Runtime(Environment);

/// The library can be loaded once in a process; later stores share it.
static LOADED: Mutex<Option<Arc<Runtime>>> = Mutex::new(None);

impl Runtime {
    pub(crate) fn load(library: &Path) -> Result<Arc<Self>, VisionError> {
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = loaded.as_ref() {
            return Ok(Arc::clone(runtime));
        }
        let unloadable = |detail: String| VisionError::RuntimeUnloadable {
            path: library.to_path_buf(),
            detail,
        };
        // A relative path would be looked for beside the executable.
        let library = library
            .canonicalize()
            .map_err(|error| unloadable(error.to_string()))?;
        let environment = ort::init_from(&library)
            .map_err(|error| unloadable(error.to_string()))?
            .with_name("bonafide")
            .with_telemetry(false)
            .build()
            .map_err(|error| unloadable(error.to_string()))?;
        let runtime = Arc::new(Self(environment));
        *loaded = Some(Arc::clone(&runtime));
        Ok(runtime)
    }
}

/// One output of a model: its shape and its values in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// The values.
    pub data: Vec<f32>,
}

/// A model ready to run, with one input.
pub struct Session {
    model: &'static str,
    /// Several lanes may hold one; it then runs for one of them at a time.
    inner: Arc<Mutex<ort::session::Session>>,
}

impl Session {
    pub(crate) fn new(
        runtime: &Runtime,
        model: &'static str,
        bytes: &[u8],
    ) -> Result<Self, VisionError> {
        let unusable = |detail: String| VisionError::ModelUnusable { model, detail };
        let inner = configured(runtime)
            .and_then(|mut builder| builder.commit_from_memory(bytes))
            .map_err(|error| unusable(error.to_string()))?;
        if inner.inputs().len() != 1 {
            return Err(unusable(format!(
                "it has {} inputs, not one",
                inner.inputs().len()
            )));
        }
        Ok(Self {
            model,
            inner: Arc::new(Mutex::new(inner)),
        })
    }

    /// The same model once more: what both run, they run one after the other, with the weights and the memory of one.
    pub(crate) fn shared(&self) -> Self {
        Self {
            model: self.model,
            inner: Arc::clone(&self.inner),
        }
    }

    fn inner(&self) -> MutexGuard<'_, ort::session::Session> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A text that the model's maker put into its file; `None` when there is none of that name.
    pub(crate) fn metadata(&self, key: &str) -> Option<String> {
        self.inner().metadata().ok()?.custom(key)
    }

    /// The shape of its input, an axis of any length as −1; empty when the input is no tensor.
    pub(crate) fn input_shape(&self) -> Vec<i64> {
        let inner = self.inner();
        inner
            .inputs()
            .first()
            .and_then(|input| input.dtype().tensor_shape())
            .map(|shape| shape.to_vec())
            .unwrap_or_default()
    }

    /// Runs the model on one input, in row-major order, and gives its outputs in the model's order.
    ///
    /// # Errors
    /// When the shape is not one that the model takes, or does not fit the data.
    pub fn run(&mut self, input: &[f32], shape: &[usize]) -> Result<Vec<Tensor>, VisionError> {
        let model = self.model;
        let failed = |error: ort::Error| VisionError::Inference {
            model,
            detail: error.to_string(),
        };
        let value = TensorRef::from_array_view((shape, input)).map_err(failed)?;
        let mut inner = self.inner();
        let outputs = inner.run(ort::inputs![value]).map_err(failed)?;
        let read = |value: ort::value::DynValue| -> Result<Tensor, VisionError> {
            let (shape, data) = value.try_extract_tensor::<f32>().map_err(failed)?;
            Ok(Tensor {
                shape: shape.iter().map(|side| (*side).max(0) as usize).collect(),
                data: data.to_vec(),
            })
        };
        outputs.into_iter().map(|(_, value)| read(value)).collect()
    }
}

/// One thread, no spinning. What a run needs is kept for the next one in the library's arena: taken from the system and
/// given back with every run it costs a tenth of the time, and in pieces more memory at its height (measured on two
/// lanes: 372 MB without the arena, 243 MB with it).
fn configured(runtime: &Runtime) -> ort::Result<SessionBuilder> {
    Ok(ort::session::Session::builder(&runtime.0)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_execution_providers([CPU::default().with_arena_allocator(true).build()])?
        .with_memory_pattern(false)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_intra_op_spinning(false)?
        .with_inter_op_spinning(false)?)
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
