//! Models of the operator's own: a stronger embedding, and a detector of presentation attacks.
//!
//! What such a model has to take and to give stands in `docs/models-of-your-own.md`. Everything that can be checked is
//! checked when the engine is made, on a grey picture: the shape of the input, the shape and the numbers of the output.

use super::embedding::planes;
use super::mesh::Mesh;
use super::similarity::Similarity;
use crate::error::VisionError;
use crate::models::ModelStore;
use crate::raster::{Border, RgbRaster};
use crate::session::Session;
use bonafide_facts::{FaceMetric, ModelId, PixelBox, Point, PresentationFact, Size};
use std::path::PathBuf;

/// The order of a pixel's three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourOrder {
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red.
    Bgr,
}

/// How a byte becomes the number that a model expects: `(byte − mean) / scale`, in some order of colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pixels {
    /// Which colour comes first.
    pub order: ColourOrder,
    /// Subtracted from each byte.
    pub mean: f32,
    /// Divides what is left; not zero.
    pub scale: f32,
}

/// A face embedding of the operator's.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbeddingModel {
    /// The ONNX file.
    pub file: PathBuf,
    /// How pixels go in.
    pub pixels: Pixels,
    /// How distances are taken.
    pub metric: FaceMetric,
}

/// A detector of presentation attacks of the operator's.
#[derive(Debug, Clone, PartialEq)]
pub struct PresentationModel {
    /// The ONNX file.
    pub file: PathBuf,
    /// How pixels go in.
    pub pixels: Pixels,
    /// Sides of the crop over the longer side of the face's box: 1 is the face alone.
    pub around: f32,
    /// What its output means.
    pub output: PresentationOutput,
    /// Score from which a face is taken as genuine, 0 to 1.
    pub threshold: f32,
}

/// What the numbers of a presentation attack detector mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresentationOutput {
    /// Probabilities; the one at this index is that of a genuine face.
    Probability(usize),
    /// Logits of which a softmax makes probabilities; the one at this index is that of a genuine face.
    Logits(usize),
}

/// Models of the operator's that take part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FaceModels {
    /// In the place of dlib's embedding.
    pub embedding: Option<EmbeddingModel>,
    /// For `notFaceSpoofing`.
    pub presentation: Option<PresentationModel>,
}

/// The places of eyes, tip of the nose and corners of the mouth in a crop of 112 pixels, as the reference code of ArcFace
/// (Deng et al., 2019) has them and published embeddings since expect them.
const FIVE_PLACES: [(f32, f32); 5] = [
    (38.2946, 51.6963),
    (73.5318, 51.5014),
    (56.0252, 71.7366),
    (41.5493, 92.3655),
    (70.7299, 92.2041),
];
const FIVE_SIDE: f32 = 112.0;
/// Tip of the nose and corners of the mouth in the mesh.
const NOSE_AND_MOUTH: [usize; 3] = [1, 61, 291];
/// Sides of input that are taken, in pixels.
const SIDES: std::ops::RangeInclusive<usize> = 32..=512;
/// Numbers of an embedding that are taken.
const LENGTHS: std::ops::RangeInclusive<usize> = 32..=4_096;

/// An ONNX model with one square picture as input.
#[derive(Debug)]
struct Square {
    session: Session,
    side: usize,
    pixels: Pixels,
}

/// The operator's embedding, ready to run.
#[derive(Debug)]
pub(super) struct EmbeddingOfOperator {
    model: Square,
    metric: FaceMetric,
    pub(super) id: ModelId,
}

/// The operator's detector, ready to run.
#[derive(Debug)]
pub(super) struct PresentationDetector {
    model: Square,
    settings: PresentationModel,
    pub(super) id: ModelId,
}

const EMBEDDING: &str = "faces.embedding";
const PRESENTATION: &str = "faces.presentation";

impl Square {
    fn load(
        store: &ModelStore,
        name: &'static str,
        file: &std::path::Path,
        pixels: Pixels,
    ) -> Result<(Self, ModelId), VisionError> {
        let (session, id) = store.load_file(name, file).map_err(|error| match error {
            VisionError::ModelUnreadable { path, source } => VisionError::OperatorModelUnreadable {
                setting: name,
                path,
                source,
            },
            VisionError::ModelUnusable { detail, .. } => VisionError::OperatorModelUnusable {
                setting: name,
                detail,
            },
            other => other,
        })?;
        let shape = session.input_shape();
        let unusable = |detail: String| VisionError::OperatorModelUnusable {
            setting: name,
            detail,
        };
        if !(pixels.scale.is_finite() && pixels.scale != 0.0 && pixels.mean.is_finite()) {
            return Err(unusable(
                "mean and scale have to be numbers, and scale not zero".into(),
            ));
        }
        // A batch of any size is written as −1.
        let side = match shape[..] {
            [1 | -1, 3, height, width] if height == width && height > 0 => height as usize,
            _ => {
                return Err(unusable(format!(
                    "its input has the shape {shape:?}, where [1, 3, S, S] is expected: one picture, channels first"
                )));
            }
        };
        if !SIDES.contains(&side) {
            return Err(unusable(format!(
                "its input is {side} pixels a side, where {} to {} are expected",
                SIDES.start(),
                SIDES.end()
            )));
        }
        let model = Self {
            session,
            side,
            pixels,
        };
        Ok((model, id))
    }

    fn size(&self) -> Size {
        let side = self.side as u32;
        Size {
            width: side,
            height: side,
        }
    }

    fn run(&mut self, picture: &RgbRaster) -> Result<Vec<f32>, VisionError> {
        let Pixels { order, mean, scale } = self.pixels;
        let mut input = planes(picture, |byte| (byte - mean) / scale);
        if order == ColourOrder::Bgr {
            let plane = self.side * self.side;
            let (red, rest) = input.split_at_mut(plane);
            red.swap_with_slice(&mut rest[plane..]);
        }
        let outputs = self.session.run(&input, &[1, 3, self.side, self.side])?;
        Ok(outputs
            .into_iter()
            .next()
            .map(|o| o.data)
            .unwrap_or_default())
    }

    /// What the model says of a picture that shows nothing.
    fn tried(&mut self, setting: &'static str) -> Result<Vec<f32>, VisionError> {
        self.run(&RgbRaster::filled(self.size(), [127, 127, 127]))
            .map_err(|error| VisionError::OperatorModelUnusable {
                setting,
                detail: error.to_string(),
            })
    }
}

impl EmbeddingOfOperator {
    pub(super) fn load(store: &ModelStore, settings: &EmbeddingModel) -> Result<Self, VisionError> {
        let (mut model, id) = Square::load(store, EMBEDDING, &settings.file, settings.pixels)?;
        let numbers = model.tried(EMBEDDING)?;
        if !LENGTHS.contains(&numbers.len()) || numbers.iter().any(|n| !n.is_finite()) {
            return Err(VisionError::OperatorModelUnusable {
                setting: EMBEDDING,
                detail: format!(
                    "its first output is {} numbers on a grey picture, where {} to {} finite ones are expected",
                    numbers.len(),
                    LENGTHS.start(),
                    LENGTHS.end()
                ),
            });
        }
        Ok(Self {
            model,
            metric: settings.metric,
            id,
        })
    }

    /// The upright crop by five points; `None` when they do not span a face.
    pub(super) fn cut(&self, picture: &RgbRaster, mesh: &Mesh) -> Option<RgbRaster> {
        let scale = self.model.side as f32 / FIVE_SIDE;
        let to = FIVE_PLACES.map(|(x, y)| Point {
            x: x * scale,
            y: y * scale,
        });
        let [right, left] = mesh.eyes();
        let [nose, mouth_right, mouth_left] = NOSE_AND_MOUTH.map(|point| mesh.points[point]);
        let from = [right, left, nose, mouth_right, mouth_left];
        let map = Similarity::fitted(&from, &to)?;
        let corners = map.inverse().square(self.model.side as u32);
        Some(picture.crop_quad(&corners, self.model.size(), Border::Constant(0)))
    }

    pub(super) fn run(&mut self, cut: &RgbRaster) -> Result<(FaceMetric, Vec<f32>), VisionError> {
        Ok((self.metric, self.model.run(cut)?))
    }
}

impl PresentationDetector {
    pub(super) fn load(
        store: &ModelStore,
        settings: &PresentationModel,
    ) -> Result<Self, VisionError> {
        let (model, id) = Square::load(store, PRESENTATION, &settings.file, settings.pixels)?;
        let mut detector = Self {
            model,
            settings: settings.clone(),
            id,
        };
        let unusable = |detail: String| VisionError::OperatorModelUnusable {
            setting: PRESENTATION,
            detail,
        };
        if !(1.0..=8.0).contains(&settings.around) || !(0.0..=1.0).contains(&settings.threshold) {
            return Err(unusable(
                "the crop has to be 1 to 8 times the face, and the threshold 0 to 1".into(),
            ));
        }
        let numbers = detector.model.tried(PRESENTATION)?;
        detector.genuine(&numbers).map_err(unusable)?;
        Ok(detector)
    }

    /// What the detector says of the face in a box.
    pub(super) fn judge(
        &mut self,
        picture: &RgbRaster,
        face: PixelBox,
    ) -> Result<PresentationFact, VisionError> {
        let centre = Point {
            x: face.x as f32 + face.width as f32 / 2.0,
            y: face.y as f32 + face.height as f32 / 2.0,
        };
        let reach = self.settings.around * face.width.max(face.height) as f32;
        let side = self.model.side as u32;
        let corners = Similarity::window(centre, reach, 0.0, side)
            .inverse()
            .square(side);
        let crop = picture.crop_quad(&corners, self.model.size(), Border::Nearest);
        let numbers = self.model.run(&crop)?;
        let genuine = self
            .genuine(&numbers)
            .map_err(|detail| VisionError::Inference {
                model: PRESENTATION,
                detail,
            })?;
        Ok(PresentationFact {
            genuine,
            threshold: self.settings.threshold,
        })
    }

    fn genuine(&self, numbers: &[f32]) -> Result<f32, String> {
        let (index, probability) = match self.settings.output {
            PresentationOutput::Probability(index) => (index, numbers.get(index).copied()),
            PresentationOutput::Logits(index) => {
                let most = numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let total: f32 = numbers.iter().map(|n| (n - most).exp()).sum();
                let own = numbers.get(index).map(|n| (n - most).exp() / total);
                (index, own)
            }
        };
        match probability {
            Some(genuine) if (0.0..=1.0).contains(&genuine) => Ok(genuine),
            Some(genuine) => Err(format!(
                "number {index} of its output is {genuine}, which is no probability; say that it gives logits"
            )),
            None => Err(format!(
                "its output has {} numbers, and none of index {index}",
                numbers.len()
            )),
        }
    }
}
