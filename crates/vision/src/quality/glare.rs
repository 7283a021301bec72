//! Reflected light on the document.

use crate::raster::{Raster, RgbRaster};
use crate::region;
use bonafide_facts::{PixelBox, Quad};

/// Cells across the document.
const ACROSS: u32 = 200;
/// Values from which on a channel says nothing.
const SATURATED: u8 = 250;
/// Share of the document that must be below, or white is the colour of its paper.
const PAPER: f32 = 0.5;
/// Share of the document below which a blob is a highlight of the print.
const LEAST: f32 = 0.004;
/// Share of the document at which glare is as bad as it gets.
const MOST: f32 = 0.10;

/// How much of the document lies under reflected light, and the box around the largest blob in pixels of the raster.
pub(super) fn glare(upright: &RgbRaster, document: &Quad) -> (f32, Option<PixelBox>) {
    let small = region::reduced(upright, document, ACROSS);
    let (width, height) = (small.width(), small.height());
    let saturated: Vec<bool> = small
        .pixels()
        .chunks_exact(3)
        .map(|pixel| pixel.iter().all(|value| *value >= SATURATED))
        .collect();
    let cells = saturated.len() as f32;
    let white = saturated.iter().filter(|cell| **cell).count() as f32;
    if white / cells > PAPER {
        // A scan whose paper is white says nothing of light.
        return (0.0, None);
    }
    let blobs = blobs(saturated, width);
    let large = || {
        blobs
            .iter()
            .filter(|blob| blob.count as f32 / cells >= LEAST && blob.compact())
    };
    let lost: f32 = large().map(|blob| blob.count as f32 / cells).sum();
    let area = large().max_by_key(|blob| blob.count).map(|blob| {
        let bounds = document.bounds(upright.size());
        let (sx, sy) = (
            bounds.width as f32 / width as f32,
            bounds.height as f32 / height as f32,
        );
        PixelBox {
            x: bounds.x + (blob.left as f32 * sx) as u32,
            y: bounds.y + (blob.top as f32 * sy) as u32,
            width: ((blob.right + 1 - blob.left) as f32 * sx) as u32,
            height: ((blob.bottom + 1 - blob.top) as f32 * sy) as u32,
        }
    });
    ((lost / MOST).min(1.0), area)
}

struct Blob {
    count: usize,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Blob {
    /// Light leaves a spot; white paper between lines of print leaves a web.
    fn compact(&self) -> bool {
        let bounds = (self.right + 1 - self.left) * (self.bottom + 1 - self.top);
        self.count as f32 / bounds as f32 >= 0.45
    }
}

/// Connected cells.
fn blobs(mut cells: Vec<bool>, width: usize) -> Vec<Blob> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    for start in 0..cells.len() {
        if !std::mem::take(&mut cells[start]) {
            continue;
        }
        open.push(start);
        let (x, y) = (start % width, start / width);
        let mut blob = Blob {
            count: 0,
            left: x,
            right: x,
            top: y,
            bottom: y,
        };
        while let Some(cell) = open.pop() {
            let (x, y) = (cell % width, cell / width);
            blob.count += 1;
            blob.left = blob.left.min(x);
            blob.right = blob.right.max(x);
            blob.top = blob.top.min(y);
            blob.bottom = blob.bottom.max(y);
            let beside = [
                (x > 0).then(|| cell - 1),
                (x + 1 < width).then(|| cell + 1),
                (y > 0).then(|| cell - width),
                (cell + width < cells.len()).then(|| cell + width),
            ];
            for next in beside.into_iter().flatten() {
                if std::mem::take(&mut cells[next]) {
                    open.push(next);
                }
            }
        }
        found.push(blob);
    }
    found
}
