use super::figures::rate_told;
use crate::measure::{Axis, Direction, Line, OperatingPoint, Plot, Scores};
use std::fmt::Write as _;

/// Lines that one drawing bears.
const LINES: usize = 8;

/// Every score at its shipped threshold.
pub(super) fn table(page: &mut String, scores: &[Scores]) {
    if scores.is_empty() {
        return;
    }
    page.push_str(
        "**At the shipped thresholds**\n\n| what | found | false alarms | threshold | area under the curve |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for score in scores {
        let point = score.shipped();
        let side = match score.direction {
            Direction::HigherIsPositive => "≥",
            Direction::LowerIsPositive => "≤",
        };
        let area = score
            .area_under_curve()
            .map_or_else(|| "–".to_owned(), |area| format!("{area:.3}"));
        let _ = writeln!(
            page,
            "| {} | {} | {} | {side} {:.4} | {area} |",
            score.name,
            rate_told(point.found),
            rate_told(point.false_alarms),
            score.threshold,
        );
    }
    page.push('\n');
    let mut origins: Vec<&str> = scores.iter().map(|score| score.origin.as_str()).collect();
    origins.sort_unstable();
    origins.dedup();
    for origin in origins {
        let _ = writeln!(page, "Threshold: {origin}\n");
    }
}

/// Receiver operating characteristics: found over false alarms, the shipped threshold marked.
pub(super) fn plots(chapter: &str, scores: &[Scores]) -> Vec<Plot> {
    let with_both: Vec<&Scores> = scores
        .iter()
        .filter(|score| !score.positives.is_empty() && !score.negatives.is_empty())
        .collect();
    with_both
        .chunks(LINES)
        .enumerate()
        .map(|(at, scores)| Plot {
            name: format!("{chapter}-roc-{}", at + 1),
            caption:
                "Found over false alarms, for every threshold; the dot is the one that is shipped"
                    .into(),
            x: Axis::logarithmic(
                "false alarms (what is below stands at the left edge)",
                0.001,
                1.0,
            ),
            y: Axis::share("found"),
            lines: scores.iter().map(|score| line(score)).collect(),
        })
        .collect()
}

fn line(score: &Scores) -> Line {
    let place = |point: OperatingPoint| {
        (
            point.false_alarms.share().unwrap_or(0.0),
            point.found.share().unwrap_or(0.0),
        )
    };
    Line {
        name: score.name.clone(),
        points: score.curve().into_iter().map(place).collect(),
        mark: Some(place(score.shipped())),
    }
}
