//! What was found, drawn over what is there, for eyes.

use super::Found;
use anyhow::{Context, Result};
use bonafide_facts::{PixelBox, Point, Quad};
use bonafide_testkit::press::{Photo, Truth, outlined};
use std::path::Path;

/// Writes a picture with the truth's outlines and, as the press draws what hides a page (black), what was found.
pub(super) fn draw(folder: &Path, name: &str, photo: &Photo, found: &Found) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("can't make the folder {}", folder.display()))?;
    let quads = found.document.iter().map(|document| document.corners);
    let boxes = found.page.iter().flat_map(|page| {
        let portraits = page.faces.iter().map(|face| face.portrait);
        portraits.chain(page.signature)
    });
    let truth = Truth {
        hidden: quads.chain(boxes.map(corners)).collect(),
        fields: Vec::new(),
        ..photo.truth.clone()
    };
    let path = folder.join(format!("{name}.png"));
    outlined(&photo.picture, &truth)
        .save(&path)
        .with_context(|| format!("can't write {}", path.display()))
}

/// A box as corners.
pub(super) fn corners(area: PixelBox) -> Quad {
    let (left, top) = (area.x as f32, area.y as f32);
    let (right, bottom) = (left + area.width as f32, top + area.height as f32);
    Quad([(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| Point { x, y }))
}
