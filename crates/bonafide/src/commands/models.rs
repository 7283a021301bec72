use crate::cli::{Models, ModelsPlace};
use crate::configuration::load;
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_models::{Manifest, Standing, check, check_own, fetch, list, list_own};
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};

pub(crate) fn run(command: &Models) -> Result<(), Failure> {
    let (Models::List(place) | Models::Fetch(place) | Models::Verify(place)) = command;
    let (manifest, models) = open(place)?;
    let fetched = models.join("fetched");
    match command {
        Models::List(_) => print_list(&manifest, &models, &fetched)?,
        Models::Fetch(_) => fetch(&manifest, &fetched, &mut stdout())?,
        Models::Verify(_) => {
            let checked = check(&manifest, &fetched, &mut stdout());
            check_own(&manifest, &models, &mut stdout())?;
            checked?;
        }
    }
    Ok(())
}

/// The manifest, and the folder of models.
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
    Ok((manifest, configuration.models.dir))
}

fn print_list(manifest: &Manifest, models: &Path, fetched: &Path) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    let own = list_own(manifest, models)?;
    for listed in list(manifest, fetched)?.into_iter().chain(own) {
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
