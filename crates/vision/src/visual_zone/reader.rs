//! Reading lines of the visual zone, one by one.

use super::MOST_LINES;
use super::alphabet::{Alphabet, decode};
use crate::error::{Deadline, VisionError};
use crate::models::{Model, ModelStore};
use crate::raster::{Border, Raster, RgbRaster};
use crate::session::Session;
use bonafide_facts::{LineFact, ModelId, Point, Quad, Size};

/// Pixels down of what the model sees.
const HEIGHT: u32 = 48;
/// Widths are multiples of this, so that the model meets few shapes.
const STEP: u32 = 32;
/// A longer line is squeezed into this many pixels.
const WIDEST: u32 = 1280;
/// A line less high than this many pixels cannot be read.
const LEAST_HEIGHT: f32 = 5.0;
/// A line whose mean confidence is below this was not read: another script, or no text at all.
const LEAST_CONFIDENCE: f32 = 0.5;

/// A line that was read.
#[derive(Clone, PartialEq)]
pub struct ReadLine {
    /// Its text; the model drops many spaces.
    pub text: String,
    /// Its corners, in the pixels of the raster.
    pub quad: Quad,
    /// Confidence of each character, 0 to 1.
    pub confidence: Vec<f32>,
}

impl ReadLine {
    /// The mean confidence, 0 to 1.
    #[must_use]
    pub fn mean_confidence(&self) -> f32 {
        self.confidence.iter().sum::<f32>() / self.confidence.len().max(1) as f32
    }

    /// The line as a fact.
    #[must_use]
    pub fn fact(&self) -> LineFact {
        LineFact {
            text: self.text.clone(),
            quad: self.quad,
            confidence: self.confidence.clone(),
        }
    }
}

/// The model that reads lines: PP-OCRv4 recognition.
#[derive(Debug)]
pub struct LineReader {
    session: Session,
    id: ModelId,
    alphabet: Alphabet,
}

impl LineReader {
    /// Loads the model.
    ///
    /// # Errors
    /// When its file is missing or unusable, or does not list its characters.
    pub fn load(store: &ModelStore) -> Result<Self, VisionError> {
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

    /// Which model this is.
    #[must_use]
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// Reads the lines between the given corners on an upright picture, and gives those that could be read,
    /// top to bottom. Corners come as a text detector gives them, along the longer side of each line; lines
    /// that run down the page are left out. When the time is used up, the lines read by then are given.
    ///
    /// # Errors
    /// When the model fails.
    pub fn read(
        &mut self,
        picture: &RgbRaster,
        lines: &[Quad],
        deadline: Deadline,
    ) -> Result<Vec<ReadLine>, VisionError> {
        let mut read = Vec::new();
        for quad in lines
            .iter()
            .filter_map(|quad| upright(*quad))
            .take(MOST_LINES)
        {
            if deadline.check("reading the visual zone").is_err() {
                break;
            }
            read.extend(self.read_line(picture, quad)?);
        }
        let middle = |line: &ReadLine| line.quad.0.iter().map(|p| p.y).sum::<f32>();
        read.sort_by(|a: &ReadLine, b: &ReadLine| middle(a).total_cmp(&middle(b)));
        Ok(read)
    }

    fn read_line(
        &mut self,
        picture: &RgbRaster,
        quad: Quad,
    ) -> Result<Option<ReadLine>, VisionError> {
        let (across, down) = extent(&quad);
        if down < LEAST_HEIGHT {
            return Ok(None);
        }
        let width = ((HEIGHT as f32 * across / down).round() as u32).clamp(8, WIDEST);
        let line = picture.crop_quad(
            &quad,
            Size {
                width,
                height: HEIGHT,
            },
            Border::Nearest,
        );
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
        let (characters, confidence): (String, Vec<f32>) =
            decode(&self.alphabet, output.data.chunks_exact(self.alphabet.size))
                .into_iter()
                .unzip();
        let line = ReadLine {
            text: characters,
            quad,
            confidence,
        };
        Ok((!line.text.is_empty() && line.mean_confidence() >= LEAST_CONFIDENCE).then_some(line))
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

/// Length of a line and its height.
fn extent(quad: &Quad) -> (f32, f32) {
    let reach = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
    let [a, b, c, d] = quad.0;
    (
        (reach(a, b) + reach(d, c)) / 2.0,
        (reach(a, d) + reach(b, c)) / 2.0,
    )
}

/// The corners for a reader of upright text. A single character is often higher than wide: what a detector
/// takes for its length is then its height. `None` for a line that does run down the page.
fn upright(quad: Quad) -> Option<Quad> {
    let [a, b, c, d] = quad.0;
    if (b.x - a.x).abs() >= (b.y - a.y).abs() {
        return Some(if b.x >= a.x { quad } else { Quad([c, d, a, b]) });
    }
    let (length, thickness) = extent(&quad);
    if length > 2.0 * thickness {
        return None;
    }
    Some(if b.y >= a.y {
        Quad([d, a, b, c])
    } else {
        Quad([b, c, d, a])
    })
}

impl std::fmt::Debug for ReadLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadLine")
            .field("text", &"[redacted]")
            .field("quad", &self.quad)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quad(corners: [(f32, f32); 4]) -> Quad {
        Quad(corners.map(|(x, y)| Point { x, y }))
    }

    #[test]
    fn a_single_letter_is_read_upright_and_a_line_down_the_page_is_left_out() {
        // As a detector gives it that reads along the longer side, downwards.
        let letter = quad([(20.0, 10.0), (20.0, 40.0), (0.0, 40.0), (0.0, 10.0)]);
        assert_eq!(
            upright(letter),
            Some(quad([(0.0, 10.0), (20.0, 10.0), (20.0, 40.0), (0.0, 40.0)]))
        );
        let column = quad([(20.0, 10.0), (20.0, 400.0), (0.0, 400.0), (0.0, 10.0)]);
        assert_eq!(upright(column), None);
        let line = quad([(0.0, 0.0), (90.0, 5.0), (90.0, 25.0), (0.0, 20.0)]);
        assert_eq!(upright(line), Some(line));
    }
}
