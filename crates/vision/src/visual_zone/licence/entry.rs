//! A number and what stands behind it.

use super::Model;
use super::number::{Number, Written, look_alike, number_at};
use super::words::word_behind;
use crate::visual_zone::reader::ReadLine;
use bonafide_documents::dates::find_printed_dates;
use bonafide_facts::{Field, PixelBox, Point, Quad, Size, VisualField};

/// How sure a value at its number is, beside how surely it was read.
const BY_NUMBER: f32 = 0.97;

/// A number and the part of its line that is its value: characters `from` to `to`.
pub(super) struct Entry<'a> {
    pub(super) number: Number,
    pub(super) line: &'a ReadLine,
    pub(super) from: usize,
    pub(super) to: usize,
    /// A word says what the number means.
    pub(super) worded: bool,
    pub(super) written: Written,
}

impl<'a> Entry<'a> {
    /// The entries of a line: one at its beginning, and those of the fourth number within.
    pub(super) fn of(line: &'a ReadLine) -> Vec<Self> {
        let text: Vec<char> = line.text.chars().collect();
        let mut found: Vec<(usize, usize, Number)> = Vec::new();
        let mut written = Written::Plainly;
        for at in 0..text.len() {
            let begins = text[..at].iter().all(|c| !c.is_alphanumeric());
            // Readers drop spaces: within a line 4a follows a date or a word without one.
            if let Some((number, length)) = number_at(&text[at..], begins)
                && (begins
                    || found
                        .iter()
                        .any(|(start, end, _)| at >= *end && at > start + 3))
            {
                found.push((at, at + length, number));
            }
        }
        if found.is_empty()
            && let Some((number, length)) = look_alike(&text)
        {
            written = Written::Alike;
            found.push((0, length, number));
        }
        let ends = found
            .iter()
            .skip(1)
            .map(|(start, _, _)| *start)
            .chain([text.len()])
            .collect::<Vec<_>>();
        found
            .into_iter()
            .zip(ends)
            .map(|((_, from, number), to)| {
                let word = word_behind(number, &text[from..to]);
                Self {
                    number,
                    line,
                    from: from + word.unwrap_or(0),
                    to,
                    worded: word.is_some(),
                    written,
                }
            })
            .collect()
    }

    pub(super) fn text(&self) -> String {
        self.line
            .text
            .chars()
            .skip(self.from)
            .take(self.to - self.from)
            .collect()
    }

    pub(super) fn fields(&self, model: Model, page: Size) -> Vec<VisualField> {
        let text = self.text();
        let whole = |field: Field| self.field(field, &text, 0, page);
        match self.number {
            Number::Another if model == Model::American => whole(Field::DocumentNumber),
            Number::Licence if model == Model::American => None,
            Number::Sex => whole(Field::Sex),
            Number::Surname => whole(Field::Surname),
            Number::OtherNames => whole(Field::GivenNames),
            Number::Authority => whole(Field::Authority),
            Number::Another => whole(Field::PersonalNumber),
            Number::Licence => whole(Field::DocumentNumber),
            Number::Residence => whole(Field::Address),
            Number::Issued => self.date(Field::DateOfIssue, &text, page),
            Number::Expires => self.date(Field::DateOfExpiry, &text, page),
            Number::Born => {
                let date = self.date(Field::DateOfBirth, &text, page);
                let place = find_printed_dates(&text).first().and_then(|found| {
                    let rest = text.get(found.range.end..)?;
                    let before = text[..found.range.end].chars().count();
                    self.field(Field::PlaceOfBirth, rest, before, page)
                });
                return date.into_iter().chain(place).collect();
            }
        }
        .into_iter()
        .collect()
    }

    fn date(&self, field: Field, text: &str, page: Size) -> Option<VisualField> {
        let dates = find_printed_dates(text);
        let found = dates.first()?;
        let before = text[..found.range.start].chars().count();
        self.field(field, &text[found.range.clone()], before, page)
    }

    /// A value that begins `before` characters into the entry's text.
    fn field(&self, field: Field, text: &str, before: usize, page: Size) -> Option<VisualField> {
        let lead = text.chars().take_while(|c| divides(*c)).count();
        let value = text.trim_matches(divides);
        if value.is_empty() {
            return None;
        }
        let from = self.from + before + lead;
        let count = value.chars().count();
        let read = self.line.confidence.iter().skip(from).take(count);
        let mean = read.clone().sum::<f32>() / read.count().max(1) as f32;
        Some(VisualField {
            field,
            text: value.to_owned(),
            area: part(self.line, from, from + count, page),
            confidence: BY_NUMBER * mean,
        })
    }
}

/// What stands between a number and its value.
pub(super) fn divides(c: char) -> bool {
    c.is_whitespace() || ".,:;-)".contains(c)
}

/// The nearest line that begins to the right of another on its row and has no number itself.
pub(super) fn beside_of<'a>(line: &ReadLine, lines: &'a [ReadLine]) -> Option<&'a ReadLine> {
    let [_, right, below, _] = line.quad.0;
    let height = (below.y - right.y).abs().max(1.0);
    lines
        .iter()
        .filter(|other| {
            let left = other.quad.0[0];
            let gap = left.x - right.x;
            // The box of a number and its full stop often reaches into the value.
            (-1.2 * height..6.0 * height).contains(&gap)
                && left.x > line.quad.0[0].x
                && (other.quad.centre().y - line.quad.centre().y).abs() < 0.6 * height
                && Entry::of(other).is_empty()
        })
        .min_by(|a, b| a.quad.0[0].x.total_cmp(&b.quad.0[0].x))
}

/// The box around some characters of a line, taken to be equally wide.
fn part(line: &ReadLine, from: usize, to: usize, page: Size) -> PixelBox {
    let count = line.text.chars().count().max(1) as f32;
    let [tl, tr, br, bl] = line.quad.0;
    let along = |a: Point, b: Point, character: usize| {
        let share = character as f32 / count;
        Point {
            x: a.x + (b.x - a.x) * share,
            y: a.y + (b.y - a.y) * share,
        }
    };
    Quad([
        along(tl, tr, from),
        along(tl, tr, to),
        along(bl, br, to),
        along(bl, br, from),
    ])
    .bounds(page)
}
