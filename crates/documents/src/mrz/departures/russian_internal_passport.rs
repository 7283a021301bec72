//! The passport by which a citizen of the Russian Federation identifies himself at home (`PNRUS`, since 2011).
//!
//! Its zone is TD3 with TD3's check digits, but the names are written letter by letter in a code of its own, in which
//! digits stand for Cyrillic letters (3 for Ч, 4 for Ш, 8 for Я): the "Rules and manner of forming the
//! machine-readable entry in the passport of a citizen of the Russian Federation", an appendix to the
//! administrative regulation on these passports. The names are given as they stand there.

use crate::mrz::alphabet::Alphabet::{
    Alphanumeric, CheckDigit, CheckDigitOrFiller, Digits, Letter, Letters, Sex,
};
use crate::mrz::check_digit::CheckDigitName as Check;
use crate::mrz::departures::Departure;
use crate::mrz::format::MrzFormat;
use crate::mrz::layout::{CheckSpec, Filler, Layout, MrzField as F};
use crate::mrz::tables::{TD3_CHECKS, field, span};

pub(super) fn applies(format: MrzFormat, head: &str) -> bool {
    format == MrzFormat::Td3 && head == "PNRUS"
}

pub(super) static LAYOUT: Layout = Layout {
    format: MrzFormat::Td3,
    departure: Some(Departure::RussianInternalPassport),
    fields: &[
        field(F::DocumentCode, span(1, 1, 1), Letter),
        field(F::DocumentCode, span(1, 2, 2), Letters),
        field(F::IssuingState, span(1, 3, 5), Letters),
        field(F::Names, span(1, 6, 44), Alphanumeric),
        field(F::DocumentNumber, span(2, 1, 9), Alphanumeric),
        field(
            F::CheckDigit(Check::DocumentNumber),
            span(2, 10, 10),
            CheckDigit,
        ),
        field(F::Nationality, span(2, 11, 13), Letters),
        field(F::DateOfBirth, span(2, 14, 19), Digits),
        field(
            F::CheckDigit(Check::DateOfBirth),
            span(2, 20, 20),
            CheckDigit,
        ),
        field(F::Sex, span(2, 21, 21), Sex),
        // these passports do not expire by date: fillers
        field(F::DateOfExpiry, span(2, 22, 27), Digits),
        field(
            F::CheckDigit(Check::DateOfExpiry),
            span(2, 28, 28),
            CheckDigitOrFiller,
        ),
        field(F::OptionalData, span(2, 29, 42), Alphanumeric),
        field(
            F::CheckDigit(Check::OptionalData),
            span(2, 43, 43),
            CheckDigitOrFiller,
        ),
        field(F::CheckDigit(Check::Composite), span(2, 44, 44), CheckDigit),
    ],
    checks: &CHECKS,
};

/// Those of TD3, with a filler where there is no date of expiry to check.
static CHECKS: [CheckSpec; 5] = {
    let mut checks = TD3_CHECKS;
    checks[2].filler = Filler::NothingToCheck;
    checks
};
