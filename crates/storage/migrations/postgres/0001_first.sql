CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    environment TEXT NOT NULL CHECK (environment IN ('live', 'sandbox')),
    secret_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    algorithm TEXT NOT NULL,
    private_key_pkcs8 BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);

CREATE TABLE dossiers (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES clients (id),
    external_reference TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (id, owner_id)
);
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
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (id, dossier_id, owner_id),
    FOREIGN KEY (dossier_id, owner_id) REFERENCES dossiers (id, owner_id)
);
CREATE INDEX processes_of_dossier ON processes (dossier_id, owner_id);

CREATE TABLE images (
    process_id TEXT NOT NULL,
    dossier_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    depiction TEXT NOT NULL,
    blob_id TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 BYTEA NOT NULL CHECK (length(sha256) = 32),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (process_id, depiction),
    FOREIGN KEY (process_id, dossier_id, owner_id) REFERENCES processes (id, dossier_id, owner_id)
);
CREATE INDEX images_of_dossier ON images (dossier_id, owner_id);

-- Files that must go. No foreign keys: what they belonged to is gone.
CREATE TABLE blob_deletions (
    blob_id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    dossier_id TEXT NOT NULL,
    noted_at BIGINT NOT NULL
);
CREATE INDEX blob_deletions_oldest ON blob_deletions (noted_at, blob_id);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    dossier_id TEXT NOT NULL,
    process_id TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    fence BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (process_id, dossier_id, owner_id) REFERENCES processes (id, dossier_id, owner_id)
);
CREATE INDEX jobs_due ON jobs (owner_id, run_at, created_at);
CREATE INDEX jobs_of_process ON jobs (process_id, dossier_id, owner_id);
CREATE INDEX jobs_of_dossier ON jobs (dossier_id, owner_id);

-- The last turn of each client in the queue; 0 for one that had none yet.
CREATE TABLE turns (
    owner_id TEXT NOT NULL PRIMARY KEY REFERENCES clients (id),
    turn BIGINT NOT NULL
);

CREATE TABLE turn_counter (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    turn BIGINT NOT NULL
);
INSERT INTO turn_counter (id, turn) VALUES (1, 0);

-- Ids alone, so that the log may outlive the person. No foreign keys for the same reason.
CREATE TABLE audit (
    owner_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    dossier_id TEXT,
    process_id TEXT,
    PRIMARY KEY (owner_id, sequence)
);

CREATE TABLE audit_heads (
    owner_id TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL
);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END;
$$;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
