-- Links to the hosted pages of processes: the hash of the secret in the link, and what the page needs, as JSON.
CREATE TABLE captures (
    process_id TEXT NOT NULL PRIMARY KEY,
    dossier_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    artifact_hash BYTEA NOT NULL UNIQUE CHECK (length(artifact_hash) = 32),
    flow TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (process_id, dossier_id, owner_id) REFERENCES processes (id, dossier_id, owner_id)
);
CREATE INDEX captures_of_dossier ON captures (dossier_id, owner_id);
CREATE INDEX captures_oldest ON captures (expires_at);
