use super::format::MrzFormat;
use super::layout::Span;
use thiserror::Error;

/// Why lines are not a machine-readable zone. Messages count lines and columns from 1 and never quote the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MrzError {
    /// The shape is none of the five.
    #[error(
        "{lines} lines, the first of {length} characters, are the shape of no machine-readable zone"
    )]
    Shape {
        /// How many lines there are.
        lines: usize,
        /// Characters of the first.
        length: usize,
    },
    /// Not as many lines as the format has.
    #[error("{format} has {} lines, not {found}", format.line_count())]
    LineCount {
        /// The format asked for.
        format: MrzFormat,
        /// How many there are.
        found: usize,
    },
    /// A line is too short or too long.
    #[error("line {} has {found} characters, a line of {format} has {}", line + 1, format.line_length())]
    LineLength {
        /// The format asked for.
        format: MrzFormat,
        /// Which line, from 0.
        line: usize,
        /// How many characters it has.
        found: usize,
    },
    /// A character that no machine-readable zone has.
    #[error("line {}, column {}: only A-Z, 0-9 and < can stand in a machine-readable zone", line + 1, column + 1)]
    Character {
        /// Which line, from 0.
        line: usize,
        /// Which column, from 0.
        column: usize,
    },
}

/// Lines of the exact shape of a format, made of the 37 characters of MRZ and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Zone {
    lines: Vec<Vec<char>>,
}

impl Zone {
    pub(super) fn new(format: MrzFormat, lines: &[impl AsRef<str>]) -> Result<Self, MrzError> {
        if lines.len() != format.line_count() {
            return Err(MrzError::LineCount {
                format,
                found: lines.len(),
            });
        }
        let mut zone = Vec::with_capacity(lines.len());
        for (number, line) in lines.iter().enumerate() {
            let found = line.as_ref().chars().count();
            if found != format.line_length() {
                return Err(MrzError::LineLength {
                    format,
                    line: number,
                    found,
                });
            }
            let characters: Vec<char> = line.as_ref().chars().collect();
            if let Some(column) = characters
                .iter()
                .position(|c| !matches!(c, 'A'..='Z' | '0'..='9' | '<'))
            {
                return Err(MrzError::Character {
                    line: number,
                    column,
                });
            }
            zone.push(characters);
        }
        Ok(Self { lines: zone })
    }

    /// The character of a cell; `<` outside of the zone.
    pub(super) fn get(&self, (line, column): (usize, usize)) -> char {
        self.lines
            .get(line)
            .and_then(|line| line.get(column))
            .copied()
            .unwrap_or('<')
    }

    pub(super) fn set(&mut self, (line, column): (usize, usize), character: char) {
        if let Some(cell) = self
            .lines
            .get_mut(line)
            .and_then(|line| line.get_mut(column))
        {
            *cell = character;
        }
    }

    /// Every cell, in reading order.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let length = self.lines.first().map_or(0, Vec::len);
        (0..self.lines.len()).flat_map(move |line| (0..length).map(move |column| (line, column)))
    }

    pub(super) fn text(&self, span: Span) -> String {
        span.cells().map(|cell| self.get(cell)).collect()
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.lines
            .iter()
            .map(|line| line.iter().collect())
            .collect()
    }
}
