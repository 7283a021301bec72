//! `cargo xtask models`: what stands in the manifest, in a folder, checked. `bonafide models` does the same for those
//! who have no working copy.

use anyhow::Result;
use bonafide_models::{Manifest, check, fetch};
use std::io::Write;
use std::path::PathBuf;

/// Fetch the models that the engine runs, and check them.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder for the models.
    #[arg(long, value_name = "FOLDER", default_value = "models/fetched")]
    dir: PathBuf,
    /// Another list of packages, files and hashes than `models/manifest.toml`.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Fetch nothing; only say whether everything is there and right.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<()> {
    let manifest = match &arguments.manifest {
        Some(file) => Manifest::read(file)?,
        None => Manifest::shipped()?,
    };
    if arguments.check {
        check(&manifest, &arguments.dir, out)
    } else {
        fetch(&manifest, &arguments.dir, out)
    }
}
