//! Where Bonafide keeps things: rows in SQLite or PostgreSQL, files in a folder, and the queue of work.
//!
//! [`Storage`] reads; a [`Unit`] writes, and everything it wrote becomes true at once with
//! [`Unit::commit`] or not at all. State, images, jobs and audit entries of one cause go in one unit.
//!
//! Architecture invariant: no type of sqlx or object_store is in a public signature, no statement is put
//! together at run time, and every look-up of a client's things names the client.
//!
//! Times are kept in microseconds. A `Timestamp` with nanoseconds comes back cut to microseconds.

mod audit;
mod blobs;
mod captures;
mod clients;
mod configurations;
mod deliveries;
mod dialect;
mod dossiers;
mod dump;
mod engine;
mod erasure;
mod error;
mod events;
mod faults;
mod files;
mod folder_lock;
mod images;
mod jobs;
mod kept_answers;
mod keys;
mod listing;
mod migrations;
mod missing_files;
mod owner;
mod postgres_pool;
mod process_cache;
mod process_changes;
mod processes;
mod purge;
mod queue;
mod recordings;
mod retention;
mod row;
mod sealing;
mod settings;
mod sqlite_writer;
mod statements;
mod statements_subscriptions;
mod storage;
mod store;
mod subscriptions;
mod sweep;
mod unit;
mod user_data;

pub use audit::{
    Act, Actor, AuditEntry, AuditHead, AuditRecord, GrownLog, RawAuditEntry, SignedAuditHead,
};
pub use blobs::{NamedFile, StoredFile};
pub use bonafide_sealing::MasterKeyId;
pub use captures::StoredCapture;
pub use clients::{SecretHash, StoredClient};
pub use configurations::{ConfigurationKind, ListedConfiguration, StoredConfiguration};
pub use deliveries::{AttemptRecord, DeliveryCounts, LeasedDelivery, NewAttempt, SettledDelivery};
pub use dump::LoadNote;
pub use dump::{DumpTable, DumpedRow, Part, Snapshot};
pub use erasure::{ErasedDossier, KeyFingerprint};
pub use error::StorageError;
pub use events::StoredEvent;
pub use faults::{Fault, Faults, Moment};
pub use jobs::{Fence, Job, JobKind, JobSignal, LeasedJob, NewJob, QueueCounts};
pub use kept_answers::{Answer, KeptAnswer, NewKeptAnswer};
pub use keys::{SigningAlgorithm, SigningKey};
pub use listing::{ListedProcess, ProcessFilter, ProcessOrder};
pub use missing_files::{FileCheck, FilesFound};
pub use process_changes::ProcessWatch;
pub use processes::{ProcessSummary, ProcessVersion};
pub use retention::{StaleCursor, StaleDossier, StaleProcess};
pub use sealing::{
    CommandKeys, EnvironmentKeys, FileKeys, MasterKeySource, MasterKeyStanding, MasterKeyUse,
    SystemEntropy, TransportKey,
};
pub use settings::{Database, FileSettings, Plaintext, S3Settings, StorageSettings};
pub use storage::Storage;
pub use subscriptions::SubscriptionSecret;
pub use unit::Unit;
pub use user_data::StoredUserData;
