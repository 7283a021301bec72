use super::chapter::Chapter;
use crate::measure::{Provenance, Section};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Sections as they were measured last, so that they can be measured in separate runs and the page be written from all.
pub(crate) struct Store(PathBuf);

/// A section, and with what it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) provenance: Provenance,
    pub(crate) section: Section,
}

impl Store {
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self(folder.to_owned()))
    }

    /// Where long measurements keep what they have so far.
    pub(crate) fn ledgers(&self) -> PathBuf {
        self.0.join("items")
    }

    fn path(&self, chapter: Chapter) -> PathBuf {
        self.0.join(format!("{}.json", chapter.name()))
    }

    pub(crate) fn keep(&self, chapter: Chapter, measured: &Measured) -> Result<()> {
        let path = self.path(chapter);
        std::fs::write(&path, serde_json::to_vec(measured)?)
            .with_context(|| format!("writing {}", path.display()))
    }

    /// `None` when it was never measured.
    pub(crate) fn find(&self, chapter: Chapter) -> Result<Option<Measured>> {
        let path = self.path(chapter);
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let measured = serde_json::from_slice(&text).with_context(|| {
            format!("{} is of another version: measure it again", path.display())
        })?;
        Ok(Some(measured))
    }
}
