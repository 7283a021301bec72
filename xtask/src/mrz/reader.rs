use super::outcome::{Outcome, Zone};
use crate::measure::{Setting, Stopwatch};
use anyhow::Result;
use bonafide_vision::Deadline;
use bonafide_vision::decode::{Limits, decode};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;

/// An engine with a lane for each picture that is looked at at once.
pub(crate) struct Reader {
    engine: Engine,
}

impl Reader {
    pub(crate) fn open(setting: &Setting) -> Result<Self> {
        let store = ModelStore::open(&setting.models)?;
        Ok(Self {
            engine: Engine::new(&store, setting.jobs)?,
        })
    }

    /// Looks at a picture file with all that the engine has; the time is the core's, and holds everything from the
    /// file's bytes to facts.
    pub(crate) fn read(&self, case: &str, bytes: &[u8], truth: &[String]) -> Result<Outcome> {
        let watch = Stopwatch::start();
        let facts = self
            .engine
            .look(bytes, &Limits::default(), Deadline::NONE)?;
        let milliseconds = watch.milliseconds();
        let zone = facts.mrz.as_ref().map(Zone::of);
        Ok(Outcome::of(case, truth, zone.as_ref(), milliseconds))
    }

    /// Reads the zone alone.
    pub(crate) fn read_zone(&self, case: &str, bytes: &[u8], truth: &[String]) -> Result<Outcome> {
        let watch = Stopwatch::start();
        let picture = decode(bytes, &Limits::default())?;
        let reading = self.engine.read_mrz(&picture, Deadline::NONE)?;
        let milliseconds = watch.milliseconds();
        let zone = reading.mrz.as_ref().map(Zone::of);
        Ok(Outcome::of(case, truth, zone.as_ref(), milliseconds))
    }
}
