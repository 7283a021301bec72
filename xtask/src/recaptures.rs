//! How well copies, screens and prints are told from documents: detection and false alarms of each medium.

mod fit;
mod report;
mod sets;

use crate::measure::{Direction, Scores};
use anyhow::{Context, Result};
use bonafide_facts::{PageFacts, Quad, TamperSignalKind};
use bonafide_testkit::press::recapture::{Medium, Nature};
use bonafide_verification::Rules;
use bonafide_vision::Deadline;
use bonafide_vision::colour::colour;
use bonafide_vision::decode::{Limits, decode};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use bonafide_vision::recapture::{Features, recapture_signals};
use jiff::civil::date;
pub(crate) use report::section;
use sets::{Sample, Subject};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Prints how well pictures of screens, prints and copies are told from pictures of documents.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Pictures of each medium, and of untouched documents twice as many.
    #[arg(long, default_value_t = 50)]
    count: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// One medium only, by its name, as in lcd-screen; may be repeated.
    #[arg(long, value_name = "MEDIUM")]
    kind: Vec<String>,
    /// What says where the document lies: the engine, as it is shipped, or the press, which is faster.
    #[arg(long, value_enum, default_value = "engine")]
    region: RegionFrom,
    /// Print weights fitted on these pictures.
    #[arg(long)]
    fit: bool,
    /// Print every picture's scores.
    #[arg(long)]
    scores: bool,
    /// Keep pictures in this folder, and take those that are there.
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// A folder of pictures of documents: print their scores alone.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The folder of the models.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// Pictures looked at at once.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum RegionFrom {
    /// What the engine found.
    Engine,
    /// What the press knows.
    Press,
}

/// What was measured of one picture.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) subject: Subject,
    pub(crate) seed: u64,
    pub(crate) own_chroma: f64,
    /// `None` where the document is too small.
    pub(crate) screen: Option<f64>,
    /// `None` where the document is too small.
    pub(crate) print: Option<f64>,
    /// What the scores were made from, where it was measured apart.
    pub(crate) features: Option<Features>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    if let Some(folder) = &arguments.folder {
        return sets::folder(folder, &arguments.models, out);
    }
    let chosen: Vec<Medium> = Medium::ALL
        .into_iter()
        .filter(|medium| {
            arguments.kind.is_empty() || arguments.kind.iter().any(|kind| kind == medium.name())
        })
        .collect();
    anyhow::ensure!(
        !chosen.is_empty(),
        "no medium is called that; there are {}",
        Medium::ALL.map(Medium::name).join(", ")
    );
    let seeds = arguments.first_seed..arguments.first_seed + arguments.count;
    let eye = Eye::open(arguments.region, &arguments.models, arguments.jobs)?;
    let measured = measure(
        &chosen,
        seeds,
        &eye,
        arguments.pictures.as_deref(),
        arguments.jobs,
    )?;
    if arguments.scores {
        for one in &measured {
            writeln!(
                out,
                "{}\t{}\t{:.2}\t{:.4}\t{:.4}\t{:?}",
                one.subject.name(),
                one.seed,
                one.own_chroma,
                one.screen.unwrap_or(-1.0),
                one.print.unwrap_or(-1.0),
                one.features.map(|features| features.values())
            )?;
        }
    }
    if arguments.fit {
        fit::print(&measured, out)?;
    }
    for scores in scores(&measured) {
        let at = scores.shipped();
        writeln!(
            out,
            "{:<18} found {} of {}, false alarms {} of {}, area under the curve {:.4}",
            scores.name,
            at.found.hits,
            at.found.of,
            at.false_alarms.hits,
            at.false_alarms.of,
            scores.area_under_curve().unwrap_or(f64::NAN),
        )?;
    }
    Ok(())
}

/// Who says where the document lies.
pub(crate) enum Eye {
    Engine(Engine),
    Press,
}

impl Eye {
    pub(crate) fn open(region: RegionFrom, models: &Path, lanes: usize) -> Result<Self> {
        Ok(match region {
            RegionFrom::Engine => Self::Engine(Engine::new(&ModelStore::open(models)?, lanes)?),
            RegionFrom::Press => Self::Press,
        })
    }

    fn look(&self, sample: &Sample, subject: Subject, seed: u64) -> Result<Measured> {
        let limits = Limits::default();
        match self {
            Self::Engine(engine) => {
                let page = engine.look(&sample.jpeg, &limits, Deadline::NONE)?;
                Ok(Measured {
                    subject,
                    seed,
                    own_chroma: f64::from(page.colour.own_chroma),
                    screen: signal(&page, TamperSignalKind::ScreenRecapture),
                    print: signal(&page, TamperSignalKind::PrintRecapture),
                    features: None,
                })
            }
            Self::Press => {
                let picture = decode(&sample.jpeg, &limits)?;
                let scale = picture.scale();
                let document = Quad(sample.document.0.map(|p| bonafide_facts::Point {
                    x: p.x * scale,
                    y: p.y * scale,
                }));
                let signals = recapture_signals(&picture.raster, Some(&document));
                let score = |kind| {
                    let found = signals.iter().find(|signal| signal.kind == kind);
                    found.map(|signal| f64::from(signal.score))
                };
                Ok(Measured {
                    subject,
                    seed,
                    own_chroma: f64::from(colour(&picture.raster, Some(&document)).own_chroma),
                    screen: score(TamperSignalKind::ScreenRecapture),
                    print: score(TamperSignalKind::PrintRecapture),
                    features: Features::measured(&picture.raster, Some(&document)),
                })
            }
        }
    }
}

pub(crate) fn signal(page: &PageFacts, kind: TamperSignalKind) -> Option<f64> {
    let found = page.tamper.iter().find(|signal| signal.kind == kind);
    found.map(|signal| f64::from(signal.score))
}

/// Makes and measures the pictures of every medium, and untouched ones: as many in full colour and as many pale.
///
/// # Errors
/// When the press or the engine fails; the message names the picture.
pub(crate) fn measure(
    media: &[Medium],
    seeds: std::ops::Range<u64>,
    eye: &Eye,
    kept: Option<&Path>,
    jobs: usize,
) -> Result<Vec<Measured>> {
    // A fixed day, so that the same seeds print the same specimens in any year.
    let printer = sets::Printer::open(date(2026, 11, 21))?;
    let subjects: Vec<Subject> = [Subject::Untouched, Subject::Pale]
        .into_iter()
        .chain(media.iter().copied().map(Subject::Medium))
        .collect();
    let work: Vec<(Subject, u64)> = seeds
        .flat_map(|seed| subjects.iter().map(move |subject| (*subject, seed)))
        .collect();
    let next = AtomicU64::new(0);
    let done = Mutex::new(Vec::with_capacity(work.len()));
    let total = work.len() as u64;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.max(1))
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some((subject, seed)) = work.get(place as usize).copied() else {
                            return Ok(());
                        };
                        crate::measure::progress("re-captured pictures", place, total);
                        let sample = sets::sample(&printer, subject, seed, kept)?;
                        let measured = eye
                            .look(&sample, subject, seed)
                            .with_context(|| format!("{} of seed {seed}", subject.name()))?;
                        done.lock()
                            .map_err(|_| anyhow::anyhow!("another picture failed"))?
                            .push((place, measured));
                    }
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .map_err(|_| anyhow::anyhow!("a worker panicked"))?
        })
    })?;
    let mut done = done
        .into_inner()
        .map_err(|_| anyhow::anyhow!("a worker panicked"))?;
    done.sort_unstable_by_key(|(place, _)| *place);
    Ok(done.into_iter().map(|(_, measured)| measured).collect())
}

/// The scores of every medium that was measured, against those of untouched pictures, at the shipped threshold.
///
/// A display or a print is found where either signal counts. A document too small for a score counts as not found.
/// Displays and prints are held against untouched documents in full colour and in pale inks, black-and-white copies
/// against those in full colour.
pub(crate) fn scores(measured: &[Measured]) -> Vec<Scores> {
    let rules = Rules::shipped(date(2026, 11, 21));
    let mut media: Vec<Medium> = Vec::new();
    for one in measured {
        if let Subject::Medium(medium) = one.subject
            && !media.contains(&medium)
        {
            media.push(medium);
        }
    }
    let over = |score: Option<f64>, kind: TamperSignalKind| {
        score.unwrap_or(0.0) / rules.tamper_threshold(kind)
    };
    media
        .into_iter()
        .map(|medium| {
            let grey = medium.nature() == Nature::BlackAndWhite;
            let (direction, threshold, origin) = if grey {
                (
                    Direction::LowerIsPositive,
                    rules.colour_from,
                    "as the threshold colour_from says: below it the check does not pass",
                )
            } else {
                (
                    Direction::HigherIsPositive,
                    1.0,
                    "each trace's score over its own threshold, the higher of the two; both thresholds were chosen on the seeds \
                     1 to 16",
                )
            };
            let score = |one: &Measured| {
                if grey {
                    one.own_chroma
                } else {
                    over(one.screen, TamperSignalKind::ScreenRecapture)
                        .max(over(one.print, TamperSignalKind::PrintRecapture))
                }
            };
            // Whether pale inks are told from copies is asked apart: nobody would say of them that they are in colour.
            let negative = |subject: Subject| match subject {
                Subject::Untouched => true,
                Subject::Pale => !grey,
                Subject::Medium(_) => false,
            };
            let of = |wanted: &dyn Fn(Subject) -> bool| {
                measured
                    .iter()
                    .filter(|one| wanted(one.subject))
                    .map(score)
                    .collect()
            };
            Scores {
                name: medium.name().to_owned(),
                positives: of(&|subject| subject == Subject::Medium(medium)),
                negatives: of(&negative),
                direction,
                threshold,
                origin: origin.to_owned(),
            }
        })
        .collect()
}
