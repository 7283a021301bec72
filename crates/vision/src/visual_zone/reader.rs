//! Reading lines of the visual zone, one by one.

use super::MOST_LINES;
use super::recogniser::{HEIGHT, TextRecogniser, WIDEST};
use crate::error::{Deadline, VisionError};
use crate::models::ModelStore;
use crate::raster::{Border, Levels};
use bonafide_facts::{LineFact, ModelId, Point, Quad, Size};

/// A line less high than this many pixels cannot be read.
const LEAST_HEIGHT: f32 = 5.0;
/// A line whose mean confidence is below this was not read: another script, or no text at all.
const LEAST_CONFIDENCE: f32 = 0.5;

/// A line that was read.
#[derive(Clone, PartialEq)]
pub struct ReadLine {
    /// Its text.
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

/// Reads lines by our own recogniser.
///
/// PP-OCRv4, which read them before, was measured as a second reader of the lines that this one doubts: of 130 rendered
/// lines in typefaces that training never saw, the 8 with a mean confidence below 0.85 were read no better by it (one of
/// them right, against none), at ten times the cost. So there is no second reader.
#[derive(Debug)]
pub struct LineReader {
    recogniser: TextRecogniser,
}

impl LineReader {
    /// Loads the model.
    ///
    /// # Errors
    /// When its file is missing or unusable, or does not list its characters.
    pub fn load(store: &ModelStore) -> Result<Self, VisionError> {
        Ok(Self {
            recogniser: TextRecogniser::load(store)?,
        })
    }

    /// Which model this is.
    #[must_use]
    pub fn id(&self) -> &ModelId {
        self.recogniser.id()
    }

    /// Reads the lines between the given corners on an upright page, and gives those that could be read,
    /// top to bottom. Corners come as a text detector gives them, along the longer side of each line; lines
    /// that run down the page are left out. When the time is used up, the lines read by then are given.
    ///
    /// # Errors
    /// When the model fails.
    pub fn read(
        &mut self,
        page: &Levels,
        lines: &[Quad],
        deadline: Deadline,
    ) -> Result<Vec<ReadLine>, VisionError> {
        let mut read = Vec::new();
        for quad in lines
            .iter()
            .filter_map(|quad| upright(*quad))
            .filter(|quad| extent(quad).1 >= LEAST_HEIGHT)
            .take(MOST_LINES)
        {
            if deadline.check("reading the visual zone").is_err() {
                break;
            }
            let line = self.read_line(page, quad)?;
            if !line.text.is_empty() && line.mean_confidence() >= LEAST_CONFIDENCE {
                read.push(line);
            }
        }
        let middle = |line: &ReadLine| line.quad.0.iter().map(|p| p.y).sum::<f32>();
        read.sort_by(|a: &ReadLine, b: &ReadLine| middle(a).total_cmp(&middle(b)));
        Ok(read)
    }

    fn read_line(&mut self, page: &Levels, quad: Quad) -> Result<ReadLine, VisionError> {
        let (across, down) = extent(&quad);
        let width = ((HEIGHT as f32 * across / down).round() as u32).clamp(8, WIDEST);
        let size = Size {
            width,
            height: HEIGHT,
        };
        let strip = page.crop_quad(&quad, size, Border::Nearest);
        let (text, confidence) = self.recogniser.read(&strip)?.into_iter().unzip();
        Ok(ReadLine {
            text,
            quad,
            confidence,
        })
    }
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
