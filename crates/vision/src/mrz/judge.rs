//! From probabilities to a zone: format, repair, and whether it is one at all.

use super::exact::ExactLine;
use super::lattice::Cell;
use super::recogniser::ALPHABET;
use bonafide_documents::countries;
use bonafide_documents::mrz::repair::{Decoded, Outcome, Repaired, decode};
use bonafide_documents::mrz::{Layout, MrzFormat};

/// What a recogniser must give a character for it to be weighed against the one it read.
const CONCEIVABLE: f32 = 0.003;
/// The same for the first character, which is one of few.
const CONCEIVABLE_FIRST: f32 = 0.01;
/// Mean probability under which nothing is reported.
const LEGIBLE: f32 = 0.72;
/// The same where a check digit is wrong, so that nothing but the picture speaks for the text.
const LEGIBLE_UNPROVEN: f32 = 0.85;

/// Mean log probability a step under which the picture speaks against a line of this length at this place:
/// characters stand beside it that are not explained, or do not stand where they are claimed to.
const FITS: f32 = -0.04;
/// The same where a check digit is wrong.
const FITS_UNPROVEN: f32 = -0.02;

/// How probable it must be that every character is right where the check digits are: names and codes have none, and a
/// coarse picture leaves their letters in doubt. More probable than not: nothing was fitted.
const PROBABLE: f32 = 0.5;

/// Print so clear that wrong check digits must be its own.
const PERFECT_FIT: f32 = -0.004;
const PERFECTLY_LEGIBLE: f32 = 0.98;

/// A zone as it was read and repaired.
#[derive(Clone)]
pub(super) struct Verdict {
    pub(super) format: MrzFormat,
    pub(super) repaired: Repaired,
    /// For each line and column the probability of the character that stands there.
    pub(super) characters: Vec<Vec<f32>>,
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

    /// How probable it is that every character is right that no check digit covers: their probabilities multiplied.
    /// Those that are covered have the check digits to speak for them, and who judges the zone weighs each.
    fn probability(&self) -> f32 {
        let layout = Layout::for_lines(self.format, &self.repaired.lines);
        let covered = |line: usize, column: usize| {
            layout.checks.iter().any(|check| {
                (check.line, check.column) == (line, column)
                    || check.covers.iter().any(|span| span.contains(line, column))
            })
        };
        let mut probability = 1.0;
        for (line, characters) in self.characters.iter().enumerate() {
            for (column, p) in characters.iter().enumerate() {
                if !covered(line, column) {
                    probability *= p;
                }
            }
        }
        probability
    }

    /// To compare two readings of one picture.
    pub(super) fn merit(&self) -> f32 {
        let strange = usize::from(!self.code()) + usize::from(!self.state());
        self.confidence + 4.0 * self.fit - 0.2 * self.failing as f32 - 0.1 * strange as f32
    }

    /// The document code begins as that of the format does.
    fn code(&self) -> bool {
        let first = self
            .repaired
            .lines
            .first()
            .and_then(|line| line.chars().next());
        first.is_some_and(|first| code_letters(self.format.line_length()).contains(&first))
    }

    /// The issuing State has a code of 9303-3, section 5.
    fn state(&self) -> bool {
        let state = self.repaired.lines.first().and_then(|line| line.get(2..5));
        state.is_some_and(countries::is_mrz_code)
    }

    /// The check digits are right, but a character that none of them covers is as likely another one.
    fn doubtful(&self) -> bool {
        self.consistent() && self.probability() < PROBABLE
    }

    /// Nothing else has to be tried: check digits, picture and grammar all speak for it, or the picture does so
    /// clearly that wrong check digits are the print's own.
    pub(super) fn beyond_doubt(&self) -> bool {
        self.code()
            && !self.doubtful()
            && ((self.consistent() && self.fit >= 0.5 * FITS) || (self.clear() && self.state()))
    }

    /// The picture leaves no doubt.
    fn clear(&self) -> bool {
        self.fit >= PERFECT_FIT && self.confidence >= PERFECTLY_LEGIBLE
    }

    /// Whether this can be reported as a machine-readable zone: the first letter of a document code, fillers,
    /// legible print.
    pub(super) fn credible(&self) -> bool {
        let fillers = self
            .repaired
            .lines
            .iter()
            .map(|line| line.matches('<').count())
            .sum::<usize>();
        // Where check digits are wrong, the picture must be the clearer, and clearer still for a State that is none.
        let speaks = if self.consistent() {
            self.confidence >= LEGIBLE && self.fit >= FITS && !self.doubtful()
        } else {
            self.clear()
                || (self.confidence >= LEGIBLE_UNPROVEN
                    && self.fit >= FITS_UNPROVEN
                    && self.state())
        };
        self.code() && fillers >= 4 && speaks
    }
}

/// Letters that a document code can begin with, by the length of the lines: 9303-4, 4.2.2.1 (P), 9303-5 and
/// 9303-6, 4.2.2.1 (A, C, I), 9303-7, 4.2.2.1 (V).
fn code_letters(length: usize) -> &'static [char] {
    match length {
        44 => &['P', 'V'],
        36 => &['A', 'C', 'I', 'V'],
        _ => &['A', 'C', 'I'],
    }
}

/// By how many times one letter must be more probable than all others that the code can begin with.
const CLEARLY: f32 = 4.0;

/// The first character, which is one of few: of these the one that is clearly the most probable, if it is
/// conceivable at all.
fn first_letter(line: &ExactLine) -> Option<char> {
    let cell = line.cells.first()?;
    let p = |letter: char| {
        ALPHABET
            .iter()
            .position(|c| *c == letter)
            .map_or(0.0, |class| cell[class])
    };
    let mut letters: Vec<(f32, char)> = code_letters(line.cells.len())
        .iter()
        .map(|letter| (p(*letter), *letter))
        .collect();
    letters.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (first, second) = (letters.first()?, letters.get(1)?);
    (first.0 >= CONCEIVABLE_FIRST && first.0 >= CLEARLY * second.0).then_some(first.1)
}

fn conceivable(cell: &Cell) -> Vec<(char, f32)> {
    let mut seen: Vec<(char, f32)> = cell
        .iter()
        .enumerate()
        .filter(|(_, p)| **p >= CONCEIVABLE)
        .map(|(class, p)| (ALPHABET[class], *p))
        .collect();
    seen.sort_by(|a, b| b.1.total_cmp(&a.1));
    seen
}

/// Names the format, puts the text together and repairs it.
pub(super) fn judge(lines: &[&ExactLine]) -> Option<Verdict> {
    let best: Vec<Vec<(char, f32)>> = lines.iter().map(|line| line.best()).collect();
    let mut read: Vec<String> = best
        .iter()
        .map(|line| line.iter().map(|(c, _)| *c).collect())
        .collect();
    if let Some(line) = lines.first()
        && let Some(letter) = first_letter(line)
        && let Some(text) = read.first_mut()
    {
        text.replace_range(..1, letter.encode_utf8(&mut [0; 4]));
    }
    let format = MrzFormat::from_lines(&read)?;
    let confidence = {
        let all: Vec<f32> = best.iter().flatten().map(|(_, p)| *p).collect();
        all.iter().sum::<f32>() / all.len() as f32
    };
    let mut seen: Vec<Vec<Vec<(char, f32)>>> = lines
        .iter()
        .map(|line| line.cells.iter().map(conceivable).collect())
        .collect();
    if let Some(letter) = read.first().and_then(|line| line.chars().next())
        && let Some(first) = seen.first_mut().and_then(|line| line.first_mut())
    {
        // The code begins with one of few letters, so the rest says nothing.
        *first = vec![(letter, 1.0)];
    }
    let Decoded {
        repaired,
        confidence: characters,
    } = decode(format, &seen).ok()?;
    let failing = match &repaired.outcome {
        Outcome::Consistent => 0,
        Outcome::Inconsistent { failing, .. } => failing.len(),
    };
    let fit = lines.iter().map(|line| line.fit).fold(0.0, f32::min);
    Some(Verdict {
        format,
        repaired,
        characters,
        confidence,
        fit,
        failing,
    })
}

#[cfg(test)]
mod tests {
    use super::super::strip::Strip;
    use super::*;
    use bonafide_facts::Point;

    const LINES: [&str; 2] = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ];

    /// The specimen of 9303-4 as a recogniser reads it that is sure of all but the letter at `place` of the first line,
    /// of which it is as sure as said, and else takes it for an N or an H.
    fn verdict(place: usize, sure: f32) -> Verdict {
        let class = |c: char| {
            ALPHABET
                .iter()
                .position(|a| *a == c)
                .expect("in the alphabet")
        };
        let lines: Vec<ExactLine> = LINES
            .iter()
            .enumerate()
            .map(|(number, text)| ExactLine {
                strip: Strip {
                    start: Point { x: 0.0, y: 0.0 },
                    along: Point { x: 1.0, y: 0.0 },
                    length: 440.0,
                    height: 20.0,
                },
                cells: text
                    .chars()
                    .enumerate()
                    .map(|(column, c)| {
                        let mut cell = [0.0; ALPHABET.len()];
                        cell[class(c)] = 1.0;
                        if (number, column) == (0, place) {
                            cell[class(c)] = sure;
                            cell[class('N')] = 0.55 * (1.0 - sure);
                            cell[class('H')] = 0.45 * (1.0 - sure);
                        }
                        cell
                    })
                    .collect(),
                fit: 0.0,
            })
            .collect();
        judge(&lines.iter().collect::<Vec<_>>()).expect("a passport's two lines")
    }

    #[test]
    fn a_letter_of_a_name_that_may_as_well_be_another_is_not_reported_though_all_check_digits_are_right()
     {
        // The M of MARIA: no check digit covers it.
        let (doubtful, clear) = (verdict(20, 0.45), verdict(20, 0.9));
        assert!(
            (doubtful.probability() - 0.45).abs() < 0.01,
            "{}",
            doubtful.probability()
        );
        assert!(doubtful.consistent(), "{}", doubtful.failing);
        assert!(!doubtful.credible() && !doubtful.beyond_doubt());
        assert!(clear.consistent() && clear.credible() && clear.beyond_doubt());
    }
}
