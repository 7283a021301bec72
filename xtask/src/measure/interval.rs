use serde::{Deserialize, Serialize};
use statrs::function::beta::beta_reg;

/// How often something happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rate {
    pub(crate) hits: u64,
    pub(crate) of: u64,
}

/// Bounds of a rate, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Interval {
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl Rate {
    pub(crate) const fn new(hits: u64, of: u64) -> Self {
        Self { hits, of }
    }

    /// Counts one more, a hit or not.
    pub(crate) fn count(&mut self, hit: bool) {
        self.of += 1;
        self.hits += u64::from(hit);
    }

    /// Counts what is true of the items.
    pub(crate) fn among(items: impl IntoIterator<Item = bool>) -> Self {
        let mut rate = Self::default();
        for hit in items {
            rate.count(hit);
        }
        rate
    }

    /// 0 to 1; `None` of nothing.
    pub(crate) fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// The exact 95 % interval (Clopper and Pearson, Biometrika 26, 1934); of nothing, everything is possible.
    pub(crate) fn interval(self) -> Interval {
        const TAIL: f64 = 0.025;
        let (hits, of) = (self.hits as f64, self.of as f64);
        let misses = of - hits;
        Interval {
            lower: if self.hits == 0 {
                0.0
            } else {
                beta_quantile(hits, misses + 1.0, TAIL)
            },
            upper: if self.hits >= self.of {
                1.0
            } else {
                beta_quantile(hits + 1.0, misses, 1.0 - TAIL)
            },
        }
    }
}

/// Where the beta distribution reaches a probability: halved until nothing is left to halve.
fn beta_quantile(a: f64, b: f64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if beta_reg(a, b, middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `binom.test(hits, of)$conf.int` of R 4 says, and where there is a closed form, that.
    #[test]
    fn intervals_are_those_of_known_tables() {
        let known = [
            (Rate::new(8, 10), 0.443_904_5, 0.974_789_3),
            (Rate::new(5, 10), 0.187_086_0, 0.812_914_0),
            (Rate::new(0, 10), 0.0, 1.0 - 0.025_f64.powf(0.1)),
            (Rate::new(10, 10), 0.025_f64.powf(0.1), 1.0),
            (Rate::new(0, 5000), 0.0, 1.0 - 0.025_f64.powf(1.0 / 5000.0)),
            (Rate::new(1, 1), 0.025, 1.0),
        ];
        for (rate, lower, upper) in known {
            let interval = rate.interval();
            assert!(
                (interval.lower - lower).abs() < 1e-6 && (interval.upper - upper).abs() < 1e-6,
                "{rate:?}: {interval:?}"
            );
        }
    }

    #[test]
    fn what_was_never_tried_can_be_anything() {
        let nothing = Rate::default();
        assert_eq!(nothing.share(), None);
        assert_eq!(
            nothing.interval(),
            Interval {
                lower: 0.0,
                upper: 1.0
            }
        );
    }

    #[test]
    fn an_interval_holds_the_definition_at_its_ends() {
        // At the lower end as many hits or more have a chance of 2.5 %: checked against the binomial sum itself.
        let rate = Rate::new(50, 52);
        let p = rate.interval().lower;
        let choose = [1.0, 52.0, 1326.0];
        let at_least_50: f64 = (0..=2)
            .map(|misses: i32| {
                choose[misses as usize] * p.powi(52 - misses) * (1.0 - p).powi(misses)
            })
            .sum();
        assert!((at_least_50 - 0.025).abs() < 1e-9, "{at_least_50}");
    }
}
