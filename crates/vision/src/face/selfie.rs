//! A selfie: one face, at any turn of the picture.

use super::{Face, FaceDetector};
use crate::decode::{Limits, Picture, decode};
use crate::engine::Engine;
use crate::error::{Deadline, VisionError};
use crate::frame::Frame;
use crate::look::Sight;
use crate::raster::{Raster, RgbRaster};
use bonafide_facts::{FaceFact, FacePosition, QuarterTurn, SelfieFaces, SelfieFacts};

/// Faces are looked for in a picture of at most this long side: a face an eighth of it fills the 150 pixels that the
/// embedding sees.
const LONG_SIDE: u32 = 1_280;
/// A second face from this share of the first one's width on stands beside it; a smaller one is in the background, or on the
/// document in the hand.
const BESIDE: f32 = 0.5;
/// A face so sure, that leans by less than this (degrees), shows that the picture is upright.
const SURE: f32 = 0.8;
const UPRIGHT: f32 = 50.0;

impl Engine {
    /// Looks at a selfie: finds the face of whoever took it, at any turn of the picture, with its position and template.
    /// Boxes are in pixels of the picture as a viewer shows it.
    ///
    /// # Errors
    /// When the file is refused, a model fails, or time runs out.
    pub fn look_at_selfie(
        &self,
        bytes: &[u8],
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<SelfieFacts, VisionError> {
        let models = self.models().to_vec();
        self.with_lane(deadline, |lane| {
            let picture = decode(bytes, limits)?;
            let sight = lane.sight()?;
            let faces = upright_faces(sight, &picture, deadline)?;
            let (faces, presentation) = faces.judged(sight, deadline)?;
            Ok(SelfieFacts {
                size: picture.size,
                faces,
                presentation,
                models,
            })
        })
    }

    /// Every face of a picture, at any turn of it, the largest first, each with its position and template. For measuring how
    /// well faces are told apart; a verification looks at documents by [`Engine::look`] and at selfies by
    /// [`Engine::look_at_selfie`].
    ///
    /// # Errors
    /// As [`Engine::look_at_selfie`].
    pub fn describe_faces(
        &self,
        bytes: &[u8],
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Vec<FaceFact>, VisionError> {
        self.with_lane(deadline, |lane| {
            let picture = decode(bytes, limits)?;
            let sight = lane.sight()?;
            let seen = upright_faces(sight, &picture, deadline)?;
            seen.described(sight, deadline)
        })
    }
}

/// The faces of a picture that was turned upright.
struct Seen {
    raster: RgbRaster,
    frame: Frame,
    faces: Vec<Face>,
}

/// Looks under every turn until faces stand upright; else the turn with the surest face.
fn upright_faces(
    sight: &mut Sight,
    picture: &Picture,
    deadline: Deadline,
) -> Result<Seen, VisionError> {
    let reduced = if picture.raster.long_side() > LONG_SIDE {
        picture.raster.with_long_side(LONG_SIDE)
    } else {
        picture.raster.clone()
    };
    let mut best: Option<(f32, QuarterTurn, RgbRaster, Vec<Face>)> = None;
    for turn in [
        QuarterTurn::None,
        QuarterTurn::Right,
        QuarterTurn::Left,
        QuarterTurn::Half,
    ] {
        if best.is_some() && deadline.check("finding a selfie's turn").is_err() {
            break;
        }
        let turned = reduced.turned(turn);
        let faces = detect(&mut sight.faces, &turned, deadline)?;
        let merit = faces.first().map_or(0.0, merit);
        if best.as_ref().is_none_or(|(most, ..)| merit > *most) {
            best = Some((merit, turn, turned, faces));
        }
        if merit >= SURE {
            break;
        }
    }
    let (_, turn, raster, faces) = best.ok_or(VisionError::OutOfTime {
        stage: "finding faces",
    })?;
    let frame = Frame::new(
        &Picture {
            size: picture.size,
            raster: reduced,
        },
        turn,
    );
    Ok(Seen {
        raster,
        frame,
        faces,
    })
}

fn detect(
    detector: &mut FaceDetector,
    raster: &RgbRaster,
    deadline: Deadline,
) -> Result<Vec<Face>, VisionError> {
    detector.detect(raster, deadline)
}

/// How surely a picture is upright by its largest face.
fn merit(face: &Face) -> f32 {
    let [right, left, ..] = face.points;
    let lean = (left.y - right.y).atan2(left.x - right.x).to_degrees();
    if lean.abs() < UPRIGHT {
        face.score
    } else {
        // The same face stands more upright under another turn.
        face.score / 2.0
    }
}

impl Seen {
    /// Every face that the model of points confirms, in pixels of the picture.
    fn described(
        &self,
        sight: &mut Sight,
        deadline: Deadline,
    ) -> Result<Vec<FaceFact>, VisionError> {
        let mut facts = Vec::new();
        for face in &self.faces {
            let fact = sight.describer.describe(&self.raster, face, deadline)?;
            facts.extend(fact.map(|fact| in_picture(fact, &self.frame)));
        }
        Ok(facts)
    }

    /// Whether there is one face, and what the operator's detector says of it.
    fn judged(
        &self,
        sight: &mut Sight,
        deadline: Deadline,
    ) -> Result<(SelfieFaces, Option<bonafide_facts::PresentationFact>), VisionError> {
        let widest = self.faces.iter().map(|face| face.area.width).max();
        let least = BESIDE * widest.unwrap_or(0) as f32;
        let mut confirmed = Vec::new();
        for face in &self.faces {
            if face.area.width as f32 >= least
                && let Some(fact) = sight.describer.describe(&self.raster, face, deadline)?
            {
                confirmed.push((face, in_picture(fact, &self.frame)));
            }
        }
        if confirmed.len() > 1 {
            let areas = confirmed.into_iter().map(|(_, fact)| fact.area).collect();
            return Ok((SelfieFaces::Several(areas), None));
        }
        Ok(match confirmed.pop() {
            Some((face, fact)) => (
                SelfieFaces::One(Box::new(fact)),
                sight.describer.presentation(&self.raster, face)?,
            ),
            None => (SelfieFaces::Nobody, None),
        })
    }
}

/// A face of an upright raster, in pixels of the picture as a viewer shows it. Its pose stays that of the upright face.
pub(crate) fn in_picture(fact: FaceFact, frame: &Frame) -> FaceFact {
    FaceFact {
        area: frame.area_to_picture(fact.area),
        portrait: frame.area_to_picture(fact.portrait),
        position: fact.position.map(|position| {
            let eyes = position.eyes.map(|eye| frame.to_picture(eye));
            FacePosition {
                eyes,
                eye_distance: (eyes[0].x - eyes[1].x).hypot(eyes[0].y - eyes[1].y),
                ..position
            }
        }),
        ..fact
    }
}
