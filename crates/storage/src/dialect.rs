//! The statements that the two engines need in different words, and why.

use crate::statements::Statement;

/// Takes SQLite's write lock at once. A transaction that reads first and writes later is refused as busy,
/// however long it is willing to wait, when another wrote in between.
pub(crate) const SQLITE_BEGIN: &str = "BEGIN IMMEDIATE";

/// Begins, keeps and undoes one unit of a transaction that several share.
pub(crate) const SQLITE_SAVEPOINT: &str = "SAVEPOINT unit";
pub(crate) const SQLITE_RELEASE: &str = "RELEASE unit";
pub(crate) const SQLITE_UNDO_SAVEPOINT: &str = "ROLLBACK TO unit";

/// Erased rows live on in the write-ahead log until it is emptied.
pub(crate) const SQLITE_CHECKPOINT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// A number that changes when another connection has written to the file.
pub(crate) const SQLITE_DATA_VERSION: &str = "PRAGMA data_version";

/// A deleted row of PostgreSQL lies in its page until that is written anew; `VACUUM` alone leaves its bytes there.
pub(crate) const POSTGRES_REWRITE_KEYS: &str = "VACUUM (FULL) dossier_keys";

/// The number of a transaction of now: what was deleted before has a smaller one.
pub(crate) const POSTGRES_NOW: &str =
    "SELECT CAST(CAST(pg_current_xact_id() AS xid) AS TEXT) AS now";

/// How many look at the database as it was before that: a row that one of them may still see is not taken out of its page.
pub(crate) const POSTGRES_OLDER_LOOKS: &str = "
    SELECT COUNT(*) AS looks FROM pg_stat_activity
    WHERE (datname = current_database() OR datname IS NULL) AND pid <> pg_backend_pid()
        AND backend_xmin IS NOT NULL AND age(backend_xmin) > age(CAST(CAST($1 AS TEXT) AS xid))";

/// Reads the whole file. `ok`, or what is wrong by the names of tables and indexes.
pub(crate) const SQLITE_INTEGRITY: &str = "PRAGMA integrity_check(10)";

/// A row for each row that names another which is not there.
pub(crate) const SQLITE_FOREIGN_KEYS: &str = "PRAGMA foreign_key_check";

pub(crate) const POSTGRES_BEGIN: &str = "BEGIN";

/// A transaction that sees the database as it is now until it ends, however long that is.
pub(crate) const POSTGRES_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
pub(crate) const POSTGRES_NO_HURRY: [&str; 2] = [
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
];

macro_rules! lock {
    ($text:literal) => {
        // SQLite has no row locks: the transaction has locked everything.
        ($text, concat!($text, " FOR UPDATE"))
    };
}

macro_rules! differing {
    ($($name:ident = $texts:expr;)*) => {
        $(pub(crate) static $name: Statement = {
            let (sqlite, postgres) = $texts;
            Statement::each(stringify!($name), sqlite, postgres)
        };)*
        pub(crate) static DIFFERING: &[&Statement] = &[$(&$name),*];
    };
}

/// The owner whose last turn is longest ago and who has work; of it what has been due longest.
macro_rules! lease_job {
    ($lock:literal) => {
        concat!(
            "UPDATE jobs SET lease_owner = $1, lease_until = $2, fence = fence + 1, attempts = attempts + 1
            WHERE id = (
                SELECT j.id FROM jobs j
                WHERE j.owner_id = (
                    SELECT t.owner_id FROM turns t
                    WHERE EXISTS (
                        SELECT 1 FROM jobs w WHERE w.owner_id = t.owner_id AND w.run_at <= $3
                            AND (w.lease_until IS NULL OR w.lease_until <= $3))
                    ORDER BY t.turn, t.owner_id LIMIT 1)
                AND j.run_at <= $3 AND (j.lease_until IS NULL OR j.lease_until <= $3)
                ORDER BY j.run_at, j.created_at, j.id LIMIT 1",
            $lock,
            ")
            RETURNING id, kind, owner_id, dossier_id, process_id, run_at, attempts, max_attempts, fence,
                created_at"
        )
    };
}

/// What is due, at most ten at once for each address, and one for an address that has been failing, so that a slow one keeps no other waiting. All callbacks of a client count as one address. The conditions
/// stand twice: PostgreSQL looks at the outer ones again when another node was at the row meanwhile.
macro_rules! lease_deliveries {
    ($lock:literal) => {
        concat!(
            "UPDATE deliveries SET lease_owner = $1, lease_until = $2, fence = fence + 1
            WHERE id IN (
                WITH busy AS (
                    SELECT owner_id, CASE target_kind WHEN 'callback' THEN '' ELSE target_id END AS place,
                        COUNT(*) AS leased
                    FROM deliveries WHERE state = 'waiting' AND lease_until > $3
                    GROUP BY owner_id, CASE target_kind WHEN 'callback' THEN '' ELSE target_id END),
                due AS (
                    SELECT id, next_attempt_at, owner_id,
                        CASE target_kind WHEN 'callback' THEN '' ELSE target_id END AS place,
                        ROW_NUMBER() OVER (PARTITION BY owner_id,
                            CASE target_kind WHEN 'callback' THEN '' ELSE target_id END
                            ORDER BY next_attempt_at, id) AS turn
                    FROM deliveries
                    WHERE state = 'waiting' AND next_attempt_at <= $3
                        AND (lease_until IS NULL OR lease_until <= $3)),
                chosen AS (
                    SELECT due.id FROM due
                    LEFT JOIN busy ON busy.owner_id = due.owner_id AND busy.place = due.place
                    LEFT JOIN subscriptions s ON s.id = due.place AND s.owner_id = due.owner_id
                    WHERE due.turn + COALESCE(busy.leased, 0)
                            <= CASE WHEN COALESCE(s.failures, 0) >= 5 THEN 1 ELSE 10 END
                    ORDER BY due.next_attempt_at, due.id LIMIT $4)
                SELECT o.id FROM deliveries o
                WHERE o.state = 'waiting' AND (o.lease_until IS NULL OR o.lease_until <= $3)
                    AND o.id IN (SELECT id FROM chosen)",
            $lock,
            ")
            RETURNING id, event_id, owner_id, target_kind, target_id, attempts, fence"
        )
    };
}

differing! {
    MASTER_KEYS_ARE_KEPT = (
        "SELECT 1 AS kept FROM sqlite_master WHERE type = 'table' AND name = 'master_keys'",
        "SELECT 1 AS kept WHERE to_regclass('master_keys') IS NOT NULL");
    // Our own tables by name.
    TABLE_NAMES = (
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
        "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY name"
    );
    LEASE_DELIVERIES = (lease_deliveries!(""), lease_deliveries!(" FOR UPDATE SKIP LOCKED"));
    SUBSCRIPTION_FOR_UPDATE = lock!("
        SELECT s.id, s.owner_id, s.url, s.kinds, s.description, s.extra_signature, s.state, s.failing_since,
            s.failures, s.created_at, s.updated_at,
            (SELECT a.wrapped FROM account_keys a WHERE a.account = s.owner_id) AS account_key
        FROM subscriptions s WHERE s.owner_id = $1 AND s.id = $2");
    DOSSIER_FOR_UPDATE = lock!("
        SELECT d.id, d.owner_id, d.external_reference, d.created_at, d.updated_at, d.held_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = d.id AND k.owner_id = d.owner_id)
            AS wrapped_key
        FROM dossiers d WHERE d.owner_id = $1 AND d.id = $2");
    DOSSIER_HOLD = lock!("
        SELECT held_at FROM dossiers WHERE owner_id = $1 AND id = $2");
    LOCK_PROCESS = lock!("
        SELECT id FROM processes WHERE owner_id = $1 AND dossier_id = $2 AND id = $3");
    LOCK_PROCESSES_OF_DOSSIER = lock!("
        SELECT id FROM processes WHERE owner_id = $1 AND dossier_id = $2 ORDER BY id");
    // A row that is locked is being finished or erased right now: pass it by instead of waiting.
    LEASE_JOB = (lease_job!(""), lease_job!(" FOR UPDATE SKIP LOCKED"));
}
