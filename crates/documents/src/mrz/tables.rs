//! The field tables of ICAO Doc 9303: part 4 (TD3), 5 (TD1), 6 (TD2) and 7 (MRV-A, MRV-B), each 4.2.2.

use super::alphabet::Alphabet::{
    Alphanumeric, CheckDigit, CheckDigitOrFiller, Digits, Letter, Letters, Sex,
};
use super::check_digit::CheckDigitName as Check;
use super::format::MrzFormat;
use super::layout::{CheckSpec, FieldSpec, Filler, Layout, MrzField as F, Span};

/// Columns as ICAO counts them: from 1, both ends included.
pub(super) const fn span(line: usize, first: usize, last: usize) -> Span {
    Span {
        line: line - 1,
        start: first - 1,
        end: last,
    }
}

pub(super) const fn field(field: F, span: Span, alphabet: super::Alphabet) -> FieldSpec {
    FieldSpec {
        field,
        span,
        alphabet,
    }
}

pub(super) const fn check(
    name: Check,
    at: Span,
    covers: &'static [Span],
    filler: Filler,
) -> CheckSpec {
    CheckSpec {
        name,
        line: at.line,
        column: at.start,
        covers,
        filler,
    }
}

pub(super) static TD1: Layout = Layout {
    format: MrzFormat::Td1,
    departure: None,
    fields: &[
        field(F::DocumentCode, span(1, 1, 1), Letter),
        field(F::DocumentCode, span(1, 2, 2), Letters),
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

pub(super) static TD1_CHECKS: [CheckSpec; 4] = [
    check(
        Check::DocumentNumber,
        span(1, 15, 15),
        &[span(1, 6, 14)],
        Filler::Overflow(span(1, 16, 30)),
    ),
    check(
        Check::DateOfBirth,
        span(2, 7, 7),
        &[span(2, 1, 6)],
        Filler::Wrong,
    ),
    check(
        Check::DateOfExpiry,
        span(2, 15, 15),
        &[span(2, 9, 14)],
        Filler::Wrong,
    ),
    check(
        Check::Composite,
        span(2, 30, 30),
        &[
            span(1, 6, 30),
            span(2, 1, 7),
            span(2, 9, 15),
            span(2, 19, 29),
        ],
        Filler::Wrong,
    ),
];

pub(super) static TD2: Layout = Layout {
    format: MrzFormat::Td2,
    departure: None,
    fields: &[
        field(F::DocumentCode, span(1, 1, 1), Letter),
        field(F::DocumentCode, span(1, 2, 2), Letters),
        field(F::IssuingState, span(1, 3, 5), Letters),
        field(F::Names, span(1, 6, 36), Letters),
        field(F::DocumentNumber, span(2, 1, 9), Alphanumeric),
        field(
            F::CheckDigit(Check::DocumentNumber),
            span(2, 10, 10),
            CheckDigitOrFiller,
        ),
        field(F::Nationality, span(2, 11, 13), Letters),
        field(F::DateOfBirth, span(2, 14, 19), Digits),
        field(
            F::CheckDigit(Check::DateOfBirth),
            span(2, 20, 20),
            CheckDigit,
        ),
        field(F::Sex, span(2, 21, 21), Sex),
        field(F::DateOfExpiry, span(2, 22, 27), Digits),
        field(
            F::CheckDigit(Check::DateOfExpiry),
            span(2, 28, 28),
            CheckDigit,
        ),
        field(F::OptionalData, span(2, 29, 35), Alphanumeric),
        field(F::CheckDigit(Check::Composite), span(2, 36, 36), CheckDigit),
    ],
    checks: &[
        check(
            Check::DocumentNumber,
            span(2, 10, 10),
            &[span(2, 1, 9)],
            Filler::Overflow(span(2, 29, 35)),
        ),
        check(
            Check::DateOfBirth,
            span(2, 20, 20),
            &[span(2, 14, 19)],
            Filler::Wrong,
        ),
        check(
            Check::DateOfExpiry,
            span(2, 28, 28),
            &[span(2, 22, 27)],
            Filler::Wrong,
        ),
        check(
            Check::Composite,
            span(2, 36, 36),
            &[span(2, 1, 10), span(2, 14, 20), span(2, 22, 35)],
            Filler::Wrong,
        ),
    ],
};

pub(super) static TD3: Layout = Layout {
    format: MrzFormat::Td3,
    departure: None,
    fields: &[
        field(F::DocumentCode, span(1, 1, 1), Letter),
        field(F::DocumentCode, span(1, 2, 2), Letters),
        field(F::IssuingState, span(1, 3, 5), Letters),
        field(F::Names, span(1, 6, 44), Letters),
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
        field(F::DateOfExpiry, span(2, 22, 27), Digits),
        field(
            F::CheckDigit(Check::DateOfExpiry),
            span(2, 28, 28),
            CheckDigit,
        ),
        field(F::OptionalData, span(2, 29, 42), Alphanumeric),
        field(
            F::CheckDigit(Check::OptionalData),
            span(2, 43, 43),
            CheckDigitOrFiller,
        ),
        field(F::CheckDigit(Check::Composite), span(2, 44, 44), CheckDigit),
    ],
    checks: &TD3_CHECKS,
};

pub(super) const TD3_CHECKS: [CheckSpec; 5] = [
    check(
        Check::DocumentNumber,
        span(2, 10, 10),
        &[span(2, 1, 9)],
        Filler::Wrong,
    ),
    check(
        Check::DateOfBirth,
        span(2, 20, 20),
        &[span(2, 14, 19)],
        Filler::Wrong,
    ),
    check(
        Check::DateOfExpiry,
        span(2, 28, 28),
        &[span(2, 22, 27)],
        Filler::Wrong,
    ),
    check(
        Check::OptionalData,
        span(2, 43, 43),
        &[span(2, 29, 42)],
        Filler::NothingToCheck,
    ),
    check(
        Check::Composite,
        span(2, 44, 44),
        &[span(2, 1, 10), span(2, 14, 20), span(2, 22, 43)],
        Filler::Wrong,
    ),
];

/// Visas have no composite check digit, and none over their optional data.
const VISA_CHECKS: [CheckSpec; 3] = [
    check(
        Check::DocumentNumber,
        span(2, 10, 10),
        &[span(2, 1, 9)],
        Filler::Wrong,
    ),
    check(
        Check::DateOfBirth,
        span(2, 20, 20),
        &[span(2, 14, 19)],
        Filler::Wrong,
    ),
    check(
        Check::DateOfExpiry,
        span(2, 28, 28),
        &[span(2, 22, 27)],
        Filler::Wrong,
    ),
];

/// The fields of a visa whose lines have this many characters.
const fn visa_fields(length: usize) -> [FieldSpec; 13] {
    [
        field(F::DocumentCode, span(1, 1, 1), Letter),
        field(F::DocumentCode, span(1, 2, 2), Letters),
        field(F::IssuingState, span(1, 3, 5), Letters),
        field(F::Names, span(1, 6, length), Letters),
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
        field(F::DateOfExpiry, span(2, 22, 27), Digits),
        field(
            F::CheckDigit(Check::DateOfExpiry),
            span(2, 28, 28),
            CheckDigit,
        ),
        field(F::OptionalData, span(2, 29, length), Alphanumeric),
    ]
}

pub(super) static MRV_A: Layout = Layout {
    format: MrzFormat::MrvA,
    departure: None,
    fields: &visa_fields(44),
    checks: &VISA_CHECKS,
};

pub(super) static MRV_B: Layout = Layout {
    format: MrzFormat::MrvB,
    departure: None,
    fields: &visa_fields(36),
    checks: &VISA_CHECKS,
};
