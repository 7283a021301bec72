//! Names: how a machine-readable zone writes them (9303-3, 4.6 and section 6), and whether one agrees with what
//! the visual zone prints.

mod compare;
mod transliteration;

pub use compare::{NameMatch, mrz_matches_visual};
pub use transliteration::{plain_letters, transliterations};

/// More characters than this are no name; nothing is computed over them.
const LONGEST: usize = 512;

/// What a character of a printed name becomes.
enum Mark {
    /// Written out by one of these, the standard's own choice first.
    Letter(char),
    /// A `<` between components: space, hyphen, comma (9303-3, 4.6).
    Divider,
    /// Left out: apostrophe, full stop, combining marks (9303-3, 4.6).
    Nothing,
    /// Nothing that a name in the zone can hold: digits, scripts without a table.
    Unknown,
}

fn mark(character: char) -> Mark {
    match character {
        c if !transliterations(c).is_empty() => Mark::Letter(c),
        ' '
        | '\u{a0}'
        | '-'
        | '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | ','
        | '/'
        | '<'
        | '\t'
        | '\n'
        | '\r' => Mark::Divider,
        '\'' | '`' | '´' | '‘' | '’' | 'ʼ' | 'ʹ' | '.' | '·' | '\u{300}'..='\u{36f}' | '\u{ad}' => {
            Mark::Nothing
        }
        'Ь' | 'ь' => Mark::Nothing,
        _ => Mark::Unknown,
    }
}

/// The components of a printed name as the zone writes them: capitals A-Z, by the first of each character's
/// [`transliterations`]; spaces, hyphens and commas divide, apostrophes and full stops vanish.
///
/// `None` where a character has no form in the zone (digits, scripts without a table), or the name is absurdly long.
/// An empty name has no components.
#[must_use]
pub fn mrz_components(printed: &str) -> Option<Vec<String>> {
    if printed.chars().count() > LONGEST {
        return None;
    }
    let mut components = vec![String::new()];
    for character in printed.chars() {
        match mark(character) {
            Mark::Letter(letter) => {
                if let (Some(last), Some(written)) =
                    (components.last_mut(), transliterations(letter).first())
                {
                    last.push_str(written);
                }
            }
            Mark::Divider => components.push(String::new()),
            Mark::Nothing => {}
            Mark::Unknown => return None,
        }
    }
    components.retain(|component| !component.is_empty());
    Some(components)
}
