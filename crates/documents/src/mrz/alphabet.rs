/// The characters that a column of a machine-readable zone may hold (9303-3, 4.3: A-Z, 0-9 and `<` in all).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// A-Z: a character that is always there, such as the first of the document code.
    Letter,
    /// A-Z and `<`: names, states, nationalities.
    Letters,
    /// 0-9 and `<`: dates, of which parts may be unknown (9303-3, 4.8).
    Digits,
    /// A-Z, 0-9 and `<`: numbers and optional data.
    Alphanumeric,
    /// `M`, `F` or `<` (9303-4 to -7, 4.2.2).
    Sex,
    /// 0-9: a check digit.
    CheckDigit,
    /// 0-9 and `<`: a check digit that may be left out, or that moves away from an overlong number.
    CheckDigitOrFiller,
}

/// Letters and digits that look alike in OCR-B print, the likeliest letter first for each digit:
/// O/0, D/0, Q/0, I/1, L/1, Z/2, S/5, G/6, T/7, B/8.
const LOOK_ALIKES: [(char, char); 10] = [
    ('O', '0'),
    ('D', '0'),
    ('Q', '0'),
    ('I', '1'),
    ('L', '1'),
    ('Z', '2'),
    ('S', '5'),
    ('G', '6'),
    ('T', '7'),
    ('B', '8'),
];

impl Alphabet {
    /// True when the column may hold this character.
    #[must_use]
    pub const fn admits(self, character: char) -> bool {
        match self {
            Self::Letter => character.is_ascii_uppercase(),
            Self::Letters => character.is_ascii_uppercase() || character == '<',
            Self::Digits | Self::CheckDigitOrFiller => {
                character.is_ascii_digit() || character == '<'
            }
            Self::Alphanumeric => {
                character.is_ascii_uppercase() || character.is_ascii_digit() || character == '<'
            }
            Self::Sex => matches!(character, 'M' | 'F' | '<'),
            Self::CheckDigit => character.is_ascii_digit(),
        }
    }

    /// The admitted characters that look like this one, the likeliest first; never the character itself.
    pub fn look_alikes(self, character: char) -> impl Iterator<Item = char> {
        LOOK_ALIKES
            .iter()
            .filter_map(move |&(letter, digit)| match character {
                c if c == letter => Some(digit),
                c if c == digit => Some(letter),
                _ => None,
            })
            .filter(move |&c| self.admits(c))
    }
}
