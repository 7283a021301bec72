//! The one seam for faults: a test that simulates outages, lost answers and slow nodes stands here and lets calls on
//! storage wait or fail. A server has nobody there.

use crate::error::StorageError;
use async_trait::async_trait;
use std::fmt;
use std::sync::Arc;

/// A call on storage, as far as it matters to what may go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// Rows are looked up outside a unit.
    Read,
    /// A unit is asked for. Nothing is held yet: to wait here is to be slow.
    Begin,
    /// A unit is to be committed. A fault here undoes it.
    Commit,
    /// A unit was committed. A fault here loses the answer and not the unit.
    Committed,
    /// A file is to be kept.
    KeepFile,
    /// A file was kept. A fault here loses the answer and not the file.
    FileKept,
    /// A file is to be read.
    ReadFile,
    /// Files are to be removed.
    RemoveFile,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The database or the disk does not answer.
    Unavailable,
    /// Another unit was first: PostgreSQL ends one of two that wait for each other.
    Conflict,
}

/// Lets calls on storage wait or fail.
#[async_trait]
pub trait Faults: Send + Sync {
    /// Called at each moment of each call; the call goes on when this returns.
    ///
    /// # Errors
    /// The fault that the call is to meet.
    async fn at(&self, moment: Moment) -> Result<(), Fault>;
}

/// Nobody, or a test.
#[derive(Clone, Default)]
pub(crate) struct Seam(pub(crate) Option<Arc<dyn Faults>>);

impl Seam {
    pub(crate) async fn at(&self, moment: Moment) -> Result<(), StorageError> {
        let Some(faults) = &self.0 else {
            return Ok(());
        };
        faults.at(moment).await.map_err(|fault| match fault {
            Fault::Unavailable => StorageError::unavailable("a fault of the simulation"),
            Fault::Conflict => StorageError::conflict("a fault of the simulation"),
        })
    }
}

impl fmt::Debug for Seam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Seam(held)"
        } else {
            "Seam"
        })
    }
}
