use crate::measure::{Cell, Rate, Section, Table};
use bonafide_facts::MrzFact;
use serde::{Deserialize, Serialize};

/// What came of reading one picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// A file's name, or what repeats a specimen.
    pub(crate) case: String,
    pub(crate) verdict: Reading,
    /// In the true lines.
    pub(crate) characters: u64,
    /// Edits from the true lines, at most as many as they have characters.
    pub(crate) wrong_characters: u64,
    pub(crate) milliseconds: f64,
}

/// What a reading of a machine-readable zone is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reading {
    /// Every character of every line.
    Exact,
    /// All check digits are right and a character is wrong: the worst there is.
    ValidButWrong,
    /// A character is wrong, and the check digits say so.
    Wrong,
    NotFound,
    /// There is none, and none was told.
    RightlyNone,
    /// There is none, and one was told.
    Invented,
}

impl Reading {
    /// How a failure is told; `None` of what is right.
    pub(crate) fn failure(self) -> Option<&'static str> {
        match self {
            Self::Exact | Self::RightlyNone => None,
            Self::ValidButWrong => Some("valid but wrong"),
            Self::Wrong => Some("wrong, and its check digits say so"),
            Self::NotFound => Some("not found"),
            Self::Invented => Some("invented"),
        }
    }
}

/// What was read: the lines, and whether their check digits are all right.
pub(crate) struct Zone {
    pub(crate) lines: Vec<String>,
    pub(crate) valid: bool,
}

impl Zone {
    pub(crate) fn of(fact: &MrzFact) -> Self {
        Self {
            valid: fact.check_digits_valid,
            lines: fact.lines.iter().map(|line| line.text.clone()).collect(),
        }
    }
}

impl Outcome {
    /// Holds what was read against the truth; an empty truth is a picture without a zone.
    pub(crate) fn of(
        case: impl Into<String>,
        truth: &[String],
        read: Option<&Zone>,
        milliseconds: f64,
    ) -> Self {
        let characters: usize = truth.iter().map(|line| line.chars().count()).sum();
        let (verdict, wrong) = match (truth.is_empty(), read) {
            (true, None) => (Reading::RightlyNone, 0),
            (true, Some(_)) => (Reading::Invented, 0),
            (false, None) => (Reading::NotFound, characters),
            (false, Some(zone)) if zone.lines == truth => (Reading::Exact, 0),
            (false, Some(zone)) => {
                let wrong = edits(&truth.concat(), &zone.lines.concat()).clamp(1, characters);
                let verdict = if zone.valid {
                    Reading::ValidButWrong
                } else {
                    Reading::Wrong
                };
                (verdict, wrong)
            }
        };
        Self {
            case: case.into(),
            verdict,
            characters: characters as u64,
            wrong_characters: wrong as u64,
            milliseconds,
        }
    }

    fn has_zone(&self) -> bool {
        !matches!(self.verdict, Reading::RightlyNone | Reading::Invented)
    }
}

/// Counts over a set of pictures.
pub(crate) struct Tally<'a>(pub(crate) &'a [Outcome]);

impl Tally<'_> {
    pub(crate) const COLUMNS: [&'static str; 8] = [
        "set",
        "exact",
        "valid but wrong",
        "not found",
        "invented",
        "character error",
        "median",
        "p95",
    ];

    /// Of pictures with a zone, how many came out so.
    pub(crate) fn rate(&self, verdict: Reading) -> Rate {
        let with_zone = self.0.iter().filter(|outcome| outcome.has_zone());
        Rate::among(with_zone.map(|outcome| outcome.verdict == verdict))
    }

    /// Of pictures without a zone.
    pub(crate) fn invented(&self) -> Rate {
        let without = self.0.iter().filter(|outcome| !outcome.has_zone());
        Rate::among(without.map(|outcome| outcome.verdict == Reading::Invented))
    }

    pub(crate) fn character_error(&self) -> Option<f64> {
        let characters: u64 = self.0.iter().map(|outcome| outcome.characters).sum();
        let wrong: u64 = self.0.iter().map(|outcome| outcome.wrong_characters).sum();
        (characters > 0).then(|| wrong as f64 / characters as f64)
    }

    /// The time below which a share of all pictures stayed, in milliseconds (nearest rank).
    pub(crate) fn time(&self, share: f64) -> Option<f64> {
        let mut times: Vec<f64> = self.0.iter().map(|outcome| outcome.milliseconds).collect();
        times.sort_by(f64::total_cmp);
        let rank = (times.len() as f64 * share).ceil().max(1.0) as usize;
        times.get(rank - 1).copied()
    }

    /// A row of a table with [`Self::COLUMNS`].
    pub(crate) fn row(&self, set: &str) -> Vec<Cell> {
        let time = |share| self.time(share).map_or(Cell::Unknown, Cell::Milliseconds);
        let rate = |rate: Rate| match rate.of {
            0 => Cell::Text("–".into()),
            _ => Cell::Rate(rate),
        };
        vec![
            set.into(),
            rate(self.rate(Reading::Exact)),
            rate(self.rate(Reading::ValidButWrong)),
            rate(self.rate(Reading::NotFound)),
            rate(self.invented()),
            self.character_error()
                .map_or(Cell::Text("–".into()), Cell::Share),
            time(0.5),
            time(0.95),
        ]
    }

    pub(crate) fn table(caption: &str) -> Table {
        Table::new(caption, &Self::COLUMNS)
    }

    pub(crate) fn tell_failures(&self, of: &str, section: &mut Section) {
        for outcome in self.0 {
            if let Some(failure) = outcome.verdict.failure() {
                let case = match of {
                    "" => outcome.case.clone(),
                    of => format!("{of}: {}", outcome.case),
                };
                section.fail(failure, case);
            }
        }
    }
}

/// Edits between two texts (Levenshtein).
pub(crate) fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(lines: &[&str], valid: bool) -> Zone {
        Zone {
            lines: lines.iter().map(|&line| line.into()).collect(),
            valid,
        }
    }

    #[test]
    fn a_distance_counts_changed_missing_and_added_characters() {
        assert_eq!(edits("ABC", "ABC"), 0);
        assert_eq!(edits("ABC", "AXC"), 1);
        assert_eq!(edits("ABC", "AC"), 1);
        assert_eq!(edits("", "AC"), 2);
    }

    #[test]
    fn a_wrong_zone_with_right_check_digits_is_the_worst() {
        let truth = ["AC".to_owned()];
        let outcome = Outcome::of("one", &truth, Some(&zone(&["AB"], true)), 1.0);
        assert_eq!(outcome.verdict, Reading::ValidButWrong);
        assert_eq!((outcome.characters, outcome.wrong_characters), (2, 1));
    }

    #[test]
    fn a_zone_that_is_not_there_is_invented_and_not_counted_among_those_that_are() {
        let outcomes = [
            Outcome::of("none", &[], Some(&zone(&["AB"], false)), 1.0),
            Outcome::of("one", &["AB".to_owned()], Some(&zone(&["AB"], true)), 1.0),
        ];
        let tally = Tally(&outcomes);
        assert_eq!(tally.rate(Reading::Exact), Rate::new(1, 1));
        assert_eq!(tally.invented(), Rate::new(1, 1));
    }

    #[test]
    fn lines_that_were_split_elsewhere_are_not_exact() {
        let truth = ["AB".to_owned(), "CD".to_owned()];
        let outcome = Outcome::of("one", &truth, Some(&zone(&["ABC", "D"], false)), 1.0);
        assert_eq!(
            (outcome.verdict, outcome.wrong_characters),
            (Reading::Wrong, 1)
        );
    }

    #[test]
    fn a_quantile_is_one_of_the_times() {
        let outcomes: Vec<Outcome> = (1..=20)
            .map(|time| Outcome::of("one", &[], None, f64::from(time)))
            .collect();
        let tally = Tally(&outcomes);
        assert_eq!(
            (tally.time(0.5), tally.time(0.95)),
            (Some(10.0), Some(19.0))
        );
        assert_eq!(Tally(&[]).time(0.5), None);
    }
}
