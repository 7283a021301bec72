//! The numbered fields of European driving licences: Directive 2006/126/EC, annex I, section 3.
//!
//! 1 surname, 2 other names, 3 date and place of birth, 4a date of issue, 4b date of expiry, 4c issuing authority,
//! 4d another number, 5 number of the licence, 8 place of residence. What 6, 7 and 9 stand beside (photo, signature,
//! categories) is no field.

use super::reader::ReadLine;
use bonafide_documents::dates::find_printed_dates;
use bonafide_facts::{Field, PixelBox, Point, Quad, Size, VisualField};

/// How many numbers a page must show, one of them 4a or 4b, to be taken for a licence: forms number their fields too.
const LEAST_NUMBERS: usize = 4;
/// How sure a value at its number is, beside how surely it was read.
const BY_NUMBER: f32 = 0.97;

/// The fields of a page that numbers them as licences do; `None` for any other page.
#[must_use]
pub fn licence_fields(lines: &[ReadLine], page: Size) -> Option<Vec<VisualField>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for line in lines {
        entries.extend(Entry::of(line));
    }
    let mut seen: Vec<Number> = entries.iter().map(|entry| entry.number).collect();
    seen.sort_unstable();
    seen.dedup();
    let dated = seen.contains(&Number::Issued) || seen.contains(&Number::Expires);
    if seen.len() < LEAST_NUMBERS || !dated {
        return None;
    }
    let mut fields: Vec<VisualField> = Vec::new();
    for entry in &entries {
        // A number that was read apart from its value: what stands to its right on its row.
        let beside;
        let entry = if entry.text().trim().is_empty() {
            let Some(line) = beside_of(entry.line, lines) else {
                continue;
            };
            beside = Entry {
                number: entry.number,
                line,
                from: 0,
                to: line.text.chars().count(),
            };
            &beside
        } else {
            entry
        };
        for field in entry.fields(page) {
            if !fields.iter().any(|known| known.field == field.field) {
                fields.push(field);
            }
        }
    }
    Some(fields)
}

/// The numbers that stand before values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Number {
    Surname,
    OtherNames,
    Born,
    Issued,
    Expires,
    Authority,
    Another,
    Licence,
    Residence,
}

/// A number and the part of its line that is its value: characters `from` to `to`.
struct Entry<'a> {
    number: Number,
    line: &'a ReadLine,
    from: usize,
    to: usize,
}

impl<'a> Entry<'a> {
    /// The entries of a line: one at its beginning, and those of the fourth number within.
    fn of(line: &'a ReadLine) -> Vec<Self> {
        let text: Vec<char> = line.text.chars().collect();
        let mut found: Vec<(usize, usize, Number)> = Vec::new();
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
        let ends = found
            .iter()
            .skip(1)
            .map(|(start, _, _)| *start)
            .chain([text.len()])
            .collect::<Vec<_>>();
        found
            .into_iter()
            .zip(ends)
            .map(|((_, from, number), to)| Self {
                number,
                line,
                from,
                to,
            })
            .collect()
    }

    fn text(&self) -> String {
        self.line
            .text
            .chars()
            .skip(self.from)
            .take(self.to - self.from)
            .collect()
    }

    fn fields(&self, page: Size) -> Vec<VisualField> {
        let text = self.text();
        let whole = |field: Field| self.field(field, &text, 0, page);
        match self.number {
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
        let divides = |c: char| c.is_whitespace() || ".,:;-)".contains(c);
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

/// The number at the beginning of a text, and how many characters it takes with the full stop behind it. Numbers that
/// might be the beginning of a date or a word need the full stop, or a capital right behind them where the line begins.
fn number_at(text: &[char], begins: bool) -> Option<(Number, usize)> {
    let at = |index: usize| text.get(index).copied().unwrap_or(' ');
    let stop = |c: char| matches!(c, '.' | ')' | ':' | ',');
    if at(0) == '4' {
        let number = match at(1).to_ascii_lowercase() {
            'a' => Number::Issued,
            'b' => Number::Expires,
            'c' => Number::Authority,
            'd' => Number::Another,
            _ => return None,
        };
        let after = at(2);
        let small = at(1).is_ascii_lowercase();
        return if stop(after) {
            Some((number, 3))
        } else if (small && (begins || after.is_ascii_digit())) || (begins && after == ' ') {
            Some((number, 2))
        } else {
            None
        };
    }
    if !begins {
        return None;
    }
    let number = match at(0) {
        '1' => Number::Surname,
        '2' => Number::OtherNames,
        '3' => Number::Born,
        '5' => Number::Licence,
        '8' => Number::Residence,
        _ => return None,
    };
    let value = text.iter().skip(2).collect::<String>();
    // `3. 12.08.1974` has a date behind its number, `5.12.2030` is one.
    let is_date = |skip: usize| {
        let text: String = text.iter().skip(skip).collect();
        find_printed_dates(&text)
            .first()
            .is_some_and(|found| found.range.start == 0)
    };
    if stop(at(1)) {
        let date = is_date(0)
            && !find_printed_dates(&value)
                .iter()
                .any(|f| f.range.start <= 1);
        return (!date).then_some((number, 2));
    }
    (at(1) == ' ' || at(1).is_uppercase()).then_some((number, 1))
}

/// The nearest line that begins to the right of another on its row and has no number itself.
fn beside_of<'a>(line: &ReadLine, lines: &'a [ReadLine]) -> Option<&'a ReadLine> {
    let [_, right, below, _] = line.quad.0;
    let height = (below.y - right.y).abs().max(1.0);
    lines
        .iter()
        .filter(|other| {
            let left = other.quad.0[0];
            let gap = left.x - right.x;
            (-0.3 * height..6.0 * height).contains(&gap)
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

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Size = Size {
        width: 900,
        height: 600,
    };

    fn line(text: &str, x: f32, y: f32) -> ReadLine {
        let width = 12.0 * text.chars().count() as f32;
        ReadLine {
            text: text.to_owned(),
            quad: Quad(
                [(x, y), (x + width, y), (x + width, y + 20.0), (x, y + 20.0)]
                    .map(|(x, y)| Point { x, y }),
            ),
            confidence: vec![0.99; text.chars().count()],
        }
    }

    fn value(fields: &[VisualField], field: Field) -> Option<&str> {
        let found = fields.iter().find(|found| found.field == field)?;
        Some(found.text.as_str())
    }

    #[test]
    fn a_licence_is_read_by_its_numbers() {
        let lines = [
            line("DRIVINGLICENCE", 300.0, 20.0),
            line("1.ERIKSSON", 300.0, 80.0),
            line("2. ANNA MARIA", 300.0, 110.0),
            line("3.12.08.1974UTOPIACITY", 300.0, 140.0),
            line("4a.01.02.20204c.ROADOFFICE", 300.0, 170.0),
            line("4b.31.01.2035", 300.0, 200.0),
            line("5.", 300.0, 230.0),
            line("L898902C3", 330.0, 231.0),
            line("9. AM/B1/B", 300.0, 290.0),
        ];
        let fields = licence_fields(&lines, PAGE).expect("a licence");
        assert_eq!(value(&fields, Field::Surname), Some("ERIKSSON"));
        assert_eq!(value(&fields, Field::GivenNames), Some("ANNA MARIA"));
        assert_eq!(value(&fields, Field::DateOfBirth), Some("12.08.1974"));
        assert_eq!(value(&fields, Field::PlaceOfBirth), Some("UTOPIACITY"));
        assert_eq!(value(&fields, Field::DateOfIssue), Some("01.02.2020"));
        assert_eq!(value(&fields, Field::Authority), Some("ROADOFFICE"));
        assert_eq!(value(&fields, Field::DateOfExpiry), Some("31.01.2035"));
        assert_eq!(value(&fields, Field::DocumentNumber), Some("L898902C3"));
        let born = fields
            .iter()
            .find(|found| found.field == Field::DateOfBirth);
        assert_eq!(born.map(|found| found.area.x), Some(324));
    }

    #[test]
    fn a_form_with_numbers_and_a_page_without_are_no_licences() {
        let form = [
            line("1. Surname / Nom", 10.0, 10.0),
            line("2. Given names", 10.0, 40.0),
            line("3. Nationality", 10.0, 70.0),
            line("5. Sex", 10.0, 100.0),
        ];
        assert_eq!(licence_fields(&form, PAGE), None);
        let dates = [
            line("12.08.1974", 10.0, 10.0),
            line("5.12.2030", 10.0, 40.0),
        ];
        assert_eq!(licence_fields(&dates, PAGE), None);
        assert_eq!(licence_fields(&[], PAGE), None);
    }
}
