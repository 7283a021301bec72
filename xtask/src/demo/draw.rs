use anyhow::{Context, Result, bail};
use std::path::Path;
use tokio::process::Command;

/// What the verdict stands on, on one sheet, as anybody draws it: `bonafide verify --annotate`.
pub(super) async fn sheet(
    binary: &Path,
    models: &Path,
    photo: &Path,
    document: i64,
    out: &Path,
) -> Result<()> {
    let drawn = Command::new(binary)
        .arg("verify")
        .arg("--front")
        .arg(photo)
        .arg("--document-id")
        .arg(document.to_string())
        .arg("--annotate")
        .arg(out)
        .env("BONAFIDE_MODELS__DIR", models)
        .output()
        .await
        .with_context(|| format!("{} cannot be run", binary.display()))?;
    // Another verdict than accepted has a sheet as well.
    if !out.exists() {
        bail!("{}", String::from_utf8_lossy(&drawn.stderr).trim());
    }
    Ok(())
}
