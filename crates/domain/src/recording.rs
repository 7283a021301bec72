use crate::ids::BlobId;

/// What some providers keep of a session besides pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordingKind {
    /// The video of the session, as MP4.
    Video,
    /// The provider's answer of the automatic part, word for word, as JSON.
    Raw,
    /// The provider's answer of an agent's part, word for word, as JSON.
    ManualApproval,
}

impl RecordingKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Video, Self::Raw, Self::ManualApproval];

    /// The name in the storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Raw => "raw",
            Self::ManualApproval => "manualApproval",
        }
    }
}

/// A recording that is stored: the row that names its blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingRow {
    /// What it is.
    pub kind: RecordingKind,
    /// Where its bytes lie.
    pub blob: BlobId,
    /// How many bytes it has.
    pub bytes: u64,
    /// The sha256 of its bytes.
    pub sha256: [u8; 32],
}
