//! Fitting the combiners of `vision/src/recapture/weights.rs`.

use super::{Measured, Subject};
use anyhow::Result;
use bonafide_testkit::press::recapture::{Medium, Nature};
use bonafide_vision::recapture::Features;
use std::io::Write;

const TERMS: usize = Features::COUNT + 1;
/// Weight of the sum of squared weights, features being scaled to one spread: enough that a feature seen in few
/// pictures is not believed too much.
const RIDGE: f64 = 0.02;
const STEPS: usize = 30_000;

/// Which weights make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Any,
    /// More of a trace never makes it less likely; and the last feature, which is none, has no say.
    NotNegative,
}

type Row = [f64; TERMS];

/// Prints both combiners, and the scores that untouched pictures reach.
pub(super) fn print(measured: &[Measured], out: &mut impl Write) -> Result<()> {
    let of = |wanted: &dyn Fn(Subject) -> bool| -> Vec<Row> {
        let of = measured.iter().filter(|one| wanted(one.subject));
        of.filter_map(|one| Some(row(&one.features?))).collect()
    };
    let screens = of(&|subject| nature(subject) == Some(Nature::Screen));
    let prints = of(&|subject| {
        nature(subject) == Some(Nature::Print) && subject != Subject::Medium(Medium::PhotoPrint)
    });
    let plain =
        of(&|subject| nature(subject).is_none() || subject == Subject::Medium(Medium::PhotoPrint));
    if screens.is_empty() || prints.is_empty() || plain.is_empty() {
        return Ok(());
    }
    let recaptured: Vec<Row> = screens.iter().chain(&prints).copied().collect();
    let weights = fitted(&recaptured, &plain, Sign::NotNegative);
    told(out, "RECAPTURED", &weights)?;
    told(out, "SHINING", &fitted(&screens, &prints, Sign::Any))?;
    let mut alarms: Vec<f64> = plain.iter().map(|row| chance(&weights, row)).collect();
    alarms.sort_unstable_by(|a, b| b.total_cmp(a));
    for place in [0, 1, 2, 4, 8] {
        let Some(threshold) = alarms.get(place) else {
            break;
        };
        let above = |rows: &[Row]| {
            let found = rows.iter().filter(|row| chance(&weights, row) > *threshold);
            format!("{} of {}", found.count(), rows.len())
        };
        writeln!(
            out,
            "above {threshold:.4} lie {place} of {} without a trace, {} displays, {} prints",
            alarms.len(),
            above(&screens),
            above(&prints),
        )?;
    }
    Ok(())
}

fn nature(subject: Subject) -> Option<Nature> {
    match subject {
        Subject::Medium(medium) => Some(medium.nature()),
        _ => None,
    }
}

fn row(features: &Features) -> Row {
    let mut row = [1.0; TERMS];
    for (to, value) in row.iter_mut().zip(features.values()) {
        *to = f64::from(value);
    }
    row
}

fn told(out: &mut impl Write, name: &str, weights: &Row) -> Result<()> {
    let (features, constant) = weights.split_at(Features::COUNT);
    writeln!(
        out,
        "{name}: features {features:.3?}, constant {:.3}",
        constant[0]
    )?;
    Ok(())
}

fn chance(weights: &Row, row: &Row) -> f64 {
    let sum: f64 = weights.iter().zip(row).map(|(w, v)| w * v).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Logistic regression by gradient descent; both sides weigh the same however many they are.
fn fitted(positive: &[Row], negative: &[Row], sign: Sign) -> Row {
    let count = (positive.len() + negative.len()) as f64;
    let all = || positive.iter().chain(negative);
    let mean: Row = std::array::from_fn(|place| all().map(|row| row[place]).sum::<f64>() / count);
    let spread: Row = std::array::from_fn(|place| {
        let square: f64 = all().map(|row| (row[place] - mean[place]).powi(2)).sum();
        (square / count).sqrt().max(1e-9)
    });
    let scaled = |rows: &[Row]| -> Vec<Row> {
        let scale = |row: &Row| {
            std::array::from_fn(|place| {
                if place < Features::COUNT {
                    (row[place] - mean[place]) / spread[place]
                } else {
                    1.0
                }
            })
        };
        rows.iter().map(scale).collect()
    };
    let sides = [(scaled(positive), 1.0), (scaled(negative), 0.0)];
    let mut weights: Row = [0.0; TERMS];
    for _ in 0..STEPS {
        let mut slope: Row = [0.0; TERMS];
        for (rows, target) in &sides {
            for row in rows {
                let miss = (target - chance(&weights, row)) / rows.len() as f64;
                for (slope, value) in slope.iter_mut().zip(row) {
                    *slope += miss * value;
                }
            }
        }
        for (place, (weight, slope)) in weights.iter_mut().zip(slope).enumerate() {
            let feature = place < Features::COUNT;
            let ridge = if feature { RIDGE * *weight } else { 0.0 };
            *weight += 0.3 * (slope - ridge);
            if feature && sign == Sign::NotNegative {
                let most = if place + 1 < Features::COUNT {
                    f64::MAX
                } else {
                    0.0
                };
                *weight = weight.clamp(0.0, most);
            }
        }
    }
    // Back to features as they are measured.
    for place in 0..Features::COUNT {
        weights[place] /= spread[place];
        weights[Features::COUNT] -= weights[place] * mean[place];
    }
    weights
}
