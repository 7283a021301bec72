//! Taking one named file out of a wheel (zip), or an npm or Python source package (gzipped tar), into memory.
//!
//! Paths from an archive are only compared, never written to; sizes are the manifest's, never the
//! archive's.

use super::manifest::Member;
use anyhow::{Context as _, Result, bail, ensure};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// The most that a tar is read through while looking for a member: unpacked bytes, and entries.
const MOST_TAR_BYTES: u64 = 2_000_000_000;
const MOST_TAR_ENTRIES: usize = 100_000;

/// The bytes of one member; exactly as many as the manifest says.
pub(super) fn member(archive: &Path, member: &Member) -> Result<Vec<u8>> {
    let file = BufReader::new(File::open(archive)?);
    match archive.extension().and_then(|extension| extension.to_str()) {
        Some("whl") => from_wheel(file, member),
        Some("tgz" | "gz") => from_tarball(file, member),
        _ => bail!("the package is neither a .whl nor a .tgz nor a .tar.gz"),
    }
}

fn from_wheel(file: BufReader<File>, member: &Member) -> Result<Vec<u8>> {
    let mut zip = zip::ZipArchive::new(file).context("the wheel is not a zip file")?;
    let entry = zip
        .by_name(&member.path)
        .with_context(|| format!("no file {} in the wheel", member.path))?;
    read_exactly(entry, member)
}

fn from_tarball(file: BufReader<File>, member: &Member) -> Result<Vec<u8>> {
    let mut tar = tar::Archive::new(flate2::read::MultiGzDecoder::new(file).take(MOST_TAR_BYTES));
    for entry in tar
        .entries()
        .context("the package is not a tar file")?
        .take(MOST_TAR_ENTRIES)
    {
        let entry = entry.context("the package's tar file is damaged")?;
        if *entry.path_bytes() == *member.path.as_bytes() {
            return read_exactly(entry, member);
        }
    }
    bail!("no file {} in the package", member.path)
}

fn read_exactly(reader: impl Read, member: &Member) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(member.bytes)?);
    reader
        .take(member.bytes + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot unpack {}", member.path))?;
    ensure!(
        bytes.len() as u64 == member.bytes,
        "{} does not have the {} bytes that the manifest says",
        member.path,
        member.bytes
    );
    Ok(bytes)
}
