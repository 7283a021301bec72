use super::Rate;
use serde::{Deserialize, Serialize};

/// What a score says when it is high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Direction {
    /// The thing is there from the threshold on: tampering, similarity.
    HigherIsPositive,
    /// The thing is there up to the threshold: distance, sharpness.
    LowerIsPositive,
}

/// Scores of what has the thing that is looked for and of what has it not, with the threshold that is shipped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Scores {
    /// What is looked for: the name of the curve.
    pub(crate) name: String,
    /// Scores of what has it: tampered pictures, pairs of one person.
    pub(crate) positives: Vec<f64>,
    /// Scores of what has it not.
    pub(crate) negatives: Vec<f64>,
    pub(crate) direction: Direction,
    /// As shipped.
    pub(crate) threshold: f64,
    /// Where the threshold comes from: seeds or set, never those that are measured here.
    pub(crate) origin: String,
}

/// One threshold's rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OperatingPoint {
    pub(crate) threshold: f64,
    /// Positives told as such: detected, matched.
    pub(crate) found: Rate,
    /// Negatives told as positives: false alarms, false matches.
    pub(crate) false_alarms: Rate,
}

impl Scores {
    fn told(&self, score: f64, threshold: f64) -> bool {
        match self.direction {
            Direction::HigherIsPositive => score >= threshold,
            Direction::LowerIsPositive => score <= threshold,
        }
    }

    /// Whether a score is told as positive at the threshold as shipped.
    pub(crate) fn tells(&self, score: f64) -> bool {
        self.told(score, self.threshold)
    }

    pub(crate) fn at(&self, threshold: f64) -> OperatingPoint {
        let among = |scores: &[f64]| Rate::among(scores.iter().map(|s| self.told(*s, threshold)));
        OperatingPoint {
            threshold,
            found: among(&self.positives),
            false_alarms: among(&self.negatives),
        }
    }

    /// At the threshold as shipped.
    pub(crate) fn shipped(&self) -> OperatingPoint {
        self.at(self.threshold)
    }

    /// Every operating point, from the strictest (nothing is told) to the loosest (everything is).
    pub(crate) fn curve(&self) -> Vec<OperatingPoint> {
        let mut thresholds: Vec<f64> = self
            .positives
            .iter()
            .chain(&self.negatives)
            .copied()
            .filter(|score| !score.is_nan())
            .collect();
        thresholds.sort_by(f64::total_cmp);
        thresholds.dedup();
        let nothing = match self.direction {
            Direction::HigherIsPositive => {
                thresholds.reverse();
                f64::INFINITY
            }
            Direction::LowerIsPositive => f64::NEG_INFINITY,
        };
        std::iter::once(nothing)
            .chain(thresholds)
            .map(|threshold| self.at(threshold))
            .collect()
    }

    /// The chance that a positive scores more like one than a negative does; 0.5 is chance, 1 is perfect.
    pub(crate) fn area_under_curve(&self) -> Option<f64> {
        if self.positives.is_empty() || self.negatives.is_empty() {
            return None;
        }
        let curve = self.curve();
        let share = |rate: Rate| rate.share().unwrap_or(0.0);
        Some(
            curve
                .windows(2)
                .map(|pair| {
                    (share(pair[1].false_alarms) - share(pair[0].false_alarms))
                        * f64::midpoint(share(pair[0].found), share(pair[1].found))
                })
                .sum(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(positives: &[f64], negatives: &[f64], direction: Direction) -> Scores {
        Scores {
            name: "test".into(),
            positives: positives.into(),
            negatives: negatives.into(),
            direction,
            threshold: 0.5,
            origin: "a test".into(),
        }
    }

    #[test]
    fn a_threshold_tells_positives_from_its_own_value_on() {
        let point = scores(&[0.5, 0.4], &[0.6, 0.1], Direction::HigherIsPositive).shipped();
        assert_eq!(
            (point.found, point.false_alarms),
            (Rate::new(1, 2), Rate::new(1, 2))
        );
        let point = scores(&[0.5, 0.4], &[0.6, 0.1], Direction::LowerIsPositive).shipped();
        assert_eq!(
            (point.found, point.false_alarms),
            (Rate::new(2, 2), Rate::new(1, 2))
        );
    }

    #[test]
    fn a_curve_runs_from_nothing_to_everything() {
        for direction in [Direction::HigherIsPositive, Direction::LowerIsPositive] {
            let curve = scores(&[0.9, 0.8], &[0.1, 0.8], direction).curve();
            let ends = (curve[0], curve[curve.len() - 1]);
            assert_eq!((ends.0.found.hits, ends.0.false_alarms.hits), (0, 0));
            assert_eq!((ends.1.found.hits, ends.1.false_alarms.hits), (2, 2));
        }
    }

    #[test]
    fn the_area_is_one_when_they_separate_and_half_when_they_are_the_same() {
        let apart = scores(&[0.9, 0.8], &[0.1, 0.2], Direction::HigherIsPositive);
        assert_eq!(apart.area_under_curve(), Some(1.0));
        let same = scores(&[0.1, 0.2], &[0.1, 0.2], Direction::HigherIsPositive);
        assert_eq!(same.area_under_curve(), Some(0.5));
    }
}
