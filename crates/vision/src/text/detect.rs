//! Lines of text by differentiable binarisation (Liao et al., AAAI 2020): a model gives each pixel's
//! probability of lying in the core of a line; cores become rectangles and grow back to the line's size.

use super::components::components;
use super::rectangle::RotatedRect;
use crate::error::VisionError;
use crate::models::{Model, ModelStore};
use crate::raster::{Raster, RgbRaster};
use crate::session::Session;
use bonafide_facts::{ModelId, Point, Quad, Size};

/// A pixel belongs to the core of a line above this probability (the model's own default).
const CORE: f32 = 0.3;
/// A core whose mean is below this is no text (the model's own default).
const LINE: f32 = 0.5;
/// By how much a core grows: its area over its perimeter, times this (the model's own default).
const GROWTH: f32 = 1.6;
/// The model halves its input five times.
const MULTIPLE: u32 = 32;
/// More lines than this are not a document.
const MOST: usize = 600;

/// One line of text, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextBox {
    /// Its rectangle, in the raster's pixels.
    pub rect: RotatedRect,
    /// Mean probability of its core, 0 to 1.
    pub score: f32,
}

impl TextBox {
    /// Its corners for a reader along its longer side; text that stands on its head is turned by its reader.
    #[must_use]
    pub fn quad(&self) -> Quad {
        self.rect.quad()
    }
}

/// How closely to look: pixels that the model sees, which is what its time and memory go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetectionDetail {
    /// Enough for print that fills the picture.
    Coarse,
    /// Enough for small print.
    Fine,
    /// Every pixel of a picture whose size was chosen for the purpose; no more than [`Self::Fine`] has.
    Whole,
}

impl DetectionDetail {
    fn pixels(self) -> f32 {
        match self {
            Self::Coarse => 330_000.0,
            Self::Fine | Self::Whole => 720_000.0,
        }
    }

    /// Pixels that the model sees to a pixel of the picture.
    pub(crate) fn scale(self, picture: Size) -> f32 {
        self.size(picture).0
    }

    /// The size at which a picture is looked at: the number of pixels that the detail allows, sides a multiple
    /// of 32, small pictures enlarged by at most four.
    fn size(self, picture: Size) -> (f32, Size) {
        let area = picture.width as f32 * picture.height as f32;
        let scale = (self.pixels() / area)
            .sqrt()
            .min(match self {
                Self::Coarse | Self::Fine => 4.0,
                Self::Whole => 1.0,
            })
            .min(1_600.0 / picture.width.max(picture.height) as f32);
        let side = |pixels: u32| {
            let scaled = (pixels as f32 * scale).round() as u32;
            scaled.div_ceil(MULTIPLE).max(1) * MULTIPLE
        };
        (
            scale,
            Size {
                width: side(picture.width),
                height: side(picture.height),
            },
        )
    }
}

/// The text detection model.
#[derive(Debug)]
pub struct TextDetector {
    session: Session,
    id: ModelId,
}

impl TextDetector {
    /// Loads the model.
    ///
    /// # Errors
    /// When its file is missing or unusable.
    pub fn load(store: &ModelStore) -> Result<Self, VisionError> {
        let (session, id) = store.load(Model::TextDetection)?;
        Ok(Self { session, id })
    }

    /// Which model this is.
    #[must_use]
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// Finds the lines of text of a picture, at any angle, in no particular order but always the same.
    ///
    /// # Errors
    /// When the model fails.
    pub fn detect(
        &mut self,
        picture: &RgbRaster,
        detail: DetectionDetail,
    ) -> Result<Vec<TextBox>, VisionError> {
        let (scale, seen) = detail.size(picture.size());
        let content = Size {
            width: ((picture.size().width as f32 * scale).round() as u32).max(1),
            height: ((picture.size().height as f32 * scale).round() as u32).max(1),
        };
        let input = planes(&picture.resized(content), seen);
        let shape = [1, 3, seen.height as usize, seen.width as usize];
        let outputs = self.session.run(&input, &shape)?;
        let map = outputs
            .first()
            .filter(|map| map.data.len() == shape[2] * shape[3]);
        let map = map.ok_or_else(|| VisionError::ModelUnusable {
            model: Model::TextDetection.name(),
            detail: "its output is not one map of the input's size".to_owned(),
        })?;
        let mut found = components(
            &map.data,
            shape[3],
            content.width as usize,
            content.height as usize,
            CORE,
        );
        found.retain(|component| component.mean >= LINE);
        found.sort_by_key(|component| std::cmp::Reverse(component.pixels));
        found.truncate(MOST);
        let boxes = found.iter().filter_map(|component| {
            let core = RotatedRect::around(&component.rim)?;
            if core.thickness < 3.0 {
                return None;
            }
            let growth =
                GROWTH * core.length * core.thickness / (2.0 * (core.length + core.thickness));
            let grown = core.grown(growth);
            let centre = Point {
                x: grown.centre.x / scale,
                y: grown.centre.y / scale,
            };
            let rect = RotatedRect {
                centre,
                length: grown.length / scale,
                thickness: grown.thickness / scale,
                ..grown
            };
            Some(TextBox {
                rect,
                score: component.mean,
            })
        });
        Ok(boxes.collect())
    }
}

/// Blue, green and red planes from -1 to 1, as the model was trained; what lies outside the picture is grey.
fn planes(picture: &RgbRaster, size: Size) -> Vec<f32> {
    let (width, height) = (size.width as usize, size.height as usize);
    let plane = width * height;
    let mut input = vec![0f32; plane * 3];
    for y in 0..picture.height() {
        for (x, pixel) in picture.row(y).chunks_exact(3).enumerate() {
            let at = y * width + x;
            input[at] = f32::from(pixel[2]) / 127.5 - 1.0;
            input[plane + at] = f32::from(pixel[1]) / 127.5 - 1.0;
            input[2 * plane + at] = f32::from(pixel[0]) / 127.5 - 1.0;
        }
    }
    input
}
