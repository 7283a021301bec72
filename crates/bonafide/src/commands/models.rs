use crate::cli::{Models, ModelsPlace};
use crate::configuration::load;
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_models::{Manifest, Standing, check, fetch, list};
use std::io::{Write as _, stdout};
use std::path::PathBuf;

pub(crate) fn run(command: &Models) -> Result<(), Failure> {
    let (Models::List(place) | Models::Fetch(place) | Models::Verify(place)) = command;
    let (manifest, folder) = open(place)?;
    match command {
        Models::List(_) => print_list(&manifest, &folder)?,
        Models::Fetch(_) => fetch(&manifest, &folder, &mut stdout())?,
        Models::Verify(_) => check(&manifest, &folder, &mut stdout())?,
    }
    Ok(())
}

/// The manifest, and the folder of what is fetched.
fn open(place: &ModelsPlace) -> Result<(Manifest, PathBuf), Failure> {
    let configuration = load(place.config.as_deref(), |_| {})?;
    let manifest = match &place.manifest {
        Some(file) if !file.exists() => {
            let sentence = format!("the manifest {} is not there", file.display());
            return Err(Failure::saying(Code::NotThere, sentence));
        }
        Some(file) => Manifest::read(file).map_err(|error| Failure::new(Code::Wrong, error))?,
        None => Manifest::shipped()?,
    };
    Ok((manifest, configuration.models.dir.join("fetched")))
}

fn print_list(manifest: &Manifest, folder: &std::path::Path) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    for listed in list(manifest, folder)? {
        let standing = match listed.standing {
            Standing::Right => "present",
            Standing::Absent => "missing",
            Standing::Wrong { .. } => "wrong",
        };
        writeln!(
            out,
            "{standing:<8} {:<36} {} {}, {}: {}",
            listed.file, listed.package, listed.version, listed.licence, listed.purpose
        )
        .context("standard output")?;
    }
    Ok(())
}
