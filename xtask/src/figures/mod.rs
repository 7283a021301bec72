//! How well machine-readable zones are read, in figures that anyone can print again.

mod perturbed;
mod printed;
mod score;
mod specimens;

use anyhow::{Context, Result};
use bonafide_vision::Deadline;
use bonafide_vision::decode::{Limits, decode};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
pub(crate) use perturbed::Change;
use score::{Reading, Score};
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

/// Prints how well machine-readable zones are read: on a folder of pictures, and on specimens from the press.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder of pictures with a `truth.json` that maps each file's name to the lines of its zone (an empty
    /// list: it has none). Left out: `BONAFIDE_SPECIMENS`, or none.
    #[arg(long, env = "BONAFIDE_SPECIMENS")]
    specimens: Option<PathBuf>,
    /// Read the pictures of the folder under many changes (turned, reduced, blurred, compressed) besides.
    #[arg(long)]
    perturb: bool,
    /// Specimens to print and photograph of each kind and scene.
    #[arg(long, default_value_t = 50)]
    printed: u64,
    /// The first seed of the specimens.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder of the models.
    #[arg(long, default_value = "models")]
    models: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let reader = Reader::open(&arguments.models)?;
    writeln!(out, "{}", Score::HEADER)?;
    if let Some(folder) = &arguments.specimens {
        let score = specimens::read(&reader, folder)?;
        score.print(out, "pictures of the folder")?;
        // Before the press takes memory of its own.
        writeln!(
            out,
            "peak memory so far: {} MB",
            peak_memory_mb().context("reading /proc/self/status")?
        )?;
        score.print_failures(out)?;
        if arguments.perturb {
            perturbed::read(&reader, folder, out)?;
        }
    }
    if arguments.printed > 0 {
        printed::read(&reader, arguments.seed, arguments.printed, out)?;
    }
    Ok(())
}

/// One engine on one core.
pub(crate) struct Reader {
    engine: Engine,
}

impl Reader {
    fn open(models: &std::path::Path) -> Result<Self> {
        let store = ModelStore::open(models)?;
        Ok(Self {
            engine: Engine::for_reading(&store, 1)?,
        })
    }

    /// Reads a picture file; the time holds decoding and reading.
    fn read(&self, bytes: &[u8]) -> Result<Reading> {
        let begun = Instant::now();
        let picture = decode(bytes, &Limits::default())?;
        let reading = self.engine.read_mrz(&picture, Deadline::NONE)?;
        let zone = reading.mrz.map(|mrz| {
            let valid = mrz.check_digits_valid;
            (mrz.lines.into_iter().map(|line| line.text).collect(), valid)
        });
        Ok(Reading {
            zone,
            elapsed: begun.elapsed(),
        })
    }
}

/// The most memory that this process has held, by the kernel's count.
fn peak_memory_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}
