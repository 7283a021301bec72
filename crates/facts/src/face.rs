use crate::geometry::{PixelBox, Point, Size};
use crate::page::{FaceFact, ModelId};
use serde::{Deserialize, Serialize};

/// How a head is turned, in degrees; all zero for a face that looks straight at the camera. An estimate from points of
/// one picture: good to some ten degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeadPose {
    /// Positive: the face looks towards the right edge of the picture.
    pub yaw: f32,
    /// Positive: the face looks up.
    pub pitch: f32,
    /// Positive: the head leans clockwise.
    pub roll: f32,
}

/// Whether a whole face is in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FaceExtent {
    /// From the forehead to the chin, and both cheeks.
    Whole,
    /// The edge of the picture cuts the face.
    CutOff,
}

/// How a face stands in its picture, and how well it can be seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FacePosition {
    /// How the head is turned.
    pub pose: HeadPose,
    /// The middles of both eyes, the one nearer to the left edge of the upright face first.
    pub eyes: [Point; 2],
    /// Pixels between the eyes, in the picture as uploaded.
    pub eye_distance: f32,
    /// The face's share of the picture's area, 0 to 1.
    pub share: f32,
    /// Whether the whole face is there.
    pub extent: FaceExtent,
    /// Variance of the Laplacian of the grey face at 150 pixels a side: small for a blurred or tiny face.
    pub sharpness: f32,
    /// How sure the model of points is that a face is there, 0 to 1.
    pub presence: f32,
}

/// How the distance between two templates is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FaceMetric {
    /// The length of the difference.
    Euclidean,
    /// 1 − the cosine of the angle: 0 for the same direction, 2 for the opposite one.
    Cosine,
}

/// Numbers that tell a face from others: biometric data. They live as long as one verification, are never written
/// anywhere (this type does not serialise), and `Debug` does not show them.
#[derive(Clone, PartialEq)]
pub struct FaceTemplate {
    model: ModelId,
    metric: FaceMetric,
    numbers: Vec<f32>,
}

impl FaceTemplate {
    /// What a model says of a face.
    #[must_use]
    pub const fn new(model: ModelId, metric: FaceMetric, numbers: Vec<f32>) -> Self {
        Self {
            model,
            metric,
            numbers,
        }
    }

    /// The model that made it; templates of different models cannot be compared.
    #[must_use]
    pub const fn model(&self) -> &ModelId {
        &self.model
    }

    /// How far apart two faces are: 0 for the same picture. `None` where two models made them, or a number is none.
    #[must_use]
    pub fn distance(&self, other: &Self) -> Option<f64> {
        if self.model != other.model
            || self.metric != other.metric
            || self.numbers.len() != other.numbers.len()
        {
            return None;
        }
        let pairs = || {
            self.numbers
                .iter()
                .zip(&other.numbers)
                .map(|(a, b)| (f64::from(*a), f64::from(*b)))
        };
        let distance = match self.metric {
            FaceMetric::Euclidean => pairs().map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt(),
            FaceMetric::Cosine => {
                let length = |numbers: &[f32]| {
                    let squares = numbers.iter().map(|n| f64::from(*n).powi(2));
                    squares.sum::<f64>().sqrt()
                };
                let product: f64 = pairs().map(|(a, b)| a * b).sum();
                1.0 - product / (length(&self.numbers) * length(&other.numbers))
            }
        };
        distance.is_finite().then_some(distance)
    }
}

impl std::fmt::Debug for FaceTemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaceTemplate([redacted])")
    }
}

/// Everything that was seen in a selfie.
#[derive(Debug, Clone, PartialEq)]
pub struct SelfieFacts {
    /// Size of the picture as a viewer shows it.
    pub size: Size,
    /// Whose face, if there is exactly one.
    pub faces: SelfieFaces,
    /// What the operator's detector of presented pictures and masks says; `None` where none is configured.
    pub presentation: Option<PresentationFact>,
    /// The models that looked, with their versions.
    pub models: Vec<ModelId>,
}

/// The faces of a selfie.
#[derive(Debug, Clone, PartialEq)]
pub enum SelfieFaces {
    /// None was found.
    Nobody,
    /// One; smaller ones in the background are not counted.
    One(Box<FaceFact>),
    /// Several of a size. Where each is, the largest first.
    Several(Vec<PixelBox>),
}

/// What a detector of presentation attacks (ISO/IEC 30107-3) says of a face.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresentationFact {
    /// How sure it is that a living person stands before the camera, 0 to 1.
    pub genuine: f32,
    /// From what score on the operator takes a face as genuine.
    pub threshold: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(version: &str, metric: FaceMetric, numbers: &[f32]) -> FaceTemplate {
        let model = ModelId {
            name: "face-embedding".into(),
            version: version.into(),
        };
        FaceTemplate::new(model, metric, numbers.to_vec())
    }

    #[test]
    fn distances_are_of_one_model_alone() {
        use FaceMetric::{Cosine, Euclidean};
        let one = template("a", Euclidean, &[3.0, 0.0]);
        assert_eq!(
            one.distance(&template("a", Euclidean, &[0.0, 4.0])),
            Some(5.0)
        );
        assert_eq!(one.distance(&template("b", Euclidean, &[0.0, 4.0])), None);
        assert_eq!(one.distance(&template("a", Cosine, &[0.0, 4.0])), None);
        assert_eq!(one.distance(&template("a", Euclidean, &[1.0])), None);
        let turned = template("a", Cosine, &[0.0, 4.0]);
        let angle = turned
            .distance(&template("a", Cosine, &[2.0, 2.0]))
            .unwrap();
        assert!((angle - (1.0 - std::f64::consts::FRAC_1_SQRT_2)).abs() < 1e-9);
        assert_eq!(turned.distance(&template("a", Cosine, &[0.0, 0.0])), None);
    }

    #[test]
    fn a_template_is_not_printed() {
        let shown = format!("{:?}", template("a", FaceMetric::Euclidean, &[0.125]));
        assert!(!shown.contains("0.125"), "{shown}");
    }
}
