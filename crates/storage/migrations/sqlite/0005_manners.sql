-- What an operator settles for a client: seconds that its tokens are good (NULL: the server's setting), the scopes it
-- may be granted (NULL: all) and what it may do, both as names with spaces between them.
ALTER TABLE clients ADD COLUMN token_seconds INTEGER;
ALTER TABLE clients ADD COLUMN scopes TEXT;
ALTER TABLE clients ADD COLUMN permissions TEXT NOT NULL DEFAULT 'assure';

-- One row: who changes the signing keys holds it meanwhile, so that two nodes never draw a key each.
CREATE TABLE signing_key_changes (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    change INTEGER NOT NULL
) STRICT;
INSERT INTO signing_key_changes (id, change) VALUES (1, 0);

-- Answers that are given again to who calls again with the same key. The body goes with the dossier it tells of.
CREATE TABLE kept_answers (
    owner_id TEXT NOT NULL REFERENCES clients (id),
    call_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    dossier_id TEXT,
    code INTEGER NOT NULL,
    body BLOB,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, call_key)
) STRICT;
CREATE INDEX kept_answers_oldest ON kept_answers (kept_at);
CREATE INDEX kept_answers_of_dossier ON kept_answers (dossier_id, owner_id);
