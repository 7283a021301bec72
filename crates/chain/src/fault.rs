/// What is wrong with a log, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {sequence}: {wrong}")]
pub struct Fault {
    /// The number of the first bad entry: the first that is not what the server wrote, or that should be there and is not.
    pub sequence: i64,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What can be wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Its hash is not that of what it says.
    #[error("changed: its hash is not that of what it says")]
    Changed,
    /// Hash and contents fit, and the seal does not: it was written, or written anew, by somebody who has not the key.
    #[error("not sealed by this server: it was put in, or changed and hashed anew")]
    NotSealed,
    /// It stands under a number that the server never gave.
    #[error("put in: logs begin with entry 1")]
    PutIn,
    /// It and those after it are not there, up to `until`, which is.
    #[error("missing, up to entry {until}")]
    Missing {
        /// The number of the next entry that is there.
        until: i64,
    },
    /// Here stands another entry of the same log.
    #[error("out of order: here stands what was entry {written_as}")]
    OutOfOrder {
        /// The number that it was written under.
        written_as: i64,
    },
    /// It is whole, and does not follow the entry before it.
    #[error("does not follow from the entry before it")]
    NotFollowing,
    /// A signed head has another hash for it. Between it and the last signed head that fits, the log was written anew.
    #[error(
        "not what was signed: between entries {since} and {signed_at} the log was written anew"
    )]
    Rewritten {
        /// The first entry that may be concerned.
        since: i64,
        /// The entry that the head was signed at.
        signed_at: i64,
    },
    /// The end is gone: a head was kept of a later entry.
    #[error("missing with all after it: the log was once {length} entries long")]
    CutOff {
        /// The number of the last entry that is known to have been there.
        length: i64,
    },
    /// The entry is whole; the row that says which is the last is not.
    #[error("it is the last, and the row of the log's head says otherwise")]
    HeadChanged,
    /// A signed head that no known key has signed.
    #[error("its signed head is not what was signed")]
    HeadForged,
}
