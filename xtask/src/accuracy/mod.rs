//! `cargo xtask accuracy`: measures, and writes `docs/accuracy.md` from what was measured.

mod chapter;
mod page;
mod store;
mod svg;

use crate::measure::{Provenance, Setting};
use anyhow::{Context, Result};
use chapter::Chapter;
use std::io::Write;
use std::path::PathBuf;
use store::{Measured, Store};

/// Measure how well the engine reads and judges, and write `docs/accuracy.md`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder of pictures with a `truth.json` that maps each file's name to the lines of its zone (an empty list: it
    /// has none).
    #[arg(long, env = "BONAFIDE_SPECIMENS", value_name = "FOLDER")]
    specimens: Option<PathBuf>,
    /// A folder of pictures of faces, `person_1.jpg` and so on.
    #[arg(long, env = "BONAFIDE_FACES", value_name = "FOLDER")]
    faces: Option<PathBuf>,
    /// How many specimens of each kind [default: each section's own].
    #[arg(long)]
    count: Option<u64>,
    /// The first seed.
    #[arg(long, default_value_t = Setting::FIRST_SEED)]
    first_seed: u64,
    /// Measure these sections alone; the page is written from them and from what was measured before.
    #[arg(long, value_enum, value_delimiter = ',', conflicts_with = "page_only")]
    only: Vec<Chapter>,
    /// Measure nothing: write the page from what was measured before.
    #[arg(long)]
    page_only: bool,
    /// Pictures looked at at once; times are fit to be told only with one.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// The folder of the models.
    #[arg(long, default_value = "models", value_name = "FOLDER")]
    models: PathBuf,
    /// Where measurements are kept between runs.
    #[arg(long, default_value = "target/accuracy", value_name = "FOLDER")]
    kept: PathBuf,
    /// The page to write; drawings go into the folder of its name beside it.
    #[arg(long, default_value = "docs/accuracy.md", value_name = "FILE")]
    page: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let store = Store::open(&arguments.kept)?;
    if !arguments.page_only {
        measure(arguments, &store, out)?;
    }
    let measured = Chapter::ALL
        .into_iter()
        .map(|chapter| Ok((chapter, store.find(chapter)?)))
        .collect::<Result<Vec<_>>>()?;
    page::write(&arguments.page, &measured)?;
    writeln!(out, "{} is written", arguments.page.display())?;
    Ok(())
}

fn measure(arguments: &Arguments, store: &Store, out: &mut impl Write) -> Result<()> {
    let provenance = Provenance::here(&arguments.models, arguments.jobs, arguments.first_seed)?;
    let setting = Setting {
        models: arguments.models.clone(),
        specimens: arguments.specimens.clone(),
        faces: arguments.faces.clone(),
        count: arguments.count,
        first_seed: arguments.first_seed,
        jobs: arguments.jobs,
        code: provenance.code(),
        ledgers: store.ledgers(),
    };
    let chapters = match arguments.only.as_slice() {
        [] => &Chapter::ALL,
        only => only,
    };
    for &chapter in chapters {
        let section = match chapter.measure(&setting) {
            Ok(section) => section,
            // Asked for by name, a section that cannot be measured is an error; among all, the others go on.
            Err(error) if arguments.only.is_empty() => {
                writeln!(out, "{}: not measured: {error:#}", chapter.name())?;
                continue;
            }
            Err(error) => return Err(error).context(chapter.name()),
        };
        let provenance = Provenance::here(&arguments.models, arguments.jobs, arguments.first_seed)?;
        store.keep(
            chapter,
            &Measured {
                provenance,
                section,
            },
        )?;
        writeln!(out, "{}: measured", chapter.name())?;
    }
    Ok(())
}

/// A table as it stands on the page.
pub(crate) fn plain(table: &crate::measure::Table) -> String {
    let mut text = String::new();
    page::table(&mut text, table);
    text
}
