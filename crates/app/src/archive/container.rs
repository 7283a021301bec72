//! A tar file (POSIX.1-1988, ustar) of members that are written as they come: a header, parts of tables as JSON lines, files, and
//! at the end the manifest.

use super::manifest::{ArchiveError, FORMAT, Header, Kind, Manifest, unusable};
use crate::hexadecimal::hexadecimal;
use bonafide_storage::DumpedRow;
use sha2::{Digest as _, Sha256};
use std::io::{Read, Write};

const HEADER: &str = "bonafide.json";
const MANIFEST: &str = "manifest.json";
/// A part of a table is written when it has so many bytes.
const PART: usize = 1 << 20;
/// No part, header or manifest is larger than this, so that a made-up size takes no memory.
const LARGEST_TEXT: u64 = 256 << 20;
/// And no file.
const LARGEST_FILE: u64 = 4 << 30;

/// Writes members, and keeps count.
pub(super) struct Writer<W: Write> {
    tar: tar::Builder<W>,
    manifest: Manifest,
    digest: Sha256,
    table: Option<&'static str>,
    part: Vec<u8>,
    parts: u64,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, header: &Header) -> Result<Self, ArchiveError> {
        let mut writer = Self {
            tar: tar::Builder::new(out),
            manifest: Manifest::default(),
            digest: Sha256::new(),
            table: None,
            part: Vec::new(),
            parts: 0,
        };
        writer.member(HEADER, &json(header)?)?;
        Ok(writer)
    }

    /// A row of a table; rows of one table come one after another.
    pub(super) fn row(&mut self, table: &'static str, row: &DumpedRow) -> Result<(), ArchiveError> {
        if self.table != Some(table) {
            self.flush()?;
            (self.table, self.parts) = (Some(table), 0);
        }
        serde_json::to_writer(&mut self.part, row).map_err(|_| unusable("a row is no JSON"))?;
        self.part.push(b'\n');
        *self.manifest.rows.entry(table.to_owned()).or_default() += 1;
        if self.part.len() >= PART {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ArchiveError> {
        let part = std::mem::take(&mut self.part);
        match self.table {
            Some(table) if !part.is_empty() => {
                self.parts += 1;
                self.member(&format!("tables/{table}/{:08}.jsonl", self.parts), &part)
            }
            _ => Ok(()),
        }
    }

    /// A file by its place in the store.
    pub(super) fn file(&mut self, place: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.manifest.files += 1;
        self.manifest.file_bytes += bytes.len() as u64;
        self.member(&format!("files/{place}"), bytes)
    }

    /// A file that is gone.
    pub(super) fn vanished(&mut self, blob: &str) {
        self.manifest.vanished.push(blob.to_owned());
    }

    /// A file that is lost.
    pub(super) fn missing(&mut self, place: String) {
        self.manifest.missing.push(place);
    }

    /// The manifest, after which the file is whole.
    pub(super) fn finish(mut self) -> Result<(W, Manifest), ArchiveError> {
        self.flush()?;
        self.manifest.sha256 = hexadecimal(&self.digest.clone().finalize());
        let manifest = self.manifest.clone();
        self.member(MANIFEST, &json(&manifest)?)?;
        let out = self.tar.into_inner()?;
        Ok((out, manifest))
    }

    fn member(&mut self, name: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        digest_member(&mut self.digest, name, bytes);
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(0);
        header.set_entry_type(tar::EntryType::Regular);
        self.tar.append_data(&mut header, name, bytes)?;
        Ok(())
    }
}

/// What a file is made of, in its order.
pub(super) enum Member {
    Rows { table: String, rows: Vec<DumpedRow> },
    File { place: String, bytes: Vec<u8> },
}

/// Reads a file to its end, giving each member, and checks it against its manifest. What `each` is given is only known to be
/// whole when this has returned: look through a file once before anything is done with it.
pub(super) async fn read<R: Read, E: From<ArchiveError>>(
    input: R,
    kind: Kind,
    mut each: impl AsyncFnMut(&Header, Member) -> Result<(), E>,
) -> Result<(Header, Manifest), E> {
    let broken = |_: std::io::Error| {
        E::from(unusable(
            "the file is damaged, or was not written to its end",
        ))
    };
    let mut archive = tar::Archive::new(input);
    let mut digest = Sha256::new();
    let mut found = Manifest::default();
    let mut header: Option<Header> = None;
    for member in archive.entries().map_err(broken)? {
        let mut member = member.map_err(broken)?;
        let name = member.path().map_err(broken)?;
        let name = name.to_string_lossy().into_owned();
        let size = member.size();
        let most = if name.starts_with("files/") {
            LARGEST_FILE
        } else {
            LARGEST_TEXT
        };
        if size > most {
            return Err(unusable(format!("{name} is larger than anything that is written")).into());
        }
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).map_err(broken)?;
        if bytes.len() as u64 != size {
            return Err(unusable("the file ends in the middle").into());
        }
        let Some(header) = &header else {
            header = Some(begin(&name, &bytes, kind)?);
            digest_member(&mut digest, &name, &bytes);
            continue;
        };
        if name == MANIFEST {
            let manifest: Manifest = serde_json::from_slice(&bytes)
                .map_err(|_| unusable("its manifest cannot be read"))?;
            found.sha256 = hexadecimal(&digest.finalize());
            found.vanished.clone_from(&manifest.vanished);
            found.missing.clone_from(&manifest.missing);
            if found != manifest {
                return Err(
                    unusable("it was changed: its contents are not those of its manifest").into(),
                );
            }
            return Ok((header.clone(), manifest));
        }
        digest_member(&mut digest, &name, &bytes);
        let member = sorted(&name, bytes)?;
        match &member {
            Member::Rows { table, rows } => {
                *found.rows.entry(table.clone()).or_default() += rows.len() as u64;
            }
            Member::File { bytes, .. } => {
                found.files += 1;
                found.file_bytes += bytes.len() as u64;
            }
        }
        each(header, member).await?;
    }
    Err(unusable("it was not written to its end: its manifest is missing").into())
}

fn begin(name: &str, bytes: &[u8], kind: Kind) -> Result<Header, ArchiveError> {
    let none = || unusable("it is no file of Bonafide's");
    if name != HEADER {
        return Err(none());
    }
    let form: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| none())?;
    if form["format"]
        .as_u64()
        .is_none_or(|form| form > u64::from(FORMAT))
    {
        let version = form["version"]
            .as_str()
            .unwrap_or("another version")
            .to_owned();
        return Err(unusable(format!(
            "it was written by a newer Bonafide ({version}), whose files this one does not know"
        )));
    }
    let header: Header = serde_json::from_slice(bytes).map_err(|_| none())?;
    if header.bonafide != kind {
        let told = |kind| match kind {
            Kind::Backup => "a backup",
            Kind::Keys => "the keys of a backup",
            Kind::Account => "an exported account",
        };
        return Err(unusable(format!(
            "it is {}, and not {}",
            told(header.bonafide),
            told(kind)
        )));
    }
    Ok(header)
}

fn sorted(name: &str, bytes: Vec<u8>) -> Result<Member, ArchiveError> {
    if let Some(place) = name.strip_prefix("files/") {
        let place = place.to_owned();
        return Ok(Member::File { place, bytes });
    }
    let Some((table, _)) = name
        .strip_prefix("tables/")
        .and_then(|rest| rest.split_once('/'))
    else {
        return Err(unusable(format!(
            "it has a member that this Bonafide does not know ({name})"
        )));
    };
    let rows = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(serde_json::from_slice)
        .collect::<Result<_, _>>()
        .map_err(|_| unusable(format!("a row of {table} cannot be read")))?;
    Ok(Member::Rows {
        table: table.to_owned(),
        rows,
    })
}

fn digest_member(digest: &mut Sha256, name: &str, bytes: &[u8]) {
    for part in [name.as_bytes(), bytes] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, ArchiveError> {
    serde_json::to_vec_pretty(value).map_err(|_| unusable("it cannot be written as JSON"))
}
