//! The numbered fields of driving licences (ISO/IEC 18013-1), as Europe prints them (Directive 2006/126/EC, annex I,
//! section 3) and North America (AAMVA DL/ID Card Design Standard 2020, annex A).
//!
//! 1 surname, 2 other names, 3 date and place of birth, 4a date of issue, 4b date of expiry, 4c issuing authority,
//! 4d another number, 5 number of the licence, 8 place of residence. What 6, 7 and 9 stand beside (photo, signature,
//! categories) is no field. North America puts a word behind the number (`4b EXP`), the number of the licence at 4d
//! and one of its own making at 5, and the sex at 15.
//!
//! The back of a European licence says what the numbers mean (`4a. Date of issue`): it has no fields, whatever its table
//! of categories holds. A page is a licence's front only where a date stands at 4a or 4b.

use super::labels::is_field_label;
use super::reader::ReadLine;
use bonafide_documents::dates::find_printed_dates;
use bonafide_facts::{Field, PixelBox, Point, Quad, Size, VisualField};

/// How many numbers a page must show, one of them 4a or 4b, to be taken for a licence: forms number their fields too.
const LEAST_NUMBERS: usize = 4;
/// How sure a value at its number is, beside how surely it was read.
const BY_NUMBER: f32 = 0.97;

/// The fields of a page that numbers them as licences do: none of them on a back that explains the numbers. `None` for
/// any other page.
#[must_use]
pub fn licence_fields(lines: &[ReadLine], page: Size) -> Option<Vec<VisualField>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for line in lines {
        entries.extend(Entry::of(line));
    }
    // What was read plainly has the first claim to its number.
    entries.sort_by_key(|entry| entry.written);
    let mut seen: Vec<Number> = entries.iter().map(|entry| entry.number).collect();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < LEAST_NUMBERS {
        return None;
    }
    let explained = entries.iter().filter(|entry| {
        let text = entry.text();
        !text.contains(|c: char| c.is_ascii_digit()) && is_field_label(&text)
    });
    if explained.count() >= LEAST_EXPLAINED {
        let licence = seen.contains(&Number::Issued) || seen.contains(&Number::Expires);
        return licence.then(Vec::new);
    }
    let worded = entries.iter().filter(|entry| entry.worded).count();
    let model = if worded >= LEAST_WORDS {
        Model::American
    } else {
        Model::European
    };
    let mut fields: Vec<VisualField> = Vec::new();
    for entry in &entries {
        // A number that was read apart from its value: what stands to its right on its row.
        let beside;
        let entry = if entry.text().trim_matches(divides).is_empty() {
            let Some(line) = beside_of(entry.line, lines) else {
                continue;
            };
            beside = Entry {
                line,
                from: 0,
                to: line.text.chars().count(),
                ..*entry
            };
            &beside
        } else {
            entry
        };
        for field in entry.fields(model, page) {
            if !fields.iter().any(|known| known.field == field.field) {
                fields.push(field);
            }
        }
    }
    let dated = [Field::DateOfIssue, Field::DateOfExpiry];
    let is_front = fields.iter().any(|found| dated.contains(&found.field));
    is_front.then_some(fields)
}

/// So many numbers with a label behind them make a page that says what the numbers mean.
const LEAST_EXPLAINED: usize = 3;
/// So many numbers with a word behind them make a licence of the North American model.
const LEAST_WORDS: usize = 2;

/// What the numbers stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Model {
    European,
    American,
}

/// Words that stand behind a number on North American licences (AAMVA 2020, table A.2), longer ones first.
const WORDS: [(Number, &[&str]); 9] = [
    (Number::Surname, &["FAMILY NAME", "LN"]),
    (Number::OtherNames, &["GIVEN NAMES", "FN"]),
    (Number::Born, &["DATE OF BIRTH", "DOB"]),
    (Number::Issued, &["ISSUED", "ISS"]),
    (Number::Expires, &["EXPIRES", "EXP"]),
    (
        Number::Another,
        &[
            "LIC. NO.", "LIC NO", "DL NO.", "DL NO", "DLN", "LIC#", "DL", "ID",
        ],
    ),
    (Number::Licence, &["DD"]),
    (Number::Residence, &["ADDRESS", "ADD"]),
    (Number::Sex, &["SEX"]),
];

/// From this many letters on a word may have a letter misread, left out or doubled.
const LONG_WORD: usize = 3;

/// How many characters the word behind a number takes, spaces and signs around it counted; none where there is none.
/// The words are small, so their letters are misread and their case is not told; and readers drop spaces, so that a
/// word may run into its value.
fn word_behind(number: Number, text: &[char]) -> Option<usize> {
    let sign = |c: &char| " .:#".contains(*c);
    let signs = |from: usize| text[from..].iter().take_while(|c| sign(c)).count();
    let lead = signs(0);
    let (_, words) = WORDS.iter().find(|(of, _)| *of == number)?;
    let rest: String = text[lead..].iter().collect::<String>().to_uppercase();
    let letters = |text: &str| text.chars().take_while(|c| c.is_alphabetic()).count();
    let token: String = rest.chars().take(letters(&rest)).collect();
    // What stands here otherwise is a name, which may look like the word.
    let may_be_value = matches!(
        number,
        Number::Surname | Number::OtherNames | Number::Residence
    );
    let taken = |word: &str| {
        let count = word.chars().count();
        let set_off = !rest
            .chars()
            .nth(token.chars().count())
            .is_some_and(char::is_alphanumeric);
        let alike = !may_be_value
            && set_off
            && count >= LONG_WORD
            && count.abs_diff(token.chars().count()) <= 1
            && strsim::levenshtein(word, &token) <= 1;
        if alike {
            return Some(token.chars().count());
        }
        let ends = |c: Option<char>| !may_be_value || !c.is_some_and(char::is_alphanumeric);
        (rest.starts_with(word) && ends(rest.chars().nth(count))).then_some(count)
    };
    let end = lead + words.iter().find_map(|word| taken(word))?;
    (end <= text.len()).then(|| end + signs(end))
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
    Sex,
}

/// A number and the part of its line that is its value: characters `from` to `to`.
struct Entry<'a> {
    number: Number,
    line: &'a ReadLine,
    from: usize,
    to: usize,
    /// A word says what the number means.
    worded: bool,
    written: Written,
}

impl<'a> Entry<'a> {
    /// The entries of a line: one at its beginning, and those of the fourth number within.
    fn of(line: &'a ReadLine) -> Vec<Self> {
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

    fn text(&self) -> String {
        self.line
            .text
            .chars()
            .skip(self.from)
            .take(self.to - self.from)
            .collect()
    }

    fn fields(&self, model: Model, page: Size) -> Vec<VisualField> {
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
fn divides(c: char) -> bool {
    c.is_whitespace() || ".,:;-)".contains(c)
}

/// How a number was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Written {
    /// As it is.
    Plainly,
    /// As a look-alike: `46.` for 4b, `s.` for 5.
    Alike,
}

/// Look-alikes of numbers at the beginning of a line, with the full stop that sets them off from a date or a word.
fn look_alike(text: &[char]) -> Option<(Number, usize)> {
    match text {
        ['4', '6', '.' | ')', ..] => Some((Number::Expires, 3)),
        ['4', 'e' | 'o' | '(' | '¢', '.' | ')', ..] => Some((Number::Authority, 3)),
        ['l' | 'I' | '|' | 'i', '.', ..] => Some((Number::Surname, 2)),
        ['Z' | 'z', '.', ..] => Some((Number::OtherNames, 2)),
        ['s' | 'S', '.', ..] => Some((Number::Licence, 2)),
        _ => None,
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
        } else if (small && (begins || after.is_ascii_digit()))
            || (begins && (after == ' ' || word_behind(number, &text[2..]).is_some()))
        {
            Some((number, 2))
        } else {
            None
        };
    }
    if !begins {
        return None;
    }
    if at(0) == '1' && at(1) == '5' {
        let word = word_behind(Number::Sex, &text[2..]);
        return word.map(|_| (Number::Sex, 2));
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
    fn a_licence_with_words_behind_its_numbers_is_a_north_american_one() {
        let lines = [
            line("DRIVER LICENSE", 300.0, 20.0),
            line("4d DlNL898902C3", 300.0, 50.0),
            line("3DB 08/22/1974", 300.0, 80.0),
            line("4bExP", 500.0, 80.0),
            line("01/31/2035", 580.0, 81.0),
            line("1ERIKSSON", 300.0, 110.0),
            line("2 ANNA MARIA", 300.0, 140.0),
            line("8 12 MILL LANE", 300.0, 170.0),
            line("15 SExX F", 300.0, 200.0),
            line("4aIss 02/13/2020", 300.0, 230.0),
            line("5 DD 898902300417", 300.0, 260.0),
        ];
        let fields = licence_fields(&lines, PAGE).expect("a licence");
        assert_eq!(value(&fields, Field::DocumentNumber), Some("L898902C3"));
        assert_eq!(value(&fields, Field::Surname), Some("ERIKSSON"));
        assert_eq!(value(&fields, Field::GivenNames), Some("ANNA MARIA"));
        assert_eq!(value(&fields, Field::DateOfBirth), Some("08/22/1974"));
        assert_eq!(value(&fields, Field::DateOfExpiry), Some("01/31/2035"));
        assert_eq!(value(&fields, Field::DateOfIssue), Some("02/13/2020"));
        assert_eq!(value(&fields, Field::Sex), Some("F"));
        assert_eq!(value(&fields, Field::Address), Some("12 MILL LANE"));
        assert_eq!(value(&fields, Field::PersonalNumber), None);
    }

    #[test]
    fn a_back_that_says_what_the_numbers_mean_has_no_fields() {
        let legend = [
            "1. Surname",
            "2. Other names",
            "3. Date and place of birth",
            "4a. Date of issue",
            "4b. Date of expiry",
            "4c. Issued by",
            "5. Licence number",
        ];
        let mut lines: Vec<ReadLine> = (0_u8..)
            .zip(legend)
            .map(|(row, text)| line(text, 10.0, 20.0 + 30.0 * f32::from(row)))
            .collect();
        lines.push(line("12.08.2020", 600.0, 300.0));
        assert_eq!(licence_fields(&lines, PAGE), Some(Vec::new()));
    }

    #[test]
    fn numbers_that_were_read_as_look_alikes_still_count() {
        let lines = [
            line("1 GARÇON", 300.0, 80.0),
            line("2. NOÉMIE", 300.0, 110.0),
            line("3 31.12.1960 ZENITH", 300.0, 140.0),
            line("46. 28.04.2035", 300.0, 200.0),
            line("s. US9875057", 300.0, 230.0),
            line("4a. :", 300.0, 170.0),
            line("29.04.2025", 350.0, 171.0),
        ];
        let fields = licence_fields(&lines, PAGE).expect("a licence");
        assert_eq!(value(&fields, Field::DateOfExpiry), Some("28.04.2035"));
        assert_eq!(value(&fields, Field::DateOfIssue), Some("29.04.2025"));
        assert_eq!(value(&fields, Field::DocumentNumber), Some("US9875057"));
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
