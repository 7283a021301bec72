use super::{Reader, Score};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// What the folder's `truth.json` says: each picture's name and the lines of its zone.
pub(super) fn truth(folder: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let path = folder.join("truth.json");
    let text = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| {
        format!(
            "{} should map each file's name to the lines of its zone",
            path.display()
        )
    })
}

/// Reads every picture that the folder's `truth.json` names.
pub(super) fn read(reader: &Reader, folder: &Path) -> Result<Score> {
    let mut score = Score::default();
    for (name, lines) in &truth(folder)? {
        let picture = folder.join(name);
        let bytes =
            std::fs::read(&picture).with_context(|| format!("reading {}", picture.display()))?;
        let reading = reader
            .read(&bytes)
            .with_context(|| format!("looking at {}", picture.display()))?;
        score.count(name, lines, &reading);
    }
    Ok(score)
}
