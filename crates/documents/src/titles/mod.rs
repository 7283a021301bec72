//! What stands at the head of a document: which State issued it, and what kind of document it is, in the languages of
//! Europe. Readers misread small letters and drop spaces and marks, so titles are compared without them, and long ones
//! may have a wrong letter or two.

mod kinds;
mod states;

use crate::catalogue::DocumentKind;

/// More characters than this are no title.
const LONGEST: usize = 160;
/// From this many letters on, a title may be misread and still count.
const LONG: usize = 8;

/// What a line says as a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Title {
    /// The kind of document that it names.
    pub kind: Option<DocumentKind>,
    /// The State that it names, alpha-3.
    pub state: Option<&'static str>,
}

/// Reads a line as a title; `None` when it names neither a kind of document nor a State.
#[must_use]
pub fn title_of(line: &str) -> Option<Title> {
    if line.chars().count() > LONGEST {
        return None;
    }
    let folded = folded(line);
    if folded.chars().count() < 4 {
        return None;
    }
    let kind = kinds::WORDS
        .iter()
        .filter(|(word, _)| holds(&folded, word))
        .max_by_key(|(word, _)| word.chars().count())
        .map(|(_, kind)| *kind);
    let state = states::NAMES
        .iter()
        .filter(|(name, _)| names(&folded, name))
        .max_by_key(|(name, _)| name.chars().count())
        .map(|(_, state)| *state);
    (kind.is_some() || state.is_some()).then_some(Title { kind, state })
}

/// Capitals without spaces and marks: `Carte d’identité` becomes `CARTEDIDENTITE`.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_uppercase)
        .filter(|c| c.is_alphabetic())
        .map(|c| plain(c).unwrap_or(c))
        .collect()
}

/// A Latin letter without its marks.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => 'A',
        'Ç' | 'Ć' | 'Č' | 'Ċ' => 'C',
        'Ď' | 'Đ' => 'D',
        'È'..='Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => 'E',
        'Ģ' | 'Ğ' | 'Ġ' => 'G',
        'Ì'..='Ï' | 'Ī' | 'Į' | 'İ' => 'I',
        'Ķ' => 'K',
        'Ł' | 'Ļ' | 'Ľ' | 'Ĺ' => 'L',
        'Ñ' | 'Ń' | 'Ň' | 'Ņ' => 'N',
        'Ò'..='Ö' | 'Ø' | 'Ő' | 'Ō' => 'O',
        'Ř' => 'R',
        'Ś' | 'Š' | 'Ş' | 'Ș' => 'S',
        'Ť' | 'Ț' | 'Ţ' => 'T',
        'Ù'..='Ü' | 'Ű' | 'Ů' | 'Ū' | 'Ų' => 'U',
        'Ý' => 'Y',
        'Ź' | 'Ž' | 'Ż' => 'Z',
        _ => return None,
    })
}

/// Whether a title stands in a line: as it is, or, where it is long, with one letter in eight misread.
fn holds(line: &str, title: &str) -> bool {
    if line.contains(title) {
        return true;
    }
    let letters = title.chars().count();
    letters >= LONG && nearly_in(line, title) <= letters / LONG
}

/// Whether a State's name is the line, or stands in it where it is too long to be a part of another word.
fn names(line: &str, name: &str) -> bool {
    let letters = name.chars().count();
    if letters < LONG {
        line == name
    } else {
        holds(line, name)
    }
}

/// The fewest letters that must be changed, put in or left out for the title to stand somewhere in the line (Sellers,
/// 1980).
fn nearly_in(line: &str, title: &str) -> usize {
    let title: Vec<char> = title.chars().collect();
    let mut column: Vec<usize> = (0..=title.len()).collect();
    let mut best = title.len();
    for letter in line.chars() {
        let mut diagonal = column[0];
        for (row, wanted) in title.iter().enumerate() {
            let changed = diagonal + usize::from(*wanted != letter);
            diagonal = column[row + 1];
            column[row + 1] = changed.min(diagonal + 1).min(column[row] + 1);
        }
        best = best.min(column[title.len()]);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_read_in_their_languages_without_marks_and_spaces() {
        let cases = [
            ("PASSPORT / PASSEPORT", Some(DocumentKind::Passport), None),
            ("CARTED'IDENTITE", Some(DocumentKind::IdentityCard), None),
            ("FÜHRERSCHEIN", Some(DocumentKind::DriversLicense), None),
            (
                "PERMIS DE CONDUIRE RÉPUBLIQUE FRANÇAISE",
                Some(DocumentKind::DriversLicense),
                Some("FRA"),
            ),
            (
                "AUFENTHALTSTITEL",
                Some(DocumentKind::ResidencePermit),
                None,
            ),
            ("BUNDESREPUBLIK DEUTSCHLAND", None, Some("DEU")),
            ("PERSONALAUSWEIS", Some(DocumentKind::IdentityCard), None),
            ("UTOPIA", None, Some("UTO")),
        ];
        for (line, kind, state) in cases {
            assert_eq!(title_of(line), Some(Title { kind, state }), "{line}");
        }
    }

    #[test]
    fn a_misread_letter_in_a_long_title_is_let_pass_and_names_are_no_titles() {
        let read = title_of("DR1VING LICENCE").and_then(|title| title.kind);
        assert_eq!(read, Some(DocumentKind::DriversLicense));
        assert_eq!(
            title_of("BUNDESREPUBLIK DEUTSCHIAND").and_then(|t| t.state),
            Some("DEU")
        );
        for line in ["ERIKSSON", "ANNA MARIA", "12 AUG 1974", "STOCKHOLM", ""] {
            assert_eq!(title_of(line), None, "{line}");
        }
    }

    #[test]
    fn every_word_of_the_tables_is_written_as_lines_are_folded() {
        for word in kinds::WORDS
            .iter()
            .map(|(word, _)| word)
            .chain(states::NAMES.iter().map(|(name, _)| name))
        {
            assert_eq!(folded(word), **word);
        }
        for (_, state) in states::NAMES {
            assert!(crate::countries::name(state).is_some(), "{state}");
        }
    }
}
