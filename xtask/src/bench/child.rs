//! A process of its own that does nothing but verify, so that its memory and its start are those of verifying.

use super::probe::Probe;
use crate::measure::Stopwatch;
use anyhow::{Context, Result};
use bonafide_domain::Side;
use bonafide_verification::{Case, Page, Rules, judge};
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tracing_subscriber::layer::SubscriberExt;

/// The name of the stage that vision does not know.
pub(crate) const JUDGE: &str = "judge";

/// What a child tells when it is done.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Processor milliseconds of each document, from its file's bytes to its verdict.
    pub(crate) documents: Vec<f64>,
    /// From the first document's beginning to the last one's verdict, as time passed.
    pub(crate) passed_milliseconds: f64,
    /// Processor milliseconds of each stage, over all documents.
    pub(crate) stages: BTreeMap<String, f64>,
    /// Processor milliseconds that a selfie adds to a document, for a few documents; empty without a selfie.
    #[serde(default)]
    pub(crate) selfie: Vec<f64>,
    /// The most memory that it held, in megabytes.
    pub(crate) peak_megabytes: f64,
    /// The most memory that it held when the engine was loaded and nothing was looked at yet.
    pub(crate) loaded_megabytes: f64,
}

/// What a child does.
pub(crate) struct Task<'a> {
    pub(crate) models: &'a Path,
    pub(crate) lanes: usize,
    pub(crate) pictures: &'a [PathBuf],
    /// A selfie whose cost is to be told.
    pub(crate) selfie: Option<&'a Path>,
}

/// Documents of which the selfie's extra cost is told.
const WITH_SELFIE: usize = 6;

/// Verifies every picture, on as many threads as there are lanes. Writes a line when the first verdict is there, and one
/// of JSON at the end.
pub(crate) fn run(task: &Task<'_>, out: &mut (impl Write + Send)) -> Result<()> {
    let probe = Probe::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(probe.clone()))?;
    let engine = Engine::new(&ModelStore::open(task.models)?, task.lanes)?;
    let loaded = peak_megabytes().context("reading /proc/self/status")?;
    let files = task
        .pictures
        .iter()
        .map(|path| std::fs::read(path).with_context(|| format!("reading {}", path.display())))
        .collect::<Result<Vec<_>>>()?;
    let (next, documents, judging) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(0.0));
    let out = Mutex::new(out);
    let begun = Instant::now();
    std::thread::scope(|scope| -> Result<()> {
        let lanes: Vec<_> = (0..task.lanes.max(1))
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    while let Some(bytes) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let (whole, judged) = verify(&engine, bytes)?;
                        *judging.lock().unwrap_or_else(PoisonError::into_inner) += judged;
                        let mut documents =
                            documents.lock().unwrap_or_else(PoisonError::into_inner);
                        documents.push(whole);
                        if documents.len() == 1 {
                            let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
                            writeln!(out, "verdict")?;
                            out.flush()?;
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        for lane in lanes {
            lane.join().map_err(|_| anyhow::anyhow!("a lane broke"))??;
        }
        Ok(())
    })?;
    let mut stages = probe.totals();
    stages.insert(
        JUDGE.to_owned(),
        judging.into_inner().unwrap_or_else(PoisonError::into_inner),
    );
    let passed_milliseconds = begun.elapsed().as_secs_f64() * 1e3;
    let selfie = match task.selfie {
        Some(selfie) => {
            let selfie =
                std::fs::read(selfie).with_context(|| format!("reading {}", selfie.display()))?;
            let some = files.iter().take(WITH_SELFIE);
            some.map(|document| extra(&engine, document, &selfie))
                .collect::<Result<_>>()?
        }
        None => Vec::new(),
    };
    let told = Told {
        selfie,
        documents: documents
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
        passed_milliseconds,
        stages,
        peak_megabytes: peak_megabytes().context("reading /proc/self/status")?,
        loaded_megabytes: loaded,
    };
    let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
    writeln!(out, "{}", serde_json::to_string(&told)?)?;
    Ok(())
}

/// What a selfie adds: itself, and the description of the portrait that it is held against.
fn extra(engine: &Engine, document: &[u8], selfie: &[u8]) -> Result<f64> {
    let limits = Limits::default();
    let alone = Stopwatch::start();
    engine.look(document, &limits, Deadline::NONE)?;
    let alone = alone.milliseconds();
    let both = Stopwatch::start();
    engine.look_for_comparison(document, &limits, Deadline::NONE)?;
    engine.look_at_selfie(selfie, &limits, Deadline::NONE)?;
    Ok(both.milliseconds() - alone)
}

/// Processor milliseconds of a document, and of judging alone.
fn verify(engine: &Engine, bytes: &[u8]) -> Result<(f64, f64)> {
    let whole = Stopwatch::start();
    let facts = engine.look(bytes, &Limits::default(), Deadline::NONE)?;
    let judging = Stopwatch::start();
    let case = Case {
        pages: vec![Page {
            side: Side::Front,
            facts,
        }],
        selfie: None,
        expected: None,
        rules: Rules::shipped(crate::print::TODAY),
    };
    std::hint::black_box(judge(&case));
    Ok((whole.milliseconds(), judging.milliseconds()))
}

/// The most memory that this process has held, by the kernel's count.
pub(crate) fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}
