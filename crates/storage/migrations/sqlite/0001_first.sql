CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    environment TEXT NOT NULL CHECK (environment IN ('live', 'sandbox')),
    secret_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    algorithm TEXT NOT NULL,
    private_key_pkcs8 BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE TABLE dossiers (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES clients (id),
    external_reference TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (id, owner_id)
) STRICT;
CREATE INDEX dossiers_newest ON dossiers (owner_id, created_at, id);

CREATE TABLE processes (
    id TEXT NOT NULL PRIMARY KEY,
    dossier_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    process_type TEXT NOT NULL,
    request TEXT NOT NULL,
    status TEXT NOT NULL,
    state TEXT NOT NULL,
    report TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (id, dossier_id, owner_id),
    FOREIGN KEY (dossier_id, owner_id) REFERENCES dossiers (id, owner_id)
) STRICT;
CREATE INDEX processes_of_dossier ON processes (dossier_id, owner_id);

CREATE TABLE images (
    process_id TEXT NOT NULL,
    dossier_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    depiction TEXT NOT NULL,
    blob_id TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (process_id, depiction),
    FOREIGN KEY (process_id, dossier_id, owner_id) REFERENCES processes (id, dossier_id, owner_id)
) STRICT;
CREATE INDEX images_of_dossier ON images (dossier_id, owner_id);

-- Files that must go. No foreign keys: what they belonged to is gone.
CREATE TABLE blob_deletions (
    blob_id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    dossier_id TEXT NOT NULL,
    noted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX blob_deletions_oldest ON blob_deletions (noted_at, blob_id);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    dossier_id TEXT NOT NULL,
    process_id TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER,
    fence INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    FOREIGN KEY (process_id, dossier_id, owner_id) REFERENCES processes (id, dossier_id, owner_id)
) STRICT;
CREATE INDEX jobs_due ON jobs (owner_id, run_at, created_at);
CREATE INDEX jobs_of_process ON jobs (process_id, dossier_id, owner_id);
CREATE INDEX jobs_of_dossier ON jobs (dossier_id, owner_id);

-- The last turn of each client in the queue; 0 for one that had none yet.
CREATE TABLE turns (
    owner_id TEXT NOT NULL PRIMARY KEY REFERENCES clients (id),
    turn INTEGER NOT NULL
) STRICT;

CREATE TABLE turn_counter (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    turn INTEGER NOT NULL
) STRICT;
INSERT INTO turn_counter (id, turn) VALUES (1, 0);

-- Ids alone, so that the log may outlive the person. No foreign keys for the same reason.
CREATE TABLE audit (
    owner_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    dossier_id TEXT,
    process_id TEXT,
    PRIMARY KEY (owner_id, sequence)
) STRICT;

CREATE TABLE audit_heads (
    owner_id TEXT NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL
) STRICT;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
