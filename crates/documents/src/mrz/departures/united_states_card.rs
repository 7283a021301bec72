//! Cards of the United States whose document code ends in a digit: permanent resident cards `C1` and `C2`, border
//! crossing cards and visas in card form `A3` and their like.
//!
//! 9303-5, 4.2.2 leaves the second character of the code to the issuing State's discretion; these are the
//! cards in use that put a digit there (the Carrier Information Guide of U.S. Customs and Border Protection shows
//! them). Everything else is TD1.

use crate::mrz::alphabet::Alphabet::{
    Alphanumeric, CheckDigit, CheckDigitOrFiller, Digits, Letter, Letters, Sex,
};
use crate::mrz::check_digit::CheckDigitName as Check;
use crate::mrz::departures::Departure;
use crate::mrz::format::MrzFormat;
use crate::mrz::layout::{Layout, MrzField as F};
use crate::mrz::tables::{TD1_CHECKS, field, span};

pub(super) fn applies(format: MrzFormat, head: &str) -> bool {
    let mut characters = head.chars();
    format == MrzFormat::Td1
        && matches!(characters.next(), Some('A' | 'C'))
        && characters
            .next()
            .is_some_and(|second| second.is_ascii_digit())
        && characters.as_str() == "USA"
}

pub(super) static LAYOUT: Layout = Layout {
    format: MrzFormat::Td1,
    departure: Some(Departure::UnitedStatesCard),
    fields: &[
        field(F::DocumentCode, span(1, 1, 1), Letter),
        field(F::DocumentCode, span(1, 2, 2), Alphanumeric),
        field(F::IssuingState, span(1, 3, 5), Letters),
        field(F::DocumentNumber, span(1, 6, 14), Alphanumeric),
        field(
            F::CheckDigit(Check::DocumentNumber),
            span(1, 15, 15),
            CheckDigitOrFiller,
        ),
        field(F::OptionalData, span(1, 16, 30), Alphanumeric),
        field(F::DateOfBirth, span(2, 1, 6), Digits),
        field(F::CheckDigit(Check::DateOfBirth), span(2, 7, 7), CheckDigit),
        field(F::Sex, span(2, 8, 8), Sex),
        field(F::DateOfExpiry, span(2, 9, 14), Digits),
        field(
            F::CheckDigit(Check::DateOfExpiry),
            span(2, 15, 15),
            CheckDigit,
        ),
        field(F::Nationality, span(2, 16, 18), Letters),
        field(F::OptionalData2, span(2, 19, 29), Alphanumeric),
        field(F::CheckDigit(Check::Composite), span(2, 30, 30), CheckDigit),
        field(F::Names, span(3, 1, 30), Letters),
    ],
    checks: &TD1_CHECKS,
};
