//! Specimens for measurements: printed and photographed from a seed, and written to a folder with their truth.

use anyhow::{Context, Result};
use bonafide_testkit::press::{DocumentKind, Photo, Press, Scene, SpecimenData, photograph};
use clap::ValueEnum;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// A fixed day, so that the same seeds print the same specimens in any year.
pub(crate) const TODAY: Date = date(2026, 11, 21);

/// How a picture is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Care {
    /// On a flat-bed scanner.
    Scanned,
    /// By a careful person with a modern phone.
    Careful,
    /// As people send as well: askew, in bad light, unsharp, turned.
    Sloppy,
}

impl Care {
    pub(crate) const ALL: [Self; 3] = [Self::Scanned, Self::Careful, Self::Sloppy];

    pub(crate) fn scene(self, seed: u64) -> Scene {
        match self {
            Self::Scanned => Scene::flat(),
            Self::Careful => Scene::careful(seed),
            Self::Sloppy => Scene::sloppy(seed),
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Scanned => "scanned",
            Self::Careful => "careful",
            Self::Sloppy => "sloppy",
        }
    }
}

/// Prints specimens and photographs them, from any thread.
pub(crate) struct Printer {
    press: Press,
}

impl Printer {
    pub(crate) fn open() -> Result<Self> {
        Ok(Self {
            press: Press::open()?,
        })
    }

    pub(crate) fn photograph(&self, kind: DocumentKind, care: Care, seed: u64) -> Result<Photo> {
        self.photograph_as(kind, &care.scene(seed), seed)
    }

    pub(crate) fn photograph_as(
        &self,
        kind: DocumentKind,
        scene: &Scene,
        seed: u64,
    ) -> Result<Photo> {
        let specimen = self
            .press
            .print(kind, &SpecimenData::random(seed, TODAY), seed)?;
        Ok(photograph(&specimen, scene, seed))
    }
}

/// Write printed specimens with a machine-readable zone to a folder, with a `truth.json` beside them.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How they are photographed.
    #[arg(long, value_enum, default_value = "careful")]
    care: Care,
    /// How many of each kind of document.
    #[arg(long, default_value_t = 34)]
    count: u64,
    /// The first seed.
    #[arg(long, default_value_t = crate::measure::Setting::FIRST_SEED)]
    first_seed: u64,
    /// The folder; made when it is not there.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let printer = Printer::open()?;
    std::fs::create_dir_all(&arguments.out)
        .with_context(|| format!("making {}", arguments.out.display()))?;
    let mut truth = BTreeMap::new();
    for seed in arguments.first_seed..arguments.first_seed + arguments.count {
        for kind in DocumentKind::ALL {
            let photo = printer.photograph(kind, arguments.care, seed)?;
            let Some(mrz) = photo.truth.mrz else { continue };
            let name = format!("{kind:?}-{seed}.jpg").to_lowercase();
            std::fs::write(arguments.out.join(&name), photo.jpeg)?;
            truth.insert(name, mrz.lines);
        }
    }
    std::fs::write(
        arguments.out.join("truth.json"),
        serde_json::to_vec_pretty(&truth)?,
    )?;
    writeln!(
        out,
        "{} pictures in {}",
        truth.len(),
        arguments.out.display()
    )?;
    Ok(())
}
