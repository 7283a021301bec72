//! Which letter a shape is: Latin A, Greek Alpha and Cyrillic A are printed alike, and the recogniser says A.
//!
//! A word is of one script. Letters that only one script has decide; a word of shared shapes alone goes with its line.

/// Shapes that stand for letters of other scripts, too: the recogniser's own character, then Greek, then Cyrillic
/// (`-` where that script has no such letter). The same table as in `models/text/alphabet.py`.
const SHARED: &str = "AΑА BΒВ C-С EΕЕ HΗН IΙІ J-Ј KΚК MΜМ NΝ- OΟО PΡР S-Ѕ TΤТ XΧХ YΥ- ZΖ- ÏΪЇ Ë-Ё ŸΫ- a-а c-с e-е \
    i-і j-ј oοо p-р s-ѕ x-х y-у vν- ï-ї ë-ё óό- ГΓГ ПΠП ФΦФ кκк";

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

/// A line with every letter of the script of its word. As many characters as before, in the same places.
pub(super) fn resolved(line: &[char]) -> Vec<char> {
    let of_line = [Script::Greek, Script::Cyrillic]
        .into_iter()
        .find(|script| {
            let own = line
                .iter()
                .filter(|c| only_in(**c) == Some(*script))
                .count();
            let latin = line
                .iter()
                .filter(|c| only_in(**c) == Some(Script::Latin))
                .count();
            own > latin
        })
        .unwrap_or(Script::Latin);
    let mut out = Vec::with_capacity(line.len());
    for word in line.split_inclusive(|c| !c.is_alphabetic() && *c != '\'') {
        let script = script_of(word).unwrap_or(of_line);
        let fits = word
            .iter()
            .all(|c| !c.is_alphabetic() || as_written(*c, script).is_some());
        out.extend(word.iter().map(|c| {
            if fits {
                as_written(*c, script).unwrap_or(*c)
            } else {
                *c
            }
        }));
    }
    out
}

/// The script of which a word has most letters that no other has; `None` where all are shared.
fn script_of(word: &[char]) -> Option<Script> {
    let count = |script| word.iter().filter(|c| only_in(**c) == Some(script)).count();
    let (latin, greek, cyrillic) = (
        count(Script::Latin),
        count(Script::Greek),
        count(Script::Cyrillic),
    );
    if latin + greek + cyrillic == 0 {
        None
    } else if latin >= greek.max(cyrillic) {
        Some(Script::Latin)
    } else if greek > cyrillic {
        Some(Script::Greek)
    } else {
        Some(Script::Cyrillic)
    }
}

fn shared(character: char) -> Option<[char; 3]> {
    SHARED.split_ascii_whitespace().find_map(|group| {
        let mut letters = group.chars();
        let row = [letters.next()?, letters.next()?, letters.next()?];
        (row[0] == character).then_some(row)
    })
}

/// The one script that has the letter; `None` for a shape of several, and for what is no letter.
fn only_in(character: char) -> Option<Script> {
    if !character.is_alphabetic() || shared(character).is_some() {
        return None;
    }
    Some(match character {
        '\u{370}'..='\u{3ff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        _ => Script::Latin,
    })
}

/// A shape as a letter of a script; `None` where the script has no such letter.
fn as_written(character: char, script: Script) -> Option<char> {
    if !character.is_alphabetic() {
        return Some(character);
    }
    match shared(character) {
        Some([latin, greek, cyrillic]) => {
            let letter = match script {
                Script::Latin if latin.is_ascii() || ('\u{c0}'..'\u{250}').contains(&latin) => {
                    latin
                }
                Script::Latin => return None,
                Script::Greek => greek,
                Script::Cyrillic => cyrillic,
            };
            (letter != '-').then_some(letter)
        }
        None => (only_in(character) == Some(script)).then_some(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(shapes: &str) -> String {
        resolved(&shapes.chars().collect::<Vec<_>>())
            .into_iter()
            .collect()
    }

    #[test]
    fn a_word_is_of_the_script_that_its_own_letters_say() {
        // Shapes as the recogniser says them, then what they are: the second text has no Latin letter in its words.
        assert_eq!(read("ИBAHOB"), "ИВАНОВ");
        assert_eq!(read("ПAПAΔOПOYΛOΣ"), "ΠΑΠΑΔΟΠΟΥΛΟΣ");
        assert_eq!(read("ANNA MARIA"), "ANNA MARIA");
        assert_eq!(read("Їжaкeвич"), "Їжакевич");
    }

    #[test]
    fn a_word_of_shared_shapes_goes_with_its_line() {
        assert_eq!(read("ИBAHOB POMA"), "ИВАНОВ РОМА");
        assert_eq!(read("POMA"), "POMA");
        assert_eq!(read("УKPAЇHA/UKRAINE"), "УКРАЇНА/UKRAINE");
    }

    #[test]
    fn a_word_that_no_script_has_is_left_as_it_was_read() {
        assert_eq!(read("ДZ5"), "ДZ5");
        assert_eq!(read("12.08.1974"), "12.08.1974");
    }
}
