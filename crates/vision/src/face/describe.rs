//! What can be said of a face that was found: how it stands, how well it is seen, and whose it is.

use super::embedding::Embedder;
use super::mesh::{Mesh, MeshModel};
use super::operator::{EmbeddingOfOperator, FaceModels, PresentationDetector};
use super::{Face, chip};
use crate::colour::sharpness;
use crate::error::{Deadline, VisionError};
use crate::models::ModelStore;
use crate::raster::{Raster, RgbRaster};
use bonafide_facts::{FaceExtent, FaceFact, FacePosition, ModelId, PresentationFact, Size};

/// Below this, the model of points says that there is no face.
const LEAST_PRESENCE: f32 = 0.5;
/// The share of the mesh's points that may lie outside of the picture before a face counts as cut off: those of its outline
/// lie on the edge of what can be seen.
const MOST_OUTSIDE: f32 = 0.03;

/// The models that describe faces.
#[derive(Debug)]
pub(crate) struct FaceDescriber {
    mesh: MeshModel,
    embedder: Embedder,
    presentation: Option<PresentationDetector>,
}

impl FaceDescriber {
    pub(crate) fn load(store: &ModelStore, operator: &FaceModels) -> Result<Self, VisionError> {
        let embedder = match &operator.embedding {
            Some(settings) => Embedder::Operator(EmbeddingOfOperator::load(store, settings)?),
            None => Embedder::load(store)?,
        };
        let presentation = operator
            .presentation
            .as_ref()
            .map(|settings| PresentationDetector::load(store, settings))
            .transpose()?;
        Ok(Self {
            mesh: MeshModel::load(store)?,
            embedder,
            presentation,
        })
    }

    pub(crate) fn models(&self) -> Vec<ModelId> {
        let mut models = vec![self.mesh.id.clone(), self.embedder.id().clone()];
        models.extend(self.presentation.iter().map(|detector| detector.id.clone()));
        models
    }

    /// A face with its position and its template, in pixels of the raster it was found in. `None` when the model of points
    /// sees no face there.
    ///
    /// # Errors
    /// When a model fails, or no time is left.
    pub(crate) fn describe(
        &mut self,
        picture: &RgbRaster,
        face: &Face,
        deadline: Deadline,
    ) -> Result<Option<FaceFact>, VisionError> {
        deadline.check("comparing faces")?;
        let mesh = self.mesh.find(picture, face)?;
        if mesh.presence < LEAST_PRESENCE {
            return Ok(None);
        }
        Ok(Some(FaceFact {
            position: Some(position(picture, face, &mesh)),
            template: self.embedder.template(picture, &mesh)?,
            ..face.fact()
        }))
    }

    /// What the operator's detector of presentation attacks says; `None` without one.
    ///
    /// # Errors
    /// When the model fails.
    pub(crate) fn presentation(
        &mut self,
        picture: &RgbRaster,
        face: &Face,
    ) -> Result<Option<PresentationFact>, VisionError> {
        let detector = self.presentation.as_mut();
        detector
            .map(|detector| detector.judge(picture, face.area))
            .transpose()
    }
}

fn position(picture: &RgbRaster, face: &Face, mesh: &Mesh) -> FacePosition {
    let eyes = mesh.eyes();
    let Size { width, height } = picture.size();
    let area = f64::from(face.area.width) * f64::from(face.area.height);
    let outside = mesh.points.iter().filter(|point| {
        let within =
            (0.0..=width as f32).contains(&point.x) && (0.0..=height as f32).contains(&point.y);
        !within
    });
    let share_outside = outside.count() as f32 / mesh.points.len() as f32;
    FacePosition {
        pose: mesh.pose(),
        eyes,
        eye_distance: (eyes[0].x - eyes[1].x).hypot(eyes[0].y - eyes[1].y),
        share: (area / (f64::from(width) * f64::from(height))) as f32,
        extent: if share_outside > MOST_OUTSIDE {
            FaceExtent::CutOff
        } else {
            FaceExtent::Whole
        },
        sharpness: chip::cut(picture, mesh)
            .map_or(0.0, |chip| sharpness(&chip.to_gray()).laplacian_variance),
        presence: mesh.presence,
    }
}
