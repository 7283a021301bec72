use super::{Reader, Score};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads every picture that the folder's `truth.json` names.
pub(super) fn read(reader: &Reader, folder: &Path) -> Result<Score> {
    let path = folder.join("truth.json");
    let text = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let truth: BTreeMap<String, Vec<String>> =
        serde_json::from_slice(&text).with_context(|| {
            format!(
                "{} should map each file's name to the lines of its zone",
                path.display()
            )
        })?;
    let mut score = Score::default();
    for (name, lines) in &truth {
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
