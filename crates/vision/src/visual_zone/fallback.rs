//! The second recogniser, for lines that our own doubts: PP-OCRv4 recognition. It has seen more kinds of print, and
//! drops many spaces and diacritics.

use super::alphabet::{Alphabet, decode};
use super::reader::{ReadLine, extent};
use crate::error::VisionError;
use crate::models::{Model, ModelStore};
use crate::raster::{Border, Raster, RgbRaster};
use crate::session::Session;
use bonafide_facts::{ModelId, Quad, Size};

/// Pixels down of what the model sees.
const HEIGHT: u32 = 48;
/// Widths are multiples of this, so that the model meets few shapes.
const STEP: u32 = 32;
/// A longer line is squeezed into this many pixels.
const WIDEST: u32 = 1280;

/// PP-OCRv4 recognition.
#[derive(Debug)]
pub(super) struct Fallback {
    session: Session,
    id: ModelId,
    alphabet: Alphabet,
}

impl Fallback {
    /// Loads the model.
    ///
    /// # Errors
    /// When its file is missing or unusable, or does not list its characters.
    pub(super) fn load(store: &ModelStore) -> Result<Self, VisionError> {
        let (session, id) = store.load(Model::TextRecognition)?;
        let alphabet = session
            .metadata("character")
            .and_then(|list| Alphabet::of(&list));
        let alphabet = alphabet.ok_or_else(|| VisionError::ModelUnusable {
            model: Model::TextRecognition.name(),
            detail: "it carries no list of its characters".to_owned(),
        })?;
        Ok(Self {
            session,
            id,
            alphabet,
        })
    }

    pub(super) fn id(&self) -> &ModelId {
        &self.id
    }

    /// Reads the line between the corners.
    ///
    /// # Errors
    /// When the model fails.
    pub(super) fn read_line(
        &mut self,
        picture: &RgbRaster,
        quad: Quad,
    ) -> Result<ReadLine, VisionError> {
        let (across, down) = extent(&quad);
        let width = ((HEIGHT as f32 * across / down).round() as u32).clamp(8, WIDEST);
        let size = Size {
            width,
            height: HEIGHT,
        };
        let line = picture.crop_quad(&quad, size, Border::Nearest);
        let seen = width.div_ceil(STEP).max(2) * STEP;
        let input = planes(&line, seen as usize);
        let outputs = self
            .session
            .run(&input, &[1, 3, HEIGHT as usize, seen as usize])?;
        let output = outputs
            .first()
            .filter(|output| output.shape.last() == Some(&self.alphabet.size));
        let output = output.ok_or_else(|| VisionError::ModelUnusable {
            model: Model::TextRecognition.name(),
            detail: "its output does not fit its list of characters".to_owned(),
        })?;
        let (text, confidence) =
            decode(&self.alphabet, output.data.chunks_exact(self.alphabet.size))
                .into_iter()
                .unzip();
        Ok(ReadLine {
            text,
            quad,
            confidence,
        })
    }
}

/// The line as the model wants it: blue, green and red as planes from -1 to 1, nothing (0) after the line.
fn planes(line: &RgbRaster, width: usize) -> Vec<f32> {
    let plane = width * line.height();
    let mut input = vec![0.0; 3 * plane];
    for y in 0..line.height() {
        for (x, pixel) in line.row(y).chunks_exact(3).enumerate() {
            for (channel, byte) in pixel.iter().rev().enumerate() {
                input[channel * plane + y * width + x] = f32::from(*byte) / 127.5 - 1.0;
            }
        }
    }
    input
}
