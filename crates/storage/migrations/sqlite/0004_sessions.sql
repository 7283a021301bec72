-- The provider's own name for a process; NULL where it has none or none yet.
ALTER TABLE processes ADD COLUMN external_id TEXT;
-- What a process was started with, as JSON.
ALTER TABLE processes ADD COLUMN started_with TEXT;
-- That a process is played and not verified, as JSON. No process of a live client is.
ALTER TABLE processes ADD COLUMN simulation TEXT CHECK (simulation IS NULL OR owner_id LIKE 'sandbox-%');

-- What providers keep of a session besides pictures.
CREATE TABLE recordings (
    process_id TEXT NOT NULL,
    dossier_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    blob_id TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (process_id, kind),
    FOREIGN KEY (process_id, dossier_id, owner_id) REFERENCES processes (id, dossier_id, owner_id)
) STRICT;
CREATE INDEX recordings_of_dossier ON recordings (dossier_id, owner_id);
