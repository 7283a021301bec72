//! How well documents are found in pictures, and what stands on them, on printed specimens.

mod draw;
mod overlap;
mod report;
mod score;

use anyhow::{Context, Result};
use bonafide_facts::{DocumentFact, PageFacts};
use bonafide_testkit::press::{DocumentKind, Photo, Press, Scene, SpecimenData, photograph};
use bonafide_vision::Deadline;
use bonafide_vision::decode::{Limits, decode};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use jiff::civil::date;
pub(crate) use report::measure as section;
pub(crate) use score::Score;
use std::io::Write;
use std::path::PathBuf;

/// Prints how well documents, portraits and signatures are found on specimens from the press.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Specimens to print and photograph of each kind and scene.
    #[arg(long, default_value_t = 20)]
    count: u64,
    /// The first seed of the specimens.
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// How closely to look.
    #[arg(long, value_enum, default_value_t = Depth::Everything)]
    depth: Depth,
    /// The folder of the models.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// A folder for pictures of what was found wrong, drawn over what is there.
    #[arg(long, value_name = "DIR")]
    draw: Option<PathBuf>,
}

/// How closely pictures are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Depth {
    /// Everything that the engine sees.
    Everything,
    /// The outline alone: three times as fast.
    Outline,
}

/// How a picture is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// By a scanner.
    Scanned,
    /// By a careful person.
    Careful,
    /// As people send as well.
    Sloppy,
}

impl Care {
    /// All three.
    pub(crate) const ALL: [Self; 3] = [Self::Scanned, Self::Careful, Self::Sloppy];

    /// Its name in tables.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Scanned => "scanned",
            Self::Careful => "careful",
            Self::Sloppy => "sloppy",
        }
    }

    fn scene(self, seed: u64) -> Scene {
        match self {
            Self::Scanned => Scene::flat(),
            Self::Careful => Scene::careful(seed),
            Self::Sloppy => Scene::sloppy(seed),
        }
    }
}

/// What was found on one photograph.
pub(crate) struct Found {
    /// The outline.
    pub(crate) document: Option<DocumentFact>,
    /// The rest, where it was looked for.
    pub(crate) page: Option<PageFacts>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let engine = Engine::new(&ModelStore::open(&arguments.models)?, 1)?;
    let press = Press::open()?;
    writeln!(out, "{}", Score::HEADER)?;
    let mut all = Vec::new();
    for care in Care::ALL {
        for kind in DocumentKind::ALL {
            let seeds = arguments.first_seed..arguments.first_seed + arguments.count;
            let score = measure(
                &engine,
                &press,
                kind,
                care,
                seeds,
                arguments.depth,
                |name, photo, found, wrong| match &arguments.draw {
                    Some(folder) if wrong => draw::draw(folder, name, photo, found),
                    _ => Ok(()),
                },
            )?;
            score.print(out, &format!("{kind:?}, {}", care.name()))?;
            out.flush()?;
            all.push((care, score));
        }
    }
    for care in Care::ALL {
        let together = Score::together(all.iter().filter(|(c, _)| *c == care).map(|(_, s)| s));
        together.print(out, &format!("all, {}", care.name()))?;
        together.print_rest(out)?;
    }
    Ok(())
}

/// Prints specimens of one kind, photographs them with one degree of care, and counts what is found. `shown` is
/// called with each one's name, photograph and findings, and whether its outline is wrong.
pub(crate) fn measure(
    engine: &Engine,
    press: &Press,
    kind: DocumentKind,
    care: Care,
    seeds: std::ops::Range<u64>,
    depth: Depth,
    mut shown: impl FnMut(&str, &Photo, &Found, bool) -> Result<()>,
) -> Result<Score> {
    // A fixed day, so that the same seeds print the same specimens in any year.
    let today = date(2026, 11, 21);
    let mut score = Score::default();
    for seed in seeds {
        let specimen = press.print(kind, &SpecimenData::random(seed, today), seed)?;
        let photo = photograph(&specimen, &care.scene(seed), seed);
        let found = look(engine, &photo, depth)?;
        let wrong = score.count(&photo.truth, &found);
        let name = format!("{kind:?}-{}-{seed}", care.name());
        shown(&name, &photo, &found, wrong)?;
    }
    Ok(score)
}

fn look(engine: &Engine, photo: &Photo, depth: Depth) -> Result<Found> {
    let limits = Limits::default();
    Ok(match depth {
        Depth::Everything => {
            let page = engine.look(&photo.jpeg, &limits, Deadline::NONE)?;
            Found {
                document: page.document.clone(),
                page: Some(page),
            }
        }
        Depth::Outline => {
            let picture = decode(&photo.jpeg, &limits).context("a picture of the press")?;
            Found {
                document: engine.find_document(&picture, Deadline::NONE)?,
                page: None,
            }
        }
    })
}
