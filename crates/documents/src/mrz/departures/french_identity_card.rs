//! The French national identity card in the format of 1988 (decree no. 87-178 of 1987, until 2021).
//!
//! Two lines of 36 like TD2, with a table of its own, as the public descriptions of the card give it (Wikipedia,
//! "National identity card (France)", section "Machine-readable zone"; the register PRADO of the Council of the
//! European Union shows the card as FRA-BO-02001 and its successors). The number begins with the year and month
//! of issue; there is no date of expiry and no nationality, for only French nationals hold it.

use crate::mrz::alphabet::Alphabet::{Alphanumeric, CheckDigit, Digits, Letter, Letters, Sex};
use crate::mrz::check_digit::CheckDigitName as Check;
use crate::mrz::departures::Departure;
use crate::mrz::format::MrzFormat;
use crate::mrz::layout::{Filler, Layout, MrzField as F};
use crate::mrz::tables::{check, field, span};

/// The successor of 2021 is TD1, so the shape and the head tell it for certain; the `D` may have been misread.
pub(super) fn applies(format: MrzFormat, head: &str) -> bool {
    format == MrzFormat::Td2 && matches!(head, "IDFRA" | "IOFRA" | "I0FRA")
}

pub(super) static LAYOUT: Layout = Layout {
    format: MrzFormat::Td2,
    departure: Some(Departure::FrenchIdentityCard),
    fields: &[
        field(F::DocumentCode, span(1, 1, 1), Letter),
        field(F::DocumentCode, span(1, 2, 2), Letters),
        field(F::IssuingState, span(1, 3, 5), Letters),
        field(F::PrimaryIdentifier, span(1, 6, 30), Letters),
        // department and office of issue; fillers on some cards, letters in Corsica (2A, 2B)
        field(F::OptionalData, span(1, 31, 36), Alphanumeric),
        field(F::DocumentNumber, span(2, 1, 12), Alphanumeric),
        field(
            F::CheckDigit(Check::DocumentNumber),
            span(2, 13, 13),
            CheckDigit,
        ),
        field(F::SecondaryIdentifier, span(2, 14, 27), Letters),
        field(F::DateOfBirth, span(2, 28, 33), Digits),
        field(
            F::CheckDigit(Check::DateOfBirth),
            span(2, 34, 34),
            CheckDigit,
        ),
        field(F::Sex, span(2, 35, 35), Sex),
        field(F::CheckDigit(Check::Composite), span(2, 36, 36), CheckDigit),
    ],
    checks: &[
        check(
            Check::DocumentNumber,
            span(2, 13, 13),
            &[span(2, 1, 12)],
            Filler::Wrong,
        ),
        check(
            Check::DateOfBirth,
            span(2, 34, 34),
            &[span(2, 28, 33)],
            Filler::Wrong,
        ),
        check(
            Check::Composite,
            span(2, 36, 36),
            &[span(1, 1, 36), span(2, 1, 35)],
            Filler::Wrong,
        ),
    ],
};
