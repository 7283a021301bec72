//! How alike two texts are, once what readers of print get wrong is taken away.

use bonafide_documents::names;
use std::ops::Range;

/// Letters and digits alone, look-alikes taken together: printed letters O and zeros are often one glyph, and
/// the machine-readable zone is what decides between them.
pub(crate) fn number(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(look_alike)
        .collect()
}

/// The character that stands for all that look like this one; any other letter as a capital.
pub(crate) const fn look_alike(character: char) -> char {
    match character.to_ascii_uppercase() {
        'O' | 'D' | 'Q' => '0',
        'I' | 'L' => '1',
        'B' => '8',
        'S' => '5',
        'Z' => '2',
        'G' => '6',
        other => other,
    }
}

/// The letters of a name in capitals, without spaces, marks and diacritics.
pub(crate) fn letters(text: &str) -> String {
    names::plain_letters(text)
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_uppercase)
        .collect()
}

/// How the zone writes letters beyond A to Z (ICAO 9303-3, section 6), and what a reader that knows no marks sees:
/// the letter without them, for `ß` S or B, and for `Þ` P or D.
const WRITTEN_OUT: [(&str, &str, &[char]); 6] = [
    ("SS", "S", &['B']),
    ("TH", "P", &['D']),
    ("AE", "A", &[]),
    ("OE", "O", &[]),
    ("UE", "U", &[]),
    ("AA", "A", &[]),
];

/// Whether a name may be the zone's, read by eyes that know no letters but A to Z.
pub(crate) fn same_letters(wanted: &str, seen: &str) -> bool {
    let (wanted, seen) = without_marks(wanted, seen);
    !seen.is_empty() && wanted == seen
}

/// The same for a name that the zone cuts to fit.
pub(crate) fn same_beginning(wanted: &str, seen: &str) -> bool {
    let (wanted, seen) = without_marks(wanted, seen);
    !wanted.is_empty() && seen.starts_with(&wanted)
}

fn without_marks(wanted: &str, seen: &str) -> (String, String) {
    let (mut wanted, mut seen) = (letters(wanted), letters(seen));
    for (written, short, taken_for) in WRITTEN_OUT {
        if wanted.contains(written) {
            let plain = |text: &str| text.replace(written, short).replace(taken_for, short);
            (wanted, seen) = (plain(&wanted), plain(&seen));
        }
    }
    (wanted, seen)
}

/// The text with the letter O for each zero that stands inside a word: between two letters, or before `CT`.
pub(crate) fn with_letters_in_months(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let letter = |at: Option<&char>| at.is_some_and(|c| c.is_alphabetic());
    let mended = characters.iter().enumerate().map(|(at, c)| {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let after = &characters[at + 1..];
        let of_october = matches!(after, ['C' | 'c', 'T' | 't', ..]);
        if *c == '0' && (of_october || (letter(before) && letter(after.first()))) {
            'O'
        } else {
            *c
        }
    });
    mended.collect()
}

/// Where in `seen` it differs from a text of the same length: from the first differing character to the last.
pub(crate) fn difference(seen: &str, wanted: &str) -> Range<usize> {
    let differing: Vec<usize> = (0..)
        .zip(seen.chars().zip(wanted.chars()))
        .filter(|(_, (a, b))| a != b)
        .map(|(at, _)| at)
        .collect();
    match (differing.first(), differing.last()) {
        (Some(first), Some(last)) => *first..*last + 1,
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_within_a_months_name_is_its_letter_and_one_of_a_day_or_year_is_not() {
        for (seen, meant) in [
            ("01 AUG/A0UT 2035", "01 AUG/AOUT 2035"),
            ("050CT2033", "05OCT2033"),
            ("100CT 2000", "10OCT 2000"),
            ("10 JAN 2030", "10 JAN 2030"),
            ("2000JAN10", "2000JAN10"),
        ] {
            assert_eq!(with_letters_in_months(seen), meant);
        }
    }

    #[test]
    fn a_sharp_s_read_as_s_or_b_is_the_same_name_and_another_letter_is_not() {
        for seen in ["WEIS", "WEIB", "WEISS", "Weiß", "W E I S"] {
            assert!(same_letters("WEISS", seen), "{seen}");
        }
        assert!(!same_letters("WEISS", "WEINS"));
        assert!(!same_letters("KAISER", "KAIBER"));
        assert!(same_letters("THORSSON", "PORSSON"));
    }

    #[test]
    fn a_name_read_without_its_marks_is_the_same_however_many_it_has() {
        assert!(same_letters("OEDEGAARD", "ODEGARD"));
        assert!(same_letters("ULRICH GUENTHER", "ULRICHGUNTHER"));
        assert!(same_letters("AAKE HAAKON", "AKE HÅKON"));
        assert!(!same_letters("OEDEGAARD", "ODEGARN"));
        assert!(same_beginning("ULRICH GUENTHE", "ULRICH GUNTHER"));
        assert!(!same_beginning("ULRICH GUENTHE", "ULRICH GUNTRAM"));
    }

    #[test]
    fn the_difference_of_two_numbers_runs_from_the_first_to_the_last_character() {
        assert_eq!(difference("L898702", "L898902"), 4..5);
        assert_eq!(difference("X898702", "L898902"), 0..5);
        assert_eq!(difference("L898902", "L898902"), 0..0);
    }
}
