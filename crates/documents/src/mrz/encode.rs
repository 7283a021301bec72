use super::check_digit::{CheckDigitName, judge_all};
use super::date::MrzDate;
use super::departures::Departure;
use super::fields::Sex;
use super::format::MrzFormat;
use super::layout::{Layout, MrzField};
use super::zone::Zone;
use crate::names;
use thiserror::Error;

/// What a machine-readable zone is made from. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct MrzData {
    /// One or two characters; `V` begins that of a visa and of nothing else.
    pub document_code: String,
    /// One to three letters (9303-3, section 5).
    pub issuing_state: String,
    /// Primary identifier as printed: written out by the tables of 9303-3, section 6.
    pub primary: String,
    /// Secondary identifier as printed; may be empty.
    pub secondary: String,
    /// Document number: up to nine characters, longer ones in TD1 and TD2 go on in the optional data.
    pub document_number: String,
    /// One to three letters.
    pub nationality: String,
    /// Date of birth.
    pub date_of_birth: MrzDate,
    /// Sex.
    pub sex: Sex,
    /// Date of expiry.
    pub date_of_expiry: MrzDate,
    /// Optional data.
    pub optional_data: String,
    /// The second optional data of TD1; empty in all other formats.
    pub optional_data_2: String,
}

impl std::fmt::Debug for MrzData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MrzData([redacted])")
    }
}

/// Why data cannot be a machine-readable zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EncodeError {
    /// A field is longer than its columns.
    #[error("{field:?} is longer than {format} has room for")]
    TooLong {
        /// Which field.
        field: MrzField,
        /// In which format.
        format: MrzFormat,
    },
    /// A field holds a character that its columns do not admit, or has no character at all where it must.
    #[error("{field:?} has no form in a machine-readable zone")]
    Characters {
        /// Which field.
        field: MrzField,
    },
    /// The document code is of a visa where the format is not, or the other way round.
    #[error("the document code is not one of {format}")]
    DocumentCode {
        /// In which format.
        format: MrzFormat,
    },
    /// The code and State announce a card with a layout of its own, which is read but not written.
    #[error("cards of this State and kind follow a national rule that cannot be written")]
    Departure,
}

/// Writes the lines of a machine-readable zone, with names cut to fit (9303-3, 4.6; 9303-4, 4.2.3) and check digits.
///
/// # Errors
/// When a field does not fit or cannot be written.
pub fn encode(data: &MrzData, format: MrzFormat) -> Result<Vec<String>, EncodeError> {
    if data.document_code.starts_with('V') != format.is_visa() {
        return Err(EncodeError::DocumentCode { format });
    }
    let blank = vec!["<".repeat(format.line_length()); format.line_count()];
    let mut pen = Pen {
        format,
        layout: Layout::of(format),
        zone: Zone::new(format, &blank).map_err(|_| EncodeError::DocumentCode { format })?,
    };
    let mut code = data.document_code.clone();
    code.push_str(&"<".repeat(2_usize.saturating_sub(code.chars().count())));
    code.push_str(&data.issuing_state);
    match Departure::of(format, &code) {
        Some(Departure::FrenchIdentityCard | Departure::RussianInternalPassport) => {
            return Err(EncodeError::Departure);
        }
        Some(departure @ Departure::UnitedStatesCard) => pen.layout = departure.layout(),
        None => {}
    }
    let (number, optional) = pen.number_and_optional(data)?;
    pen.write(MrzField::DocumentCode, &data.document_code)?;
    pen.write(MrzField::IssuingState, &data.issuing_state)?;
    pen.write(MrzField::DocumentNumber, &number)?;
    pen.write(MrzField::Nationality, &data.nationality)?;
    pen.write(MrzField::DateOfBirth, &data.date_of_birth.encode())?;
    pen.write(MrzField::Sex, &data.sex.to_mrz().to_string())?;
    pen.write(MrzField::DateOfExpiry, &data.date_of_expiry.encode())?;
    pen.write(MrzField::OptionalData, &optional)?;
    pen.write(MrzField::OptionalData2, &data.optional_data_2)?;
    let width = pen
        .layout
        .span_of(MrzField::Names)
        .map_or(0, |span| span.end - span.start);
    let names = fit_names(
        &mrz_name(&data.primary)?,
        &mrz_name(&data.secondary)?,
        width,
    );
    if names.is_empty() {
        return Err(EncodeError::Characters {
            field: MrzField::Names,
        });
    }
    pen.write(MrzField::Names, &names)?;
    pen.check_digits(data.document_number.chars().count() > 9);
    Ok(pen.zone.lines())
}

fn mrz_name(printed: &str) -> Result<Vec<String>, EncodeError> {
    names::mrz_components(printed).ok_or(EncodeError::Characters {
        field: MrzField::Names,
    })
}

struct Pen {
    format: MrzFormat,
    layout: &'static Layout,
    zone: Zone,
}

impl Pen {
    fn write(&mut self, field: MrzField, text: &str) -> Result<(), EncodeError> {
        let Some(span) = self.layout.span_of(field) else {
            let absent = text.is_empty();
            return if absent {
                Ok(())
            } else {
                Err(EncodeError::TooLong {
                    field,
                    format: self.format,
                })
            };
        };
        if text.chars().count() > span.end - span.start {
            return Err(EncodeError::TooLong {
                field,
                format: self.format,
            });
        }
        for (cell, character) in span.cells().zip(text.chars().chain(std::iter::repeat('<'))) {
            if !self
                .layout
                .alphabet_at(cell.0, cell.1)
                .is_some_and(|alphabet| alphabet.admits(character))
            {
                return Err(EncodeError::Characters { field });
            }
            self.zone.set(cell, character);
        }
        Ok(())
    }

    /// The number's first nine characters, and the optional data behind the rest of it (note j).
    fn number_and_optional(&self, data: &MrzData) -> Result<(String, String), EncodeError> {
        let number = &data.document_number;
        let Some((split, _)) = number.char_indices().nth(9) else {
            return Ok((number.clone(), data.optional_data.clone()));
        };
        let (head, rest) = number.split_at(split);
        let field = MrzField::DocumentNumber;
        if !matches!(self.format, MrzFormat::Td1 | MrzFormat::Td2) {
            return Err(EncodeError::TooLong {
                field,
                format: self.format,
            });
        }
        // a filler inside would end the number's rest before its check digit
        if rest.contains('<') {
            return Err(EncodeError::Characters { field });
        }
        let digit = super::check_digit(number).ok_or(EncodeError::Characters { field })?;
        let gap = if data.optional_data.is_empty() {
            ""
        } else {
            "<"
        };
        Ok((
            head.to_owned(),
            format!("{rest}{digit}{gap}{}", data.optional_data),
        ))
    }

    /// Writes each check digit, the composite last, for it covers the others.
    fn check_digits(&mut self, overlong: bool) {
        for spec in self.layout.checks {
            let name = spec.name;
            if overlong && name == CheckDigitName::DocumentNumber {
                continue;
            }
            // a filler left here would say that the number is overlong
            self.zone.set((spec.line, spec.column), '0');
            if let Some(check) = judge_all(self.layout, &self.zone)
                .into_iter()
                .find(|check| check.name == name)
            {
                self.zone.set((check.line, check.column), check.expected);
            }
        }
    }
}

/// Both identifiers in this many columns.
///
/// Where they are too long: the primary identifier stays whole if at least one letter of the secondary fits behind
/// it; else its last components become initials (or keep what letters there is room for), one after the other, and at
/// last it is cut. The secondary is cut at the end of the field. A letter stands in the last column: the sign of a cut.
fn fit_names(primary: &[String], secondary: &[String], width: usize) -> String {
    let mut primary = primary.to_vec();
    let whole = if secondary.is_empty() {
        primary.join("<")
    } else {
        format!("{}<<{}", primary.join("<"), secondary.join("<"))
    };
    if whole.len() <= width {
        return whole;
    }
    if secondary.is_empty() {
        return cut(&primary, width);
    }
    let room = width.saturating_sub(3);
    for index in (1..primary.len()).rev() {
        if primary.join("<").len() > room
            && let Some(rest) = primary
                .get_mut(index)
                .map(|component| component.split_off(1))
        {
            let used = primary.join("<").len() + 2 + secondary.join("<").len();
            if let Some(component) = primary.get_mut(index) {
                component.extend(rest.chars().take(width.saturating_sub(used)));
            }
        }
    }
    let mut head = cut(&primary, room);
    loop {
        let space = width.saturating_sub(head.len() + 2);
        let tail = cut(secondary, space);
        let sign_is_missing = tail.len() < space && secondary.join("<").len() > space;
        if !sign_is_missing || !shorten(&mut primary, head.len()) {
            return format!("{head}<<{tail}");
        }
        head = cut(&primary, room);
    }
}

/// Components in exactly this many columns where they are longer, so that a letter is last: where the cut would fall on
/// a divider, a component before it gives up a letter. If all before it are initials, the divider is left out.
fn cut(components: &[String], width: usize) -> String {
    let mut components = components.to_vec();
    loop {
        let whole = components.join("<");
        let fits = whole.len() <= width;
        let cut: String = whole.chars().take(width).collect();
        if fits || !cut.ends_with('<') {
            return cut;
        }
        let before = cut.len().saturating_sub(1);
        if !shorten(&mut components, before) {
            return cut.chars().take(before).collect();
        }
    }
}

/// Takes a letter from the last component that ends within this many columns and is more than an initial.
fn shorten(components: &mut [String], width: usize) -> bool {
    let mut end = 0;
    let mut last = None;
    for (index, component) in components.iter().enumerate() {
        end += component.len() + usize::from(index > 0);
        if end <= width && component.len() > 1 {
            last = Some(index);
        }
    }
    last.and_then(|index| components.get_mut(index))
        .and_then(String::pop)
        .is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(primary: &str, secondary: &str, width: usize) -> String {
        let split = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        fit_names(&split(primary), &split(secondary), width)
    }

    #[test]
    fn names_that_fit_are_whole() {
        assert_eq!(
            fit("VAN DER MULLER", "ANNA MARIA", 39),
            "VAN<DER<MULLER<<ANNA<MARIA"
        );
        assert_eq!(fit("ARKFREITH", "", 39), "ARKFREITH");
    }

    #[test]
    fn given_names_too_long_are_cut_with_a_letter_in_the_last_column() {
        assert_eq!(
            fit("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", 31),
            "NILAVADHANANANDA<<CHAYAPA<DEJTH"
        );
        assert_eq!(fit("ABCDEFGHIJ", "KLMNOP QRS", 19), "ABCDEFGHIJ<<KLMNO<Q");
    }

    #[test]
    fn a_surname_that_leaves_no_room_becomes_initials_from_its_end() {
        let fitted = fit(
            "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL",
            "DINGO POTOROO",
            39,
        );
        assert_eq!(fitted, "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI");
        assert_eq!(fit("ABCDEFGHIJ KLMNOPQRST", "JO", 17), "ABCDEFGHIJ<KL<<JO");
        assert_eq!(
            fit("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "JOHN", 20),
            "ABCDEFGHIJKLMNOPQ<<J"
        );
    }

    #[test]
    fn a_cut_after_an_initial_does_not_eat_the_initial() {
        assert_eq!(cut(&["A".into(), "BCDEF".into()], 2), "A");
    }
}
