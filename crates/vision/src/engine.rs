//! The engine: models loaded once a lane, as many lanes as pictures that may be looked at at once.

use crate::decode::Picture;
use crate::error::{Deadline, VisionError};
use crate::face::operator::FaceModels;
use crate::look::{LEAST_LEVEL, Sight};
#[cfg(doc)]
use crate::models::Model;
use crate::models::ModelStore;
use crate::mrz::{FoundMrz, MrzReader, Search};
use crate::raster::{Levels, Raster};
use crate::stage::Stage;
use crate::text::{TextBox, TextDetector};
use crate::view::View;
use bonafide_facts::{ModelId, MrzFact, QuarterTurn};
use std::sync::{Condvar, Mutex, PoisonError};

/// Looks at pictures, from any thread, as many at once as it has lanes; others wait.
#[derive(Debug)]
pub struct Engine {
    lanes: Mutex<Vec<Lane>>,
    freed: Condvar,
    models: Vec<ModelId>,
}

/// Lanes that use one model of those that are large or need much memory while they run ([`Model::shared`]): two lanes
/// keep such a model half busy, and seldom wait for it.
const LANES_TO_A_MODEL: usize = 2;

/// One set of models: what one picture needs while it is looked at.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) detector: TextDetector,
    mrz: MrzReader,
    pub(crate) sight: Option<Sight>,
}

/// What was read of the machine-readable zone, and what was learned on the way.
#[derive(Debug, Clone)]
pub struct MrzReading {
    /// The zone, in pixels of the picture as a viewer shows it.
    pub mrz: Option<MrzFact>,
    /// The turn under which the zone reads upright; none where there is no zone.
    pub turn: QuarterTurn,
    /// The lines of text that were found, in pixels of the raster.
    pub text: Vec<TextBox>,
    /// Pixels that the text detector saw to a pixel of the raster.
    pub text_scale: f32,
}

impl Engine {
    /// Loads what `lanes` pictures at once (at least one) need.
    ///
    /// # Errors
    /// When a model is missing or unusable.
    pub fn new(store: &ModelStore, lanes: usize) -> Result<Self, VisionError> {
        Self::with_face_models(store, lanes, &FaceModels::default())
    }

    /// The same, with face models of the operator's in place of ours or beside them.
    ///
    /// # Errors
    /// When a model is missing or unusable; a model of the operator's that does not take or give what it has to is named
    /// by its setting.
    pub fn with_face_models(
        store: &ModelStore,
        lanes: usize,
        operator: &FaceModels,
    ) -> Result<Self, VisionError> {
        Self::load(store, lanes, |store| Lane::seeing(store, operator))
    }

    /// Loads only what reading machine-readable zones needs: less memory, but [`Engine::look`] refuses.
    ///
    /// # Errors
    /// When a model is missing or unusable.
    pub fn for_reading(store: &ModelStore, lanes: usize) -> Result<Self, VisionError> {
        Self::load(store, lanes, Lane::reading)
    }

    fn load(
        store: &ModelStore,
        lanes: usize,
        lane: impl Fn(&ModelStore) -> Result<Lane, VisionError>,
    ) -> Result<Self, VisionError> {
        let beside = |place: usize, among: &ModelStore| match place % LANES_TO_A_MODEL {
            0 => store.sharing(),
            _ => among.clone(),
        };
        let mut among = store.sharing();
        let lanes = (0..lanes.max(1))
            .map(|place| {
                among = beside(place, &among);
                lane(&among)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let models = lanes.first().map(Lane::models).unwrap_or_default();
        Ok(Self {
            lanes: Mutex::new(lanes),
            freed: Condvar::new(),
            models,
        })
    }

    /// The models that look, with their versions.
    #[must_use]
    pub fn models(&self) -> &[ModelId] {
        &self.models
    }

    /// Reads the machine-readable zone of a picture, at any angle.
    ///
    /// # Errors
    /// When a model fails or time runs out.
    pub fn read_mrz(
        &self,
        picture: &Picture,
        deadline: Deadline,
    ) -> Result<MrzReading, VisionError> {
        let levels = Levels::of(picture.raster.to_gray(), LEAST_LEVEL);
        self.with_lane(deadline, |lane| lane.read_mrz(picture, &levels, deadline))
    }

    pub(crate) fn with_lane<T>(
        &self,
        deadline: Deadline,
        work: impl FnOnce(&mut Lane) -> Result<T, VisionError>,
    ) -> Result<T, VisionError> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = loop {
            if let Some(lane) = lanes.pop() {
                break lane;
            }
            deadline.check("waiting for its turn")?;
            lanes = match deadline.left() {
                Some(left) => {
                    self.freed
                        .wait_timeout(lanes, left)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
                None => self
                    .freed
                    .wait(lanes)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        };
        drop(lanes);
        let mut held = Held {
            engine: self,
            lane: Some(lane),
        };
        let lane = held.lane.as_mut().expect("held until it is dropped");
        work(lane)
    }
}

/// Gives its lane back when it is dropped, also when the work panics.
struct Held<'a> {
    engine: &'a Engine,
    lane: Option<Lane>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut lanes = self
            .engine
            .lanes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        lanes.extend(self.lane.take());
        self.engine.freed.notify_one();
    }
}

impl Lane {
    fn reading(store: &ModelStore) -> Result<Self, VisionError> {
        Ok(Self {
            detector: TextDetector::load(store)?,
            mrz: MrzReader::load(store)?,
            sight: None,
        })
    }

    fn seeing(store: &ModelStore, operator: &FaceModels) -> Result<Self, VisionError> {
        Ok(Self {
            sight: Some(Sight::load(store, operator)?),
            ..Self::reading(store)?
        })
    }

    fn models(&self) -> Vec<ModelId> {
        let mut models = vec![self.detector.id().clone(), self.mrz.id().clone()];
        models.extend(self.sight.iter().flat_map(Sight::models));
        models
    }

    /// Looks coarsely, then closely, then at the picture on its side, until a zone with right check digits is read.
    /// `levels` is the picture's raster in grey.
    pub(crate) fn read_mrz(
        &mut self,
        picture: &Picture,
        levels: &Levels,
        deadline: Deadline,
    ) -> Result<MrzReading, VisionError> {
        let mut best: Option<FoundMrz> = None;
        let mut traces = false;
        let mut text = Vec::new();
        let mut text_scale = 1.0;
        for view in View::ALL {
            if best
                .as_ref()
                .is_some_and(|best| best.settled() || best.consistent())
            {
                break;
            }
            let promising = view == View::Coarse
                || (view.promises(&text)
                    && (traces || view.promises_more(picture.raster.size(), &text)));
            if !promising || (best.is_some() && !view.upright()) {
                continue;
            }
            deadline.check("finding text")?;
            let boxes =
                Stage::Text.run(|| view.boxes(&mut self.detector, &picture.raster, &text))?;
            let search = Stage::Mrz.run(|| self.mrz.find(levels, &boxes, deadline))?;
            match search {
                Search::Found(found)
                    if best
                        .as_ref()
                        .is_none_or(|best| found.merit() > best.merit()) =>
                {
                    best = Some(found);
                }
                Search::Found(_) | Search::Nothing => {}
                Search::Traces => traces = true,
            }
            if view.upright() || view == View::Levelled || text.is_empty() {
                text = boxes;
                text_scale = view.scale(picture.raster.size());
            }
        }
        Ok(MrzReading {
            mrz: best
                .as_ref()
                .map(|found| found.fact(picture.size, picture.scale())),
            turn: best.as_ref().map_or(QuarterTurn::None, FoundMrz::turn),
            text,
            text_scale,
        })
    }
}
