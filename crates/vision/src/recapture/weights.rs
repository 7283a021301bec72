//! The fitted combiner of features: logistic regression.

use super::Features;

/// A weight for each feature, and one for none.
pub(super) struct Weights {
    features: [f32; Features::COUNT],
    constant: f32,
}

impl Weights {
    /// A probability, as in the set that it was fitted on: half of it re-captured.
    pub(super) fn score(&self, values: &[f32; Features::COUNT]) -> f32 {
        let sum: f32 = self.features.iter().zip(values).map(|(w, v)| w * v).sum();
        1.0 / (1.0 + (-(sum + self.constant)).exp())
    }
}

/// Fitted by `cargo xtask recaptures --region press --fit --first-seed 1 --count 5`.
pub(super) const SCREEN: Weights = Weights {
    features: [
        1.408, 5.164, 4.415, 2.716, 0.917, 2.239, 1.524, 0.690, 4.295,
    ],
    constant: -4.942,
};

/// Fitted by the same.
pub(super) const PRINT: Weights = Weights {
    features: [
        -0.682, 5.019, 0.694, 1.140, 2.715, -0.997, 1.488, 1.465, -2.878,
    ],
    constant: -1.323,
};
