//! The words that North America prints behind the numbers.

use super::number::Number;

/// Words that stand behind a number on North American licences (AAMVA 2020, table A.2), longer ones first.
const WORDS: [(Number, &[&str]); 9] = [
    (Number::Surname, &["FAMILY NAME", "LN"]),
    (Number::OtherNames, &["GIVEN NAMES", "FN"]),
    (Number::Born, &["DATE OF BIRTH", "DOB"]),
    (Number::Issued, &["ISSUED", "ISS"]),
    (Number::Expires, &["EXPIRES", "EXP"]),
    (
        Number::Another,
        &[
            "LIC. NO.", "LIC NO", "DL NO.", "DL NO", "DLN", "LIC#", "DL", "ID",
        ],
    ),
    (Number::Licence, &["DD"]),
    (Number::Residence, &["ADDRESS", "ADD"]),
    (Number::Sex, &["SEX"]),
];

/// From this many letters on a word may have a letter misread, left out or doubled.
const LONG_WORD: usize = 3;

/// How many characters the word behind a number takes, spaces and signs around it counted; none where there is none.
/// The words are small, so their letters are misread and their case is not told; and readers drop spaces, so that a
/// word may run into its value.
pub(super) fn word_behind(number: Number, text: &[char]) -> Option<usize> {
    let sign = |c: &char| " .:#".contains(*c);
    let signs = |from: usize| text[from..].iter().take_while(|c| sign(c)).count();
    let lead = signs(0);
    let (_, words) = WORDS.iter().find(|(of, _)| *of == number)?;
    let rest: String = text[lead..].iter().collect::<String>().to_uppercase();
    let letters = |text: &str| text.chars().take_while(|c| c.is_alphabetic()).count();
    let token: String = rest.chars().take(letters(&rest)).collect();
    // What stands here otherwise is a name, which may look like the word.
    let may_be_value = matches!(
        number,
        Number::Surname | Number::OtherNames | Number::Residence
    );
    let taken = |word: &str| {
        let count = word.chars().count();
        let set_off = !rest
            .chars()
            .nth(token.chars().count())
            .is_some_and(char::is_alphanumeric);
        let alike = !may_be_value
            && set_off
            && count >= LONG_WORD
            && count.abs_diff(token.chars().count()) <= 1
            && strsim::levenshtein(word, &token) <= 1;
        if alike {
            return Some(token.chars().count());
        }
        let ends = |c: Option<char>| !may_be_value || !c.is_some_and(char::is_alphanumeric);
        (rest.starts_with(word) && ends(rest.chars().nth(count))).then_some(count)
    };
    let end = lead + words.iter().find_map(|word| taken(word))?;
    (end <= text.len()).then(|| end + signs(end))
}
