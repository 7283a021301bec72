//! The verdict as one picture, for people.

use super::Picture;
use anyhow::Context as _;
use bonafide_providers::{Judged, Photograph};
use bonafide_vision::annotate::sheet;
use bonafide_vision::decode::{Limits, decode};
use std::path::Path;

/// Draws the sheet into a PNG file.
pub(super) fn draw(
    judged: &Judged<'_>,
    pictures: &[Picture],
    limits: &Limits,
    out: &Path,
) -> anyhow::Result<()> {
    let photographs = pictures
        .iter()
        .map(|picture| {
            let decoded = decode(&picture.bytes, limits)?;
            Ok(Photograph {
                depiction: picture.depiction,
                scale: decoded.scale(),
                raster: decoded.raster,
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let png = sheet(&judged.sheet(&photographs))?;
    std::fs::write(out, png).with_context(|| format!("{} cannot be written", out.display()))
}
