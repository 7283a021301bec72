-- What the client knows about the person of a dossier, as JSON.
CREATE TABLE user_data (
    dossier_id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (dossier_id, owner_id) REFERENCES dossiers (id, owner_id)
) STRICT;

-- Pictures of the person and the document that belong to no process.
CREATE TABLE dossier_files (
    dossier_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    depiction TEXT NOT NULL,
    blob_id TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (dossier_id, depiction),
    FOREIGN KEY (dossier_id, owner_id) REFERENCES dossiers (id, owner_id)
) STRICT;

-- How hosted pages look and how data are compared, by the client's own names, as JSON.
CREATE TABLE configurations (
    owner_id TEXT NOT NULL REFERENCES clients (id),
    kind TEXT NOT NULL CHECK (kind IN ('capture', 'matching')),
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, kind, id)
) STRICT;

CREATE INDEX processes_newest ON processes (owner_id, created_at, id);
