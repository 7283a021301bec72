//! Every statement, by name. One text for both engines; the few that need two are in `dialect.rs`.
//!
//! Parameters are `$1`, `$2`, …; a parameter whose type PostgreSQL cannot see from its place is cast.

use crate::dialect;
use crate::engine::Dialect;
pub(crate) use crate::statements_subscriptions::*;
pub(crate) use answers::*;

/// A statement that is in the registry. There is no way to run another.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl Statement {
    pub(crate) const fn both(name: &'static str, text: &'static str) -> Self {
        Self::each(name, text, text)
    }

    pub(crate) const fn each(
        name: &'static str,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> Self {
        Self {
            name,
            sqlite,
            postgres,
        }
    }

    pub(crate) const fn text(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }
}

/// Every statement there is, for the test that prepares each of them on both engines.
pub(crate) fn registry() -> impl Iterator<Item = &'static Statement> {
    COMMON
        .iter()
        .chain(OF_ANSWERS)
        .chain(audit::OF_AUDIT)
        .chain(OF_EVENTS)
        .chain(OF_SUBSCRIPTIONS)
        .chain(instance::OF_INSTANCE)
        .chain(retention::OF_RETENTION)
        .chain(crate::sealing::statements::OF_KEYS)
        .chain(crate::sealing::statements_older::OF_OLDER_ROWS)
        .chain(dialect::DIFFERING)
        .copied()
        .chain(crate::dump::statements())
}

macro_rules! statements {
    ($all:ident: $($name:ident = $text:literal;)*) => {
        $(pub(crate) static $name: $crate::statements::Statement =
            $crate::statements::Statement::both(stringify!($name), $text);)*
        pub(crate) static $all: &[&$crate::statements::Statement] = &[$(&$name),*];
    };
}
pub(crate) use statements;

mod answers;
pub(crate) mod audit;
mod events;
pub(crate) mod instance;
pub(crate) mod retention;

pub(crate) use events::*;

statements! {
    COMMON:
    // Clients

    CLIENT = "
        SELECT id, name, environment, secret_hash, created_at, revoked_at, token_seconds, scopes, permissions
        FROM clients WHERE id = $1";
    CLIENTS = "
        SELECT id, name, environment, created_at, revoked_at, token_seconds, scopes, permissions
        FROM clients ORDER BY created_at, id";
    INSERT_CLIENT = "
        INSERT INTO clients (id, name, environment, secret_hash, created_at, revoked_at, token_seconds, scopes,
            permissions)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REVOKE_CLIENT = "
        UPDATE clients SET revoked_at = COALESCE(revoked_at, $2) WHERE name = $1
        RETURNING id, name, environment, created_at, revoked_at, token_seconds, scopes, permissions";
    SET_CLIENT_ACCESS = "
        UPDATE clients SET token_seconds = $2, scopes = $3, permissions = $4 WHERE id = $1";
    CLIENT_RULES = "
        SELECT rules FROM clients WHERE id = $1";
    SET_CLIENT_RULES = "
        UPDATE clients SET rules = $2 WHERE id = $1";

    WEBHOOK_HOSTS = "
        SELECT webhook_hosts FROM clients WHERE id = $1";
    SET_WEBHOOK_HOSTS = "
        UPDATE clients SET webhook_hosts = $2 WHERE id = $1";

    // Signing keys

    SIGNING_KEYS = "
        SELECT kid, algorithm, private_key_pkcs8, created_at, retired_at,
            (SELECT a.wrapped FROM account_keys a WHERE a.account = '') AS account_key
        FROM signing_keys ORDER BY created_at DESC, kid";
    INSERT_SIGNING_KEY = "
        INSERT INTO signing_keys (kid, algorithm, private_key_pkcs8, created_at, retired_at)
        VALUES ($1, $2, $3, $4, $5)";
    // Whoever changes the keys holds this row until it is done.
    CHANGE_SIGNING_KEYS = "
        UPDATE signing_key_changes SET change = change + 1 WHERE id = 1 RETURNING change";
    ERASE_SIGNING_KEY = "
        DELETE FROM signing_keys WHERE kid = $1";
    ERASE_ENDED_SIGNING_KEYS = "
        DELETE FROM signing_keys WHERE retired_at < $1";
    RETIRE_SIGNING_KEY = "
        UPDATE signing_keys SET retired_at = $2 WHERE kid = $1 AND retired_at IS NULL";

    // Dossiers

    DOSSIER = "
        SELECT d.id, d.owner_id, d.external_reference, d.created_at, d.updated_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = d.id AND k.owner_id = d.owner_id)
            AS wrapped_key
        FROM dossiers d WHERE d.owner_id = $1 AND d.id = $2";
    DOSSIERS = "
        SELECT d.id, d.owner_id, d.external_reference, d.created_at, d.updated_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = d.id AND k.owner_id = d.owner_id)
            AS wrapped_key
        FROM dossiers d WHERE d.owner_id = $1 ORDER BY d.created_at DESC, d.id DESC LIMIT $2";
    INSERT_DOSSIER = "
        INSERT INTO dossiers (id, owner_id, external_reference, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5)";
    TOUCH_DOSSIER = "
        UPDATE dossiers SET updated_at = $3 WHERE owner_id = $1 AND id = $2";
    DELETE_DOSSIER = "
        DELETE FROM dossiers WHERE owner_id = $1 AND id = $2";

    DOSSIER_IDS = "
        SELECT id FROM dossiers WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    // User data

    USER_DATA = "
        SELECT u.data, u.created_at, u.updated_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = u.dossier_id AND k.owner_id = u.owner_id)
            AS wrapped_key
        FROM user_data u WHERE u.owner_id = $1 AND u.dossier_id = $2";
    INSERT_USER_DATA = "
        INSERT INTO user_data (dossier_id, owner_id, data, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5)";
    SAVE_USER_DATA = "
        UPDATE user_data SET data = $3, updated_at = $4 WHERE owner_id = $1 AND dossier_id = $2";
    DELETE_USER_DATA = "
        DELETE FROM user_data WHERE owner_id = $1 AND dossier_id = $2";

    // Files of dossiers

    FILES = "
        SELECT depiction, blob_id, format, bytes, sha256
        FROM dossier_files WHERE owner_id = $1 AND dossier_id = $2 ORDER BY depiction";
    FILE_BLOB = "
        SELECT blob_id FROM dossier_files WHERE owner_id = $1 AND dossier_id = $2 AND depiction = $3";
    PUT_FILE = "
        INSERT INTO dossier_files (dossier_id, owner_id, depiction, blob_id, format, bytes, sha256, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (dossier_id, depiction) DO UPDATE SET blob_id = excluded.blob_id,
            format = excluded.format, bytes = excluded.bytes, sha256 = excluded.sha256,
            created_at = excluded.created_at";
    FORGET_FILES_OF_DOSSIER = "
        INSERT INTO blob_deletions (blob_id, owner_id, dossier_id, noted_at)
        SELECT blob_id, owner_id, dossier_id, CAST($3 AS BIGINT)
        FROM dossier_files WHERE owner_id = $1 AND dossier_id = $2";
    DELETE_FILES_OF_DOSSIER = "
        DELETE FROM dossier_files WHERE owner_id = $1 AND dossier_id = $2";

    // Configurations

    // Links to hosted pages

    CAPTURE = "
        SELECT c.process_id, c.dossier_id, c.owner_id, c.flow, c.expires_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = c.dossier_id AND k.owner_id = c.owner_id)
            AS wrapped_key
        FROM captures c WHERE c.artifact_hash = $1";
    INSERT_CAPTURE = "
        INSERT INTO captures (process_id, dossier_id, owner_id, artifact_hash, flow, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    DELETE_CAPTURES_EXPIRED = "
        DELETE FROM captures WHERE expires_at <= $1";
    DELETE_CAPTURE_OF_PROCESS = "
        DELETE FROM captures WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3";
    DELETE_CAPTURES_OF_DOSSIER = "
        DELETE FROM captures WHERE owner_id = $1 AND dossier_id = $2";

    CONFIGURATION = "
        SELECT id, body, created_at, updated_at FROM configurations
        WHERE owner_id = $1 AND kind = $2 AND id = $3";
    CONFIGURATIONS = "
        SELECT id, body, created_at, updated_at FROM configurations
        WHERE owner_id = $1 AND kind = $2 ORDER BY id";
    CONFIGURATION_TIMES = "
        SELECT id, created_at, updated_at FROM configurations
        WHERE owner_id = $1 AND kind = $2 ORDER BY id";
    INSERT_CONFIGURATION = "
        INSERT INTO configurations (owner_id, kind, id, body, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (owner_id, kind, id) DO NOTHING";
    SAVE_CONFIGURATION = "
        UPDATE configurations SET body = $4, updated_at = $5 WHERE owner_id = $1 AND kind = $2 AND id = $3
        RETURNING created_at";
    DELETE_CONFIGURATION = "
        DELETE FROM configurations WHERE owner_id = $1 AND kind = $2 AND id = $3";
    COUNT_CONFIGURATIONS = "
        SELECT COUNT(*) AS configurations FROM configurations WHERE owner_id = $1 AND kind = $2";

    // Processes

    PROCESS_VERSION = "
        SELECT status, updated_at FROM processes WHERE owner_id = $1 AND dossier_id = $2 AND id = $3";
    PROCESS = "
        SELECT p.id, p.dossier_id, p.owner_id, p.request, p.external_id, p.simulation, p.started_with, p.state,
            p.report, p.created_at, p.updated_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = p.dossier_id AND k.owner_id = p.owner_id)
            AS wrapped_key,
            (SELECT string_agg(i.depiction, ',') FROM images i WHERE i.process_id = p.id) AS depictions
        FROM processes p WHERE p.owner_id = $1 AND p.dossier_id = $2 AND p.id = $3";
    PROCESSES = "
        SELECT p.id, p.dossier_id, p.owner_id, p.provider, p.process_type, p.external_id, p.status, p.created_at,
            p.updated_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = p.dossier_id AND k.owner_id = p.owner_id)
            AS wrapped_key
        FROM processes p WHERE p.owner_id = $1 AND p.dossier_id = $2 ORDER BY p.created_at, p.id";
    // The statuses are one text, each between commas; an empty one takes all.
    LISTED_PROCESSES_NEWEST = "
        SELECT p.id, p.provider, p.process_type, p.external_id, p.status, p.state, p.created_at, p.updated_at,
            d.id AS dossier_id, d.owner_id, d.external_reference, d.created_at AS dossier_created_at,
            d.updated_at AS dossier_updated_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = d.id AND k.owner_id = d.owner_id)
            AS wrapped_key
        FROM processes p JOIN dossiers d ON d.id = p.dossier_id AND d.owner_id = p.owner_id
        WHERE p.owner_id = $1 AND p.created_at >= $2 AND p.created_at < $3
            AND ($4 = '' OR $4 LIKE '%,' || p.status || ',%')
        ORDER BY p.created_at DESC, p.id DESC LIMIT $5 OFFSET $6";
    LISTED_PROCESSES_OLDEST = "
        SELECT p.id, p.provider, p.process_type, p.external_id, p.status, p.state, p.created_at, p.updated_at,
            d.id AS dossier_id, d.owner_id, d.external_reference, d.created_at AS dossier_created_at,
            d.updated_at AS dossier_updated_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = d.id AND k.owner_id = d.owner_id)
            AS wrapped_key
        FROM processes p JOIN dossiers d ON d.id = p.dossier_id AND d.owner_id = p.owner_id
        WHERE p.owner_id = $1 AND p.created_at >= $2 AND p.created_at < $3
            AND ($4 = '' OR $4 LIKE '%,' || p.status || ',%')
        ORDER BY p.created_at, p.id LIMIT $5 OFFSET $6";
    COUNT_LISTED_PROCESSES = "
        SELECT COUNT(*) AS processes FROM processes
        WHERE owner_id = $1 AND created_at >= $2 AND created_at < $3
            AND ($4 = '' OR $4 LIKE '%,' || status || ',%')";
    PROCESSES_BY_STATUS = "
        SELECT status, COUNT(*) AS processes FROM processes GROUP BY status ORDER BY status";
    INSERT_PROCESS = "
        INSERT INTO processes (id, dossier_id, owner_id, provider, process_type, request, status, state,
            report, created_at, updated_at, external_id, simulation, started_with)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    SAVE_PROCESS = "
        UPDATE processes SET status = $4, state = $5, report = $6, updated_at = $7, external_id = $8,
            simulation = $9, started_with = $10
        WHERE owner_id = $1 AND dossier_id = $2 AND id = $3 AND status IN ('pending', 'processing')";
    DELETE_PROCESS = "
        DELETE FROM processes WHERE owner_id = $1 AND dossier_id = $2 AND id = $3";
    DELETE_PROCESSES_OF_DOSSIER = "
        DELETE FROM processes WHERE owner_id = $1 AND dossier_id = $2";

    // Images

    IMAGES = "
        SELECT depiction, blob_id, format, bytes, sha256
        FROM images WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3 ORDER BY depiction";
    IMAGE_BLOB = "
        SELECT blob_id FROM images WHERE owner_id = $1 AND process_id = $2 AND depiction = $3";
    PUT_IMAGE = "
        INSERT INTO images (process_id, dossier_id, owner_id, depiction, blob_id, format, bytes, sha256,
            created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (process_id, depiction) DO UPDATE SET blob_id = excluded.blob_id,
            format = excluded.format, bytes = excluded.bytes, sha256 = excluded.sha256,
            created_at = excluded.created_at";
    BLOB_IS_NAMED = "
        SELECT 1 AS named FROM images WHERE blob_id = $1
        UNION ALL SELECT 1 FROM dossier_files WHERE blob_id = $1
        UNION ALL SELECT 1 FROM recordings WHERE blob_id = $1";
    FILES_NAMED = "
        SELECT blob_id, owner_id, dossier_id, bytes, sha256 FROM images WHERE blob_id > $1
        UNION ALL SELECT blob_id, owner_id, dossier_id, bytes, sha256 FROM dossier_files WHERE blob_id > $1
        UNION ALL SELECT blob_id, owner_id, dossier_id, bytes, sha256 FROM recordings WHERE blob_id > $1
        ORDER BY blob_id LIMIT $2";
    DELETE_IMAGES_OF_PROCESS = "
        DELETE FROM images WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3";
    DELETE_IMAGES_OF_DOSSIER = "
        DELETE FROM images WHERE owner_id = $1 AND dossier_id = $2";

    // Recordings

    RECORDINGS = "
        SELECT kind, blob_id, bytes, sha256
        FROM recordings WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3 ORDER BY kind";
    INSERT_RECORDING = "
        INSERT INTO recordings (process_id, dossier_id, owner_id, kind, blob_id, bytes, sha256, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    DELETE_RECORDINGS_OF_PROCESS = "
        DELETE FROM recordings WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3";
    DELETE_RECORDINGS_OF_DOSSIER = "
        DELETE FROM recordings WHERE owner_id = $1 AND dossier_id = $2";

    // Files that must go

    INSERT_BLOB_DELETION = "
        INSERT INTO blob_deletions (blob_id, owner_id, dossier_id, noted_at) VALUES ($1, $2, $3, $4)";
    FORGET_BLOBS_OF_PROCESS = "
        INSERT INTO blob_deletions (blob_id, owner_id, dossier_id, noted_at)
        SELECT blob_id, owner_id, dossier_id, CAST($4 AS BIGINT)
        FROM images WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3
        UNION ALL SELECT blob_id, owner_id, dossier_id, CAST($4 AS BIGINT)
        FROM recordings WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3";
    FORGET_BLOBS_OF_DOSSIER = "
        INSERT INTO blob_deletions (blob_id, owner_id, dossier_id, noted_at)
        SELECT blob_id, owner_id, dossier_id, CAST($3 AS BIGINT)
        FROM images WHERE owner_id = $1 AND dossier_id = $2
        UNION ALL SELECT blob_id, owner_id, dossier_id, CAST($3 AS BIGINT)
        FROM recordings WHERE owner_id = $1 AND dossier_id = $2";
    BLOB_DELETIONS = "
        SELECT blob_id, owner_id, dossier_id FROM blob_deletions
        WHERE blob_id > $1 ORDER BY blob_id LIMIT $2";
    BLOB_DELETIONS_OF_DOSSIER = "
        SELECT blob_id, owner_id, dossier_id FROM blob_deletions
        WHERE owner_id = $1 AND dossier_id = $2 ORDER BY blob_id";
    DELETE_BLOB_DELETION = "
        DELETE FROM blob_deletions WHERE blob_id = $1";
    COUNT_BLOB_DELETIONS = "
        SELECT COUNT(*) AS blobs FROM blob_deletions";

    // Jobs

    INSERT_JOB = "
        INSERT INTO jobs (id, kind, owner_id, dossier_id, process_id, run_at, max_attempts, created_at,
            attempts, fence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)";
    JOIN_TURNS = "
        INSERT INTO turns (owner_id, turn) VALUES ($1, 0) ON CONFLICT (owner_id) DO NOTHING";
    NEXT_TURN = "
        UPDATE turn_counter SET turn = turn + 1 WHERE id = 1 RETURNING turn";
    TAKE_TURN = "
        UPDATE turns SET turn = $2 WHERE owner_id = $1";
    TURN_COUNTER = "
        SELECT turn FROM turn_counter WHERE id = 1";
    JOB_IS_WAITING = "
        SELECT 1 AS waiting FROM jobs
        WHERE run_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) LIMIT 1";
    COMPLETE_JOB = "
        DELETE FROM jobs WHERE id = $1 AND fence = $2";
    RETRY_JOB = "
        UPDATE jobs SET run_at = $3, last_error = $4, lease_owner = NULL, lease_until = NULL,
            fence = fence + 1
        WHERE id = $1 AND fence = $2";
    RETURN_JOB = "
        UPDATE jobs SET run_at = $3, last_error = $4, lease_owner = NULL, lease_until = NULL,
            fence = fence + 1, attempts = attempts - 1
        WHERE id = $1 AND fence = $2";
    EXTEND_LEASE = "
        UPDATE jobs SET lease_until = $3 WHERE id = $1 AND fence = $2 AND lease_until IS NOT NULL";
    RELEASE_LEASES = "
        UPDATE jobs SET lease_owner = NULL, lease_until = NULL, fence = fence + 1
        WHERE lease_owner = $1";
    DELETE_JOBS_OF_PROCESS = "
        DELETE FROM jobs WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3";
    DELETE_JOBS_OF_DOSSIER = "
        DELETE FROM jobs WHERE owner_id = $1 AND dossier_id = $2";
    QUEUE_COUNTS = "
        SELECT
            (SELECT COUNT(*) FROM jobs
                WHERE run_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)) AS waiting,
            (SELECT COUNT(*) FROM jobs WHERE lease_until > $1) AS running,
            (SELECT COUNT(*) FROM jobs
                WHERE run_at > $1 AND (lease_until IS NULL OR lease_until <= $1)) AS delayed,
            (SELECT MIN(run_at) FROM jobs
                WHERE run_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)) AS oldest_waiting";
}
