//! Labels of fields, in the languages of Europe's documents.
//!
//! Written as [`folded`](super::shapes::folded) texts are: capitals, no spaces, no marks. A label is printed
//! small and over a pattern, so a misread letter or two are let pass in long ones.

use super::lexicon::labels;
use super::shapes::{folded, parts};
use bonafide_facts::Field;

/// From this many letters on, a label may be misread and still count.
const LONG: usize = 6;
/// How alike a misread label has to be.
const ALIKE: f64 = 0.82;

/// What a line says as a label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// The field; `None` for a label of something else.
    pub(super) field: Option<Field>,
    /// How sure that is, 0 to 1.
    pub(super) certainty: f32,
    /// What stands behind the label in the same line, as it was read; empty when nothing does.
    pub(super) rest: String,
}

/// Reads a line as a label, perhaps in several languages, perhaps with its value behind it. `None` when it
/// holds no label.
pub(super) fn label_of(text: &str) -> Option<Label> {
    let mut best: Option<(usize, Option<Field>, f32)> = None;
    let mut rest = String::new();
    for part in parts(text) {
        match read_part(part) {
            Some(hit) => {
                let better = best.is_none_or(|(letters, _, _)| hit.letters > letters);
                if better {
                    best = Some((hit.letters, hit.field, hit.certainty));
                }
                if !hit.rest.is_empty() {
                    rest = hit.rest.to_owned();
                }
            }
            None if best.is_some() => {
                // What follows a label after a divider is its value, or the label in a language that we lack or
                // with a misread letter: small letters, where a colon announces no value.
                let small = part.chars().any(char::is_lowercase);
                if small && !text.contains(':') && !part.contains(|c: char| c.is_ascii_digit()) {
                    continue;
                }
                if !rest.is_empty() {
                    rest.push('/');
                }
                rest.push_str(part);
            }
            None => {}
        }
    }
    let Some((_, field, certainty)) = best else {
        return nearly_begins(text)
            .or_else(|| piece_of_label(text))
            .or_else(|| {
                is_foreign_label(text).then_some(Label {
                    field: None,
                    certainty: 0.5,
                    rest: String::new(),
                })
            });
    };
    // `PASSPORT OFFICE` is an authority: what only begins as a label of something else does, in capitals, is a value.
    let capitals = !text.chars().any(char::is_lowercase);
    if field.is_none() && capitals && !rest.trim().is_empty() {
        return None;
    }
    let rest = if is_cut_label(&rest) {
        String::new()
    } else {
        rest.trim().to_owned()
    };
    Some(Label {
        field,
        certainty,
        rest,
    })
}

/// Whether a line is the label of a field, with its value behind it or without.
pub(crate) fn is_field_label(text: &str) -> bool {
    label_of(text).is_some_and(|label| label.field.is_some())
}

/// From this many letters on, the beginning of a label in small letters may be told though it is misread.
const VERY_LONG: usize = 9;

/// A label in small letters that begins with one that we know, but for a letter or two, whatever the reader made of
/// the divider and the other languages behind it.
fn nearly_begins(text: &str) -> Option<Label> {
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let fold = folded(text.trim_start_matches(|c: char| !c.is_alphabetic()));
    if small < LONG || text.contains(':') {
        return None;
    }
    let lengths = |label: &str| label.len() - 1..=label.len() + 1;
    let (alike, field) = labels()
        .filter(|(_, label)| label.len() >= VERY_LONG && begin_alike(label, &fold))
        .flat_map(|(field, label)| {
            let beginnings = lengths(label).filter_map(|length| fold.get(..length));
            beginnings.map(move |start| (strsim::normalized_levenshtein(label, start), field))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (alike >= ALIKE).then(|| Label {
        field,
        certainty: 0.9 * alike as f32,
        rest: String::new(),
    })
}

/// Whether two texts share one of their first two letters: a quick way to spare the comparison of the rest.
fn begin_alike(a: &str, b: &str) -> bool {
    let pairs = a.bytes().zip(b.bytes()).take(2);
    pairs.into_iter().any(|(a, b)| a == b)
}

/// A label that was read too badly to say which, or in a language that we lack: what a form numbers (`11. Holder's
/// …`) and prints in small letters, or small letters around a long label. Values are numbered by no form.
fn is_foreign_label(text: &str) -> bool {
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if small < 2 || small * 2 < letters {
        return false;
    }
    let bare = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - bare.len();
    // A piece of a label whose beginning or end was cut off.
    let piece = folded(bare);
    let cut = piece.len() >= LONG
        && labels().any(|(_, label)| label.starts_with(&piece) || label.ends_with(&piece));
    if cut {
        return true;
    }
    let numbered = (1..=2).contains(&digits)
        && bare.starts_with(['.', ')'])
        && bare[1..].trim_start().starts_with(char::is_alphabetic);
    let fold = folded(text);
    numbered
        || (small >= LONG && labels().any(|(_, label)| label.len() > LONG && fold.contains(label)))
}

struct Hit<'a> {
    field: Option<Field>,
    letters: usize,
    certainty: f32,
    rest: &'a str,
}

fn read_part(part: &str) -> Option<Hit<'_>> {
    // Cards number their fields: `1. Surname`, `4b. Expiry`.
    let bare = unnumbered(part);
    let fold = folded(bare);
    if fold.len() < 3 {
        return None;
    }
    whole(&fold)
        .map(|(field, letters, certainty)| Hit {
            field,
            letters,
            certainty,
            rest: "",
        })
        .or_else(|| beginning(bare))
}

/// A part without the number that its form gives it; a digit of that is often read as a letter (`Z. Place of birth`).
fn unnumbered(part: &str) -> &str {
    let bare = part.trim_start_matches(|c: char| c.is_ascii_digit() || ".,-) *".contains(c));
    let mut letters = bare.chars();
    match (letters.next(), letters.next()) {
        (Some(_), Some('.' | ',' | ')')) => letters.as_str().trim_start(),
        _ => bare,
    }
}

/// The field of a label whose beginning or end was cut off or lost under a pattern, where all labels with that piece are
/// of one field. A piece is said by itself; nothing stands behind it.
fn piece_of_label(text: &str) -> Option<Label> {
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    if small < LONG || text.contains(':') {
        return None;
    }
    let mut fields: Vec<Field> = parts(text)
        .map(|part| folded(unnumbered(part)))
        .filter(|piece| piece.len() >= PIECE)
        .filter_map(|piece| {
            let mut with_piece = labels()
                .filter(|(_, label)| label.starts_with(&piece) || label.ends_with(&piece))
                .map(|(field, _)| field);
            let first = with_piece.next()??;
            with_piece
                .all(|field| field == Some(first))
                .then_some(first)
        })
        .collect();
    fields.dedup();
    match fields[..] {
        [field] => Some(Label {
            field: Some(field),
            certainty: 0.75,
            rest: String::new(),
        }),
        _ => None,
    }
}

/// From this many letters on, a piece of a label may say which it is.
const PIECE: usize = 7;

/// A part that is a label and nothing else.
fn whole(fold: &str) -> Option<(Option<Field>, usize, f32)> {
    let mut best: Option<(Option<Field>, usize, f32)> = None;
    for (field, label) in labels() {
        let certainty = if label == fold {
            1.0
        } else if label.len() >= LONG
            && label.len().abs_diff(fold.len()) <= 3
            && begin_alike(label, fold)
        {
            let alike = strsim::normalized_levenshtein(label, fold);
            if alike < ALIKE {
                continue;
            }
            alike as f32
        } else {
            continue;
        };
        if best.is_none_or(|(_, _, most)| certainty > most) {
            best = Some((field, label.len(), certainty));
        }
    }
    best
}

/// A part that begins with a label, its value or another language's label behind it.
fn beginning(part: &str) -> Option<Hit<'_>> {
    let mut best: Option<Hit<'_>> = None;
    let fold = folded(part);
    for (field, label) in labels().filter(|(_, label)| fold.starts_with(label)) {
        let Some(end) = end_of(part, label) else {
            continue;
        };
        let rest = part[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
        // A short label may be the beginning of any word: something has to divide it from what follows.
        let divided = part[end..].starts_with(|c: char| !c.is_alphanumeric())
            || (part[..end].ends_with(char::is_lowercase)
                && rest.starts_with(|c: char| !c.is_lowercase()));
        if (label.len() < LONG && !divided)
            || best.as_ref().is_some_and(|hit| hit.letters >= label.len())
        {
            continue;
        }
        // The same label once more in another language, or another one beside it.
        let rest = read_part(rest).map_or(rest, |again| again.rest);
        best = Some(Hit {
            field,
            letters: label.len(),
            certainty: 0.9,
            rest,
        });
    }
    best
}

/// Whether a text is a piece of a label, whose end was covered or cut off. Values are capitals; such a piece is
/// not, because labels with capitals alone are rare and values that begin one are not.
fn is_cut_label(text: &str) -> bool {
    let fold = folded(text);
    fold.len() >= 2
        && text.chars().any(char::is_lowercase)
        && labels().any(|(_, label)| {
            label.starts_with(&fold) || (fold.len() >= LONG && almost_begins(label, &fold))
        })
}

fn almost_begins(label: &str, fold: &str) -> bool {
    label
        .get(..fold.len())
        .is_some_and(|start| strsim::normalized_levenshtein(start, fold) >= ALIKE)
}

/// Where in `part` the letters of `label` end, if it begins with them; other signs between them do not count.
fn end_of(part: &str, label: &str) -> Option<usize> {
    let mut wanted = label.chars().peekable();
    for (at, character) in part.char_indices() {
        for letter in folded(character.encode_utf8(&mut [0; 4])).chars() {
            if wanted.next() != Some(letter) {
                return None;
            }
        }
        if wanted.peek().is_none() {
            return Some(at + character.len_utf8());
        }
    }
    None
}
