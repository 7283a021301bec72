//! The words of the page.

use super::Outcome;
use super::examples::Example;
use bonafide_domain::{CheckEvidence, CheckOutcome};
use std::fmt::Write as _;

pub(super) const HEAD: &str = "\
# Every check, drawn

Specimens of Utopia that Bonafide's own press printed and photographed, what the engine found on them, and the sentence
that it gave. `cargo xtask explanations` writes this page and its pictures. Green is what a check or a comparison found right,
red what it found wrong, amber what is left open, blue what was found and says nothing by itself. `bonafide verify
--annotate` draws the same for any picture. What the checks and thresholds are stands in [verdicts](verdicts.md).
";

/// One example with its pictures, its verdict, and the checks that it is about.
pub(super) fn section(page: &mut String, example: &Example, outcome: &Outcome) {
    let _ = write!(page, "\n## {}\n\n{}\n\n", example.title, example.made);
    for picture in &outcome.pictures {
        let _ = writeln!(page, "![{}]({picture})", example.title);
    }
    let _ = write!(page, "\n**{}.**", capital(&outcome.status));
    for sentence in &outcome.because {
        let _ = write!(page, " {sentence}");
    }
    page.push_str("\n\n| check | outcome | the engine's sentence | score | threshold |\n");
    page.push_str("| --- | --- | --- | --- | --- |\n");
    let told = |made: &&CheckEvidence| {
        example.about.is_empty()
            || example.about.contains(&made.check.as_str())
            || made.outcome == CheckOutcome::Failed
    };
    for made in outcome.report.evidence.checks.iter().filter(told) {
        let word = match made.outcome {
            CheckOutcome::Passed => "passed",
            CheckOutcome::Failed => "failed",
            CheckOutcome::NotMade => "not made",
        };
        let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), rounded);
        let _ = writeln!(
            page,
            "| `{}` | {word} | {} | {} | {} |",
            made.check,
            made.reason,
            number(made.score),
            number(made.threshold)
        );
    }
}

fn rounded(value: f64) -> String {
    if value.abs() < 0.005 {
        "0".to_owned()
    } else if value.fract().abs() < 1e-9 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
