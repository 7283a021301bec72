use super::settings::{InvalidSetting, invalid};
use bonafide_storage::{CommandKeys, EnvironmentKeys, FileKeys, MasterKeySource};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the setting as a variable, for sentences.
const VARIABLE: &str = "BONAFIDE_SEALING__MASTER_KEYS";

/// Where the master keys come from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealingSection {
    master_key_file: PathBuf,
    master_keys: String,
    master_key_command: Vec<String>,
}

impl std::fmt::Debug for SealingSection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingSection([redacted])")
    }
}

impl SealingSection {
    pub(super) fn check(&self) -> Result<(), InvalidSetting> {
        let named = [
            !self.master_key_file.as_os_str().is_empty(),
            !self.master_keys.is_empty(),
            !self.master_key_command.is_empty(),
        ];
        if named.into_iter().filter(|named| *named).count() > 1 {
            return Err(invalid(
                "sealing",
                "master_key_file, master_keys and master_key_command exclude each other",
            ));
        }
        self.environment().map(drop)
    }

    fn environment(&self) -> Result<Option<EnvironmentKeys>, InvalidSetting> {
        if self.master_keys.is_empty() {
            return Ok(None);
        }
        EnvironmentKeys::read(VARIABLE, &self.master_keys)
            .map(Some)
            .map_err(|error| invalid("sealing.master_keys", error.to_string()))
    }

    /// The file of the keys, where they come from one.
    pub(crate) fn file(&self, data: &Path) -> Option<PathBuf> {
        if !self.master_keys.is_empty() || !self.master_key_command.is_empty() {
            None
        } else if self.master_key_file.as_os_str().is_empty() {
            Some(data.join("master.key"))
        } else {
            Some(self.master_key_file.clone())
        }
    }

    pub(super) fn source(&self, data: &Path) -> Arc<dyn MasterKeySource> {
        // What is wrong with them was told by `check`.
        if let Ok(Some(keys)) = self.environment() {
            return Arc::new(keys);
        }
        if let Some((program, arguments)) = self.master_key_command.split_first() {
            return Arc::new(CommandKeys::new(program.clone(), arguments.to_vec()));
        }
        let file = self.file(data).unwrap_or_else(|| data.join("master.key"));
        Arc::new(FileKeys::new(file))
    }

    pub(super) fn hide_secrets(&mut self) {
        if !self.master_keys.is_empty() {
            self.master_keys = "(hidden)".to_owned();
        }
    }
}
