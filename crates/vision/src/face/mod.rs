//! Finding faces, the printed portrait around each, and what tells them apart.
//!
//! A face goes through four steps: [`FaceDetector`] finds its box and six points; the mesh (`mesh`) its 468 points; by those
//! it is cut out upright (`chip`); and the embedding (`embedding`) makes a [`bonafide_facts::FaceTemplate`] of the cutting, whose
//! distance to another says how alike two faces are. Every threshold on such a distance belongs to exactly these four steps.
//!
//! To measure: [`crate::engine::Engine::describe_faces`] gives all faces of a picture file with their templates.

mod anchors;
mod chip;
pub(crate) mod describe;
mod embedding;
pub(crate) mod ghost;
mod mesh;
pub mod operator;
pub(crate) mod portrait;
pub(crate) mod repeated;
pub(crate) mod selfie;
mod similarity;

use crate::error::{Deadline, VisionError};
use crate::models::{Model, ModelStore};
use crate::raster::{Raster, RgbRaster};
use crate::session::Session;
use anchors::Sighting;
use bonafide_facts::{FaceFact, ModelId, PixelBox, Point, Size};

/// Pixels on each side of what the model sees.
const SEEN: u32 = 256;
/// A sighting below this score is no face.
const LEAST_SCORE: f32 = 0.5;
/// Two boxes that overlap by more than this (intersection over union) show one face.
const SAME_FACE: f32 = 0.3;
/// A face less wide than this many pixels carries no features.
const LEAST_WIDTH: f32 = 18.0;
/// When no face is at least this share of the picture's shorter side, the picture is looked at again in
/// parts: the model has no anchors for faces that are much smaller.
const LARGE_ENOUGH: f32 = 0.12;
/// A page has the holder's portrait, a ghost image and perhaps a watermark; more are not a document's.
const MOST_FACES: usize = 8;

/// A face, in pixels of the raster it was found in.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// From the middle of the forehead to the chin.
    pub area: PixelBox,
    /// The printed photo around it: its frame where edges show one, else what a photo of ICAO 9303 part 3
    /// section 3.9 would have around such a face.
    pub portrait: PixelBox,
    /// The detector's score, 0 to 1.
    pub score: f32,
    /// Right eye, left eye (the holder's), tip of the nose, middle of the mouth, right ear, left ear.
    pub points: [Point; 6],
}

impl Face {
    /// The part of it that is a fact of a page.
    #[must_use]
    pub fn fact(&self) -> FaceFact {
        FaceFact {
            area: self.area,
            portrait: self.portrait,
            score: self.score,
            position: None,
            template: None,
        }
    }
}

/// The face detection model: BlazeFace (Bazarevsky et al., 2019), of the kind for back cameras.
#[derive(Debug)]
pub struct FaceDetector {
    session: Session,
    id: ModelId,
}

impl FaceDetector {
    /// Loads the model.
    ///
    /// # Errors
    /// When its file is missing or unusable.
    pub fn load(store: &ModelStore) -> Result<Self, VisionError> {
        let (session, id) = store.load(Model::FaceDetection)?;
        Ok(Self { session, id })
    }

    /// Which model this is.
    #[must_use]
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// Finds the faces of an upright picture, the largest first. Where the whole picture shows no face of
    /// some size, its parts are looked at as well.
    ///
    /// # Errors
    /// When the model fails, or the time is used up before the first look.
    pub fn detect(
        &mut self,
        picture: &RgbRaster,
        deadline: Deadline,
    ) -> Result<Vec<Face>, VisionError> {
        deadline.check("finding faces")?;
        let size = picture.size();
        let mut sightings = self.look(picture, Point { x: 0.0, y: 0.0 })?;
        let enough = LARGE_ENOUGH * size.width.min(size.height) as f32;
        if sightings.iter().all(|sighting| sighting.width() < enough) {
            for part in parts(size) {
                if deadline.check("finding small faces").is_err() {
                    break;
                }
                let Some(crop) = picture.crop(part) else {
                    continue;
                };
                sightings.extend(self.look(
                    &crop,
                    Point {
                        x: part.x as f32,
                        y: part.y as f32,
                    },
                )?);
            }
        }
        let faces = distinct(sightings, size).into_iter().map(|sighting| {
            let area = sighting.area(size);
            Face {
                area,
                portrait: portrait::around(size, area, |part| {
                    picture.crop(part).map(|part| part.to_gray())
                }),
                score: sighting.score,
                points: sighting.points,
            }
        });
        Ok(faces.collect())
    }

    /// One run of the model on a picture whose top left corner lies at `origin`.
    fn look(&mut self, picture: &RgbRaster, origin: Point) -> Result<Vec<Sighting>, VisionError> {
        let (input, frame) = letterboxed(picture);
        let outputs = self
            .session
            .run(&input, &[1, SEEN as usize, SEEN as usize, 3])?;
        let sightings =
            anchors::decode(&outputs, LEAST_SCORE).ok_or_else(|| VisionError::ModelUnusable {
                model: Model::FaceDetection.name(),
                detail: "its outputs are not scores and boxes of two grids".to_owned(),
            })?;
        let place = |p: Point| Point {
            x: (p.x * SEEN as f32 - frame.left) / frame.scale + origin.x,
            y: (p.y * SEEN as f32 - frame.top) / frame.scale + origin.y,
        };
        Ok(sightings
            .into_iter()
            .map(|sighting| sighting.moved(place))
            .collect())
    }
}

/// How a picture lies in the square that the model sees.
struct Frame {
    scale: f32,
    left: f32,
    top: f32,
}

/// The picture in the middle of a square, black around it, each channel from -1 to 1.
fn letterboxed(picture: &RgbRaster) -> (Vec<f32>, Frame) {
    let small = picture.with_long_side(SEEN);
    let (left, top) = (
        (SEEN - small.size().width) / 2,
        (SEEN - small.size().height) / 2,
    );
    let side = SEEN as usize;
    let mut input = vec![-1.0_f32; side * side * 3];
    for y in 0..small.height() {
        let start = ((top as usize + y) * side + left as usize) * 3;
        for (value, byte) in input[start..].iter_mut().zip(small.row(y)) {
            *value = f32::from(*byte) / 127.5 - 1.0;
        }
    }
    let scale = SEEN as f32 / picture.long_side() as f32;
    (
        input,
        Frame {
            scale,
            left: left as f32,
            top: top as f32,
        },
    )
}

/// Four overlapping parts, each two thirds of the picture across and down.
fn parts(size: Size) -> [PixelBox; 4] {
    let (width, height) = ((2 * size.width).div_ceil(3), (2 * size.height).div_ceil(3));
    let (right, lower) = (size.width - width, size.height - height);
    [(0, 0), (right, 0), (0, lower), (right, lower)].map(|(x, y)| PixelBox {
        x,
        y,
        width,
        height,
    })
}

/// The best sighting of each face, the largest face first.
fn distinct(mut sightings: Vec<Sighting>, size: Size) -> Vec<Sighting> {
    sightings.retain(|sighting| sighting.width() >= LEAST_WIDTH);
    sightings.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Sighting> = Vec::new();
    for sighting in sightings {
        let area = sighting.area(size);
        let usable = area.width > 0 && area.height > 0;
        if usable
            && kept
                .iter()
                .all(|other| !sighting.shows_the_face_of(other, SAME_FACE))
        {
            kept.push(sighting);
        }
        if kept.len() == MOST_FACES {
            break;
        }
    }
    kept.sort_by(|a, b| b.width().total_cmp(&a.width()));
    kept
}

#[cfg(test)]
mod tests;
