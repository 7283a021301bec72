//! Numbers that tell a face from others.

use super::chip;
use super::mesh::Mesh;
use super::operator::EmbeddingOfOperator;
use crate::error::VisionError;
use crate::models::{Model, ModelStore};
use crate::raster::{Raster, RgbRaster};
use crate::session::Session;
use bonafide_facts::{FaceMetric, FaceTemplate, ModelId};

/// Numbers of dlib's embedding.
const NUMBERS: usize = 128;

/// What makes templates: dlib's network, or the operator's in its place.
#[derive(Debug)]
pub(super) enum Embedder {
    /// dlib's ResNet (King, 2017): trained so that faces closer than 0.6 are of one person; our bands are stricter.
    Own { session: Session, id: ModelId },
    /// A stronger one, of the operator's.
    Operator(EmbeddingOfOperator),
}

impl Embedder {
    pub(super) fn load(store: &ModelStore) -> Result<Self, VisionError> {
        let (session, id) = store.load(Model::FaceEmbedding)?;
        Ok(Self::Own { session, id })
    }

    pub(super) const fn id(&self) -> &ModelId {
        match self {
            Self::Own { id, .. } => id,
            Self::Operator(model) => &model.id,
        }
    }

    /// The template of a face: the mean of what the model says of it and of its mirror image, which says the same of a person
    /// and less of a pose. `None` when the points do not span a face.
    pub(super) fn template(
        &mut self,
        picture: &RgbRaster,
        mesh: &Mesh,
    ) -> Result<Option<FaceTemplate>, VisionError> {
        let cut = match self {
            Self::Own { .. } => chip::cut(picture, mesh),
            Self::Operator(model) => model.cut(picture, mesh),
        };
        let Some(cut) = cut else {
            return Ok(None);
        };
        let (metric, one) = self.run(&cut)?;
        let (_, other) = self.run(&chip::mirrored(&cut))?;
        let numbers = one.iter().zip(&other).map(|(a, b)| (a + b) / 2.0).collect();
        Ok(Some(FaceTemplate::new(self.id().clone(), metric, numbers)))
    }

    fn run(&mut self, cut: &RgbRaster) -> Result<(FaceMetric, Vec<f32>), VisionError> {
        match self {
            Self::Own { session, .. } => {
                let side = cut.width();
                let input = planes(cut, |byte| byte);
                let outputs = session.run(&input, &[1, 3, side, side])?;
                match outputs.into_iter().next() {
                    Some(output) if output.data.len() == NUMBERS => {
                        Ok((FaceMetric::Euclidean, output.data))
                    }
                    _ => Err(VisionError::ModelUnusable {
                        model: Model::FaceEmbedding.name(),
                        detail: format!("its output is not {NUMBERS} numbers"),
                    }),
                }
            }
            Self::Operator(model) => model.run(cut),
        }
    }
}

/// Channel after channel, each number as `scaled` gives it.
pub(super) fn planes(picture: &RgbRaster, scaled: impl Fn(f32) -> f32) -> Vec<f32> {
    let mut input = Vec::with_capacity(picture.pixels().len());
    for channel in 0..3 {
        let bytes = picture.pixels().iter().skip(channel).step_by(3);
        input.extend(bytes.map(|byte| scaled(f32::from(*byte))));
    }
    input
}
