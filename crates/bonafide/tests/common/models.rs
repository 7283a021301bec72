use std::path::{Path, PathBuf};

/// The folder of the models: `BONAFIDE_MODELS`, or that of this working copy.
pub(crate) fn folder() -> PathBuf {
    let folder = std::env::var_os("BONAFIDE_MODELS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models"),
        PathBuf::from,
    );
    let folder = folder.canonicalize().unwrap_or(folder);
    assert!(
        folder.join("fetched/libonnxruntime.so").exists(),
        "there are no models in {}: `make models` fetches them",
        folder.display()
    );
    folder
}
