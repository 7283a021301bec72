//! The numbers that stand before the values of a licence, and how they are told from dates and words.

use super::words::word_behind;
use bonafide_documents::dates::find_printed_dates;

/// The numbers that stand before values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Number {
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

/// How a number was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Written {
    /// As it is.
    Plainly,
    /// As a look-alike: `46.` for 4b, `s.` for 5.
    Alike,
}

/// Look-alikes of numbers at the beginning of a line, with the full stop that sets them off from a date or a word.
pub(super) fn look_alike(text: &[char]) -> Option<(Number, usize)> {
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
pub(super) fn number_at(text: &[char], begins: bool) -> Option<(Number, usize)> {
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
