use super::Finding;
use crate::configuration::Configuration;
use bonafide_models::{Manifest, Standing, list, list_own};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use std::path::Path;

const MEND: &str = "`bonafide models fetch` fetches them, and models.dir says where they are";

fn amiss(models: &Path) -> anyhow::Result<Vec<String>> {
    let manifest = Manifest::shipped()?;
    let listed = list(&manifest, &models.join("fetched"))?;
    let own = list_own(&manifest, models)?;
    Ok(listed
        .into_iter()
        .chain(own)
        .filter_map(|listed| match listed.standing {
            Standing::Right => None,
            Standing::Absent => Some(format!("{} is missing", listed.file)),
            Standing::Wrong { .. } => Some(format!("{} is wrong", listed.file)),
        })
        .collect())
}

pub(super) fn models(models: &Path) -> Finding {
    let shown = models.display();
    match amiss(models) {
        Ok(amiss) if amiss.is_empty() => Finding::Ok(format!("all in {shown} are there and right")),
        Ok(amiss) => Finding::Bad(format!("in {shown}: {}; {MEND}", amiss.join(", "))),
        Err(error) => Finding::Bad(format!("{error:#}; {MEND}")),
    }
}

/// Loads the library and every model, the operator's too, as the server does. A library that is not the pinned one is not loaded: that
/// would run it.
pub(super) fn loads(configuration: &Configuration) -> Finding {
    let models = &configuration.models.dir;
    let operator = configuration.faces.models();
    if !amiss(models).is_ok_and(|amiss| amiss.is_empty()) {
        return Finding::Warn("not tried, for the models are not all right".to_owned());
    }
    match ModelStore::open(models).and_then(|store| Engine::with_face_models(&store, 1, &operator))
    {
        Ok(engine) => Finding::Ok(format!(
            "onnxruntime and {} models load",
            engine.models().len()
        )),
        Err(error) if error.is_of_the_operator() => Finding::Bad(error.to_string()),
        Err(error) => Finding::Bad(format!(
            "{error}; this needs 64-bit Linux with glibc 2.28 or later"
        )),
    }
}
