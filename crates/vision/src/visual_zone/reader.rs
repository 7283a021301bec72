//! Reading lines of the visual zone, one by one.

use super::MOST_LINES;
use super::fallback::Fallback;
use super::recogniser::{HEIGHT, TextRecogniser, WIDEST};
use crate::error::{Deadline, VisionError};
use crate::models::ModelStore;
use crate::raster::{Border, Levels, RgbRaster};
use bonafide_facts::{LineFact, ModelId, Point, Quad, Size};

/// Lines that are read by the other model, too, at most: it takes ten times as long.
const MOST_DOUBTED: usize = 4;
/// A line that our own model reads with less mean confidence is doubted. Chosen on printed specimens (seeds below
/// those that are reported): surer lines are read no better by the other model.
const SURE: f32 = 0.8;
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

/// Reads lines: our own recogniser, and PP-OCRv4 for the few that it doubts.
#[derive(Debug)]
pub struct LineReader {
    own: TextRecogniser,
    other: Fallback,
}

/// An upright page to read lines on: in colour, and grey at several sizes.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'a> {
    /// The page.
    pub colour: &'a RgbRaster,
    /// The same, grey.
    pub grey: &'a Levels,
}

impl LineReader {
    /// Loads the models.
    ///
    /// # Errors
    /// When a file is missing or unusable, or does not list its characters.
    pub fn load(store: &ModelStore) -> Result<Self, VisionError> {
        Ok(Self {
            own: TextRecogniser::load(store)?,
            other: Fallback::load(store)?,
        })
    }

    /// Which models these are.
    #[must_use]
    pub fn ids(&self) -> [&ModelId; 2] {
        [self.own.id(), self.other.id()]
    }

    /// Reads the lines between the given corners on an upright picture, and gives those that could be read,
    /// top to bottom. Corners come as a text detector gives them, along the longer side of each line; lines
    /// that run down the page are left out. When the time is used up, the lines read by then are given.
    ///
    /// # Errors
    /// When a model fails.
    pub fn read(
        &mut self,
        paper: Paper<'_>,
        lines: &[Quad],
        deadline: Deadline,
    ) -> Result<Vec<ReadLine>, VisionError> {
        let mut read = Vec::new();
        let mut doubted = 0;
        for quad in lines
            .iter()
            .filter_map(|quad| upright(*quad))
            .filter(|quad| extent(quad).1 >= LEAST_HEIGHT)
            .take(MOST_LINES)
        {
            if deadline.check("reading the visual zone").is_err() {
                break;
            }
            let mut line = self.read_line(paper.grey, quad)?;
            if line.mean_confidence() < SURE && doubted < MOST_DOUBTED {
                doubted += 1;
                let other = self.other.read_line(paper.colour, quad)?;
                if other.mean_confidence() > line.mean_confidence() {
                    line = other;
                }
            }
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
        let (text, confidence) = self.own.read(&strip)?.into_iter().unzip();
        Ok(ReadLine {
            text,
            quad,
            confidence,
        })
    }
}

/// Length of a line and its height.
pub(super) fn extent(quad: &Quad) -> (f32, f32) {
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
