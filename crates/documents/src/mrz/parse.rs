use super::check_digit::{CheckDigitName, judge_all, resolve};
use super::date::MrzDate;
use super::departures::Departure;
use super::fields::{Mrz, Names, Sex};
use super::format::MrzFormat;
use super::layout::{Layout, MrzField, Span};
use super::zone::{MrzError, Zone};

/// Takes lines apart, in the format that their shape tells.
///
/// # Errors
/// When the lines have no format's shape, or hold a character that no zone has. Wrong check digits, impossible
/// dates and misplaced characters are no errors: the result reports them.
pub fn parse(lines: &[impl AsRef<str>]) -> Result<Mrz, MrzError> {
    let format = MrzFormat::from_lines(lines).ok_or_else(|| MrzError::Shape {
        lines: lines.len(),
        length: lines
            .first()
            .map_or(0, |line| line.as_ref().chars().count()),
    })?;
    parse_as(format, lines)
}

/// Takes lines apart as those of one format.
///
/// # Errors
/// As [`parse`], where the shape is not this format's.
pub fn parse_as(format: MrzFormat, lines: &[impl AsRef<str>]) -> Result<Mrz, MrzError> {
    let zone = Zone::new(format, lines)?;
    let layout = Layout::for_lines(format, lines);
    let text = |field| {
        layout
            .span_of(field)
            .map(|span| zone.text(span))
            .unwrap_or_default()
    };
    let trimmed = |field| text(field).trim_end_matches('<').to_owned();
    let date = |field| MrzDate::parse(&text(field));
    let (document_number, optional_data) = number_and_optional_data(layout, &zone);
    let french = layout.departure == Some(Departure::FrenchIdentityCard);
    Ok(Mrz {
        format,
        departure: layout.departure,
        document_code: trimmed(MrzField::DocumentCode),
        issuing_state: trimmed(MrzField::IssuingState),
        names: names(layout, &zone),
        nationality: if french {
            "FRA".to_owned()
        } else {
            trimmed(MrzField::Nationality)
        },
        date_of_birth: date(MrzField::DateOfBirth),
        sex: text(MrzField::Sex).chars().next().and_then(Sex::from_mrz),
        date_of_expiry: date(MrzField::DateOfExpiry),
        date_of_issue: if french {
            MrzDate::parse(&format!("{}<<", head(&document_number, 4)))
        } else {
            None
        },
        document_number,
        optional_data,
        optional_data_2: trimmed(MrzField::OptionalData2),
        check_digits: judge_all(layout, &zone),
        irregular: zone
            .cells()
            .filter(|&cell| {
                !layout
                    .alphabet_at(cell.0, cell.1)
                    .is_some_and(|a| a.admits(zone.get(cell)))
            })
            .collect(),
        lines: zone.lines(),
    })
}

fn head(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// The document number, whole, and what the optional data hold besides its overflow.
fn number_and_optional_data(layout: &Layout, zone: &Zone) -> (String, String) {
    let span_text = |span: Option<Span>| span.map(|span| zone.text(span)).unwrap_or_default();
    let trim = |text: String| text.trim_end_matches('<').to_owned();
    let number_span = layout.span_of(MrzField::DocumentNumber);
    let optional_span = layout.span_of(MrzField::OptionalData);
    let overflow = resolve(layout, zone).into_iter().find(|check| {
        check.name == CheckDigitName::DocumentNumber
            && optional_span.is_some_and(|s| s.contains(check.at.0, check.at.1))
    });
    if let (Some(check), Some(optional)) = (overflow, optional_span) {
        let number = check.covers.iter().map(|&cell| zone.get(cell)).collect();
        let rest = Span {
            start: (check.at.1 + 1).min(optional.end),
            ..optional
        };
        return (
            number,
            trim(zone.text(rest)).trim_start_matches('<').to_owned(),
        );
    }
    (trim(span_text(number_span)), trim(span_text(optional_span)))
}

fn names(layout: &Layout, zone: &Zone) -> Names {
    let (primary, secondary, full) = if let Some(span) = layout.span_of(MrzField::Names) {
        let text = zone.text(span);
        let (primary, secondary) = text.split_once("<<").unwrap_or((&text, ""));
        (
            primary.to_owned(),
            secondary.to_owned(),
            !text.ends_with('<'),
        )
    } else {
        let part = |field| {
            layout
                .span_of(field)
                .map(|span| zone.text(span))
                .unwrap_or_default()
        };
        let (primary, secondary) = (
            part(MrzField::PrimaryIdentifier),
            part(MrzField::SecondaryIdentifier),
        );
        let full = !primary.ends_with('<') || !secondary.ends_with('<');
        (primary, secondary, full)
    };
    Names {
        primary: components(&primary),
        secondary: components(&secondary),
        truncated: full,
    }
}

fn components(text: &str) -> String {
    text.split('<')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::layout::Filler;

    #[test]
    fn every_column_of_every_layout_belongs_to_exactly_one_field() {
        let departures = [
            Departure::FrenchIdentityCard,
            Departure::RussianInternalPassport,
            Departure::UnitedStatesCard,
        ]
        .map(Departure::layout);
        for layout in MrzFormat::ALL.map(Layout::of).into_iter().chain(departures) {
            let all: usize = layout
                .fields
                .iter()
                .map(|spec| spec.span.end - spec.span.start)
                .sum();
            assert_eq!(
                all,
                layout.format.line_count() * layout.format.line_length(),
                "{}",
                layout.format
            );
            for line in 0..layout.format.line_count() {
                for column in 0..layout.format.line_length() {
                    let owners = layout
                        .fields
                        .iter()
                        .filter(|spec| spec.span.contains(line, column))
                        .count();
                    assert_eq!(owners, 1, "{} line {line} column {column}", layout.format);
                }
            }
            for check in layout.checks {
                let at = layout.at(check.line, check.column).expect("inside");
                assert_eq!(at.field, MrzField::CheckDigit(check.name));
                assert_eq!(at.alphabet.admits('<'), check.filler != Filler::Wrong);
            }
        }
    }
}
