//! Points of a face: 468 of them, by MediaPipe's face mesh (Kartynnik et al., 2019).

use super::Face;
use super::similarity::Similarity;
use crate::error::VisionError;
use crate::models::{Model, ModelStore};
use crate::raster::{Border, Raster, RgbRaster};
use crate::session::Session;
use bonafide_facts::{HeadPose, ModelId, Point, Size};

/// Pixels on each side of what the model sees.
const SEEN: u32 = 192;
/// Points that the model gives.
const POINTS: usize = 468;
/// How much larger than the detector's box the model's window is: it was trained with a quarter of the box around it.
const AROUND: f32 = 1.5;

/// Points by their numbers in the mesh.
const RIGHT_EYE: [usize; 2] = [33, 133];
const LEFT_EYE: [usize; 2] = [362, 263];
const FOREHEAD: usize = 10;
const CHIN: usize = 152;

/// The points of one face.
#[derive(Debug, Clone)]
pub(super) struct Mesh {
    /// In pixels of the raster.
    pub(super) points: Vec<Point>,
    /// Across, down and away from the camera, in the window that was looked at.
    space: Vec<[f32; 3]>,
    /// Whether a face is there, 0 to 1.
    pub(super) presence: f32,
}

/// The model.
#[derive(Debug)]
pub(super) struct MeshModel {
    session: Session,
    pub(super) id: ModelId,
}

impl MeshModel {
    pub(super) fn load(store: &ModelStore) -> Result<Self, VisionError> {
        let (session, id) = store.load(Model::FaceMesh)?;
        Ok(Self { session, id })
    }

    /// The points of a face that was detected in this raster, however it leans.
    pub(super) fn find(&mut self, picture: &RgbRaster, face: &Face) -> Result<Mesh, VisionError> {
        let [right, left, ..] = face.points;
        let lean = (left.y - right.y).atan2(left.x - right.x);
        let area = face.area;
        let centre = Point {
            x: area.x as f32 + area.width as f32 / 2.0,
            y: area.y as f32 + area.height as f32 / 2.0,
        };
        let reach = AROUND * area.width.max(area.height) as f32;
        let window = Similarity::window(centre, reach, lean, SEEN);
        let back = window.inverse();
        let size = Size {
            width: SEEN,
            height: SEEN,
        };
        let crop = picture.crop_quad(&back.square(SEEN), size, Border::Constant(0));
        let input: Vec<f32> = crop
            .pixels()
            .iter()
            .map(|byte| f32::from(*byte) / 255.0)
            .collect();
        let side = SEEN as usize;
        let outputs = self.session.run(&input, &[1, side, side, 3])?;
        let of_length = |length: usize| {
            let found = outputs.iter().find(|output| output.data.len() == length);
            found.ok_or_else(|| VisionError::ModelUnusable {
                model: Model::FaceMesh.name(),
                detail: format!("it has no output of {length} numbers"),
            })
        };
        let space: Vec<[f32; 3]> = of_length(3 * POINTS)?
            .data
            .chunks_exact(3)
            .map(|point| [point[0], point[1], point[2]])
            .collect();
        let finite = space.iter().flatten().all(|number| number.is_finite());
        let points = space
            .iter()
            .map(|&[x, y, _]| back.at(Point { x, y }))
            .collect();
        let presence = of_length(1)?.data[0];
        Ok(Mesh {
            points,
            space,
            presence: if finite { presence } else { 0.0 },
        })
    }
}

impl Mesh {
    /// The middles of both eyes: the holder's right one first.
    pub(super) fn eyes(&self) -> [Point; 2] {
        [RIGHT_EYE, LEFT_EYE].map(|[outer, inner]| {
            let (a, b) = (self.points[outer], self.points[inner]);
            Point {
                x: (a.x + b.x) / 2.0,
                y: (a.y + b.y) / 2.0,
            }
        })
    }

    /// How the head is turned: from the line between the outer corners of the eyes, and the one from chin to forehead.
    pub(super) fn pose(&self) -> HeadPose {
        let line = |from: usize, to: usize| -> [f32; 3] {
            std::array::from_fn(|axis| self.space[to][axis] - self.space[from][axis])
        };
        let (across, up) = (line(RIGHT_EYE[0], LEFT_EYE[1]), line(CHIN, FOREHEAD));
        let [right, left] = [RIGHT_EYE[0], LEFT_EYE[1]].map(|corner| self.points[corner]);
        HeadPose {
            yaw: across[2].atan2(across[0]).to_degrees(),
            pitch: up[2].atan2(-up[1]).to_degrees(),
            roll: (left.y - right.y).atan2(left.x - right.x).to_degrees(),
        }
    }
}
