//! Use cases, one file per verb or per small thing with a few verbs. Every door (HTTP, the worker, the command line) calls these and nothing
//! below them.
//!
//! Architecture invariants:
//! - Who may see what is decided here: everything is looked up by its owner and its id, so that another
//!   client's dossier and one that never was give the same answer.
//! - A state change, its audit entry and its jobs are rows of one transaction. Nothing slow happens inside a
//!   transaction, and nothing is spawned after one.
//! - No HTTP, no SQL text, no clock and no randomness of its own.

mod app;
mod archive;
mod audit;
mod audit_log;
mod authenticate;
mod caller;
mod capture;
mod choose_outcome;
mod client_access;
mod client_rules;
mod clock;
mod configurations;
mod create_client;
mod create_dossier;
mod create_process;
mod delete_all_dossiers;
mod delete_dossier;
mod delete_process;
mod document_types;
mod download_result;
mod edit_picture;
mod erase;
mod erasure_certificate;
mod error;
mod external_id;
mod fail_process;
mod files;
mod get_dossier;
mod get_image;
mod get_process;
mod health;
mod hexadecimal;
mod issue_token;
mod key_pair;
mod keys;
mod known_clients;
mod list_clients;
mod list_dossiers;
mod list_processes;
mod master_keys;
mod match_data;
mod notifications;
mod once;
mod person;
mod pictures;
mod process_version;
mod published_keys;
mod queue;
mod random;
mod recordings;
mod recover;
mod retention;
mod revoke_client;
mod rotate_keys;
mod run_verification;
mod secret;
mod set_images;
mod settings;
mod start_verification;
mod tidy;
mod token;
mod user_data;

pub use app::{App, Parts};
pub use archive::{
    ArchiveError, BackedUp, Exported, Imported, Manifest, Passphrase, Progress, Restored, backup,
    export_account, import_account, note_restored, restore,
};
pub use audit_log::{
    AuditPage, AuditPublicKey, AuditReport, ExportedHead, SignHeads, UnreadableHead, VerifyAudit,
    audit_heads, audit_owners, audit_public_key, list_audit, show_audit, sign_audit_heads,
    verify_audit,
};
pub use authenticate::authenticate;
pub use caller::{Acting, Caller};
pub use capture::{
    Artifact, CaptureDone, CaptureFlow, CaptureKind, CaptureLink, CaptureLook, CaptureSession,
    StartCapture, cancel_capture, capture_owner, capture_session, play_capture, set_capture_images,
    start_capture, submit_capture,
};
pub use choose_outcome::choose_outcome;
pub use client_access::{find_client, set_client_access};
pub use client_rules::{ClientRules, client_rules, set_client_rules};
pub use clock::{Clock, SystemClock};
pub use configurations::{
    Configuration, create_configuration, delete_configuration, get_configuration,
    list_configuration_times, list_configurations, replace_configuration,
};
pub use create_client::{NewClient, create_client};
pub use create_dossier::{CreateDossier, create_dossier};
pub use create_process::{CreateProcess, CreatedProcess, Door, create_process};
pub use delete_all_dossiers::delete_all_dossiers;
pub use delete_dossier::delete_dossier;
pub use delete_process::delete_process;
pub use document_types::document_types;
pub use download_result::{ResultFile, Timestamps, download_result, result_size};
pub use edit_picture::{
    PicturePlace, RedactPictures, RedactedPictures, WatermarkedPicture, redact_pictures,
    watermark_picture,
};
pub use error::{AppError, Missing};
pub use external_id::{external_id, known as known_external_id};
pub use fail_process::fail_process;
pub use files::{delete_files, get_file, set_files};
pub use get_dossier::{DossierWithProcesses, ProcessSummary, get_dossier};
pub use get_image::{StoredImage, get_image};
pub use get_process::get_process;
pub use health::{Health, health};
pub use hexadecimal::hexadecimal;
pub use issue_token::{IssuedToken, TokenRefused, TokenRequest, issue_token};
pub use keys::SigningKeys;
pub use list_clients::list_clients;
pub use list_dossiers::list_dossiers;
pub use list_processes::{ListProcesses, ListedProcess, ProcessOrder, ProcessPage, list_processes};
pub use master_keys::{
    add_master_key, forget_master_key, list_master_keys, refresh_master_keys, rotate_master_key,
};
pub use match_data::{DataNode, MatchNode, MatchRequest, Matched, MatchedField, match_data};
pub use notifications::{
    AttemptMade, Delivered, EventPage, NewSubscription, Resent, ReservedDelivery, ShownSecret,
    ShownSubscription, SigningSecret, StandardHeaders, SubscriptionChange, create_subscription,
    delete_subscription, deliver, delivery_attempts, event_body, event_of, events_after,
    get_subscription, list_subscriptions, resend_event, resend_since, reserve_deliveries,
    rotate_subscription_secret, send_test_event, set_webhook_hosts, trigger_event,
    update_subscription,
};
pub use once::{IdempotencyKey, InvalidIdempotencyKey, Once};
pub use process_version::{process_version, wait_for_change};
pub use published_keys::{PublishedKey, PublishedKeys, published_keys};
pub use queue::{
    JobSignal, ReservedVerification, extend_verification, put_back_verification,
    reserve_verification, return_verification,
};
pub use random::{Random, SystemRandom};
pub use recordings::{get_raw_result, get_video};
pub use recover::{Recovered, recover};
pub use retention::{
    ClientRetention, Retired, client_retention, held_dossiers, hold_dossier, release_dossier,
    retire, set_client_retention,
};
pub use revoke_client::revoke_client;
pub use rotate_keys::{KeyStatus, Retirement, list_keys, refresh_keys, retire_key, rotate_keys};
pub use run_verification::{Ran, run_verification};
pub use secret::ClientSecret;
pub use set_images::set_images;
pub use settings::{
    CaptureSettings, DeliverySettings, InvalidSettings, Limits, Settings, TokenSettings,
    VerificationSettings,
};
pub use start_verification::{FaceTecEnrollment, StartVerification, Started, start_verification};
pub use tidy::{sweep, tidy};
pub use user_data::{delete_user_data, get_user_data, set_user_data, update_user_data};

pub use bonafide_chain::{Fault, Wrong};
pub use bonafide_documents::catalogue::DocumentType;
pub use bonafide_domain as domain;
pub use bonafide_domain::Scope;
/// What use cases speak about, for doors that need no more than this crate.
pub use bonafide_providers::{
    EditedPicture, RedactedFields, Redaction, RedactionDocument, WatermarkText,
};
pub use bonafide_storage::{
    Answer, ProcessVersion, RawAuditEntry, SignedAuditHead, StoredConfiguration, StoredUserData,
};
