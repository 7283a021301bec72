use super::settings::{InvalidSetting, invalid};
use bonafide_facts::FaceMetric;
use bonafide_providers::SimilarityBands;
use bonafide_vision::face::operator::{
    ColourOrder, EmbeddingModel, FaceModels, Pixels, PresentationModel, PresentationOutput,
};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Face models of the operator's. What each setting is for stands in `bonafide.default.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Faces {
    embedding: PathBuf,
    embedding_order: Order,
    embedding_mean: f32,
    embedding_scale: f32,
    embedding_metric: Metric,
    embedding_bands: Vec<f64>,
    presentation: PathBuf,
    presentation_order: Order,
    presentation_mean: f32,
    presentation_scale: f32,
    presentation_around: f32,
    presentation_output: Output,
    presentation_genuine: usize,
    presentation_threshold: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    Rgb,
    Bgr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Metric {
    Cosine,
    Euclidean,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Output {
    Logits,
    Probability,
}

impl Order {
    const fn pixels(self, mean: f32, scale: f32) -> Pixels {
        let order = match self {
            Self::Rgb => ColourOrder::Rgb,
            Self::Bgr => ColourOrder::Bgr,
        };
        Pixels { order, mean, scale }
    }
}

impl Faces {
    /// Looks for settings that do not go together; the files are tried when the models are loaded.
    pub(super) fn check(&self) -> Result<(), InvalidSetting> {
        if !self.embedding.as_os_str().is_empty() && self.bands().is_none() {
            return Err(invalid(
                "faces.embedding_bands",
                "must be three distances, ascending and above 0: ours hold for our embedding alone",
            ));
        }
        let threshold = self.presentation_threshold;
        let share = threshold > 0.0 && threshold <= 1.0;
        if !self.presentation.as_os_str().is_empty() && !share {
            return Err(invalid(
                "faces.presentation_threshold",
                "must be above 0 and at most 1 where faces.presentation names a detector",
            ));
        }
        Ok(())
    }

    fn bands(&self) -> Option<SimilarityBands> {
        match self.embedding_bands[..] {
            [high, medium, low]
                if 0.0 < high && high < medium && medium < low && low.is_finite() =>
            {
                Some(SimilarityBands { high, medium, low })
            }
            _ => None,
        }
    }

    /// The bands of the operator's embedding; `None` without one.
    pub(crate) fn similarity(&self) -> Option<SimilarityBands> {
        let given = !self.embedding.as_os_str().is_empty();
        given.then(|| self.bands()).flatten()
    }

    /// The models to load.
    pub(crate) fn models(&self) -> FaceModels {
        let given = |file: &PathBuf| !file.as_os_str().is_empty();
        FaceModels {
            embedding: given(&self.embedding).then(|| EmbeddingModel {
                file: self.embedding.clone(),
                pixels: self
                    .embedding_order
                    .pixels(self.embedding_mean, self.embedding_scale),
                metric: match self.embedding_metric {
                    Metric::Cosine => FaceMetric::Cosine,
                    Metric::Euclidean => FaceMetric::Euclidean,
                },
            }),
            presentation: given(&self.presentation).then(|| PresentationModel {
                file: self.presentation.clone(),
                pixels: self
                    .presentation_order
                    .pixels(self.presentation_mean, self.presentation_scale),
                around: self.presentation_around,
                output: match self.presentation_output {
                    Output::Logits => PresentationOutput::Logits(self.presentation_genuine),
                    Output::Probability => {
                        PresentationOutput::Probability(self.presentation_genuine)
                    }
                },
                threshold: self.presentation_threshold,
            }),
        }
    }
}
