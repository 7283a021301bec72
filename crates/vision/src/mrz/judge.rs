//! From probabilities to a zone: format, repair, and whether it is one at all.

use super::exact::ExactLine;
use super::recogniser::ALPHABET;
use bonafide_documents::mrz::MrzFormat;
use bonafide_documents::mrz::repair::{Candidates, Outcome, Repaired, repair_with};

/// What a recogniser must give a character for it to be weighed against the one it read.
const CONCEIVABLE: f32 = 0.01;
/// Mean probability under which nothing is reported.
const LEGIBLE: f32 = 0.72;
/// The same where a check digit is wrong, so that nothing but the picture speaks for the text.
const LEGIBLE_UNPROVEN: f32 = 0.85;

/// Mean log probability a step under which the picture speaks against a line of this length at this place:
/// characters stand beside it that are not explained, or do not stand where they are claimed to.
const FITS: f32 = -0.06;

/// A zone as it was read and repaired.
#[derive(Clone)]
pub(super) struct Verdict {
    pub(super) format: MrzFormat,
    pub(super) repaired: Repaired,
    /// Mean probability of the characters that were read.
    pub(super) confidence: f32,
    /// Mean log probability a step, of the worst line.
    pub(super) fit: f32,
    /// Check digits that are wrong.
    pub(super) failing: usize,
}

impl Verdict {
    pub(super) fn consistent(&self) -> bool {
        self.repaired.outcome == Outcome::Consistent
    }

    /// To compare two readings of one picture.
    pub(super) fn merit(&self) -> f32 {
        self.confidence + 4.0 * self.fit - 0.2 * self.failing as f32
    }

    /// Whether this can be reported as a machine-readable zone: the first letter of a document code, fillers,
    /// legible print.
    pub(super) fn credible(&self) -> bool {
        let text = self.repaired.lines.concat();
        let code = text.starts_with(['A', 'C', 'I', 'P', 'V']);
        let fillers = text.matches('<').count();
        let legible = if self.consistent() {
            LEGIBLE
        } else {
            LEGIBLE_UNPROVEN
        };
        code && fillers >= 4 && self.confidence >= legible && self.fit >= FITS
    }
}

/// Names the format, puts the text together and repairs it.
pub(super) fn judge(lines: &[&ExactLine]) -> Option<Verdict> {
    let best: Vec<Vec<(char, f32)>> = lines.iter().map(|line| line.best()).collect();
    let read: Vec<String> = best
        .iter()
        .map(|line| line.iter().map(|(c, _)| *c).collect())
        .collect();
    let format = MrzFormat::from_lines(&read)?;
    let confidence = {
        let all: Vec<f32> = best.iter().flatten().map(|(_, p)| *p).collect();
        all.iter().sum::<f32>() / all.len() as f32
    };
    let choices: Vec<Vec<Vec<(char, f32)>>> = lines
        .iter()
        .map(|line| {
            line.cells
                .iter()
                .map(|cell| {
                    let conceivable = cell.iter().enumerate().filter(|(_, p)| **p >= CONCEIVABLE);
                    conceivable
                        .map(|(class, p)| (ALPHABET[class], *p))
                        .collect()
                })
                .collect()
        })
        .collect();
    let by_cell: Vec<Vec<&[(char, f32)]>> = choices
        .iter()
        .map(|line| line.iter().map(Vec::as_slice).collect())
        .collect();
    let by_line: Vec<&[&[(char, f32)]]> = by_cell.iter().map(Vec::as_slice).collect();
    let repaired = repair_with(format, &read, &Candidates::new(&by_line)).ok()?;
    let failing = match &repaired.outcome {
        Outcome::Consistent => 0,
        Outcome::Inconsistent { failing, .. } => failing.len(),
    };
    let fit = lines.iter().map(|line| line.fit).fold(0.0, f32::min);
    Some(Verdict { format, repaired, confidence, fit, failing })
}
