//! A strip after its first reading.

use super::greedy::{self, Symbol};
use super::grid::Grid;
use super::recogniser::{LineRecogniser, STEPS};
use super::strip::Strip;
use crate::error::VisionError;
use crate::raster::Levels;

/// Characters that a line must show to be taken for a part of an MRZ.
const FEWEST: usize = 8;
/// Mean confidence that it must be read with.
const SUREST: f32 = 0.6;
/// How far, in pitches, its characters may stand from a regular grid (root mean square).
const RAGGED: f32 = 0.24;

/// The share of its characters that must stand on the grid.
const REGULAR: f32 = 0.7;

/// A strip, what was first read on it and the pitch of that.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) strip: Strip,
    pub(super) symbols: Vec<Symbol>,
    pub(super) grid: Option<Grid>,
    pub(super) confidence: f32,
}

impl Line {
    pub(super) fn read(
        recogniser: &mut LineRecogniser,
        picture: &Levels,
        strip: Strip,
    ) -> Result<Self, VisionError> {
        let frames = recogniser.read(picture, strip)?;
        let symbols = greedy::symbols(&frames);
        let confidence = greedy::mean_confidence(&symbols);
        let grid = Grid::fit(&symbols);
        Ok(Self {
            strip,
            symbols,
            grid,
            confidence,
        })
    }

    /// Looks like machine-readable print: enough characters, read with confidence, at one pitch that suits the
    /// height of the strip.
    pub(super) fn likely(&self) -> bool {
        let Some(grid) = &self.grid else { return false };
        let tallness = self.strip.height / self.pixels(grid.pitch);
        self.symbols.len() >= FEWEST
            && self.confidence >= SUREST
            && grid.residual <= RAGGED
            && grid.members as f32 >= REGULAR * self.symbols.len() as f32
            && (0.7..4.5).contains(&tallness)
    }

    /// Beyond doubt machine-readable print in the direction of reading. Print that stands on its head is read
    /// with some confidence too, but its fillers are not.
    pub(super) fn sure(&self) -> bool {
        self.clear() && self.fillers() >= 2
    }

    /// Machine-readable print that was read clearly; which way it runs is open.
    pub(super) fn clear(&self) -> bool {
        self.likely() && self.confidence >= 0.97 && self.symbols.len() >= 20
    }

    /// How much of it speaks for machine-readable print, to compare two readings.
    pub(super) fn merit(&self) -> f32 {
        if self.likely() {
            self.confidence * self.symbols.len() as f32
        } else {
            0.0
        }
    }

    pub(super) fn fillers(&self) -> usize {
        greedy::fillers(&self.symbols)
    }

    /// Steps of the recogniser in pixels of the picture.
    pub(super) fn pixels(&self, steps: f32) -> f32 {
        steps * self.strip.length / STEPS as f32
    }

    /// Mean pitch, in pixels.
    pub(super) fn pitch(&self) -> Option<f32> {
        let grid = self.grid.as_ref()?;
        let cells = grid.cells.max(2) as f32 - 1.0;
        Some(self.pixels((grid.at(cells) - grid.at(0.0)) / cells))
    }
}
