//! The list of the tables. One that a migration adds gets a line here, or one in `LEFT_OUT`: a test looks.

use crate::statements::Statement;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Int,
    Bytes,
}

/// Where the rows of a table go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// They belong to accounts: a backup has them, and an exported account its own.
    Account,
    /// They belong to the server: a backup has them.
    Server,
    /// Wrapped keys: a file of their own, so that it can be kept shorter than the rest.
    Keys,
}

/// A table that is dumped.
#[derive(Debug)]
pub struct DumpTable {
    /// Its name.
    pub name: &'static str,
    /// Where its rows go.
    pub part: Part,
    pub(crate) columns: &'static [(&'static str, Kind)],
    pub(crate) all: Statement,
    pub(crate) of_account: Statement,
    pub(crate) insert: Statement,
    pub(crate) any: Statement,
    /// A migration left a row, which a dumped one takes the place of.
    pub(crate) clear: Option<Statement>,
}

/// `a, b` and `$1, $2` of a list of columns.
macro_rules! names {
    ($first:literal $($rest:literal)*) => { concat!($first $(, ", ", $rest)*) };
}
macro_rules! places {
    ($($column:literal)*) => {
        places!(@ [$($column)*] "$1" ", $2" ", $3" ", $4" ", $5" ", $6" ", $7" ", $8" ", $9" ", $10" ", $11" ", $12" ", $13"
            ", $14" ", $15" ", $16" ", $17" ", $18" ", $19" ", $20" => )
    };
    (@ [] $($left:literal)* => $($taken:literal)*) => { concat!($($taken),*) };
    (@ [$column:literal $($columns:literal)*] $place:literal $($left:literal)* => $($taken:literal)*) => {
        places!(@ [$($columns)*] $($left)* => $($taken)* $place)
    };
}
macro_rules! clear {
    ($name:literal) => {
        None
    };
    ($name:literal cleared) => {
        Some(Statement::both(
            concat!("CLEAR ", $name),
            concat!("DELETE FROM ", $name),
        ))
    };
}
macro_rules! tables {
    ($($part:ident $name:literal by $owner:literal $($cleared:ident)? $(=> $order:literal)?: $($column:literal $kind:ident),*;)*) => {
        /// Every table that is dumped, each after those that its rows name.
        pub(crate) static TABLES: &[DumpTable] = &[$(DumpTable {
            name: $name,
            part: Part::$part,
            columns: &[$(($column, Kind::$kind)),*],
            all: Statement::both(concat!("DUMP ", $name), concat!("SELECT ", names!($($column)*), " FROM ", $name)),
            of_account: Statement::both(concat!("DUMP ", $name, " OF ACCOUNT"),
                concat!("SELECT ", names!($($column)*), " FROM ", $name, " WHERE ", $owner, " = $1" $(, " ORDER BY ", $order)?)),
            insert: Statement::both(concat!("LOAD ", $name),
                concat!("INSERT INTO ", $name, " (", names!($($column)*), ") VALUES (", places!($($column)*), ")")),
            any: Statement::both(concat!("ANY ", $name), concat!("SELECT 1 AS found FROM ", $name, " LIMIT 1")),
            clear: clear!($name $($cleared)?),
        }),*];
    };
}

/// Tables that are not dumped, and why.
pub(crate) const LEFT_OUT: &[(&str, &str)] = &[
    ("_sqlx_migrations", "made by migrating the new instance"),
    (
        "signing_key_changes",
        "a lock, with a row from its migration",
    ),
    (
        "unsealed",
        "there until older rows are sealed, at the first start",
    ),
    ("blob_deletions", "files that must go are not in a dump"),
    ("instance", "names this very database"),
];

tables! {
    Account "clients" by "id": "id" Text, "name" Text, "environment" Text, "secret_hash" Bytes, "created_at" Int,
        "revoked_at" Int, "rules" Text, "token_seconds" Int, "scopes" Text, "permissions" Text, "webhook_hosts" Text, "retention" Text, "retained_from" Int;
    Server "signing_keys" by "kid": "kid" Text, "algorithm" Text, "private_key_pkcs8" Bytes, "created_at" Int,
        "retired_at" Int;
    Server "turn_counter" by "id" cleared: "id" Int, "turn" Int;
    Account "turns" by "owner_id": "owner_id" Text, "turn" Int;
    Account "audit_heads" by "owner_id": "owner_id" Text, "sequence" Int, "hash" Bytes;
    Account "audit" by "owner_id" => "sequence": "owner_id" Text, "sequence" Int, "at" Int, "actor" Text, "act" Text, "dossier_id" Text,
        "process_id" Text, "previous_hash" Bytes, "hash" Bytes, "seal" Bytes;
    Account "audit_signed_heads" by "owner_id": "owner_id" Text, "sequence" Int, "hash" Bytes, "at" Int,
        "public_key" Bytes, "signature" Bytes;
    Account "dossiers" by "owner_id": "id" Text, "owner_id" Text, "external_reference" Text, "created_at" Int,
        "updated_at" Int, "held_at" Int;
    Keys "master_keys" by "id" cleared: "id" Text, "wraps" Int;
    Keys "dossier_keys" by "owner_id": "dossier_id" Text, "owner_id" Text, "master_key_id" Text, "wrapped" Bytes;
    Keys "account_keys" by "account": "account" Text, "master_key_id" Text, "wrapped" Bytes;
    Account "user_data" by "owner_id": "dossier_id" Text, "owner_id" Text, "data" Text, "created_at" Int,
        "updated_at" Int;
    Account "dossier_files" by "owner_id": "dossier_id" Text, "owner_id" Text, "depiction" Text, "blob_id" Text,
        "format" Text, "bytes" Int, "sha256" Bytes, "created_at" Int;
    Account "configurations" by "owner_id": "owner_id" Text, "kind" Text, "id" Text, "body" Text, "created_at" Int,
        "updated_at" Int;
    Account "processes" by "owner_id": "id" Text, "dossier_id" Text, "owner_id" Text, "provider" Text,
        "process_type" Text, "request" Text, "status" Text, "state" Text, "report" Text, "created_at" Int,
        "updated_at" Int, "external_id" Text, "started_with" Text, "simulation" Text;
    Account "images" by "owner_id": "process_id" Text, "dossier_id" Text, "owner_id" Text, "depiction" Text,
        "blob_id" Text, "format" Text, "bytes" Int, "sha256" Bytes, "created_at" Int;
    Account "recordings" by "owner_id": "process_id" Text, "dossier_id" Text, "owner_id" Text, "kind" Text,
        "blob_id" Text, "bytes" Int, "sha256" Bytes, "created_at" Int;
    Account "jobs" by "owner_id": "id" Text, "kind" Text, "owner_id" Text, "dossier_id" Text, "process_id" Text,
        "run_at" Int, "attempts" Int, "max_attempts" Int, "lease_owner" Text, "lease_until" Int, "fence" Int,
        "last_error" Text, "created_at" Int;
    Account "captures" by "owner_id": "process_id" Text, "dossier_id" Text, "owner_id" Text, "artifact_hash" Bytes,
        "flow" Text, "created_at" Int, "expires_at" Int;
    Account "kept_answers" by "owner_id": "owner_id" Text, "call_key" Text, "fingerprint" Bytes, "dossier_id" Text,
        "code" Int, "body" Bytes, "kept_at" Int;
    Account "subscriptions" by "owner_id": "id" Text, "owner_id" Text, "url" Text, "kinds" Text, "description" Text,
        "extra_signature" Text, "state" Text, "failing_since" Int, "failures" Int, "created_at" Int, "updated_at" Int;
    Account "subscription_secrets" by "owner_id": "id" Text, "subscription_id" Text, "owner_id" Text, "secret" Bytes,
        "created_at" Int, "expires_at" Int;
    Account "event_heads" by "owner_id": "owner_id" Text, "sequence" Int;
    Account "events" by "owner_id": "id" Text, "owner_id" Text, "kind" Text, "dossier_id" Text, "process_id" Text,
        "external_reference" Text, "data" Text, "tags" Text, "at" Int, "expires_at" Int, "sequence" Int;
    Account "deliveries" by "owner_id": "id" Text, "event_id" Text, "owner_id" Text, "target_kind" Text,
        "target_id" Text, "state" Text, "attempts" Int, "next_attempt_at" Int, "lease_owner" Text, "lease_until" Int,
        "fence" Int, "created_at" Int;
    Account "delivery_attempts" by "owner_id": "delivery_id" Text, "number" Int, "owner_id" Text, "at" Int,
        "latency_ms" Int, "status" Int, "failure" Text, "answer" Bytes;
}

/// Their statements, for the test that prepares each of them on both engines.
pub(crate) fn statements() -> impl Iterator<Item = &'static Statement> {
    TABLES.iter().flat_map(|table| {
        [&table.all, &table.of_account, &table.insert, &table.any]
            .into_iter()
            .chain(&table.clear)
    })
}
