-- The master keys that keys are wrapped under: their names, never they themselves. One of them wraps what is new.
CREATE TABLE master_keys (
    id TEXT NOT NULL PRIMARY KEY,
    wraps INTEGER UNIQUE CHECK (wraps = 1)
) STRICT;

-- The key of each dossier, wrapped. Who deletes it erases the person, wherever copies of the sealed data are.
CREATE TABLE dossier_keys (
    dossier_id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    master_key_id TEXT NOT NULL REFERENCES master_keys (id),
    wrapped BLOB NOT NULL,
    FOREIGN KEY (dossier_id, owner_id) REFERENCES dossiers (id, owner_id)
) STRICT;
CREATE INDEX dossier_keys_under ON dossier_keys (master_key_id, dossier_id);

-- The same for what belongs to no dossier: the key of each client, and under the empty name that of the server.
CREATE TABLE account_keys (
    account TEXT NOT NULL PRIMARY KEY,
    master_key_id TEXT NOT NULL REFERENCES master_keys (id),
    wrapped BLOB NOT NULL
) STRICT;
CREATE INDEX account_keys_under ON account_keys (master_key_id, account);

-- There while rows of earlier versions lie here in the clear.
CREATE TABLE unsealed (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1)
) STRICT;
INSERT INTO unsealed (id) SELECT 1 WHERE EXISTS (SELECT 1 FROM clients) OR EXISTS (SELECT 1 FROM signing_keys);

-- What receivers answered may tell of a person; the record of each try stays.
UPDATE delivery_attempts SET answer = x'';
