use super::sources::MasterKeySource;
use crate::error::StorageError;
use async_trait::async_trait;
use bonafide_sealing::{MasterKey, MasterKeyId, MasterKeys};
use std::process::Stdio;
use std::time::Duration;
use zeroize::Zeroizing;

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// A key-management service is asked at the start, when a key is missing, and so seldom besides.
const GOOD_FOR: Duration = Duration::from_hours(1);

/// Keys that a command prints, such as one that asks a key-management service to decrypt them: one of 64 hexadecimal
/// digits on each line, the newest last. What it says on its standard error goes to ours.
#[derive(Debug, Clone)]
pub struct CommandKeys {
    program: String,
    arguments: Vec<String>,
}

impl CommandKeys {
    /// This program with these arguments. No shell looks at them.
    #[must_use]
    pub const fn new(program: String, arguments: Vec<String>) -> Self {
        Self { program, arguments }
    }

    fn refused(&self, what: impl std::fmt::Display) -> StorageError {
        StorageError::MasterKey(format!(
            "the command {} for master keys: {what}",
            self.program
        ))
    }

    fn the_operator(&self) -> StorageError {
        self.refused("new keys are made where it takes them from; let it print the new one last, and rotate again")
    }
}

#[async_trait]
impl MasterKeySource for CommandKeys {
    fn whereabouts(&self) -> String {
        format!("what the command {} prints", self.program)
    }

    async fn load(&self) -> Result<MasterKeys, StorageError> {
        let ran = tokio::process::Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .output();
        let ran = tokio::time::timeout(PATIENCE, ran)
            .await
            .map_err(|_| self.refused("it did not end within 15 s"))?
            .map_err(|error| self.refused(error))?;
        let printed = Zeroizing::new(ran.stdout);
        if !ran.status.success() {
            return Err(self.refused(ran.status));
        }
        let text = std::str::from_utf8(&printed).map_err(|_| self.refused("it printed no text"))?;
        MasterKeys::read(text).map_err(|error| self.refused(format!("a line is {error}")))
    }

    fn good_for(&self) -> Duration {
        GOOD_FOR
    }

    async fn keep(&self, _: &MasterKey) -> Result<(), StorageError> {
        Err(self.the_operator())
    }

    async fn forget(&self, _: MasterKeyId) -> Result<(), StorageError> {
        Ok(())
    }
}
