//! Genuine specimens, looked at once for all the sections that tell something of them.

use crate::measure::{Setting, Stopwatch};
use crate::print::{Care, Printer};
use anyhow::{Context, Result};
use bonafide_facts::PageFacts;
use bonafide_testkit::press::{DocumentKind, Truth};
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use serde::{Deserialize, Serialize};

/// How many of each kind and care, unless said otherwise.
pub(crate) const COUNT: u64 = 60;

/// One photograph: what is on it, and what was seen.
#[derive(Serialize, Deserialize)]
pub(crate) struct Look {
    pub(crate) kind: DocumentKind,
    pub(crate) seed: u64,
    pub(crate) truth: Truth,
    pub(crate) facts: PageFacts,
    /// Of one core, from the file's bytes to facts.
    pub(crate) milliseconds: f64,
}

impl Look {
    /// What repeats it.
    pub(crate) fn case(&self) -> String {
        format!("{:?} {}", self.kind, self.seed)
    }
}

/// All kinds with one degree of care, by kind and seed. Sides of one card share a seed.
pub(crate) fn genuine(setting: &Setting, care: Care) -> Result<Vec<Look>> {
    let engine = Engine::new(&ModelStore::open(&setting.models)?, setting.jobs)?;
    let printer = Printer::open()?;
    let keys: Vec<String> = DocumentKind::ALL
        .into_iter()
        .flat_map(|kind| {
            setting
                .seeds(COUNT)
                .map(move |seed| format!("{kind:?} {seed}"))
        })
        .collect();
    let ledger = setting.ledger(&format!("looks-{}", care.name()));
    ledger.each(&keys, setting.jobs, |key| {
        let (kind, seed) = key.split_once(' ').context("kind and seed")?;
        let kind = DocumentKind::ALL
            .into_iter()
            .find(|known| format!("{known:?}") == kind)
            .context("a known kind")?;
        let seed = seed.parse()?;
        let photo = printer.photograph(kind, care, seed)?;
        let watch = Stopwatch::start();
        let facts = engine.look(&photo.jpeg, &Limits::default(), Deadline::NONE)?;
        Ok(Look {
            kind,
            seed,
            milliseconds: watch.milliseconds(),
            truth: photo.truth,
            facts,
        })
    })
}
