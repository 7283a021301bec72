use super::alphabet::Alphabet;
use super::check_digit::CheckDigitName;
use super::departures::Departure;
use super::format::MrzFormat;
use super::tables;

/// Columns of one line; lines and columns count from 0, the end is not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Line, from 0.
    pub line: usize,
    /// First column, from 0.
    pub start: usize,
    /// The column after the last.
    pub end: usize,
}

impl Span {
    /// True when the span holds this column.
    #[must_use]
    pub const fn contains(self, line: usize, column: usize) -> bool {
        self.line == line && self.start <= column && column < self.end
    }

    /// Its cells, left to right.
    pub fn cells(self) -> impl Iterator<Item = (usize, usize)> {
        (self.start..self.end).map(move |column| (self.line, column))
    }
}

/// What a run of columns means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MrzField {
    /// The kind of document: `P`, `I`, `A`, `C`, `V` and a second character.
    DocumentCode,
    /// Issuing State or organisation.
    IssuingState,
    /// Primary and secondary identifier, divided by `<<`.
    Names,
    /// The primary identifier alone (national departures only).
    PrimaryIdentifier,
    /// The secondary identifier alone (national departures only).
    SecondaryIdentifier,
    /// Document number, or its first nine characters.
    DocumentNumber,
    /// Nationality.
    Nationality,
    /// Date of birth, YYMMDD.
    DateOfBirth,
    /// Sex.
    Sex,
    /// Date of expiry, YYMMDD; of a visa, the last day on which it is valid.
    DateOfExpiry,
    /// Optional data: the issuing State's own.
    OptionalData,
    /// The second optional data of TD1.
    OptionalData2,
    /// A check digit.
    CheckDigit(CheckDigitName),
}

/// One field: where it stands and what it may hold.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// Which field.
    pub field: MrzField,
    /// Where.
    pub span: Span,
    /// Its characters.
    pub alphabet: Alphabet,
}

/// What a `<` in the place of a check digit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filler {
    /// The check digit is wrong.
    Wrong,
    /// There is nothing to check, if all that it covers is `<` as well (9303-4, 4.2.2, of optional data).
    NothingToCheck,
    /// The number is longer than nine characters: its rest and its check digit begin this span (9303-5 and
    /// 9303-6, 4.2.2, note j).
    Overflow(Span),
}

/// One check digit: where it stands and what it is computed over.
#[derive(Debug, Clone, Copy)]
pub struct CheckSpec {
    /// Which one.
    pub name: CheckDigitName,
    /// Line, from 0.
    pub line: usize,
    /// Column, from 0.
    pub column: usize,
    /// The columns it is computed over, in this order.
    pub covers: &'static [Span],
    /// What a `<` in its place means.
    pub filler: Filler,
}

/// The field table of a format, or of a national departure from it: every column of every line belongs to
/// exactly one field.
#[derive(Debug)]
pub struct Layout {
    /// The format whose shape it has.
    pub format: MrzFormat,
    /// The national rule it follows, if it is not ICAO's own.
    pub departure: Option<Departure>,
    /// The fields, in reading order.
    pub fields: &'static [FieldSpec],
    /// The check digits, the composite last.
    pub checks: &'static [CheckSpec],
}

impl Layout {
    /// ICAO's own layout of a format.
    #[must_use]
    pub const fn of(format: MrzFormat) -> &'static Self {
        match format {
            MrzFormat::Td1 => &tables::TD1,
            MrzFormat::Td2 => &tables::TD2,
            MrzFormat::Td3 => &tables::TD3,
            MrzFormat::MrvA => &tables::MRV_A,
            MrzFormat::MrvB => &tables::MRV_B,
        }
    }

    /// The layout that lines of a format follow: that of the national departure which their first five
    /// characters name, else ICAO's own.
    #[must_use]
    pub fn for_lines(format: MrzFormat, lines: &[impl AsRef<str>]) -> &'static Self {
        let head: String = lines
            .first()
            .map(|line| line.as_ref().chars().take(5).collect())
            .unwrap_or_default();
        Departure::of(format, &head).map_or_else(|| Self::of(format), Departure::layout)
    }

    /// The field that owns a column; `None` outside of the zone.
    #[must_use]
    pub fn at(&self, line: usize, column: usize) -> Option<&FieldSpec> {
        self.fields
            .iter()
            .find(|spec| spec.span.contains(line, column))
    }

    /// The characters that a column may hold; `None` outside of the zone.
    #[must_use]
    pub fn alphabet_at(&self, line: usize, column: usize) -> Option<Alphabet> {
        self.at(line, column).map(|spec| spec.alphabet)
    }

    /// Where a field stands; for the document code, which takes two entries of the table, the whole of it.
    #[must_use]
    pub fn span_of(&self, field: MrzField) -> Option<Span> {
        let mut spans = self
            .fields
            .iter()
            .filter(|spec| spec.field == field)
            .map(|spec| spec.span);
        let first = spans.next()?;
        Some(spans.fold(first, |all, next| Span {
            end: next.end,
            ..all
        }))
    }
}
