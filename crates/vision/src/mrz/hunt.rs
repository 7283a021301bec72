//! From lines of text to those that look like machine-readable print, whole and in the direction of reading.

use super::line::Line;
use super::recogniser::LineRecogniser;
use super::strip::Strip;
use crate::error::{Deadline, VisionError};
use crate::raster::Levels;
use crate::text::TextBox;

/// A box is worth reading when it is at least so many times as long as thick.
const SLENDER: f32 = 5.0;
/// And at least so many pixels thick.
const THINNEST: f32 = 4.0;
/// Mean confidence below which a line is not machine-readable print, whichever way it is read: print that stands on its
/// head is read with more, for half of the alphabet looks alike then.
const EITHER_WAY: f32 = 0.4;
/// The longest so many boxes are read.
const MOST: usize = 32;

/// Boxes that are read one after the other, the longest first, and what was found on them.
pub(super) struct Hunt {
    /// What is still to be read; the longest last.
    strips: Vec<Strip>,
    found: Vec<Line>,
}

impl Hunt {
    pub(super) fn among(boxes: &[TextBox]) -> Self {
        let mut strips: Vec<Strip> = boxes
            .iter()
            .filter(|found| {
                found.rect.thickness >= THINNEST
                    && found.rect.length >= SLENDER * found.rect.thickness
            })
            .map(|found| {
                let rect = found.rect;
                let whole = Strip {
                    start: rect.centre,
                    along: rect.along,
                    length: rect.length,
                    height: rect.thickness,
                };
                whole.between(-rect.length / 2.0, rect.length / 2.0, rect.thickness)
            })
            .collect();
        strips.sort_by(|a, b| b.length.total_cmp(&a.length));
        strips.truncate(MOST);
        strips.reverse();
        Self {
            strips,
            found: Vec::new(),
        }
    }

    /// Reads boxes, both ways as far as needed, until one more line is read clearly: then there may be a whole zone. False when all are read.
    pub(super) fn goes_on(
        &mut self,
        recogniser: &mut LineRecogniser,
        picture: &Levels,
        deadline: Deadline,
    ) -> Result<bool, VisionError> {
        while let Some(strip) = self.strips.pop() {
            deadline.check("reading lines")?;
            let line = self.read(recogniser, picture, strip)?;
            if line.likely() {
                let clear = line.clear();
                self.found.push(line);
                if clear {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn read(
        &self,
        recogniser: &mut LineRecogniser,
        picture: &Levels,
        strip: Strip,
    ) -> Result<Line, VisionError> {
        let known = self.found.iter().find(|line| line.sure());
        if let Some(known) = known.map(|line| line.strip.along) {
            let against = known.x * strip.along.x + known.y * strip.along.y < -0.5;
            let strip = if against { strip.reversed() } else { strip };
            return Line::read(recogniser, picture, strip);
        }
        let forward = Line::read(recogniser, picture, strip)?;
        if forward.sure() || forward.confidence < EITHER_WAY {
            return Ok(forward);
        }
        let backward = Line::read(recogniser, picture, strip.reversed())?;
        Ok(if backward.merit() > forward.merit() {
            backward
        } else {
            forward
        })
    }

    /// The lines found so far that were read clearly.
    pub(super) fn clear(&self) -> Vec<Line> {
        let clear = self.found.iter().filter(|line| line.clear());
        clear.cloned().collect()
    }

    /// All that looks like machine-readable print, parts of one line joined.
    pub(super) fn lines(
        self,
        recogniser: &mut LineRecogniser,
        picture: &Levels,
    ) -> Result<Vec<Line>, VisionError> {
        joined(recogniser, picture, self.found)
    }
}

/// Joins lines that stand on one straight line at one pitch: parts of one line.
fn joined(
    recogniser: &mut LineRecogniser,
    picture: &Levels,
    mut lines: Vec<Line>,
) -> Result<Vec<Line>, VisionError> {
    let mut i = 0;
    while i < lines.len() {
        let mut j = i + 1;
        while j < lines.len() {
            if let Some(strip) = spanning(&lines[i], &lines[j]) {
                let whole = Line::read(recogniser, picture, strip)?;
                if whole.likely() && whole.merit() >= lines[i].merit().max(lines[j].merit()) {
                    lines[i] = whole;
                    lines.remove(j);
                    j = i + 1;
                    continue;
                }
            }
            j += 1;
        }
        i += 1;
    }
    Ok(lines)
}

/// The strip over both, if they are parts of one line.
fn spanning(a: &Line, b: &Line) -> Option<Strip> {
    let (pitch, other) = (a.pitch()?, b.pitch()?);
    if !(0.8..1.25).contains(&(other / pitch)) {
        return None;
    }
    let facing = a.strip.along.x * b.strip.along.x + a.strip.along.y * b.strip.along.y;
    let (left, right) = if a.strip.locate(b.strip.start).0 < 0.0 {
        (b, a)
    } else {
        (a, b)
    };
    let (_, at_start) = left.strip.locate(right.strip.start);
    let (_, at_end) = left.strip.locate(right.strip.at(right.strip.length, 0.0));
    if facing < 0.95 || at_start.abs() > 0.8 * pitch || at_end.abs() > 1.6 * pitch {
        return None;
    }
    let (from, to) = (left.strip.start, right.strip.at(right.strip.length, 0.0));
    let length = (to.x - from.x).hypot(to.y - from.y);
    if length > 52.0 * pitch.max(other) || length < left.strip.length {
        return None;
    }
    let along = bonafide_facts::Point {
        x: (to.x - from.x) / length,
        y: (to.y - from.y) / length,
    };
    Some(Strip {
        start: from,
        along,
        length,
        height: left.strip.height.max(right.strip.height),
    })
}
