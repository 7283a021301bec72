use serde::{Deserialize, Serialize};

/// A drawing of lines over two axes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plot {
    /// The file's name in `docs/accuracy/`, without its ending: lower case, digits and hyphens.
    pub(crate) name: String,
    pub(crate) caption: String,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    pub(crate) lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Axis {
    pub(crate) label: String,
    pub(crate) scale: Scale,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scale {
    Linear,
    /// In tens; what is below its beginning is drawn at its beginning.
    Logarithmic,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
    /// One point that stands out, such as the shipped threshold's.
    pub(crate) mark: Option<(f64, f64)>,
}

impl Axis {
    /// A share, 0 to 1.
    pub(crate) fn share(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            scale: Scale::Linear,
            from: 0.0,
            to: 1.0,
        }
    }

    pub(crate) fn linear(label: impl Into<String>, from: f64, to: f64) -> Self {
        Self {
            label: label.into(),
            scale: Scale::Linear,
            from,
            to,
        }
    }

    pub(crate) fn logarithmic(label: impl Into<String>, from: f64, to: f64) -> Self {
        Self {
            label: label.into(),
            scale: Scale::Logarithmic,
            from,
            to,
        }
    }

    /// Where a value stands along the axis, 0 to 1.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let along = match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Logarithmic => {
                (value.max(f64::MIN_POSITIVE) / self.from).ln() / (self.to / self.from).ln()
            }
        };
        along.clamp(0.0, 1.0)
    }
}
