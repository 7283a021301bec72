//! Fitting the combiner of `vision/src/recapture/weights.rs`.

use super::{Measured, Subject};
use anyhow::Result;
use bonafide_testkit::press::recapture::Nature;
use bonafide_vision::recapture::Features;
use std::io::Write;

const TERMS: usize = Features::COUNT + 1;
/// Weight of the sum of squared weights: enough that a feature seen in few pictures is not believed too much.
const RIDGE: f64 = 0.02;

/// Prints weights for screens and for prints, and the scores that untouched pictures reach.
pub(super) fn print(measured: &[Measured], out: &mut impl Write) -> Result<()> {
    for (name, nature) in [("SCREEN", Nature::Screen), ("PRINT", Nature::Print)] {
        let row = |one: &Measured| -> Option<[f64; TERMS]> {
            let values = one.features?.values();
            let mut row = [1.0; TERMS];
            for (to, value) in row.iter_mut().zip(values) {
                *to = f64::from(value);
            }
            Some(row)
        };
        let rows = |wanted: &dyn Fn(Subject) -> bool| -> Vec<[f64; TERMS]> {
            let of = measured.iter().filter(|one| wanted(one.subject));
            of.filter_map(row).collect()
        };
        let positive = rows(
            &|subject| matches!(subject, Subject::Medium(medium) if medium.nature() == nature),
        );
        let negative = rows(&|subject| !matches!(subject, Subject::Medium(_)));
        if positive.is_empty() || negative.is_empty() {
            continue;
        }
        let weights = fitted(&positive, &negative);
        let (features, constant) = weights.split_at(Features::COUNT);
        writeln!(
            out,
            "{name}: features {features:.3?}, constant {:.3}",
            constant[0]
        )?;
        let score = |row: &[f64; TERMS]| chance(&weights, row);
        let mut alarms: Vec<f64> = negative.iter().map(score).collect();
        alarms.sort_unstable_by(|a, b| b.total_cmp(a));
        for share in [0.002, 0.005, 0.01] {
            let place = ((alarms.len() as f64 * share) as usize).min(alarms.len() - 1);
            let threshold = alarms[place];
            let found = positive.iter().filter(|row| score(row) > threshold).count();
            writeln!(
                out,
                "{name}: above {threshold:.4} lie {share} of {} untouched, and {found} of {}",
                alarms.len(),
                positive.len()
            )?;
        }
    }
    Ok(())
}

fn chance(weights: &[f64; TERMS], row: &[f64; TERMS]) -> f64 {
    let sum: f64 = weights.iter().zip(row).map(|(w, v)| w * v).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Logistic regression by gradient descent; both sides weigh the same however many they are.
fn fitted(positive: &[[f64; TERMS]], negative: &[[f64; TERMS]]) -> [f64; TERMS] {
    let mut weights = [0.0; TERMS];
    for _ in 0..20_000 {
        let mut slope = [0.0; TERMS];
        for (rows, target) in [(positive, 1.0), (negative, 0.0)] {
            for row in rows {
                let miss = (target - chance(&weights, row)) / rows.len() as f64;
                for (slope, value) in slope.iter_mut().zip(row) {
                    *slope += miss * value;
                }
            }
        }
        for (place, (weight, slope)) in weights.iter_mut().zip(slope).enumerate() {
            let ridge = if place < Features::COUNT {
                RIDGE / 10.0 * *weight
            } else {
                0.0
            };
            *weight += 0.5 * (slope - ridge);
        }
    }
    weights
}
