use serde::{Deserialize, Serialize};

use super::{LONGEST, Mark, mark, transliterations};

/// How a name of the machine-readable zone agrees with the one that is printed. The order is from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NameMatch {
    /// The same letters in the same components; case aside.
    Equal,
    /// The same after the tables of 9303-3, section 6, or but for where dividers and apostrophes stand.
    EqualAfterTransliteration,
    /// The same if the printed name was read without its diacritics: `MUELLER` against `MULLER`, printed `MÜLLER`.
    EqualWithoutDiacritics,
    /// The zone's name is the beginning of the printed one, or its components begin the printed components: cut to
    /// fit, as [`Names::truncated`](crate::mrz::Names::truncated) has to say as well.
    Truncated,
    /// Different names, or one of them is empty or not a name.
    Different,
}

/// Compares a name of the machine-readable zone (`ANNA MARIA` or `ANNA<MARIA`) with the same identifier as printed in
/// the visual zone. Hyphens, spaces and apostrophes never make a difference by themselves.
#[must_use]
pub fn mrz_matches_visual(mrz_name: &str, visual_name: &str) -> NameMatch {
    if mrz_name.len() > LONGEST || visual_name.chars().count() > LONGEST {
        return NameMatch::Different;
    }
    let mrz = ascii_components(mrz_name);
    if mrz.is_empty() {
        return NameMatch::Different;
    }
    if ascii_components(visual_name) == mrz
        && visual_name
            .chars()
            .all(|c| c.is_ascii_alphabetic() || c == ' ')
    {
        return NameMatch::Equal;
    }
    let Some(visual) = letters(visual_name) else {
        return NameMatch::Different;
    };
    if visual.iter().all(Vec::is_empty) {
        return NameMatch::Different;
    }
    let all_mrz: Vec<u8> = mrz.concat().into_bytes();
    let all_visual: Vec<char> = visual.concat();
    if matches(&all_mrz, &all_visual, Whole, Written) {
        NameMatch::EqualAfterTransliteration
    } else if matches(&all_mrz, &all_visual, Whole, LostMarks) {
        NameMatch::EqualWithoutDiacritics
    } else if matches(&all_mrz, &all_visual, Beginning, Written) || components_begin(&mrz, &visual)
    {
        NameMatch::Truncated
    } else {
        NameMatch::Different
    }
}

use Extent::{Beginning, Whole};
use Reading::{LostMarks, Written};

/// How much of the printed name the zone's name must cover.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    Beginning,
}

/// Whether the printed name is as printed, or may have lost its diacritics.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Written,
    LostMarks,
}

fn ascii_components(name: &str) -> Vec<String> {
    name.to_ascii_uppercase()
        .split([' ', '<'])
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The letters of a printed name, by component; `None` where it holds what no name in the zone can.
fn letters(name: &str) -> Option<Vec<Vec<char>>> {
    let mut components = vec![Vec::new()];
    for character in name.chars() {
        match mark(character) {
            Mark::Letter(letter) => components.last_mut()?.push(letter),
            Mark::Divider => components.push(Vec::new()),
            Mark::Nothing => {}
            Mark::Unknown => return None,
        }
    }
    components.retain(|component| !component.is_empty());
    Some(components)
}

/// True when some way of writing the printed letters out gives the zone's letters.
///
/// Walks the printed letters with the set of all places of the zone's name that a way of writing can have reached.
fn matches(mrz: &[u8], visual: &[char], extent: Extent, reading: Reading) -> bool {
    let mut reached = vec![false; mrz.len() + 1];
    reached[0] = true;
    for &letter in visual {
        if extent == Beginning && reached.last() == Some(&true) {
            return true;
        }
        let mut next = vec![false; mrz.len() + 1];
        let lost = lost_marks(letter).filter(|_| reading == LostMarks);
        for written in transliterations(letter).iter().copied().chain(lost) {
            for from in (0..=mrz.len()).filter(|&from| reached.get(from) == Some(&true)) {
                let rest = mrz.get(from..).unwrap_or_default();
                if rest.starts_with(written.as_bytes()) {
                    if let Some(place) = next.get_mut(from + written.len()) {
                        *place = true;
                    }
                } else if extent == Beginning
                    && !rest.is_empty()
                    && written.as_bytes().starts_with(rest)
                {
                    return true;
                }
            }
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

/// What the zone has for a letter that was printed with a mark and read without.
fn lost_marks(letter: char) -> Option<&'static str> {
    match letter.to_ascii_uppercase() {
        'A' => Some("AE"),
        'O' => Some("OE"),
        'U' => Some("UE"),
        'N' => Some("NXX"),
        _ => None,
    }
}

/// True when each component of the zone is the beginning of a printed one, in order, none left out before the last.
fn components_begin(mrz: &[String], visual: &[Vec<char>]) -> bool {
    mrz.len() <= visual.len()
        && mrz.iter().zip(visual).all(|(written, printed)| {
            matches(written.as_bytes(), printed, Beginning, Written)
                || matches(written.as_bytes(), printed, Whole, Written)
        })
}

#[cfg(test)]
mod tests {
    use super::NameMatch::*;
    use super::*;

    #[test]
    fn the_same_name_is_equal_whatever_its_case() {
        assert_eq!(mrz_matches_visual("ANNA<MARIA", "Anna Maria"), Equal);
        assert_eq!(mrz_matches_visual("ERIKSSON", "ERIKSSON"), Equal);
    }

    #[test]
    fn printed_letters_are_written_out_by_the_tables_of_icao() {
        for (mrz, printed) in [
            ("MUELLER", "Müller"),
            ("MULLER", "MÜLLER"),
            ("STRASSE", "Straße"),
            ("AAROE", "Årø"),
            ("OERN THORSSON", "Örn Þórsson"),
            ("NUNEZ", "Núñez"),
            ("NUNXXEZ", "Nuñez"),
            ("OCONNOR", "O'Connor"),
            ("O CONNOR", "O’CONNOR"),
            ("SMITH JONES", "Smith-Jones"),
            ("ANNA MARIA", "ANNAMARIA"),
            ("SHCHERBAKOV", "Щербаков"),
            ("KHRYSTYNA", "Христина"),
            ("ILIA", "Илья"),
            ("DJORDJEVIC", "Ђорђевић"),
            ("PAPADOPOULOS", "Παπαδόπουλος"),
            ("CELIK", "ÇELİK"),
            ("ISIK", "Işık"),
            ("NGUYEN THI", "Nguyễn Thị"),
        ] {
            assert_eq!(
                mrz_matches_visual(mrz, printed),
                EqualAfterTransliteration,
                "{mrz} {printed}"
            );
        }
    }

    #[test]
    fn a_reader_that_loses_diacritics_is_told_from_another_name() {
        assert_eq!(
            mrz_matches_visual("MUELLER", "MULLER"),
            EqualWithoutDiacritics
        );
        assert_eq!(mrz_matches_visual("MUELLER", "MILLER"), Different);
    }

    #[test]
    fn a_name_cut_to_fit_is_truncated() {
        assert_eq!(
            mrz_matches_visual("CHRISTELLE HELENE LAUR", "Christelle, Hélène, Laurence"),
            Truncated
        );
        assert_eq!(
            mrz_matches_visual(
                "BENNELONG WOOLOOMOOLOO W W",
                "Bennelong Wooloomooloo Warrandyte Warnambool"
            ),
            Truncated
        );
        assert_eq!(mrz_matches_visual("ANNA", "Anna Maria"), Truncated);
        assert_eq!(mrz_matches_visual("ANNA MARIA", "Anna"), Different);
    }

    #[test]
    fn what_is_no_name_matches_nothing() {
        for (mrz, printed) in [
            ("", ""),
            ("ANNA", ""),
            ("", "Anna"),
            ("ANNA", "安娜"),
            ("ANNA", "'"),
            ("A", "12"),
        ] {
            assert_eq!(
                mrz_matches_visual(mrz, printed),
                Different,
                "{mrz} {printed}"
            );
        }
        assert_eq!(mrz_matches_visual("ANNA", &"A".repeat(100_000)), Different);
    }
}
