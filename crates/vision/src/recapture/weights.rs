//! The fitted combiners of features: logistic regressions.

use super::Features;

/// A weight for each feature, and one for none.
pub(super) struct Weights {
    features: [f32; Features::COUNT],
    constant: f32,
}

impl Weights {
    /// A probability, as in the set that it was fitted on: half of it of one sort and half of the other.
    pub(super) fn score(&self, values: &[f32; Features::COUNT]) -> f32 {
        let sum: f32 = self.features.iter().zip(values).map(|(w, v)| w * v).sum();
        1.0 / (1.0 + (-(sum + self.constant)).exp())
    }
}

/// Displays, prints and copies with dots against untouched documents and prints without any. Fitted by
/// `cargo xtask recaptures --region press --fit --first-seed 1 --count 16`, of displays, laser, inkjet
/// and photographic prints.
pub(super) const RECAPTURED: Weights = Weights {
    features: [0.846, 1.005, 0.0, 0.424, 0.0, 2.531, 0.0],
    constant: -6.497,
};

/// Displays against prints and copies with dots. Fitted by the same.
pub(super) const SHINING: Weights = Weights {
    features: [-0.423, -1.23, 0.586, -0.396, 2.309, 1.255, 1.374],
    constant: 1.757,
};
