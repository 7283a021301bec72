//! Reading the machine-readable zone.
//!
//! Text boxes → strips read freely ([`greedy`]) → those at one pitch ([`grid`], [`hunt`]) → stacked lines, with
//! lost ones looked for ([`stack`]) → each line read again as exactly 30, 36 or 44 characters ([`exact`],
//! [`lattice`]) → format, the most probable text that the columns and check digits admit, and whether to report it
//! ([`judge`]).

mod exact;
mod greedy;
mod grid;
mod hunt;
mod judge;
mod lattice;
mod line;
mod page;
mod recogniser;
mod stack;
mod strip;

use crate::error::{Deadline, VisionError};
use crate::models::ModelStore;
use crate::raster::Levels;
use crate::text::TextBox;
use bonafide_facts::{LineFact, ModelId, MrzFact, Point, Quad, QuarterTurn, RepairFact, Size};
use exact::{ExactLine, Wanted};
use hunt::Hunt;
use judge::Verdict;
use line::Line;
use recogniser::LineRecogniser;
use stack::Row;

/// What came of looking for a zone.
#[derive(Debug)]
pub enum Search {
    /// A zone that can be reported.
    Found(FoundMrz),
    /// Lines that look machine-readable, but no zone that can be reported: a closer look may help.
    Traces,
    /// No line looks machine-readable.
    Nothing,
}

/// Reads machine-readable zones.
#[derive(Debug)]
pub struct MrzReader {
    recogniser: LineRecogniser,
}

/// A zone that was read, in the pixels of the raster it was read on.
#[derive(Clone)]
pub struct FoundMrz {
    verdict: Verdict,
    lines: Vec<ExactLine>,
}

impl FoundMrz {
    /// True when every check digit is right.
    #[must_use]
    pub fn consistent(&self) -> bool {
        self.verdict.consistent()
    }

    /// True when looking closer would not help: the picture leaves no doubt, even if check digits are wrong.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.verdict.beyond_doubt()
    }

    /// To compare two readings of one picture; larger is better.
    #[must_use]
    pub fn merit(&self) -> f32 {
        self.verdict.merit()
    }

    /// The turn that makes the zone's lines run from left to right.
    #[must_use]
    pub fn turn(&self) -> QuarterTurn {
        self.lines
            .first()
            .map_or(QuarterTurn::None, |line| line.strip.turn())
    }

    /// The zone as a fact, in the pixels of a picture of which the raster holds `scale` pixels a pixel.
    #[must_use]
    pub fn fact(&self, picture: Size, scale: f32) -> MrzFact {
        let grown = |quad: Quad| {
            Quad(quad.0.map(|p| Point {
                x: p.x / scale,
                y: p.y / scale,
            }))
        };
        let lines: Vec<LineFact> = self
            .lines
            .iter()
            .zip(&self.verdict.repaired.lines)
            .zip(&self.verdict.characters)
            .map(|((line, text), confidence)| LineFact {
                text: text.clone(),
                quad: grown(line.strip.quad()),
                confidence: confidence.clone(),
            })
            .collect();
        let boxes: Vec<_> = lines.iter().map(|line| line.quad.bounds(picture)).collect();
        let x = boxes.iter().map(|b| b.x).min().unwrap_or(0);
        let y = boxes.iter().map(|b| b.y).min().unwrap_or(0);
        let right = boxes.iter().map(|b| b.x + b.width).max().unwrap_or(0);
        let bottom = boxes.iter().map(|b| b.y + b.height).max().unwrap_or(0);
        MrzFact {
            format: self.verdict.format,
            check_digits_valid: self.verdict.consistent(),
            repairs: self
                .verdict
                .repaired
                .repairs
                .iter()
                .map(|r| RepairFact {
                    line: r.line,
                    column: r.column,
                    read: r.read,
                    repaired: r.repaired,
                })
                .collect(),
            area: bonafide_facts::PixelBox {
                x,
                y,
                width: right - x,
                height: bottom - y,
            },
            lines,
        }
    }
}

impl MrzReader {
    /// Loads the line recogniser.
    ///
    /// # Errors
    /// When its file is missing or unusable.
    pub fn load(store: &ModelStore) -> Result<Self, VisionError> {
        Ok(Self {
            recogniser: LineRecogniser::load(store)?,
        })
    }

    /// Which model reads.
    #[must_use]
    pub fn id(&self) -> &ModelId {
        self.recogniser.id()
    }

    /// Reads the zone among the text boxes of a picture, at any angle. What was read on the way is forgotten with the
    /// picture.
    ///
    /// # Errors
    /// When the model fails or time runs out.
    pub fn find(
        &mut self,
        picture: &Levels,
        boxes: &[TextBox],
        deadline: Deadline,
    ) -> Result<Search, VisionError> {
        let search = self.search(picture, boxes, deadline);
        self.recogniser.forget();
        search
    }

    fn search(
        &mut self,
        picture: &Levels,
        boxes: &[TextBox],
        deadline: Deadline,
    ) -> Result<Search, VisionError> {
        // A reader that panicked on the picture before remembers it still.
        self.recogniser.forget();
        let mut hunt = Hunt::among(boxes);
        while hunt.goes_on(&mut self.recogniser, picture, deadline)? {
            // Where the longest lines already are a zone that leaves no doubt, no other line can be a better one.
            let clear = hunt.clear();
            if stack::whole(&clear)
                && let Some(found) = self.zone_of(picture, &clear, deadline)?
                && found.settled()
            {
                return Ok(Search::Found(found));
            }
        }
        let lines = hunt.lines(&mut self.recogniser, picture)?;
        let found = self.zone_of(picture, &lines, deadline)?;
        let traces = lines.iter().any(|line| line.fillers() >= TRACES);
        Ok(match found {
            Some(found) => Search::Found(found),
            None if traces => Search::Traces,
            None => Search::Nothing,
        })
    }

    /// The best zone that can be reported among lines that look machine-readable.
    fn zone_of(
        &mut self,
        picture: &Levels,
        lines: &[Line],
        deadline: Deadline,
    ) -> Result<Option<FoundMrz>, VisionError> {
        let mut best: Option<FoundMrz> = None;
        for stack in stack::stacks(lines).iter().take(4) {
            for (rows, length, count) in stack.zones() {
                deadline.check("reading the machine-readable zone")?;
                let Some(found) = self.zone(picture, &rows, length, count)? else {
                    continue;
                };
                if found.verdict.credible()
                    && best
                        .as_ref()
                        .is_none_or(|best| found.merit() > best.merit())
                {
                    best = Some(found);
                }
                if best
                    .as_ref()
                    .is_some_and(|best| best.verdict.beyond_doubt())
                {
                    return Ok(best);
                }
            }
            if best.as_ref().is_some_and(FoundMrz::consistent) {
                break;
            }
        }
        Ok(best)
    }

    /// Reads rows as a zone of `count` lines of `length`, if they can be one.
    fn zone(
        &mut self,
        picture: &Levels,
        rows: &[Row],
        length: usize,
        count: usize,
    ) -> Result<Option<FoundMrz>, VisionError> {
        if rows.iter().all(|row| row.fillers == 0) {
            return Ok(None);
        }
        let Some(rows) = stack::completed(&mut self.recogniser, picture, rows, length, count)?
        else {
            return Ok(None);
        };
        let lacking = stack::lacking(&rows);
        let mut choices = Vec::with_capacity(count);
        for (row, lacking) in rows.iter().zip(lacking) {
            let readings = self.readings(picture, row, lacking, length)?;
            if readings.is_empty() {
                return Ok(None);
            }
            choices.push(readings);
        }
        Ok(chosen(&choices)
            .filter(|found| page::holds(picture, &found.lines.iter().collect::<Vec<_>>())))
    }

    /// The row read as a line of `length`, under the shift of its left edge that reads best, and under the second
    /// best where the two are close: a stroke beside the line may look like a character of it.
    fn readings(
        &mut self,
        picture: &Levels,
        row: &Row,
        lacking: i32,
        length: usize,
    ) -> Result<Vec<ExactLine>, VisionError> {
        let mut row = row.clone();
        let mut fits = self.fits(picture, &row, lacking, length)?;
        if let Some((fit, lacking)) = fits.first().copied()
            && fit <= ASKEW
        {
            let wanted = Wanted {
                row: &row,
                lacking,
                length,
            };
            if let Some(straight) = exact::straightened(&mut self.recogniser, picture, wanted)? {
                let again = self.fits(picture, &straight, 0, length)?;
                if again.first().is_some_and(|(better, _)| *better > fit) {
                    (row, fits) = (straight, again);
                }
            }
        }
        let least = fits.first().map_or(0.0, |best| best.0 - CLOSE);
        let mut edges: Vec<i32> = fits
            .iter()
            .filter(|(fit, _)| *fit >= least)
            .map(|(_, lacking)| *lacking)
            .take(2)
            .collect();
        // A row that showed exactly the line's characters speaks for its own edge.
        if row.cells == length && !edges.contains(&0) {
            edges.push(0);
        }
        let mut lines = Vec::new();
        for lacking in edges {
            let wanted = Wanted {
                row: &row,
                lacking,
                length,
            };
            lines.extend(exact::read(&mut self.recogniser, picture, wanted)?);
        }
        Ok(lines)
    }

    /// How well a row reads under each likely shift of its left edge, the best first.
    fn fits(
        &mut self,
        picture: &Levels,
        row: &Row,
        lacking: i32,
        length: usize,
    ) -> Result<Vec<(f32, i32)>, VisionError> {
        let surplus = row.cells as i32 - length as i32;
        // The likeliest first: the common edge, the row's own, and those beside them.
        let mut edges = vec![lacking, 0, -surplus, lacking + 1, lacking - 1, 1, -1];
        let mut seen = Vec::new();
        edges.retain(|edge| {
            let fresh = (-4..=12).contains(edge) && !seen.contains(edge);
            seen.push(*edge);
            fresh
        });
        let mut fits: Vec<(f32, i32)> = Vec::new();
        for lacking in edges {
            let wanted = Wanted {
                row,
                lacking,
                length,
            };
            let Some(fit) = exact::fit(&mut self.recogniser, picture, wanted)? else {
                continue;
            };
            fits.push((fit, lacking));
            if fit > READS_WELL {
                break;
            }
        }
        fits.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(fits)
    }
}

/// Fillers in one line that make it a trace of a zone: ordinary print has none, but is misread as one now and then.
const TRACES: usize = 2;
/// Mean log probability a step of a line that leaves no doubt about its edges.
const READS_WELL: f32 = -0.004;
/// Mean log probability a step of a row that was probably found askew.
const ASKEW: f32 = -0.02;
/// Two readings of a row whose mean log probabilities are no further apart are both weighed.
const CLOSE: f32 = 0.05;

/// The zone that has the most merit among all choices of one reading for each row.
fn chosen(choices: &[Vec<ExactLine>]) -> Option<FoundMrz> {
    let ways: usize = choices.iter().map(Vec::len).product();
    let mut best: Option<FoundMrz> = None;
    for way in 0..ways {
        let mut rest = way;
        let lines: Vec<&ExactLine> = choices
            .iter()
            .map(|readings| {
                let line = &readings[rest % readings.len()];
                rest /= readings.len();
                line
            })
            .collect();
        let Some(verdict) = judge::judge(&lines) else {
            continue;
        };
        if best
            .as_ref()
            .is_none_or(|best| verdict.merit() > best.verdict.merit())
        {
            best = Some(FoundMrz {
                verdict,
                lines: lines.into_iter().cloned().collect(),
            });
        }
    }
    best
}

impl std::fmt::Debug for FoundMrz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FoundMrz")
            .field("format", &self.verdict.format)
            .field("lines", &"[redacted]")
            .finish()
    }
}
