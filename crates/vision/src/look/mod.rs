//! Everything that can be seen on one side of a document, from its file to facts.

mod print;
mod see;
mod text;
mod turn;

use crate::decode::{Limits, Picture, decode};
use crate::engine::{Engine, Lane, MrzReading};
use crate::error::{Deadline, VisionError};
use crate::face::FaceDetector;
use crate::face::describe::FaceDescriber;
use crate::face::operator::FaceModels;
use crate::frame::Frame;
use crate::models::ModelStore;
use crate::page;
use crate::raster::Levels;
use crate::stage::Stage;
use crate::tamper::{compression, file_signals};
use crate::text::TextDetector;
use crate::visual_zone::LineReader;
use bonafide_facts::{DocumentFact, ModelId, PageFacts};
use see::see;
use turn::upright_faces;

/// Pictures are halved for the readers of lines until they are no longer than this.
pub(crate) const LEAST_LEVEL: u32 = 400;

/// The models that see what is not machine-readable.
#[derive(Debug)]
pub(crate) struct Sight {
    pub(crate) faces: FaceDetector,
    pub(crate) describer: FaceDescriber,
    lines: LineReader,
}

/// What is wanted of the portrait on a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Portrait {
    /// Where it is.
    Located,
    /// Also what tells it from other faces: biometric data, made only where it is compared.
    Described,
}

impl Sight {
    pub(crate) fn load(store: &ModelStore, operator: &FaceModels) -> Result<Self, VisionError> {
        Ok(Self {
            faces: FaceDetector::load(store)?,
            describer: FaceDescriber::load(store, operator)?,
            lines: LineReader::load(store)?,
        })
    }

    pub(crate) fn models(&self) -> Vec<ModelId> {
        let mut models = vec![self.faces.id().clone(), self.lines.id().clone()];
        models.extend(self.describer.models());
        models
    }
}

impl Engine {
    /// Looks at a picture file: decodes it within `limits`, reads both zones, finds face, signature, colour
    /// and traces of editing. The file is decoded once it has a lane, so that waiting costs no memory.
    ///
    /// # Errors
    /// When the file is refused, a model fails, or time runs out before the page was seen as a whole.
    pub fn look(
        &self,
        bytes: &[u8],
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<PageFacts, VisionError> {
        self.look_for(bytes, limits, deadline, Portrait::Located)
    }

    /// The same, for a document whose portrait will be compared with a selfie: the first face also has its position and
    /// template.
    ///
    /// # Errors
    /// As [`Engine::look`].
    pub fn look_for_comparison(
        &self,
        bytes: &[u8],
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<PageFacts, VisionError> {
        self.look_for(bytes, limits, deadline, Portrait::Described)
    }

    fn look_for(
        &self,
        bytes: &[u8],
        limits: &Limits,
        deadline: Deadline,
        wanted: Portrait,
    ) -> Result<PageFacts, VisionError> {
        let models = self.models().to_vec();
        self.with_lane(deadline, |lane| {
            let picture = Stage::Decode.run(|| decode(bytes, limits))?;
            let levels = Levels::of(picture.raster.to_gray(), LEAST_LEVEL);
            let reading = lane.read_mrz(&picture, &levels, deadline)?;
            let seen = Seen {
                picture: &picture,
                levels,
                reading,
            };
            let mut page = see(lane, seen, models, wanted, deadline)?;
            page.tamper.splice(
                0..0,
                Stage::Tamper.run(|| {
                    let mut signals = file_signals(bytes);
                    signals.extend(compression(bytes, &picture));
                    signals
                }),
            );
            Ok(page)
        })
    }

    /// Where the document lies in a picture, without reading its visual zone: what [`Engine::look`] gives as
    /// [`PageFacts::document`], in a third of the time.
    ///
    /// # Errors
    /// When a model fails or time runs out.
    pub fn find_document(
        &self,
        picture: &Picture,
        deadline: Deadline,
    ) -> Result<Option<DocumentFact>, VisionError> {
        self.with_lane(deadline, |lane| {
            let levels = Levels::of(picture.raster.to_gray(), LEAST_LEVEL);
            let reading = lane.read_mrz(picture, &levels, deadline)?;
            drop(levels);
            let (turn, faces) = upright_faces(lane.sight()?, &picture.raster, &reading, deadline)?;
            let frame = Frame::new(picture, turn);
            let upright = frame.upright(&picture.raster);
            let evidence = page::evidence(&reading, picture, &frame, &faces);
            let found = Stage::Page.run(|| page::find_document(&upright, &evidence));
            Ok(found.map(|found| outline_in_picture(found, &frame)))
        })
    }
}

/// An outline in the upright raster, in the picture.
fn outline_in_picture(found: DocumentFact, frame: &Frame) -> DocumentFact {
    DocumentFact {
        corners: frame.quad_to_picture(found.corners),
        ..found
    }
}

/// A picture whose machine-readable zone was looked for.
struct Seen<'a> {
    picture: &'a Picture,
    /// The raster in grey.
    levels: Levels,
    reading: MrzReading,
}

impl Lane {
    /// The text detector, and the models of sight.
    ///
    /// # Errors
    /// As [`Lane::sight`].
    fn eyes(&mut self) -> Result<(&mut TextDetector, &mut Sight), VisionError> {
        match &mut self.sight {
            Some(sight) => Ok((&mut self.detector, sight)),
            None => Err(no_sight()),
        }
    }

    /// The models of sight.
    ///
    /// # Errors
    /// When the engine was made for reading machine-readable zones alone.
    pub(crate) fn sight(&mut self) -> Result<&mut Sight, VisionError> {
        self.sight.as_mut().ok_or_else(no_sight)
    }
}

fn no_sight() -> VisionError {
    VisionError::ModelUnusable {
        model: "face-detection",
        detail: "this engine was made for reading machine-readable zones alone".to_owned(),
    }
}
