//! Our own line recogniser: a grey strip in, for each of 152 steps along it the probabilities of the 37
//! characters of an MRZ and of none.

use super::strip::{SEEN, Strip};
use crate::error::VisionError;
use crate::models::{Model, ModelStore};
use crate::raster::{GrayRaster, Levels, Raster};
use crate::session::Session;
use bonafide_facts::ModelId;

/// The recogniser's classes, in its order; one more follows for "no character".
pub(super) const ALPHABET: [char; 37] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I',
    'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '<',
];
/// The class of `<`.
pub(super) const FILLER: usize = 36;
/// The class of no character.
pub(super) const BLANK: usize = 37;
pub(super) const CLASSES: usize = 38;
/// Steps along a strip.
pub(super) const STEPS: usize = 152;

/// Probabilities by step and class; each step sums to one.
#[derive(Clone)]
pub(super) struct Frames(Vec<[f32; CLASSES]>);

impl Frames {
    pub(super) fn steps(&self) -> &[[f32; CLASSES]] {
        &self.0
    }

    /// Steps made by hand, for tests of what reads them.
    #[cfg(test)]
    pub(super) fn from_steps(steps: Vec<[f32; CLASSES]>) -> Self {
        Self(steps)
    }

    fn from_logits(logits: &[f32]) -> Self {
        let softmax = |row: &[f32]| {
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let mut step = [0f32; CLASSES];
            for (p, logit) in step.iter_mut().zip(row) {
                *p = (logit - most).exp();
            }
            let sum: f32 = step.iter().sum();
            step.map(|p| p / sum)
        };
        Self(logits.chunks_exact(CLASSES).map(softmax).collect())
    }
}

/// Strips of one picture whose reading is remembered: those of one zone under all shifts that are tried.
const REMEMBERED: usize = 128;

/// The line recognition model.
pub(super) struct LineRecogniser {
    session: Session,
    id: ModelId,
    /// What was read on strips of the picture that is being read.
    known: Vec<(Strip, Frames)>,
}

impl LineRecogniser {
    pub(super) fn load(store: &ModelStore) -> Result<Self, VisionError> {
        let (session, id) = store.load(Model::MrzLine)?;
        Ok(Self {
            session,
            id,
            known: Vec::new(),
        })
    }

    pub(super) fn id(&self) -> &ModelId {
        &self.id
    }

    /// Forgets the picture that was read.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }

    /// Reads a strip of the picture that is being read; the same strip is read once.
    pub(super) fn read(&mut self, picture: &Levels, strip: Strip) -> Result<Frames, VisionError> {
        if let Some((_, frames)) = self.known.iter().find(|(known, _)| *known == strip) {
            return Ok(frames.clone());
        }
        let frames = self.look(&strip.cut(picture))?;
        if self.known.len() < REMEMBERED {
            self.known.push((strip, frames.clone()));
        }
        Ok(frames)
    }

    /// Reads a strip of exactly the size that the model sees.
    fn look(&mut self, strip: &GrayRaster) -> Result<Frames, VisionError> {
        let input = normalised(strip);
        let outputs = self
            .session
            .run(&input, &[1, 1, SEEN.height as usize, SEEN.width as usize])?;
        let output = outputs.first().filter(|y| y.data.len() == STEPS * CLASSES);
        let output = output.ok_or_else(|| VisionError::ModelUnusable {
            model: Model::MrzLine.name(),
            detail: format!("its output is not {STEPS} steps of {CLASSES} classes"),
        })?;
        Ok(Frames::from_logits(&output.data))
    }
}

/// Zero mean, unit variance, as in training.
fn normalised(strip: &GrayRaster) -> Vec<f32> {
    let values: Vec<f32> = strip
        .pixels()
        .iter()
        .map(|value| f32::from(*value))
        .collect();
    let count = values.len() as f32;
    let mean = values.iter().sum::<f32>() / count;
    let variance = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f32>()
        / count;
    let deviation = variance.sqrt() + 1e-3;
    values
        .iter()
        .map(|value| (value - mean) / deviation)
        .collect()
}

impl std::fmt::Debug for LineRecogniser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LineRecogniser")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
